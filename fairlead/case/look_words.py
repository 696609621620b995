"""A look told in full: what was looked at and by what, why it could not tell where it could not, and what it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import quoted

Row = Mapping[str, Any]

NO_WATCH = (
    "It is no watch: by it neither is its day watched nor the place empty; it bounds no stay, and says nothing to the "
    "estimate of trips"
)


def say_look(look: Row, scene: Row | None, watches: Iterable[Row], checks: Iterable[Row]) -> str:
    """One look in sentences.

    Args:
        look: a row of LOOKS.
        scene: the SCENES row it names, or None.
        watches: the WATCHES rows that it is among the sources of.
        checks: the LOOK_CHECKS rows about it.
    """
    berth = f", {look['berth']}" if look["berth"] else ""
    parts = [
        f"{look['analyst']} looked at {look['place_words']}{berth}, in {_say_image(look, scene)}: {_say_result(look)}"
    ]
    doubts = [c["words"].removeprefix(f"{c['label']}: ").rstrip(".") for c in checks]
    parts += [f"{d[:1].upper()}{d[1:]}" for d in doubts]
    found = [w["words"].rstrip(".") for w in watches]
    if found and look["result"] == "cannot tell":
        parts.append(f"By itself it counts for nothing; others could tell in that image: {found[0]}")
    elif found:
        cued = "; being cued, it is left out of the estimate of trips" if look["is_cued"] else ""
        parts.append(f"It is a watch: it bounds stays there, and the estimate of trips rests on it{cued}")
    else:
        parts.append(NO_WATCH)
    return ". ".join(parts) + "."


def _say_image(look: Row, scene: Row | None) -> str:
    if scene is None:
        named = f"scene {look['scene']}, which is not held" if look["scene"] else "an image no scene is named for"
        when = say_span(look["start_time"], look["end_time"]) if look["start_time"] is not None else "time not known"
        return f"{named} ({when})"
    told = [scene["sensor"], scene["provider"], scene["product"], say_span(scene["start_time"], scene["end_time"])]
    told += [f"{scene['gsd_m']:g} m a pixel"] if scene["gsd_m"] is not None else []
    told += [f"cloud over {100 * scene['cloud_frac']:.0f} % of the image"] if scene["cloud_frac"] is not None else []
    return f"scene {scene['label']} ({', '.join(x for x in told if x)})"


def _say_result(look: Row) -> str:
    seen = look["visible_frac"]
    words = str(look["result"])
    words += f", {100 * seen:.0f} % of it visible" if seen is not None else ""
    own = [quoted(look[c]) for c in ("note", "confidence") if look[c]]
    words += f"; in the analyst's words {' and '.join(own)}" if own else ""
    if look["result"] == "cannot tell" and not own and seen is None:
        words += "; why is not stated (visible_frac or note would say it)"
    return words

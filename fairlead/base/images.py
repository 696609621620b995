"""Images: which image a look, or a sighting that names one, is of. The one rule by which two of them are of one image.

Read from rows alone, so that any room may use it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from fairlead.base.timeline import DAY
from fairlead.base.wording import fold

Row = dict[str, Any]


def image_of(look: Row, scene: Row | None) -> str:
    """The image a look is of: its scene, else the moment or day it was taken, else the look alone.

    Args:
        look: a row of LOOKS.
        scene: the SCENES row that it names; None where it names none, or none that is held.

    Returns:
        A text that two looks share where they are of one image: looks without a scene where their times are one and
        known to a day. Of two looks some time in March nobody can say that they are of one image.
    """
    if scene is not None:
        return str(scene["scene_id"])
    start, end = look["start_time"], look["end_time"]
    if start is None or end is None or end - start > DAY:
        return f"look {look['label']}"
    return f"{start} {end}"


def own_looks(sighting: Row, looks: Sequence[Row]) -> Sequence[Row]:
    """Of the looks whose label a sighting names, those it can mean.

    Args:
        sighting: a row of SIGHTINGS or OBSERVATIONS.
        looks: rows of LOOKS of that label.

    Returns:
        All of them where they are of one scene, time and place: two analysts of one image. Else, as where two people
        number their looks alike, those of the sighting's observer; all where none is.
    """
    if len(looks) < 2:
        return looks
    grounds = {(fold(k["scene"]), k["start_time"], k["end_time"], fold(k["place_words"])) for k in looks}
    own = [k for k in looks if fold(k["analyst"]) == fold(sighting["observed_by"])] if len(grounds) > 1 else []
    return own or looks


class Images:
    """The images that sightings were made in, by the looks they name."""

    def __init__(self, looks: Iterable[Row], scenes: Iterable[Row]) -> None:
        """``looks``, ``scenes``: rows of LOOKS and SCENES; a label names the first scene of it by id."""
        of_label: dict[str, Row] = {}
        for scene in sorted(scenes, key=lambda s: str(s["scene_id"])):
            of_label.setdefault(scene["label"], scene)
        self._images = defaultdict[str, dict[str, set[str | None]]](lambda: defaultdict(set))
        for look in looks:
            image = image_of(look, of_label.get(look["scene"] or ""))
            self._images[look["label"]][image].add(fold(look["analyst"]))

    def of(self, sighting: Row) -> str | None:
        """The image of a row of SIGHTINGS; None where it names no look.

        Of looks of one label and several images, as where two people number their looks alike, the one that the
        observer took; where that does not tell, None. A look that is not held is an image by its label.
        """
        label = sighting["look"]
        if label is None:
            return None
        images = self._images.get(label)
        if not images:
            return f"look {label}"
        if len(images) > 1:
            images = {i: who for i, who in images.items() if fold(sighting["observed_by"]) in who}
        return next(iter(images)) if len(images) == 1 else None

"""Measured: what error a measure has, from its repeats, its pixels and its scale."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from statistics import stdev
from typing import Annotated, Any

import pyarrow as pa

from fairlead.base.bounds import Within, check_fields
from fairlead.base.tables import LOOKS, MEASURED, MEASURES, SCENES, SIGHTINGS

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MeasuredParams:
    """The least error of any measure."""

    ends: Annotated[float, Within(0, 4)] = sqrt(2)
    """Pixels of error of a distance between two ends, each good to one pixel and independent."""
    scale_frac: Annotated[float, Within(0, 0.2)] = 0.01
    """Error of scale and of rectification to the ground, as a share of the value: 1 %."""

    def __post_init__(self) -> None:
        check_fields(self)


def work_out_errors(
    measures: pa.Table,
    sightings: pa.Table,
    looks: pa.Table,
    scenes: pa.Table,
    params: MeasuredParams = MeasuredParams(),
) -> pa.Table:
    """Give each measure the error that is used.

    The error is what the analyst states, else the standard deviation of the readings (of one reading, not of their
    mean: whoever clicks the same pixels again learns nothing of the image), and never below the floor, the root of the
    sum of squares of a pixel's error at either end and of the scale's. The pixel is that of the scene of the look that
    the sighting names, the coarsest of several.

    Args:
        measures: MEASURES.
        sightings: SIGHTINGS; a measure names one by its label.
        looks: LOOKS; a sighting names one by its label.
        scenes: SCENES.
        params: :class:`MeasuredParams`.

    Returns:
        MEASURED, one row a measure whose sighting is held. Where neither a figure nor repeats nor a pixel is known,
        ``sd_m`` is null: nothing says how good it is.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Bias of a sensor (radar shows ships longer than they are) is not removed here.
    """
    gsd = _pixels(sightings, looks, scenes)
    rows = MEASURES.check(measures).sort_by("measure_id").to_pylist()
    return MEASURED.from_rows(_measured(m, *gsd[m["sighting"]], params) for m in rows if m["sighting"] in gsd)


def _pixels(sightings: pa.Table, looks: pa.Table, scenes: pa.Table) -> dict[str, tuple[float | None, list[str]]]:
    """By the label of a sighting: metres a pixel of its image where known, and the ids that say so."""
    scene = {s["label"]: s for s in SCENES.check(scenes).sort_by([("scene_id", "descending")]).to_pylist()}
    of_look: dict[str, list[tuple[float, str, str]]] = {}
    for look in LOOKS.check(looks).sort_by("look_id").to_pylist():
        s = scene.get(look["scene"] or "")
        if s and s["gsd_m"] is not None:
            of_look.setdefault(look["label"], []).append((s["gsd_m"], look["look_id"], s["scene_id"]))
    found: dict[str, tuple[float | None, list[str]]] = {}
    for s in SIGHTINGS.check(sightings).sort_by([("sighting_id", "descending")]).to_pylist():
        gsd, *ids = max(of_look.get(s["look"] or "", []), default=(None,))
        found[s["label"]] = gsd, [s["sighting_id"], *map(str, ids)]
    return found


def _measured(m: Row, gsd: float | None, ids: list[str], params: MeasuredParams) -> Row:
    value = m["value_m"]
    floor = None if gsd is None else hypot(gsd * params.ends, params.scale_frac * value)
    least = params.scale_frac * value if floor is None else floor
    readings = m["readings_m"] or []
    sd, basis = m["sd_m"], "stated"
    if sd is None and len(readings) > 1:
        sd, basis = stdev(readings), "repeats"
    if sd is None:
        sd, basis = (floor, "floor") if floor is not None else (None, "not known")
    elif sd < least:
        sd, basis = least, "floor"
    return {
        "measure_id": m["measure_id"],
        "sighting": m["sighting"],
        "quantity": m["quantity"],
        "value_m": value,
        "sd_m": sd,
        "floor_m": floor,
        "sd_basis": basis,
        "gsd_m": gsd,
        "how": m["how"],
        "analyst": m["analyst"],
        "words": _say(m, sd, basis, gsd),
        "sources": [m["measure_id"], *ids],
    }


def _say(m: Row, sd: float | None, basis: str, gsd: float | None) -> str:
    size = f"{m['quantity'].replace('_', ' ')} {m['value_m']:g} m"
    pixel = f"pixels of {gsd:g} m" if gsd is not None else "pixel not known"
    why = {"stated": "as stated", "repeats": f"from {m['repeats']} readings", "floor": "the least possible"}
    error = "how good it is nothing says" if sd is None else f"give or take {sd:.2g} m, {why[basis]}"
    return f"{m['label']}: {size}, {error}; {pixel}."

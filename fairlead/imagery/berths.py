"""Berths of a case, each held against itself in the case's other pictures: proposals of looks, for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import AREAS, BERTH_VIEWS, OCCUPANCY, SCENES
from fairlead.base.wording import say_many
from fairlead.imagery.occupancy import (
    CANNOT_TELL,
    OCCUPIED,
    REASONS,
    VERSION,
    Answer,
    Berth,
    OccupancyParams,
    View,
    judge,
)

Row = dict[str, Any]

METHOD = f"fairlead occupancy {VERSION}"
UNREAD = "unread"
"""Reason of a picture that nothing could be cut out of."""


def assess_berths(
    berth_views: pa.Table,
    areas: pa.Table,
    scenes: pa.Table,
    params: OccupancyParams = OccupancyParams(),  # noqa: B008 - frozen
) -> pa.Table:
    """Say of each berth in each picture whether a ship lay there, or that nobody can tell, and why.

    Args:
        berth_views: BERTH_VIEWS of whole berths, any order.
        areas: AREAS.
        scenes: SCENES.
        params: :class:`~fairlead.imagery.occupancy.OccupancyParams`.

    Returns:
        OCCUPANCY, one row a berth and picture that shows it, even in part. Optical pictures and radar are held against
        their own kind. The id is over the answer too: where another picture changes it, what a person accepted before
        is no longer the same row.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        As :func:`~fairlead.imagery.occupancy.judge`.
    """
    named = {a["area_id"]: a for a in AREAS.check(areas).to_pylist()}
    taken = {s["scene_id"]: s for s in SCENES.check(scenes).to_pylist()}
    groups = defaultdict[tuple[str, str | None], list[Row]](list)
    for row in BERTH_VIEWS.check(berth_views).sort_by("view_id").to_pylist():
        if row["area_id"] in named:
            groups[row["area_id"], row["sensor"] if row["why_not"] is None else None].append(row)
    return OCCUPANCY.from_rows(
        made
        for (area_id, sensor), rows in sorted(groups.items(), key=str)
        for made in _of_berth(named[area_id], sensor, rows, taken, params)
    )


def _of_berth(
    area: Row, sensor: str | None, rows: Sequence[Row], scenes: Mapping[str, Row], params: OccupancyParams
) -> list[Row]:
    if sensor is None:
        return [
            _row(area, r, Answer(r["image_id"], CANNOT_TELL, UNREAD), r["why_not"], [], scenes, params) for r in rows
        ]
    by_image = {r["image_id"]: r for r in rows}
    first = rows[0]
    shape = first["high"], first["wide"]
    views = [
        View(
            r["image_id"],
            np.array([np.nan if v is None else v for v in r["bright"]], np.float64).reshape(shape),
            None if r["white"] is None else np.array(r["white"], bool).reshape(shape),
        )
        for r in rows
    ]
    berth = Berth(np.array(first["inside"], bool).reshape(shape), first["cell_m"])
    answers = judge(views, berth, sensor == "sar", params)
    held = [a.key for a in answers if a.references]
    made = []
    for a in answers:
        others = [by_image[k]["view_id"] for k in held if k != a.key] if a.references else []
        made.append(_row(area, by_image[a.key], a, REASONS.get(a.reason or ""), others, scenes, params))
    return made


def _row(
    area: Row, view: Row, a: Answer, why: str | None, others: list[str], scenes: Mapping[str, Row],
    params: OccupancyParams,
) -> Row:  # fmt: skip
    scene = scenes.get(view["scene_id"] or "")
    return {
        "occupancy_id": content_id("occupancy", view["image_id"], view["area_id"], a.result),
        "area_id": view["area_id"],
        "image_id": view["image_id"],
        "scene_id": scene["scene_id"] if scene else None,
        "start_time": scene["start_time"] if scene else None,
        "end_time": scene["end_time"] if scene else None,
        "place_words": area["port"],
        "berth": area["name"],
        "result": a.result,
        "reason": a.reason,
        "p_occupied": a.p_occupied,
        "visible_frac": a.seen_frac,
        "contrast": a.contrast,
        "score": a.score,
        "references": a.references,
        "likeness": a.likeness,
        "off_m": a.off_m,
        "method": METHOD,
        "words": _say(area, view, a, why, scene, params),
        "sources": [view["view_id"], area["area_id"], *([scene["scene_id"]] if scene else []), *others],
    }


def _say(area: Row, view: Row, a: Answer, why: str | None, scene: Row | None, params: OccupancyParams) -> str:
    where = f"{area['name']} ({area['port']}) in {view['image_name']}"
    if scene is None:
        where += ", of which no scene says when it was taken"
    against = f"held against {say_many(a.references, 'other picture')} of the berth" if a.references else ""
    if a.result == CANNOT_TELL:
        tail = f" ({against})" if against else ""
        return f"{where}: nobody can tell whether a ship lay there: {why}{tail}."
    if a.result == OCCUPIED:
        what = f"a ship lay there, chance {a.p_occupied:.2f}: {a.score:.1f} standard deviations above the water"
    else:
        what = (
            f"no ship of {params.least_length_m:g} m and more lay there, chance of one {a.p_occupied:.2f}; "
            f"such a one would have stood out over {100 * a.seen_frac:.0f} % of the berth"
        )
    return f"{where}: {what}; {against}. {METHOD}, on brightness alone; a person decides."

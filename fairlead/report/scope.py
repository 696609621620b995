"""What bears on one question: its trips, the ships that made them, and what is held of those ships in its period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.schema import TIME
from fairlead.base.tables import TABLES
from fairlead.report.held import Held, Row

OBSERVATIONS_READ = 5000
"""Observations of the ships of a question that figures are drawn from; a longer list is cut at its end, by time."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that figures of one question are drawn from."""

    ask: Row
    trips: list[Row]
    stays: list[Row]
    gaps: list[Row]
    observations: list[Row]
    observations_left_out: int
    names: dict[str, str]
    """Name of each vessel by its id."""
    place_names: dict[str, str]
    places: dict[str, Row]
    roles: dict[str, tuple[str, ...]]
    """Roles of each place of the question, by place_id."""

    def places_of(self, role: str) -> set[str]:
        return {p for p, roles in self.roles.items() if role in roles}


def find_scope(held: Held, ask: Row) -> Scope:
    """Gather what bears on the question ``ask``."""
    places = held.by("places", "place_id")
    by_label = {p["label"]: p["place_id"] for p in places.values()}
    roles: dict[str, tuple[str, ...]] = {}
    for row in held.of(ask["question"], "question_places"):
        place = by_label.get(row["place"])
        if place:
            roles[place] = (*roles.get(place, ()), row["role"])
    trips = held.of(ask["question"], "trips")
    vessels = sorted({t["vessel_id"] for t in trips if t["vessel_id"]})
    hulls = {t["hull"] for t in trips}
    stay_ids = {i for t in trips for i in (t["load_stay_id"], t["discharge_stay_id"]) if i}
    stays = [
        s for s in held.where("stays", "hull", hulls | set(vessels))
        if s["stay_id"] in stay_ids or _overlaps(ask, s["arrival_latest"], s["departure_earliest"])
    ]  # fmt: skip
    gaps = [
        g for g in held.where("sighting_gaps", "vessel_id", vessels)
        if _overlaps(ask, g["start_earliest"], g["end_latest"] or g["start_latest"])
    ]  # fmt: skip
    observations, left_out = _observations(held, ask, vessels)
    return Scope(
        ask, trips, stays, sorted(gaps, key=lambda g: (g["start_earliest"], g["gap_id"])), observations, left_out,
        {v["vessel_id"]: v["name"] for v in held.where("vessels", "vessel_id", vessels)},
        {p: row["name"] for p, row in places.items()}, places, roles,
    )  # fmt: skip


def _overlaps(ask: Row, one: datetime, other: datetime) -> bool:
    return bool(min(one, other) < ask["period_end"] and max(one, other) >= ask["period_start"])


def _observations(held: Held, ask: Row, vessels: Iterable[str]) -> tuple[list[Row], int]:
    """Observations of the ships in the period, in order of time, and how many of them were left out."""
    table = held.table("observations")
    if not table.num_rows:
        return [], 0
    start, end = (pa.scalar(ask[k], type=TIME) for k in ("period_start", "period_end"))
    keep = pc.and_(
        pc.is_in(table["vessel_id"], value_set=pa.array(list(vessels), type=pa.string())),
        pc.and_(pc.less(table["start_time"], end), pc.greater_equal(table["end_time"], start)),
    )
    found = (
        TABLES["observations"]
        .sorted(table.filter(keep))
        .sort_by([("start_time", "ascending"), ("end_time", "ascending"), ("sighting_id", "ascending")])
    )
    return found.slice(0, OBSERVATIONS_READ).to_pylist(), max(found.num_rows - OBSERVATIONS_READ, 0)

"""What really happened in a simulated season, said beside what was found. Only a face reads it: no case takes it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fairlead.base.timeline import say_days
from fairlead.base.wording import say_many, say_number

FOLDER, COUNTS, TRIPS = "truth", "truth_counts.csv", "truth_trips.csv"
"""Where a simulated season keeps what is true; its sums, the fleet's in the last row; its trips, one by one."""


def say_truth(counts: Path, where: Path) -> str:
    """Trips, barrels, the day that the cap fell, and by what each trip is known.

    Args:
        counts: ``truth_counts.csv`` of the season.
        where: the file of its trips, to name.
    """
    with counts.open(encoding="utf-8", newline="") as file:
        fleet = list(csv.DictReader(file))[-1]
    words = f"What really happened in this simulated world: {say_many(int(fleet['trips']), 'trip')}"
    words += f", {int(fleet['barrels']):,} barrels"
    if fleet["passed_cap"]:
        passed = datetime.fromisoformat(fleet["passed_cap"])
        words += f"; the made-up cap was passed on {say_days(passed, passed)}"
    words += f" ({where}). Of the {fleet['trips']}, {fleet['seen']} were seen loading in some look, "
    words += f"{fleet['heard']} only heard by AIS there, {fleet['unloading']} known by their unloading alone, and "
    return f"{words}{fleet['unknown']} by nothing at all."


def compare(trips: Mapping[str, Any], where: Path) -> list[tuple[str, str, str]]:
    """Each of the three figures beside the true number that it is to be held against.

    Args:
        trips: ``trips`` of the answer.
        where: the file of the season's true trips.

    Returns:
        What the figure is, the figure, and what is true in words. A trip known by AIS at its unloading alone is among
        the possible ones of a count, so it is no part of what the first two are held against.
    """
    from fairlead.simulate.season_rows import AIS, LOOK, NOTHING, UNLOADING

    with where.open(encoding="utf-8", newline="") as file:
        true = list(csv.DictReader(file))
    known = Counter(t["known_by"] for t in true)
    sighted = sum(t["known_by"] == UNLOADING and int(t["sightings_unloading"]) > 0 for t in true)
    told = known[LOOK] + known[AIS] + sighted
    by = f"{known[LOOK]} seen loading, {known[AIS]} heard loading, {sighted} seen unloading only"
    beyond = "calls of other ships are counted too where nobody named them, and one call may be counted twice"
    rows = [("documented", say_number(trips["documented"]), f"{told} true trips that it could tell of: {by}; {beyond}")]
    if trips["documented_p50"] is not None:
        figure = _interval(*(trips[f"documented_p{q}"] for q in ("50", "05", "95")))
        rows.append(("after doubt", figure, f"the same {told}"))
    if trips["estimated_p50"] is not None:
        figure = _interval(*(trips[f"estimated_p{q}"] for q in ("50", "05", "95")))
        silent = known[UNLOADING] - sighted
        rest = f"{silent} that AIS heard unloading alone, {known[NOTHING]} that nothing tells of"
        rows.append(("estimated", figure, f"{len(true)} true trips: the {told}, {rest}"))
    return rows


def _interval(p50: float, p05: float, p95: float) -> str:
    return f"{say_number(p50)} ({say_number(p05)}–{say_number(p95)})"

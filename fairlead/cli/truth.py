"""What really happened in a simulated season, said beside what was found. Only a face reads it: no case takes it."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from fairlead.base.timeline import say_days
from fairlead.base.wording import say_many

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

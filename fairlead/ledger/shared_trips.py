"""Trips that two questions count, each against its own limit: said once, since one trip carries one load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import pyarrow as pa

from fairlead.base.wording import say_count

Row = dict[str, Any]


def say_shared_trips(made: Sequence[Row], capped: Sequence[tuple[Row, Row]], trips: pa.Table) -> None:
    """Add to one documented row of each pair of questions that they count the same trips.

    Args:
        made: CAP_STATUS rows to come; the words of the later question's lowest documented amount are added to.
        capped: questions with the limit each names.
        trips: TRIPS; two of them are the same where they share the stay that loaded or the one that discharged.
    """
    columns = ["question", "trip_id", "load_stay_id", "discharge_stay_id", "is_counted"]
    by_stay: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for t in trips.select(columns).sort_by("trip_id").to_pylist():
        for role in ("load_stay_id", "discharge_stay_id"):
            if t["is_counted"] and t[role] is not None:
                by_stay[t["question"]][role, t[role]] = t["trip_id"]
    ordered = sorted(capped, key=lambda c: (c[0]["ordinal"], c[0]["question"]))
    for (first, its_rule), (later, _) in combinations(ordered, 2):
        stays = by_stay[first["question"]]
        shared = {trip for stay, trip in by_stay[later["question"]].items() if stay in stays}
        rows = [r for r in made if r["question"] == later["question"] and r["basis"] == "documented"]
        if shared and rows:
            row = min(rows, key=lambda r: (r["period_start"], r["amount"], r["cap_status_id"]))
            row["words"] += _say(len(shared), first, its_rule)
            row["sources"] = [*row["sources"], *sorted(shared)]


def _say(trips: int, first: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    counted = say_count(trips, "of the trips of this question is", "of the trips of this question are")
    return (
        f" {counted[0].upper()}{counted[1:]} also counted under the question {first['question']} and its cap "
        f"{rule['label']}: a trip carries one load, so the two amounts cannot both hold."
    )

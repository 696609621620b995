"""How an interval stands to a period: in it, in part, or not; and the trips that lie across one of its edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

Row = TypeVar("Row", bound=Mapping[str, Any])


def overlaps(start: datetime, end: datetime, period: tuple[datetime, datetime]) -> tuple[bool, bool]:
    """Whether an interval (or instant) touches a period, and whether it lies wholly inside."""
    if start == end:
        is_in = period[0] <= start < period[1]
        return is_in, is_in
    return start < period[1] and end > period[0], period[0] <= start and end <= period[1]


def find_across(ask: Mapping[str, Any], trips: Iterable[Row]) -> list[Row]:
    """Trips that are not counted and whose date reaches over an edge of the period: possible as documented trips, since
    they may be of the period before or after. A sampled count holds every loading stay that lies in the period in
    part.

    Args:
        ask: the QUESTIONS row.
        trips: TRIPS rows of that question.
    """
    period = (ask["period_start"], ask["period_end"])
    return [
        t for t in trips if not t["is_counted"] and overlaps(t["start_time"], t["end_time"], period) == (True, False)
    ]

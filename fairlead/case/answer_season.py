"""Sampled seasons by month and by day: what the draws of ``season_stays`` say of a month, and of a ship on a day.

The draws are rows already; here they are only counted, so that every face shows the same figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import ints
from fairlead.base.draws import quantile
from fairlead.base.tables import SEASON_STAYS

Row = Mapping[str, Any]
Counts = npt.NDArray[np.int64]

DOTS = 20
"""Equal chances a month is drawn as: few enough for its column."""

LONGEST_BY_MONTH = timedelta(days=3 * 366)
"""A longer period is counted by year."""

DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Spread:
    """A count as the draws have it."""

    p05: float
    p50: float
    p95: float
    dots: tuple[float, ...]
    """Twenty equal chances, ascending."""


@dataclass(frozen=True, slots=True)
class Month:
    """The three figures of a month (of a year, in a long period), never mixed."""

    start: datetime
    end: datetime
    documented: int
    """Trips counted whose call is dated to it."""
    seen: Spread
    """After doubt: stays of a draw that came in it and that somebody saw."""
    actual: Spread
    """All stays of a draw that came in it."""


def count_months(
    season_stays: pa.Table, ask: Row, trips: Iterable[Row], stays: Iterable[Row]
) -> tuple[list[Month], int]:
    """The three figures of a question, month by month (UTC).

    Args:
        season_stays: SEASON_STAYS rows.
        ask: the question's row.
        trips: its TRIPS rows.
        stays: STAYS rows of these trips; they say whether a trip's range is one stay seen twice or one day not known.

    Returns:
        Months in order, cut at the ends of the period; and how many counted trips no one month can be given: those that
        are dated only to a range over several, or outside the period. Without draws there are no months.

    Limits:
        A stay counts where it came, a documented trip where its call was first seen: up to a stay later. Medians of
        months do not add up to the median of the period, nor do their bounds.
    """
    own = _own(season_stays, ask)
    if not own.num_rows:
        return [], 0
    edges = list(_edges(ask["period_start"], ask["period_end"]))
    at, left_out = _documented(edges, trips, {s["stay_id"]: s for s in stays})
    draws = int(own["draws"][0].as_py())
    month = np.searchsorted([_us(e) for e in edges], ints(own, "start_time"), "right") - 1
    is_seen, draw = ints(own, "sightings") > 0, ints(own, "draw")
    months = []
    for i, (start, end) in enumerate(pairwise(edges)):
        here = month == i
        seen, actual = (_spread(draw[rows], draws) for rows in (here & is_seen, here))
        months.append(Month(start, end, at[i], seen, actual))
    return months, left_out


def unseen_chances(season_stays: pa.Table, ask: Row) -> dict[str, list[float]]:
    """For each vessel and UTC day of the period the share of draws in which it lay at a loading place unseen that day.

    Args:
        season_stays: SEASON_STAYS rows.
        ask: the question's row.

    Returns:
        By vessel_id one share a day, from the first of the period; a vessel that no draw has there unseen is absent.
    """
    own = _own(season_stays, ask)
    own = own.filter(pc.equal(own["sightings"], 0))
    if not own.num_rows:
        return {}
    start, draws = _us(ask["period_start"]), int(own["draws"][0].as_py())
    days = max(1, -(-(_us(ask["period_end"]) - start) // DAY_US))
    first = np.clip((ints(own, "start_time").astype(np.int64) - start) // DAY_US, 0, days - 1)
    last = np.clip(-(-(ints(own, "end_time").astype(np.int64) - start) // DAY_US) - 1, first, days - 1)
    many = last - first + 1
    row = np.repeat(np.arange(len(first)), many)
    day = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many) + first[row]
    vessels = own["vessel_id"].combine_chunks().dictionary_encode()
    hull, draw = vessels.indices.to_numpy().astype(np.int64), ints(own, "draw").astype(np.int64)
    held = np.unique((hull[row] * draws + draw[row]) * days + day)
    names = vessels.dictionary.to_pylist()
    share = np.bincount(held // (draws * days) * days + held % days, minlength=len(names) * days) / draws
    return {name: share[i * days : (i + 1) * days].tolist() for i, name in enumerate(names)}


def _own(season_stays: pa.Table, ask: Row) -> pa.Table:
    table = SEASON_STAYS.check(season_stays)
    return table.filter(pc.equal(table["question"], ask["question"]))


def _edges(start: datetime, end: datetime) -> Iterator[datetime]:
    """The period's start, the first of each month (year) inside it, its end."""
    is_by_year, at = end - start > LONGEST_BY_MONTH, start.astimezone(UTC)
    while at < end:
        yield at
        first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        at = first.replace(year=at.year + 1, month=1) if is_by_year else (first + timedelta(days=32)).replace(day=1)
    yield end


def _documented(edges: Sequence[datetime], trips: Iterable[Row], stays: Mapping[str, Row]) -> tuple[list[int], int]:
    """Counted trips of each month, and how many have none."""
    at, left_out = [0] * (len(edges) - 1), 0
    ends = np.array([_us(e) for e in edges])
    for trip in (t for t in trips if t["is_counted"]):
        first, last = (int(np.searchsorted(ends, _us(trip[k]), "right")) - 1 for k in ("start_time", "end_time"))
        is_seen_twice = (stays.get(trip["load_stay_id"] or "") or {}).get("visible_h") is not None
        if 0 <= first < len(at) and (first == last or is_seen_twice):
            at[first] += 1
        else:
            left_out += 1
    return at, left_out


def _spread(draw: npt.NDArray[Any], draws: int) -> Spread:
    counts = np.sort(np.bincount(draw.astype(np.int64), minlength=draws)).astype(np.float64)
    p05, p50, p95 = (quantile(counts, q) for q in (0.05, 0.5, 0.95))
    return Spread(p05, p50, p95, tuple(quantile(counts, (2 * i + 1) / (2 * DOTS)) for i in range(DOTS)))


def _us(at: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return round(at.timestamp() * 1_000_000)

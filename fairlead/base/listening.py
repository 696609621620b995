"""When somebody listened: the periods that the AIS files of a case are of. What lies between them nobody heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, ints, times
from fairlead.base.schema import TIME
from fairlead.base.tables import LISTENED
from fairlead.base.timeline import say_time

LISTEN_BREAK = timedelta(hours=24)
"""Nobody listened where files leave a longer break. Our judgement: files come by the day, and satellites fail for
hours."""


@dataclass(frozen=True, slots=True)
class Periods:
    """Stretches in which somebody listened, in time; none where files do not tell. Microseconds since 1970."""

    start: Ints
    stop: Ints
    """Inclusive."""

    @classmethod
    def of(cls, listened: pa.Table, longest_break: timedelta) -> Periods:
        """The stretches of LISTENED; breaks of up to ``longest_break`` are none."""
        rows = LISTENED.check(listened).sort_by("start_time")
        start, stop = ints(rows, "start_time"), np.maximum.accumulate(ints(rows, "end_time"))
        is_new = np.append(True, start[1:] - stop[:-1] > longest_break // timedelta(microseconds=1))[: len(start)]
        return cls(start[is_new], stop[np.append(is_new[1:], True)[: len(start)]])

    def number(self, time: Ints) -> Ints:
        """Number of the period of each time; what lies in none counts with the one before it, if any."""
        found: Ints = np.maximum(np.searchsorted(self.start, time, side="right") - 1, 0)
        return found

    def are_one(self, time: datetime, other: datetime) -> bool:
        """Whether two times are of one period."""
        if len(self.start) < 2:
            return True
        us = ints(pa.table({"time": pa.array([time, other], TIME)}), "time")
        return bool(self.number(us)[0] == self.number(us)[1])

    def is_over(self, number: int) -> bool:
        """Whether another period comes after it."""
        return number + 1 < len(self.start)

    def say_end(self, number: int) -> str:
        """Between when nobody listened after a period that is over."""
        end, start = (_at(column) for column in (self.stop[number : number + 1], self.start[number + 1 : number + 2]))
        return f"nobody is known to have listened from {say_time(end)} to {say_time(start)}"

    def parted(self, first: Ints, beyond: Ints, time: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Spans of rows in time, each cut where a period ends: first row, row after the last, span and period."""
        span = np.arange(len(first))
        if len(self.start) < 2 or not len(first):
            return first, beyond, span, np.zeros(len(first), dtype=np.int64)
        begun, ended = self.number(time[first]), self.number(time[beyond - 1])
        parts = ended - begun + 1
        span = np.repeat(span, parts)
        period = begun[span] + np.arange(len(span)) - np.repeat(np.cumsum(parts) - parts, parts)
        low, high = first[span], beyond[span]
        for n in np.flatnonzero(period > begun[span]).tolist():
            low[n] += np.searchsorted(time[low[n] : high[n]], self.start[period[n]])
            high[n - 1] = low[n]
        is_any = high > low
        return low[is_any], high[is_any], span[is_any], period[is_any]


def _at(us: Ints) -> datetime:
    at: datetime = times(us)[0].as_py()
    return at

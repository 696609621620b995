"""Days: an amount spread or drawn over the interval in which its trip happened, so that any period can be summed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.draws import Floats
from fairlead.base.schema import Table
from fairlead.base.timeline import start_of_day

Whole = npt.NDArray[np.int64]

DAY_S = 86_400.0


class Days:
    """The days that a set of half-open intervals touches, first to last, in UTC; an instant touches its day."""

    def __init__(self, spans: Iterable[tuple[datetime, datetime]]) -> None:
        spans = list(spans)
        self.first = start_of_day(min(start for start, _ in spans))
        self.start_s = np.array([(start - self.first).total_seconds() for start, _ in spans])
        self.end_s = np.array([(end - self.first).total_seconds() for _, end in spans])
        self.last_day = np.maximum(np.ceil(self.end_s / DAY_S) - 1, np.floor(self.start_s / DAY_S)).astype(np.int64)
        """For each interval the last day it touches, counted from the first of all."""
        self.count = int(self.last_day.max()) + 1

    def spread(self, amounts: Floats) -> Floats:
        """``amounts`` (one an interval), each spread evenly over its own interval; by day."""
        length = self.end_s - self.start_s
        before = np.zeros(self.count + 1)
        for day in range(1, self.count + 1):
            at = day * DAY_S - self.start_s
            done = np.clip(np.divide(at, length, out=(at > 0).astype(np.float64), where=length > 0), 0.0, 1.0)
            before[day] = float(done @ amounts)
        return np.diff(before)

    def drawn(self, interval: int, uniform: Floats) -> Whole:
        """The day of a trip that fell somewhere inside its interval, for each of ``uniform`` in [0, 1)."""
        start, end = self.start_s[interval], self.end_s[interval]
        day: Whole = np.floor((start + uniform * (end - start)) / DAY_S).astype(np.int64)
        np.minimum(day, self.last_day[interval], out=day)
        return day


class DayDraws:
    """Amounts of many draws by day, summed up as trips come in."""

    def __init__(self, draws: int, days: Days) -> None:
        self.days = days
        self.by_day = np.zeros((draws, days.count))

    def add(self, draw: Whole, day: Whole, amount: Floats) -> None:
        """Put each ``amount`` on its ``day`` of its ``draw``; the three have one shape."""
        at = (draw * self.days.count + day).ravel()
        self.by_day += np.bincount(at, amount.ravel(), self.by_day.size).reshape(self.by_day.shape)

    def sums(self) -> Floats:
        """The amount of each whole draw."""
        total: Floats = self.by_day.sum(axis=1)
        return total

    def rows(self, table: Table, question: str, basis: str, total_id: str) -> pa.Table:
        """The draws as rows of DRAWS, resting on the drawn total."""
        draws, days = self.by_day.shape
        by_day = pa.array(self.by_day.ravel(), pa.float32())
        return table.check(
            pa.table(
                {
                    "question": pa.repeat(question, draws),
                    "basis": pa.repeat(basis, draws),
                    "draw": pa.array(np.arange(draws), pa.int32()),
                    "first_day": pa.repeat(pa.scalar(self.days.first, table.schema.field("first_day").type), draws),
                    "amount_by_day": pa.ListArray.from_arrays(np.arange(draws + 1) * days, by_day),
                    "amount": self.sums(),
                    "sources": pa.ListArray.from_arrays(np.arange(draws + 1), pa.repeat(total_id, draws)),
                }
            )
        )

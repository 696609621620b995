"""Contradictions that a clock can make: what is heard at once in two places by receivers whose clocks differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, in_order, ints
from fairlead.base.tables import POSITIONS
from fairlead.events.clocks import ClockRules, Heard, fit
from fairlead.events.told import HOUR_US
from fairlead.events.trails import Trail

UNKNOWN = -1
"""For the number of a receiver: the format does not tell."""


@dataclass(slots=True)
class Ties:
    """Which receivers heard the reports of a trail."""

    trail: Trail
    mmsi: Ints
    """Of POSITIONS in their order, as are the two that follow."""
    key: Ints
    code: Ints
    names: list[str]
    rules: ClockRules
    _sorted: dict[int, tuple[Ints, Ints]] = field(default_factory=dict)

    @classmethod
    def of(cls, trail: Trail, positions: pa.Table, rules: ClockRules) -> Ties | None:
        """The receivers of POSITIONS; None where there are not two that could differ."""
        if positions["receiver"].null_count == positions.num_rows:
            return None
        positions = in_order(positions, POSITIONS.order)
        codes = positions["receiver"].unify_dictionaries().combine_chunks()
        code = np.asarray(codes.indices.fill_null(UNKNOWN).to_numpy(zero_copy_only=False)).astype(np.int64)
        if len(codes.dictionary) < 2:
            return None
        key = ints(positions, "position_id")
        return cls(trail, ints(positions, "mmsi"), key, code, codes.dictionary.to_pylist(), rules)

    def receivers(self, rows: Ints) -> Ints:
        """Number of the receiver of each of some rows of the trail, which are of one MMSI."""
        mmsi = int(self.trail.mmsi[rows[0]])
        if mmsi not in self._sorted:
            first, beyond = np.searchsorted(self.mmsi, [mmsi, mmsi + 1])
            order = np.argsort(self.key[first:beyond])
            self._sorted = {mmsi: (self.key[first:beyond][order], self.code[first:beyond][order])}
        key, code = self._sorted[mmsi]
        found: Ints = code[np.searchsorted(key, self.trail.key[rows])]
        return found

    def explain(self, parts: Sequence[Ints], pairs: Sequence[tuple[int, int]]) -> dict[str, list[Any]]:
        """The receivers of which each heard, mostly, one side of every pair and never both: with its clock set right
        all may be one ship. Each with the hours by which its times must be later, from the least to the most.

        Args:
            parts: rows of one MMSI; those of a part may be of one ship.
            pairs: which parts contradict each other; none where each contradicts itself, which no clock explains.

        Returns:
            Columns of MISFITS.
        """
        made: dict[str, list[Any]] = {"clock_receivers": [], "clock_from_h": [], "clock_to_h": []}
        most = np.array([self._most(rows) for rows in parts])
        for code in sorted(set(most.tolist()) - {UNKNOWN}, key=lambda c: self.names[c]):
            is_by = most == code
            if not pairs or any(is_by[one] == is_by[other] for one, other in pairs):
                continue
            by, rest = (np.concatenate([r for r, b in zip(parts, is_by, strict=True) if b == side])
                        for side in (True, False))  # fmt: skip
            if hours := self._fit(code, by, rest):
                made["clock_receivers"].append(self.names[code])
                made["clock_from_h"].append(hours[0])
                made["clock_to_h"].append(hours[1])
        return made

    def _most(self, rows: Ints) -> int:
        """The receiver of more than half of some rows."""
        codes, counts = np.unique(self.receivers(rows), return_counts=True)
        at = int(np.argmax(counts))
        return int(codes[at]) if 2 * counts[at] > len(rows) else UNKNOWN

    def _fit(self, code: int, by: Ints, rest: Ints) -> tuple[float, float] | None:
        """How much later the times of a receiver are: the fewer reports are held against the way of the more."""
        if len(by) <= len(rest):
            own = by[self.receivers(by) == code]
            return self._held(own, self._near(own, code, is_of=False))
        own = rest[self.receivers(rest) != code]
        hours = self._held(own, self._near(own, code, is_of=True))
        return (-hours[1], -hours[0]) if hours else None

    def _near(self, rows: Ints, code: int, is_of: bool) -> Ints:
        """Reports of the same MMSI, no noise, by a receiver or by others, in time: as far off as clocks may be."""
        trail, mmsi = self.trail, self.trail.mmsi[rows[0]]
        every = np.arange(*np.searchsorted(trail.mmsi, [mmsi, mmsi + 1]))
        time, slack = trail.reports.time, self.rules.most_us + 2 * HOUR_US
        is_in = (time[every] >= time[rows].min() - slack) & (time[every] <= time[rows].max() + slack)
        every = trail.in_time(every[is_in & ~trail.is_noise[trail.segment[every]]])
        return every[(self.receivers(every) == code) == is_of] if len(every) else every

    def _held(self, rows: Ints, others: Ints) -> tuple[float, float] | None:
        if not len(rows) or len(others) < 2:
            return None
        return fit(self._heard(self.trail.in_time(rows)), self._heard(others), self.rules)

    def _heard(self, rows: Ints) -> Heard:
        reports = self.trail.reports
        return Heard("", self.trail.key[rows], reports.time[rows], reports.lat[rows], reports.lon[rows])

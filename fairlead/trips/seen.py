"""Seen: one sighting of one hull at a place, and the ships of several by their sizes."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairlead.base.timeline import Span
from fairlead.base.unlike import are_of_two_sizes, length_of

Row = dict[str, Any]
Size = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting of one hull at a place."""

    row: Row
    number: int
    """The hull's number within its sighting, from 1."""

    @property
    def span(self) -> Span:
        return Span(self.row["start_time"], self.row["end_time"])

    @property
    def order(self) -> tuple[datetime, datetime, str, int]:
        return self.row["start_time"], self.row["end_time"], self.row["sighting_id"], self.number

    @property
    def length(self) -> Size | None:
        """Its length and the standard deviation of it, metres: measured, else stated for it in its sighting."""
        if self.row["hulls"] == 1:
            return length_of(self.row)
        lengths = self.row["lengths_m"]
        return (float(lengths[self.number - 1]), None) if len(lengths) == self.row["hulls"] else None

    @property
    def beam(self) -> Size | None:
        """The same of its beam."""
        is_measured = self.row["hulls"] == 1 and self.row.get("beam_m") is not None
        return (self.row["beam_m"], self.row["beam_sd_m"]) if is_measured else None


def by_size(seen: Iterable[Seen], same_frac: float) -> Iterator[list[Seen]]:
    """Sightings of ships that nobody named, those that may be of one size together.

    Ships of a length known to ``same_frac`` come first, from the shortest; each is of the size of the first that it may
    equal in length and beam. One whose length is not known, or no better than that, tells of no further size: it is put
    with those nearest in time that it may equal.

    Args:
        seen: sightings of one hull each.
        same_frac: sizes up to this share apart may be one, and a length no better known than this parts little.
    """
    in_time = sorted(seen, key=lambda s: s.order)
    is_sharp = [_is_sharp(s, same_frac) for s in in_time]
    sharp = [s for s, is_one in zip(in_time, is_sharp, strict=True) if is_one]
    sizes: list[_OfOneSize] = []
    for one in sorted(sharp, key=lambda s: (s.length or (0.0, None))[0]):
        able = [size for size in sizes if not size.differs(one, same_frac)]
        able[0].add(one) if able else sizes.append(_OfOneSize(one))
    for one in (s for s, is_one in zip(in_time, is_sharp, strict=True) if not is_one):
        able = [size for size in sizes if not size.differs(one, same_frac)]
        nearest = min(able, key=lambda size: size.apart(one), default=None)
        nearest.add(one) if nearest else sizes.append(_OfOneSize(one))
    for size in sizes:
        yield size.seen


def _is_sharp(seen: Seen, same_frac: float) -> bool:
    return seen.length is not None and (seen.length[1] is None or seen.length[1] <= same_frac * seen.length[0])


class _OfOneSize:
    """Sightings of ships of one size, and when they were."""

    def __init__(self, first: Seen) -> None:
        self.first, self.seen, self._starts = first, [first], [first.span.start]

    def add(self, one: Seen) -> None:
        self.seen.append(one)
        insort(self._starts, one.span.start)

    def differs(self, one: Seen, same_frac: float) -> bool:
        """Whether a sighting cannot be of this size, by length or by beam."""
        pairs = ((self.first.length, one.length), (self.first.beam, one.beam))
        return any(a is not None and b is not None and are_of_two_sizes(a, b, same_frac) for a, b in pairs)

    def apart(self, one: Seen) -> timedelta:
        """The time between a sighting and the nearest of these."""
        at = one.span.start
        i = bisect_left(self._starts, at)
        return min(abs(at - start) for start in self._starts[max(i - 1, 0) : i + 1])

"""Empty looks: images in which a place was seen and no ship lay there. They bound when a ship came and when it left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fairlead.base.wording import fold_berth

Row = dict[str, Any]


class EmptyLooks:
    """The looks that found a place, or a berth of it, empty."""

    def __init__(self, watches: Iterable[Row], least_visible: float) -> None:
        """``watches``: WATCHES rows; ``least_visible``: the share of the place that a look must have shown, 0-1."""
        self._by_start = defaultdict[tuple[str, str | None], list[tuple[datetime, datetime, str, str]]](list)
        for w in watches:
            shown = 1.0 if w["visible_frac"] is None else w["visible_frac"]
            if w["result"] == "empty" and w["is_day_known"] and shown >= least_visible:
                look = (w["start_time"], w["end_time"], w["watch_id"], w["look"] or "an image")
                self._by_start[w["place_id"], fold_berth(w["berth"])].append(look)
        self._by_end: dict[tuple[str, str | None], list[tuple[datetime, datetime, str, str]]] = {}
        for key, looks in self._by_start.items():
            looks.sort()
            self._by_end[key] = sorted(looks, key=lambda x: (x[1], x))

    def before(self, stay: Row, at: datetime) -> tuple[datetime, datetime, str, str] | None:
        """The last empty look that ended by ``at``, of the stay's berth or of the whole place."""
        found = []
        for key in self.keys(stay):
            looks = self._by_end.get(key, [])
            if n := bisect_right(looks, at, key=lambda x: x[1]):
                found.append(looks[n - 1])
        return max(found, key=lambda x: (x[1], x), default=None)

    def after(self, stay: Row, at: datetime) -> tuple[datetime, datetime, str, str] | None:
        """The next empty look that began at ``at`` or later, of the stay's berth or of the whole place."""
        found = []
        for key in self.keys(stay):
            looks = self._by_start.get(key, [])
            if (n := bisect_left(looks, at, key=lambda x: x[0])) < len(looks):
                found.append(looks[n])
        return min(found, default=None)

    def between(self, stay: Row, start: datetime, end: datetime) -> list[tuple[datetime, datetime, str, str]]:
        """The empty looks that lie wholly between two instants, of the stay's berth or of the whole place. One at the
        very instant of a report contradicts it, and parts no two."""
        return sorted(
            look for key in self.keys(stay) for look in self._by_start.get(key, []) if start < look[0] and look[1] < end
        )

    @staticmethod
    def keys(stay: Row) -> list[tuple[str, str | None]]:
        """The whole place of a stay, and its berth where one is stated."""
        berths = [None, fold_berth(stay["berth"])] if stay["berth"] else [None]
        return [(stay["place_id"], berth) for berth in berths]

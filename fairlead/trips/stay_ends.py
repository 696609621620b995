"""Stay ends: what bounds a stay that no report begins or ends: an empty look, or the ship or its berth found otherwise.

A look is told in its place among the looks: that the next one found the berth empty, or how many before it did not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from fairlead.base.hearsay import UNATTESTED
from fairlead.base.timeline import UNSTATED_ZONE_SLACK, Span, say_span
from fairlead.base.wording import fold_berth, say_many
from fairlead.trips.empty_looks import EmptyLooks

Row = dict[str, Any]

_Key = tuple[str, str | None]
"""A place, and a berth of it or None for the whole."""


class StayEnds:
    """Bounds the ends of stays by what else is known of the place, the berth and the ship."""

    def __init__(
        self, watches: Iterable[Row], reports: Iterable[Row], names: dict[str, str], least_visible: float
    ) -> None:
        """Order what may bound a stay.

        Args:
            watches: WATCHES rows of all places.
            reports: OBSERVATIONS rows that put a ship at a place, of all places.
            names: names of places, by id.
            least_visible: the share of the place that an empty look must have shown, 0-1.
        """
        held = sorted(watches, key=lambda w: (w["start_time"], w["watch_id"]))
        self._empty, self._names = EmptyLooks(held, least_visible), names
        self._looks = defaultdict[_Key, list[tuple[datetime, str]]](list)
        for w in held:
            if (w["look"] is not None or w["is_cued"]) and (w["result"] != "empty" or w["is_day_known"]):
                # an image known by a sighting alone is known by that sighting's id, to tell a stay's own from others
                own = w["watch_id"] if w["look"] is not None else w["sources"][0]
                self._looks[w["place_id"], fold_berth(w["berth"])].append((w["start_time"], own))
        # a report of elsewhere is cited by the watch that holds it: reports among a stay's sources are the stay's own
        self._watch_of = {source: w["watch_id"] for w in held for source in w["sources"]}
        self._of_ship = defaultdict[str, list[tuple[Span, Row]]](list)
        self._at_berth = defaultdict[_Key, list[tuple[Span, Row]]](list)
        for r in sorted(reports, key=lambda r: (r["start_time"], r["end_time"], r["sighting_id"])):
            if r["vessel_id"] is None or r["hulls"] != 1 or r["method"] in UNATTESTED:
                continue
            found = Span(r["start_time"], r["end_time"]).widened(_slack(r["zone_basis"] != "not stated")), r
            self._of_ship[r["vessel_id"]].append(found)
            if r["berth"] and r["relation"] == "at":
                self._at_berth[r["place_id"], fold_berth(r["berth"])].append(found)

    def bound(self, stay: Row, last: Span, *, is_zone_stated: bool) -> Row:
        """A STAYS row with its open ends bounded; what bounds them is in its words and among its sources.

        Args:
            stay: the row as reports alone make it.
            last: the report that the ship was last seen in.
            is_zone_stated: whether every report of the stay states its zone; else one may lie 14 h off its reading.
        """
        slack = _slack(is_zone_stated)
        words = []
        if stay["arrival_earliest"] is None:
            words += self._arrival(stay, min(stay["arrival_latest"], stay["seen_from"]) - slack)
        if stay["departure_latest"] is None:
            words += self._departure(stay, last, max(stay["departure_earliest"], stay["seen_until"]) + slack)
        if words:
            stay["words"] = f"{stay['words'].removesuffix('.')}; {'; '.join(words)}."
        return stay

    def _arrival(self, stay: Row, at: datetime) -> list[str]:
        look = self._empty.before(stay, at)
        if look is None:
            return []
        stay |= {"arrival_earliest": look[0], "sources": [*stay["sources"], look[2]]}
        when, what = f"{say_span(look[0], look[1])} ({look[3]})", _what(stay)
        if n := self._looks_between(stay, look[1], at):
            return [f"the last earlier look that found {what} empty is of {when}, with {say_many(n, 'look')} since"]
        return [f"the look before it that could tell, {when}, found {what} empty"]

    def _departure(self, stay: Row, last: Span, at: datetime) -> list[str]:
        look, (end, report) = self._empty.after(stay, at), self._otherwise(stay, at)
        seen = f"last seen there {say_span(last.start, last.end)}"
        if report is not None and end is not None and (look is None or end < look[1]):
            watch = self._watch_of.get(report["sighting_id"])
            stay |= {"departure_latest": end, "sources": [*stay["sources"], *([watch] if watch else [])]}
            by = f"{say_span(report['start_time'], report['end_time'])} ({report['label']})"
            if report["vessel_id"] != stay["vessel_id"]:
                return [f"{seen}; gone by {by}, when {report['ship_words']} lay at its berth"]
            return [f"{seen}; gone by {by}, when it was at {self._names.get(report['place_id'], 'another place')}"]
        if look is None:
            return []
        stay |= {"departure_latest": look[1], "sources": [*stay["sources"], look[2]]}
        when, what = f"{say_span(look[0], look[1])} ({look[3]})", _what(stay)
        if n := self._looks_between(stay, at, look[0]):
            passed = f"after {say_many(n, 'look')} that did not show all of it empty"
            return [f"{seen}; the first later look that found {what} empty is of {when}, {passed}"]
        return [f"{seen}; the next look that could tell, {when}, found {what} empty"]

    def _otherwise(self, stay: Row, at: datetime) -> tuple[datetime | None, Row | None]:
        """The report, from an instant on, that is first to have the ship elsewhere or another ship at its berth."""
        ship = stay["vessel_id"]
        if ship is None:
            return None, None
        later = _from(self._of_ship.get(ship, []), at)
        found = [(span.end, r) for span, r in later if r["place_id"] != stay["place_id"]]
        if stay["berth"]:
            later = _from(self._at_berth.get((stay["place_id"], fold_berth(stay["berth"])), []), at)
            found += [(span.end, r) for span, r in later if r["vessel_id"] != ship]
        return min(found, key=lambda f: (f[0], f[1]["sighting_id"]), default=(None, None))

    def _looks_between(self, stay: Row, start: datetime, end: datetime) -> int:
        """How many looks at the stay's berth or the whole place, other than those that saw the ship, began between."""
        own, n = set(stay["sources"]), 0
        for key in EmptyLooks.keys(stay):
            looks = self._looks.get(key, [])
            first, past = (bisect_left(looks, t, key=lambda x: x[0]) for t in (start, end))
            n += sum(id_ not in own for _, id_ in looks[first:past])
        return n


def _from(found: list[tuple[Span, Row]], at: datetime) -> list[tuple[Span, Row]]:
    return found[bisect_left(found, at, key=lambda f: f[0].start) :]


def _slack(is_zone_stated: bool) -> timedelta:
    return timedelta(0) if is_zone_stated else UNSTATED_ZONE_SLACK


def _what(stay: Row) -> str:
    return "its berth" if stay["berth"] else "the place"

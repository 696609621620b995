"""Reach: what a report that is part of no stay says about a question's places: near one, elsewhere, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairlead.base.geodesy import distance_km
from fairlead.trips.calls import Call, Kind

Row = dict[str, Any]
Point = tuple[float, float]

NEAR_RELATIONS = frozenset({"near", "bearing"})
"""Relations that place a ship by a place it is not at."""


class Reach:
    """The places of one question, and how far their neighbourhood reaches."""

    def __init__(self, roles: Mapping[str, Kind], points: Mapping[str, Point], near_km: float) -> None:
        """``roles`` and ``points`` by place id; ``near_km`` in kilometres."""
        self.roles, self.points, self.near_km = roles, points, near_km
        self._known: dict[Point, tuple[float, str] | None] = {}

    def read(self, o: Row) -> Call | None:
        """What a report that is part of no stay says: near a loading place, elsewhere, or neither for certain."""
        span = (o["sighting_id"], o["start_time"], o["end_time"])
        if o["relation"] not in (*NEAR_RELATIONS, "none", "unsettled"):
            return None if o["place_id"] in self.roles else Call(Kind.AWAY, *span, None, o)
        if o["lat"] is None or o["lon"] is None:
            return self._in_words(o, span)
        near = self._nearest((o["lat"], o["lon"]))
        if near is None:
            return Call(Kind.AWAY, *span, None, o)
        km, place_id = near
        if self.roles[place_id] is Kind.DISCHARGE:
            return Call(Kind.AWAY, *span, place_id, o, km=km)
        return Call(Kind.NEAR, *span, place_id, o, km=km) if _is_received(o) else None

    def _in_words(self, o: Row, span: tuple[str, datetime, datetime]) -> Call | None:
        """A report with no position: by a place that has no point itself, or in words that name another water.

        A direction without a distance from a place of the question ("east of the port") says neither, and nor do words
        that name a place and leave it open ("one port or the other").
        """
        if o["relation"] == "unsettled":
            return None
        kind = self.roles.get(o["place_id"] or "")
        if o["relation"] == "none" or kind is None:
            return Call(Kind.AWAY, *span, None, o) if o["place_words"] else None
        if o["relation"] != "near" or o["place_id"] in self.points:
            return None
        if kind is Kind.DISCHARGE:
            return Call(Kind.AWAY, *span, o["place_id"], o)
        return Call(Kind.NEAR, *span, o["place_id"], o) if _is_received(o) else None

    def _nearest(self, point: Point) -> tuple[float, str] | None:
        """The nearest place of the question within reach, and how far it is."""
        if point not in self._known:
            places = ((p, self.points[p]) for p in self.roles if p in self.points)
            away = [(distance_km(*point, *at), place_id) for place_id, at in places]
            self._known[point] = min((a for a in away if a[0] <= self.near_km), default=None)
        return self._known[point]


def _is_received(o: Row) -> bool:
    """Whether the report was received from the ship, as AIS is."""
    return bool(o["method"] == "ais" or o["event"].startswith("ais_"))

"""Spots: where and when a sighting was, as coarsely as reach needs it. Finer places are the observations' work.

A place counts where its name stands in the sighting's words; where several do, the ship may have been at any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fairlead.base.from_look import PlaceLabels
from fairlead.base.timeline import read_moment
from fairlead.base.zones import ONE_ZONE_COUNTRIES
from fairlead.errors import SchemaError
from fairlead.identity.presence import Spot

UNSTATED_KM = 5.0
"""Error of a point whose error nobody states, as for observations."""

_AWAY = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(?:km|kilomet)", re.IGNORECASE)
_MILES = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(?:miles?|nm|nautical)", re.IGNORECASE)
_KM_PER_MILE = 1.852
"""The longer of the two miles: an error must not be too small."""

_MOVING = re.compile(
    r"\b(?:to|towards?|bound|en route|from|between|leaving|heading)\b(?! the (?:north|south|east|west))", re.IGNORECASE
)
"""Words of movement: a place beside them is where the ship came from or went, not where it was."""

Row = dict[str, Any]


class Spots:
    """Reads the spots of sightings against the places of the case, each distinct text once."""

    def __init__(self, places: Iterable[Row]) -> None:
        held = sorted(places, key=lambda r: str(r["place_id"]))
        self._labels = PlaceLabels(held)
        self._named = [
            (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE), p)
            for p in held
            for name in (p["name"], *p["other_names"])
            if len(name) > 2
        ]
        self._found: dict[str, list[Row]] = {}
        self._spans: dict[tuple[str | None, ...], tuple[float, float]] = {}

    def read(self, s: Row) -> Spot | None:
        """The spot of a SIGHTINGS row; no points where its words name no place with one, None without a date.

        Raises:
            SchemaError: a date, time or offset that does not exist.
        """
        if s["date_start"] is None:
            return None
        places = self._places(s["place_words"] or "")
        start, end = self._span(s, places)
        return Spot(self._points(s, places), start, end)

    def _places(self, words: str) -> list[Row]:
        if words not in self._found:
            labelled = self._labels.find(words)
            found = {p["place_id"]: p for pattern, p in self._named if pattern.search(words)}
            self._found[words] = [labelled] if labelled else list(found.values())
        return self._found[words]

    def _points(self, s: Row, places: list[Row]) -> tuple[tuple[float, float, float], ...]:
        stated = s["position_uncertainty_km"] or 0.0
        points: list[tuple[float, float, float]] = []
        if s["lat"] is not None and s["lon"] is not None:
            points.append((float(s["lat"]), float(s["lon"]), max(stated, UNSTATED_KM)))
        words = s["place_words"] or ""
        if _MOVING.search(words):
            return tuple(points)
        away = _away_km(words)
        for p in places:
            if p["lat"] is None or p["lon"] is None:
                return ()  # one of the places is nowhere on the map, so nothing can be ruled out
            points.append((p["lat"], p["lon"], (p["precision_km"] or UNSTATED_KM) + away + stated))
        return tuple(points)

    def _span(self, s: Row, places: list[Row]) -> tuple[float, float]:
        zones = {p["time_zone"] or ONE_ZONE_COUNTRIES.get(p["country"] or "") for p in places}
        zone = zones.pop() if len(zones) == 1 else None
        key = (s["date_start"], s["date_end"], s["time_local"], s["zone_words"], zone)
        if key not in self._spans:
            try:
                span = read_moment(*key).span
            except ValueError as e:
                raise SchemaError(f"sightings: {s['label']}: {e}") from e
            self._spans[key] = hours(span.start), hours(span.end)
        return self._spans[key]


def hours(at: datetime) -> float:
    """Hours since 1970."""
    return at.timestamp() / 3600


def _away_km(words: str) -> float:
    km = [float(m.replace(",", "")) for m in _AWAY.findall(words)]
    miles = [float(m.replace(",", "")) * _KM_PER_MILE for m in _MILES.findall(words)]
    return max([0.0, *km, *miles])

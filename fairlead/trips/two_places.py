"""Two places: calls and reports under one ship's name that no ship could be at both of.

One of the two is of another ship, or its date is wrong; which of them, nothing held need tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairlead.base.geodesy import distance_km
from fairlead.base.timeline import UNSTATED_ZONE_SLACK
from fairlead.base.units import KM_PER_NAUTICAL_MILE, sailing_h
from fairlead.trips.calls import HOUR, Call, Kind

Row = dict[str, Any]
Spot = tuple[float, float, float]
"""Latitude, longitude, and how far off the ship may be, km."""

LATER = 8
"""Calls after it in time with which a call is compared: ranges of days overlap, but hardly more of them."""


@dataclass(frozen=True, slots=True)
class TwoPlaces:
    """Two calls of one ship that lie further apart than it could sail."""

    first: Call
    second: Call
    km: float
    hours: float
    """The most time between them that their dates allow."""

    @property
    def speed(self) -> str:
        """``over 483 km in 1 h at most: 261 kn``; of no time at all, that it is at once."""
        if self.hours <= 0:
            return f"{self.km:,.0f} km off at the same time"
        kn = self.km / KM_PER_NAUTICAL_MILE / self.hours
        return f"{self.km:,.0f} km off, {self.hours:.3g} h later at most: that takes {kn:,.0f} kn"


def find_two_places(
    calls: Iterable[Call],
    observations: Mapping[str, Row],
    point: Callable[[str | None], Spot | None],
    fastest_kn: float,
) -> Iterator[TwoPlaces]:
    """Find the pairs of one ship's calls and reports that it could only be at both of by sailing faster than it can.

    Args:
        calls: the calls of one ship, and its reports elsewhere, any order.
        observations: OBSERVATIONS rows by sighting id.
        point: the spot of a place, or None where it has no point.
        fastest_kn: no ship sails faster, knots over the great circle.

    Returns:
        Pairs in order of time. Dates give all the time they can: from the latest start of the reports of the one to the
        earliest end of those of the other, whichever came first; 14 h more where one states no zone. Errors of
        both positions are taken off the distance.

    Limits:
        A place without a point, and a report in words alone, are left out.
    """
    told = [_Told(c, spot, *_when(c, observations)) for c in calls if (spot := _spot(c, observations, point))]
    told.sort(key=lambda t: t.call.order)
    for i, one in enumerate(told):
        for other in told[i + 1 : i + 1 + LATER]:
            if one.call.place_id is not None and one.call.place_id == other.call.place_id:
                continue
            km = distance_km(*one.spot[:2], *other.spot[:2]) - one.spot[2] - other.spot[2]
            hours = max(other.there_by - one.not_gone, one.there_by - other.not_gone) / HOUR
            if km > 0 and sailing_h(km, fastest_kn) > max(hours, 0.0):
                yield TwoPlaces(one.call, other.call, km, hours)


@dataclass(frozen=True, slots=True)
class _Told:
    call: Call
    spot: Spot
    there_by: datetime
    not_gone: datetime


def _own(call: Call, observations: Mapping[str, Row]) -> list[Row]:
    """The reports of a call that are of this one ship."""
    if call.kind in (Kind.AWAY, Kind.NEAR):
        return [call.row]
    held = [observations[s] for s in call.row["sources"] if s in observations]
    return [o for o in held if o["hulls"] == 1] or held


def _when(call: Call, observations: Mapping[str, Row]) -> tuple[datetime, datetime]:
    """When the ship was there by, and when it had not gone: each as late, and as early, as the dates let it be."""
    own = _own(call, observations)
    slack = timedelta(0) if all(o["zone_basis"] != "not stated" for o in own) else UNSTATED_ZONE_SLACK
    return min(o["end_time"] for o in own) + slack, max(o["start_time"] for o in own) - slack


def _spot(call: Call, observations: Mapping[str, Row], point: Callable[[str | None], Spot | None]) -> Spot | None:
    if call.kind in (Kind.LOAD, Kind.DISCHARGE):
        spot = point(call.place_id)
        radii = [o["radius_km"] or 0.0 for o in _own(call, observations)]
        return None if spot is None else (*spot[:2], max(spot[2], *radii, 0.0))
    o = call.row
    return None if o["lat"] is None or o["lon"] is None else (o["lat"], o["lon"], o["radius_km"] or 0.0)

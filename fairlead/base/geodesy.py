"""Distances, bearings and positions on the sphere; longitudes live in [-180, 180).

A sphere of the IUGG mean radius is within 0.6 % of the ellipsoid, far inside the stated error of any sighting.
"""

from __future__ import annotations

from math import asin, atan2, cos, degrees, hypot, radians, sin

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0088
"""IUGG mean radius R1 of GRS 80."""

WGS84_A_M = 6_378_137.0
WGS84_E2 = 0.006_694_379_990_141
"""Semi-major axis and first eccentricity squared of the ellipsoid of WGS 84."""

COMPASS_DEG = {
    name: i * 22.5
    for i, name in enumerate(
        ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
    )
}
"""The sixteen winds, degrees clockwise from true north."""


def wrap_lon(lon: float) -> float:
    """Bring a longitude into [-180, 180)."""
    return (lon + 180.0) % 360.0 - 180.0


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance by the haversine formula (stable for short distances), across the antimeridian too."""
    f1, f2 = radians(lat1), radians(lat2)
    dlat, dlon = f2 - f1, radians(wrap_lon(lon2 - lon1))
    h = sin(dlat / 2) ** 2 + cos(f1) * cos(f2) * sin(dlon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, h**0.5))


def bearing_deg(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Initial bearing from the first point to the second, degrees clockwise from true north in [0, 360)."""
    f1, f2, dlon = radians(lat1), radians(lat2), radians(wrap_lon(lon2 - lon1))
    y = sin(dlon) * cos(f2)
    x = cos(f1) * sin(f2) - sin(f1) * cos(f2) * cos(dlon)
    return degrees(atan2(y, x)) % 360.0


def destination(lat: float, lon: float, bearing: float, away_km: float) -> tuple[float, float]:
    """The point ``away_km`` from (lat, lon) along an initial ``bearing`` in degrees, as (lat, lon)."""
    f, b, d = radians(lat), radians(bearing), away_km / EARTH_RADIUS_KM
    lat2 = asin(sin(f) * cos(d) + cos(f) * sin(d) * cos(b))
    lon2 = radians(lon) + atan2(sin(b) * sin(d) * cos(f), cos(d) - sin(f) * sin(lat2))
    return degrees(lat2), wrap_lon(degrees(lon2))


def great_circle(lat1: float, lon1: float, lat2: float, lon2: float, points: int = 33) -> list[tuple[float, float]]:
    """``points`` positions along the great circle, both ends included, as (lat, lon)."""
    total = distance_km(lat1, lon1, lat2, lon2)
    if total == 0.0:
        return [(lat1, lon1)] * points
    angle = total / EARTH_RADIUS_KM
    a, b = _xyz(lat1, lon1), _xyz(lat2, lon2)
    out = []
    for i in range(points):
        t = i / (points - 1)
        wa, wb = sin((1 - t) * angle) / sin(angle), sin(t * angle) / sin(angle)
        x, y, z = (wa * p + wb * q for p, q in zip(a, b, strict=True))
        out.append((degrees(atan2(z, hypot(x, y))), wrap_lon(degrees(atan2(y, x)))))
    return out


def _xyz(lat: float, lon: float) -> tuple[float, float, float]:
    f, g = radians(lat), radians(lon)
    return cos(f) * cos(g), cos(f) * sin(g), sin(f)


CELL_DEG = 0.25
"""Side of the cells in which reception is judged: 28 km of latitude, about what one shore station covers evenly."""


def cells_of(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Number of the quarter-degree cell of each point: rows from the south pole, columns from 180 degrees west."""
    rows = np.minimum(np.floor((lat + 90.0) / CELL_DEG), 180.0 / CELL_DEG - 1)
    columns = np.floor(((lon + 180.0) % 360.0) / CELL_DEG)
    return (rows * (360.0 / CELL_DEG) + columns).astype(np.int64)


def ground_step_m(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Metres to the east and to the north from one point to another near it, on the ellipsoid of WGS 84.

    By its radii of curvature in the prime vertical and in the meridian at the middle latitude; within 1 mm a kilometre
    for steps up to a few kilometres, where the sphere would be up to 0.6 % off.
    """
    middle = radians((lat1 + lat2) / 2)
    squeeze = 1.0 - WGS84_E2 * sin(middle) ** 2
    across = WGS84_A_M / squeeze**0.5
    along = WGS84_A_M * (1.0 - WGS84_E2) / squeeze**1.5
    return radians(wrap_lon(lon2 - lon1)) * across * cos(middle), radians(lat2 - lat1) * along

"""The port nearest to a point, however far; means and ways on the sphere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import atan2, hypot, inf

import numpy as np

from fairlead.base.arrays import Floats
from fairlead.base.geodesy import EARTH_RADIUS_KM, wrap_lon
from fairlead.events.waters import Port, Waters


@dataclass(frozen=True)
class NearPorts:
    """The waters of ports, to be asked for the nearest to a few points; whether each of many lies in one: Waters."""

    waters: Waters

    def within(self, lat: float, lon: float, reach_km: float = inf) -> tuple[Port | None, float | None]:
        """The nearest port and the distance to the edge of its waters in km, 0 inside; None twice where none is within
        reach. Edges are taken as drawn: how far they may be off is not worked in."""
        if not self.waters.areas:
            return None, None
        from fairlead.events.water_loops import ring_km

        found, best = self.waters.areas[0], inf
        middle_km = chord_km(self._middles - unit_vectors(np.array([lat]), np.array([lon])))
        least = np.maximum(0.0, middle_km - self._radius_km)
        for i in np.argsort(least, kind="stable").tolist():
            if least[i] >= best:
                break
            area, km = self.waters.areas[i], float(least[i])
            if area.ring:
                corners = np.array(area.ring)
                km = float(ring_km(lat, lon, area.lon, corners[:, 0].copy(), corners[:, 1].copy()))
            if km < best:
                found, best = area, km
        return (self.waters.ports[found.port], best) if best <= reach_km else (None, None)

    @cached_property
    def _middles(self) -> Floats:
        return unit_vectors(np.array([a.lat for a in self.waters.areas]), np.array([a.lon for a in self.waters.areas]))

    @cached_property
    def _radius_km(self) -> Floats:
        return np.array([a.radius_km for a in self.waters.areas])


def mean_point(lat: Floats, lon: Floats) -> tuple[float, float]:
    """The middle of points on the sphere: of 179 and -179 degrees east it is 180, not 0."""
    x, y, z = unit_vectors(lat, lon).mean(axis=0).tolist()
    return float(np.degrees(atan2(z, hypot(x, y)))), wrap_lon(float(np.degrees(atan2(y, x))))


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """Points on the unit sphere, one row each."""
    f, g = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(f) * np.cos(g), np.cos(f) * np.sin(g), np.sin(f)))


def chord_km(apart: Floats) -> Floats:
    """Great-circle distances of the differences of unit vectors, one row each."""
    km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt((apart**2).sum(axis=1)) / 2))
    return km

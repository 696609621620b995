"""Points of ports: the middles of their waters, on the unit sphere, to measure ways by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints
from fairlead.events.waters import Port, Waters


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports and the middles of their waters."""

    ports: tuple[Port, ...]
    points: Floats
    """Unit vectors, one row a point."""
    owner: Ints
    """Which port each point is of."""


def list_ports(areas: pa.Table, places: pa.Table) -> Ports:
    """The ports of a case: of areas, and of places with a point where ships lie."""
    waters = Waters.of(areas, places, 0.0, 0.0)
    lat, lon = (np.array([getattr(a, axis) for a in waters.areas], dtype=float) for axis in ("lat", "lon"))
    return Ports(waters.ports, unit_vectors(lat, lon), np.array([a.port for a in waters.areas], dtype=np.int64))


def said(port: Port) -> str:
    """A port as people read it: its name, and its label where that is another."""
    return port.name if port.name == port.label else f"{port.name} ({port.label})"


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """Points on the unit sphere, one row each; NaN where there is none."""
    f, g = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(f) * np.cos(g), np.cos(f) * np.sin(g), np.sin(f)))

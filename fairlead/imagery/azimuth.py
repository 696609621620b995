"""Azimuth: how far a moving ship is off its place in a radar image.

A synthetic aperture radar takes for a thing's azimuth the instant at which the echo's Doppler frequency is zero. With
the platform at ``V t`` along its track, a thing at the azimuth ``V t0`` whose range grows by ``v`` each second lies at
the range ``R + v (t - t0) + V^2 (t - t0)^2 / 2R``. It stops changing at ``t0 - v R / V^2``, which is ``v R / V`` metres
too early: **what moves away is shown displaced against the direction of flight, what moves towards the radar with it**
(Raney, IEEE Transactions AES-7, 1971). On the curved Earth ``V`` is the platform's speed in orbit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from fairlead.base.arrays import Floats
from fairlead.base.bounds import Within, check_fields


@dataclass(frozen=True, slots=True)
class Pass:
    """How a radar flew past a scene. An optical image has none."""

    flight_deg: Annotated[float, Within(0, 360)]
    """Direction of flight over the ground at the scene, clockwise from true north."""
    slant_m: Annotated[float, Within(1e3, 3e6)]
    """Slant range: metres from the radar to the scene. Sentinel-1: 800,000 to 950,000."""
    incidence_deg: Annotated[float, Within(5, 80)]
    """Angle of incidence at the scene, from the vertical."""
    speed_mps: Annotated[float, Within(30, 12_000)] = 7590.0
    """Speed of the platform in its orbit. Sentinel-1: 7,590."""
    looks_right: bool = True
    """Whether it looks to the right of its flight, as Sentinel-1 does."""

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def lever_s(self) -> float:
        """Metres of shift for a metre a second of movement along the ground straight away from the radar."""
        return float(self.slant_m / self.speed_mps * np.sin(np.radians(self.incidence_deg)))

    @property
    def shift_s(self) -> float:
        """The same for movement to the right of the flight: below zero where the radar looks to the left."""
        return self.lever_s if self.looks_right else -self.lever_s


def shift_m(flown: Pass, east_mps: Floats, north_mps: Floats) -> tuple[Floats, Floats]:
    """:func:`shown_off_m` of one pass for all."""
    return shown_off_m(flown.flight_deg, flown.shift_s, east_mps, north_mps)


def shown_off_m(
    flight_deg: Floats | float, shift_s: Floats | float, east_mps: Floats, north_mps: Floats
) -> tuple[Floats, Floats]:
    """Where a moving thing is shown, off where it is.

    Args:
        flight_deg: direction of flight (:class:`Pass`), one for all or one a thing.
        shift_s: :attr:`Pass.shift_s`, as many.
        east_mps: its movement over the ground, metres a second to the east.
        north_mps: the same to the north.

    Returns:
        Metres to the east and to the north. Nothing for what moves along the flight.

    Limits:
        Over the width of a Sentinel-1 image (250 km) range and angle change the shift by a third: one pass for all is
        that far off at its rims. Waves and turns during the exposure smear, and are not told of.
    """
    fe, fn = np.sin(np.radians(flight_deg)), np.cos(np.radians(flight_deg))
    along = -shift_s * (east_mps * fn - north_mps * fe)
    return along * fe, along * fn

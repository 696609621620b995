"""Samples: slow ships on a common clock, so that two of them can be compared at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import floats, ints, times
from fairlead.base.bounds import Within, check_fields
from fairlead.base.tables import SAMPLES
from fairlead.base.walks import Walk
from fairlead.events.waters import Waters


@dataclass(frozen=True, slots=True)
class SampleParams:
    """The clock, and what counts as slow enough to be kept."""

    step: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(hours=6))] = timedelta(minutes=10)
    """Step of the clock, counted from 1970 in UTC, so that all ships share it. Global Fishing Watch's figure."""
    bridge: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(hours=24))] = timedelta(hours=1)
    """Between reports farther apart nothing is said of where a ship was. Global Fishing Watch's figure; a partner that
    reports every 25 minutes is seen all the time."""
    slow_kn: Annotated[float, Within(0, 100, is_above=True)] = 3.0
    """Faster samples are not kept. Encounters and loitering ask for less than 2 kn in the median or the mean; the knot
    above leaves room for those of their samples that are quicker. Our judgement."""
    port_km: Annotated[float, Within(0, 50)] = 3.0
    """A port known by a point only has waters this far around. Global Fishing Watch's distance of entering a port."""

    def __post_init__(self) -> None:
        check_fields(self)


LEAST_SHARE = 4
"""A speed is said where the reports cover a quarter of a step: over 150 s positions good to 10 m err by 0.2 kn."""


def sample_slow(
    tracks: pa.Table, segments: pa.Table, areas: pa.Table, places: pa.Table, params: SampleParams = SampleParams()
) -> pa.Table:
    """Say where each ship was at each instant of a common clock at which it was slow.

    Args:
        tracks: TRACKS of whole MMSIs, any order.
        segments: SEGMENTS of the same; noise is left out.
        areas: AREAS, waters of ports.
        places: PLACES; one with a point where ships lie has waters around it.
        params: :class:`SampleParams`.

    Returns:
        SAMPLES, in their order. Positions lie on the great circle between the reports around; nothing is said before
        a segment's first report or after its last.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        The speed is the one made good over a step of the clock: a ship that circles is slow. Between two reports an
        hour apart a ship may have been elsewhere than on the straight way.
    """
    walk = Walk.of(tracks, segments)
    tracks, key = walk.tracks, ints(walk.tracks, "segment_id")
    if not len(walk.first):
        return SAMPLES.empty()
    from fairlead.events.sample_loops import Clock, Reports, Slow, count_instants, find_slow

    span = np.argsort(walk.first)  # as the tracks have them
    reports = Reports(
        walk.first[span], walk.beyond[span], ints(tracks, "time"), floats(tracks, "lat"), floats(tracks, "lon")
    )
    us = timedelta(microseconds=1)
    clock = Clock(params.step // us, params.bridge // us, params.step // us // LEAST_SHARE, params.slow_kn)
    room = count_instants(reports, clock)
    slow = Slow(
        row=np.empty(room, np.int64),
        time=np.empty(room, np.int64),
        lat=np.empty(room),
        lon=np.empty(room),
        kn=np.empty(room, np.float32),
    )
    count = find_slow(reports, clock, slow)
    row, lat, lon = slow.row[:count], slow.lat[:count], slow.lon[:count]
    area, _ = Waters.of(areas, places, params.port_km, params.port_km).find(lat, lon)
    return SAMPLES.check(
        pa.table(
            {
                "segment_id": key[row],
                "mmsi": ints(tracks, "mmsi")[row].astype(np.int32),
                "time": times(slow.time[:count]),
                "lat": lat,
                "lon": lon,
                "kn": slow.kn[:count],
                "position_id": ints(tracks, "position_id")[row],
                "is_in_port": area >= 0,
            }
        )
    )

"""Reception: which ships were heard where and when, and how many of those that were there.

What one ship's silence means can only be told from other ships: where they were heard at the time, something listened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Ints, floats, ints, times
from fairlead.base.bounds import Within, check_fields
from fairlead.base.tables import HEARD, RECEPTION
from fairlead.events.hull_order import HOUR_US, Hulls, in_hull_order

if TYPE_CHECKING:
    from fairlead.events.reception_loops import Reports


@dataclass(frozen=True, slots=True)
class HearParams:
    """When a ship counts as having been there unheard."""

    there_within: Annotated[timedelta, Within(timedelta(0), timedelta(days=7))] = timedelta(hours=24)
    """Between two reports this far apart or less a ship is taken to have been on the straight way between. A day: the
    silence after which Global Fishing Watch's segments end. Shorter leaves out how seldom ships are heard far out."""

    def __post_init__(self) -> None:
        check_fields(self)


def hear(tracks: pa.Table, segments: pa.Table, params: HearParams = HearParams()) -> pa.Table:
    """List in which cells and hours each ship was heard, and in which it was there and not heard.

    Args:
        tracks: TRACKS of whole MMSIs, any order.
        segments: SEGMENTS of the same; noise is left out.
        params: :class:`HearParams`.

    Returns:
        HEARD, in order of MMSI, cell and hour. A row with no reports is an hour between two reports.

    Raises:
        SchemaError: a table is not what it should be, or a track names a segment that is not there.

    Limits:
        Ships that share an MMSI count as one. Straight ways between reports may lead over land. A ship that was
        switched off for less than ``there_within`` counts as not heard.
    """
    hulls = in_hull_order(tracks, segments)
    if not len(hulls.rows):
        return HEARD.empty()
    from fairlead.events.reception_loops import Runs, find_runs

    reports, within_us = reports_of(hulls), params.there_within // timedelta(microseconds=1)

    def room(rows: int) -> Runs:
        hull, cell, hour = (np.zeros(rows, np.int64) for _ in range(3))
        return Runs(hull, cell, hour, np.zeros(rows, np.int32), np.zeros(rows, np.int32))

    runs = room(find_runs(reports, within_us, room(0)))
    find_runs(reports, within_us, runs)
    mmsi = ints(hulls.tracks, "mmsi")[hulls.rows[hulls.first[runs.hull]]]
    order = np.lexsort((runs.hour, runs.cell, mmsi))
    mmsi, cell, hour = mmsi[order], runs.cell[order], runs.hour[order]
    first = np.flatnonzero(np.r_[True, (mmsi[1:] != mmsi[:-1]) | (cell[1:] != cell[:-1]) | (hour[1:] != hour[:-1])])
    return HEARD.check(
        pa.table(
            {
                "mmsi": mmsi[first].astype(np.int32),
                "cell": cell[first],
                "hour": times(hour[first] * HOUR_US),
                "positions": _summed(runs.positions[order], first),
                "satellites": _summed(runs.satellites[order], first),
            }
        )
    )


def count_reception(heard: pa.Table) -> pa.Table:
    """Count the ships heard, and those there, in each cell and hour.

    Args:
        heard: HEARD of the whole case, any order.

    Returns:
        RECEPTION, in order of cell and hour.

    Raises:
        SchemaError: ``heard`` is not what it should be.

    Limits:
        A cell and hour without a row is one in which no ship is known to have been: it says nothing of reception.
    """
    heard = HEARD.check(heard)
    if not heard.num_rows:
        return RECEPTION.empty()
    cell, hour = ints(heard, "cell"), ints(heard, "hour") // HOUR_US
    positions, satellites = ints(heard, "positions"), ints(heard, "satellites")
    packed = (cell << 32) + (hour + (1 << 31))  # one key sorts twice as fast as two
    order = np.argsort(packed, kind="stable")
    packed = packed[order]
    first = np.flatnonzero(np.r_[True, packed[1:] != packed[:-1]])
    return RECEPTION.check(
        pa.table(
            {
                "cell": cell[order][first],
                "hour": times(hour[order][first] * HOUR_US),
                "ships": _summed((positions > 0)[order].astype(np.int32), first),
                "ships_there": np.diff(np.append(first, len(packed))).astype(np.int32),
                "ships_satellite": _summed((satellites > 0)[order].astype(np.int32), first),
                "positions": _summed(positions[order], first),
                "satellites": _summed(satellites[order], first),
            }
        )
    )


def reports_of(hulls: Hulls) -> Reports:
    """The reports ship by ship as arrays."""
    from fairlead.events.reception_loops import Reports

    tracks = hulls.tracks
    by_satellite = tracks["is_satellite"].combine_chunks().cast(pa.int8()).fill_null(-1)
    return Reports(
        first=hulls.first,
        time=ints(tracks, "time")[hulls.rows],
        lat=floats(tracks, "lat")[hulls.rows],
        lon=floats(tracks, "lon")[hulls.rows],
        receiver=np.asarray(by_satellite.to_numpy(zero_copy_only=False))[hulls.rows],
    )


def _summed(values: npt.NDArray[np.integer], first: Ints) -> npt.NDArray[np.int32]:
    return np.add.reduceat(values, first).astype(np.int32)

"""Loops of reception: in which cells and hours a ship was heard, and where it was between."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import CELL_DEG
from fairlead.events.hull_order import HOUR_US

ROWS, COLUMNS = int(180 / CELL_DEG), int(360 / CELL_DEG)

Small = npt.NDArray[np.int32]


class Reports(NamedTuple):
    """Reports ship by ship, in time."""

    first: Ints
    """Where each ship begins; one more at the end."""
    time: Ints
    lat: Floats
    lon: Floats
    receiver: npt.NDArray[np.int8]
    """0 shore station, 1 satellite, -1 not known."""


class Runs(NamedTuple):
    """Reports of one ship in one cell and hour that follow one another; none where it was there unheard."""

    hull: Ints
    cell: Ints
    hour: Ints
    """Hours since 1970."""
    positions: Small
    satellites: Small


@njit(cache=True, nogil=True)
def cell_of(lat: float, lon: float) -> int:
    """Number of the cell of a point, as geodesy.cells_of has it."""
    row = min(int(np.floor((lat + 90.0) / CELL_DEG)), ROWS - 1)
    return row * COLUMNS + int(np.floor(((lon + 180.0) % 360.0) / CELL_DEG))


@njit(cache=True, nogil=True)
def find_runs(reports: Reports, within_us: int, runs: Runs) -> int:
    """Runs of every ship; fills what room there is and returns how many there are.

    Between two reports no more than ``within_us`` apart a ship is taken to go straight and evenly: in each whole hour
    between it was where it would be in the middle of the hour.
    """
    count, room = 0, len(runs.hull)
    for hull in range(len(reports.first) - 1):
        cell, hour = -1, 0
        for i in range(reports.first[hull], reports.first[hull + 1]):
            here, now = cell_of(reports.lat[i], reports.lon[i]), reports.time[i] // HOUR_US
            if here != cell or now != hour:
                if cell >= 0 and now > hour + 1 and reports.time[i] - reports.time[i - 1] <= within_us:
                    for between in range(hour + 1, now):
                        if count < room:
                            place = cell_between(reports, i, between)
                            runs.hull[count], runs.cell[count], runs.hour[count] = hull, place, between
                        count += 1
                cell, hour = here, now
                if count < room:
                    runs.hull[count], runs.cell[count], runs.hour[count] = hull, cell, hour
                count += 1
            if count <= room:
                runs.positions[count - 1] += 1
                runs.satellites[count - 1] += reports.receiver[i] == 1
    return count


@njit(cache=True, nogil=True)
def cell_between(reports: Reports, i: int, hour: int) -> int:
    """The cell of a ship in the middle of an hour between report ``i`` and the one before it."""
    t = ((hour + 0.5) * HOUR_US - reports.time[i - 1]) / (reports.time[i] - reports.time[i - 1])
    lat = reports.lat[i - 1] + t * (reports.lat[i] - reports.lat[i - 1])
    east = (reports.lon[i] - reports.lon[i - 1] + 180.0) % 360.0 - 180.0
    return cell_of(lat, reports.lon[i - 1] + t * east)

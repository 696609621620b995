"""Loops of witnesses: in which hours around a silence others were heard by the receivers that heard the ship, and in
which of those the ship was.

Stations on shore and satellites are told apart: a station hears what is near, all ships in a satellite's footprint
are silent together. A receiver that the format does not tell counts as a station.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Ints
from fairlead.events.hull_order import HOUR_US
from fairlead.events.reception_loops import COLUMNS, ROWS, Reports

Small = npt.NDArray[np.int32]

BLOCK = 10
"""Cells of a quarter degree on a side of a block: 2.5 degrees."""

BLOCK_ROWS, BLOCK_COLUMNS = ROWS // BLOCK, COLUMNS // BLOCK

AROUND_BLOCKS = 2
"""Blocks on either side of the one in the middle: 12.5 degrees across, a part of a satellite's footprint."""

USUAL_H = 24
"""Hours before and after a silence from which is told what is usual."""


class Sky(NamedTuple):
    """Ships heard by satellite by block and hour, in that order; by MMSI first where they are the ship's own."""

    mmsi: Ints
    block: Ints
    hour: Ints
    ships: Ints
    first: Ints
    """Where the rows of each block begin, one more at the end; empty where they are in order of MMSI first."""


class Witnessed(NamedTuple):
    """What receivers of one kind tell of each silence, one row each."""

    hours: Small
    """Whole hours of it in which the ship was near one of its ends."""
    heard: Small
    """Of these the hours in which others were heard."""
    others: Ints
    """Ships heard in them, summed; by stations cells in which one was."""
    usual_hours: Small
    """Hours of the days before and after in which the ship was near."""
    usual_heard: Small
    """Of these the hours in which others were heard."""
    own_heard: Small
    """Of these in turn those in which the ship was heard too."""


class Side(NamedTuple):
    """One end of a silence: hours are whole, half-open, since 1970."""

    gap: int
    way: int
    """1 at its start, -1 at its end."""
    at: float
    """When it was last or next heard, in hours."""
    low: int
    """The hours of the silence that are judged at this end."""
    high: int
    usual_low: int
    """The hours outside that tell what is usual."""
    usual_high: int


@njit(cache=True, nogil=True)
def block_of(cell: int) -> int:
    """The block of a cell."""
    return (cell // COLUMNS) // BLOCK * BLOCK_COLUMNS + (cell % COLUMNS) // BLOCK


@njit(cache=True, nogil=True)
def first_block(sky: Sky, low: int, high: int, block: int, hour: int) -> int:
    """First row from ``low`` to before ``high`` that does not come before a block and hour."""
    while low < high:
        middle = (low + high) // 2
        if sky.block[middle] < block or (sky.block[middle] == block and sky.hour[middle] < hour):
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def add_sky(sky: Sky, first: int, beyond: int, cell: int, low: int, sign: int, found: Small) -> None:
    """Add the ships heard by satellite around a cell to the hours from ``low``, of rows ``first`` to ``beyond``."""
    if first == beyond:
        return
    block = block_of(cell)
    row, column = block // BLOCK_COLUMNS, block % BLOCK_COLUMNS
    for r in range(max(row - AROUND_BLOCKS, 0), min(row + AROUND_BLOCKS, BLOCK_ROWS - 1) + 1):
        for c in range(column - AROUND_BLOCKS, column + AROUND_BLOCKS + 1):
            wanted = r * BLOCK_COLUMNS + c % BLOCK_COLUMNS
            if len(sky.first):
                first, beyond = sky.first[wanted], sky.first[wanted + 1]
            if first == beyond:
                continue
            i = first_block(sky, first, beyond, wanted, low)
            while i < beyond and sky.block[i] == wanted and sky.hour[i] < low + len(found):
                found[sky.hour[i] - low] += sign * sky.ships[i]
                i += 1


@njit(cache=True, nogil=True)
def heard_above(cell: int, low: int, high: int, sky: Sky, own: Sky, mine: tuple[int, int]) -> Small:
    """Other ships heard by satellite around a cell in each hour from ``low`` to before ``high``."""
    found = np.zeros(max(high - low, 0), dtype=np.int32)
    add_sky(sky, 0, len(sky.block), cell, low, 1, found)
    add_sky(own, mine[0], mine[1], cell, low, -1, found)
    return found


@njit(cache=True, nogil=True)
def own_hours(reports: Reports, hull: int, last: int, side: Side, by_satellite: bool) -> npt.NDArray[np.bool_]:
    """In which usual hours the ship was heard by receivers of a kind; ``last`` is the report before the silence."""
    found = np.zeros(max(side.usual_high - side.usual_low, 0), dtype=np.bool_)
    i = last if side.way > 0 else last + 1
    while reports.first[hull] <= i < reports.first[hull + 1]:
        hour = reports.time[i] // HOUR_US
        if (side.way > 0 and hour < side.usual_low) or (side.way < 0 and hour >= side.usual_high):
            break
        if side.usual_low <= hour < side.usual_high and (reports.receiver[i] == 1) == by_satellite:
            found[hour - side.usual_low] = True
        i -= side.way
    return found


@njit(cache=True, nogil=True)
def witness(
    side: Side,
    near_h: float,
    meanwhile: Small,
    is_listened: npt.NDArray[np.bool_],
    usually: Small,
    own: npt.NDArray[np.bool_],
    witnessed: Witnessed,
) -> None:
    """Add what is told at one end: others heard in each hour of the silence in which somebody listened, and in each
    usual hour.

    Only hours no farther than ``near_h`` from the end count, either way.
    """
    g = side.gap
    for k in range(len(meanwhile)):
        if is_listened[k] and abs(side.low + k + 0.5 - side.at) <= near_h:
            witnessed.hours[g] += 1
            witnessed.heard[g] += meanwhile[k] > 0
            witnessed.others[g] += meanwhile[k]
    for k in range(len(usually)):
        if abs(side.usual_low + k + 0.5 - side.at) <= near_h:
            witnessed.usual_hours[g] += 1
            witnessed.usual_heard[g] += usually[k] > 0
            witnessed.own_heard[g] += usually[k] > 0 and own[k]

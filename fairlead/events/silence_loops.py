"""Loops of silences: what other ships tell about the reception during each gap.

Reception at an end of a gap is judged in the least square of cells around it in which other ships were there for long
enough: the quarter-degree cell itself, 3 by 3, or 11 by 11 cells. The ship's own reports never count.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.events.hull_order import HOUR_US
from fairlead.events.reception_loops import COLUMNS, ROWS

Small = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

SQUARES = (0, 1, 5)
"""Cells on either side of the one in the middle."""

DAY_H = 24


class Cells(NamedTuple):
    """RECEPTION in order of cell and hour; sums run from 0, one more than rows."""

    cell: Ints
    hour: Ints
    ships: Small
    sum_ships: Ints
    sum_there: Ints
    sum_satellites: Ints


class Own(NamedTuple):
    """HEARD of the ships that have gaps, in order of MMSI, cell and hour."""

    mmsi: Ints
    cell: Ints
    hour: Ints
    is_heard: Flags
    sum_heard: Ints
    sum_satellites: Ints


class Gaps(NamedTuple):
    """Gaps, one row each; of an open one the end is that of the data and has no cell."""

    mmsi: Ints
    start: Ints
    end: Ints
    start_cell: Ints
    end_cell: Ints
    """-1 where it is open."""
    near_h: Floats
    """Hours from either end for which the ship was still near it, going straight and evenly."""


class Judged(NamedTuple):
    """What other ships tell, one row a gap; shares are NaN where no other ship tells."""

    hours: Small
    """Hours of the gap that can be judged."""
    heard: Small
    """Of them those in which others were heard."""
    others: Small
    """Ships heard in those hours, summed."""
    near: Small
    """Of these those in which the ship was near."""
    usual_hours: Small
    """Hours of the days before and after."""
    usual_heard: Small
    """Of them those in which others were heard."""
    there: Ints
    """Hours that other ships were at its ends, at any time."""
    share: Floats
    """Share of them in which they were heard."""
    satellite_a_day: Floats
    """Reports by satellite a day from a ship at its start."""


@njit(cache=True, nogil=True)
def judge(gaps: Gaps, cells: Cells, own: Own, enough: int, judged: Judged) -> None:
    """Judge the reception during each gap: its first half where it began, its second where it ended.

    Args:
        gaps: the gaps.
        cells: RECEPTION, at least one row.
        own: HEARD of the same ships.
        enough: ship-hours of others from which a square can be judged.
        judged: filled.
    """
    first, last = cells.hour.min(), cells.hour.max() + 1  # before and after nothing at all was heard
    for g in range(len(gaps.mmsi)):
        mine = np.searchsorted(own.mmsi, gaps.mmsi[g]), np.searchsorted(own.mmsi, gaps.mmsi[g], side="right")
        low, high = gaps.start[g] // HOUR_US + 1, min(gaps.end[g] // HOUR_US, last)
        is_open = gaps.end_cell[g] < 0
        middle = high if is_open else (low + high) // 2
        heard, there, satellites = judge_end(g, 1, low, middle, first, last, gaps, cells, own, mine, enough, judged)
        judged.satellite_a_day[g] = DAY_H * satellites / there if there else np.nan
        if not is_open:
            found = judge_end(g, -1, middle, high, first, last, gaps, cells, own, mine, enough, judged)
            heard, there = heard + found[0], there + found[1]
        judged.there[g] = there
        judged.share[g] = heard / there if there else np.nan


@njit(cache=True, nogil=True)
def judge_end(
    g: int,
    way: int,
    low: int,
    high: int,
    first: int,
    last: int,
    gaps: Gaps,
    cells: Cells,
    own: Own,
    mine: tuple[int, int],
    enough: int,
    judged: Judged,
) -> tuple[int, int, int]:
    """Judge the hours of a gap from ``low`` to before ``high`` by its start (``way`` 1) or its end (-1), and the day
    outside it. Returns hours of ships heard and there, and their reports by satellite."""
    cell = gaps.start_cell[g] if way > 0 else gaps.end_cell[g]
    side, heard, there, satellites = square(cell, cells, own, mine, enough)
    if side < 0:
        return 0, 0, 0
    if high > low:
        others = others_heard(cell, side, low, high, cells, own, mine)
        judged.hours[g] += high - low
        for k in range(high - low):
            middle = low + k + 0.5
            off_h = middle - gaps.start[g] / HOUR_US if way > 0 else gaps.end[g] / HOUR_US - middle
            judged.heard[g] += others[k] > 0
            judged.others[g] += others[k]
            judged.near[g] += others[k] > 0 and off_h <= gaps.near_h[g]
    low, high = (max(low - DAY_H, first), min(low, last)) if way > 0 else (max(high, first), min(high + DAY_H, last))
    if high > low:
        judged.usual_hours[g] += high - low
        judged.usual_heard[g] += (others_heard(cell, side, low, high, cells, own, mine) > 0).sum()
    return heard, there, satellites


@njit(cache=True, nogil=True)
def square(cell: int, cells: Cells, own: Own, mine: tuple[int, int], enough: int) -> tuple[int, int, int, int]:
    """The least square around a cell where others were long enough: cells to either side, hours in which they were
    heard, hours in which they were there, and their reports by satellite; -1 for the side where there is none."""
    own_cell = own.cell[mine[0] : mine[1]]
    for side in SQUARES:
        heard, there, satellites = 0, 0, 0
        for row in range(max(cell // COLUMNS - side, 0), min(cell // COLUMNS + side, ROWS - 1) + 1):
            for part in range(2):
                low, high = columns(cell % COLUMNS, side, part)
                if high <= low:
                    continue
                a = np.searchsorted(cells.cell, row * COLUMNS + low)
                b = np.searchsorted(cells.cell, row * COLUMNS + high)
                c = mine[0] + np.searchsorted(own_cell, row * COLUMNS + low)
                d = mine[0] + np.searchsorted(own_cell, row * COLUMNS + high)
                heard += cells.sum_ships[b] - cells.sum_ships[a] - (own.sum_heard[d] - own.sum_heard[c])
                there += cells.sum_there[b] - cells.sum_there[a] - (d - c)
                satellites += cells.sum_satellites[b] - cells.sum_satellites[a]
                satellites -= own.sum_satellites[d] - own.sum_satellites[c]
        if there >= enough:
            return side, heard, there, satellites
    return -1, 0, 0, 0


@njit(cache=True, nogil=True)
def columns(column: int, side: int, part: int) -> tuple[int, int]:
    """The columns of a square as a half-open range; across the antimeridian it has a second part."""
    low, high = column - side, column + side + 1
    if part == 0:
        return max(low, 0), min(high, COLUMNS)
    if low < 0:
        return low + COLUMNS, COLUMNS
    return 0, high - COLUMNS


@njit(cache=True, nogil=True)
def others_heard(cell: int, side: int, low: int, high: int, cells: Cells, own: Own, mine: tuple[int, int]) -> Small:
    """How many other ships were heard in the square in each hour from ``low`` to before ``high``."""
    found = np.zeros(high - low, dtype=np.int32)
    for row in range(max(cell // COLUMNS - side, 0), min(cell // COLUMNS + side, ROWS - 1) + 1):
        for part in range(2):
            west, east = columns(cell % COLUMNS, side, part)
            if east <= west:
                continue
            i = first_at(cells.cell, cells.hour, 0, len(cells.cell), row * COLUMNS + west, low)
            while i < len(cells.cell) and cells.cell[i] < row * COLUMNS + east:
                if cells.hour[i] < low:
                    i = first_at(cells.cell, cells.hour, i, len(cells.cell), cells.cell[i], low)
                elif cells.hour[i] >= high:
                    i = first_at(cells.cell, cells.hour, i, len(cells.cell), cells.cell[i] + 1, low)
                else:
                    mine_too = is_own(cells.cell[i], cells.hour[i], own, mine)
                    found[cells.hour[i] - low] += cells.ships[i] - mine_too
                    i += 1
    return found


@njit(cache=True, nogil=True)
def is_own(cell: int, hour: int, own: Own, mine: tuple[int, int]) -> bool:
    """Whether the ship itself was heard in a cell and hour."""
    i = first_at(own.cell, own.hour, mine[0], mine[1], cell, hour)
    return bool(i < mine[1] and own.cell[i] == cell and own.hour[i] == hour and own.is_heard[i])


@njit(cache=True, nogil=True)
def first_at(cell: Ints, hour: Ints, low: int, high: int, wanted_cell: int, wanted_hour: int) -> int:
    """First row from ``low`` to before ``high`` that does not come before a cell and hour."""
    while low < high:
        middle = (low + high) // 2
        if cell[middle] < wanted_cell or (cell[middle] == wanted_cell and hour[middle] < wanted_hour):
            low = middle + 1
        else:
            high = middle
    return low

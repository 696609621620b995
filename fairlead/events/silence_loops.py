"""Loops of silences: what other ships tell about the reception during each.

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
from fairlead.events.reception_loops import COLUMNS, ROWS, Reports
from fairlead.events.witness_loops import USUAL_H, Side, Sky, Witnessed, heard_above, own_hours, witness

Small = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

SQUARES = (0, 1, 5)
"""Cells on either side of the one in the middle."""

DAY_H = 24

AT_ONCE = 3
"""Of one or two other ships it cannot be told whether they left or nobody listened any more. Our judgement."""


class Cells(NamedTuple):
    """RECEPTION in order of cell and hour; sums run from 0, one more than rows."""

    first: Ints
    """Where the rows of each cell begin; one more at the end."""
    hour: Ints
    ships: Small
    ashore: Small
    """Reports that no satellite heard."""
    sum_ships: Ints
    sum_there: Ints
    sum_satellites: Ints


class Own(NamedTuple):
    """HEARD of the ships that have gaps, in order of MMSI, cell and hour."""

    mmsi: Ints
    cell: Ints
    hour: Ints
    is_heard: Flags
    ashore: Small
    sum_heard: Ints
    sum_satellites: Ints


class Gaps(NamedTuple):
    """Gaps, one row each; of an open one the end is that of the data and has no cell."""

    mmsi: Ints
    hull: Ints
    last: Ints
    """The last report before it."""
    start: Ints
    end: Ints
    start_cell: Ints
    end_cell: Ints
    """-1 where it is open."""
    near_shore_h: Floats
    """Hours from either end for which a ship going straight and evenly was near enough for a station to hear it."""
    near_sky_h: Floats
    """The same for satellites."""


class Listened(NamedTuple):
    """When somebody listened, as far as files tell: hours since 1970, from each first to each last, in order."""

    first: Ints
    last: Ints
    stop: Ints
    """When in its last hour each ends, us."""


class Judged(NamedTuple):
    """What other ships tell, one row a gap; shares are NaN where no other ship tells."""

    hours: Small
    """Hours of the gap that can be judged."""
    heard: Small
    """Of them those in which others were heard."""
    others: Small
    """Ships heard in those hours, summed."""
    shore: Witnessed
    sky: Witnessed
    there: Ints
    """Hours that other ships were at its ends, at any time."""
    share: Floats
    """Share of them in which they were heard."""
    satellite_a_day: Floats
    """Reports by satellite a day from a ship at its start."""
    until: Ints
    """Of an open gap when listening where it began ended, or the end of the data; us."""
    unlistened: Small
    """Hours of the gap in which nobody listened; of an open one before that end."""
    at_first: Floats
    """Hours from its start for which somebody listened on end; inf where somebody did all the while."""


@njit(cache=True, nogil=True)
def judge(
    gaps: Gaps,
    reports: Reports,
    cells: Cells,
    own: Own,
    sky: Sky,
    own_sky: Sky,
    enough: int,
    listened: Listened,
    break_h: int,
    judged: Judged,
) -> None:
    """Judge the reception during each gap: its first half where it began, its second where it ended.

    Hours from the first on in which nobody listened are not judged: meanwhile the ship may have gone anywhere.

    Args:
        gaps: the gaps.
        reports: the reports of their ships.
        cells: RECEPTION, at least one row.
        own: HEARD of the same ships.
        sky: ships heard by satellite, of RECEPTION.
        own_sky: the same of the ships themselves, in order of MMSI first.
        enough: ship-hours of others from which a square can be judged.
        listened: when files tell that somebody listened; empty where they do not tell.
        break_h: hours for which nobody is heard where others were heard often, after which nobody listens there.
        judged: filled.
    """
    first, last = cells.hour.min(), cells.hour.max() + 1  # before and after nothing at all was heard
    for g in range(len(gaps.mmsi)):
        low, high = gaps.start[g] // HOUR_US + 1, min(gaps.end[g] // HOUR_US, last)
        is_open = gaps.end_cell[g] < 0
        middle = high if is_open else (low + high) // 2
        begun = reports.time[reports.first[gaps.hull[g]]] // HOUR_US
        before = max(low - 1 - USUAL_H, first, begun), min(low - 1, last)
        is_listened = in_files(low, max(high, low), listened)
        judged.until[g] = gaps.end[g]
        if is_open:
            leave_breaks(g, before[0], low, gaps, cells, own, sky, own_sky, enough, break_h, is_listened)
            beyond = len(is_listened)
            while beyond and not is_listened[beyond - 1]:
                beyond -= 1
            if beyond < len(is_listened):
                judged.until[g] = max(gaps.start[g], stop_of(low + beyond, listened))
            judged.unlistened[g] = beyond - is_listened[:beyond].sum()
        else:
            judged.unlistened[g] = len(is_listened) - is_listened.sum()
        if judged.unlistened[g]:
            unheard = np.flatnonzero(~is_listened)[0]
            judged.at_first[g] = max(stop_of(low + unheard, listened) - gaps.start[g], 0) / HOUR_US
            is_listened[unheard:] = False
        start = Side(g, 1, gaps.start[g] / HOUR_US, low, middle, before[0], before[1])
        mine = is_listened[: max(middle - low, 0)]
        heard, there, satellites = judge_end(start, gaps, reports, cells, own, sky, own_sky, enough, mine, judged)
        judged.satellite_a_day[g] = DAY_H * satellites / there if there else np.nan
        if not is_open:
            since = gaps.end[g] // HOUR_US + 1
            ended = reports.time[reports.first[gaps.hull[g] + 1] - 1] // HOUR_US + 1
            after = max(since, first), min(since + USUAL_H, last, ended)
            end = Side(g, -1, gaps.end[g] / HOUR_US, middle, high, after[0], after[1])
            mine = is_listened[max(middle - low, 0) :]
            found = judge_end(end, gaps, reports, cells, own, sky, own_sky, enough, mine, judged)
            heard, there = heard + found[0], there + found[1]
        judged.there[g] = there
        judged.share[g] = heard / there if there else np.nan


@njit(cache=True, nogil=True)
def judge_end(
    side: Side,
    gaps: Gaps,
    reports: Reports,
    cells: Cells,
    own: Own,
    sky: Sky,
    own_sky: Sky,
    enough: int,
    is_listened: Flags,
    judged: Judged,
) -> tuple[int, int, int]:
    """Judge the hours of a gap at one of its ends in which somebody listened. Returns hours of ships heard and there,
    and their reports by satellite."""
    g = side.gap
    mmsi, hull, last = gaps.mmsi[g], gaps.hull[g], gaps.last[g]
    cell = gaps.start_cell[g] if side.way > 0 else gaps.end_cell[g]
    mine = np.searchsorted(own_sky.mmsi, mmsi), np.searchsorted(own_sky.mmsi, mmsi, side="right")
    meanwhile = heard_above(cell, side.low, side.high, sky, own_sky, mine)
    usually = heard_above(cell, side.usual_low, side.usual_high, sky, own_sky, mine)
    heard_then = own_hours(reports, hull, last, side, True)
    witness(side, gaps.near_sky_h[g], meanwhile, is_listened, usually, heard_then, judged.sky)
    mine = np.searchsorted(own.mmsi, mmsi), np.searchsorted(own.mmsi, mmsi, side="right")
    wide, heard, there, satellites = square(cell, cells, own, mine, enough)
    if wide < 0:
        return 0, 0, 0
    others, meanwhile = others_heard(cell, wide, side.low, side.high, cells, own, mine)
    others[~is_listened] = 0
    judged.hours[g] += is_listened.sum()
    judged.heard[g] += (others > 0).sum()
    judged.others[g] += others.sum()
    _, usually = others_heard(cell, wide, side.usual_low, side.usual_high, cells, own, mine)
    heard_then = own_hours(reports, hull, last, side, False)
    witness(side, gaps.near_shore_h[g], meanwhile, is_listened, usually, heard_then, judged.shore)
    return heard, there, satellites


@njit(cache=True, nogil=True)
def in_files(low: int, high: int, listened: Listened) -> Flags:
    """Of each hour from ``low`` to before ``high`` whether a file tells that somebody listened."""
    if not len(listened.first):
        return np.ones(high - low, dtype=np.bool_)
    found = np.zeros(high - low, dtype=np.bool_)
    for i in range(np.searchsorted(listened.last, low), len(listened.first)):
        if listened.first[i] >= high:
            break
        found[max(listened.first[i] - low, 0) : max(listened.last[i] + 1 - low, 0)] = True
    return found


@njit(cache=True, nogil=True)
def stop_of(hour: int, listened: Listened) -> int:
    """When listening stopped before the hour from which on nobody listened, us: when a file ended, or then."""
    i = np.searchsorted(listened.last, hour - 1)
    is_end = i < len(listened.last) and listened.last[i] == hour - 1
    return int(listened.stop[i]) if is_end else hour * HOUR_US


@njit(cache=True, nogil=True)
def leave_breaks(
    g: int,
    since: int,
    low: int,
    gaps: Gaps,
    cells: Cells,
    own: Own,
    sky: Sky,
    own_sky: Sky,
    enough: int,
    break_h: int,
    is_listened: Flags,
) -> None:
    """Take out of the hours of an open gap, from ``low`` on, those in which nobody listened where it began.

    That is more than ``break_h`` on end with no other ship heard, after a day in which others were heard in half the
    hours or more, for ``enough`` ship-hours and ``AT_ONCE`` at a time in the mean. And where files leave hours out, all
    that the later ones hold until another ship is heard there: they may be of another sea. Hours from ``since`` on are
    looked at, a day before the gap.
    """
    mmsi, cell, high = gaps.mmsi[g], gaps.start_cell[g], low + len(is_listened)
    mine = np.searchsorted(own.mmsi, mmsi), np.searchsorted(own.mmsi, mmsi, side="right")
    wide, _, _, _ = square(cell, cells, own, mine, enough)
    wide = wide if wide >= 0 else SQUARES[-1]
    near, _ = others_heard(cell, wide, since, high, cells, own, mine)
    mine = np.searchsorted(own_sky.mmsi, mmsi), np.searchsorted(own_sky.mmsi, mmsi, side="right")
    ships = np.maximum(near, heard_above(cell, since, high, sky, own_sky, mine))
    is_there = True
    for k in range(len(is_listened)):
        is_there = (is_there and is_listened[k]) or (is_listened[k] and ships[low - since + k] > 0)
        is_listened[k] = is_there
    last = -1
    for k in range(len(ships) + 1):
        if k < len(ships) and ships[k] == 0:
            continue
        if last >= 0 and k - last - 1 > break_h:
            day = ships[max(last + 1 - USUAL_H, 0) : last + 1]
            hours, others = (day > 0).sum(), day.sum()
            if 2 * hours >= len(day) and others >= max(enough, AT_ONCE * hours):
                is_listened[max(since + last + 1 - low, 0) : max(since + k - low, 0)] = False
        last = k


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
                a, b = cells.first[row * COLUMNS + low], cells.first[row * COLUMNS + high]
                if a == b:
                    continue  # nor was the ship itself there
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
def others_heard(
    middle: int, side: int, low: int, high: int, cells: Cells, own: Own, mine: tuple[int, int]
) -> tuple[Small, Small]:
    """How many other ships were heard in the square in each hour from ``low`` to before ``high``, and in how many of
    its cells one was by other receivers than satellites."""
    found, ashore = np.zeros(max(high - low, 0), dtype=np.int32), np.zeros(max(high - low, 0), dtype=np.int32)
    for row in range(max(middle // COLUMNS - side, 0), min(middle // COLUMNS + side, ROWS - 1) + 1):
        for part in range(2):
            west, east = columns(middle % COLUMNS, side, part)
            if cells.first[row * COLUMNS + max(west, east)] == cells.first[row * COLUMNS + west]:
                continue
            for cell in range(row * COLUMNS + west, row * COLUMNS + east):
                beyond = cells.first[cell + 1]
                i = first_hour(cells.hour, cells.first[cell], beyond, low)
                if i == beyond or cells.hour[i] >= high:
                    continue
                k = first_at(own.cell, own.hour, mine[0], mine[1], cell, cells.hour[i])
                while i < beyond and cells.hour[i] < high:
                    while k < mine[1] and own.cell[k] == cell and own.hour[k] < cells.hour[i]:
                        k += 1
                    is_mine = k < mine[1] and own.cell[k] == cell and own.hour[k] == cells.hour[i]
                    found[cells.hour[i] - low] += cells.ships[i] - (is_mine and own.is_heard[k])
                    ashore[cells.hour[i] - low] += cells.ashore[i] > (own.ashore[k] if is_mine else 0)
                    i += 1
    return found, ashore


@njit(cache=True, nogil=True)
def first_hour(hour: Ints, low: int, high: int, wanted: int) -> int:
    """First row from ``low`` to before ``high``, in order of hours, that does not come before an hour."""
    while low < high:
        middle = (low + high) // 2
        if hour[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


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

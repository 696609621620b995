"""Loops over the rows of AIS files, compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]


@njit(cache=True, nogil=True)
def find_changes(
    mmsi: Ints, time: Ints, content: Ints, has_content: npt.NDArray[np.bool_], break_us: int
) -> npt.NDArray[np.bool_]:
    """Which rows tell of one ship what the row before did not, or tell it anew after a break, the rows before these,
    and the last row of each ship.

    Args:
        mmsi: (rows,) ships in the order of the file.
        time: (rows,) microseconds.
        content: (rows,) one word for what the row says of the ship.
        has_content: (rows,) whether it says anything.
        break_us: time between two rows of a ship from which it is said anew.
    """
    size = 1 << 12
    seen = 0
    keys = np.full(size, -1, dtype=np.int64)
    last = np.zeros(size, dtype=np.int64)
    chosen = np.zeros(len(mmsi), dtype=np.bool_)
    for i in range(len(mmsi)):
        if not has_content[i]:
            continue
        if 2 * seen >= size:  # a table half full is made twice as large
            old_keys, old_last = keys, last
            size *= 2
            keys = np.full(size, -1, dtype=np.int64)
            last = np.zeros(size, dtype=np.int64)
            for j in range(len(old_keys)):
                if old_keys[j] >= 0:
                    at = (old_keys[j] * 2654435761) & (size - 1)
                    while keys[at] >= 0:
                        at = (at + 1) & (size - 1)
                    keys[at] = old_keys[j]
                    last[at] = old_last[j]
        at = (mmsi[i] * 2654435761) & (size - 1)
        while keys[at] >= 0 and keys[at] != mmsi[i]:
            at = (at + 1) & (size - 1)
        if keys[at] < 0:
            keys[at] = mmsi[i]
            seen += 1
            chosen[i] = True
        elif content[last[at]] != content[i] or abs(time[i] - time[last[at]]) >= break_us:
            chosen[i] = True
            chosen[last[at]] = True  # until when what stood before was sent
        last[at] = i
    for at in range(size):
        if keys[at] >= 0:
            chosen[last[at]] = True
    return chosen


@njit(cache=True, nogil=True)
def find_ends(text: npt.NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Where the outermost whole objects of JSON begin and end; what lies between them is passed over.

    Args:
        text: (bytes,) beginning outside an object, or with one.
    """
    starts = np.empty(len(text) // 2 + 1, dtype=np.int64)
    ends = np.empty(len(text) // 2 + 1, dtype=np.int64)
    found, depth, in_string, escaped = 0, 0, False, False
    for i in range(len(text)):
        c = text[i]
        if in_string:
            if escaped:
                escaped = False
            elif c == 92:
                escaped = True
            elif c == 34:
                in_string = False
        elif c == 34:
            in_string = depth > 0
        elif c == 123:
            if depth == 0:
                starts[found] = i
            depth += 1
        elif c == 125 and depth > 0:
            depth -= 1
            if depth == 0:
                ends[found] = i + 1
                found += 1
    return starts[:found], ends[:found]

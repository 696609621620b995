"""Loops over bytes of NMEA text: numbers, times, and the names of receivers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairlead.formats.nmea_state import MOST_NAMES, NAME_LENGTH, NAMES_LOST, NO_TIME, State, inner

Bytes = npt.NDArray[np.uint8]

# Bytes that mean something.
LF, CR, BANG, HASH, DOLLAR, STAR, COMMA, COLON, BACKSLASH = 10, 13, 33, 35, 36, 42, 44, 58, 92

EARLIEST_US, LATEST_US = 631_152_000_000_000, 4_102_444_800_000_000
"""1990 and 2100: AIS did not exist before, and a time outside is a fault of the log."""
MILLISECONDS_FROM, MICROSECONDS_FROM = 100_000_000_000, 100_000_000_000_000
"""A count since 1970 from here on is of milliseconds, or microseconds: as seconds it would be after the year 5137."""

FNV, FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
"""FNV-1a of 64 bits (Fowler, Noll and Vo)."""


@inner
def time_of(date: npt.NDArray[np.int64]) -> int:
    """us since 1970 of year, month, day, hour, minute, second, millisecond in UTC; ``NO_TIME`` if there is none such.

    Days by Hinnant's algorithm for the civil calendar: years begin in March.
    """
    year, month, day, hour, minute, second, ms = date
    if not (1990 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return NO_TIME
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and 0 <= ms < 1000):
        return NO_TIME
    if month <= 2:
        year -= 1
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days = 365 * year + year // 4 - year // 100 + year // 400 + day_of_year - 719_468
    seconds: int = ((days * 24 + hour) * 60 + minute) * 60 + second
    return seconds * 1_000_000 + int(ms) * 1_000


@inner
def epoch(text: Bytes, first: int, last: int) -> int:
    """us since 1970 of a count of seconds (with decimals or not), milli- or microseconds; ``NO_TIME`` if it is none."""
    whole, i = 0, first
    while i < last and 48 <= text[i] <= 57 and i - first < 17:
        whole = whole * 10 + text[i] - 48
        i += 1
    unit = 1_000_000
    if whole >= MICROSECONDS_FROM:
        unit = 1
    elif whole >= MILLISECONDS_FROM:
        unit = 1_000
    time = whole * unit
    if i < last and text[i] == 46:
        i += 1
        while i < last and 48 <= text[i] <= 57:
            unit //= 10
            time += (text[i] - 48) * unit
            i += 1
    return time if i == last and EARLIEST_US <= time < LATEST_US else NO_TIME


@inner
def small_number(text: Bytes, first: int, last: int) -> int:
    """A whole number of at most six digits; -1 if there is none, -2 if it is something else."""
    if first >= last:
        return -1
    value = 0
    for i in range(first, last):
        if not 48 <= text[i] <= 57 or i - first >= 6:
            return -2
        value = value * 10 + text[i] - 48
    return value


@inner
def digit_at(text: Bytes, before: int, after: int) -> int:
    """The one digit between two places, else 0."""
    byte = text[before + 1]
    return byte - 48 if after - before == 2 and 48 <= byte <= 57 else 0


@inner
def hex_at(text: Bytes, at: int) -> int:
    """The two hexadecimal digits at ``at`` as a number, else -1."""
    value = 0
    for i in range(at, at + 2):
        byte = text[i]
        if 48 <= byte <= 57:
            value = value * 16 + byte - 48
        elif 97 <= byte | 32 <= 102:
            value = value * 16 + (byte | 32) - 87
        else:
            return -1
    return value


@inner
def hashed(text: Bytes, first: int, last: int, kind: int) -> np.uint64:
    """FNV-1a of some bytes, and of what kind of name they are."""
    key = (FNV ^ np.uint64(kind)) * FNV_PRIME
    for i in range(first, last):
        key = (key ^ np.uint64(text[i])) * FNV_PRIME
    return key


@inner
def name_of(text: Bytes, first: int, last: int, kind: int, state: State) -> int:
    """Number of a receiver's name; a name not seen before is added. -1 where there are too many."""
    now = state.now
    last = min(last, first + NAME_LENGTH)
    place = np.int64(hashed(text, first, last, kind) & np.uint64(2 * MOST_NAMES - 1))
    while state.name_index[place]:
        number: int = state.name_index[place] - 1
        if is_same_name(text, first, last, kind, state, number):
            return number
        place = (place + 1) & (2 * MOST_NAMES - 1)
    if now.names >= MOST_NAMES:
        state.tally[NAMES_LOST] += 1
        return -1
    number = now.names
    state.name_letters[number, 0] = kind
    for i in range(first, last):
        state.name_letters[number, 1 + i - first] = text[i]
    state.name_lengths[number] = last - first
    state.name_index[place] = number + 1
    now.names += 1
    return number


@inner
def is_same_name(text: Bytes, first: int, last: int, kind: int, state: State, number: int) -> bool:
    """Whether the name of that number is this one."""
    if state.name_lengths[number] != last - first or state.name_letters[number, 0] != kind:
        return False
    is_same = True
    for i in range(first, last):
        is_same &= state.name_letters[number, 1 + i - first] == text[i]
    return is_same

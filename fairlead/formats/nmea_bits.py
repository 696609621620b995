"""Loops over the bits of AIS messages: out of packed words, one field or text of many messages at a time.

A word holds 60 bits, ten characters of a payload, the first of them its highest. A field of which a bit is missing is
``MISSING``; a text is as long as its whole characters.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

MISSING = np.int64(-(2**63))
WORD = 60


@njit(cache=True, nogil=True)
def take_numbers(words: Words, at: Ints, bits: Ints, start: int, width: int, is_signed: bool) -> Ints:
    """The ``width`` (at most 32) bits from ``start`` of each message as whole numbers.

    Args:
        words: the packed bits of all messages.
        at: number of each message's first word.
        bits: how many bits each message has.
        start: the field's first bit, from 0.
        width: its bits.
        is_signed: whether it is a two's complement.
    """
    found = np.empty(len(at), dtype=np.int64)
    mask = (np.uint64(1) << np.uint64(width)) - np.uint64(1)
    first, offset = start // WORD, start % WORD
    spill = offset + width - WORD
    for i in range(len(at)):
        if start + width > bits[i]:
            found[i] = MISSING
            continue
        word = words[at[i] + first]
        if spill <= 0:
            value = np.int64((word >> np.uint64(-spill)) & mask)
        else:
            low = words[at[i] + first + 1] >> np.uint64(WORD - spill)
            value = np.int64(((word << np.uint64(spill)) | low) & mask)
        if is_signed and value >> (width - 1):
            value -= 1 << width
        found[i] = value
    return found


@njit(cache=True, nogil=True)
def take_characters(
    words: Words, at: Ints, bits: Ints, start: int, count: int, into: npt.NDArray[np.uint8], column: int
) -> None:
    """Writes ``count`` six-bit characters from bit ``start`` of each message into the columns of a matrix from
    ``column`` on; a character of which a bit is missing is ``@``, the padding."""
    for i in range(len(at)):
        for k in range(count):
            bit = start + 6 * k
            if bit + 6 > bits[i]:
                into[i, column + k] = 64
                continue
            word, offset = at[i] + bit // WORD, bit % WORD
            if offset <= WORD - 6:
                six = (words[word] >> np.uint64(WORD - 6 - offset)) & np.uint64(63)
            else:
                high = words[word] << np.uint64(offset + 6 - WORD)
                six = (high | (words[word + 1] >> np.uint64(2 * WORD - 6 - offset))) & np.uint64(63)
            into[i, column + k] = six if six >= 32 else six + np.uint64(64)


@njit(cache=True, nogil=True)
def trim(texts: npt.NDArray[np.uint8], into: Bytes, ends: npt.NDArray[np.int32]) -> None:
    """Texts one after the other without padding: trailing ``@``, then blanks on either side, removed.

    Args:
        texts: a row of characters each.
        into: takes the characters; at least as long as ``texts``.
        ends: takes where each text ends; one longer than ``texts``, the first is 0.
    """
    used = 0
    ends[0] = 0
    for i in range(texts.shape[0]):
        last = texts.shape[1]
        while last > 0 and texts[i, last - 1] == 64:
            last -= 1
        while last > 0 and texts[i, last - 1] == 32:
            last -= 1
        first = 0
        while first < last and texts[i, first] == 32:
            first += 1
        for k in range(first, last):
            into[used] = texts[i, k]
            used += 1
        ends[i + 1] = used

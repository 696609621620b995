"""What the loops over NMEA text share: reasons, counters, and what they carry from one block of a log to the next."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

inner = njit(nogil=True, forceinline=True)
"""Compiles a function into those that call it. Calls cost as much as what most of these functions do: inlined, a
sentence takes half the time."""

NO_TIME = -(2**63)

# Why a message is refused: an index into REASONS.
CUT, NO_CHECKSUM, WRONG_CHECKSUM, NUMBERS, EMPTY, TOO_LONG, FILL, ARMOUR = range(8)
NO_EARLIER_PART, NO_LATER_PART, TOO_FEW_BITS, NEITHER_PART, LONG_MMSI, NO_POSITION, FAR_OUT, UNTIMED = range(8, 16)

REASONS = (
    "the sentence is cut off, or has not the seven fields of VDM",
    "the sentence has no checksum",
    "the checksum is not that of the sentence",
    "numbers of sentences that cannot be, such as part 3 of 2",
    "the sentence is empty",
    "the sentence is longer than 200 characters",
    "fill bits other than 0 to 5",
    "characters that stand for no bits",
    "a part of a message whose earlier part is missing",
    "a message whose later part is missing",
    "too few bits for a message of its type",
    "static data of part C or D, which do not exist",
    "an MMSI of more than nine digits",
    "transmitted without a position",
    "a position that is nowhere on Earth",
    "no time is given",
)

# From where a time was taken.
FROM_TAG, FROM_TIME_LINE, FROM_TRAILER, FROM_CALLER = 1, 2, 3, 4

# What a line holds: the highest bit says what it is counted as.
TEXT, TAG, OTHER_SENTENCE, TIME_LINE, SENTENCE = 1, 2, 4, 8, 16

# Counters; BY_TYPE and SENTENCES_BY_TYPE are followed by 64 each.
BLANK_LINES, TEXT_LINES, TAG_LINES, OTHER_LINES, TIME_LINES, SENTENCE_LINES = range(6)
SENTENCES, KEPT_SENTENCES, REFUSED_SENTENCES = range(6, 9)
TAGS_REFUSED, TAGS_WRONG, TIME_LINES_REFUSED, TIME_LINES_USED, TIMES_REFUSED, NAMES_LOST = range(9, 15)
BY_TYPE, SENTENCES_BY_TYPE, COUNTERS = 16, 80, 144

SLOTS = 64
"""Messages that may lie unfinished at once; with one more, the oldest is given up."""
GROUPS = 64
"""Groups of tag blocks whose time and source are remembered for their later lines."""
NEAR = 16
"""How many sentences a time line may lie from its own, on either side. Receivers that sort what they log by the
millisecond shuffle the lines of a burst: in exactEarth's samples of 2012 a sixth of them stand next to theirs."""
PART_LINES = 1_000
"""Lines within which the next part of a message must follow. Merged feeds put other receivers' lines between."""
PART_US = 10_000_000
"""Time within which the parts of a message are received: they are transmitted in slots of 27 ms that follow each other;
ten seconds leave room for feeds merged by a clock that wanders."""
LONGEST_PAYLOAD = 200
NAME_LENGTH = 32
"""Characters of a receiver's name that are kept."""
MOST_NAMES = 1 << 16
"""Receivers told apart in one file; those beyond have no name, and are counted."""

BLOCK = 1 << 22
"""Bytes decoded at once. Fixed, so that the result does not depend on the portions a log comes in."""
MARGIN = 16
"""Zero bytes behind a block, so that looking a few bytes ahead needs no guard."""

NOW = np.dtype(
    [
        ("line", "i8"),
        ("holds", "u1"),
        ("tag_time", "i8"),
        ("tag_receiver", "i4"),
        ("group", "u8"),
        ("begins_group", "u1"),
        ("turn", "i8"),
        ("size", "i8"),
        ("messages", "i8"),
        ("words", "i8"),
        ("refused", "i8"),
        ("names", "i4"),
        ("clocks", "i4"),
        ("newest", "i4"),
        ("lates", "i8"),
    ]
)
"""Where the loop is: line number from 1, what the line holds so far, its tag block; how many bytes the block has, and
how much has been written."""

VDM = np.dtype(
    [
        ("line", "i8"),
        ("talker", "i4"),
        ("total", "u1"),
        ("number", "u1"),
        ("sequence", "i4"),
        ("channel", "u1"),
        ("at", "i8"),
        ("length", "i4"),
        ("fill", "i4"),
        ("check", "i4"),
        ("time", "i8"),
        ("time_from", "u1"),
        ("own_time", "i8"),
        ("own_from", "u1"),
        ("awaits", "i4"),
        ("source", "i4"),
        ("receiver", "i4"),
        ("satellite", "i1"),
        ("group", "u8"),
        ("sentences", "u1"),
        ("used", "u1"),
        ("next", "u1"),
        ("turn", "i8"),
        ("held", "i4"),
    ]
)
"""A sentence as read, and an unfinished message: its first sentence, which part is next and how much of it is held.

``source`` tells feeds apart, ``receiver`` may also come from the time line; ``group`` 0 is none. ``awaits`` is the
checksum that the time line of a message of several parts named, and ``own_time`` its time if that was another's."""

GROUP = np.dtype([("id", "u8"), ("time", "i8"), ("receiver", "i4"), ("line", "i8")])

CLOCK = np.dtype(
    [("check", "i4"), ("time", "i8"), ("receiver", "i4"), ("satellite", "i1"), ("turn", "i8"), ("is_new", "u1")]
)
"""A time line that has found no sentence yet."""

LATE = np.dtype([("check", "i4"), ("message", "i8"), ("turn", "i8")])
"""A sentence that has no time line yet, and the message it became (-1: none that is kept)."""

MESSAGE = np.dtype(
    [
        ("line", "i8"),
        ("time", "i8"),
        ("word", "i8"),
        ("bits", "i8"),
        ("receiver", "i4"),
        ("time_from", "u1"),
        ("satellite", "i1"),
        ("sentences", "u1"),
    ]
)
"""A whole message of a type that is read."""

REFUSAL = np.dtype([("line", "i8"), ("reason", "i4")])


_FILES = ("layouts", "lines", "tags", "clocks", "joins", "text", "state")
_SOURCES = [Path(__file__).with_name(f"nmea_{name}.py").read_bytes() for name in _FILES]
MADE_OF = f"made_of_{zlib.crc32(b''.join(_SOURCES)):08x}"
"""Numba keeps a compiled loop until the file of the outermost function or the types of its arguments change. The loops
stand in several files, so a field of the state is named after them all."""

STATE = np.dtype(
    [
        (MADE_OF, "u1"),
        ("now", NOW),
        ("sentence", VDM),
        ("commas", "i8", (6,)),
        ("slots", VDM, (SLOTS,)),
        ("held", "u1", (SLOTS, 9 * LONGEST_PAYLOAD)),
        ("groups", GROUP, (GROUPS,)),
        ("clocks", CLOCK, (NEAR,)),
        ("late", LATE, (NEAR,)),
        ("name_index", "i4", (2 * MOST_NAMES,)),
        ("name_letters", "u1", (MOST_NAMES, NAME_LENGTH + 1)),
        ("name_lengths", "u1", (MOST_NAMES,)),
        ("tally", "i8", (COUNTERS,)),
        ("text", "u1", (BLOCK + MARGIN,)),
        ("messages", MESSAGE, (BLOCK // 19 + SLOTS,)),
        ("words", "u8", (BLOCK // 10 + BLOCK // 19 + SLOTS * 9 * LONGEST_PAYLOAD // 10 + SLOTS,)),
        ("refused", REFUSAL, (BLOCK // 7 + SLOTS,)),
    ]
)
"""Everything carried from block to block, a block of text, and what it gives: a message takes 19 bytes at least, a
refusal 7, a word ten characters.

One record of bounded size, not a bundle of arrays: a loop that picks an array out of a bundle counts a reference up and
down each time, which took four fifths of the time."""

State = Any
Loose = npt.NDArray[np.void]


def new_state() -> Loose:
    """The state before the first line, as an array of one record."""
    state = np.zeros(1, dtype=STATE)
    state["now"]["line"] = 1
    state["now"]["tag_time"] = NO_TIME
    state["now"]["tag_receiver"] = -1
    state["now"]["newest"] = -1
    state["clocks"]["check"] = -1
    state["late"]["check"] = -1
    return state

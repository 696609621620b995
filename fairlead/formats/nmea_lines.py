"""Loops over NMEA text: lines, tag blocks, time lines and sentences.

A sentence may stand behind any prefix and several may stand on one line. A tag block belongs to the next sentence of
its line; a ``$PGHP`` line to the sentence whose checksum it ends with (``nmea_clocks``).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.formats.nmea_clocks import read_time_line
from fairlead.formats.nmea_joins import finish_sentence, give_up, refuse
from fairlead.formats.nmea_state import (
    BLANK_LINES,
    CUT,
    FILL,
    FROM_TAG,
    FROM_TRAILER,
    NEAR,
    NO_CHECKSUM,
    NO_TIME,
    NUMBERS,
    OTHER_LINES,
    OTHER_SENTENCE,
    SENTENCE,
    SENTENCE_LINES,
    SENTENCES,
    SLOTS,
    TAG,
    TAG_LINES,
    TEXT,
    TEXT_LINES,
    TIME_LINE,
    TIME_LINES,
    TIME_LINES_REFUSED,
    WRONG_CHECKSUM,
    Loose,
    State,
    inner,
)
from fairlead.formats.nmea_tags import forget_tag, read_tag
from fairlead.formats.nmea_text import (
    BACKSLASH,
    BANG,
    COMMA,
    CR,
    DOLLAR,
    HASH,
    LF,
    STAR,
    digit_at,
    epoch,
    hex_at,
    name_of,
    small_number,
)

Bytes = npt.NDArray[np.uint8]

IS_MARK = np.zeros(256, dtype=np.bool_)
"""Bytes that end a field or a sentence."""
IS_MARK[np.array([LF, CR, BANG, STAR, COMMA, BACKSLASH])] = True


@njit(cache=True, nogil=True)
def read_block(states: Loose) -> None:
    """Reads whole lines; the last may lack its end. Adds to what the one state counts, and fills ``out`` anew."""
    state = states[0]
    now, text = state.now, state.text
    now.messages = 0
    now.words = 0
    now.refused = 0
    for i in range(NEAR):
        state.late[i].check = -1
    at = 0
    starts_line = now.holds == 0
    while at < now.size:
        byte = text[at]
        if byte == LF:
            end_line(state)
            at += 1
            starts_line = True
            continue
        if byte == BANG:
            at = read_sentence(text, at, state)
        elif byte == BACKSLASH:
            at = read_tag(text, at, state)
        elif byte == DOLLAR:
            at = read_dollar(text, at, state)
        elif byte == HASH and starts_line:
            now.holds |= TEXT
            while at < now.size and text[at] != LF:
                at += 1
        else:
            if byte > 32:
                now.holds |= TEXT
            at += 1
        starts_line = False


@njit(cache=True, nogil=True)
def end_log(states: Loose) -> None:
    """Ends the last line, and gives up what is unfinished."""
    state = states[0]
    now = state.now
    now.messages = 0
    now.words = 0
    now.refused = 0
    if now.holds:
        end_line(state)
    for i in range(SLOTS):
        if state.slots[i].used:
            give_up(i, state)


@inner
def end_line(state: State) -> None:
    """Counts the line by the best of what it held, and forgets its tag block."""
    now = state.now
    if now.holds >= SENTENCE:
        state.tally[SENTENCE_LINES] += 1
    elif now.holds >= TIME_LINE:
        state.tally[TIME_LINES] += 1
    elif now.holds >= OTHER_SENTENCE:
        state.tally[OTHER_LINES] += 1
    elif now.holds >= TAG:
        state.tally[TAG_LINES] += 1
    elif now.holds >= TEXT:
        state.tally[TEXT_LINES] += 1
    else:
        state.tally[BLANK_LINES] += 1
    now.holds = 0
    now.line += 1
    forget_tag(state)


@inner
def read_sentence(text: Bytes, at: int, state: State) -> int:
    """Reads the sentence whose ``!`` is at ``at``; returns where to go on."""
    now, vdm = state.now, state.sentence
    if not is_vdm(text, at):
        now.holds |= OTHER_SENTENCE
        return at + 1
    now.holds |= SENTENCE
    state.tally[SENTENCES] += 1
    now.turn += 1
    commas = state.commas
    found, check, i = 0, 0, at + 1
    while i < now.size:
        byte = text[i]
        if IS_MARK[byte]:
            if byte != COMMA:
                break
            if found < 6:
                commas[found] = i
            found += 1
        check ^= byte
        i += 1
    if found != 6 or i >= now.size or text[i] != STAR:
        refuse(state, now.line, NO_CHECKSUM if found == 6 else CUT, 1)
        forget_tag(state)
        return i
    given = hex_at(text, i + 1)
    if given != check:
        refuse(state, now.line, NO_CHECKSUM if given < 0 else WRONG_CHECKSUM, 1)
        forget_tag(state)
        return i + 1
    vdm.check = check
    vdm.talker = text[at + 1] * 256 + text[at + 2]
    vdm.total = digit_at(text, commas[0], commas[1])
    vdm.number = digit_at(text, commas[1], commas[2])
    vdm.sequence = small_number(text, commas[2] + 1, commas[3])
    vdm.channel = text[commas[3] + 1]
    vdm.at = commas[4] + 1
    vdm.length = commas[5] - commas[4] - 1
    vdm.fill = 0 if commas[5] + 1 == i else small_number(text, commas[5] + 1, i)
    end = read_trailer(text, i + 3, state)
    if vdm.number < 1 or vdm.number > vdm.total or vdm.sequence < -1:
        refuse(state, now.line, NUMBERS, 1)
    elif vdm.fill < 0 or vdm.fill > 5:
        refuse(state, now.line, FILL, 1)
    else:
        finish_sentence(text, state)
    forget_tag(state)
    return end


@inner
def is_vdm(text: Bytes, at: int) -> bool:
    """Whether ``!xxVDM,`` or ``!xxVDO,`` stands at ``at``, xx being any talker."""
    if text[at + 6] != COMMA:
        return False
    if text[at + 1] <= 32 or text[at + 2] <= 32 or text[at + 1] == COMMA or text[at + 2] == COMMA:
        return False
    last = text[at + 5] | 32
    is_vd: bool = (text[at + 3] | 32) == 118 and (text[at + 4] | 32) == 100
    return is_vd and (last == 109 or last == 111)


@inner
def read_trailer(text: Bytes, at: int, state: State) -> int:
    """Reads what follows a checksum, and gives the sentence its time, source and group; returns where to go on.

    Fields of the US Coast Guard's layout: the station (``r`` or ``b`` first) and the first count of seconds or more. A
    tag block's time and source come first.
    """
    now, vdm = state.now, state.sentence
    vdm.group = now.group
    vdm.time = now.tag_time
    vdm.time_from = FROM_TAG if now.tag_time != NO_TIME else 0
    vdm.source = now.tag_receiver
    while at < now.size and text[at] == COMMA:
        first = at + 1
        at = first
        while at < now.size and text[at] > 32 and text[at] != COMMA and text[at] != BANG and text[at] != BACKSLASH:
            at += 1
        if at - first >= 9 and vdm.time == NO_TIME and 48 <= text[first] <= 57:
            vdm.time = epoch(text, first, at)
            vdm.time_from = FROM_TRAILER if vdm.time != NO_TIME else 0
        elif at - first >= 2 and vdm.source < 0 and (text[first] == 114 or text[first] == 98):
            vdm.source = name_of(text, first, at, 117, state)
    vdm.receiver = vdm.source
    vdm.satellite = -1
    return at


@inner
def read_dollar(text: Bytes, at: int, state: State) -> int:
    """Reads a sentence that begins with ``$``: a time line of Gatehouse's, or one that is passed over."""
    now = state.now
    end = at
    while end < now.size and text[end] != LF and text[end] != BANG and text[end] != BACKSLASH:
        end += 1
    is_time_line = (
        end - at > 6 and text[at + 1] == 80 and text[at + 2] == 71 and text[at + 3] == 72 and text[at + 4] == 80
    )
    now.holds |= TIME_LINE if is_time_line else OTHER_SENTENCE
    if is_time_line and not read_time_line(text, at, end, state):
        state.tally[TIME_LINES_REFUSED] += 1
    return end

"""Loops over NMEA text: lines, tag blocks, time lines and sentences.

A sentence may stand behind any prefix and several may stand on one line. A tag block belongs to the next sentence of
its line; a ``$PGHP`` line to the sentence whose checksum it ends with (``nmea_joins``).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.formats.nmea_joins import finish_sentence, give_up, refuse
from fairlead.formats.nmea_state import (
    BLANK_LINES,
    CUT,
    FILL,
    FROM_TAG,
    FROM_TRAILER,
    GROUPS,
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
    TAGS_REFUSED,
    TAGS_WRONG,
    TEXT,
    TEXT_LINES,
    TIME_LINE,
    TIME_LINES,
    TIME_LINES_REFUSED,
    TIMES_REFUSED,
    WRONG_CHECKSUM,
    Loose,
    State,
    inner,
)
from fairlead.formats.nmea_text import digit_at, epoch, hashed, hex_at, name_of, small_number, time_of

Bytes = npt.NDArray[np.uint8]

# Bytes that mean something.
LF, CR, BANG, HASH, DOLLAR, STAR, COMMA, COLON, BACKSLASH = 10, 13, 33, 35, 36, 42, 44, 58, 92
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
def forget_tag(state: State) -> None:
    """No tag block is pending."""
    now = state.now
    now.tag_time = NO_TIME
    now.tag_receiver = -1
    now.group = np.uint64(0)
    now.begins_group = 0


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
def read_tag(text: Bytes, at: int, state: State) -> int:
    """Reads c (time), s (source) and g (group) of the tag block that begins at ``at``; returns where to go on."""
    now = state.now
    close, star, check = at + 1, -1, 0
    while close < now.size and text[close] != BACKSLASH and text[close] != LF:
        if text[close] == STAR and star < 0:
            star = close
        if star < 0:
            check ^= text[close]
        close += 1
    if close >= now.size or text[close] != BACKSLASH or star < 0:
        now.holds |= TEXT
        state.tally[TAGS_REFUSED] += 1
        return close if close >= now.size or text[close] == LF else close + 1
    now.holds |= TAG
    if hex_at(text, star + 1) != check:
        state.tally[TAGS_WRONG] += 1
    first = at + 1
    while first < star:
        last = first
        while last < star and text[last] != COMMA:
            last += 1
        if last - first > 2 and text[first + 1] == COLON:
            read_tag_field(text, text[first], first + 2, last, state)
        first = last + 1
    join_group(state)
    return close + 1


@inner
def read_tag_field(text: Bytes, key: int, first: int, last: int, state: State) -> None:
    """One field of a tag block."""
    now = state.now
    if key == 99:  # c
        now.tag_time = epoch(text, first, last)
        if now.tag_time == NO_TIME:
            state.tally[TIMES_REFUSED] += 1
    elif key == 115:  # s
        now.tag_receiver = name_of(text, first, last, 115, state)
    elif key == 103:  # g: what follows the second hyphen, whatever it is, names the group
        hyphens, i = 0, first
        while i < last and hyphens < 2:
            hyphens += text[i] == 45
            i += 1
        if hyphens == 2:
            now.group = hashed(text, i, last, 103) | np.uint64(1)
            now.begins_group = text[first] == 49 and text[first + 1] == 45


@inner
def join_group(state: State) -> None:
    """Lines of one group share the time and source of its first. Numbers of groups are used again, by some at once."""
    now = state.now
    if now.group == 0:
        return
    place = 0
    for i in range(GROUPS):
        group = state.groups[i]
        if group.id == now.group:
            place = i
            break
        if group.line < state.groups[place].line:
            place = i
    group = state.groups[place]
    if group.id == now.group and not now.begins_group and group.line + GROUPS > now.line:
        if now.tag_time == NO_TIME:
            now.tag_time = group.time
        if now.tag_receiver < 0:
            now.tag_receiver = group.receiver
        return
    group.id = now.group
    group.time = now.tag_time
    group.receiver = now.tag_receiver
    group.line = now.line


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


@inner
def oldest_clock(state: State) -> int:
    """Place for a time line: a free one, else that of the oldest."""
    oldest = 0
    for i in range(NEAR):
        if state.clocks[i].check < 0:
            return i
        if state.clocks[i].turn < state.clocks[oldest].turn:
            oldest = i
    return oldest


@inner
def read_time_line(text: Bytes, at: int, end: int, state: State) -> bool:
    """Reads ``$PGHP,1,year,month,day,hour,minute,second,ms,country,region,station,online,checksum*hh`` into the clocks
    that wait for their sentence; false if it cannot be used."""
    now = state.now
    starts = np.zeros(15, dtype=np.int64)
    found, check, i = 0, 0, at + 1
    while i < end and text[i] != STAR:
        check ^= text[i]
        if text[i] == COMMA and found < 14:
            found += 1
            starts[found] = i + 1
        i += 1
    if found < 12 or i >= end or hex_at(text, i + 1) != check:
        return False
    for k in range(found + 1, 15):
        starts[k] = i + 1
    date = np.zeros(7, dtype=np.int64)
    for k in range(7):
        date[k] = small_number(text, starts[k + 2], starts[k + 3] - 1)
    time = time_of(date)
    if time == NO_TIME:
        return False
    place = oldest_clock(state)
    clock = state.clocks[place]
    now.clocks += clock.check < 0
    now.newest = place
    clock.time = time
    clock.check = max(hex_at(text, starts[13]), 0) if starts[14] - 1 - starts[13] == 2 else 0
    now.turn += 1
    clock.turn = now.turn
    clock.is_new = 1
    online = starts[13] - 1
    clock.satellite = 1 if online - starts[12] >= 5 and text[online - 1] == 83 and text[online - 2] == 95 else -1
    last = starts[12] - 1
    clock.receiver = name_of(text, starts[11], last, 112, state) if last > starts[11] else -1
    return True

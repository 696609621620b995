"""Loops over time lines (``$PGHP``, Gatehouse): each is given to the one sentence whose checksum it ends with.

Of a message of several parts a time line names the checksums combined by exclusive or; ``00``, as before a station's
own report, names none and means the next sentence.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairlead.formats.nmea_state import FROM_TAG, FROM_TIME_LINE, NEAR, NO_TIME, TIME_LINES_USED, State, inner
from fairlead.formats.nmea_text import COMMA, STAR, hex_at, name_of, small_number, time_of

Bytes = npt.NDArray[np.uint8]


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
def meet_clocks(state: State) -> int:
    """Gives the sentence just read its time line, and time lines that came too late their earlier sentence.

    Returns:
        Where the sentence waits for a later time line, or -1.
    """
    now, vdm = state.now, state.sentence
    vdm.own_time = vdm.time
    vdm.own_from = vdm.time_from
    vdm.awaits = -1
    mine = -1
    if now.newest >= 0:
        check = state.clocks[now.newest].check
        is_first_part = vdm.total > 1 and vdm.number == 1
        if check == vdm.check or check == 0 or is_first_part:
            mine = now.newest
            take_clock(mine, state)
        now.newest = -1
    if now.clocks > 0:
        pass_on_clocks(state)
        if mine < 0 and vdm.total == 1:
            mine = clock_before(state)
            if mine >= 0:
                take_clock(mine, state)
    if mine < 0 and vdm.total == 1 and vdm.time_from != FROM_TAG:
        return wait(state)
    return -1


@inner
def pass_on_clocks(state: State) -> None:
    """Drops time lines too far back, and tries those since the last sentence on the sentences before them."""
    now = state.now
    for i in range(NEAR):
        clock = state.clocks[i]
        if clock.check < 0:
            continue
        if clock.turn + 2 * NEAR < now.turn:
            clock.check = -1
            now.clocks -= 1
        elif clock.is_new:
            clock.is_new = 0
            look_back(i, state)


@inner
def clock_before(state: State) -> int:
    """The latest time line further back that bears the checksum of the sentence just read, else -1."""
    vdm, best = state.sentence, -1
    for i in range(NEAR):
        clock = state.clocks[i]
        if clock.check == vdm.check and (best < 0 or clock.turn > state.clocks[best].turn):
            best = i
    return best


@inner
def take_clock(i: int, state: State) -> None:
    """The sentence just read takes a time line; a tag block's time and source come first."""
    vdm, clock = state.sentence, state.clocks[i]
    if vdm.time_from != FROM_TAG:
        vdm.time = clock.time
        vdm.time_from = FROM_TIME_LINE
        if vdm.total > 1 and clock.check > 0 and clock.check != vdm.check:
            vdm.awaits = clock.check
    if vdm.source < 0:
        vdm.receiver = clock.receiver
        vdm.satellite = clock.satellite
    clock.check = -1
    state.now.clocks -= 1
    state.tally[TIME_LINES_USED] += 1


@inner
def look_back(i: int, state: State) -> None:
    """Gives a time line to the latest of the sentences before it that bears its checksum."""
    clock, best = state.clocks[i], -1
    for k in range(NEAR):
        late = state.late[k]
        is_near = late.check == clock.check and late.turn + 2 * NEAR >= clock.turn
        if is_near and (best < 0 or late.turn > state.late[best].turn):
            best = k
    if best < 0:
        return
    late = state.late[best]
    if late.message >= 0:
        message = state.messages[late.message]
        message.time = clock.time
        message.time_from = FROM_TIME_LINE
        if message.receiver < 0:
            message.receiver = clock.receiver
            message.satellite = clock.satellite
    late.check = -1
    clock.check = -1
    state.now.clocks -= 1
    state.tally[TIME_LINES_USED] += 1


@inner
def wait(state: State) -> int:
    """Notes that the sentence just read has no time line yet; where."""
    now = state.now
    place: int = now.lates % NEAR
    now.lates += 1
    late = state.late[place]
    late.check = state.sentence.check
    late.turn = now.turn
    late.message = -1
    return place

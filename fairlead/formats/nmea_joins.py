"""Loops that make messages of sentences: parts joined across interleaved feeds, time lines given to their sentences,
payloads unpacked into bits.

A part continues an unfinished message of the same sequence id, channel and number of parts that waits for this part,
was begun at most ``PART_LINES`` lines and ``PART_US`` before, and is of no other source and no other tag group. Where
the talkers differ, source or group must be given and equal. Of several the one with most in common is taken, then the
latest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.formats.nmea_layouts import TYPES_READ
from fairlead.formats.nmea_state import (
    ARMOUR,
    BY_TYPE,
    EMPTY,
    FROM_TAG,
    FROM_TIME_LINE,
    KEPT_SENTENCES,
    LONGEST_PAYLOAD,
    NEAR,
    NO_EARLIER_PART,
    NO_LATER_PART,
    NO_TIME,
    PART_LINES,
    PART_US,
    REFUSED_SENTENCES,
    SENTENCES_BY_TYPE,
    SLOTS,
    TIME_LINES_USED,
    TOO_LONG,
    Out,
    State,
)

Bytes = npt.NDArray[np.uint8]

NO_BITS = 255
SIX_BITS = np.full(256, NO_BITS, dtype=np.uint8)
"""What each character of a payload stands for: ``0`` to ``W`` and ``` to ``w`` for 0 to 63 (IEC 61162-1)."""
SIX_BITS[48:88] = np.arange(40)
SIX_BITS[96:120] = np.arange(40, 64)

IS_READ = np.zeros(64, dtype=np.bool_)
IS_READ[np.array(TYPES_READ)] = True


@njit(cache=True, nogil=True)
def refuse(state: State, out: Out, line: int, reason: int, sentences: int) -> None:
    """Notes one refusal and its sentences."""
    now = state.now[0]
    out.refused[now.refused].line = line
    out.refused[now.refused].reason = reason
    now.refused += 1
    state.tally[REFUSED_SENTENCES] += sentences


@njit(cache=True, nogil=True)
def finish_sentence(text: Bytes, state: State, out: Out) -> None:
    """Makes a message of the sentence just read, or puts it with the other parts of its message."""
    now, vdm = state.now[0], state.sentence[0]
    vdm.line = now.line
    vdm.sentences = 1
    late = meet_clocks(state, out)
    if vdm.length < 1:
        refuse(state, out, now.line, EMPTY, 1)
    elif vdm.length > LONGEST_PAYLOAD:
        refuse(state, out, now.line, TOO_LONG, 1)
    elif vdm.total == 1:
        message = make_message(text, vdm.at, vdm.length, vdm, state, out)
        if late >= 0:
            state.late[late].message = message
    elif vdm.number == 1:
        begin(text, state, out)
    else:
        go_on(text, state, out)


@njit(cache=True, nogil=True)
def begin(text: Bytes, state: State, out: Out) -> None:
    """Opens a message of several parts. An unfinished one with the same marks has lost its rest."""
    now, vdm = state.now[0], state.sentence[0]
    free = 0
    for i in range(SLOTS):
        slot = state.slots[i]
        is_same = slot.sequence == vdm.sequence and slot.channel == vdm.channel and slot.talker == vdm.talker
        is_other_group = slot.group != vdm.group and slot.group != 0 and vdm.group != 0
        if slot.used and is_same and slot.source == vdm.source and not is_other_group:
            give_up(i, state, out)
        if slot.used < state.slots[free].used or (
            slot.used == state.slots[free].used and slot.turn < state.slots[free].turn
        ):
            free = i
    if state.slots[free].used:
        give_up(free, state, out)
    state.slots[free] = vdm
    slot = state.slots[free]
    slot.used = 1
    slot.next = 2
    slot.turn = now.turn
    slot.held = vdm.length
    state.held[free, : vdm.length] = text[vdm.at : vdm.at + vdm.length]


@njit(cache=True, nogil=True)
def go_on(text: Bytes, state: State, out: Out) -> None:
    """Adds a part to its message, which is whole with the last."""
    now, vdm = state.now[0], state.sentence[0]
    i = slot_of(state)
    if i < 0:
        refuse(state, out, now.line, NO_EARLIER_PART, 1)
        return
    slot = state.slots[i]
    state.held[i, slot.held : slot.held + vdm.length] = text[vdm.at : vdm.at + vdm.length]
    slot.held += vdm.length
    slot.next += 1
    slot.sentences += 1
    slot.check ^= vdm.check
    slot.fill = vdm.fill
    if slot.time == NO_TIME:
        slot.time = vdm.time
        slot.time_from = vdm.time_from
    if slot.source < 0:
        slot.source = vdm.source
    if slot.receiver < 0:
        slot.receiver = vdm.receiver
    if vdm.number < vdm.total:
        return
    if slot.awaits >= 0 and slot.awaits != slot.check:  # the time line was another sentence's
        slot.time = slot.own_time
        slot.time_from = slot.own_from
        slot.receiver = slot.source
        slot.satellite = -1
    slot.used = 0
    make_message(state.held[i], 0, slot.held, slot, state, out)


@njit(cache=True, nogil=True)
def slot_of(state: State) -> int:
    """The unfinished message that the sentence just read continues, else -1."""
    now, vdm = state.now[0], state.sentence[0]
    best, best_score, best_turn = -1, -1, 0
    for i in range(SLOTS):
        slot = state.slots[i]
        if not slot.used or slot.next != vdm.number or slot.total != vdm.total:
            continue
        if slot.sequence != vdm.sequence or slot.channel != vdm.channel or slot.line + PART_LINES < now.line:
            continue
        if slot.time_from == vdm.time_from and abs(slot.time - vdm.time) > PART_US:
            continue
        if (slot.source >= 0 and vdm.source >= 0 and slot.source != vdm.source) or (
            slot.group != 0 and vdm.group != 0 and slot.group != vdm.group
        ):
            continue
        marks = 4 * (vdm.group != 0 and slot.group == vdm.group) + 2 * (vdm.source >= 0 and slot.source == vdm.source)
        if slot.talker != vdm.talker and marks == 0:
            continue
        score = marks + (slot.talker == vdm.talker)
        if score > best_score or (score == best_score and slot.turn > best_turn):
            best, best_score, best_turn = i, score, slot.turn
    return best


@njit(cache=True, nogil=True)
def give_up(i: int, state: State, out: Out) -> None:
    """The rest of an unfinished message will not come."""
    slot = state.slots[i]
    slot.used = 0
    refuse(state, out, slot.line, NO_LATER_PART, slot.sentences)


@njit(cache=True, nogil=True)
def give_up_all(state: State, out: Out) -> None:
    """The file has ended."""
    now = state.now[0]
    now.messages = 0
    now.words = 0
    now.refused = 0
    for i in range(SLOTS):
        if state.slots[i].used:
            give_up(i, state, out)


@njit(cache=True, nogil=True)
def make_message(characters: Bytes, at: int, length: int, vdm: Any, state: State, out: Out) -> int:
    """Unpacks a whole message of a type that is read, and counts the others; its number, or -1."""
    now = state.now[0]
    kind = SIX_BITS[characters[at]]
    if kind != NO_BITS and not IS_READ[kind]:
        state.tally[BY_TYPE + kind] += 1
        state.tally[SENTENCES_BY_TYPE + kind] += vdm.sentences
        return -1
    word = now.words
    bits = unpack(characters, at, length, out.words, word)
    if bits < 0:
        refuse(state, out, vdm.line, ARMOUR, vdm.sentences)
        return -1
    now.words += (bits + 63) >> 6
    state.tally[KEPT_SENTENCES] += vdm.sentences
    message = out.messages[now.messages]
    message.line = vdm.line
    message.time = vdm.time
    message.time_from = vdm.time_from
    message.receiver = vdm.receiver
    message.satellite = vdm.satellite
    message.sentences = vdm.sentences
    message.word = word
    message.bits = bits - vdm.fill
    number: int = now.messages
    now.messages += 1
    return number


@njit(cache=True, nogil=True)
def unpack(characters: Bytes, at: int, length: int, words: npt.NDArray[np.uint64], word: int) -> int:
    """Writes six bits a character into words from the top; how many bits, or -1 if one stands for none."""
    bits = np.uint64(0)
    free = 64
    for i in range(at, at + length):
        six = np.uint64(SIX_BITS[characters[i]])
        if six > 63:
            return -1
        if free >= 6:
            free -= 6
            bits |= six << np.uint64(free)
        else:
            words[word] = bits | (six >> np.uint64(6 - free))
            word += 1
            free += 58
            bits = six << np.uint64(free)
    words[word] = bits
    return 6 * length


@njit(cache=True, nogil=True)
def meet_clocks(state: State, out: Out) -> int:
    """Gives the sentence just read its time line, and time lines that came too late their earlier sentence.

    A time line ends with the checksum of its sentence: of one of several parts, those of all combined; ``00``, as of a
    station's own report, names none and means the next. It is used once.

    Returns:
        Where the sentence waits for a later time line, or -1.
    """
    now, vdm = state.now[0], state.sentence[0]
    vdm.own_time = vdm.time
    vdm.own_from = vdm.time_from
    vdm.awaits = -1
    mine, newest = -1, -1
    for i in range(NEAR):
        clock = state.clocks[i]
        if clock.check < 0:
            continue
        if clock.turn + 2 * NEAR < now.turn:
            clock.check = -1
        elif clock.is_new and (newest < 0 or clock.turn > state.clocks[newest].turn):
            newest = i
    if newest >= 0:
        check = state.clocks[newest].check
        if check == vdm.check or check == 0 or vdm.total > 1:
            mine = newest
    for i in range(NEAR):
        clock = state.clocks[i]
        if clock.check >= 0 and clock.is_new and i != mine:
            clock.is_new = 0
            look_back(i, state, out)
    if mine < 0 and vdm.total == 1:
        for i in range(NEAR):
            clock = state.clocks[i]
            if clock.check == vdm.check and (mine < 0 or clock.turn > state.clocks[mine].turn):
                mine = i
    if mine >= 0:
        take_clock(mine, state)
    elif vdm.total == 1 and vdm.time_from != FROM_TAG:
        return wait(state)
    return -1


@njit(cache=True, nogil=True)
def take_clock(i: int, state: State) -> None:
    """The sentence just read takes a time line; a tag block's time and source come first."""
    vdm, clock = state.sentence[0], state.clocks[i]
    if vdm.time_from != FROM_TAG:
        vdm.time = clock.time
        vdm.time_from = FROM_TIME_LINE
        vdm.awaits = clock.check if vdm.total > 1 and clock.check > 0 else -1
    if vdm.source < 0:
        vdm.receiver = clock.receiver
        vdm.satellite = clock.satellite
    clock.check = -1
    state.tally[TIME_LINES_USED] += 1


@njit(cache=True, nogil=True)
def look_back(i: int, state: State, out: Out) -> None:
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
        message = out.messages[late.message]
        message.time = clock.time
        message.time_from = FROM_TIME_LINE
        if message.receiver < 0:
            message.receiver = clock.receiver
            message.satellite = clock.satellite
    late.check = -1
    clock.check = -1
    state.tally[TIME_LINES_USED] += 1


@njit(cache=True, nogil=True)
def wait(state: State) -> int:
    """Notes that the sentence just read has no time line yet; where."""
    oldest = 0
    for i in range(NEAR):
        if state.late[i].check < 0:
            oldest = i
            break
        if state.late[i].turn < state.late[oldest].turn:
            oldest = i
    late = state.late[oldest]
    late.check = state.sentence[0].check
    late.turn = state.now[0].turn
    late.message = -1
    return oldest

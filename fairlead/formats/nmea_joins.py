"""Loops that make messages of sentences: parts joined across interleaved feeds, payloads unpacked into
bits.

A part continues an unfinished message of the same sequence id, channel and number of parts that waits for this part,
was begun at most ``PART_LINES`` lines and ``PART_US`` before, and is of no other source and no other tag group. Where
the talkers differ, source or group must be given and equal. Of several the one with most in common is taken, then the
latest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.formats.nmea_clocks import meet_clocks
from fairlead.formats.nmea_layouts import TYPES_READ
from fairlead.formats.nmea_state import (
    ARMOUR,
    BY_TYPE,
    EMPTY,
    KEPT_SENTENCES,
    LONGEST_PAYLOAD,
    NO_EARLIER_PART,
    NO_LATER_PART,
    NO_TIME,
    PART_LINES,
    PART_US,
    REFUSED_SENTENCES,
    SENTENCES_BY_TYPE,
    SLOTS,
    TOO_LONG,
    State,
    inner,
)

Bytes = npt.NDArray[np.uint8]

NO_BITS = 255
SIX_BITS = np.full(256, NO_BITS, dtype=np.uint8)
"""What each character of a payload stands for: ``0`` to ``W`` and ``` to ``w`` for 0 to 63 (IEC 61162-1)."""
SIX_BITS[48:88] = np.arange(40)
SIX_BITS[96:120] = np.arange(40, 64)

IS_READ = np.zeros(64, dtype=np.bool_)
IS_READ[np.array(TYPES_READ)] = True


@inner
def refuse(state: State, line: int, reason: int, sentences: int) -> None:
    """Notes one refusal and its sentences."""
    now = state.now
    state.refused[now.refused].line = line
    state.refused[now.refused].reason = reason
    now.refused += 1
    state.tally[REFUSED_SENTENCES] += sentences


@inner
def finish_sentence(text: Bytes, state: State) -> None:
    """Makes a message of the sentence just read, or puts it with the other parts of its message."""
    now, vdm = state.now, state.sentence
    vdm.line = now.line
    vdm.sentences = 1
    late = meet_clocks(state)
    if vdm.length < 1:
        refuse(state, now.line, EMPTY, 1)
    elif vdm.length > LONGEST_PAYLOAD:
        refuse(state, now.line, TOO_LONG, 1)
    elif vdm.total == 1:
        message = make_message(text, vdm.at, vdm.length, vdm, state)
        if late >= 0:
            state.late[late].message = message
    elif vdm.number == 1:
        begin(text, state)
    else:
        go_on(text, state)


@inner
def begin(text: Bytes, state: State) -> None:
    """Opens a message of several parts. An unfinished one with the same marks has lost its rest."""
    now, vdm = state.now, state.sentence
    free = 0
    for i in range(SLOTS):
        slot = state.slots[i]
        is_same = slot.sequence == vdm.sequence and slot.channel == vdm.channel and slot.talker == vdm.talker
        is_other_group = slot.group != vdm.group and slot.group != 0 and vdm.group != 0
        if slot.used and is_same and slot.source == vdm.source and not is_other_group:
            give_up(i, state)
        if slot.used < state.slots[free].used or (
            slot.used == state.slots[free].used and slot.turn < state.slots[free].turn
        ):
            free = i
    if state.slots[free].used:
        give_up(free, state)
    state.slots[free] = vdm
    slot = state.slots[free]
    slot.used = 1
    slot.next = 2
    slot.turn = now.turn
    slot.held = vdm.length
    hold(text, vdm, state.held[free], 0)


@inner
def hold(text: Bytes, vdm: Any, held: Bytes, at: int) -> None:
    """Keeps the payload of a part from ``at`` on."""
    for i in range(vdm.length):
        held[at + i] = text[vdm.at + i]


@inner
def go_on(text: Bytes, state: State) -> None:
    """Adds a part to its message, which is whole with the last."""
    now, vdm = state.now, state.sentence
    i = slot_of(state)
    if i < 0:
        refuse(state, now.line, NO_EARLIER_PART, 1)
        return
    slot = state.slots[i]
    hold(text, vdm, state.held[i], slot.held)
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
    make_message(state.held[i], 0, slot.held, slot, state)


@inner
def slot_of(state: State) -> int:
    """The unfinished message that the sentence just read continues, else -1."""
    now, vdm = state.now, state.sentence
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


@inner
def give_up(i: int, state: State) -> None:
    """The rest of an unfinished message will not come."""
    slot = state.slots[i]
    slot.used = 0
    refuse(state, slot.line, NO_LATER_PART, slot.sentences)


@inner
def make_message(characters: Bytes, at: int, length: int, vdm: Any, state: State) -> int:
    """Unpacks a whole message of a type that is read, and counts the others; its number, or -1."""
    now = state.now
    kind = SIX_BITS[characters[at]]
    if kind != NO_BITS and not IS_READ[kind]:
        state.tally[BY_TYPE + kind] += 1
        state.tally[SENTENCES_BY_TYPE + kind] += vdm.sentences
        return -1
    word = now.words
    bits = unpack(characters, at, length, state.words, word)
    if bits < 0:
        refuse(state, vdm.line, ARMOUR, vdm.sentences)
        return -1
    now.words += (bits + 59) // 60
    state.tally[KEPT_SENTENCES] += vdm.sentences
    message = state.messages[now.messages]
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


@inner
def unpack(characters: Bytes, at: int, length: int, words: npt.NDArray[np.uint64], word: int) -> int:
    """Writes six bits a character, ten characters a word; how many bits, or -1 if a character stands for none."""
    seen = np.uint64(0)
    end = at + length
    while at < end:
        bits = np.uint64(0)
        last = min(at + 10, end)
        for i in range(at, last):
            six = np.uint64(SIX_BITS[characters[i]])
            seen |= six
            bits = (bits << np.uint64(6)) | six
        words[word] = bits << np.uint64(6 * (at + 10 - last))
        word += 1
        at += 10
    return -1 if seen > 63 else 6 * length

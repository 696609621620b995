"""Loops over tag blocks (IEC 61162-450): time, source and group of the sentence that follows on the line."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairlead.formats.nmea_state import (
    GROUPS,
    NO_TIME,
    TAG,
    TAGS_REFUSED,
    TAGS_WRONG,
    TEXT,
    TIMES_REFUSED,
    State,
    inner,
)
from fairlead.formats.nmea_text import BACKSLASH, COLON, COMMA, LF, STAR, epoch, hashed, hex_at, name_of

Bytes = npt.NDArray[np.uint8]


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
def forget_tag(state: State) -> None:
    """No tag block is pending."""
    now = state.now
    now.tag_time = NO_TIME
    now.tag_receiver = -1
    now.group = np.uint64(0)
    now.begins_group = 0

"""The messages of a block and their bits: which layout each has, and its fields and texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.formats.nmea_bits import MISSING, take_characters, take_numbers, trim
from fairlead.formats.nmea_layouts import LAYOUTS, Field
from fairlead.formats.nmea_state import FROM_CALLER, NEITHER_PART, NO_TIME, TOO_FEW_BITS, State

Ints = npt.NDArray[np.int64]

FIRST_CRAFT, LAST_CRAFT = 980_000_000, 989_999_999
"""MMSIs of craft that belong to a ship (M.585)."""


@dataclass(frozen=True, slots=True)
class Some:
    """The bits of some messages of a block: the numbers of the messages, and where each one's bits are."""

    rows: Ints
    words: npt.NDArray[np.uint64]
    at: Ints
    bits: Ints

    def numbers(self, field: Field) -> Ints:
        """A field as it was transmitted."""
        found: Ints = take_numbers(self.words, self.at, self.bits, field.start, field.width, field.is_signed)
        return found

    def texts(self, fields: list[Field]) -> pa.Array:
        """Text fields, one behind the other, with a blank where padding stands between; blank texts are null."""
        letters = np.empty((len(self.rows), sum(f.width // 6 for f in fields)), dtype=np.uint8)
        column = 0
        for field in fields:
            take_characters(self.words, self.at, self.bits, field.start, field.width // 6, letters, column)
            column += field.width // 6
        data, ends = np.empty(letters.size, dtype=np.uint8), np.empty(len(self.rows) + 1, dtype=np.int32)
        trim(letters, data, ends)
        is_there = np.packbits(ends[1:] > ends[:-1], bitorder="little")
        buffers = [pa.py_buffer(is_there), pa.py_buffer(ends), pa.py_buffer(data[: ends[-1]])]
        texts = pa.StringArray.from_buffers(len(self.rows), buffers[1], buffers[2], buffers[0])
        return texts if len(fields) == 1 else pc.replace_substring_regex(texts, "@+", " ")


class Messages:
    """The messages of one block, and what is found of them."""

    def __init__(self, state: State, count: int, default_time: int) -> None:
        found = state["messages"][:count]
        self.words = state["words"]
        self.at: Ints = found["word"].copy()
        self.bits: Ints = found["bits"].copy()
        self.line: Ints = found["line"].copy()
        self.time: Ints = found["time"].copy()
        self.time_from = found["time_from"].copy()
        untimed = self.time == NO_TIME
        self.time[untimed] = default_time
        self.time_from[untimed & (default_time != NO_TIME)] = FROM_CALLER
        self.receiver = found["receiver"].copy()
        self.satellite = found["satellite"].copy()
        self.sentences = found["sentences"].copy()
        every = self.some(np.arange(count))
        self.msg_type = every.numbers(Field("msg_type", 0, 6))
        self.mmsi = every.numbers(Field("mmsi", 8, 30))
        self.refusal = np.full(count, -1, dtype=np.int64)
        self.stand_ins: Counter[str] = Counter()

    def some(self, rows: Ints) -> Some:
        """The bits of some messages."""
        return Some(rows, self.words, self.at[rows], self.bits[rows])

    def refuse(self, rows: Ints, reason: int) -> None:
        """Refuses messages that are not refused yet."""
        self.refusal[rows[self.refusal[rows] < 0]] = reason

    def by_layout(self) -> Iterator[tuple[str, Some]]:
        """Each layout and the messages that have it. Type 24 without its part is refused here."""
        part = np.full(len(self.at), -1, dtype=np.int64)
        is_24 = np.flatnonzero(self.msg_type == 24)
        part[is_24] = self.some(is_24).numbers(Field("partno", 38, 2))
        self.refuse(np.flatnonzero(part == MISSING), TOO_FEW_BITS)
        self.refuse(np.flatnonzero(part > 1), NEITHER_PART)
        is_craft = (self.mmsi >= FIRST_CRAFT) & (self.mmsi <= LAST_CRAFT)
        for name in LAYOUTS:
            wanted = self.msg_type == int(name.split("A")[0].split("B")[0])
            if name.startswith("24"):
                wanted &= part == (0 if name == "24A" else 1)
                if name != "24A":
                    wanted &= is_craft == name.endswith("craft")
            rows = np.flatnonzero(wanted)
            if len(rows):
                yield name, self.some(rows)

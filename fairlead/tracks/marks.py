"""Marks received with reports: names, IMO numbers and call signs as codes, and what each segment was heard to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Ints, ints

if TYPE_CHECKING:
    from fairlead.tracks.mark_loops import Spans, Statics
    from fairlead.tracks.segment_loops import Reports

Codes = npt.NDArray[np.int32]

CLASS_A, CLASS_B, ANY_CLASS = 1, 2, 3
"""Kinds of transponder, as bits."""

_CLASSES = {1: CLASS_A, 2: CLASS_A, 3: CLASS_A, 5: CLASS_A, 18: CLASS_B, 19: CLASS_B, 24: CLASS_B}
"""Message types of M.1371 that only one class of transponder sends; type 27 comes from both."""

MOST_LISTED = 20
"""Names, numbers or call signs listed for one segment: whoever sends more sends anything."""

_NOT_ALPHANUMERIC = "[^0-9A-Z]"


def transponders(table: pa.Table) -> npt.NDArray[np.int8]:
    """Which kinds of transponder each report can be of, by its message type."""
    known = np.full(256, ANY_CLASS, dtype=np.int8)
    for msg_type, kind in _CLASSES.items():
        known[msg_type] = kind
    types = table["msg_type"].combine_chunks().fill_null(0)
    numbers = np.asarray(types.to_numpy(zero_copy_only=False)).astype(np.int64) & 0xFF
    return np.take(known, numbers)


def coded_statics(statics: pa.Table) -> Statics:
    """STATICS in order as arrays: what is spelled alike but for spaces, points and case has one code.

    IMO numbers with a wrong check digit have none: they are typed by crews and prove no difference.
    """
    from fairlead.tracks.mark_loops import Statics

    imo = np.asarray(statics["imo"].combine_chunks().fill_null(0).to_numpy(zero_copy_only=False))
    return Statics(
        mmsi=np.asarray(statics["mmsi"].combine_chunks().to_numpy(zero_copy_only=False)),
        start=ints(statics, "start_time"),
        end=ints(statics, "end_time"),
        transponders=transponders(statics),
        name=_codes(statics["name"]),
        imo=np.where(_are_imo(imo), imo, 0).astype(np.int32),
        callsign=_codes(statics["callsign"]),
    )


def _codes(column: pa.ChunkedArray) -> Codes:
    """Rank of each text among all, spelled plainly, from 1; 0 where it is null or blank. Ranks, so that which of two
    comes first does not hang on who else is in the table."""
    coded = column.combine_chunks().dictionary_encode()
    plain = pc.replace_substring_regex(pc.utf8_upper(coded.dictionary), _NOT_ALPHANUMERIC, "")
    numbers, texts = numbered(pa.chunked_array([plain]))
    is_said = np.asarray(pc.not_equal(texts, "").to_numpy(zero_copy_only=False))
    table = np.where(np.append(False, is_said)[numbers], numbers, 0)
    indices = np.asarray(coded.indices.fill_null(len(plain)).to_numpy(zero_copy_only=False))
    return np.take(np.append(table, 0), indices).astype(np.int32)


def _are_imo(numbers: Codes) -> npt.NDArray[np.bool_]:
    """Of each number whether it is an IMO number with the right check digit (see ids.is_imo)."""
    weighed = np.zeros(len(numbers), dtype=np.int64)
    for place in range(1, 7):
        weighed += (numbers // 10**place % 10) * (place + 1)
    return np.asarray((numbers >= 1_000_000) & (numbers <= 9_999_999) & (weighed % 10 == numbers % 10))


@dataclass(frozen=True, slots=True)
class Owners:
    """Of each static report which segment it was received with, at first and at last; -1 not clear."""

    start: Ints
    end: Ints
    is_sure: npt.NDArray[np.bool_]
    """Whether it came with position reports, and not only near them."""
    start_time: Ints
    end_time: Ints


@dataclass(frozen=True, slots=True)
class Received:
    """Which static reports were received with which segment, as pairs of row numbers."""

    segment: Ints
    static: Ints
    copies: Ints
    """How often each static report stands in the evidence."""

    def kept(self, owners: Owners) -> Received:
        """Without what surely came with reports of other segments: ships that share an MMSI do not lend each other
        their names."""
        is_its = (owners.start[self.static] == self.segment) | (owners.end[self.static] == self.segment)
        kept = is_its | ~owners.is_sure[self.static]
        return Received(self.segment[kept], self.static[kept], self.copies)

    def counted(self, values: npt.NDArray[np.integer]) -> tuple[Ints, Ints]:
        """Segments and the values received with each, most frequent first, of equally frequent ones the lowest.

        Args:
            values: a number per static report, 0 where it says nothing, below 2^31.
        """
        found = values[self.static].astype(np.int64)
        said = found > 0
        keys, which = np.unique((self.segment[said] << 32) | found[said], return_inverse=True)
        counts = np.bincount(which, weights=self.copies[self.static[said]], minlength=len(keys))
        order = np.lexsort((keys & 0xFFFFFFFF, -counts, keys >> 32))
        return keys[order] >> 32, keys[order] & 0xFFFFFFFF

    def most_frequent(self, segments: int, values: npt.NDArray[np.integer]) -> Ints:
        """Per segment the value received most often; 0 where there is none."""
        which, found = self.counted(values)
        best = np.zeros(segments, dtype=np.int64)
        first = np.flatnonzero(np.r_[True, which[1:] != which[:-1]][: len(which)])
        best[which[first]] = found[first]
        return best

    def first_with(self, values: npt.NDArray[np.integer], wanted: Ints) -> Ints:
        """Per segment the earliest static report received with it that says what is ``wanted`` there; -1 none."""
        says = (values[self.static] == wanted[self.segment]) & (wanted[self.segment] > 0)
        first = np.full(len(wanted), len(values), dtype=np.int64)
        np.minimum.at(first, self.segment[says], self.static[says])
        return np.where(first < len(values), first, -1)

    def lists(self, segments: int, column: pa.ChunkedArray) -> pa.Array:
        """Per segment the values of a column received with it, most frequent first, MOST_LISTED at most."""
        numbers, values = numbered(column)
        which, found = self.counted(numbers)
        rank = np.arange(len(which)) - np.searchsorted(which, which)
        which, found = which[rank < MOST_LISTED], found[rank < MOST_LISTED]
        edges = np.searchsorted(which, np.arange(segments + 1))
        return pa.ListArray.from_arrays(pa.array(edges, pa.int32()), values.take(pa.array(found - 1)))

    def unlisted(self, segments: int, column: pa.ChunkedArray) -> pa.Array:
        """Per segment how many different values of a column were received with it beyond MOST_LISTED; null for none."""
        which, _ = self.counted(numbered(column)[0])
        more = np.bincount(which, minlength=segments).astype(np.int32) - MOST_LISTED
        return pa.array(more, mask=more <= 0)

    def usual(self, segments: int, column: pa.ChunkedArray) -> pa.Array:
        """Per segment the value of a column received with it most often; null where there is none."""
        numbers, values = numbered(column)
        best = self.most_frequent(segments, numbers)
        return values.take(pa.array(best - 1, mask=best == 0))


def numbered(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Each value as a number from 1 in their order, 0 for null; and the values."""
    values = column.combine_chunks().unique().drop_null()
    values = values.take(pc.sort_indices(values))
    found = pc.index_in(column.combine_chunks(), values).fill_null(-1)
    return np.asarray(found.to_numpy(zero_copy_only=False)).astype(np.int64) + 1, values


def receive(spans: Spans, statics: Statics, copies: Ints, within_us: int) -> Received:
    """The static reports received near the position reports of each segment."""
    from fairlead.tracks.mark_loops import received

    none = np.zeros(0, dtype=np.int64)
    room = received(spans, statics, within_us, none, none)
    segment, static = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
    received(spans, statics, within_us, segment, static)
    return Received(segment, static, copies)


def owners_of(reports: Reports, number: Ints, statics: Statics, within_us: int) -> Owners:
    """The segments whose reports were received nearest in time to each static report.

    Args:
        reports: position reports.
        number: of each the number of its segment.
        statics: static reports.
        within_us: farther off it is nobody's.
    """
    from fairlead.tracks.mark_loops import whose

    found = whose(reports.mmsi, reports.time, reports.transponders, number, statics, within_us)
    return Owners(*found, statics.start, statics.end)


def ends_of(owners: Owners, statics: Statics, segments: int) -> tuple[Codes, Codes]:
    """Name, IMO number and call sign of each segment at its start and at its end, a row a segment."""
    from fairlead.tracks.mark_loops import at_ends

    which = np.concatenate((owners.start, owners.end))
    time = np.concatenate((owners.start_time, owners.end_time))
    row = np.tile(np.arange(len(owners.start)), 2)
    order = np.lexsort((row, time, which))
    order = order[which[order] >= 0]
    head, tail = np.zeros((segments, 3), dtype=np.int32), np.zeros((segments, 3), dtype=np.int32)
    for place, codes in enumerate((statics.name, statics.imo, statics.callsign)):
        at_ends(segments, which[order], row[order], codes, head[:, place], tail[:, place])
    return head, tail

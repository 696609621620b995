"""TRACKS and SEGMENTS built from what the loops of segments found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Ints, ints, say_keys, times
from fairlead.base.tables import SEGMENTS, TRACKS
from fairlead.base.texts import joined, lists_across, say_each, say_times, text
from fairlead.base.wording import say_many

if TYPE_CHECKING:
    from fairlead.tracks.mark_loops import Spans, Statics
    from fairlead.tracks.marks import Received
    from fairlead.tracks.segment_loops import Reports


@dataclass(frozen=True, slots=True)
class Cuts:
    """The segments in order of MMSI and id, and which report is of which."""

    opener: Ints
    """Row of the first report of each."""
    key: Ints
    """Its id."""
    number: Ints
    """Of each report the number of its segment."""
    order: Ints
    """Rows of the reports, segment by segment, in time."""
    first: Ints
    """Where the rows of each begin in ``order``; one more at the end."""

    @classmethod
    def of(cls, mmsi: npt.NDArray[np.int32], keys: Ints, opener: Ints) -> Cuts:
        """The segments, from the row of the report that opened each report's segment."""
        rows = np.flatnonzero(opener == np.arange(len(opener)))
        rows = rows[np.lexsort((rows, keys[rows], mmsi[rows]))]
        number = np.empty(len(opener), dtype=np.int64)
        number[rows] = np.arange(len(rows))
        number = number[opener]
        counts = np.bincount(number, minlength=len(rows))
        return cls(rows, keys[rows], number, np.argsort(number, kind="stable"), np.r_[0, np.cumsum(counts)])

    @property
    def counts(self) -> Ints:
        """Reports of each."""
        return np.diff(self.first)

    @property
    def last(self) -> Ints:
        """Row of the last report of each."""
        return self.order[self.first[1:] - 1]

    def transponders(self, reports: Reports) -> npt.NDArray[np.int8]:
        """Kinds of transponder in each."""
        found: npt.NDArray[np.int8] = np.bitwise_or.reduceat(reports.transponders[self.order], self.first[:-1])
        return found

    def spans(self, reports: Reports) -> Spans:
        """The segments with the times of their reports."""
        from fairlead.tracks.mark_loops import Spans

        mmsi = reports.mmsi[self.opener]
        by_size = np.lexsort((self.opener, -self.counts, mmsi))
        return Spans(mmsi, self.transponders(reports), self.first, reports.time[self.order], by_size)


def track_rows(positions: pa.Table, cuts: Cuts) -> pa.Table:
    """TRACKS: the positions, segment by segment."""
    is_same = bool((cuts.order == np.arange(len(cuts.order))).all())
    carried = positions.select([c.name for c in TRACKS.columns if c.name != "segment_id"])
    taken = carried if is_same else carried.take(pa.array(cuts.order))
    ids = pa.array(np.repeat(cuts.key, cuts.counts))
    columns = [ids if f.name == "segment_id" else taken[f.name] for f in TRACKS.schema]
    return pa.Table.from_arrays(columns, schema=TRACKS.schema)


def segment_rows(
    positions: pa.Table,
    statics: pa.Table,
    cuts: Cuts,
    host: Ints,
    heard: Received,
    received: Statics,
    hull_no: npt.NDArray[np.int32],
    is_noise: npt.NDArray[np.bool_],
) -> pa.Table:
    """SEGMENTS, in the order of ``cuts``."""
    count = len(cuts.opener)
    time = ints(positions, "time")
    start, end = time[cuts.opener], time[cuts.last]
    names = heard.lists(count, statics["name"])
    made = {
        "segment_id": say_keys("segment", cuts.key),
        "mmsi": positions["mmsi"].take(pa.array(cuts.opener)),
        "start_time": times(start),
        "end_time": times(end),
        "positions": cuts.counts,
        "is_noise": is_noise,
        "hull_no": hull_no,
        "names": names,
        "names_unlisted": heard.unlisted(count, statics["name"]),
        "imos": heard.lists(count, statics["imo"]),
        "callsigns": heard.lists(count, statics["callsign"]),
        "ship_type": heard.usual(count, statics["ship_type"]),
        "length_m": heard.usual(count, statics["length_m"]),
        "words": _words(positions, cuts, host, start, end, names, is_noise),
        "sources": _sources(positions, statics, cuts, heard, received),
    }
    arrays = [made[c.name] if isinstance(made[c.name], (pa.Array, pa.ChunkedArray)) else pa.array(made[c.name], c.type)
              for c in SEGMENTS.columns]  # fmt: skip
    return SEGMENTS.check(pa.Table.from_arrays(arrays, names=[c.name for c in SEGMENTS.columns]))


def _words(
    positions: pa.Table,
    cuts: Cuts,
    host: Ints,
    start: Ints,
    end: Ints,
    names: pa.ListArray,
    is_noise: npt.NDArray[np.bool_],
) -> pa.Array:
    """One sentence a segment."""
    mmsi = say_each(ints(positions, "mmsi")[cuts.opener], "{:09d}".format)
    reports = say_each(cuts.counts, lambda count: say_many(count, "report"))
    begun = say_times(start)
    when = pc.if_else(pa.array(start != end), joined("from ", begun, " to ", say_times(end)), joined("at ", begun))
    is_named = pc.greater(pc.list_value_length(names), 0)
    name = joined(", as ", pc.list_element(names.filter(is_named), 0))
    known = pc.replace_with_mask(pa.repeat(text(""), len(names)), is_named, name)
    why = np.where(is_noise, ", off the track of the time.", ".")
    why = np.where(host[cuts.opener] >= 0, ", coarser than others of the time.", why)
    return joined(reports, " of ", mmsi, " ", when, known, pa.array(why))


def _sources(positions: pa.Table, statics: pa.Table, cuts: Cuts, heard: Received, received: Statics) -> pa.ListArray:
    """The first and last report of each, and the static reports that first gave its usual marks, each once."""
    keys = ints(positions, "position_id")
    first, last = keys[cuts.opener], keys[cuts.last]
    columns, flags = (
        [say_keys("position", first), say_keys("position", last)],
        [np.ones(len(first), bool), first != last],
    )
    static_keys, given = np.append(ints(statics, "static_id"), 0), list[tuple[Ints, npt.NDArray[np.bool_]]]()
    for codes in (received.name, received.imo, received.callsign):
        row = heard.first_with(codes, heard.most_frequent(len(cuts.opener), codes))
        key, is_new = static_keys[row], row >= 0
        for other, was_given in given:
            is_new = is_new & ~(was_given & (key == other))
        given.append((key, row >= 0))
        columns.append(say_keys("static", key))
        flags.append(is_new)
    return lists_across(np.column_stack(flags), *columns)

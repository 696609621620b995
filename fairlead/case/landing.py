"""Landing: AIS reports from any number of files into dense tables, each report once, by MMSI and time.

Two passes with bounded memory: batches are cut by bucket and spilled; then each bucket is sorted, its copies are
counted and it is written. Adding a day reads and writes only the buckets in which the day has ships.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import ints
from fairlead.base.schema import Table
from fairlead.base.tables import POSITIONS, REFUSED_REPORTS, STATICS
from fairlead.engine.dense import Dense, Layer, split
from fairlead.formats.api import Reports
from fairlead.formats.reports import find_repeated, find_repeated_statics, merge_statics

Ints = npt.NDArray[np.int64]

TABLES = (POSITIONS, STATICS, REFUSED_REPORTS)
"""What files of AIS fill."""

MAY_LACK = ("sog_kn", "cog_deg", "heading_deg", "nav_status", "msg_type", "is_satellite", "receiver")
"""What one file may say of a position and another leave out."""

SPILLED = ".spilled"
"""Folder of what is on its way, beside the tables; cleared before and after."""

YEAR_1900_S = 2_208_988_800
"""Seconds from 1900 to 1970: makes times of any believable report fit 34 unsigned bits."""


@dataclass(frozen=True, slots=True)
class Landed:
    """The dense tables that files of AIS fill."""

    positions: Dense
    statics: Dense
    refused: Dense
    again: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of the reports just landed, by table and evidence: those equal to one that came before, in the same file or
    another, and so held once."""

    def tables(self) -> dict[str, Dense]:
        """The three by name."""
        return {d.table.name: d for d in (self.positions, self.statics, self.refused)}


def nothing_landed(folder: Path) -> Landed:
    """What stands before the first file of AIS."""
    positions, statics, refused = (Dense(t, folder / t.name, 1, ()) for t in TABLES)
    return Landed(positions, statics, refused)


def land(batches: Iterable[Reports], folder: Path, buckets: int, before: Landed | None = None) -> Landed:
    """Land reports.

    Args:
        batches: what readers gave, file by file in the order of the evidence.
        folder: where the tables stand; each has a folder of its name in it.
        buckets: how many buckets to keep, a power of two; no fewer than ``before`` has.
        before: what has been landed already, to which this is added. Where it has fewer buckets it is cut into more
            first, one of them in memory at a time: a case that begins with a day and grows to a year keeps its bound.

    Returns:
        The tables. The files of ``before`` stand as they were; where it had as many buckets, those of buckets without a
        new report are part of it.
    """
    spill = folder / SPILLED
    shutil.rmtree(spill, ignore_errors=True)
    try:
        if before and before.positions.buckets < buckets:
            before = _refine(before, buckets)
        buckets = before.positions.buckets if before else buckets
        spilled = _spill(batches, spill, buckets)
        again: Counter[tuple[str, str]] = Counter()
        positions, statics, refused = (
            _join(spilled[t.name], t, folder / t.name, buckets, old, again)
            for t, old in (
                (POSITIONS, before.positions if before else None),
                (STATICS, before.statics if before else None),
                (REFUSED_REPORTS, before.refused if before else None),
            )
        )
        return Landed(positions, statics, refused, again)
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def _refine(landed: Landed, buckets: int) -> Landed:
    """The same rows in more buckets. Refused reports have no ship: they stay in one."""

    def cut(dense: Dense) -> Dense:
        layer = Layer(dense.table, dense.folder, buckets)
        for part in dense.parts:
            if dense.table is REFUSED_REPORTS:
                layer.keep(part)
                continue
            for number, rows in split(dense.bucket(part.bucket), buckets):
                layer.lay(number, rows)
        return layer.done()

    return Landed(cut(landed.positions), cut(landed.statics), cut(landed.refused))


class _Spilled:
    """One table on its way: per bucket a stream of batches, in memory while there is one bucket only."""

    def __init__(self, folder: Path, stack: ExitStack, is_held: bool) -> None:
        self.folder, self.stack, self.is_held = folder, stack, is_held
        self.held: dict[int, list[pa.Table]] = {}
        self._writers: dict[int, pa.RecordBatchStreamWriter] = {}

    def take(self, bucket: int, rows: pa.Table) -> None:
        if self.is_held:
            self.held.setdefault(bucket, []).append(rows)
            return
        if bucket not in self._writers:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = self.stack.enter_context(pa.OSFile(str(self.folder / f"{bucket:04d}"), "wb"))
            options = pa.ipc.IpcWriteOptions(unify_dictionaries=False, emit_dictionary_deltas=False)
            self._writers[bucket] = self.stack.enter_context(pa.ipc.new_stream(file, rows.schema, options=options))
        self._writers[bucket].write_table(rows.combine_chunks())

    def buckets(self) -> list[int]:
        return sorted(self.held) if self.is_held else sorted(self._writers)

    def rows(self, bucket: int) -> pa.Table:
        if self.is_held:
            return pa.concat_tables(self.held.pop(bucket)).unify_dictionaries()
        path = self.folder / f"{bucket:04d}"
        with pa.memory_map(str(path)) as file, pa.ipc.open_stream(file) as reader:
            return reader.read_all().unify_dictionaries()


def _spill(batches: Iterable[Reports], folder: Path, buckets: int) -> dict[str, _Spilled]:
    with ExitStack() as stack:
        spilled = {
            t.name: _Spilled(folder / t.name, stack, buckets == 1) for t in (POSITIONS, STATICS, REFUSED_REPORTS)
        }
        for batch in batches:
            for table, rows in ((POSITIONS, batch.positions), (STATICS, batch.statics)):
                for number, part in split(rows, buckets):
                    if part.num_rows:
                        spilled[table.name].take(number, part)
            if batch.refused.num_rows:
                spilled[REFUSED_REPORTS.name].take(0, batch.refused)
    return spilled


def _join(
    spilled: _Spilled,
    table: Table,
    folder: Path,
    buckets: int,
    before: Dense | None,
    again: Counter[tuple[str, str]],
) -> Dense:
    layer = Layer(table, folder, buckets)
    for part in before.parts if before else ():
        layer.keep(part)
    for number in spilled.buckets():
        rows = spilled.rows(number)
        if before and (old := before.bucket(number)).num_rows:
            rows = pa.concat_tables([old, rows]).unify_dictionaries()
        rows = rows.combine_chunks()
        joined = _IN_ORDER[table.name](rows)
        if joined.num_rows < rows.num_rows:
            repeated = rows["evidence_id"].take(pa.array(_find_repeated(table, rows, joined)))
            counts = pc.value_counts(repeated).to_pylist()
            again.update({(table.name, str(one["values"])): one["counts"] for one in counts})
        layer.lay(number, joined)
    return layer.done()


# ------------------------------------------------------------------------------------------------ one bucket in order


def sort_positions(rows: pa.Table) -> pa.Table:
    """POSITIONS of whole MMSIs in order; of equal reports the one that says most, of these the one of the lowest row,
    with how many there are."""
    order = _order(rows)
    mmsi, ids = ints(rows, "mmsi")[order], ints(rows, "position_id")[order]
    return _merge(rows, order, _is_new(mmsi, ids))


def sort_refused(rows: pa.Table) -> pa.Table:
    """REFUSED_REPORTS by evidence, row and reason."""
    plain = rows.set_column(0, "key", rows["evidence_id"].cast(pa.string()))
    order = pc.sort_indices(plain, [("key", "ascending"), ("row", "ascending")])
    return rows.take(order)


def _find_repeated(table: Table, rows: pa.Table, joined: pa.Table) -> Ints:
    """Which rows of a bucket equal one that stands above them, where ``joined`` is the bucket in order."""
    if table is STATICS:
        return find_repeated_statics(rows)
    several = joined["position_id"].filter(pc.greater(joined["copies"], 1)).combine_chunks()
    at = np.flatnonzero(pc.is_in(rows["position_id"], value_set=several).to_numpy())
    some = rows.take(pa.array(at))
    return at[find_repeated(ints(some, "mmsi"), ints(some, "position_id"))]


_IN_ORDER = {"positions": sort_positions, "statics": merge_statics, "refused_reports": sort_refused}


def _order(rows: pa.Table) -> Ints:
    """Order by MMSI, time, id, values left out and row. One pass over a packed key; only rows of one second are looked
    at again."""
    mmsi, time, ids, row = (ints(rows, name) for name in ("mmsi", "time", "position_id", "row"))
    packed = (mmsi.astype(np.uint64) << np.uint64(34)) | (time // 1_000_000 + YEAR_1900_S).astype(np.uint64)
    if _is_rising(packed):
        order: Ints = np.arange(len(packed))
    else:
        order = np.argsort(packed)
    packed = packed[order]
    ties = np.zeros(len(packed), dtype=bool)
    np.equal(packed[1:], packed[:-1], out=ties[1:])
    ties[:-1] |= ties[1:]
    if ties.any():
        tied = np.sort(order[ties])  # of equal rows the one that came first stays first
        order[ties] = tied[np.lexsort((row[tied], _left_out(rows, tied), ids[tied], time[tied], mmsi[tied]))]
    return order


def _left_out(rows: pa.Table, at: Ints) -> Ints:
    """How many values of each report are not known: another file may give the speed that this one left out."""
    some = rows.select(MAY_LACK).take(pa.array(at))
    count = np.zeros(len(at), dtype=np.int64)
    for column in some.columns:
        count += column.is_null().to_numpy()
    return count


def _is_rising(keys: npt.NDArray[np.uint64]) -> bool:
    return bool((keys[1:] >= keys[:-1]).all())


def _is_new(*columns: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """Whether each row differs from the one before in any column."""
    new = np.zeros(len(columns[0]), dtype=bool)
    new[:1] = True
    for c in columns:
        new[1:] |= c[1:] != c[:-1]
    return new


def _merge(rows: pa.Table, order: Ints, is_new: npt.NDArray[np.bool_]) -> pa.Table:
    first = np.flatnonzero(is_new)
    if len(first) == len(order):
        return rows if _is_identity(order) else rows.take(pa.array(order))
    copies = np.add.reduceat(ints(rows, "copies")[order], first)
    taken = rows.take(pa.array(order[first]))
    return taken.set_column(
        taken.schema.get_field_index("copies"), rows.schema.field("copies"), pa.array(copies.astype(np.int32))
    )


def _is_identity(order: Ints) -> bool:
    return bool((order == np.arange(len(order))).all())

"""Screening of millions by number: which identities state an IMO number or MMSI that a list states, by hash join.

Numbers alone: names are the work of ``screener``. What is joined here is still to be compared, record by record.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.schema import TIME
from fairlead.errors import SchemaError
from fairlead.identity.records import APART, OVERLAP, UNKNOWN

PROPERTIES = ("imo", "mmsi")
"""Numbers that are joined."""

_ASKED = {"row": pa.int64(), "imo": pa.int32(), "mmsi": pa.int32(), "start_time": TIME, "end_time": TIME}
_LISTED = {
    "record_id": pa.string(), "property": pa.string(), "number": pa.int32(), "start_time": TIME, "end_time": TIME,
}  # fmt: skip


def join_numbers(asked: pa.Table, listed: pa.Table) -> pa.Table:
    """Join identities to listed numbers.

    Args:
        asked: identities, any order: row (int64, the caller's own key), imo and mmsi (int32, null where not stated),
            start_time and end_time (when the identity was so; null where not known).
        listed: numbers of records: record_id, property (``imo`` or ``mmsi``), number, start_time, end_time. Of IMO
            numbers those that pass their check digit.

    Returns:
        One row a pair that shares a number, by row, record and property: row, record_id, property, number, overlap
        (``overlap``, ``apart``, ``not known``, as ``records.overlap``).

    Raises:
        SchemaError: a column is lacking or of another type.

    Limits:
        The listed side is held as a hash table: made for lists of up to millions against identities of any number.
    """
    _check("asked", asked, _ASKED)
    _check("listed", listed, _LISTED)
    found = [_joined(asked, listed, property_) for property_ in PROPERTIES]
    return pa.concat_tables(found).sort_by([(c, "ascending") for c in ("row", "record_id", "property")])


def _joined(asked: pa.Table, listed: pa.Table, property_: str) -> pa.Table:
    ours = listed.filter(pc.equal(listed["property"], property_)).drop_columns(["property"])
    ours = ours.rename_columns(["record_id", "number", "their_start", "their_end"])
    # What no list states is dropped first: a membership test copies nothing of the rows it drops.
    asked = asked.select(["row", property_, "start_time", "end_time"])
    met = asked.filter(pc.is_in(asked[property_], value_set=ours["number"].unique()))
    met = met.filter(pc.is_valid(met[property_])).rename_columns(["row", "number", "start_time", "end_time"])
    pairs = met.join(ours, keys="number", join_type="inner")
    return pa.table({
        "row": pairs["row"], "record_id": pairs["record_id"],
        "property": pa.repeat(pa.scalar(property_), pairs.num_rows), "number": pairs["number"],
        "overlap": _overlap(pairs),
    })  # fmt: skip


def _overlap(pairs: pa.Table) -> pa.ChunkedArray:
    """As ``records.overlap``, for columns."""

    def ends_before(end: str, start: str) -> pa.ChunkedArray:
        return pc.fill_null(pc.less_equal(pairs[end], pairs[start]), False)

    is_apart = pc.or_(ends_before("end_time", "their_start"), ends_before("their_end", "start_time"))
    both = pc.and_(pc.is_valid(pairs["start_time"]), pc.is_valid(pairs["their_start"]))
    return pc.if_else(is_apart, APART, pc.if_else(both, OVERLAP, UNKNOWN))


def _check(name: str, table: pa.Table, columns: dict[str, pa.DataType]) -> None:
    for column, kind in columns.items():
        if column not in table.column_names:
            raise SchemaError(f"{name}: missing {column!r}; has {table.column_names}")
        if table[column].type != kind:
            raise SchemaError(f"{name}: {column} is {table[column].type}, wants {kind}")

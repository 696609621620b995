"""Millions of identities against lists by number: one hash join, then only what met is told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.schema import TIME
from fairlead.identity.list_records import EARLIER, Listed
from fairlead.identity.number_join import join_numbers
from fairlead.identity.records import Record, mmsi_number, ship_number

_NUMBERS = {"imo": ship_number, "mmsi": mmsi_number}
LISTED = pa.schema([
    ("record_id", pa.string()), ("property", pa.string()), ("number", pa.int32()), ("start_time", TIME),
    ("end_time", TIME),
])  # fmt: skip


def listed_numbers(entries: Iterable[Listed]) -> pa.Table:
    """The IMO numbers that pass their check digit, and the MMSI of ships, that lists give or gave.

    Args:
        entries: entries of lists (:func:`fairlead.identity.list_records.read_entries`).

    Returns:
        record_id, property, number, start_time, end_time, as :func:`fairlead.identity.number_join.join_numbers` takes
        them; the id of what a list no longer says ends in " (earlier)".
    """
    rows = []
    for one in entries:
        for record in (one.now, one.earlier):
            rows += _rows(record) if record else []
    return pa.Table.from_pylist(rows, schema=LISTED)


def screen_numbers(asked: pa.Table, entries: Iterable[Listed]) -> pa.Table:
    """Screen identities by IMO number and MMSI alone.

    Args:
        asked: row (int64, the caller's key), imo, mmsi (int32, null), start_time, end_time (null), any number of rows.
        entries: entries of lists.

    Returns:
        A row for each pair that shares a number: row, record_id (``list|entry``), property, number, overlap
        (``overlap``, ``apart``, ``not known``), is_earlier (the list no longer says so).

    Raises:
        SchemaError: ``asked`` is not what it should be.

    Limits:
        Nothing is confirmed by it: names, particulars and what contradicts are compared for the pairs it gives, record
        by record (``screening.ListScreener``). An MMSI passes from ship to ship: ``overlap`` says if the times fit.
    """
    return _joined(asked, listed_numbers(entries))


def screen_batches(batches: Iterable[pa.Table], entries: Iterable[Listed]) -> Iterator[pa.Table]:
    """Screen identities that come in batches: those of one batch are held, and the numbers of the lists.

    Args:
        batches: tables as :func:`screen_numbers` takes them, one after another, of any size.
        entries: entries of lists.

    Yields:
        What :func:`screen_numbers` gives of each batch, in their order.

    Raises:
        SchemaError: a batch is not what it should be.
    """
    listed = listed_numbers(entries)
    for asked in batches:
        yield _joined(asked, listed)


def _joined(asked: pa.Table, listed: pa.Table) -> pa.Table:
    pairs = join_numbers(asked, listed)
    is_earlier = pc.ends_with(pairs["record_id"], EARLIER)
    plain = pc.replace_substring(pairs["record_id"], EARLIER, "")
    pairs = pairs.set_column(pairs.schema.get_field_index("record_id"), "record_id", plain)
    return pairs.append_column("is_earlier", is_earlier)


def _rows(record: Record) -> list[dict[str, object]]:
    found: dict[tuple[object, ...], dict[str, object]] = {}
    for property_, read in _NUMBERS.items():
        for stated in record.of(property_):
            number = read(stated)
            if number is not None:
                row = {"record_id": record.record_id, "property": property_, "number": number}
                found.setdefault(tuple(row.values()), row | {"start_time": stated.start, "end_time": stated.end})
    return list(found.values())

"""Cleaning: what transmitters say for "not available" becomes null, what cannot be is dropped, copies are merged.

Every value and report that goes is counted. A clock that runs backwards is no fault here: reports are put in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Ints, floats, in_order, ints
from fairlead.base.tables import POSITIONS

Column = npt.NDArray[np.generic]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sayable:
    """What a column of AIS can say."""

    stand_in: float
    """What is transmitted for "not available"."""
    least: float
    most: float
    """The greatest value that means something."""


SAYABLE: Mapping[str, Sayable] = {
    "lat": Sayable(91.0, -90.0, 90.0),
    "lon": Sayable(181.0, -180.0, 180.0),
    "sog_kn": Sayable(102.3, 0.0, 102.2),
    "cog_deg": Sayable(360.0, 0.0, 359.9),
    "heading_deg": Sayable(511.0, 0.0, 359.0),
    "nav_status": Sayable(15.0, 0.0, 14.0),
    "imo": Sayable(0.0, 1.0, 2_147_483_647.0),
    "ship_type": Sayable(0.0, 1.0, 99.0),
    "length_m": Sayable(0.0, 1.0, 1022.0),
    "width_m": Sayable(0.0, 1.0, 126.0),
    "draught_m": Sayable(0.0, 0.1, 25.5),
}
"""ITU-R M.1371-5, tables 45, 48 and 52 (messages 1, 5 and 18)."""

STEP_FRAC = 0.4
"""Values are transmitted in steps (a tenth of a knot, a degree); this part of a tenth either way is rounding."""

LONG_RANGE = 27
LONG_RANGE_STAND_INS = {"sog_kn": 63.0, "cog_deg": 511.0}
"""In the message for satellites, whose speeds and courses have fewer bits (M.1371-5 table 78)."""

FIRST_YEAR = 1990
"""AIS was first tried in the 1990s: an earlier time is a clock that was not set."""

FAULTS = pa.schema([pa.field("mmsi", pa.int32()), pa.field("reason", pa.string()), pa.field("reports", pa.int64())])
"""What was wrong: the MMSI, why in words, and in how many reports."""

NO_POSITION = "report dropped: no position (latitude 91 or longitude 181)"
NO_PLACE = "report dropped: the position is no place on earth"
AT_ZERO = "report dropped: the position is exactly 0/0, a receiver without a fix"
NO_TIME = f"report dropped: the time is before {FIRST_YEAR}"
COPY = "report merged: the same report again"


def null_standins(columns: Mapping[str, Column]) -> tuple[dict[str, Column], dict[str, int]]:
    """Make null what stands for "not available", and what AIS cannot say.

    Args:
        columns: columns of POSITIONS or STATICS by name, all of one length; NaN in a float and -1 in a whole number
            are null. Columns it does not know it leaves alone; ``msg_type``, where there is one, decides what messages
            of type 27 mean.

    Returns:
        The columns, those without a fault the same arrays, and how many values became null: ``sog_kn: 102.3`` for a
        stand-in, ``sog_kn: out of range`` for the rest.
    """
    made, counts = dict(columns), dict[str, int]()
    for name, (is_stand_in, is_outside) in _faults(columns).items():
        for words, which in (
            (f"{name}: {SAYABLE[name].stand_in:g}", is_stand_in),
            (f"{name}: out of range", is_outside),
        ):
            if found := int(np.count_nonzero(which)):
                counts[words] = found
        if (is_stand_in | is_outside).any():
            column = columns[name]
            null = np.array(np.nan if column.dtype.kind == "f" else -1, dtype=column.dtype)
            made[name] = np.where(is_stand_in | is_outside, null, column)
    return made, counts


def clean_positions(positions: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Clean position reports that no reader of AIS has cleaned.

    Stand-ins and values out of range become null; a report without a possible position or time is dropped; reports of
    one MMSI, time and point are one, that of the lowest evidence and row, with the copies of all.

    Args:
        positions: POSITIONS, any order; latitudes and longitudes may be stand-ins.

    Returns:
        POSITIONS in order, and FAULTS: what was made null, dropped and merged, by MMSI and reason.

    Raises:
        SchemaError: ``positions`` lacks a column or has nulls where none may be.

    Limits:
        A value AIS can say may be wrong all the same: 0 knots of a ship that moves, a position on land, a clock that is
        off. Segments and conflicts find what contradicts itself.
    """
    positions = POSITIONS.check(positions)
    faults: list[tuple[Ints, str]] = []
    mmsi = ints(positions, "mmsi")
    positions = _null(positions, mmsi, faults)
    positions = positions.filter(pa.array(_possible(positions, mmsi, faults)))
    positions = _merged(positions, faults)
    return POSITIONS.check(_wrapped(positions)), _summary(faults)


def _faults(columns: Mapping[str, Column]) -> dict[str, tuple[Flags, Flags]]:
    """Of each known column which values are stand-ins, and which others AIS cannot say."""
    found = {}
    long_range = columns["msg_type"] == LONG_RANGE if "msg_type" in columns else None
    for name, can in SAYABLE.items():
        if name not in columns:
            continue
        values = columns[name].astype(np.float64, copy=False)
        slack = STEP_FRAC / 10 if columns[name].dtype.kind == "f" and name not in ("lat", "lon") else 0.0
        is_given = ~np.isnan(values) if columns[name].dtype.kind == "f" else values != -1
        is_stand_in = np.abs(values - can.stand_in) <= slack
        if long_range is not None and name in LONG_RANGE_STAND_INS:
            is_stand_in |= long_range & (np.abs(values - LONG_RANGE_STAND_INS[name]) <= slack)
        is_outside = is_given & ~is_stand_in & ((values < can.least - slack) | (values > can.most + slack))
        found[name] = (is_stand_in & is_given, is_outside)
    return found


def _null(positions: pa.Table, mmsi: Ints, faults: list[tuple[Ints, str]]) -> pa.Table:
    """The reports with null for what was not available or cannot be; what becomes null is noted."""
    given: dict[str, Column] = {n: floats(positions, n) for n in ("sog_kn", "cog_deg", "heading_deg", "nav_status")}
    given["msg_type"] = floats(positions, "msg_type")
    for name, (is_stand_in, is_outside) in _faults(given).items():
        faults.append((mmsi[is_stand_in], f"{name} made null: {SAYABLE[name].stand_in:g}, not available"))
        faults.append((mmsi[is_outside], f"{name} made null: out of range"))
        if (is_stand_in | is_outside).any():
            at = positions.schema.get_field_index(name)
            kept = pc.if_else(pa.array(is_stand_in | is_outside), None, positions[name].combine_chunks())
            positions = positions.set_column(at, POSITIONS.schema.field(name), kept)
    return positions


def _possible(positions: pa.Table, mmsi: Ints, faults: list[tuple[Ints, str]]) -> Flags:
    """Which reports have a position and a time that can be; the first reason against each other is noted."""
    lat, lon = floats(positions, "lat"), floats(positions, "lon")
    first_us = int(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
    possible = np.ones(len(lat), dtype=bool)
    for reason, is_so in (
        (NO_POSITION, (lat == SAYABLE["lat"].stand_in) | (lon == SAYABLE["lon"].stand_in)),
        (NO_PLACE, ~((np.abs(lat) <= 90.0) & (np.abs(lon) <= 180.0))),
        (AT_ZERO, (lat == 0.0) & (lon == 0.0)),
        (NO_TIME, ints(positions, "time") < first_us),
    ):
        faults.append((mmsi[is_so & possible], reason))
        possible &= ~is_so
    return possible


def _merged(positions: pa.Table, faults: list[tuple[Ints, str]]) -> pa.Table:
    """The reports in order, equal ones one."""
    positions = in_order(positions, POSITIONS.order)
    keys = ints(positions, "position_id"), ints(positions, "mmsi")
    is_new = np.r_[True, (keys[0][1:] != keys[0][:-1]) | (keys[1][1:] != keys[1][:-1])][: len(keys[0])]
    if is_new.all():
        return positions
    evidence = pc.rank(positions["evidence_id"].cast(pa.string()), tiebreaker="dense").to_numpy()
    order = np.lexsort((ints(positions, "row"), evidence, np.cumsum(is_new)))
    first = np.flatnonzero(is_new)
    copies = np.add.reduceat(ints(positions, "copies"), first)
    faults.append((keys[1][~is_new], COPY))
    kept = positions.take(pa.array(order[first]))
    at = kept.schema.get_field_index("copies")
    return kept.set_column(at, POSITIONS.schema.field("copies"), pa.array(copies.astype(np.int32)))


def _wrapped(positions: pa.Table) -> pa.Table:
    """180 degrees east is 180 degrees west."""
    lon = floats(positions, "lon")
    if not (lon == 180.0).any():
        return positions
    at = positions.schema.get_field_index("lon")
    return positions.set_column(at, POSITIONS.schema.field("lon"), pa.array(np.where(lon == 180.0, -180.0, lon)))


def _summary(faults: list[tuple[Ints, str]]) -> pa.Table:
    rows = [
        {"mmsi": mmsi, "reason": reason, "reports": number}
        for mmsis, reason in faults
        for mmsi, number in zip(*(a.tolist() for a in np.unique(mmsis, return_counts=True)), strict=True)
    ]
    return pa.Table.from_pylist(sorted(rows, key=lambda r: (r["mmsi"], r["reason"])), FAULTS)

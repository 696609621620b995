"""Columns as a provider's layout has them, made into the columns every format ends in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.formats.ais_dialects import Dialect
from fairlead.formats.ais_rows import Rows, position_values
from fairlead.formats.ais_values import by_unique, numbers, read_imo, texts, times

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

COURSE_RANGE_DEG, SPEED_RANGE_KN = 409.6, 102.4
"""12 bits of a tenth of a degree, 10 bits of a tenth of a knot. Read as signed, values of the upper half come out
negative: -60.6 was 349.0. In the harbour of New York the headings of 284 moving ships agree with this (median 2.0
degrees off), not with adding 360 (49 degrees off)."""

MEASURES = {
    "sog": "sog_kn",
    "cog": "cog_deg",
    "heading": "heading_deg",
    "nav_status": "nav_status",
    "msg_type": "msg_type",
    "length": "length_m",
    "width": "width_m",
    "draught": "draught_m",
}


def rows_of(cells: Mapping[str, Any], row: Ints, dialect: Dialect) -> Rows:
    """Rows out of columns by our words.

    Args:
        cells: Arrow columns: text, numbers or times.
        row: where each row stands in the file.
        dialect: how they are to be read.
    """
    time = times(cells["time"], dialect.time)
    values = {MEASURES[c]: numbers(cells[c])[0] for c in MEASURES if c in cells}
    _scale(values, dialect)
    columns: dict[str, Any] = position_values(values)
    if "imo" in cells:
        imo = by_unique(cells["imo"], read_imo)
        columns["imo"] = np.where((imo > 0) & (imo < 1 << 31), np.nan_to_num(imo), -1).astype(np.int32)
    if "ship_type" in cells and "ship_type" not in columns:
        columns |= position_values({"ship_type": by_unique(cells["ship_type"], _type_number)})
    for name in ("name", "callsign", "destination", "receiver"):
        if name in cells:
            columns[name] = texts(cells[name])
    lat, lon = (numbers(cells[c])[0] for c in ("lat", "lon"))
    per = dialect.position_per_deg
    return Rows(row, _mmsi(cells["mmsi"]), time, lat / per, lon / per, columns)


def _scale(values: dict[str, Floats], dialect: Dialect) -> None:
    for name, per in (
        ("sog_kn", dialect.speed_per_kn), ("cog_deg", dialect.course_per_deg), ("draught_m", dialect.draught_per_m),
    ):  # fmt: skip
        if name in values and per != 1:
            values[name] = values[name] / per
    if dialect.is_signed:
        for name, whole in (("cog_deg", COURSE_RANGE_DEG), ("sog_kn", SPEED_RANGE_KN)):
            if name in values:
                v = values[name]
                values[name] = np.where(v < 0, np.round(v + whole, 1), v)


def _mmsi(values: Any) -> Ints:
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_integer(column.type):
        return np.asarray(column.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)
    found = numbers(column)[0]
    is_whole = (found >= 0) & (found < 1 << 53) & (found == np.floor(np.nan_to_num(found)))
    whole: Ints = np.where(is_whole, np.where(is_whole, found, 0), -1).astype(np.int64)
    return whole


def _type_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan

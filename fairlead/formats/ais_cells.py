"""Columns as a provider's layout has them, made into the columns every format ends in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.formats.ais_codes import read_message, read_mobile, read_satellite, read_status, read_type
from fairlead.formats.ais_dialects import Dialect
from fairlead.formats.ais_rows import DECIMAL_COMMA, NO_NUMBER, Rows
from fairlead.formats.ais_values import NO_TIME, NULLS, by_unique, numbers, read_imo, texts, times
from fairlead.tracks.clean import null_standins

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

COURSE_RANGE_DEG, SPEED_RANGE_KN = 409.6, 102.4
"""12 bits of a tenth of a degree, 10 bits of a tenth of a knot. Read as signed, values of the upper half come out
negative: -60.6 was 349.0. In the harbour of New York the headings of 284 moving ships agree with this (median 2.0
degrees off), not with adding 360 (49 degrees off)."""
RANGES = {"cog": COURSE_RANGE_DEG, "sog": SPEED_RANGE_KN}
LEAST_SIGNED = 20
"""Negative courses from which on a column can tell how they are meant. Our judgement."""
ROUNDING = 0.05
"""Half a tenth of a degree: columns are kept in single precision."""

MEASURES = {
    "sog": "sog_kn", "cog": "cog_deg", "heading": "heading_deg", "length": "length_m", "width": "width_m",
    "draught": "draught_m",
}  # fmt: skip
CODES: Mapping[str, tuple[str, Callable[[str], float]]] = {
    "nav_status": ("nav_status", read_status),
    "msg_type": ("msg_type", read_message),
    "ship_type": ("ship_type", read_type),
    "mobile": ("station", read_mobile),
    "imo": ("imo", read_imo),
    "satellite": ("is_satellite", read_satellite),
}


def rows_of(cells: Mapping[str, Any], row: Ints, dialect: Dialect) -> Rows:
    """Rows out of columns by our words.

    Args:
        cells: Arrow columns: text, numbers or times.
        row: where each row stands in the file.
        dialect: how they are to be read.
    """
    if "receiver" in cells and "satellite" not in cells:
        cells = {**cells, "satellite": cells["receiver"]}
    values = {MEASURES[c]: numbers(cells[c]) for c in MEASURES if c in cells}
    values |= _sizes(cells)
    _scale(values, dialect)
    values |= {name: by_unique(cells[c], read) for c, (name, read) in CODES.items() if c in cells}
    if "cargo" in cells and "ship_type" in cells:
        values["ship_type"] = _types(cells["ship_type"], cells["cargo"])
    columns, nulled = null_standins(values)
    for name in ("name", "callsign", "destination", "receiver"):
        if name in cells:
            text = columns[name] = texts(cells[name])
            nulled[name] += text.null_count - cells[name].null_count
    lat, lon = (numbers(cells[c]) / dialect.position_per_deg for c in ("lat", "lon"))
    unread = _unread(cells["lat"], lat) | _unread(cells["lon"], lon)
    return Rows(row, _mmsi(cells["mmsi"]), _time(cells, dialect.time), lat, lon, columns, +nulled, unread)


def _time(cells: Mapping[str, Any], style: str) -> Ints:
    time = times(cells["time"], style)
    if "millisecond" in cells:
        ms = numbers(cells["millisecond"])
        more = np.where((ms >= 0) & (ms < 1000), np.nan_to_num(ms), 0).astype(np.int64) * 1000
        time = np.where(time == NO_TIME, time, time + more)
    return time


def _unread(cells: Any, found: Floats) -> npt.NDArray[np.int8] | np.int8:
    """Which cells say something that is no number: ``NO_NUMBER``, with ``DECIMAL_COMMA`` where that is why; else 0."""
    if pa.types.is_floating(cells.type) or pa.types.is_integer(cells.type):
        return np.int8(0)
    at = np.flatnonzero(np.isnan(found) & np.asarray(cells.is_valid()))
    if not len(at):
        return np.int8(0)
    unread = np.zeros(len(found), dtype=np.int8)
    texts_there = pc.utf8_trim_whitespace(cells.take(pa.array(at)).cast(pa.string()))
    has_comma = np.asarray(pc.match_substring_regex(texts_there, r"^[-+]?\d+,\d+$"))
    unread[at[~np.asarray(pc.is_in(texts_there, pa.array(NULLS)))]] = NO_NUMBER  # NaN, None: said not to be known
    unread[at[has_comma]] = NO_NUMBER | DECIMAL_COMMA
    return unread


def _sizes(cells: Mapping[str, Any]) -> dict[str, Floats]:
    """Length and width out of the four distances to the antenna, where they are not given."""
    made = {}
    for name, one, other in (("length", "to_bow", "to_stern"), ("width", "to_port", "to_starboard")):
        if name not in cells and one in cells and other in cells:
            made[MEASURES[name]] = numbers(cells[one]) + numbers(cells[other])
    return made


def _types(types: Any, cargo: Any) -> Floats:
    """Types whose second digit, the cargo, stands in a column of its own."""
    both = pc.binary_join_element_wise(
        pc.fill_null(types.cast(pa.string()), ""), pc.fill_null(cargo.cast(pa.string()), ""), "|"
    )
    return by_unique(both, lambda text: read_type(*text.split("|", 1)))


def _scale(values: dict[str, Floats], dialect: Dialect) -> None:
    for name, per in (
        ("sog_kn", dialect.speed_per_kn), ("cog_deg", dialect.course_per_deg), ("draught_m", dialect.draught_per_m),
    ):  # fmt: skip
        if name in values and per != 1:
            values[name] = values[name] / per
    for column in dialect.signed:
        name, whole = MEASURES[column], RANGES[column]
        if name in values:
            v = values[name]
            values[name] = np.where(v < 0, np.round(v + whole, 1), v)


def count_signed(portions: Iterable[Floats]) -> int:
    """How many courses are negative in a column of which no other reading than 12 signed bits is possible.

    Args:
        portions: the column in degrees as it stands in a file, NaN where there is none.

    Returns:
        0 where another reading is possible: a course above 204.7; a negative one above -49.6, which would be none
        below 360; none below -180, so that they may be degrees to port; or fewer than ``LEAST_SIGNED``.
    """
    found, lowest, nearest = 0, 0.0, -COURSE_RANGE_DEG
    for portion in portions:
        courses = portion[np.isfinite(portion)]
        negative = courses[courses < 0]
        if len(courses) and courses.max() > COURSE_RANGE_DEG / 2 - 0.1 + ROUNDING:
            return 0
        if len(negative):
            found += len(negative)
            lowest, nearest = min(lowest, float(negative.min())), max(nearest, float(negative.max()))
        if lowest < -COURSE_RANGE_DEG / 2 - ROUNDING or nearest > 360 - COURSE_RANGE_DEG + ROUNDING:
            return 0
    return found if found >= LEAST_SIGNED and lowest < -180 - ROUNDING else 0


def _mmsi(values: Any) -> Ints:
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_integer(column.type):
        return np.asarray(column.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)
    found = numbers(column)
    is_whole = (found >= 0) & (found < 1 << 53) & (found == np.floor(np.nan_to_num(found)))
    whole: Ints = np.where(is_whole, np.where(is_whole, found, 0), -1).astype(np.int64)
    return whole

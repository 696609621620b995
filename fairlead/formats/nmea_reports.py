"""AIS messages as columns: which are positions, which static reports, which are refused, and which values say nothing.

Columns are NumPy arrays in which NaN and -1 mean "not known"; texts are Arrow arrays with nulls.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.formats.nmea_bits import MISSING
from fairlead.formats.nmea_layouts import LAYOUTS, Field
from fairlead.formats.nmea_messages import Messages, Some
from fairlead.formats.nmea_state import (
    FAR_OUT,
    LONG_MMSI,
    NO_POSITION,
    NO_TIME,
    REASONS,
    TOO_FEW_BITS,
    UNTIMED,
)

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Layout = tuple[Field, ...]
Columns = dict[str, Any]

LONGEST_MMSI = 999_999_999

SATELLITES = re.compile(r"r?EV\d+|FM\d+|r?ORBCOMM0(?!00)\d\d")
"""Sources that are satellites: exactEarth's exactView, Spire's flight models, ORBCOMM's second generation. ORBCOMM's
other numbers mix satellites and stations on shore."""
STATIONS = re.compile(r"[psu][rb]?(2?00\d{7}|[2-7]\d{6}|99\d{7})")
"""Stations on shore by their MMSI: 00 a coast station, also written without, or with the US Coast Guard's 2 before; 99
an aid to navigation. The first letter says who named it: a time line, a tag block, the Coast Guard's layout."""


def is_satellite(named: str) -> int:
    """1 a satellite, 0 a station on shore, -1 not known; ``named`` has the letter of who named it before the name."""
    if STATIONS.fullmatch(named):
        return 0
    return 1 if named[0] == "s" and SATELLITES.fullmatch(named[1:]) else -1


def columns_of(messages: Messages, names: list[str]) -> tuple[Columns, Columns, Columns]:
    """Positions, static reports and refusals of one block.

    Args:
        messages: what was unpacked; its refusals and stand-ins are filled in.
        names: receivers by number, each with the letter of who named it.

    Returns:
        Columns of positions, of static reports, and ``row`` and ``reason`` of what is refused.
    """
    messages.refuse(np.flatnonzero(messages.mmsi > LONGEST_MMSI), LONG_MMSI)
    positions, statics = [], []
    for name, some in messages.by_layout():
        fields = {field.name: field for field in LAYOUTS[name]}
        has_statics = "to_bow" in fields or "shipname" in fields or "callsign" in fields
        if "lat" in fields:
            positions.append(_positions(messages, fields, some, is_all=not has_statics))
        else:
            first = next(f for f in LAYOUTS[name][3:] if f.name != "partno" and f.name != "ais_version")
            least = first.start + (6 if first.is_text else first.width)
            messages.refuse(some.rows[some.bits < least], TOO_FEW_BITS)
        if has_statics:
            statics.append(_statics(messages, fields, some))
    messages.refuse(np.flatnonzero(messages.time == NO_TIME), UNTIMED)
    is_kept = messages.refusal < 0
    refused = np.flatnonzero(~is_kept)
    marks = _Marks(messages, names)
    return (
        marks.finish(positions, is_kept, _POSITION_KINDS),
        marks.finish(statics, is_kept, _STATIC_KINDS),
        {"row": messages.line[refused], "reason": messages.refusal[refused]},
    )


_POSITION_KINDS = {
    "lat": np.float64,
    "lon": np.float64,
    "sog_kn": np.float32,
    "cog_deg": np.float32,
    "heading_deg": np.float32,
    "nav_status": np.int16,
}
_STATIC_KINDS = {
    "imo": np.int32,
    "name": str,
    "callsign": str,
    "ship_type": np.int16,
    "length_m": np.float32,
    "width_m": np.float32,
    "draught_m": np.float32,
    "destination": str,
}


def _positions(messages: Messages, fields: dict[str, Field], some: Some, *, is_all: bool) -> Columns:
    """Positions among messages of one layout; the others are refused if a position is all they have."""
    per = fields["lat"].per
    rows, lat, lon = some.rows, some.numbers(fields["lat"]), some.numbers(fields["lon"])
    is_whole = (lat != MISSING) & (lon != MISSING)
    messages.refuse(rows[~is_whole], TOO_FEW_BITS)
    is_absent = is_whole & ((lat == 91 * per) | (lon == 181 * per))
    is_far = is_whole & ~is_absent & ((np.abs(lat) > 90 * per) | (np.abs(lon) > 180 * per))
    messages.stand_ins["lat"] += int(is_absent.sum())
    if is_all:
        messages.refuse(rows[is_absent], NO_POSITION)
        messages.refuse(rows[is_far], FAR_OUT)
    kept = is_whole & ~is_absent & ~is_far
    some, lat, lon = messages.some(rows[kept]), lat[kept], lon[kept]
    lon[lon == 180 * per] = -180 * per
    found: Columns = {"at": some.rows, "lat": lat / per, "lon": lon / per}
    least_absent: tuple[tuple[str, str, Callable[[Field], int]], ...] = (
        ("sog_kn", "speed", lambda f: (1 << f.width) - 1),
        ("cog_deg", "course", lambda f: 360 * f.per),
        ("heading_deg", "heading", lambda _: 360),
        ("nav_status", "status", lambda _: 15),
    )
    for column, name, least in least_absent:
        if name in fields:
            field = fields[name]
            raw = some.numbers(field)
            is_none = raw >= least(field)
            messages.stand_ins[column] += int(is_none.sum())
            found[column] = _known(raw, ~is_none, field.per, _POSITION_KINDS[column])
    return found


def _statics(messages: Messages, fields: dict[str, Field], some: Some) -> Columns:
    """Static reports of one layout; 0 and blank stand for nothing."""
    found: Columns = {"at": some.rows}
    for column, raw_names in (
        ("imo", ["imo"]),
        ("ship_type", ["ship_type"]),
        ("draught_m", ["draught"]),
        ("length_m", ["to_bow", "to_stern"]),
        ("width_m", ["to_port", "to_starboard"]),
    ):
        if raw_names[0] in fields:
            parts = [some.numbers(fields[n]) for n in raw_names]
            is_whole = np.logical_and.reduce([p != MISSING for p in parts])
            raw: Ints = np.where(is_whole, np.add.reduce(parts), 0)
            messages.stand_ins[column] += int((is_whole & (raw == 0)).sum())
            found[column] = _known(raw, raw > 0, fields[raw_names[0]].per, _STATIC_KINDS[column])
    for column, raw_names in (
        ("name", ["shipname", "name", "name_ext"]),
        ("callsign", ["callsign"]),
        ("destination", ["destination"]),
    ):
        given = [fields[n] for n in raw_names if n in fields]
        if given:
            found[column] = some.texts(given)
            messages.stand_ins[column] += found[column].null_count
    return found


def _known(raw: Ints, is_known: Flags, per: int, kind: Any) -> npt.NDArray[Any]:
    """Raw counts in the unit, with NaN or -1 where nothing is known; MISSING never is."""
    is_known = is_known & (raw != MISSING)
    if np.issubdtype(kind, np.floating):
        return np.where(is_known, raw / per, np.nan).astype(kind)
    return np.where(is_known, raw, -1).astype(kind)


class _Marks:
    """The columns every report has: who, when, by whom received, which line."""

    def __init__(self, messages: Messages, names: list[str]) -> None:
        self.messages = messages
        self.names = pa.array([n[1:] for n in names], type=pa.string())
        said = np.array([is_satellite(n) for n in names] + [-1], dtype=np.int8)
        by_name = said[messages.receiver]
        self.is_satellite = np.where(messages.satellite >= 0, messages.satellite, by_name).astype(np.int8)

    def finish(self, found: list[Columns], is_kept: Flags, kinds: dict[str, Any]) -> Columns:
        """Reports of all layouts that are kept, as one set of columns."""
        chosen = [is_kept[part["at"]] for part in found]
        at = np.concatenate([p["at"][c] for p, c in zip(found, chosen, strict=True)] or [np.empty(0, dtype=np.int64)])
        m = self.messages
        columns: Columns = {
            "mmsi": m.mmsi[at].astype(np.int32),
            "time": m.time[at],
            "row": m.line[at],
            "msg_type": m.msg_type[at].astype(np.int16),
            "is_satellite": self.is_satellite[at],
            "receiver": _coded(m.receiver[at], self.names),
        }
        for name, kind in kinds.items():
            parts = []
            for part, choice in zip(found, chosen, strict=True):
                if kind is str:
                    nothing: Any = pa.nulls(int(choice.sum()), pa.string())
                    parts.append(part[name].filter(pa.array(choice)) if name in part else nothing)
                else:
                    blank = np.full(int(choice.sum()), np.nan if np.issubdtype(kind, np.floating) else -1, dtype=kind)
                    parts.append(part[name][choice] if name in part else blank)
            if kind is str:
                columns[name] = pa.concat_arrays(parts) if parts else pa.array([], type=pa.string())
            else:
                columns[name] = np.concatenate(parts) if parts else np.empty(0, dtype=kind)
        return columns


def reasons(codes: npt.ArrayLike) -> pa.DictionaryArray:
    """Reasons in words."""
    return _coded(np.asarray(codes, dtype=np.int32), pa.array(REASONS))


def _coded(codes: npt.NDArray[np.int32], words: pa.Array) -> pa.DictionaryArray:
    """Words by number, null where it is -1. From buffers: ``pa.array`` looks for pandas at every call."""
    is_there = np.packbits(codes >= 0, bitorder="little")
    buffers = [pa.py_buffer(is_there), pa.py_buffer(codes)]
    return pa.DictionaryArray.from_arrays(pa.Array.from_buffers(pa.int32(), len(codes), buffers), words)

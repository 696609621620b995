"""Rows of AIS as every format gives them, made into reports: what is kept, what is refused, what says nothing.

The rules hold for every reader, NMEA too: which MMSIs are no ships, which values stand for "not available", which
positions and times cannot be.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.ids import dense_keys
from fairlead.formats.ais_values import NO_TIME as UNREAD
from fairlead.formats.api import Others, Reports
from fairlead.formats.reports import positions_table, refused_table, statics_table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EARLIEST = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
LAST_MMSI = 999_999_999
LATEST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
"""AIS was first tried in the 1990s; times outside are stand-ins or damage."""

NOT_READABLE = "the MMSI is missing or no number"
NO_TIME = "the time is missing or cannot be read"
STRANGE_TIME = "the time is before 1990 or after 2099"
TOO_LATE = "the time is after the file was added: a clock was wrong"
NO_POSITION = "the position is missing or not available (91/181), and the row says nothing else of the ship"
AT_ZERO = "the position is exactly 0/0: a receiver without a fix"
NULLED_AT_ZERO = ("lat at 0/0", "lon at 0/0")
"""How values are counted of a position at 0/0 whose row is kept for what else it says of the ship."""
UNREAD_POSITION = "the position cannot be read as a number"
WITH_COMMA = f"{UNREAD_POSITION}: it has a decimal comma; write 50.5 for 50,5"
NULLED_UNREAD = ("lat unread", "lon unread")
"""How values are counted of a position that is no number, in a row kept for what else it says of the ship."""
NO_NUMBER, DECIMAL_COMMA = 1, 2
"""Bits of ``Rows.unread``."""
FAR_OUT = "the position is no place on earth"

MMSI_CLASSES: tuple[tuple[int, int, str], ...] = (
    (0, 0, "MMSI 0: none was set"),
    (2_000_000, 7_999_999, "a station on shore (MMSI 00...), not a ship"),
    (100_000_000, 110_999_999, "MMSI 1...: no ship's number; marks of fishing nets use them"),
    (111_000_000, 111_999_999, "a search and rescue aircraft (MMSI 111...), not a ship"),
    (112_000_000, 123_456_788, "MMSI 1...: no ship's number; marks of fishing nets use them"),
    (123_456_790, 199_999_999, "MMSI 1...: no ship's number; marks of fishing nets use them"),
    (580_000_000, 589_999_999, "MMSI 58...: given to no country; marks of fishing nets use them"),
    (940_000_000, 949_999_999, "MMSI 94...: no ship's number; marks of fishing nets use them"),
    (970_000_000, 979_999_999, "an emergency beacon (MMSI 970, 972, 974) or a net mark (97...), not a ship"),
    (980_000_000, 989_999_999, "a craft of a ship (MMSI 98...), not a ship of its own"),
    (990_000_000, 999_999_999, "an aid to navigation (MMSI 99...), not a ship"),
    (1_000_000_000, 1 << 62, "the MMSI has more than nine digits"),
)
"""First and last number, and why its reports are not a ship's: ITU-R M.585-9, and what net marks use, as seen in data.
Other numbers that no country gives (too short, beginning with 8, the 123456789 of a new transponder) are on ships whose
crew set them wrongly or did not set them: their reports are kept."""

STATION_TYPES = {
    4: "a report of a station on shore (message 4), not a ship",
    9: "a search and rescue aircraft (message 9), not a ship",
    21: "an aid to navigation (message 21), not a ship",
}
"""Messages that no ship sends to say where she is."""

SAID_ANEW_US = 6 * 3600 * 1_000_000
"""After so long a silence of a ship what it says of itself is kept again, though it is what it said before: segments
end where ships fall silent, and each has the marks that were received with it."""

STATIC_COLUMNS = ("imo", "name", "callsign", "ship_type", "length_m", "width_m", "draught_m", "destination")


@dataclass(slots=True)
class Rows:
    """Rows of a portion of a file, column by column; what a format lacks is left out.

    Whole numbers come as int64 with -1, others as float64 with NaN, texts as coded arrays.
    """

    row: Ints
    mmsi: Ints
    """-1 where it cannot be read."""
    time: Ints
    """us since 1970."""
    lat: Floats
    lon: Floats
    columns: dict[str, Any] = field(default_factory=dict)
    """The other columns of POSITIONS and STATICS."""
    nulled: Counter[str] = field(default_factory=Counter)
    """Values of each column that said nothing, or what AIS cannot say, and are null."""
    unread: npt.NDArray[np.int8] | np.int8 = np.int8(0)  # noqa: RUF009 - a number cannot change
    """Positions that say something that is no number, and what: bits ``NO_NUMBER``, ``DECIMAL_COMMA``."""
    bad_rows: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Lines that are no rows, ..."""
    bad_reasons: list[str] = field(default_factory=list)
    """... and why."""


def reports(evidence_id: str, rows: Rows, latest: int = LATEST, *, with_others: bool = False) -> Reports:
    """Reports of some rows, each kept or refused once; none was received from ``latest`` on (us since 1970)."""
    reason = np.full(len(rows.row), -1, dtype=np.int64)
    words: list[str] = []

    def refuse(where: Flags, why: str) -> None:
        if where.any():
            reason[where & (reason < 0)] = len(words)
            words.append(why)

    refuse_strangers(rows.mmsi, rows.columns.get("station", rows.columns.get("msg_type")), refuse)
    is_other = (reason >= 0) & (rows.mmsi > 0) & (rows.mmsi <= LAST_MMSI)  # 0 is nobody
    refuse(rows.time == UNREAD, NO_TIME)
    refuse((rows.time < EARLIEST) | (rows.time >= LATEST), STRANGE_TIME)
    refuse(rows.time >= latest, TOO_LATE)
    statics = {c: rows.columns[c] for c in STATIC_COLUMNS if c in rows.columns}
    has_static = np.zeros(len(rows.row), dtype=bool)
    for column in statics.values():
        has_static |= _is_given(column)
    stand_ins = {"lat": rows.lat == 91, "lon": rows.lon == 181}
    is_absent = np.isnan(rows.lat) | np.isnan(rows.lon) | stand_ins["lat"] | stand_ins["lon"]
    is_zero = (rows.lat == 0) & (rows.lon == 0)
    is_far = ~is_absent & ((np.abs(rows.lat) > 90) | (np.abs(rows.lon) > 180))
    is_unread = np.broadcast_to(rows.unread != 0, is_absent.shape)
    refuse(np.asarray(rows.unread & DECIMAL_COMMA, dtype=bool) & ~has_static, WITH_COMMA)
    refuse(is_unread & ~has_static, UNREAD_POSITION)
    refuse(is_absent & ~has_static, NO_POSITION)
    refuse(is_zero & ~has_static, AT_ZERO)
    refuse(is_far, FAR_OUT)
    is_kept = reason < 0
    refused = np.flatnonzero(~is_kept)
    refusals = _refusals(evidence_id, rows, refused, reason[refused], words)
    is_placed = ~is_absent & ~is_zero
    placed = np.flatnonzero(is_kept & is_placed)
    is_other &= (rows.time >= EARLIEST) & (rows.time < min(latest, LATEST)) & ~is_far
    nulled = {name: int(np.count_nonzero(which)) for name, which in stand_ins.items()}
    nulled |= dict.fromkeys(NULLED_AT_ZERO, int(np.count_nonzero(is_kept & is_zero)))
    nulled |= dict.fromkeys(NULLED_UNREAD, int(np.count_nonzero(is_kept & is_unread)))
    others = Others(
        positions_table(evidence_id, _position_columns(rows, np.flatnonzero(is_other & is_placed))),
        _statics(evidence_id, rows, statics, is_other & has_static),
    ) if with_others else None  # fmt: skip
    return Reports(
        positions_table(evidence_id, _position_columns(rows, placed)),
        _statics(evidence_id, rows, statics, is_kept & has_static),
        refusals,
        len(rows.row) + len(rows.bad_rows),
        int(is_kept.sum()),
        rows.nulled + Counter(nulled),
        _types(rows, is_kept | is_other) if with_others else Counter(),
        others,
    )


def _types(rows: Rows, is_decoded: Flags) -> Counter[int]:
    """Rows by type of message, where the format tells it."""
    if "msg_type" not in rows.columns:
        return Counter()
    kinds, counts = np.unique(np.asarray(rows.columns["msg_type"])[is_decoded], return_counts=True)
    return Counter({int(kind): int(n) for kind, n in zip(kinds, counts, strict=True) if kind >= 0})


def refuse_strangers(mmsi: Ints, msg_type: Any, refuse: Any) -> None:
    """Refuse what no ship sent: ``refuse`` is called with a mask and the words, the first reason counting."""
    refuse(mmsi < 0, NOT_READABLE)
    if msg_type is not None:
        for number, why in STATION_TYPES.items():
            refuse(np.asarray(msg_type) == number, why)
    if ((mmsi < 200_000_000) | (mmsi > 799_999_999) | (mmsi // 10_000_000 == 58)).any():
        for first, last, why in MMSI_CLASSES:
            refuse((mmsi >= first) & (mmsi <= last), why)


def _position_columns(rows: Rows, placed: Ints) -> dict[str, Any]:
    names = ("sog_kn", "cog_deg", "heading_deg", "nav_status", "msg_type", "is_satellite", "receiver")
    lon = rows.lon[placed]
    lon = np.where(lon == 180, -180.0, lon) if len(lon) and lon.max() == 180 else lon
    given = {n: _at(rows.columns[n], placed) for n in names if n in rows.columns}
    return {
        "mmsi": rows.mmsi[placed].astype(np.int32), "time": rows.time[placed], "lat": rows.lat[placed], "lon": lon,
        "row": rows.row[placed], **given,
    }  # fmt: skip


def _statics(evidence_id: str, rows: Rows, statics: dict[str, Any], is_told: Flags) -> pa.Table:
    """Static reports of the rows that tell something new of a ship, or tell it again after a silence."""
    chosen = np.empty(0, dtype=np.int64)
    if is_told.any():
        from fairlead.formats.ais_loops import find_changes

        content = dense_keys(*(_code(c) for c in statics.values()))
        chosen = np.flatnonzero(find_changes(rows.mmsi, rows.time, content, is_told, SAID_ANEW_US))
    names = (*statics, *(n for n in ("msg_type", "is_satellite", "receiver") if n in rows.columns))
    given = {n: _at(rows.columns[n], chosen) for n in names}
    told = {n: c.cast(pa.string()) if n in ("name", "callsign", "destination") else c for n, c in given.items()}
    return statics_table(
        evidence_id,
        {"mmsi": rows.mmsi[chosen].astype(np.int32), "time": rows.time[chosen], "row": rows.row[chosen], **told},
    )


def _refusals(evidence_id: str, rows: Rows, refused: Ints, codes: Ints, words: list[str]) -> pa.Table:
    lines = np.concatenate((rows.row[refused], rows.bad_rows))
    reasons = [words[c] for c in codes] + rows.bad_reasons
    return refused_table(evidence_id, lines, pa.array(reasons, type=pa.string()))


def _at(column: Any, at: Ints) -> Any:
    return column[at] if isinstance(column, np.ndarray) else column.take(pa.array(at))


def _is_given(column: Any) -> Flags:
    if not isinstance(column, np.ndarray):
        return np.asarray(column.is_valid().to_numpy(zero_copy_only=False))
    return ~np.isnan(column) if column.dtype.kind == "f" else column >= 0


def _code(column: Any) -> npt.NDArray[Any]:
    """A number for each value of a column, equal ones alike within the batch."""
    if isinstance(column, np.ndarray):
        return np.nan_to_num(column, nan=-1.0) if column.dtype.kind == "f" else column
    return np.asarray(column.indices.fill_null(-1).to_numpy(zero_copy_only=False))

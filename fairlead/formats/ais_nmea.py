"""Logs of NMEA as reports: what the decoder gives, under the rules that hold for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.ids import dense_keys
from fairlead.formats.ais_rows import (
    AT_ZERO,
    EARLIEST,
    LATEST,
    NULLED_AT_ZERO,
    STRANGE_TIME,
    TOO_LATE,
    refuse_strangers,
)
from fairlead.formats.api import Others, Reports
from fairlead.formats.nmea import Decoded, decode_blocks
from fairlead.formats.reports import positions_table, refused_table, statics_table

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STOOD_IN = "stand-in "
"""Begins what the decoder counts of values that stand for nothing."""


def nmea_reports(
    evidence_id: str,
    pieces: Iterator[bytes],
    first_line: int,
    default_time: datetime | None = None,
    latest: int = LATEST,
    *,
    with_others: bool = False,
) -> Iterator[Reports]:
    """The messages of a log in batches; a row is a message and bears the line on which it begins.

    Args:
        default_time: the time of messages that have none.
        latest: no report was received from this time on, us since 1970.
        with_others: give what no ship sent beside the rest.
    """
    for decoded in decode_blocks(pieces, default_time):
        yield _reports(evidence_id, decoded, first_line - 1, latest, with_others)


def _reports(evidence_id: str, decoded: Decoded, lines_before: int, latest: int, with_others: bool) -> Reports:
    words: list[str] = []
    positions, statics = decoded.positions, decoded.statics
    of_position, of_static = _reasons(positions, words, latest), _reasons(statics, words, latest)
    told = _messages(statics, of_static < 0)
    at_zero_at_all = (positions["lat"] == 0) & (positions["lon"] == 0)
    at_zero = (of_position < 0) & at_zero_at_all
    alone = at_zero & ~np.isin(_messages(positions), told)
    words.append(AT_ZERO)
    of_position[alone] = len(words) - 1
    rows, codes = _once(positions, of_position, statics, of_static)
    said = [words[c] for c in codes.tolist()] + decoded.refused["reason"].cast(pa.string()).to_pylist()
    refused = np.concatenate((rows, decoded.refused["row"])) + lines_before
    count = decoded.counts["rows"]
    nulled = {name.removeprefix(STOOD_IN): n for name, n in decoded.counts.items() if name.startswith(STOOD_IN)}
    nulled |= dict.fromkeys(NULLED_AT_ZERO, int((at_zero & ~alone).sum()))
    others = Others(
        positions_table(evidence_id, _taken(positions, _of_others(positions, latest) & ~at_zero_at_all, lines_before)),
        statics_table(evidence_id, _taken(statics, _of_others(statics, latest), lines_before)),
    ) if with_others else None  # fmt: skip
    return Reports(
        positions_table(evidence_id, _taken(positions, (of_position < 0) & ~at_zero, lines_before)),
        statics_table(evidence_id, _taken(statics, of_static < 0, lines_before)),
        refused_table(evidence_id, refused, pa.array(said, type=pa.string())),
        count,
        count - len(refused),
        +Counter(nulled),
        decoded.types,
        others,
    )


def _of_others(columns: dict[str, Any], latest: int) -> Flags:
    """Which reports no ship sent, and have a time that can be."""
    is_other = np.zeros(len(columns["mmsi"]), dtype=bool)

    def mark(where: Flags, _: str) -> None:
        np.logical_or(is_other, where, out=is_other)

    refuse_strangers(columns["mmsi"].astype(np.int64), columns["msg_type"], mark)
    is_other &= columns["mmsi"] > 0  # 0 is nobody
    found: Flags = is_other & (columns["time"] >= EARLIEST) & (columns["time"] < min(latest, LATEST))
    return found


def _reasons(columns: dict[str, Any], words: list[str], latest: int) -> Ints:
    """Why each report is no ship's, as a number of ``words``; -1 where it is one's."""
    reason = np.full(len(columns["mmsi"]), -1, dtype=np.int64)

    def refuse(where: Flags, why: str) -> None:
        if where.any():
            if why not in words:
                words.append(why)
            reason[where & (reason < 0)] = words.index(why)

    refuse_strangers(columns["mmsi"].astype(np.int64), columns["msg_type"], refuse)
    refuse((columns["time"] < EARLIEST) | (columns["time"] >= LATEST), STRANGE_TIME)
    refuse(columns["time"] >= latest, TOO_LATE)
    return reason


def _once(positions: dict[str, Any], of_position: Ints, statics: dict[str, Any], of_static: Ints) -> tuple[Ints, Ints]:
    """Rows and reasons of refused messages: one that holds a position and a static report is refused once."""
    bad, also = of_position >= 0, of_static >= 0
    also &= ~np.isin(_messages(statics), _messages(positions))
    return (
        np.concatenate((positions["row"][bad], statics["row"][also])),
        np.concatenate((of_position[bad], of_static[also])),
    )


def _messages(columns: dict[str, Any], chosen: Flags | None = None) -> Ints:
    """A word for each message: two may stand on one line."""
    words = dense_keys(columns["row"], columns["mmsi"], columns["msg_type"])
    return words if chosen is None else words[chosen]


def _taken(columns: dict[str, Any], chosen: Flags, lines_before: int) -> dict[str, Any]:
    mask = pa.array(chosen)
    taken = {n: c[chosen] if isinstance(c, np.ndarray) else c.filter(mask) for n, c in columns.items()}
    taken["row"] = taken["row"] + lines_before
    return taken

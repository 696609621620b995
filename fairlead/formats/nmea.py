"""NMEA logs of AIS (``!AIVDM`` and its kin) decoded into columns of positions and static reports.

::

    decoded = decode(data)                      # bytes, or any iterable of bytes
    for decoded in decode_blocks(chunks): ...   # the same in blocks of 4 MiB, in bounded memory

    decoded.positions   # {"mmsi": array, "time": us since 1970, "row": line, "lat", "lon", "sog_kn", "cog_deg",
                        #  "heading_deg", "nav_status", "msg_type", "is_satellite", "receiver"}
    decoded.statics     # {"mmsi", "time", "row", "imo", "name", "callsign", "ship_type", "length_m", "width_m",
                        #  "draught_m", "destination", "msg_type", "is_satellite", "receiver"}
    decoded.refused     # {"row": line, "reason": words}
    decoded.counts      # Counter; see ``Decoded``

Columns are NumPy arrays in which NaN and -1 mean "not known"; ``receiver``, ``reason`` and texts are Arrow arrays. They
go into tables through ``formats.reports``.

**A row of a log is a message**: one sentence, or all sentences of a message of several parts. It bears the number of
the line on which it begins. Messages of types that carry no position, static data or name are counted by type and are
no rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import numpy.typing as npt

    from fairlead.formats.nmea_state import State

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

TYPE = "type "
"""Begins what is counted of messages of a type."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a log, or a block of it, gives.

    ``counts`` has, each missing where it is 0:

    - ``lines``, and by what they hold ``lines: blank``, ``lines: text``, ``lines: tag block alone``, ``lines: other
      sentence``, ``lines: time``, ``lines: VDM``; they add up.
    - ``sentences`` of VDM and VDO: ``sentences: kept`` + ``sentences: refused`` + ``sentences: other types`` +
      what is unfinished at the end of a block (none at the end of a log).
    - ``rows`` = ``rows: kept`` + ``rows: refused``; ``refused: REASON`` add up to the latter; ``other type N``.
    - ``type N``: messages kept, by type; they add up to ``rows: kept``.
    - ``stand-in COLUMN``: values transmitted for "not available", now null.
    - ``time from tag block``, ``time from time line``, ``time from trailer``, ``time from caller``: of kept rows.
    - ``tag block unreadable``, ``tag block with wrong checksum`` (used all the same), ``tag block without time``,
      ``time line unreadable``, ``time line used``, ``receiver without name``.
    """

    positions: dict[str, Any]
    statics: dict[str, Any]
    refused: dict[str, Any]
    counts: Counter[str]

    def __post_init__(self) -> None:
        rows, kept, refused = (self.counts[k] for k in ("rows", "rows: kept", "rows: refused"))
        if rows != kept + refused or refused != len(self.refused["row"]):
            raise AssertionError(f"{rows} rows, {kept} kept, {refused} refused")

    @property
    def types(self) -> Counter[int]:
        """Messages kept, by type."""
        return Counter({int(n[len(TYPE) :]): count for n, count in self.counts.items() if n.startswith(TYPE)})


def decode(data: bytes | Iterable[bytes], default_time: datetime | None = None) -> Decoded:
    """Decode a whole log.

    Args:
        data: the log, or portions of it in order, cut anywhere.
        default_time: the time of messages that have none; without it they are refused. For logs whose day is known from
            elsewhere: positions of one ship then share one time.

    Returns:
        Everything in the log, in no particular order.

    Limits:
        See docs/formats/nmea.md: what is joined, tolerated and refused.
    """
    return _together(list(decode_blocks(data, default_time)))


def decode_blocks(
    data: bytes | Iterable[bytes], default_time: datetime | None = None, block: int | None = None
) -> Iterator[Decoded]:
    """Decode a log in blocks, in bounded memory. The last holds what the end of the log gives up.

    Args and limits as of :func:`decode`.

    Args:
        block: bytes decoded at once, at most and commonly ``nmea_state.BLOCK``. A time line finds an earlier sentence
            within its block only.
    """
    from fairlead.formats.nmea_lines import end_log, read_block
    from fairlead.formats.nmea_state import BLOCK, MARGIN, NO_TIME, new_state

    default = NO_TIME if default_time is None else (default_time - EPOCH) // timedelta(microseconds=1)
    states = new_state()
    text, now = states[0]["text"], states[0]["now"]
    names: list[str] = []
    for size in _whole_lines([data] if isinstance(data, bytes) else data, text[: block or BLOCK]):
        text[size : size + MARGIN], kept = 0, text[size : size + MARGIN].copy()
        now["size"] = size
        read_block(states)
        text[size : size + MARGIN] = kept
        yield _columns(states[0], names, default)
    end_log(states)
    yield _columns(states[0], names, default)


def _whole_lines(chunks: Iterable[bytes], room: npt.NDArray[np.uint8]) -> Iterator[int]:
    """Fills ``room`` again and again; how many bytes at its start are whole lines, as far as a line fits in."""
    held = 0
    for chunk in chunks:
        fresh = np.frombuffer(chunk, dtype=np.uint8)
        while len(fresh):
            taken = min(len(fresh), len(room) - held)
            room[held : held + taken] = fresh[:taken]
            held, fresh = held + taken, fresh[taken:]
            if held == len(room):
                whole = room.tobytes().rfind(b"\n") + 1 or held
                yield whole
                room[: held - whole] = room[whole:held].copy()
                held -= whole
    if held:
        yield held


def _columns(state: State, names: list[str], default: int) -> Decoded:
    """What the loops found in one block; the counters begin anew."""
    from fairlead.formats.nmea_messages import Messages
    from fairlead.formats.nmea_reports import columns_of, reasons
    from fairlead.formats.nmea_state import KEPT_SENTENCES, REFUSED_SENTENCES

    now = state["now"]
    for number in range(len(names), int(now["names"])):
        letters = state["name_letters"][number, : 1 + state["name_lengths"][number]]
        names.append(letters.tobytes().decode("ascii", "replace"))
    messages = Messages(state, int(now["messages"]), default)
    positions, statics, late = columns_of(messages, names)
    early = state["refused"][: int(now["refused"])]
    codes = np.concatenate((early["reason"], late["reason"]))
    refused = {"row": np.concatenate((early["line"], late["row"])), "reason": reasons(codes)}
    moved = int(messages.sentences[messages.refusal >= 0].sum())
    state["tally"][KEPT_SENTENCES] -= moved
    state["tally"][REFUSED_SENTENCES] += moved
    counts = _counts(state, messages, codes)
    state["tally"][:] = 0
    return Decoded(positions, statics, refused, counts)


def _counts(state: State, messages: Any, codes: Any) -> Counter[str]:
    """The ledger of one block."""
    from fairlead.formats import nmea_state as s

    tally = state["tally"]
    kept = messages.refusal < 0
    counts: Counter[str] = Counter(
        {
            "lines": int(tally[: s.SENTENCE_LINES + 1].sum()),
            "lines: blank": int(tally[s.BLANK_LINES]),
            "lines: text": int(tally[s.TEXT_LINES]),
            "lines: tag block alone": int(tally[s.TAG_LINES]),
            "lines: other sentence": int(tally[s.OTHER_LINES]),
            "lines: time": int(tally[s.TIME_LINES]),
            "lines: VDM": int(tally[s.SENTENCE_LINES]),
            "sentences": int(tally[s.SENTENCES]),
            "sentences: kept": int(tally[s.KEPT_SENTENCES]),
            "sentences: refused": int(tally[s.REFUSED_SENTENCES]),
            "sentences: other types": int(tally[s.SENTENCES_BY_TYPE : s.SENTENCES_BY_TYPE + 64].sum()),
            "rows": int(kept.sum()) + len(codes),
            "rows: kept": int(kept.sum()),
            "rows: refused": len(codes),
            "tag block unreadable": int(tally[s.TAGS_REFUSED]),
            "tag block with wrong checksum": int(tally[s.TAGS_WRONG]),
            "tag block without time": int(tally[s.TIMES_REFUSED]),
            "time line unreadable": int(tally[s.TIME_LINES_REFUSED]),
            "time line used": int(tally[s.TIME_LINES_USED]),
            "receiver without name": int(tally[s.NAMES_LOST]),
        }
    )
    for kind in np.flatnonzero(tally[s.BY_TYPE : s.BY_TYPE + 64]):
        counts[f"other type {kind}"] = int(tally[s.BY_TYPE + kind])
    for code, number in zip(*np.unique(codes, return_counts=True), strict=True):
        counts[f"refused: {s.REASONS[code]}"] = int(number)
    for kind, number in zip(*np.unique(messages.msg_type[kept], return_counts=True), strict=True):
        counts[f"{TYPE}{kind}"] = int(number)
    for column, number in messages.stand_ins.items():
        counts[f"stand-in {column}"] = number
    for words, source in (
        ("tag block", s.FROM_TAG),
        ("time line", s.FROM_TIME_LINE),
        ("trailer", s.FROM_TRAILER),
        ("caller", s.FROM_CALLER),
    ):
        counts[f"time from {words}"] = int((kept & (messages.time_from == source)).sum())
    return +counts


def _together(blocks: list[Decoded]) -> Decoded:
    """Blocks as one."""

    def joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
        return {name: _join([p[name] for p in parts]) for name in parts[0]}

    counts: Counter[str] = Counter()
    for part in blocks:
        counts.update(part.counts)
    return Decoded(
        joined([b.positions for b in blocks]),
        joined([b.statics for b in blocks]),
        joined([b.refused for b in blocks]),
        counts,
    )


def _join(parts: list[Any]) -> Any:
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return pa.chunked_array(parts).unify_dictionaries().combine_chunks()

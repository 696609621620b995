"""Draughts: what crews type of how deep their ship lies, and when it changes. Nothing is measured, least of all cargo.

In two steps, since statics are read ship by ship and an encounter has two: first the draughts that stood for a while,
then the changes between them with what the ship did meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Ints, floats, ints, times
from fairlead.base.bounds import Within, check_fields
from fairlead.base.ids import content_id, say_key
from fairlead.base.listening import LISTEN_BREAK, Periods
from fairlead.base.tables import DRAUGHT_CHANGES, DRAUGHTS, ENCOUNTERS, PLACES, PORT_CALLS, STATICS
from fairlead.base.timeline import say_hours, say_span, say_time

Row = dict[str, Any]

MOST_M = 25.5
"""The greatest draught that can be sent; it means this or more (M.1371 message 5), so it is no figure."""


@dataclass(frozen=True, slots=True)
class DraughtParams:
    """Which draughts stand."""

    hold: Annotated[timedelta, Within(timedelta(0), timedelta(days=7))] = timedelta(hours=2)
    """A draught that is typed over within this time was a slip (52 for 5.2) or was being tried. Our judgement: reports
    go out every 6 minutes, and who mistypes mends it on the same watch."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class DraughtChangeParams:
    """Which changes count, and what they are set beside."""

    least_m: Annotated[float, Within(0, 25, is_above=True)] = 0.3
    """A smaller change is fuel, water and trim. Our judgement; draughts are typed in tenths of a metre."""
    typed_late: Annotated[timedelta, Within(timedelta(0), timedelta(days=14))] = timedelta(hours=24)
    """A call or encounter that ended this long before the former draught was last sent, or began this long after the
    new one first was, may be what changed it: crews type before they load or when they remember. Our judgement."""
    listen_break: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=365))] = LISTEN_BREAK
    """Nobody listened where files leave a longer break: between draughts before and after it no change is told of. The
    figure of silences."""

    def __post_init__(self) -> None:
        check_fields(self)


# ------------------------------------------------------------------------------------------------------------ draughts


def list_draughts(statics: pa.Table, params: DraughtParams = DraughtParams()) -> pa.Table:
    """List the draughts that each ship sent and let stand.

    Args:
        statics: STATICS of whole MMSIs, any order.
        params: :class:`DraughtParams`.

    Returns:
        DRAUGHTS, one row for each stretch of one draught under the same IMO number, else the same name. The last one
        received counts once it has stood for ``hold``.

    Raises:
        SchemaError: statics are not what they should be.

    Limits:
        Ships that share an MMSI are told apart by what the same reports say of their number and name. Figures nobody
        corrects stand, however wrong.
    """
    known = STATICS.check(statics)
    draught = floats(known, "draught_m")
    known = known.filter(pa.array((draught > 0.0) & (draught < MOST_M - 0.05)))  # NaN is neither
    if not known.num_rows:
        return DRAUGHTS.empty()
    rows = known.take(pa.array(np.lexsort((ints(known, "static_id"), ints(known, "start_time"), _marks(known),
                                           ints(known, "mmsi")))))  # fmt: skip
    tenths = np.round(floats(rows, "draught_m") * 10).astype(np.int64)
    runs = _standing(_runs(rows, tenths), params.hold)
    first, last = ([r.first for r in runs], [r.last for r in runs])
    keys = ints(rows, "static_id")
    begun_by, ended_by = ([say_key("static", k) for k in keys[at].tolist()] if at else [] for at in (first, last))
    said = rows.select(["mmsi", "imo", "name"]).take(pa.array(first, pa.int64())).to_pylist()
    begun, ended = (times(np.array(at, dtype=np.int64)).to_pylist() for at in ([r.start for r in runs],
                                                                               [r.end for r in runs]))  # fmt: skip
    return DRAUGHTS.from_rows(
        {
            **own,
            "draught_id": content_id("draught", a),
            "start_time": since,
            "end_time": to,
            "draught_m": run.tenths / 10,
            "words": f"{own['mmsi']:09d} sent a draught of {run.tenths / 10:.1f} m, {say_span(since, to)}.",
            "sources": list(dict.fromkeys((a, b))),
        }
        for run, own, since, to, a, b in zip(runs, said, begun, ended, begun_by, ended_by, strict=True)
    )


def _marks(statics: pa.Table) -> Ints:
    """A number for the ship that each report says it is of: its IMO number, else one of its name, else 0."""
    imo = np.asarray(statics["imo"].combine_chunks().fill_null(0).to_numpy(zero_copy_only=False)).astype(np.int64)
    names = statics["name"].combine_chunks().fill_null("")
    uniques = pc.unique(names).sort()
    code = pc.index_in(names, value_set=uniques).to_numpy(zero_copy_only=False).astype(np.int64)
    is_blank = np.asarray(pc.equal(names, "").to_numpy(zero_copy_only=False))
    return np.where(imo > 0, imo, np.where(is_blank, 0, -1 - code))


@dataclass(slots=True)
class _Run:
    """A stretch of one draught of one ship: its first and last row, and when those were received."""

    mmsi: int
    mark: int
    tenths: int
    start: int
    first: int
    last: int
    end: int

    def is_like(self, other: _Run) -> bool:
        return (self.mmsi, self.mark, self.tenths) == (other.mmsi, other.mark, other.tenths)


def _runs(rows: pa.Table, tenths: Ints) -> list[_Run]:
    """The stretches of one draught, in the order of the rows."""
    mmsi, mark, start = ints(rows, "mmsi"), _marks(rows), ints(rows, "start_time")
    is_new = np.ones(len(mmsi), dtype=bool)
    is_new[1:] = (mmsi[1:] != mmsi[:-1]) | (mark[1:] != mark[:-1]) | (tenths[1:] != tenths[:-1])
    first = np.flatnonzero(is_new)
    columns = (mmsi[first], mark[first], tenths[first], start[first], first, np.append(first[1:], len(mmsi)) - 1,
               np.maximum.reduceat(ints(rows, "end_time"), first))  # fmt: skip
    return [_Run(*values) for values in zip(*(c.tolist() for c in columns), strict=True)]


def _standing(runs: Iterable[_Run], hold: timedelta) -> list[_Run]:
    """The stretches not soon typed over; those of one draught that then meet are one."""
    hold_us = hold // timedelta(microseconds=1)
    whole = list[_Run]()
    for run in runs:
        if len(whole) > 1 and whole[-2].is_like(run) and run.start - whole[-1].start < hold_us:
            whole.pop()  # what stood before it came back: a slip
        if whole and whole[-1].is_like(run):
            whole[-1].last, whole[-1].end = run.last, max(run.end, whole[-1].end)
        else:
            whole.append(run)
    kept = list[_Run]()
    for run, after in zip(whole, [*whole[1:], None], strict=True):
        is_typed_over = after is not None and (after.mmsi, after.mark) == (run.mmsi, run.mark)
        stood_to = after.start if after is not None and is_typed_over else run.end
        if stood_to - run.start < hold_us:
            continue
        if kept and kept[-1].is_like(run):
            kept[-1].last, kept[-1].end = run.last, max(run.end, kept[-1].end)
        else:
            kept.append(run)
    return kept


# ------------------------------------------------------------------------------------------------------------- changes


def find_draught_changes(
    draughts: pa.Table,
    port_calls: pa.Table,
    encounters: pa.Table,
    places: pa.Table,
    listened: pa.Table,
    params: DraughtChangeParams = DraughtChangeParams(),
) -> pa.Table:
    """Find where a ship's draught changed, and the call and encounter it may belong to.

    Args:
        draughts: DRAUGHTS of the whole case, any order.
        port_calls: PORT_CALLS of the same.
        encounters: ENCOUNTERS of the same.
        places: PLACES, for the names of ports.
        listened: LISTENED; without rows somebody listened all the while.
        params: :class:`DraughtChangeParams`.

    Returns:
        DRAUGHT_CHANGES, one row for each two draughts in a row that differ enough, of one period of listening.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        The change was typed, not measured. It lies between two times, often days apart, and crews forget it, type it
        early, or lie. A ship that shares its MMSI may be given a call of the other.
    """
    by_ship = defaultdict[tuple[int, int | str | None], list[Row]](list)
    for row in DRAUGHTS.check(draughts).to_pylist():
        by_ship[row["mmsi"], row["imo"] or row["name"]].append(row)
    calls, met = (
        _by_mmsi(PORT_CALLS.check(port_calls), "mmsi"),
        _by_mmsi(ENCOUNTERS.check(encounters), "mmsi", "other_mmsi"),
    )
    names = {r["label"]: r["name"] for r in PLACES.check(places).select(["label", "name"]).to_pylist()}
    made, periods = [], Periods.of(listened, params.listen_break)
    for rows in by_ship.values():
        rows.sort(key=lambda r: (r["start_time"], r["draught_id"]))
        for before, after in pairwise(rows):
            is_much = round(abs(after["draught_m"] - before["draught_m"]), 3) >= params.least_m
            if is_much and periods.are_one(before["end_time"], after["start_time"]):
                mmsi = before["mmsi"]
                beside = [_nearest(events, before, after, params.typed_late) for events in (calls[mmsi], met[mmsi])]
                made.append(_change(before, after, beside[0], beside[1], names, params.typed_late))
    return DRAUGHT_CHANGES.from_rows(made)


def _by_mmsi(table: pa.Table, *columns: str) -> defaultdict[int, list[Row]]:
    """Events by each MMSI they are of."""
    found = defaultdict[int, list[Row]](list)
    for row in table.to_pylist():
        for mmsi in {row[c] for c in columns}:
            found[mmsi].append(row)
    return found


def _nearest(events: Sequence[Row], before: Row, after: Row, late: timedelta) -> Row | None:
    """Of the events between or around two draughts the one that shares most time with what lies between, else the one
    nearest to it."""
    since, to = before["end_time"], after["start_time"]

    def off(event: Row) -> tuple[timedelta, timedelta]:
        start, end = event["start_time"], event["end_time"] or max(to, event["start_time"])
        apart = max(start - to, since - end, timedelta(0))
        shared = max(min(end, to) - max(start, since), timedelta(0))
        return apart, -shared

    return min((e for e in events if off(e)[0] <= late), key=off, default=None)


def _change(
    before: Row, after: Row, call: Row | None, met: Row | None, names: Mapping[str, str], late: timedelta
) -> Row:
    change = round(after["draught_m"] - before["draught_m"], 1)
    former = f"{before['draught_m']:.1f} m to {say_time(before['end_time'])}"
    latter = f"{after['draught_m']:.1f} m from {say_time(after['start_time'])}"
    beside = [f"in port at {names.get(call['port'], call['port'])}"] if call else []
    beside += ["in an encounter"] if met else []
    around = f" Then or within {say_hours(late / timedelta(hours=1))} it was {' and '.join(beside)}." if beside else ""
    return {
        "draught_change_id": content_id("draught_change", after["draught_id"]),
        "mmsi": after["mmsi"],
        "before_time": before["end_time"],
        "after_time": after["start_time"],
        "before_m": before["draught_m"],
        "after_m": after["draught_m"],
        "change_m": change,
        "port_call_id": call["port_call_id"] if call else None,
        "encounter_id": met["encounter_id"] if met else None,
        "words": f"{after['mmsi']:09d} sent a draught of {former} and of {latter} ({change:+.1f} m), as its crew typed "
        f"it.{around}",
        "sources": [
            before["draught_id"],
            after["draught_id"],
            *([call["port_call_id"]] if call else []),
            *([met["encounter_id"]] if met else []),
        ],
    }

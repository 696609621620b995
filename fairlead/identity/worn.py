"""Names, IMO numbers and call signs as AIS sent them: run by run, a slip of minutes told from what stood.

Crews type what they send. A row says that a value was sent under an MMSI from here to there; whose it is, and whether
it is true, it does not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Ints, ints, say_keys, times
from fairlead.base.bounds import Within, check_fields
from fairlead.base.ids import dense_keys
from fairlead.base.tables import STATICS, WORN
from fairlead.base.timeline import say_span

PROPERTIES = {"imo": "IMO number", "name": "name", "call_sign": "call sign"}
"""What is followed, and how it reads."""

_COLUMNS = {"imo": "imo", "name": "name", "call_sign": "callsign"}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MOST_BETWEEN = 1000
"""Changes of the value between two runs of one beyond which they are two stretches: nobody's slip is that long."""


@dataclass(frozen=True, slots=True)
class WornParams:
    """What stood, and what was a slip."""

    hold: Annotated[timedelta, Within(timedelta(0), timedelta(days=30))] = timedelta(hours=2)
    """A value sent for less than this beside others is a slip: mistyped, garbled, or tried. Our judgement: reports go
    out every 6 minutes, and who mistypes mends it on the same watch."""
    least_rows: Annotated[int, Within(1, 1000)] = 2
    """Rows of STATICS by which a value beside others must have come to have stood; of many equal reports readers keep
    the first and the last."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(slots=True)
class _Run:
    """Reports of one MMSI with one value, one after another; ``first`` and ``last`` are rows."""

    mmsi: int
    code: int
    start: int
    end: int
    first: int
    last: int
    rows: int


def list_worn(statics: pa.Table, params: WornParams = WornParams()) -> pa.Table:
    """List the stretches in which each MMSI sent one name, one IMO number, one call sign.

    A stretch goes on over a slip: what is sent for less than ``hold`` while the value before it comes back. Two values
    that take turns within ``hold`` are two stretches that overlap, as two ships on one MMSI send them.

    Args:
        statics: STATICS of whole MMSIs, any order.
        params: :class:`WornParams`.

    Returns:
        WORN, a row for each stretch, slips among them (``is_standing`` false).

    Raises:
        SchemaError: statics are not what they should be.

    Limits:
        What was sent while nobody listened is not known: a change lies anywhere between the end of one stretch and the
        start of the next.
    """
    known = STATICS.check(statics)
    parts = [_worn(known, name, params) for name in PROPERTIES]
    return WORN.check(pa.concat_tables(parts))


def _worn(statics: pa.Table, name: str, params: WornParams) -> pa.Table:
    column = statics[_COLUMNS[name]]
    known = statics.filter(column.is_valid())
    if not known.num_rows:
        return WORN.empty()
    values = known[_COLUMNS[name]].combine_chunks()
    words = pc.unique(values).sort()
    code = pc.index_in(values, value_set=words).to_numpy(zero_copy_only=False).astype(np.int64)
    keys = ints(known, "static_id")
    order = np.lexsort((keys, ints(known, "start_time"), ints(known, "mmsi")))
    mmsi, start, end, code, keys = (
        a[order] for a in (ints(known, "mmsi"), ints(known, "start_time"), ints(known, "end_time"), code, keys)
    )
    is_new = np.ones(len(mmsi), dtype=bool)
    is_new[1:] = (mmsi[1:] != mmsi[:-1]) | (code[1:] != code[:-1])
    first = np.flatnonzero(is_new)
    beyond = np.append(first[1:], len(mmsi))
    columns = (
        mmsi[first],
        code[first],
        start[first],
        np.maximum.reduceat(end, first),
        first,
        beyond - 1,
        beyond - first,
    )
    runs = map(_Run, *(c.tolist() for c in columns))
    made = [stretch for _, own in groupby(runs, key=lambda r: r.mmsi) for stretch in _stretches([*own], params)]
    spelled = [f"{w:07d}" if name == "imo" else str(w) for w in words.to_pylist()]
    return _table(name, made, spelled, keys)


def _stretches(runs: Sequence[_Run], params: WornParams) -> Iterator[tuple[_Run, bool]]:
    """The runs of one MMSI joined into stretches, each with whether it stood."""
    if len(runs) == 1:
        yield runs[0], True
        return
    hold = params.hold // timedelta(microseconds=1)
    made = list[_Run]()
    latest = dict[int, tuple[int, _Run]]()  # of each value its last run and the stretch that run is part of
    for i, run in enumerate(runs):
        at, stretch = latest.get(run.code, (-1, None))
        if stretch is None or _any_stands(runs[at + 1 : i], hold):
            made.append(stretch := replace(run))
        else:
            stretch.end, stretch.last = max(stretch.end, run.end), run.last
            stretch.rows += run.rows
        latest[run.code] = i, stretch
    for stretch in made:
        yield stretch, stretch.end - stretch.start >= hold and stretch.rows >= params.least_rows


def _any_stands(between: Sequence[_Run], hold: int) -> bool:
    """Whether a value stood in what lies between two runs of another: from its first report there to its last."""
    if len(between) > MOST_BETWEEN:
        return True
    began = dict[int, int]()
    return any(run.end - began.setdefault(run.code, run.start) >= hold for run in between)


def _table(name: str, made: Sequence[tuple[_Run, bool]], spelled: Sequence[str], keys: Ints) -> pa.Table:
    runs = [run for run, _ in made]
    begun, ended = (keys[[r.first for r in runs]], keys[[r.last for r in runs]])
    said = [
        f"{run.mmsi:09d} sent the {PROPERTIES[name]} {spelled[run.code]}, "
        f"{say_span(_instant(run.start), _instant(run.end))}{'' if stands else ': a slip, or not yet seen to stand'}."
        for run, stands in made
    ]
    return pa.table(
        {
            "worn_id": say_keys("worn", dense_keys(begun, np.full(len(begun), [*PROPERTIES].index(name)))),
            "mmsi": pa.array([r.mmsi for r in runs], pa.int32()),
            "property": [name] * len(runs),
            "value": [spelled[r.code] for r in runs],
            "start_time": times(np.array([r.start for r in runs], dtype=np.int64)),
            "end_time": times(np.array([r.end for r in runs], dtype=np.int64)),
            "rows": pa.array([r.rows for r in runs], pa.int64()),
            "is_standing": [stands for _, stands in made],
            "words": said,
            "sources": _pairs(begun, ended),
        },
        schema=WORN.schema,
    )


def _pairs(begun: Ints, ended: Ints) -> pa.ListArray:
    """For each row the static reports that began and ended it, one where they are the same."""
    both = np.column_stack((begun, ended)).ravel()
    keeps = np.ones(len(both), dtype=bool)
    keeps[1::2] = begun != ended
    ends = np.append(0, np.cumsum(1 + (begun != ended))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), say_keys("static", both[keeps]))


def _instant(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)

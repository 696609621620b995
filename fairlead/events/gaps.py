"""AIS gaps: silences weighed against all silences of the case. A gap is not proof of a transponder turned off."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Floats, floats, ints, keys_of, lists_of_one, say_keys
from fairlead.base.bounds import Within, check_fields
from fairlead.base.likelihood import say_likelihood, say_percent
from fairlead.base.tables import CONFLICTS, GAPS, SILENCES
from fairlead.base.texts import joined, say_each
from fairlead.base.timeline import say_hours
from fairlead.base.wording import say_many
from fairlead.events.told import HOUR_US

ROUNDS, CLOSE = 1000, 1e-9
"""The share is learnt until a round changes it by less; each round brings it nearer."""

CLOCK_SLACK_H = 1.0
"""A conflict that a clock makes ends when the first of its two ships does, the other by the clock's amount later; an
hour more, since reports come now and then."""

UNPROVEN = "A silence is no proof of a transponder switched off."


@dataclass(frozen=True, slots=True)
class GapParams:
    """What is held of a case's gaps before any is looked at."""

    prior: Annotated[float, Within(0, 0.999, is_above=True)] = 0.1
    """Share of gaps that are no failures of reception. Windward, March 2019, found 29 of 352 tankers with gaps in the
    Gulf."""
    prior_gaps: Annotated[float, Within(0, 1e6, is_above=True)] = 30.0
    """For how many gaps of the case that share counts: a case of few gaps keeps near it, one of many tells its own. Our
    judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


def weigh_gaps(silences: pa.Table, conflicts: pa.Table, params: GapParams = GapParams()) -> pa.Table:
    """Give each silence the chance that it was no failure of reception.

    How common such gaps are is no constant of nature: it is learnt from all silences of the case that can be judged, by
    expectation and maximisation with a beta prior (Saerens, Latinne and Decaestecker 2002, for a prior that differs
    from place to place). Each then has ``times_likelier`` times the odds of that share.

    Args:
        silences: SILENCES of the whole case, any order.
        conflicts: CONFLICTS of the same: where a clock that is off makes two ships of one, each seems to fall silent.
        params: :class:`GapParams`.

    Returns:
        GAPS, one row a silence. One that begins or ends where a clock makes a conflict of its MMSI has no chance, and
        says so.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        The chance of one gap moves with the others of the case: its words say with how many. See docs/methods/gaps.md.
    """
    silences = SILENCES.sorted(SILENCES.check(silences))
    clock = _by_clock(silences, CONFLICTS.check(conflicts))
    ratio = np.where([bool(who) for who in clock], np.nan, floats(silences, "times_likelier"))
    known = ratio[~np.isnan(ratio)]
    share = learn_share(known, params)
    chance = _chances(ratio, share)
    made = {
        **{c: silences[c] for c in silences.column_names},  # as they are
        "gap_id": say_keys("gap", keys_of(silences["silence_id"])),
        "prior_frac": pa.array(np.where(np.isnan(ratio), np.nan, share), mask=np.isnan(ratio)),
        "prior_gaps": pa.array(np.full(len(ratio), len(known)), mask=np.isnan(ratio)),
        "p_not_reception": pa.array(chance, mask=np.isnan(chance)),
        "words": joined(silences["words"].combine_chunks(), say_each(chance, lambda p: _say(p, share, len(known))),
                        pa.array(clock, pa.string()), f" {UNPROVEN}"),
        "sources": lists_of_one(silences["silence_id"].combine_chunks()),
    }  # fmt: skip
    arrays = [
        a if isinstance(a := made[c.name], pa.ChunkedArray | pa.Array) else pa.array(a, c.type) for c in GAPS.columns
    ]
    return GAPS.sorted(GAPS.check(pa.Table.from_arrays(arrays, names=[c.name for c in GAPS.columns])))


def _by_clock(silences: pa.Table, conflicts: pa.Table) -> list[str]:
    """Of each silence why it has no chance, blank where it has one: near an end of it a receiver's clock makes two
    ships of this one, so that reports seem to end which go on under other times."""
    off = conflicts.filter(
        pc.and_(pc.is_valid(conflicts["receiver"]), pc.not_equal(conflicts["conflict_kind"], "clock"))
    )
    by_mmsi = defaultdict[int, list[tuple[int, int, str]]](list)
    for row, start, end in zip(off.to_pylist(), ints(off, "start_time"), ints(off, "end_time"), strict=True):
        slack = round((abs(row["ahead_h"]) + CLOCK_SLACK_H) * HOUR_US)
        words = (
            f" No chance is given: reports of this MMSI rest on receiver {row['receiver']}, whose times are "
            f"{say_hours(abs(row['ahead_h']))} {'ahead of' if row['ahead_h'] > 0 else 'behind'} those of others."
        )
        by_mmsi[row["mmsi"]].append((int(start) - slack, int(end) + slack, words))
    said = [""] * silences.num_rows
    for i in np.flatnonzero(pc.is_in(silences["mmsi"], value_set=pa.array(by_mmsi, pa.int32())).to_numpy()).tolist():
        row = silences.slice(i, 1)
        ends = [int(ints(row, c)[0]) for c in ("start_time", "end_time") if not row[c].null_count]
        for low, high, words in by_mmsi[row["mmsi"][0].as_py()]:
            if any(low <= end <= high for end in ends):
                said[i] = words
    return said


def learn_share(ratio: Floats, params: GapParams) -> float:
    """Share of gaps that are no failures of reception: where the mean of all chances is that share."""
    share = params.prior
    ratio = np.sort(ratio)  # so that the sum is the same whatever the order of rows
    for _ in range(ROUNDS):
        before = share
        share = (params.prior * params.prior_gaps + float(_chances(ratio, share).sum())) / (
            params.prior_gaps + len(ratio)
        )
        if abs(share - before) < CLOSE:
            break
    return share


def _chances(ratio: Floats, share: float) -> Floats:
    return share * ratio / (share * ratio + 1.0 - share)


def _say(chance: float, share: float, gaps: int) -> str:
    if chance != chance:
        return ""
    return (
        f" That it was more than reception is {say_likelihood(chance)}, where {say_percent(share)} of gaps are held to "
        f"be, learnt from the {say_many(gaps, 'gap')} of this case that can be judged."
    )

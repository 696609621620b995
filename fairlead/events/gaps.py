"""AIS gaps: silences weighed against all silences of the case. A gap is not proof of a transponder turned off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, floats, keys_of, lists_of_one, say_keys
from fairlead.base.bounds import Within, check_fields
from fairlead.base.likelihood import say_likelihood, say_percent
from fairlead.base.tables import GAPS, SILENCES
from fairlead.base.texts import joined, say_each
from fairlead.base.wording import say_many

ROUNDS, CLOSE = 1000, 1e-9
"""The share is learnt until a round changes it by less; each round brings it nearer."""

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


def weigh_gaps(silences: pa.Table, params: GapParams = GapParams()) -> pa.Table:
    """Give each silence the chance that it was no failure of reception.

    How common such gaps are is no constant of nature: it is learnt from all silences of the case that can be judged, by
    expectation and maximisation with a beta prior (Saerens, Latinne and Decaestecker 2002, for a prior that differs
    from place to place). Each then has ``times_likelier`` times the odds of that share.

    Args:
        silences: SILENCES of the whole case, any order.
        params: :class:`GapParams`.

    Returns:
        GAPS, one row a silence.

    Raises:
        SchemaError: ``silences`` is not what it should be.

    Limits:
        The chance of one gap moves with the others of the case: its words say with how many. See docs/methods/gaps.md.
    """
    silences = SILENCES.sorted(SILENCES.check(silences))
    ratio = floats(silences, "times_likelier")
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
                        f" {UNPROVEN}"),
        "sources": lists_of_one(silences["silence_id"].combine_chunks()),
    }  # fmt: skip
    arrays = [
        a if isinstance(a := made[c.name], pa.ChunkedArray | pa.Array) else pa.array(a, c.type) for c in GAPS.columns
    ]
    return GAPS.sorted(GAPS.check(pa.Table.from_arrays(arrays, names=[c.name for c in GAPS.columns])))


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

"""Blocks: what the candidates of linked sightings say together of which ship it was, over hulls and OTHER.

Read from the tables alone, so that any room may use it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.tables import CANDIDATE_TERMS, CANDIDATES

APART = ("presence", "others", "prior")
"""Terms left out unless asked for: an estimate that sees AIS, other sightings and unlisted ships itself must not be
told of them twice."""

RULED_OUT = -700.0
"""Log-likelihood of what a person ruled out: nothing that is computed in doubles brings it back."""


def block_log_likelihoods(
    blocks: Sequence[Sequence[str]],
    vessel_ids: Sequence[str],
    candidates: pa.Table,
    candidate_terms: pa.Table,
    misread_frac: float = 0.05,
    without: Collection[str] = APART,
) -> npt.NDArray[np.float64]:
    """The log-likelihood of each block of linked sightings for each hull and, last, OTHER.

    A sighting of which nothing is named or measured says nothing: its block is flat.

    Args:
        blocks: sighting ids, those of one ship together; ids without rows say nothing.
        vessel_ids: the hulls, in the order wanted; vessels left out are OTHER.
        candidates: CANDIDATES.
        candidate_terms: CANDIDATE_TERMS of the same sightings.
        misread_frac: least chance that a read name is wrong; the share of belief that its candidates leave OTHER, where
            that is more. It is spread evenly over hulls and OTHER: whom a wrong name is worn by is not known, and how
            common ships outside the list are is a prior, which is not this function's. Nil where a person settled.
        without: terms left out.

    Returns:
        Blocks x (hulls + 1), up to a constant of the block: the greatest of each row is 0. Measures of a block add up;
        of its names the firmest alone counts, since reports of a name copy each other.
    """
    at: dict[str | None, int] = {v: i for i, v in enumerate(vessel_ids)}
    at[None] = len(vessel_ids)
    wanted = pa.array(sorted({s for b in blocks for s in b}), pa.string())
    terms = CANDIDATE_TERMS.check(candidate_terms).select(["sighting_id", "vessel_id", "term", "log_likelihood"])
    terms = terms.filter(pc.is_in(terms["sighting_id"], wanted))
    measured: dict[str, npt.NDArray[np.float64]] = {}
    named: dict[str, npt.NDArray[np.float64]] = {}
    doubted: dict[str, float] = {}
    for r in terms.to_pylist():
        if r["term"] in without:
            continue
        if r["term"] == "name":
            share = 0.0 if r["log_likelihood"] is None else float(np.exp(r["log_likelihood"]))
            if r["vessel_id"] is None:
                doubted[r["sighting_id"]] = share
                continue
            # a vessel named that is none of the hulls asked about is OTHER to who asks
            row = named.setdefault(r["sighting_id"], np.zeros(len(at)))
            row[at.get(r["vessel_id"], -1)] += share
        elif r["vessel_id"] in at:
            row = measured.setdefault(r["sighting_id"], np.zeros(len(at)))
            row[at[r["vessel_id"]]] += RULED_OUT if r["log_likelihood"] is None else r["log_likelihood"]
    sure = _settled_by_people(candidates, wanted)
    made = np.zeros((len(blocks), len(at)))
    for i, block in enumerate(blocks):
        made[i] = sum((measured[s] for s in block if s in measured), np.zeros(len(at)))
        names = [
            _name(named[s], 0.0 if s in sure else max(misread_frac, doubted.get(s, 0.0))) for s in block if s in named
        ]
        if names:
            made[i] += max(names, key=lambda row: float(np.sort(row)[-1] - np.sort(row)[-2]) if len(row) > 1 else 0.0)
        made[i] -= made[i].max()
    return made


def _name(share: npt.NDArray[np.float64], misread_frac: float) -> npt.NDArray[np.float64]:
    """Shares of belief with a misread name spread over all, as logarithms."""
    total = share.sum()
    even = 1.0 / len(share)
    mixed = (1 - misread_frac) * (share / total if total > 0 else even) + misread_frac * even
    return np.where(mixed > 0, np.log(np.maximum(mixed, 1e-300)), RULED_OUT)


def _settled_by_people(candidates: pa.Table, wanted: pa.Array) -> set[str]:
    """Sightings of which a person said which ship it was."""
    table: pa.Table = CANDIDATES.check(candidates).select(["sighting_id", "weight_frac", "is_settled"])
    table = table.filter(pc.and_(table["is_settled"], pc.equal(table["weight_frac"], 1.0)))
    found: list[dict[str, Any]] = table.filter(pc.is_in(table["sighting_id"], wanted)).to_pylist()
    return {r["sighting_id"] for r in found}

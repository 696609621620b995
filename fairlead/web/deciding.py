"""What the machine proposes and only a person may accept, and what people entered in the log."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from fairlead.base.json_values import json_value
from fairlead.case.decisions import list_decisions
from fairlead.case.log import Log
from fairlead.case.markings import entry_id
from fairlead.case.queue import Item
from fairlead.case.reviews import (
    ACTION,
    change,
    claim_of,
    missing,
    refuse_stale,
    review,
    review_id,
    standing,
    withdraw,
    withdrawn,
)
from fairlead.errors import CaseError
from fairlead.web.held import Held
from fairlead.web.shapes import (
    Decided,
    Decision,
    Entered,
    OpenAlternative,
    OpenIdentity,
    ProposalState,
    ReviewState,
    Verdict,
    Withdrawal,
)

MOST_PROPOSALS = 200
"""Proposals put before a person at a time; the others come when these are done."""

MOST_DECIDED = 50

OPEN_LEVELS = ("probable", "possible")
"""Levels at which a ship may be the entry of a list and need not."""

TOLD = ("occupied", "empty")
"""Answers on a berth that become a look."""

FEW, LEAST = 4.0, 0.05
"""Ships, as many as good as equal, among which a person may still choose; and the share of belief of one that is
offered."""


def count_waiting(held: Held) -> int:
    """What waits for a person."""
    proposals = len(held.case.queue().waiting) if held.rows("proposals") or held.rows("model_proposals") else 0
    return proposals + len(_open(held)) + len(_identities(held))


def show_review(held: Held) -> ReviewState:
    """The queue, the readings that stay open, and what was decided lately."""
    log = held.store.log()
    now = standing(log)
    waiting = held.case.queue().waiting[:MOST_PROPOSALS]
    seen = {id_: review_id(entry) for id_, entry in now.items()}
    return ReviewState(
        proposals=[_proposal(item, seen.get(item.id)) for item in waiting],
        alternatives=_open(held),
        identities=_identities(held),
        decided=_decided(log)[:MOST_DECIDED],
    )


def _proposal(item: Item, seen: str | None) -> ProposalState:
    claim = claim_of(item.proposal, item.document)
    before, quote, behind = item.context()
    document = item.document or {}
    return ProposalState(
        id=item.id,
        document=document.get("title") or document.get("name"),
        document_id=document.get("document_id"),
        before=before,
        quote=quote,
        behind=behind,
        claim={k: json_value(v) for k, v in claim.items() if v is not None},
        missing=missing(claim),
        words=str(item.proposal["words"]),
        is_confident=bool(item.proposal["is_confident"]),
        cautions=list(item.cautions),
        alike=item.alike,
        accepted=list(item.accepted),
        seen=seen,
    )


def _open(held: Held) -> list[OpenAlternative]:
    """Readings that would move a count and that nobody decided in the log, those with a chance first."""
    standing_ = (d for d in list_decisions(held.store.log()).to_pylist() if not d["is_withdrawn"])
    decided = {id_ for d in standing_ for id_ in d["about"]}
    rows = sorted(held.whole("alternatives").to_pylist(), key=lambda a: (a["chance_frac"] is None, a["words"]))
    return [
        OpenAlternative(
            id=a["alternative_id"],
            question=a["question"],
            kind=a["kind"],
            words=a["words"],
            effect=a["effect"],
            chance_frac=a["chance_frac"],
            trips=list(a["trip_ids"] or ()),
        )
        for a in rows
        if a["effect"] and a["decision"] is None and a["alternative_id"] not in decided
    ]


def _identities(held: Held) -> list[OpenIdentity]:
    """Ships and entries of lists that a person may tell and nobody told yet.

    Of sightings those whose words name whom they may be and those that are consistent with few: where nothing that was
    seen tells fifty ships apart, nobody can decide.
    """
    standing_ = [d for d in list_decisions(held.store.log()).to_pylist() if not d["is_withdrawn"]]
    told = {frozenset(d["about"]) for d in standing_}
    settled = {a for d in standing_ if d["verdict"] in ("accept", "same") for a in d["about"] if is_sighting(a)}
    found = held.made_of_run(
        ("identities",), lambda: [*_merges(held), *_listings(held), *_ships_seen(held), *_berths(held)]
    )
    return [one for one in found if frozenset(one.about) not in told and not settled & set(one.about)]


def is_sighting(id_: str) -> bool:
    return id_.startswith("sighting:")


COMPARED = ("label", "name", "names", "imo", "flag", "ship_type", "built", "dwt_t", "length_m", "gt")
"""Columns in which two vessels are put beside each other."""


def _merges(held: Held) -> list[OpenIdentity]:
    """Pairs of vessels that may be one ship; those with the least against them first."""
    rows = [m for m in held.whole("merges").to_pylist() if m["ruling"] is None]
    if not rows:
        return []
    ships = {v["vessel_id"]: v for v in held.whole("vessels").to_pylist()}
    return [
        OpenIdentity(
            id=m["merge_id"], kind="merge", about=[m["vessel_id"], m["other_vessel_id"]],
            title=f"{m['ship_name']} and {m['other_name']}",
            words=m["words"], reasons=m["speaks_for"], against=m["speaks_against"],
            compared=_beside(ships[m["vessel_id"]], ships[m["other_vessel_id"]]),
        )
        for m in sorted(rows, key=_doubtful)
    ]  # fmt: skip


def _doubtful(merge: dict[str, Any]) -> tuple[int, str, str]:
    """The less speaks for a pair and the more against it, the later it is asked about."""
    return len(merge["speaks_against"]) - len(merge["speaks_for"]), merge["ship_name"], merge["merge_id"]


def _beside(one: dict[str, Any], other: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(c, _said(one[c]), _said(other[c])) for c in COMPARED]


def _said(value: Any) -> str | None:
    return None if value is None else ", ".join(value) if isinstance(value, list) else str(json_value(value))


def _listings(held: Held) -> list[OpenIdentity]:
    hits = [h for h in held.whole("hits").to_pylist() if h["level"] in OPEN_LEVELS and h["ruling"] is None]
    return [
        OpenIdentity(
            id=h["hit_id"], kind="listing", about=[h["hit_id"]],
            title=f"{h['ship_name']}: {h['entry_name']}, {h['list']}",
            words=h["words"], reasons=h["reasons"],
        )
        for h in sorted(hits, key=lambda h: (OPEN_LEVELS.index(h["level"]), -h["log_odds"], h["hit_id"]))
    ]  # fmt: skip


def _ships_seen(held: Held) -> list[OpenIdentity]:
    candidates = held.whole("candidates")
    settled = set(candidates.filter(candidates["is_settled"])["sighting_id"].to_pylist())
    is_few = pc.or_(
        pc.is_null(candidates["consistent_vessels"]),
        pc.fill_null(pc.less_equal(candidates["effective_candidates"], FEW), False),
    )
    kept = pc.and_(pc.and_(is_few, pc.is_valid(candidates["vessel_id"])), pc.greater(candidates["weight_frac"], LEAST))
    rows = [c for c in candidates.filter(kept).to_pylist() if c["sighting_id"] not in settled]
    labels = {
        s["sighting_id"]: s["label"] for s in held.whole("sightings").select(["sighting_id", "label"]).to_pylist()
    }
    names = {v["vessel_id"]: v["name"] or v["label"] for v in held.whole("vessels").to_pylist()}
    return [
        OpenIdentity(
            id=c["candidate_id"], kind="ship", about=[c["sighting_id"], c["vessel_id"]],
            title=f"{labels.get(c['sighting_id']) or c['sighting_id']}: {names.get(c['vessel_id']) or c['vessel_id']}",
            words=c["words"], reasons=[], against=[c["against"]] if c["against"] else [], weight_frac=c["weight_frac"],
        )
        for c in sorted(rows, key=lambda c: (labels.get(c["sighting_id"]) or "", c["sighting_id"], c["rank"]))
    ]  # fmt: skip


def _berths(held: Held) -> list[OpenIdentity]:
    """Answers on berths that would count as a look once a person accepts them, the earliest first; where an analyst
    looked at the same berth in the same scene, that look stands and nobody is asked."""
    answers = [a for a in held.whole("occupancy").to_pylist() if a["result"] in TOLD and a["start_time"] is not None]
    if not answers:
        return []
    labels = {s["scene_id"]: s["label"] for s in held.whole("scenes").select(["scene_id", "label"]).to_pylist()}
    looked = {(k["scene"], k["berth"]) for k in held.whole("looks").select(["scene", "berth"]).to_pylist()}
    return [
        OpenIdentity(
            id=a["occupancy_id"], kind="berth", about=[a["occupancy_id"]],
            title=f"{a['berth']}, {a['place_words']}, {a['start_time']:%d %B %Y}: {a['result']}",
            words=a["words"], reasons=[],
        )
        for a in sorted(answers, key=lambda a: (a["start_time"], a["berth"], a["occupancy_id"]))
        if (labels.get(a["scene_id"]), a["berth"]) not in looked
    ][:MOST_PROPOSALS]  # fmt: skip


def _decided(log: Log) -> list[Decided]:
    now, gone = {e.line for e in standing(log).values()}, withdrawn(log)
    found = [
        Decided(
            id=review_id(e),
            what="review",
            verdict=e.fields["verdict"],
            about=[str(e.fields["about"] or e.fields["proposal"])],
            reason=e.fields["reason"] or None,
            by=e.actor,
            at=json_value(e.time),
            is_standing=e.line in now and review_id(e) not in gone,
            log_line=e.line,
        )
        for e in log.of(ACTION)
    ]
    found += [
        Decided(
            id=d["decision_id"],
            what="decision",
            verdict=d["verdict"],
            about=d["about"],
            reason=d["reason"],
            by=d["decided_by"],
            at=json_value(d["decided_at"]),
            is_standing=not d["is_withdrawn"] and d["verdict"] != "withdraw",
            log_line=d["log_line"],
        )
        for d in list_decisions(log).to_pylist()
    ]
    return sorted(found, key=lambda d: -d.log_line)


# ---------------------------------------------------------------------------------------------------------- entering


def enter_decision(held: Held, said: Decision, by: str | None = None) -> Entered:
    """Enter a decision; the next run honours it."""
    id_ = held.case.decide(said.about, said.verdict, said.reason, by, anyway=said.anyway, is_open=said.is_open)
    return Entered(id=id_)


def enter_review(held: Held, proposal_id: str, said: Verdict, by: str | None = None) -> Entered:
    """Enter what a person made of a proposed claim.

    Raises:
        CaseError: no such proposal, somebody decided on it meanwhile, or the claim cannot stand.
    """
    item = held.case.queue().items.get(proposal_id)
    if item is None:
        raise CaseError(f"no proposal of the last run has the id {proposal_id!r}")
    proposed = claim_of(item.proposal, item.document)
    claim = proposed
    for field, words in said.changes.items():
        claim = change(claim, field, words)
    changed = [f for f in said.changes if claim != proposed]
    if said.verdict == "accept" and item.cautions and not said.reason.strip():
        raise CaseError(f"before it is accepted it needs a reason: {'; '.join(item.cautions)}")
    verdict = "edit" if said.verdict == "accept" and changed else said.verdict
    with held.store.writing() as sitting:
        shown = {proposal_id: said.seen} if said.seen else {}
        refuse_stale(sitting.log, shown, [proposal_id])
        entry = review(sitting, item.proposal, item.document, verdict, claim, said.reason, changed, by)
    return Entered(id=review_id(entry), log_line=entry.line)


def take_back(held: Held, about: str, said: Withdrawal, by: str | None = None) -> Entered:
    """Withdraw a review or a decision; it stays visible.

    Raises:
        CaseError: who withdraws is shown nothing that has this id.
    """
    if all(entry_id(e) != about for e in held.store.log().entries):
        raise CaseError(f"nobody entered anything that has the id {about!r}")
    if about.startswith("review:"):
        entry = withdraw(held.store, about, said.reason, by)
        return Entered(id=review_id(entry), log_line=entry.line)
    return Entered(id=held.case.decide([about], "withdraw", said.reason, by))

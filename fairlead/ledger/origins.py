"""Origins: whose word stands behind a claim. Copies are tied to what they copy: origins are counted, not outlets.

Five documents that carry one person's word are one origin. How claims are tied together stands in ``copies``; here the
groups become rows, and each says what it is not independent of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import CLAIM_ORIGINS, CLAIMS, ORIGINS, QUESTIONS
from fairlead.base.timeline import DAY, say_span
from fairlead.base.wording import quoted, say_count, say_list, sentence
from fairlead.ledger.copies import Said, Targets, alterations, document_of, find_targets, group_claims, read_claim
from fairlead.ledger.items import by_ordinal
from fairlead.ledger.parties import coalition_of, is_unnamed, state_named
from fairlead.ledger.words import fold, tokens

Row = dict[str, Any]

_LINKED_BY = ("/", " and ", " & ", "+")
"""How one field joins two organisations: ``OSC / RUSI``."""

_NAMED_AT_MOST = 5
"""Speakers of one party that a sentence names; more are counted."""


def group_origins(claims: pa.Table, questions: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Decide which claims go back to one origin.

    Two claims share an origin where one says that it copies the other (``restates X``, ``same X story``, ``X
    analysis``: X is found among speakers, organisations and outlets of claims with the same stance, direction and
    subject), or where one speaker makes both about the same giver, receiver and class of items. Two copies of somebody
    whose own statement is not held share that origin too.

    Args:
        claims: CLAIMS rows, any order.
        questions: QUESTIONS rows; their ``item_words`` name classes of items first.

    Returns:
        CLAIM_ORIGINS, one row a claim, and ORIGINS, one row a group. The origin is the group's earliest claim that
        copies nothing. ``altered`` counts documents in which a figure, unit or role differs from what they copy.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A copy that does not say what it copies counts as an origin. Two officials of one government are two origins;
        that they are not independent is said in ``party_of_speaker`` and in words. A speaker known only as a group
        ("Western officials") is one speaker.
    """
    asked = by_ordinal(QUESTIONS.check(questions).to_pylist())
    said = sorted((read_claim(c, asked) for c in CLAIMS.check(claims).to_pylist()), key=lambda s: s.order)
    targets = find_targets(said)
    groups = group_claims(said, targets)
    firsts = [_first(group, targets) for group in groups]
    traced = [
        row
        for group, first in zip(groups, firsts, strict=True)
        for row in (_trace(said, i, first, targets) for i in group)
    ]
    changed = {t["claim_id"]: t["relation"] for t in traced}
    origins = [_origin(said, group, first, targets, changed) for group, first in zip(groups, firsts, strict=True)]
    _say_dependence(origins, _linked_parties(said))
    return CLAIM_ORIGINS.from_rows(traced), ORIGINS.from_rows(origins)


def _first(group: Sequence[int], targets: Mapping[int, object]) -> int:
    """The earliest claim of the group that copies nothing; where all are copies, the earliest."""
    return next((i for i in group if i not in targets), group[0])


def _trace(said: Sequence[Said], i: int, first: int, targets: Targets) -> Row:
    """The CLAIM_ORIGINS row of one claim."""
    s, origin = said[i], said[first]
    target = targets.get(i)
    sources = [s.row["claim_id"]]
    if isinstance(target, int) and i != first:
        of = said[target]
        sources.append(of.row["claim_id"])
        changes = alterations(s.row, of.row)
        relation = "altered copy" if changes else "copy"
        told = f"{s.label} is a copy of {of.label}, said by {_who(of.row)}; its basis is {quoted(s.row['rests_on'])}"
        words = sentence(f"{told}. Altered: {'; '.join(changes)}" if changes else told)
    elif target is not None and i != first:
        relation = "copy"
        words = f"{s.label} repeats {s.basis.of}, whose own statement is not held; {origin.label} does the same."
        sources.append(origin.row["claim_id"])
    elif i != first:
        relation = "same speaker again"
        where = "in the same document" if document_of(s.row) == document_of(origin.row) else _when(s.row)
        words = (
            f"{s.label}: {_who(s.row)} again, {where}; one origin with {origin.label}, a later or further figure of it."
        )
        sources.append(origin.row["claim_id"])
    elif target is not None:
        relation = "copy"
        words = f"{s.label} rests on {quoted(s.row['rests_on'])}; the statement it repeats is not held in this case."
    else:
        relation = "origin"
        words = sentence(f"{s.label} is an origin: {_tell(s.row)}")
    return {
        "claim_id": s.row["claim_id"],
        "origin_id": _origin_id(origin.row),
        "relation": relation,
        "words": words,
        "sources": sorted(set(sources)),
    }


# --------------------------------------------------------------------------------------------------------- origins


def _origin_id(first: Mapping[str, Any]) -> str:
    return content_id("origin", str(first["claim_id"]))


def _origin(
    said: Sequence[Said], group: Sequence[int], first: int, targets: Targets, relations: Mapping[str, str]
) -> Row:
    """The ORIGINS row of one group."""
    lead = said[first]
    ids = [said[i].row["claim_id"] for i in group]
    altered = {document_of(said[i].row) for i in group if relations[said[i].row["claim_id"]] == "altered copy"}
    documents = {document_of(said[i].row) for i in group}
    not_held = lead.basis.of if isinstance(targets.get(first), tuple) else None
    words = [
        f"{not_held}, whose own statement is not held, as repeated in {lead.label}" if not_held else _tell(lead.row),
        say_count(len(documents), "document") + (" carry it" if len(documents) > 1 else " carries it"),
    ]
    if altered:
        words.append(f"in {say_count(len(altered), 'document')} a figure, unit or role is changed")
    if again := sum(relations[c] == "same speaker again" for c in ids):
        words.append(f"{say_count(again, 'further statement')} by the same speaker counted with it")
    return {
        "origin_id": _origin_id(lead.row),
        "from_party": lead.row["from_party"],
        "to_party": lead.row["to_party"],
        "item_class": lead.item_class,
        "stance": lead.row["stance"],
        "speaker": not_held or lead.row["speaker"],
        "party_of_speaker": (state_named(not_held) or not_held) if not_held else lead.party,
        "documents": len(documents),
        "altered": len(altered),
        "claim_ids": sorted(ids),
        "words": sentence("; ".join(words)),
        "sources": sorted(ids),
    }


_SAYS = {
    "assert": "said",
    "confirm": "confirmed",
    "deny": "denied",
    "no comment": "gave no comment",
    "neither confirm nor deny": "neither confirmed nor denied",
}
"""Verb of each stance. A denial and a silence are different things."""


def _linked_parties(said: Sequence[Said]) -> dict[frozenset[str], str]:
    """Pairs of parties that one claim names together as its speaker's organisation, and that claim's label."""
    linked: dict[frozenset[str], str] = {}
    for s in said:
        parts = [s.row["speaker_org"] or ""]
        for by in _LINKED_BY:
            parts = [p for part in parts for p in part.split(by)]
        parties = sorted({state_named(p) or p.strip() for p in parts if fold(p)})
        for k, a in enumerate(parties):
            for b in parties[k + 1 :]:
                linked.setdefault(frozenset((fold(a), fold(b))), s.label)
    return linked


def _say_dependence(origins: list[Row], linked: Mapping[frozenset[str], str]) -> None:
    """Add to the words of each origin which others of the same transfer it is not independent of, and why."""
    by_transfer: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for o in origins:
        by_transfer[(o["from_party"], o["to_party"], o["item_class"], o["stance"])].append(o)
    for group in by_transfer.values():
        voices: dict[str, list[str]] = defaultdict(list)
        for o in sorted(group, key=lambda o: (o["speaker"], o["origin_id"])):
            if o["party_of_speaker"] is not None:
                voices[o["party_of_speaker"]].append(o["speaker"])
        for o in group:
            if o["party_of_speaker"] is not None:
                o["words"] += _dependence(o["speaker"], o["party_of_speaker"], voices, linked)


def _dependence(
    speaker: str, party: str, voices: Mapping[str, Sequence[str]], linked: Mapping[frozenset[str], str]
) -> str:
    words = ""
    if same := [v for v in voices[party] if v != speaker]:
        named = (
            same if len(same) <= _NAMED_AT_MOST else [*same[:_NAMED_AT_MOST], f"{len(same) - _NAMED_AT_MOST} others"]
        )
        words += f" Not independent of {say_list(named)}: all speak for {party}."
    for other in sorted(voices.keys() - {party}):
        if label := linked.get(frozenset((fold(party), fold(other)))):
            words += f" {label} names {party} and {other} together: they may not be independent."
        elif coalition := coalition_of(party, other):
            words += f" Not independent of {other}: {coalition}."
    return words


def _tell(claim: Mapping[str, Any]) -> str:
    """Who said what, when and on what basis."""
    said = f"{_who(claim)} {_SAYS.get(claim['stance'], 'said')} {_when(claim)}: {claim['item']}"
    if claim["quantity_words"] and fold(claim["quantity_words"]) != "not stated":
        said += f", {quoted(claim['quantity_words'])}"
    if claim["stance"] in ("assert", "confirm"):
        said += f"; resting on {claim['rests_on']}" if claim["rests_on"] else "; with no stated basis"
    return said


def _who(claim: Mapping[str, Any]) -> str:
    """The speaker with the organisation it spoke for, where that adds anything."""
    speaker, org = claim["speaker"], claim["speaker_org"]
    if is_unnamed(speaker):
        return f"an unnamed speaker in {claim['outlet']}"
    return speaker if is_unnamed(org) or set(tokens(org)) <= set(tokens(speaker)) else f"{speaker} ({org})"


def _when(claim: Mapping[str, Any]) -> str:
    """``on 26 Feb 2024``, ``in Jan 2025``."""
    is_day = claim["said_end"] - claim["said_start"] <= DAY
    return f"{'on' if is_day else 'in'} {say_span(claim['said_start'], claim['said_end'])}"

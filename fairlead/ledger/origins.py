"""Origins: whose word stands behind a claim. Copies are tied to what they copy: origins are counted, not outlets.

Five documents that carry one person's word are one origin. How claims are tied together stands in ``copies`` and
``groups``; here the groups become rows, and each says what it is not independent of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import CLAIM_ORIGINS, CLAIMS, DECISIONS, DOCUMENTS, EVIDENCE, LEXICON, ORIGINS, QUESTIONS
from fairlead.base.timeline import DAY, say_span
from fairlead.base.wording import quoted, say_count, say_list, sentence
from fairlead.ledger.alterations import alterations
from fairlead.ledger.backing import Backing
from fairlead.ledger.copies import Ties, find_ties
from fairlead.ledger.dependence import linked_parties, say_dependence, say_some
from fairlead.ledger.groups import Groups, group_claims
from fairlead.ledger.hints import find_hints
from fairlead.ledger.items import by_ordinal
from fairlead.ledger.known_names import read_names
from fairlead.ledger.oddities import Oddity, find_oddities
from fairlead.ledger.parties import is_unnamed
from fairlead.ledger.ranges import find_ranges
from fairlead.ledger.rulings import Rulings, read_rulings
from fairlead.ledger.said import Said, read_claims
from fairlead.ledger.tellings import tie_tellings
from fairlead.ledger.words import fold, tokens

Row = dict[str, Any]


def group_origins(
    claims: pa.Table,
    questions: pa.Table,
    decisions: pa.Table | None = None,
    evidence: pa.Table | None = None,
    documents: pa.Table | None = None,
    lexicon: pa.Table | None = None,
) -> tuple[pa.Table, pa.Table]:
    """Decide which claims go back to one origin.

    Two claims share an origin where one says that it rests on the other (by its label, or ``restates X``, ``X
    interview``, ``reported by X``: X is found among speakers, organisations, outlets and those who passed claims on, of
    claims with the same stance, direction and subject), where one speaker makes both about the same giver, receiver and
    class of items, or where a person says so. Copies of somebody whose own statement is not held share that origin too.

    Args:
        claims: CLAIMS rows, any order.
        questions: QUESTIONS rows; their ``item_words`` name classes of items first.
        decisions: DECISIONS; *same* joins the claims it names, by id or label, *different* sets all but the first
            apart.
        evidence: EVIDENCE, to tell claims said later than their file was added.
        documents: DOCUMENTS, to tell claims said later than their document was taken.
        lexicon: LEXICON, for outlets with their owners and for offices with their states.

    Returns:
        CLAIM_ORIGINS, one row a claim, and ORIGINS, one row a group. The origin is the group's earliest claim that
        copies nothing. A claim whose basis is not understood shows no origin. ``altered`` counts documents in which a
        figure, unit or role differs from what they copy.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A copy that does not say what it copies counts as an origin. Two officials of one government are two origins;
        that they are not independent is said in ``party_of_speaker``, ``dependent_on`` and in words. A speaker known
        only as a group ("Western officials") is one speaker.
    """
    asked = by_ordinal(QUESTIONS.check(questions).to_pylist())
    rows = CLAIMS.check(claims).to_pylist()
    known = read_names([] if lexicon is None else LEXICON.check(lexicon).to_pylist())
    backing = Backing(rows, known)
    said = read_claims(rows, asked, known, backing)
    rulings = read_rulings([] if decisions is None else DECISIONS.check(decisions).to_pylist(), said)
    ties = find_ties(said, known, rulings.apart)
    tie_tellings(said, ties, rulings.apart)
    groups = group_claims(said, ties, rulings.apart, [r.claims for r in rulings.joined])
    repeating: dict[int, list[int]] = defaultdict(list)
    for i in range(len(said)):
        for voice in {t for t in ties.edges[i] if t >= len(said)}:
            repeating[voice].append(i)
    leads = [_lead(said, ties, ends, repeating) for ends in groups.ends]
    odd = find_oddities(
        said,
        None if evidence is None else EVIDENCE.check(evidence),
        None if documents is None else DOCUMENTS.check(documents),
    )
    hints = find_hints(said, groups.of)
    rings = {groups.of[i][0] for i in groups.in_circle}
    circles = {n: _say_circle([said[e].label for e in groups.ends[n] if e in groups.in_circle]) for n in rings}
    traced = [_trace(said, ties, groups, leads, circles, i) for i in range(len(said))]
    for i, row in enumerate(traced):
        _add_remarks(row, rulings, i, [*odd.get(i, ()), *hints.get(i, ())])
    members: list[list[int]] = [[] for _ in leads]
    for i, numbers in enumerate(groups.of):
        for n in numbers:
            members[n].append(i)
    origins = [
        _origin(said, ties, m, lead, traced, rulings, backing)
        for m, lead in zip(members, leads, strict=True)
        if lead is not None
    ]
    own = {
        lead.origin_id: [said[i] for i in m if "copy" not in traced[i]["relation"]] or [said[lead.claim]]
        for m, lead in zip(members, leads, strict=True) if lead is not None
    }  # fmt: skip
    say_dependence(origins, own, linked_parties(said, backing), known)
    return CLAIM_ORIGINS.from_rows(traced), ORIGINS.from_rows(origins)


class _Lead(NamedTuple):
    """The claim that an origin is told by."""

    claim: int
    origin_id: str
    voice: str | None
    """Whose word it is, where that is not the claim's speaker: named in its basis, its own statement not held."""
    ring: Sequence[int]
    """Claims that rest on each other, where the origin is their circle."""


def _lead(
    said: Sequence[Said], ties: Ties, ends: Sequence[int], repeating: Mapping[int, Sequence[int]]
) -> _Lead | None:
    """The earliest claim of a group that is somebody's own word; else the earliest that repeats a voice not held.

    None where every claim of the group rests on what is not understood. ``repeating`` are the claims that rest on each
    voice.
    """
    voices = [e for e in ends if e >= len(said)]
    repeats = sorted({i for v in voices for i in repeating[v]})
    own = [e for e in ends if e < len(said) and e not in ties.unread]
    if own:
        lead = min(own)
        ring = [e for e in ends if e < len(said)] if ties.edges[lead] else []
        return _Lead(lead, content_id("origin", str(said[lead].row["claim_id"])), None, ring)
    if not repeats:
        return None
    lead = repeats[0]
    voice = next(t for t in ties.edges[lead] if t in voices)
    name = ties.voices[voice - len(said)]
    further = [] if voice == ties.edges[lead][0] else [fold(name)]
    return _Lead(lead, content_id("origin", str(said[lead].row["claim_id"]), *further), name, [])


# ---------------------------------------------------------------------------------------------- claims, one by one


def _trace(
    said: Sequence[Said],
    ties: Ties,
    groups: Groups,
    leads: Sequence[_Lead | None],
    circles: Mapping[int, str],
    i: int,
) -> Row:
    """The CLAIM_ORIGINS row of one claim."""
    s = said[i]
    reached = [lead for n in groups.of[i] if (lead := leads[n]) is not None]
    lead = reached[0] if reached else None
    targets = [said[t] for t in ties.edges[i] if t < len(said)]
    if i in groups.in_circle:
        relation, words = "circle", f"{s.label}: {circles[groups.of[i][0]]}; counted as one origin"
    elif i in ties.unread:
        relation, words = "basis not understood", _say_unread(s, said[lead.claim] if lead else None)
    elif targets:
        relation, words = _say_copy(s, targets, ties.why.get(i))
        words += _say_reached(reached)
    elif lead is None or lead.claim == i:
        relation, words = _say_lead(s, lead, ties.why.get(i))
    elif ties.edges[i]:
        voice = ties.voices[ties.edges[i][0] - len(said)]
        relation = "copy"
        words = f"{s.label} repeats {voice}, whose own statement is not held; one origin with {said[lead.claim].label}"
    elif set(ties.people[i]).isdisjoint(ties.people[lead.claim]) and said[lead.claim].speaker != s.speaker:
        relation, words = "copy", f"{s.label}, said by {_who(s.row)}, is counted with {said[lead.claim].label}"
    else:
        relation, words = "same speaker again", _say_again(s, said[lead.claim])
    return {
        "claim_id": s.row["claim_id"],
        "origin_id": lead.origin_id if lead else None,
        "other_origin_ids": sorted(r.origin_id for r in reached[1:]) or None,
        "relation": relation,
        "words": sentence(words),
        "set_by": None,
        "flags": None,
        "sources": sorted({o.row["claim_id"] for o in (s, *(targets or (said[r.claim] for r in reached)))}),
    }


def _add_remarks(row: Row, rulings: Rulings, i: int, odd: Sequence[Oddity]) -> None:
    """Add to a claim's row who set it, and what a reader must know of it."""
    row["flags"] = list(dict.fromkeys(o.flag for o in odd)) or None
    remarks = [o.words for o in odd]
    if i in rulings.latest:
        ruling = rulings.latest[i]
        row["set_by"] = ruling.words
        row["sources"] = sorted({*row["sources"], ruling.decision["decision_id"]})
        remarks.append(ruling.words)
    if i in rulings.refused:
        remarks.append(rulings.refused[i])
    row["words"] = " ".join([row["words"], *map(sentence, remarks)])


def _say_lead(s: Said, lead: _Lead | None, why: str | None) -> tuple[str, str]:
    """The claim an origin is told by: the speaker's own word, or the first to repeat a voice that is not held."""
    if lead is not None and lead.voice is None:
        more = f"; it rests on {quoted(s.row['rests_on'])}, and {why}" if why else ""
        return "origin", f"{s.label} is an origin: {_tell(s.row)}{more}"
    whose = f"no statement of {lead.voice} on this matter is held" if lead else "what that is, is not understood"
    return "copy", f"{s.label} rests on {quoted(s.row['rests_on'])}; {whose} in this case"


def _say_again(s: Said, origin: Said) -> str:
    where = "in the same document" if s.document == origin.document else _when(s.row)
    return f"{s.label}: {_who(s.row)} again, {where}; one origin with {origin.label}, a later or further figure of it"


def _say_copy(s: Said, targets: Sequence[Said], why: str | None) -> tuple[str, str]:
    """Copy or altered copy: altered where it differs from every claim that it rests on."""
    basis = why or f"its basis is {quoted(s.row['rests_on'])}"
    if len(targets) == 1:
        told = f"{s.label} is a copy of {targets[0].label}, said by {_who(targets[0].row)}; {basis}"
    else:
        each = say_list(f"{t.label} ({_who(t.row)})" for t in targets)
        told = f"{s.label} rests on {each}; {basis}"
    changes = min((alterations(s.row, t.row) for t in targets), key=len)
    return ("altered copy", f"{told}. Altered: {'; '.join(changes)}") if changes else ("copy", told)


def _say_reached(reached: Sequence[_Lead]) -> str:
    """What a copy goes back to, where that is not one origin."""
    if not reached:
        return ". What that rests on is not understood, so it shows no origin"
    if len(reached) == 1:
        return ""
    return f". It goes back to {say_count(len(reached), 'origin')} and adds none"


def _say_unread(s: Said, origin: Said | None) -> str:
    words = f"{s.label} rests on {quoted(s.row['rests_on'])}, which is not understood: it names no claim, and nobody "
    words += "who is held here; it is not counted as an origin"
    return f"{words} beside {origin.label} by the same speaker" if origin else words


def _say_circle(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return f"{labels[0]} rests on itself, so nobody's own knowledge is shown"
    return f"{say_some(labels)} rest on each other in a circle, so nobody's own knowledge is shown"


# --------------------------------------------------------------------------------------------------------- origins


def _origin(
    said: Sequence[Said],
    ties: Ties,
    group: Sequence[int],
    lead: _Lead,
    traced: Sequence[Row],
    rulings: Rulings,
    backing: Backing,
) -> Row:
    """The ORIGINS row of one group."""
    s, voice = said[lead.claim], lead.voice
    ids = [said[i].row["claim_id"] for i in group]
    altered = {said[i].document for i in group if traced[i]["relation"] == "altered copy"}
    documents = {said[i].document for i in group}
    words = [
        f"{voice}, whose own statement is not held, as repeated in {s.label}" if voice else _tell(s.row),
        say_count(len(documents), "document") + (" carry it" if len(documents) > 1 else " carries it"),
    ]
    if lead.ring:
        words.append(_say_circle([said[i].label for i in lead.ring]))
    if altered:
        words.append(f"in {say_count(len(altered), 'document')} a figure, unit or role is changed")
    if again := sum(traced[i]["relation"] == "same speaker again" for i in group):
        words.append(f"{say_count(again, 'further statement')} by the same speaker counted with it")
    for flag in dict.fromkeys(f for i in group for f in traced[i]["flags"] or ()):
        labels = [said[i].label for i in group if flag in (traced[i]["flags"] or ())]
        words.append(f"look at {say_some(labels)}: {flag}")
    ranges, disagreement = find_ranges(said, ties, group)
    if disagreement:
        words.append(disagreement)
    ruled = {r.decision["decision_id"]: r.words for i in group if (r := rulings.latest.get(i)) is not None}
    words += ruled.values()
    goods = sorted({said[i].item_class for i in group}) if ruled else []
    if len(goods) > 1:
        words.append(f"claims of different goods ({say_list(goods)}) are counted here as {s.item_class}")
    return {
        "origin_id": lead.origin_id,
        "from_party": s.row["from_party"],
        "to_party": s.row["to_party"],
        "item_class": s.item_class,
        "stance": s.row["stance"],
        "speaker": voice or s.row["speaker"],
        "party_of_speaker": (backing.of_name(voice) or voice) if voice else s.party,
        "documents": len(documents),
        "altered": len(altered),
        "claim_ids": sorted(ids),
        "ranges": ranges or None,
        "disagreement": disagreement,
        "words": sentence("; ".join(words)),
        "sources": sorted({*ids, *ruled}),
    }


_SAYS = {
    "assert": "said",
    "confirm": "confirmed",
    "deny": "denied",
    "no comment": "gave no comment",
    "neither confirm nor deny": "neither confirmed nor denied",
}
"""Verb of each stance. A denial and a silence are different things."""


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

"""Transfers: who is said to have given what to whom. A view, recomputed from claims and trips and never edited.

Origins are counted, not outlets. Quantities stand side by side: they differ in period, unit and what they count, and
their mean would be nobody's word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import (
    CLAIM_ORIGINS,
    CLAIM_TESTS,
    CLAIMS,
    GRADES,
    LEXICON,
    ORIGINS,
    QUESTIONS,
    TRANSFERS,
    TRIPS,
    VESSELS,
)
from fairlead.base.timeline import say_span
from fairlead.base.wording import say_count, say_list, sentence
from fairlead.ledger.amounts import say_units
from fairlead.ledger.copies import document_of
from fairlead.ledger.items import by_ordinal, class_of, classes_in, is_way_of_ships, kinds_of_question, question_of
from fairlead.ledger.known_names import KnownNames, read_names
from fairlead.ledger.parties import count_parties
from fairlead.ledger.standing import Standing, find_standing, stands
from fairlead.ledger.words import fold, tokens
from fairlead.ledger.zeros import denies, part_denials, say_nones, stand_alone

Row = Mapping[str, Any]

SILENCES = ("no comment", "neither confirm nor deny")
"""Stances that say nothing either way. They are no denials."""

OF_NO_TRANSFER = ("limit", "support_statement", "policy_signal", "correction")
"""Kinds of claims that say nothing of something given: they stand in claims and origins, and make no transfer."""

_NAMED_AT_MOST = 5
"""Claims that a sentence names."""


def list_transfers(
    claims: pa.Table,
    claim_origins: pa.Table,
    origins: pa.Table,
    trips: pa.Table,
    questions: pa.Table,
    claim_tests: pa.Table,
    grades: pa.Table,
    vessels: pa.Table,
    lexicon: pa.Table | None = None,
) -> pa.Table:
    """List each giver, receiver and class of items with who asserts, denies and is silent, beside our own trips.

    Args:
        claims: CLAIMS rows, any order.
        claim_origins: CLAIM_ORIGINS of the same claims.
        origins: ORIGINS of the same claims.
        trips: TRIPS; the counted ones bear on the transfer that their question asks about.
        questions: QUESTIONS.
        claim_tests: CLAIM_TESTS; a claim that our trips support stands on more than its speaker's word.
        grades: GRADES; only a person gives the fifth rung.
        vessels: VESSELS; an amount a trip that no hull of theirs can hold is physically impossible.
        lexicon: LEXICON, for the case's own classes of items and its own parties.

    Returns:
        TRANSFERS. ``origins`` counts groups that assert; ``documents`` distinct documents that assert, copies included,
        and those whose basis is not understood, which show no origin.
        ``our_trips`` is null where no question of the case has this giver, receiver and class.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A trip bears on a transfer; it does not show what was aboard. Origins of one government are counted apart and
        named as not independent. The ladder and its flags: :mod:`fairlead.ledger.ladder`.
    """
    tests = {t["claim_id"]: t for t in CLAIM_TESTS.check(claim_tests).to_pylist()}
    given: dict[str, list[Row]] = defaultdict(list)
    for g in GRADES.check(grades).to_pylist():
        if not g["is_superseded"]:
            given[g["target"]].append(g)
    known = read_names([] if lexicon is None else LEXICON.check(lexicon).to_pylist())
    largest_t = max((d for d in VESSELS.check(vessels)["dwt_t"].to_pylist() if d is not None), default=None)
    traced = {r["claim_id"]: r for r in CLAIM_ORIGINS.check(claim_origins).to_pylist()}
    relation = {claim_id: r["relation"] for claim_id, r in traced.items()}
    questions_asked = by_ordinal(QUESTIONS.check(questions).to_pylist())
    said = {c["claim_id"]: c for c in CLAIMS.check(claims).to_pylist() if _tells_of_giving(c, questions_asked)}
    asked = {(q["from_party"], q["to_party"], q["question"]) for q in questions_asked}
    counted: dict[str, list[str]] = defaultdict(list)
    held = TRIPS.check(trips)
    for question, trip_id, is_counted in zip(
        *(held[c].to_pylist() for c in ("question", "trip_id", "is_counted")), strict=True
    ):
        if is_counted:
            counted[question].append(trip_id)
    groups: dict[tuple[str | None, str | None, str], list[Row]] = defaultdict(list)
    for o in ORIGINS.check(origins).to_pylist():
        if ids := [c for c in o["claim_ids"] if c in said]:
            groups[o["from_party"], o["to_party"], o["item_class"]].append(o | {"claim_ids": ids})
    loose: dict[tuple[str | None, str | None, str], list[Row]] = defaultdict(list)
    for c in said.values():
        if c["claim_id"] in traced and traced[c["claim_id"]]["origin_id"] is None:
            loose[c["from_party"], c["to_party"], class_of(c, questions_asked, known.classes)].append(c)
    kinds = {q["question"]: kinds_of_question(q, known.classes) for q in questions_asked}
    denials = [
        (c, class_of(c, questions_asked, known.classes), classes_in(c, questions_asked, known.classes))
        for c in said.values()
        if c["stance"] == "deny" and not c["rescinded"] and "copy" not in relation.get(c["claim_id"], "")
    ]
    rows = []
    for key in sorted({*groups, *loose}, key=lambda key: tuple(k or "" for k in key)):
        id_ = content_id("transfer", *key)
        grown = [*given[id_], *(g for o in groups[key] for c in o["claim_ids"] for g in given[c])]
        parted = part_denials(groups[key], said, relation) + [stand_alone(c) for c in loose[key] if denies(c)]
        wider = _wider_denials(key, denials, kinds)
        standing = find_standing(key, parted, said, relation, tests, grown, largest_t, known)
        trips_held = counted[key[2]] if key in asked else None
        others = [c for c in loose[key] if not denies(c)]
        rows.append(_transfer(key, parted, others, said, relation, trips_held, standing, known, wider))
    return TRANSFERS.from_rows(rows)


def _tells_of_giving(claim: Row, asked: Sequence[Row]) -> bool:
    """Whether a claim is about something given: not where ships only went, unless a question asks by these words."""
    if claim["claim_kind"] in OF_NO_TRANSFER:
        return False
    return not is_way_of_ships(claim) or question_of(claim, asked) is not None


def _transfer(
    key: tuple[str | None, str | None, str],
    group: Sequence[Row],
    loose: Sequence[Row],
    said: Mapping[str, Row],
    relation: Mapping[str, str],
    trips: Sequence[str] | None,
    standing: Standing,
    known: KnownNames,
    wider: Sequence[Row],
) -> dict[str, Any]:
    """The TRANSFERS row of one giver, receiver and class; ``loose`` are claims that show no origin."""
    whole = sorted(group, key=lambda o: (_first_said(o, said), o["speaker"], o["origin_id"]))
    group = [o for o in whole if stands(o, said, relation)]
    gone = len({o["origin_id"] for o in whole} - {o["origin_id"] for o in group})

    def documents(of: Callable[[str], bool]) -> int:
        told = [said[c] for o in group if of(o["stance"]) for c in o["claim_ids"]]
        told += [c for c in loose if of(c["stance"])]
        return len({document_of(c) for c in told if not c["rescinded"]})

    counts = {
        "origins": sum(o["stance"] == "assert" for o in group),
        "documents": documents(lambda s: s == "assert"),
        "denials": documents(lambda s: s == "deny"),
        "no_comments": documents(lambda s: s in SILENCES),
        "confirmations": documents(lambda s: s == "confirm"),
    }
    return {
        "transfer_id": content_id("transfer", *key),
        "from_party": key[0],
        "to_party": key[1],
        "item_class": key[2],
        "question": key[2] if trips is not None else None,
        **counts,
        "our_trips": None if trips is None else len(trips),
        "quantity_words": _quantities(group, said, relation),
        "rung": standing.rung,
        "rung_words": standing.words,
        "rung_any": standing.rung_any,
        "flags": list(standing.flags) or None,
        "wider_denials": sorted(c["claim_id"] for c in wider) or None,
        "is_expected": standing.is_expected,
        "words": _words(key, counts, group, loose, said, trips, standing, gone, known, wider),
        "sources": sorted(
            {*(o["origin_id"] for o in whole), *(c["claim_id"] for c in (*loose, *wider)), *(trips or ())}
        ),
    }


def _first_said(origin: Row, said: Mapping[str, Row]) -> Any:
    return min(said[c]["said_start"] for c in origin["claim_ids"])


def _quantities(group: Sequence[Row], said: Mapping[str, Row], relation: Mapping[str, str]) -> str | None:
    """What each asserting origin said of the quantity, oldest first; an origin that updates its total shows each
    step."""
    parts = []
    for o in group:
        own = [said[c] for c in o["claim_ids"] if "copy" not in relation[c]] or [said[c] for c in o["claim_ids"]]
        told = [
            (c["said_start"], _quantity(c))
            for c in sorted(own, key=lambda c: (c["said_start"], c["label"]))
            if c["quantity_words"] and fold(c["quantity_words"]) != "not stated"
        ]
        if o["stance"] == "assert" and told:
            steps = [told[0][1]]
            for (before, _), (at, words) in pairwise(told):
                steps.append(f"; also {words}" if at == before else f"; then in {at:%b %Y}: {words}")
            parts.append(f"{o['speaker']}: {''.join(steps)}")
    return " | ".join(parts) or None


def _quantity(claim: Row) -> str:
    """The quantity as written, its unit where the words leave it out, and the period it is for."""
    words, unit = claim["quantity_words"], claim["unit"]
    if unit and not set(tokens(unit)) <= set(tokens(words)):
        words += f" ({say_units(unit)})"
    if claim["period_start"] is not None and claim["period_end"] is not None:
        words += f", {say_span(claim['period_start'], claim['period_end'])}"
    return str(words)


def _words(
    key: tuple[str | None, str | None, str],
    counts: Mapping[str, int],
    group: Sequence[Row],
    loose: Sequence[Row],
    said: Mapping[str, Row],
    trips: Sequence[str] | None,
    standing: Standing,
    gone: int,
    known: KnownNames,
    wider: Sequence[Row],
) -> str:
    asserted = [o for o in group if o["stance"] == "assert"]
    parties = count_parties(asserted)
    head = f"{known.say_party(key[0])} to {known.say_party(key[1])}, {key[2]}: "
    if asserted:
        verb = "asserts it" if len(asserted) == 1 else "assert it"
        head += f"{say_count(len(asserted), 'origin')} in {say_count(counts['documents'], 'document')} {verb}"
        if parties < len(asserted):
            head += f", but they speak for {say_count(parties, 'party', 'parties')}"
    else:
        head += "no origin that is shown asserts it" if counts["documents"] else "nobody asserts it in this case"
    told = [said[c] for o in asserted for c in o["claim_ids"]]
    nones = [said[c] for o in group if o["stance"] == "deny" for c in o["claim_ids"]]
    sentences = [head, *_say_loose(loose), _others(counts, bool(wider)), *_say_wider(wider), *say_nones(nones, told)]
    if gone:
        verb = "is" if gone == 1 else "are"
        sentences.append(f"{say_count(gone, 'further origin')} {verb} rescinded in this case and counted nowhere")
    if reversal := standing.reversal:
        sentences.append(reversal)
    units = sorted({say_units(c["unit"]) for o in asserted for c in map(said.__getitem__, o["claim_ids"]) if c["unit"]})
    if len(units) > 1:
        sentences.append(f"the figures count different things ({', '.join(units)}) and are not added or averaged")
    if standing.is_expected:
        sentences.append(
            "it is only expected, planned, feared or asked for: nobody says that it has happened"
            if asserted
            else "all that expected it is rescinded in this case"
        )
    elif standing.words:
        sentences.append(standing.words)
    if trips is not None:
        verb = "bears" if len(trips) == 1 else "bear"
        sentences.append(f"{say_count(len(trips), 'documented trip')} of this case {verb} on it; a call is not a load")
    return " ".join(sentence(s) for s in sentences)


def _say_loose(loose: Sequence[Row]) -> list[str]:
    """Claims that assert on a basis that is not understood, and so add no origin."""
    labels = sorted(c["label"] for c in loose if c["stance"] == "assert")
    named = say_list(labels if len(labels) <= _NAMED_AT_MOST else [*labels[:_NAMED_AT_MOST], "others"])
    verb = "asserts it on a basis that is" if len(labels) == 1 else "assert it on bases that are"
    return [f"{named} {verb} not understood, and {'adds' if len(labels) == 1 else 'add'} no origin"] if labels else []


def _wider_denials(
    key: tuple[str | None, str | None, str],
    denials: Sequence[tuple[Row, str, frozenset[str]]],
    kinds: Mapping[str, frozenset[str]],
) -> list[Row]:
    """Denials between the same parties of goods of which these are a kind, oldest first; those counted here are not
    among them."""
    goods = {key[2], *kinds.get(key[2], ())}
    found = [
        c for c, own, denied in denials
        if own != key[2] and not goods.isdisjoint(denied) and (c["from_party"], c["to_party"]) == key[:2]
    ]  # fmt: skip
    return sorted(found, key=lambda c: (c["said_start"], c["label"]))


def _say_wider(wider: Sequence[Row]) -> list[str]:
    told = [
        f"{c['item']}, by {c['speaker']} on {say_span(c['said_start'], c['said_end'])} ({c['label']})"
        for c in wider[:_NAMED_AT_MOST]
    ]
    if not told:
        return []
    more = f"; and {len(wider) - len(told)} more" if len(wider) > len(told) else ""
    return [f"denied are goods that include it: {'; '.join(told)}{more}; counted with the goods they name"]


def _others(counts: Mapping[str, int], is_denied_wider: bool) -> str:
    """Denials, confirmations and silences, which are three things; what is not held is said to be not held."""
    found = {
        "denial": say_count(counts["denials"], "document denies it", "documents deny it"),
        "confirmation": f"in {say_count(counts['confirmations'], 'document')} a party confirms it",
        "refusal to comment": f"in {say_count(counts['no_comments'], 'document')} a party gives no comment",
    }
    is_held = dict(zip(found, (counts["denials"], counts["confirmations"], counts["no_comments"]), strict=True))
    absent = [f"no {name}" for name in found if not is_held[name]]
    absent = ["no denial of it by name" if a == "no denial" and is_denied_wider else a for a in absent]
    parts = [words for name, words in found.items() if is_held[name]]
    return "; ".join([*parts, f"{say_list(absent)} is held"] if absent else parts)

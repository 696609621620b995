"""What may be said of a transfer: the verb that its rung allows, and what speaks against it in the same sentence.

A grade that a person gave does not lift the verb: only a rung does. A likelihood stands only where a person graded it,
under that person's name; one that the rung does not bear out is said to be just that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fairlead.base.likelihood import LIKELIHOOD_PCT
from fairlead.base.timeline import say_days, say_span
from fairlead.base.wording import say_count, say_list, say_many, sentence
from fairlead.ledger.parties import say_party
from fairlead.ledger.zeros import denies

Row = Mapping[str, Any]
_NO_NAMES: Mapping[str, str] = {}

VERBS = (
    "nobody vouches for",
    "one source says",
    "a source says and shows",
    "independent sources say",
    "is corroborated",
    "is confirmed",
)
"""The verb of each rung, 0 to 5. Only the fifth, which a person gives, confirms."""

STANCES = {
    "assert": "says", "deny": "denies", "confirm": "confirms", "no comment": "gives no comment on",
    "neither confirm nor deny": "neither confirms nor denies",
}  # fmt: skip
"""What a speaker does in each stance. A denial, a silence and a refusal to comment are different things."""

NOT_GIVEN = frozenset({"casualties"})
"""Classes that are told of between two parties and are no goods: nobody gives them."""

RUNGS = (
    "withdrawn, or an outlet's own voice only",
    "one independent origin, no basis held",
    "one independent origin, its basis shown; its publication or observations read from it are held",
    "two or more independent origins of one kind",
    "two or more of different kinds, or our own evidence apart from the claimant's",
    "4, and a person found nothing unanswered; or an admission",
)
"""Each rung in a few words, for a legend."""

FLAG_WORDS = {
    "denied by party": "denied by a party to it",
    "denial reversed": "a party first denied, then confirmed it",
    "confirmation reversed": "a party denied it after it had confirmed it",
    "quantity disputed": "amounts exclude each other",
    "single government": "one government's word",
    "anonymous only": "nobody is named",
    "physically impossible": "more than any ship known here can carry",
}
"""Flags of TRANSFERS as a reader takes them in; any other stands as it is."""

MOST_LIKELY = (None, "likely", "likely", "very likely", "almost certain", "almost certain")
"""The strongest likelihood that each rung bears out. The house's choice: one voice, however good, bears no more than
"likely"."""

_WORDS = tuple(LIKELIHOOD_PCT)


def verb_of(rung: int) -> str:
    """The verb that a rung allows.

    Raises:
        ValueError: there is no such rung.
    """
    if not 0 <= rung < len(VERBS):
        raise ValueError(f"{rung} is no rung: the ladder has 0 to {len(VERBS) - 1}")
    return VERBS[rung]


def claims_behind(transfer: Row, origins: Mapping[str, Row], claims: Mapping[str, Row]) -> list[Row]:
    """The claims that a TRANSFERS row was made of, oldest first.

    Args:
        transfer: the row.
        origins: ORIGINS by id.
        claims: CLAIMS by id.
    """
    ids = {c for i in transfer["sources"] for c in (origins[i]["claim_ids"] if i in origins else (i,))}
    return sorted((claims[i] for i in ids if i in claims), key=lambda c: (c["said_start"], c["label"]))


def in_reading_order(transfer: Row) -> tuple[Any, ...]:
    """The place of a TRANSFERS row: what stands best first, what is only expected last."""
    best = -(transfer["rung_any"] or 0), -(transfer["rung"] or 0), -transfer["documents"]
    return bool(transfer["is_expected"]), *best, transfer["item_class"], transfer["transfer_id"]


def say_transfer(
    transfer: Row,
    grades: Iterable[Row] = (),
    claims: Sequence[Row] = (),
    names: Mapping[str, str] = _NO_NAMES,
) -> str:
    """One sentence about a transfer that says no more than its rungs, and what stands against it.

    Args:
        transfer: a TRANSFERS row.
        grades: GRADES; the standing likelihood of this transfer is said, under the name of whoever gave it.
        claims: CLAIMS of this transfer, to name who denies it.
        names: of parties that the package's table lacks, by code (:func:`fairlead.ledger.known_names.party_names`).

    Limits:
        Credibility and reliability are not likelihoods: a claim graded 1 ("confirmed by other sources" on the
        Admiralty scale) on the first rung is still one source's word.
    """
    item, who = transfer["item_class"], say_way(transfer, names)
    parts = [_said(transfer), *_against(transfer, claims)]
    if graded := _likelihood(transfer, grades):
        parts.append(graded)
    return sentence(f"{item}, {who}: {'; '.join(parts)}")


def say_flags(transfer: Row) -> tuple[str, ...]:
    """What a reader of a TRANSFERS row must know, in a few words each: denials, one voice, amounts that differ."""
    flags = [FLAG_WORDS.get(f, f) for f in transfer["flags"] or () if f != "contradicted" or not transfer["denials"]]
    if transfer["denials"]:
        flags.append(f"denied in {say_many(transfer['denials'], 'document')}")
    if transfer["wider_denials"]:
        flags.append(f"denied with other goods in {say_many(len(transfer['wider_denials']), 'statement')}")
    if transfer["confirmations"]:
        flags.append(f"confirmed by a party in {say_many(transfer['confirmations'], 'document')}")
    if transfer["no_comments"]:
        flags.append(f"no comment in {say_many(transfer['no_comments'], 'document')}")
    if transfer["origins"] == 1 and transfer["documents"] > 1:
        flags.append("one voice")
    return tuple(flags)


def say_period(claim: Row) -> str:
    """The period that a claim speaks of, with the end that it leaves open; ``not stated`` where it states neither."""
    start, end = claim["period_start"], claim["period_end"]
    if start is not None and end is not None:
        return say_span(start, end)
    if start is not None:
        return f"from {say_days(start, start)}, no end stated"
    return f"until {say_days(end, end)}, no start stated" if end is not None else "not stated"


def say_way(row: Row, names: Mapping[str, str] = _NO_NAMES) -> str:
    """``Russia to North Korea``: giver and receiver of a claim or transfer in words."""
    giver, receiver = (names.get(row[side] or "") or say_party(row[side]) for side in ("from_party", "to_party"))
    return f"{giver} to {receiver}"


def _said(transfer: Row) -> str:
    rung, whatever = transfer["rung"], transfer["rung_any"]
    if transfer["is_expected"]:
        if not transfer["origins"]:
            return "all that expected it is rescinded in this case"
        return "nobody says that it has happened; it is expected, planned, asked for or feared"
    if rung is None or whatever is None:
        return "nobody asserts it in this case"
    # Below the third rung one voice counts, however many speak: one of the others may be its own, or no voice at all.
    one = ", of which one counts," if 0 < whatever < 3 and transfer["origins"] > 1 else ""
    counts = f"({say_count(transfer['origins'], 'origin')}{one} in {say_count(transfer['documents'], 'document')})"
    if rung == whatever:
        return f"{_clause(rung, 'it')} {counts}"
    whole = _clause(whatever, f"that {say_bare(transfer['item_class'])}")
    return f"{whole} {counts}, and of the figure that stands best {_clause(rung, 'it')}"


def say_bare(item_class: str) -> str:
    """What is said whatever the amount: ``something was given``; of what is nothing given, that there was any."""
    return "there were any" if item_class in NOT_GIVEN else "something was given"


def _clause(rung: int, what: str) -> str:
    """``one source says it``, ``it is corroborated that something was given``."""
    verb = verb_of(rung)
    if verb.startswith("is "):
        return f"it {verb}" if what == "it" else f"it {verb} {what}"
    return f"{verb} {what}"


def _against(transfer: Row, claims: Sequence[Row]) -> list[str]:
    flags, found = set(transfer["flags"] or ()), []
    wider = set(transfer.get("wider_denials") or ())
    standing = [c for c in claims if denies(c) and not c["rescinded"]]
    deniers = sorted({c["speaker"] for c in standing if not wider or c["claim_id"] not in wider})
    who = say_list(deniers) if deniers else ""
    documents = say_count(transfer["denials"], "document")
    if transfer["denials"]:
        is_reversed = "denial reversed" in flags
        found.append(
            ("but " if not is_reversed else "")
            + (f"it is denied by {who}, in {documents}" if who else f"it is denied in {documents}")
            + (", and a party took its denial back" if is_reversed else "")
            + (", and a party denied it after it had confirmed it" if "confirmation reversed" in flags else "")
        )
    elif "contradicted" in flags:
        found.append("but our own count contradicts a claim of it")
    if wider:
        who = say_list(sorted({c["speaker"] for c in standing if c["claim_id"] in wider}))
        but = "" if transfer["denials"] else "but "
        by = f"by {who}" if who else f"in {say_count(len(wider), 'statement')}"
        found.append(f"{but}goods that include it are denied {by}")
    if "quantity disputed" in flags:
        found.append("the amounts named exclude each other")
    if "physically impossible" in flags:
        found.append("an amount named is more than any ship known here can carry")
    if "single government" in flags:
        found.append("all that assert it speak for one government")
    if "anonymous only" in flags:
        found.append("nobody who asserts it is named")
    return found


def _likelihood(transfer: Row, grades: Iterable[Row]) -> str | None:
    """The likelihood that a person gave this transfer; none on rung 0, where there is nothing to be likely."""
    given = [
        g for g in grades
        if g["axis"] == "likelihood" and g["target"] == transfer["transfer_id"] and not g["is_superseded"]
    ]  # fmt: skip
    most = MOST_LIKELY[transfer["rung"]] if transfer["rung"] is not None else None
    if not given or most is None:
        return None
    word, by = given[-1]["value"], given[-1]["graded_by"]
    if _WORDS.index(word) > _WORDS.index(most):
        return f"{by} judged it {word}, which rung {transfer['rung']} does not bear out"
    return f"{by} judged it {word}"

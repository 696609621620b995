"""Claims that no longer count: whom a name means, the entries that say so, and the mark that the claims then bear.

Rescinding takes nothing away. The claim keeps its row, its words and its place in the lineage; it bears who rescinded
it and why, and every step that counts passes it over. Withdrawing the entry brings it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from fairlead.base.decisions import standing
from fairlead.base.tables import CLAIMS
from fairlead.base.wording import say_count, say_small
from fairlead.case.config_params import suggest
from fairlead.case.decisions import RESCINDED, decide, decision_id
from fairlead.case.store import Store
from fairlead.errors import CaseError
from fairlead.ledger.known_names import read_names
from fairlead.ledger.parties import split_names
from fairlead.ledger.speakers import names_of
from fairlead.ledger.words import fold

Row = Mapping[str, Any]
Held = Callable[[str], pa.Table]

VERDICT = "rescind"
"""What DECISIONS calls such an entry."""


class Match(NamedTuple):
    """A claim that a name means, and how."""

    claim: Row
    why: str


def match_claims(held: Held, source: str) -> list[Match]:
    """The claims that stand on a source.

    Args:
        held: gives a table of the last run by name, empty where it has none.
        source: the label or id of a claim; the name, id or hash of a file; the id, title or address of a document; a
            speaker, the body behind one, an outlet, or a name that an outlet's words hold whole ("AP" in "AP / SBS",
            and in "Ukrainska Pravda on AP", which stands on it too). A body is meant by its initials, its long name
            and every name the lexicon has for it, also where it is named together with others.

    Returns:
        The claims by label. The narrowest meaning that fits is taken: a label before a file before a name.

    Raises:
        CaseError: nothing in the claims has that name.
    """
    name = source.strip()
    claims = sorted(held("claims").to_pylist(), key=lambda c: _by_number(c["label"]))
    if not name:
        raise CaseError("say whom to rescind: a claim, a file, a document, a speaker or an outlet")
    files = {e["evidence_id"] for e in held("evidence").to_pylist() if _is_file(e, name)}
    documents = {d["document_id"] for d in held("documents").to_pylist() if _is_document(d, name)}
    narrow = (
        [
            Match(c, "named")
            for c in claims
            if name in (c["claim_id"], c["label"]) or name.lower() == c["label"].lower()
        ],
        [Match(c, "read from that file") for c in claims if c["evidence_id"] in files],
        [
            Match(c, "stands in that document")
            for c in claims
            if c["document_id"] in documents or c["source_url"] == name
        ],
    )
    meant = _Meant(name, held)
    found = next((matches for matches in narrow if matches), None) or [
        Match(c, why) for c in claims if (why := _why(c, name, meant))
    ]
    if not found:
        if seen := say_observed(held, name):
            raise CaseError(f"no claim of this case stands on {name!r}. {seen}")
        names = sorted({n for c in claims for n in (c["label"], c["speaker"], c["outlet"], c["speaker_org"]) if n})
        raise CaseError(f"no claim of this case stands on {name!r}{suggest(name, names)}")
    return found


def rescind(store: Store, source: str, about: Sequence[str], reason: str, by: str | None = None) -> str:
    """Enter in the log that some claims no longer count; the next run honours it.

    Args:
        store: the case.
        source: whom the person named.
        about: ids of the claims, as they were shown to that person; claims that come later are not among them.
        reason: why, in words another person can judge.
        by: who rescinds; whoever is at the keyboard, if left out.

    Returns:
        The id of the decision, to withdraw it by.

    Raises:
        CaseError: no reason, no claim, or the case cannot be written.
    """
    if not reason.strip():
        raise CaseError("to rescind needs its reason, in words another person can judge")
    if not about:
        raise CaseError("there is no claim to rescind")
    with store.writing() as sitting:
        entry = sitting.write(RESCINDED, by, source=source.strip(), about=sorted(about), reason=reason.strip())
    return decision_id(entry)


def restore(store: Store, decisions: Sequence[str], reason: str, by: str | None = None) -> str:
    """Withdraw entries that rescinded: their claims count again with the next run."""
    return decide(store, decisions, "withdraw", reason, by)


def standing_rescissions(decisions: pa.Table) -> dict[str, Row]:
    """The DECISIONS row by which each claim is rescinded, by the claim's id; the latest that was not withdrawn."""
    found: dict[str, Row] = {}
    for decision in standing(decisions.to_pylist()):
        if decision["verdict"] == VERDICT:
            found |= dict.fromkeys(decision["about"], decision)
    return found


def mark_rescinded(claims: pa.Table, decisions: pa.Table) -> pa.Table:
    """CLAIMS with ``rescinded`` filled from DECISIONS, for those that a standing entry names."""
    said = {id_: _say(d) for id_, d in standing_rescissions(decisions).items()}
    return with_marks(claims, said) if said else claims


def with_marks(claims: pa.Table, said: Mapping[str, str]) -> pa.Table:
    """CLAIMS with ``rescinded`` as given by claim id; the others keep theirs."""
    ids, before = claims["claim_id"].to_pylist(), claims["rescinded"].to_pylist()
    marks = [said.get(id_, mark) for id_, mark in zip(ids, before, strict=True)]
    at = claims.column_names.index("rescinded")
    return CLAIMS.check(claims.set_column(at, "rescinded", pa.array(marks, pa.string())))


def _say(decision: Row) -> str:
    return f"{decision['reason']} ({decision['decided_by']}, {decision['decided_at']:%Y-%m-%d})"


def _is_file(evidence: Row, name: str) -> bool:
    is_hash = len(name) >= 8 and evidence["sha256"].startswith(name.lower())
    return is_hash or name in (evidence["evidence_id"], evidence["name"])


def _is_document(document: Row, name: str) -> bool:
    return name in (document["document_id"], document["url"]) or name.lower() == (document["title"] or "").lower()


def say_observed(held: Held, source: str) -> str:
    """What of the case's own sightings and trips rests on a source, in words, and that rescinding does not touch it."""
    meant = _Meant(source, held)
    rows = held("observations").select(["sighting_id", "label", "observed_by"]).to_pylist()
    told_by = held("sightings").select(["sighting_id", "reported_by"]).to_pylist()
    reported = {r["sighting_id"] for r in told_by if _holds(_words(r["reported_by"]), _words(source))}
    theirs = {
        r["sighting_id"]: r["label"]
        for r in rows
        if meant.is_named_in(r["observed_by"]) or r["sighting_id"] in reported
    }
    if not theirs:
        return ""
    others = {r["sighting_id"] for r in rows} - theirs.keys()
    beneath = {s["stay_id"]: s["sources"] for s in held("stays").select(["stay_id", "sources"]).to_pylist()}
    resting = alone = 0
    for trip in held("trips").select(["sources"]).to_pylist():
        ids = {i for s in trip["sources"] for i in (s, *beneath.get(s, ()))}
        if not ids.isdisjoint(theirs):
            resting += 1
            alone += ids.isdisjoint(others)
    labels = sorted({label for label in theirs.values() if label}, key=_by_number)
    told = f" ({', '.join(labels)})" if labels else ""
    if resting:
        trips = (
            f"{say_count(resting, 'trip of ours rests', 'trips of ours rest')} on them, "
            f"{say_small(alone) if alone else 'none'} of those on nothing else"
        )
    else:
        trips = "no trip of ours rests on them"
    seen = say_count(len(theirs), "sighting of this case rests", "sightings of this case rest")
    return (
        f"{seen[0].upper()}{seen[1:]} on {source.strip()}, who saw or told them{told}; {trips}. "
        "Rescinding takes out what it said, not what it saw: these stay as they are. To take a sighting out, take it "
        "out of its file."
    )


class _Meant:
    """Whom a name means: the body under its initials, its long name and the names the lexicon has for it.

    The initials of a long name that neither the case nor the lexicon knows mean nobody: it may be a slip.
    """

    def __init__(self, name: str, held: Held) -> None:
        self._known = read_names(held("lexicon").to_pylist())
        found = self._names(name)
        if fold(name) not in self._known.usual:
            claims = held("claims").select(["speaker", "speaker_org", "outlet"]).to_pylist()
            borne = {n for c in claims for v in c.values() for p in split_names(v) for n in names_of(p)}
            if not any(n.core == m.core for n in borne for m in names_of(name)):
                found = frozenset(n.core for n in names_of(name) if n.core in found)
        self._wanted = found if len(names_of(name)) == 1 else frozenset()

    def is_named_in(self, words: str | None) -> bool:
        """Whether some words name it, alone or with others."""
        return bool(words) and not self._wanted.isdisjoint(self._names(words or ""))

    def _names(self, words: str) -> frozenset[str]:
        """Cores and initials of those that some words name; offices and states stand for many, and are left out."""
        parts = {x for part in (words, *split_names(words)) for x in (part, self._known.usually(part))}
        names = [n for p in parts for n in names_of(p) if not n.is_office and not n.is_state]
        return frozenset(x for n in names for x in (n.core, n.short) if x)


def _why(claim: Row, name: str, meant: _Meant) -> str | None:
    """How a claim stands on a name; None where it does not."""
    wanted = _words(name)
    if wanted in (_words(claim["speaker"]), _words(claim["speaker_org"])):
        return "said by it"
    if wanted == _words(claim["outlet"]):
        return "printed by it"
    for field in ("speaker", "speaker_org"):
        if meant.is_named_in(claim[field]):
            return f"said by {claim[field]}"
    if _holds(_words(claim["outlet"]), wanted) or any(meant.is_named_in(p) for p in split_names(claim["outlet"])):
        return f"printed in {claim['outlet']}"
    if any(wanted == _words(relay) or meant.is_named_in(relay) for relay in claim["relays"] or ()):
        return "passed on by it"
    return None


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", (text or "").casefold()))


def _holds(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return bool(wanted) and any(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))


def _by_number(label: str) -> tuple[tuple[int, int | str], ...]:
    """Labels in order, their numbers as numbers: C2 before C10."""
    return tuple((0, int(p)) if p.isdigit() else (1, p) for p in re.split(r"(\d+)", label) if p)

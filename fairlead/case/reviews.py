"""What people made of proposed claims: entries of the log, and the claims that stand because of them.

An entry carries the whole claim as the person accepted it, so that it outlives the rules that proposed it. Nothing is
overwritten: of several entries on one proposal the latest that was not withdrawn stands, and a rejection is kept like
an acceptance. A claim's quote is looked for anew in the text each time the case is gathered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.types as pt

from fairlead.base.ids import content_id
from fairlead.base.json_values import json_value
from fairlead.base.schema import Column
from fairlead.base.tables import CLAIMS, REVIEWS
from fairlead.case.log import Entry, Log
from fairlead.case.store import Sitting, Store
from fairlead.errors import CaseError
from fairlead.formats.api import refusal
from fairlead.formats.claims import take_claim
from fairlead.formats.record import Record
from fairlead.ledger.backing import is_private, stated_party
from fairlead.ledger.bases import say_chain
from fairlead.ledger.known_names import KnownNames, read_names
from fairlead.ledger.parties import say_party
from fairlead.ledger.words import fold
from fairlead.statements.lexicon import package_lexicon

Row = dict[str, Any]

ACTION = "reviewed"
VERDICTS = ("accept", "edit", "reject", "withdraw")
TAKEN = ("accept", "edit")
"""Verdicts by which a claim stands."""

_NOT_SAID = ("claim_id", "label", "reviewer", "rescinded", "evidence_id", "row")
KEPT = tuple(c.name for c in CLAIMS.columns if c.name not in _NOT_SAID)
"""Columns of CLAIMS that an entry carries; the others follow from the entry and its place."""
_ANCHOR = ("quote", "quote_prefix", "quote_suffix", "quote_start", "text_sha256")
_CONTEXT = 32

FIELDS: dict[str, tuple[str, ...]] = {
    name: (name,)
    for name in (
        "speaker", "speaker_org", "speaker_role", "anonymity", "outlet", "venue", "stance", "from_party", "to_party",
        "item", "item_class", "quantity_words", "qty_low", "qty_high", "unit", "qualifier", "scope", "period_words",
        "rests_on", "basis", "relays", "claim_kind", "modality", "stage", "places", "vessels", "alternatives",
        "exchange", "cue", "quote_kind", "supersedes",
    )
} | {"date_said": ("said_start", "said_end"), "period": ("period_start", "period_end")}  # fmt: skip
"""What a person may change in a proposal, and the columns it fills. The quote is the document's and is not changed."""
_CELLS = {"quantity_words": "quantity_text"}
_SENT = ("eml",)
"""Media whose author is who sent them out."""
_PLAIN = {"claim_id": "K", "speaker": "-", "outlet": "-", "date_said": "2000", "stance": "assert", "item": "-"}
"""Cells every row of a table of claims has."""


def claim_of(proposal: Mapping[str, Any], document: Mapping[str, Any] | None) -> Row:
    """The claim a proposal makes, with what the document knows; what nobody knows yet is None (:func:`missing`).

    Where the text does not say when it was said, it is the day of publication: nothing is quoted after that. A title is
    no outlet: a file that names none leaves it open. The state
    that the reading knows of an official is whom he speaks for, where his organisation, name and role do not tell it.
    """
    d = document or {}
    claim = {c: proposal.get(c) for c in KEPT}
    if claim["said_start"] is None:
        claim |= {"said_start": d.get("published_start"), "said_end": d.get("published_end")}
    sender = d.get("author") if d.get("media") in _SENT else None
    claim["outlet"] = proposal["outlet"] or d.get("outlet") or sender
    claim["rests_on"] = say_chain(proposal["origin_chain"])
    claim["source_url"] = d.get("url")
    if stated_party(claim) is None:
        claim["speaker_org"] = _spoken_for(proposal) or claim["speaker_org"]
    return claim


def _spoken_for(proposal: Mapping[str, Any]) -> str | None:
    """The state for which a proposal's speaker speaks, by name.

    None of an outlet or a body, whose state is where it sits, or of a person who holds no office, whose state is where
    he comes from.
    """
    state, role = proposal.get("speaker_state"), proposal.get("speaker_role")
    if not state or role == "outlet" or proposal.get("anonymity") == "narrator" or is_private(role):
        return None
    known, name = _package_names(), fold(proposal["speaker"])
    if name in known.owners or name in known.bodies or (name, None) in known.people:
        return None
    return say_party(state)


@lru_cache(maxsize=1)
def _package_names() -> KnownNames:
    return read_names(package_lexicon().to_pylist())


def missing(claim: Mapping[str, Any]) -> list[str]:
    """Fields without which no claim stands: who, where, when, how, what."""
    null_not = {c.name for c in CLAIMS.columns if c.null is None}
    return [f for f, columns in FIELDS.items() if any(c in null_not and claim.get(c) is None for c in columns)]


def change(claim: Mapping[str, Any], field: str, words: str) -> Row:
    """The claim with one field as a person typed it; blank clears it. The words a table of claims may hold are taken.

    Raises:
        CaseError: no such field, or what was typed is none of its words, no date, no number.
    """
    if field not in FIELDS:
        raise CaseError(f"there is no field {field!r}; it is one of {', '.join(FIELDS)}")
    words = words.strip()
    if field == "period":
        first, _, last = words.partition("..")
        cells = {"period_start": first.strip(), "period_end": last.strip()}
    else:
        cells = {_CELLS.get(field, field): words}
    if field.startswith("qty_") and words:
        cells["unit"] = str(claim["unit"] or "item")
    taken = _take(_PLAIN | cells, only={*cells, field, *FIELDS[field]})
    changed = {**claim, **{c: taken[c] for c in FIELDS[field]}}
    if field == "outlet" and claim["anonymity"] == "narrator":
        changed["speaker"] = changed["outlet"]  # it speaks in its own voice, whoever it turns out to be
    return changed


def check(claim: Mapping[str, Any]) -> None:
    """Refuse a claim that no table of claims may hold.

    Raises:
        CaseError: something is missing, an amount has no unit or ends before it begins, or a word is unknown.
    """
    if lacking := missing(claim):
        raise CaseError(f"not known yet: {', '.join(lacking)}")
    cells = {_CELLS.get(c, c): _spell(claim[c]) for c in KEPT if claim.get(c) is not None and c in FIELDS}
    _take(_PLAIN | cells)


def _take(cells: Mapping[str, str], only: Collection[str] = ()) -> Mapping[str, Any]:
    record = Record(cells)
    taken = take_claim(record)
    wrong = [*record.faults, *((column, reason) for column, reason, _ in record.drops)]
    if told := [reason for column, reason in wrong if not only or column in only]:
        raise CaseError("; ".join(told))
    return taken


def _spell(value: Any) -> str:
    """A value as a cell of a table of claims."""
    if isinstance(value, list | tuple):
        return "; ".join(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)


# ---------------------------------------------------------------------------------------------------------- entering


def review(
    sitting: Sitting,
    proposal: Mapping[str, Any],
    document: Mapping[str, Any] | None,
    verdict: str,
    claim: Mapping[str, Any],
    reason: str = "",
    changed: Iterable[str] = (),
    by: str | None = None,
) -> Entry:
    """Enter in the log what a person made of one proposal; the next run honours it.

    Args:
        sitting: the case, held for writing.
        proposal: a row of PROPOSALS.
        document: its row of DOCUMENTS.
        verdict: accept, edit or reject.
        claim: the claim as accepted, or as it was refused: every column of :data:`KEPT`.
        reason: why; an edit or a rejection without a reason is none.
        changed: the fields a person changed.
        by: who reviews; whoever is at the keyboard, if left out.

    Raises:
        CaseError: no reason, a claim that cannot stand, or the case cannot be written.
    """
    if verdict not in VERDICTS[:3]:
        raise CaseError(f"a proposal is met with one of {', '.join(VERDICTS[:3])}, not {verdict!r}")
    if verdict != "accept" and not reason.strip():
        raise CaseError(f"to {verdict} needs its reason, in words another person can judge")
    if verdict in TAKEN:
        check(claim)
    if document is None:
        raise CaseError("its document is not in the tables of the last run; run the case first")
    said = {c: v for c in KEPT if (v := json_value(claim.get(c))) is not None}
    return sitting.write(
        ACTION, by, proposal=proposal["proposal_id"], verdict=verdict, about=None, claim=said, changed=list(changed),
        replaces=proposal["replaces"], evidence_id=document["evidence_id"], row=document["row"], reason=reason.strip(),
    )  # fmt: skip


def refuse_stale(log: Log, shown: Mapping[str, str], ids: Iterable[str]) -> None:
    """Refuse where somebody decided on one of some proposals after they were shown.

    Args:
        log: the log now, with the case held for writing.
        shown: ids of the reviews that stood when they were shown, by proposal.
        ids: the proposals.

    Raises:
        CaseError: who decided what, and why.
    """
    now = standing(log)
    for id_ in ids:
        entry = now.get(id_)
        if entry is not None and review_id(entry) != shown.get(id_):
            why = f" ({entry.fields['reason']})" if entry.fields["reason"] else ""
            raise CaseError(
                f"{id_}: meanwhile {entry.actor} decided {entry.fields['verdict']}{why}; nothing was entered. "
                "Decide again to overrule it"
            )


def withdraw(store: Store, about: str, reason: str, by: str | None = None) -> Entry:
    """Take back an acceptance, an edit or a rejection: it stays visible, and what stood before it stands again.

    Raises:
        CaseError: nothing has that id, it was taken back already, or no reason is given.
    """
    if not reason.strip():
        raise CaseError("to withdraw needs its reason, in words another person can judge")
    with store.writing() as sitting:
        entry = next((e for e in sitting.log.of(ACTION) if review_id(e) == about), None)
        if entry is None or entry.fields["verdict"] == "withdraw":
            raise CaseError(f"no review has the id {about!r}; 'fairlead show CASE reviews' lists them")
        if about in withdrawn(sitting.log):
            raise CaseError(f"{about} was withdrawn already")
        return sitting.write(
            ACTION, by, proposal=entry.fields["proposal"], verdict="withdraw", about=about, claim=None, changed=[],
            replaces=None, evidence_id=entry.fields["evidence_id"], row=entry.fields["row"], reason=reason.strip(),
        )  # fmt: skip


def review_id(entry: Entry) -> str:
    """Id over what was said, by whom and when: the same after two logs are merged."""
    return content_id("review", entry.said)


def claim_id_of(proposal_id: str) -> str:
    """Id of the claim that a proposal became: an edit keeps it, and so do grades."""
    return content_id("claim", proposal_id)


# ------------------------------------------------------------------------------------------------------------ reading


def withdrawn(log: Log) -> set[str]:
    """Ids of the reviews that were taken back."""
    return {str(e.fields["about"]) for e in log.of(ACTION) if e.fields["verdict"] == "withdraw"}


def standing(log: Log) -> dict[str, Entry]:
    """The entry that stands on each proposal: the latest accept, edit or reject that was not taken back."""
    gone = withdrawn(log)
    entries = [e for e in log.of(ACTION) if e.fields["verdict"] != "withdraw" and review_id(e) not in gone]
    return {str(e.fields["proposal"]): e for e in entries}


def labels_of(log: Log, taken: Collection[str] = ()) -> dict[str, str]:
    """Labels of accepted claims by proposal: K1, K2, ... in the order in which they were first accepted.

    A claim that was taken out keeps its number. One whose label a table of claims bears has a letter behind it.
    """
    found: dict[str, str] = {}
    for entry in log.of(ACTION):
        if entry.fields["verdict"] in TAKEN and entry.fields["proposal"] not in found:
            label = f"K{len(found) + 1}"
            while label in taken:
                label += "r"
            found[str(entry.fields["proposal"])] = label
    return found


def list_reviews(log: Log) -> pa.Table:
    """REVIEWS, one row an entry, withdrawals too."""
    now, labels = {e.line for e in standing(log).values()}, labels_of(log)
    rows = []
    for entry in log.of(ACTION):
        f: Any = entry.fields
        claim: Mapping[str, Any] = f["claim"] or {}
        is_taken = f["verdict"] in TAKEN
        rows.append(
            {
                "review_id": review_id(entry),
                "proposal_id": f["proposal"],
                "verdict": f["verdict"],
                "about": f["about"],
                "claim_id": claim_id_of(f["proposal"]) if is_taken else None,
                "claim_label": labels[f["proposal"]] if is_taken else None,
                "document_id": claim.get("document_id"),
                "quote": claim.get("quote"),
                "changed": f["changed"],
                "reason": f["reason"] or None,
                "reviewed_by": entry.actor,
                "reviewed_at": entry.time,
                "is_standing": entry.line in now,
                "log_line": entry.line,
                "sources": [f["evidence_id"]],
            }
        )
    return REVIEWS.from_rows(rows)


def gather_claims(
    log: Log, documents: pa.Table, rows_of_files: pa.Table, names: Mapping[str, str]
) -> tuple[pa.Table, list[Row]]:
    """Rows of CLAIMS of what people accepted, and of REJECTS where a quote or a value does not hold.

    Args:
        log: the log.
        documents: DOCUMENTS of the case.
        rows_of_files: CLAIMS that stand in tables.
        names: the name of each file by its evidence_id.
    """
    labels = labels_of(log, set(rows_of_files["label"].to_pylist()))
    columns = ("document_id", "text", "text_sha256", "evidence_id", "row")
    texts = {d["document_id"]: d for d in documents.select(columns).to_pylist()}
    rows: list[Row] = []
    rejects: list[Row] = []
    for proposal, entry in standing(log).items():
        if entry.fields["verdict"] not in TAKEN:
            continue
        label, name = labels[proposal], names.get(entry.fields["evidence_id"], "a file that is gone")
        about = {"row": entry.fields["row"], "label": label}
        try:
            claim = read_said((c for c in CLAIMS.columns if c.name in KEPT), entry.fields["claim"])
            check(claim)
        except (CaseError, ValueError, TypeError) as e:
            reason = f"the claim accepted in line {entry.line} of the log cannot stand: {e}"
            rejects.append(refusal(entry.fields["evidence_id"], name, reason, scope="row", **about))
            continue
        anchored, wrong = _anchored(claim, texts.get(claim["document_id"]))
        if wrong:
            reason = f"{label} (line {entry.line} of the log) {wrong}"
            evidence_id = entry.fields["evidence_id"]
            rejects.append(
                refusal(evidence_id, name, reason, scope="field", field="quote", raw=claim["quote"], **about)
            )
        place = texts.get(claim["document_id"]) or entry.fields
        rows.append(
            anchored
            | {"claim_id": claim_id_of(proposal), "label": label, "reviewer": entry.actor}
            | {"supersedes": claim["supersedes"] or labels.get(entry.fields["replaces"] or "")}
            | {"evidence_id": place["evidence_id"], "row": place["row"]}
        )
    return CLAIMS.from_rows(rows), rejects


def read_said(columns: Iterable[Column], said: Mapping[str, Any]) -> Row:
    """Some columns of a row as an entry of the log carries it, every value of its column's type.

    Raises:
        ValueError, TypeError: it is none.
    """
    row: Row = {}
    for column in columns:
        value = said.get(column.name)
        if value is not None and pt.is_timestamp(column.type):
            value = datetime.fromisoformat(value)
        elif value is not None and pt.is_floating(column.type):
            value = float(value)
        elif value is not None and not _fits(column.type, value):
            raise ValueError(f"{column.name} is {value!r}")
        row[column.name] = value
    return row


def _fits(kind: pa.DataType, value: Any) -> bool:
    if pt.is_list(kind):
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    return isinstance(value, str if pt.is_string(kind) else int)


def _anchored(claim: Row, document: Mapping[str, Any] | None) -> tuple[Row, str | None]:
    """The claim with its quote where the text holds it, and what is wrong. Words that moved are anchored anew."""
    quote, start = claim["quote"], claim["quote_start"]
    if quote is None:
        return claim, None
    without = claim | dict.fromkeys(_ANCHOR)
    if document is None:
        return without, "is quoted from a document that the case does not hold now; the claim stands without its quote"
    text = document["text"]
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if isinstance(start, int) and start >= 0 and text[start : start + len(quote)] == quote:
        return claim | {"text_sha256": sha256}, None
    if not quote or text.count(quote) != 1:
        times = f"{text.count(quote)} times" if quote and quote in text else "no longer"
        return without, f"is quoted in words that its document holds {times}; the claim stands without its quote"
    at = text.index(quote)
    end = at + len(quote)
    context = {"quote_prefix": text[max(0, at - _CONTEXT) : at], "quote_suffix": text[end : end + _CONTEXT]}
    moved = f"its quote stands at character {at:,} of the text now, and stood at {start}; it is anchored there"
    return claim | context | {"quote_start": at, "text_sha256": sha256}, moved

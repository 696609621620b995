"""The queue of proposed claims: those nobody has reviewed yet, sure ones first, then document by document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from fairlead.base.wording import fold
from fairlead.case.cautions import find_cautions
from fairlead.case.log import Log
from fairlead.case.reviews import TAKEN, labels_of, standing
from fairlead.ledger.known_names import party_names

Row = dict[str, Any]
CONTEXT = 240
"""Characters shown on either side of a quote."""


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal as it is put before a person."""

    proposal: Row
    document: Row | None
    """Its document with the ``name`` of its file; None where it is not among those of the last run."""
    alike: int
    """Other proposals, of other documents, that say the same."""
    accepted: tuple[str, ...]
    """Labels of accepted claims that say the same or stand on the same words."""
    cautions: tuple[str, ...] = ()
    """What a person is warned of before accepting it."""

    @property
    def id(self) -> str:
        return str(self.proposal["proposal_id"])

    def context(self) -> tuple[str, str, str]:
        """What stands before the quote, the quote, and what stands behind it; cut at blanks."""
        return in_context(self.proposal, self.document)


@dataclass(frozen=True, slots=True)
class Queue:
    """Every proposal of the last run, reviewed or not."""

    items: Mapping[str, Item]
    """By id, in the order in which they are asked."""
    done: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of parties that only the case's own words know, by code."""

    @property
    def waiting(self) -> list[Item]:
        """Those nobody has reviewed."""
        return [item for id_, item in self.items.items() if id_ not in self.done]


def in_context(said: Mapping[str, Any], document: Mapping[str, Any] | None) -> tuple[str, str, str]:
    """What stands before the quote of a claim or proposal, the quote, and what stands behind it; cut at blanks.

    Where the document's text is not held, what the row itself keeps of its surroundings.
    """
    text = document["text"] if document else ""
    start, quote = said["quote_start"] or 0, said["quote"] or ""
    if not quote or text[start : start + len(quote)] != quote:
        return said["quote_prefix"] or "", quote, said["quote_suffix"] or ""
    before, behind = text[max(0, start - CONTEXT) : start], text[start + len(quote) :][: CONTEXT + 1]
    if start > CONTEXT:
        before = "…" + (before.partition(" ")[2] or before)
    if len(behind) > CONTEXT:
        behind = (behind.rpartition(" ")[0] or behind) + " …"
    return before, quote, behind


def list_queue(held: Callable[[str], pa.Table], log: Log) -> Queue:
    """The queue as it stands.

    Args:
        held: the tables of the last run, empty where it has none.
        log: the log now: what was reviewed since the run is out of the queue.
    """
    names = {e["evidence_id"]: e["name"] for e in held("evidence").to_pylist()}
    rows = held("documents").to_pylist()
    documents = {d["document_id"]: d | {"name": names.get(d["evidence_id"])} for d in rows}
    extra = {"model", "endpoint", "prompt_sha256", "seed", "proposed_at", "log_line", "anchoring"}
    by_model = [{k: v for k, v in r.items() if k not in extra} for r in held("model_proposals").to_pylist()]
    by_rule = held("proposals").to_pylist()
    proposals = {r["proposal_id"]: r for r in (*by_model, *by_rule)}
    entries, labels = standing(log), labels_of(log)
    names = party_names(held("lexicon").to_pylist())
    cautions = find_cautions(proposals.values(), names)
    groups: dict[tuple[Any, ...], set[str]] = {}
    for p in proposals.values():
        groups.setdefault(said_of(p), set()).add(p["document_id"])
    taken: dict[tuple[Any, ...], list[str]] = {}
    for id_, entry in entries.items():
        if entry.fields["verdict"] in TAKEN:
            claim = entry.fields["claim"]
            for key in (said_of(claim), _words_of(claim)):
                taken.setdefault(key, []).append(labels[id_])
    items = {}
    for p in sorted(proposals.values(), key=lambda p: _order(p, documents.get(p["document_id"]))):
        same = [*taken.get(said_of(p), ()), *taken.get(_words_of(p), ())]
        items[p["proposal_id"]] = Item(
            p,
            documents.get(p["document_id"]),
            len(groups[said_of(p)] - {p["document_id"]}),
            tuple(dict.fromkeys(x for x in same if x != labels.get(p["proposal_id"]))),
            cautions.get(p["proposal_id"], ()),
        )
    return Queue(items, frozenset(entries), names)


def said_of(claim: Mapping[str, Any]) -> tuple[Any, ...]:
    """What is said, as far as two documents may say it alike: who, of whom to whom, what, how much, how."""
    c: Callable[[str], Any] = claim.get
    what = c("item_class") or fold(c("item"))
    return (
        "said", fold(c("speaker")), c("stance"), c("claim_kind"), c("from_party"), c("to_party"), what, c("qty_low"),
        c("qty_high"), c("unit"), c("modality"),
    )  # fmt: skip


def _words_of(claim: Mapping[str, Any]) -> tuple[Any, ...]:
    return "words", claim.get("document_id"), claim.get("quote_start"), claim.get("quote")


def _order(p: Mapping[str, Any], document: Mapping[str, Any] | None) -> tuple[Any, ...]:
    published = document["published_start"].isoformat() if document and document["published_start"] else "~"
    return not p["is_confident"], published, p["document_id"] or "", p["quote_start"] or 0, p["proposal_id"]

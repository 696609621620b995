"""What a case's ledger holds, as one object: documents, proposals that wait for a person, claims, transfers, tests.

For a case that asks no question (a pile of articles is enough for a ledger), and for the line about it beside an
answer. Assembled from rows and from nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from fairlead.base.json_values import json_value
from fairlead.base.wording import say_count, say_many
from fairlead.case.answer_held import Row, Tables
from fairlead.case.caveats import changed_parameters, unused_settings
from fairlead.case.queue import Queue
from fairlead.case.simulated import say_simulated
from fairlead.ledger.known_names import party_names
from fairlead.ledger.wording import claims_behind, in_reading_order, say_transfer

CANNOT = (
    "A proposal is what a rule or a model read in a text. It counts nowhere until a person has accepted it.",
    "A transfer is what is said, by how many who do not repeat each other; its rung says no more than that.",
    "A text shows that somebody said it, not that it is so.",
)
"""What a ledger made of documents alone cannot show."""

NO_TESTS = "without a question in case.toml nothing is counted here that a claim could be tested against"


def sum_up_ledger(tables: Tables, queue: Queue, run: Mapping[str, Any]) -> Row | None:
    """What the ledger of a case holds.

    Args:
        tables: gives a table of the case by name; an empty one where no run has come to it.
        queue: the proposals of the last run, and which of them were reviewed since.
        run: the record of the run that made the tables, with ``changed_since``.

    Returns:
        A JSON-serialisable object: ``ledger`` with counts, and the transfers as sentences that their rungs allow, those
        that stand best first; and what every answer carries of its run. None where the case holds neither a document
        nor a claim.
    """
    documents, claims = tables("documents"), tables("claims").to_pylist()
    if not documents.num_rows and not claims:
        return None
    grades = tables("grades").to_pylist()
    origins = {o["origin_id"]: o for o in tables("origins").to_pylist()}
    by_id = {c["claim_id"]: c for c in claims}
    names = party_names(tables("lexicon").to_pylist())
    verdicts = Counter(t["verdict"] for t in tables("claim_tests").to_pylist())
    told = {
        "ledger": {
            "documents": {
                "held": documents.num_rows,
                "without_text": sum(not (text or "").strip() for text in documents["text"].to_pylist()),
            },
            "proposals": {"made": len(queue.items), "waiting": len(queue.waiting)},
            "claims": {"held": len(claims), "rescinded": sum(bool(c["rescinded"]) for c in claims)},
            "origins": len(origins),
            "transfers": [
                {
                    "id": t["transfer_id"],
                    "words": say_transfer(t, grades, claims_behind(t, origins, by_id), names),
                    **{k: t[k] for k in ("rung", "rung_any", "origins", "documents", "flags", "is_expected")},
                }
                for t in sorted(tables("transfers").to_pylist(), key=in_reading_order)
            ],
            "claim_tests": dict(sorted(verdicts.items())),
            "questions": tables("questions").num_rows,
            "cannot_show": list(CANNOT),
        },
        "simulated": say_simulated(tables),
        "changed_since": list(run.get("changed_since") or ()),
        "parameters_changed": changed_parameters(run),
        "settings_unused": unused_settings(tables("rejects").to_pylist(), tables("evidence").to_pylist()),
        "run": {key: run.get(key) for key in ("number", "version", "seconds", "evidence", "log_head")},
    }
    return {key: json_value(value) for key, value in told.items()}


def say_documents(ledger: Row) -> str:
    """``5 documents, 1 of them without text``."""
    held, blank = ledger["documents"]["held"], ledger["documents"]["without_text"]
    return say_many(held, "document") + (f", {blank:,} of them without text" if blank else "")


def say_waiting(ledger: Row) -> str:
    """What was proposed from the documents and what of it waits; blank where nothing was proposed."""
    made, waiting = ledger["proposals"]["made"], ledger["proposals"]["waiting"]
    if not made:
        return ""
    proposed = f"{say_many(made, 'claim')} {'is' if made == 1 else 'are'} proposed from {say_documents(ledger)}"
    if not waiting:
        return f"{proposed}; every one is reviewed."
    waits = "it waits" if made == waiting == 1 else "all wait" if made == waiting else f"{waiting:,} wait"
    if waiting == 1 and made > 1:
        waits = "1 waits"
    return f"{proposed}; {waits} for a person, and count{'s' if waiting == 1 else ''} nowhere until one accepts."


def say_why_empty(name: str, ledger: Row) -> str:
    """Why a table of the ledger has no rows and what would fill it; blank for a table that is none of the ledger.

    Args:
        name: the table.
        ledger: ``ledger`` of :func:`sum_up_ledger`.
    """
    if name not in _FROM_CLAIMS and name not in ("claims", "documents", "reviews", "proposals"):
        return ""
    if name == "documents":
        return "No document is held; claims can stand in a table of claims too."
    if not ledger["claims"]["held"] and name in (*_FROM_CLAIMS, "claims", "reviews"):
        waiting = ledger["proposals"]["waiting"]
        if waiting:
            return f"{say_waiting(ledger)} This table is made of accepted claims."
        if ledger["documents"]["held"]:
            return f"No claim is held: none was proposed from {say_documents(ledger)}, or none was accepted."
        return "No claim is held."
    if name == "claim_tests":
        if not ledger["questions"]:
            many = say_count(ledger["claims"]["held"], "claim")
            return f"{many.capitalize()} held, none tested: {NO_TESTS}."
        return "No claim held here speaks of trips, ships or amounts that a question of this case counts."
    if name == "lineage":
        return "No claim held here repeats another; each is an origin."
    if name == "proposals":
        return f"No claim was proposed from {say_documents(ledger)}."
    return ""


_FROM_CLAIMS = ("claim_origins", "origins", "lineage", "transfers", "claim_tests")
"""Tables that the flow makes of claims."""

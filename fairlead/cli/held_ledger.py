"""What a case without a question shows of its ledger: how far its documents have come, and what is said in them."""

from __future__ import annotations

from typing import Any

from fairlead.base.wording import say_list, say_many
from fairlead.case.changes import say_changes
from fairlead.case.ledger_answer import NO_TESTS, say_documents, say_waiting
from fairlead.cli.answer import print_caveats
from fairlead.cli.terminal import Terminal
from fairlead.cli.verbs import Verbs, print_try

TRANSFERS_SHOWN = 12
"""Transfers told in full; the rest is counted."""


def print_ledger(t: Terminal, told: dict[str, Any], verbs: Verbs, *, is_alone: bool = True) -> None:
    """Print what :func:`fairlead.case.ledger_answer.sum_up_ledger` found.

    Args:
        is_alone: whether nothing was printed before it that carries what every answer carries of its run.
    """
    ledger = told["ledger"]
    if is_alone:
        if told["simulated"]:
            t.paragraph(told["simulated"], "contradicted")
            t.line()
        if since := say_changes(told["run"]["number"], told["changed_since"]):
            t.paragraph(since, "contradicted")
            t.line()
        print_caveats(t, told["parameters_changed"], told["settings_unused"])
    t.paragraph(say_held(ledger), "bold")
    if waiting := say_waiting(ledger):
        t.paragraph(waiting)
    elif ledger["documents"]["held"] and not ledger["claims"]["held"]:
        t.paragraph("No claim was proposed from them: write what they say in a table of claims.")
    t.line()
    if ledger["transfers"]:
        _print_transfers(t, ledger, verbs)
    if tests := ledger["claim_tests"]:
        said = say_list(f"{n:,} {verdict}" for verdict, n in tests.items())
        t.paragraph(f"Claims held against our own counts: {said}.")
        t.line()
    elif ledger["claims"]["held"] and not ledger["questions"]:
        t.paragraph(f"No claim is tested: {NO_TESTS}.")
        t.line()
    if is_alone:
        t.line(("WHAT IT CANNOT SHOW", "bold"))
        for words in ledger["cannot_show"]:
            t.paragraph(words, indent=2)
        t.line()
    print_try(t, list_verbs(ledger, verbs))


def say_held(ledger: dict[str, Any]) -> str:
    """``5 documents; 2 claims accepted, of 2 origins``."""
    parts = [say_documents(ledger)] if ledger["documents"]["held"] else []
    claims, gone = ledger["claims"]["held"], ledger["claims"]["rescinded"]
    if claims:
        words = f"{say_many(claims, 'claim')} of {say_many(ledger['origins'], 'origin')}"
        parts.append(words + (f", {gone:,} rescinded" if gone else ""))
    else:
        parts.append("no claim accepted yet")
    return f"{'; '.join(parts)}."


def _print_transfers(t: Terminal, ledger: dict[str, Any], verbs: Verbs) -> None:
    t.line(("WHO IS SAID TO HAVE GIVEN WHAT TO WHOM", "bold"))
    for one in ledger["transfers"][:TRANSFERS_SHOWN]:
        status = (
            "possible"
            if one["is_expected"]
            else "contradicted"
            if "contradicted" in (one["flags"] or ())
            else "claimed"
        )
        t.paragraph(f"{t.mark(status)[0]} {one['words']}", indent=2)
    if (more := len(ledger["transfers"]) - TRANSFERS_SHOWN) > 0:
        t.paragraph(f"and {more:,} more: {verbs.say('show', 'transfers')}", "dim", indent=2)
    t.line()


def list_verbs(ledger: dict[str, Any], verbs: Verbs) -> list[tuple[str, str]]:
    """What to do next: first what waits, then what can be looked at."""
    found = []
    if waiting := ledger["proposals"]["waiting"]:
        found.append((verbs.say("review"), f"accept, edit or reject {say_many(waiting, 'proposal')}, one at a time"))
        found.append((verbs.say("show", "proposals"), "every one in a sentence, with its words"))
    if ledger["claims"]["held"]:
        found.append((verbs.say("show", "claims"), "who said what, when, and where it is printed"))
        found.append((verbs.say("show", "origins"), "whose word it is, and who only repeats it"))
        found.append((verbs.say("show", "transfers"), "on which rung each stands, and why"))
        found.append((verbs.say("report", "-o", "report.html"), "the whole ledger on paper; .pdf works too"))
    elif not waiting:
        found.append((verbs.say("show", "documents"), "what was read"))
        found.append((verbs.say("add", "claims.csv"), "claims in a table; templates/claims.csv shows its columns"))
    return found


def say_next(ledger: dict[str, Any], verbs: Verbs) -> tuple[str, str] | None:
    """After a run: what waits for a person, and the command for it; None where nothing waits."""
    if not ledger["proposals"]["waiting"]:
        return None
    return say_waiting(ledger), verbs.say("review")

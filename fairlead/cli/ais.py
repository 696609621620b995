"""What a case shows without a table named: the answer to its question; where it asks none, what AIS and ledger hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import say_many
from fairlead.case.ais_answer import say_ais, say_empty
from fairlead.case.ais_caveats import PORTS_FILE
from fairlead.case.changes import say_changes
from fairlead.cli.answer import print_answer, print_caveats
from fairlead.cli.held_ledger import print_ledger, say_next
from fairlead.cli.terminal import Terminal, fold, pad
from fairlead.cli.verbs import Verbs, other_questions, print_try

if TYPE_CHECKING:
    from fairlead.case.workspace import Case

TITLE = 20
"""Columns of a kind's name."""

REASONS_SHOWN = 5


def find_case(case: Case, question: str | None) -> dict[str, Any]:
    """The object that ``show --json`` prints: the answer, or without a question what AIS and ledger hold.

    Raises:
        CaseError: no run yet, no such question, or neither a question nor AIS, documents or claims.
    """
    if question is None and not case.table_or_empty("questions").num_rows:
        told = (case.sum_up_ledger() or {}) | (case.sum_up_ais() or {})
        if told:
            return told
    return case.answer(question)


def print_case(t: Terminal, case: Case, verbs: Verbs, question: str | None = None) -> None:
    """Print what a case answers, and a line about its AIS and its queue; or without a question its AIS and ledger."""
    found = find_case(case, question)
    if "ais" in found:
        print_ais(t, found, verbs)
        if "ledger" in found:
            t.line()
    if "ledger" in found:
        print_ledger(t, found, verbs, is_alone="ais" not in found)
    if "ais" in found or "ledger" in found:
        return
    print_answer(t, found, verbs, other_questions(case, found["question"]["id"]))
    if told := case.sum_up_ais():
        t.line()
        t.paragraph(f"{say_ais(told)} Next: {verbs.say('show', 'port_calls')}")
    if (held := case.sum_up_ledger()) and (waits := say_next(held["ledger"], verbs)):
        t.line()
        t.paragraph(f"{waits[0]} Next: {waits[1]}")


def print_ais(t: Terminal, told: dict[str, Any], verbs: Verbs) -> None:
    """Print what :func:`fairlead.case.ais_answer.sum_up_ais` found."""
    if told["simulated"]:
        t.paragraph(told["simulated"], "contradicted")
        t.line()
    if since := say_changes(told["run"]["number"], told["changed_since"]):
        t.paragraph(since, "contradicted")
        t.line()
    print_caveats(t, told["parameters_changed"], told["settings_unused"], told["clocks_off"])
    ais = told["ais"]
    if empty := say_empty(told):
        t.paragraph(empty)
        t.line()
        add = (verbs.say("add", "FILE..."), "files that hold reports")
        print_try(t, [add, (verbs.say("show", "evidence"), "what was read")])
        return
    for row in ais["lacks"]:
        t.paragraph(row["words"], "contradicted")
        t.paragraph(row["do"], indent=2)
        t.line()
    _print_reports(t, ais)
    for kind in ais["kinds"]:
        _print_kind(t, kind)
    t.line()
    t.line(("WHAT IT CANNOT SHOW", "bold"))
    for words in ais["cannot_show"]:
        t.paragraph(words, indent=2)
    t.line()
    print_try(t, _try_next(ais, verbs))


def _print_reports(t: Terminal, ais: dict[str, Any]) -> None:
    reports, ships = ais["reports"], ais["ships"]
    files = say_many(reports["files"], "file")
    words = f"{say_many(reports['in'], 'report')} of AIS in {files} = "
    t.paragraph(f"{words}{reports['kept']:,} kept + {reports['refused']:,} refused", "bold")
    for reason in reports["refused_for"][:REASONS_SHOWN]:
        t.paragraph(reason, "dim", indent=2)
    if len(reports["refused_for"]) > REASONS_SHOWN:
        more = say_many(len(reports["refused_for"]) - REASONS_SHOWN, "more reason")
        t.paragraph(f"and {more} in the table rejects", "dim", indent=2)
    for words in reports["times_back"][:REASONS_SHOWN] + reports["alike"][:REASONS_SHOWN]:
        t.paragraph(f"{words}.", indent=2)
    if reports["held_words"]:
        t.paragraph(f"{reports['held_words']}.", indent=2)
    said = ships["words"]
    if ships["noise_reports"]:
        said += f"; {say_many(ships['noise_reports'], 'report')} too few or too strange to be a ship's track"
    if ais["period"]:
        said += f"; {say_period(ais['period'])}"
    t.paragraph(f"{said}.")
    for number, words in enumerate(ais["listened_words"]):
        t.paragraph(words, indent=2 if number else 0)
    for words in ships["names_words"]:
        t.paragraph(words)
    t.line()


def say_period(period: dict[str, str]) -> str:
    """``30 Jun 2020 00:00 to 00:59 UTC``."""
    from datetime import datetime

    start, end = (datetime.fromisoformat(period[key]) for key in ("start", "end"))
    return say_span(start, end)


def _print_kind(t: Terminal, kind: dict[str, Any]) -> None:
    count = "-" if kind["count"] is None else f"{kind['count']:,}"
    left = TITLE + 10
    first, *rest = fold(t.words(kind["words"]), t.width - left - 2)
    t.line((pad(kind["title"], TITLE), "bold"), count.rjust(8), (f"  {first}" if first else "", "dim"))
    for line in rest:
        t.line(" " * left, (line, "dim"))
    for row in kind["telling"]:
        t.paragraph(" and ".join(row["ships"]) + f": {row['words']}" if row["ships"] else row["words"], indent=4)


def _try_next(ais: dict[str, Any], verbs: Verbs) -> list[tuple[str, str]]:
    """Three commands: a table that has rows, the way down from a row, the report; before them what is lacking."""
    found = [kind for kind in ais["kinds"] if kind["count"]]
    events = [kind for kind in found if kind["table"] != "segments"] or found
    told = [row["id"] for kind in events for row in kind["telling"]]
    lacks = [
        (verbs.say("add", PORTS_FILE), "ports of the World Port Index"),
        (verbs.say("run"), "then port calls are looked for"),
    ] if ais["lacks"] else []  # fmt: skip
    return [
        *lacks,
        (verbs.say("show", events[0]["table"] if events else "rejects"), "every one in a sentence"),
        (verbs.say("explain", told[0]), "down to file and line") if told
        else (verbs.say("verify"), "re-hash, re-run, compare"),
        (verbs.say("report", "-o", "report.html"), "with a map of the tracks; .pdf works too"),
    ]  # fmt: skip

"""The whole report, put together once for each medium: the order of the page and the standard of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from fairlead.base.timeline import say_time
from fairlead.base.wording import say_many
from fairlead.case.ais_caveats import list_clocks
from fairlead.case.answer import answer
from fairlead.case.caveats import changed_parameters, say_changed, say_unused, unused_settings
from fairlead.case.changes import say_changes
from fairlead.case.simulated import say_simulated
from fairlead.case.uncounted import list_idle, say_idle
from fairlead.flow import FLOW
from fairlead.report.aispart import ais_section
from fairlead.report.annexes import (
    check_section,
    checks_section,
    decisions_section,
    exhibits_section,
    look_checks_section,
    rejects_section,
    rows_section,
    vessels_section,
)
from fairlead.report.blocks import Block, Document, Legend, Section, Span, Text, plain
from fairlead.report.brief import leave_out
from fairlead.report.custodypart import custody_section
from fairlead.report.grammar import STATUS, short_id
from fairlead.report.held import Held
from fairlead.report.inert import show_text
from fairlead.report.ledgerpart import ledger_section
from fairlead.report.listspart import lists_section
from fairlead.report.methods import method_blocks
from fairlead.report.notes import Notes
from fairlead.report.otherside import other_side_section
from fairlead.report.question import question_section, questions_in_order
from fairlead.report.scenepart import detections_section
from fairlead.report.seasonpart import crosschecks_section
from fairlead.report.shippart import ships_section
from fairlead.report.stamping import stamp_of, stamp_sections
from fairlead.report.svg import Theme

STANDARD = (
    "Standard of evidence: reasonable grounds to believe. Likelihood words follow the seven bands of ICD 203 and stand "
    "apart from confidence. “Documented” means that the trip rests on reports named here; “inferred” means that it "
    "follows from them, and no sighting of it is held; “estimated” is a distribution under stated assumptions; "
    "“claimed” means that somebody else says so. The kinds are never added. Times are UTC; a date is never more "
    "precise than its source."
)

SETTINGS_SHOWN = 10
"""Settings that could not be used, named on the first page; all stand under what was refused."""

NO_RUN = datetime(1970, 1, 1, tzinfo=UTC)
"""Time of a report made before any run: no clock is read."""


def build_document(
    tables: Mapping[str, pa.Table], meta: Mapping[str, Any], theme: Theme, width: float, *, is_brief: bool = False
) -> Document:
    """Put the report together.

    Args:
        tables: tables of the case by name; one that is missing counts as empty.
        meta: see :func:`fairlead.report.write_report`.
        theme: where the figures will be seen.
        width: width of a figure, px.
        is_brief: leave the tables behind figures, what the rows behind footnotes and their lines say, and why each
            parameter is what it is to the whole report; what is left out is said.
    """
    held = Held(tables, meta.get("findings"))
    run = meta.get("run") or {}
    notes = Notes(held)
    simulated = say_simulated(held.table)
    theme = replace(theme, stamp=stamp_of(simulated))
    sections: list[Section] = []
    figure = 0
    for ask in questions_in_order(held):
        answered = answer(held.table, ask["question"], run)
        section, figure = question_section(held, ask, answered, notes, theme, width, figure)
        sections.append(section)
    ais = ais_section(held, run, notes, theme, width, figure + 1)
    figure += sum(block.kind == "figure" for block in ais.blocks) if ais else 0
    if not sections and ais is None:
        sections.append(_no_question(held))
    scenes = detections_section(held, notes, meta.get("cutouts") or {}, theme, width, figure + 1)
    figure += sum(block.kind == "figure" for block in scenes.blocks) if scenes else 0
    ledger = ledger_section(held, notes, theme, width, figure + 1)
    figure += sum(block.kind == "figure" for block in ledger.blocks) if ledger else 0
    days = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in meta.get("listed_on") or ()]
    annexes = [
        ais,
        scenes,
        crosschecks_section(held, notes),
        ships_section(held, run_time(meta), days, notes, theme, width, figure + 1),
        ledger,
        checks_section(held, notes),
        look_checks_section(held, notes),
        rejects_section(held),
        vessels_section(held, notes),
        lists_section(held, notes),
        other_side_section(held, notes),
    ]
    annexes += [decisions_section(held), exhibits_section(held)]
    annexes.append(None if is_brief else custody_section(meta.get("custody")))
    sections += [s for s in annexes if s]
    method = tuple(method_blocks(FLOW, run, is_brief=is_brief))
    sections += rows_section(notes, is_brief=is_brief)
    sections += [Section("Methods and limits", "methods", method, columns=2 if is_brief else 1), check_section(meta)]
    if is_brief:
        sections = leave_out(sections, run, show_text(str(meta.get("case") or "CASE"), 80))
    sections = stamp_sections(sections, simulated)
    title = show_text(str(meta.get("title") or meta.get("case") or "Case"), 200)
    case = show_text(str(meta.get("case") or "CASE"), 80)
    return Document(
        title, _byline(meta, held), tuple(sections), f"Check this report: fairlead verify {case}",
        _front(held, run, simulated, (meta.get("circle"), meta.get("left_out"))), stamp_of(simulated),
    )  # fmt: skip


def run_time(meta: Mapping[str, Any]) -> datetime:
    """When the run began whose rows are shown: the one time a report carries."""
    started = (meta.get("run") or {}).get("started_at")
    return datetime.fromisoformat(str(started).replace("Z", "+00:00")).astimezone(UTC) if started else NO_RUN


def _byline(meta: Mapping[str, Any], held: Held) -> tuple[Span, ...]:
    run = meta.get("run") or {}
    files = held.count("evidence")
    parts = [f"{say_many(files, 'file')} of evidence."]
    if run.get("started_at"):
        version = show_text(str(run.get("version", "")), 40)
        parts.append(f"Run {run.get('number', 1)} of {say_time(run_time(meta))}, Fairlead {version}.")
    else:
        parts.append("No run yet: nothing is counted.")
    if meta.get("log_head"):
        entries = say_many(meta.get("log_count", 0), "entry", "entries")
        parts.append(f"Log of {entries}, head {short_id(str(meta['log_head']))}.")
    return (Span(" ".join(parts)),)


def _front(held: Held, run: Mapping[str, Any], simulated: str | None, said: Iterable[str | None]) -> tuple[Block, ...]:
    front: list[Block] = [
        Text((Span(words),), "warning") for words in [*filter(None, [*said, simulated]), *_caveats(held, run)]
    ]
    front.append(Text((Span(STANDARD),), "standard"))
    if any(held.count(name) and _has_simulated(held, name) for name in ("stays", "trips", "observations", "sightings")):
        front.append(
            Text((Span("SIMULATED rows are part of this case. They are marked S wherever they stand."),), "warning")
        )
    legend = tuple((status, mark.meaning) for status, mark in STATUS.items())
    return (*front, Legend(legend))


def _caveats(held: Held, run: Mapping[str, Any]) -> Iterator[str]:
    """What stands before everything else: tables older than what the case holds, parameters that are not the usual
    ones, settings that could do nothing, evidence that counts for nothing, receivers whose clocks are off."""
    if since := say_changes(run.get("number") or 0, run.get("changed_since") or ()):
        yield show_text(since)
    if changed := changed_parameters(run):
        yield show_text(say_changed(changed))
    if unused := unused_settings(held.rows("rejects"), held.rows("evidence")):
        told = (f"line {one['line']}: {show_text(one['reason'], 300)}" for one in unused[:SETTINGS_SHOWN])
        more = len(unused) - SETTINGS_SHOWN
        yield f"{say_unused(unused)}: {'; '.join(told)}{f'; and {more} more' if more > 0 else ''}."
    if idle := say_idle(list_idle(held.table), lambda table: f"fairlead show CASE {table}"):
        yield f"{show_text(idle, 1500)}."
    yield from (show_text(clock["words"], 1000) for clock in list_clocks(held.table("conflicts")))


def _has_simulated(held: Held, name: str) -> bool:
    table = held.table(name)
    if "status" not in table.column_names:
        return False
    return "simulated" in table["status"].unique().to_pylist()


def _no_question(held: Held) -> Section:
    words = "This case asks no question yet: write a [question.NAME] table in case.toml, then run the case."
    claims, documents = held.count("claims"), held.count("documents")
    if claims:
        words = (
            f"This case asks no question, so nothing is counted here. What its {say_many(claims, 'claim')} say stands "
            "below, by who gives what to whom; a question in case.toml would set our own counts beside it."
        )
    elif documents:
        words += (
            f" {say_many(documents, 'document')} {'is' if documents == 1 else 'are'} held, and no claim of theirs was "
            "accepted: what is proposed from them counts nowhere until a person accepts it (fairlead review CASE)."
        )
    return Section("No question", "question-1", (plain(words),), is_question=True)

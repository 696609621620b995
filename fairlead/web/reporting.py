"""The report as somebody chooses it in the page: the same that ``fairlead report`` writes, of what they may see."""

from __future__ import annotations

from threading import Lock

from fairlead.case.markings import MARKINGS, markings, rank
from fairlead.errors import CaseError
from fairlead.report.choice import Choice, Redaction
from fairlead.report.write import case_meta, render_report, report_tables
from fairlead.web.held import Held
from fairlead.web.shapes import ReportAsked, ReportChoices, ReportFinding

_ONE = Lock()
"""A report takes a core for seconds: one at a time, so that those who read do not wait."""

MEDIA = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


def show_choices(held: Held, whole: Held, sees: str) -> ReportChoices:
    """What there is to choose from."""
    rows = held.whole("findings").to_pylist()
    order = {q["question"]: q["ordinal"] for q in held.whole("questions").to_pylist()}
    rows.sort(key=lambda f: (order.get(f["question"], 0), len(f["label"]), f["label"]))
    return ReportChoices(
        findings=[
            ReportFinding(
                id=f["finding_id"], label=f["label"], question=f["question"], headline=f["headline"],
                status=f["status"], confidence=f["confidence"],
            )
            for f in rows
        ],
        circles=[m for m in MARKINGS if rank(m) <= rank(sees)] if markings(whole.store.log()) else [],
    )  # fmt: skip


def write(held: Held, asked: ReportAsked) -> tuple[bytes, tuple[str, ...]]:
    """The report as bytes, and what does not show in it as it should. The same state and the same choice give the same
    bytes.

    Raises:
        CaseError: there is no run yet, a finding is not there, or words could not be blacked out wholly.
    """
    if held.record() is None:
        raise CaseError("there is nothing to report yet: run the case first")
    redactions = tuple(Redaction(one.words, one.reason) for one in asked.redactions)
    choice = Choice(None if asked.findings is None else tuple(dict.fromkeys(asked.findings)), redactions)
    with _ONE:
        tables, meta = report_tables(held.case), case_meta(held.case)
        return render_report(tables, meta, f".{asked.kind}", has_annexes=asked.has_annexes, choice=choice)

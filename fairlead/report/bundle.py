"""A case as a bundle, with its report in it."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from fairlead.case.bundle import Bundle, write_bundle
from fairlead.case.cleared import say_circle
from fairlead.case.workspace import Case
from fairlead.report.write import case_meta, refuse_inside, render_report, report_tables


def bundle_case(case: Case, path: Path) -> Bundle:
    """Write an opened case as one file that anybody can check; see :func:`fairlead.case.bundle.write_bundle`.

    A case that was run has its report in it.

    Raises:
        CaseError: also for a place among what the case keeps of its own.
    """
    refuse_inside(case, path)
    reports = {}
    if case.last_run():
        reports["report.html"], _ = render_report(report_tables(case), case_meta(case), ".html")
    made_by = f"fairlead {version('fairlead')}"
    return write_bundle(case.store, path, reports, made_by=made_by, circle=say_circle(case.store))

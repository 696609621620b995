"""Write a report to a file: HTML or PDF by its ending, put in place whole or not at all."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.tables import TABLES
from fairlead.case.cleared import say_circle
from fairlead.case.config import UNTITLED
from fairlead.case.cutouts import Cutout, cutouts_of
from fairlead.case.disk import in_words, write_whole
from fairlead.case.shelf import RUNS_NAME, TABLES_NAME
from fairlead.case.thinning import thin_tracks
from fairlead.case.workspace import Case
from fairlead.errors import CaseError
from fairlead.formats.rasters import Pictures
from fairlead.report import page, paper
from fairlead.report.aisrows import MATCHES, cited_reports, shown
from fairlead.report.choice import Choice, check_redacted, choose, redact, say_left_out, words_of
from fairlead.report.document import build_document, run_time
from fairlead.report.held import Held
from fairlead.report.prov import describe
from fairlead.report.svg import PAPER, SCREEN

KINDS = (".html", ".pdf")
KEPT = ("evidence", TABLES_NAME, RUNS_NAME)
"""Folders of a case that only the case writes into."""


@dataclass(frozen=True, slots=True)
class Written:
    """A report on disk."""

    path: Path
    bytes: int
    warnings: tuple[str, ...]
    """What does not show as it should: characters no font at hand can draw, fonts borrowed from this machine."""


def write_report(
    case_tables: Mapping[str, pa.Table], meta: Mapping[str, Any], path: Path, *, has_annexes: bool = False
) -> Written:
    """Write the report of a case as ``.html`` or ``.pdf``.

    The same tables and the same ``meta`` give the same bytes: no clock is read, the one time in the file is that of
    the run.

    Args:
        case_tables: tables of the case by name; one that is missing counts as empty.
        meta: ``title``, ``case`` (its folder, as a command may name it), ``run`` (as
            :meth:`fairlead.case.workspace.Case.shown_run` gives it), ``log_head`` and ``log_count``, ``listed_on``
            (days, YYYY-MM-DD, as of which the listings of each ship are told), ``circle`` (for whom it is, in a
            sentence), ``custody`` (how it came about, PROV-JSON), ``cutouts`` (pixels of detections by their ids); each
            may be left out.
        path: where to write; its ending says what.
        has_annexes: whether a PDF holds all that the HTML does; else it is short, and says what it leaves out.

    Raises:
        CaseError: another ending, or the disk refuses.
    """
    if path.suffix.lower() not in KINDS:
        raise CaseError(f"a report is .html or .pdf, not {path.name!r}")
    content, warnings = render_report(case_tables, meta, path.suffix.lower(), has_annexes=has_annexes)
    with in_words(f"writing the report to {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return Written(path, len(content), warnings)


def render_report(
    case_tables: Mapping[str, pa.Table],
    meta: Mapping[str, Any],
    kind: str,
    *,
    has_annexes: bool = False,
    choice: Choice | None = None,
) -> tuple[bytes, tuple[str, ...]]:
    """The report as bytes, and what does not show in it as it should; see :func:`write_report`.

    Args:
        case_tables: tables of the case by name.
        meta: what is said of it.
        kind: ``.html`` or ``.pdf``.
        has_annexes: whether a PDF holds all that the HTML does.
        choice: which findings, in which order, and what is blacked out; none: all, and nothing.

    Raises:
        CaseError: another kind, a finding that is not there, or words that could not be blacked out wholly.
    """
    if kind not in KINDS:
        raise CaseError(f"a report is .html or .pdf, not {kind!r}")
    choice = choice or Choice()
    told = {**meta, "findings": choice.findings, "left_out": say_left_out(case_tables, choice)}
    tables = choose(case_tables, choice)
    if kind == ".html":
        doc = redact(build_document(tables, told, SCREEN, page.FIGURE_PX), choice.redactions)
        text = page.render_page(doc)
        check_redacted(text, choice.redactions)
        return text.encode("utf-8"), ()
    doc = redact(build_document(tables, told, PAPER, paper.FIGURE_PX, is_brief=not has_annexes), choice.redactions)
    check_redacted(words_of(doc), choice.redactions)
    content, warnings = paper.render_paper(doc, run_time(meta))
    return content, tuple(warnings)


def case_meta(case: Case, listed_on: Sequence[str] = ()) -> dict[str, Any]:
    """What a report says of an opened case; see :func:`write_report`."""
    head, folder = case.head, case.store.home.resolve().name
    return {
        "title": _title(case.config().title, folder), "case": shlex.quote(folder), "run": case.shown_run(),
        "log_head": head.hash, "log_count": head.count, "listed_on": list(listed_on),
        "circle": say_circle(case.store), "custody": describe(case.store.log(), case.last_run()),
        "cutouts": _cutouts(case),
    }  # fmt: skip


def report_case(case: Case, path: Path, listed_on: Sequence[str] = (), *, has_annexes: bool = False) -> Written:
    """Write the report of an opened case; see :func:`write_report`.

    Args:
        case: an opened case.
        path: where to write.
        listed_on: days (YYYY-MM-DD) as of which listings are told; none: the day of the run, and those of designation.
        has_annexes: whether a PDF holds all that the HTML does.

    Raises:
        CaseError: also for a place among what the case keeps of its own: a file there would look like part of it.
    """
    refuse_inside(case, path)
    return write_report(report_tables(case), case_meta(case, listed_on), path, has_annexes=has_annexes)


def _title(title: str, folder: str) -> str:
    """The title of a case; of one that nobody titled the name of its folder."""
    return folder if title.strip() in ("", UNTITLED) else title


def refuse_inside(case: Case, path: Path) -> None:
    """Refuse a path among what the case keeps of its own.

    Raises:
        CaseError: it is one.
    """
    place = path.resolve()
    if own := next((name for name in KEPT if place.is_relative_to(case.store.home.resolve() / name)), None):
        raise CaseError(
            f"{path} lies in the case's own folder {own}/, which holds nothing but what the case keeps there"
        )


def _cutouts(case: Case) -> dict[str, Cutout]:
    """Pixels of the detections that a report shows, out of the pictures of the case as it is shown."""
    if not case.table_or_empty(MATCHES).num_rows:
        return {}
    held = Held({name: case.table_or_empty(name) for name in (MATCHES, "detections")})
    rows = {d["detection_id"]: d for d in held.rows("detections")}
    wanted = [rows[m["detection_id"]] for m in shown(held, MATCHES)]
    with Pictures() as pictures:
        return cutouts_of(case.store, case.table_or_empty, wanted, pictures)


def report_tables(case: Case) -> dict[str, pa.Table]:
    """The tables of a case; of dense ones only the tracks are shown, thinned part by part, and the reports that events
    shown rest on."""
    tables = {name: case.table_or_empty(name) for name, table in TABLES.items() if not table.is_dense}
    tracks = thin_tracks(case.parts("tracks"), tables["segments"])
    return tables | cited_reports(tables, case.parts) | {"tracks": tracks}

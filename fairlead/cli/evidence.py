"""What became of files that were added, one line each: what a file was taken for, or why it was refused."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fairlead.base.wording import say_many
from fairlead.cli.terminal import Terminal, fold, pad
from fairlead.errors import FairleadError

if TYPE_CHECKING:
    from fairlead.case.add import Added
    from fairlead.case.shelf import RunRecord

OUTCOME, NAME = 12, 30
"""Columns of the outcome and of the file's name."""
NOTHING_KEPT = "none kept"
"""The outcome of a file that is in the case and has rows, every one of them refused."""


def print_added(t: Terminal, added: Sequence[Added]) -> None:
    """Print every file; a refusal has its reason beside it, rows that were not taken are counted."""
    for one in added:
        name = t.words(one.name)
        words, outcome = one.words, one.outcome
        if one.outcome in ("added", "read anew") and one.kind:
            holds = f", {one.holds}" if one.holds else ""
            words = f"{one.kind}: {say_rows(one.rows_in, one.rows_kept, one.rows_rejected)}{holds}. {words}"
            outcome = outcome if one.rows_kept or not one.rows_in else NOTHING_KEPT
        left = OUTCOME + NAME + 1
        first, *rest = fold(t.words(words), t.width - left)
        style = "contradicted" if outcome in ("refused", NOTHING_KEPT) else ""
        t.line((pad(outcome, OUTCOME), style), pad(t.fit(name, NAME), NAME + 1), first)
        for line in rest:
            t.line(" " * left, line)
        for reason in one.reasons:
            for line in fold(t.words(reason), t.width - left):
                t.line(" " * left, (line, "dim"))


def confirm_capture(t: Terminal, urls: Sequence[str], is_agreed: bool) -> None:
    """Say what taking pages from the web tells their sites, and ask, unless ``--yes`` has answered.

    Raises:
        FairleadError: nobody agreed; nothing was asked of any site.
    """
    from fairlead.case.capture import WARNING

    t.paragraph(WARNING, "contradicted")
    if is_agreed:
        return
    if not (sys.stdin.isatty() and t.is_tty):
        raise FairleadError(f"{say_many(len(urls), 'page')} not fetched: say --yes to fetch without being asked")
    sys.stderr.write(f"Fetch {say_many(len(urls), 'page')}? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise FairleadError("nothing was fetched and nothing was added")


def say_rows(rows_in: int, kept: int, rejected: int) -> str:
    """``251 rows = 250 kept + 1 refused``; the sum is said even where nothing was refused."""
    return f"{say_many(rows_in, 'row')} = {kept:,} kept + {rejected:,} refused"


def say_run(record: RunRecord) -> str:
    """A run in one or two sentences: how many steps ran, how long it took, where it stopped."""
    ran, kept = (sum(s.outcome == outcome for s in record.steps) for outcome in ("run", "kept"))
    words = f"run {record.number}: {say_many(len(record.steps), 'step')} in {record.seconds:.1f} s"
    if kept or record.upto:
        words += f", {ran} run, {kept} kept since nothing they stand on has changed"
    if record.upto:
        words += f", up to {record.upto}"
    e = record.evidence
    words += f". {say_many(e['files'], 'file')}, {say_rows(e['rows_in'], e['rows_kept'], e['rows_rejected'])}"
    return words + (f"; {say_many(e['refused'], 'file')} refused." if e["refused"] else ".")

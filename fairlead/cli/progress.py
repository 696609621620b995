"""A bar on stderr while something takes longer than a moment; nothing where no person looks at it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fairlead.cli.terminal import STYLES, Terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_S = 0.5
"""Work that is done by then shows no bar."""


class Bar:
    """What an engine or a reader tells of its progress (engine.api.Progress), drawn once it has taken a while.

    A timer draws the first state, so that a single long step is shown too.
    """

    def __init__(self, t: Terminal) -> None:
        self._t = t
        self._lock = threading.Lock()
        self._state: tuple[str, int, int] = ("", 0, 1)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._timer = threading.Timer(PATIENCE_S, self._show)
        self._timer.daemon = True

    def start(self) -> None:
        """Begin to wait, where there is a terminal."""
        if self._t.is_tty:
            self._timer.start()

    def stop(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        with self._lock:
            if self._bar is not None:
                self._bar.stop()

    def __call__(self, name: str, index: int, total: int, rows: int) -> None:
        """``name`` begins now, ``index`` of ``total`` parts are done; it reads ``rows`` rows."""
        words = self._t.words(name)
        with self._lock:
            self._state = (f"{words}, {rows:,} rows" if rows else words, index, total)
            self._draw()

    def _show(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        words = TextColumn("{task.description}", markup=False)
        bar = BarColumn(40, complete_style=STYLES["documented"], finished_style=STYLES["documented"])
        columns = (words, bar, MofNCompleteColumn(), TimeElapsedColumn())
        with self._lock:
            if not self._timer.finished.is_set():  # else the work ended while this waited for the lock
                self._bar = Progress(*columns, console=self._t.console, transient=True)
                self._task = self._bar.add_task("", total=None)
                self._bar.start()
                self._draw()

    def _draw(self) -> None:
        if self._bar is not None and self._task is not None:
            words, index, total = self._state
            self._bar.update(self._task, description=words, completed=index, total=total)


@contextmanager
def progress_bar(t: Terminal) -> Iterator[Bar]:
    """A bar for the time of the block, gone afterwards whatever happened."""
    bar = Bar(t)
    bar.start()
    try:
        yield bar
    finally:
        bar.stop()

"""A bar on stderr while something takes longer than a moment; nothing where no person looks at it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING

from fairlead.base.wording import say_many
from fairlead.cli.compiling import heard_compiling
from fairlead.cli.terminal import STYLES, Terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_S = 0.5
"""Work that is done by then shows no bar."""

COMPILING = "Compiling, once on this machine for this version: the next run takes less long."

LEAST_S = 2.0
"""How long the inside of a part must have been told of before a time is read from its pace."""


class Bar:
    """What an engine or a reader tells of its progress (engine.api.Progress and Within), drawn once it has taken a
    while.

    A timer draws the first state, so that a single long step is shown too. ``clock`` gives seconds.
    """

    def __init__(self, t: Terminal, clock: Callable[[], float] = monotonic) -> None:
        self._t, self._clock = t, clock
        self._lock = threading.Lock()
        self._state: tuple[str, int, int] = ("", 0, 1)
        self._pace: tuple[float, int] | None = None
        """When the inside of this part was first told of, and how much was done then."""
        self._inside: tuple[str, float] = ("", 0.0)
        """What is said of the inside of this part, and the share of it that is done."""
        self._is_compiling = self._is_told = False
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
            self._state = (f"{words}, {say_many(rows, 'row')}" if rows else words, index, total)
            self._pace, self._inside = None, ("", 0.0)
            self._draw()

    def within(self, done: int, of: int, what: str) -> None:
        """``done`` of ``of`` are done of the part that was last begun, and what they are."""
        with self._lock:
            now = self._clock()
            first, before = self._pace = self._pace or (now, done)
            words = f": {done:,} of {of:,} {self._t.words(what)}"
            if now - first >= LEAST_S and done > before:
                words += f", {say_left((now - first) * (of - done) / (done - before))}"
            self._inside = (words, done / of if of else 0.0)
            self._draw()

    def compiling(self) -> None:
        """Loops are being compiled: it is told once, in a line of its own that stays."""
        with self._lock:
            self._is_compiling = True
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
            (words, index, total), (inside, share) = self._state, self._inside
            if self._is_compiling and not self._is_told:
                self._bar.console.print(COMPILING)
                self._is_told = True
            self._bar.update(self._task, description=f"{words}{inside}", completed=index + share, total=total)


def say_left(seconds: float) -> str:
    """``about 40 s left``, ``about 3 min left``: rounded up, since a pace is a guess."""
    if seconds <= 90:
        return f"about {max(ceil(seconds / 5) * 5, 5)} s left"
    minutes = ceil(seconds / 60)
    return f"about {minutes} min left" if minutes <= 90 else f"about {ceil(minutes / 60)} h left"


@contextmanager
def progress_bar(t: Terminal) -> Iterator[Bar]:
    """A bar for the time of the block, gone afterwards whatever happened."""
    bar = Bar(t)
    bar.start()
    try:
        with heard_compiling(bar.compiling) if t.is_tty else nullcontext():
            yield bar
    finally:
        bar.stop()

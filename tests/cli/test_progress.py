"""A bar for a person who waits, and for nobody else."""

import io
import time

from fairlead.cli import progress
from fairlead.cli.terminal import Terminal


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


def worked(stream, seconds):
    with progress.progress_bar(Terminal(stream, {"TERM": "xterm"})) as bar:
        bar("trips\x1b[2J", 3, 17, 1250)
        time.sleep(seconds)
    return stream.getvalue()


def test_one_long_step_is_shown_with_its_rows_and_names_are_written_out(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_S", 0.02)
    monkeypatch.setenv("TERM", "xterm")
    sent = worked(Screen(), 0.4)
    assert "trips<U+001B>[2J, 1,250 rows" in sent
    assert "3/17" in sent


def test_quick_work_shows_nothing(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_S", 5.0)
    assert worked(Screen(), 0.0) == ""


def test_where_no_person_looks_nothing_is_written(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_S", 0.01)
    assert worked(io.StringIO(), 0.1) == ""


def test_the_bar_is_gone_when_the_work_fails(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_S", 0.01)
    screen = Screen()
    try:
        with progress.progress_bar(Terminal(screen, {})) as bar:
            bar("trips", 0, 2, 0)
            time.sleep(0.2)
            raise OSError("broken off")
    except OSError:
        pass
    length = len(screen.getvalue())
    time.sleep(0.2)
    assert len(screen.getvalue()) == length


def test_the_inside_of_a_long_step_is_shown_with_the_time_left(monkeypatch):
    """400 iterations in 10 s after the first 100 were told of: 3,500 more take 87.5 s, said as 90."""
    monkeypatch.setattr(progress, "PATIENCE_S", 0.02)
    monkeypatch.setenv("TERM", "xterm")
    screen, at = Screen(), iter([5.0, 15.0])
    bar = progress.Bar(Terminal(screen, {"TERM": "xterm"}), clock=lambda: next(at))
    bar.start()
    bar("season", 20, 40, 1250)
    bar.within(100, 4000, "iterations")
    bar.within(500, 4000, "iterations")
    time.sleep(0.4)
    bar.stop()
    assert "season, 1,250 rows: 500 of 4,000 iterations, about 90 s left" in screen.getvalue()
    assert "20/40" in screen.getvalue()


def test_a_part_that_begins_says_nothing_of_the_inside_of_the_one_before(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_S", 0.02)
    screen = Screen()
    with progress.progress_bar(Terminal(screen, {"TERM": "xterm"})) as bar:
        bar("season", 20, 40, 0)
        bar.within(100, 4000, "iterations")
        bar("trips", 21, 40, 0)
        time.sleep(0.2)
    assert "iterations" not in screen.getvalue()


def test_a_run_that_compiles_says_so_once(monkeypatch):
    """Numba compiles a loop at its first call, and for other types again; called again it compiles nothing."""
    monkeypatch.setattr(progress, "PATIENCE_S", 0.02)
    from numba import njit

    @njit
    def twice(x):
        return 2 * x

    screens = [Screen(), Screen()]
    for screen in screens:
        with progress.progress_bar(Terminal(screen, {"TERM": "xterm"})) as bar:
            bar("gaps", 3, 17, 0)
            time.sleep(0.2)
            twice(4)
            twice(4.0)
            time.sleep(0.2)
    assert [screen.getvalue().count(progress.COMPILING) for screen in screens] == [1, 0]
    assert "gaps" in screens[1].getvalue()


def test_the_time_left_is_rounded_up():
    told = [progress.say_left(s) for s in (0, 1, 6, 90, 91, 300, 5400, 5401)]
    assert [t.removeprefix("about ").removesuffix(" left") for t in told] == [
        "5 s", "5 s", "10 s", "90 s", "2 min", "5 min", "90 min", "2 h",
    ]  # fmt: skip

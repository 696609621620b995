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

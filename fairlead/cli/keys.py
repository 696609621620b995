"""Answers of a person: single keys of a terminal, or lines of a file that stands in for one."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TextIO

from fairlead.cli.terminal import Terminal


class Ended(Exception):  # noqa: N818 - no error: the person has gone
    """No more answers come."""


@dataclass
class Keys:
    """Where answers come from: keys of a terminal, else lines."""

    t: Terminal
    stream: TextIO = field(default_factory=lambda: sys.stdin)

    def line(self, prompt: str) -> str:
        """A line; blank where nothing was typed.

        Raises:
            Ended: no line comes any more.
        """
        self._ask(prompt)
        line = self.stream.readline()
        if not line:
            raise Ended
        with suppress(UnicodeEncodeError):
            line.encode()
            return line.strip()
        self.t.paragraph("that is not text in UTF-8; type it again", "contradicted")
        return self.line(prompt)

    def key(self, prompt: str) -> str:
        """One key of a terminal; else the first character of a line.

        Raises:
            Ended: no key comes any more.
        """
        if not (self.stream.isatty() and self.t.is_tty):
            return self.line(prompt)[:1].lower()
        self._ask(prompt)
        pressed = _press(self.stream)
        self.t.stream.write((pressed if pressed.isprintable() else "") + "\n")
        if pressed in ("", "\x04"):
            raise Ended
        if pressed == "\x03":
            raise KeyboardInterrupt
        return pressed.lower()

    def _ask(self, prompt: str) -> None:
        self.t.stream.write(self.t.words(prompt) + " > ")
        self.t.stream.flush()


def _press(stream: TextIO) -> str:
    """One key without its line feed; the terminal is as it was afterwards."""
    try:
        import termios
        import tty
    except ImportError:  # no such terminal: a line it is
        return stream.readline()[:1]
    descriptor = stream.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        return stream.read(1)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

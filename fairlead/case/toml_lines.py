"""Which line of a TOML text each key stands on, so that a complaint can name it: ``tomllib`` gives values only."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}#\n]+")


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Line of a key, or of the nearest thing that holds it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def find_lines(text: str) -> dict[Path, int]:
    """Lines, from 1, of every table, key and list item of a valid TOML text, by its path of keys and positions.

    Limits:
        Reads text that ``tomllib`` accepts; of other text it gives what it can make out.
    """
    return _Finder(text).run()


class _Finder:
    """Walks a TOML text once. It needs to know where strings, comments and brackets end, and no more."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}
        """Tables of which there are several, ``[[areas]]``, and how many so far."""

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip(_GAP) < len(self.text):
            if self.text[self.at] == "[":
                is_array = self.text.startswith("[[", self.at)
                self.at += 2 if is_array else 1
                start = self.at
                table = self._table(self._key(), is_array)
                self._mark(table, start)
                self._to_end_of_line()
            else:
                self._pair(table)
                self._to_end_of_line()
        return self.found

    def _table(self, keys: Path, is_array: bool) -> Path:
        """The path of a heading: of a table of which there are several, with its position."""
        path: Path = ()
        for depth, key in enumerate(keys, start=1):
            path = (*path, key)
            if is_array and depth == len(keys):
                self.arrays[path] = self.arrays.get(path, 0) + 1
            if path in self.arrays:
                path = (*path, self.arrays[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._key())
        self._mark(path, start)
        self._skip(_BLANK)
        self.at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _key(self) -> Path:
        parts: list[str] = []
        while True:
            self._skip(_BLANK)
            if self._peek() in ("'", '"'):
                parts.append(self._string())
            else:
                word = _BARE.match(self.text, self.at)
                parts.append(word[0] if word else "")
                self.at = word.end() if word else self.at + 1
            self._skip(_BLANK)
            if self._peek() != ".":
                return tuple(parts)
            self.at += 1

    def _value(self, path: Path) -> None:
        first = self._peek()
        if first == "[":
            self._list(path)
        elif first == "{":
            self._inline_table(path)
        elif first in ("'", '"'):
            self._string()
        elif word := _SCALAR.match(self.text, self.at):
            self.at = word.end()

    def _list(self, path: Path) -> None:
        self.at += 1
        position = 0
        while self._skip(_GAP) < len(self.text) and self._peek() != "]":
            self._mark((*path, position), self.at)
            before = self.at
            self._value((*path, position))
            position += 1
            self._skip(_GAP)
            if self._peek() == "," or self.at == before:
                self.at += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip(_GAP) < len(self.text) and self._peek() != "}":
            self._pair(path)
            self._skip(_GAP)
            if self._peek() == ",":
                self.at += 1
        self.at += 1

    def _string(self) -> str:
        quote = self._peek()
        if self.text.startswith(quote * 3, self.at):
            quote *= 3
        start = self.at = self.at + len(quote)
        while self.at < len(self.text) and not self.text.startswith(quote, self.at):
            self.at += 2 if quote[0] == '"' and self._peek() == "\\" else 1
        inner = self.text[start : self.at]
        self.at += len(quote)
        while len(quote) == 3 and self._peek() == quote[0]:  # up to two quotes may stand before the closing three
            self.at += 1
        return inner

    def _mark(self, path: Path, at: int) -> None:
        line = self.text.count("\n", 0, at) + 1
        for depth in range(1, len(path)):
            self.found.setdefault(path[:depth], line)
        self.found.setdefault(path, line)

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self, what: re.Pattern[str]) -> int:
        found = what.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _to_end_of_line(self) -> None:
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end

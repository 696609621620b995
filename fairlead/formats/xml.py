"""XML written by strangers, element by element: no DOCTYPE, no entities, nothing fetched, bounded depth and memory."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol
from xml.parsers import expat

from fairlead.errors import EvidenceError

DEEPEST = 64
"""Levels of elements; the deepest list has twelve."""
LONGEST_ELEMENT = 50_000
"""Elements within one record; the longest entries of the lists have some hundreds."""
BLOCK = 1 << 18
_INVALID_TOKEN, _WRONG_ENCODING = 4, 19
"""Expat's codes of a byte that is none of its encoding, and of an encoding stated that the first bytes belie."""


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes; none at the end."""
        ...


_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)((?:\s[^<>]*)?)>")


@dataclass(slots=True)
class Element:
    """One element: its name without namespace, what it holds, and the line it begins on."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *path: str) -> list[Element]:
        """The elements down a path of names."""
        found = [self]
        for name in path:
            found = [child for one in found for child in one.children if child.name == name]
        return found

    def get(self, *path: str) -> str:
        """The text of the first element down a path that has one; blank where there is none."""
        return next((words for one in self.all(*path) if (words := " ".join(one.text.split()))), "")

    def words(self) -> str:
        """Its text and that of everything in it, in any order of depth."""
        return " ".join(filter(None, (self.text, *(child.words() for child in self.children))))

    def attribute(self, name: str) -> str:
        """An attribute without blanks around it; blank where it is missing."""
        return self.attributes.get(name, "").strip()


def root_of(head: bytes) -> tuple[str, str]:
    """The name of the root element in the first bytes of a file, without namespace, and its attributes as written."""
    found = _ROOT.search(head)
    if not found or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "", ""
    return _local(found[1].decode("latin-1")), found[2].decode("latin-1")


def read_stream(file: Readable, wanted: Collection[str]) -> Iterator[Element]:
    """The root, as soon as it begins and without children; then each wanted element when it ends, in order.

    Elements that are not wanted and hold none that is are passed over; nothing is kept of what has been given.

    Raises:
        EvidenceError: it holds a DOCTYPE or an entity of its own, is no well-formed XML, or is cut off: what came
            before is not the whole.
    """
    yield from _Reading(file, frozenset(wanted)).elements()


class _Reading:
    def __init__(self, file: Readable, wanted: frozenset[str]) -> None:
        self.file, self.wanted = file, wanted
        self.stack: list[Element] = []
        self.done: list[Element] = []
        self.depth = self.held = self.before = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser.EntityDeclHandler = _refuse_doctype
        self.parser.ExternalEntityRefHandler = _refuse_doctype
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def elements(self) -> Iterator[Element]:
        while block := self.file.read(BLOCK):
            self._parse(block)
            yield from self._given()
        self._parse(b"")
        yield from self._given()

    def _parse(self, block: bytes) -> None:
        """Take a block; an empty one is the end."""
        try:
            self.parser.Parse(block, not block)
        except expat.ExpatError as e:
            at = self.parser.ErrorByteIndex - self.before
            is_foreign = e.code == _INVALID_TOKEN and 0 <= at < len(block) and block[at] > 0x7F
            words = "it is in another encoding than it states" if is_foreign else "cut off or damaged"
            words = "save it in the encoding it states" if e.code == _WRONG_ENCODING else words
            raise EvidenceError(
                f"is no whole XML: {expat.errors.messages[e.code]} on line {e.lineno}; {words}"
            ) from None
        except (LookupError, ValueError) as e:  # an encoding that Python has not, or of several bytes a letter
            raise EvidenceError(f"states an encoding that is not read ({e}): save it as UTF-8") from None
        self.before += len(block)

    def _given(self) -> list[Element]:
        done, self.done = self.done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise EvidenceError(f"nests elements deeper than {DEEPEST} levels: no file of evidence does")
        one = Element(_local(name), attributes, self.parser.CurrentLineNumber)
        if self.depth == 1:
            self.done.append(one)
        elif self.stack:
            self.held += 1
            if self.held > LONGEST_ELEMENT:
                raise EvidenceError(f"has an entry of more than {LONGEST_ELEMENT:,} elements: no file of evidence does")
            self.stack[-1].children.append(one)
            self.stack.append(one)
        elif one.name in self.wanted:
            self.held = 0
            self.stack.append(one)

    def _end(self, name: str) -> None:  # noqa: ARG002 - expat says it
        self.depth -= 1
        if self.stack:
            one = self.stack.pop()
            if not self.stack:
                self.done.append(one)

    def _text(self, words: str) -> None:
        if self.stack:
            self.stack[-1].text += words


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(*_: object) -> bool:
    raise EvidenceError("holds a DOCTYPE or an entity of its own, which no file of evidence needs: not read")

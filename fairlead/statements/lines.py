"""Lines: where a line's end is the width of a page and no end of a sentence. A text is read with such ends taken out.

Text wrapped by hand, by a mail program or by a PDF breaks sentences at 60 to 90 characters and words at a hyphen.
Headlines, list entries, rows of tables, labels of a transcript and empty lines end what stands before them. Every
place of the text read has its place in the original, so that a quote stays the original's own characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from fairlead.statements.lexicon import word_set

_NARROW, _WIDE = 40, 130
"""Characters of the width that wrapped lines may have: below it stand headings and entries, above it paragraphs."""
_FULL_FRAC = 0.8
"""Share of the width that a line must fill with the next one's first word; letters of a PDF are of unlike width."""
_HEADING_FRAC = 0.97
"""The same for the first line of a block, which may be a headline."""
_OVER_FRAC = 1.15
"""A block with a longer line than that is not wrapped at this width."""
_FEWEST = 2
"""Lines that must go on in small letters before capitals at a line's begin are taken for the same."""

_ENTRY = re.compile(
    r"[-*•·▪◦‣–—>#|+]\s|[-*•·▪◦‣]|\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivx]{1,4})[.)/](?:\s|$)|[0-9]{1,3}/[0-9]*\s"
)
"""With what an entry of a list, a numbered paragraph or a quoted mail begins."""
_LABEL = re.compile(r"[A-Z][\w'’.-]*(?:\s[A-Z][\w'’.-]*){0,4}(?:\s\([^)]{1,60}\))?\s?:(?:\s|$)")
_DATELINE = re.compile(r"[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][a-z]{2,8}\.? [0-9]{1,2})?(?:,? \([^)]{2,30}\))?\s?[-–—]\s")
_CELLS = re.compile(r"\t|\S {3,}\S|\s\|\s|^\||\|$")
"""Two cells of a table."""
_STOP = re.compile(r"[.!?…:;][\"”’')\]]*$")
_TAIL = 40
"""Characters of a line's end that are looked at."""
_OPENERS = word_set(
    "The A An In On At It He She They We But And However Officials This That These Those There Its No As For According "
    "Asked Meanwhile Later Earlier Since When While After Before By Under With"
)
"""Words that begin a sentence where they have a capital."""
_LEANING = word_set(
    "the a an of to from by in on at for with and or but nor as than that which who whose into over under about "
    "between its their his her is are was were has have had be been will would may might could can not more least up "
    "said says told called north south mr mrs gen president minister also some any no"
)
"""Words with which no headline and no entry ends."""
_PREFIXES = word_set(
    "anti self non mid multi semi long short medium high low air sea ship oil arms two three four five"
)
"""First parts that keep their hyphen where nothing else tells."""
_QUOTES = '“"‘'
_BROKEN = re.compile(r"([^\W\d_]+|\d[\d,.]*)[-‐‑\u00ad]$")
_FIRST_PART = re.compile(r"[^\W\d_]+")
_VOCABULARY = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is read, and where its characters stand in the original."""

    text: str
    at: tuple[int, ...] = (0,)
    """Places of the text read from which on the same number of characters is left out, ascending."""
    by: tuple[int, ...] = (0,)
    """That number."""

    def begin(self, place: int) -> int:
        """Where what begins at a place of the text read begins in the original."""
        return place + self.by[bisect_right(self.at, place) - 1]

    def end(self, place: int) -> int:
        """Where what ends before a place of the text read ends in the original."""
        return self.begin(place - 1) + 1 if place else 0


def join_lines(text: str, known: Container[str]) -> Reading:
    """The text with the ends of wrapped lines taken out.

    Args:
        text: any text.
        known: words in lower case that need no other proof to be words: at a hyphen they tell "ammu-nition" from
            "ship-to-ship".

    Returns:
        The text read: one blank for the end of a wrapped line, with the indentation behind it; nothing for a hyphen
        that only parted a word. Other line ends are kept.
    """
    if "\n" not in text:
        return Reading(text)
    lines = text.split("\n")
    trimmed = [line.strip() for line in lines]
    width = _width(trimmed)
    vocabulary: frozenset[str] | None = None
    parts: list[str] = []
    at, by = [0], [0]
    place = begin = offset = 0
    for i, line in enumerate(lines[:-1]):
        end = offset + len(line)
        if trimmed[i] and trimmed[i + 1] and _is_wrapped(trimmed, i, width):
            gap_begin = offset + len(line.rstrip())
            gap_end = end + 1 + len(lines[i + 1]) - len(lines[i + 1].lstrip())
            blank = " "
            if broken := _BROKEN.search(trimmed[i][-_TAIL:]):
                if vocabulary is None:
                    vocabulary = frozenset(w.lower() for w in _VOCABULARY.findall(text))
                blank = ""
                if trimmed[i][-1] == "\u00ad" or _is_one_word(broken[1], trimmed[i + 1], known, vocabulary):
                    gap_begin -= 1
            parts += (text[begin:gap_begin], blank)
            place += gap_begin - begin + len(blank)
            begin = gap_end
            at.append(place)
            by.append(begin - place)
        offset = end + 1
    parts.append(text[begin:])
    return Reading("".join(parts), tuple(at), tuple(by))


def _width(lines: list[str]) -> int:
    """The width at which a text is wrapped: its longest line that goes on in small letters; 0 where too few do."""
    going = [
        len(a)
        for a, b in pairwise(lines)
        if _NARROW <= len(a) <= _WIDE
        and b[:1].islower()
        and not (_STOP.search(a) or _ENTRY.match(b) or _CELLS.search(a))
    ]
    return max(going) if len(going) >= _FEWEST else 0


def _is_wrapped(lines: list[str], i: int, width: int) -> bool:
    """Whether a line goes on in the next one."""
    line, behind = lines[i], lines[i + 1]
    tail = line[-_TAIL:]
    is_dash = behind[0] in "–—" and _is_full(lines, i, width, _FULL_FRAC) and not _STOP.search(tail)
    if (
        (_ENTRY.match(behind) and not is_dash)
        or _CELLS.search(line)
        or _CELLS.search(behind)
        or _DATELINE.match(behind)
    ):
        return False
    is_small = behind[0].islower()
    if _STOP.search(tail):
        goes_on = line[-1] != ":" or is_small or behind[0] in _QUOTES
        return goes_on and not _LABEL.match(behind) and _is_full(lines, i, width, _FULL_FRAC)
    if is_dash or is_small or line[-1] in ",;" or _BROKEN.search(tail):
        return True
    is_first = i == 0 or not lines[i - 1]
    if _LABEL.match(behind) or line.isupper() or (is_first and _is_title(line)):
        return False
    first, last = behind.split(None, 1)[0], line.rsplit(None, 1)[-1].lower()
    if first in _OPENERS:
        return False
    if last in _LEANING and len(line) >= _NARROW // 2:
        return True
    return _is_full(lines, i, width, _HEADING_FRAC if is_first else _FULL_FRAC)


def _is_full(lines: list[str], i: int, width: int, share: float) -> bool:
    """Whether the next line's first word had no room in a line of a block that is wrapped at a width."""
    if not width or len(lines[i]) > _OVER_FRAC * width:
        return False
    return len(lines[i]) + 1 + len(lines[i + 1].split(None, 1)[0]) > share * width


def _is_title(line: str) -> bool:
    """Whether a line is set as a heading, with a capital at each longer word."""
    words = [w for w in line.split() if len(w) > 3 and w[0].isalpha()]
    return len(words) > 2 and "," not in line and all(w[0].isupper() for w in words)


def _is_one_word(first: str, behind: str, known: Container[str], vocabulary: Container[str]) -> bool:
    """Whether a hyphen at a line's end only parts a word: "ammu-" and "nition", not "anti-" and "tank"."""
    second = _FIRST_PART.match(behind)
    if not second or not behind[0].islower() or not first[-1].isalpha():
        return False
    a, b = first.lower(), second[0].lower()
    if f"{a}-{b}" in vocabulary:
        return False
    if a + b in known or a + b in vocabulary:
        return True
    if a in _PREFIXES:
        return False
    return not (a in known and b in known)

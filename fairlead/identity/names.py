"""Ship names: what must be equal (the number), what may differ (spelling), and what a name says nothing about.

A numeral is part of a ship's identity: Kum Un San and Kum Un San 3 are two ships, and no likeness of letters makes them
one. Letters may differ by script and romanisation (``base/spelling``); a mere likeness is the last and weakest hint.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from fairlead.base.number_words import VALUES
from fairlead.base.spelling import latin, plain, spellings
from fairlead.identity.likeness import find_alike

BASES = ("name", "spelling", "former name", "number missing", "similar name")
"""How a name may meet a vessel's names, from the strongest to the weakest."""

KOREAN_FLAGS = frozenset({"KP", "KR"})
"""Flags whose ships' names are Korean words, so that the Korean fold compares spellings of one word. For any other
ship a shared Korean fold (Angara, Ankara) is no more than a likeness."""

ROMAN = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12,
    "XIII": 13, "XIV": 14, "XV": 15, "XVI": 16, "XVII": 17, "XVIII": 18, "XIX": 19, "XX": 20,
}  # fmt: skip
"""Roman numerals read as numbers where they are the last word of a name, in capitals."""

ROMAN_IN_ANY_CASE = frozenset({"II", "III", "IV", "VII", "VIII", "IX", "XII", "XIII", "XIV", "XVII", "XVIII"})
"""Those that are no word or syllable of a name (Xi, Vi, Ri I), so that Sparta iv is Sparta IV."""

ONE_TO_TWENTY = {w: n for w, n in VALUES.items() if n <= 20}
"""Numbers in words, read as numbers where they are the last word of a name (Grace One), as in companies' names."""

NUMBER_BEFORE = frozenset({"no", "nr", "num", "number"})
NUMBER_AFTER = frozenset({"ho", "hao"})
"""Words that only announce a number: No. 18; 1호 (1-ho), 18号 (18-hao)."""

_PREFIX = re.compile(
    r"^\s*(?:(?:m\s*[./]\s*[tvsy]|[st]\s*[./]\s*[sv]|f\s*[./]\s*v|m(?:[tv]|ts|tv|sv)|lpg\s*/\s*c|lng\s*/\s*c|[тм]\s*/\s*[хвтк])\b[.:]?"
    r"|(?:motor |crude |oil |product |chemical |gas )*(?:tanker|vessel|ship)\b|[vu]lcc\b|lpgc\b|fv\b"
    r"|(?:bulk |gas )carrier\b|cargo ship\b|the\b|(?:теплоход|танкер)\b)\s+(?=\S)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?<=\S)(?:\s*[,(\[]\s*|\s+)(?:(?:m\s*[./]\s*[tv])|(?:motor |crude |oil |product )*(?:tanker|vessel)"
    r"|imo(?: n[o°r]\.?)?[ :]*\d{7}|(?<=[(\[])m[tv])\s*[)\]]?\s*$",
    re.IGNORECASE,
)
"""What some write behind a name: its kind, its IMO number."""

SHORTENED = {
    "adm": "admiral", "ak": "akademik", "acad": "academician", "cap": "captain", "capt": "captain", "kap": "kapitan",
    "kpt": "kapitan", "prof": "professor", "gen": "general", "col": "colonel", "st": "saint", "sv": "svyatoy",
    "ing": "ingenieur", "mar": "marshal", "pres": "president", "pte": "presidente", "alm": "almirante",
}  # fmt: skip
"""First words of ships' names as AIS's twenty letters make crews write them, in full. With a full stop always; without
one only those that are no words of their own (``SHORT_BARE``)."""

SHORT_BARE = frozenset({"adm", "capt", "kpt", "prof", "st"})
"""MT, M/T, MV, M.V., M/S, M/Y, S/S, S/V, T/S, F/V, LPG/C, т/х, tanker, motor vessel: what a ship is, not what it is
called."""

_ALSO_IN_BRACKETS = re.compile(
    r"\s*\(\s*(?:ex|formerly|former|fka|f\.k\.a\.|aka|a\.k\.a\.|now|renamed)\b[.:]?\s*([^)]*)\)", re.IGNORECASE
)
_FURTHER = re.compile(r"\s+/\s+|\s+ex\s+", re.IGNORECASE)
_HANGUL = re.compile("[가-힣]")
_PARTS = re.compile(r"\d{1,9}|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class ShipName:
    """A name taken apart: letters that may be spelled differently, and numbers that must be equal."""

    written: str
    stem: str
    """Letters without prefix and number, as ``plain``."""
    keys: frozenset[str]
    """Spellings of the stem."""
    number: tuple[int, ...]
    is_hangul: bool
    whole: str
    """All letters and digits but the prefix's, as ``plain``: names written alike are one name, however read."""
    ending: str
    """The single letter that ends the name as a word of its own (Lady R), lower-case; empty: none."""


def read_name(text: str) -> ShipName:
    """Take a ship's name apart.

    Args:
        text: one name as written, in any script: ``M/T Billions No. 18``, ``백양산 1호``, ``PATRIOT@@@``.

    Limits:
        A final I, V or X in capitals is read as a number. A name of digits only is its own stem.
    """
    bare = _PREFIX.sub("", _SUFFIX.sub("", text))
    called = latin(bare)
    parts = _PARTS.findall(called)
    letters: list[str] = []
    number: list[int] = []
    for i, part in enumerate(parts):
        if part.isdigit():
            number.append(int(part))
        elif i == 0 and len(parts) > 1 and (full := _in_full(part, called)):
            letters.append(full)
        elif letters and i == len(parts) - 1 and not number and part.lower() in ONE_TO_TWENTY:
            number.append(ONE_TO_TWENTY[part.lower()])
        elif letters and i == len(parts) - 1 and (part in ROMAN or part.upper() in ROMAN_IN_ANY_CASE):
            number.append(ROMAN[part.upper()])
        elif not _announces_number(parts, i):
            letters.append(part)
    if not letters:
        letters, number = parts, []
    stem = " ".join(letters)
    keys = spellings(stem) or frozenset({f"p:{text.strip()}"})  # signs only: it is itself and nothing else
    ending = parts[-1].lower() if len(letters) > 1 and len(parts[-1]) == 1 and parts[-1] == letters[-1] else ""
    return ShipName(text, plain(stem), keys, tuple(number), bool(_HANGUL.search(text)), plain(called), ending)


def _in_full(first: str, called: str) -> str | None:
    """The first word of a name in full, where it is one that crews shorten."""
    is_cut = called.lstrip()[len(first) : len(first) + 1] == "."
    return SHORTENED.get(first.lower()) if is_cut or first.lower() in SHORT_BARE else None


def split_names(text: str) -> list[str]:
    """The names in a text that holds several: ``Apex / Shun Fa``, ``NEW (ex OLD)``; a slash within a word stays."""
    pieces = _FURTHER.split(_ALSO_IN_BRACKETS.sub(r" / \1", text))
    return [name for piece in pieces if (name := piece.strip(" ,;"))] or [text]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: ShipName
    owner: int
    is_usual: bool
    is_spelling_of_usual: bool
    is_korean: bool


class NameIndex:
    """The names of many vessels, so that one name finds the vessels it may mean without comparing all."""

    def __init__(self) -> None:
        self._bearing: dict[tuple[str, tuple[int, ...]], list[_Entry]] = defaultdict(list)
        self._numbered: dict[str, list[_Entry]] = defaultdict(list)
        self._by_look: dict[tuple[tuple[int, ...], str], list[_Entry]] = defaultdict(list)
        self._held: set[tuple[int, str]] = set()

    def add(self, owner: int, names: Iterable[ShipName], flag: str | None) -> None:
        """Enter a vessel under its names, the usual one first; a name it is entered under already is left alone."""
        names = list(names)
        is_korean = flag in KOREAN_FLAGS or any(n.is_hangul for n in names)
        for name in names:
            if (owner, name.written) in self._held:
                continue
            self._held.add((owner, name.written))
            is_spelling = name.number == names[0].number and _is_spelling(name, names[0], is_korean)
            entry = _Entry(name, owner, name is names[0], is_spelling, is_korean)
            for key in name.keys:
                self._bearing[key, name.number].append(entry)
                if name.number:
                    self._numbered[key].append(entry)
            self._by_look[name.number, name.stem[:1]].append(entry)

    def find(self, name: ShipName) -> dict[int, str]:
        """The vessels a name may mean, each with its strongest basis of :data:`BASES`."""
        twins = () if name.number else (e for key in name.keys for e in self._numbered.get(key, ()))
        return _strongest(name, chain(self._entries(name), twins))

    def find_bearing(self, name: ShipName) -> dict[int, str]:
        """The vessels that bear a name, spelled as it may be, with an equal number."""
        return _strongest(name, self._entries(name))

    def find_similar(self, names: Collection[ShipName], least: float) -> dict[str, dict[int, str]]:
        """For each name as written, the vessels whose name looks alike: number and first letter equal, the letters at
        least ``least`` (0-1) alike. A name that looks like none is left out."""
        asked: dict[tuple[tuple[int, ...], str], list[ShipName]] = defaultdict(list)
        for name in names:
            if (look := (name.number, name.stem[:1])) in self._by_look:
                asked[look].append(name)
        found: dict[str, dict[int, str]] = defaultdict(dict)
        for look, alike in asked.items():
            held = self._by_look[look]
            for i, j in find_alike([n.stem for n in alike], [e.name.stem for e in held], least):
                found[alike[i].written][held[j].owner] = "similar name"
        return dict(found)

    def _entries(self, name: ShipName) -> Iterator[_Entry]:
        return (e for key in name.keys for e in self._bearing.get((key, name.number), ()))


def _strongest(name: ShipName, entries: Iterable[_Entry]) -> dict[int, str]:
    found: dict[int, str] = {}
    for entry in entries:
        basis = _basis(name, entry)
        if basis and (entry.owner not in found or BASES.index(basis) < BASES.index(found[entry.owner])):
            found[entry.owner] = basis
    return found


def _basis(name: ShipName, entry: _Entry) -> str | None:
    is_equal = name.stem == entry.name.stem
    is_spelled = is_equal or _is_spelling(name, entry.name, entry.is_korean or name.is_hangul)
    if name.number != entry.name.number:
        return "number missing" if is_spelled and not name.number else None
    if not is_spelled:
        return "similar name"
    if entry.is_usual:
        return "name" if is_equal else "spelling"
    return "spelling" if entry.is_spelling_of_usual else "former name"


def _is_spelling(a: ShipName, b: ShipName, is_korean: bool) -> bool:
    return any(is_korean or not key.startswith("k:") for key in a.keys & b.keys)


def _announces_number(parts: list[str], i: int) -> bool:
    word = parts[i].lower()
    before = i > 0 and parts[i - 1].isdigit()
    after = i + 1 < len(parts) and parts[i + 1].isdigit()
    return (word in NUMBER_BEFORE and after) or (word in NUMBER_AFTER and before)

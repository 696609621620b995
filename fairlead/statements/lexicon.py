"""Words: a table of terms made ready to be looked for in a text. What words mean is data; how they inflect is here."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import LEXICON

VERSION = "2026.11.6"
"""Of the package's lists; a change of a list is a change of this."""
LISTS = ("states", "places", "offices", "outlets", "items", "frames", "cues")

TOKEN = re.compile(
    r"[a-z]{2,}+(?![\w'])"  # nearly every word; what follows is for the others
    r"|(?:[^\W\d_]\.){2,}|\d[\d,.]*\d[^\W_]*|\d[^\W_]*|[^\W\d_]+?(?=n't\b)|n't\b|'s\b|[^\W\d_]+|[^\s\-‐‑]"
)
"""A word, a number, an abbreviation with points (U.S.), the 's of a possessive, the n't of a negation, or one sign.
Words joined by a dash come apart: "anti-aircraft" and "anti aircraft" are one term."""

_PLAIN = re.compile(r"[A-Za-z ]+").fullmatch
"""Whether blanks alone part the words of a term."""
VERBS = frozenset({"give", "receive", "move", "barter", "voyage", "cue", "agreement_verb", "purpose"})
"""Kinds of terms whose first word is a verb in its base form; its other forms are made here."""
_NAMES = frozenset({"state", "place", "person", "body", "outlet"})
_SHORT = frozenset({"state", "place", "body", "outlet", "office"})
"""Kinds whose terms of three letters are abbreviations: NIS is an agency, Nis a town."""
_PLURAL = frozenset({"item", "office", "measure_word"})
_VOWELS = "aeiou"


class Sense(NamedTuple):
    """One meaning of a term."""

    kind: str
    value: str
    parent: str | None
    note: str
    form: str
    """Of a verb: base, s, ing, past or pp (a form that is both is past); else blank."""
    base: str
    """Of a verb: its base form; else the term."""


@dataclass(slots=True)
class Words:
    """Terms ready to be looked for."""

    conditional: set[int] = field(default_factory=set)
    """Identity of the meanings that depend on capitals."""
    singles: dict[str, dict[str, Sense]] = field(default_factory=dict)
    """Terms of one word."""
    entries: dict[str, tuple[dict[str, Sense] | None, bool]] = field(default_factory=dict)
    """Every word that is a term or begins one: its meanings alone, and whether it begins a longer one."""
    firsts: set[str] = field(default_factory=set)
    """Words that begin a term of several."""
    phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], dict[str, Sense]]]] = field(default_factory=dict)
    """Terms of several words by their first two, longest first."""
    state_names: dict[str, str] = field(default_factory=dict)
    """How to name a state, by its code."""
    heads: dict[str, set[str]] = field(default_factory=dict)
    """Words that stand above a clause, in all their forms, by what they do to it; a term of two words has a blank."""
    pairs: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    """The two words of each such term of two."""
    paired: dict[str, frozenset[str]] = field(default_factory=dict)
    """Every word of those pairs."""
    units: dict[str, str] = field(default_factory=dict)
    """Nouns that a case counts in, and their unit."""


def word_set(words: str) -> frozenset[str]:
    """Words written with blanks."""
    return frozenset(words.split())


@lru_cache(maxsize=1)
def package_lexicon() -> pa.Table:
    """LEXICON as the package ships it: ``lexicon/*.csv``."""
    rows = []
    for name in LISTS:
        text = files("fairlead.statements").joinpath("lexicon", f"{name}.csv").read_text(encoding="utf-8")
        for r in csv.DictReader(text.splitlines()):
            id_ = content_id("term", r["term_kind"], r["term"], r["value"])
            rows.append({"term_id": id_, "version": VERSION, **{k: v or None for k, v in r.items()}})
    return LEXICON.from_rows(rows)


def tokenise(text: str) -> list[tuple[str, int, int]]:
    """Words in lower case with where they begin and end; dashes between words are left out."""
    lower = text.lower().replace("’", "'")
    if len(lower) != len(text):  # a letter whose small form is longer: İ
        lower = "".join(c if len(x := c.lower()) != 1 else x for c in text).replace("’", "'")
    found: list[tuple[str, int, int]] = []
    at = 0
    find, append = lower.find, found.append
    for word in TOKEN.findall(lower):  # nothing but blanks and dashes lies between words, so that the next is the word
        begin = find(word, at)
        at = begin + len(word)
        append((word, begin, at))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Listed:
    """A LEXICON table as a key: equal to any table of the same rows in the same order."""

    rows: pa.Table

    def __hash__(self) -> int:
        return hash(self.rows.num_rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Listed) and (self.rows is other.rows or self.rows.equals(other.rows))


def compile_lexicon(lexicon: pa.Table) -> Words:
    """Make a LEXICON table ready; the last one is kept, since making it takes as long as reading dozens of texts.

    Args:
        lexicon: LEXICON; rows of a case stand beside those of the package, and win over them for the same kind and
        term.

    Returns:
        The words, verbs in all their forms and nouns in singular and plural.
    """
    return _compile(_Listed(LEXICON.check(lexicon)))


@lru_cache(maxsize=2)
def _compile(listed: _Listed) -> Words:
    rows = listed.rows.sort_by([("term_id", "ascending")]).to_pylist()
    rows.sort(key=lambda r: r["version"] == "case")
    irregular: dict[str, list[str]] = {}
    for r in rows:
        if r["term_kind"] == "form":
            irregular.setdefault(r["value"], []).append(r["term"])
    words = Words()
    found: dict[tuple[str, ...], dict[str, Sense]] = {}
    names: dict[str, tuple[bool, str]] = {}
    for r in rows:
        kind, term, value, note = r["term_kind"], r["term"], r["value"], r["note"] or ""
        if kind == "unit":
            words.units[term] = value
        if kind == "state" and (r["version"] == "case" or note == "name"):
            names.setdefault(value, (True, term))
        if kind in ("head", "loss"):
            _take_head(words, r, irregular)
        if kind in ("form", "class", "head", "loss"):
            continue
        if kind in VERBS:
            first = term.partition(" ")[0]  # "taken delivery of" is "taken"
            own = [*irregular.get(term, []), *(irregular.get(first, []) if first != term else [])]
            forms: Iterable[tuple[str, str]] = _forms(term, own)
        elif kind in _PLURAL:
            forms = ((f, "") for f in _numbers(term))
        else:
            forms = ((term, ""),)
        for spelled, form in forms:
            key = tuple(spelled.lower().split()) if _PLAIN(spelled) else tuple(w for w, _, _ in tokenise(spelled))
            if not key:
                continue
            senses = found.setdefault(key, {})
            if spelled == term or kind not in senses or senses[kind].base != " ".join(key):
                senses[kind] = Sense(kind, value, r["parent"], note, form, term)
    for key, senses in found.items():
        if any(
            x.kind in _NAMES or x.note == "capitals" or (x.kind == "office" and len(x.base) <= 3)
            for x in senses.values()
        ):
            words.conditional.add(id(senses))
        if len(key) == 1:
            words.singles[key[0]] = senses
            continue
        words.firsts.add(key[0])
        words.phrases.setdefault((key[0], key[1]), []).append((key, senses))
    for entries in words.phrases.values():
        entries.sort(key=lambda e: -len(e[0]))
    words.pairs = {
        what: pairs
        for what, known in words.heads.items()
        if (pairs := tuple(frozenset(w.split()) for w in sorted(known) if " " in w))
    }
    words.paired = {what: frozenset(w for pair in pairs for w in pair) for what, pairs in words.pairs.items()}
    words.entries = {w: (words.singles.get(w), w in words.firsts) for w in {*words.singles, *words.firsts}}
    words.state_names = {code: _title(name) for code, (_, name) in names.items()}
    return words


def _take_head(words: Words, row: dict[str, str], irregular: dict[str, list[str]]) -> None:
    """Keep a word that stands above a clause. A case's word is taken out of whatever the package has it for."""
    term, note = row["term"], row["note"] or ""
    forms = [f for f, _ in _forms(term, irregular.get(term, []))] if note == "verb" else [term]
    forms = _numbers(term) if note == "noun" else forms
    if row["version"] == "case":
        for known in words.heads.values():
            known.difference_update(forms)
    words.heads.setdefault(row["value"], set()).update(forms)


def may_be(sense: Sense, written: str) -> bool:
    """Whether a term may have this meaning as it is written: names begin with a capital, abbreviations are capitals."""
    if sense.note == "capitals" or (sense.kind in _SHORT and len(sense.base) <= 3):
        return written.upper() == written
    if sense.kind in _NAMES:
        return written[0].isupper() or any(c.isupper() for c in written)
    return True


def _forms(term: str, irregular: list[str]) -> list[tuple[str, str]]:
    """A verb in its forms; of a verb in several words the first one changes."""
    first, _, rest = term.partition(" ")
    rest = f" {rest}" if rest else ""
    stem = first[:-1] if first.endswith("e") and not first.endswith(("ee", "ye", "oe")) else first
    ends_in_y = first.endswith("y") and len(first) > 1 and first[-2] not in _VOWELS
    is_hissing = first.endswith(("s", "sh", "ch", "x", "z", "o"))
    third = f"{first[:-1]}ies" if ends_in_y else f"{first}es" if is_hissing else f"{first}s"
    past = f"{first[:-1]}ied" if ends_in_y else f"{first}d" if first.endswith("e") else f"{first}ed"
    made = {first: "base", third: "s", f"{stem}ing": "ing", past: "past"}
    own = [w.partition(" ")[0] for w in irregular]
    if any(not w.endswith("ing") for w in own):
        made = {w: f for w, f in made.items() if f != "past"}
    if any(w.endswith("ing") and w != first for w in own):
        made = {w: f for w, f in made.items() if f != "ing"}
    for w in own:
        made[w] = "ing" if w.endswith("ing") else "past"
    return [(w + rest, f) for w, f in made.items()]


def _numbers(term: str) -> list[str]:
    """A noun as written, and its plural where it seems to be a singular."""
    if term.endswith(("s", "people", "craft", "men")):
        return [term]
    if term[-1].isdigit():  # "S-400s"
        return [term, f"{term}s"]
    if term.endswith("y") and term[-2:-1] not in _VOWELS:
        return [term, f"{term[:-1]}ies"]
    return [term, f"{term}es" if term.endswith(("sh", "ch", "x")) else f"{term}s"]


def _title(name: str) -> str:
    return " ".join(w if w in ("of", "and", "the") else w[:1].upper() + w[1:] for w in name.split())

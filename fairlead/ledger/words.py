"""Words compared, and the numbers found in them. Nothing here knows a language's grammar: it folds and splits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

from fairlead.base.wording import UNSEEN

Tokens = tuple[str, ...]

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(
    r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?!\.?\d)(?:[\s-]*(thousand|million|billion)\b)?(?!\s*-?\s*(?:mm|cm|millimet))",
    re.IGNORECASE,
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}

_ALIKE = dict(
    zip(
        "аеорсухіјѕԁһԛԝкАВЕКМНОРСТХУЅІЈαικνορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdhqwkABEKMHOPCTXYSIJaiknopuABEZHIKMNOPTYX",
        strict=True,
    )
)
"""Cyrillic and Greek letters that look like Latin ones, by their usual printed shapes (Unicode's confusables)."""
_LATIN = re.compile("[A-Za-z]")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_FOREIGN_WORD = re.compile(
    "[A-Za-z\u0370-\u03ff\u0400-\u052f]*[\u0370-\u03ff\u0400-\u052f][A-Za-z\u0370-\u03ff\u0400-\u052f]*"
)
HIDDEN = "hidden or direction-changing characters in a name"
TWO_ALPHABETS = "letters of two alphabets in a name"


def without_brackets(text: str) -> str:
    """The text without what stands in brackets: a rank, a remark."""
    return " ".join(_BRACKETS.sub(" ", text).split())


def remarks_in(text: str) -> list[str]:
    """What stands in brackets, without them."""
    return [found[1:-1] for found in _BRACKETS.findall(text)]


@lru_cache(maxsize=1 << 16)
def tokens(text: str | None) -> Tokens:
    """The words of a text, folded to ASCII and lower case, a plural s taken off: ``Artillery shells`` and
    ``artillery-shell`` are the same words. Characters that nobody sees are left out, and letters that only look Latin
    are read as what they look like (:func:`tricks_in` tells of both)."""
    return tuple(_singular(w) for w in _NOT_WORD.split(anyascii(as_seen(text or "")).lower()) if w)


def as_seen(text: str) -> str:
    """The text as a reader sees it: without hidden characters, look-alike letters in a Latin name made Latin.

    A word with letters that have no Latin likeness is left: it is a name in its own script.
    """
    if text.isascii():
        return text
    shown = UNSEEN.sub("", text)
    if not (_LATIN.search(shown) and _FOREIGN.search(shown)):
        return shown
    return _FOREIGN_WORD.sub(lambda m: _made_latin(m[0]), shown)


def tricks_in(name: str | None) -> list[str]:
    """What makes a name look like another one than its characters spell, in words; mostly nothing."""
    if not name or name.isascii():
        return []
    shown = UNSEEN.sub("", name)
    return [HIDDEN] * (shown != name) + [TWO_ALPHABETS] * (as_seen(name) != shown)


def _made_latin(word: str) -> str:
    """The word in Latin letters, where every other letter of it looks like one."""
    made = "".join(_ALIKE.get(c, c) for c in word)
    return word if _FOREIGN.search(made) else made


@lru_cache(maxsize=1 << 16)
def initials(words: Tokens) -> str:
    """The first letters of a name's words: ``osc`` of Open Source Centre."""
    return "".join(w[0] for w in words)


@lru_cache(maxsize=1 << 16)
def fold(text: str | None) -> str:
    """The folded words as one string, for equality."""
    return " ".join(tokens(text))


def holds_phrase(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether ``phrase`` stands in ``words`` as whole words, in order and unbroken; an empty phrase never does."""
    n = len(phrase)
    if n == 0 or phrase[0] not in words:
        return False
    return n == 1 or any(tuple(words[i : i + n]) == tuple(phrase) for i in range(len(words) - n + 1))


@lru_cache(maxsize=1 << 16)
def numbers(text: str | None) -> tuple[float, ...]:
    """Numbers a text prints in digits, in order; ``2.3 million`` is one number, a calibre (152 mm) is none."""
    return tuple(
        float(found[1].replace(",", "")) * _SCALES.get((found[2] or "").lower(), 1.0)
        for found in _NUMBER.finditer(text or "")
        if found[1].strip(",")
    )


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word

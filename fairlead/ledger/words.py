"""Words compared, and the numbers found in them. Nothing here knows a language's grammar: it folds and splits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anyascii import anyascii

Tokens = tuple[str, ...]

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(
    r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?!\.?\d)(?:[\s-]*(thousand|million|billion)\b)?(?!\s*-?\s*(?:mm|cm|millimet))",
    re.IGNORECASE,
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}


def without_brackets(text: str) -> str:
    """The text without what stands in brackets: a rank, a remark."""
    return " ".join(_BRACKETS.sub(" ", text).split())


def tokens(text: str | None) -> Tokens:
    """The words of a text, folded to ASCII and lower case, a plural s taken off: ``Artillery shells`` and
    ``artillery-shell`` are the same words."""
    return tuple(_singular(w) for w in _NOT_WORD.split(anyascii(text or "").lower()) if w)


def initials(words: Tokens) -> str:
    """The first letters of a name's words: ``osc`` of Open Source Centre."""
    return "".join(w[0] for w in words)


def fold(text: str | None) -> str:
    """The folded words as one string, for equality."""
    return " ".join(tokens(text))


def holds_phrase(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether ``phrase`` stands in ``words`` as whole words, in order and unbroken; an empty phrase never does."""
    n = len(phrase)
    return n > 0 and any(tuple(words[i : i + n]) == tuple(phrase) for i in range(len(words) - n + 1))


def numbers(text: str | None) -> tuple[float, ...]:
    """Numbers a text prints in digits, in order; ``2.3 million`` is one number, a calibre (152 mm) is none."""
    return tuple(
        float(found[1].replace(",", "")) * _SCALES.get((found[2] or "").lower(), 1.0)
        for found in _NUMBER.finditer(text or "")
        if found[1].strip(",")
    )


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word

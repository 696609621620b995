"""Words compared and numbers said. Nothing here knows a language's grammar: it folds, splits and joins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from anyascii import anyascii

Tokens = tuple[str, ...]

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(
    r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)(?!\.?\d)(?:[\s-]*(thousand|million|billion)\b)?(?!\s*-?\s*(?:mm|cm|millimet))",
    re.IGNORECASE,
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def without_brackets(text: str) -> str:
    """The text without what stands in brackets: a rank, a remark."""
    return " ".join(_BRACKETS.sub(" ", text).split())


def tokens(text: str | None) -> Tokens:
    """The words of a text, folded to ASCII and lower case, a plural s taken off: ``Artillery shells`` and
    ``artillery-shell`` are the same words."""
    return tuple(_singular(w) for w in _NOT_WORD.split(anyascii(text or "").lower()) if w)


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


def say_number(value: float, decimals: int = 0) -> str:
    """``1,367,628``; at most ``decimals`` decimals, and none that are zero."""
    said = f"{value:,.{decimals}f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def say_small(count: int) -> str:
    """A whole number as a word up to ten, in figures above: ``two``, ``11``; ``no`` for none."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else say_number(count)


def say_count(count: int, noun: str, plural: str | None = None) -> str:
    """``one trip``, ``11 trips``, ``no trips``."""
    return f"{say_small(count)} {noun if count == 1 else plural or noun + 's'}"


def plural(unit: str | None) -> str:
    """``barrels`` of ``barrel``; a unit that is written as a plural stays as it is."""
    return f"{unit or 'unit'}".removesuffix("s") + "s"


def say_list(parts: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *head, last = [*parts] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def quoted(text: str) -> str:
    """A source's own words, marked as such."""
    return f"“{text}”"


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word

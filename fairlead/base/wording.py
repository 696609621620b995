"""Figures, counts, lists and sentences as people read them: one way of saying each, for every room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import floor, log10

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)
"""C0 and C1 controls, and format characters that reorder, hide or tag text (Unicode categories Cc, most of Cf, Cs)."""

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_MARKS = re.compile(r"[\s.\-_\u2010-\u2015\u2212]+")
_BETWEEN_DIGITS = re.compile(rf"(?<=\d){_MARKS.pattern}(?=\d)")
"""Blanks, dots and hyphens within the name of a berth."""

_FRACTIONS = {1 / 3: "1/3", 1 / 2: "1/2"}
"""Load shares that are published as fractions; all others are per cent."""


def say_number(value: float, decimals: int = 0) -> str:
    """``1,367,628``; at most ``decimals`` decimals, and none that are zero."""
    said = f"{value:,.{decimals}f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def say_rounded(value: float) -> str:
    """A drawn figure with two significant figures, ``170,000``: more would promise what it does not hold."""
    if value == 0:
        return "0"
    digits = 1 - floor(log10(abs(value)))
    return f"{round(value, digits):,.{max(digits, 0)}f}"


def say_load_share(frac: float) -> str:
    """``1/3``, ``1/2``, ``90 %``: a share of deadweight as it was published."""
    return _FRACTIONS.get(frac) or f"{100 * frac:g} %"


def say_small(count: int) -> str:
    """A whole number as a word up to ten, in figures above: ``two``, ``11``; ``no`` for none."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else say_number(count)


def say_count(count: int, noun: str, plural: str | None = None) -> str:
    """A count within a sentence: ``one trip``, ``11 trips``, ``no trips``."""
    return f"{say_small(count)} {_agreeing(count, noun, plural)}"


def say_many(count: float, noun: str, plural: str | None = None) -> str:
    """A count in figures: ``1 refusal``, ``1,250 trips``."""
    return f"{say_number(count)} {_agreeing(count, noun, plural)}"


def plural(unit: str | None) -> str:
    """``barrels`` of ``barrel``; a unit that is written as a plural stays as it is."""
    return f"{unit or 'unit'}".removesuffix("s") + "s"


def say_list(parts: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *head, last = [*parts] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def fold(words: str | None) -> str | None:
    """Words as compared: capitals and blanks say nothing."""
    return None if words is None else " ".join(words.casefold().split())


def fold_berth(words: str | None) -> str | None:
    """A berth as compared: capitals, blanks, hyphens and dots say nothing ("Berth-1" is "berth 1").

    Between two digits something stands that parts them: "pier 1-1" is "pier 1.1" and not "pier 11". A berth written in
    such marks alone is as it is written.
    """
    if words is None:
        return None
    return _MARKS.sub("", _BETWEEN_DIGITS.sub("/", words.casefold())) or fold(words)


MORE_AFTER_DOUBT = "It is more than the documented trips would carry:"
"""Begins the reason of an amount after doubt that is above the documented one."""


def quoted(text: str) -> str:
    """A source's own words, marked as such."""
    return f"“{text}”"


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _agreeing(count: float, noun: str, plural: str | None) -> str:
    return noun if count == 1 else plural or noun + "s"

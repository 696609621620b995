"""Counts in words: "twenty-five", "a hundred", "half a dozen", "dozens", "more than five", "5 to 7"."""

from __future__ import annotations

import re

ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {w: n for n, w in enumerate(ONES, start=1)} | {w: 10 * n for n, w in enumerate(TENS, start=2)}
ORDINALS = {w: n for n, w in enumerate((
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
), start=1)} | {w[:-1] + "ieth": 10 * n for n, w in enumerate(TENS, start=2)}  # fmt: skip
_GROUPS = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_FIXED = {
    "both": 2, "a pair of": 2, "a couple of": 2, "a single": 1, "zero": 0, "half a dozen": 6,
    "dozens of": 24, "dozens": 24, "scores of": 40, "scores": 40, "hundreds of": 200, "hundreds": 200,
    "thousands of": 2000, "thousands": 2000,
}  # fmt: skip
"""A plural of a group is two of it at least."""

_SMALL = rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[:9])}))?|{'|'.join(sorted(ONES, key=len, reverse=True))})"
DIGITS = r"(?<![\w.,/-])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?![\w.,]*[0-9]|[a-z])"
_BARE_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})\b"
NUMBER = (
    rf"(?:\b(?:{'|'.join(sorted(_FIXED, key=len, reverse=True))})\b"
    rf"|\b(?:(?:{_SMALL}|a|[0-9]{{1,3}}) )?(?:dozen|(?:{'|'.join(_GROUPS)})(?: (?:and )?{_SMALL})?)\b"
    rf"|\b{_SMALL}\b|{DIGITS})"
)
"""One count, in words or digits."""

_MORE = "more than|over|in excess of|upwards of|above"
_AT_MOST = "up to|at most|fewer than|less than|no more than|not more than|under|as many as|a maximum of"
_AS_SAID = (
    "at least|no fewer than|no less than|about|around|some|nearly|almost|between|approximately|roughly|exactly|all"
)
BOUND = rf"(?:\b(?P<bound>{_AT_MOST}|{_MORE}|{_AS_SAID})\s+)?"
RANGE = rf"(?P<low>{NUMBER})(?:\s*(?:-|–|/|to|or|and)\s*(?:{NUMBER}|{_BARE_DIGITS}))?"
SYMBOLS = (
    (re.compile(r"(?<![\w.,-])([0-9]+)\+"), r"at least \1"),
    (re.compile(r"[~≈]\s*(?=[0-9])"), "about "),
    (re.compile(r"(?:≥|>=)\s*(?=[0-9])"), "at least "),
    (re.compile(r">\s*(?=[0-9])"), "more than "),
    (re.compile(r"(?:≤|<=?)\s*(?=[0-9])"), "at most "),
)
"""Signs that bound a count, and what they say."""


def value(words: str) -> int:
    """The number that words matched by :data:`NUMBER` mean, at least."""
    words = " ".join(words.replace("-", " ").replace(" and ", " ").split())
    if words in _FIXED:
        return _FIXED[words]
    total = 0
    for word in words.split():
        if word in _GROUPS:
            total = max(total, 1) * _GROUPS[word]
        elif word == "dozen":
            total = max(total, 1) * 12
        elif word != "a":
            total += VALUES[word] if word in VALUES else int(word.replace(",", ""))
    return total


def least(found: re.Match[str]) -> int:
    """The least that a match of :data:`BOUND` and :data:`RANGE` asserts: "more than five" is six, "up to five" one."""
    number, bound = value(found["low"]), " ".join((found["bound"] or "").split())
    if re.fullmatch(_MORE, bound):
        return number + 1
    return min(number, 1) if re.fullmatch(_AT_MOST, bound) else number

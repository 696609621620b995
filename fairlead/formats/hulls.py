"""How many ships a description means: "5 in all incl. S01 and S02", "two of the five", "about 95, 85 and 60 m".

A count is the least the words assert: "more than five" is six, "five or six" is five, "tankers" alone is two.
Numbers that measure (metres, tonnes, dates, labels) are no counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SHORTEST_M, LONGEST_M = 10, 500
"""Lengths a ship may have; other numbers of metres are distances."""

LONGEST_WORDS = 500
"""Characters of a description that are read; what stands behind them counts nothing."""

_UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_WORDS = {word: n for n, word in enumerate(_UNITS, start=1)} | {
    "both": 2,
    "a pair of": 2,
    "a couple of": 2,
    "a single": 1,
}
_SHIP = r"(?:tanker|ship|vessel|hull|boat|freighter|carrier|barge|coaster|trawler|tug|caller|craft)"
_LAND = re.compile(r"\b(?:trains?|trucks?|lorr(?:y|ies)|wagons?|railcars?|convoys?|aircraft|planes?)\b")
_DIGITS = r"(?<![\w.,-])[0-9]{1,3}(?![\w.,]*[0-9]|[a-z])"
_DOZENS = rf"\b(?:half a dozen|(?:{'|'.join(_UNITS)}|a|[0-9]{{1,2}}) dozen|dozen)\b"
_NUMBER = rf"(?:{_DOZENS}|\b(?:{'|'.join(_WORDS)})\b|{_DIGITS})"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s*(?:-|–|to|or|and)\s*(?:{_NUMBER}|[0-9]{{1,3}}\b))?"
_MORE = ("more than", "over", "in excess of")
_AT_MOST = ("up to", "at most", "fewer than", "less than", "no more than")
_AS_SAID = ("at least", "about", "around", "some", "nearly", "almost", "between")
_BOUND = rf"(?P<bound>{'|'.join(_AT_MOST + _MORE + _AS_SAID)})?\s*"
_ADJECTIVES = r"(?:[^\W\d][\w'’-]*[ ,]+){0,5}?"

_LABEL = re.compile(r"\b[A-Z]{1,5}-?[0-9]{1,7}\b")
_INCLUDING = re.compile(r"\b(?:incl(?:uding|udes|\.)?|among them)(?=[\s:])", re.IGNORECASE)
_METRES = r"[0-9]{2,3}(?:\.[0-9]+)?(?:\s*(?:-|–|to)\s*[0-9]{2,3}(?:\.[0-9]+)?)?"
_AWAY = r"(?!\s*(?:off|from|away|apart|deep|(?:to the )?(?:north|south|east|west)))"
_LENGTHS = re.compile(
    rf"(?<![\w.,])({_METRES}(?:(?:\s*(?:,|and|or|&|;))+\s*{_METRES})*)\s*(?:m|metres?|meters?)\b{_AWAY}"
)
_UNIT = r"(?:km|m|metres?|meters?|miles?|t|tonnes?|tons?|dwt|gt|grt|kn|knots?|°|%|per cent)"
_MEASURES = re.compile(rf"(?<![\w.,])[0-9][0-9.,]*\s*{_UNIT}(?!\w)")
_DATES = re.compile(
    r"\b[0-9]{4}(?:-[0-9]{2}){0,2}\b|\b[0-9]{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* [0-9]{1,2}\b"
)
_OF = re.compile(
    rf"{_BOUND}(?P<low>{_NUMBER})\s+(?:out )?of (?:the |these |those |a |some )?(?:group of )?(?P<all>{_NUMBER})"
)
_IN_ALL = re.compile(rf"{_BOUND}{_RANGE}\s+(?:{_ADJECTIVES}{_SHIP}s?\s+)?(?:in all|in total|altogether|all told)\b")
_TOTAL_OF = re.compile(rf"\btotal of {_BOUND}(?P<low>{_NUMBER})")
_COUNTED = re.compile(rf"{_BOUND}{_RANGE}(?:\s+or more)?\s+{_ADJECTIVES}{_SHIP}s?\b")
_PART = re.compile(rf"{_NUMBER}\s+of (?:them|which|these|those|whom)\b")
_BARE = re.compile(rf"^{_BOUND}{_RANGE}(?:\s+or more)?(?=\s*$|\s*[,;:]|\s+(?:un|in\b|at\b|off\b|alongside\b))")
_EACH_DAY = re.compile(r"\bdifferent (?:one|\w+)?\s*(?:each|every) (?:day|image|date|time|visit)\b")
_DAYS = re.compile(rf"(?P<low>{_NUMBER})\s+(?:different |separate )?(?:days|dates|images|times|visits)\b")
_NONE = re.compile(rf"(?:no|zero) (?:{_SHIP})s?\b.*|empty (?:berths?|piers?|anchorage)\b.*|none|nothing")


@dataclass(frozen=True, slots=True)
class Hulls:
    """A description read: how many ships, which sightings are among them, out of how many, and how long they are."""

    count: int
    members: tuple[str, ...] = ()
    out_of: int | None = None
    lengths_m: tuple[float, ...] = ()
    words: str | None = None
    """How the count was read; None for one ship."""


def read_hulls(description: str, remark: str = "") -> Hulls:
    """Read a description of unnamed ships.

    Args:
        description: the words in the brackets, e.g. "unnamed tankers, 5 in all incl. S01 and S02".
        remark: what is said of the time; "three days: 13, 16, 23 Sept" counts the ships of "a different one each day".

    Returns:
        At least one ship, unless the words say there was none or speak of trains, lorries or aircraft only.

    Limits:
        English only. A count in words this grammar does not know is read as one ship, or two where the noun is plural.
    """
    description = description[:LONGEST_WORDS]
    head, members = _split_members(description)
    lengths = _lengths(description)
    plain = _strip_measures(head)
    count, out_of, words = _count(plain, remark)
    least = max(len(members), len(lengths))
    if count < least and count:
        count, words = least, f"{least}: as many are {'named by label' if len(members) == least else 'given a length'}"
    if len(lengths) == 1 and count > 1 and re.search(r"\beach\b", plain):
        lengths = lengths * count
    return Hulls(count, members, out_of, lengths, words if count != 1 or out_of else None)


def _count(plain: str, remark: str) -> tuple[int, int | None, str]:
    if found := _OF.search(plain):
        return _least(found), _value(found["all"]), _say(_least(found), found[0])
    if found := _IN_ALL.search(plain) or _TOTAL_OF.search(plain):
        return _least(found), None, _say(_least(found), found[0])
    if _NONE.fullmatch(plain):
        return 0, None, _say(0, plain)
    if each := _EACH_DAY.search(plain):
        if days := _DAYS.search(remark[:LONGEST_WORDS].lower()):
            return (
                _value(days["low"]),
                None,
                f"{_value(days['low'])}: {each[0].strip()!r}, {days[0]!r} in the remark on time",
            )
        return 2, None, f"2 at least: {each[0].strip()!r}, days not counted"
    whole = _PART.sub(" ", plain)
    if counted := list(_COUNTED.finditer(whole)):
        number = sum(_least(c) for c in counted)
        return number, None, _say(number, " + ".join(c[0].strip() for c in counted))
    if not re.search(rf"\b{_SHIP}", whole) and (land := _LAND.search(whole)):
        return 0, None, f"0: {land[0]!r} is no ship"
    if plural := re.search(rf"\b{_SHIP}s\b", whole):
        return 2, None, f"2 at least: {plural[0]!r}, number not stated"
    if found := _BARE.search(whole):
        return _least(found), None, _say(_least(found), found[0])
    return 1, None, ""


def _split_members(description: str) -> tuple[str, tuple[str, ...]]:
    """The words before "including", and the labels after it."""
    found = _INCLUDING.search(description)
    if not found:
        return description, ()
    return description[: found.start()], tuple(dict.fromkeys(_LABEL.findall(description[found.end() :])))


def _strip_measures(head: str) -> str:
    """Lower case, without labels, lengths, weights, distances and dates: what numbers are left count something."""
    plain = _LABEL.sub(" ", head).lower()
    for pattern in (_LENGTHS, _MEASURES, _DATES):
        plain = pattern.sub(" ", plain)
    return " ".join(plain.split()).strip(" ,;.:")


def _lengths(description: str) -> tuple[float, ...]:
    """Stated lengths; a range is one ship of middle length."""
    found: list[float] = []
    for group in _LENGTHS.finditer(description.lower()):
        for one in re.findall(_METRES, group[1]):
            ends = [float(x) for x in re.findall(r"[0-9]+(?:\.[0-9]+)?", one)]
            found.append(sum(ends) / len(ends))
    return tuple(x for x in found if SHORTEST_M <= x <= LONGEST_M)


def _least(found: re.Match[str]) -> int:
    number = _value(found["low"])
    bound = found["bound"]
    if bound in _MORE:
        return number + 1
    return 1 if bound in _AT_MOST else number


def _value(words: str) -> int:
    words = words.strip()
    if words.endswith("dozen"):
        first = words.removesuffix("dozen").strip()
        return 6 if first == "half a" else 12 * (_WORDS.get(first) or (int(first) if first.isdecimal() else 1))
    return _WORDS[words] if words in _WORDS else int(words)


def _say(number: int, words: str) -> str:
    return f"{number}: {words.strip()!r}"

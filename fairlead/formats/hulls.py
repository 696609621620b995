"""How many ships a description means: "5 in all incl. S01 and S02", "two of the five", "about 95, 85 and 60 m".

A count is the least the words assert: "more than five" is six, "five or six" is five, "tankers" alone is two.
Numbers that measure (metres, tonnes, dates, labels) are no counts. Words that seem to count and are not understood are
said to be so, and count one ship, or two where they are plural.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairlead.base.number_words import BOUND, NUMBER, RANGE, SYMBOLS, least, value

SHORTEST_M, LONGEST_M = 10, 500
"""Lengths a ship may have; other numbers of metres are distances."""

LONGEST_WORDS = 500
"""Characters of a description that are read; what stands behind them counts nothing."""

MOST_HULLS = 1000
"""More ships than this in one sighting are a mistake; no fleet of the field is as large."""

_SHIP = r"(?:tanker|ship|vessel|hull|boat|freighter|carrier|barge|coaster|trawler|tug|caller|craft)"
_LAND = re.compile(r"\b(?:trains?|trucks?|lorr(?:y|ies)|wagons?|railcars?|convoys?|aircraft|planes?)\b")
_ADJECTIVES = r"(?:[^\W\d][\w'’-]*[ ,]+){0,5}?"
_SHARES = {"all of": 1.0, "most of": 0.5, "half of": 0.5}
_LABEL = re.compile(r"\b[A-Z]{1,5}-?[0-9]{1,7}\b")
_NAME = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: (?:[^\W\d_a-z][\w'’.-]*|[0-9]{1,2}))*")
_INCLUDING = re.compile(
    r"[,;(\s]*\b(?:incl(?:uding|udes|\.)?|among (?:them|which)|such as|namely|for example)(?=[\s:])", re.IGNORECASE
)
_SEPARATED = re.compile(r"\s*(?:[,;&]|\band\b)\s*")
_METRES = r"[0-9]{2,3}(?:\.[0-9]+)?(?:\s*(?:-|–|to)\s*[0-9]{2,3}(?:\.[0-9]+)?)?"
_AWAY = r"(?!\s*(?:off|from|away|apart|deep|(?:to the )?(?:north|south|east|west)))"
_LENGTHS = re.compile(
    rf"(?<![\w.,])({_METRES}(?:(?:\s*(?:,|and|or|&|;))+\s*{_METRES})*)\s*(?:m|metres?|meters?)\b{_AWAY}"
)
_UNIT = r"(?:km|m|metres?|meters?|miles?|t|tonnes?|tons?|dwt|gt|grt|kn|knots?|°|%|per cent)"
_MEASURES = re.compile(rf"(?<![\w.,])[0-9][0-9.,]*\s*{_UNIT}(?!\w)")
_DATES = re.compile(
    rf"\b(?:19|20)[0-9]{{2}}(?:-[0-9]{{2}}){{0,2}}\b(?!\s+{_ADJECTIVES}{_SHIP})|\b(?:no|number)\.\s*[0-9]+|"
    r"\b[0-9]{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* [0-9]{1,2}\b"
)
_TWICE_SAID = re.compile(rf"({NUMBER})\s*\(\s*[0-9]+\s*\)")
_ONE_OF = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|another|any|some) of\b"
)
_GROUP = rf"(?:(?:the|these|those|a|some|all) )*(?:group of )?(?P<all>{NUMBER})"
_OF = re.compile(rf"{BOUND}(?P<low>{NUMBER}|several|none)\s+(?:out )?of {_GROUP}")
_SHARE_OF = re.compile(rf"\b(?P<share>{'|'.join(_SHARES)}) {_GROUP}")
_IN_ALL = re.compile(rf"{BOUND}{RANGE}\s+(?:{_ADJECTIVES}{_SHIP}s?\s+)?(?:in all|in total|altogether|all told)\b")
_TOTAL_OF = re.compile(rf"\btotal of {BOUND}(?P<low>{NUMBER})")
_COUNTED = re.compile(rf"{BOUND}{RANGE}(?:\s+or more)?\s+{_ADJECTIVES}{_SHIP}s?\b")
_PART = re.compile(rf"{NUMBER}\s+of (?:them|which|these|those|whom)\b")
_BARE = re.compile(rf"^{BOUND}{RANGE}(?:\s+or more)?(?=\s*$|\s*[,;:]|\s+(?:un|in\b|at\b|off\b|alongside\b))")
_OTHERS = re.compile(rf"\band {BOUND}(?P<low>{NUMBER}) (?:others?|more)\b")
_SEVERAL = re.compile(r"^(?:several|a few|many|numerous|multiple|various|a number|a handful|a group|a fleet)\b")
_EACH_DAY = re.compile(r"\bdifferent (?:one|\w+)?\s*(?:each|every) (?:day|image|date|time|visit)\b")
_DAYS = re.compile(rf"(?P<low>{NUMBER})\s+(?:different |separate )?(?:days|dates|images|times|visits)\b")
_BUT = r"\b(?:except|but|other than|apart from)\b"
_NONE = re.compile(
    rf"(?:no(?! (?:fewer|less|more|longer))|zero|0|without|not (?:a|one)(?: single)?) {_ADJECTIVES}{_SHIP}s?\b"
    rf"(?!.*{_BUT}).*"
    rf"|empty (?:berths?|piers?|anchorage)\b.*|(?:none|nothing|nobody)\b(?!.*{_BUT}).*|no|zero|0"
)
_SEEMS_TO_COUNT = re.compile(
    r"\b(?:no|not|without|neither|nor)\b(?! names?\b| named\b)"
    r"|\b(?:hundred|thousand|million|billion|dozen|score|couple|pair|handful|half|third|quarter)s?\b"
    rf"|^\S*[0-9]\S*$|[0-9]\s+{_ADJECTIVES}{_SHIP}s?\b|[-−][0-9]"
)


@dataclass(frozen=True, slots=True)
class Hulls:
    """A description read: how many ships, which sightings are among them, out of how many, and how long they are."""

    count: int
    members: tuple[str, ...] = ()
    """Labels of sightings, or names of ships, said to be among them."""
    out_of: int | None = None
    lengths_m: tuple[float, ...] = ()
    words: str | None = None
    """How the count was read; None for one ship."""
    fault: str | None = None
    """Why words that seem to count were not used."""


@dataclass(frozen=True, slots=True)
class _Count:
    number: int
    words: str = ""
    out_of: int | None = None


def read_hulls(description: str, remark: str = "") -> Hulls:
    """Read a description of unnamed ships.

    Args:
        description: the words in the brackets, e.g. "unnamed tankers, 5 in all incl. S01 and S02".
        remark: what is said of the time; "three days: 13, 16, 23 Sept" counts the ships of "a different one each day".

    Returns:
        At least one ship, unless the words say there was none or speak of trains, lorries or aircraft only.

    Limits:
        English only. A count in words this grammar does not know is read as one ship, or two where the noun is plural;
        ``fault`` says so where it can be seen that something was counted.
    """
    description = description[:LONGEST_WORDS]
    head, members = _split_members(description)
    lengths = _lengths(description)
    plain = _strip_measures(head)
    if not members and len(names := _names(description)) > 1 and not _DATES.search(description.lower()):
        members, plain = names, ""
    count, fault = _judged(plain, remark)
    floor = max(len(members), len(lengths))
    if 0 < count.number < floor:
        count = _Count(floor, f"{floor}: as many are {'named' if len(members) == floor else 'given a length'}")
    if len(lengths) == 1 and count.number > 1 and re.search(r"\beach\b", plain):
        lengths = lengths * count.number
    words = count.words if count.number != 1 or count.out_of else None
    return Hulls(count.number, members, count.out_of, lengths, words, fault)


def _judged(plain: str, remark: str) -> tuple[_Count, str | None]:
    """The count, and why the words that seem to count are not used: more ships than there are, or not understood."""
    count = _count(plain, remark)
    surely = _Count(2, f"2 at least: {plain[:40]!r} is plural") if re.search(rf"\b{_SHIP}s\b", plain) else _Count(1)
    if max(count.number, count.out_of or 0) > MOST_HULLS:
        return surely, f"{max(count.number, count.out_of or 0):,} ships are more than {MOST_HULLS:,}"
    is_read = count.words and "number not stated" not in count.words
    if not is_read and (seems := _SEEMS_TO_COUNT.search(plain)):
        return surely, f"{seems[0].strip()!r} is not understood as a count"
    return count, None


def _count(plain: str, remark: str) -> _Count:
    if _NONE.fullmatch(plain):
        return _Count(0, _say(0, plain))
    if found := _SHARE_OF.search(plain):
        whole = value(found["all"])
        share = _SHARES[found["share"]]
        number = int(whole * share) + (found["share"] == "most of")
        return _Count(number, _say(number, found[0]), whole if number < whole else None)
    if found := _OF.search(_ONE_OF.sub("one of", plain)):
        number = {"several": 2, "none": 0}[found["low"]] if found["low"] in ("several", "none") else least(found)
        return _Count(number, _say(number, found[0]), value(found["all"]))
    if found := _IN_ALL.search(plain) or _TOTAL_OF.search(plain):
        return _Count(least(found), _say(least(found), found[0]))
    if each := _EACH_DAY.search(plain):
        return _each_day(each[0].strip(), remark)
    whole_words = _PART.sub(" ", plain)
    if counted := list(_COUNTED.finditer(whole_words)):
        number = sum(least(c) for c in counted)
        return _Count(number, _say(number, " + ".join(c[0].strip() for c in counted)))
    if others := _OTHERS.search(whole_words):
        return _Count(least(others) + 1, _say(least(others) + 1, f"one {others[0]}"))
    if not re.search(rf"\b{_SHIP}", whole_words) and (land := _LAND.search(whole_words)):
        return _Count(0, f"0: {land[0]!r} is no ship")
    if plural := re.search(rf"\b{_SHIP}s\b", whole_words):
        return _Count(2, f"2 at least: {plural[0]!r}, number not stated")
    if found := _BARE.search(whole_words):
        return _Count(least(found), _say(least(found), found[0]))
    if several := _SEVERAL.search(whole_words):
        return _Count(2, f"2 at least: {several[0]!r}")
    return _Count(1)


def _each_day(each: str, remark: str) -> _Count:
    if days := _DAYS.search(remark[:LONGEST_WORDS].lower()):
        number = value(days["low"])
        return _Count(number, f"{number}: {each!r}, {days[0]!r} in the remark on time")
    return _Count(2, f"2 at least: {each!r}, days not counted")


def _split_members(description: str) -> tuple[str, tuple[str, ...]]:
    """The words before "including", and the labels and names after it."""
    found = _INCLUDING.search(description)
    if not found:
        return description, ()
    behind = description[found.end() :]
    labels = tuple(dict.fromkeys(_LABEL.findall(behind)))
    return description[: found.start()], labels or _names(behind)


def _names(words: str) -> tuple[str, ...]:
    """Names of ships in a list of nothing else: every part is words in capitals; () where one is not."""
    parts = [p for p in _SEPARATED.split(words.strip(" :.")) if p]
    names = [
        m[0] for p in parts if (m := _NAME.fullmatch(re.sub(r"^the (?=[A-Z])", "", p))) and not _LABEL.fullmatch(p)
    ]
    return tuple(dict.fromkeys(names)) if len(names) == len(parts) else ()


def _strip_measures(head: str) -> str:
    """Lower case, without labels, lengths, weights, distances and dates: what numbers are left count something."""
    plain = _LABEL.sub(" ", head).lower()
    for pattern in (_LENGTHS, _MEASURES, _DATES):
        plain = pattern.sub(" ", plain)
    for pattern, words in SYMBOLS:
        plain = pattern.sub(words, plain)
    return " ".join(_TWICE_SAID.sub(r"\1", plain).split()).strip(" ,;.:")


def _lengths(description: str) -> tuple[float, ...]:
    """Stated lengths; a range is one ship of middle length."""
    found: list[float] = []
    for group in _LENGTHS.finditer(description.lower()):
        for one in re.findall(_METRES, group[1]):
            ends = [float(x) for x in re.findall(r"[0-9]+(?:\.[0-9]+)?", one)]
            found.append(sum(ends) / len(ends))
    return tuple(x for x in found if SHORTEST_M <= x <= LONGEST_M)


def _say(number: int, words: str) -> str:
    return f"{number}: {words.strip()!r}"

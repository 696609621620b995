"""Which quantity and which period belong to an item of a sentence."""

from __future__ import annotations

import re

from fairlead.statements.intervals import Interval
from fairlead.statements.mentions import PREPOSITIONS, Sentence
from fairlead.statements.quantities import Quantity
from fairlead.statements.roles import Frame, Item

COUNTED = frozenset({"count", "mass", "volume"})
"""Kinds of quantity that say how much was given; a calibre, distance, price or share never does."""
_MOST_WORDS_BETWEEN = 7


def quantity_of(s: Sentence, text: str, item: Item, quantities: list[Quantity], taken: set[int]) -> Quantity | None:
    """The quantity that counts an item: around it, or before it with nothing but its own adjectives between.

    Args:
        s: the sentence.
        text: the document's text.
        item: the item.
        quantities: the sentence's quantities, in places of the document's text.
        taken: figures that another item has; the one found is added.
    """
    a = s.atoms[item.at]
    best: Quantity | None = None
    is_money = item.item_class == "money"
    for q in quantities:
        if q.figure_start in taken or (q.kind not in COUNTED and not (is_money and q.kind == "money")):
            continue
        if q.unit != "trip" and not _is_told_of(s, item) and _WHOLE.search(text[max(s.start, q.start - 16) : q.start]):
            continue  # "two of the 43 tanks": the 43 are those that there were
        if q.unit == "trip" or (
            q.unit == "vessel"
            and not item.item_class.startswith("vessel")
            and not q.start <= a.start < q.end
            and q.end > a.start
        ):
            continue
        if q.start <= a.start < q.end or (q.end <= a.start and _is_own(s, q.end, item)):
            best = q
    if best is None:
        for q in quantities:  # "munitions (2,000 tonnes)", "shells, some 40,000 of them"
            if (
                q.figure_start not in taken
                and q.kind in COUNTED
                and q.unit != "trip"
                and 0 <= q.start - a.end <= 3
                and text[a.end : q.start].strip(" ") in {"(", "—", "–"}
            ):
                best = q
    if best is None:
        for q in quantities:  # "exported airframes to Russia, 2,300 of them"
            if (
                q.figure_start not in taken
                and q.kind == "count"
                and q.start > a.end
                and text[q.figure_end : q.figure_end + 9].startswith((" of them", " of these"))
            ):
                best = q
    if best is None:
        for q in quantities:  # "a supplier of wheat to Syria, with 1.9 million tonnes"
            if (
                q.figure_start not in taken
                and q.kind in COUNTED
                and q.unit != "trip"
                and q.start > a.end
                and _is_said_of(text[a.end : q.start], q)
            ):
                is_least = _BEYOND.search(text[a.end : q.start]) is not None
                taken.add(q.figure_start)
                return q._replace(high=None) if is_least and q.low is not None else q
    if best is None:
        for q in quantities:  # "troops, in the region of 11,000, have been deployed"
            if q.figure_start in taken or q.kind != "count" or q.unit == "trip" or q.start <= a.end:
                continue
            if _ASIDE.fullmatch(text[a.end : q.start]) and text[q.figure_end : q.figure_end + 1] in (",", ")"):
                best = q
                break
    if best is not None:
        taken.add(best.figure_start)
    return best


def _is_told_of(s: Sentence, item: Item) -> bool:
    """Whether a relative clause tells of all of them: "two of the 43 tanks that Russia sent"."""
    return item.at + 1 < len(s.atoms) and s.atoms[item.at + 1].low in ("that", "which")


_WHOLE = re.compile(r"(?<!\ball) of (?:the|its|their|those|these|his|our)\s(?:first\s|last\s)?$")
_ASIDE = re.compile(r"\s?[,(]\s?(?:in the region of|numbering|totall?ing|put at|estimated at)?\s*")
_SAID_OF = re.compile(
    r"[^.;“”\"]{0,60}\b(?:at a rate of|with|totall?ing|amounting to|in all|by (?:our|his|her|their|its) count)\s*"
)


_CAME_TO = re.compile(
    r"[^.;:“”\"]{0,70}\b(?:(?:rose|risen|climbed|increased|grew|grown|jumped|surged|doubled|fell|fallen|dropped|declined"
    r"|slumped|came|comes|amounted|amounts)(?: \w+(?: per cent|%)?,?)? to"
    r"|reached|reaching|hit|totall?ed|averaged|averaging|exceeded"
    r"|passed|topped|stood at|stands at|were put at|was put at|accounted for)"
    r"(?: (?:a|an|the|some|record|total|high|low|new|of|only|just|almost|nearly))*\s*"
)
"""What parts goods from the figure that their flow came to: "exports of barley to Iran rose to"."""


_BEYOND = re.compile(r"\b(?:exceeded|passed|topped)\b")


def _is_said_of(between: str, q: Quantity) -> bool:
    if q.kind in ("mass", "volume") and _SAID_OF.fullmatch(between):
        return True
    return _CAME_TO.fullmatch(between) is not None


def _is_own(s: Sentence, begin: int, item: Item) -> bool:
    """Whether only adjectives, states and "of" stand between a quantity and the item."""
    a = s.atoms[item.at]
    if a.start - begin > 70:
        return False
    between = [x for x in s.atoms[max(0, item.at - _MOST_WORDS_BETWEEN - 1) : item.at] if x.start >= begin]
    if len(between) > _MOST_WORDS_BETWEEN:
        return False
    is_of = False  # "4,000 tonnes of smuggled ore"
    for x in between:
        if x.low in {",", ";", ".", "and", "or", "”", "“", '"', "("}:
            return False
        if x.low in PREPOSITIONS and x.low not in {"of", "in", "off"}:
            return False
        if x.low == "in" and x.start != begin + 1:
            return False
        if x.low == "of":
            is_of = True
        if ("give" in x.senses and x.senses["give"].form == "past" and not is_of) or (
            "cue" in x.senses and "item" not in x.senses and "measure_word" not in x.senses
        ):
            return False
    return True


_FAR = 2000
"""Characters by which words that name no time stand behind those that do."""
_LONGEST_OCCASION = 60
_OCCASION = re.compile(
    r"\b(?:interview|briefing|conference|speech|address|remarks|hearing|speaking|session|testimony|reply|letter|statement"
    r"|post|broadcast|programme|broadcasts?|told [A-Z]\w+|spoke)\b(?:(?! that | said | who )[^.;:“”\",]){0,40}$",
    re.IGNORECASE,
)
"""An occasion on which somebody spoke: the day behind it is that of the words."""
_COMPARED = re.compile(
    r"\b(?:up|down|rising|increase|rise|drop|fall|compared|against|versus) (?:from|with|to|of)? ?"
    r"(?=[^.;]{0,40}[0-9a-z])"
    r"|\b(?:more|fewer|less|higher|lower|larger) than (?:in|the|that|a|last)\b|\bafter (?:only )?[0-9,.]+ ",
    re.IGNORECASE,
)
"""What opens a comparison with another time: "up from 3,000 a week before"."""
_LEAD = re.compile(r"[\s,]*(?:(?:at|in|during|after) (?:a|an|the) [\w\s-]{0,40})?[\s,]*")


def _compared(text: str, s: Sentence, at: int) -> int:
    """Where behind a frame a comparison with another time begins; the sentence's end where none does."""
    m = _COMPARED.search(text, at, s.end)
    return (
        m.start() if m and re.search(r"[,(–—]\s?$|\d\s$|[a-z]\s$", text[max(at, m.start() - 2) : m.start()]) else s.end
    )


def _is_lead(text: str, s: Sentence, x: Interval, speaker: int) -> bool:
    """Whether a period opens a sentence right before its speaker: "On Tuesday, Shin said"."""
    if not (x.end <= speaker and _LEAD.fullmatch(text, s.start, x.start) and _LEAD.fullmatch(text, x.end, speaker)):
        return False
    return x.precision in ("day", "none") or bool(_LEAD.fullmatch(text, x.end, speaker))


def period_of(
    f: Frame, s: Sentence, text: str, intervals: list[Interval], spoken: list[tuple[int, int]]
) -> Interval | None:
    """The period nearest to a frame that is not the day on which it was said.

    Args:
        f: the frame.
        s: its sentence.
        text: the document's text.
        intervals: the sentence's intervals, in places of the document's text.
        spoken: characters of the attributions; a date in them or right behind them is the day of the statement.
    """
    at = s.atoms[f.at].start
    best: tuple[int, Interval] | None = None
    compared = _compared(text, s, at)
    for x in intervals:
        if x.start >= compared or _OCCASION.search(text[max(s.start, x.start - _LONGEST_OCCASION) : x.start]):
            continue
        if x.relation == "within" and any(_is_lead(text, s, x, a) for a, _ in spoken):
            continue
        if any(a <= x.start <= b + 12 and "that " not in text[b : x.start] for a, b in spoken):
            continue
        distance = abs(x.start - at) + (_FAR if x.precision == "none" else 0)
        if best is None or distance < best[0]:
            best = (distance, x)
    return best[1] if best else None

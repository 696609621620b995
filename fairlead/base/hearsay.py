"""What attests nothing: words by which a row takes back what it tells or tells what nobody saw, and blind images."""

from __future__ import annotations

import re
from collections.abc import Iterable

HEARSAY, DENIED = "hearsay", "denied"
OUT_OF_VIEW = "image out of view"
"""Method of a sighting in a look whose image cannot show where the ship is said to be: what was seen, or where, is told
wrongly."""

UNATTESTED = frozenset({HEARSAY, DENIED, OUT_OF_VIEW})
"""Methods of an observation that attest nothing: of a call known by these alone no trip is counted."""

_RUMOUR = re.compile(r"\b(?:rumou?r(?:s|ed)?|hear-?say|gossip|word of mouth)\b", re.IGNORECASE)
_NO_CONFIDENCE = re.compile(r"none\b", re.IGNORECASE)
_TAKEN_BACK = re.compile(r"(?:denied|refuted|retracted)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NEGATED = re.compile(
    r"\b(?:not|never)\s+(?:(?:yet|actually|in fact|itself)\s+)?"
    r"(?:seen(?! before)|sighted|observed|found|there|present|alongside|visible|confirmed|at (?:the )?berth|in port)\b"
    r"|\b(?:absent|no sign|denied|not (?:her|it|this ship))\b",
    re.IGNORECASE,
)


def say_unattested(methods: Iterable[str]) -> str:
    """Why a call known by these methods alone counts for nothing."""
    held = set(methods)
    if OUT_OF_VIEW not in held:
        return "it is known by hearsay only, or denied by the words that tell it"
    why = "the image that tells of it cannot show the place, which lies outside its footprint"
    return why if len(held) == 1 else f"{why}, and what else tells of it is hearsay or denied"


def is_negated(ship: str) -> bool:
    """Whether the words in brackets behind a ship's name say that it was not there: ``Chon Ma San (not seen)``.

    Limits:
        English, and these words alone; "not named" says nothing of being there.
    """
    return any(_NEGATED.search(words) for words in _BRACKETS.findall(ship))


def attests_nothing(ship: str, method: str, confidence: str | None) -> str | None:
    """:data:`DENIED` where a row says that it was not so, :data:`HEARSAY` where nobody saw it; None else.

    Args:
        ship: the ship in the source's words.
        method: how it is known, in words; rumour and hearsay show nothing.
        confidence: the collector's confidence in words, judged by what they begin with.
    """
    sure = confidence or ""
    if is_negated(ship) or _TAKEN_BACK.match(sure):
        return DENIED
    return HEARSAY if _RUMOUR.search(method) or _NO_CONFIDENCE.match(sure) else None

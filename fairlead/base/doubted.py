"""A ship named in doubt: the words by which a source, or who collected it, leaves open which ship it was.

A name in doubt is a candidate and no name: nothing is settled by it, and no vessel begins with it. Readers, identities,
candidates and observations all ask here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.base.wording import quoted

_OPEN = (
    r"versus|vs|not (?:certain|settled|sure|clear|confirmed|verified)|uncertain|unclear|unsure|unconfirmed|unverified|"
    r"either|whether|may (?:be|have been)|might (?:be|have been)|could (?:be|have been)|possibly|or perhaps|"
    r"in doubt|doubtful|doubted|questionable|to be confirmed|tbc"
)
_GUESSED = (
    r"(?:possible|prob(?:able|ably|\.)|poss\.|perhaps|maybe|(?:un)?likely|presum(?:ed|ably|able)|supposed(?:ly)?|"
    r"believed|thought|suspected|assumed|tentative(?:ly)?|apparent(?:ly)?|seems?|appears?)(?: to be)?|looks? like|"
    r"resembl\w+|similar to|guess\w*|cf\."
)
DOUBT = re.compile(rf"\?|\b(?:{_OPEN})(?!\w)", re.IGNORECASE)
"""Words by which it is left open which ship it was, when they stand in one clause with its name."""

_IN_THE_NAME = re.compile(rf"\?|\b(?:{_OPEN}|{_GUESSED})(?!\w)", re.IGNORECASE)
"""The same where they stand beside the name itself: there a guess is doubt enough."""
_OR = re.compile(r"\s+(?:or|OR|versus|vs\.?)\s+|\s+/\s*|\s*/\s+|(?<=\w\w)/(?=\w\w)")
"""What parts two names of which one is meant; the stroke of ``M/T`` parts nothing."""
_FORMER = re.compile(r"(?:ex|former|formerly|aka|a\.k\.a|fka|now|printed)\b", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:the|mv|mt|IMO\s*\d*)(?:\s+|$)", re.IGNORECASE)
_OR_FIRST = re.compile(r"or\s", re.IGNORECASE)
_OF_WHICH = re.compile(
    r"\b(?:identit\w+|(?:mis)?identif\w+|names?\b|named|naming|which (?:ship|vessel|tanker|one|of)|versus|vs|sister|"
    r"(?:is|was|be|been|not) (?:her|she|it|this|that)\b|(?:it|this|that) (?:is|was)\b|match\w*|"
    r"(?:same|another|other|this|right|wrong) (?:ship|vessel|tanker|hull|one))",
    re.IGNORECASE,
)
"""Words that make a doubt one of which ship it was."""
_OF_ELSE = re.compile(
    r"\b(?:days?|dates?|dated|times?|hours?|months?|weeks?|years?|zones?|when|places?|positions?|where|berths?|piers?|"
    r"ports?|terminal|anchorage|locations?|count|counts|number of|how many|cargo|loads?|loaded|loading|unload\w*|laden|"
    r"ballast|discharg\w+|product|goods|oil|fuel|quantit\w+|amounts?|tonn\w+|barrels?|weights?|lengths?|sizes?|beam|"
    r"depart\w+|arriv\w+|sail\w+|route|destination|bound|head\w+|flag\w*|owner\w*|operator|ais|transponder|dark|"
    r"transfers?|sts|calls?|visits?|trips?|voyages?|stay\w*|purpose|intent\w*|crew|weather|cloud\w*|draught|"
    r"source\w*|article|page)\b",
    re.IGNORECASE,
)
"""Words that make it one of something else, where none of the others stand beside them."""
_GRADE = re.compile(r"\s*(?:high|medium|low)\b[\s:;,.-]*", re.IGNORECASE)
_CLAUSE = re.compile(r"[;]|(?<=[a-z)\d])\.\s")
_REMARK = re.compile(r"\(([^()]*)\)?|\[([^\[\]]*)\]?")
_DESCRIBED = re.compile(r"\(|(?:unidentified|unnamed|un-named|unknown|not named|no name|name unknown)\b", re.IGNORECASE)
_SIGNS = " ,;:?.-–"


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a sighting's words leave open about which ship it was."""

    clauses: str = ""
    """The clauses of doubt; ships they mention may be the one, even where the doubt is of something else."""
    names: tuple[str, ...] = ()
    """Names that stand in doubt where the ship is named; the sighting then names none."""
    words: str = ""
    """The words that leave open whether the ship is the one stated; blank: none do."""


def names_in_doubt(ship: str) -> tuple[str, ...] | None:
    """The names in a cell that names a ship in doubt; None where it names without doubt, describes, or names several.

    ``Pak Ma?`` and ``possibly Pak Ma`` give one, ``Pak Ma / Song Rim`` two, ``to be confirmed`` none;
    ``Pak Ma (possibly laden)`` is a name.

    Args:
        ship: the ship as a sighting writes it.

    Limits:
        English. Names that are such words themselves (Likely Lady) are read as doubt.
    """
    if _DESCRIBED.match(ship) or ";" in ship:
        return None
    plain = _REMARK.sub(" ", ship).strip()
    told = [r for a, b in _REMARK.findall(ship) if _is_of_the_ship(r := (a or b).strip())]
    if not told and not _OR.search(plain) and not _IN_THE_NAME.search(plain):
        return None
    beside = (_bare(p) for r in told for p in _OR.split(_OR_FIRST.sub("", r)))
    named = [*map(_bare, _OR.split(plain)), *(n for n in beside if n[:1].isupper() or not n.isascii())]
    return tuple(dict.fromkeys(n for n in named if n))


def _bare(piece: str) -> str:
    """A name without the words of doubt around it."""
    return _NO_NAME.sub("", " ".join(_IN_THE_NAME.sub(" ", piece).split()).strip(_SIGNS), count=1)


def _is_of_the_ship(remark: str) -> bool:
    """Whether a remark beside a name says that the name is in doubt."""
    if _OR_FIRST.match(remark):
        return True
    if _FORMER.match(remark) or not _IN_THE_NAME.search(remark):
        return False
    return bool(_OF_WHICH.search(remark)) or not _OF_ELSE.search(remark)


def doubts_of(sighting: Mapping[str, Any]) -> Doubts:
    """What the words of a SIGHTINGS row leave open about which ship it was: those that name it, and the confidence.

    A clause of the confidence is of the ship where it says so ("not sure it is her"), and where it says of nothing else
    that it is in doubt; "the day is not certain" leaves the ship as it was.
    """
    ship, confidence = sighting["vessel_words"], sighting["confidence"] or ""
    names = names_in_doubt(ship) if sighting["vessel_name"] is None else None
    texts = [confidence, *([ship] if sighting["vessel_name"] is None else [])]
    clauses = [c.strip() for text in texts if DOUBT.search(text) for c in _CLAUSE.split(text) if DOUBT.search(c)]
    said = [_GRADE.sub("", c, count=1).strip() for c in _CLAUSE.split(confidence)]
    words = [*([ship] if names is not None else []), *(c for c in said if _leaves_open(c))]
    return Doubts("; ".join(clauses), names or (), quoted("; ".join(words)) if words else "")


def _leaves_open(said: str) -> bool:
    """Whether a clause of the confidence leaves open which ship it was."""
    if _OF_WHICH.search(said):
        return bool(_IN_THE_NAME.search(said))
    return bool(DOUBT.search(said)) and not _OF_ELSE.search(said)

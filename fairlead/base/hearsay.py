"""What attests nothing: words by which a row takes back what it tells or tells what nobody saw, and blind images."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

HEARSAY, DENIED, EXPECTED, NOT_SEEN = "hearsay", "denied", "expected", "not seen"
OUT_OF_VIEW = "image out of view"
"""Method of a sighting in a look whose image cannot show where the ship is said to be: what was seen, or where, is told
wrongly."""

UNATTESTED: Mapping[str, str] = {
    HEARSAY: "it is known by hearsay only",
    DENIED: "the words that tell it deny it",
    EXPECTED: "it was only expected: a forecast, schedule or plan shows no ship",
    NOT_SEEN: "its report says that nobody saw it",
    OUT_OF_VIEW: "the image that tells of it cannot show the place, which lies outside its footprint",
}
"""Methods of an observation that attest nothing, with the reason: of a call known by these alone no trip is counted."""

_RUMOUR = re.compile(r"\b(?:rumou?r(?:s|ed)?|hear-?say|gossip|word of mouth)\b", re.IGNORECASE)
_TIP = re.compile(r"\btips?(?:[- ]?offs?)?\b|\btipsters?\b|\banonymous\b", re.IGNORECASE)
"""What moves somebody to look, and shows no ship itself."""
_NO_CONFIDENCE = re.compile(r"none\b", re.IGNORECASE)
_TAKEN_BACK = re.compile(r"(?:denied|refuted|retracted)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)")
_NEVER = r"\b(?:not|never)\s+(?:(?:yet|actually|in fact|itself|herself)\s+)?"
_NEGATED = re.compile(
    rf"{_NEVER}"
    r"(?:seen(?! before)|sighted|observed|found|there|present|alongside|visible|confirmed|at (?:the )?berth|in port)\b"
    r"|\b(?:absent|no sign|denied|not (?:her|it|this ship))\b",
    re.IGNORECASE,
)
_FORESEEN = (
    r"forecasts?|expect(?:s|ed|ing)?|expectations?|sched(?:ule[ds]?|uling)|time-?table[ds]?|planned|plans?|"
    r"(?:sailing|berthing|shipping|loading|calling) program(?:me)?s?|anticipated|foreseen|predict(?:s|ed|ions?)|"
    r"projected|projections?|intended|(?:port |berth )?line-?ups?|e\.?t\.?a\b\.?|estimated (?:time of )?arrivals?|"
    r"due (?:in|at|on)|(?:due|will|is|was) (?:to )?(?:arrive|call|berth|load)|to arrive|upcoming|pre-?arrival|"
    r"(?:ais|declared|stated) destination|nominat(?:ed|ions?)|prospective"
)
_EXPECTED = re.compile(rf"(?<!\w)(?:{_FORESEEN})(?!\w)", re.IGNORECASE)
_EXPECTED_FIRST = re.compile(
    r"(?:(?:high|medium|low)\b[\s:;,.-]*)?"
    r"(?:(?:only|merely|just|from|by|according to|an?|the|port|vessel|shipping)\s+)*"
    rf"(?:{_FORESEEN})(?!\w)(?!\s+(?:next|later|then|back|after\w*))",
    re.IGNORECASE,
)
_TAKEN_IMAGE = re.compile(
    r"\b(?:scheduled|planned|expected|programmed)\s+(?:satellite\s+|optical\s+|radar\s+|sar\s+)?"
    r"(?:images?|imagery|imaging|acquisitions?|collections?|captures?|tasking|pass(?:es)?|overpass(?:es)?)\b",
    re.IGNORECASE,
)
"""What was planned is the image, and not the ship."""
_UNSEEN = re.compile(
    rf"{_NEVER}(?:seen|sighted|observed|witnessed)\b"
    r"(?!\s+(?:before|again|since|after|until|elsewhere|leaving|departing|anywhere else|at|in|off|on|by|to))"
    rf"|{_NEVER}(?:seen|sighted|observed) "
    r"(?:at (?:the )?(?:berth|pier|terminal|time)|in (?:the |any |an )?(?:image|photo)\w*|by any)"
    r"|\bun(?:seen|observed|witnessed)\b"
    r"|\b(?:nobody|no one|no-one|none) (?:has |have )?(?:saw|seen|sighted|observed)\b",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"satellite|\bimag|planet|airbus|maxar|sentinel|landsat|\bsar\b|photo|\bais\b|marinetraffic|inspection|witness",
    re.IGNORECASE,
)
_NO_IMAGE = re.compile(r"\b(?:no|not|without|before|lacks?|lacking|never)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"[;,+&/]|\b(?:and|with|confirmed by|confirmed in|checked against|matched to|then)\b", re.IGNORECASE
)


def is_negated(ship: str) -> bool:
    """Whether the words in brackets behind a ship's name say that it was not there: ``Chon Ma San (not seen)``.

    Limits:
        English, and these words alone; "not named" says nothing of being there.
    """
    return any(_NEGATED.search(words) for words in _BRACKETS.findall(ship))


def attests_nothing(
    ship: str, method: str, confidence: str | None, event: str = "", remarks: Iterable[str | None] = ()
) -> str | None:
    """Why a row shows no ship, as one of :data:`UNATTESTED`; None where it may.

    :data:`DENIED` where it says that it was not so, :data:`NOT_SEEN` that nobody saw it, :data:`EXPECTED` where it
    tells what was forecast, scheduled or planned, :data:`HEARSAY` where it is rumour, or a tip and no
    more.

    Args:
        ship: the ship in the source's words.
        method: how it is known, in words. Of several ways ("port schedule, confirmed by satellite image") one that
            shows the ship is enough; "scheduled satellite pass" plans the image, and not the ship.
        confidence: the collector's confidence in words, judged by what they begin with; that nobody saw it may stand
            anywhere.
        event: what happened, in words (``expected_arrival``).
        remarks: what else is said of the row, on its time or its source; like what the confidence says of a plan, less
            than a method that shows the ship.

    Limits:
        English, and these words alone.
    """
    sure, happened = confidence or "", event.replace("_", " ")
    if is_negated(ship) or _TAKEN_BACK.match(sure):
        return DENIED
    if any(_UNSEEN.search(t) for t in (method, sure, happened)):
        return NOT_SEEN
    parts = _PARTS.split(_TAKEN_IMAGE.sub("image", method))
    if any(_EXPECTED.search(t) for t in (happened, *_BRACKETS.findall(ship))) or (
        not any(map(_shows, parts))
        and (_EXPECTED_FIRST.match(sure) or any(_EXPECTED.search(t) for t in (*parts, *filter(None, remarks))))
    ):
        return EXPECTED
    is_tip = bool(_TIP.search(method)) and not any(map(_shows, parts))
    return HEARSAY if is_tip or _RUMOUR.search(method) or _NO_CONFIDENCE.match(sure) else None


def _shows(method: str) -> bool:
    """Whether one way of knowing shows a ship: it names an image, AIS or an eye, none that is lacking, and no plan."""
    return bool(_SHOWS.search(method)) and not _NO_IMAGE.search(method) and not _EXPECTED.search(method)

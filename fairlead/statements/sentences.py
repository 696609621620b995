"""Sentences: where they begin and end. An abbreviation's full stop ends none, nor does one inside a number."""

from __future__ import annotations

import re

_END = re.compile(r"(?:[.!?…]+[\"”’')\]]*|(?<!,)[.!?…]*[\"”](?=\s+[A-Z\"“‘]))(?=\s|$)|;(?=\s)|\n\s*\n|\n(?=\S)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Adm|Sgt|Sen|Rep|Gov|Pres|St|Jr|Sr|No|Nos|vs|etc|al|approx|ca|cf|fig"
    r"|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mt|Ft|Amb|Brig|Cmdr|Vol|para|paras|res|min|max"
    r"|est)"
    r"|\b[A-Z]|\b(?:[A-Za-z]\.)+[A-Za-z])\.$"
)
_POINTED = re.compile(r"\b(?:[A-Za-z]\.){2,}$")
_NUMBERED = re.compile(r"\s?(?:[0-9]|[IVX]+\b)")
_NEW_SENTENCE = re.compile(
    r"\s+[\"“‘']?(?:The|A|An|In|On|At|It|He|She|They|But|And|However|Officials|This|That|Its|No)\b"
)
_SAID = re.compile(
    r"\s+(?:(?!said|says|told)[\w.'’-]+\s){0,6}?(?:said|says|told|added|wrote|replied|answered|warned|declared|insisted"
    r"|claimed|announced|posted|shouted|exclaimed|joked|continued|stated|boasted)\b"
)
"""An attribution behind a quotation; what stands in it is somebody's name or a pronoun."""
_MARK = re.compile(r"[.!?…\"”;\n]")
"""With what an end begins."""
LONGEST = 2000
"""Characters of one sentence; a longer one (a table, a list without stops) is cut there."""


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Begin and end of each sentence, in characters of the text, without blanks around it.

    A line's end ends a sentence: headlines and captions have no full stop. Wrapped lines are joined before
    (:mod:`fairlead.statements.lines`).
    """
    found: list[tuple[int, int]] = []
    begin = 0
    behind = 0
    for mark in _MARK.finditer(text):
        at = mark.start()
        if at < behind or not (m := _END.match(text, at)):
            continue
        behind = m.end()
        if m[0][0] in '"”' and text[at - 1 : at] == ",":
            continue  # "We sold nothing," the minister said.
        if m[0][0] == "!" and m[0][-1] in '"”' and _SAID.match(text, m.end()):
            continue  # "They have our oil!" the minister said.
        if m[0][0] == "." and _is_abbreviated(text, m):
            continue
        _take(text, begin, m.end(), found)
        begin = m.end()
    _take(text, begin, len(text), found)
    return found


def _is_abbreviated(text: str, m: re.Match[str]) -> bool:
    head = text[max(0, m.start() - 12) : m.start() + 1]
    if not _ABBREVIATION.search(head):
        return False
    if head.endswith(" X.") and _NEW_SENTENCE.match(text, m.end()):
        return False  # "wrote on X. The ministry"
    if head.endswith("No.") and not _NUMBERED.match(text, m.end()):
        return False  # "No. We have sent nothing", and not "No. 4"
    if _POINTED.search(head):  # "U.S." ends a sentence only where a new one clearly begins
        return not _NEW_SENTENCE.match(text, m.end())
    return True


def _take(text: str, begin: int, end: int, found: list[tuple[int, int]]) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    while end - begin > LONGEST:
        cut = text.rfind(" ", begin, begin + LONGEST)
        cut = cut if cut > begin else begin + LONGEST
        found.append((begin, cut))
        begin = cut + 1
    if end > begin:
        found.append((begin, end))

"""Finding a quote in the text it is said to be from: as it stands, nearly so, or not at all.

Spelling of blanks, quotation marks, dashes and composed letters (Unicode NFKC) is looked through; what comes back is
always the text's own words. A passage that is nearly the quote is taken only where no other passage is.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz

NEAREST = 90.0
"""Per cent of likeness from which a passage is taken for the quote: a word dropped, or a slip of the pen."""
SHORTEST = 12
"""Characters of a quote below which likeness says nothing."""
_SAME = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands."""

    start: int
    end: int
    is_repaired: bool
    """Whether the text's words differ from those quoted by more than their spelling."""


def find_quote(text: str, quote: str) -> Found | str:
    """Where ``quote`` stands in ``text``, its first place where it stands in several; or why it is not found."""
    if not quote.strip():
        return "quote is blank"
    if (at := text.find(quote)) >= 0:
        return Found(at, at + len(quote), is_repaired=False)
    plain, places = _plain(text)
    wanted = _plain(quote)[0].strip()
    if not wanted:
        return "quote is blank"
    if (at := plain.find(wanted)) >= 0:
        return Found(places[at], places[at + len(wanted)], is_repaired=False)
    return _nearest(plain, places, wanted)


def _nearest(plain: str, places: list[int], wanted: str) -> Found | str:
    if len(wanted) < SHORTEST:
        return "quote is not in the text"
    best = fuzz.partial_ratio_alignment(wanted, plain, score_cutoff=NEAREST) if len(wanted) <= len(plain) else None
    if best is None:
        return "quote is not in the text"
    begin, end = _whole_words(plain, best.dest_start, best.dest_end)
    if _figures(plain[begin:end]) != _figures(wanted):
        return "quote has other figures than the passage it is nearest to"
    if any(
        fuzz.partial_ratio_alignment(wanted, rest, score_cutoff=NEAREST)
        for rest in (plain[:begin], plain[end:])
        if len(rest) >= len(wanted)
    ):
        return "quote is nearly two passages, and none of them"
    return Found(places[begin], places[end], is_repaired=True)


def _figures(words: str) -> list[str]:
    """Figures of a passage: a repair may mend words, never a number."""
    return ["".join(c for c in w if c.isdigit()) for w in words.split() if any(c.isdigit() for c in w)]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with its spelling looked through, and where each of its characters (and its end) stood."""
    made: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", char).translate(_SAME):
            is_blank = one.isspace()
            if is_blank and made and made[-1] == " ":
                continue
            made.append(" " if is_blank else one)
            places.append(at)
    return "".join(made), [*places, len(text)]

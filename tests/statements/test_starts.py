"""Trying a pattern only where it may begin finds what trying it everywhere finds; a quick look misses no words."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from fairlead.statements import quantities
from fairlead.statements.calendar_words import PART
from fairlead.statements.dates import _MASK
from fairlead.statements.figures import OWN_WORDS
from fairlead.statements.lexicon import tokenise
from fairlead.statements.starts import Starting

TEXTS = Path(__file__).parents[2] / "benchmarks" / "claim_texts" / "seen.jsonl"
ODD_WORDS = (
    "Q1 H1N1 Q10 h2 US$5m A$3 $7 €1.5 half a million a dozen many thousands tens of thousands twenty-five May 5 Sept. "
    "12 October 2024 2024-11-05 1856-02-03 1.2.2024 5:30 early in March the first half of 2024 third quarter of last "
    "year the past eight months two years ago a few days earlier so far this year mid-June the beginning of this year "
    "Mondays Friday, the 5th 22nd of this month recent weeks that time in the period for the period spring of 2022 "
    "year to June this past April now and now a ten-day period this month zero both a single 5x _5 10 000 1.500 5–7 3m "
    "JANUARY Jan5 Marée the day before yesterday 1990s first-quarter the final week of May"
)
ODD = ODD_WORDS.split()
SEED = 20241122


def shuffled(count: int) -> list[str]:
    """Words of the annotated texts and odd ones in any order, with any sign between them."""
    pages = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    words = [w for p in pages for w in p["text"].split()]
    draw = random.Random(SEED)
    made = []
    for _ in range(count):
        pool = draw.choice((words, ODD))
        made.append("".join(draw.choice(pool) + draw.choice("       -–/,.\n($:") for _ in range(30)))
    return made


@pytest.mark.parametrize("starting", [quantities._FIRST, _MASK, PART], ids=["figure", "date", "part"])
def test_search_at_starts_finds_what_search_everywhere_finds(starting: Starting) -> None:
    count = 0
    for text in shuffled(300):
        everywhere = [m.span() for m in starting.pattern.finditer(text)]
        starts, at, found = starting.starts(text), 0, []
        while m := starting.search(text, starts, at):
            found.append(m.span())
            at = m.end()
        assert found == everywhere, text
        count += len(found)
    assert count > 100


def test_search_may_begin_again_inside_the_last_match() -> None:
    starting = Starting(re.compile(r"May 5 June|5 \w+"), frozenset({"may"}))
    starts = starting.starts("in May 5 June 7")
    first = starting.search("in May 5 June 7", starts, 0)
    assert first is not None
    assert first[0] == "May 5 June"
    again = starting.search("in May 5 June 7", starts, 6)
    assert again is not None
    assert again[0] == "5 June"


@pytest.mark.parametrize(
    ("before", "end"),
    [
        ("annexes ", "annexes"), ("pp.\u3000", "pp."), ("group of (", "of"), ("nos. ", "nos."), ("§", "§"),
    ],
)  # fmt: skip
def test_a_number_behind_a_word_for_a_place_in_a_text_is_no_quantity(before: str, end: str) -> None:
    assert quantities._REFERENCE.search(before)
    assert end in quantities._REFERENCE_ENDS
    assert quantities.find_quantities(f"see {before}12 tankers") == []


def test_every_figure_in_words_holds_a_word_of_its_own() -> None:
    for text in shuffled(300):
        if quantities.find_quantities(text):
            assert re.search("[0-9]", text) or OWN_WORDS & {w for w, _, _ in tokenise(text)}, text

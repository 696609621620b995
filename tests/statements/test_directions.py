"""Direction is the worst thing to get wrong: sentences of many shapes, each with who gives what to whom."""

from pathlib import Path

import pytest

from tests.statements.test_propose import read

READ, NOT_YET = Path(__file__).with_name("directions.txt").read_text(encoding="utf-8").split("\n---\n")
"""Read in full; and not read in full yet, where only the wrong way round is a fault."""


def cases(text):
    rows = [[*map(str.strip, row.split("|")), ""] for row in text.splitlines() if row and not row.startswith("#")]
    return [(said, {(w[:2], w[3:5], w[6:]) for w in told.split()}, who) for said, told, who, *_ in rows]


def ways(sentence):
    return {
        (r["from_party"], r["to_party"], r["item_class"]) for r in read(sentence) if r["claim_kind"] != "no_comment"
    }


@pytest.mark.parametrize(("sentence", "told", "who"), cases(READ))
def test_who_gives_what_to_whom_and_who_says_or_denies_it(sentence, told, who):
    assert ways(sentence) == told
    said = {f"{r['stance']}: {r['speaker']}" for r in read(sentence) if r["claim_kind"] != "no_comment"}
    assert not who or said == {who}


@pytest.mark.parametrize(("sentence", "told", "who"), cases(READ) + cases(NOT_YET))
def test_no_direction_is_reversed(sentence, told, who):
    turned = {(b, a, c) for a, b, c in told} - told
    assert not ways(sentence) & turned

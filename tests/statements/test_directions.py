"""Direction is the worst thing to get wrong: sentences of many shapes, each with who gives what to whom."""

from pathlib import Path

import pytest

from tests.statements.test_propose import read

READ, NOT_YET = Path(__file__).with_name("directions.txt").read_text(encoding="utf-8").split("\n---\n")
"""Read in full; and not read in full yet, where only the wrong way round is a fault."""


def cases(text):
    rows = [row.partition("|") for row in text.splitlines() if row and not row.startswith("#")]
    return [(said.strip(), {(w[:2], w[3:5], w[6:]) for w in told.split()}) for said, _, told in rows]


def ways(sentence):
    return {
        (r["from_party"], r["to_party"], r["item_class"]) for r in read(sentence) if r["claim_kind"] != "no_comment"
    }


@pytest.mark.parametrize(("sentence", "told"), cases(READ))
def test_who_gives_what_to_whom(sentence, told):
    assert ways(sentence) == told


@pytest.mark.parametrize(("sentence", "told"), cases(READ) + cases(NOT_YET))
def test_no_direction_is_reversed(sentence, told):
    turned = {(b, a, c) for a, b, c in told} - told
    assert not ways(sentence) & turned

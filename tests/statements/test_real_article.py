"""The news article the project began with: every sentence that states or denies a movement is a claim with its speaker.

Its text is its publisher's and is not shipped; without it the test is skipped.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.base.tables import DOCUMENTS
from fairlead.statements.lexicon import package_lexicon
from fairlead.statements.propose import propose_claims

ARTICLE = Path(__file__).parents[3] / "shared" / "data" / "claims" / "article-2024-11-22.txt"

EXPECTED = [
    # giver, receiver, class, speaker: read out of the article by hand
    ("RU", "KP", "missile.air_defence", "officials from South Korea"),
    ("RU", "KP", "oil", "officials from South Korea"),
    ("RU", "KP", "aid.economic", "officials from South Korea"),
    ("RU", "KP", "weapons", "Shin Won-sik"),
    ("RU", "KP", "aid.economic", "Shin Won-sik"),
    ("RU", "KP", "equipment", "Shin Won-sik"),
    ("RU", "KP", "missile.air_defence", "Shin Won-sik"),
    ("KP", "RU", "vessel.tanker", "Open Source Centre"),
    ("RU", "KP", "oil", "Open Source Centre"),
    ("KP", "RU", "weapons", "test outlet"),
    ("KP", "RU", "personnel.troops", "United States and South Korea"),
    ("KR", "UA", "aid.military", "government official"),
]


@pytest.fixture(scope="module")
def rows():
    if not ARTICLE.exists():
        pytest.skip("the article is its publisher's and not shipped: ../shared/data/claims is absent")
    text = ARTICLE.read_text(encoding="utf-8")
    row = {
        "document_id": "document:0000000000000001", "media": "text", "outlet": "test outlet", "language": "en",
        "text": text,
        "published_start": datetime(2024, 11, 22, tzinfo=UTC), "published_end": datetime(2024, 11, 23, tzinfo=UTC),
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(), "text_tool": "hand", "flags": [],
        "evidence_id": "evidence:1", "row": 1,
    }  # fmt: skip
    return propose_claims(DOCUMENTS.from_rows([row]), package_lexicon()).to_pylist()


@pytest.mark.parametrize("claim", EXPECTED, ids=lambda c: " ".join(c))
def test_what_it_states_is_a_claim_with_its_speaker(rows, claim):
    giver, receiver, item_class, speaker = claim
    assert any(
        (r["from_party"], r["to_party"], r["item_class"]) == (giver, receiver, item_class) and speaker in r["speaker"]
        for r in rows
    )


def test_the_count_of_voyages_and_the_count_of_troops_are_as_said(rows):
    (voyages,) = [r for r in rows if r["claim_kind"] == "voyage"]
    assert (voyages["qty_low"], voyages["qty_high"], voyages["unit"], voyages["basis"]) == (
        43,
        43,
        "trip",
        "satellite_imagery",
    )
    (troops,) = [r for r in rows if r["speaker"] == "United States and South Korea"]
    assert (troops["qty_low"], troops["qty_high"]) == (10000, None)


def test_nothing_confident_is_the_wrong_way_round(rows):
    theirs = {"missile.air_defence", "equipment", "oil", "aid.economic"}  # Russia gave these, North Korea did not
    assert not [r for r in rows if r["is_confident"] and r["item_class"] in theirs and r["from_party"] == "KP"]

"""README.md beside this file derives every number by hand."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead import formats
from fairlead.base.tables import CLAIM_TESTS, GRADES, QUESTIONS, TRIPS, VESSELS
from fairlead.ledger.origins import group_origins
from fairlead.ledger.transfers import list_transfers

HERE = Path(__file__).parent


def question(name, ordinal, giver, receiver, words):
    start, end = datetime(2023, 8, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    return {
        "question": name, "ordinal": ordinal, "text": "?", "period_start": start, "period_end": end,
        "from_party": giver, "to_party": receiver, "commodity": name, "item_words": words,
        "carrier": "ship", "ship_types": [], "flags": [], "vessels": [], "rules": [], "per_call": [],
        "estimate_from": "documented", "evidence_id": "evidence:case", "row": 1,
    }  # fmt: skip


@pytest.fixture(scope="module")
def made(request):
    path = request.config.rootpath / "examples" / "dprk-oil-2024" / "claims.csv"
    claims = formats.read(path, path.name, "claims", "evidence:claims").rows
    questions = QUESTIONS.from_rows(
        [
            question("oil", 0, "RU", "KP", ["refined petroleum", "oil", "tanker trips"]),
            question("munitions", 1, "KP", "RU", ["munitions", "artillery", "explosives", "voyages Rajin", "rockets"]),
        ]
    )
    traced, origins = group_origins(claims, questions)
    transfers = list_transfers(
        claims, traced, origins, TRIPS.empty(), questions, CLAIM_TESTS.empty(), GRADES.empty(), VESSELS.empty()
    )
    label = {c["claim_id"]: c["label"] for c in claims.to_pylist()}
    return label, traced.to_pylist(), origins.to_pylist(), transfers.to_pylist()


def test_every_group_is_the_one_read_off_by_hand(made):
    label, _, origins, _ = made
    got = {
        " ".join(sorted(label[c] for c in o["claim_ids"])): (
            o["from_party"], o["to_party"], o["item_class"], o["stance"], o["party_of_speaker"] or "",
            str(o["documents"]), str(o["altered"]),
        )
        for o in origins
    }  # fmt: skip
    with (HERE / "expected_origins.csv").open(encoding="utf-8", newline="") as f:
        expected = {r.pop("claims"): tuple(r.values()) for r in csv.DictReader(f)}
    assert got == expected


def test_each_claim_stands_to_its_origin_as_its_basis_says(made):
    label, traced, _, _ = made
    relation = {label[r["claim_id"]]: r["relation"] for r in traced}
    assert {k for k, v in relation.items() if v == "altered copy"} == {"C04", "C14", "C20", "C49", "C50"}
    assert {k for k, v in relation.items() if v == "same speaker again"} == {"C02", "C22", "C23", "C65"}
    assert {k for k, v in relation.items() if v == "copy"} == {"C54", "C55", "C56", "C57"}


def test_what_the_copies_changed_is_said(made):
    label, traced, _, _ = made
    words = {label[r["claim_id"]]: r["words"] for r in traced}
    assert "43 trips became at least 100 vessels" in words["C04"]
    assert "alternatives added up to 3,500,000" in words["C20"]
    assert (
        "“South Korea national security adviser” became “misattributed: South Korean defence minister”" in words["C14"]
    )


def test_origins_are_counted_not_outlets(made):
    *_, transfers = made
    counts = {
        (t["item_class"], t["origins"], t["documents"], t["denials"], t["no_comments"], t["confirmations"])
        for t in transfers
    }
    assert counts == {
        ("oil", 3, 4, 0, 2, 0), ("air defence", 2, 7, 0, 0, 0), ("munitions", 9, 13, 0, 0, 0),
        ("troops", 3, 3, 2, 2, 1), ("casualties", 3, 3, 0, 0, 0),
        ("aid", 1, 1, 0, 0, 0), ("technology", 1, 1, 0, 0, 0), ("satellite technology", 1, 1, 0, 0, 0),
        ("submarine technology", 1, 1, 0, 0, 0), ("missile and nuclear technology", 1, 1, 0, 0, 0),
        ("workers", 1, 2, 0, 0, 0), ("treaty", 2, 2, 0, 0, 0), ("arms, kind not stated", 1, 1, 1, 0, 0),
    }  # fmt: skip


def test_who_is_not_independent_of_whom_is_said(made):
    _, _, origins, transfers = made
    words = {(o["speaker"], o["item_class"]): o["words"] for o in origins}
    assert "all speak for South Korea" in words["National Intelligence Service", "munitions"]
    assert "South Korea takes part in MSMT" in words["MSMT (11 states)", "air defence"]
    assert "C49 names RUSI and Open Source Centre together" in words["RUSI", "oil"]
    munitions = next(t["words"] for t in transfers if t["item_class"] == "munitions")
    assert "nine origins in 13 documents assert it, but they speak for six parties" in munitions
    troops = next(t["words"] for t in transfers if t["item_class"] == "troops")
    assert "North Korea denied it in October 2024 and confirmed it in April 2025." in troops


def test_rungs_are_those_read_off_by_hand(made):
    *_, transfers = made
    rungs = {t["item_class"]: (t["rung"], t["rung_any"]) for t in transfers}
    assert {k: v for k, v in rungs.items() if k != "munitions"} == {
        "air defence": (1, 1), "troops": (3, 3), "oil": (1, 4), "aid": (1, 1), "technology": (1, 1), "workers": (1, 1),
        "arms, kind not stated": (1, 1), "treaty": (3, 3), "casualties": (1, 3), "satellite technology": (None, None),
        "submarine technology": (None, None), "missile and nuclear technology": (None, None),
    }  # fmt: skip
    flags = {t["item_class"]: set(t["flags"] or ()) for t in transfers}
    assert flags["troops"] == {"contradicted", "denied by party", "denial reversed"}
    assert flags["arms, kind not stated"] == {"contradicted", "denied by party", "single government"}
    shelf = {t["item_class"] for t in transfers if t["is_expected"]}
    assert shelf == {"satellite technology", "submarine technology", "missile and nuclear technology"}

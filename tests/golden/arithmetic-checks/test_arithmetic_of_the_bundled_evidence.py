"""README.md beside this file derives every number by hand."""

import csv
from pathlib import Path

import pytest

from fairlead import formats
from fairlead.base.tables import DECISIONS
from fairlead.identity.candidates import match_candidates
from fairlead.identity.resolve import resolve_identities
from fairlead.ledger.checks import check_evidence
from fairlead.trips.loads import calibrate_loads

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def checks(request):
    folder = request.config.rootpath / "examples" / "dprk-oil-2024"

    def rows(kind):
        return formats.read(folder / f"{kind}.csv", f"{kind}.csv", kind, f"evidence:{kind}").rows

    sightings, particulars, measured = rows("sightings"), rows("vessels"), rows("measured_transfers")
    vessels, _, _ = resolve_identities(particulars, sightings)
    candidates, _ = match_candidates(sightings, vessels, DECISIONS.empty())
    return check_evidence(
        sightings, candidates, vessels, particulars, measured, calibrate_loads(measured, vessels),
        rows("official_reports"), rows("published_assessments"), rows("conversions"), rows("legal_measures"),
    ).to_pylist()  # fmt: skip


def test_every_check_comes_out_as_by_hand(checks):
    with (HERE / "expected_checks.csv").open(encoding="utf-8", newline="") as f:
        expected = [
            (r["kind"], r["label"], r["outcome"], *(float(r[c]) if r[c] else None for c in ("stated", "recomputed")))
            for r in csv.DictReader(f)
        ]

    def order(check):
        return (*check[:3], check[3] or 0)

    got = [tuple(c[k] for k in ("kind", "label", "outcome", "stated", "recomputed")) for c in checks]
    assert [g[:3] for g in sorted(got, key=order)] == [e[:3] for e in sorted(expected, key=order)]
    for (*what, stated, again), (*_, said, by_hand) in zip(
        sorted(got, key=order), sorted(expected, key=order), strict=True
    ):
        assert stated == (said if said is None else pytest.approx(said)), what
        assert again == (by_hand if by_hand is None else pytest.approx(by_hand, abs=1e-3)), what


def test_the_load_shares_that_were_inferred_are_said_to_be(checks):
    words = {c["label"]: c["words"] for c in checks if "deadweight" in c["words"]}
    assert "The load share of D02 is the collector's reading, not printed." in words["D02"]
    assert "The load share of D07 is the collector's reading, not printed." in words["D08"]
    assert "collector" not in words["D01"]


def test_the_sighting_itself_carries_the_flag_and_names_the_transfer(checks):
    words = next(c["words"] for c in checks if (c["kind"], c["label"]) == ("over_capacity", "S30"))
    assert "1,500 t into Chong Rim 2 of 1,150 t deadweight is 130 % of it" in words
    assert "M04 may tell of the same transfer." in words

"""Derived by hand in README.md beside this file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead import formats
from fairlead.base.tables import (
    CLAIMS,
    CONVERSIONS,
    LOAD_SHARES,
    QUESTIONS,
    SEASON_STAYS,
    TRIP_ESTIMATES,
    TRIPS,
    VESSELS,
)
from fairlead.trips.cargo import CargoParams, estimate_cargo
from fairlead.trips.loads import calibrate_loads

EXAMPLE = Path(__file__).parents[3] / "examples" / "dprk-oil-2024"
YEAR = {"period_start": datetime(2018, 1, 1, tzinfo=UTC), "period_end": datetime(2019, 1, 1, tzinfo=UTC)}
BP = {"conversion_authority": "BP Statistical Review July 2021", "conversion_product": "Gas oil/diesel"}
UNSD = {"conversion_authority": "UN Statistics Division yearbook", "conversion_product": "Gas diesel oil"}
QUICK = CargoParams(draws=200)


def read(kind):
    return formats.read(EXAMPLE / f"{kind}.csv", f"{kind}.csv", kind, "evidence:example").rows


def question(**more):
    return {"question": "oil", "ordinal": 0, "text": "?", **YEAR, "from_party": "RU", "to_party": "KP",
            "commodity": "oil", "item_words": [], "carrier": "tanker", "unit": "barrel", "capacity": "dwt",
            "ship_types": [], "flags": [],
            "vessels": [], "rules": [], "per_call": [], "estimate_from": "documented", "evidence_id": "evidence:case",
            "row": 1, **BP} | more  # fmt: skip


def by_share(rows):
    return {round(r["load_share_frac"], 3): r["amount"] for r in rows if r["load_share_frac"]}


def claimed(calls, hull_t):
    estimate = {"estimate_id": "estimate:1", "question": "oil", "basis": "claimed", "count": calls, "dots": [],
                "status": "claimed", "words": "w", "sources": ["claim:1"]}  # fmt: skip
    totals = estimate_cargo(
        TRIPS.empty(), TRIP_ESTIMATES.from_rows([estimate]), VESSELS.empty(), LOAD_SHARES.empty(),
        QUESTIONS.from_rows([question(claimed_trips="D", claimed_hull_dwt_t=hull_t)]), read("conversions"),
        CLAIMS.empty(), SEASON_STAYS.empty(), QUICK)[1]  # fmt: skip
    return by_share(totals.to_pylist())


def one_trip(dwt_t, conversions=None, **ask):
    trip = {"trip_id": "trip:1", "question": "oil", "vessel_id": "vessel:1", "hull": "vessel:1", "hull_words": "A",
            "start_time": YEAR["period_start"], "end_time": YEAR["period_start"], "is_counted": True, "calls_min": 1,
            "calls_max": 1, "status": "documented", "words": "w", "sources": ["stay:1"]}  # fmt: skip
    ship = {"vessel_id": "vessel:1", "name": "A", "names": ["A"], "dwt_t": dwt_t, "sources": ["particulars:1"]}
    cargoes = estimate_cargo(
        TRIPS.from_rows([trip]), TRIP_ESTIMATES.empty(), VESSELS.from_rows([ship]), LOAD_SHARES.empty(),
        QUESTIONS.from_rows([question(**ask)]), read("conversions") if conversions is None else conversions,
        CLAIMS.empty(), SEASON_STAYS.empty(), QUICK)[0]  # fmt: skip
    return by_share(cargoes.to_pylist())


@pytest.mark.parametrize(("published", "share"), [(1_367_628, 0.9), (759_793, 0.5), (506_529, 1 / 3)])
def test_any_one_of_the_three_figures_for_89_calls_gives_the_others_within_a_barrel(published, share):
    made = claimed(89, hull_t=published / share / 89 / 7.46)
    assert [made[s] for s in (0.9, 0.5, 0.333)] == pytest.approx([1_367_628, 759_793, 506_529], abs=1)


@pytest.mark.parametrize(
    ("tonnes", "days", "a_day", "bbl_per_t"), [(37_300, 243, 1145, 7.459), (139_000, 366, 2840, 7.478)]
)
def test_tonnes_and_barrels_a_day_fit_the_gas_oil_factor(tonnes, days, a_day, bbl_per_t):
    assert days * a_day / tonnes == pytest.approx(bbl_per_t, abs=5e-4)
    assert one_trip(float(tonnes))[1.0] == pytest.approx(days * a_day, rel=0.003)


@pytest.mark.parametrize(("label", "days", "tonnes"), [("D13", 243, 37_300), ("D14", 366, 139_000)])
def test_the_assessments_of_the_bundled_case_are_the_rows_above(label, days, tonnes):
    row = next(r for r in read("published_assessments").to_pylist() if r["label"] == label)
    assert (row["period_end"] - row["period_start"]).days == days
    assert row["tonnes"] == tonnes


def test_the_same_tonnes_under_two_tables_give_both_numbers():
    assert one_trip(3565.0, **BP)[1.0] == pytest.approx(26_594.9)
    assert one_trip(3565.0, **UNSD)[1.0] == pytest.approx(25_774.95)


def test_one_trip_of_chon_ma_san_at_the_classic_points():
    made = one_trip(3565.0)
    assert [round(made[s]) for s in (0.333, 0.5, 0.9)] == [8865, 13_297, 23_935]


def test_seventeen_barrels_a_tonne_are_refused():
    row = {"conversion_id": "conversion:1", "authority": "C05", "product": "oil", "bbl_per_t": 1_000_000 / 56_000,
           "evidence_id": "evidence:c", "row": 2}  # fmt: skip
    ask = {"conversion_authority": "C05", "conversion_product": "oil"}
    assert one_trip(3565.0, CONVERSIONS.from_rows([row]), **ask) == {}


def test_two_of_eight_measured_transfers_are_used():
    made = calibrate_loads(read("measured_transfers"), VESSELS.empty()).to_pylist()
    labels = {r["measured_transfer_id"]: r["label"] for r in read("measured_transfers").to_pylist()}
    by_label = {labels[r["sources"][0]]: r for r in made}
    assert sorted(label for label, r in by_label.items() if r["is_used"]) == ["M01", "M05"]
    shares = {label: round(r["share_frac"], 3) for label, r in by_label.items() if r["share_frac"]}
    assert shares == {"M01": 0.879, "M04": 1.304, "M05": 0.561}
    assert "if it is Kum Un San 3" in by_label["M01"]["words"]

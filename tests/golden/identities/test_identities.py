"""The golden case of identities, places and times; README.md derives each number."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead import formats
from fairlead.base.geodesy import distance_km
from fairlead.base.ids import is_imo
from fairlead.base.tables import BEARERS, DECISIONS, PARTICULARS, PLACE_SETTINGS, PORT_CALLS, SIGHTINGS
from fairlead.events.observations import place_sightings
from fairlead.identity.candidates import match_candidates
from fairlead.identity.resolve import resolve_identities

CASE = Path(__file__).parents[3] / "examples" / "dprk-oil-2024"
ZONES = PLACE_SETTINGS.from_rows(
    {"place": p, "time_zone": "Asia/Vladivostok", "evidence_id": "evidence:c", "row": 1} for p in ("P01", "P02", "P10")
)


def read(kind):
    return formats.read(CASE / f"{kind}.csv", f"{kind}.csv", kind, f"evidence:{kind}").rows


@pytest.fixture(scope="module")
def evidence():
    return {kind: read(kind) for kind in ("vessels", "sightings", "places")}


def run(evidence, sightings=None, particulars=None):
    """Vessels by id, candidates and observations by the label of their sighting."""
    sightings = evidence["sightings"] if sightings is None else SIGHTINGS.from_rows(sightings)
    particulars = evidence["vessels"] if particulars is None else PARTICULARS.from_rows(particulars)
    vessels, _, _ = resolve_identities(particulars, sightings)
    candidates, _ = match_candidates(sightings, vessels, DECISIONS.empty())
    seen = place_sightings(
        sightings, candidates, evidence["places"], ZONES, DECISIONS.empty(), PORT_CALLS.empty(), BEARERS.empty()
    ).to_pylist()
    ships = {v["vessel_id"]: v for v in vessels.to_pylist()}
    of = {o["sighting_id"]: o["label"] for o in seen}
    by_label = {}
    for c in candidates.to_pylist():
        who = ships[c["vessel_id"]]["label"] or ships[c["vessel_id"]]["name"] if c["vessel_id"] else None
        by_label.setdefault(of[c["sighting_id"]], {})[who] = c
    return ships, by_label, {o["label"]: o for o in seen}


@pytest.fixture(scope="module")
def made(evidence):
    return run(evidence)


def settled(candidates):
    return [who for who, c in candidates.items() if c["is_settled"]]


def test_all_33_imo_numbers_pass_their_check_digit_the_fraudulent_ones_too(evidence):
    numbers = {r["label"]: r["imo"] for r in evidence["vessels"].to_pylist() if r["imo"] is not None}
    assert len(numbers) == len(set(numbers.values())) == 33
    assert all(is_imo(n) for n in numbers.values())
    assert (numbers["V42"], numbers["V43"]) == (8528864, 8514045)


def test_only_the_two_numbers_obtained_by_fraud_are_in_doubt(made):
    doubted = {s["label"]: s["imo_words"] for s in made[0].values() if s["imo_words"]}
    assert doubted.keys() == {"V42", "V43"}
    assert "false identity used by KINGSWAY" in doubted["V42"]


def test_46_listed_vessels_and_six_known_from_sightings_only(made):
    ships = made[0].values()
    assert len([s for s in ships if s["label"]]) == 46
    assert {s["name"] for s in ships if not s["label"]} == {
        "Sin Phyong 2", "Kum Ya", "Maia-1", "Lady R", "Angara", "Maria"
    }  # fmt: skip


def test_three_names_of_one_imo_number_are_one_vessel(made):
    ships, candidates, _ = made
    (v11,) = [s for s in ships.values() if s["label"] == "V11"]
    assert {"Sin Phyong 9", "SAEBYOL", "CHONG RIM 2"} <= set(v11["names"])
    assert settled(candidates["S30"]) == settled(candidates["S27"]) == ["V11"]


def test_s17_has_two_candidates_and_settles_neither(made):
    _, candidates, observations = made
    assert {who: c["weight_frac"] for who, c in candidates["S17"].items()} == {
        "V13": pytest.approx(0.50), "V14": pytest.approx(0.25), None: pytest.approx(0.25)
    }  # fmt: skip
    assert settled(candidates["S17"]) == []
    assert observations["S17"]["vessel_id"] is None


@pytest.mark.parametrize(
    ("label", "spelling", "vessel"),
    [
        ("S06", "Eunheung", "V08"),
        ("S06", "은흥", "V08"),
        ("S07", "Baekyangsan 1", "V07"),
        ("S07", "백양산 1", "V07"),
        ("S07", "백양산 1호", "V07"),
    ],
)
@pytest.mark.parametrize("list_knows_it", [True, False])
def test_s06_and_s07_resolve_through_romanisation(evidence, label, spelling, vessel, list_knows_it):
    sightings = [
        {**s, "vessel_name": spelling, "vessel_words": spelling} if s["label"] == label else s
        for s in evidence["sightings"].to_pylist()
    ]
    particulars = evidence["vessels"].to_pylist()
    if not list_knows_it:
        particulars = [{**p, "other_names": [], "other_names_words": None} for p in particulars]
    ships, candidates, _ = run(evidence, sightings, particulars)
    assert settled(candidates[label]) == [vessel]
    assert candidates[label][vessel]["match_basis"] == "spelling"
    assert candidates[label][vessel]["weight_frac"] == pytest.approx(0.72 / 0.82)
    assert len(ships) == 52


def test_every_sighting_has_other_and_its_weights_sum_to_one(made):
    for candidates in made[1].values():
        assert None in candidates
        assert sum(c["weight_frac"] for c in candidates.values()) == pytest.approx(1)


def test_a_tonnage_of_unstated_kind_is_no_deadweight(made):
    (v46,) = [s for s in made[0].values() if s["label"] == "V46"]
    assert v46["dwt_t"] is None
    assert "2,998 t" in v46["dwt_words"]
    dwt = {s["label"]: s["dwt_t"] for s in made[0].values() if s["dwt_t"]}
    assert dwt == {
        "V01": 3565,
        "V03": 3003,
        "V11": 1150,
        "V14": 2070,
        "V35": 6031,
        "V36": 4999,
        "V37": 7758,
        "V44": 5807,
    }


def test_vostochny_is_the_port_and_not_the_cosmodrome(evidence, made):
    label = {p["place_id"]: p["label"] for p in evidence["places"].to_pylist()}
    at = {k: label.get(o["place_id"]) for k, o in made[2].items()}
    of_vostochny = [s["label"] for s in evidence["sightings"].to_pylist() if "Vostochny" in (s["place_words"] or "")]
    assert {at[k] for k in of_vostochny} == {"P01"}
    there = [
        {**s, "place_words": "Vostochny Cosmodrome"} for s in evidence["sightings"].to_pylist() if s["label"] == "S48"
    ]
    assert label[run(evidence, there)[2]["S48"]["place_id"]] == "P16"


def test_vostochny_and_nakhodka_are_17_2_km_apart(evidence):
    points = {p["label"]: (p["lat"], p["lon"]) for p in evidence["places"].to_pylist()}
    assert distance_km(*points["P01"], *points["P02"]) == pytest.approx(17.2, abs=0.05)


def test_words_alone_give_the_points_the_collector_derived(evidence):
    rows = [s for s in evidence["sightings"].to_pylist() if s["label"] in ("S09", "S14", "S23")]
    unplaced = [{**s, "lat": None, "lon": None, "position_uncertainty_km": None} for s in rows]
    placed = run(evidence, unplaced)[2]
    for s in rows:
        found = placed[s["label"]]
        assert found["position_basis"] == "distance and bearing from a place"
        assert distance_km(found["lat"], found["lon"], s["lat"], s["lon"]) < 1.0
        assert found["radius_km"] >= s["position_uncertainty_km"]


def test_chon_ma_sans_october_times_are_exact(made):
    observations = made[2]
    s20, s22, s23 = (observations[k]["start_time"] for k in ("S20", "S22", "S23"))
    assert (s20, s22, s23) == (
        datetime(2024, 10, 19, 17, 0, tzinfo=UTC),
        datetime(2024, 10, 21, 11, 50, tzinfo=UTC),
        datetime(2024, 10, 25, 13, 4, tzinfo=UTC),
    )
    assert s22 - s20 == timedelta(hours=42, minutes=50)
    assert s23 - s22 == timedelta(hours=97, minutes=14)
    assert [observations[k]["zone_basis"] for k in ("S20", "S21", "S22", "S23")] == [
        "stated",
        "not stated",
        "port",
        "stated",
    ]


def test_a_probable_zone_is_marked_as_assumed(made):
    s14 = made[2]["S14"]
    assert (s14["start_time"], s14["zone_basis"]) == (datetime(2024, 6, 5, 15, 32, tzinfo=UTC), "assumed")

"""Derived by hand in README.md."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.base.ids import content_id
from fairlead.base.tables import DECISIONS, LISTINGS, QUESTION_PLACES, QUESTIONS, SEASON_TIES, VESSELS, WATCHES
from fairlead.imagery.coverage import count_coverage, find_watches
from fairlead.trips.stays import find_stays
from fairlead.trips.trips import count_trips

HERE = Path(__file__).parent
AT = {"evidence_id": "evidence:golden", "row": 1}
TANKERS = ("Paek Yang San 1", "Chon Ma San", "Yu Son", "Un Hung", "Wol Bong San", "Sin Phyong 5")
SHIPS = ("Maia-1", "Lady R", "Angara", "Maria")
LISTED = ("Chon Ma San", "Yu Son")
ROLES = (
    ("oil", "load", "Vostochny"), ("oil", "discharge", "Nampo"), ("oil", "discharge", "Chongjin"),
    ("oil", "discharge", "Rajin"), ("munitions", "load", "Rajin"), ("munitions", "discharge", "Dunay"),
    ("munitions", "discharge", "Vostochny"),
)  # fmt: skip


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def question(name, ordinal, start, end, **fleet):
    return {
        "question": name, "ordinal": ordinal, "text": "?", "period_start": start, "period_end": end, "from_party": "RU",
        "to_party": "KP", "commodity": name, "item_words": [], "ship_types": [], "flags": [], "vessels": [],
        "rules": [], "per_call": [], "estimate_from": "documented", **AT, **fleet,
    }  # fmt: skip


QUESTIONS_ASKED = QUESTIONS.from_rows(
    [
        question("oil", 0, utc(2024, 1, 1), utc(2025, 1, 1), carrier="tanker", ship_types=["oil tanker"], flags=["KP"]),
        question("munitions", 1, utc(2023, 8, 1), utc(2024, 4, 1), carrier="ship", vessels=list(SHIPS)),
    ]
)
PLACES_ASKED = QUESTION_PLACES.from_rows({"question": q, "role": r, "place": p, **AT} for q, r, p in ROLES)


def vessel(name):
    known = {"ship_type": "oil tanker", "flag": "KP"} if name in TANKERS else {}
    return {"vessel_id": f"vessel:{name}", "name": name, "names": [name], "sources": ["particulars:1"], **known}


def listing(name):
    return {
        "listing_id": f"listing:{name}", "vessel_id": f"vessel:{name}", "authority": "UN",
        "listed_start": utc(2018, 3, 30), "listed_end": utc(2018, 3, 31), "measures": [], "is_measure_sure": False,
        "words": "listed", "sources": ["particulars:1"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def stays(observations, places):
    return find_stays(observations, places, WATCHES.empty())


@pytest.fixture(scope="module")
def counted(observations, places, stays):
    return count_trips(
        stays,
        observations,
        VESSELS.from_rows(map(vessel, TANKERS + SHIPS)),
        LISTINGS.from_rows(map(listing, LISTED)),
        QUESTIONS_ASKED,
        PLACES_ASKED,
        places,
        DECISIONS.empty(),
        WATCHES.empty(),
        SEASON_TIES.empty(),
    )


@pytest.fixture(scope="module")
def labels(counted, stays):
    """Trip id to the sighting (and hull of it) that began the trip."""
    begun = {}
    for stay in stays.to_pylist():
        for label in (s.removeprefix("sighting:") for s in stay["sources"]):
            for hull in range(1, 6):
                if stay["stay_id"] == content_id("stay", f"sighting:{label}", hull):
                    begun[stay["stay_id"]] = label if label != "S03" else f"S03 hull {hull}"
    out = {}
    for trip in counted[0].to_pylist():
        for source, label in [*begun.items(), ("sighting:S14", "S14"), ("sighting:S15", "S15")]:
            if trip["trip_id"] == content_id("trip", trip["question"], source):
                out[trip["trip_id"]] = label
    return out


def expected(name):
    with (HERE / name).open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_the_trips_are_those_counted_by_hand(counted, labels):
    yes = {True: "yes", False: "no", None: ""}
    found = [
        {
            "question": t["question"],
            "begun_by": labels[t["trip_id"]],
            "ship": t["hull_words"],
            "load": (t["load_place_id"] or "").removeprefix("place:"),
            "discharge": (t["discharge_place_id"] or "").removeprefix("place:"),
            "is_counted": yes[t["is_counted"]],
            "status": t["status"],
            "calls_min": str(t["calls_min"]),
            "calls_max": str(t["calls_max"]),
            "is_listed": yes[t["is_listed"]],
        }
        for t in counted[0].to_pylist()
    ]
    assert sorted(found, key=str) == sorted(expected("expected_trips.csv"), key=str)


def test_the_alternatives_are_those_counted_by_hand(counted, labels):
    found = [
        {
            "question": a["question"],
            "kind": a["kind"],
            "effect": str(a["effect"]),
            "chance": "" if a["chance_frac"] is None else f"{a['chance_frac']:.2f}",
            "trips": ";".join(sorted(labels[t] for t in a["trip_ids"])),
        }
        for a in counted[1].to_pylist()
    ]
    assert sorted(found, key=str) == sorted(expected("expected_alternatives.csv"), key=str)


def test_eleven_are_counted_open_between_nine_and_eleven_with_three_more_possible(counted):
    trips = [t for t in counted[0].to_pylist() if t["question"] == "oil"]
    losing = [a for a in counted[1].to_pylist() if a["question"] == "oil" and a["effect"] < 0]
    documented = sum(t["is_counted"] for t in trips)
    assert (documented, documented - len(losing)) == (11, 9)
    assert sum(t["calls_max"] - t["calls_min"] for t in trips) == 3


def test_lady_r_in_february_is_one_trip_out_and_unloaded_four_days_later(counted, stays):
    (trip,) = [t for t in counted[0].to_pylist() if t["discharge_place_id"] == "place:Vostochny"]
    by_id = {s["stay_id"]: s for s in stays.to_pylist()}
    assert by_id[trip["load_stay_id"]]["sources"] == ["sighting:S47"]
    assert by_id[trip["discharge_stay_id"]]["sources"] == ["sighting:S48"]


def test_the_return_of_two_of_the_five_is_said_and_adds_no_trip(counted):
    (tied,) = [a for a in counted[1].to_pylist() if a["kind"] == "same_hull"]
    assert "2 of these 5 were then seen at Chongjin" in tied["words"]
    assert "place:Chongjin" not in {t["discharge_place_id"] for t in counted[0].to_pylist()}


def test_no_look_at_the_berth_is_held_for_208_days(observations, places):
    rows = count_coverage(find_watches(observations), QUESTIONS_ASKED, PLACES_ASKED, places).to_pylist()
    (at,) = [r for r in rows if (r["question"], r["place_id"]) == ("oil", "place:Vostochny")]
    assert (at["days_total"], at["days_watched"], at["days_maybe"], at["days_unwatched"]) == (366, 7, 15, 344)
    assert (at["longest_start"], at["longest_end"], at["longest_d"]) == (utc(2024, 4, 11), utc(2024, 11, 5), 208)
    assert "208 days" in at["words"]

import random
from datetime import UTC, datetime
from math import log

import numpy as np
import pyarrow as pa
import pytest

from fairlead.base.blocks import block_log_likelihoods
from fairlead.base.ids import content_id
from fairlead.base.tables import (
    BEARERS,
    DECISIONS,
    FEATURES,
    FIXES,
    LOOKS,
    MEASURES,
    PLACES,
    SCENES,
    SIGHTINGS,
    TABLES,
    VESSELS,
)
from fairlead.identity.candidates import match_candidates
from fairlead.identity.fleet import CandidateParams

NAMES = ("Alder", "Birch", "Cedar", "Damson")


def sighting(label, name=None, **more):
    row = {"sighting_id": f"sighting:{label}", "label": label, "vessel_words": name or "(unnamed tanker)",
           "vessel_name": name, "imo": None, "event": "port_call", "hulls": 1, "members": [], "lengths_m": [],
           "date_start": "2024-04-03", "observed_by": "A", "method": "satellite image", "grade": "medium",
           "evidence_id": "evidence:s", "row": 2}  # fmt: skip
    return row | more


def vessel(name, **more):
    row = {"vessel_id": f"vessel:{name}", "label": name[0], "name": name, "names": [name], "flag": "KP",
           "ship_type": "oil tanker", "sources": [f"particulars:{name}"]}  # fmt: skip
    return row | more


def measure(of, value, sd=None, quantity="length", n=1):
    return {"measure_id": f"measure:{of}{quantity}{n}", "label": f"M{n}", "sighting": of, "quantity": quantity,
            "value_m": value, "sd_m": sd, "readings_m": [], "evidence_id": "evidence:m", "row": 2}  # fmt: skip


def place(label, name, lat, lon):
    return {"place_id": f"place:{label}", "label": label, "name": name, "other_names": [], "place_kind": "port",
            "lat": lat, "lon": lon, "precision_km": 1.0, "evidence_id": "evidence:p", "row": 2}  # fmt: skip


def decision(verdict, *about):
    return {"decision_id": f"decision:{verdict}{about[-1]}", "about": list(about), "verdict": verdict, "reason": "deck",
            "decided_by": "Kim", "decided_at": datetime(2025, 1, 1, tzinfo=UTC), "is_withdrawn": False,
            "log_line": 1}  # fmt: skip


FLEET = tuple(vessel(n, length_m=x) for n, x in zip(NAMES, (90.0, 96.0, 110.0), strict=False))
PORTS = (place("P1", "Northport", 42.75, 133.08), place("P2", "Southport", 32.75, 133.08))


def match(
    *sightings,
    fleet=FLEET,
    measures=(),
    features=(),
    decisions=(),
    fixes=(),
    bearers=(),
    looks=(),
    scenes=(),
    params=None,
):
    tables = (
        SIGHTINGS.from_rows(sightings), VESSELS.from_rows(fleet), DECISIONS.from_rows(decisions),
        MEASURES.from_rows(measures), FEATURES.from_rows(features), PLACES.from_rows(PORTS), FIXES.from_rows(fixes),
        BEARERS.from_rows(bearers), LOOKS.from_rows(looks), SCENES.from_rows(scenes),
    )  # fmt: skip
    made, terms = match_candidates(*tables, params=params or CandidateParams())
    for s in sightings:
        of = [r for r in made.to_pylist() if r["sighting_id"] == s["sighting_id"]]
        assert sum(r["weight_frac"] for r in of) == pytest.approx(1)
        assert sorted(r["rank"] for r in of) == list(range(1, len(of) + 1))
    return made, terms


def weights(made, label="S1"):
    rows = made.to_pylist()
    return {r["vessel_id"]: r["weight_frac"] for r in rows if r["sighting_id"] == f"sighting:{label}"}


def test_95_m_against_three_hulls_and_other_by_hand():
    """Likelihoods: var = .05^2 + .01^2 = .0026, peak 1 / sqrt(2 pi x .0026) = 7.824; slip .03 x 1/ln 50 = .00767.

    90 m: ln(95/90) = .05407, exp(-.05407^2/.0052) = .5700; .97 x 7.824 x .5700 + .0077 = 4.333
    96 m: ln(95/96) = -.01047, exp(-.02108) = .9791; 7.439
    110 m: ln(95/110) = -.14660, exp(-4.1332) = .01603; .1293
    OTHER: half as the list, N(4.5539; 4.5882, .25^2 + .05^2 = .065) = 1.5507; half as ships at large, .3157 (five
    normal laws of ship_sizes.csv, below): .97 x (.7754 + .1578) + .0077 = .9129
    Weights: OTHER .25, hulls .25 each, so shares of 4.333 + 7.439 + .1293 + .9129 = 12.814.
    """
    made, terms = match(sighting("S1"), measures=[measure("S1", 95.0, 4.75)])
    assert {v: round(w, 3) for v, w in weights(made).items()} == {
        "vessel:Alder": 0.338, "vessel:Birch": 0.580, "vessel:Cedar": 0.010, None: 0.071,
    }  # fmt: skip
    length = {r["vessel_id"]: r["log_likelihood"] for r in terms.to_pylist() if r["term"] == "length"}
    assert length["vessel:Birch"] == pytest.approx(log(7.439), abs=1e-3)
    at_large = sum(
        w * np.exp(-((log(95) - m) ** 2) / (2 * (s**2 + 0.0025))) / np.sqrt(2 * np.pi * (s**2 + 0.0025))
        for w, m, s in (
            (0.104, 4.371, 0.560), (0.370, 4.917, 0.385), (0.191, 5.204, 0.027), (0.229, 5.544, 0.075),
            (0.105, 5.805, 0.024),
        )
    ) / 0.999  # fmt: skip
    assert at_large == pytest.approx(0.3157, abs=2e-4)
    assert np.exp(length[None]) == pytest.approx(0.9129, abs=1e-3)


def test_it_is_said_with_how_many_vessels_it_is_consistent():
    made, _ = match(sighting("S1"), measures=[measure("S1", 95.0, 4.75)])
    # .580 + .338 = .918 < .95, with OTHER .071 it is .989: two vessels and OTHER
    row = made.to_pylist()[0]
    assert (row["consistent_vessels"], row["weighed_vessels"], row["match_basis"]) == (2, 3, "measures")
    assert "consistent with 2 of 3 vessels, or a ship in no list" in row["words"]
    assert "identified" not in str(made.to_pylist())


def test_a_size_alone_never_settles_a_ship():
    made, _ = match(sighting("S1"), fleet=FLEET[:1], measures=[measure("S1", 90.0, 0.5)],
                    params=CandidateParams(outside_frac=0.001, settle_least_frac=0.51))  # fmt: skip
    assert weights(made)["vessel:Alder"] > 0.99
    assert not any(r["is_settled"] for r in made.to_pylist())


def test_a_person_settles_it():
    said = [decision("accept", "sighting:S1", "vessel:Cedar")]
    made, terms = match(sighting("S1"), measures=[measure("S1", 95.0, 4.75)], decisions=said)
    assert weights(made)["vessel:Cedar"] == 1
    assert [r["vessel_id"] for r in made.to_pylist() if r["is_settled"]] == ["vessel:Cedar"]
    assert None in [r["log_likelihood"] for r in terms.to_pylist() if r["term"] == "decision"]


def test_a_ruling_out_leaves_the_rest():
    made, _ = match(sighting("S1"), measures=[measure("S1", 95.0, 4.75)],
                    decisions=[decision("reject", "sighting:S1", "vessel:Birch")])  # fmt: skip
    assert weights(made)["vessel:Birch"] == 0
    assert weights(made)["vessel:Alder"] == pytest.approx(4.333 / (4.333 + 0.1293 + 0.9129), abs=2e-3)


def test_a_stated_length_counts_where_nothing_was_measured():
    made, _ = match(sighting("S1", lengths_m=[95.0]))
    assert weights(made)["vessel:Birch"] > weights(made)["vessel:Cedar"]
    # image of unknown resolution 6 %, tens of metres 2.9 / 95 = 3.1 %: 6.7 %
    assert "length 95 m (sd 7 %)" in made.to_pylist()[0]["words"]
    both, _ = match(sighting("S1", lengths_m=[95.0]), measures=[measure("S1", 110.0, 2.0)])
    assert weights(both)["vessel:Cedar"] > 0.8


def test_a_second_equal_measure_changes_nothing():
    one, two = measure("S1", 95.0, 4.75), measure("S1", 95.0, 4.75, n=2)
    first, second = match(sighting("S1"), measures=[one])[0], match(sighting("S1"), measures=[one, two])[0]
    assert weights(first) == pytest.approx(weights(second))
    assert {"measure:S1length1", "measure:S1length2"} <= set(second.to_pylist()[0]["sources"])


def test_a_name_is_weighed_by_its_words_whatever_was_measured():
    bare, _ = match(sighting("S1", "Birch"))
    sized, _ = match(sighting("S1", "Birch"), measures=[measure("S1", 110.0, 1.0)])
    assert weights(bare) == weights(sized)
    assert [r["consistent_vessels"] for r in bare.to_pylist()] == [None, None]


def test_a_sighting_of_which_nothing_is_known_may_be_every_vessel_and_tells_an_estimate_nothing():
    """Three vessels share 0.75; the estimate leaves the prior out, and has its own."""
    made, terms = match(sighting("S1"))
    assert weights(made) == pytest.approx({f"vessel:{n}": 0.25 for n in NAMES[:3]} | {None: 0.25})
    assert [(r["term"], r["vessel_id"]) for r in terms.to_pylist()] == [("prior", None)]
    [flat] = block_log_likelihoods([["sighting:S1"]], [v["vessel_id"] for v in FLEET], made, terms)
    assert flat.tolist() == [0, 0, 0, 0]
    group = sighting("S1", hulls=3, lengths_m=[95.0, 90.0, 60.0])
    assert weights(match(group)[0]) == {None: 1.0}


def test_without_sizes_the_list_is_flat_and_says_so():
    made, _ = match(sighting("S1"), fleet=[vessel(n) for n in NAMES], measures=[measure("S1", 95.0, 4.75)])
    # OTHER .25, the rest of four hulls .1875 each: no size, no gain
    assert weights(made) == pytest.approx({f"vessel:{n}": 0.1875 for n in NAMES} | {None: 0.25})
    assert all("No vessel has a listed size" in r["words"] for r in made.to_pylist())


@pytest.mark.parametrize("value", [0.0, 900.0, -3.0])
def test_a_measure_no_ship_has_is_passed_over(value):
    (basis,) = set(match(sighting("S1"), measures=[measure("S1", value, 5.0)])[0]["match_basis"].to_pylist())
    assert basis == "presence"


def test_a_fleet_of_one_and_a_fleet_of_none():
    one, _ = match(sighting("S1"), fleet=FLEET[:1], measures=[measure("S1", 95.0, 4.75)])
    assert set(weights(one)) == {"vessel:Alder", None}
    assert weights(match(sighting("S1"), fleet=(), measures=[measure("S1", 95.0, 4.75)])[0]) == {None: 1.0}


def test_a_ship_of_another_type_is_less_likely():
    fleet = (*FLEET, vessel("Damson", length_m=96.0, ship_type="container ship"))
    made, terms = match(sighting("S1"), fleet=fleet, measures=[measure("S1", 95.0, 4.75)])
    assert weights(made)["vessel:Damson"] == pytest.approx(0.05 * weights(made)["vessel:Birch"])
    assert [r["vessel_id"] for r in terms.to_pylist() if r["term"] == "type"] == ["vessel:Damson"]


def test_features_weigh_by_their_reliability():
    fleet = (vessel("Alder", length_m=96.0, features=["deck colour: red"]),
             vessel("Birch", length_m=96.0, features=["deck colour: green"]),
             vessel("Cedar", length_m=96.0))  # fmt: skip
    red = {"feature_id": "feature:1", "label": "F1", "sighting": "S1", "name": "Deck colour", "value": "red",
           "p_present": 0.9, "p_absent": 0.1, "evidence_id": "evidence:f", "row": 2}  # fmt: skip
    made, _ = match(sighting("S1"), fleet=fleet, measures=[measure("S1", 95.0, 4.75)], features=[red])
    w = weights(made)
    # .9, .1, and of an unlisted deck .3 x .9 + .7 x .1 = .34
    assert w["vessel:Alder"] / w["vessel:Birch"] == pytest.approx(9)
    assert w["vessel:Alder"] / w["vessel:Cedar"] == pytest.approx(0.9 / 0.34)
    assert "feature:1" in made.to_pylist()[0]["sources"]


AT = {"date_start": "2024-04-03", "time_local": "03:00", "zone_words": "UTC", "place_words": "Northport"}


def fix(n, day, hour, lat):
    return {"position_id": n, "segment_id": "segment:1", "mmsi": 445000001,
            "time": datetime(2024, 4, day, hour, tzinfo=UTC), "lat": lat, "lon": 133.08,
            "sources": [f"position:{n:016x}"]}  # fmt: skip


BEARER = {c.name: None for c in BEARERS.columns} | {
    "bearer_id": "bearer:1", "segment_id": "segment:1", "mmsi": 445000001, "vessel_id": "vessel:Birch",
    "mark_basis": "name", "words": "w", "sources": ["segment:1"],
}  # fmt: skip
if "ship_name" in BEARER:
    BEARER["ship_name"] = "Birch"


def test_a_ship_broadcasting_elsewhere_keeps_a_remnant():
    far = [fix(1, 3, 2, 32.75), fix(2, 3, 4, 32.75)]
    made, terms = match(sighting("S1", **AT), measures=[measure("S1", 95.0, 4.75)], fixes=far, bearers=[BEARER])
    # 7.439 x .02 = .149 beside 4.333 + .129 + .913
    assert weights(made)["vessel:Birch"] == pytest.approx(0.149 / (0.149 + 4.333 + 0.129 + 0.913), abs=1e-3)
    row = next(r for r in made.to_pylist() if r["vessel_id"] == "vessel:Birch")
    assert "its own reports leave it no time to be there" in row["words"]
    assert {"position:0000000000000001", "position:0000000000000002"} <= set(row["sources"])
    [told] = [r for r in terms.to_pylist() if r["term"] == "presence"]
    assert told["log_likelihood"] == pytest.approx(log(0.02))


def test_a_name_whose_own_ais_is_elsewhere_is_said_to_be_and_settles_as_before():
    """Read by name at 42.75 N while its AIS is heard at 32.75 N an hour before and after: 1,112 km, 60 h at 10 kn."""
    far = [fix(1, 3, 2, 32.75), fix(2, 3, 4, 32.75)]
    named = sighting("S1", vessel_name="Birch", **AT)
    rows = {r["vessel_id"]: r for r in match(named, fixes=far, bearers=[BEARER])[0].to_pylist()}
    birch, unheard = rows["vessel:Birch"], match(named)[0].to_pylist()[0]
    assert birch["against"] == "its own AIS leaves it no time to be there: another ship, or its AIS is false"
    assert birch["words"] == f"{unheard['words'][:-1]}, but {birch['against']}."
    assert birch["sources"] == [*unheard["sources"], "position:0000000000000001", "position:0000000000000002"]
    assert (birch["is_settled"], birch["weight_frac"]) == (True, unheard["weight_frac"])
    there = [fix(1, 3, 2, 42.75), fix(2, 3, 4, 42.75)]
    assert match(named, fixes=there, bearers=[BEARER])[0].to_pylist()[0]["against"] is None
    said = match(named, fixes=far, bearers=[BEARER], decisions=[decision("accept", "sighting:S1", "vessel:Birch")])
    assert said[0].to_pylist()[0]["against"] is None


def test_where_nothing_was_measured_presence_and_kind_weigh_and_an_estimate_is_told_neither():
    """Weights 1 : .02 : 1 : .05 of Alder, Birch (reports from elsewhere), Cedar and Damson (a container ship), and
    .25 / .75 x 4 = 4/3 of a ship in no list: 3.403 in all. Without Birch and Damson 3.333 are 98 %, and without Cedar
    too 69 %: two of four."""
    far = [fix(1, 3, 2, 32.75), fix(2, 3, 4, 32.75)]
    fleet = (*FLEET, vessel("Damson", ship_type="container ship"))
    made, terms = match(sighting("S1", **AT), fleet=fleet, fixes=far, bearers=[BEARER])
    shares = dict(zip(NAMES, (1, 0.02, 1, 0.05), strict=True))
    assert weights(made) == pytest.approx(
        {f"vessel:{n}": x / 3.40333 for n, x in shares.items()} | {None: 1.33333 / 3.40333}, rel=1e-4
    )
    rows = {r["vessel_id"]: r for r in made.to_pylist()}
    assert {(r["consistent_vessels"], r["weighed_vessels"]) for r in rows.values()} == {(2, 4)}
    assert "its own reports leave it no time to be there" in rows["vessel:Birch"]["words"]
    assert "position:0000000000000001" in rows["vessel:Birch"]["sources"]
    assert "the list says container ship" in rows["vessel:Damson"]["words"]
    assert rows[None]["words"].endswith("The sighting is consistent with 2 of 4 vessels, or a ship in no list.")
    total = dict.fromkeys(rows, 0.0)
    for r in terms.to_pylist():
        total[r["vessel_id"]] += r["log_likelihood"]
    assert [total[v] - total[None] for v in rows] == pytest.approx(
        [log(r["weight_frac"] / rows[None]["weight_frac"]) for r in rows.values()]
    )
    [flat] = block_log_likelihoods([["sighting:S1"]], [v["vessel_id"] for v in fleet], made, terms)
    assert flat.tolist() == [0, 0, 0, 0, 0]


def test_of_very_many_unmeasured_sightings_each_has_one_row_for_all_and_says_what_tells(monkeypatch):
    """Two sightings of three vessels and OTHER are eight rows, more than the seven allowed; what a person ruled on
    keeps its rows."""
    monkeypatch.setattr("fairlead.identity.spread_rows.MOST_ROWS", 7)
    far = [fix(1, 3, 2, 32.75), fix(2, 3, 4, 32.75)]
    seen = sighting("S1", **AT), sighting("S2", date_start="2024-09-01")
    made, terms = match(*seen, fixes=far, bearers=[BEARER])
    assert terms.num_rows == 0
    one, two = made.to_pylist()
    assert (one["vessel_id"], one["weight_frac"], one["match_basis"]) == (None, 1.0, "presence")
    assert one["words"] == (
        "S1, of which nothing was measured; one row for all vessels; 1 vessel whose own reports leave no time to be "
        "there. The sighting is consistent with 2 of 3 vessels, or a ship in no list."
    )
    assert one["sources"] == ["sighting:S1", "position:0000000000000001", "position:0000000000000002"]
    assert two["words"].endswith("tells them apart: consistent with all 3 vessels, or a ship in no list.")
    ruled, _ = match(*seen, decisions=[decision("reject", "sighting:S1", "vessel:Alder")])
    assert weights(ruled)["vessel:Alder"] == 0
    assert weights(ruled, "S2") == {None: 1.0}


def test_an_unmeasured_sighting_changes_no_measured_one():
    both = match(sighting("S1", **AT), sighting("S2", **AT | {"place_words": "Southport"}),
                 measures=[measure("S1", 95.0, 4.75)])  # fmt: skip
    assert weights(both[0]) == weights(match(sighting("S1", **AT), measures=[measure("S1", 95.0, 4.75)])[0])


def test_a_ship_silent_around_it_is_likelier():
    dark = [fix(1, 1, 2, 40.75), fix(2, 5, 4, 40.75)]
    made, _ = match(sighting("S1", **AT), measures=[measure("S1", 95.0, 4.75)], fixes=dark, bearers=[BEARER])
    assert weights(made)["vessel:Birch"] == pytest.approx(3 * 7.439 / (3 * 7.439 + 4.333 + 0.129 + 0.913), abs=1e-3)
    assert "silent for 98 h" in str(made.to_pylist())


def test_a_named_ship_elsewhere_the_same_day_is_not_this_one():
    seen = sighting("S2", "Birch", **AT | {"place_words": "Southport", "time_local": "04:00"})
    made, terms = match(sighting("S1", **AT), seen, measures=[measure("S1", 95.0, 4.75)])
    assert weights(made)["vessel:Birch"] == pytest.approx(0.149 / (0.149 + 4.333 + 0.129 + 0.913), abs=1e-3)
    assert any(r["term"] == "others" and r["vessel_id"] == "vessel:Birch" for r in terms.to_pylist())


def test_two_ships_of_one_look_are_two_ships():
    two = [sighting(f"S{n}", look="L1", **AT) for n in (1, 2)]
    fleet = (FLEET[1], vessel("Damson", length_m=130.0))
    params = CandidateParams(outside_frac=0.001)
    made, _ = match(*two, fleet=fleet, measures=[measure("S1", 96.0, 3.0), measure("S2", 112.0, 9.0)], params=params)
    alone, _ = match(two[1], fleet=fleet, measures=[measure("S2", 112.0, 9.0)], params=params)
    assert weights(alone, "S2")["vessel:Birch"] > 2 * weights(made, "S2")["vessel:Birch"]


def test_one_look_that_two_analysts_read_is_of_one_ship():
    """One measures well, the other badly: what the first knows the second takes over."""
    two = [sighting(f"S{n}", look="L1", observed_by=who, **AT) for n, who in ((1, "A"), (2, "B"))]
    made, _ = match(*two, measures=[measure("S1", 90.0, 1.0), measure("S2", 95.0, 9.0)])
    alone, _ = match(two[1], measures=[measure("S2", 95.0, 9.0)])
    assert weights(made, "S2")["vessel:Alder"] > weights(alone, "S2")["vessel:Alder"] + 0.2


def image(label="I1", day=3):
    at = datetime(2024, 4, day, 4, tzinfo=UTC)
    return {"scene_id": f"scene:{label}", "label": label, "sensor": "optical", "start_time": at, "end_time": at,
            "zone_basis": "stated", "evidence_id": "e", "row": 2}  # fmt: skip


def look(label, analyst, scene="I1", **more):
    return {"look_id": f"look:{label}", "label": label, "scene": scene, "place_words": "Northport",
            "result": "occupied", "analyst": analyst, "evidence_id": "e", "row": 2} | more  # fmt: skip


def test_one_image_that_two_analysts_read_is_of_one_ship_whatever_they_call_their_looks():
    """What the first knows the second takes over; in another image of that day it does not."""
    two = [sighting(f"S{n}", look=f"L{who}", observed_by=who, **AT) for n, who in ((1, "A"), (2, "B"))]
    measures, scenes = [measure("S1", 90.0, 1.0), measure("S2", 95.0, 9.0)], [image(), image("I2", 4)]
    one_image, _ = match(*two, measures=measures, scenes=scenes, looks=[look("LA", "A"), look("LB", "B")])
    two_images, _ = match(*two, measures=measures, scenes=scenes, looks=[look("LA", "A"), look("LB", "B", "I2")])
    one_look, _ = match(*(s | {"look": "L1"} for s in two), measures=measures)
    assert weights(one_image, "S2") == pytest.approx(weights(one_look, "S2"))
    assert weights(one_image, "S2")["vessel:Alder"] > weights(two_images, "S2")["vessel:Alder"] + 0.2


def test_two_berths_of_one_image_hold_two_ships_though_each_has_a_look_of_its_own():
    """As two sightings of one look, of which one is all but certainly Birch; the berth is that of the look."""
    two = [sighting(f"S{n}", look=f"L{n}", observed_by="A", **AT) for n in (1, 2)]
    looks = [look(f"L{n}", "A", berth=f"Berth {n}") for n in (1, 2)]
    fleet, params = (FLEET[1], vessel("Damson", length_m=130.0)), CandidateParams(outside_frac=0.001)
    measures = [measure("S1", 96.0, 3.0), measure("S2", 112.0, 9.0)]
    made, _ = match(*two, fleet=fleet, measures=measures, params=params, looks=looks, scenes=[image()])
    one_look, _ = match(*(s | {"look": "L1"} for s in two), fleet=fleet, measures=measures, params=params)
    assert weights(made, "S2") == pytest.approx(weights(one_look, "S2"))


def test_two_analysts_at_two_berths_of_one_look_tell_nothing_of_each_other():
    one, two = (sighting(f"S{n}", look="L1", observed_by=b, berth=b, **AT) for n, b in ((1, "A"), (2, "B")))
    made, _ = match(one, two, measures=[measure("S1", 90.0, 1.0), measure("S2", 95.0, 9.0)])
    alone, _ = match(two, measures=[measure("S2", 95.0, 9.0)])
    assert weights(made, "S2") == pytest.approx(weights(alone, "S2"))


def test_two_sightings_of_one_berth_at_one_time_are_one_ship():
    two = [sighting(f"S{n}", look=f"L{n}", berth="3", **AT) for n in (1, 2)]
    made, _ = match(*two, measures=[measure("S1", 90.0, 1.0), measure("S2", 95.0, 9.0)])
    alone, _ = match(two[1], measures=[measure("S2", 95.0, 9.0)])
    assert weights(made, "S2")["vessel:Alder"] > weights(alone, "S2")["vessel:Alder"] + 0.2


def test_a_sighting_that_leaves_place_and_date_to_its_look_is_weighed_as_one_that_states_them():
    """The named ship is far away at the time of the look, so that it is not this one; the look is among the sources."""
    at = datetime(2024, 4, 3, 4, tzinfo=UTC)
    image = {"scene_id": "scene:I1", "label": "I1", "sensor": "optical", "start_time": at, "end_time": at,
             "zone_basis": "stated", "evidence_id": "e", "row": 2}  # fmt: skip
    look = {"look_id": "look:L1", "label": "L1", "scene": "I1", "place_words": "P1", "result": "occupied",
            "analyst": "A", "evidence_id": "e", "row": 2}  # fmt: skip
    named = sighting("S2", "Birch", **AT | {"place_words": "Southport", "time_local": "04:00"})
    measured = [measure("S1", 95.0, 4.75)]
    left = sighting("S1", date_start=None, look="L1")
    made, _ = match(left, named, measures=measured, looks=[look], scenes=[image])
    stated, _ = match(sighting("S1", **AT | {"time_local": "04:00"}), named, measures=measured)
    assert weights(made) == pytest.approx(weights(stated))
    assert all(
        {"look:L1", "scene:I1"} <= set(r["sources"]) for r in made.to_pylist() if r["sighting_id"] == "sighting:S1"
    )
    alone, _ = match(left, measures=measured)
    assert weights(alone)["vessel:Birch"] > weights(made)["vessel:Birch"]


def test_the_ids_of_candidates_are_those_of_the_house():
    made, _ = match(sighting("S1"), sighting("S2", "Birch"), measures=[measure("S1", 95.0, 4.75)])
    for r in made.to_pylist():
        assert r["candidate_id"] == content_id("candidate", r["sighting_id"], r["vessel_id"])


def test_order_of_rows_does_not_matter():
    rows = [sighting(f"S{n}", **AT | {"place_words": random.Random(n).choice(("Northport", "Southport"))})
            for n in range(9)]  # fmt: skip
    measures = [measure(f"S{n}", 85.0 + 3 * n, 4.0) for n in range(9)]
    first, terms = match(*rows, measures=measures)
    mixed, again = match(*rows[::-1], measures=measures[::-1], fleet=FLEET[::-1])
    key = [("sighting_id", "ascending"), ("rank", "ascending")]
    assert first.sort_by(key).to_pylist() == mixed.sort_by(key).to_pylist()
    assert sorted(map(str, terms.to_pylist())) == sorted(map(str, again.to_pylist()))


# -------------------------------------------------------------------------------------------------------------- blocks


def test_a_block_adds_measures_and_leaves_out_what_the_estimate_sees_itself():
    seen = sighting("S2", "Birch", **AT | {"place_words": "Southport", "time_local": "04:00"})
    tables = match(sighting("S1", **AT), seen, measures=[measure("S1", 95.0, 4.75)])
    hulls = [v["vessel_id"] for v in FLEET]
    [one, both] = block_log_likelihoods([["sighting:S1"], ["sighting:S1", "sighting:S1"]], hulls, *tables)
    # the named ship elsewhere is not in it: likelihoods 4.333, 7.439, .1293, OTHER .9129, the greatest 0
    assert np.exp(one) == pytest.approx(np.array([4.333, 7.439, 0.1293, 0.9129]) / 7.439, abs=1e-3)
    assert both == pytest.approx(2 * one)
    [told] = block_log_likelihoods([["sighting:S1"]], hulls, *tables, without=())
    assert told[1] - told[0] == pytest.approx(one[1] - one[0] + log(0.02))


def test_a_block_with_a_name_is_that_ship_but_for_a_misreading():
    tables = match(sighting("S1", "Birch", grade="high"), sighting("S2"))
    hulls = [v["vessel_id"] for v in FLEET]
    [named, flat, outside] = block_log_likelihoods([["sighting:S1"], ["sighting:S2"], []], hulls, *tables)
    # wrong at .05 at least, more than the .02 left to OTHER: .95 + .05 / 4 = .9625 beside .0125 of each other
    assert named == pytest.approx(np.log([0.0125 / 0.9625, 1, 0.0125 / 0.9625, 0.0125 / 0.9625]))
    assert flat.tolist() == outside.tolist() == [0, 0, 0, 0]
    [other] = block_log_likelihoods([["sighting:S1"]], ["vessel:Alder"], *tables)
    assert other.argmax() == 1, "a vessel that is none of the hulls asked about is OTHER"


def test_a_name_of_low_grade_is_wrong_as_often_as_its_candidates_leave_other():
    tables = match(sighting("S1", "Birch", grade="low"))
    other = dict(zip(tables[0]["vessel_id"].to_pylist(), tables[0]["weight_frac"].to_pylist(), strict=True))[None]
    [named] = block_log_likelihoods([["sighting:S1"]], [v["vessel_id"] for v in FLEET], *tables)
    assert other > 0.05
    assert named[0] == pytest.approx(log((other / 4) / (1 - other + other / 4)))


def test_a_decision_leaves_no_misreading():
    tables = match(sighting("S1", "Birch"), decisions=[decision("accept", "sighting:S1", "vessel:Birch")])
    [row] = block_log_likelihoods([["sighting:S1"]], [v["vessel_id"] for v in FLEET], *tables)
    assert row.tolist() == [-700, 0, -700, -700]


def test_terms_add_up_to_the_weights():
    made, terms = match(sighting("S1", **AT), sighting("S2", "Birch", **AT | {"place_words": "Southport"}),
                        measures=[measure("S1", 95.0, 4.75), measure("S1", 14.5, 0.7, "beam")])  # fmt: skip
    total = {}
    for r in terms.to_pylist():
        if r["sighting_id"] == "sighting:S1":
            total[r["vessel_id"]] = total.get(r["vessel_id"], 0.0) + r["log_likelihood"]
    weight = weights(made)
    assert np.array([total[v] - total[None] for v in weight]) == pytest.approx(
        np.array([log(weight[v] / weight[None]) for v in weight]), abs=1e-9
    )
    assert isinstance(terms, pa.Table)


def test_measures_with_their_errors_worked_out_are_taken_as_they_are():
    table = TABLES.get("measured")
    if table is None:
        pytest.skip("no such table")
    row = {"measure_id": "measure:1", "sighting": "S1", "quantity": "length", "value_m": 95.0, "sd_m": 4.75,
           "sd_basis": "floor", "words": "w", "sources": ["measure:1"]}  # fmt: skip
    read = measure("S1", 95.0, 4.75)
    vessels, none = VESSELS.from_rows(FLEET), DECISIONS.empty()
    seen = SIGHTINGS.from_rows([sighting("S1")])
    worked, _ = match_candidates(seen, vessels, none, table.from_rows([row]))
    assert weights(worked) == weights(match_candidates(seen, vessels, none, MEASURES.from_rows([read]))[0])

"""The season as a step: rows in, sampled worlds out."""

import random
from datetime import UTC, datetime, timedelta
from math import log

import pyarrow as pa
import pytest

from fairlead.base.tables import (
    BEARERS,
    CANDIDATE_TERMS,
    CANDIDATES,
    FIXES,
    OBSERVATIONS,
    PLACES,
    PORT_CALLS,
    QUESTION_PLACES,
    QUESTIONS,
    VESSELS,
    VOYAGES,
    WATCHES,
)
from fairlead.trips.season import SeasonParams, sample_season
from fairlead.trips.season_evidence import Held, Reading, Rules
from fairlead.trips.stays import find_stays

T = datetime(2024, 3, 1, tzinfo=UTC)
AT = {"evidence_id": "evidence:x", "row": 2}
QUICK = SeasonParams(warm_up=40, iterations=60, keep_every=2)


def day(n):
    return T + timedelta(days=n)


def ask(**more):
    return {
        "question": "salt", "ordinal": 0, "text": "?", "period_start": T, "period_end": day(60), "from_party": "AA",
        "to_party": "BB", "commodity": "salt", "item_words": [], "carrier": "lugger", "ship_types": ["salt lugger"],
        "flags": [], "vessels": [], "rules": [], "per_call": [], "estimate_from": "documented", **AT,
    } | more  # fmt: skip


def ship(name):
    return {
        "vessel_id": f"vessel:{name}", "name": name, "names": [name], "ship_type": "salt lugger", "sources": ["p:1"],
    }  # fmt: skip


def seen(n, on, vessel="Alder", look=None, **more):
    return {
        "sighting_id": f"sighting:{n}", "label": f"S{n}", "vessel_id": vessel and f"vessel:{vessel}",
        "ship_words": vessel or "unnamed", "event": "port_call", "method": "image", "observed_by": "x", "hulls": 1,
        "members": [], "lengths_m": [], "place_id": "place:A", "relation": "at", "position_basis": "place point",
        "start_time": day(on), "end_time": day(on), "is_instant": True, "zone": "UTC", "zone_basis": "stated",
        "look": look or f"L{on}", "grade": "high", "words": "w", "sources": [f"sighting:{n}"],
    } | more  # fmt: skip


def watch(on, result="empty", **more):
    return {
        "watch_id": f"watch:{on}", "place_id": "place:A", "start_time": day(on), "end_time": day(on),
        "is_day_known": True, "method": "optical", "is_cued": False, "look": f"L{on}", "result": result, "words": "w",
        "sources": [f"look:{on}"],
    } | more  # fmt: skip


def place(label, lat):
    return {
        "place_id": f"place:{label}", "label": label, "name": label, "other_names": [], "place_kind": "port",
        "lat": lat, "lon": 133.0, **AT,
    }  # fmt: skip


def candidate(o):
    return {
        "candidate_id": f"candidate:{o['label']}", "sighting_id": o["sighting_id"], "vessel_id": o["vessel_id"],
        "weight_frac": 1.0, "rank": 1, "match_basis": "name", "is_settled": False, "words": "w",
        "sources": [o["sighting_id"]],
    }  # fmt: skip


def term(o):
    return {
        "candidate_id": f"candidate:{o['label']}", "sighting_id": o["sighting_id"], "vessel_id": o["vessel_id"],
        "term": "name", "log_likelihood": 0.0, "words": "w", "sources": [o["sighting_id"]],
    }  # fmt: skip


def tables(observed=(), watches=(), ships=("Alder", "Birch"), fixes=(), **asked):
    observations = OBSERVATIONS.from_rows(observed)
    places = PLACES.from_rows([place("A", 43.0), place("B", 39.0)])
    looks = WATCHES.from_rows(watches)
    roles = [{"question": "salt", "place": p, "role": r, **AT} for p, r in (("A", "load"), ("B", "discharge"))]
    bearers = [
        {"bearer_id": f"bearer:{s}", "segment_id": f"segment:{s}", "mmsi": 273000001, "vessel_id": f"vessel:{s}",
         "ship_name": s, "mark_basis": "imo", "words": "w", "sources": ["segment:1"]}
        for s in ships
    ]  # fmt: skip
    named = [o for o in observed if o["vessel_id"]]
    return [
        QUESTIONS.from_rows([ask(**asked)]), QUESTION_PLACES.from_rows(roles), places,
        VESSELS.from_rows(map(ship, ships)), CANDIDATES.from_rows(map(candidate, named)),
        CANDIDATE_TERMS.from_rows(map(term, named)), observations,
        find_stays(observations, places, looks), looks, BEARERS.from_rows(bearers if fixes else []),
        FIXES.from_rows(fixes), PORT_CALLS.empty(), VOYAGES.empty(),
    ]  # fmt: skip


def fix(n, hours, lat, ship="Alder"):
    return {
        "position_id": n, "segment_id": f"segment:{ship}", "mmsi": 273000001, "time": T + timedelta(hours=hours),
        "lat": lat, "lon": 133.0, "sources": [f"position:{n}"],
    }  # fmt: skip


WATCHED = [watch(d, "occupied" if d in (5, 6, 30) else "empty") for d in range(0, 60, 1) if d % 3 or d in (6, 30)]
SEEN = [seen(1, 5), seen(2, 6), seen(3, 30, "Birch")]


def sample(*args, params=QUICK, **more):
    return [t.to_pylist() for t in sample_season(*tables(*args, **more), params)]


@pytest.fixture(scope="module")
def made():
    return sample(SEEN, WATCHED)


def test_without_a_look_of_ones_own_nothing_is_sampled():
    """Looks known only because something was published are cued: they tell nothing of the rate."""
    assert sample(SEEN) == [[], [], [], [], []]
    assert sample(SEEN, [w | {"is_cued": True} for w in WATCHED]) == [[], [], [], [], []]


def test_a_question_that_asks_for_another_estimate_is_left_to_it():
    other = {"seen_share_alpha": 7.0, "seen_share_beta": 3.0, "seen_share_reason": "stated"}
    assert sample(SEEN, WATCHED, **other) == [[], [], [], [], []]


def test_both_figures_are_counts_over_the_same_worlds(made):
    totals, stays, _, _, _ = made
    after, actual = ({t["basis"]: t for t in totals}[b] for b in ("after_doubt", "estimated"))
    draws = range(after["draws"])
    seen_in = {d: sum(s["draw"] == d and s["sightings"] > 0 for s in stays) for d in draws}
    all_in = {d: sum(s["draw"] == d for s in stays) for d in draws}
    assert all(seen_in[d] <= all_in[d] for d in draws)
    assert (min(seen_in.values()), max(seen_in.values())) == (after["least"], after["most"])
    assert (min(all_in.values()), max(all_in.values())) == (actual["least"], actual["most"])
    assert 1 <= after["p50"] <= 2
    assert actual["given"] == after["given"]
    assert actual["given"].startswith("given 42 looks at the loading place on 42 of 60 days, 2 groups of sightings")


def test_stays_that_lie_across_an_edge_of_the_period_are_said_to_count():
    """Alder was seen at 18:00 of the last day, in the last step: in every world that holds her she has not left."""
    totals = sample([seen(1, 59.75, look="L59.75")], [watch(d) for d in range(59)] + [watch(59.75, "occupied")])[0]
    words = {t["basis"]: t["words"] for t in totals}
    assert " 1 of them began before the period or had not ended with it, and count" in words["after_doubt"]
    assert "of them began before the period or had not ended with it" in words["estimated"]


def test_every_figure_names_the_looks_and_the_stays_it_stands_on(made):
    totals, stays, _, hulls, _ = made
    ids = {f"watch:{w['look'][1:]}" for w in WATCHED}
    assert all(ids <= set(t["sources"]) for t in totals)
    assert {s for row in [*stays, *hulls] for s in row["sources"] if s.startswith("season_total")} == {
        t["season_total_id"] for t in totals if t["basis"] == "estimated"
    }


def test_each_vessel_has_its_own_estimate_beside_what_is_documented_of_it(made):
    hulls = {h["ship_words"]: h for h in made[3]}
    assert {name: h["documented"] for name, h in hulls.items()} == {"Alder": 1, "Birch": 1}
    assert all(h["seen_p50"] <= h["actual_p50"] for h in hulls.values())


def test_neighbouring_stays_have_the_share_of_worlds_in_which_they_are_one_trip():
    """Two of Alder's stays ten days apart, one of Birch two days after the second: names are nearly sure."""
    rows = [seen(1, 5), seen(2, 15), seen(3, 17, "Birch")]
    watched = [watch(d, "occupied" if d in (5, 15, 17) else "empty") for d in range(60)]
    ties = sample(rows, watched)[2]
    assert len(ties) == 3
    assert all(0 <= t["one_trip_frac"] <= t["same_hull_frac"] <= 1 for t in ties)
    alder = max(ties, key=lambda t: t["same_hull_frac"])
    assert alder["same_hull_frac"] > 0.8
    assert alder["one_trip_frac"] < 0.05  # nine empty looks between


def test_the_order_of_rows_and_the_second_run_change_nothing(made):
    rnd = random.Random(3)

    def shuffled(table):
        rows = list(range(table.num_rows))
        rnd.shuffle(rows)
        return table.take(pa.array(rows, pa.int64()))

    again = [t.to_pylist() for t in sample_season(*map(shuffled, tables(SEEN, WATCHED)), QUICK)]
    assert again == made


# ------------------------------------------------------------------------------------------------- reading the evidence


def test_ships_outside_the_fleet_that_their_own_ais_names_are_no_groups_and_swell_no_rate_of_strangers():
    """Trader is of no fleet and broadcasts; Rover is of none either, but only an image names it."""
    rows = [seen(1, 5), seen(2, 20, "Trader"), seen(3, 20, "Trader", method="track"), seen(4, 30, "Rover")]
    made = evidence(rows, [watch(d, "occupied" if d in (5, 20, 30) else "empty") for d in range(60)])
    assert [b.stated for b in made.season.blocks] == [0, -1]
    assert "1 group of sightings is left out, of ships outside the fleet whose own AIS names them there" in made.notes


def evidence(*args, calls=(), voyages=(), **more):
    names = ("questions", "question_places", "places", "vessels", "candidates", "terms", "observations", "stays",
             "watches", "bearers", "fixes", "port_calls", "voyages")  # fmt: skip
    made = dict(zip(names, tables(*args, **more), strict=True))
    rows = {name: table.to_pylist() for name, table in made.items()}
    held = Held(
        questions=rows["questions"], question_places=rows["question_places"], places=rows["places"],
        vessels=rows["vessels"], observations={o["sighting_id"]: o for o in rows["observations"]},
        stays=rows["stays"], watches=rows["watches"], candidates=made["candidates"],
        candidate_terms=made["terms"], bearers=rows["bearers"], fixes=rows["fixes"],
        port_calls=PORT_CALLS.from_rows(calls).to_pylist(), voyages=VOYAGES.from_rows(voyages).to_pylist(),
    )  # fmt: skip
    return Reading(held, rows["questions"][0], Rules(6.0, 5.0, 1.5, 0.05, 14.0)).evidence()


def test_looks_and_blocks_stand_in_the_steps_of_their_days():
    season = evidence(SEEN, WATCHED).season
    assert season.steps == 240  # 60 days of four
    assert season.looks.step.tolist() == [4 * int(w["look"][1:]) for w in WATCHED]
    days = [[int(season.looks.step[k]) // 4 for k in b.looks] for b in season.blocks]
    assert days == [[5, 6], [30]]
    assert [b.stated for b in season.blocks] == [0, 1]
    # a read name is wrong one time in twenty: .95 + .05 / 3 against .05 / 3
    other = log((0.05 / 3) / (0.95 + 0.05 / 3))
    assert season.blocks[0].log_likelihood == pytest.approx([0, other, other])


def berth(name, on, result="empty", **more):
    """One berth of an image of the day."""
    named = {"watch_id": f"watch:{on} {name}", "berth": name, "look": f"L{on}{name}", "scene_id": f"scene:{on}"}
    return watch(on, result, **{**named, "sources": [f"look:{on} {name}"], **more})


def test_looks_at_one_berth_count_for_the_share_of_stays_held_there():
    """Three stays at berth 1, one at 2: (3 + 1/2) / 5 and (1 + 1/2) / 5. Of one image: one look."""
    rows = [seen(n, on, berth=name, look=f"L{on}{name}") for n, (on, name) in
            enumerate([(5, "1"), (15, "1"), (25, "1"), (35, "2")])]  # fmt: skip
    looks = [*(berth("1", on, "occupied") for on in (5, 15, 25)), berth("2", 35, "occupied"), berth("1", 45),
             berth("2", 45, visible_frac=0.5), watch(50)]  # fmt: skip
    found = evidence(rows, looks)
    assert found.season.looks.step.tolist() == [4 * d for d in (5, 15, 25, 35, 45, 50)]
    assert found.season.looks.visible_frac.tolist() == pytest.approx([0.7, 0.7, 0.7, 0.3, 0.7 + 0.5 * 0.3, 1.0])
    assert len(found.watch_ids) == 7
    assert [b.looks for b in found.season.blocks] == [(0,), (1,), (2,), (3,)]
    assert found.notes == ["a look at one berth of A counts for the share of stays held there: 1 70 % and 2 30 %"]


def test_a_ship_described_as_of_another_kind_is_no_stay_of_the_fleet():
    """As in the count of trips: trawlers at the berth are none of the salt luggers asked about."""
    rows = [seen(1, 5, vessel=None, ship_words="fishing trawler"), seen(2, 20, vessel=None, ship_words="salt lugger")]
    found = evidence(rows, [watch(5, "occupied", sources=["look:5", "sighting:1"]), watch(20, "occupied")])
    assert [b.looks for b in found.season.blocks] == [(1,)]


def two_names(**more):
    """One image of day 5: x names Alder, y names Birch, each one ship at the place."""
    return [
        seen(1, 5, image="scene:5", **more),
        seen(2, 5, "Birch", image="scene:5", **{"observed_by": "y", **more}),
    ]


def test_a_ship_that_two_analysts_of_one_image_name_differently_is_one_block_of_either_name():
    """Each name is wrong one time in twenty: Alder and Birch as likely, OTHER needs both to be wrong."""
    found = evidence(two_names(), [watch(5, "occupied")])
    (block,) = found.season.blocks
    assert (block.looks, block.stated, len(found.stay_ids[0])) == ((0,), -1, 2)
    other = log((0.05 / 3) / (0.95 + 0.05 / 3))
    assert block.log_likelihood == pytest.approx([0, 0, other])
    assert (
        len(evidence(two_names(observed_by="x"), [watch(5, "occupied")]).season.blocks) == 2
    )  # one analyst: two ships


def test_a_ship_that_two_analysts_name_differently_is_never_told_of_as_two_trips():
    totals, _, ties, hulls, _ = sample(two_names(), [watch(5, "occupied"), *(watch(d) for d in range(9, 60))])
    assert next(t for t in totals if t["basis"] == "after_doubt")["most"] <= 1
    assert ties[0]["one_trip_frac"] > 0.9
    assert [h["documented"] for h in hulls] == [0, 0]


def test_a_sighting_stays_in_the_look_whose_watch_holds_it_where_another_look_has_the_same_label():
    """Two people number their looks alike: L1 of day 5, and L1 of day 20, which was empty."""
    first = watch(5, "occupied", look="L1", sources=["look:5", "sighting:1"])
    found = evidence([seen(1, 5, look="L1")], [first, watch(20, look="L1")])
    assert [b.looks for b in found.season.blocks] == [(0,)]


def test_looks_at_the_only_berth_known_are_of_the_whole_place_and_said_to_be():
    found = evidence([], [berth("coal", d) for d in range(9)])
    assert found.season.looks.visible_frac.tolist() == [1.0] * 9
    assert found.notes == ["looks at a berth of A are all of coal, and taken for all of the place"]


def test_a_look_whose_day_is_not_known_is_left_out_and_said_to_be():
    late = watch(9, is_day_known=False, end_time=day(11))
    outside = watch(70, is_day_known=False, end_time=day(72))
    found = evidence(SEEN, [*WATCHED[:5], late, outside])
    assert len(found.season.looks.step) == 5
    assert found.notes == ["1 look is left out, since the day is not known (L9)"]
    words = sample(SEEN, [*WATCHED, late])[0][0]["words"]
    assert words.endswith("1 look is left out, since the day is not known (L9).")


def test_looks_that_are_no_random_captures_are_not_among_those_the_figure_is_given():
    tipped = [w | {"is_cued": True} if w["look"] in ("L7", "L8") else w for w in WATCHED]
    tipped.append(watch(33, "occupied", watch_id="watch:alone", look=None, is_cued=True))  # of a sighting alone
    away = watch(20, place_id="place:B", watch_id="watch:B20", look="B20")
    (after, _), *_ = sample(SEEN, [*tipped, away])
    given = (
        "given 40 looks at the loading place on 40 of 60 days (and 2 cued, 1 known by what they show alone), 1 where "
    )
    assert after["given"].startswith(given)


def test_a_ship_is_sighted_under_its_name_as_often_as_it_was_where_it_loads():
    """Alder once at A and once at B: one loading stay."""
    there = seen(4, 20, place_id="place:B", look="B20")
    away = watch(20, "occupied", place_id="place:B", watch_id="watch:B20", look="B20")
    hulls = {h["ship_words"]: h for h in sample([*SEEN, there], [*WATCHED, away])[3]}
    assert {name: h["documented"] for name, h in hulls.items()} == {"Alder": 1, "Birch": 1}
    assert "; sightings name it at 1 stay there" in hulls["Alder"]["words"]


def test_a_fix_is_at_a_place_on_the_way_or_far_and_the_nearest_of_a_step_counts():
    """A at 43 N, B at 39 N. 44 km south of A lies on the way; 50 N is 778 km beyond A."""
    found = evidence(SEEN, WATCHED, fixes=[fix(1, 0, 43.0), fix(2, 1, 50.0), fix(3, 7, 42.6), fix(4, 13, 50.0),
                                           fix(5, 19, 39.01)]).season  # fmt: skip
    assert list(zip(found.fixes.step.tolist(), found.fixes.where.tolist(), strict=True)) == [
        (0, 0), (1, 2), (2, 3), (3, 1)]  # fmt: skip
    assert found.is_silent[0].sum() == 240 - 4
    assert not found.is_silent[1].any()


def test_no_leg_is_shorter_than_the_way_at_top_speed():
    # 4 degrees of latitude are 4 * 60.04 = 240.2 nmi; at 14 kn 17.2 h
    assert evidence(SEEN, WATCHED).season.least_leg_h == pytest.approx(17.16, abs=0.05)


TRADER = {"mmsi": 273000002, "words": "w", "sources": ["segment:T"]}


def call(n, port, start, hours):
    return TRADER | {
        "port_call_id": f"port_call:{n}", "segment_id": "segment:T", "port": port, "areas": [],
        "start_time": hour(start), "end_time": hour(start + hours), "has_entry": True, "has_stop": True,
        "has_gap": False, "has_exit": True, "confidence": 4, "is_plausible": True,
        "hours": float(hours), "lat": 43.0, "lon": 133.0,
    }  # fmt: skip


def voyage(n, ports, start, hours, km=450.0):
    return TRADER | {
        "voyage_id": f"voyage:{n}", "hull_no": 0, "from_port": ports[0], "to_port": ports[1], "start_time": hour(start),
        "end_time": hour(start + hours), "distance_km": km, "gap_h": 0.0,
    }  # fmt: skip


def hour(n):
    return T + timedelta(hours=n)


def test_a_voyage_off_the_way_and_what_may_hide_a_trip_tell_no_duration():
    """A and B lie 445 km apart, 17.2 h at 14 kn: a silence of 34.4 h may hide the way to the other end and back, and a
    way of more than 1.5 times 445 and 20 km, 687, went elsewhere. Heard every 12 hours but for 40 from hour 300 on."""
    heard = [h for h in range(0, 601, 12) if not 300 < h < 340]
    fixes = [fix(i, h, 43.0, "T") | {"mmsi": 273000002} for i, h in enumerate(heard)]
    found = evidence(
        SEEN, WATCHED, fixes=fixes,
        calls=[call(1, "A", 0, 40), call(2, "A", 290, 60), call(3, "B", 60, 50), call(4, "B", 400, 45)],
        voyages=[voyage(1, "AB", 40, 20), voyage(2, "BA", 110, 30), voyage(3, "BA", 150, 90, 688.0),
                 voyage(4, "BA", 250, 40, 687.0), voyage(5, "AB", 280, 70)],
    ).season.durations  # fmt: skip
    assert found.load_h.tolist() == [40]
    assert found.laden_h.tolist() == [20]
    assert found.discharge_h.tolist() == [45, 50]
    assert found.ballast_h.tolist() == [30, 40]


def test_sightings_of_a_ship_nobody_named_that_are_not_tied_are_two_blocks_where_analysts_tie_others():
    """Days 5 and 6 are one stay by the rule of 48 hours. Where an analyst ties other sightings, not tying these says
    something, and the sampler is to weigh it; two sightings of one look that nothing parts stay together."""
    rows = [seen(n, on, None) for n, on in ((1, 5), (2, 6), (3, 30), (4, 31))]
    looks = [watch(d, "occupied" if d in (5, 6, 30, 31) else "empty") for d in range(60)]
    assert [len(b.looks) for b in evidence(rows, looks).season.blocks] == [2, 2]
    rows[3]["members"] = ["S3"]
    assert [len(b.looks) for b in evidence(rows, looks).season.blocks] == [1, 1, 2]
    rows = [r | {"image": f"I{r['look']}"} for r in [*rows, seen(5, 5, None)]]
    assert [len(b.looks) for b in evidence(rows, looks).season.blocks] == [1, 1, 2]


def test_an_empty_fleet_or_no_stays_is_no_crash():
    assert sample([], WATCHED, ships=())[0] == []
    totals = sample([], WATCHED)[0]
    assert {t["basis"]: t["p50"] for t in totals}["after_doubt"] == 0

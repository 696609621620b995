import random
from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import (
    ALTERNATIVES,
    CARGOES,
    CLAIM_ORIGINS,
    CLAIM_TESTS,
    CLAIMS,
    LEXICON,
    OBSERVATIONS,
    ORIGINS,
    PLACES,
    QUESTION_PLACES,
    QUESTIONS,
    STAYS,
    TRIPS,
    VESSELS,
    WATCHES,
)  # fmt: skip
from fairlead.ledger.claim_tests import check_claims
from fairlead.ledger.observers import count_separate, names_in
from fairlead.ledger.origins import group_origins

AT = {"evidence_id": "evidence:x", "row": 2}
TABLES = (
    CLAIMS, QUESTIONS, QUESTION_PLACES, PLACES, TRIPS, ALTERNATIVES, CARGOES, WATCHES, STAYS, OBSERVATIONS,
    CLAIM_ORIGINS, ORIGINS, VESSELS, LEXICON,
)  # fmt: skip


def d(month, day=1, year=2024):
    return datetime(year, month, day, tzinfo=UTC)


JAN, MAY = d(1), d(5)
PORT = {
    **AT, "place_id": "place:Q", "label": "Q", "name": "Ostia", "other_names": [],
    "country": "AA", "place_kind": "port",
}  # fmt: skip
QUESTION = {
    **AT, "question": "wheat", "ordinal": 0, "text": "?", "period_start": JAN, "period_end": d(1, year=2025),
    "from_party": "AA", "to_party": "BB", "commodity": "wheat", "item_words": ["grain"], "carrier": "barge",
    "unit": "tonne", "ship_types": [], "flags": [], "vessels": [], "rules": [], "per_call": [],
    "estimate_from": "documented",
}  # fmt: skip


def claim(low=None, high=None, unit="trip", stance="assert", label="C", start=JAN, end=MAY, speaker="Reaper", **more):
    return {
        **AT, "claim_id": f"claim:{label}", "label": label, "speaker": speaker, "outlet": "Post", "said_start": d(6),
        "said_end": d(6, 2), "stance": stance, "from_party": "AA", "to_party": "BB", "item": "grain", "qty_low": low,
        "qty_high": high, "unit": unit, "period_start": start, "period_end": end, **more,
    }  # fmt: skip


def trip(n, start, end=None, *, is_counted=True, hull=None, vessel=None, seen_by="Heron"):
    """A trip with its stay and one observation."""
    stay = {
        "stay_id": f"stay:{n}", "place_id": "place:Q", "hull": hull or f"hull:{n}", "hull_words": "h",
        "seen_from": start, "seen_until": start,
        "method": "image", "departure_earliest": start, "arrival_latest": start, "is_alongside": True,
        "is_group": False, "status": "documented", "words": "w", "sources": [f"sighting:{n}"],
    }  # fmt: skip
    seen = {
        "sighting_id": f"sighting:{n}", "label": f"S{n}", "ship_words": "h", "event": "port_call", "method": "image",
        "observed_by": seen_by, "hulls": 1, "members": [], "lengths_m": [], "relation": "at",
        "position_basis": "words only", "start_time": start, "end_time": start, "is_instant": True, "zone": "UTC",
        "zone_basis": "stated", "words": "w", "sources": [f"sighting:{n}"],
    }  # fmt: skip
    row = {
        "trip_id": f"trip:{n}", "question": "wheat", "hull": hull or f"hull:{n}", "hull_words": "h",
        "vessel_id": vessel, "start_time": start, "end_time": end or start + timedelta(days=1),
        "is_counted": is_counted, "calls_min": 1, "calls_max": 1, "words": "w", "sources": [f"stay:{n}"],
        "status": "documented" if is_counted else "possible",
    }  # fmt: skip
    return row, stay, seen


def merge(*trips):
    return {
        "alternative_id": f"alternative:{trips}", "question": "wheat", "kind": "one_stay", "trip_ids": list(trips),
        "effect": -1, "words": "w", "sources": list(trips),
    }  # fmt: skip


def cargo(n, share, amount):
    return {
        "cargo_id": f"cargo:{n}:{share}", "question": "wheat", "trip_id": f"trip:{n}", "load_share_frac": share,
        "dwt_t": 100.0, "dwt_basis": "stated", "unit_per_t": 1.0, "tonnes": amount, "unit": "tonne", "amount": amount,
        "words": "w", "sources": [f"trip:{n}"],
    }  # fmt: skip


def look(day, until=None, place="place:Q"):
    return {
        "watch_id": f"watch:{place}:{day:%m%d}", "place_id": place, "start_time": day,
        "end_time": until or day + timedelta(days=1), "is_day_known": until is None, "method": "image", "is_cued": True,
        "words": "w", "sources": ["s"],
    }  # fmt: skip


def run(
    *claims,
    trips=(),
    merges=(),
    cargoes=(),
    looks=(),
    places=(PORT,),
    question=QUESTION,
    vessels=(),
    lexicon=(),
    known=(),
    mixed=None,
):
    trips, stays, seen = zip(*trips, strict=True) if trips else ((), (), ())
    roles = [{**AT, "question": "wheat", "place": p["label"], "role": "load"} for p in places]
    traced, origins = group_origins(CLAIMS.from_rows(claims), QUESTIONS.from_rows([question]))
    traced, origins = traced.to_pylist(), origins.to_pylist()
    given = (
        claims,
        [question],
        roles,
        (*places, *known),
        trips,
        merges,
        cargoes,
        looks,
        stays,
        seen,
        traced,
        origins,
        vessels,
        lexicon,
    )
    rnd = random.Random(mixed)
    shuffled = [list(rows) if mixed is None else rnd.sample(list(rows), len(rows)) for rows in given]
    return check_claims(*(t.from_rows(rows) for t, rows in zip(TABLES, shuffled, strict=True))).to_pylist()


def test_trips_are_counted_wholly_inside_and_possibly_inside():
    trips = [
        trip(1, d(2)),  # inside
        trip(2, d(4, 20), d(5, 3)),  # may lie in it: its interval crosses the end
        trip(3, d(3), is_counted=False),  # possible, inside
        trip(4, d(5)),  # begins as the period ends
        trip(5, d(12, 20, 2023), d(1, 2)),  # crosses the start
        trip(6, d(12, 20, 2023), d(12, 30, 2023)),  # ends before it
    ]
    (row,) = run(claim(43, 43), trips=trips)
    assert (row["unit"], row["ours_low"], row["ours_high"]) == ("trip", 1, 4)
    assert row["verdict"] == "consistent but not diagnostic"
    assert {"trip:1", "trip:2", "trip:3", "trip:5"} == {s for s in row["sources"] if s.startswith("trip")}


def test_an_instant_at_the_end_lies_outside_and_one_at_the_start_inside():
    trips = [trip(1, JAN, JAN), trip(2, MAY, MAY)]
    (row,) = run(claim(2, 2), trips=trips)
    assert (row["ours_low"], row["ours_high"]) == (1, 1)


def test_rows_that_reach_the_claim_support_it():
    trips = [trip(n, d(2, n)) for n in range(1, 4)]
    assert run(claim(3, 3), trips=trips)[0]["verdict"] == "supports"
    assert run(claim(4), trips=trips)[0]["verdict"] == "consistent but not diagnostic"
    assert run(claim(None, 4), trips=trips)[0]["verdict"] == "consistent but not diagnostic"


@pytest.mark.parametrize("seen_by", ["Reaper", "Reaper/Heron", "Reaper Project Sickle"])
def test_the_claimants_own_observations_do_not_support_it(seen_by):
    trips = [trip(1, d(2), seen_by="Crane"), trip(2, d(2, 9), seen_by=seen_by)]
    (row,) = run(claim(2, 2), trips=trips)
    assert (row["ours_low"], row["verdict"]) == (2, "consistent but not diagnostic")
    assert "1 of ours rests on observations in which the claimant had a hand" in row["words"]
    assert (row["ours_own"], row["own_observers"]) == (1, [seen_by])


def test_hands_that_a_credit_or_a_claim_joins_are_one():
    """What RUSI saw is no support of what OSC says, once anything names the two together: it may be one study."""
    ours = [trip(1, d(2), seen_by="RUSI")]
    osc = claim(1, speaker="Open Source Centre")
    (row,) = run(osc, trips=ours)
    assert row["verdict"] == "supports"
    (row,) = run(osc, trips=[*ours, trip(2, d(2, 9), seen_by="RUSI/OSC")])
    assert (row["ours_low"], row["verdict"]) == (2, "consistent but not diagnostic")
    assert "2 of ours rest on observations in which the claimant had a hand" in row["words"]
    other = claim(5, unit="sack", label="X", speaker="Cranny", speaker_org="OSC / RUSI")
    first, _ = run(osc, other, trips=ours)
    assert first["verdict"] == "consistent but not diagnostic"


@pytest.mark.parametrize("rests_on", ["restates Heron", "Heron interview", "what Heron thinks it saw"])
def test_the_images_that_a_claim_tells_of_do_not_support_it(rests_on):
    (row,) = run(claim(1, 1, speaker="Post", rests_on=rests_on), trips=[trip(1, d(2), seen_by="Heron")])
    assert (row["ours_low"], row["verdict"]) == (1, "consistent but not diagnostic")


def test_a_copy_by_label_is_not_supported_by_its_origins_images():
    held = claim(1, 1, label="Z", speaker="Heron", said_start=d(5))
    rows = run(held, claim(1, 1, speaker="Post", rests_on="Z"), trips=[trip(1, d(2), seen_by="Heron")])
    assert [r["verdict"] for r in rows] == ["consistent but not diagnostic"] * 2


def test_an_altered_copy_is_not_tested_as_a_claim_of_its_own():
    held = claim(1, 1, label="Z", speaker="Reaper", said_start=d(5))
    rows = run(held, claim(100, speaker="Post", rests_on="restates Reaper"), trips=[trip(1, d(2))])
    by = {r["claim_id"]: r for r in rows}
    assert by["claim:Z"]["verdict"] == "supports"
    assert (by["claim:C"]["verdict"], by["claim:C"]["ours_low"]) == ("cannot be tested", None)
    assert "an altered copy, no claim of its own" in by["claim:C"]["words"]
    assert "1 trip became at least 100 trips" in by["claim:C"]["words"]


def test_an_office_and_its_state_are_one_observer():
    (row,) = run(claim(1, 1, speaker_org="White House"), trips=[trip(1, d(2), seen_by="US government")])
    assert row["verdict"] == "consistent but not diagnostic"


def test_only_what_is_left_after_open_merges_contradicts():
    trips = [trip(n, d(2, n)) for n in range(1, 4)]
    assert run(claim(1, 2), trips=trips)[0]["verdict"] == "contradicts"
    assert run(claim(1, 2), trips=trips, merges=[merge("trip:1", "trip:2")])[0]["verdict"] == "supports"
    rejected = {**merge("trip:1", "trip:2"), "decision": "reject"}
    assert run(claim(1, 2), trips=trips, merges=[rejected])[0]["verdict"] == "contradicts"


def test_unwatched_days_contradict_nothing_and_watched_ones_may():
    days = [d(3, n) for n in range(1, 6)]
    short = claim(5, 5, start=days[0], end=d(3, 6))
    trips = [trip(1, d(3, 2))]
    (row,) = run(short, trips=trips, looks=[look(x) for x in days[:4]])
    assert (row["verdict"], row["days_watched"], row["days_total"]) == ("consistent but not diagnostic", 4, 5)
    assert "held for 4 of 5 days" in row["words"]
    (row,) = run(short, trips=trips, looks=[look(x) for x in days])
    assert (row["verdict"], row["days_watched"]) == ("contradicts", 5)
    assert "Every day was watched" in row["words"]


def test_every_loading_place_must_have_been_watched():
    other = {**PORT, "place_id": "place:R", "label": "R", "name": "Pola"}
    days = [d(3, n) for n in range(1, 6)]
    short = claim(5, 5, start=days[0], end=d(3, 6))
    (row,) = run(short, looks=[look(x) for x in days], places=(PORT, other))
    assert (row["verdict"], row["days_watched"]) == ("consistent but not diagnostic", 5)


def test_a_look_of_unknown_day_is_no_watched_day():
    (row,) = run(claim(5, 5), looks=[look(d(3), d(3, 20))])
    assert row["days_watched"] == 0
    assert "one more look of unknown day may lie in the period" in row["words"]


def test_a_claim_that_reaches_beyond_the_question_is_compared_over_the_common_part():
    early = claim(9, 9, start=d(12, 1, 2023), end=d(1, 3))
    looks = [look(d(12, 1, 2023) + timedelta(days=n)) for n in range(33)]
    (row,) = run(early, looks=looks)
    assert row["verdict"] == "consistent but not diagnostic"
    assert "the case counts only 2024" in row["words"].lower()


def test_ships_differ_surely_only_where_they_are_named():
    trips = [
        trip(1, d(2), vessel="vessel:1", hull="vessel:1"), trip(2, d(2, 9), vessel="vessel:1", hull="vessel:1"),
        trip(3, d(3), vessel="vessel:2", hull="vessel:2"), trip(4, d(4)),
    ]  # fmt: skip
    for unit in ("vessel", "ship", "barges"):
        (row,) = run(claim(100, unit=unit), trips=trips)
        assert (row["unit"], row["ours_low"], row["ours_high"]) == ("vessel", 2, 3)


def test_amounts_are_summed_at_the_lowest_and_the_highest_share():
    """Inside: 30 + 30 = 60 at 1/3; all that may be: 90 + 90 + 45 = 225 at 90 %."""
    trips = [trip(1, d(2)), trip(2, d(3)), trip(3, d(4, 20), d(5, 3)), trip(4, d(4), is_counted=False)]
    cargoes = [cargo(n, s, a) for n, a in ((1, 90), (2, 90), (3, 45)) for s, a in ((1 / 3, a / 3), (0.9, a))]
    (row,) = run(claim(1000, unit="tonnes"), trips=trips, cargoes=cargoes)
    assert (row["unit"], row["ours_low"], row["ours_high"]) == ("tonne", pytest.approx(60), pytest.approx(225))
    assert "could carry 60 tonnes at 1/3 of deadweight, and 225 at 90 % of deadweight" in row["words"]
    assert "a call is not a load" in row["words"]
    assert {"cargo:1:0.9", "cargo:3:0.9"} <= set(row["sources"])


def test_an_amount_never_contradicts_by_excess_since_a_ship_may_leave_empty():
    (row,) = run(claim(None, 10, unit="tonne"), trips=[trip(1, d(2))], cargoes=[cargo(1, 1 / 3, 30.0)])
    assert (row["ours_low"], row["verdict"]) == (30.0, "consistent but not diagnostic")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (claim(7, 7, unit="sack"), "calls of ships do not count its unit (sack)"),
        (claim(unit=None), "it states no figure"),
        (claim(7, 7, start=None, end=None), "it states no period"),
        (claim(7, 7, unit="tonne"), "no amount in tonnes is computed"),
    ],
)
def test_what_cannot_be_tested_says_why(made, why):
    (row,) = run(made, trips=[trip(1, d(2))])
    assert (row["verdict"], row["unit"], row["ours_low"]) == ("cannot be tested", None, None)
    assert why in row["words"]


OTHER = {**PORT, "place_id": "place:R", "label": "R", "name": "Pola", "other_names": ["Pula"]}
SHIP = {
    "vessel_id": "vessel:1", "label": "V1", "name": "Argo", "names": ["Argo"], "sources": ["s"],
}  # fmt: skip


def at(n, start, *, load=None, **more):
    row, stay, seen = trip(n, start, **more)
    return {**row, "load_place_id": load}, stay, seen


def term(words, value):
    return {"term_id": words, "term_kind": "item", "term": words, "value": value, "version": "1"}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"places": ["Pula"]}, "it speaks of Pula, we count trips from Ostia"),
        ({"places": ["Lilliput"]}, "it speaks of Lilliput, we count trips from Ostia"),
        ({"vessels": ["Ark"]}, "it speaks of the ship Ark, of which we count no trip"),
        ({"item_class": "food.grain.rye"}, "(food.grain.rye), we count trips with wheat"),
        ({"item": "rye grain"}, "(food.grain.rye), we count trips with wheat"),
        ({"item": "grain by Chinese barges"}, "it speaks of grain by Chinese barges, we count trips with wheat"),
        ({"modality": "planned"}, "by its own words what it speaks of is planned"),
        ({"modality": "concern"}, "by its own words what it speaks of is concern"),
        ({"stage": "agreed"}, "it speaks of what was agreed"),
        ({"scope": "rate"}, "it states a rate"),
        ({"scope": "per_item"}, "it states a rate or an amount for each"),
        ({"quantity_words": "2 trips a month"}, "it states a rate (2 trips a month)"),
    ],
)
@pytest.mark.parametrize("claimed", [1, 3])
def test_what_is_not_of_our_kind_is_neither_supported_nor_contradicted(more, why, claimed):
    """Two trips from Ostia with wheat would support one trip, and contradict exactly one, of the same kind only."""
    ours = [at(n, d(2, n), load="place:Q") for n in (1, 2)]
    lexicon = [term("wheat", "food.grain.wheat"), term("rye", "food.grain.rye")]
    rows = {
        "trips": ours,
        "vessels": [SHIP],
        "lexicon": lexicon,
        "looks": [look(JAN + timedelta(n)) for n in range(121)],
    }
    assert run(claim(claimed, claimed), **rows)[0]["verdict"] == "contradicts"
    (row,) = run(claim(claimed, claimed, **more), places=(PORT,), **rows | {"known": (OTHER,)})
    assert (row["verdict"], row["ours_low"]) == ("cannot be tested", None)
    assert why in row["words"]


def test_what_is_told_over_a_span_is_no_rate():
    (row,) = run(claim(1, 1, quantity_words="one trip in a month"), trips=[trip(1, d(2))])
    assert row["verdict"] == "supports"


def test_trips_are_narrowed_to_the_places_and_ships_of_the_claim():
    """Of Ostia's one and Pola's two, one of the two by the Argo; where a trip loaded or who made it is not known, it
    may be one."""
    ours = [
        at(1, d(2, 1), load="place:Q"), at(2, d(2, 2), load="place:R"),
        at(3, d(2, 3), load="place:R", vessel="vessel:1"), at(4, d(2, 4)),
    ]  # fmt: skip
    rows = {"trips": ours, "places": (PORT, OTHER), "vessels": [SHIP]}
    (row,) = run(claim(1, 1, places=["Pola"]), **rows)
    assert (row["ours_low"], row["ours_high"], row["verdict"]) == (2, 3, "contradicts")
    assert "only our trips at Pola are set beside it" in row["words"]
    (row,) = run(claim(1, 1, vessels=["ARGO"]), **rows)
    assert (row["ours_low"], row["ours_high"], row["verdict"]) == (1, 4, "supports")
    (row,) = run(claim(0, 0, vessels=["Argo"]), **rows)
    assert row["verdict"] == "consistent but not diagnostic"  # whether it was the Argo may be wrong
    (row,) = run(claim(2, 2, places=["Pola"], vessels=["Argo"]), **rows)
    assert (row["ours_low"], row["verdict"]) == (1, "consistent but not diagnostic")


@pytest.mark.parametrize("stance", ["assert", "deny"])
def test_a_claim_of_another_period_cannot_be_tested(stance):
    (row,) = run(claim(1, 1, stance=stance, start=d(1, year=2022), end=d(1, year=2023)), trips=[trip(1, d(2))])
    assert (row["verdict"], row["ours_low"]) == ("cannot be tested", None)
    assert "it speaks of 2022, the case counts only 2024" in row["words"].lower()


def test_calls_decide_no_denial():
    (row,) = run(claim(stance="deny", start=None, end=None), trips=[trip(1, d(2))], looks=[look(d(2))])
    assert (row["verdict"], row["ours_low"]) == ("consistent but not diagnostic", 1)
    assert "A documented call is not a load, so calls decide no denial." in row["words"]


def test_silence_and_other_matters_are_not_tested():
    others = [
        claim(stance="no comment", label="A"),
        claim(5, item="painted dolls", label="B"),
        claim(5, from_party="BB", to_party="AA", label="D"),
        claim(5, from_party=None, label="E"),
    ]
    assert run(*others) == []


def test_no_place_of_loading_means_no_coverage():
    (row,) = run(claim(5, 5), places=())
    assert (row["days_watched"], row["days_total"]) == (None, 121)  # 31 + 29 + 31 + 30 days, 2024 is a leap year


def test_nothing_in_nothing_out():
    assert check_claims(*(t.empty() for t in TABLES)) == CLAIM_TESTS.empty()


def test_row_order_does_not_matter():
    trips = [trip(n, d(2, n), vessel=f"vessel:{n % 2}") for n in range(1, 6)]
    cargoes = [cargo(n, s, 10.0 * n) for n in range(1, 6) for s in (0.5, 0.9)]
    claims = [claim(3, label="A"), claim(50, unit="tonne", label="B"), claim(2, unit="barge", label="D")]
    looks = [look(d(2, n)) for n in range(1, 9)]
    first = run(*claims, trips=trips, cargoes=cargoes, looks=looks)
    for seed in range(4):
        again = run(*claims, trips=trips, cargoes=cargoes, looks=looks, mixed=seed)
        assert sorted(again, key=lambda r: r["claim_id"]) == sorted(first, key=lambda r: r["claim_id"])


def test_observers_credited_together_are_one():
    assert count_separate(["RUSI", "RUSI/OSC", "OSC", "VOA"]) == 2
    assert count_separate(["A", "B", "A; B"]) == 1
    assert count_separate([]) == 0
    assert count_separate(["Open Source Centre", "OSC"]) == 1
    assert names_in("US government; Tokyo MOU") == (frozenset({"united", "state"}), frozenset({"japan"}))


VOYAGE = {"claim_kind": "voyage", "item": "barges", "item_class": "vessel.barge"}


@pytest.mark.parametrize("way", [("AA", "BB"), ("BB", "AA")])
def test_a_count_of_voyages_is_set_beside_our_trips_whichever_way_it_is_told(way):
    """Ships of the receiver that call at the giver's port are told as going there: trips go out and back."""
    told = VOYAGE | {"from_party": way[0], "to_party": way[1]}
    (row,) = run(claim(1, 1, **told), trips=[trip(1, d(2))])
    assert (row["verdict"], row["ours_low"], row["question"]) == ("supports", 1, "wheat")


def test_voyages_of_other_ships_of_one_side_alone_or_of_goods_the_other_way_are_not():
    other = VOYAGE | {"item": "airliners", "item_class": "vessel.ferry"}
    grain = {"claim_kind": "voyage", "item": "grain", "from_party": "BB", "to_party": "AA"}
    away = VOYAGE | {"from_party": "CC", "to_party": "AA"}
    assert run(claim(1, 1, **other), claim(1, 1, label="G", **grain), claim(1, 1, label="X", **away)) == []

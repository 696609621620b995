"""The answer is rows put side by side: figures kept apart, absent ones null, nothing invented."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import TABLES
from fairlead.case.answer import answer
from fairlead.errors import CaseError

T = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2025, 1, 1, tzinfo=UTC)
ROW = {"evidence_id": "evidence:1", "row": 2}
FROM = {"sources": ["row:1"], "words": "in words"}


def day(month, d):
    return datetime(2024, month, d, tzinfo=UTC)


def question(name="salt", **more):
    return {
        "question": name, "ordinal": 0, "text": "How much salt?", "period_start": T, "period_end": END,
        "from_party": "AA", "to_party": "BB", "commodity": "salt", "item_words": ["salt"], "carrier": "ship",
        "unit": "tonne", "ship_types": [], "flags": [], "vessels": [], "cap": "L1", "rules": [], "per_call": [],
        "estimate_from": "documented", "seen_share_reason": "if half were seen",
        "claimed_trips": "K1", "claimed_amount": "K2",
        "conversion_authority": "Table A", "conversion_product": "Salt", **ROW,
    } | more  # fmt: skip


def trip(n, status="documented", is_counted=True, name="salt"):
    return {
        "trip_id": f"trip:{n}", "question": name, "hull": f"hull:{n}", "hull_words": "Ship", "start_time": day(3, n),
        "end_time": day(3, n), "is_counted": is_counted, "calls_min": 1, "calls_max": 1, "status": status, **FROM,
    }  # fmt: skip


def estimate(basis, name="salt", **more):
    return {
        "estimate_id": f"estimate:{name}:{basis}", "question": name, "basis": basis, "dots": [], "status": "documented",
        "sources": ["row:1"], "words": f"{basis} in words",
    } | more  # fmt: skip


def alternative(n, effect, trips, decision=None):
    return {
        "alternative_id": f"alternative:{n}", "question": "salt", "kind": "same_hull", "trip_ids": trips,
        "effect": effect, "decision": decision, **FROM,
    }  # fmt: skip


def claim(label, unit, low, high):
    return {
        "claim_id": f"claim:{label}", "label": label, "speaker": "A watcher", "outlet": "Paper",
        "said_start": day(12, 1), "said_end": day(12, 2), "stance": "assert", "item": "salt",
        "quantity_words": f"{low} {unit}", "qty_low": low, "qty_high": high, "unit": unit,
        "period_start": day(3, 1), "period_end": day(6, 1), **ROW,
    }  # fmt: skip


def total(basis, amount, share=None, per_call=None, p05=None, p95=None):
    return {
        "total_id": f"total:{basis}:{share}:{per_call}", "question": "salt", "basis": basis, "assumption": "as said",
        "load_share_frac": share, "per_call": per_call, "trips": 3.0, "unit": "tonne", "amount": amount,
        "amount_p05": p05, "amount_p95": p95, "status": "documented", **FROM,
    }  # fmt: skip


def cap_row(basis, amount, share=None, per_call=None, start=T, end=END, **more):
    return {
        "cap_status_id": f"cap:{basis}:{share}:{per_call}:{start:%Y%m%d}", "question": "salt", "rule": "L1",
        "period_start": start, "period_end": end, "unit": "tonne", "limit": 1000.0, "basis": basis,
        "assumption": "as said", "load_share_frac": share, "per_call": per_call, "amount": amount,
        "is_over": amount > 1000, "dots": [], "status": "documented", **FROM,
    } | more  # fmt: skip


WORLD = {
    "questions": [question()],
    "trips": [trip(1), trip(2), trip(3, "inferred"), trip(4, "possible", is_counted=False)],
    "trip_estimates": [
        estimate("documented", count=3.0, vessels=2),
        estimate("after_doubt", p05=1.0, p50=3.0, p95=3.0, least=1.0, most=3.0),
        estimate("estimated", p05=4.0, p50=6.0, p95=9.0, dots=[4.0, 6.0, 9.0], given="given K1 (A watcher), if half"),
        estimate("claimed", count=10.0),
        estimate("possible", count=1.0),
    ],
    "alternatives": [
        alternative(1, -1, ["trip:1", "trip:2"]),
        alternative(2, -1, ["trip:2", "trip:3"]),
        alternative(3, -1, ["trip:1", "trip:3"]),
        alternative(4, 1, ["trip:4"]),
    ],
    "claims": [claim("K1", "trip", 10.0, 10.0), claim("K2", "tonne", 2000.0, None)],
    "claim_origins": [{"claim_id": "claim:K1", "origin_id": "origin:1", "relation": "origin", **FROM}],
    "origins": [
        {
            "origin_id": "origin:1", "item_class": "salt", "stance": "assert", "speaker": "A watcher",
            "documents": 7, "altered": 4, "claim_ids": ["claim:K1"], **FROM,
        }
    ],
    "totals": [
        total("documented", 300.0, share=0.5),
        total("documented", 540.0, share=0.9),
        total("documented", 400.0, p05=350.0, p95=450.0),
        total("claimed", 1100.0, share=0.5),
        total("claimed", 900.0, per_call=90.0),
    ],
    "cap_status": [
        cap_row("official", 200.0, sources=["official_report:1"]),
        cap_row("documented", 300.0, 0.5, with_notified=500.0, is_over_with_notified=False),
        cap_row("documented", 540.0, 0.9, with_notified=1040.0, is_over_with_notified=True),
        cap_row("documented", 400.0, amount_p05=350.0, amount_p95=450.0, p_over=0.0, p_over_with_notified=0.1,
                dots=[350.0, 400.0, 450.0]),
        cap_row("claimed", 1100.0, 0.5, p_over=None),
        cap_row("claimed", 900.0, per_call=90.0),
    ],
    "conversions": [
        {"conversion_id": "conversion:1", "authority": "Table A", "product": "Salt", "bbl_per_t": 7.5, **ROW},
        {"conversion_id": "conversion:2", "authority": "Table A", "product": "Tar", "bbl_per_t": 6.0, **ROW},
    ],
    "official_reports": [
        {
            "official_report_id": "official_report:1", "label": "N1", "reporting_state": "AA", "period_start": T,
            "period_end": day(2, 1), "tonnes": 200.0, **ROW,
        },
        {
            "official_report_id": "official_report:2", "label": "N2", "reporting_state": "AA", "period_start": T,
            "period_end": day(2, 1), "tonnes": 999.0, **ROW,
        },
    ],
    "legal_measures": [
        {
            "legal_measure_id": "legal:1", "label": "L1", "instrument": "Act 5", "paragraph": "2",
            "measure_kind": "cap", "is_cap": True, "item": "salt", "limit_value": 1000.0, "limit_unit": "tonne",
            "alert_levels_pct": [], "period_words": "a year", **ROW,
        }
    ],
    "places": [
        {"place_id": "place:1", "label": "P1", "name": "Saltport", "other_names": [], "place_kind": "port", **ROW}
    ],
    "watches": [
        {
            "watch_id": "watch:1", "place_id": "place:1", "start_time": day(3, 7), "end_time": day(3, 8),
            "is_day_known": True, "method": "image", "is_cued": True, **FROM,
        },
        {
            "watch_id": "watch:2", "place_id": "place:1", "start_time": day(3, 7), "end_time": day(3, 23),
            "is_day_known": False, "method": "image", "is_cued": True, **FROM,
        },
        {
            "watch_id": "watch:3", "place_id": "place:1", "start_time": day(4, 1) + timedelta(hours=15),
            "end_time": day(4, 1) + timedelta(hours=15), "is_day_known": True, "method": "image", "is_cued": True,
            **FROM,
        },
    ],
    "coverage": [
        {
            "question": "salt", "place_id": "place:1", "role": "load", "days_total": 366, "days_watched": 2,
            "days_maybe": 15, "days_unwatched": 349, "longest_start": day(4, 2), "longest_end": END, "longest_d": 274,
            **FROM,
        }
    ],
    "findings": [
        {
            "finding_id": f"finding:{n}", "label": f"F{n}", "question": "salt", "kind": "cap", "headline": "Short.",
            "text": "A sentence.",
            "rule": "L1", "rule_words": "Act 5 (1999) para 2", "confidence": "low", "confidence_words": "few looks",
            "limits": ["not all"], "status": "estimated", "sources": ["cap:1"],
        }
        for n in (10, 2, 1)
    ],
    "transfers": [
        {
            "transfer_id": f"transfer:{n}", "item_class": item, "question": q, "origins": 1, "documents": 7,
            "denials": 0, "no_comments": 1, "confirmations": 0, **FROM,
        }
        for n, item, q in ((1, "other", None), (2, "salt", "salt"))
    ],
    "evidence": [
        {
            "evidence_id": f"evidence:{n}", "sha256": "0" * 64, "name": "a.csv", "kind": "claims", "bytes": 1,
            "added_at": T, "added_by": "me", "rows_in": 5, "rows_kept": 4, "rows_rejected": 1,
        }
        for n in (1, 2)
    ],
}  # fmt: skip


def world(**changed):
    rows = WORLD | changed
    made = {name: TABLES[name].from_rows(rows.get(name) or []) for name in TABLES}
    return made.__getitem__


def nothing_written(name):
    return TABLES[name].empty()


def test_four_kinds_of_figure_stand_side_by_side():
    trips = answer(world(), None, {})["trips"]
    assert (trips["documented"], trips["documented_seen"], trips["documented_inferred"]) == (3, 2, 1)
    assert (trips["documented_p05"], trips["documented_p50"], trips["documented_p95"]) == (1, 3, 3)
    assert (trips["estimated_p05"], trips["estimated_p50"], trips["estimated_p95"]) == (4, 6, 9)
    assert trips["estimated_basis"] == "given K1 (A watcher), if half"
    assert trips["estimated_words"] == "estimated in words"
    assert (trips["claimed"], trips["claimed_claim"], trips["claimed_by"]) == (10, "K1", "A watcher")
    assert (trips["claimed_origins"], trips["claimed_documents"], trips["claimed_altered"]) == (1, 7, 4)
    assert (trips["possible"], trips["vessels"]) == (1, 2)


def sampled(words, run=None, **more):
    """An answer whose estimate is of sampled worlds, and says ``words``."""
    rows = [r for r in WORLD["trip_estimates"] if r["basis"] != "estimated"]
    total = {
        "season_total_id": "season_total:1", "question": "salt", "basis": "estimated", "p05": 4.0, "p50": 6.0,
        "p95": 9.0, "least": 3.0, "most": 11.0, "dots": [], "draws": 134, "r_hat": 1.0, "ess": 120.0,
        "is_settled": True, "given": "given looks", **FROM,
    } | more  # fmt: skip
    own = estimate("estimated", p05=4.0, p50=6.0, p95=9.0, given="given looks", words=words)
    return answer(world(trip_estimates=[*rows, own], season_totals=[total]), None, run or {})["trips"]


def test_an_estimate_without_looks_says_in_fields_that_it_is_the_prior():
    trips = sampled("6 trips took place. No looks: this is the prior.")
    assert (trips["estimated_is_prior"], trips["estimated_is_settled"]) == (True, True)
    assert trips["estimated_caveats"] == ["no looks, this is the prior"]
    trips = sampled("6 trips took place. No looks: only AIS speaks.")
    assert (trips["estimated_is_prior"], trips["estimated_caveats"]) == (False, ["no looks, only AIS speaks"])


def test_an_estimate_whose_chains_disagree_says_so_in_fields_and_by_how_much():
    words = "6 trips took place. Identities not settled: chains say 3 to 5, 6 to 9 (R-hat 1.52); figures are of both."
    trips = sampled(words, is_settled=False, r_hat=1.524, ess=3.81)
    assert (trips["estimated_is_settled"], trips["estimated_r_hat"]) == (False, 1.524)
    assert trips["estimated_caveats"] == [
        "identities not settled: chains say 3 to 5, 6 to 9 (R-hat 1.52), its 134 draws worth 4"
    ]
    assert sampled("6 trips.", is_settled=False, ess=None)["estimated_caveats"] == ["identities not settled"]


def test_chains_cut_short_by_parameters_are_named_as_what_may_be_all_there_is_to_it():
    def run(**params):
        return {"steps": [{"name": "season", "outcome": "run", "seconds": 1.0, "params": params}]}

    for params, is_short in (({"iterations": 200}, True), ({"iterations": 5000}, False), ({"tie_h": 1.0}, False)):
        (told,) = sampled("Identities not settled.", run(**params), is_settled=False, ess=3.0)["estimated_caveats"]
        assert told.endswith("its 134 draws worth 3; chains shorter than usual may be all there is to it") == is_short


def test_an_estimate_that_looks_settle_has_no_caveat_and_one_by_shares_no_such_field():
    trips = sampled("6 trips took place.")
    assert (trips["estimated_is_prior"], trips["estimated_is_settled"], trips["estimated_caveats"]) == (False, True, [])
    trips = answer(world(), None, {})["trips"]
    assert (trips["estimated_is_prior"], trips["estimated_is_settled"], trips["estimated_caveats"]) == (None, None, [])


def test_counted_trips_by_ships_nobody_identified_are_counted_apart():
    """Trips 1 to 3 count and name no vessel; the fourth is only possible."""
    assert answer(world(), None, {})["trips"]["documented_unidentified"] == 3
    named = [t | {"vessel_id": "vessel:1"} for t in WORLD["trips"][:2]]
    assert answer(world(trips=[*named, *WORLD["trips"][2:]]), None, {})["trips"]["documented_unidentified"] == 1


def stay(n, *sightings):
    return {
        "stay_id": f"stay:{n}", "place_id": "place:1", "hull": f"hull:{n}", "hull_words": "Ship", "method": "image",
        "arrival_latest": day(3, n), "departure_earliest": day(3, n), "seen_from": day(3, n), "seen_until": day(3, n),
        "is_alongside": True, "is_group": False, "status": "documented", "words": "w", "sources": list(sightings),
    }  # fmt: skip


def seen(n, method, kind):
    at = {"date_start": "2024-03-01", "event": "port_call", "hulls": 1, "members": [], "lengths_m": []}
    sighting = {
        "sighting_id": f"sighting:{n}", "label": f"S{n}", "vessel_words": "Ship", "observed_by": "A", "method": method,
        "source_kind": kind, **at, **ROW,
    }  # fmt: skip
    observation = {
        "sighting_id": f"sighting:{n}", "label": f"S{n}", "ship_words": "Ship", "event": "port_call", "method": method,
        "observed_by": "A", "hulls": 1, "members": [], "lengths_m": [], "relation": "at", "position_basis": "stated",
        "start_time": day(3, 1), "end_time": day(3, 1), "is_instant": True, "zone": "UTC", "zone_basis": "stated",
        **FROM,
    }  # fmt: skip
    return sighting, observation


def test_how_the_seen_trips_are_known_is_counted_from_the_rows():
    """Trip 1 rests on a secondary report of an image and on a copy of one, trip 2 on a document of no stated kind."""
    sightings, observations = zip(
        seen(1, "image", "secondary"), seen(2, "image", "original, republished"), seen(3, "document", None),
        seen(4, "image", "original"), strict=True,
    )  # fmt: skip
    trips = [trip(1) | {"sources": ["stay:1"]}, trip(2) | {"sources": ["stay:2", "sighting:4"]}, trip(3, "inferred")]
    stays = [stay(1, "sighting:1", "sighting:2"), stay(2, "sighting:3")]
    got = answer(world(trips=trips, stays=stays, observations=observations, sightings=sightings), None, {})["trips"]
    assert got["documented_from_images"] == 1
    assert got["documented_sources"] == {"original": 0, "copy": 1, "secondary": 0, "not_stated": 1}
    assert got["documented_words"] == (
        "3 documented: 1 reported from images, 1 reported otherwise, 1 inferred. Of the 2, 1 is known from a copy, "
        "1 from sources of a kind not stated and none from an original publication; no image is held here."
    )


def test_what_the_bounds_after_doubt_do_not_hold_is_said():
    """World: three pairs that may be one, no chance put on them, and one further call, no chance either."""
    bare = answer(world(), None, {})["trips"]
    assert bare["documented_beyond"] == 1
    assert bare["documented_doubt"] == (
        "no open alternative with a chance touches the count; 3 without a chance that would take one away only widen "
        "the bounds; not in it: 1 without a chance that would add one"
    )
    rows = [alternative(n, -1, ["trip:1", "trip:2"]) | {"chance_frac": 0.1} for n in (1, 2)]
    rows += [alternative(n, 1, ["trip:4"]) for n in (3, 4)] + [alternative(5, 1, ["trip:4"], decision="reject")]
    weighed = answer(world(alternatives=rows), None, {})["trips"]
    assert weighed["documented_doubt"] == (
        "90 % 1–3, by the chances put on 2 open alternatives, taken as independent; not in it: 2 without a chance that "
        "would add one"
    )


def test_a_call_across_an_edge_of_the_period_is_told_of_beside_the_sampled_figure_that_holds_it():
    """Trip 4, possible only, lies from the last day of the period to the day after."""
    trips = [
        trip(1),
        trip(4, "possible", is_counted=False) | {"start_time": day(12, 31), "end_time": END + timedelta(1)},
    ]
    sampled = [
        estimate("documented", count=1.0),
        estimate("after_doubt", p05=1.0, p50=2.0, p95=2.0, given="given looks"),
    ]
    got = answer(world(trips=trips, trip_estimates=sampled), None, {})["trips"]
    assert got["possible_across"] == 1
    assert (
        "; a loading stay across an edge of the period counts in it, where 1 documented so" in got["documented_doubt"]
    )
    assert answer(world(), None, {})["trips"]["possible_across"] == 0


@pytest.mark.parametrize(("low", "high", "end"), [(32.0, None, "at least"), (None, 9.0, "at most"), (9.0, 9.0, None)])
def test_a_claim_of_one_end_keeps_that_end(low, high, end):
    got = answer(world(claims=[claim("K1", "trip", low, high)]), None, {})["trips"]
    assert got["claimed_end"] == end


def test_a_claim_of_several_origins_counts_them():
    traced = [{**WORLD["claim_origins"][0], "other_origin_ids": ["origin:2", "origin:3"]}]
    assert answer(world(claim_origins=traced), None, {})["trips"]["claimed_origins"] == 3


def test_trips_on_hulls_of_unknown_deadweight_are_counted_once_each():
    def cargo(n, share, basis):
        return {
            "cargo_id": f"cargo:{n}:{share}", "question": "salt", "trip_id": f"trip:{n}", "load_share_frac": share,
            "dwt_t": 500.0, "dwt_basis": basis, "unit_per_t": 1.0, "tonnes": 1.0, "unit": "tonne", "amount": 1.0,
            **FROM,
        }  # fmt: skip

    lent = [cargo(n, share, "mean of the known fleet") for n in (1, 2) for share in (0.5, 0.9)]
    base = answer(world(cargoes=[*lent, cargo(3, 0.5, "stated")]), None, {})["amounts"]["bases"]["documented"]
    assert base["borrowed"] == {"trips": 2, "of": 3, "dwt_t": 500, "basis": "mean of the known fleet"}
    known = answer(world(cargoes=[cargo(3, 0.5, "stated")]), None, {})["amounts"]["bases"]["documented"]
    assert known["borrowed"] is None


def test_what_the_estimate_falls_to_stands_with_the_cap_in_order():
    rows = [
        {
            "sensitivity_id": f"sensitivity:{n}", "question": "salt", "rule": "L1", "period_start": start,
            "period_end": END, "ordinal": n, "changed": n, "assumption": f"change {n}", "unit": "tonne", "amount": 1.0,
            "p_over": p, "status": "estimated", **FROM,
        }
        for n, p, start in ((1, 0.4, T), (0, 0.9, T), (2, 0.1, day(6, 1)))
    ]  # fmt: skip
    cap = answer(world(sensitivities=rows), None, {})["cap"]
    assert [(s["assumption"], s["p_over"]) for s in cap["sensitivities"]] == [("change 0", 0.9), ("change 1", 0.4)]


def test_the_bounds_after_doubt_are_those_of_the_row():
    trips = answer(world(), None, {})["trips"]
    assert (trips["documented_min"], trips["documented_max"]) == (1, 3)


def test_a_unit_other_than_barrels_is_an_amount_of_the_same_shape():
    got = answer(world(), None, {})
    assert got["barrels"] is None
    assert got["amounts"]["unit"] == "tonne"
    assert [(f["share"], f["amount"], f["over_cap"]) for f in got["amounts"]["by_load_share"]] == [
        (0.5, 300, False),
        (0.9, 540, False),
    ]
    assert [f["over_cap_with_notified"] for f in got["amounts"]["by_load_share"]] == [False, True]
    assert (got["amounts"]["p05"], got["amounts"]["p50"], got["amounts"]["p95"]) == (350, 400, 450)
    assert got["cap"]["limit_bbl"] is None
    assert got["cap"]["limit"] == 1000


def test_barrels_keep_their_own_words():
    rows = [question(unit="barrel")]
    totals = [row | {"unit": "barrel"} for row in WORLD["totals"]]
    got = answer(world(questions=rows, totals=totals, cap_status=[]), None, {})
    assert got["amounts"] is None
    assert got["barrels"]["by_load_share"][0]["barrels"] == 300
    assert got["barrels"]["by_load_share"][0]["over_cap"] is None
    assert got["barrels"]["conversion"] == {"authority": "Table A", "product": "Salt", "bbl_per_t": 7.5}
    assert got["cap"] is None


def test_bases_are_never_mixed():
    bases = answer(world(), None, {})["amounts"]["bases"]
    assert list(bases) == ["documented", "claimed"]
    assert [f["amount"] for f in bases["claimed"]["by_load_share"]] == [1100]
    assert [(f["per_call"], f["amount"], f["over_cap"]) for f in bases["claimed"]["by_call"]] == [(90, 900, False)]
    assert (bases["claimed"]["stated"]["claim"], bases["claimed"]["stated"]["low"]) == ("K2", 2000)


def test_the_cap_is_that_of_the_period_that_shares_most_with_the_question():
    early = cap_row(
        "documented", 10.0, start=datetime(2022, 12, 22, tzinfo=UTC), end=datetime(2023, 12, 22, tzinfo=UTC)
    )
    late = cap_row("documented", 20.0, start=datetime(2023, 12, 22, tzinfo=UTC), end=day(12, 22), p_over=0.25)
    last = cap_row("documented", 30.0, start=day(12, 22), end=datetime(2025, 12, 22, tzinfo=UTC), p_over=0.75)
    cap = answer(world(cap_status=[last, early, late]), None, {})["cap"]
    assert cap["period"] == {"start": "2023-12-22T00:00:00Z", "end": "2024-12-22T00:00:00Z"}
    assert cap["p_exceeded"] == 0.25
    assert [p["p_exceeded"] for p in cap["periods"]] == [None, 0.25, 0.75]


def test_what_states_notified_stands_with_its_rows_and_its_share_of_the_cap():
    official = answer(world(), None, {})["official"]
    assert (official["amount"], official["barrels"], official["share_of_cap"]) == (200, None, 0.2)
    assert [r["label"] for r in official["rows"]] == ["N1"]


def test_findings_are_in_the_order_of_their_labels_and_carry_their_limits():
    findings = answer(world(), None, {})["findings"]
    assert [f["label"] for f in findings] == ["F1", "F2", "F10"]
    assert findings[0]["limits"] == ["not all"]
    assert answer(world(), None, {})["cap"]["rule"] == "Act 5 (1999) para 2"
    assert answer(world(findings=[]), None, {})["cap"]["rule"] == "Act 5 para 2"


def test_days_between_looks_are_named():
    (place,) = answer(world(), None, {})["coverage"]
    assert [(p["start"][:10], p["end"][:10]) for p in place["unwatched"]] == [
        ("2024-01-01", "2024-03-07"),
        ("2024-03-23", "2024-04-01"),
        ("2024-04-02", "2025-01-01"),
    ]
    lengths = [(datetime.fromisoformat(p["end"]) - datetime.fromisoformat(p["start"])).days for p in place["unwatched"]]
    assert sum(lengths) == place["days_unwatched"] == 66 + 9 + 274


def test_what_this_question_counts_comes_first_among_transfers():
    assert [t["item_class"] for t in answer(world(), None, {})["transfers"]] == ["salt", "other"]


def test_the_object_is_json_with_times_in_utc_and_the_same_bytes_whatever_the_order_of_rows():
    straight = json.dumps(answer(world(), None, {}), allow_nan=False)
    turned = world(**{name: rows[::-1] for name, rows in WORLD.items()})
    assert json.dumps(answer(turned, None, {}), allow_nan=False) == straight
    assert '"start": "2024-01-01T00:00:00Z"' in straight


def test_a_question_is_found_by_name_and_a_wrong_name_lists_the_right_ones():
    two = world(questions=[question("pepper", ordinal=1, text="How much pepper?"), question()])
    assert answer(two, None, {})["question"]["id"] == "salt"
    assert answer(two, "pepper", {})["question"]["text"] == "How much pepper?"
    assert answer(two, "pepper", {})["trips"]["documented"] is None
    with pytest.raises(CaseError, match="salt, pepper"):
        answer(two, "sugar", {})


def test_a_case_without_questions_says_what_to_write():
    with pytest.raises(CaseError, match=r"\[question"):
        answer(world(questions=[]), None, {})
    with pytest.raises(CaseError, match=r"\[question"):
        answer(nothing_written, None, {})


def test_a_case_that_was_never_run_has_nulls_and_no_zero_that_was_not_counted():
    def only_questions(name):
        return TABLES[name].from_rows([question()]) if name == "questions" else nothing_written(name)

    got = answer(only_questions, None, {})
    assert got["trips"]["documented"] is None
    assert got["trips"]["documented_seen"] is None
    assert got["trips"]["documented_doubt"] is None
    assert (got["barrels"], got["amounts"], got["cap"]) == (None, None, None)
    assert (got["findings"], got["coverage"], got["transfers"]) == ([], [], [])
    assert got["run"]["number"] is None


def test_a_table_that_cannot_be_read_is_no_empty_table():
    def damaged(name):
        if name == "totals":
            raise CaseError("tables/totals.parquet is damaged")
        return world()(name)

    with pytest.raises(CaseError, match="totals.parquet is damaged"):
        answer(damaged, None, {})


def test_what_has_changed_since_the_run_is_told():
    assert answer(world(), None, {"number": 4, "changed_since": ["case.toml was changed"]})["changed_since"] == [
        "case.toml was changed"
    ]
    assert answer(world(), None, {})["changed_since"] == []


def test_the_run_is_told_with_its_steps_and_the_head_of_the_log():
    counts = {"files": 2, "refused": 0, "rows_in": 10, "rows_kept": 8, "rows_rejected": 2}
    steps = [{"name": "trips", "outcome": "run", "seconds": 0.5, "key": "00", "rows": {"trips": 3}}]
    run = {"number": 4, "version": "0.1.0", "steps": steps, "seconds": 3.1, "evidence": counts, "log_head": "ab12"}
    got = answer(world(), None, run)["run"]
    assert got["evidence"] == counts
    assert got["steps"] == [{"name": "trips", "outcome": "run", "seconds": 0.5}]
    assert (got["number"], got["version"], got["seconds"], got["log_head"]) == (4, "0.1.0", 3.1, "ab12")

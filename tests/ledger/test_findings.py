"""Findings over a made-up trade: barges with wheat from AA to BB, in tonnes. Nothing here knows oil or shells."""

import inspect
import random
from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.likelihood import LIKELIHOOD_PCT
from fairlead.base.tables import FINDINGS, TABLES
from fairlead.ledger.finding_rows import cite
from fairlead.ledger.findings import write_findings

AT = {"evidence_id": "evidence:x", "row": 2}
READS = tuple(inspect.signature(write_findings).parameters)


def d(month, day=1, year=2030, hour=0):
    return datetime(year, month, day, hour, tzinfo=UTC)


YEAR = {"period_start": d(1), "period_end": d(1, year=2031)}
ASK = {
    **AT, **YEAR, "question": "wheat", "ordinal": 0, "text": "?", "from_party": "AA", "to_party": "BB",
    "commodity": "wheat", "item_words": ["grain"], "carrier": "barge", "unit": "tonne", "ship_types": [], "flags": [],
    "vessels": [], "cap": "L1", "rules": ["L2", "L3"], "per_call": [], "claimed_trips": "C1", "estimate_from": "C1",
    "seen_share_alpha": 8.0, "seen_share_beta": 2.0, "seen_share_reason": "made up",
}  # fmt: skip


def place(label, name):
    return {**AT, "place_id": f"place:{label}", "label": label, "name": name, "other_names": [], "place_kind": "port"}


PLACES = [place("Q", "Ostia"), place("R", "Pola")]


def rule(label="L1", kind="cap", exceptions="only if notified every month; food only", seen="text seen", **more):
    return {
        **AT, "legal_measure_id": f"legal_measure:{label}", "label": label, "instrument": "UNSCR 9 (2029)",
        "paragraph": "4", "measure_kind": kind, "is_cap": kind == "cap", "item": "wheat", "limit_value": 1_000.0,
        "limit_unit": "tonne", "exceptions": exceptions, "alert_levels_pct": [], "text_status": seen, **more,
    }  # fmt: skip


BAN = rule("L2", "ban", None, item="all flour", paragraph="9; 10")
PORTS = rule("L3", "designation", "emergency", item="port entry ban", paragraph="6")


def trip(n, start, end=None, *, is_counted=True, status="documented", vessel=None, is_listed=None, most=1, by="Heron"):
    stay = {
        "stay_id": f"stay:{n}", "place_id": "place:Q", "vessel_id": vessel, "hull": vessel or f"hull:{n}",
        "seen_from": start, "seen_until": start,
        "hull_words": n, "method": "image", "arrival_latest": start, "departure_earliest": start,
        "is_alongside": status == "documented", "is_group": False, "status": status, "words": "w",
        "sources": [f"sighting:{n}"],
    }  # fmt: skip
    seen = {
        "sighting_id": f"sighting:{n}", "label": n, "vessel_id": vessel, "ship_words": n, "event": "port_call",
        "method": "image", "observed_by": by, "hulls": 1, "members": [], "lengths_m": [], "relation": "off",
        "place_words": "2 km off the mole", "position_basis": "words only", "start_time": start, "end_time": start,
        "is_instant": True, "zone": "UTC", "zone_basis": "stated", "words": "w", "sources": [f"sighting:{n}"],
    }  # fmt: skip
    row = {
        "trip_id": f"trip:{n}", "question": "wheat", "vessel_id": vessel, "hull": vessel or f"hull:{n}",
        "hull_words": n, "load_place_id": "place:Q", "load_stay_id": f"stay:{n}", "start_time": start,
        "end_time": end or start + timedelta(days=1), "is_counted": is_counted, "calls_min": 1, "calls_max": most,
        "is_listed": is_listed, "status": status, "words": "w", "sources": [f"stay:{n}"],
    }  # fmt: skip
    return row, stay, seen


def report(label, start, end, tonnes, state="AA", note=None):
    return {
        **AT, "official_report_id": f"official_report:{label}", "label": label, "reporting_state": state,
        "period_start": start, "period_end": end, "tonnes": tonnes, "check_words": note,
    }  # fmt: skip


def status(basis, assumption, amount, *, share=None, notified=200.0, p_over=None, **more):
    return {
        **YEAR, "cap_status_id": f"cap_status:{basis}{assumption}", "question": "wheat", "rule": "L1", "unit": "tonne",
        "limit": 1_000.0, "basis": basis, "assumption": assumption, "load_share_frac": share, "amount": amount,
        "is_over": amount > 1_000, "p_over": p_over, "notified": notified, "with_notified": amount + notified,
        "is_over_with_notified": amount + notified > 1_000, "dots": [], "status": "documented",
        "words": f"{basis} {assumption}.", "sources": ["total:1"], **more,
    }  # fmt: skip


HALF, FULL = {"share": 0.5}, {"share": 1.0}
CLAIM = {
    **AT, **YEAR, "claim_id": "claim:C1", "label": "C1", "speaker": "Reaper", "outlet": "Post", "said_start": d(12),
    "said_end": d(12, 2), "stance": "assert", "from_party": "AA", "to_party": "BB", "item": "grain",
    "quantity_words": "20 trips", "qty_low": 20.0, "qty_high": 20.0, "unit": "trip",
}  # fmt: skip
TEST = {
    "claim_test_id": "claim_test:1", "claim_id": "claim:C1", "question": "wheat", "verdict": "consistent",
    "unit": "trip", "claimed_low": 20.0, "claimed_high": 20.0, "ours_low": 2.0, "ours_high": 3.0, "words": "tested.",
    "sources": ["c"],
}  # fmt: skip
ORIGIN = {
    "origin_id": "origin:1", "from_party": "AA", "to_party": "BB", "item_class": "wheat", "stance": "assert",
    "speaker": "Reaper", "party_of_speaker": "Reaper", "documents": 3, "altered": 1, "claim_ids": ["claim:C1"],
    "words": "told.", "sources": ["claim:C1"],
}  # fmt: skip
TRACED = {"claim_id": "claim:C1", "origin_id": "origin:1", "relation": "origin", "words": "w", "sources": ["claim:C1"]}


def estimate(basis, **more):
    return {
        "estimate_id": f"estimate:{basis}", "question": "wheat", "basis": basis, "dots": [], "status": basis,
        "words": f"{basis} words.", "sources": ["trip:1"], **more,
    }  # fmt: skip


def listing(vessel="vessel:1", measures=("port entry ban",), *, start=None, is_sure=True, words="listed"):
    start = start or d(1, year=2029)
    return {
        "listing_id": f"listing:{vessel}{words}", "vessel_id": vessel, "authority": "UN", "listed_start": start,
        "listed_end": start + timedelta(days=1), "measures": list(measures), "is_measure_sure": is_sure, "words": words,
        "sources": ["particulars:1"],
    }  # fmt: skip


def covered(label, role, watched, maybe, unwatched):
    return {
        "question": "wheat", "place_id": f"place:{label}", "role": role, "days_total": watched + maybe + unwatched,
        "days_watched": watched, "days_maybe": maybe, "days_unwatched": unwatched, "longest_start": d(3),
        "longest_end": d(5), "longest_d": 61, "words": "w", "sources": ["watch:1"],
    }  # fmt: skip


def look(is_cued=True):
    return {
        "watch_id": f"watch:{is_cued}", "place_id": "place:Q", "start_time": d(2), "end_time": d(2, 2),
        "is_day_known": True, "method": "image", "is_cued": is_cued, "words": "w", "sources": ["s"],
    }  # fmt: skip


def write(*trips, mixed=None, ask=ASK, **given):
    rows, stays, seen = zip(*trips, strict=True) if trips else ((), (), ())
    given = {"questions": [ask], "places": PLACES, "trips": rows, "stays": stays, "observations": seen, **given}
    rnd = random.Random(mixed)
    lists = [list(given.get(name, ())) for name in READS]
    lists = lists if mixed is None else [rnd.sample(rs, len(rs)) for rs in lists]
    return write_findings(*(TABLES[n].from_rows(rs) for n, rs in zip(READS, lists, strict=True))).to_pylist()


def one(kind, *trips, **given):
    found = [f for f in write(*trips, **given) if f["kind"] == kind]
    assert len(found) == 1, found
    return found[0]


TWO = (trip("Oat", d(3)), trip("Rye", d(6)))

# ------------------------------------------------------------------------------------------------ condition failed


def test_trips_on_days_without_notification_fail_the_condition_of_the_exception():
    own = [report("O1", d(1), d(2), 300.0, note="nothing after January as of December")]
    f = one("condition_failed", *TWO, legal_measures=[rule()], official_reports=own)
    assert "AA notified 300 tonnes for Jan 2030, and nothing is held for these days" in f["text"]
    assert "the two documented trips, 1 Mar – 1 Jun 2030" in f["text"]
    assert (
        "S/RES/9 (2029) para 4 excepts wheat, as held here, “only if notified every month”; on our reading" in f["text"]
    )
    assert "from the first tonne" in f["text"]
    assert f["headline"] == (
        "On our reading the condition of the exception failed for anything loaded on the two documented trips: no "
        "notification by AA is held for these days, as of December; a later one is not excluded."
    )
    assert any("as of December" in limit for limit in f["limits"])
    assert f["limits"][0].startswith("A call is not a load")
    assert (f["rule"], f["likelihood"], f["status"]) == ("L1", None, "documented")
    assert set(f["sources"]) == {"legal_measure:L1", "official_report:O1", "trip:Oat", "trip:Rye"}


def test_a_notification_of_another_commodity_is_none_of_this_one():
    own = [report("O1", d(1), d(4), 300.0) | {"commodity": "painted dolls"}]
    f = one("condition_failed", *TWO, legal_measures=[rule()], official_reports=own)
    assert "official_report:O1" not in f["sources"]
    assert "one of the two documented trips" not in f["text"]


def test_trips_on_notified_days_do_not_fail_it():
    own = [report("O1", d(1), d(4), 300.0)]
    f = one("condition_failed", *TWO, legal_measures=[rule()], official_reports=own)
    assert "one of the two documented trips, 1 Jun 2030" in f["text"]
    joint = [report("O1", d(1), d(1, year=2031), 300.0, state="AA+CC")]
    assert not [
        f for f in write(*TWO, legal_measures=[rule()], official_reports=joint) if f["kind"] == "condition_failed"
    ]


def test_a_report_of_all_states_is_no_notification_of_the_giver_and_is_said():
    everyone = [report("O9", d(1), d(1, year=2031), 900.0, state="all")]
    f = one("condition_failed", *TWO, legal_measures=[rule()], official_reports=everyone)
    assert "no notification by AA is held for 2030" in f["text"]
    assert any("The figure of O9 is for all States together." in limit for limit in f["limits"])


@pytest.mark.parametrize("exceptions", [None, "food only", "report to the Committee every 90 days"])
def test_an_exception_without_that_condition_cannot_fail_it(exceptions):
    assert write(*TWO, legal_measures=[rule(exceptions=exceptions)]) == []


def test_a_condition_from_memory_lowers_the_confidence():
    by = (trip("Oat", d(3), by="Heron"), trip("Rye", d(6), by="Stork"))
    high = one("condition_failed", *by, legal_measures=[rule()])
    memory = one("condition_failed", *by, legal_measures=[rule(seen="cap: seen; conditions: from memory")])
    number = one("condition_failed", *by, legal_measures=[rule(seen="conditions: seen; number: from memory")])
    alone = one("condition_failed", *TWO, legal_measures=[rule()])
    inferred = one("condition_failed", trip("Oat", d(3), status="inferred"), legal_measures=[rule()])
    assert [f["confidence"] for f in (high, memory, number, alone, inferred)] == [
        "high", "moderate", "high", "moderate", "low",
    ]  # fmt: skip
    assert inferred["status"] == "inferred"
    assert "excepts wheat, as held here from memory, “only if notified every month”" in memory["text"]
    assert memory["headline"].startswith(
        "On our reading the condition of the exception (as held here from memory) failed for"
    )
    assert memory["headline"].endswith("no notification by AA is held for these days.")


def test_one_inferred_trip_among_seen_ones_is_said_and_is_the_status():
    f = one("condition_failed", *TWO, trip("Bran", d(7), status="inferred"), legal_measures=[rule()])
    assert "the three documented trips (one inferred)" in f["headline"]
    assert f["status"] == "inferred"
    assert "For one of the three trips the call is inferred: no sighting of the ship alongside is held." in f["limits"]
    assert (
        "For two of the three trips the call is as others report it from images; no image is held here." in f["limits"]
    )


def test_observers_are_those_of_the_calls_and_not_of_reports_at_sea():
    row, stay, seen = trip("Oat", d(3), by="Heron")
    at_sea = {**seen, "sighting_id": "sighting:sea", "label": "sea", "observed_by": "Stork", "place_id": None}
    row["sources"] = ["stay:Oat", "sighting:sea"]
    given = {"trips": [row], "stays": [stay], "observations": [seen, at_sea]}
    f = one("condition_failed", legal_measures=[rule()], **given)
    assert f["confidence_words"].startswith("The calls rest on one separate observer")


# ------------------------------------------------------------------------------------------------------------- cap


def cap(*rows, **given):
    return one("cap", *TWO, cap_status=rows, legal_measures=[rule(exceptions=None)], **given)


def test_documented_trips_below_the_limit_do_not_show_that_it_was_kept():
    f = cap(status("documented", "1/2 of DWT", 300.0, **HALF), status("documented", "100 % of DWT", 600.0, **FULL))
    assert f["text"].startswith("No count held here shows that the limit of 1,000 tonnes for 2030 was passed.")
    assert "do not show it: with the known fleet's mean deadweight for two of them they make 600 at" in f["text"]
    assert "100 % of DWT, 800 with the 200" in f["text"]
    assert "The documented total is a lower bound: it cannot show that the limit was kept." in f["limits"]
    assert (f["likelihood"], f["chance_frac"]) == (None, None)


def test_documented_trips_above_it_at_every_load_settle_it_if_laden():
    f = cap(status("documented", "1/2 of DWT", 1_100.0, **HALF), status("documented", "100 % of DWT", 2_200.0, **FULL))
    assert "limit of 1,000 tonnes for 2030 is passed by the documented trips alone, if each was laden." in f["text"]
    assert (f["status"], f["confidence"]) == ("documented", "moderate")


def test_documented_trips_above_it_at_some_loads_say_at_which():
    f = cap(
        status("documented", "1/2 of DWT", 600.0, **HALF), status("documented", "90 % of DWT", 1_080.0, share=0.9),
        status("documented", "100 % of DWT", 1_200.0, **FULL),
    )  # fmt: skip
    assert "depends on whose count holds and how full the ships were" in f["text"]
    assert "pass it at 90 % of DWT (1,080) and every higher share, and do not at 1/2 of DWT (600)" in f["text"]


def test_a_cap_period_without_trips_says_so():
    end = {"period_start": d(1, year=2031), "period_end": d(1, year=2032)}
    rows = [status("documented", "1/2 of DWT", 0.0, cap_status_id="cap_status:x", **HALF, **end)]
    f = next(f for f in write(*TWO, cap_status=rows, legal_measures=[rule()]) if f["kind"] == "cap")
    assert f["headline"] == "No trip held here lies in this period of the cap, so none shows it passed."
    assert "No documented trip lies in it." in f["text"]


def test_claimed_trips_pass_alone_only_together_or_not():
    f = cap(
        status("claimed", "1/3 of DWT, 2 sacks/t", 700.0, share=1 / 3),
        status("claimed", "1/2 of DWT, 2 sacks/t", 900.0, **HALF),
        status("claimed", "100 % of DWT, 2 sacks/t", 1_800.0, **FULL),
        status("claimed", "30 tonnes a call", 1_900.0, per_call=95.0),
        claims=[CLAIM],
    )
    assert (
        "The 20 trips that Reaper claims, if made and laden, pass it on their own at 100 % of DWT (1,800) and at "
        "30 tonnes a call (1,900); they pass it at 1/2 of DWT (900) only together with what was notified (1,100); they "
        "stay under it at 1/3 of DWT (700)."
    ) in f["text"]
    assert "Amounts by load share are at 2 sacks/t." in f["text"]
    assert "95 tonnes a call is more than that hull holds" not in " ".join(f["limits"])  # no hull is assumed
    assert (f["status"], f["confidence"]) == ("claimed", "low")


BARRELS = {"unit": "barrel", "limit": 1_000.0}
ASKED = {**ASK, "unit": "barrel", "capacity": "dwt"}


def test_without_a_conversion_nothing_is_said_of_loads_but_that_they_cannot_be_computed():
    rows = [
        status("claimed", "10 barrels a call", 200.0, per_call=10.0, **BARRELS),
        status("official", "as notified", 200.0, **BARRELS),
    ]
    f = cap(*rows, claims=[CLAIM], ask=ASKED)
    words = "what the two documented trips make cannot be computed; what the 20 claimed make by load share cannot be"
    assert words in f["headline"].lower()
    assert "passed" not in f["headline"]
    assert "do not" not in f["headline"]
    assert f["text"].startswith(
        "Whether the limit of 1,000 barrels for 2030 was passed cannot be computed by load share: the question names "
        "no conversion that is held."
    )
    assert "no count held here" not in f["text"].lower()
    assert not any("deadweight of the hull is not known" in limit for limit in f["limits"])
    f = cap(rows[1], ask=ASKED)
    assert f["headline"] == "What the two documented trips make cannot be computed."
    assert f["status"] == "documented"


def test_without_a_deadweight_it_is_that_which_is_missing():
    f = cap(status("official", "as notified", 200.0), ask={**ASK, "capacity": "dwt"})
    assert "cannot be computed by load share: no deadweight is held." in f["text"]


def test_a_rule_of_thumb_above_the_assumed_hull_is_said():
    """1,800 t at 100 % over 20 trips is 90 t a full trip; 95 t do not fit."""
    ask = {**ASK, "claimed_hull_dwt_t": 90.0, "claimed_hull_reason": "made up"}
    f = cap(
        status("claimed", "100 % of DWT", 1_800.0, **FULL), status("claimed", "95 a call", 1_900.0, per_call=95.0),
        claims=[CLAIM], ask=ask,
    )  # fmt: skip
    assert "95 tonnes a call is more than that hull holds, 90." in f["limits"]
    assert "Hulls of the claimed trips are put at 90 t deadweight: made up." in f["limits"]


def test_a_likelihood_stands_only_where_there_is_a_distribution_and_names_its_assumptions():
    drawn = status(
        "estimated", "load drawn", 1_500.0, p_over=0.62, amount_p05=800.0, amount_p95=2_100.0, crossed_p50=d(7, 9)
    )
    f = one(
        "cap_estimate", *TWO, cap_status=[drawn], legal_measures=[rule(exceptions=None)], claims=[CLAIM],
        trip_estimates=[estimate("estimated", p05=22.0, p50=25.0, p95=30.0)],
    )  # fmt: skip
    assert (f["likelihood"], f["chance_frac"], f["status"], f["confidence"]) == ("likely", 0.62, "estimated", "low")
    assert (
        "If Reaper's count (C1) is right and 80 % of all trips were seen, which is assumed, 25 trips (90 % 22–30) with "
        "loads drawn make about 1,500, 90 % 800–2,100; on these assumptions it is likely (62 %) that the limit was "
        "passed, half of the draws by 9 Jul 2030 (limit 1,000 tonnes for 2030)."
    ) in f["text"]
    assert f["headline"] == (
        "If Reaper's count (C1) is right and 80 % of all trips were seen, which is assumed, it is likely (62 %) that "
        "the cap was passed."
    )
    assert "estimated words." in f["limits"]
    assert any(limit.startswith("What each assumption weighs was not computed") for limit in f["limits"])


def test_documented_trips_settle_the_cap_only_where_doubt_about_them_leaves_it_passed():
    full = status("documented", "at full DWT", 1_200.0, **FULL)
    doubted = status("after_doubt", "load drawn", 1_050.0, p_over=0.62)
    f = one("cap", *TWO, cap_status=[full, doubted], legal_measures=[rule(exceptions=None)])
    assert "after doubt 62 % of the chances lie above it, loads drawn" in f["headline"]
    assert f["confidence"] == "low"
    sure = one("cap", *TWO, cap_status=[full, doubted | {"p_over": 0.995}], legal_measures=[rule(exceptions=None)])
    assert sure["confidence"] == "moderate"


def test_a_call_across_an_edge_of_the_period_is_a_limit_where_a_sampled_figure_stands_beside():
    over = trip("Over", d(12, 31), d(1, 3, year=2031), is_counted=False, status="possible")
    rows = [
        status("documented", "at full DWT", 1_200.0, **FULL),
        status("after_doubt", "load drawn", 1_050.0, p_over=0.6),
    ]
    f = one("cap", *TWO, over, cap_status=rows, legal_measures=[rule(exceptions=None)])
    assert any(limit.startswith("One call dated across an edge of the period is not in it; ") for limit in f["limits"])
    alone = one("cap", *TWO, over, cap_status=rows[:1], legal_measures=[rule(exceptions=None)])
    assert not any("across an edge" in limit for limit in alone["limits"])
    # in the period and doubtful, or in the year before altogether: nothing lies across an edge
    apart = [
        trip(str(day.year), day, day, is_counted=False, status="possible") for day in (d(5, 1), d(5, 1, year=2029))
    ]
    apart = one("cap", *TWO, *apart, cap_status=rows, legal_measures=[rule(exceptions=None)])
    assert not any("across an edge" in limit for limit in apart["limits"])


@pytest.mark.parametrize(
    ("said", "headline", "chance", "stands_on"),
    [
        (
            "No looks: this is the prior.",
            "Nothing that was observed speaks in the estimate, so it says nothing of the cap.",
            None,
            "No look or position speaks in it",
        ),
        (
            "Identities not settled: R-hat 1.5.",
            "Given 0 looks (identities not settled), it is likely (62 %) that the cap was passed.",
            0.62,
            "It stands on the looks held",
        ),
    ],
)
def test_a_sampled_likelihood_names_the_prior_and_chains_that_disagree_in_its_headline(
    said, headline, chance, stands_on
):
    drawn = status("estimated", "load drawn", 1_500.0, p_over=0.62, amount_p05=800.0, amount_p95=2_100.0)
    row = estimate(
        "estimated", p05=22.0, p50=25.0, p95=30.0, given="given 0 looks", sources=["season_total:1"], words=said
    )
    f = one("cap_estimate", *TWO, cap_status=[drawn], legal_measures=[rule(exceptions=None)], trip_estimates=[row])
    assert (f["headline"], f["chance_frac"]) == (headline, chance)
    assert f["confidence_words"].startswith(stands_on)


def weighed(ordinal, changed, assumption, p_over):
    return {
        **YEAR, "sensitivity_id": f"sensitivity:{ordinal}", "question": "wheat", "rule": "L1", "ordinal": ordinal,
        "changed": changed, "assumption": assumption, "unit": "tonne", "amount": 1.0, "p_over": p_over,
        "status": "estimated", "words": f"row {ordinal}.", "sources": ["cap_status:estimatedload drawn"],
    }  # fmt: skip


def test_an_estimate_names_what_it_stands_on_with_the_figures_of_the_rows():
    drawn = status("estimated", "load drawn", 1_500.0, p_over=0.98, amount_p05=800.0, amount_p95=2_100.0)
    rows = [weighed(0, 0, "as it stands", 0.98), weighed(1, 1, "without Oat", 0.7), weighed(2, 2, "both", 0.004)]
    f = one("cap_estimate", *TWO, cap_status=[drawn], legal_measures=[rule(exceptions=None)], sensitivities=rows)
    assert f["headline"].endswith("that the cap was passed; with two assumptions changed, <1 %.")
    assert f["text"].endswith("What would change it: without Oat, 70 %; both, <1 %.")
    assert "row 0." in f["limits"]
    assert {"sensitivity:0", "sensitivity:1", "sensitivity:2"} <= set(f["sources"])


def test_a_drawn_documented_total_puts_no_chance_on_what_was_not_seen():
    f = cap(
        status("documented", "100 % of DWT", 600.0, **FULL),
        status("documented", "load drawn", 400.0, p_over=0.0, amount_p05=300.0, amount_p95=500.0),
    )
    assert f["likelihood"] is None
    assert "almost no chance" not in f["text"]


def test_each_cap_period_has_its_finding():
    later = {"period_start": d(1, year=2031), "period_end": d(1, year=2032), "cap_status_id": "cap_status:2"}
    rows = [status("documented", "100 % of DWT", 600.0, **FULL)]
    rows.append({**rows[0], **later})
    found = [f for f in write(*TWO, cap_status=rows, legal_measures=[rule(exceptions=None)]) if f["kind"] == "cap"]
    assert len({f["finding_id"] for f in found}) == 2
    assert ["for 2030" in found[0]["text"], "for 2031" in found[1]["text"]] == [True, True]


def test_what_was_notified_alone_makes_no_finding():
    assert (
        write(*TWO, cap_status=[status("official", "as notified", 200.0)], legal_measures=[rule(exceptions=None)]) == []
    )


# --------------------------------------------------------------------------------------------------------- listed


def listed(*listings, **given):
    t = trip("Oat", d(3), vessel="vessel:1", is_listed=True)
    return one("listed_call", t, trip("Rye", d(6)), listings=listings, legal_measures=[PORTS], **given)


def test_a_listed_ship_is_named_with_list_date_and_measure():
    f = listed(listing())
    assert (
        "Of one named barge in the documented trips, one was listed before the trip: Oat, by the UN since 1 Jan 2029 "
        "(port entry ban), with a trip dated 1 Mar 2030."
    ) in f["text"]
    assert "A port entry ban (S/RES/9 (2029) para 6) is stated for Oat." in f["text"]
    assert f["rule"] == "L3"
    assert any("no other named barges and one unnamed hull no dated listing is held" in limit for limit in f["limits"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"measures": ("asset freeze",)}, "(asset freeze)"),
        ({"measures": ()}, "(measure not stated)"),
        ({"is_sure": False}, "(port entry ban, which of these is not sure)"),
    ],
)
def test_a_listing_is_not_a_port_ban_unless_it_surely_says_so(given, told):
    f = listed(listing(**given))
    assert told in f["text"]
    assert "is stated for" not in f["text"]
    assert f["rule"] is None
    assert f["limits"][0].startswith("A listing is not by itself a port ban")


def test_a_listing_that_came_later_is_not_told_and_one_from_memory_says_so():
    f = listed(
        listing(words="listed (day from memory)"), listing(words="later", start=d(8), measures=("asset freeze",))
    )
    assert "since 1 Jan 2029, the day from memory" in f["text"]
    assert "before the trip: Oat (day from memory)" in f["headline"]
    sure = listed(listing(words="listed (day from memory)"), listing(words="listed by another"))
    assert "memory" not in sure["headline"]
    assert "asset freeze" not in f["text"]


def test_a_watched_stay_and_the_silence_after_it_are_told_as_received():
    row, stay, seen = trip("Oat", d(3), vessel="vessel:1", is_listed=True, status="inferred")
    stay |= {"visible_h": 42.5, "departure_earliest": d(3, 2, hour=18)}
    gap = {
        "gap_id": "gap:1", "vessel_id": "vessel:1", "start_earliest": d(3, 2, hour=18),
        "start_latest": d(3, 2, hour=18), "end_earliest": d(3, 6),
        "end_latest": d(3, 6), "min_h": 78.0, "max_h": 78.0, "distance_km": 300.0,
        "unseen_min_h": 50.0, "unseen_max_h": 60.0, "status": "documented", "words": "w", "sources": ["s"],
    }  # fmt: skip
    f = one("listed_call", (row, stay, seen), listings=[listing()], sighting_gaps=[gap])
    assert (
        "Oat was reported 2 km off the mole, at 1 Mar 2030 00:00 UTC and still at 2 Mar 2030 18:00 UTC, 42 h 30 min; "
        "then nothing was received from it for 78 h, its ends 300 km apart, which leaves 50–60 h unseen after sailing "
        "that far. No sighting of it alongside is held: the call is inferred."
    ) in f["text"]
    assert "A silence in what was received is no proof that anything was switched off." in f["limits"]
    assert {"gap:1", "stay:Oat"} <= set(f["sources"])
    assert f["status"] == "inferred"


def test_many_listed_ships_are_counted_beyond_a_dozen():
    trips = [trip(f"B{n:02d}", d(3, n), vessel=f"vessel:{n}", is_listed=True) for n in range(1, 16)]
    f = one("listed_call", *trips, listings=[listing(f"vessel:{n}") for n in range(1, 16)])
    assert "; and three more" in f["text"]
    assert len([s for s in f["sources"] if s.startswith("trip")]) == 15


# ------------------------------------------------------------------------------------------------------------- ban


def test_a_ban_is_touched_only_by_trips_since_it_was_in_force():
    trips = (trip("Oat", d(3)), trip("Rye", d(6)))
    f = one("ban_touched", *trips, legal_measures=[{**BAN, "effective_from": d(4)}])
    assert f["headline"].startswith("One documented trip would touch")
    assert [
        x for x in write(*trips, legal_measures=[{**BAN, "effective_from": d(9)}]) if x["kind"] == "ban_touched"
    ] == []


def test_a_ban_is_touched_only_if_the_cargo_was_that():
    f = one(
        "ban_touched", *TWO, legal_measures=[BAN], origins=[ORIGIN, {**ORIGIN, "origin_id": "o2", "stance": "deny"}]
    )
    assert "If they carried wheat, they touch S/RES/9 (2029) paras 9 and 10, a ban on all flour." in f["text"]
    assert (
        "One origin, speaking for one party, says that AA gave Barbados such cargo; no call held here shows it."
        in f["text"]
    )
    assert f["limits"][0] == "Contents cannot be told from images or positions of ships."
    assert (f["status"], f["confidence"]) == ("claimed", "low")


def test_without_a_claim_of_that_cargo_a_ban_is_only_possibly_touched():
    assert one("ban_touched", *TWO, legal_measures=[BAN])["status"] == "possible"
    assert write(legal_measures=[BAN]) == []


# ---------------------------------------------------------------------------------------------------------- counts


def test_at_least_one_two_possible_is_an_answer():
    second = {
        "alternative_id": "alternative:1", "question": "wheat", "kind": "second_call", "trip_ids": ["trip:Oat"],
        "effect": 1, "words": "it may have called twice.", "sources": ["trip:Oat"],
    }  # fmt: skip
    f = one("open_count", trip("Oat", d(3), most=2), alternatives=[second])
    assert f["text"] == "Oat at Ostia, 1 Mar 2030: at least one call, two possible. It may have called twice."
    assert f["sources"] == ["alternative:1", "trip:Oat"]


def further(of, call, at, beside="begun", number=2):
    """A stay of a trip at another place, or at its own, by which a further call is possible."""
    stay = {**of[1], "stay_id": f"stay:{call}", "place_id": f"place:{at}", "status": "inferred"}
    why = {
        "alternative_id": f"alternative:{call}", "question": "wheat", "kind": "second_call",
        "trip_ids": [of[0]["trip_id"]], "effect": 1, "words": f"{call} may be a further call.",
        "sources": [f"stay:{beside}", f"stay:{call}"][-number:],
    }  # fmt: skip
    return stay, why


def open_count(of, *more):
    """The finding of one trip (at Ostia) with further calls that rest on stays, each with its place."""
    stays, why = zip(*more, strict=True)
    return one("open_count", of, stays=[of[1], *stays], alternatives=list(why))


def test_further_calls_are_counted_at_the_place_where_they_lie():
    """A call at Ostia and three more stays at Pola, where the ship unloads: one call at Ostia, no more."""
    oat = trip("Oat", d(3), most=4)
    f = open_count(oat, *(further(oat, f"p{n}", "R") for n in range(3)))
    assert f["headline"] == "Oat at Ostia, 1 Mar 2030: one call; by its stays at Pola three further trips are possible."
    assert f["text"].startswith(f["headline"])


def test_calls_at_the_place_and_elsewhere_are_told_apart():
    oat = trip("Oat", d(3), most=3)
    f = open_count(oat, further(oat, "q1", "Q"), further(oat, "p1", "R"))
    assert f["headline"] == (
        "Oat at Ostia, 1 Mar 2030: at least one call, two possible; by its stay at Pola one further trip is possible."
    )


def test_reports_of_one_stay_that_may_be_several_calls_count_at_its_place():
    """A stay at Ostia whose reports may be three calls has one alternative without a call beside it."""
    oat = trip("Oat", d(3), most=3)
    _, why = further(oat, "Oat", "Q", number=1)
    f = one("open_count", oat, alternatives=[why])
    assert f["headline"] == "Oat at Ostia, 1 Mar 2030: at least one call, three possible."


def test_many_open_counts_tell_apart_what_rests_on_stays_elsewhere():
    """Seven trips: three have a row each, and of four one has two further stays at Pola and three one at Ostia."""
    trips = [trip(f"B{n}", d(3, n), most=3 if n == 7 else 2) for n in range(1, 8)]
    stays, why = zip(*(further(trips[-1], f"p{n}", "R") for n in range(2)), strict=True)
    found = write(*trips, stays=[*(t[1] for t in trips), *stays], alternatives=list(why))
    assert [f["headline"] for f in found if f["kind"] == "open_count"][-1] == (
        "Four more documented trips may each stand for more calls than one: at least four calls, seven possible; by "
        "stays at Pola two further trips are possible."
    )


@pytest.mark.parametrize("trips", [3, 4])
def test_a_few_open_counts_have_a_row_each(trips):
    found = [
        f
        for f in write(*(trip(f"B{n:02d}", d(3, n), most=2) for n in range(1, trips + 1)))
        if f["kind"] == "open_count"
    ]
    assert len(found) == trips


def test_many_open_counts_share_a_row_that_names_each():
    trips = [trip(f"B{n:02d}", d(3, n), most=3 if n == 15 else 2) for n in range(1, 16)]
    found = [f for f in write(*trips) if f["kind"] == "open_count"]
    assert len(found) == 4
    assert found[-1]["headline"] == (
        "12 more documented trips may each stand for more calls than one: at least 12 calls, 25 possible."
    )
    assert found[-1]["text"].startswith(
        f"{found[-1]['headline']} B04 at Ostia, 4 Mar 2030: at least one call, two possible. "
    )
    assert found[-1]["text"].endswith("B15 at Ostia, 15 Mar 2030: at least one call, three possible.")


def test_a_claimed_count_stands_beside_ours_with_its_origin():
    f = one("claimed_count", *TWO, claims=[CLAIM], claim_tests=[TEST], claim_origins=[TRACED], origins=[ORIGIN])
    assert f["text"] == (
        "Reaper said “20 trips” for 2030; this case dates two trips in that period, and one more may lie in it, "
        "possible ones counted. The claim is one origin's word, which three documents carry, one with a figure, "
        "unit or role changed. At least 18 of the 20 are not dated by evidence held here."
    )
    assert f["status"] == "claimed"
    assert "Our trips need not be among those claimed; the claimant's dated list of trips would tell." in f["limits"]


@pytest.mark.parametrize(
    ("low", "high", "counts", "claims", "rest"),
    [
        (
            20.0,
            None,
            "counts at least 20",
            "the 20 trips that Reaper claims at least, if made",
            "At least 18 of them are",
        ),
        (None, 20.0, "counts at most 20", "the 20 trips that Reaper claims at most, if made", "Up to 18 of them are"),
        (20.0, 20.0, "counts 20", "the 20 trips that Reaper claims, if made", "At least 18 of the 20 are"),
    ],
)
def test_one_end_of_a_claim_is_never_told_as_its_figure(low, high, counts, claims, rest):
    claim = {**CLAIM, "qty_low": low, "qty_high": high}
    rows = write(
        *TWO, claims=[claim], claim_tests=[TEST], legal_measures=[rule(exceptions=None)],
        cap_status=[status("claimed", "1/2 of DWT", 900.0, **HALF)],
    )  # fmt: skip
    by_kind = {f["kind"]: f for f in rows}
    assert counts in by_kind["claimed_count"]["headline"]
    assert f"{rest} not dated by evidence held here." in by_kind["claimed_count"]["text"]
    assert claims in by_kind["cap"]["text"].replace("The 20", "the 20")


def test_a_claim_that_we_reach_leaves_nothing_undated():
    f = one("claimed_count", *TWO, claims=[{**CLAIM, "qty_low": 2.0, "quantity_words": None}], claim_tests=[TEST])
    assert "not dated" not in f["text"]
    assert "“2 trips”" in f["text"]


def test_how_many_of_our_trips_are_known_only_from_the_claimant_is_said_with_the_claim():
    test = {**TEST, "ours_own": 1, "own_observers": ["Reaper", "Reaper/Mower"]}
    f = one("claimed_count", *TWO, claims=[CLAIM], claim_tests=[test])
    assert f["headline"].endswith("dates 2 of its period, 1 of them known only from what Reaper and Mower saw.")
    for none in ({"ours_own": 0, "own_observers": []}, {}):
        f = one("claimed_count", *TWO, claims=[CLAIM], claim_tests=[{**TEST, **none}])
        assert f["headline"].endswith("dates 2 of its period.")


def test_one_trip_does_not_show_the_cap_passed():
    rows = [status("documented", "1/2 of DWT", 300.0, **HALF), status("documented", "100 % of DWT", 600.0, **FULL)]
    f = one("cap", TWO[0], cap_status=rows, legal_measures=[rule(exceptions=None)])
    assert f["headline"].startswith("The one documented trip does not show the cap passed")
    assert "trip does not show it: " in f["text"]
    assert "it makes 600 at 100 % of DWT" in f["text"]


def test_a_claim_that_could_not_be_tested_as_trips_is_no_claimed_count():
    for test in ({**TEST, "unit": "vessel"}, {**TEST, "unit": None, "ours_low": None, "ours_high": None}):
        assert write(*TWO, claims=[CLAIM], claim_tests=[test]) == []


def test_days_nobody_watched_are_said_with_the_longest_stretch():
    rows = [covered("Q", "load", 3, 2, 360), covered("R", "discharge", 0, 0, 365)]
    f = one("not_watched", coverage=rows, watches=[look()])
    assert f["text"] == (
        "Looks at Ostia, a place of loading, that could tell are held for 3 of 365 days and for some day among 2 more; "
        "for 360 none is held, the longest stretch 61 days, 1 Mar – 30 Apr 2030. No look that could tell is held at "
        "Pola. Where nothing was looked at, nothing can be said to be absent."
    )
    days = "360 of 365 days, 61 of them on end"
    assert f["headline"] == f"No look at Ostia that could tell is held in this case for {days}."
    assert any("none that found nothing is held" in limit for limit in f["limits"])
    assert f["sources"] == ["place:Q", "place:R", "question:wheat", "watch:True"]


def test_a_single_day_between_two_looks_is_no_stretch():
    f = one("not_watched", coverage=[covered("Q", "load", 364, 0, 1) | {"longest_d": 1}], watches=[look()])
    assert not any(words in f["headline"] + f["text"] for words in ("on end", "stretch"))


def test_a_look_that_found_nothing_is_not_denied():
    f = one("not_watched", coverage=[covered("Q", "load", 3, 0, 360)], watches=[look(), look(is_cued=False)])
    assert not any("none that found nothing" in limit for limit in f["limits"])


def test_where_loading_was_watched_every_day_the_place_that_was_not_is_told_of():
    rows = [covered("Q", "load", 365, 0, 0), covered("R", "discharge", 0, 0, 365)]
    f = one("not_watched", coverage=rows, watches=[look()])
    days = "365 of 365 days, 61 of them on end"
    assert f["headline"] == f"No look at Pola that could tell is held in this case for {days}."
    assert f["text"].startswith(
        "Looks at Ostia, a place of loading, that could tell are held for 365 of 365 days, none of them without."
    )


def test_a_period_watched_throughout_makes_no_such_finding():
    assert write(coverage=[covered("Q", "load", 365, 0, 0)]) == []


# ----------------------------------------------------------------------------------------------------------- flags


def flag(label, kind="over_capacity", words="90 t into Oat of 60 t is 150 % of it"):
    return {
        "check_id": f"check:{label}", "about": f"sighting:{label}", "label": label, "kind": kind, "outcome": "flagged",
        "words": f"{label}: {words}. More.", "sources": [f"sighting:{label}"],
    }  # fmt: skip


def test_rows_that_cannot_be_so_are_said_once_with_the_labels_that_tell_it():
    f = one("over_capacity", *TWO, checks=[flag("S2"), flag("S1"), {**flag("S3"), "outcome": "agrees"}])
    assert f["text"] == (
        "Two rows of the evidence tell of more cargo than the ship can carry: 90 t into Oat of 60 t is 150 % of it "
        "(S1 and S2). None of these ships is named in the documented trips."
    )
    assert f["headline"].endswith("more cargo than the ship can carry; none named in documented trips.")
    assert f["status"] == "contradicted"


def test_a_flagged_ship_that_also_made_a_documented_trip_is_named():
    t = trip("Oat", d(3), vessel="vessel:1")
    f = one("identity", t, checks=[flag("Oat", "identity", "Oat is recorded with “false name”")])
    assert "Oat made documented trips." in f["text"]
    assert f["headline"].endswith("; Oat made documented trips.")


# ----------------------------------------------------------------------------------------------------------- whole


def everything(mixed=None):
    trips = (
        trip("Oat", d(3), vessel="vessel:1", is_listed=True, most=2), trip("Rye", d(6), status="inferred"),
        trip("Bran", d(7), is_counted=False, status="possible"),
    )  # fmt: skip
    return write(
        *trips, mixed=mixed, legal_measures=[rule(), BAN, PORTS], listings=[listing()], claims=[CLAIM],
        claim_tests=[TEST], claim_origins=[TRACED], origins=[ORIGIN], checks=[flag("S1"), flag("S2", "identity")],
        coverage=[covered("Q", "load", 3, 0, 362)], watches=[look()], official_reports=[report("O1", d(1), d(2), 9.0)],
        cap_status=[status("documented", "1/2 of DWT", 600.0, **HALF), status("estimated", "load drawn", 900.0,
                    p_over=0.4, amount_p05=1.0, amount_p95=2.0)],
        trip_estimates=[estimate("estimated", p05=1.0, p50=2.0, p95=3.0), estimate("after_doubt")],
    )  # fmt: skip


def test_findings_are_labelled_in_the_order_of_reading():
    assert [(f["label"], f["kind"]) for f in everything()] == [
        ("F1", "condition_failed"), ("F2", "cap"), ("F3", "cap_estimate"), ("F4", "listed_call"),
        ("F5", "ban_touched"), ("F6", "open_count"), ("F7", "claimed_count"), ("F8", "not_watched"),
        ("F9", "over_capacity"), ("F10", "identity"),
    ]  # fmt: skip


def test_another_trade_is_told_in_its_own_words():
    said = repr([(f["headline"], f["text"], f["limits"], f["confidence_words"]) for f in everything()]).lower()
    assert not any(
        w in said for w in ("oil", "petroleum", "barrel", "tanker", "munition", "shell", "vostochny", "dprk")
    )
    assert "barge" in said
    assert "wheat" in said
    assert "tonne" in said


def test_a_likelihood_never_shares_its_sentence_with_a_confidence():
    for f in everything():
        assert not any(word in f["confidence_words"] for word in LIKELIHOOD_PCT)
        assert "confidence" not in f["text"].lower()
        assert (f["likelihood"] is None) == (f["chance_frac"] is None)


def test_every_finding_has_limits_and_sentences_that_end():
    for f in everything():
        assert f["limits"]
        told = (f["headline"], f["text"], f["confidence_words"])
        assert all(s[0].isupper() or not s[0].isalpha() for s in told)
        assert all(s.endswith((".", "!", "?")) for s in (*told, *f["limits"]))
        assert len(f["headline"]) <= 200


def test_nothing_to_say_says_nothing():
    assert write_findings(*(TABLES[name].empty() for name in READS)) == FINDINGS.empty()


def test_row_order_does_not_matter():
    first = everything()
    for seed in range(4):
        assert everything(mixed=seed) == first


@pytest.mark.parametrize(
    ("instrument", "paragraph", "cited"),
    [
        ("UNSCR 2397 (2017)", "5", "S/RES/2397 (2017) para 5"),
        ("UNSCR 1874 (2009)", "9; 10", "S/RES/1874 (2009) paras 9 and 10"),
        ("UNSCR 2397 (2017); 2321 (2016)", "14; 30", "S/RES/2397 (2017) para 14; S/RES/2321 (2016) para 30"),
        ("EU Decision (CFSP) 2016/849", "Art. 9", "EU Decision (CFSP) 2016/849 Art. 9"),
        ("UK: Russia regulations", None, "UK: Russia regulations"),
    ],
)
def test_a_rule_is_cited_as_people_cite_it(instrument, paragraph, cited):
    assert cite({"instrument": instrument, "paragraph": paragraph}) == cited

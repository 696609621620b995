import random
from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import DRAWS, LEGAL_MEASURES, OFFICIAL_REPORTS, QUESTIONS, TOTALS, TRIPS
from fairlead.base.timeline import Span
from fairlead.ledger.caps import cap_periods, check_caps

AT = {"evidence_id": "evidence:x", "row": 2}


def d(year, month=1, day=1):
    return datetime(year, month, day, tzinfo=UTC)


IN_FORCE, NEW_YEAR, NEXT_YEAR, SEVENTH_MARCH, SEPTEMBER = d(2018), d(2024), d(2025), d(2024, 3, 7), d(2024, 9)


def rule(label="R01", limit=100.0, anchor="01-01", since=IN_FORCE, **more):
    row = {**AT, "legal_measure_id": f"legal_measure:{label}", "label": label, "instrument": "UNSCR", "item": "oil",
           "measure_kind": "cap", "is_cap": True, "limit_value": limit, "limit_unit": "barrel",
           "period_anchor": anchor, "effective_from": since, "alert_levels_pct": []}  # fmt: skip
    return row | more


def question(start=NEW_YEAR, end=NEXT_YEAR, **more):
    row = {**AT, "question": "oil", "ordinal": 0, "text": "?", "period_start": start, "period_end": end,
           "from_party": "RU", "to_party": "KP", "commodity": "oil", "item_words": ["oil"], "carrier": "tanker",
           "unit": "barrel", "capacity": "dwt", "ship_types": [], "flags": [], "vessels": [], "cap": "R01",
           "rules": [], "per_call": [], "estimate_from": "documented"}  # fmt: skip
    return row | more


def total(first=SEVENTH_MARCH, by_day=(90.0,), basis="claimed", assumption="1/3 of DWT", **more):
    row = {"total_id": f"total:{basis}{assumption}", "question": "oil", "basis": basis, "assumption": assumption,
           "load_share_frac": 1 / 3, "trips": 43.0, "unit": "barrel", "amount": sum(by_day), "first_day": first,
           "amount_by_day": list(by_day), "status": "claimed", "words": "w", "sources": ["estimate:1"]}  # fmt: skip
    return row | more


DRAWN = {"load_share_frac": None, "first_day": None, "amount_by_day": None, "basis": "estimated",
         "assumption": "load drawn", "status": "estimated", "amount": 0.0}  # fmt: skip


def draws(*lists, first=SEVENTH_MARCH, basis="estimated"):
    return [{"question": "oil", "basis": basis, "draw": i, "first_day": first, "amount_by_day": list(days),
             "amount": sum(days), "sources": ["total:1"]} for i, days in enumerate(lists)]  # fmt: skip


def report(label, state="all", start=NEW_YEAR, end=SEPTEMBER, barrels=None, tonnes=None, commodity="oil"):
    return {**AT, "official_report_id": f"official_report:{label}", "label": label, "reporting_state": state,
            "commodity": commodity, "period_start": start, "period_end": end, "barrels": barrels,
            "tonnes": tonnes}  # fmt: skip


def check(totals=(), drawn=(), rules=None, reports=(), **ask):
    rules = [rule()] if rules is None else rules
    made = check_caps(
        TOTALS.from_rows(totals), DRAWS.from_rows(drawn), QUESTIONS.from_rows([question(**ask)]),
        LEGAL_MEASURES.from_rows(rules), OFFICIAL_REPORTS.from_rows(reports), TRIPS.empty())  # fmt: skip
    return sorted(made.to_pylist(), key=lambda r: (r["period_start"], r["basis"], r["assumption"]))


def one(rows):
    assert len(rows) == 1, rows
    return rows[0]


# ------------------------------------------------------------------------------------------------------------- periods


def test_a_calendar_year_is_counted_from_its_first_january():
    assert cap_periods(rule(), Span(d(2024), d(2025))) == [Span(d(2024), d(2025))]


def test_a_crude_year_begins_on_22_december_so_a_calendar_year_touches_two():
    periods = cap_periods(rule(anchor="12-22", since=d(2017, 12, 22)), Span(d(2024), d(2025)))
    assert periods == [Span(d(2023, 12, 22), d(2024, 12, 22)), Span(d(2024, 12, 22), d(2025, 12, 22))]


def test_the_first_crude_year_begins_with_the_rule():
    periods = cap_periods(rule(anchor="12-22", since=d(2017, 12, 22)), Span(d(2017, 6, 1), d(2018, 6, 1)))
    assert periods == [Span(d(2017, 12, 22), d(2018, 12, 22))]


@pytest.mark.parametrize("asked", [Span(d(2023, 6, 1), d(2024)), Span(d(2024), d(2024, 6, 1))])
def test_a_question_that_ends_or_begins_at_the_border_does_not_touch_the_other_side(asked):
    assert len(cap_periods(rule(), asked)) == 1


def test_a_fixed_period_is_itself_and_only_where_it_was_asked_about():
    fixed = rule(anchor="fixed", since=d(2017, 10), period_fixed_end=d(2018))
    assert cap_periods(fixed, Span(d(2017), d(2018))) == [Span(d(2017, 10), d(2018))]
    assert cap_periods(fixed, Span(d(2018), d(2019))) == []
    assert cap_periods(fixed | {"effective_from": None}, Span(d(2017), d(2018))) == []


def test_a_leap_day_anchor_turns_on_the_first_of_march_in_other_years():
    periods = cap_periods(rule(anchor="02-29"), Span(d(2023, 3, 1), d(2024, 2, 29)))
    assert periods == [Span(d(2023, 3, 1), d(2024, 2, 29))]


@pytest.mark.parametrize("wrong", [{"period_anchor": None}, {"is_cap": False}, {"limit_value": None}, {"label": "R9"}])
def test_a_rule_that_counts_no_period_or_is_no_limit_in_force_gives_no_status(wrong):
    assert check([total()], rules=[rule(**wrong)]) == []


def test_a_question_without_a_cap_has_no_status():
    assert check([total()], cap=None) == []


@pytest.mark.parametrize(("anchor", "last"), [("01-01", d(2023, 12, 31)), ("12-22", d(2023, 12, 21))])
def test_amounts_stay_on_their_side_of_the_border(anchor, last):
    """60 on the last day of one period, 50 on the first of the next."""
    totals = [total(last, (60.0, 50.0)), total(**DRAWN)]
    rows = check(totals, draws((60.0, 50.0), first=last), [rule(anchor=anchor)], start=d(2023, 12, 1), end=d(2024, 2))
    border = last + timedelta(days=1)
    assert {(r["period_end"], r["amount"]) for r in rows if r["period_end"] == border} == {(border, 60.0)}
    assert {(r["period_start"], r["amount"]) for r in rows if r["period_start"] == border} == {(border, 50.0)}
    assert len(rows) == 4
    assert all("110 in all, the rest on days outside" in r["words"] for r in rows if r["basis"] == "claimed")


def test_a_period_before_all_trips_holds_nothing_and_crosses_nothing():
    rows = check([total(), total(**DRAWN)], draws((90.0,)), start=d(2022), end=d(2023))
    assert [r["amount"] for r in rows] == [0, 0]
    assert {r["words"] for r in rows} == {
        f"No {basis} trip lies in 2022, so nothing of theirs stands against the cap of 100 barrels (R01)."
        for basis in ("claimed", "estimated")
    }
    assert not any(r["is_over"] or r["crossed_p05"] for r in rows)


def test_the_part_of_a_cap_period_that_was_asked_about_is_said():
    rows = check([total()], rules=[rule(anchor="12-22")])
    assert all("Only 2024 of that period was asked about" in r["words"] for r in rows)
    assert "asked about" not in one(check([total()]))["words"]


# ------------------------------------------------------------------------------------------------------------ verdicts


@pytest.mark.parametrize(
    ("amount", "is_over", "side"), [(99.9, False, "under"), (100.0, False, "exactly at"), (100.1, True, "over")]
)
def test_over_means_strictly_above(amount, is_over, side):
    made = one(check([total(by_day=(amount,))]))
    assert made["is_over"] is is_over
    assert f"{side} the cap of 100 (R01) on their own" in made["words"]


def test_a_verdict_carries_its_load_assumption_and_its_rows():
    made = one(check([total()]))
    assert made["words"].startswith("At 1/3 of DWT, the 43 claimed trips make 90 barrels in 2024: under the cap of 100")
    assert (made["assumption"], made["load_share_frac"], made["status"]) == (
        "1/3 of DWT",
        pytest.approx(1 / 3),
        "claimed",
    )
    assert made["sources"] == ["total:claimed1/3 of DWT", "legal_measure:R01"]
    assert made["dots"] == []
    assert made["p_over"] is None


def test_a_figure_a_call_stays_a_figure_a_call():
    made = one(check([total(assumption="10 barrels a call", load_share_frac=None, per_call=10.0)]))
    assert (made["per_call"], made["load_share_frac"]) == (10, None)


def test_draws_give_chance_quantiles_and_dots():
    """Twenty draws of 10, 20, ... 200: ten of them (110 ... 200) pass 100."""
    made = one(check([total(**DRAWN)], draws(*((10.0 * i,) for i in range(1, 21)))))
    assert (made["amount_p05"], made["amount"], made["amount_p95"]) == (10, 100, 190)
    assert (made["p_over"], made["is_over"]) == (0.5, False)
    assert len(made["dots"]) == 50
    assert "10 of 20 draws pass the cap" in made["words"]


def test_the_day_of_crossing_counts_draws_that_never_cross_as_last():
    """Of ten draws two pass 100 on 8 March, four on 9 March, four never: the median is 9 March, 95 % is never."""
    ten = [(60.0, 50.0, 5.0)] * 2 + [(60.0, 30.0, 20.0)] * 4 + [(60.0, 30.0, 10.0)] * 4
    made = one(check([total(**DRAWN)], draws(*ten)))
    assert (made["crossed_p05"], made["crossed_p50"], made["crossed_p95"]) == (d(2024, 3, 8), d(2024, 3, 9), None)
    assert made["p_over"] == 0.6


@pytest.mark.parametrize(("crossing", "p05"), [(0, None), (1, d(2024, 3, 7))])
def test_the_early_quantile_needs_one_draw_in_twenty(crossing, p05):
    lists = [(101.0,)] * crossing + [(99.0,)] * (20 - crossing)
    made = one(check([total(**DRAWN)], draws(*lists)))
    assert (made["crossed_p05"], made["crossed_p50"]) == (p05, None)


def test_reaching_the_limit_is_not_crossing_it():
    made = one(check([total(**DRAWN)], draws((50.0, 50.0, 1.0))))
    assert made["crossed_p50"] == d(2024, 3, 9)


def test_draws_whose_lists_begin_on_different_days_are_aligned():
    rows = draws((60.0, 60.0)) + [r | {"draw": 1} for r in draws((60.0, 60.0), first=d(2024, 3, 1))]
    made = one(check([total(**DRAWN)], rows))
    assert (made["crossed_p05"], made["crossed_p95"]) == (d(2024, 3, 2), d(2024, 3, 8))


# ------------------------------------------------------------------------------------------------------------ notified


def test_what_was_notified_is_a_row_of_its_own_with_its_share_of_the_cap():
    made = one(check(reports=[report("O1", barrels=33.736), report("O9", "CN", d(2024, 10), d(2024, 11), tonnes=7.0)]))
    assert (made["basis"], made["status"], made["amount"], made["notified"]) == (
        "official",
        "documented",
        33.736,
        33.736,
    )
    assert "33.7 % of the cap of 100 (all States for 1 Jan – 31 Aug 2024)" in made["words"]
    assert "Left out, as not stated in barrels: O9" in made["words"]
    assert made["sources"] == ["legal_measure:R01", "official_report:O1"]
    assert made["is_over"] is False


def test_the_notified_is_added_where_the_giver_notified_only_other_days():
    """All States January to August, the giver January; trips on 7 March: not the same oil."""
    reports = [report("O1", barrels=20.0), report("O2", "RU", d(2024), d(2024, 2), 15.0)]
    made = next(r for r in check([total()], reports=reports) if r["basis"] == "claimed")
    assert (made["notified"], made["with_notified"], made["is_over"], made["is_over_with_notified"]) == (
        20,
        110,
        False,
        True,
    )
    assert "; with the 20 notified, 110: over." in made["words"]
    assert {"official_report:O1", "official_report:O2"} <= set(made["sources"])


@pytest.mark.parametrize(
    "reports",
    [
        [report("O1", barrels=20.0), report("O2", "RU", d(2024, 3), d(2024, 4), 15.0)],
        [report("O1", barrels=20.0), report("O2", "CN+RU", d(2024, 3, 7), d(2024, 3, 8), tonnes=1.0)],
        [report("O1", barrels=20.0)],
        [report("O3", "RU", d(2024), d(2025), 15.0)],
    ],
)
def test_the_notified_is_not_added_where_the_giver_may_have_notified_these_very_trips(reports):
    made = next(r for r in check([total()], reports=reports) if r["basis"] == "claimed")
    assert made["notified"] is not None
    assert (made["with_notified"], made["is_over_with_notified"]) == (None, None)
    assert "which may be the same oil" in made["words"]


def test_what_others_notified_cannot_be_the_givers_oil():
    made = check([total()], reports=[report("O1", "CN", d(2024), d(2025), 20.0)])
    assert made[0]["with_notified"] == 110


def test_a_giver_report_that_ends_on_the_eve_of_the_first_trip_does_not_overlap():
    for end, both in ((d(2024, 3, 7), 110), (d(2024, 3, 8), None)):
        made = check([total()], reports=[report("O1", "RU", d(2024), end, 20.0)])
        assert made[0]["with_notified"] == both


def test_draws_have_a_chance_with_the_notified_too():
    """81, 91, ... 271 and 20 notified: all twenty pass 100, eighteen pass it alone (101 and more)."""
    reports = [report("O1", "CN", barrels=20.0)]
    lists = [(71.0 + 10 * i,) for i in range(1, 21)]
    made = next(r for r in check([total(**DRAWN)], draws(*lists), reports=reports) if r["basis"] == "estimated")
    assert (made["p_over"], made["p_over_with_notified"]) == (0.9, 1.0)
    assert "with the 20 notified, 20 do" in made["words"]


def test_with_nothing_notified_nothing_is_said_of_it():
    made = one(check([total()]))
    assert (made["notified"], made["with_notified"]) == (None, None)
    assert "notified" not in made["words"]


@pytest.mark.parametrize(("unit", "said"), [("tonne", "counts in tonne"), (None, "counts in no unit")])
def test_a_question_that_counts_in_another_unit_gets_no_verdict_and_the_official_row_says_so(unit, said):
    made = one(check([total(unit=unit or "x")], reports=[report("O1", barrels=20.0)], unit=unit))
    assert made["basis"] == "official"
    assert said in made["words"]


def test_a_cap_in_tonnes_counts_notified_tonnes():
    made = check([total(unit="tonne")], rules=[rule(limit_unit="tonne")], reports=[report("O1", "CN", tonnes=5.0)],
                 unit="tonne")  # fmt: skip
    assert {r["basis"]: r["notified"] for r in made} == {"claimed": 5, "official": 5}


@pytest.mark.parametrize(("commodity", "said"), [(None, "no commodity is named: O2"), ("coal", "on oil: O2 (coal)")])
def test_what_was_notified_of_another_commodity_or_of_none_is_not_set_against_a_cap_and_it_is_said(commodity, said):
    other = report("O2", "CN", d(2024, 9), d(2024, 10), 50.0, commodity=commodity)
    alone = one(check([total()], reports=[other]))
    assert (alone["notified"], alone["with_notified"]) == (None, None)
    assert said in alone["words"]
    official, claimed = sorted(
        check([total()], reports=[report("O1", "CN", barrels=20.0), other]), key=lambda r: r["basis"], reverse=True
    )
    assert (official["amount"], claimed["with_notified"]) == (20, 110)
    assert said in official["words"]
    assert said not in claimed["words"]


def test_a_report_of_the_giver_that_names_no_commodity_may_be_the_same_oil_and_one_of_another_cannot():
    mine = report("O1", "CN", barrels=20.0)
    for commodity, both in ((None, None), ("coal", 110)):
        giver = report("O2", "RU", d(2024, 3), d(2024, 4), 5.0, commodity=commodity)
        claimed = next(r for r in check([total()], reports=[mine, giver]) if r["basis"] == "claimed")
        assert claimed["with_notified"] == both


@pytest.mark.parametrize("report_", [{"barrels": 5.0, "commodity": None}, {"tonnes": 5.0}])
def test_where_nothing_can_be_set_against_the_cap_nothing_is_said_to_be_left_unadded(report_):
    (made,) = check([total()], reports=[report("O2", "RU", d(2024, 3), d(2024, 4), **report_)])
    assert made["notified"] is None
    assert "not added" not in made["words"]


def test_trips_that_two_questions_count_are_said_to_be_the_same_once():
    asks = [question(), question(question="crude", ordinal=1, cap="R04", commodity="crude oil")]
    totals = [total(basis="documented", assumption=a, question=q, total_id=f"total:{q}{a}", by_day=(amount,))
              for q in ("oil", "crude") for a, amount in (("1/3 of DWT", 30.0), ("1/2 of DWT", 45.0))]  # fmt: skip

    def trip(name, ask, load=None, discharge=None, is_counted=True):
        return {"trip_id": f"trip:{name}", "question": ask, "hull": "h", "hull_words": "h", "load_stay_id": load,
                "discharge_stay_id": discharge, "start_time": SEVENTH_MARCH, "end_time": SEVENTH_MARCH, "words": "w",
                "is_counted": is_counted, "calls_min": 1, "calls_max": 1, "status": "documented",
                "sources": ["stay:1"]}  # fmt: skip

    trips = [
        trip("a", "oil", "stay:1"), trip("b", "crude", "stay:1"),
        trip("c", "oil", None, "stay:2"), trip("d", "crude", None, "stay:2"),
        trip("e", "oil", "stay:3"), trip("f", "crude", None, "stay:3"),  # loaded there, discharged there: two cargoes
        trip("g", "oil", "stay:4"), trip("h", "crude", "stay:4", is_counted=False),
    ]  # fmt: skip
    rows = check_caps(
        TOTALS.from_rows(totals), DRAWS.empty(), QUESTIONS.from_rows(asks),
        LEGAL_MEASURES.from_rows([rule(), rule("R04", item="crude oil")]), OFFICIAL_REPORTS.empty(),
        TRIPS.from_rows(trips)).to_pylist()  # fmt: skip
    (told,) = [r for r in rows if "also counted" in r["words"]]
    assert (told["question"], told["amount"]) == ("crude", 30)
    assert "Two of the trips of this question are also counted under the question oil and its cap R01" in told["words"]
    assert {"trip:b", "trip:d"} < set(told["sources"])


# ----------------------------------------------------------------------------------------------------------- the whole


def test_ids_tell_questions_rules_periods_bases_and_assumptions_apart():
    totals = [total(), total(assumption="1/2 of DWT"), total(basis="documented"), total(**DRAWN)]
    rows = check(totals, draws((1.0,)), [rule(anchor="12-22")], [report("O1", "CN", barrels=1.0)])
    assert len({r["cap_status_id"] for r in rows}) == len(rows) == 9


def test_the_order_of_rows_does_not_matter():
    totals = [total(assumption=str(i)) for i in range(5)] + [total(**DRAWN)]
    drawn = draws(*((float(i), 40.0) for i in range(30)))
    reports = [report(f"O{i}", "CN", d(2024, i), d(2024, i + 1), float(i)) for i in range(1, 9)]
    expected = check(totals, drawn, reports=reports)
    for rows in (totals, drawn, reports):
        random.Random(5).shuffle(rows)
    assert check(totals, drawn, reports=reports) == expected

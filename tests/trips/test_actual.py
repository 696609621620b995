import random
from datetime import UTC, datetime
from math import exp, lgamma

import pytest

from fairlead.base.tables import ALTERNATIVES, CLAIMS, QUESTIONS, SEASON_TOTALS, TRIPS
from fairlead.trips.actual import estimate_trips, posterior

AT = {"evidence_id": "evidence:x", "row": 2}
START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)


def trip(name, counted=True, status="documented", vessel=None):
    return {"trip_id": f"trip:{name}", "question": "oil", "vessel_id": vessel, "hull": f"hull:{name}",
            "hull_words": name, "start_time": START, "end_time": END, "is_counted": counted,
            "calls_min": int(counted), "calls_max": 1, "status": status, "words": "w",
            "sources": ["stay:1"]}  # fmt: skip


def alternative(*trips, effect=-1, chance=0.1, decision=None):
    return {"alternative_id": f"alternative:{'+'.join(trips)}{effect}", "question": "oil", "kind": "one_stay",
            "trip_ids": [f"trip:{t}" for t in trips], "effect": effect, "chance_frac": chance, "decision": decision,
            "words": "w", "sources": ["stay:1"]}  # fmt: skip


def claim(label="C02", **more):
    row = {**AT, "claim_id": f"claim:{label}", "label": label, "speaker": "Open Source Centre", "outlet": "BBC",
           "said_start": datetime(2024, 11, 22, tzinfo=UTC), "said_end": datetime(2024, 11, 23, tzinfo=UTC),
           "stance": "assert", "item": "tanker trips", "qty_low": 43.0, "qty_high": 43.0, "unit": "trip"}  # fmt: skip
    return row | more


def question(**more):
    row = {**AT, "question": "oil", "ordinal": 0, "text": "?", "period_start": START, "period_end": END,
           "from_party": "RU", "to_party": "KP", "commodity": "oil", "item_words": ["oil"], "carrier": "tanker",
           "ship_types": [], "flags": [], "vessels": [], "rules": [], "per_call": [],
           "estimate_from": "documented"}  # fmt: skip
    return row | more


SEEN = {"seen_share_alpha": 21.0, "seen_share_beta": 9.0, "seen_share_reason": "if seven stays in ten were seen"}


def estimate(trips=(), alternatives=(), claims=(), season=(), **ask):
    made = estimate_trips(
        TRIPS.from_rows(trips), ALTERNATIVES.from_rows(alternatives), QUESTIONS.from_rows([question(**ask)]),
        CLAIMS.from_rows(claims), SEASON_TOTALS.from_rows(season))  # fmt: skip
    return {r["basis"]: r for r in made.to_pylist()}


def test_documented_is_the_counted_trips_and_the_different_vessels_among_them():
    made = estimate([trip("a", vessel="vessel:1"), trip("b", vessel="vessel:1"), trip("c", status="inferred"),
                     trip("d", counted=False, status="possible", vessel="vessel:2")])  # fmt: skip
    assert (made["documented"]["count"], made["documented"]["vessels"]) == (3, 1)
    counted, _, _ = made["documented"]["words"].partition(" No estimate: no look is held")
    assert counted == "3 trips counted (2 documented, 1 inferred); 1 named tanker among them."
    assert (made["possible"]["count"], made["possible"]["status"]) == (1, "possible")
    assert made["possible"]["sources"] == ["trip:d"]
    assert made["documented"]["sources"] == ["trip:a", "trip:b", "trip:c"]


def test_a_second_call_of_a_counted_trip_is_possible_too():
    made = estimate([trip("a") | {"calls_max": 2}, trip("d", counted=False, status="possible")])
    assert (made["documented"]["count"], made["possible"]["count"]) == (1, 2)
    assert made["possible"]["sources"] == ["trip:a", "trip:d"]


def test_no_trip_is_a_documented_nought_that_rests_on_the_question():
    made = estimate()
    assert set(made) == {"documented", "after_doubt"}
    assert made["documented"]["count"] == 0
    assert made["documented"]["sources"] == ["question:oil"]
    assert "days nobody watched" in made["documented"]["words"]


def test_two_open_pairs_at_one_in_ten_leave_nine_to_eleven():
    """P(9) = .1 x .1 = .01, P(10) = 2 x .1 x .9 = .18, P(11) = .81."""
    made = estimate(
        [trip(n) for n in "abcdefghijk"], [alternative("a", "b"), alternative("c", "d")])["after_doubt"]  # fmt: skip
    assert (made["p05"], made["p50"], made["p95"]) == (10, 11, 11)
    assert (made["dots"].count(9), made["dots"].count(10), made["dots"].count(11)) == (1, 9, 40)
    assert made["words"].startswith("(9–11) trips after doubt")
    assert (made["least"], made["most"]) == (9, 11)
    assert made["count"] is None
    assert {"alternative:a+b-1", "alternative:c+d-1", "trip:a"} <= set(made["sources"])


def test_trips_that_may_all_be_one_never_become_none():
    pairs = [alternative("a", "b", chance=1), alternative("b", "c", chance=1), alternative("a", "c", chance=1)]
    made = estimate([trip(n) for n in "abc"], pairs)["after_doubt"]
    assert (made["p05"], made["p95"]) == (1, 1)
    assert made["words"].startswith("(1–3)")


def test_the_same_pair_doubted_twice_loses_one_trip():
    twice = [alternative("a", "b", chance=1), alternative("a", "b", effect=-1, chance=1)]
    twice[1]["alternative_id"] = "alternative:other"
    assert estimate([trip("a"), trip("b")], twice)["after_doubt"]["p50"] == 1


def test_a_trip_of_the_wrong_ship_can_be_none():
    made = estimate([trip("a")], [alternative("a", chance=0.5)])["after_doubt"]
    assert (made["p05"], made["p95"]) == (0, 1)
    assert made["words"].startswith("(0–1)")


def test_an_alternative_that_adds_a_trip_adds_it_with_its_chance():
    made = estimate([trip("a")], [alternative("a", effect=1, chance=0.5)])["after_doubt"]
    assert (made["p05"], made["p95"]) == (1, 2)


def test_decided_alternatives_are_left_to_the_trips_and_bare_ones_only_widen_the_bounds():
    made = estimate(
        [trip("a"), trip("b"), trip("c")],
        [alternative("a", "b", chance=1, decision="reject"), alternative("b", "c", chance=None),
         alternative("a", effect=1, chance=None)])["after_doubt"]  # fmt: skip
    assert (made["p05"], made["p50"], made["p95"]) == (3, 3, 3)
    assert made["words"].startswith("(2–3)")
    assert "1 with none that only widens the bounds" in made["words"]


def test_a_claimed_count_keeps_who_said_it_and_is_not_ours():
    made = estimate(claims=[claim(quantity_words="43 trips")], claimed_trips="C02")["claimed"]
    assert (made["count"], made["status"], made["sources"]) == (43, "claimed", ["claim:C02"])
    assert "Open Source Centre" in made["words"]
    assert "not our count" in made["words"]


@pytest.mark.parametrize("wrong", [{"unit": "barrel"}, {"unit": None}, {"qty_low": None, "qty_high": None}])
def test_a_claim_that_counts_no_trips_is_no_claimed_count(wrong):
    assert "claimed" not in estimate(claims=[claim(**wrong)], claimed_trips="C02")
    assert "claimed" not in estimate(claims=[claim("C03")], claimed_trips="C02")


def test_a_claim_of_at_most_counts_with_its_upper_end():
    assert estimate(claims=[claim(qty_low=None, qty_high=9.0)], claimed_trips="C02")["claimed"]["count"] == 9


# notes of the field, 43 observed trips: share seen as mean (equivalent sample) -> N at 5 / 25 / 50 / 75 / 95 %
PUBLISHED = [
    (0.90, 50, (44, 45, 47, 50, 54)),
    (0.70, 30, (50, 55, 61, 67, 80)),
    (0.50, 30, (63, 75, 85, 99, 127)),
    (0.50, 10, (56, 70, 85, 110, 174)),
    (0.35, 30, (82, 103, 123, 150, 207)),
]


@pytest.mark.parametrize(("mean", "sample", "expected"), PUBLISHED)
def test_forty_three_seen_give_the_published_posterior(mean, sample, expected):
    count = posterior(43, mean * sample, (1 - mean) * sample, most=64 * 43)
    assert tuple(count.quantile(q) for q in (0.05, 0.25, 0.5, 0.75, 0.95)) == expected


def test_the_posterior_is_the_prior_over_n_times_the_beta_binomial_summed_until_the_tail_is_nothing():
    """The closed form against the definition: (1/N) C(N, n) B(n + a, N - n + b), normalised over N = n ... 200,000."""
    n, a, b = 7, 6.0, 3.0

    def log_weight(big):
        choose = lgamma(big + 1) - lgamma(n + 1) - lgamma(big - n + 1)
        return -lgamma(big + 1) + lgamma(big) + choose + lgamma(n + a) + lgamma(big - n + b) - lgamma(big + a + b)

    weights = [exp(log_weight(big)) for big in range(n, 200_000)]
    total = sum(weights)
    count = posterior(n, a, b, most=640)
    assert list(count.chance[:60]) == pytest.approx([w / total for w in weights[:60]], rel=1e-8)


def test_the_estimate_says_on_whose_word_and_under_which_share_it_stands():
    made = estimate(claims=[claim()], claimed_trips="C02", **SEEN | {"estimate_from": "C02"})["estimated"]
    assert (made["p05"], made["p50"], made["p95"], made["status"]) == (50, 61, 80, "estimated")
    assert made["words"] == (
        "If Open Source Centre's 43 is right, 61 trips, 90 % 50–80, if seven stays in ten were seen (share seen "
        "Beta(21, 9), mean 0.7)."
    )
    assert made["sources"] == ["claim:C02", "question:oil"]
    assert len(made["dots"]) == 50
    assert made["dots"] == sorted(made["dots"])
    assert made["dots"][24] <= 61 <= made["dots"][25]


def test_the_estimate_can_start_from_the_documented_count():
    """One trip seen and a share seen of Beta(1e6, 1e6), one half to all purposes: N is geometric, P(N) = 2^-N."""
    made = estimate([trip("a")], seen_share_alpha=1e6, seen_share_beta=1e6, seen_share_reason="half")["estimated"]
    assert (made["p05"], made["p50"], made["p95"]) == (1, 1, 5)
    assert made["words"].startswith("If the documented 1 is right")
    assert made["sources"] == ["trip:a", "question:oil"]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (SEEN, "it would start from no trip at all"),
        (SEEN | {"estimate_from": "C99"}, "no claim 'C99' that counts trips is held"),
        (SEEN | {"estimate_from": "C02", "seen_share_alpha": 0.05}, "without a useful bound"),
        (SEEN | {"estimate_from": "C02", "seen_share_alpha": 0.0}, "no distribution"),
        (SEEN | {"estimate_from": "C03"}, "1,000,000,000,000 trips to start from are more than 100,000"),
    ],
)
def test_where_no_estimate_can_be_made_the_documented_row_says_why(ask, words):
    made = estimate(claims=[claim(), claim("C03", qty_low=1e12)], **ask)
    assert "estimated" not in made
    assert words in made["documented"]["words"]


def test_no_estimate_is_made_where_none_is_asked_for():
    assert set(estimate([trip("a")])) == {"documented", "after_doubt"}


def test_ids_hang_on_question_and_basis_alone():
    few, more = estimate([trip("a")]), estimate([trip("a"), trip("b")])
    assert few["documented"]["estimate_id"] == more["documented"]["estimate_id"]
    assert few["documented"]["estimate_id"] != few["after_doubt"]["estimate_id"]


def test_the_order_of_rows_does_not_matter():
    trips = [trip(f"{i:02d}") for i in range(30)]
    doubts = [alternative(f"{i:02d}", f"{i + 1:02d}", chance=i / 40) for i in range(29)]
    expected = estimate(trips, doubts)
    random.Random(3).shuffle(trips)
    random.Random(4).shuffle(doubts)
    assert estimate(trips, doubts) == expected


def total(basis, p50):
    return {
        "season_total_id": f"season_total:{basis}", "question": "oil", "basis": basis, "p05": p50 - 2.0, "p50": p50,
        "p95": p50 + 3.0, "least": p50 - 5.0, "most": p50 + 9.0, "dots": [p50] * 50, "draws": 500, "is_settled": True,
        "given": "from 120 looks", "words": "Sampled.", "sources": ["question:oil"],
    }  # fmt: skip


def test_where_looks_were_sampled_both_figures_are_of_the_same_worlds_and_no_stated_share_is_used():
    found = estimate([trip("a")], [], [claim()], [total("after_doubt", 12.0), total("estimated", 20.0)],
                     estimate_from="C02", **SEEN)  # fmt: skip
    assert (found["after_doubt"]["p50"], found["estimated"]["p50"]) == (12, 20)
    assert found["estimated"]["sources"] == ["season_total:estimated"]
    assert found["estimated"]["given"] == "from 120 looks"
    assert found["documented"]["count"] == 1
    assert (found["after_doubt"]["least"], found["after_doubt"]["most"]) == (7, 21)


def test_what_an_estimate_is_given_names_the_claim_and_whose_word_it_is():
    told = estimate([trip("a")], [], [claim()], estimate_from="C02", **SEEN)["estimated"]["given"]
    assert told == "given C02 (Open Source Centre), if seven stays in ten were seen"
    assert estimate([trip("a")], **SEEN)["estimated"]["given"].startswith("given the documented trips, ")


def test_more_documented_trips_than_the_worlds_hold_are_said_to_be_perhaps_too_many():
    found = estimate([trip(n) for n in "abcd"], season=[total("after_doubt", 2.0), total("estimated", 3.0)])
    assert found["documented"]["words"].endswith(
        "50 of 50 equal chances of the estimate lie below: there some ship seen was none of this fleet, a name was "
        "wrong, or sightings of one trip are counted as two."
    )


def test_a_call_dated_across_an_edge_is_told_of_where_it_does_not_count_and_where_it_does():
    """25 December to 5 January is of either year: possible, as documented; a sampled world has a stay there or none."""
    over = trip("b", counted=False, status="possible") | {"start_time": datetime(2023, 12, 25, tzinfo=UTC),
                                                          "end_time": datetime(2024, 1, 5, tzinfo=UTC)}  # fmt: skip
    bare = estimate([trip("a"), over])
    assert "1 trip dated across an edge of the period is possible and not in it." in bare["documented"]["words"]
    assert "1 of them dated across an edge" in bare["possible"]["words"]
    totals = [
        {"season_total_id": f"season_total:{b}", "question": "oil", "basis": b, "p05": 1.0, "p50": 2.0, "p95": 3.0,
         "least": 1.0, "most": 3.0, "dots": [2.0], "draws": 1, "r_hat": 1.0, "ess": 1.0, "is_settled": True,
         "given": "given looks", "words": "w", "sources": ["watch:1"]}
        for b in ("after_doubt", "estimated")
    ]  # fmt: skip
    both = estimate([trip("a"), over], season=totals)["documented"]["words"]
    assert "not in it; sampled figures hold every loading stay of which a part lies in the period." in both
    assert "across" not in estimate([trip("a")])["documented"]["words"]

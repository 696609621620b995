import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

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

AT = {"evidence_id": "evidence:x", "row": 2}
START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
FEW = CargoParams(draws=400)
SHARES = (1 / 3, 1 / 2, 0.6, 0.9, 1.0)


def day(n, hour=0):
    return START + timedelta(days=n, hours=hour)


def trip(name, vessel=None, hull=None, start=0, end=1, counted=True):
    return {"trip_id": f"trip:{name}", "question": "oil", "vessel_id": vessel, "hull": hull or vessel or f"hull:{name}",
            "hull_words": name, "start_time": day(start), "end_time": day(end), "is_counted": counted, "calls_min": 1,
            "calls_max": 1, "status": "documented", "words": "w", "sources": ["stay:1"]}  # fmt: skip


def ship(name, dwt=None, ship_type="oil tanker"):
    return {"vessel_id": f"vessel:{name}", "name": name, "names": [name], "ship_type": ship_type, "dwt_t": dwt,
            "sources": ["particulars:1"]}  # fmt: skip


def question(**more):
    row = {**AT, "question": "oil", "ordinal": 0, "text": "?", "period_start": START, "period_end": END,
           "from_party": "RU", "to_party": "KP", "commodity": "oil", "item_words": ["oil"], "carrier": "tanker",
           "unit": "barrel", "capacity": "dwt", "ship_types": ["oil tanker"], "flags": [], "vessels": [], "rules": [],
           "per_call": [], "estimate_from": "documented", "conversion_authority": "BP",
           "conversion_product": "Gas oil"}  # fmt: skip
    return row | more


def estimate(basis, count=None, dots=()):
    return {"estimate_id": f"estimate:{basis}", "question": "oil", "basis": basis, "count": count, "dots": list(dots),
            "p50": dots[24] if dots else None, "status": "estimated", "words": f"{basis.capitalize()}.",
            "sources": ["question:oil"]}  # fmt: skip


def claim(**more):
    row = {**AT, "claim_id": "claim:1", "label": "C1", "speaker": "A", "outlet": "A", "said_start": END,
           "said_end": END, "stance": "assert", "item": "trips", "qty_low": 43.0, "unit": "trip"}  # fmt: skip
    return row | more


def measured(share):
    return {"load_share_id": f"load_share:{share}", "ship_words": "A", "tonnes": 1.0, "share_frac": share,
            "is_used": True, "words": "w", "sources": ["measured_transfer:1"]}  # fmt: skip


BP = {**AT, "conversion_id": "conversion:bp", "authority": "BP", "product": "Gas oil", "bbl_per_t": 7.46}


def cargo(trips=(), ships=(), estimates=(), shares=(), conversions=(BP,), claims=(), season=(), params=FEW, **ask):
    made = estimate_cargo(
        TRIPS.from_rows(trips), TRIP_ESTIMATES.from_rows(estimates), VESSELS.from_rows(ships),
        LOAD_SHARES.from_rows(shares), QUESTIONS.from_rows([question(**ask)]), CONVERSIONS.from_rows(conversions),
        CLAIMS.from_rows(claims), SEASON_STAYS.from_rows(season), params)  # fmt: skip
    return [t.to_pylist() for t in made]


def at_share(rows):
    return {r["load_share_frac"]: r["amount"] for r in rows if not r.get("per_call")}


# ---------------------------------------------------------------------------------------------------------- each trip


def test_a_trip_of_known_deadweight_is_deadweight_times_share_times_conversion():
    """Chon Ma San: 3,565 t x 7.46 = 26,594.9 bbl full; a third, a half and 90 % of that."""
    cargoes, _, _ = cargo([trip("Chon Ma San", "vessel:A")], [ship("A", 3565.0)])
    amounts = at_share(cargoes)
    assert {round(s, 2): round(amounts[s]) for s in (1 / 3, 1 / 2, 0.9, 1.0)} == {
        0.33: 8865, 0.5: 13297, 0.9: 23935, 1.0: 26595}  # fmt: skip
    third = next(r for r in cargoes if r["load_share_frac"] == 1 / 3)
    assert third["words"] == "Chon Ma San: 8,865 barrels at 1/3 of 3,565 t DWT, 7.46 bbl/t, if loaded."
    assert third["sources"] == ["trip:Chon Ma San", "question:oil", "vessel:A", "conversion:bp"]
    assert (third["dwt_basis"], third["tonnes"]) == ("stated", pytest.approx(1188.33, abs=0.01))


def test_the_drawn_load_of_a_trip_keeps_inside_the_range_of_loads():
    cargoes, _, draws = cargo([trip("a", "vessel:A")], [ship("A", 1000.0)])
    drawn = next(r for r in cargoes if r["load_share_frac"] is None)
    assert 0.3 * 7460 <= drawn["amount_p05"] < drawn["amount"] < drawn["amount_p95"] <= 0.98 * 7460
    assert all(0.3 * 7460 <= d["amount"] <= 0.98 * 7460 for d in draws)


def test_trips_that_are_not_counted_carry_nothing():
    cargoes, totals, draws = cargo([trip("a", "vessel:A", counted=False)], [ship("A", 1000.0)])
    assert (cargoes, totals, draws) == ([], [], [])


def test_an_unknown_deadweight_is_the_mean_of_the_known_fleet_and_said_so():
    """Fleet of 1,000 and 3,000 t; the bulker and the tanker of unknown deadweight are no part of the mean."""
    ships = [ship("A", 1000.0), ship("B", 3000.0), ship("C", 9000.0, "cargo"), ship("D")]
    cargoes, totals, _ = cargo([trip("x", "vessel:D")], ships)
    half = next(r for r in cargoes if r["load_share_frac"] == 0.5)
    assert half["dwt_t"] == 2000
    assert half["dwt_basis"] == "mean of the known fleet"
    assert "not known: mean of 2 known hulls of the fleet" in half["words"]
    assert {"vessel:A", "vessel:B"} <= set(half["sources"])
    assert not {"vessel:C", "vessel:D"} & set(half["sources"])
    drawn = totals[-1]
    assert "1 trip on hulls of unknown DWT, the fleet has 2 known (1,000–3,000 t)" in drawn["words"]
    assert {"vessel:A", "vessel:B"} <= set(drawn["sources"])


def test_one_hull_keeps_one_capacity_over_all_its_trips():
    """A fleet of 1 t and 1,000,000 t, loads 0.6 to 0.7: one big hull carries under 0.7 million, two over 1.2. Two trips
    of one hull are both small or both big; two hulls, drawn apart, are sometimes of two kinds."""
    ships = [ship("A", 1.0), ship("B", 1e6)]

    def mixed(trips):
        params = CargoParams(draws=400, lowest_frac=0.6, highest_frac=0.7)
        draws = cargo(trips, ships, unit="tonne", params=params)[2]
        return sum(d["amount"] > 1e6 for d in draws), sum(d["amount"] > 10 for d in draws)

    two_bigs, some_big = mixed([trip("a", hull="hull:1"), trip("b", hull="hull:1")])
    assert two_bigs == some_big > 100
    two_bigs, some_big = mixed([trip("a", hull="hull:1"), trip("b", hull="hull:2")])
    assert 50 < two_bigs < some_big - 50


def test_trips_without_any_deadweight_are_left_out_and_the_total_says_how_many():
    trips = [trip("a", "vessel:A"), trip("b"), trip("c")]
    cargoes, totals, _ = cargo(trips, [ship("A", 1000.0, "cargo")])
    assert {r["trip_id"] for r in cargoes} == {"trip:a"}
    assert all(r["trips"] == 1 and "2 trips left out" in r["words"] for r in totals)
    assert cargo([trip("b")], []) == [[], [], []]


def test_a_trip_keeps_its_draws_whatever_else_the_case_holds():
    ships = [ship("A", 1000.0), ship("B", 3000.0)]

    def drawn(trips):
        return {r["trip_id"]: r for r in cargo(trips, ships)[0] if r["load_share_frac"] is None}

    alone = drawn([trip("a", "vessel:A"), trip("u", hull="hull:u")])
    among = drawn([trip("a", "vessel:A"), trip("u", hull="hull:u"), trip("b", "vessel:B"), trip("v", hull="hull:v")])
    assert {k: among[k] for k in alone} == alone


# -------------------------------------------------------------------------------------------------------------- totals


def test_a_total_is_the_sum_of_its_trips_and_names_them():
    cargoes, totals, _ = cargo([trip("a", "vessel:A"), trip("b", "vessel:B")], [ship("A", 1000.0), ship("B", 2000.0)])
    assert at_share(totals)[0.5] == pytest.approx(3000 * 0.5 * 7.46)
    half = next(r for r in totals if r["load_share_frac"] == 0.5)
    assert set(half["sources"]) == {r["cargo_id"] for r in cargoes if r["load_share_frac"] == 0.5}
    assert (half["assumption"], half["basis"], half["status"]) == ("1/2 of DWT, 7.46 bbl/t", "documented", "estimated")
    assert "11,190 barrels" in half["words"]
    assert "BP, Gas oil" in half["words"]
    assert totals[-1]["assumption"] == "load drawn, 7.46 bbl/t"


def test_quantiles_of_a_total_come_from_sums_of_draws_and_are_never_added_up():
    trips = [trip(f"{i:02d}", "vessel:A") for i in range(40)]
    cargoes, totals, draws = cargo(trips, [ship("A", 1000.0)], [], [measured(0.64)])
    sums = sorted(d["amount"] for d in draws)
    drawn = totals[-1]
    assert (drawn["amount_p05"], drawn["amount"], drawn["amount_p95"]) == (sums[19], sums[199], sums[379])
    added = sum(r["amount_p95"] - r["amount_p05"] for r in cargoes if r["load_share_frac"] is None)
    assert drawn["amount_p95"] - drawn["amount_p05"] < 0.9 * added


def test_the_usual_load_is_shared_so_a_total_of_many_trips_stays_uncertain():
    """Independent loads of 400 trips would leave a 90 % interval of about 2 x 1.645 x 0.2 / 20 = 3 % of the total."""
    trips = [trip(f"{i:03d}", "vessel:A") for i in range(400)]
    drawn = cargo(trips, [ship("A", 1000.0)])[1][-1]
    assert (drawn["amount_p95"] - drawn["amount_p05"]) / drawn["amount"] > 0.5


def test_amounts_lie_on_the_days_of_their_trips():
    trips = [trip("a", "vessel:A", start=5, end=7), trip("b", "vessel:A", start=9, end=9)]
    _, totals, draws = cargo(trips, [ship("A", 1000.0)], unit="tonne")
    full = next(r for r in totals if r["load_share_frac"] == 1.0)
    assert full["first_day"] == day(5)
    assert full["amount_by_day"] == pytest.approx([500, 500, 0, 0, 1000])
    assert totals[-1]["amount_by_day"] is None
    assert {d["first_day"] for d in draws} == {day(5)}
    by_day = np.array([d["amount_by_day"] for d in draws])
    assert (by_day[:, 2:4] == 0).all()
    assert (by_day[:, 4] >= 300).all()
    assert 0.4 < (by_day[:, 0] > 0).mean() < 0.6
    assert by_day.sum(axis=1) == pytest.approx([d["amount"] for d in draws], rel=1e-6)
    assert {tuple(d["sources"]) for d in draws} == {(totals[-1]["total_id"],)}


def test_only_questions_with_a_capacity_and_a_known_unit_get_amounts():
    for ask in ({"capacity": None}, {"unit": None}, {"unit": "container"}):
        assert cargo([trip("a", "vessel:A")], [ship("A", 1000.0)], **ask) == [[], [], []]


def test_tonnes_need_no_conversion_and_speak_of_none():
    _, totals, _ = cargo([trip("a", "vessel:A")], [ship("A", 1000.0)], conversions=(), unit="tonne")
    assert at_share(totals)[0.9] == pytest.approx(900)
    assert not any("bbl" in r["words"] or "barrel" in r["words"] for r in totals)


def test_without_a_usable_conversion_only_figures_a_call_remain_and_say_why():
    made = cargo([trip("a", "vessel:A")], [ship("A", 1000.0)], [estimate("claimed", 43)],
                 conversions=[BP | {"bbl_per_t": 17.9}], claims=[claim()], claimed_trips="C1",
                 claimed_hull_dwt_t=3464.0, per_call=[10_000.0])  # fmt: skip
    assert (made[0], made[2]) == ([], [])
    assert [r["amount"] for r in made[1]] == [430_000]
    assert "17.9 bbl/t" in made[1][0]["words"]
    assert "fits no oil product" in made[1][0]["words"]


# ------------------------------------------------------------------------------------------------------- claimed trips


def claimed(**more):
    ask = {"claimed_trips": "C1", "claimed_hull_dwt_t": 3464.0, "per_call": [30_000.0, 10_000.0]} | more
    period = {"period_start": day(66), "period_end": day(310)}
    return cargo(estimates=[estimate("claimed", 43)], claims=[claim(**period)], **ask)[1]


def test_claimed_trips_are_claimed_barrels_at_each_share_of_the_claimed_hull():
    """43 x 3,464 t x 7.46 = 1,111,181.92 bbl full: 370,394, 555,591 and 1,000,064 at one third, one half, 90 %."""
    amounts = at_share(claimed())
    assert [round(amounts[s]) for s in (1 / 3, 1 / 2, 0.9)] == [370_394, 555_591, 1_000_064]
    assert {r["status"] for r in claimed()} == {"claimed"}


def test_claimed_trips_are_claimed_barrels_at_each_figure_a_call():
    calls = {r["per_call"]: r for r in claimed() if r["per_call"]}
    assert {p: r["amount"] for p, r in calls.items()} == {10_000: 430_000, 30_000: 1_290_000}
    assert calls[10_000]["assumption"] == "10,000 barrels a call"
    assert calls[10_000]["sources"] == ["estimate:claimed", "question:oil"]


def test_a_figure_a_call_that_no_claimed_hull_can_hold_is_flagged():
    """1.05 x 3,464 t x 7.46 = 27,133 barrels: 10,000 fit, 30,000 do not."""
    calls = {r["per_call"]: r["words"] for r in claimed() if r["per_call"]}
    assert "more than 1.05 of the DWT" in calls[30_000]
    assert "more than" not in calls[10_000]


def test_claimed_amounts_lie_evenly_in_the_period_of_the_claim_or_of_the_question():
    row = claimed()[0]
    assert row["first_day"] == day(66)
    assert row["amount_by_day"] == pytest.approx([row["amount"] / 244] * 244)
    row = cargo(estimates=[estimate("claimed", 43)], claims=[claim()], claimed_trips="C1", per_call=[1.0])[1][0]
    assert (row["first_day"], len(row["amount_by_day"])) == (START, 366)


def test_without_a_claimed_hull_or_rule_nothing_is_made_of_a_claim():
    assert claimed(claimed_hull_dwt_t=None, per_call=[]) == []


# ----------------------------------------------------------------------------------------------------- estimated trips


def estimated(dots, params=FEW, **ask):
    ask = {"unit": "tonne", "estimate_from": "C1"} | ask
    return cargo(ships=[ship("A", 1000.0)], estimates=[estimate("estimated", dots=dots)],
                 claims=[claim(period_start=day(10), period_end=day(20))], params=params, **ask)  # fmt: skip


def test_estimated_trips_draw_their_number_hull_load_and_day():
    """10 or 30 trips of 1,000 t, usual load uniform on 0.3 to 0.98: mean 20 x 640 t. Standard error about 3 %."""
    _, totals, draws = estimated([10.0] * 25 + [30.0] * 25, CargoParams(draws=2000))
    amounts = np.array([d["amount"] for d in draws])
    assert amounts.mean() == pytest.approx(20 * 640, rel=0.03)
    assert amounts.min() >= 10 * 300
    assert amounts.max() <= 30 * 980
    few = amounts < 10 * 980
    assert few.sum() >= 1000  # each dot is drawn equally often: at least the thousand draws of ten trips
    assert [t["basis"] for t in totals] == ["estimated"]
    assert totals[0]["status"] == "estimated"
    assert totals[0]["words"].startswith("Estimated. They would carry about ")
    assert {"estimate:estimated", "question:oil", "vessel:A"} <= set(totals[0]["sources"])


def test_estimated_trips_fall_in_the_period_of_the_claim_or_of_the_question():
    draws = estimated([10.0] * 50)[2]
    assert {d["first_day"] for d in draws} == {day(10)}
    per_day = np.array([d["amount_by_day"] for d in draws]).mean(axis=0)
    assert len(per_day) == 10
    assert per_day.min() > 0.7 * per_day.max()
    assert len(estimated([10.0] * 50, estimate_from="documented")[2][0]["amount_by_day"]) == 366


def test_without_a_known_hull_nothing_is_made_of_an_estimate():
    assert cargo(estimates=[estimate("estimated", dots=[10.0] * 50)]) == [[], [], []]


# ------------------------------------------------------------------------------------------------ draws and their kind


def test_draws_are_fewer_for_very_many_trips_and_the_total_says_how_many():
    params = CargoParams(draws=400, fewest_draws=50, most_loads=3000)
    assert [params.draws_for(n) for n in (0, 1, 7, 10, 30, 60, 1000)] == [400, 400, 400, 300, 100, 50, 50]
    trips = [trip(f"{i:02d}", "vessel:A") for i in range(30)]
    _, totals, draws = cargo(trips, [ship("A", 1000.0)], params=params)
    assert len(draws) == 100
    assert "(100 draws)" in totals[-1]["words"]


def test_many_trips_are_drawn_in_parts_that_make_one_whole(monkeypatch):
    trips = [trip(f"{i:02d}", hull=f"hull:{i % 5}", end=1 + i) for i in range(20)]
    ships = [ship("A", 1000.0), ship("B", 4000.0)]
    dots = {"estimates": [estimate("estimated", dots=[7.0] * 50)]}
    whole = cargo(trips, ships, **dots)
    monkeypatch.setattr("fairlead.trips.cargo.LOADS_AT_ONCE", 3 * 400)
    parts = cargo(trips, ships, **dots)
    assert parts[0] == whole[0]
    documented = [[r for r in made[1] if r["basis"] == "documented"] for made in (whole, parts)]
    assert documented[0][0] == documented[1][0]
    assert documented[0][-1]["amount"] == pytest.approx(documented[1][-1]["amount"])
    assert sum(d["amount"] > 0 for d in parts[2]) == 800


@pytest.mark.parametrize(
    "wrong",
    [{"load_shares": (0.5, 1.06)}, {"load_shares": (0.0,)}, {"highest_frac": 1.2}, {"lowest_frac": 0.99}, {"draws": 0},
     {"concentration": 0.0}],
)  # fmt: skip
def test_loads_above_the_gate_and_other_nonsense_are_refused(wrong):
    with pytest.raises(ValueError):
        CargoParams(**wrong)


def test_a_load_at_the_gate_is_the_most_that_can_be_assumed():
    cargoes, _, _ = cargo(
        [trip("a", "vessel:A")], [ship("A", 1000.0)], params=CargoParams((1.05,), draws=200), unit="tonne"
    )
    assert max(r["amount"] for r in cargoes) == 1050


def test_the_order_of_rows_does_not_change_a_byte():
    trips = [trip(f"{i:02d}", f"vessel:{i % 3}" if i % 2 else None, start=i, end=i + 3) for i in range(12)]
    ships = [ship(str(i), 1000.0 * (i + 1)) for i in range(3)]
    shares = [measured(0.5), measured(0.8)]
    expected = cargo(trips, ships, shares=shares)
    for seed in range(3):
        for rows in (trips, ships, shares):
            random.Random(seed).shuffle(rows)
        assert cargo(trips, ships, shares=shares) == expected


def test_another_seed_gives_other_draws_and_the_same_classic_points():
    made = [cargo([trip("a", "vessel:A")], [ship("A", 1000.0)], params=CargoParams(draws=200, seed=s)) for s in (1, 2)]
    assert at_share(made[0][1])[0.5] == at_share(made[1][1])[0.5]
    assert made[0][1][-1]["amount"] != made[1][1][-1]["amount"]


# ---------------------------------------------------------------------------------------------------- sampled worlds


def stay(draw, number, vessel, end, sightings=0):
    return {"question": "oil", "draw": draw, "draws": 30, "number": number, "vessel_id": f"vessel:{vessel}",
            "start_time": day(end - 2), "end_time": day(end), "sightings": sightings,
            "sources": ["question:oil"]}  # fmt: skip


def test_each_sampled_world_carries_what_its_own_ships_hold_on_its_own_days():
    """World 0: A (1,000 t) leaves on day 10, B (3,000 t) on day 20. World 1: A twice. Loads lie in 0.3-0.98 of DWT."""
    worlds = [stay(0, 0, "A", 10, 1), stay(0, 1, "B", 20), stay(1, 0, "A", 10, 1), stay(1, 1, "A", 40)]
    found = [estimate("after_doubt", dots=[1.0] * 50), estimate("estimated", dots=[2.0] * 50)]
    _, totals, draws = cargo(ships=[ship("A", 1000.0), ship("B", 3000.0)], estimates=found, season=worlds)
    of = {(d["basis"], d["draw"]): d for d in draws}
    assert set(of) == {(b, n) for b in ("after_doubt", "estimated") for n in range(30)}  # 28 worlds without a stay
    assert of["estimated", 29]["amount"] == 0
    first, second = of["estimated", 0], of["estimated", 1]
    assert [i for i, a in enumerate(first["amount_by_day"]) if a] == [10, 20]
    assert [i for i, a in enumerate(second["amount_by_day"]) if a] == [10, 40]
    assert 0.3 * 3000 * 7.46 <= first["amount_by_day"][20] <= 0.98 * 3000 * 7.46
    assert 0.3 * 1000 * 7.46 <= second["amount_by_day"][40] <= 0.98 * 1000 * 7.46
    assert [i for i, a in enumerate(of["after_doubt", 1]["amount_by_day"]) if a] == [10]
    assert {t["basis"] for t in totals} == {"after_doubt", "estimated"}


def test_no_world_carries_more_after_doubt_than_in_all():
    worlds = [stay(d, n, "A", 10 + 9 * n, n % 2) for d in range(30) for n in range(4)]
    found = [estimate("after_doubt", dots=[2.0] * 50), estimate("estimated", dots=[4.0] * 50)]
    _, _, draws = cargo(ships=[ship("A", 1000.0)], estimates=found, season=worlds)
    amount = {(d["basis"], d["draw"]): d["amount"] for d in draws}
    assert all(amount["after_doubt", n] < amount["estimated", n] for n in range(30))


def test_why_more_is_carried_after_doubt_than_documented_is_said():
    """Two trips of ships nobody settled stand on the mean of 1,000 and 5,000 t; each world gives both to the larger."""
    trips = [trip("a", None), trip("b", None)]
    worlds = [stay(d, n, "B", 10 + 20 * n, 1) for d in range(30) for n in range(2)]
    found = [estimate("after_doubt", dots=[2.0] * 50), estimate("estimated", dots=[2.0] * 50)]
    fleet = [ship("A", 1000.0), ship("B", 5000.0)]
    _, totals, _ = cargo(trips, fleet, estimates=found, season=worlds)
    (words,) = (t["words"] for t in totals if t["basis"] == "after_doubt")
    assert words.endswith(
        "It is more than the documented trips would carry: 2.0 trips a world, on hulls of 5,000 t DWT on average, "
        "against 2 on 3,000 t, the fleet's mean standing in for 2 ships nobody settled."
    )
    assert not any("It is more" in t["words"] for t in totals if t["basis"] == "estimated")

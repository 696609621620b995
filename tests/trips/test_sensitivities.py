"""A made-up trade in tonnes: two known hulls of 100 and 1,000 t, ten trips estimated where one is said.

Loads lie between 0.3 and 0.98 of deadweight, so one trip carries 980 t at most, and ten trips of the small hull alone
carry 980 t at most: neither can pass 990 t. Ten trips of both hulls can.
"""

from datetime import UTC, datetime

import pytest

from fairlead.base.tables import (
    CLAIMS,
    CONVERSIONS,
    LEGAL_MEASURES,
    LOAD_SHARES,
    OFFICIAL_REPORTS,
    QUESTIONS,
    SEASON_STAYS,
    TRIP_ESTIMATES,
    TRIPS,
    VESSELS,
)
from fairlead.ledger.caps import check_caps
from fairlead.trips.cargo import CargoParams, estimate_cargo
from fairlead.trips.sensitivities import weigh_assumptions

AT = {"evidence_id": "evidence:x", "row": 2}
START, END = datetime(2030, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
FEW = CargoParams(draws=200)
ASK = {
    **AT, "question": "wheat", "ordinal": 0, "text": "?", "period_start": START, "period_end": END, "from_party": "AA",
    "to_party": "BB", "commodity": "wheat", "item_words": ["wheat"], "carrier": "barge", "unit": "tonne",
    "capacity": "dwt", "ship_types": ["barge"], "flags": [], "vessels": [], "rules": [], "per_call": [], "cap": "L1",
    "estimate_from": "documented",
}  # fmt: skip


def hull(name, dwt):
    return {
        "vessel_id": f"vessel:{name}", "name": name, "names": [name], "ship_type": "barge", "dwt_t": dwt,
        "sources": ["particulars:1"],
    }  # fmt: skip


def load(share):
    return {
        "load_share_id": f"load_share:{share}", "ship_words": f"Barge {share}", "tonnes": 1.0, "share_frac": share,
        "is_used": True, "words": "w", "sources": ["measured_transfer:1"],
    }  # fmt: skip


def count(basis, n, dots=()):
    return {
        "estimate_id": f"estimate:{basis}", "question": "wheat", "basis": basis, "count": n, "dots": list(dots),
        "p50": dots[24] if dots else None, "status": "estimated", "words": "w.", "sources": ["question:wheat"],
    }  # fmt: skip


def rule(anchor="01-01"):
    return {
        **AT, "legal_measure_id": "legal_measure:1", "label": "L1", "instrument": "Act", "measure_kind": "cap",
        "is_cap": True, "item": "wheat", "limit_value": 990.0, "limit_unit": "tonne", "period_anchor": anchor,
        "alert_levels_pct": [],
    }  # fmt: skip


BOTH = (hull("Small", 100.0), hull("Large", 1000.0))
LOADS = (load(0.9), load(0.4))
ESTIMATES = (count("documented", 1.0), count("estimated", None, [10.0] * 50))


def weigh(ships=BOTH, loads=LOADS, *, ask=None, claims=(), anchor="01-01", params=FEW, worlds=()):
    asked = QUESTIONS.from_rows([ask or ASK])
    tables = (
        TRIP_ESTIMATES.from_rows(ESTIMATES), VESSELS.from_rows(ships), LOAD_SHARES.from_rows(loads), asked,
        CONVERSIONS.from_rows([]), CLAIMS.from_rows(claims), SEASON_STAYS.from_rows(worlds),
    )  # fmt: skip
    _, totals, draws = estimate_cargo(TRIPS.empty(), *tables, FEW)
    law = LEGAL_MEASURES.from_rows([rule(anchor)])
    caps = check_caps(totals, draws, asked, law, OFFICIAL_REPORTS.empty(), TRIPS.empty())
    rows = weigh_assumptions(*tables, caps, params).to_pylist()
    return sorted(rows, key=lambda r: (r["period_start"], r["ordinal"])), caps.to_pylist()


def test_each_change_stands_alone_and_then_on_the_one_before():
    rows, caps = weigh()
    assert [(r["ordinal"], r["changed"], r["assumption"]) for r in rows] == [
        (0, 0, "as it stands"),
        (1, 1, "the 1 as said, none added for trips not seen"),
        (2, 1, "without the largest known hull, Large (1,000 t)"),
        (3, 1, "without the fullest measured load, Barge 0.9, 0.9 of DWT"),
        (4, 2, "the first two changes together"),
        (5, 3, "the first three changes together"),
    ]
    chances = [r["p_over"] for r in rows]
    assert chances[0] == caps[0]["p_over"] > 0.5
    assert chances[1] == chances[2] == chances[4] == chances[5] == 0.0
    assert 0 < chances[3] <= chances[0]


def test_a_row_names_what_it_leaves_out_and_the_estimate_it_weighs():
    rows, caps = weigh()
    assert [r["sources"] for r in rows[1:4]] == [
        [caps[0]["cap_status_id"]],
        [caps[0]["cap_status_id"], "vessel:Large"],
        [caps[0]["cap_status_id"], "load_share:0.9"],
    ]
    assert rows[1]["words"] == ("The 1 as said, none added for trips not seen: 0 of 200 draws pass the limit of 990.")
    assert "from 0.3 to 0.98 of deadweight and never beyond" in rows[0]["words"]


def test_the_count_as_said_is_the_claim_s_where_the_estimate_starts_from_it():
    claim = {
        **AT, "claim_id": "claim:1", "label": "C1", "speaker": "A", "outlet": "A", "said_start": END, "said_end": END,
        "stance": "assert", "item": "trips", "qty_low": 2.0, "unit": "trip",
    }  # fmt: skip
    rows, _ = weigh(ask={**ASK, "estimate_from": "C1"}, claims=[claim])
    assert rows[1]["assumption"].startswith("the 2 as said")


def test_a_lone_hull_and_no_measured_load_cannot_be_left_out():
    rows, _ = weigh(ships=[hull("Large", 1000.0)], loads=[])
    assert [r["changed"] for r in rows] == [0, 1]


def test_each_cap_period_is_weighed_by_what_lies_in_it():
    rows, caps = weigh(anchor="07-01")
    assert len({r["period_start"] for r in rows}) == 2
    unchanged = {r["period_start"]: r["p_over"] for r in rows if r["ordinal"] == 0}
    assert unchanged == {c["period_start"]: c["p_over"] for c in caps}


@pytest.mark.parametrize("params", [CargoParams(draws=200, seed=1), CargoParams(draws=200, lowest_frac=0.9)])
def test_nothing_is_weighed_with_other_parameters_than_the_estimate_had(params):
    assert weigh(params=params)[0] == []


def test_without_a_drawn_estimate_against_a_limit_there_is_nothing_to_weigh():
    assert weigh(ask={**ASK, "cap": None})[0] == []


def sampled(sightings):
    """Twenty worlds with two trips of the large hull each, of which so many sightings tell."""
    return [
        {
            "question": "wheat", "draw": d, "draws": 20, "number": n, "vessel_id": "vessel:Large", "start_time": START,
            "end_time": START, "sightings": sightings, "sources": ["season_total:1"],
        }
        for d in range(20)
        for n in range(2)
    ]  # fmt: skip


@pytest.mark.parametrize("sightings", [0, 1])
def test_where_evidence_tells_of_no_trip_of_any_world_none_is_left_to_pass_the_limit(sightings):
    """Two trips of 1,000 t may pass 990 t. If nothing tells of them, the count without those added is none."""
    rows, _ = weigh(worlds=sampled(sightings))
    assert rows[1]["assumption"] == "only the trips that evidence tells of, none added"
    assert rows[0]["p_over"] > 0
    assert rows[1]["p_over"] == (rows[0]["p_over"] if sightings else 0.0)

import random
from datetime import UTC, datetime

import pytest

from fairlead.base.tables import DECISIONS, SIGHTINGS, VESSELS
from fairlead.identity.candidates import match_candidates
from fairlead.identity.fleet import CandidateParams


def sighting(label, name=None, imo=None, **more):
    row = {"sighting_id": f"sighting:{label}", "label": label, "vessel_words": name or "(unnamed tanker)",
           "vessel_name": name, "imo": imo, "event": "port_call", "hulls": 1, "members": [], "lengths_m": [],
           "date_start": "2024-04-03", "observed_by": "A", "method": "satellite image", "grade": "medium",
           "evidence_id": "evidence:s", "row": 2}  # fmt: skip
    return row | more


def vessel(label, *names, imo=None, **more):
    row = {"vessel_id": f"vessel:{label}", "label": label, "name": names[0], "names": list(names), "imo": imo,
           "flag": "KP", "sources": [f"particulars:{label}"]}  # fmt: skip
    return row | more


def decision(verdict, *about, day=1, **more):
    row = {"decision_id": f"decision:{day}", "about": list(about), "verdict": verdict, "reason": "deck matches",
           "decided_by": "Kim", "decided_at": datetime(2025, 1, day, tzinfo=UTC), "is_withdrawn": False,
           "log_line": day}  # fmt: skip
    return row | more


FLEET = (
    vessel("V1", "Chon Ma San", imo=8660313),
    vessel("V2", "Yu Son", imo=8691702),
    vessel("V7", "Paek Yang San 1"),
    vessel("V8", "Un Hung"),
    vessel("V11", "Sin Phyong 9", "SAEBYOL", "CHONG RIM 2", imo=8916293),
    vessel("V13", "Kum Un San", imo=8720436),
    vessel("V14", "Kum Un San 3", imo=8705539),
)


def match(*sightings, fleet=FLEET, decisions=()):
    made, _ = match_candidates(SIGHTINGS.from_rows(sightings), VESSELS.from_rows(fleet), DECISIONS.from_rows(decisions))
    rows = made.to_pylist()
    for s in sightings:
        of = [r for r in rows if r["sighting_id"] == s["sighting_id"]]
        assert sum(r["weight_frac"] for r in of) == pytest.approx(1)
        assert sorted(r["rank"] for r in of) == list(range(1, len(of) + 1))
        assert [r["vessel_id"] for r in of].count(None) == 1
        assert sum(r["is_settled"] for r in of) <= 1
    return rows


def settled(rows):
    return [r["vessel_id"] for r in rows if r["is_settled"]]


def weights(rows):
    return {r["vessel_id"]: r["weight_frac"] for r in rows}


def test_an_equal_imo_number_settles_the_vessel():
    rows = match(sighting("S1", "Chon Ma San", 8660313))
    assert [(r["vessel_id"], r["match_basis"]) for r in rows] == [("vessel:V1", "imo"), (None, "none")]
    # medium: OTHER 0.10 x 0.2 = 0.02 against 0.98 of belief
    assert weights(rows)["vessel:V1"] == pytest.approx(0.98)
    assert settled(rows) == ["vessel:V1"]
    assert rows[0]["sources"] == ["sighting:S1", "vessel:V1"]


@pytest.mark.parametrize(
    ("name", "vessel_id"),
    [("Baekyangsan 1", "vessel:V7"), ("백양산 1호", "vessel:V7"), ("Eunheung", "vessel:V8"), ("은흥", "vessel:V8")],
)
def test_a_romanised_name_settles_its_vessel(name, vessel_id):
    rows = match(sighting("S6", name))
    assert rows[0]["match_basis"] == "spelling"
    # medium: 0.9 x 0.8 = 0.72 against 0.10: 0.72 / 0.82
    assert rows[0]["weight_frac"] == pytest.approx(0.72 / 0.82)
    assert settled(rows) == [vessel_id]


def test_a_former_name_is_another_basis():
    rows = match(sighting("S30", "Chong Rim 2"))
    assert (rows[0]["vessel_id"], rows[0]["match_basis"]) == ("vessel:V11", "former name")


def test_words_that_leave_a_twin_open_settle_neither():
    doubt = (
        "low: day inferred; the source says Kum Un San without a number, so Kum Un San (8720436) versus "
        "Kum Un San 3 (8705539) is not certain"
    )
    rows = match(sighting("S17", "Kum Un San", 8720436, grade="low", confidence=doubt))
    # low keeps 0.25 for OTHER; the stated ship counts 1 and the one left open 0.5 of the rest: 0.75 x 2/3, 0.75 x 1/3
    assert weights(rows) == {
        "vessel:V13": pytest.approx(0.5), "vessel:V14": pytest.approx(0.25), None: pytest.approx(0.25)
    }  # fmt: skip
    assert settled(rows) == []


def test_a_twin_mentioned_without_doubt_is_no_candidate():
    words = "high: not to be confused with the other; seen beside Kum Un San 3 at noon"
    assert settled(match(sighting("S1", "Kum Un San", 8720436, confidence=words))) == ["vessel:V13"]


def test_doubt_in_another_clause_does_not_touch_the_ship():
    words = "medium: the day is not certain; alleged transfer with Yu Son"
    assert settled(match(sighting("S1", "Chon Ma San", 8660313, confidence=words))) == ["vessel:V1"]


def test_at_low_grade_a_name_without_a_number_may_be_a_numbered_sibling():
    rows = match(sighting("S1", "Kum Un San", grade="low"))
    # 0.75 shared 1 : 0.5 between the equal name and the sibling
    assert weights(rows)["vessel:V13"] == pytest.approx(0.5)
    assert weights(rows)["vessel:V14"] == pytest.approx(0.25)
    assert settled(rows) == []


def test_at_medium_grade_a_name_without_a_number_is_the_ship_without_a_number():
    assert settled(match(sighting("S1", "Kum Un San"))) == ["vessel:V13"]


def test_a_number_written_is_never_overlooked():
    assert settled(match(sighting("S1", "Kum Un San 3", grade="low"))) == ["vessel:V14"]
    rows = match(sighting("S1", "Kum Un San 5"))
    assert [r["vessel_id"] for r in rows] == [None]


def test_a_name_that_several_numbered_ships_share_settles_none():
    fleet = (vessel("V18", "Sam Jong 1"), vessel("V19", "Sam Jong 2"))
    rows = match(sighting("S1", "Sam Jong", grade="high"), fleet=fleet)
    assert [r["match_basis"] for r in rows] == ["number missing", "number missing", "none"]
    assert settled(rows) == []


@pytest.mark.parametrize("grade", ["high", "medium", "low", None])
def test_a_name_that_lacks_a_ships_number_stays_open_at_every_grade(grade):
    rows = match(sighting("S1", "Chon Ma San", grade=grade), fleet=(vessel("V5", "Chon Ma San 2"),))
    assert [(r["vessel_id"], r["match_basis"]) for r in rows] == [("vessel:V5", "number missing"), (None, "none")]
    assert settled(rows) == []


def test_a_person_settles_a_name_without_its_number():
    said = [decision("accept", "sighting:S1", "vessel:V5")]
    assert settled(match(sighting("S1", "An San"), fleet=(vessel("V5", "An San 1"),), decisions=said)) == ["vessel:V5"]


def test_a_bare_name_leaves_its_numbered_twins_open_with_less_chance_and_says_so():
    fleet = (vessel("V7", "Paek Yang San"), vessel("V8", "Paek Yang San 1"), vessel("V9", "Paek Yang San 2"))
    rows = match(sighting("S1", "Paek Yang San"), fleet=fleet)
    # medium keeps 0.10 for OTHER; 0.9 is shared 1 : 0.125 : 0.125, a missing number (0.5) beside the bare name (0.25)
    assert weights(rows) == {
        "vessel:V7": pytest.approx(0.72), "vessel:V8": pytest.approx(0.09), "vessel:V9": pytest.approx(0.09),
        None: pytest.approx(0.10),
    }  # fmt: skip
    assert settled(rows) == ["vessel:V7"]
    assert "Paek Yang San 1 (V8) and Paek Yang San 2 (V9) bear it with a number" in rows[0]["words"]
    words = {r["vessel_id"]: r["words"] for r in rows}
    assert "without a number may be Paek Yang San 2 (V9), though another ship bears the name" in words["vessel:V9"]


def test_a_romanised_bare_name_leaves_the_numbered_twin_open_too():
    rows = match(sighting("S1", "Yuseon", grade="high"), fleet=(vessel("V2", "Yu Son"), vessel("V3", "Yu Son 2")))
    # high: 0.98 x 0.8 for the spelling, 0.98 x 0.125 for the twin, 0.02 for OTHER
    assert weights(rows)["vessel:V3"] == pytest.approx(0.1225 / (0.784 + 0.1225 + 0.02))
    assert settled(rows) == ["vessel:V2"]


def test_three_numbered_twins_leave_a_bare_name_at_medium_grade_to_a_person():
    fleet = [vessel("V7", "Sin Phyong"), *(vessel(f"V{n}", f"Sin Phyong {n}") for n in (2, 5, 9))]
    # 0.9 / 1.375 = 0.654, under 0.7
    assert settled(match(sighting("S1", "Sin Phyong"), fleet=fleet)) == []


def test_an_imo_number_settles_a_bare_name_whatever_its_twins():
    assert settled(match(sighting("S1", "Kum Un San", 8720436))) == ["vessel:V13"]


FALSE = vessel("V43", "Hai Zhou 168", imo=8514045, imo_words="V43 says “vessel identity laundering”")


def test_an_imo_number_in_doubt_settles_nothing_and_says_why():
    for name in ("Hai Zhou 168", None, "Subblic"):
        rows = match(sighting("S1", name, 8514045, grade="high"), fleet=(*FLEET, FALSE))
        assert (rows[0]["vessel_id"], rows[0]["match_basis"]) == ("vessel:V43", "imo")
        assert "proves no identity: V43 says “vessel identity laundering”" in rows[0]["words"]
        assert settled(rows) == []


def test_an_imo_number_in_doubt_does_not_speak_against_the_name():
    rows = match(sighting("S1", "Yu Son", 8514045), fleet=(*FLEET, FALSE))
    # 0.9 shared 1 : 0.5 between the ship of the name and the ship of the number: neither has 0.7
    assert weights(rows) == {
        "vessel:V2": pytest.approx(0.6), "vessel:V43": pytest.approx(0.3), None: pytest.approx(0.1)
    }  # fmt: skip
    assert settled(rows) == []


def test_the_name_alone_settles_a_ship_whose_number_is_in_doubt_and_the_doubt_is_said():
    rows = match(sighting("S1", "Hai Zhou 168"), fleet=(FALSE,))
    assert settled(rows) == ["vessel:V43"]
    assert "its IMO number proves no identity" in rows[0]["words"]


def test_a_person_settles_an_imo_number_in_doubt():
    said = [decision("accept", "sighting:S1", "vessel:V43")]
    rows = match(sighting("S1", None, 8514045), fleet=(FALSE,), decisions=said)
    assert settled(rows) == ["vessel:V43"]


def test_two_ships_of_one_name_settle_neither_until_an_imo_number_is_given():
    fleet = (vessel("V1", "Lucky Star", imo=8660313), vessel("V2", "Lucky Star", imo=8691702))
    assert settled(match(sighting("S1", "Lucky Star"), fleet=fleet)) == []
    assert settled(match(sighting("S1", "Lucky Star", 8691702), fleet=fleet)) == ["vessel:V2"]


def test_an_imo_number_against_the_name_of_another_ship_settles_neither():
    rows = match(sighting("S1", "Yu Son", 8660313))
    assert {r["vessel_id"] for r in rows} == {"vessel:V1", "vessel:V2", None}
    assert settled(rows) == []


def test_a_likeness_is_a_weak_hint_and_settles_nothing():
    fleet = (*FLEET, vessel(None, "Chon Ma Sam", vessel_id="vessel:new"))
    rows = match(sighting("S1", "Chon Ma Sam"), fleet=fleet)
    assert settled(rows) == ["vessel:new"]
    assert [(r["vessel_id"], r["match_basis"]) for r in rows][-1] == ("vessel:V1", "similar name")


def test_an_unnamed_ship_is_any_vessel_of_the_case_or_a_ship_in_no_list():
    """Seven vessels share 0.75 evenly; 0.25 is the prior of ships in no list."""
    rows = match(sighting("S3"))
    assert weights(rows) == pytest.approx({v["vessel_id"]: 0.75 / 7 for v in FLEET} | {None: 0.25})
    assert {(r["match_basis"], r["is_settled"], r["consistent_vessels"], r["weighed_vessels"]) for r in rows} == {
        ("presence", False, 7, 7)
    }
    told = "Nothing that was seen tells them apart: consistent with all 7 vessels, or a ship in no list."
    assert all(r["words"].startswith("S3, of which nothing was measured; ") and r["words"].endswith(told) for r in rows)


def test_a_vessel_ruled_out_leaves_the_others_of_an_unnamed_ship():
    rows = match(sighting("S3"), decisions=[decision("reject", "sighting:S3", "vessel:V1")])
    assert weights(rows)["vessel:V1"] == 0
    assert weights(rows)["vessel:V2"] == pytest.approx(0.75 / 7 / (1 - 0.75 / 7))


def test_a_vessel_a_person_is_unsure_of_keeps_its_weight_and_is_not_settled():
    seen = sighting("S1", "Yu Son", 8691702)
    assert settled(match(seen)) == ["vessel:V2"]
    decided = [decision("accept", "sighting:S1", "vessel:V2"), decision("unsure", "sighting:S1", "vessel:V2", day=2)]
    rows = match(seen, decisions=decided)
    assert (settled(rows), weights(rows)) == ([], weights(match(seen)))
    (row,) = (r for r in rows if r["vessel_id"] == "vessel:V2")
    assert row["words"].endswith("left open by Kim: deck matches.")
    assert "decision:2" in row["sources"]
    unnamed = match(sighting("S3"), decisions=[decision("unsure", "sighting:S3", "vessel:V1")])
    assert weights(unnamed) == pytest.approx(weights(match(sighting("S3"))))


def test_a_ship_that_was_named_and_is_no_vessel_of_the_case_is_said_to_be_none():
    (row,) = match(sighting("S1", "Far Star"), fleet=FLEET)
    assert (row["vessel_id"], row["weight_frac"], row["match_basis"]) == (None, 1.0, "none")
    assert row["words"] == "The ship that was named, Far Star, is not among the vessels of the case: weight 1.00."
    (row,) = match(sighting("S1", None, 9074729), fleet=FLEET)
    assert "The ship that was named, IMO 9074729, is not among" in row["words"]
    named = match(sighting("S1", "Yu Son", grade="medium"))
    assert named[-1]["words"] == "A ship that is not among the vessels of the case: weight 0.10."


def test_of_a_group_and_of_an_empty_berth_nothing_is_said_of_strangers():
    (group,) = match(sighting("S1", hulls=5))
    assert group["words"].startswith(
        "5 ships counted together: which vessels of the case they are, or ships in no list"
    )
    (none,) = match(sighting("S1", hulls=0))
    assert none["words"] == "No ship is sighted, so none is weighed."
    (alone,) = match(sighting("S1"), fleet=())
    assert alone["words"] == "Nobody named the ship, and the case lists no vessel that it could be."


def test_an_unnamed_ship_between_two_names_keeps_both_open_and_settles_none():
    words = "high for the route; which of Yu Son or Un Hung this was is not settled by the texts seen (S51)"
    rows = match(sighting("S49", confidence=words, grade="high"))
    assert {r["vessel_id"] for r in rows} == {"vessel:V2", "vessel:V8", None}
    assert {r["match_basis"] for r in rows} == {"description", "none"}
    assert settled(rows) == []


def test_an_acceptance_settles_what_stayed_open_and_names_who_decided():
    rows = match(
        sighting("S1", "Sam Jong"),
        fleet=(vessel("V18", "Sam Jong 1"), vessel("V19", "Sam Jong 2")),
        decisions=[decision("accept", "sighting:S1", "vessel:V19")],
    )
    assert weights(rows) == {"vessel:V19": 1.0, "vessel:V18": 0.0, None: 0.0}
    assert settled(rows) == ["vessel:V19"]
    assert "accepted by Kim: deck matches" in rows[0]["words"]
    assert rows[0]["sources"] == ["sighting:S1", "vessel:V19", "decision:1"]


def test_what_was_decided_of_a_vessel_holds_of_the_one_it_was_joined_to():
    fleet = (vessel("V1", "Chon Ma San", imo=8660313, joined_ids=["vessel:gone"]), vessel("V2", "Yu Son"))
    rows = match(sighting("S3"), fleet=fleet, decisions=[decision("accept", "sighting:S3", "vessel:gone")])
    assert settled(rows) == ["vessel:V1"]
    rows = match(
        sighting("S3", "Chon Ma San"), fleet=fleet, decisions=[decision("reject", "sighting:S3", "vessel:gone")]
    )
    assert weights(rows)["vessel:V1"] == 0.0


def test_a_number_of_a_vessel_that_was_joined_is_the_one_vessels():
    fleet = (vessel("V1", "Chon Ma San", imo=8660313, imos_joined=[8691702]), vessel("V2", "Yu Son"))
    rows = match(sighting("S3", imo=8691702), fleet=fleet)
    assert settled(rows) == ["vessel:V1"]
    assert "joined with the vessel of that number" in rows[0]["words"]


def test_a_person_may_accept_a_vessel_nobody_proposed():
    rows = match(sighting("S3"), decisions=[decision("same", "vessel:V1", "sighting:S3")])
    assert rows[-1]["words"] == "Nobody named the ship; a person said which it is, and nothing else was weighed."
    assert (rows[0]["vessel_id"], rows[0]["match_basis"]) == ("vessel:V1", "decision")


@pytest.mark.parametrize("verdict", ["reject", "different"])
def test_a_rejected_vessel_stays_visible_with_no_weight(verdict):
    rows = match(sighting("S1", "Chon Ma San", 8660313), decisions=[decision(verdict, "sighting:S1", "vessel:V1")])
    assert weights(rows) == {None: 1.0, "vessel:V1": 0.0}
    assert settled(rows) == []


def test_rejecting_one_of_two_leaves_the_other():
    ruled = [decision("reject", "sighting:S1", "vessel:V1")]
    fleet = (vessel("V1", "Lucky Star", imo=8660313), vessel("V2", "Lucky Star", imo=8691702))
    assert settled(match(sighting("S1", "Lucky Star"), fleet=fleet, decisions=ruled)) == ["vessel:V2"]


def test_rejecting_one_numbered_ship_does_not_settle_the_other():
    ruled = [decision("reject", "sighting:S1", "vessel:V18")]
    fleet = (vessel("V18", "Sam Jong 1"), vessel("V19", "Sam Jong 2"))
    rows = match(sighting("S1", "Sam Jong"), fleet=fleet, decisions=ruled)
    assert weights(rows)["vessel:V18"] == 0
    assert settled(rows) == []


def test_the_latest_standing_decision_counts():
    pair = ("sighting:S1", "vessel:V1")
    seen = sighting("S1", "Chon Ma San", 8660313)
    turned = [decision("reject", *pair, day=1), decision("accept", *pair, day=2)]
    assert settled(match(seen, decisions=turned)) == ["vessel:V1"]
    withdrawn = [decision("reject", *pair, day=1, is_withdrawn=True)]
    assert "ruled out" not in match(seen, decisions=withdrawn)[0]["words"]


def test_a_decision_about_the_sighting_alone_is_not_about_its_vessel():
    assert settled(match(sighting("S1", "Yu Son"), decisions=[decision("reject", "sighting:S1")])) == ["vessel:V2"]


def test_row_order_does_not_matter():
    seen = [sighting("S1", "Yu Son"), sighting("S2", "Kum Un San", grade="low"), sighting("S3")]
    straight = match(*seen)
    for seed in range(5):
        mixed = random.Random(seed)
        assert match(*mixed.sample(seen, 3), fleet=mixed.sample(FLEET, 7)) == straight


def test_a_higher_bar_leaves_more_open():
    tables = SIGHTINGS.from_rows([sighting("S1", "Eunheung")]), VESSELS.from_rows(FLEET), DECISIONS.empty()
    made, _ = match_candidates(*tables, params=CandidateParams(settle_least_frac=0.95))
    assert not any(made["is_settled"].to_pylist())


def test_a_name_that_its_own_words_negate_is_not_settled_whatever_it_is():
    for imo in (None, 8660313):
        rows = match(sighting("S1", "Chon Ma San", imo, grade="high", vessel_words="Chon Ma San (not seen)"))
        assert settled(rows) == []
        assert "say that it was not there" in rows[0]["words"]
    assert settled(match(sighting("S1", "Chon Ma San", vessel_words="Chon Ma San (seen)"))) == ["vessel:V1"]


# ------------------------------------------------------------------------------------------------ doubts about the name


def in_doubt(words, label="S1", **more):
    return sighting(label, **{"vessel_words": words, "grade": "high"} | more)


def test_a_name_in_doubt_is_a_candidate_and_settles_nothing():
    rows = match(in_doubt("Yu Son?"))
    # nobody is named: OTHER keeps 0.25, the ship left open half of the rest: 0.375 / 0.625
    assert weights(rows) == {"vessel:V2": pytest.approx(0.6), None: pytest.approx(0.4)}
    assert settled(rows) == []
    assert rows[0]["words"] == "The words of the sighting, “Yu Son?”, leave Yu Son (V2) open."


def test_two_names_in_doubt_are_two_candidates():
    rows = match(in_doubt("Yu Son / Un Hung"))
    assert weights(rows) == {
        "vessel:V2": pytest.approx(0.375), "vessel:V8": pytest.approx(0.375), None: pytest.approx(0.25)
    }  # fmt: skip


def test_a_name_in_doubt_that_no_vessel_bears_is_other_and_said():
    (row,) = match(in_doubt("Zzyzx?"))
    assert (row["vessel_id"], row["weight_frac"]) == (None, 1.0)
    assert row["words"] == "Zzyzx is named in doubt, “Zzyzx?”, and no vessel of the case bears it: weight 1.00."


def test_an_imo_number_beside_a_name_in_doubt_settles_nothing():
    assert settled(match(in_doubt("Yu Son?", imo=8691702))) == []


def test_a_confidence_that_doubts_the_ship_leaves_its_name_to_a_person():
    doubted = sighting("S1", "Yu Son", grade="high", confidence="high for the day; not sure it is her")
    rows = match(doubted)
    assert settled(rows) == []
    assert rows[0]["words"].endswith("but which ship it was is left in doubt: “not sure it is her”.")
    assert settled(match(doubted, decisions=[decision("accept", "sighting:S1", "vessel:V2")])) == ["vessel:V2"]


# ------------------------------------------------------------------------------------------------------- contradictions

SIZED = (vessel("V2", "Yu Son", imo=8691702, length_m=95.0), vessel("V8", "Un Hung", imo=8660313, length_m=95.0))


def test_a_length_that_cannot_be_the_named_ships_leaves_the_name_to_a_person():
    rows = match(sighting("S1", "Yu Son", grade="high", lengths_m=[180.0]), fleet=SIZED)
    # the name holds only if the size is a slip: 0.98 x 0.03 against 0.02
    assert weights(rows)["vessel:V2"] == pytest.approx(0.0294 / 0.0494)
    assert settled(rows) == []
    assert rows[0]["against"] == "its length is told as 180 m (sd 6 %), and listed as 95 m"


def test_a_length_that_is_off_is_said_and_settles_the_name_as_before():
    rows = match(sighting("S1", "Yu Son", grade="high", lengths_m=[118.0]), fleet=SIZED)
    assert settled(rows) == ["vessel:V2"]
    assert rows[0]["against"] == "its length is told as 118 m (sd 6 %), and listed as 95 m"


def test_a_length_that_agrees_says_nothing_against_the_name():
    for length in (90.0, 96.0, 104.0):
        rows = match(sighting("S1", "Yu Son", grade="high", lengths_m=[length]), fleet=SIZED)
        assert (settled(rows), rows[0]["against"]) == (["vessel:V2"], None)


def test_a_name_beside_the_imo_number_of_another_ship_is_said_of_both():
    rows = match(sighting("S1", "Yu Son", 8660313, grade="high"), fleet=SIZED)
    assert settled(rows) == []
    both = "the row gives the name of Yu Son (V2) and the IMO number of Un Hung (V8)"
    assert [r["against"] for r in rows] == [both, both, None]


def test_a_name_no_list_gives_the_ship_of_the_number_is_said_and_speaks_against_it_where_it_stands_alone_too():
    fleet = (vessel("V1", "Chon Ma San", "Birch", imo=8660313, names_by_number=["Birch"]),)
    both, name_alone, listed = (
        next(r for r in match(s, fleet=fleet) if r["vessel_id"])
        for s in (sighting("S1", "Birch", 8660313), sighting("S2", "Birch"), sighting("S3", "Chon Ma San", 8660313))
    )
    said = "no row of the list gives Chon Ma San (V1) the name Birch: a sighting states it beside its IMO number"
    assert "no row of the list calls it Birch, which is taken for a further name of it" in both["words"]
    assert both["against"] == name_alone["against"] == said
    assert listed["against"] is None

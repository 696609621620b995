"""What is kept and can count for nothing is said, so that a typing error does not lower a count in silence."""

import pytest

import fairlead
from fairlead.base.tables import LOOK_CHECKS, OBSERVATIONS, REJECTS
from fairlead.case.uncounted import list_idle, say_idle

PLACES = (
    "place_id,name,other_names,country,kind,lat,lon,coord_source,note,source_url,confidence\n"
    "Q1,Blackport,,NO,port,10.0,20.0,made up,,https://example.org/a,good\n"
    "Q2,Whitehaven,,SE,port,12.0,24.0,made up,,https://example.org/a,good\n"
)
HEAD = (
    "sighting_id,vessel_name,imo,event,date_start,date_end,time_local,tz_note,place,lat,lon,position_method,"
    "position_uncertainty_km,observed_by,method,reported_by,reported_date,source_url,source_kind,confidence\n"
)
RULE = (
    "rule_id,instrument,paragraph,kind,subject,object,item,limit_value,limit_unit,period_rule,effective_from,exceptions,"
    "alert_levels_pct,source_url,text_status\n"
    'L1,Made-up act,1,cap,all,BB,salt,100,{unit},"12 months from 1 January, each year",2029-01-01,,,https://example.org,x\n'
)
ASK = """
format = 1
title = "Salt"
[question.salt]
text = "How much?"
period = [2030-01-01, 2031-01-01]
from = "AA"
to = "BB"
commodity = "salt"
unit = "{unit}"
{capacity}
load = ["Q1"]
discharge = ["Q2"]
cap = "L1"
"""


def rejects(folder, *sightings, unit="tonne", limit_unit="tonne", capacity='capacity = "dwt"'):
    case = fairlead.new(folder / "case")
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "rules.csv").write_text(RULE.format(unit=limit_unit), encoding="utf-8")
    rows = "".join(
        f"T{n},Soot,,{event},2030-02-0{n},,,,{place},,,,,A,satellite image,A,2030-03-01,https://example.org,original,high\n"
        for n, (event, place) in enumerate(sightings, start=1)
    )
    (folder / "sightings.csv").write_text(HEAD + rows, encoding="utf-8")
    (folder / "case" / "case.toml").write_text(ASK.format(unit=unit, capacity=capacity), encoding="utf-8")
    case = fairlead.open(folder / "case")
    case.add([folder / "places.csv", folder / "rules.csv", folder / "sightings.csv"])
    case.run()
    return case.table("rejects").to_pylist(), case


def test_a_place_nobody_lists_keeps_the_sighting_and_is_said_with_what_was_meant(tmp_path):
    (row,), case = rejects(tmp_path, ("port_call", "Blakport"))
    assert (row["scope"], row["field"], row["label"], row["row"]) == ("field", "place", "T1", 2)
    assert "did you mean 'Blackport'" in row["reason"]
    assert case.table("sightings").num_rows == 1


def test_an_event_the_flow_does_not_know_is_said(tmp_path):
    (row,), _ = rejects(tmp_path, ("departed", "Blackport"))
    assert (row["field"], row["raw"]) == ("event", "departed")
    assert "counts for nothing" in row["reason"]


@pytest.mark.parametrize("event", ["Port Call", "port-call", " PORT_CALL "])
def test_case_blanks_and_hyphens_of_an_event_do_not_matter(tmp_path, event):
    rows, case = rejects(tmp_path, (event, "Blackport"))
    assert rows == []
    assert case.table("stays").num_rows == 1


def test_a_position_at_sea_need_not_name_a_place(tmp_path):
    assert rejects(tmp_path, ("ais_position", "the open sea"))[0] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"limit_unit": "sack"}, "its limit is in 'sack', the question counts in 'tonne'"),
        ({"capacity": ""}, 'write capacity = "dwt"'),
    ],
)
def test_a_cap_that_cannot_be_tested_is_said(tmp_path, given, said):
    (row,), case = rejects(tmp_path, ("port_call", "Blackport"), **given)
    assert (row["field"], row["label"]) == ("cap", "L1")
    assert "not tested" in row["reason"]
    assert said in row["reason"]
    assert case.answer()["trips"]["documented"] == 1


@pytest.mark.parametrize("unit", ["tonnes", "t", "Tonnes"])
def test_units_that_people_write_in_several_ways_are_one(tmp_path, unit):
    assert rejects(tmp_path, ("port_call", "Blackport"), unit=unit, limit_unit=unit)[0] == []


def test_words_that_leave_a_place_open_are_said_with_the_word_that_does(tmp_path):
    (row,), case = rejects(tmp_path, ("port_call", "Blackport district"))
    assert "place not settled: 'district' beside Blackport is not understood" in row["reason"]
    assert case.table("stays").num_rows == 0


def test_a_call_told_at_a_distance_from_a_port_is_said_to_be_none(tmp_path):
    (row,), _ = rejects(tmp_path, ("port_call", "105 km SW of Blackport"), ("port_call", "off Blackport"))
    assert (row["scope"], row["field"], row["label"]) == ("field", "place", "T1")
    assert "is no call there" in row["reason"]


# ------------------------------------------------------------------------------------------- how many count for nothing


def test_a_label_is_a_place_in_a_sighting_too(tmp_path):
    rows, case = rejects(tmp_path, ("port_call", "q1"))
    assert rows == []
    assert [s["place_words"] for s in case.table("sightings").to_pylist()] == ["q1"]
    assert case.answer()["trips"]["documented"] == 1


def test_the_answer_says_how_many_sightings_count_for_nothing_and_why(tmp_path):
    _, case = rejects(tmp_path, ("port_call", "Blakport"), ("departed", "Blackport"), ("port_call", "Whitport"))
    idle = case.answer()["evidence_idle"]
    assert [(i["what"], i["rows"], i["labels"], i["table"]) for i in idle] == [
        ("sighting", 2, ["T1", "T3"], "rejects"),
        ("sighting", 1, ["T2"], "rejects"),
    ]
    said = say_idle(idle, lambda table: f"show {table}")
    assert said.startswith(
        "3 rows of evidence count for nothing. 2 sightings (T1, T3): their place is none of this case"
    )
    assert said.endswith("1 sighting (T2): its event is not one the flow knows. Each with its reason: show rejects")


def check(kind, about, label, is_watch=False):
    return {"look_check_id": f"look_check:{kind}{label}", "about": about, "label": label, "kind": kind,
            "is_watch": is_watch, "words": "w", "sources": [about]}  # fmt: skip


def test_looks_and_what_names_them_are_counted_by_reason_each_row_once():
    checks = [
        check("no_place", "look:1", "L1"), check("no_scene", "look:1", "L1"),
        check("no_scene", "look:2", "L2", is_watch=True), check("outside_footprint", "look:3", "L3"),
        check("no_look", "sighting:1", "S1"), check("no_sighting", "measure:1", "E1"),
        check("analysts_differ", "look:4", "L4", is_watch=True), check("repeated", "sighting:2", "S2"),
    ]  # fmt: skip
    tables = {
        "rejects": REJECTS.empty(),
        "look_checks": LOOK_CHECKS.from_rows(checks),
        "observations": OBSERVATIONS.empty(),
    }
    found = [(i["what"], i["labels"], i["why"]) for i in list_idle(tables.__getitem__)]
    assert found == [
        ("look", ["L1"], "its place is none of this case"),
        ("look", ["L3"], "its image does not show the place"),
        ("sighting", ["S1"], "the look it leaves its date to does not give it"),
        ("measure", ["E1"], "it names no sighting that is held"),
    ]
    assert say_idle([], str) == ""

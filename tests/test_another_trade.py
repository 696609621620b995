"""Another trade works by data alone: a made-up coal case, with its own ports, ships, rule and unit.

Everything below is invented. By hand: two counted calls of ships of 10,000 t and 20,000 t DWT make, at one half load,
5,000 + 10,000 = 15,000 t; at 90 %, 27,000 t. The made-up cap is 16,000 t a year: under at one half, over at 60 %
(18,000 t). Nothing was notified.
"""

import json
import shutil

import pytest
from typer.testing import CliRunner

CASE = """
format = 1
title = "Made-up coal"

[question.coal]
text = "How much coal left Blackport for Whitehaven in 2030, and did it pass the cap?"
period = [2030-01-01, 2031-01-01]
from = "AA"
to = "BB"
commodity = "coal"
item_words = ["coal"]
carrier = "bulker"
unit = "tonne"
capacity = "dwt"
load = ["Q1"]
discharge = ["Q2"]
cap = "L1"

[question.coal.fleet]
ship_types = ["bulk carrier"]
"""

FILES = {
    "places.csv": """place_id,name,other_names,country,kind,lat,lon,coord_source,note,source_url,confidence
Q1,Blackport,,AA,port,10.0,20.0,made up,,https://example.org/a,good
Q2,Whitehaven,,BB,port,12.0,24.0,made up,,https://example.org/b,good
""",
    "vessels.csv": """vessel_id,name,imo,other_names,type,flag,dwt,gt,built,designation,designation_date,designation_measures,role_in_case,source_url,confidence
W1,Soot,,,bulk carrier,,10000,,,,,,,https://example.org/c,high
W2,Ember,,,bulk carrier,,20000,,,,,,,https://example.org/c,high
W3,Slick,,,oil tanker,,30000,,,,,,,https://example.org/c,high
""",
    "sightings.csv": """sighting_id,vessel_name,imo,event,date_start,date_end,time_local,tz_note,place,lat,lon,position_method,position_uncertainty_km,observed_by,method,reported_by,reported_date,source_url,source_kind,confidence
T1,Soot,,port_call,2030-02-01,2030-02-01,,,Blackport,,,,,A,satellite image,A,2030-03-01,https://example.org/d,original,high
T2,Ember,,port_call,2030-05-01,2030-05-01,,,Blackport,,,,,A,satellite image,A,2030-06-01,https://example.org/d,original,high
T3,Soot,,port_call,2030-02-09,2030-02-09,,,Whitehaven,,,,,A,satellite image,A,2030-03-01,https://example.org/d,original,high
T4,Slick,,port_call,2030-05-09,2030-05-09,,,Blackport,,,,,A,satellite image,A,2030-06-01,https://example.org/d,original,high
""",
    "rules.csv": """rule_id,instrument,paragraph,kind,subject,object,item,limit_value,limit_unit,period_rule,effective_from,exceptions,alert_levels_pct,source_url,text_status
L1,Made-up resolution,1,cap,all,BB,coal,16000,tonne,"12 months from 1 January, each year",2029-01-01,,75;90,https://example.org/e,made up
""",
}


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    from fairlead.cli.main import app

    folder = tmp_path_factory.mktemp("coal")
    run = CliRunner()

    def fairlead(*arguments):
        done = run.invoke(app, [str(a) for a in arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    case = folder / "case"
    fairlead("new", case)
    (case / "case.toml").write_text(CASE, encoding="utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
        fairlead("add", case, folder / name)
    fairlead("run", case)
    yield json.loads(fairlead("show", case, "--json"))
    shutil.rmtree(folder)


def test_its_trips_are_those_of_its_own_fleet(answer):
    assert answer["trips"]["documented"] == 2
    assert answer["trips"]["vessels"] == 2


def test_its_amounts_are_tonnes_and_no_barrels_appear(answer):
    assert answer["barrels"] is None
    assert answer["amounts"]["unit"] == "tonne"
    at = {round(r["share"], 2): r for r in answer["amounts"]["by_load_share"]}
    assert at[0.5]["amount"] == pytest.approx(15_000)
    assert at[0.9]["amount"] == pytest.approx(27_000)


def test_its_cap_is_its_own(answer):
    assert answer["cap"]["id"] == "L1"
    assert answer["cap"]["limit"] == 16_000
    at = {round(r["share"], 2): r["over_cap"] for r in answer["amounts"]["by_load_share"]}
    assert at[0.5] is False
    assert at[0.6] is True


def test_its_words_know_no_oil(answer):
    said = json.dumps([answer["findings"], answer["coverage"], answer["question"]]).lower()
    assert not any(word in said for word in ("oil", "barrel", "tanker", "vostochny", "dprk", "munition"))
    assert "bulker" in said or "coal" in said

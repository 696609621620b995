"""Figures of AIS are told with the digits that were sent, wherever they are told."""

import csv
import io
import json

import pytest

import fairlead
from fairlead.cli.output import write_table_csv, write_table_json
from fairlead.report.held import Held

HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass"
)
ROW = "445123000,2024-03-01T00:{:02d}:00,42.0,133.0,1.6,0.1,511.0,ALDER,IMO9074729,,80,0,100,16,6.1,80,A"


@pytest.fixture
def case(tmp_path):
    made = fairlead.new(tmp_path / "case", b"format = 1\ntitle = 'AIS'\n")
    (tmp_path / "a.csv").write_text("\n".join([HEADER, *(ROW.format(m) for m in range(0, 60, 10))]) + "\n")
    made.add([tmp_path / "a.csv"])
    made.run(step="segments")
    return made


def test_a_tree_says_a_speed_as_it_was_sent(case):
    (segment,) = case.table("segments").to_pylist()
    reports = [child for child in case.explain(segment["segment_id"]).children if child.table == "positions"]
    assert {(n.row["sog_kn"], n.row["cog_deg"]) for n in reports} == {(1.6, 0.1)}
    assert all(n.words.endswith(", 42.0, 133.0, 1.6") for n in reports)


def test_json_and_csv_say_a_speed_as_it_was_sent(case, capsys):
    write_table_json(case.table("positions"))
    assert {r["sog_kn"] for r in json.loads(capsys.readouterr().out)} == {1.6}
    write_table_csv(case.table("statics"))
    assert {r["draught_m"] for r in csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))} == {"6.1"}


def test_a_report_holds_a_draught_as_it_was_sent(case):
    statics = case.table("statics")
    held = Held({"statics": statics})
    assert {r["draught_m"] for r in held.rows("statics")} == {6.1}
    assert {r["draught_m"] for r in held.where("statics", "mmsi", [445123000])} == {6.1}

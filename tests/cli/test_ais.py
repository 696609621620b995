"""The harbour example, and what `show` says of a case that holds AIS: without a question, with one, and as JSON."""

import io
import json
import os
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from rich.cells import cell_len

import fairlead
from fairlead.case.ais_answer import say_ais
from fairlead.cli.main import main

BUNDLED = Path(__file__).parents[2] / "examples" / "ny-harbour-2020"
REPORTS, PORTS = 8689, 25  # lines of the file without its head; areas


def command(*args):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    here = mock.patch.dict(os.environ, {"LANG": "C.UTF-8"})
    with here, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(a) for a in args])
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return SimpleNamespace(code=ended.value.code, out=texts[0], err=texts[1])


@pytest.fixture(scope="module")
def harbour(tmp_path_factory):
    """The harbour example, built once, and what building it printed."""
    folder = tmp_path_factory.mktemp("demo") / "harbour"
    done = command("demo", "--example", "harbour", folder)
    assert done.code == 0, done.err
    return folder, done.out


def test_the_harbour_is_built_and_summed_up(harbour):
    text = harbour[1]
    said = " ".join(text.split())
    assert f"2 files, {REPORTS + PORTS:,} rows = {REPORTS + PORTS:,} kept + 0 refused" in said
    assert f"{REPORTS:,} reports of AIS in 1 file = {REPORTS:,} kept + 0 refused" in said
    assert "295 MMSIs" in said  # as many as the file has
    for title in ("segments", "port calls", "encounters at sea", "encounters in port", "loitering", "draught changes"):
        assert re.search(rf"^{title} +\d", text, re.MULTILINE)
    assert "WHAT IT CANNOT SHOW" in text
    tries = [line for line in text.split("\nTRY\n")[1].split("\n") if line.startswith("  fairlead ")]
    assert len(tries) == 3
    assert all(f"fairlead {verb}" in line for verb, line in zip(("show", "explain", "report"), tries, strict=True))
    assert max(cell_len(line) for line in text.split("\n")) <= 100
    assert not [line for line in text.split("\n") if line != line.rstrip()]


@pytest.fixture(scope="module")
def portless(tmp_path_factory):
    """A fresh case of the harbour's AIS alone."""
    folder = tmp_path_factory.mktemp("fresh") / "my case"
    for args in (("new", folder), ("add", folder, *BUNDLED.glob("*.csv.gz")), ("run", folder)):
        done = command(*args)
        assert done.code == 0, done.err
    return folder


def test_a_fresh_case_of_ais_alone_says_first_that_it_holds_no_ports_and_what_to_type(portless):
    text = command("show", portless).out
    said = " ".join(text.split())
    assert said.startswith("No ports are held: port calls were not looked for, nor voyages from port to port.")
    assert re.search(r"^port calls +-  no ports are held: port calls were not looked for$", text, re.MULTILINE)
    assert re.search(r"^voyages +-  no ports are held", text, re.MULTILINE)
    assert "encounters at sea" not in text
    tries = text.split("\nTRY\n")[1].split("\n")
    assert any(line.strip().startswith(f"fairlead add '{portless}' UpdatedPub150.csv") for line in tries)
    assert any(line.strip() == f"fairlead run '{portless}'" for line in tries)
    ais = json.loads(command("show", portless, "--json").out)["ais"]
    assert ([lack["what"] for lack in ais["lacks"]], ais["ports"]) == (["ports"], 0)
    assert {k["title"]: k["count"] for k in ais["kinds"]}["port calls"] is None


def test_a_report_of_it_says_so_before_its_counts(portless):
    assert command("report", portless, "-o", portless / "r.html").code == 0
    page = (portless / "r.html").read_text(encoding="utf-8")
    assert page.index("No ports are held: port calls were not looked for") < page.index("What was found")


def test_a_list_of_ports_is_all_it_takes(portless, tmp_path):
    """A line of the World Port Index: New York City, 40 degrees 42 minutes north, 74 degrees 1 minute west."""
    folder, ports = tmp_path / "copy", tmp_path / "UpdatedPub150.csv"
    shutil.copytree(portless, folder)
    ports.write_text(
        "World Port Index Number,Main Port Name,Country Code,Latitude,Longitude\n"
        "7630,New York City,United States,40.7,-74.0167\n"
    )
    for args in (("add", folder, ports), ("run", folder)):
        done = command(*args)
        assert done.code == 0, done.out + done.err
    text = command("show", folder).out
    assert "No ports" not in text
    assert re.search(r"^port calls +\d+  New York City \d+", text, re.MULTILINE)
    assert re.search(r"^encounters at sea +\d", text, re.MULTILINE)


def test_show_as_json_is_the_same_as_an_object(harbour):
    folder, text = harbour
    told = json.loads(command("show", folder, "--json").out)
    ais = told["ais"]
    assert {k: ais["reports"][k] for k in ("files", "in", "kept", "refused")} == {
        "files": 1, "in": REPORTS, "kept": REPORTS, "refused": 0,
    }  # fmt: skip
    assert ais["ships"]["mmsis"] == 295
    assert ais["period"] == {"start": "2020-06-30T00:00:00Z", "end": "2020-06-30T00:59:59Z"}
    calls = next(k for k in ais["kinds"] if k["title"] == "port calls")
    assert re.search(rf"^port calls +{calls['count']} ", text, re.MULTILINE)
    assert len(calls["telling"]) == 3
    assert fairlead.open(folder).explain(calls["telling"][0]["id"]).table == "port_calls"


def test_the_words_of_the_harbour_do_not_hang_on_when_it_was_built(harbour):
    # the data end with the last report, not today: no call of an hour is longer than the hour
    calls = fairlead.open(harbour[0]).table("port_calls").to_pylist()
    assert max(c["hours"] for c in calls) <= 1
    assert all(c["is_plausible"] for c in calls)


def test_a_second_harbour_runs_nothing_again_and_the_other_demo_keeps_away(harbour):
    done = command("demo", "--example", "harbour", harbour[0])
    assert done.code == 0
    assert re.search(r"\d+ steps, 0 of them run", done.out)
    other = command("demo", harbour[0])
    assert other.code == 1
    assert "is a case of its own, not the bundled one" in other.err


def test_without_a_folder_the_harbour_is_built_in_one_of_its_name(tmp_path, monkeypatch, harbour):
    shutil.copytree(harbour[0], tmp_path / "ny-harbour-2020")
    monkeypatch.chdir(tmp_path)
    done = command("demo", "--example", "harbour")
    assert done.code == 0
    assert "ny-harbour-2020 holds the bundled case already" in done.out
    assert [p.name for p in tmp_path.iterdir()] == ["ny-harbour-2020"]


def test_a_case_with_a_question_keeps_its_answer_and_adds_one_line(harbour, tmp_path):
    folder = Path(shutil.copytree(harbour[0], tmp_path / "asks"))
    asked = """
[question.calls]
text = "What was carried?"
period = [2020-06-30, 2020-07-01]
commodity = "goods"
carrier = "ship"
from = "RU"
to = "KP"
load = ["P01"]
discharge = ["P05"]
"""
    (folder / "case.toml").write_text((folder / "case.toml").read_text(encoding="utf-8") + asked, encoding="utf-8")
    case = fairlead.open(folder)
    case.add(BUNDLED.parent / "dprk-oil-2024" / "places.csv")
    case.run()
    text = " ".join(command("show", folder).out.split())
    assert text.startswith("What was carried?")
    assert text.count("AIS:") == 1
    assert f"AIS: {REPORTS:,} reports of 295 MMSIs: " in text
    assert "ais" not in json.loads(command("show", folder, "--json").out)


def test_a_case_with_neither_a_question_nor_ais_says_what_to_do(tmp_path):
    case = fairlead.new(tmp_path / "empty", b"format = 1\ntitle = 'x'\n")
    case.run()
    done = command("show", case.path)
    assert done.code == 1
    assert "asks no question yet" in done.err


HEAD = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading"
ROADS = """format = 1
title = "Roads drawn by hand"

[[areas]]
name = "eastern roads"
port = "Alpha"
area_kind = "anchorage"
ring = [[42.4, 132.9], [42.4, 133.1], [42.6, 133.1], [42.6, 132.9]]
"""


def comes_lies_and_goes():
    """Ten knots northward every six minutes (a minute of arc each), twelve hours at 42.5 N, then on."""
    steps = [*((i, 42.0 + i / 60, 10.0) for i in range(31)), *((i, 42.5, 0.0) for i in range(31, 151)),
             *((i, 42.5 + (i - 150) / 60, 10.0) for i in range(151, 190))]  # fmt: skip
    rows = (
        f"445123000,2024-03-01T{i // 10:02d}:{i % 10 * 6:02d}:00,{lat:.5f},133.0,{sog},0.0,511.0"
        for i, lat, sog in steps
    )
    return "\n".join([HEAD, *rows]) + "\n"


def test_a_call_in_waters_drawn_in_case_toml_walks_back_to_their_line(tmp_path):
    folder, log = tmp_path / "case", tmp_path / "a.csv"
    log.write_text(comes_lies_and_goes())
    assert command("new", folder).code == 0
    (folder / "case.toml").write_text(ROADS)
    for verb in (("add", folder, log), ("run", folder)):
        done = command(*verb)
        assert done.code == 0, done.out + done.err
    (call,) = json.loads(command("show", folder, "port_calls", "--json").out)
    assert (call["port"], call["areas"], call["has_entry"], call["has_stop"], call["has_exit"]) == (
        "Alpha", ["eastern roads"], True, True, True,
    )  # fmt: skip
    told = command("explain", folder, call["port_call_id"], "--all").out
    line = next(n for n, text in enumerate(ROADS.splitlines(), start=1) if text.startswith("ring"))
    assert "eastern roads, eastern roads, Alpha, anchorage" in told
    assert f"case.toml line {line}" in told
    assert "a.csv line" in told
    assert command("verify", folder).code == 0


def test_an_area_of_case_toml_does_not_take_the_label_of_a_file_s(tmp_path):
    folder, areas = tmp_path / "case", tmp_path / "areas.csv"
    areas.write_text("label,port,name,area_kind,lat,lon,radius_km\neastern roads,Beta,R,berth,1,2,3\n")
    command("new", folder)
    (folder / "case.toml").write_text(ROADS)
    for verb in (("add", folder, areas), ("run", folder)):
        assert command(*verb).code == 0
    rows = json.loads(command("show", folder, "areas", "--json").out)
    assert [r["port"] for r in rows] == ["Beta"]
    assert "area 'eastern roads' is a row of a file already" in command("show", folder, "rejects", "--json").out


def test_a_run_says_what_stands_in_the_files_again(harbour):
    """Two rows of the hour are written twice."""
    said = " ".join(command("run", harbour[0]).out.split())
    assert "Of AIS 2 positions more stand in the files again, and are held once." in said


def test_a_case_whose_files_hold_no_report_says_so_and_shows_no_noughts(tmp_path):
    case, page = tmp_path / "case", tmp_path / "r.html"
    for name in ("monday", "tuesday"):
        (tmp_path / f"{name}.csv").write_text(f"mmsi,ts,lat,lon,{name}\n")
    assert command("new", case).code == 0
    assert command("add", case, tmp_path / "monday.csv").code == 0
    assert command("run", case).code == 0
    done = command("show", case)
    said = " ".join(done.out.split())
    assert (done.code, done.err) == (0, "")
    assert said.startswith("1 file of AIS was read and holds no report: a day on which nothing was received")
    assert not re.search(r"\b0\b", said)
    assert command("report", case, "-o", page).code == 0
    assert "1 file of AIS was read and holds no report" in page.read_text(encoding="utf-8")
    assert command("add", case, tmp_path / "tuesday.csv").code == 0
    assert command("run", case).code == 0
    assert "2 files of AIS were read and hold no report" in " ".join(command("show", case).out.split())


def test_one_event_is_said_as_one():
    counts = {"segments": 3, "gaps": 1, "port calls": 1, "encounters at sea": 1, "loitering": 1, "voyages": 2}
    told = {"ais": {
        "reports": {"in": 9, "kept": 9}, "ships": {"mmsis": 1}, "lacks": [],
        "kinds": [{"title": title, "table": title, "count": count} for title, count in counts.items()],
    }}  # fmt: skip
    assert say_ais(told) == (
        "AIS: 9 reports of 1 MMSI: 1 gap, 1 port call, 1 encounter at sea, 1 loitering and 2 voyages."
    )

"""Every command as a user meets it: real processes on the bundled case, their exit codes and what they print."""

import csv
import io
import json
import os
import pty
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from fairlead.cli.main import app, main
from fairlead.flow import FLOW

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "demo", "new", "add", "run", "show", "lists", "screen", "review", "grade", "decide", "explain", "rescind", "verify",
    "report", "serve", "mark", "user", "export", "redact", "import", "merge", "sign", "stamp", "decode",
    "detect", "match", "simulate", "doctor",
)  # fmt: skip
CLEAN = {
    k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR", "FORCE_COLOR", "TERM")
}
PLAIN = CLEAN | {"LANG": "C.UTF-8"}


OFFLINE = """
import os, runpy, sys

def refuse(event, about):
    to = about[1] if event in ("socket.connect", "socket.bind", "socket.sendto") else about
    if event.startswith("socket.get") and event not in ("socket.gethostname",) or (
        event in ("socket.connect", "socket.bind", "socket.sendto") and isinstance(to, tuple)
    ):
        os.write(2, f"the network was asked for: {event} {to}".encode())
        os._exit(77)

sys.addaudithook(refuse)
runpy.run_module("fairlead", run_name="__main__", alter_sys=True)
"""
"""Ends the process at the first try to reach a network, also one whose failure would be passed over in silence."""

CUT_OFF = ("unshare", "--map-root-user", "--net")
"""What gives a process, and all it starts, no network at all, not even loopback; where the machine allows it."""


@cache
def can_cut_off():
    return bool(shutil.which("unshare")) and not subprocess.run([*CUT_OFF, "true"], check=False).returncode


def process(*args, cwd=None, env=None, offline=False):
    """Run the command line in a process of its own; ``offline``: where no network can be reached or asked for."""
    begin = [sys.executable, *(("-c", OFFLINE) if offline else ("-m", "fairlead"))]
    if offline and can_cut_off():
        begin = [*CUT_OFF, *begin]
    done = subprocess.run(
        [*begin, *map(str, args)], cwd=cwd, env=PLAIN if env is None else env,
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    done.out, done.err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in done.err
    return done


def fairlead(*args):
    """The same in this process, where imports are paid once."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    here = mock.patch.dict(os.environ, {"LANG": "C.UTF-8"})
    with here, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(a) for a in args])
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return SimpleNamespace(returncode=ended.value.code, out=texts[0], err=texts[1])


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The bundled case, built once, and what building it printed."""
    folder = tmp_path_factory.mktemp("demo")
    done = process("demo", cwd=folder, offline=True)
    assert done.returncode == 0, done.err
    return folder / "dprk-oil-2024", done.out


@pytest.fixture
def case(demo, tmp_path):
    """A copy of the bundled case to change."""
    return Path(shutil.copytree(demo[0], tmp_path / "case"))


# ------------------------------------------------------------------------------------------------------- no network


def test_the_demo_its_report_and_its_bundle_need_no_network_and_ask_for_none(demo, tmp_path):
    """The demo itself was built so (the fixture)."""
    for args in (("export", demo[0], "--to", "bundle", "-o", tmp_path / "b.zip"), ("explain", demo[0], "F1")):
        done = process(*args, offline=True)
        assert done.returncode == 0, done.err


def test_a_command_that_asks_for_the_network_would_be_caught(tmp_path):
    process("new", tmp_path / "case")
    done = process("add", tmp_path / "case", "--yes", "https://example.org/page.html", offline=True)
    assert (done.returncode, "the network was asked for" in done.err) == (77, True)


# -------------------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_stands_in_the_documentation(name):
    shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "100"})
    assert shown.exit_code == 0
    assert f"Example: fairlead {name}" in shown.output
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert f"## {name}\n" in text
    assert f"    fairlead {name}" in text


def test_the_commands_are_those_that_work_and_no_others():
    assert tuple(c.name or c.callback.__name__ for c in app.registered_commands) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_stands_in_the_documentation(name):
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = text.split(f"## {name}\n")[1].split("\n## ")[0]
    shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "100"}).output
    options = set(re.findall(r"(?<!\w)--[a-z]+", shown)) - {"--help"}
    assert {o for o in options if o not in section} == set()


def test_help_is_quick_and_loads_nothing_heavy():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process("--help").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)  # of the processor: whoever else works does not count
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2.0  # .4 s measured
    code = (
        "import sys, fairlead.cli.main; print([m for m in ('pyarrow', 'numpy', 'duckdb', 'rich') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_the_version_is_printed():
    assert re.fullmatch(r"fairlead \d+\.\d+\.\d+\n", fairlead("--version").out)


def test_shell_completion_is_offered_and_knows_the_tables():
    asked = {"_FAIRLEAD_COMPLETE": "complete_bash", "COMP_WORDS": "fairlead show x trip", "COMP_CWORD": "3"}
    assert process(env=PLAIN | asked).out.split() == ["trips", "trip_estimates"]


# -------------------------------------------------------------------------------------------------------------- demo


def test_the_demo_leads_with_the_difference_and_says_what_it_read(demo):
    text = " ".join(demo[1].split())
    assert "9 files, 266 rows = 265 kept + 1 refused (C05:" in text
    assert re.search(rf"run 1 {len(FLOW)} steps in \d+\.\d s, every row leads back to a line of a file", text)
    lead = text.index("Evidence held here dates 11 trips from Vostochny: 10 reported from images, 1 inferred.")
    assert lead < text.index("43 are claimed, by one origin (Open Source Centre).") < text.index("TRIPS")
    stretch = r"208 of them on end \(11 Apr – 4 Nov 2024\)"
    assert re.search(rf"No look at Vostochny that could tell is held for \d+ of 366 days, {stretch}", text)
    for block in ("TRIPS", "BARRELS", "FINDINGS", "WATCHED", "OPEN", "TRY"):
        assert f" {block} " in text


def test_the_demo_names_the_amounts_of_the_claim_with_their_load_and_both_verdicts(demo):
    lines = {line[4:24].strip(): line.split() for line in demo[1].split("\n")}
    assert lines["43 trips, 1/3 load"][-3:] == ["370,394", "under", "over"]
    assert lines["43 trips, 1/2 load"][-3:] == ["555,591", "over", "over"]
    assert lines["43 trips, 90 % load"][-3:] == ["1,000,064", "over", "over"]
    assert lines["43 trips at 10,000"][-3:] == ["430,000", "under", "over"]
    assert lines["officially notified"][-4:] == ["168,679", "under", "(33.7", "%)"]


def test_no_line_of_the_demo_is_wider_than_a_hundred_columns(demo):
    assert max(cell_len(line) for line in demo[1].split("\n")) <= 100
    assert "\x1b" not in demo[1]


def test_a_second_demo_runs_nothing_again_and_deletes_nothing(case):
    (case / "my notes.txt").write_text("mine")
    done = fairlead("demo", case)
    assert done.returncode == 0
    assert "holds the bundled case already" in " ".join(done.out.split())
    assert f"{len(FLOW)} steps, 0 of them run" in done.out
    assert (case / "my notes.txt").read_text() == "mine"


def test_a_demo_leaves_the_case_toml_that_a_user_has_edited(case):
    config = case / "case.toml"
    config.write_text(config.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    done = fairlead("demo", case)
    assert done.returncode == 0
    assert "Its case.toml differs from the bundled one and stays as it is." in done.out
    assert config.read_text(encoding="utf-8").endswith("# a remark\n")


def test_the_demo_does_not_touch_what_is_not_its_own(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"x")
    done = fairlead("demo", tmp_path / "photos")
    assert done.returncode == 1
    assert "is not empty and holds no case" in done.err
    assert [p.name for p in (tmp_path / "photos").iterdir()] == ["one.jpg"]
    assert fairlead("new", tmp_path / "mine").returncode == 0
    (tmp_path / "a.csv").write_text("place_id,name,kind\nP1,Harbour,port\n")
    assert fairlead("add", tmp_path / "mine", tmp_path / "a.csv", "--as", "places").returncode == 0
    done = fairlead("demo", tmp_path / "mine")
    assert done.returncode == 1
    assert "is a case of its own" in done.err
    (tmp_path / "file").write_text("")
    assert "is a file" in fairlead("demo", tmp_path / "file").err


def test_a_demo_that_was_killed_is_completed_by_the_next(tmp_path):
    for wait in (0.3, 0.6, 0.9):
        running = subprocess.Popen(
            [sys.executable, "-m", "fairlead", "demo", "d"], cwd=tmp_path, env=PLAIN,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(wait)
        running.kill()
        running.wait()
    done = process("demo", "d", cwd=tmp_path)
    assert done.returncode == 0, done.err
    assert "Evidence held here dates 11 trips" in done.out
    assert process("verify", "d", cwd=tmp_path).returncode == 0


def test_a_demo_killed_before_its_case_stood_is_completed_by_the_next(tmp_path, demo):
    new = (demo[0] / "evidence/log.jsonl").read_bytes().split(b"\n")[0]
    config = (demo[0] / "case.toml").read_bytes()
    left = {
        "only a lock": {".lock": b"process 7"},
        "half a case.toml": {".writing-case.toml": config[:80], "evidence/blobs/": b""},
        "no log": {"case.toml": config, "templates/places.csv": b"place_id\n"},
        "half an entry": {"case.toml": config, "evidence/log.jsonl": new[:20]},
        "no head": {"case.toml": config, "evidence/log.jsonl": new + b"\n", "evidence/blobs/": b"", "tables/": b""},
    }
    for name, files in left.items():
        for place, content in files.items():
            path = tmp_path / name / place
            (path if place.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
            if not place.endswith("/"):
                path.write_bytes(content)
        done = fairlead("demo", tmp_path / name)
        assert done.returncode == 0, (name, done.err)
        assert "Evidence held here dates 11 trips" in done.out
        assert (tmp_path / name / "evidence/head.json").is_file()
        assert list((tmp_path / name).glob(".writing-*")) == []


def test_a_demo_is_built_neither_over_a_case_of_ones_own_nor_over_one_whose_log_is_gone(case, tmp_path):
    assert fairlead("new", tmp_path / "mine").returncode == 0
    assert "is a case of its own" in fairlead("demo", tmp_path / "mine").err
    (case / "evidence/log.jsonl").unlink()
    done = fairlead("demo", case)
    assert done.returncode == 1
    assert "log.jsonl is gone, and evidence/head.json and" in " ".join(done.err.split())
    assert not (case / "evidence/log.jsonl").exists()


# -------------------------------------------------------------------------------------------------------------- show


def test_the_answer_as_json_holds_every_key_that_was_promised(demo):
    done = fairlead("show", demo[0], "--json")
    assert (done.returncode, done.err) == (0, "")
    got = json.loads(done.out)
    promised = {
        "question": ("id", "text", "period"),
        "trips": (
            "documented", "documented_seen", "documented_inferred", "documented_p05", "documented_p50",
            "documented_p95", "documented_min", "documented_max", "possible", "estimated_p05", "estimated_p50",
            "estimated_p95", "estimated_basis", "claimed", "vessels",
        ),
        "barrels": ("basis", "by_load_share", "p05", "p50", "p95", "conversion", "bases"),
        "cap": (
            "id", "limit_bbl", "limit", "unit", "period", "rule", "p_exceeded", "p_exceeded_with_notified",
            "crossed_p05", "crossed_p50", "crossed_p95", "bases",
        ),
        "official": ("barrels", "share_of_cap", "rows"),
        "run": ("number", "version", "steps", "seconds", "evidence", "log_head"),
    }  # fmt: skip
    for key, inner in promised.items():
        assert set(inner) <= set(got[key]), key
    for key in ("transfers", "findings", "coverage", "alternatives", "checks"):
        assert isinstance(got[key], list)
        assert got[key]
    assert {"id", "label", "text", "rule", "likelihood", "confidence", "sources", "limits"} <= set(got["findings"][0])
    assert {"share", "barrels", "over_cap", "barrels_with_notified", "over_cap_with_notified"} <= set(
        got["barrels"]["by_load_share"][0]
    )


def test_the_answer_as_json_has_the_figures_derived_by_hand(demo):
    got = json.loads(fairlead("show", demo[0], "--json").out)
    trips = got["trips"]
    assert (trips["documented"], trips["documented_seen"], trips["documented_inferred"]) == (11, 10, 1)
    assert (trips["documented_min"], trips["documented_max"]) == (9, 11)
    assert (trips["claimed"], trips["claimed_claim"], trips["claimed_origins"]) == (43, "C02", 1)
    claimed = got["barrels"]["bases"]["claimed"]
    assert [round(f["barrels"]) for f in claimed["by_load_share"] if round(f["share"], 2) in (0.33, 0.5, 0.9)] == [
        370_394, 555_591, 1_000_064,
    ]  # fmt: skip
    assert [(f["barrels"], f["over_cap"], f["over_cap_with_notified"]) for f in claimed["by_call"]] == [
        (430_000, False, True),
        (1_290_000, True, True),
    ]
    assert round(claimed["by_load_share"][0]["barrels_with_notified"]) == 370_394 + 168_679
    assert (got["cap"]["id"], got["cap"]["limit_bbl"]) == ("R01", 500_000)
    assert got["cap"]["period"] == {"start": "2024-01-01T00:00:00Z", "end": "2025-01-01T00:00:00Z"}
    assert got["official"]["barrels"] == 168_679
    assert round(got["official"]["share_of_cap"], 3) == 0.337
    assert got["barrels"]["conversion"]["bbl_per_t"] == 7.46
    assert got["run"]["evidence"]["rows_in"] == 266


def test_the_answer_as_csv_is_the_same_answer_key_by_key(demo):
    got = json.loads(fairlead("show", demo[0], "--json").out)
    rows = dict(csv.reader(io.StringIO(fairlead("show", demo[0], "--csv").out)))
    assert rows["key"] == "value"
    assert rows["trips.documented"] == "11"
    assert rows["cap.id"] == "R01"
    assert rows["cap.crossed_p05"] == ""
    assert rows["findings.0.text"] == got["findings"][0]["text"]
    assert float(rows["barrels.by_load_share.0.barrels"]) == got["barrels"]["by_load_share"][0]["barrels"]


def test_another_question_is_answered_by_name_without_cap_or_barrels(demo):
    done = fairlead("show", demo[0], "--question", "munitions")
    assert done.returncode == 0
    assert "Rajin" in done.out
    assert "BARRELS" not in done.out
    got = json.loads(fairlead("show", demo[0], "--question", "munitions", "--json").out)
    assert (got["question"]["id"], got["cap"], got["barrels"], got["amounts"]) == ("munitions", None, None, None)
    wrong = fairlead("show", demo[0], "--question", "gold")
    assert (wrong.returncode, wrong.out) == (1, "")
    assert "it asked oil, munitions" in wrong.err


def test_tables_older_than_the_case_say_so_before_they_are_shown(case, tmp_path):
    config = case / "case.toml"
    config.write_text(config.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    words = "These tables are of run 1. Since then case.toml was changed."
    for args in (("show", case), ("show", case, "trips"), ("explain", case, "F1")):
        assert fairlead(*args).out.startswith(words), args
        assert words in fairlead(*args, "--json").err, args
    assert json.loads(fairlead("show", case, "--json").out)["changed_since"] == ["case.toml was changed"]
    tree = json.loads(fairlead("explain", case, "F1", "--json").out)
    assert (tree["run"], tree["changed_since"]) == (1, ["case.toml was changed"])
    assert fairlead("report", case, "-o", tmp_path / "r.html").out.startswith(words)
    assert words in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert fairlead("run", case).returncode == 0
    assert "Since then" not in fairlead("show", case).out
    assert json.loads(fairlead("show", case, "--json").out)["changed_since"] == []


def test_adding_a_folder_without_files_says_so_and_fails(tmp_path):
    assert fairlead("new", tmp_path / "case").returncode == 0
    (tmp_path / "nothing").mkdir()
    done = fairlead("add", tmp_path / "case", tmp_path / "nothing")
    assert done.returncode == 1
    assert "is a folder that holds no files" in done.out
    assert "nothing was added" in done.err


def test_a_table_that_is_gone_is_no_answer_without_it(case, tmp_path):
    (case / "tables/totals.parquet").unlink()
    for args in (("show",), ("show", "totals"), ("report", "-o", tmp_path / "r.html"), ("explain", "F1")):
        done = fairlead(args[0], case, *args[1:])
        assert (done.returncode, done.out) == (1, ""), args
        assert "tables/totals.parquet is gone; run 1 wrote it. 'fairlead run' makes the tables anew" in done.err
    assert not (tmp_path / "r.html").exists()
    assert fairlead("run", case).returncode == 0
    assert fairlead("show", case).returncode == 0


def test_rows_are_filtered_by_sql_and_come_as_json_and_csv(demo):
    where = "question = 'oil' and is_counted"
    as_json = json.loads(fairlead("show", demo[0], "trips", "--where", where, "--json").out)
    assert len(as_json) == 11
    as_csv = list(csv.DictReader(io.StringIO(fairlead("show", demo[0], "trips", "--where", where, "--csv").out)))
    assert [row["trip_id"] for row in as_csv] == [row["trip_id"] for row in as_json]
    assert [row["sources"] for row in as_csv] == ["; ".join(row["sources"]) for row in as_json]
    assert as_json[0]["start_time"].endswith("Z")


def test_every_table_comes_out_as_csv_and_as_json_of_the_same_rows(demo):
    made = json.loads((demo[0] / "runs" / "0001.json").read_text())["tables"]
    assert set(made) >= {name for step in FLOW for name in step.writes}
    for name in sorted(set(made) - {"land"}):  # the package's own, and megabytes of it
        rows = json.loads(fairlead("show", demo[0], name, "--json").out)
        lines = list(csv.DictReader(io.StringIO(fairlead("show", demo[0], name, "--csv").out)))
        assert len(lines) == len(rows), name
        if rows:
            said = fairlead("show", demo[0], name).out.strip().split("\n")
            assert [line for line in said if line.startswith(f"{len(rows):,} row")], name
    said = fairlead("show", demo[0], next(n for n, t in made.items() if not t["rows"])).out
    assert [line for line in said.strip().split("\n") if line.startswith("0 rows")]


def test_a_limit_cuts_and_says_so(demo):
    shown = fairlead("show", demo[0], "sightings", "--limit", "3").out
    assert "54 rows, 3 shown" in shown
    assert len(json.loads(fairlead("show", demo[0], "sightings", "--limit", "3", "--json").out)) == 3


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("trip",), "did you mean trips"),
        (("trips", "--where", "statu = 1"), "The columns are trip_id"),
        (("trips", "--where", "hull in (select content from read_text('/etc/passwd'))"), "only look at the tables"),
    ],
)
def test_a_wrong_table_or_filter_is_one_line_on_stderr(demo, args, words):
    done = fairlead("show", demo[0], *args)
    assert (done.returncode, done.out) == (1, "")
    assert done.err.startswith("fairlead: ")
    assert done.err.count("\n") == 1
    assert words in done.err


@pytest.mark.parametrize(
    "args",
    [("trips", "--json", "--csv"), ("--where", "true"), ("trips", "--limit", "-1")],
)
def test_options_that_do_not_go_together_are_a_usage_error(demo, args):
    assert fairlead("show", demo[0], *args).returncode == 2


@pytest.mark.parametrize("args", [(), ("nonsense",), ("show",), ("run", "x", "--engine", "spark"), ("report", "x")])
def test_a_command_that_is_not_understood_exits_with_two(args):
    done = fairlead(*args)
    assert done.returncode == 2


@pytest.mark.parametrize("verb", ["show", "run", "verify"])
def test_a_folder_that_is_no_case_is_said(tmp_path, verb):
    done = fairlead(verb, tmp_path)
    assert done.returncode == 1
    assert "is not a case" in done.err


def test_a_new_case_says_what_to_do_before_it_has_an_answer(tmp_path):
    done = fairlead("new", tmp_path / "c")
    assert done.returncode == 0
    assert (tmp_path / "c" / "case.toml").is_file()
    assert (tmp_path / "c" / "templates" / "sightings.csv").is_file()
    shown = fairlead("show", tmp_path / "c")
    assert shown.returncode == 1
    assert "run the case first" in shown.err
    assert fairlead("run", tmp_path / "c").returncode == 0
    shown = fairlead("show", tmp_path / "c")
    assert shown.returncode == 1
    assert "[question.NAME]" in shown.err
    assert fairlead("new", tmp_path / "c").returncode == 1


def test_a_table_of_another_case_state_is_read_only(demo):
    before = sorted((p, p.stat().st_mtime_ns) for p in demo[0].rglob("*"))
    for args in (("show", demo[0]), ("show", demo[0], "trips"), ("explain", demo[0], "F1"), ("verify", demo[0])):
        assert fairlead(*args).returncode == 0
    assert sorted((p, p.stat().st_mtime_ns) for p in demo[0].rglob("*")) == before


# ------------------------------------------------------------------------------------------------------- add and run


def test_files_that_are_refused_exit_with_one_and_the_others_are_in(case, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "more.csv").write_text("place_id,name,kind\nZ1,Sandy Point,anchorage\n")
    done = fairlead("add", case, tmp_path / "empty.csv", tmp_path / "more.csv", "--by", "Ann", "--licence", "CC0")
    assert done.returncode == 1
    assert re.search(r"^refused +empty\.csv ", done.out, re.MULTILINE)
    assert re.search(r"^added +more\.csv +places: 1 row = 1 kept \+ 0 refused", done.out, re.MULTILINE)
    assert "1 of 2 files refused" in done.err
    again = fairlead("add", case, tmp_path / "more.csv")
    assert again.returncode == 0
    assert "known" in again.out
    assert fairlead("run", case).returncode == 0
    rows = json.loads(fairlead("show", case, "evidence", "--where", "name = 'more.csv'", "--json").out)
    assert [(r["added_by"], r["licence"]) for r in rows] == [("Ann", "CC0")]


def test_a_wrong_kind_and_a_missing_file_are_said(case, tmp_path):
    done = fairlead("add", case, tmp_path / "nowhere.csv")
    assert done.returncode == 1
    assert "no such file" in done.err
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    done = fairlead("add", case, tmp_path / "a.csv", "--as", "sighting")
    assert done.returncode == 1
    assert "did you mean 'sightings'" in done.err


def test_a_run_says_what_ran_and_takes_parameters(case):
    done = fairlead("run", case)
    assert done.returncode == 0
    assert f"0 run, {len(FLOW)} kept" in done.out
    assert "munitions: no estimate: the only looks held are known because" in " ".join(done.out.split())
    done = fairlead("run", case, "--param", "sighting_gaps.speed_low_kn=7", "--step", "sighting_gaps", "--by", "Ann")
    assert done.returncode == 0, done.err
    assert "up to sighting_gaps" in " ".join(done.out.split())
    assert json.loads((case / "runs" / "0003.json").read_text())["overrides"] == ["sighting_gaps.speed_low_kn=7"]
    for args, words in (
        (("--param", "sighting_gaps.speed=7"), "speed_low_kn"),
        (("--param", "nonsense"), "step.field=value"),
        (("--step", "sighting_gap"), "did you mean 'sighting_gaps'"),
    ):
        done = fairlead("run", case, *args)
        assert done.returncode == 1
        assert words in done.err


def test_a_wrong_case_toml_is_named_line_by_line(case):
    config = case / "case.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("commodity =", "comodity ="), encoding="utf-8")
    done = fairlead("run", case)
    assert done.returncode == 1
    assert all(line.startswith("fairlead: case.toml line ") for line in done.err.strip().split("\n"))
    assert "comodity" in done.err


# ------------------------------------------------------------------------------------------------ explain and verify


def test_explain_walks_from_a_finding_to_the_text_of_a_line(demo):
    done = fairlead("explain", demo[0], "F1")
    assert done.returncode == 0
    assert max(cell_len(line) for line in done.out.split("\n")) <= 100
    assert re.search(r"official_reports\.csv line \d+, sha256 ", done.out)
    line = (ROOT / "examples/dprk-oil-2024/official_reports.csv").read_text(encoding="utf-8").split("\n")[1]
    flat = re.sub(r"[\s│]+", "", done.out)
    assert re.sub(r"\s", "", line) in flat


def test_explain_as_json_is_the_whole_tree_down_to_files_that_exist(demo):
    tree = json.loads(fairlead("explain", demo[0], "F1", "--json").out)
    lines = []

    def walk(node):
        if node["line"]:
            lines.append(node["line"])
        assert node["more"] == 0
        for child in node["sources"]:
            walk(child)

    walk(tree)
    assert lines
    for line in lines:
        assert (demo[0] / line["path"]).is_file() or line["path"].startswith("evidence/")


def test_what_nobody_knows_is_not_explained(demo):
    done = fairlead("explain", demo[0], "F99")
    assert (done.returncode, done.out) == (1, "")
    assert "F99" in done.err


def test_verify_exits_with_zero_where_all_holds_and_with_one_where_a_byte_is_changed(case):
    done = fairlead("verify", case)
    assert done.returncode == 0, done.out
    assert "Everything holds" in done.out
    blob = max((p for p in (case / "evidence" / "blobs").rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    blob.chmod(0o644)
    content = bytearray(blob.read_bytes())
    content[100] ^= 1
    blob.write_bytes(content)
    done = fairlead("verify", case)
    assert done.returncode == 1
    assert blob.name in done.out
    assert "not hold" in done.err


# --------------------------------------------------------------------------------------------------- report, doctor


@pytest.mark.parametrize(("name", "start"), [("r.html", b"<!doctype html"), ("r.pdf", b"%PDF-")])
def test_a_report_is_written_whole(demo, tmp_path, name, start):
    done = fairlead("report", demo[0], "-o", tmp_path / name)
    assert done.returncode == 0, done.err
    assert (tmp_path / name).read_bytes()[: len(start)].lower() == start.lower()


def test_a_report_that_cannot_be_written_is_said(demo, tmp_path):
    assert "a report is .html or .pdf" in fairlead("report", demo[0], "-o", tmp_path / "r.docx").err
    (tmp_path / "folder.html").mkdir()
    done = fairlead("report", demo[0], "-o", tmp_path / "folder.html")
    assert done.returncode == 1
    assert done.err.startswith("fairlead: ")


def test_the_doctor_finds_everything_that_is_needed_here():
    done = fairlead("doctor")
    assert done.returncode == 0
    assert "Everything that is needed is here." in done.out
    assert re.search(r"^ok +pyarrow +\d", done.out, re.MULTILINE)


# ------------------------------------------------------------------------------------------------------- terminals


@pytest.mark.parametrize("env", [CLEAN | {"LANG": "C"}, PLAIN | {"PYTHONIOENCODING": "ascii"}])
def test_a_terminal_that_knows_only_ascii_gets_only_ascii(demo, env):
    for args in (("show", demo[0]), ("show", demo[0], "vessels"), ("explain", demo[0], "F1"), ("doctor",), ("--help",)):
        done = process(*args, env=env)
        assert done.returncode == 0
        if args != ("--help",) or "PYTHONIOENCODING" in env:
            assert done.out.isascii()
    assert json.loads(process("show", demo[0], "--json", env=env).out)["trips"]["documented"] == 11


def test_a_reader_that_goes_away_is_no_error_worth_words(demo):
    command = f"{sys.executable} -m fairlead show {demo[0]} sightings --csv | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=PLAIN, timeout=60, check=False)
    assert done.stdout.startswith("sighting_id,")
    assert done.stderr == ""


def wait_for_work(pid):
    """Until the command itself has begun, told by a library it alone loads: before that a signal is Python's own."""
    loaded = Path(f"/proc/{pid}/maps")
    if not loaded.exists():
        time.sleep(1.0)
    for _ in range(3000):
        if not loaded.exists() or "libarrow" in loaded.read_text():
            return
        time.sleep(0.01)


def test_ctrl_c_is_quiet_and_exits_with_130(case):
    running = subprocess.Popen(
        [sys.executable, "-m", "fairlead", "verify", str(case)],
        env=PLAIN,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_for_work(running.pid)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode in (130, 0)
    assert err == b""


def on_a_terminal(*args, env):
    """What a terminal of 120 columns is sent."""
    import fcntl
    import struct
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    running = subprocess.Popen(
        [sys.executable, "-m", "fairlead", *map(str, args)], stdin=child, stdout=child, stderr=child, env=env
    )
    os.close(child)
    sent = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        sent += piece
    running.wait()
    os.close(parent)
    return sent.decode()


def test_colour_is_for_terminals_that_want_it_and_never_alone(demo):
    coloured = on_a_terminal("show", demo[0], env=PLAIN | {"TERM": "xterm-256color"})
    assert "\x1b[38;5;68m■" in coloured
    plain = on_a_terminal("show", demo[0], env=PLAIN | {"TERM": "xterm-256color", "NO_COLOR": "1"})
    assert "38;5" not in plain
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert stripped == re.sub(r"\x1b\[[0-9;]*m", "", plain)
    assert max(cell_len(line) for line in stripped.split("\r\n")) <= 100


def test_hostile_text_in_a_case_does_not_reach_the_terminal(tmp_path, case):
    evil = "Kum\x1b[2J\x1b]0;owned\x07 San\u202enaS"
    rows = list(csv.DictReader(io.StringIO((ROOT / "examples/dprk-oil-2024/vessels.csv").read_text(encoding="utf-8"))))
    rows[0] |= {"vessel_id": "V99", "name": evil, "imo": "", "role_in_case": evil, "confidence": evil}
    with (tmp_path / "evil.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerow(rows[0])
    added = fairlead("add", case, tmp_path / "evil.csv")
    assert fairlead("run", case).returncode == 0
    texts = [added.out, added.err]
    for args in (
        ("show", case),
        ("show", case, "vessels"),
        ("show", case, "particulars"),
        ("show", case, "rejects"),
        ("explain", case, "V99"),
        ("show", case, "particulars", "--json"),
        ("show", case, "--json"),
    ):
        done = fairlead(*args)
        texts += [done.out, done.err]
    for text in texts:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


@pytest.mark.parametrize(
    "args",
    [
        ("show", "CASE", "trips", "--where", "a\udcff"), ("show", "CASE", "--question", "\udcff"),
        ("add", "CASE", "FILE", "--by", "\udcff"), ("run", "CASE", "--param", "\udcff"),
        ("explain", "CASE", "\udcff"), ("show", "CASE", "trips", "--limit", "9" * 30),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_a_usage_error(demo, args):
    done = fairlead(*(demo[0] if a == "CASE" else __file__ if a == "FILE" else a for a in args))
    assert done.returncode == 2


def test_an_error_about_a_hostile_name_is_written_out(tmp_path):
    done = fairlead("show", tmp_path / "\x1b[2J\udcff")
    assert done.returncode == 1
    assert "<U+001B>[2J<U+DCFF> is not a case" in done.err


@pytest.mark.parametrize("table", ["rejects", "places", "findings", "draws", "decisions"])
def test_a_table_of_which_nothing_is_left_is_shown_as_no_rows(demo, table):
    done = fairlead("show", demo[0], table, "--where", "1=0")
    assert done.returncode == 0, done.err
    assert "0 rows" in done.out

"""The simulated example: its answer, and beside it what really happened."""

import io
import json
import os
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pyarrow.compute as pc
import pytest
from rich.cells import cell_len

import fairlead
from fairlead.cli.main import main

BUNDLED = Path(__file__).parents[2] / "examples" / "terminal"
FEWER = "\n[params.season]\nwarm_up = 100\niterations = 200\n"
"""The example draws more; its answer, not the sampler, is tested here."""

MADE_UP = "SIMULATED: all evidence of this case is made up; no place, ship or event of it is real."


def command(*args):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    here = mock.patch.dict(os.environ, {"LANG": "C.UTF-8"})
    with here, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(a) for a in args])
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return SimpleNamespace(code=ended.value.code, out=texts[0], err=texts[1])


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """The example built once with fewer draws, and what building it printed."""
    folder = tmp_path_factory.mktemp("demo")
    quick = Path(shutil.copytree(BUNDLED, folder / "bundled"))
    (quick / "case.toml").write_text((quick / "case.toml").read_text(encoding="utf-8") + FEWER, encoding="utf-8")
    with mock.patch("fairlead.cli.demo.find_bundled", return_value=quick):
        done = command("demo", "--example", "terminal", folder / "case")
        again = command("demo", "--example", "terminal", folder / "case")
    assert (done.code, done.err) == (0, "")
    return SimpleNamespace(folder=folder / "case", out=done.out, again=again)


def test_the_three_figures_stand_above_what_really_happened(terminal):
    said = " ".join(terminal.out.split())
    figures = said.index("■ documented"), said.index("■ after identity"), said.index("~ estimated actual")
    truth = "What really happened in this simulated world: 42 trips, 1,054,939 barrels; the made-up cap was passed on"
    assert sorted(figures) == list(figures)
    assert figures[-1] < said.index(f"{truth} 12 Apr 2024 (")
    assert "Of the 42, 26 were seen loading in some look, 2 only heard by AIS there, 7 known by their unloading" in said
    assert "and 7 by nothing at all. None of this was given to the case." in said
    assert "beside 30 true trips that it could tell of: 26 seen loading, 2 heard loading, 2 seen unloading only" in said
    assert said.endswith("beside 42 true trips: the 30, 5 that AIS heard unloading alone, 7 that nothing tells of")
    assert max(cell_len(line) for line in terminal.out.split("\n")) <= 100


def test_nothing_is_refused_and_everything_says_that_it_is_simulated(terminal):
    assert "0 refused" in terminal.out
    assert not fairlead.open(terminal.folder).table("rejects").num_rows
    assert "SIMULATED: how many trips" in terminal.out
    assert "cap 600,000, SIMULATED convention" in terminal.out
    assert terminal.out.count(MADE_UP) == 1


@pytest.mark.parametrize(
    "shown", ["trips", "stays", "candidates", "trip_estimates", "season_totals", "hull_estimates", "alternatives"]
)
def test_every_table_says_once_that_it_is_simulated_before_its_rows(terminal, shown):
    done = command("show", terminal.folder, shown)
    assert done.out.startswith(MADE_UP)
    assert done.out.count(MADE_UP) == 1


def test_rows_for_machines_stay_rows_and_say_it_on_stderr(terminal):
    done = command("show", terminal.folder, "trips", "--json")
    assert (isinstance(json.loads(done.out), list), done.err.startswith(MADE_UP)) == (True, True)
    done = command("show", terminal.folder, "trips", "--csv")
    assert (done.out.startswith("trip_id,"), done.err.startswith(MADE_UP)) == (True, True)


def test_explain_and_the_answer_as_json_say_it_is_simulated(terminal):
    assert command("explain", terminal.folder, "F1").out.startswith(MADE_UP)
    for args in (("explain", terminal.folder, "F1", "--json"), ("show", terminal.folder, "--json")):
        assert json.loads(command(*args).out)["simulated"].startswith(MADE_UP)


def test_the_estimate_is_sampled_from_looks_and_the_cap_stands_against_it(terminal):
    case = fairlead.open(terminal.folder)
    (asked,) = case.table("questions").to_pylist()
    assert asked["estimate_from"] == "looks"
    totals = {r["basis"]: r for r in case.table("season_totals").to_pylist()}
    assert totals["after_doubt"]["p50"] < totals["estimated"]["p50"]
    assert re.search(r"given \d+ looks at the loading place on \d+ of 150 days", totals["estimated"]["given"])
    statuses = [r for r in case.table("cap_status").to_pylist() if r["basis"] == "estimated"]
    assert any(r["p_over"] is not None for r in statuses)


def test_explain_of_the_estimate_leads_to_a_look_and_to_a_sighting(terminal):
    (row,) = fairlead.open(terminal.folder).table("season_totals").filter(pc.field("basis") == "estimated").to_pylist()
    for target in (row["season_total_id"], row["season_total_id"].replace("season_total", "estimate")):
        out = command("explain", terminal.folder, target).out
        assert "simulated_looks.csv line " in out
        assert "simulated_sightings.csv line " in out


def test_the_truth_lies_beside_the_case_and_not_in_it(terminal):
    beside = sorted(p.name for p in (terminal.folder / "truth").iterdir())
    assert beside == [f"truth_{name}.csv" for name in ("counts", "hulls", "sightings", "trips")]
    names = {r["name"] for r in fairlead.open(terminal.folder).table("evidence").to_pylist()}
    assert not {name for name in names if name.startswith("truth")}
    assert [str(p) for p in fairlead.open(terminal.folder).verify()] == []


def test_a_second_demo_runs_nothing_again_and_says_the_truth_again(terminal):
    assert terminal.again.code == 0
    assert re.search(r"\d+ steps, 0 of them run", terminal.again.out)
    assert "What really happened" in terminal.again.out

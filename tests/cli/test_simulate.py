"""Simulated worlds from the command line."""

import json
from pathlib import Path

import pytest

from fairlead.cli.main import main

SIMULATED = Path(__file__).parents[2] / "examples" / "simulated"
SCENARIO = SIMULATED / "lies.toml"
FEWER = "\n[params.season]\nwarm_up = 100\niterations = 200\n"
"""What is walked here is the way from a scenario to its figures, not the sampler."""


def command(*args):
    with pytest.raises(SystemExit) as ended:
        main([str(a) for a in args])
    assert ended.value.code == 0


@pytest.fixture
def simulate(tmp_path, capsys):
    def simulating(*options, scenario=SCENARIO):
        with pytest.raises(SystemExit) as ended:
            main(["simulate", str(scenario), "-o", str(tmp_path / "made"), *options])
        said = capsys.readouterr()
        return ended.value.code, " ".join(said.out.split()), said.err

    return simulating


def test_a_world_is_made_and_said_to_be_simulated(simulate, tmp_path):
    code, out, err = simulate()
    assert (code, err) == (0, "")
    assert out.startswith("SIMULATED: faults and lies, seed 14. No place, ship or event of it is real.")
    assert "of 8 ships" in out
    assert "9 hulls, 3 gaps, 0 visits, 0 voyages, 0 meetings" in out
    assert {p.name for p in (tmp_path / "made").iterdir()} == {
        "case.toml", "simulated_ais.csv", "simulated_vessels.csv", "truth",
    }  # fmt: skip


def test_another_seed_is_another_world(simulate, tmp_path):
    code, out, _ = simulate("--seed", "5", "--json")
    assert (code, json.loads(out)["seed"]) == (0, 5)


def test_what_cannot_be_made_is_said_in_one_line(simulate, tmp_path):
    (tmp_path / "x.toml").write_text('title = "x"\n')
    code, _, err = simulate(scenario=tmp_path / "x.toml")
    assert (code, err) == (1, "fairlead: x.toml: scenario: span is missing\n")


# ------------------------------------------------------------------------------------------------------------- seasons


def test_a_season_says_what_really_happened(simulate, tmp_path):
    code, out, err = simulate(scenario=SIMULATED / "seasons" / "sparse.toml")
    assert (code, err) == (0, "")
    assert out.startswith("SIMULATED: a sparse season, seed 6. No place, ship or event of it is real.")
    assert "What really happened in this simulated world: 26 trips, " in out
    assert "Of the 26, 11 were seen loading in some look, 0 only heard by AIS there, 3 known by their unloading" in out
    assert "and 12 by nothing at all. No file that a case takes tells it." in out


@pytest.mark.parametrize(("family", "trips"), [("sparse", 26), ("ais", 26)])
def test_a_family_goes_from_its_scenario_to_three_figures_beside_the_truth(family, trips, tmp_path, capsys):
    folder = tmp_path / family
    command("simulate", SIMULATED / "seasons" / f"{family}.toml", "-o", folder)
    (folder / "case.toml").write_text((folder / "case.toml").read_text(encoding="utf-8") + FEWER, encoding="utf-8")
    command("new", folder)
    command("add", folder, *sorted(folder.glob("simulated_*.csv")))
    command("run", folder)
    assert "0 refused" in capsys.readouterr().out
    command("show", folder, "--json")
    found = json.loads(capsys.readouterr().out)["trips"]
    assert found["documented"] < trips
    assert found["documented_p50"] <= found["estimated_p50"]
    assert abs(found["estimated_p50"] - trips) < trips - found["documented"]
    assert "looks" in found["estimated_basis"]
    command("show", folder)
    words = " ".join(capsys.readouterr().out.split())
    assert words.index("■ documented") < words.index("■ after identity") < words.index("~ estimated actual")
    command("verify", folder)

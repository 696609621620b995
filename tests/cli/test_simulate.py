"""Simulated worlds from the command line."""

import json
from pathlib import Path

import pytest

from fairlead.cli.main import main

SCENARIO = Path(__file__).parents[2] / "examples" / "simulated" / "lies.toml"


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

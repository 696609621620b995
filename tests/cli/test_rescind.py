"""The verb rescind as a user meets it, on the bundled case."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fairlead
from fairlead.cli.main import app
from fairlead.errors import CaseError, FairleadError

EXAMPLE = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rescind") / "oil"
    folder.mkdir()
    (folder / "case.toml").write_bytes((EXAMPLE / "case.toml").read_bytes())
    case = fairlead.new(folder)
    case.add(sorted(EXAMPLE.glob("*.csv")), by="test")
    case.run(by="test")
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "oil"))


def called(*args):
    return CliRunner().invoke(app, [str(a) for a in args], catch_exceptions=True)


def test_without_a_reason_it_only_tells_rungs_first(folder):
    before = (folder / "evidence" / "log.jsonl").read_bytes()
    done = called("rescind", folder, "Open Source Centre")
    text = " ".join(done.output.split())
    assert done.exit_code == 0
    assert "5 claims stand on Open Source Centre:" in text
    assert "Oil, Russia to North Korea: rung 4, as before, figure rung 2 -> 1" in text
    assert text.index("RUNGS AND SENTENCES") < text.index("AGAINST THE LIMIT") < text.index("FINDINGS")
    assert "Nothing is changed yet." in text
    assert (folder / "evidence" / "log.jsonl").read_bytes() == before


def test_with_a_reason_it_enters_it_and_drafts_a_note_and_undo_takes_it_back(folder):
    done = called("rescind", folder, "Open Source Centre", "--reason", "another port", "--by", "Ada", "--json")
    told = json.loads(done.stdout)
    assert [c["label"] for c in told["claims"]] == ["C01", "C02", "C26", "C49", "C50"]
    oil = next(r for r in told["rungs"] if r["name"].startswith("Oil"))
    assert oil["rung"] == {"before": 2, "after": 1}
    assert told["note"].startswith("DRAFT change note, ")
    assert "They no longer count: Another port." in told["note"]
    assert "Finding F6 falls away: Open Source Centre said" in told["note"]
    assert called("run", folder).exit_code == 0
    again = called("rescind", folder, "C01", "--reason", "once more")
    assert isinstance(again.exception, FairleadError)
    assert "is rescinded already" in str(again.exception)
    assert "RESCINDED, counted nowhere: another port (Ada, " in " ".join(
        called("show", folder, "claims").output.split()
    )
    assert (
        "C01, C02, C26, C49, C50 count again"
        in called("rescind", folder, "C01", "--undo", "--reason", "it was that port").output
    )


def test_undo_needs_a_reason_and_a_name_that_nobody_bears_is_refused(folder):
    assert called("rescind", folder, "C01", "--undo").exit_code == 2
    wrong = called("rescind", folder, "Nobody at all")
    assert isinstance(wrong.exception, CaseError)
    assert "no claim of this case stands on 'Nobody at all'" in str(wrong.exception)


def test_one_claim_is_told_of_as_one(folder):
    told = json.loads(called("rescind", folder, "C13", "--reason", "misheard", "--json").stdout)
    assert "counted C13, which stands on C13. It no longer counts: Misheard." in told["note"]
    assert "C13 counts again" in called("rescind", folder, "C13", "--undo", "--reason", "heard well").output

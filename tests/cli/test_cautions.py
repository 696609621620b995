"""What a person must be told before believing an answer: by the commands, in the answer's JSON and on the report."""

import json
import shutil
from contextlib import redirect_stdout
from io import StringIO

import pytest

import fairlead
from fairlead.cli.demo import build_demo
from fairlead.cli.main import app
from fairlead.cli.terminal import Terminal
from fairlead.errors import CaseError


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    """The bundled case with a ship misspelt and a parameter set otherwise, and what its run printed."""
    folder = tmp_path_factory.mktemp("cautions") / "case"
    build_demo(Terminal(StringIO(), {}), Terminal(StringIO(), {}), folder, "fairlead")
    config = folder / "case.toml"
    text = config.read_text(encoding="utf-8")
    params = "\n[params.sighting_gaps]\nspeed_low_kn = 7\n"
    config.write_text(text.replace('"Maia-1"', '"Maja-1"') + params, encoding="utf-8")
    return folder, spoken("run", folder, "--param", "trips.max_stay=12 d")


def spoken(*args):
    out = StringIO()
    with redirect_stdout(out):
        app([str(a) for a in args], standalone_mode=False)
    return " ".join(out.getvalue().split())


CHANGED = "Made with changed parameters: sighting_gaps.speed_low_kn 7 (usually 8); trips.max_stay 12 d (usually 14 d)."
UNUSED = "1 setting of case.toml could not be used"


def test_the_run_and_the_answer_say_it(wrong):
    folder, ran = wrong
    for told in (ran, spoken("show", folder), spoken("show", folder, "--question", "munitions")):
        assert CHANGED in told
        assert UNUSED in told
        assert "question 'munitions' names 'Maja-1' under fleet.vessels" in told


def test_the_json_holds_it(wrong):
    got = json.loads(spoken("show", wrong[0], "--json"))
    assert [(c["step"], c["parameter"], c["value"]) for c in got["parameters_changed"]] == [
        ("sighting_gaps", "speed_low_kn", 7), ("trips", "max_stay", "12 d"),
    ]  # fmt: skip
    (setting,) = got["settings_unused"]
    line = (wrong[0] / "case.toml").read_text(encoding="utf-8").splitlines()[setting["line"] - 1]
    assert (setting["setting"], setting["value"]) == ("vessels", "Maja-1")
    assert "Maja-1" in line


def test_the_first_page_of_the_report_says_it(wrong):
    spoken("report", wrong[0], "-o", wrong[0] / "r.html")
    page = (wrong[0] / "r.html").read_text(encoding="utf-8")
    assert page.index(CHANGED) < page.index(UNUSED) < page.index("Standard of evidence")


def test_rows_of_one_question_are_shown_by_its_name(wrong):
    rows = json.loads(spoken("show", wrong[0], "trips", "--question", "oil", "--json"))
    assert len(rows) < fairlead.open(wrong[0]).table("trips").num_rows
    assert {row["question"] for row in rows} == {"oil"}


def test_the_way_down_from_a_finding_is_folded_to_what_can_be_read(wrong):
    lines = len(folded := shown("explain", wrong[0], "F1"))
    assert lines < 160 < len(shown("explain", wrong[0], "F1", "--all"))
    assert any("more: --all" in line for line in folded)


@pytest.mark.parametrize("written", ["x = " + "[" * 3000, "x = " + "9" * 5000])
def test_a_case_toml_that_cannot_be_meant_is_refused_in_words_and_can_still_be_shown(wrong, tmp_path, written):
    folder = shutil.copytree(wrong[0], tmp_path / "case")
    (folder / "case.toml").write_text(written, encoding="utf-8")
    with pytest.raises(CaseError, match=r"case\.toml: (brackets are nested|a whole number has more digits)"):
        shown("run", folder)
    assert "TRIPS" in spoken("show", folder)


def shown(*args):
    out = StringIO()
    with redirect_stdout(out):
        app([str(a) for a in args], standalone_mode=False)
    return out.getvalue().split("\n")

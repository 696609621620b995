"""Rescinding on the bundled case: who stands on what, what would change, what the next run does, and the way back."""

import shutil
from pathlib import Path

import pytest

import fairlead
from fairlead.case.decisions import list_decisions
from fairlead.case.rescissions import match_claims, say_observed
from fairlead.case.store import Store
from fairlead.errors import CaseError

EXAMPLE = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rescind") / "oil"
    folder.mkdir()
    (folder / "case.toml").write_bytes((EXAMPLE / "case.toml").read_bytes())
    case = fairlead.new(folder)
    case.add(sorted(EXAMPLE.glob("*.csv")), by="test")
    case.run(by="test")
    return case


@pytest.fixture
def case(made, tmp_path):
    return fairlead.open(shutil.copytree(made.path, tmp_path / "oil"))


def labels(case, source):
    return [m.claim["label"] for m in match_claims(case.table_or_empty, source)]


def oil(case):
    (row,) = (t for t in case.table("transfers").to_pylist() if t["item_class"] == "oil")
    return row["rung"], row["rung_any"], row["origins"], row["documents"]


def test_a_source_is_found_by_label_speaker_outlet_and_file(made):
    assert labels(made, "c13") == ["C13"]
    assert labels(made, "Open Source Centre") == labels(made, "OSC") == ["C01", "C02", "C26", "C49", "C50"]
    assert labels(made, "RUSI") == ["C07", "C49", "C50", "C52"]
    assert labels(made, "KBS") == ["C16", "C29", "C34", "C65"]
    assert labels(made, "ap") == ["C13", "C14", "C25", "C43", "C46"]
    assert len(labels(made, "claims.csv")) == made.table("claims").num_rows


def test_a_name_that_nobody_bears_is_refused_with_one_that_is_near(made):
    with pytest.raises(CaseError, match="no claim of this case stands on 'Open Sauce Centre'; did you mean 'Open S"):
        match_claims(made.table_or_empty, "Open Sauce Centre")
    with pytest.raises(CaseError, match="say whom to rescind"):
        match_claims(made.table_or_empty, "  ")


def test_without_the_open_source_centre_the_figure_of_oil_loses_its_second_rung(made):
    effects = made.rescinding("Open Source Centre")
    rung = next(r for r in effects.rungs if r.name.startswith("Oil"))
    assert (rung.name, rung.rung, rung.rung_any) == ("Oil, Russia to North Korea", (2, 1), (4, 4))
    gone = [c for c in effects.changes if c.outcome == "gone"]
    assert {c.table for c in gone} >= {"trip_estimates", "totals", "cap_status", "findings"}
    assert "Open Source Centre said “43 trips" in next(c.before for c in effects.of("findings") if c.outcome == "gone")


def test_what_a_source_saw_is_told_and_not_touched(made):
    """S01 is credited to RUSI/OSC; Open Source Centre is OSC."""
    effects = made.rescinding("Open Source Centre")
    assert "S01" in effects.observed
    assert "Rescinding takes out what it said, not what it saw: these stay as they are" in effects.observed
    assert say_observed(made.table_or_empty, "Nobody At All") == ""


def test_asking_changes_nothing(made):
    before = {p: p.read_bytes() for p in Path(made.path).rglob("*") if p.is_file()}
    made.rescinding("AP")
    assert {p: p.read_bytes() for p in Path(made.path).rglob("*") if p.is_file()} == before


def test_the_next_run_does_what_was_foretold_and_withdrawing_it_brings_all_back(case):
    was = {n: case.table(n) for n in ("transfers", "claim_tests", "findings", "cap_status", "claims")}
    effects = case.rescinding("Open Source Centre")
    case.rescind("Open Source Centre", effects.about, "another port", by="Ada")
    case.run(by="test")
    assert oil(case) == (1, 4, 2, 2)
    marks = {c["label"]: c["rescinded"] for c in case.table("claims").to_pylist() if c["rescinded"]}
    assert sorted(marks) == ["C01", "C02", "C26", "C49", "C50"]
    assert marks["C01"].startswith("another port (Ada, ")
    foretold = {c.id: c.after for c in effects.of("findings") if c.after}
    told = {f["finding_id"]: f["text"] for f in case.table("findings").to_pylist()}
    assert foretold.items() <= told.items()
    assert case.answer("oil")["trips"].get("claimed") is None
    assert not [p for p in case.verify() if not p.is_note]
    assert case.restore("Open Source Centre", "it was that port", by="Ben") == ["C01", "C02", "C26", "C49", "C50"]
    case.run(by="test")
    assert all(case.table(n).equals(t) for n, t in was.items())


def test_an_entry_names_who_why_and_what_and_stays_when_it_is_withdrawn(case):
    decision = case.rescind("C13", case.rescinding("C13").about, "misread", by="Ada")
    with pytest.raises(CaseError, match="nothing that stands on 'C14' is rescinded"):
        case.restore("C14", "wrong one")
    case.restore("C13", "read again", by="Ben")
    rows = list_decisions(Store(case.path).log()).to_pylist()
    told = [(r["verdict"], r["reason"], r["decided_by"], r["is_withdrawn"]) for r in rows]
    assert told == [("rescind", "misread", "Ada", True), ("withdraw", "read again", "Ben", False)]
    assert rows[0]["decision_id"] == decision


def test_to_rescind_needs_a_reason_and_a_claim(case):
    with pytest.raises(CaseError, match="needs its reason"):
        case.rescind("C13", ["claim:x"], " ")
    with pytest.raises(CaseError, match="no claim to rescind"):
        case.rescind("C13", [], "why")


def test_what_one_outlet_printed_falls_and_what_others_printed_of_the_same_speaker_stands(made):
    effects = made.rescinding("AP")
    air = next(r for r in effects.rungs if r.name.startswith("Air defence"))
    assert air.rung == (1, 1)
    assert "five documents" in air.sentence[1]


def test_a_reversal_that_only_that_outlet_told_is_no_more_said(made):
    troops = next(r for r in made.rescinding("AP").rungs if r.name.startswith("Troops"))
    assert "took its denial back" in troops.sentence[0]
    assert "took its denial back" not in troops.sentence[1]

"""A setting of case.toml that names something no evidence has is said with its line and what may have been meant."""

import shutil
from pathlib import Path

import pytest

import fairlead

CASE = "case.toml"


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    """The bundled case with all its files, not yet run."""
    source = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"
    folder = tmp_path_factory.mktemp("settings") / "case"
    fairlead.new(folder, (source / CASE).read_bytes()).add(sorted(source.glob("*.csv")))
    return folder


@pytest.fixture
def settled(bundled, tmp_path):
    """Run a copy of the bundled case with one of its settings written otherwise; give what is refused of case.toml."""

    def run(old, new):
        case = fairlead.open(shutil.copytree(bundled, tmp_path / "case"))
        text = (case.path / CASE).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (case.path / CASE).write_text(text.replace(old, new), encoding="utf-8")
        case.run(step="identities")
        refused = [r for r in case.table("rejects").to_pylist() if r["name"] == CASE]
        lines = (case.path / CASE).read_text(encoding="utf-8").splitlines()
        assert all(r["scope"] == "field" and r["label"] in lines[r["row"] - 1] for r in refused)
        return [(r["field"], r["reason"]) for r in refused], case.table("questions").to_pylist()

    return run


def test_every_setting_of_the_bundled_case_is_used(settled):
    assert settled("[question.oil]", "[question.oil]")[0] == []


@pytest.mark.parametrize(
    ("old", "new", "field", "meant"),
    [
        ('"Maia-1"', '"Maja-1"', "vessels", "no ship of this case is called so; did you mean 'Maia-1'?"),
        ('["V44"]', '["V444"]', "vessels", "no ship of this case is called so; did you mean 'V44'?"),
        ('["oil tanker"]', '["oyl tanker"]', "ship_types", "of that type; did you mean 'oil tanker'?"),
        ('flags = ["KP"]', 'flags = ["KO"]', "flags", "no ship listed flies that flag"),
    ],
)
def test_a_name_that_admits_nobody_to_a_fleet_is_said_and_stays_in_it(settled, old, new, field, meant):
    ((found, reason),), questions = settled(old, new)
    assert found == field
    assert meant in reason
    assert reason.endswith("nothing is counted through it")
    assert any(question[field] and question[field][0] in new for question in questions)


def test_a_ship_known_from_sightings_only_and_another_spelling_of_case_are_known(settled):
    assert settled('"Lady R"', '"LADY R"')[0] == []


@pytest.mark.parametrize(
    ("old", "new", "field", "meant"),
    [
        ('"Gas oil/diesel"', '"gasolin"', "conversion_product", "has no such product"),
        ("BP Statistical Review July 2021", "UNSDD", "conversion_authority", "no conversion is by it"),
    ],
)
def test_a_conversion_that_no_table_has_is_said_and_not_asked_for(settled, old, new, field, meant):
    ((found, reason),), (oil, _) = settled(old, new)
    assert found == field
    assert meant in reason
    assert reason.endswith("what needs it cannot be computed")
    assert (oil["conversion_authority"], oil["conversion_product"]) == (None, None)


def test_a_conversion_that_no_table_has_leads_to_no_verdict(bundled, tmp_path):
    case = fairlead.open(shutil.copytree(bundled, tmp_path / "case"))
    text = (case.path / CASE).read_text(encoding="utf-8")
    (case.path / CASE).write_text(text.replace('"Gas oil/diesel"', '"gasolin"'), encoding="utf-8")
    case.run()
    found = case.answer()
    (cap,) = (f for f in found["findings"] if f["kind"] == "cap")
    assert "cannot be computed" in cap["headline"]
    assert "do not" not in cap["headline"]
    assert "cannot be computed by load share: the question names no conversion that is held" in cap["text"]
    assert [f["kind"] for f in found["findings"]].count("cap_estimate") == 0
    assert found["barrels"]["conversion"] is None
    assert all(figures["by_load_share"] == [] for figures in found["barrels"]["bases"].values())


def test_an_estimate_from_looks_names_no_claim(settled):
    toml = (Path(__file__).parents[2] / "examples" / "dprk-oil-2024" / CASE).read_text(encoding="utf-8")
    start, end = toml.index('from = "C02"'), toml.index("\n\n[question.munitions]")
    refused, asked = settled(toml[start:end], 'from = "looks"')
    assert refused == []
    assert {q["question"]: q["estimate_from"] for q in asked}["oil"] == "looks"


def test_a_claim_that_is_no_count_of_trips_is_said(settled):
    ((field, reason),), _ = settled('trips = "C02"', 'trips = "C01"')
    assert field == "claimed_trips"
    assert "it counts barrels" in reason


def test_a_label_nobody_knows_is_said_with_the_one_that_may_be_meant(settled):
    ((field, reason),), (oil, _) = settled('amount = "C01"', 'amount = "C001"')
    assert field == "claimed_amount"
    assert "no claim has that label; did you mean 'C01'?" in reason
    assert oil["claimed_amount"] is None


def test_words_of_the_item_that_nothing_held_has_are_said(settled):
    ((field, reason),), questions = settled('"tanker trips"]', '"tankr trips"]')
    assert field == "item_words"
    assert "did you mean 'tanker trips" in reason
    assert "nothing is found by them" in reason
    assert any("tankr trips" in q["item_words"] for q in questions)


def test_a_unit_that_nothing_held_is_in_is_said_with_the_one_that_may_be_meant(settled):
    found, _ = settled('unit = "barrel"', 'unit = "barel"')
    reasons = dict(found)
    assert "did you mean 'barrel'?" in reasons["unit"]

"""The verb decide as a user meets it: a copy in the bundled case is held apart from its origin, and joined again."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import fairlead
from fairlead.cli.main import app
from fairlead.errors import CaseError

EXAMPLE = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "oil"
    case = fairlead.new(folder)
    case.add([EXAMPLE / "claims.csv"], by="test")
    case.run(by="test")
    return folder


def called(*args):
    return CliRunner().invoke(app, [str(a) for a in args], catch_exceptions=True)


def origin_of(folder, label):
    case = fairlead.open(folder)
    ids = {r["claim_id"]: r["label"] for r in case.table("claims").to_pylist()}
    (row,) = [r for r in case.table("claim_origins").to_pylist() if ids[r["claim_id"]] == label]
    return row["origin_id"], row["set_by"]


def test_a_copy_is_split_from_its_origin_with_a_reason_and_joined_again(folder):
    shared, _ = origin_of(folder, "C02")
    assert origin_of(folder, "C04")[0] == shared
    done = called("decide", folder, "different", "C02", "C04", "--reason", "it counted anew", "--by", "Ada")
    assert done.exit_code == 0, done.output
    assert "different: C02, C04 (decision:" in done.output
    assert "fairlead run" in done.output
    assert called("run", folder).exit_code == 0
    assert origin_of(folder, "C02")[0] == shared
    apart, by = origin_of(folder, "C04")
    assert apart != shared
    assert by == "set apart by Ada: it counted anew"
    assert "it counted anew" in " ".join(called("show", folder, "origins").output.split())
    id_ = fairlead.open(folder).table("decisions").to_pylist()[0]["decision_id"]
    assert called("decide", folder, "withdraw", id_, "--reason", "it did not", "--by", "Ben").exit_code == 0
    assert called("run", folder).exit_code == 0
    assert origin_of(folder, "C04")[0] == shared


@pytest.mark.parametrize(
    ("verdict", "ids", "words"),
    [
        ("alike", ["C02", "C04"], "a verdict is one of accept, reject, same, different, unsure, withdraw, not 'alike'"),
        ("same", ["C02"], "is about two rows or more"),
        ("same", ["C02", "C999"], "C999"),
        ("withdraw", ["C02"], "no decision has the id C02"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(folder, verdict, ids, words):
    done = called("decide", folder, verdict, *ids, "--reason", "a reason")
    assert isinstance(done.exception, CaseError)
    assert words in str(done.exception)
    assert called("decide", folder, verdict, *ids).exit_code == 2


def test_what_cannot_have_one_origin_is_refused_with_what_differs(folder):
    """C01 asserts oil from Russia to North Korea; C10 gives no comment on it; C17 is munitions the other way."""
    before = len(fairlead.open(folder).log)
    for ids, words in (
        (("C01", "C10"), "these say different things (C01: says; C10: gives no comment on)"),
        (("C01", "C17"), "these name different givers (C01: Russia; C17: North Korea)"),
    ):
        done = called("decide", folder, "same", *ids, "--reason", "a reason", "--anyway")
        assert isinstance(done.exception, CaseError)
        assert words in str(done.exception)
    assert len(fairlead.open(folder).log) == before


def test_different_goods_are_joined_only_where_that_is_said_and_the_origin_tells_it(folder):
    """C13 is air defence missiles, C60 military technologies, both told by one man in one interview."""
    done = called("decide", folder, "same", "C13", "C60", "--reason", "one interview")
    assert isinstance(done.exception, CaseError)
    assert "these are about different goods (C13: air defence; C60: technology)" in str(done.exception)
    assert "say --anyway with the reason" in str(done.exception)
    done = called("decide", folder, "same", "C13", "C60", "--anyway", "--reason", "one interview", "--by", "Ada")
    assert done.exit_code == 0, done.output
    assert called("run", folder).exit_code == 0
    assert origin_of(folder, "C60") == (origin_of(folder, "C13")[0], "joined by Ada: one interview")
    origins = " ".join(called("show", folder, "origins").output.split())
    assert "claims of different goods (air defence and technology) are counted here as air defence" in origins
    assert "UTC: joined, as having one origin: C13, Shin Won-sik, AP / SBS, assert" in " ".join(
        called("show", folder, "decisions").output.split()
    )
    assert called("decide", folder, "different", "C13", "C60", "--anyway", "--reason", "x").exit_code == 2

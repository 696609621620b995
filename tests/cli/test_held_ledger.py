"""A newcomer with articles and nothing else: every step says what to do next and shows what is there."""

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from types import SimpleNamespace
from unittest import mock

import pytest

from fairlead.cli.main import main

ARTICLES = {
    "a.html": "<html><head><title>Missiles</title><meta property='og:site_name' content='The Harbour Post'>"
    "<meta property='article:published_time' content='2024-11-22'></head><body><p>Russia has supplied North Korea with "
    "air defence missiles, John Kirby said.</p></body></html>",
    "b.html": "<html><head><title>Oil</title><meta property='og:site_name' content='The Quay'>"
    "<meta property='article:published_time' content='2024-06-03'></head><body><p>John Kirby said on Thursday that "
    "Russia shipped 165,000 barrels of refined petroleum to North Korea in March.</p></body></html>",
    "c.txt": "The weather was fine in the harbour and nothing else is told here.",
}


def command(*args):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    here = mock.patch.dict(os.environ, {"LANG": "C.UTF-8"})
    with here, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(a) for a in args])
    texts = [" ".join(stream.buffer.getvalue().decode().split()) for stream in (out, err)]
    return SimpleNamespace(code=ended.value.code, out=texts[0], err=texts[1])


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The walk up to the first run, and what each step printed."""
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    case = folder / "case"
    made = command("new", case)
    added = command("add", case, *(folder / name for name in ARTICLES))
    return SimpleNamespace(case=case, new=made, add=added, run=command("run", case), show=command("show", case))


def test_each_step_up_to_the_queue_names_the_next(walked):
    assert "add" in walked.new.out
    assert f"Next: fairlead run {walked.case}" in walked.add.out
    assert "2 claims are proposed from 3 documents; all wait for a person, and count nowhere" in walked.run.out
    assert f"Next: fairlead review {walked.case}, then fairlead run {walked.case}" in walked.run.out


def test_show_of_documents_alone_tells_what_is_held_and_what_to_do(walked):
    assert walked.show.code == 0
    assert "3 documents; no claim accepted yet." in walked.show.out
    assert f"fairlead review {walked.case} accept, edit or reject 2 proposals" in walked.show.out
    ledger = json.loads(command("show", walked.case, "--json").out)["ledger"]
    assert ledger["documents"] == {"held": 3, "without_text": 0}
    assert ledger["proposals"] == {"made": 2, "waiting": 2}
    assert ledger["transfers"] == []


@pytest.mark.parametrize("table", ["claims", "origins", "transfers", "claim_tests", "reviews"])
def test_a_table_that_waits_for_claims_says_so(walked, table):
    shown = command("show", walked.case, table)
    assert shown.out.startswith("0 rows 2 claims are proposed from 3 documents; all wait")
    assert shown.out.endswith(f"Next: fairlead review {walked.case}")


def test_documents_are_named_by_title_or_file(walked):
    shown = command("show", walked.case, "documents").out
    assert "“Oil”, The Quay, published 2024-06-03, html" in shown
    assert "c.txt, which bears no title, outlet not known, no date of publication known, text" in shown


def test_accepted_claims_stand_in_every_face(walked, tmp_path):
    ids = [r["proposal_id"] for r in json.loads(command("show", walked.case, "proposals", "--json").out)]
    done = command("review", walked.case, *(a for i in ids for a in ("--accept", i)), "--by", "Ada")
    assert done.code == 0, done.err
    assert f"Next: fairlead run {walked.case}" in done.out
    assert f"Next: fairlead show {walked.case}" in command("run", walked.case).out
    shown = command("show", walked.case).out
    assert "3 documents; 2 claims of 2 origins." in shown
    assert "2 claims are proposed from 3 documents; every one is reviewed." in shown
    assert "Oil, Russia to North Korea: one source says it (one origin in one document)" in shown
    assert "Air defence, Russia to North Korea: one source says it" in shown
    assert "No claim is tested: without a question in case.toml nothing is counted here" in shown
    assert "Two claims held, none tested: without a question" in command("show", walked.case, "claim_tests").out
    assert "No claim held here repeats another" in command("show", walked.case, "lineage").out
    reviews = command("show", walked.case, "reviews").out
    assert "Ada, " in reviews
    assert "UTC: accepted K1: “Russia shipped 165,000 barrels of refined petroleum to North Korea”." in reviews
    assert command("report", walked.case, "-o", tmp_path / "r.html").code == 0
    text = (tmp_path / "r.html").read_text()
    assert "This case asks no question, so nothing is counted here. What its 2 claims say stands below" in text

"""A report chosen in the page: what is left out is named, what is blacked out is gone, and the bytes are the same."""

import html
import re
import shutil
import subprocess

import pytest

from fairlead.report import report_case
from tests.web.conftest import client_of

NAME = "Chon Ma San"


def write(client, **asked):
    answer = client.post("/api/report", json={"kind": "html", **asked})
    assert answer.status_code == 200, answer.text
    return answer


def test_all_of_it_is_the_report_that_the_command_line_writes(shown, bundled, tmp_path):
    for kind in ("html", "pdf"):
        answer = write(shown, kind=kind)
        report_case(bundled, tmp_path / f"report.{kind}")
        assert answer.content == (tmp_path / f"report.{kind}").read_bytes()
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="case.{kind}"')
        assert "sandbox" in answer.headers["content-security-policy"]


def test_findings_stand_in_the_order_chosen_and_those_left_out_are_named(shown):
    of_oil = [f for f in shown.get("/api/report").json()["findings"] if f["question"] == "oil"]
    chosen = [of_oil[2]["id"], of_oil[0]["id"]]
    page = write(shown, findings=chosen).text
    heads = re.findall(r"<b[^>]*>(F\d+)</b>|>(F\d+)<", page)
    labels = list(dict.fromkeys(a or b for a, b in heads))
    assert labels[:2] == [of_oil[2]["label"], of_oil[0]["label"]]
    text = html.unescape(re.sub("<[^>]*>", " ", page))
    assert f"left out {len(shown.get('/api/report').json()['findings']) - 2} findings of the case: " in text
    assert of_oil[1]["headline"] not in text
    assert write(shown, findings=chosen).text == page


def test_what_is_blacked_out_stands_nowhere_and_the_report_says_so(shown, tmp_path):
    redactions = [{"words": NAME, "reason": "a crew is at risk"}, {"words": "천마산", "reason": "the same name"}]
    assert NAME in write(shown).text
    page = write(shown, redactions=redactions).text
    text = html.unescape(re.sub("<[^>]*>", "", page))
    assert NAME.lower() not in text.lower()
    assert NAME.lower() not in html.unescape(page).lower()  # in no address or attribute either
    assert "a crew is at risk" in text
    assert "[redacted 1]" in text
    for number in ("11", "168,679"):
        assert number in text  # no figure is another
    paper = write(shown, kind="pdf", redactions=redactions)
    assert paper.content == write(shown, kind="pdf", redactions=redactions).content
    if shutil.which("pdftotext"):
        (tmp_path / "report.pdf").write_bytes(paper.content)
        said = subprocess.run(["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, text=True).stdout
        said = " ".join(said.replace("\u00ad", "").split()).lower()
        assert NAME.lower() not in said
        assert "[redacted 1]" in said


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"kind": "docx"}, 422, ""),
        ({"findings": ["finding:0"]}, 409, "no finding finding:0"),
        ({"redactions": [{"words": "  a  ", "reason": "so"}]}, 409, "too short"),
        ({"redactions": [{"words": "oil tanker", "reason": "  "}]}, 409, "needs its reason"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_words(shown, asked, status, words):
    answer = shown.post("/api/report", json={"kind": "html", **asked})
    assert answer.status_code == status
    assert words in answer.text


def test_a_case_that_is_only_read_is_reported_on_all_the_same(bundled):
    assert client_of(bundled, is_read_only=True).post("/api/report", json={"kind": "html"}).status_code == 200

import pytest

import fairlead
from fairlead.errors import CaseError


def test_the_example_of_the_page_on_cases_runs(small, tmp_path, monkeypatch, request):
    page = (request.config.rootpath / "docs" / "case.md").read_text(encoding="utf-8")
    source = page.split("```python\n")[1].split("```")[0]
    (tmp_path / "examples").symlink_to(small.bundled.parent)
    monkeypatch.chdir(tmp_path)
    scope = {}
    exec(compile(source, "docs/case.md", "exec"), scope)
    case = fairlead.open(tmp_path / "my-case")
    assert case.verify() == []
    (decided,) = (e for e in case.log if e.action == "decided")
    kinds = [id_.split(":")[0] for id_ in decided.fields["about"]]
    assert kinds == ["sighting", "vessel"]


def test_the_answer_of_the_first_question_is_given_unless_another_is_named(tmp_path, small):
    case = fairlead.new(tmp_path / "case", (small.bundled / "case.toml").read_bytes())
    with pytest.raises(CaseError, match="run the case first"):
        case.answer()
    case.add(sorted(small.bundled.glob("*.csv")))
    record = case.run()
    answer = case.answer()
    assert answer["question"]["id"] == "oil"
    assert answer["run"]["number"] == record.number == 1
    assert answer["run"]["log_head"] == case.head.hash
    rows = 51 + 21 + 26 + 8 + 27 + 16 + 17 + 54 + 46  # data rows of the nine files, alphabetically
    assert answer["run"]["evidence"]["rows_in"] == rows == 266
    assert answer["run"]["evidence"]["files"] == 9
    assert case.answer("munitions")["question"]["id"] == "munitions"


def test_a_case_says_which_it_is_and_which_tables_it_has(done):
    assert repr(done) == f"<Case {str(done.path)!r}>"
    assert repr(fairlead.open(done.path, read_only=True)).endswith("', read only>")
    assert done.tables()[:3] == ["evidence", "rejects", "decisions"]
    with pytest.raises(CaseError, match="no table is called 'trip'; the tables are evidence, rejects"):
        done.table("trip")
    with pytest.raises(CaseError, match="has no table 'trips' yet"):
        done.table("trips")


def test_opening_and_looking_write_nothing(done):
    before = {p: p.stat().st_mtime_ns for p in done.path.rglob("*")}
    case = fairlead.open(done.path)
    _ = case.notices, case.log, case.head, case.last_run(), case.config(), case.tables()
    case.table("checks")
    case.explain("S1")
    assert {p: p.stat().st_mtime_ns for p in done.path.rglob("*")} == before

"""Lists whose columns case.toml names, in a case: added, dated, judged and screened as any other."""

import pytest

from fairlead.errors import CaseError
from fairlead.flow import FLOW

LISTS = tuple(s for s in FLOW if s.name == "lists")
TOML = 'format = 1\n\n[lists.harbour_watch]\nname = "Vessel"\nimo = "IMO No."\npublished = "As at"\nalias = "Also"\n'


def table(day, ships):
    rows = "".join(f"SHIP {n},{9074729 if n == 1 else ''},{day},OLD {n}\n" for n in ships)
    return "Vessel,IMO No.,As at,Also\n" + rows


@pytest.fixture
def mapped(case):
    (case.path / "case.toml").write_text(TOML)
    return case


def test_versions_of_a_mapped_list_count_and_one_that_shrank_does_not(mapped, file):
    added = mapped.add([
        file("a.csv", table("2024-01-10", range(1, 21))), file("b.csv", table("2024-02-10", range(1, 23))),
        file("c.csv", table("2024-03-10", range(1, 6))),
    ])  # fmt: skip
    assert [(a.outcome, a.kind, a.rows_kept) for a in added] == [
        ("added", "mapped_list", n) for n in (20, 22, 5)
    ]  # fmt: skip
    mapped.run(flow=LISTS)
    days = {v["list_version_id"]: v["known_from"].date().isoformat() for v in mapped.table("list_versions").to_pylist()}
    standings = mapped.table("list_standings").to_pylist()
    assert sorted((days[s["list_version_id"]], s["is_good"]) for s in standings) == [
        ("2024-01-10", True), ("2024-02-10", True), ("2024-03-10", False),
    ]  # fmt: skip
    said = [s for s in mapped.table("list_statements").to_pylist() if s["value"] == "OLD 22"]
    assert [(s["list"], s["known_from"].date().isoformat()) for s in said] == [("harbour_watch", "2024-02-10")]
    (fact,) = mapped.explain(said[0]["list_statement_id"]).children
    assert (fact.line.file, fact.line.number, fact.line.text) == ("b.csv", 23, "SHIP 22,,2024-02-10,OLD 22")
    assert mapped.verify(flow=LISTS) == []


def test_what_a_run_reads_is_what_case_toml_says_then(mapped, file):
    mapped.add(file("a.csv", table("2024-01-10", range(1, 4))))
    mapped.run(flow=LISTS)
    (mapped.path / "case.toml").write_text(TOML.replace("alias", "former_name"))
    mapped.run(flow=LISTS)
    assert {f["property"] for f in mapped.table("list_facts").to_pylist()} == {"imo", "former_name"}
    (mapped.path / "case.toml").write_text("format = 1\n")
    mapped.run(flow=LISTS)
    assert mapped.table("list_entries").num_rows == 0
    (reject,) = mapped.table("rejects").to_pylist()
    assert "no [lists.NAME] of case.toml names columns that it has" in reject["reason"]


def test_a_file_that_lacks_a_column_is_refused_and_the_column_named(mapped, file):
    (added,) = mapped.add(file("a.csv", table("2024-01-10", range(1, 4)).replace("Also", "Alias")))
    assert added.outcome == "refused"
    assert (
        "as the list harbour_watch it lacks the column 'Also' that [lists.harbour_watch] names for alias" in added.words
    )


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        (TOML.replace("IMO No.", "vessel"), r"line 3: \[lists.harbour_watch\] names the column 'vessel' for both"),
        (TOML.replace('"IMO No."', "7"), r"line 3: .* imo is the name of a column in quotes; here it is 7"),
        ("format = 1\nlists = 3\n", r"line 2: 'lists' is a table; write \[lists\]"),
        ("format = 1\n[lists]\nwatch = 3\n", r"line 3: \[lists.watch\] is a table of words"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_named_with_its_line(case, file, toml, words):
    (case.path / "case.toml").write_text(toml)
    with pytest.raises(CaseError, match=words):
        case.run(flow=LISTS)

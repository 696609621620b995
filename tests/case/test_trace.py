import json
import shutil

import openpyxl
import pytest

import fairlead
from fairlead.case.sources import check_sources
from fairlead.case.trace import _of_each_kind
from fairlead.errors import CaseError


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


def test_a_row_walks_down_to_the_text_of_its_line(done):
    (check,) = [r for r in done.table("checks").to_pylist() if r["label"] == "S2"]
    node = done.explain(check["check_id"])
    assert (node.table, node.words) == ("checks", "S2 was looked at.")
    (sighting,) = node.children
    assert (sighting.table, sighting.line.file, sighting.line.number) == ("sightings", "sightings.csv", 3)
    assert sighting.line.text == "S2,Alder S2,port_call,2024-03-07,somebody,satellite image"
    blob = done.path / sighting.line.path
    assert blob.name == sighting.line.sha256
    assert blob.read_text().splitlines()[2] == sighting.line.text


def test_a_label_a_file_name_a_hash_and_the_name_of_a_question_are_found_too(done):
    assert done.explain("S2").table == "sightings"
    assert done.explain("s2").row["label"] == "S2"
    evidence = done.explain("sightings.csv")
    assert evidence.line.file == "evidence/log.jsonl"
    assert json.loads(evidence.line.text)["name"] == "sightings.csv"
    assert done.explain(evidence.id) == done.explain(evidence.row["sha256"]) == evidence
    question = done.explain("oil")
    assert (question.table, question.line.file, question.line.text) == ("questions", "case.toml", "[question.oil]")
    assert done.explain("question:oil") == question
    assert done.explain("question_place:oil:P1:load").line.text == 'load = ["P1"]'


def test_sources_that_are_drawn_are_of_each_kind_and_the_question_comes_last():
    """Of a long row that names its question first, as an estimate's does, one source is a look, three a stay too."""
    sources = ["question:q", *(f"watch:{n}" for n in range(9)), *(f"stay:{n}" for n in range(9))]
    assert _of_each_kind(sources, 1) == ["watch:0"]
    assert _of_each_kind(sources, 3) == ["watch:0", "watch:1", "stay:0"]
    assert _of_each_kind(sources, 99) == sources
    assert _of_each_kind(["question:q"], 1) == ["question:q"]


def test_a_run_walks_down_to_the_files_it_read(done):
    for name in ("run 1", "1", "0001", "run:1"):
        node = done.explain(name)
        assert (node.id, node.table, node.line.file) == ("run 1", "runs", "runs/0001.json")
        assert [c.row["name"] for c in node.children] == ["places.csv", "sightings.csv", "case.toml"]


def test_several_rows_of_one_label_are_all_shown_but_not_what_one_of_them_stands_on(done, file, small):
    done.add(file("v.csv", "vessel_id,name\nS2,Alder\n"), kind="vessels")
    done.run(flow=small.flow)
    node = done.explain("S2")
    assert (node.table, node.words, {c.table for c in node.children}) == (
        "", "2 rows are labelled S2", {"sightings", "particulars"},
    )  # fmt: skip


def test_a_refused_row_and_a_refused_file_lead_to_their_lines(case, file, small):
    case.add([file("empty.csv", b""), file("copy.csv", small.sightings("S2"))])
    case.run(flow=small.flow)
    of_file, of_row = sorted(case.table("rejects").to_pylist(), key=lambda r: r["scope"])
    assert json.loads(case.explain(of_file["reject_id"]).line.text)["action"] == "refused"
    assert case.explain(of_row["reject_id"]).line.text.startswith("S2,")


def test_a_decision_leads_to_its_line_of_the_log(done, small):
    id_ = done.decide("S2", "accept", "seen twice", by="ann")
    done.run(flow=small.flow)
    assert json.loads(done.explain(id_).line.text)["reason"] == "seen twice"


def test_a_node_with_ten_thousand_sources_is_cut_with_a_count_unless_all_are_asked_for(empty, file, small):
    labels = [f"S{i}" for i in range(10_000)]
    empty.add([file("places.csv", small.places), file("s.csv", small.sightings(*labels))])
    empty.run(flow=small.flow)
    node = empty.explain("mark:all")
    assert (len(node.children), node.more) == (20, 10_002 - 20)
    assert len(empty.explain("mark:all", limit=100).children) == 100
    whole = empty.explain("mark:all", limit=None)
    assert (len(whole.children), whole.more) == (10_002, 0)
    assert {n.line.number for n in walk(whole) if n.table == "sightings"} == set(range(2, 10_002))


def test_the_deeper_the_fewer_sources_are_drawn_and_every_way_still_ends_at_a_line(bundled):
    node = bundled.explain("F1", limit=4)
    nodes = [node]
    for most in (4, 2, 1, 1, 1):
        assert max(len(n.children) for n in nodes) <= most
        assert all(len(n.children) + n.more == len(n.row.get("sources") or ()) for n in nodes if not n.is_repeat)
        nodes = [child for n in nodes for child in n.children]
    assert all(n.line or n.is_repeat for n in walk(node) if not n.children)


def test_a_row_reached_twice_is_drawn_with_its_sources_once(done, small):
    from dataclasses import replace

    from fairlead.base.tables import MARKS

    def twice(checks, places):
        ids = checks["check_id"].to_pylist()
        made = [("mark:0", ids[:1]), ("mark:1", ["mark:0", *ids[:2]])]
        return MARKS.from_rows(
            {"mark_id": i, "vessel_id": "v", "mark_kind": "name", "value": "x", "sources": s} for i, s in made
        )

    flow = (small.flow[0], replace(small.flow[1], kernel=twice))
    done.run(flow=flow)
    node = done.explain("mark:1")
    repeats = [n for n in walk(node) if n.is_repeat]
    assert [n.table for n in repeats] == ["checks"]
    assert repeats[0].children == ()
    assert done.verify(flow=flow) == []


def test_tables_edited_into_a_ring_do_not_hang(done, small):
    from dataclasses import replace

    from fairlead.base.tables import MARKS

    def ring(checks, places):
        made = (("mark:0", ["mark:1"]), ("mark:1", ["mark:0"]), ("mark:2", []), ("mark:3", ["check:nowhere"]))
        return MARKS.from_rows(
            {"mark_id": i, "vessel_id": "v", "mark_kind": "name", "value": "x", "sources": s} for i, s in made
        )

    flow = (small.flow[0], replace(small.flow[1], kernel=ring))
    done.run(flow=flow)
    assert [n.id for n in walk(done.explain("mark:0"))] == ["mark:0", "mark:1", "mark:0"]
    missing = done.explain("mark:3").children[0]
    assert (missing.table, missing.words) == ("", "no row of the last run has this id")
    found = {p.place.split(" row ")[1]: p.words for p in done.verify(flow=flow)}
    assert found["mark:0"] == "what it rests on does not lead down"
    assert "lead back to it" in found["mark:1"]
    assert found["mark:2"] == "names no sources"
    assert "check:nowhere" in found["mark:3"]


def test_cells_of_a_workbook_row_are_shown(empty, tmp_path, file, small):
    book = openpyxl.Workbook()
    book.active.append(["sighting_id", "vessel_name", "event", "date_start", "observed_by", "method"])
    book.active.append(["X1", "Alder", "port_call", "2024-03-07", "somebody", "satellite image"])
    book.save(tmp_path / "seen.xlsx")
    empty.add([tmp_path / "seen.xlsx", file("places.csv", small.places)])
    empty.run(flow=small.flow)
    line = empty.explain("X1").line
    assert (line.file, line.number) == ("seen.xlsx", 2)
    assert line.text == "X1 | Alder | port_call | 2024-03-07 | somebody | satellite image"


def test_a_record_over_several_lines_is_shown_whole(empty, file, small):
    text = "sighting_id,vessel_name,event,date_start,observed_by,method,place\n"
    text += 'M1,Alder,port_call,2024-03-07,a,image,"one\ntwo"\n'
    empty.add([file("s.csv", text + "M2,Alder 2,port_call,2024-03-07,a,image,x\n"), file("p.csv", small.places)])
    empty.run(flow=small.flow)
    assert empty.explain("M1").line.text.endswith('"one\ntwo"')
    assert empty.explain("M2").line.number == 4
    assert empty.explain("M2").line.text.startswith("M2,")


def test_what_nobody_has_is_refused_with_what_is_close(done):
    with pytest.raises(CaseError, match="nothing in this case has the id or label 'S22'; did you mean 'S2'"):
        done.explain("S22")
    with pytest.raises(CaseError, match="no run"):
        done.explain("run 7")


def test_a_case_that_was_never_run_has_nothing_to_explain(case):
    with pytest.raises(CaseError, match="run the case first"):
        case.explain("S1")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory, small):
    case = fairlead.new(tmp_path_factory.mktemp("bundled") / "case", (small.bundled / "case.toml").read_bytes())
    case.add(sorted(small.bundled.glob("*.csv")))
    case.run()
    return case


def test_every_row_of_every_table_of_the_bundled_case_leads_down_to_a_line_that_exists(bundled, small):
    record = bundled.last_run()
    assert check_sources(bundled._store, record) == []
    originals = {p.name: p.read_bytes() for p in small.bundled.iterdir()}
    names = {e["evidence_id"]: e["name"] for e in bundled.table("evidence").to_pylist()}
    rows = 0
    for name in bundled.tables():
        for row in bundled.table(name).to_pylist():
            rows += 1
            if row.get("row") is not None and "sources" not in row:  # read from a file: that line holds its label
                line = originals[names[row["evidence_id"]]].decode("utf-8-sig").splitlines()[row["row"] - 1]
                if name == "areas":  # drawn in case.toml: the line of its shape
                    assert line.startswith(("ring = [[", "radius_km = "))
                    continue
                assert (row.get("label") or row.get("place") or row.get("question") or row["product"]) in line
    assert rows > 4000


@pytest.mark.parametrize("table", ["stays", "trips", "trip_estimates", "cap_status", "transfers", "findings", "draws"])
def test_the_tree_of_derived_rows_of_the_bundled_case_ends_in_lines(bundled, table):
    from fairlead.case.rows import row_id

    for row in bundled.table(table).to_pylist()[:5]:
        nodes = list(walk(bundled.explain(row_id(table, row), limit=None)))
        leaves = [n for n in nodes if not n.children and not n.is_repeat]
        assert leaves
        for leaf in leaves:
            assert leaf.line is not None, leaf
            assert leaf.line.text
            assert (bundled.path / leaf.line.path).is_file()


def test_a_reader_of_a_copied_case_sees_the_same(bundled, tmp_path):
    shutil.copytree(bundled.path, tmp_path / "copy")
    assert fairlead.open(tmp_path / "copy", read_only=True).explain("S20") == bundled.explain("S20")


def test_a_row_of_a_long_table_is_found_without_a_list_of_its_ids(bundled, monkeypatch):
    """Lists of the ids of every table took 7 s before the first tree of a case with ten million reports."""
    from fairlead.case import rows

    targets = ["F1", bundled.table("trips")["trip_id"][3].as_py(), "draw:oil:documented:0"]
    whole = [bundled.explain(target) for target in targets]
    monkeypatch.setattr(rows, "MOST_LISTED", 0)
    assert [bundled.explain(target) for target in targets] == whole
    asked = rows.Rows(bundled.store.shelf, bundled.last_run())
    assert asked.find("F1") is None
    assert not any(asked._ids.values())

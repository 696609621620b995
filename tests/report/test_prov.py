"""How a case came about, told in PROV: expectations follow from what was done to a small case, by hand."""

import json

import pytest
from prov.model import ProvDocument

import fairlead
from fairlead.base.timeline import say_time
from fairlead.report.custodypart import custody_section
from fairlead.report.document import build_document
from fairlead.report.paper import FIGURE_PX
from fairlead.report.prov import describe, export_prov
from fairlead.report.svg import PAPER
from fairlead.report.write import case_meta, render_report, report_tables

CASE = """\
format = 1
title = "Small"
"""
PLACES = "place_id,name,kind,lat,lon\nP1,Northport,port,42.75,133.083\n"
NOTE = "<html><title>Note</title><body><p>Northport was empty on 7 March 2024.</p></body></html>"


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """A table and a document brought by Ann, a decision by Eve, a run by Ann up to the first step."""
    folder = tmp_path_factory.mktemp("prov")
    case = fairlead.new(folder / "case", CASE.encode())
    (folder / "places.csv").write_text(PLACES)
    (folder / "note.html").write_text(NOTE)
    case.add(folder / "places.csv", origin="https://example.org/p", licence="CC0", by="ann")
    case.add(folder / "note.html", by="ann")
    case.run(step="loads", by="ann")
    case.decide("P1", "accept", "on every chart", by="eve")
    case.mark("note.html", "green", "for the team", by="eve")
    return case


@pytest.fixture(scope="module")
def told(case):
    return describe(case.store.log(), case.last_run())


def of(told, relation, **ends):
    """The other ends of a relation whose ends are these."""
    wanted = {f"prov:{k}": v for k, v in ends.items()}
    return [r for r in told.get(relation, {}).values() if wanted.items() <= r.items()]


def entity(told, label):
    (id_,) = [i for i, e in told["entity"].items() if e.get("prov:label") == label]
    return id_


def test_a_file_is_told_with_its_hash_and_whence_and_who_brought_it(case, told):
    (row,) = [e for e in case.table("evidence").to_pylist() if e["name"] == "places.csv"]
    said = told["entity"][entity(told, "places.csv")]
    assert said["fairlead:sha256"] == row["sha256"]
    assert (said["fairlead:origin"], said["fairlead:licence"], said["fairlead:bytes"]) == (
        "https://example.org/p", "CC0", len(PLACES),
    )  # fmt: skip
    (made,) = of(told, "wasGeneratedBy", entity=entity(told, "places.csv"))
    entry = next(e for e in case.log if e.fields.get("name") == "places.csv")
    assert made["prov:activity"] == f"fairlead:log/{entry.line}"
    assert told["activity"][made["prov:activity"]]["fairlead:sha256"] == entry.hash
    assert [a["prov:agent"] for a in of(told, "wasAssociatedWith", activity=made["prov:activity"])] == [
        "fairlead:person/ann"
    ]


def test_a_text_is_derived_from_the_document_it_was_drawn_out_of(told):
    text, original = entity(told, "text drawn out of a document"), entity(told, "note.html")
    assert len(of(told, "wasDerivedFrom", generatedEntity=text, usedEntity=original)) == 1


def test_a_decision_is_its_authors_with_the_reason(told):
    (word,) = [i for i, e in told["entity"].items() if e.get("prov:type") == "fairlead:decided"]
    assert told["entity"][word]["fairlead:reason"] == "on every chart"
    assert [a["prov:agent"] for a in of(told, "wasAttributedTo", entity=word)] == ["fairlead:person/eve"]
    marked = [e for e in told["entity"].values() if e.get("prov:type") == "fairlead:marked"]
    assert [m["fairlead:marking"] for m in marked] == ["green"]


def test_each_table_was_made_by_its_step_from_what_that_read(case, told):
    record = case.last_run()
    (step,) = [s for s in record.steps if s.name == "loads"]
    act = "fairlead:run/1/loads"
    assert {u["prov:entity"] for u in of(told, "used", activity=act)} == {
        f"fairlead:run/1/table/{name}" for name in step.reads
    }
    for name in step.writes:
        (made,) = of(told, "wasGeneratedBy", entity=f"fairlead:run/1/table/{name}")
        assert made["prov:activity"] == act
        assert told["entity"][f"fairlead:run/1/table/{name}"]["fairlead:sha256"] == record.tables[name]["sha256"]
    (places,) = of(told, "wasGeneratedBy", entity="fairlead:run/1/table/places")
    assert places["prov:activity"] == "fairlead:run/1/gather"
    used = {u["prov:entity"] for u in of(told, "used", activity="fairlead:run/1/gather")}
    assert entity(told, "places.csv") in used
    assert not any("decision" in one for one in used)  # it was decided after the run


def test_every_end_of_every_relation_is_told_and_nothing_is_made_twice(told):
    known = {*told["entity"], *told["activity"], *told["agent"]}
    relations = set(told) - {"prefix", "entity", "activity", "agent"}
    assert relations == {
        "actedOnBehalfOf",
        "used",
        "wasAssociatedWith",
        "wasAttributedTo",
        "wasDerivedFrom",
        "wasGeneratedBy",
    }
    assert {end for r in relations for one in told[r].values() for end in one.values()} <= known
    made = [one["prov:entity"] for one in told["wasGeneratedBy"].values()]
    assert len(made) == len(set(made))


def test_one_state_gives_one_document_that_another_program_reads(case, told, tmp_path):
    assert export_prov(case, tmp_path / "a.json") == export_prov(case, tmp_path / "b.json") == len(told["entity"])
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_bytes())["activity"] == told["activity"]
    read = ProvDocument.deserialize(str(tmp_path / "a.json"), format="json").unified()
    kinds = [type(r).__name__ for r in read.get_records()]
    assert kinds.count("ProvEntity") == len(told["entity"])
    assert kinds.count("ProvGeneration") == len(told["wasGeneratedBy"])


def test_a_case_without_a_run_and_odd_names_are_told(tmp_path):
    case = fairlead.new(tmp_path / "case", CASE.encode())
    (tmp_path / "places.csv").write_text(PLACES)
    case.add(tmp_path / "places.csv", by="김 / =cmd|x")
    told = describe(case.store.log(), None)
    assert "fairlead:person/%EA%B9%80%20/%20%3Dcmd%7Cx" in told["agent"]
    assert {e["prov:label"] for e in told["entity"].values() if "prov:label" in e} == {"places.csv"}


def test_a_file_that_was_added_again_was_made_by_the_first_who_added_it(tmp_path):
    case = fairlead.new(tmp_path / "case", CASE.encode())
    (tmp_path / "places.csv").write_text(PLACES)
    for kind, who in (("places", "ann"), ("documents", "eve"), ("places", "eve")):
        case.add(tmp_path / "places.csv", kind=kind, by=who)
    told = describe(case.store.log(), None)
    assert len([e for e in case.log if e.action == "added"]) == 3
    (made,) = of(told, "wasGeneratedBy", entity=entity(told, "places.csv"))
    assert [a["prov:agent"] for a in of(told, "wasAssociatedWith", activity=made["prov:activity"])] == [
        "fairlead:person/ann"
    ]


def tables_of(section):
    return {b.caption: [[c.text for c in row] for row in b.rows] for b in section.blocks if b.kind == "table"}


def test_the_chain_of_custody_is_told_from_it_with_copies_apart_who_when_how_and_hashes(case, told):
    """By hand: two files and the settings were added, one text was drawn out, and the run made each of its tables."""
    held = tables_of(custody_section(told))
    log, record = case.log, case.last_run()
    added = [e for e in log if e.action == "added"]
    came = held[f"{len(added)} files"]
    assert [row[1] for row in came] == [e.fields["sha256"] for e in added]
    (places,) = [row for row in came if row[0] == "places.csv"]
    (entry,) = [e for e in added if e.fields["name"] == "places.csv"]
    assert (places[2], places[3]) == ("https://example.org/p", f"ann, {say_time(entry.time)}")
    (drawn,) = [e for e in log if e.action == "drawn"]
    ((original, sha256, tool, who),) = held["1 text"]
    assert (original, sha256, who) == ("note.html", drawn.fields["sha256"], f"ann, {say_time(drawn.time)}")
    by = drawn.fields["tool"]
    assert by["libraries"]
    for name, version in {"fairlead": by["fairlead"], "code": by["code"], **by["libraries"]}.items():
        assert f"{name} {version}" in tool
    ran = [s for s in record.steps if s.outcome != "left out"]
    steps = held[f"{len(ran)} step{'s' * (len(ran) > 1)}"]
    assert [row[2] for row in steps] == [s.code for s in ran]
    made = held[f"{len(record.tables)} tables"]
    assert {row[0].replace(" ", "_"): row[1] for row in made} == {n: t["sha256"] for n, t in record.tables.items()}


def test_a_case_without_a_file_has_no_chain_of_custody():
    assert custody_section(None) is None
    assert custody_section({}) is None


def test_the_whole_report_has_the_chain_of_custody_and_the_short_one_says_that_it_has_not(case):
    tables, meta = report_tables(case), case_meta(case)
    whole, _ = render_report(tables, meta, ".html")
    assert b"Chain of custody" in whole
    assert case.last_run().tables["places"]["sha256"].encode() in whole
    short = build_document(tables, meta, PAPER, FIGURE_PX, is_brief=True)
    assert "Chain of custody" not in [s.title for s in short.sections]
    (left,) = [s for s in short.sections if s.title == "What this paper leaves out"]
    assert "the chain of custody" in left.blocks[0].spans[0].text

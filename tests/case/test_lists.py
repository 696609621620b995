"""Sanctions lists in a case: added as published, dated, joined, judged, stated, walked down to their line."""

import gzip
import io
import json
import lzma
import tarfile
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from fairlead.case.screened import say_asked_for
from fairlead.cli.main import app
from fairlead.errors import CaseError
from fairlead.flow import FLOW

LISTS = tuple(s for s in FLOW if s.name == "lists")
NULLS = "-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
END = "\x1a"


def ship(ref, name, imo=8660313):
    return f'{ref},"{name}","vessel","X",{NULLS}"Vessel Registration Identification IMO {imo}."\r\n'


ALTS = '7,1,"fka","OLD ALDER",-0- \r\n9,2,"aka","NOBODY",-0- \r\n\x1a'
ADDRESSES = '7,5,"1 Quay","Northport","Nowhere",-0- \r\n\x1a'


def packed(**files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:xz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name.replace("__", "."))
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


@pytest.fixture
def listed(case, file):
    """A case with two versions of a list, the aliases of the later one, and one that lost nearly all."""
    early = "".join(ship(n, f"SHIP {n}", 9074729) for n in range(10, 30))
    case.add(file("sdn_2024-01-10.csv", early + ship(7, "ALDER") + END))
    case.add(
        [file("sdn_2024-02-10.csv.xz", lzma.compress((early + ship(7, "ALDER") + ship(8, "BIRCH") + END).encode())),
         file("alt.csv", ALTS)], origin="https://example.org/sdn",
    )  # fmt: skip
    case.add(file("sdn.csv", ship(7, "ALDER") + END), retrieved="2024-03-10")
    case.run(flow=LISTS)
    return case


def test_files_are_told_for_lists_by_their_content(listed):
    kinds = {e["name"]: (e["kind"], e["rows_kept"]) for e in listed.table("evidence").to_pylist()}
    assert kinds["sdn_2024-01-10.csv"] == ("ofac_sdn", 21)
    assert kinds["alt.csv"] == ("ofac_alt", 2)


def test_a_version_counts_from_its_best_date_and_a_shrunken_one_not_at_all(listed):
    versions = {v["list_version_id"]: v for v in listed.table("list_versions").to_pylist()}
    found = sorted(
        (v["known_from"].date().isoformat(), v["known_by"], s["is_good"])
        for s in listed.table("list_standings").to_pylist()
        for v in [versions[s["list_version_id"]]]
    )
    assert found == [("2024-01-10", "name", True), ("2024-02-10", "name", True), ("2024-03-10", "told", False)]
    told = [v["retrieved_at"] for v in versions.values() if v["known_by"] == "told"]
    assert told == [datetime(2024, 3, 10, tzinfo=UTC)]


def test_aliases_go_with_the_list_beside_them_and_what_it_lacks_is_said(listed):
    joined = [v["joined"] for v in listed.table("list_versions").to_pylist() if v["joined"]]
    (alt,) = [e["evidence_id"] for e in listed.table("evidence").to_pylist() if e["name"] == "alt.csv"]
    assert joined == [[alt]]
    (former,) = [s for s in listed.table("list_statements").to_pylist() if s["property"] == "former_name"]
    assert (former["value"], former["entry"]) == ("OLD ALDER", "7")
    assert former["known_from"].date().isoformat() == "2024-02-10"
    (reject,) = [r for r in listed.table("rejects").to_pylist() if r["name"] == "alt.csv"]
    assert "1 entry (9) that sdn_2024-02-10.csv.xz lacks" in reject["reason"]


def test_aliases_without_their_list_are_kept_and_said_to_do_nothing(case, file):
    case.add(file("alt.csv", ALTS))
    case.run(flow=LISTS)
    assert case.table("list_facts")["list_entry_id"].null_count == 2
    assert case.table("list_statements").num_rows == 0
    assert "not in this case" in case.table("rejects").to_pylist()[0]["reason"]


def test_a_packed_set_of_files_of_one_list_belongs_together(case, file):
    case.add(file("other.csv", ship(7, "ALDER") + ship(8, "BIRCH") + END))
    set_ = packed(sdn__csv=ship(7, "CEDAR") + END, alt__csv=ALTS, add__csv=ADDRESSES)
    added = case.add(file("set.tar.xz", set_))
    assert [a.kind for a in added] == ["ofac_sdn", "ofac_alt", "ofac_add"]
    case.run(flow=LISTS)
    (version,) = [v for v in case.table("list_versions").to_pylist() if v["joined"]]
    names = {e["evidence_id"]: e["name"] for e in case.table("evidence").to_pylist()}
    assert names[version["evidence_id"]] == "set.tar.xz!sdn.csv"
    assert sorted(names[id_] for id_ in version["joined"]) == ["set.tar.xz!add.csv", "set.tar.xz!alt.csv"]


def test_a_statement_walks_down_to_the_line_of_the_list(listed):
    (imo,) = [s for s in listed.table("list_statements").to_pylist() if s["entry"] == "8" and s["property"] == "imo"]
    (fact,) = listed.explain(imo["list_statement_id"]).children
    assert (fact.table, fact.line.file, fact.line.number) == ("list_facts", "sdn_2024-02-10.csv.xz", 22)
    assert fact.line.text == ship(8, "BIRCH").strip()


def test_a_history_walks_down_to_the_member_and_its_line(case, file):
    one, two = ship(7, "ALDER") + END, ship(7, "BIRCH") + END
    (added,) = case.add(file("days.tar.xz", packed(**{"sdn_2024-01-01__csv": one, "sdn_2024-01-02__csv": two})))
    assert added.kind == "ofac_history"
    case.run(flow=LISTS)
    (name,) = [s for s in case.table("list_statements").to_pylist() if s["value"] == "BIRCH"]
    (entry,) = case.explain(name["list_statement_id"]).children
    assert entry.line.text.startswith('sdn_2024-01-02.csv line 1: 7,"BIRCH"')
    assert case.verify(flow=LISTS) == []


def test_the_command_says_which_versions_count_and_why_another_does_not(listed):
    done = CliRunner().invoke(app, ["lists", str(listed.path)])
    assert done.exit_code == 0
    words = " ".join(done.output.split())
    assert "OFAC SDN list of 10 Feb 2024, by the date in its file's name: 22 entries, 22 vessels." in words
    assert "10 Mar 2024 does not count: it has 1 entry where the last good version had 22" in words
    assert "the version OFAC SDN list of 10 Feb 2024 counts instead" in words
    assert "It is sdn.csv, sha256" in words
    rows = json.loads(CliRunner().invoke(app, ["lists", str(listed.path), "--json"]).stdout)
    assert [(r["file"], r["is_good"], r["joined"]) for r in rows] == [
        ("sdn_2024-01-10.csv", True, []), ("sdn_2024-02-10.csv.xz", True, ["alt.csv"]), ("sdn.csv", False, []),
    ]  # fmt: skip


def test_list_files_refused_when_they_were_added_are_told_with_the_version_that_counts_on(case, file):
    """By what was read of them (a packed one that is cut off too), or, of an empty one, by the name alone."""
    whole = ship(7, "ALDER") + ship(8, "BIRCH") + END
    case.add(file("sdn_2024-01-10.csv", whole))
    case.add(file("sdn_2024-01-11.csv", ""))
    case.add(file("sdn_2024-01-12.csv.gz", gzip.compress(whole.encode())[:-6]))
    case.add(file("un.xml", '<CONSOLIDATED_LIST dateGenerated="2026-02-27"><ENTITIES><ENTITY>'))
    case.add(file("note.csv", "hello"))
    case.run(flow=LISTS)
    rows = json.loads(CliRunner().invoke(app, ["lists", str(case.path), "--json"]).stdout)
    (good,) = [r["list_version_id"] for r in rows if r["is_good"]]
    assert [(r["file"], r["list"], r["instead"]) for r in rows if not r["is_good"]] == [
        ("sdn_2024-01-11.csv", "ofac_sdn", good), ("sdn_2024-01-12.csv.gz", "ofac_sdn", good), ("un.xml", None, None),
    ]  # fmt: skip
    words = " ".join(CliRunner().invoke(app, ["lists", str(case.path)]).output.split())
    assert "sdn_2024-01-11.csv, by its name a version of the OFAC SDN list, was refused" in words
    assert "is empty: 0 bytes; the OFAC SDN list of 10 Jan 2024 counts on." in words
    assert "is cut off: its end is missing; the OFAC SDN list of 10 Jan 2024 counts on." in words
    assert "no element found on line 1; cut off or damaged; no good version before it is at hand." in words
    assert "note.csv" not in words


def test_a_second_run_reads_nothing_again_and_a_day_that_is_none_is_refused(listed, file):
    assert [s.outcome for s in listed.run(flow=LISTS).steps] == ["kept"]
    assert listed.verify(flow=LISTS) == []
    with pytest.raises(CaseError, match="is no day"):
        listed.add(file("x.csv", ship(9, "X") + END), retrieved="2024-03")


def test_a_companion_of_a_later_day_counts_from_that_day_and_one_cut_off_is_told(case, file):
    case.add(file("sdn_2024-01-10.csv", ship(7, "ALDER") + ship(8, "BIRCH") + END))
    case.add(file("alt_2024-03-01.csv", ALTS.rstrip("\x1a")))
    case.run(flow=LISTS)
    (former,) = [s for s in case.table("list_statements").to_pylist() if s["property"] == "former_name"]
    assert (former["value"], former["known_from"].date().isoformat()) == ("OLD ALDER", "2024-03-01")
    names = [s for s in case.table("list_statements").to_pylist() if s["property"] in ("name", "imo")]
    assert {(s["known_from"].date().isoformat(), s["known_until"]) for s in names} == {("2024-01-10", None)}
    first, later = sorted(case.table("list_standings").to_pylist(), key=lambda s: s["version_no"])
    assert (first["entries_after"], later["entries_after"], later["entries_gone"]) == (2, 2, 0)
    assert "alt_2024-03-01.csv does not end with the mark ^Z" in later["words"]
    assert first["may_miss"] == []


def test_an_empty_table_of_screening_says_what_was_looked_at(listed):
    assert say_asked_for("trips", listed.table_or_empty) == ""
    words = say_asked_for("risks", listed.table_or_empty)
    assert "0 vessels, 0 rows of vessel lists, 0 stretches of marks sent by AIS" in words
    assert "3 versions of lists" in say_asked_for("hits", listed.table_or_empty)

"""Sanctions lists: the quirks of each publisher on made-up files; counts of real ones where ../shared holds them."""

import json
import lzma
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.base.tables import DECISIONS, LIST_VERSIONS
from fairlead.errors import EvidenceError
from fairlead.formats.lists.ofac_csv import join
from fairlead.formats.lists.ofac_remarks import read_remarks
from fairlead.formats.lists.reader import read_list, sniff_list
from fairlead.formats.lists.values import normal_of, read_when
from fairlead.identity.list_guard import GuardParams, refuse_version
from fairlead.identity.list_statements import state_lists

SHARED = Path(__file__).parents[4] / "shared" / "data" / "sanctions"
REAL = pytest.mark.skipif(not SHARED.is_dir(), reason="the real lists lie in ../shared, which is not here")
SHIP = '7,"MADE-UP STAR","vessel","DPRK] [SDGT",-0- ,"ABC1","Tanker","1,200","800","None Identified",-0- ,'
REMARKS = (
    "Former Vessel Flag Malta; Vessel Registration Identification IMO 9074729; MMSI 572469210; "
    "f.k.a. 'OLD'; Linked To: MADE-UP LINES, S.A."
)
OWNER = '8,"MADE-UP LINES, S.A.",-0- ,"DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Company Number IMO 1790183."'
SDN = f'{SHIP}"{REMARKS}"\r\n{OWNER}\r\n\x1a'


@pytest.fixture
def listed(tmp_path):
    """Read a file that is told by its content."""

    def read(content, evidence_id="evidence:1"):
        path = tmp_path / "list"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        sniffed = sniff_list(path)
        assert sniffed
        read_ = read_list(path, "list", sniffed.kind, evidence_id)
        refused = read_.rejects["scope"].to_pylist().count("row")
        assert read_.rows_in == read_.rows.num_rows + refused
        return read_

    return read


def facts(read, ref=None):
    table = read.more.get("list_facts", read.rows)
    return {(f["property"], f["value"]): f for f in table.to_pylist() if ref in (None, f["entry"])}


def version(read):
    return read.more["list_versions"].to_pylist()[0]


# ---------------------------------------------------------------------------------------------------------------- OFAC


def test_an_sdn_vessel_gives_what_its_cells_and_remarks_say(listed):
    read = listed(SDN)
    ship, owner = read.rows.to_pylist()
    assert (ship["entry"], ship["entry_kind"], ship["programmes"]) == ("7", "vessel", ["DPRK", "SDGT"])
    assert ship["former_names"] == ["OLD"]
    assert owner["entry_kind"] == "company"
    said = facts(read, "7")
    assert said["imo", "IMO 9074729"]["normal"] == "9074729"
    assert said["mmsi", "572469210"]["normal"] == "572469210"
    assert said["tonnage", "1,200"]["normal"] == "1200"
    assert said["flag", "None Identified"]["normal"] is None
    assert said["former_flag", "Malta"]["normal"] == "MT"
    assert said["linked_to", "MADE-UP LINES, S.A"]["normal"] == "8"
    assert ("title", "-0-") not in said


def test_a_company_number_is_kept_apart_from_a_ships(listed):
    # 1790183: 1*8 + 7*6 + 9*4 + 0*2 + 1*9 + 8*7 = 151 = 13*11 + 8, and 11 - 8 = 3, the last digit
    said = facts(listed(SDN), "8")
    assert said["company_imo", "IMO 1790183"]["normal"] == "1790183"
    assert not [p for p, _ in said if p == "imo"]


def test_a_number_that_the_list_does_not_call_imo_is_none():
    assert list(read_remarks("Vessel Registration Identification RS 150443 (Russia).", is_vessel=True)) == [
        ("registration", "RS 150443", "Russia", None)
    ]
    (said,) = read_remarks("Vessel Registration Identification 9074729.", is_vessel=True)
    assert said[0] == "registration"
    assert "does not call it one" in said[3]
    (said,) = read_remarks("Vessel Registration Identification IMO  8730455 (Russia).", is_vessel=True)
    assert said[:3] == ("imo", "IMO  8730455", "Russia")


def test_aliases_in_two_places_and_remarks_that_go_on_are_joined(listed):
    main = listed(SDN.replace("f.k.a. 'OLD'; Linked To: MADE-UP LINES, S.A.", "f.k.a. 'OL"), "evidence:main")
    alt = listed('7,1,"fka","OLDER",-0- \r\n99,2,"aka","NOBODY",-0- \r\n\x1a', "evidence:alt")
    more = listed('7,"DEST\'; Linked To: MADE-UP LINES, S.A."\r\n\x1a', "evidence:more")
    entries, said, unknown = join(main.rows, main.more["list_facts"], [alt.rows, more.rows])
    assert entries.to_pylist()[0]["former_names"] == ["OLDEST", "OLDER"]
    assert unknown == ["99"]
    by = {(f["property"], f["value"]): f for f in said.to_pylist()}
    assert by["linked_to", "MADE-UP LINES, S.A"]["normal"] == "8"
    assert by["former_name", "OLDER"]["evidence_id"] == "evidence:alt"
    assert by["former_name", "OLDER"]["list_entry_id"] == entries["list_entry_id"][0].as_py()


def test_a_cut_or_empty_sdn_list_is_refused_or_doubted(listed, tmp_path):
    with pytest.raises(EvidenceError, match="cut off"):
        listed((OWNER + "\r\n") * 3 + SHIP[:40])
    assert "^Z" in version(listed(SDN.rstrip("\x1a")))["doubt"]
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(EvidenceError, match="empty"):
        sniff_list(tmp_path / "empty")


def test_a_list_packed_with_xz_is_read_in_place(listed):
    assert listed(lzma.compress(SDN.encode())).rows.num_rows == 2


# ----------------------------------------------------------------------------------------------------------- UN, EU, UK

UN = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made up -->
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:00.000Z"><INDIVIDUALS/><ENTITIES><ENTITY><DATAID>1</DATAID>
<FIRST_NAME>MADE-UP SHIPPING</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.999</REFERENCE_NUMBER>
<LISTED_ON>2014-07-28</LISTED_ON><COMMENTS1>International Maritime Organization, IMO company number
1790183.</COMMENTS1><ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>OLD LINES</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY/><ALIAS_NAME>na</ALIAS_NAME></ENTITY_ALIAS></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""
FSF = """<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-07-28T11:43:32+02:00"><!-- made up -->
<sanctionEntity logicalId="1" euReferenceNumber="EU.1.1" designationDate="">
<subjectType code="enterprise" classificationCode="E"/><regulation programme="PRK" publicationDate="2020-01-02"/>
<nameAlias wholeName="WEAK ONE" strong="false"/><nameAlias wholeName="MADE-UP SHIP" strong="true"/>
<identification number="9074729" identificationTypeCode="imo"
identificationTypeDescription="IMO (vessel identification)"/>
</sanctionEntity></export>"""
FSF_CSV = (
    "\ufefffileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_DesignationDate;"
    "Entity_SubjectType_ClassificationCode;Entity_Regulation_PublicationDate;NameAlias_WholeName\n"
    "28/07/2026;1;EU.1.1;;E;2020-01-02;MADE-UP LINES\n28/07/2026;1;EU.1.1;;E;2020-01-02;MADE-UP LINE\n"
)
CONLIST = (
    "Last Updated,17/02/2020\nName 6,Name 1,Name 2,Name 3,Name 4,Name 5,Other Information,Group Type,Alias Type,Regime,"
    "Listed On,Group ID\nMADE-UP,,,,,,IMO: 9074729. \u201cQuoted\u201d.,Entity,Prime Alias,Nowhere,00/10/2017,5\n"
    "MADE,,,,,,,Entity,AKA,Nowhere,00/10/2017,5\n"
)


def test_the_un_list_keeps_company_numbers_and_dates_of_listing(listed):
    read = listed(UN)
    (entry,) = read.rows.to_pylist()
    assert (entry["entry"], entry["former_names"], entry["aliases"]) == ("KPe.999", ["OLD LINES"], [])
    assert entry["listed_start"].date().isoformat() == "2014-07-28"
    assert facts(read)["company_imo", "1790183"]["normal"] == "1790183"
    assert version(read)["published_start"].date().isoformat() == "2026-02-27"


def test_the_date_of_a_regulation_is_no_date_of_designation(listed):
    for content in (FSF, FSF_CSV):
        read = listed(content)
        assert read.rows["listed_start"].to_pylist() == [None]
        assert version(read)["published_start"].date().isoformat() == "2026-07-28"
    read = listed(FSF)
    (entry,) = read.rows.to_pylist()
    assert (entry["entry_kind"], entry["name"], entry["weak_aliases"]) == ("vessel", "MADE-UP SHIP", ["WEAK ONE"])


@pytest.mark.parametrize(
    ("celex", "designated", "fact"),
    [("32017R1509", "2024-06-25", None), ("32014R0833", None, "applies_from"), ("32099R9999", None, "date")],
)
def test_the_date_of_an_eu_entry_is_what_its_act_means_by_it(listed, celex, designated, fact):
    """Of Regulation 833/2014 a day of application, of 2017/1509 one of designation; of an unknown act neither."""
    header = "celex,programKey,annex,measure,startDate,schema,name,imoNumber\n"
    read = listed(f"{header}{celex},X,XLII,Transportation restrictions,25.6.2024,Vessel,MADE-UP,9074729\n")
    (entry,) = read.rows.to_pylist()
    assert (entry["listed_start"] and entry["listed_start"].date().isoformat()) == designated
    assert [p for p, v in facts(read) if v == "25.6.2024"] == ([fact] if fact else [])


def test_xml_with_entities_or_cut_off_is_refused(listed):
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]>'
    with pytest.raises(EvidenceError, match="DOCTYPE"):
        listed(UN.replace("<!-- made up -->", bomb))
    with pytest.raises(EvidenceError, match="cut off"):
        listed(FSF[:-20])


def test_the_uk_list_says_its_date_first_and_a_day_not_known_as_00(listed):
    read = listed(CONLIST.encode("cp1252"))
    (entry,) = read.rows.to_pylist()
    assert (entry["entry_kind"], entry["aliases"]) == ("vessel", ["MADE"])
    assert (entry["listed_start"].isoformat()[:10], entry["listed_end"].isoformat()[:10]) == (
        "2017-10-01",
        "2017-11-01",
    )
    assert "\u201cQuoted\u201d" in entry["remarks"]
    assert version(read)["published_words"] == "17/02/2020"


# -------------------------------------------------------------------------------------------------------- OpenSanctions


def ftm(id_, **properties):
    return {"id": id_, "schema": "Vessel", "caption": id_, "properties": properties, "datasets": ["made_up"]}


def lines(*objects):
    return "".join(json.dumps(o) + "\n" for o in objects)


def test_programme_and_measure_of_an_entity_walk_to_the_line_of_the_sanction_that_says_them(listed):
    ban = {"entity": ["a"], "program": ["X"], "provisions": [" Port ban"]}
    read = listed(lines(ftm("a", name=["ALDER"]), {"id": "s", "schema": "Sanction", "properties": ban}))
    said = facts(read)
    assert [said[k]["row"] for k in (("programme", "X"), ("measure", "Port ban"))] == [2, 2]
    (entry,) = read.rows.to_pylist()
    assert (entry["row"], entry["programmes"], entry["measures"]) == (1, ["X"], ["Port ban"])
    dated = {"known_from": datetime(2024, 1, 1, tzinfo=UTC), "known_by": "name"}
    versions = LIST_VERSIONS.from_rows([version(read) | dated])
    _, stated = state_lists(read.rows, read.more["list_facts"], versions, DECISIONS.empty())
    found = {r["value"]: r["sources"] for r in stated.to_pylist() if r["property"] in ("programme", "measure")}
    assert found == {
        "X": [said["programme", "X"]["list_fact_id"]],
        "Port ban": [said["measure", "Port ban"]["list_fact_id"]],
    }


def test_json_lines_cut_off_are_refused(listed):
    with pytest.raises(EvidenceError, match="cut off"):
        listed(lines(ftm("a")) + lines(ftm("b"))[:-9])


def test_maritime_csv_gives_every_number_of_a_cell(listed):
    read = listed(
        "type,caption,imo,risk,countries,flag,mmsi,id,url,datasets,aliases\n"
        "VESSEL,MADE-UP,IMO9074729,sanction,ru,kp,273000001;445000002,x1,u,made_up,OTHER\n"
        "ORGANIZATION,MADE-UP LINES,IMO1790183,sanction,,,,x2,u,made_up,\n"
    )
    said = facts(read)
    assert ("mmsi", "445000002") in said
    assert (said["flag", "kp"]["normal"], said["country", "ru"]["normal"]) == ("KP", "RU")
    assert said["company_imo", "IMO1790183"]["normal"] == "1790183"
    assert said["imo", "IMO9074729"]["entry"] == "x1"


# ------------------------------------------------------------------------------------------------------------- cut off

JOURNAL = "celex,programKey,annex,measure,startDate,schema,name,imoNumber,notes\r\n" + "".join(
    f"1,X,I,Ban,,Vessel,SHIP {n},,\r\n" for n in range(9)
)
MARITIME = "type,caption,imo,risk,countries,flag,mmsi,id,url,datasets\n" + "".join(
    f"VESSEL,SHIP {n},,,,,,x{n},u,d\n" for n in range(9)
)
OWN = "list,name,imo,flag\n" + "".join(f"mine,SHIP {n},,\n" for n in range(9))


@pytest.mark.parametrize("table", [JOURNAL, CONLIST, MARITIME, OWN, FSF_CSV])
def test_a_table_that_ends_within_a_record_is_in_doubt_and_one_that_ends_within_a_line_says_so(listed, table):
    whole = listed(table)
    assert (version(whole)["doubt"], version(whole)["caveats"], version(whole)["has_end"]) == (None, [], False)
    line = table.rstrip().rpartition("\n")[2]
    cut = version(listed(table.rstrip()[: -len(line) + 3]))
    assert "ends on line" in cut["doubt"]
    assert "it may be cut off" in cut["doubt"]
    assert cut["caveats"][0] == "1 row of its file was refused"
    assert "ends within a line" in version(listed(table.rstrip("\r\n")))["caveats"][0]


def test_what_shows_its_end_says_so(listed):
    assert all(version(listed(content))["has_end"] for content in (UN, FSF, SDN))
    assert not version(listed(SDN.rstrip("\x1a")))["has_end"]


# --------------------------------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("words", "span"),
    [("3.5.2024", ("2024-05-03", "2024-05-04")), ("00/00/1980", ("1980-01-01", "1981-01-01")),
     ("24 Feb 2022", ("2022-02-24", "2022-02-25")), ("2026-02-27T00:00:00.000Z", ("2026-02-27", "2026-02-28"))],
)  # fmt: skip
def test_dates_are_as_wide_as_they_are_written(words, span):
    assert tuple(t.date().isoformat() for t in read_when(words)[1:]) == span


def test_a_date_that_is_none_stays_as_words():
    assert read_when("30.2.2024") == ("30.2.2024", None, None)


@pytest.mark.parametrize(("property_", "value"), [("imo", "9074728"), ("mmsi", "123"), ("company_imo", "0543400")])
def test_a_wrong_number_stays_and_is_marked(property_, value):
    normal, note = normal_of(property_, value)
    assert normal is None
    assert note


# ---------------------------------------------------------------------------------------------------------------- guard

COUNTS = {"list": "made_up", "entries": 100, "vessels": 10, "is_delta": False, "doubt": None}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"entries": 0}, "no entry"),
        ({"entries": 89}, "89 entries"),
        ({"vessels": 8}, "8 vessels"),
        ({"doubt": "x"}, "x"),
    ],
)
def test_a_version_that_shrank_is_refused(change, word):
    reason = refuse_version(COUNTS | change, COUNTS)
    assert word in reason


def test_a_version_within_the_limit_or_the_first_is_taken():
    assert refuse_version(COUNTS | {"entries": 90, "vessels": 9}, COUNTS) is None
    assert refuse_version(COUNTS, None) is None
    with pytest.raises(ValueError, match="most_shrink_frac"):
        GuardParams(2)


# ----------------------------------------------------------------------------------------------------------- real lists


def real(name):
    path = SHARED / name
    return read_list(path, name, sniff_list(path).kind, "evidence:1")


@REAL
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("ofac/sdn_2021-08-18.csv.xz", (9083, 407, 400)),
        ("ofac/sdn_2024-05-03.csv.xz", (14965, 851, 844)),
        ("ofac/consolidated_nonsdn_2019/cons_prim.csv.xz", (442, 0, 0)),
        ("uk/ConList_sample_2020.csv", (41, 1, 1)),
    ],
)
def test_the_counts_of_real_lists_are_those_of_the_notes(name, counts):
    read = real(name)
    found = version(read)
    assert (found["entries"], found["vessels"], found["with_imo"]) == counts
    assert found["list"] == ("ofac_cons" if "cons_" in name else "uk_conlist" if "uk" in name else "ofac_sdn")
    assert read.rejects.num_rows == 0


@REAL
@pytest.mark.parametrize(("act", "counts", "imos"), [("32017R1509", (326, 75), 60), ("32014R0833", (1746, 633), 632)])
def test_the_annexes_of_eu_acts_are_read_whole(act, counts, imos):
    read = real(f"eu_cc_by_nc/{act}.csv")
    assert (version(read)["entries"], version(read)["vessels"]) == counts
    assert len({f["normal"] for f in facts(read).values() if f["property"] == "imo" and f["normal"]}) == imos


@REAL
def test_owner_links_of_real_vessels_resolve():
    read = real("ofac/sdn_2024-05-03.csv.xz")
    vessels = {e["entry"] for e in read.rows.to_pylist() if e["entry_kind"] == "vessel"}
    linked = [f for f in read.more["list_facts"].to_pylist() if f["property"] == "linked_to" and f["entry"] in vessels]
    assert len({f["entry"] for f in linked}) == 825
    assert len({f["value"] for f in linked if f["normal"]}) >= 162


@REAL
def test_real_companions_join_by_number():
    folder = "ofac/relational_2021-07-07"
    main = real(f"{folder}/sdn.csv.xz")
    more = [real(f"{folder}/{n}.csv.xz") for n in ("alt", "add", "sdn_comments")]
    assert [m.rows_in for m in more] == [11910, 13837, 5]
    entries, _, unknown = join(main.rows, main.more["list_facts"], [m.rows for m in more])
    assert unknown == []
    by = {e["entry"]: e for e in entries.to_pylist()}
    assert by["28263"]["aliases"][-1] == "snowsjohn"
    assert by["32391"]["aliases"][-1] == "DJIBO, Halid Illiassou"


@REAL
def test_a_list_of_fifteen_thousand_entries_loads_in_a_second_of_work(tmp_path):
    path = tmp_path / "sdn.csv"
    path.write_bytes(lzma.decompress((SHARED / "ofac/sdn_2024-05-03.csv.xz").read_bytes()))
    best = 9.0
    for _ in range(5):  # the best of them: other work on the machine costs caches
        started = time.process_time()
        read_list(path, "sdn.csv", "ofac_sdn", "evidence:1")
        best = min(best, time.process_time() - started)
    assert best < 1.0

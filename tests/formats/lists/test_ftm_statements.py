"""FollowTheMoney as statements and as entities: the same entries and facts, each with what it refers to."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from fairlead.errors import EvidenceError
from fairlead.formats.lists.reader import read_list, sniff_list

HEADER = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "lang", "original_value",
    "external", "first_seen", "last_seen", "id", "origin",
)  # fmt: skip
SAID = (
    ("v1", "Vessel", "name", "MADE-UP STAR"), ("v1", "Vessel", "imoNumber", "IMO9074729"),
    ("v1", "Vessel", "mmsi", "273000001"), ("v1", "Vessel", "mmsi", "445000002"), ("v1", "Vessel", "flag", "ru"),
    ("v1", "Vessel", "previousName", "OLD STAR"), ("v1", "Vessel", "buildDate", "1994"),
    ("i1", "Identification", "holder", "v1"), ("i1", "Identification", "number", "445000002"),
    ("i1", "Identification", "startDate", "2024-01"), ("i1", "Identification", "endDate", "2024-03-05"),
    ("o1", "Ownership", "owner", "c1"), ("o1", "Ownership", "asset", "v1"), ("o1", "Ownership", "percentage", "60"),
    ("o1", "Ownership", "startDate", "2023-05-17"),
    ("c1", "Company", "name", "MADE-UP LINES"), ("c1", "Company", "imoNumber", "IMO1790183"),
    ("p1", "Person", "name", "A PERSON"), ("l1", "UnknownLink", "subject", "p1"),
    ("l1", "UnknownLink", "object", "c1"), ("l1", "UnknownLink", "role", "director"),
    ("s1", "Sanction", "entity", "v1"), ("s1", "Sanction", "program", "R1"),
    ("s1", "Sanction", "provisions", "Port ban"), ("s1", "Sanction", "listingDate", "2024-02-23"),
    ("s1", "Sanction", "startDate", "2024-04-01"),
    ("s1", "Sanction", "reason", "It carried."),
    ("d1", "Document", "fileName", "x.csv"),
)  # fmt: skip


def table(said=SAID, header=HEADER, **more):
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, header, restval="", extrasaction="ignore")
    rows.writeheader()
    for n, (id_, schema, prop, value) in enumerate(said, start=1):
        row = {"canonical_id": id_, "entity_id": id_, "prop": prop, "schema": schema, "value": value, "id": f"s{n}"}
        rows.writerow(row | {"dataset": "made_up", "external": "f"} | more)
    return out.getvalue()


def entities(said=SAID):
    made = {}
    for id_, schema, prop, value in said:
        one = made.setdefault(id_, {"id": id_, "schema": schema, "properties": {}, "datasets": ["made_up"]})
        one["properties"].setdefault(prop, []).append(value)
    return "".join(json.dumps(one) + "\n" for one in made.values())


@pytest.fixture
def listed(tmp_path):
    def read(content, kind):
        path = tmp_path / "list"
        path.write_text(content, encoding="utf-8")
        assert sniff_list(path).kind == kind
        found = read_list(path, "list", kind, "evidence:1")
        refused = found.rejects["scope"].to_pylist().count("row")
        assert found.rows_in == found.rows.num_rows + refused
        return found

    return read


@pytest.fixture
def statements(listed):
    return lambda content: listed(content, "ftm_statements")


def facts(found):
    return {(f["entry"], f["property"], f["value"]): f for f in found.more["list_facts"].to_pylist()}


def at(*day):
    return datetime(*day, tzinfo=UTC)


def test_statements_make_entries_with_marks_owners_measures_and_dates(statements):
    found = statements(table())
    ship, company, person = found.rows.to_pylist()
    assert [(e["entry"], e["entry_kind"], e["name"], e["row"], e["list"]) for e in (ship, company, person)] == [
        ("v1", "vessel", "MADE-UP STAR", 2, "ftm_made_up"), ("c1", "company", "MADE-UP LINES", 17, "ftm_made_up"),
        ("p1", "person", "A PERSON", 19, "ftm_made_up"),
    ]  # fmt: skip
    assert (ship["programmes"], ship["measures"], ship["former_names"]) == (["R1"], ["Port ban"], ["OLD STAR"])
    assert (ship["listed_words"], ship["listed_start"], ship["grounds"]) == (
        "2024-02-23", at(2024, 2, 23), "It carried.",
    )  # fmt: skip
    said = facts(found)
    assert said["v1", "imo", "IMO9074729"]["normal"] == "9074729"
    assert said["c1", "company_imo", "IMO1790183"]["normal"] == "1790183"
    assert said["v1", "flag", "ru"]["normal"] == "RU"
    # of January 2024 the last day is sure; of 5 March that day still counts
    worn = said["v1", "mmsi", "445000002"]
    assert (worn["valid_from"], worn["valid_until"]) == (at(2024, 1, 31), at(2024, 3, 6))
    assert (worn["qualifier"], worn["statement"]) == ("from 2024-01 to 2024-03-05", "s9")
    undated = said["v1", "mmsi", "273000001"]
    assert (undated["valid_from"], undated["valid_until"], undated["statement"]) == (None, None, "s3")
    owner = said["v1", "owner", "MADE-UP LINES"]
    assert (owner["normal"], owner["qualifier"], owner["valid_from"]) == (
        "c1", "60 %, from 2023-05-17", at(2023, 5, 17),
    )  # fmt: skip
    assert said["c1", "linked_to", "A PERSON"]["qualifier"] == "director"
    # a sanction's start is when it applies, and no date of designation
    assert said["v1", "applies_from", "2024-04-01"]["normal"] == "2024-04-01"
    assert found.rejects.num_rows == 0
    (version,) = found.more["list_versions"].to_pylist()
    assert (version["list"], version["entries"], version["vessels"], version["with_imo"]) == ("ftm_made_up", 3, 1, 1)


def test_entities_and_statements_in_any_order_say_the_same(listed, statements):
    def plain(found):
        entries = [{k: v for k, v in e.items() if k != "row"} for e in found.rows.to_pylist()]
        said = [
            {k: v for k, v in f.items() if k not in ("row", "statement")} for f in found.more["list_facts"].to_pylist()
        ]
        return sorted(entries, key=lambda e: e["entry"]), sorted(said, key=lambda f: f["list_fact_id"])

    assert plain(statements(table())) == plain(listed(entities(), "ftm"))
    assert plain(statements(table(SAID[::-1]))) == plain(statements(table()))


def test_statements_of_one_canonical_entity_are_one_entry(statements):
    first, second = table(SAID[:2]), table((("v2", "Vehicle", "callSign", "UABC"),), canonical_id="v1", dataset="other")
    found = statements(first + second.split("\n", 1)[1])
    assert found.rows["entry"].to_pylist() == ["v1"]
    assert facts(found)["v1", "call_sign", "UABC"]["row"] == 4
    assert found.more["list_versions"]["list"].to_pylist() == ["ftm"]  # of two data sets: of neither


def refused(found):
    return [(r["scope"], r["row"], r["reason"]) for r in found.rejects.to_pylist()]


@pytest.mark.parametrize(
    ("more", "scope", "words"),
    [
        ([("", "Vessel", "name", "X")], "row", "has no entity_id"),
        ([("v9", "Vessel", "name", "")], "row", "has no value"),
        ([("v9", "Vessel", "flag", "ru")], "row", "entity v9 has no name"),
        ([("v9", "Vessel", "name", "X"), ("v9", "Person", "name", "X")], "row", "said to be Vessel and Person"),
        ([("o9", "Ownership", "owner", "gone"), ("o9", "Ownership", "asset", "v1")], "field", "gone is no entry"),
        ([("o9", "Ownership", "owner", "c1"), ("o9", "Ownership", "asset", "gone")], "field", "ties c1 to gone"),
        ([("i9", "Identification", "holder", "v1"), ("i9", "Identification", "number", "7")], "field", "no MMSI"),
        (
            [("o9", "Ownership", "owner", "p1"), ("o9", "Ownership", "asset", "v1"),
             ("o9", "Ownership", "startDate", "2024-05-01"), ("o9", "Ownership", "endDate", "2024-04-01")],
            "field", "2024-04-01 lies before 2024-05-01",
        ),
        ([("s9", "Sanction", "entity", "v1"), ("s9", "Sanction", "startDate", "soon")], "field", "'soon' is no date"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_a_reason_and_the_rest_stays(statements, more, scope, words):
    found = statements(table((*SAID, *more)))
    (one,) = refused(found)
    assert one[0] == scope
    assert words in one[2]
    assert {"v1", "c1", "p1"} <= set(found.rows["entry"].to_pylist())


def test_what_an_enrichment_found_is_no_statement_of_the_list(statements):
    extra = table((("v1", "Vessel", "imoNumber", "IMO9187629"),), external="t").split("\n", 1)[1]
    found = statements(table() + extra)
    assert [value for _, p, value in facts(found) if p == "imo"] == ["IMO9074729"]
    assert "external" in refused(found)[0][2]


def test_a_doubted_sanction_lists_nobody(statements):
    doubted = (*SAID[:2], ("s1", "Sanction", "entity", "v1"), ("s1", "Sanction", "status", "possible"),
               ("s1", "Sanction", "program", "R1"), ("s1", "Sanction", "listingDate", "2024-02-23"))  # fmt: skip
    found = statements(table(doubted))
    (ship,) = found.rows.to_pylist()
    assert (ship["programmes"], ship["listed_start"], ship["remarks"]) == ([], None, "possible only: R1")
    assert "possible only" in refused(found)[0][2]


def test_a_table_cut_off_is_refused_or_says_so(statements, tmp_path):
    whole = table()
    found = statements(whole[: whole.rindex("x.csv") + 3])
    (version,) = found.more["list_versions"].to_pylist()
    assert "it may be cut off" in version["doubt"]
    with pytest.raises(EvidenceError, match="holds no entry"):
        statements(table(()))
    with pytest.raises(EvidenceError, match="cut off"):
        statements(whole + '"v1')


def test_the_file_beside_says_times(listed):
    head = "id,valid_from,valid_to,row,evidence\n"
    found = listed(
        head + "s1,,,r,e\ns9,2024-01-03T10:00:00+00:00,2024-03-05T11:00:00+00:00,r,e\n"
        "s8,2024-01-03,2024-03-05T11:00:00+00:00,r,e\ns7,2024-03-05T11:00:00Z,2024-01-05T11:00:00Z,r,e\n",
        "ftm_validity",
    )
    (fact,) = found.rows.to_pylist()
    assert (fact["entry"], fact["property"], fact["list_entry_id"]) == ("s9", "validity", None)
    assert (fact["valid_from"], fact["valid_until"]) == (at(2024, 1, 3, 10), at(2024, 3, 5, 11, 0, 0, 1))
    assert [r[1] for r in refused(found)] == [4, 5]
    assert listed(head + "s1,,,r,e\n", "ftm_validity").rows.num_rows == 0  # as export writes it where nothing is dated
    with pytest.raises(EvidenceError, match="holds no row"):
        listed(head + ",,,r,e\n", "ftm_validity")

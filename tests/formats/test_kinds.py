"""Sniffing, and the one promise of every reader under any input: a Read whose rows add up, or an EvidenceError."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead import formats
from fairlead.base.tables import TABLES
from fairlead.errors import EvidenceError
from fairlead.formats.kinds import READERS

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BITS = (
    "", " ", "0", "-1", "1e308", "9" * 30, "nan", "2024-02-31", "2024-03-07", "0001-01-01", "9999-12", "9999-12-31",
    "25:10", "03:00", "UTC+25", "UTC+14", "8660313", "8660314", "133.083", "42.75", "180", "DPRK",
    "(two of the five)", "5 in all incl. S01", "three tankers, 95, 85 and 60 m", "a million barrels (56,000 tonnes)",
    "cap", "12 months from 1 January", "29 February", "12 months from 29 February", "1 Oct 2017 to 31 Dec 2017",
    "7.69-8.33", "1145 b/d", "7849 (max payload)", "assert", "all", "CN+RU", ";;", "((((", "))))", "=1+1", "# x",
    "#REF!", "\u202e", "\ufffd", "Asia/Seoul", "../etc", "é", "백양산",
)  # fmt: skip


def cells():
    return st.one_of(
        st.sampled_from(BITS), st.text(max_size=30), st.lists(st.sampled_from(BITS), max_size=3).map(" ".join)
    )


def told(do, *args):
    """What a reader returns, or None where it refuses the file by its name."""
    try:
        return do(*args)
    except EvidenceError as e:
        if not str(e).startswith("f.csv: "):
            raise
        return None


def holds(path, kind):
    """Read a file; whatever it is, the rows add up or there is a reason."""
    found = told(formats.read, path, "f.csv", kind, "evidence:1")
    if found is not None:
        scopes = found.rejects["scope"].to_pylist()
        assert found.rows_in == found.rows.num_rows + scopes.count("row")
        assert found.rows.equals(TABLES[found.table].check(found.rows))
        assert all(reason.strip() for reason in found.rejects["reason"].to_pylist())


@pytest.mark.parametrize("kind", READERS)
@FUZZ
@given(data=st.data())
def test_any_cells_are_read_or_refused(kind, data, tmp_path):
    columns = READERS[kind].columns
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, cells())), max_size=4))
    out = io.StringIO()
    out.write(",".join(columns) + "\n")
    for row in rows:
        out.write(",".join('"' + row[c].replace('"', '""') + '"' for c in columns) + "\n")
    path = tmp_path / "f"
    path.write_bytes(out.getvalue().encode("utf-8", "replace"))
    holds(path, kind)


@FUZZ
@given(content=st.binary(max_size=400), kind=st.sampled_from(sorted(READERS)))
def test_any_bytes_are_read_or_refused(content, kind, tmp_path):
    path = tmp_path / "f"
    path.write_bytes(content)
    holds(path, kind)
    told(formats.sniff, path, "f.csv")


@FUZZ
@given(tail=st.text(max_size=300), cut=st.integers(0, 400), codec=st.sampled_from(("utf-8", "utf-16", "cp1252")))
def test_a_good_file_with_any_tail_or_cut_is_read_or_refused(tail, cut, codec, tmp_path):
    text = ",".join(READERS["places"].columns) + "\nP1,Northport,port,,,,,,,,,,\n" + tail
    path = tmp_path / "f"
    path.write_bytes(text.encode(codec, "replace")[: len(text) + 400 - cut])
    holds(path, "places")


def test_kinds_say_the_table_they_fill():
    assert formats.KINDS["vessels"][0] == "particulars"
    assert formats.KINDS["published_assessments"][0] == "assessments"
    assert all(table in TABLES and doc for table, doc in formats.KINDS.values())


def test_a_table_of_no_kind_is_refused_with_its_columns(file):
    with pytest.raises(
        EvidenceError, match="is a table of no known kind: its columns are a, b, .blank.; the known kinds are"
    ):
        formats.sniff(file("a,b,\n1,2,3\n"), "f.csv")


def test_a_table_that_is_nearly_of_a_kind_says_what_is_missing(file):
    with pytest.raises(EvidenceError, match="looks like vessels, but has no column 'vessel_id'"):
        formats.sniff(file("name,imo,flag,dwt\nAlder,,,\n"), "f.csv")


def test_the_kind_with_most_of_the_columns_is_taken(file):
    header = "row_id,assessor,period_start,giver,receiver,tonnes,product,date,note\n"
    assert formats.sniff(file(header), "f.csv").kind == "measured_transfers"


def test_the_order_of_columns_says_nothing(file):
    assert formats.sniff(file("name;kind;place_id\nNorthport;port;P1\n"), "f.csv").kind == "places"

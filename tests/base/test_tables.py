"""The data dictionary keeps its own rules (STYLE section 5)."""

from collections import defaultdict

import pyarrow as pa
import pytest

from fairlead.base.schema import TIME
from fairlead.base.tables import CODED, DECISIONS, EVIDENCE, GRADES, LAND, LISTENED, RECEPTION, REJECTS, TABLES

COLUMNS = [(t, c) for t in TABLES.values() for c in t.columns]
LAID_DOWN = {pa.string(), pa.int16(), pa.int32(), pa.int64(), pa.float64(), pa.float32(), pa.bool_(), TIME}
UNIT_ENDINGS = {
    "deg": ("lat", "lon", "_deg", "ring"),
    "km": "_km",
    "m": "_m",
    "h": ("_h", "hours", "hours_left"),
    "t": ("_t", "tonnes"),
    "frac": "_frac",
}


def test_no_two_columns_share_a_description():
    names = defaultdict(set)
    for _, c in COLUMNS:
        names[c.doc].add(c.name)
    assert {doc: n for doc, n in names.items() if len(n) > 1} == {}


def test_every_column_says_what_it_means_in_a_sentence():
    assert [f"{t.name}.{c.name}" for t, c in COLUMNS if not c.doc.endswith(".") or len(c.doc) < 8] == []


def test_types_are_those_every_engine_reads():
    # CODED is plain text in the file: the codes are Parquet's own.
    plain = [c for t, c in COLUMNS if not (t.is_dense and c.type == CODED)]
    assert [c.name for c in plain if (c.type.value_type if pa.types.is_list(c.type) else c.type) not in LAID_DOWN] == []


@pytest.mark.parametrize("unit", UNIT_ENDINGS)
def test_units_stand_in_the_names(unit):
    ending = UNIT_ENDINGS[unit]
    ends = (ending,) if isinstance(ending, str) else ending
    bad = [
        f"{t.name}.{c.name}"
        for t, c in COLUMNS
        if c.unit == unit and not c.name.endswith(ends) and not c.name.endswith("s_m")
    ]
    assert bad == []


def test_no_column_uses_nm_which_is_nanometre_and_nautical_mile():
    assert [c.name for _, c in COLUMNS if c.name.endswith("_nm")] == []


def test_booleans_say_is_or_has():
    assert [c.name for _, c in COLUMNS if c.type == pa.bool_() and not c.name.startswith(("is_", "has_"))] == []


def test_every_derived_table_names_its_sources_and_every_evidence_row_its_line():
    for t in TABLES.values():
        names = {c.name for c in t.columns}
        is_sum = t.is_dense or t is RECEPTION  # a row a report, or a sum over all reports of a cell and hour
        is_told = "sources" in names or {"evidence_id", "row"} <= names or is_sum
        assert is_told or t in (EVIDENCE, REJECTS, DECISIONS, GRADES, LAND, LISTENED), t.name


def test_keys_are_columns_that_are_never_null():
    for t in TABLES.values():
        columns = {c.name: c for c in t.columns}
        assert all(columns[k].null is None for k in t.key), t.name


def test_intervals_come_in_pairs():
    for t in TABLES.values():
        names = {c.name for c in t.columns}
        for n in names:
            if n.endswith("start_time"):
                assert n.replace("start_time", "end_time") in names, f"{t.name}.{n}"

"""Small builders: a file of one kind from a few cells, read at once."""

import csv
import io

import pytest

from fairlead import formats

GOOD = {
    "places": {"place_id": "P1", "name": "Northport", "kind": "port", "lat": "42.75", "lon": "133.083"},
    "vessels": {"vessel_id": "V1", "name": "Alder", "imo": "8660313", "dwt": "3565", "flag": "DPRK"},
    "sightings": {
        "sighting_id": "S1", "vessel_name": "Alder", "event": "port_call", "date_start": "2024-03-07",
        "observed_by": "somebody", "method": "satellite image",
    },
    "scenes": {"scene_id": "I1", "sensor": "optical", "acquired_at": "2024-03-07T01:23:45Z"},
    "detections": {"detection_id": "D1", "lat": "42.5", "lon": "133.1"},
    "looks": {"look_id": "L1", "scene": "I1", "place": "P1", "result": "empty", "analyst": "somebody"},
    "measures": {"measure_id": "E1", "sighting": "S1", "quantity": "length", "value_m": "95"},
    "features": {"feature_id": "F1", "sighting": "S1", "name": "deck", "value": "red"},
    "conversions": {"table": "T", "product": "Gas oil", "barrels_per_tonne": "7.46"},
    "measured_transfers": {"row_id": "M1", "giver": "Birch", "receiver": "Alder", "tonnes": "1820"},
    "official_reports": {
        "row_id": "O1", "reporting_state": "CN", "period_start": "2024-01-01", "period_end": "2024-01-31",
        "barrels": "10",
    },
    "claims": {
        "claim_id": "C1", "speaker": "A", "outlet": "B", "date_said": "2024-11-22", "stance": "assert", "item": "oil",
    },
    "legal_measures": {"rule_id": "R1", "instrument": "Act", "kind": "ban", "item": "arms"},
    "published_assessments": {"row_id": "D1", "assessor": "A", "period_start": "2018-01-01", "calls": "89"},
    "replies": {"row_id": "A1", "party": "Alder Shipping", "asked_on": "2024-11-20"},
    "lexicon": {"term_kind": "item", "term": "dried cod", "value": "food.fish"},
}  # fmt: skip
"""The least of a good row of every kind."""


def as_csv(rows, delimiter=","):
    """Rows of cells as CSV text, blank where a row lacks a column."""
    columns = list(dict.fromkeys(c for row in rows for c in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(dict.fromkeys(columns, "") | row for row in rows)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    """Write bytes or text and give the path."""

    def write(content, name="evidence"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def read(file):
    """Read rows of a kind: each the good row with some cells changed."""

    def read_rows(kind, *changes):
        rows = [GOOD[kind] | c for c in changes]
        return formats.read(file(as_csv(rows)), "evidence.csv", kind, "evidence:1")

    return read_rows


@pytest.fixture
def kept(read):
    """The one row of a kind, which must be kept without a word."""

    def read_row(kind, /, **cells):
        found = read(kind, cells)
        assert found.rejects.num_rows == 0, found.rejects.to_pylist()
        return found.rows.to_pylist()[0]

    return read_row


@pytest.fixture
def refused(read):
    """The reason for which the one row of a kind is refused."""

    def read_reason(kind, /, **cells):
        found = read(kind, cells)
        assert found.rows.num_rows == 0
        (reject,) = [r for r in found.rejects.to_pylist() if r["scope"] == "row"]
        assert reject["row"] == 2
        assert reject["reason"].startswith("line 2: ")
        return reject["reason"].removeprefix("line 2: ")

    return read_reason


@pytest.fixture
def dropped(read):
    """The row that is kept, and the reason for which one field of it is not."""

    def read_field(kind, /, **cells):
        found = read(kind, cells)
        (reject,) = found.rejects.to_pylist()
        assert reject["scope"] == "field"
        return found.rows.to_pylist()[0], reject["field"], reject["reason"]

    return read_field

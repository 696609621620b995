"""A report is found by its id, whether few are asked for or very many."""

from types import SimpleNamespace

import pyarrow as pa
import pytest

from fairlead.base.ids import say_key
from fairlead.case.rows import Reports

KEYS = [41, -7, 9_000_000_000, 3]


@pytest.mark.parametrize("scans", [0, 2, 100])
def test_a_report_is_found_by_looking_through_the_keys_and_by_sorting_them(monkeypatch, scans):
    monkeypatch.setattr("fairlead.case.rows.MOST_SCANS", scans)
    table = SimpleNamespace(key=("position_id",))
    dense = SimpleNamespace(table=table, whole=lambda _: pa.table({"position_id": pa.array(KEYS, pa.int64())}))
    reports = Reports(dense)
    assert [reports.position(say_key("position", k)) for k in KEYS] == [0, 1, 2, 3]
    assert reports.position(say_key("position", 5)) is None
    assert reports.position("position:nothing") is None

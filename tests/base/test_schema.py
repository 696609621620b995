from dataclasses import dataclass

import pyarrow as pa
import pytest

from fairlead.base.schema import IDS, Column, Gathered, Step, Table
from fairlead.errors import SchemaError

SHIPS = Table("ships", "Ships.", ("ship_id",), (
    Column("ship_id", pa.string(), "Id."),
    Column("imo", pa.int32(), "IMO.", null="not known"),
    Column("sources", IDS, "Sources."),
))  # fmt: skip


def test_rows_become_the_promised_table():
    made = SHIPS.from_rows([{"ship_id": "a", "sources": ["x"]}, {"ship_id": "b", "imo": 8660313, "sources": []}])
    assert made.schema == SHIPS.schema
    assert made["imo"].to_pylist() == [None, 8660313]


def test_no_rows_become_the_empty_table():
    assert SHIPS.from_rows([]).equals(SHIPS.empty())


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"ship_id": "a", "sources": [], "colour": "red"}], "colour"),
        ([{"sources": []}], "null"),
        ([{"ship_id": "a", "imo": "many", "sources": []}], "ships"),
        ([{"ship_id": "a", "imo": 2**40, "sources": []}], "ships"),
        ([{"ship_id": "a", "sources": []}, {"ship_id": "a", "sources": []}], "occurs twice"),
    ],
)
def test_rows_that_do_not_fit_say_what_and_where(rows, words):
    with pytest.raises(SchemaError, match=words):
        SHIPS.from_rows(rows)


def test_a_table_with_other_columns_is_named():
    with pytest.raises(SchemaError, match=r"missing \['imo'\].*not in this table \['flag'\]"):
        SHIPS.check(pa.table({"ship_id": ["a"], "flag": ["KP"], "sources": pa.array([[]], IDS)}))


def test_columns_come_back_in_order():
    mixed = pa.table({"sources": pa.array([[]], IDS), "imo": pa.array([1], pa.int64()), "ship_id": ["a"]})
    assert SHIPS.check(mixed).column_names == ["ship_id", "imo", "sources"]


FLEETS = Table("fleets", "Fleets.", ("flag", "mmsi"), (
    Column("flag", pa.string(), "Flag.", null="not known"),
    Column("mmsi", pa.int32(), "MMSI."),
))  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([("b", 1), ("a", 2)], [("a", 2), ("b", 1)]),
        ([("a", 2), ("a", 1), ("b", 0)], [("a", 1), ("a", 2), ("b", 0)]),
        ([("a", 9), ("b", 1), ("b", 2)], [("a", 9), ("b", 1), ("b", 2)]),
        ([(None, 1), ("a", 2)], [("a", 2), (None, 1)]),
        ([("a", 1)], [("a", 1)]),
        ([], []),
    ],
)
def test_rows_are_sorted_whether_they_came_in_order_or_not(rows, wanted):
    table = pa.Table.from_pylist([{"flag": f, "mmsi": m} for f, m in rows], schema=FLEETS.schema)
    assert [(r["flag"], r["mmsi"]) for r in FLEETS.sorted(table).to_pylist()] == wanted


@dataclass(frozen=True, slots=True)
class Params:
    least: int = 2


def test_a_step_hands_its_kernel_what_its_signature_asks_for():
    def kernel(ships, until, params=Params()):
        return ships.slice(0, params.least if until else 0)

    step = Step("first", kernel, ("ships",), ("firsts",), "case")
    ships = SHIPS.from_rows([{"ship_id": i, "sources": []} for i in "abc"])
    assert step.default_params == Params()
    assert step.run({"ships": ships}, until=True)["firsts"].num_rows == 2
    assert step.run({"ships": ships}, until=True, params=Params(1))["firsts"].num_rows == 1


def test_a_step_may_write_several_tables():
    step = Step("split", lambda ships: (ships.slice(0, 1), ships.slice(1)), ("ships",), ("head", "tail"), "case")
    ships = SHIPS.from_rows([{"ship_id": i, "sources": []} for i in "abc"])
    assert {name: made.num_rows for name, made in step.run({"ships": ships}).items()} == {"head": 1, "tail": 2}


def test_rows_gathered_one_by_one_become_columns_on_the_way_and_stay_in_order(monkeypatch):
    table = Table("numbers", "Numbers.", ("n",), (Column("n", pa.int64(), "A number."),))
    monkeypatch.setattr(Gathered, "MOST_LOOSE", 3)
    rows = Gathered(table)
    assert rows.table().equals(table.empty())
    for n in (5, 1, 4, 2, 3, 0, 9):
        rows.add({"n": n})
    assert len(rows) == 7
    assert len(rows._loose) == 1
    assert rows.table()["n"].to_pylist() == [5, 1, 4, 2, 3, 0, 9]
    rows.add({"n": 1})
    with pytest.raises(SchemaError, match="occurs twice"):
        rows.table()

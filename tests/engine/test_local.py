from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from fairlead.base.schema import Step
from fairlead.base.tables import HEARD, MARKS
from fairlead.engine.dense import Layer, split
from fairlead.engine.local import LocalEngine
from fairlead.errors import EngineError

UNTIL = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Params:
    """Parameters."""

    value: str = "default"


def mark(id_, value="x"):
    return {"mark_id": id_, "vessel_id": "v", "mark_kind": "name", "value": value, "sources": ["s"]}


def step(kernel, writes=("marks",)):
    return Step("marking", kernel, ("marks",), writes, "case")


def run(kernel, params=None):
    return LocalEngine().run(step(kernel), {"marks": MARKS.from_rows([mark("b"), mark("a")])}, UNTIL, params)


def test_tables_come_back_checked_and_sorted_by_their_key():
    assert run(lambda marks: marks)["marks"]["mark_id"].to_pylist() == ["a", "b"]


def test_a_kernel_gets_the_end_of_the_data_and_its_parameters_where_it_takes_them():
    def kernel(marks: pa.Table, until: datetime, params: Params = Params()) -> pa.Table:
        return MARKS.from_rows([mark(f"{until.year} {params.value}")])

    assert run(kernel)["marks"]["mark_id"].to_pylist() == ["2025 default"]
    assert run(kernel, Params("mine"))["marks"]["mark_id"].to_pylist() == ["2025 mine"]


@pytest.mark.parametrize(
    ("kernel", "words"),
    [
        (lambda marks: marks.drop_columns(["value"]), r"marks: missing \['value'\]"),
        (lambda marks: pa.concat_tables([marks, marks]), "occurs twice"),
        (lambda marks: None, "AttributeError"),
        (lambda marks: 1 / 0, "ZeroDivisionError: division by zero. This is a fault of the step, not of the evidence"),
        (lambda marks: (marks, marks), "ValueError"),
    ],
)
def test_a_step_that_fails_or_breaks_its_promise_is_named(kernel, words):
    with pytest.raises(EngineError, match=f"step 'marking' could not be run: .*{words}"):
        run(kernel)


def heard(mmsi, positions):
    return {"mmsi": mmsi, "cell": 1, "hour": 0, "positions": positions, "satellites": 0}


def test_a_step_by_mmsi_sees_whole_ships_bucket_by_bucket_and_gives_the_same_rows(tmp_path):
    rows = HEARD.from_rows([heard(m, m % 7) for m in range(100, 150)])
    layer = Layer(HEARD, tmp_path / "in", 4)
    for number, part in split(rows, 4):
        layer.lay(number, part)
    few = HEARD.from_rows([heard(m, 1) for m in range(100, 150)])  # a table of the same ships that is held whole
    seen = []

    def kernel(dense: pa.Table, small: pa.Table) -> tuple[pa.Table, pa.Table]:
        seen.append((set(dense["mmsi"].to_pylist()), set(small["mmsi"].to_pylist())))
        marks = [mark(f"m{r['mmsi']}", str(r["positions"])) for r in dense.to_pylist()]
        return dense.take(list(range(dense.num_rows))[::-1]), MARKS.from_rows(marks)

    made = LocalEngine().run(
        Step("x", kernel, ("dense", "small"), ("heard", "marks"), "mmsi"),
        {"dense": layer.done(), "small": few}, UNTIL, None, tmp_path / "out",
    )  # fmt: skip
    assert [ships for ships, _ in seen] == [small for _, small in seen]
    assert len(seen) == 4
    assert made["marks"].num_rows == 50
    assert made["heard"].buckets == 4
    assert made["heard"].sha256 == layer.done().sha256  # put in order again, and the same bytes


def test_a_step_by_case_sees_a_dense_table_whole(tmp_path):
    layer = Layer(HEARD, tmp_path, 2)
    for number, part in split(HEARD.from_rows([heard(m, 1) for m in range(10)]), 2):
        layer.lay(number, part)

    def kernel(dense: pa.Table) -> pa.Table:
        return MARKS.from_rows([mark(str(dense.num_rows))])

    made = LocalEngine().run(Step("x", kernel, ("dense",), ("marks",), "case"), {"dense": layer.done()}, UNTIL, None)
    assert made["marks"]["mark_id"].to_pylist() == ["10"]


def test_a_kernel_that_tells_how_far_it_has_come_is_heard_and_one_that_does_not_is_not_asked():
    heard_of = []

    def kernel(marks: pa.Table, told=None) -> pa.Table:
        if told:
            told(3, 7, "iterations")
        return marks

    tables = {"marks": MARKS.from_rows([mark("a")])}
    LocalEngine().run(step(kernel), tables, UNTIL, None, told=lambda *a: heard_of.append(a))
    LocalEngine().run(step(lambda marks: marks), tables, UNTIL, None, told=lambda *a: heard_of.append(a))
    LocalEngine().run(step(kernel), tables, UNTIL, None)
    assert heard_of == [(3, 7, "iterations")]


def test_of_a_step_by_mmsi_each_portion_of_ships_is_told(tmp_path):
    rows = HEARD.from_rows([heard(m, 1) for m in range(100, 110)])
    layer = Layer(HEARD, tmp_path / "in", 2)
    for number, part in split(rows, 2):
        layer.lay(number, part)
    told = []
    LocalEngine().run(
        Step("x", lambda dense: dense, ("dense",), ("heard",), "mmsi"),
        {"dense": layer.done()}, UNTIL, None, tmp_path / "out", told=lambda *a: told.append(a),
    )  # fmt: skip
    assert told == [(0, 2, "portions of ships"), (1, 2, "portions of ships")]

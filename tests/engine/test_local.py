from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from fairlead.base.schema import Step
from fairlead.base.tables import MARKS
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

"""Many identities against lists by number."""

import time
import tracemalloc
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from fairlead.base.schema import TIME
from fairlead.base.tables import DECISIONS
from fairlead.identity.list_batch import screen_batches, screen_numbers
from fairlead.identity.list_records import read_entries
from fairlead.identity.list_statements import state_lists
from fairlead.identity.records import Record, Stated
from fairlead.identity.screening import ListScreener
from tests.identity.test_list_records import version
from tests.identity.test_list_statements import DAY, tables


def asked(rows):
    names = {"row": pa.int64(), "imo": pa.int32(), "mmsi": pa.int32(), "start_time": TIME, "end_time": TIME}
    return pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows], schema=pa.schema(list(names.items())))


def entries(*versions):
    return read_entries(state_lists(*tables(*versions), DECISIONS.empty())[1])


def test_pairs_that_share_a_number_are_given_with_their_times_and_whether_the_list_still_says_so():
    said = entries(version(10, imo="IMO 8660313", mmsi="273000001"), version(30, imo="IMO 8691702"))
    rows = [
        (1, 8660313, None, None, None), (2, 8691702, None, None, None), (3, None, 273000001, DAY[10], DAY[20]),
        (4, None, 273000001, DAY[40], DAY[50]), (5, 9074729, 273000002, None, None),
    ]  # fmt: skip
    found = [
        (r["row"], r["record_id"], r["property"], r["overlap"], r["is_earlier"])
        for r in screen_numbers(asked(rows), said).to_pylist()
    ]
    assert found == [
        (1, "made_up|1", "imo", "not known", True),
        (2, "made_up|1", "imo", "not known", False),
        (3, "made_up|1", "mmsi", "overlap", True),
        (4, "made_up|1", "mmsi", "apart", True),
    ]


def test_batches_give_what_one_table_gives_and_each_is_asked_for_when_the_one_before_is_answered():
    listed = entries(version(0, imo="IMO 8660313"))
    whole = pa.table({
        "row": pa.array(range(7), pa.int64()), "imo": pa.array([8660313, 9074729] * 3 + [8660313], pa.int32()),
        "mmsi": pa.nulls(7, pa.int32()), "start_time": pa.nulls(7, TIME), "end_time": pa.nulls(7, TIME),
    })  # fmt: skip
    drawn = []

    def batches():
        for at in range(0, 7, 3):
            drawn.append(at)
            yield whole.slice(at, 3)

    made = screen_batches(batches(), iter(listed))
    first = next(made)
    assert (drawn, first["row"].to_pylist()) == ([0], [0, 2])
    assert pa.concat_tables([first, *made]).equals(screen_numbers(whole, listed))


def test_what_batches_and_queries_take_is_given_back():
    """Arrow's bytes after fifty batches, and Python's after two thousand queries of a name, are those after a few."""
    listed = entries(version(0, imo="IMO 8660313"))

    def batches(count):
        for _ in range(count):
            yield pa.table({
                "row": pa.array(range(20_000), pa.int64()), "imo": pa.array([8660313] * 20_000, pa.int32()),
                "mmsi": pa.nulls(20_000, pa.int32()), "start_time": pa.nulls(20_000, TIME),
                "end_time": pa.nulls(20_000, TIME),
            })  # fmt: skip

    met = sum(pairs.num_rows for pairs in screen_batches(batches(2), listed))
    before = pa.total_allocated_bytes()
    met += sum(pairs.num_rows for pairs in screen_batches(batches(50), listed))
    assert met == 52 * 20_000
    assert pa.total_allocated_bytes() - before < 1 << 20
    screener = ListScreener(listed)
    for i in range(100):
        screener.screen(Record("q", "vessel", (Stated("name", f"ALDER {i}"),)))
    tracemalloc.start()
    for i in range(100, 2_100):
        screener.screen(Record("q", "vessel", (Stated("name", f"ALDER {i}"),)))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1 << 20


def test_a_million_identities_take_a_second_or_two_of_work():
    said = entries(version(10, imo="IMO 8660313"))
    numbers = np.arange(8_000_000, 9_000_000, dtype=np.int32)
    none = pa.nulls(len(numbers), TIME)
    table = pa.table({
        "row": np.arange(len(numbers)), "imo": numbers, "mmsi": pa.nulls(len(numbers), pa.int32()), "start_time": none,
        "end_time": none,
    })  # fmt: skip
    started = time.process_time()
    assert screen_numbers(table, said)["number"].to_pylist() == [8660313]
    assert time.process_time() - started < 3


SHARED = Path(__file__).parents[3] / "shared" / "data" / "sanctions" / "ofac" / "sdn_2024-05-03.csv.xz"


@pytest.mark.skipif(not SHARED.is_file(), reason="the real list lies in ../shared, which is not here")
def test_every_valid_number_of_the_real_list_is_found_in_it():
    from fairlead.case.one_off import read_lists

    listed = read_entries(read_lists([SHARED])[1], ("vessel",))
    numbers = {s.normal for one in listed for s in one.now.of("imo") if s.normal}
    assert len(listed) == 851
    rows = [(i, int(n), None, None, None) for i, n in enumerate(sorted(numbers))]
    assert set(screen_numbers(asked(rows), listed)["row"].to_pylist()) == set(range(len(rows)))

"""A few rounds of what ``make faults`` does by the thousand, and what it found."""

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

import pytest

import fairlead
from benchmarks import faults
from fairlead.case import disk
from fairlead.case.disk import write_whole, writing_whole
from fairlead.errors import CaseError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at open files under /proc")


@pytest.mark.kills
def test_a_case_lives_through_faults():
    with faults.place(rebuild_share=0.1) as where:
        tally = faults.break_cases(where, rounds=8, seed=2, verbs=("add", "run", "decide", "export"))
    assert tally.losses == []
    assert tally.count == 8
    assert tally.acknowledged


def test_of_several_who_write_one_file_at_once_the_last_has_written_it_whole(tmp_path):
    path = tmp_path / "case.zip"
    with writing_whole(path) as one:
        one.write(b"a" * 10)
        write_whole(path, b"b" * 20)
        assert path.read_bytes() == b"b" * 20
        one.write(b"a" * 10)
    assert path.read_bytes() == b"a" * 20
    assert [p.name for p in tmp_path.iterdir()] == ["case.zip"]


def test_what_an_interrupted_writer_left_is_cleared_away_and_what_is_being_written_is_not(tmp_path):
    path = tmp_path / "case.zip"
    left = tmp_path / ".writing-case.zip-1-0"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    young = tmp_path / ".writing-case.zip-1-1"
    young.write_bytes(b"half")
    with writing_whole(path) as one:
        os.utime(one.fileno(), (0, 0))
        write_whole(path, b"b")
        one.write(b"a")
    assert sorted(p.name for p in tmp_path.iterdir()) == [young.name, "case.zip"]
    assert path.read_bytes() == b"a"


def _as_nobody(path, queue):
    if os.geteuid() == 0:
        os.setresgid(faults.NOBODY, faults.NOBODY, faults.NOBODY)
        os.setresuid(faults.NOBODY, faults.NOBODY, faults.NOBODY)
    try:
        case = fairlead.open(path)
        case.table("sightings")
        queue.put("read")
    except CaseError as e:
        queue.put(str(e))
    except OSError as e:
        queue.put(f"no words: {e}")


@pytest.fixture(scope="module")
def open_to_all():
    """A small case in a folder that everybody may enter."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        top = Path(folder)
        top.chmod(0o755)
        case = fairlead.new(top / "case", faults.TOML)
        (top / "seen.csv").write_bytes(faults.seen_file("S1"))
        (top / "places.csv").write_text(faults.PLACES)
        case.add([top / "seen.csv", top / "places.csv"], by="ann")
        case.run(flow=faults.FLOW, by="ann")
        if os.geteuid() == 0:
            faults._own(case.path, faults.NOBODY)
        yield case.path


@pytest.mark.parametrize("place", ["evidence", "evidence/log.jsonl", "tables", "tables/sightings.parquet", "runs"])
def test_what_may_not_be_read_is_said_in_words(open_to_all, place):
    hidden = open_to_all / place
    mode = hidden.stat().st_mode
    hidden.chmod(0)
    fork = multiprocessing.get_context("fork")
    queue = fork.SimpleQueue()
    child = fork.Process(target=_as_nobody, args=(open_to_all, queue))
    try:
        child.start()
        said = queue.get()
        child.join()
    finally:
        hidden.chmod(mode)
    assert "not permitted" in said, said


def test_names_too_long_to_be_written_beside_are_written(tmp_path):
    path = tmp_path / ("ж" * 120)
    write_whole(path, b"x")
    assert path.read_bytes() == b"x"
    assert disk.WRITING not in "".join(p.name for p in tmp_path.iterdir())

"""What was done to a log is named by its line. Logs here have six entries; each test does one thing to one of them."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.ids import canonical_json
from fairlead.case.log import Head, hash_line, read_head, read_log, spell_head
from fairlead.case.verifier import check_log

COUNT = 6


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Bytes of a log of six entries, and its head."""
    import fairlead

    case = fairlead.new(tmp_path_factory.mktemp("case") / "case")
    for i in range(COUNT - 1):  # through the store, so that nothing must be run first
        with case._store.writing() as sitting:
            sitting.write("decided", "ann", about=[f"x:{i}"], verdict="accept", reason="r")
    return case._store.log_path.read_bytes(), read_head(case._store.head_path)


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")

    def check_bytes(content, head, others=()):
        (folder / "log.jsonl").write_bytes(content)
        return [str(p) for p in check_log(read_log(folder / "log.jsonl"), head, others)]

    return check_bytes


def lines_of(content):
    return content.splitlines(keepends=True)


def test_a_whole_log_has_no_problem(written, check):
    content, head = written
    assert len(lines_of(content)) == COUNT
    assert check(content, head) == []


def test_each_line_carries_the_hash_of_the_line_before(written):
    content, head = written
    lines = content.splitlines()
    assert json.loads(lines[0])["prev"] == "0" * 64
    for before, after in zip(lines, lines[1:], strict=False):
        assert json.loads(after)["prev"] == hash_line(before)
    assert head == Head(COUNT, hash_line(lines[-1]))


@pytest.mark.parametrize("line", range(1, COUNT + 1))
def test_a_cut_line_is_named(written, check, line):
    content, head = written
    lines = lines_of(content)
    (problem,) = check(b"".join(lines[: line - 1] + lines[line:]), head)
    if line < COUNT:
        assert f"log.jsonl line {line}: entry {line} stood before it and is gone: cut" in problem
    else:
        assert (
            f"log.jsonl line {COUNT}: {COUNT} entries were written and {COUNT - 1} stand: the tail was cut" in problem
        )


def test_a_cut_of_several_lines_says_how_many(written, check):
    content, head = written
    lines = lines_of(content)
    assert check(b"".join(lines[:2] + lines[4:]), head) == [
        "evidence/log.jsonl line 3: 2 entries up to 4 stood before it and are gone: cut"
    ]
    assert check(b"".join(lines[:2]), head) == [
        "evidence/log.jsonl line 3: 6 entries were written and 2 stand: the tail was cut"
    ]


def test_a_cut_tail_is_seen_by_a_run_record_though_the_head_was_made_to_fit(written, check):
    content, head = written
    cut = b"".join(lines_of(content)[:3])
    fitted = Head(3, hash_line(cut.splitlines()[-1]))
    assert check(cut, fitted) == []
    assert check(cut, fitted, [head]) == [
        "evidence/log.jsonl line 4: 6 entries were written and 3 stand: the tail was cut"
    ]


@pytest.mark.parametrize("line", range(1, COUNT))
def test_two_lines_in_the_wrong_order_are_named(written, check, line):
    content, head = written
    lines = lines_of(content)
    lines[line - 1], lines[line] = lines[line], lines[line - 1]
    assert check(b"".join(lines), head) == [
        f"evidence/log.jsonl line {line}: holds entry {line + 1} where entry {line} belongs: reordered",
        f"evidence/log.jsonl line {line + 1}: holds entry {line} where entry {line + 1} belongs: reordered",
    ]


@pytest.mark.parametrize("line", range(1, COUNT + 1))
@pytest.mark.parametrize("at", range(1, COUNT + 1))
def test_a_duplicated_line_is_named_wherever_it_stands(written, check, line, at):
    content, head = written
    lines = lines_of(content)
    lines.insert(at, lines[line - 1])
    (problem,) = [p for p in check(b"".join(lines), head) if "duplicated" in p]
    first, second = sorted({at + 1, line if line <= at else line + 1})
    assert f"log.jsonl line {second}: is the same entry as line {first}" in problem


@pytest.mark.parametrize("line", range(1, COUNT + 1))
@pytest.mark.parametrize(("old", "new"), [('"ann"', '"bob"'), ('"seq":', '"seq":1'), ('"prev":"', '"prev":"0')])
def test_an_edited_line_is_named_even_where_it_still_reads(written, check, line, old, new):
    content, head = written
    lines = lines_of(content)
    before = lines[line - 1]
    lines[line - 1] = before.replace(old.encode(), new.encode(), 1)
    if lines[line - 1] == before:
        return  # the first entry was not written by ann
    assert any(f"log.jsonl line {line}" in p and "edited" in p for p in check(b"".join(lines), head))


@given(data=st.data())
def test_a_flipped_byte_is_named_by_its_line(written, check, data):
    content, head = written
    at = data.draw(st.integers(0, len(content) - 1))
    flipped = bytearray(content)
    flipped[at] ^= data.draw(st.integers(1, 255))
    line = content.count(b"\n", 0, at) + 1
    problems = check(bytes(flipped), head)
    named = {line, line + 1} if content[at] == 10 else {line}
    assert any(f"line {n}:" in p for n in named for p in problems), problems


@given(data=st.data())
def test_a_flipped_byte_of_the_head_is_named(written, check, tmp_path_factory, data):
    content, head = written
    kept = bytearray(spell_head(head))
    kept[data.draw(st.integers(0, len(kept) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "head.json"
    path.write_bytes(kept)
    assert any("head.json" in p for p in check(content, read_head(path)))


def test_a_head_that_lags_behind_after_a_kill_is_no_problem(written, check):
    content, _ = written
    lines = content.splitlines()
    assert check(content, Head(4, hash_line(lines[3]))) == []


def test_an_unfinished_entry_is_no_part_of_the_log(written, check):
    content, head = written
    assert check(content + b'{"act', head) == []


def test_what_an_entry_that_was_moved_has_shifted_comes_with_the_first_line_out_of_order(written, tmp_path):
    content, head = written
    lines = lines_of(content)
    (tmp_path / "log").write_bytes(b"".join([lines[0], *lines[2:], lines[1]]))
    found = check_log(read_log(tmp_path / "log"), head)
    assert [(p.place[-1], p.cause) for p in found] == [("2", None), *((n, found[0].place) for n in "3456")]


def test_a_long_log_takes_time_in_proportion(written, tmp_path):
    """Every writer checks the whole log first; as its square grew, 100,000 entries took over ten minutes."""
    content, head = written
    lines, last = content.splitlines(), head.hash
    said = json.loads(lines[-1])
    for seq in range(COUNT + 1, 30_001):
        lines.append(canonical_json(said | {"seq": seq, "prev": last}).encode())
        last = hash_line(lines[-1])
    (tmp_path / "log").write_bytes(b"".join(line + b"\n" for line in lines))
    log = read_log(tmp_path / "log")
    began = time.process_time()
    assert check_log(log, Head(30_000, last)) == []
    assert time.process_time() - began < 5  # a tenth of a second, and 25 s when it was quadratic

"""Verify names the place of whatever was done to a case."""

import shutil

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fairlead
from fairlead.errors import CaseError


def problems(case, small):
    return [str(p) for p in case.verify(flow=small.flow)]


def blob(case, name):
    (row,) = [e for e in case.table("evidence").to_pylist() if e["name"] == name]
    return case.path / "evidence/blobs" / row["sha256"][:2] / row["sha256"]


def rewrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


def test_a_whole_case_has_no_problem_before_and_after_a_run(case, small):
    assert problems(case, small) == []
    case.run(flow=small.flow)
    assert problems(case, small) == []
    case.decide("S1", "accept", "x")
    assert problems(case, small) == []


def test_verifying_writes_nothing(done, small):
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in done.path.rglob("*")}
    problems(done, small)
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in done.path.rglob("*")} == before


def test_a_changed_original_is_named_with_its_file(done, small):
    path = blob(done, "sightings.csv")
    rewrite(path, path.read_bytes().replace(b"Alder S2", b"Alder S7"))
    found = problems(done, small)
    assert f"{path.relative_to(done.path)} (sightings.csv): its bytes were changed" in found[0]
    assert any("run 1: cannot be made again from the originals" in p for p in found)
    size = path.stat().st_size
    rewrite(path, path.read_bytes() + b"\n")
    assert f"has {size + 1} bytes where {size} were added: changed" in problems(done, small)[0]


def test_swapped_originals_are_named_both(done, small):
    one, other = blob(done, "sightings.csv"), blob(done, "places.csv")
    a, b = one.read_bytes(), other.read_bytes()
    rewrite(one, b)
    rewrite(other, a)
    found = problems(done, small)
    assert any("(sightings.csv): holds the bytes of places.csv: swapped" in p for p in found)
    assert any("(places.csv): holds the bytes of sightings.csv: swapped" in p for p in found)


def test_a_missing_original_and_a_strange_file_are_named(done, small):
    path = blob(done, "places.csv")
    strange = path.with_name("f" * 64)
    path.rename(strange)
    found = problems(done, small)
    assert any(f"{path.relative_to(done.path)} (places.csv): the original is gone" in p for p in found)
    assert any(f"{strange.relative_to(done.path)}: is named by no entry" in p for p in found)


def edit_log(case, change):
    path = case.path / "evidence/log.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    change(lines)
    path.write_bytes(b"".join(lines))


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (lambda lines: lines.pop(1), 2, "cut"),
        (lambda lines: lines.pop(), 4, "tail was cut"),
        (lambda lines: lines.insert(2, lines[1]), 3, "duplicated"),
        (lambda lines: lines.insert(1, lines.pop(2)), 2, "reordered"),
        (lambda lines: lines.__setitem__(2, lines[2].replace(b'"ann"', b'"eve"')), 3, "edited"),
        (lambda lines: lines.__setitem__(3, lines[3].replace(b'"ann"', b'"eve"')), 4, "edited"),
    ],
)
def test_a_log_line_that_was_cut_reordered_duplicated_or_edited_is_named(done, small, change, line, what):
    edit_log(done, change)
    assert any(f"evidence/log.jsonl line {line}" in p and what in p for p in problems(done, small)), problems(
        done, small
    )


def test_what_comes_with_a_cut_line_names_it_as_its_cause_and_what_was_edited_besides_does_not(done, small):
    edit_log(done, lambda lines: lines.pop(2))  # the entry of sightings.csv
    found = done.verify(flow=small.flow)
    own = [p.place for p in found if p.cause is None]
    assert own == ["evidence/log.jsonl line 3", blob(done, "sightings.csv").relative_to(done.path).as_posix()]
    assert {p.cause for p in found} == {None, "evidence/log.jsonl line 3"}
    places = {p.place for p in found}
    ids = done.table("sightings")["sighting_id"].to_pylist()
    assert len(ids) == 3
    assert {f"tables/sightings.parquet row {i}" for i in ids} <= places
    path = done.path / "tables/marks.parquet"
    pq.write_table(done.table("marks").slice(0, 0), path)
    found = done.verify(flow=small.flow)
    assert "tables/marks.parquet" in {p.place for p in found if p.cause is None}
    assert "tables/marks.parquet row mark:all" in {p.place for p in found if p.cause is None}


def test_tables_that_are_gone_are_named_once_each(done, small):
    shutil.rmtree(done.path / "tables")
    found = done.verify(flow=small.flow)
    assert {p.words for p in found} == {"is gone; run 1 wrote it"}
    assert len(found) == sum("parts" not in about for about in done.last_run().tables.values())


def test_tables_of_a_run_whose_record_was_edited_come_with_the_record(done, file, small):
    done.add(file("more.csv", small.sightings("S9")))
    done.run(flow=small.flow)
    path = done.path / "runs/0002.json"
    path.write_text(path.read_text().replace('"number": 2', '"number": 3'))
    found = done.verify(flow=small.flow)
    assert [p.place for p in found if p.cause is None] == ["runs/0002.json"]
    assert "tables/sightings.parquet" in {p.place for p in found}


def test_an_unfinished_entry_is_named(done, small):
    with (done.path / "evidence/log.jsonl").open("ab") as log:
        log.write(b'{"act')
    assert problems(done, small) == [
        "evidence/log.jsonl line 5: the last 5 bytes are an entry that was never finished; "
        "the next writer moves it aside"
    ]


def test_nothing_is_written_onto_a_log_that_does_not_hold_together(done, small):
    edit_log(done, lambda lines: lines.pop(1))
    with pytest.raises(CaseError, match=r"evidence/log.jsonl line 2: .*cut. Nothing more is written to such a log"):
        done.run(flow=small.flow)


def test_a_cut_tail_is_seen_though_the_head_beside_the_log_was_made_to_fit(done, small):
    from fairlead.case.log import spell_head

    edit_log(done, lambda lines: lines.pop())
    (done.path / "evidence/head.json").write_bytes(spell_head(done.head))
    assert any("evidence/log.jsonl line 4: 4 entries were written and 3 stand" in p for p in problems(done, small))


def test_an_edited_table_is_named_with_its_row_and_column(done, small):
    path = done.path / "tables/checks.parquet"
    table = done.table("checks")
    rows = table.to_pylist()
    rows[1]["words"] = "Nobody looked."
    rows.pop(0)
    pq.write_table(fairlead.TABLES["checks"].from_rows(rows), path)
    found = problems(done, small)
    assert "tables/checks.parquet: is not the file that run 1 wrote: edited" in found
    changed, gone = table["check_id"][1].as_py(), table["check_id"][0].as_py()
    assert any(
        p.startswith(f'tables/checks.parquet row {changed}: words is "Nobody looked.", a new run gives') for p in found
    )
    assert f"tables/checks.parquet row {gone}: is missing from the table; a new run gives it" in found


def test_a_table_and_a_record_edited_to_fit_each_other_are_found_by_running_again(done, small):
    from dataclasses import replace

    from fairlead.case.disk import sha256_of
    from fairlead.case.shelf import RunRecord, spell_record, write_parquet

    path = done.path / "tables/checks.parquet"
    rows = done.table("checks").to_pylist()
    rows[0]["stated"] = 99.0
    write_parquet(path, fairlead.TABLES["checks"].from_rows(rows))
    record = done.last_run()
    tables = {**record.tables, "checks": {"rows": 3, "sha256": sha256_of(path)}}
    fitted = RunRecord.from_json(replace(record, tables=tables).to_json())
    (done.path / "runs/0001.json").write_bytes(spell_record(fitted))
    assert problems(done, small) == [
        f"tables/checks.parquet row {rows[0]['check_id']}: stated is 99.0, a new run gives 8.0"
    ]


def test_a_run_by_other_code_is_said_to_be_so_where_rows_differ(done, small):
    from dataclasses import replace

    from fairlead.base.tables import MARKS

    def changed(checks, places):
        row = {"mark_id": "mark:all", "vessel_id": "vessel:2", "mark_kind": "name", "value": "All"}
        return MARKS.from_rows([row | {"sources": checks["check_id"].to_pylist()}])

    flow = (small.flow[0], replace(small.flow[1], kernel=changed))
    problems = done.verify(flow=flow)
    assert [p.cause for p in problems] == [None, "run 1"]
    why, row = map(str, problems)
    assert row.startswith('tables/marks.parquet row mark:all: vessel_id is "vessel:1", a new run gives "vessel:2"')
    assert why.startswith("run 1: was made with other code of 'marks': rows may differ for that reason")


def test_an_edited_or_missing_run_record_is_named(done, small):
    done.run(flow=small.flow)
    path = done.path / "runs/0001.json"
    path.write_text(path.read_text().replace('"ann"', '"eve"'))
    assert "runs/0001.json: was edited: it does not hash to what it says of itself" in problems(done, small)
    path.unlink()
    assert "runs/0001.json: the record of this run is gone" in problems(done, small)


def test_a_case_toml_changed_since_the_run_is_named(done, small):
    (done.path / "case.toml").write_text(small.toml.replace("How much?", "How many?"))
    assert problems(done, small) == [
        "case.toml: was changed since run 1; the tables answer what it asked then. Run the case again"
    ]


def test_what_was_moved_aside_after_an_interruption_is_checked_too(case, small, file):
    with (case.path / "evidence/log.jsonl").open("ab") as log:
        log.write(b'{"action":"add')
    case.add(file("more.csv", small.sightings("S9")))
    (torn,) = (case.path / "evidence/torn").iterdir()
    assert problems(case, small) == []
    torn.write_bytes(b"other")
    assert problems(case, small) == [f"evidence/torn/{torn.name}: its bytes were changed"]
    torn.unlink()
    assert "is gone" in problems(case, small)[0]


def test_a_run_up_to_a_step_is_verified_up_to_it(done, file, small):
    done.add(file("seen.csv", small.sightings("S9")))
    done.run(step="checks", params=["checks.speed_low_kn=9"], flow=small.flow)
    assert problems(done, small) == []


def test_evidence_added_after_the_run_is_no_problem(done, file, small):
    done.add([file("seen.csv", small.sightings("S9")), file("empty.csv", b"")])
    assert problems(done, small) == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_one_flipped_byte_anywhere_is_named(done, small, tmp_path, data):
    """Evidence, run record, tables and case.toml: whichever file the byte is in, a problem or a refusal names it."""
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(done.path, copy)
    skipped = ("templates", ".lock", ".read")
    files = [p for p in sorted(copy.rglob("*")) if p.is_file() and not set(p.relative_to(copy).parts) & set(skipped)]
    path = data.draw(st.sampled_from([p for p in files if p.stat().st_size]))
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    rewrite(path, bytes(content))
    name = path.relative_to(copy).as_posix()
    try:
        found = [str(p) for p in fairlead.open(copy, read_only=True).verify(flow=small.flow)]
    except CaseError as e:  # a format number flipped upward: the case is refused, with the place
        found = [str(e)]
    assert any(name in p for p in found), (name, at, found)
    if name == "evidence/log.jsonl":
        line = done._store.log_path.read_bytes().count(b"\n", 0, at) + 1
        assert any(f"line {n}" in p for p in found for n in (line, line + 1))


def test_progress_is_told_of_each_part(done, small):
    told = []
    done.verify(flow=small.flow, progress=lambda *a: told.append(a[:3]))
    assert [t[1] for t in told] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert told[-1] == ("", 7, 7)

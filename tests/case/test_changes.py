"""What has changed since the run is said, and tables that are not those of the run are not shown at all."""

import shutil
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from fairlead.base.tables import MARKS, VESSELS
from fairlead.case.changes import say_changes
from fairlead.case.shelf import spell_record
from fairlead.errors import CaseError


def changed(case, small, flow=None):
    return case.shown_run(flow or small.flow).get("changed_since")


def test_before_the_first_run_and_right_after_it_nothing_has_changed(case, small):
    assert changed(case, small) is None
    case.run(flow=small.flow, params=["checks.speed_low_kn=9"])
    assert changed(case, small) == []


def test_an_edited_case_toml_is_a_change_until_it_is_as_it_was(done, small):
    config = done.path / "case.toml"
    config.write_text(small.toml + "# a remark\n")
    assert changed(done, small) == ["case.toml was changed"]
    config.write_text(small.toml)
    assert changed(done, small) == []
    config.unlink()
    assert changed(done, small) == ["case.toml is gone or cannot be read"]


def test_files_and_decisions_that_came_since_are_counted_until_the_next_run(done, file, small):
    done.add([file("a.csv", small.sightings("S8")), file("b.csv", small.sightings("S9")), file("empty.csv", b"")])
    done.decide("S1", "accept", "x")
    assert changed(done, small) == ["2 files were added", "1 file was refused", "1 decision was entered"]
    done.run(flow=small.flow)
    assert changed(done, small) == []


def test_other_code_another_library_and_another_version_are_changes_of_the_program(done, small, monkeypatch):
    def other(checks, places):
        return MARKS.empty()

    flow = (small.flow[0], replace(small.flow[1], kernel=other))
    assert changed(done, small, flow) == ["the program was changed (the run had other code of 'marks')"]
    many = tuple(replace(small.flow[1], name=f"marks{n}") for n in range(4))
    assert changed(done, small, many) == ["the program was changed (the run had other code of 4 steps)"]
    monkeypatch.setattr("fairlead.case.changes.library_versions", lambda: {**done.last_run().versions, "numpy": "9"})
    assert changed(done, small) == [f"the program was changed (the run had numpy {done.last_run().versions['numpy']})"]
    monkeypatch.setattr("fairlead.case.changes.version", lambda _: "9.9")
    assert changed(done, small) == [f"Fairlead is 9.9 and was {done.last_run().version}"]


def test_the_words_name_the_run_and_the_way_out():
    assert say_changes(7, []) == ""
    assert say_changes(7, ["case.toml was changed"]) == (
        "These tables are of run 7. Since then case.toml was changed. 'fairlead run' makes them anew."
    )


# --------------------------------------------------------------------------------------- tables that cannot be shown


def lose(path):
    path.unlink()


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def cut(path):
    path.write_bytes(path.read_bytes()[:40])


def edit(path):
    pq.write_table(pq.read_table(path).slice(0, 1), path)


@pytest.mark.parametrize(
    ("harm", "words"),
    [(lose, "is gone; run 1 wrote it"), *((h, "is not the file that run 1 wrote") for h in (flip, cut, edit))],
)
def test_a_missing_or_damaged_table_is_no_empty_one_and_a_run_makes_it_anew(done, small, harm, words):
    whole = done.table("checks").to_pylist()
    harm(done.path / "tables/checks.parquet")
    for look in (
        lambda: done.table("checks"),
        lambda: done.table_or_empty("checks"),
        lambda: done.answer(),
        lambda: done.explain("mark:all"),
    ):
        with pytest.raises(CaseError, match=rf"tables/checks.parquet .*{words}.* 'fairlead run' makes the tables anew"):
            look()
    assert done.table("marks").num_rows == 1
    done.run(flow=small.flow)
    assert done.table("checks").to_pylist() == whole


def test_a_table_the_run_did_not_come_to_is_empty_and_one_that_nobody_knows_is_not(case, small):
    assert case.table_or_empty("trips").num_rows == 0
    case.run(step="checks", flow=small.flow)
    assert case.table_or_empty("marks").num_rows == 0
    with pytest.raises(CaseError, match="no table 'marks' yet; 'fairlead run' makes it"):
        case.table("marks")
    with pytest.raises(CaseError, match="no table is called 'markz'"):
        case.table("markz")


def made_by_another_version(case, change):
    """The record as another version of the program would have left it: other code, other keys of steps."""
    record = case.last_run()
    steps = tuple(replace(s, key=f"another {s.key}", code="another") for s in record.steps)
    path = case.path / "runs/0001.json"
    path.write_bytes(spell_record(change(replace(record, version="0.0.1", steps=steps))))


def test_tables_with_other_columns_were_made_by_another_version_and_that_is_said(done, small):
    from fairlead.case.disk import sha256_of

    path = done.path / "tables/checks.parquet"
    pq.write_table(done.table("checks").drop_columns(["words"]), path)
    made_by_another_version(
        done, lambda r: replace(r, tables={**r.tables, "checks": {"rows": 3, "sha256": sha256_of(path)}})
    )
    words = r"the table checks was made by another version of Fairlead \(run 1, by 0.0.1\) and has other columns"
    check = pq.read_table(path)["check_id"][0].as_py()
    for look in (lambda: done.table("checks"), lambda: done.answer(), lambda: done.explain(check)):
        with pytest.raises(CaseError, match=words):
            look()
    assert done.explain("S1").line.number == 2  # the rest is told
    assert changed(done, small)[0].endswith("and was 0.0.1")
    assert any("checks.parquet" in str(p) for p in done.verify(flow=small.flow))
    done.run(flow=small.flow)
    assert done.explain("S1").line.number == 2
    assert done.verify(flow=small.flow) == []


def test_vessels_of_before_they_could_be_joined_are_read(done):
    ship = {"vessel_id": "vessel:1", "name": "Yu Son", "names": ["Yu Son"], "sources": ["particulars:1"]}
    older = VESSELS.from_rows([ship]).drop_columns(["joined_ids", "imos_joined"])
    pq.write_table(older, done.path / "tables/vessels.parquet")
    assert done.store.shelf.read("vessels").to_pylist() == VESSELS.from_rows([ship]).to_pylist()


def test_a_table_that_this_version_has_no_more_is_said_and_forgotten_by_the_next_run(done, small):
    shutil.copy(done.path / "tables/checks.parquet", done.path / "tables/voyagez.parquet")
    made_by_another_version(done, lambda r: replace(r, tables={**r.tables, "voyagez": r.tables["checks"]}))
    with pytest.raises(CaseError, match=r"made a table 'voyagez', which this version does not know. 'fairlead run'"):
        done.explain("voyage:0000000000000000")
    assert done.explain("S1").line.number == 2
    assert done.tables()[-1] != "voyagez"
    assert any("voyagez" in str(p) for p in done.verify(flow=small.flow))
    done.run(flow=small.flow)
    assert done.explain("S1").line.number == 2


def test_a_record_of_another_shape_says_to_run_again(done, small):
    path = done.path / "runs/0001.json"
    path.write_text('{"number": 1, "version": "0.0.1"}')
    with pytest.raises(
        CaseError, match=r"runs/0001.json is damaged, or the record of another version .*'fairlead run'"
    ):
        done.table("checks")
    assert done.run(flow=small.flow).number == 2
    assert done.table("checks").num_rows == 3


def test_tables_whose_run_nobody_recorded_are_not_shown(done, small):
    (done.path / "runs/0001.json").unlink()
    with pytest.raises(CaseError, match="no table 'checks' yet"):
        done.table("checks")
    done.run(flow=small.flow)
    assert done.table("checks").num_rows == 3

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

import fairlead
from fairlead.errors import CaseError, EngineError
from fairlead.formats import closed


def outcomes(record):
    return {s.name: s.outcome for s in record.steps}


def test_a_run_writes_every_table_and_a_record_that_counts_them(done, small):
    record = done.last_run()
    assert record.number == 1
    assert outcomes(record) == {"checks": "run", "marks": "run"}
    for name, about in record.tables.items():
        assert done.table(name).num_rows == about["rows"]
    kept = json.loads((done.path / "runs/0001.json").read_text())
    assert kept["by"] == "ann"
    assert kept["log_count"] == len(done.log)
    assert kept["log_head"] == done.head.hash
    assert set(kept["versions"]) >= {"python", "numpy", "pyarrow", "duckdb"}
    used = {"speed_low_kn": 8.0, "speed_high_kn": 10.0, "longest": "12 h", "shares": [0.5, 0.9]}
    assert kept["steps"][0]["params"] == used
    assert kept["steps"][0]["rows"] == {"checks": 3}


def test_nothing_changed_runs_nothing_again(done, small):
    record = done.run(flow=small.flow)
    assert (record.number, outcomes(record)) == (2, {"checks": "kept", "marks": "kept"})
    assert {n: t["sha256"] for n, t in record.tables.items()} == {
        n: t["sha256"] for n, t in done._store.shelf.record(1).tables.items()
    }


def test_only_what_stands_on_the_change_runs_again(done, file, small):
    done.add(file("more.csv", "place_id,name,kind,lat,lon\nP3,Third,port,1,2\n"))
    assert outcomes(done.run(flow=small.flow)) == {"checks": "kept", "marks": "run"}
    done.add(file("seen.csv", small.sightings("S9")))
    assert outcomes(done.run(flow=small.flow)) == {"checks": "run", "marks": "run"}


def test_a_parameter_reruns_its_step_and_stops_where_nothing_came_of_it(done, small):
    record = done.run(params=["checks.speed_low_kn=9 kn"], flow=small.flow)
    assert outcomes(record) == {"checks": "run", "marks": "run"}
    assert record.overrides == ("checks.speed_low_kn=9 kn",)
    assert done.table("checks")["stated"].to_pylist() == [9.0] * 3
    record = done.run(params=["checks.speed_low_kn=9", "checks.longest=1 d"], flow=small.flow)
    assert outcomes(record) == {"checks": "run", "marks": "kept"}  # the same rows came out: marks stand on the same
    assert outcomes(done.run(flow=small.flow)) == {"checks": "run", "marks": "run"}
    assert done.table("checks")["stated"].to_pylist() == [8.0] * 3


def test_a_parameter_in_case_toml_counts_and_the_file_is_kept_as_evidence(done, small):
    text = small.toml + "[params.checks]\nspeed_low_kn = 7\n"
    (done.path / "case.toml").write_text(text)
    done.run(flow=small.flow, by="bob")
    assert done.table("checks")["stated"].to_pylist() == [7.0] * 3
    entries = [e for e in done.log if e.fields.get("kind") == "case.toml"]
    assert [e.actor for e in entries] == ["ann", "bob"]
    sha256 = entries[-1].fields["sha256"]
    assert (done.path / "evidence/blobs" / sha256[:2] / sha256).read_text() == text


def test_the_end_of_the_data_is_the_end_of_the_latest_period_asked_about(done, small):
    assert done.last_run().until == datetime(2025, 1, 1, tzinfo=UTC).isoformat()
    (done.path / "case.toml").write_text(small.toml.replace("2025-01-01", "2027-01-01"))
    assert outcomes(done.run(flow=small.flow))["checks"] == "run"
    assert done.table("checks")["recomputed"].to_pylist() == [2027.0] * 3


def test_where_nothing_is_asked_the_data_end_when_the_last_evidence_was_added(tmp_path, file, small):
    case = fairlead.new(tmp_path / "silent")
    case.add(file("places.csv", small.places))
    record = case.run(flow=small.flow)
    (added,) = [e.time for e in case.log if e.fields.get("name") == "places.csv"]
    assert datetime.fromisoformat(record.until) == added
    assert abs(added - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_deleted_or_edited_table_is_made_again(done, small):
    (done.path / "tables/checks.parquet").unlink()
    shutil.copy(done.path / "tables/places.parquet", done.path / "tables/marks.parquet")
    assert outcomes(done.run(flow=small.flow)) == {"checks": "run", "marks": "run"}
    assert done.table("marks").num_rows == 1
    shutil.rmtree(done.path / "tables")
    (done.path / "tables").mkdir()
    assert outcomes(done.run(flow=small.flow)) == {"checks": "run", "marks": "run"}


def test_the_whole_folder_of_tables_may_be_deleted(done, small):
    shutil.rmtree(done.path / "tables")
    done.run(flow=small.flow)
    assert done.table("checks").num_rows == 3


def test_changed_code_runs_its_step_again(done, small, monkeypatch):
    from fairlead.case import run

    monkeypatch.setattr(run, "code_hash", lambda kernel: "other" if kernel.__name__ == "mark_all" else "same")
    assert outcomes(done.run(flow=small.flow)) == {"checks": "run", "marks": "run"}
    assert outcomes(done.run(flow=small.flow)) == {"checks": "kept", "marks": "kept"}
    monkeypatch.setattr(run, "code_hash", lambda kernel: "third" if kernel.__name__ == "mark_all" else "same")
    assert outcomes(done.run(flow=small.flow)) == {"checks": "kept", "marks": "run"}


def test_running_up_to_a_step_leaves_no_stale_table_behind(done, file, small):
    done.add(file("seen.csv", small.sightings("S9")))
    record = done.run(step="checks", flow=small.flow)
    assert outcomes(record) == {"checks": "run", "marks": "left out"}
    assert done.table("checks").num_rows == 4
    with pytest.raises(CaseError, match="no table 'marks' yet"):
        done.table("marks")
    assert "marks" not in done.tables()


def test_running_up_to_a_step_keeps_later_tables_that_would_come_out_the_same(done, small):
    assert outcomes(done.run(step="checks", flow=small.flow)) == {"checks": "kept", "marks": "kept"}


def test_an_unknown_step_is_refused_with_what_is_close(done, small):
    with pytest.raises(CaseError, match="no step is called 'check'; did you mean 'checks'"):
        done.run(step="check", flow=small.flow)


def test_a_step_that_fails_leaves_the_run_before_in_place(done, file, small):
    from dataclasses import replace

    def fail(checks, places):
        raise KeyError("lost")

    broken = (small.flow[0], replace(small.flow[1], kernel=fail))
    before = {p.name: p.read_bytes() for p in (done.path / "tables").glob("*.parquet")}
    done.add(file("seen.csv", small.sightings("S9")))
    with pytest.raises(EngineError, match="step 'marks' could not be run: KeyError: 'lost'. This is a fault of"):
        done.run(flow=broken)
    assert {p.name: p.read_bytes() for p in (done.path / "tables").glob("*.parquet")} == before
    assert not (done.path / "tables/.staged").exists()
    assert done.last_run().number == 1


def test_readings_are_kept_between_runs_and_not_trusted_when_they_were_changed(done, small, monkeypatch):
    read, code, names = closed.read, ["code"], []
    monkeypatch.setattr("fairlead.case.evidence.code_hash", lambda _: code[0])
    monkeypatch.setattr(closed, "read", lambda path, name, *rest: names.append(name) or read(path, name, *rest))
    done.run(flow=small.flow)
    assert names == ["places.csv", "sightings.csv"]  # read by other code until now
    done.run(flow=small.flow)
    assert len(names) == 2
    for path in (done.path / "tables/.read").glob("*.rows.parquet"):
        path.write_bytes(path.read_bytes() + b" ")
    done.run(flow=small.flow)
    assert len(names) == 4
    code[0] = "newer code"
    done.run(flow=small.flow)
    assert len(names) == 6
    assert len(list((done.path / "tables/.read").iterdir())) == 6  # three files for each; those of older code are gone


def test_progress_is_told_of_each_file_and_step(case, small):
    told = []
    case.run(flow=small.flow, progress=lambda *a: told.append(a))
    names = [t[0] for t in told]
    assert names == ["places.csv", "sightings.csv", "case.toml", "checks", "marks", ""]
    assert [t[1] for t in told] == [0, 1, 2, 3, 4, 5]
    assert {t[2] for t in told} == {5}
    assert told[3][3] == 3


def test_a_run_broken_off_while_tables_were_put_in_place_is_ended_by_the_next_writer(done, file, small, monkeypatch):
    from fairlead.case.shelf import Shelf

    done.add(file("seen.csv", small.sightings("S9")))
    real = Shelf._put_in_place

    def broken_off(self, record):
        for path in sorted(self.staged.glob("*.parquet"))[:2]:
            path.replace(self.tables / path.name)
        raise KeyboardInterrupt

    monkeypatch.setattr(Shelf, "_put_in_place", broken_off)
    with pytest.raises(KeyboardInterrupt):
        done.run(flow=small.flow)
    monkeypatch.setattr(Shelf, "_put_in_place", real)
    reader = fairlead.open(done.path, read_only=True)
    assert reader.last_run().number == 2  # what a reader sees meanwhile is the new run, whole
    assert (reader.table("sightings").num_rows, reader.table("checks").num_rows) == (4, 4)
    assert "run was interrupted while putting its tables in place" in reader.notices[0]
    done.decide("S1", "accept", "seen by two")
    assert not (done.path / "tables/.staged").exists()
    assert fairlead.open(done.path).notices == []
    assert done.verify(flow=small.flow) == []


def test_numbers_of_a_case_without_a_last_record_are_taken_up_again(done, small):
    (done.path / "runs/0001.json").write_text("{}")
    assert outcomes(done.run(flow=small.flow)) == {"checks": "run", "marks": "run"}
    assert done.last_run().number == 2

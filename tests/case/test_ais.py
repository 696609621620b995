"""AIS in a case: added, landed once, cut into segments, explained down to the line, grown by a day, checked."""

import gzip
import shutil

import pytest

import fairlead
from fairlead.engine.local import LocalEngine
from fairlead.errors import CaseError
from fairlead.flow import FLOW

HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass"
)
UPTO = "segments"


def line(day, minute, mmsi=445123000, lat=42.0, name="ALDER", sog=10.0):
    hour, minute = divmod(minute, 60)
    time = f"2024-03-{day:02d}T{hour:02d}:{minute:02d}:00"
    return f"{mmsi},{time},{lat},133.0,{sog},0.0,511.0,{name},IMO9074729,,80,0,100,16,6.1,80,A"


def day_file(day, *more):
    """Six reports of one ship an hour, ten miles an hour northward."""
    ship = [line(day, m, lat=round(42.0 + m / 360, 5)) for m in range(0, 60, 10)]
    return "\n".join([HEADER, *ship, *more]) + "\n"


@pytest.fixture
def case(tmp_path):
    return fairlead.new(tmp_path / "case", b"format = 1\ntitle = 'AIS'\n")


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def positions(case):
    return [(r["mmsi"], r["time"].day, r["time"].minute, r["copies"]) for r in case.table("positions").to_pylist()]


def test_rows_in_are_kept_and_refused_with_reasons(case, write):
    # a report without a position still tells the ship's name: it is kept as a static report
    bad = [line(1, 5, lat=91.0), "445123000,2024-03-01T00:30:00,42.0", line(1, 7, mmsi=0)]
    (added,) = case.add([write("a.csv", day_file(1, *bad))])
    assert (added.rows_in, added.rows_kept, added.rows_rejected) == (9, 7, 2)
    assert len(added.reasons) == 3
    assert added.reasons[-1] == "not available, or beyond what AIS can say, and null: heading_deg 8, lat 1"
    case.run(step=UPTO)
    assert [r["row"] for r in case.table("refused_reports").to_pylist()] == [9, 10]
    fields = {r["field"]: r["reason"] for r in case.table("rejects").to_pylist() if r["scope"] == "field"}
    assert fields == {
        "heading_deg": "8 values of heading_deg transmitted as not available: null",
        "lat": "1 value of lat transmitted as not available: null",
    }
    (evidence,) = [r for r in case.table("evidence").to_pylist() if r["name"] == "a.csv"]
    assert (evidence["rows_in"], evidence["rows_kept"], evidence["rows_rejected"]) == (9, 7, 2)
    assert sum(r["scope"] == "reports" for r in case.table("rejects").to_pylist()) == 2


def test_a_segment_walks_down_to_the_lines_of_its_reports(case, write):
    case.add([write("a.csv.gz", gzip.compress(day_file(1).encode()))])
    case.run(step=UPTO)
    (segment,) = case.table("segments").to_pylist()
    node = case.explain(segment["segment_id"])
    lines = {child.line.number: child.line.text for child in node.children if child.table == "positions"}
    assert sorted(lines) == [2, 7]  # its first and its last report
    assert lines[2].startswith("445123000,2024-03-01T00:00:00,42.0")
    assert case.verify() == []


def test_the_same_day_from_two_files_counts_once(case, write):
    case.add([write("a.csv", day_file(1)), write("b.csv", day_file(1, line(1, 55)))])
    case.run(step=UPTO)
    assert positions(case) == [(445123000, 1, m, 2) for m in range(0, 60, 10)] + [(445123000, 1, 55, 1)]


def test_a_later_day_is_added_and_gives_the_same_tables_as_both_at_once(tmp_path, case, write):
    files = [write("1.csv", day_file(1)), write("2.csv", day_file(2, line(2, 3, mmsi=273000111)))]
    for file in files:
        case.add([file])
        case.run(step=UPTO)
    other = fairlead.new(tmp_path / "other", b"format = 1\ntitle = 'AIS'\n")
    other.add(files)
    other.run(step=UPTO)
    for name in ("positions", "statics", "tracks", "segments"):
        assert case.table(name).equals(other.table(name)), name
    assert case.last_run().tables["tracks"]["sha256"] == other.last_run().tables["tracks"]["sha256"]


def test_nothing_is_read_or_run_again_where_nothing_changed(case, write):
    case.add([write("a.csv", day_file(1))])
    case.run(step=UPTO)
    told = []
    record = case.run(step=UPTO, progress=lambda name, *_: told.append(name))
    assert "a.csv" not in told
    assert next(s for s in record.steps if s.name == "segments").outcome == "kept"


def test_tables_that_were_deleted_or_damaged_are_made_again(case, write):
    case.add([write("a.csv", day_file(1))])
    before = case.run(step=UPTO).tables
    for spoil in (lambda p: p.unlink(), lambda p: p.write_bytes(b"")):
        for name in ("positions", "tracks"):
            spoil(next((case.path / "tables" / name).iterdir()))
            with pytest.raises(CaseError, match="'fairlead run'"):
                case.table(name)
            assert case.run(step=UPTO).tables[name] == before[name]
    shutil.rmtree(case.path / "tables")
    assert case.run(step=UPTO).tables["tracks"] == before["tracks"]


def test_a_changed_table_is_named_by_verify(case, write):
    case.add([write("a.csv", day_file(1))])
    case.run(step=UPTO)
    next((case.path / "tables" / "tracks").iterdir()).write_bytes(b"other bytes")
    assert any("tables/tracks/" in str(p.place) for p in case.verify())


def test_case_toml_says_what_the_columns_of_a_strange_file_are(case, write):
    strange = write(
        "mine.csv", "schiff;wann;breite;laenge\n445123000;2024-03-01 00:00:00;42.0;133.0\n".replace(";", ",")
    )
    assert case.add([strange])[0].outcome == "refused"
    toml = '\n[ais.mapping]\nmmsi = "schiff"\ntime = "wann"\nlat = "breite"\nlon = "laenge"\n'
    (case.path / "case.toml").write_text("format = 1\ntitle = 'AIS'\n" + toml)
    (added,) = case.add([strange])
    assert (added.outcome, added.kind, added.rows_kept) == ("added", "ais_csv", 1)
    case.run(step=UPTO)
    assert positions(case) == [(445123000, 1, 0, 1)]


def test_a_mapping_that_cannot_be_meant_is_named_with_its_line(case):
    (case.path / "case.toml").write_text("format = 1\ntitle = 'AIS'\n\n[ais.mapping]\nmmsi = 'm'\nshoe = 'x'\n")
    with pytest.raises(CaseError, match=r"line [45]: \[ais.mapping\] has 'shoe'"):
        case.run()


def test_a_file_cut_in_the_middle_of_a_line_loses_only_that_line(case, write):
    whole = day_file(1)
    (added,) = case.add([write("cut.csv", whole[: whole.rindex(",A") - 40])])
    assert (added.rows_in, added.rows_kept, added.rows_rejected) == (6, 5, 1)


def test_buckets_change_nothing_but_the_files(tmp_path, case, write, monkeypatch):
    ships = [line(1, m, mmsi=273000000 + n) for n in range(20) for m in (1, 2)]
    files = [write("a.csv", day_file(1, *ships))]
    case.add(files)
    case.run(step=UPTO)
    monkeypatch.setattr("fairlead.case.reports.buckets_for", lambda _rows: 4)
    other = fairlead.new(tmp_path / "other", b"format = 1\ntitle = 'AIS'\n")
    other.add(files)
    other.run(step=UPTO, engine=LocalEngine(), flow=FLOW)
    assert len(other.last_run().tables["positions"]["parts"]) == 4
    for name in ("positions", "tracks"):
        order = [("mmsi", "ascending"), ("time", "ascending")]
        assert case.table(name).sort_by(order).equals(other.table(name).sort_by(order)), name
    assert case.table("segments").equals(other.table("segments"))


def test_where_nothing_is_asked_the_data_end_with_the_last_report(case, write):
    case.add([write("a.csv", day_file(1)), write("b.csv", day_file(2))])
    record = case.run(step=UPTO)
    assert record.until == "2024-03-02T00:50:00+00:00"

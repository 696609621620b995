"""AIS in a case: added, landed once, cut into segments, explained down to the line, grown by a day, checked."""

import gzip
import io
import random
import re
import shutil
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fairlead
from fairlead.base.ids import say_key
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
    assert (
        added.holds == "6 positions and 1 report of names or particulars, 1 Mar 2024 00:00 UTC to 1 Mar 2024 00:50 UTC"
    )
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


def test_a_position_at_0_0_that_is_left_out_of_a_row_kept_is_told(case, write):
    (added,) = case.add([write("a.csv", day_file(1, line(1, 5, lat=0.0).replace(",133.0,", ",0.0,")))])
    assert (added.rows_in, added.rows_kept, added.rows_rejected) == (7, 7, 0)
    assert "lat at 0/0 1, lon at 0/0 1" in added.reasons[-1]
    case.run(step=UPTO)
    words = "1 value of lat of a position exactly at 0/0, a receiver without a fix: null"
    assert words in [r["reason"] for r in case.table("rejects").to_pylist() if r["field"] == "lat"]


@pytest.mark.parametrize("cut", [0.5, 0.9, "checksum"])
def test_of_a_packed_file_that_is_cut_or_damaged_what_stands_before_is_evidence(case, write, cut):
    """And its rows walk down to their lines, as those of a whole one."""
    rng = random.Random(1)
    rows = [line(1, m, lat=round(42.0 + m / 360 + rng.uniform(0, 1e-4), 7)) for m in range(600)]
    whole = gzip.compress("\n".join([HEADER, *rows, ""]).encode())
    part = whole[: int(len(whole) * cut)] if cut != "checksum" else whole[:-8] + bytes(4) + whole[-4:]
    (added,) = case.add([write("a.csv.gz", part)])
    assert added.outcome == "added"
    expected = 600 * (1 if cut == "checksum" else cut)
    assert 0.7 * expected < added.rows_kept <= 600
    told = " ".join(added.reasons)
    assert ("is damaged: its checksum" if cut == "checksum" else "is cut off: its end is missing") in told
    assert re.search(r"Read up to byte [\d,]+ of what was packed, line \d+", told)
    case.run(step=UPTO)
    (segment,) = case.table("segments").to_pylist()
    assert rows[0] in str(case.explain(segment["segment_id"]))


def test_files_of_the_same_reports_are_told_to_be_so(case, write):
    case.add([write("a.csv", day_file(1)), write("b.csv", day_file(1) + line(1, 23, mmsi=273000111) + "\n")])
    case.run(step=UPTO)
    reports = case.sum_up_ais()["ais"]["reports"]
    assert reports["positions"] == reports["held"]["positions"] + reports["again"]["positions"]
    assert reports["again"]["positions"] >= 6


def test_a_file_says_how_many_of_its_reports_are_held_already(case, write):
    """Six positions of a ship and its name; the same and one position more; the same twice in one file."""
    holds = [
        case.add([write(name, text)])[0].holds
        for name, text in (
            ("a.csv", day_file(1)),
            ("b.csv", day_file(1, line(1, 55))),
            ("c.csv", day_file(2, *day_file(2).splitlines()[1:])),
        )
    ]
    name = "1 report of names or particulars"
    assert holds == [
        f"6 positions and {name}, 1 Mar 2024 00:00 UTC to 1 Mar 2024 00:50 UTC",
        f"7 positions (6 held already) and {name} (1 held already), 1 Mar 2024 00:00 UTC to 1 Mar 2024 00:55 UTC",
        f"12 positions (6 held already) and {name}, 2 Mar 2024 00:00 UTC to 2 Mar 2024 00:50 UTC",
    ]
    case.run(step=UPTO)
    reports = case.sum_up_ais()["ais"]["reports"]
    assert (reports["positions"], reports["held"]["positions"], reports["again"]["positions"]) == (25, 13, 12)


def test_times_that_run_backwards_are_counted_and_kept(case, write):
    """A ship's clock set back by two hours after an hour: six reports from minute 170 on at minute 50 and after, the
    first of them 120 - 10 minutes before the one above it. Another ship above it in the file is none of it."""
    late = [line(1, 60 + m, lat=round(42.2 + m / 360, 5)) for m in range(60, 120, 10)]
    back = [line(1, m, lat=round(42.4 + m / 360, 5)) for m in range(1, 61, 10)]
    (added,) = case.add([write("a.csv", day_file(1, line(1, 600, mmsi=273000001), *late, *back))])
    assert (added.rows_in, added.rows_kept) == (19, 19)
    words = (
        "6 positions are earlier than one of the same ship above, by up to 2 h 49 min: rows in another order, or a "
        "clock that was set back; each is kept at the time it says"
    )
    assert words in added.reasons
    case.run(step=UPTO)
    assert [(r["scope"], r["field"]) for r in case.table("rejects").to_pylist() if r["reason"] == words] == [
        ("field", "time")
    ]
    assert not [r for r in case.add([write("b.csv", day_file(2))])[0].reasons if "above" in r]


def test_an_empty_day_is_told_in_words(case, write):
    (added,) = case.add([write("a.csv", HEADER + "\n")])
    assert (added.outcome, added.rows_in, added.holds) == ("added", 0, "")
    assert added.reasons[0].startswith("no rows in it: a day on which nothing was received")


def test_that_a_file_is_cut_is_told_before_the_reasons_of_its_rows(case, write):
    bad = [line(1, 7, mmsi=m) for m in (0, 2000001, 111000001, 970000001, 980000001, 990000001)]
    whole = gzip.compress(day_file(1, *bad).encode())
    (added,) = case.add([write("a.csv.gz", whole[:-4])])
    assert "is cut off: its end is missing" in added.reasons[0]
    case.add([write("b.csv", day_file(2, line(2, 7, mmsi=0)))])
    case.run(step=UPTO)
    first, *others = case.sum_up_ais()["ais"]["reports"]["refused_for"]
    assert first == added.reasons[0]
    assert {words.partition(": ")[0] for words in others} == {"a.csv.gz", "b.csv"}


def test_more_reasons_than_are_told_are_counted(case, write):
    bad = [line(1, 7, mmsi=m) for m in (0, 111000001, 970000001, 980000001, 990000001, 2000000000)] + [
        "x",
        line(1, 8, lat=999),
    ]
    (added,) = case.add([write("a.csv", day_file(1, *bad))])
    assert any(r.startswith("and ") and r.endswith(" more in the table rejects") for r in added.reasons)


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
    (case.path / "case.toml").write_text(
        "format = 1\n[ais.mapping]\nmmsi = 'When'\ntime = 'When'\nlat = 'N'\nlon = 'E'\n"
    )
    with pytest.raises(CaseError, match="names the column 'When' for both time and mmsi"):
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


# ------------------------------------------------------------------------------------------------- clocks and the end


def test_reports_from_after_the_day_a_file_was_added_are_refused_and_do_not_move_the_end(case, write):
    future = line(1, 7).replace("2024-03-01", "2098-03-01")
    (added,) = case.add([write("a.csv", day_file(1, future))])
    assert (added.rows_kept, added.rows_rejected) == (6, 1)
    assert "the time is after the file was added: a clock was wrong" in added.reasons[0]
    case.run(step=UPTO)
    assert case.last_run().until == "2024-03-01T00:50:00+00:00"
    assert not case.verify()


@pytest.mark.parametrize(
    ("late", "end"),
    [
        (["2024-05-01T00:00:00"], "2024-03-01T00:50:00+00:00"),  # 61 days after all others: a wrong clock
        ([f"2024-05-0{n}T00:00:00" for n in (1, 2, 3)], "2024-03-01T00:50:00+00:00"),
        ([f"2024-05-0{n}T00:00:00" for n in (1, 2, 3, 4)], "2024-05-04T00:00:00+00:00"),  # four are the data
        (["2024-03-30T00:00:00"], "2024-03-30T00:00:00+00:00"),  # 29 days: a ship heard again
    ],
)
def test_a_few_reports_alone_long_after_all_others_do_not_move_the_end(case, write, late, end):
    more = [line(1, 0, lat=43.0).replace("2024-03-01T00:00:00", time) for time in late]
    case.add([write("a.csv", day_file(1, *more))])
    case.run(step=UPTO)
    assert case.last_run().until == end
    assert len(positions(case)) == 6 + len(late)  # they are kept all the same


def test_two_reports_far_apart_are_all_there_is(case, write):
    rows = [HEADER, line(1, 0), line(1, 0).replace("2024-03-01", "2024-06-01")]
    case.add([write("a.csv", "\n".join(rows) + "\n")])
    case.run(step=UPTO)
    assert case.last_run().until.startswith("2024-06-01")


SENTENCE = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\n"


def test_logs_without_times_take_the_day_that_case_toml_says(case, write):
    log = write("coast-7.nmea", SENTENCE)
    (added,) = case.add([log])
    assert (added.rows_kept, added.rows_rejected) == (0, 1)
    assert "no time is given; say in [ais.mapping.untimed] of case.toml on which day" in added.reasons[0]
    (case.path / "case.toml").write_text(
        'format = 1\n[ais.mapping.untimed]\n"other*" = 2011-01-01\n"coast-*.nmea" = 2012-03-01T06:00:00+01:00\n'
    )
    case.run(step=UPTO)
    (row,) = case.table("positions").to_pylist()
    assert (row["mmsi"], row["time"].isoformat()) == (477553000, "2012-03-01T05:00:00+00:00")
    assert not case.verify()


def test_an_untimed_day_is_no_mapping_of_columns_and_the_other_way_round(case, write):
    (case.path / "case.toml").write_text('format = 1\n[ais.mapping]\nuntimed = { "a.nmea" = 2012-03-01 }\n')
    plain = "mmsi,time,lat,lon\n445123000,2024-03-01T00:00:00Z,42,133\n"
    added = case.add([write("a.nmea", SENTENCE), write("b.csv", plain), write("c.nmea", "\n" + SENTENCE)])
    assert [(a.rows_kept, a.rows_rejected) for a in added] == [(1, 0), (1, 0), (0, 1)]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ('{ "a" = "2012-03-01" }', "write a day or a time"),
        ('{ "a" = 2012-03-01T00:00:00 }', "says no zone"),
        ("2012-03-01", "is a table of names of files and days"),
    ],
)
def test_an_untimed_rule_that_cannot_be_meant_is_named_with_its_line(case, said, complaint):
    (case.path / "case.toml").write_text(f"format = 1\n[ais.mapping]\nuntimed = {said}\n")
    with pytest.raises(CaseError, match=f"case.toml line [23]: .*{complaint}"):
        case.run(step=UPTO)


# ----------------------------------------------------------------------------------------------------- Parquet in a ZIP


def parquet(*mmsis):
    out = io.BytesIO()
    rows = [{"mmsi": m, "time": f"2024-03-0{n}T00:00:00Z", "lat": 42.0, "lon": 133.0} for n, m in enumerate(mmsis, 1)]
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def boxed(members, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as box:
        for name, content in members.items():
            box.writestr(name, content)
    return out.getvalue()


def test_parquet_in_a_zip_is_read_and_explained_by_member_and_row(case, write):
    members = {"1.parquet": parquet(445123000), "2.parquet": parquet(273000111, 273000112), "x.txt": b"words"}
    (added,) = case.add([write("box.zip", boxed(members))])
    assert (added.kind, added.rows_kept) == ("ais_parquet", 3)
    assert "x.txt: was to be read as ais_parquet" in added.reasons[0]
    case.run(step=UPTO)
    rows = {r["mmsi"]: r for r in case.table("positions").to_pylist()}
    assert {m: r["row"] for m, r in rows.items()} == {445123000: 1, 273000111: 10**10 + 1, 273000112: 10**10 + 2}
    node = case.explain(say_key("position", rows[273000112]["position_id"]))
    assert node.line.text.startswith("2.parquet, row 2: mmsi: 273000112")
    assert not list((case.path / "tables").glob("**/.unpacked*"))
    assert not case.verify()


def test_parquet_in_a_zip_that_is_a_bomb_or_locked_is_refused_in_words(case, write):
    bomb = parquet(445123000) + b"\0" * (80 << 20)
    locked = bytearray(boxed({"1.parquet": parquet(445123000)}))
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[locked.index(signature) + at] |= 1
    for content, words in ((boxed({"1.parquet": bomb}), "tighter than any"), (bytes(locked), "password")):
        (added,) = case.add([write("box.zip", content)])
        assert added.outcome == "refused"
        assert words in added.words

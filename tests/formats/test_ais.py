"""Reading AIS: what is kept, refused and made null, by reason; packed files, mappings, files that are damaged."""

import gzip
import io
import random
import zipfile
from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead import formats
from fairlead.base.tables import POSITIONS, REFUSED_REPORTS, STATICS
from fairlead.errors import EvidenceError
from fairlead.formats import ais_csv, ais_values
from fairlead.formats.ais_codes import read_type
from fairlead.formats.ais_lines import read_report_lines

HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass\n"
)
GOOD = {
    "MMSI": "273000001", "BaseDateTime": "2024-03-07T00:00:01", "LAT": "42.75", "LON": "133.08", "SOG": "1.5",
    "COG": "10.0", "Heading": "11", "VesselName": "NAME", "IMO": "IMO9307839", "CallSign": "UABC", "VesselType": "80",
    "Status": "0", "Length": "95", "Width": "15", "Draft": "6.1", "Cargo": "80", "TransceiverClass": "A",
}  # fmt: skip
MEMBER = 10_000_000_000


def line(**changed):
    return ",".join({**GOOD, **changed}.values()) + "\n"


class Reading:
    """A file's reports as Python rows."""

    def __init__(self, path, mapping=None, kind=None):
        self.sniffed = formats.sniff(path, "f", mapping)
        batches = list(formats.read_reports(path, "f", kind or self.sniffed.kind, "evidence:1", mapping))
        self.positions = POSITIONS.check(pa.concat_tables([b.positions for b in batches])).to_pylist()
        self.statics = STATICS.check(pa.concat_tables([b.statics for b in batches])).to_pylist()
        refused = REFUSED_REPORTS.check(pa.concat_tables([b.refused for b in batches])).to_pylist()
        self.refused = {r["row"]: r["reason"] for r in refused}
        self.rows_in = sum(b.rows_in for b in batches)
        self.nulled = dict(sum((b.nulled for b in batches), Counter()))
        assert self.rows_in == sum(b.rows_kept for b in batches) + len(refused)


@pytest.fixture
def read(tmp_path):
    def reading(content, mapping=None, kind=None):
        path = tmp_path / "anything"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Reading(path, mapping, kind)

    return reading


def one(read, **changed):
    """The position of one row of MarineCadastre."""
    (position,) = read(HEADER + line(**changed)).positions
    return position


# -------------------------------------------------------------------------------------------------- values and traps

NOTHING = {
    "LAT": "91.0", "LON": "181.0", "SOG": "102.3", "COG": "360.0", "Heading": "511.0", "VesselName": "@@@", "IMO": "0",
    "CallSign": "", "VesselType": "0", "Status": "15", "Length": "0", "Width": "0", "Draft": "0.0",
}  # fmt: skip
STOOD_IN = dict.fromkeys(
    ("lat", "lon", "sog_kn", "cog_deg", "heading_deg", "name", "imo", "ship_type", "nav_status", "length_m", "width_m",
     "draught_m"), 1,
)  # fmt: skip


def test_stand_ins_are_counted_by_column_in_text(read):
    assert read(HEADER + line() + line(**NOTHING)).nulled == STOOD_IN
    assert read(HEADER + line()).nulled == {}


def test_what_ais_cannot_say_is_counted_apart(read):
    assert read(HEADER + line(SOG="300", Draft="61")).nulled == {
        "sog_kn out of range": 1, "draught_m out of range": 1,
    }  # fmt: skip


def test_stand_ins_are_counted_by_column_in_parquet(read):
    names = ("sog", "cog", "heading", "status", "imo", "shiptype", "length", "draught", "lat", "lon")
    rows = {n: pa.array([v, 1.0]) for n, v in zip(names, (102.3, 360, 511, 15, 0, 0, 0, 0, 91, 181), strict=True)}
    out = io.BytesIO()
    pq.write_table(pa.table({"mmsi": [273000001] * 2, "time": [1.7e9, 1.7e9 + 9], **rows}), out)
    wanted = {n: 1 for n in STOOD_IN if n not in ("name", "width_m")}
    assert read(out.getvalue()).nulled == wanted


def test_stand_ins_are_counted_by_column_in_json(read):
    said = (
        '{"ssvid":"273000001","timestamp":"2024-03-07T00:00:01Z","lat":42.0,"lon":133.0,"speed":102.3,"course":360,'
        '"heading":511,"status":15,"imo":"0","shipname":"@","shiptype":"0","type":"AIS.1"}\n'
    )
    wanted = dict.fromkeys(("sog_kn", "cog_deg", "heading_deg", "nav_status", "imo", "name", "ship_type"), 1)
    assert read(said).nulled == wanted


def test_stand_ins_are_counted_by_column_in_nmea(read):
    # made with pyais 3.3.1: type 1, status 15, speed 102.3, course 360, heading 511
    found = read("\\c:1700000000*5F\\!AIVDO,1,1,,A,144FV@OP?w9Pln0H25P>4?wqP000,0*05\n")
    assert found.nulled == dict.fromkeys(("sog_kn", "cog_deg", "heading_deg", "nav_status"), 1)


def test_sixty_three_knots_of_a_message_for_satellites_are_none(read):
    head = "mmsi,time,lat,lon,speed,msg_type\n"
    found = read(head + "273000001,2024-03-07T00:00:01Z,42,133,63,27\n273000001,2024-03-07T00:01:01Z,42,133,63,1\n")
    assert [p["sog_kn"] for p in found.positions] == [None, 63]
    assert found.nulled == {"sog_kn": 1}


def test_a_good_row_is_a_position_and_a_static_report(read):
    found = read(HEADER + line())
    (position,), (static,) = found.positions, found.statics
    assert (position["mmsi"], position["lat"], position["lon"], position["row"]) == (273_000_001, 42.75, 133.08, 2)
    assert position["time"] == datetime(2024, 3, 7, 0, 0, 1, tzinfo=UTC)
    assert (position["sog_kn"], position["cog_deg"], position["heading_deg"], position["nav_status"]) == (
        1.5,
        10,
        11,
        0,
    )
    said = {c: static[c] for c in ("imo", "name", "callsign", "ship_type", "length_m", "width_m", "destination")}
    assert said == {
        "imo": 9_307_839, "name": "NAME", "callsign": "UABC", "ship_type": 80, "length_m": 95, "width_m": 15,
        "destination": None,
    }  # fmt: skip
    assert static["draught_m"] == pytest.approx(6.1, abs=1e-6)


@pytest.mark.parametrize(("written", "course"), [("-60.6", 349.0), ("-204.8", 204.8), ("-49.6", None), ("360.0", None)])
def test_a_negative_course_is_twelve_bits_read_as_signed(read, written, course):
    """409.6 less 60.6; less 49.6 is 360, which says not available."""
    found = one(read, COG=written)["cog_deg"]
    assert found == (course if course is None else pytest.approx(course, abs=1e-4))


@pytest.mark.parametrize(
    ("column", "written", "name", "value"),
    [
        ("SOG", "102.3", "sog_kn", None), ("SOG", "-0.1", "sog_kn", None), ("SOG", "102.2", "sog_kn", 102.2),
        ("Heading", "511.0", "heading_deg", None), ("Heading", "360", "heading_deg", None),
        ("Status", "15", "nav_status", None), ("Status", "5.0", "nav_status", 5), ("Status", "", "nav_status", None),
        ("Status", "None", "nav_status", None), ("SOG", "+1.5", "sog_kn", 1.5), ("SOG", "fast", "sog_kn", None),
    ],
)  # fmt: skip
def test_a_stand_in_is_null_and_a_code_may_be_a_float(read, column, written, name, value):
    found = one(read, **{column: written})[name]
    assert found == (value if value is None else pytest.approx(value, abs=1e-5))


@pytest.mark.parametrize(
    ("column", "written", "name", "value"),
    [
        ("IMO", "IMO9307839", "imo", 9_307_839), ("IMO", "0", "imo", None), ("IMO", "IMO0000000", "imo", None),
        ("IMO", "1234567", "imo", 1_234_567), ("IMO", "80110", "imo", 80_110), ("IMO", "9307839.0", "imo", 9_307_839),
        ("IMO", "99999999999", "imo", None), ("VesselName", "AB@@@@@", "name", "AB"),
        ("VesselName", "  ", "name", None), ("Length", "0", "length_m", None),
        ("VesselName", "Unknown", "name", None), ("VesselName", "UNKNOWN", "name", "UNKNOWN"),
        ("VesselType", "60.0", "ship_type", 60), ("VesselType", "0", "ship_type", None),
        ("Draft", "0.0", "draught_m", None), ("Draft", "25.5", "draught_m", 25.5), ("Draft", "61", "draught_m", None),
    ],
)  # fmt: skip
def test_static_values_are_as_typed_or_null(read, column, written, name, value):
    (static,) = read(HEADER + line(**{column: written})).statics
    assert static[name] == value


@pytest.mark.parametrize(
    ("mmsi", "words"),
    [
        ("0", "none was set"), ("2190067", "station on shore"), ("111219503", "aircraft"),
        ("100000001", "fishing nets"), ("982190001", "craft"),
        ("580000001", "58"), ("941234567", "94"), ("970010001", "beacon"), ("972000001", "beacon"),
        ("992191012", "aid to navigation"), ("1047185408", "more than nine"), ("", "missing"), ("27300x", "no number"),
        ("-273000001", "no number"),
    ],
)  # fmt: skip
def test_what_no_ship_sent_is_refused_in_words(read, mmsi, words):
    found = read(HEADER + line(MMSI=mmsi) + line())
    assert words in found.refused[2]
    assert len(found.refused) == len(found.positions) == 1
    assert [s["mmsi"] for s in found.statics] == [273_000_001]


@pytest.mark.parametrize(
    "mmsi", ["200000010", "799999999", "123456789", "1193046", "896876500", "36683370", "666000001"]
)
def test_a_ship_with_a_number_no_country_gave_is_kept(read, mmsi):
    assert one(read, MMSI=mmsi)["mmsi"] == int(mmsi)


BARE = "mmsi,ts,lat,lon\n"


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        ("91", "181", "not available"), ("91.0", "10", "not available"), ("42", "181", "not available"),
        ("", "", "missing"), ("NaN", "NaN", "missing"), ("None", "None", "missing"),
        ("0", "0", "exactly 0/0"), ("95.2", "10", "no place"), ("42", "240", "no place"),
        ("north", "133", "cannot be read as a number"),
    ],
)  # fmt: skip
def test_a_position_that_cannot_be_is_refused(read, lat, lon, words):
    found = read(BARE + f"273000001,2024-03-07T00:00:00,{lat},{lon}\n")
    assert words in found.refused[2]
    assert found.positions == []


def test_a_row_without_a_position_that_names_the_ship_is_a_static_report(read):
    found = read(HEADER + line(LAT="91", LON="181"))
    assert (len(found.positions), len(found.statics), found.refused) == (0, 1, {})


def test_a_position_at_0_0_of_a_row_that_names_the_ship_is_counted(read):
    found = read(HEADER + line(LAT="0", LON="0"))
    assert (len(found.positions), len(found.statics), found.refused) == (0, 1, {})
    assert {n: c for n, c in found.nulled.items() if n.startswith("l")} == {"lat at 0/0": 1, "lon at 0/0": 1}


def test_the_antimeridian_is_west_180(read):
    assert one(read, LON="180.0")["lon"] == -180


@pytest.mark.parametrize(
    ("written", "us"),
    [
        ("2024-03-07T00:00:00", 0), ("2024-03-07 00:00:00", 0), ("2024-03-07 00:00:00.123456789 +0000 UTC", 123_456),
        ("2024-03-07 00:00:00 GMT", 0), ("2024-03-07T00:00:00Z", 0), ("2024-03-07T09:00:00+09:00", 0),
        ("2024-03-06T19:00:00.5-0500", 500_000), ("1709769600", 0), ("1709769600000", 0), ("1709769600.25", 250_000),
        ("2024-03-07", 0),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_written(read, written, us):
    (position,) = read(BARE + f"273000001,{written},42,133\n").positions
    assert position["time"] == datetime(2024, 3, 7, microsecond=us, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "soon", "2024-02-31T00:00:00", "2024-03-07T25:00:00", "7/3/24"])
def test_a_time_that_cannot_be_read_is_refused(read, written):
    assert "cannot be read" in read(BARE + f"273000001,{written},42,133\n").refused[2]


@pytest.mark.parametrize("written", ["1970-01-01T00:00:00", "0", "2100-01-01T00:00:00"])
def test_a_time_before_ais_is_refused(read, written):
    assert "before 1990" in read(BARE + f"273000001,{written},42,133\n").refused[2]


def test_very_many_different_times_are_read_as_few_are(monkeypatch):
    clocks = [f"{m:02d}:{s:02d}" for m in range(60) for s in range(60)]
    texts = [f"2024-03-07 00:{clock}.{k:03d}456789 +0000 UTC" for clock in clocks for k in (1, 999)]
    few = ais_values.times(pa.array(texts), "iso")
    monkeypatch.setattr(ais_values, "MANY", 10)
    assert (ais_values.times(pa.array(texts), "iso") == few).all()
    day_first = pa.array([f"07/03/2024 00:{clock}" for clock in clocks])
    assert (ais_values.times(day_first, "dmy") == few[::2] // 1_000_000 * 1_000_000).all()
    odd = ais_values.times(pa.array([*texts[:20], "2024-02-31 00:00:00"]), "iso")
    assert odd.tolist() == [*few[:20].tolist(), ais_values.NO_TIME]


def test_time_running_backwards_is_kept_as_it_stands(read):
    found = read(HEADER + line() + line(BaseDateTime="2024-03-06T00:00:00"))
    assert [p["time"].day for p in found.positions] == [7, 6]


# ------------------------------------------------------------------------------------------------------ files as such


def test_cells_too_few_or_too_many_cost_their_row_and_no_other(read):
    found = read(HEADER + line() + "273000001,2024-03\n" + line() + line().strip() + ",x\n" + "\n" + line())
    assert "fewer cells" in found.refused[3]
    assert "more cells" in found.refused[5]
    assert [p["row"] for p in found.positions] == [2, 4, 7]
    assert found.rows_in == 5


def test_a_quote_that_stays_open_costs_its_row_and_no_other(read):
    text = HEADER + line(VesselName='"A, B"') + line(VesselName='"OPEN') + line() + line(VesselName='"A, ""B"""')
    found = read(text)
    assert list(found.refused) == [3]
    assert "quote" in found.refused[3]
    assert [p["row"] for p in found.positions] == [2, 4, 5]
    assert {s["name"] for s in found.statics} == {"A, B", "NAME", 'A, "B"'}


def test_a_file_cut_in_a_line_keeps_the_lines_before(read):
    found = read(HEADER + line() + line()[:20])
    assert (len(found.positions), len(found.refused)) == (1, 1)


def test_a_gzip_cut_off_keeps_what_could_be_unpacked(tmp_path, monkeypatch):
    rng = random.Random(1)
    rows = "".join(line(LAT=f"{rng.uniform(40, 43):.5f}", LON=f"{rng.uniform(130, 134):.5f}") for _ in range(60_000))
    packed = gzip.compress((HEADER + rows).encode())
    path = tmp_path / "f"
    path.write_bytes(packed[: len(packed) * 3 // 4])
    monkeypatch.setattr(ais_csv.read_blocks, "__defaults__", (b"", 1 << 20))
    kept = 0
    with pytest.raises(EvidenceError, match=r"^f\.gz: is cut off"):  # noqa: PT012 - what came before stands
        for batch in formats.read_reports(path, "f.gz", "marinecadastre", "evidence:1"):
            kept += batch.rows_kept
    assert kept > 30_000


def test_members_of_a_gzip_file_follow_one_another_and_zeros_at_its_end_are_nothing(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(gzip.compress((HEADER + line()).encode()) + gzip.compress(line().encode()) + bytes(100))
    kept = sum(b.rows_kept for b in formats.read_reports(path, "f.gz", "marinecadastre", "evidence:1"))
    assert kept == 2


def test_a_header_repeated_in_the_middle_is_refused_alone(read):
    found = read(HEADER + line() + HEADER + line())
    assert [p["row"] for p in found.positions] == [2, 4]
    assert list(found.refused) == [3]


def test_an_empty_day_is_a_file_of_no_rows(read):
    found = read(HEADER)
    assert (found.rows_in, found.positions, found.refused) == (0, [], {})


def test_bytes_that_are_no_utf_8_and_a_byte_order_mark_are_read(read):
    found = read(b"\xef\xbb\xbf" + HEADER.encode() + line(VesselName="ÅSE").encode("latin-1"))
    assert [s["name"] for s in found.statics] == ["ÅSE"]


def test_windows_line_ends_and_a_missing_last_one_are_read(read):
    found = read((HEADER + line() + line()).replace("\n", "\r\n").rstrip("\r\n"))
    assert len(found.positions) == 2


def test_rows_are_numbered_across_blocks(read, monkeypatch):
    rows = [line(LAT=f"{40 + i / 1000}") for i in range(200)]
    rows[50], rows[120], rows[121] = "cut\n", "\n", line(MMSI="0")
    whole = read(HEADER + "".join(rows))
    monkeypatch.setattr(ais_csv.read_blocks, "__defaults__", (b"", 700))
    parts = read(HEADER + "".join(rows))
    assert sorted(map(str, parts.positions)) == sorted(map(str, whole.positions))
    assert parts.refused == whole.refused
    assert set(whole.refused) == {52, 123}
    assert {p["row"]: p["lat"] for p in whole.positions}[201] == pytest.approx(40.199)


def test_static_data_in_every_row_are_given_on_both_sides_of_a_change_and_at_the_end(read):
    names = ["A", "A", "B", "B", "B", "A", "A"]
    other = line(MMSI="273000002", VesselName="C")
    rows = [line(VesselName=n, BaseDateTime=f"2024-03-07T0{h}:00:00") + other for h, n in enumerate(names)]
    found = read(HEADER + "".join(rows))
    told = [(s["name"], s["start_time"].hour) for s in found.statics if s["mmsi"] == 273_000_001]
    assert told == [("A", 0), ("A", 1), ("B", 2), ("B", 4), ("A", 5), ("A", 6)]
    assert {s["name"] for s in found.statics if s["mmsi"] == 273_000_002} == {"C"}


def test_static_data_in_every_row_are_given_again_after_a_silence_of_six_hours(read):
    """A segment begins where a ship is heard again, and has no other name than is received with it."""
    times = ["01:00", "06:59", "13:00", "13:10"]  # 5 h 59 min, 6 h 1 min, 10 min
    found = read(HEADER + "".join(line(VesselName="A", BaseDateTime=f"2024-03-07T{t}:00") for t in times))
    assert [f"{s['start_time']:%H:%M}" for s in found.statics] == ["01:00", "06:59", "13:00"]
    assert [f"{s['end_time']:%H:%M}" for s in found.statics] == ["01:00", "06:59", "13:10"]


def test_ten_thousand_names_on_one_number_are_ten_thousand_reports(read):
    found = read(HEADER + "".join(line(VesselName=f"N{i}") for i in range(10_000)))
    assert len(found.statics) == len(found.positions) == 10_000


def test_static_changes_of_more_ships_than_the_first_table_holds(read):
    found = read(HEADER + "".join(line(MMSI=str(273_000_000 + i), VesselName=f"N{i}") for i in range(5_000)) * 2)
    assert len({s["mmsi"] for s in found.statics}) == len(found.statics) == 5_000


# ------------------------------------------------------------------------------------------------------------ packed


def packed(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_a_packed_file_gives_what_the_plain_one_gives(read, how, tmp_path):
    text = (HEADER + line() + line(MMSI="0") + line(LAT="41")).encode()
    path = tmp_path / f"f.{how}"
    with pa.CompressedOutputStream(str(path), how) as stream:
        stream.write(text)
    packed, plain = Reading(path), read(text)
    assert (packed.positions, packed.statics, packed.refused) == (plain.positions, plain.statics, plain.refused)
    assert "packed with" in packed.sniffed.words


def test_the_members_of_a_zip_are_files_of_one_evidence_with_rows_that_are_no_others(read, tmp_path):
    found = read(packed({"a.csv": HEADER + line() + line(MMSI="0"), "b.csv": HEADER + line(LAT="41")}))
    assert [(p["row"], p["lat"]) for p in found.positions] == [(2, 42.75), (MEMBER + 2, 41)]
    assert list(found.refused) == [3]
    lines = read_report_lines(tmp_path / "anything", "marinecadastre", {2, 3, MEMBER + 2, MEMBER + 9})
    assert lines == {
        2: f"a.csv, line 2: {line().strip()}",
        3: f"a.csv, line 3: {line(MMSI='0').strip()}",
        MEMBER + 2: f"b.csv, line 2: {line(LAT='41').strip()}",
    }


def test_a_member_of_another_kind_is_named_and_the_others_are_read(tmp_path):
    path = tmp_path / "f.zip"
    path.write_bytes(packed({"read me.txt": "hello\n", "a.csv": HEADER + line(), "b.csv": BARE + "1,2,3,4\n"}))
    assert formats.is_reports(path)
    with pytest.raises(
        EvidenceError, match=r"^f\.zip: not all in it was read: read me\.txt: .*; b\.csv: .*it is ais_csv"
    ):
        list(formats.read_reports(path, "f.zip", "marinecadastre", "evidence:1"))
    batches = formats.read_reports(path, "f.zip", "marinecadastre", "evidence:1")
    first = [next(batches), next(batches)]
    assert [p["row"] for b in first for p in b.positions.to_pylist()] == [MEMBER + 2]


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(gzip.compress(HEADER.encode() + b"0" * (80 << 20)))
    with pytest.raises(EvidenceError, match="characters|tighter"):
        list(formats.read_reports(path, "f", "marinecadastre", "evidence:1"))


def test_a_zip_of_evidence_tables_is_no_file_of_ais(tmp_path):
    path = tmp_path / "f.zip"
    path.write_bytes(packed({"places.csv": formats.read_templates()["places.csv"]}))
    assert not formats.is_reports(path)


# ----------------------------------------------------------------------------------------------- JSON, NMEA, dialects


def test_a_line_that_is_no_json_costs_itself_alone(read):
    good = '{"ssvid": "273000001", "timestamp": 1709769600, "lat": 42.0, "lon": NaN, "shipname": "A@@"}\n'
    found = read(good + '{"ssvid": "2730\n' + "\n" + good.replace("NaN", "133.5") + '{"error": "api key"}\n[1]\n')
    assert found.sniffed.kind == "gfw_messages"
    assert {r: w.split(":")[0] for r, w in found.refused.items()} == {
        2: "is no JSON object", 5: "is no message of AIS", 6: "is no message of AIS",
    }  # fmt: skip
    assert [(p["row"], p["lon"]) for p in found.positions] == [(4, 133.5)]
    assert {s["name"] for s in found.statics} == {"A"}


def test_an_array_that_is_cut_off_gives_its_whole_objects(read):
    one = '{"ssvid": "273000001", "timestamp": "2024-03-07T00:00:00Z", "lat": 42, "lon": 133, "shipname": "}{"}'
    found = read(f"[{one},\n {one[:-40]}")
    assert [p["row"] for p in found.positions] == [1]
    assert "cut off" in found.refused[2]


def test_aisstream_static_reports_have_no_position_of_their_own(read):
    """The place beside a static report is where the ship was last seen, at another time."""
    beside = (
        '"MetaData": {"MMSI": 273000001, "ShipName": "OLD", "latitude": 42, "longitude": 133, '
        '"time_utc": "2024-03-07 00:00:00.1 +0000 UTC"}'
    )
    static = (
        '{"Message": {"ShipStaticData": {"UserID": 273000001, "MessageID": 5, "Name": "NEW@@", "ImoNumber": 9307839, '
        '"CallSign": "UABC", "Type": 80, "Dimension": {"A": 80, "B": 15, "C": 10, "D": 5}, '
        '"MaximumStaticDraught": 6.1, "Destination": "RAJIN"}}, "MessageType": "ShipStaticData", ' + beside + "}\n"
    )
    base = (
        '{"Message": {"BaseStationReport": {"UserID": 273000001, "MessageID": 4, "Latitude": 42, "Longitude": 133}}, '
        '"MessageType": "BaseStationReport", ' + beside + "}\n"
    )
    found = read(static + base)
    assert found.positions == []
    (told,) = found.statics
    assert (told["name"], told["imo"], told["length_m"], told["width_m"], told["msg_type"], told["destination"]) == (
        "NEW", 9_307_839, 95, 15, 5, "RAJIN",
    )  # fmt: skip
    assert "station on shore" in found.refused[2]


def test_aishub_says_when_it_has_nothing_but_an_error(tmp_path):
    path = tmp_path / "f"
    path.write_text('[{"ERROR": true, "ERROR_MESSAGE": "Too frequent requests!"}]')
    with pytest.raises(EvidenceError, match=r"^f: "):
        formats.sniff(path, "f")


DMA = (
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,"
    "Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,"
    "Data source type,A,B,C,D\n"
)


def test_danish_words_are_codes_and_days_come_first(read):
    found = read(
        DMA + "07/03/2024 00:00:01,Class A,219000001,55.5,11.5,Moored,,0.0,,,Unknown,Unknown,NAME,Tanker,Category X,"
        "15,95,GPS,6.1,Unknown,,AIS,80,15,10,5\n"
        "07/03/2024 00:00:01,Base Station,219000002,55.5,11.5,Unknown value,,,,,Unknown,,,Undefined,,,,,,,,AIS,,,,\n"
        "07/03/2024 00:00:01,Class A,219000003,55.5,11.5,Engaged in fishing,,,,,Unknown,,,Undefined,,,,,,,,AIS,,,,\n"
    )
    assert found.sniffed.kind == "dma"
    assert [p["nav_status"] for p in found.positions] == [5, 7]
    assert found.positions[0]["time"] == datetime(2024, 3, 7, 0, 0, 1, tzinfo=UTC)
    (static,) = found.statics
    assert (static["ship_type"], static["imo"], static["callsign"], static["length_m"]) == (81, None, None, 95)
    assert "station on shore" in found.refused[3]


@pytest.mark.parametrize(
    ("words", "code"),
    [("Cargo, Hazardous category A", 71), ("Cargo, all ships of this type", 70), ("Pleasure Craft", 37), ("83.0", 83),
     ("Passenger, No additional information", 69), ("Not available", None), ("Reserved", None), ("Tug", 52)],
)  # fmt: skip
def test_words_for_types_of_ships_are_codes(words, code):
    found = read_type(words)
    assert (None if np.isnan(found) else found) == code


SENTENCE = "!AIVDM,1,1,,A,13F=qV8P1L5GG8QK6<JKHOv02HRu,0*6D"


def test_members_of_nmea_are_numbered_as_tables_are(read, tmp_path):
    """Message of 224623000 out of the exactEarth samples, with the epoch in milliseconds behind it."""
    text = f"{SENTENCE},1328133720097\n"
    found = read(packed({"a.nmea": text, "b.nmea": "junk\n" + text}))
    assert [(p["mmsi"], p["row"]) for p in found.positions] == [(224_623_000, 1), (224_623_000, MEMBER + 2)]
    assert found.sniffed.kind == "nmea"
    assert read_report_lines(tmp_path / "anything", "nmea", {MEMBER + 2})[MEMBER + 2].endswith(text.strip())


@pytest.mark.parametrize("lat", ["50,5", " -50,50982"])
def test_a_decimal_comma_is_the_reason_where_it_is_one(read, lat):
    found = read(
        f"mmsi;time;lat;lon\n273000001;2024-03-07T00:00:00;{lat};-10,0\n273000001;2024-03-07T00:00:01;50.5;-1\n"
    )
    comma = "the position cannot be read as a number: it has a decimal comma; write 50.5 for 50,5"
    assert (found.refused, len(found.positions)) == ({2: comma}, 1)


def test_a_position_that_is_no_number_is_told_from_none(read):
    found = read(HEADER + line(LAT="12N") + line(LAT=" ") + line(LON="") + line())
    assert (len(found.positions), found.refused) == (1, {})  # the rows name their ship
    assert found.nulled == {"lat unread": 1, "lon unread": 1}
    found = read(HEADER + line(LAT="NaN", LON="NaN"))
    assert (len(found.statics), found.nulled) == (1, {})  # NaN says that it is not known, and is no fault
    found = read(BARE + "273000001,2024-03-07T00:00:00,12N,133\n273000001,2024-03-07T00:00:00,,133\n")
    missing = "the position is missing or not available (91/181), and the row says nothing else of the ship"
    assert found.refused == {2: "the position cannot be read as a number", 3: missing}


# ---------------------------------------------------------------------------------------------- headers further down


def test_the_same_header_further_down_is_no_row_and_says_so(read):
    found = read(HEADER + line() + "\ufeff" + HEADER + line(MMSI="273000002"))
    assert found.refused == {3: "the file's header once more: files were joined"}
    assert [(p["row"], p["mmsi"]) for p in found.positions] == [(2, 273_000_001), (4, 273_000_002)]


OF_2025 = HEADER.lower().replace("basedatetime", "base_date_time").replace("lat,lon", "longitude,latitude")


def test_rows_below_another_header_are_read_by_its_columns(read, monkeypatch):
    there = line(LAT="133.08", LON="42.75")  # in the order of its own header
    text = HEADER + line() + OF_2025 + there + "x" + there + HEADER + line()
    for block in (1 << 25, 200):
        monkeypatch.setattr(ais_csv.read_blocks, "__defaults__", (b"", block))
        found = read(text)
        assert [(p["row"], p["lat"], p["lon"]) for p in found.positions] == [(n, 42.75, 133.08) for n in (2, 4, 7)]
        other = "another header: files were joined, and the rows below it are read by its columns"
        assert found.refused == {3: other, 5: "the MMSI is missing or no number", 6: other}


def test_what_follows_a_header_that_cannot_be_followed_is_not_read(tmp_path):
    strange = OF_2025.replace("longitude", "east")
    for header, kind in (
        (strange, "that is not known"),
        (OF_2025.replace("base_date_time", "ts"), "of the kind ais_csv"),
    ):
        path = tmp_path / "f"
        path.write_text(HEADER + line() + header + line(LAT="1", LON="2"))
        batches = formats.read_reports(path, "f", "marinecadastre", "evidence:1")
        assert sum(next(batches).rows_kept for _ in range(2)) == 1
        with pytest.raises(EvidenceError, match=f"line 3 is a header {kind}, and what follows is not read"):
            next(batches)


# ---------------------------------------------------------------------------------------------------------- mappings


def test_a_table_whose_columns_say_what_they_are_needs_no_mapping(read):
    found = read(BARE + "273000001,2024-03-07T00:00:00,42,133\n")
    assert (found.sniffed.kind, len(found.positions)) == ("ais_csv", 1)


MAPPING = {
    "mmsi": "Ship", "time": "When", "lat": "N", "lon": "E", "sog": "v", "name": "Name of ship", "draught": "T",
    "time_format": "%d.%m.%Y %H:%M", "speed_per_kn": 1.852, "position_per_deg": 60.0, "draught_per_m": 10,
}  # fmt: skip


def test_a_mapping_says_columns_times_and_units(read):
    found = read("When;Ship;N;E;v;Name of ship;T\n07.03.2024 12:30;273000001;2565;7980;18.52;A;61\n", MAPPING)
    (position,), (static,) = found.positions, found.statics
    assert position["time"] == datetime(2024, 3, 7, 12, 30, tzinfo=UTC)
    assert (position["lat"], position["lon"]) == (42.75, 133.0)
    assert position["sog_kn"] == pytest.approx(10.0)
    assert (static["name"], static["draught_m"]) == ("A", pytest.approx(6.1, abs=1e-6))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"speed": "v"}, "has 'speed'"), ({"time_format": "day first"}, "time_format 'day first'"),
        ({"speed_per_kn": "fast"}, "numbers above 0"), ({"position_per_deg": 0}, "numbers above 0"),
        ({"speed_per_kn": True}, "numbers above 0"), ({"speed_per_kn": float("nan")}, "numbers above 0"),
        ({"time": "ship"}, "names the column 'Ship' for both time and mmsi"),
        ({"lat": 5}, "lat is the name of a column in quotes; here it is 5"), ({"lat": " "}, "lat is the name"),
        ({"time_format": 5}, "time_format 5"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_meant_is_refused(read, changed, words):
    with pytest.raises(EvidenceError, match=words):
        read("When;Ship;N;E\n", {**MAPPING, **changed})


def test_a_mapping_without_a_needed_column_is_refused(read):
    with pytest.raises(EvidenceError, match="does not say which column is lat, lon"):
        read("When;Ship\n", {"mmsi": "Ship", "time": "When"})


def test_a_column_of_the_mapping_that_is_not_there_is_named(read, tmp_path):
    found = read("When;Ship;N;E;T\n07.03.2024 12:30;273000001;2565;7980;61\n", MAPPING)
    absent = "without the columns 'v' and 'Name of ship' that [ais.mapping] names for sog and name"
    assert (len(found.positions), found.sniffed.words.partition(", ")[2]) == (1, absent)
    pq.write_table(pa.table({"When": ["07.03.2024 12:30"], "Ship": [273_000_001], "N": [1], "E": [1]}), tmp_path / "p")
    words = formats.sniff(tmp_path / "p", "p", {**MAPPING, "draught": "N2"}).words
    assert "without the columns 'v', 'N2' and 'Name of ship'" in words
    with pytest.raises(EvidenceError, match="as a file of AIS it is without the columns 'E', 'v', 'T' and"):
        read("When;Ship;N\n", MAPPING)


def test_a_mapping_that_is_of_another_file_is_passed_over(read):
    assert one_of(read(HEADER + line(), MAPPING).positions)["mmsi"] == 273_000_001


def one_of(rows):
    (row,) = rows
    return row


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_parquet_is_read_with_any_types_that_hold_the_values(tmp_path, unit):
    moment = datetime(2024, 3, 7, 1, 2, 3)
    path = tmp_path / "f"
    pq.write_table(pa.table({
        "MMSI": pa.array([273_000_001.0, None, 0.0, 273_000_001.0]),
        "timestamp": pa.array([moment] * 4, pa.timestamp(unit)),
        "latitude": pa.array([42, 42, 42, None], pa.float32()), "longitude": pa.array([133.5] * 4),
        "speed": pa.array([10, 10, 10, 10], pa.int16()),
        "shipname": pa.array(["A", "A", "A", None]).dictionary_encode(),
        "receiver": pa.array(["satellite", "x", "x", None], pa.large_string()), "imo": pa.array([9_307_839, 0, 0, 0]),
    }), path)  # fmt: skip
    found = Reading(path)
    (position,) = found.positions
    assert position["time"] == moment.replace(tzinfo=UTC)
    assert (position["row"], position["sog_kn"], position["is_satellite"], position["receiver"]) == (
        1,
        10,
        True,
        "satellite",
    )
    assert one_of(found.statics)["imo"] == 9_307_839
    assert {r: w.split()[0] for r, w in found.refused.items()} == {2: "the", 3: "MMSI", 4: "the"}
    lines = read_report_lines(path, "ais_parquet", {3, 9})
    assert list(lines) == [3]
    assert lines[3].startswith("MMSI: 0.0, timestamp: 2024-03-07 01:02:03")


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (
            lambda path: path.write_text('{"start": "2016-12-17"}'),
            "is JSON, but no reports of AIS .* having start; known ",
        ),
        (lambda path: pq.write_table(pa.table({"a": [1]}), path), r"is a Parquet file, and it has no columns"),
    ],
)
def test_what_is_no_ais_by_its_columns_is_refused_in_words(tmp_path, write, words):
    path = tmp_path / "f"
    write(path)
    assert not formats.is_reports(path)
    with pytest.raises(EvidenceError, match=f"^f: {words}"):
        formats.sniff(path, "f")


def courses_of(path, courses, stated=True):
    """What a reader makes of a Parquet file of these courses: the words of the sniffer, and the courses."""
    pq.write_table(pa.table({
        "mmsi": [273_000_001] * len(courses), "ts": [datetime(2024, 3, 7, 1, 2, i) for i in range(len(courses))],
        "lat": [42.0] * len(courses), "lon": [133.0] * len(courses), "cog": pa.array(courses, pa.float32()),
    }), path, write_statistics=stated)  # fmt: skip
    found = [None if p["cog_deg"] is None else round(p["cog_deg"], 4) for p in Reading(path).positions]
    return formats.sniff(path, "f").words, found


TWELVE_BITS = [10.0, 204.7, -204.8, -60.6, -49.6, None, *[-180.1] * 17]


@pytest.mark.parametrize("stated", [True, False])
def test_courses_of_parquet_that_can_only_be_twelve_bits_read_as_signed_are_read_so(tmp_path, stated):
    """409.6 less 204.8, 60.6 and 180.1; less 49.6 is 360, which says not available. Twenty are negative."""
    words, found = courses_of(tmp_path / "f", TWELVE_BITS, stated)
    assert found == [10, 204.7, 204.8, 349.0, None, None, *[229.5] * 17]
    assert words.endswith("20 negative courses read as 12 bits with a sign (409.6 added)")


@pytest.mark.parametrize(
    ("courses", "why"),
    [
        ([*TWELVE_BITS, -49.5], "no course: 360.1"),
        ([*TWELVE_BITS, 204.8], "twelve bits have no positive one so great"),
        ([*TWELVE_BITS, -204.9], "twelve bits have no negative one so great"),
        ([10.0, *[-170.0] * 30], "they may be degrees to port"),
        (TWELVE_BITS[:-1], "too few"),
        ([10.0, *[-1.0] * 30], "a stand-in"),
    ],
)
def test_negative_courses_of_parquet_that_may_mean_something_else_are_null(tmp_path, courses, why):
    words, found = courses_of(tmp_path / "f", courses)
    assert [c for c in found if c is not None] == [round(c, 4) for c in courses if c is not None and c >= 0], why
    assert "negative" not in words


def test_a_damaged_parquet_file_is_refused(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"PAR1" + b"\0" * 100)
    with pytest.raises(EvidenceError, match="^f: is a damaged Parquet"):
        formats.sniff(path, "f")


# ----------------------------------------------------------------------------------------------------- any input at all

PLAIN = "273000001,2024-03-07T00:00:00,42.0,133.0"
FUZZ = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.one_of(
    st.sampled_from(
        ["", "0", "273000001", "2024-03-07T00:00:00", "91", "nan", "-1", "1e400", '"', "a\rb", "é", "\0", "9" * 40]
    ),
    st.text(max_size=8),
)


@FUZZ
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6))
def test_any_cells_are_kept_or_refused(tmp_path, rows):
    path = tmp_path / "f"
    path.write_bytes((BARE + "".join(",".join(r) + "\n" for r in rows)).encode("utf-8", "surrogatepass"))
    for batch in formats.read_reports(path, "f", "ais_csv", "evidence:1"):
        POSITIONS.check(batch.positions)
        assert batch.rows_in == batch.rows_kept + batch.refused.num_rows


def test_a_quote_that_opens_the_last_cell_costs_its_own_line(tmp_path):
    path = tmp_path / "f"
    path.write_bytes((BARE + f'{PLAIN}\n,,,0","\n,\n{PLAIN}\n"a"",b",2024-03-07T00:00:00,1,2\n').encode())
    batches = list(formats.read_reports(path, "f", "ais_csv", "evidence:1"))
    refused = {
        row: why
        for b in batches
        for row, why in zip(*(b.refused[c].to_pylist() for c in ("row", "reason")), strict=True)
    }
    assert sum(b.positions.num_rows for b in batches) == 2
    assert sorted(refused) == [3, 4, 6]
    assert "quote that is not closed" in refused[3]
    assert "quote" not in refused[6]


@FUZZ
@given(text=st.text(max_size=80))
def test_any_json_is_kept_or_refused(tmp_path, text):
    path = tmp_path / "f"
    good = '{"ssvid": "273000001", "timestamp": 1709769600, "lat": 42.0, "lon": 133.0}\n'
    path.write_bytes((good + text).encode("utf-8", "surrogatepass"))
    batches = list(formats.read_reports(path, "f", "gfw_messages", "evidence:1"))
    assert sum(b.positions.num_rows for b in batches) >= 1

"""Every provider's file at hand, against a plain reading of the same file and against the shared tables.

The plain reading below goes row by row through Python's own csv and json and knows nothing of the readers: it says how
many rows a file has, which of them are positions of ships, and where those are.
"""

import csv
import gzip
import io
import json
import math
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from fairlead import formats
from fairlead.base.tables import POSITIONS, REFUSED_REPORTS, STATICS

AIS = Path(__file__).parents[3] / "shared" / "data" / "ais"
pytestmark = pytest.mark.skipif(not AIS.is_dir(), reason="the shared AIS samples are not beside the repository")

PER_DEG = 600_000
ISO, DAY_FIRST = "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S"


def is_ship(mmsi, message=None):
    """By the MMSI's digits (ITU-R M.585) and the message's type."""
    number = f"{mmsi:09d}"
    if mmsi == 0 or len(number) > 9 or message in (4, 9, 21):
        return False
    if number[0] == "1":
        return number == "123456789"
    is_coast = number[:2] == "00" and 2_000_000 <= mmsi < 8_000_000
    return not is_coast and number[:2] not in ("58", "94", "97", "98", "99")


def at(text, style=ISO):
    return int(datetime.strptime(text, style).replace(tzinfo=UTC).timestamp()) * 1_000_000


def point(mmsi, time_us, lat, lon):
    return mmsi, time_us, round(lat * PER_DEG), round(lon * PER_DEG)


def placed(rows):
    """Positions out of (mmsi, message, time, lat, lon), without stand-ins and without what is no ship."""
    return Counter(
        point(m, t, la, lo) for m, kind, t, la, lo in rows
        if is_ship(m, kind) and not (math.isnan(la) or math.isnan(lo) or la == 91 or lo == 181)
    )  # fmt: skip


def table(path, delimiter=","):
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = pa.CompressedInputStream(io.BytesIO(data), "zstd").read()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))


def marinecadastre(rows):
    return [(int(r["MMSI"]), None, at(r["BaseDateTime"]), float(r["LAT"]), float(r["LON"])) for r in rows]


def marinecadastre_2025(rows):
    return [(int(r["mmsi"]), None, at(r["base_date_time"], ISO.replace("T", " ")), float(r["latitude"]),
             float(r["longitude"])) for r in rows]  # fmt: skip


def dma(rows):
    kinds = {"Base Station": 4, "AtoN": 21}
    return [(int(r["MMSI"]), kinds.get(r["Type of mobile"]), at(r["# Timestamp"], DAY_FIRST),
             float(r["Latitude"] or "nan"), float(r["Longitude"] or "nan")) for r in rows]  # fmt: skip


def barentswatch(rows):
    return [(int(r["mmsi"]), None, at(r["msgtime"], ISO + "+00:00"), float(r["latitude"]), float(r["longitude"]))
            for r in rows]  # fmt: skip


def semicolon(rows):
    return [(int(r["mmsi"]), int(r["message_nr"]), at(r["date_time_utc"], ISO.replace("T", " ")), float(r["lat"]),
             float(r["lon"])) for r in rows]  # fmt: skip


def exactearth(rows):
    return [(int(r["MMSI"]), int(r["Message_ID"]), at(r["Time"], "%Y%m%d_%H%M%S") + int(r["Millisecond"] or 0) * 1000,
             float(r["Latitude"] or "nan"), float(r["Longitude"] or "nan")) for r in rows]  # fmt: skip


def pelagos(rows):
    return [(int(r["mmsi"]), None, int(r["timestamp"]) * 1_000_000, float(r["latitude"] or "nan"),
             float(r["longitude"] or "nan")) for r in rows]  # fmt: skip


def suez(rows):
    return [(int(r["ID"]), None, at(r["ais_pos_timestamp"], "%d/%m/%Y %H:%M"), float(r["latitude"]),
             float(r["longitude"])) for r in rows]  # fmt: skip


TABLES = {
    "marinecadastre/NYHarbor_2020_06_30_first_hour.csv": ("marinecadastre", marinecadastre, 8_689),
    "marinecadastre/us_2023-01-11_first_1000.csv": ("marinecadastre", marinecadastre, 1_000),
    "layouts_rendered/marinecadastre_2025_layout.csv.zst": ("marinecadastre", marinecadastre_2025, 2_000),
    "dma_csv_layout/aisdk-layout_2013-11-12.csv.gz": ("dma", dma, 17_346),
    "barentswatch/barentswatch_ais.csv": ("barentswatch", barentswatch, 3),
    "barentswatch/semicolon_ais.csv": ("ais_semicolon", semicolon, 13),
    "exactearth_csv/exactearth_decoded_sample_400.csv": ("exactearth", exactearth, 400),
    "pelagos_2012/raw_1_3_10k_points.csv.gz": ("pelagos_2012", pelagos, 10_000),
    "suez/boat-positions.head200.csv": ("suez", suez, 200),
}
"""Kind, plain reading, and rows: lines less the header, by ``wc -l``."""

MESSAGES = {
    "gfw_messages/sample_messages.json": 84,
    "gfw_messages/sample_messages_lines.json": 85,
    "gfw_segment_jsonl/regr_200000010.json": 81,
    "gfw_segment_jsonl/regr_357758000.json": 3_996,
    "gfw_segment_jsonl/regr_636018024.json": 774,
}

NMEA = {
    "amsa_exact-earth-augmented-2": "amsa_exact-earth-augmented-2.nmea",
    "amsa_exact-earth-augmented": "amsa_exact-earth-augmented.nmea",
    "amsa_exact-earth-with-tag-block": "amsa_exact-earth-with-tag-block.nmea",
    "denmark_2013-11-12": "dma_denmark_2013-11-12_pghp.nmea.gz",
    "norway_2019-08-07": "kystverket_1000_lines_tagblock.nm4",
}


class Whole:
    """A file read to its end: its batches together."""

    def __init__(self, name, kind=None):
        self.path = AIS / "raw" / name if (AIS / "raw" / name).exists() else AIS / name
        self.kind = kind or formats.sniff(self.path, name).kind
        batches = list(formats.read_reports(self.path, name, self.kind, "evidence:1"))
        self.positions = POSITIONS.check(pa.concat_tables([b.positions for b in batches]))
        self.statics = STATICS.check(pa.concat_tables([b.statics for b in batches]))
        self.refused = REFUSED_REPORTS.check(pa.concat_tables([b.refused for b in batches]))
        self.rows_in, self.rows_kept = (sum(getattr(b, n) for b in batches) for n in ("rows_in", "rows_kept"))
        self.reasons = Counter(self.refused["reason"].to_pylist())

    def points(self):
        return Counter(
            point(m, t, la, lo) for m, t, la, lo in zip(
                self.positions["mmsi"].to_pylist(), self.positions["time"].cast(pa.int64()).to_pylist(),
                self.positions["lat"].to_pylist(), self.positions["lon"].to_pylist(), strict=True,
            )
        )  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_gives_the_positions_that_a_plain_reading_finds(name):
    kind, plain, count = TABLES[name]
    whole = Whole(name)
    rows = table(whole.path, ";" if "semicolon" in name else ",")
    assert whole.kind == kind
    assert len(rows) == count == whole.rows_in == whole.rows_kept + sum(whole.reasons.values())
    assert whole.points() == placed(plain(rows))


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_of_global_fishing_watch_are_read_as_lines_and_as_an_array(name):
    whole = Whole(name)
    text = whole.path.read_text()
    objects = json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines()]
    assert (whole.kind, whole.rows_in) == ("gfw_messages", len(objects)) == ("gfw_messages", MESSAGES[name])

    def when(o):
        t = o["timestamp"]
        return at(t, ISO + "+00:00") if isinstance(t, str) else int(t) * 1_000_000

    none = float("nan")
    wanted = placed(
        (int(o["ssvid"]), None, when(o), none if o["lat"] is None else o["lat"], none if o["lon"] is None else o["lon"])
        for o in objects
    )
    assert whole.points() == wanted
    said = [o for o in objects if any(o.get(k) for k in ("shipname", "callsign", "imo", "destination"))]
    assert {s["mmsi"] for s in whole.statics.to_pylist()} >= {int(o["ssvid"]) for o in said if int(o["ssvid"])}


def test_the_two_units_of_aishub_give_the_same_ships_in_the_same_places():
    human = Whole("layouts_rendered/aishub_layout_human.json")
    raw = Whole("layouts_rendered/aishub_layout_raw.json")
    records = json.loads(human.path.read_text())[1]
    assert human.rows_in == raw.rows_in == len(records) == 200
    wanted = placed((r["MMSI"], None, at(r["TIME"], "%Y-%m-%d %H:%M:%S GMT"), r["LATITUDE"], r["LONGITUDE"])
                    for r in records)  # fmt: skip
    assert human.points() == raw.points() == wanted
    for column in ("sog_kn", "cog_deg", "heading_deg", "nav_status"):
        assert human.positions[column].to_pylist() == raw.positions[column].to_pylist()
    assert "raw units" in formats.sniff(raw.path, "x").words
    assert "degrees and knots" in formats.sniff(human.path, "x").words


def test_aisstream_has_nine_decimals_a_number_for_the_string_and_names_with_padding():
    whole = Whole("layouts_rendered/aisstream_layout.jsonl")
    objects = [json.loads(line) for line in whole.path.read_text().splitlines()]
    assert whole.rows_in == len(objects) == 500
    reports = [(o["MetaData"], o["Message"]["PositionReport"]) for o in objects]
    assert all(isinstance(m["MMSI_String"], int) for m, _ in reports)
    wanted = placed((m["MMSI"], 1, at(m["time_utc"][:19], ISO.replace("T", " ")), r["Latitude"], r["Longitude"])
                    for m, r in reports)  # fmt: skip
    assert whole.points() == wanted
    names = {m["ShipName"].strip() for m, _ in reports if m["ShipName"].strip() and is_ship(m["MMSI"])}
    assert {s["name"] for s in whole.statics.to_pylist()} == names


@pytest.mark.parametrize("name", NMEA)
def test_a_log_of_nmea_gives_the_positions_of_the_shared_table(name):
    """Times of the shared tables were made of floats and are up to 1 us early; logs say milliseconds. In the augmented
    sets the lines of a burst are shuffled: the reader finds each sentence's own time line by the checksum in it, the
    shared table took the line above or the time of the burst, so there the points are compared without times."""
    whole = Whole(f"nmea/{NMEA[name]}")
    shared = pq.read_table(AIS / "parquet" / f"{name}.parquet")
    rows = shared.filter(pc.field("lat").is_valid() & pc.field("mmsi").is_valid())
    wanted = placed(
        (int(m), kind, round(t, -3), la, lo) for m, kind, t, la, lo in zip(
            rows["mmsi"].to_pylist(), rows["msg_type"].to_pylist(), rows["ts"].cast(pa.int64()).to_pylist(),
            rows["lat"].to_pylist(), rows["lon"].to_pylist(), strict=True,
        )
    )  # fmt: skip
    found = whole.points()
    if "augmented" in name:
        found, wanted = (Counter((m, la, lo) for m, _, la, lo in some.elements()) for some in (found, wanted))
    assert found == wanted
    assert whole.rows_in == whole.rows_kept + sum(whole.reasons.values())


@pytest.mark.parametrize(
    ("name", "shared"),
    [
        ("marinecadastre/NYHarbor_2020_06_30_first_hour.csv", "ny_harbor_2020-06-30_h00"),
        ("marinecadastre/us_2023-01-11_first_1000.csv", "us_2023-01-11_first_rows"),
    ],
)
def test_marinecadastre_gives_the_rows_of_the_shared_table(name, shared):
    text, table = Whole(name), Whole(f"parquet/{shared}.parquet", "ais_parquet")
    assert text.points() == table.points()
    assert text.reasons == table.reasons
    said = [
        Counter((*point(p["mmsi"], 0, p["lat"], p["lon"]), p["time"], p["cog_deg"], p["sog_kn"]) for p in rows)
        for rows in (text.positions.to_pylist(), table.positions.to_pylist())
    ]
    assert said[0] == said[1]
    by_id = {s["static_id"] for s in text.statics.to_pylist()}
    assert len(by_id & {s["static_id"] for s in table.statics.to_pylist()}) > 0.9 * len(by_id)


@pytest.mark.parametrize("path", sorted((AIS / "raw" / "nmea").glob("*.n*")) + sorted((AIS / "raw").glob("nmea/lib*")))
def test_every_log_of_nmea_is_read_to_its_end(path):
    whole = Whole(f"nmea/{path.name}")
    assert whole.kind == "nmea"
    assert whole.rows_in == whole.rows_kept + sum(whole.reasons.values()) > 0


@pytest.mark.parametrize("path", sorted((AIS / "parquet").glob("*.parquet")), ids=lambda p: p.stem)
def test_every_shared_table_explains_itself(path):
    whole = Whole(f"parquet/{path.name}")
    shared = pq.read_table(path)
    assert (whole.kind, whole.rows_in) == ("ais_parquet", shared.num_rows)
    known = shared.filter(pc.field("lat").is_valid() & pc.field("mmsi").is_valid() & pc.field("ts").is_valid())
    points = (known[c].to_pylist() for c in ("mmsi", "msg_type", "lat", "lon"))
    wanted = sum(
        is_ship(int(m), kind) and abs(la) <= 90 and abs(lo) <= 180 for m, kind, la, lo in zip(*points, strict=True)
    )
    assert whole.positions.num_rows == wanted


def test_the_negative_courses_of_marinecadastre_are_those_of_the_headings():
    """Read as 12 signed bits (+409.6) the courses of moving ships lie along their headings; +360 they do not."""
    whole = Whole("marinecadastre/NYHarbor_2020_06_30_first_hour.csv")
    rows = {r["row"]: r for r in whole.positions.to_pylist()}
    off = []
    for line, raw in enumerate(table(whole.path), start=2):
        if raw["COG"].startswith("-") and float(raw["SOG"]) > 5 and float(raw["Heading"]) < 360:
            turn = (rows[line]["cog_deg"] - float(raw["Heading"]) + 180) % 360 - 180
            off.append(abs(turn))
    assert len(off) == 284
    assert sorted(off)[len(off) // 2] < 3


def test_what_is_no_position_of_ais_is_not_taken_for_it():
    for name in ("gfw_api/event_item.json", "gfw_api/vessel_item.json", "nmea/LICENSE.kystverket_NLOD.txt"):
        assert not formats.is_reports(AIS / "raw" / name)

"""When somebody listened, as far as the files of a case tell."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

import fairlead
from fairlead.base.schema import TIME
from fairlead.base.tables import REFUSED_REPORTS, STATICS
from fairlead.case.reports import EPOCH, FileCounts, list_listened
from fairlead.formats.api import Reports

HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass"
)
JANUARY, JUNE = datetime(2024, 1, 1), datetime(2024, 6, 1)


def ship(mmsi, begin, hours, lat):
    """A ship at anchor, a report every ten minutes from ``begin`` on."""
    times = (begin + timedelta(minutes=10 * n) for n in range(int(6 * hours) + 1))
    return [f"{mmsi},{t.isoformat()},{lat},133.0,0.0,0.0,511.0,S{mmsi},,,80,1,100,16,6.1,80,A" for t in times]


@pytest.fixture
def case(tmp_path):
    def made(**files):
        made = fairlead.new(tmp_path / "case", b"format = 1\ntitle = 'AIS'\n")
        for name, ships in files.items():
            (tmp_path / f"{name}.csv").write_text(
                "\n".join([HEADER, *(line for lines in ships for line in lines)]) + "\n"
            )
        made.add([tmp_path / f"{name}.csv" for name in files])
        made.run(step="gaps")
        return made

    return made


def test_a_ship_of_the_january_file_has_no_open_gap_until_june(case):
    """One is heard until the file of 10 h ends, one for its first hour: silent for 9 h, not for 5 months."""
    january = [ship(445000001, JANUARY, 10, 42.0), ship(445000002, JANUARY, 1, 42.02)]
    made = case(january=january, june=[ship(273000003, JUNE, 10, 55.0)])
    assert [(r["start_time"].month, r["end_time"].month) for r in made.table("listened").to_pylist()] == [
        (1, 1),
        (6, 6),
    ]
    (gap,) = made.table("gaps").to_pylist()
    assert (gap["mmsi"], gap["hours"], gap["end_time"]) == (445000002, 9, None)
    assert gap["listened_until"] == datetime(2024, 1, 1, 10, tzinfo=UTC)
    assert "not again in 9 h until 1 Jan 2024 10:00 UTC, after which nobody is known to have listened" in gap["words"]


def test_an_open_gap_keeps_its_id_when_a_later_file_closes_it(case, tmp_path):
    made = case(january=[ship(445000001, JANUARY, 10, 42.0), ship(445000002, JANUARY, 1, 42.02)])
    (before,) = made.table("gaps").to_pylist()
    (tmp_path / "later.csv").write_text("\n".join([HEADER, *ship(445000002, JANUARY + timedelta(hours=20), 1, 42.02)]))
    made.add([tmp_path / "later.csv"])
    made.run(step="gaps")
    (after,) = (g for g in made.table("gaps").to_pylist() if g["mmsi"] == 445000002)
    assert (after["gap_id"], after["hours"], after["listened_until"]) == (before["gap_id"], 19, None)


def us(*hours):
    return [3_600_000_000 * h for h in hours]


def counts(*hours):
    return FileCounts(
        "evidence:a", "nmea", latest=sorted(us(*hours), reverse=True)[:7], earliest=sorted(us(*hours))[:7]
    )


@pytest.mark.parametrize(
    ("name", "files", "spans"),
    [
        ("none", [], []),
        ("a file without a position", [counts()], []),
        ("one", [counts(3, 9, 5)], [(3, 9)]),
        ("two apart, the later first", [counts(20, 30), counts(3, 9)], [(3, 9), (20, 30)]),
        ("one within another", [counts(3, 90), counts(20, 30)], [(3, 90)]),
        ("overlapping", [counts(3, 25), counts(20, 30)], [(3, 30)]),
        ("a wrong clock at the end", [counts(1, 2, 3, 4, 5, 5000)], [(1, 5)]),
        ("a wrong clock at the beginning", [counts(1, 5001, 5002, 5003, 5004, 5005)], [(5001, 5005)]),
        ("four alone are no wrong clock", [counts(1, 2, 3, 4, 5001, 5002, 5003, 5004)], [(1, 5004)]),
    ],
)
def test_files_listen_from_their_first_to_their_last_position(name, files, spans):
    found = [
        tuple((r[c] - EPOCH) // timedelta(hours=1) for c in ("start_time", "end_time")) for r in list_listened(files)
    ]
    assert found == spans


@pytest.mark.parametrize("count", [1, 2, 7, 8, 14, 15, 40])
def test_the_ends_of_portions_are_kept_in_whatever_order_they_come(count):
    times = np.random.default_rng(count).permutation(np.arange(3, 3 + count))
    columns = {
        "mmsi": pa.array([445000001] * count, pa.int32()),
        "time": pa.array(times * 3_600_000_000).view(TIME),
        "row": pa.array(range(count), pa.int64()),
    }
    batch = Reports(pa.table(columns), STATICS.empty(), REFUSED_REPORTS.empty(), count, count, {})
    found = FileCounts("evidence:a", "nmea")
    for _ in range(2):
        found.take(batch)
    (row,) = list_listened([found])
    assert [(row[c] - EPOCH) // timedelta(hours=1) for c in ("start_time", "end_time")] == [3, 2 + count]


def test_the_ends_of_a_file_are_kept_however_its_reports_come(case):
    made = case(a=[ship(445000001, JANUARY, 10, 42.0), ship(445000002, JANUARY - timedelta(hours=2), 1, 42.02)])
    (row,) = made.table("listened").to_pylist()
    assert (row["start_time"], row["end_time"]) == (
        datetime(2023, 12, 31, 22, tzinfo=UTC), datetime(2024, 1, 1, 10, tzinfo=UTC),
    )  # fmt: skip

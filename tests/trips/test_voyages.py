"""Voyages: from a departure to the next arrival. A minute of latitude is 1.85325 km."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from fairlead.base.tables import GAPS, LISTENED, PLACES, PORT_CALLS, POSITIONS, SEGMENTS, STATICS, TRACKS, VOYAGES
from fairlead.errors import SchemaError
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments
from fairlead.trips.voyages import VoyageParams, list_voyages

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
MMSI = 273000001
MINUTE_KM = 1.85325
PLACE_ROWS = PLACES.from_rows(
    {"place_id": f"place:{p}", "label": p, "name": n, "other_names": [], "place_kind": "port", "evidence_id": "e",
     "row": 2}
    for p, n in (("P1", "Southport"), ("P2", "Northport"))
)  # fmt: skip


def at(hours):
    return NOON + timedelta(hours=hours)


def heard(*reports, mmsi=MMSI):
    """Tracks and segments of reports at hours from noon and minutes of latitude."""
    rows = position_rows(mmsi, [(at(h), m / 60, 30.0) for h, m in reports], sog_kn=10.0, cog_deg=0.0, msg_type=1)
    return cut_segments(POSITIONS.sorted(POSITIONS.from_rows(rows)), STATICS.empty())


def call(segment, port, start, end, mmsi=MMSI):
    return {
        "port_call_id": f"port_call:{port}{start}", "mmsi": mmsi, "segment_id": segment, "port": port, "areas": [],
        "start_time": at(start), "end_time": None if end is None else at(end), "has_entry": True, "has_stop": True,
        "has_gap": False, "has_exit": end is not None, "confidence": 4, "is_plausible": True, "hours": 1.0, "lat": 0.0,
        "lon": 30.0, "words": "A call.", "sources": [segment],
    }  # fmt: skip


def gap(segment, start, end, hours=None):
    return {
        "gap_id": f"gap:{start}", "mmsi": MMSI, "segment_id": segment, "start_time": at(start),
        "end_time": None if end is None else at(end), "hours": hours or end - start, "reachable": [],
        "status": "inferred", "words": "A silence.", "sources": [segment],
    }  # fmt: skip


def filled(table, row):
    """The row with zeros where the table wants a number it does not have."""
    blank = {pa.bool_(): False}
    wanted = {c.name: blank.get(c.type, 0) for c in table.columns if c.null is None and c.name not in row}
    return {**wanted, **row}


def voyages(tracks, segments, calls, gaps=(), listened=(), **params):
    gap_rows = GAPS.from_rows(filled(GAPS, g) for g in gaps)
    made = list_voyages(
        PORT_CALLS.from_rows(calls),
        gap_rows,
        segments,
        tracks,
        PLACE_ROWS,
        LISTENED.from_rows(listened),
        VoyageParams(**params),
    )
    return VOYAGES.sorted(made).sort_by("start_time").to_pylist()


MINUTES = [(h / 10, h) for h in range(61)]
"""Six hours north at ten knots, a report each minute of latitude."""


def only(segments):
    return segments["segment_id"][0].as_py()


def test_between_two_calls_lies_a_voyage_with_its_way_and_time():
    tracks, segments = heard(*MINUTES)
    calls = [call(only(segments), "P1", 0, 1.0), call(only(segments), "P2", 5.0, None)]
    (row,) = voyages(tracks, segments, calls)
    assert (row["from_port"], row["to_port"], row["hull_no"]) == ("P1", "P2", 0)
    assert (row["start_time"], row["end_time"], row["gap_h"]) == (at(1), at(5), 0.0)
    assert row["distance_km"] == pytest.approx(40 * MINUTE_KM, rel=1e-5)
    assert row["words"] == (
        "273000001 left Southport 7 Mar 2024 13:00 UTC and reached Northport 7 Mar 2024 17:00 UTC: 4 h, 74 km by its "
        "reports."
    )
    assert row["sources"] == [calls[0]["port_call_id"], calls[1]["port_call_id"]]


def test_before_the_first_call_and_after_the_last_a_voyage_has_one_end():
    tracks, segments = heard(*MINUTES)
    before, after = voyages(tracks, segments, [call(only(segments), "P1", 2.0, 3.0)])
    assert (before["from_call_id"], before["to_port"], before["start_time"]) == (None, "P1", at(0))
    assert (after["from_port"], after["to_call_id"], after["end_time"]) == ("P1", None, None)
    assert before["sources"][0] == only(segments)
    assert after["distance_km"] == pytest.approx(30 * MINUTE_KM, rel=1e-5)
    assert after["words"].endswith("and has reached no port since: 56 km by its reports.")


def test_a_ship_first_heard_in_port_and_still_there_has_made_no_voyage():
    tracks, segments = heard(*MINUTES)
    assert voyages(tracks, segments, [call(only(segments), "P1", 0, None)]) == []


def test_a_ship_that_never_called_has_no_voyages():
    assert voyages(*heard(*MINUTES), []) == []


def test_over_a_silence_the_way_is_the_great_circle_and_its_hours_are_counted():
    """Silent from hour 2 to hour 20, in which it goes from minute 20 to minute 60: two segments of one ship."""
    tracks, segments = heard(*MINUTES[:21], *((20 + n / 10, 60 + n) for n in range(11)))
    assert sorted(segments["hull_no"].to_pylist()) == [0, 0]
    first, second = segments.sort_by("start_time")["segment_id"].to_pylist()
    calls = [call(first, "P1", 0, 1.0), call(second, "P2", 21.0, None)]
    (row,) = voyages(tracks, segments, calls, [gap(first, 2.0, 20.0)])
    assert row["gap_h"] == 18.0
    assert row["distance_km"] == pytest.approx((10 + 40 + 10) * MINUTE_KM, rel=1e-5)
    assert row["sources"][-1] == "gap:2.0"
    assert row["words"].endswith("111 km by its reports, 18 h of it in gaps.")


def test_only_the_part_of_a_gap_within_the_voyage_counts_and_an_open_one_to_the_end_of_the_data():
    tracks, segments = heard(*MINUTES)
    calls = [call(only(segments), "P1", 0, 1.0), call(only(segments), "P2", 3.0, 4.0)]
    gaps = [gap(only(segments), 0.5, 1.5), gap(only(segments), 5.0, None, hours=48.0)]
    assert [r["gap_h"] for r in voyages(tracks, segments, calls, gaps)] == [0.5, 48.0]


def test_scatter_around_a_place_adds_no_way():
    """Fifty hours of scatter of 20 m, a report every six minutes."""
    reports = [(h / 10, (h % 2) * 0.01) for h in range(500)]
    tracks, segments = heard(*reports)
    calls = [call(only(segments), "P1", 0, 1.0)]
    assert voyages(tracks, segments, calls)[0]["distance_km"] < 0.05
    assert voyages(tracks, segments, calls, step_km=0.0)[0]["distance_km"] > 9


def test_ships_that_share_an_mmsi_have_their_own_voyages():
    south = position_rows(MMSI, [(at(h), m / 60, 30.0) for h, m in MINUTES], sog_kn=10.0, cog_deg=0.0, msg_type=1)
    east = position_rows(MMSI, [(at(h + 0.05), m / 60, 40.0) for h, m in MINUTES], sog_kn=10.0, cog_deg=0.0, msg_type=1)
    tracks, segments = cut_segments(POSITIONS.sorted(POSITIONS.from_rows(south + east)), STATICS.empty())
    one, other = segments.sort_by("hull_no")["segment_id"].to_pylist()
    found = voyages(tracks, segments, [call(one, "P1", 0, 1.0), call(other, "P2", 2.05, None)])
    assert [(r["hull_no"], r["from_port"], r["to_port"]) for r in found] == [(1, None, "P2"), (0, "P1", None)]
    assert found[0]["distance_km"] == pytest.approx(20 * MINUTE_KM, rel=1e-5)


def test_a_table_that_lacks_a_column_is_named_with_what_it_lacks():
    tables = {
        "port_calls": PORT_CALLS.empty(), "gaps": GAPS.empty(), "segments": SEGMENTS.empty(), "tracks": TRACKS.empty(),
        "places": PLACES.empty(), "listened": LISTENED.empty(),
    }  # fmt: skip
    for name, table in tables.items():
        for column in table.column_names:
            with pytest.raises(SchemaError, match=rf"^{name}: missing \['{column}'\]"):
                list_voyages(**tables | {name: table.drop_columns([column])})


def test_a_call_of_a_ship_without_reports_is_refused_in_words():
    _, segments = heard((0, 0), (1, 10))
    (segment,) = segments["segment_id"].to_pylist()
    with pytest.raises(SchemaError, match="273000001 calls, and tracks have no report of that ship"):
        voyages(TRACKS.empty(), segments, [call(segment, "P1", 0, 1.0)])


def heard_in(*spans):
    """LISTENED rows, in hours from noon."""
    return [{"start_time": at(a), "end_time": at(b)} for a, b in spans]


def north(*hours):
    """Reports at ten knots from each hour to the other."""
    return [(h / 10, h) for a, b in hours for h in range(a * 10, b * 10 + 1)]


def test_no_voyage_crosses_a_time_in_which_nobody_listened():
    tracks, segments = heard(*north((0, 3), (40, 43)))
    one, other = segments.sort_by("start_time")["segment_id"].to_pylist()
    calls = [call(one, "P1", 0, 1.0), call(other, "P2", 42.0, None)]
    out, back = voyages(tracks, segments, calls, [gap(one, 3, 40)], listened=heard_in((0, 4), (39, 50)))
    assert [(r["from_port"], r["to_port"], r["start_time"], r["end_time"]) for r in (out, back)] == [
        ("P1", None, at(1), at(3)),
        (None, "P2", at(40), at(42)),
    ]
    assert [r["gap_h"] for r in (out, back)] == [0.0, 0.0]
    assert [r["distance_km"] for r in (out, back)] == pytest.approx([20 * MINUTE_KM] * 2, rel=1e-5)
    assert out["words"].startswith(
        "273000001 left Southport 7 Mar 2024 13:00 UTC and was last heard 7 Mar 2024 15:00 UTC (nobody is known to "
        "have listened from 7 Mar 2024 16:00 UTC to 9 Mar 2024 03:00 UTC): 2 h"
    )
    assert back["sources"][0] == other


def test_a_ship_in_port_when_listening_ended_begins_no_voyage():
    tracks, segments = heard(*north((0, 3), (40, 43)))
    one, other = segments.sort_by("start_time")["segment_id"].to_pylist()
    stayed = call(one, "P1", 0, 3.0) | {"has_exit": False}
    calls = [stayed, call(other, "P2", 42.0, None)]
    (row,) = voyages(tracks, segments, calls, listened=heard_in((0, 4), (39, 50)))
    assert (row["from_port"], row["to_port"], row["start_time"]) == (None, "P2", at(40))
    whole = voyages(tracks, segments, calls)
    assert [(r["from_port"], r["to_port"]) for r in whole] == [("P1", "P2")]

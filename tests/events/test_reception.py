"""Reception: in which cells and hours ships were heard, and in which they were there unheard."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.base.geodesy import cells_of
from fairlead.base.ids import dense_keys, say_key
from fairlead.base.tables import HEARD, RECEPTION, SEGMENTS, TRACKS
from fairlead.errors import SchemaError
from fairlead.events.reception import HearParams, count_reception, hear
from fairlead.events.reception_loops import cell_of
from fairlead.testing import tracks as drawn_tracks

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def segment(mmsi, *reports, hull=0, is_noise=False, satellite=False):
    """Tracks and segment of reports given as hours from noon, latitude and longitude."""
    rows = []
    for hours, lat, lon in reports:
        time = NOON + timedelta(hours=hours)
        us = np.array([(time - EPOCH) // timedelta(microseconds=1)])
        key = int(dense_keys(np.array([mmsi]), us, np.array([float(lat)]), np.array([float(lon)]))[0])
        rows.append({"position_id": key, "mmsi": mmsi, "time": time, "lat": lat, "lon": lon, "is_satellite": satellite})
    begun = rows[0]["position_id"]
    row = {
        "segment_id": say_key("segment", begun), "mmsi": mmsi, "start_time": rows[0]["time"],
        "end_time": rows[-1]["time"], "positions": len(rows), "is_noise": is_noise, "hull_no": hull, "names": [],
        "imos": [], "callsigns": [], "words": "A segment.", "sources": [say_key("position", begun)],
    }  # fmt: skip
    return [{**r, "segment_id": begun} for r in rows], row


def tables(*segments):
    return TRACKS.from_rows(r for rows, _ in segments for r in rows), SEGMENTS.from_rows(s for _, s in segments)


def heard(*segments, **params):
    made = hear(*tables(*segments), HearParams(**params)).to_pylist()
    hours = {"hour": lambda r: (r["hour"] - NOON) / timedelta(hours=1)}
    return [(r["mmsi"], r["cell"], hours["hour"](r), r["positions"], r["satellites"]) for r in made]


def cell(lat, lon):
    return int(cells_of(np.array([float(lat)]), np.array([float(lon)]))[0])


def test_reports_of_one_cell_and_hour_are_one_row():
    ship = segment(1, (0, 10.1, 20.1), (0.5, 10.1, 20.2), (0.9, 10.2, 20.2), (1, 10.2, 20.2), satellite=True)
    here = cell(10.1, 20.1)
    assert heard(ship) == [(1, here, 0, 3, 3), (1, here, 1, 1, 1)]


def test_leaving_a_cell_and_coming_back_within_the_hour_is_one_row():
    ship = segment(1, (0, 10.1, 20.1), (0.3, 10.1, 20.3), (0.6, 10.1, 20.1))
    assert heard(ship) == [(1, cell(10.1, 20.1), 0, 2, 0), (1, cell(10.1, 20.3), 0, 1, 0)]


def test_between_two_reports_a_ship_was_on_the_straight_way_unheard():
    # half a degree east in 4 hours: in the middle of the hours between at 20.0 + 0.5 * (h + 0.5) / 4
    ship = segment(1, (0, 10.1, 20.0), (4, 10.1, 20.5))
    between = [cell(10.1, 20.0 + 0.5 * (h + 0.5) / 4) for h in (1, 2, 3)]
    assert between == [cell(10.1, 20.0), cell(10.1, 20.3), cell(10.1, 20.4)]
    assert heard(ship) == sorted(
        [(1, cell(10.1, 20.0), 0, 1, 0), (1, cell(10.1, 20.5), 4, 1, 0)]
        + [(1, c, h, 0, 0) for c, h in zip(between, (1, 2, 3), strict=True)]
    )


def test_the_straight_way_crosses_the_antimeridian():
    ship = segment(1, (0, 10.1, 179.9), (2, 10.1, -179.7))  # 0.3 degrees on by 13:30, so at 179.8 west
    assert (1, cell(10.1, -179.8), 1, 0, 0) in heard(ship)


@pytest.mark.parametrize(("hours", "rows"), [(24, 25), (25, 2)])
def test_after_a_longer_silence_nobody_knows_where_it_was(hours, rows):
    assert len(heard(segment(1, (0, 10.1, 20.1), (hours, 10.1, 20.1)))) == rows


def test_a_silence_between_segments_of_one_ship_counts_and_one_between_two_ships_does_not():
    one, other = segment(1, (0, 10.1, 20.1)), segment(1, (3, 10.1, 20.1))
    assert len(heard(one, other)) == 4
    assert len(heard(one, segment(1, (3, 10.1, 20.1), hull=1))) == 2


def test_noise_is_left_out():
    assert heard(segment(1, (0, 10.1, 20.1), is_noise=True)) == []


def test_segments_of_one_ship_that_overlap_are_read_in_time():
    ship = segment(1, (0, 10.1, 20.1), (2, 10.1, 20.1)), segment(1, (1, 10.1, 20.11), (3, 10.1, 20.11))
    assert [(h, n) for _, _, h, n, _ in heard(*ship)] == [(0, 1), (1, 1), (2, 1), (3, 1)]


def test_reception_counts_ships_heard_and_there():
    ships = segment(1, (0, 10.1, 20.1), (2, 10.1, 20.1)), segment(2, (1, 10.1, 20.1), (1.5, 10.1, 20.1), satellite=True)
    rows = count_reception(hear(*tables(*ships))).to_pylist()
    counts = [(r["cell"], (r["hour"] - NOON) / timedelta(hours=1), r["ships"], r["ships_there"]) for r in rows]
    assert counts == [(cell(10.1, 20.1), h, *n) for h, n in ((0, (1, 1)), (1, (1, 2)), (2, (1, 1)))]
    assert [(r["positions"], r["satellites"]) for r in rows] == [(1, 0), (2, 2), (1, 0)]


def test_nothing_gives_nothing():
    assert hear(TRACKS.empty(), SEGMENTS.empty()).equals(HEARD.empty())
    assert count_reception(HEARD.empty()).equals(RECEPTION.empty())
    assert hear(*tables(segment(1, (0, 1, 1), is_noise=True))).num_rows == 0


def test_a_track_of_an_unknown_segment_is_refused():
    tracks, _ = tables(segment(1, (0, 1, 1)))
    with pytest.raises(SchemaError, match="1 of 1 segments have no row"):
        hear(tracks, SEGMENTS.empty())


@given(st.floats(-90, 90), st.floats(-180, 180, exclude_max=True))
def test_a_cell_is_the_same_in_the_loop(lat, lon):
    assert cell_of(lat, lon) == cell(lat, lon)


@settings(max_examples=30, deadline=None)
@given(drawn_tracks())
def test_every_report_that_is_no_noise_is_counted_once(world):
    made = hear(world["tracks"], world["segments"])
    noise = {r["segment_id"] for r in world["segments"].to_pylist() if r["is_noise"]}
    kept = [r for r in world["tracks"].to_pylist() if say_key("segment", r["segment_id"]) not in noise]
    assert sum(made["positions"].to_pylist()) == len(kept)
    assert HEARD.sorted(made).equals(made.combine_chunks())
    keys = list(zip(*(made[c].to_pylist() for c in HEARD.key), strict=True))
    assert len(set(keys)) == len(keys)
    reception = count_reception(made)
    assert sum(reception["positions"].to_pylist()) == len(kept)
    assert sum(reception["ships_there"].to_pylist()) == made.num_rows

"""Fixes: tracks thinned to one report in each stretch of the clock."""

from datetime import UTC, datetime, timedelta

from fairlead.base.tables import POSITIONS, STATICS
from fairlead.events.fixes import FixParams, thin_tracks
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)


def thin(*minutes, every=timedelta(hours=3)):
    reports = [(NOON + timedelta(minutes=m), 42.0, 133.0 + m / 10_000) for m in minutes]
    tracks, segments = cut_segments(POSITIONS.from_rows(position_rows(273000001, reports)), STATICS.empty())
    return [
        int((r["time"] - NOON) / timedelta(minutes=1))
        for r in thin_tracks(tracks, segments, FixParams(every)).to_pylist()
    ]


def test_the_first_report_of_each_stretch_is_kept_and_the_last_of_all():
    # Stretches of three hours begin at 12:00 and 15:00 UTC; 170 min is 14:50, 185 is 15:05, 200 the last.
    assert thin(0, 10, 170, 185, 190, 200) == [0, 185, 200]


def test_a_finer_clock_keeps_more():
    assert thin(0, 10, 20, 30, 40, every=timedelta(minutes=20)) == [0, 20, 40]


def test_a_fix_names_the_report_it_is():
    tracks, segments = cut_segments(
        POSITIONS.from_rows(position_rows(273000001, [(NOON + timedelta(minutes=m), 42.0, 133.0) for m in range(9)])),
        STATICS.empty(),
    )
    row = thin_tracks(tracks, segments).to_pylist()[0]
    assert row["sources"] == [f"position:{row['position_id'] & (2**64 - 1):016x}"]
    assert row["segment_id"] == segments["segment_id"][0].as_py()

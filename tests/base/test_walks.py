"""Walks: the reports of every ship in time."""

from datetime import UTC, datetime, timedelta

import numpy as np

from fairlead.base.ids import key_of
from fairlead.base.tables import POSITIONS, SEGMENTS, STATICS, TRACKS
from fairlead.base.walks import Walk
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)


def test_segments_of_one_ship_follow_each_other_in_time_whatever_their_keys():
    """Ten segments a day apart: in the tracks they lie in order of their keys."""
    reports = [(NOON + timedelta(days=d, minutes=m), 10.0, 20.0) for d in range(10) for m in (0, 5)]
    rows = position_rows(273000001, reports, sog_kn=0.0)
    tracks, segments = cut_segments(POSITIONS.sorted(POSITIONS.from_rows(rows)), STATICS.empty())
    walk = Walk.of(tracks, segments)
    times = walk.tracks["time"].to_pylist()
    walked = [times[i] for a, b in zip(walk.first, walk.beyond, strict=True) for i in range(a, b)]
    assert walked == [t for t, _, _ in reports]
    assert walk.ship.tolist() == [0] * 10
    rows_of = np.arange(20)
    told = walk.told(walk.span_of(rows_of).tolist())
    assert [told[n]["segment_id"] for n in walk.span_of(rows_of).tolist()] == [
        s["segment_id"] for i in rows_of for s in walk.segments.to_pylist()
        if key_of(s["segment_id"]) == walk.tracks["segment_id"][int(i)].as_py()
    ]  # fmt: skip


def test_nothing_is_a_walk_of_nothing():
    walk = Walk.of(TRACKS.empty(), SEGMENTS.empty())
    assert (walk.segments.num_rows, walk.first.tolist(), walk.ship.tolist()) == (0, [], [])

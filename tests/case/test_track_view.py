"""What a map of any scale shows of very many reports: every ship, no silence bridged, no more than asked for."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from fairlead.base.ids import say_key
from fairlead.base.tables import SEGMENTS, TRACKS
from fairlead.case import track_view
from fairlead.case.track_view import TrackView, Window
from fairlead.engine.dense import Layer

DAY = datetime(2024, 3, 1, tzinfo=UTC)


def ship(mmsi, lats, lons, minutes=None, segment=None):
    """Reports of one segment, one a minute unless said otherwise."""
    n = len(lats)
    minutes = range(n) if minutes is None else minutes
    return {
        "position_id": [mmsi * 100_000 + i for i in range(n)],
        "segment_id": [segment or mmsi] * n,
        "mmsi": [mmsi] * n,
        "time": [DAY + timedelta(minutes=m) for m in minutes],
        "lat": [float(x) for x in lats],
        "lon": [float(x) for x in lons],
    }


def view(folder, *ships, noise=(), buckets=1):
    """The view of some ships, as a run keeps their reports."""
    layer = Layer(TRACKS, folder, buckets)
    folder.mkdir(exist_ok=True)
    for bucket in range(buckets):
        own = ships[bucket::buckets]
        columns = {c.name: [v for s in own for v in s.get(c.name, [None] * len(s["mmsi"]))] for c in TRACKS.columns}
        layer.lay(bucket, TRACKS.check(pa.table(columns, schema=TRACKS.empty().schema)))
    rows = [
        {"segment_id": say_key("segment", s["segment_id"][0]), "mmsi": s["mmsi"][0], "is_noise": s["mmsi"][0] in noise}
        for s in ships
    ]
    segments = pa.Table.from_pylist(rows, schema=SEGMENTS.empty().select(["segment_id", "mmsi", "is_noise"]).schema)
    return TrackView(layer.done(), segments)


def points(ways):
    return [p for way in ways for line in (*way.lines, way.alone) for p in line]


def test_what_is_few_is_drawn_as_it_is(tmp_path):
    ways, drawn = view(tmp_path / "t", ship(1, [40, 40.1, 40.3], [5, 5.2, 5.1])).see(Window(), 100)
    assert [(w.segment_id, w.mmsi, w.lines, w.alone) for w in ways] == [
        (say_key("segment", 1), 1, [[[5.0, 40.0], [5.2, 40.1], [5.1, 40.3]]], [])
    ]
    assert drawn == 3


def test_every_ship_has_its_share_however_often_others_went_to_and_fro(tmp_path):
    """One ship crosses a cell 4,000 times; fifty others went somewhere once."""
    to_and_fro = ship(1, 40 + np.abs(np.arange(20_000) % 10 - 5) / 10, [5] * 20_000)
    others = [ship(n, np.linspace(n - 40, n - 39, 30), np.linspace(20, 21, 30)) for n in range(2, 52)]
    ways, drawn = view(tmp_path / "t", to_and_fro, *others).see(Window(), 1_000)
    assert {w.mmsi for w in ways} == set(range(1, 52))
    assert drawn == len(points(ways)) <= 1_000


def test_a_silence_is_never_bridged_and_what_stands_alone_is_a_point(tmp_path):
    """Six hours of nothing break a line, however coarse the map; a report between two silences is on no line."""
    minutes = [0, 1, 2, 400, 800, 801]
    one = ship(1, [40, 41, 42, 43, 44, 45], [5] * 6, minutes)
    many = [ship(n, [10, 11], [n / 10, n / 10]) for n in range(2, 200)]
    for most in (1_000, 300):
        ways, _ = view(tmp_path / f"t{most}", one, *many).see(Window(), most)
        (way,) = (w for w in ways if w.mmsi == 1)
        assert [(line[0][1], line[-1][1]) for line in way.lines] == [(40, 42), (44, 45)]
        assert way.alone == [[5, 43]]


def test_a_line_that_leaves_the_window_and_comes_back_is_two_that_reach_its_edge(tmp_path):
    """Otherwise a straight line would be drawn where the ship never was."""
    seen = view(tmp_path / "t", ship(1, [40.5, 40.5, 42, 43, 42, 40.5, 40.5], [5, 5.1, 5.2, 5.3, 5.4, 5.5, 5.6]))
    ((way,), _) = seen.see(Window(0, 40, 10, 41), 100)
    assert way.lines == [[[5, 40.5], [5.1, 40.5], [5.2, 42]], [[5.4, 42], [5.5, 40.5], [5.6, 40.5]]]


def test_nearer_in_every_report_is_there_though_memory_holds_few(tmp_path, monkeypatch):
    """Three files, two groups of rows each; 40 reports may be held."""
    monkeypatch.setattr(track_view, "MOST_HELD", 40)
    ships = [ship(n, np.linspace(n, n + 1, 500), np.linspace(0, 0.5, 500)) for n in (1, 2, 3)]
    seen = view(tmp_path / "t", *ships, buckets=3)
    assert 0 < seen.nbytes < 40 * 33 + 1
    ways, drawn = seen.see(Window(), 5_000)
    assert {w.mmsi for w in ways} == {1, 2, 3}
    assert drawn < 100
    ((way,), drawn) = seen.see(Window(0.1, 2.2, 0.4, 2.8), 5_000)
    lats = [lat for _, lat in way.lines[0]]
    inside = [lat for lat in ships[1]["lat"] if 2.2 <= lat <= 2.8]
    assert (len(way.lines), len(lats)) == (1, len(inside) + 2)
    assert np.allclose(lats[1:-1], inside, atol=1e-6)


def test_the_time_asked_for_the_noise_and_the_antimeridian(tmp_path):
    west = ship(1, [10, 10, 10], [179.0, -179.5, -178.0])
    seen = view(tmp_path / "t", west, ship(2, [11, 12], [0, 0]), noise=(2,))
    ((way,), _) = seen.see(Window(), 100)
    assert way.lines == [[[179.0, 10.0], [180.5, 10.0], [182.0, 10.0]]]
    ((way,), drawn) = seen.see(Window(since=DAY + timedelta(minutes=1)), 100)
    assert (way.lines, drawn) == ([[[-179.5, 10.0], [-178.0, 10.0]]], 2)
    assert seen.see(Window(170, 0, 181, 20), 100)[1] == 3  # over it: two within, and the one that is gone to
    assert seen.see(Window(0, 0, 10, 20), 100) == ([], 0)


@pytest.mark.parametrize("most", [1, 7])
def test_more_segments_than_may_be_drawn_leave_out_those_with_the_fewest_reports(tmp_path, most):
    ships = [ship(n, np.linspace(n, n + 5, 40), [n * 20] * 40) for n in range(1, 4)]
    ways, drawn = view(tmp_path / "t", *ships, ship(9, [0.0], [0.0])).see(Window(), most)
    assert drawn == len(points(ways)) <= most
    assert 9 not in {w.mmsi for w in ways}

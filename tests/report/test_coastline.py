from pathlib import Path

import pytest

from fairlead.report.coastline import Window, clip_ring, land_in, thin_ring

SOURCE = Path(__file__).parents[3] / "shared" / "data" / "reference" / "natural_earth" / "land-10m.json"


def is_land(lat, lon):
    """Even-odd rule over every ring that may hold the point."""
    inside = False
    for lons, lats in land_in(Window(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)):
        points = list(zip(lons.tolist(), lats.tolist(), strict=True))
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
            if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
    return inside


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        (39.03, 125.75, True),  # Pyongyang
        (40.0, 132.5, False),  # the sea between Korea and Japan
        (0.0, 0.0, False),  # Gulf of Guinea
        (67.5, -175.5, True),  # Chukotka, east of the antimeridian
        (67.5, 178.0, True),  # Chukotka, west of it
        (67.5, 184.5, True),  # the same longitude as -175.5
        (-80.0, 60.0, True),  # Antarctica, whose ring runs round the pole
        (-89.9, -120.0, True),
        (42.5, 51.0, False),  # the Caspian is a hole in Asia
    ],
)
def test_land_and_sea_are_where_they_are(lat, lon, expected):
    assert is_land(lat, lon) is expected


def test_a_square_clipped_by_a_rectangle_is_their_overlap():
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert sorted(clip_ring(square, 5.0, 2.0, 20.0, 4.0)) == [(5.0, 2.0), (5.0, 4.0), (10.0, 2.0), (10.0, 4.0)]


def test_a_ring_outside_leaves_nothing_and_one_inside_stays_whole():
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    assert clip_ring(square, 5.0, 5.0, 9.0, 9.0) == []
    assert sorted(clip_ring(square, -1.0, -1.0, 9.0, 9.0)) == sorted(square)


def test_thinning_keeps_points_a_pen_can_draw():
    assert thin_ring([(0.0, 0.0), (0.2, 0.0), (0.5, 0.0), (2.0, 0.0)], 0.7) == [(0.0, 0.0), (2.0, 0.0)]


@pytest.mark.skipif(not SOURCE.exists(), reason="Natural Earth's land-10m.json lies beside the repository only")
def test_the_stored_land_is_what_its_builder_makes_of_natural_earth(tmp_path):
    import numpy as np

    from fairlead.formats.land_data.build_land import build_land

    assert build_land(SOURCE, tmp_path / "land.npz") == 3902
    kept = Path(__file__).parents[2] / "fairlead" / "formats" / "land_data" / "land.npz"
    with np.load(kept) as old, np.load(tmp_path / "land.npz") as new:
        assert all(np.array_equal(old[k], new[k]) for k in ("firsts", "lengths", "steps_lon", "steps_lat"))
    assert kept.stat().st_size < 600_000

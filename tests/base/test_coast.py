"""Land and coast: squares whose distances are computed by hand, and known places on the package's own map."""

import numpy as np
import pytest

from fairlead.base.coast import _edge_km, coast_of
from fairlead.base.tables import LAND
from fairlead.formats.land import read_land

KM_A_DEGREE = 111.195  # 6371.0088 km x pi / 180


def square(west, south, east, north):
    return [south, west, south, east, north, east, north, west]


def coast(*rings):
    return coast_of(LAND.from_rows({"ring_no": i, "ring": r} for i, r in enumerate(rings)))


def at(one, *points):
    lat, lon = (np.array(v, dtype=float) for v in zip(*points, strict=True))
    return one.is_land(lat, lon).tolist(), one.shore_km(lat, lon).tolist()


def test_a_square_has_an_inside_and_distances_from_both_sides():
    island = coast(square(10, -1, 12, 1))
    is_land, km = at(island, (0.0, 11.0), (0.0, 9.0), (0.0, 13.0), (3.0, 11.0), (0.9, 10.1))
    assert is_land == [True, False, False, False, True]
    assert km == pytest.approx([KM_A_DEGREE, KM_A_DEGREE, KM_A_DEGREE, 2 * KM_A_DEGREE, 0.1 * KM_A_DEGREE], rel=2e-3)


def test_an_island_over_the_antimeridian_is_seen_from_both_sides():
    island = coast(square(179, -1, 181, 1))
    is_land, km = at(island, (0.0, 179.5), (0.0, -179.5), (0.0, 180.0 - 1e-9), (0.0, -178.0), (0.0, 178.0))
    assert is_land == [True, True, True, False, False]
    assert km == pytest.approx([0.5 * KM_A_DEGREE, 0.5 * KM_A_DEGREE, KM_A_DEGREE, KM_A_DEGREE, KM_A_DEGREE], rel=2e-3)


def test_a_point_far_out_finds_the_coast_all_the_same():
    _, km = at(coast(square(10, -1, 12, 1)), (0.0, -80.0), (89.9, 0.0))
    assert km[0] == pytest.approx(90 * KM_A_DEGREE, rel=1e-3)
    assert km[1] == pytest.approx(88.9 * KM_A_DEGREE, rel=2e-3)


def test_without_land_there_is_no_coast():
    assert coast_of(LAND.empty()) is None


@pytest.mark.parametrize(
    ("name", "lat", "lon", "is_land"),
    [
        ("Moscow", 55.75, 37.62, True), ("Peter the Great Gulf", 42.5, 132.0, False), ("Chukotka", 66.5, -175.0, True),
        ("the pole", 90.0, 0.0, False), ("Antarctica", -85.0, 10.0, True), ("the Gulf of Guinea", 0.0, 0.0, False),
        ("mid Pacific", 0.0, -150.0, False), ("Honshu", 36.0, 138.0, True),
    ],
)  # fmt: skip
def test_known_places_lie_where_they_lie(name, lat, lon, is_land):
    assert coast_of(read_land()).is_land(np.array([lat]), np.array([lon])).tolist() == [is_land], name


def test_land_covers_29_percent_of_the_earth():
    # 148.9 of 510.1 million square kilometres; the map leaves out small islands
    draws = np.random.default_rng(7)
    lat, lon = np.degrees(np.arcsin(draws.uniform(-1, 1, 40_000))), draws.uniform(-180, 180, 40_000)
    assert coast_of(read_land()).is_land(lat, lon).mean() == pytest.approx(0.292, abs=0.01)


def test_a_track_along_the_coast_is_told_as_its_points_one_by_one():
    rng = np.random.Generator(np.random.Philox(5))
    coast_line = coast_of(read_land())
    for lat, lon, step in ((42.8, 132.9, 1e-4), (42.8, 132.9, 3e-3), (-16.8, 179.95, 2e-3), (40.68, -74.03, 1e-3)):
        lats = lat + np.cumsum(rng.normal(0, step, 2000))
        lons = (lon + np.cumsum(rng.normal(0, step, 2000)) + 180) % 360 - 180
        alone = [bool(coast_line.is_land(lats[i : i + 1], lons[i : i + 1])[0]) for i in range(len(lats))]
        assert coast_line.is_land(lats, lons).tolist() == alone
        assert step < 1e-3 or 0 < sum(alone) < len(alone)  # the line is crossed


def test_no_edge_is_overlooked_wherever_the_point_before_lay():
    """Against every edge, for points on cell lines, at the poles, beside the antimeridian and anywhere."""
    land = coast(
        square(10, -1, 12, 1), square(179.6, 60, 180.9, 61), square(-70, -80, -60, -78), square(40, 84, 41, 85)
    )
    rng = np.random.Generator(np.random.Philox(5))
    lat, lon = rng.uniform(-90, 90, 150), rng.uniform(-180, 180, 150)
    lat[:40], lon[20:60] = np.round(lat[:40] * 4) / 4, np.round(lon[20:60] * 4) / 4
    lat[60:64], lon[64:70] = (-90, 90, -90, 90), (-180, 180, 179.9, -179.9, 179.59, 180.0)
    least = [min(_edge_km(a, o, *edge) for edge in land.edges.tolist()) for a, o in zip(lat, lon, strict=True)]
    assert land.shore_km(lat, lon).tolist() == least
    order = np.argsort(lon)
    assert land.shore_km(lat[order], lon[order]).tolist() == np.array(least)[order].tolist()

"""Polygons on the ground: read, told inside from outside, over the antimeridian and with holes."""

import pytest

from fairlead.base.shapes import edge_km, is_inside, parse_wkt, write_wkt

SQUARE = parse_wkt("POLYGON ((132 42, 134 42, 134 44, 132 44, 132 42))")


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [(43, 133, True), (43, 131.9, False), (44.1, 133, False), (43, 133 - 360, True), (-43, 133, False)],
)
def test_a_point_is_inside_or_not(lat, lon, inside):
    assert is_inside(SQUARE, lat, lon) is inside


@pytest.mark.parametrize("lon", [179.5, -179.5, 180.5])
def test_a_square_over_the_antimeridian_holds_both_sides(lon):
    shape = parse_wkt("POLYGON ((179 10, -179 10, -179 12, 179 12, 179 10))")
    assert is_inside(shape, 11, lon)
    assert not is_inside(shape, 11, 0)


def test_a_hole_is_outside_and_of_two_polygons_either_will_do():
    shape = parse_wkt("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4), (1 1, 3 1, 3 3, 1 3)), ((10 0, 12 0, 12 2, 10 2)))")
    assert [is_inside(shape, *p) for p in ((0.5, 0.5), (2, 2), (1, 11), (1, 8))] == [True, False, True, False]


def test_the_distance_to_an_edge_is_that_to_the_nearest_side():
    """A tenth of a degree of latitude is 6 arc-minutes, 11.11 km; east of the square it shrinks with cos 43."""
    assert edge_km(SQUARE, 44.1, 133) == pytest.approx(11.112, abs=0.01)
    assert edge_km(SQUARE, 43, 134.1) == pytest.approx(11.112 * 0.7314, abs=0.01)
    assert edge_km(SQUARE, 43, 133.95) == pytest.approx(5.556 * 0.7314, abs=0.01)


def test_heights_and_a_stated_reference_are_left_aside():
    assert parse_wkt("SRID=4326;POLYGON Z ((0 0 5, 1 0 5, 1 1 5, 0 0 5))") == (((0, 0), (0, 1), (1, 1)),)


def test_what_is_written_is_read_back():
    text = write_wkt([[[(0, 0), (1.5, 0), (1.5, 1)]], [[(5, 5), (6, 5), (6, 6)]]])
    assert text == "MULTIPOLYGON (((0 0, 1.5 0, 1.5 1)), ((5 5, 6 5, 6 6)))"
    assert parse_wkt(text) == (((0, 0), (0, 1.5), (1, 1.5)), ((5, 5), (5, 6), (6, 6)))


@pytest.mark.parametrize(
    "text",
    ["", "POINT (1 2)", "POLYGON (1 2, 3 4, 5 6)", "POLYGON ((1 2, 3 4, 5 6)", "POLYGON ((1 2, 3 4, 5 6)))",
     "POLYGON ((1 2, 3 4, five 6))", "POLYGON (((1 2, 3 4, 5 6)))", "MULTIPOLYGON ((1 2, 3 4, 5 6))",
     "POLYGON ((1 2, 3 4, 1e999 6))", "POLYGON (())", "POLYGON EMPTY", "POLYGON ((0 0, 1 1, 1 0, 0 1))",
     f"POLYGON (({', '.join(f'{i / 100} {i % 2}' for i in range(600))}))"],
)  # fmt: skip
def test_what_is_no_polygon_is_refused(text):
    with pytest.raises(ValueError, match=r"is not|has|goes"):
        parse_wkt(text)


def test_a_ring_of_many_corners_is_checked_for_crossings():
    """A saw of 498 corners; with one tooth turned round it crosses itself."""
    saw = [(x, (x % 2) / 10) for x in range(497)] + [(250, -5)]
    parse_wkt(f"POLYGON (({', '.join(f'{x / 10} {y}' for x, y in saw)}))")
    saw[100], saw[102] = saw[102], saw[100]
    with pytest.raises(ValueError, match="cross each other"):
        parse_wkt(f"POLYGON (({', '.join(f'{x / 10} {y}' for x, y in saw)}))")

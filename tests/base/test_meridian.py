"""Geometries as RFC 7946 has them; cuts by hand, and any ring by a library of geometry."""

import math

import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from fairlead.base.meridian import cut_line, cut_ring, within_the_world


def line(*corners):
    return {"type": "LineString", "coordinates": [list(c) for c in corners]}


def test_a_line_over_the_antimeridian_is_cut_on_it():
    """By hand: from 170 E, 0 N to 170 W, 10 N the straight side meets 180 half-way, at 5 N."""
    assert within_the_world(line((170, 0), (190, 10))) == {
        "type": "MultiLineString", "coordinates": [[[170, 0], [180, 5]], [[-180, 5], [-170, 10]]],
    }  # fmt: skip
    assert within_the_world(line((-170, 10), (-190, 0)))["coordinates"] == [
        [[-170, 10], [-180, 5]],
        [[180, 5], [170, 0]],
    ]


def test_a_line_that_ends_on_the_antimeridian_or_lies_within_stays_one():
    for ends in [((170, 0), (180, 5)), ((-180, 1), (-170, 2)), ((10, 1), (20, 2))]:
        assert within_the_world(line(*ends)) == line(*ends)
    assert within_the_world(line((185, 0), (190, 5))) == line((-175, 0), (-170, 5))


def test_a_line_with_a_corner_on_the_antimeridian_is_cut_there_where_it_goes_over():
    assert cut_line([[179, 0], [180, 1], [181, 2]]) == [[[179, 0], [180, 1]], [[-180, 1], [-179, 2]]]
    assert cut_line([[179, 0], [180, 1], [180, 3], [181, 2]]) == [
        [[179, 0], [180, 1], [180, 3]],
        [[-180, 3], [-179, 2]],
    ]
    assert cut_line([[179, 0], [180, 1], [179, 2]]) == [[[179, 0], [180, 1], [179, 2]]]
    assert cut_line([[-179, 0], [-180, 1], [-181, 2]]) == [[[-179, 0], [-180, 1]], [[180, 1], [179, 2]]]


@given(
    st.lists(st.tuples(st.integers(176, 184), st.integers(-3, 3)), min_size=2, max_size=9), st.sampled_from([0, -360])
)
def test_any_line_is_cut_into_parts_within_the_world_of_the_same_length(corners, turn):
    line = [[float(lon + turn), float(lat)] for lon, lat in corners]
    pieces = cut_line(line)
    assert all(-180 <= lon <= 180 for piece in pieces for lon, _ in piece)
    assert all(len(piece) > 1 for piece in pieces)
    assert sum(shapely.LineString(p).length for p in pieces) == pytest.approx(shapely.LineString(line).length)


def test_a_line_of_one_place_is_still_a_line():
    assert cut_line([[1.0, 2.0], [1.0, 2.0]]) == [[[1.0, 2.0], [1.0, 2.0]]]


def test_rings_are_right_handed_and_closed_whichever_way_they_were_drawn():
    square = [[0, 0], [0, 1], [1, 1], [1, 0]]  # clockwise
    for drawn in (square, square[::-1], [*square, square[0]]):
        (ring,) = within_the_world({"type": "Polygon", "coordinates": [drawn]})["coordinates"]
        assert ring[0] == ring[-1]
        assert shapely.Polygon(ring).exterior.is_ccw
        assert shapely.Polygon(ring).equals(shapely.box(0, 0, 1, 1))


def test_a_square_over_the_antimeridian_is_two():
    cut = within_the_world({"type": "Polygon", "coordinates": [[[175, 0], [185, 0], [185, 4], [175, 4]]]})
    assert cut["type"] == "MultiPolygon"
    west, east = (shapely.Polygon(rings[0]) for rings in cut["coordinates"])
    assert west.equals(shapely.box(175, 0, 180, 4))
    assert east.equals(shapely.box(-180, 0, -175, 4))


def test_a_bay_over_the_antimeridian_is_three_parts():
    """A U lying on its side, open to the east: one part in the west, its two arms in the east."""
    u = [[178, 0], [184, 0], [184, 1], [179, 1], [179, 3], [184, 3], [184, 4], [178, 4]]
    found = [shapely.Polygon(r) for r in cut_ring(u)]
    assert sorted(p.area for p in found) == [4.0, 4.0, 6.0]  # arms 4 x 1 each; 2 x 4 less the bay's 1 x 2
    assert all(p.is_valid and p.exterior.is_ccw for p in found)


def test_a_corner_on_the_antimeridian_makes_no_part_of_no_area():
    (only,) = cut_ring([[180, 0], [170, 5], [170, -5]])
    assert max(lon for lon, _ in only) == 180
    (only,) = cut_ring([[180, 0], [190, -5], [190, 5]])
    assert min(lon for lon, _ in only) == -180


def test_what_is_no_such_geometry_is_refused():
    with pytest.raises(ValueError, match="holes"):
        within_the_world({"type": "Polygon", "coordinates": [[], []]})
    with pytest.raises(ValueError, match="GeometryCollection"):
        within_the_world({"type": "GeometryCollection", "coordinates": []})


@given(
    st.lists(st.floats(0.2, 9.0), min_size=3, max_size=14),
    st.sampled_from([0.0, 174.0, 180.0, 183.0, -180.0, -177.5, 540.0]),
    st.booleans(),
)
@example([1.0, 1.0, 3.0013885654996333, 6.0078125], 180.0, False)  # a corner on the meridian, as reckoned beside it
def test_any_simple_ring_is_cut_into_valid_parts_of_the_same_area(spokes, middle, is_clockwise):
    """A star around its middle never crosses itself."""
    turn = 2 * math.pi / len(spokes)
    ring = [[middle + r * math.cos(n * turn), r * math.sin(n * turn)] for n, r in enumerate(spokes)]
    whole = shapely.Polygon(ring)
    parts = [shapely.Polygon(r) for r in cut_ring(ring[::-1] if is_clockwise else ring)]
    assert sum(p.area for p in parts) == pytest.approx(whole.area, rel=1e-9, abs=1e-8)
    assert all(p.exterior.is_ccw for p in parts)
    assert all(p.is_valid for p in parts)
    assert all(-180 <= x <= 180 for p in parts for x, _ in p.exterior.coords)

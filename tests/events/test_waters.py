"""Waters: areas, circles around ports, and the points in them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.base.geodesy import destination, distance_km
from fairlead.base.tables import AREAS, PLACES
from fairlead.events.waters import Waters, is_where_ships_lie

L_SHAPE = [0.0, 0.0, 0.0, 0.2, 0.1, 0.2, 0.1, 0.1, 0.2, 0.1, 0.2, 0.0]
"""Two squares of 0.1 degrees side by side in the south, a third on the western one."""


def area(label, port="P1", *, lat=10.0, lon=20.0, radius_km=None, ring=None, kind="berth", **more):
    return {
        "area_id": f"area:{label}", "label": label, "port": port, "name": label, "area_kind": kind, "lat": lat,
        "lon": lon, "radius_km": radius_km, "ring": ring, "evidence_id": "evidence:test", "row": 2, **more,
    }  # fmt: skip


def place(label, lat=10.0, lon=20.0, *, name=None, kind="port", precision_km=None):
    return {
        "place_id": f"place:{label}", "label": label, "name": name or label, "other_names": [], "place_kind": kind,
        "lat": lat, "lon": lon, "precision_km": precision_km, "evidence_id": "evidence:test", "row": 2,
    }  # fmt: skip


def waters(*areas, places=()):
    return Waters.of(AREAS.from_rows(areas), PLACES.from_rows(places), 3.0, 4.0)


def names_at(found, *points):
    numbers, _ = found.find(np.array([p[0] for p in points]), np.array([p[1] for p in points]))
    return [found.areas[n].name if n >= 0 else None for n in numbers]


def test_a_ring_holds_what_lies_inside_its_edges_and_not_what_lies_in_its_notch():
    found = waters(area("L", lat=0.1, lon=0.1, ring=L_SHAPE))
    points = [(0.05, 0.15), (0.15, 0.05), (0.15, 0.15), (-0.001, 0.05), (0.0999, 0.1999), (0.1001, 0.1001)]
    assert names_at(found, *points) == ["L", "L", None, None, "L", None]


def test_a_ring_across_the_antimeridian_is_whole():
    ring = [9.9, 179.9, 9.9, -179.9, 10.1, -179.9, 10.1, 179.9]
    found = waters(area("Line", lat=10.0, lon=-180.0, ring=ring))
    points = [(10.0, 179.95), (10.0, -179.95), (10.0, -180.0), (10.0, 179.85), (10.0, -179.85)]
    assert names_at(found, *points) == ["Line", "Line", "Line", None, None]


def test_an_edge_that_may_be_off_is_moved_out_by_as_much():
    half_km_north = (0.2 + 0.5 / 111.195, 0.05)
    assert names_at(waters(area("L", lat=0.1, lon=0.1, ring=L_SHAPE)), half_km_north) == [None]
    assert names_at(waters(area("L", lat=0.1, lon=0.1, ring=L_SHAPE, precision_km=0.6)), half_km_north) == ["L"]


def test_of_areas_that_hold_a_point_the_smaller_one_is_named():
    found = waters(area("Roads", radius_km=5.0), area("Berth", radius_km=0.3), area("Basin", radius_km=1.0))
    assert names_at(found, (10.0, 20.0), (10.005, 20.0), (10.03, 20.0)) == ["Berth", "Basin", "Roads"]


@settings(max_examples=200, deadline=None)
@given(lat=st.floats(-89.5, 89.5), lon=st.sampled_from((20.0, 179.999, -180.0)), bearing=st.floats(0, 360),
       share=st.floats(0, 2))  # fmt: skip
def test_a_circle_is_found_from_every_side_on_every_latitude(lat, lon, bearing, share):
    point = destination(lat, lon, bearing, share * 3.0)
    away = distance_km(lat, lon, *point)
    number, km = waters(area("C", lat=lat, lon=lon, radius_km=2.0, precision_km=1.0)).find(
        np.array([point[0]]), np.array([point[1]])
    )
    if abs(away - 3.0) > 1e-6:
        assert (number[0] == 0) == (away < 3.0)
        assert km[0] == pytest.approx(max(0.0, away - 2.0), abs=1e-6) if away < 3.0 else np.isinf(km[0])


def test_a_port_known_by_a_point_has_a_circle_as_wide_as_its_precision_allows():
    found = waters(places=[place("P1"), place("P2", 12.0, precision_km=1.9)])
    km_4_5 = 4.5 / 111.195
    numbers, km = found.find(np.array([10.0 + km_4_5, 12.0 + km_4_5]), np.array([20.0, 20.0]))
    assert numbers.tolist() == [-1, 1]
    assert km[1] == pytest.approx(4.5, abs=0.001)


def test_a_port_with_areas_has_no_circle_and_is_one_port_by_label_or_name():
    found = waters(
        area("Pier", "P1", port_complex="Bay"), area("Buoy", "northport"), places=[place("P1", name="Northport")]
    )
    assert [(p.label, p.name, p.port_complex) for p in found.ports] == [("P1", "Northport", "Bay")]
    assert sorted(a.name for a in found.areas) == ["Buoy", "Pier"]


def test_a_name_that_two_places_have_is_nobodys():
    found = waters(area("Pier", "Twin"), places=[place("P1", name="Twin"), place("P2", 12.0, name="Twin")])
    assert [p.label for p in found.ports] == ["Twin", "P1", "P2"]


@pytest.mark.parametrize("kind", ["port", "naval port", "crude terminal", "anchorage", "Harbour"])
def test_kinds_of_ships(kind):
    assert is_where_ships_lie(kind)


@pytest.mark.parametrize("kind", ["space port", "island", "ammunition depot", "air port", "dry port", "city"])
def test_kinds_not_of_ships(kind):
    assert not is_where_ships_lie(kind)


def test_places_without_a_point_or_of_no_ships_have_no_waters():
    found = waters(places=[place("P1", None, None), place("P2", kind="space port")])
    assert (found.ports, found.find(np.array([10.0]), np.array([20.0]))[0].tolist()) == ((), [-1])


def test_the_same_ports_are_made_ready_once_and_others_are_not_taken_for_them():
    def made(lat=10.0, enter_km=3.0):
        return Waters.of(AREAS.empty(), PLACES.from_rows([place("P1", lat)]), enter_km, 4.0)

    assert made() is made()
    assert made().widened(7.0) is made().widened(7.0)
    assert made(lat=11.0).areas[0].lat == 11.0
    assert (made(enter_km=2.0).areas[0].enter_km, made().areas[0].enter_km) == (2.0, 3.0)
    assert (made().widened(8.0).areas[0].enter_km, made().areas[0].enter_km) == (8.0, 3.0)

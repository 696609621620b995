from itertools import combinations
from xml.etree import ElementTree

import pytest

from fairlead.report.geomap import Silence, Spot, draw_map
from fairlead.report.mapview import fit_view, km_per_px
from fairlead.report.svg import PAPER

SVG = "{http://www.w3.org/2000/svg}"


def spot(lat, lon, **more):
    return Spot(**{"radius_km": 2.0, "title": "A", "lines": (), "status": "documented", "lat": lat, "lon": lon} | more)


def drawn(spots, silences=(), inset=None):
    return ElementTree.fromstring(draw_map(spots, silences, PAPER, 700, "m", "says", inset))


def texts(root):
    return [t.text for t in root.iter(f"{SVG}text")]


def test_a_view_across_the_antimeridian_holds_both_sides_and_not_the_world():
    view = fit_view([(52.0, 178.0), (53.0, -175.0)], 700)
    assert view.window.east - view.window.west < 20
    (x1, _), (x2, _) = view.xy(52.0, 178.0), view.xy(53.0, -175.0)
    assert view.has(52.0, 178.0)
    assert view.has(53.0, -175.0)
    assert x1 < x2


def test_north_is_up_and_east_is_right():
    view = fit_view([(10.0, 20.0), (12.0, 24.0)], 700)
    (x1, y1), (x2, y2) = view.xy(10.0, 20.0), view.xy(12.0, 24.0)
    assert x1 < x2
    assert y1 > y2


@pytest.mark.parametrize(
    "points", [[], [(0.0, 0.0)], [(89.0, 0.0), (-89.0, 180.0)], [(1.0, float(x)) for x in range(-180, 180, 30)]]
)
def test_any_set_of_points_gives_a_map(points):
    root = drawn([spot(*p) for p in points])
    assert float(root.get("height")) <= 0.9 * 700


def test_a_ring_of_error_is_drawn_to_scale():
    ring_km = 40.0
    root = drawn([spot(10.0, 20.0, radius_km=ring_km), spot(12.0, 24.0)])
    view = fit_view([(10.0, 20.0), (12.0, 24.0)], 700)
    ring = next(p for p in root.iter(f"{SVG}path") if p.get("fill-opacity") == "0.14")
    xs = [float(pair.split(" ")[0]) for pair in ring.get("d")[1:-1].split("L")]
    assert (max(xs) - min(xs)) / 2 == pytest.approx(ring_km / km_per_px(view, 10.0), abs=0.5)


def test_a_ring_too_small_to_see_is_drawn_three_pixels_wide_or_more():
    root = drawn([spot(10.0, 20.0, radius_km=0.1), spot(12.0, 24.0, status=None)])
    assert any(c.get("fill") == "none" and float(c.get("r")) >= 3 for c in root.iter(f"{SVG}circle"))


def test_a_silence_is_dashed_8_5_with_its_hours_and_never_solid():
    root = drawn([spot(10.0, 20.0)], [Silence((10.0, 20.0), (14.0, 24.0), "Silent 97 h 14 min", "ends 586 km apart")])
    dashed = [p for p in root.iter(f"{SVG}path") if p.get("stroke-dasharray") == "8 5"]
    assert len(dashed) == 1
    assert {"Silent 97 h 14 min", "ends 586 km apart"} <= set(texts(root))


def test_an_inferred_place_is_hatched_and_a_place_where_nothing_was_seen_is_hollow():
    root = drawn([spot(10.0, 20.0, status="inferred", radius_km=None), spot(12.0, 24.0, status=None)])
    assert any(r.get("fill") == "url(#m-hatch-small)" for r in root.iter(f"{SVG}rect"))
    assert any(c.get("fill") == PAPER("surface") for c in root.iter(f"{SVG}circle"))


def test_an_inset_that_would_hardly_enlarge_is_left_out():
    near = drawn([spot(10.0, 20.0), spot(10.3, 20.4)], inset=(10.0, 20.0, 26.0))
    far = drawn([spot(10.0, 20.0), spot(20.0, 30.0)], inset=(10.0, 20.0, 26.0))
    assert not any(e.get("id") == "m-in-frame" for e in near.iter())
    assert any(e.get("id") == "m-in-frame" for e in far.iter())


def test_four_hundred_spots_in_one_place_give_no_more_labels_than_there_is_room_for():
    root = drawn([spot(10.0 + i / 1000, 20.0, title=f"ship {i}", number=i + 1) for i in range(400)])
    assert len(texts(root)) < 80


def test_a_hostile_title_is_text():
    root = drawn([spot(10.0, 20.0, title='<script>alert("x")</script>')])
    assert not list(root.iter(f"{SVG}script"))
    assert any("<script>" in (t or "") for t in texts(root))


def test_a_number_without_room_for_its_name_lies_on_no_other_word():
    """Thirty sightings at one place: of what is written, nothing is written over."""
    spots = [spot(10.0 + i / 9000, 20.0, title=f"Ship {i}", lines=("a day", "± 2 km"), number=i + 1) for i in range(30)]
    root = drawn([*spots, spot(12.0, 24.0)])
    boxes = []
    for t in root.iter(f"{SVG}text"):
        size, x, y = (float(t.get(k)) for k in ("font-size", "x", "y"))
        wide = PAPER.width(t.text, size, t.get("font-weight") == "600")
        left = {"end": x - wide, "middle": x - wide / 2}.get(t.get("text-anchor"), x)
        boxes.append((t.text, left, y - size * 0.7, left + wide, y + size * 0.1))
    for a, b in combinations(boxes, 2):
        assert a[3] <= b[1] + 1 or b[3] <= a[1] + 1 or a[4] <= b[2] + 1 or b[4] <= a[2] + 1, (a, b)

"""Whether an image can show what is said to have been seen in it."""

import pytest

from fairlead.base.in_view import Views

PLACES = [
    {"place_id": "place:P1", "label": "P1", "name": "Ayport", "other_names": [], "lat": 43.0, "lon": 133.0,
     "precision_km": 1.0},
    {"place_id": "place:P2", "label": "P2", "name": "Beeport", "other_names": [], "lat": 43.0, "lon": 120.0,
     "precision_km": None},
]  # fmt: skip
HERE = "POLYGON ((132 42, 134 42, 134 44, 132 44))"
AWAY = "POLYGON ((119 42, 121 42, 121 44, 119 44))"


def scene(label="I1", footprint=AWAY):
    return {"scene_id": f"scene:{label}", "label": label, "footprint": footprint}


def look(scene="I1", place="P1", lat=None, lon=None, analyst="Ann"):
    made = {"label": "L1", "scene": scene, "place_words": place, "lat": lat, "lon": lon}
    return made | {"analyst": analyst, "start_time": None, "end_time": None}


def sighting(place="P1", look="L1", lat=None, lon=None, radius_km=None):
    basis = "place point" if lat is None else "stated"
    made = {"look": look, "place_id": f"place:{place}", "position_basis": basis, "observed_by": "Cat"}
    return made | {"lat": lat, "lon": lon, "radius_km": radius_km}


def missing(o, looks, scenes):
    return Views(looks, scenes, PLACES, 1.852).missing(o)


def test_an_image_of_other_ground_cannot_show_the_place():
    """The place lies at 133 E, the image shows 119 to 121 E."""
    words = missing(sighting(), [look()], [scene()])
    assert words == "the image of its look L1 (scene I1) cannot show Ayport, which lies outside its footprint"


@pytest.mark.parametrize(
    ("looks", "scenes"),
    [
        ([look()], [scene(footprint=HERE)]),
        ([look()], [scene(footprint=None)]),
        ([look(scene=None)], [scene()]),
        ([look(scene="I9")], [scene()]),
        ([], [scene()]),
        ([look(), look("I2")], [scene(), scene("I2", HERE)]),  # another image of that id may show it
        ([look(lat=43.0, lon=120.0)], [scene()]),  # the point looked at goes before the place's
    ],
)
def test_an_image_that_may_show_it_is_held_to(looks, scenes):
    assert missing(sighting(), looks, scenes) is None


def test_a_look_of_another_place_says_nothing_of_where_the_sighting_is():
    """The look is of Beeport, which the image shows; the sighting is at Ayport, which it does not."""
    assert "cannot show Ayport" in missing(sighting(), [look(place="P2")], [scene()])


def test_a_stated_position_goes_before_the_place_and_has_its_error():
    """0.1 degrees of longitude at 43 N are 8.1 km: beyond 5 km, within 10."""
    inside = missing(sighting(lat=43.0, lon=120.5, radius_km=0.1), [look()], [scene()])
    off, within = (missing(sighting(lat=43.0, lon=121.1, radius_km=km), [look()], [scene()]) for km in (5, 10))
    assert (inside, within) == (None, None)
    assert "cannot show its position" in off


def test_of_looks_of_one_id_at_several_images_that_of_the_observer_is_held_to():
    """Ann's image shows the place, Bob's does not, and both call their look L1."""
    looks, scenes = [look(), look("I2", analyst="Bob")], [scene(footprint=HERE), scene("I2")]
    assert missing(sighting() | {"observed_by": "Ann"}, looks, scenes) is None
    assert "outside its footprint" in missing(sighting() | {"observed_by": "Bob"}, looks, scenes)
    assert missing(sighting(), looks, scenes) is None

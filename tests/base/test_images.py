"""Which image a look or a sighting is of: by scene, by time, by what the observer called it."""

from datetime import UTC, datetime, timedelta

from fairlead.base.images import Images, image_of

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)


def look(label, analyst="Ann", scene=None, start=NOON, end=NOON):
    return {"label": label, "analyst": analyst, "scene": scene, "start_time": start, "end_time": end}


def seen(label, by="Ann"):
    return {"look": label, "observed_by": by}


def test_looks_at_one_scene_are_of_one_image_whatever_they_are_called():
    scenes = [{"scene_id": "scene:1", "label": "I1"}]
    images = Images([look("LA", "Ann", "I1"), look("LB", "Bob", "I1"), look("LC", "Bob", "I2")], scenes)
    assert images.of(seen("LA")) == images.of(seen("LB", "Bob")) == "scene:1"
    assert images.of(seen("LC", "Bob")) not in (None, "scene:1"), "a scene that is not held: by its time"


def test_without_a_scene_one_moment_or_one_day_is_one_image_and_a_longer_time_is_none():
    assert image_of(look("LA"), None) == image_of(look("LB"), None)
    assert image_of(look("LA"), None) != image_of(look("LB", start=NOON + timedelta(minutes=1)), None)
    day = {"start": datetime(2024, 3, 5, tzinfo=UTC), "end": datetime(2024, 3, 6, tzinfo=UTC)}
    assert image_of(look("LA", **day), None) == image_of(look("LB", **day), None)
    month = {"start": datetime(2024, 3, 1, tzinfo=UTC), "end": datetime(2024, 4, 1, tzinfo=UTC)}
    assert image_of(look("LA", **month), None) != image_of(look("LB", **month), None)


def test_of_one_label_on_two_images_the_observer_tells():
    """Ann and Bob both number from L1."""
    images = Images([look("L1", "Ann"), look("L1", "Bob", start=NOON + timedelta(days=4))], [])
    assert images.of(seen("L1", "Ann")) != images.of(seen("L1", "bob"))
    assert images.of(seen("L1", "Cat")) is None
    assert images.of(seen("L9")) == "look L9"
    assert images.of(seen(None)) is None

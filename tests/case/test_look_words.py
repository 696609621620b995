"""A look is told with its image, why it could not tell, and what it does to the figures."""

from datetime import UTC, datetime

import pytest

from fairlead.case.look_words import say_look

T = datetime(2024, 3, 5, 1, 23, tzinfo=UTC)
SCENE = {
    "label": "I2", "sensor": "optical", "provider": "Planet", "product": None, "start_time": T, "end_time": T,
    "gsd_m": 3.0, "cloud_frac": 0.8,
}  # fmt: skip


def look(**more):
    made = {
        "label": "L2", "analyst": "Ann", "place_words": "P01", "berth": "berth 1", "scene": "I2",
        "result": "cannot tell",
        "visible_frac": None, "note": None, "confidence": None, "is_cued": False, "start_time": None, "end_time": None,
    }  # fmt: skip
    return made | more


def test_a_look_that_cannot_tell_says_by_what_and_why_and_that_it_counts_for_nothing():
    said = say_look(look(visible_frac=0.1, note="haze over the pier"), SCENE, [], [])
    assert said == (
        "Ann looked at P01, berth 1, in scene I2 (optical, Planet, 5 Mar 2024 01:23 UTC, 3 m a pixel, cloud over 80 % "
        "of the image): cannot tell, 10 % of it visible; in the analyst's words “haze over the pier”. It is no watch: "
        "by it neither is its day watched nor the place empty; it bounds no stay, and says nothing to the estimate of "
        "trips."
    )


def test_where_no_reason_is_stated_that_is_said():
    assert "why is not stated (visible_frac or note would say it)" in say_look(look(), SCENE, [], [])


def test_one_that_others_could_tell_of_says_what_they_told():
    watch = {"words": "Bob looked at the place 5 Mar 2024 (L3): empty."}
    said = say_look(look(), SCENE, [watch], [])
    assert said.endswith("others could tell in that image: Bob looked at the place 5 Mar 2024 (L3): empty.")


@pytest.mark.parametrize(
    ("is_cued", "ends"), [(False, "rests on it."), (True, "it is left out of the estimate of trips.")]
)
def test_one_that_could_tell_says_what_rests_on_it(is_cued, ends):
    assert say_look(look(result="empty", is_cued=is_cued), SCENE, [{"words": "w."}], []).endswith(ends)


def test_what_does_not_add_up_in_it_is_said():
    check = {"label": "L2", "words": "L2: the place lies outside the footprint of scene I2."}
    said = say_look(look(result="empty"), SCENE, [], [check])
    assert "The place lies outside the footprint of scene I2. It is no watch" in said


def test_an_image_that_is_not_held_is_said_to_be_none():
    said = say_look(look(scene="I9", start_time=T, end_time=T), None, [], [])
    assert "in scene I9, which is not held (5 Mar 2024 01:23 UTC): cannot tell" in said

"""Phrasings as sources write them, each with the reading of a careful person, written down before they were run.

Vostochny and Nakhodka lie 17 km apart. "unsettled" means: a place of the case is named, and the words do not put the
ship there for certain.
"""

import pytest

from fairlead.events.gazetteer import Gazetteer, Spot


def place(label, name, *others, kind="port", country="RU"):
    row = {"place_id": label, "label": label, "name": name, "other_names": list(others)}
    return row | {"place_kind": kind, "country": country}


PLACES = (
    place("P01", "Vostochny", "Port Vostochny"),
    place("P02", "Nakhodka"),
    place("P05", "Nampo", "Nampho", country="KP"),
    place("P06", "Chongjin", country="KP"),
    place("P09", "Rajin", "Rason", country="KP"),
)

AT = (
    ("Vostochny oil berth", "P01"),
    ("Vostochny Oil Terminal", "P01"),
    ("Port of Nakhodka", "P02"),
    ("at the oil terminal in Vostochny", "P01"),
    ("alongside pier no. 2, Nampo", "P05"),
    ("Nampo, berth 3", "P05"),
    ("moored at berth B of Nampo port", "P05"),
    ("Vostochny, Russia", "P01"),
    ("the Russian port of Vostochny", "P01"),
    ("Nampo (North Korea)", "P05"),
    ("North Korea's Nampo", "P05"),
    ("Vostochny's oil berth", "P01"),
    ("anchored in the Nampo roads", "P05"),
    ("Chongjin outer anchorage", "P06"),
    ("Rajin/Rason", "P09"),
    ("Nakhodka, not Vostochny", "P02"),
    ("Nampo (berth not stated)", "P05"),
    ("Chongjin, after leaving Vostochny", "P06"),
    ("Nampo tanker terminal", "P05"),
    ("the eastern pier at Chongjin", "P06"),
    ("Nampo, then Chongjin", "P05"),
    ("VOSTOCHNY PORT", "P01"),
    ("fishing harbour, Rajin", "P09"),
    ("Nampo offshore buoys", "P05"),
    ("Rajin (unloading grain)", "P09"),
    ("ferry pier, Rajin", "P09"),
)

AWAY = (
    ("105 km to the south-westward of Vostochny", Spot("bearing", "P01", 105, 105, 225)),
    ("105 km southwest of Vostochny", Spot("bearing", "P01", 105, 105, 225)),
    ("105km SW of Vostochny", Spot("bearing", "P01", 105, 105, 225)),
    ("105 kilometres to the south-west of Vostochny", Spot("bearing", "P01", 105, 105, 225)),
    ("105 km south-westerly from Vostochny", Spot("bearing", "P01", 105, 105, 225)),
    ("105 km (65 miles) south-west of Vostochny", Spot("bearing", "P01", 105, 105, 225)),
    ("10 nautical miles due east of Nampo", Spot("bearing", "P05", 18.52, 18.52, 90)),
    ("10 nm ESE of Nampo", Spot("bearing", "P05", 18.52, 18.52, 112.5)),
    ("about 100 km short of Vostochny", Spot("bearing", "P01", 100, 100)),
    ("100 km from Vostochny", Spot("bearing", "P01", 100, 100)),
    ("20 km off the coast of Chongjin", Spot("bearing", "P06", 20, 20)),
    ("between 10 and 20 km off Nampo", Spot("bearing", "P05", 10, 20)),
    ("six kilometres off Nampo", Spot("bearing", "P05", 6, 6)),
    ("4 km off Nampo", Spot("bearing", "P05", 4, 4)),
    ("2 km off Nampo", Spot("off", "P05", 2, 2)),
    ("within 2 km of Nampo", Spot("off", "P05", 0, 2)),
    ("6 km off the port, Nampo anchorage", Spot("off", "P05", 6, 6)),
    ("Korea Strait, 190 km south of Chongjin", Spot("bearing", "P06", 190, 190, 180)),
    ("off Chongjin", Spot("near", "P06")),
    ("offshore Nampo", Spot("near", "P05")),
    ("close to Nakhodka", Spot("near", "P02")),
    ("in the Chongjin area", Spot("near", "P06")),
    ("approaches to Nampo", Spot("near", "P05")),
)

UNSETTLED = (
    "not at Vostochny",
    "never reached Vostochny",
    "no longer at Vostochny",
    "wasn't at Vostochny",
    "nowhere near Vostochny",
    "anywhere other than Vostochny",
    "Vostochny (not confirmed)",
    "Vostochny?",
    "possibly Vostochny",
    "Vostochny or Nakhodka",
    "either Nakhodka or Vostochny",
    "Vostochny and Nakhodka",
    "Vostochny/Nakhodka",
    "20 km off Vostochny or Nakhodka",
    "on the way out of Vostochny",
    "outbound past the light, Vostochny",
    "approaching Vostochny",
    "it departs Vostochny",
    "Vostochny-bound",
    "Vostochny declared as destination",
    "Vostochny Dockyard, Khabarovsk",
    "Vostochny district, Moscow",
    "Vostochny, Moscow",
    "near Vostochny, Khabarovsk",
    "Vostochny Street",
    "New Vostochny",
    "South Nampo",
    "Vostochny-2",
    "Vostochny, Kazakhstan",
    "the Chinese port of Nampo",
    "tanker Vostochny",
    "MV Nakhodka",
    "passenger ferry Nakhodka",
    "bulk carrier at Vostochny",
    "Vostochny, offshore",
    "Nampo Oil",
    "Vostochny Stevedoring Company",
    "south-west of Vostochny by 105 km",
    "Vostochny, 105 km to the south-west",
    "several hundred kilometres off Nampo",
    "more than 100 km off Nampo",
    "0,8 km off Nampo",
    "opposite Vostochny",
    "within sight of Nampo",
    "20 km off Shimane, Nampo",
    "space centre at Vostochny",
)

ELSEWHERE = (
    "after leaving Vostochny",
    "before reaching Vostochny",
    "left Vostochny",
    "bound for Nampo",
    "en route to Nampo",
    "at sea, heading for Nampo",
    "from Vostochny",
    "next port Nampo",
    "between Vostochny and Nampo",
    "Rajin-Vostochny route",
    "105 km south-west of Busan",
    "open sea",
)


def read(words):
    return Gazetteer(PLACES).read(words)


@pytest.mark.parametrize(("words", "label"), AT)
def test_the_ship_lay_there(words, label):
    assert read(words) == Spot("at", label)


@pytest.mark.parametrize(("words", "spot"), AWAY)
def test_the_ship_lay_at_a_distance(words, spot):
    found = read(words)
    assert (found.relation, found.place_id, found.bearing_deg) == (spot.relation, spot.place_id, spot.bearing_deg)
    assert found.away_low_km == pytest.approx(spot.away_low_km)
    assert found.away_high_km == pytest.approx(spot.away_high_km)


@pytest.mark.parametrize("words", UNSETTLED)
def test_what_is_not_certain_is_no_place_and_says_why(words):
    found = read(words)
    assert (found.relation, found.place_id) == ("unsettled", None)
    assert found.remark.startswith("place not settled: ")


@pytest.mark.parametrize("words", ELSEWHERE)
def test_where_a_ship_only_goes_or_comes_from_is_nowhere(words):
    assert read(words).relation == "none"


def test_what_was_not_understood_is_named():
    assert read("Vostochny district, Moscow").remark == (
        "place not settled: 'district' beside Vostochny is not understood"
    )
    assert read("Vostochny or Nakhodka").remark == "place not settled: Nakhodka or Vostochny"


def test_how_far_off_reaches_is_a_parameter():
    assert Gazetteer(PLACES, off_km=10).read("6 km off Nampo").relation == "off"
    assert Gazetteer(PLACES, anchorage_km=5).read("Nampo anchorage, 6 km off the port").relation == "bearing"


@pytest.mark.parametrize(
    "words", ["Vostochny " * 3000, "5 " * 5000 + "km off Nampo", "(" * 5000, "off " * 5000 + "Nampo"]
)
def test_long_words_are_read_in_a_moment(words):
    assert read(words).relation != "at"

import pytest

from fairlead.events.gazetteer import Gazetteer, Spot


def place(label, name, *others, kind="port"):
    return {"place_id": label, "label": label, "name": name, "other_names": list(others), "place_kind": kind}


PLACES = (
    place("P01", "Vostochny", "Vostochnyy", "Port Vostochny"),
    place("P02", "Nakhodka"),
    place("P05", "Nampo", "Nampho"),
    place("P09", "Rajin", "Najin", "Rason"),
    place("P10", "Dunay", "Dunai", kind="naval port"),
    place("P12", "Ulleungdo", kind="island"),
    place("P13", "Sok Island (Sokdo)", kind="anchorage"),
    place("P15", "Tikhoretsk", kind="ammunition depot"),
    place("P16", "Vostochny Cosmodrome", kind="space port"),
)


def read(words, places=PLACES):
    return Gazetteer(places).read(words)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Vostochny", "P01"),
        ("VOSTOCHNY", "P01"),
        ("Vostochny oil berth", "P01"),
        ("Port Vostochny", "P01"),
        ("Восточный", "P01"),
        ("порт Находка", "P02"),
        ("남포", "P05"),
        ("Nampo offshore oil buoys", "P05"),
        ("Nampo pier about 600 m west of the offshore buoys", "P05"),
        ("Rajin/Rason", "P09"),
        ("나진", "P09"),
        ("Dunay (loading containers), then Rajin", "P10"),
        ("Sokdo", "P13"),
        ("Sok Island", "P13"),
        ("Tikhoretsk", "P15"),
        ("Vostochny Cosmodrome", "P16"),
        ("P02", "P02"),
        (" p02 ", "P02"),
    ],
)
def test_a_ship_is_at_the_place_named(words, label):
    assert read(words) == Spot("at", label)


def test_the_port_and_the_space_port_of_one_name_are_told_apart_in_any_order():
    for places in (PLACES, PLACES[::-1]):
        assert read("Vostochny", places).place_id == "P01"
        assert read("the space centre at Vostochny", places).place_id == "P16"
        assert read("vostochny cosmodrome", places).place_id == "P16"


def test_a_name_shared_outright_goes_to_the_place_where_ships_can_lie():
    places = (place("A", "Vostochny", kind="space port"), place("B", "Vostochny"))
    assert read("Vostochny", places).place_id == "B"


def test_a_name_that_two_ports_share_is_no_place_and_both_are_named():
    places = (place("A", "San Juan"), place("B", "San Juan"))
    assert read("San Juan", places) == Spot("unsettled", remark="place not settled: San Juan may be A or B")


@pytest.mark.parametrize(
    ("words", "spot"),
    [
        ("about 800 m off the oil pier, Vostochny", Spot("off", "P01", 0.8, 0.8)),
        ("Nakhodka anchorage, about 6 km off the port", Spot("off", "P02", 6.0, 6.0)),
        ("1,200 m off Nampho", Spot("off", "P05", 1.2, 1.2)),
        ("waters off Nampo", Spot("near", "P05")),
        ("near Nakhodka", Spot("near", "P02")),
        ("near P02", Spot("near", "P02")),
        ("P02, oil berth", Spot("at", "P02")),
        ("105 km south-west of Vostochny", Spot("bearing", "P01", 105.0, 105.0, 225.0)),
        ("72 km SW of Nakhodka", Spot("bearing", "P02", 72.0, 72.0, 225.0)),
        ("190 km east of Ulleungdo", Spot("bearing", "P12", 190.0, 190.0, 90.0)),
        ("20 nm NNE of Nakhodka", Spot("bearing", "P02", 37.04, 37.04, 22.5)),
        ("10-20 nautical miles north-north-east of Nakhodka", Spot("bearing", "P02", 18.52, 37.04, 22.5)),
        ("3 km west of Nampo", Spot("off", "P05", 3.0, 3.0, 270.0)),
        ("150 km off Nampo", Spot("bearing", "P05", 150.0, 150.0)),
        ("east of Nampo", Spot("near", "P05", bearing_deg=90.0)),
    ],
)
def test_distance_and_direction_are_read(words, spot):
    assert read(words) == spot


def test_a_bare_mile_is_a_statute_mile():
    # 45 miles beside 72 km in two outlets on one report (S14): 45 x 1.609344 = 72.42 km, in nautical miles 83.3 km
    assert read("45 miles south-west of Nakhodka").away_high_km == pytest.approx(72.42, abs=0.01)


@pytest.mark.parametrize(
    "words",
    [
        "off Shimane, Japan",
        "Rajin-Dunay route",
        "between Nampo and Rajin",
        "at sea, giver Patriot",
        "at sea, partner Vostochny (Panama flag)",
        "Longkou, China",
        "East Sea, heading for Vostochny",
        "bound for Nampo",
        "past Jeju into Chinese waters",
        "from Vostochny",
    ],
)
def test_where_a_ship_goes_comes_from_or_what_is_no_place_of_the_case_is_nowhere(words):
    assert read(words).place_id is None


def test_a_destination_does_not_hide_where_the_ship_was():
    assert read("near Nampo, heading for Vostochny") == Spot("near", "P05")
    assert read("from Vostochny, near Nakhodka") == Spot("near", "P02")


def test_a_small_letter_word_is_a_place_only_where_it_is_spelled_like_one():
    assert read("rajin") == Spot("at", "P09")
    assert read("najeen", PLACES).place_id is None


def test_a_label_among_other_words_is_known_in_its_own_letters_alone():
    assert read("20 km south of P02") == read("20 km south of Nakhodka")
    assert read("near p02") == Spot("none")
    assert read("near P99") == Spot("none")
    assert read("near Pier", (*PLACES, place("Pier", "Other"))) == Spot("none")


def test_no_places_and_no_words_are_nowhere():
    assert read("Vostochny", ()) == Spot("none")
    assert read("", PLACES) == Spot("none")


def test_a_label_counts_alone_and_in_other_capitals_where_one_place_bears_it_so():
    two = (place("P1", "Ayport"), place("p1", "Beeport"), place("Q1", "Ceeport"))
    assert [read(w, two).place_id for w in ("P1", "p1", "q1", "off q1")] == ["P1", "p1", "Q1", None]
    assert read("P1", (place("P1x", "Ayport"),)).place_id is None

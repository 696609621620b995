"""Which sightings of one look are two ships, which are one, and how ships are numbered so that none is two."""

from fairlead.base.one_look import are_two_ships, number_ships, pair_analysts


def row(label, look="L1", image="", **more):
    """A sighting in an image that is named as its look is, where nothing else is said."""
    return {
        "label": label, "look": look, "image": image or look, "place_id": "place:P", "observed_by": "Ann", "hulls": 1,
        "members": [], "lengths_m": [], "berth": None, "lat": None, "lon": None, "words": "(tanker)",
    } | more  # fmt: skip


def test_one_analyst_parts_ships_by_berth_and_two_analysts_part_none():
    west, east = row("S1", berth="West"), row("S2", berth="East")
    assert are_two_ships(west, east, "words")
    assert not are_two_ships(west, east | {"observed_by": "Bob"}, "words")
    assert not are_two_ships(west, row("S2", "L2", berth="East"), "words")
    assert not are_two_ships(west, east | {"hulls": 2}, "words")


def test_two_sightings_of_one_look_that_are_measured_at_all_differently_are_two_ships():
    """100 and 104 m, each known to 20 %, may be one length; but one ship of a look is not measured under two labels."""
    one, other = (row(s, length_m=m, length_sd_m=20.0) for s, m in (("S1", 100.0), ("S2", 104.0)))
    assert are_two_ships(one, other, "words")
    assert not are_two_ships(one, other | {"length_m": 100.0}, "words")
    assert not are_two_ships(one, other | {"look": "L2", "image": "L1"}, "words")
    assert not are_two_ships(one, other | {"observed_by": "Bob"}, "words")


def test_the_point_of_a_place_is_no_position_of_a_ship():
    """0.004 degrees of latitude are 445 m, more than a ship is long; 0.003 are 334 m."""
    one = row("S1", lat=10.0, lon=20.0)
    assert are_two_ships(one, row("S2", lat=10.004, lon=20.0), "words")
    assert not are_two_ships(one, row("S2", lat=10.003, lon=20.0), "words")
    assert not are_two_ships(one, row("S2", lat=10.004, lon=20.0, position_basis="place point"), "words")


def test_ships_are_numbered_by_berth_and_no_higher_than_a_look_holds():
    rows = [row("S1", berth="West"), row("S2", berth="East"), row("S3", "L2", berth="Ea-st"), row("S4", "L3"),
            row("S5", "L4", berth="North")]  # fmt: skip
    assert number_ships(rows, "words") == [0, 1, 1, 0, 0]
    assert number_ships([row(f"S{n}", None, berth=str(n)) for n in range(4)], "words") == [0, 0, 0, 0]


def test_analysts_are_paired_where_each_tells_of_one_ship():
    rows = [
        row("S1"),
        row("S2", observed_by="Bob"),
        row("S3", "L2"),
        row("S4", "L2"),
        row("S5", "L2", observed_by="Bob"),
    ]
    assert list(pair_analysts(rows)) == [(0, 1)]
    berths = [r | {"berth": b} for r, b in zip(rows[2:], ("West 1", "East", "WEST-1"), strict=True)]
    assert list(pair_analysts(berths)) == [(0, 2)]


def test_analysts_are_paired_by_image_and_place_whatever_their_looks_are_called():
    rows = [row("S1", image="I1"), row("S2", "L2", image="I1", observed_by="Bob")]
    assert list(pair_analysts(rows)) == [(0, 1)]
    assert list(pair_analysts([rows[0], rows[1] | {"image": "I2"}])) == []
    assert list(pair_analysts([rows[0], rows[1] | {"place_id": "place:Q"}])) == []


def test_two_looks_of_one_analyst_at_one_image_part_ships_by_berth_and_not_by_words():
    """A look at the whole place and one at a berth of it may word one ship otherwise."""
    whole = row("S1", "L1", image="I1", berth="West", words="(tanker)")
    assert are_two_ships(whole, row("S2", "L2", image="I1", berth="East"), "words")
    assert not are_two_ships(whole, row("S2", "L2", image="I1", berth="west", words="(red tanker)"), "words")
    assert are_two_ships(whole, row("S2", "L1", image="I1", berth="west", words="(red tanker)"), "words")
    assert not are_two_ships(whole, row("S2", "L2", image="I2", berth="East"), "words")

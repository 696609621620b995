import pytest


def test_a_sighting_without_a_name_survives(kept):
    row = kept("sightings", vessel_name="")
    assert (row["vessel_name"], row["vessel_words"], row["hulls"]) == (None, "(no name stated)", 1)


def test_a_place_nobody_lists_survives(kept):
    assert kept("sightings", place="72 km SW of Nowhere")["place_words"] == "72 km SW of Nowhere"
    assert kept("sightings", place="")["place_words"] is None


def test_a_name_keeps_its_description_in_the_words(kept):
    row = kept("sightings", vessel_name="Yu Son (printed Ryuson, about 90 m)")
    assert (row["vessel_name"], row["hulls"], row["lengths_m"]) == ("Yu Son", 1, [90.0])
    assert row["vessel_words"] == "Yu Son (printed Ryuson, about 90 m)"


def test_several_names_are_as_many_ships(kept):
    row = kept("sightings", vessel_name="Angara; Maria")
    assert (row["vessel_name"], row["hulls"], row["vessel_words"]) == (None, 2, "Angara; Maria")


@pytest.mark.parametrize("words", ["Yu Son?", "possibly Yu Son", "Yu Son [unconfirmed]", "Yu Son / Un Hung", "tbc"])
def test_a_ship_named_in_doubt_is_one_ship_without_a_name(kept, words):
    row = kept("sightings", vessel_name=words)
    assert (row["vessel_name"], row["hulls"], row["vessel_words"]) == (None, 1, words)


def test_a_remark_in_square_brackets_is_no_part_of_the_name(kept):
    assert kept("sightings", vessel_name="Yu Son [printed Ryuson]")["vessel_name"] == "Yu Son"


def test_columns_win_over_words(kept):
    row = kept(
        "sightings",
        vessel_name="(five tankers incl. S9, about 90 m)",
        hulls="7",
        members="S1; S2",
        out_of="8",
        lengths_m="60;70.5",
    )
    assert (row["hulls"], row["members"], row["out_of"], row["lengths_m"]) == (7, ["S1", "S2"], 8, [60.0, 70.5])
    assert row["hulls_words"] == "7: stated in the column hulls"


def test_an_empty_berth_is_a_row(kept):
    assert kept("sightings", vessel_name="", hulls="0")["hulls"] == 0


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"hulls": "1", "members": "S1; S2"}, "hulls is 1, but 2 sightings are said to be among them"),
        ({"hulls": "5", "out_of": "3"}, "out_of is 3, fewer than the 5 ships of the row"),
        ({"hulls": "-1"}, "hulls '-1' may not be negative"),
        ({"hulls": "99999999999"}, "hulls '99999999999' lies outside 0 to 1000"),
        (
            {"hulls": "five"},
            "hulls 'five' is not a number; write digits alone, and leave it blank where it is not known",
        ),
        ({"lengths_m": "90; 5000"}, "lengths_m '5000' lies outside 10 to 500"),
        ({"position_uncertainty_km": "-1"}, "position_uncertainty_km '-1' may not be negative"),
    ],
)
def test_counts_that_contradict_each_other_are_refused(refused, cells, reason):
    assert refused("sightings", **cells) == reason


@pytest.mark.parametrize(
    ("words", "grade"), [("High: two images", "high"), ("medium; why", "medium"), ("highly", None), ("", None)]
)
def test_the_grade_is_the_first_word_of_the_confidence(kept, words, grade):
    assert kept("sightings", confidence=words)["grade"] == grade


@pytest.mark.parametrize(
    ("words", "hulls", "why"),
    [
        ("(1000000)", 1, "1,000,000 ships are more than 1,000"),
        ("(a million tankers)", 2, "1,000,000 ships are more than 1,000"),
        ("(no longer any ship)", 1, "'no' is not understood as a count"),
    ],
)
def test_a_count_that_is_not_understood_is_said_and_the_least_is_counted(dropped, words, hulls, why):
    row, field, reason = dropped("sightings", vessel_name=words)
    assert (row["hulls"], field) == (hulls, "vessel_name")
    assert f"{why}; counted as {hulls}; write the number in the column hulls" in reason


def test_a_stated_count_needs_no_words(kept):
    assert kept("sightings", vessel_name="(1000000)", hulls="3")["hulls"] == 3


def test_members_may_be_named(kept):
    row = kept("sightings", vessel_name="(at least five tankers, including Yu Son and Un Hung)")
    assert (row["hulls"], row["members"]) == (5, ["Yu Son", "Un Hung"])


def test_a_sighting_may_leave_its_time_to_its_look(kept):
    row = kept("sightings", date_start="", look="L1")
    assert (row["date_start"], row["look"]) == (None, "L1")


def test_a_sighting_of_no_look_needs_a_date(refused):
    assert "date_start is blank" in refused("sightings", date_start="")


def test_a_clock_time_without_its_date_is_left_out_and_told(dropped):
    row, field, reason = dropped("sightings", date_start="", look="L1", time_local="03:00")
    assert (row["time_local"], field) == (None, "time_local")
    assert "stands without a date_start; left out: the time of look 'L1' is used" in reason


def test_a_date_with_a_clock_time_behind_it_is_both(kept):
    """As a spreadsheet writes a cell of date and time; a workbook's cell of 12 March, two o'clock."""
    for words, clock in (("2024-03-12 02:00", "02:00"), ("2024-03-12T02:00:30Z", "02:00:30Z")):
        row = kept("sightings", date_start=words)
        assert (row["date_start"], row["time_local"]) == ("2024-03-12", clock)
    row = kept("sightings", date_start="2024-03-12 02:00", time_local="2:00")
    assert row["time_local"] == "2:00"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"date_start": "2024-03-12 02:00", "time_local": "03:00"}, "and date_start '02:00'; give the time once"),
        ({"date_start": "2024-03-12 25:00"}, "write HH:MM in 24 hours"),
        ({"date_start": "2024-02-30 02:00"}, "does not exist"),
    ],
)
def test_a_clock_time_behind_a_date_is_checked_as_any(refused, cells, reason):
    assert reason in refused("sightings", **cells)


def test_a_clock_time_behind_the_last_date_is_left_out_and_told(dropped):
    row, field, reason = dropped("sightings", date_start="2024-03-12", date_end="2024-03-13 02:00")
    assert (row["date_end"], row["time_local"], field) == ("2024-03-13", None, "date_end")
    assert "the clock time 02:00 behind it is not" in reason

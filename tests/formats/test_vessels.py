import pytest


def test_a_vessel_needs_no_number(kept):
    row = kept("vessels", imo="", dwt="", flag="")
    assert (row["imo"], row["dwt_t"], row["flag"], row["flag_words"]) == (None, None, None, None)


def test_a_flag_no_one_state_is_kept_in_words(dropped, kept):
    row, field, _ = dropped("vessels", flag="Atlantis")
    assert (row["flag"], row["flag_words"], field) == (None, "Atlantis", "flag")
    assert kept("vessels", flag="Fiji (false)")["flag"] is None
    assert kept("vessels", flag="Panama; Togo (2019)")["flag_words"] == "Panama; Togo (2019)"


@pytest.mark.parametrize(
    ("role", "length"),
    [
        ("acquired by DPRK 2021; length 99.9 m", 99.9),
        ("length of about 95 m", 95),
        ("length 99.9 m, later length 85 m", None),
        ("wavelength 10 m", None),
        ("length 900 m", None),
        ("moored 90 m off", None),
    ],
)
def test_a_length_in_the_words_is_taken_where_there_is_one(kept, role, length):
    assert kept("vessels", role_in_case=role)["length_m"] == length


def test_the_column_of_lengths_wins_over_words(kept):
    assert kept("vessels", length_m="95", role_in_case="length 99.9 m")["length_m"] == 95


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"built": "74"}, "built '74' lies outside 1850 to 2100"),
        ({"built": "1974.5"}, "built '1974.5' is not a whole number"),
        ({"built": "1974?"}, "built '1974?' is not a number"),
        ({"length_m": "9990"}, "length_m '9990' lies outside 10 to 500"),
    ],
)
def test_a_year_and_a_length_must_be_possible(refused, cells, reason):
    assert refused("vessels", **cells).startswith(reason)


def test_sizes_and_features_of_a_ship_are_read(kept):
    row = kept("vessels", beam_m="14.6", depth_m="7.2", draught_m="5.6", features="Deck colour: Red; no  crane;")
    assert (row["beam_m"], row["depth_m"], row["draught_m"]) == (14.6, 7.2, 5.6)
    assert row["features"] == ["deck colour: red", "no crane"]
    assert kept("vessels")["features"] is None


@pytest.mark.parametrize(("column", "value"), [("beam_m", "0"), ("depth_m", "900"), ("draught_m", "-3")])
def test_a_size_no_ship_has_is_refused(refused, column, value):
    assert refused("vessels", **{column: value}).startswith(f"{column} '{value}'")


def test_a_ship_said_to_be_gone_is_gone_by_the_end_of_the_date(kept, dropped):
    row = kept("vessels", gone="2019-03", gone_how="broken up at Alang")
    assert row["gone_by"].isoformat() == "2019-04-01T00:00:00+00:00"
    assert row["gone_words"] == "broken up at Alang (2019-03)"
    assert kept("vessels", gone="2019")["gone_words"] == "gone (2019)"
    row, field, reason = dropped("vessels", gone_how="broken up")
    assert (row["gone_by"], field) == (None, "gone_how")
    assert "gone is not" in reason


def test_a_row_refused_for_one_fault_tells_of_its_wrong_number_too(refused):
    assert refused("vessels", imo="8660314", built="74") == (
        "built '74' lies outside 1850 to 2100; imo 8660314 fails its check digit: a digit is wrong or two are swapped"
    )

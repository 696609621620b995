from datetime import UTC, datetime

from fairlead.identity.listings import read_listings


def day(year, month, day_):
    return datetime(year, month, day_, tzinfo=UTC)


def by_authority(*words):
    return {x.authority: x for x in read_listings(*words)}


def test_each_authority_has_its_own_date_and_measures():
    found = by_authority(
        "UN; US", "2018-03-30 (UN); 2018-02-23 (US)", "UN 1718: asset freeze + port entry ban (group of 13)"
    )
    assert (found["UN"].start, found["UN"].end) == (day(2018, 3, 30), day(2018, 3, 31))
    assert (found["US"].start, found["US"].end) == (day(2018, 2, 23), day(2018, 2, 24))
    assert found["UN"].measures == ("asset freeze", "port entry ban")
    assert found["UN"].is_measure_sure
    assert found["US"].measures == ()
    assert not found["US"].is_measure_sure
    assert "group of 13" in found["UN"].words


def test_a_listing_is_not_a_port_ban():
    (found,) = read_listings("UN", "2018-03-30", "asset freeze only")
    assert found.measures == ("asset freeze",)


def test_a_measure_left_open_is_kept_as_open():
    (found,) = read_listings(
        "UN", "2018-03-30", "asset freeze + port entry ban or asset freeze only (not stated per ship)"
    )
    assert found.measures == ("asset freeze", "port entry ban")
    assert not found.is_measure_sure
    assert "not stated per ship" in found.words


def test_a_date_without_an_authority_belongs_to_the_only_one():
    (found,) = read_listings("UN", "2018-03-30 (day from memory)", None)
    assert found.start == day(2018, 3, 30)
    assert "day from memory" in found.words


def test_among_several_authorities_a_date_without_one_belongs_to_none():
    found = by_authority("UN; US", "2018-03-30", None)
    assert [x.start for x in found.values()] == [None, None]
    assert "2018-03-30" in found["UN"].words


def test_a_month_for_two_authorities_stays_a_month_for_both():
    found = by_authority("UN; US", "2016-03 (UN, US as Chong Rim 2)", None)
    assert {(x.start, x.end) for x in found.values()} == {(day(2016, 3, 1), day(2016, 4, 1))}
    assert "as Chong Rim 2" in found["US"].words


def test_a_measure_in_brackets_goes_to_the_authority_named_there():
    found = by_authority("UN; US", "2017-12-28 (UN); 2017-11-21 (US)", "port entry ban (UN)")
    assert found["UN"].measures == ("port entry ban",)
    assert found["US"].measures == ()


def test_a_measure_without_an_authority_is_sure_for_none_of_several():
    found = by_authority("UN; US", "2018-10-16 (UN)", "de-flag + port entry ban")
    assert found["UN"].measures == ("de-flag", "port entry ban")
    assert not found["UN"].is_measure_sure
    assert not found["US"].is_measure_sure
    assert found["US"].start is None


def test_with_one_authority_it_is_sure():
    (found,) = read_listings("UN", "2018-10-16", "de-flag + port entry ban")
    assert found.is_measure_sure


def test_not_listed_and_nothing_stated_make_no_listing():
    assert read_listings("not listed", None, None) == []
    assert read_listings(None, "2018-03-30", "asset freeze") == []


def test_a_remark_behind_the_authority_is_kept_in_words():
    (found,) = read_listings("UN (as reported)", None, None)
    assert found.authority == "UN"
    assert "as reported" in found.words


def test_a_day_that_does_not_exist_dates_nothing_and_is_said():
    (found,) = read_listings("UN", "2018-02-31", None)
    assert found.start is None
    assert "2018-02-31" in found.words

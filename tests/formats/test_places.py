import pytest

from fairlead.base.units import KM_PER_ARC_MINUTE, KM_PER_NAUTICAL_MILE
from fairlead.formats.places import stated_precision


def test_a_place_may_be_known_by_name_alone(kept):
    row = kept("places", lat="", lon="", confidence="name only")
    assert (row["lat"], row["lon"], row["precision_km"]) == (None, None, None)


@pytest.mark.parametrize(
    ("column", "confidence", "source", "km"),
    [
        (2.5, "within about 5 km", "World Port Index", 2.5),
        (None, "from memory, within about 5 km", "from memory", 5),
        (None, "good to about 1 arc-minute", None, KM_PER_ARC_MINUTE),
        (None, "within 2 nautical miles", None, 2 * KM_PER_NAUTICAL_MILE),
        (None, "accurate to 300 m", None, 0.3),
        (None, "good", "World Port Index point", KM_PER_ARC_MINUTE),
        (None, "about 30 km south-west of Nampo", "chart", None),
        (None, None, None, None),
    ],
)
def test_how_good_a_point_is_comes_from_the_column_the_words_or_the_index(column, confidence, source, km):
    assert stated_precision(column, confidence, source) == km


def test_a_point_without_place_has_no_precision(kept):
    assert kept("places", lat="", lon="", coord_source="World Port Index")["precision_km"] is None


def test_a_country_is_a_code_or_dropped(kept, dropped):
    assert kept("places", country="South Korea")["country"] == "KR"
    row, field, reason = dropped("places", country="Atlantis")
    assert (row["country"], field) == (None, "country")
    assert "write its ISO code" in reason


def test_a_time_zone_exists_or_is_dropped(kept, dropped):
    assert kept("places", time_zone="Asia/Vladivostok")["time_zone"] == "Asia/Vladivostok"
    assert kept("places", time_zone="+10:00")["time_zone"] == "+10:00"
    row, field, reason = dropped("places", time_zone="Asia/Nowhere")
    assert (row["time_zone"], field) == (None, "time_zone")
    assert "'Asia/Nowhere' is not known" in reason


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/passwd", "Asia", "America/Argentina", "+99:00"])
def test_a_time_zone_that_is_none_breaks_nothing(dropped, zone):
    assert dropped("places", time_zone=zone)[0]["time_zone"] is None

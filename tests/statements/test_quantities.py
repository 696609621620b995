"""The grammar of quantities: the readings of a careful person, and the traps that parsers fall into."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.statements.quantities import find_quantities
from fairlead.statements.units import Unit

ARTICLE = Path(__file__).parents[3] / "shared" / "data" / "claims" / "article-2024-11-22.txt"


def read(words):
    return [(q.low, q.high, q.unit, q.qualifier) for q in find_quantities(words)]


@pytest.mark.parametrize(
    ("words", "low", "high", "unit", "qualifier"),
    [
        # scales with hyphens and spaces: parsers read 582.5 and 510 here
        ("165-thousand barrels", 165_000, 165_000, "barrel", None),
        ("more than 20-thousand containers full of supplies", 20_000, None, "container", "more_than"),
        ("500-thousand barrels", 500_000, 500_000, "barrel", None),
        ("half a million barrels", 500_000, 500_000, "barrel", None),
        ("one and a half million barrels", 1_500_000, 1_500_000, "barrel", None),
        ("a million and a half barrels", 1_500_000, 1_500_000, "barrel", None),
        ("1.5 million barrels", 1_500_000, 1_500_000, "barrel", None),
        ("one hundred and twenty-five thousand barrels", 125_000, 125_000, "barrel", None),
        ("two million three hundred thousand shells", 2_300_000, 2_300_000, "round", None),
        ("Two thousand tonnes of diesel", 2_000, 2_000, "tonne", None),
        ("5m barrels", 5_000_000, 5_000_000, "barrel", None),
        ("30k tonnes", 30_000, 30_000, "tonne", None),
        # bounds
        ("more than 10,000 North Korean soldiers", 10_000, None, "person", "more_than"),
        ("over 40 trips", 40, None, "trip", "more_than"),
        (">43 trips", 43, None, "trip", "more_than"),
        ("at least one Pantsir-class combat vehicle", 1, None, "vehicle", "at_least"),
        ("no fewer than 43 trips", 43, None, "trip", "at_least"),
        ("10,000+ troops", 10_000, None, "person", "at_least"),
        ("43 or more trips", 43, None, "trip", "at_least"),
        ("43 trips or more", 43, None, "trip", "at_least"),
        ("as many as nine million rounds of mixed ammunition", None, 9_000_000, "round", "as_many_as"),
        ("up to 12,000 troops", None, 12_000, "person", "up_to"),
        ("fewer than 100 workers", None, 100, "person", "less_than"),
        ("around 10,900 North Korean troops", 10_900, 10_900, "person", "around"),
        ("approximately 3 million rounds", 3_000_000, 3_000_000, "round", "approximately"),
        ("nearly 11,000 soldiers", 11_000, 11_000, "person", "nearly"),
        ("only 1,200 of them", 1_200, 1_200, None, "only"),
        ("higher: some 6,000.", 6_000, 6_000, None, "some"),
        ("another 1,500 North Korean troops", 1_500, 1_500, "person", "another"),
        ("at least one, two possible", 1, 2, None, "at_least"),
        ("at least five, possibly six, tankers", 5, 6, None, "at_least"),
        # ranges
        ("between 3,000 and 5,000 rockets", 3_000, 5_000, "item", "between"),
        ("60,000-65,000 t", 60_000, 65_000, "tonne", "between"),
        ("3,000 to 5,000 men", 3_000, 5_000, "person", "between"),
        ("four to six million shells", 4e6, 6e6, "round", "between"),
        ("1 to 1.5 million barrels", 1e6, 1.5e6, "barrel", "between"),
        ("10–30 ships", 10, 30, "vessel", "between"),
        ("five or six tankers", 5, 6, "vessel", "or"),
        # dozens, hundreds, thousands
        ("a dozen tankers", 12, 12, "vessel", None),
        ("it has asked for a dozen.", 12, 12, None, None),
        ("more than a dozen North Korean oil tankers", 13, None, "vessel", "more_than"),
        ("over two dozen ships", 25, None, "vessel", "more_than"),
        ("half a dozen ships", 6, 6, "vessel", None),
        ("dozens of high-resolution images", 24, None, "image", "dozens"),
        ("hundreds of soldiers", 200, None, "person", "hundreds"),
        ("several hundred soldiers", 200, None, "person", "several"),
        ("several million rounds", 2_000_000, None, "round", "several"),
        ("tens of tankers", 20, None, "vessel", "tens"),
        ("tens of thousands of shells", 20_000, None, "round", "tens of thousands"),
        ("hundreds of thousands of shells", 200_000, None, "round", "hundreds of thousands"),
        ("thousands of North Korean workers", None, None, "person", "thousands"),
        ("millions of shells", None, None, "round", "millions"),
        ('a "significant" number of shells', None, None, None, None),
        ("a significant number of artillery shells", None, None, "round", "significant"),
        # what is counted is the last noun
        ("30 container ships", 30, 30, "vessel", None),
        ("43 tanker calls", 43, 43, "trip", None),
        ("6,700 shipping containers", 6_700, 6_700, "container", None),
        ("1,500 North Korean special warfare troops", 1_500, 1_500, "person", None),
        ("12 more vessels", 12, 12, "vessel", None),
        ("40 countries sent soldiers", 40, 40, None, None),
        ("6,000 of whom are engineers", 6_000, 6_000, None, None),
        ("a 10,000-strong contingent", 10_000, 10_000, "person", None),
        # tons are told apart where said
        ("5 tons of oil", 5, 5, "ton", None),
        ("5 long tons", 5, 5, "long ton", None),
        ("5 short tons", 5, 5, "short ton", None),
        ("5 metric tons", 5, 5, "tonne", None),
        ("65 kt", 65_000, 65_000, "tonne", None),
        # groupings
        ("1,234,567 barrels", 1_234_567, 1_234_567, "barrel", None),
        ("10,00,000 barrels", 1_000_000, 1_000_000, "barrel", None),
        ("5 lakh tonnes", 500_000, 500_000, "tonne", None),
        ("2.000.000 barrels", 2_000_000, 2_000_000, "barrel", None),
        ("7,5 million barrels", 7_500_000, 7_500_000, "barrel", None),
        ("1 500 000 barrels", 1_500_000, 1_500_000, "barrel", None),
        ("12’000 soldiers", 12_000, 12_000, "person", None),
        ("1.500 million barrels", 1_500_000, 1_500_000, "barrel", None),
        ("0.500 tonnes", 0.5, 0.5, "tonne", None),
    ],
)  # fmt: skip
def test_a_quantity_is_read(words, low, high, unit, qualifier):
    found = [q for q in find_quantities(words) if q.kind in ("count", "mass", "volume")]
    if low is high is unit is qualifier is None:
        assert found == []
        return
    assert [(q.low, q.high, q.unit, q.qualifier) for q in found] == [(low, high, unit, qualifier)]


@pytest.mark.parametrize(
    ("words", "kind", "number", "unit"),
    [
        ("152 mm", "calibre", 152, "mm"),
        ("152-millimeter", "calibre", 152, "mm"),
        ("4 per cent", "percent", 4, "percent"),
        ("33.7 % of the cap", "percent", 33.7, "percent"),
        ("290 kilometres away", "distance", 290, "km"),
        ("5,000 km", "distance", 5_000, "km"),
        ("800 m off the pier", "distance", 800, "m"),
        ("45 miles", "distance", 45, "mile"),
        ("$1.2bn in aid", "money", 1.2e9, "USD"),
        ("$20m", "money", 20e6, "USD"),
        ("£3 billion", "money", 3e9, "GBP"),
        ("10 million won", "money", 10e6, "KRW"),
        ("3 billion roubles", "money", 3e9, "RUB"),
        ("a 20-year-old ship", "age", 20, "year"),
        ("eight months", "duration", 8, "month"),
        ("10 knots", "speed", 10, "knot"),
        ("a 3,565-dwt tanker", "tonnage", 3_565, "dwt"),
        ("11,253 GT", "tonnage", 11_253, "gt"),
        ("a 5,000-ton tanker", "tonnage", 5_000, "ton"),
        ("three times as many", "ratio", 3, "time"),
    ],
)
def test_what_only_looks_like_a_count_is_its_own_kind(words, kind, number, unit):
    assert [(q.kind, q.low, q.high, q.unit) for q in find_quantities(words)] == [(kind, number, number, unit)]


@pytest.mark.parametrize(
    "words",
    [
        "in 2024",
        "by 5 November, on 12 Nov. 2024 and 2024-10-19 at 03:00",
        "In 2017, ",
        "UN resolution 2397 (2017), paragraph 5, and resolutions 2375 and 2397",
        "page 12; para. 5; Article 4; No. 7; the 1718 Committee",
        "S/2019/171, IMO 8691702, 02-555-1234, ISBN 9781234567897",
        "the 11th brigade, S-300, KN-23, Il-76, G7, Boeing 747",
        "aboard the tanker Haneul 7. Russia's embassy denied it",
        "Sin Phyong 9 tanker, Kum Jin Gang 2/3, Sin Phyong 5/11, SBS 8 News",
        "one official said that no one would; not a single tanker; a tanker; the first ship",
        "on 24/7 duty, at 10 p.m. and 0300 UTC",
        "one-third of the oil",
    ],
)
def test_dates_references_names_and_ordinals_are_no_quantities(words):
    assert read(words) == []


def test_a_calibre_never_becomes_part_of_the_number():
    # a parser makes 500,000,122 mm of this
    one, two = find_quantities("3.0 million 152 mm shells or 500,000 122-millimeter rockets")
    assert (one.low, one.unit, two.low, two.unit) == (3e6, "round", 5e5, "item")
    assert read("60 170mm self-propelled guns") == [(60, 60, "item", None)]
    assert read("9 million 122- and 152-mm shells") == [(9e6, 9e6, "round", None)]


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ("3.0 million 152 mm shells or 500,000 122 mm rockets", [1, 1]),
        ("3 million rounds of 152-millimeter artillery shells, or as many as 500,000 122-millimeter shells", [1, 1]),
        ("4,000,000 barrels or 525,000 tons", [1, 1]),
        ("3.0 million shells and 500,000 rockets", [None, None]),
        ("43 trips. Or 5 ships.", [None, None]),
        ("5 ships or 6 trips; 7 planes or 8 trucks", [1, 1, 2, 2]),
    ],
)
def test_alternatives_are_marked_and_never_added(words, groups):
    assert [q.alternatives for q in find_quantities(words) if q.kind in ("count", "mass", "volume")] == groups


@pytest.mark.parametrize(
    ("words", "scope", "per"),
    [
        ("500,000 barrels of refined products a year", "rate", "year"),
        ("500,000 barrels of refined products per year", "rate", "year"),
        ("an annual 500-thousand-barrel global cap", "rate", "year"),
        ("The annual cap for North Korea is set at 500-thousand barrels", "rate", "year"),
        ("the 500,000-barrel-a-year cap", "rate", "year"),
        ("1145 barrels a day", "rate", "day"),
        ("1,145 b/d", "rate", "day"),
        ("3,000 soldiers a year ago", None, None),
        ("448 shells a container", "per_item", "container"),
        ("10,000-30,000 barrels a tanker", "per_item", "tanker"),
        ("7.46 barrels per tonne", "per_item", "tonne"),
        ("9.19 bbl/t", "per_item", "tonne"),
        ("46 kg each", "per_item", "each"),
        ("a total of 43 trips", "total", None),
        ("12,000 soldiers in all", "total", None),
        ("so far 10,000 soldiers have been sent", "cumulative", None),
        ("10,000 soldiers have been sent to date", "cumulative", None),
        ("so far denied; 10,000 soldiers", None, None),
        ("43 trips", None, None),
    ],
)
def test_totals_rates_and_shares_are_told_apart(words, scope, per):
    assert [(q.scope, q.per) for q in find_quantities(words)] == [(scope, per)]


def test_calls_counted_in_times_are_trips():
    said = "over a dozen North Korean tankers calling 43 times at a Russian oil terminal in the past eight months"
    ships, calls, months = find_quantities(said)
    assert (ships.low, ships.unit, calls.low, calls.unit, months.kind) == (13, "vessel", 43, "trip", "duration")


def test_a_share_and_its_whole_are_two_quantities():
    assert read("8,000 of the 10,000 North Korean soldiers") == [
        (8_000, 8_000, "person", None),
        (10_000, 10_000, "person", None),
    ]


def test_a_grouping_that_can_be_read_in_two_ways_says_so():
    (tonnes,) = find_quantities("1.500 tonnes")
    assert (tonnes.low, tonnes.high, tonnes.note) == (1.5, 1_500, "1.500 may be 1,500 or 1.5")
    (soldiers,) = find_quantities("1.500 soldiers")
    assert (soldiers.low, soldiers.high) == (1_500, 1_500)
    assert soldiers.note == "1.500 may be 1,500 or 1.5; a count is whole"


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("in March 12 tankers called", ["12 tankers"]),
        ("On March 12 tankers called", []),
        ("at least five tankers 7-22 March at one berth", ["at least five tankers"]),
        ("In 2024 North Korean soldiers were sent", []),
        ("a force of 2000 troops", ["2000 troops"]),
        ("2000 tonnes in 2024", ["2000 tonnes"]),
        ("Between 2022 and 2024 Russia got 16,000 containers", ["16,000 containers"]),
        ("North Korea sent Russia 500 shells", ["500 shells"]),
        ("up from 5.2 million", ["5.2 million"]),
    ],
)
def test_years_days_and_counts_side_by_side(words, counted):
    assert [q.words for q in find_quantities(words)] == counted


def test_further_nouns_are_data():
    assert read("30 widgets") == [(30, 30, None, None)]
    found = find_quantities("30 red widgets", {"widgets": Unit("widget")})
    assert [(q.words, q.unit) for q in found] == [("30 red widgets", "widget")]


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is its publisher's and lies outside the repository")
def test_the_article_the_question_comes_from():
    found = [(q.low, q.high, q.unit, q.qualifier) for q in find_quantities(ARTICLE.read_text(encoding="utf-8"))]
    assert found == [
        (None, None, "person", "thousands"),
        (13, None, "vessel", "more_than"),
        (43, 43, "trip", None),
        (10_000, 10_000, "person", None),
        (10_000, None, "person", "more_than"),
        (2, 2, None, None),  # "the two nations": no unit that goods or ships are counted in
    ]


ALPHABET = st.sampled_from(
    [
        *"0123456789",
        "1,000",
        ".",
        ",",
        " ",
        "  ",
        "-",
        "–",
        "’",
        "/",
        "(",
        ")",
        "%",
        "$",
        "\n",
        "\u00a0",
        "é",
        "千",
        " million ",
        " hundred ",
        "half a ",
        "a ",
        "one ",
        "twenty-",
        "several ",
        "dozens of ",
        "more than ",
        "up to ",
        "between ",
        " and ",
        " or ",
        " to ",
        " barrels",
        " tankers",
        " mm",
        " t",
        " a year",
        " of the ",
        "March ",
        "May 5",
        "2024",
        "Friday ",
        "resolution ",
        " so far",
        "first ",
        "±",
        "\ud7ff",
        "١",
    ]
)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=300), st.lists(ALPHABET, max_size=80).map("".join)))
def test_any_text_is_read_and_every_quantity_lies_where_it_says(text):
    end = 0
    for q in find_quantities(text):
        assert text[q.start : q.end] == q.words
        assert end <= q.start <= q.figure_start < q.figure_end <= q.end
        assert q.low is None or q.high is None or q.low <= q.high
        end = q.end


LONG = [
    "1",
    "1,",
    "1,111,",
    "1 ",
    "111 ",
    "11 111 ",
    "1.",
    "1.111.",
    "one ",
    "twenty-",
    "one hundred and ",
    "a half ",
    "hundred ",
    "dozens of ",
    "more than ",
    "1 or ",
    "1 and ",
    "5 tankers or ",
    "5 of ",
    "5 of the ",
    "-",
    "5\n",
    "(5",
    "5 men so far ",
    "annual ",
    "5 annual cap ",
    "$5 ",
    "5’000",
    "May 5 ",
    "1st, ",
    "2024-",
    "5 barrels of x y z ",
    " ",
    "five hundred thousand ",
    "1 to 2 ",
    "paragraph 5, ",
    "5m ",
    "between 1 and ",
    "March ",
    "between March and ",
]


@pytest.mark.parametrize("piece", LONG)
def test_time_grows_no_faster_than_the_text(piece):
    find_quantities(piece * 40)
    times = []
    for length in (2_500, 10_000):
        text = (piece * (length // len(piece) + 1))[:length]
        best = min(_cpu(find_quantities, text) for _ in range(3))
        times.append(best)
    assert times[1] < 10 * times[0] + 0.02, times  # four times the text; sixteen times where it were quadratic


def _cpu(call, text):
    began = time.process_time()
    call(text)
    return time.process_time() - began

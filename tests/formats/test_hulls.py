"""What a description counts; each expectation is the reading of a careful person."""

import pytest

from fairlead.formats.hulls import Hulls, read_hulls


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 1),
        ("unidentified tanker", 1),
        ("a tanker", 1),
        ("one tanker", 1),
        ("last trip recorded by OSC", 1),
        ("Russian-flagged ship, not named in this source", 1),
        ("unidentified tanker, different from S40", 1),
        ("someone's ship", 1),
        ("3,565 dwt tanker", 1),
        ("ship 600 m west of the pier", 1),
        ("tanker seen 3 Sept 2024", 1),
        ("container ship, 140 m, 2 cranes", 1),
        ("up to four vessels", 1),
        ("12 tankers", 12),
        ("100 tankers", 100),
        ("twenty vessels", 20),
        ("nineteen tankers", 19),
        ("at least five tankers", 5),
        ("about five tankers", 5),
        ("more than five tankers", 6),
        ("more than a dozen tankers", 13),
        ("half a dozen ships", 6),
        ("two dozen small boats", 24),
        ("five or six tankers", 5),
        ("between five and seven ships", 5),
        ("5-7 vessels", 5),
        ("4 or more vessels", 4),
        ("both tankers", 2),
        ("a pair of tankers", 2),
        ("tankers", 2),
        ("several unnamed tankers", 2),
        ("four DPRK tankers and two cargo ships", 6),
        ("five tankers, two of them listed", 5),
        ("five tankers, including these two", 5),
        ("unnamed DPRK tankers, 5 in all", 5),
        ("nine tankers in all", 9),
        ("a total of seven", 7),
        ("five", 5),
        ("5", 5),
        ("five unnamed", 5),
        ("no tankers at the pier", 0),
        ("empty berth", 0),
        ("none", 0),
        ("trains, containers of the same size", 0),
        ("three trucks", 0),
        ("a dozen", 12),
        ("about a dozen", 12),
        ("more than a hundred", 101),
        ("a hundred and five tankers", 105),
        ("twenty-five tankers", 25),
        ("dozens of tankers", 24),
        ("5 to 7", 5),
        ("5-7", 5),
        ("5/6 tankers", 5),
        ("two or three", 2),
        ("5+ tankers", 5),
        ("~5 tankers", 5),
        (">5 tankers", 6),
        ("five (5) tankers", 5),
        ("no fewer than five tankers", 5),
        ("no more than five tankers", 1),
        ("several", 2),
        ("a few", 2),
        ("several of the five", 2),
        ("most of the five tankers", 3),
        ("none of the five tankers", 0),
        ("the third of five tankers", 1),
        ("all five tankers", 5),
        ("no DPRK tankers seen", 0),
        ("not a single tanker", 0),
        ("no tanker", 0),
        ("none seen", 0),
        ("0", 0),
        ("0 tankers", 0),
        ("tanker no. 5", 1),
        ("five tankers, none of them listed", 5),
        ("tanker named in no list", 1),
        ("Yu Son and Un Hung", 2),
        ("Yu Son and four others", 5),
        ("at least five tankers, including Yu Son and Un Hung", 5),
        ("1000 tankers", 1000),
        ("container ship beside trains", 1),
    ],
)
def test_a_description_counts_the_least_it_asserts(words, count):
    assert read_hulls(words).count == count


def test_members_are_the_labels_after_including():
    assert read_hulls("5 in all incl. S01 and S02") == Hulls(5, ("S01", "S02"), words="5: '5 in all'")
    assert read_hulls("five tankers, including S1, S2; S3").members == ("S1", "S2", "S3")
    assert read_hulls("tankers, among them S1, S2 and S3").count == 3
    assert read_hulls("unidentified tanker, different from S40").members == ()


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("1000000", 1),
        ("1,000,000 tankers", 2),
        ("a million tankers", 2),
        ("2024 tankers", 2),
        ("thousands of vessels", 2),
        ("-5 tankers", 2),
        ("2.5 tankers", 2),
        ("no tankers other than S01", 2),
        ("no longer any ship", 1),
        ("half the fleet", 1),
        ("1e3", 1),
        ("one of 5000 ships", 2),
    ],
)
def test_what_seems_to_count_and_is_not_understood_is_said(words, count):
    read = read_hulls(words)
    assert read.fault
    assert read.count == count


@pytest.mark.parametrize(
    "words", ["unidentified tanker, about 90 m, red", "tankers", "five tankers", "ship seen 3 Sept 2024"]
)
def test_what_counts_plainly_has_no_fault(words):
    assert read_hulls(words).fault is None


def test_members_may_be_names():
    assert read_hulls("at least five tankers, including Yu Son and Un Hung").members == ("Yu Son", "Un Hung")
    assert read_hulls("five tankers incl. Paek Yang San 1, the Chon Ma San & Un Hung").members == (
        "Paek Yang San 1", "Chon Ma San", "Un Hung",
    )  # fmt: skip
    assert read_hulls("five tankers, including two that are listed").members == ()
    assert read_hulls("Yu Son and Un Hung").members == ("Yu Son", "Un Hung")


def test_a_part_of_a_counted_group_keeps_the_size_of_the_group():
    assert read_hulls("two of the five") == Hulls(2, out_of=5, words="2: 'two of the five'")
    assert read_hulls("at least four of the five").out_of == 5
    assert read_hulls("one of three tankers").out_of == 3
    assert read_hulls("3 out of 12").out_of == 12


@pytest.mark.parametrize(
    ("words", "count", "lengths"),
    [
        ("three unidentified tankers, about 95, 85 and 60 m", 3, (95, 85, 60)),
        ("unidentified tanker, about 90 m, red", 1, (90,)),
        ("tanker of 85-90 m", 1, (87.5,)),
        ("2 DPRK-flagged oil tankers 85 and 90 m", 2, (85, 90)),
        ("tankers, 95, 85 and 60 metres", 3, (95, 85, 60)),
        ("three tankers, each about 90 m", 3, (90, 90, 90)),
        ("tanker 90 m off the pier", 1, ()),
        ("tanker 5 km from port, 99.9m", 1, (99.9,)),
        ("tanker, 900 m long", 1, ()),
    ],
)
def test_lengths_are_read_and_count_no_ships(words, count, lengths):
    read = read_hulls(words)
    assert (read.count, read.lengths_m) == (count, lengths)


def test_a_different_one_each_day_counts_the_days_of_the_remark():
    words = "unidentified tankers, a different one each day"
    assert read_hulls(words, "three days: 13, 16, 23 Sept").count == 3
    assert read_hulls(words).count == 2
    assert "'three days' in the remark on time" in read_hulls(words, "three days: 13, 16, 23 Sept").words


def test_one_ship_needs_no_words():
    assert read_hulls("unidentified tanker").words is None


@pytest.mark.parametrize(
    "words", ["90" + ", " * 5000 + "x", "one " * 5000, "(" * 5000, "five " + "a" * 5000, "a, " * 3000]
)
def test_long_words_are_read_in_a_moment(words):
    assert read_hulls(words, words).count >= 0

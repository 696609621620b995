"""Looks: an empty berth is a row, two analysts may differ, and when must be known."""

from datetime import UTC, datetime

import pytest


def test_an_empty_berth_is_a_row(kept):
    row = kept("looks", berth="oil berth", visible_frac="0.9", is_cued="no", confidence="high: clear")
    assert (row["label"], row["scene"], row["place_words"], row["berth"]) == ("L1", "I1", "P1", "oil berth")
    assert (row["result"], row["visible_frac"], row["is_cued"], row["grade"]) == ("empty", 0.9, False, "high")
    assert row["start_time"] is None


def test_a_look_may_state_its_own_time(kept):
    row = kept("looks", scene="", acquired_at="2024-03-07T01:23Z", result="Cannot_tell", is_cued="")
    at = datetime(2024, 3, 7, 1, 23, tzinfo=UTC)
    assert (row["start_time"], row["end_time"], row["result"], row["is_cued"]) == (at, at, "cannot tell", None)


def test_two_analysts_of_one_look_are_both_kept(read):
    found = read("looks", {"analyst": "A"}, {"analyst": "B", "result": "occupied"})
    assert found.rejects.num_rows == 0
    assert found.rows["result"].to_pylist() == ["empty", "occupied"]


def test_one_analyst_says_one_thing_of_a_look(read):
    found = read("looks", {"analyst": "A"}, {"analyst": "A", "result": "occupied"})
    assert found.rows.num_rows == 1
    assert "'L1 / A' is already line 2" in found.rejects["reason"][0].as_py()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"scene": ""}, "when the place was looked at is not known"),
        ({"result": "maybe"}, "is none of empty, occupied, cannot tell"),
        ({"visible_frac": "0"}, "who sees nothing cannot tell"),
        ({"visible_frac": "90"}, "lies outside 0 to 1"),
        ({"is_cued": "perhaps"}, "neither yes nor no"),
        ({"analyst": ""}, "analyst is blank"),
        ({"place": ""}, "place is blank"),
    ],
)
def test_what_is_no_look_is_refused_in_words(refused, cells, words):
    assert words in refused("looks", **cells)


def test_a_refused_look_is_named_by_its_id(read):
    assert read("looks", {"result": "maybe"}).rejects["label"].to_pylist() == ["L1"]


def test_who_sees_nothing_may_say_so(kept):
    assert kept("looks", visible_frac="0", result="cannot tell")["visible_frac"] == 0

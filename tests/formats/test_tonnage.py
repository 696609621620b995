"""Deadweight, gross tonnage and payload are never read as one another."""

import pytest


@pytest.mark.parametrize("dwt", ["3565", "3565.0", "3565 t", "3565 dwt", "3565t", "3565 tonnes"])
def test_a_deadweight_is_a_number_with_or_without_its_unit(kept, dwt):
    assert kept("vessels", dwt=dwt)["dwt_t"] == 3565


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"dwt": "962 GT"}, "dwt '962 GT' says gross tonnage, a volume and no weight: write it under gt"),
        ({"dwt": "5413 gross"}, "dwt '5413 gross' says gross tonnage, a volume and no weight: write it under gt"),
        ({"gt": "3565 dwt"}, "gt '3565 dwt' says deadweight, which is not gross tonnage: write it under dwt"),
        (
            {"dwt": "7849 (max payload)"},
            "dwt says payload, which is not deadweight: leave it blank and say it in a remark",
        ),
        ({"dwt": "3,565"}, "dwt '3,565' is not a number; write a point for decimals and nothing between thousands"),
        (
            {"dwt": "about 3565"},
            "dwt 'about 3565' is not a number; write digits alone, and leave it blank where it is not known",
        ),
        ({"dwt": "-5"}, "dwt '-5' may not be negative"),
        ({"dwt": "0"}, "dwt '0' lies outside 1 to 600000"),
        ({"dwt": "3565000"}, "dwt '3565000' lies outside 1 to 600000"),
        ({"gt": "0"}, "gt '0' lies outside 1 to 450000"),
    ],
)
def test_what_is_no_deadweight_is_refused_and_never_converted(refused, cells, reason):
    assert refused("vessels", **cells) == reason


def test_gross_tonnage_may_say_so(kept):
    assert kept("vessels", gt="962 GT")["gt"] == 962
    assert kept("measured_transfers", receiver_gt="962")["receiver_gt"] == 962


@pytest.mark.parametrize("column", ["dwt", "gt"])
def test_words_that_leave_the_kind_open_cost_the_field_and_not_the_ship(dropped, column):
    row, field, reason = dropped("vessels", **{"dwt": "", column: "2998 (kind not stated)"})
    assert (row["name"], row["dwt_t"], row["gt"], field) == ("Alder", None, None, column)
    assert "is not used, since" in reason

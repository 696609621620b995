"""Why looks that are held gave no estimate."""

from datetime import UTC, datetime

import pytest

from fairlead.trips.not_estimated import why_no_estimate

ASK = {"period_start": datetime(2024, 1, 1, tzinfo=UTC), "period_end": datetime(2024, 2, 1, tzinfo=UTC)}


def watch(**more):
    at = datetime(2024, 1, 5, tzinfo=UTC)
    return {"look": "L1", "place_id": "place:A", "is_day_known": True, "start_time": at, "is_cued": False} | more


@pytest.mark.parametrize(
    ("results", "watches", "words"),
    [
        (
            ["cannot tell"] * 2,
            [],
            "2 looks are held, and none of them can tell what lay there; no share seen is stated",
        ),
        (["cannot tell"], [], "1 look is held, and it cannot tell what lay there"),
        (
            ["empty", "cannot tell"],
            [watch(place_id="place:B")],
            "is of a loading place of the question (1 cannot tell)",
        ),
        (["empty"], [watch(start_time=datetime(2024, 3, 1, tzinfo=UTC))], "on a known day of the period"),
        (["empty"], [watch(is_day_known=False)], "on a known day of the period"),
        (["empty"], [watch(is_cued=True)], "because of a tip, no random captures"),
        (["empty"], [watch()], "no vessel of the case is known to be one of those asked about"),
    ],
)
def test_the_first_reason_that_holds_is_said(results, watches, words):
    said = why_no_estimate(ASK, [{"result": r} for r in results], watches, {"place:A"})
    assert said.startswith("No estimate: ")
    assert words in said


def test_a_case_without_any_look_is_told_that_it_has_none():
    rest = "and no share seen is stated: nothing tells how much was not seen."
    assert why_no_estimate(ASK, [], [], {"place:A"}) == f"No estimate: no look is held, {rest}"
    seen = [watch(look=None)]
    known = "the only looks held are known because something was seen"
    assert why_no_estimate(ASK, [], seen, {"place:A"}) == f"No estimate: {known}, {rest}"

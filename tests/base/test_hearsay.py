import pytest

from fairlead.base.hearsay import attests_nothing, is_negated


@pytest.mark.parametrize(
    ("ship", "method", "confidence", "told"),
    [
        ("Chon Ma San (not seen)", "satellite image", "high", "denied"),
        ("Chon Ma San (absent from the berth)", "satellite image", None, "denied"),
        ("Chon Ma San", "satellite image", "denied by the port", "denied"),
        ("Chon Ma San", "rumour", "medium", "hearsay"),
        ("Chon Ma San", "tip from a source", "low", "hearsay"),
        ("Chon Ma San", "anonymous tip-off", "low", "hearsay"),
        ("Chon Ma San", "satellite image, after a tip", "low", None),
        ("Chon Ma San", "tip, checked against satellite image", "low", None),
        ("Chon Ma San", "hearsay in port", None, "hearsay"),
        ("Chon Ma San", "satellite image", "none: no source", "hearsay"),
        ("Chon Ma San", "satellite image", "medium: rumour of a second call", None),
        ("(two tankers, not seen before)", "satellite image", "high", None),
        ("Chon Ma San (not named in this source)", "AIS", "high", None),
        ("Chon Ma San", "port schedule", "high", "expected"),
        ("Chon Ma San", "forecast based on satellite image", "high", "expected"),
        ("Chon Ma San", "no image; schedule only", None, "expected"),
        ("Chon Ma San", "AIS destination", "medium", "expected"),
        ("Chon Ma San", "document", "low: planned call", "expected"),
        ("Chon Ma San (expected)", "satellite image", "high", "expected"),
        ("Chon Ma San", "not seen", None, "not seen"),
        ("Chon Ma San", "document", "low: expected, not seen", "not seen"),
        ("Chon Ma San", "satellite image", "low: nobody saw her", "not seen"),
        ("Chon Ma San", "port schedule, confirmed by satellite image", "high", None),
        ("Chon Ma San", "scheduled satellite pass", "high", None),
        ("Chon Ma San", "satellite image", "high: expected at Nampo next", None),
        ("Chon Ma San", "satellite image", "high: not seen at Nampo", None),
        ("Chon Ma San", "satellite image", "medium: names and days not in the text seen", None),
        ("(tanker, measured twice due to cloud)", "satellite image", "high", None),
    ],
)
def test_a_row_that_takes_itself_back_or_that_nobody_saw_attests_nothing(ship, method, confidence, told):
    assert attests_nothing(ship, method, confidence) == told


def test_only_words_in_brackets_negate_a_name():
    assert not is_negated("Never Seen")


def test_an_event_or_a_remark_may_tell_of_a_plan():
    assert attests_nothing("Chon Ma San", "satellite image", "high", "expected_arrival") == "expected"
    assert attests_nothing("Chon Ma San", "document", "high", "arrival", ["ETA 14 May"]) == "expected"
    assert attests_nothing("Chon Ma San", "satellite image", "high", "arrival", ["planned for 14 May"]) is None
    assert attests_nothing("Chon Ma San", "document", "high", "port_call", [None, "local time at the port"]) is None

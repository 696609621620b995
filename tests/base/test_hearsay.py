import pytest

from fairlead.base.hearsay import attests_nothing, is_negated


@pytest.mark.parametrize(
    ("ship", "method", "confidence", "told"),
    [
        ("Chon Ma San (not seen)", "satellite image", "high", "denied"),
        ("Chon Ma San (absent from the berth)", "satellite image", None, "denied"),
        ("Chon Ma San", "satellite image", "denied by the port", "denied"),
        ("Chon Ma San", "rumour", "medium", "hearsay"),
        ("Chon Ma San", "hearsay in port", None, "hearsay"),
        ("Chon Ma San", "satellite image", "none: no source", "hearsay"),
        ("Chon Ma San", "satellite image", "medium: rumour of a second call", None),
        ("(two tankers, not seen before)", "satellite image", "high", None),
        ("Chon Ma San (not named in this source)", "AIS", "high", None),
    ],
)
def test_a_row_that_takes_itself_back_or_that_nobody_saw_attests_nothing(ship, method, confidence, told):
    assert attests_nothing(ship, method, confidence) == told


def test_only_words_in_brackets_negate_a_name():
    assert not is_negated("Never Seen")

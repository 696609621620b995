"""The map of a question: what it says in figures."""

import pytest

from fairlead.report.mapfigure import say_stays


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["documented"], "call: 1 reported"),
        (["documented", "inferred"], "calls: 1 reported, 1 inferred"),
        (["simulated"], "1 stay"),
        (["simulated", "simulated"], "2 stays"),
    ],
)
def test_stays_are_counted_by_how_they_are_known(kinds, words):
    assert say_stays(kinds) == words

"""Stays that only a cued look saw: which of a draw's stays is taken for them."""

from fairlead.trips.season_cued import _nearest_unseen


def stay(start, end, blocks=0):
    return [0, start, end, blocks, 0]


def test_the_nearest_stay_that_nobody_saw_is_taken_for_it_where_it_lies_between_the_same_seen_ones():
    rows = [stay(0, 4, 1), stay(10, 14), stay(30, 34), stay(50, 54, 1), stay(56, 60)]
    assert _nearest_unseen(rows, 24) == stay(30, 34)
    assert _nearest_unseen(rows, 18) == stay(10, 14)


def test_beyond_a_seen_stay_it_is_another_one():
    """At step 45 the unseen one at 56 is nearer than that at 30, but a seen one lies between."""
    rows = [stay(30, 34), stay(50, 54, 1), stay(56, 60)]
    assert _nearest_unseen(rows, 45) == stay(30, 34)
    assert _nearest_unseen(rows[1:], 45) is None

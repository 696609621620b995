"""What others test with is itself tested."""

import pytest

from fairlead.testing import adjusted_rand_index


@pytest.mark.parametrize(
    ("one", "other", "index"),
    [
        ("aabb", "xxyy", 1.0),
        ("aabb", "yyxx", 1.0),
        ("aaaa", "wxyz", 0.0),
        ("aaaa", "xxxx", 1.0),
        ("", "", 1.0),
        # of 15 pairs 2 are together in both, 6 in the one (3 + 3), 3 in the other: by chance 6 x 3 / 15 = 1.2,
        # most (6 + 3) / 2 = 4.5: (2 - 1.2) / (4.5 - 1.2)
        ("aaabbb", "xxyyzz", 0.8 / 3.3),
    ],
)
def test_the_adjusted_rand_index_is_one_where_groups_agree_and_none_where_by_chance(one, other, index):
    assert adjusted_rand_index(one, other) == pytest.approx(index)

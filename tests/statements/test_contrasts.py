"""Who or what a clause sets aside gave nothing, got nothing and was not given."""

import pytest

from tests.statements.test_propose import read


@pytest.mark.parametrize(
    ("sentence", "aside"),
    [
        ("Oil went to North Korea, not from China but from Russia, Seoul said.", "CN"),
        ("Russia sent oil to North Korea rather than to China.", "CN"),
        ("North Korea sent shells to Russia, not to Iran.", "IR"),
        ("Russia sent North Korea wheat, not oil, Moscow said.", "oil"),
        ("Russia sent wheat instead of oil to North Korea.", "oil"),
        ("Russia sent not oil but wheat to North Korea.", "oil"),
    ],
)
def test_what_is_set_aside_stands_in_no_row(sentence, aside):
    for r in read(sentence):
        assert aside not in (r["from_party"], r["to_party"], r["item_class"])


def test_a_denial_is_no_contrast():
    (row,) = read("Russia has not sent oil to North Korea, but it has plans, the ministry said.")
    assert (row["stance"], row["item_class"]) == ("deny", "oil")

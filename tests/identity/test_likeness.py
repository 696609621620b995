import random

import pytest
from rapidfuzz.distance import OSA

from fairlead.identity.likeness import find_alike

WORDS = ("wolbongsan", "chonmasan", "kumunsan", "baekyangsan", "yuson", "ryesonggang", "pacificvoyager")


def drawn(rnd, count):
    """Words a few edits from each other, some of them far longer or shorter; empty ones too."""
    made = []
    for _ in range(count):
        letters = list(rnd.choice(WORDS) * rnd.choice((1, 1, 1, 2, 6)))
        for _ in range(rnd.randrange(5)):
            at = rnd.randrange(len(letters)) if letters else 0
            edit = rnd.choice(("insert", "delete", "replace", "swap"))
            if edit == "insert":
                letters.insert(at, rnd.choice("aeiou"))
            elif edit == "delete":
                del letters[at : at + 1]
            elif edit == "replace":
                letters[at : at + 1] = rnd.choice("aeiou")
            else:
                letters[at : at + 2] = letters[at : at + 2][::-1]
        made.append("".join(letters) if rnd.random() < 0.98 else "")
    return made


@pytest.mark.parametrize("least", [0.5, 0.7, 0.8, 0.85, 0.9, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_blocks_find_exactly_what_comparing_each_with_each_finds(least, seed):
    rnd = random.Random(seed)
    asked, held = drawn(rnd, 150), drawn(rnd, 150)
    each_with_each = {
        (i, j) for i, a in enumerate(asked) for j, b in enumerate(held) if OSA.normalized_similarity(a, b) >= least
    }
    found = list(find_alike(asked, held, least))
    assert len(found) == len(set(found))
    assert set(found) == each_with_each


def test_a_likeness_that_is_just_enough_counts():
    # 20 letters and 3 of them other: 1 - 3 / 20 = 0.85; 4 of them other: 0.8
    asked = ["a" * 17 + "bcd", "a" * 16 + "bcde"]
    assert list(find_alike(asked, ["a" * 20], 0.85)) == [(0, 0)]
    # 17 letters, 3 more behind them: the lengths alone are at the bound
    assert list(find_alike(["a" * 17], ["a" * 20], 0.85)) == [(0, 0)]
    assert list(find_alike(["a" * 16], ["a" * 20], 0.85)) == []


def test_two_neighbours_swapped_are_one_edit():
    # seven letters, one edit: 1 - 1 / 7 = 0.857
    assert list(find_alike(["chnomas"], ["chonmas"], 0.85)) == [(0, 0)]


def test_many_words_are_compared_in_parts_without_losing_any(monkeypatch):
    monkeypatch.setattr("fairlead.identity.likeness._CELLS", 7)
    rnd = random.Random(9)
    asked, held = drawn(rnd, 40), drawn(rnd, 40)
    found = {(i, j) for i, a in enumerate(asked) for j, b in enumerate(held) if OSA.normalized_similarity(a, b) >= 0.85}
    assert set(find_alike(asked, held, 0.85)) == found


def test_nothing_looks_like_nothing_at_all():
    assert list(find_alike([], ["yuson"], 0.85)) == []
    assert list(find_alike(["yuson"], [], 0.85)) == []

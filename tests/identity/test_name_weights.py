from math import log

import pytest

from fairlead.identity.name_weights import WEAK_NATS, NameWeights, usual_weights, words_of


def test_lucky_star_is_weak_and_rye_song_gang_strong():
    weights = usual_weights()
    assert weights.of_name("LUCKY STAR", "vessel") < WEAK_NATS < weights.of_name("RYE SONG GANG", "vessel")


def test_words_are_worth_what_their_share_says():
    # star 2 of 4 names, ocean 1 of 4; a word of none counts 0.3 of 4; the rarer in full, the other 0.3 of it
    weights = NameWeights.counted({"vessel": ["Ocean Star", "Star", "Alpha", "Beta"]})
    assert weights.of_word("star", "vessel") == pytest.approx(log(2))
    assert weights.of_word("gamma", "vessel") == pytest.approx(log(4 / 0.3))
    assert weights.of_name("STAR OCEAN 2", "vessel") == pytest.approx(log(4) + 0.3 * log(2))


def test_a_name_repeats_no_word_for_more():
    weights = usual_weights()
    assert weights.of_name("STAR STAR", "vessel") == weights.of_name("STAR", "vessel")


def test_words_are_read_in_any_script():
    assert words_of("Хабаровск O'Hara 7") == ["khabarovsk", "ohara"]

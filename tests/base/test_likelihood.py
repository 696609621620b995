import pytest

from fairlead.base.likelihood import LIKELIHOOD_PCT, likelihood_word, say_likelihood


@pytest.mark.parametrize(
    ("chance", "word"),
    [  # both sides of each border of ICD 203; a chance on a border belongs to the band above it
        (0.0, "almost no chance"),
        (0.01, "almost no chance"),
        (0.0499, "almost no chance"),
        (0.05, "very unlikely"),
        (0.1999, "very unlikely"),
        (0.20, "unlikely"),
        (0.4499, "unlikely"),
        (0.45, "roughly even chance"),
        (0.5499, "roughly even chance"),
        (0.55, "likely"),
        (0.7999, "likely"),
        (0.80, "very likely"),
        (0.9499, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_each_band_has_its_word(chance, word):
    assert likelihood_word(chance) == word


def test_there_are_seven_words_in_rising_bands():
    tops = [top for _, top in LIKELIHOOD_PCT.values()]
    assert tops == sorted(set(tops))
    assert len(tops) == 7


def test_the_figure_stands_beside_the_word_and_never_reads_as_certainty():
    assert say_likelihood(0.001) == "almost no chance (<1 %)"
    assert say_likelihood(0.9875) == "almost certain (99 %)"
    assert say_likelihood(0.9951) == "almost certain (>99 %)"
    assert say_likelihood(0.62) == "likely (62 %)"


@pytest.mark.parametrize("chance", [-0.01, 1.01, float("nan")])
def test_what_is_no_chance_is_refused(chance):
    with pytest.raises(ValueError, match="no chance"):
        likelihood_word(chance)

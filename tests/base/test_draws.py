from math import comb

import numpy as np
import pytest

from fairlead.base.draws import DOTS, Counts, dots, quantile, stream


def test_a_stream_hangs_on_its_seed_and_on_what_it_is_for():
    def first(*of):
        return stream(*of).random()

    assert first(1, "trip", "trip:a") == first(1, "trip", "trip:a")
    assert (
        len({first(1, "trip", "trip:a"), first(2, "trip", "trip:a"), first(1, "trip", "trip:b"), first(1, "tri", "p")})
        == 4
    )


@pytest.mark.parametrize(("q", "is_"), [(0.0, 1), (0.25, 1), (0.26, 2), (0.5, 2), (0.75, 3), (0.95, 4), (1.0, 4)])
def test_a_quantile_is_the_smallest_value_that_reaches_its_share(q, is_):
    assert quantile(np.array([1.0, 2.0, 3.0, 4.0]), q) == is_


def test_one_in_twenty_lies_at_or_below_the_five_per_cent_quantile():
    assert quantile(np.arange(1.0, 21.0), 0.05) == 1
    assert quantile(np.arange(1.0, 21.0), 0.95) == 19


def test_fifty_dots_of_fifty_values_are_those_values_in_order():
    values = np.arange(DOTS, dtype=float)
    assert dots(values[::-1].copy()) == list(values)


def test_two_even_chances_give_one_two_one_quarters():
    both = Counts.one_of([0.5, 0.5])
    assert both.lowest == 0
    assert list(both.chance) == [0.25, 0.5, 0.25]
    assert [both.quantile(q) for q in (0.25, 0.26, 0.75, 0.76)] == [0, 1, 1, 2]


def test_no_chance_at_all_is_a_sure_nought():
    assert Counts.one_of([]).dots() == [0.0] * 50


def test_a_sum_of_counts_is_exact_far_out_and_loses_only_what_cannot_matter():
    many = Counts.one_of([0.5] * 400)
    assert many.chance.sum() == pytest.approx(1, abs=1e-12)
    assert len(many.chance) < 250  # the ends, below 1e-16, are gone
    cumulated, expected = 0, {}
    for k in range(401):
        cumulated += comb(400, k)
        for q in (0.05, 0.5, 0.95):
            if q not in expected and cumulated >= q * 2**400:
                expected[q] = k
    assert {q: many.quantile(q) for q in expected} == expected
    assert expected[0.5] == 200


def test_a_count_keeps_where_it_begins_when_added():
    assert Counts(7, np.array([1.0])).plus(Counts(-3, np.array([0.5, 0.5]))).dots()[::49] == [4.0, 5.0]

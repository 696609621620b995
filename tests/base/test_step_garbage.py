"""While a kernel runs garbage in circles is looked for seldom; afterwards as before."""

import gc

import pytest

from fairlead.base.schema import GC_THRESHOLDS, Step
from fairlead.base.tables import CHECKS


def step(kernel):
    return Step("checks", kernel, (), ("checks",), "case")


def test_thresholds_are_others_within_a_step_and_the_same_after_it():
    before, within = gc.get_threshold(), []

    def kernel():
        within.append(gc.get_threshold())
        return CHECKS.empty()

    step(kernel).run({})
    assert within == [GC_THRESHOLDS]
    assert gc.get_threshold() == before


def test_a_step_that_fails_leaves_them_as_they_were_and_one_switched_off_stays_so():
    before = gc.get_threshold()

    def kernel():
        raise ValueError(gc.get_threshold()[0])

    with pytest.raises(ValueError, match=str(GC_THRESHOLDS[0])):
        step(kernel).run({})
    assert gc.get_threshold() == before
    try:
        gc.set_threshold(0)
        with pytest.raises(ValueError, match="^0$"):
            step(kernel).run({})
    finally:
        gc.set_threshold(*before)

"""Laws of stays and legs on a grid: how many grid points a stay covers, and the hazard of its end at each.

A stay of D hours with even phase covers n points of a grid of step h, P(n >= j) = integral of S(x h) over x from j - 1
to j, S the chance to last longer (notes on actual trips, section 2). D = floor + gamma: ``mean_h`` and ``cv`` are of
the whole D, so no leg is shorter than the floor and both keep their meaning.
"""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt
from numba import njit

LEAST_CHANCE = 1e-12
"""Chances of lasting so long are not told from rounding; the hazard is kept from the age before."""
LEAST_REST = 0.02
"""Share of a mean that is at least above the floor: the law is never a single number."""
_FAR = 400


@njit(cache=True, nogil=True)
def gamma_below(k: float, x: float) -> float:
    """P(G <= x) for a gamma of shape ``k`` and scale 1, to some 1e-13: series below k + 1, continued fraction above."""
    if x <= 0:
        return 0.0
    front = exp(k * log(x) - x - lgamma(k + 1))
    if x < k + 1:
        term = total = 1.0
        for n in range(1, 20 * _FAR):
            term *= x / (k + n)
            total += term
            if term < total * 1e-16:
                break
        return min(1.0, front * total)
    b = x + 1 - k
    c, d = 1e300, 1 / b
    h = d
    for n in range(1, _FAR):
        a = n * (k - n)
        b += 2
        d = a * d + b
        d = 1 / (d if abs(d) > 1e-300 else 1e-300)
        c = b + a / c
        if abs(c) < 1e-300:
            c = 1e-300
        h *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return max(0.0, 1 - front * k * h)


@njit(cache=True, nogil=True)
def lasted(x: float, cv: float) -> float:
    """Integral from 0 to ``x`` of the chance that a gamma of mean 1 and ``cv`` lasts longer."""
    k = 1 / (cv * cv)
    y = k * x
    below = gamma_below(k, y)
    beyond = exp(k * log(y) - y - lgamma(k + 1)) if y > 0 else 0.0
    return x * (1 - below) + below - beyond


@njit(cache=True, nogil=True)
def at_least(mean_h: float, cv: float, floor_h: float, step_h: float, most: int) -> npt.NDArray[np.float64]:
    """P(n >= j) for j = 1 .. most + 1, given n >= 1: entry d is the chance to reach age d."""
    rest = max(mean_h - floor_h, LEAST_REST * mean_h)
    spread = min(max(cv * mean_h / rest, 0.02), 5.0)
    found = np.empty(most + 1)
    before = 0.0
    for j in range(most + 1):
        hours = (j + 1) * step_h
        upto = min(hours, floor_h) + (rest * lasted((hours - floor_h) / rest, spread) if hours > floor_h else 0.0)
        found[j] = max(upto - before, 0.0)
        before = upto
    found /= max(found[0], 1e-300)
    return found


@njit(cache=True, nogil=True)
def hazards(reach: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Chance that a stay ends after each age: 1 - P(reach d + 1) / P(reach d); one fewer than ``reach``."""
    found = np.empty(len(reach) - 1)
    last = 0.5
    for d in range(len(found)):
        if reach[d] > LEAST_CHANCE:
            last = min(max(1 - reach[d + 1] / reach[d], 1e-9), 1.0)
        found[d] = last
    return found

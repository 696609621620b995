"""Chances by name: random numbers that hang on what they are for and on nothing drawn before.

A key is a hash of (seed, chain, iteration, purpose, item); number n of a key is a hash of key and n. So hulls
and chains may be computed in any order, by any number of threads, and give the same bytes. The hash is the finisher of
SplitMix64 (Steele, Lea & Flood 2014), two rounds a word.
"""

from __future__ import annotations

from math import cos, log, pi, sqrt

import numpy as np
import numpy.typing as npt
from numba import njit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_TWO = 2.0**-53


@njit(cache=True, nogil=True)
def mixed(word: np.uint64) -> np.uint64:
    """One word, well stirred."""
    word = (word ^ (word >> _30)) * _A
    word = (word ^ (word >> _27)) * _B
    return word ^ (word >> _31)


@njit(cache=True, nogil=True)
def key_of(key: np.uint64, item: int) -> np.uint64:
    """The key of an item under a key."""
    return mixed(mixed(np.uint64(key) + _GOLDEN) ^ (np.uint64(item) * _GOLDEN + _A))


@njit(cache=True, nogil=True)
def even(key: np.uint64, number: int) -> float:
    """Number ``number`` of a key: even over (0, 1), never an end."""
    word = key_of(key, number) >> _11
    return (float(word) + 0.5) * _TWO


@njit(cache=True, nogil=True)
def normal(key: np.uint64, number: int) -> float:
    """Number ``number`` of a key: standard normal (Box and Muller)."""
    return sqrt(-2 * log(even(key, 2 * number))) * cos(2 * pi * even(key, 2 * number + 1))


@njit(cache=True, nogil=True)
def normals(key: np.uint64, n: int) -> npt.NDArray[np.float64]:
    """The first ``n`` normal numbers of a key."""
    found = np.empty(n)
    for i in range(n):
        found[i] = normal(key, i)
    return found


@njit(cache=True, nogil=True)
def key_at(key: np.uint64, number: int, what: int) -> np.uint64:
    """The key of what is drawn for a purpose in an iteration."""
    return key_of(key_of(key, number), what)


@njit(cache=True, nogil=True)
def even_at(key: np.uint64, number: int, what: int, n: int) -> float:
    """Even number ``n`` of it."""
    return even(key_at(key, number, what), n)


@njit(cache=True, nogil=True)
def normal_at(key: np.uint64, number: int, what: int, n: int) -> float:
    """Normal number ``n`` of it."""
    return normal(key_at(key, number, what), n)

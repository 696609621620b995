"""Single values of case.toml: what fits, and in words what does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from fairlead.base.bounds import Within
from fairlead.base.timeline import say_time
from fairlead.base.units import unit_name
from fairlead.base.zones import as_zone
from fairlead.case.quantities import read_day, read_value

Reader = Callable[[str, Any], Any]
"""Reads the value of a key; raises ValueError in words, naming the key."""


def read_text(name: str, raw: Any) -> str:
    """A text that says something."""
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(f"{name} is a text in quotes, not {raw!r}")
    return raw


def read_unit(name: str, raw: Any) -> str:
    """A unit by its one name."""
    return unit_name(read_text(name, raw))


def read_texts(name: str, raw: Any) -> list[str]:
    """A list of texts, none of them twice; it may be empty."""
    if not isinstance(raw, list) or not all(isinstance(v, str) and v.strip() for v in raw):
        raise ValueError(f"{name} is a list of texts in quotes, not {raw!r}")
    if twice := sorted({v for v in raw if raw.count(v) > 1}):
        raise ValueError(f"{name} names {', '.join(map(repr, twice))} twice")
    return list(raw)


def read_some_texts(name: str, raw: Any) -> list[str]:
    """The same, of at least one."""
    if not (texts := read_texts(name, raw)):
        raise ValueError(f"{name} names nothing")
    return texts


def read_country(name: str, raw: Any) -> str:
    """A country by its two letters."""
    if not isinstance(raw, str) or not re.fullmatch(r"[A-Z]{2}", raw):
        raise ValueError(f'{name} is a two-letter country code in capitals, such as "RU", not {raw!r}')
    return raw


def read_countries(name: str, raw: Any) -> list[str]:
    """A list of countries."""
    return [read_country(name, v) for v in read_texts(name, raw)]


def read_zone(name: str, raw: Any) -> str:
    """A time zone by its name."""
    as_zone(read_text(name, raw))
    return str(raw)


def read_period(name: str, raw: Any) -> tuple[Any, Any]:
    """Two dates, the end outside."""
    if not isinstance(raw, list) or len(raw) != 2:
        raise ValueError(f"{name} is two dates, [start, end) with the end outside, such as [2024-01-01, 2025-01-01]")
    if any(isinstance(v, str) for v in raw):
        raise ValueError(f"{name}: dates stand without quotes, such as [2024-01-01, 2025-01-01]")
    start, end = (read_day(name, v) for v in raw)
    if start >= end:
        raise ValueError(f"{name}: start {say_time(start)} does not lie before end {say_time(end)}")
    return start, end


def number_within(within: Within) -> Reader:
    """Reads a number within bounds."""

    def read(name: str, raw: Any) -> float:
        number = float(read_value(name, float, raw))
        within.check(name, number)
        return number

    return read


def numbers_within(within: Within) -> Reader:
    """Reads a list of numbers, each within bounds."""

    def read(name: str, raw: Any) -> list[float]:
        if not isinstance(raw, list):
            raise ValueError(f"{name} is a list of numbers, such as [10_000, 30_000], not {raw!r}")
        numbers = [float(read_value(name, float, v)) for v in raw]
        within.check(name, tuple(numbers))
        return numbers

    return read


def rising_numbers(within: Within) -> Reader:
    """Reads a list of numbers within bounds, the lowest first."""
    numbers = numbers_within(within)

    def read(name: str, raw: Any) -> list[float]:
        found: list[float] = numbers(name, raw)
        if wrong := next(((a, b) for a, b in pairwise(found) if a >= b), None):
            raise ValueError(
                f"{name} rises from the lowest figure to the highest; {wrong[0]:,g} stands before {wrong[1]:,g}"
            )
        return found

    return read


def read_beta(name: str, raw: Any) -> tuple[float, float]:
    """The two parameters of a Beta distribution, which together say how many looks a share seen is worth."""
    if not isinstance(raw, dict) or set(raw) != {"alpha", "beta"}:
        raise ValueError(f"{name} is a Beta distribution, such as {{ alpha = 21, beta = 9 }}, not {raw!r}")
    read = number_within(Within(0.01, 1_000_000))
    return read("alpha", raw["alpha"]), read("beta", raw["beta"])


def one_of(*known: str) -> Reader:
    """Reads one of a few words."""

    def read(name: str, raw: Any) -> str:
        if raw not in known:
            raise ValueError(f"{name} is {' or '.join(map(repr, known))}, not {raw!r}")
        return str(raw)

    return read

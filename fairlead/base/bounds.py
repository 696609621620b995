"""Bounds of parameters: which values of a field can be meant at all, said once beside the field.

    speed_low_kn: Annotated[float, Within(0, 60, is_above=True)] = 8.0

A parameter outside its bounds gives nonsense or a run without end, so nothing is ever computed with one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from typing import Annotated, Any, get_type_hints

from fairlead.base.timeline import say_hours

MOST_VALUES = 50
"""A longer list of values is a mistake: no table has room for so many assumptions side by side."""


@dataclass(frozen=True, slots=True)
class Within:
    """The least and the greatest value of a field; of a list, of each of its values."""

    least: Any
    most: Any
    is_above: bool = False
    """Whether the least value itself is outside."""

    def check(self, name: str, value: Any) -> None:
        """Refuse a value outside.

        Raises:
            ValueError: naming the field, the bounds and the value.
        """
        values = value if isinstance(value, tuple) else (value,)
        if len(values) > MOST_VALUES:
            raise ValueError(f"{name} has at most {MOST_VALUES} values, not {len(values):,}")
        for one in values:
            if not (self.least <= one <= self.most) or (self.is_above and one == self.least):
                raise ValueError(f"{name} must be {self.words}, not {_say(one)}")

    @property
    def words(self) -> str:
        """``at least 0 and at most 1``."""
        return f"{'above' if self.is_above else 'at least'} {_say(self.least)} and at most {_say(self.most)}"


Share = Annotated[float, Within(0, 1)]
"""A share, a chance or a likelihood."""


def check_field(params: type, name: str, value: Any) -> None:
    """Hold one value against the bounds that its field declares; a field without any takes what its type takes.

    Raises:
        ValueError: the value lies outside.
    """
    if within := _bounds(params).get(name):
        within.check(name, value)


def check_fields(params: Any) -> None:
    """Hold every field of a parameters dataclass against its bounds: its ``__post_init__``.

    Raises:
        ValueError: a value lies outside.
    """
    for one in fields(params):
        check_field(type(params), one.name, getattr(params, one.name))


@cache
def _bounds(params: type) -> dict[str, Within]:
    hints = get_type_hints(params, include_extras=True)
    declared = {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}
    return {name: one for name, extras in declared.items() for one in extras if isinstance(one, Within)}


def _say(value: Any) -> str:
    if isinstance(value, timedelta):
        hours = value.total_seconds() / 3600
        return f"{hours / 24:g} d" if hours % 24 == 0 and hours else say_hours(hours)
    return f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else repr(value)

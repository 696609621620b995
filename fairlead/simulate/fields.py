"""Fields of a scenario file, taken out one by one; what is left over at the end was misspelt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fairlead.base.geodesy import wrap_lon
from fairlead.base.wording import say_number
from fairlead.errors import EvidenceError
from fairlead.simulate.scenario import Span

_DURATION = re.compile(r"(-?\d+(?:\.\d+)?) ?(s|min|h|d)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}


class Fields:
    """One table of a scenario file.

    Every method takes a field out. A default of None makes a text, number or duration one that may be left out.

    Raises:
        EvidenceError: from any method: the field is missing or cannot be meant; the words say where it stands.
    """

    def __init__(self, where: str, values: Any) -> None:
        if not isinstance(values, Mapping):
            raise EvidenceError(f"{where}: is no table of fields")
        self.where = where
        self._left = dict(values)

    def fault(self, name: str, why: str) -> EvidenceError:
        """What is wrong with a field."""
        return EvidenceError(f"{self.where}: {name} {why}")

    def has(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str, default: Any = ...) -> Any:
        """The value as written."""
        if name not in self._left and default is ...:
            raise EvidenceError(f"{self.where}: {name} is missing")
        return self._left.pop(name, default)

    def text(self, name: str, default: Any = ...) -> Any:
        value = self.take(name, default)
        if not (value is default or isinstance(value, str)) or value == "":
            raise self.fault(name, f"is a text in quotes, not {value!r}")
        return value

    def number(self, name: str, low: float, high: float, default: Any = ...) -> Any:
        value = self.take(name, default)
        if value is default:
            return value
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.fault(name, f"is a number from {say_number(low, 2)} to {say_number(high, 2)}, not {value!r}")
        return float(value)

    def whole(self, name: str, low: int, high: int, default: Any = ...) -> Any:
        value = self.number(name, low, high, default)
        if value is default:
            return value
        if value != int(value):
            raise self.fault(name, f"is a whole number, not {value!r}")
        return int(value)

    def duration(self, name: str, default: Any = ...) -> Any:
        """Seconds, written "25 min"."""
        value = self.take(name, default)
        if value is default:
            return value
        found = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise self.fault(name, f'is a duration such as "90 s", "25 min", "8 h" or "2 d", not {value!r}')
        return round(float(found[1]) * _SECONDS[found[2]])

    def time(self, name: str) -> int:
        return self._time(name, self.take(name))

    def span(self, name: str) -> Span:
        return self._span(name, self.take(name))

    def spans(self, name: str) -> tuple[Span, ...]:
        """Spans, earliest first; none where the field is left out."""
        given = self.take(name, [])
        if not isinstance(given, list):
            raise self.fault(name, "is a list of [start, end]")
        return tuple(sorted(self._span(name, one) for one in given))

    def point(self, name: str) -> tuple[float, float]:
        """A [latitude, longitude]."""
        return as_point(self.where, name, self.take(name))

    def tables(self, name: str) -> list[Any]:
        """A list of tables; empty where the field is left out."""
        given = self.take(name, [])
        if not isinstance(given, list):
            raise self.fault(name, "is a list of tables")
        return given

    def done(self) -> None:
        """Complain about what nobody took."""
        if self._left:
            raise EvidenceError(f"{self.where}: has {sorted(self._left)[0]!r}, which means nothing here")

    def _span(self, name: str, value: Any) -> Span:
        if not isinstance(value, list) or len(value) != 2:
            raise self.fault(name, f"is [start, end], not {value!r}")
        start, end = (self._time(name, v) for v in value)
        if start >= end:
            raise self.fault(name, "does not end after its start")
        return start, end

    def _time(self, name: str, value: Any) -> int:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self.fault(name, f"is a time with its zone, such as 2024-03-01T06:00:00Z, not {value!r}")
        return int(value.astimezone(UTC).timestamp())


def as_point(where: str, name: str, value: Any) -> tuple[float, float]:
    """A [latitude, longitude].

    Raises:
        EvidenceError: it is none.
    """
    is_pair = isinstance(value, list) and len(value) == 2
    if not is_pair or any(isinstance(v, bool) or not isinstance(v, int | float) for v in value):
        raise EvidenceError(f"{where}: {name} is [latitude, longitude], not {value!r}")
    lat, lon = float(value[0]), float(value[1])
    if abs(lat) > 89 or abs(lon) > 360:
        raise EvidenceError(f"{where}: {name} is no place a ship could be: {value!r}")
    return lat, wrap_lon(lon)

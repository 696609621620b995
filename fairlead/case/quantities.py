"""Values with units, as people write them: "12 h", "8 kn", "10 km", "70 %". A wrong unit is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from math import inf, isfinite
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from fairlead.base.units import KM_PER_NAUTICAL_MILE

DURATIONS_S = {"s": 1, "min": 60, "h": 3600, "d": 86400}
"""Units a duration may be written in, in seconds."""

UNITS: Mapping[str, Mapping[str, float]] = {
    "_kn": {"kn": 1},
    "_km": {"km": 1, "m": 0.001, "nautical miles": KM_PER_NAUTICAL_MILE},
    "_m": {"m": 1, "km": 1000},
    "_h": {"h": 1, "d": 24, "min": 1 / 60},
    "_d": {"d": 1, "h": 1 / 24},
    "_s": {"s": 1, "min": 60, "h": 3600, "d": 86400},
    "_t": {"t": 1},
    "_bbl": {"bbl": 1},
    "_frac": {"%": 0.01},
    "_deg": {"deg": 1},
}
"""Units a number may be written in, by the ending of its name, in the unit of that ending."""

YEARS = range(1900, 2200)
"""Years a date may lie in; another is a slip of the pen."""

_QUANTITY = re.compile(r"([+-]?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(.*)", re.DOTALL)


def read_value(name: str, wanted: Any, raw: Any) -> Any:
    """Read a value for a field of a given type.

    Args:
        name: the field; its ending (``_kn``) says which unit a number is in.
        wanted: the field's type.
        raw: the value as TOML gives it, or a text as the command line gives it.

    Raises:
        ValueError: the value does not fit, in words.
    """
    kind = get_origin(wanted) or wanted
    options = get_args(wanted)
    if kind in (Union, UnionType):
        if raw is None or (isinstance(raw, str) and raw.strip().lower() == "none"):
            return None
        return read_value(name, next(o for o in options if o is not NoneType), raw)
    if kind is Literal:
        if raw not in options:
            raise ValueError(f"{name} is one of {', '.join(map(repr, options))}, not {raw!r}")
        return raw
    if kind in (tuple, list):
        return _read_list(name, options, raw)
    if kind is bool:
        return _read_bool(name, raw)
    if kind is timedelta:
        return read_duration(name, raw)
    if kind is int:
        number = _read_number(name, raw)
        if number != int(number):
            raise ValueError(f"{name} is a whole number, not {raw!r}")
        return int(number)
    if kind is float:
        return _read_number(name, raw)
    if kind is str:
        if not isinstance(raw, str):
            raise ValueError(f"{name} is a text in quotes, not {raw!r}")
        return raw
    if kind is datetime:
        return read_day(name, raw)
    raise ValueError(f"{name} cannot be set here")


def read_duration(name: str, raw: Any) -> timedelta:
    """Read ``"12 h"``, ``"2 d"``, ``"30 min"`` or ``"45 s"``.

    Raises:
        ValueError: no unit, or one that is no unit of time.
    """
    found = _QUANTITY.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if found is None or not found[2]:
        raise ValueError(f'{name} is a duration with its unit, such as "12 h", "2 d" or "30 min", not {raw!r}')
    if found[2] not in DURATIONS_S:
        raise ValueError(f'{name} is a duration ({", ".join(DURATIONS_S)}), and {raw!r} is in "{found[2]}"')
    try:
        return timedelta(seconds=float(found[1]) * DURATIONS_S[found[2]])
    except OverflowError:
        raise ValueError(f"{name} is longer than any time there is: {raw[:40]!r}") from None


def read_day(name: str, raw: Any) -> datetime:
    """Read a date (the beginning of its day, UTC) or a time that states its zone.

    Raises:
        ValueError: neither, a time without a zone, or a year that cannot be meant.
    """
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw) if "T" in raw or " " in raw else date.fromisoformat(raw)
        except ValueError:
            raise ValueError(f"{name} is a date such as 2024-01-31, not {raw!r}") from None
    if isinstance(raw, date) and raw.year not in YEARS:
        raise ValueError(f"{name}: the year {raw.year} cannot be meant; dates lie in {YEARS[0]} to {YEARS[-1]}")
    if isinstance(raw, datetime):
        if raw.tzinfo is None:
            raise ValueError(f"{name} says no zone; write {raw.isoformat()}Z for UTC")
        return raw.astimezone(UTC)
    if isinstance(raw, date):
        return datetime(raw.year, raw.month, raw.day, tzinfo=UTC)
    raise ValueError(f"{name} is a date such as 2024-01-31, not {raw!r}")


def unit_of(name: str) -> str:
    """The ending of a name that says its unit, or nothing."""
    return next((end for end in sorted(UNITS, key=len, reverse=True) if name.endswith(end)), "")


def spell(value: Any) -> Any:
    """A parameter as a run record keeps it: JSON, with durations in words that can be read back."""
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        unit = next(u for u in ("d", "h", "min", "s") if u == "s" or seconds % DURATIONS_S[u] == 0)
        return f"{seconds / DURATIONS_S[unit]:.15g} {unit}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): spell(v) for k, v in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [spell(v) for v in value]
    return value


def spell_params(params: Any) -> dict[str, Any] | None:
    """Every field of a parameter dataclass as :func:`spell` gives it; None for None."""
    return None if params is None else {name: spell(value) for name, value in asdict(params).items()}


def _read_list(name: str, options: tuple[Any, ...], raw: Any) -> tuple[Any, ...]:
    if isinstance(raw, str):
        raw = [part.strip() for part in raw.split(",") if part.strip()]
    if not isinstance(raw, list | tuple):
        raise ValueError(f"{name} is a list, not {raw!r}")
    if not options or options[-1] is Ellipsis:
        inner = options[0] if options else str
        return tuple(read_value(name, inner, v) for v in raw)
    if len(options) == 1:
        return tuple(read_value(name, options[0], v) for v in raw)
    if len(raw) != len(options):
        raise ValueError(f"{name} has {len(options)} values, and {len(raw)} are given")
    return tuple(read_value(name, o, v) for o, v in zip(options, raw, strict=True))


def _read_bool(name: str, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in ("true", "false"):
        return raw.strip().lower() == "true"
    raise ValueError(f"{name} is true or false, not {raw!r}")


def _as_float(raw: float) -> float:
    try:
        return float(raw)
    except OverflowError:  # a whole number of more than 308 digits
        return inf


def _read_number(name: str, raw: Any) -> float:
    end = unit_of(name)
    units = UNITS.get(end, {})
    if isinstance(raw, str) and (found := _QUANTITY.fullmatch(raw.strip())):
        number, unit = float(found[1]), found[2].strip()
        if unit and unit not in units:
            wanted = f"is in {' or '.join(units)}" if units else "is a plain number"
            raise ValueError(f'{name} {wanted}, and {raw!r} is in "{unit}"')
        number *= units.get(unit, 1)
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        number = _as_float(raw)
    else:
        example = f' such as 8 or "8 {next(iter(units))}"' if units else " such as 8 or 0.5"
        raise ValueError(f"{name} is a number{example}, not {raw!r}")
    if not isfinite(number):
        raise ValueError(f"{name} is a finite number, not {str(raw)[:40]}")
    return number

"""Parameters of steps: set in case.toml or for one run, each held to its type, its unit and its bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from typing import Any, get_type_hints

from fairlead.base.bounds import check_field
from fairlead.base.schema import Step
from fairlead.case.quantities import read_value
from fairlead.errors import CaseError

MOST_KNOWN = 25
"""Names offered where none is close to what was written."""


def suggest(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'period'?``, or the choice where nothing is close; nothing where there is none."""
    known = list(known)
    if not known:
        return ""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    more = ", ..." if len(known) > MOST_KNOWN else ""
    return f"; did you mean {close[0]!r}?" if close else f"; known here: {', '.join(known[:MOST_KNOWN])}{more}"


def default_params(step: str, steps: Mapping[str, Step]) -> Any:
    """The default parameters of a step.

    Raises:
        ValueError: no such step, or it takes none.
    """
    if step not in steps:
        raise ValueError(f"no step is called {step!r}{suggest(step, steps)}")
    params = steps[step].default_params
    if params is None or not is_dataclass(params):
        raise ValueError(f"step {step!r} takes no parameters")
    return params


def read_param(params: Any, step: str, key: str, raw: Any) -> Any:
    """The value of one parameter as case.toml or the command line gives it.

    Raises:
        ValueError: no such parameter, a value of another type or unit, or one outside its bounds.
    """
    known = [f.name for f in fields(params)]
    if key not in known:
        raise ValueError(f"step {step!r} has no parameter {key!r}{suggest(key, known)}")
    value = read_value(key, get_type_hints(type(params))[key], raw)
    check_field(type(params), key, value)
    return value


def override(params: Mapping[str, Any], given: Iterable[str], flow: Sequence[Step]) -> dict[str, Any]:
    """Set parameters given as ``step.field=value`` over those of case.toml.

    Raises:
        CaseError: no such step or field, or a value that does not fit, by itself or beside the others of its step.
    """
    changed = dict(params)
    steps = {s.name: s for s in flow}
    values: dict[str, dict[str, Any]] = {}
    for text in given:
        found = re.fullmatch(r"([^.=]+)\.([^.=]+)=(.*)", text.strip(), re.DOTALL)
        if not found:
            raise CaseError(
                f"parameter {text!r} is not of the form step.field=value, such as sighting_gaps.speed_low_kn=8"
            )
        name, key, raw = (part.strip() for part in found.groups())
        try:
            values.setdefault(name, {})[key] = read_param(default_params(name, steps), name, key, raw)
        except ValueError as e:
            raise CaseError(f"parameter {text!r}: {e}") from None
    for name, own in values.items():
        try:
            changed[name] = replace(changed.get(name, default_params(name, steps)), **own)
        except ValueError as e:
            raise CaseError(f"parameters of step {name!r} do not go together: {e}") from None
    return changed

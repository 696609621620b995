"""Parameters of steps as a reader sees them: the value a run used, the usual one, and why it is that."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from itertools import pairwise
from textwrap import dedent
from threading import Lock
from typing import Any, get_type_hints

from fairlead.base.schema import Step
from fairlead.base.timeline import say_hours
from fairlead.case.quantities import read_value

PARSING = Lock()
"""CPython 3.11 counts how deep it is in a tree once for all threads: of two that parse at a time one fails."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a step, in words."""

    name: str
    value: str
    default: str
    doc: str
    is_changed: bool


def list_parameters(step: Step, used: Mapping[str, Any]) -> list[Parameter]:
    """Every parameter of a step.

    Args:
        step: the step.
        used: values by name as the record of a run keeps them; the usual one where it has none.
    """
    params = step.default_params
    if params is None:
        return []
    docs, hints = parameter_docs(params), get_type_hints(type(params))
    found = []
    for f in fields(params):
        default = getattr(params, f.name)
        given = read_value(f.name, hints[f.name], used[f.name]) if f.name in used else default
        found.append(Parameter(f.name, say_value(given), say_value(default), docs.get(f.name, ""), given != default))
    return found


def parameter_docs(params: object) -> dict[str, str]:
    """The docstring under each field of a parameters dataclass, inherited ones too, as written in its source."""
    docs: dict[str, str] = {}
    for kind in reversed(type(params).__mro__[:-1]):
        docs |= _docs_of(kind)
    return docs


@cache
def _docs_of(kind: type) -> dict[str, str]:
    with PARSING:  # inspect parses too
        tree = ast.parse(dedent(inspect.getsource(kind))).body[0]
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    docs = {}
    for node, after in pairwise(body):
        if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
            docs[node.target.id] = unticked(" ".join(after.value.value.split()))
    return docs


def say_value(value: object) -> str:
    """A parameter's value for a reader: hours for a duration, the rest as it stands."""
    if isinstance(value, timedelta):
        return say_hours(value.total_seconds() / 3600)
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:,}"
    if isinstance(value, tuple | list | set | frozenset):
        items = [say_value(v) for v in value]
        return ", ".join(sorted(items) if isinstance(value, set | frozenset) else items)
    if isinstance(value, Mapping):
        return ", ".join(f"{say_value(k)}: {say_value(v)}" for k, v in value.items())
    return str(value)


def unticked(text: str) -> str:
    """A docstring's words without the marks of its markup."""
    return text.replace("``", "").replace(":class:", "").replace("`", "").replace("params.", "").replace("*", "")

"""How the rows were made: each step of the flow in a paragraph, with the parameters this run used and why."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from itertools import pairwise
from textwrap import dedent
from typing import Any, get_type_hints

from fairlead.base.schema import Step
from fairlead.base.timeline import say_hours
from fairlead.case.quantities import read_value
from fairlead.report.blocks import Block, Cell, Heading, Table, columns, plain
from fairlead.report.inert import show_text


def method_blocks(flow: tuple[Step, ...], run: Mapping[str, Any]) -> list[Block]:
    """A paragraph for each step, with its limits, and one table of every parameter as the run used it."""
    used = {s["name"]: s.get("params") or {} for s in run.get("steps") or ()}
    blocks: list[Block] = []
    for step in flow:
        first, limits = _paragraphs(step)
        blocks += [Heading(step.name), plain(f"{first} Reads {_names(step.reads)}; writes {_names(step.writes)}.")]
        if limits:
            blocks.append(plain(f"Limits: {limits}"))
    told: dict[tuple[type, str], str] = {}
    rows = [row for step in flow for row in _parameters(step, used.get(step.name, {}), told)]
    heads = columns(("Step", 1.3), ("Parameter", 2.1), ("Value", 1.15), ("What it is, and why", 4.8))
    blocks += [
        Heading("Parameters of this run"),
        Table("As the run used them; where that is not the usual value, that stands beside it", heads, tuple(rows)),
    ]
    return blocks


def parameter_docs(params: object) -> dict[str, str]:
    """The docstring under each field of a parameters dataclass, inherited ones too, as written in its source."""
    docs: dict[str, str] = {}
    for kind in reversed(type(params).__mro__[:-1]):
        docs |= _docs_of(kind)
    return docs


def _docs_of(kind: type) -> dict[str, str]:
    tree = ast.parse(dedent(inspect.getsource(kind))).body[0]
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    docs = {}
    for node, after in pairwise(body):
        if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
            docs[node.target.id] = _unticked(" ".join(after.value.value.split()))
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


def _parameters(step: Step, used: Mapping[str, Any], told: dict[tuple[type, str], str]) -> list[tuple[Cell, ...]]:
    """The parameters of a step; of those an earlier one has with the same values, only that. Adds to ``told``."""
    params = step.default_params
    if params is None:
        return []
    first = told.setdefault((type(params), repr(sorted(used.items()))), step.name)
    if first != step.name:
        return [(Cell(step.name), Cell("all"), Cell(f"as in {first}", is_bold=True), Cell(""))]
    docs, hints = parameter_docs(params), get_type_hints(type(params))
    rows: list[tuple[Cell, ...]] = []
    for f in fields(params):
        default = getattr(params, f.name)
        given = read_value(f.name, hints[f.name], used[f.name]) if f.name in used else default
        value = say_value(default) if given == default else f"{say_value(given)} (usually {say_value(default)})"
        shown = Cell(show_text(value, 160), is_bold=True)
        rows.append((Cell(step.name), Cell(f.name, is_mono=True), shown, Cell(docs.get(f.name, ""))))
    return rows


def _paragraphs(step: Step) -> tuple[str, str]:
    """The first paragraph of the kernel's docstring, and its Limits."""
    parts = inspect.cleandoc(step.kernel.__doc__ or "").split("\n\n")
    limits = next((p for p in parts if p.startswith("Limits:")), "")
    head = " ".join(parts[0].split())
    more = " ".join(parts[1].split()) if len(parts) > 1 and not parts[1].rstrip().split("\n")[0].endswith(":") else ""
    return _unticked(f"{head} {more}".strip()), _unticked(" ".join(limits.removeprefix("Limits:").split()))


def _unticked(text: str) -> str:
    return text.replace("``", "").replace(":class:", "").replace("`", "").replace("params.", "").replace("*", "")


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(n.replace("_", " ") for n in names)

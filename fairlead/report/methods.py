"""How the rows were made: each step of the flow in a paragraph, with the parameters this run used and why."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from fairlead.base.schema import Step
from fairlead.case.parameters import list_parameters, unticked
from fairlead.report.blocks import Block, Cell, Heading, Table, columns, plain
from fairlead.report.inert import show_text


def method_blocks(flow: tuple[Step, ...], run: Mapping[str, Any], *, is_brief: bool = False) -> list[Block]:
    """A paragraph for each step, with its limits, and one table of every parameter as the run used it.

    Args:
        flow: the steps.
        run: the record of the run.
        is_brief: leave out the steps that made no row, which are named, what steps read and write, and why each
            parameter is what it is.
    """
    used = {s["name"]: s.get("params") or {} for s in run.get("steps") or ()}
    idle = idle_steps(run) if is_brief else set()
    blocks: list[Block] = []
    told_of = [step for step in flow if step.name not in idle]
    for step in told_of:
        first, limits = _paragraphs(step)
        tables = "" if is_brief else f" Reads {_names(step.reads)}; writes {_names(step.writes)}."
        blocks += [Heading(step.name), plain(f"{first}{tables}")]
        if limits:
            blocks.append(plain(f"Limits: {limits}"))
    if idle:
        left = _names(tuple(step.name for step in flow if step.name in idle))
        blocks.append(plain(f"Steps that made no row of this case, and are left out here: {left}."))
    told: dict[tuple[type, str], str] = {}
    rows = [row for step in told_of for row in _parameters(step, used.get(step.name, {}), told)]
    heads = columns(("Step", 1.5), ("Parameter", 2.1), ("Value", 1.15), ("What it is, and why", 4.8))
    if is_brief:
        rows, heads = [row[:3] for row in rows], columns(("Step", 1.3), ("Parameter", 2), ("Value", 1.3))
    blocks += [
        Heading("Parameters of this run"),
        Table("As the run used them; where that is not the usual value, that stands beside it", heads, tuple(rows)),
    ]
    return blocks


def idle_steps(run: Mapping[str, Any]) -> set[str]:
    """Names of the steps of a run that made no row."""
    return {s["name"] for s in run.get("steps") or () if s.get("rows") is not None and not any(s["rows"].values())}


def _parameters(step: Step, used: Mapping[str, Any], told: dict[tuple[type, str], str]) -> list[tuple[Cell, ...]]:
    """The parameters of a step; of those an earlier one has with the same values, only that. Adds to ``told``."""
    params = step.default_params
    if params is None:
        return []
    first = told.setdefault((type(params), repr(sorted(used.items()))), step.name)
    if first != step.name:
        return [(Cell(step.name), Cell("all"), Cell(f"as in {first}", is_bold=True), Cell(""))]
    rows: list[tuple[Cell, ...]] = []
    for p in list_parameters(step, used):
        shown = Cell(show_text(f"{p.value} (usually {p.default})" if p.is_changed else p.value, 160), is_bold=True)
        rows.append((Cell(step.name), Cell(p.name, is_mono=True), shown, Cell(p.doc)))
    return rows


def _paragraphs(step: Step) -> tuple[str, str]:
    """The first paragraph of the kernel's docstring, and its Limits."""
    parts = inspect.cleandoc(step.kernel.__doc__ or "").split("\n\n")
    limits = next((p for p in parts if p.startswith("Limits:")), "")
    head = " ".join(parts[0].split())
    more = " ".join(parts[1].split()) if len(parts) > 1 and not parts[1].rstrip().split("\n")[0].endswith(":") else ""
    return unticked(f"{head} {more}".strip()), unticked(" ".join(limits.removeprefix("Limits:").split()))


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(n.replace("_", " ") for n in names)

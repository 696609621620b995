"""What a reader is told before any figure: parameters that are not the usual ones, settings that could do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fairlead.base.schema import Step
from fairlead.base.wording import say_many
from fairlead.case.quantities import spell_params
from fairlead.case.store import CONFIG_NAME
from fairlead.flow import FLOW

Row = dict[str, Any]


def changed_parameters(run: Mapping[str, Any], flow: Sequence[Step] = FLOW) -> list[Row]:
    """The parameters a run used that are not the usual ones of its steps.

    Args:
        run: the record of the run, as it is kept.
        flow: the steps, with their usual parameters.

    Returns:
        ``step``, ``parameter``, ``value`` and ``usual``, the last two as a run record spells them.
    """
    usual = {step.name: spell_params(step.default_params) or {} for step in flow}
    return [
        {"step": step["name"], "parameter": name, "value": value, "usual": usual[step["name"]][name]}
        for step in run.get("steps") or ()
        if step["outcome"] != "left out"
        for name, value in (step.get("params") or {}).items()
        if name in usual.get(step["name"], {}) and value != usual[step["name"]][name]
    ]


def unused_settings(rejects: Iterable[Row], evidence: Iterable[Row]) -> list[Row]:
    """The settings of case.toml that could not be used, in the order of their lines.

    Args:
        rejects: REJECTS rows.
        evidence: EVIDENCE rows.

    Returns:
        ``line``, ``setting``, ``value`` and ``reason``.
    """
    ours = {e["evidence_id"] for e in evidence if e["kind"] == CONFIG_NAME}
    own = sorted(
        (r for r in rejects if r["evidence_id"] in ours),
        key=lambda r: (r["row"] or 0, r["field"] or "", r["reject_id"]),
    )
    return [{"line": r["row"], "setting": r["field"], "value": r["label"], "reason": r["reason"]} for r in own]


def say_changed(changed: Sequence[Mapping[str, Any]]) -> str:
    """One sentence that names every changed parameter; nothing where none is."""
    if not changed:
        return ""
    told = (f"{c['step']}.{c['parameter']} {_say(c['value'])} (usually {_say(c['usual'])})" for c in changed)
    return f"Made with changed parameters: {'; '.join(told)}."


def say_unused(unused: Sequence[Mapping[str, Any]]) -> str:
    """``2 settings of case.toml could not be used``; nothing where all could."""
    return f"{say_many(len(unused), 'setting')} of {CONFIG_NAME} could not be used" if unused else ""


def _say(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_say, value)) or "none"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)

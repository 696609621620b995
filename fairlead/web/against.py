"""What is other in a run than in the run before it: what went in, parameters, and tables by their rows."""

from __future__ import annotations

from collections import Counter

from fairlead.case.shelf import RunRecord
from fairlead.case.store import CONFIG_NAME, Store
from fairlead.errors import CaseError
from fairlead.web.shapes import ParamChange, SinceRun, TableChange

_SAID = {"added": "file added", "refused": "file refused", "decided": "decision", "reviewed": "review",
         "graded": "grade", "rescinded": "rescission", "marked": "marking"}  # fmt: skip


def show_against(store: Store, record: RunRecord) -> SinceRun | None:
    """What is other than in the run before; None of a first run, and where the record of the one before is gone.

    Limits:
        The tables of the run before are not kept: a table whose rows changed and whose number of rows did not is named
        with the same number twice.
    """
    earlier = [n for n in store.shelf.numbers() if n < record.number]
    if not earlier:
        return None
    try:
        before = store.shelf.record(earlier[-1])
    except CaseError:
        return None
    then = {s.name: s for s in before.steps}
    params = [
        ParamChange(step=s.name, param=name, before=_spell(was.get(name)), now=_spell(value))
        for s in record.steps
        if s.name in then
        for was in [then[s.name].params or {}]
        for name, value in (s.params or {}).items()
        if was.get(name) != value
    ]
    tables = [
        TableChange(table=name, before=before.tables.get(name, {}).get("rows"), now=about["rows"])
        for name, about in record.tables.items()
        if before.tables.get(name, {}).get("sha256") != about["sha256"]
    ]
    entries = [e for e in store.log().entries if before.log_count < e.line <= record.log_count]
    entered = Counter(_SAID[e.action] for e in entries if e.action in _SAID and e.fields.get("kind") != CONFIG_NAME)
    return SinceRun(
        number=before.number,
        entered=dict(entered),
        is_config_other=before.config != record.config,
        is_program_other=(before.version, before.versions) != (record.version, record.versions),
        params=params,
        tables=tables,
        seconds=before.seconds,
    )


def _spell(value: object) -> str:
    return "not there" if value is None else str(value)

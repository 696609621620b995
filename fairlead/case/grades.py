"""Grades that people give: entries of the log, and the table the flow reads. A later grade stands; the earlier stays.

Four things are graded apart and never added up. *Reliability* (A to F) is of a source, once for a topic; *credibility*
(1 to 6) is of a claim, and is asked for with the source's grade hidden, since people who see one grade repeat it in the
other. *Likelihood* (a word of ICD 203) is how likely a claim is, *confidence* (low, moderate, high) how good the
evidence.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.likelihood import LIKELIHOOD_PCT
from fairlead.base.tables import GRADES
from fairlead.case.log import Entry, Log
from fairlead.case.store import Store
from fairlead.errors import CaseError

VALUES: dict[str, tuple[str, ...]] = {
    "reliability": ("A", "B", "C", "D", "E", "F"),
    "credibility": ("1", "2", "3", "4", "5", "6"),
    "likelihood": tuple(LIKELIHOOD_PCT),
    "confidence": ("low", "moderate", "high"),
    "answered": ("yes", "no"),
    "against_interest": ("yes", "no"),
}
"""Axis and its grades. A to F and 1 to 6 are the Admiralty scale; ``answered`` is whether whatever speaks against a
transfer was looked for and answered, ``against_interest`` whether a party's confirmation goes against its interest."""

OF_A_SOURCE = ("reliability",)
"""Axes that grade a source, by name and topic; the others grade a claim or a transfer, by id."""


def grade(
    store: Store,
    target: str,
    axis: str,
    value: str,
    reason: str,
    *,
    topic: str | None = None,
    is_blind: bool = False,
    by: str | None = None,
) -> str:
    """Enter a grade in the log; the next run honours it.

    Args:
        store: the case.
        target: a source's name (reliability), or the id of a claim or transfer.
        axis: one of :data:`VALUES`.
        value: one of that axis's grades.
        reason: why, in words another person can judge.
        topic: the matter a source is graded for.
        is_blind: whether the grade of the source was hidden when it was asked for.
        by: who grades; whoever is at the keyboard, if left out.

    Returns:
        The id of the grade.

    Raises:
        CaseError: no such axis or grade, no reason, no target, or the case cannot be written.
    """
    if axis not in VALUES:
        raise CaseError(f"what is graded is one of {', '.join(VALUES)}, not {axis!r}")
    fitting = {v.lower(): v for v in VALUES[axis]}
    if value.strip().lower() not in fitting:
        raise CaseError(f"{axis} is one of {', '.join(VALUES[axis])}, not {value!r}")
    if not reason.strip():
        raise CaseError("a grade needs its reason, in words another person can judge")
    if not target.strip():
        raise CaseError("a grade is of something: a source by name, or a claim by id")
    if topic is not None and axis not in OF_A_SOURCE:
        raise CaseError(f"{axis} is of one claim, so it has no topic")
    with store.writing() as sitting:
        entry = sitting.write(
            "graded", by, target=target.strip(), axis=axis, topic=topic, value=fitting[value.strip().lower()],
            reason=reason.strip(), is_blind=is_blind,
        )  # fmt: skip
    return grade_id(entry)


def grade_id(entry: Entry) -> str:
    """Id over what was graded, how, by whom and when: the same after two logs are merged."""
    return content_id("grade", entry.said)


def list_grades(log: Log) -> pa.Table:
    """GRADES, one row an entry. Of several on one target, axis and topic the latest stands."""
    rows: list[dict[str, Any]] = []
    seen: set[tuple[str, ...]] = set()
    for entry in sorted(log.of("graded"), key=lambda e: (e.time, e.line), reverse=True):
        f: Any = entry.fields
        key = f["target"].casefold(), f["axis"], (f["topic"] or "").casefold()
        rows.append(
            {
                "grade_id": grade_id(entry),
                "target": f["target"],
                "axis": f["axis"],
                "topic": f["topic"],
                "value": f["value"],
                "reason": f["reason"],
                "graded_by": entry.actor,
                "graded_at": entry.time,
                "is_blind": f["is_blind"],
                "is_superseded": key in seen,
                "log_line": entry.line,
            }
        )
        seen.add(key)
    return GRADES.from_rows(rows[::-1])

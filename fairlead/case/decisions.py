"""What people decided: entries of the log, and the table the flow reads. A withdrawn decision stays visible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from fairlead.base.decisions import UNSURE
from fairlead.base.ids import content_id
from fairlead.base.tables import DECISIONS
from fairlead.case.log import Entry, Log
from fairlead.case.store import Store
from fairlead.errors import CaseError

RESCINDED = "rescinded"
"""Action of an entry that takes claims out of the count; see :mod:`fairlead.case.rescind`. Its verdict is *rescind*."""

VERDICTS = ("accept", "reject", "same", "different", UNSURE, "withdraw")


def decide(
    store: Store, about: Sequence[str], verdict: str, reason: str, by: str | None = None, is_open: bool = False
) -> str:
    """Enter a decision in the log; the next run honours it.

    Args:
        store: the case.
        about: ids of the rows decided on; for ``withdraw`` the id of a decision.
        verdict: accept, reject, same, different, unsure or withdraw.
        reason: why. A decision without a reason is none.
        by: who decides; whoever is at the keyboard, if left out.
        is_open: refuse where a decision about the very same rows stands: whoever decides saw none.

    Returns:
        The id of the decision.

    Raises:
        CaseError: no such verdict, no reason, nothing to decide on, somebody decided meanwhile, or the case cannot be
            written.
    """
    if verdict not in VERDICTS:
        raise CaseError(f"a verdict is one of {', '.join(VERDICTS)}, not {verdict!r}")
    if not reason.strip():
        raise CaseError("a decision needs its reason, in words another person can judge")
    if not about:
        raise CaseError("a decision is about at least one row; give its id")
    is_pair = len(about) >= 2 or (verdict == UNSURE and about[0].startswith("hit:"))  # a hit is of vessel and entry
    if verdict in ("same", "different", UNSURE) and not is_pair:
        raise CaseError(f"{verdict!r} is about two rows or more; give their ids")
    with store.writing() as sitting:
        standing = {decision_id(e) for e in _entries(sitting.log)}
        if verdict == "withdraw" and (unknown := [a for a in about if a not in standing]):
            raise CaseError(f"no decision has the id {', '.join(unknown)}; 'fairlead show CASE decisions' lists them")
        if is_open:
            _refuse_decided(sitting.log, about)
        entry = sitting.write("decided", by, about=list(about), verdict=verdict, reason=reason.strip())
    return decision_id(entry)


def _refuse_decided(log: Log, about: Sequence[str]) -> None:
    for d in list_decisions(log).to_pylist():
        if not d["is_withdrawn"] and set(d["about"]) == set(about):
            raise CaseError(f"meanwhile {d['decided_by']} decided this: {d['verdict']}, {d['reason']!r}; look again")


def decision_id(entry: Entry) -> str:
    """Id over what was decided, by whom and when: the same after two logs are merged."""
    return content_id("decision", entry.said)


def _entries(log: Log) -> list[Entry]:
    """What people decided and rescinded, in the order of the log."""
    return sorted((*log.of("decided"), *log.of(RESCINDED)), key=lambda e: e.line)


def list_decisions(log: Log) -> pa.Table:
    """DECISIONS, one row for each entry, withdrawals too. A withdrawal that was withdrawn itself does not count."""
    rows: list[dict[str, Any]] = []
    withdrawn: set[str] = set()
    for entry in reversed(_entries(log)):
        id_, fields = decision_id(entry), entry.fields
        verdict = "rescind" if entry.action == RESCINDED else fields["verdict"]
        if verdict == "withdraw" and id_ not in withdrawn:
            withdrawn.update(fields["about"])
        rows.append(
            {
                "decision_id": id_,
                "about": list(fields["about"]),
                "verdict": verdict,
                "reason": fields["reason"],
                "decided_by": entry.actor,
                "decided_at": entry.time,
                "is_withdrawn": id_ in withdrawn,
                "log_line": entry.line,
            }
        )
    return DECISIONS.from_rows(rows[::-1])


def say_taken_back(log: Log) -> dict[str, str]:
    """Evidence that a person rejected and that stays rejected, by its id, in words.

    So records of the sighting desk are taken back: the file stays, none of its rows counts.
    """
    found: dict[str, str] = {}
    for d in list_decisions(log).to_pylist():
        if d["verdict"] in ("accept", "reject") and not d["is_withdrawn"]:
            for about in (a for a in d["about"] if a.startswith("evidence:")):
                found.pop(about, None)
                if d["verdict"] == "reject":
                    found[about] = f"taken back by {d['decided_by']}: {d['reason']}"
    return found

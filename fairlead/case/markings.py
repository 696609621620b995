"""Markings: who may see a file of evidence, or an entry that a person made. A marking is an entry of the log.

The words are those of the Traffic Light Protocol 2.0 (FIRST, 2022), from the widest circle to the narrowest. What
nobody marked is clear. A later marking stands; the earlier stays in the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from fairlead.case.decisions import RESCINDED, decision_id
from fairlead.case.evidence import list_evidence
from fairlead.case.grades import grade_id
from fairlead.case.log import Entry, Log
from fairlead.case.reviews import ACTION as REVIEWED
from fairlead.case.reviews import review_id
from fairlead.case.store import CONFIG_NAME, Store
from fairlead.errors import CaseError

ACTION = "marked"

MARKINGS = ("clear", "green", "amber", "amber+strict", "red")
"""Widest circle first: anyone; the community; the organisation and its clients; the organisation; named people only."""

CLEAR, RED = MARKINGS[0], MARKINGS[-1]

_IDS = {"decided": decision_id, RESCINDED: decision_id, "graded": grade_id, REVIEWED: review_id}


def rank(marking: str) -> int:
    """Place of a marking from the widest circle on; one that this version does not know is as narrow as any."""
    return MARKINGS.index(marking) if marking in MARKINGS else len(MARKINGS) - 1


def may_see(sees: str, marking: str) -> bool:
    """Whether who may see ``sees`` may see what bears ``marking``."""
    return rank(marking) <= rank(sees)


def mark(store: Store, target: str, marking: str, reason: str, by: str | None = None) -> str:
    """Mark a file of evidence, or a decision, review or grade; from now on only who may see that marking is shown it.

    Args:
        store: the case.
        target: the id or name of a file, or the id of a decision, review, grade or rescission.
        marking: one of :data:`MARKINGS`.
        reason: why, in words another person can judge.
        by: who marks; whoever is at the keyboard, if left out.

    Returns:
        The id that was marked.

    Raises:
        CaseError: no such thing or marking, no reason, or the case cannot be written.
    """
    if marking not in MARKINGS:
        raise CaseError(f"a marking is one of {', '.join(MARKINGS)}, not {marking!r}")
    if not reason.strip():
        raise CaseError("a marking needs its reason, in words another person can judge")
    id_ = _id_of(store.log(), target.strip())  # as whoever marks is shown it
    with store.writing() as sitting:
        sitting.write(ACTION, by, target=id_, marking=marking, reason=reason.strip())
    return id_


def _id_of(log: Log, target: str) -> str:
    files = [e for e in list_evidence(log) if e.kind != CONFIG_NAME]
    named = {e.evidence_id for e in files if target in (e.evidence_id, e.name)}
    named |= {id_ for e in log.entries if (id_ := entry_id(e)) == target}
    if len(named) > 1:
        raise CaseError(f"several files are called {target!r}; name one by its id: {', '.join(sorted(named))}")
    if not named:
        raise CaseError(
            f"nothing that can be marked has the id or name {target!r}: a file ('fairlead show CASE evidence'), a "
            "decision, a review or a grade"
        )
    return named.pop()


def entry_id(entry: Entry) -> str | None:
    """Id of what a person entered; None of other entries."""
    make = _IDS.get(entry.action)
    return make(entry) if make else None


def standing_markings(log: Log) -> dict[str, Entry]:
    """The latest marking of each thing that was marked, by its id."""
    return {str(e.fields["target"]): e for e in log.of(ACTION)}


def markings(log: Log) -> dict[str, str]:
    """The marking of each thing that is not clear, by its id."""
    found = {id_: str(e.fields["marking"]) for id_, e in standing_markings(log).items()}
    return {id_: marking for id_, marking in found.items() if marking != CLEAR}


def above(log: Log, sees: str) -> dict[str, str]:
    """What may not be shown to who may see ``sees``: markings by id."""
    return {id_: marking for id_, marking in markings(log).items() if not may_see(sees, marking)}


def count_above(log: Log, sees: str) -> Mapping[str, int]:
    """How many files bear each marking above ``sees``."""
    files = {e.evidence_id for e in list_evidence(log)}
    return Counter(marking for id_, marking in above(log, sees).items() if id_ in files)


def highest(log: Log) -> str:
    """The narrowest marking in a case."""
    return max(markings(log).values(), key=rank, default=CLEAR)

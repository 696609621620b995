"""replies: who was asked for their side before publication, or why nobody was, and what they answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairlead.base.tables import REPLIES
from fairlead.formats.api import Kind
from fairlead.formats.record import Record


def take_reply(record: Record) -> Mapping[str, Any]:
    """One row of REPLIES. Somebody was asked on a day, or there is a reason why not: one of both, never neither."""
    label, party = record.need("row_id"), record.need("party")
    asked_words = record.date("asked_on")
    asked = _begin(record, "asked_on", asked_words)
    why_not = record.text("not_asked_because")
    if record.faults:
        pass
    elif asked is None and why_not is None:
        record.fault(
            "asked_on", "neither asked_on nor not_asked_because is given: say when they were asked, or why not"
        )
    elif asked is not None and why_not is not None:
        record.fault("not_asked_because", "asked_on and not_asked_because are both given; they exclude each other")
    answer, answered_words = record.text("answer"), record.date("answered_on")
    answered = _begin(record, "answered_on", answered_words)
    answer_by = record.date("answer_by")
    until = record.between("answer_by", answer_by, None)[1] if answer_by else None
    if answered is not None and asked is not None and answered < asked:
        record.fault("answered_on", "answered_on lies before asked_on")
    if until is not None and asked is not None and until <= asked:
        record.fault("answer_by", "answer_by lies before asked_on")
    if answer is not None and answered is None and not record.faults:
        record.fault("answered_on", "an answer is given and answered_on is not: when did they say it?")
    if answered is not None and answer is None and not record.faults:
        record.fault("answer", "answered_on is given and the answer is not; 'no comment' is one, silence is none")
    return {
        "label": label,
        "party": party,
        "asked_words": asked_words,
        "asked_on": asked,
        "why_not": why_not,
        "asked_by": record.text("asked_by"),
        "channel": record.text("channel"),
        "told": record.text("told"),
        "answer_by": answer_by,
        "answered_words": answered_words,
        "answered_on": answered,
        "answer": answer,
        "claim": record.text("claim"),
        "source_url": record.text("source_url"),
        "note": record.text("note"),
    }


def _begin(record: Record, column: str, date: str | None) -> datetime | None:
    return record.between(column, date, None)[0] if date else None


KIND = Kind(
    name="replies",
    table=REPLIES,
    doc="who was asked for their side before publication, or why nobody was, and what they answered",
    required=("row_id", "party"),
    optional=(
        "asked_on", "not_asked_because", "asked_by", "channel", "told", "answer_by", "answered_on", "answer", "claim",
        "source_url", "note",
    ),
    take=take_reply,
    signature=("asked_on",),
)  # fmt: skip

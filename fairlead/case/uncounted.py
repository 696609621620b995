"""Rows of evidence that are kept and yet can count for nothing: sightings, looks, measures and features.

A sighting whose event or place is not one the flow knows is a row like any other; ``rejects`` says of the field why
nothing will be counted from it. Of looks, and of what names them, ``look_checks`` says it. Run, answer and report count
both, so that a typing error does not lower a count in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from fairlead.base.wording import say_list, say_many
from fairlead.case.config_params import suggest
from fairlead.events.gazetteer import Gazetteer, Spot
from fairlead.formats.api import refusal
from fairlead.trips.stays import AT_PLACE, CALLS, SHIP_AT_PLACE

Row = dict[str, Any]

PLACED = CALLS | {"arrival", "departure", "anchored"}
"""Events that mean a place: without one they count for nothing."""

OTHER_EVENTS = frozenset({"sts", "first_seen_on_route", "identity_falsified", "rail_arrival", "empty", "photograph"})
"""Events that are kept and are no stay at a place."""


NOTHING = "counts for nothing as it stands"
"""How the reason of such a refusal ends."""

LABELS_SHOWN = 5

_BY_FIELD = {
    "event": ("their event is not one the flow knows", "its event is not one the flow knows"),
    "place": ("their place is none of this case, or away from it", "its place is none of this case, or away from it"),
}
_BY_CHECK = {
    "no_place": ("look", "their place is none of this case", "its place is none of this case"),
    "outside_footprint": ("look", "their images do not show the place", "its image does not show the place"),
    "no_scene": ("look", "when they were is not known", "when it was is not known"),
    "out_of_view": ("sighting", "their images cannot show the place", "its image cannot show the place"),
    "no_look": ("sighting", "the looks they leave their date to do not give it", "the look it leaves its date to does "
                "not give it"),
    "no_sighting": ("", "they name no sighting that is held", "it names no sighting that is held"),
}  # fmt: skip
"""What is idle by a kind of LOOK_CHECKS, and why: of several and of one. A measure or feature is known by its id."""


def list_idle(tables: Callable[[str], pa.Table]) -> list[Row]:
    """What of the evidence counts for nothing, by kind and reason.

    Args:
        tables: gives a table of the case by name: ``rejects``, ``look_checks`` and ``observations``.

    Returns:
        ``what`` (sighting, look, measure or feature), ``why`` in words, ``rows`` (how many), their ``labels``, and the
        ``table`` that says it of each. A row of two reasons is told of by the first.
    """
    found = defaultdict[tuple[str, str, str, str], list[str]](list)
    for r in sorted(tables("rejects").to_pylist(), key=lambda r: (r["row"] or 0, r["reject_id"])):
        if r["scope"] == "field" and r["field"] in _BY_FIELD and r["reason"].endswith(NOTHING):
            many, one = _BY_FIELD[r["field"]]
            found["sighting", many, one, "rejects"].append(r["label"])
    told = set[str]()
    order = list(_BY_CHECK)
    known = [c for c in tables("look_checks").to_pylist() if c["kind"] in _BY_CHECK and not c["is_watch"]]
    dateless = {c["about"] for c in known if c["kind"] == "no_look"}
    seen = set(tables("observations")["sighting_id"].to_pylist()) if dateless else set()
    for c in sorted(known, key=lambda c: (order.index(c["kind"]), c["label"], c["look_check_id"])):
        if c["about"] in told or (c["kind"] == "no_look" and c["about"] in seen):
            continue
        told.add(c["about"])
        what, many, one = _BY_CHECK[c["kind"]]
        found[what or c["about"].split(":")[0], many, one, "look_checks"].append(c["label"])
    return [
        {"what": what, "why": one if len(labels) == 1 else many, "rows": len(labels), "labels": labels, "table": table}
        for (what, many, one, table), labels in found.items()
    ]


def say_idle(idle: Sequence[Mapping[str, Any]], show: Callable[[str], str]) -> str:
    """``2 rows of evidence count for nothing: 1 sighting (S3; its place ...) ...``; nothing where none does.

    Args:
        idle: as :func:`list_idle` gives it.
        show: the command that shows a table.
    """
    if not idle:
        return ""
    n = sum(one["rows"] for one in idle)
    parts = [f"{say_many(one['rows'], one['what'])} ({_say_labels(one['labels'])}): {one['why']}" for one in idle]
    commands = say_list([show(table) for table in dict.fromkeys(one["table"] for one in idle)])
    verb = "counts" if n == 1 else "count"
    return f"{say_many(n, 'row')} of evidence {verb} for nothing. {'; '.join(parts)}. Each with its reason: {commands}"


def _say_labels(labels: Sequence[str]) -> str:
    more = len(labels) - LABELS_SHOWN
    return f"{', '.join(labels[:LABELS_SHOWN])}{f' and {more:,} more' if more > 0 else ''}"


def find_uncounted(tables: Mapping[str, pa.Table]) -> Iterator[Row]:
    """A refusal of the field for each sighting whose event or place nothing can be counted from."""
    gazetteer = Gazetteer(tables["places"].to_pylist())
    names = sorted({n for p in tables["places"].to_pylist() for n in (p["name"], *p["other_names"])})
    files = dict(zip(*(tables["evidence"][c].to_pylist() for c in ("evidence_id", "name")), strict=True))
    columns = ["label", "event", "place_words", "evidence_id", "row"]
    spots: dict[str, Spot] = {}
    for s in tables["sightings"].select(columns).to_pylist():
        event, words = s["event"], s["place_words"]
        reason, field, raw = "", "event", event
        if event not in SHIP_AT_PLACE | OTHER_EVENTS:
            events = sorted(SHIP_AT_PLACE | OTHER_EVENTS)
            reason = f"event {event!r} is not one the flow knows{suggest(event, events)}"
        elif event in PLACED and words:
            if words not in spots:
                spots[words] = gazetteer.read(words)
            if spots[words].place_id is None:
                field, raw = "place", words
                reason = f"place {words!r} is no place of this case{suggest(words, names)}; add it to a file of places"
                if open_since := spots[words].remark:
                    reason = f"place {words!r}: {open_since}; write the name alone where it lay there"
            elif event in CALLS and spots[words].relation not in AT_PLACE | {"near"}:
                field, raw = "place", words
                reason = f"place {words!r} is away from the place it names, so {event} is no call there; a report "
                reason += "near a place may make a call possible"
        if reason:
            reason += f"; the sighting is kept, and {NOTHING}"
            yield refusal(
                s["evidence_id"], files.get(s["evidence_id"], ""), f"line {s['row']}: {reason}", scope="field",
                row=s["row"], field=field, label=s["label"], raw=raw,
            )  # fmt: skip

"""Sightings that are kept and yet can count for nothing: their event or their place is not one the flow knows.

They are rows of ``sightings`` like any other; ``rejects`` says of the field why nothing will be counted from it, so
that a typing error does not lower a count in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from fairlead.case.config_params import suggest
from fairlead.events.gazetteer import Gazetteer, Spot
from fairlead.formats.api import refusal
from fairlead.trips.stays import AT_PLACE, CALLS, SHIP_AT_PLACE

Row = dict[str, Any]

PLACED = CALLS | {"arrival", "departure", "anchored"}
"""Events that mean a place: without one they count for nothing."""

OTHER_EVENTS = frozenset({"sts", "first_seen_on_route", "identity_falsified", "rail_arrival", "empty", "photograph"})
"""Events that are kept and are no stay at a place."""


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
            reason += "; the sighting is kept, and counts for nothing as it stands"
            yield refusal(
                s["evidence_id"], files.get(s["evidence_id"], ""), f"line {s['row']}: {reason}", scope="field",
                row=s["row"], field=field, label=s["label"], raw=raw,
            )  # fmt: skip

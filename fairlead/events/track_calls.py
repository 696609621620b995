"""Port calls of the case's vessels as observations: the moments at which AIS shows a ship at a place of the case.

Stays, trips and all that stands on them read one table, whoever saw the ship.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from fairlead.base.ids import content_id
from fairlead.base.timeline import say_span
from fairlead.events.described import NOTHING

Row = dict[str, Any]

EVERY = timedelta(hours=24)
"""A call is told by moments no farther apart than this, so that all of it is one stay (``stays.one_stay`` is 48 h)."""

LONGEST_UNHEARD_H = 240.0
"""A call longer than this with a silence inside is not known to be one: the ship may have sailed and come again. Ten
days are a long stay of a tanker, and time for a voyage. Our judgement."""

LEAST_CONFIDENCE = 3
"""A call with a stop and an end that were seen is a call; with less it is a position at the place."""


def observe_calls(
    port_calls: Iterable[Row], bearers: Iterable[Row], places: Iterable[Row], radius_km: float
) -> Iterator[Row]:
    """The moments of each port call that a vessel of the case made at a place of the case, as OBSERVATIONS rows.

    Args:
        port_calls: PORT_CALLS rows.
        bearers: BEARERS rows; a call whose segment is nobody's is left out.
        places: PLACES rows; a call's port is a place's label, else its name.
        radius_km: error given to the call's mean position, km.

    Yields:
        An arrival where the ship was seen to enter, a departure where it was seen to leave, and moments between them no
        more than :data:`EVERY` apart; ``port_call`` where the call has a stop and a confidence of
        :data:`LEAST_CONFIDENCE`, else ``ais_position``. A call longer than :data:`LONGEST_UNHEARD_H` with a silence
        inside gives its two ends alone.
    """
    whose = {b["segment_id"]: b for b in bearers}
    by_label, by_name = defaultdict[str, list[Row]](list), defaultdict[str, list[Row]](list)
    for place in places:
        by_label[place["label"]].append(place)
        by_name[place["name"]].append(place)
    for call in port_calls:
        bearer = whose.get(call["segment_id"])
        found = by_label.get(call["port"]) or by_name.get(call["port"]) or []
        if bearer is None or len(found) != 1:
            continue
        for number, (event, at) in enumerate(_moments(call)):
            yield _row(call, bearer, found[0], event, at, radius_km) | {
                "sighting_id": content_id("seen", call["port_call_id"], number)
            }


def _moments(call: Row) -> Iterator[tuple[str, datetime]]:
    start, end = call["start_time"], call["end_time"] or call["start_time"] + timedelta(hours=call["hours"])
    is_call = call["has_stop"] and call["is_plausible"] and call["confidence"] >= LEAST_CONFIDENCE
    there = "port_call" if is_call else "ais_position"
    if call["has_gap"] and call["hours"] > LONGEST_UNHEARD_H:
        yield "ais_position", start
        yield "ais_position", end
        return
    yield "arrival" if call["has_entry"] and is_call else there, start
    parts = max(2 if is_call else 1, -(-(end - start) // EVERY))
    for n in range(1, parts):
        yield there, start + n * (end - start) / parts
    if end > start:
        yield "departure" if call["has_exit"] and is_call else there, end


def _row(call: Row, bearer: Row, place: Row, event: str, at: datetime, radius_km: float) -> Row:
    words = " ".join("AIS" if w == "ais" else w for w in event.split("_"))
    return {
        "label": f"AIS {bearer['mmsi']:09d}",
        "vessel_id": bearer["vessel_id"],
        "ship_words": bearer["ship_name"],
        "event": event,
        "method": "track",
        "observed_by": "AIS",
        "hulls": 1,
        "members": [],
        "lengths_m": [],
        **NOTHING,
        "place_words": place["name"],
        "place_id": place["place_id"],
        "relation": "at",
        "lat": call["lat"],
        "lon": call["lon"],
        "radius_km": radius_km,
        "position_basis": "stated",
        "start_time": at,
        "end_time": at,
        "is_instant": True,
        "zone": "UTC",
        "zone_basis": "stated",
        "grade": "high" if bearer["mark_basis"] == "imo" else "medium",
        "words": f"{bearer['ship_name']}: {words}, {place['name']}; {say_span(at, at)}; "
        f"AIS of MMSI {bearer['mmsi']:09d}.",
        "sources": [call["port_call_id"], bearer["bearer_id"], place["place_id"]],
    }

"""The life of one ship as lanes: each mark while it was worn or said, each listing, then what the ship did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from fairlead.base.timeline import say_days, say_hours, say_span
from fairlead.case.lanes import Item, Lane
from fairlead.case.lives import KINDS, Life, Row, Worn, by_value, is_listed, is_sure, span_of
from fairlead.identity.list_statements import say_list_name

MARKS_DRAWN, ITEMS_DRAWN = 14, 60
"""Marks drawn, one lane each; things of a kind drawn in a lane."""

NEVER = datetime.max.replace(tzinfo=UTC)

STATUS_OF = {"confirmed": "documented", "probable": "inferred", "possible": "possible", "contradicted": "contradicted"}


def lanes_span(lanes: Iterable[Lane]) -> tuple[datetime, datetime] | None:
    """From the first to the last of what stands in lanes, with a little air."""
    return span_of(at for lane in lanes for item in lane.items for at in (item.start, item.end))


def mark_lanes(life: Life) -> list[Lane]:
    """A lane for each mark: its own line of what was received, an outline for each source that says it."""
    clashes = life.clashes()
    lanes = []
    dated = [one for one in by_value(life.marks) if any(m.start for m in one[2])]
    for kind, value, some in dated[:MARKS_DRAWN]:
        received = [m for m in some if m.is_received]
        said = [m for m in some if not m.is_received and m.start]
        items = [_received(m) for m in received if m.start]
        items += [_said(m, bool(items)) for m in said]
        by = ", ".join(dict.fromkeys(m.by for m in some))
        status = "contradicted" if any((kind, m.value) in clashes for m in some) else (
            "documented" if received else "claimed"
        )  # fmt: skip
        lanes.append(Lane(value, f"{KINDS[kind]}; {by}", tuple(items[:ITEMS_DRAWN]), status, lines=3))
    return lanes


def _received(mark: Worn) -> Item:
    start = mark.start or NEVER
    if mark.end is None:
        return Item("tick", start, start, id=mark.id)
    return Item("bar", start, mark.end, "documented", is_start_sure=False, is_end_sure=False, id=mark.id)


def _said(mark: Worn, is_below: bool) -> Item:
    return Item("pill", mark.start or NEVER, mark.end, "claimed", level=int(is_below), id=mark.id)


def listing_lanes(life: Life, until: datetime) -> list[Lane]:
    """A lane for each sure hit and each listing stated, the latter drawn to ``until``."""
    lanes = []
    sure = [h for h in life.hits if is_sure(h) and is_listed(life, h)]
    for h in sorted(sure, key=lambda h: (h["list"], h["entry"])):
        start, end = h["designated_start"] or h["listed_from"], h["delisted_by"] or h["listed_to"]
        is_start_sure = h["designated_start"] is not None or not h["is_older"]
        bar = Item("bar", min(start, end), end, STATUS_OF[h["level"]], is_start_sure=is_start_sure,
                   is_end_sure=h["delisted_by"] is not None, id=h["hit_id"])  # fmt: skip
        since = f"designated {say_days(start, start)}" if h["designated_start"] else f"from {say_days(start, start)}"
        lanes.append(Lane(say_list_name(h["list"]), f"listed, {h['level']}, {since}", (bar,), STATUS_OF[h["level"]], 3))
    for x in sorted(life.listings, key=lambda x: (x["authority"], x["listing_id"])):
        if x["listed_start"]:
            item = Item(
                "pill", x["listed_start"], max(until, x["listed_end"]), "claimed", is_open=True, id=x["listing_id"]
            )
            line = f"listed {say_span(x['listed_start'], x['listed_end'])}, as the vessel list says"
            lanes.append(Lane(f"Listed by {x['authority']}", line, (item,), "claimed", 3))
    return lanes


def event_lanes(life: Life, places: Mapping[str, str]) -> Iterable[Lane]:
    """What the ship did, a lane for each kind; ``places`` are names by id."""
    if items := [_trip(t) for t in life.trips]:
        counted = sum(t["is_counted"] for t in life.trips)
        yield _lane("Trips", f"{counted} counted, {len(life.trips) - counted} possible", items)
    if life.stays:
        where = ", ".join(dict.fromkeys(places.get(s["place_id"], "") for s in life.stays))
        yield _lane("Stays", where, [_stay(s, places) for s in life.stays])
    if life.calls:
        ports = ", ".join(dict.fromkeys(c["port"] for c in life.calls))
        items = [Item("bar", c["start_time"], c["end_time"] or c["stop_end"] or c["start_time"], "documented",
                      c["port"], is_start_sure=c["has_entry"], is_end_sure=c["has_exit"], id=c["port_call_id"])
                 for c in life.calls]  # fmt: skip
        yield _lane("Port calls", f"by AIS: {ports}", items)
    silences = [
        Item("gap", g["start_time"], g["end_time"], words=f"silent {say_hours(g['hours'])}",
             is_open=g["end_time"] is None, id=g["gap_id"]) for g in life.gaps
    ]  # fmt: skip
    silences += [
        Item(
            "gap",
            g["start_latest"],
            g["end_earliest"] or g["heard_again_by"],
            is_open=g["end_earliest"] is None,
            id=g["gap_id"],
        )
        for g in life.silences
    ]
    if silences:
        yield _lane("Silences", "in what was received", silences)
    if life.encounters:
        items = [Item("bar", e["start_time"], e["end_time"], id=e["encounter_id"]) for e in life.encounters]
        yield _lane("Encounters", "close and slow beside another ship; no transfer is seen", items)


def _lane(title: str, line: str, items: Sequence[Item]) -> Lane:
    step = max(1, -(-len(items) // ITEMS_DRAWN))
    return Lane(title, line, tuple(items[::step]), lines=3)


def _trip(trip: Row) -> Item:
    if not trip["is_counted"]:
        return Item("possible", trip["start_time"], trip["end_time"], "possible", id=trip["trip_id"])
    return Item("pill", trip["start_time"], trip["end_time"], trip["status"], id=trip["trip_id"])


def _stay(stay: Row, places: Mapping[str, str]) -> Item:
    a, d = sorted((stay["arrival_latest"], stay["departure_earliest"]))
    words = places.get(stay["place_id"], "")
    if stay["visible_h"] is None and d - a > timedelta(days=1, hours=12):
        return Item("pill", a, d, stay["status"], words, id=stay["stay_id"])
    return Item("bar", a, d, stay["status"], words, earliest=stay["arrival_earliest"], latest=stay["departure_latest"],
                is_start_sure=stay["arrival_earliest"] == stay["arrival_latest"],
                is_end_sure=stay["departure_latest"] == stay["departure_earliest"], id=stay["stay_id"])  # fmt: skip

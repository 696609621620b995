"""Stays: who lay where, with arrival and departure as intervals. One row a hull; groups are counted hull by hull."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Annotated, Any

import pyarrow as pa

from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.hearsay import UNATTESTED
from fairlead.base.ids import content_id
from fairlead.base.one_look import number_ships, pair_analysts
from fairlead.base.tables import OBSERVATIONS, PLACES, STAYS, WATCHES
from fairlead.base.timeline import DAY, Span, may_be_one_moment, say_hours, say_span
from fairlead.base.wording import say_many
from fairlead.trips.seen import Seen, by_size
from fairlead.trips.stay_ends import StayEnds

Row = dict[str, Any]

AT_PLACE = frozenset({"at", "off"})
"""Relations that put a ship at a place (``off``: moored before it). ``near`` does where the source says it called."""

CALLS = frozenset({"port_call", "port_call_group"})
"""Events in which a source says that a ship called at the berth."""

SHIP_AT_PLACE = CALLS | {
    "arrival",
    "departure",
    "anchored",
    "ais_position",
    "ais_last_seen_then_dark",
    "ais_reappears",
}
"""Events that put a ship at the place they name. Ship-to-ship transfers, positions on a route and whatever comes by
rail or road do not, and an event this list does not know does not either."""

NOT_A_SHIP = re.compile(r"\b(trains?|rail(way|road)?|wagons?|trucks?|lorr(y|ies))\b", re.IGNORECASE)
"""Words of a description (of something unnamed) by which it is no ship, whatever event is written beside it."""

SAYS_UNNAMED = re.compile(r"\b(un(named|identified|known)|not (named|identified|known)|no name)\b", re.IGNORECASE)
"""Words of a description that say themselves that the ship has no name there."""

SAYS_DIFFERENT = re.compile(r"\b(different|another|other than|not the same)\b", re.IGNORECASE)
"""Words of a description that tell a ship nobody named from those seen before it."""

SEEN_BY = frozenset({"image", "photograph", "document"})
"""Methods that show or attest a ship at the berth itself. AIS shows a transponder near it."""

ENDS = frozenset({"arrival", "departure"})
"""Events that are an end of a stay, not a moment inside it."""

METHOD_WORDS = {"ais": "AIS", "track": "AIS track"}
"""Methods as people write them, where that differs."""


@dataclass(frozen=True, slots=True)
class StayParams:
    """When two reports are of one stay."""

    one_stay: Annotated[timedelta, Within(timedelta(0), timedelta(days=60))] = timedelta(hours=48)
    """Reports of one vessel at one place up to this far apart are one stay. Small tankers load in one to three days,
    and analysts read looks on successive days as one call. Our judgement; docs/decisions/0004-counting.md."""
    longest_unnamed: Annotated[timedelta, Within(timedelta(0), timedelta(days=366))] = timedelta(days=14)
    """A chain of reports of a ship nobody named is cut into a new stay after this long: what lies there later is
    hardly the same hull. As ``max_stay`` in trips."""
    least_visible: Share = 0.9
    """A look that found a place empty bounds a stay where it showed at least this share of the place or berth."""
    same_length_frac: Share = 0.10
    """Sizes of ships nobody named that differ by more than this are of two ships: twice the error of a careful
    measurement at three metres a pixel. Measured ones must lie apart by twice the error of their difference too."""

    def __post_init__(self) -> None:
        check_fields(self)


def find_stays(
    observations: pa.Table, places: pa.Table, watches: pa.Table, params: StayParams = StayParams()
) -> pa.Table:
    """Find the stays at each place.

    Reports of one settled vessel at a place link into one stay while they lie at most ``params.one_stay`` apart. A
    report known only to a longer range of days joins the first stay it may belong to; it never bridges two stays.
    Reports of one ship that nobody named link in the same way, unless their lengths or words tell them apart: a ship
    looked at five days running is one call at least, and the trips say how many it may be. A counted group gives as
    many hulls as it counts: those that other reports at the same place are said to be among, and the rest unnamed.

    Args:
        observations: OBSERVATIONS rows of whole places, any order. Rows at no place are left out.
        places: PLACES rows, for names.
        watches: WATCHES rows of the same places; looks that found the stay's berth, or the whole place, empty bound it,
            and so does what reports tell of a settled ship elsewhere, or of another at its berth.
        params: :class:`StayParams`.

    Returns:
        STAYS. ``arrival_latest`` is the end of the earliest-ending report (it was there by then),
        ``departure_earliest`` the start of the latest-starting one; so one report of a day gives the end and the start
        of that day. Reports of arrival or departure bound the other sides. Of two arrivals that may be one moment the
        instant wins over the date; a date of no stated zone may lie 14 h off. Status is inferred where nobody saw the
        ship at the berth.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Reports are linked place by place: that a ship was seen elsewhere between two of them is for the trips to see.
        A range of days is read as one look somewhere inside, not as presence throughout. A group that is a member of a
        group as large as itself is counted beside it.
    """
    names = {p["place_id"]: p["name"] for p in PLACES.check(places).select(["place_id", "name"]).to_pylist()}
    by_place = defaultdict[str, list[Row]](list)
    columns = [
        "sighting_id", "label", "vessel_id", "ship_words", "event", "method", "hulls", "members", "out_of", "lengths_m",
        "length_m", "length_sd_m", "beam_m", "beam_sd_m", "features", "place_id", "relation", "start_time", "end_time",
        "is_instant", "zone_basis", "berth", "observed_by", "look", "image", "lat", "lon", "position_basis",
    ]  # fmt: skip
    for row in OBSERVATIONS.check(observations).select(columns).to_pylist():
        if row["place_id"] is not None and _is_ship_at_place(row):
            by_place[row["place_id"]].append(row)
    watched = WATCHES.check(watches).to_pylist()
    seen_in = _seen_in(watched)
    ends = StayEnds(watched, [r for rows in by_place.values() for r in rows], names, params.least_visible)
    return STAYS.from_rows(
        ends.bound(
            _stay(place_id, names.get(place_id, "the place"), hull, linked, groups, seen_in, params.one_stay),
            max((s.span for s in linked), key=lambda span: (span.start, span.end)),
            is_zone_stated=all(s.row["zone_basis"] != "not stated" for s in linked),
        )
        for place_id, rows in sorted(by_place.items())
        for by_hull, groups in [_hulls(rows)]
        for hull, seen in sorted(_chained(by_hull, params).items())
        for linked in _linked(seen, params.one_stay)
    )


def _seen_in(watches: list[Row]) -> dict[str, list[str]]:
    """By sighting: the watches of the looks it was made in."""
    seen_in = defaultdict[str, list[str]](list)
    for w in sorted(watches, key=lambda w: (w["start_time"], w["watch_id"])):
        if w["look"] is not None:
            for source in w["sources"]:
                seen_in[source].append(w["watch_id"])
    return seen_in


def _is_ship_at_place(row: Row) -> bool:
    is_there = row["relation"] in AT_PLACE or (row["relation"] == "near" and row["event"] in CALLS)
    if not is_there or row["event"] not in SHIP_AT_PLACE:
        return False
    return row["vessel_id"] is not None or not NOT_A_SHIP.search(row["ship_words"])


# --------------------------------------------------------------------------------------------------------------- hulls


def _hulls(rows: list[Row]) -> tuple[dict[str, list[Seen]], dict[str, Row]]:
    """The sightings of each hull at one place, and for each sighting that counts in a group the row of that group.

    Smaller groups come first, so that a group can hold a smaller one.
    """
    by_hull = defaultdict[str, list[Seen]](list)
    by_label = defaultdict[str, list[str]](list)
    """Hulls a label stands for."""
    counted = {m for r in rows for m in r["members"]}
    sightings_of = defaultdict[str, list[str]](list)
    groups: dict[str, Row] = {}
    same = _tied(rows)
    for row in sorted(rows, key=lambda r: (r["hulls"], r["start_time"], r["end_time"], r["sighting_id"])):
        row["is_told_apart"] = row["label"] in counted or bool(SAYS_DIFFERENT.search(row["ship_words"]))
        among = list(dict.fromkeys(h for m in sorted(set(row["members"])) for h in by_label[m]))
        if row["sighting_id"] in same:
            hull = same[row["sighting_id"]]
            by_hull[hull].append(Seen(row, 1))
            by_label[row["label"]].append(hull)
            sightings_of[row["label"]].append(row["sighting_id"])
            continue
        for number in range(min(len(among), row["hulls"]) + 1, row["hulls"] + 1):
            own = row["vessel_id"] if number == 1 else None
            hull = own or content_id("hull", row["sighting_id"], number)
            by_hull[hull].append(Seen(row, number))
            among.append(hull)
        if row["hulls"] > 1:
            groups[row["sighting_id"]] = row
            groups.update((s, row) for m in row["members"] for s in sightings_of[m])
        by_label[row["label"]] += among
        sightings_of[row["label"]].append(row["sighting_id"])
    return by_hull, groups


def _tied(rows: list[Row]) -> dict[str, str]:
    """The hull of each sighting of one ship that is the same ship as another: ``members`` names its label, or two
    analysts saw it in one image.

    The ship of the one that is settled is the ship of all, in the rows too. Sightings settled on different ships stay
    apart, whatever is said of them.
    """
    by_label = {r["label"]: r for r in rows if r["hulls"] == 1}
    said = [(r["label"], m) for r in rows if r["hulls"] == 1 for m in r["members"] if m in by_label]
    alike: dict[str, set[str]] = {}
    seen = ((rows[i]["label"], rows[j]["label"]) for i, j in pair_analysts(rows))
    for one, other in (*said, *seen):
        if one != other:
            both = alike.get(one, {one}) | alike.get(other, {other})
            alike.update(dict.fromkeys(both, both))
    same: dict[str, str] = {}
    for labels in {min(both): both for both in alike.values()}.values():
        tied = sorted((by_label[x] for x in labels), key=lambda r: (r["start_time"], r["end_time"], r["sighting_id"]))
        named = {r["vessel_id"]: r["ship_words"] for r in tied if r["vessel_id"] is not None}
        for row in tied:
            first = row if len(named) > 1 else tied[0]
            if len(named) == 1:
                row |= {"vessel_id": next(iter(named)), "ship_words": next(iter(named.values()))}
            same[row["sighting_id"]] = row["vessel_id"] or content_id("hull", first["sighting_id"], 1)
    return same


def _chained(by_hull: dict[str, list[Seen]], params: StayParams) -> dict[str, list[Seen]]:
    """The hulls, those of lone ships that nobody named put together where they may be one and nothing tells them apart.

    The ships of one count are told apart by it, those that words call different by the words, those that one analyst
    saw in one look by their berths, positions, sizes and features. The first, second, ... ship without a name of a
    count or a look may be the first, second, ... of another one: two ships looked at five days running are two at
    least.
    """
    kept: dict[str, list[Seen]] = {}
    lone = defaultdict[int, list[Seen]](list)
    of_count = defaultdict[str, int](int)
    single: list[Seen] = []
    for hull, seen in by_hull.items():
        row = seen[0].row
        is_named = row["vessel_id"] is not None and seen[0].number == 1
        if is_named or len(seen) > 1 or row["is_told_apart"]:
            kept[hull] = seen
            continue
        if row["hulls"] == 1:
            single.append(seen[0])
            continue
        place = of_count[row["sighting_id"]]
        of_count[row["sighting_id"]] += 1
        lone[place].append(seen[0])
    single.sort(key=lambda x: (*x.order[:2], x.row["berth"] or "", x.row["label"], x.row["sighting_id"]))
    for place, one in zip(number_ships([s.row for s in single], "ship_words"), single, strict=True):
        lone[place].append(one)
    for _, ships in sorted(lone.items()):
        for alike in by_size(ships, params.same_length_frac):
            for chain in _linked(alike, params.one_stay):
                for part in _cut(chain, params.longest_unnamed):
                    kept[content_id("hull", part[0].row["sighting_id"], part[0].number)] = part
    return kept


def _cut(chain: list[Seen], longest: timedelta) -> list[list[Seen]]:
    """A chain of reports in order of time, cut where it outlasts ``longest``."""
    parts: list[list[Seen]] = []
    for s in chain:
        if parts and s.span.start - parts[-1][0].span.start <= longest:
            parts[-1].append(s)
        else:
            parts.append([s])
    return parts


def _hull_words(seen: Seen) -> str:
    """The ship as its name, else its description, its length or its number in the group."""
    row = seen.row
    if row["hulls"] == 1 or (row["vessel_id"] is not None and seen.number == 1):
        words = str(row["ship_words"])
        return words if row["vessel_id"] is not None or SAYS_UNNAMED.search(words) else f"unnamed ({words})"
    named = f"about {row['lengths_m'][seen.number - 1]:g} m" if len(row["lengths_m"]) == row["hulls"] else "unnamed"
    of = f", out of {row['out_of']}" if row["out_of"] else ""
    return f"{named}, {seen.number} of {row['hulls']}{of}"


# ------------------------------------------------------------------------------------------------------------- linking


def _linked(seen: Iterable[Seen], one_stay: timedelta) -> list[list[Seen]]:
    """Cut the sightings of one hull into stays.

    Sightings known within ``one_stay`` chain while the time surely between two of them is no more than that. Each wider
    one joins the first chain that it may touch; the wide ones left over are stabbed by as few instants as will do.
    """
    chains: list[list[Seen]] = []
    ends: list[datetime] = []
    wide: list[Seen] = []
    for s in sorted(seen, key=lambda s: s.order):
        if s.span.end - s.span.start > one_stay:
            wide.append(s)
        elif chains and s.span.start - ends[-1] <= one_stay:
            chains[-1].append(s)
            ends[-1] = max(ends[-1], s.span.end)
        else:
            chains.append([s])
            ends.append(s.span.end)
    starts = [c[0].span.start for c in chains]
    left: list[Seen] = []
    for s in wide:
        at = bisect_left(ends, s.span.start - one_stay)
        if at < len(chains) and starts[at] - s.span.end <= one_stay:
            chains[at].append(s)
        else:
            left.append(s)
    stabbed: list[list[Seen]] = []
    for s in sorted(left, key=lambda s: (s.span.end, s.order)):
        if stabbed and s.span.start - stabbed[-1][0].span.end <= one_stay:
            stabbed[-1].append(s)
        else:
            stabbed.append([s])
    return [sorted(stay, key=lambda s: s.order) for stay in (*chains, *stabbed)]


def _one_moment(reports: Sequence[Seen]) -> Span | None:
    """The moment of an arrival or departure: what the reports that agree with the first of them have in common."""
    if not reports:
        return None
    agreed = [reports[0]]
    agreed += (r for r in reports[1:] if _agree(reports[0], r))
    return reduce(Span.common, (r.span for r in agreed))


def _agree(a: Seen, b: Seen) -> bool:
    """Whether two reports may be of one moment: a date with no stated zone may lie 14 h off one that has a zone."""
    is_stated = [s.row["zone_basis"] != "not stated" for s in (a, b)]
    return may_be_one_moment(a.span, b.span, share_zone_basis=is_stated[0] == is_stated[1])


# --------------------------------------------------------------------------------------------------------------- stays


def _stay(
    place_id: str,
    place: str,
    hull: str,
    seen: list[Seen],
    groups: dict[str, Row],
    seen_in: dict[str, list[str]],
    one_stay: timedelta,
) -> Row:
    first = seen[0]
    telling = [s for s in seen if s.row["method"] not in UNATTESTED] or seen  # a plan tells no time of a ship seen
    arrivals = [s for s in telling if s.row["event"] == "arrival"]
    departures = [s for s in telling if s.row["event"] == "departure"][::-1]
    arrival, departure = _one_moment(arrivals), _one_moment(departures)
    spans = [s.span for s in telling if s.row["event"] not in ENDS]
    for reports, moment in ((arrivals, arrival), (departures, departure)):
        spans += [moment if moment and _agree(reports[0], s) else s.span for s in reports]
    arrival_latest, departure_earliest = min(s.end for s in spans), max(s.start for s in spans)
    close = [s for s in spans if s.end - s.start <= one_stay] or spans
    instants = [span.start for span in spans if span.start == span.end]
    visible_h = (max(instants) - min(instants)).total_seconds() / 3600 if instants else 0.0
    is_alongside = any(_is_at_berth(s.row) for s in seen)
    own = [s.row["sighting_id"] for s in seen]
    counted = sorted({groups[s.row["sighting_id"]]["sighting_id"] for s in seen if s.row["sighting_id"] in groups})
    row: Row = {
        "stay_id": content_id("stay", first.row["sighting_id"], first.number),
        "place_id": place_id,
        "vessel_id": first.row["vessel_id"] if hull == first.row["vessel_id"] else None,
        "hull": hull,
        "hull_words": _hull_words(first),
        "arrival_earliest": arrival.start if arrival and arrival.start <= arrival_latest else None,
        "arrival_latest": arrival_latest,
        "departure_earliest": departure_earliest,
        "departure_latest": departure.end if departure and departure.end >= departure_earliest else None,
        "seen_from": min(s.start for s in close),
        "seen_until": max(s.end for s in close),
        "visible_h": visible_h or None,
        "is_alongside": is_alongside,
        "is_group": bool(counted),
        "berth": next((s.row["berth"] for s in seen if s.row["berth"]), None),
        "method": " + ".join(METHOD_WORDS.get(m, m) for m in sorted({str(s.row["method"]) for s in telling})),
        "status": "documented" if is_alongside else "inferred",
        "sources": list(dict.fromkeys([*own, *counted, *(w for s in own for w in seen_in.get(s, ()))])),
    }
    return row | {"words": _say(row, place, spans)}


def _is_at_berth(row: Row) -> bool:
    """Whether the row says or shows the ship at the berth: a call as stated, or a look at the place itself."""
    if row["method"] in UNATTESTED:
        return False
    if row["event"] in CALLS:
        return True
    return row["relation"] == "at" and row["method"] in SEEN_BY and row["event"] != "anchored"


def _say(row: Row, place: str, spans: list[Span]) -> str:
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    if row["visible_h"]:
        when = f"from {say_span(start, start)} to {say_span(end, end)} at least, {say_hours(row['visible_h'])} in view"
    else:
        when = f"{'' if end - start <= DAY else 'within '}{say_span(start, end)}"
    by = f"{say_many(len(spans), 'report')}, {row['method']}"
    group = "; one of a counted group" if row["is_group"] else ""
    if row["is_alongside"]:
        return f"{row['hull_words']} was at {place}, {when} ({by}){group}."
    unseen = "nobody is on record as having seen it at the berth, so the call is inferred"
    return f"{row['hull_words']} was off or at {place}, {when} ({by}){group}; {unseen}."


def call_span(stay: Row) -> tuple[datetime, datetime]:
    """The interval of a call: from its first report to its last. For one report of a day it is that day."""
    return stay["seen_from"], stay["seen_until"]

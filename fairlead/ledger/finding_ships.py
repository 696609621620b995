"""Findings about ships under a rule: listed before they called, or on a route that a ban would touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairlead.base.timeline import say_days, say_hours, say_span, say_time
from fairlead.base.wording import say_count, say_list, say_small, sentence
from fairlead.ledger.finding_rows import (
    NAMED_AT_MOST,
    STRENGTH,
    Case,
    Row,
    Told,
    by_time,
    cite,
    finding,
    say_documented,
    say_trips_span,
    some,
    text_status,
    trip_limits,
    weakest,
)
from fairlead.ledger.parties import count_parties, say_party

PORT_BAN = "port entry ban"
"""The measure that closes ports. A listing without it does not."""

_DETAILED_AT_MOST = 3
"""Stays whose hours are told in a sentence of their own."""


def find_listed_calls(case: Case, ask: Row) -> Iterator[dict[str, Any]]:
    """Counted trips of ships that were listed before: who lists them, since when, for which measure."""
    counted = case.counted(ask)
    by_vessel: dict[str, list[Row]] = defaultdict(list)
    for t in counted:
        if t["is_listed"] and t["vessel_id"] is not None:
            by_vessel[t["vessel_id"]].append(t)
    if not by_vessel:
        return
    listings = {v: _listings_before(case, v, ts[0]) for v, ts in by_vessel.items()}
    is_sure = {v: any(r["is_measure_sure"] and PORT_BAN in r["measures"] for r in rows) for v, rows in listings.items()}
    banned = [ts[0]["hull_words"] for v, ts in by_vessel.items() if is_sure[v]]
    rule = next((r for r in map(case.rules.get, ask["rules"]) if r and PORT_BAN in r["item"]), None) if banned else None
    sentences = [_say_listed(ask, counted, by_vessel, listings)]
    if banned:
        cited = f" ({cite(rule)})" if rule else ""
        sentences.append(f"a port entry ban{cited} is stated for {some(banned, ask['carrier'])}")
    trips = sorted((t for ts in by_vessel.values() for t in ts), key=by_time)
    stays = [s for t in trips for s in case.stays_of(t)]
    gaps = [g for g in (_gap_after(case, s) for s in stays) if g is not None]
    yield finding(
        ask,
        "listed_call",
        "listed before the trip",
        sentence(_headline(ask, counted, by_vessel, listings, banned)),
        " ".join(map(sentence, [*sentences, *_say_stays(case, trips)])),
        rule=rule,
        status=weakest(min((t["status"] for t in ts), key=STRENGTH.index) for ts in by_vessel.values()),
        confidence=_confidence(case, trips),
        limits=_limits(ask, counted, by_vessel, listings, rule, bool(gaps)),
        sources=[
            *(t["trip_id"] for t in trips),
            *(s["stay_id"] for s in stays),
            *(g["gap_id"] for g in gaps),
            *(r["listing_id"] for rows in listings.values() for r in rows),
            *([rule["legal_measure_id"]] if rule else []),
        ],
    )


def _headline(
    ask: Row,
    counted: Sequence[Row],
    by_vessel: Mapping[str, Sequence[Row]],
    listings: Mapping[str, Sequence[Row]],
    banned: Sequence[str],
) -> str:
    named = len({t["vessel_id"] for t in counted} - {None})
    were = "was" if len(by_vessel) == 1 else "were"
    ships = some([f"{ts[0]['hull_words']}{_recalled(listings[v])}" for v, ts in by_vessel.items()], ask["carrier"])
    of = f"of {say_count(named, f'''named {ask['carrier']}''')}, {say_small(len(by_vessel))}"
    return f"{of} {were} listed before the trip: {ships}" + (
        f"; a port entry ban is stated for {some(banned, ask['carrier'])}" if banned else ""
    )


def _recalled(listings: Sequence[Row]) -> str:
    """That a ship's being listed before rests on days from memory alone."""
    return " (day from memory)" if listings and all("from memory" in r["words"] for r in listings) else ""


def _listings_before(case: Case, vessel_id: str, first: Row) -> list[Row]:
    """Dated listings of a ship that began before its first trip, oldest first."""
    rows = [
        r
        for r in case.rows("listings")
        if r["vessel_id"] == vessel_id and r["listed_end"] is not None and r["listed_end"] <= first["start_time"]
    ]
    return sorted(rows, key=lambda r: (r["listed_start"], r["authority"], r["listing_id"]))


def _say_listed(
    ask: Row, counted: Sequence[Row], by_vessel: Mapping[str, Sequence[Row]], listings: Mapping[str, Sequence[Row]]
) -> str:
    named = len({t["vessel_id"] for t in counted} - {None})
    of = f"of {say_count(named, f'''named {ask['carrier']}''')} in the documented trips"
    were = "was" if len(by_vessel) == 1 else "were"
    ships = [_say_ship(ts, listings[v]) for v, ts in by_vessel.items()]
    if len(ships) > NAMED_AT_MOST:
        ships[NAMED_AT_MOST:] = [f"and {say_small(len(ships) - NAMED_AT_MOST)} more"]
    return f"{of}, {say_small(len(by_vessel))} {were} listed before the trip: {'; '.join(ships)}"


def _say_ship(trips: Sequence[Row], listings: Sequence[Row]) -> str:
    days = [
        say_days(t["start_time"], t["end_time"]) + (" (inferred)" if t["status"] == "inferred" else "")
        for t in sorted(trips, key=by_time)
    ]
    listed = say_list(map(_say_listing, listings))
    dated = f"{'a trip' if len(days) == 1 else 'trips'} dated {some(days, 'trip')}"
    return f"{trips[0]['hull_words']}, by {listed}, with {dated}"


def _say_listing(r: Row) -> str:
    since = say_span(r["listed_start"], r["listed_end"]) + (
        ", the day from memory" if "from memory" in r["words"] else ""
    )
    unsure = "" if r["is_measure_sure"] or not r["measures"] else ", which of these is not sure"
    return f"the {r['authority']} since {since} ({' and '.join(r['measures']) or 'measure not stated'}{unsure})"


def _say_stays(case: Case, trips: Sequence[Row]) -> list[str]:
    """The best watched stays: where, how long, and the silence after."""
    watched = [(t, s) for t in trips for s in case.stays_of(t) if s["visible_h"] is not None]
    return [_say_stay(case, t, s) for t, s in watched[:_DETAILED_AT_MOST]]


def _say_stay(case: Case, trip: Row, s: Row) -> str:
    near = (o["place_words"] for o in case.observations_under(s) if o["relation"] == "off" and o["place_words"])
    where = next(near, f"at {case.place_name(s['place_id'])}")
    words = (
        f"{trip['hull_words']} was reported {where}, at {say_time(s['arrival_latest'])} and still at "
        f"{say_time(s['departure_earliest'])}, {say_hours(s['visible_h'])}"
    )
    gap = _gap_after(case, s)
    if gap is not None and gap["min_h"] is not None and gap["min_h"] == gap["max_h"]:
        words += f"; then nothing was received from it for {say_hours(gap['min_h'])}"
        if gap["unseen_min_h"] is not None:
            left = f"{gap['unseen_min_h']:.0f}–{gap['unseen_max_h']:.0f} h"
            words += f", its ends {gap['distance_km']:.0f} km apart, which leaves {left} unseen after sailing that far"
    if not s["is_alongside"]:
        words += ". No sighting of it alongside is held: the call is inferred"
    return words


def _gap_after(case: Case, stay: Row) -> Row | None:
    """The silence of the ship that began with the last report of a stay."""
    last = stay["departure_earliest"]
    return next((g for g in case.gaps_of(stay["vessel_id"]) if g["start_earliest"] <= last <= g["start_latest"]), None)


def _confidence(case: Case, trips: Sequence[Row]) -> Told:
    observers = case.observers(trips)
    rests = f"The calls of these ships rest on {say_count(observers, 'separate observer')}"
    listed = "the listings on this case's list of vessels, which was not checked against a sanctions list"
    return Told("moderate" if observers > 1 else "low", f"{rests}, {listed}.")


def _limits(
    ask: Row,
    counted: Sequence[Row],
    by_vessel: Mapping[str, Sequence[Row]],
    listings: Mapping[str, Sequence[Row]],
    rule: Row | None,
    has_gap: bool,
) -> list[str]:
    limits = ["A listing is not by itself a port ban, and a call is not a load."]
    if rule is not None:
        exceptions = rule["exceptions"] or "none given"
        limits.append(f"Exceptions of {rule['label']} as held: {exceptions}. {text_status(rule)}")
    limits.append("Listings and their measures are as this case's list of vessels states them.")
    rest = len({t["vessel_id"] for t in counted} - {None} - by_vessel.keys())
    unnamed = sum(t["vessel_id"] is None for t in counted)
    if rest or unnamed:
        others = f"{say_count(rest, f'''other named {ask['carrier']}''')} and {say_count(unnamed, 'unnamed hull')}"
        limits.append(f"For {others} no dated listing is held; that does not mean that they are not listed.")
    if any("from memory" in r["words"] for rows in listings.values() for r in rows):
        limits.append("A day of listing marked so is from memory.")
    if has_gap:
        limits.append("A silence in what was received is no proof that anything was switched off.")
    return limits


def find_touched_bans(case: Case, ask: Row) -> Iterator[dict[str, Any]]:
    """Bans named by the question, which its trips touch if they carried what the question asks about."""
    trips = case.counted(ask)
    of_question = ("assert", ask["question"], ask["from_party"], ask["to_party"])
    said = [
        o for o in case.rows("origins") if (o["stance"], o["item_class"], o["from_party"], o["to_party"]) == of_question
    ]
    for rule in filter(None, map(case.rules.get, ask["rules"])):
        since = rule["effective_from"]
        touched = [t for t in trips if since is None or t["end_time"] > since]
        if touched and rule["measure_kind"].startswith("ban"):
            yield _ban(case, ask, rule, touched, said)


def _ban(case: Case, ask: Row, rule: Row, trips: Sequence[Row], said: Sequence[Row]) -> dict[str, Any]:
    places = {p for t in trips for p in (t["load_place_id"], t["discharge_place_id"]) if p is not None}
    names = some(sorted(map(case.place_name, places)), "place")
    are = "is" if len(trips) == 1 else "are"
    sentences = [
        f"{say_documented(trips)} {are} dated by calls at {names}, {say_trips_span(trips)}",
        f"if they carried {ask['commodity']}, they touch {cite(rule)}, a ban on {rule['item']}",
    ]
    if said:
        whose = f"{say_count(len(said), 'origin')}, speaking for {say_count(count_parties(said), 'party', 'parties')}"
        says = f"{'says' if len(said) == 1 else 'say'} that {say_party(ask['from_party'])} gave "
        sentences.append(f"{whose}, {says}{say_party(ask['to_party'])} such cargo; no call held here shows it")
    exceptions = f" Exceptions as held: {rule['exceptions']}." if rule["exceptions"] else ""
    return finding(
        ask,
        "ban_touched",
        rule["label"],
        sentence(f"{say_documented(trips)} would touch a ban on {rule['item']}, if laden with it"),
        " ".join(map(sentence, sentences)),
        rule=rule,
        status="claimed" if said else "possible",
        confidence=Told("low", "The calls are dated by evidence held; what was aboard is the word of others."),
        limits=[
            "Contents cannot be told from images or positions of ships.",
            *trip_limits(case, trips),
            f"{text_status(rule)}{exceptions}",
        ],
        sources=[rule["legal_measure_id"], *(t["trip_id"] for t in trips), *(o["origin_id"] for o in said)],
    )

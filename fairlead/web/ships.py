"""The ships of a case, and one of them with all that is known of it, as :mod:`fairlead.case.lives` tells it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from fairlead.base.json_values import json_value
from fairlead.case.lanes import Item, Lane
from fairlead.case.life_lanes import event_lanes, lanes_span, listing_lanes, mark_lanes
from fairlead.case.listed_days import days_of, listed_on
from fairlead.case.lives import Life, Row, Whole, by_value, is_sure, read_lives, say_when
from fairlead.case.named_in import named_in
from fairlead.errors import CaseError
from fairlead.web.held import Held
from fairlead.web.ship_shapes import (
    CandidateState,
    LaneItem,
    LaneState,
    ListedState,
    MarkState,
    NamedState,
    SaidBy,
    ShipPage,
    Ships,
    ShipState,
    SightingState,
    Verdict,
)

MOST_SHIPS = 500
"""Ships of one list, those that matter most; the others stand under Tables."""

MOST_KNOWN = 40
"""Things drawn in the strip of one ship; of more every n-th."""

MOST_CANDIDATES = 8
"""Candidates of a sighting shown."""

MOST_SIGHTINGS = 100
"""Sightings of a ship shown, those that it most likely is first."""


def lives_of(held: Held) -> tuple[Whole, dict[str, Life]]:
    def read() -> tuple[Whole, dict[str, Life]]:
        asked = Whole(held.whole)
        return asked, {str(life.vessel["vessel_id"]): life for life in read_lives(asked)}

    return held.made(("lives",), read)


def list_ships(held: Held) -> Ships:
    """Every ship of the case, those that matter most first, each with what is known of it in time."""
    asked, lives = lives_of(held)
    places = _places(asked)
    shown = list(lives.values())[:MOST_SHIPS]
    spans = [lanes_span(event_lanes(life, places)) for life in shown]
    known = [s for s in spans if s]
    return Ships(
        total=len(lives),
        start=json_value(min(s[0] for s in known)) if known else None,
        end=json_value(max(s[1] for s in known)) if known else None,
        ships=[_ship(life, places) for life in shown],
    )


def show_ship(held: Held, vessel_id: str, days: list[datetime]) -> ShipPage:
    """One ship; listed as of ``days``, or of those that matter where none are asked about.

    Raises:
        CaseError: the case has no such ship.
    """
    asked, lives = lives_of(held)
    life = lives.get(vessel_id)
    record = held.record()
    if life is None or record is None:
        raise CaseError(f"the last run has no ship {vessel_id!r}")
    places, last = _places(asked), datetime.fromisoformat(record.started_at)
    clashes = life.clashes()
    on = days_of(life, last, days)
    sightings = _sightings(asked, life, lives, places)
    return ShipPage(
        row=json_value(life.vessel),
        about=_ship(life, places),
        marks=[
            MarkState(
                kind=kind,
                value=value,
                is_clash=any((kind, m.value) in clashes for m in some),
                is_received=any(m.is_received for m in some),
                said=[SaidBy(by=m.by, when=say_when(m), is_received=m.is_received, id=m.id) for m in some],
            )
            for kind, value, some in by_value(life.marks)
        ],
        is_searched=any(s["is_good"] for s in asked.rows("list_standings")),
        days=[json_value(day) for day in on],
        listed=[
            ListedState(
                id=one.id,
                source=one.list_,
                level=one.level,
                is_ruled_out=one.is_ruled_out,
                words=one.words,
                verdicts=[Verdict(verdict=verdict, why=why) for verdict, why in one.verdicts],
            )
            for one in listed_on(asked, life, on)
        ],
        life=[_lane(lane) for lane in (*mark_lanes(life), *listing_lanes(life, last))],
        acts=[_lane(lane) for lane in event_lanes(life, places)],
        sightings=sightings[:MOST_SIGHTINGS],
        sightings_total=len(sightings),
        named=[NamedState(**json_value(asdict(one))) for one in named_in(asked, life)],
        ties=json_value(life.ties),
        risks=json_value(life.risks),
    )


def _places(asked: Whole) -> dict[str, str]:
    return {p["place_id"]: p["name"] for p in asked.rows("places")}


def _ship(life: Life, places: dict[str, str]) -> ShipState:
    v = life.vessel
    known = [item for lane in event_lanes(life, places) for item in lane.items]
    counted = sum(t["is_counted"] for t in life.trips)
    return ShipState(
        id=v["vessel_id"],
        label=v["label"],
        name=v["name"],
        names=list(v["names"] or ()),
        imo=f"{v['imo']:07d}" if v["imo"] else None,
        ship_type=v["ship_type"],
        flag=v["flag"],
        dwt_t=v["dwt_t"],
        trips=counted,
        possible=len(life.trips) - counted,
        hits=sum(map(is_sure, life.hits)),
        listings=len(life.listings),
        doubts=len(life.risks),
        clashes=sorted({kind for kind, _ in life.clashes()}),
        last=json_value(life.last),
        known=[_item(item) for item in known[:: -(-len(known) // MOST_KNOWN) or 1]],
    )


def _lane(lane: Lane) -> LaneState:
    return LaneState(title=lane.title, line=lane.line, mark=lane.mark, items=[_item(item) for item in lane.items])


def _item(item: Item) -> LaneItem:
    return LaneItem(
        shape=item.shape,
        status=item.status,
        start=json_value(item.start),
        end=json_value(item.end),
        earliest=json_value(item.earliest),
        latest=json_value(item.latest),
        is_start_sure=item.is_start_sure,
        is_end_sure=item.is_end_sure,
        is_open=item.is_open,
        words=item.words,
        id=item.id,
    )


def _sightings(asked: Whole, life: Life, lives: dict[str, Life], places: dict[str, str]) -> list[SightingState]:
    """Every sighting that the ship is a candidate of, likeliest first, with all its candidates."""
    own = {c["sighting_id"]: c for c in asked.where("candidates", "vessel_id", [life.vessel["vessel_id"]])}
    beside: dict[str, list[Row]] = {}
    for c in asked.where("candidates", "sighting_id", own):
        beside.setdefault(c["sighting_id"], []).append(c)
    rows = {o["sighting_id"]: o for o in asked.where("observations", "sighting_id", own)}
    first = sorted(rows.values(), key=lambda o: (-own[o["sighting_id"]]["weight_frac"], o["start_time"]))
    return [
        SightingState(
            id=o["sighting_id"],
            label=o["label"],
            ship_words=o["ship_words"],
            start=json_value(o["start_time"]),
            end=json_value(o["end_time"]),
            place=places.get(o["place_id"]) or o["place_words"],
            method=o["method"],
            candidates=[
                CandidateState(
                    id=c["candidate_id"],
                    vessel_id=c["vessel_id"],
                    name=lives[c["vessel_id"]].vessel["name"] if c["vessel_id"] in lives else None,
                    weight_frac=c["weight_frac"],
                    basis=c["match_basis"],
                    is_settled=c["is_settled"],
                    words=c["words"],
                )
                for c in _first(beside[o["sighting_id"]], own[o["sighting_id"]])
            ],
        )
        for o in first
    ]


def _first(candidates: list[Row], own: Row) -> list[Row]:
    """The likeliest candidates, and in any case the ship itself."""
    ordered = sorted(candidates, key=lambda c: (c["rank"], c["candidate_id"]))
    shown = ordered[:MOST_CANDIDATES]
    return shown if own in shown else [*shown[:-1], own]

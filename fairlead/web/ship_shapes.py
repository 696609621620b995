"""What the server says of ships, typed."""

from __future__ import annotations

from fairlead.web.shapes import Row, Shape


class LaneItem(Shape):
    """One thing in a lane: what kind of knowledge it is decides how it is drawn."""

    shape: str
    status: str
    start: str
    end: str | None
    earliest: str | None
    latest: str | None
    is_start_sure: bool
    is_end_sure: bool
    is_open: bool
    words: str
    id: str | None


class LaneState(Shape):
    title: str
    line: str
    mark: str | None
    items: list[LaneItem]


class ShipState(Shape):
    """A ship in the list."""

    id: str
    label: str | None
    name: str
    names: list[str]
    imo: str | None
    ship_type: str | None
    flag: str | None
    dwt_t: float | None
    trips: int
    possible: int
    hits: int
    """Entries of lists that it is, confirmed or probable."""
    listings: int
    """Listings that the vessel list states."""
    doubts: int
    clashes: list[str]
    """Kinds of marks of which not all can be so."""
    last: str | None
    """The last day on which anything is known of it."""
    known: list[LaneItem]
    """What is known of it in time."""


class Ships(Shape):
    total: int
    start: str | None
    """Of the time that all strips share."""
    end: str | None
    ships: list[ShipState]
    """Those that matter most first."""


class SaidBy(Shape):
    """One source's word for a mark."""

    by: str
    when: str
    is_received: bool
    id: str


class MarkState(Shape):
    kind: str
    value: str
    is_clash: bool
    is_received: bool
    said: list[SaidBy]


class Verdict(Shape):
    verdict: str
    why: str


class ListedState(Shape):
    """A hit or a listing as stated, and whether it stood on each day asked about."""

    id: str
    source: str
    level: str | None
    is_ruled_out: bool
    words: str
    verdicts: list[Verdict]


class CandidateState(Shape):
    id: str
    vessel_id: str | None
    name: str | None
    """None: a ship that is not in this case."""
    weight_frac: float
    basis: str
    is_settled: bool
    words: str


class SightingState(Shape):
    """A sighting that may be of this ship, with every ship it may be."""

    id: str
    label: str | None
    ship_words: str
    start: str
    end: str
    place: str | None
    method: str
    candidates: list[CandidateState]


class NamedState(Shape):
    id: str
    table: str
    title: str
    said: str | None
    before: str
    name: str
    behind: str
    times: int


class ShipPage(Shape):
    """One ship."""

    row: Row
    about: ShipState
    marks: list[MarkState]
    is_searched: bool
    """Whether any sanctions list is held: where none is, it was not checked."""
    days: list[str]
    listed: list[ListedState]
    life: list[LaneState]
    """Names, numbers and listings in time."""
    acts: list[LaneState]
    """Stays, trips, calls, silences and encounters in time."""
    sightings: list[SightingState]
    sightings_total: int
    named: list[NamedState]
    ties: list[Row]
    risks: list[Row]

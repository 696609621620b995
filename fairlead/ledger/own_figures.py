"""Our own figures for a period somebody else speaks of: trips, ships, amounts, and the days that were watched."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from fairlead.base.tables import ALTERNATIVES, CARGOES, PLACES, QUESTION_PLACES, TRIPS, WATCHES
from fairlead.base.timeline import DAY, whole_days
from fairlead.base.wording import say_count, say_load_share, say_number

Row = Mapping[str, Any]
IsApart = Callable[[Row], bool]
"""Whether a trip rests on more than the claimant's own observations."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Figure:
    """Our figure for a period."""

    unit: str
    low: float
    high: float
    supporting: float
    """What of the low figure may support a claim: rows that rest on more than the claimant's own observations."""
    contradicting: float
    """What of the low figure may contradict one: open merges taken off; 0 where the figure carries an assumption."""
    can_fall_short: bool
    """Whether ``high`` is all there can be, given that everything was watched."""
    ids: tuple[str, ...]
    words: str
    own: tuple[Row, ...] | None = None
    """Trips of the low figure that rest only on the claimant's own observations; None where not trips are counted."""


@dataclass(slots=True)
class Held:
    """What this case holds on one question."""

    question: Row
    trips: list[Row] = field(default_factory=list)
    """By start."""
    merges: list[frozenset[str]] = field(default_factory=list)
    """Trips that an open alternative may merge or strike."""
    cargo: dict[str, dict[float, tuple[float, str]]] = field(default_factory=lambda: defaultdict(dict))
    """Amount and cargo id by trip and load share."""
    looks: dict[str, dict[int, str]] = field(default_factory=dict)
    """One watch by loading place and day (days since 1970)."""
    vague: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    """Looks at a loading place that lie somewhere in a range of days."""

    unsure: frozenset[str] = frozenset()
    """Trips of which it is not known whether they are of the places or ships that are asked for."""

    def only(self, fits: Callable[[Row], bool | None]) -> Held:
        """What is held of some trips alone; those of which ``fits`` says None only may be among them."""
        told = [(t, fits(t)) for t in self.trips]
        kept = [t for t, is_fit in told if is_fit is not False]
        return replace(self, trips=kept, unsure=frozenset(t["trip_id"] for t, is_fit in told if is_fit is None))

    def within(self, start: datetime, end: datetime) -> tuple[list[Row], list[Row]]:
        """Trips whose call lies wholly inside [start, end), and all trips whose call may lie in it."""
        begun = self.trips[: bisect_left(self.trips, end, key=lambda t: t["start_time"])]
        maybe = [t for t in begun if t["end_time"] > start or t["start_time"] >= start]
        sure = (t for t in maybe if t["trip_id"] not in self.unsure)
        return [t for t in sure if t["start_time"] >= start and t["end_time"] <= end], maybe

    def watched_days(self, start: datetime, end: datetime) -> dict[int, str]:
        """Days of [start, end) on which some loading place was looked at, each with one look that shows it."""
        span = range(*_day_bounds(start, end))
        return {d: w for days in reversed(self.looks.values()) for d, w in sorted(days.items()) if d in span}

    def is_watched_throughout(self, start: datetime, end: datetime) -> bool:
        """Whether every loading place was looked at on every day of [start, end), all of it in the question's
        period."""
        is_ours = self.question["period_start"] <= start and end <= self.question["period_end"]
        span = set(range(*_day_bounds(start, end)))
        return is_ours and bool(self.looks) and all(span <= days.keys() for days in self.looks.values())


def gather_held(
    asked: Sequence[Row],
    question_places: pa.Table,
    places: pa.Table,
    trips: pa.Table,
    alternatives: pa.Table,
    cargoes: pa.Table,
    watches: pa.Table,
) -> dict[str, Held]:
    """Trips, open merges, cargoes and looks at loading places, by question."""
    held = {q["question"]: Held(q) for q in asked}
    for t in TRIPS.check(trips).to_pylist():
        if t["question"] in held:
            held[t["question"]].trips.append(t)
    for a in ALTERNATIVES.check(alternatives).sort_by("alternative_id").to_pylist():
        if a["effect"] < 0 and a["decision"] is None and a["question"] in held:
            held[a["question"]].merges.append(frozenset(a["trip_ids"]))
    columns = ["question", "trip_id", "load_share_frac", "amount", "cargo_id"]
    for c in CARGOES.check(cargoes).select(columns).sort_by("cargo_id").to_pylist():
        if c["load_share_frac"] is not None and c["question"] in held:
            held[c["question"]].cargo[c["trip_id"]][c["load_share_frac"]] = (c["amount"], c["cargo_id"])
    place_id = {p["label"]: p["place_id"] for p in PLACES.check(places).select(["label", "place_id"]).to_pylist()}
    looks, vague = _looks(watches)
    for qp in sorted(QUESTION_PLACES.check(question_places).to_pylist(), key=lambda r: r["place"]):
        if qp["role"] == "load" and qp["question"] in held and (place := place_id.get(qp["place"])):
            held[qp["question"]].looks[place] = looks[place]
            held[qp["question"]].vague += vague[place]
    for h in held.values():
        h.trips.sort(key=lambda t: (t["start_time"], t["trip_id"]))
    return held


def _looks(watches: pa.Table) -> tuple[dict[str, dict[int, str]], dict[str, list[tuple[datetime, datetime, str]]]]:
    days: dict[str, dict[int, str]] = defaultdict(dict)
    vague: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    columns = ["place_id", "watch_id", "start_time", "end_time", "is_day_known"]
    for w in WATCHES.check(watches).select(columns).sort_by("watch_id").to_pylist():
        if w["is_day_known"]:
            for day in range(*_day_bounds(w["start_time"], w["end_time"])):
                days[w["place_id"]].setdefault(day, w["watch_id"])
        else:
            vague[w["place_id"]].append((w["start_time"], w["end_time"], w["watch_id"]))
    return days, vague


def count_days(start: datetime, end: datetime) -> int:
    """Days a half-open span touches."""
    first, after = _day_bounds(start, end)
    return after - first


def _day_bounds(start: datetime, end: datetime) -> tuple[int, int]:
    """First day a half-open span touches, and the day after its last; an instant touches its own day."""
    days = whole_days(start, end)
    return (days.start - _EPOCH) // DAY, (days.end - _EPOCH) // DAY


def count_trips_in(held: Held, start: datetime, end: datetime, is_apart: IsApart) -> Figure:
    """Documented trips wholly inside the period; at the upper end all that may lie in it, possible ones too."""
    inside, maybe = held.within(start, end)
    inside = [t for t in inside if t["is_counted"]]
    ids = {t["trip_id"] for t in inside}
    merges = sum(m <= ids for m in held.merges)
    own_trips = tuple(t for t in inside if not is_apart(t))
    words = say_count(len(inside), "documented trip lies", "documented trips lie") + " wholly in that period"
    if more := len(maybe) - len(inside):
        words += f"; {say_count(more, 'more trip')} may lie in it, possible ones counted"
    if own := len(own_trips):
        words += f"; {own} of ours {'rests' if own == 1 else 'rest'} on observations in which the claimant had a hand"
    return Figure(
        unit="trip",
        low=len(inside),
        high=len(maybe),
        supporting=len(inside) - own,
        contradicting=max(0, len(inside) - merges),
        can_fall_short=True,
        ids=tuple(t["trip_id"] for t in maybe),
        words=words,
        own=own_trips,
    )


def count_ships_in(held: Held, start: datetime, end: datetime, is_apart: IsApart) -> Figure:
    """Different ships of those trips. An unnamed hull may be any of the named ones, so only named ones surely
    differ."""
    inside, maybe = held.within(start, end)
    inside = [t for t in inside if t["is_counted"]]
    named = {t["vessel_id"] for t in inside} - {None}
    low = max(len(named), 1 if inside else 0)
    high = max(low, len({t["hull"] for t in maybe}))
    words = f"our trips of that period were made by {say_count(low, 'ship', 'different ships')}"
    if high > low:
        words += f" at least and {high} at most, unnamed hulls and possible trips counted"
    return Figure(
        unit="vessel",
        low=low,
        high=high,
        supporting=len({t["vessel_id"] for t in inside if is_apart(t)} - {None}),
        contradicting=0,  # a name that was read off an image may be wrong; two names may be one ship
        can_fall_short=True,
        ids=tuple(t["trip_id"] for t in maybe),
        words=words,
    )


def sum_amounts_in(held: Held, start: datetime, end: datetime, is_apart: IsApart) -> Figure | None:
    """What the documented trips could carry, at the lowest load share for those inside, the highest for all that may
    be.

    None where no amount is computed for them. It never contradicts by excess: a call is not a load.
    """
    inside, maybe = held.within(start, end)
    possible = [t for t in maybe if not t["is_counted"]]
    inside, maybe = ([t for t in ts if t["is_counted"]] for ts in (inside, maybe))
    shares = sorted({s for t in maybe for s in held.cargo.get(t["trip_id"], ())})
    if not shares:
        return None
    lowest, highest = shares[0], shares[-1]

    def total(trips: Sequence[Row], share: float) -> float:
        return sum(held.cargo[t["trip_id"]].get(share, (0.0, ""))[0] for t in trips)

    unit = held.question["unit"]
    low, high = total(inside, lowest), total(maybe, highest)
    words = (
        f"{say_count(len(inside), 'documented trip')} of that period could carry {say_number(low)} {unit}s at "
        f"{say_load_share(lowest)} of deadweight, and {say_number(high)} at {say_load_share(highest)} of deadweight"
    )
    if len(maybe) > len(inside):
        words += f" with {len(maybe) - len(inside)} more that may lie in it"
    cargo_ids = (held.cargo[t["trip_id"]].get(s, (0.0, ""))[1] for t in maybe for s in (lowest, highest))
    return Figure(
        unit=unit,
        low=low,
        high=high,
        supporting=total([t for t in inside if is_apart(t)], lowest),
        contradicting=0,
        can_fall_short=not possible,
        ids=tuple({*(t["trip_id"] for t in maybe), *filter(None, cargo_ids)}),
        words=f"{words}; a call is not a load",
    )

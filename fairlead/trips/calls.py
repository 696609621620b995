"""Calls in order: how one ship's stays and reports become trips out and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Any

from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.hearsay import UNATTESTED
from fairlead.base.timeline import say_span
from fairlead.base.units import sailing_h
from fairlead.trips.rulings import Rulings, alternative_id, say_ruling, trip_id

Row = dict[str, Any]

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TripParams:
    """What makes two calls one or two, what counts as near, and the chances put on doubt."""

    one_stay: Annotated[timedelta, Within(timedelta(0), timedelta(days=60))] = timedelta(hours=48)
    """Reports of one ship at one place up to this far apart are one call, and a report near a place this close to a
    call is the ship coming or going. As in stays."""
    max_stay: Annotated[timedelta, Within(timedelta(0), timedelta(days=366))] = timedelta(days=14)
    """Up to this far apart, with nothing that shows the ship elsewhere between, two calls may be one: they count once,
    and the second is possible. Small tankers have waited this long for a berth; our judgement."""
    max_voyage: Annotated[timedelta, Within(timedelta(0), timedelta(days=366))] = timedelta(days=60)
    """A discharge later than this after the loading is not tied to it. Yu Son was off Nampo 27 days after its last
    report near Vostochny (S09, S12): about twice that."""
    near_km: Annotated[float, Within(0, 2000)] = 150.0
    """A received position this close to a loading place, at no other place, may belong to a call, km: eight hours at
    10 kn. The positions of S09 and S14 lie 105 and 81 km off."""
    fastest_kn: Annotated[float, Within(0, 100, is_above=True)] = 25.0
    """No loaded ship sails faster, in knots over the great circle: tankers and coasters make 8 to 15. A stay at a
    discharge place that could only be reached faster is no part of the trip."""
    chance_high: Share = 0.02
    """Chance that two neighbouring calls under different or no names are one ship, where the weaker of the two rests on
    evidence of high grade. An assumption, printed as one."""
    chance_medium: Share = 0.10
    """The same at medium grade (an image matched to a ship's profile). An assumption."""
    chance_low: Share = 0.25
    """The same at low grade, or none stated. An assumption."""
    least_visible: Share = 0.9
    """A look that found a place empty tells of it where it showed at least this share, as in ``stays``."""
    neighbours: Annotated[int, Within(1, 100)] = 8
    """Stays before it at one place with which a stay is compared; it is tied to the nearest only."""

    def __post_init__(self) -> None:
        check_fields(self)
        if self.one_stay > self.max_stay:
            raise ValueError("one_stay must not be longer than max_stay")


class Kind(Enum):
    """What a stay or report is to a question."""

    LOAD = "a stay at a loading place"
    DISCHARGE = "a stay at a discharge place"
    NEAR = "a received position near a loading place"
    AWAY = "a report that shows the ship elsewhere"


@dataclass(frozen=True, slots=True)
class Call:
    """A stay, or a report, on the line of one ship's life."""

    kind: Kind
    id: str
    """Id of the stay or the sighting."""
    start: datetime
    end: datetime
    place_id: str | None
    row: Row
    """The STAYS row, or the OBSERVATIONS row."""
    is_bare: bool = False
    """Whether all that is known of the stay is that the ship left."""
    is_inferred: bool = False
    """Whether nobody saw the ship of the stay at the berth."""
    km: float | None = None
    """For a report near a place: how far from it."""
    more: int = 0
    """How many further calls the reports of the stay would allow, since nothing ties them to one."""

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        return self.end, self.start, self.id

    @property
    def methods(self) -> list[str]:
        """How it is known."""
        return str(self.row["method"]).split(" + ")

    @property
    def is_unattested(self) -> bool:
        """Whether its reports show no ship: hearsay, plans, denials."""
        return UNATTESTED.keys() >= set(self.methods)

    @property
    def is_untold(self) -> bool:
        """Whether it is a stay that no report attests."""
        return self.kind in (Kind.LOAD, Kind.DISCHARGE) and self.is_unattested

    @property
    def ship(self) -> str:
        """The ship in words, as its stay or report has it."""
        return str(self.row.get("hull_words") or self.row["ship_words"])

    @property
    def ship_and_date(self) -> str:
        """``Yu Son (1 Apr 2024)``."""
        return f"{self.ship} ({say_span(self.start, self.end)})"


@dataclass(frozen=True, slots=True)
class Second:
    """Evidence by which a further call is possible."""

    call: Call
    beside: Call
    """The call it stands beside."""


@dataclass(eq=False, slots=True)
class Draft:
    """A trip while it is put together."""

    begun_by: str
    loads: list[Call] = field(default_factory=list)
    near: list[Call] = field(default_factory=list)
    discharges: list[Call] = field(default_factory=list)
    seconds: list[Second] = field(default_factory=list)
    returns: list[Call] = field(default_factory=list)
    """Reports near a discharge place after loading, inferred stays there too: mentioned, never counted."""
    outward: Call | None = None
    """The last report elsewhere before the loading call: the ship on its way."""
    homeward: Call | None = None
    """The last report elsewhere after the calls and before the next trip: the ship on its way back."""
    doubts: list[str] = field(default_factory=list)
    """Why it can only be possible."""
    remarks: list[str] = field(default_factory=list)
    """What else must be said of it, though it counts."""
    rulings: list[Row] = field(default_factory=list)
    """Decisions that made it what it is."""
    is_accepted: bool = False
    """Whether a person decided that it took place."""
    last: Call | None = None

    def add(self, call: Call) -> None:
        """Append a call to its list."""
        lists = {Kind.LOAD: self.loads, Kind.NEAR: self.near, Kind.DISCHARGE: self.discharges}
        lists[call.kind].append(call)
        self.last = call

    @property
    def dated_by(self) -> Call:
        """The call that dates the trip: the first loading that something attests, else the first of all, else the
        first discharge likewise, else the first report near."""
        calls = self.loads or self.discharges or self.near
        return next((c for c in calls if not c.is_unattested), calls[0])

    @property
    def stays(self) -> list[Call]:
        return [*self.loads, *self.discharges]

    @property
    def stays_end(self) -> datetime:
        """When the last call of the trip ended."""
        return max(c.end for c in (*self.stays, *self.near))


@dataclass(slots=True)
class Doubt:
    """Something that stays open about the count, or that a person has closed."""

    kind: str
    effect: int
    about: tuple[str, ...]
    """Ids of the stays and sightings concerned."""
    drafts: list[Draft]
    words: str = ""
    chance: float | None = None
    ruling: Row | None = None
    decision: str | None = None


def keys(question: str, call: Call) -> tuple[str, str]:
    """Ids under which a person may decide about a call: its own, and that of the trip it would begin."""
    return call.id, trip_id(question, call.id)


def gap(before: Call, after: Call) -> timedelta:
    """The time that surely lies between two calls; none where their intervals meet."""
    return max(after.start - before.end, timedelta(0))


def sail(
    question: str,
    calls: Iterable[Call],
    params: TripParams,
    rulings: Rulings,
    km_between: Callable[[str | None, str | None], float | None] = lambda _a, _b: None,
) -> tuple[list[Draft], list[Doubt]]:
    """Put one ship's calls together to trips, in order of time.

    A loading call opens a trip; a discharge closes it. Two loading calls are one trip with a second call possible while
    they lie within ``params.max_stay`` with nothing elsewhere between. Reports near a loading place join the trip they
    may belong to, or stand alone as a possible one. A discharge alone is a trip whose loading was not seen. A stay at
    a discharge place that is only inferred (AIS off the port) shows the ship elsewhere and closes nothing. A call that
    nobody attests parts and closes nothing either.

    Returns:
        The trips as drafts, in order, and what people decided about joining or parting them.
    """
    line = _Line(question, params, rulings, km_between)
    ordered = sorted(calls, key=lambda c: c.order)
    for call in ordered:
        if not call.is_untold:
            line.take(call)
    for call in ordered:
        if call.is_untold:
            line.stand_aside(call)
    _note_passages(line.drafts, [c for c in ordered if c.kind is Kind.AWAY], params.max_stay)
    for draft in list(line.drafts):
        line.find_seconds_near(draft)
    return line.drafts, line.doubts


def has_left(call: Call) -> bool:
    """Whether somebody reported that the ship left: what lies there later has come again."""
    return call.is_bare or (call.kind is Kind.LOAD and call.row["departure_latest"] is not None)


def _least(first: Call, last: Call) -> timedelta:
    """The shortest stay that holds a report of the first call and one of the last: ranges of days may lie closer to
    each other than that."""
    there_by: datetime = first.row["arrival_latest"]
    not_gone: datetime = last.row["departure_earliest"]
    return max(not_gone - there_by, timedelta(0))


def _note_passages(drafts: list[Draft], away: list[Call], within: timedelta) -> None:
    """Note the reports that show a loaded ship under way, up to ``within`` before its call and after it."""
    ends = [c.end for c in away]
    by_start = sorted(away, key=lambda c: (c.start, c.order))
    starts = [c.start for c in by_start]
    for before, draft, after in zip([None, *drafts], drafts, [*drafts[1:], None], strict=False):
        if not draft.loads:
            continue
        first, last = draft.loads[0], draft.stays[-1]
        i = bisect_right(ends, first.start) - 1
        if i >= 0 and gap(away[i], first) <= within and (before is None or before.stays_end <= away[i].start):
            draft.outward = away[i]
        until = last.end + within if after is None else min(last.end + within, after.dated_by.start)
        j = bisect_right(starts, until) - 1
        if j >= 0 and by_start[j].start >= last.end and by_start[j] is not draft.outward:
            draft.homeward = by_start[j]


class _Line:
    """The line of one ship's life while it is read."""

    def __init__(
        self,
        question: str,
        params: TripParams,
        rulings: Rulings,
        km_between: Callable[[str | None, str | None], float | None],
    ) -> None:
        self.question, self.params, self.rulings, self.km_between = question, params, rulings, km_between
        self.drafts: list[Draft] = []
        self.doubts: list[Doubt] = []
        self.away_end: datetime | None = None
        """When the first report that surely came after the last call, and elsewhere, ended."""

    def take(self, call: Call) -> None:
        now = self.drafts[-1] if self.drafts else None
        if call.kind is Kind.AWAY or self._is_weak_return(now, call):
            self._leave(now, call)
            return
        is_parted = self.away_end is not None and self.away_end <= call.start
        if now is None or not self._joins(now, call, is_parted):
            new = Draft(call.id)
            if now and call.kind is Kind.LOAD and not is_parted:
                self._pass_on_approach(now, new, call)
            self.drafts.append(new)
            now = new
        now.add(call)
        self.away_end = None

    def stand_aside(self, call: Call) -> None:
        """Take a stay that nobody attests, after all others: as the loading of a discharge that has none, as a second
        call beside one that it may be of, or as a trip of its own."""
        p, is_load = self.params, call.kind is Kind.LOAD
        for draft in self.drafts if is_load else ():
            first = None if draft.loads or not draft.discharges else draft.discharges[0]
            if first is not None and call.order < first.order and gap(call, first) <= p.max_voyage:
                draft.loads.append(call)
                return
        beside = [(max(gap(c, call), gap(call, c)), n, c) for n, d in enumerate(self.drafts) for c in d.loads]
        near = min(beside, key=lambda x: x[:2], default=None) if is_load else None
        if near is not None and near[0] <= p.max_stay:
            if near[0] > p.one_stay or near[2].place_id != call.place_id:
                self.drafts[near[1]].seconds.append(Second(call, near[2]))
            return
        alone = Draft(call.id)
        alone.add(call)
        self.drafts.append(alone)

    def _is_weak_return(self, now: Draft | None, call: Call) -> bool:
        """A stay at a discharge place that is only inferred does not close a trip that is open; it is mentioned."""
        if call.kind is not Kind.DISCHARGE or not call.is_inferred or now is None or now.last is None:
            return False
        return not now.discharges and gap(now.last, call) <= self.params.max_voyage

    def _leave(self, now: Draft | None, call: Call) -> None:
        if now is None or now.last is None or call.start < now.last.end:
            return
        if self.away_end is None or call.end < self.away_end:
            self.away_end = call.end
        if call.place_id and not now.discharges and gap(now.last, call) <= self.params.max_voyage:
            now.returns.append(call)

    def _joins(self, now: Draft, call: Call, is_parted: bool) -> bool:
        if call.kind is Kind.DISCHARGE:
            return self._unloads(now, call, is_parted)
        if now.discharges or is_parted:
            return False
        beside = (now.loads or now.near)[-1]
        if self._departs(beside, call):
            return True
        if call.kind is Kind.LOAD and has_left(beside) and gap(beside, call) > self.params.one_stay:
            return False
        if call.kind is Kind.LOAD and now.loads and _least(now.loads[0], call) > self.params.max_stay:
            return False
        if gap(beside, call) > self.params.max_stay:
            return False
        return call.kind is Kind.NEAR or not now.loads or self._is_one(now, beside, call)

    def _unloads(self, now: Draft, call: Call, is_parted: bool) -> bool:
        """Whether a discharge belongs to the trip: its first within a voyage, further ones within a stay."""
        if now.last is None or not self._can_sail(now.last, call):
            return False
        if not now.discharges:
            return gap(now.last, call) <= self.params.max_voyage
        if _least(now.discharges[0], call) > self.params.max_stay:
            return False
        beside = now.discharges[-1]
        is_elsewhere = is_parted and beside.place_id == call.place_id
        return gap(beside, call) <= self.params.max_stay and not is_elsewhere and self._is_one(now, beside, call)

    def _can_sail(self, before: Call, after: Call) -> bool:
        """Whether the ship could be at both, at ``fastest_kn`` and with the most time their dates allow."""
        km = self.km_between(before.place_id, after.place_id)
        return km is None or sailing_h(km, self.params.fastest_kn) <= (after.end - before.start) / HOUR

    def _departs(self, beside: Call, call: Call) -> bool:
        """Whether a bare departure is the end of the call beside it, whose own end nobody reported."""
        is_open = beside.kind is Kind.LOAD and not has_left(beside)
        is_end = call.kind is Kind.LOAD and call.is_bare and call.place_id == beside.place_id
        return is_open and is_end and self._ruling(beside, call) is None and gap(beside, call) <= self.params.max_voyage

    def _is_one(self, now: Draft, beside: Call, call: Call) -> bool:
        """Whether two calls count once; a second one is possible, unless they touch or a person has decided."""
        ruling = self._ruling(beside, call)
        if ruling:
            return self._close(now, beside, call, ruling)
        if gap(beside, call) > self.params.one_stay or beside.place_id != call.place_id:
            now.seconds.append(Second(call, beside))
        return True

    def _ruling(self, beside: Call, call: Call) -> Row | None:
        if not self.rulings:
            return None
        alternative = alternative_id(self.question, "second_call", (beside.id, call.id))
        ruling = self.rulings.pair(keys(self.question, beside), keys(self.question, call))
        return ruling or self.rulings.single(alternative)

    def _close(self, now: Draft, beside: Call, call: Call, ruling: Row) -> bool:
        """Keep the decision that two calls are one, or two, and say which."""
        is_one = ruling["verdict"] in ("same", "reject")
        held = f"held to be {'one call' if is_one else 'two calls'}, {say_ruling(ruling)}"
        words = f"{beside.ship_and_date} and {call.ship_and_date}: {held}."
        decision = "reject" if is_one else "accept"
        about = (beside.id, call.id)
        now.rulings.append(ruling)
        self.doubts.append(Doubt("second_call", 1, about, [now], words, ruling=ruling, decision=decision))
        return is_one

    def _pass_on_approach(self, now: Draft, new: Draft, call: Call) -> None:
        """A report near the place just before a call is its approach, not a second call of the one before."""
        after = call
        while now.loads and now.near and now.near[-1].order > now.loads[-1].order:
            report = now.near[-1]
            if gap(report, after) > self.params.one_stay or gap(now.loads[-1], report) <= self.params.one_stay:
                return
            new.near.insert(0, now.near.pop())
            after = report

    def find_seconds_near(self, draft: Draft) -> None:
        """Reports near the place, too far in time to be coming or going: one call at most on each side."""
        if not draft.loads:
            return
        first, last = draft.loads[0], draft.loads[-1]
        before = [n for n in draft.near if n.order < first.order and gap(n, first) > self.params.one_stay]
        after = [n for n in draft.near if n.order > last.order and gap(last, n) > self.params.one_stay]
        for reports, report, beside in ((before, before[-1:], first), (after, after[:1], last)):
            for call in report:
                self._second_near(draft, reports, call, beside)

    def _second_near(self, draft: Draft, reports: list[Call], call: Call, beside: Call) -> None:
        ruling = self._ruling(beside, call)
        if ruling is None:
            draft.seconds.append(Second(call, beside))
            return
        if not self._close(draft, beside, call, ruling):
            draft.near = [n for n in draft.near if n not in reports]
            self.drafts.append(Draft(call.id, near=reports, rulings=[ruling], is_accepted=True))

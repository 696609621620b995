"""Trips: out and back, the thing we count; documented, with the alternatives that stay open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pyarrow as pa

from fairlead.base.geodesy import distance_km
from fairlead.base.hearsay import UNATTESTED
from fairlead.base.one_look import pair_analysts
from fairlead.base.periods import overlaps
from fairlead.base.repeats import first_of_equals
from fairlead.base.tables import (
    ALTERNATIVES,
    DECISIONS,
    LISTINGS,
    OBSERVATIONS,
    PLACES,
    QUESTION_PLACES,
    QUESTIONS,
    SEASON_TIES,
    STAYS,
    TRIPS,
    VESSELS,
    WATCHES,
)
from fairlead.base.timeline import say_span
from fairlead.trips.calls import Call, Doubt, Draft, Kind, TripParams, sail
from fairlead.trips.disputed import Disputes
from fairlead.trips.doubts import Doubts, say_least
from fairlead.trips.empty_looks import EmptyLooks
from fairlead.trips.fleets import Fleet
from fairlead.trips.reach import Point, Reach
from fairlead.trips.rulings import Rulings, alternative_id, say_ruling
from fairlead.trips.stays import AT_PLACE, call_span
from fairlead.trips.two_places import Spot, find_two_places

Row = dict[str, Any]

ROLES = {"load": Kind.LOAD, "discharge": Kind.DISCHARGE}


def count_trips(
    stays: pa.Table,
    observations: pa.Table,
    vessels: pa.Table,
    listings: pa.Table,
    questions: pa.Table,
    question_places: pa.Table,
    places: pa.Table,
    decisions: pa.Table,
    watches: pa.Table,
    season_ties: pa.Table,
    params: TripParams = TripParams(),  # noqa: B008 - frozen
) -> tuple[pa.Table, pa.Table]:
    """Count each question's trips, and list what stays open about the count.

    A trip is a stay at a loading place, with the same ship's next stay at a discharge place; or a stay at a discharge
    place whose loading was not seen. Each counts once; what could make it more or fewer is an alternative. Not counted
    but kept as rows, status possible: positions near a loading place that belong to no call; ships whose type or flag
    is not known; a bare departure from a discharge place; a discharge place in the country whose flag the question's
    fleet flies, where a ship without a loading seen may only be at home; calls dated across the period's edge.

    Args:
        stays: STAYS rows, any order.
        observations: OBSERVATIONS rows the stays rest on, and the others of the ships.
        vessels: VESSELS rows.
        listings: LISTINGS rows.
        questions: QUESTIONS rows.
        question_places: QUESTION_PLACES rows; roles load and discharge are read.
        places: PLACES rows.
        decisions: DECISIONS rows. *same* merges two calls, *different* parts or closes an alternative, *reject* of a
            stay or trip takes it out, *accept* and *reject* of an alternative do what it says.
        watches: WATCHES rows; an empty berth between two reports of one stay makes a second call possible.
        season_ties: SEASON_TIES rows: how often sampled worlds make one trip of two stays. Where a question is not
            sampled it has none, and no chance is put on a merge with an unnamed ship.
        params: :class:`TripParams`.

    Returns:
        TRIPS and ALTERNATIVES. A decided alternative is closed: its effect, where accepted, is already in the trips.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A call is not a load. Ships of different names are taken to be different unless they lie within
        ``params.one_stay`` of each other. A hull nobody named counts unless its description contradicts; two sightings
        of one unnamed ship further apart than that count twice.
    """
    case = _Case(
        stays=STAYS.check(stays).sort_by("stay_id").to_pylist(),
        observations=OBSERVATIONS.check(observations).sort_by("sighting_id").to_pylist(),
        vessels={v["vessel_id"]: v for v in VESSELS.check(vessels).to_pylist()},
        listings=LISTINGS.check(listings).sort_by("listing_id").to_pylist(),
        questions=sorted(QUESTIONS.check(questions).to_pylist(), key=lambda q: (q["ordinal"], q["question"])),
        question_places=QUESTION_PLACES.check(question_places).to_pylist(),
        places=PLACES.check(places).sort_by("place_id").to_pylist(),
        rulings=Rulings(DECISIONS.check(decisions).to_pylist()),
        watches=WATCHES.check(watches).to_pylist(),
        ties=SEASON_TIES.check(season_ties).to_pylist(),
        params=params,
    )
    made = [_Count(case, ask).rows() for ask in case.questions]
    trips = TRIPS.from_rows(row for rows, _ in made for row in rows)
    return trips, ALTERNATIVES.from_rows(row for _, rows in made for row in rows)


class _Case:
    """The tables read, in the shapes every question uses."""

    def __init__(
        self,
        stays: list[Row],
        observations: list[Row],
        vessels: dict[str, Row],
        listings: list[Row],
        questions: list[Row],
        question_places: list[Row],
        places: list[Row],
        rulings: Rulings,
        watches: list[Row],
        ties: list[Row],
        params: TripParams,
    ) -> None:
        self.ties = ties
        self.vessels, self.questions, self.places = vessels, questions, places
        self.empty = EmptyLooks(watches, params.least_visible)
        self.rulings, self.params, self.question_places = rulings, params, question_places
        self.observations = {o["sighting_id"]: o for o in observations}
        self.disputes = Disputes(watches, self.observations)
        self.repeats = first_of_equals(o for o in observations if o["method"] != "track")
        self.stays = [self._as_reported(s) for s in stays]
        self.names = {p["place_id"]: p["name"] for p in places}
        self.points: dict[str, Point] = {
            p["place_id"]: (p["lat"], p["lon"]) for p in places if p["lat"] is not None and p["lon"] is not None
        }
        self.errors = {p["place_id"]: p["precision_km"] for p in places}
        self.km = cache(self._km_between)
        self.countries = {p["place_id"]: p["country"] for p in places}
        self.by_vessel = defaultdict[str, list[Row]](list)
        for o in observations:
            if o["vessel_id"] is not None and o["method"] not in UNATTESTED:
                self.by_vessel[o["vessel_id"]].append(o)
        self.listings = defaultdict[str, list[Row]](list)
        for listing in listings:
            self.listings[listing["vessel_id"]].append(listing)

    def _as_reported(self, stay: Row) -> Row:
        """A stay with its reports alone, one given twice taken once: that a look found the berth empty later is no
        report that the ship left."""
        reports = [s for s in stay["sources"] if s in self.observations]
        own = list(dict.fromkeys(self.repeats.get(s, s) for s in reports))
        ends = (self.observations[s] for s in own if self.observations[s]["event"] == "departure")
        has_left = any(o["method"] not in UNATTESTED for o in ends)
        left = stay["departure_latest"] if has_left else None
        return stay | {"sources": own, "reports": reports, "departure_latest": left}

    def _km_between(self, a: str | None, b: str | None) -> float | None:
        """Great-circle distance between two places in km; None where one has no point."""
        at, to = self.points.get(a or ""), self.points.get(b or "")
        return None if at is None or to is None else distance_km(*at, *to)

    def spot(self, place_id: str | None) -> Spot | None:
        """The point of a place and its error in km; None where it has none."""
        at = self.points.get(place_id or "")
        return None if at is None else (*at, self.errors.get(place_id or "") or 0.0)

    def roles(self, question: str) -> dict[str, Kind]:
        """Role of each place id in a question; a place that both loads and discharges loads."""
        by_label = defaultdict[str, list[str]](list)
        for place in self.places:
            by_label[place["label"]].append(place["place_id"])
        wanted = ((r["role"], r["place"]) for r in self.question_places if r["question"] == question)
        roles = sorted((role, label) for role, label in wanted if role in ROLES)
        return {place_id: ROLES[role] for role, label in roles for place_id in by_label[label]}


class _Count:
    """The count of one question."""

    def __init__(self, case: _Case, ask: Row) -> None:
        self.case, self.ask, self.question = case, ask, ask["question"]
        self.params = case.params
        self.roles = case.roles(self.question)
        self.fleet = Fleet(ask, case.questions)
        ties = [t for t in case.ties if t["question"] == self.question]
        self.doubts = Doubts(self.question, case.observations, case.names, case.empty, ties, case.params, case.rulings)
        self.rejected: list[Doubt] = []
        self._judged: dict[str, str | None] = {}
        self._shown: dict[str, list[tuple[str | None, str, datetime, datetime]]] = {}
        self.reach = Reach(self.roles, case.points, case.params.near_km)

    def rows(self) -> tuple[list[Row], list[Row]]:
        """The question's TRIPS and ALTERNATIVES rows."""
        drafts, found = self._drafts()
        tied, returned = self.doubts.tie_returns(drafts)
        set_aside = set(returned)
        drafts = [d for d in drafts if d not in set_aside and self._is_asked(d)]
        found = [*self.rejected, *found, *tied, *self.doubts.merge_held_same(drafts)]
        counted: list[Draft] = []
        kept: list[Draft] = []
        for draft in drafts:
            doubt = self._judge(draft)
            found += [doubt] if doubt else []
            if doubt is None or doubt.decision == "accept":
                counted.append(draft)
            elif doubt.decision is None:
                kept.append(draft)
        found += self.doubts.find_one_stay(counted)
        among, further = self.doubts.find_in_group(counted)
        counted += further
        found += among
        for draft in counted:
            found += filter(None, [self.case.disputes.note(draft)])
            found += [*self.doubts.second_calls(draft), *self.doubts.more_calls(draft)]
        trips = [*(self._trip(d, True) for d in counted), *(self._trip(d, False) for d in kept)]
        return trips, self._alternatives(found, {t["trip_id"] for t in trips})

    # ------------------------------------------------------------------------------------------------------- gathering

    def _drafts(self) -> tuple[list[Draft], list[Doubt]]:
        """Every trip the evidence may hold, whenever it was, and what was decided about parting and joining."""
        by_vessel = defaultdict[str, list[Call]](list)
        drafts: list[Draft] = []
        used = set[str]()
        for stay in self.case.stays:
            kind = self.roles.get(stay["place_id"])
            if kind is None:
                continue
            used.update(stay["reports"])
            doubt = self._doubt_about(stay)
            if doubt is None:
                continue
            for call in self._stay_calls(kind, stay):
                if rejected := self.doubts.rejected(call, call.id):
                    self.rejected += [rejected] if self._touches(call)[0] else []
                elif stay["vessel_id"] is not None:
                    by_vessel[stay["vessel_id"]].append(call)
                else:
                    draft = Draft(call.id, doubts=[doubt] if doubt else [])
                    draft.add(call)
                    drafts.append(draft)
        for vessel_id, reports in self.case.by_vessel.items():
            if self._of_vessel(vessel_id) is not None:
                rest = (o for o in reports if o["sighting_id"] not in used)
                by_vessel[vessel_id] += filter(None, map(self.reach.read, rest))
        found: list[Doubt] = []
        for vessel_id, calls in sorted(by_vessel.items()):
            if all(c.kind is Kind.AWAY for c in calls):
                continue
            sailed, closed = sail(self.question, calls, self.params, self.case.rulings, self.case.km)
            why = self._of_vessel(vessel_id)
            for draft in sailed:
                draft.doubts += [why] if why else []
            found += [*closed, *self._two_places(calls, sailed)]
            drafts += sailed
        return drafts, found

    def _two_places(self, calls: list[Call], sailed: list[Draft]) -> list[Doubt]:
        """Calls of one ship that it could not sail between: of two trips the weaker one is possible only.

        A report elsewhere takes no trip away, and leaves the one that it speaks against open.
        """
        of = {c.id: d for d in sailed for c in (*d.stays, *d.near)}
        found, told = list[Doubt](), set[tuple[Draft, ...]]()
        for pair in find_two_places(calls, self.case.observations, self.case.spot, self.params.fastest_kn):
            both = [d for c in (pair.first, pair.second) if (d := of.get(c.id)) and d.stays]
            if not both or tuple(both) in told:  # one pair tells of two trips, or of a trip and reports elsewhere
                continue
            told.add(tuple(both))
            words = self.doubts.say_two_places(pair)
            about = tuple(sorted((pair.first.id, pair.second.id)))
            for draft in both:
                draft.remarks.append(words)
            if len(both) == 2 and both[0] is not both[1]:
                weaker = max(both, key=lambda d: (*self.doubts.strength(d), d.dated_by.order))
                weaker.doubts.append(words)
            effect = -1 if len(both) == 1 else 0
            found.append(Doubt("two_places", effect, about, list(dict.fromkeys(both)), f"{words}."))
        return found

    def _doubt_about(self, stay: Row) -> str | None:
        if stay["vessel_id"] is not None:
            return self._of_vessel(stay["vessel_id"])
        return self.fleet.of_description(self.case.observations[s]["ship_words"] for s in stay["sources"])

    def _of_vessel(self, vessel_id: str) -> str | None:
        if vessel_id not in self._judged:
            vessel = self.case.vessels.get(vessel_id)
            self._judged[vessel_id] = "the ship is not known" if vessel is None else self.fleet.of_vessel(vessel)
        return self._judged[vessel_id]

    def _stay_calls(self, kind: Kind, stay: Row) -> list[Call]:
        """The calls of a stay: one, or more where a report shows the ship elsewhere between two of the stay's own."""
        own = sorted(
            (o for o in map(self.case.observations.__getitem__, stay["sources"]) if not _is_group_of(o, stay)),
            key=lambda o: (o["start_time"], o["end_time"], o["sighting_id"]),
        )
        own = [o for o in own if o["method"] not in UNATTESTED] or own
        elsewhere = self._elsewhere(stay) if len(own) > 1 else []
        parts: list[list[Row]] = []
        for o in own:
            if parts and not any(
                max(p["end_time"] for p in parts[-1]) <= e and f <= o["start_time"] for e, f in elsewhere
            ):
                parts[-1].append(o)
            else:
                parts.append([o])
        if len(parts) < 2:
            events = {o["event"] for o in own}
            start, end = call_span(stay)
            more = _more_calls(own, stay, self.params.one_stay) or int(bool(self.doubts.empty_between(stay)))
            return [self._call(kind, stay, stay["stay_id"], start, end, events, more)]
        return [self._part(kind, stay, part, n) for n, part in enumerate(parts)]

    def _part(self, kind: Kind, stay: Row, part: list[Row], number: int) -> Call:
        """One of the calls a stay falls into; the first keeps the stay's id, so that its trip does."""
        start, end = min(o["start_time"] for o in part), max(o["end_time"] for o in part)
        row = {**stay, "sources": [o["sighting_id"] for o in part]}
        row |= {"departure_latest": end if any(o["event"] == "departure" for o in part) else None}
        id_ = part[0]["sighting_id"] if number else stay["stay_id"]
        return self._call(kind, row, id_, start, end, {o["event"] for o in part}, 0)

    def _call(
        self, kind: Kind, stay: Row, id_: str, start: datetime, end: datetime, events: set[str], more: int
    ) -> Call:
        is_bare = events == {"departure"}
        return Call(kind, id_, start, end, stay["place_id"], stay, is_bare, not stay["is_alongside"], more=more)

    def _elsewhere(self, stay: Row) -> list[tuple[datetime, datetime]]:
        """When the ship of a stay was shown away from its place, by other stays or by reports at none."""
        if stay["vessel_id"] is None:
            return []
        if stay["vessel_id"] not in self._shown:
            self._shown[stay["vessel_id"]] = [
                (o["place_id"], o["relation"], o["start_time"], o["end_time"])
                for o in self.case.by_vessel[stay["vessel_id"]]
                if o["relation"] in AT_PLACE or ((r := self.reach.read(o)) and r.kind is Kind.AWAY)
            ]
        return [
            (start, end)
            for place_id, relation, start, end in self._shown[stay["vessel_id"]]
            if place_id != stay["place_id"] or relation not in AT_PLACE
        ]

    # --------------------------------------------------------------------------------------------------------- judging

    def _judge(self, draft: Draft) -> Doubt | None:
        """None where the trip counts; else why it is possible only, or that a person took it out, or in."""
        if draft.stays and (rejected := self.doubts.rejected(draft.dated_by, self.doubts.trip(draft))):
            return rejected
        if self._is_sure(draft):
            return None
        doubt = self.doubts.possible(draft)
        if doubt.ruling:
            draft.rulings.append(doubt.ruling)
            draft.is_accepted = doubt.decision == "accept"
        if doubt.decision == "reject":
            doubt.drafts = []
        return doubt

    def _touches(self, call: Call) -> tuple[bool, bool]:
        """Whether a call touches the period asked about, and whether it lies wholly inside."""
        return overlaps(call.start, call.end, (self.ask["period_start"], self.ask["period_end"]))

    def _is_asked(self, draft: Draft) -> bool:
        """Whether it may be a trip of the period; one that reaches over the edge can only be possible.

        A ship off a port of its own flag, never seen at the berth, is no sign of a trip at all.
        """
        call = draft.dated_by
        if draft.discharges and not draft.loads and self._is_at_home(draft) and all(c.is_inferred for c in draft.stays):
            return False
        touches, is_inside = self._touches(call)
        if touches and not is_inside:
            draft.doubts.append("its date reaches over the edge of the period asked about")
        return touches

    def _is_sure(self, draft: Draft) -> bool:
        """Whether the trip counts; otherwise its doubts say why not."""
        if draft.is_accepted:
            return True
        if not draft.stays:
            return False
        told = [c for c in draft.stays if not c.is_unattested]
        if not told:
            draft.doubts += dict.fromkeys(UNATTESTED[m] for c in draft.stays for m in c.methods)
        elif not any(c in told for c in draft.loads):
            if all(c.is_bare for c in draft.discharges):
                draft.doubts.append("all that is known is that it left a discharge place")
            elif all(c.is_inferred for c in draft.discharges):
                draft.doubts.append("nobody saw it at the berth, and no loading is on record")
            elif self._is_at_home(draft):
                draft.doubts.append("a ship of that flag is at home there, and no loading is on record")
        return not draft.doubts

    def _is_at_home(self, draft: Draft) -> bool:
        """Whether every discharge place lies in a country whose flag the question's fleet flies."""
        return all(self.case.countries.get(c.place_id or "") in self.ask["flags"] for c in draft.discharges)

    def _is_listed(self, vessel_id: str | None, start: datetime) -> tuple[bool | None, list[str]]:
        """Whether the vessel was listed before; None where no vessel is settled, or only a date is missing."""
        if vessel_id is None:
            return None, []
        held = self.case.listings[vessel_id]
        before = [x["listing_id"] for x in held if x["listed_end"] is not None and x["listed_end"] <= start]
        undated = [x["listing_id"] for x in held if x["listed_end"] is None]
        if before:
            return True, before
        return (None, undated) if undated else (False, [])

    # ------------------------------------------------------------------------------------------------------------ rows

    def _trip(self, draft: Draft, is_counted: bool) -> Row:
        call = draft.dated_by
        vessel_id = call.row["vessel_id"]
        vessel = self.case.vessels.get(vessel_id or "")
        is_listed, listings = self._is_listed(vessel_id, call.start)
        used = [c.row["stay_id"] or c.row["sources"][0] for c in draft.stays]
        used += [c.id for c in (draft.outward, *draft.near, draft.homeward, *draft.returns) if c]
        status = "documented" if any(c.row["status"] == "documented" for c in draft.stays) else "inferred"
        return {
            "trip_id": self.doubts.trip(draft),
            "question": self.question,
            "vessel_id": vessel_id,
            "hull": call.row.get("hull") or vessel_id,
            "hull_words": vessel["name"] if vessel else call.row.get("hull_words") or call.row["ship_words"],
            "load_place_id": (draft.loads or draft.near)[0].place_id if draft.loads or not draft.discharges else None,
            "discharge_place_id": draft.discharges[0].place_id if draft.discharges else None,
            "load_stay_id": call.row["stay_id"] if draft.loads else None,
            "discharge_stay_id": draft.discharges[0].row["stay_id"] if draft.discharges else None,
            "start_time": call.start,
            "end_time": call.end,
            "is_counted": is_counted,
            "calls_min": int(is_counted),
            "calls_max": 1
            + (len(draft.seconds) + sum(c.more for c in draft.loads or draft.discharges) if is_counted else 0),
            "is_listed": is_listed,
            "status": status if is_counted else "possible",
            "words": self._say(draft, is_counted),
            "sources": list(dict.fromkeys([*used, *listings, *(r["decision_id"] for r in draft.rulings)])),
        }

    def _say(self, draft: Draft, is_counted: bool) -> str:
        seen, place, span = self.doubts.seen, self.doubts.place, say_span
        parts = [seen(draft.dated_by)]
        if draft.loads and not any(c.row["status"] == "documented" for c in draft.loads):
            parts.append("an inferred call, never seen alongside")
        if draft.discharges:
            if not draft.loads:
                parts.append("its loading was not seen")
            unloads = draft.discharges if draft.loads else draft.discharges[1:]
            parts += [f"then at {place(c)}, {span(c.start, c.end)}" for c in unloads]
        elif draft.loads:
            parts.append(self._passage(draft) or "its return was not seen")
        parts += [f"later reported off {place(c)}, {span(c.start, c.end)}" for c in draft.returns[:1]]
        if draft.discharges and not draft.loads:
            parts += [f"reported {seen(c).split(', ', 1)[1]} before" for c in draft.near[:1]]
        further = len(draft.seconds) + sum(c.more for c in draft.loads or draft.discharges)
        if is_counted and further:
            parts.append(say_least(1, 1 + further))
        parts += self._identity_doubts(draft)
        if is_counted:
            parts += draft.remarks
        if not is_counted:
            parts += draft.doubts or ["a report near a place is not a call"]
            parts.append("possible, not counted")
        parts += [say_ruling(r) for r in draft.rulings]
        return "; ".join(dict.fromkeys(parts)) + "."

    def _identity_doubts(self, draft: Draft) -> list[str]:
        """Why the ship may not be the one named, as its sightings say; of one that settles on no ship itself, and is
        only counted with them, it is said whose doubt it is."""
        told = [(c, self.case.observations[s]) for c in draft.stays for s in c.row["sources"]]
        return list(
            dict.fromkeys(
                doubt if o["vessel_id"] == c.row["vessel_id"] else f"in {o['label']}, counted with it, {doubt}"
                for c, o in told
                if (doubt := o["identity_doubt"])
            )
        )

    def _passage(self, draft: Draft) -> str:
        """The reports that show the ship under way before and after its call, where there are any after it."""
        out, home = draft.outward, draft.homeward
        if home is None:
            return ""
        before = f"{self._where(out)}, before and " if out else ""
        return f"reported {before}{self._where(home)}, after: one trip out and back; where it discharged was not seen"

    def _where(self, call: Call) -> str:
        return f"{call.row['place_words'] or 'elsewhere'}, {say_span(call.start, call.end)}"

    def _alternatives(self, doubts: Iterable[Doubt], trips: Iterable[str]) -> list[Row]:
        known = set(trips)
        rows: dict[str, Row] = {}
        for doubt in doubts:
            trip_ids = [t for d in doubt.drafts if (t := self.doubts.trip(d)) in known]
            if doubt.drafts and not trip_ids:
                continue
            row_id = alternative_id(self.question, doubt.kind, doubt.about)
            rows[row_id] = {
                "alternative_id": row_id,
                "question": self.question,
                "kind": doubt.kind,
                "trip_ids": trip_ids,
                "effect": doubt.effect,
                "chance_frac": doubt.chance,
                "decision": doubt.decision,
                "words": doubt.words,
                "sources": [*doubt.about, *([doubt.ruling["decision_id"]] if doubt.ruling else [])],
            }
        return [rows[i] for i in sorted(rows)]


def _is_group_of(o: Row, stay: Row) -> bool:
    """Whether an observation stands among a stay's sources as the group that counts it."""
    return bool(stay["vessel_id"] is not None and stay["is_group"] and o["hulls"] > 1 and len(stay["sources"]) > 1)


def _more_calls(own: Sequence[Row], stay: Row, one_stay: timedelta) -> int:
    """How many further calls the reports of a stay would allow.

    A ship nobody named may be another one at each report; what two analysts tell of it in one image is one report. A
    report known only to a long range may be of another call than those it was put with. A ship that was said to leave
    and to arrive after that may have come twice.
    """
    repeated = {j for _, j in pair_analysts(own)}
    own = [o for i, o in enumerate(own) if i not in repeated]
    if stay["vessel_id"] is None:
        return len(own) - 1 if own else 0
    left = min((o["end_time"] for o in own if o["event"] == "departure"), default=None)
    again = left is not None and any(o["event"] == "arrival" and o["start_time"] >= left for o in own)
    wide = len([o for o in own if o["end_time"] - o["start_time"] > one_stay])
    return (wide if wide < len(own) else max(wide - 1, 0)) + again

"""Doubts: what stays open about a count of trips. Nothing is merged or split silently."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from fairlead.base.one_look import are_side_by_side, are_two_ships, have_one_analyst, pair_analysts
from fairlead.base.timeline import DAY, say_span
from fairlead.base.unlike import SAME_FRAC, are_of_two_sizes, are_unlike, length_of
from fairlead.base.wording import say_list, say_many, say_small
from fairlead.trips.calls import HOUR, Call, Doubt, Draft, Kind, TripParams, gap, keys
from fairlead.trips.empty_looks import EmptyLooks
from fairlead.trips.rulings import Rulings, alternative_id, say_ruling, trip_id
from fairlead.trips.two_places import TwoPlaces

Row = dict[str, Any]

GRADES = {"high": 0, "medium": 1, "low": 2}
"""Grades from good to bad; none stated counts as low."""


class Doubts:
    """Finds what is open about the drafts of one question, and applies what people decided."""

    def __init__(
        self,
        question: str,
        observations: Mapping[str, Row],
        names: Mapping[str, str],
        empty: EmptyLooks,
        ties: Sequence[Row],
        params: TripParams,
        rulings: Rulings,
    ) -> None:
        """``observations`` by sighting id; ``names`` of places by place id; ``ties`` of the question."""
        self.question, self.observations, self.names, self.empty = question, observations, names, empty
        self.sampled = {frozenset((t["stay_id"], t["other_stay_id"])): float(t["one_trip_frac"]) for t in ties}
        self.params, self.rulings = params, rulings

    # ------------------------------------------------------------------------------------------- one call or two calls

    def merge_held_same(self, drafts: list[Draft]) -> list[Doubt]:
        """Merge, in place, the drafts that a person holds to be one call; returns what was closed by it."""
        if not self.rulings:
            return []
        of: dict[str, Draft] = {}
        calls: dict[str, Call] = {}
        for draft in drafts:
            for call in draft.stays:
                of.update(dict.fromkeys(keys(self.question, call), draft))
                calls.update(dict.fromkeys(keys(self.question, call), call))
            of[self.trip(draft)], calls[self.trip(draft)] = draft, draft.dated_by
        merged: dict[Draft, Draft] = {}
        closed = []
        for pair, ruling in self.rulings.held_same():
            known = sorted(pair & of.keys(), key=lambda k: calls[k].order)
            if len(known) == 2 and (two := _apart(merged, of[known[0]], of[known[1]])):
                a, b = (calls[k] for k in known)
                words = f"{a.ship_and_date} and {b.ship_and_date} are one call, {say_ruling(ruling)}; counted once."
                self._merge(*two, ruling, merged)
                about = tuple(sorted((a.id, b.id)))
                closed.append(Doubt("one_stay", -1, about, [two[0]], words, ruling=ruling, decision="accept"))
        drafts[:] = [d for d in drafts if d not in merged]
        return closed

    def _merge(self, first: Draft, second: Draft, ruling: Row, merged: dict[Draft, Draft]) -> None:
        for name in ("loads", "discharges", "near"):
            calls = [*getattr(first, name), *getattr(second, name)]
            setattr(first, name, sorted(calls, key=lambda c: c.order))
        first.seconds += second.seconds
        first.rulings += [*second.rulings, ruling]
        merged[second] = first

    def find_one_stay(self, drafts: list[Draft]) -> list[Doubt]:
        """Two neighbouring stays at one place under different or no names, close enough to be one ship's.

        Each stay is tied to the nearest one before it only, among ``params.neighbours``, so a busy berth gives at most
        one alternative a stay. Those that a person accepted are merged, in place.
        """
        found = self._neighbours(drafts)
        merged: dict[Draft, Draft] = {}
        for doubt in found:
            two = _apart(merged, *doubt.drafts)
            if doubt.decision == "accept" and two and doubt.ruling and doubt.effect:
                self._merge(*two, doubt.ruling, merged)
        drafts[:] = [d for d in drafts if d not in merged]
        for doubt in found:
            doubt.drafts = list(dict.fromkeys(_root(merged, d) for d in doubt.drafts))
        return [d for d in found if d.decision or len(d.drafts) == 2]

    def _neighbours(self, drafts: list[Draft]) -> list[Doubt]:
        at = defaultdict[str | None, list[tuple[Call, Draft]]](list)
        for draft in drafts:
            for call in draft.stays:
                at[call.place_id].append((call, draft))
        found: list[Doubt] = []
        idle: dict[frozenset[Draft], Doubt] = {}
        tied: set[frozenset[Draft]] = set()
        for _, here in sorted(at.items(), key=lambda x: str(x[0])):
            here.sort(key=lambda x: (x[0].start, x[0].end, x[0].id))
            for i, (call, draft) in enumerate(here):
                before = here[max(i - self.params.neighbours, 0) : i]
                near = [
                    (gap(c, call), -n, c, d) for n, (c, d) in enumerate(before) if self._may_be_one(c, d, call, draft)
                ]
                if near:
                    _, _, other, its = min(near, key=lambda x: x[:2])
                    two = frozenset((its, draft))
                    if _has_other_loading(its, other) and _has_other_loading(draft, call):
                        idle.setdefault(two, self._one_stay(other, its, call, draft, effect=0))
                    elif two not in tied:  # two trips can be one only once
                        tied.add(two)
                        found.append(self._one_stay(other, its, call, draft))
        return [*found, *(doubt for two, doubt in idle.items() if two not in tied)]

    def _within(self, a: Call, b: Call) -> timedelta:
        """How far apart two stays may lie and be one ship's: as two calls of a named ship where neither has a name, or
        one has none and its report says of no other ship, or says that the other was among those counted."""
        unnamed = [c for c in (a, b) if c.row["vessel_id"] is None]
        is_lone = len(unnamed) == 2 or any(not c.row["is_group"] for c in unnamed)
        if unnamed and (is_lone or self._counts(unnamed[0], b if unnamed[0] is a else a)):
            return self.params.max_stay
        return self.params.one_stay

    def _counts(self, group: Call, named: Call) -> bool:
        """Whether a count says that a named ship was among those it counts."""
        members = {m.casefold() for s in group.row["sources"] for m in self.observations[s]["members"]}
        return str(named.row["hull_words"]).casefold() in members

    def _may_be_one(self, a: Call, of_a: Draft, b: Call, of_b: Draft) -> bool:
        if of_a is of_b or gap(a, b) > self._within(a, b) or self._groups(a) & self._groups(b):
            return False
        if any(are_two_ships(one, other, "ship_words") for one, other in self._side_by_side(a, b)):
            return False
        named = (a.row["vessel_id"], b.row["vessel_id"])
        is_certain = None not in named and self._grade(a) == self._grade(b) == 0 and not self._is_read_twice(a, b)
        return not is_certain and (None in named or named[0] != named[1])

    def _is_read_twice(self, a: Call, b: Call) -> bool:
        """Whether two analysts of one image tell, each, of one ship there: it is one ship, whatever each calls it."""
        both = {s: call for call in (a, b) for s in call.row["sources"] if s in self.observations}
        rows = [self.observations[s] for s in both]
        return any(both[rows[i]["sighting_id"]] is not both[rows[j]["sighting_id"]] for i, j in pair_analysts(rows))

    def _side_by_side(self, a: Call, b: Call) -> Iterator[tuple[Row, Row]]:
        """The sightings of two calls that were made in one image."""
        of_image = defaultdict[str, list[Row]](list)
        for one in (self.observations[s] for s in a.row["sources"] if s in self.observations):
            if one["image"] is not None:
                of_image[one["image"]].append(one)
        for other in (self.observations[s] for s in b.row["sources"] if of_image and s in self.observations):
            if other["image"] is not None:
                yield from ((one, other) for one in of_image.get(other["image"], ()) if are_side_by_side(one, other))

    def _one_stay(self, a: Call, of_a: Draft, b: Call, of_b: Draft, effect: int = -1) -> Doubt:
        grade = max(self._grade(a), self._grade(b))
        is_named = None not in (a.row["vessel_id"], b.row["vessel_id"])
        chance = sampled = self.sampled.get(frozenset((a.row["stay_id"], b.row["stay_id"])))
        is_read_twice = self._is_read_twice(a, b)
        if chance is None and is_named and not is_read_twice:
            chance = (self.params.chance_high, self.params.chance_medium, self.params.chance_low)[grade]
        about = tuple(sorted((a.id, b.id)))
        is_close = gap(a, b) <= self.params.one_stay
        within = f"{self.params.one_stay / HOUR:.0f} h" if is_close else f"{self.params.max_stay / DAY:.0f} days"
        words = (
            f"{a.ship_and_date} and {b.ship_and_date}, at {self.place(a)}, may lie no more than {within} apart, and "
        )
        if not effect:
            chance = None
            words += "may be one ship's: each of the two was seen loading besides, so both trips count whosever it was."
        elif sampled is not None:
            named = "" if is_named else "not both are named: "
            words += f"{named}they may be one ship on one trip: in {_share(sampled)} of the worlds sampled they are."
        elif is_named and is_read_twice:
            words += "two analysts name one ship of one image differently: no chance is put on it."
        elif chance is None:
            words += "not both are named: they may be one ship. No chance is put on it."
        else:
            words += f"the names rest on evidence of {list(GRADES)[grade]} grade: they may be one ship. Chance "
            words += f"{100 * chance:.0f} %, an assumption by grade."
        words += self._say_sizes(a, b)
        analysts = [p for p in self._side_by_side(a, b) if not have_one_analyst(*p)]
        if analysts:
            one, other = analysts[0]
            looks = say_list(sorted({one["look"], other["look"]}))
            words += f" Two analysts read one image, {looks}: {one['observed_by']} and {other['observed_by']}."
        doubt = Doubt("one_stay", effect, about, [of_a, of_b], words, chance)
        if not self.rulings:
            return doubt
        ruling = self.rulings.pair(keys(self.question, a), keys(self.question, b))
        ruling = ruling or self.rulings.single(alternative_id(self.question, "one_stay", about))
        if ruling is None:
            self._leave_open(doubt, a, b)
        return self._ruled(doubt, ruling, is_true=ruling is not None and ruling["verdict"] in ("same", "accept"))

    def _say_sizes(self, a: Call, b: Call) -> str:
        """That sizes told of two stays speak against one ship, where they lie too far apart; else nothing."""
        seen = [[o for s in c.row["sources"] if (o := self.observations.get(s)) and o["hulls"] == 1] for c in (a, b)]
        apart = next(((o, p) for o in seen[0] for p in seen[1] if are_unlike(o, p)), None)
        if apart is None:
            return ""
        one, other = (length_of(o) for o in apart)
        if one is None or other is None or not are_of_two_sizes(one, other, SAME_FRAC):
            return " Beams measured of them speak against it."
        return f" Lengths told of them, {one[0]:.0f} and {other[0]:.0f} m, speak against it."

    def second_calls(self, draft: Draft) -> list[Doubt]:
        """The further calls that evidence beside a trip makes possible."""
        found = [
            Doubt("second_call", 1, (s.beside.id, s.call.id), [draft], self._say_second(s.call, s.beside))
            for s in draft.seconds
        ]
        for doubt, s in zip(found, draft.seconds, strict=True):
            self._leave_open(doubt, s.beside, s.call)
        return found

    def _leave_open(self, doubt: Doubt, a: Call, b: Call) -> None:
        """Say who leaves it open whether two calls are one, where somebody does."""
        if self.rulings and (unsure := self.rulings.left_open(keys(self.question, a), keys(self.question, b))):
            doubt.ruling = unsure
            doubt.words += f" A person leaves it open, {say_ruling(unsure)}."

    def more_calls(self, draft: Draft) -> list[Doubt]:
        """Calls whose own reports nothing ties to one call: an unnamed ship's, or some known to a long range only."""
        found = []
        for call in draft.loads or draft.discharges:
            if call.more:
                reports = say_many(len(call.row["sources"]), "report")
                if looks := self.empty_between(call.row):
                    named = say_list(f"{say_span(start, end)} ({look})" for start, end, _, look in looks[:3])
                    why = f"its {reports} count as one call although the berth was found empty between them, {named}: "
                    why += "the look may have missed the ship"
                elif call.row["vessel_id"] is None:
                    why = f"{reports} of ships nobody named, each close to the next, count as one call"
                else:
                    why = f"{reports}, some known only to a long range of days, count as one call"
                words = f"{self.seen(call)}: {why}; they may be up to {call.more + 1}."
                found.append(Doubt("second_call", 1, (call.id,), [draft], words))
        return found

    def empty_between(self, stay: Row) -> list[tuple[datetime, datetime, str, str]]:
        """The looks that found the berth empty between two reports of one stay."""
        if stay.get("arrival_latest") is None:
            return []
        return self.empty.between(stay, stay["arrival_latest"], stay["departure_earliest"])

    def _say_second(self, call: Call, beside: Call) -> str:
        apart = round((gap(beside, call) or gap(call, beside)) / DAY)
        if apart:
            side = "after" if call.order > beside.order else "before"
            when = f"at least {say_many(apart, 'day')} {side} the call of {say_span(beside.start, beside.end)}"
        else:
            when = f"beside the call of {say_span(beside.start, beside.end)}"
        return (
            f"{self.seen(call)}, {when}, and nothing held shows it elsewhere between: it may have called twice, and is "
            "counted once."
        )

    # ------------------------------------------------------------------------------------------------------ two places

    def say_two_places(self, pair: TwoPlaces) -> str:
        """That one ship is told of at two places it could not sail between, with the speed that would take."""
        first, second = self._say_where(pair.first), self._say_where(pair.second)
        return (
            f"{pair.first.ship} is reported {first} and {second}, {pair.speed}. It was not at both: one is another "
            "ship, or one date is wrong"
        )

    def _say_where(self, call: Call) -> str:
        if call.kind in (Kind.LOAD, Kind.DISCHARGE):
            return f"at {self.place(call)}, {say_span(call.start, call.end)}"
        return f"elsewhere ({call.row['place_words'] or 'a position'}), {say_span(call.start, call.end)}"

    def strength(self, draft: Draft) -> tuple[bool, bool, int]:
        """What a trip rests on, the strongest first: a loading, seen by somebody, at the best grade."""
        return not draft.loads, all(c.is_inferred for c in draft.stays), min(self._grade(c) for c in draft.stays)

    # -------------------------------------------------------------------------------------------------- possible calls

    def possible(self, draft: Draft) -> Doubt:
        """A call that is possible and not counted."""
        call = draft.dated_by
        why = "; ".join(draft.doubts) or "a report near a place is not a call"
        words = f"{self.seen(call)}: {why}. A call is possible, and not counted."
        doubt = Doubt("possible_call", 1, (draft.begun_by,), [draft], words)
        if not self.rulings:
            return doubt
        alternative = alternative_id(self.question, "possible_call", doubt.about)
        ruling = self.rulings.single(call.id, self.trip(draft), alternative)
        return self._ruled(doubt, ruling, is_true=ruling is not None and ruling["verdict"] == "accept")

    def rejected(self, call: Call, *ids: str) -> Doubt | None:
        """A stay, or a trip, that a person has taken out of the count: decided about any of ``ids``."""
        ruling = self.rulings.single(*ids) if self.rulings else None
        if ruling is None or ruling["verdict"] != "reject":
            return None
        words = f"{self.seen(call)}: not counted, {say_ruling(ruling)}."
        return Doubt("possible_call", 1, (call.id,), [], words, ruling=ruling, decision="reject")

    # ---------------------------------------------------------------------------------------------------------- groups

    def find_in_group(self, drafts: list[Draft]) -> tuple[list[Doubt], list[Draft]]:
        """Named calls said to be among a counted group: that they are is the collector's reading.

        Returns:
            The alternatives, and one further trip for each that a person took out of its group.
        """
        doubts, further = [], []
        for draft in drafts:
            for call in draft.stays:
                own = [self.observations[s] for s in call.row["sources"]]
                labels = {o["label"] for o in own}
                for group in (o for o in own if o["hulls"] > 1 and labels & set(o["members"])):
                    doubt = self._in_group(draft, call, group)
                    doubts.append(doubt)
                    if doubt.decision == "accept":
                        further.append(self._left_in_group(call, group, doubt))
        return doubts, further

    def _in_group(self, draft: Draft, call: Call, group: Row) -> Doubt:
        words = (
            f"{call.ship_and_date} is read as one of the {group['hulls']} of {group['label']}; if it was not among "
            "them, there was one call more."
        )
        about = (call.id, group["sighting_id"])
        ruling = self.rulings.single(alternative_id(self.question, "in_group", about))
        doubt = Doubt("in_group", 1, about, [draft], words)
        return self._ruled(doubt, ruling, is_true=ruling is not None and ruling["verdict"] == "accept")

    def _left_in_group(self, call: Call, group: Row, doubt: Doubt) -> Draft:
        begun_by = alternative_id(self.question, "in_group", doubt.about)
        stay = {
            **call.row,
            "stay_id": None,
            "vessel_id": None,
            "hull": trip_id(self.question, begun_by),
            "hull_words": f"unnamed, a further one of {group['hulls']}",
            "status": "documented",
            "sources": [group["sighting_id"]],
        }
        left = Call(call.kind, begun_by, group["start_time"], group["end_time"], call.place_id, stay)
        draft = Draft(begun_by, rulings=[doubt.ruling] if doubt.ruling else [])
        draft.add(left)
        doubt.drafts.append(draft)
        return draft

    def tie_returns(self, drafts: list[Draft]) -> tuple[list[Doubt], list[Draft]]:
        """Ships seen discharging as part of a counted group ("two of the five") return from that group's loading.

        They document that many returns, of whom is not known, and add no trip.

        Returns:
            The alternatives, and the drafts (of the discharge stays) that are thereby no trips of their own.
        """
        loading = defaultdict[int, dict[str, list[Draft]]](lambda: defaultdict(list))
        for draft in drafts:
            for call in draft.loads:
                for sighting_id in self._groups(call):
                    loading[self.observations[sighting_id]["hulls"]][sighting_id].append(draft)
        in_time = {
            size: sorted(groups, key=lambda s: (self.observations[s]["start_time"], s))
            for size, groups in loading.items()
        }
        waiting = defaultdict[str, list[Draft]](list)
        for draft in drafts:
            for sighting_id in () if draft.loads else self._groups(draft.dated_by):
                if self.observations[sighting_id]["out_of"]:
                    waiting[sighting_id].append(draft)
        doubts, tied = [], []
        for sighting_id, returned in sorted(waiting.items()):
            group = self.observations[sighting_id]
            loaded = self._loaded_before(group, in_time.get(group["out_of"], []))
            if loaded is None:
                continue
            tied += returned
            place = self.place(returned[0].dated_by)
            words = (
                f"{len(returned)} of these {group['out_of']} were then seen at {place}, "
                f"{say_span(group['start_time'], group['end_time'])} ({group['label']}): their return is documented; "
                "which of them they were is not known. No trip is added."
            )
            about = (sighting_id, *sorted(d.begun_by for d in returned))
            doubts.append(Doubt("same_hull", 0, about, loading[group["out_of"]][loaded], words))
        return doubts, tied

    def _loaded_before(self, group: Row, in_time: Sequence[str]) -> str | None:
        """The latest group, of those in order of time, that may have loaded before these were seen, within a voyage."""
        at = bisect_left(in_time, group["end_time"], key=lambda s: self.observations[s]["start_time"])
        if at == 0:
            return None
        load = self.observations[in_time[at - 1]]
        return in_time[at - 1] if group["start_time"] - load["end_time"] <= self.params.max_voyage else None

    # ----------------------------------------------------------------------------------------------------------- shared

    def _ruled(self, doubt: Doubt, ruling: Row | None, is_true: bool) -> Doubt:
        if ruling is not None:
            doubt.ruling, doubt.decision = ruling, "accept" if is_true else "reject"
            doubt.words += f" {'Held to be so' if is_true else 'Held not to be so'}, {say_ruling(ruling)}."
        return doubt

    def _groups(self, call: Call) -> set[str]:
        """Sightings of the counted groups a stay is one of."""
        if not call.row.get("is_group"):
            return set()
        return {s for s in call.row["sources"] if self.observations[s]["hulls"] > 1}

    def _grade(self, call: Call) -> int:
        """The best grade among a stay's sightings."""
        return min(GRADES.get(self.observations[s]["grade"], 2) for s in call.row["sources"])

    def seen(self, call: Call) -> str:
        """``Yu Son, 81 km from Vostochny, 5 Jun 2024 15:32 UTC (zone assumed)``.

        A position that is only the point of the place in the words is told by these words, with whose point it is.
        """
        where = "near" if call.kind in (Kind.NEAR, Kind.AWAY) else "at"
        if call.km is not None and call.km >= 1:
            where = f"{call.km:.0f} km from"
            if call.row.get("position_basis") == "place point" and call.row["place_words"]:
                where = f"{call.row['place_words']}, whose point lies {where}"
        is_guessed = call.start == call.end and call.row.get("zone_basis") == "assumed"
        when = say_span(call.start, call.end) + (" (zone assumed)" if is_guessed else "")
        return f"{call.ship}, {where} {self.place(call)}, {when}"

    def trip(self, draft: Draft) -> str:
        """Id of the trip a draft becomes."""
        return trip_id(self.question, draft.begun_by)

    def place(self, call: Call) -> str:
        """The name of a call's place."""
        return self.names.get(call.place_id or "", "the place")


def _has_other_loading(draft: Draft, call: Call) -> bool:
    """Whether a trip has a loading that somebody attests beside a call of its own: it stands without that call."""
    return any(c is not call and not c.is_unattested and not c.is_inferred for c in draft.loads)


def _share(frac: float) -> str:
    """``34 %``; no world in which it is so does not make it impossible."""
    return "less than 1 %" if frac < 0.01 else "more than 99 %" if frac > 0.99 else f"{100 * frac:.0f} %"


def _root(merged: Mapping[Draft, Draft], draft: Draft) -> Draft:
    while draft in merged:
        draft = merged[draft]
    return draft


def _apart(merged: Mapping[Draft, Draft], a: Draft, b: Draft) -> tuple[Draft, Draft] | None:
    """The two drafts that two have become, the earlier first, or None where they are one already."""
    first, second = sorted((_root(merged, a), _root(merged, b)), key=lambda d: d.dated_by.order)
    return None if first is second else (first, second)


def say_least(least: int, most: int) -> str:
    """``at least one, two possible``."""
    return f"at least {say_small(least)}, {say_small(most)} possible"

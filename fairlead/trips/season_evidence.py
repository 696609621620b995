"""What is held of a season, from tables: the fleet, the looks, the sightings tied into blocks, the AIS.

Makes the :class:`~fairlead.trips.seasons.Season` that the sampler sees, and remembers which rows it stands on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil, inf
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.blocks import block_log_likelihoods
from fairlead.base.geodesy import distance_km
from fairlead.base.hearsay import UNATTESTED
from fairlead.base.one_look import are_of_one_image, pair_analysts
from fairlead.base.wording import fold_berth, say_list, say_many
from fairlead.trips.fleets import Fleet
from fairlead.trips.seasons import (
    AT_DISCHARGE,
    AT_LOAD,
    DISCHARGE,
    FAR,
    LOAD,
    ON_THE_WAY,
    Block,
    Durations,
    Fixes,
    Looks,
    Season,
)

Row = dict[str, Any]

HOUR = timedelta(hours=1)
RADAR = frozenset({"sar", "radar"})
ROLES = {"load": LOAD, "discharge": DISCHARGE}
KM_PER_NMI = 1.852
OWN_AIS = frozenset({"ais", "track"})
"""Methods of reports that are a ship's own AIS."""
LABELS = 5
"""So many looks are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How rows are read into a season; see ``SeasonParams`` for what each is."""

    step_h: float
    at_km: float
    detour: float
    wrong_name: float
    top_kn: float


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one case, as lists."""

    questions: Sequence[Row]
    question_places: Sequence[Row]
    places: Sequence[Row]
    vessels: Sequence[Row]
    observations: Mapping[str, Row]
    stays: Sequence[Row]
    watches: Sequence[Row]
    candidates: pa.Table
    candidate_terms: pa.Table
    bearers: Sequence[Row]
    fixes: Sequence[Row]
    port_calls: Sequence[Row]
    voyages: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A season with the rows it stands on."""

    season: Season
    start: datetime
    names: Sequence[str]
    """Name of each hull."""
    watch_ids: Sequence[str]
    """Of the looks, by time; those of one image at several berths are one look."""
    stay_ids: Sequence[tuple[str, ...]]
    """By block; several where analysts of one image named one ship differently."""
    fixes: int
    """AIS fixes used."""
    notes: Sequence[str] = ()
    """What a reader must be told of how looks were read."""
    alone: frozenset[int] = frozenset()
    """Looks that nobody recorded: a sighting alone tells of them."""


class Reading:
    """Reads the season of one question."""

    def __init__(self, held: Held, ask: Row, rules: Rules) -> None:
        self.held, self.ask, self.rules = held, ask, rules
        self.start: datetime = ask["period_start"]
        self.step = timedelta(hours=rules.step_h)
        self.steps = ceil((ask["period_end"] - self.start) / self.step)
        self.fleet = Fleet(ask, held.questions)
        ships = [v for v in held.vessels if self.fleet.of_vessel(v) == ""]
        self.ships = sorted(ships, key=lambda v: str(v["vessel_id"]))
        self.number = {v["vessel_id"]: i for i, v in enumerate(self.ships)}
        wanted = {
            r["place"]: ROLES[r["role"]]
            for r in sorted(held.question_places, key=lambda r: str(r["role"]), reverse=True)
            if r["question"] == ask["question"] and r["role"] in ROLES
        }  # a place of both roles loads
        self.places = sorted((p for p in held.places if p["label"] in wanted), key=lambda p: str(p["place_id"]))
        self.roles = [wanted[p["label"]] for p in self.places]
        self.place_no = {p["place_id"]: i for i, p in enumerate(self.places)}
        self.notes: list[str] = []
        self.is_tied = self.ties()

    def has_looks(self) -> bool:
        """Whether a look that nobody was tipped off to take is held of a loading place in the period."""
        return any(
            not w["is_cued"] and self.roles[self.place_no[w["place_id"]]] == LOAD and self._in(w["start_time"])
            for w in self.held.watches
            if w["place_id"] in self.place_no and w["is_day_known"]
        )

    def ties(self) -> bool:
        """Whether some sighting of one ship is said to be of the same ship as another (``members``): only where
        analysts do that does it tell anything that two sightings are not tied."""
        return any(o["hulls"] == 1 and o["members"] for o in self.held.observations.values())

    def evidence(self) -> Evidence:
        """The season, and what it stands on."""
        looks, watch_ids, of_sighting, alone = self._looks()
        blocks, stay_ids = self._blocks(of_sighting)
        fixes = self._fixes()
        season = Season(
            hulls=tuple(v["vessel_id"] for v in self.ships),
            steps=self.steps,
            step_h=self.rules.step_h,
            roles=tuple(self.roles),
            shares=self._shares(),
            looks=looks,
            blocks=blocks,
            fixes=fixes,
            is_silent=self._silent(fixes),
            durations=self._durations(),
            least_leg_h=self._least_leg_h(),
        )
        names = [v["name"] for v in self.ships]
        return Evidence(season, self.start, names, watch_ids, stay_ids, len(fixes.hull), self.notes, alone)

    # ------------------------------------------------------------------------------------------------ looks and blocks

    def _in(self, at: datetime) -> bool:
        return bool(self.start <= at < self.ask["period_end"])

    def _step_of(self, at: datetime) -> int:
        return int((at - self.start) // self.step)

    def _looks(self) -> tuple[Looks, list[str], dict[str, int], frozenset[int]]:
        """The looks of the period, for each sighting the look it was made in, and the looks nobody recorded."""
        here = [w for w in self.held.watches if w["place_id"] in self.place_no]
        usable = [w for w in here if w["is_day_known"] and self._in(w["start_time"])]
        usable.sort(key=lambda w: (w["start_time"], w["watch_id"]))
        glances: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for w in usable:  # berths of a place that one image shows are one look
            at = (w["start_time"], w["end_time"], w["method"])
            glances[w["place_id"], at, w["scene_id"] or "", w["is_cued"], "" if w["look"] else w["watch_id"]].append(w)
        shares = self._berth_shares(usable)
        made_in: dict[str, int] = {}
        visible = []
        for n, one in enumerate(glances.values()):
            made_in.update({source: n for w in one for source in w["sources"]})
            made_in.update({w["watch_id"]: n for w in one})
            visible.append(
                min(1.0, sum(_visible(w) * shares.get((w["place_id"], fold_berth(w["berth"])), 1.0) for w in one))
            )
        firsts = [one[0] for one in glances.values()]
        looks = Looks(
            step=np.array([self._step_of(_middle(w)) for w in firsts], dtype=np.int32),
            place=np.array([self.place_no[w["place_id"]] for w in firsts], dtype=np.int16),
            visible_frac=np.array(visible, dtype=np.float64),
            source=np.array([_source(w) for w in firsts], dtype=np.int16),
            is_cued=np.array([w["is_cued"] for w in firsts], dtype=np.bool_),
        )
        by_label = {(w["place_id"], w["look"]): made_in[w["watch_id"]] for w in usable if w["look"]}
        for o in self.held.observations.values():
            if (o["place_id"], o["look"]) in by_label:  # a report that is no image of the place, and names a look at it
                made_in.setdefault(o["sighting_id"], by_label[o["place_id"], o["look"]])
        self._note_undated([w for w in here if not w["is_day_known"]])
        alone = frozenset(n for n, w in enumerate(firsts) if not w["look"])
        return looks, [w["watch_id"] for w in usable], made_in, alone

    def _berth_shares(self, watches: Sequence[Row]) -> dict[tuple[str, str | None], float]:
        """Share of a place's stays at each of its berths, by the stays held; all of them where only one is known. What
        looks at one of several berths count for is noted."""
        shares: dict[tuple[str, str | None], float] = {}
        for place in self.places:
            at = place["place_id"]
            watched = {fold_berth(w["berth"]): w["berth"] for w in watches if w["place_id"] == at and w["berth"]}
            lay = Counter(fold_berth(s["berth"]) for s in self.held.stays if s["place_id"] == at and s["berth"])
            berths = sorted(watched.keys() | lay.keys(), key=str)
            of_each = {b: (lay[b] + 1 / len(berths)) / (lay.total() + 1) for b in berths}
            shares |= {(at, b): share for b, share in of_each.items()}
            if not watched:
                continue
            name, said = place["name"], [f"{watched[b]} {100 * of_each[b]:.0f} %" for b in berths if b in watched]
            whole = f"looks at a berth of {name} are all of {watched.get(berths[0])}, and taken for all of the place"
            part = f"a look at one berth of {name} counts for the share of stays held there: {say_list(said)}"
            self.notes.append(whole if len(berths) == 1 else part)
        return shares

    def _note_undated(self, watches: Sequence[Row]) -> None:
        """Looks that may lie in the period, on a day that is not known."""
        end = self.ask["period_end"]
        may = [w for w in watches if w["look"] and w["end_time"] >= self.start and w["start_time"] < end]
        if may:
            labels = say_list(sorted({w["look"] for w in may})[:LABELS])
            more = f" and {len(may) - LABELS} more" if len(may) > LABELS else ""
            what = say_many(len(may), "look is", "looks are")
            self.notes.append(f"{what} left out, since the day is not known ({labels}{more})")

    def _blocks(self, made_in: Mapping[str, int]) -> tuple[tuple[Block, ...], list[tuple[str, ...]]]:
        """The stays that looks saw, each as a block with its candidates; none of a ship that nobody named and whose
        description is of another kind than the fleet's, as in the count of trips; none of a ship of no fleet that its
        own AIS names there: ships that broadcast tell nothing of how many come unnamed from outside the fleet.

        Stays by which two analysts tell of one ship in one image, under two names, are one block: it is one ship, and
        each name is a reading of it.
        """
        found: list[tuple[Row, list[int], list[str]]] = []
        passing = 0
        berths: dict[tuple[str, str | None], int] = {}
        for stay in sorted(self.held.stays, key=lambda s: (s["seen_from"], s["stay_id"])):
            if stay["place_id"] not in self.place_no:
                continue
            reports = [o for i in stay["sources"] if (o := self.held.observations.get(i)) and o["hulls"] > 0]
            observed = [o for o in reports if o["method"] not in UNATTESTED]
            if stay["vessel_id"] is None and self.fleet.of_description(o["ship_words"] for o in reports) is None:
                continue
            if stay["vessel_id"] not in (None, *self.number) and any(o["method"] in OWN_AIS for o in reports):
                passing += any(o["sighting_id"] in made_in for o in observed)
                continue
            found += [
                (stay, seen, [o["sighting_id"] for o in part if o["hulls"] == 1])
                for part in self._parts(stay, observed)
                if (seen := sorted({made_in[o["sighting_id"]] for o in part if o["sighting_id"] in made_in}))
            ]
        if passing:
            groups = say_many(passing, "group of sightings is", "groups of sightings are")
            self.notes.append(f"{groups} left out, of ships outside the fleet whose own AIS names them there")
        told = block_log_likelihoods(
            [sightings for _, _, sightings in found],
            [v["vessel_id"] for v in self.ships],
            self.held.candidates,
            self.held.candidate_terms,
            self.rules.wrong_name,
        )
        blocks, stay_ids = [], []
        for numbers in self._ships([sightings for _, _, sightings in found]):
            stays = [found[i][0] for i in numbers]
            weights = sum((told[i] for i in numbers[1:]), told[numbers[0]])
            stated = {self.number.get(s["vessel_id"] or "", -1) for s in stays}
            berth = next((s["berth"] for s in stays if s["berth"]), None)
            blocks.append(
                Block(
                    looks=tuple(sorted({k for i in numbers for k in found[i][1]})),
                    log_likelihood=weights - weights.max(),
                    stated=stated.pop() if len(stated) == 1 else -1,
                    berth=berths.setdefault((stays[0]["place_id"], fold_berth(berth)), len(berths)) if berth else -1,
                )
            )
            stay_ids.append(tuple(s["stay_id"] for s in stays))
        return tuple(blocks), stay_ids

    def _parts(self, stay: Row, reports: Sequence[Row]) -> list[list[Row]]:
        """The reports of a stay, those of each group apart that the analyst ties or saw in one image: where analysts
        tie sightings, two near each other of a ship that nobody named, and not tied, are likelier of two ships."""
        if stay["vessel_id"] is not None or not self.is_tied or any(o["hulls"] != 1 for o in reports):
            return [list(reports)]
        groups: list[list[Row]] = []
        for one in reports:
            own = [g for g in groups if any(_are_tied(o, one) for o in g)]
            groups = [g for g in groups if g not in own] + [[*(o for g in own for o in g), one]]
        return groups

    def _ships(self, sightings: Sequence[Sequence[str]]) -> list[list[int]]:
        """Numbers of the stays that are of one ship, given the sightings of each, in order of their first."""
        of = {s: i for i, stay in enumerate(sightings) for s in stay}
        rows = [self.held.observations[s] for s in of]
        first = list(range(len(sightings)))
        for i, j in pair_analysts(rows):
            a, b = sorted(first[of[rows[k]["sighting_id"]]] for k in (i, j))
            first = [a if n == b else n for n in first] if a != b else first
        ships: dict[int, list[int]] = defaultdict(list)
        for i, ship in enumerate(first):
            ships[ship].append(i)
        return list(ships.values())

    # ------------------------------------------------------------------------------------------------------------- AIS

    def _fixes(self) -> Fixes:
        """Where AIS shows each hull, one fix a step: the one nearest a place."""
        whose = {b["segment_id"]: self.number.get(b["vessel_id"], -1) for b in self.held.bearers}
        best: dict[tuple[int, int], int] = {}
        called = self._calls()
        for f in self.held.fixes:
            hull = whose.get(f["segment_id"], -1)
            if hull >= 0 and self._in(f["time"]):
                in_port = (w for start, end, w in called.get(f["segment_id"], ()) if start <= f["time"] <= end)
                where = next(in_port, None)
                where = self._where(f["lat"], f["lon"]) if where is None else where
                self._note(best, hull, self._step_of(f["time"]), where)
        for o in self.held.observations.values():
            hull = self.number.get(o["vessel_id"] or "", -1)
            is_fix = o["method"] == "ais" and o["is_instant"] and o["lat"] is not None and self._in(o["start_time"])
            if hull >= 0 and is_fix and (o["radius_km"] or 0) <= 4 * self.rules.at_km:
                self._note(best, hull, self._step_of(o["start_time"]), self._where(o["lat"], o["lon"]))
        noted = sorted(best.items())
        return Fixes(
            hull=np.array([hull for (hull, _), _ in noted], dtype=np.int32),
            step=np.array([step for (_, step), _ in noted], dtype=np.int32),
            where=np.array([where for _, where in noted], dtype=np.int8),
        )

    def _calls(self) -> dict[str, list[tuple[datetime, datetime, int]]]:
        """By segment, when it lay in the waters of a place of this trade: a fix in between is at the place. A call is
        no presence while nobody heard the ship: a long silence may hold a voyage."""
        found: dict[str, list[tuple[datetime, datetime, int]]] = defaultdict(list)
        for call in self.held.port_calls:
            at = next((r for p, r in zip(self.places, self.roles, strict=True) if _is_port(call["port"], p)), None)
            if at is not None:
                end = call["end_time"] or call["start_time"] + timedelta(hours=call["hours"])
                where = AT_LOAD if at == LOAD else AT_DISCHARGE
                found[call["segment_id"]].append((call["start_time"], end, where))
        return found

    @staticmethod
    def _note(best: dict[tuple[int, int], int], hull: int, step: int, where: int) -> None:
        best[hull, step] = min(where, best.get((hull, step), FAR))

    def _where(self, lat: float, lon: float) -> int:
        """At a place, on a way between two of them, or far from both."""
        km = [distance_km(lat, lon, p["lat"], p["lon"]) if p["lat"] is not None else np.inf for p in self.places]
        near = [r for r, d in zip(self.roles, km, strict=True) if d <= self.rules.at_km]
        if near:
            return AT_LOAD if LOAD in near else AT_DISCHARGE
        for i, of_load in enumerate(self.roles):
            for j, of_discharge in enumerate(self.roles):
                by = km[i] + km[j]
                if of_load == LOAD and of_discharge == DISCHARGE and by < np.inf and by <= self._most_km(i, j):
                    return ON_THE_WAY
        return FAR

    def _most_km(self, i: int, j: int) -> float:
        """How long a way between two places is still that of the trade."""
        return self.rules.detour * self._km(i, j) + 4 * self.rules.at_km

    def _km(self, i: int, j: int) -> float:
        a, b = self.places[i], self.places[j]
        return inf if None in (a["lat"], b["lat"]) else distance_km(a["lat"], a["lon"], b["lat"], b["lon"])

    def _silent(self, fixes: Fixes) -> npt.NDArray[np.bool_]:
        silent = np.zeros((len(self.ships), self.steps), dtype=np.bool_)
        silent[np.unique(fixes.hull)] = True
        silent[fixes.hull, fixes.step] = False
        return silent

    def _durations(self) -> Durations:
        """Complete stays and legs between this trade's places, of any ship that AIS showed on it: legs that kept to the
        way, and neither with a silence in which the ship could have gone to the other end and back."""
        at = {name: p for p in self.places for name in (p["label"], p["name"])}
        role = {name: self.roles[self.place_no[p["place_id"]]] for name, p in at.items()}
        legs: dict[tuple[int, int], list[float]] = defaultdict(list)
        traders = {b["mmsi"] for b in self.held.bearers if b["vessel_id"] in self.number}
        sailed = [
            v
            for v in self.held.voyages
            if v["end_time"] is not None and {role.get(v["from_port"]), role.get(v["to_port"])} == {LOAD, DISCHARGE}
        ]
        traders |= {v["mmsi"] for v in sailed}
        heard = self._heard(traders)
        for v in sailed:
            a, b = (self.place_no[at[v[end]]["place_id"]] for end in ("from_port", "to_port"))
            if v["distance_km"] <= self._most_km(a, b) and self._is_heard(heard[v["mmsi"]], v):
                legs[self.roles[a], self.roles[b]].append((v["end_time"] - v["start_time"]) / HOUR)
        stays: dict[int, list[float]] = defaultdict(list)
        for c in self.held.port_calls:
            is_whole = c["has_entry"] and c["has_exit"] and c["is_plausible"]
            if c["mmsi"] in traders and c["port"] in role and is_whole and self._is_heard(heard[c["mmsi"]], c):
                stays[role[c["port"]]].append(c["hours"])
        return Durations(
            load_h=np.array(sorted(stays[LOAD])),
            laden_h=np.array(sorted(legs[LOAD, DISCHARGE])),
            discharge_h=np.array(sorted(stays[DISCHARGE])),
            ballast_h=np.array(sorted(legs[DISCHARGE, LOAD])),
        )

    def _heard(self, mmsis: Collection[int]) -> Mapping[int, list[datetime]]:
        """When AIS showed each ship, ascending."""
        found: dict[int, list[datetime]] = defaultdict(list)
        for f in self.held.fixes:
            if f["mmsi"] in mmsis:
                found[f["mmsi"]].append(f["time"])
        for times in found.values():
            times.sort()
        return found

    def _is_heard(self, heard: Sequence[datetime], row: Row) -> bool:
        """Whether a call or voyage has no silence in which its ship could have gone to the other end and back: it may
        be several, with a trip between that nobody heard."""
        least = 2 * self._least_leg_h()
        inside = heard[bisect_right(heard, row["start_time"]) : bisect_left(heard, row["end_time"])]
        times = [row["start_time"], *inside, row["end_time"]]
        return not least or max((b - a) / HOUR for a, b in pairwise(times)) < least

    def _least_leg_h(self) -> float:
        loads, discharges = ([i for i, r in enumerate(self.roles) if r == role] for role in (LOAD, DISCHARGE))
        shortest = min((self._km(i, j) for i in loads for j in discharges), default=inf)
        return shortest / KM_PER_NMI / self.rules.top_kn if shortest < inf else 0.0

    def _shares(self) -> tuple[float, ...]:
        """Share of the stays of its role at each place: by the stays held, one more each so that none is ruled out."""
        counts = [1.0 + sum(s["place_id"] == p["place_id"] for s in self.held.stays) for p in self.places]
        of_role = {r: sum(c for c, q in zip(counts, self.roles, strict=True) if q == r) for r in self.roles}
        return tuple(c / of_role[r] for c, r in zip(counts, self.roles, strict=True))


def _are_tied(a: Row, b: Row) -> bool:
    return a["label"] in b["members"] or b["label"] in a["members"] or are_of_one_image(a, b)


def _middle(w: Row) -> datetime:
    middle: datetime = w["start_time"] + (w["end_time"] - w["start_time"]) / 2
    return middle


def _visible(w: Row) -> float:
    """Share of the place that could be seen; all of it where nothing is stated."""
    return 1.0 if w["visible_frac"] is None else float(w["visible_frac"])


def _source(w: Row) -> int:
    return 1 if w["method"].casefold() in RADAR else 0


def _is_port(port: str, place: Row) -> bool:
    return port in (place["label"], place["name"])

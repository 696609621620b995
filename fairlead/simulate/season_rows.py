"""What an analyst of a simulated season would hold, as rows of files, and what is true, as rows to score by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, inf
from typing import Any

from fairlead.base.draws import stream
from fairlead.simulate.files import NOTE, URL
from fairlead.simulate.season import Side
from fairlead.simulate.season_laws import DISCHARGING, LADEN, LOADING
from fairlead.simulate.season_radio import on_spans
from fairlead.simulate.season_seen import BADLY, RADAR, A, B, Group, Seen
from fairlead.simulate.season_ships import DECKS, Hull
from fairlead.simulate.season_truth import Fleet
from fairlead.simulate.world import SIMULATED

Row = Mapping[str, Any]

BBL_PER_T = 7.46
LOOK, AIS, UNLOADING, NOTHING = "a look at its loading", "AIS at its loading", "its unloading alone", "nothing"
KNOWN_BY = {"seen": LOOK, "heard": AIS, "unloading": UNLOADING, "unknown": NOTHING}
"""How a trip is known, the first that fits; by column of the counts."""
ANALYST, GRADE = "simulated analyst", f"high: {SIMULATED}"
DECK_SEEN, DECK_WRONG = 0.85, 0.075
"""Chance that a deck's colour is told right, and that another deck is told to have it."""
GSD_M = {0: 3.0, RADAR: 10.0}
FRAME_DEG = 0.2
"""Half the side of a scene."""


@dataclass(frozen=True, slots=True)
class _Sighted:
    """One sighting: its label, its group and its look."""

    label: str
    group: Group
    look: int
    before: str
    """Label of the sighting before it in the group."""


class Held:
    """A season seen, with labels for everything in it."""

    def __init__(self, fleet: Fleet, seen: Seen, hulls: Sequence[Hull]) -> None:
        self.fleet, self.hulls, self.scenario = fleet, hulls, fleet.scenario
        self.sides: tuple[Side, Side] = (self.scenario.terminal, self.scenario.roads)
        shown = [(g, k) for k, g in enumerate(seen.glances)]
        self.scenes = sorted([*shown, *((g, -1) for g in seen.clouded)], key=lambda row: (row[0].hour, row[0].place))
        self.number = {k: n for n, (_, k) in enumerate(self.scenes, 1) if k >= 0}
        self.glances = seen.glances
        self.sighted = list(self._label(seen.groups))
        self.occupied = {one.look for one in self.sighted}

    def _label(self, groups: Sequence[Group]) -> Iterator[_Sighted]:
        order = sorted((k, n) for n, group in enumerate(groups) for k in group.glances)
        last: dict[int, str] = {}
        for label, (k, n) in enumerate(order, 1):
            name = f"S{label:03d}"
            yield _Sighted(name, groups[n], k, last.get(n, ""))
            last[n] = name

    def at(self, hour: float) -> datetime:
        """A time of the season, to the minute."""
        return datetime.fromtimestamp(self.scenario.start, UTC) + timedelta(minutes=int(60 * hour))

    # ----------------------------------------------------------------------------------------------------- what is held

    def list_scenes(self) -> Iterator[Row]:
        rng = stream(self.scenario.seed, "scenes")
        for n, (g, k) in enumerate(self.scenes, 1):
            cloud = None if g.sensor == RADAR else rng.uniform(0.85, 1.0) if k < 0 else rng.beta(1, 9)
            yield {
                "scene_id": f"I{n:03d}", "sensor": "sar" if g.sensor == RADAR else "optical",
                "acquired_at": say_time(self.at(g.hour)), "provider": SIMULATED, "product": NOTE,
                "gsd_m": GSD_M[g.sensor], "off_nadir_deg": round(rng.uniform(5, 30), 1),
                "cloud_frac": None if cloud is None else round(cloud, 2),
                "footprint": _frame(self.sides[g.place]), "licence": "made up", "source_url": URL,
            }  # fmt: skip

    def list_looks(self) -> Iterator[Row]:
        for n, (g, k) in enumerate(self.scenes, 1):
            result = "cannot tell" if k < 0 else "occupied" if k in self.occupied else "empty"
            yield {
                "look_id": f"L{n:03d}", "scene": f"I{n:03d}", "place": self.sides[g.place].label, "result": result,
                "analyst": ANALYST, "visible_frac": round(g.frac, 2), "is_cued": "yes" if g.is_cued else "no",
                "confidence": GRADE, "note": NOTE, "source_url": URL,
            }  # fmt: skip

    def list_sightings(self) -> Iterator[Row]:
        for one in self.sighted:
            g, stated = self.glances[one.look], one.group.stated
            at, side = self.at(g.hour), self.sides[g.place]
            yield {
                "sighting_id": one.label, "event": "port_call", "date_start": f"{at:%Y-%m-%d}",
                "time_local": f"{at:%H:%M}", "tz_note": "UTC", "place": side.name,
                "vessel_name": self.hulls[stated].name if stated >= 0 else "(unidentified tanker)",
                "observed_by": ANALYST, "method": "satellite image", "reported_by": ANALYST, "source_url": URL,
                "source_kind": "original", "confidence": GRADE, "hulls": 1, "members": one.before,
                "look": f"L{self.number[one.look]:03d}",
            }  # fmt: skip

    def list_measures(self) -> Iterator[Row]:
        """One length a group, in its first optical sighting; a beam too where it was measured well."""
        good, n = self.scenario.reading.good_sd, 0
        for one in self._measured():
            rng = stream(self.scenario.seed, "measure", one.label)
            hull, sd = self.hulls[one.group.ship], one.group.sd_log or good
            length = one.group.length_m or hull.length_m * exp(rng.normal(0, sd))
            values = [("length", length, sd * length)]
            if one.group.how != BADLY:
                beam = hull.beam_m * exp(rng.normal(0, 2 * good))
                values.append(("beam", beam, 2 * good * beam))
            for quantity, value, sd_m in values:
                n += 1
                yield {"measure_id": f"E{n:03d}", "sighting": one.label, "quantity": quantity,
                       "value_m": round(value, 1), "sd_m": round(sd_m, 1), "how": NOTE, "analyst": ANALYST}  # fmt: skip

    def list_features(self) -> Iterator[Row]:
        n = 0
        for one in self._measured():
            if one.group.how == BADLY:
                continue
            n += 1
            rng = stream(self.scenario.seed, "feature", one.label)
            true = self.hulls[one.group.ship].deck
            told = true if rng.random() < DECK_SEEN else str(rng.choice([d for d in DECKS if d != true]))
            yield {"feature_id": f"F{n:03d}", "sighting": one.label, "name": "deck colour", "value": told,
                   "p_present": DECK_SEEN, "p_absent": DECK_WRONG, "analyst": ANALYST}  # fmt: skip

    def _measured(self) -> Iterator[_Sighted]:
        done: set[int] = set()
        for one in self.sighted:
            optical = [k for k in one.group.glances if self.glances[k].sensor != RADAR]
            if id(one.group) not in done and one.look == min(optical or one.group.glances):
                done.add(id(one.group))
                yield one

    def list_vessels(self) -> Iterator[Row]:
        for hull in self.hulls:
            if hull.is_listed:
                yield {
                    "vessel_id": hull.label, "name": hull.name, "imo": hull.imo, "type": "oil tanker",
                    "dwt": int(hull.dwt_t), "length_m": hull.length_m, "beam_m": hull.beam_m,
                    "features": f"deck colour: {hull.deck}", "role_in_case": NOTE, "source_url": URL,
                    "confidence": GRADE,
                }  # fmt: skip

    # ----------------------------------------------------------------------------------------------------- what is true

    def list_trips(self) -> Iterator[Row]:
        """Each loading stay of the fleet that overlaps the season, in order of time."""
        rows = [row for v in range(len(self.fleet.lives)) for row in self._trips_of(v)]
        rows.sort(key=lambda row: (row["loading_start"], row["hull"]))
        for n, row in enumerate(rows, 1):
            yield {"trip": n, **row}

    def _trips_of(self, v: int) -> Iterator[Row]:
        life, hull, s = self.fleet.lives[v], self.hulls[v], self.scenario
        rng, on = stream(s.seed, "loads", v), on_spans(self.fleet, v)
        for i, part in enumerate(life.parts):
            if part != LOADING or not (life.starts[i] < s.hours and life.end(i) > 0):
                continue
            stay = (life.starts[i], life.end(i))
            ends = {p: life.end(i + j) for j, p in enumerate((LOADING, LADEN, DISCHARGING)) if i + j < len(life.parts)}
            unloading = (ends.get(LADEN, inf), ends.get(DISCHARGING, inf))
            seen, unloaded = len(self._seen(v, A, stay)), len(self._seen(v, B, unloading))
            share = rng.uniform(*s.trade.load_share)
            yield {
                "hull": hull.label, "name": hull.name, "loading_start": say_time(self.at(stay[0])),
                "loading_end": say_time(self.at(stay[1])), "arrival": self._say_end(ends, LADEN),
                "discharge_end": self._say_end(ends, DISCHARGING), "sightings": seen,
                "ais_h": round(_shared_h(on, stay), 1), "sightings_unloading": unloaded,
                "ais_unloading_h": round(_shared_h(on, unloading), 1),
                "known_by": self._known_by(seen, _shared_h(on, stay), unloaded, _shared_h(on, unloading)),
                "load_share": round(share, 3), "tonnes": round(share * hull.dwt_t),
                "barrels": round(share * hull.dwt_t * BBL_PER_T), "note": NOTE,
            }  # fmt: skip

    def _known_by(self, seen: int, heard_h: float, unloaded: int, heard_unloading_h: float) -> str:
        """What shows that the trip took place: a stay is heard where AIS had time for two reports."""
        least_h = 2 * self.scenario.radio.keep_s / 3600
        if seen:
            return LOOK
        if heard_h >= least_h:
            return AIS
        return UNLOADING if unloaded or heard_unloading_h >= least_h else NOTHING

    def _say_end(self, ends: Mapping[int, float], part: int) -> str:
        return say_time(self.at(ends[part])) if part in ends else ""

    def _seen(self, v: int, place: int, stay: tuple[float, float]) -> list[int]:
        """Looks in which a ship was found in a stay, whatever name it was given."""
        found = (o.look for o in self.sighted if self.ship_of(o) == v)
        return [k for k in found if self.glances[k].place == place and stay[0] <= self.glances[k].hour < stay[1]]

    def ship_of(self, one: _Sighted) -> int:
        """The ship that a sighting truly shows."""
        return one.group.swallowed if one.look in one.group.of_other else one.group.ship

    def list_true_sightings(self) -> Iterator[Row]:
        for one in self.sighted:
            hull, stated = self.hulls[self.ship_of(one)], one.group.stated
            yield {
                "sighting": one.label, "hull": hull.label, "name": hull.name, "how": one.group.how,
                "is_name_wrong": "" if stated < 0 else "yes" if self.hulls[stated].name != hull.name else "no",
                "is_merged": "yes" if one.group.swallowed >= 0 else "no", "note": NOTE,
            }  # fmt: skip

    def list_counts(self, trips: Sequence[Row]) -> Iterator[Row]:
        """By hull, and for the fleet in the last row."""
        for v in range(len(self.fleet.lives)):
            hull = self.hulls[v]
            own = [t for t in trips if t["hull"] == hull.label]
            yield {"hull": hull.label, "name": hull.name, **_sums(own), "passed_cap": "", "note": NOTE}
        limit, total, passed = self.scenario.limit_bbl, 0, ""
        for t in sorted(trips, key=lambda t: str(t["loading_end"])):
            total += t["barrels"]
            if limit and total > limit and not passed:
                passed = t["loading_end"]
        yield {"hull": "fleet", "name": "all", **_sums(trips), "passed_cap": passed, "note": NOTE}


def _sums(trips: Sequence[Row]) -> dict[str, Any]:
    return {
        "trips": len(trips),
        **{name: sum(t["known_by"] == how for t in trips) for name, how in KNOWN_BY.items()},
        "tonnes": sum(t["tonnes"] for t in trips),
        "barrels": sum(t["barrels"] for t in trips),
    }


def _shared_h(spans: Sequence[tuple[float, float]], stay: tuple[float, float]) -> float:
    """Hours of a stay that lie in some spans."""
    return sum(max(0.0, min(b, stay[1]) - max(a, stay[0])) for a, b in spans)


def _frame(side: Side) -> str:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    points = ", ".join(f"{side.lon + x * FRAME_DEG:.2f} {side.lat + y * FRAME_DEG:.2f}" for x, y in corners)
    return f"POLYGON (({points}))"


def say_time(at: datetime) -> str:
    """``2024-03-01T02:00:00Z``."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"

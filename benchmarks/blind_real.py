"""Blind counts on real AIS: real port calls, their AIS hidden and an image calendar put in its place.

Of the shared sets one MMSI calls at the same ports again and again for long enough: two ships that share it, on the
Parana and Paraguay, ten months of 2012 (``pelagos_2012``); Fairlead tells them apart. Each of their ports in turn is
the loading place. Fairlead's own port calls are the truth: the sampler sees looks at that port on simulated calendars,
and of the ships' AIS nothing, or only what was sent far from every port.
``python -m benchmarks blind_real [--calendars 10] [--out real.jsonl]``.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.bench_encounters import REAL, tracks_of
from benchmarks.blind_counts import read_rows
from fairlead import __version__
from fairlead.base.geodesy import distance_km
from fairlead.base.ids import say_key
from fairlead.base.tables import AREAS, LISTENED, PLACES
from fairlead.events.anchorages import LieParams, find_lies
from fairlead.events.port_calls import find_port_calls
from fairlead.trips.captures import caught_stays, horvitz_thompson
from fairlead.trips.sampler import sample_trips
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.seasons import LOAD, ON_THE_WAY, Block, Durations, Fixes, Looks, Season

SET, MMSI = "pelagos_2012", 701_000_002
STEP_H = 6.0
PORT_KM = 15.0
"""Places where it lay no farther apart than this are one port: berths and roads of one reach of the river."""
ONE_STAY_H = 48.0
"""Calls no farther apart, with no report far from ports between, are one stay: only satellites heard the ship, so one
stay comes in pieces."""
WRONG_NAME = 0.05
"""Chance of a wrong name that the analyst reckons with; here every name is right."""
LEAST_STAYS = 5
"""Ports with fewer are no trade."""
AWAY_KM = 30.0
"""Where AIS is kept, it is kept this far from every port of the ship."""
FIRST_SEED = 100_000
SKIES = {"clear": (0.7, 0.3), "cloudy": (0.35, 0.8)}
"""Share of clear days, and their correlation from day to day: the families good and sparse."""
AIS = ("none", "far from ports")
Row = dict[str, Any]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ship:
    """What AIS shows of one ship, in hours from the first report."""

    stays: dict[int, tuple[Span, ...]]
    """By port: from first to last report there."""
    under_way: tuple[float, ...]
    """When it reported far from every port."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """The ships on one MMSI."""

    hours: float
    ports: tuple[tuple[float, float], ...]
    ships: tuple[Ship, ...]


@cache
def real_fleet() -> Fleet:
    """The ships' stays by Fairlead's port calls, at ports that are where they lay longest."""
    tracks, segments = tracks_of([REAL / f"{SET}.parquet"])
    lies = find_lies(tracks, segments, LieParams(least=timedelta(hours=3))).to_pylist()
    ports: list[tuple[float, float]] = []
    for lie in sorted((x for x in lies if x["mmsi"] == MMSI), key=lambda x: (-x["hours"], x["lie_id"])):
        if all(distance_km(lie["lat"], lie["lon"], *p) > PORT_KM for p in ports):
            ports.append((lie["lat"], lie["lon"]))
    own = [s for s in segments.to_pylist() if s["mmsi"] == MMSI and not s["is_noise"]]
    start, end = min(s["start_time"] for s in own), max(s["end_time"] for s in own)
    calls = find_port_calls(
        tracks, segments, AREAS.empty(), _places(ports), LISTENED.empty(), end + timedelta(days=1)
    ).to_pylist()
    reports = tracks.filter(pc.equal(tracks["mmsi"], MMSI)).select(["segment_id", "time", "lat", "lon"]).to_pylist()
    ships = []
    for hull in sorted({s["hull_no"] for s in own}):
        ids = {s["segment_id"] for s in own if s["hull_no"] == hull}
        far = sorted(
            _hours(r["time"], start)
            for r in reports
            if say_key("segment", r["segment_id"]) in ids
            and all(distance_km(r["lat"], r["lon"], *p) > AWAY_KM for p in ports)
        )
        ships.append(Ship(_stays([c for c in calls if c["segment_id"] in ids], start, far), tuple(far)))
    return Fleet(_hours(end, start), tuple(ports), tuple(ships))


def _stays(calls: Sequence[Row], start: datetime, far: Sequence[float]) -> dict[int, tuple[Span, ...]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for call in sorted((c for c in calls if c["has_stop"]), key=lambda c: c["start_time"]):
        begins = _hours(call["start_time"], start)
        spans[int(call["port"][1:])].append((begins, begins + call["hours"]))
    return {port: tuple(_joined(own, far)) for port, own in sorted(spans.items())}


def _hours(t: datetime, start: datetime) -> float:
    return (t - start) / timedelta(hours=1)


def _places(ports: Sequence[tuple[float, float]]) -> pa.Table:
    return PLACES.from_rows(
        {"place_id": f"place:{n}", "label": f"P{n}", "name": f"port {n}", "other_names": [], "place_kind": "port",
         "lat": lat, "lon": lon, "precision_km": 0.5, "evidence_id": "evidence:benchmark", "row": n + 2}
        for n, (lat, lon) in enumerate(ports)
    )  # fmt: skip


def _joined(spans: Iterable[Span], far: Sequence[float]) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        has_left = bool(found) and bisect(far, found[-1][1]) < bisect(far, start)
        if found and start - found[-1][1] <= ONE_STAY_H and not has_left:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def counted(stays: Iterable[Span]) -> list[Span]:
    """Stays that cover a step of the grid by its beginning, as the estimator counts them."""
    return [(a, b) for a, b in stays if np.ceil(a / STEP_H) * STEP_H < b]


def true_stays(fleet: Fleet, port: int) -> list[list[Span]]:
    """By ship, the stays at a port that count."""
    return [counted(ship.stays.get(port, ())) for ship in fleet.ships]


def trade_ports(fleet: Fleet) -> list[int]:
    """Ports with enough stays to be a trade."""
    return [p for p in range(len(fleet.ports)) if sum(map(len, true_stays(fleet, p))) >= LEAST_STAYS]


def season_of(fleet: Fleet, port: int, sky: str, ais: str, seed: int) -> Season:
    """The season of one port under one calendar."""
    rng = np.random.default_rng([seed, port, list(SKIES).index(sky)])
    steps = int(fleet.hours // STEP_H) + 1
    looks = _calendar(rng, *SKIES[sky], fleet.hours)
    detect = rng.beta(34, 6)
    blocks = []
    for v, ship in enumerate(fleet.ships):
        likely = np.full(len(fleet.ships) + 1, np.log(WRONG_NAME / len(fleet.ships)))
        likely[v] = np.log(1 - WRONG_NAME)
        for a, b in ship.stays.get(port, ()):
            own = [k for k, (t, f, _) in enumerate(looks) if a <= t <= b and rng.random() < f * detect]
            blocks += [Block(tuple(run), likely, v) for run in _tied(own, looks)]
    stays_h, legs_h = _shown(fleet, port)
    fixes, silent = _heard(fleet, ais, steps)
    return Season(
        hulls=tuple(f"ship {v + 1}" for v in range(len(fleet.ships))),
        steps=steps,
        step_h=STEP_H,
        roles=(LOAD,),
        shares=(1.0,),
        looks=Looks(
            step=np.array([t // STEP_H for t, _, _ in looks], np.int32),
            place=np.zeros(len(looks), np.int16),
            visible_frac=np.array([f for _, f, _ in looks], np.float64),
            source=np.array([s for _, _, s in looks], np.int16),
            is_cued=np.zeros(len(looks), np.bool_),
        ),
        blocks=tuple(blocks),
        fixes=fixes,
        is_silent=silent,
        durations=Durations(stays_h, legs_h, stays_h, legs_h),
    )


def _shown(fleet: Fleet, port: int) -> tuple[np.ndarray, np.ndarray]:
    """How long they lay at the other ports of the trade, and what it took from one stop to the next; nothing of the
    port itself. Stops on the way, of hours, tell nothing of how long a ship loads."""
    stays = [b - a for p in trade_ports(fleet) if p != port for own in true_stays(fleet, p) for a, b in own]
    legs = []
    for ship in fleet.ships:
        spans = sorted((a, b, p) for p, own in ship.stays.items() for a, b in counted(own))
        legs += [c - b for (_, b, p), (c, _, q) in pairwise(spans) if port not in (p, q) and p != q and c > b]
    return np.array(stays), np.array(legs)


Look = tuple[float, float, int]
"""Hour, share that can be seen, sensor."""


def _calendar(rng: np.random.Generator, clear: float, persists: float, hours: float) -> list[Look]:
    """One optical pass a day at one hour where the sky is clear, radar each six days: hour, visible share, sensor."""
    hour, is_clear, found = rng.uniform(0, 24), rng.random() < clear, []
    while hour < hours:
        if is_clear:
            found.append((float(hour), 1.0, 0))
        is_clear = rng.random() < clear + persists * (is_clear - clear)
        hour += 24
    found += [(float(t), 0.6, 1) for t in np.arange(rng.uniform(0, 144), hours, 144)]
    return sorted(found)


def _tied(own: Sequence[int], looks: Sequence[Look]) -> list[list[int]]:
    """Sightings of one stay, in runs with no more than 48 h between."""
    runs = [[k] for k in own[:1]]
    for before, k in pairwise(own):
        if looks[k][0] - looks[before][0] > ONE_STAY_H:
            runs.append([])
        runs[-1].append(k)
    return runs


def _heard(fleet: Fleet, ais: str, steps: int) -> tuple[Fixes, np.ndarray]:
    """One fix a step in which a ship was heard far from ports; who is heard at all is silent in the other steps."""
    silent = np.zeros((len(fleet.ships), steps), np.bool_)
    rows = [(v, t) for v, ship in enumerate(fleet.ships) for t in sorted({int(t // STEP_H) for t in ship.under_way})]
    hull, step = np.array(rows if ais != "none" else [], np.int32).reshape(-1, 2).T
    silent[np.unique(hull)] = True
    silent[hull, step] = False
    return Fixes(hull, step, np.full(len(step), ON_THE_WAY, np.int8)), silent


def row_name(port: int, sky: str, ais: str) -> str:
    return f"port {port}, {sky}, AIS {ais}"


def play(job: tuple[int, str, str, int]) -> Row:
    """One port under one calendar: how many stays there were, and what the sampler says."""
    port, sky, ais, seed = job
    fleet = real_fleet()
    season = season_of(fleet, port, sky, ais, seed)
    began = time.process_time()
    total = sample_trips(season, SamplerParams(), seed, threads=1).actual.sum(axis=1)
    spent, true = time.process_time() - began, sum(map(len, true_stays(fleet, port)))
    exact = horvitz_thompson(season)
    below, ties = np.mean(total < true), np.mean(total == true)
    return {
        "row": row_name(port, sky, ais),
        "port": port,
        "sky": sky,
        "ais": ais,
        "seed": seed,
        "true": true,
        "seen": sum(c.fleet >= 0.5 for c in caught_stays(season) if c.looks),
        "points": np.quantile(total, (0.05, 0.25, 0.5, 0.75, 0.95), method="inverted_cdf").tolist(),
        "pit": float(below + np.random.default_rng([seed, port, 9]).random() * ties),
        "ht": [exact.p05, exact.p50, exact.p95] if exact else None,
        "cpu_s": spent,
        "version": __version__,
        "day": datetime.now(UTC).date().isoformat(),
    }


def print_rows(rows: Sequence[Row]) -> None:
    """One line a port, sky and kind of AIS; then all ports of a kind, with an error over ports, not over calendars."""
    if not rows:
        print("no calendar yet")
        return
    fleet = real_fleet()
    print(f"Blind counts on real AIS: MMSI {MMSI} of {SET}, {fleet.hours / 24:.0f} days, Fairlead {__version__}, "
          f"seeds {min(r['seed'] for r in rows)} to {max(r['seed'] for r in rows)}")  # fmt: skip
    print("| port, lat lon | AIS kept | sky | calendars | true | seen | median | 50 / 90 % | PIT | HT 90 % |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    kinds = sorted({(r["ais"], r["sky"]) for r in rows})
    for port in sorted({r["port"] for r in rows}):
        lat, lon = fleet.ports[port]
        for ais, sky in kinds:
            own = [r for r in rows if (r["port"], r["ais"], r["sky"]) == (port, ais, sky)]
            if own:
                print(f"| {lat:.1f} {lon:.1f} | {ais} | {sky} | {_said(own)} |")
    for ais, sky in kinds:
        own = [r for r in rows if (r["ais"], r["sky"]) == (ais, sky)]
        each = [np.mean([0.05 < r["pit"] < 0.95 for r in own if r["port"] == p]) for p in {r["port"] for r in own}]
        error = np.std(each, ddof=1) / len(each) ** 0.5 if len(each) > 1 else float("nan")
        print(f"| {len(each)} ports | {ais} | {sky} | {_said(own)} |  PIT +- {error:.2f} over ports")


def _said(rows: Sequence[Row]) -> str:
    def mean(of: Iterable[float]) -> float:
        return float(np.mean(list(of)))

    fifty = mean(r["points"][1] <= r["true"] <= r["points"][3] for r in rows)
    ninety = mean(r["points"][0] <= r["true"] <= r["points"][4] for r in rows)
    exact = mean(r["ht"][0] <= r["true"] <= r["ht"][2] for r in rows if r["ht"])
    return (f"{len(rows)} | {mean(r['true'] for r in rows):.1f} | {mean(r['seen'] for r in rows):.1f} | "
            f"{mean(r['points'][2] for r in rows):.1f} | {fifty:.2f} / {ninety:.2f} | "
            f"{mean(0.05 < r['pit'] < 0.95 for r in rows):.2f} | {exact:.2f}")  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calendars", type=int, default=10)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--out", type=Path, help="rows are kept here; a run that was killed goes on")
    asked = parser.parse_args(argv)
    if not REAL.exists():
        parser.exit(message=f"{REAL} is not there: the shared AIS sets are needed\n")
    rows = read_rows(asked.out) if asked.out else []
    done = {(r["row"], r["seed"]) for r in rows}
    jobs = [(port, sky, ais, FIRST_SEED + n) for n in range(asked.calendars) for port in trade_ports(real_fleet())
            for sky in SKIES for ais in AIS]  # fmt: skip
    with ProcessPoolExecutor(asked.workers) as pool:
        for row in pool.map(play, [job for job in jobs if (row_name(*job[:3]), job[3]) not in done]):
            rows.append(row)
            if asked.out:
                with asked.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
    print_rows(rows)


if __name__ == "__main__":
    main()

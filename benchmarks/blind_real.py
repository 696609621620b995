"""Blind counts on real AIS: real port calls, their AIS hidden and an image calendar put in its place.

Of the shared sets one ship calls at the same ports again and again for long enough: a river ship on the Parana and
Paraguay, ten months of 2012 (``pelagos_2012``). Each of its ports in turn is the loading place. Fairlead's own port
calls are the truth: the sampler sees looks at that port on simulated calendars, and of the ship's AIS nothing, or only
what was sent far from every port. ``python -m benchmarks blind_real [--calendars 10] [--out real.jsonl]``.
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
from fairlead.base.tables import AREAS, PLACES
from fairlead.events.anchorages import LieParams, find_lies
from fairlead.events.port_calls import find_port_calls
from fairlead.trips.captures import horvitz_thompson
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
    """What AIS shows of one ship, in hours from its first report."""

    hours: float
    ports: tuple[tuple[float, float], ...]
    stays: dict[int, tuple[Span, ...]]
    """By port: from first to last report there."""
    under_way: tuple[float, ...]
    """When it reported far from every port."""


@cache
def real_ship() -> Ship:
    """The ship's stays by Fairlead's port calls, at ports that are where it lay longest."""
    tracks, segments = tracks_of([REAL / f"{SET}.parquet"])
    own = tracks.filter(pc.equal(tracks["mmsi"], MMSI))
    times = own["time"].to_pylist()
    start, end = min(times), max(times)
    lies = find_lies(tracks, segments, LieParams(least=timedelta(hours=3))).to_pylist()
    ports: list[tuple[float, float]] = []
    for lie in sorted((x for x in lies if x["mmsi"] == MMSI), key=lambda x: (-x["hours"], x["lie_id"])):
        if all(distance_km(lie["lat"], lie["lon"], *p) > PORT_KM for p in ports):
            ports.append((lie["lat"], lie["lon"]))
    calls = find_port_calls(tracks, segments, AREAS.empty(), _places(ports), end + timedelta(days=1)).to_pylist()
    spans: dict[int, list[Span]] = defaultdict(list)
    for call in sorted((c for c in calls if c["mmsi"] == MMSI and c["has_stop"]), key=lambda c: c["start_time"]):
        begins = _hours(call["start_time"], start)
        spans[int(call["port"][1:])].append((begins, begins + call["hours"]))
    points = zip(times, own["lat"].to_pylist(), own["lon"].to_pylist(), strict=True)
    far = sorted(_hours(t, start) for t, lat, lon in points if all(distance_km(lat, lon, *p) > AWAY_KM for p in ports))
    return Ship(
        hours=_hours(end, start),
        ports=tuple(ports),
        stays={port: tuple(_joined(own, far)) for port, own in sorted(spans.items())},
        under_way=tuple(far),
    )


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


def trade_ports(ship: Ship) -> list[int]:
    """Ports with enough stays to be a trade."""
    return [port for port, stays in ship.stays.items() if len(counted(stays)) >= LEAST_STAYS]


def season_of(ship: Ship, port: int, sky: str, ais: str, seed: int) -> Season:
    """The season of one port under one calendar."""
    rng = np.random.default_rng([seed, port, list(SKIES).index(sky)])
    steps = int(ship.hours // STEP_H) + 1
    looks = _calendar(rng, *SKIES[sky], ship.hours)
    detect = rng.beta(34, 6)
    seen = [[k for k, (t, f, _) in enumerate(looks) if a <= t <= b and rng.random() < f * detect]
            for a, b in ship.stays[port]]  # fmt: skip
    stays_h, legs_h = _shown(ship, port)
    return Season(
        hulls=(f"MMSI {MMSI}",),
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
        blocks=tuple(Block(tuple(run), np.log([0.95, 0.05]), 0) for own in seen for run in _tied(own, looks)),
        fixes=_fixes(ship, ais),
        is_silent=_silent(ship, ais, steps),
        durations=Durations(stays_h, legs_h, stays_h, legs_h),
    )


def _shown(ship: Ship, port: int) -> tuple[np.ndarray, np.ndarray]:
    """How long it lay at its other ports, and what it took from one of them to the next: nothing of the port itself."""
    spans = sorted((a, b, p) for p, stays in ship.stays.items() for a, b in counted(stays))
    legs = [c - b for (_, b, p), (c, _, q) in pairwise(spans) if port not in (p, q) and p != q and c > b]
    return np.array([b - a for a, b, p in spans if p != port]), np.array(legs)


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


def _heard_steps(ship: Ship, ais: str) -> list[int]:
    return [] if ais == "none" else sorted({int(t // STEP_H) for t in ship.under_way})


def _fixes(ship: Ship, ais: str) -> Fixes:
    step = np.array(_heard_steps(ship, ais), np.int32)
    return Fixes(np.zeros(len(step), np.int32), step, np.full(len(step), ON_THE_WAY, np.int8))


def _silent(ship: Ship, ais: str, steps: int) -> np.ndarray:
    heard = _heard_steps(ship, ais)
    silent = np.full((1, steps), bool(heard))
    silent[0, heard] = False
    return silent


def row_name(port: int, sky: str, ais: str) -> str:
    return f"port {port}, {sky}, AIS {ais}"


def play(job: tuple[int, str, str, int]) -> Row:
    """One port under one calendar: how many stays there were, and what the sampler says."""
    port, sky, ais, seed = job
    ship = real_ship()
    season = season_of(ship, port, sky, ais, seed)
    began = time.process_time()
    total = sample_trips(season, SamplerParams(), seed, threads=1).actual.sum(axis=1)
    spent, true = time.process_time() - began, len(counted(ship.stays[port]))
    exact = horvitz_thompson(season)
    below, ties = np.mean(total < true), np.mean(total == true)
    return {
        "row": row_name(port, sky, ais), "port": port, "sky": sky, "ais": ais, "seed": seed, "true": true,
        "seen": sum(any(a <= season.looks.step[k] * STEP_H + STEP_H and season.looks.step[k] * STEP_H <= b
                        for block in season.blocks for k in block.looks) for a, b in counted(ship.stays[port])),
        "points": np.quantile(total, (0.05, 0.25, 0.5, 0.75, 0.95), method="inverted_cdf").tolist(),
        "pit": float(below + np.random.default_rng([seed, port, 9]).random() * ties),
        "ht": [exact.p05, exact.p50, exact.p95] if exact else None,
        "cpu_s": spent, "version": __version__, "day": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip


def print_rows(rows: Sequence[Row]) -> None:
    """One line a port, sky and kind of AIS; then all ports of a kind, with an error over ports, not over calendars."""
    if not rows:
        print("no calendar yet")
        return
    ship = real_ship()
    print(f"Blind counts on real AIS: MMSI {MMSI} of {SET}, {ship.hours / 24:.0f} days, Fairlead {__version__}, "
          f"seeds {min(r['seed'] for r in rows)} to {max(r['seed'] for r in rows)}")  # fmt: skip
    print("| port, lat lon | AIS kept | sky | calendars | true | seen | median | 50 / 90 % | PIT | HT 90 % |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    kinds = sorted({(r["ais"], r["sky"]) for r in rows})
    for port in sorted({r["port"] for r in rows}):
        lat, lon = ship.ports[port]
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
    jobs = [(port, sky, ais, FIRST_SEED + n) for n in range(asked.calendars) for port in trade_ports(real_ship())
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

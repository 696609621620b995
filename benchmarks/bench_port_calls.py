"""Port calls on a simulated fleet with known stays: recall, precision, phantoms on shared MMSIs; rows a CPU-second.

The world is made here and simple: ports on a grid, ships that sail straight between them, lie at a berth or swing at
anchor, pass through the waters of other ports, and fall silent at sea. Every fourth MMSI is shared by two ships. Beside
the kernel stands the same state machine in plain Python, over the same rows in the same process.
"""

from __future__ import annotations

import argparse
import math
import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import floats, ints, times
from fairlead.base.ids import dense_keys
from fairlead.base.tables import AREAS, GAPS, LISTENED, PLACES, POSITIONS, STATICS
from fairlead.events.anchorages import find_lies
from fairlead.events.port_calls import PortCallParams, find_port_calls
from fairlead.tracks.segments import cut_segments
from fairlead.trips.voyages import list_voyages

START = datetime(2024, 1, 1, tzinfo=UTC)
PORTS = [(f"P{i:02d}", 34.0 + 1.5 * (i // 6), 128.0 + 2.5 * (i % 6)) for i in range(24)]
KM_PER_DEG = 111.195
REPEATS = 5
Stay = tuple[int, str, float, float]
"""MMSI, port, hours from START of its beginning and end."""


def places() -> pa.Table:
    """The ports as points good to 0.5 km."""
    return PLACES.from_rows(
        {"place_id": f"place:{p}", "label": p, "name": p, "other_names": [], "place_kind": "port", "lat": lat,
         "lon": lon, "precision_km": 0.5, "evidence_id": "evidence:simulated", "row": i + 2}
        for i, (p, lat, lon) in enumerate(PORTS)
    )  # fmt: skip


class Ship:
    """One simulated ship: its reports, and the stays that are the truth."""

    def __init__(self, mmsi: int, rng: np.random.Generator, has_speed: bool) -> None:
        self.mmsi, self.rng, self.has_speed = mmsi, rng, has_speed
        self.parts: list[np.ndarray] = []
        self.stays: list[Stay] = []
        self.hour = float(rng.uniform(0, 48))
        self.at = np.array(PORTS[rng.integers(len(PORTS))][1:]) + rng.normal(0, 0.4, 2) + 0.3

    def report(self, hours: np.ndarray, lat: np.ndarray, lon: np.ndarray, kn: np.ndarray) -> None:
        noise = self.rng.normal(0, 8 / 1000 / KM_PER_DEG, (2, len(hours)))
        self.parts.append(np.stack([hours, lat + noise[0], lon + noise[1], kn]))

    def sail(self, to: np.ndarray) -> None:
        """Straight to a point at 8 to 14 kn, a report every 4 to 12 min; one leg in six falls silent for 5 to 20 h."""
        shrink = math.cos(math.radians(self.at[0]))
        km = KM_PER_DEG * math.hypot(to[0] - self.at[0], (to[1] - self.at[1]) * shrink)
        kn = self.rng.uniform(8, 14)
        took = km / kn / 1.852
        hours = np.arange(0, took, self.rng.uniform(4, 12) / 60)
        share = hours / took
        heard = np.ones(len(hours), dtype=bool)
        if took > 10 and self.rng.random() < 1 / 6:
            begins = self.rng.uniform(1, took - 2)
            heard &= (hours < begins) | (hours > min(begins + self.rng.uniform(5, 20), took - 1))
        lat, lon = (self.at[i] + share * (to[i] - self.at[i]) for i in (0, 1))
        self.report(self.hour + hours[heard], lat[heard], lon[heard], np.full(heard.sum(), kn))
        self.hour, self.at = self.hour + took, to

    def stay(self, port: str) -> None:
        """Lie at a berth, or swing at anchor, for 6 to 90 h; one stay in eight is silent for 5 h to its half."""
        length = self.rng.uniform(6, 90)
        hours = np.arange(0, length, self.rng.uniform(3, 10) / 60)
        heard = np.ones(len(hours), dtype=bool)
        if length > 15 and self.rng.random() < 1 / 8:
            begins = self.rng.uniform(1, length / 2 - 1)
            heard &= (hours < begins) | (hours > begins + self.rng.uniform(5, length / 2))
        swing_km = 0.15 if self.rng.random() < 0.3 else 0.0
        turn = hours * 2 * math.pi / 12.4
        lat = self.at[0] + swing_km / KM_PER_DEG * np.sin(turn)
        lon = self.at[1] + swing_km / KM_PER_DEG * (np.cos(turn) - 1) / math.cos(math.radians(self.at[0]))
        kn = np.abs(self.rng.normal(0, 0.07, len(hours)))
        self.report(self.hour + hours[heard], lat[heard], lon[heard], kn[heard])
        self.stays.append((self.mmsi, port, self.hour, self.hour + length))
        self.hour += length

    def sail_on(self, until: float) -> None:
        """Call after call; one leg in three first passes through the waters of a port it does not call at."""
        while self.hour < until:
            last = self.stays[-1][1] if self.stays else None
            others = [p for p in PORTS if p[0] != last]
            port, lat, lon = others[self.rng.integers(len(others))]
            if self.rng.random() < 1 / 3:
                by, by_lat, by_lon = others[self.rng.integers(len(others))]
                if by != port:
                    self.sail(np.array([by_lat + 0.015, by_lon]))
            self.sail(np.array([lat, lon]) + self.rng.normal(0, 0.006, 2))
            self.stay(port)
        self.sail(self.at + 1.0)


def world(mmsis: int, days: float, seed: int) -> tuple[pa.Table, list[Stay], set[int]]:
    """Positions, the stays in them, and the MMSIs that two ships share."""
    rng = np.random.Generator(np.random.Philox(seed))
    ships, shared = list[Ship](), set[int]()
    for n in range(mmsis):
        mmsi = 273_100_000 + n
        ships.append(Ship(mmsi, rng, has_speed=n % 5 != 0))
        if n % 4 == 3:
            ships.append(Ship(mmsi, rng, has_speed=n % 5 != 0))
            shared.add(mmsi)
    parts = []
    for ship in ships:
        ship.sail_on(days * 24)
        hours, lat, lon, kn = np.concatenate(ship.parts, axis=1)
        parts.append((np.full(len(hours), ship.mmsi), hours, lat, lon, kn if ship.has_speed else kn * np.nan))
    mmsi, hours, lat, lon, kn = (np.concatenate(c) for c in zip(*parts, strict=True))
    us = (hours * 3600).astype(np.int64) * 1_000_000 + int(START.timestamp()) * 1_000_000
    keys = dense_keys(mmsi, us, lat, lon)
    order = np.lexsort((keys, us, mmsi))
    made = {
        "position_id": keys[order], "mmsi": mmsi[order].astype(np.int32), "time": times(us[order]), "lat": lat[order],
        "lon": lon[order], "sog_kn": pa.array(kn[order].astype(np.float32), from_pandas=True),
        "copies": np.ones(len(us), np.int32), "row": np.arange(len(us)),
        "evidence_id": pa.DictionaryArray.from_arrays(np.zeros(len(us), np.int32), ["evidence:simulated"]),
    }  # fmt: skip
    empty = [pa.array(made[f.name]) if f.name in made else pa.nulls(len(us), f.type) for f in POSITIONS.schema]
    table = pa.Table.from_arrays(empty, names=POSITIONS.schema.names).cast(POSITIONS.schema)
    return table, [s for ship in ships for s in ship.stays], shared


def score(calls: pa.Table, stays: list[Stay], shared: set[int]) -> dict[str, float]:
    """Stays found, calls that are stays, and calls on shared MMSIs that are none."""
    found = {
        (r["mmsi"], r["port"], (r["start_time"] - START) / timedelta(hours=1), r["hours"])
        for r in calls.select(["mmsi", "port", "start_time", "hours"]).to_pylist()
    }

    def is_same(call: tuple[int, str, float, float], stay: Stay) -> bool:
        return call[:2] == stay[:2] and call[2] < stay[3] and call[2] + call[3] > stay[2]

    by_mmsi: dict[int, list[Stay]] = {}
    for stay in stays:
        by_mmsi.setdefault(stay[0], []).append(stay)
    of_call = {c: [s for s in by_mmsi.get(c[0], ()) if is_same(c, s)] for c in found}
    hit = {s for own in of_call.values() for s in own}
    starts = [abs(c[2] - own[0][2]) * 60 for c, own in of_call.items() if len(own) == 1]
    return {
        "stays": len(stays),
        "calls": len(found),
        "recall": len(hit) / len(stays),
        "precision": sum(bool(own) for own in of_call.values()) / len(found),
        "phantoms on shared MMSIs": sum(not own for c, own in of_call.items() if c[0] in shared),
        "calls of several stays": sum(len(own) > 1 for own in of_call.values()),
        "median start off, min": float(np.median(starts)),
    }


def plain(tracks: pa.Table, params: PortCallParams) -> int:
    """The same hysteresis row by row in plain Python, ports looked up in one-degree cells; returns its visits."""
    near: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for _, lat, lon in PORTS:
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                near.setdefault((int(lat) + i, int(lon) + j), []).append((lat, lon))
    columns = (ints(tracks, "segment_id"), ints(tracks, "time"), floats(tracks, "lat"), floats(tracks, "lon"),
               floats(tracks, "sog_kn"))  # fmt: skip
    visits, last, inside, still, has_stop, before = 0, None, False, False, False, 0
    for segment, at, lat, lon, kn in zip(*(c.tolist() for c in columns), strict=True):
        if segment != last:
            visits += inside and has_stop
            inside = still = has_stop = False
        km = min((apart_km(lat, lon, *p) for p in near.get((int(lat), int(lon)), ())), default=math.inf)
        was_inside, inside = inside, km <= params.enter_km + 0.5 or (inside and km <= params.exit_km + 0.5)
        still = inside and (kn <= params.still_kn or (still and not kn >= params.moving_kn))
        if was_inside and (not inside or at - before >= 4 * 3_600_000_000):
            has_stop |= at - before >= 4 * 3_600_000_000
        has_stop |= still
        if was_inside and not inside:
            visits += has_stop
            has_stop = False
        last, before = segment, at
    return visits + (inside and has_stop)


def apart_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    f1, f2 = math.radians(lat1), math.radians(lat2)
    h = math.sin((f2 - f1) / 2) ** 2 + math.cos(f1) * math.cos(f2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def rate(tracks: pa.Table, segments: pa.Table, ports: pa.Table, until: datetime) -> tuple[float, pa.Table]:
    """Rows a CPU-second of the whole kernel, and its calls."""
    begun = time.process_time()
    for _ in range(REPEATS):
        calls = find_port_calls(tracks, segments, AREAS.empty(), ports, LISTENED.empty(), until)
    return REPEATS * tracks.num_rows / (time.process_time() - begun), calls


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mmsis", type=int, default=40)
    parser.add_argument("--days", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    positions, stays, shared = world(options.mmsis, options.days, options.seed)
    tracks, segments = cut_segments(positions, STATICS.empty())
    until = START + timedelta(days=options.days + 60)
    rate(tracks, segments, places(), until)  # compiles
    rows, calls = rate(tracks, segments, places(), until)
    print(f"port calls: {tracks.num_rows:,} rows of {options.mmsis} MMSIs, {len(shared)} of them shared by two ships")
    print(", ".join(f"{name} {value:,.4g}" for name, value in score(calls, stays, shared).items()))
    far = PLACES.from_rows([{**places().to_pylist()[0], "lat": -50.0, "lon": -20.0}])
    off_port, _ = rate(tracks, segments, far, until)
    others = {
        "lies": lambda: find_lies(tracks, segments),
        "voyages": lambda: list_voyages(calls, GAPS.empty(), segments, tracks, places(), LISTENED.empty()),
    }
    for name, kernel in others.items():
        kernel()
        begun = time.process_time()
        made = kernel()
        print(f"{name}: {made.num_rows:,} rows, {tracks.num_rows / (time.process_time() - begun):,.0f} a CPU-second")
    some = tracks.slice(0, min(tracks.num_rows, 300_000))
    begun = time.process_time()
    visits = plain(some, PortCallParams())
    slow = some.num_rows / (time.process_time() - begun)
    print(f"rows a CPU-second: {rows:,.0f}, off port {off_port:,.0f}, plain Python {slow:,.0f} ({visits} visits in its "
          f"{some.num_rows:,} rows): {rows / slow:,.0f} times")  # fmt: skip


if __name__ == "__main__":
    main()

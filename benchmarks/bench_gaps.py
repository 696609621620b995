"""AIS gaps: how the chance that a silence was no failure of reception holds on a simulated sea, what is found of gaps
that are known, and rows a CPU-second.

The sea is simulated: a coast with stations of differing range that fail for hours and hear worse on some days,
satellites that come over now and then and hear worse near the coast, ships between ports and fishing grounds, and some
that switch off. Numbers were fitted on seeds 1 to 12 and, with them, on fleets of truth_world with seeds 1 to 6; they
are shown for seeds that nothing was fitted on.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import bench_truth, truth_world
from fairlead.base.arrays import in_order, ints, times
from fairlead.base.ids import dense_keys
from fairlead.base.tables import AREAS, CONFLICTS, LAND, LISTENED, PLACES, POSITIONS, STATICS
from fairlead.case.landing import sort_positions
from fairlead.events.gaps import weigh_gaps
from fairlead.events.hull_order import HOUR_US, in_hull_order
from fairlead.events.reception import count_reception, hear, reports_of
from fairlead.events.silences import SilenceParams, list_silences
from fairlead.formats.ais import read_reports
from fairlead.formats.land import read_land
from fairlead.tracks.segments import cut_segments

DEFAULTS = SilenceParams()
Made = TypeVar("Made")
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.01)
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

STEP_S = 600
DAYS, SHIPS = 45, 250
START = datetime(2024, 1, 1, tzinfo=UTC)
COAST_LON, SOUTH, NORTH = 130.0, 30.0, 42.0
KM_PER_DEG = 111.195
FITTED, HELD_OUT, FRESH = range(1, 13), range(101, 113), range(201, 204)
SETS = Path(__file__).parents[2] / "shared" / "data" / "ais" / "parquet"
"""Real sets beside the repository: pelagos_2012 (GlobalFishingWatch/pelagos-data, MIT), of which every tenth report
ends in a gap, and gfw_segment_regression (GlobalFishingWatch/gpsdio-segment, Apache-2.0). On the former pipe-gaps
9d9426e takes 19,000 rows a CPU-second, on rows with few gaps 1,770,000."""


@dataclass(frozen=True, slots=True)
class Sea:
    """What may differ between simulated seas."""

    off_each: float
    """Times a ship switches off, on average."""
    satellite_frac: float
    """Chance to be heard in a pass, far out."""
    passes_a_day: float
    stations: int
    outage_h: float
    """Median length of a station's failure."""


def draw_sea(seed: int) -> Sea:
    """A sea of its own kind for each seed: nobody knows how well the sea at hand is heard, or how many switch off."""
    rng = np.random.Generator(np.random.Philox(seed + 1_000_000))
    return Sea(
        off_each=float(np.exp(rng.uniform(np.log(0.7), np.log(4.0)))),
        satellite_frac=float(rng.uniform(0.2, 0.7)),
        passes_a_day=float(rng.uniform(8, 20)),
        stations=int(rng.integers(4, 11)),
        outage_h=float(rng.uniform(4, 16)),
    )


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated sea: its reports, and when which ship was switched off."""

    positions: pa.Table
    off: dict[int, list[tuple[int, int]]]


def make_sea(seed: int, sea: Sea) -> Simulated:
    """Simulate a sea."""
    rng = np.random.Generator(np.random.Philox(seed))
    steps = DAYS * 86_400 // STEP_S
    stations, up = _stations(rng, sea, steps)
    passes, clear = _passes(rng, sea, steps)
    parts, off = [], {}
    for ship in range(SHIPS):
        lat, lon, kn, course, at_sea = _voyages(rng, steps)
        reach, loud = rng.lognormal(0.0, 0.3), rng.beta(6, 2) * _faint(rng, steps)
        east_km = (lon - COAST_LON) * KM_PER_DEG * np.cos(np.radians(lat))
        shore = np.zeros(steps)
        for (station_lat, range_km), is_up in zip(stations, up, strict=True):
            away = np.hypot((lat - station_lat) * KM_PER_DEG, east_km)
            shore = np.maximum(shore, is_up / (1.0 + np.exp((away - range_km * reach * is_up) / 6.0)))
        sky = passes * clear * sea.satellite_frac * loud * np.clip(0.2 + east_km / 300.0, 0.2, 1.0)
        is_off = np.zeros(steps, dtype=bool)
        for _ in range(rng.poisson(sea.off_each)):
            first, length = _switched_off(rng, at_sea)
            is_off[first : first + length] = True
            off.setdefault(ship, []).append((first * STEP_S, min(first + length, steps) * STEP_S))
        by_shore = rng.random(steps) < 0.95 * shore * (loud > 0.1)
        by_sky = rng.random(steps) < sky
        i = np.flatnonzero((by_shore | by_sky) & ~is_off)
        parts.append((np.full(len(i), ship), i, lat[i], lon[i], kn[i], course[i], ~by_shore[i]))
    ship, i, lat, lon, kn, course, is_satellite = (np.concatenate(c) for c in zip(*parts, strict=True))
    at = np.int64(START.timestamp()) * 1_000_000 + (i * STEP_S + ship % STEP_S) * 1_000_000
    return Simulated(positions_of(273_000_000 + ship, at, lat, lon, kn, course, is_satellite), off)


def _stations(rng: np.random.Generator, sea: Sea, steps: int) -> tuple[list[tuple[float, float]], Floats]:
    """Latitude and range in km of each station, and how well it hears by step, 0 while it fails."""
    lats = np.linspace(SOUTH + 1, NORTH - 1, sea.stations) + rng.normal(0, 0.3, sea.stations)
    ranges = rng.uniform(45, 110, sea.stations)
    up = np.repeat(rng.lognormal(0.0, 0.15, (sea.stations, steps // 36 + 1)), 36, axis=1)[:, :steps]
    for which in range(sea.stations):
        for _ in range(rng.poisson(4)):
            first, length = rng.integers(steps), int(rng.lognormal(np.log(sea.outage_h), 0.7) * 3600 / STEP_S)
            up[which, first : first + length] = 0.0
    return list(zip(lats.tolist(), ranges.tolist(), strict=True)), up


def _passes(rng: np.random.Generator, sea: Sea, steps: int) -> tuple[Flags, Floats]:
    """Whether a satellite is overhead at each step, and whether its data came in."""
    clear = np.ones(steps)
    for _ in range(rng.poisson(3)):
        first = rng.integers(steps)
        clear[first : first + int(rng.uniform(6, 24) * 3600 / STEP_S)] = 0.0
    return rng.random(steps) < sea.passes_a_day * STEP_S / 86_400, clear


def _voyages(rng: np.random.Generator, steps: int) -> tuple[Floats, Floats, Floats, Floats, Flags]:
    """Latitude, longitude, speed, course and whether at sea, by step: ports, grounds, and the ways between."""
    knots: list[tuple[float, float, float]] = []
    t, lat, lon = 0.0, float(rng.integers(31, 42)), COAST_LON + 0.05
    roams, speed = rng.random() < 0.4, rng.uniform(8, 15)
    knots.append((t, lat, lon))
    while t < steps * STEP_S:
        t += rng.lognormal(np.log(20), 0.7) * 3600
        knots.append((t, lat, lon))
        if roams and rng.random() < 0.5:
            to = rng.uniform(SOUTH, NORTH), rng.uniform(COAST_LON + 0.5, COAST_LON + 9)
        else:
            to = float(rng.integers(31, 42)), COAST_LON + 0.05
        way = [to] if abs(to[1] - lon) > 0.3 else [(lat, lon + 0.35), (to[0], to[1] + 0.35), to]
        for a, b in way:
            km = np.hypot((a - lat) * KM_PER_DEG, (b - lon) * KM_PER_DEG * np.cos(np.radians(lat)))
            t += km / 1.852 / speed * 3600
            knots.append((t, a, b))
            lat, lon = a, b
    at, lats, lons = (np.array(c) for c in zip(*knots, strict=True))
    now = np.arange(steps) * STEP_S
    lat_now, lon_now = np.interp(now, at, lats), np.interp(now, at, lons)
    north, east = np.gradient(lat_now) * KM_PER_DEG, np.gradient(lon_now) * KM_PER_DEG * np.cos(np.radians(lat_now))
    kn = np.hypot(north, east) / STEP_S * 3600 / 1.852
    return lat_now, lon_now, kn, np.degrees(np.arctan2(east, north)) % 360.0, kn > 1.0


def _faint(rng: np.random.Generator, steps: int) -> Floats:
    """How loud one ship is by step: now and then its aerial fails it for hours, though it sends."""
    loud = np.ones(steps)
    for _ in range(rng.poisson(0.3)):
        first = rng.integers(steps)
        loud[first : first + int(rng.lognormal(np.log(10), 0.7) * 3600 / STEP_S)] = 0.03
    return loud


def _switched_off(rng: np.random.Generator, at_sea: Flags) -> tuple[int, int]:
    """First step and length of a time switched off: two in three begin at sea."""
    where = np.flatnonzero(at_sea if rng.random() < 0.67 else ~at_sea)
    hours = float(np.clip(rng.lognormal(np.log(18), 0.7), 4, 96))
    return int(rng.choice(where)) if len(where) else 0, int(hours * 3600 / STEP_S)


def positions_of(mmsi, at, lat, lon, kn, course, is_satellite) -> pa.Table:  # type: ignore[no-untyped-def]
    """POSITIONS from arrays."""
    lat, lon = np.round(lat * 600_000) / 600_000, np.round(lon * 600_000) / 600_000
    rows = len(mmsi)
    known = {
        "position_id": dense_keys(mmsi, at, lat, lon), "mmsi": mmsi.astype(np.int32), "time": times(at),
        "lat": lat, "lon": lon, "sog_kn": kn.astype(np.float32), "cog_deg": course.astype(np.float32),
        "is_satellite": is_satellite,
        "copies": np.ones(rows, np.int32), "row": np.arange(rows),
        "evidence_id": pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), ["evidence:simulated"]),
    }  # fmt: skip
    empty = {c.name: pa.nulls(rows, c.type) for c in POSITIONS.columns if c.name not in known}
    table = POSITIONS.check(pa.table({c.name: {**known, **empty}[c.name] for c in POSITIONS.columns}))
    return in_order(table, POSITIONS.order)


def simulated_land() -> pa.Table:
    """The coast of the simulated sea."""
    ring = [25.0, 120.0, 25.0, COAST_LON, 47.0, COAST_LON, 47.0, 120.0]
    return LAND.from_rows([{"ring_no": 0, "ring": ring}])


@dataclass(frozen=True, slots=True)
class Read:
    """What the steps before made of a sea."""

    tables: tuple[pa.Table, ...]
    until: datetime
    off: dict[int, list[tuple[int, int]]]

    def gaps(self, params: SilenceParams = DEFAULTS) -> pa.Table:
        return weigh_gaps(list_silences(*self.tables, self.until, params), CONFLICTS.empty())


def read_sea(seed: int, off_each: float | None = None) -> Read:
    """Simulate a sea and run the steps before silences over it; ``off_each`` in place of that drawn."""
    sea = draw_sea(seed)
    made = make_sea(seed, sea if off_each is None else replace(sea, off_each=off_each))
    tracks, segments = cut_segments(made.positions, STATICS.empty())
    heard = hear(tracks, segments)
    tables = (tracks, segments, heard, count_reception(heard), simulated_land(), PLACES.empty(), AREAS.empty())
    return Read(tables, START + timedelta(days=DAYS), made.off)


def fleet_chances(seeds: Sequence[int], off: float, sided: float) -> tuple[Floats, Flags]:
    """The chance of each gap in the fleets of bench_truth and whether its ship was off, where ships switch off with
    other chances; MMSIs that two ships share, or that jump, are left out."""
    odd = truth_world.odd_mmsis()
    found: list[tuple[float, bool]] = []
    for seed in seeds:
        with patch.multiple(truth_world, OFF=off, SIDED=sided):
            world = truth_world.make_world(seed)
        played = bench_truth.play(world, truth_world.land())
        found += bench_truth.gap_chances(replace(played, of=lambda mmsi: mmsi not in odd))
    return np.array([p for p, _ in found]), np.array([y for _, y in found], dtype=bool)


def was_off(gaps: pa.Table, off: dict[int, list[tuple[int, int]]]) -> Flags:
    """Of each gap whether the ship was switched off for at least half of it."""
    found = []
    for mmsi, start, hours in zip(*(gaps[c].to_pylist() for c in ("mmsi", "start_time", "hours")), strict=True):
        first = (start - START).total_seconds()
        within = sum(
            max(0.0, min(last, first + hours * 3600) - max(begun, first))
            for begun, last in off.get(mmsi - 273_000_000, ())
        )
        found.append(within >= hours * 1800)
    return np.array(found, dtype=bool)


def chances(reads: list[Read], params: SilenceParams = DEFAULTS) -> tuple[Floats, Flags]:
    """The chance of each gap that has one, and whether its ship was off."""
    chance, truth = [], []
    for read in reads:
        gaps = read.gaps(params)
        chance.append(gaps["p_not_reception"].to_numpy())
        truth.append(was_off(gaps, read.off))
    p, y = np.concatenate(chance), np.concatenate(truth)
    return p[~np.isnan(p)], y[~np.isnan(p)]


def log_loss(p: Floats, y: Flags) -> float:
    """Mean negative logarithm of the chance given to what was so."""
    return float(-np.mean(np.log(np.clip(np.where(y, p, 1 - p), 1e-6, 1))))


def fit(tries: int) -> SilenceParams:
    """Numbers with the least log loss on the seeds for fitting: a step at random, kept where it is better."""
    reads = [read_sea(seed) for seed in FITTED]
    rng = np.random.Generator(np.random.Philox(0))
    best = SilenceParams()
    least = log_loss(*chances(reads, best))
    names = ("scale", "growth", "away", "alone", "missed_sky", "heard_sky", "hour_sky", "missed_shore", "heard_shore",
             "hour_shore", "outage_shore", "hour_quiet")  # fmt: skip
    for _ in range(tries):
        name = names[rng.integers(len(names))]
        value = getattr(best, name) * rng.lognormal(0, 0.3)
        tried = replace(best, **{name: min(value, 0.99) if getattr(best, name) < 1 else value})
        loss = log_loss(*chances(reads, tried))
        if loss < least:
            best, least = tried, loss
    print(f"fitted on seeds {FITTED}: log loss {least:.4f}; " + ", ".join(f"{n} {getattr(best, n):.3f}" for n in names))
    return best


def print_calibration(name: str, p: Floats, y: Flags) -> None:
    """Brier score beside that of the mean, and the reliability table."""
    mean = float(y.mean())
    brier, plain = float(np.mean((p - y) ** 2)), mean * (1 - mean)
    print(f"{name}: {len(p):,} gaps, {mean:.3f} of them switched off; mean chance {p.mean():.3f}; "
          f"Brier score {brier:.4f}, of the mean {plain:.4f}")  # fmt: skip
    for low, high in pairwise(EDGES):
        is_in = (p >= low) & (p < high)
        if is_in.any():
            n, said, was = int(is_in.sum()), float(p[is_in].mean()), float(y[is_in].mean())
            error = (was * (1 - was) / n) ** 0.5
            print(f"  {low:4.2f}-{min(high, 1):4.2f}  {n:6,} gaps  said {said:.3f}  was {was:.3f} ± {error:.3f}")


def read_scaled(folder: Path) -> tuple[pa.Table, pa.Table]:
    """Positions and known gaps that scale_ais.py wrote."""
    t = pq.read_table(folder / "positions", columns=["mmsi", "ts", "lat", "lon", "sog", "cog", "receiver"])
    columns = (np.asarray(t[c].combine_chunks()) for c in ("mmsi", "lat", "lon", "sog", "cog"))
    mmsi, lat, lon, kn, course = columns
    is_satellite = np.asarray(pc.equal(t["receiver"].cast(pa.string()), "satellite"))
    at = t["ts"].cast(pa.int64()).to_numpy()
    return positions_of(mmsi, at, lat, lon, kn, course, is_satellite), pq.read_table(folder / "truth_gaps.parquet")


def read_set(path: Path) -> pa.Table:
    """The positions of a real set."""
    batches = read_reports(path, path.name, "ais_parquet", "evidence:set")
    read = pa.concat_tables([b.positions for b in batches]).combine_chunks()
    return sort_positions(read)


def score(found: pa.Table, truth: pa.Table) -> tuple[float, float]:
    """Share of the known gaps that a found one covers, to a minute at either end, and share of those found that
    ended and cover some of a known one."""
    known: dict[int, list[tuple[datetime, datetime]]] = {}
    for mmsi, start, end in zip(*(truth[c].to_pylist() for c in ("mmsi", "start", "end")), strict=True):
        known.setdefault(mmsi, []).append((start, end))
    spans = [r for r in found.select(["mmsi", "start_time", "end_time"]).to_pylist() if r["end_time"]]
    minute = timedelta(minutes=1)
    covered = {
        (r["mmsi"], start)
        for r in spans
        for start, end in known.get(r["mmsi"], ())
        if r["start_time"] <= start + minute and r["end_time"] >= end - minute
    }
    right = sum(any(r["start_time"] < b and r["end_time"] > a for a, b in known.get(r["mmsi"], ())) for r in spans)
    return len(covered) / truth.num_rows, right / len(spans)


def print_speed(name: str, positions: pa.Table, truth: pa.Table | None = None) -> None:
    """Rows a CPU-second of the loop that finds gaps, and of the steps; what is found of known gaps."""
    tracks, segments = cut_segments(positions, STATICS.empty())
    until = times(ints(positions, "time").max(keepdims=True))[0].as_py()
    land, nowhere = read_land(), (PLACES.empty(), AREAS.empty(), LISTENED.empty())
    heard, heard_s = timed(lambda: hear(tracks, segments))
    reception, counted_s = timed(lambda: count_reception(heard))
    gaps, gaps_s = timed(
        lambda: weigh_gaps(list_silences(tracks, segments, heard, reception, land, *nowhere, until), CONFLICTS.empty())
    )
    loop_s = time_loop(tracks, segments)
    rows = positions.num_rows
    taken = {"loop": loop_s, "gaps": gaps_s, "heard": heard_s, "reception": counted_s}
    said = ", ".join(f"{what} {rows / seconds:,.0f}" for what, seconds in taken.items())
    each = 1e6 * (gaps_s - loop_s) / max(gaps.num_rows, 1)
    print(f"{name}: {rows:,} rows, {gaps.num_rows:,} gaps; rows a CPU-second: {said}; {each:.0f} µs a gap at most")
    if truth is not None:
        recall, precision = score(gaps, truth)
        print(f"  {truth.num_rows} known gaps: recall {recall:.3f}, precision {precision:.3f}")


def time_loop(tracks: pa.Table, segments: pa.Table) -> float:
    """CPU seconds of finding silences of 6 h and counting what lies around them, on reports ship by ship."""
    from fairlead.events.gap_loops import Around, count_around, find_silences

    reports = reports_of(in_hull_order(tracks, segments))
    room = tracks.num_rows
    hull, last = np.zeros(room, np.int64), np.zeros(room, np.int64)
    around = Around(*(np.zeros((room, 3), np.int32) for _ in range(2)))

    def loop() -> None:
        found = find_silences(reports, 6 * HOUR_US, 0, hull, last)
        count_around(reports, hull[:found], last[:found], 12 * HOUR_US, around)

    return timed(loop)[1]


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """What is made, and CPU seconds; the first turn compiles, and short work is repeated."""
    work()
    start, turns = time.process_time(), 0
    while turns == 0 or time.process_time() - start < 0.5:
        made = work()
        turns += 1
    return made, (time.process_time() - start) / turns


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", type=int, default=0, metavar="TRIES", help="fit the numbers of the chance anew")
    parser.add_argument("--scaled", type=Path, metavar="FOLDER", help="what scale_ais.py wrote: to find its known gaps")
    parser.add_argument("--fleets", type=int, nargs="+", default=bench_truth.HELD_OUT, help="seeds of bench_truth")
    options = parser.parse_args(arguments)
    if options.scaled:
        print_speed("scaled", *read_scaled(options.scaled))
    for name in ("pelagos_2012", "gfw_segment_regression"):
        if (SETS / f"{name}.parquet").exists():
            print_speed(name, read_set(SETS / f"{name}.parquet"))
    params = fit(options.fit) if options.fit else SilenceParams()
    seas = (("as drawn", HELD_OUT, None), ("nobody switches off", FRESH, 0.0), ("many do", FRESH, 12.0))
    for name, seeds, off_each in seas:
        print_calibration(f"{len(seeds)} seas, {name}", *chances([read_sea(s, off_each) for s in seeds], params))
    fleets = (
        ("as drawn", 0.05, 0.25),
        ("nobody switches off", 0.0, 0.0),
        ("few do", 0.01, 0.05),
        ("many do", 0.3, 0.6),
    )
    for name, off, sided in fleets:
        print_calibration(f"fleets {tuple(options.fleets)}, {name}", *fleet_chances(options.fleets, off, sided))


if __name__ == "__main__":
    main()

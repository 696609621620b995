"""Encounters, loitering and partners: meetings found, false alarms, CPU time, and whether the probabilities hold.

``python -m benchmarks.bench_encounters [scaled] [meetings] [real] [port] [partners]``: all of it, or some. The scaled
sets are made by the size generator beside the repository; the real ones stand there too, not in it.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.partner_world import Sea, make_world
from fairlead.base.arrays import floats, ints, times
from fairlead.base.geodesy import destination, distance_km
from fairlead.base.ids import say_key
from fairlead.base.tables import AREAS, LAND, MISFITS, PLACES, SAMPLES, SEGMENTS, STATICS
from fairlead.case.landing import sort_positions
from fairlead.events.encounters import EncounterParams, pair_encounters
from fairlead.events.loitering import find_loitering
from fairlead.events.partners import PartnerParams, rank_partners
from fairlead.events.samples import SampleParams, sample_slow
from fairlead.formats import read, sniff
from fairlead.formats.ais import read_reports
from fairlead.tracks.segments import cut_segments

SHARED = Path(__file__).parents[2] / "shared"
REAL = SHARED / "data" / "ais" / "parquet"
HOUR_US = 3_600_000_000
NO_PORTS = PLACES.empty(), AREAS.empty()
HELD_OUT = range(101, 109)
"""Seeds of the seas that the probabilities of partners are judged by; ``telling`` was fitted on 1 to 6."""
EDGES = (0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0001)
PEER_ROWS = 16_600
"""Rows a CPU-second of Global Fishing Watch's pipe-encounters df93ee4, its core functions alone, on 630,000 rows. It is
in no package index, so it is not run here."""


def cpu(work: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """Least CPU seconds of some runs, and what the last gave."""
    took = []
    for _ in range(repeats):
        start = time.process_time()
        made = work()
        took.append(time.process_time() - start)
    return min(took), made


def tracks_of(paths: Iterable[Path]) -> tuple[pa.Table, pa.Table]:
    """TRACKS and SEGMENTS of files in the layout of the shared Parquet sets."""
    batches = [b.positions for p in paths for b in read_reports(p, p.name, "ais_parquet", "evidence:benchmark")]
    return cut_segments(sort_positions(pa.concat_tables(batches).combine_chunks()), STATICS.empty())


def scale(folder: Path, *options: str) -> tuple[pa.Table, pa.Table, list[dict[str, Any]]]:
    """Tracks, segments and the meetings of a set that the size generator makes."""
    made = [
        sys.executable,
        str(SHARED / "tools" / "scale_ais.py"),
        "--seeds",
        str(REAL),
        "--out",
        str(folder),
        *options,
    ]
    subprocess.run(made, check=True, capture_output=True)
    truth = pq.read_table(folder / "truth_meetings.parquet").to_pylist()
    return *tracks_of(sorted((folder / "positions").glob("*.parquet"))), truth


def heard_throughout(tracks: pa.Table, hours: float) -> Callable[[int, int, int], bool]:
    """Says whether a ship was heard from one time to another with no silence longer than ``hours``."""
    mmsi, time_us = ints(tracks, "mmsi"), ints(tracks, "time")
    order = np.lexsort((time_us, mmsi))
    mmsi, time_us = mmsi[order], time_us[order]

    def ask(ship: int, start: int, end: int) -> bool:
        own = time_us[np.searchsorted(mmsi, ship) : np.searchsorted(mmsi, ship, side="right")]
        first = max(np.searchsorted(own, start, side="right") - 1, 0)
        span = own[first : np.searchsorted(own, end) + 1]
        return len(span) > 1 and span[0] <= start and span[-1] >= end and np.diff(span).max() <= hours * HOUR_US

    return ask


def us(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def recall(tracks: pa.Table, encounters: pa.Table, truth: list[dict[str, Any]]) -> str:
    """How many meetings were found, of those in which both were heard throughout; and what else was found."""
    found = defaultdict(list)
    for e in encounters.to_pylist():
        found[e["mmsi"], e["other_mmsi"]].append(e)
    is_heard, seen, hits, errors = heard_throughout(tracks, 1), 0, 0, list[float]()
    for m in truth:
        two = min(m["mmsi_a"], m["mmsi_b"]), max(m["mmsi_a"], m["mmsi_b"])
        met = [e for e in found[two] if e["start_time"] < m["end"] and e["end_time"] > m["start"]]
        is_seen = all(is_heard(ship, us(m["start"]), us(m["end"])) for ship in two)
        seen, hits = seen + is_seen, hits + (is_seen and bool(met))
        errors += [abs((e["start_time"] - m["start"]).total_seconds()) / 60 for e in met[:1]]
    meant = {frozenset((m["mmsi_a"], m["mmsi_b"])) for m in truth}
    others = sum(len(rows) for two, rows in found.items() if frozenset(two) not in meant)
    off = f", begun {np.median(errors):.0f} min off in the median" if errors else ""
    return f"{hits} of {seen} meetings seen throughout ({len(truth)} in all){off}; {others} other encounters"


def scaled(rows: int) -> None:
    """CPU time of each stage on scaled sets, beside a plain reference over the ships of the same that meet."""
    for space in ("lon", "local"):
        with tempfile.TemporaryDirectory() as folder:
            tracks, segments, truth = scale(Path(folder), "--rows", str(rows), "--space", space)
        count = tracks.num_rows
        sampling, samples = cpu(lambda t=tracks, s=segments: sample_slow(t, s, AREAS.empty(), PLACES.empty()), 4)
        pairing, encounters = cpu(lambda a=samples, s=segments: pair_encounters(a, s, *NO_PORTS))
        alone = samples, segments, encounters, MISFITS.empty(), LAND.empty(), *NO_PORTS
        loitering, lain = cpu(lambda a=alone: find_loitering(*a))
        print(f"{space}: {count:,} rows, {samples.num_rows:,} samples; {recall(tracks, encounters, truth)}; "
              f"{lain.num_rows} times of loitering")  # fmt: skip
        whole = sampling + pairing
        quick = samples.num_rows / pairing / 1e6
        print(f"  samples {1e9 * sampling / count:.0f} ns a row, pairs {quick:.1f} million samples "
              f"a CPU second, both {1e9 * whole / count:.0f} ns a row ({count / whole / PEER_ROWS:,.0f} times "
              f"pipe-encounters), loitering {1e9 * loitering / count:.0f} ns a row")  # fmt: skip
        meeting = pa.array({m[n] for m in truth for n in ("mmsi_a", "mmsi_b")}, pa.int32())
        some = tracks.filter(pc.is_in(tracks["mmsi"], meeting))
        plain, pairs = cpu(lambda t=some: plain_encounters(t), 1)
        own, ours = cpu(
            lambda t=some, s=segments: pair_encounters(sample_slow(t, s, *reversed(NO_PORTS)), s, *NO_PORTS)
        )
        print(f"  plain Python over {some.num_rows:,} rows: {1e9 * plain / some.num_rows:,.0f} ns a row, "
              f"{plain / own:,.0f} times as long; {len(pairs)} and {ours.num_rows} encounters")  # fmt: skip


def plain_encounters(tracks: pa.Table) -> set[tuple[int, int, datetime]]:
    """The same rules in plain Python: a dictionary of cells at each instant, pairs in it, runs of pairs."""
    cells = defaultdict[tuple[int, int, int], list[tuple[int, float, float]]](list)
    rows = list(zip(*(ints(tracks, n).tolist() for n in ("segment_id", "mmsi", "time")),
                    *(floats(tracks, n).tolist() for n in ("lat", "lon")), strict=True))  # fmt: skip
    step = 600_000_000
    for (segment, mmsi, t, lat, lon), (segment2, _, t2, lat2, lon2) in pairwise(rows):
        if segment != segment2 or not 0 < t2 - t <= HOUR_US:
            continue
        for tick in range(-(-t // step), (t2 - 1) // step + 1):
            if distance_km(lat, lon, lat2, lon2) / ((t2 - t) / HOUR_US) < 3 * 1.852 or t2 - t < step / 4:
                share = (tick * step - t) / (t2 - t)
                at, east = lat + share * (lat2 - lat), lon + share * ((lon2 - lon + 180) % 360 - 180)
                cells[tick, int(at // 0.01), int(east // 0.01)].append((mmsi, at, east))
    near = defaultdict[tuple[int, int], set[int]](set)
    for (tick, y, x), here in list(cells.items()):
        around = [s for dy in (-1, 0, 1) for dx in (-1, 0, 1) for s in cells.get((tick, y + dy, x + dx), ())]
        for mmsi, lat, lon in here:
            for other, lat2, lon2 in around:
                if mmsi < other and distance_km(lat, lon, lat2, lon2) <= 0.5:
                    near[mmsi, other].add(tick)
    found = set()
    for two, ticks in near.items():
        run = list[int]()
        for tick in [*sorted(ticks), 1 << 60]:
            if run and tick - run[-1] > 6:
                if run[-1] - run[0] >= 12:
                    found.add((*two, datetime.fromtimestamp(run[0] * step / 1e6, UTC)))
                run = []
            run.append(tick)
    return found


def meetings() -> None:
    """Meetings found where ships report every 5 and every 25 minutes."""
    sets = {
        "5 min": ("--rows", "2000000", "--thin-s", "300", "--seed", "7"),
        "25 min": ("--rows", "600000", "--thin-s", "1500", "--seed", "8", "--min-points", "3"),
    }
    for name, options in sets.items():
        with tempfile.TemporaryDirectory() as folder:
            tracks, segments, truth = scale(Path(folder), "--meet-share", "0.5", *options)
        samples = sample_slow(tracks, segments, AREAS.empty(), PLACES.empty())
        print(f"reports every {name}: {recall(tracks, pair_encounters(samples, segments, *NO_PORTS), truth)}")


def real() -> None:
    """Real sets: proximity events with labels, and waters full of ships that meet nobody."""
    tracks, segments = tracks_of([REAL / "crexdata_aegean_proximity.parquet"])
    with (SHARED / "data/ais/labels/crexdata_aegean_proximity_events.csv").open(encoding="utf-8") as file:
        labels = list(csv.DictReader(file))
    samples = sample_slow(tracks, segments, AREAS.empty(), PLACES.empty())
    print(f"CREXDATA, defaults: {samples.num_rows} slow samples, "
          f"{pair_encounters(samples, segments, *NO_PORTS).num_rows} encounters")  # fmt: skip
    fast = SampleParams(step=timedelta(minutes=1), slow_kn=100.0)
    samples = sample_slow(tracks, segments, AREAS.empty(), PLACES.empty(), fast)
    for near in (0.2, 0.5, 1.0, 2.0, 3.0):
        short = EncounterParams(near_km=near, slow_kn=100.0, hours=0.0, stretch=timedelta(0), hole=timedelta(minutes=2),
                                join=timedelta(minutes=30))  # fmt: skip
        found = pair_encounters(samples, segments, *NO_PORTS, short).to_pylist()
        print(f"CREXDATA, any speed, from one minute, {near} km: {proximity(found, labels)}")
    ports = {"no ports": AREAS.empty()} | {name: areas_of(file) for name, file in (
        ("World Port Index", "nga_wpi_pub150.csv"), ("GFW anchorages", "gfw_named_anchorages.csv"))}  # fmt: skip
    for name in ("suez_2021-03", "ny_harbor_2020-12-08_tracks", "ny_harbor_2020-06-30_h00"):
        tracks, segments = tracks_of([REAL / f"{name}.parquet"])
        for known, areas in ports.items():
            samples = sample_slow(tracks, segments, areas, PLACES.empty())
            said = []
            for km in (0.0, 0.05, 0.1, 0.2, 0.5):
                found = pair_encounters(samples, segments, PLACES.empty(), areas, EncounterParams(near_in_port_km=km))
                in_port = np.count_nonzero(found["is_in_port"].to_numpy())
                said.append(f"{km:g} km {found.num_rows - in_port} at sea + {in_port} in port")
            print(f"{name}, {known}: {len(set(tracks['mmsi'].to_pylist()))} ships; {'; '.join(said)}")


def areas_of(name: str) -> pa.Table:
    """AREAS of a published list of ports."""
    path = SHARED / "data" / "reference" / "ports" / name
    return read(path, name, sniff(path, name).kind, "evidence:ports").rows


def proximity(found: list[dict[str, Any]], labels: list[dict[str, str]]) -> str:
    """How many labelled events were found within ten minutes, and what was found besides."""
    used, hits = set[int](), 0
    for label in labels:
        at = datetime.fromtimestamp(int(label["t"]) / 1000, UTC)
        two = tuple(sorted((int(label["vessel_id1"]), int(label["vessel_id2"]))))
        slack = timedelta(minutes=10)
        met = {i for i, e in enumerate(found) if (e["mmsi"], e["other_mmsi"]) == two
               and e["start_time"] - slack <= at <= e["end_time"] + slack}  # fmt: skip
        hits, used = hits + bool(met), used | met
    return f"{hits} of {len(labels)} labelled events, {len(found) - len(used)} others"


def port(ships: int, days: int) -> None:
    """A crowd: ships in some twenty ports, each within about a mile of its middle, with waters of 5 km."""
    rng = np.random.Generator(np.random.Philox(5))
    ticks = days * 144
    homes = [destination(35.0, 129.0, 0.0, 60.0 * i) for i in range(22)]
    lain = [destination(*homes[i % 22], rng.uniform(0, 360), abs(rng.normal(0, 1.5))) for i in range(ships)]
    lat, lon = (np.repeat([p[n] for p in lain], ticks) for n in (0, 1))
    keys, own = np.arange(ships * ticks), np.repeat(np.arange(ships), ticks)
    table = {
        "segment_id": own, "mmsi": own.astype(np.int32) + 1,
        "time": times(np.tile(np.arange(ticks) * 600_000_000, ships)), "lat": lat + rng.normal(0, 7e-5, len(keys)),
        "lon": lon + rng.normal(0, 7e-5, len(keys)), "kn": np.zeros(len(keys), np.float32), "position_id": keys,
        "is_in_port": np.ones(len(keys), dtype=bool),
    }  # fmt: skip
    samples = SAMPLES.check(pa.table(table))
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    segments = SEGMENTS.from_rows(
        {"segment_id": say_key("segment", i), "mmsi": i + 1, "start_time": epoch, "end_time": epoch, "positions": 1,
         "is_noise": False, "hull_no": 0, "names": [], "imos": [], "callsigns": [], "words": "", "sources": []}
        for i in range(ships)
    )  # fmt: skip
    for km in (0.0, 0.05, 0.1, 0.2, 0.5):
        params = EncounterParams(near_in_port_km=km)
        took, found = cpu(lambda p=params: pair_encounters(samples, segments, *NO_PORTS, p), 1)
        print(f"{ships:,} ships in 22 ports, {samples.num_rows:,} samples, pairs within {km:g} km: {found.num_rows:,} "
              f"encounters, {samples.num_rows / took / 1e6:.1f} million samples a CPU second")  # fmt: skip


def partners() -> None:
    """Whether the probabilities of partners hold, on seas that nothing was fitted on."""
    everyone = PartnerParams(most=1000)
    seas = {
        "as fitted": Sea(), "half are met": Sea(met_frac=0.5), "one in ten is met": Sea(met_frac=0.1),
        "few ships": Sea(ships=40), "many ships": Sea(ships=300, days=15), "long silences": Sea(silent_h=24.0),
        "twice as wide": Sea(side_km=2500.0),
    }  # fmt: skip
    for name, sea in seas.items():
        tables = [make_world(sea, seed) for seed in (HELD_OUT if name == "as fitted" else HELD_OUT[:3])]
        took, made = cpu(lambda t=tables: [rank_partners(a, b, everyone) for a, b, _ in t], 1)
        some, nobody, ranks = list[tuple[float, bool]](), list[tuple[float, bool]](), list[int]()
        for (lain, _, truth), ranked in zip(tables, made, strict=True):
            left = dict.fromkeys(lain["loitering_id"].to_pylist(), 1.0)
            for row in ranked.to_pylist():
                is_true = truth.get(row["loitering_id"]) == row["gap_id"]
                some.append((row["probability"], is_true))
                left[row["loitering_id"]] -= row["probability"]
                ranks += [row["rank"]] * is_true
            nobody += [(p, k not in truth) for k, p in left.items()]
        met = sum(not is_alone for _, is_alone in nobody)
        first, three = ranks.count(1) / met, sum(r <= 3 for r in ranks) / met
        print(f"{name}: {len(nobody):,} loiterings, {met} met; of these first in rank {first:.0%}, "
              f"among three {three:.1%}; {1000 * took / len(nobody):.2f} CPU ms each")  # fmt: skip
        for what, told in (("partner", some), ("nobody", nobody)):
            print(f"  {what}: {reliability(told)}")


def reliability(told: list[tuple[float, bool]]) -> str:
    """Brier score beside that of always saying the mean, and how often what was said came true, by what was said."""
    p, is_true = (np.array(c, dtype=float) for c in zip(*told, strict=True))
    base = is_true.mean() * (1 - is_true.mean())
    parts = []
    for low, high in pairwise(EDGES):
        inside = (p >= low) & (p < high)
        if inside.any():
            parts.append(f"{p[inside].mean():.2f} {is_true[inside].mean():.2f} ({np.count_nonzero(inside)})")
    return f"Brier {np.mean((p - is_true) ** 2):.3f} against {base:.3f}; said and true: {', '.join(parts)}"


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="scaled, meetings, real, port, partners; all of them if none is named")
    parser.add_argument("--rows", type=int, default=5_000_000, help="rows of each scaled set")
    options = parser.parse_args(arguments)
    wanted = options.parts or ["scaled", "meetings", "real", "port", "partners"]
    if not SHARED.exists():
        print("encounters: no shared folder beside the repository; only the simulated parts are run")
        wanted = [p for p in wanted if p in ("port", "partners")]
    work = {"scaled": lambda: scaled(options.rows), "meetings": meetings, "real": real,
            "port": lambda: port(2000, 10), "partners": partners}  # fmt: skip
    for part in wanted:
        work[part]()


if __name__ == "__main__":
    main()

"""A case with 100,000 sightings: add, run, show; wall time, CPU time and peak memory, beside a plain reference.

The reference reads the same file with ``csv.DictReader``, parses the dates and sorts by ship and day, in the same
process: what anybody's script does before it decides anything.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "dprk-oil-2024"
PLACES = (
    "Vostochny oil berth",
    "Vostochny",
    "Nampo",
    "Chongjin",
    "Wonsan",
    "72 km south-west of Nakhodka",
    "at sea",
    "Korea Strait",
)
EVENTS = ("port_call", "port_call", "arrival", "departure", "ais_position", "ais_last_seen_then_dark", "ais_reappears")
SEED = 20241122


def write_sightings(path: Path, rows: int, ships: int) -> None:
    """``rows`` made-up sightings of ``ships`` made-up tankers over 2024, as the bundled file has them. Simulated."""
    rnd = random.Random(SEED)
    with (EXAMPLE / "sightings.csv").open(encoding="utf-8") as f:
        columns = next(csv.reader(f))
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, columns)
        out.writeheader()
        for i in range(rows):
            day = (date(2024, 1, 1) + timedelta(days=rnd.randrange(366))).isoformat()
            out.writerow(
                dict.fromkeys(columns, "")
                | {
                    "sighting_id": f"X{i:06d}",
                    "vessel_name": f"Simulated {rnd.randrange(ships)}"
                    if rnd.random() < 0.9
                    else "(unidentified tanker)",
                    "event": rnd.choice(EVENTS),
                    "date_start": day,
                    "date_end": day,
                    "time_local": f"{rnd.randrange(24):02d}:{rnd.randrange(60):02d}" if rnd.random() < 0.5 else "",
                    "tz_note": rnd.choice(("UTC", "KST", "local time at the port", "")),
                    "place": rnd.choice(PLACES),
                    "observed_by": "simulated",
                    "method": rnd.choice(("satellite image", "AIS")),
                    "source_url": "https://example.org/simulated",
                    "source_kind": "simulated",
                    "confidence": rnd.choice(("high: simulated", "medium: simulated", "low: simulated")),
                }
            )


def write_vessels(path: Path, ships: int) -> None:
    """A list of the same tankers, half of them with a deadweight. Simulated."""
    rnd = random.Random(SEED + 1)
    with (EXAMPLE / "vessels.csv").open(encoding="utf-8") as f:
        columns = next(csv.reader(f))
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, columns)
        out.writeheader()
        for i in range(ships):
            out.writerow(
                dict.fromkeys(columns, "")
                | {
                    "vessel_id": f"W{i}",
                    "name": f"Simulated {i}",
                    "type": "oil tanker",
                    "flag": "DPRK",
                    "dwt": str(rnd.randrange(1000, 9000)) if i % 2 else "",
                    "source_url": "https://example.org/simulated",
                    "confidence": "high: simulated",
                }
            )


def plain_reference(path: Path) -> float:
    """Seconds of CPU to read the file with the standard library, parse the dates and sort by ship and day."""
    start = time.process_time()
    with path.open(encoding="utf-8", newline="") as f:
        rows = [(r["vessel_name"], date.fromisoformat(r["date_start"]), r) for r in csv.DictReader(f)]
    rows.sort(key=lambda r: r[:2])
    return time.process_time() - start


def timed(*command: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MiB of one command, which must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss / 1024


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--ships", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="build the case here and keep it")
    options = parser.parse_args(arguments)
    fairlead = (sys.executable, "-m", "fairlead")
    with tempfile.TemporaryDirectory() as scratch:
        case = options.keep or Path(scratch) / "case"
        sightings, vessels = Path(scratch) / "sightings.csv", Path(scratch) / "vessels.csv"
        write_sightings(sightings, options.rows, options.ships)
        write_vessels(vessels, options.ships)
        reference = plain_reference(sightings)
        size = sightings.stat().st_size / 1e6
        print(f"{options.rows:,} simulated sightings of {options.ships} ships, {size:.0f} MB, seed {SEED}")
        print(f"{'plain reference: read, parse, sort':44} {'':>8} {reference:8.2f} CPU s")
        timed(*fairlead, "new", str(case))
        shutil.copy(EXAMPLE / "case.toml", case / "case.toml")
        others = [str(p) for p in sorted(EXAMPLE.glob("*.csv")) if p.name not in ("sightings.csv",)]
        total = 0.0
        for words, *command in (
            ("add", "add", str(case), str(sightings), str(vessels), *[o for o in others if "vessels" not in o]),
            ("run, everything", "run", str(case)),
            ("run again, nothing changed", "run", str(case)),
            ("show the answer as JSON", "show", str(case), "--json"),
        ):
            wall, cpu, peak = timed(*fairlead, *command)
            total += wall
            print(
                f"{words:44} {wall:8.2f} s {cpu:6.2f} CPU s {peak:8.0f} MiB so far {cpu / reference:6.1f} x reference"
            )
        print(f"{'all of it':44} {total:8.2f} s")


if __name__ == "__main__":
    main()

"""Gaps, visits and encounters by Fairlead and by what installs from PyPI: the same rows in the same run, CPU seconds.

``python -m benchmarks peers --peers PYTHON``, where PYTHON has movingpandas, aistk, trackintel and scipy. Real rows
(../shared) show ratios and how far the finds agree, a simulated fleet with known truth (:mod:`benchmarks.truth_world`)
recall and precision besides. Fairlead's seconds are those of every step from positions to the table asked for: telling
ships apart, reception, words and sources are in them. A peer's begin when its rows are in memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.bench_truth import (
    NEAR,
    STEPS,
    Played,
    _run,
    play,
    say_nothing,
    score_gaps,
    score_meetings,
    score_visits,
)
from benchmarks.truth_world import land, make_world, odd_mmsis
from fairlead.base.geodesy import distance_km
from fairlead.base.tables import POSITIONS, STATICS, TABLES
from fairlead.formats import read, read_reports
from fairlead.formats.land import read_land

SHARED = Path(__file__).parents[2] / "shared" / "data"
PORTS = SHARED / "reference" / "ports" / "nga_wpi_pub150.csv"
PEERS = Path(__file__).parent / "peers"
REAL = ("north_sea_2022-11-01", "gfw_segment_regression", "crexdata_aegean_proximity", "ny_harbor_2020-06-30_h00")
TASKS = {"gaps": "gaps", "visits": "port_calls", "encounters": "encounters"}
"""What is asked for, and the table in which Fairlead answers."""
SCRIPTS = {
    "gaps": ("tracks_movingpandas.py", "tracks_aistk.py"),
    "visits": ("tracks_movingpandas.py", "tracks_aistk.py", "tracks_trackintel.py"),
    "encounters": ("tracks_recipe.py",),
}
SCORES = {"gaps": score_gaps, "visits": score_visits, "encounters": score_meetings}
IN_PORT_KM = 10.0
"""A peer knows no ports: its stop is a visit, and its encounter one in port, so near to one."""
LEAST_GAP = timedelta(hours=6)

Tables = dict[str, pa.Table]
Row = Mapping[str, Any]


def steps_to(table: str) -> list[Any]:
    """The steps from positions to a table, in order."""
    needed, found = {table}, list[Any]()
    for step in reversed(STEPS):
        if needed & set(step[3]):
            found.insert(0, step)
            needed |= set(step[2])
    return found


def ours(tables: Tables, table: str, until: datetime) -> tuple[float, float]:
    """CPU seconds from positions to a table, and of them those of telling ships apart, which is the first step; the
    least of three after one that compiles."""
    best = (float("inf"), 0.0)
    for turn in range(4):
        marks = [time.process_time()]
        for step in steps_to(table):
            missing = dict[str, str]()
            _run(step, tables, missing, until)
            if missing:
                raise SystemExit(f"{table}: {missing}")
            marks.append(time.process_time())
        if turn:
            best = min(best, (marks[-1] - marks[0], marks[1] - marks[0]))
    return best


def peer(python: str, script: str, rows: Path, task: str, limit_s: int) -> dict[str, Any] | str:
    """What a peer's script prints, or why it printed nothing."""
    try:
        asked = (python, str(PEERS / script), str(rows), task)
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=limit_s)
    except subprocess.TimeoutExpired:
        return f"not done in {limit_s} s"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["failed"])[-1][:160]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def write_rows(positions: pa.Table, path: Path) -> None:
    """The rows as a table any of them reads: whole seconds, empty where no speed is said."""
    columns = positions.select(["mmsi", "time", "lat", "lon", "sog_kn"]).to_pydict()
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("mmsi", "time", "lat", "lon", "kn"))
        times = (int(t.timestamp()) for t in columns["time"])
        out.writerows(zip(columns["mmsi"], times, columns["lat"], columns["lon"], columns["sog_kn"], strict=True))


def as_rows(task: str, found: Iterable[Row], ports: Sequence[tuple[str, float, float]]) -> list[dict[str, Any]]:
    """A peer's finds in our columns."""
    made = []
    for f in found:
        start, end = (datetime.fromtimestamp(f[n], UTC) for n in ("start", "end"))
        row = {"mmsi": f["mmsi"], "start_time": start, "end_time": end, "hours": (f["end"] - f["start"]) / 3600}
        near = (
            min(((distance_km(f["lat"], f["lon"], *p[1:]), p[0]) for p in ports), default=None) if "lat" in f else None
        )
        if task == "visits":
            if near is None or near[0] > IN_PORT_KM:
                continue
            row["port"] = near[1]
        if task == "encounters":
            row |= {"other_mmsi": f["other_mmsi"], "is_in_port": near is not None and near[0] <= IN_PORT_KM}
        made.append(row)
    return made


def agreement(task: str, mine: Iterable[Row], theirs: Iterable[Row], until: datetime) -> str:
    """How many finds are the other's too: gaps with both ends the same, others of the same ships at the same time."""

    def is_one(a: Row, b: Row) -> bool:
        if task != "encounters" or {a["mmsi"], a["other_mmsi"]} == {b["mmsi"], b["other_mmsi"]}:
            ends = a["end_time"] or until, b["end_time"] or until
            if task == "gaps":
                return abs(a["start_time"] - b["start_time"]) <= NEAR and abs(ends[0] - ends[1]) <= NEAR
            return bool(a["start_time"] <= ends[1] and b["start_time"] <= ends[0])
        return False

    def held(some: list[Row], others: list[Row]) -> int:
        by_ship: dict[Any, list[Row]] = {}
        for row in others:
            for name in ("mmsi", "other_mmsi"):
                by_ship.setdefault(row.get(name), []).append(row)
        return sum(any(is_one(row, o) for o in by_ship.get(row["mmsi"], ())) for row in some)

    mine, theirs = [*mine], [*theirs]
    return f"of ours {held(mine, theirs)}/{len(mine)} are theirs, of theirs {held(theirs, mine)}/{len(theirs)} ours"


def ours_alike(task: str, table: pa.Table) -> list[dict[str, Any]]:
    """Our rows that a peer could have: gaps that ended."""
    rows: list[dict[str, Any]] = table.to_pylist()
    return [r for r in rows if task != "gaps" or (r["end_time"] and r["hours"] * 3600 > LEAST_GAP.total_seconds())]


def race(name: str, tables: Tables, until: datetime, options: argparse.Namespace, played: Played | None) -> None:
    """Print what everybody found in some rows."""
    positions = tables["positions"]
    count = positions.num_rows
    print(f"{name}: {count:,} rows of {len(positions['mmsi'].unique())} MMSIs")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "rows.csv"
        write_rows(positions, path)
        ports = port_points(tables)
        for task, table in TASKS.items():
            seconds, apart = ours(tables, table, until)
            mine = ours_alike(task, tables[table])
            print(f"  {task:11}{'fairlead':34}{seconds:9.3f} CPU s {count / seconds:12,.0f} rows/s {len(mine):6,} found"
                  f", telling ships apart {apart:.3f} s of it")  # fmt: skip
            if played:
                say_scores(task, played)
            for script in SCRIPTS[task]:
                found = peer(options.peers, script, path, task, options.limit)
                if isinstance(found, str):
                    print(f"{'':13}{script.removeprefix('tracks_')}: {found}")
                    continue
                theirs = as_rows(task, found["found"], ports)
                took = found["cpu_s"]
                print(f"{'':13}{found['peer']:34}{took:9.3f} CPU s {count / took:12,.0f} rows/s {len(theirs):6,} found"
                      f" {took / seconds:8.1f} x fairlead; {agreement(task, mine, theirs, until)}")  # fmt: skip
                if played:
                    found = {**played.tables, TASKS[task]: pa.Table.from_pylist(theirs)}
                    say_scores(task, replace(played, tables=found))


def say_scores(task: str, played: Played) -> None:
    """Against the truth: all of it, and MMSIs of one ship that reports no jumps."""
    print(f"{'':15}all    {SCORES[task](played, say_nothing)}")
    alone = replace(played, of=lambda mmsi: mmsi not in odd_mmsis())
    print(f"{'':15}alone  {SCORES[task](alone, say_nothing)}")


def port_points(tables: Tables) -> list[tuple[str, float, float]]:
    """Label and point of every port and of its waters."""
    places = [(r["label"], r["lat"], r["lon"]) for r in tables["places"].to_pylist() if r["lat"] is not None]
    return places + [(r["port"], r["lat"], r["lon"]) for r in tables["areas"].to_pylist()]


def real(name: str) -> tuple[Tables, datetime]:
    """A shared set as tables, its ports those of the World Port Index."""
    path = SHARED / "ais" / "parquet" / f"{name}.parquet"
    batches = list(read_reports(path, path.name, "ais_parquet", "evidence:shared"))
    tables = {n: TABLES[n].empty() for n in ("places", "areas")}
    tables["areas"] = read(PORTS, PORTS.name, "wpi", "evidence:ports").rows
    tables["positions"] = POSITIONS.sorted(pa.concat_tables(b.positions for b in batches).unify_dictionaries())
    tables["statics"] = STATICS.sorted(pa.concat_tables(b.statics for b in batches).unify_dictionaries())
    tables["land"] = read_land()
    return tables, max(tables["positions"]["time"].to_pylist())


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers", description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the peers")
    parser.add_argument("--limit", type=int, default=180, help="seconds a peer is given for one task")
    parser.add_argument("--sets", nargs="*", default=list(REAL), help="shared sets")
    parser.add_argument("--seed", type=int, default=9001, help="of the simulated fleet")
    parser.add_argument("--ships", type=int, default=40)
    parser.add_argument("--days", type=int, default=30)
    options = parser.parse_args(arguments)
    for name in options.sets:
        if not PORTS.exists():
            print("the shared AIS sets are not beside the repository")
            break
        race(name, *real(name), options, None)
    world = make_world(options.seed, options.ships, options.days)
    played = play(world, land())
    name = f"simulated, seed {options.seed}, {options.ships} ships, {options.days} days"
    race(name, played.tables, max(world.reports["time"].to_pylist()), options, played)


if __name__ == "__main__":
    main()

"""AIS from end to end: Parquet of positions read, landed, cut into segments and searched for every kind of event.

``python -m benchmarks.bench_ais FOLDER`` takes a folder of Parquet files as the size generator of AIS writes them
(simulated, and labelled so there). Landing, every step of the flow that stands on AIS, and what they write are in the
sum; evidence is not copied or hashed, as ``fairlead add`` does besides.

``--landed`` measures what is asked of a store once it stands, from files on disk to files on disk: gaps and port calls,
with rows, words and sources, and the reception that gaps are judged by. Each step reads the tracks anew, bucket by
bucket. Reports were cleaned as they were landed and cut into tracks after; what that cost is told, and not in the sum.

``--copies`` takes each report so many times, each time of ships of its own and a week later, without IMO numbers: a
small set of many gaps, such as pelagos_2012, grows as large as is wanted with as many gaps a report.
"""

import argparse
import resource
import tempfile
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fairlead import formats
from fairlead.base.tables import AREAS, TABLES
from fairlead.case.config_areas import read_area
from fairlead.case.landing import land
from fairlead.engine.dense import buckets_for
from fairlead.engine.local import LocalEngine
from fairlead.flow import FLOW
from fairlead.formats.land import read_land

ROOT = Path(__file__).parents[1]
CASE = ROOT / "examples" / "dprk-oil-2024" / "case.toml"
PORTS = ROOT.parent / "shared" / "data" / "reference" / "ports" / "nga_wpi_pub150.csv"
UNTIL = datetime(2025, 1, 1, tzinfo=UTC)
FIRST_MMSI = 205_000_000
"""Of the ships of copies: the least number with a country's digits in use."""


def steps():
    """The steps that stand on AIS, and on nothing that sightings give."""
    made = {"positions", "statics", "land", "areas", "places", "listened"}
    for step in FLOW:
        if set(step.reads) <= made and not set(step.reads) <= {"areas", "places", "land"}:
            made |= set(step.writes)
            yield step


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_ais", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--rows", type=int, required=True, help="rows expected, which decides how many buckets there are"
    )
    parser.add_argument("--copies", type=int, default=1, help="times that each report is taken")
    parser.add_argument("--landed", action="store_true", help="from a landed store: gaps and port calls only")
    parser.add_argument("--repeats", type=int, default=3, help="runs of which --landed gives the least")
    args = parser.parse_args(argv)
    tables = {name: table.empty() for name, table in TABLES.items()}
    drawn = [read_area(table)[0] for table in tomllib.loads(CASE.read_text(encoding="utf-8"))["areas"]]
    ports = [AREAS.from_rows({**row, "evidence_id": "evidence:areas", "row": n} for n, row in enumerate(drawn))]
    if PORTS.exists():
        ports.append(formats.read(PORTS, PORTS.name, "wpi", "evidence:ports").rows)
    tables |= {"areas": pa.concat_tables(ports), "land": read_land()}
    with tempfile.TemporaryDirectory(prefix="fairlead-") as folder:
        files = sorted(args.folder.rglob("*.parquet")) if args.folder.is_dir() else [args.folder]
        if args.copies > 1:
            files = [write_copies(files, args.copies, Path(folder) / "copies.parquet")]
        if args.landed:
            measure_landed(files, args.rows, tables, Path(folder), args.repeats)
        else:
            measure(files, args.rows, tables, Path(folder))


ASKED = ("gaps", "port_calls")
"""Tables that ``--landed`` makes."""


def measure_landed(files, expected, tables, folder, repeats):
    """The store is made once; then what is asked of it, the least of some runs after one that compiles."""

    def run(step):
        start = time.process_time()
        tables.update(LocalEngine().run(step, {n: tables[n] for n in step.reads}, UNTIL, step.default_params, folder))
        return time.process_time() - start

    tables |= land(batches_of(files), folder, buckets_for(expected)).tables()
    rows = tables["positions"].num_rows
    first, *asked = steps_for(ASKED)
    say(f"({first.name})", run(first), rows, "made before: not in the sum")
    say("(reading positions)", reading(tables["positions"]), rows, "not needed: not in the sum")
    runs = [({s.name: run(s) for s in asked} | {"written": written(tables, folder)}) for _ in range(repeats + 1)]
    least = min(runs[1:], key=lambda spent: sum(spent.values()))
    for name, seconds in least.items():
        say(name, seconds, rows, "")
    say("together", sum(least.values()), rows, f"{rows / sum(least.values()):,.0f} rows per CPU-second")
    print(", ".join(f"{name} {tables[name].num_rows:,}" for name in ASKED), f"of {rows:,} rows")


def steps_for(names):
    """The steps that some tables stand on, in order, from segments on."""
    needed, found = set(names), []
    for step in reversed([*steps()]):
        if set(step.writes) & needed:
            found.insert(0, step)
            needed |= set(step.reads)
    return found


def reading(dense):
    """CPU seconds to read a table whole, bucket by bucket, and check it."""
    start = time.process_time()
    for number in range(dense.buckets):
        dense.table.check(dense.bucket(number))
    return time.process_time() - start


def written(tables, folder):
    """CPU seconds to write what was asked for."""
    start = time.process_time()
    for name in ASKED:
        pq.write_table(tables[name], folder / f"{name}.parquet")
    return time.process_time() - start


def write_copies(files, copies, path):
    """A file of each report so many times, in time; each copy of ships of its own, a week after the one before."""
    rows = pa.concat_tables([pq.read_table(file) for file in files])
    ships, ship = np.unique(rows["mmsi"].to_numpy(), return_inverse=True)
    at = {name: rows.schema.get_field_index(name) for name in ("mmsi", "ts", "imo")}
    rows = rows.set_column(at["imo"], "imo", pa.nulls(rows.num_rows, pa.string()))
    us = rows["ts"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
    made = []
    for k in range(copies):
        moved = pa.array(us + k * 7 * 86_400_000_000, pa.timestamp("us", "UTC"))
        own = rows.set_column(at["mmsi"], "mmsi", pa.array(FIRST_MMSI + k * len(ships) + ship))
        made.append(own.set_column(at["ts"], "ts", moved))
    pq.write_table(pa.concat_tables(made).sort_by([("ts", "ascending"), ("mmsi", "ascending")]), path)
    return path


def batches_of(files):
    for file in files:
        if not file.name.startswith(("truth", "vessels")):
            yield from formats.read_reports(file, file.name, "ais_parquet", "evidence:simulated")


def measure(files, expected, tables, folder):
    rows = 0

    def batches():
        nonlocal rows
        for batch in batches_of(files):
            rows += batch.rows_in
            yield batch

    started = time.process_time()
    tables |= land(batches(), folder, buckets_for(expected)).tables()
    total = time.process_time() - started
    say("read and land", total, rows, "")
    for step in steps():
        before = time.process_time()
        made = LocalEngine().run(step, {n: tables[n] for n in step.reads}, UNTIL, step.default_params, folder)
        tables |= made
        spent = time.process_time() - before
        total += spent
        say(step.name, spent, rows, ", ".join(f"{name} {table.num_rows:,}" for name, table in made.items()))
    say("together", total, rows, f"{rows / total:,.0f} rows per CPU-second")


def say(name, seconds, rows, words):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{name:26}{seconds:8.2f} CPU s {1e9 * seconds / rows:6.0f} ns/row {peak // 1024:7,} MiB so far  {words}",
        flush=True,
    )


if __name__ == "__main__":
    main()

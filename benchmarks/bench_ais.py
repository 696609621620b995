"""AIS from end to end: Parquet of positions read, landed, cut into segments and searched for every kind of event.

``python -m benchmarks.bench_ais FOLDER`` takes a folder of Parquet files as the size generator of AIS writes them
(simulated, and labelled so there). Landing, every step of the flow that stands on AIS, and what they write are in the
sum; evidence is not copied or hashed, as ``fairlead add`` does besides.
"""

import argparse
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from fairlead import formats
from fairlead.base.tables import TABLES
from fairlead.case.landing import land
from fairlead.engine.dense import buckets_for
from fairlead.engine.local import LocalEngine
from fairlead.flow import FLOW
from fairlead.formats.land import read_land

ROOT = Path(__file__).parents[1]
AREAS = ROOT / "examples" / "ais" / "areas_dprk_rfe.csv"
PORTS = ROOT.parent / "shared" / "data" / "reference" / "ports" / "nga_wpi_pub150.csv"
UNTIL = datetime(2025, 1, 1, tzinfo=UTC)


def steps():
    """The steps that stand on AIS, and on nothing that sightings give."""
    made = {"positions", "statics", "land", "areas", "places"}
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
    args = parser.parse_args(argv)
    tables = {name: table.empty() for name, table in TABLES.items()}
    ports = [formats.read(AREAS, AREAS.name, "areas", "evidence:areas").rows]
    if PORTS.exists():
        ports.append(formats.read(PORTS, PORTS.name, "wpi", "evidence:ports").rows)
    tables |= {"areas": pa.concat_tables(ports), "land": read_land()}
    with tempfile.TemporaryDirectory(prefix="fairlead-") as folder:
        measure(sorted(args.folder.rglob("*.parquet")), args.rows, tables, Path(folder))


def measure(files, expected, tables, folder):
    rows = 0

    def batches():
        nonlocal rows
        for file in files:
            if not file.name.startswith(("truth", "vessels")):
                for batch in formats.read_reports(file, file.name, "ais_parquet", "evidence:simulated"):
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
        f"{name:16}{seconds:8.2f} CPU s {1e9 * seconds / rows:6.0f} ns/row {peak // 1024:7,} MiB so far  {words}",
        flush=True,
    )


if __name__ == "__main__":
    main()

"""Readers of AIS tables: rows a CPU-second into positions and statics, against a plain reading in Python.

Simulated: 400 ships reporting for a day, as MarineCadastre CSV (17 columns, 105 bytes a row), the same with a bad cell
in each block (what the fallback costs), and as Parquet (ten columns). The plain reading makes the same five values of
each row with ``csv`` and ``datetime``, of the first tenth of the rows, and nothing else.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from fairlead.formats.ais import read_reports

SEED = 20241122
SHIPS = 400
HEADER = (
    "MMSI", "BaseDateTime", "LAT", "LON", "SOG", "COG", "Heading", "VesselName", "IMO", "CallSign", "VesselType",
    "Status", "Length", "Width", "Draft", "Cargo", "TransceiverClass",
)  # fmt: skip


def simulate(rows: int) -> pa.Table:
    """Rows of a day in order of time."""
    rng = np.random.Generator(np.random.Philox(SEED))
    ship = rng.integers(0, SHIPS, rows)
    seconds = np.sort(rng.integers(0, 86_400, rows))
    time_ = (np.datetime64("2024-03-07T00:00:00", "s") + seconds).astype("datetime64[s]")
    names = pa.array([f"SIMULATED {i}" for i in range(SHIPS)])
    of = pa.array(ship)
    return pa.table({
        "MMSI": 273_000_000 + ship, "BaseDateTime": pa.array(np.datetime_as_string(time_)),
        "LAT": np.round(42 + rng.random(rows), 5), "LON": np.round(133 + rng.random(rows), 5),
        "SOG": np.round(rng.random(rows) * 20, 1), "COG": np.round(rng.random(rows) * 409.5 - 204.7, 1),
        "Heading": np.floor(rng.random(rows) * 360), "VesselName": names.take(of),
        "IMO": pa.array([f"IMO{9_000_000 + i}" for i in range(SHIPS)]).take(of),
        "CallSign": pa.array([f"U{i:04d}" for i in range(SHIPS)]).take(of), "VesselType": np.full(rows, 80),
        "Status": np.zeros(rows), "Length": np.full(rows, 95.0), "Width": np.full(rows, 15.0),
        "Draft": np.full(rows, 6.1), "Cargo": np.full(rows, 80), "TransceiverClass": pa.array(["A"] * rows),
    })  # fmt: skip


def write(folder: Path, rows: int) -> dict[str, tuple[Path, str]]:
    """The files: what each is called, where it is, its kind."""
    table = simulate(rows)
    plain = folder / "plain.csv"
    options = pc.WriteOptions(include_header=False, quoting_style="none")
    with plain.open("wb") as file:
        file.write((",".join(HEADER) + "\n").encode())
        pc.write_csv(table, file, options)
    bad = folder / "bad.csv"
    with plain.open() as source, bad.open("w") as file:
        for number, line in enumerate(source):
            file.write(line.replace(",42.", ",x42.", 1) if number and number % 100_000 == 0 else line)
    packed = folder / "packed.csv.gz"
    with plain.open("rb") as source, gzip.open(packed, "wb", compresslevel=6) as file:
        shutil.copyfileobj(source, file)
    parquet = folder / "ten.parquet"
    stamps = table["BaseDateTime"].cast(pa.timestamp("us"))
    ten = pa.table({
        "mmsi": table["MMSI"], "ts": stamps, "lat": table["LAT"], "lon": table["LON"],
        "sog": table["SOG"].cast(pa.float32()), "cog": table["COG"].cast(pa.float32()),
        "heading": table["Heading"].cast(pa.float32()), "nav_status": table["Status"].cast(pa.int8()),
        "name": table["VesselName"], "imo": table["IMO"],
    })  # fmt: skip
    pq.write_table(ten, parquet, compression="zstd")
    return {
        "CSV, MarineCadastre": (plain, "marinecadastre"), "the same, a bad cell in each block": (bad, "marinecadastre"),
        "the same, gzip": (packed, "marinecadastre"), "Parquet, ten columns": (parquet, "ais_parquet"),
    }  # fmt: skip


def read_plainly(path: Path, rows: int) -> Iterator[tuple[int, datetime, float, float, float]]:
    """The reference."""
    with path.open(newline="") as file:
        for number, r in enumerate(csv.DictReader(file)):
            if number >= rows:
                return
            yield (
                int(r["MMSI"]),
                datetime.fromisoformat(r["BaseDateTime"]),
                float(r["LAT"]),
                float(r["LON"]),
                float(r["SOG"]),
            )


def read_all(path: Path, kind: str) -> int:
    return sum(batch.rows_in for batch in read_reports(path, path.name, kind, "evidence:simulated"))


def best(work: Callable[[], int], times: int) -> tuple[int, float]:
    """Rows and CPU seconds of the quickest run."""
    seconds, rows = [], 0
    for _ in range(times):
        began = time.process_time()
        rows = work()
        seconds.append(time.process_time() - began)
    return rows, min(seconds)


def main(args: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_readers", description=__doc__)
    parser.add_argument("--rows", type=int, default=3_000_000)
    given = parser.parse_args(args)
    with tempfile.TemporaryDirectory() as name:
        files = write(Path(name), given.rows)
        plain = files["CSV, MarineCadastre"][0]
        count, seconds = best(lambda: sum(1 for _ in read_plainly(plain, given.rows // 10)), 2)
        reference = count / seconds
        print(f"{'plain reading in Python':<36}{reference / 1e6:6.2f} M rows a CPU-second")
        for said, (path, kind) in files.items():
            rows, seconds = best(lambda path=path, kind=kind: read_all(path, kind), 3)  # type: ignore[misc]
            print(f"{said:<36}{rows / seconds / 1e6:6.2f} M rows a CPU-second, {rows / seconds / reference:5.1f} x")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])

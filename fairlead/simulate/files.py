"""A simulated world on disk: AIS, places, areas, vessels and a case.toml as a case takes them, and the truth apart."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from fairlead.errors import FairleadError
from fairlead.simulate.scenario import Port, Scenario
from fairlead.simulate.world import FILE_COLUMNS, SIMULATED, World

PREFIX = f"{SIMULATED}_"
URL = "https://example.org/simulated"
"""A name reserved for examples (RFC 2606): nobody can be there."""
NOTE = "SIMULATED: made up by Fairlead, no place, ship or event is real"

MAPPED = {
    "mmsi": "mmsi", "time": "time", "lat": "lat", "lon": "lon", "sog": "sog", "cog": "cog", "heading": "heading",
    "nav_status": "nav_status", "msg_type": "msg_type", "imo": "imo", "name": "name", "callsign": "callsign",
    "ship_type": "ship_type", "length": "length", "width": "width", "draught": "draught", "receiver": "receiver",
    "satellite": "satellite",
}  # fmt: skip


def write_world(world: World, folder: Path) -> list[Path]:
    """Write a world into a folder that is empty or not there.

    Returns:
        The files, in the order they are made: case.toml and the simulated_ ones are what a case takes (``fairlead new``
        keeps a case.toml that stands there), those in ``truth`` are to score by and not for a case.

    Raises:
        FairleadError: something is in the folder already, or the disk refuses.
    """
    with making(folder):
        scenario = world.scenario
        made = [
            write_text(folder / "case.toml", _case_toml(scenario)),
            write_dense(folder / f"{PREFIX}ais.csv", world.reports.select(FILE_COLUMNS)),
            write_rows(folder / f"{PREFIX}vessels.csv", VESSELS, _vessels(scenario)),
        ]
        made += write_ports(folder, scenario.ports)
        made += [write_dense(folder / "truth" / f"truth_{name}.csv", table) for name, table in world.truth.items()]
    return made


@contextmanager
def making(folder: Path) -> Iterator[None]:
    """An empty folder with one for the truth, while files are written into it.

    Raises:
        FairleadError: something is in the folder already, or the disk refuses.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise FairleadError(f"{folder} is not empty; give another folder")
        (folder / "truth").mkdir(parents=True, exist_ok=True)
        yield
    except OSError as e:
        raise FairleadError(f"{folder}: cannot be written: {e.strerror or e}") from None


def write_ports(folder: Path, ports: Sequence[Port]) -> list[Path]:
    """Places and areas, where there are any ports."""
    if not ports:
        return []
    areas = (row for port in ports for row in _areas(port))
    return [
        write_rows(folder / f"{PREFIX}places.csv", PLACES, map(_place, ports)),
        write_rows(folder / f"{PREFIX}areas.csv", AREAS, areas),
    ]


PLACES = ("place_id", "name", "country", "kind", "lat", "lon", "coord_source", "note", "source_url", "confidence",
          "precision_km")  # fmt: skip
AREAS = ("label", "port", "port_complex", "name", "area_kind", "country", "lat", "lon", "radius_km", "precision_km",
         "note", "source_url")  # fmt: skip
VESSELS = ("vessel_id", "name", "imo", "other_names", "type", "length_m", "role_in_case", "source_url", "confidence")


def _place(port: Port) -> Sequence[Any]:
    return (port.label, port.name, port.country, "port", port.lat, port.lon, SIMULATED, NOTE, URL,
            f"high: {SIMULATED}", 0.1)  # fmt: skip


def _areas(port: Port) -> Iterable[Sequence[Any]]:
    for n, area in enumerate(port.areas, 1):
        yield (f"{port.label}-{n}", port.label, port.port_complex, area.name, area.kind, port.country, area.lat,
               area.lon, area.radius_km, 0.01, NOTE, URL)  # fmt: skip


def _vessels(scenario: Scenario) -> Iterable[Sequence[Any]]:
    """The ships under the marks they show first, as a list of vessels would have them; no later marks."""
    for ship in scenario.ships:
        marks = ship.marks[0]
        yield (ship.hull, marks.name, marks.imo, None, f"AIS type {ship.ship_type}", ship.length_m, NOTE, URL,
               f"high: {SIMULATED}")  # fmt: skip


def _case_toml(scenario: Scenario) -> str:
    start, end = (datetime.fromtimestamp(t, UTC).isoformat() for t in scenario.span)
    title = quoted(f"SIMULATED: {scenario.title}")
    return (
        f"# {NOTE}. Seed {scenario.seed}, {start} to {end}.\n"
        f"# fairlead new DIR; fairlead add DIR DIR/{PREFIX}*.csv; fairlead run DIR\n"
        f"format = 1\ntitle = {title}\n\n{mapping_toml()}"
    )


def quoted(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text, ensure_ascii=False)


def mapping_toml() -> str:
    """What the columns of the AIS file are."""
    return "[ais.mapping]\n" + "".join(f'{word} = "{column}"\n' for word, column in MAPPED.items())


def write_text(path: Path, text: str) -> Path:
    """A file of text."""
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    """A file of rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_dense(path: Path, table: pa.Table) -> Path:
    """A table with times to the second, written a column at a time."""
    columns = [_written(table[name]) for name in table.column_names]
    with path.open("wb") as file:
        file.write(",".join(table.column_names).encode() + b"\n")
        arrow_csv.write_csv(
            pa.table(columns, names=table.column_names), file,
            arrow_csv.WriteOptions(include_header=False, quoting_style="needed"),
        )  # fmt: skip
    return path


def _written(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("s", tz="UTC")), "%Y-%m-%dT%H:%M:%SZ")
    return column

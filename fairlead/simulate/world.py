"""Worlds: a scenario played through, as reports received and as truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import times
from fairlead.base.schema import TIME
from fairlead.simulate.receiving import receive
from fairlead.simulate.scenario import Scenario, Ship
from fairlead.simulate.sending import CLASS_A, CLASS_B, send
from fairlead.simulate.truth import (
    Life,
    Row,
    list_gaps,
    list_hulls,
    list_meetings,
    list_visits,
    list_voyages,
)  # fmt: skip
from fairlead.simulate.ways import way_of

TEXT, FLOAT, INT = pa.string(), pa.float64(), pa.int64()
MICROSECONDS = 1_000_000
FIRST_LINE = 2
"""Line of the AIS file's first report; the header is the first."""
SIMULATED = "simulated"

HULLS = pa.schema([("hull", TEXT), ("mmsi", INT), ("imo", INT), ("name", TEXT), ("callsign", TEXT),
                   ("start_time", TIME), ("end_time", TIME)])  # fmt: skip
GAPS = pa.schema([("hull", TEXT), ("mmsi", INT), ("start_time", TIME), ("end_time", TIME), ("hours", FLOAT),
                  ("kind", TEXT), ("off_hours", FLOAT)])  # fmt: skip
VISITS = pa.schema([("hull", TEXT), ("mmsi", INT), ("port", TEXT), ("port_complex", TEXT), ("areas", TEXT),
                    ("enter_time", TIME), ("stop_start", TIME), ("stop_end", TIME), ("leave_time", TIME),
                    ("hours", FLOAT), ("reports", INT), ("is_hidden", pa.bool_())])  # fmt: skip
VOYAGES = pa.schema([("hull", TEXT), ("mmsi", INT), ("from_port", TEXT), ("to_port", TEXT), ("start_time", TIME),
                     ("end_time", TIME)])  # fmt: skip
MEETINGS = pa.schema([("meeting", TEXT), ("hull", TEXT), ("other_hull", TEXT), ("mmsi", INT), ("other_mmsi", INT),
                      ("start_time", TIME), ("end_time", TIME), ("lat", FLOAT), ("lon", FLOAT), ("apart_m", FLOAT),
                      ("kind", TEXT), ("dark_hull", TEXT), ("reports", INT), ("other_reports", INT)])  # fmt: skip


FILE_COLUMNS = (
    "mmsi", "time", "lat", "lon", "sog", "cog", "heading", "nav_status", "msg_type", "imo", "name", "callsign",
    "ship_type", "length", "width", "draught", "receiver", "satellite", "source",
)  # fmt: skip
"""Columns of the AIS file."""
TRUE_COLUMNS = ("line", "hull", "is_wrong", "true_time", "true_lat", "true_lon")


@dataclass(frozen=True, slots=True)
class World:
    """A scenario played through."""

    scenario: Scenario
    reports: pa.Table
    """What was received, in time, as the AIS file has it. Every row is labelled simulated."""
    truth: dict[str, pa.Table]
    """reports (line of the AIS file, hull, whether its position is wrong, when and where the ship truly was), hulls,
    gaps, visits, voyages, meetings."""


def simulate(scenario: Scenario) -> World:
    """Play a scenario through. The same scenario gives the same bytes; what one ship draws hangs on no other.

    Args:
        scenario: see ``scenario_of`` and docs/simulate.md.

    Raises:
        EvidenceError: a ship cannot do what its schedule says.

    Limits:
        Ships turn and stop at once and sail over land. Stations hear in a circle, satellites the whole world.
    """
    lives = [_live(ship, scenario) for ship in scenario.ships]
    rows = pa.concat_tables(_received(life, scenario) for life in lives)
    rows = rows.sort_by([(c, "ascending") for c in ("time", "hull", "true_time")]).combine_chunks()
    rows = rows.append_column("line", pa.array(np.arange(FIRST_LINE, FIRST_LINE + rows.num_rows)))
    visits = list(list_visits(lives, scenario))
    truth = {
        "reports": rows.select(TRUE_COLUMNS),
        "hulls": _table(HULLS, list_hulls(lives, scenario)),
        "gaps": _table(GAPS, list_gaps(lives, scenario)),
        "visits": _table(VISITS, visits),
        "voyages": _table(VOYAGES, list_voyages(visits)),
        "meetings": _table(MEETINGS, list_meetings(lives, scenario)),
    }
    return World(scenario, rows.select(FILE_COLUMNS), truth)


def _live(ship: Ship, scenario: Scenario) -> Life:
    way = way_of(ship, scenario)
    sent = send(ship, way, scenario)
    return Life.of(ship, way, sent, receive(ship.hull, sent, scenario))


def _received(life: Life, scenario: Scenario) -> pa.Table:
    """The reports of one ship that were received: what they say, and what is true."""
    ship, sent, at = life.ship, life.sent, np.flatnonzero(life.receiver >= 0)
    receivers, who = scenario.receivers, life.receiver[at]
    ahead = np.array([r.clock_off_s for r in receivers] or [0])[who]

    def shown(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
        return pa.array(list(values), kind).take(pa.array(sent.marks[at]))

    def all_alike(value: Any, kind: pa.DataType) -> pa.Array:
        return pa.array([value], kind).take(pa.array(np.zeros(len(at), np.int64)))

    is_full = not ship.is_class_b
    return pa.table(
        {
            "mmsi": shown((m.mmsi for m in ship.marks), INT),
            "time": times((sent.time[at] + ahead) * MICROSECONDS),
            "lat": np.round(sent.lat[at], 6),
            "lon": np.round(sent.lon[at], 6),
            "sog": sent.sog_kn[at],
            "cog": sent.cog_deg[at],
            "heading": sent.heading_deg[at],
            "nav_status": pa.array(sent.nav_status[at], INT) if is_full else pa.nulls(len(at), INT),
            "msg_type": all_alike(CLASS_A if is_full else CLASS_B, INT),
            "imo": shown((m.imo if is_full else None for m in ship.marks), INT),
            "name": shown((m.name for m in ship.marks), TEXT),
            "callsign": shown((m.callsign for m in ship.marks), TEXT),
            "ship_type": all_alike(ship.ship_type, INT),
            "length": all_alike(ship.length_m, FLOAT),
            "width": all_alike(ship.width_m, FLOAT),
            "draught": pa.array(sent.draught_m[at], FLOAT, from_pandas=True) if is_full else pa.nulls(len(at), FLOAT),
            "receiver": pa.array([f"{SIMULATED} {r.name}" for r in receivers], TEXT).take(pa.array(who)),
            "satellite": pa.array(["satellite" if r.is_satellite else "terrestrial" for r in receivers], TEXT).take(
                pa.array(who)
            ),
            "source": all_alike(SIMULATED, TEXT),
            "hull": all_alike(ship.hull, TEXT),
            "is_wrong": sent.is_fault[at],
            "true_time": times(sent.time[at] * MICROSECONDS),
            "true_lat": np.round(sent.true.lat[at], 6),
            "true_lon": np.round(sent.true.lon[at], 6),
        }
    )


def _table(schema: pa.Schema, rows: Iterable[Row]) -> pa.Table:
    """Rows as a table; seconds since 1970 become times."""
    rows = list(rows)
    columns = [_column(field, [row[field.name] for row in rows]) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(field: pa.Field, values: list[Any]) -> pa.Array:
    if field.type == TIME:
        values = [None if v is None else round(v) * MICROSECONDS for v in values]
        return pa.array(values, INT).view(pa.timestamp("us")).cast(TIME)
    return pa.array(values, field.type)

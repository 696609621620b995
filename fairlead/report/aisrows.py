"""Rows of AIS that a report shows, and the received reports below them: all that its footnotes need of dense tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import key_of
from fairlead.base.tables import TABLES
from fairlead.case.ais_answer import GAPS
from fairlead.report.held import REPORTS, Held, Row

ROWS_SHOWN = 15
"""Rows of each kind of event; a reader of more wants the table."""

MATCHES = "detection_matches"
"""The table of what detections in images are matched to."""

VERDICTS = ("unmatched", "matched", "cannot tell", "no AIS coverage here", "not assessable")
"""What is said of a detection, in the order of the report."""


def _weight(match: Row) -> float:
    """By what a detection stands before others of its verdict."""
    if match["verdict"] != "unmatched":
        return match["p_match"] or 0.0
    vessel = match["p_unmatched_vessel"]
    return float(match["p_unmatched"] if vessel is None else vessel)


ORDERS: Mapping[str, Callable[[Row], tuple[Any, ...]]] = {
    GAPS: lambda g: (-(g["p_not_reception"] or -1.0), -g["hours"], g["gap_id"]),
    "port_calls": lambda c: (-c["confidence"], -c["hours"], c["port_call_id"]),
    "encounters": lambda e: (e["is_in_port"], -e["hours"], e["encounter_id"]),
    MATCHES: lambda m: (
        VERDICTS.index(m["verdict"]),
        m["place_km"] is None,
        -_weight(m),
        m["detection_match_id"],
    ),
}
"""Tables of events shown row by row, and in which order: gaps that reception explains least, calls whose ends were
seen and encounters at sea come first; of detections those without a ship near a place of the case."""


def shown(held: Held, name: str) -> list[Row]:
    """The rows of a table of events that are shown, in their order."""
    return sorted(held.rows(name), key=ORDERS[name])[:ROWS_SHOWN]


def cited_reports(tables: Mapping[str, pa.Table], parts: Callable[[str], Iterable[pa.Table]]) -> dict[str, pa.Table]:
    """The received reports on which the rows shown rest, by table.

    Args:
        tables: the case's, without its dense ones.
        parts: gives a dense table in portions.
    """
    held = Held(tables)
    ids = [row[TABLES[name].key[0]] for name in ORDERS for row in shown(held, name)]
    below = held.below(ids)
    made = {}
    for name in REPORTS:
        column = TABLES[name].key[0]
        kind = column.removesuffix("_id")
        keys = pa.array(sorted(key_of(i) for i in below if i.startswith(f"{kind}:")), pa.int64())
        found = [part.filter(pc.is_in(part[column], value_set=keys)) for part in parts(name)] if len(keys) else []
        made[name] = pa.concat_tables(found).unify_dictionaries() if found else TABLES[name].empty()
    return made

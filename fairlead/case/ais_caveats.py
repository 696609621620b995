"""What a reader is told of a case's AIS before any count: clocks that are off, and ports that are not held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.wording import say_many
from fairlead.events.waters import is_where_ships_lie

Row = dict[str, Any]

PLACED = ("two_places", "teleport", "anchor_spoof")
"""Kinds of conflict by which one MMSI seems to be several ships."""

NO_PORTS = "no ports are held"

WITHOUT_PORTS: Mapping[str, str] = {
    "gaps": "how far a port was, and which could be reached, is not known",
    "port calls": "port calls were not looked for",
    "encounters": "which of them lay in or near a port is not known",
    "loitering": "ships in a port or its roads are among them",
    "voyages": "voyages, from port to port, were not looked for",
    "draught changes": "at which call is not known",
}
"""What each kind of event lacks where no ports are held."""

NOT_SOUGHT = ("port calls", "voyages")
"""Kinds that are not looked for without ports: their count is not known, and not nought."""

LACKING = (
    "No ports are held: port calls were not looked for, nor voyages from port to port. Nor is it known which "
    "encounters and which ships that loitered lay in or near a port, how far a port was from a gap and which could be "
    "reached in it, and at which call a draught changed."
)

PORTS_FILE, PORTS_URL = "UpdatedPub150.csv", "https://msi.nga.mil/Publications/WPI"
"""The World Port Index as its publisher names it; in the public domain."""

ADD_PORTS = (
    f"Add a list of ports: the World Port Index ({PORTS_FILE}, free, from {PORTS_URL}), Global Fishing Watch's named "
    "anchorages, a file of areas of your own; or draw [[areas]] in case.toml. Then run the case again."
)


def count_ports(areas: pa.Table, places: pa.Table) -> int:
    """How many ports a case holds: those of areas, and places with a point where ships lie.

    Args:
        areas: AREAS.
        places: PLACES.
    """
    ports = {port.casefold() for port in areas["port"].unique().to_pylist()}
    found = len(ports)
    for row in places.select(["label", "name", "place_kind", "lat"]).to_pylist():
        is_drawn = bool({row["label"].casefold(), row["name"].casefold()} & ports)
        found += not is_drawn and row["lat"] is not None and is_where_ships_lie(row["place_kind"])
    return found


def list_lacks(ports: int) -> list[Row]:
    """What the case would have to hold for all to be looked for: ``what``, ``words``, and what to ``do``."""
    return [] if ports else [{"what": "ports", "words": LACKING, "do": ADD_PORTS}]


def list_clocks(conflicts: pa.Table) -> list[Row]:
    """The clocks that are off, the most conflicts first: ``id``, ``receiver``, ``ahead_h``, ``conflicts`` that rest on
    it, ``words``.

    Args:
        conflicts: CONFLICTS.
    """
    made = Counter(made_by_clocks(conflicts)["receiver"].to_pylist())
    rows = conflicts.filter(pc.equal(conflicts["conflict_kind"], "clock")).to_pylist()
    rows.sort(key=lambda r: (-made[r["receiver"]], r["conflict_id"]))
    return [
        {
            "id": r["conflict_id"], "receiver": r["receiver"], "ahead_h": r["ahead_h"],
            "conflicts": made[r["receiver"]], "words": _say_clock(r["words"], made[r["receiver"]]),
        }
        for r in rows
    ]  # fmt: skip


def made_by_clocks(conflicts: pa.Table) -> pa.Table:
    """The conflicts that go when a clock is set right: each is told with its clock and not counted beside others."""
    is_clock = pc.equal(conflicts["conflict_kind"], "clock")
    return conflicts.filter(pc.and_not(pc.is_valid(conflicts["receiver"]), is_clock))


def mmsis_by_clocks(conflicts: pa.Table) -> set[int]:
    """The MMSIs that seem to be several ships by nothing but a clock."""
    placed = conflicts.filter(pc.is_in(conflicts["conflict_kind"], value_set=pa.array(PLACED)))
    others = placed.filter(pc.is_null(placed["receiver"]))
    return set(made_by_clocks(placed)["mmsi"].to_pylist()) - set(others["mmsi"].to_pylist())


def _say_clock(words: str, made: int) -> str:
    rests = "rests on it and is" if made == 1 else "rest on it and are"
    rest = f"{say_many(made, 'conflict')} {rests} not counted beside others. " if made else ""
    return (
        f"{words} {rest}Every time that rests on these reports is as doubtful, and one ship may be told as "
        "two; nothing was corrected."
    )

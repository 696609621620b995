"""Bearers: which vessel of the case an AIS track is of, by the marks it sent. Marks are typed by crews: no proof."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id, is_given_imo
from fairlead.base.tables import BEARERS, SEGMENTS, VESSELS
from fairlead.identity.names import NameIndex, read_name

Row = dict[str, Any]

BY_NAME = ("name", "spelling")
"""Ways a name may meet a vessel's own that are enough here; a likeness or a missing number is not."""


def find_bearers(segments: pa.Table, vessels: pa.Table) -> pa.Table:
    """Find the vessel of the case that each segment bears the marks of.

    An IMO number first: the most frequent valid one of a segment, where one vessel has it and nothing is said against
    it. A segment that sent no valid IMO number goes by its most frequent name, where exactly one vessel bears that
    name with an equal number.

    Args:
        segments: SEGMENTS, any order; noise is left out.
        vessels: VESSELS, any order.

    Returns:
        BEARERS, at most one row a segment.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A ship that sends another's marks is taken for it: what it shows elsewhere is then shown of the wrong vessel.
        ``conflicts`` says where one number is on two ships. The MMSI alone ties nothing to a vessel.
    """
    ships = sorted(VESSELS.check(vessels).to_pylist(), key=lambda r: str(r["vessel_id"]))
    by_imo, index = defaultdict[int, list[Row]](list), NameIndex()
    for i, ship in enumerate(ships):
        index.add(i, [read_name(n) for n in ship["names"]], ship["flag"])
        if ship["imo"] is not None and ship["imo_words"] is None:
            by_imo[ship["imo"]].append(ship)
        for imo in ship["imos_joined"] or ():
            by_imo[imo].append(ship)
    columns = ["segment_id", "mmsi", "is_noise", "names", "imos"]
    made: list[Row] = []
    for segment in SEGMENTS.check(segments).select(columns).sort_by("segment_id").to_pylist():
        if segment["is_noise"]:
            continue
        imo = next((i for i in segment["imos"] or () if is_given_imo(i)), None)
        if imo is not None:
            if len(by_imo[imo]) == 1:
                made.append(_row(segment, by_imo[imo][0], "imo", f"its reports give IMO {imo:07d}"))
        elif segment["names"]:
            found = index.find_bearing(read_name(segment["names"][0]))
            found = {i: basis for i, basis in found.items() if basis in BY_NAME}
            if len(found) == 1:
                [(i, basis)] = found.items()
                made.append(_row(segment, ships[i], basis, f"its reports give the name {segment['names'][0]}"))
    return BEARERS.from_rows(made)


def _row(segment: Row, ship: Row, basis: str, why: str) -> Row:
    return {
        "bearer_id": content_id("bearer", segment["segment_id"], ship["vessel_id"]),
        "segment_id": segment["segment_id"],
        "mmsi": segment["mmsi"],
        "vessel_id": ship["vessel_id"],
        "ship_name": ship["name"],
        "mark_basis": basis,
        "words": f"MMSI {segment['mmsi']:09d} is taken for {ship['name']}: {why}. Crews type what they send.",
        "sources": [segment["segment_id"], ship["vessel_id"]],
    }

"""A vessel of the case as a record: every mark it is known by, those of its AIS tracks with the time they were sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.spelling import plain
from fairlead.identity.records import Record, Stated
from fairlead.identity.shared_marks import COLUMNS, OTHERS, SharedMarks

Row = dict[str, Any]


def tracks_of(bearers: pa.Table, segments: pa.Table) -> dict[str, list[Row]]:
    """The AIS segments of each vessel, each with the marks that no other ship on its MMSI sent."""
    mmsis = pc.unique(bearers["mmsi"])
    heard = segments.filter(pc.is_in(segments["mmsi"], value_set=mmsis)).to_pylist()
    by_id, shared = {s["segment_id"]: s for s in heard}, SharedMarks(heard)
    found: dict[str, list[Row]] = defaultdict(list)
    for bearer in bearers.sort_by("bearer_id").to_pylist():
        found[bearer["vessel_id"]].append(_of_it(by_id[bearer["segment_id"]], shared))
    return found


def _of_it(track: Row, shared: SharedMarks) -> Row:
    """A track without the names and call signs that are another ship's on the same MMSI."""
    if not shared.is_shared(track):
        return track
    kept = {
        column: [m for m in track[column] or () if shared.whose(track, property_, m) != OTHERS]
        for property_, column in COLUMNS.items() if property_ != "imo"
    }  # fmt: skip
    return track | kept


def imos_of(ship: Row) -> list[int]:
    """The IMO numbers of a vessel: its own first, then those of vessels that a person held to be it."""
    return [number for number in (ship["imo"], *(ship["imos_joined"] or ())) if number is not None]


Sent = Mapping[tuple[int, str, str], Sequence[Row]]
"""WORN rows by MMSI, property and value as compared."""


def find_sent(worn: pa.Table, mmsis: set[int]) -> Sent:
    """What the tracks of vessels sent, and when."""
    found: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in (
        worn.filter(pc.is_in(worn["mmsi"], value_set=pa.array(mmsis, pa.int32()))).sort_by("worn_id").to_pylist()
    ):
        found[row["mmsi"], row["property"], plain(row["value"])].append(row)
    return found


def _spans(sent: Sent, track: Row, property_: str, value: str) -> list[Row]:
    """When a value was sent within a track: start, end and source of each stretch that stood; the whole track where no
    such stretch is known at all, none where all were slips."""
    whole = {"start": track["start_time"], "end": track["end_time"], "source": track["segment_id"]}
    known = sent.get((track["mmsi"], property_, plain(value)))
    if not known:
        return [whole]
    return [
        {"start": max(w["start_time"], whole["start"]), "end": min(w["end_time"], whole["end"]), "source": w["worn_id"]}
        for w in known
        if w["is_standing"] and w["start_time"] <= whole["end"] and w["end_time"] >= whole["start"]
    ]  # fmt: skip


def _borne(sent: Sent, track: Row, ship: Row) -> Row:
    """When the vessel bore the MMSI of its track: from the first report with its number or a name of it to the last."""
    marks = [*(("name", n) for n in ship["names"]), *(("imo", f"{number:07d}") for number in imos_of(ship))]
    own = [w for p, v in marks if (track["mmsi"], p, plain(v)) in sent for w in _spans(sent, track, p, v)]
    span = {"start": track["start_time"], "end": track["end_time"], "source": track["segment_id"]}
    return span | {"start": min(w["start"] for w in own), "end": max(w["end"] for w in own)} if own else span


_OF_VESSEL = (
    ("ship_type", "type"), ("flag", "flag"), ("dwt_t", "tonnage"), ("gt", "gross_tonnage"), ("built", "built"),
    ("length_m", "length"),
)  # fmt: skip


def record_of(ship: Row, marks: Sequence[Row], tracks: Sequence[Row], sent: Sent) -> Record:
    """Everything a vessel of the case is known by."""
    id_ = ship["vessel_id"]
    said = [Stated("name" if n == ship["name"] else "alias", n, None, source=id_) for n in ship["names"]]
    numbers = [f"{number:07d}" for number in imos_of(ship)]
    said += [Stated("imo", number, number, source=id_) for number in numbers]
    for column, property_ in _OF_VESSEL:
        if (value := ship[column]) is not None:
            words = f"{value:g}" if isinstance(value, float) else str(value)
            said.append(Stated(property_, words, None if property_ == "type" else words, source=id_))
    flags = [m for m in marks if m["mark_kind"] == "flag" and m["value"] != ship["flag"]]
    said += [Stated("former_flag", m["value"], m["value"], source=m["mark_id"]) for m in flags]
    for track in tracks:
        mmsi = f"{track['mmsi']:09d}"
        said.append(Stated("mmsi", mmsi, mmsi, **_borne(sent, track, ship)))
        for sign in track["callsigns"] or ():
            said += [Stated("call_sign", sign, sign, **span) for span in _spans(sent, track, "call_sign", sign)]
        for name in track["names"] or ():
            said += [Stated("alias", name, None, **span) for span in _spans(sent, track, "name", name)]
    return Record(id_, "vessel", tuple(dict.fromkeys(said)))

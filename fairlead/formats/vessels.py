"""vessels: a list of ships, one a row. Deadweight, gross tonnage and payload are three things, never mixed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from fairlead.base.tables import PARTICULARS
from fairlead.base.timeline import parse_date
from fairlead.formats.api import Kind
from fairlead.formats.hulls import LONGEST_M, SHORTEST_M
from fairlead.formats.names import names_in
from fairlead.formats.record import Record
from fairlead.formats.states import says_no_state
from fairlead.formats.tonnage import take_dwt, take_gt

_LENGTH = re.compile(r"\blength(?: overall)?(?: of| is|:)? (?:about )?([0-9]{2,3}(?:\.[0-9]+)?) ?m\b", re.IGNORECASE)


BEAM_M, DEPTH_M, DRAUGHT_M = (2, 80), (1, 50), (0.5, 30)
"""Sizes a ship may have: the broadest are 79 m (Pioneering Spirit 124 m is no tanker), the deepest VLCCs draw 25 m."""


def take_vessel(record: Record) -> Mapping[str, Any]:
    """One row of PARTICULARS."""
    label, name, imo = record.need("vessel_id"), record.need("name"), record.imo(keeps_row=True)
    other_names = record.text("other_names")
    flag, flag_words = record.state("flag")
    if flag_words and not flag and ";" not in flag_words and not says_no_state(flag_words):
        record.drop(
            "flag",
            f"flag {flag_words!r} is no one state this reader knows; its words are kept, its code is not",
            flag_words,
        )
    role = record.text("role_in_case")
    gone, gone_words = record.date("gone"), record.text("gone_how")
    if gone_words and not gone:
        record.drop(
            "gone_how", "gone_how is given and gone is not: without a date nothing can be held against it", gone_words
        )
    confidence, grade = record.confidence()
    return {
        "label": label,
        "name": name,
        "imo": imo,
        "other_names": names_in(other_names or ""),
        "other_names_words": other_names,
        "ship_type": record.text("type"),
        "flag_words": flag_words,
        "flag": flag,
        "dwt_t": take_dwt(record, "dwt"),
        "gt": take_gt(record, "gt"),
        "length_m": _length(record, role),
        "beam_m": record.number("beam_m", *BEAM_M),
        "depth_m": record.number("depth_m", *DEPTH_M),
        "draught_m": record.number("draught_m", *DRAUGHT_M),
        "features": _features(record.text("features")),
        "built": record.whole("built", 1850, 2100),
        "gone_by": None if gone is None else parse_date(gone)[1].replace(tzinfo=UTC),
        "gone_words": None if gone is None else f"{gone_words or 'gone'} ({gone})",
        "designation_words": record.text("designation"),
        "designation_date_words": record.date_words("designation_date"),
        "designation_measures_words": record.text("designation_measures"),
        "role_in_case": role,
        "source_url": record.text("source_url"),
        "confidence": confidence,
        "grade": grade,
    }


def _features(words: str | None) -> list[str] | None:
    """``deck colour: red; no crane`` as a list in lower case."""
    found = [" ".join(f.lower().split()) for f in (words or "").split(";") if f.strip()]
    return found or None


def _length(record: Record, role: str | None) -> float | None:
    """The column, else the one length the role's words state ("length 99.9 m")."""
    length = record.number("length_m", SHORTEST_M, LONGEST_M)
    stated = {float(m) for m in _LENGTH.findall(role or "")}
    if length is not None or len(stated) != 1 or not SHORTEST_M <= min(stated) <= LONGEST_M:
        return length
    return stated.pop()


KIND = Kind(
    name="vessels",
    table=PARTICULARS,
    doc="a list of ships: names, IMO numbers, flag, deadweight, who lists them",
    required=("vessel_id", "name"),
    optional=(
        "imo", "other_names", "type", "flag", "dwt", "gt", "built", "gone", "gone_how", "designation",
        "designation_date", "designation_measures", "role_in_case", "source_url", "confidence", "length_m", "beam_m",
        "depth_m", "draught_m", "features",
    ),
    take=take_vessel,
)  # fmt: skip

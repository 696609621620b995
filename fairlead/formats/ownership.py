"""ownership: who owns, manages or runs a ship or a company, with share and days, as somebody's research says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fairlead.base.ids import is_company_imo
from fairlead.base.tables import OWNERSHIP
from fairlead.base.timeline import parse_date
from fairlead.formats.api import Kind
from fairlead.formats.record import Record

RELATIONS = ("owner", "beneficial owner", "manager", "operator")


def take_ownership(record: Record) -> Mapping[str, Any]:
    """One row of OWNERSHIP."""
    label, owner, owned = record.need("ownership_id"), record.need("owner"), record.need("owned")
    relation = (record.text("relation") or "owner").lower().replace("_", " ")
    if relation not in RELATIONS:
        record.fault("relation", f"relation {relation!r} is none of {', '.join(RELATIONS)}")
    share = record.per_cent("share_pct", 100)
    first, last, founded = (_date(record, name) for name in ("from", "to", "owner_founded"))
    if first and last and last[1] <= first[0]:
        record.fault("to", "to lies before from; swap them or correct the year")
    imo, company = record.imo("owned_imo"), _company(record, "owned_company_imo")
    if imo is not None and company is not None:
        record.fault(
            "owned_imo", "owned_imo and owned_company_imo are both given: a ship is no company; leave one blank"
        )
    confidence, grade = record.confidence()
    return {
        "label": label,
        "owner": owner,
        "owner_imo": _company(record, "owner_imo"),
        "owned": owned,
        "owned_imo": imo,
        "owned_company_imo": company,
        "relation": relation,
        "held_frac": None if share is None else share / 100,
        "from_start": first and first[0],
        "from_end": first and first[1],
        "to_start": last and last[0],
        "to_end": last and last[1],
        "founded_start": founded and founded[0],
        "founded_end": founded and founded[1],
        "note": record.text("note"),
        "source_url": record.text("source_url"),
        "confidence": confidence,
        "grade": grade,
    }


def _date(record: Record, column: str) -> tuple[datetime, datetime] | None:
    words = record.date(column)
    if words is None:
        return None
    start, end = parse_date(words)
    return start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)


def _company(record: Record, column: str) -> int | None:
    """A company's IMO number; its check digit is not a ship's."""
    number = record.whole(column, 1, 9_999_999)
    if number is not None and not is_company_imo(number):
        record.fault(column, f"{column} {number:07d} fails the check digit of a company's number; a ship's is another")
        return None
    return number


KIND = Kind(
    name="ownership",
    table=OWNERSHIP,
    doc="who owns, manages or runs a ship or a company: share, from, to, source",
    required=("ownership_id", "owner", "owned"),
    optional=(
        "relation", "share_pct", "from", "to", "owned_imo", "owned_company_imo", "owner_imo", "owner_founded", "note",
        "source_url", "confidence",
    ),
    take=take_ownership,
)  # fmt: skip

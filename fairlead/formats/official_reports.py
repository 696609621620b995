"""official_reports: what states notified, in barrels or tonnes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import OFFICIAL_REPORTS
from fairlead.formats.api import Kind
from fairlead.formats.quantities import gate_fault
from fairlead.formats.record import LARGEST, Record, shorten
from fairlead.formats.states import find_state

ALL = "all"
"""All states together."""


def take_official_report(record: Record) -> Mapping[str, Any]:
    """One row of OFFICIAL_REPORTS; dates are inclusive in the file, half-open in the table."""
    label, state = record.need("row_id"), _states(record)
    start, end = record.period("period_start", "period_end", is_required=True)
    barrels, tonnes = record.number("barrels", 0, LARGEST), record.number("tonnes", 0, LARGEST)
    if barrels is None and tonnes is None and not record.faults:
        record.fault("barrels", "neither barrels nor tonnes are given: a notification needs an amount")
    if barrels is not None and tonnes is not None and (wrong := gate_fault((barrels, barrels), (tonnes, tonnes))):
        record.fault("barrels", f"barrels {barrels:g} and tonnes {tonnes:g}: {wrong}")
    confidence, _ = record.confidence()
    return {
        "label": label,
        "reporting_state": state,
        "period_start": start,
        "period_end": end,
        "commodity": record.text("commodity"),
        "barrels": barrels,
        "tonnes": tonnes,
        "pct_of_cap_stated": record.per_cent("pct_of_cap_stated", 100_000),
        "check_words": record.text("check"),
        "source_url": record.text("source_url"),
        "confidence": confidence,
    }


def _states(record: Record) -> str | None:
    """``all``, one code, or several joined by + in alphabetical order, whatever separates them in the cell."""
    words = " ".join(record.need("reporting_state").split())
    if words.lower() in (ALL, "all states", "all member states"):
        return ALL
    codes = set()
    for part in re.split(r"\s*[+;/,&]\s*|\s+and\s+", words) if words else ():
        code = find_state(part)
        if code is None:
            record.fault(
                "reporting_state",
                f"reporting_state {shorten(part)!r} is no known state; write its ISO code (CN, or CN+RU), or all",
            )
            return None
        codes.add(code)
    return "+".join(sorted(codes))


KIND = Kind(
    name="official_reports",
    table=OFFICIAL_REPORTS,
    doc="what states notified to a committee: state, period, commodity, barrels or tonnes",
    required=("row_id", "reporting_state", "period_start"),
    optional=("period_end", "commodity", "barrels", "tonnes", "pct_of_cap_stated", "check", "source_url", "confidence"),
    take=take_official_report,
)

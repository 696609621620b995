"""features: what a ship in an image looked like, and how far such a report can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import FEATURES
from fairlead.formats.api import Kind
from fairlead.formats.record import Record


def take_feature(record: Record) -> Mapping[str, Any]:
    """One row of FEATURES."""
    return {
        "label": record.need("feature_id"),
        "sighting": record.need("sighting"),
        "name": record.need("name"),
        "value": record.need("value"),
        "p_present": _chance(record, "p_present"),
        "p_absent": _chance(record, "p_absent"),
        "analyst": record.text("analyst"),
    }


def _chance(record: Record, column: str) -> float | None:
    chance = record.number(column, 0, 1)
    if chance in (0, 1):
        record.fault(column, f"{column} is {chance:g}: nobody's eye is so sure; write 0.01 or 0.99 at the outside")
    return chance


KIND = Kind(
    name="features",
    table=FEATURES,
    doc="what a ship in an image looked like: deck colour, tank covers, crane",
    required=("feature_id", "sighting", "name", "value"),
    optional=("p_present", "p_absent", "analyst"),
    take=take_feature,
)

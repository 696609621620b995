"""measures: what was measured of a ship in an image; readings that were repeated say how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import MEASURES
from fairlead.formats.api import Kind
from fairlead.formats.images import one_of
from fairlead.formats.record import Record

BOUNDS_M: Mapping[str, tuple[float, float]] = {
    "length": (3, 650),
    "beam": (1, 130),
    "bridge_to_bow": (1, 500),
    "air_draught": (1, 150),
    "freeboard": (0.1, 40),
}
"""Least and greatest value that is taken. The longest ship ever built had 458 m (Seawise Giant), the widest has 124 m
(Pioneering Spirit); radar shows ships up to 1.3 times as long as they are. The other bounds leave room over what
tankers and cranes have."""
MOST_REPEATS = 100


def take_measure(record: Record) -> Mapping[str, Any]:
    """One row of MEASURES."""
    label, sighting = record.need("measure_id"), record.need("sighting")
    quantity = one_of(record, "quantity", tuple(BOUNDS_M), is_required=True)
    value = record.as_number("value_m", record.need("value_m"))
    if quantity and value is not None:
        _check_size(record, "value_m", quantity, value)
    sd = record.number("sd_m", 0, 200)
    if sd == 0:
        record.fault("sd_m", "sd_m is 0: no measure is exact; leave it blank where it is not known")
    repeats, readings = _repeats(record, quantity, value)
    return {
        "label": label,
        "sighting": sighting,
        "quantity": quantity,
        "value_m": value,
        "sd_m": sd,
        "repeats": repeats,
        "readings_m": readings,
        "how": record.text("how"),
        "analyst": record.text("analyst"),
    }


def _check_size(record: Record, column: str, quantity: str, value: float) -> bool:
    low, high = BOUNDS_M[quantity]
    if low <= value <= high:
        return True
    words = quantity.replace("_", " ")
    if value <= 0:
        why = "no ship measures that; leave the row out where nothing was measured"
    else:
        why = f"no ship's {words} is so; ships have {low:g} to {high:g} m. Is it in feet, or in pixels?"
    record.fault(column, f"{column} {value:g} as {words}: {why}")
    return False


def _repeats(record: Record, quantity: str | None, value: float | None) -> tuple[int | None, list[float]]:
    """How many readings, and the readings, where the cell lists two or more."""
    text = record.raw("repeats")
    parts = [p.strip() for p in text.split(";") if p.strip()]
    if len(parts) < 2:
        count = record.as_number("repeats", parts[0], 1, MOST_REPEATS) if parts else None
        if count is not None and not count.is_integer():
            record.fault("repeats", f"repeats {text!r} is one reading: list two or more, or write how many there were")
            return None, []
        return (None if count is None else int(count)), []
    found = [n for p in parts if (n := record.as_number("repeats", p)) is not None]
    if len(found) < len(parts) or not quantity or value is None:
        return None, []
    if all(_check_size(record, "repeats", quantity, n) for n in found) and not min(found) <= value <= max(found):
        record.fault("repeats", f"value_m {value:g} lies outside its own readings, {min(found):g} to {max(found):g} m")
    return len(found), found


KIND = Kind(
    name="measures",
    table=MEASURES,
    doc="what was measured of a ship in an image: length, beam, bridge to bow, air draught, freeboard",
    required=("measure_id", "sighting", "quantity", "value_m"),
    optional=("sd_m", "repeats", "how", "analyst"),
    take=take_measure,
)

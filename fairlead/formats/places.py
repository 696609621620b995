"""places: a gazetteer of the case's ports, anchorages and other places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import PLACES
from fairlead.base.units import KM_PER_ARC_MINUTE, KM_PER_NAUTICAL_MILE
from fairlead.base.zones import as_zone
from fairlead.formats.api import Kind
from fairlead.formats.names import names_in
from fairlead.formats.record import Record
from fairlead.formats.states import says_no_state

_WITHIN = re.compile(
    r"\b(?:within|good to|accurate to|precise to)\s+(?:about |approx\.? |some )?"
    r"([0-9]+(?:\.[0-9]+)?)\s*(km|m|nautical miles?|arc[- ]?minutes?)\b"
)
_WORLD_PORT_INDEX = re.compile(r"\bWorld Port Index\b|\bWPI\b")
_KM = {"km": 1.0, "m": 0.001, "n": KM_PER_NAUTICAL_MILE, "a": KM_PER_ARC_MINUTE}


def take_place(record: Record) -> Mapping[str, Any]:
    """One row of PLACES."""
    label, name, kind = record.need("place_id"), record.need("name"), record.need("kind")
    lat, lon = record.point()
    country, country_words = record.state("country")
    if country_words and not country and not says_no_state(country_words):
        record.drop(
            "country",
            f"country {country_words!r} is no state this reader knows; write its ISO code, e.g. KR",
            country_words,
        )
    confidence, _ = record.confidence()
    coord_source = record.text("coord_source")
    precision = record.number("precision_km", low=0)
    return {
        "label": label,
        "name": name,
        "other_names": names_in(record.text("other_names") or ""),
        "country": country,
        "place_kind": kind,
        "lat": lat,
        "lon": lon,
        "precision_km": None if lat is None else stated_precision(precision, confidence, coord_source),
        "time_zone": _zone(record),
        "coord_source": coord_source,
        "note": record.text("note"),
        "source_url": record.text("source_url"),
        "confidence": confidence,
    }


def stated_precision(precision_km: float | None, confidence: str | None, coord_source: str | None) -> float | None:
    """How good a point is, in km: the column, else the words ("within about 5 km", "good to about 1 arc-minute").

    A point of the World Port Index is printed to the arc-minute, whatever else is said of it.
    """
    if precision_km is not None:
        return precision_km
    for words in (confidence, coord_source):
        if found := _WITHIN.search(words or ""):
            unit = found[2] if found[2] in _KM else found[2][0]
            return float(found[1]) * _KM[unit]
    return KM_PER_ARC_MINUTE if _WORLD_PORT_INDEX.search(coord_source or "") else None


def _zone(record: Record) -> str | None:
    zone = record.text("time_zone")
    if zone:
        try:
            as_zone(zone)
        except ValueError as e:
            record.drop("time_zone", str(e), zone)
            return None
    return zone


KIND = Kind(
    name="places",
    table=PLACES,
    doc="a gazetteer: ports, anchorages, islands; a point may be missing",
    required=("place_id", "name", "kind"),
    optional=(
        "other_names", "country", "lat", "lon", "coord_source", "note", "source_url", "confidence", "precision_km",
        "time_zone",
    ),
    take=take_place,
)  # fmt: skip

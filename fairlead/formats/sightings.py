"""sightings: what somebody saw or received, in the source's own words; nothing is placed or resolved here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fairlead.base.doubted import names_in_doubt
from fairlead.base.tables import SIGHTINGS
from fairlead.base.zones import parse_clock, parse_zone
from fairlead.formats.api import Kind
from fairlead.formats.hulls import LONGEST_M, MOST_HULLS, SHORTEST_M, Hulls, read_hulls
from fairlead.formats.images import one_of, yes_no
from fairlead.formats.names import ship_words
from fairlead.formats.record import Record

NOT_NAMED = "(no name stated)"
"""Stands where a sighting says nothing at all of the ship."""
LADEN = ("laden", "ballast", "unknown")


def take_sighting(record: Record) -> Mapping[str, Any]:
    """One row of SIGHTINGS."""
    label, words, imo = record.need("sighting_id"), record.text("vessel_name") or NOT_NAMED, record.imo()
    zone_words = record.text("tz_note")
    name, hulls = _ships(words, zone_words or "")
    hulls = _explicit(record, hulls, words)
    lat, lon = record.point()
    look = record.text("look")
    start, end, clock = _when(record, zone_words, look)
    confidence, grade = record.confidence()
    heading, is_ambiguous = record.number("heading_deg", 0, 360), yes_no(record, "heading_ambiguous")
    if heading is None and is_ambiguous:
        record.drop("heading_ambiguous", "heading_ambiguous is yes and heading_deg is blank: nothing to turn", "yes")
    return {
        "label": label,
        "vessel_words": words,
        "vessel_name": name,
        "imo": imo,
        "event": re.sub(r"[\s-]+", "_", record.need("event").strip().lower()),
        "hulls": hulls.count,
        "hulls_words": hulls.words,
        "members": list(hulls.members),
        "out_of": hulls.out_of,
        "lengths_m": list(hulls.lengths_m),
        "date_start": start,
        "date_end": end,
        "time_local": clock,
        "zone_words": zone_words,
        "place_words": record.text("place"),
        "lat": lat,
        "lon": lon,
        "position_method": record.text("position_method"),
        "position_uncertainty_km": record.number("position_uncertainty_km", low=0, high=20_100),
        "observed_by": record.need("observed_by"),
        "method": record.need("method"),
        "reported_by": record.text("reported_by"),
        "reported_date": record.date_words("reported_date"),
        "source_kind": record.text("source_kind"),
        "look": look,
        "berth": record.text("berth"),
        "laden": one_of(record, "laden", LADEN),
        "heading_deg": heading,
        "is_heading_ambiguous": is_ambiguous,
        "source_url": record.text("source_url"),
        "confidence": confidence,
        "grade": grade,
    }


@lru_cache(maxsize=1 << 14)
def _ships(words: str, zone_words: str) -> tuple[str | None, Hulls]:
    name, description, names = ship_words(words)
    if words == NOT_NAMED:
        return None, Hulls(1)
    if names > 1:
        return None, Hulls(names, words=f"{names}: as many names, separated by semicolons")
    if name or names_in_doubt(words) is not None:
        read = read_hulls(description)
        return name, Hulls(1, lengths_m=read.lengths_m[:1])
    return None, read_hulls(description, zone_words)


def _explicit(record: Record, read: Hulls, words_of_ship: str) -> Hulls:
    """Columns that state a count win over words."""
    count = record.whole("hulls", 0, MOST_HULLS)
    members = tuple(dict.fromkeys(record.texts("members"))) or read.members
    out_of = record.whole("out_of", 1, MOST_HULLS)
    lengths = tuple(record.numbers("lengths_m", SHORTEST_M, LONGEST_M)) or read.lengths_m
    out_of = read.out_of if out_of is None else out_of
    stated = read.count if count is None else count
    if count is not None and len(members) > count:
        record.fault("hulls", f"hulls is {count}, but {len(members)} sightings are said to be among them")
    if out_of is not None and out_of < stated:
        record.fault("out_of", f"out_of is {out_of}, fewer than the {stated} ships of the row")
    words = read.words if count is None else (f"{count}: stated in the column hulls" if count != 1 else None)
    if read.fault and count is None:
        counted = f"counted as {max(stated, len(members))}; write the number in the column hulls"
        record.drop("vessel_name", f"vessel_name: {read.fault}; {counted}", words_of_ship)
    return Hulls(max(stated, len(members)), members, out_of, lengths, words)


def _when(record: Record, zone_words: str | None, look: str | None) -> tuple[str | None, str | None, str | None]:
    """First date, last date and clock time as written, all of them possible; none where a look gives the time."""
    start, behind = record.date_and_clock("date_start", is_required=look is None)
    end, unused = record.date_and_clock("date_end")
    if unused:
        record.drop("date_end", f"date_end: the day {end} is used, the clock time {unused} behind it is not", unused)
    clock = record.text("time_local")
    if behind and clock and not _is_one_clock(behind, clock):
        record.fault("time_local", f"time_local says {clock[:80]!r} and date_start {behind!r}; give the time once")
    clock = clock or behind
    if look is not None and start is None and not record.faults:
        for column, words in (("date_end", end), ("time_local", clock)):
            if words:
                said = (
                    f"{column} {words[:80]!r} stands without a date_start; left out: the time of look {look!r} is used"
                )
                record.drop(column, said, words)
        return None, None, None
    if start and end:
        record.between("date_start", start, end)
    if clock and (wrong := _clock_fault(clock)):
        record.fault("time_local", f"time_local {wrong}; write HH:MM in 24 hours, or words")
    if zone_words and (wrong := _zone_fault(zone_words)):
        record.fault("tz_note", f"tz_note {zone_words[:80]!r}: {wrong}")
    return start, end, clock


@lru_cache(maxsize=1 << 14)
def _clock_fault(clock: str) -> str | None:
    try:
        parse_clock(clock)
    except ValueError as e:
        return str(e).removeprefix("time ")
    return None


def _is_one_clock(one: str, other: str) -> bool:
    try:
        return parse_clock(one) == parse_clock(other)
    except ValueError:
        return False


@lru_cache(maxsize=1 << 14)
def _zone_fault(words: str) -> str | None:
    try:
        parse_zone(words)
    except ValueError as e:
        return str(e)
    return None


KIND = Kind(
    name="sightings",
    table=SIGHTINGS,
    doc="what somebody saw or received: ships at places, AIS on and off, groups, ships without a name",
    required=("sighting_id", "event", "observed_by", "method"),
    signature=("date_start",),
    optional=(
        "date_start", "vessel_name", "imo", "date_end", "time_local", "tz_note", "place", "lat", "lon",
        "position_method", "position_uncertainty_km", "reported_by", "reported_date", "source_url", "source_kind",
        "confidence", "hulls", "members", "out_of", "lengths_m", "look", "berth", "laden", "heading_deg",
        "heading_ambiguous",
    ),
    take=take_sighting,
)  # fmt: skip

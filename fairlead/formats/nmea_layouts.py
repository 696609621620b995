"""Layouts of the AIS messages that are read: each field's first bit, width and scale, after ITU-R M.1371-5, annex 8.

A literal table. What becomes of a field, and which of its values stand in for "not available", is in ``nmea_reports``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """Some bits of a message."""

    name: str
    start: int
    width: int
    per: int = 1
    """Parts of the unit that one count is: 10 for tenths of a knot, 600,000 for 1/10,000 minute of arc."""
    is_signed: bool = False
    is_text: bool = False
    """Six-bit text, ``width`` / 6 characters."""


def _point(start: int) -> tuple[Field, ...]:
    return (Field("lon", start, 28, 600_000, is_signed=True), Field("lat", start + 28, 27, 600_000, is_signed=True))


def _dimensions(start: int) -> tuple[Field, ...]:
    return (
        Field("to_bow", start, 9),
        Field("to_stern", start + 9, 9),
        Field("to_port", start + 18, 6),
        Field("to_starboard", start + 24, 6),
    )


def _text(name: str, start: int, characters: int) -> Field:
    return Field(name, start, 6 * characters, is_text=True)


HEAD = (Field("msg_type", 0, 6), Field("repeat", 6, 2), Field("mmsi", 8, 30))

CLASS_A = (
    *HEAD,
    Field("status", 38, 4),
    Field("turn", 42, 8, is_signed=True),
    Field("speed", 50, 10, 10),
    Field("accuracy", 60, 1),
    *_point(61),
    Field("course", 116, 12, 10),
    Field("heading", 128, 9),
    Field("second", 137, 6),
    Field("maneuver", 143, 2),
    Field("raim", 148, 1),
    Field("radio", 149, 19),
)

BASE_STATION = (
    *HEAD,
    Field("year", 38, 14),
    Field("month", 52, 4),
    Field("day", 56, 5),
    Field("hour", 61, 5),
    Field("minute", 66, 6),
    Field("second", 72, 6),
    Field("accuracy", 78, 1),
    *_point(79),
    Field("epfd", 134, 4),
    Field("raim", 148, 1),
    Field("radio", 149, 19),
)

STATIC_AND_VOYAGE = (
    *HEAD,
    Field("ais_version", 38, 2),
    Field("imo", 40, 30),
    _text("callsign", 70, 7),
    _text("shipname", 112, 20),
    Field("ship_type", 232, 8),
    *_dimensions(240),
    Field("epfd", 270, 4),
    Field("month", 274, 4),
    Field("day", 278, 5),
    Field("hour", 283, 5),
    Field("minute", 288, 6),
    Field("draught", 294, 8, 10),
    _text("destination", 302, 20),
    Field("dte", 422, 1),
)

AIRCRAFT = (
    *HEAD,
    Field("alt", 38, 12),
    Field("speed", 50, 10),
    Field("accuracy", 60, 1),
    *_point(61),
    Field("course", 116, 12, 10),
    Field("second", 128, 6),
    Field("reserved_1", 134, 8),
    Field("dte", 142, 1),
    Field("assigned", 146, 1),
    Field("raim", 147, 1),
    Field("radio", 148, 20),
)

CLASS_B = (
    *HEAD,
    Field("reserved_1", 38, 8),
    Field("speed", 46, 10, 10),
    Field("accuracy", 56, 1),
    *_point(57),
    Field("course", 112, 12, 10),
    Field("heading", 124, 9),
    Field("second", 133, 6),
    Field("reserved_2", 139, 2),
    Field("cs", 141, 1),
    Field("display", 142, 1),
    Field("dsc", 143, 1),
    Field("band", 144, 1),
    Field("msg22", 145, 1),
    Field("assigned", 146, 1),
    Field("raim", 147, 1),
    Field("radio", 148, 20),
)

CLASS_B_EXTENDED = (
    *HEAD,
    Field("reserved_1", 38, 8),
    Field("speed", 46, 10, 10),
    Field("accuracy", 56, 1),
    *_point(57),
    Field("course", 112, 12, 10),
    Field("heading", 124, 9),
    Field("second", 133, 6),
    Field("reserved_2", 139, 4),
    _text("shipname", 143, 20),
    Field("ship_type", 263, 8),
    *_dimensions(271),
    Field("epfd", 301, 4),
    Field("raim", 305, 1),
    Field("dte", 306, 1),
    Field("assigned", 307, 1),
)

AID_TO_NAVIGATION = (
    *HEAD,
    Field("aid_type", 38, 5),
    _text("name", 43, 20),
    Field("accuracy", 163, 1),
    *_point(164),
    *_dimensions(219),
    Field("epfd", 249, 4),
    Field("second", 253, 6),
    Field("off_position", 259, 1),
    Field("reserved_1", 260, 8),
    Field("raim", 268, 1),
    Field("virtual_aid", 269, 1),
    Field("assigned", 270, 1),
    _text("name_ext", 272, 14),
)

PART_A = (*HEAD, Field("partno", 38, 2), _text("shipname", 40, 20))

PART_B = (
    *HEAD,
    Field("partno", 38, 2),
    Field("ship_type", 40, 8),
    _text("vendorid", 48, 3),
    Field("model", 66, 4),
    Field("serial", 70, 20),
    _text("callsign", 90, 7),
    *_dimensions(132),
)

PART_B_OF_A_CRAFT = (*PART_B[:-4], Field("mothership_mmsi", 132, 30))
"""Part B of a craft that belongs to a ship (MMSI 98...): the ship's MMSI stands where others have dimensions."""

LONG_RANGE = (
    *HEAD,
    Field("accuracy", 38, 1),
    Field("raim", 39, 1),
    Field("status", 40, 4),
    Field("lon", 44, 18, 600, is_signed=True),
    Field("lat", 62, 17, 600, is_signed=True),
    Field("speed", 79, 6),
    Field("course", 85, 9),
    Field("gnss", 94, 1),
)

LAYOUTS: dict[str, tuple[Field, ...]] = {
    "1": CLASS_A,
    "2": CLASS_A,
    "3": CLASS_A,
    "4": BASE_STATION,
    "5": STATIC_AND_VOYAGE,
    "9": AIRCRAFT,
    "11": BASE_STATION,
    "18": CLASS_B,
    "19": CLASS_B_EXTENDED,
    "21": AID_TO_NAVIGATION,
    "24A": PART_A,
    "24B": PART_B,
    "24B of a craft": PART_B_OF_A_CRAFT,
    "27": LONG_RANGE,
}
"""Layout by message type; type 24 is three layouts. Type 11, a ship's answer to the question for its time, is laid out
as a base station's report."""

TYPES_READ = (1, 2, 3, 4, 5, 9, 11, 18, 19, 21, 24, 27)
"""Types with a position, static data or a name. The others are counted by type."""

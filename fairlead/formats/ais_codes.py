"""Codes of ITU-R M.1371 for the words that providers put in their place."""

from __future__ import annotations

import re

import numpy as np

from fairlead.formats.ais_values import NULLS

NAV_STATUS = {
    "under way using engine": 0,
    "at anchor": 1,
    "not under command": 2,
    "restricted maneuverability": 3,
    "restricted manoeuvrability": 3,
    "constrained by her draught": 4,
    "moored": 5,
    "aground": 6,
    "engaged in fishing": 7,
    "under way sailing": 8,
    "power-driven vessel towing astern": 11,
    "power-driven vessel pushing ahead or towing alongside": 12,
    "ais-sart": 14,
    "ais-sart is active": 14,
}

SHIP_TYPE = {
    "wig": 20,
    "wing in ground": 20,
    "fishing": 30,
    "towing": 31,
    "towing long/wide": 32,
    "dredging": 33,
    "dredging or underwater ops": 33,
    "diving": 34,
    "diving ops": 34,
    "military": 35,
    "military ops": 35,
    "sailing": 36,
    "pleasure": 37,
    "pleasure craft": 37,
    "hsc": 40,
    "high speed craft": 40,
    "pilot": 50,
    "pilot vessel": 50,
    "sar": 51,
    "search and rescue vessel": 51,
    "tug": 52,
    "port tender": 53,
    "anti-pollution": 54,
    "anti-pollution equipment": 54,
    "law enforcement": 55,
    "medical": 58,
    "medical transport": 58,
    "not party to conflict": 59,
    "noncombatant ship according to rr resolution no. 18": 59,
    "passenger": 60,
    "cargo": 70,
    "tanker": 80,
    "other": 90,
    "other type": 90,
}
"""First word of a type, before its comma, to its code."""

CATEGORY = {"category x": 1, "category y": 2, "category z": 3, "category os": 4, "no additional information": 9} | {
    f"hazardous category {letter}": digit for digit, letter in enumerate("abcd", start=1)
}
"""Second digit of the types of which it says the cargo."""

MOBILES = {"base station": 4, "aton": 21, "sar airborne": 9}
"""Kinds of stations that are no ships, by the message they send."""

SATELLITE = {"terra": 0, "terrestrial": 0, "satellite": 1, "sat": 1, "s-ais": 1, "t-ais": 0}

_WITH_CARGO = (20, 40, 60, 70, 80, 90)


def read_status(text: str) -> float:
    """A navigational status: its words or its number."""
    return NAV_STATUS.get(text.strip().lower(), _number(text))


def read_type(text: str, cargo: str = "") -> float:
    """A type of ship and cargo: its number, or words such as "Tanker", "Cargo, Hazardous category A"."""
    words = text.strip().lower()
    if words in SHIP_TYPE:
        base, rest = SHIP_TYPE[words], cargo.strip().lower()
    else:
        first, _, rest = words.partition(",")
        base = SHIP_TYPE.get(first, 0)
    if not base:
        return _number(text)
    return float(base + CATEGORY.get(rest.strip(), 0)) if base in _WITH_CARGO else float(base)


def read_mobile(text: str) -> float:
    """The message by which a kind of station that is no ship is known."""
    return MOBILES.get(text.strip().lower(), np.nan)


def read_message(text: str) -> float:
    """A message's type: 18, "AIS.18"."""
    return _number(text.strip().upper().removeprefix("AIS."))


def read_satellite(text: str) -> float:
    """1 a satellite, 0 a station on shore."""
    return SATELLITE.get(text.strip().lower(), np.nan)


def _number(text: str) -> float:
    return float(text) if text not in NULLS and re.fullmatch(r"\s*-?\d{1,9}(\.\d*)?\s*", text) else np.nan

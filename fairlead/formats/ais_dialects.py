"""What providers call their columns, and what is odd in each layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.errors import EvidenceError

NEEDED = ("mmsi", "time", "lat", "lon")

NUMBERS = (
    "mmsi", "lat", "lon", "sog", "cog", "heading", "nav_status", "msg_type", "length", "width", "draught",
    "to_bow", "to_stern", "to_port", "to_starboard", "millisecond", "satellite",
)  # fmt: skip
TEXTS = ("imo", "name", "callsign", "destination", "receiver", "ship_type", "cargo", "source")
TIME_STYLES = ("iso", "dmy", "compact", "epoch")
COLUMNS = ("time", *NUMBERS, *TEXTS)
"""Our words for the columns of a log."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One provider's layout."""

    kind: str
    doc: str
    columns: Mapping[str, str]
    """Our word to the provider's column, as :func:`plain` spells it."""
    time: str = "iso"
    """How times are written; see ``ais_values.times``."""
    is_signed: bool = False
    """Whether courses and speeds above half the range stand as negative numbers: 12 and 10 bits read as signed."""
    needed: tuple[str, ...] = ()
    """Further columns by which the layout is told."""
    position_per_deg: float = 1.0
    speed_per_kn: float = 1.0
    course_per_deg: float = 1.0
    draught_per_m: float = 1.0
    said: str = ""
    """What the reader found out by itself, for the person who adds the file."""

    def fits(self, header: Iterable[str]) -> bool:
        """Whether a header has what the layout needs."""
        names = set(header)
        wanted = [self.columns[c] for c in NEEDED] + list(self.needed)
        return all(name in names for name in wanted)


def plain(name: str) -> str:
    """A column's name as compared: lower case, no byte order mark, `#`, blanks, hyphens or underscores."""
    return "".join(c for c in name.lower() if c not in '\ufeff# _-\t"')


def _columns(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


CSV_DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        "marinecadastre", "AIS of the US Coast Guard as MarineCadastre publishes it, 2018 to 2024",
        _columns("mmsi=mmsi time=basedatetime lat=lat lon=lon sog=sog cog=cog heading=heading nav_status=status "
                 "imo=imo name=vesselname callsign=callsign ship_type=vesseltype length=length width=width "
                 "draught=draft"),
        is_signed=True,
    ),
    Dialect(
        "marinecadastre", "AIS of the US Coast Guard as MarineCadastre publishes it, from 2025",
        _columns("mmsi=mmsi time=basedatetime lat=latitude lon=longitude sog=sog cog=cog heading=heading "
                 "nav_status=status imo=imo name=vesselname callsign=callsign ship_type=vesseltype length=length "
                 "width=width draught=draft"),
        is_signed=True,
    ),
)  # fmt: skip

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "mmsi": ("mmsi", "ssvid", "userid", "vesselmmsi"),
    "time": ("ts", "timestamp", "time", "datetime", "basedatetime", "timeutc", "datetimeutc", "msgtime",
             "receivedat"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude", "long", "lng"),
    "sog": ("sog", "speed", "speedoverground", "sogkn", "speedknots"),
    "cog": ("cog", "course", "courseoverground", "cogdeg"),
    "heading": ("heading", "trueheading", "hdg", "headingdeg"),
    "nav_status": ("navstatus", "status", "navigationalstatus", "navigationstatus", "navstat"),
    "msg_type": ("msgtype", "messagetype", "messageid", "messagenr"),
    "imo": ("imo", "imonr", "imonumber"),
    "name": ("name", "shipname", "vesselname"),
    "callsign": ("callsign",),
    "ship_type": ("shiptype", "vesseltype", "shipandcargotype"),
    "length": ("length", "lengthm", "loa"),
    "width": ("width", "widthm", "beam"),
    "draught": ("draught", "draft", "draughtm"),
    "destination": ("destination",),
    "receiver": ("receiver", "station", "receiverid"),
}  # fmt: skip
"""Names that say by themselves what a column is, for files of no known provider."""


def find_dialect(header: Iterable[str]) -> Dialect | None:
    """The provider's layout a header is of."""
    names = [plain(h) for h in header]
    return next((d for d in CSV_DIALECTS if d.fits(names)), None)


def find_plain(kind: str, header: Iterable[str], mapping: Mapping[str, Any] | None = None) -> Dialect | None:
    """A layout whose column names say what they are, or are said in a mapping; None where one that is needed is
    missing.

    Args:
        kind: what files of it are called.
        header: its columns.
        mapping: ``[ais.mapping]`` of case.toml.
    """
    names = [plain(h) for h in header]
    if mapping and (said := mapped(kind, names, mapping)):
        return said
    found = {c: next((s for s in said if s in names), None) for c, said in SYNONYMS.items()}
    columns = {c: name for c, name in found.items() if name}
    if any(c not in columns for c in NEEDED):
        return None
    return Dialect(kind, "", columns)


OPTIONS = ("time_format", "degrees", "knots", "course_degrees", "metres")
"""Of a mapping, besides our words for columns."""


def mapped(kind: str, names: list[str], mapping: Mapping[str, Any]) -> Dialect | None:
    """The layout that a mapping says, or None where the header lacks a column it needs.

    Raises:
        EvidenceError: the mapping has a word that is none of ours, or a value that cannot be meant.
    """
    if unknown := sorted(set(mapping) - set(COLUMNS) - set(OPTIONS)):
        raise EvidenceError(f"[ais.mapping] has {unknown[0]!r}; it may have {', '.join((*COLUMNS, *OPTIONS))}")
    columns = {word: plain(str(mapping[word])) for word in COLUMNS if word in mapping}
    if lacking := [w for w in NEEDED if w not in columns]:
        raise EvidenceError(f"[ais.mapping] does not say which column is {', '.join(lacking)}")
    if any(columns[w] not in names for w in NEEDED):
        return None
    style = str(mapping.get("time_format", "iso"))
    if style not in TIME_STYLES and "%" not in style:
        raise EvidenceError(
            f"[ais.mapping] has time_format {style!r}; it may be {', '.join(TIME_STYLES)} or a format with %"
        )
    per = [mapping.get(option, 1) for option in OPTIONS[1:]]
    if any(isinstance(p, bool) or not isinstance(p, (int, float)) or not p > 0 for p in per):
        raise EvidenceError(
            f"[ais.mapping]: {', '.join(OPTIONS[1:])} are numbers above 0: how many of the file's units are one"
        )
    position, speed, course, draught = (float(p) for p in per)
    return Dialect(kind, "", columns, style, position_per_deg=position, speed_per_kn=speed, course_per_deg=course,
                   draught_per_m=draught)  # fmt: skip

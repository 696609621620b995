"""What providers call their columns, and what is odd in each layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fnmatch import fnmatchcase
from typing import Any

from fairlead.base.wording import say_list
from fairlead.errors import EvidenceError

NEEDED = ("mmsi", "time", "lat", "lon")

NUMBERS = (
    "mmsi", "lat", "lon", "sog", "cog", "heading", "nav_status", "msg_type", "length", "width", "draught",
    "to_bow", "to_stern", "to_port", "to_starboard", "millisecond",
)  # fmt: skip
TEXTS = ("imo", "name", "callsign", "destination", "receiver", "ship_type", "cargo", "mobile", "satellite")
TIME_STYLES = ("iso", "dmy", "compact", "epoch")
COLUMNS = ("time", *NUMBERS, *TEXTS)
"""Our words for the columns of a log."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One provider's layout."""

    kind: str
    columns: Mapping[str, str]
    """Our word to the provider's column, as :func:`plain` spells it, or to the key of a JSON object."""
    time: str = "iso"
    """How times are written; see ``ais_values.times``."""
    signed: tuple[str, ...] = ()
    """Which of ``cog`` and ``sog`` stand as negative numbers above half their range: 12 and 10 bits read as signed."""
    needed: tuple[str, ...] = ()
    """Further columns by which the layout is told."""
    position_per_deg: float = 1.0
    speed_per_kn: float = 1.0
    course_per_deg: float = 1.0
    draught_per_m: float = 1.0
    words: str = ""
    """What was found out from the values, for the person who adds the file."""

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


SIGNED = ("cog", "sog")
_UNITED_STATES = (
    "mmsi=mmsi time=basedatetime sog=sog cog=cog heading=heading nav_status=status imo=imo name=vesselname "
    "callsign=callsign ship_type=vesseltype length=length width=width draught=draft "
)

CSV_DIALECTS: tuple[Dialect, ...] = (
    Dialect("marinecadastre", _columns(_UNITED_STATES + "lat=lat lon=lon"), signed=SIGNED),
    Dialect("marinecadastre", _columns(_UNITED_STATES + "lat=latitude lon=longitude"), signed=SIGNED),
    Dialect(
        "dma",
        _columns("mmsi=mmsi time=timestamp lat=latitude lon=longitude sog=sog cog=cog heading=heading "
                 "nav_status=navigationalstatus mobile=typeofmobile imo=imo name=name callsign=callsign "
                 "ship_type=shiptype cargo=cargotype length=length width=width draught=draught "
                 "destination=destination"),
        time="dmy", needed=("typeofmobile",),
    ),
    Dialect(
        "barentswatch",
        _columns("mmsi=mmsi time=msgtime lat=latitude lon=longitude sog=speedoverground cog=courseoverground "
                 "heading=trueheading nav_status=navigationalstatus name=name ship_type=shiptype satellite=stream"),
        needed=("courseoverground",),
    ),
    Dialect(
        "exactearth",
        _columns("mmsi=mmsi time=time millisecond=millisecond lat=latitude lon=longitude sog=sog cog=cog "
                 "heading=heading nav_status=navigationalstatus msg_type=messageid imo=imo name=vesselname "
                 "callsign=callsign ship_type=shiptype to_bow=dimensiontobow to_stern=dimensiontostern "
                 "to_port=dimensiontoport to_starboard=dimensiontostarboard draught=draught destination=destination"),
        time="compact", needed=("messageid", "dimensiontobow"),
    ),
    Dialect(
        "ais_semicolon",
        _columns("mmsi=mmsi time=datetimeutc lat=lat lon=lon sog=sog cog=cog heading=trueheading "
                 "nav_status=navstatus msg_type=messagenr imo=imonr length=length"),
        needed=("messagenr",),
    ),
    Dialect(
        "pelagos_2012",
        _columns("mmsi=mmsi time=timestamp lat=latitude lon=longitude sog=sog cog=cog heading=hdg nav_status=navstat"),
        time="epoch", needed=("score", "navstat"),
    ),
    Dialect(
        "suez", _columns("mmsi=id time=aispostimestamp lat=latitude lon=longitude"), time="dmy",
        words="whose ships are numbered by the file itself, not by MMSI: keep files of other such numbers out of this "
              "case, or their ships become one",
    ),
)  # fmt: skip

_MESSAGE = (
    "mmsi=ssvid time=timestamp lat=lat lon=lon sog=speed cog=course heading=heading nav_status=status msg_type=type "
    "imo=imo name=shipname callsign=callsign ship_type=shiptype length=length width=width destination=destination "
    "receiver=receiver satellite=receiver_type"
)
_AISHUB = (
    "mmsi=MMSI time=TIME lat=LATITUDE lon=LONGITUDE sog=SOG cog=COG heading=HEADING nav_status=NAVSTAT imo=IMO "
    "name=NAME callsign=CALLSIGN ship_type=TYPE to_bow=A to_stern=B to_port=C to_starboard=D draught=DRAUGHT "
    "destination=DEST"
)
_AISSTREAM = (
    "mmsi=^MMSI,UserID time=^time_utc lat=Latitude lon=Longitude sog=Sog cog=Cog heading=TrueHeading "
    "nav_status=NavigationalStatus msg_type=MessageID imo=ImoNumber name=Name,ReportA.Name,^ShipName "
    "callsign=CallSign,ReportB.CallSign ship_type=Type,ReportB.ShipType to_bow=Dimension.A,ReportB.Dimension.A "
    "to_stern=Dimension.B,ReportB.Dimension.B to_port=Dimension.C,ReportB.Dimension.C "
    "to_starboard=Dimension.D,ReportB.Dimension.D draught=MaximumStaticDraught destination=Destination"
)
JSON_DIALECTS: tuple[Dialect, ...] = (
    Dialect("gfw_messages", _columns(_MESSAGE), needed=("ssvid",)),
    Dialect("aishub", _columns(_AISHUB), needed=("MMSI", "LONGITUDE")),
    Dialect("aisstream", _columns(_AISSTREAM), needed=("MetaData", "MessageType")),
)
"""Layouts of JSON objects: our word to the object's key, or several of which the first that is there counts. With
``^`` the message lies one level down and the key beside it, in aisstream's ``MetaData``."""

DOCS: Mapping[str, str] = {
    "marinecadastre": "AIS of the US Coast Guard as MarineCadastre publishes it, CSV of 2018 to 2024 and from 2025",
    "dma": "AIS of the Danish Maritime Authority, daily CSV",
    "barentswatch": "AIS of the Norwegian Coastal Administration as BarentsWatch gives it, CSV",
    "exactearth": "decoded messages of exactEarth, CSV",
    "ais_semicolon": "AIS as CSV separated by semicolons, with imo_nr and message_nr",
    "pelagos_2012": "positions with navstat, hdg and score, as CSV, times in seconds since 1970",
    "suez": "positions of ships numbered by the file itself, as CSV (ID, ais_pos_timestamp)",
    "gfw_messages": "messages as Global Fishing Watch writes them, JSON lines or a JSON array",
    "aishub": "AISHub's answer in JSON, in human or raw units",
    "aisstream": "messages of aisstream.io, JSON lines",
    "ais_csv": "AIS as delimited text of any provider, its columns named in case.toml or by themselves",
    "ais_parquet": "AIS as Parquet of any provider, its columns named in case.toml or by themselves",
    "nmea": "logs of NMEA sentences (AIVDM, AIVDO) with or without tag blocks",
}
"""Every kind of AIS file and what it holds."""

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
    return Dialect(kind, columns)


PER = ("position_per_deg", "speed_per_kn", "course_per_deg", "draught_per_m")
UNTIMED = "untimed"
"""Of a mapping: when logs of NMEA without times were received, by the file's name or a pattern of names."""
OPTIONS = ("time_format", *PER)
"""Of a mapping, besides our words for columns: how times are written, and how many of the file's units make one."""


def mapped(kind: str, names: list[str], mapping: Mapping[str, Any]) -> Dialect | None:
    """The layout that a mapping says, or None where the header lacks a column it needs. Its words name those columns
    of the mapping that are not in the header and can be done without.

    Raises:
        EvidenceError: the mapping has a word that is none of ours, or a value that cannot be meant.
    """
    check_mapping(mapping)
    if not _columns_said(mapping):
        return None
    columns = {word: plain(str(mapping[word])) for word in COLUMNS if word in mapping}
    if any(columns[w] not in names for w in NEEDED):
        return None
    position, speed, course, draught = (float(mapping.get(option, 1)) for option in PER)
    return Dialect(kind, columns, str(mapping.get("time_format", "iso")), position_per_deg=position,
                   speed_per_kn=speed, course_per_deg=course, draught_per_m=draught,
                   words=say_absent(names, mapping))  # fmt: skip


def say_absent(names: Iterable[str], mapping: Mapping[str, Any]) -> str:
    """Which columns of a mapping a header does not have: ``without the column 'v' that [ais.mapping] names for sog``.

    Args:
        names: the header's, as :func:`plain` spells them.
        mapping: checked.
    """
    has = set(names)
    absent = {word: mapping[word] for word in COLUMNS if word in mapping and plain(mapping[word]) not in has}
    if not absent:
        return ""
    columns = "the columns" if len(absent) > 1 else "the column"
    named, words = say_list([f"{name!r}" for name in absent.values()]), say_list([*absent])
    return f"without {columns} {named} that [ais.mapping] names for {words}"


def check_mapping(mapping: Mapping[str, Any]) -> None:
    """Check that a mapping, if there is one, can be meant.

    Raises:
        EvidenceError: it has a word that is none of ours, leaves out a column that is needed, or has a value that
            cannot be meant.
    """
    if not mapping:
        return
    if unknown := sorted(set(mapping) - set(COLUMNS) - {*OPTIONS, UNTIMED}):
        raise EvidenceError(f"[ais.mapping] has {unknown[0]!r}; it may have {', '.join((*COLUMNS, *OPTIONS, UNTIMED))}")
    _check_untimed(mapping.get(UNTIMED, {}))
    if not _columns_said(mapping):
        return
    if lacking := [w for w in NEEDED if w not in mapping]:
        raise EvidenceError(f"[ais.mapping] does not say which column is {', '.join(lacking)}")
    _check_columns({word: mapping[word] for word in COLUMNS if word in mapping})
    style = mapping.get("time_format", "iso")
    if style not in TIME_STYLES and not (isinstance(style, str) and "%" in style):
        raise EvidenceError(
            f"[ais.mapping] has time_format {style!r}; it may be {', '.join(TIME_STYLES)} or a format with %"
        )
    per = {option: mapping[option] for option in PER if option in mapping}
    if any(isinstance(p, bool) or not isinstance(p, (int, float)) or not p > 0 for p in per.values()):
        raise EvidenceError(f"[ais.mapping]: {', '.join(PER)} are numbers above 0: how many units of the file make one")


def _check_columns(columns: Mapping[str, Any]) -> None:
    """Each of our words has a column's name of its own: which of two things a column is nobody can tell."""
    words: dict[str, str] = {}
    for word, name in columns.items():
        if not isinstance(name, str) or not plain(name):
            raise EvidenceError(f"[ais.mapping] {word} is the name of a column in quotes; here it is {name!r}")
        if (other := words.setdefault(plain(name), word)) != word:
            raise EvidenceError(f"[ais.mapping] names the column {name!r} for both {other} and {word}")


def time_of_untimed(mapping: Mapping[str, Any] | None, name: str) -> datetime | None:
    """When the messages of a log that say no time were received, as a mapping has it; None where it does not.

    Args:
        mapping: ``[ais.mapping]`` of case.toml, checked.
        name: the file's, with or without the folder or archive before it.
    """
    short = name.replace("!", "/").rsplit("/", 1)[-1]
    rules = (mapping or {}).get(UNTIMED, {})
    said = next(
        (when for pattern, when in rules.items() if fnmatchcase(name, pattern) or fnmatchcase(short, pattern)), None
    )
    if said is None:
        return None
    return said.astimezone(UTC) if isinstance(said, datetime) else datetime.combine(said, time(), UTC)


def _check_untimed(rules: Any) -> None:
    example = '"coast*.nmea" = 2012-03-01'
    if not isinstance(rules, dict):
        raise EvidenceError(f"[ais.mapping] {UNTIMED} is a table of names of files and days, such as {{ {example} }}")
    for pattern, when in rules.items():
        if not isinstance(when, date):
            raise EvidenceError(
                f"[ais.mapping] {UNTIMED}: {pattern!r} has {when!r}; write a day or a time, such as {example}"
            )
        if isinstance(when, datetime) and when.tzinfo is None:
            raise EvidenceError(
                f"[ais.mapping] {UNTIMED}: {pattern!r} says no zone; write 2012-03-01T06:00:00Z for UTC"
            )


def _columns_said(mapping: Mapping[str, Any]) -> bool:
    """Whether a mapping says anything of columns: it may be there for logs without times alone."""
    return any(word in mapping for word in (*COLUMNS, *OPTIONS))

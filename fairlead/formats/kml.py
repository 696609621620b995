"""Places as KML 2.2 (OGC 07-147r2), which Google Earth, QGIS and ArcGIS open: folders of placemarks with times."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from fairlead.formats.xml_text import HEAD, escaped, quoted

COLOURS = {
    "documented": "ff8b4a1f", "inferred": "ffa8813a", "estimated": "ffa8813a", "claimed": "ff3c8fd9",
    "possible": "ff9a9a9a", "contradicted": "ff3b2fc4", "simulated": "ffb04ac9",
}  # fmt: skip
"""Colour of each kind of knowledge, as KML writes it: opacity, blue, green, red."""


@dataclass(frozen=True, slots=True)
class Placemark:
    """One thing on the map."""

    name: str
    words: str
    """What is known of it, plain text; lines are kept."""
    geometry: Mapping[str, Any]
    """A geometry of :func:`fairlead.base.meridian.within_the_world`."""
    start: datetime | None = None
    end: datetime | None = None
    status: str | None = None
    values: Mapping[str, str] | None = None
    """Named values beside."""


def write_kml(name: str, words: str, folders: Iterable[tuple[str, Iterable[Placemark]]], out: TextIO) -> int:
    """Write folders of placemarks.

    Args:
        name: of the document.
        words: what it says of itself, plain text.
        folders: name and placemarks of each.
        out: where to; UTF-8.

    Returns:
        How many placemarks were written. Texts of the evidence are shown, never run: a balloon shows the description,
        in which no mark of HTML is one.
    """
    out.write(f'{HEAD}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n')
    out.write(f"<name>{escaped(name)}</name><description>{_shown(words)}</description>\n")
    for status, colour in COLOURS.items():
        out.write(
            f'<Style id="{status}"><IconStyle><color>{colour}</color></IconStyle><LineStyle><color>{colour}</color>'
            f"<width>2</width></LineStyle><PolyStyle><color>40{colour[2:]}</color></PolyStyle>"
            "<BalloonStyle><text>&lt;h3&gt;$[name]&lt;/h3&gt;$[description]</text></BalloonStyle></Style>\n"
        )
    written = 0
    for folder, placemarks in folders:
        out.write(f"<Folder><name>{escaped(folder)}</name>\n")
        for one in placemarks:
            out.write(_placemark(one))
            written += 1
        out.write("</Folder>\n")
    out.write("</Document></kml>\n")
    return written


def _placemark(one: Placemark) -> str:
    style = f"<styleUrl>#{one.status}</styleUrl>" if one.status in COLOURS else ""
    data = "".join(f"<Data name={quoted(k)}><value>{escaped(v)}</value></Data>" for k, v in (one.values or {}).items())
    held = f"<ExtendedData>{data}</ExtendedData>" if data else ""
    return (
        f"<Placemark><name>{escaped(one.name)}</name><description>{_shown(one.words)}</description>"
        f"{_when(one.start, one.end)}{style}{held}{_shape(one.geometry)}</Placemark>\n"
    )


def _shown(words: str) -> str:
    """Plain text as a description, which is HTML."""
    return escaped(html.escape(words).replace("\n", "<br/>"))


def _when(start: datetime | None, end: datetime | None) -> str:
    if start is not None and start == end:
        return f"<TimeStamp><when>{say_zulu(start)}</when></TimeStamp>"
    ends = "".join(f"<{tag}>{say_zulu(at)}</{tag}>" for tag, at in (("begin", start), ("end", end)) if at)
    return f"<TimeSpan>{ends}</TimeSpan>" if ends else ""


def say_zulu(at: datetime) -> str:
    """A time as ``xsd:dateTime`` in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _shape(geometry: Mapping[str, Any]) -> str:
    kind, at = geometry["type"], geometry["coordinates"]
    if kind.startswith("Multi"):
        parts = "".join(_shape({"type": kind.removeprefix("Multi"), "coordinates": part}) for part in at)
        return f"<MultiGeometry>{parts}</MultiGeometry>"
    if kind == "Point":
        return f"<Point><coordinates>{_corners([at])}</coordinates></Point>"
    if kind == "LineString":
        return f"<LineString><tessellate>1</tessellate><coordinates>{_corners(at)}</coordinates></LineString>"
    outer = f"<LinearRing><coordinates>{_corners(at[0])}</coordinates></LinearRing>"
    return f"<Polygon><tessellate>1</tessellate><outerBoundaryIs>{outer}</outerBoundaryIs></Polygon>"


def _corners(corners: Iterable[Iterable[float]]) -> str:
    return " ".join(",".join(map(repr, corner)) for corner in corners)

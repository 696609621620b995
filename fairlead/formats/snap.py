"""snap: tables of ESA's SNAP. Its vector CSV, with types in the header and properties before it, and the XML report of
its object discrimination, as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from fairlead.formats.xml import read_stream

COLUMNS = ("detected_x", "detected_y", "detected_lat", "detected_lon", "detected_width", "detected_length", "bandname")
_TYPE = re.compile(r":(?:integer|double|float|string|long|date|point|geometry|polygon|linestring|short|boolean)$")
_PROPERTY = re.compile(r"#[A-Za-z]\w*\s*=")


def is_property(line: str) -> bool:
    """Whether a line is a property that SNAP writes before the header: ``#defaultCSS=fill:#ff0000``."""
    return _PROPERTY.match(line) is not None


def plain_name(name: str) -> str:
    """A column's name without the type that SNAP writes behind it: ``detected_lat:double``."""
    return _TYPE.sub("", name)


def is_report(head: bytes) -> bool:
    """Whether a file begins as the report of an object discrimination does."""
    return b"<targetsDetected" in head or head.rstrip().endswith((b"<Detection />", b"<Detection/>"))


def read_report(path: Path) -> Iterator[tuple[int, int, list[str]]]:
    """Every target of a report: line, line, cells by COLUMNS.

    Raises:
        EvidenceError: no whole XML, or one that fetches.
    """
    with path.open("rb") as file:
        for part in read_stream(file, ("targetsDetected",)):
            for target in part.children:
                cells = {k.lower(): v for k, v in target.attributes.items()} | {"bandname": part.attribute("bandName")}
                yield target.line, target.line, [cells.get(c, "") for c in COLUMNS]

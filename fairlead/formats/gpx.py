"""Tracks as GPX 1.1 (Topografix), which plotters, QGIS and phones open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from fairlead.formats.kml import say_zulu
from fairlead.formats.xml_text import HEAD, escaped

Fix = tuple[datetime, float, float]
"""Time, latitude and longitude."""


@dataclass(frozen=True, slots=True)
class Track:
    """One ship's way, in lines between which nothing is said."""

    name: str
    words: str
    lines: Sequence[Sequence[Fix]]


def write_gpx(name: str, words: str, tracks: Iterable[Track], out: TextIO) -> tuple[int, int]:
    """Write tracks, each line a track segment, so that no program draws a way between two of them.

    Args:
        name: of the file.
        words: what it says of itself.
        tracks: in order; taken one by one.
        out: where to; UTF-8.

    Returns:
        How many tracks and how many points were written.
    """
    out.write(f'{HEAD}<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Fairlead">\n')
    out.write(f"<metadata><name>{escaped(name)}</name><desc>{escaped(words)}</desc></metadata>\n")
    written = points = 0
    for track in tracks:
        out.write(f"<trk><name>{escaped(track.name)}</name><desc>{escaped(track.words)}</desc>\n")
        for line in track.lines:
            out.write("<trkseg>\n")
            out.writelines(
                f'<trkpt lat="{lat!r}" lon="{lon!r}"><time>{say_zulu(at)}</time></trkpt>\n' for at, lat, lon in line
            )
            out.write("</trkseg>\n")
            points += len(line)
        out.write("</trk>\n")
        written += 1
    out.write("</gpx>\n")
    return written, points

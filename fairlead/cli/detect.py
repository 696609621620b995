"""One radar image searched, written and printed."""

from __future__ import annotations

import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.base.wording import say_many
from fairlead.case.detecting import INLAND_KM, LIMITS, Detected, detect, geojson_of, picture_of, read_drawn, search_of
from fairlead.case.disk import in_words, write_whole
from fairlead.cli.terminal import Terminal
from fairlead.errors import EvidenceError, FairleadError
from fairlead.formats.radar_images import Values
from fairlead.formats.rasters import Pictures
from fairlead.formats.sentinel1 import is_product, open_product
from fairlead.imagery.radar import RadarParams

if TYPE_CHECKING:
    from fairlead.cli.progress import Bar

SHOWN = 20
"""Things a terminal is given; all of them are in the file."""


def check_outs(scene: Path, out: Path, picture: Path | None) -> None:
    """Refuse names of outputs before an image is searched for minutes.

    Raises:
        FairleadError: saying what to type.
    """
    for path, suffixes in ((out, (".geojson", ".json")), (picture, (".png",))):
        if path is None:
            continue
        if path.suffix.lower() not in suffixes:
            raise FairleadError(f"detect writes {suffixes[0]}, and {path} does not end so")
        if not path.parent.is_dir():
            raise FairleadError(f"there is no folder {path.parent} to write {path.name} in")
        if scene.exists() and path.exists() and scene.samefile(path):
            raise FairleadError(f"{path} is the image itself; name another output")


def detect_in(
    scene: Path,
    out: Path,
    picture: Path | None,
    bar: Bar,
    *,
    pixel_m: float | None,
    values: str | None,
    band: int,
    share: float,
    polarisation: str | None,
    is_inland_searched: bool,
    land: Path | None = None,
    sea: Path | None = None,
) -> Detected:
    """Search an image and write what was found, and a quick look where one is asked for.

    Raises:
        FairleadError: it cannot be searched, or an output not written, and why.
    """
    if not scene.exists():
        raise FairleadError(f"there is no file {scene}")
    is_sentinel = is_product(scene)
    if not is_sentinel and scene.is_dir():
        raise FairleadError(f"{scene} is a folder, and no Sentinel-1 GRD product: it has no annotation of one")
    if not is_sentinel and scene.is_file() and not zipfile.is_zipfile(scene):
        with scene.open("rb") as file:
            if file.read(4) == b"PK\3\4":
                raise FairleadError(
                    f"{scene.name} is a ZIP that is cut off: the list of what is in it, its end, is missing"
                )
    if not is_sentinel and zipfile.is_zipfile(scene):
        raise FairleadError(f"{scene.name} is a ZIP, and no Sentinel-1 GRD product: it has no annotation of one")
    if polarisation and not is_sentinel:
        raise FairleadError(f"--polarisation is of a Sentinel-1 product, which {scene.name} is not")
    try:
        params = RadarParams(false_alarms=share)
    except ValueError as e:
        raise FairleadError(f"--false-alarms: {e}") from None
    for path in (land, sea):
        if path is not None and not path.is_file():
            raise FairleadError(f"there is no file {path}")
    drawn = [read_drawn(path) if path else [] for path in (land, sea)]
    begun: list[str] = []

    def told(what: str, done: float) -> None:
        if what not in begun:
            bar(what, len(begun), 2, 0)
            begun.append(what)
        bar.within(int(100 * done), 100, "per cent")

    with Pictures() as pictures, open_product(scene, polarisation) if is_sentinel else nullcontext() as product:
        try:
            found = detect(
                pictures, scene, params, told, band=band, values=Values(values) if values else None, pixel_m=pixel_m,
                product=product, is_inland_searched=is_inland_searched, land=drawn[0], sea=drawn[1],
            )  # fmt: skip
        except EvidenceError as e:  # the process that opens pictures is told where one lies, not what it is called
            raise e if scene.name in str(e) else EvidenceError(f"{scene.name}: {e}") from None
        with in_words(f"writing {out.name}"):
            write_whole(out, geojson_of(found).encode())
        if picture:
            with in_words(f"writing {picture.name}"):
                write_whole(picture, picture_of(found))
    return found


def said_of(found: Detected) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {"search": search_of(found), "found": found.rows}


def print_detected(t: Terminal, found: Detected, out: Path, picture: Path | None) -> None:
    """Print how much was searched, the brightest of what was found, and what that cannot show."""
    frac = found.searched_frac
    t.paragraph(
        f"{found.name}: {found.width:,} x {found.height:,} pixels of {found.pixel_m:.3g} m, values read as "
        f"{found.values.value}; {100 * frac:.0f} % of it searched, the rest is land by its look{_by_map(found)}."
    )
    small = found.searched.small
    left_out = f"; {say_many(small, 'thing')} of too few pixels left out" if small else ""
    t.paragraph(
        f"{say_many(len(found.rows), 'thing')} {'stands' if len(found.rows) == 1 else 'stand'} out of the sea, "
        f"{found.searched.threshold:.1f} standard deviations and more above it, where one sea pixel in "
        f"{1 / found.params.false_alarms:,.0f} would by chance{left_out}."
    )
    if found.rows:
        t.line()
        t.line(("  no.   latitude   longitude   length, 90 %       axis  above sea", "bold"))
    for r in found.rows[:SHOWN]:
        t.line(_line(r))
        for words in r["remarks"]:
            t.paragraph(words, "dim", indent=7)
    if len(found.rows) > SHOWN:
        t.paragraph(f"and {len(found.rows) - SHOWN:,} more.", indent=2)
    t.line()
    t.paragraph(f"{out} written{f', and {picture}' if picture else ''}.")
    t.paragraph(LIMITS, "dim")


def _by_map(found: Detected) -> str:
    drawn = f", or, {100 * found.drawn_frac:.0f} %, is left out by your polygons" if found.drawn_frac else ""
    if not found.inland_frac:
        return drawn
    return (
        f" or, {100 * found.inland_frac:.0f} %, lies more than {INLAND_KM:g} km inland by the map, rivers and "
        f"lakes too (--inland searches them){drawn}"
    )


def _line(r: dict[str, Any]) -> str:
    where = f"row {r['row']:.0f}, column {r['column']:.0f}".rjust(22) if r["lat"] is None else \
        f"{r['lat']:10.4f}  {r['lon']:10.4f}"  # fmt: skip
    length = f"{r['length_m']:.0f} ({r['length_low_m']:.0f}–{r['length_high_m']:.0f}) m"
    axis = "" if r["axis_deg"] is None else f"{r['axis_deg']:.0f}°"
    return f"{r['number']:5d}  {where}   {length:17s} {axis:>4s}  {r['score']:7.1f}"

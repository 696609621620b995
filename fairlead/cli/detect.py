"""One radar or optical image searched, written and printed."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.base.wording import say_many
from fairlead.case import seeing
from fairlead.case.detecting import INLAND_KM, LIMITS, Detected, detect, geojson_of, picture_of, read_drawn, search_of
from fairlead.case.disk import in_words, write_whole
from fairlead.case.scoring import score
from fairlead.case.seeing import Looked
from fairlead.cli.terminal import Terminal
from fairlead.errors import EvidenceError, FairleadError
from fairlead.formats import sentinel2
from fairlead.formats.optical_images import is_optical as names_bands
from fairlead.formats.placement import Placement, placed_by_points, read_point, read_world_file, world_file_of
from fairlead.formats.radar_images import Values
from fairlead.formats.rasters import Pictures
from fairlead.formats.sentinel1 import is_product, open_product
from fairlead.formats.stac_assets import ItemScene, read_item
from fairlead.imagery.optical import OpticalParams
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
    share: float | None,
    polarisation: str | None,
    is_inland_searched: bool,
    land: Path | None = None,
    sea: Path | None = None,
    crs: str | None = None,
    world: Path | None = None,
    points: Sequence[str] = (),
    model: Path | None = None,
) -> Detected | Looked:
    """Search an image and write what was found, and a quick look where one is asked for.

    Raises:
        FairleadError: it cannot be searched, or an output not written, and why.
    """
    if not scene.exists():
        raise FairleadError(f"there is no file {scene}")
    item = _item_of(scene)
    is_sentinel = is_product(scene)
    is_optical = not is_sentinel and sentinel2.is_product(scene)
    if not is_sentinel and not is_optical:
        _refuse_unknown(scene)
    if polarisation and not is_sentinel and not (item and item.is_radar):
        raise FairleadError(f"--polarisation is of a Sentinel-1 product, which {scene.name} is not")
    if (is_sentinel or is_optical or item) and (crs or world or points):
        raise FairleadError(f"{scene.name} says itself where it lies: --crs, --world and --point are of other images")
    try:
        params = RadarParams() if share is None else RadarParams(false_alarms=share)
        optical = OpticalParams() if share is None else OpticalParams(false_alarms=share)
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

    with ExitStack() as stack:
        pictures = stack.enter_context(Pictures())
        found: Detected | Looked
        try:
            path = scene
            if item:
                path = _placed_item(pictures, item, polarisation)
            elif placement := placement_of(scene, crs, world, points):
                pictures.place(scene, placement)
            is_seen = item is not None and not item.is_radar and {"green", "nir"} <= set(item.bands())
            if (
                is_optical or is_seen
                or (not is_sentinel and not (item and item.is_radar) and values is None and names_bands(pictures, path))
            ):  # fmt: skip
                if pixel_m is not None or band != 1 or values is not None or land or sea or is_inland_searched:
                    raise FairleadError(
                        f"{scene.name} is an optical image that says which bands it has and where it lies: "
                        "--pixel-m, --band, --values, --inland, --land and --sea are of radar images"
                    )
                found = seeing.look(
                    pictures, path, optical, told,
                    product=stack.enter_context(sentinel2.open_product(scene)) if is_optical else None,
                    item=item if is_seen else None,
                )  # fmt: skip
            else:
                found = detect(
                    pictures, path, params, told, band=band, values=Values(values) if values else None,
                    pixel_m=pixel_m,
                    product=stack.enter_context(open_product(scene, polarisation)) if is_sentinel else None,
                    is_inland_searched=is_inland_searched, land=drawn[0], sea=drawn[1], item=item,
                )  # fmt: skip
        except EvidenceError as e:  # the process that opens pictures is told where one lies, not what it is called
            raise e if scene.name in str(e) else EvidenceError(f"{scene.name}: {e}") from None
        if model:
            rows, about = score(model, found.image, found.rows)
            found = replace(found, rows=rows, model=about)
        with in_words(f"writing {out.name}"):
            write_whole(out, _written(found).encode())
        if picture:
            with in_words(f"writing {picture.name}"):
                write_whole(picture, _pictured(found))
    return found


def _item_of(scene: Path) -> ItemScene | None:
    try:
        return read_item(scene)
    except EvidenceError as e:
        raise FairleadError(f"{scene.name} {e}") from None


def _placed_item(pictures: Pictures, item: ItemScene, polarisation: str | None) -> Path:
    """The file of an item that is searched, each of its files placed that does not say itself where it lies."""
    for asset in item.assets:
        if asset.placement and not pictures.describe(asset.path)["corners"]:
            pictures.place(asset.path, asset.placement)
    if not item.is_radar and {"green", "nir"} <= set(item.bands()):
        return item.bands()["nir"].path
    try:
        return item.radar_asset(polarisation).path
    except EvidenceError as e:
        raise EvidenceError(f"{item.name} {e}") from None


def placement_of(scene: Path, crs: str | None, world: Path | None, points: Sequence[str]) -> Placement | None:
    """Where an image lies by what is said beside it; None where nothing is.

    Raises:
        FairleadError: what is said does not go together, or is none; in words.
    """
    if points and (crs or world):
        raise FairleadError("two known points place an image alone: --point goes without --crs and --world")
    if points:
        return placed_by_points([read_point(words) for words in points])
    if world and not world.is_file():
        raise FairleadError(f"there is no file {world}")
    if world and not crs:
        raise FairleadError(
            f"{world.name} does not say in which reference system its numbers are: say it with --crs, as EPSG:32652"
        )
    if not crs:
        return None
    found = world or world_file_of(scene)
    if found is None:
        ending = f".{scene.suffix[1:2]}{scene.suffix[-1:]}w".lower()
        raise FairleadError(
            f"--crs says in which reference system a world file's numbers are, and none lies beside {scene.name} "
            f"(as {scene.with_suffix(ending).name}): name it with --world"
        )
    return read_world_file(found, crs)


def _refuse_unknown(scene: Path) -> None:
    """A folder or ZIP that is no product, or a ZIP that is cut off."""
    if scene.is_dir() or zipfile.is_zipfile(scene):
        raise FairleadError(
            f"{scene.name} is a {'folder' if scene.is_dir() else 'ZIP'}, and no Sentinel-1 GRD product, "
            "whose annotation it lacks, nor one of Sentinel-2, whose metadata it lacks"
        )
    with scene.open("rb") as file:
        if file.read(4) == b"PK\3\4":
            raise FairleadError(
                f"{scene.name} is a ZIP that is cut off: the list of what is in it, its end, is missing"
            )


def _written(found: Detected | Looked) -> str:
    return seeing.geojson_of(found) if isinstance(found, Looked) else geojson_of(found)


def _pictured(found: Detected | Looked) -> bytes:
    return seeing.picture_of(found) if isinstance(found, Looked) else picture_of(found)


def said_of(found: Detected | Looked) -> dict[str, Any]:
    """What ``--json`` prints."""
    search = seeing.search_of(found) if isinstance(found, Looked) else search_of(found)
    return {"search": search, "found": found.rows}


def print_detected(t: Terminal, found: Detected | Looked, out: Path, picture: Path | None) -> None:
    """Print how much was searched, the brightest of what was found, and what that cannot show."""
    if isinstance(found, Looked):
        _print_looked(t, found)
    else:
        _print_radar(t, found)
    t.line()
    t.paragraph(f"{out} written{f', and {picture}' if picture else ''}.")
    t.paragraph(seeing.LIMITS if isinstance(found, Looked) else LIMITS, "dim")


def _print_looked(t: Terminal, found: Looked) -> None:
    areas = found.not_assessable()
    t.paragraph(
        f"{found.name}: {found.width:,} x {found.height:,} pixels of {found.pixel_m:.3g} m, optical; "
        f"{found.searched_km2:,.1f} km2 of open water searched. Not assessable: "
        f"{areas['shore_km2']:,.1f} km2 at the shore with {say_many(found.at_shore, 'thing')} in it, "
        f"{areas['cloud_km2']:,.1f} km2 of cloud, {areas['glint_km2']:,.1f} km2 of glint, haze or too little water."
    )
    _print_rows(t, found.rows, "water", found.seen.threshold, "", found.seen.small)


def _print_radar(t: Terminal, found: Detected) -> None:
    frac = found.searched_frac
    t.paragraph(
        f"{found.name}: {found.width:,} x {found.height:,} pixels of {found.pixel_m:.3g} m, values read as "
        f"{found.values.value}; {100 * frac:.0f} % of it searched, the rest is land by its look{_by_map(found)}."
    )
    chance = f", where one sea pixel in {1 / found.params.false_alarms:,.0f} would by chance"
    _print_rows(t, found.rows, "sea", found.searched.threshold, chance, found.searched.small)


def _print_rows(t: Terminal, rows: list[dict[str, Any]], water: str, threshold: float, chance: str, small: int) -> None:
    left_out = f"; {say_many(small, 'thing')} of too few pixels left out" if small else ""
    t.paragraph(
        f"{say_many(len(rows), 'thing')} {'stands' if len(rows) == 1 else 'stand'} out of the {water}, "
        f"{threshold:.1f} standard deviations and more above it{chance}{left_out}."
    )
    if rows:
        t.line()
        t.line(("  no.   latitude   longitude   length, 90 %       axis  above sea", "bold"))
    for r in rows[:SHOWN]:
        t.line(_line(r))
        for words in r["remarks"]:
            t.paragraph(words, "dim", indent=7)
    if len(rows) > SHOWN:
        t.paragraph(f"and {len(rows) - SHOWN:,} more.", indent=2)


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

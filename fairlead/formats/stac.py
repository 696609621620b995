"""STAC items as rows of scenes: which of an item's members is which column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

Cell = Callable[[Any], str]

ENDINGS = (".tif", ".tiff", ".png", ".jpg", ".jpeg", ".jp2")
NO_DATA = {"thumbnail", "overview", "metadata", "visual"}
"""Roles of files in which nothing is searched."""
COLOURS = {"blue": "blue", "green": "green", "red": "red", "nir": "nir", "b02": "blue", "b2": "blue", "b03": "green",
           "b3": "green", "b04": "red", "b4": "red", "b08": "nir", "b8": "nir"}  # fmt: skip
"""Bands by common name, and as Sentinel-2 numbers them."""

NO_SENSOR = (
    "says by nothing what took it: no property begins with sar: or eo:, and no sun angle is given; "
    "add the property sensor (optical, sar or photo)"
)


def is_item(one: Any) -> bool:
    """Whether an object says that it is of STAC."""
    return isinstance(one, dict) and isinstance(one.get("stac_version"), str)


def say_no_item(top: Mapping[str, Any]) -> str | None:
    """Why an object of STAC holds no items itself, or None."""
    if is_item(top) and top.get("type") in ("Catalog", "Collection"):
        return f"is a STAC {top['type']}, which holds no images itself; add its items"
    return None


def take_item(
    one: Mapping[str, Any], properties: Mapping[str, Any], footprint: str, cell: Cell
) -> dict[str, str] | str:
    """The cells of a scene out of an item, or why there are none.

    Args:
        one: the item.
        properties: its properties.
        footprint: its geometry as WKT, or blank.
        cell: how a value is written.
    """
    sensor = _sensor(one, properties)
    if sensor is None:
        return NO_SENSOR
    links = {str(x.get("rel")): x.get("href") for x in reversed(_objects(one.get("links")))}
    return {
        "scene_id": cell(one.get("id")),
        "provider": cell(_provider(properties)),
        "sensor": sensor,
        "product": " ".join(filter(None, (cell(v) for v in _product(one, properties)))),
        "acquired_at": _time(properties, cell),
        "gsd_m": cell(_gsd(one, properties)),
        "off_nadir_deg": cell(properties.get("view:off_nadir")),
        "sun_azimuth_deg": cell(properties.get("view:sun_azimuth")),
        "sun_elevation_deg": cell(properties.get("view:sun_elevation")),
        "cloud_frac": _share(properties.get("eo:cloud_cover"), cell),
        "footprint": footprint,
        "image": main_file(one),
        "licence": cell(properties.get("license")) or _address(links.get("license")),
        "source_url": _address(links.get("self")) or _address(links.get("canonical")),
    }


def _sensor(one: Mapping[str, Any], properties: Mapping[str, Any]) -> str | None:
    instruments = properties.get("instruments")
    names = [str(i).lower() for i in instruments] if isinstance(instruments, list) else []
    if any(k.startswith("sar:") for k in properties) or any(n == "sar" or n.endswith("-sar") for n in names):
        return "sar"
    if any(k.startswith(("eo:", "view:sun_")) for k in properties) or any(map(_sees, assets_of(one))):
        return "optical"
    sensor = properties.get("sensor")
    return sensor if isinstance(sensor, str) and sensor.strip() else None


def _sees(named: tuple[str, Mapping[str, Any]]) -> bool:
    _, asset = named
    return "eo:bands" in asset or any("eo:common_name" in band for band in bands_of(asset))


def _provider(properties: Mapping[str, Any]) -> Any:
    named = [p for p in _objects(properties.get("providers")) if p.get("name")]
    producers = [p for p in named if "producer" in (p.get("roles") or ())]
    first = next(iter(producers + named), None)
    return first["name"] if first else properties.get("constellation") or properties.get("platform")


def _product(one: Mapping[str, Any], properties: Mapping[str, Any]) -> Iterable[Any]:
    return one.get("collection"), properties.get("product:type") or properties.get("sar:product_type")


def _time(properties: Mapping[str, Any], cell: Cell) -> str:
    start, end = properties.get("start_datetime"), properties.get("end_datetime")
    return f"{cell(start)}/{cell(end)}" if start and end else cell(properties.get("datetime"))


def _gsd(one: Mapping[str, Any], properties: Mapping[str, Any]) -> Any:
    if properties.get("gsd") is not None:
        return properties["gsd"]
    stated = [a.get("gsd") for _, a in assets_of(one)]
    return min((g for g in stated if isinstance(g, int | float) and not isinstance(g, bool) and g > 0), default=None)


def _share(per_cent: Any, cell: Cell) -> str:
    """Per cent as a share with the digits the item has; what is no number is left for the reader to refuse."""
    if isinstance(per_cent, bool) or not isinstance(per_cent, int | float):
        return cell(per_cent)
    try:
        return cell(float(Decimal(repr(per_cent)) / 100))
    except InvalidOperation:
        return cell(per_cent)


def _address(href: Any) -> str:
    return href if isinstance(href, str) and href.startswith(("https://", "http://", "s3://")) else ""


def _objects(values: Any) -> list[Mapping[str, Any]]:
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []


def assets_of(one: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The assets of an item, with their names."""
    assets = one.get("assets")
    if isinstance(assets, dict):
        yield from ((str(name), a) for name, a in assets.items() if isinstance(a, dict))


def holds_pixels(asset: Mapping[str, Any]) -> bool:
    """Whether an asset is an image in which something may be searched: no thumbnail, no metadata."""
    roles = asset.get("roles")
    names = {str(r).lower() for r in roles} if isinstance(roles, list) else set()
    if names & NO_DATA and "data" not in names:
        return False
    return PurePosixPath(str(asset.get("href")).partition("?")[0].lower()).suffix in ENDINGS


def bands_of(asset: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Bands of an asset, as STAC 1.1 writes them or as the extension eo did before."""
    for member in ("bands", "eo:bands"):
        held = asset.get(member)
        if isinstance(held, list) and held:
            return [b if isinstance(b, dict) else {} for b in held]
    return []


def colour_of(band: Mapping[str, Any]) -> str | None:
    """blue, green, red or nir, by a band's common name, else by its own."""
    common = str(band.get("eo:common_name") or band.get("common_name") or "").lower()
    return COLOURS.get(common) or COLOURS.get(str(band.get("name") or "").lower())


def main_file(one: Mapping[str, Any]) -> str:
    """Name of the file of an item that shows its ground best, where its address is relative: the near infrared, else
    its first image; blank where there is none."""
    names: list[tuple[bool, str]] = []
    for _, asset in assets_of(one):
        href = asset.get("href")
        if isinstance(href, str) and "://" not in href and holds_pixels(asset):
            is_other = "nir" not in [colour_of(b) for b in bands_of(asset)]
            names.append((is_other, PurePosixPath(unquote(href.partition("?")[0])).name))
    return min(names, key=lambda n: n[0])[1] if names else ""

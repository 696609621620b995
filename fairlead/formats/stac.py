"""STAC items as rows of scenes: which of an item's members is which column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

Cell = Callable[[Any], str]

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
        "licence": cell(properties.get("license")) or _address(links.get("license")),
        "source_url": _address(links.get("self")) or _address(links.get("canonical")),
    }


def _sensor(one: Mapping[str, Any], properties: Mapping[str, Any]) -> str | None:
    instruments = properties.get("instruments")
    names = [str(i).lower() for i in instruments] if isinstance(instruments, list) else []
    if any(k.startswith("sar:") for k in properties) or any(n == "sar" or n.endswith("-sar") for n in names):
        return "sar"
    if any(k.startswith(("eo:", "view:sun_")) for k in properties) or any("eo:bands" in a for a in _assets(one)):
        return "optical"
    sensor = properties.get("sensor")
    return sensor if isinstance(sensor, str) and sensor.strip() else None


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
    stated = [a.get("gsd") for a in _assets(one)]
    return min((g for g in stated if isinstance(g, int | float) and not isinstance(g, bool) and g > 0), default=None)


def _share(per_cent: Any, cell: Cell) -> str:
    """Per cent as a share with the digits the item has; what is no number is left for the reader to refuse."""
    if isinstance(per_cent, bool) or not isinstance(per_cent, int | float):
        return cell(per_cent)
    try:
        return cell(float(Decimal(repr(per_cent)) / 100))
    except InvalidOperation:
        return cell(per_cent)


def _assets(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    assets = one.get("assets")
    return _objects(list(assets.values())) if isinstance(assets, dict) else []


def _address(href: Any) -> str:
    return href if isinstance(href, str) and href.startswith(("https://", "http://", "s3://")) else ""


def _objects(values: Any) -> list[Mapping[str, Any]]:
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []

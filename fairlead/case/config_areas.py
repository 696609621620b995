"""``[[areas]]`` of case.toml: waters of ports drawn there, by the rules of a file of areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.formats.areas import KIND, take_area
from fairlead.formats.record import Record

SHAPE = ("ring", "radius_km", "name")
"""Keys by whose line an area is known: that of its shape says most."""

Complaint = tuple[str, str]
"""The key concerned, and the words."""


def read_area(table: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[Complaint]]:
    """One row of AREAS, without ``evidence_id`` and ``row``, or None and what is wrong with it.

    Args:
        table: the keys of one ``[[areas]]``: the columns of a file of areas. ``ring`` may be a list of ``[lat, lon]``
            too; a label left out is the name.
    """
    complaints: list[Complaint] = []
    cells: dict[str, str] = {}
    for key, raw in table.items():
        try:
            cells[key] = _cell(key, raw)
        except ValueError as e:
            complaints.append((key, str(e)))
    if complaints:
        return None, complaints
    cells.setdefault("label", cells.get("name", ""))
    record = Record(cells)
    row = dict(take_area(record))
    complaints = [*record.faults, *((column, reason) for column, reason, _ in record.drops)]
    if complaints:
        return None, complaints
    return {**row, KIND.id_column: KIND.row_id(cells)}, []


def _cell(key: str, raw: Any) -> str:
    """A value as a cell of a file of areas would hold it."""
    if key == "ring" and isinstance(raw, list):
        return "; ".join(" ".join(_number(n) for n in corner) for corner in map(_corner, raw))
    if isinstance(raw, str):
        return raw
    if key in ("lat", "lon", "radius_km", "precision_km"):
        return _number(raw)
    if key == "ring":
        raise ValueError("ring is a list of corners [lat, lon], or a text, 'lat lon; lat lon; ...' or WKT")
    raise ValueError(f"{key} is a text in quotes, not {raw!r}")


def _corner(raw: Any) -> list[Any]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise ValueError(f"ring: a corner is a latitude and a longitude, such as [42.75, 132.9], not {raw!r}")
    return raw


def _number(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise ValueError(f"{raw!r} is not a number; write decimal degrees or kilometres")
    return str(raw)

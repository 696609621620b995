"""Berths of a case as its pictures show them: the rows of BERTH_VIEWS, cut out once for each picture and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.ids import canonical_json, content_id
from fairlead.base.shapes import edge_km, is_inside, parse_wkt, write_wkt
from fairlead.base.tables import BERTH_VIEWS
from fairlead.case.disk import sha256_of
from fairlead.case.evidence import Evidence, original_of, reading_place
from fairlead.case.shelf import read_parquet, write_parquet
from fairlead.case.store import Store
from fairlead.engine.code import code_hash
from fairlead.errors import EvidenceError, SchemaError
from fairlead.formats import products
from fairlead.formats.berths import (
    AROUND_M,
    LARGEST_M,
    Cut,
    Grid,
    Source,
    cut_berth,
    grid_of,
    sensor_of,
    source_of,
    source_of_product,
)
from fairlead.formats.placement import Placement, placed_by_cells
from fairlead.formats.rasters import KIND, Pictures

Row = dict[str, Any]

REACH_KM = (LARGEST_M + AROUND_M) / 1000
"""A berth whose middle lies farther than this from a picture's edge is not in it."""
FEWEST_DIGITS = 8
"""Digits of a SHA-256 by which a scene may name a picture."""


def cut_views(
    store: Store, evidence: Sequence[Evidence], tables: Mapping[str, pa.Table], *, is_kept: bool = True
) -> pa.Table:
    """BERTH_VIEWS of a case: each berth in each georeferenced picture whose ground it lies on.

    Args:
        store: the case.
        evidence: its files.
        tables: its ``images``, ``areas``, ``scenes`` and ``desk_records``.
        is_kept: whether what was cut out earlier may be used, and this kept.
    """
    berths = {a["area_id"]: a for a in tables["areas"].to_pylist() if a["area_kind"] == "berth"}
    images = {r["evidence_id"]: r for r in tables["images"].to_pylist()}
    if not berths or not images:
        return BERTH_VIEWS.empty()
    grids = {id_: grid_of(a) for id_, a in berths.items()}
    scenes = tables["scenes"].sort_by("scene_id").to_pylist()
    at_desk = {r["image_evidence_id"]: r["look"] for r in tables["desk_records"].to_pylist()}
    looks = {(k["label"]): k["scene"] for k in tables["looks"].to_pylist()}
    rows: list[Row] = []
    with Pictures() as pictures:
        for one in evidence:
            image = images.get(one.evidence_id)
            if one.kind != KIND or image is None:
                continue
            scene = scene_of(one, scenes, looks.get(at_desk.get(one.evidence_id, "")))
            placed = placement_in(scene) if image["footprint"] is None else None
            footprint = image["footprint"] or (_ground_of(store, one, placed, pictures) if placed else None)
            if footprint is None:
                continue
            shape = parse_wkt(footprint)
            spots = {id_: (berths[id_]["lat"], berths[id_]["lon"]) for id_ in grids}
            near = {
                i: g for i, g in grids.items() if is_inside(shape, *spots[i]) or edge_km(shape, *spots[i]) < REACH_KM
            }
            if near:
                stated = scene["sensor"] if scene else None
                found = _cut_all(store, one, image, near, pictures, stated, placed, is_kept)
                rows += [_placed(r, scene, near[r["area_id"]]) for r in found]
    return BERTH_VIEWS.from_rows(rows)


def placement_in(scene: Mapping[str, Any] | None) -> Placement | None:
    """Where a row of SCENES says that the pixels of its picture lie; None where it says nothing."""
    return placed_by_cells(scene["crs"], scene["world"], scene["points"]) if scene else None


def _ground_of(store: Store, one: Evidence, placed: Placement, pictures: Pictures) -> str | None:
    """Ground that a placed picture shows; None where it cannot be opened or its placement not be used."""
    path = original_of(store, one)
    pictures.place(path, placed)
    try:
        corners = pictures.describe(path)["corners"]
    except EvidenceError:
        return None
    ring = [(float(lon), float(lat)) for lon, lat in corners or ()]
    return write_wkt([[[*ring, ring[0]]]]) if ring else None


def scene_of(one: Evidence, scenes: Iterable[Row], at_desk: str | None) -> Row | None:
    """The scene that a picture is: the one whose ``image`` names it, else the one that a record of the desk brings."""
    named = [s for s in scenes if s["image"] and names_picture(s["image"], one)]
    named = named or [s for s in scenes if at_desk and s["label"] == at_desk]
    return named[0] if named else None


def names_picture(words: str, one: Evidence) -> bool:
    """Whether words name a picture: as it was added, its last part, or digits of its hash."""
    words = words.strip()
    is_digest = len(words) >= FEWEST_DIGITS and one.sha256.startswith(words.lower())
    return is_digest or words in (one.name, one.name.rpartition("/")[2].rpartition("!")[2])


def _cut_all(
    store: Store, one: Evidence, image: Row, near: Mapping[str, Grid | str], pictures: Pictures, stated: str | None,
    placed: Placement | None, is_kept: bool,
) -> list[Row]:  # fmt: skip
    code = code_hash(cut_berth), code_hash(grid_of), code_hash(_cut), code_hash(source_of), code_hash(source_of_product)
    asked = {id_: g if isinstance(g, str) else [g.lat, g.lon, g.turn_deg, g.high, g.wide, g.inside.tobytes().hex()]
             for id_, g in near.items()}  # fmt: skip
    key = hashlib.sha256(
        canonical_json([code, asked, stated, one.name, asdict(placed) if placed else None]).encode()
    ).hexdigest()
    place = reading_place(store, one)
    data, about = place.with_suffix(".views.parquet"), place.with_suffix(".views.json")
    if is_kept and all(code):
        with suppress(OSError, ValueError, KeyError, TypeError, SchemaError):
            kept = json.loads(about.read_bytes())
            if kept["key"] == key and kept["sha256"] == sha256_of(data):
                held: list[Row] = BERTH_VIEWS.check(read_parquet(data)).to_pylist()
                return held
    with _sourced(store, one, image, pictures, stated) as source:
        rows = [r for id_ in sorted(near) if (r := _cut(one, image, id_, near[id_], pictures, source))]
    if is_kept:
        with suppress(OSError):
            data.parent.mkdir(exist_ok=True)
            write_parquet(data, BERTH_VIEWS.from_rows(rows))
            about.write_text(json.dumps({"key": key, "sha256": sha256_of(data)}))
    return rows


@contextmanager
def _sourced(store: Store, one: Evidence, image: Row, pictures: Pictures, stated: str | None) -> Iterator[Source | str]:
    """A picture to cut out of, or why it cannot be cut."""
    path = original_of(store, one)
    with ExitStack() as stack:
        source: Source | str
        try:
            if image["media"] == products.MEDIA:
                source = source_of_product(stack.enter_context(products.open_image(pictures, path)))
            else:
                said = pictures.describe(path)
                sensor = sensor_of(said, stated)
                source = source_of(pictures, path, said, sensor) if sensor else \
                    "neither its bands nor a scene say whether it is optical or radar"  # fmt: skip
        except EvidenceError as e:
            source = str(e)
        yield source


def _cut(
    one: Evidence, image: Row, area_id: str, grid: Grid | str, pictures: Pictures, source: Source | str
) -> Row | None:
    row: Row = {
        "view_id": content_id("view", image["image_id"], area_id), "area_id": area_id, "image_id": image["image_id"],
        "image_name": one.name, "sources": [image["image_id"], area_id],
    }  # fmt: skip
    if isinstance(grid, str):
        return row | {"why_not": grid}
    if isinstance(source, str):
        return row | {"why_not": source}
    try:
        cut = cut_berth(pictures, source, grid)
    except EvidenceError as e:
        return row | {"why_not": str(e)}
    if cut is None:
        return None
    return row | {
        "sensor": source.sensor, "lat": grid.lat, "lon": grid.lon, "turn_deg": grid.turn_deg, "cell_m": 10.0,
        "high": grid.high, "wide": grid.wide, "inside": grid.inside.ravel().tolist(), **_listed(cut),
    }  # fmt: skip


def _listed(cut: Cut) -> Row:
    bright = cut.bright.astype(np.float32).ravel()
    return {
        "bright": [None if np.isnan(v) else v for v in bright.tolist()],
        "white": None if cut.white is None else cut.white.ravel().tolist(),
    }


def _placed(row: Row, scene: Row | None, grid: Grid | str) -> Row:
    """A row with its scene; what the scene says cannot be used has no value."""
    if scene is None:
        return row
    row = row | {"scene_id": scene["scene_id"], "sources": [*row["sources"], scene["scene_id"]]}
    if scene["usable"] is None or row["bright"] is None or isinstance(grid, str):
        return row
    usable = parse_wkt(scene["usable"])
    lat, lon = (a.ravel().tolist() for a in grid.degrees())
    bright = [v if is_inside(usable, a, b) else None for v, a, b in zip(row["bright"], lat, lon, strict=True)]
    return row | {"bright": bright}

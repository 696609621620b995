"""Looks: each set beside its scene and its place, and the looks of one berth in one image as one glance.

Two analysts at one berth of one image are one glance with two opinions, whatever ids they gave it: the image was taken
once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import pyarrow as pa

from fairlead.base.bounds import Within, check_fields
from fairlead.base.from_look import PlaceNames
from fairlead.base.images import image_of
from fairlead.base.in_view import is_off, spot_looked_at
from fairlead.base.tables import LOOKS, PLACES, SCENES
from fairlead.base.units import KM_PER_ARC_MINUTE
from fairlead.base.wording import fold, fold_berth

Row = dict[str, Any]

Key = tuple[str, str | None, str]
"""A place, a berth and an image."""

CANNOT_TELL, DISPUTED = "cannot tell", "disputed"

LOOKING = frozenset({"image"})
"""Methods that look at a place and would show any ship in it. AIS shows only who transmits, a document only who is
named in it, a photograph only what was in front of it."""

IN_VIEW = frozenset({"at", "off"})
"""Relations to a place at which an image of the ship is an image of the place (``off``: moored before it)."""


@dataclass(frozen=True, slots=True)
class LookParams:
    """When a place lies outside an image."""

    unstated_precision_km: Annotated[float, Within(0, 200)] = KM_PER_ARC_MINUTE
    """Error of a place's point that states none: gazetteers print points to the arc-minute. A place is outside an
    image only where its point lies farther off the edge than its error."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Glance:
    """One row of looks with what it names."""

    row: Row
    scene: Row | None
    place: Row | None
    start: datetime | None
    end: datetime | None
    is_outside: bool
    """Whether its place lies outside the scene's footprint."""
    is_unusable: bool
    """Whether its place lies inside the footprint and outside the part that can be used."""

    @property
    def is_dated(self) -> bool:
        return self.start is not None

    @property
    def key(self) -> Key:
        """What one glance is: a place, a berth, and one image."""
        place = str(self.place["place_id"]) if self.place else ""
        return place, fold_berth(self.row["berth"]), image_of(self.row, self.scene)

    @property
    def counts(self) -> bool:
        """Whether it can be a watch at all: of a known place, at a known time, inside its image."""
        return self.place is not None and self.is_dated and not self.is_outside


def read_looks(looks: pa.Table, scenes: pa.Table, places: pa.Table, params: LookParams) -> list[Glance]:
    """Every look beside the scene and the place that its words name, in order of id.

    Args:
        looks: LOOKS.
        scenes: SCENES; a label names the first of its rows by id.
        places: PLACES; a look names one by its label, or by a name that one place alone bears.
        params: :class:`LookParams`.
    """
    by_label: dict[str, Row] = {}
    for scene in SCENES.check(scenes).sort_by("scene_id").to_pylist():
        by_label.setdefault(scene["label"], scene)
    named = PlaceNames(PLACES.check(places).sort_by("place_id").to_pylist())
    rows = LOOKS.check(looks).sort_by("look_id").to_pylist()
    return [_glance(row, by_label.get(row["scene"] or ""), named.find(row["place_words"]), params) for row in rows]


def _glance(row: Row, scene: Row | None, place: Row | None, params: LookParams) -> Glance:
    when = scene or row
    is_outside = is_unusable = False
    spot = spot_looked_at(row, place, params.unstated_precision_km)
    if scene and spot:
        is_outside = is_off(scene["footprint"], spot)
        is_unusable = not is_outside and is_off(scene["usable"], spot)
    return Glance(row, scene, place, when["start_time"], when["end_time"], is_outside, is_unusable)


def gather_glances(glances: Iterable[Glance]) -> dict[Key, list[Glance]]:
    """The looks that can be watches, those of one place, berth and image together."""
    found = defaultdict[Key, list[Glance]](list)
    for g in glances:
        if g.counts:
            found[g.key].append(g)
    return dict(found)


def result_of(opinions: Iterable[Glance]) -> str | None:
    """What those say who could tell: empty, occupied or disputed; None where nobody could."""
    told = {g.row["result"] for g in opinions} - {CANNOT_TELL}
    return DISPUTED if len(told) > 1 else next(iter(told), None)


def is_view(o: Row) -> bool:
    """Whether an observation tells of an image of a place of this case."""
    return o["place_id"] is not None and o["method"] in LOOKING and o["relation"] in IN_VIEW


def made_in(seen: Iterable[Row], groups: Mapping[Key, Iterable[Glance]]) -> dict[str, Key]:
    """The glance that each sighting was made in, by its id: of the same place, of its berth where there is one, and of
    the observer's own look where one label is borne by looks at several images."""
    by_label = defaultdict[tuple[str, str], list[Key]](list)
    analysts = defaultdict[tuple[str, Key], set[str | None]](set)
    for key in sorted(groups, key=str):
        for g in groups[key]:
            if key not in by_label[g.row["label"], key[0]]:
                by_label[g.row["label"], key[0]].append(key)
            analysts[g.row["label"], key].add(fold(g.row["analyst"]))
    found = {}
    for o in seen:
        keys = by_label.get((o["look"] or "", o["place_id"]), [])
        if len({k[2] for k in keys}) > 1:
            keys = [k for k in keys if fold(o["observed_by"]) in analysts[o["look"], k]] or keys
        berth = fold_berth(o["berth"])
        if keys:
            found[o["sighting_id"]] = next((k for k in keys if k[1] == berth), keys[0])
    return found

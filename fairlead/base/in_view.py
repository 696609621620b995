"""In view: whether the ground that a look or a sighting is of lies in the image it was made in.

Read from rows alone, so that any room may use it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from fairlead.base.from_look import PlaceNames
from fairlead.base.images import own_looks
from fairlead.base.shapes import edge_km, is_inside, parse_wkt

Row = dict[str, Any]
Spot = tuple[float, float, float]
"""Latitude, longitude, and the error of both, km."""


def spot_looked_at(look: Row, place: Row | None, unstated_km: float) -> Spot | None:
    """The point a look is of: its own, which is exact, else that of its place with its error; None where none is known.

    Args:
        look: a row of LOOKS.
        place: the PLACES row that it names, or None.
        unstated_km: the error of a place's point that states none, km.
    """
    if look["lat"] is not None:
        return look["lat"], look["lon"], 0.0
    return None if place is None else _spot_of(place, unstated_km)


def _spot_of(place: Row, unstated_km: float) -> Spot | None:
    if place["lat"] is None:
        return None
    stated = place["precision_km"]
    return place["lat"], place["lon"], unstated_km if stated is None else float(stated)


def is_off(wkt: str | None, spot: Spot) -> bool:
    """Whether a point lies outside a shape by more than its error; no shape is no edge."""
    if wkt is None:
        return False
    try:
        shape = parse_wkt(wkt)
    except ValueError:  # a table made by other means than our reader
        return False
    return not is_inside(shape, *spot[:2]) and edge_km(shape, *spot[:2]) > spot[2]


class Views:
    """What the images of looks show."""

    def __init__(
        self, looks: Iterable[Row], scenes: Iterable[Row], places: Iterable[Row], unstated_precision_km: float
    ) -> None:
        """``looks``, ``scenes``, ``places``: rows of LOOKS, SCENES and PLACES."""
        self._unstated_km = unstated_precision_km
        held = sorted(places, key=lambda p: str(p["place_id"]))
        self._places = {p["place_id"]: p for p in held}
        self._named = PlaceNames(held)
        self._scenes: dict[str, Row] = {}
        for scene in sorted(scenes, key=lambda s: str(s["scene_id"])):
            self._scenes.setdefault(scene["label"], scene)
        self._looks = defaultdict[str, list[Row]](list)
        for look in looks:
            self._looks[look["label"]].append(look)

    def missing(self, o: Row) -> str | None:
        """What the images of the look that an observation names cannot show, in words; None where one may show it.

        Args:
            o: a row of OBSERVATIONS. Its own stated position is held against the footprints, else the point of the look
                where that is of its place, else its place's.
        """
        looks = own_looks(o, self._looks.get(o["look"] or "", []))
        if o["place_id"] is None or not looks:
            return None
        scenes = [self._scenes.get(k["scene"] or "") for k in looks]
        for look, scene in zip(looks, scenes, strict=True):
            spot = self._spot(o, look)
            if scene is None or spot is None or not is_off(scene["footprint"], spot):
                return None
        names = sorted({s["label"] for s in scenes if s})
        what = "its position" if o["position_basis"] == "stated" else self._places[o["place_id"]]["name"]
        image = f"the image of its look {o['look']} (scene {', '.join(names)})"
        return f"{image} cannot show {what}, which lies outside its footprint"

    def _spot(self, o: Row, look: Row) -> Spot | None:
        if o["position_basis"] == "stated":
            return o["lat"], o["lon"], float(o["radius_km"] or 0.0)
        place = self._places.get(o["place_id"])
        if place is not None and self._named.find(look["place_words"]) is place:
            return spot_looked_at(look, place, self._unstated_km)
        return None if place is None else _spot_of(place, self._unstated_km)

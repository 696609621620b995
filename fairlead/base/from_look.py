"""From a look: where and when a sighting was that names a look and states no place or time of its own.

A sighting's own words always go before those of its look. Read from rows alone, so that any room may use it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fairlead.base.geodesy import distance_km
from fairlead.base.images import own_looks
from fairlead.base.timeline import Span
from fairlead.base.wording import fold, fold_berth

Row = dict[str, Any]

REACH_KM = 10.0
"""A ship whose own position lies farther than this from the place looked at, errors aside, is not at that place: the
anchorages of a place lie within it (``observations.anchorage_km``)."""


class PlaceLabels:
    """Places by label: as it is written, else in other capitals where one place alone bears it so."""

    def __init__(self, places: Iterable[Row]) -> None:
        """``places``: PLACES rows in order of id."""
        self._exact: dict[str, Row] = {}
        self._folded = defaultdict[str, list[Row]](list)
        for p in places:
            self._exact.setdefault(p["label"], p)
            self._folded[p["label"].casefold()].append(p)

    def find(self, words: str) -> Row | None:
        """The place of that label, or None."""
        label = words.strip()
        if found := self._exact.get(label):
            return found
        bearers = self._folded.get(label.casefold(), [])
        return bearers[0] if len(bearers) == 1 else None


class PlaceNames:
    """Places by label, and by names that one of them alone bears."""

    def __init__(self, places: Iterable[Row]) -> None:
        """``places``: PLACES rows in order of id."""
        places = list(places)
        self._labels = PlaceLabels(places)
        self._names = defaultdict[str | None, dict[str, Row]](dict)
        for p in places:
            for name in (p["name"], *p["other_names"]):
                self._names[fold(name)][p["place_id"]] = p

    def find(self, words: str) -> Row | None:
        """The place that words name, or None where they name none or several."""
        if found := self._labels.find(words):
            return found
        bearers = self._names.get(fold(words), {})
        return next(iter(bearers.values())) if len(bearers) == 1 else None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sighting takes from the look it names."""

    look: str
    """Label of the look."""
    place: Row | None
    """The place, where the sighting states none and the look's is known."""
    berth: str | None
    """The berth, where the sighting states a place, and none of its berths."""
    span: Span | None
    """The time of the look's image, where the sighting states none."""
    zone_basis: str
    sources: tuple[str, ...]
    """Ids of the looks, and of the scene its time is of."""


def needs_look(sighting: Row) -> bool:
    """Whether a sighting names a look and leaves its place or its time to it."""
    return sighting["look"] is not None and (sighting["date_start"] is None or sighting["place_words"] is None)


def is_away(sighting: Row, place: Row) -> bool:
    """Whether a sighting's own position lies too far from a place to be at it."""
    if sighting["lat"] is None or place["lat"] is None:
        return False
    reach = REACH_KM + (sighting["position_uncertainty_km"] or 0.0) + (place["precision_km"] or 0.0)
    return distance_km(sighting["lat"], sighting["lon"], place["lat"], place["lon"]) > reach


def fill_from_looks(
    sightings: Sequence[Row], looks: Iterable[Row], scenes: Iterable[Row], places: Iterable[Row]
) -> tuple[list[Row], dict[str, Taken]]:
    """Give each sighting that leaves it to its look the look's place and time, in the words of a sighting.

    Args:
        sightings: SIGHTINGS rows.
        looks: LOOKS rows; a sighting names one by its label. Where several bear it (two analysts, one image) what all
            of them say is taken; of looks at several images what the sighting's observer says.
        scenes: SCENES rows; a look's time is its scene's where that is held, else its own.
        places: PLACES rows.

    Returns:
        The rows, in the same order, with ``place_words``, ``berth``, position, date, clock time and zone filled where
        blank; a time known to an interval fills the days it touches, in UTC. One that names the place of a look at one
        of its berths has that berth. And what was taken, by sighting id. A sighting whose look is not held, or has
        several places or times, stays as it is.
    """
    if not any(s["look"] is not None for s in sightings):
        return list(sightings), {}
    named = PlaceNames(sorted(places, key=lambda p: str(p["place_id"])))
    of_label: dict[str, Row] = {}
    for scene in sorted(scenes, key=lambda s: str(s["scene_id"])):
        of_label.setdefault(scene["label"], scene)
    by_label = defaultdict[str, list[Row]](list)
    for look in sorted(looks, key=lambda k: str(k["look_id"])):
        by_label[look["label"]].append(look)
    rows, taken = [], {}
    for s in sightings:
        held = own_looks(s, by_label.get(s["look"] or "", []))
        berth = _berth_of(held, s, named)
        if not held or not (berth or needs_look(s)):
            rows.append(s)
            continue
        place, span, basis, ids = _of_looks(s, held, of_label, named)
        rows.append({**s, **_place_of(held, place, s), **_time_of(s, span), **({"berth": berth} if berth else {})})
        if berth:
            ids = tuple(dict.fromkeys([*(k["look_id"] for k in held), *ids]))
        if ids:
            taken[s["sighting_id"]] = Taken(s["look"], place, berth, span, basis, ids)
    return rows, taken


class LookIds:
    """The ids of the looks that sightings name, each followed by those of the scenes it names."""

    def __init__(self, looks: Iterable[Row], scenes: Iterable[Row]) -> None:
        """``looks``, ``scenes``: rows of LOOKS and SCENES."""
        self._scenes, self._looks = defaultdict[str, list[str]](list), defaultdict[str, list[Row]](list)
        for scene in sorted(scenes, key=lambda s: str(s["scene_id"])):
            self._scenes[scene["label"]].append(scene["scene_id"])
        for look in sorted(looks, key=lambda k: str(k["look_id"])):
            self._looks[look["label"]].append(look)

    def of(self, sighting: Row) -> list[str]:
        """Those of a row of SIGHTINGS."""
        held = own_looks(sighting, self._looks.get(sighting["look"] or "", []))
        ids = (i for k in held for i in (k["look_id"], *self._scenes.get(k["scene"] or "", ())))
        return list(dict.fromkeys(ids))


def _of_looks(
    s: Row, held: Sequence[Row], scenes: dict[str, Row], named: PlaceNames
) -> tuple[Row | None, Span | None, str, tuple[str, ...]]:
    """The one place and the one time of looks of one label, as far as the sighting needs them, and whose they are."""
    found = {p["place_id"] if p else None: p for p in (named.find(k["place_words"]) for k in held)}
    place = next(iter(found.values())) if len(found) == 1 and s["place_words"] is None else None
    if place is not None and is_away(s, place):
        place = None
    whens = [w for w in (scenes.get(k["scene"] or "") or k for k in held) if w["start_time"] is not None]
    spans = {Span(w["start_time"], w["end_time"]) for w in whens}
    span = spans.pop() if len(spans) == 1 and s["date_start"] is None else None
    ids = [k["look_id"] for k in held] if place or span else []
    ids += [w["scene_id"] for w in whens if span and "scene_id" in w]
    basis = str((whens[0]["zone_basis"] if whens else None) or "not stated")
    return place, span, basis, tuple(dict.fromkeys(ids))


def _berth_of(held: Sequence[Row], s: Row, named: PlaceNames) -> str | None:
    """The one berth looked at, for a sighting that names the place looked at and none of its berths."""
    if s["berth"] is not None or s["place_words"] is None or len({fold_berth(k["berth"]) for k in held}) != 1:
        return None
    place = named.find(s["place_words"])
    is_there = place is not None and not is_away(s, place) and all(named.find(k["place_words"]) is place for k in held)
    return held[0]["berth"] if is_there else None


def _place_of(held: Sequence[Row], place: Row | None, s: Row) -> Row:
    if place is None:
        return {}
    first, berths = held[0], {fold_berth(k["berth"]) for k in held}
    made: Row = {"place_words": place["name"]}
    if s["berth"] is None and len(berths) == 1:
        made["berth"] = first["berth"]
    if s["lat"] is None and first["lat"] is not None and len({(k["lat"], k["lon"]) for k in held}) == 1:
        made |= {"lat": first["lat"], "lon": first["lon"], "position_method": "the point looked at"}
    return made


def _time_of(s: Row, span: Span | None) -> Row:
    if span is None or s["date_start"] is not None:
        return {}
    start, last = span.start, max(span.start, span.end - timedelta(microseconds=1))
    made: Row = {"date_start": f"{start:%Y-%m-%d}", "date_end": None, "time_local": None, "zone_words": "UTC"}
    if span.start == span.end:
        return made | {"time_local": f"{start:%H:%M:%S}"}
    return made | {"date_end": f"{last:%Y-%m-%d}"}

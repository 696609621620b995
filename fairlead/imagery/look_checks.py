"""Look checks: what does not add up in looks, and in sightings, measures and features that name them. Kept and told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import pyarrow as pa

from fairlead.base.from_look import PlaceNames, fill_from_looks, is_away
from fairlead.base.geodesy import distance_km
from fairlead.base.hearsay import OUT_OF_VIEW
from fairlead.base.ids import content_id
from fairlead.base.images import own_looks
from fairlead.base.repeats import first_of_equals
from fairlead.base.tables import AREAS, FEATURES, LOOK_CHECKS, MEASURES, OBSERVATIONS, PLACES, SIGHTINGS
from fairlead.base.timeline import Span, may_be_one_moment, say_span
from fairlead.base.wording import fold_berth, quoted, say_list
from fairlead.imagery.looks import (
    CANNOT_TELL,
    DISPUTED,
    Glance,
    LookParams,
    gather_glances,
    is_view,
    made_in,
    read_looks,
    result_of,
)

Row = dict[str, Any]

NAMED = 5
"""Looks named in one sentence; the rest are in the table of watches."""


def check_looks(
    observations: pa.Table,
    sightings: pa.Table,
    looks: pa.Table,
    scenes: pa.Table,
    places: pa.Table,
    measures: pa.Table,
    features: pa.Table,
    areas: pa.Table | None = None,
    params: LookParams = LookParams(),  # noqa: B008 - frozen
) -> pa.Table:
    """Find looks that cannot be as told, names that name nothing, and sightings that stand beside the looks.

    Args:
        observations: OBSERVATIONS.
        sightings: SIGHTINGS; their labels are what measures and features name.
        looks: LOOKS.
        scenes: SCENES.
        places: PLACES.
        measures: MEASURES.
        features: FEATURES.
        areas: AREAS; where those of a port name berths, looks and sightings are at these or at one not known.
        params: :class:`LookParams`.

    Returns:
        LOOK_CHECKS, one row a doubt. A case without looks, measures and features, whose sightings name no look and
        repeat none, has none.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Holds rows against each other, not against the image.
    """
    glances = read_looks(looks, scenes, places, params)
    columns = [
        "sighting_id", "label", "place_id", "relation", "method", "hulls", "start_time", "end_time", "zone_basis",
        "look", "berth", "observed_by",
    ]  # fmt: skip
    seen = OBSERVATIONS.check(observations).select(columns).sort_by("sighting_id").to_pylist()
    told = SIGHTINGS.check(sightings).sort_by("sighting_id").to_pylist()
    labels = {s["label"] for s in told}
    filled, _ = fill_from_looks(told, *(t.to_pylist() for t in (looks, scenes, places)))
    rows = [
        *(row for g in glances for row in _check_look(g)),
        *_check_opinions(glances),
        *_check_sightings(seen, glances),
        *_check_left_to_looks(filled, glances),
        *_check_repeats(OBSERVATIONS.check(observations).to_pylist()),
        *_check_berths(seen, {s["sighting_id"] for s in told if s["berth"]}, glances, Berths(areas, places)),
        *_check_named("measure", MEASURES.check(measures).sort_by("measure_id").to_pylist(), labels),
        *_check_named("feature", FEATURES.check(features).sort_by("feature_id").to_pylist(), labels),
    ]
    return LOOK_CHECKS.from_rows(rows)


def _doubt(kind: str, id_: str, label: str, is_watch: bool, words: str, others: Iterable[str] = ()) -> Row:
    return {
        "look_check_id": content_id("look_check", kind, id_),
        "about": id_,
        "label": label,
        "kind": kind,
        "is_watch": is_watch,
        "words": f"{label}: {words}.",
        "sources": sorted({id_, *others}),
    }


# ------------------------------------------------------------------------------------------------------ one look alone


def _check_look(g: Glance) -> Iterator[Row]:
    """What is wrong with one look by itself."""
    row, can_watch = g.row, g.counts and g.row["result"] != CANNOT_TELL
    about = (row["look_id"], row["label"], can_watch)
    scene = {g.scene["scene_id"]} if g.scene else set()
    if row["scene"] is not None and g.scene is None:
        rest = "its own time is used" if g.is_dated else "when it was is not known, and it is no watch"
        yield _doubt("no_scene", *about, f"the scene {quoted(row['scene'])} it names is not among the scenes; {rest}")
    if g.place is None:
        named = quoted(row["place_words"])
        yield _doubt(
            "no_place", *about, f"{named} is the label or the name of no one place of this case; the look is no watch"
        )
    if g.scene and row["start_time"] is not None and _are_apart(row, g.scene):
        both = f"{_when(row)} by the look, {_when(g.scene)} by its scene {g.scene['label']}"
        yield _doubt("times_differ", *about, f"its time is {both}; the scene's is used", scene)
    if g.scene and g.is_outside:
        yield _doubt(
            "outside_footprint", *about,
            f"the place lies outside the footprint of scene {g.scene['label']}, which cannot show it; "
            "the look is no watch",
            scene,
        )  # fmt: skip
    if g.scene and g.is_unusable and row["result"] != CANNOT_TELL:
        yield _doubt(
            "outside_usable", *about,
            f"the place lies outside the usable part of scene {g.scene['label']}, yet the look found it "
            f"{row['result']}; it counts as the analyst says",
            scene,
        )  # fmt: skip


def _are_apart(one: Row, other: Row) -> bool:
    return not Span(one["start_time"], one["end_time"]).overlaps(Span(other["start_time"], other["end_time"]))


def _when(row: Row) -> str:
    return say_span(row["start_time"], row["end_time"])


# ----------------------------------------------------------------------------------------------------------- two looks


def _check_opinions(glances: Iterable[Glance]) -> Iterator[Row]:
    """Analysts who differ on one place, berth and image; one id on several images."""
    for together in gather_glances(glances).values():
        opinions = sorted(together, key=lambda g: (g.row["label"], g.row["analyst"], g.row["look_id"]))
        if result_of(opinions) == DISPUTED or len({g.row["result"] for g in opinions}) > 1:
            first, *rest = opinions
            said = say_list([f"{g.row['analyst']} ({g.row['label']}) says {g.row['result']}" for g in opinions])
            counted = "the watch is disputed" if result_of(opinions) == DISPUTED else "who could tell is counted"
            yield _doubt(
                "analysts_differ", first.row["look_id"], first.row["label"], True,
                f"of one berth in one image {said}; both are kept, and {counted}",
                [g.row["look_id"] for g in rest],
            )  # fmt: skip


# ------------------------------------------------------------------------------------------------- sightings and looks


def _check_sightings(seen: list[Row], glances: list[Glance]) -> Iterator[Row]:
    groups = gather_glances(glances)
    told = {key: opinions for key, opinions in groups.items() if result_of(opinions)}
    within = made_in(filter(is_view, seen), told)
    by_label = defaultdict[str, list[Glance]](list)
    by_place = defaultdict[str, list[Glance]](list)
    for g in glances:
        by_label[g.row["label"]].append(g)
        if g.counts and g.place:
            by_place[g.place["place_id"]].append(g)
    for o in seen:
        looks = _meant(o, by_label.get(o["look"] or "", []))
        if o["look"] is not None and is_view(o) and (berths := _other_berths(o, looks)):
            named = say_list([quoted(b) for b in berths])
            yield _doubt(
                "other_place", o["sighting_id"], o["label"], is_view(o),
                f"the look {o['look']} it names is of the berth {named}, the sighting of {quoted(o['berth'])}",
                [g.row["look_id"] for g in looks],
            )  # fmt: skip
        if o["look"] is not None and not looks:
            yield _doubt(
                "no_look", o["sighting_id"], o["label"], is_view(o),
                f"the look {quoted(o['look'])} it names is not among the looks; {_own(o)}",
            )  # fmt: skip
        elif o["look"] is not None:
            yield from _check_named_look(o, looks, told, within)
        elif is_view(o) and (near := by_place.get(o["place_id"])):
            yield _doubt("in_no_look", o["sighting_id"], o["label"], True, _say_no_look(o, near))


def _meant(o: Row, named: Sequence[Glance]) -> list[Glance]:
    """Of the looks whose label a sighting names, those it can mean."""
    ids = {k["look_id"] for k in own_looks(o, [g.row for g in named])}
    return [g for g in named if g.row["look_id"] in ids]


def _check_named_look(
    o: Row, named: list[Glance], told: Mapping[Any, list[Glance]], within: Mapping[str, Any]
) -> Iterator[Row]:
    """A sighting against the look it names."""
    looks = [g.row["look_id"] for g in named]
    if key := within.get(o["sighting_id"]):
        yield from _check_time(o, told[key][0])
        is_same_berth = fold_berth(o["berth"]) in (None, key[1])
        empty = [g.row["label"] for g in told[key] if g.row["result"] == "empty"]
        if o["hulls"] > 0 and is_same_berth and empty:
            yield _doubt(
                "look_and_sighting_differ", o["sighting_id"], o["label"], False,
                f"a ship is sighted in the look {o['look']}, which somebody calls empty; the watch is disputed", looks,
            )  # fmt: skip
    elif o["method"] == OUT_OF_VIEW:
        yield _doubt(
            "out_of_view", o["sighting_id"], o["label"], False,
            f"the image of the look {o['look']} it names cannot show where the ship is said to be, outside its "
            "footprint: what was seen, or where, is told wrongly; it is no watch, and documents no trip", looks,
        )  # fmt: skip
    elif is_view(o) and any(g.place and g.place["place_id"] == o["place_id"] for g in named):
        yield _doubt(
            "look_and_sighting_differ", o["sighting_id"], o["label"], True,
            f"the look {o['look']} it names is no watch (it could not tell), yet something was "
            "seen; its image counts as a look of its own", looks,
        )  # fmt: skip
    elif o["place_id"] is not None and any(g.place for g in named):
        yield _doubt(
            "other_place", o["sighting_id"], o["label"], is_view(o),
            f"the look {o['look']} it names is of another place; {_own(o)}", looks,
        )  # fmt: skip


def _check_repeats(observations: list[Row]) -> Iterator[Row]:
    """Sightings that say in all but their ids what another says."""
    held = {o["sighting_id"]: o for o in observations if o["method"] != "track"}
    for repeat, first in first_of_equals(held.values()).items():
        one, other = held[first], held[repeat]
        rest = "" if one["hulls"] > 1 else "; if they are two ships, write what tells them apart (berth, length, words)"
        yield _doubt(
            "repeated", repeat, other["label"], False,
            f"it says in all but its id what {one['label']} says, and is read as one report given twice{rest}", [first],
        )  # fmt: skip


def _other_berths(o: Row, named: list[Glance]) -> list[str]:
    """The berths of the looks that a sighting names, where it is of none of them."""
    at_place = [g.row["berth"] for g in named if g.place and g.place["place_id"] == o["place_id"]]
    if o["berth"] is None or None in at_place or fold_berth(o["berth"]) in map(fold_berth, at_place):
        return []
    return sorted(set(at_place))


# -------------------------------------------------------------------------------------------------------------- berths


class Berths:
    """The berths that areas name for the places of the case."""

    def __init__(self, areas: pa.Table | None, places: pa.Table) -> None:
        """``areas``: AREAS; ``places``: PLACES, one of which an area's port names by its label or name."""
        held = PLACES.check(places).sort_by("place_id").to_pylist()
        named = PlaceNames(held)
        self._places = {_key(n) for p in held for n in (p["name"], *p["other_names"])}
        self._names = {p["place_id"]: p["name"] for p in held}
        self._of = defaultdict[str, dict[str, Row]](dict)
        self._all = defaultdict[str, set[str]](set)
        self._nearest: dict[tuple[str, str], str] = {}
        for a in AREAS.check(areas).sort_by("area_id").to_pylist() if areas is not None else ():
            if place := named.find(a["port"]):
                self._all[place["place_id"]] |= {_key(a["name"]), _key(a["label"])}
                if a["area_kind"] == "berth":
                    self._of[place["place_id"]].setdefault(_key(a["name"]), a)

    def doubt(self, place_id: str | None, berth: str | None) -> tuple[str, list[str]] | None:
        """Why a berth is none of a place's, and the ids of the areas named; None where it is, or none are listed."""
        known = self._of.get(place_id or "", {})
        if place_id is None or berth is None or not known:
            return None
        key = _key(berth)
        if key in self._all[place_id] or key in self._places:
            return None
        if (place_id, key) not in self._nearest:
            self._nearest[place_id, key] = get_close_matches(key, known, n=1, cutoff=0.0)[0]
        near = self._nearest[place_id, key]
        rest = sorted(a["name"] for k, a in known.items() if k != near)
        others = f"; so {'is' if len(rest) == 1 else 'are'} {say_list(rest[:NAMED])}" if rest else ""
        more = f" and {len(rest) - NAMED} more" if len(rest) > NAMED else ""
        said = (
            f"the berth {quoted(berth)} is none that the areas name at {self._names[place_id]}: the nearest spelling, "
            f"{quoted(known[near]['name'])}, is known{others}{more}; it is kept, as a berth of its own"
        )
        return said, [known[near]["area_id"]]


def _key(words: str) -> str:
    return fold_berth(words) or ""


def _check_berths(seen: list[Row], stating: set[str], glances: Iterable[Glance], berths: Berths) -> Iterator[Row]:
    """Looks, and sightings that state a berth themselves, at a berth that nobody lists."""
    for g in glances:
        if g.place and (found := berths.doubt(g.place["place_id"], g.row["berth"])):
            can_watch = g.counts and g.row["result"] != CANNOT_TELL
            yield _doubt("unknown_berth", g.row["look_id"], g.row["label"], can_watch, *found)
    for o in seen:
        if o["sighting_id"] in stating and (found := berths.doubt(o["place_id"], o["berth"])):
            yield _doubt("unknown_berth", o["sighting_id"], o["label"], is_view(o), *found)


def _check_left_to_looks(sightings: list[Row], glances: list[Glance]) -> Iterator[Row]:
    """Sightings that leave their place or time to a look which cannot give it; filled from looks as far as may be."""
    by_label = defaultdict[str, list[Glance]](list)
    for g in glances:
        by_label[g.row["label"]].append(g)
    for s in sightings:
        named = _meant(s, by_label[s["look"]]) if s["look"] is not None else []
        about, looks = (s["sighting_id"], s["label"]), [g.row["look_id"] for g in named]
        if s["look"] is not None and s["date_start"] is None:
            why = (
                f"of that id {len(named)} looks are held, of no one known time"
                if named
                else "it is not among the looks"
            )
            yield _doubt(
                "no_look", *about, False,
                f"it states no date and leaves it to the look {quoted(s['look'])}, but {why}; when it was is not "
                "known, and nothing is counted from it", looks,
            )  # fmt: skip
        elif named and s["place_words"] is None:
            places = {g.place["place_id"]: g.place for g in named if g.place}
            place = next(iter(places.values())) if len(places) == 1 else None
            if place and is_away(s, place):
                km = distance_km(s["lat"], s["lon"], place["lat"], place["lon"])
                yield _doubt(
                    "other_place", *about, False,
                    f"its position lies {km:,.0f} km from {place['name']}, the place of the look {s['look']} it names; "
                    "it is not taken to be there", looks,
                )  # fmt: skip
            elif len(places) > 1:
                yield _doubt(
                    "no_look", *about, False,
                    f"it states no place, and the looks {s['look']} are of several; where it was is not known", looks,
                )  # fmt: skip


def _check_time(o: Row, g: Glance) -> Iterator[Row]:
    """A sighting dated otherwise than the image of its look."""
    if g.start is None or g.end is None:
        return
    is_zoned = o["zone_basis"] != "not stated"
    seen, looked = Span(o["start_time"], o["end_time"]), Span(g.start, g.end)
    if not may_be_one_moment(seen, looked, share_zone_basis=is_zoned):
        both = f"{_when(o)} by the sighting, {say_span(g.start, g.end)} by its look {o['look']}"
        yield _doubt(
            "times_differ", o["sighting_id"], o["label"], False,
            f"its time is {both}; the place counts as watched at the look's", [g.row["look_id"]],
        )  # fmt: skip


def _own(o: Row) -> str:
    return "its image counts as a look of its own" if is_view(o) else "it is no image of a place of this case"


def _say_no_look(o: Row, near: list[Glance]) -> str:
    """An image of a place that looks are held of, in none of them."""
    when = Span(o["start_time"], o["end_time"])
    fits = {g.row["label"] for g in near if g.start and g.end and when.overlaps(Span(g.start, g.end))}
    if not fits:
        return (
            "the sighting names no look, and none is held of that place and time; its image counts as a look of its own"
        )
    named = say_list(sorted(fits)[:NAMED])
    more = f" and {len(fits) - NAMED} more" if len(fits) > NAMED else ""
    return (
        f"the sighting names no look, and may be of {named}{more}: write that in its column look, "
        "or its image counts as a look of its own"
    )


def _check_named(what: str, rows: list[Row], labels: set[str]) -> Iterator[Row]:
    """Measures and features of sightings that are not there."""
    for r in rows:
        if r["sighting"] not in labels:
            said = f"the sighting {quoted(r['sighting'])} it names is not among the sightings; the {what} is not used"
            yield _doubt("no_sighting", r[f"{what}_id"], r["label"], False, said)

"""How the places of a question were watched, look by look: a lane for each place, berth and kind of image."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairlead.base.timeline import DAY, say_span, start_of_day
from fairlead.base.wording import fold_berth, say_list
from fairlead.case.lanes import Item, Lane
from fairlead.report.blocks import Cell
from fairlead.report.grammar import say_share
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes
from fairlead.report.scope import Scope

WATCH_LANES_SHOWN = 12
"""Lanes of looks drawn; the table of watches holds all."""

BINS = 700
"""Stretches of a lane that looks are drawn in at most; days, unless the period is longer."""

LONG_D = 14
"""A stretch without a look is named in the figure from so many days on: shorter ones would fill it with words."""

SENSORS = {"sar": "radar", "image": "images"}
"""Kinds of image that people call otherwise; the rest are said as they stand."""

UNLOADING = "unloading"
"""What the lane of a place is of, where ships unload there."""

FOUND = ("occupied", "empty", "disputed", "cannot tell")

CAPTION = (
    "A bar up is a look that found a ship, a bar down one that found the place empty, each as long as the share of the "
    "place that could be seen; an open bar both ways is disputed; a grey tick could not tell, for cloud or else. "
    "A caret marks a look that is no random capture, asked for because of a tip or known by what it shows alone: an "
    "estimate takes what it shows for a tip, and what it found empty for nothing. Dotted: no look."
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a place."""

    place_id: str
    berth: str
    sensor: str
    start: datetime
    end: datetime
    is_day_known: bool
    result: str
    share: float | None
    is_cued: bool
    words: str
    id: str
    is_alone: bool = False
    """A sighting alone tells of it."""


def find_looks(held: Held, scope: Scope, role: str = "load") -> list[Look]:
    """The looks at loading places (at places of another role) in the period, in order of time; those that could not
    tell too. A place of both roles is a loading place."""
    places = watched_places(scope, role)
    looks = [_of_watch(w) for w in held.where("watches", "place_id", places)]
    looks += _blind(held, scope, places, {i for w in held.rows("watches") for i in w["sources"]})
    start, end = scope.ask["period_start"], scope.ask["period_end"]
    return sorted(
        (k for k in looks if k.start < end and (k.end > start or k.start >= start)),
        key=lambda k: (k.start, k.end, k.id),
    )


def watched_places(scope: Scope, role: str) -> set[str]:
    """The places of a role; a place where ships load too is told of as that."""
    return scope.places_of(role) - (scope.places_of("load") if role != "load" else set())


def _of_watch(w: Row) -> Look:
    """A watch as a look; where a sighting alone tells of it, it found what that reports: a ship where it is cued."""
    result = w["result"] or ("occupied" if w["is_cued"] else "empty")
    return Look(
        w["place_id"], w["berth"] or "", w["method"], w["start_time"], w["end_time"], w["is_day_known"], result,
        w["visible_frac"], w["is_cued"], w["words"], w["watch_id"], w["look"] is None,
    )  # fmt: skip


def _blind(held: Held, scope: Scope, places: set[str], told: set[str]) -> Iterator[Look]:
    """Looks that could not tell: no watch, as they saw nothing, and yet somebody looked; not those whose images do not
    show the place at all."""
    named = {str(p[k]).casefold(): i for i, p in scope.places.items() for k in ("name", "label") if p[k]}
    scenes = held.by("scenes", "label")
    told = told | {c["about"] for c in held.rows("look_checks") if c["kind"] == "outside_footprint"}
    for look in held.rows("looks"):
        place = named.get((look["place_words"] or "").casefold())
        when: dict[str, Any] = look if look["start_time"] is not None else scenes.get(look["scene"] or "", {})
        if look["result"] != "cannot tell" or look["look_id"] in told or place not in places:
            continue
        if when.get("start_time") is None or when.get("end_time") is None:
            continue
        words = f"{look['analyst']} could not tell ({look['label']})."
        sensor = scenes.get(look["scene"] or "", {}).get("sensor") or "image"
        start, end = when["start_time"], when["end_time"]
        is_one_day = start_of_day(start) == start_of_day(max(start, end - timedelta(microseconds=1)))
        yield Look(
            place, look["berth"] or "", sensor, start, end, is_one_day, "cannot tell", look["visible_frac"],
            bool(look["is_cued"]), words, look["look_id"],
        )  # fmt: skip


def watch_lanes(looks: list[Look], scope: Scope) -> list[Lane]:
    """A lane for each place, berth and kind of image, loading places first; a loading place that nobody looked at has
    one too, dotted throughout. A berth is one however it is written, and named as it is first."""
    groups: dict[tuple[str, str, str], list[Look]] = {}
    for look in looks:
        groups.setdefault((look.place_id, fold_berth(look.berth) or "", look.sensor), []).append(look)
    for place in scope.places_of("load") - {key[0] for key in groups}:
        groups[place, "", ""] = []
    loading = scope.places_of("load")
    order = sorted(groups, key=lambda k: (k[0] not in loading, scope.place_names.get(k[0]) or k[0], k))
    return [_lane(scope, key, groups[key]) for key in order[:WATCH_LANES_SHOWN]]


def _lane(scope: Scope, key: tuple[str, str, str], looks: list[Look]) -> Lane:
    place, _, sensor = key
    berth = looks[0].berth if looks else ""
    title = show_text(", ".join(filter(None, [scope.place_names.get(place) or place, berth])), 60)
    if not looks:
        line = "no look held"
    else:
        found = [(sum(k.result == r for k in looks), r) for r in FOUND]
        told = ", ".join(f"{n} {r}" for n, r in found if n)
        line = f"{show_text(SENSORS.get(sensor, sensor), 20)}: {told}"
    line = line if place in scope.places_of("load") else f"{UNLOADING}; {line}"
    return Lane(title, line, (*_unwatched(scope.ask, looks), *_marks(scope.ask, looks)), lines=3)


def _marks(ask: Row, looks: list[Look]) -> Iterator[Item]:
    """One mark a day and finding; more looks of a day that found the same are one, as long as the best of them."""
    start, end = ask["period_start"], ask["period_end"]
    each = DAY * max(1, -(-((end - start) // DAY) // BINS))
    best: dict[tuple[int, str], Look] = {}
    for look in looks:
        if not look.is_day_known:
            yield Item("pill", look.start, look.end)
            continue
        key = (look.start - start) // each, look.result
        if key not in best or (not look.is_cued, _share(look)) > (not best[key].is_cued, _share(best[key])):
            best[key] = look
    for (n, result), look in best.items():
        yield Item("look", start + n * each, start + (n + 1) * each, result, share=_share(look), is_cued=look.is_cued)


def _share(look: Look) -> float:
    return 1.0 if look.share is None else look.share


def _unwatched(ask: Row, looks: list[Look]) -> Iterator[Item]:
    """Days of the period that no look of the lane touches."""
    at = ask["period_start"]
    for look in [*looks, None]:
        until = ask["period_end"] if look is None else start_of_day(look.start)
        days = round((until - at) / DAY)
        if days > 0:
            yield Item("unwatched", at, until, words=f"no look, {days} days" if days >= LONG_D else "")
        if look is not None:
            at = max(at, start_of_day(max(look.start, look.end - timedelta(microseconds=1))) + DAY)


def look_rows(looks: list[Look], scope: Scope, notes: Notes, most: int) -> list[tuple[Cell, ...]]:
    """Rows of the table behind the figure: when, what was found, where and how much of it, in words."""
    rows: list[tuple[Cell, ...]] = []
    for k in looks[:most]:
        where = ", ".join(filter(None, [scope.place_names.get(k.place_id) or k.place_id, k.berth]))
        seen = "" if k.share is None else f"{say_share(k.share, 0)} visible"
        cued = ("known by what it shows alone" if k.is_alone else "asked for because of a tip") if k.is_cued else ""
        rows.append(
            (
                Cell(say_span(k.start, k.end), notes.cite(k.id)),
                Cell(f"look: {k.result}", sub=show_text(SENSORS.get(k.sensor, k.sensor), 20)),
                Cell(show_text(where, 80), sub="; ".join(filter(None, [seen, cued]))),
                Cell(show_text(k.words)),
            )
        )
    return rows


def say_hours_of_day(looks: list[Look]) -> str:
    """``All 70 looks that could tell were taken between 01:00 and 03:00 UTC``: the shortest stretch of the day, to
    whole hours; empty where some have no clock time, or where they lie all around the clock."""
    able = [k for k in looks if k.result != "cannot tell"]
    if not able or any(k.end - k.start > timedelta(hours=1) for k in able):
        return ""
    hours = sorted({k.start.hour for k in able})
    waits = [((b - a - 1) % 24, b, a) for a, b in zip(hours, [*hours[1:], hours[0]], strict=True)]
    wait, first, last = max(waits)
    if wait < 12:
        return ""
    many = "The one look that could tell was" if len(able) == 1 else f"All {len(able):,} looks that could tell were"
    return f"{many} taken between {first:02d}:00 and {(last + 1) % 24:02d}:00 UTC"


def say_results(looks: list[Look]) -> str:
    """``24 occupied, 46 empty``."""
    return say_list([f"{n} {r}" for r in FOUND if (n := sum(k.result == r for k in looks))])

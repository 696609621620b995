"""Gaps: silences in what was *received*. A gap is not proof of a transponder turned off."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby
from typing import Annotated, Any

import pyarrow as pa

from fairlead.base.bounds import Within, check_fields
from fairlead.base.geodesy import distance_km
from fairlead.base.ids import content_id
from fairlead.base.tables import OBSERVATIONS, PLACES, SIGHTING_GAPS
from fairlead.base.timeline import Span, may_be_one_moment, say_hours, say_span
from fairlead.base.units import sailing_h

Row = dict[str, Any]
Point = tuple[float, float]

KM_PER_DEGREE = 111.2
"""Kilometres in a degree of latitude, for a first sieve by latitude (6371 km x pi / 180, rounded)."""


@dataclass(frozen=True, slots=True)
class SightingGapParams:
    """Speeds that turn a distance into hours, and how far a place may be to give a gap its name."""

    speed_low_kn: Annotated[float, Within(0, 60, is_above=True)] = 8.0
    """Slow end of what small coastal tankers make, knots. 8 to 10 kn is the range the Chon Ma San account was read with
    (October 2024, S22 and S23); our assumption, printed with the hours."""
    speed_high_kn: Annotated[float, Within(0, 60, is_above=True)] = 10.0
    """Fast end, knots; see ``speed_low_kn``."""
    place_within_km: Annotated[float, Within(0, 2000)] = 150.0
    """A gap whose last report names no place is given the nearest place with a point within this distance, km: about
    eight hours at 10 kn. Our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)
        if self.speed_low_kn > self.speed_high_kn:
            raise ValueError(
                f"speed_low_kn, {self.speed_low_kn:g}, must not be above speed_high_kn, {self.speed_high_kn:g}"
            )


class Said(Enum):
    """What a report says of the silence around it."""

    DARK = "the last before a silence"
    BACK = "the first after a silence"
    HEARD = "nothing of a silence"


SAID = {"ais_last_seen_then_dark": Said.DARK, "ais_reappears": Said.BACK}
"""Events that speak of a silence; every other report received from a ship says only that it was heard."""

ORDER_WHEN_SILENT = {Said.BACK: 0, Said.HEARD: 1, Said.DARK: 2}
ORDER_WHEN_HEARD = {Said.HEARD: 0, Said.DARK: 1, Said.BACK: 2}
"""Reports of one and the same interval (a day) are read in the order that makes sense of what came before."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report, or several that agree on one moment."""

    said: Said
    span: Span
    is_zone_stated: bool
    point: Point | None
    radius_km: float
    place_id: str | None
    ship: str
    ids: tuple[str, ...]

    def agrees(self, other: Report) -> bool:
        """Whether both say the same of a silence, and may speak of one moment."""
        share = self.is_zone_stated == other.is_zone_stated
        return self.said is other.said and may_be_one_moment(self.span, other.span, share_zone_basis=share)

    def joined(self, other: Report) -> Report:
        """Both as one: the common part of their spans, else the narrower; the better position; both ids."""
        best = other if self.point is None or (other.point and other.radius_km < self.radius_km) else self
        return replace(
            self,
            span=self.span.common(other.span),
            is_zone_stated=self.is_zone_stated or other.is_zone_stated,
            point=best.point,
            radius_km=best.radius_km,
            place_id=self.place_id or other.place_id,
            ids=(*self.ids, *other.ids),
        )


@dataclass(slots=True)
class Silence:
    """A silence while it is being read: its last report, its first one after, or by when something was heard."""

    last: Report
    first: Report | None = None
    heard: Report | None = None


def find_sighting_gaps(
    observations: pa.Table, places: pa.Table, params: SightingGapParams = SightingGapParams()
) -> pa.Table:
    """Find the silences that reports themselves speak of, vessel by vessel.

    A silence begins with a report said to be the last before dark and ends with the next report, if that is said to be
    the first after a silence. Where the next report held is an ordinary later one, the gap stays open and
    ``heard_again_by`` says by when the vessel was heard again. Reports that may speak of one moment (two readings of
    the same last position) are one beginning, or one end.

    Args:
        observations: OBSERVATIONS rows of whole vessels, any order. Rows with no settled vessel are left out.
        places: PLACES rows, for the name of where it began.
        params: :class:`SightingGapParams`.

    Returns:
        SIGHTING_GAPS, one row a silence, status documented. Hours are an interval where a date is known to the day or
        worse.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Knows only silences that somebody reported as such: between two ordinary positions nothing is concluded. Says
        nothing of why, and nothing of reception. A day with no stated zone is read as UTC, so its hours may be off by
        as much as 14.
    """
    by_vessel = defaultdict[str, list[Report]](list)
    columns = [
        "sighting_id", "vessel_id", "ship_words", "event", "method", "place_id", "relation", "lat", "lon", "radius_km",
        "start_time", "end_time", "zone_basis",
    ]  # fmt: skip
    for row in OBSERVATIONS.check(observations).select(columns).to_pylist():
        if row["vessel_id"] is not None and (row["method"] == "ais" or row["event"].startswith("ais_")):
            by_vessel[row["vessel_id"]].append(_report(row))
    near = _Nearest(PLACES.check(places).select(["place_id", "name", "lat", "lon"]).to_pylist(), params.place_within_km)
    return SIGHTING_GAPS.from_rows(
        _gap(vessel_id, silence, near, params)
        for vessel_id, reports in sorted(by_vessel.items())
        for silence in _silences(reports)
    )


def _report(row: Row) -> Report:
    has_point = row["lat"] is not None and row["lon"] is not None
    return Report(
        said=SAID.get(row["event"], Said.HEARD),
        span=Span(row["start_time"], row["end_time"]),
        is_zone_stated=row["zone_basis"] != "not stated",
        point=(row["lat"], row["lon"]) if has_point else None,
        radius_km=row["radius_km"] or 0.0,
        place_id=row["place_id"] if row["relation"] != "none" else None,
        ship=row["ship_words"],
        ids=(row["sighting_id"],),
    )


def _silences(reports: list[Report]) -> Iterator[Silence]:
    """The silences of one vessel, in order."""
    reports = sorted(reports, key=lambda r: (r.span.start, r.span.end, r.ids))
    open_one: Silence | None = None
    closed: Silence | None = None
    for _, together in groupby(reports, key=lambda r: (r.span.start, r.span.end)):
        order = ORDER_WHEN_HEARD if open_one is None else ORDER_WHEN_SILENT
        for report in sorted(together, key=lambda r: (order[r.said], r.ids)):
            if report.said is Said.DARK:
                if open_one and open_one.last.agrees(report):
                    open_one.last = open_one.last.joined(report)
                    continue
                if open_one:
                    open_one.heard = report
                    yield open_one
                if closed:
                    yield closed
                open_one, closed = Silence(report), None
            elif report.said is Said.BACK:
                if open_one:
                    open_one.first = report
                    open_one, closed = None, open_one
                elif closed and closed.first and closed.first.agrees(report):
                    closed.first = closed.first.joined(report)
            elif open_one and _is_after(report, open_one.last):
                open_one.heard = report
                yield open_one
                open_one = None
    yield from (s for s in (closed, open_one) if s)


def _is_after(report: Report, last: Report) -> bool:
    """Whether it surely came later: a position somewhere on the day of the last report may have come before it."""
    return report.span.start > last.span.start and report.span.start >= last.span.end


def _gap(vessel_id: str, silence: Silence, near: _Nearest, params: SightingGapParams) -> Row:
    last, first, heard = silence.last, silence.first, silence.heard
    place_id = last.place_id or (near.of(last.point) if last.point else None)
    row: Row = {
        "gap_id": content_id("sighting_gap", vessel_id, last.ids[0]),
        "vessel_id": vessel_id,
        "start_earliest": last.span.start,
        "start_latest": last.span.end,
        "heard_again_by": heard.span.end if heard else None,
        "place_id": place_id,
        "status": "documented",
        "sources": [*last.ids, *(first.ids if first else ()), *(heard.ids[:1] if heard else ())],
    }
    row["start_lat"], row["start_lon"] = last.point or (None, None)
    if first:
        row |= _closed(last, first, params)
    return row | {"words": _say(row, last, first, heard, near.names.get(place_id or ""), params)}


def _closed(last: Report, first: Report, params: SightingGapParams) -> Row:
    min_h = max((first.span.start - last.span.end).total_seconds() / 3600, 0.0)
    max_h = max((first.span.end - last.span.start).total_seconds() / 3600, 0.0)
    row: Row = {"end_earliest": first.span.start, "end_latest": first.span.end, "min_h": min_h, "max_h": max_h}
    row["end_lat"], row["end_lon"] = first.point or (None, None)
    if last.point and first.point:
        away = distance_km(*last.point, *first.point)
        quick, slow = sailing_h(away, params.speed_high_kn), sailing_h(away, params.speed_low_kn)
        row |= {
            "distance_km": away,
            "distance_error_km": last.radius_km + first.radius_km,
            "sailing_min_h": quick,
            "sailing_max_h": slow,
            "unseen_min_h": max(min_h - slow, 0.0),
            "unseen_max_h": max(max_h - quick, 0.0),
        }
    return row


def _say(
    row: Row, last: Report, first: Report | None, heard: Report | None, place: str | None, params: SightingGapParams
) -> str:
    begun = f"{last.ship} was last heard {say_span(last.span.start, last.span.end)}{f' near {place}' if place else ''}"
    unproven = "A silence in what was received is no proof of anything switched off."
    if first is None:
        known = "no later report is held"
        if heard:
            later = say_span(heard.span.start, heard.span.end)
            known = f"when it was heard again is not said; the next report held is of {later}"
        return f"{begun}, then silent; {known}. {unproven}"
    again = f"and next {say_span(first.span.start, first.span.end)}: {_hours(row['min_h'], row['max_h'])} of silence"
    if "distance_km" not in row:
        return f"{begun} {again}. {unproven}"
    kn = f"{params.speed_low_kn:g}–{params.speed_high_kn:g} kn"
    return (
        f"{begun} {again}, its ends {row['distance_km']:.0f} km apart (± {row['distance_error_km']:.0f} km); sailing "
        f"takes {row['sailing_min_h']:.0f}–{row['sailing_max_h']:.0f} h at {kn}, which leaves "
        f"{row['unseen_min_h']:.0f}–{row['unseen_max_h']:.0f} h unseen. {unproven}"
    )


def _hours(low: float, high: float) -> str:
    return say_hours(high) if low == high else f"{low:.0f}–{high:.0f} h"


class _Nearest:
    """The nearest place with a point, within reach."""

    def __init__(self, places: Iterable[Row], within_km: float) -> None:
        rows = list(places)
        self.names = {p["place_id"]: p["name"] for p in rows}
        self.within_km = within_km
        self.points = sorted(
            (p["lat"], p["lon"], p["place_id"]) for p in rows if p["lat"] is not None and p["lon"] is not None
        )
        self.known: dict[Point, str | None] = {}

    def of(self, point: Point) -> str | None:
        if point not in self.known:
            reach = self.within_km / KM_PER_DEGREE + 0.01
            lats = slice(
                bisect_left(self.points, point[0] - reach, key=lambda p: p[0]),
                bisect_right(self.points, point[0] + reach, key=lambda p: p[0]),
            )
            away = ((distance_km(*point, lat, lon), place_id) for lat, lon, place_id in self.points[lats])
            best = min((a for a in away if a[0] <= self.within_km), default=None)
            self.known[point] = best[1] if best else None
        return self.known[point]

"""Misfits: what cannot be so in the reports of one MMSI, which contradict each other, the land, or what they say.

What is shared across ships (an IMO number on two MMSIs, a receiver's clock) is found by ``conflicts``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, NamedTuple

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints
from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.coast import coast_of
from fairlead.base.ids import content_id
from fairlead.base.tables import LAND, MISFITS, POSITIONS
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.base.wording import say_many, say_number
from fairlead.events.clock_ties import Ties
from fairlead.events.clocks import ClockRules, find_clocks
from fairlead.events.near_ports import mean_point
from fairlead.events.shared import PAD_H, find_shared
from fairlead.events.told import HOUR_US, instant
from fairlead.events.trails import Trail

Hours = Annotated[timedelta, Within(timedelta(minutes=1), timedelta(days=30))]
Kilometres = Annotated[float, Within(0, 20_000)]


@dataclass(frozen=True, slots=True)
class MisfitParams:
    """From when on something cannot be so."""

    impossible_kn: Annotated[float, Within(0, 10_000, is_above=True)] = 60.0
    """No ship made so many knots between two reports. The fastest ferries make 58; of real steps 0.02 to 0.09 % imply
    more, which are faults."""
    slack_km: Kilometres = 2.0
    """Two positions may be so much nearer than they say: reports of type 27 are rounded to 0.2 km, receivers' clocks
    are off by minutes. Our judgement."""
    look: Annotated[int, Within(1, 1000)] = 10
    """A jump is held against so many reports before and after it, so that ships which share an MMSI do not make each
    other's reports jumps. Our judgement."""
    join: Hours = timedelta(hours=24)
    """What recurs within this time is one misfit: nobody reads a hundred rows of one day. Our judgement."""
    inland_km: Kilometres = 2.0
    """Positions on land no farther from the coast may be afloat: the coast is good to a kilometre or two."""
    inland_share: Share = 0.9
    """A ship is on land where so many of its reports are: one that sails in from the sea is on a river or canal the
    map does not draw. Our judgement."""
    fast_step: Hours = timedelta(minutes=5)
    """Speed kept up is looked for in one report in so long: a step must be 13 km then, beyond what segments forgive a
    clock or a position. Our judgement."""
    fast_for: Hours = timedelta(minutes=10)
    """For at least so long each step and the whole way need more than ``impossible_kn``. Our judgement: a jump is one
    step."""
    frozen_kn: Annotated[float, Within(0, 60)] = 1.0
    """A ship that says it is faster does not lie."""
    frozen_for: Hours = timedelta(hours=1)
    """Positions equal to the last digit for at least this long are frozen. Our judgement; GPS scatters by metres."""
    frozen_km: Kilometres = 5.0
    """And the speeds said must make at least this way meanwhile, so that formats which round coordinates make none."""
    frozen_reports: Annotated[int, Within(2, 1000)] = 5
    """And at least so many reports. Our judgement."""
    circle_step: Hours = timedelta(minutes=5)
    """Circles are looked for in one report in so long. Our judgement."""
    circle_reports: Annotated[int, Within(8, 500)] = 24
    """And in windows of so many of them: two hours. Published circles take less for a turn. Our judgement."""
    circle_off: Share = 0.05
    """They are off a circle by no more than this share of its radius, root mean square. Our judgement."""
    circle_least_km: Kilometres = 0.5
    """Smaller circles are ships that swing at anchor: chain and length make 0.3 km."""
    circle_most_km: Kilometres = 50.0
    """Larger ones are parts of a way."""
    circle_gap_deg: Annotated[float, Within(0, 360)] = 90.0
    """No wider angle of the circle is empty. Our judgement."""
    circle_unlike_kn: Annotated[float, Within(0, 100)] = 5.0
    """The speed made around it and the speed said differ by more: a ship that truly circles says how fast. Our
    judgement."""
    still_km: Kilometres = 2.0
    """Reports of a segment no farther from its first lie still."""
    still_for: Hours = timedelta(hours=6)
    """For at least this long: then a place that could not be reached is an anchor spoof. Our judgement."""
    clock_least: Hours = timedelta(minutes=30)
    """Clocks that differ by less are not told of: segments forgive 15 minutes. Our judgement."""
    clock_most: Annotated[timedelta, Within(timedelta(minutes=10), timedelta(hours=48))] = timedelta(hours=14)
    """Nor by more: the farthest that local times lie from UTC."""
    clock_reports: Annotated[int, Within(3, 1000)] = 10
    """Reports of one receiver that must agree on it. Our judgement."""
    clock_near_km: Kilometres = 2.0
    """With the clocks set right the median report is so near the way that the other receiver heard. Our judgement."""
    clock_off_km: Kilometres = 5.0
    """And at least so far off without. Our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


class FrozenRules(NamedTuple):
    """When positions are frozen, for the loops."""

    kn: float
    us: int
    km: float
    reports: int


class CircleRules(NamedTuple):
    """What a circle is, for the loops."""

    reports: int
    off_frac: float
    least_km: float
    most_km: float
    widest_rad: float
    unlike_kn: float


UNTIED: dict[str, list[Any]] = {"clock_receivers": [], "clock_from_h": [], "clock_to_h": []}
"""Columns of a misfit that no clock makes."""


def find_misfits(
    positions: pa.Table, tracks: pa.Table, segments: pa.Table, land: pa.Table, params: MisfitParams = MisfitParams()
) -> pa.Table:
    """Find what cannot be so in the reports of each MMSI.

    Args:
        positions: POSITIONS of whole MMSIs, any order, for their receivers.
        tracks: TRACKS of the same.
        segments: SEGMENTS of the same.
        land: LAND; may be empty.
        params: :class:`MisfitParams`.

    Returns:
        MISFITS, by kind: two_places (ships on one MMSI heard at once), teleport (reports that cannot be reached from
        those before nor left for those after), anchor_spoof (the same, lying still), on_land, too_fast, frozen, circle,
        clock (times of one receiver fit those of another when shifted by a constant).

    Raises:
        SchemaError: a table is not what it should be, or a track's segment has no row.

    Limits:
        A misfit shows that something is wrong, not what, nor who did it. Lakes, rivers and the Caspian Sea are land on
        the map. See docs/methods/misfits.md.
    """
    positions, land = POSITIONS.check(positions), LAND.check(land)
    trail = Trail.of(tracks, segments)
    if not len(trail.key):
        return MISFITS.empty()
    shared = list(
        find_shared(trail, params.impossible_kn, params.slack_km, params.join, params.still_km, params.still_for)
    )
    spoofs = {source for row in shared if row["misfit_kind"] == "anchor_spoof" for source in row["sources"]}
    rules = _clock_rules(params)
    found = (
        *_tied([*shared, *_teleports(trail, spoofs, params)], Ties.of(trail, positions, rules)),
        *_on_land(trail, land, params),
        *_too_fast(trail, params),
        *_frozen(trail, params),
        *_circles(trail, params),
        *find_clocks(positions, rules),
    )
    return MISFITS.from_rows({**UNTIED, **row, "misfit_id": _id(row)} for row in found)


def _tied(found: Iterable[dict[str, Any]], ties: Ties | None) -> Iterator[dict[str, Any]]:
    """Rows with the receivers whose clocks could make them."""
    for row in found:
        parts, pairs = row.pop("parts"), row.pop("pairs")
        yield {**row, **ties.explain(parts, pairs)} if ties else row


def _id(row: dict[str, Any]) -> str:
    return content_id("misfit", row["misfit_kind"], row["sources"][0], row.get("receiver"), row.get("other_receiver"))


def _clock_rules(params: MisfitParams) -> ClockRules:
    us = timedelta(microseconds=1)
    return ClockRules(
        params.impossible_kn, params.slack_km, params.clock_least // us, params.clock_most // us, params.clock_reports,
        params.clock_near_km, params.clock_off_km,
    )  # fmt: skip


def _teleports(trail: Trail, told: Container[str], params: MisfitParams) -> Iterator[dict[str, Any]]:
    """Noise that cannot be reached from the reports around it, and is not of a segment already told of."""
    from fairlead.events.misfit_loops import away_km

    rows = trail.rows(is_noise=True)
    is_told = np.array([i in told for i in trail.segment_id], dtype=bool)
    odd = trail.in_time(rows[~is_told[trail.segment[rows]]])
    own = trail.mmsi[trail.first]
    is_good = ~trail.is_noise & np.isin(own, own[trail.is_noise])
    good = trail.in_time(np.flatnonzero(is_good[trail.segment]))
    first, beyond = (np.searchsorted(trail.mmsi[good], trail.mmsi[odd], side=side) for side in ("left", "right"))
    around, asked = trail.reports.at(good), trail.reports.at(odd)
    km, is_apart = away_km(around, asked, first, beyond, params.look, params.impossible_kn, params.slack_km)
    for rows, off_km in _runs(trail, odd[km > 0], params.join, km[km > 0]):
        when = _when(trail, rows[0], rows[-1])
        what = f"{say_many(len(rows), 'report')} of {trail.mmsi[rows[0]]:09d} {when}"
        words = f"{what} lay up to {say_number(off_km.max())} km from those before and after: a jump away and back."
        of_it = good[slice(*np.searchsorted(trail.mmsi[good], trail.mmsi[rows[0]] + np.array([0, 1])))]
        before, after = np.searchsorted(trail.reports.time[of_it], trail.reports.time[rows[[0, -1]]])
        near = of_it[max(0, before - params.look) : after + params.look]
        yield {**_row(trail, "teleport", rows, words), "parts": [rows, near], "pairs": [(0, 1)]}
    yield from _scattered(trail, odd[is_apart & (km <= 0)], params)


def _scattered(trail: Trail, odd: Ints, params: MisfitParams) -> Iterator[dict[str, Any]]:
    """Noise out of reach of every ship, of which each report is out of reach of the noise next to it: no ship's."""
    km = trail.km(odd[:-1], odd[1:])
    hours = np.diff(trail.reports.time[odd]) / HOUR_US
    kn = np.maximum(0.0, km - params.slack_km) / KM_PER_NAUTICAL_MILE / (hours + PAD_H)
    is_far = (trail.mmsi[odd[1:]] == trail.mmsi[odd[:-1]]) & (kn > params.impossible_kn)
    needed_kn = np.zeros(len(odd))
    needed_kn[1:] = np.where(is_far, kn, 0.0)
    needed_kn[:-1] = np.maximum(needed_kn[:-1], needed_kn[1:])
    for rows, run_kn in _runs(trail, odd[needed_kn > 0], params.join, needed_kn[needed_kn > 0]):
        when = _when(trail, rows[0], rows[-1])
        what = f"{say_many(len(rows), 'report')} of {trail.mmsi[rows[0]]:09d} {when}"
        needed = f"at least {say_number(float(np.median(run_kn)))} kn in the median"
        words = f"{what} are no ship's: one after the other they need {needed}."
        yield {**_row(trail, "teleport", rows, words), "parts": [rows], "pairs": []}


def _on_land(trail: Trail, land: pa.Table, params: MisfitParams) -> Iterator[dict[str, Any]]:
    """Ships wholly on land, farther from the coast than the map may be wrong, on MMSIs that were at sea too: what sails
    in from the sea is on a river or canal, and what never was at sea may be a river's."""
    coast = coast_of(land)
    if coast is None:
        return
    lat, lon = trail.reports.lat, trail.reports.lon
    rows = trail.rows(is_noise=False)
    is_land = coast.is_land(lat, lon)[rows]
    own = trail.mmsi[trail.first]
    was_at_sea = np.zeros(len(own), dtype=bool)  # segment by segment, then MMSI by MMSI
    was_at_sea[trail.segment[rows[~is_land]]] = True
    was_at_sea = np.isin(own, own[was_at_sea])
    rows = rows[is_land]
    rows = rows[was_at_sea[trail.segment[rows]]]
    every = np.bincount(trail.ship, weights=(trail.beyond - trail.first) * ~trail.is_noise)
    enough = (params.inland_share * every).astype(np.float64)
    rows = rows[_is_of(trail, rows, enough)]  # how deep those of others lie says nothing
    km = coast.shore_km(lat[rows], lon[rows])
    rows, km = rows[km > params.inland_km], km[km > params.inland_km]
    is_wholly = _is_of(trail, rows, enough)
    rows, km = rows[is_wholly], km[is_wholly]
    order = np.searchsorted(rows, trail.in_time(rows))
    for run, deep_km in _runs(trail, rows[order], params.join, km[order]):
        when = _when(trail, run[0], run[-1])
        what = f"{say_many(len(run), 'report')} of {trail.mmsi[run[0]]:09d} {when}"
        words = f"{what} lay on land, up to {say_number(deep_km.max(), 1)} km from the coast, or on a lake or river."
        yield _row(trail, "on_land", run, words)


def _is_of(trail: Trail, rows: Ints, enough: Floats) -> Any:
    """Of each report whether it is of a ship that has enough of them."""
    ship = trail.ship[trail.segment[rows]]
    return (np.bincount(ship, minlength=len(enough)) >= enough)[ship]


def _too_fast(trail: Trail, params: MisfitParams) -> Iterator[dict[str, Any]]:
    """Stretches of a segment in which every step and the way from end to end need more than any ship makes."""
    from fairlead.events.misfit_loops import thin

    rows, begins = thin(trail.reports.time, trail.first, trail.beyond, params.fast_step // timedelta(microseconds=1))
    is_step = np.ones(max(0, len(rows) - 1), dtype=bool)
    is_step[begins[1:-1][(begins[1:-1] > 0) & (begins[1:-1] < len(rows))] - 1] = False
    is_step &= ~trail.is_noise[trail.segment[rows[:-1]]]
    fast = np.flatnonzero(is_step)
    fast = fast[_needed_kn(trail, rows[fast], rows[fast + 1], params.slack_km) > params.impossible_kn]
    for run in np.split(fast, np.flatnonzero(np.diff(fast) > 1) + 1) if len(fast) else []:
        first, last = int(rows[run[0]]), int(rows[run[-1] + 1])
        hours = (trail.reports.time[last] - trail.reports.time[first]) / HOUR_US
        ends = np.array([first]), np.array([last])
        if hours < params.fast_for / timedelta(hours=1) or _needed_kn(trail, *ends, params.slack_km)[0] <= (
            params.impossible_kn
        ):
            continue
        within = np.arange(first, last + 1)
        said = trail.reports.kn[within]
        told = f"say {np.nanmedian(said):.1f} kn" if np.isfinite(said).any() else "say no speed"
        made = say_number(float(trail.km(*ends)[0]) / KM_PER_NAUTICAL_MILE / hours)
        words = (
            f"{say_many(len(within), 'report')} of {trail.mmsi[first]:09d} {_when(trail, first, last)} make good {made}"
            f" kn for {say_hours(hours)} and {told}: no ship makes more than {params.impossible_kn:g} kn."
        )
        yield _row(trail, "too_fast", within, words)


def _needed_kn(trail: Trail, one: Ints, other: Ints, slack_km: float) -> Floats:
    """Knots that the ways between reports need, positions and clocks forgiven what they may be off."""
    hours = (trail.reports.time[other] - trail.reports.time[one]) / HOUR_US
    km: Floats = np.maximum(0.0, trail.km(one, other) - slack_km)
    return km / KM_PER_NAUTICAL_MILE / (hours + PAD_H)


def _frozen(trail: Trail, params: MisfitParams) -> Iterator[dict[str, Any]]:
    from fairlead.events.misfit_loops import find_frozen

    us = params.frozen_for // timedelta(microseconds=1)
    rules = FrozenRules(params.frozen_kn, us, params.frozen_km, params.frozen_reports)
    found = find_frozen(trail.reports, trail.first, trail.beyond, rules)
    for first, last in found.tolist():
        rows = np.arange(first, last + 1)
        hours = (trail.reports.time[last] - trail.reports.time[first]) / HOUR_US
        kn = float(np.median(trail.reports.kn[rows]))
        words = (
            f"{say_many(len(rows), 'report')} of {trail.mmsi[first]:09d} {_when(trail, first, last)} have one position"
            f" to the last digit, for {say_hours(hours)}, and say {kn:.1f} kn."
        )
        yield _row(trail, "frozen", rows, words)


def _circles(trail: Trail, params: MisfitParams) -> Iterator[dict[str, Any]]:
    from fairlead.events.misfit_loops import find_circles, thin

    rules = CircleRules(
        params.circle_reports, params.circle_off, params.circle_least_km, params.circle_most_km,
        float(np.radians(params.circle_gap_deg)), params.circle_unlike_kn,
    )  # fmt: skip
    rows, begins = thin(trail.reports.time, trail.first, trail.beyond, params.circle_step // timedelta(microseconds=1))
    windows, said = find_circles(trail.reports, rows, begins, rules)
    number = trail.segment[windows[:, 0]]
    is_new = np.ones(len(windows), dtype=bool)
    is_new[1:] = (number[1:] != number[:-1]) | (windows[1:, 0] > windows[:-1, 1])
    starts = np.flatnonzero(is_new)
    for a, b in zip(starts.tolist(), np.append(starts[1:], len(windows)).tolist(), strict=False):
        first, last = int(windows[a, 0]), int(windows[b - 1, 1])
        run = np.arange(first, last + 1)
        lat, lon, radius_km, made_kn, told_kn = np.median(said[a:b], axis=0).tolist()
        words = (
            f"{say_many(len(run), 'report')} of {trail.mmsi[first]:09d} {_when(trail, first, last)} lie on a circle of"
            f" {radius_km:.1f} km; they went around at {made_kn:.0f} kn and say {told_kn:.1f} kn."
        )
        yield {**_row(trail, "circle", run, words), "lat": lat, "lon": lon}


def _runs(trail: Trail, rows: Ints, join: timedelta, values: Floats) -> Iterator[tuple[Ints, Floats]]:
    """Rows by MMSI and time, cut where more than ``join`` lies between."""
    if not len(rows):
        return
    time, mmsi = trail.reports.time[rows], trail.mmsi[rows]
    is_new = (mmsi[1:] != mmsi[:-1]) | (time[1:] - time[:-1] > join // timedelta(microseconds=1))
    cuts = np.flatnonzero(is_new) + 1
    yield from zip(np.split(rows, cuts), np.split(values, cuts), strict=True)


def _when(trail: Trail, first: int, last: int) -> str:
    start, end = (instant(trail.reports.time[row]) for row in (first, last))
    return f"at {say_time(start)}" if start == end else f"from {say_time(start)} to {say_time(end)}"


def _row(trail: Trail, kind: str, rows: Ints, words: str) -> dict[str, Any]:
    """A misfit of reports in time."""
    first, last = int(rows[0]), int(rows[-1])
    lat, lon = mean_point(trail.reports.lat[rows], trail.reports.lon[rows])
    ids = [trail.position(first), trail.position(last), *trail.segment_ids((first, last))]
    return {
        "misfit_kind": kind,
        "mmsi": int(trail.mmsi[first]),
        "start_time": instant(trail.reports.time[first]),
        "end_time": instant(trail.reports.time[last]),
        "lat": lat,
        "lon": lon,
        "reports": len(rows),
        "words": words,
        "sources": list(dict.fromkeys(ids)),
    }

"""Match: which ship of AIS a detection in a scene is, or none, and how surely.

Each pair of a detection and a ship is weighed: how likely the ship would be seen there, as long and as headed as that,
against a detection that is no ship of AIS (density learned from the scene itself) and a ship that was not seen. Then
all are paired at once. Method and figures: docs/methods/matching.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import IntEnum
from typing import Annotated

import numpy as np

from fairlead.base.arrays import Floats, Ints
from fairlead.base.bounds import Share, Within, check_fields
from fairlead.imagery.azimuth import Pass, shown_off_m
from fairlead.imagery.pairing import Paired, pair
from fairlead.imagery.whereabouts import MOTION, Fixes, Flags, Motion, Whereabouts, look_up, spreads, step_from, steps_m

NOBODY = -1
"""Stands for no ship in columns of ships, which are numbered from 0."""


class Verdict(IntEnum):
    """What is said of a detection."""

    CANNOT_TELL = 0
    """Neither match nor no match is likely enough."""
    MATCHED = 1
    UNMATCHED = 2
    """No ship of AIS, though others were heard nearby at the time. Not "dark": it may be no vessel, or a small one."""
    NOT_HEARD_HERE = 3
    """No ship of AIS, but hardly any was heard nearby at the time either: nothing follows."""


@dataclass(frozen=True, slots=True)
class MatchParams:
    """What a match is weighed by."""

    reach: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(days=2))] = timedelta(hours=6)
    """Reports farther than this from a detection's time tell nothing of a ship. GFW looks 9 h far; a ship under way is
    by then anywhere in 10,000 km2."""
    length_sd_log: Annotated[float, Within(0.01, 2)] = 0.3
    """Standard deviation of the logarithm of a length in the image, bias taken out: .31 for ships of 100 to 200 m in
    RADARSAT-2 (docs/methods/radar.md); optical images of 3 m and finer .05."""
    length_wrong_frac: Share = 0.05
    """Share of lengths that tell nothing: a wake, a neighbour, half a ship; or what the crew typed."""
    heading_sd_deg: Annotated[float, Within(1, 60)] = 12.0
    """Standard deviation of a heading in the image about the course of a ship that goes 3 knots or more."""
    heading_wrong_frac: Share = 0.15
    """Share of headings that tell nothing."""
    radar_shift_s: Annotated[float, Within(0, 200)] = 75.0
    """Metres by which a radar image shows a ship off its place for each metre a second of its movement, where a
    detection does not say how the radar flew (:attr:`Detected.shift_s` is NaN): the direction is then not known either.
    Sentinel-1: 850 km / 7,590 m/s * sin 42 deg; from 60 at the near rim to 88 at the far one."""
    off_centre_frac: Annotated[float, Within(0, 0.5)] = 0.1
    """AIS tells where the antenna is, an image where the ship's middle is: standard deviation along the ship, of its
    length. 0 where positions were moved to the middle before."""
    seen_m: Annotated[tuple[float, ...], Within(0, 2000)] = (0.0, 15.0, 25.0, 35.0, 50.0, 70.0, 1000.0)
    """Lengths of ships, metres, at which it is known ..."""
    seen_frac: Annotated[tuple[float, ...], Within(0, 1)] = (0.05, 0.15, 0.33, 0.53, 0.87, 0.93, 0.95)
    """... which share of them is detected, drawn on between: 512 ships of Kroodsma et al. 2022 that surely were in a
    scene (RADARSAT-2)."""
    seen_unknown_frac: Share = 0.8
    """The same where the length is not known."""
    local_km: Annotated[tuple[float, ...], Within(0.05, 200)] = (0.15, 0.5, 2.0, 5.0)
    """What is no ship of AIS lies where ships lie. How dense detections lie is the mean over these distances; the share
    of them that is unmatched is that within the last ..."""
    local_frac: Annotated[float, Within(0, 0.99)] = 0.7
    """... and the density they make together has this weight, that of all unmatched in the scene the rest."""
    usual_frac: Annotated[float, Within(0.001, 1)] = 0.2
    """Share that is unmatched where there are hardly any others, told as by two detections."""
    least_weight: Annotated[float, Within(1e-9, 0.1)] = 1e-3
    """Pairs that are less likely than no pair by this factor are left out."""
    sure_match: Share = 0.5
    """A ship is named at this probability and above."""
    sure_unmatched: Share = 0.9
    """No match is said at this probability and above."""
    heard_km: Annotated[float, Within(1, 1000)] = 50.0
    """Ships heard within this distance ..."""
    heard_within: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(days=1))] = timedelta(hours=2)
    """... and time of a detection tell that AIS was received there ..."""
    fewest_heard: Annotated[int, Within(1, 1000)] = 2
    """... if they are so many."""

    def __post_init__(self) -> None:
        check_fields(self)
        if not self.local_km or any(np.diff(self.local_km) <= 0):
            raise ValueError("local_km must rise")
        if len(self.seen_m) != len(self.seen_frac) or any(np.diff(self.seen_m) <= 0):
            raise ValueError("seen_m must rise, and have as many values as seen_frac")
        if not all(0 < s < 1 for s in self.seen_frac):
            raise ValueError("seen_frac has shares between 0 and 1, both out: no ship is surely seen or unseen")


@dataclass(frozen=True, slots=True)
class Detected:
    """Detections of one scene; a row each."""

    time_us: Ints
    """When it was seen: the time of its line, not of the scene. Microseconds since 1970."""
    lat: Floats
    lon: Floats
    sd_m: Floats
    """Standard deviation of its position each way, metres: the scene's georeference and the outline."""
    length_m: Floats
    """NaN where not known; bias taken out."""
    heading_deg: Floats
    """NaN where not known."""
    has_bow: Flags
    """Whether the heading tells bow from stern; else it is an axis."""
    vessel_frac: Floats
    """Probability that it is a vessel at all, as its pixels say; 1 where nobody asked."""
    flight_deg: Floats
    """Where the radar flew as it passed (:class:`Pass`); of an optical image anything."""
    shift_s: Floats
    """:attr:`Pass.shift_s`; 0 of an optical image, NaN of a radar image that does not tell."""

    @classmethod
    def of(
        cls,
        time_us: Ints,
        lat: Floats,
        lon: Floats,
        sd_m: Floats | float = 30.0,
        length_m: Floats | float = np.nan,
        heading_deg: Floats | float = np.nan,
        has_bow: Flags | bool = False,
        vessel_frac: Floats | float = 1.0,
        flight_deg: Floats | float = 0.0,
        shift_s: Floats | float = 0.0,
    ) -> Detected:
        """Detections; what is one number holds for all.

        Raises:
            ValueError: columns of unlike length, a place that is none on Earth, or an impossible value.
        """
        n = len(time_us)
        values = [np.asarray(v, dtype=np.float64) for v in (
            lat, lon, sd_m, length_m, heading_deg, vessel_frac, flight_deg, shift_s,
        )]  # fmt: skip
        if any(v.ndim and len(v) != n for v in (*values, np.asarray(has_bow))):
            raise ValueError("detections: the columns have unlike lengths")
        la, lo, sd, length, heading, vessel, flight, shift = (np.broadcast_to(v, (n,)).copy() for v in values)
        if not (np.isfinite(la) & np.isfinite(lo) & (np.abs(la) <= 90)).all():
            raise ValueError("detections: a place is none on Earth")
        if not ((sd > 0) & np.isfinite(sd)).all() or not ((vessel >= 0) & (vessel <= 1)).all() or (length <= 0).any():
            raise ValueError("detections: sd_m and length_m are above 0, vessel_frac is a probability")
        return cls(np.asarray(time_us, np.int64), la, lo, sd, length, heading,
                   np.broadcast_to(np.asarray(has_bow, bool), (n,)).copy(), vessel,
                   np.nan_to_num(flight), np.where(np.isfinite(flight), shift, np.nan))  # fmt: skip

    def take(self, order: Ints) -> Detected:
        return Detected(*(getattr(self, f.name)[order] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Matches:
    """What each detection is, in the order of the detections; and what became of each ship, in order of its number."""

    ship: Ints
    """Number (of ``ships``) of the ship of the likeliest pairing of all; -1 for none."""
    p_match: Floats
    """Probability that the detection is this ship; 0 for none."""
    runner_up: Ints
    """The likeliest other ship; -1 for none."""
    p_runner_up: Floats
    p_unmatched: Floats
    """Probability that it is no ship of AIS: a vessel without AIS, or no vessel."""
    p_unmatched_vessel: Floats
    """The same times ``vessel_frac``."""
    away_m: Floats
    """Metres from where this ship was looked for, the radar's shift in it; NaN for none."""
    heard: Ints
    """Ships of AIS heard near it at the time; the one it may be counts too."""
    verdict: Ints
    """:class:`Verdict`."""
    is_exact: Flags
    """Whether the probabilities are summed over every pairing; else by belief propagation."""
    ships: Ints
    """The ships, ascending."""
    p_seen: Floats
    """Probability of each ship to be one of the detections."""
    unmatched_per_km2: Floats
    """Density of detections that are no ship of AIS, as taken at each detection."""


def match(
    detected: Detected,
    fixes: Fixes,
    area_km2: float,
    params: MatchParams = MatchParams(),
    *,
    length_m: dict[int, float] | None = None,
    flown: Pass | None = None,
    is_searched: Callable[[Floats, Floats], Flags] | None = None,
    motion: Motion = MOTION,
) -> Matches:
    """Match the detections of a scene to ships of AIS.

    Args:
        detected: what was found, any order.
        fixes: reports of every ship that may have been in the scene or nearby, from well before to well after; also
            those far off, which tell of reception only.
        area_km2: water that was searched.
        params: :class:`MatchParams`.
        length_m: lengths of ships by their number in ``fixes``; a missing one is not known.
        flown: how the radar flew past all of them; None: as each detection says.
        is_searched: tells of places, latitudes and longitudes, whether they were searched; None: everywhere.
        motion: how far ships are off where they are looked for.

    Returns:
        :class:`Matches`. The order of detections and reports does not matter, nor does a ship far away.

    Raises:
        ValueError: the area is none.

    Limits:
        A ship of AIS whose own position is false is not found; a detection near where it claims to be is given it.
    """
    if not (area_km2 > 0 and np.isfinite(area_km2)):
        raise ValueError(f"area_km2 must be above 0, not {area_km2}")
    ships = np.unique(fixes.ship)
    order, likely = weigh(
        detected, fixes, area_km2, params, length_m=length_m, flown=flown, is_searched=is_searched, motion=motion
    )
    d = detected.take(order)
    paired, density = _pair_all(d, likely, len(ships), area_km2, params)
    return _said(detected, d, order, fixes, ships, likely, paired, density, params)


@dataclass(frozen=True, slots=True)
class Likely:
    """Pairs that may be."""

    row: Ints
    """Number of the detection in the order of :func:`weigh`."""
    ship: Ints
    """Number of the ship among all, ascending."""
    log_density: Floats
    """Of a detection there, as long and as headed, per km2, over that of the ship not being seen: natural logarithm."""
    away_m: Floats


def weigh(
    detected: Detected,
    fixes: Fixes,
    area_km2: float,
    params: MatchParams = MatchParams(),
    *,
    length_m: dict[int, float] | None = None,
    flown: Pass | None = None,
    is_searched: Callable[[Floats, Floats], Flags] | None = None,
    motion: Motion = MOTION,
) -> tuple[Ints, Likely]:
    """Weigh every pair of a detection and a ship by itself; what :func:`match` pairs, and its arguments.

    Returns:
        An order of the detections that is the same in whatever order they are given, and the pairs that may be.
    """
    order = np.lexsort((detected.vessel_frac, detected.heading_deg, detected.length_m, detected.sd_m,
                        detected.lon, detected.lat, detected.time_us))  # fmt: skip
    if flown is not None:
        n = len(detected.lat)
        detected = replace(detected, flight_deg=np.full(n, flown.flight_deg), shift_s=np.full(n, flown.shift_s))
    ships = np.unique(fixes.ship)
    lengths = np.array([(length_m or {}).get(int(s), np.nan) for s in ships], dtype=np.float64)
    least = (1 - params.local_frac) * 0.5 / area_km2 * params.least_weight  # no density is lower, whatever is found
    return order, _weigh_pairs(
        detected.take(order), fixes, ships, lengths, params, is_searched, motion, float(np.log(least))
    )


def _weigh_pairs(
    d: Detected,
    fixes: Fixes,
    ships: Ints,
    lengths: Floats,
    params: MatchParams,
    is_searched: Callable[[Floats, Floats], Flags] | None,
    motion: Motion,
    least: float,
) -> Likely:
    reach_us = params.reach // timedelta(microseconds=1)
    null = _null_lengths(d.length_m)
    found: list[tuple[Ints, Ints, Floats, Floats]] = []
    step = max(1, 400_000 // max(1, len(d.lat)))
    for first in range(0, len(ships), step):
        if not len(d.lat):
            break
        some = np.arange(first, min(first + step, len(ships)))
        ship, row = (x.ravel() for x in np.meshgrid(some, np.arange(len(d.lat)), indexing="ij"))
        seen = look_up(fixes, ships[ship], d.time_us[row], reach_us)
        near = np.flatnonzero((seen.kind >= 0) & _may_reach(d, row, seen, motion, params))
        if not len(near):
            continue
        ship, row, seen = ship[near], row[near], Whereabouts(*(getattr(seen, f.name)[near] for f in fields(seen)))
        log_place, away = _place(d, row, lengths[ship], seen, params, motion)
        inside = np.ones(len(row)) if is_searched is None else _inside(seen, motion, is_searched)
        seen_frac = _seen_frac(lengths[ship], params)
        log = (
            log_place
            + np.log(seen_frac)
            - np.log(1.0 - inside * seen_frac)
            + _length_ratio(d.length_m[row], lengths[ship], null, params)
            + _heading_ratio(d, row, seen, params)
            + np.log(np.maximum(d.vessel_frac[row], 1e-6))
        )
        found.append((row, ship, log, away))
    if not found:
        return Likely(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    row, ship, log, away = (np.concatenate(c) for c in zip(*found, strict=True))
    kept = log > least
    by = np.lexsort((ship[kept], row[kept]))
    return Likely(row[kept][by], ship[kept][by], log[kept][by], away[kept][by])


def _may_reach(d: Detected, row: Ints, seen: Whereabouts, motion: Motion, params: MatchParams) -> Flags:
    """Whether it lies within seven standard deviations of the widest law: a wide gate, to spare work alone."""
    _, along, across, speed = spreads(seen, motion)
    lever = np.abs(np.nan_to_num(d.shift_s[row], nan=params.radar_shift_s))
    wide = np.maximum(along, across).max(axis=1) + lever * speed.max(axis=1)
    shift = lever * np.hypot(seen.east_mps, seen.north_mps)
    e, n = steps_m(seen.lat, seen.lon, d.lat[row], d.lon[row])
    is_near: Flags = np.hypot(e, n) < 7.0 * (wide + d.sd_m[row]) + shift + 1000.0
    return is_near


def _place(
    d: Detected, row: Ints, length: Floats, seen: Whereabouts, params: MatchParams, motion: Motion
) -> tuple[Floats, Floats]:
    """Logarithm of the density (per km2) of the ship to be shown where the detection is; and metres between."""
    e, n = steps_m(seen.lat, seen.lon, d.lat[row], d.lon[row])
    weight, along, across, speed = spreads(seen, motion)
    own = (motion.fix_m**2 + d.sd_m[row] ** 2)[:, None]
    centre = (params.off_centre_frac * np.nan_to_num(length, nan=100.0))[:, None] ** 2
    va, vc = along**2 + centre + own, across**2 + own
    east, north = seen.east[:, None], seen.north[:, None]
    vee = va * east**2 + vc * north**2
    vnn = va * north**2 + vc * east**2
    ven = (va - vc) * east * north
    flight, shift = d.flight_deg[row], d.shift_s[row]
    if (shift != 0).any():
        told, untold = np.nan_to_num(shift), np.where(np.isnan(shift), params.radar_shift_s, 0.0)
        de, dn = shown_off_m(flight, told, seen.east_mps, seen.north_mps)
        e, n = e - de, n - dn
        fe, fn = np.sin(np.radians(flight))[:, None], np.cos(np.radians(flight))[:, None]
        shifted = (told[:, None] * speed) ** 2
        vee, vnn, ven = vee + shifted * fe**2, vnn + shifted * fn**2, ven + shifted * fe * fn
        # Flown no one knows where: any direction, so half of the square of the greatest shift each way, of which half
        # again is there on the mean over the ways that a ship may go.
        lost = (untold**2 * (seen.east_mps**2 + seen.north_mps**2))[:, None] / 4 + (untold[:, None] * speed) ** 2 / 2
        vee, vnn = vee + lost, vnn + lost
    det = vee * vnn - ven**2
    square = (vnn * e[:, None] ** 2 - 2 * ven * e[:, None] * n[:, None] + vee * n[:, None] ** 2) / det
    density = (weight * np.exp(-0.5 * square) / (2 * np.pi * np.sqrt(det))).sum(axis=1) * 1e6
    return np.log(density + 1e-300), np.hypot(e, n)


def _inside(seen: Whereabouts, motion: Motion, is_searched: Callable[[Floats, Floats], Flags]) -> Floats:
    """How likely each ship was where it was searched: eight places around the middle for each law, and the middle."""
    weight, along, across, _ = spreads(seen, motion)
    total = np.zeros(len(seen.lat))
    for law in range(weight.shape[1]):
        for turn in range(8):
            a = 1.18 * along[:, law] * np.cos(turn * np.pi / 4)  # half of a law lies within 1.18 standard deviations
            c = 1.18 * across[:, law] * np.sin(turn * np.pi / 4)
            lat, lon = step_from(seen.lat, seen.lon, a * seen.east + c * -seen.north, a * seen.north + c * seen.east)
            total += weight[:, law] / 8.0 * is_searched(lat, lon)
    return total


def _seen_frac(lengths: Floats, params: MatchParams) -> Floats:
    known = np.interp(np.nan_to_num(lengths, nan=0.0), params.seen_m, params.seen_frac)
    return np.where(np.isfinite(lengths), known, min(max(params.seen_unknown_frac, 1e-3), 1 - 1e-3))


def _null_lengths(length: Floats) -> tuple[float, float]:
    """Middle and spread of the logarithms of lengths in the scene; of few detections those of ships at large."""
    known = np.log(length[np.isfinite(length)])
    if len(known) < 5:
        return float(np.log(100.0)), 0.7
    middle = float(np.median(known))
    return middle, max(0.35, float(1.4826 * np.median(np.abs(known - middle))))


def _length_ratio(seen: Floats, own: Floats, null: tuple[float, float], params: MatchParams) -> Floats:
    """How much likelier the length is of this ship than of any detection: natural logarithm."""
    is_known = np.isfinite(seen) & np.isfinite(own) & (np.nan_to_num(own) > 0)
    x = np.log(np.where(is_known, seen, 1.0))
    this = _normal(x - np.log(np.where(is_known, own, 1.0)), params.length_sd_log)
    any_ = _normal(x - null[0], null[1]) + 1e-3
    wrong = params.length_wrong_frac
    return np.where(is_known, np.log((1 - wrong) * this / any_ + wrong + 1e-12), 0.0)


def _heading_ratio(d: Detected, row: Ints, seen: Whereabouts, params: MatchParams) -> Floats:
    """The same of the heading, for ships under way."""
    course = np.degrees(np.arctan2(seen.east_mps, seen.north_mps))
    heading = d.heading_deg[row]
    is_known = np.isfinite(heading) & (np.hypot(seen.east_mps, seen.north_mps) >= 1.5)
    turn = np.where(d.has_bow[row], 360.0, 180.0)
    off = (np.nan_to_num(heading) - course + turn / 2) % turn - turn / 2
    ratio = _normal(off, params.heading_sd_deg) * turn
    wrong = params.heading_wrong_frac
    return np.where(is_known, np.log((1 - wrong) * ratio + wrong + 1e-12), 0.0)


def _normal(x: Floats, sd: float) -> Floats:
    density: Floats = np.exp(-0.5 * (x / sd) ** 2) / (sd * np.sqrt(2 * np.pi))
    return density


TURNS = 12
"""Turns in which density and pairing are brought to agree; they do to a per cent after four."""


def _pair_all(d: Detected, likely: Likely, ships: int, area_km2: float, params: MatchParams) -> tuple[Paired, Floats]:
    """Pair everything, with the density of detections that are no ship of AIS as the pairing itself has it."""
    n = len(d.lat)
    crowd, near = _crowds(d, params.local_km, area_km2)
    alone, density = np.full(n, 0.5), np.zeros(n)
    for turn in range(TURNS):
        share = np.array([(alone[at].sum() + 2 * params.usual_frac) / (len(at) + 2) for at in near])
        scene = (alone.sum() + 0.5) / area_km2
        density = (1 - params.local_frac) * scene + params.local_frac * share * crowd
        log = likely.log_density - np.log(density[likely.row])
        kept = log > np.log(params.least_weight)
        found = pair(n, ships, likely.row[kept], likely.ship[kept], log[kept])
        change = float(np.abs(found.alone - alone).max(initial=0.0))
        alone = found.alone
        if change < 1e-3 or turn == TURNS - 1:
            break
    chance = np.zeros(len(log))
    chance[kept] = found.chance
    return Paired(found.column, chance, found.alone, found.is_exact), density


def _crowds(d: Detected, scales_km: tuple[float, ...], area_km2: float) -> tuple[Floats, list[Ints]]:
    """How many others lie around each detection, per km2, on the mean over distances; and which within the last."""
    density, near = np.zeros(len(d.lat)), []
    for i in range(len(d.lat)):
        e, n = steps_m(np.full(len(d.lat), d.lat[i]), np.full(len(d.lat), d.lon[i]), d.lat, d.lon)
        km = np.hypot(e, n) / 1000
        km[i] = np.inf
        density[i] = np.mean([(km <= r).sum() / min(np.pi * r**2, area_km2) for r in scales_km])
        near.append(np.flatnonzero(km <= scales_km[-1]))
    return density, near


def _said(
    detected: Detected,
    d: Detected,
    order: Ints,
    fixes: Fixes,
    ships: Ints,
    likely: Likely,
    paired: Paired,
    density: Floats,
    params: MatchParams,
) -> Matches:
    n = len(d.lat)
    p_match, p_other, away = np.zeros(n), np.zeros(n), np.full(n, np.nan)
    other = np.full(n, NOBODY, dtype=np.int64)
    is_own = likely.ship == paired.column[likely.row]
    p_match[likely.row[is_own]], away[likely.row[is_own]] = paired.chance[is_own], likely.away_m[is_own]
    rest = np.flatnonzero(~is_own & (paired.chance > 0))
    rest = rest[np.lexsort((-likely.ship[rest], paired.chance[rest], likely.row[rest]))]  # the last of a row counts
    other[likely.row[rest]], p_other[likely.row[rest]] = likely.ship[rest], paired.chance[rest]
    heard = _heard(d, fixes, params)
    verdict = np.full(n, int(Verdict.CANNOT_TELL), dtype=np.int64)
    verdict[(paired.column >= 0) & (p_match >= params.sure_match)] = Verdict.MATCHED
    none = paired.alone >= params.sure_unmatched
    verdict[none] = np.where(heard[none] >= params.fewest_heard, int(Verdict.UNMATCHED), int(Verdict.NOT_HEARD_HERE))
    named = np.append(ships, NOBODY)
    p_seen = np.bincount(likely.ship, paired.chance, minlength=len(ships))[: len(ships)]
    back = np.empty(n, dtype=np.int64)
    back[order] = np.arange(n)
    return Matches(
        named[paired.column][back], p_match[back], named[other][back], p_other[back], paired.alone[back],
        paired.alone[back] * detected.vessel_frac, away[back], heard[back], verdict[back], paired.is_exact[back],
        ships, np.minimum(p_seen, 1.0), density[back],
    )  # fmt: skip


def _heard(d: Detected, fixes: Fixes, params: MatchParams) -> Ints:
    """How many ships were heard near each detection at the time."""
    within = params.heard_within // timedelta(microseconds=1)
    heard = np.zeros(len(d.lat), dtype=np.int64)
    if not len(d.lat) or not len(fixes.ship):
        return heard
    at = np.flatnonzero((fixes.time_us >= d.time_us.min() - within) & (fixes.time_us <= d.time_us.max() + within))
    at = at[np.argsort(fixes.lat[at], kind="stable")]
    lat, lon, time, ship = fixes.lat[at], fixes.lon[at], fixes.time_us[at], fixes.ship[at]
    margin = params.heard_km / 110.0
    for i in range(len(d.lat)):
        some = slice(*np.searchsorted(lat, (d.lat[i] - margin, d.lat[i] + margin)))
        e, n = steps_m(np.full(len(lat[some]), d.lat[i]), np.full(len(lat[some]), d.lon[i]), lat[some], lon[some])
        near = (np.hypot(e, n) <= params.heard_km * 1000) & (np.abs(time[some] - d.time_us[i]) <= within)
        heard[i] = len(np.unique(ship[some][near]))
    return heard


__all__ = ["NOBODY", "Detected", "Fixes", "MatchParams", "Matches", "Pass", "Verdict", "match"]

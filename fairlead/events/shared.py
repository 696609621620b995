"""Ships that share an MMSI, or one that is said to be where it cannot be: segments of one MMSI against each other."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from fairlead.base.arrays import Ints, ints
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.base.wording import say_many, say_number
from fairlead.events.near_ports import mean_point
from fairlead.events.told import HOUR_US, instant
from fairlead.events.trails import Trail

PAD_H = 1.0 / 60.0
LEAST_BACK_US = HOUR_US // 2
"""Segments forgive clocks a quarter of an hour. Our judgement."""
WITHIN_KM = 5.0
"""What a ship makes between two reports of ten minutes, and a little. Our judgement."""
NO_SHIP = -1
"""For the number of a ship: noise."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One segment of an MMSI."""

    number: int
    hull: int
    first: int
    last: int
    start: int
    end: int


def find_shared(
    trail: Trail, impossible_kn: float, slack_km: float, join: timedelta, still_km: float, still_for: timedelta
) -> Iterator[dict[str, Any]]:
    """two_places, teleport and anchor_spoof rows of MMSIs on which there is more than one ship, or noise that lay still
    for long: other noise is asked report by report (see misfits). ``parts`` of each are rows that may be of one ship,
    ``pairs`` which two of them contradict each other."""
    by_mmsi, aside = defaultdict[int, list[Cut]](list), defaultdict[int, list[Cut]](list)
    still_us = still_for // timedelta(microseconds=1)
    hulls, mmsis = ints(trail.segments, "hull_no"), ints(trail.segments, "mmsi")
    starts, ends = trail.reports.time[trail.first], trail.reports.time[trail.beyond - 1]
    is_aside = trail.is_noise & (ends - starts >= still_us)
    own = ~trail.is_noise
    one_a_ship = np.unique((mmsis[own] << 32) + hulls[own]) >> 32
    asked = np.append(one_a_ship[1:][one_a_ship[1:] == one_a_ship[:-1]], mmsis[is_aside])
    for n in np.flatnonzero((own | is_aside) & np.isin(mmsis, asked)).tolist():
        noise = bool(trail.is_noise[n])
        cut = Cut(
            n, NO_SHIP if noise else int(hulls[n]), int(trail.first[n]), int(trail.beyond[n]) - 1, int(starts[n]),
            int(ends[n]),
        )  # fmt: skip
        (aside if noise else by_mmsi)[int(mmsis[n])].append(cut)
    for mmsi, cuts in by_mmsi.items():
        cuts.sort(key=lambda c: (c.start, c.first))
        is_shared = len({c.hull for c in cuts}) > 1
        if is_shared:
            yield from _two_places(trail, cuts, join // timedelta(microseconds=1))
        if is_shared or aside[mmsi]:
            yield from _unreachable(trail, cuts, aside[mmsi], impossible_kn, slack_km, still_km, still_for)


def _two_places(trail: Trail, cuts: list[Cut], join_us: int) -> Iterator[dict[str, Any]]:
    """Times in which segments of different ships overlap; those soon after each other together."""
    latest: dict[int, Cut] = {}  # of each hull the segment that goes on longest
    span: list[tuple[Cut, Cut, int]] = []  # segment that began later, the other, end of both
    for cut in cuts:
        for hull, other in [*latest.items()]:
            if other.end < cut.start:
                del latest[hull]
            elif hull != cut.hull:
                if span and cut.start - max(s[2] for s in span) > join_us:
                    yield _shared_row(trail, span)
                    span = []
                span.append((cut, other, min(cut.end, other.end)))
        if cut.hull not in latest or latest[cut.hull].end < cut.end:
            latest[cut.hull] = cut
    if span:
        yield _shared_row(trail, span)


def _shared_row(trail: Trail, span: list[tuple[Cut, Cut, int]]) -> dict[str, Any]:
    later, other, _ = span[0]
    near = other.first + int(np.searchsorted(trail.reports.time[other.first : other.last], later.start))
    km = float(trail.km([later.first], [near])[0])
    cuts = {c.number: c for pair in span for c in pair[:2]}
    at = {number: i for i, number in enumerate(cuts)}
    start, end = instant(later.start), instant(max(s[2] for s in span))
    mmsi = int(trail.mmsi[later.first])
    ships = len({c.hull for c in cuts.values()})
    ids = [trail.position(later.first), trail.position(near)]
    ids += [trail.segment_id[n] for n in sorted(cuts, key=lambda n: (cuts[n].start, n))]
    return {
        "misfit_kind": "two_places",
        "mmsi": mmsi,
        "start_time": start,
        "end_time": end,
        "lat": float(trail.reports.lat[later.first]),
        "lon": float(trail.reports.lon[later.first]),
        "reports": sum(c.last - c.first + 1 for c in cuts.values()),
        "parts": [_rows(c) for c in cuts.values()],
        "pairs": [(at[one.number], at[two.number]) for one, two in dict.fromkeys(pair[:2] for pair in span)],
        "words": f"{ships} ships were heard under {mmsi:09d} from {say_time(start)} to {say_time(end)}, at first "
        f"{say_number(km, 1)} km apart.{_say_set_back(trail, later, other)}",
        "sources": list(dict.fromkeys(ids)),
    }


def _say_set_back(trail: Trail, later: Cut, other: Cut) -> str:
    """What one ship whose clock was set back looks like: a segment begins where one ends that is not over."""
    back_us = other.end - later.start
    km = float(trail.km([other.last], [later.first])[0])
    if back_us < LEAST_BACK_US or km > WITHIN_KM:
        return ""
    return (
        f" The later begins {say_number(km, 1)} km from where the earlier ends, {say_hours(back_us / HOUR_US)} before "
        "it ends: one ship whose clock was set back looks the same."
    )


def _unreachable(
    trail: Trail,
    cuts: list[Cut],
    aside: list[Cut],
    impossible_kn: float,
    slack_km: float,
    still_km: float,
    still_for: timedelta,
) -> Iterator[dict[str, Any]]:
    """Segments of other ships that lie within a silence of the one heard most, and cannot be reached from it; of those
    set ``aside`` as noise the ones that lay still."""
    reports = defaultdict[int, int](int)
    for c in cuts:
        reports[c.hull] += c.last - c.first + 1
    main = max(reports, key=lambda hull: (reports[hull], -hull))
    own = [c for c in cuts if c.hull == main]
    starts = [c.start for c in own]
    within = []
    for c in (*cuts, *aside):
        at = bisect_right(starts, c.start)
        if c.hull != main and 0 < at < len(own) and own[at - 1].end <= c.start and own[at].start >= c.end:
            within.append((own[at - 1], c, own[at]))
    come_km = trail.km([before.last for before, _, _ in within], [c.first for _, c, _ in within])
    go_km = trail.km([c.last for _, c, _ in within], [after.first for _, _, after in within])
    for (before, c, after), come, go in zip(within, come_km.tolist(), go_km.tolist(), strict=True):
        needed = _needed_kn(come - slack_km, c.start - before.end), _needed_kn(go - slack_km, after.start - c.end)
        if min(needed) > impossible_kn:
            row = _jump_row(trail, before, c, after, max(needed), still_km, still_for)
            if c.hull != NO_SHIP or row["misfit_kind"] == "anchor_spoof":
                yield row


def _rows(cut: Cut) -> Ints:
    """The reports of a segment."""
    return np.arange(cut.first, cut.last + 1)


def _needed_kn(km: float, us: int) -> float:
    return max(0.0, km) / KM_PER_NAUTICAL_MILE / (us / HOUR_US + PAD_H)


def _jump_row(
    trail: Trail, before: Cut, c: Cut, after: Cut, needed_kn: float, still_km: float, still_for: timedelta
) -> dict[str, Any]:
    rows = np.arange(c.first, c.last + 1)
    lat, lon = trail.reports.lat[rows], trail.reports.lon[rows]
    widest = float(trail.km(np.full(len(rows), c.first), rows).max())
    is_still = widest <= still_km and timedelta(microseconds=c.end - c.start) >= still_for
    middle = mean_point(lat, lon)
    start, end = instant(c.start), instant(c.end)
    mmsi, hours = int(trail.mmsi[c.first]), (c.end - c.start) / HOUR_US
    reports = f"{say_many(len(rows), 'report')} of {mmsi:09d} from {say_time(start)} to {say_time(end)}"
    what = f"lay within {say_number(max(widest, 0.1), 1)} km for {say_hours(hours)}" if is_still else "were elsewhere"
    ids = [trail.position(row) for row in (c.first, c.last, before.last, after.first)]
    ids += [trail.segment_id[x.number] for x in (c, before, after)]
    return {
        "misfit_kind": "anchor_spoof" if is_still else "teleport",
        "mmsi": mmsi,
        "start_time": start,
        "end_time": end,
        "lat": middle[0],
        "lon": middle[1],
        "reports": len(rows),
        "parts": [rows, np.concatenate([_rows(before), _rows(after)])],
        "pairs": [(0, 1)],
        "words": f"{reports} {what}, where the ship heard before and after could be at {say_number(needed_kn)} kn "
        "only; or two ships use the number.",
        "sources": list(dict.fromkeys(ids)),
    }

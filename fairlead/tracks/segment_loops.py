"""Loops of segments: the reports of one MMSI, in time, each joined to the open segment that it follows best."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.loops import varying
from fairlead.tracks.follow_loops import (
    REPORT,
    Codes,
    Flags,
    Floats,
    Ints,
    Report,
    Rules,
    Speeds,
    closeness,
    fit,
    hours_between,
    norm,
    unlike,
)

RING = 5
"""Latest reports of a segment that a new one is compared with."""

GONE = 16
"""Segments of an MMSI that have ended, and are remembered, the latest."""

SLOT = np.dtype(
    [
        ("opener", np.int64),  # row of its first report
        ("beside", np.int64),  # opener of the noise set aside beside it, or -1
        ("since", np.int64),  # time of its first report
        ("reports", np.int64),
        ("held", np.int64),  # how many of its latest reports the ring holds, newest first
        ("name", np.int32),  # last received with it, as codes; 0 none
        ("imo", np.int32),
        ("callsign", np.int32),
    ],
    align=True,
)
"""A segment of the MMSI at hand that may still grow."""

Slots = npt.NDArray[Any]
Ring = npt.NDArray[Any]
"""REPORT by slot and place, newest first."""


class Reports(NamedTuple):
    """Position reports of whole MMSIs in order of MMSI, time and id."""

    mmsi: Codes
    time: Ints
    lat: Floats
    lon: Floats
    east_kn: Speeds
    """Speed eastward; NaN where speed or course is not known."""
    north_kn: Speeds
    transponders: npt.NDArray[np.int8]
    """Kinds of transponder it can be of, as bits: 1 class A, 2 class B."""
    is_coarse: Flags
    """Whether it says less than an ordinary report: rounded to a tenth of a minute, or without speed."""
    name: Codes
    """Name, IMO number and call sign received with it, as codes; 0 not known or not one."""
    imo: Codes
    callsign: Codes


@njit(cache=True, nogil=True)
def differs(slot: Report, report: Report) -> bool:
    """Whether the marks received with a report contradict those of a segment: one differs and none agrees."""
    found = False
    for mine, its in (
        (slot["name"], report["name"]),
        (slot["imo"], report["imo"]),
        (slot["callsign"], report["callsign"]),
    ):
        if mine and its:
            if mine == its:
                return False
            found = True
    return found


@njit(cache=True, nogil=True)
def best_in(report: Report, slots: Slots, ring: Ring, s: int, rules: Rules) -> tuple[float, int]:
    """The best fit of a report to a segment, and how many of its latest reports lie between.

    An older report of the ring counts only where the new one follows it far better than the reports in between do:
    those then belong to something else.
    """
    held = slots[s]["held"]
    transponders = 0
    for back in range(held):
        transponders |= ring[s, back]["transponders"]
    weight = 1.0 if transponders & report["transponders"] else rules.mismatch
    if differs(slots[s], report):
        weight *= rules.mismatch
    best, best_back, most = 0.0, 0, 0.0
    for back in range(held):
        hours = hours_between(ring[s, back], report)
        if hours > rules.silence_h:
            break
        found = weight * fit(report, ring[s, back], rules)
        discounted = found / (rules.look_back * back) if back else found
        in_between = ring[s, back - 1]["fit"] if back else 0.0
        if discounted > most and discounted > in_between:
            best, best_back, most = found, back, discounted
        if most >= weight / (rules.look_back * norm(hours, rules.clock_h)):
            break  # no older report can do better
    return best, best_back


@njit(cache=True, nogil=True)
def join(report: Report, slots: Slots, ring: Ring, s: int) -> None:
    """Put a report at the head of a segment."""
    held = min(slots[s]["held"] + 1, RING)
    for back in range(held - 1, 0, -1):
        ring[s, back] = ring[s, back - 1]
    ring[s, 0] = report
    slots[s]["held"] = held
    slots[s]["reports"] += 1
    if report["name"]:
        slots[s]["name"] = report["name"]
    if report["imo"]:
        slots[s]["imo"] = report["imo"]
    if report["callsign"]:
        slots[s]["callsign"] = report["callsign"]


@njit(cache=True, nogil=True)
def close(slots: Slots, ring: Ring, s: int, count: int) -> int:
    """Empty a slot: the last one moves in. Returns how many are open."""
    slots[s] = slots[count - 1]
    for back in range(RING):
        ring[s, back] = ring[count - 1, back]
    return count - 1


@njit(cache=True, nogil=True)
def remember(slots: Slots, ring: Ring, s: int, gone: Ring, went: int) -> int:
    """Note the last report of a segment that ends, with the segment's marks. Returns how many were noted."""
    last = gone[went % len(gone)]
    gone[went % len(gone)] = ring[s, 0]
    last["name"], last["imo"], last["callsign"] = slots[s]["name"], slots[s]["imo"], slots[s]["callsign"]
    return went + 1


@njit(cache=True, nogil=True)
def begin(report: Report, slots: Slots, ring: Ring, count: int) -> int:
    """Begin a segment with a report; where no slot is free the one heard longest ago is closed. Returns how many are
    open."""
    if count == len(slots):
        stale = varying(0)
        for s in range(1, count):
            if ring[s, 0]["time"] < ring[stale, 0]["time"]:
                stale = s
        count = close(slots, ring, stale, count)
    new = slots[count]
    new["opener"], new["beside"], new["reports"], new["held"] = report["row"], -1, 0, 0
    new["name"], new["imo"], new["callsign"], new["since"] = 0, 0, 0, report["time"]
    join(report, slots, ring, count)
    return count + 1


@njit(cache=True, nogil=True)
def house(stray: Report, slots: Slots, ring: Ring, count: int, left: int, opener: Ints, rules: Rules) -> int:
    """Give a report that has left the segment ``left`` to the segment heard before it that it follows best, else begin
    one with it. Returns how many are open."""
    chosen, best = varying(-1), 0.0
    for s in range(count):
        if slots[s]["opener"] != left and ring[s, 0]["time"] <= stray["time"]:
            found = fit(stray, ring[s, 0], rules)
            if found > best:
                chosen, best = s, found
    stray["fit"] = best
    if chosen < 0:
        opener[stray["row"]] = stray["row"]
        return begin(stray, slots, ring, count)
    opener[stray["row"]] = slots[chosen]["opener"]
    join(stray, slots, ring, chosen)
    return count


@njit(cache=True, nogil=True)
def has_fresh(report: Report, slots: Slots, ring: Ring, s: int, rules: Rules) -> bool:
    """Whether a segment has a report that says more and is not old."""
    for back in range(slots[s]["held"]):
        if not ring[s, back]["is_coarse"] and hours_between(ring[s, back], report) < rules.fresh_h:
            return True
    return False


@njit(cache=True, nogil=True)
def choose(report: Report, slots: Slots, ring: Ring, count: int, rules: Rules) -> tuple[int, float, int]:
    """The segment that a report follows best, or -1; how well; and how many of its latest reports lie between.

    Where several can be followed, one with few reports weighs less. Every figure is of the slot it was found for, and
    the best is taken however close the next: a doubt ends no segment.
    """
    chosen, weighed, fits, back = -1, 0.0, 0.0, 0
    for s in range(count):
        found, its_back = best_in(report, slots, ring, s, rules)
        if found > 0.0:
            size = slots[s]["reports"] / rules.settled
            weight = found * size / math.sqrt(1.0 + size * size)
            if count > 1:
                weight *= closeness(report, ring[s, its_back], rules)
            if weight > weighed or (weight == weighed and slots[s]["opener"] < slots[chosen]["opener"]):
                chosen, weighed, fits, back = s, weight, found, its_back
    return chosen, fits, back


@njit(cache=True, nogil=True)
def is_of_one_gone(report: Report, slots: Slots, ring: Ring, s: int, gone: Ring, rules: Rules) -> bool:
    """Whether a report that comes after a silence rather is of a ship whose segment has ended than of the open one.

    Only segments heard at the same time as the open one count: what ended before it began may be of the same ship.
    """
    if hours_between(ring[s, 0], report) < rules.quiet_h:
        return False
    stays = unlike(ring[s, 0], report, differs(slots[s], report), rules)
    for one in gone:
        if one["time"] > slots[s]["since"]:
            comes = unlike(one, report, differs(one, report), rules)
            if comes < stays:
                return True
    return False


@njit(cache=True, nogil=True)
def take(
    report: Report, slots: Slots, ring: Ring, count: int, strays: Ring, gone: Ring, opener: Ints, host: Ints,
    rules: Rules,
) -> int:  # fmt: skip
    """Put one report where it belongs. Returns how many segments are open."""
    chosen, report["fit"], back = choose(report, slots, ring, count, rules)
    if chosen >= 0 and is_of_one_gone(report, slots, ring, chosen, gone, rules):
        chosen, report["fit"] = -1, 0.0
    if chosen < 0:
        opener[report["row"]] = report["row"]
        return begin(report, slots, ring, count)
    if report["is_coarse"] and has_fresh(report, slots, ring, chosen, rules):
        if slots[chosen]["beside"] < 0:
            slots[chosen]["beside"] = report["row"]
        opener[report["row"]], host[report["row"]] = slots[chosen]["beside"], slots[chosen]["opener"]
        return count
    for newest in range(back):
        strays[newest] = ring[chosen, newest]
    for later in range(back, slots[chosen]["held"]):
        ring[chosen, later - back] = ring[chosen, later]
    slots[chosen]["held"] -= back
    slots[chosen]["reports"] -= back
    left = slots[chosen]["opener"]
    opener[report["row"]] = left
    join(report, slots, ring, chosen)
    for which in range(back - 1, -1, -1):
        count = house(strays[which], slots, ring, count, left, opener, rules)
    return count


@njit(cache=True, nogil=True)
def cut(reports: Reports, most_open: int, rules: Rules, opener: Ints, host: Ints) -> None:
    """Fill in the row of the report that opens each report's segment, and where it was set aside as noise, the opener
    of the segment beside which it lies."""
    slots, ring = np.zeros(most_open, dtype=SLOT), np.zeros((most_open, RING), dtype=REPORT)
    strays, at_hand = np.zeros(RING, dtype=REPORT), np.zeros(1, dtype=REPORT)
    mmsi, time, lat, lon, east_kn, north_kn, transponders, is_coarse, name, imo, callsign = reports
    none = varying(0)
    gone, went = np.zeros(GONE, dtype=REPORT), none
    report, count = at_hand[0], none
    for i in range(len(time)):
        report["row"], report["time"], report["lat"], report["lon"] = i, time[i], lat[i], lon[i]
        report["east_kn"], report["north_kn"] = east_kn[i], north_kn[i]
        report["name"], report["imo"], report["callsign"] = name[i], imo[i], callsign[i]
        report["transponders"], report["is_coarse"] = transponders[i], is_coarse[i]
        if i == 0 or mmsi[i] != mmsi[i - 1]:
            count = went = none
        for s in range(count - 1, -1, -1):
            if hours_between(ring[s, 0], report) > rules.silence_h:
                went = remember(slots, ring, s, gone, went)
                count = close(slots, ring, s, count)
        count = take(report, slots, ring, count, strays, gone[:went], opener, host, rules)

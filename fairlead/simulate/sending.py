"""Sending: when a ship's transponder reports and what it says, by class, speed and state, faults included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.base.draws import stream
from fairlead.simulate.scenario import Fault, Scenario, Ship, Span
from fairlead.simulate.ways import Floats, Ints, Places, Way, shifted

Flags = npt.NDArray[np.bool_]

CLASS_A, CLASS_B = 1, 18
"""Message types of position reports."""
LYING_S = 180
"""Ships that lie still report every 3 minutes (ITU-R M.1371-5, annex 1, tables 1 and 2)."""
CLASS_B_S = 30
"""Class B above 2 kn."""
UNDER_WAY, AT_ANCHOR, MOORED = 0, 1, 5
PER_DEG = 600_000
"""AIS says positions in ten-thousandths of a minute."""


@dataclass(slots=True)
class Sent:
    """Reports of one ship in time; ``true`` is where it was, the rest is what it said."""

    time: Ints
    """Seconds since 1970."""
    true: Places
    lat: Floats
    lon: Floats
    sog_kn: Floats
    cog_deg: Floats
    heading_deg: Floats
    nav_status: Ints
    marks: Ints
    """Number of the marks shown."""
    draught_m: Floats
    is_fault: Flags

    def __len__(self) -> int:
        return len(self.time)


def send(ship: Ship, way: Way, scenario: Scenario) -> Sent:
    """Every report a ship sends that an archive of one report in ``keep_s`` could keep."""
    rng = stream(scenario.seed, ship.hull, "sent")
    time = _times(ship, way, scenario, rng)
    true = way.at(time.astype(np.float64))
    scatter = rng.normal(0.0, scenario.noise_m / 1000, (2, len(time)))
    lat, lon = shifted(true.lat, true.lon, scatter[0], scatter[1])
    lies = true.rest >= 0
    drift = np.abs(rng.normal(0, 0.04, len(time)))
    sog: Floats = np.where(lies, drift, np.maximum(true.kn + rng.normal(0, 0.1, len(time)), 0))
    cog: Floats = np.where(lies, rng.uniform(0, 360, len(time)), true.cog_deg)
    lat, lon, is_fault = _wrong(ship.faults, way, time, lat, lon, rng)
    begun = np.array([d[0] for d in way.draughts])
    draughts = np.array([np.nan if d[1] is None else d[1] for d in way.draughts])
    return Sent(
        time=time,
        true=true,
        lat=np.round(lat * PER_DEG) / PER_DEG,
        lon=np.round(lon * PER_DEG) / PER_DEG,
        sog_kn=_tenths(sog),
        cog_deg=_tenths(cog) % 360,
        heading_deg=np.where(lies, 90.0, np.round(true.cog_deg) % 360),
        nav_status=_status(way, true.rest),
        marks=np.searchsorted([m.start for m in ship.marks], time, side="right") - 1,
        draught_m=draughts[np.searchsorted(begun, time, side="right") - 1],
        is_fault=is_fault,
    )


def _tenths(values: Floats) -> Floats:
    return np.asarray(np.round(values, 1), dtype=np.float64)


def interval_s(kn: Floats, lies: Flags, is_class_b: bool) -> Floats:
    """Seconds between reports: ITU-R M.1371-5, annex 1, tables 1 and 2, without the shorter ones while turning."""
    if is_class_b:
        return np.where(lies | (kn <= 2), LYING_S, CLASS_B_S).astype(np.float64)
    return np.select([lies, kn <= 14, kn <= 23], [LYING_S, 10, 6], 2).astype(np.float64)


def _times(ship: Ship, way: Way, scenario: Scenario, rng: np.random.Generator) -> Ints:
    """Times of reports: leg by leg at its interval, each up to a tenth of it off, while the transponder is on."""
    first, beyond = scenario.span
    corner = np.array(way.time)
    middle = way.at((corner[1:] + corner[:-1]) / 2)
    least = max(scenario.keep_s, ship.every_s)
    every = np.maximum(interval_s(middle.kn, middle.rest >= 0, ship.is_class_b), least)
    parts, now = [], first + rng.uniform(0, every[0])
    for start, end, step in zip(corner[:-1].tolist(), corner[1:].tolist(), every.tolist(), strict=True):
        now = min(now, start + step)
        count = max(0, int(np.ceil((min(end, beyond) - now) / step)))
        parts.append(now + step * (np.arange(count) + rng.uniform(-0.1, 0.1, count)))
        now += step * count
    found = np.unique(np.clip(np.round(np.concatenate(parts)), first, beyond - 1).astype(np.int64))
    return found[~within(found, ship.off)]


def within(time: Ints, spans: tuple[Span, ...]) -> Flags:
    """Whether each time lies in one of some spans."""
    found = np.zeros(len(time), dtype=bool)
    for start, end in spans:
        found |= (time >= start) & (time < end)
    return found


def _status(way: Way, rest: Ints) -> Ints:
    of = [AT_ANCHOR if r.at.is_anchorage else MOORED if r.at.port else UNDER_WAY for r in way.rests]
    return np.where(rest >= 0, np.array(of or [UNDER_WAY])[rest], UNDER_WAY)


def _wrong(
    faults: tuple[Fault, ...], way: Way, time: Ints, lat: Floats, lon: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Flags]:
    """Positions with faults in them, and which are wrong."""
    is_fault = np.zeros(len(time), dtype=bool)
    for fault in faults:
        hit = within(time, (fault.span,)) & (rng.random(len(time)) < fault.share)
        to_lat, to_lon = np.full(len(time), fault.lat), np.full(len(time), fault.lon)
        if fault.kind == "frozen":
            stuck = way.at(np.array([float(fault.span[0])]))
            to_lat[:], to_lon[:] = stuck.lat[0], stuck.lon[0]
        elif fault.kind == "circle":
            turn = 2 * np.pi * (time - fault.span[0]) / fault.turn_s
            to_lat, to_lon = shifted(to_lat, to_lon, fault.radius_km * np.cos(turn), fault.radius_km * np.sin(turn))
        lat, lon, is_fault = np.where(hit, to_lat, lat), np.where(hit, to_lon, lon), is_fault | hit
    return lat, lon, is_fault

"""Truth: what simulated ships really did, as rows to score by. None of it comes from Fairlead's own methods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from fairlead.simulate.scenario import Area, Marks, Meeting, Port, Scenario, Ship, Span
from fairlead.simulate.sending import Sent
from fairlead.simulate.ways import Ints, Rest, Way, km_between

Row = dict[str, Any]

LOOK_S, BACK_S = 60, 86_400
"""When a port's waters are entered and left is looked up minute by minute, at most a day before and after the stop."""


@dataclass(frozen=True, slots=True)
class Life:
    """A ship, its way, what it sent and which receiver kept each report."""

    ship: Ship
    way: Way
    sent: Sent
    receiver: Ints
    heard: Ints
    """Times at which a report that tells the truth was received, ascending, by UTC."""
    heard_marks: Ints
    """Which marks each of them showed."""
    wrong: Ints
    """Times at which a report with a wrong position was received."""

    @classmethod
    def of(cls, ship: Ship, way: Way, sent: Sent, receiver: Ints) -> Life:
        is_true, is_wrong = (receiver >= 0) & ~sent.is_fault, (receiver >= 0) & sent.is_fault
        return cls(ship, way, sent, receiver, sent.time[is_true], sent.marks[is_true], sent.time[is_wrong])

    def count(self, span: tuple[float, float]) -> int:
        """Reports heard in a span, both ends in."""
        return _count(self.heard, span)

    def count_wrong(self, span: tuple[float, float]) -> int:
        """Reports with wrong positions in a span, both ends in."""
        return _count(self.wrong, span)

    def marks_at(self, time: float) -> Marks:
        """What it shows at a time."""
        return [m for m in self.ship.marks if m.start <= time][-1]


def _count(times: Ints, span: tuple[float, float]) -> int:
    first, beyond = np.searchsorted(times, [span[0], np.nextafter(span[1], np.inf)])
    return int(beyond - first)


def list_hulls(lives: list[Life], scenario: Scenario) -> Iterator[Row]:
    """Which hull showed which marks when."""
    for life in lives:
        ends = [m.start for m in life.ship.marks[1:]] + [scenario.span[1]]
        for marks, end in zip(life.ship.marks, ends, strict=True):
            yield {
                "hull": life.ship.hull, "mmsi": marks.mmsi, "imo": marks.imo, "name": marks.name,
                "callsign": marks.callsign, "start_time": marks.start, "end_time": end,
            }  # fmt: skip


def list_gaps(lives: list[Life], scenario: Scenario) -> Iterator[Row]:
    """Silences of each hull under each MMSI of at least ``gap_s``, and why: wrong where reports with wrong positions
    were heard in it, off where the transponder was off for at least half of it, changed where the hull went on under
    another MMSI, else reception."""
    for life in lives:
        mmsi = np.array([m.mmsi for m in life.ship.marks])[life.heard_marks]
        for one in sorted(set(mmsi.tolist())):
            times = [*life.heard[mmsi == one].tolist(), scenario.span[1]]
            changes = [m.start for m in life.ship.marks if m.mmsi != one and m.start > times[0]]
            for start, end in pairwise(times):
                if end - start < scenario.gap_s:
                    continue
                is_open = end == times[-1]
                off_s = sum(overlap((start, end), off) for off in life.ship.off)
                is_changed = is_open and any(start < c for c in changes)
                kind = "off" if 2 * off_s >= end - start else "changed" if is_changed else "reception"
                kind = "wrong" if life.count_wrong((start, end)) else kind
                yield {
                    "hull": life.ship.hull, "mmsi": one, "start_time": start, "end_time": None if is_open else end,
                    "hours": round((end - start) / 3600, 4), "kind": kind, "off_hours": round(off_s / 3600, 4),
                }  # fmt: skip


def list_visits(lives: list[Life], scenario: Scenario) -> Iterator[Row]:
    """Stops at berths and anchorages; those in one port or complex soon after each other are one visit."""
    ports = {p.label: p for p in scenario.ports}
    for life in lives:
        for rests in _visits(life.way, ports, scenario):
            start, end = rests[0].start, rests[-1].end
            lain: dict[str, float] = {}
            for rest in rests:
                lain[rest.at.port or ""] = lain.get(rest.at.port or "", 0.0) + rest.end - rest.start
            port = ports[max(lain, key=lambda label: lain[label])]
            waters = [a for label in lain for a in ports[label].areas]
            is_open = end >= scenario.span[1]
            left = min(end, float(scenario.span[1]))
            yield {
                "hull": life.ship.hull, "mmsi": life.marks_at(start).mmsi, "port": port.label,
                "port_complex": port.port_complex, "areas": "; ".join(r.at.area or "" for r in rests),
                "enter_time": _crossed(life.way, waters, start, -1, scenario.span),
                "stop_start": start, "stop_end": None if is_open else end,
                "leave_time": None if is_open else _crossed(life.way, waters, end, 1, scenario.span),
                "hours": round((left - start) / 3600, 4), "reports": life.count((start, left)),
                "is_hidden": life.count((start, left)) == 0,
            }  # fmt: skip


def _visits(way: Way, ports: dict[str, Port], scenario: Scenario) -> list[list[Rest]]:
    made: list[list[Rest]] = []
    for rest in way.rests:
        if rest.at.port is None or rest.start >= scenario.span[1]:
            continue
        before = made[-1][-1] if made else None
        is_soon = before and rest.start - before.end <= scenario.shift_s
        if before and is_soon and _is_one(before, rest, ports) and _away_km(way, before, rest) <= scenario.shift_km:
            made[-1].append(rest)
        else:
            made.append([rest])
    return made


def _is_one(before: Rest, after: Rest, ports: dict[str, Port]) -> bool:
    one, other = ports[before.at.port or ""], ports[after.at.port or ""]
    return one is other or (one.port_complex is not None and one.port_complex == other.port_complex)


def _away_km(way: Way, before: Rest, after: Rest) -> float:
    """How far a ship went from both of two places between its stops there."""
    places = way.at(np.arange(before.end, after.start + 1, LOOK_S))
    both = [km_between(places.lat, places.lon, r.at.lat, r.at.lon) for r in (before, after)]
    return float(np.minimum(*both).max())


def _crossed(way: Way, areas: list[Area], time: float, step: int, span: Span) -> float | None:
    """When the edge of a port's waters was crossed before (-1) or after (1) a time; None where it never was."""
    grid = time + step * np.arange(0.0, BACK_S, LOOK_S)
    grid = grid[(grid >= span[0]) & (grid <= span[1])]
    places = way.at(grid)
    is_in = np.zeros(len(grid), dtype=bool)
    for a in areas:
        is_in |= km_between(places.lat, places.lon, a.lat, a.lon) <= a.radius_km
    out = np.flatnonzero(~is_in)
    return float(grid[out[0]]) if len(out) else None


def list_voyages(visits: list[Row]) -> Iterator[Row]:
    """From each visit of a hull to its next."""
    for one, other in pairwise(visits):
        if one["hull"] == other["hull"]:
            yield {
                "hull": one["hull"], "mmsi": other["mmsi"], "from_port": one["port"], "to_port": other["port"],
                "start_time": one["stop_end"], "end_time": other["stop_start"],
            }  # fmt: skip


def list_meetings(lives: list[Life], scenario: Scenario) -> Iterator[Row]:
    """The meetings of the scenario, and who of the two could be heard: a ship is dark where its transponder was off for
    at least half of it."""
    by_hull = {life.ship.hull: life for life in lives}
    for meeting in scenario.meetings:
        one, other = (by_hull[h] for h in meeting.hulls)
        dark = [_is_dark(life, meeting) for life in (one, other)]
        is_met = all(any(r.meeting == meeting.name for r in life.way.rests) for life in (one, other))
        if not is_met:
            continue
        yield {
            "meeting": meeting.name, "hull": one.ship.hull, "other_hull": other.ship.hull,
            "mmsi": one.marks_at(meeting.span[0]).mmsi, "other_mmsi": other.marks_at(meeting.span[0]).mmsi,
            "start_time": meeting.span[0], "end_time": meeting.span[1], "lat": meeting.lat, "lon": meeting.lon,
            "apart_m": meeting.apart_m, "kind": ("both seen", "one-sided", "unseen")[sum(dark)],
            "dark_hull": next((life.ship.hull for life, d in zip((one, other), dark, strict=True) if d), None),
            "reports": one.count(meeting.span), "other_reports": other.count(meeting.span),
        }  # fmt: skip


def _is_dark(life: Life, meeting: Meeting) -> bool:
    length = meeting.span[1] - meeting.span[0]
    return 2 * sum(overlap(meeting.span, off) for off in life.ship.off) >= length


def overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Seconds that two spans share."""
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))

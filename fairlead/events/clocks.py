"""Clocks of receivers: of one ship two receivers' reports fit each other when the times of one are shifted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, floats, in_order, ints
from fairlead.base.geodesy import EARTH_RADIUS_KM
from fairlead.base.ids import say_key
from fairlead.base.tables import POSITIONS
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.base.wording import say_many
from fairlead.events.near_ports import mean_point
from fairlead.events.told import HOUR_US, MINUTE_US, instant

STEP_US = 5 * MINUTE_US
"""Shifts are tried so far apart: at 15 knots 1.2 km of way are between a shift and the true one at most."""
BRIDGE_US = 2 * HOUR_US
"""A way is taken as straight between reports no farther apart."""
MOVING_KN = 3.0
"""Slower ships do not tell the time: in half an hour they make less than the 5 km that positions must be off."""
LEAST_SHARE = 0.3
"""Of the reports compared so many must fall between two of the other receiver: fewer fit by chance on some shift."""
MOST_RECEIVERS, MOST_REPORTS = 20, 300
"""Of one MMSI: those with the most reports, and so many of them, spread evenly."""


@dataclass(frozen=True, slots=True)
class ClockRules:
    """When two clocks differ."""

    impossible_kn: float
    slack_km: float
    least_us: int
    most_us: int
    reports: int
    near_km: float
    off_km: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What one receiver heard of one MMSI, in time."""

    receiver: str
    key: Ints
    time: Ints
    lat: Floats
    lon: Floats

    def under_way(self, impossible_kn: float) -> Ints:
        """Rows at which the ship moved, as ships do: lying still it is where any clock says, and two ships on one MMSI
        do not tell the time."""
        made_kn = self._knots(1)
        is_ship = (made_kn[1:] <= impossible_kn) & (made_kn[:-1] <= impossible_kn)
        return np.flatnonzero(is_ship & (self._knots(2) >= MOVING_KN)) + 1

    def _knots(self, apart: int) -> Floats:
        """Speed made from each row to the next, or to the next but one."""
        km = _km(self.lat[:-apart], self.lon[:-apart], self.lat[apart:], self.lon[apart:])
        hours = (self.time[apart:] - self.time[:-apart]) / HOUR_US
        return km / KM_PER_NAUTICAL_MILE / (hours + 1 / 60)


def find_clocks(positions: pa.Table, rules: ClockRules) -> Iterator[dict[str, Any]]:
    """clock rows: for each MMSI the pairs of receivers whose times differ by a constant."""
    if positions["receiver"].null_count == positions.num_rows:
        return
    positions = in_order(positions, POSITIONS.order)
    codes = positions["receiver"].unify_dictionaries().combine_chunks()
    names = codes.dictionary.to_pylist()
    code = np.asarray(codes.indices.fill_null(-1).to_numpy(zero_copy_only=False)).astype(np.int64)
    mmsi, time, key = (ints(positions, n) for n in ("mmsi", "time", "position_id"))
    lat, lon = floats(positions, "lat"), floats(positions, "lon")
    for one in _suspects(mmsi, time, lat, lon, code, rules):
        first, beyond = np.searchsorted(mmsi, [one, one + 1])
        rows, who = np.arange(first, beyond), code[first:beyond]
        counts = sorted(((int((who == c).sum()), names[c], c) for c in set(who.tolist()) if c >= 0), reverse=True)
        heard = []
        for count, name, c in counts[:MOST_RECEIVERS]:
            if count >= rules.reports:
                own = rows[who == c]
                heard.append(Heard(name, key[own], time[own], lat[own], lon[own]))
        heard.sort(key=lambda h: h.receiver)
        for a, b in combinations(heard, 2):
            if row := _compare(one, a, b, rules):
                yield row


def _suspects(mmsi: Ints, time: Ints, lat: Floats, lon: Floats, code: Ints, rules: ClockRules) -> list[int]:
    """MMSIs of which receivers often report one after the other what no ship can do."""
    from fairlead.events.misfit_loops import far_pairs

    a = far_pairs(mmsi, time, lat, lon, code, rules.impossible_kn, rules.slack_km)
    km = _km(lat[a], lon[a], lat[a + 1], lon[a + 1])
    hours = (time[a + 1] - time[a]) / HOUR_US + 1 / 60
    kn = np.maximum(0, km - rules.slack_km) / KM_PER_NAUTICAL_MILE / hours
    who, counts = np.unique(mmsi[a[kn > rules.impossible_kn]], return_counts=True)
    found: list[int] = who[counts >= max(1, rules.reports // 2)].tolist()
    return found


def _compare(mmsi: int, one: Heard, other: Heard, rules: ClockRules) -> dict[str, Any] | None:
    """A row where the times of one receiver fit those of the other when shifted, and do not as they are."""
    rows = one.under_way(rules.impossible_kn)
    rows = rows[np.unique(np.linspace(0, max(len(rows) - 1, 0), MOST_REPORTS).astype(np.int64))] if len(rows) else rows
    found = _off_by_step(one, rows, other, rules, rules.reports)
    best = min(found, key=lambda step: (found[step], abs(step), step), default=0)
    ahead_us, best_km, plain_km = best * STEP_US, found.get(best, np.inf), found.get(0, np.inf)
    if abs(ahead_us) < rules.least_us or best_km > rules.near_km or not rules.off_km <= plain_km < np.inf:
        return None
    start, end = instant(one.time[0]), instant(one.time[-1])
    mean_lat, mean_lon = mean_point(one.lat, one.lon)
    what = f"{say_many(len(one.time), 'report')} of {mmsi:09d} from {say_time(start)} to {say_time(end)}"
    shift = f"{say_hours(abs(ahead_us) / HOUR_US)} {'later' if ahead_us > 0 else 'earlier'}"
    return {
        "misfit_kind": "clock",
        "mmsi": mmsi,
        "start_time": start,
        "end_time": end,
        "lat": mean_lat,
        "lon": mean_lon,
        "reports": len(one.time),
        "receiver": one.receiver,
        "other_receiver": other.receiver,
        "ahead_h": ahead_us / HOUR_US,
        "words": f"{what} by receiver {one.receiver} are {shift} than those by {other.receiver}: so shifted they lie "
        f"{best_km:.1f} km from its way, as they are {plain_km:.0f} km.",
        "sources": [say_key("position", int(h.key[i])) for h in (one, other) for i in (0, -1)],
    }


def fit(one: Heard, other: Heard, rules: ClockRules) -> tuple[float, float] | None:
    """The hours by which the times of ``one`` may be later than those of ``other`` if both are of one ship: around the
    shift that fits best, from the least to the most that fits. None where none does, or nothing tells."""
    rows = np.unique(np.linspace(0, len(one.time) - 1, MOST_REPORTS).astype(np.int64))
    off = _off_by_step(one, rows, other, rules, 1)
    near = {step for step, km in off.items() if km <= rules.near_km}
    if not near:
        return None
    least = most = min(near, key=lambda step: (off[step], abs(step), step))
    while least - 1 in near:
        least -= 1
    while most + 1 in near:
        most += 1
    return least * STEP_US / HOUR_US, most * STEP_US / HOUR_US


def _off_by_step(one: Heard, rows: Ints, other: Heard, rules: ClockRules, least: int) -> dict[int, float]:
    """How far some reports lie from another's way, in the median, with their times set back by each number of steps;
    only shifts are given at which enough of them fall between two of the other's, and of these none, and those at which
    they may be near enough."""
    from fairlead.events.clock_loops import off_by_step

    if not len(rows):
        return {}
    most = rules.most_us // STEP_US
    found = off_by_step(
        one.time[rows], one.lat[rows], one.lon[rows], other.time, other.lat, other.lon, most, STEP_US, BRIDGE_US,
        max(least, LEAST_SHARE * len(rows)), rules.near_km,
    )  # fmt: skip
    return {int(k) - most: float(found[k]) for k in np.flatnonzero(~np.isnan(found))}


def _km(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    f1, f2 = np.radians(lat1), np.radians(lat2)
    h = np.sin((f2 - f1) / 2) ** 2 + np.cos(f1) * np.cos(f2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    found: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return found

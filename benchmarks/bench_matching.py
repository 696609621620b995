"""Matching of detections to AIS: real ships whose reports around an instant were hidden (``hidden_ships``).

``python -m benchmarks matching``; ``--fit`` learns anew how far ships are off, on the sets and days it was fitted on.
Seeds from 6,000 on are shown; 1 to 8 and 5,000 to 5,019 were looked at while it was made. Beside it in the same run, on
the same places with the radar's shift in them: *nearest* (each detection takes the nearest ship within a distance),
*greedy* (the nearest pair first, each ship once), *greedy by score* (the same by this kernel's own likelihood of a
pair, as Global Fishing Watch's rounds of mutual best). Distance and score below which they match nothing are the best
for each table in hindsight.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.hidden_ships import SUEZ_FITTED_US, Scene, Tracks, as_it_was, halves, open_water, read_set
from fairlead import __version__
from fairlead.base.arrays import Floats, Ints
from fairlead.imagery.azimuth import shift_m
from fairlead.imagery.match import MatchParams, Verdict, match, weigh
from fairlead.imagery.whereabouts import KINDS, Fixes, learn, look_up, steps_m

TAUS = (2, 10, 30, 60)
RADII = (250.0, 500.0, 1000.0, 2000.0, 3000.0, 5000.0, 10_000.0)
SCORES = tuple(np.arange(-12.0, 6.1, 1.0))


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=20, help="scenes of each kind")
    parser.add_argument("--first", type=int, default=6000, help="their first seed")
    parser.add_argument("--fit", action="store_true", help="learn the growth of errors anew, and print it")
    asked = parser.parse_args(argv)
    if asked.fit:
        fit()
        return
    print(f"Fairlead {__version__}, matching; seeds {asked.first} to {asked.first + asked.scenes - 1}")
    print("| scenes | tau | detections | F1 | nearest | greedy | by score | unmatched: precision | recall | with false "
          "alarms | cannot tell | Brier | ECE | ECE none | CPU s |")  # fmt: skip
    print("|---" * 15 + "|")
    sets = read_sets()
    for name, (tracks, span) in sets.items():
        for tau in TAUS:
            if name.startswith("North Sea") and tau > 10:
                continue  # an hour of reports holds no more
            seeds = range(asked.first, asked.first + asked.scenes)
            scenes = [as_it_was(tracks, tau, s, *span) if span else open_water(tracks, tau, s) for s in seeds]
            print(line(name, tau, scenes), flush=True)


def read_sets() -> dict[str, tuple[Tracks, tuple[int, ...] | None]]:
    """Sets to make scenes of, and when their instants may be."""
    minute, suez, north = 60_000_000, read_set("suez_2021-03"), read_set("north_sea_2022-11-01")
    first, last = int(suez.time_us.min()), int(suez.time_us.max())
    hour = int(north.time_us.min()), int(north.time_us.max())
    return {
        "open water": (halves(read_set("gfw_segment_regression", "label"), odd=True), None),
        "North Sea": (north, (hour[0] + 15 * minute, hour[1] - 15 * minute)),
        "anchorage": (suez, (first + SUEZ_FITTED_US + 120 * minute, last - 120 * minute)),
        "busy anchorage": (suez, (first + SUEZ_FITTED_US + 120 * minute, last - 120 * minute, 6)),
    }


def line(name: str, tau: float, scenes: list[Scene]) -> str:
    """One row of the table."""
    began = time.process_time()
    found = [match(s.detected, s.fixes, s.area_km2, length_m=s.length_m, flown=s.flown) for s in scenes]
    spent = (time.process_time() - began) / len(scenes)
    truth = np.concatenate([s.truth for s in scenes])
    chosen = np.concatenate([m.ship for m in found])
    p_match, p_none = (np.concatenate([getattr(m, k) for m in found]) for k in ("p_match", "p_unmatched"))
    verdict = np.concatenate([m.verdict for m in found])
    named = chosen >= 0
    is_right = (chosen == truth)[named]
    ours = f1(chosen, truth)
    others = baselines(scenes)
    said = np.isin(verdict, (Verdict.UNMATCHED, Verdict.NOT_HEARD_HERE))
    dark, of_ais = truth == -1, truth >= 0
    precision = (said & dark).sum() / max(1, (said & (dark | of_ais)).sum())
    recall = (said & dark).sum() / max(1, dark.sum())
    whole = (said & ~of_ais).sum() / max(1, said.sum())
    unclear = (verdict == Verdict.CANNOT_TELL).mean()
    brier = float(np.mean((p_match[named] - is_right) ** 2))
    return (f"| {name} | {tau} | {len(truth):,} | {ours:.3f} | {others[0]:.3f} | {others[1]:.3f} | {others[2]:.3f} | "
            f"{precision:.3f} | {recall:.3f} | {whole:.3f} | {unclear:.3f} | {brier:.3f} | "
            f"{ece(p_match[named], is_right):.3f} | {ece(p_none, ~of_ais):.3f} | {spent:.2f} |")  # fmt: skip


def f1(chosen: Ints, truth: Ints) -> float:
    """Of pairs: a detection of a ship with AIS given that ship."""
    right = int(((chosen == truth) & (truth >= 0)).sum())
    return 2 * right / max(1, int((chosen >= 0).sum() + (truth >= 0).sum()))


def ece(p: Floats, is_so: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: ten equal bins."""
    at = np.minimum((p * bins).astype(int), bins - 1)
    return float(
        sum(abs(p[at == b].mean() - is_so[at == b].mean()) * (at == b).mean() for b in range(bins) if (at == b).any())
    )


def baselines(scenes: list[Scene]) -> tuple[float, float, float]:
    """F1 of nearest, greedy and greedy by score, each with its best limit."""
    pairs = [(apart(s), scored(s)) for s in scenes]
    truth = np.concatenate([s.truth for s in scenes])
    return (
        max(f1(np.concatenate([nearest(d, ships, r) for (d, ships), _ in pairs]), truth) for r in RADII),
        max(f1(np.concatenate([greedy(d, ships, r) for (d, ships), _ in pairs]), truth) for r in RADII),
        max(f1(np.concatenate([greedy(d, ships, -x) for _, (d, ships) in pairs]), truth) for x in SCORES),
    )


def apart(s: Scene) -> tuple[Floats, Ints]:
    """Metres from every detection to every ship, and the ships."""
    ships = np.unique(s.fixes.ship)
    row, ship = (x.ravel() for x in np.indices((len(s.truth), len(ships))))
    seen = look_up(s.fixes, ships[ship], s.detected.time_us[row], 6 * 3_600_000_000)
    e, n = steps_m(seen.lat, seen.lon, s.detected.lat[row], s.detected.lon[row])
    if s.flown:
        de, dn = shift_m(s.flown, seen.east_mps, seen.north_mps)
        e, n = e - de, n - dn
    return np.where(seen.kind >= 0, np.hypot(e, n), np.inf).reshape(len(s.truth), len(ships)), ships


def scored(s: Scene) -> tuple[Floats, Ints]:
    """Less the logarithm of the likelihood of every pair, and the ships."""
    ships = np.unique(s.fixes.ship)
    order, likely = weigh(s.detected, s.fixes, s.area_km2, MatchParams(), length_m=s.length_m, flown=s.flown)
    out = np.full((len(s.truth), len(ships)), np.inf)
    out[order[likely.row], likely.ship] = -likely.log_density
    return out, ships


def nearest(away: Floats, ships: Ints, most: float) -> Ints:
    best = away.argmin(axis=1)
    return np.where(away[np.arange(len(away)), best] <= most, ships[best], -1)


def greedy(away: Floats, ships: Ints, most: float) -> Ints:
    """Nearest pair first, which is rounds of mutual best."""
    out = np.full(len(away), -1, dtype=np.int64)
    row, column = np.nonzero(away <= most)
    is_row, is_column = np.ones(len(away), bool), np.ones(len(ships), bool)
    for k in np.argsort(away[row, column], kind="stable"):
        if is_row[row[k]] and is_column[column[k]]:
            out[row[k]] = ships[column[k]]
            is_row[row[k]] = is_column[column[k]] = False
    return out


def fit() -> None:
    """Learn on the even half of the ships of one set (with and without their velocities), and Suez's first days."""
    gfw, suez = halves(read_set("gfw_segment_regression", "label"), odd=False), read_set("suez_2021-03")
    suez = suez.take(np.flatnonzero(suez.time_us < suez.time_us.min() + SUEZ_FITTED_US))
    unknown = np.full(len(gfw.ship), np.nan)
    parts = [
        (gfw.ship, gfw.time_us, gfw.lat, gfw.lon, gfw.sog_kn, gfw.cog_deg),
        (gfw.ship + 100_000, gfw.time_us, gfw.lat, gfw.lon, unknown, unknown),
        (suez.ship + 200_000, suez.time_us, suez.lat, suez.lon, suez.sog_kn, suez.cog_deg),
    ]
    learned = learn(Fixes.of(*(np.concatenate(c) for c in zip(*parts, strict=True))), [60.0 * t for t in TAUS], 30)
    for k, kind in enumerate(KINDS):
        said = [
            np.array2string(v[k], precision=3, separator=", ")
            for v in (learned.weight, learned.along_m, learned.across_m)
        ]
        print(f"{kind}: weight {said[0]} along {said[1]} across {said[2]} power {learned.power[k]:.1f}")


if __name__ == "__main__":
    main([])

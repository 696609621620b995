"""Blind counts: how many loading stays the estimators find in seasons whose truth they may not see.

Worlds of :mod:`benchmarks.season_worlds`, drawn in continuous time from laws that are not the estimator's. Beside the
sampler: the raw count, the count over the mean cloud, Horvitz-Thompson with the calendar that was; and the sampler with
one of its parts switched off, which must fail.

``python -m benchmarks blind_counts --fleets 200 --out blind.jsonl``. A run that was killed goes on where it stopped; a
file that is complete is only printed. ``--tuning`` draws from the seeds that may be tuned on.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.season_worlds import FAMILIES, World, make_world
from fairlead import __version__
from fairlead.trips.captures import Reckoned, caught_stays, horvitz_thompson, mean_cloud
from fairlead.trips.sampler import sample_trips
from fairlead.trips.season_priors import SamplerParams

TUNING, HELD_OUT = 1, 100_000
"""First seeds. Methods are tuned on 1 to 999; scores come from 100,000 and on, where nothing is tuned."""
DEFAULTS = SamplerParams()
POINTS = (0.05, 0.25, 0.5, 0.75, 0.95)
LARGE = ("large 20", "large 30")
TRIALS = ("look-alikes",)
"""Families made to try one part of the estimator, beside the eight that the bars are for."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """A family of worlds, and how the sampler is run on it."""

    family: str
    params: SamplerParams = DEFAULTS


WAYS = {
    **{name: Way(name) for name in FAMILIES if name not in LARGE},
    "ais, silence at random": Way("ais", SamplerParams(silence_model=False)),
    "ambiguous, no link term": Way("ambiguous", SamplerParams(link_term=False)),
    "cued, flag ignored": Way("cued", SamplerParams(cue_flag=False)),
    "look-alikes, no link term": Way("look-alikes", SamplerParams(link_term=False)),
    **{name: Way(name) for name in LARGE},
}
"""Rows of the table. An ablation sees the worlds of its family, seed by seed."""


# -------------------------------------------------------------------------------------------------------------- a fleet


def play(name: str, seed: int) -> Row:
    """One fleet: the truth, and what each way of reckoning says."""
    way = WAYS[name]
    world = make_world(way.family, seed)
    began = time.process_time()
    drawn = sample_trips(world.season, way.params, seed, threads=1)
    spent = time.process_time() - began
    total, true = drawn.actual.sum(axis=1), int(world.true.sum())
    rng = np.random.default_rng([seed, 7])
    hulls = [(drawn.actual[:, v], int(world.true[v])) for v in range(len(world.true))]
    return {
        "row": name,
        "seed": seed,
        "true": true,
        "raw": _raw(world),
        "points": np.quantile(total, POINTS, method="inverted_cdf").tolist(),
        "pit": pit(rng, total, true),
        "hull_50": float(np.mean([inside(d, t, 0.25, 0.75) for d, t in hulls])),
        "hull_90": float(np.mean([inside(d, t, 0.05, 0.95) for d, t in hulls])),
        "hull_pit": [pit(rng, d, t) for d, t in hulls],
        "ht": _three(horvitz_thompson(world.season)),
        "cloud": _three(mean_cloud(world.season)),
        "r_hat": float(drawn.r_hat),
        "ess": float(drawn.ess),
        "is_settled": drawn.is_settled,
        "chains": [float(np.median(total[drawn.chain == c])) for c in np.unique(drawn.chain)],
        "cpu_s": spent,
        "version": __version__,
        "day": datetime.now(UTC).date().isoformat(),
    }


def _raw(world: World) -> int:
    """Stays that looks at the loading place saw, tipped ones too, and that are likelier of the fleet than not."""
    return sum(bool(c.looks) and c.fleet >= 0.5 for c in caught_stays(world.season, SamplerParams(cue_flag=False)))


def pit(rng: np.random.Generator, draws: np.ndarray, true: int) -> float:
    """Where the truth lies among the draws, ties broken at random: even on (0, 1) where chances are right."""
    return float(np.mean(draws < true) + rng.random() * np.mean(draws == true))


def inside(draws: np.ndarray, true: int, low: float, high: float) -> bool:
    a, b = np.quantile(draws, (low, high), method="inverted_cdf")
    return bool(a <= true <= b)


def _three(one: Reckoned | None) -> list[float] | None:
    return None if one is None or one.p05 is None or one.p95 is None else [one.p05, one.p50, one.p95]


# ------------------------------------------------------------------------------------------------------------ the table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its head, how wide, what it says of a row's fleets."""

    head: str
    wide: int
    say: Callable[[Sequence[Row]], str]


def of_ht(rows: Sequence[Row]) -> list[Row]:
    return [r for r in rows if r["ht"]]


def covered(rows: Sequence[Row], low: float, high: float, points: str = "points", true: str = "true") -> float:
    """Share of fleets whose truth lies in an interval, its ends counted in."""
    a, b = POINTS.index(low), POINTS.index(high)
    return float(np.mean([r[points][a] <= r[true] <= r[points][b] for r in rows]))


def in_middle(pits: Iterable[float]) -> float:
    return float(np.mean([0.05 < p < 0.95 for p in pits]))


def bias(said: Sequence[float], true: Sequence[float]) -> tuple[float, float]:
    """Per cent by which the sum of medians misses the sum of truths, and its standard error."""
    off, whole = np.subtract(said, true), float(np.sum(true))
    error = float(np.std(off, ddof=1)) * len(off) ** 0.5 if len(off) > 1 else float("nan")
    return 100 * float(off.sum()) / whole, 100 * error / whole


def needed(three: Sequence[float], true: float) -> float:
    """By how much the half-widths of an interval would have to grow to reach the truth."""
    low, middle, high = three
    reach = high - middle if true > middle else middle - low
    return 0.0 if true == middle else abs(true - middle) / max(reach, 0.5)


def widths(rows: Sequence[Row]) -> tuple[float, float]:
    """Mean width over that of Horvitz-Thompson: as they are, and each scaled to cover nine in ten."""
    own = [(r["points"][0], r["points"][2], r["points"][4]) for r in rows]
    ours, theirs = (np.mean([t[2] - t[0] for t in ends]) for ends in (own, [r["ht"] for r in rows]))
    scale = [
        np.quantile([needed(t, r["true"]) for t, r in zip(ends, rows, strict=True)], 0.9)
        for ends in (own, [r["ht"] for r in rows])
    ]
    equal = ours * scale[0] / (theirs * scale[1]) if scale[1] > 0 else float("nan")
    return float(ours / theirs), float(equal)


def _two(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.2f} / {pair[1]:.2f}"


def off(rows: Sequence[Row], said: Callable[[Row], float], true: str = "true") -> str:
    percent, error = bias([said(r) for r in rows], [r[true] for r in rows])
    return f"{percent:+.1f} ({error:.1f})"


def _beside(rows: Sequence[Row], key: str) -> str:
    rows = [r for r in rows if r[key]]
    cover = np.mean([r[key][0] <= r["true"] <= r[key][2] for r in rows])
    return f"{cover:.2f} / {off(rows, lambda r: r[key][1])}"


def _hulls(rows: Sequence[Row]) -> str:
    fifty, ninety = (np.mean([r[k] for r in rows]) for k in ("hull_50", "hull_90"))
    return f"{fifty:.2f} / {ninety:.2f} / {in_middle(p for r in rows for p in r['hull_pit']):.2f}"


COLUMNS = (
    Column("n", 4, lambda rows: str(len(rows))),
    Column("N / raw", 9, lambda rows: " / ".join(f"{np.mean([r[k] for r in rows]):.0f}" for k in ("true", "raw"))),
    Column("50 / 90 %", 11, lambda rows: _two((covered(rows, 0.25, 0.75), covered(rows, 0.05, 0.95)))),
    Column("PIT", 5, lambda rows: f"{in_middle(r['pit'] for r in rows):.2f}"),
    Column("bias %", 12, lambda rows: off(rows, lambda r: r["points"][2])),
    Column("raw %", 12, lambda rows: off(rows, lambda r: r["raw"])),
    Column("per hull", 18, _hulls),
    Column("HT", 19, lambda rows: _beside(rows, "ht")),
    Column("width", 11, lambda rows: _two(widths(of_ht(rows)))),
    Column("mean cloud", 19, lambda rows: _beside(rows, "cloud")),
    Column("CPU s", 6, lambda rows: f"{np.mean([r['cpu_s'] for r in rows]):.1f}"),
)
SETTLING = (
    Column("settled", 8, lambda rows: f"{np.mean([r['is_settled'] for r in rows]):.2f}"),
    Column("R-hat mid / most", 17, lambda rows: _two((np.median(_r_hats(rows)), max(_r_hats(rows))))),
    Column("ESS mid", 8, lambda rows: f"{np.median([r['ess'] for r in rows]):.0f}"),
    Column(
        "chains apart % mid / most", 25, lambda rows: " / ".join(f"{f(_apart(rows)):.1f}" for f in (np.median, max))
    ),
    Column("within 5 %", 10, lambda rows: f"{np.mean([a <= 5 for a in _apart(rows)]):.2f}"),
)


def _r_hats(rows: Sequence[Row]) -> list[float]:
    return [float(r["r_hat"]) for r in rows]


def _apart(rows: Sequence[Row]) -> list[float]:
    """Per cent by which the medians of chains from different starts lie apart."""
    return [100 * (max(r["chains"]) - min(r["chains"])) / max(np.mean(r["chains"]), 1) for r in rows]


def table(rows: Sequence[Row], columns: Sequence[Column] = COLUMNS, names: Iterable[str] = WAYS) -> str:
    """The rows by family, as Markdown."""
    names = tuple(names)
    wide = max(map(len, names))
    lines = ["| " + " | ".join([f"{'family':{wide}}", *(f"{c.head:{c.wide}}" for c in columns)]) + " |"]
    lines.append("|" + "|".join("-" * (w + 2) for w in (wide, *(c.wide for c in columns))) + "|")
    for name in names:
        own = [r for r in rows if r["row"] == name]
        if own:
            lines.append("| " + " | ".join([f"{name:{wide}}", *(f"{c.say(own):{c.wide}}" for c in columns)]) + " |")
    return "\n".join(lines)


def pooled(rows: Sequence[Row]) -> str:
    """The families that a bar holds for, taken together: ablations and large fleets left out."""
    own = [r for r in rows if r["row"] in FAMILIES and r["row"] not in (*LARGE, *TRIALS)]
    if not own:
        return "no fleet of the eight families"
    pit, seen = in_middle(r["pit"] for r in own), covered(own, 0.05, 0.95)
    return f"eight families together: {len(own)} fleets, PIT share in (.05, .95) {pit:.3f}, 90 % interval {seen:.3f}"


def made_when(rows: Sequence[Row]) -> str:
    """Version, days and seeds of rows."""
    seeds, days = [r["seed"] for r in rows], sorted({r["day"] for r in rows})
    kind = "tuning" if max(seeds) < 1000 else "held out" if min(seeds) >= HELD_OUT else "tuning and held out mixed"
    versions = ", ".join(sorted({r["version"] for r in rows}))
    return f"Fairlead {versions}, {days[0]} to {days[-1]}, seeds {min(seeds)} to {max(seeds)} ({kind})"


def print_table(rows: Sequence[Row]) -> None:
    if not rows:
        print("no fleet yet")
        return
    print(f"Blind counts: {made_when(rows)}")
    print(table(rows))
    print(pooled(rows))
    print(table(rows, SETTLING))


# -------------------------------------------------------------------------------------------------------------- running


def read_rows(path: Path) -> list[Row]:
    """Fleets that are done; half a line, of a run that was killed, is none."""
    rows = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        rows[row["row"], row["seed"]] = row
    return list(rows.values())


def run(jobs: Sequence[tuple[str, int]], workers: int, path: Path, play: Callable[[str, int], Row] = play) -> None:
    """Play what is not done yet, each fleet written as it ends."""
    done = {(r["row"], r["seed"]) for r in read_rows(path)}
    left = iter([job for job in jobs if job not in done])
    with path.open("a", encoding="utf-8") as file, ProcessPoolExecutor(workers) as pool:
        if file.tell() and not path.read_bytes().endswith(b"\n"):
            file.write("\n")
        waiting = {pool.submit(play, *job) for job in islice(left, 2 * workers)}
        while waiting:
            ended = next(as_completed(waiting))
            waiting.remove(ended)
            waiting |= {pool.submit(play, *job) for job in islice(left, 1)}
            file.write(json.dumps(ended.result()) + "\n")
            file.flush()


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fleets", type=int, default=2, help="fleets a family")
    parser.add_argument(
        "--families", default=",".join(w for w in WAYS if w not in LARGE), help="rows of the table, by commas, or 'all'"
    )
    parser.add_argument("--seed", type=int, default=HELD_OUT, help="first seed")
    parser.add_argument("--tuning", action="store_true", help=f"seeds from {TUNING}, that may be tuned on")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--out", type=Path, default=Path("blind_counts.jsonl"))
    parser.add_argument("--print", action="store_true", help="print what is there, run nothing")
    asked = parser.parse_args(argv)
    names = _names(parser, asked.families)
    first = TUNING if asked.tuning else asked.seed
    if not asked.print:
        # fleet by fleet, not family by family: a run cut short has as many of each
        run([(name, first + i) for i in range(asked.fleets) for name in names], asked.workers, asked.out)
    print_table([r for r in read_rows(asked.out) if asked.print or r["row"] in names])


def _names(parser: argparse.ArgumentParser, asked: str) -> list[str]:
    """Rows by name. Names of ablations hold commas: the longest name that fits is taken."""
    if asked == "all":
        return list(WAYS)
    found, rest = [], asked.replace(";", ",")
    while rest:
        fits = [w for w in WAYS if rest == w or rest.startswith(f"{w},")]
        if not fits:
            parser.error(f"no family {rest!r}; there are {'; '.join(WAYS)}")
        found.append(max(fits, key=len))
        rest = rest[len(found[-1]) + 1 :].lstrip()
    return found


if __name__ == "__main__":
    main()

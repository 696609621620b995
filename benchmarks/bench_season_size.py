"""How long the estimate of a large season takes: 30 hulls, 300 days, 400 looks, default chains, two threads.

The worlds are those of the family *large 30* watched more closely, with a quarter of the names unread and with 60 %
(its own), whole and with groups of sightings left out at random until 200 sightings are left, as the aim has it; then
looks that show nothing are left out at random until 400 are left. The seconds are by the clock, since the two chains
run beside each other: run it on a quiet machine. ``python -m benchmarks season_size [--seed 1] [--all]``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import product

import numpy as np

from benchmarks.season_worlds import FAMILIES, make_world
from fairlead import __version__
from fairlead.trips.sampler import sample_trips
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.season_setup import prepare
from fairlead.trips.seasons import Looks, Season

UNREAD = (0.25, 0.60)
"""Shares of sightings without a name."""
SIGHTINGS = (200, None)
"""How many sightings are left; None: all."""
LOOKS = 400
"""How many looks are left: the watch below makes a few more."""
WATCHED = {"clear": 0.65, "elsewhere": 0.7, "radar_every_d": 3.0}
"""How the family's watch is changed: it alone makes some 310 looks in 300 days."""


def main(argv: Sequence[str] | None = None) -> None:
    """Print one line a share."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="also with all sightings, which takes twice as long")
    options = parser.parse_args(argv)
    print(f"# Size of a season: Fairlead {__version__}, seed {options.seed}, default chains, two threads\n")
    print(
        "| names unread | hulls | days | looks | sightings | blocks | in doubt "
        "| by the clock, s | CPU s | R-hat | settled |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    large = FAMILIES["large 30"]
    sample_trips(make_world("good", 1).season)  # loops are compiled before anything is timed
    for most, share in product(SIGHTINGS if options.all else SIGHTINGS[:1], UNREAD):
        reading, watch = replace(large.reading, named=1 - share), replace(large.watch, **WATCHED)
        FAMILIES["timed"] = replace(large, reading=reading, watch=watch)
        season = make_world("timed", options.seed).season
        if most is not None:
            season = _thinned(season, most, options.seed)
        season = _watched(season, LOOKS, options.seed)
        began, spent = time.perf_counter(), time.process_time()
        drawn = sample_trips(season, seed=options.seed, threads=2)
        clock, spent = time.perf_counter() - began, time.process_time() - spent
        seen = sum(len(b.looks) for b in season.blocks)
        held = len(season.hulls), f"{season.steps * season.step_h / 24:.0f}", len(season.looks.step), seen
        told = f"{clock:.0f}", f"{spent:.0f}", f"{drawn.r_hat:.3f}", drawn.is_settled
        doubtful = f"{prepare(season, SamplerParams()).doubtful / len(season.blocks):.0%}"
        row = (f"{share:.0%}", *held, len(season.blocks), doubtful, *told)
        print("|", " | ".join(map(str, row)), "|", flush=True)


def _thinned(season: Season, most: int, seed: int) -> Season:
    """The season with groups of sightings left out at random until no more than ``most`` sightings are left."""
    kept, left = [], most
    for n in np.random.default_rng(seed).permutation(len(season.blocks)):
        if len(season.blocks[n].looks) <= left:
            kept.append(int(n))
            left -= len(season.blocks[n].looks)
    return replace(season, blocks=tuple(season.blocks[n] for n in sorted(kept)))


def _watched(season: Season, most: int, seed: int) -> Season:
    """The season with looks that show no ship left out at random until no more than ``most`` looks are left."""
    looks = season.looks
    shows = {k for b in season.blocks for k in b.looks}
    empty = [k for k in range(len(looks.step)) if k not in shows]
    gone = np.random.default_rng([seed, 2]).permutation(empty)[: max(0, len(looks.step) - most)]
    kept = np.setdiff1d(np.arange(len(looks.step)), gone)
    number = {int(k): n for n, k in enumerate(kept)}
    return replace(
        season,
        looks=Looks(*(getattr(looks, f.name)[kept] for f in fields(Looks))),
        blocks=tuple(replace(b, looks=tuple(number[k] for k in b.looks)) for b in season.blocks),
    )


if __name__ == "__main__":
    main()

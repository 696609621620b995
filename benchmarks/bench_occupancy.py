"""Berths: occupied, empty or cannot tell, beside a threshold of the brightness inside the outline. SIMULATED.

``python -m benchmarks occupancy [--worlds N] [--seed S] [DIR]``. Ships, air, noise and errors are drawn
(:mod:`berth_worlds`); with DIR, which holds the sen2ships images, quays and water of four tuned ports stand behind
simulated ships too. The chances were fitted on seeds 0 to 159, defaults set on 1000 to 1039 and 3000 to 3059.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time

import numpy as np
import numpy.typing as npt

from benchmarks.bench_optical import labels, ports
from benchmarks.berth_worlds import HIGH, WIDE, Floats, Scene, World, draw_world
from fairlead import __version__
from fairlead.formats.optical_images import open_optical_image
from fairlead.formats.rasters import Pictures
from fairlead.imagery.occupancy import CANNOT_TELL, EMPTY, OCCUPIED, OccupancyParams, judge

HELD = 5000
"""First of the seeds that nothing was tuned on."""
PEER_FRAC = 0.1
"""The peer calls a berth occupied where so much of it is bright."""
FAR = 8
"""Rows of water below a shore, and of land above it, that a piece of a real port has."""

Ground = tuple[Floats, npt.NDArray[np.bool_]]
Answers = dict[str, tuple[str, float | None]]


def own(world: World) -> Answers:
    found = judge([s.view for s in world.scenes], world.berth, world.is_radar)
    return {a.key: (a.result, a.p_occupied) for a in found}


def peer(world: World) -> Answers:
    """Otsu's threshold of what an image shows around the berth, held against what lies inside the outline."""
    found: Answers = {}
    for scene in world.scenes:
        bright = scene.view.bright
        edges = np.linspace(float(np.nanmin(bright)), float(np.nanpercentile(bright, 99.5)), 257)
        count = np.histogram(np.minimum(bright[np.isfinite(bright)], edges[-1]), edges)[0].astype(float)
        middle = (edges[1:] + edges[:-1]) / 2
        below, total = np.cumsum(count), np.cumsum(count * middle)
        with np.errstate(divide="ignore", invalid="ignore"):
            between = (total[-1] * below / below[-1] - total) ** 2 / (below * (below[-1] - below))
        cut = edges[1:][int(np.nanargmax(between[:-1]))]
        full = float((bright[world.berth.inside] > cut).mean()) > PEER_FRAC
        found[scene.view.key] = (OCCUPIED if full else EMPTY, None)
    return found


def group_of(scene: Scene, is_radar: bool, params: OccupancyParams) -> str:
    least = params.least_contrast_db / 10 if is_radar else params.least_contrast
    if not scene.length_m:
        return "nothing there"
    if scene.length_m < params.least_length_m:
        return f"ship below {params.least_length_m:g} m"
    size = "80 m" if scene.length_m < 100 else "120 m" if scene.length_m < 150 else "180 m and more"
    faint = "fainter than looked for" if scene.contrast < least else "faint" if scene.contrast < 2 * least else "bright"
    return f"{size}, {faint}"


def score(worlds: Sequence[World], methods: dict[str, Callable[[World], Answers]]) -> None:
    params = OccupancyParams()
    for name, method in methods.items():
        groups: dict[str, Counter[str]] = {}
        bins = [[0, 0.0, 0] for _ in range(5)]
        begun = process_time()
        views = 0
        for world in worlds:
            answers = method(world)
            for scene in world.scenes:
                views += 1
                result, p = answers[scene.view.key]
                group = group_of(scene, world.is_radar, params)
                for key in (
                    group,
                    "the same ship in all images"
                    if world.is_always_taken and "below" not in group and "than" not in group
                    else "",
                    "cloud" if scene.is_clouded else "",
                ):
                    if key:
                        groups.setdefault(key, Counter())[result] += 1
                if p is not None and not world.is_always_taken and "below" not in group and "than" not in group:
                    one = bins[min(4, int(np.searchsorted((0.1, 0.5, 0.9, 0.98), p, "right")))]
                    one[0], one[1], one[2] = one[0] + 1, one[1] + p, one[2] + bool(scene.length_m)
        each = (process_time() - begun) / views * 1000
        print(f"\n{name}: {views:,} images of {len(worlds)} berths, {each:.1f} ms an image")
        _print(groups)
        if any(b[0] for b in bins):
            said = "; ".join(f"{b[1] / b[0]:.3f} said, {b[2] / b[0]:.3f} true of {b[0]}" for b in bins if b[0])
            print(f"  chance of a ship: {said}")


def _print(groups: dict[str, Counter[str]]) -> None:
    print(f"  {'what lay there':38s} {'images':>6s} {'occupied':>9s} {'empty':>7s} {'cannot tell':>12s}")
    for key in sorted(groups):
        c = groups[key]
        n = sum(c.values())
        print(f"  {key:38s} {n:6d} {c[OCCUPIED]:9d} {c[EMPTY]:7d} {c[CANNOT_TELL]:12d}")
    ships = [k for k in groups if " m" in k and "below" not in k and "than" not in k]
    total: Counter[str] = sum((groups[k] for k in ships), Counter())
    none = groups.get("nothing there", Counter())
    n, told = max(1, sum(total.values())), max(1, total[OCCUPIED] + none[OCCUPIED])
    print(
        f"  ships looked for: recall {total[OCCUPIED] / n:.3f}, precision {total[OCCUPIED] / told:.3f}, "
        f"cannot tell {total[CANNOT_TELL] / n:.3f}, silent misses {total[EMPTY]} of {n} ({total[EMPTY] / n:.4f}); "
        f"nothing there: cannot tell {none[CANNOT_TELL] / max(1, sum(none.values())):.3f}"
    )


def grounds(folder: Path) -> Iterator[Ground]:
    """Pieces of the tuned ports with a straight shore, water below it, turned so; the outline lies along the shore."""
    with Pictures() as pictures:
        for path in ports(folder)[:4]:
            image = open_optical_image(pictures, path)
            bands = image.read(0, image.height)
            ships = np.any([s.mask for s in labels(path, bands, image.pixel_m)], axis=0)
            water = bands["green"] - bands["nir"] > 0
            nir = bands["nir"].astype(np.float64)
            for turns in range(4):
                yield from _shores(*(np.rot90(a, turns) for a in (nir, water, ships)))


def _shores(nir: Floats, water: npt.NDArray[np.bool_], ships: npt.NDArray[np.bool_]) -> Iterator[Ground]:
    high, wide = HIGH + 8, WIDE + 8
    for top in range(0, nir.shape[0] - high, 12):
        for left in range(0, nir.shape[1] - wide, 24):
            w, s = (a[top : top + high, left : left + wide] for a in (water, ships))
            depth = np.where(w.any(axis=0), w.argmax(axis=0), high)[4 + 22 : 4 + 48]
            shore = int(depth.max())
            if not FAR + 4 <= shore <= high - FAR - 9 or depth.max() - depth.min() > 1:
                continue
            strip = (slice(shore, shore + 5), slice(26, 52))
            if not w[strip].all() or s[strip].any() or w.mean() < 0.3 or (~w).mean() < 0.15:
                continue
            piece = nir[top : top + high, left : left + wide]
            level, land = np.median(piece[w]), np.median(piece[~w])
            inside = np.zeros((HIGH, WIDE), bool)
            inside[shore - 4 : shore + 1, 22:48] = True
            yield (piece - level) / max(land - level, 1e-9), inside


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks occupancy", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=HELD)
    asked = parser.parse_args(argv)
    print(f"Fairlead {__version__}, seeds {asked.seed} to {asked.seed + asked.worlds - 1}; every ship is simulated")
    methods = {"fairlead": own, "peer: a threshold inside the outline": peer}
    seeds = range(asked.seed, asked.seed + asked.worlds)
    for kind in ("optical", "radar"):
        print(f"\n== {kind}, drawn berths")
        score([draw_world(seed, kind == "radar") for seed in seeds], methods)
    if asked.folder:
        held = list(grounds(asked.folder))
        print(f"\n== optical, {len(held)} real shores of four ports behind simulated ships")
        score([draw_world(s, False, held[n % len(held)]) for n, s in enumerate(seeds)] if held else [], methods)

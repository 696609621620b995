"""The radar detector: how often sea is taken for something, its speed beside SciPy's, and a whole scene.

``python -m benchmarks radar --peers PYTHON``, where PYTHON has scipy. Clutter is simulated (tests/imagery/clutter.py),
seeds from 1,000 on, none of which a test or a choice was made on.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fairlead import __version__
from fairlead.imagery.outlines import Ground, Outline, measure_outline
from fairlead.imagery.radar import RadarParams, find_bright
from fairlead.imagery.ring_loops import BINS, COUNTED, RINGED, SCORED, join_pixels, score_rows
from tests.imagery.clutter import MEAN, Held, put_ship, sea, share_above
from tests.imagery.ships import add_ship

SHARES = (1e-5, 1e-6, 1e-7)
GUARD, RING = 20, 45
PEER = Path(__file__).parent / "peers" / "cfar_scipy.py"


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="a Python that has scipy")
    parser.add_argument("--seeds", type=int, default=4, help="images of each kind of sea")
    parser.add_argument("--side", type=int, default=2000, help="pixels of their side")
    parser.add_argument(
        "--ships", type=int, default=0, metavar="SCENES", help="also simulated ships, alone and in pairs"
    )
    parser.add_argument(
        "--scene", type=int, default=0, metavar="SIDE", help="also a whole scene of so many pixels a side"
    )
    asked = parser.parse_args(argv)
    print(f"Fairlead {__version__}, radar; simulated clutter of 4 looks, {asked.side} x {asked.side} pixels, "
          f"seeds 1000 to {999 + asked.seeds}")  # fmt: skip
    print("| sea | " + " | ".join(f"{s:g}" for s in SHARES) + " |")
    print("|---" * (1 + len(SHARES)) + "|")
    for nu in (1.0, 3.0, 10.0, math.inf):
        got = [achieved(nu, asked.side, 1000 + k) for k in range(asked.seeds)]
        print(f"| nu {nu:g} | " + " | ".join(f"{min(c):.2f} to {max(c):.2f}" for c in zip(*got, strict=True)) + " |")
    print(speed(asked.peers))
    if asked.ships:
        print("\n".join(ships(asked.ships)))
    if asked.scene:
        print(scene(asked.scene))


def achieved(nu: float, side: int, seed: int) -> list[float]:
    """How many times as often as asked sea is taken for something, by the law that the clutter was drawn from."""
    pixels = sea(nu, (side, side), seed)
    rng = np.random.default_rng(seed)
    wide = np.lib.stride_tricks.sliding_window_view(pixels, (2 * RING + 1, 2 * RING + 1))
    outside = np.ones(wide.shape[2:], bool)
    outside[RING - GUARD : RING + GUARD + 1, RING - GUARD : RING + GUARD + 1] = False
    most = RadarParams().plain * np.median(pixels)
    rings = [wide[r, c][outside].astype(float) for r, c in rng.integers(0, side - 2 * RING, (600, 2))]
    rings = [v[v <= most] for v in rings]
    level, spread = np.array([v.mean() for v in rings]), np.array([v.std() for v in rings])
    found = []
    for share in SHARES:
        threshold = find_bright(Held(pixels), 10.0, RadarParams(false_alarms=share)).threshold
        least = np.floor(level + threshold * spread) + 0.5
        found.append(float(share_above((least / MEAN) ** 2, nu).mean()) / share)
    return found


def speed(python: str | None) -> str:
    """Megapixels a CPU second of one core: scores, and the groups of what is kept; beside SciPy in the same run."""
    pixels = sea(math.inf, (4000, 4000), 2000)
    for k in range(100):
        put_ship(pixels[k * 40 : k * 40 + 40, :200], 20, 100, 20, 4, 90, 2000)
    marks = np.full(pixels.shape, RINGED | SCORED | COUNTED, np.uint8)
    room = pixels.size // 20
    rows, columns = np.empty(room, np.int32), np.empty(room, np.int32)
    values, scores = np.empty(room, np.uint16), np.empty(room, np.float32)

    def once() -> int:
        n = score_rows(pixels, marks, 0, len(pixels), GUARD, RING, 100.0, 5.0, 0, 4, np.zeros(BINS, np.int64),
                       rows, columns, values, scores)  # fmt: skip
        order = np.lexsort((columns[:n], rows[:n]))
        return len(np.unique(join_pixels(rows[:n][order], columns[:n][order], 1)))

    once()
    spent, groups = [], 0
    for _ in range(3):
        began = time.process_time()
        groups = once()
        spent.append(time.process_time() - began)
    own = pixels.size / min(spent) / 1e6
    said = f"loops: {own:.0f} Mpixel a CPU second, {groups} groups"
    if python:
        with tempfile.NamedTemporaryFile(suffix=".npy") as file:
            np.save(file, pixels)
            file.flush()
            run = subprocess.run(
                [python, str(PEER), file.name, str(GUARD), str(RING), "5"], capture_output=True, text=True, check=True
            )
        peer = json.loads(run.stdout)
        theirs = pixels.size / peer["cpu_s"] / 1e6
        said += f"; {peer['peer']}: {theirs:.1f}, {peer['found']} groups; {own / theirs:.1f} times as fast"
    return said


def ships(scenes: int) -> list[str]:
    """Simulated ships of 80 to 360 m (tests/imagery/ships.py), alone and in pairs; seeds from 5,000 on."""
    said = []
    for low, high in ((15.0, 60.0), (4.0, 15.0)):
        error, held, turned, found = [], [], [], 0
        for k in range(scenes):
            true, outlines = _laid_out(5000 + k, low, high)
            for row, column, length, axis, _ in true:
                near = [o for o in outlines if math.hypot(o.row - row, o.column - column) < max(6, length / 20)]
                found += bool(near)
                if near:
                    one = max(near, key=lambda o: o.length_m)
                    error.append(math.log(one.length_m / length))
                    held.append(one.length_p05 <= length <= one.length_p95)
                    turned += [] if one.axis_deg is None else [abs((one.axis_deg - axis + 90) % 180 - 90)]
        e = np.array(error)
        said.append(
            f"ships {low:g} to {high:g} times the sea: {found} of {scenes * FIELD**2} found; log of length over true "
            f"{np.median(e):+.2f} in the median, robust log-sd {1.4826 * np.median(np.abs(e - np.median(e))):.2f}, "
            f"plain {e.std():.2f}; 90 % intervals hold {np.mean(held):.2f}; axis off by {np.median(turned):.1f} "
            f"degrees in the median, {np.percentile(turned, 90):.1f} in nine of ten, of {len(turned)} that have one"
        )
    for words, gap in (("alone", None), ("25 m apart abeam", (25.0, 0.0)), ("40 m apart abeam", (40.0, 0.0)),
                       ("20 m apart in line", (0.0, 20.0))):  # fmt: skip
        number = []
        for k in range(scenes):
            true, outlines = _laid_out(5000 + k, 15.0, 60.0, gap)
            number += [sum(math.hypot(o.row - t[0], o.column - t[1]) < 45 and o.length_m > 60 for o in outlines)
                       for t in true]  # fmt: skip
        said.append(f"{words}: " + ", ".join(f"{number.count(n)} as {n}" for n in sorted(set(number))))
    return said


FIELD = 6


def _laid_out(
    seed: int, low: float, high: float, gap: tuple[float, float] | None = None
) -> tuple[list[tuple[float, float, float, float, int]], list[Outline]]:
    """A sea with a field of ships, or of pairs of them, so many metres apart abeam or in line; and what was found."""
    rng = np.random.default_rng(seed)
    pixels = sea(float(rng.choice([3.0, 10.0])), (160 * FIELD, 160 * FIELD), seed)
    true = []
    for row in range(80, 160 * FIELD, 160):
        for column in range(80, 160 * FIELD, 160):
            length, axis = math.exp(rng.uniform(math.log(80), math.log(360))), rng.uniform(0, 180)
            beam, bright = length / rng.uniform(5.5, 7.5), math.exp(rng.uniform(math.log(low), math.log(high)))
            places = [(0.0, 0.0)]
            if gap:
                abeam, ahead = (beam + gap[0] if gap[0] else 0.0) / 20, (length + gap[1] if gap[1] else 0.0) / 20
                turn = math.radians(axis)
                down = abeam * math.sin(turn) - ahead * math.cos(turn)
                right = abeam * math.cos(turn) + ahead * math.sin(turn)
                places = [(-down, -right), (down, right)]
            for down, right in places:
                add_ship(pixels, row + round(down), column + round(right), length, beam, axis, rng, bright=bright)
            true.append((row, column, length, axis, len(places)))
    found = find_bright(Held(pixels), 10.0).found
    return true, [measure_outline(b.rows, b.columns, b.values, Ground((10.0, 0.0), (0.0, -10.0))) for b in found]


def scene(side: int) -> str:
    """A whole scene as a tiled GeoTIFF, as the command searches it: seconds and memory, of the reader too."""
    import rasterio
    from rasterio.transform import Affine

    from fairlead.case.detecting import detect
    from fairlead.formats.rasters import Pictures

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scene.tif"
        block = sea(10.0, (1024, 1024), 3000)
        with rasterio.open(path, "w", driver="GTiff", width=side, height=side, count=1, dtype="uint16", tiled=True,
                           blockxsize=512, blockysize=512, crs="EPSG:32652",
                           transform=Affine(10, 0, 3e5, 0, -10, 4.7e6)) as out:  # fmt: skip
            for top in range(0, side, 1024):
                high = min(1024, side - top)
                row = np.tile(np.roll(block, top // 7, axis=1), (1, side // 1024 + 1))[:high, :side]
                put_ship(row[:, :400], high / 2, 200, 20, 4, 90, 2000)
                out.write(row, 1, window=((top, top + high), (0, side)))
        cpu, clock = time.process_time(), time.monotonic()
        with Pictures() as pictures:
            found = detect(pictures, path, RadarParams(), lambda _what, _share: None, is_inland_searched=True)
        clock, cpu = time.monotonic() - clock, time.process_time() - cpu
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return (f"scene of {side**2 / 1e6:.0f} Mpixel: {clock:.0f} s by the clock, {cpu:.0f} CPU s and "
            f"{both[1].ru_utime:.0f} of the reader; peak {both[0].ru_maxrss >> 10} and {both[1].ru_maxrss >> 10} MiB; "
            f"{len(found.rows)} things")  # fmt: skip


if __name__ == "__main__":
    main([])

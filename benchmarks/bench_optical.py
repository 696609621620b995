"""Ships in optical images of ports: found or not, how long, beside a global threshold of the near infrared.

``python -m benchmarks optical DIR``, where DIR holds the sen2ships images and their labels; ``--held`` scores the held
ports. Which ports are held was settled before any was looked at: in the order of the SHA-256 of their image's file name
the first four are tuned on and the last three held.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np

from fairlead import __version__
from fairlead.case.seeing import is_claimed, look
from fairlead.formats.optical_images import OpticalImage, open_optical_image
from fairlead.formats.rasters import Pictures
from fairlead.imagery.optical import OpticalParams, grown_by
from fairlead.imagery.outlines import Ground, measure_outline
from fairlead.imagery.runs import parts_of

TUNED_PORTS = 4
LARGE_M = 80.0
OPEN_M, OPEN_FRAC = 100.0, 0.8
"""A ship lies in open water where so much of what is within so many metres of its outline, other ships left out, is
water: NDWI above 0."""
SLACK_PX = 2
"""A thing is a ship whose outline its middle lies in, or no farther off."""
LONGEST_M = 460.0


@dataclass(frozen=True)
class Ship:
    mask: np.ndarray
    length_m: float
    is_open: bool


@dataclass(frozen=True)
class Found:
    row: float
    column: float
    length_m: float
    low_m: float
    high_m: float


def ports(folder: Path) -> list[Path]:
    """Images of ports, those to tune on first."""
    return sorted(folder.glob("*_S2L2A.tif"), key=lambda p: hashlib.sha256(p.name.encode()).hexdigest())


def labels(image: Path, bands: dict[str, np.ndarray], pixel_m: float) -> list[Ship]:
    """The ships that people outlined."""
    said = json.loads(image.with_name(image.name.replace("_S2L2A.tif", "_ships.json")).read_text())
    masks = []
    for ship in said["ships"]:
        counts, (high, wide) = np.array(ship["segmentation"]["counts"]), ship["segmentation"]["size"]
        masks.append(np.repeat(np.arange(len(counts)) % 2 == 1, counts).reshape(wide, high).T)
    every = np.any(masks, axis=0)
    water = bands["green"] - bands["nir"] > 0
    found = []
    for mask in masks:
        rows, columns = np.nonzero(mask)
        outline = measure_outline(rows, columns, np.ones(len(rows), np.uint16), Ground((pixel_m, 0.0), (0.0, -pixel_m)))
        around = grown_by(mask, round(OPEN_M / pixel_m)) & ~every
        found.append(Ship(mask, outline.length_m, bool(around.any() and water[around].mean() >= OPEN_FRAC)))
    return found


def own(pictures: Pictures, image: Path) -> list[Found]:
    found = look(pictures, image, OpticalParams(), lambda _what, _share: None)
    return [
        Found(r["row"], r["column"], r["length_m"], r["length_low_m"], r["length_high_m"])
        for r in found.rows if is_claimed(r)
    ]  # fmt: skip


def global_threshold(image: OpticalImage, bands: dict[str, np.ndarray]) -> list[Found]:
    """The peer: blobs of 4 pixels to .05 km2 whose near infrared is above Otsu's threshold of the whole image."""
    nir = bands["nir"]
    edges = np.linspace(float(nir.min()), float(np.percentile(nir, 99.5)), 257)
    count = np.histogram(np.minimum(nir, edges[-1]), edges)[0].astype(float)
    middle = (edges[1:] + edges[:-1]) / 2
    below, total = np.cumsum(count), np.cumsum(count * middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (total[-1] * below / below[-1] - total) ** 2 / (below * (below[-1] - below))
    bright = nir > edges[1:][int(np.nanargmax(between[:-1]))]
    large, _ = parts_of(bright, max(20, round(0.05e6 / image.pixel_m**2)))
    bright &= ~large
    found = []
    seen = np.zeros(bright.shape, bool)
    for r, c in zip(*np.nonzero(bright), strict=True):
        if seen[r, c]:
            continue
        members, ahead = [], [(r, c)]
        seen[r, c] = True
        while ahead:
            y, x = ahead.pop()
            members.append((y, x))
            for v in range(max(0, y - 1), min(bright.shape[0], y + 2)):
                for u in range(max(0, x - 1), min(bright.shape[1], x + 2)):
                    if bright[v, u] and not seen[v, u]:
                        seen[v, u] = True
                        ahead.append((v, u))
        if len(members) >= 4:
            rows, columns = np.array(members).T
            one = measure_outline(
                rows, columns, np.ones(len(rows), np.uint16), Ground((image.pixel_m, 0.0), (0.0, -image.pixel_m))
            )
            if one.length_m <= LONGEST_M:
                found.append(Found(one.row, one.column, one.length_m, one.length_p05, one.length_p95))
    return found


@dataclass
class Score:
    large: int = 0
    hit: int = 0
    claimed: int = 0
    right: int = 0
    """Of what is claimed to have 80 m and more in open water, how many are ships of the labels."""
    all_claimed: int = 0
    all_right: int = 0

    def words(self) -> str:
        return (f"recall {self.hit} of {self.large} ({self.hit / max(1, self.large):.2f}), precision {self.right} of "
                f"{self.claimed} ({self.right / max(1, self.claimed):.2f}); of any length "
                f"{self.all_right} of {self.all_claimed}")  # fmt: skip


def score(ships: Sequence[Ship], found: Sequence[Found], water: np.ndarray, pixel_m: float, into: Score) -> list[tuple]:
    """Add a port; of each large ship in open water that was found what was measured and the label's length."""
    reach = round(OPEN_M / pixel_m)
    near = [grown_by(ship.mask, SLACK_PX) for ship in ships]
    taken: dict[int, Found] = {}
    for one in sorted(found, key=lambda f: -f.length_m):
        r, c = min(int(one.row), water.shape[0] - 1), min(int(one.column), water.shape[1] - 1)
        which = next((n for n, mask in enumerate(near) if mask[r, c] and n not in taken), None)
        if which is not None:
            taken[which] = one
        is_open = water[max(0, r - reach) : r + reach + 1, max(0, c - reach) : c + reach + 1].mean() >= OPEN_FRAC
        if (which is None and not is_open) or (which is not None and not ships[which].is_open):
            continue  # at a berth or a quay: neither held for it nor against it
        into.all_claimed += 1
        into.all_right += which is not None
        if one.length_m >= LARGE_M:
            into.claimed += 1
            into.right += which is not None
    large = [n for n, ship in enumerate(ships) if ship.is_open and ship.length_m >= LARGE_M]
    into.large += len(large)
    into.hit += sum(n in taken for n in large)
    return [(taken[n], ships[n].length_m) for n in large if n in taken]


def lengths(pairs: list[tuple], bias: float) -> str:
    e = np.array([log(found.length_m / said) for found, said in pairs]) - bias
    covered = [found.low_m <= said <= found.high_m for found, said in pairs]
    free = [found.low_m <= said * np.exp(bias) <= found.high_m for found, said in pairs]
    spread = 1.4826 * np.median(np.abs(e - np.median(e)))
    return (
        f"length over label: median {np.median(e) + bias:+.2f} as log, robust log-sd {spread:.2f}, plain {e.std():.2f} "
        f"of {len(e)}; 90 % intervals hold {np.mean(covered):.2f} of the labels, {np.mean(free):.2f} of them "
        "less the tuned ports' bias"
    )


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--held", action="store_true", help="also the held ports")
    asked = parser.parse_args(argv)
    images = ports(asked.folder)
    if len(images) <= TUNED_PORTS:
        raise SystemExit(f"{asked.folder} has {len(images)} images of ports (*_S2L2A.tif); the set has 7")
    print(f"Fairlead {__version__}, optical; no seed; {OpticalParams()}")
    bias = 0.0
    for name, chosen in (("tuned", images[:TUNED_PORTS]), ("held", images[TUNED_PORTS:] if asked.held else [])):
        ours, theirs = Score(), Score()
        pairs: list[tuple] = []
        for image in chosen:
            with Pictures() as pictures:
                opened = open_optical_image(pictures, image)
                bands = opened.read(0, opened.height)
                ships = labels(image, bands, opened.pixel_m)
                water = bands["green"] - bands["nir"] > 0
                one, other = Score(), Score()
                for into in (one, ours):
                    held = score(ships, own(pictures, image), water, opened.pixel_m, into)
                pairs += held
                peer = global_threshold(opened, bands)
                for into in (other, theirs):
                    score(ships, peer, water, opened.pixel_m, into)
            print(f"{image.name.split('_')[0]}: {len(ships)} ships; {one.words()} | peer {other.words()}")
        if chosen:
            if name == "tuned":
                bias = float(np.median([log(found.length_m / said) for found, said in pairs]))
            print(f"{name}: {ours.words()}\n  peer {theirs.words()}\n  {lengths(pairs, bias)}")


if __name__ == "__main__":
    main([])

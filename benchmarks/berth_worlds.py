"""SIMULATED berths: one berth in many images, with what lay there known. Optical in the near infrared, and radar.

Nothing here is taken from the detector: land, water, ships, air and errors are drawn from wide laws of their own. A
real port may stand for land and water (``ground``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fairlead.imagery.occupancy import Berth, View

Floats = npt.NDArray[np.float64]

CELL_M = 10.0
FINE = 4
"""Each cell is drawn as so many by so many."""
HIGH, WIDE = 38, 70
LENGTHS_M = (40, 60, 80, 120, 180, 240)


@dataclass(frozen=True)
class Scene:
    """One image of a berth, and the truth."""

    view: View
    length_m: float
    """Of the ship at the berth, 0 where none lies there."""
    contrast: float
    """Of that ship: how much brighter than water, as a share of what land is; in tens of decibels of radar."""
    is_clouded: bool
    is_rough: bool


@dataclass(frozen=True)
class World:
    """One berth over time."""

    berth: Berth
    is_radar: bool
    scenes: list[Scene] = field(repr=False)
    is_always_taken: bool


def draw_world(seed: int, is_radar: bool, ground: tuple[Floats, npt.NDArray[np.bool_]] | None = None) -> World:
    """One berth in 6 to 16 images.

    Args:
        seed: the same seed, the same world.
        is_radar: radar or optical.
        ground: near infrared of a piece of a real port at CELL_M, HIGH + 8 by WIDE + 8 cells with its land at the top,
            above water 0 and in units of what land is brighter; and the berth's outline in the middle of it.
    """
    rng = np.random.default_rng([seed, is_radar, 77])
    edge = 17 if ground is None else 0
    land, inside, places = _ground(rng, edge) if ground is None else _real(*ground)
    berth = Berth(inside, CELL_M)
    count = int(rng.integers(6, 17))
    busy = float(rng.choice((0.15, 0.4, 0.6, 0.8)))
    is_always_taken = bool(rng.random() < 0.08)
    lasting = _ship(rng, is_radar)
    scenes = []
    for n in range(count):
        ship = lasting if is_always_taken else _ship(rng, is_radar) if rng.random() < busy else (0.0, 0.0)
        scenes.append(_scene(rng, f"S{n:02d}", land, places, ship, is_radar, is_always_taken))
    return World(berth, is_radar, scenes, is_always_taken)


def _ship(rng: np.random.Generator, is_radar: bool) -> tuple[float, float]:
    length = float(rng.choice(LENGTHS_M))
    if is_radar:
        return length, float(np.clip(rng.normal(1.3, 0.4), 0.3, 2.5))
    return length, float(np.clip(np.exp(rng.normal(np.log(0.6), 0.6)), 0.1, 2.0))


def _ground(rng: np.random.Generator, edge: int) -> tuple[Floats, npt.NDArray[np.bool_], tuple[int, int, int]]:
    """Land above an edge of the quay, with blocks of buildings and yards, piers and rocks in the water; fine cells."""
    high, wide = (HIGH + 8) * FINE, (WIDE + 8) * FINE
    land = np.zeros((high, wide))
    quay = (edge + 4) * FINE + int(rng.integers(0, FINE))
    land[:quay] = 1.0
    for _ in range(60):
        h, w = rng.integers(4, 40), rng.integers(4, 60)
        r, c = rng.integers(0, max(1, quay - h)), rng.integers(0, wide - w)
        land[r : r + h, c : c + w] = float(np.clip(rng.normal(1.0, 0.45), 0.2, 2.5))
    for c in rng.choice(wide - 12, int(rng.integers(0, 3)), replace=False):
        if not 80 < c < wide - 92:  # a pier beside the berth, not in it
            land[quay : quay + int(rng.integers(40, 120)), c : c + 12] = float(rng.uniform(0.5, 1.2))
    inside = np.zeros((HIGH, WIDE), bool)
    first = -(-(quay - 4 * FINE) // FINE)
    length = int(rng.integers(22, 34))
    left = (WIDE - length) // 2
    inside[first : first + 5, left : left + length] = True
    return land, inside, (quay, (left + 4) * FINE, (left + 4 + length) * FINE)


def _real(ground: Floats, inside: npt.NDArray[np.bool_]) -> tuple[Floats, npt.NDArray[np.bool_], tuple[int, int, int]]:
    rows, columns = np.nonzero(inside)
    return (
        np.kron(ground, np.ones((FINE, FINE))), inside,
        ((int(rows.min()) + 4) * FINE, (int(columns.min()) + 4) * FINE, (int(columns.max()) + 5) * FINE),
    )  # fmt: skip


def _scene(
    rng: np.random.Generator, key: str, land: Floats, places: tuple[int, int, int],
    ship: tuple[float, float], is_radar: bool, is_lasting: bool,
) -> Scene:  # fmt: skip
    fine = land.copy()
    quay, left, right = places
    length, contrast = ship
    for _ in range(int(rng.integers(0, 9))):  # what stands on the quay changes
        h, w = rng.integers(3, 16), rng.integers(3, 24)
        r, c = rng.integers(0, max(1, quay - h)), rng.integers(0, fine.shape[1] - w)
        if quay > 5 * FINE:
            fine[r : r + h, c : c + w] = float(np.clip(rng.normal(1.0, 0.5), 0.1, 2.5))
    for _ in range(int(rng.integers(0, 4))):  # other ships, lying off
        h, w = rng.integers(4, 12), rng.integers(20, 60)
        r = int(rng.integers(min(quay + 80, fine.shape[0] - h - 1), fine.shape[0] - h))
        c = int(rng.integers(0, fine.shape[1] - w))
        fine[r : r + h, c : c + w] = np.maximum(fine[r : r + h, c : c + w], float(rng.uniform(0.3, 1.2)))
    if length:
        long = max(1, round(length * FINE / CELL_M))
        beam = max(1, round(length / 6.5 * FINE / CELL_M))
        gap = 1 if is_lasting else int(rng.integers(0, 2))
        room = max(1, right - left - long + 1)
        start = left + (0 if is_lasting else int(rng.integers(0, room)))
        hull = contrast * np.clip(rng.normal(1.0, 0.3, (beam, long)), 0.1, None)
        fine[quay + gap : quay + gap + beam, start : start + long] = hull[:, : max(0, fine.shape[1] - start)]
    is_rough, is_clouded = bool(rng.random() < 0.1), bool(not is_radar and rng.random() < 0.2)
    off = rng.normal(0, 0.6, 2) if rng.random() > 0.05 else rng.uniform(-7, 7, 2)
    down, across = (int(np.clip(round(v * FINE), -4 * FINE, 4 * FINE)) for v in off)
    fine = np.roll(fine, (down, across), axis=(0, 1))
    if is_radar:
        return Scene(View(key, _radar(rng, fine, is_rough)), length, contrast, False, is_rough)
    cells = _cells(fine)
    light, haze = float(rng.uniform(0.6, 1.4)), float(rng.uniform(0.0, 0.4))
    noise = float(rng.uniform(0.01, 0.05)) * (8 if is_rough else 1)
    water = _field(rng, cells.shape, 2) * noise + rng.normal(0, noise / 2, cells.shape)
    shown = cells + np.where(cells < 0.15, water, 0.3 * water)
    white = np.zeros(cells.shape, bool)
    if is_clouded:
        cover = np.clip(_field(rng, cells.shape, 8) + rng.uniform(-1.0, 2.0), 0, 1)
        shown = shown * (1 - cover) + 2.0 * cover
        white = cover > 0.4
    return Scene(View(key, 300 + 900 * haze + 1500 * light * shown, white), length, contrast, is_clouded, is_rough)


def _radar(rng: np.random.Generator, fine: Floats, is_rough: bool) -> Floats:
    """Decibels: land some 12 above the water, bright points on it, speckle of 4.4 looks, blurred to 20 m."""
    water = float(rng.uniform(-24, -17)) + (8 if is_rough else 0)
    cells = _cells(np.where(fine > 0, 10.0 ** (fine * 1.2), 1.0))
    points = np.where((cells > 5) & (rng.random(cells.shape) < 0.03), 30.0, 1.0)
    power = cells * points * rng.gamma(4.4, 1 / 4.4, cells.shape)
    power *= np.exp(0.3 * _field(rng, cells.shape, 5))
    kernel = np.array([0.25, 0.5, 0.25])
    for axis in (0, 1):
        power = np.apply_along_axis(lambda v: np.convolve(np.pad(v, 1, "edge"), kernel, "valid"), axis, power)
    return np.asarray(water + 10 * np.log10(power))


def _cells(fine: Floats) -> Floats:
    cells = fine.reshape(fine.shape[0] // FINE, FINE, fine.shape[1] // FINE, FINE).mean(axis=(1, 3))
    return np.asarray(cells[4:-4, 4:-4])


def _field(rng: np.random.Generator, shape: tuple[int, int], reach: int) -> Floats:
    """Smooth noise of unit spread."""
    wide = rng.normal(size=(shape[0] + 2 * reach, shape[1] + 2 * reach))
    table = np.pad(wide.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    n = 2 * reach + 1
    found = table[n:, n:] - table[:-n, n:] - table[n:, :-n] + table[:-n, :-n]
    return np.asarray(found[: shape[0], : shape[1]] / n)

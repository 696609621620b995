"""Simulated ships in radar images: points that shine, blurred as the radar blurs, on the sea of clutter.py."""

import math

import numpy as np

from tests.imagery.clutter import MEAN

LOBE_M = 20.0
"""Distance over which a point is blurred: the resolution of Sentinel-1 IW, pixels being 10 m."""


def add_ship(pixels, row, column, length_m, beam_m, axis_deg, rng, *, pixel_m=10.0, bright=40.0):
    """Put a ship into amplitudes: points all over its deck, one in ten square lobes, of exponential power, and strong
    ones at the bridge (a tenth from the stern), bow and cranes. ``bright`` is the mean amplitude of a point over the
    sea's. Points are blurred by a sinc along both axes whose first side lobes are 20 dB down."""
    n = max(6, int(length_m * beam_m / LOBE_M**2 * 2))
    along = rng.uniform(-0.5, 0.5, n) * length_m
    across = rng.uniform(-0.5, 0.5, n) * beam_m
    power = rng.exponential(1.0, n)
    for place, times in ((-0.4, 10.0), (0.49, 1.0), (-0.49, 1.0), (rng.uniform(-0.3, 0.4), 4.0)):
        along, across = np.append(along, place * length_m), np.append(across, rng.uniform(-0.3, 0.3) * beam_m)
        power = np.append(power, times * rng.uniform(0.5, 2.0))
    turn = math.radians(axis_deg)
    y = (row + 0.5) - (along * math.cos(turn) - across * math.sin(turn)) / pixel_m
    x = (column + 0.5) + (along * math.sin(turn) + across * math.cos(turn)) / pixel_m
    reach = int(length_m / pixel_m) + 20
    top, left = max(0, row - reach), max(0, column - reach)
    here = pixels[top : row + reach + 1, left : column + reach + 1]
    rows, columns = (np.arange(n) + 0.5 for n in here.shape)
    total = np.zeros(here.shape)
    for r, c, p in zip(y, x, power, strict=True):
        total += p * np.outer(_blur((rows + top - r) * pixel_m), _blur((columns + left - c) * pixel_m)) ** 2
    speckle = rng.gamma(4, 0.25, here.shape)
    amplitude = np.sqrt(here.astype(float) ** 2 + total * speckle * (bright * MEAN) ** 2 / 20)
    here[:] = np.minimum(amplitude, 65535).astype(np.uint16)


def _blur(away_m):
    """A sinc weighted by a raised cosine: side lobes 20 dB and more below."""
    u = away_m / LOBE_M
    weight = 0.5 + 0.5 * np.cos(np.pi * np.clip(u / 8, -1, 1))
    return np.sinc(u) * weight * np.where(np.abs(u) > 1, 0.5, 1.0)

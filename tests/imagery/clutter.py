"""Simulated sea: K-distributed clutter, and what a threshold really lets through.

K clutter is speckle of ``looks`` looks (gamma) on a texture that is gamma of shape ``nu`` and mean 1 (Ward 1981; Jao
1984); without texture it is speckle alone. Its share above a value needs no drawing: it is the gamma's, averaged over
the texture by quadrature.
"""

import math

import numpy as np

LOOKS = 4
MEAN = 100.0
"""Amplitude whose square is the mean power."""


def sea(nu, shape, seed):
    """Amplitude of K clutter in whole numbers."""
    rng = np.random.default_rng(seed)
    texture = 1.0 if math.isinf(nu) else rng.gamma(nu, 1 / nu, shape)
    power = texture * rng.gamma(LOOKS, 1 / LOOKS, shape)
    return np.minimum(np.sqrt(power) * MEAN + 0.5, 65535).astype(np.uint16)


def share_above(power, nu):
    """Share of the clutter whose power, of mean 1, is above each value."""
    if math.isinf(nu):
        return _speckle_above(power)
    log_texture = np.linspace(math.log(1e-4), math.log(80), 1500)
    texture = np.exp(log_texture)
    weight = np.exp(nu * log_texture - nu * texture)
    weight /= weight.sum()
    return np.array([(_speckle_above(p / texture) * weight).sum() for p in power])


def _speckle_above(power):
    y = LOOKS * np.asarray(power)
    return np.exp(-y) * sum(y**k / math.factorial(k) for k in range(LOOKS))


class Held:
    """An image in memory."""

    def __init__(self, pixels, has=None):
        self.pixels = np.asarray(pixels, np.uint16)
        self.has = self.pixels > 0 if has is None else has
        self.height, self.width = self.pixels.shape

    def read(self, top, bottom):
        return self.pixels[top:bottom], self.has[top:bottom]


def put_ship(pixels, row, column, length, beam, axis_deg, value):
    """A rectangle of one brightness, its middle at a point, its long axis clockwise from up. In pixels."""
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]] + 0.5
    a = math.radians(axis_deg)
    along = (x - column) * math.sin(a) - (y - row) * math.cos(a)
    across = (x - column) * math.cos(a) + (y - row) * math.sin(a)
    pixels[(abs(along) <= length / 2) & (abs(across) <= beam / 2)] = value

"""The world's land out of the package's own file; land_data/README.md says what it holds. Nothing is fetched."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.tables import LAND

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@lru_cache(maxsize=1)
def read_rings() -> tuple[Floats, Floats, Ints]:
    """Longitudes and latitudes of every corner in degrees, and where each ring begins (with the end at the end)."""
    with (files("fairlead.formats.land_data") / "land.npz").open("rb") as f, np.load(f, allow_pickle=False) as data:
        firsts, lengths = data["firsts"].astype(np.int64), data["lengths"].astype(np.int64)
        start = np.concatenate(([0], np.cumsum(lengths + 1)))
        axes = []
        for axis, name in enumerate(("steps_lon", "steps_lat")):
            steps = np.insert(data[name].astype(np.int64), np.cumsum(lengths) - lengths, 0)
            walked = np.cumsum(steps)
            offset = firsts[:, axis] - walked[start[:-1]]
            axes.append((walked + np.repeat(offset, lengths + 1)) / 1000.0)
    lon, lat = axes
    return lon, lat, start


def read_land() -> pa.Table:
    """LAND."""
    lon, lat, start = read_rings()
    corners = pa.array(np.column_stack((lat, lon)).ravel())
    rings = pa.ListArray.from_arrays(pa.array(2 * start, type=pa.int32()), corners)
    numbers = pa.array(np.arange(len(start) - 1), type=pa.int32())
    return LAND.check(pa.table({"ring_no": numbers, "ring": rings}))

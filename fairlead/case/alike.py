"""Positions that stand in two files of one stream, written otherwise: cut to the second, rounded to six decimals.

They are not equal, so both are held and every count of reports is doubled. It is told, not mended: two reports of one
ship in one second at one place may be two.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import ints
from fairlead.engine.dense import Dense

NEAR_DEG = 1e-5
"""About a metre. The Danish files of 12 November 2013 have six decimals where their NMEA has 1/600,000 of a degree:
0.0000005 apart at most."""
NEAR_US = 1_000_000
"""They have whole seconds, the fraction cut off."""
LEAST = 100
"""Fewer positions alike may be chance: ships at their berths."""
SHARE = 0.5
"""Of the positions of the smaller file. Files of two receivers that hear one ship at once have less in common: each
hears what the other does not."""

_COLUMNS = ("mmsi", "time", "lat", "lon", "evidence_id")


def find_alike(positions: Dense) -> dict[tuple[str, str], tuple[int, int]]:
    """Pairs of files that are one stream, by the ships of one bucket: in a case of millions a sample of them.

    Args:
        positions: POSITIONS as landed, in order of MMSI and time.

    Returns:
        Two evidence ids, in order, to how many positions of the one that has fewer are alike, and how many it has.
    """
    if not positions.parts:
        return {}
    rows = positions.bucket(positions.parts[0].bucket, _COLUMNS)
    files = rows["evidence_id"].combine_chunks().cast(pa.string()).dictionary_encode()
    names, file = files.dictionary.to_pylist(), np.asarray(files.indices)
    if len(names) < 2:
        return {}
    held = np.bincount(file, minlength=len(names))
    found = _count_alike(rows, file)
    pairs = {}
    for (one, other), count in found.items():
        fewer = int(min(held[one], held[other]))
        if count >= LEAST and count >= SHARE * fewer:
            low, high = sorted((names[one], names[other]))
            pairs[low, high] = count, fewer
    return pairs


def _count_alike(rows: pa.Table, file: npt.NDArray[np.int32]) -> Counter[tuple[int, int]]:
    """How many rows have the next one of another file beside them, by pairs of files."""
    mmsi, time = ints(rows, "mmsi"), ints(rows, "time")
    lat, lon = rows["lat"].to_numpy(), rows["lon"].to_numpy()
    is_alike = (mmsi[1:] == mmsi[:-1]) & (time[1:] // NEAR_US == time[:-1] // NEAR_US) & (file[1:] != file[:-1])
    is_alike &= (np.abs(lat[1:] - lat[:-1]) < NEAR_DEG) & (np.abs(lon[1:] - lon[:-1]) < NEAR_DEG)
    at = np.flatnonzero(is_alike)
    first, second = np.minimum(file[at], file[at + 1]), np.maximum(file[at], file[at + 1])
    pairs, counts = np.unique(np.column_stack((first, second)), axis=0, return_counts=True)
    return Counter({(int(a), int(b)): int(n) for (a, b), n in zip(pairs, counts, strict=True)})

"""Samples as arrays, each with the number of its ship, and runs of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, floats, ints
from fairlead.events.ships import Ships

HOUR_US = 3_600_000_000
MINUTE_US = 60_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Told:
    """Columns of the samples."""

    ship: Ints
    """Number of its ship (Ships)."""
    mmsi: Ints
    segment: Ints
    position: Ints
    time: Ints
    lat: Floats
    lon: Floats
    kn: Floats
    is_in_port: Flags

    @classmethod
    def of(cls, samples: pa.Table, ships: Ships) -> Told:
        """The columns of SAMPLES."""
        segment = ints(samples, "segment_id")
        return cls(
            ship=ships.ship[ships.rows(segment)],
            mmsi=ints(samples, "mmsi"),
            segment=segment,
            position=ints(samples, "position_id"),
            time=ints(samples, "time"),
            lat=floats(samples, "lat"),
            lon=floats(samples, "lon"),
            kn=floats(samples, "kn"),
            is_in_port=np.asarray(samples["is_in_port"].to_numpy(), dtype=bool),
        )


def cut_runs(is_first: Flags) -> tuple[Ints, Ints]:
    """First row of each run and the row after its last, from where runs begin; the first row begins one anyway."""
    if not len(is_first):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    first = np.flatnonzero(np.r_[True, is_first[1:]])
    return first, np.append(first[1:], len(is_first))


def instant(us: int) -> datetime:
    """Microseconds since 1970 as a time."""
    return EPOCH + timedelta(microseconds=int(us))

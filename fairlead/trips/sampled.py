"""The stays of every sampled world of one question, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import ints
from fairlead.base.draws import Floats
from fairlead.base.tables import SEASON_STAYS


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Stays of sampled worlds, one entry a stay."""

    draws: int
    """Worlds sampled; one may hold no stay at all."""
    draw: npt.NDArray[np.int64]
    vessel_ids: Sequence[str]
    hull: npt.NDArray[np.int64]
    """Its vessel, by index into ``vessel_ids``."""
    end_s: Floats
    """When it ended, seconds since 1970 in UTC."""
    is_seen: npt.NDArray[np.bool_]
    """Whether a sighting is of it in that world."""

    @classmethod
    def of(cls, season_stays: pa.Table, question: str) -> Sampled | None:
        """Those of one question; None where it was not sampled.

        Raises:
            SchemaError: the table is not SEASON_STAYS.
        """
        table = SEASON_STAYS.check(season_stays)
        own = SEASON_STAYS.sorted(table.filter(pc.equal(table["question"], question)))
        if not own.num_rows:
            return None
        vessels = own["vessel_id"].combine_chunks().dictionary_encode()
        draw = ints(own, "draw").astype(np.int64)
        return cls(
            draws=int(own["draws"][0].as_py()),
            draw=draw,
            vessel_ids=vessels.dictionary.to_pylist(),
            hull=vessels.indices.to_numpy().astype(np.int64),
            end_s=ints(own, "end_time") / 1e6,
            is_seen=ints(own, "sightings") > 0,
        )

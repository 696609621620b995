"""Which ship a segment is of: the dense keys of samples against the table of segments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, ints, keys_of
from fairlead.base.tables import SEGMENTS
from fairlead.errors import SchemaError


@dataclass(frozen=True, slots=True)
class Ships:
    """The segments by key, and the ships they are of."""

    key: Ints
    """Key of each segment, ascending."""
    ship: Ints
    """Number of its ship, counted in order of MMSI and hull."""

    @classmethod
    def of(cls, segments: pa.Table) -> Ships:
        """The ships of SEGMENTS: those that share an MMSI are told apart by ``hull_no``."""
        segments = SEGMENTS.check(segments)
        key = keys_of(segments["segment_id"])
        by_key = np.argsort(key)
        mmsi, hull = ints(segments, "mmsi")[by_key], ints(segments, "hull_no")[by_key]
        _, ship = np.unique((mmsi << 32) + hull, return_inverse=True)
        return cls(key[by_key], ship.astype(np.int64))

    def rows(self, keys: Ints) -> Ints:
        """For each key of a segment its place among these.

        Raises:
            SchemaError: a segment is not in the table.
        """
        at = np.searchsorted(self.key, keys)
        is_known = at < len(self.key)
        is_known[is_known] = self.key[at[is_known]] == keys[is_known]
        if not is_known.all():
            raise SchemaError(
                f"{np.count_nonzero(~is_known)} rows are of segments that the table segments does not have"
            )
        return at

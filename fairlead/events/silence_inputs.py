"""What silences are judged by: HEARD and RECEPTION as arrays in order, and of both what satellites heard."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Ints, in_order, ints
from fairlead.base.tables import HEARD, RECEPTION
from fairlead.events.hull_order import HOUR_US

if TYPE_CHECKING:
    from fairlead.events.silence_loops import Cells, Own
    from fairlead.events.witness_loops import Sky

RECEIVED = replace(RECEPTION, is_dense=True)
"""The same table, its key held by the step that wrote it: it comes whole with every bucket of ships, and to look for
its key again would cost more than the silences."""


def cells_of_all(reception: pa.Table) -> tuple[Cells, Sky]:
    """RECEPTION in order, and of it what satellites heard."""
    return _cells(_Whole(reception))


def own_of(heard: pa.Table) -> tuple[Own, Sky]:
    """HEARD of some ships in order, and of it what satellites heard."""
    from fairlead.events.silence_loops import Own

    heard = in_order(HEARD.check(heard), HEARD.key)
    mmsi, cell, hour = ints(heard, "mmsi"), ints(heard, "cell"), ints(heard, "hour") // HOUR_US
    positions, satellites = ints(heard, "positions"), ints(heard, "satellites")
    is_heard = positions > 0
    own = Own(
        mmsi=mmsi, cell=cell, hour=hour, is_heard=is_heard, ashore=(positions - satellites).astype(np.int32),
        sum_heard=_sums(is_heard), sum_satellites=_sums(satellites),
    )  # fmt: skip
    return own, _sky(mmsi, cell, hour, (satellites > 0).astype(np.int64), is_own=True)


def _sky(mmsi: Ints, cell: Ints, hour: Ints, ships: Ints, is_own: bool) -> Sky:
    """Ships heard by satellite by MMSI, block and hour."""
    from fairlead.events.reception_loops import COLUMNS
    from fairlead.events.witness_loops import BLOCK, BLOCK_COLUMNS, BLOCK_ROWS, Sky

    some = np.flatnonzero(ships)
    mmsi, cell, hour, ships = mmsi[some], cell[some], hour[some], ships[some]
    block = cell // COLUMNS // BLOCK * BLOCK_COLUMNS + cell % COLUMNS // BLOCK
    order = np.lexsort((hour, block, mmsi))
    block = block[order]
    first = np.zeros(0, dtype=np.int64) if is_own else _starts(block, BLOCK_ROWS * BLOCK_COLUMNS)
    return Sky(mmsi[order], block, hour[order], ships[order], first)


class _Whole:
    """A table that every portion of ships is given whole, told by its identity: made ready once, not for each."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whole) and other.table is self.table  # held, so no other takes its place


@lru_cache(maxsize=1)
def _cells(whole: _Whole) -> tuple[Cells, Sky]:
    """RECEPTION in order, and of it what satellites heard."""
    from fairlead.events.reception_loops import COLUMNS, ROWS
    from fairlead.events.silence_loops import Cells

    reception = in_order(RECEIVED.check(whole.table), RECEPTION.key)
    cell, hour = ints(reception, "cell"), ints(reception, "hour") // HOUR_US
    satellites = ints(reception, "satellites")
    cells = Cells(
        first=_starts(cell, ROWS * COLUMNS),
        hour=hour,
        ships=ints(reception, "ships").astype(np.int32),
        ashore=(ints(reception, "positions") - satellites).astype(np.int32),
        sum_ships=_sums(ints(reception, "ships")),
        sum_there=_sums(ints(reception, "ships_there")),
        sum_satellites=_sums(satellites),
    )
    return cells, _sky(np.zeros(len(cell), np.int64), cell, hour, ints(reception, "ships_satellite"), is_own=False)


def _starts(places: Ints, count: int) -> Ints:
    """Where the rows of each place begin, of rows in order of place; one more at the end."""
    return _sums(np.bincount(places, minlength=count))


def _sums(values: npt.NDArray[np.generic]) -> Ints:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)))

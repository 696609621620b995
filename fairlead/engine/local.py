"""The local engine: a step where it stands, in this process. A kernel accepts any number of whole groups, so a step by
MMSI that reads dense tables is given one bucket of ships after the other, and memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.arrays import in_order
from fairlead.base.schema import Step, Told
from fairlead.base.tables import TABLES
from fairlead.engine.api import Tables
from fairlead.engine.dense import Dense, Layer, split
from fairlead.errors import EngineError, FairleadError


class LocalEngine:
    """Runs a step where it stands."""

    name = "local"

    def run(
        self,
        step: Step,
        tables: Tables,
        until: datetime,
        params: Any,
        folder: Path | None = None,
        told: Told | None = None,
    ) -> dict[str, pa.Table | Dense]:
        """Run ``step`` over whole tables; see :class:`fairlead.engine.api.Engine`.

        Raises:
            EngineError: the kernel failed, or its tables are not those promised. The message names the step; the
                cause stays attached.
        """
        try:
            buckets = _buckets(step, tables)
            written = _Written(step, folder, buckets)
            for number, portion in _portions(step, tables, buckets):
                if told and buckets > 1:
                    told(number, buckets, "portions of ships")
                written.take(number, step.run(portion, until, params, told if buckets == 1 else None))
            return written.tables()
        except FairleadError as e:
            raise EngineError(f"step {step.name!r} could not be run: {e}") from e
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as e:
            # What a fault in a kernel raises. The evidence is not to blame, and nothing of this run is published.
            words = f"{type(e).__name__}: {e}. This is a fault of the step, not of the evidence"
            raise EngineError(f"step {step.name!r} could not be run: {words}") from e


def _buckets(step: Step, tables: Tables) -> int:
    """Into how many portions the ships of a step are cut: 1 where it must see all."""
    dense = [t for n in step.reads if isinstance(t := tables[n], Dense)]
    return max((d.buckets for d in dense), default=1) if step.by == "mmsi" else 1


def _portions(step: Step, tables: Tables, buckets: int) -> Iterator[tuple[int, dict[str, pa.Table]]]:
    """What the kernel is given, portion by portion: of tables with an MMSI its ships' rows, the others whole."""
    reads = {name: tables[name] for name in step.reads}
    if buckets == 1:
        yield 0, {name: t.whole() if isinstance(t, Dense) else t for name, t in reads.items()}
        return
    cut = {
        name: dict(split(t, buckets))
        for name, t in reads.items()
        if not isinstance(t, Dense) and "mmsi" in t.column_names
    }
    for number in range(buckets):
        portion = {}
        for name, t in reads.items():
            if isinstance(t, Dense):
                portion[name] = t.bucket(number)
            else:
                portion[name] = cut[name].get(number, t.slice(0, 0)) if name in cut else t
        yield number, portion


class _Written:
    """The tables a step writes, while its portions come in."""

    def __init__(self, step: Step, folder: Path | None, buckets: int) -> None:
        self._layers = {
            name: Layer(TABLES[name], folder / name, buckets)
            for name in step.writes
            if folder is not None and TABLES[name].is_dense
        }
        self._parts: dict[str, list[pa.Table]] = {name: [] for name in step.writes if name not in self._layers}

    def take(self, number: int, made: dict[str, pa.Table]) -> None:
        for name, table in made.items():
            if name in self._layers:
                self._layers[name].lay(
                    number, in_order(TABLES[name].check(table), TABLES[name].order or TABLES[name].key)
                )
            else:
                self._parts[name].append(table)

    def tables(self) -> dict[str, pa.Table | Dense]:
        whole = {n: pa.concat_tables(parts).unify_dictionaries() for n, parts in self._parts.items()}
        small = {name: TABLES[name].sorted(TABLES[name].check(table)) for name, table in whole.items()}
        return {**small, **{name: layer.done() for name, layer in self._layers.items()}}

"""The protocol of an engine: it is given a step and whole tables, and gives back the tables the step writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from fairlead.base.schema import Step, Told
from fairlead.engine.dense import Dense

Tables = Mapping[str, pa.Table | Dense]
"""Tables by name; dense ones stay on disk."""


class Engine(Protocol):
    """What runs one step. Every engine must give the same rows; the laws and one shared suite hold them to it."""

    name: str

    def run(
        self,
        step: Step,
        tables: Tables,
        until: datetime,
        params: Any,
        folder: Path | None = None,
        told: Told | None = None,
    ) -> dict[str, pa.Table | Dense]:
        """Run ``step`` over whole tables.

        Args:
            step: the step.
            tables: every table of ``step.reads``, whole, in any row order.
            until: end of the data.
            params: the step's parameters, or None where it takes none.
            folder: where dense tables that the step writes are laid out, each in a folder of its name; where there is
                none they come back whole.
            told: hears how far a long step has come.

        Returns:
            Every table of ``step.writes``, checked and sorted by key.

        Raises:
            EngineError: the step could not be run, or did not give the tables it promised.
        """
        ...


class Progress(Protocol):
    """Told as work goes on: before each part begins with ``index`` parts done, and once at the end."""

    def __call__(self, name: str, index: int, total: int, rows: int) -> None:
        """``name`` begins now (empty at the end), ``index`` of ``total`` parts are done; it reads ``rows`` rows."""
        ...


@runtime_checkable
class Within(Protocol):
    """A :class:`Progress` that is told of the inside of a long part, too."""

    def within(self, done: int, of: int, what: str) -> None:
        """Of the part that was last begun ``done`` of ``of`` are done, and what they are; from any thread."""
        ...


def told_within(progress: Progress | None) -> Told | None:
    """What a step tells of its inside to; None where nobody listens."""
    return progress.within if isinstance(progress, Within) else None

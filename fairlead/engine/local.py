"""The local engine: all groups of a step at once, in this process. A kernel accepts any number of whole groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from fairlead.base.schema import Step
from fairlead.base.tables import TABLES
from fairlead.errors import EngineError, FairleadError


class LocalEngine:
    """Runs a step where it stands."""

    name = "local"

    def run(self, step: Step, tables: Mapping[str, pa.Table], until: datetime, params: Any) -> dict[str, pa.Table]:
        """Run ``step`` over whole tables; see :class:`fairlead.engine.api.Engine`.

        Raises:
            EngineError: the kernel failed, or its tables are not those promised. The message names the step; the
                cause stays attached.
        """
        try:
            made = step.run(tables, until=until, params=params)
            return {name: TABLES[name].sorted(TABLES[name].check(table)) for name, table in made.items()}
        except FairleadError as e:
            raise EngineError(f"step {step.name!r} could not be run: {e}") from e
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as e:
            # What a fault in a kernel raises. The evidence is not to blame, and nothing of this run is published.
            words = f"{type(e).__name__}: {e}. This is a fault of the step, not of the evidence"
            raise EngineError(f"step {step.name!r} could not be run: {words}") from e

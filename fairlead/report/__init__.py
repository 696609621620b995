"""Floor 4: the report. Shows rows, computes none.

``write_report`` and ``report_case`` are looked up when they are first used: the terminal needs only the grammar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.report.write import Written, report_case, write_report

__all__ = ["Written", "report_case", "write_report"]


def __getattr__(name: str) -> Any:
    """Look up a public name of the room."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.report' has no attribute {name!r}")
    from fairlead.report import write

    return getattr(write, name)

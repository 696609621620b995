"""Fairlead: who carried what to whom, how often, how much, how do we know, and which rule does it touch?

``fairlead.open(path)`` opens a case, ``fairlead.new(path)`` makes one. Importing this package loads nothing heavy: the
names below are looked up when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fairlead.errors import CaseError, EngineError, EvidenceError, FairleadError, SchemaError

if TYPE_CHECKING:
    from fairlead.base.tables import TABLES
    from fairlead.case.trace import Node
    from fairlead.case.workspace import Case
    from fairlead.case.workspace import new_case as new
    from fairlead.case.workspace import open_case as open  # noqa: A004 - fairlead.open is the verb
    from fairlead.flow import FLOW

__all__ = [
    "FLOW", "TABLES", "Case", "CaseError", "EngineError", "EvidenceError", "FairleadError", "Node", "SchemaError",
    "__version__", "new", "open",
]  # fmt: skip

_PLACES = {
    "FLOW": ("fairlead.flow", "FLOW"),
    "TABLES": ("fairlead.base.tables", "TABLES"),
    "Case": ("fairlead.case.workspace", "Case"),
    "Node": ("fairlead.case.trace", "Node"),
    "new": ("fairlead.case.workspace", "new_case"),
    "open": ("fairlead.case.workspace", "open_case"),
}


def __getattr__(name: str) -> Any:
    """Look up a public name when it is first used."""
    if name == "__version__":
        from importlib.metadata import version

        return version("fairlead")
    if name not in _PLACES:
        raise AttributeError(f"module 'fairlead' has no attribute {name!r}")
    module, attribute = _PLACES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)

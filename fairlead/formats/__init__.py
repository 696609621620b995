"""Floor 2: readers and writers of files. Strict: a row is used, or refused with a reason; rows in = kept + rejected.

Importing this package loads nothing: the process that takes documents apart (``documents.worker``) is to stay small.
The names below are looked up when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.formats.ais import is_reports, read_reports
    from fairlead.formats.api import Read, Sniffed, refusal
    from fairlead.formats.archives import Member, is_archive, members
    from fairlead.formats.exports import write_csv
    from fairlead.formats.kinds import KINDS, read, sniff
    from fairlead.formats.templates import read_templates

__all__ = [
    "KINDS",
    "Member",
    "Read",
    "Sniffed",
    "is_archive",
    "is_reports",
    "members",
    "read",
    "read_reports",
    "read_templates",
    "refusal",
    "sniff",
    "write_csv",
]

_PLACES = {
    "ais": ("is_reports", "read_reports"),
    "api": ("Read", "Sniffed", "refusal"),
    "archives": ("Member", "is_archive", "members"),
    "exports": ("write_csv",),
    "kinds": ("KINDS", "read", "sniff"),
    "templates": ("read_templates",),
}
_PLACE_OF = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Look up a public name when it is first used."""
    if name not in _PLACE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACE_OF[name]}"), name)

"""Lists as XML: the file as it lies there, packed or not, element by element."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.lists.opened import opened
from fairlead.formats.lists.rows import Rows
from fairlead.formats.xml import Element, read_stream


def read_elements(path: Path, wanted: Collection[str]) -> Iterator[Element]:
    """The elements of a file, as :func:`xml.read_stream`.

    Raises:
        EvidenceError: as there.
    """
    with opened(path) as file:
        yield from read_stream(file, wanted)


def read_entries(path: Path, rows: Rows, root: str, dated: str, wanted: Collection[str]) -> Iterator[Element]:
    """The wanted elements of a list; the day of its root goes to the rows.

    Args:
        path: the file.
        rows: what is read of it.
        root: the name that its root must have.
        dated: the root's attribute that says when it was published.
        wanted: names of elements.

    Raises:
        EvidenceError: another root, or as :func:`read_elements`.
    """
    for one in read_elements(path, wanted):
        if one.name == root:
            rows.published = one.attribute(dated) or None, one.line
        elif one.name in wanted:
            yield one
        else:
            raise EvidenceError(f"begins with {one.name}, not {root}")
    rows.has_end = True

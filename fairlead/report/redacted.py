"""A redacted file on disk, with what binds it beside it, and what opens it where that is asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fairlead.case.disk import in_words, write_whole
from fairlead.case.opened import BESIDE
from fairlead.case.redaction import Redacted, holds, redact_file
from fairlead.case.workspace import Case
from fairlead.errors import CaseError
from fairlead.report.write import refuse_inside

OPENED = ".opened.json"


def write_redacted(
    case: Case, target: str, words: Sequence[str], path: Path, passages: Sequence[int] = (), *, opens_all: bool = False
) -> tuple[Redacted, list[Path]]:
    """Write a document or table of a case without some words; see :func:`fairlead.case.redaction.redact_file`.

    Args:
        case: as it may go out.
        target: id or name of the file.
        words: what must not stand in it.
        path: where to write; beside it ``NAME.commitments.json`` and, where passages are opened, ``NAME.opened.json``.
        passages: those to open, by number.
        opens_all: open every passage, and which original it was made of.

    Returns:
        What was made, and the files.

    Raises:
        CaseError: also for a place among what the case keeps of its own, and a file's name that holds a word.
    """
    refuse_inside(case, path)
    if left := [w for w in words if holds(path.name, w)]:
        raise CaseError(f"the name of the file, {path.name}, holds {left[0]!r}")
    made = redact_file(case.store, target, words)
    files: dict[Path, bytes] = {
        path: made.content, path.with_name(path.name + BESIDE): _spell(made.commitments),
    }  # fmt: skip
    if passages or opens_all:
        opened = made.openings if opens_all else made.opening(passages)
        files[path.with_name(path.name + OPENED)] = _spell(opened)
    with in_words(f"writing {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            write_whole(file, content)
    return made, list(files)


def _spell(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n"

"""From a file to rows of DOCUMENTS: drawn out in another process, kept as canonical JSON, made rows when needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.ids import canonical_json, content_id
from fairlead.base.tables import DOCUMENTS, REJECTS
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read, Sniffed
from fairlead.formats.documents.drawn import Drawn, from_json
from fairlead.formats.documents.media import SAYS, find_media, is_prose
from fairlead.formats.documents.sandbox import Drawing, Sandbox
from fairlead.formats.text import refuse_binary

KIND = "documents"
DOC = "a text that somebody published: a web page, PDF, Word document, mail, plain text, or an archive of pages"
FORMAT = 1
"""Of what is kept of a file."""


def sniff_document(path: Path) -> Sniffed | None:
    """A file that says by its bytes that it is a document; plain text does not."""
    media = find_media(path)
    return Sniffed(KIND, SAYS[media]) if media else None


def sniff_prose(path: Path) -> Sniffed | None:
    """A file of running text that is none of a known kind of table."""
    return Sniffed(KIND, f"{SAYS['text']} that is no table of a known kind") if is_prose(path) else None


def media_of(path: Path) -> str:
    """The medium of a file that is to be read as a document.

    Raises:
        EvidenceError: it is empty, or neither a document of a known kind nor text.
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head:
        raise EvidenceError("is empty: 0 bytes")
    media = find_media(path)
    if media is None:
        refuse_binary(head)
        media = "text"
    return media


def draw_documents(path: Path, sandbox: Sandbox, charset: str | None = None) -> Drawing:
    """The documents of a file; see :meth:`fairlead.formats.documents.sandbox.Sandbox.draw`.

    Raises:
        EvidenceError: it is empty or no document, or the process that reads documents cannot be started.
    """
    return sandbox.draw(path, media_of(path), charset)


def read_documents(path: Path, evidence_id: str) -> Read:
    """Read a file as documents, outside a case."""
    with Sandbox() as sandbox:
        drawn = draw_documents(path, sandbox).documents
    return read_of(drawn, _sha256(path), evidence_id)


def read_of(documents: Sequence[Drawn], sha256: str, evidence_id: str) -> Read:
    """Rows of DOCUMENTS of what was drawn; nothing is refused: a document without text is one as well."""
    return Read(DOCUMENTS.name, rows_of(documents, sha256, evidence_id), REJECTS.empty(), len(documents))


def rows_of(documents: Sequence[Drawn], sha256: str, evidence_id: str) -> pa.Table:
    """Rows of DOCUMENTS.

    Args:
        documents: what was drawn out of a file.
        sha256: of the file.
        evidence_id: the evidence it is.
    """
    return DOCUMENTS.from_rows(
        {
            **{name: value for name, value in d.to_json().items() if name != "tool"},
            "document_id": content_id("document", sha256, row),
            "published_start": _time(d.published_start),
            "published_end": _time(d.published_end),
            "captured_at": _time(d.captured_at),
            "text_sha256": hashlib.sha256(d.text.encode()).hexdigest(),
            "text_tool": d.tool,
            "evidence_id": evidence_id,
            "row": row,
        }
        for row, d in _numbered(documents)
    )


def _numbered(documents: Sequence[Drawn]) -> list[tuple[int, Drawn]]:
    return list(enumerate(documents, start=1))


def spell_documents(documents: Sequence[Drawn], sha256: str) -> bytes:
    """What is kept of a file's documents: canonical JSON, so that the same drawing has the same hash."""
    kept = {"format": FORMAT, "input": sha256, "documents": [d.to_json() for d in documents]}
    return canonical_json(kept).encode()


def parse_documents(content: bytes) -> list[Drawn]:
    """What :func:`spell_documents` wrote.

    Raises:
        ValueError: it is not that.
    """
    said: Any = json.loads(content)
    if not isinstance(said, dict) or said.get("format") != FORMAT or not isinstance(said.get("documents"), list):
        raise ValueError("not what is kept of documents")
    return [from_json(one) for one in said["documents"]]


def _time(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words) if words else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

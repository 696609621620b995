"""Files of evidence as they were added, and what rests on them.

Evidence is what others made and may be hostile: it is handed out to be saved, as plain bytes that no browser runs or
shows as a page, and its lines go to the page as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyarrow.compute as pc

from fairlead.case import evidence
from fairlead.case.lines import read_lines
from fairlead.case.markings import CLEAR, markings
from fairlead.errors import CaseError
from fairlead.web.held import Held
from fairlead.web.shapes import EvidenceState, FileLines

MOST_LINES = 400
"""Lines of a file given at once."""

HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "cache-control": "no-store",
}
"""An original is nobody's page."""


def list_evidence(held: Held) -> list[EvidenceState]:
    """Every file of the case in the order of adding, those too that no run has read yet."""
    log, rests = held.store.log(), _resting(held)
    marked, read = markings(log), {e["evidence_id"]: e for e in held.whole("evidence").to_pylist()}
    return [
        EvidenceState(
            id=e.evidence_id, name=e.name, kind=e.kind, sha256=e.sha256, bytes=e.bytes,
            added_at=e.added_at.isoformat(), added_by=e.added_by, origin=e.origin, licence=e.licence,
            marking=marked.get(e.evidence_id, CLEAR), is_read=e.evidence_id in read,
            **{c: read.get(e.evidence_id, {}).get(c) or 0 for c in ("rows_in", "rows_kept", "rows_rejected")},
            rests=rests.get(e.evidence_id, {}),
        )
        for e in sorted(evidence.list_evidence(log), key=lambda e: (e.added_at, e.name))
    ]  # fmt: skip


def _resting(held: Held) -> dict[str, dict[str, int]]:
    """How many rows of each table were read from each file."""
    found: dict[str, dict[str, int]] = {}
    record = held.record()
    for name, about in (record.tables if record else {}).items():
        if "parts" in about or name in ("evidence", "rejects") or not about["rows"]:
            continue
        try:
            table = held.whole(name)
        except (
            CaseError
        ):  # damaged, or of another version: whoever asks for it is told; the files are here all the same
            continue
        if "evidence_id" in table.column_names:
            for one in pc.value_counts(table["evidence_id"]).to_pylist():
                found.setdefault(one["values"], {})[name] = one["counts"]
    return found


def path_of(held: Held, evidence_id: str) -> tuple[Path, str, str]:
    """Where an original lies, its name and its kind.

    Raises:
        CaseError: there is no such file in the case.
    """
    for e in evidence.list_evidence(held.store.log()):
        if e.evidence_id == evidence_id:
            path = held.store.blobs.path(e.sha256)
            if not path.is_file():
                raise CaseError(f"the original of {e.name} is gone from the case; 'fairlead verify' says what is left")
            return path, e.name, e.kind
    raise CaseError(f"no file of the case has the id {evidence_id!r}")


def lines(held: Held, evidence_id: str, first: int, most: int) -> FileLines:
    """Some lines of a file, or rows of a sheet, as text."""
    path, _, kind = path_of(held, evidence_id)
    texts = read_lines(path, kind, range(first, first + most))
    return FileLines(id=evidence_id, first=first, lines=texts)


def disposition(name: str) -> str:
    """Header that has a file saved under its name, whatever the name holds (RFC 6266, RFC 8187)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name) or "original"
    spelt = quote(name, safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{spelt}"


def chunks(path: Path, size: int = 1 << 16) -> Iterator[bytes]:
    """A file part by part."""
    with path.open("rb") as file:
        while part := file.read(size):
            yield part

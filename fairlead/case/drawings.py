"""Texts drawn out of documents: kept as blobs of their own, so that an anchor into a text outlives its tool.

The log says of each from which original it was drawn, with which tool, and how it hashes. Whoever runs the case later
reads the blob, whatever today's tool would draw; ``verify`` hashes it again and says where the two differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import pyarrow as pa

from fairlead.base.tables import DOCUMENTS
from fairlead.case.blobs import place_of
from fairlead.case.disk import in_words, sha256_of
from fairlead.case.evidence import Evidence, list_evidence, original_of
from fairlead.case.log import Entry, Log, Problem
from fairlead.case.store import Sitting, Store
from fairlead.engine.code import code_hash
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats.documents.drawn import Drawn, host_of
from fairlead.formats.documents.reader import KIND, draw_documents, parse_documents, rows_of, spell_documents
from fairlead.formats.documents.sandbox import Drawing, Sandbox

MOST_TEXTS = 50
"""Texts of one file whose hashes its entry names, so that copies are seen when they are added."""
LONGEST_LINE = 4_000
"""Characters of a document shown at the end of a way down; the rest is in the blob."""
_LIBRARIES = ("pypdf", "selectolax", "warcio")


@cache
def tool_now() -> dict[str, Any]:
    """What draws texts here: the program, its code, and the libraries under it."""
    from fairlead.formats.documents.worker import draw

    libraries = {name: version(name) for name in _LIBRARIES} | {"python": python_version()}
    return {"fairlead": version("fairlead"), "code": (code_hash(draw) or "")[:16], "libraries": libraries}


def keep_drawing(sitting: Sitting, sha256: str, drawing: Drawing, by: str | None, charset: str | None = None) -> None:
    """Keep what was drawn out of an original, and say so in the log: the entry comes last and makes it true.

    Raises:
        CaseError: the disk refused.
    """
    blobs = sitting.store.blobs
    with in_words("storing a text"):
        staged = blobs.stage([spell_documents(drawing.documents, sha256)])
        path = blobs.settle(staged)
    texts = [_sha256(d.text) for d in drawing.documents if d.text]
    try:
        sitting.write(
            "drawn", by, inputs=[sha256], sha256=staged.sha256, bytes=staged.bytes, documents=len(drawing.documents),
            texts=texts[:MOST_TEXTS], tool=tool_now(), charset=charset, is_broken_off=drawing.is_broken_off,
        )  # fmt: skip
    except CaseError:
        path.unlink(missing_ok=True)
        raise


def draw_missing(sitting: Sitting, by: str | None) -> None:
    """Draw the texts of documents that were added and not drawn: the command that added them was broken off."""
    drawn = list_drawn(sitting.log)
    missing = [e for e in list_evidence(sitting.log) if e.kind == KIND and e.sha256 not in drawn]
    with Sandbox() as sandbox:
        for one in missing:
            try:
                drawing = draw_documents(original_of(sitting.store, one), sandbox)
            except EvidenceError:  # gathering says it
                continue
            keep_drawing(sitting, one.sha256, drawing, by)


def list_drawn(log: Log) -> dict[str, Entry]:
    """The latest drawing of each original, by the original's hash."""
    return {str(e.fields["inputs"][0]): e for e in log.of("drawn")}


def read_drawn(store: Store, one: Evidence, drawn: Mapping[str, Entry]) -> list[Drawn]:
    """The documents of a file as they were drawn when it was added; drawn now where that was broken off.

    Raises:
        CaseError: the blob is gone, or was changed.
        EvidenceError: the file cannot be read as a document.
    """
    entry = drawn.get(one.sha256)
    if entry is None:
        with Sandbox() as sandbox:
            return list(draw_documents(original_of(store, one), sandbox).documents)
    sha256 = str(entry.fields["sha256"])
    try:
        content = store.blobs.path(sha256).read_bytes()
    except OSError as e:
        raise CaseError(f"the text drawn out of {one.name!r} is gone ({place_of(sha256)})") from e
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CaseError(
            f"the text drawn out of {one.name!r} ({place_of(sha256)}) was changed; nothing is computed from it. "
            "'fairlead verify' says all"
        )
    return parse_documents(content)


def gather_documents(
    store: Store, log: Log, wanted: Sequence[Evidence], tell: Callable[[Evidence], None]
) -> list[tuple[Evidence, pa.Table | str]]:
    """Rows of DOCUMENTS of each file, or why there are none; with what only the case knows: captures and copies.

    Raises:
        CaseError: a drawn text is gone or changed.
    """
    drawn, captures = list_drawn(log), _captures(log)
    found: list[tuple[Evidence, pa.Table | str]] = []
    seen: dict[str, str] = {}
    for one in wanted:
        tell(one)
        try:
            documents = read_drawn(store, one, drawn)
        except EvidenceError as e:
            found.append((one, str(e)))
            continue
        rows = rows_of(documents, one.sha256, one.evidence_id).to_pylist()
        found.append((one, DOCUMENTS.from_rows(_told(row, one, captures.get(one.sha256), seen, rows) for row in rows)))
    return found


def _told(
    row: dict[str, Any], one: Evidence, capture: Mapping[str, Any] | None, seen: dict[str, str], rows: Sequence[Any]
) -> dict[str, Any]:
    """A row with what the case knows of it: where it was taken from, whether it is a copy, dates that cannot be."""
    flags = list(row["flags"])
    url = row["url"]
    if capture:
        row["captured_at"] = row["captured_at"] or datetime.fromisoformat(capture["ended_at"])
        url = url or capture["final_url"]
    elif url is None and one.origin and one.origin.startswith(("http://", "https://")):
        url = one.origin
    row |= {"url": url, "outlet": row["outlet"] or host_of(url)}
    here = one.name if len(rows) == 1 else f"{one.name}, document {row['row']}"
    if row["text"] and (first := seen.setdefault(row["text_sha256"], here)) != here:
        flags.append(f"copy: the same text as {first}, letter by letter, in another file or page")
    if row["published_start"] and row["published_start"] > one.added_at:
        flags.append("date of publication lies after the day it was added to the case: in the future then")
    elif row["published_start"] and row["captured_at"] and row["published_start"] > row["captured_at"]:
        flags.append("date of publication lies after the capture")
    if row["captured_at"] and row["captured_at"] > one.added_at:
        flags.append("date of capture lies after the day it was added to the case")
    return row | {"flags": flags}


def document_lines(store: Store, log: Log, one: Evidence, wanted: Collection[int]) -> dict[int, str]:
    """What stands at some documents of a file: title, the blob that holds the text, and how the text begins."""
    drawn = list_drawn(log)
    try:
        documents = read_drawn(store, one, drawn)
    except (CaseError, EvidenceError, ValueError):
        return {}
    entry = drawn.get(one.sha256)
    held = f"text in {place_of(str(entry.fields['sha256']))}" if entry else "text not kept yet"
    return {
        number: "\n".join(filter(None, [d.title, f"[{held}, drawn by {d.tool}]", d.text]))[:LONGEST_LINE]
        for number, d in enumerate(documents, start=1)
        if number in wanted
    }


# ------------------------------------------------------------------------------------------------------------ checking


def check_drawn(store: Store, log: Log) -> Iterator[Problem]:
    """Every drawn text is there with its bytes, stands on an original, and is what its tool draws.

    Where the tool of today is another one and draws another text, that is a note and no fault: what was drawn stands,
    and quotes from it with it.
    """
    evidence = {e.sha256: e for e in list_evidence(log)}
    drawn = list_drawn(log)
    with Sandbox() as sandbox:
        for entry in log.of("drawn"):
            sha256, source = str(entry.fields["sha256"]), str(entry.fields["inputs"][0])
            one = evidence.get(source)
            place = f"{place_of(sha256)} (text of {one.name if one else source[:16]})"
            path = store.blobs.path(sha256)
            if path.is_symlink() or not path.is_file():
                yield Problem(place, "the text drawn out of a document is gone")
            elif sha256_of(path) != sha256:
                yield Problem(place, "its bytes were changed: quotes are anchored in it")
            elif one is None:
                yield Problem(place, "was drawn out of a file that the log does not name")
            elif drawn[source] is entry:
                yield from _compare(store, one, entry, path, place, sandbox)


def _compare(store: Store, one: Evidence, entry: Entry, path: Path, place: str, sandbox: Sandbox) -> Iterator[Problem]:
    original = store.blobs.path(one.sha256)
    if not original.is_file() or sha256_of(original) != one.sha256:  # said already
        return
    try:
        drawing = draw_documents(original, sandbox, entry.fields.get("charset"))
        kept = parse_documents(path.read_bytes())
    except (EvidenceError, ValueError) as e:
        yield Problem(place, f"cannot be drawn again: {e}")
        return
    if drawing.is_broken_off or entry.fields.get("is_broken_off"):  # where a limit fell depends on the machine
        return
    if spell_documents(drawing.documents, one.sha256) == spell_documents(kept, one.sha256):
        return
    now = tool_now()
    if entry.fields["tool"] == now:
        yield Problem(place, "is not what its tool draws out of the original: one of the two is not what it says")
        return
    changed = sum(a.text != b.text for a, b in zip(drawing.documents, kept, strict=False))
    other = abs(len(drawing.documents) - len(kept))
    what = (
        f"the text of {changed + other} of its {len(kept)} documents" if changed + other else "what is told beside it"
    )
    words = f"today's tool would draw {what} otherwise; what was drawn stands, and quotes from it hold"
    yield Problem(place, words, is_note=True)


def _captures(log: Log) -> dict[str, Mapping[str, Any]]:
    return {str(e.fields["sha256"]): e.fields["capture"] for e in log.of("added") if e.fields.get("capture")}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def texts_known(log: Log) -> dict[str, str]:
    """The file by which each text first came, by the text's hash."""
    names = {e.sha256: e.name for e in list_evidence(log)}
    found: dict[str, str] = {}
    for entry in log.of("drawn"):
        for text in entry.fields.get("texts", ()):
            found.setdefault(str(text), names.get(str(entry.fields["inputs"][0]), "a file"))
    return found

"""Archives of web pages (WARC, WACZ): each page in them is a document, captured when its record says.

The digests that records carry are not trusted (they are ambiguous with transfer encodings); the whole file is hashed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from fairlead.formats.documents.dates import read_instant, read_published
from fairlead.formats.documents.drawn import Drawn, Source, clip, host_of
from fairlead.formats.documents.html import draw_html
from fairlead.formats.documents.pdf import draw_pdf
from fairlead.formats.documents.plain import draw_plain

TOOL = f"warcio {version('warcio')}"
LARGEST_PAGE = 32 << 20
"""Bytes of one page when unpacked; what is longer is cut."""
MOST_PAGES = 5_000
LARGEST_TOTAL = 4 << 30
"""Bytes of an archive when unpacked."""
LARGEST_LIST = 16 << 20
_KINDS = {"text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "text"}
_BROKEN = (
    ArchiveLoadFailed,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    AttributeError,
    IndexError,
    TypeError,
)
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)


def draw_warc(source: Source, media: str = "warc", wanted: dict[str, str | None] | None = None) -> Iterator[Drawn]:
    """Every page of a WARC; a last document says what was not read, or that there is no page.

    Args:
        source: the file, packed or not.
        media: ``warc``, or ``wacz`` for a file in one.
        wanted: addresses of the pages that a list names, with their titles; None where there is no list: every answer
            that is HTML, PDF or plain text is a page then.
    """
    pages = failed = 0
    fault = None
    counted = _Counted(source.file)
    try:
        for record in ArchiveIterator(counted, arc2warc=True):
            if record.rec_type not in ("response", "resource"):
                continue
            kind, status = _kind(record)
            url = record.rec_headers.get_header("WARC-Target-URI")
            if kind is None or (wanted is not None and url not in wanted):
                continue
            if status and not status.startswith("2"):
                failed += 1
                continue
            if pages == MOST_PAGES:
                fault = f"cut at {MOST_PAGES:,} pages"
                break
            pages += 1
            yield _page(record, kind, url, media, (wanted or {}).get(url or ""))
    except _BROKEN as e:
        fault = f"damaged: {str(e)[:120] or type(e).__name__}"
    told = [fault] if fault else []
    if failed:
        told.append(f"{failed:,} answers that are errors or redirections are no pages")
    if fault or not pages:
        words = [*told, *([] if pages else ["no page in it", "no text"])]
        yield Drawn(media=media, text="", tool=TOOL, flags=tuple(words))


def draw_wacz(source: Source) -> Iterator[Drawn]:
    """Every page that a WACZ lists (all it holds, where it lists none); parts that are not as hashed are flagged."""
    try:
        with zipfile.ZipFile(source.file) as archive:
            names = [i for i in archive.infolist() if i.filename.startswith("archive/") and not i.is_dir()]
            wanted, flags = _listed(archive), _check_hashes(archive)
            total = sum(i.file_size for i in archive.infolist())
            if total > LARGEST_TOTAL:
                yield _only("wacz", f"would unpack to {total:,} bytes, more than {LARGEST_TOTAL:,}: not read")
                return
            found = 0
            for info in names:
                with archive.open(info) as file:
                    for page in draw_warc(Source(_as_file(file), info.file_size), "wacz", wanted):
                        found += "no page in it" not in page.flags
                        if page.text or "no page in it" not in page.flags:
                            yield replace(page, flags=(*page.flags, *flags))
            if not found:
                yield Drawn(media="wacz", text="", tool=TOOL, flags=("no page in it", "no text", *flags))
    except _BROKEN_ZIP as e:
        yield _only("wacz", f"damaged: {str(e)[:120] or type(e).__name__}")


def _only(media: str, flag: str) -> Drawn:
    return Drawn(media=media, text="", tool=TOOL, flags=(flag, "no text"))


def _page(record: Any, kind: str, url: str | None, media: str, title: str | None) -> Drawn:
    captured = _captured(record.rec_headers.get_header("WARC-Date"))
    content = record.content_stream().read(LARGEST_PAGE + 1)
    source = Source(io.BytesIO(content[:LARGEST_PAGE]), len(content), _charset(record))
    if kind == "html":
        page = draw_html(source, media, url=url, captured_at=captured)
    else:
        page = draw_pdf(source) if kind == "pdf" else draw_plain(source)
        page = replace(page, media=media, url=clip(url), captured_at=captured, outlet=page.outlet or host_of(url))
    flags = [*page.flags, *([f"cut at {LARGEST_PAGE:,} bytes"] if len(content) > LARGEST_PAGE else [])]
    if captured is None:
        flags.append("its record does not say when it was captured")
    return replace(page, tool=f"{TOOL}; {page.tool}", title=page.title or clip(title), flags=tuple(flags))


def _captured(words: str | None) -> str | None:
    if not words:
        return None
    if instant := read_instant(words):
        return instant
    interval = read_published(words)
    return interval[0] if interval else None


def _kind(record: Any) -> tuple[str | None, str | None]:
    """What an answer is by its type, and its status; a resource has its type in the record."""
    http = record.http_headers
    words = (http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")) or ""
    return _KINDS.get(words.split(";")[0].strip().lower()), (http.get_statuscode() if http else None)


def _charset(record: Any) -> str | None:
    http = record.http_headers
    words = (http.get_header("Content-Type") if http else None) or ""
    found = [p.partition("=")[2].strip() for p in words.split(";") if p.strip().lower().startswith("charset=")]
    return found[0] if found else None


def _listed(archive: zipfile.ZipFile) -> dict[str, str | None] | None:
    """The pages that ``pages/*.jsonl`` name, with their titles; None where no list can be read."""
    found: dict[str, str | None] = {}
    for info in archive.infolist():
        if info.filename.startswith("pages/") and info.filename.endswith(".jsonl") and info.file_size <= LARGEST_LIST:
            for line in archive.read(info).splitlines():
                try:
                    said = json.loads(line)
                except ValueError:
                    continue
                if isinstance(said, dict) and isinstance(said.get("url"), str):
                    found[said["url"]] = said.get("title") if isinstance(said.get("title"), str) else None
    return found or None


def _check_hashes(archive: zipfile.ZipFile) -> list[str]:
    """Parts whose bytes are not those that ``datapackage.json`` hashed."""
    try:
        info = archive.getinfo("datapackage.json")
        said = json.loads(archive.read(info)) if info.file_size <= LARGEST_LIST else {}
        resources = [(r["path"], r["hash"]) for r in said.get("resources", [])]
    except (*_BROKEN_ZIP, TypeError, AttributeError):
        return ["its datapackage.json cannot be read"]
    wrong = []
    for path, stated in resources[:MOST_PAGES]:
        if not isinstance(stated, str) or not stated.startswith("sha256:"):
            continue
        try:
            with archive.open(path) as file:
                actual = hashlib.file_digest(_as_file(file), "sha256").hexdigest()
        except (*_BROKEN_ZIP, TypeError):
            actual = ""
        if actual != stated.removeprefix("sha256:"):
            wrong.append(str(path)[:80])
    return [f"not as its own list of hashes says: {', '.join(wrong[:5])}"] if wrong else []


def _as_file(file: IO[bytes]) -> Any:
    return file


class _Counted(io.RawIOBase):
    """A file that ends where more has been read of it than any archive holds."""

    def __init__(self, file: Any) -> None:
        self._file, self._left = file, LARGEST_TOTAL

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block: bytes = self._file.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(block)
        return block

"""Archives of web pages (WARC, WACZ): each page in them is a document, captured when its record says.

The digests that records carry are not trusted (they are ambiguous with transfer encodings); the whole file is hashed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed

from fairlead.formats.documents.dates import read_instant, read_published
from fairlead.formats.documents.drawn import Drawn, Source, clip, host_of
from fairlead.formats.documents.html import draw_html
from fairlead.formats.documents.pdf import draw_pdf
from fairlead.formats.documents.plain import draw_plain
from fairlead.formats.documents.word import draw_word

TOOL = f"fairlead archive 2, warcio {version('warcio')}"
LARGEST_PAGE = 32 << 20
"""Bytes of one page when unpacked; what is longer is cut."""
MOST_PAGES = 5_000
LARGEST_TOTAL = 4 << 30
"""Bytes of an archive when unpacked."""
LARGEST_LIST = 16 << 20
_KINDS = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
_DRAW = {"pdf": draw_pdf, "text": draw_plain, "docx": draw_word}
_PAGELESS = frozenset(("warcinfo", "request", "metadata"))
"""Kinds of records that tell of other records."""
_NAMED = 5
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
    """Every page of a WARC. The last says what else is in it; where reading ended early, a document without text does.

    Args:
        source: the file, packed or not.
        media: ``warc``, or ``wacz`` for a file in one.
        wanted: addresses of the pages that a list names, with their titles; None where there is no list: every answer
            that is HTML, PDF, DOCX or plain text is a page then.
    """
    pages, fault = 0, None
    others: Counter[str] = Counter()
    last: Drawn | None = None
    try:
        for record in ArchiveIterator(_Counted(source.file), arc2warc=True):
            url = record.rec_headers.get_header("WARC-Target-URI")
            if record.rec_type in _PAGELESS or (wanted is not None and url not in wanted):
                continue
            if why := _why_no_page(record):
                others[why] += 1
                continue
            if pages == MOST_PAGES:
                fault = f"cut at {MOST_PAGES:,} pages"
                break
            pages += 1
            if last is not None:
                yield last
            last = _page(record, url, media, (wanted or {}).get(url or ""))
    except _BROKEN as e:
        fault = f"damaged: {str(e)[:120] or type(e).__name__}"
    told = [_say_others(others)] if others else []
    if last is not None:
        yield replace(last, flags=(*last.flags, *([] if fault else told)))
    if fault or last is None:
        words = [*([fault] if fault else []), *told, *([] if pages else ["no page in it", "no text"])]
        yield Drawn(media=media, text="", tool=TOOL, flags=tuple(words))


def _why_no_page(record: Any) -> str | None:
    """Why a record is no page, as it is counted; None where it is one."""
    if record.rec_type == "revisit":
        return "pages seen unchanged, kept in another record (revisit)"
    if record.rec_type not in ("response", "resource"):
        return f"records of the kind {str(record.rec_type)[:40]}"
    kind, status = _type(record), (record.http_headers.get_statuscode() if record.http_headers else None)
    if status and not status.startswith("2"):
        return "errors or redirections"
    if kind in _KINDS:
        return None
    return f"type {kind[:60]}" if kind else "no stated type"


def _say_others(others: Counter[str]) -> str:
    """``not read in the archive: errors or redirections 3, type image/png 2``."""
    named = [f"{what} {n:,}" for what, n in others.most_common(_NAMED)]
    if more := sum(others.values()) - sum(n for _, n in others.most_common(_NAMED)):
        named.append(f"others {more:,}")
    return f"not read in the archive: {', '.join(named)}"


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
            missing: dict[str | None, None] = dict.fromkeys(wanted or ())
            found = 0
            for info in names:
                with archive.open(info) as file:
                    for page in draw_warc(Source(_as_file(file), info.file_size), "wacz", wanted):
                        found += "no page in it" not in page.flags
                        missing.pop(page.url, None)
                        if page.text or "no page in it" not in page.flags:
                            yield replace(page, flags=(*page.flags, *flags))
            told = [] if found else ["no page in it"]
            if found and missing:
                some = ", ".join(url[:120] for url in list(missing)[:_NAMED] if url)
                more = f" and {len(missing) - _NAMED:,} more" if len(missing) > _NAMED else ""
                told.append(f"pages that its list names and it does not hold: {some}{more}")
            if told:
                yield Drawn(media="wacz", text="", tool=TOOL, flags=(*told, "no text", *flags))
    except _BROKEN_ZIP as e:
        yield _only("wacz", f"damaged: {str(e)[:120] or type(e).__name__}")


def _only(media: str, flag: str) -> Drawn:
    return Drawn(media=media, text="", tool=TOOL, flags=(flag, "no text"))


def _page(record: Any, url: str | None, media: str, title: str | None) -> Drawn:
    captured = _captured(record.rec_headers.get_header("WARC-Date"))
    kind, packed = _KINDS[_type(record)], _packing(record)
    if packed:
        flags = (f"packed ({packed}): not read", "no text")
        return Drawn(
            media=media, text="", tool=TOOL, url=clip(url), captured_at=captured, title=clip(title), flags=flags
        )
    content = record.content_stream().read(LARGEST_PAGE + 1)
    source = Source(io.BytesIO(content[:LARGEST_PAGE]), len(content), _charset(record))
    if kind == "html":
        page = draw_html(source, media, url=url, captured_at=captured)
    else:
        page = _DRAW[kind](source)
        page = replace(page, media=media, url=clip(url), captured_at=captured, outlet=page.outlet or host_of(url))
    flags_ = [*page.flags, *([f"cut at {LARGEST_PAGE:,} bytes"] if len(content) > LARGEST_PAGE else [])]
    if missing := _missing(record):
        flags_.append(f"broken off: {missing:,} bytes of its record are not in the file")
    if captured is None:
        flags_.append("its record does not say when it was captured")
    return replace(page, tool=f"{TOOL}; {page.tool}", title=page.title or clip(title), flags=tuple(flags_))


def _packing(record: Any) -> str | None:
    """How an answer is packed, where nothing here unpacks it."""
    http = record.http_headers
    how = ((http.get_header("Content-Encoding") if http else None) or "").strip().lower()
    is_known = how in ("", "identity") or how in BufferedReader.get_supported_decompressors()
    return None if is_known else how[:40]


def _missing(record: Any) -> int:
    """Bytes that a record says it has and the file ends before: what is left of its length once all has been read."""
    rest = record.raw_stream
    while rest.read(1 << 16):
        pass
    return max(int(getattr(rest, "limit", 0)), 0)


def _captured(words: str | None) -> str | None:
    if not words:
        return None
    if instant := read_instant(words):
        return instant
    interval = read_published(words)
    return interval[0] if interval else None


def _type(record: Any) -> str:
    """The type of an answer's content; a resource has it in its record. Empty where none is stated."""
    http = record.http_headers
    words = (http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")) or ""
    return str(words).split(";")[0].strip().lower()


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

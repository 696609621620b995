"""AIS files as streams of bytes: plain, gzip, Zstandard, or the members of a ZIP, told by their first bytes.

Nothing is unpacked to disk but Parquet in a ZIP, whose end must be read first. A stream ends with an ``EvidenceError``
where it is damaged, cut off, or unpacks to more than any log is packed to.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

import pyarrow as pa

from fairlead.errors import EvidenceError
from fairlead.formats.archives import HIGHEST_RATIO, MOST_MEMBERS, RATIO_FROM, name_fault
from fairlead.formats.sheets import read_head
from fairlead.formats.workbooks import is_workbook, is_zip

PIECE = 1 << 20
MEMBER_ROWS = 10_000_000_000
"""Between the row numbers of one member of a ZIP and the next: row 20000000017 is line 17 of the third member."""
GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, pa.ArrowInvalid)


@dataclass(frozen=True, slots=True)
class Stream:
    """One text: the evidence itself, or a member of it."""

    member: str | None
    """Its name in the archive."""
    pieces: Iterator[bytes]
    fault: str | None = None
    """Why the member is not read."""


def open_streams(path: Path) -> Iterator[Stream]:
    """Every file in a file, in the archive's order; each is to be read before the next is asked for.

    Raises:
        EvidenceError: no regular file, empty, or a broken archive.
    """
    head = read_head(path)
    if is_zip(head):
        if is_workbook(path):
            raise EvidenceError("is an XLSX workbook, not a log of AIS")
        yield from _members(path)
        return
    how = "gzip" if head.startswith(GZIP) else "zstd" if head.startswith(ZSTANDARD) else None
    yield Stream(None, _pieces(path, how))


@contextmanager
def unpacked(pieces: Iterator[bytes], folder: Path | None) -> Iterator[Path]:
    """A stream as a file, for formats that are read from their end; it is gone afterwards.

    Args:
        pieces: the stream; it ends with an error where it is a bomb.
        folder: where the file stands meanwhile; the system's for such files, if left out.
    """
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".unpacked-") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        yield Path(file.name)


def compression(path: Path) -> str:
    """How a file is packed, in words; empty where it is not."""
    head = read_head(path)
    packed = {GZIP: "packed with gzip", ZSTANDARD: "packed with Zstandard"}
    return "in a ZIP archive" if is_zip(head) else next((w for s, w in packed.items() if head.startswith(s)), "")


def _pieces(path: Path, how: str | None) -> Iterator[bytes]:
    packed = path.stat().st_size
    with _in_words(), path.open("rb") as file:
        if how is None:
            yield from _read(file)
            return
        with pa.CompressedInputStream(pa.PythonFile(file, mode="r"), how) as unpacked:
            yield from _limited(_read(unpacked), packed)


def _members(path: Path) -> Iterator[Stream]:
    with _in_words(), zipfile.ZipFile(path) as archive:
        infos = [i for i in archive.infolist() if not i.is_dir()]
        if not infos:
            raise EvidenceError("is a ZIP archive with nothing in it")
        if len(infos) > MOST_MEMBERS:
            raise EvidenceError(f"has more than {MOST_MEMBERS:,} members; add its files in parts")
        seen: set[str] = set()
        for info in infos:
            fault = name_fault(info.filename, seen) or _fault(info)
            seen.add(info.filename.lower())
            yield Stream(info.filename, iter(()) if fault else _unpack(archive, info), fault)


def _fault(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or a device, not a file"
    return "is protected by a password; pack it without one" if info.flag_bits & 1 else None


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with _in_words(), archive.open(info) as file:
        yield from _limited(_read(file), info.compress_size)


def _read(file: IO[bytes] | Any) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _limited(pieces: Iterator[bytes], packed: int) -> Iterator[bytes]:
    limit = max(64 * RATIO_FROM, HIGHEST_RATIO * packed)
    given = 0
    for piece in pieces:
        given += len(piece)
        if given > limit:
            raise EvidenceError(
                f"unpacks to more than {limit:,} bytes, tighter than any log is packed: read no further"
            )
        yield piece


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except BROKEN as e:
        raise EvidenceError(f"is damaged or cut off ({str(e)[:120] or type(e).__name__})") from None

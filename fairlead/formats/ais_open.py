"""AIS files as streams of bytes: plain, gzip, Zstandard, or the members of a ZIP, told by their first bytes.

Nothing is unpacked to disk but Parquet in a ZIP, whose end must be read first. A stream ends where it is damaged, cut
off, or unpacks to more than any log is packed to, and says so (:class:`Pieces`).
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
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
GZIP_BITS = 31
"""What zlib calls a stream with the header and checksum of gzip."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, pa.ArrowInvalid)


class Pieces:
    """The bytes of a stream in pieces. They end where it is damaged or cut off, and ``fault`` then says why: what
    stands before that is evidence."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._given = 0
        self.fault: str | None = None

    def __iter__(self) -> Pieces:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except EvidenceError as e:
            self.fault = f"{e}; the first {self._given:,} bytes in it are read" if self._given else str(e)
            raise StopIteration from None
        self._given += len(piece)
        return piece

    def check(self) -> None:
        """Say what is wrong with a stream that has been read to its end.

        Raises:
            EvidenceError: it was damaged, cut off, or a bomb.
        """
        if self.fault:
            raise EvidenceError(self.fault)


@dataclass(frozen=True, slots=True)
class Stream:
    """One text: the evidence itself, or a member of it."""

    member: str | None
    """Its name in the archive."""
    pieces: Pieces
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
    yield Stream(None, Pieces(_pieces(path, how)))


@contextmanager
def unpacked(head: bytes, pieces: Pieces, folder: Path | None) -> Iterator[Path]:
    """A stream as a file, for formats that are read from their end; it is gone afterwards.

    Args:
        head: what has been read of it.
        pieces: the rest.
        folder: where the file stands meanwhile; the system's for such files, if left out.

    Raises:
        EvidenceError: the stream is damaged, cut off, or a bomb.
    """
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".unpacked-") as file:
        file.write(head)
        for piece in pieces:
            file.write(piece)
        pieces.check()
        file.flush()
        yield Path(file.name)


def compression(path: Path) -> str:
    """How a file is packed, in words; empty where it is not."""
    head = read_head(path)
    packed = {GZIP: "packed with gzip", ZSTANDARD: "packed with Zstandard"}
    return "in a ZIP archive" if is_zip(head) else next((w for s, w in packed.items() if head.startswith(s)), "")


def _pieces(path: Path, how: str | None) -> Iterator[bytes]:
    packed = path.stat().st_size
    with _in_words():
        if how is None:
            with path.open("rb") as file:
                yield from _read(file)
        elif how == "gzip":
            yield from _limited(_gunzip(path), packed)
        else:
            yield from _limited(_read_to_fault(lambda: _unpacking(path, how)), packed)


def _unpacking(path: Path, how: str) -> Any:
    return pa.CompressedInputStream(pa.PythonFile(path.open("rb"), mode="r"), how)  # closes the file with itself


def _gunzip(path: Path) -> Iterator[bytes]:
    """The members of a gzip file, one after another, up to the byte at which one is damaged or cut off."""
    unpack = zlib.decompressobj(GZIP_BITS)
    with path.open("rb") as file:
        while packed := file.read(PIECE // 8):
            while packed:
                if unpack.eof:
                    if packed := packed.lstrip(b"\0"):  # some pad with zeros
                        unpack = zlib.decompressobj(GZIP_BITS)
                    continue
                before = unpack.copy()
                try:
                    piece = unpack.decompress(packed, PIECE)
                except zlib.error:  # a call that fails gives nothing of what it had
                    yield _bytewise(before, packed)
                    raise
                if piece:
                    yield piece
                packed = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
    if not unpack.eof:
        raise EOFError("the end is missing")


def _bytewise(unpack: Any, packed: bytes) -> bytes:
    found = bytearray()
    with suppress(zlib.error):
        for at in range(len(packed)):
            found += unpack.decompress(packed[at : at + 1])
    return bytes(found)


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
            yield Stream(info.filename, Pieces(() if fault else _unpack(archive, info)), fault)


def _fault(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or a device, not a file"
    return "is protected by a password; pack it without one" if info.flag_bits & 1 else None


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with _in_words():
        yield from _limited(_read_to_fault(lambda: archive.open(info)), info.compress_size)


def _read(file: IO[bytes] | Any) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _read_to_fault(unpack: Callable[[], Any]) -> Iterator[bytes]:
    """What a packed file holds, up to the byte at which it is damaged or cut off; then the error.

    A read that fails gives nothing of what it had: the last piece is read once more, byte by byte.
    """
    given = 0
    try:
        with unpack() as file:
            for piece in _read(file):
                given += len(piece)
                yield piece
    except BROKEN:
        yield _read_bytes(unpack, given)
        raise


def _read_bytes(unpack: Callable[[], Any], after: int) -> bytes:
    found = bytearray()
    with suppress(*BROKEN), unpack() as file:
        while after:
            after -= len(file.read(min(after, PIECE)))
        while byte := file.read(1):
            found += byte
    return bytes(found)


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

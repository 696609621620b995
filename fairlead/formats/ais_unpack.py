"""Unpacking as far as it goes: what stands before the byte at which a packed file is cut off or damaged is given.

A ZIP whose end is missing, as of a download that broke off, has no list of its members; their own headers tell them.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from fairlead.errors import EvidenceError
from fairlead.formats.archives import HIGHEST_RATIO, RATIO_FROM

PIECE = 1 << 20
GZIP_BITS, DEFLATE_BITS = 31, -15
"""What zlib calls a stream with the header and checksum of gzip, and one with neither."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, pa.ArrowInvalid)
GZIP_BYTE = b"\x1f"
"""What a member of a gzip file begins with."""
MEMBER, DESCRIPTOR = b"PK\x03\x04", b"PK\x07\x08"
"""What a member's header begins with, and what may stand behind a member whose sizes its header does not tell."""
STORED, DEFLATED = 0, 8
IN_ZIP64 = 0xFFFFFFFF
"""A size that stands elsewhere, in 64 bits."""

Unpacked = Callable[[], Any]


class PackingError(EvidenceError):
    """Packed bytes are cut off or damaged. ``is_whole``: they came to their end, and only their checksum is wrong."""

    def __init__(self, words: str, is_whole: bool = False) -> None:
        super().__init__(words)
        self.is_whole = is_whole


def read_plain(file: IO[bytes] | Any) -> Iterator[bytes]:
    """A file in pieces."""
    while piece := file.read(PIECE):
        yield piece


def unpack(path: Path, how: str) -> Iterator[bytes]:
    """A file packed with ``gzip`` or ``zstd``.

    Raises:
        PackingError: it is cut off or damaged, after what stands before that.
        EvidenceError: it unpacks to more than any log is packed to.
    """
    with faults():
        found = _gunzip(path) if how == "gzip" else _to_fault(lambda: _open_packed(path, how))
        yield from limited(found, path.stat().st_size)


def unpack_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member of a ZIP.

    Raises:
        PackingError: as of :func:`unpack`.
        EvidenceError: likewise.
    """
    with faults():
        yield from limited(_to_fault(lambda: archive.open(info)), info.compress_size)


def find_members(path: Path) -> Iterator[tuple[str, Iterator[bytes] | str]]:
    """The members of a ZIP whose list is missing, in their order: name, and pieces, or why there are none.

    A member's pieces are to be read before the next member is asked for; what is left of them is passed over.
    """
    with path.open("rb") as file:
        packed = path.stat().st_size
        while (header := file.read(30)).startswith(MEMBER) and len(header) == 30:
            _, flags, method, _, _, _, size, _, name_length, extra_length = struct.unpack("<5H3L2H", header[4:])
            name = file.read(name_length).decode("utf-8" if flags & 0x800 else "cp437", "replace")
            file.read(extra_length)
            if name.endswith("/") and not size:
                continue
            start = file.tell()
            is_told = size != IN_ZIP64 and not flags & 8
            if flags & 1 or method not in (STORED, DEFLATED) or (method == STORED and not is_told):
                why = "is protected by a password; pack it without one" if flags & 1 else "is packed in another way"
                yield name, f"{why}; what comes behind it is not found" if not is_told else why
                if not is_told:
                    return
                file.seek(start + size)
                continue
            pieces = limited(_stored(file, size) if method == STORED else _inflate(file, header, flags), packed)
            with suppress(EvidenceError):
                yield name, _with_faults(pieces)
                for _ in _with_faults(pieces):  # its reader may have left off early
                    pass
            if is_told:
                file.seek(start + size)


@contextmanager
def faults() -> Iterator[None]:
    """What libraries say of damaged bytes, as a :class:`PackingError`."""
    try:
        yield
    except BROKEN as e:
        said = str(e)[:120] or type(e).__name__
        if isinstance(e, EOFError) or "runcated" in said:
            raise PackingError("is cut off: its end is missing") from None
        if any(word in said for word in ("data check", "length check", "CRC", "checksum")):
            raise PackingError(
                "is damaged: its checksum is not that of what it holds, which may be wrong anywhere", True
            ) from None
        raise PackingError(f"is damaged ({said}): what stands before that may be wrong in places") from None


def limited(pieces: Iterator[bytes], packed: int) -> Iterator[bytes]:
    """Pieces, as long as they are no more than what so many bytes can hold.

    Raises:
        EvidenceError: they are more.
    """
    limit = max(64 * RATIO_FROM, HIGHEST_RATIO * packed)
    given = 0
    for piece in pieces:
        given += len(piece)
        if given > limit:
            raise EvidenceError(
                f"unpacks to more than {limit:,} bytes, tighter than any log is packed: read no further"
            )
        yield piece


def _with_faults(pieces: Iterator[bytes]) -> Iterator[bytes]:
    with faults():
        for piece in pieces:  # noqa: UP028 - a reader that leaves off early must not close them
            yield piece


def _open_packed(path: Path, how: str) -> Any:
    return pa.CompressedInputStream(pa.PythonFile(path.open("rb"), mode="r"), how)  # closes the file with itself


def _gunzip(path: Path) -> Iterator[bytes]:
    """The members of a gzip file, one after another."""
    unpacker = zlib.decompressobj(GZIP_BITS)
    with path.open("rb") as file:
        while packed := file.read(PIECE // 8):
            while packed:
                if unpacker.eof:
                    if packed := packed.lstrip(b"\0"):  # some pad with zeros
                        if not packed.startswith(GZIP_BYTE):
                            raise PackingError("is followed by bytes that are not packed: these are left out", True)
                        unpacker = zlib.decompressobj(GZIP_BITS)
                    continue
                yield from _decompress(unpacker, packed)
                packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        raise EOFError


def _inflate(file: IO[bytes], header: bytes, flags: int) -> Iterator[bytes]:
    """A deflated member; the file stands behind it afterwards."""
    unpacker = zlib.decompressobj(DEFLATE_BITS)
    checksum = 0
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or file.read(PIECE // 8)
        if not packed:
            raise EOFError
        for piece in _decompress(unpacker, packed):
            checksum = zlib.crc32(piece, checksum)
            yield piece
    file.seek(-len(unpacker.unused_data), 1)
    told = header[14:18]
    if flags & 8:
        said = file.read(24)
        at = 4 if said.startswith(DESCRIPTOR) else 0
        told = said[at : at + 4]
        ends = (at + 12, at + 20)  # sizes in 32 bits, or in 64
        length = next((n for n in ends if said[n : n + 2] == b"PK"), ends[1])
        file.seek(min(length, len(said)) - len(said), 1)
        if len(told) < 4:
            raise EOFError
    if told != struct.pack("<L", checksum):
        raise zlib.error("incorrect data check")


def _stored(file: IO[bytes], size: int) -> Iterator[bytes]:
    while size:
        piece = file.read(min(size, PIECE))
        if not piece:
            raise EOFError
        size -= len(piece)
        yield piece


def _decompress(unpacker: Any, packed: bytes) -> Iterator[bytes]:
    """The next piece; where it fails, what stands before the fault, then the error."""
    before = unpacker.copy()
    try:
        piece = unpacker.decompress(packed, PIECE)
    except zlib.error:  # a call that fails gives nothing of what it had
        found = bytearray()
        with suppress(zlib.error):
            for at in range(len(packed)):
                found += before.decompress(packed[at : at + 1])
        yield bytes(found)
        raise
    if piece:
        yield piece


def _to_fault(unpacked: Unpacked) -> Iterator[bytes]:
    """What a packed file holds, up to the byte at which it is damaged or cut off; then the error.

    A read that fails gives nothing of what it had: the last piece is read once more, byte by byte.
    """
    given = 0
    try:
        with unpacked() as file:
            for piece in read_plain(file):
                given += len(piece)
                yield piece
    except BROKEN:
        yield _read_bytes(unpacked, given)
        raise


def _read_bytes(unpacked: Unpacked, after: int) -> bytes:
    found = bytearray()
    with suppress(*BROKEN), unpacked() as file:
        while after:
            after -= len(file.read(min(after, PIECE)))
        while byte := file.read(1):
            found += byte
    return bytes(found)

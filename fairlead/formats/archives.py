"""Archives of evidence: each member's name and bytes, or why it is not taken. Nothing is ever written to disk."""

from __future__ import annotations

import gzip
import io
import lzma
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fairlead.errors import EvidenceError
from fairlead.formats.documents.media import find_packed
from fairlead.formats.sheets import read_head
from fairlead.formats.workbooks import is_workbook, is_zip

MOST_MEMBERS = 10_000
LARGEST_MEMBER = 256 << 20
LARGEST_TOTAL = 1 << 30
HIGHEST_RATIO = 200
"""Unpacked to packed bytes of a member above ``RATIO_FROM``: text packs to a tenth, zeros to a thousandth."""
RATIO_FROM = 1 << 20

_GZIP, _XZ = b"\x1f\x8b", b"\xfd7zXZ"
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
"""Begins an OpenDocument spreadsheet behind the head of its first member."""
_NESTED = (_GZIP, b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_DRIVE = re.compile(r"^[A-Za-z]:")
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its bytes, or the reason it is refused."""

    name: str
    data: bytes | None
    reason: str | None = None


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP, tar, tar.gz or tar.xz archive by its bytes; XLSX and ODS workbooks and documents
    (DOCX, WACZ) are ZIP files and no archives.

    Raises:
        EvidenceError: no file, or empty.
    """
    head = read_head(path)
    if is_zip(head):
        return not is_workbook(path) and find_packed(path) is None and not head[30:].startswith(_ODS)
    return _is_tar(head) or (head.startswith((_GZIP, _XZ)) and _is_tar(_unpacked_head(path, head)))


def members(path: Path, name: str) -> Iterator[Member]:
    """Every member of an archive in its order; folders are passed over.

    Refused with a reason: links and devices, absolute paths and ``..``, a name that occurs twice, encrypted or damaged
    members, archives inside the archive, and what is larger or packed tighter than any table.

    Raises:
        EvidenceError: no archive, broken as a whole, or beyond the limits; the reason begins with ``name``.
    """
    try:
        head = read_head(path)
        if is_zip(head):
            yield from _zip_members(path)
        elif _is_tar(head):
            with path.open("rb") as file:
                yield from _tar_members(file, path.stat().st_size)
        elif head.startswith((_GZIP, _XZ)) and _is_tar(_unpacked_head(path, head)):
            with _unpacker(path, head) as unpacked:
                yield from _tar_members(unpacked, path.stat().st_size)
        else:
            raise EvidenceError("is no ZIP, tar, tar.gz or tar.xz archive")
    except EvidenceError as e:
        raise EvidenceError(f"{name}: {e}") from None


def name_fault(name: str, seen: set[str]) -> str | None:
    """Why a member's name is not taken: it leaves the archive, hides something, or occurs twice."""
    parts = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "has an absolute path; members are named relative to the archive"
    if ".." in parts:
        return "has '..' in its path; members may not point outside the archive"
    if any(ord(c) < 32 or c in "\x7f\u202e\u2066\u2067\u2068" for c in name):
        return "has characters in its name that cannot be seen"
    if name.lower() in seen:
        return "has a name that occurs twice in the archive"
    return None


def _zip_members(path: Path) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [i for i in archive.infolist() if not i.is_dir()]
            _check_count(len(infos))
            if (total := sum(i.file_size for i in infos if _zip_fault(i) is None)) > LARGEST_TOTAL:
                raise EvidenceError(
                    f"would unpack to {total:,} bytes, more than {LARGEST_TOTAL:,}; add its files in parts"
                )
            seen: set[str] = set()
            for info in infos:
                reason = name_fault(info.filename, seen) or _zip_fault(info)
                seen.add(info.filename.lower())
                yield Member(info.filename, None, reason) if reason else _unpack_zip(archive, info)
    except _BROKEN as e:
        raise EvidenceError(f"is a broken ZIP archive ({_say(e)})") from None


def _zip_fault(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or a device, not a file"
    if info.flag_bits & 1:
        return "is protected by a password; pack it without one"
    if info.file_size > LARGEST_MEMBER:
        return f"would unpack to {info.file_size:,} bytes, more than {LARGEST_MEMBER:,}"
    if info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1):
        return f"is packed {info.file_size // max(info.compress_size, 1):,} to 1, tighter than any table: not unpacked"
    return None


def _unpack_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    try:
        with archive.open(info) as file:
            data = file.read(LARGEST_MEMBER + 1)
    except _BROKEN as e:
        return Member(info.filename, None, f"is damaged: {_say(e)}")
    return _member(info.filename, data)


def _tar_members(file: IO[bytes] | gzip.GzipFile | lzma.LZMAFile, packed: int) -> Iterator[Member]:
    seen: set[str] = set()
    count = total = 0
    try:
        with tarfile.open(fileobj=Capped(file, packed), mode="r|") as archive:
            for info in archive:
                if info.isdir():
                    continue
                _check_count(count := count + 1)
                reason = name_fault(info.name, seen)
                seen.add(info.name.lower())
                if not info.isreg():
                    reason = "is a link or a device, not a file"
                elif info.size > LARGEST_MEMBER:
                    reason = f"is {info.size:,} bytes, more than {LARGEST_MEMBER:,}"
                if reason:
                    yield Member(info.name, None, reason)
                    continue
                data = archive.extractfile(info)
                content = data.read() if data else b""
                total += len(content)
                yield _member(info.name, content)
    except _BROKEN as e:
        raise EvidenceError(f"is a broken tar archive ({_say(e)})") from None


def _member(name: str, data: bytes) -> Member:
    if data.startswith(_NESTED) and not (is_zip(data[:4]) and _is_workbook_data(data)):
        return Member(name, None, "is an archive inside an archive; unpack it and add it by itself")
    return Member(name, data)


def _is_workbook_data(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except _BROKEN:
        return False


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _unpacker(path: Path, head: bytes) -> gzip.GzipFile | lzma.LZMAFile:
    return lzma.open(path) if head.startswith(_XZ) else gzip.open(path)


def _unpacked_head(path: Path, head: bytes) -> bytes:
    try:
        with _unpacker(path, head) as file:
            return file.read(512)
    except _BROKEN:
        return b""


def _check_count(count: int) -> None:
    if count > MOST_MEMBERS:
        raise EvidenceError(f"has more than {MOST_MEMBERS:,} members; add its files in parts")


def _say(e: Exception) -> str:
    return str(e)[:120] or type(e).__name__


class Capped(io.RawIOBase):
    """A stream that refuses to give more than a table's archive can hold, whatever its headers promise."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile | lzma.LZMAFile, packed: int) -> None:
        self._file, self._given = file, 0
        self._limit = min(LARGEST_TOTAL, max(RATIO_FROM, HIGHEST_RATIO * packed))

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(self._limit + 1 - self._given if size < 0 else size)
        self._given += len(block)
        if self._given > self._limit:
            raise EvidenceError(
                f"unpacks to more than {self._limit:,} bytes, tighter than any table is packed: not unpacked"
            )
        return block

"""AIS files as streams of bytes: plain, gzip, Zstandard, or the members of a ZIP, told by their first bytes.

Nothing is unpacked to disk but Parquet in a ZIP, whose end must be read first. A stream ends where it is damaged, cut
off, or unpacks to more than any log is packed to, and says so (:class:`Pieces`).
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from fairlead.errors import EvidenceError
from fairlead.formats.ais_unpack import BROKEN, PackingError, faults, find_members, read_plain, unpack, unpack_member
from fairlead.formats.archives import MOST_MEMBERS, name_fault
from fairlead.formats.sheets import read_head
from fairlead.formats.workbooks import is_workbook, is_zip

MEMBER_ROWS = 10_000_000_000
"""Between the row numbers of one member of a ZIP and the next: row 20000000017 is line 17 of the third member."""
GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class Pieces:
    """The bytes of a stream in pieces. They end where it is damaged or cut off, and ``fault`` then says why: the lines
    before that are evidence. Of a line that is cut itself nothing is given: half a longitude is a place as well."""

    def __init__(self, pieces: Iterable[bytes], is_packed: bool = True) -> None:
        self._pieces = iter(pieces)
        self._is_packed = is_packed
        self._held = b""
        self._given = 0
        self._lines = 0
        self.fault: str | None = None

    def __iter__(self) -> Pieces:
        return self

    def __next__(self) -> bytes:
        try:
            piece = self._held + next(self._pieces)
        except EvidenceError as e:
            self.fault = self._say(e)
            return self._last(is_whole=isinstance(e, PackingError) and e.is_whole)
        except StopIteration:
            return self._last(is_whole=True)
        if not self._is_packed:
            return piece
        whole = piece.rfind(b"\n") + 1 or len(piece)
        self._held = piece[whole:]
        self._given += whole
        self._lines += piece.count(b"\n")
        return piece[:whole]

    def check(self) -> None:
        """Say what is wrong with a stream that has been read to its end.

        Raises:
            EvidenceError: it was damaged, cut off, or a bomb.
        """
        if self.fault:
            raise EvidenceError(self.fault)

    def _last(self, is_whole: bool) -> bytes:
        held, self._held = self._held, b""
        if not held or not is_whole:
            raise StopIteration
        return held

    def _say(self, fault: EvidenceError) -> str:
        if not self._given:
            return f"{fault}; not one whole line of it could be read"
        is_cut = self._held and not (isinstance(fault, PackingError) and fault.is_whole)
        lines = f", line {self._lines:,}" if self._lines else ""
        read = f"{fault}. Read up to byte {self._given:,} of what was packed{lines}"
        return f"{read}; line {self._lines + 1:,}, which is cut, is left out" if is_cut else read


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
    yield Stream(None, Pieces(unpack(path, how)) if how else Pieces(_plain(path), is_packed=False))


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


def _plain(path: Path) -> Iterator[bytes]:
    with faults(), path.open("rb") as file:
        yield from read_plain(file)


def _members(path: Path) -> Iterator[Stream]:
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN:
        yield from _members_of_cut(path)
        return
    with faults(), archive:
        infos = [i for i in archive.infolist() if not i.is_dir()]
        if not infos:
            raise EvidenceError("is a ZIP archive with nothing in it")
        if len(infos) > MOST_MEMBERS:
            raise EvidenceError(f"has more than {MOST_MEMBERS:,} members; add its files in parts")
        seen: set[str] = set()
        for info in infos:
            fault = name_fault(info.filename, seen) or _fault(info)
            seen.add(info.filename.lower())
            yield Stream(info.filename, Pieces(() if fault else unpack_member(archive, info)), fault)


def _members_of_cut(path: Path) -> Iterator[Stream]:
    """The members of a ZIP without its end; at last a stream that says so."""
    seen: set[str] = set()
    with faults():
        for number, (name, found) in enumerate(find_members(path)):
            if number == MOST_MEMBERS:
                break
            fault = found if isinstance(found, str) else name_fault(name, seen)
            seen.add(name.lower())
            yield Stream(name, Pieces(() if fault or isinstance(found, str) else found), fault)
    yield Stream(
        "its end",
        Pieces(()),
        "is cut off or damaged: the archive's list of its members is missing, and there may have been more",
    )


def _fault(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or a device, not a file"
    return "is protected by a password; pack it without one" if info.flag_bits & 1 else None

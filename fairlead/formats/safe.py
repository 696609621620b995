"""safe: the folder of files that a Sentinel product is (SAFE), or a ZIP of it."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from fairlead.errors import EvidenceError

LARGEST_XML = 64 << 20
LARGEST_IMAGE = 8 << 30
FOLDERS = ("annotation", "measurement", "GRANULE")
"""Folders of a product that hold what is read."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Safe:
    """A product's files."""

    name: str
    """Of the product, without .SAFE."""
    names: Sequence[str]
    """Of its files, with the folders they lie in."""
    opened: Callable[[str], IO[bytes]]
    file_of: Callable[[str], Path]
    """A file on disk; of a packed product a copy that lasts as long as the context."""


def root_of(path: Path) -> Path:
    """The folder of a product whose manifest or metadata is given, else the path."""
    return path.parent if path.name == "manifest.safe" or path.name.startswith("MTD_MSIL") else path


def names_in(path: Path) -> list[str]:
    """Names of the files of a product; none where the path is neither a folder nor a ZIP, or may not be looked into:
    whoever reads it says so."""
    root = root_of(path)
    if root.is_dir():
        try:
            return sorted(_held(root))
        except OSError:
            return []
    try:
        with zipfile.ZipFile(root) as archive:
            return sorted(i.filename for i in archive.infolist() if not i.is_dir())
    except _BROKEN:
        return []


@contextmanager
def open_safe(path: Path) -> Iterator[Safe]:
    """A product's files, as long as the context lasts.

    Args:
        path: its folder, its manifest.safe, its MTD_MSIL1C.xml or MTD_MSIL2A.xml, or a ZIP of it.

    Raises:
        EvidenceError: it is cut off, or what is done with it finds it not whole; in words, with its name.
    """
    root = root_of(path)
    name = root.name.removesuffix(".zip").removesuffix(".SAFE")
    try:
        if root.is_dir():
            held = _held(root)
            yield Safe(name, sorted(held), lambda n: held[n].open("rb"), lambda n: held[n])
            return
        with zipfile.ZipFile(root) as archive, TemporaryDirectory(prefix="fairlead-") as folder:
            names = sorted(i.filename for i in archive.infolist() if not i.is_dir())
            top = next((n.split("/")[0] for n in names if n.split("/")[0].endswith(".SAFE")), None)
            unpacked: dict[str, Path] = {}

            def file_of(n: str) -> Path:
                if n not in unpacked:
                    unpacked[n] = _unpack(archive, n, Path(folder))
                return unpacked[n]

            yield Safe(top.removesuffix(".SAFE") if top else name, names, archive.open, file_of)
    except EvidenceError as e:
        said = str(e)
        raise EvidenceError(said if said.startswith(path.name) else f"{path.name}: {said}") from None
    except _BROKEN as e:
        raise EvidenceError(f"{path.name} is damaged or cut off: {str(e)[:120]}") from None


def _held(root: Path) -> dict[str, Path]:
    """Files of a product by name. Other folders are not looked into: a home folder may be given by mistake."""
    inside = [*root.iterdir(), *(p for folder in FOLDERS for p in (root / folder).rglob("*"))]
    return {p.relative_to(root).as_posix(): p for p in inside if p.is_file()}


def _unpack(archive: zipfile.ZipFile, name: str, folder: Path) -> Path:
    info = archive.getinfo(name)
    if info.file_size > LARGEST_IMAGE:
        raise EvidenceError(f"its image would unpack to {info.file_size:,} bytes, more than {LARGEST_IMAGE:,}")
    if info.file_size > shutil.disk_usage(folder).free:
        raise EvidenceError(f"its image needs {info.file_size:,} bytes of temporary room, and there are fewer")
    out = folder / PurePosixPath(name).name
    with archive.open(info) as packed, out.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked, 1 << 20)
    return out


class Capped:
    """A stream that ends with a reason where it is longer than any annotation."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.left = file, LARGEST_XML

    def read(self, size: int = -1, /) -> bytes:
        found = self.file.read(size)
        self.left -= len(found)
        if self.left < 0:
            raise EvidenceError(f"has an annotation of more than {LARGEST_XML:,} bytes: none has")
        return found

"""Originals by SHA-256: written once, never changed, never whole in memory."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from fairlead.case.disk import CHUNK, sync_folder

NAME = "evidence/blobs"
STAGED = ".adding-"
"""Begins the name of a file that is not an original yet."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes copied into the case, not yet one of its originals."""

    path: Path
    sha256: str
    bytes: int


def place_of(sha256: str) -> str:
    """The blob's path within the case."""
    return f"{NAME}/{sha256[:2]}/{sha256}"


class Blobs:
    """The originals of one case."""

    def __init__(self, case: Path) -> None:
        self.folder = case / NAME
        self._numbers = count()

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def stage(self, pieces: Iterable[bytes]) -> Staged:
        """Copy bytes into the case and make them durable, hashing on the way.

        Raises:
            OSError: the disk refused; nothing is left behind.
        """
        path = self.folder / f"{STAGED}{os.getpid()}-{next(self._numbers)}"
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("xb") as file:
                for piece in pieces:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
            path.chmod(0o444)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Staged(path, digest.hexdigest(), size)

    def settle(self, staged: Staged) -> Path:
        """Make staged bytes an original. The same bytes again replace themselves.

        Raises:
            OSError: the disk refused.
        """
        path = self.path(staged.sha256)
        if not path.parent.is_dir():
            path.parent.mkdir()
            sync_folder(self.folder)
        staged.path.replace(path)
        sync_folder(path.parent)
        return path

    def drop(self, staged: Staged) -> None:
        """Forget staged bytes."""
        staged.path.unlink(missing_ok=True)

    def staged_files(self) -> list[Path]:
        """What interrupted writers left half-copied."""
        return sorted(self.folder.glob(f"{STAGED}*"))

    def files(self) -> Iterator[Path]:
        """Every file that stands among the originals, in order of name."""
        for folder in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if folder.is_dir() and not folder.is_symlink():
                yield from sorted(folder.iterdir())
            elif not folder.name.startswith(STAGED):
                yield folder


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file's bytes in pieces."""
    while piece := file.read(CHUNK):
        yield piece

"""Bytes on disk: written whole or not at all, and a full or read-only disk said in words."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO

from fairlead.errors import CaseError

CHUNK = 1 << 20
"""Bytes held at once while a file is copied or hashed."""

WRITING = ".writing-"
"""Begins the name of a file that is not yet what it will be."""
LEFT_AFTER_S = 60.0
"""So long after its last byte a half-written file that nobody holds is one that an interrupted writer left."""
_NUMBERS = count()

_WORDS = {
    errno.ENOSPC: "the disk is full. What was written before stands; free some space and do it again",
    errno.EDQUOT: "the disk quota is used up. What was written before stands; free some space and do it again",
    errno.EFBIG: "the file would be larger than this process may write. What was written before stands",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "not permitted",
    errno.EPERM: "not permitted",
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "a part of the path is not a folder",
    errno.EISDIR: "it is a folder",
    errno.EIO: "the disk reports a fault",
}


def say_os_error(error: OSError) -> str:
    """The operating system's refusal in words a person can act on."""
    return _WORDS.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__


@contextmanager
def in_words(doing: str) -> Iterator[None]:
    """Turn an operating system's refusal into a CaseError: what was being done, and why it could not be."""
    try:
        yield
    except OSError as e:
        raise CaseError(f"{doing}: {say_os_error(e)}") from e


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after any interruption there is the old one or the new one, never a part of it."""
    with writing_whole(path) as file:
        file.write(content)


@contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """The same for one that is written, and may be read, piece by piece. Of several who write it at once the last one
    to end has written it, whole."""
    _clear_left(path)
    beside = path.with_name(f"{WRITING}{path.name[:40]}-{os.getpid()}-{next(_NUMBERS)}")
    try:
        with beside.open("x+b") as file:
            with suppress(OSError):  # a file system without locks: then nothing of it is cleared away either
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield file
            file.flush()
            os.fsync(file.fileno())
            beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _clear_left(path: Path) -> None:
    """Clear away what interrupted writers left of a file, and nothing that somebody still writes."""
    with suppress(OSError):
        for left in path.parent.glob(f"{WRITING}*"):
            if not left.name.startswith(f"{WRITING}{path.name[:40]}-"):
                continue
            with suppress(OSError), left.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(file.fileno()).st_mtime > LEFT_AFTER_S:
                    left.unlink()


def clear_writings(folder: Path) -> None:
    """Clear away what interrupted writers left in a folder that the caller alone may write to.

    Raises:
        OSError: the disk refused.
    """
    for left in folder.glob(f"{WRITING}*"):
        if left.is_file():
            left.unlink(missing_ok=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read, and make it durable.

    Raises:
        OSError: the disk refused; FileExistsError where something stands there, which is never written over.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut, not only the bytes."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

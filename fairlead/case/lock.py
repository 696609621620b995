"""One writer at a time. The lock file says who holds it; it is emptied by a writer that came to its end.

The lock itself is the kernel's (``flock``), so a killed writer never leaves a case locked. The words in the file are
what it leaves: found non-empty, they say that the last writer was interrupted.
"""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType

from fairlead.case.disk import in_words
from fairlead.errors import CaseError

_AGAIN_S = 0.02
"""How often a writer that waits looks again."""


class WriterLock:
    """Holds the lock of a case while it is entered.

    Raises:
        CaseError: somebody else is writing, or nothing may be written there.
    """

    def __init__(self, path: Path, patience_s: float = 0.0) -> None:
        """
        Args:
            path: the lock file.
            patience_s: how long to wait for another writer before it is refused.
        """
        self.path, self.patience_s = path, patience_s
        self.was_interrupted = False
        """Whether the writer before this one never came to its end."""
        self._fd = -1

    def __enter__(self) -> WriterLock:
        with in_words(f"opening the case {self.path.parent.name!r} for writing"):
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            self._take(fd)
        except BaseException:
            os.close(fd)
            raise
        self._fd = fd
        return self

    def _take(self, fd: int) -> None:
        if not self._is_taken(fd):
            holder = os.pread(fd, 200, 0).decode(errors="replace").strip() or "another process"
            raise CaseError(
                f"{holder} is writing to the case {self.path.parent.name!r}. Reading is possible meanwhile; to write, "
                "wait until it is done"
            )
        self.was_interrupted = os.fstat(fd).st_size > 0
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        with in_words(f"opening the case {self.path.parent.name!r} for writing"):
            held = f"process {os.getpid()} (since {now})".encode()
            os.pwrite(fd, held, 0)  # before it is cut to length: at no moment is it empty while somebody holds it
            os.ftruncate(fd, len(held))
            os.fsync(fd)  # a power cut must not make it look as if nobody had

    def _is_taken(self, fd: int) -> bool:
        until = monotonic() + self.patience_s
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() >= until:
                    return False
                sleep(_AGAIN_S)
            else:
                return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, Exception):  # broken off by hand (Ctrl-C): the words stay, as after a kill
            os.ftruncate(self._fd, 0)
        os.close(self._fd)
        self._fd = -1

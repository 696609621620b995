"""Asking another process to take a file apart, and saying in words what became of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from fairlead.errors import EvidenceError
from fairlead.formats.documents.drawn import Drawn, from_json

WORKER = "fairlead.formats.documents.worker"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    seconds: float = 120.0
    """By the clock."""
    cpu: int = 60
    """Processor seconds."""
    memory: int = 1 << 30
    """Bytes of address space; a page of 32 MB as a tree of nodes is under half of it."""
    output: int = 512 << 20
    """Bytes of all its texts."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What came of a file: its documents, at least one."""

    documents: tuple[Drawn, ...]
    is_broken_off: bool
    """Whether the reading was ended at a limit, so that another one may get farther."""


class Sandbox:
    """A process that draws texts for as long as the block lasts; started when it is first needed."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            process, self._process = self._process, None
            if process.stdin:
                process.stdin.close()
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()

    def draw(self, path: Path, media: str, charset: str | None = None) -> Drawing:
        """The documents of a file. Whatever is in it, there is one at least, and its flags say what was not read.

        Args:
            path: its bytes.
            media: one of :data:`fairlead.formats.documents.drawn.MEDIA`.
            charset: the encoding that whoever sent it declared.

        Raises:
            EvidenceError: the process that reads documents cannot be started.
        """
        request = {"path": str(path.absolute()), "media": media, "charset": charset, "limits": asdict(self.limits)}
        documents: list[Drawn] = []
        end = self._ask(request, documents)
        if end == "done" and documents:
            return Drawing(tuple(documents), is_broken_off=False)
        flag = _say_end(end, self.limits, len(documents))
        if not documents:
            return Drawing((Drawn(media=media, text="", tool="none", flags=(flag, "no text")),), is_broken_off=True)
        last = documents[-1]
        documents[-1] = replace(last, flags=(*last.flags, flag))
        return Drawing(tuple(documents), is_broken_off=True)

    def _ask(self, request: Mapping[str, Any], documents: list[Drawn]) -> str:
        process = self._running()
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            for line in process.stdout:
                said = json.loads(line)
                if set(said) == {"end"}:
                    return str(said["end"])
                documents.append(from_json(said))
        except (OSError, ValueError, TypeError) as e:  # what it says is no document: it is not asked again
            self.close()
            return f"nonsense ({str(e)[:80]})"
        self.close()
        return "lost"

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = [sys.executable, "-I", "-m", WORKER]
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
                )
            except OSError as e:
                raise EvidenceError(f"the process that reads documents cannot be started: {e}") from None
        return self._process


def _say_end(end: str, limits: Limits, count: int) -> str:
    so_far = f"after {count:,} documents" if count else "nothing of it"
    reasons = {
        "time": f"reading it took longer than {limits.cpu} s of processor time or {limits.seconds:g} s by the clock",
        "memory": f"reading it took more than {limits.memory >> 20:,} MB of memory",
        "output": f"it gave more than {limits.output >> 20:,} MB of text",
        "forbidden": "reading it tried to open, write or start something else, which is not allowed",
        "done": "its reader found no document in it",
    }
    return f"not read to its end ({so_far}): {reasons.get(end, f'its reader failed on it ({end})')}"

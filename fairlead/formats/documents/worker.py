"""The process in which strangers' files are taken apart. Started by ``sandbox``; forks a child for each file.

A child has no way to write files, open connections or start programs, and little memory and time; it writes its
documents to a pipe, one JSON object a line, and is gone. What one file does to its child no other file sees.

    request   {"path": ..., "media": ..., "limits": {...}}          on stdin, one a line
    answer    a document a line, then {"end": "done" or why not}    on stdout
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from fairlead.formats.documents.drawn import MEDIA, Drawn, Source
from fairlead.formats.documents.html import draw_html
from fairlead.formats.documents.mail import draw_mail
from fairlead.formats.documents.pdf import draw_pdf
from fairlead.formats.documents.plain import draw_plain
from fairlead.formats.documents.web_archive import draw_wacz, draw_warc
from fairlead.formats.documents.word import draw_word
from fairlead.formats.shut_in import shut_in, without_network

_FULL = "memory"
_OF_ONE: dict[str, Callable[[Source], Drawn]] = {
    "html": draw_html, "pdf": draw_pdf, "text": draw_plain, "docx": draw_word,
}  # fmt: skip


def draw(path: Path, media: str, charset: str | None = None) -> Iterator[Drawn]:
    """The documents of a file.

    Args:
        path: its bytes.
        media: one of :data:`fairlead.formats.documents.drawn.MEDIA`.
        charset: the encoding that whoever sent it declared.
    """
    if media not in MEDIA:
        raise ValueError(f"no medium {media!r}")
    with path.open("rb") as file:
        source = Source(file, path.stat().st_size, charset)
        if media == "warc":
            yield from draw_warc(source)
        elif media == "wacz":
            yield from draw_wacz(source)
        elif media in ("eml", "mhtml"):
            yield from draw_mail(source)
        else:
            yield _OF_ONE[media](source)


def main() -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides when to stop
    without_network()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        sys.stdout.buffer.write(json.dumps({"end": _answer(request)}).encode() + b"\n")
        sys.stdout.buffer.flush()


def _answer(request: dict[str, Any]) -> str:
    limits = request["limits"]
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _work(request, limits, into)
    os.close(into)
    why = _forward(out, limits["seconds"], limits["output"])
    os.close(out)
    if why:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return why or _say(status)


def _forward(out: int, seconds: float, most: int) -> str:
    """Pass on whole lines of what a child writes, until it ends; why it must be ended, else nothing."""
    until = time.monotonic() + seconds
    held, total = b"", 0
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([out], [], [], left)[0]:
            return "time"
        block = os.read(out, 1 << 16)
        if not block:
            return ""
        total += len(block)
        if total > most:
            return "output"
        *whole, held = (held + block).split(b"\n")
        for one in whole:
            if one.startswith(b'{"end"'):  # only this process says when a child has ended
                return "output"
            sys.stdout.buffer.write(one + b"\n")


def _say(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "time" if number == signal.SIGXCPU else f"signal {number}"
    code = os.WEXITSTATUS(status)
    return {0: "done", 3: _FULL, 4: "forbidden"}.get(code, "fault")


def _work(request: dict[str, Any], limits: dict[str, int], into: int) -> NoReturn:
    """What a child does: shut itself in, draw, write, leave. Nothing is cleaned up behind it."""
    code = 5
    try:
        path = Path(request["path"])
        shut_in(limits["cpu"], limits["memory"])
        for drawn in draw(path, request["media"], request["charset"]):
            _write(into, json.dumps(drawn.to_json()).encode() + b"\n")
        code = 0
    except MemoryError:
        code = 3
    except PermissionError:
        code = 4
    except BaseException:  # noqa: BLE001 - whatever a stranger's file does, its child ends here and says so
        code = 5
    finally:
        os._exit(code)


def _write(into: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(into, rest) :]


if __name__ == "__main__":
    main()

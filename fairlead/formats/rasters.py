"""images: pictures as evidence. Georeferenced TIFF, PNG and JPEG, opened by another process and by nobody else.

A picture is a stranger's bytes and its decoders are C: what it does to the process that opens it, no other sees. That
process has little memory and time, and cannot write. Here stands whoever asks it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.base.geodesy import ground_step_m
from fairlead.base.shapes import write_wkt
from fairlead.base.tables import IMAGES, REJECTS
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.placement import Placement

KIND = "images"
DOC = "pictures to look at and measure in: georeferenced TIFF, PNG, JPEG"
WORKER = "fairlead.formats.raster_worker"

_BEGINS = ((b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"II+\0", "tiff"), (b"MM\0+", "tiff"),
           (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))  # fmt: skip
MEDIA_WORDS = {"tiff": "TIFF", "png": "PNG", "jpeg": "JPEG"}

TILE = 512
"""Pixels of a tile's side, at most."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question about a picture may cost."""

    seconds: float = 30.0
    """By the clock; then the process is ended."""
    memory: int = 3 << 30
    """Bytes of address space, of which the libraries take 1 GB before they read anything."""
    cache: int = 256 << 20
    """Bytes of pixels that the process keeps decoded."""
    answer: int = 16 << 20
    """Bytes of one answer; a tile has 512 x 512 pixels of four bytes before it is packed."""


def media_of(head: bytes) -> str | None:
    """Which kind of picture bytes begin, None for any other file."""
    return next((media for begins, media in _BEGINS if head.startswith(begins)), None)


PIPE = 1 << 20
"""Bytes that may lie in the pipe between the two processes; the system's own 64 KiB take many more turns."""
MOST_POINTS = 500
"""Points asked for at a time: their answer is one line, of 64 KiB at most."""


class Pictures:
    """Pictures opened by a process that lasts as long as this; started when it is first needed, one question at a time.

    Any number of threads may ask.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._placed: dict[str, Placement] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._ending: Callable[[], object] | None = None
        self._lock = Lock()

    def __enter__(self) -> Pictures:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def place(self, path: Path, placement: Placement) -> None:
        """Say where the pixels of a picture lie that does not say it itself; it counts from the next question on."""
        self._placed[str(path.absolute())] = placement

    def describe(self, path: Path) -> dict[str, Any]:
        """Size, type and reference system of a picture; ``corners`` and ``pixel`` as (longitude, latitude) where it is
        georeferenced.

        Raises:
            EvidenceError: it cannot be opened, and why.
        """
        said, _ = self._ask({"do": "describe", "path": str(path.absolute())})
        return said

    def ground(self, path: Path, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Where pixels lie, as (longitude, latitude) of WGS 84.

        Args:
            path: a georeferenced picture.
            points: (right, down) from the top left corner, in pixels; 0.5, 0.5 is the middle of the first.

        Raises:
            EvidenceError: it is not georeferenced, or cannot be opened.
        """
        found: list[tuple[float, float]] = []
        for first in range(0, len(points), MOST_POINTS):
            some = [list(p) for p in points[first : first + MOST_POINTS]]
            said, _ = self._ask({"do": "ground", "path": str(path.absolute()), "points": some})
            found += [(float(lon), float(lat)) for lon, lat in said["points"]]
        return found

    def tile(self, path: Path, level: int, column: int, row: int) -> bytes:
        """A tile of a picture as PNG.

        Args:
            path: the picture.
            level: 0 for its own pixels; each level further has every second of the one before.
            column, row: which tile of that level, from the top left.

        Raises:
            EvidenceError: there is no such tile, or its bytes are broken there, and why.
        """
        asked = {"do": "tile", "path": str(path.absolute()), "level": level, "column": column, "row": row, "side": TILE}
        return bytes(self._ask(asked)[1])

    def whole(self, path: Path, band: int, window: tuple[int, int, int, int]) -> npt.NDArray[np.uint16]:
        """Values of one band of whole numbers, of a window as :meth:`values` takes it; 0 where there is none, and
        65,535 for what is greater.

        Raises:
            EvidenceError: there is no such band, or its bytes are broken there, and why.
        """
        asked = {"do": "whole", "path": str(path.absolute()), "band": band, "window": list(window)}
        return np.frombuffer(self._ask(asked)[1], np.uint16).reshape(window[3], window[2])

    def values(
        self, path: Path, band: int, window: tuple[int, int, int, int], shape: tuple[int, int] | None = None
    ) -> npt.NDArray[np.float32]:
        """Values of one band of a window.

        Args:
            path: the picture.
            band: which value of a pixel, from 1.
            window: column and row of its first pixel, how many columns and rows.
            shape: rows and columns to answer in, as many as the window has where None.

        Returns:
            Float32, NaN where the picture has no value; whole numbers are exact up to 2^24.

        Raises:
            EvidenceError: there is no such band, or its bytes are broken there, and why.
        """
        rows, columns = shape or (window[3], window[2])
        asked = {"do": "values", "path": str(path.absolute()), "band": band, "window": list(window),
                 "shape": [rows, columns]}  # fmt: skip
        return np.frombuffer(self._ask(asked)[1], np.float32).reshape(rows, columns)

    # ------------------------------------------------------------------------------------------------ the other process

    def _ask(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytearray]:
        if placement := self._placed.get(request["path"]):
            request = {**request, "transform": placement.transform, "crs": placement.crs}
        with self._lock:
            try:
                process = self._running()
                assert process.stdin
                assert process.stdout
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
                until = time.monotonic() + self.limits.seconds
                fd = process.stdout.fileno()
                head = json.loads(_line(fd, until))
                size = int(head["bytes"])
                if not 0 <= size <= self.limits.answer:
                    raise ValueError(size)
                body = _exactly(fd, size, until)
            except TimeoutError:
                self._end()
                raise EvidenceError(
                    f"opening it took longer than {self.limits.seconds:g} s: it is too large to be read in one piece. "
                    "Give it as a tiled TIFF with overviews (a cloud-optimised GeoTIFF), or cut out what matters"
                ) from None
            except (OSError, ValueError, TypeError, KeyError, EOFError):
                self._end()
                raise EvidenceError(
                    "the process that opens pictures broke off on it: it is damaged, or needs more memory than "
                    f"{self.limits.memory >> 20:,} MB"
                ) from None
        if wrong := head.get("wrong"):
            raise EvidenceError(str(wrong))
        return dict(head.get("said") or {}), body

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        command = [sys.executable, "-I", "-m", WORKER, str(self.limits.memory), str(self.limits.cache)]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, bufsize=0
        )
        assert self._process.stdout
        with contextlib.suppress(OSError, AttributeError):  # not every system has it; what is sent is the same without
            fcntl.fcntl(self._process.stdout, fcntl.F_SETPIPE_SZ, PIPE)
        self._ending = weakref.finalize(self, _end, self._process)  # whoever forgets this, and whoever leaves, ends it
        return self._process

    def _end(self) -> None:
        self._process = None
        if self._ending is not None:
            self._ending()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _line(fd: int, until: float) -> bytes:
    """A line, byte by byte: what follows it is left in the pipe."""
    found = bytearray()
    while not found.endswith(b"\n"):
        found += _exactly(fd, 1, until)
        if len(found) > 1 << 16:
            raise ValueError("no line")
    return bytes(found)


def _exactly(fd: int, size: int, until: float) -> bytearray:
    found = bytearray(size)
    at, view = 0, memoryview(found)
    while at < size:
        left = until - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            raise TimeoutError
        part = os.readv(fd, [view[at:]])
        if not part:
            raise EOFError
        at += part
    return found


# ------------------------------------------------------------------------------------------------------ as evidence


def read_image(path: Path, evidence_id: str) -> Read:
    """A picture as its row of IMAGES.

    Args:
        path: the bytes.
        evidence_id: the evidence it is; its hex digits are the image's too.

    Raises:
        EvidenceError: it cannot be opened, and why.
    """
    with Pictures() as pictures:
        said = pictures.describe(path)
    row = {
        "image_id": f"image:{evidence_id.partition(':')[2]}",
        **{c: said[c] for c in ("media", "width_px", "height_px", "bands", "pixel_type", "taken_words")},
        "crs_words": None,
        "pixel_m": None,
        "footprint": None,
        "remarks": said["remarks"],
        "evidence_id": evidence_id,
        "row": 1,
    }
    if said["corners"]:
        row["crs_words"] = said["crs_words"]
        row["pixel_m"] = pixel_side_m(said["pixel"])
        ring = [(float(lon), float(lat)) for lon, lat in said["corners"]]
        row["footprint"] = write_wkt([[[*ring, ring[0]]]])
    return Read(IMAGES.name, IMAGES.from_rows([row]), REJECTS.empty(), 1)


def pixel_side_m(pixel: Sequence[Sequence[float]]) -> float:
    """Greater side of a pixel in metres, from (longitude, latitude) of its corner, of the next one to the right and of
    the next one down."""
    (lon, lat), right, down = pixel
    sides = (ground_step_m(lat, lon, to[1], to[0]) for to in (right, down))
    return max(hypot(east, north) for east, north in sides)

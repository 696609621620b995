"""What a process gives up before it takes a stranger's file apart: time, memory, files, other programs, the network.

Limits that a system lacks are left out. Where the network cannot be taken away (macOS, and Linux that forbids
namespaces) Python's own sockets are still refused, and only a library that was subverted could open one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

_FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "os.kill",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate",
    "ctypes.", "webbrowser.", "urllib.", "http.", "smtplib.", "ftplib.", "shutil.", "tempfile.", "pty.",
)  # fmt: skip
"""Audit events (PEP 578) that no reading of a file needs."""
_OF_A_COPY = ("os.remove", "os.mkdir", "tempfile.", "shutil.")
"""Those of them that unpacking to a file needs."""
_NEWUSER, _NEWNET, _NO_NEW_PRIVS = 0x10000000, 0x40000000, 38


def shut_in(
    cpu: int, memory: int, file_size: int = 0, files: int = 32, folder: str | None = None, has_loops: bool = False
) -> None:
    """Give up what no reader needs; there is no way back.

    Args:
        cpu: seconds of processor time from now on.
        memory: bytes of address space.
        file_size: bytes of any file that is written.
        files: how many may be open.
        folder: where a file may be written, if anywhere.
        has_loops: whether compiled loops are loaded, whose loader works with raw addresses.
    """
    forbidden = tuple(e for e in _FORBIDDEN if e != "ctypes." or not has_loops)
    most_cpu = int(time.process_time()) + cpu
    for kind, most in (
        (resource.RLIMIT_CPU, most_cpu), (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, files),
    ):  # fmt: skip
        try:
            resource.setrlimit(kind, (most, most + 1 if kind == resource.RLIMIT_CPU else most))  # told, then killed
        except (ValueError, OSError):  # a system that has no such limit, or has less already
            continue
    sys.dont_write_bytecode = True
    inside = None if folder is None else f"{Path(folder).resolve()}/"

    def forbid(event: str, arguments: tuple[Any, ...]) -> None:
        is_writing = event == "open" and (
            (isinstance(arguments[1], str) and any(c in arguments[1] for c in "wax+"))
            or (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        )
        if is_writing or event.startswith(forbidden):
            if inside and (is_writing or event.startswith(_OF_A_COPY)) and _is_in(inside, arguments):
                return
            raise PermissionError(f"{event} is not for readers of evidence")

    sys.addaudithook(forbid)


def _is_in(folder: str, arguments: tuple[Any, ...]) -> bool:
    place = arguments[0] if arguments else None
    if isinstance(place, int):  # what was opened there already
        return True
    return isinstance(place, str | bytes | os.PathLike) and f"{Path(os.fsdecode(place)).resolve()}/".startswith(folder)


def without_network() -> bool:
    """Leave the network, for this process and its children; whether that could be done."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
        user, group = os.getuid(), os.getgid()
        if user == 0 and libc.unshare(_NEWNET) == 0:
            return True
        if libc.unshare(_NEWUSER | _NEWNET) != 0:
            return False
        with contextlib.suppress(OSError):  # so that a file made by it has an owner
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except (OSError, AttributeError):  # no such call in this system's library
        return False
    return True


def address_space() -> int:
    """Bytes of address space this process has; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    except OSError:
        return 0

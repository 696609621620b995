"""Serving a case on this machine and to nobody else."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

import uvicorn

from fairlead.case.workspace import Case
from fairlead.errors import CaseError
from fairlead.web.app import is_built, make_app, why_not_written
from fairlead.web.people import Users
from fairlead.web.sessions import Keys

HOST = "127.0.0.1"
PORT = 8365
"""Tried first; where it is taken and none was asked for, any free one is."""

NAMES = (HOST, "localhost")
"""What a browser on this machine may call it."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What is said when the server begins."""

    address: str
    """With its key, unless there are users: whoever has it may read, and decide where the case can be written."""
    is_built: bool
    why_not: str
    """Why nothing can be entered; empty where it can."""
    has_users: bool


def serve_case(
    case: Case, port: int | None, is_read_only: bool, say: Callable[[Serving], None], users: Users | None = None
) -> None:
    """Serve a case until the process is interrupted.

    Args:
        case: what is served.
        port: where; None for the usual one, or any where that is taken. 0 for any.
        is_read_only: refuse everything that writes.
        say: told where, once it answers.
        users: who may come in, with a password; none: whoever has the key.

    Raises:
        CaseError: the port is taken or may not be used.
    """
    with bind(port) as bound:
        number, keys = bound.getsockname()[1], Keys(users=users)
        app = make_app(case, [f"{name}:{number}" for name in NAMES], keys, is_read_only)
        address = f"http://{HOST}:{number}/" + ("" if users else f"#key={keys.key}")
        say(Serving(address, is_built(), why_not_written(case, is_read_only), users is not None))
        settings = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            ws="none",
            timeout_keep_alive=30,
            timeout_graceful_shutdown=2,
        )
        Thread(target=app.warm, daemon=True).start()
        uvicorn.Server(settings).run(sockets=[bound])


def bind(port: int | None) -> socket.socket:
    """A socket of this machine that listens.

    Raises:
        CaseError: it cannot be had.
    """
    wanted = [PORT, 0] if port is None else [port]
    for number in wanted:
        # with the protocol said asyncio sends at once; else an answer waits 40 ms for its head to be acknowledged
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((HOST, number))
            bound.listen(128)
        except OSError as e:
            bound.close()
            problem = e
            continue
        return bound
    words = f"port {wanted[-1]} of this machine cannot be used ({problem.strerror}); --port 0 takes any that is free"
    raise CaseError(words)

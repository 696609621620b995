"""Sending one request to a server that somebody named, and taking one answer, within a size and a time.

No redirection is followed: it would send the words somewhere nobody named. A key goes to another machine by https only.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from fairlead.errors import CaseError

_CHUNK = 1 << 16


class NoAnswerError(CaseError):
    """The server gave no answer that can be used for this request; another may have one."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where somebody answers, and within which limits."""

    url: str
    """The whole address."""
    key: tuple[str, str]
    """The environment variable that holds a key, and the word before it in the header."""
    such_as: str
    """An address as it may be, for refusals."""
    seconds: float
    """An answer takes no longer."""
    most_bytes: int
    """An answer is no longer."""

    def check(self) -> None:
        """Check that the address can be meant.

        Raises:
            CaseError: it is none, holds a key, or a key would go out in the clear.
        """
        try:
            parts = urlsplit(self.url)
            is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_one = False
        if not is_one:
            raise CaseError(f"{self.url!r} is no address of an endpoint; write one like {self.such_as}")
        if parts.username or parts.password or parts.query:
            raise CaseError(f"write the endpoint without a key in it; put the key in the variable {self.key[0]}")
        if parts.scheme == "http" and not self.is_here and os.environ.get(self.key[0]):
            raise CaseError("a key goes to another machine by https only")

    @property
    def host(self) -> str:
        """Name and port: what is kept of the address."""
        return urlsplit(self.url).netloc

    @property
    def is_here(self) -> bool:
        """Whether it is this machine: then no text leaves it, as far as the address tells."""
        name = (urlsplit(self.url).hostname or "").rstrip(".")
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name == "localhost"

    def post(self, body: bytes, kind: str = "application/json") -> bytes:
        """Send JSON, or what else ``kind`` says; return the bytes of the answer.

        Raises:
            NoAnswerError: as for :meth:`get`.
        """
        return self._ask(self.url, body, kind)

    def get(self, rest: str) -> bytes:
        """Ask for what lies at an address below this one; return the bytes of the answer.

        Raises:
            NoAnswerError: nobody answered in time, or it was an error, a redirection, or too long.
        """
        return self._ask(self.url.rstrip("/") + rest, None, None)

    def _ask(self, url: str, body: bytes | None, kind: str | None) -> bytes:
        headers = {"Content-Type": kind} if kind else {}
        name, word = self.key
        if key := os.environ.get(name):
            headers["Authorization"] = f"{word} {key}"
        watched = _Watched()
        handlers: list[urllib.request.BaseHandler] = [_NoRedirection(), watched]
        if self.is_here:
            handlers.append(urllib.request.ProxyHandler({}))
        opener, ends = urllib.request.build_opener(*handlers), monotonic() + self.seconds
        wanted = urllib.request.Request(url, body, headers)  # noqa: S310 - http or https, as looked at above
        timer = Timer(self.seconds, watched.cut)
        timer.daemon = True
        timer.start()
        try:
            with opener.open(wanted, timeout=self.seconds) as answer:
                return self._read(answer, ends)
        except urllib.error.HTTPError as e:
            with e:
                raise NoAnswerError(f"{self.host} refused: {e.code} {e.reason}") from e
        except TimeoutError as e:
            raise NoAnswerError(self._late()) from e
        except (OSError, http.client.HTTPException) as e:
            if isinstance(getattr(e, "reason", None), TimeoutError) or monotonic() > ends:
                raise NoAnswerError(self._late()) from e
            raise NoAnswerError(f"{self.host} cannot be asked: {getattr(e, 'reason', e)}") from e
        finally:
            timer.cancel()

    def _read(self, answer: Any, ends: float) -> bytes:
        content = b""
        while chunk := answer.read1(_CHUNK):
            content += chunk
            if len(content) > self.most_bytes:
                raise NoAnswerError(f"{self.host} answered with more than {self.most_bytes:,} bytes")
            if monotonic() > ends:
                raise NoAnswerError(self._late())
        return content

    def _late(self) -> str:
        return f"{self.host} did not answer within {self.seconds:g} s"


class _Watched(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Connections that can be ended from outside: of headers sent a byte at a time each byte starts the clock anew."""

    def __init__(self) -> None:
        super().__init__()
        self._made: list[http.client.HTTPConnection] = []

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._kept(http.client.HTTPConnection), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._kept(http.client.HTTPSConnection), req)

    def _kept(self, kind: Callable[..., http.client.HTTPConnection]) -> Any:
        def make(*args: Any, **more: Any) -> http.client.HTTPConnection:
            self._made.append(kind(*args, **more))
            return self._made[-1]

        return make

    def cut(self) -> None:
        for connection in self._made:
            if connection.sock is not None:
                with suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """A redirection would send the text somewhere nobody named."""

    def redirect_request(self, *_: Any) -> None:
        return None

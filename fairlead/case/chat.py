"""Asking a language model that somebody runs: one request to an OpenAI-compatible endpoint, one answer, or a reason.

Only on an explicit request, since the text of a document goes to whoever answers there. No redirection is followed, an
answer ends at a size and a time, and a key (environment variable ``FAIRLEAD_API_KEY``) is sent and never kept.
Form of request and answer: the *chat completions* of the OpenAI API, which many servers speak.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from fairlead.errors import CaseError

KEY_NAME = "FAIRLEAD_API_KEY"
_CHUNK = 1 << 16


class NoAnswerError(CaseError):
    """The endpoint gave no answer that can be used for this text; another text may have one."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers, and within which limits."""

    url: str
    """Its base, e.g. ``http://127.0.0.1:8080/v1``."""
    model: str
    seconds: float = 120.0
    """An answer takes no longer."""
    most_bytes: int = 1 << 20
    """An answer is no longer."""

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_one = False
        if not is_one:
            raise CaseError(f"{self.url!r} is no address of an endpoint; write one like http://127.0.0.1:8080/v1")
        if parts.username or parts.password or parts.query:
            raise CaseError(f"write the endpoint without a key in it; put the key in the variable {KEY_NAME}")
        if parts.scheme == "http" and not self.is_here and os.environ.get(KEY_NAME):
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


def ask(endpoint: Endpoint, request: Mapping[str, Any]) -> str:
    """Send one request; return what the model wrote.

    Raises:
        NoAnswerError: nobody answered in time, or it was an error, too long, or no answer of this form.
    """
    content = _post(endpoint, json.dumps(request).encode())
    try:
        said = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as e:
        raise NoAnswerError(f"{endpoint.host} answered in another form than chat completions") from e
    if not isinstance(said, str):
        raise NoAnswerError(f"{endpoint.host} answered without words")
    return said


def _post(endpoint: Endpoint, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get(KEY_NAME):
        headers["Authorization"] = f"Bearer {key}"
    url = endpoint.url.rstrip("/") + "/chat/completions"
    watched = _Watched()
    handlers: list[urllib.request.BaseHandler] = [_NoRedirection(), watched]
    if endpoint.is_here:
        handlers.append(urllib.request.ProxyHandler({}))
    opener, ends = urllib.request.build_opener(*handlers), monotonic() + endpoint.seconds
    wanted = urllib.request.Request(url, body, headers)  # noqa: S310 - http or https, as looked at above
    timer = Timer(endpoint.seconds, watched.cut)
    timer.daemon = True
    timer.start()
    try:
        with opener.open(wanted, timeout=endpoint.seconds) as answer:
            return _read(answer, endpoint, ends)
    except urllib.error.HTTPError as e:
        with e:
            raise NoAnswerError(f"{endpoint.host} refused: {e.code} {e.reason}") from e
    except TimeoutError as e:
        raise NoAnswerError(_late(endpoint)) from e
    except (OSError, http.client.HTTPException) as e:
        if isinstance(getattr(e, "reason", None), TimeoutError) or monotonic() > ends:
            raise NoAnswerError(_late(endpoint)) from e
        raise NoAnswerError(f"{endpoint.host} cannot be asked: {getattr(e, 'reason', e)}") from e
    finally:
        timer.cancel()


def _read(answer: Any, endpoint: Endpoint, ends: float) -> bytes:
    content = b""
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > endpoint.most_bytes:
            raise NoAnswerError(f"{endpoint.host} answered with more than {endpoint.most_bytes:,} bytes")
        if monotonic() > ends:
            raise NoAnswerError(_late(endpoint))
    return content


def _late(endpoint: Endpoint) -> str:
    return f"{endpoint.host} did not answer within {endpoint.seconds:g} s"


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

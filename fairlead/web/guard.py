"""Who may ask: this machine, by this name, from this page, with the key that was printed when the server began.

A page of another site that the same browser has open can send requests here, and a name it owns can be made to point
here (DNS rebinding). So each request must name this server as its host, none may come from another origin, each needs
the session that the key was exchanged for, and whoever writes must also show the session's word, which only the page
of this origin can read.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

from fairlead.base.ids import canonical_json
from fairlead.web.held import Held

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

API = "/api/"
SESSION_PATH = "/api/session"
WORD = "x-fairlead-word"
"""Header in which a page that writes says the word of its session."""

SAFE = ("GET", "HEAD")
MOST_BODY = 1_000_000
"""Bytes a request may bring: a decision and its reason are a few hundred."""

MOST_SESSIONS = 100
"""Sessions held at a time; the oldest goes first."""

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""Sent with every answer unless it says its own; the page loads nothing from anywhere else."""


@dataclass
class Keys:
    """The key of a server, and the sessions it was exchanged for."""

    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _words: dict[str, str] = field(default_factory=dict)
    """Of each session the word that a page which writes must say."""

    def begin(self, key: str) -> tuple[str, str] | None:
        """A new session and its word for the right key; None for any other."""
        if not hmac.compare_digest(key.encode(), self.key.encode()):
            return None
        while len(self._words) >= MOST_SESSIONS:
            del self._words[next(iter(self._words))]
        session, word = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._words[session] = word
        return session, word

    def word(self, session: str | None) -> str | None:
        """The word of a session; None where there is no such session."""
        return self._words.get(session) if session else None


class Guard:
    """Lets through what may be answered, and says why where it does not."""

    def __init__(self, app: App, keys: Keys, held: Held, hosts: Iterable[str], cookie: str, is_read_only: bool) -> None:
        self.app, self.keys, self.held, self.cookie, self.is_read_only = app, keys, held, cookie, is_read_only
        self.hosts = frozenset(hosts)
        self.origins = frozenset(f"http://{host}" for host in self.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        session = self._session(headers.get("cookie", ""))
        scope.setdefault("state", {})["session"] = session
        refused = self._refuse(scope, headers, session)
        if refused:
            await _answer(send, *refused)
            return
        await self.app(scope, _bounded(receive), _with_headers(send))

    def _session(self, cookies: str) -> str | None:
        try:
            found = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return None
        return found.value if found else None

    def _refuse(self, scope: Scope, headers: dict[str, str], session: str | None) -> tuple[int, str] | None:
        """Status and reason, where a request is not answered."""
        path, is_safe = scope["path"], scope["method"] in SAFE
        if headers.get("host") not in self.hosts:
            return 421, "this server answers to the address that 'fairlead serve' printed and to no other name"
        if headers.get("origin", "null" if not is_safe else None) not in {*self.origins, *([None] if is_safe else [])}:
            return 403, "the request comes from another page than this workspace"
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") and path.startswith(API):
            return 403, "the request comes from another site"
        if int(headers.get("content-length", "0") if headers.get("content-length", "0").isdigit() else 0) > MOST_BODY:
            return 413, f"a request brings {MOST_BODY:,} bytes at most"
        if not path.startswith(API) or (path == SESSION_PATH and scope["method"] == "POST"):
            return None
        word = self.keys.word(session)
        if word is None:
            return 401, "no session: open the address that 'fairlead serve' printed, with its key"
        if is_safe:
            return None
        if not hmac.compare_digest(headers.get(WORD, "").encode(), word.encode()):
            return 403, "the word of this session is missing: reload the page"
        if self.is_read_only:
            return 403, "this case is served for reading only"
        return None


def _bounded(receive: Receive) -> Receive:
    """What a request brings, cut off where it is more than it may be, whatever its headers said."""
    taken = 0

    async def next_part() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > MOST_BODY else message

    return next_part


def _with_headers(send: Send) -> Send:
    async def out(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = {name.decode("latin-1").lower() for name, _ in message["headers"]}
            added = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k not in said]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return out


async def _answer(send: Send, status: int, words: str) -> None:
    body = canonical_json({"error": words}).encode()
    said = {
        **HEADERS,
        "content-type": "application/json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
    }
    headers = [(k.encode(), v.encode()) for k, v in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""Who may ask: this machine, by this name, from this page, with a session, in a role that may.

A page of another site that the same browser has open can send requests here, and a name it owns can be made to point
here (DNS rebinding). So each request must name this server as its host, none may come from another origin, each needs
the session that the key or a password was exchanged for, and whoever writes must also show the session's word, which
only the page of this origin can read. What a role may is said by the table of routes; a path that stands there with no
other method, or not at all, is told nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.routing import compile_path

from fairlead.base.ids import canonical_json
from fairlead.web.circles import Circles
from fairlead.web.people import ROLES
from fairlead.web.sessions import Keys, Pace, Session

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Rules = Iterable[tuple[str, str, str, bool, int]]
"""Method, path and least role of each route, whether it enters something, and the bytes it may be brought."""

API = "/api/"
SESSION_PATH = "/api/session"
WORD = "x-fairlead-word"
"""Header in which a page that writes says the word of its session."""

OPENING = (SESSION_PATH, "/api/login")
"""Where a key or a password is exchanged for a session: the only routes that are asked without one."""

SAFE = ("GET", "HEAD")
MOST_BODY = 1_000_000
"""Bytes a request may bring: a decision and its reason are a few hundred."""

WRITES, WRITES_S = 120, 60.0
"""Requests of one session that change something, and the seconds they may come in: more is no person."""

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


class Guard:
    """Lets through what may be answered, and says why where it does not."""

    def __init__(
        self,
        app: App,
        keys: Keys,
        circles: Circles,
        hosts: Iterable[str],
        cookie: str,
        is_read_only: bool,
        rules: Rules,
    ) -> None:
        self.app, self.keys, self.circles, self.cookie, self.is_read_only = app, keys, circles, cookie, is_read_only
        self.hosts = frozenset(hosts)
        self.origins = frozenset(f"http://{host}" for host in self.hosts)
        self.rules = [(method, compile_path(path)[0], role, enters, most) for method, path, role, enters, most in rules]
        self.writes = Pace(WRITES, WRITES_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        id_ = self._cookie_of(headers.get("cookie", ""))
        session = self.keys.session(id_)
        scope.setdefault("state", {}).update(session=session, session_id=id_)
        refused = self._refuse(scope, headers, session)
        if refused:
            await _answer(send, *refused)
            return
        *_, most = self._rule(scope["method"], scope["path"])
        await self.app(scope, _bounded(receive, most), _with_headers(send))

    def warm(self) -> None:
        """Read what the first page needs, so that nobody waits for it."""
        self.circles.warm(self.keys.users)

    def _cookie_of(self, cookies: str) -> str | None:
        try:
            found = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return None
        return found.value if found else None

    def _refuse(self, scope: Scope, headers: dict[str, str], session: Session | None) -> tuple[int, str] | None:
        """Status and reason, where a request is not answered."""
        path, is_safe = scope["path"], scope["method"] in SAFE
        if headers.get("host") not in self.hosts:
            return 421, "this server answers to the address that 'fairlead serve' printed and to no other name"
        if headers.get("origin", "null" if not is_safe else None) not in {*self.origins, *([None] if is_safe else [])}:
            return 403, "the request comes from another page than this workspace"
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") and path.startswith(API):
            return 403, "the request comes from another site"
        role, enters, most = self._rule(scope["method"], path)
        if int(headers.get("content-length", "0") if headers.get("content-length", "0").isdigit() else 0) > most:
            return 413, f"a request of this kind brings {most:,} bytes at most"
        if not path.startswith(API) or (path in OPENING and scope["method"] == "POST"):
            return None
        if session is None:
            return 401, self.keys.how
        if not session.user.may(role):
            return 403, f"this needs the role {role!r}, and {session.user.name} is {session.user.role}"
        if is_safe:
            return None
        if not hmac.compare_digest(headers.get(WORD, "").encode(), session.word.encode()):
            return 403, "the word of this session is missing: reload the page"
        if self.is_read_only and enters:
            return 403, "this case is served for reading only"
        if not self.writes.take(session.word):
            return 429, f"more than {WRITES} entries in {WRITES_S:g} s; wait a moment"
        return None

    def _rule(self, method: str, path: str) -> tuple[str, bool, int]:
        """Who may ask this, whether it enters something, and how many bytes it may bring; of what no route answers, the
        schema and the answer that there is nothing are anybody's."""
        wanted = "GET" if method == "HEAD" else method
        found = [
            (role, enters, most) for of, shape, role, enters, most in self.rules if of == wanted and shape.match(path)
        ]
        return max(found, key=lambda one: ROLES.index(one[0])) if found else (ROLES[0], True, MOST_BODY)


def _bounded(receive: Receive, most: int) -> Receive:
    """What a request brings, cut off where it is more than it may be, whatever its headers said."""
    taken = 0

    async def next_part() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > most else message

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
        **({"retry-after": "10"} if status == 429 else {}),
    }
    headers = [(k.encode(), v.encode()) for k, v in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

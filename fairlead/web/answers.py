"""Answers held as they are sent, for as long as the case is as it was when they were made.

What a GET is told hangs on three things: the case, the person who asks, and what is asked. All three are the key of
what is held, the person with name, role and marking: nobody is ever given what was made for another. The case counts
by its files, so that an entry or a run of another process is seen by the next reader. Many who ask for what is being
made wait for it without holding a thread, and a browser that has an answer already is told that it is still so (304).
"""

from __future__ import annotations

import hashlib
from asyncio import Task, create_task, get_running_loop, shield
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.routing import compile_path

from fairlead.web.guard import App, Message, Receive, Scope, Send
from fairlead.web.sessions import Session

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of answers held; those not asked for the longest go first."""

LARGEST = 8 * 1024 * 1024
"""Bytes of an answer that is held: a larger one would push out everything else."""

LONGEST_QUERY = 2_000
"""Bytes of a query whose answer is held."""

_CACHED = b"private, no-cache"
"""A browser may keep the answer and asks each time whether it still holds."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def tag(self) -> bytes:
        """Of its bytes: who may not see an answer cannot guess whether another was given it."""
        return b'"' + hashlib.sha256(self.body).hexdigest()[:32].encode() + b'"'


class Answers:
    """An application whose answers are held."""

    def __init__(self, app: App, now: Callable[[], tuple[object, ...]], paths: Iterable[str]) -> None:
        """Hold what ``app`` answers.

        Args:
            app: what makes the answers.
            now: another whenever the case is another; cheap.
            paths: routes of which a GET hangs on nothing but the case and who asks.
        """
        self.app, self._now = app, now
        self._paths = [compile_path(path)[0] for path in paths]
        self._held: OrderedDict[Key, tuple[Answer, bytes]] = OrderedDict()
        self._case: tuple[object, ...] = ()
        self._bytes = 0
        self._making: dict[Key, Task[Answer]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key_of(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        case = self._now()
        if case != self._case:
            self._case, self._bytes = case, 0
            self._held.clear()
        held = self._held.get(key)
        if held is None:
            answer = await self._made(key, case, scope)
            held = self._held.get(key) or (answer, answer.tag)
        else:
            self._held.move_to_end(key)
        await _send(send, scope, *held)

    def _key_of(self, scope: Scope) -> Key | None:
        """Who asks what; None where nothing is held."""
        session: Session | None = scope.get("state", {}).get("session")
        if scope["type"] != "http" or scope["method"] != "GET" or session is None:
            return None
        path, query = scope["path"], scope["query_string"]
        if len(query) > LONGEST_QUERY or not any(shape.match(path) for shape in self._paths):
            return None
        user = session.user
        return user.name, user.role, user.sees, path, query

    async def _made(self, key: Key, case: tuple[object, ...], scope: Scope) -> Answer:
        """The answer, made by the first who asks for it."""
        flight = (get_running_loop(), case, *key)
        task = self._making.get(flight)
        if task is None:
            task = self._making[flight] = create_task(self._make(key, case, scope))
            task.add_done_callback(lambda _: self._making.pop(flight, None))
        return await shield(task)

    async def _make(self, key: Key, case: tuple[object, ...], scope: Scope) -> Answer:
        started: Message = {}
        parts: list[bytes] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
            else:
                parts.append(message.get("body", b""))

        await self.app(scope, receive, send)
        answer = Answer(started["status"], list(started["headers"]), b"".join(parts))
        is_same = self._now() == case == self._case
        if answer.status == 200 and len(answer.body) <= LARGEST and is_same:
            self._held[key] = (answer, answer.tag)
            self._bytes += len(answer.body)
            while self._bytes > MOST_BYTES:
                _, (gone, _) = self._held.popitem(last=False)
                self._bytes -= len(gone.body)
        return answer


async def _send(send: Send, scope: Scope, answer: Answer, tag: bytes) -> None:
    headers, status, body = answer.headers, answer.status, answer.body
    if status == 200:
        said = [(k, v) for k, v in headers if k not in (b"cache-control", b"etag")]
        headers = [*said, (b"etag", tag), (b"cache-control", _CACHED), (b"vary", b"cookie")]
        if any(k == b"if-none-match" and v == tag for k, v in scope["headers"]):
            headers = [(k, v) for k, v in headers if k not in (b"content-length", b"content-type")]
            status, body = 304, b""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

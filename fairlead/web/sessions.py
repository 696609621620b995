"""Sessions: what a key or a password was exchanged for, how long they last, and how often one may try."""

from __future__ import annotations

import hmac
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from time import monotonic

from fairlead.web.people import AT_THE_KEYBOARD, User, Users

MOST_SESSIONS = 100
"""Sessions held at a time; the oldest goes first."""

IDLE_S = 8 * 3600.0
"""A session that was not used for so long is over: a working day."""

LONGEST_S = 24 * 3600.0
"""A session is over after so long, however much it is used."""

TRIES, TRIES_S = 5, 60.0
"""Passwords that may be tried for one name, and the seconds they count for."""

ALL_TRIES = 30
"""Passwords that may be tried for any names in those seconds."""

MOST_PACED = 1_000
"""Names that are kept in mind; the oldest goes first."""

NO_SESSION = "no session: open the address that 'fairlead serve' printed, with its key"
NO_LOGIN = "no session: say who you are, with your password"


class Pace:
    """At most ``most`` of something in ``seconds``, for each name."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.most, self.seconds, self.clock = most, seconds, clock
        self._times: dict[str, deque[float]] = {}
        self._lock = Lock()

    def take(self, name: str) -> bool:
        """Count one, unless there were too many."""
        with self._lock:
            times = self._recent(name)
            if len(times) >= self.most:
                return False
            times.append(self.clock())
            return True

    def _recent(self, name: str) -> deque[float]:
        times = self._times.pop(name, deque())
        while times and times[0] <= self.clock() - self.seconds:
            times.popleft()
        self._times[name] = times
        while len(self._times) > MOST_PACED:
            del self._times[next(iter(self._times))]
        return times


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that came in."""

    word: str
    """What its page says when it writes."""
    user: User
    begun: float
    used: float


@dataclass
class Keys:
    """The key of a server or its users, and the sessions they were exchanged for."""

    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    users: Users | None = None
    """Where there are users the key opens nothing."""
    clock: Callable[[], float] = monotonic
    _sessions: dict[str, Session] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._tries = Pace(TRIES, TRIES_S, self.clock)
        self._all_tries = Pace(ALL_TRIES, TRIES_S, self.clock)

    @property
    def how(self) -> str:
        """What a browser without a session is told."""
        return NO_LOGIN if self.users else NO_SESSION

    def begin(self, key: str) -> tuple[str, Session] | None:
        """A new session for the right key; None for any other."""
        if self.users or not hmac.compare_digest(key.encode(), self.key.encode()):
            return None
        return self._begin(AT_THE_KEYBOARD)

    def may_try(self, name: str) -> bool:
        """Count a password that is about to be tried; False where too many came lately."""
        return self._tries.take(name) and self._all_tries.take("")

    def log_in(self, name: str, password: str) -> tuple[str, Session] | None:
        """A new session for a user; None for a wrong name or password."""
        user = self.users.check(name, password) if self.users else None
        return self._begin(user) if user else None

    def session(self, id_: str | None) -> Session | None:
        """A session that is not over, with its user as the file of users has them now."""
        now = self.clock()
        with self._lock:
            found = self._sessions.get(id_) if id_ else None
            if id_ is None or found is None:
                return None
            user: User | None = found.user
            if self.users:
                user = self.users.find(found.user.name)
                user = user if user and user.hash == found.user.hash else None
            if user is None or now - found.used > IDLE_S or now - found.begun > LONGEST_S:
                del self._sessions[id_]
                return None
            self._sessions[id_] = replace(found, user=user, used=now)
            return self._sessions[id_]

    def end(self, id_: str | None) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(id_ or "", None)

    def _begin(self, user: User) -> tuple[str, Session]:
        now = self.clock()
        id_, session = secrets.token_urlsafe(32), Session(secrets.token_urlsafe(32), user, now, now)
        with self._lock:
            while len(self._sessions) >= MOST_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
            self._sessions[id_] = session
        return id_, session

"""Who may do what in a served case: the file of users, and the roles.

One user a line: ``name:role:sees:hash``. The hash is Argon2id (RFC 9106) with the parameters of argon2-cffi's default
profile; ``fairlead user`` makes a line. The file is read again when it has changed, so that who is taken out of it has
no session any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from stat import S_IWGRP, S_IWOTH
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fairlead.case.disk import in_words
from fairlead.case.markings import CLEAR, MARKINGS, RED
from fairlead.errors import CaseError

ROLES = ("reader", "analyst", "reviewer", "owner")
"""Each may do what those before it may: read; measure, run and write reports; decide; mark."""

READER, ANALYST, REVIEWER, OWNER = ROLES

FEWEST_LETTERS = 15
"""Of a password that stands alone: NIST SP 800-63B-4, section 3.1.1.2. Nothing is asked of which letters."""

MOST_LETTERS = 200
_NAME = re.compile(r"[\w][\w .@'-]{0,63}")
_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(2)
"""Each check takes 64 MiB and tens of milliseconds of every core: more at a time would starve those who read."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may come in."""

    name: str
    """Stands in the log as who decided."""
    role: str
    sees: str
    """The narrowest marking that is shown to them."""
    hash: str

    def may(self, role: str) -> bool:
        """Whether they may do what ``role`` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


AT_THE_KEYBOARD = User("", OWNER, RED, "")
"""Whoever has the key that was printed: they have the files of the case anyhow."""


def spell_user(name: str, role: str, sees: str | None, password: str) -> str:
    """A line of the file of users.

    Raises:
        CaseError: a name, role or marking that cannot stand there, or a password that is too short.
    """
    if not _NAME.fullmatch(name) or name != name.strip():
        raise CaseError("a name is 1 to 64 letters, digits, spaces and . @ ' - and begins with a letter or digit")
    if role not in ROLES:
        raise CaseError(f"a role is one of {', '.join(ROLES)}, not {role!r}")
    sees = sees or (RED if role == OWNER else CLEAR)
    if sees not in MARKINGS:
        raise CaseError(f"a marking is one of {', '.join(MARKINGS)}, not {sees!r}")
    if not FEWEST_LETTERS <= len(password) <= MOST_LETTERS:
        raise CaseError(
            f"a password has {FEWEST_LETTERS} to {MOST_LETTERS} letters: a few words that do not belong together"
        )
    return f"{name}:{role}:{sees}:{_HASHER.hash(password)}"


class Users:
    """The users of a file, as it is now."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            CaseError: it cannot be read, others may write it, or a line is wrong.
        """
        self.path = path
        self._lock = Lock()
        self._nobody = _HASHER.hash("nobody")
        self._stamp = self._now()
        self._users = _read(path)

    def find(self, name: str) -> User | None:
        """A user by name; nobody while the file cannot be read."""
        stamp = self._now()
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._users = _read(self.path)
                except CaseError:
                    self._users = {}
            return self._users.get(name)

    def circles(self) -> set[str]:
        """The narrowest markings that any of them may see."""
        return {user.sees for user in self._users.values()}

    def check(self, name: str, password: str) -> User | None:
        """The user with this name and password. A name that nobody has takes as long."""
        user = self.find(name)
        with _AT_ONCE:
            try:
                _HASHER.verify(user.hash if user else self._nobody, password[:MOST_LETTERS])
            except (VerificationError, InvalidHashError):
                return None
        return user

    def _now(self) -> tuple[int, int]:
        try:
            stat = self.path.stat()
        except OSError:
            return -1, -1
        return stat.st_mtime_ns, stat.st_size


def _read(path: Path) -> dict[str, User]:
    with in_words(f"reading the users of {path}"):
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    if mode & (S_IWGRP | S_IWOTH):
        raise CaseError(f"others than its owner may write {path}: 'chmod 600 {path}' closes it")
    users: dict[str, User] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        user = _read_line(line)
        if user is None or user.name in users:
            why = "a name that stands further up" if user else "not name:role:sees:hash"
            raise CaseError(f"{path} line {number}: {why}; 'fairlead user NAME' makes a line")
        users[user.name] = user
    if not users:
        raise CaseError(f"{path} names nobody; 'fairlead user NAME --role owner >> {path}' makes the first line")
    return users


def _read_line(line: str) -> User | None:
    parts = line.strip().split(":")
    if len(parts) != 4 or parts[1] not in ROLES or parts[2] not in MARKINGS or not _NAME.fullmatch(parts[0]):
        return None
    try:
        _HASHER.check_needs_rehash(parts[3])
    except InvalidHashError:
        return None
    return User(*parts)

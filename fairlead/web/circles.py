"""The case as each may see it: whole, or made without what is marked narrower than they may see."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from time import sleep

from fairlead.case.markings import may_see
from fairlead.case.workspace import Case
from fairlead.errors import FairleadError
from fairlead.web import layers
from fairlead.web.held import Held
from fairlead.web.people import Users

WAIT_S = 30.0
"""How long a reader waits while the case is made anew without what they may not see."""

PAUSE_S = 3.0
"""How long what the map needs waits until the first page is there: going through very many tracks takes a core
for seconds."""


class NotReadyError(FairleadError):
    """The case is being made as somebody may see it."""


class Circles:
    """One case, held once for each circle of readers."""

    def __init__(self, whole: Held) -> None:
        self.whole = whole
        self._held: dict[str, tuple[object, Held]] = {}
        self._locks: dict[str, Lock] = {}

    def held(self, sees: str) -> Held:
        """The case as who may see ``sees`` may see it, as it is now.

        Raises:
            CaseError: it cannot be made so; then nothing is shown.
            NotReadyError: it is being made, and takes long.
        """
        now = self.whole.now()
        kept = self._held.get(sees)
        if kept and kept[0] == now:
            return kept[1]
        lock = self._locks.setdefault(sees, Lock())
        if not lock.acquire(timeout=WAIT_S):
            raise NotReadyError("the case is being made ready for what you may see; look again in a minute")
        try:
            kept = self._held.get(sees)
            if not (kept and kept[0] == now):
                self._held[sees] = kept = (now, self._make(sees, kept[1] if kept else None))
        finally:
            lock.release()
        return kept[1]

    def warm(self, users: Users | None) -> None:
        """Make what the first page of each circle needs; what cannot be made is said to who asks."""
        self.whole.warm()
        for sees in users.circles() if users else ():
            with suppress(FairleadError):
                self.held(sees).warm()
        sleep(PAUSE_S)
        with suppress(FairleadError):
            layers.warm(self.whole)

    def may_see_all(self, sees: str) -> bool:
        """Whether nothing of the case is kept from who may see ``sees``."""
        return all(may_see(sees, marking) for marking in self.whole.case.markings().values())

    def _make(self, sees: str, before: Held | None) -> Held:
        case: Case = self.whole.case.cleared(sees)
        if case is self.whole.case:
            return self.whole
        if before is not None and before.case.path == case.path:
            before.forget()
            return before
        return Held(case, self.whole.store.read_only, case.store)

"""Whether loops are being compiled just now: Numba does it once on a machine and keeps what it made, which takes the
first run much longer than any other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

EVENTS, COMPILE = "numba.core.event", "numba:compile"
"""Numba's module of events, and the one it sends when it compiles: not when it finds what it kept."""

EVERY_S = 0.05
"""How often it is looked whether Numba is there: whoever needs it loads it, this does not."""


@contextmanager
def heard_compiling(told: Callable[[], None]) -> Iterator[None]:
    """For the time of the block ``told`` is called whenever something begins to be compiled."""
    ended = Event()
    listening = Thread(target=_listen, args=(told, ended), daemon=True)
    listening.start()
    try:
        yield
    finally:
        ended.set()
        listening.join()


def _listen(told: Callable[[], None], ended: Event) -> None:
    while not hasattr(events := sys.modules.get(EVENTS), "Listener"):
        if ended.wait(EVERY_S):
            return

    # The types of a module found at run time are not known: that it is there and has these, the loop above saw.
    class Compiling(events.Listener):  # type: ignore[name-defined,misc]
        def on_start(self, _event: object) -> None:
            told()

        def on_end(self, _event: object) -> None:
            pass

    listener = Compiling()
    events.register(COMPILE, listener)  # type: ignore[union-attr]
    ended.wait()
    events.unregister(COMPILE, listener)  # type: ignore[union-attr]

"""A run that somebody started from the page: how far it is, how fast, what is left, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock, Thread
from time import monotonic
from typing import Any, Literal

from fairlead.case.shelf import RunRecord
from fairlead.case.workspace import Case
from fairlead.errors import CaseError, FairleadError
from fairlead.web.shapes import Difference, PartDone, RunningState

COUNTED = ("documented", "documented_min", "documented_max", "estimated_p50", "claimed")
"""Figures of an answer's trips that are set beside those of the run before."""

LEAST_S = 1.0
"""How long the inside of a part must have been told of before what is left is read from its pace."""

MOST_PARTS = 200


class BrokenOffError(FairleadError):
    """Somebody broke a run off; its tables are those of the run before."""


Outcome = Literal["", "done", "broken off", "failed"]


@dataclass
class _Now:
    """One run under way, or over."""

    by: str
    started_at: str
    begun: float
    before: dict[str, dict[str, Any]]
    last_s: Mapping[str, float]
    """Seconds that each step took when it was run last."""
    name: str = ""
    index: int = 0
    total: int = 0
    rows: int = 0
    part_begun: float = 0.0
    inside: tuple[int, int, str] | None = None
    inside_begun: tuple[float, int] | None = None
    done: list[PartDone] = field(default_factory=list)
    is_cancelled: bool = False
    outcome: Outcome = ""
    words: str = ""
    number: int | None = None
    after: dict[str, dict[str, Any]] = field(default_factory=dict)


class Running:
    """The run of a served case; one at a time. Listens to it as the terminal's bar does."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._lock = Lock()
        self._now: _Now | None = None
        self._version = 0

    @property
    def is_going(self) -> bool:
        """Whether a run is under way."""
        with self._lock:
            return self._now is not None and not self._now.outcome

    def start(self, by: str | None) -> None:
        """Begin a run.

        Raises:
            CaseError: one is under way.
        """
        with self._lock:
            if self._now is not None and not self._now.outcome:
                raise CaseError(f"a run is under way, started by {self._now.by or 'whoever has the key'}")
            now = monotonic()
            last = self._last()
            took = {s.name: s.seconds for s in last.steps} if last else {}
            started = datetime.now(UTC).isoformat(timespec="seconds")
            self._now = _Now(by or "", started, now, {}, took, part_begun=now)
            self._version += 1
        Thread(target=self._run, args=(by,), daemon=True).start()

    def cancel(self) -> None:
        """Break the run off where it next says how far it is.

        Raises:
            CaseError: none is under way.
        """
        with self._lock:
            if self._now is None or self._now.outcome:
                raise CaseError("no run is under way")
            self._now.is_cancelled = True
            self._version += 1

    def state(self) -> tuple[int, RunningState | None]:
        """How far it is, and a number that is another when that is another."""
        with self._lock:
            return self._version, self._shape(self._now) if self._now else None

    # ------------------------------------------------------------------------------------------------------- the run

    def _run(self, by: str | None) -> None:
        now = self._now
        assert now is not None
        now.before = self._figures()
        outcome: Outcome = "failed"
        try:
            record = self._case.run(by=by, progress=self)
            outcome, words, number = "done", "", record.number
        except BrokenOffError:
            outcome, words, number = "broken off", "The tables are those of the run before.", None
        except FairleadError as e:
            outcome, words, number = "failed", str(e), None
        except Exception as e:
            outcome, words, number = "failed", f"{type(e).__name__}: {e}", None
            raise
        finally:
            after = self._figures() if outcome == "done" else {}
            with self._lock:
                now.outcome, now.words, now.number, now.after = outcome, words, number, after
                self._version += 1

    def _last(self) -> RunRecord | None:
        with suppress(CaseError):
            return self._case.last_run()
        return None

    def _figures(self) -> dict[str, dict[str, Any]]:
        """The trips of each question, as answered now."""
        found = {}
        with suppress(FairleadError):
            for question in self._case.table_or_empty("questions")["question"].to_pylist():
                found[question] = {k: self._case.answer(question)["trips"].get(k) for k in COUNTED}
        return found

    # ------------------------------------------------------------------------------------------------------ listening

    def __call__(self, name: str, index: int, total: int, rows: int) -> None:
        """``name`` begins, ``index`` of ``total`` parts are done; it reads ``rows`` rows."""
        with self._lock:
            now, clock = self._now, monotonic()
            if now is None:
                return
            if now.name and len(now.done) < MOST_PARTS:
                now.done.append(PartDone(name=now.name, rows=now.rows, seconds=round(clock - now.part_begun, 2)))
            now.name, now.index, now.total, now.rows = name, index, total, rows
            now.part_begun, now.inside, now.inside_begun = clock, None, None
            self._version += 1
            self._heed(now)

    def within(self, done: int, of: int, what: str) -> None:
        """``done`` of ``of`` are done of the part that was last begun."""
        with self._lock:
            now = self._now
            if now is None:
                return
            now.inside = (done, of, what)
            now.inside_begun = now.inside_begun or (monotonic(), done)
            self._version += 1
            self._heed(now)

    @staticmethod
    def _heed(now: _Now) -> None:
        if now.is_cancelled:
            raise BrokenOffError("broken off")

    # --------------------------------------------------------------------------------------------------------- telling

    def _shape(self, now: _Now) -> RunningState:
        clock = monotonic()
        elapsed = max(clock - now.part_begun, 1e-9)
        read = now.rows * now.inside[0] / now.inside[1] if now.inside and now.inside[1] else None
        return RunningState(
            by=now.by,
            started_at=now.started_at,
            part=now.name,
            index=now.index,
            total=now.total,
            rows=now.rows,
            rows_per_s=round(read / elapsed) if read and elapsed >= LEAST_S else None,
            done=now.inside[0] if now.inside else None,
            of=now.inside[1] if now.inside else None,
            what=now.inside[2] if now.inside else "",
            seconds_left=None if now.outcome else self._left(now, clock),
            parts=list(now.done),
            is_cancelled=now.is_cancelled,
            outcome=now.outcome,
            words=now.words,
            number=now.number,
            differences=_differences(now.before, now.after) if now.outcome == "done" else [],
        )

    @staticmethod
    def _left(now: _Now, clock: float) -> int | None:
        """Seconds that are left: the rest of this part by its pace, of others what they took in the last run. None
        where neither is known."""
        done = {part.name for part in now.done} | {now.name}
        rest = [seconds for name, seconds in now.last_s.items() if name not in done]
        pace: float | None = None
        if now.inside and now.inside_begun and (gone := clock - now.inside_begun[0]) >= LEAST_S:
            steps = now.inside[0] - now.inside_begun[1]
            pace = gone * (now.inside[1] - now.inside[0]) / steps if steps > 0 else None
        if pace is None and now.name in now.last_s:
            pace = max(now.last_s[now.name] - (clock - now.part_begun), 0.0)
        return None if pace is None else round(pace + sum(rest))


def _differences(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> list[Difference]:
    return [
        Difference(question=question, figure=name, before=before.get(question, {}).get(name), now=value)
        for question, figures in after.items()
        for name, value in figures.items()
        if before.get(question, {}).get(name) != value
    ]

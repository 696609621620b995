"""Where in a text a pattern may begin. A long alternation is tried there alone, not at each character: same matches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_MOST_WORDS = 20_000
"""Words of which it is kept whether they begin a match."""
_RUN = re.compile(r"\w+|[$€£¥₽₩₹]")


@lru_cache(maxsize=4)
def _runs(text: str) -> tuple[tuple[str, int], ...]:
    """Words, numbers and signs of money in lower case, and where each begins; last first."""
    found, at = [], 0
    for run in _RUN.findall(text):
        at = text.find(run, at)
        found.append((run.lower(), at))
        at += len(run)
    return tuple(found[::-1])


class Starting:
    """A pattern every match of which begins at a number, or at one of some words, and never inside a word.

    Args:
        pattern: the pattern; where letters may be large or small it is for the pattern to say.
        words: words that may begin a match, lower case, each a whole run of ``\\w``; and signs of money.
        letters: the first letters, three at most, of further words that may.
        behind: of some of the words, the first letters of the words that stand behind them in a match.
    """

    def __init__(
        self,
        pattern: re.Pattern[str],
        words: frozenset[str],
        letters: tuple[str, ...] = (),
        behind: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        self.pattern = pattern
        self.words = words
        self.behind = behind
        self.letters = frozenset((*letters, *"0123456789"))
        self._known: dict[str, int] = {}

    def starts(self, text: str) -> list[int]:
        """Places where a match may begin, last first."""
        known, behind = self._known, self.behind
        found, after = [], ""
        for w, at in _runs(text):
            may = known.get(w)
            if may is None:
                may = self._may_start(w)
            if may and (may > 1 or w not in behind or after.startswith(behind[w])):
                found.append(at)
            after = w
        return found

    def _may_start(self, w: str) -> int:
        """Whether a word may begin a match: 2 by its letters, 1 by what it is; kept, as texts use few words often."""
        letters = self.letters
        may = 2 if w[0] in letters or w[:3] in letters or w[:2] in letters else int(w in self.words)
        if len(self._known) >= _MOST_WORDS:
            self._known.clear()
        self._known[w] = may
        return may

    def search(self, text: str, starts: list[int], at: int) -> re.Match[str] | None:
        """The first match from a place on, as ``pattern.search(text, at)`` finds it; ``starts`` lose what lies before
        its end.

        Args:
            text: the text.
            starts: of :meth:`starts`, last first.
            at: where to begin, not before where an earlier search ended.
        """
        match = self.pattern.match
        while starts:
            start = starts[-1]
            if start >= at and (m := match(text, start)):
                return m
            starts.pop()
        return None

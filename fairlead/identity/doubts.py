"""Vessels that words of doubt name: what is in doubt is read in ``base/doubted``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from fairlead.identity.names import ShipName, read_name

_WORD = re.compile(r"[^\W_]+")
_IMO = re.compile(r"(?<!\d)\d{7}(?!\d)")
_LONGEST_NAME_WORDS = 5


def vessels_named(
    doubts: str,
    by_imo: Mapping[int, int],
    by_label: Mapping[str, int],
    bearing: Callable[[ShipName], Mapping[int, str]],
) -> set[int]:
    """Vessels that words of doubt mention by IMO number, label or name; the longest name at each place counts.

    Args:
        doubts: ``clauses`` of :func:`fairlead.base.doubted.doubts_of`.
        by_imo: the vessel of each IMO number.
        by_label: the vessel of each label.
        bearing: finds the vessels that bear a name, spelled as it may be, with an equal number.
    """
    found = {by_imo[int(n)] for n in _IMO.findall(doubts) if int(n) in by_imo}
    words = list(_WORD.finditer(doubts))
    found |= {by_label[w[0]] for w in words if w[0] in by_label}
    at = 0
    while at < len(words):
        n, named = _name_at(doubts, words[at : at + _LONGEST_NAME_WORDS], bearing)
        found |= named
        at += n or 1
    return found


def _name_at(
    doubts: str, words: list[re.Match[str]], bearing: Callable[[ShipName], Mapping[int, str]]
) -> tuple[int, set[int]]:
    """How many of the words are a name that vessels bear, and those vessels."""
    if words[0][0][0].isupper() or not words[0][0].isascii():
        for n in range(len(words), 0, -1):
            found = bearing(read_name(doubts[words[0].start() : words[n - 1].end()]))
            if named := {i for i, basis in found.items() if basis != "similar name"}:
                return n, named
    return 0, set()

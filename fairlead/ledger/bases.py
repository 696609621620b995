"""What a claim rests on, read from the words of its ``rests_on`` column.

The column is written by a person; docs/methods/origins.md lists the forms below. What matches none of them is the
speaker's own knowledge: that never makes a copy of an origin, it can only leave a copy uncounted as one.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

BasisKind = Literal["own", "copy", "through", "same document"]


class Basis(NamedTuple):
    """How a claim stands to others: ``own``; a ``copy`` of somebody's story; ``through`` somebody's data, who may be
    the speaker; or another passage of the ``same document``."""

    kind: BasisKind
    of: str | None
    """The speaker or outlet named; None for ``own`` and ``same document``."""


_STORY = r"(?:story|stories|report|reports|article|dispatch|wire|interview|briefing|claim|statement|account)"
_REPEATS = "restates|repeats|relays|quotes|quoting|cites|citing|according to"
_MATERIAL = "data|figures|images|imagery|documents"

FORMS: tuple[tuple[str, BasisKind], ...] = (
    (r"^(?:own|its own|their own|his own|her own)\b", "own"),
    (r"^another paragraph\b|^same (?:document|text|page|article|commentary|report)\b", "same document"),
    (rf"\bsame {_STORY} as (?:the )?(?P<of>.+?)(?: {_STORY})?$", "copy"),
    (rf"\b(?:copy|translation|paraphrase|rewrite|summary) of (?:the |an? )?(?P<of>.+?)(?: {_STORY})?$", "copy"),
    (rf"\bsame (?P<of>.+?) {_STORY}$", "copy"),
    (rf"\b(?:{_REPEATS}) (?:the )?(?P<of>.+?)(?: {_STORY})?$", "copy"),
    (rf"\b(?:{_MATERIAL}) (?:obtained|collected|published|released) by (?:the )?(?P<of>.+)$", "through"),
    (r"^(?:the )?(?P<of>.+?) analysis$", "through"),
)  # fmt: skip
"""Pattern and what it means, first match wins. ``of`` is who is named."""

_FORMS = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in FORMS)


def read_basis(rests_on: str | None) -> Basis:
    """Read the words of ``rests_on``; blank words and words of no known form are the speaker's own."""
    words = " ".join((rests_on or "").split())
    for pattern, kind in _FORMS:
        if found := pattern.search(words):
            return Basis(kind, found["of"].strip() if "of" in pattern.groupindex else None)
    return Basis("own", None)

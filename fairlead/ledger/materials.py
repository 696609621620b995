"""What a claim's basis is made of: whose images, of which day. Two who read one image are not two ways of knowing.

Vendors and the names their images go by (vendors.csv) are common knowledge; the names of the satellites are those their
operators print.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fairlead.ledger.words import holds_phrase, tokens

VERSION = "2026.11"
"""Of vendors.csv; a change of that table is a change of this."""


def _read_vendors() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """Vendor of images, and the words by which a basis names it, folded."""
    text = files("fairlead.ledger").joinpath("vendors.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((r["vendor"], tuple(tokens(w) for w in r["words"].split("; "))) for r in rows)


_PHRASES = _read_vendors()
_SCENE = re.compile(r"\b(?:S1[ABC]|S2[ABC]|LC0[89])_[A-Z0-9_]{10,}\b|\b\d{8}_\d{6}_[0-9A-Za-z_]+\b")
"""Names of scenes as Copernicus, Landsat and Planet print them."""
_DAY = re.compile(
    r"\b(\d{4}-\d{2}-\d{2})\b|\b(\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4})\b"
)


def vendors_in(claim: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose images a claim names as its basis."""
    return _vendors(f"{claim['rests_on'] or ''} {claim['basis'] or ''}")


def scenes_in(claim: Mapping[str, Any]) -> tuple[str, ...]:
    """The images a claim names as its basis: by the scene's own name, or by vendor and day."""
    return _scenes(f"{claim['rests_on'] or ''} {claim['basis'] or ''}")


@lru_cache(maxsize=1 << 14)
def _vendors(text: str) -> tuple[str, ...]:
    words = tokens(text)
    return tuple(name for name, phrases in _PHRASES if any(holds_phrase(words, p) for p in phrases))


@lru_cache(maxsize=1 << 14)
def _scenes(words: str) -> tuple[str, ...]:
    named = _SCENE.findall(words)
    days = [day for found in _DAY.finditer(words) if (day := _day(found[0]))]
    return (*named, *(f"{vendor}, {day}" for vendor in _vendors(words) for day in days))


def _day(words: str) -> str | None:
    """The day in figures, so that two spellings of it are one."""
    for form in ("%Y-%m-%d", "%d %b %Y", "%d %B %Y"):
        try:
            return f"{datetime.strptime(words, form):%Y-%m-%d}"  # noqa: DTZ007  # a day and no instant
        except ValueError:
            continue
    return None

"""Which documents and claims name a ship: one of its names or its IMO number stands there as a whole word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from fairlead.case.lives import Life, Row, Tables

SHORTEST_NAME = 4
"""Letters and digits: a shorter name is a word of something else too often."""

AROUND = 90
"""Characters shown on each side of the name."""

CLAIM_WORDS = ("vessels", "quantity_words", "item", "rests_on", "quote", "scope", "exchange", "places")
"""Columns of a claim that may name a ship."""


@dataclass(frozen=True, slots=True)
class Named:
    """A document or claim that names a ship."""

    id: str
    table: str
    title: str
    said: datetime | None
    """First day on which it may have been said or published."""
    before: str
    name: str
    """The name or number as it stands there."""
    behind: str
    times: int


def named_in(held: Tables, life: Life) -> list[Named]:
    """Documents and claims that name a ship, by date, those without one last.

    Limits:
        A name is no identity: another ship may bear it, and a name in another spelling is not found.
    """
    wanted = _wanted(life)
    if wanted is None:
        return []
    found = []
    for d in held.rows("documents"):
        said = f"{d['title'] or ''}\n{d['text']}"
        found += _find(wanted, said, d["document_id"], "documents", d["title"] or d["url"] or "", d["published_start"])
    for c in held.rows("claims"):
        title = f"{c['speaker']}, {c['outlet']}"
        found += _find(wanted, _words(c), c["claim_id"], "claims", title, c["said_start"])
    return sorted(found, key=lambda n: (n.said is None, n.said, n.id))


def _wanted(life: Life) -> re.Pattern[str] | None:
    """Its names and its number as whole words, the longest first; Po Chon is not found in Po Chon 2."""
    v = life.vessel
    names = {n for n in (v["name"], *(v["names"] or ())) if n and sum(c.isalnum() for c in n) >= SHORTEST_NAME}
    names |= {f"{v['imo']:07d}"} if v["imo"] else set()
    spelt = [r"\s+".join(map(re.escape, n.split())) for n in sorted(names, key=lambda n: (-len(n), n))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)(?!\s\d)", re.IGNORECASE) if spelt else None


def _words(claim: Row) -> str:
    said = (claim.get(c) for c in CLAIM_WORDS)
    return " · ".join("; ".join(map(str, s)) if isinstance(s, list) else str(s) for s in said if s)


def _find(wanted: re.Pattern[str], text: str, id_: str, table: str, title: str, said: datetime | None) -> list[Named]:
    hits = list(wanted.finditer(text))
    if not hits:
        return []
    at, end = hits[0].span()
    before, behind = text[max(0, at - AROUND) : at], text[end : end + AROUND]
    return [Named(id_, table, title, said, before.lstrip(), text[at:end], behind.rstrip(), len(hits))]

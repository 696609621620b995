"""What a reader must know of a claim before trusting its row: names that are not what they look like, impossible dates.

Nothing is dropped for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from fairlead.base.timeline import DAY
from fairlead.ledger.said import Said
from fairlead.ledger.words import tricks_in

AHEAD = ("planned", "possible", "requested", "concern", "withdrawn")
"""Modalities of claims that may speak of what is to come."""


class Oddity(NamedTuple):
    """One thing to know: as a flag, and in a sentence."""

    flag: str
    words: str


def find_oddities(
    said: Sequence[Said], evidence: pa.Table | None, documents: pa.Table | None
) -> dict[int, list[Oddity]]:
    """What is odd about claims, by index.

    Args:
        said: the claims.
        evidence: EVIDENCE: nobody holds today what is said later than a day after its file was added.
        documents: DOCUMENTS: nor in a document what is said later than a day after it was taken.
    """
    added = _times(evidence, "evidence_id", "added_at")
    taken = _times(documents, "document_id", "captured_at")
    found: dict[int, list[Oddity]] = defaultdict(list)
    for i, s in enumerate(said):
        for oddity in (*_tricks(s), *_dates(s, added, taken)):
            found[i].append(oddity)
    return found


def _times(table: pa.Table | None, key: str, column: str) -> dict[str, datetime]:
    if table is None:
        return {}
    pairs = zip(table[key].to_pylist(), table[column].to_pylist(), strict=True)
    return {id_: time for id_, time in pairs if time is not None}


def _tricks(s: Said) -> Iterator[Oddity]:
    for field in ("speaker", "speaker_org", "outlet"):
        for trick in tricks_in(s.row[field]):
            yield Oddity(trick, f"{field.replace('_', ' ')} of {s.label}: {trick}; it is compared as it looks")


def _dates(s: Said, added: dict[str, datetime], taken: dict[str, datetime]) -> Iterator[Oddity]:
    r = s.row
    held = [t for t in (added.get(r["evidence_id"]), taken.get(r["document_id"] or "")) if t is not None]
    if held and r["said_start"] > min(held) + DAY:
        words = f"{s.label} is dated {r['said_start']:%Y-%m-%d}, later than it was held ({min(held):%Y-%m-%d})"
        yield Oddity("said later than it was held", words)
    start = r["period_start"]
    if (
        start is not None
        and start >= r["said_end"] + DAY
        and r["modality"] not in AHEAD
        and r["stance"] in ("assert", "confirm")
    ):
        words = f"the period of {s.label} begins on {start:%Y-%m-%d}, after it was said ({r['said_start']:%Y-%m-%d})"
        yield Oddity("a period that begins after it was said", words)

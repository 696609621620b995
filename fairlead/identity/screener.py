"""Screening: which of many records a record may be, by numbers, by marks and by names, each hit with its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairlead.base.spelling import plain
from fairlead.identity.compare import LEVELS, CompareParams, Comparison, compare_records
from fairlead.identity.name_search import NameSearch
from fairlead.identity.name_weights import NameWeights
from fairlead.identity.records import Record, Stated, digits_of

MOST_BY_NAME = 200
"""Records compared with one for their names, the most alike first: a name borne by more tells nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that may be the one asked for."""

    record_id: str
    comparison: Comparison


class Screener:
    """Many records, so that one is held against those alone that it can meet."""

    def __init__(
        self, records: Iterable[Record], params: CompareParams | None = None, weights: NameWeights | None = None
    ) -> None:
        self.records = list(records)
        self.params, self.weights = params or CompareParams(), weights
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        for i, record in enumerate(self.records):
            for key in _keys(record):
                self._by_key[key].append(i)
        self._names = NameSearch((i, r.kind, n.value) for i, r in enumerate(self.records) for n in r.names())

    def screen(self, query: Record, most: int = 10) -> list[Hit]:
        """The records that one may be: the surest level first, then by log-odds.

        Args:
            query: the record asked for.
            most: hits returned; those of a number are never left out for those of a name.
        """
        at = dict.fromkeys(i for key in _keys(query) for i in self._by_key.get(key, ()))
        for name in query.names():
            at.update(dict.fromkeys(met.owner for met in self._names.find(name.value, query.kind)[:MOST_BY_NAME]))
        hits = []
        for i in at:
            found = compare_records(query, self.records[i], self.params, self.weights)
            if found:
                hits.append(Hit(self.records[i].record_id, found))
        hits.sort(key=lambda h: (LEVELS.index(h.comparison.level), -h.comparison.log_odds, h.record_id))
        return hits[:most]

    def screen_many(self, queries: Sequence[Record], most: int = 10) -> list[list[Hit]]:
        """The hits of each of many records, in their order; a record that only repeats another is answered once."""
        known: dict[tuple[str, tuple[Stated, ...]], list[Hit]] = {}
        found = []
        for query in queries:
            same = (query.kind, query.stated)
            if same not in known:
                known[same] = self.screen(query, most)
            found.append(known[same])
        return found


def _keys(record: Record) -> Iterable[tuple[str, str]]:
    """Numbers and marks by which two records meet."""
    for s in record.of(("imo", "mmsi", "company_imo")):
        if (number := digits_of(s)) is not None:
            yield s.property, str(number)
    for s in record.of(("call_sign", "registration", "tax_number", "id_number", "passport")):
        if key := plain(s.normal or s.value):
            yield "call_sign" if s.property == "call_sign" else "registration", key

"""Whether every row of a run leads down, through its sources, to lines that exist of files that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fairlead.case.compare import MOST_ROWS
from fairlead.case.log import Problem
from fairlead.case.rows import Place, Rows
from fairlead.case.shelf import RunRecord, place_of_table
from fairlead.case.store import Store
from fairlead.case.trace import Places

_OF_THE_PACKAGE = ("lexicon",)
"""Tables that begin with rows of the package, which stand in no file of the case."""


def check_sources(store: Store, record: RunRecord) -> list[Problem]:
    """Walk from every row of every table down: each must end in lines that exist, of files that exist."""
    rows, places = Rows(store.shelf, record), Places(store, store.log())
    problems: list[Problem] = []
    loose: dict[Place, str] = {}
    for name in rows.names:  # evidence first, so that most of what a row rests on has been looked at before it
        place = place_of_table(name)
        if rows.sources(name) is None:
            problems += _without_lines(name, rows, places)
            continue
        bad = [(id_, words) for i, id_ in enumerate(rows.ids(name)) if (words := _loose_end((name, i), rows, loose))]
        problems += [Problem(f"{place} row {id_}", words) for id_, words in bad[:MOST_ROWS]]
        if len(bad) > MOST_ROWS:
            problems.append(Problem(place, f"{len(bad) - MOST_ROWS:,} more rows do not lead down to evidence"))
    return problems


def _without_lines(name: str, rows: Rows, places: Places) -> Iterator[Problem]:
    """Rows that were read, and whose line is not there."""
    columns = [c for c in ("evidence_id", "row", "log_line", "reject_id") if c in rows.table(name).column_names]
    if not columns:  # the package's own land; sums over every report of a cell and hour
        return
    read = rows.table(name).select(columns).to_pylist()
    found = [places.of(name, row) for row in read]
    texts = places.texts({place for place in found if place})
    for id_, row, place in zip(rows.ids(name), read, found, strict=True):
        if name in _OF_THE_PACKAGE and row["evidence_id"] is None:
            continue
        line = texts.get(place) if place else None
        if line is None or line.text is None:
            yield Problem(f"{place_of_table(name)} row {id_}", "the line it was read from does not exist")


def _loose_end(place: Place, rows: Rows, loose: dict[Place, str]) -> str:
    """Why a row does not lead down to evidence; empty where it does. ``loose`` keeps what was found of other rows."""
    waiting: list[tuple[Place, bool]] = [(place, False)]
    open_: set[Place] = set()
    while waiting:
        here, is_back = waiting.pop()
        if here in loose:
            continue
        sources = rows.sources(here[0])
        if sources is None:  # a row that was read: its line is looked at with its table
            loose[here] = ""
            continue
        below = {id_: rows.source(id_, here) for id_ in sources[here[1]]}
        there = [b for b in below.values() if b is not None]
        if is_back:
            open_.discard(here)
            loose[here] = _fault(below) or (
                "what it rests on does not lead down" if any(loose[b] for b in there) else ""
            )
        elif ring := [b for b in there if b in open_ or b == here]:
            loose[here] = f"its sources lead back to it, through {rows.ids(ring[0][0])[ring[0][1]]}"
        else:
            open_.add(here)
            waiting += [(here, True), *((b, False) for b in there)]
    return loose[place]


def _fault(below: Mapping[str, Place | None]) -> str:
    if not below:
        return "names no sources"
    missing: Iterable[str] = [id_ for id_, place in below.items() if place is None]
    return f"names sources that no table it was made from has: {', '.join(missing)}" if missing else ""

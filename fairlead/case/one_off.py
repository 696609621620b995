"""Screening one ship, company or person, against the lists of a case or against list files alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.ids import is_imo
from fairlead.base.tables import DECISIONS
from fairlead.case.disk import sha256_of
from fairlead.case.evidence import Evidence, evidence_id_of
from fairlead.case.lists import gather_lists
from fairlead.errors import EvidenceError
from fairlead.formats.lists.reader import LISTS, read_list, sniff_list
from fairlead.identity.list_records import known_on, read_entries, say_listed
from fairlead.identity.list_statements import say_list_name, state_lists
from fairlead.identity.records import Record, Stated
from fairlead.identity.screening import ListScreener, say_asked, say_searched

Row = dict[str, Any]
DAY = timedelta(days=1)
KINDS = ("vessel", "company", "person", "any")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for."""

    imo: str | None = None
    names: tuple[str, ...] = ()
    mmsi: str | None = None
    call_sign: str | None = None
    kind: str = "vessel"
    """Of :data:`KINDS`."""
    day: datetime | None = None
    """As of which day; None: everything the versions at hand say, listed still or no longer."""

    def record(self) -> Record:
        """The marks as a record; those that pass from ship to ship are borne on the day asked for."""
        start, end = (self.day, self.day + DAY) if self.day else (None, None)
        said = [Stated("name" if i == 0 else "alias", name) for i, name in enumerate(self.names)]
        if self.imo:
            said.append(Stated("company_imo" if self.kind == "company" else "imo", self.imo, self.imo))
        if self.mmsi:
            said.append(Stated("mmsi", self.mmsi, self.mmsi, start, end))
        if self.call_sign:
            plain = self.call_sign.upper().replace(" ", "")
            said.append(Stated("call_sign", self.call_sign, plain, start, end))
        return Record("asked", "" if self.kind == "any" else self.kind, tuple(said))


def read_lists(paths: Iterable[Path]) -> tuple[pa.Table, pa.Table]:
    """LIST_STANDINGS and LIST_STATEMENTS of list files, without a case.

    Raises:
        EvidenceError: a file is no list, or is refused whole.
    """
    files: list[Evidence] = []
    places: dict[str, Path] = {}
    for path in paths:
        sniffed = sniff_list(path)
        if sniffed is None:
            known = f"is none of {', '.join(LISTS)}"
            raise EvidenceError(f"{path.name}: {known}; of an archive of several files give each by itself")
        sha256 = sha256_of(path)
        places[sha256] = path
        now = datetime.now(UTC)
        about = (evidence_id_of(sha256), sha256, path.name, sniffed.kind, path.stat().st_size, now, "")
        files.append(Evidence(*about, None, None, None, None, len(files)))

    def reading(one: Evidence) -> Any:
        return read_list(places[one.sha256], one.name, one.kind, one.evidence_id)

    found = gather_lists(files, reading)
    for refused in found.rejects:
        if refused["scope"] == "file":
            raise EvidenceError(str(refused["reason"]))
    tables = found.tables
    return state_lists(tables["list_entries"], tables["list_facts"], tables["list_versions"], DECISIONS.empty())


def screen(standings: pa.Table, statements: pa.Table, asked: Asked) -> Row:
    """Screen one.

    Returns:
        What was asked, what was searched (versions and, of lists without one on that day, why), the hits with their
        reasons, and one sentence that says it all.
    """
    good = [s for s in standings.to_pylist() if s["is_good"]]
    by_list: dict[str, list[Row]] = defaultdict(list)
    lacking = []
    for row in sorted(good, key=lambda s: (s["list"], s["version_no"])):
        by_list[row["list"]].append(row)
    if asked.day:
        statements = known_on(statements, asked.day, good)
        for list_, versions in list(by_list.items()):
            then = [v for v in versions if v["counts_from"] <= asked.day < (v["counts_until"] or asked.day + DAY)]
            if not then:
                lacking.append(f"{say_list_name(list_)}: no version at hand is of that day or earlier")
                del by_list[list_]
            else:
                by_list[list_] = then[-1:]
    record = asked.record()
    kinds = None if asked.kind == "any" else (asked.kind,)
    hits = ListScreener(read_entries(statements, kinds)).screen(record) if by_list else []
    refused = [
        s["words"]
        for s in standings.to_pylist()
        if not s["is_good"] and not (asked.day and asked.day < s["version_day"])
    ]
    return {
        "asked_by": say_asked(record),
        "as_of": asked.day,
        "doubts": _doubts(asked),
        "searched": [_version(v) for versions in by_list.values() for v in versions],
        "searched_words": say_searched(by_list) if by_list else "nothing: no version of any list counts",
        "not_searched": [*lacking, *refused],
        "hits": [_hit(one, by_list[one.listed.list]) for one in hits],
    }


def _version(row: Mapping[str, Any]) -> Row:
    return {
        c: row[c] for c in ("list", "list_version_id", "version_name", "counts_from", "entries_after", "vessels_after")
    }


def _hit(found: Any, versions: Sequence[Row]) -> Row:
    listed = found.listed
    return {
        "level": found.level, "list": listed.list, "entry": listed.entry, "name": listed.name, "kind": listed.kind,
        "log_odds": found.log_odds, "reasons": list(found.reasons), "programmes": list(listed.programmes),
        "measures": list(listed.measures), "grounds": listed.grounds,
        "designated": listed.designated[0] if listed.designated else None, "listed": say_listed(listed, versions),
        "sources": list(found.sources),
    }  # fmt: skip


def _doubts(asked: Asked) -> list[str]:
    """What is odd in the marks asked for; they are looked for all the same."""
    if not asked.imo or asked.kind == "company":
        return []
    is_number = asked.imo.isdigit() and len(asked.imo) == 7
    if not is_number or not is_imo(int(asked.imo)):
        why = "fails its check digit" if is_number else "has not seven digits"
        return [f"{asked.imo} is no IMO number of a ship: it {why}"]
    return []

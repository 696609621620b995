"""Screening one ship, company or person, against the lists of a case or against list files alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.ids import TYPED_FOR_NONE, is_company_imo, is_imo
from fairlead.base.tables import DECISIONS
from fairlead.base.wording import say_list
from fairlead.case.disk import sha256_of
from fairlead.case.evidence import Evidence, evidence_id_of
from fairlead.case.lists import gather_lists
from fairlead.errors import EvidenceError
from fairlead.formats.lists.reader import LISTS, read_list, sniff_list
from fairlead.formats.lists.values import normal_of
from fairlead.identity.list_records import DATED, Listed, known_on, read_entries, say_listed
from fairlead.identity.list_statements import say_day, say_list_name, state_lists
from fairlead.identity.records import APART, Record, Stated, overlap
from fairlead.identity.screening import ListScreener, say_asked, say_searched

Row = dict[str, Any]
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
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
    borne: datetime | None = None
    """The day on which MMSI and call sign were borne; None: not known, so that they prove little."""
    day: datetime | None = None
    """As of which day; None: everything the versions at hand say, listed still or no longer."""

    def record(self) -> Record:
        """The marks as a record. The day of an answer is no day on which a mark was borne."""
        start, end = (self.borne, self.borne + DAY) if self.borne else (None, None)
        said = [Stated("name" if i == 0 else "alias", name) for i, name in enumerate(self.names)]
        if self.imo:
            digits = _digits(self.imo)
            said += [Stated(p, digits, digits) for p in _IMO_OF.get(self.kind, ("imo",))]
        if self.mmsi:
            digits = _digits(self.mmsi)
            said.append(Stated("mmsi", digits, digits, start, end))
        if self.call_sign:
            plain = self.call_sign.upper().replace(" ", "")
            said.append(Stated("call_sign", self.call_sign, plain, start, end))
        return Record("asked", "" if self.kind == "any" else self.kind, tuple(said))


_IMO_OF = {"company": ("company_imo",), "any": ("imo", "company_imo")}
"""Properties that a number asked for may be, by the kind of entry asked for; of other kinds that of a ship."""


def _digits(words: str) -> str:
    return "".join(c for c in words if c in "0123456789")


def why_not(asked: Asked) -> str | None:
    """Why nothing can be looked for by what was asked; None where it can.

    An IMO number that fails its check digit is looked for: a list may state the same wrong one.
    """
    if asked.imo is not None:
        _, wrong = normal_of("imo", asked.imo)
        if wrong in ("is no number", "has not seven digits"):
            return f"{asked.imo!r} is no IMO number: it {wrong}"
    if asked.mmsi is not None and (wrong := normal_of("mmsi", asked.mmsi)[1]) == "is not nine digits":
        return f"{asked.mmsi!r} is no MMSI: it {wrong}"
    return None


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
        if sha256 in places:  # as in a case: the same bytes are one file, whatever their names
            continue
        places[sha256] = path
        now = datetime.now(UTC)
        about = (evidence_id_of(sha256), sha256, path.name, sniffed.kind, path.stat().st_size, now, "")
        files.append(Evidence(*about, None, None, None, None, len(files)))

    def reading(one: Evidence) -> Any:
        return read_list(places[one.sha256], one.name, one.kind, one.evidence_id)

    found = gather_lists(files, reading, lambda one: places[one.sha256])
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
                first = versions[0]["words"].rstrip(".")
                words = f"{say_list_name(list_)}: no version at hand is of that day or earlier; the first is {first}"
                lacking.append(words)
                del by_list[list_]
            else:
                by_list[list_] = then[-1:]
    record = asked.record()
    kinds = None if asked.kind == "any" else (asked.kind,)
    entries = read_entries(statements, kinds) if by_list else []
    hits = ListScreener(entries).screen(record) if by_list else []
    told = {one.listed.record_id for one in hits}
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
        "scope": _SCOPE[asked.kind],
        "not_searched": [*lacking, *refused],
        "hits": [_hit(one, by_list[one.listed.list]) for one in hits],
        "of_other_days": [words for one in entries if one.record_id not in told for words in _other_days(record, one)],
    }


def _other_days(asked: Record, listed: Listed) -> Iterator[str]:
    """Marks asked for that a list states of an entry, though of another time (its own, or that in which the list said
    so): no hit, since they are handed on, and told all the same."""
    wanted = {(s.property, s.normal): s for s in asked.of(DATED)}
    for stated in [s for one in (listed.now, listed.earlier) if one for s in one.of(DATED)]:
        ours = wanted.get((stated.property, stated.normal))
        if ours and overlap(ours, stated) == APART:
            span = [
                f"from {say_day(stated.start)}" if stated.start else "",
                f"to {say_day(stated.end - INSTANT)}" if stated.end else "",
            ]
            what = "MMSI" if stated.property == "mmsi" else "call sign"
            yield (
                f"entry {listed.entry} {listed.name} of the {say_list_name(listed.list)} is stated with {what} "
                f"{stated.value} {' '.join(filter(None, span))}, not at the time asked for: such marks are handed on"
            )


def tell_rulings(found: Row, hits: pa.Table) -> Row:
    """The answer of :func:`screen`, each of its hits with what people ruled of its entry and ships of the case.

    Args:
        found: the answer.
        hits: HITS of the case's last run.
    """
    ruled: dict[tuple[str, str], list[str]] = defaultdict(list)
    for hit in hits.sort_by("hit_id").to_pylist():
        if hit["ruling"]:
            words = f"{hit['ship_name']} of this case: {hit['ruling_words']}"
            ruled[hit["list"], hit["entry"]].append(words)
    return found | {"hits": [h | {"rulings": ruled[h["list"], h["entry"]]} for h in found["hits"]]}


def _version(row: Mapping[str, Any]) -> Row:
    return {
        c: row[c]
        for c in (
            "list",
            "list_version_id",
            "version_name",
            "counts_from",
            "entries_after",
            "vessels_after",
            "may_miss",
        )
    }


def _hit(found: Any, versions: Sequence[Row]) -> Row:
    listed = found.listed
    return {
        "level": found.level, "list": listed.list, "entry": listed.entry, "name": listed.name, "kind": listed.kind,
        "log_odds": found.log_odds, "reasons": list(found.reasons), "programmes": list(listed.programmes),
        "measures": list(listed.measures), "grounds": listed.grounds,
        "designated": listed.designated[0] if listed.designated else None,
        "applies_from": listed.applies_from, "listed": say_listed(listed, versions),
        "sources": list(found.sources),
    }  # fmt: skip


_SCOPE = {
    "vessel": "vessels alone, which is what is looked for unless told otherwise; no companies or persons, and no IMO "
    "numbers of companies (--kind company, person or any)",
    "company": "companies alone; no vessels or persons, and no IMO numbers of ships (--kind vessel, person or any)",
    "person": "persons alone; no vessels or companies (--kind vessel, company or any)",
    "any": "entries of every kind, by IMO numbers of ships and of companies",
}
"""Which entries were looked through."""


def _doubts(asked: Asked) -> list[str]:
    """What is odd in the marks asked for, and what becomes of them."""
    said = []
    if asked.imo and (number := _digits(asked.imo)):
        is_company = asked.kind == "company"
        _, wrong = normal_of("company_imo" if is_company else "imo", asked.imo)
        both = is_imo(int(number)) and is_company_imo(int(number))
        if asked.kind == "any" and is_company_imo(int(number)) and not both:
            wrong = None
        if wrong:
            whose = "a company" if is_company else "a ship"
            words = f"{asked.imo} is no IMO number of {whose}: it {wrong}; "
            one = "no entry" if int(number) in TYPED_FOR_NONE else "only an entry that states the same wrong number"
            words += f"{one} meets it"
            rest = [w for w in say_asked(asked.record()) if not w.startswith("IMO")]
            words += f", and the search goes on by {say_list(rest)}" if rest else ""
            said.append(words)
        elif both:
            said.append(
                f"{asked.imo} may be the IMO number of a ship as well as of a company: its check digit fits both"
            )
    if asked.mmsi and (wrong := normal_of("mmsi", asked.mmsi)[1]):
        said.append(f"{asked.mmsi} {wrong}; it is not looked for")
    if (asked.mmsi or asked.call_sign) and not asked.borne:
        said.append(
            "no date says when the ship bore its MMSI or call sign (--borne-on DAY): by them, with or without a name, "
            "a hit is possible at most"
        )
    return said

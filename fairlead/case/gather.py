"""From evidence to tables: every file read, tables joined across files, what case.toml asks turned into rows.

Nothing is lost on the way: a row is in its table, or it is in ``rejects`` with its file, its line and a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import DESK_RECORDS, DOCUMENTS, EVIDENCE, IMAGES, LAND, LISTENED, OPINIONS, REJECTS, TABLES
from fairlead.case.berth_views import cut_views
from fairlead.case.config import Config
from fairlead.case.decisions import list_decisions, say_taken_back
from fairlead.case.drawings import gather_documents
from fairlead.case.evidence import Evidence, list_evidence, original_of, read_evidence
from fairlead.case.grades import list_grades
from fairlead.case.lines import read_lines
from fairlead.case.lists import Lists, gather_lists
from fairlead.case.log import Entry, Log
from fairlead.case.model_proposals import list_model_proposals
from fairlead.case.reports import Arrived, arrive, last_report, list_listened
from fairlead.case.rescissions import mark_rescinded
from fairlead.case.reviews import gather_claims, list_reviews
from fairlead.case.settings import settle
from fairlead.case.store import CONFIG_NAME, Store
from fairlead.case.uncounted import find_uncounted
from fairlead.engine.dense import Dense
from fairlead.errors import EvidenceError
from fairlead.formats import desk
from fairlead.formats.ais import AIS_KINDS
from fairlead.formats.api import Kind, Read, refusal
from fairlead.formats.documents.reader import KIND as DOCUMENT_KIND
from fairlead.formats.kinds import READERS
from fairlead.formats.land import read_land
from fairlead.formats.lists.mapped import Mappings
from fairlead.formats.lists.reader import LISTS
from fairlead.formats.opinions import KIND as OPINION_KIND
from fairlead.statements.lexicon import package_lexicon

Row = dict[str, Any]

KIND_TABLES = tuple(
    dict.fromkeys((*(kind.table.name for kind in READERS.values()), OPINIONS.name, IMAGES.name, DESK_RECORDS.name))
)
"""Tables that readers of rows fill; those of AIS reports fill dense ones."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything the flow starts from."""

    tables: Mapping[str, pa.Table]
    dense: Mapping[str, Dense]
    """What its AIS files hold, on disk."""
    config: Config
    config_id: str
    last_report: datetime | None
    """When its last report of AIS was received; see :func:`fairlead.case.reports.last_report`."""

    @property
    def counts(self) -> dict[str, int]:
        """Files and rows in, kept and refused."""
        evidence = self.tables["evidence"]
        sums = {name: sum(evidence[name].to_pylist()) for name in ("rows_in", "rows_kept", "rows_rejected")}
        files = sum(kind != CONFIG_NAME for kind in evidence["kind"].to_pylist())
        gone = self.tables["rejects"]
        refused = sum(id_ is None for id_ in gone["evidence_id"].to_pylist())
        return {"files": files, "refused": refused, **sums}


def gather(
    store: Store,
    log: Log,
    config: Config,
    *,
    scratch: Path | None = None,
    told: Callable[[str, int, int], None] | None = None,
) -> Gathered:
    """Read all evidence of a case into tables.

    Args:
        store: the case.
        log: its log, up to where it counts.
        config: what case.toml says; the log's latest case.toml must be that file.
        scratch: where to land AIS instead of among the case's tables: then nothing kept from earlier runs is used.
        told: told of each file before it is read, and as the reports of an AIS file come in: its name, its index, the
            reports so far.

    Raises:
        CaseError: case.toml names a place that no file has, or an original is gone or changed.
    """
    evidence = list_evidence(log)
    taken_back = say_taken_back(log)
    joined = _Joined(store)
    rows: list[Row] = []
    for index, one in enumerate(evidence):
        if one.kind in AIS_KINDS or one.kind == DOCUMENT_KIND or one.kind in LISTS:
            continue
        if one.kind == OPINION_KIND:
            rows.append(_evidence_row(one, *joined.take_opinions(one)))
            continue
        if told:
            told(one.name, index, 0)
        if one.kind == CONFIG_NAME:
            rows.append(_evidence_row(one, 0, 0))
            continue
        if one.kind == desk.KIND and (gone := taken_back.get(one.evidence_id)):
            joined.rejects.append(refusal(one.evidence_id, one.name, gone))
            rows.append(_evidence_row(one, 0, 0))
            continue
        try:
            read = read_evidence(store, one, is_kept=scratch is None)
        except EvidenceError as e:  # the reader of today refuses what the reader of the day of adding took
            joined.rejects.append(refusal(one.evidence_id, one.name, str(e)))
            rows.append(_evidence_row(one, 0, 0))
            continue
        rows.append(_evidence_row(one, read.rows_in, joined.take(one, read)))
        if one.kind == desk.KIND:
            joined.take_desk(one, read)
    documents = [DOCUMENTS.empty()]
    index_of = {one.evidence_id: i for i, one in enumerate(evidence)}
    texts = [one for one in evidence if one.kind == DOCUMENT_KIND]
    for one, found in gather_documents(store, log, texts, lambda e: told and told(e.name, index_of[e.evidence_id], 0)):
        if isinstance(found, str):
            joined.rejects.append(refusal(one.evidence_id, one.name, found))
            rows.append(_evidence_row(one, 0, 0))
            continue
        documents.append(found)
        rows.append(_evidence_row(one, found.num_rows, found.num_rows))
    listed = _gather_lists(store, evidence, config.list_mappings, is_kept=scratch is None, told=told)
    joined.rejects += listed.rejects
    joined.read_rejects += listed.read_rejects
    rows += [_evidence_row(one, *listed.kept[one.evidence_id]) for one in evidence if one.evidence_id in listed.kept]
    arrived = _arrive(store, evidence, config.ais_mapping, scratch, told)
    for one, counts in arrived.files:
        joined.rejects += counts.rejects(one.name)
        row = _evidence_row(one, counts.rows_in, counts.rows_kept)
        first, last = counts.period() or (None, None)
        told_of = {"positions": counts.positions, "statics": counts.statics}
        rows.append(row | told_of | {"first_position": first, "last_position": last})
    config_id = evidence[-1].evidence_id
    told_of_texts = pa.concat_tables(documents)
    tables = joined.tables()
    names = {one.evidence_id: one.name for one in evidence}
    accepted, unanchored = gather_claims(log, told_of_texts, tables["claims"], names)
    tables["claims"] = pa.concat_tables([tables["claims"], accepted])
    proposed, unread = list_model_proposals(log)
    settings, refused = settle(config, config_id, tables)
    files = EVIDENCE.from_rows(rows)
    uncounted = find_uncounted({**tables, "evidence": files})
    views = cut_views(store, evidence, {**tables, **settings}, is_kept=scratch is None)
    rejects = [*refused_files(log).values(), *joined.rejects, *refused, *uncounted, *unanchored, *unread]
    made = {
        "documents": told_of_texts,
        **listed.tables,
        **tables,
        **settings,
        "berth_views": views,
        "evidence": files,
        "decisions": list_decisions(log),
        "grades": list_grades(log),
        "reviews": list_reviews(log),
        "model_proposals": proposed,
        "lexicon": pa.concat_tables([package_lexicon(), tables["lexicon"]]),
        "land": read_land() if arrived.files else LAND.empty(),
        "listened": LISTENED.from_rows(list_listened(counts for _, counts in arrived.files)),
        "rejects": REJECTS.check(pa.concat_tables([REJECTS.from_rows(rejects), *joined.read_rejects])),
    }
    made["claims"] = mark_rescinded(made["claims"], made["decisions"])
    small = {name: TABLES[name].sorted(table) for name, table in made.items()}
    last = last_report(counts for _, counts in arrived.files)
    return Gathered(small, arrived.landed.tables(), config, config_id, last)


def _arrive(
    store: Store,
    evidence: Sequence[Evidence],
    mapping: Mapping[str, Any],
    scratch: Path | None,
    told: Callable[[str, int, int], None] | None,
) -> Arrived:
    index = {one.evidence_id: i for i, one in enumerate(evidence)}

    def tell(one: Evidence, reports: int) -> None:
        if told:
            told(one.name, index[one.evidence_id], reports)

    return arrive(store, [one for one in evidence if one.kind in AIS_KINDS], mapping, scratch, tell)


def _gather_lists(
    store: Store,
    evidence: Sequence[Evidence],
    mappings: Mappings,
    *,
    is_kept: bool,
    told: Callable[[str, int, int], None] | None,
) -> Lists:
    index = {one.evidence_id: i for i, one in enumerate(evidence)}

    def reading(one: Evidence) -> Read:
        if told:
            told(one.name, index[one.evidence_id], 0)
        return read_evidence(store, one, lists=mappings, is_kept=is_kept)

    def finding(one: Evidence) -> Path:
        return original_of(store, one)

    return gather_lists([one for one in evidence if one.kind in LISTS], reading, finding)


def refused_files(log: Log) -> dict[int, Row]:
    """A row of REJECTS for each file that was refused whole, by the line of the log that says so."""
    found = {}
    for entry in log.of("refused"):
        row = refusal(None, str(entry.fields["name"]), str(entry.fields["reason"]))
        found[entry.line] = row | {"reject_id": _refusal_id(entry)}
    return found


def _refusal_id(entry: Entry) -> str:
    """Id over the entry: each refusal of the same file is seen."""
    return content_id("reject", entry.said)


def _evidence_row(one: Evidence, rows_in: int, kept: int) -> Row:
    columns = ("evidence_id", "sha256", "name", "kind", "bytes", "added_at", "added_by", "origin", "licence")
    counts = {"rows_in": rows_in, "rows_kept": kept, "rows_rejected": rows_in - kept}
    return {c: getattr(one, c) for c in columns} | counts


# -------------------------------------------------------------------------------------------------- across the files


class _Joined:
    """Tables growing file by file; a row that another file holds already is refused, with both places named."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.parts: dict[str, list[pa.Table]] = {name: [] for name in KIND_TABLES}
        self.rejects: list[Row] = []
        self.read_rejects: list[pa.Table] = []
        self._ids: dict[str, dict[str, str]] = {name: {} for name in KIND_TABLES}
        self._labels: dict[str, dict[tuple[Any, ...], str]] = {name: {} for name in KIND_TABLES}

    def take(self, one: Evidence, read: Read) -> int:
        """Join the rows of one file; return how many were kept."""
        if one.kind not in READERS:  # a picture, or the head of a record of the desk: one row, and its id is its bytes'
            self.parts[read.table].append(read.rows)
            self.read_rejects.append(read.rejects)
            return read.rows_in
        return self._join(one, read, READERS[one.kind])

    def take_desk(self, one: Evidence, read: Read) -> None:
        """Join what a record of the desk brings.

        Each record carries the scene of its picture, so that it stands without the others; the same one again is no
        fault.
        """
        for kind in desk.ROWS.values():
            rows = read.more[kind.table.name]
            if kind.name == "scenes":
                is_new = [id_ not in self._ids["scenes"] for id_ in rows["scene_id"].to_pylist()]
                rows = rows.filter(pa.array(is_new, pa.bool_()))
            if rows.num_rows:
                self._join(one, Read(kind.table.name, rows, REJECTS.empty(), rows.num_rows), kind)

    def _join(self, one: Evidence, read: Read, kind: Kind) -> int:
        ids, labels = self._ids[read.table], self._labels[read.table]
        has_others = bool(ids)
        keep: list[bool] = []
        refused: list[tuple[int, tuple[Any, ...], str]] = []
        columns = read.rows.select([kind.id_column, "row", *kind.label]).to_pydict()
        given = zip(columns[kind.id_column], columns["row"], *(columns[n] for n in kind.label), strict=True)
        for id_, row, *label_values in given:
            label, here = tuple(label_values), f"{one.name} line {row}"
            if has_others and id_ in ids:
                refused.append((row, label, f"the same row stands in {ids[id_]}; it is counted once"))
            elif has_others and label in labels:
                words = " ".join(str(v) for v in label)
                reason = (
                    f"{words} is another row in {labels[label]}; give this row an id of its own, or correct one of them"
                )
                refused.append((row, label, reason))
            else:
                ids[id_] = labels[label] = here
                keep.append(True)
                continue
            keep.append(False)
        self.parts[read.table].append(read.rows if not refused else read.rows.filter(pa.array(keep)))
        self.read_rejects.append(read.rejects)
        self._refuse(one, refused)
        return sum(keep)

    def take_opinions(self, one: Evidence) -> tuple[int, int]:
        """Join what a matcher answered; how many rows came in and were kept."""
        try:
            read = read_evidence(self.store, one)
        except EvidenceError as e:
            self.rejects.append(refusal(one.evidence_id, one.name, str(e)))
            return 0, 0
        self.parts.setdefault(read.table, []).append(read.rows)
        self.read_rejects.append(read.rejects)
        return read.rows_in, read.rows.num_rows

    def tables(self) -> dict[str, pa.Table]:
        """Every table that readers fill, empty where no file does."""
        return {
            name: TABLES[name].check(pa.concat_tables(parts)) if parts else TABLES[name].empty()
            for name, parts in self.parts.items()
        }

    def _refuse(self, one: Evidence, refused: Sequence[tuple[int, tuple[Any, ...], str]]) -> None:
        raw = read_lines(self.store.blobs.path(one.sha256), one.kind, {row for row, _, _ in refused})
        for row, label, reason in refused:
            words = str(label[0]) if len(label) == 1 else None
            self.rejects.append(
                refusal(one.evidence_id, one.name, reason, scope="row", row=row, label=words, raw=raw.get(row))
            )

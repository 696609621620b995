"""From evidence to tables: every file read, tables joined across files, what case.toml asks turned into rows.

Nothing is lost on the way: a row is in its table, or it is in ``rejects`` with its file, its line and a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from fairlead import formats
from fairlead.base.ids import content_id
from fairlead.base.tables import EVIDENCE, PLACE_SETTINGS, QUESTION_PLACES, QUESTIONS, REJECTS, TABLES
from fairlead.case.config import Config
from fairlead.case.decisions import list_decisions
from fairlead.case.evidence import Evidence, list_evidence, read_evidence
from fairlead.case.lines import read_lines
from fairlead.case.log import Entry, Log
from fairlead.case.store import CONFIG_NAME, Store
from fairlead.case.uncounted import find_uncounted
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats.api import Read, refusal
from fairlead.formats.kinds import READERS

Row = dict[str, Any]

KIND_TABLES = tuple(dict.fromkeys(table for table, _ in formats.KINDS.values()))
"""Tables that readers fill."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything the flow starts from."""

    tables: Mapping[str, pa.Table]
    config: Config
    config_id: str

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
    store: Store, log: Log, config: Config, *, is_kept: bool = True, told: Callable[[str, int, int], None] | None = None
) -> Gathered:
    """Read all evidence of a case into tables.

    Args:
        store: the case.
        log: its log, up to where it counts.
        config: what case.toml says; the log's latest case.toml must be that file.
        is_kept: whether readings kept from earlier runs may be used.
        told: told of each file before it is read: name, index, total.

    Raises:
        CaseError: case.toml names a place that no file has, or an original is gone or changed.
    """
    evidence = list_evidence(log)
    joined = _Joined(store)
    rows: list[Row] = []
    for index, one in enumerate(evidence):
        if told:
            told(one.name, index, len(evidence))
        if one.kind == CONFIG_NAME:
            rows.append(_evidence_row(one, 0, 0))
            continue
        try:
            read = read_evidence(store, one, is_kept=is_kept)
        except EvidenceError as e:  # the reader of today refuses what the reader of the day of adding took
            joined.rejects.append(refusal(one.evidence_id, one.name, str(e)))
            rows.append(_evidence_row(one, 0, 0))
            continue
        rows.append(_evidence_row(one, read.rows_in, joined.take(one, read)))
    config_id = evidence[-1].evidence_id
    tables = joined.tables()
    settings, refused = _settings(config, config_id, tables)
    files = EVIDENCE.from_rows(rows)
    uncounted = find_uncounted({**tables, "evidence": files})
    rejects = [*refused_files(log).values(), *joined.rejects, *refused, *uncounted]
    made = {
        **tables,
        **settings,
        "evidence": files,
        "decisions": list_decisions(log),
        "rejects": REJECTS.check(pa.concat_tables([REJECTS.from_rows(rejects), *joined.read_rejects])),
    }
    return Gathered({name: TABLES[name].sorted(table) for name, table in made.items()}, config, config_id)


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
        kind = READERS[one.kind]
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


# ------------------------------------------------------------------------------------------------- what case.toml asks


def _settings(config: Config, config_id: str, tables: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], list[Row]]:
    """The rows of case.toml, and a refusal for each label it names that no evidence has.

    A place nobody knows makes its question senseless, so the run stops. Another label (a cap, a claim) costs only what
    it was for: the question is asked without it, and ``rejects`` says so.
    """
    _check_places(config, _labels(tables, "places"))
    refused: list[Row] = []
    questions = [_known_labels(dict(q), config, config_id, tables, refused) for q in config.questions]
    made = {
        table.name: table.from_rows({**row, "evidence_id": config_id} for row in rows)
        for table, rows in (
            (QUESTIONS, questions),
            (QUESTION_PLACES, config.question_places),
            (PLACE_SETTINGS, config.place_settings),
        )
    }
    return made, refused


def _check_places(config: Config, known: set[str]) -> None:
    named = [(r["row"], r["place"], f"question {r['question']!r}, {r['role']}") for r in config.question_places]
    named += [(r["row"], r["place"], "[places]") for r in config.place_settings]
    hint = f"the places known are {', '.join(sorted(known)[:20])}" if known else "no file of places has been added"
    bad = [
        f"{CONFIG_NAME} line {row}: {where}: no place is labelled {p!r}; {hint}"
        for row, p, where in named
        if p not in known
    ]
    if bad:
        raise CaseError("\n".join(bad))


def _known_labels(
    question: Row, config: Config, config_id: str, tables: Mapping[str, pa.Table], refused: list[Row]
) -> Row:
    """The question without the labels that no evidence has; each of those becomes a refusal."""
    name = question["question"]
    rules, claims = _labels(tables, "legal_measures"), _labels(tables, "claims")

    def drop(column: str, path: Iterable[str], label: str, what: str) -> None:
        line = config.lines.get(("question", name, *path), question["row"])
        reason = f"question {name!r} names {label!r}, and {what}; the question is asked without it"
        refused.append(
            refusal(config_id, CONFIG_NAME, reason, scope="field", row=line, field=column, label=label, raw=label)
        )

    if (cap := question.get("cap")) and cap not in rules:
        drop("cap", ("cap",), cap, "no legal measure has that label")
        question["cap"] = None
    _note_untested(question, config, config_id, tables, refused)
    for rule in [r for r in question["rules"] if r not in rules]:
        drop("rules", ("rules",), rule, "no legal measure has that label")
    question["rules"] = [r for r in question["rules"] if r in rules]
    for column, key in (("claimed_trips", "trips"), ("claimed_amount", "amount")):
        if (label := question.get(column)) and label not in claims:
            drop(column, ("claimed", key), label, "no claim has that label")
            question[column] = None
    start = question["estimate_from"]
    if start != "documented" and start not in claims:
        drop("estimate_from", ("estimate", "from"), start, "no claim has that label")
        question |= {"estimate_from": "documented", "seen_share_alpha": None, "seen_share_beta": None}
        question["seen_share_reason"] = None
    return question


def _note_untested(
    question: Row, config: Config, config_id: str, tables: Mapping[str, pa.Table], refused: list[Row]
) -> None:
    """Say it where a cap is named and cannot be tested, rather than leave it out in silence."""
    rule = next((r for r in tables["legal_measures"].to_pylist() if r["label"] == question.get("cap")), None)
    if rule is None:
        return
    unit, name = question.get("unit"), question["question"]
    if not rule["is_cap"] or rule["limit_value"] is None:
        why = f"{rule['label']} is no limit in force with a figure ({rule['measure_kind']})"
    elif unit != rule["limit_unit"]:
        why = f"its limit is in {rule['limit_unit']!r}, the question counts in {unit!r}"
    elif unit in ("barrel", "tonne") and question.get("capacity") != "dwt":
        why = 'no amount is computed; write capacity = "dwt" where a full load is the ship\'s deadweight'
    else:
        return
    reason = f"question {name!r} asks about the cap {rule['label']}, which is not tested: {why}"
    line = config.lines.get(("question", name, "cap"), question["row"])
    refused.append(
        refusal(config_id, CONFIG_NAME, reason, scope="field", row=line, field="cap", label=rule["label"], raw=None)
    )


def _labels(tables: Mapping[str, pa.Table], name: str) -> set[str]:
    return set(tables[name]["label"].to_pylist())

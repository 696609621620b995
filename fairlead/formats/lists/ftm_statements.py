"""FollowTheMoney's table of statements, CSV: one value of one property a row, as OpenSanctions publishes it and as
``fairlead export`` writes it; and the file that lies beside ours, which says from when to when a statement held.

Columns: FollowTheMoney 4.11, and ``target`` of older files. An entity is what shares a ``canonical_id``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fairlead.formats.api import Read
from fairlead.formats.lists.ftm import PUBLISHER, list_of
from fairlead.formats.lists.ftm_entities import BETWEEN, KIND_OF, Entities, Entity, Value
from fairlead.formats.lists.opened import columns_of, ends_within_line, read_text, records
from fairlead.formats.lists.rows import Rows

KIND = "ftm_statements"
DOC = "statements of FollowTheMoney entities, CSV"
NEEDED = ("canonical_id", "entity_id", "prop", "schema", "value", "dataset")
KNOWN = frozenset((
    *NEEDED, "id", "prop_type", "origin", "lang", "original_value", "external", "first_seen", "last_seen", "target",
))  # fmt: skip
BESIDE = "ftm_validity"
BESIDE_DOC = "from when to when statements of FollowTheMoney held, CSV beside their table"
BESIDE_COLUMNS = ("id", "valid_from", "valid_to", "row", "evidence")
VALIDITY = "validity"
"""Property of the facts of that file; their entry is the id of a statement."""
_TRUE = {"t", "true", "1", "y", "yes"}
_EXACT = ("Vessel", "Airplane", "Person", "Company", "PublicBody", "Organization")
_GROUP = {"PublicBody": "Company", "Organization": "Company"}


def is_statements(header: list[str]) -> bool:
    """Whether a header is of a table of statements."""
    return set(NEEDED) <= set(header)


def is_validity(header: list[str]) -> bool:
    """Whether a header is of the file beside it."""
    return set(BESIDE_COLUMNS) == set(header)


@dataclass(slots=True)
class _Gathered:
    """An entity as its statements come."""

    line: int
    schemata: dict[str, None] = field(default_factory=dict)
    datasets: set[str] = field(default_factory=set)
    said: dict[str, list[Value]] = field(default_factory=lambda: defaultdict(list))


def read_statements(path: Path, name: str, evidence_id: str) -> Read:
    """Read a table of statements; its rows stand in any order.

    Raises:
        EvidenceError: columns are missing, it is cut off within a record, or no statement makes an entry.
    """
    rows = Rows("ftm", PUBLISHER, name, evidence_id)
    entities, shared = Entities(rows), None
    for one in entities_of(path, rows):
        if one.schema in KIND_OF:
            shared = set(one.datasets) if shared is None else shared & one.datasets
        entities.take(one)
    entities.finish()
    rows.call(list_of(shared))
    return rows.read()


def entities_of(path: Path, rows: Rows) -> Iterator[Entity]:
    """The entities of a table of statements; what is no statement is refused in ``rows``.

    Raises:
        EvidenceError: as :func:`read_statements`.
    """
    text = read_text(path)
    found = records(text)
    line, header = next(found, (1, []))
    columns = columns_of(header, NEEDED)
    rows.caveats = ends_within_line(text)
    for column in columns:
        if column not in KNOWN:
            rows.refuse_field(line, column, f"column {column!r} is none of a table of statements, and is not used")
    gathered: dict[str, _Gathered] = {}
    for line, row in rows.named(found, columns):
        lacking = [c for c in ("prop", "schema", "value", "dataset") if not row[c]]
        id_ = row["canonical_id"] or row["entity_id"]
        if lacking or not id_:
            rows.refuse(line, f"has no {lacking[0] if lacking else 'entity_id'}: no statement", ",".join(row.values()))
        elif row.get("external", "").lower() in _TRUE and row["prop"] != "id":
            why = f"is of {id_} and external: what an enrichment found, and no statement of the data set itself"
            rows.refuse(line, why, ",".join(row.values()))
        elif row["schema"] in KIND_OF or row["schema"] in BETWEEN:
            one = gathered.setdefault(id_, _Gathered(line))
            one.schemata[row["schema"]] = None
            one.datasets.add(row["dataset"])
            if row["prop"] != "id":
                one.said[row["prop"]].append(Value(row["value"], line, row.get("id") or None))
    for id_, one in gathered.items():
        if schema := _schema_of(one):
            yield Entity(id_, schema, one.line, one.said, datasets=frozenset(one.datasets))
        else:
            rows.refuse(one.line, f"entity {id_} is said to be {' and '.join(one.schemata)}: it can be one only")


def _schema_of(one: _Gathered) -> str | None:
    """The most special schema of an entity's statements; None where two exclude each other."""
    exact = [s for s in _EXACT if s in one.schemata]
    between = [s for s in BETWEEN if s in one.schemata]
    if len({_GROUP.get(s, s) for s in exact}) > 1 or len(between) > 1 or (between and len(one.schemata) > 1):
        return None
    return next((s for s in KIND_OF if s in one.schemata), None) or between[0]


def read_validity(path: Path, name: str, evidence_id: str) -> Read:
    """Read the file beside a table of statements: LIST_FACTS of the property :data:`VALIDITY`, whose entry is the id of
    a statement. A row without a time says nothing and is passed over; so may be all of them.

    Raises:
        EvidenceError: columns are missing, it is cut off within a record, or no row is of this form.
    """
    text = read_text(path)
    found = records(text)
    _, header = next(found, (1, []))
    columns = columns_of(header, BESIDE_COLUMNS)
    rows = Rows("", PUBLISHER, name, evidence_id)
    is_bare = False
    for line, row in rows.named(found, columns):
        if row["id"] and not row["valid_from"] and not row["valid_to"]:
            is_bare = True
            continue
        try:
            start, end = (_instant(row[c]) for c in ("valid_from", "valid_to"))
            if not row["id"] or (start and end and start > end):
                raise ValueError(f"{row['valid_to']} lies before {row['valid_from']}" if row["id"] else "no id")
        except ValueError as e:
            rows.refuse(line, f"says no time of a statement ({e})", ",".join(row.values()))
            continue
        # the last instant is one at which it was still so
        valid = start, end + timedelta(microseconds=1) if end else None
        rows.fact(row["id"], VALIDITY, f"{row['valid_from']}/{row['valid_to']}", line, valid=valid, statement=row["id"])
    if doubt := rows.doubt or next(iter(ends_within_line(text)), None):
        rows.refuse_field(None, "id", doubt)
    return rows.read_companion(may_be_empty=is_bare)


def _instant(words: str) -> datetime | None:
    if not words:
        return None
    at = datetime.fromisoformat(words)
    if at.tzinfo is None:
        raise ValueError(f"{words!r} bears no zone")
    return at.astimezone(UTC)

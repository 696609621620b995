"""The evidence of a case as its log tells it, and what its readers made of each file.

What a reader makes of a file depends on its bytes, its kind and the reader's code alone, so it is kept between runs
under ``tables/.read``; a mapped list depends on case.toml too, and is read every time. Like every derived file what is
kept may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead import formats
from fairlead.base.tables import REJECTS, TABLES
from fairlead.case.disk import sha256_of
from fairlead.case.log import Entry, Log
from fairlead.case.shelf import TABLES_NAME, read_parquet, write_parquet
from fairlead.case.store import CONFIG_NAME, Store
from fairlead.engine.code import code_hash, library_versions
from fairlead.errors import CaseError, SchemaError
from fairlead.formats import closed
from fairlead.formats.api import Read
from fairlead.formats.lists.mapped import KIND as MAPPED
from fairlead.formats.lists.mapped import Mappings

READ_NAME = f"{TABLES_NAME}/.read"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file of the case, as its entry in the log says."""

    evidence_id: str
    sha256: str
    name: str
    kind: str
    bytes: int
    added_at: datetime
    added_by: str
    origin: str | None
    licence: str | None
    retrieved: str | None
    """Day on which it was taken from its publisher, as told when it was added."""
    archive: str | None
    """SHA-256 of the archive it came out of."""
    line: int
    """Line of the log that says so."""


def evidence_id_of(sha256: str) -> str:
    return f"evidence:{sha256[:16]}"


def list_evidence(log: Log) -> list[Evidence]:
    """Every file, in the order of adding; a file read anew as another kind counts as its latest entry says.

    Of case.toml only the latest state counts.
    """
    found: dict[str, Evidence] = {}
    config: Evidence | None = None
    for entry in log.of("added"):
        one = _evidence(entry)
        if one.kind == CONFIG_NAME:
            config = one
        else:
            found[one.sha256] = one
    return [*found.values(), *([config] if config else [])]


def read_evidence(store: Store, one: Evidence, *, lists: Mappings | None = None, is_kept: bool = True) -> Read:
    """What the reader of its kind makes of a file, taken from the last time where nothing has changed since.

    Args:
        store: the case.
        one: the file.
        lists: ``[lists]`` of case.toml.
        is_kept: whether an earlier reading may be used and this one kept.

    Raises:
        EvidenceError: the reader refuses the whole file.
        CaseError: the original is gone, or its bytes are not those that were added.
    """
    is_kept = is_kept and one.kind != MAPPED
    if is_kept and (read := _kept_reading(store, one)):
        return read
    read = closed.read(original_of(store, one), one.name, one.kind, one.evidence_id, lists)
    if is_kept:
        keep_reading(store, one.sha256, one.kind, read)
    return read


def original_of(store: Store, one: Evidence) -> Path:
    """Where the original of a file stands, its bytes being those that were added.

    Raises:
        CaseError: it is gone, or was changed.
    """
    path = store.blobs.path(one.sha256)
    try:
        is_whole = sha256_of(path) == one.sha256
    except OSError as e:
        raise CaseError(f"the original of {one.name!r} is gone ({path.relative_to(store.path)})") from e
    if not is_whole:
        raise CaseError(
            f"the original of {one.name!r} ({path.relative_to(store.path)}) no longer holds the bytes that were added; "
            "nothing is computed from it. 'fairlead verify' says all"
        )
    return path


def keep_reading(store: Store, sha256: str, kind: str, read: Read) -> None:
    """Keep what a reader made of a file for the next run. A disk that has no room for it costs time only."""
    place = _place(store, sha256, kind)
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        rows, rejects = place.with_suffix(".rows.parquet"), place.with_suffix(".rejects.parquet")
        write_parquet(rows, read.rows)
        write_parquet(rejects, read.rejects)
        more = {}
        for name, table in read.more.items():
            path = place.with_suffix(f".{name}.parquet")
            write_parquet(path, table)
            more[name] = sha256_of(path)
        about = {"table": read.table, "rows": sha256_of(rows), "rejects": sha256_of(rejects), "more": more}
        place.with_suffix(".json").write_text(json.dumps(about))


def forget_readings(store: Store, wanted: Iterable[Evidence]) -> None:
    """Clear away readings that no evidence of the case has any more, or that older code made."""
    stems = {_place(store, one.sha256, one.kind).name for one in wanted if one.kind != CONFIG_NAME}
    with suppress(OSError):
        for path in (store.path / READ_NAME).iterdir():
            if path.name.split(".")[0] not in stems:
                path.unlink()


def _kept_reading(store: Store, one: Evidence) -> Read | None:
    place = _place(store, one.sha256, one.kind)
    try:
        about = json.loads(place.with_suffix(".json").read_bytes())
        rows = _checked(place.with_suffix(".rows.parquet"), about["rows"], TABLES[about["table"]].check)
        rejects = _checked(place.with_suffix(".rejects.parquet"), about["rejects"], REJECTS.check)
        more = {
            name: _checked(place.with_suffix(f".{name}.parquet"), sha256, TABLES[name].check)
            for name, sha256 in about["more"].items()
        }
        rows_in = rows.num_rows + rejects["scope"].to_pylist().count("row")
        return Read(table=about["table"], rows=rows, rejects=rejects, rows_in=rows_in, more=more)
    except (OSError, ValueError, KeyError, TypeError, SchemaError):  # not there, or not what was kept
        return None


def _checked(path: Path, sha256: str, check: Callable[[pa.Table], pa.Table]) -> pa.Table:
    if sha256_of(path) != sha256:
        raise ValueError(f"{path.name} is not what was kept")
    return check(read_parquet(path))


def reading_place(store: Store, one: Evidence) -> Path:
    """Where what was read out of a file is kept for the next run, without an ending."""
    return _place(store, one.sha256, one.kind)


def _place(store: Store, sha256: str, kind: str) -> Path:
    code = hashlib.sha256(f"{code_hash(formats.read)}{sorted(library_versions().items())}".encode()).hexdigest()
    return store.path / READ_NAME / f"{sha256[:16]}-{kind}-{code[:12]}"


def _evidence(entry: Entry) -> Evidence:
    f: Any = entry.fields
    return Evidence(
        evidence_id_of(f["sha256"]),
        f["sha256"],
        f["name"],
        f["kind"],
        f["bytes"],
        entry.time,
        entry.actor,
        f.get("origin"),
        f.get("licence"),
        f.get("retrieved"),
        (f.get("archive") or {}).get("sha256"),
        entry.line,
    )

"""Derived tables and run records on disk, put in place all at once.

A run writes its tables and its record into ``tables/.staged``, the record last. From then on the run is what the case
shows: a reader looks there first. Moving the files to their places can be broken off anywhere and taken up again, so
a killed run leaves either the tables of the run before or those of its own, never a mixture.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fairlead.base.ids import canonical_json
from fairlead.base.tables import TABLES
from fairlead.case.disk import in_words, say_os_error, sha256_of, write_whole
from fairlead.engine.dense import Dense, Part
from fairlead.errors import CaseError, EngineError, SchemaError

TABLES_NAME = "tables"
RUNS_NAME = "runs"
_RECORD = "run.json"
_ANEW = "'fairlead run' makes the tables anew"


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run."""

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    outcome: str
    """``run``, ``kept`` (nothing it stands on had changed) or ``left out`` (after the step the run went up to)."""
    key: str
    """Hash over code, parameters, end of the data, libraries and the tables read: the same key, the same rows."""
    code: str | None
    """Hash of the code, None where it has no source file."""
    params: Mapping[str, Any] | None
    """Every parameter, defaults too; None where the step takes none."""
    seconds: float
    rows: Mapping[str, int]
    """Rows of the tables written."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One execution of the flow: everything needed to do it again and to see whether it comes out the same."""

    number: int
    version: str
    versions: Mapping[str, str]
    engine: str
    by: str
    started_at: str
    seconds: float
    until: str
    """End of the data given to the steps."""
    upto: str | None
    """The step the run went up to, None for all."""
    overrides: tuple[str, ...]
    """Parameters given with the run, as ``step.field=value``."""
    config: str
    """evidence_id of the case.toml used."""
    log_count: int
    log_head: str
    evidence: Mapping[str, int]
    """files, refused, rows_in, rows_kept, rows_rejected; rows_in = rows_kept + rows_rejected."""
    tables: Mapping[str, Mapping[str, Any]]
    """For each table: its rows, and the SHA-256 of its file; for a dense one its buckets, and each of its files."""
    steps: tuple[RunStep, ...]
    record_hash: str = field(default="")
    """SHA-256 over the rest of the record."""

    def to_json(self) -> dict[str, Any]:
        """The record as it is kept."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        plain["record_hash"] = self.hash()
        return plain

    def hash(self) -> str:
        """SHA-256 over everything but the hash itself."""
        rest = {k: v for k, v in asdict(self).items() if k != "record_hash"}
        return hashlib.sha256(canonical_json(json.loads(json.dumps(rest))).encode()).hexdigest()

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> RunRecord:
        """A record as it was kept.

        Raises:
            KeyError, TypeError, ValueError: it is not one.
        """
        given = {f.name: plain[f.name] for f in fields(cls)}
        steps = tuple(
            RunStep(**{**s, "reads": tuple(s["reads"]), "writes": tuple(s["writes"])}) for s in given["steps"]
        )
        return cls(**{**given, "steps": steps, "overrides": tuple(given["overrides"])})


class OtherVersionError(CaseError):
    """A table of the last run is as another version of the program made it; a run makes it anew."""


LATER = {"vessels": ("joined_ids", "imos_joined")}
"""Columns that a table got later and that hold nothing in a run of before."""


def _lift(name: str, table: pa.Table) -> pa.Table:
    """A table of an older run with the columns it got since, empty."""
    for column in LATER.get(name, ()):
        if column not in table.column_names:
            kind = TABLES[name].schema.field(column).type
            table = table.append_column(column, pa.nulls(table.num_rows, kind))
    return table


class Shelf:
    """The tables and run records of one case."""

    def __init__(self, case: Path) -> None:
        self.tables = case / TABLES_NAME
        self.runs = case / RUNS_NAME
        self.staged = self.tables / ".staged"
        self.staged_record = self.staged / _RECORD

    # ------------------------------------------------------------------------------------------------------- reading

    @property
    def is_publishing(self) -> bool:
        """Whether a finished run still waits to be put in place."""
        with in_words(f"reading {TABLES_NAME}"):
            return self.staged_record.exists()

    def numbers(self) -> list[int]:
        """Numbers of the run records that stand in ``runs``."""
        with in_words(f"reading {RUNS_NAME}"):  # a glob would pass over a folder that may not be read
            found = list(self.runs.iterdir()) if self.runs.exists() else []
        return sorted(int(p.stem) for p in found if p.suffix == ".json" and p.stem.isdigit())

    def record(self, number: int) -> RunRecord:
        """The record of one run.

        Raises:
            CaseError: there is none, or it cannot be read.
        """
        path = self.runs / f"{number:04d}.json"
        try:
            return _read_record(path, f"{RUNS_NAME}/{path.name}")
        except FileNotFoundError:
            raise CaseError(f"there is no run {number}; the last is {max(self.numbers(), default=0)}") from None

    def last(self) -> RunRecord | None:
        """The record of the run whose tables the case shows; None before the first.

        Raises:
            CaseError: the record cannot be read.
        """
        if self.is_publishing:
            try:
                return _read_record(self.staged_record, f"{TABLES_NAME}/.staged/{_RECORD}")
            except FileNotFoundError:  # a writer put it in place between the two looks
                pass
        numbers = self.numbers()
        return self.record(numbers[-1]) if numbers else None

    def path(self, name: str) -> Path:
        """Where a table stands now."""
        waiting = self.staged / f"{name}.parquet"
        return waiting if self.is_publishing and waiting.exists() else self.tables / f"{name}.parquet"

    def open(self, name: str, about: Mapping[str, Any]) -> pa.Table | Dense:
        """A table as a run's record tells it: whole, or where it is dense on disk.

        Raises:
            CaseError: it cannot be read.
        """
        return self.dense(name, about) if TABLES[name].is_dense else self.read(name)

    def dense(self, name: str, about: Mapping[str, Any]) -> Dense:
        """A dense table as a run's record tells it.

        Raises:
            CaseError: the run kept it otherwise.
        """
        try:
            parts = tuple(Part(**p) for p in about["parts"])
            return Dense(TABLES[name], self.tables / name, about["buckets"], parts)
        except (KeyError, TypeError) as e:
            raise CaseError(f"the table {name} was kept otherwise by that run; 'fairlead run' makes it anew") from e

    def files(self, name: str, about: Mapping[str, Any]) -> list[tuple[Path, str]]:
        """The files of a table as a run's record tells it, each with its SHA-256."""
        if "parts" in about:
            return [(self.tables / name / p["name"], p["sha256"]) for p in about["parts"]]
        return [(self.path(name), about["sha256"])]

    def read(self, name: str) -> pa.Table:
        """One whole table that is not dense, as it stands.

        Raises:
            CaseError: it is not there, or cannot be read.
        """
        for attempt in (1, 2, 3):
            try:
                return TABLES[name].check(_lift(name, read_parquet(self.path(name))))
            except FileNotFoundError:
                if attempt == 3:  # else a writer moved it between the two looks
                    break
            except (OSError, ValueError, pa.ArrowException, SchemaError) as e:  # a damaged file fails in many ways
                raise CaseError(f"tables/{name}.parquet cannot be read ({e}); 'fairlead run' makes it anew") from e
        raise CaseError(f"the case has no table {name!r} yet; 'fairlead run' makes it")

    def table(self, name: str, record: RunRecord | None) -> pa.Table:
        """One whole table of a run, as the run wrote it.

        Raises:
            OtherVersionError: it has the columns of another version of the program.
            CaseError: the run made no such table, or its files are gone, or are others.
        """
        is_made = record is not None and name in record.tables
        if name not in TABLES and not is_made:
            raise CaseError(f"no table is called {name!r}; the tables are {', '.join(TABLES)}")
        if record is None or not is_made:
            raise CaseError(f"the case has no table {name!r} yet; 'fairlead run' makes it")
        if name not in TABLES:
            raise OtherVersionError(
                f"run {record.number} made a table {name!r}, which this version does not know. {_ANEW}"
            )
        about = record.tables[name]
        for path, sha256 in self.files(name, about):
            place = path.relative_to(self.tables.parent).as_posix()
            try:
                found = sha256_of(path)
            except FileNotFoundError:
                raise CaseError(f"{place} is gone; run {record.number} wrote it. {_ANEW}") from None
            except OSError as e:
                raise CaseError(f"{place} cannot be read: {say_os_error(e)}. {_ANEW}") from e
            if found != sha256:
                words = f"is damaged or edited: it is not the file that run {record.number} wrote"
                raise CaseError(f"{place} {words}. {_ANEW}")
        try:
            table = self.open(name, about)
            return table.whole() if isinstance(table, Dense) else table
        except (CaseError, EngineError) as e:
            words = f"was made by another version of Fairlead (run {record.number}, by {record.version})"
            raise OtherVersionError(f"the table {name} {words} and has other columns than this one's. {_ANEW}") from e

    def stands(self, name: str, about: Mapping[str, Any]) -> bool:
        """Whether the files of a table are there and have the bytes that a run's record tells."""
        try:
            return all(sha256_of(path) == sha256 for path, sha256 in self.files(name, about))
        except (OSError, KeyError, TypeError):
            return False

    # ------------------------------------------------------------------------------------------------------- writing

    @contextmanager
    def laying_out(self) -> Iterator[None]:
        """A place where a run lays out what it makes; cleared again unless the run is published."""
        self.staged.mkdir(parents=True)
        try:
            yield
        finally:
            if not self.is_publishing:
                shutil.rmtree(self.staged, ignore_errors=True)

    def lay_out(self, name: str, table: pa.Table | Dense) -> dict[str, Any]:
        """Write a table, in its order, beside those in place; return what the record says of it.

        A dense table stands already: its files have names of their own, and only the record makes them the case's.
        """
        if isinstance(table, Dense):
            parts = [asdict(p) for p in table.parts]
            return {"rows": table.num_rows, "sha256": table.sha256, "buckets": table.buckets, "parts": parts}
        path = self.staged / f"{name}.parquet"
        write_parquet(path, TABLES[name].sorted(table))
        return {"rows": table.num_rows, "sha256": sha256_of(path)}

    def publish(self, record: RunRecord) -> None:
        """Make what was laid out the tables of the case. From the moment the record stands there is no way back."""
        write_whole(self.staged_record, spell_record(record))
        self._put_in_place(record)

    def recover(self) -> None:
        """End a publication that was broken off, or clear away a run that never came to it."""
        if self.is_publishing:
            self._put_in_place(_read_record(self.staged_record, f"{TABLES_NAME}/.staged/{_RECORD}"))
        elif self.staged.exists():
            shutil.rmtree(self.staged)

    def _put_in_place(self, record: RunRecord) -> None:
        self.runs.mkdir(exist_ok=True)
        for path in sorted(self.staged.glob("*.parquet")):
            path.replace(self.tables / path.name)
        for name in TABLES:
            if name not in record.tables:
                (self.tables / f"{name}.parquet").unlink(missing_ok=True)
        (self.staged_record).replace(self.runs / f"{record.number:04d}.json")
        shutil.rmtree(self.staged)
        self._clear_dense(record)

    def _clear_dense(self, record: RunRecord) -> None:
        """Clear away files of dense tables that are not of this run."""
        for table in TABLES.values():
            if table.is_dense and (self.tables / table.name).is_dir():
                wanted = {p["name"] for p in record.tables.get(table.name, {}).get("parts", ())}
                for path in (self.tables / table.name).iterdir():
                    if path.name not in wanted:
                        path.unlink()


def place_of_table(name: str) -> str:
    """Where a table that is not dense stands in a case."""
    return f"{TABLES_NAME}/{name}.parquet"


def spell_record(record: RunRecord) -> bytes:
    """A record as it is kept: for people to read, and one spelling."""
    return json.dumps(record.to_json(), indent=1, ensure_ascii=False).encode() + b"\n"


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a table; the same rows give the same bytes under the same pyarrow."""
    pq.write_table(table, path, compression="zstd")


def read_parquet(path: Path) -> pa.Table:
    """Read a table."""
    with pq.ParquetFile(path) as file:
        return file.read()


def _read_record(path: Path, name: str) -> RunRecord:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as e:
        raise CaseError(f"reading {name}: {say_os_error(e)}") from e
    try:
        return RunRecord.from_json(json.loads(content))
    except (ValueError, KeyError, TypeError) as e:
        words = "is damaged, or the record of another version of Fairlead"
        raise CaseError(f"{name} {words} ({type(e).__name__}: {e}). {_ANEW}") from e

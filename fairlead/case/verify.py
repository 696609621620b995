"""Checking a case: originals hashed again, the chain of the log followed, every table made anew and compared by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from fairlead.base.schema import Step, Told
from fairlead.case.blobs import place_of
from fairlead.case.changes import other_program
from fairlead.case.compare import compare, compare_dense
from fairlead.case.config import read_config
from fairlead.case.config_params import override
from fairlead.case.disk import in_words, sha256_of
from fairlead.case.drawings import check_drawn
from fairlead.case.evidence import evidence_id_of
from fairlead.case.gather import gather
from fairlead.case.log import NAME as LOG_NAME
from fairlead.case.log import Head, Log, Problem
from fairlead.case.run import run_in_memory
from fairlead.case.shelf import RUNS_NAME, TABLES_NAME, RunRecord, place_of_table, spell_record
from fairlead.case.signing import check_stamps
from fairlead.case.sources import check_sources
from fairlead.case.store import CONFIG_NAME, TORN_NAME, Store
from fairlead.case.verifier import check_log, check_signed
from fairlead.engine.api import Engine, Progress, told_within
from fairlead.engine.dense import Dense
from fairlead.errors import CaseError, FairleadError


def verify(store: Store, flow: Sequence[Step], engine: Engine, progress: Progress | None = None) -> list[Problem]:
    """Check everything a case claims. Nothing is written, so a case on a read-only disk can be checked.

    Args:
        store: the case.
        flow: the steps.
        engine: what runs them again.
        progress: told of each part.

    Returns:
        What does not hold, each with its place; empty where all holds. What comes with another problem (the tables of a
        log that was cut) names that one as its cause.

    Raises:
        CaseError: the log was emptied or is gone.

    Limits:
        Compares the case with itself. Whoever changes an original, the log from there to its end, its head, every run
        record and every table, all to fit, makes another case: only a head kept elsewhere shows that.
    """
    tell = _teller(progress)
    store.check_not_emptied()
    log = store.log()
    tell("log", len(log.lines))
    records, of_records = _records(store)
    of_log = check_log(log, store.head(log), [Head(r.log_count, r.log_head) for r in records])
    tell("originals", 0)
    of_signed = [*check_signed(log)[1], *check_stamps(log)[1]]
    of_originals = list(_check_originals(store, log))
    problems = [
        *of_records,
        *of_log,
        *of_signed,
        *of_originals,
        *_check_strangers(store, log),
        *_check_torn(store, log),
    ]
    tell("texts drawn again", len(log.of("drawn")))
    of_drawn = list(check_drawn(store, log))
    problems += of_drawn
    tell("run records", len(records))
    problems += _check_publication(store)
    if records:
        last = records[-1]
        newer = [p for p in of_records if p.place > _record_place(last.number)]
        problems += _check_config(store, last)
        tell("tables", 0)
        edited = {name: found for name in last.tables if (found := _check_files(store, last, name))}
        own = set() if newer else set(edited)  # else the files are of a run whose record was edited
        broken = [p for p in of_drawn if not p.is_note]
        cause = next((p.place for p in (*newer, *of_log, *of_originals, *broken)), None)
        problems += _caused(chain(*edited.values()), cause if newer else None)
        tell("the flow, run again", 0)
        with TemporaryDirectory(prefix="fairlead-") as scratch:
            told = told_within(progress)
            problems += _run_again(store, log, last, flow, engine, own, cause, Path(scratch), told)
        tell("sources of every row", 0)
        problems += [] if edited else _follow(store, last, cause)
    tell("", 0)
    return problems


def _teller(progress: Progress | None) -> Callable[[str, int], None]:
    """Tells ``progress`` which part begins, and with how many lines or records."""
    parts = (
        "log",
        "originals",
        "texts drawn again",
        "run records",
        "tables",
        "the flow, run again",
        "sources of every row",
        "",
    )

    def tell(part: str, count: int) -> None:
        if progress:
            progress(part, parts.index(part), len(parts) - 1, count)

    return tell


def _caused(problems: Iterable[Problem], cause: str | None) -> list[Problem]:
    return [replace(p, cause=cause) for p in problems]


# -------------------------------------------------------------------------------------------------- originals and log


def _names(log: Log) -> dict[str, str]:
    """The name under which each original was first added."""
    return {str(e.fields["sha256"]): str(e.fields["name"]) for e in reversed(log.of("added"))}


def _check_originals(store: Store, log: Log) -> Iterator[Problem]:
    """Every original is there with its bytes."""
    names = _names(log)
    sizes = {str(e.fields["sha256"]): e.fields["bytes"] for e in log.of("added")}
    for sha256, name in names.items():
        path, place = store.blobs.path(sha256), f"{place_of(sha256)} ({name})"
        if path.is_symlink() or not path.is_file():
            yield Problem(place, "the original is gone")
            continue
        with in_words(f"reading {place}"):
            size, actual = path.stat().st_size, sha256_of(path)
        if actual == sha256:
            continue
        if actual in names:
            yield Problem(place, f"holds the bytes of {names[actual]}: swapped")
        elif size != sizes[sha256]:
            yield Problem(place, f"has {size:,} bytes where {sizes[sha256]:,} were added: changed")
        else:
            yield Problem(place, f"its bytes were changed: they hash to {actual[:16]}...")


def _check_strangers(store: Store, log: Log) -> Iterator[Problem]:
    """Nothing but originals, and texts drawn out of them, lies among them."""
    names = {*_names(log), *(str(e.fields["sha256"]) for e in log.of("drawn"))}
    for path in (*store.blobs.files(), *store.blobs.staged_files()):
        if path.name not in names or path != store.blobs.path(path.name):
            words = "is named by no entry of the log: an interrupted add, a strange file, or its entry was cut"
            yield Problem(path.relative_to(store.path).as_posix(), words)


def _check_torn(store: Store, log: Log) -> Iterator[Problem]:
    """What an interrupted writer left: the end of the log, and what was moved aside since is still what it was."""
    if log.torn:
        words = f"the last {len(log.torn):,} bytes are an entry that was never finished; the next writer moves it aside"
        yield Problem(f"{LOG_NAME} line {len(log.lines) + 1}", words)
    known = {str(m["file"]) for e in log.of("recovered") for m in e.fields.get("moved", ())}
    folder = store.path / TORN_NAME
    there = {f"{TORN_NAME}/{p.name}": p for p in sorted(folder.iterdir())} if folder.is_dir() else {}
    for name in sorted(known - set(there)):
        yield Problem(name, "was moved aside after an interrupted write, and is gone")
    for name, path in there.items():
        if name not in known:
            yield Problem(name, "is named by no entry of the log")
        elif sha256_of(path) != path.name:
            yield Problem(name, "its bytes were changed")


# ------------------------------------------------------------------------------------------------- records and tables


def _records(store: Store) -> tuple[list[RunRecord], list[Problem]]:
    """Every run record that can be read, in order, and what is wrong with the others."""
    numbers = store.shelf.numbers()
    records, problems = [], []
    for number in numbers:
        place = _record_place(number)
        try:
            record = store.shelf.record(number)
            content = (store.path / place).read_bytes()
        except (CaseError, OSError) as e:
            problems.append(Problem(place, f"cannot be read: {e}"))
            continue
        if record.hash() != record.record_hash or spell_record(record) != content or record.number != number:
            problems.append(Problem(place, "was edited: it does not hash to what it says of itself"))
            continue
        records.append(record)
    gone = set(range(1, (numbers[-1] if numbers else 0) + 1)) - set(numbers)
    problems += [Problem(_record_place(n), "the record of this run is gone") for n in sorted(gone)]
    return records, problems


def _record_place(number: int) -> str:
    return f"{RUNS_NAME}/{number:04d}.json"


def _check_publication(store: Store) -> Iterator[Problem]:
    if store.shelf.staged.exists():
        words = "a run was interrupted; the next command that writes puts that right"
        yield Problem(f"{TABLES_NAME}/{store.shelf.staged.name}", words)


def _check_config(store: Store, last: RunRecord) -> Iterator[Problem]:
    try:
        is_same = evidence_id_of(sha256_of(store.config_path)) == last.config
    except OSError:
        yield Problem(CONFIG_NAME, f"cannot be read; the case keeps the one of run {last.number} in {last.config}")
        return
    if not is_same:
        words = f"was changed since run {last.number}; the tables answer what it asked then. Run the case again"
        yield Problem(CONFIG_NAME, words)


def _check_files(store: Store, last: RunRecord, name: str) -> list[Problem]:
    """The files of a table are those the run wrote."""
    found = []
    for path, sha256 in store.shelf.files(name, last.tables[name]):
        place = f"{TABLES_NAME}/{name}/{path.name}" if "parts" in last.tables[name] else place_of_table(name)
        if not path.is_file():
            found.append(Problem(place, f"is gone; run {last.number} wrote it"))
        elif sha256_of(path) != sha256:
            found.append(Problem(place, f"is not the file that run {last.number} wrote: edited"))
    return found


def _run_again(
    store: Store,
    log: Log,
    last: RunRecord,
    flow: Sequence[Step],
    engine: Engine,
    own: Set[str],
    cause: str | None,
    scratch: Path,
    told: Told | None,
) -> Iterator[Problem]:
    """Make every table anew from the originals, as the last run did, and compare row by row.

    Rows of the tables ``own`` stand for themselves (their files were edited); where others differ it is for ``cause``,
    or for other code. Dense tables are laid out in ``scratch``.
    """
    place = f"run {last.number}"
    then = Log(log.lines[: last.log_count], tuple(e for e in log.entries if e.line <= last.log_count), b"")
    try:
        blob = next(e for e in then.entries if evidence_id_of(str(e.fields.get("sha256"))) == last.config)
        content = store.blobs.path(str(blob.fields["sha256"])).read_bytes()
        config = read_config(content, flow)
        params = override(config.params, last.overrides, flow)
        gathered = gather(store, then, config, scratch=scratch)
        upto = next((s.name for s in reversed(last.steps) if s.outcome != "left out"), None)
        made = run_in_memory(gathered, flow, engine, params, datetime.fromisoformat(last.until), upto, scratch, told)
    except (FairleadError, OSError, StopIteration) as e:
        words = str(e) or f"the {CONFIG_NAME} of run {last.number} is not among the evidence"
        yield Problem(place, f"cannot be made again from the originals: {words}", cause)
        return
    found = {name: _compare_stored(store, name, about, made) for name, about in last.tables.items()}
    yield from (p for name in found if name in own for p in found[name])
    others = [p for name in found if name not in own for p in found[name]]
    if others and not cause and (other := other_program(last, flow)):
        words = "rows may differ for that reason. Run the case again, and verify then"
        yield Problem(place, f"was made with {', '.join(other)}: {words}")
        cause = place
    yield from _caused(others, cause)


def _compare_stored(
    store: Store, name: str, about: Mapping[str, Any], made: Mapping[str, pa.Table | Dense]
) -> list[Problem]:
    if name not in made:
        return [Problem(place_of_table(name), "no step of the flow writes such a table")]
    anew = made[name]
    if not isinstance(anew, Dense) and not store.shelf.path(name).exists():  # said already
        return []
    try:
        if isinstance(anew, Dense):
            return compare_dense(store.shelf.dense(name, about), anew)
        stored = store.shelf.read(name)
        stored.validate(full=True)
    except (CaseError, pa.ArrowInvalid) as e:
        return [Problem(place_of_table(name), str(e))]
    return compare(name, stored, anew)


def _follow(store: Store, last: RunRecord, cause: str | None) -> list[Problem]:
    try:
        return _caused(check_sources(store, last), cause)
    except CaseError as e:  # a table of another version of the program
        return [Problem(f"run {last.number}", f"what its rows rest on cannot be followed: {e}", cause)]

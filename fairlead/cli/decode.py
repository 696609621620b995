"""Files of AIS into Parquet, without a case: positions in one file, static reports beside it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from fairlead import formats
from fairlead.base.schema import Table
from fairlead.base.tables import POSITIONS, STATICS
from fairlead.base.wording import say_many
from fairlead.case.disk import in_words, sha256_of
from fairlead.case.evidence import evidence_id_of
from fairlead.cli.evidence import say_rows
from fairlead.cli.terminal import Terminal
from fairlead.errors import EvidenceError, FairleadError
from fairlead.formats.ais import AIS_KINDS
from fairlead.formats.ais_dialects import check_mapping
from fairlead.formats.sheets import read_head

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetWriter

STATICS_SUFFIX = ".statics.parquet"
OTHERS_SUFFIX = ".others.parquet"
"""Of what no ship sent: stations on shore, aircraft, aids to navigation, beacons, craft, net marks."""

Told = Callable[[str, int, int, int], None]


@dataclass(slots=True)
class Decoded:
    """What became of one file."""

    file: str
    kind: str | None = None
    evidence_id: str | None = None
    words: str = ""
    rows_in: int = 0
    rows_kept: int = 0
    positions: int = 0
    statics: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    """How many rows by reason; what no ship sent is among them."""
    other_positions: int = 0
    """Positions written that no ship sent."""
    other_statics: int = 0
    types: dict[int, int] = field(default_factory=dict)
    """Messages decoded, by type, where the format tells; those that no ship sent among them."""
    problem: str | None = None
    """Why the file, or the rest of it, was not read."""


def decode_files(
    files: Sequence[Path], out: Path, *, kind: str | None, mapping: Mapping[str, Any] | None, told: Told
) -> list[Decoded]:
    """Decode files one behind the other, in memory bounded by a batch.

    What no ship sent is among the refused, since no track may be made of it, and decoded all the same: its positions
    and static reports go to two files of their own (``OTHERS_SUFFIX``), where there are any.

    Args:
        files: what to decode.
        out: where the positions go, in the order of the files; static reports go beside it. Both appear when the last
            file is read, and neither where nothing could be read (:func:`is_worth_writing`).
        kind: read them as this kind instead of finding out.
        mapping: ``[ais.mapping]`` of case.toml.
        told: told of each file's progress: name and speed, files done, files in all, rows so far.

    Raises:
        FairleadError: the output cannot be written, is one of the files, or the mapping cannot be meant.
    """
    outs = list_outs(out)
    if any(f.exists() and o.exists() and f.samefile(o) for f in files for o in outs):
        names = " or ".join(o.name for o in outs)
        raise FairleadError(f"{names} is one of the files to decode; name another output")
    check_mapping(mapping or {})
    done = []
    with in_words(f"writing {out.name}"), ExitStack() as stack:
        tables = (POSITIONS, STATICS, POSITIONS, STATICS)
        writers = [stack.enter_context(_Writer(*w)) for w in zip(outs, tables, strict=True)]
        for number, path in enumerate(files):
            one = Decoded(str(path))
            done.append(one)
            try:
                _decode(path, one, kind, mapping, writers, partial(_tell, told, number, len(files)))
            except EvidenceError as e:
                one.problem = str(e)
        is_worth, has_others = is_worth_writing(done), any(map(_others, done))
        for writer, is_wanted in zip(writers, (is_worth, is_worth, has_others, has_others), strict=True):
            if not is_wanted:
                writer.drop()
    return done


def list_outs(out: Path) -> list[Path]:
    """Where positions, static reports, and both of what no ship sent go."""
    stem = out.name.removesuffix(".parquet")
    others = stem + OTHERS_SUFFIX
    names = (stem + STATICS_SUFFIX, others, others.removesuffix(".parquet") + STATICS_SUFFIX)
    return [out, *map(out.with_name, names)]


def _others(one: Decoded) -> int:
    return one.other_positions + one.other_statics


def is_worth_writing(done: Sequence[Decoded]) -> bool:
    """Whether a row was read, or every file is whole and holds none: a day on which nothing was heard."""
    return any(one.rows_kept or _others(one) for one in done) or not any(one.problem or one.rows_in for one in done)


def _tell(told: Told, number: int, files: int, words: str, rows: int) -> None:
    told(words, number, files, rows)


def _decode(
    path: Path,
    one: Decoded,
    kind: str | None,
    mapping: Mapping[str, Any] | None,
    writers: Sequence[_Writer],
    told: Callable[[str, int], None],
) -> None:
    told(path.name, 0)
    if kind is None:
        sniffed = formats.sniff(path, path.name, mapping)
        kind, one.words = sniffed.kind, sniffed.words
    if kind not in AIS_KINDS:
        raise EvidenceError(f"{path.name}: {kind} is no kind of AIS file; those are {', '.join(AIS_KINDS)}")
    try:
        read_head(path)
    except EvidenceError as e:
        raise EvidenceError(f"{path.name}: {e}") from None
    one.kind = kind
    one.evidence_id = evidence_id_of(sha256_of(path))
    began = time.monotonic()
    for batch in formats.read_reports(path, path.name, kind, one.evidence_id, mapping, with_others=True):
        others = batch.others
        parts = [batch.positions, batch.statics, *([others.positions, others.statics] if others else [])]
        for writer, rows in zip(writers, parts, strict=False):
            writer.write(rows)
        if others:
            one.other_positions += others.positions.num_rows
            one.other_statics += others.statics.num_rows
        for number, count in batch.types.items():
            one.types[number] = one.types.get(number, 0) + count
        one.rows_in += batch.rows_in
        one.rows_kept += batch.rows_kept
        one.positions += batch.positions.num_rows
        one.statics += batch.statics.num_rows
        for reason, count in Counter(batch.refused["reason"].to_pylist()).items():
            one.refused[reason] = one.refused.get(reason, 0) + count
        speed = one.rows_in / max(time.monotonic() - began, 1e-3)
        told(f"{path.name}, {speed:,.0f} rows/s", one.rows_in)


class _Writer:
    """A Parquet file that appears under its name when it is whole."""

    def __init__(self, path: Path, table: Table) -> None:
        self._path, self._waiting = path, path.with_name(f".{path.name}.part")
        self._schema = pa.schema(
            [
                pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type, f.nullable)
                for f in table.schema
            ]
        )
        self._writer: ParquetWriter | None = None
        self._is_wanted = True

    def __enter__(self) -> _Writer:
        from pyarrow.parquet import ParquetWriter

        self._writer = ParquetWriter(self._waiting, self._schema, compression="zstd", store_schema=False)
        return self

    def write(self, rows: pa.Table) -> None:
        if rows.num_rows and self._writer:
            self._writer.write_table(rows.cast(self._schema))

    def drop(self) -> None:
        """Leave no file."""
        self._is_wanted = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer:
            self._writer.close()
        if error is None and self._is_wanted:
            self._waiting.replace(self._path)
        else:
            self._waiting.unlink(missing_ok=True)


def print_decoded(t: Terminal, done: Sequence[Decoded], out: Path) -> None:
    """Print what became of each file, the rows by reason, and the sum."""
    for one in done:
        t.paragraph(f"{one.file}: {one.kind or 'not decoded'}" + (f", {one.words}" if one.words else ""))
        if one.rows_in or one.problem is None:
            rows = say_rows(one.rows_in, one.rows_kept, one.rows_in - one.rows_kept)
            given = f"{say_many(one.positions, 'position')}, {say_many(one.statics, 'static report')}"
            t.paragraph(f"{rows}; {given}; {one.evidence_id}", indent=2)
        if one.types:
            said = ", ".join(f"{number} {count:,}" for number, count in sorted(one.types.items()))
            t.paragraph(f"messages by type: {said}", indent=4)
        for reason, count in sorted(one.refused.items(), key=lambda r: (-r[1], r[0])):
            t.paragraph(f"{count:,} refused: {reason}", "dim", indent=4)
        if _others(one):
            given = f"{say_many(one.other_positions, 'position')}, {say_many(one.other_statics, 'static report')}"
            t.paragraph(f"of what no ship sent: {given}", indent=4)
        if one.problem:
            t.paragraph(one.problem, "contradicted", indent=2)
    if len(done) > 1:
        rows_in, kept = sum(o.rows_in for o in done), sum(o.rows_kept for o in done)
        t.paragraph(f"{say_many(len(done), 'file')}: {say_rows(rows_in, kept, rows_in - kept)}")
    if is_worth_writing(done):
        _, statics, others, other_statics = list_outs(out)
        t.paragraph(f"{out} and {statics.name} written.")
        if any(map(_others, done)):
            t.paragraph(
                f"{others.name} and {other_statics.name} written: what stations on shore, aircraft, aids to navigation "
                "and others that are no ship sent. A case refuses it."
            )


def say_out(out: Path) -> str | None:
    """What is wrong with the name of an output and what to type, or None where nothing is."""
    if out.suffix == ".parquet":
        return None
    wanted = out / "positions.parquet" if out.is_dir() else out.parent / f"{out.stem}.parquet"
    return f"decode writes Parquet, and {out} does not end in .parquet; type --out {wanted}"


def read_mapping(path: Path) -> Mapping[str, Any]:
    """``[ais.mapping]`` of a TOML file.

    Raises:
        FairleadError: it cannot be read or has none.
    """
    import tomllib

    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("ais", {}).get("mapping")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError) as e:
        raise FairleadError(f"{path}: cannot be read as TOML: {e}") from None
    if not isinstance(found, dict):
        raise FairleadError(f"{path}: has no table [ais.mapping]")
    return found

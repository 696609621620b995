"""Daily versions of OFAC's sdn.csv in one archive (tar, tar.gz, tar.xz or ZIP), streamed: only what changed is read.

The first version is read whole, every later one as what it adds, changes and takes away; so two years of days take the
memory of one. A member counts by the date in its name, the only date such a file has.
"""

from __future__ import annotations

import csv
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import content_id
from fairlead.base.tables import LIST_ENTRIES, LIST_FACTS, LIST_VERSIONS, REJECTS
from fairlead.base.timeline import say_time
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.archives import LARGEST_MEMBER, MOST_MEMBERS, name_fault
from fairlead.formats.lists.ofac_csv import KIND_OF, NO_END, PUBLISHER, is_main, take_record
from fairlead.formats.lists.opened import BROKEN, END_OF_FILE, GZIP, XZ, decode
from fairlead.formats.lists.rows import Rows
from fairlead.formats.lists.values import date_in_name
from fairlead.formats.sheets import read_head
from fairlead.formats.workbooks import is_zip
from fairlead.identity.list_guard import refuse_version

KIND = "ofac_history"
DOC = "daily versions of OFAC's sdn.csv in one archive, each with its date in its name"
MOST_UNPACKED = 16 << 30
"""Bytes an archive of versions may unpack to; one member is held at a time. Days repeat each other, so such an archive
packs far tighter than any table: one of 192 days 860 to 1."""

Member = tuple[str, bytes]


@dataclass(slots=True)
class _List:
    """The list as the last good version left it."""

    refs: dict[bytes, str] = field(default_factory=dict)
    """Entry of each line."""
    kinds: dict[str, str] = field(default_factory=dict)
    imos: set[str] = field(default_factory=set)
    """Vessels with a ship's IMO number."""
    version: Mapping[str, Any] | None = None


def is_history(path: Path) -> bool:
    """Whether a file is such an archive: its first two members are sdn.csv, and each has a date in its name."""
    try:
        with _members(path) as found:
            first = [one for one, _ in zip(found, range(2), strict=False)]
    except EvidenceError:
        return False
    return len(first) == 2 and all(_is_sdn(content) for _, content in first)


def read_history(path: Path, name: str, evidence_id: str) -> Read:
    """Read the archive.

    Returns:
        LIST_ENTRIES: of the first good version all entries, of later ones those that came (ADD), changed (MOD) or went
        (DEL). LIST_VERSIONS counts what each version holds in full; a version that is empty, cut off or shrank has the
        reason as its doubt, gives no entry, and the next is compared with the last good one. A row is the line among
        all lines of the unpacked members, one after another.

    Raises:
        EvidenceError: it is damaged, cut off, holds no good version, or one without its date or out of order.
    """
    held, parts, last = _List(), list[Read](), None
    seen, lines = set[str](), 0
    with _members(path) as found:
        for member, content in found:
            if fault := name_fault(member, seen):
                raise EvidenceError(f"member {member!r} {fault}")
            seen.add(member.lower())
            day = _day_of(member)
            if last and day <= last:
                raise EvidenceError(f"member {member!r} stands behind one of {say_time(last)}: put versions in order")
            last = day
            read = _read_member(held, member, content, name, evidence_id)
            parts.append(_placed(read, evidence_id, member, lines))
            lines += len(_lines_of(content))
    if held.version is None:
        raise EvidenceError("holds no good version of a list")
    entries, rejects = (pa.concat_tables([getattr(p, n) for p in parts]) for n in ("rows", "rejects"))
    more = {t.name: t.check(pa.concat_tables([p.more[t.name] for p in parts])) for t in (LIST_FACTS, LIST_VERSIONS)}
    rows_in = sum(p.rows_in for p in parts)
    return Read(LIST_ENTRIES.name, LIST_ENTRIES.check(entries), REJECTS.check(rejects), rows_in, more)


def history_lines(path: Path, wanted: Collection[int], longest: int) -> dict[int, str]:
    """The text at some lines of an archive, each behind the name of its member and the line there.

    Raises:
        EvidenceError: as :func:`read_history`, where the members cannot be unpacked.
    """
    found: dict[int, str] = {}
    before, last = 0, max(wanted)
    with _members(path) as members:
        for member, content in members:
            lines = _lines_of(content)
            for number in (n for n in wanted if before < n <= before + len(lines)):
                text = decode(lines[number - before - 1])
                found[number] = f"{member} line {number - before}: {text}"[:longest]
            before += len(lines)
            if before >= last:
                break
    return found


# --------------------------------------------------------------------------------------------------------- one version


def _read_member(held: _List, member: str, content: bytes, name: str, evidence_id: str) -> Read:
    """A version: whole where it is the first good one, else what it changes; nothing of one that is refused."""
    rows = Rows("ofac_sdn", PUBLISHER, f"{name}!{member}", f"{evidence_id}!{member}")
    rows.version_id = content_id("list_version", evidence_id, member)
    is_ended = content.rstrip(b"\r\n").endswith(END_OF_FILE.encode())
    rows.doubt, rows.has_end = (None if is_ended else NO_END), is_ended
    lines = _lines_of(content)
    new = [(n, line) for n, line in enumerate(lines, start=1) if line not in held.refs and line.strip(b" \x1a")]
    lost = held.refs.keys() - set(lines)
    refs = {line: ref for line, ref in held.refs.items() if line not in lost} if lost else dict(held.refs)
    places = dict[str, str]()
    for number, line in new:
        cells = _cells(line)
        ref = cells[0].strip() if is_main(cells) else ""
        if ref and not rows.has(ref):
            refs[line], places[ref] = ref, KIND_OF[cells[2].strip()]
        take_record(rows, number, cells, None if held.version is None else "MOD" if ref in held.kinds else "ADD")
    gone = {held.refs[line]: line for line in lost if held.refs[line] not in places}
    kinds = {ref: kind for ref, kind in held.kinds.items() if ref not in gone} | places
    imos = (held.imos - gone.keys() - places.keys()) | {r for r in rows.with_imo() if places.get(r) == "vessel"}
    vessels = list(kinds.values()).count("vessel")
    counts = rows.version_row(entries=len(kinds), vessels=vessels, with_imo=len(imos), is_delta=False)
    if reason := refuse_version(counts, held.version):
        empty = Rows(rows.list, PUBLISHER, rows.name, rows.evidence_id)
        return empty.read_changes(counts | {"doubt": reason})
    for ref, line in sorted(gone.items()):
        rows.entry(ref, held.kinds[ref], _cells(line)[1].strip(), 1, op="DEL")
    version = counts | {"is_delta": held.version is not None}
    read = rows.read_changes(version)
    held.refs, held.kinds, held.imos, held.version = refs, kinds, imos, version
    return read


def _placed(read: Read, evidence_id: str, member: str, before: int) -> Read:
    """The rows of a member as rows of the archive."""

    def place(table: pa.Table) -> pa.Table:
        column = table.schema.get_field_index("evidence_id")
        table = table.set_column(column, "evidence_id", pa.array([evidence_id] * table.num_rows, pa.string()))
        return table.set_column(table.schema.get_field_index("row"), "row", pc.add(table["row"], before))

    more = {name: place(table) for name, table in read.more.items()}
    versions = more[LIST_VERSIONS.name]
    column = versions.schema.get_field_index("member")
    more[LIST_VERSIONS.name] = versions.set_column(column, "member", pa.array([member], pa.string()))
    return Read(read.table, place(read.rows), place(read.rejects), read.rows_in, more)


def _lines_of(content: bytes) -> Sequence[bytes]:
    """The lines of a member. OFAC breaks no record over two lines."""
    return content.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")


def _cells(line: bytes) -> list[str]:
    try:
        return next(csv.reader([decode(line)], strict=True), [])
    except csv.Error:  # an open quote: the line is cut off, and no record of twelve cells
        return [decode(line)]


def _is_sdn(content: bytes) -> bool:
    first = [line for line in content[: 1 << 16].splitlines()[:3] if line.strip(b" \x1a")]
    return bool(first) and all(is_main(_cells(line)) for line in first)


# --------------------------------------------------------------------------------------------------------- the archive


@contextmanager
def _members(path: Path) -> Iterator[Iterator[Member]]:
    """Every file of an archive by name, one in memory at a time.

    Raises:
        EvidenceError: no archive, damaged, cut off, or beyond the limits.
    """
    head = read_head(path)
    try:
        if is_zip(head):
            with zipfile.ZipFile(path) as archive:
                yield _counted(_zip_members(archive))
        elif head.startswith((GZIP, XZ)):
            unpack = gzip.open if head.startswith(GZIP) else lzma.open
            with unpack(path) as file, tarfile.open(fileobj=file, mode="r|") as tar:
                yield _counted(_tar_members(tar))
        else:
            with tarfile.open(path, mode="r|") as tar:
                yield _counted(_tar_members(tar))
    except (*BROKEN, tarfile.TarError) as e:
        raise EvidenceError(f"is no whole archive of versions ({str(e)[:120] or type(e).__name__})") from None


def _zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    for info in sorted(archive.infolist(), key=lambda i: i.filename):
        if info.is_dir():
            continue
        _day_of(info.filename)
        with archive.open(info) as file:
            yield info.filename, file.read(LARGEST_MEMBER + 1)


def _tar_members(archive: tarfile.TarFile) -> Iterator[Member]:
    for info in archive:
        if info.isdir():
            continue
        if not info.isreg():
            raise EvidenceError(f"member {info.name!r} is a link or a device, not a file")
        _day_of(info.name)
        if info.size > LARGEST_MEMBER:
            raise EvidenceError(f"member {info.name!r} is {info.size:,} bytes: larger than any list")
        file = archive.extractfile(info)
        yield info.name, file.read() if file else b""


def _day_of(member: str) -> datetime:
    """The day of a member. Asked before it is unpacked: other archives are left at their first name."""
    day = date_in_name(member)
    if day is None:
        raise EvidenceError(f"member {member!r} has no date in its name, and an sdn.csv bears none inside")
    return day


def _counted(found: Iterator[Member]) -> Iterator[Member]:
    total = 0
    for count, (name, content) in enumerate(found, start=1):
        total += len(content)
        if len(content) > LARGEST_MEMBER or total > MOST_UNPACKED or count > MOST_MEMBERS:
            words = f"more than {MOST_MEMBERS:,} members, {LARGEST_MEMBER:,} bytes in one or {MOST_UNPACKED:,} in all"
            raise EvidenceError(f"holds {words}: more than an archive of versions does")
        yield name, content

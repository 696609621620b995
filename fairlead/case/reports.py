"""AIS evidence of a case: landed once, added to when a file comes, made anew when a reader changes or a file goes.

``tables/.landed.json`` says which files are in the dense tables that stand, and what became of their rows. Like every
derived file it may be deleted at any time: then everything is landed again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead import formats
from fairlead.base.arrays import ints
from fairlead.base.ids import canonical_json
from fairlead.base.timeline import say_hours, say_span
from fairlead.base.wording import say_list, say_many
from fairlead.case.alike import NEAR_DEG, find_alike
from fairlead.case.disk import sha256_of, write_whole
from fairlead.case.evidence import Evidence, original_of
from fairlead.case.landing import SPILLED, TABLES, Landed, land, nothing_landed
from fairlead.case.shelf import TABLES_NAME
from fairlead.case.store import Store
from fairlead.engine.code import code_hash, library_versions
from fairlead.engine.dense import Dense, Part, buckets_for
from fairlead.errors import EvidenceError
from fairlead.formats import closed
from fairlead.formats.api import Reports, refusal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MANIFEST = ".landed.json"
ROWS_SHOWN = 10
"""Rows of the file named with each reason; ``refused_reports`` has every one."""
BYTES_A_ROW = 60
"""Bytes one report takes in a file, at least: how many buckets to keep is judged by it."""

CLOCK_SLACK = timedelta(days=1)
"""A report may lie so much after its file was added: for clocks that are off, and for times of a zone up to 14 h ahead
that are read as UTC."""
BACK = timedelta(minutes=15)
"""Reports of several receivers come a little out of order. Segments forgive clocks as much."""
LONE_REPORTS, LONE_AFTER = 3, timedelta(days=30)
"""So few reports, at the end and so long after every other of the case, are a wrong clock, not the end of the data. Our
judgement: a ship that is heard again is heard more than three times."""
STATIC = ("report of names or particulars", "reports of names or particulars")
"""A row of ``statics``, in words: one, and many."""
HINTS = {
    "no time is given": "; say in [ais.mapping.untimed] of case.toml on which day they were received",
}
"""What a person can do about a reason, where a reader that knows nothing of the case cannot say it."""
NULLED = {
    "": "transmitted as not available", "at 0/0": "of a position exactly at 0/0, a receiver without a fix",
    "unread": "that cannot be read as a number",
}  # fmt: skip
"""Why values became null, by what follows their column in the counts; the rest is beyond what AIS can say."""
ALIKE = "position_id"
"""The field of a row of REJECTS that says that positions are held from another file too."""
KEPT = 2 * LONE_REPORTS + 1
"""First and last reports of each file that are kept to find the ends of the data by."""

Row = dict[str, Any]


@dataclass(slots=True)
class FileCounts:
    """What became of the rows of one file."""

    evidence_id: str
    kind: str
    rows_in: int = 0
    rows_kept: int = 0
    positions: int = 0
    """Positions read, copies of others counted in; a report may be a position, particulars of its ship, or both."""
    statics: int = 0
    """Reports of names or particulars read, likewise; a reader makes equal ones of one hour one already."""
    positions_again: int = 0
    """Of these positions the ones equal to one before them, in this file or in an earlier one, and so held once."""
    statics_again: int = 0
    """Likewise of the reports of names or particulars."""
    reasons: dict[str, int] = field(default_factory=dict)
    first_rows: dict[str, list[int]] = field(default_factory=dict)
    nulled: dict[str, int] = field(default_factory=dict)
    """Values that said nothing, or what AIS cannot say, by column; see ``formats.api.Reports``."""
    latest: list[int] = field(default_factory=list)
    """Times of its last positions, us since 1970, latest first."""
    earliest: list[int] = field(default_factory=list)
    """And of its first ones, earliest first."""
    times_back: int = 0
    """Positions earlier than one of the same ship above them by more than ``BACK``, where both were read at once."""
    back_us: int = 0
    """By how much at most."""
    alike: list[tuple[str, int, int]] = field(default_factory=list)
    """Earlier files that hold what this one holds, written otherwise: the name, how many positions are alike, of how
    many; of the ships of one bucket."""
    refused_whole: str | None = None
    """Why the rest of the file could not be read."""

    def take(self, batch: Reports) -> None:
        self.rows_in += batch.rows_in
        self.rows_kept += batch.rows_kept
        self.positions += batch.positions.num_rows
        self.statics += batch.statics.num_rows
        if batch.positions.num_rows:
            times = ints(batch.positions, "time")
            ends = np.partition(times, (KEPT, -KEPT)) if len(times) > 2 * KEPT else np.sort(times)
            self.latest = sorted([*self.latest, *ends[-KEPT:].tolist()], reverse=True)[:KEPT]
            self.earliest = sorted([*self.earliest, *ends[:KEPT].tolist()])[:KEPT]
            count, back_us = count_back(batch.positions)
            self.times_back += count
            self.back_us = max(self.back_us, back_us)
        for column, count in batch.nulled.items():
            self.nulled[column] = self.nulled.get(column, 0) + count
        if batch.refused.num_rows:
            reasons, rows = batch.refused["reason"].to_pylist(), batch.refused["row"].to_pylist()
            for reason, count in Counter(reasons).items():
                self.reasons[reason] = self.reasons.get(reason, 0) + count
            for reason, row in zip(reasons, rows, strict=True):
                if len(shown := self.first_rows.setdefault(reason, [])) < ROWS_SHOWN:
                    shown.append(row)

    def rejects(self, name: str) -> list[Row]:
        """A row of REJECTS for each reason, with how often and where first; why the file was not read to its end comes
        before all others."""
        found = [refusal(self.evidence_id, name, self.refused_whole)] if self.refused_whole else []
        for reason, count in sorted(self.reasons.items()):
            rows = self.first_rows[reason]
            where = ", ".join(str(r) for r in rows) + (", ..." if count > len(rows) else "")
            words = f"{say_many(count, 'report')}: {reason}{HINTS.get(reason, '')}"
            words += f" (row {where}; every one in refused_reports)"
            found.append(refusal(self.evidence_id, name, words, scope="reports", row=rows[0]))
        for column, count in sorted(self.nulled.items()):
            field_name, _, kind = column.partition(" ")
            why = NULLED.get(kind, "beyond what AIS can say")
            words = f"{say_many(count, 'value')} of {field_name} {why}: null"
            found.append(refusal(self.evidence_id, name, words, scope="field", field=field_name))
        if words := self.say_back():
            found.append(refusal(self.evidence_id, name, words, scope="field", field="time"))
        if words := self.say_alike():
            found.append(refusal(self.evidence_id, name, words, scope="field", field=ALIKE))
        return found

    def say_alike(self) -> str:
        """That the file's positions are held from another one already, written otherwise; blank where they are not."""
        return "; ".join(
            f"{count:,} of {of:,} positions looked at are also in {other}, to the second and {NEAR_DEG:.5f} degrees: "
            "one stream in two forms, held and counted twice; 'fairlead rescind' takes one of the files out"
            for other, count, of in self.alike
        )

    def say_back(self) -> str:
        """That times run backwards in the file, in one line; blank where they do not."""
        if not self.times_back:
            return ""
        what = say_many(self.times_back, "position is", "positions are")
        hours = say_hours(self.back_us / 3.6e9)
        return (
            f"{what} earlier than one of the same ship above, by up to {hours}: rows in another order, or a clock that "
            "was set back; each is kept at the time it says"
        )

    def period(self) -> tuple[datetime, datetime] | None:
        """From its first to its last position; ``LONE_REPORTS`` or fewer that lie farther than ``LONE_AFTER`` before or
        after all others are passed over. None without a position."""
        ends = (self.earliest, self.latest)
        first, last = (EPOCH + timedelta(microseconds=_end(e)) if e else None for e in ends)
        return (first, last) if first and last else None

    def say_kept(self) -> str:
        """What the rows kept hold: ``701 positions (700 held already) and 3 reports of names or particulars``, and from
        when to when; blank without any."""
        parts = [_say_read(self.positions, self.positions_again, "position", "positions")] if self.positions else []
        parts += [_say_read(self.statics, self.statics_again, *STATIC)] if self.statics else []
        period = self.period()
        return say_list(parts) + (f", {say_span(*period)}" if period else "")

    def say_nulled(self) -> str:
        """What became null, in one line: ``null: heading_deg 6, imo 2``; blank where nothing did."""
        said = ", ".join(f"{column} {count:,}" for column, count in sorted(self.nulled.items()))
        return f"not available, or beyond what AIS can say, and null: {said}" if said else ""


def count_back(positions: pa.Table) -> tuple[int, int]:
    """How many positions are earlier than one of the same ship in a row above, by more than ``BACK``, and by how many
    microseconds at most.

    Args:
        positions: POSITIONS of one file, any order.
    """
    row, time = ints(positions, "row"), ints(positions, "time")
    if not np.all(row[1:] >= row[:-1]):
        order = np.argsort(row, kind="stable")
        positions, time = positions.take(pa.array(order)), time[order]
    slack = BACK // timedelta(microseconds=1)
    if np.all(np.maximum.accumulate(time) - time <= slack):
        return 0, 0
    mmsi = ints(positions, "mmsi")
    order = np.argsort(mmsi, kind="stable")
    ship = np.cumsum(np.append(0, np.diff(mmsi[order]) != 0))
    own = (time[order] - time.min()) // 1000  # ms, so that ships by the thousand and years do not overflow
    lift = ship * (own.max() + 1)  # so that no ship's latest counts for the next
    back = np.maximum.accumulate(own + lift) - own - lift
    is_back = back > slack // 1000
    return int(is_back.sum()), 1000 * int(back[is_back].max(initial=0))


def _say_read(count: int, again: int, one: str, many: str) -> str:
    return say_many(count, one, many) + (f" ({again:,} held already)" if again else "")


@dataclass(frozen=True, slots=True)
class Arrived:
    """The AIS evidence of a case as dense tables."""

    landed: Landed
    files: list[tuple[Evidence, FileCounts]]


def last_report(files: Iterable[FileCounts]) -> datetime | None:
    """The time of the last position of all files; None without one. ``LONE_REPORTS`` or fewer that come later than
    ``LONE_AFTER`` after all others, of which there are more, are passed over."""
    latest = sorted((t for counts in files for t in counts.latest), reverse=True)[:KEPT]
    return EPOCH + timedelta(microseconds=_end(latest)) if latest else None


def list_listened(files: Iterable[FileCounts]) -> list[Row]:
    """Rows of LISTENED: each file from its first to its last position, those that overlap joined. ``LONE_REPORTS`` or
    fewer that lie farther than ``LONE_AFTER`` before or after all others of their file are passed over."""
    spans = sorted(filter(None, (counts.period() for counts in files)))
    joined: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return [{"start_time": start, "end_time": end} for start, end in joined]


def _end(outermost: Sequence[int]) -> int:
    """The first or the last time of all but those that lie alone, of the ``KEPT`` outermost, farthest out first."""
    slack = LONE_AFTER // timedelta(microseconds=1)
    lone = (
        n for n in range(1, LONE_REPORTS + 1)
        if len(outermost) > n + LONE_REPORTS and abs(outermost[n - 1] - outermost[n]) > slack
    )  # fmt: skip
    return outermost[max(lone, default=0)]


def arrive(
    store: Store,
    evidence: Sequence[Evidence],
    mapping: Mapping[str, Any],
    scratch: Path | None,
    told: Callable[[Evidence, int], None],
) -> Arrived:
    """Land every AIS file of a case; files that stand already are not read again.

    Args:
        store: the case.
        evidence: its AIS files, in the order of adding.
        mapping: what the columns of files of no known provider are.
        scratch: where to land instead of the case's own tables: then nothing kept is used and nothing is kept.
        told: told of each file before it is read and as its reports come in: the file, and the reports so far.

    Raises:
        CaseError: an original is gone or changed.
    """
    folder = scratch or store.path / TABLES_NAME
    if not evidence:
        return Arrived(nothing_landed(folder), [])
    manifest = _Manifest(store, mapping) if scratch is None else None
    known = manifest.read(evidence) if manifest else None
    files = list(known.files) if known else []
    if known and len(files) == len(evidence):
        return known
    held = known.landed.positions.num_rows if known else 0  # packed files hold more rows than their bytes say
    buckets = buckets_for(max(held, sum(one.bytes for one in evidence) // BYTES_A_ROW))
    batches = _batches(store, evidence[len(files) :], mapping, files, told, folder / SPILLED)
    arrived = Arrived(land(batches, folder, buckets, known.landed if known else None), files)
    again = arrived.landed.again
    for _, counts in files[len(known.files) if known else 0 :]:
        counts.positions_again = again["positions", counts.evidence_id]
        counts.statics_again = again["statics", counts.evidence_id]
    _tell_alike(arrived)
    if manifest:
        manifest.write(arrived)
    return arrived


def _tell_alike(arrived: Arrived) -> None:
    """Note with each file which earlier one it repeats in another form."""
    pairs = find_alike(arrived.landed.positions) if len(arrived.files) > 1 else {}
    order = [one.evidence_id for one, _ in arrived.files]
    names = {one.evidence_id: one.name for one, _ in arrived.files}
    for number, (one, counts) in enumerate(arrived.files):
        before = [
            other for other in order[:number] if (min(other, one.evidence_id), max(other, one.evidence_id)) in pairs
        ]
        counts.alike = [
            (names[other], *pairs[min(other, one.evidence_id), max(other, one.evidence_id)]) for other in before
        ]


def _batches(
    store: Store,
    evidence: Sequence[Evidence],
    mapping: Mapping[str, Any],
    files: list[tuple[Evidence, FileCounts]],
    told: Callable[[Evidence, int], None],
    scratch: Path,
) -> Iterator[Reports]:
    for one in evidence:
        told(one, 0)
        counts = FileCounts(one.evidence_id, one.kind)
        files.append((one, counts))
        try:
            for batch in closed.read_reports(
                original_of(store, one), one.name, one.kind, one.evidence_id, mapping,
                latest=one.added_at + CLOCK_SLACK, scratch=scratch,
            ):  # fmt: skip
                counts.take(batch)
                told(one, counts.rows_in)
                yield batch
        except EvidenceError as e:  # what was read before it stands; the reason says how far that was
            counts.refused_whole = str(e)


class _Manifest:
    """What was landed, as it is kept beside the tables."""

    def __init__(self, store: Store, mapping: Mapping[str, Any]) -> None:
        self.path, self.folder = store.path / TABLES_NAME / MANIFEST, store.path / TABLES_NAME
        made_by = f"{code_hash(formats.read_reports)}{code_hash(land)}{sorted(library_versions().items())}"
        made_by += canonical_json(json.loads(json.dumps(mapping, default=str)))
        self.code = hashlib.sha256(made_by.encode()).hexdigest()

    def read(self, evidence: Sequence[Evidence]) -> Arrived | None:
        """What stands, where all of it is still wanted, in that order, and whole on disk."""
        try:
            kept = json.loads(self.path.read_bytes())
            files = [FileCounts(**f) for f in kept["files"]]
            tables = [self._dense(t, kept) for t in TABLES]
            stand = list(zip(evidence, files, strict=False))
            is_wanted = all((one.evidence_id, one.kind) == (f.evidence_id, f.kind) for one, f in stand)
            is_wanted &= all(set(f) == {known.name for known in fields(FileCounts)} for f in kept["files"])
            if kept["code"] != self.code or len(stand) < len(files) or not is_wanted:
                return None
            if any(sha256_of(t.folder / p.name) != p.sha256 for t in tables for p in t.parts):
                return None
        except (OSError, ValueError, KeyError, TypeError):  # not there, or not what was kept
            return None
        positions, statics, refused = tables
        return Arrived(Landed(positions, statics, refused), stand)

    def write(self, arrived: Arrived) -> None:
        dense = arrived.landed.tables()
        kept = {
            "code": self.code,
            "buckets": arrived.landed.positions.buckets,
            "files": [asdict(counts) for _, counts in arrived.files],
            "tables": {name: [asdict(p) for p in d.parts] for name, d in dense.items()},
        }
        write_whole(self.path, json.dumps(kept).encode())

    def _dense(self, table: Any, kept: Any) -> Dense:
        parts = tuple(Part(**p) for p in kept["tables"][table.name])
        return Dense(table, self.folder / table.name, kept["buckets"], parts)

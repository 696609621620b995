#!/usr/bin/env python3
"""Check a bundle of a Fairlead case with nothing but Python's standard library: ``python3 verify.py [BUNDLE]``.

BUNDLE is the file, or the folder it was unpacked to; left out, the folder that this program lies in. Every bundle
carries this program, and Fairlead itself checks the log of a case by it. It reads, and writes nothing. Written for
Python 3.9 and newer, so that it runs on machines that Fairlead does not.

What it checks: each byte of the bundle against the bundle's own list, each original against its name, the chain of the
log line by line, signatures in it, run records against themselves, the log and the tables. What it cannot show: that
the tables follow from the originals (``fairlead verify BUNDLE`` makes them anew and compares), that what was brought is
true, or that all of it was brought. Whoever makes a whole other bundle, lists and chain to fit, leaves one that holds
together: only its SHA-256, the last line of its log, or the key of somebody who signed it, kept elsewhere, shows that.
With ``--signed-by KEY`` it asks for a signature by that key. What an authority stamped is compared with the log;
whether the stamp is that authority's needs more than the standard library: ``fairlead verify``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import struct
import sys
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

GENESIS = "0" * 64
"""What the first line of a log carries in place of a hash."""

NAME = "evidence/log.jsonl"
HEAD_NAME = "evidence/head.json"


@dataclass(frozen=True)
class Problem:
    """Something that does not hold, and where."""

    place: str
    words: str
    cause: str | None = None
    """The place of the problem it comes with: put that right, and look again. None where it stands for itself."""
    is_note: bool = False
    """Whether it is worth knowing and nothing is wrong."""

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    line: int
    """Line number from 1; the same as ``seq`` while the log is whole."""
    fields: Mapping[str, Any]
    hash: str
    """SHA-256 of the line's bytes, without its line feed."""

    @property
    def action(self) -> str:
        return str(self.fields["action"])

    @property
    def actor(self) -> str:
        return str(self.fields["actor"])

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(str(self.fields["time"]))

    @property
    def said(self) -> dict[str, Any]:
        """What the entry says apart from its place in this log, so that an id over it survives a merge of two logs."""
        return {k: v for k, v in self.fields.items() if k not in ("seq", "prev")}


@dataclass(frozen=True)
class Head:
    """How many lines there were, and the hash of the last of them."""

    count: int
    hash: str


@dataclass(frozen=True)
class Log:
    """The log as it stood when it was read."""

    lines: tuple[bytes, ...]
    """Whole lines, without their line feeds."""
    entries: tuple[Entry, ...]
    """Those lines that can be read as entries."""
    torn: bytes
    """What follows the last line feed: an entry that was never finished."""

    @property
    def head(self) -> Head:
        return Head(len(self.lines), hash_line(self.lines[-1]) if self.lines else GENESIS)

    def of(self, action: str) -> list[Entry]:
        return [e for e in self.entries if e.action == action]


def hash_line(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


# -------------------------------------------------------------------------------------------------------------- the log


def check_log(log: Log, kept: Head | None, others: Iterable[Head] = ()) -> list[Problem]:
    """Find what does not hold together in a log.

    A line is vouched for by the line after it, which carries its hash, and by the heads kept outside the log. A line
    that nobody vouches for though somebody should was edited. The order is read from the sequence numbers of the rest.

    Args:
        log: the log as read; an entry that was never finished is no part of it yet.
        kept: the head kept beside it; None where it cannot be read.
        others: heads kept in run records.

    Limits:
        Whoever rewrites the log from a line to its end, and the head, and every run record, leaves a log that holds
        together. Only a head kept elsewhere (a printed report) shows that.
    """
    lines, problems = _without_copies(log)
    entries = {e.line: e for e in log.entries}
    edited = _edited(lines, log, kept, list(others))
    for i in lines:
        if i not in entries:
            problems.append(Problem(f"{NAME} line {i}", "cannot be read as an entry: edited or damaged"))
        elif i in edited:
            problems.append(Problem(f"{NAME} line {i}", edited[i]))
    true = [entries[i] for i in lines if i in entries and i not in edited]
    problems += _reordered(true)
    problems += _cut(true, lines)
    problems += _tail(true, lines, kept, list(others))
    return sorted(problems, key=lambda p: (len(p.place), p.place))


def _without_copies(log: Log) -> tuple[list[int], list[Problem]]:
    """Line numbers without repeated lines, and a problem for each repeat."""
    first: dict[bytes, int] = {}
    lines, problems = [], []
    for i, line in enumerate(log.lines, start=1):
        if line in first:
            words = f"is the same entry as line {first[line]}: duplicated"
            problems.append(Problem(f"{NAME} line {i}", words))
        else:
            first[line] = i
            lines.append(i)
    return lines, problems


def _edited(lines: Sequence[int], log: Log, kept: Head | None, others: Sequence[Head]) -> dict[int, str]:
    """Lines that are not what was written there, with the words for each."""
    entries = {e.line: e for e in log.entries}
    by_seq = {_seq(e): e for e in log.entries}
    heads = {(h.count, h.hash) for h in others} | ({(kept.count, kept.hash)} if kept else set())
    vouched = {str(e.fields["prev"]) for e in log.entries} | {h for _, h in heads}
    found: dict[int, str] = {}
    for position in reversed(range(len(lines))):
        i = lines[position]
        entry = entries.get(i)
        hashed = hash_line(log.lines[i - 1])
        if entry is None or hashed in vouched:
            continue
        before = entries.get(lines[position - 1]) if position else None
        follows = _seq(before) + 1 if before else 1 if position == 0 else None
        after = by_seq.get(_seq(entry) + 1)
        if after is not None and after.line not in found:
            found[i] = f"was edited after it was written: line {after.line} carries another hash for it"
        elif any(h.count == _seq(entry) for h in others):
            found[i] = "was edited after it was written: a run record carries another hash for it"
        elif kept and kept.count == _seq(entry):
            found[i] = f"or {HEAD_NAME} was edited: they do not agree"
        elif follows is not None and _seq(entry) != follows:
            found[i] = f"calls itself entry {_seq(entry)}, and nothing vouches for it: edited"
    return found


def _reordered(true: Sequence[Entry]) -> Iterator[Problem]:
    """Entries out of their order; one that was moved shifts all it passed, so they come with the first."""
    first = None
    for entry, belongs in zip(true, sorted(true, key=_seq)):  # noqa: B905 - strict= came with Python 3.10
        if entry is not belongs:
            words = f"holds entry {_seq(entry)} where entry {_seq(belongs)} belongs: reordered"
            place = f"{NAME} line {entry.line}"
            yield Problem(place, words, first)
            first = first or place


def _cut(true: Sequence[Entry], lines: Sequence[int]) -> Iterator[Problem]:
    """Entries missing before or between those that stand; edited lines in between are taken for some of them."""
    last_seq, last_line = 0, 0
    for entry in sorted(true, key=_seq):
        others_between = max(0, bisect_left(lines, entry.line) - bisect_right(lines, last_line))
        if (missing := _seq(entry) - last_seq - 1 - others_between) > 0:
            which = f"{missing} entries up to {_seq(entry) - 1} stood before it and are gone: cut"
            if missing == 1:
                which = f"entry {_seq(entry) - 1} stood before it and is gone: cut"
            yield Problem(f"{NAME} line {entry.line}", which)
        last_seq, last_line = _seq(entry), entry.line


def _tail(true: Sequence[Entry], lines: Sequence[int], kept: Head | None, others: Sequence[Head]) -> Iterator[Problem]:
    """Where the log ends, against the heads kept outside it."""
    if kept is None:
        yield Problem(HEAD_NAME, "cannot be read; it should hold the number of lines and the hash of the last")
    ordered = sorted(true, key=_seq)
    last = ordered[-1] if ordered else None
    end = (_seq(last) + sum(i > last.line for i in lines)) if last else len(lines)
    by_run = max((h.count for h in others), default=0)
    taken_at = {e.hash: _seq(e) for e in ordered}.get(kept.hash) if kept else None
    if by_run > end:
        yield _tail_cut(end, by_run)
    elif kept and taken_at is not None and taken_at != kept.count:
        yield Problem(HEAD_NAME, f"counts {kept.count} lines, and its hash is that of line {taken_at}: it was edited")
    elif kept and taken_at is None and kept.count > end:
        yield _tail_cut(end, kept.count)
    elif kept and taken_at is None and any(_seq(e) == kept.count for e in ordered):
        yield Problem(HEAD_NAME, f"carries another hash for line {kept.count} than the log has: it was edited")


def _tail_cut(end: int, written: int) -> Problem:
    return Problem(f"{NAME} line {end + 1}", f"{written} entries were written and {end} stand: the tail was cut")


def _seq(entry: Entry) -> int:
    return int(entry.fields["seq"])


# ----------------------------------------------------------------------------------------------- signatures and stamps

SIGNED = "signed"
"""Action of an entry by which somebody vouches, with a key, for how the log stood before it."""
STAMPED = "stamped"
"""Action of an entry that holds an authority's word that the log stood so at a time."""

MOST_SIGNATURES = 200
"""As many are checked, the newest first: each takes some milliseconds, and a log may be made to hold any number."""

_P = 2**255 - 19
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ORDER = 2**252 + 27742317777372353535851937790883648493
_Point = tuple[int, int, int, int]  # x, y and 1 as shares of the third, and x y
_ROOT = pow(2, (_P - 1) // 4, _P)


def checkpoint(head: Head, signer: str | None = None) -> bytes:
    """What is signed or stamped: how many entries there were, the hash of the last, and who says so."""
    return spell({"checkpoint": 1, "count": head.count, "hash": head.hash, **({"signer": signer} if signer else {})})


@dataclass(frozen=True)
class Signature:
    """A signature that fits: a key vouches for a log up to an entry. Whose key it is only who holds it can say."""

    line: int
    signer: str
    key: str
    """Ed25519 public key, 64 hexadecimal digits."""
    count: int
    """Entries it covers."""


def check_signed(log: Log) -> tuple[list[Signature], list[Problem]]:
    """Signatures that fit, and what is wrong with the others and with stamps."""
    there = {hash_line(line): i for i, line in enumerate(log.lines, start=1)}
    good: list[Signature] = []
    problems: list[Problem] = []
    signed = log.of(SIGNED)
    if left := signed[:-MOST_SIGNATURES]:
        words = f"signed too; only the last {MOST_SIGNATURES} signatures are checked, and not the {len(left)} before"
        problems.append(Problem(f"{NAME} line {left[-1].line}", words, None, True))
    for entry in (*signed[-MOST_SIGNATURES:], *log.of(STAMPED)):
        place = f"{NAME} line {entry.line}"
        word = "signature" if entry.action == SIGNED else "time stamp"
        try:
            of = Head(int(entry.fields["of"]["count"]), str(entry.fields["of"]["hash"]))
            if there.get(of.hash, 0) != of.count or of.count >= entry.line:
                problems.append(Problem(place, f"the {word} is of another log: entry {of.count} was another one then"))
            elif entry.action == STAMPED:
                imprint = hashlib.sha256(checkpoint(of)).digest()
                if imprint not in base64.b64decode(entry.fields["response"], validate=True):
                    problems.append(Problem(place, "the time stamp is of something else, not of this log"))
            else:
                key, signature = (bytes.fromhex(entry.fields[k]) for k in ("key", "signature"))
                if not is_signed(key, signature, checkpoint(of, entry.actor)):
                    problems.append(Problem(place, f"the signature of {entry.actor} does not fit: made up, or edited"))
                else:
                    good.append(Signature(entry.line, entry.actor, key.hex(), of.count))
        except (ValueError, KeyError, TypeError):
            problems.append(Problem(place, f"cannot be read as a {word}"))
    return good, problems


def check_signer(good: Sequence[Signature], key: str, count: int) -> list[Problem]:
    """Whether a key that somebody holds from elsewhere signed this log, and how much came after."""
    by_it = [s for s in good if s.key == key.lower()]
    if not by_it:
        return [Problem(NAME, f"no signature by the key {key[:16]}... that fits")]
    last = max(by_it, key=lambda s: s.count)
    later = count - last.line
    words = f"signed by that key; {later} entries came after, which it does not cover"
    return [Problem(f"{NAME} line {last.line}", words, None, True)] if later else []


def is_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature fits, after RFC 8032, section 5.1.7 (without the cofactor).

    Args:
        key: 32 bytes.
        signature: 64 bytes.
        message: what was signed.
    """
    if len(key) != 32 or len(signature) != 64:
        return False
    owner, nonce = _point(key), _point(signature[:32])
    share = int.from_bytes(signature[32:], "little")
    if owner is None or nonce is None or share >= _ORDER:
        return False
    if _same(_times(8, owner), (0, 1, 1, 0)):
        return False  # of a key that is one of eight special points, signatures fit any message
    asked = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    return _same(_times(share, _BASE), _plus(nonce, _times(asked, owner)))


def _plus(a: _Point, b: _Point) -> _Point:
    """The sum of two points (RFC 8032, 5.1.4)."""
    low = (a[1] - a[0]) * (b[1] - b[0]) % _P
    high = (a[1] + a[0]) * (b[1] + b[0]) % _P
    both = 2 * a[3] * b[3] * _D % _P
    shares = 2 * a[2] * b[2] % _P
    e, f, g, h = high - low, shares - both, shares + both, high + low
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(n: int, point: _Point) -> _Point:
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = _plus(total, point)
        point = _plus(point, point)
        n >>= 1
    return total


def _same(a: _Point, b: _Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % _P == 0 and (a[1] * b[2] - b[1] * a[2]) % _P == 0


def _point(spelled: bytes) -> _Point | None:
    """The point that 32 bytes spell: y, and whether x is odd; None where they spell none (RFC 8032, 5.1.3)."""
    number = int.from_bytes(spelled, "little")
    y, is_odd = number % 2**255, number >> 255
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and is_odd):
        return None
    x = _P - x if x % 2 != is_odd else x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


# ----------------------------------------------------------------------------------------------------------- the bundle

MANIFEST = "manifest.json"
FORMAT = 1
CASE = "case"
"""Folder of a bundle with the case as it lies on a disk; beside it lie reports, this program and how to use it."""
SEAL = b"sha256:"
"""Begins the comment of the ZIP file: the SHA-256 of all bytes before its last record follows."""
END = 22
"""Bytes of the last record of a ZIP file, without its comment."""
_CHUNK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile, struct.error, EOFError, NotImplementedError, OSError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""What a damaged archive is met with; OSError where it leads to a place before its own beginning."""
_SHA256 = re.compile("[0-9a-f]{64}")
_BLOB = re.compile(f"{CASE}/evidence/blobs/([0-9a-f]{{2}})/([0-9a-f]{{64}})")


@dataclass(frozen=True)
class Checked:
    """What a bundle says it is, and what in it does not hold."""

    problems: list[Problem]
    manifest: Mapping[str, Any]
    """Empty where it cannot be read."""
    signatures: Sequence[Signature] = ()
    """Those in its log that fit."""

    @property
    def is_whole(self) -> bool:
        return all(p.is_note for p in self.problems)


class Zipped:
    """A bundle as one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.archive = zipfile.ZipFile(path)
        self.infos = self.archive.infolist()

    def names(self) -> list[str]:
        return [i.filename for i in self.infos]

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(name)

    def close(self) -> None:
        self.archive.close()

    def refuse(self) -> Iterator[Problem]:
        """Why nothing of it should be read: a file is packed, or laid over another, so that it could swell."""
        for info in self.infos:
            if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 or info.compress_size != info.file_size:
                yield Problem(info.filename, "is packed or encrypted; files of a bundle are neither")
        if sum(i.file_size for i in self.infos) > self.size:
            yield Problem(self.path.name, "its files are said to hold more bytes than it has: made to swell")
        if len({i.filename for i in self.infos}) < len(self.infos):
            yield Problem(self.path.name, "holds two files of one name")

    def check(self) -> Iterator[Problem]:
        """No byte of the file itself was changed, those between the files neither."""
        comment = self.archive.comment
        end = self.size - END - len(comment)
        if not comment.startswith(SEAL):
            yield Problem(self.path.name, "bears no seal: it is no bundle as Fairlead writes it, or was packed anew")
            return
        with self.path.open("rb") as file:
            sealed = hash_up_to(file, end)
            last = file.read()
        if comment[len(SEAL) :] != sealed.encode():
            yield Problem(self.path.name, "is not the file that was written: its bytes do not hash to its seal")
        elif not self._is_plain(last, end):
            yield Problem(self.path.name, "its last record was edited")

    def _is_plain(self, last: bytes, end: int) -> bool:
        """Whether the last record, which the seal cannot cover, says what it must."""
        count = min(len(self.infos), 0xFFFF)
        counts = count.to_bytes(2, "little")
        start = int.from_bytes(last[16:20], "little")
        size = int.from_bytes(last[12:16], "little")
        is_big = 0xFFFFFFFF in (start, size) or count == 0xFFFF  # then another record, before it, says where all is
        is_placed = is_big or (start == self.archive.start_dir and start + size == end)
        length = len(self.archive.comment).to_bytes(2, "little")
        return last[:12] == b"PK\5\6" + b"\0" * 4 + counts * 2 and is_placed and last[20:22] == length


class Unpacked:
    """A bundle that was unpacked into a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        walked = ((Path(folder), [*files, *folders]) for folder, folders, files in os.walk(self.path))
        found = (folder / name for folder, names in walked for name in names)
        return sorted(p.relative_to(self.path).as_posix() for p in found if p.is_symlink() or not p.is_dir())

    def open(self, name: str) -> IO[bytes]:
        return (self.path / name).open("rb")

    def refuse(self) -> Iterator[Problem]:
        for name in self.names():
            if (self.path / name).is_symlink() or not (self.path / name).is_file():
                yield Problem(name, "is a link, or no file")

    def check(self) -> Iterator[Problem]:
        yield from ()

    def close(self) -> None:
        """Nothing is held."""


def hash_up_to(file: BinaryIO, end: int) -> str:
    """SHA-256 of the first ``end`` bytes of a file, which is left there."""
    digest = hashlib.sha256()
    file.seek(0)
    while end > 0 and (piece := file.read(min(_CHUNK, end))):
        digest.update(piece)
        end -= len(piece)
    return digest.hexdigest()


def check_bundle(path: Path) -> Checked:
    """Check a bundle, as a file or unpacked.

    Returns:
        What it says of itself, and each thing that does not hold, with its place.

    Raises:
        OSError: there is no such file.
    """
    path.stat()
    bundle: Any = None
    try:
        bundle = Unpacked(path) if path.is_dir() else Zipped(path)
        if refused := list(bundle.refuse()):
            return Checked(refused, {})
        manifest = _manifest(bundle)
        problems = [*_check_files(bundle, manifest), *_check_case(bundle, manifest), *bundle.check()]
        signatures, of_signed = check_signed(parse_log(_read(bundle, f"{CASE}/{NAME}")))
        return Checked([*problems, *map(_in_case, of_signed)], manifest, signatures)
    except (*_BROKEN, KeyError, TypeError, RecursionError) as e:
        return Checked([Problem(path.name, f"cannot be read as a bundle: {e}")], {})
    finally:
        if bundle:
            bundle.close()


def _manifest(bundle: Any) -> Mapping[str, Any]:
    """What the bundle says of itself, in its one spelling.

    Raises:
        ValueError, KeyError, TypeError: it says nothing that this program understands.
    """
    with bundle.open(MANIFEST) as file:
        content = file.read()
    said = json.loads(content)
    if said["bundle"] != FORMAT:
        raise ValueError(f"it is of format {said['bundle']!r}, and this program knows {FORMAT}")
    files = [(f["path"], f["bytes"], f["sha256"]) for f in said["files"]]
    names = [path for path, _, _ in files]
    if names != sorted(set(names)) or MANIFEST in names or any(not is_plain_name(n) for n in names):
        raise ValueError(f"{MANIFEST} lists files out of order, twice, or under names that lead elsewhere")
    if any(type(size) is not int or not _SHA256.fullmatch(sha256) for _, size, sha256 in files):
        raise ValueError(f"{MANIFEST} lists a file without its bytes or hash")
    if type(said["log"]["count"]) is not int or not _SHA256.fullmatch(said["log"]["hash"]):
        raise ValueError(f"{MANIFEST} does not say where the log ended")
    if (
        any(type(said[k]) is not str for k in ("case", "made_by"))
        or "/" in said["case"]
        or said["case"][:1] in ("", ".")
    ):
        raise ValueError(f"{MANIFEST} does not name a case as a folder is named")
    own = said.pop("manifest_hash")
    if hash_line(spell(said)) != own:
        raise ValueError(f"{MANIFEST} was edited: it does not hash to what it says of itself")
    return dict(said)


def spell(value: object) -> bytes:
    """The one spelling of what bundles, logs and records say: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def is_plain_name(name: str) -> bool:
    """Whether a name leads to a place within the folder that a bundle is unpacked to, on any system."""
    parts = name.split("/")
    return all(re.fullmatch(r"[A-Za-z0-9_.+-]*[A-Za-z0-9_+-]", p) for p in parts)


def _check_files(bundle: Any, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Each file that is listed is there with its bytes, and no other is."""
    listed = {f["path"]: f for f in manifest["files"]}
    by_hash = {f["sha256"]: path for path, f in listed.items()}
    there = set(bundle.names())
    for path in sorted(there - set(listed) - {MANIFEST}):
        yield Problem(path, f"is not listed in {MANIFEST}: put in afterwards")
    for path, said in listed.items():
        if path not in there:
            yield Problem(path, "is gone")
            continue
        size, actual = _hash(bundle, path)
        if actual is None:
            yield Problem(path, "its bytes were changed: it can no longer be read")
        elif actual != said["sha256"] and actual in by_hash:
            yield Problem(path, f"holds the bytes of {by_hash[actual]}: swapped")
        elif actual != said["sha256"]:
            words = f"has {size:,} bytes where {said['bytes']:,} were written" if size != said["bytes"] else ""
            yield Problem(path, f"its bytes were changed: {words or f'they hash to {actual[:16]}...'}")
        elif size != said["bytes"]:
            yield Problem(path, f"{MANIFEST} was edited: it says {said['bytes']:,} bytes where {size:,} stand")


def _hash(bundle: Any, path: str) -> tuple[int, str | None]:
    """Bytes and SHA-256 of a file; no hash where the archive itself says that they are others."""
    digest, size = hashlib.sha256(), 0
    try:
        with bundle.open(path) as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
                size += len(piece)
    except _BROKEN:
        return size, None
    return size, digest.hexdigest()


def _check_case(bundle: Any, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """The log holds together and ends where it did; originals are those it names, records and tables those it saw."""
    listed = {f["path"]: f["sha256"] for f in manifest["files"]}
    log = parse_log(_read(bundle, f"{CASE}/{NAME}"))
    records, problems = _records(bundle, listed)
    yield from problems
    heads = [Head(r["log_count"], r["log_head"]) for r in records]
    yield from (_in_case(p) for p in check_log(log, _kept_head(_read(bundle, f"{CASE}/{HEAD_NAME}")), heads))
    if log.head != Head(manifest["log"]["count"], manifest["log"]["hash"]):
        ended = f"entry {manifest['log']['count']}, {manifest['log']['hash'][:16]}..."
        yield Problem(MANIFEST, f"the log ended with {ended} when the bundle was made, and now ends elsewhere")
    yield from _check_originals(log, listed)
    yield from _check_tables(records, listed)


def _in_case(p: Problem) -> Problem:
    return Problem(f"{CASE}/{p.place}", p.words, p.cause and f"{CASE}/{p.cause}", p.is_note)


def _read(bundle: Any, path: str) -> bytes:
    """The bytes of a file; none where it cannot be read, which is said elsewhere."""
    try:
        with bundle.open(path) as file:
            return bytes(file.read())
    except (*_BROKEN, KeyError):
        return b""


def parse_log(content: bytes) -> Log:
    """A log as far as it can be followed. What entries of an action must say is not asked: the chain holds or not."""
    *lines, torn = content.split(b"\n")
    entries = []
    for i, line in enumerate(lines, start=1):
        try:
            said = json.loads(line)
            if type(said["seq"]) is int and all(type(said[k]) is str for k in ("prev", "action", "actor", "time")):
                entries.append(Entry(i, said, hash_line(line)))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return Log(tuple(lines), tuple(entries), torn)


def _kept_head(content: bytes) -> Head | None:
    try:
        kept = json.loads(content)
        return Head(int(kept["count"]), str(kept["hash"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _records(bundle: Any, listed: Mapping[str, str]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Run records in order, and what is wrong with the others."""
    found, problems = [], []
    for path in sorted(p for p in listed if p.startswith(f"{CASE}/runs/")):
        try:
            said = json.loads(_read(bundle, path))
            own = said.pop("record_hash")
            shaped = type(said["log_count"]) is int and type(said["log_head"]) is str and type(said["tables"]) is dict
            if not shaped or hash_line(spell(said)) != own:
                raise ValueError
            found.append(said)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            problems.append(Problem(path, "was edited: it does not hash to what it says of itself"))
    return found, problems


def _check_originals(log: Log, listed: Mapping[str, str]) -> Iterator[Problem]:
    """Each original that the log names is there under its hash, and no other."""
    names = {str(e.fields.get("sha256")): str(e.fields.get("name", "a text drawn")) for e in log.of("drawn")}
    names.update({str(e.fields.get("sha256")): str(e.fields.get("name")) for e in reversed(log.of("added"))})
    held = {m[2]: path for path in listed if (m := _BLOB.fullmatch(path))}
    for sha256, path in held.items():
        if listed[path] != sha256 or not path.startswith(f"{CASE}/evidence/blobs/{sha256[:2]}/"):
            said = names.get(sha256, "a file no entry names")
            yield Problem(path, f"({said}) does not hold the bytes that its name says: changed, and {MANIFEST} with it")
        if sha256 not in names:
            yield Problem(path, "is named by no entry of the log: put in afterwards, or its entry was cut")
    for sha256 in sorted(set(names) - set(held)):
        place = f"{CASE}/evidence/blobs/{sha256[:2]}/{sha256} ({names[sha256]})"
        yield Problem(place, "the original is gone")


def _check_tables(records: Sequence[Mapping[str, Any]], listed: Mapping[str, str]) -> Iterator[Problem]:
    """The tables are those of the last run, file by file."""
    folder = f"{CASE}/tables/"
    wanted: dict[str, str] = {}
    for name, about in (records[-1]["tables"] if records else {}).items():
        if "parts" in about:
            wanted.update({f"{folder}{name}/{p['name']}": p["sha256"] for p in about["parts"]})
        else:
            wanted[f"{folder}{name}.parquet"] = about["sha256"]
    for path in sorted({p for p in listed if p.startswith(folder)} | set(wanted)):
        if path not in wanted:
            yield Problem(path, "no run recorded here wrote it")
        elif path not in listed:
            yield Problem(path, "is gone; the last run wrote it")
        elif listed[path] != wanted[path]:
            yield Problem(path, f"is not the file that the last run wrote: edited, and {MANIFEST} with it")


def main(arguments: Sequence[str]) -> int:
    """Check the bundle named, or the folder this program lies in, and say what was found."""
    words = list(arguments)
    key = None
    if "--signed-by" in words:
        at = words.index("--signed-by")
        key = words[at + 1] if at + 1 < len(words) else ""
        del words[at : at + 2]
        if not _SHA256.fullmatch(key.lower()):
            print("--signed-by takes a public key: 64 hexadecimal digits")
            return 2
    path = Path(words[0]) if words else Path(__file__).resolve().parent
    try:
        checked = check_bundle(path)
    except OSError as e:
        print(f"{path}: {e.strerror or e}")
        return 2
    problems = list(checked.problems)
    if key and checked.manifest:
        problems += check_signer(checked.signatures, key, checked.manifest["log"]["count"])
    for p in problems:
        print(_plain(str(p)))
    if wrong := sum(not p.is_note for p in problems):
        print(f"{wrong} of what was checked does not hold.")
        return 1
    said = checked.manifest
    print(f"Everything holds: {len(said['files'])} files of the case {said['case']!r}, and each line of its log.")
    for s in checked.signatures:
        print(_plain(say_signature(s)))
    print(f"Log: {said['log']['count']} entries, the last one {said['log']['hash']}.")
    print("Compare that line with one printed elsewhere (a report, a letter): only so a whole other bundle is seen.")
    return 0


def say_signature(s: Signature) -> str:
    """A signature in words, with what it rests on."""
    return f"Signed: entry {s.line} vouches for the {s.count} before it, by key {s.key}, which calls itself {s.signer}."


def _plain(words: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

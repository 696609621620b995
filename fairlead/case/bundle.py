"""A case as one file that anybody can check: a ZIP of originals, log, records, tables and reports, and what checks it.

One state of a case gives one file, byte for byte: names in order, no clock, no owner, nothing packed (what packs is
another from machine to machine, and most of a case is packed already). What is checked, and how, is
:mod:`fairlead.case.verifier`, which every bundle carries.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import IO, Any, BinaryIO

from fairlead.base.schema import Step
from fairlead.base.wording import say_many
from fairlead.case import verifier
from fairlead.case.blobs import NAME as BLOBS_NAME
from fairlead.case.blobs import pieces_of, place_of
from fairlead.case.disk import in_words, sync_folder, writing_whole
from fairlead.case.log import HEAD_NAME, Head, Log, spell_head
from fairlead.case.log import NAME as LOG_NAME
from fairlead.case.shelf import RUNS_NAME, TABLES_NAME, spell_record
from fairlead.case.store import CONFIG_NAME, TORN_NAME, Store
from fairlead.case.verifier import CASE, FORMAT, MANIFEST, SEAL, Checked, Problem, check_bundle, spell
from fairlead.case.verify import verify
from fairlead.engine.api import Engine, Progress
from fairlead.errors import CaseError

VERIFIER = "verify.py"
HOW_TO = "VERIFY.txt"
REPORTS = "reports"

_WORDS = """This is a bundle of the Fairlead case {case}: one file that can be checked without Fairlead.

    python3 {verifier}

in the folder it was unpacked to, or with the file's name behind it, needs Python 3.9 or newer and nothing else. It
names every file that is not what it was, is missing, or was put in afterwards, and every line of the log that was
edited, cut, moved or doubled. It reads, and writes nothing.

If you do not trust whoever gave you this file, do not trust the program in it either: take it from Fairlead's own
source (fairlead/case/verifier.py), or read it, it is one page. And compare the last line of the log,

    {count} entries, the last one {hash}

with what its makers print elsewhere. Only that shows a whole other bundle, made to hold together.

case/                 the case as it lies on a disk
case/evidence/blobs/  originals, each named by its SHA-256
case/evidence/log.jsonl  who did what when; each line carries the hash of the line before
case/tables/, runs/   what was computed from them, and how (Parquet; JSON)
reports/              the answer, to read
{manifest}         every file with its bytes and SHA-256

With Fairlead, 'fairlead verify FILE' also computes everything anew and compares, and 'fairlead import FILE' makes a
case of it again.{circle}
"""

Piece = bytes | Path


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was written."""

    path: Path
    sha256: str
    bytes: int
    files: int
    head: Head


def write_bundle(
    store: Store, path: Path, reports: Mapping[str, bytes], *, made_by: str, circle: str | None = None
) -> Bundle:
    """Write a case as one file.

    Args:
        store: the case; nothing is written to it, so it may be read-only.
        path: where to write.
        reports: what else goes in for people to read, by the file's name.
        made_by: the program and its version.
        circle: for whom it is, in a sentence.

    Raises:
        CaseError: an original or table is not what it was (``fairlead verify`` says all), the case was written
            meanwhile, or the disk refuses.
    """
    name = store.home.resolve().name
    record = store.shelf.last()  # before the log, which then knows of all that the run saw
    log = store.log()
    told = {
        "bundle": FORMAT, "made_by": made_by, "case": name, "circle": circle, "run": record and record.number,
        "log": asdict(log.head),
    }  # fmt: skip
    for_whom = f"\n\n{circle}" if circle else ""
    words = _WORDS.format(case=name, verifier=VERIFIER, manifest=MANIFEST, circle=for_whom, **asdict(log.head))
    files: dict[str, tuple[Piece, str | None]] = {
        HOW_TO: (words.encode(), None),
        VERIFIER: (Path(verifier.__file__).read_bytes(), None),
        f"{CASE}/{CONFIG_NAME}": (store.config_path, None),
        f"{CASE}/{LOG_NAME}": (b"".join(line + b"\n" for line in log.lines), None),
        f"{CASE}/{HEAD_NAME}": (spell_head(log.head), None),
        **{f"{REPORTS}/{report}": (content, None) for report, content in reports.items()},
    }
    for entry in (*log.of("added"), *log.of("drawn")):
        sha256 = str(entry.fields["sha256"])
        files[f"{CASE}/{place_of(sha256)}"] = store.blobs.path(sha256), sha256
    torn = store.path / TORN_NAME
    for moved in sorted(torn.iterdir()) if torn.is_dir() else ():
        files[f"{CASE}/{TORN_NAME}/{moved.name}"] = moved, moved.name
    for number in store.shelf.numbers():
        files[f"{CASE}/{RUNS_NAME}/{number:04d}.json"] = store.shelf.runs / f"{number:04d}.json", None
    if record:
        files[f"{CASE}/{RUNS_NAME}/{record.number:04d}.json"] = spell_record(record), None
        for table, about in record.tables.items():
            for file, sha256 in store.shelf.files(table, about):
                folder = f"{TABLES_NAME}/{table}" if "parts" in about else TABLES_NAME
                files[f"{CASE}/{folder}/{file.name}"] = file, sha256
    with in_words(f"writing the bundle to {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing_whole(path) as out:
            _write(out, files, told)
            size = out.seek(0, os.SEEK_END)
            digest = verifier.hash_up_to(out, size)
    return Bundle(path, digest, size, len(files) + 1, log.head)


def _write(out: BinaryIO, files: Mapping[str, tuple[Piece, str | None]], told: dict[str, Any]) -> None:
    """Files in order of name, what the bundle says of itself last, and a seal over all."""
    listed = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            source, expected = files[name]
            size, sha256 = _put(archive, name, source)
            if expected not in (None, sha256):
                raise CaseError(
                    f"{name.removeprefix(f'{CASE}/')} is not what it was when it was written, or the case was written "
                    "meanwhile. No bundle was made; 'fairlead verify' says all"
                )
            listed.append({"path": name, "bytes": size, "sha256": sha256})
        said = told | {"files": listed}
        said["manifest_hash"] = hashlib.sha256(spell(said)).hexdigest()
        _put(archive, MANIFEST, spell(said) + b"\n")
        archive.comment = SEAL + b"0" * 64
    end = out.seek(0, os.SEEK_END) - verifier.END - len(archive.comment)
    digest = verifier.hash_up_to(out, end)
    out.seek(-64, os.SEEK_END)
    out.write(digest.encode())


def _put(archive: zipfile.ZipFile, name: str, source: Piece) -> tuple[int, str]:
    info = zipfile.ZipInfo(name)  # dated 1980-01-01, as none is
    info.create_system, info.external_attr = 3, 0o100644 << 16
    if isinstance(source, bytes):
        archive.writestr(info, source)
        return len(source), hashlib.sha256(source).hexdigest()
    try:
        info.file_size = source.stat().st_size
    except FileNotFoundError as e:
        raise CaseError(f"{name.removeprefix(f'{CASE}/')} is gone; 'fairlead verify' says all") from e
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, archive.open(info, "w") as member:
        for piece in pieces_of(file):
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def verify_bundle(
    path: Path, flow: Sequence[Step], engine: Engine, progress: Progress | None = None
) -> tuple[list[Problem], Checked, Log]:
    """Check a bundle as its own program does, then make a case of it aside and check that, tables made anew.

    Returns:
        What does not hold, what the bundle says of itself, and its log; an empty one of a bundle that does not hold.

    Raises:
        CaseError: it cannot be read, or there is no room to unpack it.
    """
    with in_words(f"reading {path}"):
        checked = check_bundle(path)
    problems = list(checked.problems)
    if not checked.is_whole:
        return problems, checked, Log((), (), b"")
    own = hashlib.sha256(Path(verifier.__file__).read_bytes()).hexdigest()
    carried = next((f["sha256"] for f in checked.manifest["files"] if f["path"] == VERIFIER), None)
    if carried != own:
        words = "is another program than this version of Fairlead writes; it was not run, this one's own was"
        problems.append(Problem(VERIFIER, words, is_note=True))
    with TemporaryDirectory(prefix="fairlead-") as scratch:
        folder = Path(scratch) / str(checked.manifest["case"])
        unpack(path, folder)
        store = Store(folder, read_only=True)
        problems += verify(store, flow, engine, progress)
        log = store.log()
    return problems, checked, log


def check_whole(path: Path) -> Checked:
    """Check a bundle, and refuse one that does not hold together.

    Raises:
        CaseError: it does not, or there is none.
    """
    with in_words(f"reading {path}"):
        checked = check_bundle(path)
    wrong = [p for p in checked.problems if not p.is_note]
    if wrong:
        more = f" and {say_many(len(wrong) - 1, 'more thing')}" if len(wrong) > 1 else ""
        raise CaseError(f"{path} does not hold together: {wrong[0]}{more}. 'fairlead verify {path}' says all")
    return checked


def unpack(path: Path, folder: Path) -> Checked:
    """Make a case of a bundle again, in a new folder, whole or not at all. A bundle that does not hold makes none.

    Raises:
        CaseError: it does not hold together, there is something at that place, or the disk refuses.
    """
    if folder.exists():
        raise CaseError(f"{folder} is there already; name another place")
    checked = check_whole(path)
    with in_words(f"unpacking {path} to {folder}"):
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=".importing-", dir=folder.parent))
        try:
            for name, sha256, file in _members(path, checked):
                if _lay_down(beside / name, file) != sha256:
                    raise CaseError(f"{path} was written while it was read. Nothing was made of it")
            for made in (BLOBS_NAME, TABLES_NAME, RUNS_NAME):
                (beside / made).mkdir(parents=True, exist_ok=True)
            for original in (beside / BLOBS_NAME).glob("*/*"):
                original.chmod(0o444)
            beside.chmod(0o755)
            beside.rename(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        sync_folder(folder.parent)
    return checked


def _members(path: Path, checked: Checked) -> Iterator[tuple[str, str, IO[bytes]]]:
    """The files of the case in a bundle, each under its name in the case, with the hash it should have."""
    bundle = verifier.Unpacked(path) if path.is_dir() else verifier.Zipped(path)
    try:
        for listed in checked.manifest["files"]:
            folder, _, name = listed["path"].partition("/")
            if folder == CASE:
                with bundle.open(listed["path"]) as file:
                    yield name, listed["sha256"], file
    finally:
        bundle.close()


def _lay_down(place: Path, file: IO[bytes]) -> str:
    """Write a file that was not there, and make it durable; its SHA-256."""
    place.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with place.open("xb") as out:
        for piece in pieces_of(file):
            out.write(piece)
            digest.update(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()

"""Adding evidence: each file is kept as it is, read once and entered in the log, or refused there with a reason."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import Any

from fairlead import formats
from fairlead.base.timeline import parse_date
from fairlead.base.wording import say_many
from fairlead.case.blobs import Staged, pieces_of
from fairlead.case.capture import Captured, Policy, capture
from fairlead.case.config import read_mappings
from fairlead.case.config_params import suggest
from fairlead.case.disk import CHUNK, in_words, say_os_error, sha256_of
from fairlead.case.drawings import keep_drawing, texts_known
from fairlead.case.evidence import Evidence, evidence_id_of, keep_reading, list_evidence
from fairlead.case.markings import ACTION as MARKED
from fairlead.case.markings import CLEAR, highest, markings
from fairlead.case.reports import FileCounts, arrive
from fairlead.case.store import Sitting, Store
from fairlead.engine.api import Progress
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats import closed
from fairlead.formats.ais import AIS_KINDS
from fairlead.formats.documents.reader import KIND as DOCUMENT_KIND
from fairlead.formats.documents.reader import draw_documents
from fairlead.formats.documents.sandbox import Drawing, Sandbox
from fairlead.formats.lists.mapped import KIND as MAPPED
from fairlead.formats.lists.mapped import Mappings
from fairlead.formats.products import is_product, pack, size_of
from fairlead.formats.stac_assets import local_files

OPEN = Policy()
"""What a capture may reach unless somebody says otherwise: the open internet alone."""

REASONS_TOLD = 5
"""Reasons told at once; the rest are in ``rejects``."""


COMPANIONS = re.compile(
    r"(licen[cs]e|copying)[._-].*\.(txt|md|rst)|(licen[cs]e|copying|notice|readme|sources)(\.(txt|md|rst))?",
    re.IGNORECASE,
)
"""Names of files that lie beside data and say whose it is: licences and notes. They claim nothing of any ship."""
LEFT_OUT = "says whose the files beside it are, and is no evidence itself; to add it anyway, name it: --as documents"


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file."""

    name: str
    outcome: str
    """``added``, ``known`` (these bytes are there already), ``read anew`` (as another kind), ``refused``, or
    ``left out`` (a licence or a note beside the files of a folder; nothing of it is kept)."""
    words: str
    """What it was taken for, or why it was refused."""
    kind: str | None = None
    evidence_id: str | None = None
    rows_in: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    reasons: tuple[str, ...] = ()
    """The first reasons for which rows, or fields of them, were not taken."""
    holds: str = ""
    """What the rows of a file of AIS hold that were kept."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """One file offered: where its bytes are, or why they cannot be taken."""

    name: str
    path: Path | None = None
    content: bytes | None = None
    reason: str | None = None
    size: int | None = None
    archive: dict[str, str] | None = None
    capture: Captured | None = None


@dataclass(frozen=True, slots=True)
class _About:
    """What is said of every file of one command."""

    kind: str | None
    origin: str | None
    licence: str | None
    by: str | None
    retrieved: str | None = None


def add_files(
    store: Store,
    paths: Iterable[Path],
    *,
    kind: str | None = None,
    origin: str | None = None,
    licence: str | None = None,
    retrieved: str | None = None,
    by: str | None = None,
    progress: Progress | None = None,
) -> list[Added]:
    """Add files, folders (every file in them) and archives (every member) to the evidence of a case.

    Args:
        store: the case.
        paths: what to add.
        kind: read them as this kind instead of finding out. Without one, licences and notes beside the files of a
            folder (:data:`COMPANIONS`) are left out and named.
        origin: where the bytes came from.
        licence: under which licence.
        retrieved: the day on which they were taken from their publisher, as ``2024-05-03``.
        by: who adds them; whoever is at the keyboard, if left out.
        progress: told of each file.

    Returns:
        What became of each file, in the order given.

    Raises:
        CaseError: a path does not exist, the kind or the day is none, or the disk refused. Files before are in.
    """
    paths = list(paths)
    if not paths:
        raise CaseError("no file given")
    if missing := [str(p) for p in paths if not os.path.lexists(p)]:
        raise CaseError(f"no such file: {', '.join(missing)}. Nothing was added")
    if kind is not None and kind not in formats.KINDS:
        raise CaseError(f"no kind of evidence is called {kind!r}{suggest(kind, formats.KINDS)}")
    about = _About(kind, origin, licence, by, _check_day(retrieved))
    found = [found for path in paths for found in _walk(path)]
    companions = [] if kind else _companions(found, {*paths})
    done: list[Added] = []
    with store.writing() as sitting, Sandbox() as sandbox:
        adding = _Adding(sitting, about, sandbox)
        for index, (name, path) in enumerate(found):
            if progress:
                progress(name, index, len(found), 0)
            if (name, path) in companions:
                done.append(Added(name, "left out", LEFT_OUT))
            else:
                done += [adding.take(offer) for offer in _offers(name, path, adding.mapping)]
        done = adding.land(done, progress)
    if progress:
        progress("", len(found), len(found), sum(a.rows_in for a in done))
    return done


def _check_day(words: str | None) -> str | None:
    if words is None:
        return None
    try:
        start, end = parse_date(words)
        is_day = end - start == timedelta(days=1)
    except ValueError:
        is_day = False
    if not is_day:
        raise CaseError(f"{words!r} is no day; write the day on which the files were retrieved as 2024-05-03")
    return words


def add_captures(
    store: Store,
    urls: Sequence[str],
    *,
    policy: Policy = OPEN,
    licence: str | None = None,
    by: str | None = None,
    progress: Progress | None = None,
) -> list[Added]:
    """Take pages from the web and add them; how each was taken stands in its entry of the log. See
    :mod:`fairlead.case.capture`: whoever calls this has been told that the sites see it.

    Returns:
        What became of each address, in the order given.

    Raises:
        CaseError: the disk refused. Pages before that one are in.
    """
    done = []
    with store.writing() as sitting, Sandbox() as sandbox:
        for index, url in enumerate(urls):
            if progress:
                progress(url, index, len(urls), 0)
            got = capture(url, policy)
            about = _About(None, str(got.record.get("final_url") or url), licence, by)
            adding = _Adding(sitting, about, sandbox)
            offer = _Offer(got.name, content=got.content, reason=got.reason, capture=got)
            done.append(adding.take(offer))
    if progress:
        progress("", len(urls), len(urls), sum(a.rows_in for a in done))
    return done


def add_answer(
    store: Store,
    name: str,
    content: bytes | None,
    kind: str,
    origin: str,
    record: dict[str, Any],
    *,
    reason: str | None,
    by: str | None,
) -> Added:
    """Add what a server answered to a question, as a kind, with the record of how it was asked; or enter why there is
    no answer. It bears the narrowest marking of the case: who is asked about may be known from what is marked so.

    Raises:
        CaseError: the disk refused.
    """
    with store.writing() as sitting, Sandbox() as sandbox:
        if content is not None and (marking := highest(sitting.log)) != CLEAR:
            id_ = evidence_id_of(hashlib.sha256(content).hexdigest())  # said before the file is there, as for a record
            sitting.write(MARKED, by, target=id_, marking=marking, reason="who was asked about may be marked so")
        adding = _Adding(sitting, _About(kind, origin, None, by), sandbox)
        return adding.take(_Offer(name, content=content, reason=reason, capture=Captured(record)))


def keep_bytes(sitting: Sitting, content: bytes, name: str, kind: str, by: str | None) -> None:
    """Keep bytes of the case's own (its case.toml) as evidence, unless the latest of that kind are the same."""
    evidence = list_evidence(sitting.log)
    with in_words(f"storing {name}"):
        staged = sitting.store.blobs.stage([content])
    if any(e.kind == kind and e.sha256 == staged.sha256 for e in evidence):
        sitting.store.blobs.drop(staged)
        return
    is_known = any(e.fields["sha256"] == staged.sha256 for e in sitting.log.of("added"))
    _enter(sitting, staged, is_known, by, name=name, kind=kind, origin=None, licence=None)


def keep_record(store: Store, content: bytes, name: str, kind: str, by: str | None, like: str) -> tuple[str, int]:
    """Keep bytes that a person made inside the program (a record of the sighting desk) as a file of evidence.

    Args:
        store: the case.
        content: the bytes.
        name: what the file is called.
        kind: what it is.
        by: who enters it; whoever is at the keyboard, if None.
        like: the evidence that it was made from, whose marking it bears.

    Returns:
        Its evidence_id, and the line of the log that says so.

    Raises:
        CaseError: the reader of its kind refuses it, these bytes are there already, or the disk refuses.
    """
    with store.writing() as sitting:
        blobs = sitting.store.blobs
        with in_words(f"storing {name}"):
            staged = blobs.stage([content])
        id_ = evidence_id_of(staged.sha256)
        try:
            if any(e.fields["sha256"] == staged.sha256 for e in sitting.log.of("added")):
                raise CaseError("exactly this was recorded already; nothing was entered twice")
            read = formats.read(staged.path, name, kind, id_)
            kept = read.rows.num_rows
            counts = {"rows_in": read.rows_in, "rows_kept": kept, "rows_rejected": read.rows_in - kept}
            if marking := markings(sitting.log).get(like):  # said before the file is there: nobody sees it unmarked
                sitting.write(MARKED, by, target=id_, marking=marking, reason=f"as {like}, which it was made from")
            _enter(sitting, staged, False, by, name=name, kind=kind, origin=None, licence=None, **counts)
        except EvidenceError as e:
            raise CaseError(f"{e}; nothing was entered") from None
        finally:
            blobs.drop(staged)
        line = sitting.head.count
        keep_reading(sitting.store, staged.sha256, kind, read)
    return id_, line


def _enter(sitting: Sitting, staged: Staged, is_known: bool, by: str | None, **said: Any) -> None:
    """Make staged bytes an original, and say so in the log: the entry comes last and makes it true.

    Raises:
        CaseError: the disk refused; the bytes are no original then.
    """
    with in_words(f"storing {said['name']}"):
        path = sitting.store.blobs.settle(staged)
    try:
        sitting.write("added", by, sha256=staged.sha256, bytes=staged.bytes, **said)
    except CaseError:
        if not is_known:
            path.unlink()
        raise


# ---------------------------------------------------------------------------------------------------- what is offered


def _walk(path: Path) -> Iterator[tuple[str, Path]]:
    """A file by its name; the files of a folder by their path from it, in order of name, and folders in it that cannot
    be looked into; a folder that holds none of these by its own name."""
    if path.is_dir() and not path.is_symlink():
        if is_product(path):
            yield _plain(f"{path.resolve().name}.zip"), path
            return
        top = path.resolve().name
        unread: list[OSError] = []
        is_empty = True
        for folder, folders, files in os.walk(path, onerror=unread.append):
            folders.sort()
            here = Path(folder)
            for name in [f for f in folders if f.endswith(".SAFE") and is_product(here / f)]:
                is_empty = False
                folders.remove(name)
                yield _plain(f"{top}/{(here / name).relative_to(path).as_posix()}.zip"), here / name
            links = [f for f in folders if (here / f).is_symlink()]
            for name in sorted((*files, *links)):
                is_empty = False
                yield _plain(f"{top}/{(here / name).relative_to(path).as_posix()}"), here / name
        for closed in (Path(e.filename) for e in unread):
            is_empty = False
            yield _plain((Path(top) / closed.relative_to(path)).as_posix()), closed
        if is_empty:
            yield _plain(top), path
    else:
        yield _plain(path.name), path
        yield from ((_plain(one.name), one) for one in local_files(path))


def _companions(found: Sequence[tuple[str, Path]], named: Collection[Path]) -> list[tuple[str, Path]]:
    """The files of folders that say where the others come from; none where a folder holds nothing else.

    Args:
        found: what was walked.
        named: the paths that were given: a file that is named is wanted, whatever it is called.
    """
    in_folders = [one for one in found if one[1] not in named]
    companions = [one for one in in_folders if COMPANIONS.fullmatch(one[1].name)]
    return companions if len(companions) < len(in_folders) else []


def _mappings(store: Store) -> tuple[Mapping[str, Any], Mappings]:
    try:
        return read_mappings(store.config_path.read_bytes())
    except OSError:
        return {}, {}


def _offers(name: str, path: Path, mapping: Mapping[str, Any]) -> Iterator[_Offer]:
    """What one path offers: itself, or the members of an archive."""
    try:
        status = path.lstat()
    except OSError as e:
        yield _Offer(name, reason=f"cannot be read: {say_os_error(e)}")
        return
    if stat.S_ISLNK(status.st_mode):
        yield _Offer(name, reason=f"is a symbolic link to {path.readlink()}; add the file it points to")
    elif stat.S_ISDIR(status.st_mode) and is_product(path):
        yield from _packed(name, path)
    elif stat.S_ISDIR(status.st_mode):
        yield _Offer(name, reason=_why_nothing(path))
    elif not stat.S_ISREG(status.st_mode):
        yield _Offer(name, reason="is not a regular file (a device, a pipe or a socket)")
    elif status.st_size and closed.is_archive(path, mapping):
        yield from _members(name, path)
    else:
        yield _Offer(name, path=path, size=status.st_size)


def _packed(name: str, folder: Path) -> Iterator[_Offer]:
    """A product's folder as one file: a hash then stands for the whole of it."""
    with TemporaryDirectory(prefix="fairlead-") as room:
        out = Path(room) / "product.zip"
        try:
            if size_of(folder) > disk_usage(room).free:
                raise EvidenceError(f"{name}: there is no temporary room to pack it; pack it as ZIP yourself")
            pack(folder, out)
        except EvidenceError as e:
            yield _Offer(name, reason=str(e))
        except OSError as e:
            yield _Offer(name, reason=f"cannot be packed: {say_os_error(e)}")
        else:
            yield _Offer(name, path=out, size=out.stat().st_size)


def _why_nothing(folder: Path) -> str:
    try:
        os.scandir(folder).close()
    except OSError as e:
        return f"cannot be read: {say_os_error(e)}"
    return "is a folder that holds no files"


def _members(name: str, path: Path) -> Iterator[_Offer]:
    archive = {"name": name, "sha256": sha256_of(path)}
    is_empty = True
    try:
        for member in closed.members(path, name):
            is_empty = False
            yield _Offer(_plain(f"{name}!{member.name}"), content=member.data, reason=member.reason, archive=archive)
    except EvidenceError as e:
        yield _Offer(name, reason=str(e), size=path.stat().st_size)
        return
    if is_empty:
        yield _Offer(name, reason="is an archive with nothing in it", size=path.stat().st_size)


def _plain(name: str) -> str:
    """A name that can be written in the log, whatever bytes the file system holds."""
    return name.encode("utf-8", "backslashreplace").decode()


# ------------------------------------------------------------------------------------------------------ what is taken


class _Adding:
    """One command's files going into the case."""

    def __init__(self, sitting: Sitting, about: _About, sandbox: Sandbox) -> None:
        self.sitting = sitting
        self.sandbox = sandbox
        self.store = sitting.store
        self.mapping, self.lists = _mappings(self.store)
        self.about = about
        log = sitting.log
        self.known = {e.sha256: (e.name, e.kind) for e in list_evidence(log)}
        self.texts = texts_known(log)

    def take(self, offer: _Offer) -> Added:
        """Take one file in, or refuse it."""
        if offer.reason is not None:
            return self._refuse(offer, offer.reason)
        staged: Staged | None = None
        kind: str | None = self.about.kind
        try:
            words = f"read as {self.about.kind}, as told"
            if kind is None and offer.path is not None:  # a look at its beginning, before a gigabyte of zeros is copied
                kind, words = self._sniff(offer.path, offer.name)
            with in_words(f"storing {offer.name}"):
                staged = self.store.blobs.stage(_pieces(offer))
            if kind is None:
                kind, words = self._sniff(staged.path, offer.name, is_captured=offer.capture is not None)
            if (known := self.known.get(staged.sha256)) and self.about.kind in (None, known[1]):
                return _known(offer, staged, *known)
            read = drawing = None
            charset = offer.capture.charset if offer.capture else None
            counts: dict[str, Any] = {}
            if kind == DOCUMENT_KIND:
                drawing = _draw(staged, offer.name, self.sandbox, charset)
                count = len(drawing.documents)
                counts = {"rows_in": count, "rows_kept": count, "rows_rejected": 0}
            elif kind not in AIS_KINDS:  # AIS is read once, when it is landed
                read = closed.read(staged.path, offer.name, kind, evidence_id_of(staged.sha256), self.lists)
                kept = read.rows.num_rows
                counts = {"rows_in": read.rows_in, "rows_kept": kept, "rows_rejected": read.rows_in - kept}
            _enter(
                self.sitting, staged, known is not None, self.about.by, name=offer.name, kind=kind,
                origin=self.about.origin, licence=self.about.licence, **counts, **_archive(offer), **self._told(),
            )  # fmt: skip
            if drawing:
                keep_drawing(self.sitting, staged.sha256, drawing, self.about.by, charset)
        except EvidenceError as e:
            return self._refuse(offer, str(e), staged, kind)
        finally:
            if staged:
                self.store.blobs.drop(staged)
        self.known[staged.sha256] = offer.name, kind
        if known:
            words = f"these bytes were there already, as {known[1]} ({known[0]}); {words} from now on"
        outcome = "read anew" if known else "added"
        evidence_id = evidence_id_of(staged.sha256)
        if drawing:
            flags = self._flags_of(drawing, offer.name)
            told = _first_reasons(flags, "documents")
            holds = _say_held(drawing)
            return Added(offer.name, outcome, words, kind, evidence_id, **counts, reasons=told, holds=holds)
        if read is None:
            return Added(offer.name, outcome, words, kind, evidence_id)
        if kind != MAPPED:
            keep_reading(self.store, staged.sha256, kind, read)
        reasons = _first_reasons(read.rejects["reason"].to_pylist())
        return Added(offer.name, outcome, words, kind, evidence_id, **counts, reasons=reasons)

    def _told(self) -> dict[str, str]:
        return {"retrieved": self.about.retrieved} if self.about.retrieved else {}

    def land(self, done: list[Added], progress: Progress | None) -> list[Added]:
        """Land the AIS files among those taken in, and tell what became of their reports."""
        if not any(a.kind in AIS_KINDS and a.outcome in ("added", "read anew") for a in done):
            return done
        evidence = [one for one in list_evidence(self.sitting.log) if one.kind in AIS_KINDS]

        def tell(one: Evidence, reports: int) -> None:
            if progress:
                progress(f"landing {one.name}", evidence.index(one), len(evidence), reports)

        with in_words("landing AIS reports"):
            arrived = arrive(self.store, evidence, self.mapping, None, tell)
        by_id = {one.evidence_id: (one, counts) for one, counts in arrived.files}
        return [_with_counts(a, *by_id[a.evidence_id]) if a.evidence_id in by_id else a for a in done]

    def _sniff(self, path: Path, name: str, *, is_captured: bool = False) -> tuple[str, str]:
        try:
            sniffed = closed.sniff(path, name, self.mapping, self.lists)
        except EvidenceError:
            if not is_captured:
                raise
            return DOCUMENT_KIND, "what the site gave, read as a text"
        return sniffed.kind, sniffed.words

    def _flags_of(self, drawing: Drawing, name: str) -> list[str]:
        """What a reader must know of the documents of a file, copies of texts that stand in the case already first."""
        flags = []
        for number, one in enumerate(drawing.documents, start=1):
            where = f"document {number}: " if len(drawing.documents) > 1 else ""
            if one.text:
                first = self.texts.setdefault(sha256(one.text.encode()).hexdigest(), name)
                if first != name:
                    flags.append(f"{where}the same text, letter by letter, stands in {first}: a copy in other bytes")
            flags += [f"{where}{flag}" for flag in one.flags]
        return flags

    def _refuse(self, offer: _Offer, reason: str, staged: Staged | None = None, kind: str | None = None) -> Added:
        size, digest = (staged.bytes, staged.sha256) if staged else (offer.size, None)
        told = {"kind": kind} if kind else {}  # as which it was read, where it came so far
        self.sitting.write(
            "refused", self.about.by, name=offer.name, bytes=size, sha256=digest, reason=reason, **told,
            **_archive(offer),
        )  # fmt: skip
        return Added(offer.name, "refused", reason)


def _with_counts(added: Added, one: Evidence, counts: FileCounts) -> Added:
    refusals = [r["reason"] for r in counts.rejects(one.name) if r["scope"] != "field"]
    if added.outcome == "known":
        return added
    if not counts.rows_in and not refusals:
        refusals = ["no rows in it: a day on which nothing was received, or a file cut off behind its header"]
    reasons = (*_first_reasons(refusals), *filter(None, [counts.say_alike(), counts.say_nulled(), counts.say_back()]))
    refused = counts.rows_in - counts.rows_kept
    return replace(
        added, rows_in=counts.rows_in, rows_kept=counts.rows_kept, rows_rejected=refused, reasons=reasons,
        holds=counts.say_kept(),
    )  # fmt: skip


def _draw(staged: Staged, name: str, sandbox: Sandbox, charset: str | None) -> Drawing:
    try:
        return draw_documents(staged.path, sandbox, charset)
    except EvidenceError as e:
        raise EvidenceError(f"{name}: {e}") from None


def _say_held(drawing: Drawing) -> str:
    """How many of a file's documents have a text, and how long it is."""
    texts = [len(d.text) for d in drawing.documents if d.text]
    return f"{len(texts)} with text, {say_many(sum(texts), 'character')}"


def _first_reasons(reasons: Sequence[str], table: str = "rejects") -> tuple[str, ...]:
    more = len(reasons) - REASONS_TOLD
    return (*reasons[:REASONS_TOLD], *([f"and {more} more in the table {table}"] if more > 0 else ()))


def _known(offer: _Offer, staged: Staged, name: str, kind: str) -> Added:
    words = f"the same bytes are in the case already, as {name} ({kind}); nothing was stored twice"
    return Added(offer.name, "known", words, kind, evidence_id_of(staged.sha256))


def _archive(offer: _Offer) -> dict[str, Any]:
    """How an offer came: out of an archive, or from the web."""
    archive = {"archive": offer.archive} if offer.archive else {}
    return archive | ({"capture": offer.capture.record} if offer.capture else {})


def _pieces(offer: _Offer) -> Iterator[bytes]:
    """The bytes offered, in pieces.

    Raises:
        EvidenceError: the file cannot be read, or changed meanwhile.
    """
    if offer.path is None:
        content: Sequence[int] = offer.content or b""
        yield from (bytes(content[i : i + CHUNK]) for i in range(0, len(content), CHUNK))
        return
    try:
        fd = os.open(offer.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as e:
        raise EvidenceError(f"cannot be read: {say_os_error(e)}") from e
    with os.fdopen(fd, "rb") as file:
        before = os.fstat(fd)
        left = before.st_size
        for piece in pieces_of(file):
            left -= len(piece)
            if left < 0:
                break
            yield piece
        after = os.fstat(fd)
        if left or (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
            raise EvidenceError("was written to while it was being read; add it again when it is finished")

"""Files redacted by rebuilding: a document as the plain text that was drawn out of it, a table as its cells, without
some words, bound by salted commitments so that any passage or cell can be opened later.

Nothing is laid over an original: what goes out is written anew from the text alone, so no picture, layer, thumbnail or
metadata of the original comes with it. Of a table each cell that holds a word goes whole: what is bound is a field. The
file is then read again as any of its kind is, and refused where a word is left. Salts are made from a key that lies in
the case and in no bundle, so the same file and words give the same bytes, and nobody without the key can try names
against a commitment.
"""

from __future__ import annotations

import csv
import hmac
import io
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fairlead.base.ids import canonical_json
from fairlead.base.wording import UNSEEN
from fairlead.case.disk import in_words, write_private
from fairlead.case.drawings import list_drawn, read_drawn
from fairlead.case.evidence import Evidence, list_evidence, original_of
from fairlead.case.opened import MARK, commit
from fairlead.case.store import CONFIG_NAME, Store
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats.documents.reader import KIND, draw_documents
from fairlead.formats.documents.sandbox import Sandbox
from fairlead.formats.text import find_delimiter, find_encoding, read_records

KEY_NAME = "redaction.key"
KEY_BYTES = 32
SHORTEST = 3
"""Letters and digits of words at least: fewer stand in every text."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A file without some words."""

    content: bytes
    """The rebuilt file: UTF-8, plain text or CSV."""
    commitments: dict[str, Any]
    """What goes with it: its SHA-256, a commitment to the SHA-256 of the original, one for each passage."""
    openings: dict[str, Any]
    """What opens all of it; kept, or made again from the case."""

    def opening(self, passages: Sequence[int]) -> dict[str, Any]:
        """What opens some passages, by number from 1.

        Raises:
            CaseError: there is no passage of that number.
        """
        held = self.openings["passages"]
        if missing := [n for n in passages if str(n) not in held]:
            raise CaseError(f"there is no passage {missing[0]}; there are {len(held)}")
        return {"passages": {str(n): held[str(n)] for n in passages}}


def redact_file(store: Store, target: str, words: Sequence[str]) -> Redacted:
    """Rebuild a document or a table of a case without some words.

    Args:
        store: the case, as it may go out.
        target: id or name of the file.
        words: what must not stand in it; found in any case, across line breaks and hyphens at line ends, and with
            characters between that nobody sees.

    Raises:
        CaseError: there is no such file, it is neither a document nor a table of text, a word is too short or stands
            nowhere in it, the key cannot be made, or a word is left in what was rebuilt: then nothing goes out.

    Limits:
        A name that is spelt otherwise, or only hinted at, is not found; whoever knows the story may guess it. Pictures
        are left out whole. The length of a passage is not told, that there is one is.
    """
    if short := [w for w in words if sum(c.isalnum() for c in w) < SHORTEST]:
        raise CaseError(f"{short[0]!r} has fewer than {SHORTEST} letters: it stands in every text")
    if not words:
        raise CaseError("no words are given that must not stand in it")
    one = _find(store, target)
    key = _key(store)
    pattern = re.compile("|".join(map(_pattern, sorted(words, key=len, reverse=True))), re.IGNORECASE)
    openings: dict[str, dict[str, str]] = {}

    def black(value: str) -> str:
        number = str(len(openings) + 1)
        openings[number] = _opening(key, one.sha256, number, value)
        return f"[redacted {number}]"

    try:
        content = (
            _document(store, one, lambda text: pattern.sub(lambda found: black(found[0]), text))
            if one.kind == KIND
            else _table(store, one, lambda cell: black(cell) if pattern.search(_plain(cell)) else _plain(cell))
        )
    except EvidenceError as e:
        raise CaseError(f"{one.name} is neither a document nor a table of text that can be rebuilt: {e}") from e
    if not openings:
        raise CaseError(f"none of these words stands in {one.name}: there is nothing to redact")
    _refuse_remains(content, words, is_table=one.kind != KIND)
    original = _opening(key, one.sha256, "document", one.sha256)
    committed = {n: commit(bytes.fromhex(o["salt"]), o["value"]) for n, o in openings.items()}
    commitments = {
        "redaction": 1, "sha256": sha256(content).hexdigest(), "passages": committed,
        "original": commit(bytes.fromhex(original["salt"]), original["value"]),
        "how": "each is the SHA-256 of 'fairlead redaction 1', a line feed, 32 bytes of salt and the passage in UTF-8; "
               "'original' binds the SHA-256 of the whole original, in hexadecimal, likewise",
    }  # fmt: skip
    return Redacted(content, commitments, {"document": original, "passages": openings})


def _find(store: Store, target: str) -> Evidence:
    held = [e for e in list_evidence(store.log()) if target in (e.evidence_id, e.name)]
    found = {e.evidence_id: e for e in held if e.kind != CONFIG_NAME}
    if not found:
        raise CaseError(f"no file of the case is called {target!r}: 'fairlead show CASE evidence' names them")
    if len(found) > 1:
        raise CaseError(f"several files are called {target!r}; name one by its id: {', '.join(sorted(found))}")
    return next(iter(found.values()))


def _document(store: Store, one: Evidence, redact: Callable[[str], str]) -> bytes:
    """The text that was drawn out of a document, its title before it."""
    documents = read_drawn(store, one, list_drawn(store.log()))
    parts = ["\n\n".join(filter(None, [d.title, d.text])) for d in documents]
    return (redact(_plain("\n\n".join(parts))).rstrip() + "\n").encode()


def _table(store: Store, one: Evidence, redact: Callable[[str], str]) -> bytes:
    """The cells of a table, as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([redact(cell) for cell in cells] for cells in _cells(original_of(store, one)))
    return out.getvalue().encode()


def _cells(path: Path) -> Iterator[list[str]]:
    encoding = find_encoding(path)
    return (cells for _, _, cells in read_records(path, encoding, find_delimiter(path, encoding)))


def _plain(text: str) -> str:
    """Text in one spelling; what looks like a mark of ours is none."""
    return MARK.sub(lambda m: f"({m[0][1:-1]})", unicodedata.normalize("NFKC", text))


def _key(store: Store) -> bytes:
    """The key of the case, made where there is none; it lies beside ``case.toml`` and is for its owner alone."""
    path = store.home / KEY_NAME
    with in_words(f"making the key of redactions, {path}"):
        if not path.exists():
            with suppress(FileExistsError):  # somebody else made it meanwhile
                write_private(path, secrets.token_bytes(KEY_BYTES).hex().encode() + b"\n")
        try:
            key = bytes.fromhex(path.read_text(encoding="ascii"))
        except ValueError:
            key = b""
    if len(key) != KEY_BYTES:
        raise CaseError(f"{path} is no key of redactions; without it what was redacted before cannot be opened")
    return key


def _opening(key: bytes, original: str, number: str, value: str) -> dict[str, str]:
    """A passage and its salt, which nothing but the key, the document, the number and the passage decide."""
    salt = hmac.digest(key, canonical_json([original, number, value]).encode(), "sha256")
    return {"salt": salt.hex(), "value": value}


def _pattern(words: str) -> str:
    """Words wherever they stand: whatever blanks, breaks and hyphens lie between them, or unseen within."""
    unseen = f"(?:(?!\\s){UNSEEN.pattern}|-\\s*\\n\\s*)*"
    parts = unicodedata.normalize("NFKC", words).split()
    return r"(?:\s|-)+".join(unseen.join(map(re.escape, UNSEEN.sub("", part))) for part in parts)


def _refuse_remains(content: bytes, words: Sequence[str], *, is_table: bool) -> None:
    """Read the rebuilt file as any of its kind is read, and refuse it where a word is left, in its text or beside it.

    Raises:
        CaseError: one is.
    """
    with TemporaryDirectory(prefix="fairlead-") as folder, Sandbox() as sandbox:
        path = Path(folder) / "redacted.txt"
        path.write_bytes(content)
        try:
            if is_table:
                drawn: list[dict[str, Any]] = [{"a cell": cells} for cells in _cells(path)]
            else:
                drawn = [asdict(d) for d in draw_documents(path, sandbox).documents]
        except EvidenceError as e:
            raise CaseError(f"what was rebuilt cannot be read again ({e}); nothing was written") from e
    for said in ({"bytes": content.decode()}, *drawn):
        for name, text in _texts(said):
            if left := [w for w in words if holds(text, w)]:
                raise CaseError(f"{left[0]!r} still stands in what was rebuilt ({name}); nothing was written")


def holds(text: str, words: str) -> bool:
    """Whether words stand in a text, as a reader takes it."""
    return _folded(words) in _folded(text)


def _texts(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        for text in value if isinstance(value, list | tuple) else [value]:
            if text is not None:
                yield name, str(text)


def _folded(text: str) -> str:
    """Text as a reader takes it: case, compatible forms, what is unseen, breaks and hyphens at them left aside."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"-\s*\n\s*", "", plain)
    return " ".join(UNSEEN.sub("", re.sub(r"[\s-]+", " ", plain)).split())

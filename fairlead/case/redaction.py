"""Documents redacted by rebuilding: a plain text of what was drawn out of them, without some words, bound by salted
commitments so that any passage can be opened later.

Nothing is laid over an original: what goes out is written anew from the text alone, so no picture, layer, thumbnail or
metadata of the original comes with it. The file is then read again as any document is, and refused where a word is
left. Salts are made from a key that lies in the case and in no bundle, so the same document and words give the same
bytes, and nobody without the key can try names against a commitment.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fairlead.base.ids import canonical_json
from fairlead.base.wording import UNSEEN
from fairlead.case.disk import in_words
from fairlead.case.drawings import list_drawn, read_drawn
from fairlead.case.evidence import Evidence, list_evidence
from fairlead.case.opened import MARK, commit
from fairlead.case.store import Store
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats.documents.reader import KIND, draw_documents
from fairlead.formats.documents.sandbox import Sandbox

KEY_NAME = "redaction.key"
KEY_BYTES = 32
SHORTEST = 3
"""Letters and digits of words at least: fewer stand in every text."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A document without some words."""

    content: bytes
    """The rebuilt document: UTF-8, plain text."""
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


def redact_document(store: Store, target: str, words: Sequence[str]) -> Redacted:
    """Rebuild a document of a case without some words.

    Args:
        store: the case, as it may go out.
        target: id or name of the document.
        words: what must not stand in it; found in any case, across line breaks and hyphens at line ends, and with
            characters between that nobody sees.

    Raises:
        CaseError: there is no such document, a word is too short or stands nowhere in it, the key cannot be made, or a
            word is left in what was rebuilt: then nothing goes out.

    Limits:
        A name that is spelt otherwise, or only hinted at, is not found; whoever knows the story may guess it. Pictures
        are left out whole. The length of a passage is not told, that there is one is.
    """
    if short := [w for w in words if sum(c.isalnum() for c in w) < SHORTEST]:
        raise CaseError(f"{short[0]!r} has fewer than {SHORTEST} letters: it stands in every text")
    if not words:
        raise CaseError("no words are given that must not stand in it")
    one = _find(store, target)
    try:
        documents = read_drawn(store, one, list_drawn(store.log()))
    except EvidenceError as e:
        raise CaseError(f"{one.name} cannot be read as a document: {e}") from e
    parts = ["\n\n".join(filter(None, [d.title, d.text])) for d in documents]
    whole = unicodedata.normalize("NFKC", "\n\n".join(parts))
    whole = MARK.sub(lambda m: f"({m[0][1:-1]})", whole)  # what looks like a mark of ours is none
    key = _key(store)
    pattern = re.compile("|".join(map(_pattern, sorted(words, key=len, reverse=True))), re.IGNORECASE)
    openings: dict[str, dict[str, str]] = {}

    def black(found: re.Match[str]) -> str:
        number = str(len(openings) + 1)
        openings[number] = _opening(key, one.sha256, number, found[0])
        return f"[redacted {number}]"

    content = (pattern.sub(black, whole).rstrip() + "\n").encode()
    if not openings:
        raise CaseError(f"none of these words stands in {one.name}: there is nothing to redact")
    _refuse_remains(content, words)
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
    found = {e.evidence_id: e for e in held if e.kind == KIND}
    if not found:
        raise CaseError(
            f"no document is called {target!r}; only documents are rebuilt, and other files are left out whole where "
            "they are marked"
        )
    if len(found) > 1:
        raise CaseError(f"several documents are called {target!r}; name one by its id: {', '.join(sorted(found))}")
    return next(iter(found.values()))


def _key(store: Store) -> bytes:
    """The key of the case, made where there is none; it lies beside ``case.toml`` and is for its owner alone."""
    path = store.home / KEY_NAME
    with in_words(f"making the key of redactions, {path}"):
        if not path.exists():
            made = secrets.token_bytes(KEY_BYTES)
            try:
                held = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass  # somebody else made it meanwhile
            else:
                with os.fdopen(held, "wb") as file:
                    file.write(made.hex().encode() + b"\n")
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


def _refuse_remains(content: bytes, words: Sequence[str]) -> None:
    """Read the rebuilt file as any document is read, and refuse it where a word is left, in its text or beside it.

    Raises:
        CaseError: one is.
    """
    with TemporaryDirectory(prefix="fairlead-") as folder, Sandbox() as sandbox:
        path = Path(folder) / "redacted.txt"
        path.write_bytes(content)
        try:
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

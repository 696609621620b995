"""The log of a case: append-only canonical JSON lines, each carrying the hash of the line before.

An entry counts from its line feed on: bytes after the last line feed are an entry that was never finished. A chain by
itself does not see a cut tail, so the number of lines and the hash of the last one are kept outside it too: in
``evidence/head.json`` after every sitting of a writer, and in every run record.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fairlead.base.ids import canonical_json
from fairlead.case.disk import in_words
from fairlead.case.verifier import GENESIS, HEAD_NAME, NAME, Entry, Head, Log, Problem, hash_line

__all__ = [
    "GENESIS", "HEAD_NAME", "NAME", "Entry", "Head", "Log", "Problem", "append", "hash_line", "read_head", "read_log",
    "spell_head",
]  # fmt: skip

_SHA256 = re.compile("[0-9a-f]{64}")


def read_log(path: Path) -> Log:
    """Read the log as far as it goes; nothing in it is trusted yet (:func:`fairlead.case.verifier.check_log`).

    Raises:
        CaseError: the file cannot be read.
    """
    with in_words(f"reading {NAME}"):
        content = path.read_bytes()
    *lines, torn = content.split(b"\n")
    entries = [
        Entry(i, fields, hash_line(line))
        for i, line in enumerate(lines, start=1)
        if (fields := _parse(line)) is not None
    ]
    return Log(tuple(lines), tuple(entries), torn)


def read_head(path: Path) -> Head | None:
    """The head kept beside the log; None where there is none that can be read."""
    try:
        content = path.read_bytes()
        kept = json.loads(content)
        head = Head(int(kept["count"]), str(kept["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return head if spell_head(head) == content else None


def spell_head(head: Head) -> bytes:
    """A head as it is kept."""
    return canonical_json({"count": head.count, "hash": head.hash}).encode() + b"\n"


def append(file_descriptor: int, head: Head, action: str, actor: str, time: datetime, said: Mapping[str, Any]) -> Entry:
    """Append one entry after ``head`` and make it durable.

    A disk that fills up midway leaves the log as it was: what was written of the line is taken back.

    Raises:
        OSError: the disk refused.
    """
    fields = {
        **said,
        "seq": head.count + 1,
        "time": time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "actor": actor,
        "action": action,
        "prev": head.hash,
    }
    line = canonical_json(fields).encode()
    before = os.fstat(file_descriptor).st_size
    rest = memoryview(line + b"\n")
    try:
        while rest:
            rest = rest[os.write(file_descriptor, rest) :]
        os.fsync(file_descriptor)
    except OSError:
        os.ftruncate(file_descriptor, before)
        raise
    return Entry(head.count + 1, fields, hash_line(line))


def _parse(line: bytes) -> dict[str, Any] | None:
    """The fields of a line, or None where it is not an entry in canonical spelling."""
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict) or canonical_json(fields).encode() != line or type(fields["seq"]) is not int:
            return None
        texts = all(isinstance(fields[k], str) for k in ("actor", "action", "prev"))
        has_zone = datetime.fromisoformat(fields["time"]).tzinfo is not None
        return fields if texts and has_zone and _has_shape(fields) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _has_shape(fields: Mapping[str, Any]) -> bool:
    """Whether an entry says what entries of its action say, so that nobody who reads it need ask."""
    f = fields
    match f["action"]:
        case "created":
            return type(f["format"]) is int
        case "added":
            texts = all(isinstance(f[k], str) for k in ("name", "kind"))
            notes = all(f[k] is None or isinstance(f[k], str) for k in ("origin", "licence"))
            return texts and notes and type(f["bytes"]) is int and _SHA256.fullmatch(f["sha256"]) is not None
        case "refused":
            return all(isinstance(f[k], str) for k in ("name", "reason"))
        case "decided":
            texts = all(isinstance(f[k], str) for k in ("verdict", "reason"))
            return texts and isinstance(f["about"], list) and all(isinstance(a, str) for a in f["about"])
        case "graded":
            topic = f["topic"] is None or isinstance(f["topic"], str)
            texts = all(isinstance(f[k], str) for k in ("target", "axis", "value", "reason"))
            return texts and topic and isinstance(f["is_blind"], bool)
        case "rescinded":
            texts = all(isinstance(f[k], str) for k in ("source", "reason"))
            return texts and isinstance(f["about"], list) and all(isinstance(a, str) for a in f["about"])
        case "reviewed":
            texts = all(isinstance(f[k], str) for k in ("proposal", "verdict", "reason", "evidence_id"))
            names = all(f[k] is None or isinstance(f[k], str) for k in ("about", "replaces"))
            is_whole = isinstance(f["claim"], dict) if f["about"] is None else f["claim"] is None
            is_listed = isinstance(f["changed"], list) and all(isinstance(c, str) for c in f["changed"])
            return texts and names and is_whole and is_listed and type(f["row"]) is int
        case "proposed":
            texts = all(isinstance(f[k], str) for k in ("model", "endpoint", "prompt_sha256", "document_id"))
            is_listed = isinstance(f["proposals"], list) and all(isinstance(p, dict) for p in f["proposals"])
            return texts and is_listed and type(f["seed"]) is int
        case "drawn":
            hashes = [f["sha256"], *f["inputs"], *f["texts"]]
            return len(f["inputs"]) == 1 and all(_SHA256.fullmatch(h) for h in hashes) and isinstance(f["tool"], dict)
        case "marked":
            return all(isinstance(f[k], str) for k in ("target", "marking", "reason"))
        case "signed" | "stamp wanted" | "stamped":
            of, wanted = f["of"], {"signed": ("key", "signature"), "stamped": ("authority", "response")}
            named = [of["hash"], *(f[k] for k in wanted.get(f["action"], ("authority",))), *f.get("roots", ())]
            return isinstance(of, dict) and type(of["count"]) is int and all(isinstance(one, str) for one in named)
        case "merged":
            return isinstance(f["left"], list) and all(isinstance(one["entry"], dict) for one in f["left"])
        case "recovered":
            return isinstance(f["moved"], list) and all(isinstance(m["file"], str) for m in f["moved"])
        case _:
            return True  # written by a later version of this format, or by a person's tool: kept, and not understood

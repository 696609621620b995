#!/usr/bin/env python3
"""Check passages that were opened in a redacted document: ``python3 opened.py FILE OPENED.json``.

Beside FILE lies ``FILE.commitments.json``: for each passage that was blacked out, in order, the SHA-256 of a prefix, 32
bytes of salt and the passage in UTF-8. Without the salt nobody can find out what stood there, not even by trying every
name; whoever is given salt and passage sees that it is the one. Nothing but Python's standard library, 3.9 or newer.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PREFIX = b"fairlead redaction 1\n"
MARK = re.compile(r"\[redacted ([0-9]+)\]")
BESIDE = ".commitments.json"


def commit(salt: bytes, value: str) -> str:
    """What binds a passage and hides it."""
    return hashlib.sha256(PREFIX + salt + value.encode()).hexdigest()


def check_opened(content: bytes, commitments: Mapping[str, Any], opened: Mapping[str, Any]) -> list[str]:
    """What does not hold, in words; nothing where all does.

    Args:
        content: the bytes of the redacted document.
        commitments: what was given with it.
        opened: ``{"document": ..., "passages": {"1": {"salt": hex, "value": text}, ...}}``; either may be left out.
    """
    problems = []
    if hashlib.sha256(content).hexdigest() != commitments["sha256"]:
        problems.append("the document is not the one that these commitments were given with")
    passages: Mapping[str, str] = commitments["passages"]
    marks = [m for m in MARK.findall(content.decode("utf-8", "replace")) if m in passages]
    if marks != [str(n) for n in range(1, len(passages) + 1)]:
        problems.append("its marks are not those that commitments are given for")
    told = [(f"passage {n}", passages.get(n), said) for n, said in opened.get("passages", {}).items()]
    if "document" in opened:
        told.append(("the original", commitments["original"], opened["document"]))
    for what, committed, said in told:
        if committed is None:
            problems.append(f"{what} is none of this document")
        elif commit(bytes.fromhex(said["salt"]), said["value"]) != committed:
            problems.append(f"{what} is not what stood there: {said['value']!r}")
    return problems


def main(arguments: Sequence[str]) -> int:
    """Check, and say what was found."""
    file, opened = map(Path, arguments)
    commitments = json.loads(file.with_name(file.name + BESIDE).read_bytes())
    said = json.loads(opened.read_bytes())
    problems = check_opened(file.read_bytes(), commitments, said)
    for words in problems:
        print("".join(c if c.isprintable() else "?" for c in words))
    if not problems:
        print(f"Everything holds: {len(said.get('passages', {}))} of {len(commitments['passages'])} passages opened.")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

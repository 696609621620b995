"""Which code a function stands on, as one hash: its module and every Fairlead module that one imports, however deep,
with the data files beside them.

A run keeps the hash of each step; the step is run again when it changes. Libraries outside Fairlead count by version.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from platform import python_version
from typing import Any

PACKAGE = "fairlead"
DATA = (".csv", ".json", ".toml")
"""Files beside a module that it may read; they count as its code."""
LIBRARIES = ("anyascii", "duckdb", "numpy", "pyarrow", "python-calamine", "rapidfuzz", "tzdata")
"""Libraries whose version may change a row."""


_IMPORT = re.compile(
    rb"(?:^|[;:])[ \t]*(?:from[ \t]+(fairlead(?:\.\w+)*)[ \t]+import[ \t]*(\([^)]*\)|[^\n;]*)|import[ \t]+([^\n;]*))",
    re.MULTILINE,
)
"""An import. What only looks like one, in a text, counts as one: a file too many changes a hash in vain, a file too few
would keep rows of other code. Parsing every module took two seconds of each command."""
_COMMENT = re.compile(rb"#[^\n]*|\\\n")
_NAME = re.compile(rb"[\w.]+")


def code_hash(function: Callable[..., Any]) -> str | None:
    """SHA-256 over the sources ``function`` stands on; None where its source is not a file (an interactive session),
    so that nobody takes two such functions for the same."""
    plain = inspect.unwrap(function)
    source = inspect.getsourcefile(plain)
    return None if source is None else _hash_of(source, plain.__qualname__)


@cache
def library_versions() -> dict[str, str]:
    """Versions of Python and of the libraries that rows may depend on."""
    found = {"python": python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def _hash_of(source: str, qualname: str) -> str:
    seen: dict[str, bytes] = {}
    waiting = [Path(source)]
    while waiting:
        path = waiting.pop()
        if str(path) not in seen:
            seen[str(path)], beside = _read(path)
            waiting += beside
    digest = hashlib.sha256(qualname.encode())
    for content in sorted(hashlib.sha256(c).digest() for c in seen.values()):
        digest.update(content)
    return digest.hexdigest()


@cache
def _read(path: Path) -> tuple[bytes, tuple[Path, ...]]:
    """A file, and what it stands on: the modules it imports and the data files beside it."""
    content = path.read_bytes()
    if path.suffix != ".py":
        return content, ()
    return content, (*_imports(content), *(p for p in path.parent.iterdir() if p.suffix in DATA))


def _imports(source: bytes) -> Iterator[Path]:
    """Files of the Fairlead modules that a source imports."""
    for module, taken, whole in _IMPORT.findall(_COMMENT.sub(b" ", source)):
        names = [module, *(module + b"." + n for n in _NAME.findall(taken))] if module else _NAME.findall(whole)
        for name in names:
            is_ours = name.split(b".")[0] == PACKAGE.encode() and name != PACKAGE.encode()
            if is_ours and (path := _file_of(name.decode())):
                yield path


@cache
def _file_of(name: str) -> Path | None:
    try:
        spec = find_spec(name)
    except (ImportError, AttributeError, ValueError):  # ``from module import function``: a name, not a module
        return None
    return Path(spec.origin) if spec and spec.origin and spec.origin.endswith(".py") else None

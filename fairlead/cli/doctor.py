"""What is installed, what is missing, and what to do about it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from fairlead.cli.terminal import Terminal, pad

ROOM_MB = 200
"""Free space below which a case may not fit: the bundled one takes about 2 MB, one of 100,000 sightings 100."""

FINE, MISSING, NOTE = "fine", "missing", "note"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing Fairlead needs or can use."""

    name: str
    state: str
    """fine, missing (something does not work without it) or note (something is worse without it)."""
    words: str
    help: str = ""


def examine(t: Terminal, folder: Path) -> list[Condition]:
    """Look at everything once; changes nothing but a temporary file that is gone afterwards."""
    return [_python(), *_packages(), _command(), _bundled(), _zones(), _writable(folder), _space(folder), _marks(t)]


def print_conditions(t: Terminal, conditions: list[Condition]) -> None:
    """One line each, help beneath what is not fine, and a last line that says whether all is well."""
    marks = {FINE: "ok", MISSING: "MISSING", NOTE: "note"}
    for c in conditions:
        t.line(pad(marks[c.state], 9), pad(t.words(c.name), 18), t.words(c.words))
        if c.help:
            t.paragraph(c.help, "dim", indent=27)
    missing = [c.name for c in conditions if c.state == MISSING]
    t.line()
    t.line(t.words(f"Missing: {', '.join(missing)}." if missing else "Everything that is needed is here."))


def _python() -> Condition:
    return Condition("Python", FINE, f"{platform.python_version()} ({sys.executable})")


def _packages() -> Iterator[Condition]:
    """Every run-time dependency, by what the installed Fairlead says it needs."""
    try:
        needed = metadata.requires("fairlead") or []
    except metadata.PackageNotFoundError:
        yield Condition("fairlead", MISSING, "runs from a folder that is not installed", "Run 'make demo' once.")
        return
    yield Condition("fairlead", FINE, metadata.version("fairlead"))
    for requirement in needed:
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        try:
            yield Condition(name, FINE, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Condition(name, MISSING, "not installed", f"Install it: {sys.executable} -m pip install {name!r}")


def _command() -> Condition:
    found = shutil.which("fairlead")
    if found:
        return Condition("command", FINE, found)
    here = Path(sys.executable).parent
    return Condition("command", NOTE, "'fairlead' is not on the PATH", f"Write {here / 'fairlead'}, or add {here}.")


def _bundled() -> Condition:
    from fairlead.cli.demo import EXAMPLES, find_bundled
    from fairlead.errors import CaseError

    try:
        folders = [str(find_bundled(example.name)) for example in EXAMPLES.values()]
    except CaseError as e:
        return Condition("bundled cases", MISSING, str(e), "Install Fairlead again.")
    return Condition("bundled cases", FINE, ", ".join(folders))


def _zones() -> Condition:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Asia/Vladivostok")
    except ZoneInfoNotFoundError:
        return Condition("time zones", MISSING, "no time zone database", "Install the package tzdata.")
    return Condition("time zones", FINE, "the time zone database is here")


def _writable(folder: Path) -> Condition:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Condition("this folder", FINE, f"{folder} can be written")
    except OSError as e:
        return Condition("this folder", NOTE, f"{folder}: {e.strerror}", "A case must lie where you may write.")


def _space(folder: Path) -> Condition:
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb >= ROOM_MB:
        return Condition("disk", FINE, f"{free_mb:,} MB free")
    return Condition("disk", NOTE, f"{free_mb:,} MB free", f"Below {ROOM_MB} MB a large case may not fit.")


def _marks(t: Terminal) -> Condition:
    encoding = getattr(t.stream, "encoding", None) or "unknown"
    if not t.is_ascii:
        return Condition("marks", FINE, f"drawn in {encoding}")
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or "not set"
    return Condition(
        "marks", NOTE, f"ASCII (encoding {encoding}, locale {locale})", "For the drawn marks: LANG=C.UTF-8"
    )

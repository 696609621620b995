"""What the commands say of bundles: written, checked, made a case again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from fairlead.base.wording import say_many
from fairlead.case.bundle import Bundle, check_whole, unpack, verify_bundle
from fairlead.case.log import Log, Problem
from fairlead.case.merge import Merged
from fairlead.case.verifier import MANIFEST
from fairlead.cli.terminal import Terminal
from fairlead.cli.verbs import Verbs
from fairlead.engine.api import Progress
from fairlead.engine.local import LocalEngine
from fairlead.flow import FLOW


def is_bundle(path: Path) -> bool:
    """Whether a path is taken for a bundle and not for a case: a file, or the folder one was unpacked to."""
    return path.is_file() or (path / MANIFEST).is_file()


def print_bundle(t: Terminal, made: Bundle, program: str) -> None:
    """What was written, and the two lines that are worth keeping elsewhere."""
    t.paragraph(f"{made.path}: {say_many(made.files, 'file')}, {made.bytes / 1e6:,.1f} MB")
    t.paragraph(f"SHA-256 {made.sha256}")
    t.paragraph(f"Log: {made.head.count} entries, the last one {made.head.hash}.")
    t.paragraph("Keep both lines elsewhere: a whole other bundle is seen by them alone.", "dim")
    t.paragraph(
        f"Anybody can check it without Fairlead: unpack it, and in its folder 'python3 verify.py'. With Fairlead: "
        f"{program} verify {made.path}",
        "dim",
    )


def verify_bundle_told(path: Path, progress: Progress) -> tuple[list[Problem], Log, bool]:
    """What does not hold in a bundle, its log, and whether it holds a run."""
    problems, checked, log = verify_bundle(path, FLOW, LocalEngine(), progress)
    return problems, log, bool(checked.manifest) and checked.manifest["run"] is not None


def print_merged(t: Terminal, merged: Merged, verbs: Verbs) -> None:
    """What was entered, what was left out and why, and what comes next."""
    taken = f"{say_many(merged.taken, 'entry', 'entries')} of the case {merged.case!r} entered"
    t.paragraph(f"{taken}; both logs begin with the same {merged.common}.")
    why = Counter(why for _, why in merged.left)
    for words, count in why.items():
        t.paragraph(f"left out: {say_many(count, 'entry', 'entries')}: {words}", "dim", indent=2)
    for conflict in merged.conflicts:
        t.paragraph(f"decided otherwise: {conflict}", indent=2)
    if merged.taken:
        t.paragraph(f"Next: {verbs.say('run')}")


def import_told(t: Terminal, bundle: Path, folder: Path | None, program: str) -> None:
    """Make a case of a bundle and say where it is.

    Raises:
        CaseError: the bundle does not hold together, or something stands there already.
    """
    if folder is None:
        folder = Path(str(check_whole(bundle).manifest["case"]))
    said = unpack(bundle, folder).manifest
    verbs = Verbs(program, str(folder))
    t.paragraph(
        f"{folder} is the case {said['case']!r} now, as {said['made_by']} wrote it: "
        f"{say_many(len(said['files']), 'file')}, {say_many(said['log']['count'], 'entry', 'entries')} in its log."
    )
    if said["circle"]:
        t.paragraph(f"It is for a circle: {said['circle']}")
    t.paragraph(
        f"Its bytes are those that were written. Whether its tables follow from them: {verbs.say('verify')}. To look: "
        f"{verbs.say('show')}"
    )

"""The first minute: the bundled real case, built from nothing, and its answer."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import fairlead
from fairlead.base.wording import say_many
from fairlead.case.disk import in_words
from fairlead.cli.ais import print_case
from fairlead.cli.evidence import say_rows
from fairlead.cli.progress import progress_bar
from fairlead.cli.terminal import Terminal, fold, pad
from fairlead.cli.truth import COUNTS, TRIPS, compare, say_truth
from fairlead.cli.truth import FOLDER as TRUTH
from fairlead.cli.verbs import Verbs
from fairlead.errors import CaseError

if TYPE_CHECKING:
    from fairlead.case.workspace import Case


@dataclass(frozen=True, slots=True)
class Example:
    """A case that comes with the program."""

    name: str
    """Its folder under ``examples``, and the folder it is built in unless another is named."""
    origin: str
    licence: str


EXAMPLES = {
    "oil": Example(
        "dprk-oil-2024",
        "bundled with Fairlead, examples/dprk-oil-2024; every row names its own source",
        "facts with their sources",
    ),
    "harbour": Example(
        "ny-harbour-2020",
        "bundled with Fairlead, examples/ny-harbour-2020; AIS of MarineCadastre, ports of the World Port Index",
        "United States public domain",
    ),
    "terminal": Example(
        "terminal",
        "SIMULATED, bundled with Fairlead, examples/terminal; no place, ship or event is real",
        "made up, free to use",
    ),
}
"""What ``fairlead demo --example`` can build."""

PARTS = {"case.toml", "evidence", "tables", "runs", "templates", TRUTH}
"""What making a case lays down in its folder; the truth of a simulated one is copied beside it, never added to it."""


def find_bundled(name: str) -> Path:
    """The folder of a bundled case: inside the installed package, else beside it in a source checkout.

    Raises:
        CaseError: it is in neither place.
    """
    package = Path(fairlead.__file__).parent
    for folder in (package / "examples" / name, package.parent / "examples" / name):
        if (folder / "case.toml").is_file():
            return folder
    raise CaseError(f"the bundled case {name} is not in this installation")


def build_demo(t: Terminal, err: Terminal, folder: Path | None, program: str, example: str = "oil") -> None:
    """Build a bundled case in ``folder``, or bring it up to date there, and print its answer.

    Args:
        folder: where; None for a folder of the example's name.
        example: which one, a key of :data:`EXAMPLES`.

    Raises:
        CaseError: something else stands there, or the case cannot be written. Nothing of the user's is touched.
    """
    chosen = EXAMPLES[example]
    bundled, folder = find_bundled(chosen.name), folder or Path(chosen.name)
    files = sorted([*bundled.glob("*.csv"), *bundled.glob("*.csv.gz")])
    case, is_new = _open_or_make(folder, bundled, files)
    title = case.config().title
    t.paragraph(
        f"Building the bundled case from nothing: {title}" if is_new
        else f"{folder} holds the bundled case already: {title}. Only what has changed is done again.",
        "dim",
    )  # fmt: skip
    if not is_new and (folder / "case.toml").read_bytes() != (bundled / "case.toml").read_bytes():
        t.paragraph("Its case.toml differs from the bundled one and stays as it is.", "dim")
    with progress_bar(err) as bar:
        case.add(files, origin=chosen.origin, licence=chosen.licence, progress=bar)
        record = case.run(progress=bar)
    e = record.evidence
    words = f"{say_many(e['files'], 'file')}, {say_rows(e['rows_in'], e['rows_kept'], e['rows_rejected'])}"
    _print_under(t, "evidence", words, _say_refusals(case))
    ran = sum(step.outcome == "run" for step in record.steps)
    kept = "" if ran == len(record.steps) else f", {ran} of them run"
    words = f"{say_many(len(record.steps), 'step')}{kept} in {record.seconds:.1f} s"
    words += ", every row leads back to a line of a file"
    _print_under(t, f"run {record.number}", words)
    t.line()
    print_case(t, case, Verbs(program, str(folder)))
    if (bundled / TRUTH).is_dir():
        t.line()
        t.paragraph(_say_truth(bundled / TRUTH, folder / TRUTH))
        t.line()
        t.line(("COMPARE", "bold"), ("   each figure beside what is true of it", "dim"))
        for what, figure, words in compare(case.answer()["trips"], bundled / TRUTH / TRIPS):
            first, *rest = fold(words, t.width - 34)
            t.line(f"  {pad(what, 12)}", (pad(figure, 12), "bold"), f"beside {first}")
            for line in rest:
                t.line(" " * 33, line)


def _say_truth(held: Path, beside: Path) -> str:
    """What really happened in a simulated example; its files are laid beside the case."""
    with in_words(f"copying what is true into {beside}"):
        beside.mkdir(exist_ok=True)
        for path in sorted(held.glob("*.csv")):
            if not (beside / path.name).exists():
                shutil.copyfile(path, beside / path.name)
    return f"{say_truth(held / COUNTS, beside / TRIPS)} None of this was given to the case."


def _open_or_make(folder: Path, bundled: Path, files: list[Path]) -> tuple[Case, bool]:
    """The demo's case in ``folder`` and whether it was made now; a broken-off first time counts as not made."""
    config = (bundled / "case.toml").read_bytes()
    if folder.exists() and not folder.is_dir():
        raise CaseError(f"{folder} is a file; give another folder: fairlead demo DIR")
    with in_words(f"looking at what stands in {folder}"):
        is_free = _is_free(folder, config)
    if is_free:
        return fairlead.new(folder, config), True
    if not (folder / "evidence").exists():
        raise CaseError(f"{folder} is not empty and holds no case; give another folder: fairlead demo DIR")
    case = fairlead.open(folder)
    ours = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (*files, bundled / "case.toml")}
    added = {entry.fields["sha256"] for entry in case.log if entry.action == "added"}
    if not (added & ours if added else _has_config(folder, config)):
        raise CaseError(f"{folder} is a case of its own, not the bundled one; give another folder: fairlead demo DIR")
    return case, False


def _is_free(folder: Path, config: bytes) -> bool:
    """Whether nothing stands there, or only what making the demo leaves when it is broken off before the first entry of
    the log; hidden files do not count."""
    from fairlead.case.store import Store

    if not folder.exists():
        return True
    left = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    is_ours = left <= PARTS and ("case.toml" not in left or _has_config(folder, config))
    return is_ours and not Store(folder).has_entries


def _has_config(folder: Path, config: bytes) -> bool:
    try:
        return (folder / "case.toml").read_bytes() == config
    except OSError:
        return False


def _say_refusals(case: Case) -> str:
    refused = [r for r in case.table("rejects").to_pylist() if r["scope"] != "field"]
    return "; ".join(f"{r['label'] or r['name']}: {r['reason']}" for r in refused)


def _print_under(t: Terminal, label: str, words: str, aside: str = "") -> None:
    first, *rest = fold(t.words(f"{words} ({aside})" if aside else words), t.width - 10)
    t.line((pad(label, 10), "dim"), first)
    for line in rest:
        t.line(" " * 10, line)

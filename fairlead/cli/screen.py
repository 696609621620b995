"""One screening, printed: what was searched, and each hit with its level, its reasons and what the list publishes."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.base.timeline import parse_date, say_days
from fairlead.base.wording import say_list, say_many
from fairlead.cli.terminal import Terminal
from fairlead.errors import CaseError, FairleadError
from fairlead.identity.list_statements import say_list_name

if TYPE_CHECKING:
    from fairlead.case.one_off import Asked
    from fairlead.case.remote import Opinion

Row = dict[str, Any]
NOTHING = "Nothing was looked up"
"""What is said in the place of *No hit* where no version counts on that day."""
KEPT = "Its answer is kept as it came; after fairlead run CASE: fairlead explain CASE {}"
STYLE = {"contradicted": "contradicted", "confirmed": "bold"}


def read_day(words: str | None, option: str = "--as-of") -> datetime | None:
    """The day of an option.

    Raises:
        FairleadError: it is none.
    """
    if words is None:
        return None
    try:
        start, end = parse_date(words)
    except ValueError:
        start = end = datetime(1, 1, 1)  # noqa: DTZ001 - no day at all
    if (end - start).days != 1:
        raise FairleadError(f"{option} {words!r} is no day; write it as 2024-03-07")
    return start.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks given without an option."""

    imo: str | None
    mmsi: str | None
    names: tuple[str, ...]


def part_marks(given: list[Path]) -> tuple[list[Path], Marks]:
    """Places and marks: what is neither there nor written like a file is an IMO number (seven digits), an MMSI (nine)
    or a name.

    Raises:
        FairleadError: two numbers of one kind.
    """
    marks = [p for p in given if not (p.exists() or len(p.parts) > 1 or _FILE.search(str(p)))]
    digits = {n: [str(p) for p in marks if re.fullmatch(rf"(?:IMO ?)?[0-9]{{{n}}}", str(p))] for n in (7, 9)}
    for n, found in digits.items():
        if len(found) > 1:
            raise FairleadError(f"{say_list(found)}: one {'IMO number' if n == 7 else 'MMSI'} at a time")
    names = tuple(s for p in marks if (s := str(p)) not in (*digits[7], *digits[9]))
    imo, mmsi = (next(iter(digits[n]), None) for n in (7, 9))
    return [p for p in given if p not in marks], Marks(imo, mmsi, names)


_FILE = re.compile(r"\.[a-z]\w{1,6}$")
"""How files end: .csv, .json, .xz."""


def screen_places(places: list[Path], asked: Asked) -> Row:
    """Screen one against a case, with what people ruled of its hits, or against list files.

    Raises:
        FairleadError: a place is neither, or the case was never run.
    """
    import fairlead
    from fairlead.case.one_off import read_lists, screen, tell_rulings

    if missing := [str(p) for p in places if not p.exists()]:
        raise FairleadError(f"{say_list(missing)}: no such file")
    if len(places) == 1 and places[0].is_dir():
        case = fairlead.open(places[0], read_only=True)
        found = screen(case.table("list_standings"), case.table("list_statements"), asked)
        return tell_rulings(found, case.table_or_empty("hits"))
    if folders := [str(p) for p in places if p.is_dir()]:
        raise CaseError(f"{', '.join(folders)}: one case, or list files; not both")
    return screen(*read_lists(places), asked)


def check_elsewhere(t: Terminal, places: list[Path], url: str, is_agreed: bool) -> None:
    """Say what asking a matcher tells whoever runs it, and ask, unless ``--yes`` has answered.

    Raises:
        FairleadError: nobody agreed, the address is none, or there is no case to keep the answer in.
    """
    from fairlead.case.remote import WARNING, Matcher

    matcher = Matcher(url)
    if len(places) != 1 or not places[0].is_dir():
        raise FairleadError("what another matcher answers is evidence: give a case to keep it in, not list files")
    t.paragraph(WARNING, "contradicted")
    if is_agreed:
        return
    if not (sys.stdin.isatty() and t.is_tty):
        raise FairleadError(f"{matcher.server.host} was not asked: say --yes to ask it without a question first")
    sys.stderr.write(f"Ask {matcher.server.host}? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise FairleadError("nothing was asked of anybody")


def ask_elsewhere(case: Path, url: str, asked: Asked) -> Opinion:
    """Ask the matcher at an address, and keep its answer in a case."""
    import fairlead

    return fairlead.open(case).ask_matcher(url, asked)


def print_screened(t: Terminal, found: Row, opinion: Opinion | None = None) -> None:
    """Print the answer, and beside it what a matcher elsewhere answered."""
    day = f", as of {say_days(found['as_of'], found['as_of'])}" if found["as_of"] else ""
    for doubt in found["doubts"]:
        t.paragraph(f"note: {doubt}", "contradicted")
    count = say_many(len(found["hits"]), "hit") if found["hits"] else "No hit" if found["searched"] else NOTHING
    t.paragraph(f"{count} by {say_list(found['asked_by'])}{day}; searched: {found['searched_words']}.", "bold")
    t.paragraph(f"Searched were {found['scope']}.", "dim")
    for hit in found["hits"]:
        t.line()
        head = f"{hit['level'].upper()}  {say_list_name(hit['list'])}, entry {hit['entry']}  {hit['name']}"
        t.paragraph(head, STYLE.get(hit["level"], ""))
        for ruling in hit.get("rulings", ()):
            t.paragraph(f"A person's word on this entry and {ruling}.", "bold", indent=2)
        t.paragraph(f"Why: {'; '.join(hit['reasons'])}", indent=2)
        t.paragraph(f"It stood {hit['listed']}.", indent=2)
        if hit["programmes"]:
            t.paragraph(f"Programmes: {say_list(hit['programmes'])}", indent=2)
        measures = say_list(hit["measures"]) if hit["measures"] else "the list states none"
        t.paragraph(f"Measures as published: {measures}", indent=2)
        if hit["grounds"]:
            t.paragraph(f"Grounds: {hit['grounds']}", indent=2)
    for words in found["of_other_days"]:
        t.paragraph(f"No hit: {words}")
    for words in found["not_searched"]:
        t.paragraph(f"Not searched: {words}", "dim")
    if opinion and not opinion.reason:
        t.line()
        t.paragraph(f"Asked elsewhere, {opinion.host} (as of now; it alters none of the levels above):", "bold")
        for words in opinion.words:
            t.paragraph(words, indent=2)
        t.paragraph(KEPT.format(opinion.evidence_id), "dim", indent=2)

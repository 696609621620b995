"""Two analysts' logs made one: what the other entered and this case lacks is entered here, as the other said it.

Nothing is lost and nothing is overturned unseen. An entry keeps who said it and when, so ids over it are the same in
both cases. Where both decided otherwise about the same thing, whoever merges says whose stands; what is left out is
kept whole, with the reason, in the entry that tells of the merge. Tables are made by the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from fairlead.base.ids import canonical_json
from fairlead.base.wording import say_many
from fairlead.case.blobs import pieces_of
from fairlead.case.bundle import unpack
from fairlead.case.decisions import RESCINDED
from fairlead.case.disk import in_words
from fairlead.case.log import Entry, Head, Log
from fairlead.case.markings import ACTION as MARKED
from fairlead.case.markings import rank
from fairlead.case.reviews import ACTION as REVIEWED
from fairlead.case.store import CONFIG_NAME, Sitting, Store
from fairlead.errors import CaseError

ACTION = "merged"
TAKEN = ("added", "drawn", "refused", "proposed", "decided", RESCINDED, REVIEWED, "graded", MARKED)
"""Actions of entries that are entered here. Others tell of the other folder alone, or are of a later version."""

Side = Literal["ours", "theirs"]

_ABOUT: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "decided": lambda f: frozenset(f["about"]) if f["verdict"] != "withdraw" else None,
    REVIEWED: lambda f: f["proposal"] if f["verdict"] != "withdraw" else None,
    "graded": lambda f: (f["target"].casefold(), f["axis"], (f["topic"] or "").casefold()),
}
_SAYS = {"decided": "verdict", REVIEWED: "verdict", "graded": "value"}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two entries about one thing that do not say the same."""

    ours: Entry
    theirs: Entry

    def __str__(self) -> str:
        f = self.theirs.fields
        about = ", ".join(f["about"]) if self.theirs.action == "decided" else f.get("proposal") or f.get("target")
        return f"{about}: here {_say(self.ours)}; there {_say(self.theirs)}"


def _say(entry: Entry) -> str:
    f = entry.fields
    return f"{entry.actor} said {f[_SAYS[entry.action]]!r} ({f['reason']})"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did."""

    case: str
    """Name of the other case."""
    common: int
    """Entries with which both logs begin."""
    taken: int
    left: Sequence[tuple[Entry, str]]
    """Entries that were left out, each with why."""
    conflicts: Sequence[Conflict]


def merge(store: Store, path: Path, prefer: Side | None = None, by: str | None = None) -> Merged:
    """Enter what a bundle's log says and this case's does not.

    Merging again, or after a merge that was broken off, enters what is missing still.

    Args:
        store: the case.
        path: a bundle.
        prefer: whose stands where both decided otherwise about one thing; ``theirs`` is entered after ours and so
            stands, of ``ours`` theirs is left out.
        by: who merges.

    Raises:
        CaseError: the bundle does not hold together, both decided otherwise and nobody says whose stands (each is
            named), or the case cannot be written.
    """
    with TemporaryDirectory(prefix="fairlead-") as scratch:
        folder = Path(scratch) / "theirs"
        said = unpack(path, folder).manifest
        other = Store(folder, read_only=True)
        with store.writing() as sitting:
            return _Merging(sitting, other, prefer, by).go(str(said["case"]))


class _Merging:
    """One merge under way."""

    def __init__(self, sitting: Sitting, other: Store, prefer: Side | None, by: str | None) -> None:
        self.sitting, self.other, self.prefer, self.by = sitting, other, prefer, by
        self.ours, self.theirs = sitting.log, other.log()
        self.common = _common(self.ours, self.theirs)
        here = {_key(e) for e in self.ours.entries} | set(_left_before(self.ours))
        self.new = [e for e in self.theirs.entries[self.common :] if _key(e) not in here]
        self.said_here, self.said_there = (_last_words(x.entries[self.common :]) for x in (self.ours, self.theirs))
        self.conflicts = _conflicts(self.said_here, self.said_there, {e.line for e in self.new})

    def go(self, case: str) -> Merged:
        if self.conflicts and self.prefer is None:
            first = "\n".join(f"  {c}" for c in self.conflicts[:20])
            more = f"\n  and {len(self.conflicts) - 20} more" if len(self.conflicts) > 20 else ""
            raise CaseError(
                f"{say_many(len(self.conflicts), 'thing')} decided otherwise in the two cases; nothing was merged:\n"
                f"{first}{more}\n"
                "'--prefer ours' leaves theirs out and keeps it in the log's word on the merge, '--prefer theirs' "
                "enters it after ours, so that it stands"
            )
        left = [(e, why) for e in self.new if (why := self._why_not(e))]
        skipped = {e.line for e, _ in left}
        wanted = [e for e in self.new if e.line not in skipped]
        if wanted or left:
            head: Head = self.theirs.head
            self.sitting.write(
                ACTION, self.by, case=case, head={"count": head.count, "hash": head.hash}, common=self.common,
                prefer=self.prefer, taking=len(wanted), conflicts=[str(c) for c in self.conflicts],
                left=[{"line": e.line, "why": why, "entry": dict(e.said)} for e, why in left],
            )  # fmt: skip
        for entry in wanted:
            if entry.action in ("added", "drawn"):
                self._bring(str(entry.fields["sha256"]))
            self.sitting.take(entry)
        return Merged(case, self.common, len(wanted), left, self.conflicts)

    def _why_not(self, entry: Entry) -> str | None:
        f = entry.fields
        if entry.action not in TAKEN:
            return "it tells of the other folder alone"
        if entry.action == "added":
            if f["kind"] == CONFIG_NAME:
                return f"this case asks what its own {CONFIG_NAME} asks"
            same = [e for e in self.ours.of("added") if e.fields["sha256"] == f["sha256"]]
            if same and same[-1].fields["kind"] == f["kind"]:
                return "the same bytes are here"
            if same:
                return f"the same bytes are here, read as {same[-1].fields['kind']} and not as {f['kind']}"
        if entry.action == "drawn" and any(e.fields["inputs"] == f["inputs"] for e in self.ours.of("drawn")):
            return "a text was drawn out of the same original here"
        if entry.action == MARKED:
            ours = [e for e in self.ours.of(MARKED) if e.fields["target"] == f["target"]]
            if ours and rank(str(ours[-1].fields["marking"])) > rank(str(f["marking"])):
                return f"here it is marked {ours[-1].fields['marking']}, which is narrower"
        about = _about(entry)
        if about and about in self.said_here and entry is not self.said_there[about]:
            return "overtaken there by a later word on the same, and this case has its own"
        if self.prefer == "ours" and any(c.theirs is entry for c in self.conflicts):
            return "decided otherwise here, which stands"
        return None

    def _bring(self, sha256: str) -> None:
        blobs = self.sitting.store.blobs
        if blobs.path(sha256).exists():
            return
        with in_words("storing an original"), self.other.blobs.path(sha256).open("rb") as file:
            blobs.settle(blobs.stage(pieces_of(file)))


def _common(ours: Log, theirs: Log) -> int:
    """Entries with which both logs begin."""
    pairs = zip(ours.lines, theirs.lines, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(ours.lines), len(theirs.lines)))


def _key(entry: Entry) -> str:
    return _spell(entry.said)


def _left_before(log: Log) -> Iterable[str]:
    """What earlier merges left out: it is not left out anew each time."""
    return (_spell(one["entry"]) for e in log.of(ACTION) for one in e.fields["left"])


def _spell(said: Mapping[str, Any]) -> str:
    return canonical_json(dict(said))


def _conflicts(here: Mapping[object, Entry], there: Mapping[object, Entry], new: Collection[int]) -> list[Conflict]:
    """Pairs of the last words of both sides about one thing, where they differ and theirs is new here."""
    return [
        Conflict(here[about], theirs)
        for about, theirs in there.items()
        if about in here and theirs.line in new and _word(here[about]) != _word(theirs)
    ]


def _last_words(entries: Iterable[Entry]) -> dict[object, Entry]:
    return {about: e for e in entries if (about := _about(e))}


def _about(entry: Entry) -> object:
    """What an entry is a person's word about; None of others, and of what takes a word back."""
    about = _ABOUT[entry.action](entry.fields) if entry.action in _ABOUT else None
    return about and (entry.action, about)


def _word(entry: Entry) -> object:
    """What an entry says; an edited claim is another where its fields are."""
    f = entry.fields
    return f[_SAYS[entry.action]], _spell(f["claim"]) if f.get("claim") else None

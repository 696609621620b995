"""Who copies whom: claims tied to what they copy, and alterations on the way.

Near-duplicate text does not find copies in news; what does is the origin that a claim cites. So the ties rest on what
the collector wrote in ``rests_on`` and on one speaker being one origin however often the total is updated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from fairlead.base.wording import quoted, say_list, say_number
from fairlead.ledger.bases import Basis, read_basis
from fairlead.ledger.items import class_of
from fairlead.ledger.parties import is_unnamed, state_named
from fairlead.ledger.words import fold, numbers, tokens, without_brackets

Row = Mapping[str, Any]
Targets = Mapping[int, "int | tuple[str, ...]"]
"""For each claim that is a copy: the index of the claim it copies, or the key of a named origin that is not held."""


class Said(NamedTuple):
    """A claim with what the grouping needs read off once."""

    row: Row
    basis: Basis
    item_class: str
    words: frozenset[str]
    speakers: frozenset[str]
    """Folded words of speaker and organisation, with initials of long names."""
    names: frozenset[str]
    """The same with the outlet's."""
    speaker: str
    party: str | None

    @property
    def label(self) -> str:
        return str(self.row["label"])

    @property
    def order(self) -> tuple[Any, ...]:
        return (self.row["said_start"], self.row["label"], self.row["claim_id"])


def party_of(claim: Mapping[str, Any]) -> str | None:
    """The government or organisation behind a claim's speaker; None where nobody is named.

    The state its organisation names; else the organisation as written; else the state whose information it rests on.
    """
    org = claim["speaker_org"]
    if not is_unnamed(org):
        return state_named(org) or without_brackets(org)
    if not is_unnamed(claim["speaker"]) and (state := state_named(claim["speaker"])):
        return state
    return state_named(claim["rests_on"]) if read_basis(claim["rests_on"]).kind == "own" else None


def document_of(claim: Mapping[str, Any]) -> str:
    """What is counted as one document: one address, else one outlet on one day."""
    return str(claim["source_url"] or f"{claim['outlet']} {claim['said_start'].isoformat()}")


def read_claim(claim: Row, asked: Sequence[Row]) -> Said:
    """Read off a CLAIMS row what the ties need; ``asked`` are the questions in their order."""
    speakers = _name_words(claim["speaker"]) | _name_words(claim["speaker_org"])
    return Said(
        row=claim,
        basis=read_basis(claim["rests_on"]),
        item_class=class_of(claim, asked),
        words=frozenset(tokens(claim["item"])),
        speakers=speakers,
        names=speakers | _name_words(claim["outlet"]),
        speaker="" if is_unnamed(claim["speaker"]) else fold(without_brackets(claim["speaker"])),
        party=party_of(claim),
    )


def _name_words(name: str | None) -> frozenset[str]:
    """Folded words of a name, and its initials where it has three words or more (Open Source Centre: osc)."""
    words = tokens(name)
    return frozenset((*words, "".join(w[0] for w in words)) if len(words) > 2 else words)


def _subject(said: Said) -> tuple[str, ...]:
    """Key under which one speaker's claims are one origin."""
    r = said.row
    return (r["stance"], r["from_party"] or "", r["to_party"] or "", said.item_class)


# ------------------------------------------------------------------------------------------------- who copies whom


def find_targets(said: Sequence[Said]) -> dict[int, int | tuple[str, ...]]:
    """For each claim that is a copy: the claim it copies, or the key of a named origin that is not held."""
    by_word: dict[str, set[int]] = defaultdict(set)
    by_url: dict[str, list[int]] = defaultdict(list)
    for i, s in enumerate(said):
        for word in s.names:
            by_word[word].add(i)
        if s.row["source_url"]:
            by_url[s.row["source_url"]].append(i)
    targets: dict[int, int | tuple[str, ...]] = {}
    for i, s in enumerate(said):
        if s.basis.kind == "same document":
            near = [j for j in by_url[s.row["source_url"] or ""] if said[j].speaker == s.speaker]
            if (best := _best(said, i, near, frozenset())) is not None:
                targets[i] = best
        elif s.basis.of is not None:
            named = frozenset(tokens(s.basis.of))
            found = set.intersection(*(by_word[w] for w in named)) if named else set()
            if (best := _best(said, i, found, named)) is not None:
                targets[i] = best
            elif s.basis.kind == "copy" or not _speaks_for(s, named):
                targets[i] = (*_subject(s), fold(s.basis.of))
    return targets


def _speaks_for(s: Said, named: frozenset[str]) -> bool:
    """Whether the one named is the speaker's own organisation or state ("US analysis", said by the White House)."""
    state = state_named(s.basis.of)
    return named <= s.names or (state is not None and state == s.party)


def _best(said: Sequence[Said], i: int, candidates: Iterable[int], named: frozenset[str]) -> int | None:
    """The claim most likely meant: named as speaker rather than as outlet, most like it in item, nearest in time."""
    s = said[i]

    def fits(j: int) -> bool:
        t = said[j]
        return (
            j != i
            and t.row["stance"] == s.row["stance"]
            and all(_agree(t.row[k], s.row[k]) for k in ("from_party", "to_party"))
            and (t.item_class == s.item_class or bool(t.words & s.words))
            and t.row["said_start"] < s.row["said_end"]
        )

    def rank(j: int) -> tuple[Any, ...]:
        t = said[j]
        likeness = len(t.words & s.words) / max(1, len(t.words | s.words))
        gap = abs((t.row["said_start"] - s.row["said_start"]).total_seconds())
        return (not named <= t.speakers, -likeness, gap, t.order)

    return min((j for j in candidates if fits(j)), key=rank, default=None)


def _agree(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a == b


# ---------------------------------------------------------------------------------------------------------- groups


def group_claims(said: Sequence[Said], targets: Targets) -> list[list[int]]:
    """Claims joined by copying or by a common speaker, as lists of indices in order."""
    root = list(range(len(said)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    keeper: dict[tuple[str, ...], int] = {}
    for i, s in enumerate(said):
        # Who repeats two others is not thereby one with both: only what is nobody's copy is joined by speaker.
        own = ("speaker", *_subject(s), s.speaker, s.party or "") if s.speaker else None
        join = targets.get(i, own)
        if join is not None:
            other = join if isinstance(join, int) else keeper.setdefault(join, i)
            a, b = sorted((find(i), find(other)))
            root[b] = a
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(said)):
        groups[find(i)].append(i)
    return [groups[k] for k in sorted(groups)]


def alterations(copy: Mapping[str, Any], of: Mapping[str, Any]) -> list[str]:
    """What a copy changed, in words; empty where it changed no figure, unit or role.

    A figure that a copy leaves out is not a change. Alternatives of the origin (A *or* B) that a copy adds up are
    named.
    """
    changes: list[str] = []
    theirs, ours = _figures(copy), _figures(of)
    told = {*numbers(copy["quantity_words"]), *theirs}
    known = {*numbers(of["quantity_words"]), *ours}
    total = _added_alternatives(of["quantity_words"])
    if total is not None and total in theirs:
        changes.append(f"alternatives added up to {say_number(total)}")
    elif theirs and ours and set(theirs) != set(ours):
        changes.append(f"{_amount(of)} became {_amount(copy)}")
    elif copy["unit"] and of["unit"] and fold(copy["unit"]) != fold(of["unit"]):
        changes.append(f"unit {of['unit']} became {copy['unit']}")
    elif new := sorted(told - known):
        changes.append(f"a figure put in that the origin does not have: {say_list(map(say_number, new))}")
    if fold(copy["speaker"]) == fold(of["speaker"]) and fold(copy["speaker_org"]) != fold(of["speaker_org"]):
        changes.append(f"the speaker's role {_role(of)} became {_role(copy)}")
    return changes


def _role(claim: Mapping[str, Any]) -> str:
    return quoted(claim["speaker_org"] or "unstated")


def _figures(claim: Mapping[str, Any]) -> tuple[float, ...]:
    return tuple(v for v in (claim["qty_low"], claim["qty_high"]) if v is not None)


def _amount(claim: Mapping[str, Any]) -> str:
    low, high, unit = claim["qty_low"], claim["qty_high"], claim["unit"] or ""
    if low is not None and high is not None:
        said = say_number(low) if low == high else f"{say_number(low)} to {say_number(high)}"
    else:
        said = f"at least {say_number(low)}" if low is not None else f"up to {say_number(high)}"
    return f"{said} {unit}".strip()


def _added_alternatives(words: str | None) -> float | None:
    """The sum of the two numbers around an ``or`` in the origin's words; None where there are not just two."""
    before, _, after = (words or "").lower().partition(" or ")
    left, right = numbers(before), numbers(after)
    return left[-1] + right[0] if left and right else None

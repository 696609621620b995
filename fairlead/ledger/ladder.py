"""The corroboration ladder: how far a transfer stands on more than one person's word, each rung in one sentence.

Rungs are climbed by origins, never by documents, and asked for twice: for the figure best supported, and for the bare
statement that something was given. Three persons who name three amounts agree that something was given, and no more.
The rules are those of the published practice of grading by independence and kind of source; docs/methods/transfers.md
states them, and which of them are the house's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

from fairlead.base.wording import say_count, say_list, say_small, sentence
from fairlead.ledger.parties import as_state, coalition_of, is_unnamed
from fairlead.ledger.words import fold

Row = Mapping[str, Any]

EXPECTED = frozenset({"planned", "possible", "requested", "concern"})
"""Modalities of what has not happened by the speaker's own word."""
EMPTY = frozenset({"withdrawn", "unconfirmed", "not_denied"})
"""Modalities that assert nothing on which to stand."""
SAME_FIGURE = 1.25
"""Two figures of one unit are one where neither is more than this many times the other: 10,000 and "nearly 11,000" are,
125,000 and 165,000 are not. The house's choice."""
SAME_PERIOD_FRAC = 0.8
"""Two periods are one, for a dispute, where they share this much of the longer. The house's choice."""

_SHOWN = (
    ("imagery", re.compile(r"\b(?:image|imagery|satellite|photograph|photo|picture|video|footage)s?\b|satellite_")),
    ("documents", re.compile(r"\b(?:document|paper|record|data|contract|invoice|manifest|register)s?\b")),
    ("tracking", re.compile(r"\b(?:ais|tracking|transponder)\b")),
)  # fmt: skip
"""Kinds of evidence that a basis shows, by its words. Intelligence and information are named, not shown."""


_GROUP = re.compile(r"\b(?:official|source|expert|analyst|diplomat|person|people|observer)s?\b", re.IGNORECASE)
"""A speaker known only as a group, who may be anybody, and so anybody else's source too."""
_NAMED_AT_MOST = 4
UNKNOWN = "person of no known party"
"""A kind of source that is none: whoever it is may be of the same kind as any other."""


class Figure(NamedTuple):
    """One stated quantity."""

    unit: str
    value: float
    low: float | None
    high: float | None
    start: datetime | None
    end: datetime | None


class Voice(NamedTuple):
    """One asserting origin, with what the ladder needs read off its own claims, copies left out."""

    origin: Row
    figures: tuple[Figure, ...]
    shown: str | None
    """The kind of evidence its basis shows."""
    held: str | None
    """What the case holds of what it shows, in words; None where that is nothing."""
    is_tested: bool
    """Whether a claim of it is supported by trips of ours that do not rest on it."""
    is_expected: bool
    is_empty: bool
    """Withdrawn, or only in an outlet's own voice."""

    @property
    def name(self) -> str:
        return str(self.origin["speaker"])

    @property
    def is_nobody(self) -> bool:
        """Whether it is a group of no known party: nobody can say whose word that is, or that it is another's."""
        return self.origin["party_of_speaker"] is None and (is_unnamed(self.name) or bool(_GROUP.search(self.name)))

    @property
    def kind(self) -> str:
        """What kind of source it is; two of a kind are two voices, but no second way of knowing."""
        if self.shown:
            return self.shown
        party = self.origin["party_of_speaker"]
        if party is None:
            return UNKNOWN
        return "government" if as_state(party) else "organisation"


class Rung(NamedTuple):
    """Where it stands, and why."""

    rung: int
    words: str
    voices: tuple[Voice, ...] = ()


def read_voice(origin: Row, claims: Sequence[Row], tests: Mapping[str, Row]) -> Voice:
    """Read off what the ladder needs.

    Args:
        origin: an ORIGINS row that asserts.
        claims: its own CLAIMS rows, copies left out.
        tests: CLAIM_TESTS by claim id.
    """
    superseded = {c["supersedes"] for c in claims if c["supersedes"]}
    standing = [c for c in claims if not superseded & {c["label"], c["claim_id"]}] or list(claims)
    tested = [tests[c["claim_id"]] for c in claims if c["claim_id"] in tests]
    shown = [kind for c in standing for kind in _shown(c)]
    held = None
    if any(t["ours_own"] for t in tested):
        held = "what it saw stands in this case as observations"
    elif any(c["document_id"] and _is_own_page(c) and "documents" in shown[:1] for c in standing):
        held = "in its own publication, which this case holds"
    return Voice(
        origin=origin,
        figures=tuple(f for c in standing if (f := _figure(c)) is not None),
        shown=shown[0] if shown else None,
        held=held,
        is_tested=any(t["verdict"] == "supports" for t in tested),
        is_expected=bool(standing) and all(c["modality"] in EXPECTED for c in standing),
        is_empty=all(c["modality"] in EMPTY or _is_own_voice(c, origin) for c in standing),
    )


def climb_figure(voices: Sequence[Voice]) -> Rung | None:
    """The rung of the figure that stands best; of none where nobody states one."""
    told = sorted(
        {(f.unit, f.value, n): f for n, v in enumerate(voices) for f in v.figures}.items(), key=lambda item: item[0][:2]
    )
    keys = [key[:2] for key, _ in told]
    best: tuple[tuple[int, int, float], Rung] | None = None
    seen: set[frozenset[int]] = set()
    for (unit, value, _), figure in told:
        near = told[bisect_left(keys, (unit, value / SAME_FIGURE)) : bisect_right(keys, (unit, value * SAME_FIGURE))]
        group = frozenset(n for (_, _, n), other in near if is_same_figure(figure, other))
        if group in seen:
            continue
        seen.add(group)
        rung = climb([voices[n] for n in sorted(group)])
        rank = rung.rung, len(group), value
        if best is None or rank > best[0]:
            best = rank, rung
    return best[1] if best else None


def climb(voices: Sequence[Voice]) -> Rung:
    """The rung on which some voices for one thing stand together, 0 to 4; 5 is for a person to give."""
    standing = sorted((v for v in voices if not v.is_empty), key=lambda v: (v.name, v.origin["origin_id"]))
    if not standing:
        return Rung(0, "withdrawn, unconfirmed, or told in an outlet's own voice only", tuple(voices))
    apart = independent(standing)
    kinds = sorted({v.kind for v in apart} - {UNKNOWN})
    names = _names(apart)
    if tested := [v for v in standing if v.is_tested]:
        words = (
            f"{say_count(len(apart), 'independent origin')} and trips of this case that do not rest on {tested[0].name}"
        )
        return Rung(4, words, tuple(standing))
    if len(apart) > 1 and len(kinds) > 1:
        words = f"{say_count(len(apart), 'independent origin')} of different kinds ({say_list(kinds)}): {names}"
        return Rung(4, words, tuple(standing))
    if len(apart) > 1:
        known = sum(v.kind != UNKNOWN for v in apart)
        of = f"all of one kind ({kinds[0]})" if known else "none of a known party"
        if 0 < known < len(apart):
            of = f"{say_small(known)} of one kind ({kinds[0]}) and {say_small(len(apart) - known)} of no known party"
        return Rung(3, f"{say_count(len(apart), 'independent origin')}, {of}: {names}", tuple(standing))
    every = _names(standing)
    one = f"one origin, {every}" if len(standing) == 1 else f"one independent origin: {every} are not independent"
    if shown := [v for v in standing if v.shown and v.held]:
        return Rung(2, f"{one}; its basis is shown ({shown[0].shown}): {shown[0].held}", tuple(standing))
    if named := [v for v in standing if v.shown]:
        return Rung(1, f"{one}; the {named[0].shown} named for it is not held in this case", tuple(standing))
    return Rung(1, f"{one}; no basis is shown", tuple(standing))


def lift(rung: Rung, is_open: bool, given: Sequence[Row]) -> Rung:
    """The fifth rung, where a person gave it.

    Args:
        rung: as computed.
        is_open: whether a denial or a contradiction stands.
        given: standing GRADES of the transfer or its claims, axes ``answered`` and ``against_interest``.
    """
    said = {g["axis"]: g for g in given if fold(g["value"]) == "yes"}
    if admitted := said.get("against_interest"):
        words = f"a party admits it against its own interest, as {admitted['graded_by']} judged: {admitted['reason']}"
        return Rung(5, words, rung.voices)
    if rung.rung == 4 and not is_open and (answered := said.get("answered")):
        words = f"{rung.words}; {answered['graded_by']} looked for what speaks against it: {answered['reason']}"
        return Rung(5, words, rung.voices)
    return rung


def independent(voices: Sequence[Voice]) -> list[Voice]:
    """One voice for each circle of voices that hang together: of one party, of a body and its member, or tied.

    A group that nobody can name ("Western officials") may be any of the others, and adds nothing to them.
    """
    counted = [v for v in voices if not v.is_nobody] or list(voices[:1])
    circle = list(range(len(counted)))

    def root(n: int) -> int:
        while circle[n] != n:
            circle[n] = n = circle[circle[n]]
        return n

    first: dict[str, int] = {}
    at = {v.origin["origin_id"]: n for n, v in enumerate(counted)}
    for n, v in enumerate(counted):
        if party := v.origin["party_of_speaker"]:
            circle[root(n)] = root(first.setdefault(party, n))
        for other in v.origin["dependent_on"] or ():
            if other in at:
                circle[root(n)] = root(at[other])
    for a, b in combinations(first, 2):
        if _is_one_side(a, b):
            circle[root(first[a])] = root(first[b])
    circles: dict[int, list[Voice]] = defaultdict(list)
    for n, v in enumerate(counted):
        circles[root(n)].append(v)
    return [
        max(c, key=lambda v: (v.shown is not None and v.held is not None, v.shown is not None))
        for c in circles.values()
    ]


@lru_cache(maxsize=65_536)
def _is_one_side(a: str, b: str) -> bool:
    return fold(a) == fold(b) or coalition_of(a, b) is not None


def is_same_figure(a: Figure, b: Figure) -> bool:
    """Whether two figures tell one thing: one unit, periods that meet, and about the same number."""
    if a.unit != b.unit or not _meet(a, b):
        return False
    low, high = sorted((a.value, b.value))
    return high <= low * SAME_FIGURE


def is_disputed(voices: Sequence[Voice]) -> bool:
    """Whether two voices name amounts of one unit and one period that cannot both be so."""
    told: dict[Figure, set[int]] = defaultdict(set)
    for n, v in enumerate(voices):
        for f in v.figures:
            told[f].add(n)
    return any(
        a.unit == b.unit and _is_one_period(a, b) and _exclude(a, b) and len(told[a] | told[b]) > 1
        for a, b in combinations(told, 2)
    )


def _exclude(a: Figure, b: Figure) -> bool:
    low, high = sorted((a, b), key=lambda f: f.value)
    return high.value > low.value * SAME_FIGURE and low.high is not None and (high.low or 0.0) > low.high


def _meet(a: Figure, b: Figure) -> bool:
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return True
    return a.start < b.end and b.start < a.end


def _is_one_period(a: Figure, b: Figure) -> bool:
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return a.start == b.start and a.end == b.end
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared >= SAME_PERIOD_FRAC * max(a.end - a.start, b.end - b.start)


def _figure(claim: Row) -> Figure | None:
    low, high = claim["qty_low"], claim["qty_high"]
    if (low is None and high is None) or not claim["unit"] or claim["scope"] in ("rate", "per_item"):
        return None
    value = low if low is not None else high
    if low is not None and high is not None:
        value = (low + high) / 2
    return Figure(fold(claim["unit"]), float(value), low, high, claim["period_start"], claim["period_end"])


def _shown(claim: Row) -> Iterable[str]:
    """Kinds of evidence that the claim's basis shows, in its own words."""
    words = f"{claim['basis'] or ''} {claim['rests_on'] or ''}".lower()
    return [kind for kind, pattern in _SHOWN if pattern.search(words)]


def _is_own_page(claim: Row) -> bool:
    """Whether a claim stands in what its speaker publishes itself."""
    return fold(claim["outlet"]) in {fold(claim["speaker"]), fold(claim["speaker_org"])} - {""}


def _is_own_voice(claim: Row, origin: Row) -> bool:
    """Whether an outlet only says it, of itself and of nothing it shows."""
    if claim["anonymity"] == "narrator":
        return True
    party = origin["party_of_speaker"]
    is_outlet = not claim["speaker_org"] and fold(claim["speaker"]) == fold(claim["outlet"])
    return is_outlet and (party is None or fold(party) == fold(claim["speaker"])) and not _shown(claim)


def _names(voices: Sequence[Voice]) -> str:
    names = sorted({v.name for v in voices})
    if (more := len(names) - _NAMED_AT_MOST) > 1:
        names = [*names[:_NAMED_AT_MOST], f"{say_small(more)} others"]
    return say_list(names)


def is_anonymous(voice: Voice, claims: Sequence[Row]) -> bool:
    """Whether nobody of that origin is named."""
    return is_unnamed(voice.name) or all(c["anonymity"] == "unnamed" for c in claims)


def say_rung(rung: Rung, more: str = "") -> str:
    """``Rung 2 of 5: one origin, ...``."""
    return sentence(f"rung {rung.rung} of 5: {rung.words}{more}")

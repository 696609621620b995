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

from fairlead.base.wording import say_count, say_list, sentence
from fairlead.ledger.known_names import NOBODY_KNOWN, KnownNames
from fairlead.ledger.parties import coalition_of, is_unnamed
from fairlead.ledger.speakers import is_nobodys_name
from fairlead.ledger.words import fold, initials, tokens, without_brackets

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
_NAMED_AT_MOST = 8
"""Circles of voices that a sentence names; of more it says how many others there are."""
_UNKNOWN = "person of no known party"
_HELD = {
    "documents": "its basis is shown (documents) in what it published itself, which this case holds",
    "imagery": "its basis is shown (imagery); this case holds observations read from it, not the imagery itself",
    "tracking": "its basis is shown (tracking); this case holds observations credited to it",
}
"""What may be said to be held of each kind of basis."""


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
    is_held: bool
    """Whether the case holds what it shows: its own publication where it shows documents, else observations credited to
    it. An article that tells of images holds none."""
    is_tested: bool
    """Whether a claim of it is supported by trips of ours that do not rest on it."""
    is_expected: bool
    is_state: bool
    """Whether a state speaks, or a party that the case's own words name beside the states."""
    is_empty: bool
    """Withdrawn, or only in an outlet's own voice: so marked, or nobody but the outlet named as the speaker."""

    @property
    def name(self) -> str:
        return str(self.origin["speaker"])

    @property
    def is_nobody(self) -> bool:
        """Whether it is a group or an office of no known party (experts, an adviser): nobody can say whose word it is,
        or that it is another's."""
        is_vague = is_unnamed(self.name) or bool(_GROUP.search(self.name)) or is_nobodys_name(tokens(self.name))
        return self.origin["party_of_speaker"] is None and is_vague

    @property
    def kind(self) -> str:
        """What kind of source it is; two of a kind are two voices, but no second way of knowing."""
        if self.shown:
            return self.shown
        party = self.origin["party_of_speaker"]
        if party is None:
            return _UNKNOWN
        return "government" if self.is_state else "organisation"


class Rung(NamedTuple):
    """Where it stands, and why."""

    rung: int
    words: str
    voices: tuple[Voice, ...] = ()


def read_voice(origin: Row, claims: Sequence[Row], tests: Mapping[str, Row], known: KnownNames = NOBODY_KNOWN) -> Voice:
    """Read off what the ladder needs.

    Args:
        origin: an ORIGINS row that asserts.
        claims: its own CLAIMS rows, copies left out.
        tests: CLAIM_TESTS by claim id.
        known: names that the lexicon knows; parties of the case's own words among them.
    """
    superseded = {c["supersedes"] for c in claims if c["supersedes"]}
    standing = [c for c in claims if not superseded & {c["label"], c["claim_id"]}] or list(claims)
    tested = [tests[c["claim_id"]] for c in claims if c["claim_id"] in tests]
    shown = [kind for c in standing for kind in _shown(c)]
    is_observed = any(t["ours_own"] for t in tested)
    held = [k for c in standing for k in _shown(c) if (_is_in_own_print(c) if k == "documents" else is_observed)]
    is_state = known.is_state(origin["party_of_speaker"] or "")
    return Voice(
        origin=origin,
        figures=tuple(f for c in standing if (f := _figure(c)) is not None),
        shown=next(iter([*held, *shown]), None),
        is_held=bool(held),
        is_tested=any(t["verdict"] == "supports" for t in tested),
        is_expected=bool(standing) and all(c["modality"] in EXPECTED for c in standing),
        is_state=is_state,
        is_empty=all(
            c["modality"] in EMPTY or c["anonymity"] == "narrator" or (not is_state and _is_narrated(c))
            for c in standing
        ),
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
    kinds = sorted({v.kind for v in apart} - {_UNKNOWN})
    if tested := [v for v in standing if v.is_tested]:
        words = (
            f"{say_count(len(apart), 'independent origin')} and trips of this case that do not rest on {tested[0].name}"
        )
        return Rung(4, words, tuple(standing))
    if len(apart) > 1:
        many = say_count(len(apart), "independent origin")
        if len(kinds) > 1:
            return Rung(4, f"{many} of different kinds ({say_list(kinds)}): {_say_names(apart)}", tuple(standing))
        of = f"all of one kind ({(*kinds, _UNKNOWN)[0]})"
        if kinds and any(v.kind == _UNKNOWN for v in apart):
            of = f"not known to be of different kinds ({kinds[0]}, and {_UNKNOWN})"
        return Rung(3, f"{many}, {of}: {_say_names(apart)}", tuple(standing))
    names = _say_names(standing)
    one = f"one origin, {names}" if len(standing) == 1 else f"one independent origin: {names} are not independent"
    if shown := [v for v in standing if v.shown and v.is_held]:
        return Rung(2, f"{one}; {_HELD[shown[0].shown or '']}", tuple(standing))
    if named := [v for v in standing if v.shown]:
        return Rung(1, f"{one}; the {named[0].shown} named for it is not held in this case", tuple(standing))
    return Rung(1, f"{one}; no basis is shown", tuple(standing))


def _say_names(voices: Sequence[Voice]) -> str:
    """Each voice once, with its party where two share a name; beyond some, how many others."""
    told = [v.name for v in voices]
    names = sorted({f"{v.name} ({v.origin['party_of_speaker']})" if told.count(v.name) > 1 else v.name for v in voices})
    if (more := len(names) - _NAMED_AT_MOST) > 1:
        names = [*names[:_NAMED_AT_MOST], say_count(more, "other")]
    return say_list(names)


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
    return [max(c, key=lambda v: (v.shown is not None and v.is_held, v.shown is not None)) for c in circles.values()]


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


def _own_names(claim: Row) -> set[str]:
    """The speaker and the organisation as an outlet may print them: folded, and by their initials."""
    found = {fold(without_brackets(n or "")) for n in (claim["speaker"], claim["speaker_org"]) if not is_unnamed(n)}
    return {*found, *(initials(tokens(n)) for n in found if len(n.split()) > 2)} - {""}


def _is_in_own_print(claim: Row) -> bool:
    """Whether the case holds the document of a claim, and its speaker published it himself."""
    return bool(claim["document_id"]) and not _own_names(claim).isdisjoint(_outlets(claim))


def _is_narrated(claim: Row) -> bool:
    """Whether nobody but the outlet itself speaks, and shows nothing: ``Reuters`` in Reuters.

    One who shows his own images or records is a source, whoever prints him; whoever means an organisation that speaks
    for itself says so (anonymity *named*).
    """
    is_alone = is_unnamed(claim["speaker_org"]) or fold(claim["speaker_org"]) in _own_names(
        {**claim, "speaker_org": None}
    )
    is_outlet = not is_unnamed(claim["speaker"]) and fold(without_brackets(claim["speaker"])) in _outlets(claim)
    return claim["anonymity"] is None and is_alone and is_outlet and not any(_shown(claim))


def _outlets(claim: Row) -> set[str]:
    return {fold(n) for n in (*claim["outlet"].split("/"), claim["outlet"])}


def is_anonymous(voice: Voice, claims: Sequence[Row]) -> bool:
    """Whether nobody of that origin is named."""
    return is_unnamed(voice.name) or all(c["anonymity"] == "unnamed" for c in claims)


def say_rung(rung: Rung, more: str = "") -> str:
    """``Rung 2 of 5: one origin, ...``."""
    return sentence(f"rung {rung.rung} of 5: {rung.words}{more}")

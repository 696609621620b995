"""Tellings: several documents that tell one statement are one word and several copies.

The cited origin decides: one speaker, within a day, on one subject, with figures of one family. Likeness of text does
not; see :mod:`fairlead.ledger.hints`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from fairlead.base.timeline import DAY
from fairlead.ledger.amounts import Likeness, compare
from fairlead.ledger.bases import read_bases
from fairlead.ledger.candidates import are_near
from fairlead.ledger.copies import Ties
from fairlead.ledger.parties import state_named
from fairlead.ledger.said import Said
from fairlead.ledger.speakers import may_stand_for
from fairlead.ledger.words import fold, tokens

_LOOKED_AT = 200
"""Statements of one speaker about that time that a telling is compared with; the latest, where there are more."""
_LONGEST = timedelta(days=31)
"""How much later than a claim another may surely have been said that is near it: its date may be a month."""
_FITS = (Likeness.EQUAL, Likeness.ROUNDED, Likeness.OTHER_UNIT, Likeness.UNSTATED)
_FIGURES = _FITS[:3]
"""What fits where the claim says that it rests on the speaker's own: a figure that is the same."""


def tie_tellings(said: Sequence[Said], ties: Ties, apart: Collection[int]) -> None:
    """Tie to each statement the further documents that tell it.

    Three cases, each for claims that rest on nobody: one speaker's words in another document; the words of a
    government, "officials" or an office beside those of the person who spoke for it; and an unnamed speaker at the same
    venue.

    Args:
        said: the claims in their order.
        ties: what each rests on; gains edges from tellings to statements.
        apart: claims that a person set apart, left alone.
    """
    loose = [i for i in range(len(said)) if not ties.edges[i] and i not in ties.unread and i not in apart]
    found = _Statements(said)
    first: dict[int, int] = {}
    for i in loose:
        if len(ties.people[i]) == 1:
            first.setdefault(ties.people[i][0], i)
    for i in loose:
        if len(ties.people[i]) > 1:
            ties.edges[i] = tuple(first[p] for p in ties.people[i] if p in first)
            ties.why[i] = "it is told as their common word, and each is held apart too"
            continue
        for person in ties.people[i][:1]:
            root, changed = found.told_by(i, ("person", person))
            if root is not None:
                ties.edges[i] = (root,)
                ties.why[i] = "the same speaker, within a day, in another document" + changed
            else:
                found.add(i, ("person", person))
    _tie_vaguer(said, ties, loose)


class _Statements:
    """Statements found so far, by who made them, in order of time."""

    def __init__(self, said: Sequence[Said]) -> None:
        self._said = said
        self._held: dict[tuple[object, ...], list[int]] = defaultdict(list)
        self._told: set[tuple[str, int]] = set()

    def add(self, i: int, key: tuple[object, ...]) -> None:
        self._held[key].append(i)

    def near(self, i: int, key: tuple[object, ...]) -> Iterator[int]:
        """Statements of that key within a day of claim ``i``, the latest first."""
        s, held = self._said[i], self._held[key]
        latest = bisect_right(held, s.row["said_end"] + _LONGEST, key=lambda j: self._said[j].row["said_end"])
        for k in range(latest - 1, max(-1, latest - 1 - _LOOKED_AT), -1):
            if self._said[held[k]].row["said_end"] <= s.row["said_start"] - DAY:
                return
            if are_near(s, self._said[held[k]]):
                yield held[k]

    def told_by(self, i: int, key: tuple[object, ...]) -> tuple[int | None, str]:
        """The statement that claim ``i`` tells, and what to say where its figure is another."""
        s = self._said[i]
        if not s.speaks:
            return None, ""  # whoever prints his own word tells nobody else's
        fits = _FITS if _is_telling(s) else _FIGURES
        near = [
            j for j in self.near(i, key) if s.document != self._said[j].document and _is_one_venue(s, self._said[j])
        ]
        ranked = sorted((compare(s.amount, self._said[j].amount), j) for j in near)
        fit = next((j for likeness, j in ranked if likeness in fits), None)
        if fit is not None:
            self._told.add((s.document, fit))
            return fit, ""
        for likeness, j in ranked:
            is_changed = fits is _FITS and likeness == Likeness.DIFFERENT and _is_one_figure(s, self._said[j])
            if is_changed and (s.document, j) not in self._told:
                self._told.add((s.document, j))
                return j, ", the figure changed"
        return None, ""


def _is_telling(s: Said) -> bool:
    """Whether a claim says no more than that somebody said it."""
    return not s.row["rests_on"] or any(b.kind in ("told", "through", "copy") for b in s.bases)


def _venue(s: Said) -> str:
    told = next((b.of[0] for b in s.bases if b.kind == "told"), None)
    return fold(s.row["venue"] or told)


def _is_one_venue(s: Said, t: Said) -> bool:
    """Whether nothing says that the two were said in two places."""
    a, b = _venue(s), _venue(t)
    return not a or not b or a == b


def _is_one_figure(s: Said, t: Said) -> bool:
    """Whether two figures that differ are meant to be one: of one kind, for one period, no alternatives."""
    r, q = s.row, t.row
    same = all(r[k] == q[k] for k in ("scope", "item_class") if r[k] is not None and q[k] is not None)
    is_ahead = (r["modality"] in _AHEAD) == (q["modality"] in _AHEAD)
    meets = not (r["period_start"] and q["period_end"] and r["period_end"] and q["period_start"]) or (
        r["period_start"] < q["period_end"] and q["period_start"] < r["period_end"]
    )
    return same and is_ahead and meets and not r["alternatives"] and not q["alternatives"]


_AHEAD = ("planned", "possible", "requested", "concern")


def _tie_vaguer(said: Sequence[Said], ties: Ties, loose: Sequence[int]) -> None:
    """Tie governments, officials and offices to who spoke for them, and unnamed speakers to who spoke at that venue."""
    held = _Statements(said)
    vague: list[tuple[int, tuple[object, ...], bool]] = []
    for i in loose:
        s = said[i]
        if ties.edges[i] or read_bases(s.row["rests_on"])[0].kind == "same document":
            continue
        names = s.speaker_names if s.row["anonymity"] != "narrator" else ()
        is_joint = any(n.is_state and state_named(n.core) not in (None, s.party) for n in names)
        if s.speaks and names and s.party and not is_joint and all(n.is_state or n.is_office for n in names):
            vague.append((i, ("party", s.subject, s.party), True))
            held.add(i, ("office", s.subject, s.party))
        elif names and s.party:
            held.add(i, ("party", s.subject, s.party))
        if (venue := _venue(s)) and names:
            held.add(i, ("venue", s.subject, venue))
        elif venue:
            vague.append((i, ("venue", s.subject, venue), False))
    for i, key, is_office in vague:
        s = said[i]
        near = [
            j for j in held.near(i, key) if compare(s.amount, said[j].amount) in _FITS and _is_one_venue(s, said[j])
        ]
        if is_office:
            near = [j for j in near if any(may_stand_for(n, _known(said[j])) for n in s.speaker_names)]
        best = min(near, key=lambda j: (compare(s.amount, said[j].amount), j), default=None)
        if best is not None:
            name = said[best].row["speaker"]
            ties.edges[i] = (best,)
            ties.why[i] = (
                f"{name} spoke of the same for {s.party} within a day" if is_office
                else f"its speaker is not named, and {name} said it at {s.row['venue'] or 'that venue'} within a day"
            )  # fmt: skip


def _known(s: Said) -> frozenset[str]:
    """Folded words of what a speaker is: name, organisation, role."""
    return s.speakers | {*tokens(s.row["speaker_role"])}

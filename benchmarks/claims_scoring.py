"""Scoring of proposed claims against annotated ones: pairs, shares, and the worst error, a reversed direction.

The rules are those of the annotation guide beside the gold: a proposal is paired with one annotated claim at most.
Leniently the pair has the same kind, giver, receiver and family of items; strictly also the same item or one that is
the general case of the other, the same first number and the same polarity. A direction that is the wrong way round is
counted even where everything else is right, and such a proposal is never paired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from fairlead.formats.states import find_state
from fairlead.ledger.parties import STATES
from fairlead.ledger.words import tokens

ONE_FAMILY = {"ammunition": "weapons", "munitions": "weapons", "weapons": "weapons"}
"""Items that the guide counts as one family when leniently compared."""
UNITS = {
    "bbl": "barrel", "ton": "tonne", "t": "tonne", "shell": "round", "people": "person", "soldier": "person",
    "troop": "person", "worker": "person", "unit": "item", "piece": "item", "ship": "vessel", "tanker": "vessel",
    "voyage": "trip", "call": "trip", "wagon": "railcar", "dollar": "usd", "pound": "gbp",
}  # fmt: skip
"""Units by other words for the same."""
ALIASES = {"nis": "spy agency", "national intelligence service": "spy agency", "intelligence agency": "spy agency"}
"""Speakers by other words for the same."""
FILLERS = frozenset(
    ("a", "an", "the", "of", "s", "its", "their", "his", "her", "in", "at", "for", "and", "or", "mr", "ms")
)
OFFICES_OF_A_STATE = frozenset(("government", "ministry", "embassy"))
"""Roles for which the bare name of the state is the speaker."""

Place = tuple[str, int, int]
"""A text, and where in it something begins and ends, in characters."""


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as annotated or as proposed."""

    kind: str | None
    giver: str | None
    """ISO 3166-1 alpha-2, as of the receiver; None where not stated or, with ``parties``, where the way is unknown."""
    receiver: str | None
    item: str | None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    is_denied: bool = False
    places: tuple[Place, ...] = ()
    parties: frozenset[str] = frozenset()
    speaker: str | None = None
    """Nearest speaker; None where the outlet speaks itself."""
    speaker_role: str | None = None
    speaker_state: str | None = None
    is_speaker_asked: bool = True
    """False where the text at hand cannot show who speaks."""
    free_in: frozenset[str] = frozenset()
    """Annotated claims: texts that do not name both its states, so that what is read there may leave a party open."""
    is_confident: bool = False
    way: str | None = None
    words: str = ""

    @property
    def first(self) -> float | None:
        """The first number: the lower end, else the upper."""
        return self.low if self.low is not None else self.high

    @property
    def has_quantity(self) -> bool:
        """Whether a number is stated."""
        return self.first is not None


def read_gold(claim: Mapping[str, Any], document: str) -> Told:
    """One annotated claim of a full text."""
    quantity = claim["quantity"] or {}
    voices, extra, span = claim["attribution"], claim.get("extra") or {}, claim.get("span")
    nearest = voices[0] if voices else {}
    return Told(
        kind=claim["kind"],
        giver=_code(claim["from"]),
        receiver=_code(claim["to"]),
        item=claim["item_class"],
        low=quantity.get("min"),
        high=quantity.get("max"),
        unit=quantity.get("unit"),
        is_denied=claim["polarity"] == "deny",
        places=((document, span["start"], span["end"]),) if span else (),
        parties=frozenset(code for p in extra.get("parties", ()) if (code := _code(p))),
        speaker=nearest.get("name"),
        speaker_role=nearest.get("role"),
        speaker_state=_code(nearest.get("state")),
        words=f"{claim['claim_id']} {(span or {}).get('text', '')}".strip(),
    )


def read_proposal(row: Mapping[str, Any], document: str) -> Told:
    """One row of PROPOSALS."""
    start = row["quote_start"]
    is_narrator = row["anonymity"] == "narrator" or tokens(row["speaker"]) == tokens(row["outlet"])
    return Told(
        kind=row["claim_kind"],
        giver=row["from_party"],
        receiver=row["to_party"],
        item=row["item_class"],
        low=row["qty_low"],
        high=row["qty_high"],
        unit=row["unit"],
        is_denied=row["stance"] == "deny",
        places=((document, start, start + len(row["quote"] or "")),) if start is not None else (),
        parties=frozenset(row["parties"] or ()),
        speaker=None if is_narrator else row["speaker"],
        speaker_role=row["speaker_role"],
        speaker_state=row["speaker_state"],
        is_confident=bool(row["is_confident"]),
        way=row["direction"],
        words=f"[{row['rule']}] {row['quote'] or ''}",
    )


def _code(letters: str | None) -> str | None:
    """Alpha-2 of an alpha-3 code; None of none."""
    if not letters:
        return None
    code = find_state(letters)
    if code is None:
        raise ValueError(f"no state has the code {letters!r}")
    return code


# -------------------------------------------------------------------------------------------------------- one pair


def family(item: str | None) -> str | None:
    """The general class of an item; ammunition, munitions and weapons are one."""
    general = item.split(".")[0] if item else None
    return ONE_FAMILY.get(general, general) if general else None


def are_alike(gold: Told, proposal: Told) -> bool:
    """Whether two claims pair leniently: kind, giver, receiver, family of items."""
    return gold.kind == proposal.kind and family(gold.item) == family(proposal.item) and _way_is_right(gold, proposal)


def _way_is_right(gold: Told, proposal: Told) -> bool:
    is_free = any(text in gold.free_in for text, *_ in proposal.places)
    if is_free and not gold.parties and are_near(gold, proposal):
        return (
            proposal.giver in (gold.giver, None)
            and proposal.receiver in (gold.receiver, None)
            and proposal.parties <= {gold.giver, gold.receiver}
        )
    if (gold.giver, gold.receiver) != (proposal.giver, proposal.receiver):
        return False
    return not gold.parties or gold.parties == proposal.parties


def are_same(gold: Told, proposal: Told) -> bool:
    """Whether two claims pair strictly."""
    return (
        are_alike(gold, proposal)
        and _is_general_case(gold.item, proposal.item)
        and gold.first == proposal.first
        and gold.is_denied == proposal.is_denied
    )


def _is_general_case(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one == other
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def is_turned(gold: Told, proposal: Told) -> bool:
    """Whether a proposal tells an annotated claim about an item the wrong way round, whatever else is right."""
    return (
        gold.item is not None
        and family(gold.item) == family(proposal.item)
        and None not in (gold.giver, gold.receiver)
        and (gold.giver, gold.receiver) == (proposal.receiver, proposal.giver)
    )


def are_near(gold: Told, proposal: Told) -> bool:
    """Whether both stand on common ground: the same text, and characters in common."""
    return any(
        a[0] == b[0] and a[1] < max(b[2], b[1] + 1) and b[1] < max(a[2], a[1] + 1)
        for a in gold.places
        for b in proposal.places
    )


def is_speaker_right(gold: Told, proposal: Told) -> bool:
    """Whether the nearest speaker is the annotated one, by words.

    A name, part of a name, or the office of the annotated speaker is right; the bare name of a state only where the
    annotated speaker is a state or its government, ministry or embassy.
    """
    if gold.speaker is None or proposal.speaker is None:
        return gold.speaker is proposal.speaker
    name, said = name_words(gold.speaker), name_words(proposal.speaker)
    if not said:
        return False
    if name <= said:
        return True
    role = gold.speaker_role or ""
    states = {s.code for s in STATES}
    if said <= states:
        return said <= {gold.speaker_state} and bool(OFFICES_OF_A_STATE & set(role.split()))
    return said <= name | name_words(role) | ({gold.speaker_state} - {None})


def name_words(text: str) -> frozenset[str]:
    """The words of a speaker without fillers, every word for a state as the state's code."""
    folded = f" {' '.join(tokens(text))} "
    for word, code in _STATE_WORDS:
        folded = folded.replace(f" {word} ", f" {code} ")
    for word, usual in ALIASES.items():
        folded = folded.replace(f" {word} ", f" {usual} ")
    return frozenset(folded.split()) - FILLERS


_STATE_WORDS = sorted(
    [(" ".join(tokens(word)), s.code) for s in STATES for word in (s.name, *s.words)]
    + [("washington", "US"), ("london", "GB"), ("n korea", "KP"), ("s korea", "KR")],
    key=lambda w: -len(w[0]),
)


def states_in(text: str) -> set[str]:
    """Codes of the states that a text names, as far as the ledger knows their words."""
    return {w for w in name_words(text) if w.isupper()}


def is_quantity_right(gold: Told, proposal: Told) -> bool:
    """Whether both ends are right; an end that is not stated must not be stated."""
    return (gold.low, gold.high) == (proposal.low, proposal.high)


def is_unit_right(gold: Told, proposal: Told) -> bool:
    """Whether the units are the same, by whichever word."""
    return _unit(gold.unit) == _unit(proposal.unit)


def _unit(unit: str | None) -> str | None:
    words = tokens(unit)
    return UNITS.get(words[0], words[0]) if words else None


# ------------------------------------------------------------------------------------------------------- all pairs


def pair_best(worth: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The one-to-one pairs of rows and columns with the greatest sum; a worth of 0 is no pair.

    Source: H. W. Kuhn, The Hungarian method for the assignment problem (1955), in the form with potentials and
    shortest augmenting paths.
    """
    if not worth or not worth[0]:
        return []
    if len(worth) > len(worth[0]):
        return sorted((i, j) for j, i in pair_best([list(column) for column in zip(*worth, strict=True)]))
    rows, columns = len(worth), len(worth[0])
    u, v, row_of = [0.0] * (rows + 1), [0.0] * (columns + 1), [0] * (columns + 1)
    for i in range(1, rows + 1):
        row_of[0], here = i, 0
        least, came, is_done = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while True:
            is_done[here] = True
            row, step, following = row_of[here], float("inf"), 0
            for j in range(1, columns + 1):
                if is_done[j]:
                    continue
                cost = -worth[row - 1][j - 1] - u[row] - v[j]
                if cost < least[j]:
                    least[j], came[j] = cost, here
                if least[j] < step:
                    step, following = least[j], j
            for j in range(columns + 1):
                if is_done[j]:
                    u[row_of[j]] += step
                    v[j] -= step
                else:
                    least[j] -= step
            here = following
            if row_of[here] == 0:
                break
        while here:
            row_of[here], here = row_of[came[here]], came[here]
    return sorted((row_of[j] - 1, j - 1) for j in range(1, columns + 1) if row_of[j] and worth[row_of[j] - 1][j - 1])


@dataclass(slots=True)
class Scores:
    """Counts of one set; they add up over documents."""

    gold: int = 0
    proposed: int = 0
    repeats: int = 0
    """Proposals that tell a paired claim again from another span of its page: neither right nor wrong."""
    lenient: int = 0
    strict: int = 0
    strict_repeats: int = 0
    quantities_both: int = 0
    quantities_right: int = 0
    quantities_missing: int = 0
    quantities_invented: int = 0
    units_right: int = 0
    speakers_asked: int = 0
    speakers_right: int = 0
    reversed: int = 0
    reversed_confident: int = 0
    confident: int = 0
    guessed: int = 0
    """Proposals that give a direction where the text gives none."""
    open_way: int = 0
    """Proposals whose direction is unknown."""
    misses: list[Told] = field(default_factory=list)
    alarms: list[Told] = field(default_factory=list)
    turned: list[Told] = field(default_factory=list)
    loose: list[tuple[Told, Told]] = field(default_factory=list)
    """Pairs that are lenient and not strict, or whose speaker or quantity is wrong."""

    def add(self, other: Scores) -> None:
        """Add the counts of another set."""
        for f in fields(self):
            setattr(self, f.name, getattr(self, f.name) + getattr(other, f.name))

    def share(self, part: float, whole: float) -> float | None:
        """``part`` of ``whole``; None where there is nothing to share."""
        return part / whole if whole else None

    @property
    def precision(self) -> float | None:
        return self.share(self.lenient, self.proposed - self.repeats)

    @property
    def recall(self) -> float | None:
        return self.share(self.lenient, self.gold)

    @property
    def strict_precision(self) -> float | None:
        return self.share(self.strict, self.proposed - self.strict_repeats)

    @property
    def strict_recall(self) -> float | None:
        return self.share(self.strict, self.gold)

    @property
    def quantity_share(self) -> float | None:
        """Right quantities of the pairs in which the proposal states one; a number where the gold has none is wrong."""
        return self.share(self.quantities_right, self.quantities_both + self.quantities_invented)

    @property
    def speaker_share(self) -> float | None:
        return self.share(self.speakers_right, self.speakers_asked)

    @property
    def reversed_share(self) -> float | None:
        return self.share(self.reversed, self.proposed)


def score(gold: Sequence[Told], proposals: Sequence[Told], has_repeats: bool = False) -> Scores:
    """Score the proposals of one document.

    Args:
        gold: its annotated claims.
        proposals: what was proposed from it.
        has_repeats: whether the document was read in pieces, so that one claim may be proposed from several.
    """
    turned = [p for p in proposals if is_reversed(gold, p)]
    able = [p for p in proposals if not any(p is t for t in turned)]
    pairs = [(gold[i], able[j]) for i, j in pair_best(_worth(gold, able))]
    strict = [(gold[i], able[j]) for i, j in pair_best([[float(are_same(g, p)) for p in able] for g in gold])]
    left = _without(able, (p for _, p in pairs))
    repeats = [p for p in left if has_repeats and _is_repeat(p, pairs)]
    strict_repeats = [p for p in _without(able, (p for _, p in strict)) if has_repeats and _is_repeat(p, strict)]
    made = Scores(
        gold=len(gold),
        proposed=len(proposals),
        repeats=len(repeats),
        lenient=len(pairs),
        strict=len(strict),
        strict_repeats=len(strict_repeats),
        reversed=len(turned),
        reversed_confident=sum(p.is_confident for p in turned),
        confident=sum(p.is_confident for p in proposals),
        guessed=sum(_is_guess(gold, p) for p in able),
        open_way=sum(p.way == "unknown" for p in proposals),
        misses=_without(gold, (g for g, _ in pairs)),
        alarms=_without(left, repeats),
        turned=turned,
    )
    for g, p in pairs:
        _count_pair(made, g, p)
    return made


def is_reversed(gold: Sequence[Told], proposal: Told) -> bool:
    """Whether a proposal has a direction that the text denies.

    The annotated claims that stand where the proposal stands decide; where none of its items stand there, all of the
    document do. A claim in the proposed direction among them clears it.
    """
    here = [g for g in gold if are_near(g, proposal) and family(g.item) == family(proposal.item)]
    among = here or gold
    return any(is_turned(g, proposal) for g in among) and not any(
        family(g.item) == family(proposal.item) and (g.giver, g.receiver) == (proposal.giver, proposal.receiver)
        for g in among
    )


def _is_guess(gold: Sequence[Told], proposal: Told) -> bool:
    """A direction where the text gives none: the annotated claims there have both parties and no direction."""
    ways = {proposal.giver, proposal.receiver}
    here = [g for g in gold if are_near(g, proposal) and family(g.item) == family(proposal.item)]
    return None not in ways and any(g.parties == ways for g in here) and not any(are_alike(g, proposal) for g in here)


def _worth(gold: Sequence[Told], proposals: Sequence[Told]) -> list[list[float]]:
    """What a pair is worth: as many pairs as can be, then the ones that are strict, near, and right in quantity."""

    def worth(g: Told, p: Told) -> float:
        if not are_alike(g, p):
            return 0.0
        return 1e6 + 100 * are_same(g, p) + 10 * are_near(g, p) + 4 * is_quantity_right(g, p) + is_speaker_right(g, p)

    return [[worth(g, p) for p in proposals] for g in gold]


def _is_repeat(proposal: Told, pairs: Iterable[tuple[Told, Told]]) -> bool:
    """Whether it tells a paired claim again, from another piece of the page and without another number."""
    return any(
        are_alike(g, proposal)
        and g.is_denied == proposal.is_denied
        and proposal.first in (None, g.first)
        and {t for t, *_ in p.places}.isdisjoint(t for t, *_ in proposal.places)
        for g, p in pairs
    )


def _count_pair(made: Scores, g: Told, p: Told) -> None:
    made.quantities_both += g.has_quantity and p.has_quantity
    is_right = g.has_quantity and p.has_quantity and is_quantity_right(g, p)
    made.quantities_right += is_right
    made.units_right += is_right and is_unit_right(g, p)
    made.quantities_missing += g.has_quantity and not p.has_quantity
    made.quantities_invented += p.has_quantity and not g.has_quantity
    says = is_speaker_right(g, p)
    made.speakers_asked += g.is_speaker_asked
    made.speakers_right += g.is_speaker_asked and says
    if not (are_same(g, p) and is_quantity_right(g, p) and (says or not g.is_speaker_asked)):
        made.loose.append((g, p))


def _without(all_of: Sequence[Told], taken: Iterable[Told]) -> list[Told]:
    """What is left, by identity: two proposals may read the same."""
    gone = {id(t) for t in taken}
    return [t for t in all_of if id(t) not in gone]

"""Filling: the other party of a transfer that tells only one, where what is told around it leaves one choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fairlead.statements.lexicon import word_set
from fairlead.statements.told import Claim, Story

_FILLED = ("transfer", "voyage", "policy_signal")


@dataclass(frozen=True, slots=True)
class _Told:
    """Claims that name both parties, the story, and in which sentences each state is named."""

    whole: list[Claim]
    story: Story
    seen: dict[str, list[int]]


def fill(story: Story) -> None:
    """Give a transfer that tells one party the other one, as likely; never both, but where all earlier ones agree.

    An exchange, an answer and a ministry's own statement tell it; else the state of the document with the most points
    (:func:`_likeliest`).
    """
    told = _Told(
        [c for c in story.claims if c.giver and c.receiver and c.kind in ("transfer", "voyage")], story, _seen_at(story)
    )
    whole = [c for c in told.whole if c.kind == "transfer"]
    for c in story.claims:
        if c.kind not in _FILLED or c.parties:
            continue
        if c.of is not None and c.of.is_filled and (c.giver, c.receiver) in _less(c.of):
            c.giver, c.receiver, c.is_filled = c.of.giver, c.of.receiver, True
            continue
        if (c.giver is None) != (c.receiver is None):
            c.is_sure = c.is_plain = False
            if (parties := _in_return(c, story)) is not None:
                c.giver, c.receiver, c.is_filled = *parties, True
                continue
            other, lead = _answers_for(c, story) or _speaks_itself(c, story) or _beside(c, told), _CLEAR
            if not other:
                other, lead = _likeliest(c, told)
            if lead < _CLEAR and c.quantity is None and c.rule.startswith(_PASSING) and c.stance == "assert":
                c.kind = _DROPPED
            if other:
                c.giver, c.receiver, c.is_filled = c.giver or other, c.receiver or other, True
        elif c.giver is None and c.kind == "transfer" and c.rule != "receive.active":
            same = [d for d in whole if _family(d) == _family(c)]
            same = same if len({(d.giver, d.receiver) for d in same}) == 1 else _one_way(c, told)
            if same:
                c.giver, c.receiver, c.is_filled = same[0].giver, same[0].receiver, True
            c.is_sure = c.is_plain = False
    story.claims = [
        c for c in story.claims if c.kind != _DROPPED and (c.kind != "transfer" or c.giver or c.receiver or c.parties)
    ]


def _seen_at(story: Story) -> dict[str, list[int]]:
    """The sentences in which each state is named."""
    found: dict[str, list[int]] = {}
    for here in story.named.values():
        for at, code, _ in here:
            found.setdefault(code, []).append(at)
    return found


def _likeliest(c: Claim, told: _Told) -> tuple[str | None, float]:
    """The state with the most points for the missing role, and by how many; of equals none.

    Points: named in the sentence behind no word that bars the role 3, in the paragraph before it 1, behind it 1.5;
    2 for one named in the sentence before or in this one, less with each sentence; its share of all names 1.5; in
    the title 1.5; its share of the role in claims that tell both parties 1, in one of the same goods 1, in the last
    one 1; partner of the known party in the same roles .5, in the other roles 1; the state of who speaks 1.5, of whom
    an interview is with 1; where the wire wrote .5. Found by a conditional logit on the texts that may be looked at,
    each set left out in turn, and rounded.
    """
    story, known = told.story, c.giver or c.receiver
    bars = _NO_RECEIVER if c.giver else _NO_GIVER
    own = c.voice.speaker.state if c.voice and c.voice.speaker else None
    last: Claim | None = None
    had: Counter[str | None] = Counter()
    of_goods: set[str | None] = set()
    same: set[str | None] = set()
    turned: set[str | None] = set()
    family = _family(c)
    for d in told.whole:
        role, party = (d.receiver, d.giver) if c.giver else (d.giver, d.receiver)
        had[role] += 1
        if _family(d) == family:
            of_goods.add(role)
        if party == known:
            same.add(role)
        elif role == known:
            turned.add(party)
        is_before = d.begin < c.begin and c.sentence - d.sentence <= _LATELY
        if is_before and (last is None or d.begin > last.begin):
            last = d
    here = story.named.get(c.paragraph, ())
    total = story.counts.total() or 1
    points: dict[str, float] = {}
    named = {*story.counts, *story.titled, story.home, own}
    for x in sorted(code for code in named if code and code != known):
        free = {at for at, code, prep in here if code == x and prep not in bars}
        is_later = any(code == x and at > c.sentence for at, code, _ in here)
        lately = max((at for at in told.seen.get(x, ()) if at < c.sentence), default=None)
        points[x] = (
            3.0 * (c.sentence in free)
            + 1.0 * any(at < c.sentence for at in free)
            + 1.5 * is_later
            + (2.0 / (1 + c.sentence - lately) if lately is not None else 0.0)
            + 1.5 * story.counts[x] / total
            + 1.5 * (x in story.titled)
            + 1.0 * had[x] / max(1, len(told.whole))
            + 1.0 * (x in of_goods)
            + 1.0 * (last is not None and x == (last.receiver if c.giver else last.giver))
            + 0.5 * (x in same)
            + 1.0 * (x in turned)
            + 1.5 * (x == own)
            + 1.0 * (x == story.guest)
            + 0.5 * (x == story.home)
        )
    best = sorted(points, key=lambda x: (-points[x], x))[:2]
    if not best:
        return None, _CLEAR
    lead = points[best[0]] - points[best[1]] if len(best) == 2 else points[best[0]]
    return (best[0] if lead else None), lead


def _one_way(c: Claim, told: _Told) -> list[Claim]:
    """The claims of the paragraph before, where all of them go one way."""
    near = [d for d in told.whole if d.paragraph == c.paragraph and d.begin < c.begin and d.kind == "transfer"]
    is_plain = c.rule.startswith(("give", "noun.give")) and c.exchange is None and not c.is_turned
    return near if is_plain and len({(d.giver, d.receiver) for d in near}) == 1 else []


def _in_return(c: Claim, story: Story) -> tuple[str, str] | None:
    """The parties of what went the other way in the same exchange, where they are known by now."""
    for d in story.claims if c.exchange else ():
        if d.exchange == c.exchange and d.giver and d.receiver and d is not c:
            is_back = d.rule.endswith(".return") != c.rule.endswith(".return")
            return (d.receiver, d.giver) if is_back else (d.giver, d.receiver)
    return None


def _less(c: Claim) -> tuple[tuple[str | None, str | None], ...]:
    """The parties of a claim with one of them left out."""
    return (c.giver, None), (None, c.receiver)


def _answers_for(c: Claim, story: Story) -> str | None:
    """ "Qatar has sent rice", said by somebody who is asked about a state of theirs: it was sent there."""
    own = c.voice.speaker.state if story.guest and c.voice and c.voice.speaker else None
    return own if own == story.guest and own not in (c.giver, c.receiver) else None


def _speaks_itself(c: Claim, story: Story) -> str | None:
    """ "Kits were donated to Chisinau", in a statement of a ministry: by its own state."""
    is_open = c.giver is None and c.rule == "give.passive" and story.own not in (None, c.receiver)
    is_own = c.voice is None or c.voice.speaker is None or c.voice.speaker.state == story.own
    return story.own if is_open and is_own else None


def _beside(c: Claim, told: _Told) -> str | None:
    """ "Latvia has delivered shells to Ukraine, and Norway will give money": to whom goes for the whole sentence."""
    if c.giver is None or c.kind != "transfer":
        return None
    return _only(
        {d.receiver for d in told.whole if d.sentence == c.sentence and d.receiver and d.kind == c.kind} - {c.giver}
    )


_CLEAR = 2.0
"""Points by which a state leads clearly: four of five such rows are right, of the others a third."""
_PASSING = ("noun.", "reward.")
"""Rules whose rows name something in passing ("arms exports to Israel"): without a figure, and without a clear other
party, they are left out."""
_DROPPED = "dropped"
_NO_RECEIVER = word_set("from via through across out")
_NO_GIVER = word_set("to into toward towards onto in at near inside against via through across on")
"""Prepositions behind which a state stands that is not the party sought."""


_LATELY = 3
"""Sentences back to which a claim is the last one."""


def _family(c: Claim) -> str:
    return (c.item_class or "").split(".")[0]


def _only(choices: set[str]) -> str | None:
    return next(iter(choices)) if len(choices) == 1 else None

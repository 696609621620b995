"""Filling: the other party of a transfer that tells only one, where what is told around it leaves one choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fairlead.statements.told import Claim, Story

_FILLED = ("transfer", "voyage", "policy_signal")


@dataclass(frozen=True, slots=True)
class _Told:
    """Claims that name both parties, and the states of each paragraph."""

    whole: list[Claim]
    named: dict[int, list[tuple[int, str]]]
    counts: Counter[str]


def fill(story: Story) -> None:
    """Give a transfer that tells one party the other one, as likely; never both, but where all earlier ones agree.

    The paragraph is asked first, then the document: a digest of many short pieces is many small stories.
    """
    told = _Told(
        [c for c in story.claims if c.giver and c.receiver and c.kind in ("transfer", "voyage")],
        story.named,
        story.counts,
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
            other = _answers_for(c, story) or _speaks_itself(c, story) or _beside(c, told) or _other(c, told)
            if not other and c.kind == "transfer":
                other = _lately(c, told)
                if not other and (pair := _by_return(c, story, told)) is not None:
                    c.giver, c.receiver, c.is_filled = *pair, True
                    continue
                other = other or _ministry(c) or _usual(c, told) or _topic(c, told)
            if other:
                c.giver, c.receiver, c.is_filled = c.giver or other, c.receiver or other, True
        elif c.giver is None and c.kind == "transfer":
            same = [d for d in whole if _family(d) == _family(c)]
            same = same if len({(d.giver, d.receiver) for d in same}) == 1 else _one_way(c, told)
            if same:
                c.giver, c.receiver, c.is_filled = same[0].giver, same[0].receiver, True
            c.is_sure = c.is_plain = False
    story.claims = [c for c in story.claims if c.kind != "transfer" or c.giver or c.receiver or c.parties]


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


def _by_return(c: Claim, story: Story, told: _Told) -> tuple[str | None, str | None] | None:
    """The parties of an exchange of which only what came back tells who the other one is."""
    for d in story.claims if c.exchange else ():
        if d.exchange == c.exchange and d.rule.endswith(".return") and d is not c:
            other = _other(d, told) or _lately(d, told)
            return (c.giver or other, c.receiver or other) if other else None
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


def _other(c: Claim, told: _Told) -> str | None:
    """The state that the paragraph, else the document leaves for the missing party."""
    known = c.giver or c.receiver
    here = {code for at, code in told.named.get(c.paragraph, ()) if at <= c.sentence and code != known}
    near = [d for d in told.whole if d.paragraph == c.paragraph]
    if (choice := _only(_partners(c, near))) or (choice := _only(_partners(c, _of_family(c, near)))):
        return choice
    partners = _partners(c, told.whole)
    beside = {x for d in told.whole for x in (d.giver, d.receiver) if x and known in (d.giver, d.receiver)} - {known}
    if here:
        return _only(partners & here) or _only(here) or _shared(c, near) or _only(beside & here)
    if (choice := _only(partners)) or (choice := _only(_partners(c, _of_family(c, told.whole)))):
        return choice
    if partners:
        return None
    return _only(beside or {x for x in told.counts if x != known})


def _shared(c: Claim, near: list[Claim]) -> str | None:
    """Who receives, or gives, in every claim of the paragraph so far: "Iran has sent drones to Mali. The Turks have
    sent jets"."""
    before = [d for d in near if d.begin < c.begin]
    others = {d.receiver if c.giver else d.giver for d in before}
    return _only({x for x in others if x}) if (c.giver or c.receiver) not in others else None


def _lately(c: Claim, told: _Told) -> str | None:
    """Where several are left: who was last told of with the same goods, else whom the document is about."""
    known = c.giver or c.receiver
    before = [d for d in told.whole if 0 <= c.sentence - d.sentence <= _LATELY and d.begin < c.begin]
    for d in reversed(before):
        if _family(d) != _family(c):
            continue
        if c.giver and d.giver == c.giver:
            return d.receiver
        if c.giver and known not in (d.giver, d.receiver):
            return d.receiver
        if c.receiver and known not in (d.giver, d.receiver):
            return d.giver
        if c.receiver and d.receiver == c.receiver:
            return d.giver
    own = c.voice.speaker.state if c.voice and c.voice.speaker else None
    if own and c.giver is None and own != known and any(own in (d.giver, d.receiver) for d in told.whole):
        return own  # "Jordan informed the Panel that ambulances had been donated to Libya"
    return None


def _ministry(c: Claim) -> str | None:
    """ "The ministry said that wheat had been shipped to Mali": by whose ministry tells it."""
    speaker = c.voice.speaker if c.voice else None
    if speaker is None or speaker.kind not in ("organ", "state") or c.rule != "give.passive" or c.giver:
        return None
    is_own = c.stance == "deny" or (c.stance == "assert" and "ministry" in speaker.name.lower())
    return speaker.state if is_own and speaker.state != c.receiver else None


def _usual(c: Claim, told: _Told) -> str | None:
    """Who has the missing role in most claims of the document."""
    had = Counter(d.receiver if c.giver else d.giver for d in told.whole)
    code, n = next(iter(had.most_common(1)), (None, 0))
    known = c.giver or c.receiver
    return code if n > 1 and 2 * n > len(told.whole) and code != known else None


def _topic(c: Claim, told: _Told) -> str | None:
    """Whom the document is about."""
    known = c.giver or c.receiver
    share = told.counts.total() / 3
    top = [code for code, n in told.counts.most_common(2) if code != known and n > 1 and n >= share]
    return top[0] if top else None


_LATELY = 6
"""Sentences back to which a party may be taken over."""


def _partners(c: Claim, claims: Iterable[Claim]) -> set[str]:
    """The other parties of claims in which the known party of ``c`` has the same role."""
    if c.giver:
        return {d.receiver for d in claims if d.giver == c.giver and d.receiver}
    return {d.giver for d in claims if d.receiver == c.receiver and d.giver}


def _of_family(c: Claim, claims: Iterable[Claim]) -> list[Claim]:
    return [d for d in claims if _family(d) == _family(c)]


def _family(c: Claim) -> str:
    return (c.item_class or "").split(".")[0]


def _only(choices: set[str]) -> str | None:
    return next(iter(choices)) if len(choices) == 1 else None

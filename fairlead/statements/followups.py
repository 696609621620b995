"""Sentences that lean on an earlier one: "only 1,200 of them", "some 6,000", "that wheat had been", "called this
baseless"."""

from __future__ import annotations

from dataclasses import replace

from fairlead.statements.amounts import COUNTED
from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import AUXILIARIES, Atom, Sentence, is_adverb
from fairlead.statements.parts import find_part
from fairlead.statements.quantities import Quantity
from fairlead.statements.roles import UNSAID, Frame, Item, goods_behind
from fairlead.statements.speakers import Voice
from fairlead.statements.told import CARGOES, Claim, Story, singular

_FIGURES = word_set("figure figures estimate estimates number count total tally them put cargo quantity")
_POINTERS = word_set(
    "this that it them allegation allegations claim claims report reports accusation accusations charge charges these"
)
_ENDS = frozenset({"been", "was", "were", "has", "had", "did"})


def find_followups(
    s: Sentence, text: str, frames: list[Frame], quantities: list[Quantity], voices: list[Voice], story: Story
) -> list[Frame]:
    """Frames that take over from the last claim what their sentence leaves out."""
    last = story.last()
    if request := _request(s, quantities, frames, last):
        return [request]
    if last is None or any(f.kind == "transfer" for f in frames):
        return []
    if contents := _contents(s, last, story):
        return contents
    is_near = story.number - last.sentence <= _JUST and not _is_told_both_ways(last, story)
    if is_near and (part := find_part(s, last)) is not None:
        part.quantity = _of_part(s, part, quantities)
        return [part]
    if not s.lows.isdisjoint(_FOLLOWING) and story.number - last.sentence <= _JUST and (more := _more(s, last)):
        return [more]
    items = [k for k, a in enumerate(s.atoms) if "item" in a.senses and not a.is_masked and "no_item" not in a.senses]
    is_denial = any(v.stance in ("deny", "not_denied") for v in voices)
    if items and is_denial and _ends_short(s):
        f = _copy(last, items[-1], "ellipsis")
        f.items = [Item(s.atoms[items[-1]].senses["item"].value, items[-1])]
        return [f]
    if items and _is_bare_no(s):
        f = _copy(last, items[0], "not")
        f.items, f.stance = [Item(s.atoms[k].senses["item"].value, k) for k in items], "deny"
        return [f]
    for k in items:
        if _is_cut_off(s, k):  # "Su-35 fighters were not"
            f = _copy(last, k, "ellipsis")
            f.items, f.stance = [Item(s.atoms[k].senses["item"].value, k)], "deny"
            return [f]
    if all(s.atoms[k].senses["item"].value.split(".")[0] == (last.item_class or "").split(".")[0] for k in items):
        lows = {a.low for a in s.atoms}
        is_corrected = "correction" in s.kinds and any("correction" in a.senses for a in s.atoms)
        is_figure = is_corrected or lows & _FIGURES or any(v.cue in {"estimate", "assessment", "count"} for v in voices)
        is_figure = is_figure or (bool(voices and quantities) and _is_only_figure(s))
        for q in quantities if is_figure else ():
            if (counted := _counted(s, text, q, last, story, is_named=bool(items))) is not None:
                return [_figure(s, q, counted, is_corrected=is_corrected)]
        at = next((k for k, a in enumerate(s.atoms) if "false" in a.senses), None)
        if at is not None and (lows & _POINTERS or sum(not a.is_masked for a in s.atoms) < 9):
            f = _copy(last, at, "denial")
            f.stance = "deny"
            return [f]
        confirming = next((v for v in voices if v.stance == "confirm" and v.speaker), None)
        if confirming is not None and (_points_back(s, confirming) or lows & _DONE):
            f = _copy(last, min(confirming.begin, len(s.atoms) - 1), "confirmed")
            f.stance, f.voice = "confirm", confirming
            return [f]
        if any(v.stance == "deny" for v in voices) and lows & _POINTERS:
            v = next(v for v in voices if v.stance == "deny")
            if not _points_back(s, v):
                return []
            f = _copy(last, min(v.begin, len(s.atoms) - 1), "denial")
            f.stance = "deny"
            return [f]
    return []


def _of_part(s: Sentence, part: Frame, quantities: list[Quantity]) -> Quantity | None:
    """The figure of a subject that counts part of the goods."""
    first, end = s.atoms[part.begin].start, s.atoms[part.at].start
    own = [q for q in quantities if q.kind in COUNTED and first <= q.start < end and q.unit != "trip"]
    if not own:
        return None
    return own[-1] if own[-1].unit else own[-1]._replace(unit=_unit(part.of) if isinstance(part.of, Claim) else None)


def _is_only_figure(s: Sentence) -> bool:
    """ "The Germans say more than 200": who speaks, and nothing but a figure."""
    told = [a for a in s.atoms if not a.is_masked and (a.low.isalnum() or a.is_figure)]
    return any(a.is_figure for a in told) and all(a.is_figure or a.low in _PUTTING for a in told)


_PUTTING = word_set("it there was were is are only just that the number total figure at about than")


def deny_again(frames: list[Frame], voice: Voice) -> list[Frame]:
    """What a sentence tells, denied by whoever denies it at its end."""
    told = [f for f in frames if f.kind == "transfer" and f.at < voice.end and not f.is_negated and not f.stance]
    return [replace(f, voice=voice, stance="deny", is_sure=False, is_anaphoric=True, items=list(f.items)) for f in told]


def _more(s: Sentence, last: Claim) -> Frame | None:
    """ "Another 30 would follow by the summer": further goods of the same kind, the same way."""
    at = next((k for k, a in enumerate(s.atoms) if a.low in _FOLLOWING and not a.is_masked), None)
    k = (at or 0) - 1
    while at and k >= 0 and _helps(s.atoms[k]):
        k -= 1
    if at is None or k < 0:
        return None
    own = s.atoms[k].senses.get("item")
    is_same = own is not None and own.value.split(".")[0] == (last.item_class or "").split(".")[0]
    if not (s.atoms[k].is_figure or s.atoms[k].low in _FURTHER or is_same):
        return None
    f = _copy(last, at, "more")
    f.items[0].at = k
    f.begin, f.end = k, at + 1
    f.modality = "planned" if at - k > 1 else None
    return f


_FOLLOWING = word_set("follow follows followed")
_FURTHER = word_set("another second third fourth more others rest remainder")


def _points_back(s: Sentence, v: Voice) -> bool:
    """Whether what is denied was told before: "denied it", "rejected the claims"; not "denied that its port was"."""
    for k, a in enumerate(s.atoms):
        if a.low not in _POINTERS:
            continue
        behind = s.atoms[k + 1].low if k + 1 < len(s.atoms) else "."
        if a.low in ("that", "it", "this", "them") and behind in _WHENEVER and k >= v.begin - 1:
            return True  # "Cairo denied that on Wednesday"
        if a.low not in ("that", "it", "this", "these", "them"):
            if behind != "that" or k < v.begin:
                return True
        elif k < v.begin - 1 or not behind.isalpha() or any(x.low in _SUCH for x in s.atoms[k + 1 : k + 4]):
            return True
    begin = s.atoms[v.begin].low if v.begin < len(s.atoms) else "."
    is_clause = begin == "that" and v.begin + 1 < len(s.atoms)
    return is_clause and (s.atoms[v.begin + 1].low in _IT or any(a.low in _SUCH for a in s.atoms[v.begin + 1 :]))


_WHENEVER = word_set("on in at yesterday today again outright flatly earlier later through during") | {",", ".", ";"}
_DONE = word_set("sale delivery deliveries shipment shipments transfer transfers deployment trade supply gift handover")
_SUCH = word_set("this such so deal sale transfer delivery deliveries report claim allegation charge")


def _contents(s: Sentence, last: Claim, story: Story) -> list[Frame]:
    """ "It consists of trucks and jammers", "the containers hold 3 million rounds": what a consignment is made of."""
    if s.lows.isdisjoint(_HOLDING):
        return []
    at = next((k for k, a in enumerate(s.atoms) if k and a.low in _HOLDING and not a.is_masked), None)
    if at is None or story.number - last.sentence > _JUST:
        return []
    ahead = [a for a in s.atoms[:at] if not a.is_masked]
    word = next((a.low for a in reversed(ahead) if a.low in _IT or (a.low.isalpha() and not _helps(a))), "")
    of = story.nouns.get(singular(word)) if word not in _IT else last
    if word in CARGOES:
        of = of or last
    if of is None or len(ahead) > _LONGEST or any("negation" in a.senses for a in ahead):
        return []
    if story.nouns.get(singular(word)) is None and _is_told_both_ways(of, story):
        return []
    items = goods_behind(s, at + 1)
    f = _copy(of, at, "contents")
    f.items, f.begin, f.end = items, at, items[-1].at + 1 if items else at + 1
    return [f] if items else []


def _is_told_both_ways(of: Claim, story: Story) -> bool:
    """Whether the last sentences tell of goods that went the other way too: then what holds which is open."""
    back = (of.receiver, of.giver)
    return any(
        (d.giver, d.receiver) == back and story.number - d.sentence <= _JUST for d in reversed(story.claims[-_FEW:])
    )


def _helps(a: Atom) -> bool:
    """Whether a word stands between a subject and "hold": "are thought to hold"."""
    return is_adverb(a) or a.low in AUXILIARIES or a.low == "to" or "modal" in a.senses or "cue" in a.senses


_HOLDING = word_set(
    "hold holds held contain contains contained comprise comprises comprised include includes included "
    "consist consists consisted"
)
_IT = word_set("it they these this")
_JUST = 2
"""Sentences between a consignment and what it holds, at most."""
_LONGEST = 9
"""Words ahead of "hold", at most."""


def _is_cut_off(s: Sentence, item: int) -> bool:
    """Whether behind goods stands nothing but an auxiliary and "not", up to where the clause ends."""
    behind = [a.low for a in s.atoms[item + 1 : item + 4]]
    return len(behind) == 3 and behind[0] in _AUXILIARY and behind[1] in ("not", "n't") and behind[2] in (",", ".", ";")


def _is_bare_no(s: Sentence) -> bool:
    """ "Not fighter jets.": no verb, and "not" or "no" in front."""
    said = [a for a in s.atoms if not a.is_masked and a.low.isalpha()]
    return 1 < len(said) <= _FEW and said[0].low in ("not", "no") and not any(_is_verbal(a) for a in said[1:])


def _is_verbal(a: Atom) -> bool:
    return a.low in AUXILIARIES or "modal" in a.senses or any(v in a.senses for v in ("give", "receive", "move"))


_FEW = 5
_AUXILIARY = word_set("was were has have had did is are do does")


def _ends_short(s: Sentence) -> bool:
    """Whether a sentence ends before its verb: "that wheat had been"."""
    last = next((a.low for a in reversed(s.atoms) if a.low.isalpha()), "")
    return last in _ENDS


def _copy(last: Claim, at: int, rule: str) -> Frame:
    f = Frame(f"follows.{rule}", "transfer", at, last.giver, last.receiver, begin=at, end=at + 1, is_anaphoric=True)
    f.items, f.parties, f.is_sure, f.of = [Item(last.item_class or UNSAID, at)], last.parties, False, last
    return f


def _counted(s: Sentence, text: str, q: Quantity, last: Claim, story: Story, *, is_named: bool) -> Claim | None:
    """The claim whose goods a figure counts: the last, or the last in that unit; the number of a list ("5/") none."""
    if q.kind not in COUNTED or q.unit == "trip":
        return None
    if q.unit is None and (q.figure_start == s.start or text[q.figure_end : q.figure_end + 1] in ("/", ")")):
        return None
    if q.unit is None and _has_own_noun(text, q):
        return None
    if q.unit in (None, "item", _unit(last)) or (is_named and last.quantity is None):
        return last
    return next(
        (c for c in reversed(story.claims) if c.kind == "transfer" and c.item_class and _unit(c) == q.unit), None
    )


def _has_own_noun(text: str, q: Quantity) -> bool:
    """Whether a name stands right behind a figure: "12,000 North Koreans" are no drones."""
    return text[q.figure_end : q.figure_end + 1] == " " and text[q.figure_end + 1 : q.figure_end + 2].isupper()


def _figure(s: Sentence, q: Quantity, last: Claim, *, is_corrected: bool) -> Frame:
    at = next((k for k, a in enumerate(s.atoms) if a.start >= q.figure_start), len(s.atoms) - 1)
    f = _copy(last, at, "figure")
    f.quantity = q if q.unit else q._replace(unit=_unit(last))
    if is_corrected:
        f.modality = "withdrawn"
    return f


def _unit(last: Claim) -> str | None:
    return last.quantity.unit if last.quantity is not None else "item"


def _request(s: Sentence, quantities: list[Quantity], frames: list[Frame], last: Claim | None) -> Frame | None:
    """ "it has asked for a dozen": a number alone is of what was spoken of before."""
    if "modal" not in s.kinds:
        return None
    at = next(
        (k for k, a in enumerate(s.atoms) if "modal" in a.senses and a.senses["modal"].value == "requested"), None
    )
    items = [x for f in frames for x in f.items if f.kind == "transfer" and at is not None and f.at < at]
    item_class = items[-1].item_class if items else last.item_class if last else None
    if at is None or item_class is None or any(f.at >= at for f in frames):
        return None
    begin = s.atoms[at].start
    q = next((q for q in quantities if q.kind in COUNTED and q.start >= begin and q.unit in (None, "item")), None)
    if q is None:
        return None
    f = Frame("follows.request", "transfer", at, items=[Item(item_class, at)], is_sure=False, begin=at, end=at + 1)
    f.modality, f.is_anaphoric, f.quantity = "requested", True, q if q.unit else q._replace(unit="item")
    if items:  # who asks for more is who received
        f.giver, f.receiver = frames[-1].giver, frames[-1].receiver
    elif last is not None:
        f.giver, f.receiver = last.giver, last.receiver
    return f

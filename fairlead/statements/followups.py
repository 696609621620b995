"""Sentences that lean on an earlier one: "only 1,200 of them", "some 6,000", "that wheat had been", "called this
baseless"."""

from __future__ import annotations

from fairlead.statements.amounts import COUNTED
from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import Sentence
from fairlead.statements.quantities import Quantity
from fairlead.statements.roles import UNSAID, Frame, Item
from fairlead.statements.speakers import Voice
from fairlead.statements.told import Claim, Story

_FIGURES = word_set("figure figures estimate estimates number count total tally them put cargo quantity")
_POINTERS = word_set(
    "this that it allegation allegations claim claims report reports accusation accusations charge charges these"
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
    items = [k for k, a in enumerate(s.atoms) if "item" in a.senses and not a.is_masked and "no_item" not in a.senses]
    is_denial = any(v.stance in ("deny", "not_denied") for v in voices)
    if items and is_denial and _ends_short(s):
        f = _copy(last, items[-1], "ellipsis")
        f.items = [Item(s.atoms[items[-1]].senses["item"].value, items[-1])]
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
        for q in quantities if is_figure else ():
            if (counted := _counted(s, text, q, last, story)) is not None:
                return [_figure(s, q, counted, is_corrected=is_corrected)]
        at = next((k for k, a in enumerate(s.atoms) if "false" in a.senses), None)
        if at is not None and (lows & _POINTERS or sum(not a.is_masked for a in s.atoms) < 9):
            f = _copy(last, at, "denial")
            f.stance = "deny"
            return [f]
        if any(v.stance == "deny" for v in voices) and lows & _POINTERS:
            v = next(v for v in voices if v.stance == "deny")
            f = _copy(last, min(v.begin, len(s.atoms) - 1), "denial")
            f.stance = "deny"
            return [f]
    return []


def _is_cut_off(s: Sentence, item: int) -> bool:
    """Whether behind goods stands nothing but an auxiliary and "not", up to where the clause ends."""
    behind = [a.low for a in s.atoms[item + 1 : item + 4]]
    return len(behind) == 3 and behind[0] in _AUXILIARY and behind[1] in ("not", "n't") and behind[2] in (",", ".", ";")


_AUXILIARY = word_set("was were has have had did is are do does")


def _ends_short(s: Sentence) -> bool:
    """Whether a sentence ends before its verb: "that wheat had been"."""
    last = next((a.low for a in reversed(s.atoms) if a.low.isalpha()), "")
    return last in _ENDS


def _copy(last: Claim, at: int, rule: str) -> Frame:
    f = Frame(f"follows.{rule}", "transfer", at, last.giver, last.receiver, begin=at, end=at + 1, is_anaphoric=True)
    f.items, f.parties, f.is_sure = [Item(last.item_class or UNSAID, at)], last.parties, False
    return f


def _counted(s: Sentence, text: str, q: Quantity, last: Claim, story: Story) -> Claim | None:
    """The claim whose goods a figure counts: the last, or the last in that unit; the number of a list ("5/") none."""
    if q.kind not in COUNTED or q.unit == "trip":
        return None
    if q.unit is None and (q.figure_start == s.start or text[q.figure_end : q.figure_end + 1] in ("/", ")")):
        return None
    if q.unit in (None, "item", _unit(last)):
        return last
    return next(
        (c for c in reversed(story.claims) if c.kind == "transfer" and c.item_class and _unit(c) == q.unit), None
    )


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

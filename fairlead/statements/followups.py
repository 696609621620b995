"""Sentences that lean on an earlier one: "only 1,200 of them", "some 6,000", "that wheat had been", "called this
baseless"."""

from __future__ import annotations

from fairlead.statements.amounts import COUNTED
from fairlead.statements.attribution import Voice
from fairlead.statements.frames import PRONOUN, Frame, Item
from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import Sentence
from fairlead.statements.quantities import Quantity
from fairlead.statements.told import Story

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
    if last is None or any(f.kind == "transfer" for f in frames):
        return []
    lows = {a.low for a in s.atoms}
    items = [k for k, a in enumerate(s.atoms) if a.has("item") and not a.is_masked and not a.has("no_item")]
    if request := _request(s, quantities, story):
        return [request]
    is_denial = any(v.stance in ("deny", "not_denied") for v in voices)
    if items and is_denial and _ENDS & {a.low for a in s.atoms[items[-1] + 1 :]}:
        f = _copy(last, items[-1], "ellipsis")
        f.items = [Item(s.atoms[items[-1]].senses["item"].value, items[-1])]
        return [f]
    if not items:
        is_corrected = any(a.has("correction") for a in s.atoms)
        counts = [
            q for q in quantities if q.kind in COUNTED and q.unit in (None, "item", _unit(last)) and q.unit != "trip"
        ]
        if counts and (
            lows & _FIGURES or is_corrected or any(v.cue in ("estimate", "assessment", "count") for v in voices)
        ):
            return [_figure(s, q, last, is_corrected=is_corrected) for q in counts[:1]]
        at = next((k for k, a in enumerate(s.atoms) if a.has("false")), None)
        if at is not None and (lows & _POINTERS or len(s.atoms) < 9):
            f = _copy(last, at, "denial")
            f.stance = "deny"
            return [f]
        if any(v.stance == "deny" for v in voices) and lows & _POINTERS:
            v = next(v for v in voices if v.stance == "deny")
            f = _copy(last, min(v.begin, len(s.atoms) - 1), "denial")
            f.stance = "deny"
            return [f]
    del text
    return []


def _copy(last, at: int, rule: str) -> Frame:  # type: ignore[no-untyped-def]
    return Frame(
        f"follows.{rule}", "transfer", at, last.giver, last.receiver, [Item(last.item_class, at)], is_sure=False,
        parties=last.parties, begin=at, end=at + 1, is_anaphoric=True,
    )  # fmt: skip


def _figure(s: Sentence, q: Quantity, last, *, is_corrected: bool) -> Frame:  # type: ignore[no-untyped-def]
    at = next((k for k, a in enumerate(s.atoms) if a.start >= q.figure_start), len(s.atoms) - 1)
    f = _copy(last, at, "figure")
    f.quantity = q if q.unit else q._replace(unit=_unit(last))
    if is_corrected:
        f.modality = "withdrawn"
    return f


def _unit(last) -> str | None:  # type: ignore[no-untyped-def]
    return last.quantity.unit if last.quantity is not None else "item"


def _request(s: Sentence, quantities: list[Quantity], story: Story) -> Frame | None:
    """ "it has asked for a dozen"."""
    at = next((k for k, a in enumerate(s.atoms) if a.has("modal") and a.senses["modal"].value == "requested"), None)
    last = story.last()
    if at is None or last is None or last.item_class is None:
        return None
    q = next(
        (q for q in quantities if q.kind in COUNTED and q.start >= s.atoms[at].start and q.unit in (None, "item")), None
    )
    if q is None:
        return None
    f = Frame(
        "follows.request",
        "transfer",
        at,
        None,
        PRONOUN,
        [Item(last.item_class, at)],
        is_sure=False,
        begin=at,
        end=at + 1,
        modality="requested",
    )
    f.quantity = q if q.unit else q._replace(unit="item")
    f.is_anaphoric = True
    f.giver = last.giver if last.receiver and last.giver else None
    return f

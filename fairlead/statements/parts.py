"""Parts of what was told of: "12 have been handed over", "the rest are due in May", "none has arrived": a subject that
only counts, and a verb of coming or being given. The goods and the parties are the last ones.
"""

from __future__ import annotations

from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import AUXILIARIES, PREPOSITIONS, Sentence, is_adverb
from fairlead.statements.roles import Frame, Item, is_item
from fairlead.statements.told import CARGOES, Claim, singular

_COUNTS = word_set("rest remainder bulk half most more others some none both first second third last next remaining")
"""Words that stand for part of the goods."""
_FILLERS = word_set(
    "the a an all only just another about some at least of them these those more further other its their so far to "
    "date by now until then first last next remaining up over nearly almost around additional and in total"
)
_COMING = word_set(
    "arrive arrives arrived arriving come comes came follow follows followed reach reached delivered handed shipped "
    "sent supplied transferred brought unloaded exported given provided landed dispatched collected donated received"
)
DUE = word_set("due expected planned scheduled ordered outstanding promised pledged awaited")
_ON_ORDER = frozenset({"on order", "on the way", "on their way", "on its way", "in transit"})
_VERBS = _COMING | DUE | {"order", "way", "transit"}
_OPENING = word_set("to so by in since until as at on during")
_LONGEST = 12
"""Words ahead of the verb, at most."""
_CARGO = frozenset(singular(w) for w in CARGOES)
_NEGATIONS = word_set("not n't never none no neither")
_LATER = word_set("will would shall should due expected planned scheduled outstanding promised pledged awaited")


def find_part(s: Sentence, last: Claim) -> Frame | None:
    """The frame of a sentence whose subject is part of the last goods.

    Args:
        s: the sentence; it has no frame of its own.
        last: the last claim about goods.
    """
    if s.lows.isdisjoint(_VERBS):
        return None
    begin = _begin(s)
    verb = next((k for k in range(begin, min(begin + _LONGEST, len(s.atoms))) if _is_coming(s, k)), None)
    if verb is None or verb == begin:
        return None
    end = _subject_end(s, begin, verb)
    if end is None:
        return None
    found = _subject(s, begin, end, last)
    if found is None:
        return None
    at, item_class, is_counted = found
    group = {a.low for a in s.atoms[begin : verb + 1]}
    has_not = any("negation" in a.senses or a.low in _NEGATIONS for a in s.atoms[begin : verb + 1])
    is_later = not {w.split(" ")[0] for w in group}.isdisjoint(_LATER) or s.atoms[verb].low in _ON_ORDER
    if not (is_counted or has_not or is_later):
        return None  # "the drones were delivered in May": told already
    f = Frame("follows.part", "transfer", verb, last.giver, last.receiver, begin=begin, end=verb + 1)
    f.items, f.parties, f.of = [Item(item_class, at)], last.parties, last
    f.is_sure, f.is_anaphoric, f.is_negated = False, True, has_not
    f.modality = "planned" if is_later else None
    return f


def _begin(s: Sentence) -> int:
    """Where the subject begins, behind what the sentence opens with: "By March 12 had", "So far,"."""
    k = next((k for k, a in enumerate(s.atoms) if not a.is_masked), len(s.atoms))
    if k < len(s.atoms) and s.atoms[k].low in _OPENING and not s.atoms[k].is_figure:
        comma = next((j for j in range(k, min(k + 6, len(s.atoms))) if s.atoms[j].low == ","), None)
        return comma + 1 if comma is not None else k
    return k


def _is_coming(s: Sentence, k: int) -> bool:
    a = s.atoms[k]
    return not a.is_masked and (a.low.split(" ")[0] in _COMING or a.low.split(" ")[0] in DUE or a.low in _ON_ORDER)


def _subject_end(s: Sentence, begin: int, verb: int) -> int | None:
    """Where the subject ends: before the auxiliaries and adverbs of the verb; None where nothing can be a subject."""
    k = verb
    while k > begin and _is_before_verb(s, k - 1):
        k -= 1
    while k > begin and s.atoms[k - 1].low == ",":
        k -= 1
    return k if k > begin else None


def _is_before_verb(s: Sentence, k: int) -> bool:
    """Whether a word stands between a subject and its verb."""
    a = s.atoms[k]
    if a.is_figure or a.low in _COUNTS:
        return False
    is_helper = is_adverb(a) or a.low in AUXILIARIES or a.low in ("to", "not", "n't") or a.is_masked
    return is_helper or "modal" in a.senses or "negation" in a.senses


def _subject(s: Sentence, begin: int, end: int, last: Claim) -> tuple[int, str, bool] | None:
    """The atom that stands for the goods, their class, and whether it counts them; None where it is another subject."""
    own = next(
        (k for k in range(begin, end) if "item" in s.atoms[k].senses and "no_item" not in s.atoms[k].senses), None
    )
    is_counted = False
    at = None
    for k in range(begin, end):
        a = s.atoms[k]
        if a.is_masked or a.low in _FILLERS or is_adverb(a) or a.low == ",":
            is_counted = is_counted or a.low in ("all", "another", "more")
            continue
        if a.is_figure or a.low in _COUNTS:
            at, is_counted = k if at is None else at, True
        elif singular(a.low) in _CARGO or k == own or "measure_word" in a.senses:
            at = k if at is None else at
        elif a.low in PREPOSITIONS or a.senses or a.is_capital or not a.low.isalpha() or own is None or k > own:
            return None
    if own is not None:
        item_class = s.atoms[own].senses["item"].value
        return (own, item_class, is_counted) if is_item(s, own) and is_counted else None
    if at is None:
        at = next((k for k in range(begin, end) if s.atoms[k].low in ("all", "more", "another")), None)
    return None if at is None else (at, last.item_class or "goods", is_counted)

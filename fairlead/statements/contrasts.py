"""Contrasts: what a clause sets aside on its way: "not from China but from Russia", "wheat, not oil", "instead of oil".

Whoever or whatever is set aside is no part of what is said to have happened, and is taken out of the sentence: that it
was *not* given is then not proposed either, since a contrast often only tells what was meant.
"""

from __future__ import annotations

from fairlead.statements.mentions import AUXILIARIES, PREPOSITIONS, Sentence, is_verb

_ENDS = frozenset({",", ";", ":", ".", "?", "!", "but", "and", "–", "—", ")"})
_LONGEST = 6
"""Words that are set aside, at most."""
_VERBS = ("give", "receive", "move", "cue", "modal")


def drop_contrasts(s: Sentence) -> None:
    """Take what a sentence sets aside out of its atoms."""
    if s.lows.isdisjoint({"not", "instead", "rather"}):
        return
    gone: set[int] = set()
    for i in range(len(s.atoms)):
        begin = None if i in gone else _begin(s, i)
        if begin is None:
            continue
        end = begin
        while end < len(s.atoms) and end - begin < _LONGEST and not _is_end(s, begin, end):
            end += 1
        if end == begin or (end < len(s.atoms) and end - begin == _LONGEST and not _is_end(s, begin, end)):
            continue
        if end < len(s.atoms) and s.atoms[end].low == "but":
            end += 1  # what stands instead is what was given: "sent not oil but wheat"
        elif end < len(s.atoms) and s.atoms[end].low == "," and i and s.atoms[i - 1].low == ",":
            end += 1
        gone.update(range(i, end))
    if gone:
        s.quoted = [q for k, q in enumerate(s.quoted) if k not in gone]
        s.atoms = [a for k, a in enumerate(s.atoms) if k not in gone]


def _begin(s: Sentence, i: int) -> int | None:
    """Where what is set aside begins, if it is announced at an atom."""
    low = s.atoms[i].low
    behind = s.atoms[i + 1].low if i + 1 < len(s.atoms) else ""
    if low in ("instead of", "rather than"):
        return i + 1
    if (low, behind) in (("instead", "of"), ("rather", "than")):
        return i + 2
    if low != "not" or i == 0:
        return None
    if behind in PREPOSITIONS and _is_before_but(s, i + 2):
        return i + 2  # "not from China but from Russia"
    is_goods = "item" in _senses_near(s, i + 1)
    if is_goods and (s.atoms[i - 1].low == "," or (s.atoms[i - 1].low not in AUXILIARIES and _is_before_but(s, i + 1))):
        return i + 1  # "wheat, not oil", "not oil but wheat"
    return None


def _is_before_but(s: Sentence, begin: int) -> bool:
    """Whether "but" comes soon, and tells what stands instead."""
    return any(a.low == "but" for a in s.atoms[begin : begin + _LONGEST])


def _senses_near(s: Sentence, k: int) -> set[str]:
    return {kind for x in s.atoms[k : k + 2] for kind in x.senses}


def _is_end(s: Sentence, begin: int, k: int) -> bool:
    a = s.atoms[k]
    return (
        a.low in _ENDS
        or (k > begin and a.low in PREPOSITIONS)
        or any(v in a.senses and is_verb(s, k, v) for v in _VERBS)
    )

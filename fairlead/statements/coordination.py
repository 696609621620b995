"""Parties told side by side: "to Syria and Libya", "Serbia and Spain sent", "Russian and Iranian drones"."""

from __future__ import annotations

from dataclasses import replace

from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import DETERMINERS, PREPOSITIONS, Sentence, is_adverb, is_verb
from fairlead.statements.roles import AUX_WORDS, PRONOUN, WE, Frame, heads_item, state_of

_JOINING = word_set("and or , both the to from by in into for also as well for on of later then even possibly perhaps")
JOINING = frozenset({"and", "or", "&"})
"""One of them joins a row of parties; commas alone do not."""
_LINKS = JOINING | {","}
_VERBS = ("give", "receive", "move", "cue")


def coordinated(s: Sentence, f: Frame) -> list[Frame]:
    """Further frames for the states that stand in one row with the giver or the receiver of a frame."""
    if f.kind != "transfer" or f.parties or not (f.giver or f.receiver):
        return []
    made: list[Frame] = []
    if f.rule == "barter":  # "Iran and Russia have exchanged drones for jets": who gave which is not told
        if beside := _beside(s, f, f.giver):
            f.parties, f.giver, f.receiver, f.back, f.is_sure = (f.giver or "", *beside), None, None, [], False
        return []
    for role in ("giver", "receiver"):
        for code in _beside(s, f, getattr(f, role)):
            if code not in (f.giver, f.receiver):
                other = replace(f, items=list(f.items), back=list(f.back), is_sure=False)
                setattr(other, role, code)
                made.append(other)
    return made


def _beside(s: Sentence, f: Frame, code: str | None) -> list[str]:
    """States in a row with the state of a role, in their order."""
    if code in (None, PRONOUN, WE):
        return []
    atoms = s.atoms
    low, high = min(f.begin, f.at), min(max(f.end, f.at + 1), len(atoms))
    for k in range(low, high):
        if atoms[k].is_masked or state_of(atoms[k]) != code:
            continue
        ahead, behind = _row(s, k, -1), _row(s, k, 1)
        if ahead and k < f.at and _is_subject(s, k) and _is_behind_preposition(s, ahead[-1]):
            ahead = []  # "sent to Syria, and Iran will give": two clauses
        if (
            k > f.at
            and behind
            and (_is_subject(s, behind[-1]) or _is_gapped(s, k, behind[-1]) or _has_figure(s, behind[-1]))
        ):
            behind = behind[:-1]
        found = [c for j in (*reversed(ahead), *behind) if (c := state_of(atoms[j])) and c != code]
        if found:
            return list(dict.fromkeys(found))
    return []


def _is_behind_preposition(s: Sentence, k: int) -> bool:
    j = k - 1
    while j > 0 and s.atoms[j].low in DETERMINERS:
        j -= 1
    return j >= 0 and s.atoms[j].low in PREPOSITIONS


def _has_figure(s: Sentence, last: int) -> bool:
    """ "19 jets to Ukraine, and the Netherlands 24": the row's last state has a figure of its own."""
    return last + 1 < len(s.atoms) and (s.atoms[last + 1].is_figure or s.atoms[last + 1].low.isdigit())


def _is_gapped(s: Sentence, k: int, last: int) -> bool:
    """ "Syria got oil from Iran, and Lebanon from Iraq": the row's preposition comes again behind it."""
    return last + 1 < len(s.atoms) and k > 0 and s.atoms[last + 1].low == s.atoms[k - 1].low


def _row(s: Sentence, k: int, step: int) -> list[int]:
    """Atoms of the states in a row with the one at ``k``, going one way."""
    atoms, found, is_linked, has_and = s.atoms, [], False, False
    is_head = heads_item(s, k)
    j = k + step
    while 0 <= j < len(atoms) and abs(j - k) < 12:
        a = atoms[j]
        if a.is_masked:
            break
        if a.low in _LINKS:
            is_linked, has_and = True, has_and or a.low != ","
        elif (code := state_of(a)) and code not in (PRONOUN, WE) and is_linked and "item" not in a.senses:
            if (heads_item(s, j) and not is_head) or (j + 1 < len(atoms) and atoms[j + 1].low == "'s"):
                break  # "drones for Sudan, Chinese chips for Iran"; "Turkey, Libya's main supplier"
            found.append(j)
            k, is_linked = j, False
        elif a.low not in _JOINING:
            break
        j += step
    return found if has_and else []


def _is_subject(s: Sentence, k: int) -> bool:
    """Whether the state at ``k`` begins a clause of its own: "to Syria, and Iran said"."""
    j = k + 1
    while j < len(s.atoms) and (
        is_adverb(s.atoms[j]) or s.atoms[j].low in AUX_WORDS or "modal" in s.atoms[j].senses or s.atoms[j].is_masked
    ):
        if s.atoms[j].low in AUX_WORDS or s.atoms[j].is_masked or "modal" in s.atoms[j].senses:
            return True
        j += 1
    a = s.atoms[j] if j < len(s.atoms) else None
    if a is None:
        return False
    return a.low == "'s" or any(v in a.senses and a.senses[v].form != "ing" and is_verb(s, j, v) for v in _VERBS)

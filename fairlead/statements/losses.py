"""Losses: the killed, wounded and captured are no troops given, and where somebody fell is not where he was sent to.

The words are data: terms of the kind ``loss`` in the lexicon.
"""

from __future__ import annotations

from fairlead.statements.lexicon import Words, word_set
from fairlead.statements.mentions import AUXILIARIES, DETERMINERS, PREPOSITIONS, Atom, Sentence, is_adverb
from fairlead.statements.quantities import Quantity
from fairlead.statements.roles import Frame

_PEOPLE = frozenset({"person", None, "item"})
_BEHIND = 8
"""Words between a figure and "were killed", at most."""
_AHEAD = 8
"""Words between "casualties" and their figure, at most: "the dead in the Kursk region at 600"."""
_ENDS = frozenset({";", ",", "that", "who", "which", "but", "while", "sent", "("})
_COUNTING = word_set(
    "reached reach at put stood stand stands rose risen passed exceeded totalled totaled amounted number numbers "
    "figure toll region area front estimated over more than about some around nearly up least s 's"
)


def drop_losses(s: Sentence, quantities: list[Quantity], words: Words) -> list[Quantity]:
    """The quantities of a sentence that do not count the killed, wounded or captured."""
    known = words.heads.get("loss", set())
    if s.lows.isdisjoint(known):
        return quantities
    return [q for q in quantities if q.unit not in _PEOPLE or q.kind != "count" or not _is_of_losses(s, q, known)]


def drop_graves(s: Sentence, frames: list[Frame], words: Words) -> list[Frame]:
    """The frames of a sentence without those that place people only by where they fell or were taken."""
    known = words.heads.get("loss", set())
    if s.lows.isdisjoint(known):
        return frames
    return [
        f
        for f in frames
        if f.rule != "presence" or not any(a.low in known for a in s.atoms[max(0, f.begin - 3) : f.end])
    ]


def _is_of_losses(s: Sentence, q: Quantity, known: set[str]) -> bool:
    """Whether the word for a loss is the figure's own noun, its verb, or what it was counted for."""
    first = next((k for k, a in enumerate(s.atoms) if a.end > q.start), len(s.atoms))
    end = next((k for k, a in enumerate(s.atoms) if a.start >= q.end), len(s.atoms))
    if any(a.low in known for a in s.atoms[first:end]):
        return True
    for a in s.atoms[end : end + _BEHIND]:
        if a.low in known:
            return True
        if not _is_of_noun(a):
            break
    for k in range(first - 1, max(-1, first - 1 - _AHEAD), -1):
        a = s.atoms[k]
        if a.low in known:
            return True
        if a.low in _ENDS or not (_is_of_noun(a) or a.low in PREPOSITIONS or a.low in _COUNTING or "place" in a.senses):
            break
    return False


def _is_of_noun(a: Atom) -> bool:
    """Whether a word may stand between a figure of people and what became of them."""
    return (
        a.low in AUXILIARIES
        or a.low in DETERMINERS
        or a.low in ("of", "and", "or", "them", "his", "whom")
        or is_adverb(a)
        or "state" in a.senses
        or "office" in a.senses
        or ("item" in a.senses and a.senses["item"].value.startswith("personnel"))
        or (not a.senses and a.is_figure)
        or a.low in ("troops", "soldiers", "men", "people", "servicemen", "fighters")
    )

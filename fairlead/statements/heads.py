"""Heads: what stands above a clause and takes its assertion away: "it is false that", "doubtful", "if", "barred from".

A denial above a clause turns it round; a doubt leaves nothing asserted; what was only supposed, barred, feigned or
pleaded against is no claim at all. Any other negation above it, and a clause with "that" under a word that is no known
cue, is read as it stands and never confident. The words are data: terms of the kind ``head`` in the lexicon.
"""

from __future__ import annotations

from fairlead.statements.lexicon import Words, word_set
from fairlead.statements.mentions import AUXILIARIES, BE, DETERMINERS, PARTING, Atom, Sentence, is_adverb
from fairlead.statements.roles import Frame, state_of
from fairlead.statements.speakers import Voice

_INVERTED = word_set("had were should")
_LINKS = word_set('that to by in , “ ” " is was are were there on about of over')
"""What may stand between a head and its clause, beside a word for a report."""
_MOST_AHEAD = 9
"""Words between a bar or a plea and what it is about, at most."""


def weigh_heads(s: Sentence, frames: list[Frame], voices: list[Voice], words: Words) -> list[Frame]:
    """Frames of a sentence as what stands above them leaves them; those that it makes no claim are left out.

    Args:
        s: the sentence.
        frames: its frames, in its order; their stance and modality are changed here.
        voices: its attributions.
        words: the lexicon, for its heads.
    """
    kept: list[Frame] = []
    if not any(f.kind in ("transfer", "policy_signal") for f in frames):
        return frames
    heads = Heads(s, words)
    for f in frames:
        if f.kind not in ("transfer", "policy_signal"):
            kept.append(f)
            continue
        if (
            _is_supposed(s, f, heads)
            or _is_barred(s, f, heads)
            or _is_undone(s, f, heads)
            or _is_cleft(s, f)
            or _is_pleaded_against(s, f, heads)
        ):
            continue
        if (head := _head_above(s, f, kept, heads)) is not None:
            _turn(f, head)
        elif not f.is_hedged:
            f.is_hedged = _is_hedged(s, f, voices, heads)
        kept.append(f)
    return kept


class Heads:
    """Which words of a sentence stand above clauses, by what they do to them."""

    def __init__(self, s: Sentence, words: Words) -> None:
        self._words = words
        self._atoms = s.atoms
        self._lows = s.lows
        self._held: dict[str, bool] = {}

    def has(self, what: str) -> bool:
        """Whether the sentence may hold one; looked for once, when first asked."""
        held = self._held.get(what)
        if held is None:
            lows = self._lows
            held = not lows.isdisjoint(self._words.heads.get(what, ()))
            if not held and not lows.isdisjoint(self._words.paired.get(what, ())):
                held = any(pair <= lows for pair in self._words.pairs.get(what, ()))
            self._held[what] = held
        return held

    def at(self, k: int, what: str) -> bool:
        """Whether the word at an atom, alone or with the next, is one."""
        held = self._held.get(what)
        if held is False or k >= len(self._atoms) or not (held or self.has(what)):
            return False
        known, low = self._words.heads[what], self._atoms[k].low
        return low in known or (k + 1 < len(self._atoms) and f"{low} {self._atoms[k + 1].low}" in known)


def _turn(f: Frame, head: str) -> None:
    f.is_hedged = True
    f.head = head
    if head == "doubt":
        f.stance, f.is_negated = "neither confirm nor deny", False
        f.modality = f.modality or "unconfirmed"
    elif f.is_negated or f.stance == "deny":  # "it is false that Russia has not sent"
        f.stance, f.is_negated = "assert", False
    else:
        f.stance = "deny"


def _is_supposed(s: Sentence, f: Frame, heads: Heads) -> bool:
    """Whether a frame stands in a clause with "if", or in one that only holds under such a clause."""
    atoms = s.atoms
    group = [a.low for a in atoms[max(0, f.at - 4) : f.at]]
    f.is_hedged = f.is_hedged or ("would" in group and "have" in group)
    if not (heads.has("suppose") or heads.has("imagine")) and s.lows.isdisjoint(_INVERTED):
        return False
    opener = next((k for k in range(f.at - 1, -1, -1) if _is_condition(s, k, heads) or atoms[k].low in PARTING), None)
    if opener is not None and _is_condition(s, opener, heads) and not _is_past_clause(s, opener, f.at):
        return True
    is_conditional = opener is not None or any(_is_condition(s, k, heads) for k in range(f.at + 1, len(atoms)))
    if is_conditional and not any(a.low in PARTING for a in atoms):
        f.is_hedged = True
        return any(w in group for w in ("would", "could", "might"))
    return False


def _is_condition(s: Sentence, k: int, heads: Heads) -> bool:
    """Whether a clause that only supposes begins at an atom."""
    a = s.atoms[k]
    before = s.atoms[k - 1] if k else None
    behind = s.atoms[k + 1] if k + 1 < len(s.atoms) else None
    if a.low == "if":
        return heads.at(k, "suppose") and (before is None or not heads.at(k - 1, "ask"))
    if heads.at(k, "suppose") or (heads.at(k, "imagine") and (before is None or before.low in _OPENING)):
        return True
    if behind is None:
        return False
    if a.low not in _INVERTED or not (before is None or before.low in _OPENING):
        return False
    return state_of(behind) is not None or behind.low in DETERMINERS or "item" in behind.senses


_OPENING = frozenset({",", "“", '"', "that", "and", "but", "even", "—", "–"})


def _is_past_clause(s: Sentence, opener: int, at: int) -> bool:
    """Whether a comma behind a verb, or "then", ends a clause before an atom."""
    has_verb = s.atoms[opener].low in _INVERTED
    for k in range(opener + 1, at):
        a = s.atoms[k]
        if a.low in ("then", "”"):
            return True
        if a.is_masked:
            continue
        if a.low == "," and has_verb:
            return True
        has_verb = has_verb or a.low in AUXILIARIES or any(v in a.senses for v in ("give", "receive", "move"))
        has_verb = has_verb or (a.low.endswith(("s", "ed")) and not a.senses and not a.is_capital)
    return False


def _group_start(s: Sentence, at: int) -> int:
    """Where a verb's adverbs and auxiliaries begin."""
    k = at
    while k > 0 and (is_adverb(s.atoms[k - 1]) or s.atoms[k - 1].low in ("having", "being", "been", "be", "have")):
        k -= 1
    return k


def _is_barred(s: Sentence, f: Frame, heads: Heads) -> bool:
    """ "was prevented from sending", "sanctions bar Russia from buying", "forbids Russia to send"."""
    if not heads.has("bar"):
        return False
    k = _group_start(s, f.at) - 1
    if k < 0 or s.atoms[k].low not in ("from", "to"):
        return False
    for j in range(k - 1, max(-1, k - 1 - _MOST_AHEAD), -1):
        a = s.atoms[j]
        if a.low in PARTING or a.low in (",", "that"):
            return False
        if heads.at(j, "bar"):
            return s.atoms[k].low == "from" or a.low.startswith("forb")
    return False


def _is_undone(s: Sentence, f: Frame, heads: Heads) -> bool:
    """ "almost sent", "pretended to send", "came close to sending"."""
    k = f.at - 1
    has_almost = heads.has("almost")
    while k >= 0 and (is_adverb(s.atoms[k]) or (has_almost and heads.at(k, "almost"))) and not s.atoms[k].is_figure:
        if heads.at(k, "almost"):
            return True
        k -= 1
    if k < 1 or s.atoms[k].low != "to":
        return False
    return heads.at(k - 1, "feign") or (s.atoms[k - 1].low == "close" and s.atoms[k - 2].low in _CAME)


def _is_cleft(s: Sentence, f: Frame) -> bool:
    """ "Oil was what Russia was paid for with shells": the goods before "what" went the other way."""
    if not f.rule.startswith(("reward", "equip")):
        return False
    return any(s.atoms[k].low == "what" and s.atoms[k - 1].low in BE for k in range(max(1, f.at - 6), f.at))


_CAME = word_set("came come comes coming been was")


def _is_pleaded_against(s: Sentence, f: Frame, heads: Heads) -> bool:
    """ "asked China not to send", "urged Russia never to accept": a plea, and no denial."""
    if not heads.has("plea"):
        return False
    k = f.at - 1
    while k >= 0 and is_adverb(s.atoms[k]) and s.atoms[k].low != "never":
        k -= 1
    if k < 1 or {s.atoms[k].low, s.atoms[k - 1].low} not in ({"to", "not"}, {"to", "never"}):
        return False
    k -= 2
    for j in range(k, max(-1, k - _MOST_AHEAD), -1):
        a = s.atoms[j]
        if a.low in PARTING or a.low in (",", "that"):
            return False
        if heads.at(j, "plea"):
            return any(state_of(x) or "office" in x.senses for x in s.atoms[j + 1 : k + 1])
    return False


def _head_above(s: Sentence, f: Frame, earlier: list[Frame], heads: Heads) -> str | None:
    """deny or doubt, where a word for it stands right above the clause of a frame, or over one beside it."""
    first = min(f.begin, f.at)
    if "false" in s.kinds or "doubt" in s.kinds or heads.has("nobody") or "no one" in s.words(0, first):
        for k in range(first - 1, -1, -1):
            a = s.atoms[k]
            if a.low in PARTING:
                return None
            head = _head_at(s, k, heads)
            if head is not None:
                if not _leads_to(s, k + 1, first, heads):
                    break
                flips = sum(heads.at(j, "not") for j in range(max(0, k - 3), k))
                return None if flips and head == "deny" and not a.low.startswith(("not", "n't")) else head
        if (head := _head_behind(s, f, heads)) is not None:
            return head
    last = earlier[-1] if earlier else None
    if last is not None and last.head and last.at < f.at:
        between = [a.low for a in s.atoms[last.at : first]]
        if not PARTING & set(between) and any(w in between for w in ("and", "or", "nor")):
            return last.head if "that" in between or "," not in between else None
    return None


def _head_at(s: Sentence, k: int, heads: Heads) -> str | None:
    a = s.atoms[k]
    if "false" in a.senses:
        return "deny"
    if "doubt" in a.senses:
        return "doubt"
    if heads.at(k, "prove"):
        before = [x.low for x in s.atoms[max(0, k - 6) : k]]
        if any(heads.at(j, "nobody") for j in range(max(0, k - 6), k)) or any(
            x == "one" and before[j - 1] == "no" for j, x in enumerate(before) if j
        ):
            return "doubt"
    return None


def _leads_to(s: Sentence, begin: int, first: int, heads: Heads) -> bool:
    """Whether nothing but "that", a word for a report and an attribution stands before a clause."""
    return all(
        a.is_masked or a.low in _LINKS or heads.at(j, "report") or a.low in DETERMINERS or is_adverb(a)
        or a.low.endswith(" that")
        or "modal" in a.senses or "state" in a.senses or "doubt" in a.senses or "false" in a.senses
        for j, a in enumerate(s.atoms[begin:first], start=begin)
    )  # fmt: skip


def _head_behind(s: Sentence, f: Frame, heads: Heads) -> str | None:
    """ "That Russia sent oil is doubtful", "reports that Russia sent oil are contested"."""
    links = _LINKS - {",", "in", "by", "to"}
    first = min(f.begin, f.at)
    if not any(a.low in links or heads.at(j, "report") for j, a in enumerate(s.atoms[:first])):
        return None
    for k in range(f.end, min(f.end + 6, len(s.atoms))):
        a = s.atoms[k]
        if a.low in PARTING or a.low in {",", "and"}:
            return None
        if "doubt" in a.senses:
            return "doubt"
    return None


def _is_hedged(s: Sentence, f: Frame, voices: list[Voice], heads: Heads) -> bool:
    """Whether a negation or doubt stands before the frame's own words, or a "that" under no known cue."""
    first = min(f.begin, f.at)
    own = range(first, f.end)
    has_not = heads.has("not")
    for k, a in enumerate(s.atoms[: f.at]):
        if k in own or a.low == ";":
            continue
        if (has_not and heads.at(k, "not")) or "doubt" in a.senses or "false" in a.senses or a.low.startswith("no "):
            return True
    if first < 2 or any(v.begin <= f.at < v.end for v in voices):
        return False
    return s.atoms[first - 1].low == "that" and not _is_relative(s.atoms[first - 2])


def _is_relative(a: Atom) -> bool:
    """Whether goods stand before "that": "the oil that Russia sent"."""
    return "item" in a.senses or "measure_word" in a.senses

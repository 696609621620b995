"""Hints of copies that cite nobody: for a person to look at, never a reason to group.

Likeness of text finds almost none of the copies of news: rewrites of one agency story share 5 to 16 % of three-word
shingles. So only two rare agreements are told: the same figure that is no round number, and long runs of words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import floor, log10

from fairlead.base.wording import say_number
from fairlead.ledger.amounts import say_amount
from fairlead.ledger.candidates import are_near
from fairlead.ledger.oddities import Oddity
from fairlead.ledger.said import Said

RUN = 8
"""Words in a row that chance does not repeat. The house's choice."""
RUNS_FRAC = 0.5
"""Share of a quote's runs that stand in another quote, from which it is told."""
_LOOKED_AT = 20
"""Claims of one figure that are looked at before and after a claim."""
FLAG = "perhaps a copy that cites nobody"


def find_hints(said: Sequence[Said], groups: Sequence[tuple[int, ...]]) -> dict[int, list[Oddity]]:
    """Claims that cite nobody and agree with one of another origin in what is rarely the same by chance.

    Args:
        said: the claims in their order.
        groups: for each claim the numbers of its origins.
    """
    found: dict[int, list[Oddity]] = defaultdict(list)
    named = [i for i, s in enumerate(said) if s.speaks or _cites(s)]
    nobodys = [i for i, s in enumerate(said) if not (s.speaks or _cites(s))]
    figures: dict[tuple[object, ...], list[int]] = defaultdict(list)
    runs: dict[tuple[str, ...], int] = {}
    for i, s in enumerate(said):
        if s.amount is not None and _is_telling_number(s.amount.value):
            figures[s.subject, s.amount].append(i)
    for i in named:
        for run in _runs_of(said[i]):
            runs.setdefault(run, i)
    for i in nobodys:
        s = said[i]
        same = figures.get((s.subject, s.amount), [])
        at = bisect_left(same, i)
        around = [*same[max(0, at - _LOOKED_AT) : at], *same[at + 1 : at + _LOOKED_AT]]
        j = next((j for j in around if _is_another(i, j, said, groups) and are_near(s, said[j])), None)
        if j is not None:
            words = f"{s.label} cites nobody, and {said[j].label} gives the same {say_amount(s.row)} within a day"
            found[i].append(Oddity(FLAG, f"{words}: perhaps a copy; a hint alone, it is counted as it stands"))
        own = _runs_of(s)
        held = Counter(j for r in own if (j := runs.get(r)) is not None and _is_another(i, j, said, groups))
        for j, n in held.most_common(1):
            if n >= RUNS_FRAC * len(own):
                share = say_number(100 * n / len(own))
                words = f"{share} % of the runs of {RUN} words in the quote of {s.label} stand in {said[j].label}"
                found[i].append(Oddity(FLAG, f"{words}: perhaps a copy; a hint alone, it is counted as it stands"))
        for run in own:
            runs.setdefault(run, i)
    return found


def _cites(s: Said) -> bool:
    return bool(s.row["rests_on"] or s.row["relays"])


def _runs_of(s: Said) -> list[tuple[str, ...]]:
    """The runs of words of a claim's quote, as written but for capitals."""
    words = tuple((s.row["quote"] or "").casefold().split())
    return [words[k : k + RUN] for k in range(len(words) - RUN + 1)]


def _is_another(i: int, j: int, said: Sequence[Said], groups: Sequence[tuple[int, ...]]) -> bool:
    return said[i].document != said[j].document and not set(groups[i]) & set(groups[j])


def _is_telling_number(value: float) -> bool:
    """Whether a number has two significant figures or more: 43 has, 40 and 1,000,000 have not."""
    return value > 0 and value / 10 ** floor(log10(value)) % 1 > 1e-9

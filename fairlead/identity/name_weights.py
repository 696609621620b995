"""Weights of names: how much it says that two bear one name. Lucky Star is many ships, Rye Song Gang few.

How many bear a word is data with its source (name_words.csv), or counted in names that the caller has; never a list.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

from fairlead.base.spelling import latin

_WORD = re.compile(r"[a-z]{2,}")
_QUIET = re.compile(r"['’`ʼ]")

UNSEEN = 0.3
"""Bearers that a word counts for which none of the sample bears: the sample is small beside the world."""

FURTHER = 0.3
"""Share of its own information that each further word of a name adds: words of one name are not drawn apart."""

WEAK_NATS = 9.5
"""A name of less information is weak: several of the world's 100,000 ships (11.5 nats) bear one like it. A single word
never seen in the sample is weak too (9.4): most ships that share a name with a listed one have names of one word."""


@dataclass(frozen=True, slots=True)
class NameWeights:
    """What words tell, by kind of bearer."""

    bearers: Mapping[str, tuple[Mapping[str, float], int]]
    """For vessel, company and person: the share of bearers of each word, and how many were counted."""

    @classmethod
    def counted(cls, names: Mapping[str, Iterable[str]]) -> NameWeights:
        """Weights counted in names at hand, by kind: every name once."""
        made = {}
        for kind, given in names.items():
            each = [set(words_of(n)) for n in given]
            counts = Counter(w for words in each for w in words)
            made[kind] = ({w: c / len(each) for w, c in counts.items()}, len(each))
        return cls(made)

    def of_word(self, word: str, kind: str) -> float:
        """Nats: minus the logarithm of the share that bears the word."""
        shares, counted = self.bearers.get(kind, ({}, 1000))
        return -log(min(1.0, shares.get(word, UNSEEN / max(1, counted))))

    def of_name(self, name: str, kind: str) -> float:
        """Nats of a name: its rarest word in full, each further one in part (``FURTHER``). A name without a word of two
        letters tells as much as one common word."""
        told = sorted((self.of_word(w, kind) for w in set(words_of(name))), reverse=True)
        return told[0] + FURTHER * sum(told[1:]) if told else 4.0


def words_of(name: str) -> list[str]:
    """The words of a name in lower-case ASCII letters, of two letters and more."""
    return _WORD.findall(_QUIET.sub("", latin(name).lower()))


@cache
def usual_weights() -> NameWeights:
    """The weights of name_words.csv."""
    text = files("fairlead.identity").joinpath("name_words.csv").read_text(encoding="utf-8")
    shares: dict[str, dict[str, float]] = {}
    counted: dict[str, int] = {}
    for row in csv.DictReader(text.splitlines()):
        shares.setdefault(row["kind"], {})[row["word"]] = int(row["bearers"]) / int(row["of"])
        counted[row["kind"]] = max(counted.get(row["kind"], 0), int(row["of"]))
    return NameWeights({kind: (of, counted[kind]) for kind, of in shares.items()})

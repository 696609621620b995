"""What somebody was asked and how they answered in one sentence: "Asked whether Iran had offered fuel, she said no"."""

from __future__ import annotations

from dataclasses import replace

from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import AUXILIARIES, Sentence
from fairlead.statements.roles import Frame
from fairlead.statements.speakers import Voice

_NO = word_set("not n't never no nothing")
_YES = word_set("yes indeed")
_ASKER = 9
"""Words between "asked" and "whether", at most: "asked by two reporters in Brussels whether"."""


def settle_asked(s: Sentence, frames: list[Frame], voices: list[Voice]) -> list[Frame]:
    """Give what a sentence says was asked the answer that it tells; without one nothing was claimed.

    Args:
        s: the sentence.
        frames: its frames.
        voices: its attributions; the first with a speaker answers.
    """
    if "asked" not in s.lows or (span := _asked(s)) is None:
        return frames
    at, asks, end = span
    stance = _answer(s, at, end, voices)
    voice = next((v for v in voices if v.speaker), None)
    settled: list[Frame] = []
    for f in frames:
        if not asks < f.at < end:
            settled.append(f)
        elif stance is not None:
            settled.append(replace(f, stance=stance, modality=None, is_negated=False, voice=voice))
    return settled


def _asked(s: Sentence) -> tuple[int, int, int] | None:
    """Atoms of "asked", of "whether", and behind what was asked."""
    n = len(s.atoms)
    at = next((k for k, a in enumerate(s.atoms) if a.low == "asked"), n)
    asks = next((k for k in range(at + 1, min(at + 1 + _ASKER, n)) if s.atoms[k].low in ("if", "whether")), None)
    if asks is None or any(a.low in (",", ";", "that") for a in s.atoms[at:asks]):
        return None
    return at, asks, next((k for k in range(asks, n) if s.atoms[k].low in (",", ";")), n)


def _answer(s: Sentence, at: int, end: int, voices: list[Voice]) -> str | None:
    """The stance of what stands around the question; None where it answers nothing."""
    around = [*s.atoms[:at], *s.atoms[end:]]
    if any("false" in a.senses for a in around) or any(v.stance == "deny" for v in voices):
        return "deny"
    words = [a.low for a in around if (a.low.isalpha() or a.low == "n't") and not a.is_masked and a.low != "when"]
    if not words:
        return None
    if words[0] in _NO or words[-1] in _NO or (words[-1] in AUXILIARIES and set(words) & _NO):
        return "deny"
    return "assert" if words[0] in _YES or words[-1] in _YES or words[-1] in AUXILIARIES else None

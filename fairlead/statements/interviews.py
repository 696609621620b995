"""Interviews printed without labels: paragraphs that ask in turn with paragraphs that answer, and who answers them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from fairlead.statements.lexicon import Words
from fairlead.statements.mentions import Sentence, read_sentence
from fairlead.statements.roles import PRONOUN, WE, state_of
from fairlead.statements.sentences import find_sentences
from fairlead.statements.speakers import Memory, Speaker, find_person

_FEWEST = 3
"""Questions that make an interview; one or two are rhetoric."""
_LONGEST = 240
"""Characters of a question, at most."""
_PARAGRAPH = re.compile(r"[^\n]+")
_LABELLED = re.compile(r"[A-Z][\w.'’ ()-]{0,50}:\s|[QA]\.\s|(?:\w+\.? )?[A-Z]{4,}\.\s|Senator\.\s")


class Turn(NamedTuple):
    """A paragraph of an interview."""

    begin: int
    is_question: bool


def find_turns(text: str) -> list[Turn]:
    """The paragraphs from the first question on, where a text is an interview without labels; else nothing.

    A question is a short paragraph that ends with its mark, bears no label and has an answer behind it.
    """
    if text.count("?\n") < _FEWEST:
        return []
    lines = [m for m in _PARAGRAPH.finditer(text) if m[0].strip()]
    asks = [_asks(m[0].strip()) for m in lines]
    answered = sum(a and not b for a, b in pairwise(asks))
    if answered < _FEWEST or answered < sum(asks) or 4 * answered < len(lines):
        return []
    first = asks.index(True)
    return [Turn(m.start(), is_question) for m, is_question in zip(lines[first:], asks[first:], strict=True)]


def _asks(line: str) -> bool:
    return line.endswith("?") and len(line) <= _LONGEST and line[0] not in "\"“‘'" and not _LABELLED.match(line)


def begin_interview(text: str, turns: list[Turn], words: Words, memory: Memory) -> None:
    """Keep in ``memory`` who answers: whom the lines before the first question name, with the state named there."""
    first = turns[0].begin
    behind = text.find("\n", first)
    lead = [read_sentence(text, b, e, words) for b, e in find_sentences(text[:behind] if behind > 0 else text)]
    named = (find_person(s.atoms, text, memory) for s in lead if s.start < first)
    name, own = next(((n, code) for found in named if found for n, code in (found,) if " " in n), ("interviewee", None))
    state = own or next((code for s in lead if (code := _first_state(s))), None)
    memory.guest = Speaker(name, "person", state, is_named=name != "interviewee")


def _first_state(s: Sentence) -> str | None:
    return next((code for a in s.atoms if (code := state_of(a)) and code not in (PRONOUN, WE)), None)


def take_turn(turn: Turn, memory: Memory) -> None:
    """Let whoever's paragraph begins speak: who asks is nobody's source, and "you" is the one who answers."""
    guest = memory.answers or memory.guest
    if guest is None:
        return
    if guest.state is None and memory.guest is not None:
        guest = guest._replace(state=memory.guest.state)
    memory.is_asked = turn.is_question
    memory.label = Speaker("interviewer", "person", guest.state, is_named=False) if turn.is_question else guest

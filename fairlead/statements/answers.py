"""Answers: what a question asked of, and what "yes", "no", "they have" or a bare list of goods says to it."""

from __future__ import annotations

from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import AUXILIARIES, Sentence, is_verb
from fairlead.statements.roles import FROM, PRONOUN, TO, UNSAID, WE, Frame, Item, goods_behind, state_of
from fairlead.statements.told import Claim, Story
from fairlead.statements.verbs import verb_frame

_SHORT = 7
"""Words of "no, it has not" and its like, at most."""
_LISTED = 3
"""Sentences behind a question "what" that may list goods without a verb."""
_OPEN = word_set("what which anything how")
_NOT = frozenset({"not", "n't", "never", "no"})


def find_answers(s: Sentence, frames: list[Frame], story: Story, *, is_question: bool) -> list[Frame]:
    """Frames of a sentence that answers, and what a question leaves to be answered (kept in the story)."""
    if is_question:
        return _ask(s, frames, story)
    asked, story.asked = story.asked, []
    if any(f.kind == "transfer" for f in frames):
        story.listed = _LISTED
        return []
    if not asked and not story.turn and story.wanted is None and s.lows.isdisjoint(_WAYS):
        return []
    first = next((k for k, a in enumerate(s.atoms) if not a.is_masked and a.low not in _MARKS), None)
    if first is None:
        return []
    if asked and (answer := _answer(s, first)):
        return [_echo(c, first, answer) for c in asked if c.item_class]
    if judged := _judged(s, story):
        return judged
    if (made := _to_whom(s, first, story)) is not None:
        return made
    return _listed(s, first, story)


_WAYS = TO | FROM
_MARKS = frozenset({"“", "”", '"', ",", "(", ")", "and", "but", "well", "oh", "of course"})


def _answer(s: Sentence, first: int) -> str | None:
    """yes or no, where a sentence begins with it or is nothing but a pronoun and an auxiliary: "they have"."""
    a = s.atoms[first]
    if "answer" in a.senses:
        return a.senses["answer"].value
    words = [x for x in s.atoms[first:] if x.low.isalpha() or x.low == "n't"]
    if len(words) > _SHORT or ("pronoun" not in a.senses and a.low not in _REPLYING):
        return None
    tail = words[1:]
    if tail and all(x.low in AUXILIARIES or x.low in _NOT or x.low in _FILLERS for x in tail):
        return "no" if any(x.low in _NOT for x in tail) else "yes"
    return None


_REPLYING = word_set("we i they it he she there that i'm this")
_FILLERS = word_set("indeed not yet so still also too certainly")


def _judged(s: Sentence, story: Story) -> list[Frame]:
    """ "Chinese parts, yes. Whole drones, no.": goods, and what the one who was asked says of them."""
    made = []
    for item in goods_behind(s, 0) if story.turn and "answer" in s.kinds else ():
        mark = s.atoms[item.at + 1 : item.at + 3]
        if len(mark) == 2 and mark[0].low == "," and "answer" in mark[1].senses:
            f = _echo(story.turn[-1], item.at, mark[1].senses["answer"].value)
            f.items = [item]
            made.append(f)
    return made


def _echo(c: Claim, at: int, answer: str) -> Frame:
    """What was asked, as answered."""
    f = Frame("follows.answer", "transfer", at, c.giver, c.receiver, begin=at, end=at + 1, is_anaphoric=True)
    f.items, f.parties, f.is_sure = [Item(c.item_class or UNSAID, at)], c.parties, False
    f.stance = "deny" if answer == "no" else "assert"
    return f


def _ask(s: Sentence, frames: list[Frame], story: Story) -> list[Frame]:
    """Keep what a question leaves open: "what has Belarus given Russia?"; "and to Israel?" asks as the last one did."""
    transfers = [f for f in frames if f.kind == "transfer"]
    story.wanted, story.listed = None, _LISTED
    if not transfers and not s.lows.isdisjoint(_OPEN):
        story.wanted = _open_roles(s, story.guest)
    elif transfers and not s.lows.isdisjoint(_ELSE):
        story.wanted = _named(transfers[0])
    if not transfers and story.wanted is None and story.guest:
        transfers = _of_whom(s, story)
        if transfers or story.wanted:
            return transfers
    if transfers or story.wanted or not story.claims or len(s.atoms) > _SHORT + 3:
        return []
    role = _role(s, next((k for k, a in enumerate(s.atoms) if a.low in TO or a.low in FROM), len(s.atoms)))
    last = story.last()
    if role is None or last is None:
        return []
    at, is_receiver, code = role
    f = Frame("follows.question", "transfer", at, last.giver, last.receiver, begin=at, end=at + 2, is_anaphoric=True)
    f.items, f.is_sure = [Item(last.item_class or UNSAID, at)], False
    if is_receiver:
        f.receiver = code
    else:
        f.giver = code
    return [f]


def _of_whom(s: Sentence, story: Story) -> list[Frame]:
    """ "The Russians?", "Chinese arms?", asked of somebody who answers for a state: what passed from the one to the
    other."""
    own = story.guest
    named = list(dict.fromkeys(c for a in s.atoms if (c := state_of(a)) not in (None, PRONOUN, WE, own)))
    if len(named) != 1 or len(s.atoms) > _SHORT or any(v in a.senses for a in s.atoms for v in ("give", "receive")):
        return []
    story.subject = named[0]  # "They brought wheat"
    items = goods_behind(s, 0)
    if not items:
        story.wanted = (named[0], own)
        return []
    f = Frame("follows.question", "transfer", items[0].at, named[0], own, items, is_sure=False, is_anaphoric=True)
    f.begin, f.end = items[0].at, items[-1].at + 1
    return [f]


def _open_roles(s: Sentence, guest: str | None) -> tuple[str | None, str | None] | None:
    """Giver and receiver of a verb whose goods are asked for; in an interview the state of who answers is the other."""
    for i, a in enumerate(s.atoms):
        if a.is_masked:
            continue
        for kind in ("give", "receive", "move") if guest else ("give", "receive"):
            if kind in a.senses and is_verb(s, i, kind):
                f = verb_frame(s, i, kind, [])
                giver, receiver = _named(f)
                if kind == "move" and receiver is None and giver != guest:
                    receiver = guest
                if not f.items and (giver or receiver):
                    return giver, receiver
    return None


def _named(f: Frame) -> tuple[str | None, str | None]:
    """Giver and receiver of a frame that are told by name."""
    return (None if f.giver in (PRONOUN, WE) else f.giver), (None if f.receiver in (PRONOUN, WE) else f.receiver)


_ELSE = word_set("else anyone anybody others elsewhere")


def _role(s: Sentence, k: int) -> tuple[int, bool, str] | None:
    """Where "to Sudan" or "from Iran" stands, whether it receives, and who it is."""
    if k + 1 >= len(s.atoms) or not (s.atoms[k].low in TO or s.atoms[k].low in FROM):
        return None
    j = k + 1 + (s.atoms[k + 1].low == "the")
    code = state_of(s.atoms[j]) if j < len(s.atoms) else None
    return (k, s.atoms[k].low in TO, code) if code not in (None, PRONOUN, WE) else None


def _to_whom(s: Sentence, first: int, story: Story) -> list[Frame] | None:
    """ "To Sudan, yes, rocket launchers. To Syria, no.": what is left out is as it was."""
    role, last = _role(s, first), story.last()
    if role is None or (story.wanted is None and last is None):
        return None
    at, is_receiver, code = role
    mark = next((a.low for a in s.atoms[at + 2 : at + 4] if a.low in {",", ":"}), None)
    if mark is None:
        return None
    giver, receiver = story.wanted or ((last.giver, last.receiver) if last else (None, None))
    giver, receiver = (giver, code) if is_receiver else (code, receiver)
    if giver == receiver:
        return None
    items = goods_behind(s, at)
    is_no = any(a.low in _NOT for a in s.atoms[at:])
    if not items and last is not None and last.item_class and any("answer" in a.senses for a in s.atoms[at:]):
        items = [Item(last.item_class, at)]
    f = Frame("follows.to", "transfer", at, giver, receiver, items, is_sure=False, begin=at, end=at + 2)
    f.is_anaphoric, f.stance = True, "deny" if is_no else None
    return [f] if items else []


def _listed(s: Sentence, first: int, story: Story) -> list[Frame]:
    """ "Tanks, about a hundred. Shells, 130,000 tonnes of them.": goods without a verb answer what was given."""
    if story.wanted is None or story.listed <= 0:
        return []
    story.listed -= 1
    if any(v in a.senses and is_verb(s, k, v) for k, a in enumerate(s.atoms) for v in ("give", "receive")):
        return []
    items = goods_behind(s, first)
    if not items or any(state_of(a) not in (None, PRONOUN, WE, *story.wanted) for a in s.atoms):
        return []
    giver, receiver = story.wanted
    f = Frame("follows.list", "transfer", items[0].at, giver, receiver, items, is_sure=False)
    f.begin, f.end, f.is_anaphoric = items[0].at, items[-1].at + 1, True
    f.is_negated = s.atoms[first].low in _NOT
    return [f]

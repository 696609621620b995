"""Roles: giver, receiver and goods of a candidate claim, and which words of a sentence can be which."""

from __future__ import annotations

from dataclasses import dataclass, field

from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import DETERMINERS, PREPOSITIONS, Atom, Sentence, is_verb
from fairlead.statements.quantities import Quantity
from fairlead.statements.speakers import Voice

PRONOUN = "?"
"""Stands for a state told by a pronoun until the memory of the document resolves it."""


@dataclass(slots=True)
class Item:
    """One item of a frame."""

    item_class: str
    at: int
    """Its atom."""
    origin: str | None = None
    """State of "Russian oil"."""
    word: str = ""
    """Noun by which it points back to goods told of before: "the batteries"."""


@dataclass(slots=True)
class Frame:
    """A candidate claim, before speaker, quantity and period."""

    rule: str
    kind: str
    at: int
    """The atom that made it."""
    giver: str | None = None
    receiver: str | None = None
    items: list[Item] = field(default_factory=list)
    back: list[Item] = field(default_factory=list)
    """Items given in return: the other way round."""
    is_negated: bool = False
    modality: str | None = None
    is_sure: bool = True
    """Whether each role it fills was told by the frame's own words."""
    parties: tuple[str, ...] = ()
    """States of "between A and B"."""
    begin: int = 0
    end: int = 0
    """Atoms from its first to behind its last argument."""
    subject: str | None = None
    places: list[str] = field(default_factory=list)
    vessels: list[int] = field(default_factory=list)
    stage: str | None = None
    quantity: Quantity | None = None
    """Its quantity, where the rule that made it knows."""
    is_anaphoric: bool = False
    """Whether item or parties were taken over from an earlier claim."""
    stance: str | None = None
    """Where the rule knows better than the cue."""
    voice: Voice | None = None
    """Who says it, where the rule knows better than its place."""
    head: str | None = None
    """deny or doubt, where a word for it stands above its clause."""
    of: object = None
    """The claim that it leans on, whose parties it shares."""
    is_hedged: bool = False
    """Whether something above its clause takes away from what it says: never confident."""


CLAUSE = frozenset({";", ":", "“", "”", '"', "(", ")", "—", "–", "?", "!"})
JOINS = word_set(
    "but while whereas because although though when if whether after before as until since unless so where"
)
TO = frozenset({"to", "into", "toward", "towards", "onto"})
FROM = frozenset({"from", "out"})
AT = frozenset({"in", "at", "near", "on", "inside", "off"})
_MODAL_ORDER = ("withdrawn", "requested", "planned", "concern", "possible", "probable", "unconfirmed", "reported")
_NOT_ITEM_AFTER = word_set(
    "programme program programmes programs price prices ambitions industry test tests launch launches ban embargo cap "
    "market ministry minister company firm terminal terminals depot base production factory plant plants sector "
    "shortage shortages site capability capabilities port berth refinery arsenal attack attacks strike strikes expert "
    "experts analyst maker trader traders trade line pipeline designer crew owner operator deal talks cooperation co- "
    "operation budget purchases defence defences defense defenses campaign revenue revenues scientist scientists "
    "dealer dealers tracker trackers storage silo silos elevator corridor access tender tenders harvest route routes"
)
_OURS = frozenset({"we", "us", "you", "our"})
WE = "we"
"""Stands for the state of whoever speaks: "we have sent nothing"."""
UNSAID = "goods"
"""Class of what only a measure names; the story may know better."""
SAME = "="
"""Class of what a pronoun or a figure alone stands for, until the story tells."""


def origin_of(items: list[Item]) -> str | None:
    return next((x.origin for x in items if x.origin), None)


def strongest(*values: str | None) -> str | None:
    given = [v for v in values if v]
    return next((m for m in _MODAL_ORDER if m in given), given[0] if given else None)


PREP = PREPOSITIONS - {"as"}


def state_of(a: Atom) -> str | None:
    """The state that an atom names: a state, a place or person of it; :data:`PRONOUN` for "it" and "the country"."""
    senses = a.senses
    if not senses:
        return WE if a.low in _OURS else None
    if sense := senses.get("state") or senses.get("place"):
        return sense.value
    if "person" in senses:
        return senses["person"].parent
    if "office" in senses and senses["office"].parent:
        return senses["office"].parent
    if a.low in ("we", "us"):
        return WE
    if "pronoun" in senses and a.low in {"it", "they", "the country", "the nation", "that country"}:
        return PRONOUN
    return None


def home_of(s: Sentence, k: int) -> str | None:
    """ "the army", "the junta": :data:`PRONOUN` for the state whose they are, where nothing beside them tells it."""
    a = s.atoms[k]
    if a.low not in INSTITUTIONS or not k or s.atoms[k - 1].low != "the" or a.is_masked:
        return None
    behind = s.atoms[k + 1] if k + 1 < len(s.atoms) else None
    if behind is not None and (behind.low in ("of", "in", "'s") or state_of(behind) or heads_item(s, k)):
        return None
    return PRONOUN


INSTITUTIONS = word_set(
    "army navy military government junta regime authorities kingdom emirate sultanate monarchy mission generals "
    "soldiers gendarmerie"
)


def modifier_of(s: Sentence, k: int) -> str | None:
    """The state of "Russian oil", "Moscow's missiles" or "engines of Chinese origin"."""
    if k + 3 < len(s.atoms) and s.atoms[k + 1].low == "of" and s.atoms[k + 3].low in _ORIGIN:
        return state_of(s.atoms[k + 2])
    if (owner := _army_behind(s, k)) is not None:
        return owner
    j = k - 1
    steps = 0
    while j >= 0 and steps < 4:
        a = s.atoms[j]
        if "state" in a.senses:
            return a.senses["state"].value
        if (
            a.low == "'s"
            or (
                not a.senses
                and a.low.isalpha()
                and a.low not in PREPOSITIONS
                and a.low not in DETERMINERS
                and a.low not in ("and", "or")
            )
            or "item" in a.senses
            or "measure_word" in a.senses
            or (a.low in _MADE and j and "state" in s.atoms[j - 1].senses)
        ):
            j -= 1
            steps += 1
            continue
        return None
    return None


def _army_behind(s: Sentence, k: int) -> str | None:
    """ "MiG-29s of the Polish Air Force": whose forces had them."""
    behind = s.atoms[k + 1 : k + 5]
    if len(behind) < 3 or behind[0].low != "of":
        return None
    j = 1 + (behind[1].low == "the")
    return state_of(behind[j]) if j + 1 < len(behind) and behind[j + 1].low in _FORCES else None


_FORCES = frozenset({"army", "navy", "air force", "armed forces", "military", "coast guard", "marines"})
_ORIGIN = word_set("origin make manufacture production design provenance")
_MADE = word_set("made built supplied produced designed owned origin manufactured donated style sold flagged")


def heads_item(s: Sentence, k: int) -> bool:
    """Whether a state only qualifies an item or an office that follows: "North Korean troops", "Seoul's defence
    minister"."""
    for j, a in enumerate(s.atoms[k + 1 : k + 5], start=k + 1):
        if a.is_figure and "item" not in a.senses:
            return False  # "from Russia two systems"
        if "item" in a.senses and "give" in a.senses and a.senses["give"].form == "s" and is_verb(s, j, "give"):
            return False  # "Turkey supplies Somalia with"
        if (
            "item" in a.senses
            and "no_item" not in a.senses
            and not ("give" in a.senses and "nominal" not in a.senses and a.senses["give"].form in ("past", "s"))
        ):
            return True
        if "nominal" in a.senses:
            return False
        if a.low == "'s" or (
            not a.senses
            and a.low.isalpha()
            and a.low not in PREPOSITIONS
            and a.low not in DETERMINERS
            and a.low not in AUX_WORDS
            and not a.low.endswith("ly")
            and a.low not in {"and", "or", "also"}
        ):
            continue
        return False
    return False


AUX_WORDS = word_set("has have had is are was were will would may might could can did does do be been")


def is_item(s: Sentence, k: int) -> bool:
    """Whether an item is meant: not "missile programme", not "fuels" as a verb, not an office's "aid"."""
    a = s.atoms[k]
    behind = s.atoms[k + 1] if k + 1 < len(s.atoms) else None
    if k and s.atoms[k - 1].low == "per":
        return False  # "$5,000 per soldier"
    if "give" in a.senses and is_verb(s, k, "give") and a.senses["give"].form in {"base", "ing", "past"}:
        return False
    if "measure_word" in a.senses and behind is not None and behind.low == "of":
        return False
    if (
        "nominal" in a.senses
        and "measure_word" not in a.senses
        and behind is not None
        and behind.low in {"of", "to", "from", "by"}
    ):
        return False
    if behind is None:
        return True
    if "item" in behind.senses and behind.start - a.end <= 1 and "give" not in behind.senses:
        return False  # the last noun is the head: "oil tankers", "missile technology"
    if behind.low == "'s":
        return False
    if behind.low == "of" and a.senses["item"].value.startswith(("vessel", "vehicle", "rail")):
        return not any("item" in x.senses for x in s.atoms[k + 2 : k + 4])  # "82 tankers of diesel"
    return not (behind.low in _NOT_ITEM_AFTER and "nominal" not in behind.senses)


def is_any_verb(s: Sentence, k: int) -> bool:
    a = s.atoms[k]
    if "state" in a.senses or "place" in a.senses or a.low in DETERMINERS or a.is_capital:
        return False
    if (
        "purpose" in a.senses
        or "give" in a.senses
        or "receive" in a.senses
        or "move" in a.senses
        or "cue" in a.senses
        or a.low in {"be", "have", "do"}
    ):
        return True
    behind = s.atoms[k + 1] if k + 1 < len(s.atoms) else None
    if (
        a.senses
        or behind is None
        or not a.low.isalpha()
        or a.low.endswith(("ern", "ian", "al", "ous", "ful", "ive", "ic"))
    ):
        return False
    return behind.low in DETERMINERS or "state" in behind.senses or "pronoun" in behind.senses


def is_purpose(s: Sentence, k: int) -> bool:
    return k + 1 < len(s.atoms) and s.atoms[k].low == "to" and is_any_verb(s, k + 1)


def goods_behind(s: Sentence, begin: int) -> list[Item]:
    """Goods of a stretch without a verb; not those behind a preposition other than "of"."""
    found, prep = [], None
    for k in range(begin, len(s.atoms)):
        a = s.atoms[k]
        if a.is_masked or (a.is_figure and "item" not in a.senses):
            continue
        if a.low in PREPOSITIONS:
            prep = None if a.low in ("of", "including") or k == begin else a.low
        elif a.low in {",", ":", ";", "and", "."}:
            prep = None
        elif "item" in a.senses and "no_item" not in a.senses and prep is None and is_item(s, k):
            found.append(Item(a.senses["item"].value, k, modifier_of(s, k)))
    return found

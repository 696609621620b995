"""Frames: verbs and nouns by which something passes from one state to another, and who is giver and receiver in them.

Direction is found, never guessed: a role is filled by subject, object, "to", "from", "by" or a possessive of a known
verb or noun.
What only fits ("between A and B", a state beside an item) leaves the direction unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import BE, DETERMINERS, PREPOSITIONS, Atom, Sentence, is_adverb, is_verb
from fairlead.statements.quantities import Quantity

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


_CLAUSE = frozenset({";", ":", "“", "”", '"', "(", ")", "—", "–", "?", "!"})
_JOINS = word_set(
    "but while whereas because although though when if whether after before as until since unless so where"
)
_TO = frozenset({"to", "into", "toward", "towards", "onto"})
_FROM = frozenset({"from", "out"})
_AT = frozenset({"in", "at", "near", "on", "inside", "off"})
_MODAL_ORDER = ("withdrawn", "requested", "planned", "concern", "possible", "probable", "unconfirmed", "reported")
_STAGES = {
    "promise": "announced", "pledge": "announced", "offer": "announced", "agree": "agreed", "sell": None, "ship":
    "shipped",
    "send": "shipped", "dispatch": "shipped", "deliver": "delivered", "unload": "delivered", "discharge": "delivered",
    "offload": "delivered", "arrive": "delivered", "receive": "delivered", "hand over": "delivered", "allocate":
    "allocated",
}  # fmt: skip
_NOT_ITEM_AFTER = word_set(
    "programme program programmes programs price prices ambitions industry test tests launch launches ban embargo cap "
    "market ministry minister company firm terminal terminals depot base production factory plant plants sector "
    "shortage shortages site capability capabilities port berth refinery arsenal attack attacks strike strikes expert "
    "experts analyst maker trader traders trade line pipeline designer crew owner operator deal talks cooperation co- "
    "operation budget purchases defence defences defense defenses campaign revenue revenues scientist scientists "
    "dealer dealers tracker trackers"
)


def find_frames(s: Sentence) -> list[Frame]:
    """The frames of a sentence, in its order; one that another of the same items holds whole is left out."""
    found: list[Frame] = []
    seen: list[Frame] = []
    for i, a in enumerate(s.atoms):
        if a.is_masked or not a.senses:
            continue
        frame = None
        verb = next((k for k in ("give", "receive", "move") if a.has(k) and is_verb(s, i, k)), None)
        if verb:
            frame = _verb_frame(s, i, verb, seen)
            if frame:
                seen.append(frame)
        elif a.has("nominal"):
            frame = _noun_frame(s, i)
        elif a.has("modal") and a.senses["modal"].value == "requested" and not _goes_on_to_verb(s, i):
            frame = _request_frame(s, i)
        elif a.has("item"):
            frame = _bare_frame(s, i)
        if frame and not frame.items and not frame.back:
            _measured(s, frame)
        if frame and (frame.items or frame.back):
            _specify_help(s, frame)
            found.append(frame)
    return _without_parts(found)


def _measured(s: Sentence, f: Frame) -> None:
    """ "took on 9,000 barrels", "transferred 10,000 containers": nothing but a measure says what was given."""
    for k in range(f.begin, f.end + 8):
        if k >= len(s.atoms) or (s.atoms[k].low in (",", ".", ";") and k > f.at):
            return
        a = s.atoms[k]
        if a.has("measure_word") and k and s.atoms[k - 1].is_figure:
            if a.low in ("barrel", "barrels"):
                f.items = [Item("oil", k)]
            elif a.low in ("container", "containers", "tonne", "tonnes", "ton", "tons"):
                f.items = [Item(UNSAID, k)]
            return


def _specify_help(s: Sentence, f: Frame) -> None:
    """ "help with satellites": what the help is for makes its class."""
    made: list[Item] = []
    for item in f.items:
        if item.item_class != "aid":
            made.append(item)
            continue
        found = []
        for k in range(item.at + 1, min(item.at + 10, len(s.atoms))):
            a = s.atoms[k]
            if a.low in (".", ";", ",") or a.has("cue"):
                break
            if a.has("help_with"):
                found.append(Item(a.senses["help_with"].value, k))
        made += found or [item]
    f.items = made


def _bare_frame(s: Sentence, i: int) -> Frame | None:
    """Without a verb: "Russian grain for Iran", "North Korean troops are in Russia"."""
    atoms = s.atoms
    a = atoms[i]
    if a.has("no_item") or not _is_item(s, i):
        return None
    origin = _modifier(s, i)
    if origin is None:
        return None
    cls = a.senses["item"].value
    behind = atoms[i + 1].low if i + 1 < len(atoms) else ""
    if behind in ("to", "for") and not cls.startswith(("vessel", "personnel")):
        k = i + 2
        while k < len(atoms) and (atoms[k].low in ("the", "eastern", "western", "northern", "southern")):
            k += 1
        code = state_of(atoms[k]) if k < len(atoms) else None
        if code and code not in (origin, PRONOUN) and not _heads_item(s, k):
            return Frame(
                "noun.bare", "transfer", i, origin, code, [Item(cls, i, origin)], is_sure=False, begin=i, end=k + 1
            )
    if cls.startswith("personnel"):
        for k in range(i + 1, min(i + 9, len(atoms) - 1)):
            b = atoms[k]
            if b.low in (",", ";", ".", "to", "from", "by", "“", "”") or any(
                b.has(v) for v in ("give", "receive", "move")
            ):
                return None
            if b.low == "in" and k > i + 1:
                j = k + 1 + (atoms[k + 1].low == "the")
                code = state_of(atoms[j]) if j < len(atoms) else None
                if code and code not in (origin, PRONOUN):
                    return Frame(
                        "presence",
                        "transfer",
                        i,
                        origin,
                        code,
                        [Item(cls, i, origin)],
                        is_sure=False,
                        begin=i,
                        end=j + 1,
                    )
                return None
    return None


UNSAID = "goods"
"""Class of what only a measure names; the story may know better."""


# ------------------------------------------------------------------------------------------------------------ verbs


def _verb_frame(s: Sentence, i: int, kind: str, earlier: list[Frame]) -> Frame | None:
    atoms = s.atoms
    sense = atoms[i].senses[kind]
    value = sense.value
    left, is_passive, is_negated, modality = _verb_group(s, i, sense.form)
    before = atoms[left - 1] if left else None
    is_reduced = False
    is_bare_participle = sense.form == "past" and left == i and not is_passive
    if value != "move" and is_bare_participle and before is not None and not before.is_masked:
        behind = atoms[i + 1].low if i + 1 < len(atoms) else "."
        if (before.has("item") or before.has("measure_word")) and (
            behind in PREPOSITIONS or behind in (".", ",", "?") or _is_purpose(s, i + 1)
        ):
            is_passive = is_reduced = True
    f = Frame(
        f"{value}.passive" if is_passive else f"{value}.active", "transfer", i, is_negated=is_negated, modality=modality
    )
    f.stage = _STAGES.get(sense.base)
    if sense.note in ("planned", "requested"):
        f.modality = f.modality or sense.note
    right = _right(s, i + 1)
    subject = _subject(s, left, earlier, form=sense.form, is_passive=is_passive)
    f.begin, f.end = min(subject.begin, i), right.end
    f.parties = subject.between or right.between
    if subject.is_denied:
        f.is_negated = True
    if right.denied:
        f.is_negated = True
    f.modality = _strongest(f.modality, subject.modality, right.modality)
    f.back = right.back
    f.subject = subject.state
    if left > 1 and s.atoms[left].low == "to" and s.atoms[left - 2].low in _ASKING:
        f.modality = "requested"  # "has asked Russia to send"
    if is_passive:
        _passive(f, value, subject, right)
    else:
        _active(f, value, subject, right, s)
    if is_reduced:
        f.is_sure = False
    return f


@dataclass(slots=True)
class _Subject:
    state: str | None = None
    items: list[Item] = field(default_factory=list)
    giver: str | None = None
    receiver: str | None = None
    carrier: str | None = None
    """State whose ship it is."""
    has_vessel: bool = False
    begin: int = 0
    is_denied: bool = False
    modality: str | None = None
    between: tuple[str, ...] = ()
    is_relative: bool = False
    """Whether its items are what a relative clause without a subject of its own speaks of: the object."""
    is_inherited: bool = False


@dataclass(slots=True)
class _Right:
    items: list[Item] = field(default_factory=list)
    back: list[Item] = field(default_factory=list)
    state: str | None = None
    """A state as bare object: "gave North Korea ..."."""
    to: str | None = None
    source: str | None = None
    by: str | None = None
    at: str | None = None
    benefit: str | None = None
    with_items: list[Item] = field(default_factory=list)
    for_items: list[Item] = field(default_factory=list)
    end: int = 0
    between: tuple[str, ...] = ()
    denied: bool = False
    modality: str | None = None
    is_carrier_by: bool = False


def _active(f: Frame, value: str, subject: _Subject, right: _Right, s: Sentence) -> None:
    atoms = s.atoms
    f.items = right.items
    if value == "give" or value == "equip" or value == "reward":
        receiver = right.to or right.state
        if value == "equip":
            f.items, receiver = right.with_items, right.state or right.to
        elif value == "reward":
            f.items, receiver = right.with_items or right.items, right.state or right.to
            f.back = f.back or right.for_items
        elif right.with_items and right.state and not right.items:
            f.items, receiver = right.with_items, right.state
        elif right.with_items and right.state:
            f.items, receiver = [*right.items, *right.with_items], right.state
        if not f.items and (subject.is_relative or subject.state):
            f.items = subject.items
        f.receiver = receiver
        if subject.has_vessel and subject.carrier is not None:
            f.rule = "carry.active"
            f.giver = right.source or subject.giver
            f.receiver = receiver
            if f.giver and not f.receiver and subject.carrier != f.giver:
                f.receiver, f.is_sure = subject.carrier, False
        else:
            f.giver = subject.state or right.source
        if f.receiver is None and right.benefit and value == "give":
            f.receiver, f.is_sure = right.benefit, False
        if (
            f.receiver is None
            and right.at
            and value == "give"
            and atoms[f.at].senses["give"].base in ("deploy", "land", "rotate")
        ):
            f.receiver, f.is_sure = right.at, False
        f.giver = f.giver or (_origin(f.items) if f.receiver and _origin(f.items) != f.receiver else None)
    elif value == "receive":
        f.receiver = subject.state or right.to
        f.giver = right.source
        f.items = right.items or (subject.items if subject.is_relative else [])
        if f.giver is None and (origin := _origin(f.items)) and origin != f.receiver:
            f.giver, f.is_sure = origin, False
    elif value in ("move", "carry", "unload", "load"):
        items = right.items
        if (value == "carry" and subject.has_vessel) or (value == "carry" and items):
            f.items = items or (subject.items if subject.is_relative else [])
            f.giver = right.source or subject.giver or (None if subject.has_vessel else subject.state)
            f.receiver = right.to or right.state
        elif value in ("unload", "load"):
            f.items = items or [x for x in subject.items if not x.item_class.startswith("vessel")]
            f.receiver, f.giver = (
                (right.at or right.to, subject.giver or right.source)
                if value == "unload"
                else (right.to, right.at or right.source)
            )
        elif right.items and subject.state and not subject.items:  # "Russia moves systems from Tartus to Libya"
            f.items, f.giver, f.receiver, f.is_sure = right.items, subject.state, right.to, False
        else:
            f.items = subject.items
            f.giver, f.receiver = right.source or subject.giver, right.to or subject.receiver
            if f.giver is None and right.at and f.receiver and right.at != f.receiver:
                f.giver, f.is_sure = right.at, False
            base = atoms[f.at].senses["move"].base
            if f.receiver is None and base in (
                "arrive",
                "reach",
                "enter",
                "land",
                "end up",
                "appear",
                "turn up",
                "show up",
            ):
                f.receiver = right.at or right.state
            if base == "leave" and right.state:
                f.giver = f.giver or right.state
            if (
                base in ("go", "head", "travel", "move", "leave", "roll", "cross", "come", "arrive", "enter")
                and f.receiver is None
                and f.giver is None
            ):
                f.items = []
        if subject.has_vessel and f.giver and f.receiver is None and subject.carrier and subject.carrier != f.giver:
            f.receiver, f.is_sure = subject.carrier, False
        if f.giver is None and (origin := _origin(f.items)) and origin != f.receiver and f.receiver:
            f.giver = origin


def _passive(f: Frame, value: str, subject: _Subject, right: _Right) -> None:
    real = [x for x in subject.items if not (x.item_class.startswith("vessel") and right.items)]
    f.items = real
    giver, receiver = right.source or subject.giver, right.to or subject.receiver
    if value in ("give", "reward", "equip"):
        giver = right.by or giver
        if subject.state and not real and (right.items or right.with_items):
            f.items = right.items or right.with_items
            receiver = subject.state
        elif right.state and receiver is None and not right.by:
            receiver = right.state
    elif value == "receive":
        receiver = right.by or receiver
        f.items = real or right.items
    elif value == "unload":
        receiver = right.at or receiver
        giver = right.source or subject.giver
    elif value == "load":
        giver = right.at or giver
    elif value in ("carry", "move"):
        giver = giver or (right.by if right.by and not right.is_carrier_by else None)
    if receiver is None and right.benefit:
        receiver, f.is_sure = right.benefit, False
    if value == "give" and receiver is None and right.at and f.items and f.items[0].item_class.startswith("personnel"):
        receiver, f.is_sure = right.at, False
    if giver is None and (origin := _origin(f.items)) and origin != receiver:
        giver = origin
    f.giver, f.receiver = giver, receiver


def _origin(items: list[Item]) -> str | None:
    return next((x.origin for x in items if x.origin), None)


def _verb_group(s: Sentence, i: int, form: str) -> tuple[int, bool, bool, str | None]:
    """Where a verb's group begins, whether it is passive, negated, and its modality."""
    k = i
    is_passive = is_negated = False
    modality = None
    has_be = has_have = False
    while k > 0:
        a = s.atoms[k - 1]
        if a.is_masked:
            break
        if a.low in BE:
            has_be = True
        elif a.low in ("has", "have", "had", "having"):
            has_have = True
        elif a.has("negation") and a.low not in ("no", "without"):
            is_negated = True
        elif a.has("modal"):
            modality = _strongest(modality, a.senses["modal"].value)
        elif a.low in (
            "do",
            "does",
            "did",
            "been",
            "to",
            "keep",
            "kept",
            "keeps",
            "continue",
            "continues",
            "continued",
            "began",
            "started",
            "begun",
            "start",
            "resumed",
            "able",
        ):
            pass
        elif a.low in _CEASING:
            is_negated = True
        elif is_adverb(a) and not a.has("item"):
            if a.low in ("likely", "probably"):
                modality = _strongest(modality, "probable")
        elif a.has("cue") and a.senses["cue"].form == "past" and k > 1 and s.atoms[k].low in ("to", "of"):
            # "is said to have sent", "is believed to have been given"
            stance = a.senses["cue"].value
            modality = _strongest(modality, stance if stance in ("probable", "possible", "planned") else "reported")
        else:
            break
        k -= 1
    is_passive = has_be and form == "past"
    del has_have
    return k, is_passive, is_negated, modality


def _strongest(*values: str | None) -> str | None:
    given = [v for v in values if v]
    return next((m for m in _MODAL_ORDER if m in given), given[0] if given else None)


def _subject(s: Sentence, left: int, earlier: list[Frame], *, form: str, is_passive: bool) -> _Subject:
    """What stands before a verb's group, back to where its clause begins."""
    atoms = s.atoms
    got = _Subject(begin=left)
    k = left - 1
    if k >= 0 and atoms[k].low in ("which", "that", "who"):  # a relative clause: its subject is what stands before it
        k -= 1
        if k >= 0 and atoms[k].low == ",":
            k -= 1
        got.is_relative = True
    elif k >= 0 and atoms[k].low == "," and (j := _parenthesis(s, k)) is not None:
        if atoms[j + 2].low in ("including", "among", "such", "mainly", "mostly"):
            _read_left(s, list(range(j + 2, k)), got)
        k = j
    elif k >= 0 and (atoms[k].low in ("and", "or", ",", "but", "then") or (form == "ing" and not is_passive)):
        same = next((f for f in reversed(earlier) if f.at < left), None)
        if (
            atoms[k].low in ("and", "or", ",", "but", "then")
            and same is not None
            and not (is_passive and same.rule.endswith("active"))
        ):
            got.state, got.is_inherited = same.subject, True
            got.items = list(same.items) if same.rule.endswith("passive") and is_passive else []
            got.begin = left
            return got
        if form == "ing" and atoms[k].low == ",":
            k -= 1
        elif atoms[k].low in ("and", "or", "but", "then"):
            k -= 1
            while k >= 0 and not _is_break(atoms[k], s, k):
                k -= 1
            return _leftmost(s, k, got)
    stops = 0
    slots: list[int] = []
    while k >= 0:
        a = atoms[k]
        if _is_break(a, s, k):
            break
        if a.low == "," and slots and not _is_list_comma(s, k):
            j = _parenthesis(s, k) if stops == 0 else None
            if j is None:
                break
            k = j
            stops += 1
            continue
        slots.append(k)
        k -= 1
    _read_left(s, list(reversed(slots)), got)
    if got.state is None and not got.items and form == "ing" and earlier:
        got.state, got.is_inherited = earlier[-1].subject, True
    return got


def _leftmost(s: Sentence, k: int, got: _Subject) -> _Subject:
    """A coordinated verb without an earlier frame: its subject is that of the clause."""
    slots = []
    begin = k + 1
    for j in range(begin, len(s.atoms)):
        a = s.atoms[j]
        if a.has("state") or a.has("pronoun"):
            slots.append(j)
            break
        if a.low in PREPOSITIONS or is_adverb(a) or a.low in DETERMINERS:
            continue
        break
    _read_left(s, slots, got)
    return got


def _is_break(a: Atom, s: Sentence, k: int) -> bool:
    if a.is_masked or a.low in _CLAUSE or a.low in _JOINS or a.low == "that":
        return True
    if not a.senses:
        return False
    for kind in ("give", "receive", "move", "cue"):
        if a.has(kind) and a.senses[kind].form in ("past", "s") and is_verb(s, k, kind):
            before = s.atoms[k - 1] if k else None
            return not (
                a.senses[kind].form == "past"
                and before is not None
                and (before.has("item") or before.low in DETERMINERS)
            )
    return False


def _is_list_comma(s: Sentence, k: int) -> bool:
    """Whether a comma parts the items of a list."""
    behind = s.atoms[k + 1 : k + 6]
    before = s.atoms[max(0, k - 4) : k]
    return any(a.has("item") for a in behind) and any(a.has("item") for a in before)


def _parenthesis(s: Sentence, comma: int) -> int | None:
    """Before a comma that closes a relative clause or an apposition: the atom before the comma that opened it."""
    for j in range(comma - 1, max(-1, comma - 16), -1):
        a = s.atoms[j]
        if a.low == ",":
            return j - 1 if j > 0 else None
        if a.low in (";", "“", "”", '"') or a.is_masked:
            return None
    return None


def _read_left(s: Sentence, slots: list[int], got: _Subject) -> None:
    atoms = s.atoms
    prep: str | None = None
    purpose = False
    if slots:
        got.begin = slots[0]
    for n, k in enumerate(slots):
        a = atoms[k]
        if a.is_figure and not a.has("item"):
            continue
        if a.low in _PREP or a.low in _TO:
            nxt = slots[n + 1] if n + 1 < len(slots) else None
            if a.low == "to" and nxt is not None and _is_any_verb(s, nxt):
                purpose = True
                continue
            prep = None if a.low in ("including", "among") else a.low
            continue
        if a.low in (",", "and", "or"):
            prep = None if a.low == "," else prep
            continue
        if a.low in ("aimed", "intended", "designed", "meant", "needed", "used", "destined"):
            purpose = a.low != "destined"
            continue
        if a.low in ("no", "none") or (a.has("negation") and a.low.startswith("no ")):
            got.is_denied = True
        if a.has("modal"):
            got.modality = _strongest(got.modality, a.senses["modal"].value)
        if a.has("item") and not a.has("no_item") and _is_item(s, k):
            if purpose or prep in (
                "at",
                "for",
                "in",
                "on",
                "against",
                "amid",
                "via",
                "with",
                "over",
                "as",
                "during",
                "after",
            ):
                continue
            cls = a.senses["item"].value
            if cls.startswith("vessel") and cls != "vessel.submarine" and cls != "vessel.warship":
                got.has_vessel = True
                got.carrier = _modifier(s, k)
            got.items.append(Item(cls, k, _modifier(s, k)))
            continue
        code = state_of(a)
        if code is None:
            continue
        if purpose:
            got.receiver = got.receiver or code
            continue
        if _heads_item(s, k):
            continue
        if prep in _FROM:
            got.giver = code
        elif prep in _TO:
            got.receiver = code
        elif prep == "between":
            got.between = (*got.between, code)
        elif prep in (None, "of", "by"):
            if prep == "by":
                got.giver = got.giver or code
            else:
                got.state = code


_PREP = PREPOSITIONS - {"as"}


def state_of(a: Atom) -> str | None:
    """The state that an atom names: a state, a place or person of it; :data:`PRONOUN` for "it" and "the country"."""
    if not a.senses:
        return None
    for kind in ("state", "place"):
        if kind in a.senses:
            return a.senses[kind].value
    if a.has("person"):
        return a.senses["person"].parent
    if a.has("office") and a.senses["office"].parent:
        return a.senses["office"].parent
    if a.has("pronoun") and a.low in (
        "it",
        "they",
        "the country",
        "the nation",
        "that country",
        "its",
        "their",
        "them",
    ):
        return PRONOUN if a.low not in ("its", "their", "them") else None
    return None


def _modifier(s: Sentence, k: int) -> str | None:
    """The state of "Russian oil" or "Moscow's missiles": right before the item, adjectives and 's apart."""
    j = k - 1
    steps = 0
    while j >= 0 and steps < 4:
        a = s.atoms[j]
        if a.has("state"):
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
            or a.has("item")
            or a.has("measure_word")
        ):
            j -= 1
            steps += 1
            continue
        return None
    return None


def _heads_item(s: Sentence, k: int) -> bool:
    """Whether a state only qualifies an item or an office that follows: "North Korean troops", "Seoul's defence
    minister"."""
    for a in s.atoms[k + 1 : k + 5]:
        if (
            a.has("item")
            and not a.has("no_item")
            and not (a.has("give") and not a.has("nominal") and a.senses["give"].form in ("past", "s"))
        ):
            return True
        if a.has("nominal"):
            return False
        if a.low == "'s" or (
            not a.senses
            and a.low.isalpha()
            and a.low not in PREPOSITIONS
            and a.low not in DETERMINERS
            and a.low not in _AUX_WORDS
            and not a.low.endswith("ly")
            and a.low not in ("and", "or", "also")
        ):
            continue
        return False
    return False


_AUX_WORDS = word_set("has have had is are was were will would may might could can did does do be been")


def _is_item(s: Sentence, k: int) -> bool:
    """Whether an item is meant: not "missile programme", not "fuels" as a verb, not an office's "aid"."""
    a = s.atoms[k]
    behind = s.atoms[k + 1] if k + 1 < len(s.atoms) else None
    if a.has("give") and is_verb(s, k, "give") and a.senses["give"].form in ("base", "ing", "past"):
        return False
    if a.has("measure_word") and behind is not None and behind.low == "of":
        return False
    if (
        a.has("nominal")
        and not a.has("measure_word")
        and behind is not None
        and behind.low in ("of", "to", "from", "by")
    ):
        return False
    if behind is None:
        return True
    if behind.has("item") and behind.start - a.end <= 1 and not behind.has("give"):
        return False  # the last noun is the head: "oil tankers", "missile technology"
    if behind.low == "'s":
        return False
    return not (behind.low in _NOT_ITEM_AFTER and not behind.has("nominal"))


def _is_any_verb(s: Sentence, k: int) -> bool:
    a = s.atoms[k]
    if a.has("state") or a.has("place") or a.low in DETERMINERS or a.is_capital:
        return False
    if (
        a.has("purpose")
        or a.has("give")
        or a.has("receive")
        or a.has("move")
        or a.has("cue")
        or a.low in ("be", "have", "do")
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
    return behind.low in DETERMINERS or behind.has("state") or behind.has("pronoun")


def _is_purpose(s: Sentence, k: int) -> bool:
    return k + 1 < len(s.atoms) and s.atoms[k].low == "to" and _is_any_verb(s, k + 1)


def _goes_on_to_verb(s: Sentence, i: int) -> bool:
    return _is_purpose(s, i + 1)


def _right(s: Sentence, begin: int) -> _Right:
    """What stands behind a verb: objects and prepositional phrases, up to where its clause ends."""
    atoms, n = s.atoms, len(s.atoms)
    got = _Right(end=begin)
    stop = _right_stop(s, begin)
    prep: str | None = None
    mode = "object"
    k = begin
    while k < stop:
        a = atoms[k]
        if a.is_masked or (a.is_figure and not a.has("item")):
            k += 1
            continue
        low = a.low
        if a.has("exchange"):
            if a.senses["exchange"].value == "flip":
                mode, prep = "exchange", None
            k += 1
            continue
        if mode == "exchange":
            if a.has("item") and _is_item(s, k):
                got.back.append(Item(a.senses["item"].value, k, _modifier(s, k)))
                got.end = k + 1
            elif _is_purpose(s, k):
                break
            k += 1
            continue
        if low == "to" and _is_purpose(s, k):
            mode = "purpose"
            prep = None
            if k + 1 < n and atoms[k + 1].has("purpose"):
                mode = "benefit"
            k += 2
            continue
        if low in ("aimed", "intended", "designed", "meant"):
            mode = "purpose"
            k += 1
            continue
        if low == "in" and s.words(k, k + 3) == "in support of":
            mode = "benefit"
            k += 3
            continue
        if low in _PREP or low in _TO:
            if mode == "purpose" and low not in ("to", "from"):
                k += 1
                continue
            mode = "object" if mode != "benefit" else mode
            if low in ("including", "involving"):
                prep = None
            elif low != "of":
                prep = low
            k += 1
            continue
        if low in ("as", "than"):
            mode, prep = "skip", None
            k += 1
            continue
        if (
            low == ","
            and prep in ("after", "before", "since", "during", "in", "on", "for", "at", "by", "with")
            and not (prep == "with" and got.with_items)
            and not (prep == "with" and not got.items)
        ):
            prep = None
        if low in ("no", "none"):
            got.denied = got.denied or (mode == "object" and prep is None)
        if a.has("modal") and low in ("possibly", "perhaps", "reportedly", "allegedly", "probably"):
            got.modality = _strongest(got.modality, a.senses["modal"].value)
        if a.has("item") and not a.has("no_item") and _is_item(s, k):
            _place_item(got, Item(a.senses["item"].value, k, _modifier(s, k)), mode, prep)
            got.end = max(got.end, k + 1)
            k += 1
            continue
        if a.has("pair") and prep == "between":
            got.between = ("?",)
        code = state_of(a)
        if code is not None and mode != "skip":
            heads = _heads_item(s, k)
            if mode in ("benefit",) or mode == "purpose":
                got.benefit = got.benefit or code
            elif heads and prep in (None, "of", "with", "for", "by"):
                if prep == "by" and _is_ship_next(s, k):
                    got.is_carrier_by, got.by = True, code
            elif (heads and prep == "to") or prep in _TO:
                got.to = got.to or code
            elif prep in _FROM:
                got.source = got.source or code
            elif prep == "by":
                got.by = got.by or code
            elif prep in _AT:
                got.at = got.at or code
            elif prep == "for":
                if not got.to and not got.state:
                    got.to = code
            elif prep == "between":
                got.between = (*got.between, code)
            elif prep is None and code != PRONOUN and not got.items:
                got.state = got.state or code
            elif prep is None and code == PRONOUN and not got.items and not got.state:
                got.state = code
            got.end = max(got.end, k + 1)
        k += 1
    return got


def _is_ship_next(s: Sentence, k: int) -> bool:
    return any(a.has("item") and a.senses["item"].value.startswith("vessel") for a in s.atoms[k + 1 : k + 4])


def _place_item(got: _Right, item: Item, mode: str, prep: str | None) -> None:
    if mode in ("purpose", "skip", "benefit"):
        return
    if prep == "with" or (prep == "in" and item.item_class == "money"):
        got.with_items.append(item)
    elif prep == "for":
        got.for_items.append(item)
    elif prep in (None, "of", "along", "including", "alongside", "among"):
        got.items.append(item)


def _right_stop(s: Sentence, begin: int) -> int:
    """Where the arguments of a verb end: at a clause's end, or where the next verb's own subject begins."""
    atoms, n = s.atoms, len(s.atoms)
    for k in range(begin, n):
        a = atoms[k]
        if a.low in (";", "?", "!", ")", "—", "–") or a.low in (
            "but",
            "while",
            "whereas",
            "because",
            "although",
            "though",
            "when",
            "if",
            "whether",
            "which",
            "who",
            "where",
            "unless",
        ):
            return k
        if a.low in (":",) and k > begin:
            continue
        if a.low in ("“", "”", '"') and k > begin + 1:
            return k
        if a.is_masked and k > begin:
            if atoms[k - 1].low == ",":
                # a parenthesis ("Russia has, Seoul says, sent ...") goes on behind it
                j = k
                while j < n and atoms[j].is_masked:
                    j += 1
                if j < n and atoms[j].low == ",":
                    continue
            return k
        if a.low == "that" and k > begin and atoms[k - 1].low not in PREPOSITIONS:
            return k
        for kind in ("give", "receive", "move", "cue"):
            if a.has(kind) and is_verb(s, k, kind):
                form = a.senses[kind].form
                if form in ("base", "ing") and kind != "cue" and not _has_subject(s, k):
                    if form == "ing":
                        return k - 1 if k and atoms[k - 1].low in (",", "and") else k
                    if k and atoms[k - 1].low == "to":
                        return k - 1
                    break
                if (
                    form == "past"
                    and k
                    and (atoms[k - 1].has("item") or atoms[k - 1].low in DETERMINERS)
                    and kind != "cue"
                ):
                    break
                if kind == "cue" and k > 1 and k + 1 < n and atoms[k + 1].low == "," and atoms[k - 2].low == ",":
                    break  # ", we think,"
                return _cut_before_subject(s, begin, k)
    return n


def _has_subject(s: Sentence, k: int) -> bool:
    j = k - 1
    while j >= 0 and (is_adverb(s.atoms[j]) or s.atoms[j].low in _AUX_WORDS or s.atoms[j].has("modal")):
        j -= 1
    return j >= 0 and (s.atoms[j].has("state") or s.atoms[j].has("pronoun"))


def _cut_before_subject(s: Sentence, begin: int, verb: int) -> int:
    """The last "and" or comma before the next verb, else the beginning of the state that is its subject."""
    j = verb - 1
    while j >= begin and (
        is_adverb(s.atoms[j])
        or s.atoms[j].low in _AUX_WORDS
        or s.atoms[j].has("modal")
        or s.atoms[j].has("negation")
        or s.atoms[j].low in ("to", "been", "be")
    ):
        j -= 1
    first = j
    while j >= begin:
        a = s.atoms[j]
        if a.low in ("and", ",", "as", "than", "after", "before", "since", "until"):
            return j
        if a.has("state") and first - j <= 1 and j > begin and s.atoms[j - 1].low not in PREPOSITIONS:
            return j
        if a.low in PREPOSITIONS and first - j > 5:
            break
        j -= 1
    return verb


# ------------------------------------------------------------------------------------------------------------ nouns


def _noun_frame(s: Sentence, i: int) -> Frame | None:
    """ "shipments of arms from A to B", "A's oil deliveries to B", "a supplier of shells to B"."""
    atoms = s.atoms
    value = atoms[i].senses["nominal"].value
    if value == "voyage":
        return None
    f = Frame(f"noun.{value}", "transfer", i)
    right = _right(s, i + 1)
    f.end = right.end
    owner, items, k, is_negated, modality, is_concern = _noun_left(s, i)
    f.begin = k
    f.is_negated, f.modality = is_negated, _strongest(modality, right.modality, "concern" if is_concern else None)
    f.items = [*items, *right.items]
    f.back = right.back
    if right.between:
        f.parties = right.between
        f.giver = f.receiver = None
        f.rule = "noun.between"
        return f
    if value == "help":
        f.items = [Item("aid", i)]
    if value in ("give", "giver", "help"):
        f.giver = right.source or right.by or owner
        f.receiver = right.to
    else:
        f.receiver = right.to if right.to and not owner else owner
        f.giver = right.source
        if value == "receive" and right.by:
            f.receiver = right.by
    if value in ("giver", "receiver"):
        subject = _subject(s, k, [], form="noun", is_passive=False)
        who = _copula_subject(s, k) or subject.state
        f.begin = min(f.begin, subject.begin)
        if value == "giver":
            f.giver = who or owner or f.giver
            f.receiver = right.to or (owner if who and owner != who else None)
        else:
            f.receiver, f.giver = who or owner, right.source
            f.giver = f.giver or (owner if who and owner and owner != who else None)
        f.subject = who
    if f.giver is None and (origin := _origin(f.items)) and origin != f.receiver:
        f.giver = origin
    if f.giver == f.receiver:
        return None
    f.is_sure = bool(f.giver and f.receiver) and value in ("give", "receive") and right.source is not None
    return f


def _copula_subject(s: Sentence, k: int) -> str | None:
    """The subject of "Russia is (remains, became) its main supplier"."""
    j = k - 1
    while j >= 0 and (
        s.atoms[j].low in DETERMINERS
        or is_adverb(s.atoms[j])
        or (not s.atoms[j].senses and s.atoms[j].low not in _COPULA)
    ):
        j -= 1
    if j < 0 or s.atoms[j].low not in _COPULA:
        return None
    j -= 1
    while j >= 0:
        a = s.atoms[j]
        if a.is_masked or a.low in _CLAUSE or a.low == "that":
            return None
        if code := state_of(a):
            return code
        j -= 1
    return None


_ASKING = word_set("ask asks asked asking urge urges urged beg begged press pressed wants wanted begging urging")
_CEASING = word_set("stop stops stopped cease ceases ceased halted refused refuses declined")
_COPULA = word_set("is are was were be been remains remained became become becomes as called not being")


def _noun_left(s: Sentence, i: int) -> tuple[str | None, list[Item], int, bool, str | None, bool]:
    atoms = s.atoms
    owner: str | None = None
    items: list[Item] = []
    is_negated = is_concern = False
    modality: str | None = None
    k = i - 1
    first = i
    while k >= 0:
        a = atoms[k]
        if a.is_masked or a.low in _CLAUSE or a.low == ",":
            break
        if a.has("state"):
            owner = a.senses["state"].value
            first = k
            k -= 1
            break
        if a.low in ("its", "their"):
            owner, first = PRONOUN, k
            k -= 1
            break
        if a.has("item") and (k == i - 1 or atoms[k + 1].has("item") or atoms[k + 1].low in ("and", "or", "cargo")):
            if not a.has("no_item"):
                items.insert(0, Item(a.senses["item"].value, k))
            first = k
        elif (
            a.low in ("and", "or", "'s")
            or a.low in DETERMINERS
            or (not a.senses and a.low.isalpha() and a.low not in _AUX_WORDS and a.low not in PREPOSITIONS)
        ):
            if a.low == "no":
                is_negated = True
        elif a.has("modal") or a.has("negation"):
            if a.has("modal"):
                modality = _strongest(modality, a.senses["modal"].value)
            if a.low in ("no", "without", "no evidence", "no sign", "no signs", "never", "not"):
                is_negated = True
        elif a.has("measure_word"):
            pass
        else:
            break
        k -= 1
    for a in atoms[max(0, k - 6) : i]:
        if a.has("modal") and a.senses["modal"].value == "concern":
            is_concern = True
        if a.has("negation") and a.low.startswith("no "):
            is_negated = True
    return owner, items, first, is_negated, modality, is_concern


def _request_frame(s: Sentence, i: int) -> Frame | None:
    """ "it has asked for a dozen", "Iran seeks fighter jets from Russia"."""
    right = _right(s, i + 1)
    left, _, is_negated, _ = _verb_group(s, i, "past")
    subject = _subject(s, left, [], form="past", is_passive=False)
    if subject.state is None:
        return None
    f = Frame(
        "request", "transfer", i, receiver=subject.state, giver=right.source, items=right.items, modality="requested"
    )
    f.is_negated = is_negated
    f.begin, f.end, f.subject, f.is_sure = subject.begin, right.end, subject.state, right.source is not None
    return f


def _without_parts(frames: list[Frame]) -> list[Frame]:
    """Drop what another frame says more fully: the same items, and no party that the other has not."""
    kept: list[Frame] = []
    for f in frames:
        mine = {x.at for x in f.items}
        held = False
        for g in frames:
            if g is f or not mine:
                continue
            theirs = {x.at for x in g.items}
            if not mine <= theirs:
                continue
            fill_f = (f.giver is not None) + (f.receiver is not None)
            fill_g = (g.giver is not None) + (g.receiver is not None)
            if fill_g > fill_f or (fill_g == fill_f and (mine < theirs or g.at < f.at)):
                held = True
                break
        if not held:
            kept.append(f)
    return kept

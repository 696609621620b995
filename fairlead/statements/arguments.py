"""Arguments: what stands before and behind a verb or noun by which something passes, up to where its clause ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import BE, DETERMINERS, PREPOSITIONS, Atom, Sentence, is_adverb, is_verb
from fairlead.statements.roles import (
    AT,
    AUX_WORDS,
    CLAUSE,
    FROM,
    INSTITUTIONS,
    JOINS,
    PREP,
    PRONOUN,
    TO,
    WE,
    Frame,
    Item,
    heads_item,
    home_of,
    is_any_verb,
    is_item,
    is_purpose,
    modifier_of,
    state_of,
    strongest,
)


@dataclass(slots=True)
class Before:
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
    is_bare: bool = False
    """Whether the state itself does it, not "Belarusian banks"."""
    is_object: bool = False
    """Whether its items are what a relative clause with a subject of its own speaks of: "the jets Iran received"."""
    whom: str | None = None
    """State that a clause speaks of by "to which"."""
    whence: str | None = None
    """State that a clause speaks of by "from which"."""


@dataclass(slots=True)
class Behind:
    items: list[Item] = field(default_factory=list)
    back: list[Item] = field(default_factory=list)
    state: str | None = None
    """A state as bare object: "gave North Korea ..."."""
    to: str | None = None
    source: str | None = None
    by: str | None = None
    at: str | None = None
    benefit: str | None = None
    partner: str | None = None
    """State behind "with": with whom something is swapped."""
    with_items: list[Item] = field(default_factory=list)
    for_items: list[Item] = field(default_factory=list)
    end: int = 0
    between: tuple[str, ...] = ()
    denied: bool = False
    modality: str | None = None
    is_carrier_by: bool = False
    has_more: bool = False
    """Whether "with" stands behind "together" or "along"."""


def read_subject(s: Sentence, left: int, earlier: list[Frame], *, form: str, is_passive: bool) -> Before:
    """What stands before a verb's group, back to where its clause begins."""
    atoms = s.atoms
    got = Before(begin=left)
    k = left - 1
    if k >= 0 and atoms[k].low in {"which", "that", "who"}:  # a relative clause: its subject is what stands before it
        k -= 1
        if k >= 0 and atoms[k].low == ",":
            k -= 1
        got.is_relative = True
    elif k >= 0 and atoms[k].low == "," and (j := _parenthesis(s, k)) is not None:
        if atoms[j + 2].low in {"including", "among", "such", "mainly", "mostly"}:
            _read_left(s, list(range(j + 2, k)), got)
        k = j
    elif k >= 0 and (atoms[k].low in {"and", "or", ",", "but", "then"} or (form == "ing" and not is_passive)):
        same = next((f for f in reversed(earlier) if f.at < left), None)
        if atoms[k].low in {"and", "or", ",", "but", "then"} and same is not None:
            got.state, got.is_inherited = same.subject, True
            got.items = list(same.items) if same.rule.endswith("passive") and is_passive else []
            got.begin = left
            return got
        if form == "ing" and atoms[k].low == ",":
            k -= 1
        elif atoms[k].low in {"and", "or", "but", "then"}:
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
        if a.low in _RELATIVE and k > 1 and atoms[k - 1].low in _TO_WHICH:
            _read_antecedent(s, k - 1, got)
            break
        if a.low in {"which", "whose"} and slots and k:
            break
        if a.low == "," and slots and not _is_list_comma(s, k):
            is_said = atoms[k - 1].is_masked and any(state_of(atoms[n]) for n in slots)  # "Under it, they say, Russia"
            j = _parenthesis(s, k) if stops == 0 and not is_said else None
            if j is None:
                _read_opening(s, k, got)
                break
            k = j
            stops += 1
            continue
        slots.append(k)
        k -= 1
    _read_left(s, list(reversed(slots)), got)
    if k > 0 and atoms[k].low in {"that", "which", "whose"}:
        _read_relative(s, k, got)
    if left > 1 and got.state and len(got.items) == 1 and got.items[0].at == left - 2:
        got.is_object = True
    if form == "ing" and left and atoms[left - 1].low in {"for", "of", "from"}:  # "thanked Russia for sending"
        near = next((c for j in slots if (c := state_of(atoms[j])) and c not in (PRONOUN, WE)), None)
        got.state = near or got.state
    if got.state is None and (form == "ing" or (form == "base" and not s.lows.isdisjoint(_MEANS))):
        got.state = _accused(s, left)
    if got.state is None and not got.items and form == "ing" and earlier:
        got.state, got.is_inherited = earlier[-1].subject, True
    return got


_RELATIVE = frozenset({"which", "whom"})
_TO_WHICH = TO | FROM | {"for", "with"}


def _read_antecedent(s: Sentence, prep: int, got: Before) -> None:
    """ "Bolivia, to which Iran supplied drones": the state before "to which" receives, before "from which" gives."""
    k = prep - 1
    if s.atoms[k].low == ",":
        k -= 1
    code = state_of(s.atoms[k]) if k >= 0 else None
    if code in (None, PRONOUN, WE):
        return
    if s.atoms[prep].low in FROM:
        got.whence = code
    else:
        got.whom = code


def _read_relative(s: Sentence, k: int, got: Before) -> None:
    """ "drones that Iran sold", "additives, which Iran delivered"; "Saudi Arabia, whose air force received"."""
    j = k - 1 - (s.atoms[k - 1].low == ",")
    if j < 0:
        return
    a = s.atoms[j]
    if s.atoms[k].low == "whose":
        got.state = state_of(a) or got.state
    elif got.state and not got.items and "item" in a.senses and "no_item" not in a.senses:
        got.is_object = True
        got.items = [Item(a.senses["item"].value, j, modifier_of(s, j))]


def _read_opening(s: Sentence, comma: int, got: Before) -> None:
    """ "From Iran, finished drones went on to Russia": what a clause opens with tells where from."""
    first = next((j for j in range(comma) if not s.atoms[j].is_masked), comma)
    if comma - first <= 4 and s.atoms[first].low == "from":
        got.giver = next((c for a in s.atoms[first + 1 : comma] if (c := state_of(a)) not in (None, PRONOUN, WE)), None)


def _accused(s: Sentence, left: int) -> str | None:
    """ "Pyongyang was accused by Seoul of shipping rockets": who is accused is who does it."""
    at = next((j for j in range(left - 1, max(0, left - 8), -1) if s.atoms[j].low == "accused"), None)
    if at is None or (s.atoms[at - 1].low not in BE and s.atoms[at + 1].low != "of"):
        return None
    return next((code for j in range(at - 1, -1, -1) if (code := state_of(s.atoms[j]))), None)


def _leftmost(s: Sentence, k: int, got: Before) -> Before:
    """A coordinated verb without an earlier frame: its subject is that of the clause."""
    slots = []
    begin = k + 1
    for j in range(begin, len(s.atoms)):
        a = s.atoms[j]
        if "state" in a.senses or "pronoun" in a.senses:
            slots.append(j)
            break
        if a.low in PREPOSITIONS or is_adverb(a) or a.low in DETERMINERS:
            continue
        break
    _read_left(s, slots, got)
    return got


def _is_break(a: Atom, s: Sentence, k: int) -> bool:
    if a.is_masked or a.low in CLAUSE or a.low in JOINS or a.low == "that" or "exchange" in a.senses:
        return True
    if not a.senses:
        return False
    if a.low.endswith(" that"):  # "reports that", one term
        return True
    for kind in _VERBS:
        if kind in a.senses and a.senses[kind].form in ("past", "s") and is_verb(s, k, kind):
            before = s.atoms[k - 1] if k else None
            return not (
                a.senses[kind].form == "past"
                and before is not None
                and ("item" in before.senses or before.low in DETERMINERS)
            )
    return False


def _is_list_comma(s: Sentence, k: int) -> bool:
    """Whether a comma parts the items of a list."""
    behind = s.atoms[k + 1 : k + 6]
    before = s.atoms[max(0, k - 4) : k]
    return any("item" in a.senses for a in behind) and any("item" in a.senses for a in before)


def _parenthesis(s: Sentence, comma: int) -> int | None:
    """Before a comma that closes a relative clause or an apposition: the atom before the comma that opened it."""
    for j in range(comma - 1, max(-1, comma - 16), -1):
        a = s.atoms[j]
        if a.low == ",":
            return j - 1 if j > 0 else None
        if a.low in {";", "“", "”", '"'}:
            return None
        if a.is_masked and not s.atoms[comma - 1].is_masked:
            return None
    return None


def _read_left(s: Sentence, slots: list[int], got: Before) -> None:
    atoms = s.atoms
    prep: str | None = None
    purpose = is_seized = False
    if slots:
        got.begin = slots[0]
    for n, k in enumerate(slots):
        a = atoms[k]
        if a.is_figure and "item" not in a.senses:
            continue
        if a.low in PREP or a.low in TO:
            nxt = slots[n + 1] if n + 1 < len(slots) else None
            if a.low == "to" and nxt is not None and is_any_verb(s, nxt):
                purpose = not got.is_relative  # "traces 120 engines which were shipped": the object goes on
                continue
            if not (a.low == "of" and prep in FROM):  # "from the stocks of Serbia"
                prep = None if a.low in ("including", "among") else a.low
            continue
        if a.low in {",", "and", "or"}:
            prep = None if a.low == "," else prep
            continue
        if prep in _WHEN and (a.low in _CALENDAR or _YEAR(a.low)):
            prep = None  # "In March Russia gave"
            continue
        if a.low in _MEANS:
            prep = "via"  # "accused Iran of using Oman to smuggle"
            continue
        if a.low in _SEIZED:
            is_seized = True
            continue
        if is_seized:  # "weapons captured by Saudi forces from the Houthis": whoever took them has them
            if prep == "by" and (code := state_of(a)) is not None:
                got.giver, prep = code, "taken"
            continue
        if a.low in _AIMED:
            purpose = a.low != "destined" and not (k and atoms[k - 1].low in DETERMINERS)  # "a used ferry"
            continue
        behind = atoms[slots[n + 1]].low if n + 1 < len(slots) else ""
        if (
            a.low in {"no", "none", "nor"}
            or ("negation" in a.senses and a.low.startswith(("no ", "not ")))
            or (a.low == "not" and behind in _ONE)
        ):
            got.is_denied = True
        if "modal" in a.senses:
            got.modality = strongest(got.modality, a.senses["modal"].value)
        if "item" in a.senses and "no_item" not in a.senses and is_item(s, k):
            is_cargo = got.has_vessel and prep == "with"  # "a tanker with condensate"
            if purpose or (prep in _NO_SUBJECT and not is_cargo):
                continue
            cls = a.senses["item"].value
            if is_carrier(a, cls):
                got.has_vessel = True
                got.carrier = modifier_of(s, k)
            got.items.append(Item(cls, k, modifier_of(s, k)))
            continue
        code = state_of(a) or (home_of(s, k) if a.low in INSTITUTIONS else None)
        if code is None:
            continue
        if purpose:
            got.receiver = got.receiver or code
            continue
        if prep in _SETTING and n and k == slots[-1] and _is_common(atoms[slots[n - 1]]):
            prep = None  # "Under the contract Poland will be supplied"
        if heads_item(s, k):
            if code == WE and prep is None:  # "our troops received"
                got.state = got.state or code
            continue
        if prep in FROM:
            got.giver = code
        elif prep in TO:
            got.receiver = code
        elif prep == "between":
            got.between = (*got.between, code)
        elif prep in (None, "of", "by"):
            if prep == "by" and not got.has_vessel:
                got.giver = got.giver or code
            elif prep == "by":
                got.carrier = got.carrier or code
            else:
                got.state = code
                got.is_bare = k == slots[-1]


def is_carrier(a: Atom, item_class: str) -> bool:
    """Whether an item is what carries goods: a merchant ship, a cargo plane."""
    if item_class.startswith("vessel"):
        return item_class not in ("vessel.submarine", "vessel.warship")
    return a.low in _PLANES


_PLANES = word_set("plane planes airliner airliners") | {
    f"{kind} {craft}" for kind in ("cargo", "transport") for craft in ("plane", "planes", "aircraft", "jet", "jets")
}  # fmt: skip
_SETTING = word_set("under in on at by during after before since despite amid with within for through over")


def _is_common(a: Atom) -> bool:
    """Whether a common noun stands there, behind which a name is a phrase of its own."""
    is_name = a.is_capital or not _NAMING.isdisjoint(a.senses)
    return not (is_name or a.low in DETERMINERS or a.low in PREPOSITIONS) and a.low.isalpha()


_NAMING = frozenset({"state", "place", "item", "office", "person", "body", "outlet", "pronoun"})


_WHEN = word_set("in on since during by until from after before through over for of between")
_CALENDAR = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday spring summer autumn winter year month week quarter day days weeks months years "
    "weekend half decade"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}").fullmatch
_MEANS = word_set("using via through")
_SEIZED = word_set("captured seized confiscated intercepted")
_AIMED = word_set("aimed intended designed meant needed used destined")
_NO_SUBJECT = word_set("at for in on against amid via with over as during after")


def read_right(s: Sentence, begin: int) -> Behind:
    """What stands behind a verb: objects and prepositional phrases, up to where its clause ends."""
    atoms, n = s.atoms, len(s.atoms)
    got = Behind(end=begin)
    stop = _right_stop(s, begin)
    prep: str | None = None
    mode = "object"
    is_payment = begin > 0 and "give" in atoms[begin - 1].senses and atoms[begin - 1].senses["give"].value == "reward"
    since = -9
    """The last preposition."""
    told_at = -10
    """The last atom that told a state behind "to", "from" or "by"."""
    k = begin
    while k < stop:
        a = atoms[k]
        if a.is_masked or (a.is_figure and "item" not in a.senses):
            k += 1
            continue
        low = a.low
        if "exchange" in a.senses:
            if a.senses["exchange"].value == "flip":
                mode, prep = "exchange", None
            k += 1
            continue
        if mode == "exchange":
            if "item" in a.senses and is_item(s, k):
                got.back.append(Item(a.senses["item"].value, k, modifier_of(s, k)))
                got.end = k + 1
            elif is_purpose(s, k):
                break
            k += 1
            continue
        if low == "to" and is_purpose(s, k):
            mode = "purpose"
            prep = None
            if k + 1 < n and "purpose" in atoms[k + 1].senses:
                mode = "benefit"
            k += 2
            continue
        if low in {"aimed", "intended", "designed", "meant"}:
            mode = "purpose"
            k += 1
            continue
        if low == "in support of":
            mode = "benefit"
            k += 1
            continue
        if low == "by" and k + 1 < stop and atoms[k + 1].low == "way":  # "by way of Oman"
            prep, k = "via", k + 3
            continue
        if low in _INSIDE and prep in _PARTY and told_at < since < k - 1 and _is_plain(s, since + 1, k):
            k += 1  # "to buyers in Bangladesh", "by a trader of Singapore"
            continue
        if low in PREP or low in TO:
            since = k
            if mode == "purpose" and low not in ("to", "from"):
                k += 1
                continue
            mode = "object" if mode != "benefit" else mode
            if low in ("including", "involving") or (low == "of" and told_at >= 0 and _is_body(s, told_at + 1, k)):
                prep = None  # "a transfer to Azerbaijan of rockets"
            elif low != "of":
                prep = low
            if low == "with" and k and atoms[k - 1].low in ("together", "along"):
                got.has_more = True
            k += 1
            continue
        if low == "as" and k and atoms[k - 1].low == "as well":
            k += 1  # "jets as well as shells"
            continue
        if low in ("as", "than"):
            mode, prep = "skip", None
            k += 1
            continue
        if (
            low == ","
            and prep in {"after", "before", "since", "during", "in", "on", "for", "at", "by", "with"}
            and not (prep == "with" and got.with_items)
            and not (prep == "with" and not got.items)
        ):
            prep = None
        is_counted = k + 1 < stop and atoms[k + 1].is_figure
        if low == "," and told_at >= 0 and not got.items and (prep in _ABOARD or (prep in _PARTY and is_counted)):
            prep = None  # "delivered to western Libya, on board the Karya Star, 25 vehicles"
        if low in ("no", "none") or (
            low.startswith("not ") or (low == "not" and k + 1 < stop and atoms[k + 1].low in _ONE)
        ):
            got.denied = got.denied or (mode == "object" and prep is None)
        if "modal" in a.senses and low in {"possibly", "perhaps", "reportedly", "allegedly", "probably"}:
            got.modality = strongest(got.modality, a.senses["modal"].value)
        if "item" in a.senses and "no_item" not in a.senses and is_item(s, k):
            if told_at >= 0 and prep not in AT and not got.items and _is_object(s, told_at + 1, k):
                prep, told_at = None, -10  # "passed on to Kyiv five million cartridges"
            paid_in = prep == "in" and (is_payment or a.senses["item"].value == "money")
            if prep == "in" and a.senses["item"].value.startswith("aid") and not got.items:
                prep = None  # "€20 million in humanitarian aid"
            _place_item(got, Item(a.senses["item"].value, k, modifier_of(s, k)), mode, "with" if paid_in else prep)
            got.end = max(got.end, k + 1)
            k += 1
            continue
        if "pair" in a.senses and prep == "between":
            got.between = ("?",)
        code = state_of(a) or (home_of(s, k) if low in INSTITUTIONS else None)
        if code is not None and _is_of_other(s, k):  # "to Ukraine's enemy, North Korea"
            k += 2
            continue
        if code is not None and mode != "skip":
            is_first = k == begin or (k == begin + 1 and atoms[begin].low == "the")  # "gave the Philippines radars"
            heads = heads_item(s, k) and not (is_first and prep is None and _is_given(atoms[k], atoms[begin - 1]))
            if mode in ("benefit",) or mode == "purpose":
                got.benefit = got.benefit or code
            elif heads and prep in (None, "of", "with", "for", "by"):
                if prep == "by" and _is_ship_next(s, k):
                    got.is_carrier_by, got.by = True, code
            elif (heads and prep == "to") or prep in TO:
                got.to = got.to or code
            elif prep in FROM:
                got.source = got.source or code
            elif prep == "by":
                got.by = got.by or code
            elif prep in AT:
                got.at = got.at or code
            elif prep == "for":
                if not got.to and not got.state:
                    got.to = code
            elif prep == "with":
                got.partner = got.partner or code
            elif prep == "between":
                got.between = (*got.between, code)
            elif prep is None and code not in (PRONOUN, WE) and not got.items:
                got.state = got.state or code
            elif prep is None and (code == PRONOUN or low in _US) and not got.items and not got.state:
                got.state = code
            if not heads and (prep in _PARTY or prep in FROM or prep in AT):
                told_at = k
            got.end = max(got.end, k + 1)
        k += 1
    return got


def _is_given(a: Atom, verb: Atom) -> bool:
    """ "sold Latvia radars": a state by its name, and no adjective, right behind a verb of giving is who receives."""
    sense = verb.senses.get("give")
    if sense is None or sense.value != "give":
        return False
    return "place" in a.senses or ("state" in a.senses and a.senses["state"].note in ("name", "capital"))


def _is_body(s: Sentence, begin: int, end: int) -> bool:
    """Whether nothing, or the forces of a state, stand there: "to the Sudanese Armed Forces of six drones"."""
    return end - begin <= 3 and all(a.is_capital or a.low in _BODIES for a in s.atoms[begin:end])


_BODIES = word_set("army forces military navy troops police government authorities rebels militia 's") | {
    "armed forces", "air force", "coast guard", "defence ministry", "defense ministry",
}  # fmt: skip
_US = frozenset({"us", "you"})


def _is_of_other(s: Sentence, k: int) -> bool:
    """Whether a state only says whose enemy or ally another one is: "Ukraine's main enemy"."""
    behind = s.atoms[k + 1 : k + 5]
    if not behind or behind[0].low != "'s":
        return False
    return any(a.low in _KIN for a in behind[1:4]) and not any("item" in a.senses for a in behind[1:3])


_KIN = word_set(
    "enemy enemies ally allies neighbour neighbours neighbor neighbors rival rivals foe foes adversary adversaries "
    "friend patron backer opponent"
)
_ABOARD = AT | {"aboard", "by", "via", "through", "between", "under", "during", "after", "before", "since"}
_INSIDE = frozenset({"in", "of", "at", "near", "inside"})
_PARTY = TO | {"from", "by"}
_NO_PARTY = word_set("use time end power control sea rail air ship road train land river night day")


def _is_plain(s: Sentence, begin: int, end: int) -> bool:
    """Whether somebody without a name stands there: "a firm", "any party", "the army"."""
    return end - begin <= 5 and not any(
        "item" in a.senses or a.is_figure or a.is_masked or a.low in _NO_PARTY or state_of(a) is not None
        or a.low in {",", "and"} or any(v in a.senses for v in ("give", "receive", "move"))
        for a in s.atoms[begin:end]
    )  # fmt: skip


def _is_object(s: Sentence, begin: int, item: int) -> bool:
    """Whether nothing but a figure, determiners and adjectives stands between a party and an item."""
    between = s.atoms[begin:item]
    if not between:
        return False
    first = between[0]
    if not (first.is_figure or first.low in DETERMINERS or "measure_word" in first.senses):
        return False
    return all(
        a.is_figure
        or a.low in DETERMINERS
        or a.low == "of"
        or (a.low not in PREPOSITIONS and a.low not in {",", "and"})
        for a in between
    )


def _is_ship_next(s: Sentence, k: int) -> bool:
    return any("item" in a.senses and a.senses["item"].value.startswith("vessel") for a in s.atoms[k + 1 : k + 4])


def _place_item(got: Behind, item: Item, mode: str, prep: str | None) -> None:
    if mode in {"purpose", "skip", "benefit"}:
        return
    if prep == "with":
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
        if a.low in _STOPS:
            return k
        if a.low in (":",) and k > begin:
            continue
        if a.low == "and" and k > begin + 1 and _is_gap(s, begin, k):
            return k
        if a.low in {"“", "”", '"'} and k > begin + 1:
            if k + 1 < n and atoms[k + 1].low in _TO_OR_FROM and _is_partly_quoted(s, begin, k):
                continue  # delivered "over 100 vehicles" to Mali
            return k
        if a.is_masked and k > begin:
            if atoms[k - 1].is_masked and atoms[k - 1].low != ",":
                continue  # inside the parenthesis
            if atoms[k - 1].low == ",":
                # a parenthesis ("Russia has, Seoul says, sent ...") goes on behind it
                j = k
                while j < n and atoms[j].is_masked:
                    j += 1
                if j < n and atoms[j].low == ",":
                    continue
            return k
        if a.low == "that" and k > begin and atoms[k - 1].low not in PREPOSITIONS:
            if atoms[k - 1].low == "," and k + 1 < n and atoms[k + 1].low == "is":
                continue  # "rockets, that is 122 mm, and missiles"
            return k
        for kind in _VERBS if a.senses else ():
            if kind in a.senses and is_verb(s, k, kind):
                form = a.senses[kind].form
                if form == "base" and "purpose" in a.senses and k and atoms[k - 1].low == "to":
                    break
                if form in ("base", "ing") and kind != "cue" and not _has_subject(s, k):
                    if form == "ing":
                        return k - 1 if k and atoms[k - 1].low in (",", "and") else k
                    if k and atoms[k - 1].low == "to":
                        return k - 1
                    break
                if (
                    form == "past"
                    and k
                    and ("item" in atoms[k - 1].senses or atoms[k - 1].low in DETERMINERS)
                    and kind != "cue"
                ):
                    break
                if kind == "cue" and k > 1 and k + 1 < n and atoms[k + 1].low == "," and atoms[k - 2].low == ",":
                    break  # ", we think,"
                return _cut_before_subject(s, begin, k)
    return n


def _is_gap(s: Sentence, begin: int, k: int) -> bool:
    """ "sent 150 police and Jamaica two dozen soldiers": a second subject with its own goods, its verb left out."""
    if k + 3 >= len(s.atoms) or not s.atoms[k + 2].is_figure or state_of(s.atoms[k + 1]) in (None, PRONOUN, WE):
        return False
    return any("item" in a.senses for a in s.atoms[begin:k])


def _is_partly_quoted(s: Sentence, begin: int, end: int) -> bool:
    """Whether a quotation that ends there began right behind the verb, or in its object."""
    return any(a.low in {"“", '"'} for a in s.atoms[max(0, begin - 1) : end])


_TO_OR_FROM = TO | FROM
_STOPS = frozenset(";?!)—–") | word_set(
    "but while whereas because although though when if whether which who where unless"
)
_VERBS = ("give", "receive", "move", "barter", "cue")


def _has_subject(s: Sentence, k: int) -> bool:
    j = k - 1
    while j >= 0 and (is_adverb(s.atoms[j]) or s.atoms[j].low in AUX_WORDS or "modal" in s.atoms[j].senses):
        j -= 1
    return j >= 0 and ("state" in s.atoms[j].senses or "pronoun" in s.atoms[j].senses)


def _cut_before_subject(s: Sentence, begin: int, verb: int) -> int:
    """The last "and" or comma before the next verb, else the beginning of the state that is its subject."""
    j = verb - 1
    while j >= begin and (
        is_adverb(s.atoms[j])
        or s.atoms[j].low in AUX_WORDS
        or "modal" in s.atoms[j].senses
        or "negation" in s.atoms[j].senses
        or s.atoms[j].low in {"to", "been", "be"}
    ):
        j -= 1
    first = j
    while j >= begin:
        a = s.atoms[j]
        if a.low in {"and", ",", "as", "than", "after", "before", "since", "until"}:
            return j
        if "state" in a.senses and first - j <= 1 and j > begin and s.atoms[j - 1].low not in PREPOSITIONS:
            return j
        if a.low in PREPOSITIONS and first - j > 5:
            break
        j -= 1
    return verb


_ONE = frozenset({"one", "a", "a single", "any", "all"})

"""Frames: verbs and nouns by which something passes from one state to another, and who is giver and receiver in them.

Direction is found, never guessed: a role is filled by subject, object, "to", "from", "by" or a possessive of a known
verb or noun.
What only fits ("between A and B", a state beside an item) leaves the direction unknown.
"""

from __future__ import annotations

from dataclasses import replace

from fairlead.statements.coordination import JOINING, coordinated
from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import AUXILIARIES, DETERMINERS, PREPOSITIONS, Sentence, is_adverb, is_verb
from fairlead.statements.nouns import RELYING, bare_frame, deal_frame, noun_frame, reliance_frame, route_frame
from fairlead.statements.roles import (
    FROM,
    PRONOUN,
    SAME,
    TO,
    UNSAID,
    WE,
    Frame,
    Item,
    heads_item,
    is_item,
    is_purpose,
    modifier_of,
    state_of,
)
from fairlead.statements.training import TRAINING, training_frame
from fairlead.statements.verbs import barter_frame, request_frame, verb_frame, way_frame


def find_frames(s: Sentence) -> list[Frame]:
    """The frames of a sentence, in its order; one that another of the same items holds whole is left out."""
    found: list[Frame] = []
    seen: list[Frame] = []
    has_frame = not (s.kinds.isdisjoint(_MAKING) and s.lows.isdisjoint(_BARE))
    for i, a in enumerate(s.atoms if has_frame else ()):
        senses = a.senses
        if a.is_masked or not (senses or a.low in _BARE):
            continue
        frame = None
        if not senses:
            if frame := training_frame(s, i, seen) if a.low in TRAINING else reliance_frame(s, i):
                found.append(frame)
            continue
        verb = _verb_at(s, i)
        if verb:
            frame = verb_frame(s, i, verb, seen)
            if frame:
                seen.append(frame)
        elif "barter" in senses and is_verb(s, i, "barter") and (frame := barter_frame(s, i, seen)):
            seen.append(frame)
        elif "way" in senses:
            frame = way_frame(s, i)
        elif "nominal" in senses:
            frame = (deal_frame(s, i) if a.low in ("order", "orders") else None) or noun_frame(s, i)
        elif "agreement" in senses:
            frame = deal_frame(s, i)
        elif "modal" in senses and senses["modal"].value == "requested" and not is_purpose(s, i + 1):
            frame = request_frame(s, i)
        elif "item" in senses:
            frame = bare_frame(s, i)
        if frame and not frame.items and not frame.back:
            _measured(s, frame)
            if not frame.items and verb:
                _pronoun_item(s, frame, found)
            if not frame.items and verb:
                _noun_item(s, frame)
            if not frame.items and a.low in _SENT and frame.rule in ("noun.give", "noun.receive") and _has_verb(s):
                _same_goods(frame)
        if frame and (frame.items or frame.back):
            _specify_help(s, frame)
            _specify_technology(s, frame)
            _specify_launchers(s, frame)
            _specify_trainers(s, frame)
            _drop_general(s, frame)
            found.append(frame)
    if found and "exchange" in s.kinds:
        _opening_exchange(s, found[0])
    if not found:
        return [f] if (f := route_frame(s)) else []
    if not s.lows.isdisjoint(_ONWARD):
        _passed_on(s, found)
    kept = [g for f in _without_parts(_joined(found)) for g in _by_origin(f)]
    if "," in s.lows or not s.lows.isdisjoint(JOINING):
        kept += [g for f in kept for g in (*_gapped(s, f), *_shared_out(s, f))]
    if s.lows.isdisjoint(JOINING):
        return kept
    named = {code for a in s.atoms if a.senses and (code := state_of(a))} - {PRONOUN, WE}
    return [g for f in kept for g in ((f, *coordinated(s, f)) if named - {f.giver, f.receiver} else (f,))]


_BARE = TRAINING | RELYING
"""Words that make a frame and are no terms."""
_MAKING = frozenset({"give", "receive", "move", "barter", "way", "nominal", "modal", "item", "agreement"})
"""Kinds of words that make a frame."""


def _opening_exchange(s: Sentence, f: Frame) -> None:
    """ "In return for the shells, North Korea obtained fuel": what a sentence begins with went the other way."""
    at = next((k for k, a in enumerate(s.atoms) if not a.is_masked), 0)
    if f.back or "exchange" not in s.atoms[at].senses or s.atoms[at].senses["exchange"].value != "flip":
        return
    for k in range(at + 1, f.at):
        a = s.atoms[k]
        if a.low == ",":
            return
        if "item" in a.senses and is_item(s, k):
            f.back.append(Item(a.senses["item"].value, k, modifier_of(s, k)))


def _verb_at(s: Sentence, i: int) -> str | None:
    senses = s.atoms[i].senses
    for kind in ("give", "receive", "move"):
        if kind in senses and is_verb(s, i, kind):
            return kind
    return None


def _measured(s: Sentence, f: Frame) -> None:
    """ "took on 9,000 barrels", "transferred 10,000 containers": nothing but a measure says what was given."""
    for k in range(f.begin, f.end + 8):
        if k >= len(s.atoms) or (s.atoms[k].low in {",", ".", ";"} and k > f.at):
            return
        a = s.atoms[k]
        if "measure_word" in a.senses and k and s.atoms[k - 1].is_figure:
            of = s.atoms[k + 2].senses if k + 2 < len(s.atoms) and s.atoms[k + 1].low == "of" else {}
            if "item" in of:
                f.items = [Item(of["item"].value, k + 2)]
            elif a.low in ("round", "rounds"):  # "5,000 rounds of 155 mm calibre"
                is_shell = any(x.low in ("mm", "millimetre", "millimeter") for x in s.atoms[k + 1 : k + 5])
                f.items = [Item("ammunition.artillery" if is_shell else "ammunition", k)]
            elif a.low in ("barrel", "barrels"):
                f.items = [Item("oil", k)]
            elif a.low in {"container", "containers", "tonne", "tonnes", "ton", "tons"}:
                f.items = [Item(UNSAID, k)]
            return


def _pronoun_item(s: Sentence, f: Frame, earlier: list[Frame]) -> None:
    """ "passed them on to Kyiv", "they were bought by Spain", "three have arrived": what was spoken of before."""
    parties = [x for x in (f.giver, f.receiver) if x]
    if not parties and earlier and (at := _subject_pronoun(s, f)) is not None and s.atoms[at].is_figure:
        g = earlier[-1]  # "of the 48 jets that Poland bought from Korea, 12 have been handed over"
        f.giver, f.receiver, f.items = g.giver, g.receiver, [Item(x.item_class, at, x.origin) for x in g.items]
        f.is_sure, f.is_anaphoric = False, True
        return
    has_name = any(x not in (PRONOUN, WE) for x in parties)
    if not parties:
        return
    behind = s.atoms[f.at + 1].low if f.at + 1 < len(s.atoms) else ""
    is_any = behind in _ANY and _is_alone(s, f.at + 2)
    is_same = behind == "the same" or s.words(f.at + 1, f.at + 3) == "the same"
    figure = _behind_determiners(s, f.at + 1)
    is_object = (
        (behind in _THEM or is_same or is_any or _is_bare_figure(s, figure))
        and f.rule.endswith("active")
        and not f.rule.startswith(("move", "unload", "load"))
    )
    at = figure if is_object else _subject_pronoun(s, f)
    if not has_name and not (is_object and at is not None and (s.atoms[at].is_figure or is_any)):
        return
    if at is None:
        return
    if is_object and f.receiver == PRONOUN and behind == "it":
        f.receiver = None
    if is_object and f.giver == PRONOUN and f.receiver is None:
        return
    if not is_object and f.giver == PRONOUN:
        f.giver = None
    if is_object and behind in ("none", "nothing"):
        f.is_negated = True
    same = [Item(x.item_class, at, x.origin) for g in earlier for x in g.items]
    f.items = same or [Item(SAME, at)]
    f.is_sure, f.is_anaphoric = False, True


def _behind_determiners(s: Sentence, k: int) -> int:
    """ "received its first six", "ordered another 20": where the figure stands; where none does, the same place."""
    j = k
    while j < len(s.atoms) and (s.atoms[j].low in _ITS or is_adverb(s.atoms[j])) and not s.atoms[j].is_figure:
        j += 1
    return j if j < len(s.atoms) and s.atoms[j].is_figure else k


_ITS = word_set("its their the a an another first last further additional other some")


def _is_bare_figure(s: Sentence, k: int) -> bool:
    """Whether a figure stands there with no noun behind it: "we have already sent two, and"."""
    if k >= len(s.atoms) or not s.atoms[k].is_figure or "item" in s.atoms[k].senses:
        return False
    while k < len(s.atoms) and s.atoms[k].is_figure:
        if "item" in s.atoms[k].senses or "measure_word" in s.atoms[k].senses:
            return False
        k += 1
    return _is_alone(s, k) or s.words(k, k + 2) in ("of them", "of these", "of those")


def _is_alone(s: Sentence, k: int) -> bool:
    """Whether no noun can begin there, so that the word before it stands for goods."""
    return k >= len(s.atoms) or s.atoms[k].low in _BEHIND_FIGURES


_BEHIND_FIGURES = frozenset({",", ".", ";"}) | word_set("and so to from last this more already since in by")


def _subject_pronoun(s: Sentence, f: Frame) -> int | None:
    """Where "they", "which" or a figure alone stands as what passes."""
    if not f.rule.endswith("passive") and not f.rule.startswith("move"):
        return None
    k = f.at - 1
    while k >= 0 and (
        is_adverb(s.atoms[k]) or s.atoms[k].low in AUXILIARIES or "modal" in s.atoms[k].senses
        or "negation" in s.atoms[k].senses
    ):  # fmt: skip
        k -= 1
    if k >= 0 and s.atoms[k].low in _THEY:
        return k
    if k >= 1 and s.atoms[k].low in ("them", "these", "which") and s.atoms[k - 1].low == "of":
        k -= 2
    return k if k >= 0 and s.atoms[k].is_figure else None


def _noun_item(s: Sentence, f: Frame) -> None:
    """ "four of the batteries have been handed over", "a second was sent to Mali": a noun or an ordinal that stands for
    goods told of before; the story knows which, or that it is none."""
    if not f.rule.endswith("passive") and not f.rule.startswith("move"):
        return
    k = f.at - 1
    while k >= 0 and (
        is_adverb(s.atoms[k]) or s.atoms[k].low in AUXILIARIES or "modal" in s.atoms[k].senses
        or "negation" in s.atoms[k].senses
    ):  # fmt: skip
        k -= 1
    if k < 1 or s.atoms[k].is_masked:
        return
    a = s.atoms[k]
    is_noun = a.low.isalpha() and not a.is_capital and _NAMING.isdisjoint(a.senses) and s.atoms[k - 1].low in _DEFINITE
    is_ordinal = a.low in _ORDINALS and s.atoms[k - 1].low in ("a", "the")
    if is_noun or is_ordinal:
        f.items = [Item(SAME, k, word="" if is_ordinal else a.low)]
        f.is_sure, f.is_anaphoric, f.begin = False, True, min(f.begin, k)


def _has_verb(s: Sentence) -> bool:
    """Whether a sentence has a verb, and is no heading: "4. Russian deliveries."."""
    return any(
        a.low in AUXILIARIES or (a.low.endswith("ed") and not a.senses) or "modal" in a.senses
        or any(v in a.senses and is_verb(s, k, v) for v in ("give", "receive", "move", "cue"))
        or a.low in _CHANGING
        for k, a in enumerate(s.atoms)
    )  # fmt: skip


_CHANGING = word_set(
    "began begin begins rose fell grew stop stops end ends go goes went continue continues resume resumes"
)


def _same_goods(f: Frame) -> None:
    """ "Iraq halted deliveries", "shipments to Syria have stopped": of what was told of before."""
    if any(x not in (None, PRONOUN, WE) for x in (f.giver, f.receiver)):
        f.items, f.is_sure, f.is_anaphoric = [Item(SAME, f.at)], False, True


_SENT = word_set("delivery deliveries shipment shipments supplies exports transfer transfers sales sale export")
_NAMING = frozenset({"state", "place", "item", "office", "person", "body", "outlet", "pronoun", "figure"})
_DEFINITE = word_set("the these those both such")
_ORDINALS = word_set("first second third fourth fifth sixth rest remainder")


_THEM = word_set("it them these those some")
_ANY = word_set("any none nothing")
_THEY = word_set("it they these those which both")


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
            if a.low in {".", ";", ","} or "cue" in a.senses:
                break
            if "help_with" in a.senses:
                found.append(Item(a.senses["help_with"].value, k))
        made += found or [item]
    f.items = made


def _specify_technology(s: Sentence, f: Frame) -> None:
    """ "submarine reactor technology", "technology for submarines": one thing given, of the class of what it is for."""
    for items in (f.items, f.back):
        for x in items:
            if x.item_class != "technology":
                continue
            ahead = [k for k in range(max(0, x.at - 3), x.at) if s.atoms[k].senses]
            behind = []
            if x.at + 1 < len(s.atoms) and s.atoms[x.at + 1].low in ("for", "to", "of", "on"):
                behind = list(range(x.at + 2, min(x.at + 7, len(s.atoms))))
            for k in (*reversed(ahead), *behind):
                if what := _TECHNOLOGIES.get(_class_at(s, k)):
                    x.item_class = what
                    items[:] = [y for y in items if y is x or y.at != k]
                    break
                if s.atoms[k].low in _TECHNOLOGY_ENDS:
                    break


def _drop_general(s: Sentence, f: Frame) -> None:
    """ "artillery rounds and rocket launcher ammunition": the general word beside its own kind is no further goods,
    unless it has a figure."""
    items = f.items
    if len(items) < 2 or not any(x.item_class in _GENERAL for x in items):
        return
    kept: list[Item] = []
    for n, x in enumerate(items):
        other = items[n - 1] if n else items[1]
        is_near = abs(other.at - x.at) < _NEAR and s.atoms[max(x.at, other.at) - 1].low not in ("including", "as")
        links = {a.low for a in s.atoms[min(x.at, other.at) : max(x.at, other.at)]}
        is_joined = bool(links & {"and", "or", "nor"}) and not links & {"including", "with", ":"}
        has_figure = any(a.is_figure for a in s.atoms[max(0, x.at - 3) : x.at])
        is_kind = other.item_class.startswith(f"{x.item_class}.")
        if n and x.item_class in _GENERAL and is_kind and is_near and is_joined and not has_figure:
            continue
        kept.append(x)
    f.items = kept


_GENERAL = frozenset({"weapons", "ammunition", "munitions"})
_NEAR = 7


def _class_at(s: Sentence, k: int) -> str:
    sense = s.atoms[k].senses.get("help_with") or s.atoms[k].senses.get("item")
    return sense.value if sense else ""


def _specify_launchers(s: Sentence, f: Frame) -> None:
    """ "Scud launchers": of what they launch, where that stands before them."""
    for x in (*f.items, *f.back):
        what = _class_at(s, x.at - 1) if x.at and s.atoms[x.at].low.startswith("launcher") else ""
        if what.startswith(("missile", "equipment.air_defence")):
            x.item_class = what


def _specify_trainers(s: Sentence, f: Frame) -> None:
    """ "Yak-130 trainers", "MiG-29 and Su-27 fighters": aircraft, where an aircraft or a type stands before them."""
    for x in (*f.items, *f.back):
        if x.item_class == "personnel.troops" and s.atoms[x.at].low in ("fighter", "fighters") and _is_type(s, x.at):
            x.item_class = "aircraft"
        if x.item_class == "personnel.advisers" and x.at and _class_at(s, x.at - 1) == "aircraft":
            x.item_class = "aircraft"


def _is_type(s: Sentence, k: int) -> bool:
    """Whether a type or a manner of aircraft stands right before an atom."""
    ahead = s.atoms[max(0, k - 4) : k]
    near = s.atoms[k - 1] if k else None
    if near is None:
        return False
    has_number = any(a.low.isdigit() or (a.low.isalnum() and any(c.isdigit() for c in a.low)) for a in ahead[-2:])
    is_named = len(ahead) > 1 and has_number and (not near.is_figure or ahead[-2].is_capital)
    return near.low in _WINGED or is_named or _class_at(s, k - 1) == "aircraft"


_WINGED = word_set("jet stealth light supersonic multirole multi-role role generation sukhoi mig rafale gripen typhoon")

_TECHNOLOGIES = {
    "vessel.submarine": "technology.submarine", "technology.submarine": "technology.submarine",
    "technology.satellite": "technology.satellite", "technology.missile_nuclear": "technology.missile_nuclear",
}  # fmt: skip
_TECHNOLOGY_ENDS = frozenset({",", ";", "and", "or", ".", "to"})


def _joined(frames: list[Frame]) -> list[Frame]:
    """ "Turkey delivered drones ordered by Albania": who gives is in one frame, who receives in the other."""
    for f in frames:
        for g in frames:
            if (
                f is not g
                and f.kind == g.kind == "transfer"
                and f.giver and not f.receiver and g.receiver and not g.giver
                and f.giver != g.receiver
                and {x.at for x in f.items} & {x.at for x in g.items}
            ):  # fmt: skip
                f.receiver, f.is_sure = g.receiver, False
                f.begin, f.end = min(f.begin, g.begin), max(f.end, g.end)
    return frames


def _passed_on(s: Sentence, frames: list[Frame]) -> None:
    """ "flown to Chad and from there driven to Sudan": goods that only pass through go to where they end."""
    at = next((k for k, a in enumerate(s.atoms) if a.low in _ONWARD), 0)
    if at < 3 or s.atoms[at - 1].low not in ("and", "from", "then"):
        return
    to = next((k for k in range(at + 1, min(at + 9, len(s.atoms) - 1)) if s.atoms[k].low in TO), None)
    code = next((c for a in s.atoms[to + 1 : to + 4] if (c := state_of(a))), None) if to else None
    if code in (None, PRONOUN, WE):
        return
    for f in frames:
        if f.at < at and f.kind == "transfer" and f.receiver not in (None, code) and f.giver != code:
            f.receiver, f.is_sure = code, False


_ONWARD = word_set("there onward onwards then thence")


def _shared_out(s: Sentence, f: Frame) -> list[Frame]:
    """ "sold 24 jets to Azerbaijan, 16 to Myanmar and three to Nigeria": figures of the same goods, each with who
    receives (or gives) it."""
    made: list[Frame] = []
    for k in range(f.at + 1, len(s.atoms) - 3) if f.kind == "transfer" and len(f.items) == 1 else ():
        if s.atoms[k].low not in (",", "and") or s.atoms[k].is_masked:
            continue
        if (other := _too(s, f, k)) is not None:
            made.append(other)
            continue
        if not (s.atoms[k + 1].is_figure or (s.atoms[k + 1].low in _OF_THEM and s.atoms[k + 2].is_figure)):
            continue
        j = k + 1
        while j < len(s.atoms) - 1 and (
            s.atoms[j].is_figure or s.atoms[j].low in _OF_THEM or "measure_word" in s.atoms[j].senses
        ):
            if "item" in s.atoms[j].senses and "measure_word" not in s.atoms[j].senses:
                break
            j += 1
        way = s.atoms[j].low
        place = j + 1 + (j + 1 < len(s.atoms) and s.atoms[j + 1].low == "the")
        code = state_of(s.atoms[place]) if place < len(s.atoms) and way in ("to", "from", "for") else None
        if code in (None, PRONOUN, WE, f.giver, f.receiver) or heads_item(s, place):
            continue
        giver, receiver = (code, f.receiver) if way == "from" else (f.giver, code)
        if (f.giver if way == "from" else f.receiver) is None:
            continue
        at = k + 1 + (not s.atoms[k + 1].is_figure)
        goods = Item(f.items[0].item_class, at)
        made.append(
            replace(
                f, items=[goods], back=[], begin=k + 1, end=place + 1, is_sure=False, giver=giver, receiver=receiver
            )
        )
    return made


def _too(s: Sentence, f: Frame, k: int) -> Frame | None:
    """ "Denmark will send 19 jets to Ukraine, and the Netherlands 24": another subject with its figure."""
    j = k + 1
    while j < len(s.atoms) - 1 and s.atoms[j].low in ("and", "the", "while"):
        j += 1
    code = state_of(s.atoms[j])
    if code in (None, PRONOUN, WE, f.giver, f.receiver) or not f.rule.endswith("active"):
        return None
    is_figure = _is_bare_figure(s, j + 1) or (
        j + 2 < len(s.atoms) and s.atoms[j + 1].low.isdigit() and _is_alone(s, j + 2)
    )
    own = None if is_figure else _counted_behind(s, j + 1)
    if not (is_figure or own) or f.subject not in (f.giver, f.receiver) or f.subject is None:
        return None
    giver, receiver = (code, f.receiver) if f.subject == f.giver else (f.giver, code)
    goods = own or Item(f.items[0].item_class, j + 1)
    return replace(
        f, items=[goods], back=[], begin=j, end=j + 2, is_sure=False, giver=giver, receiver=receiver, subject=code
    )


def _counted_behind(s: Sentence, k: int) -> Item | None:
    """ "and Jamaica two dozen soldiers": goods with a figure of their own, right there, and no verb behind."""
    if k >= len(s.atoms) or not s.atoms[k].is_figure:
        return None
    for j in range(k, min(k + 6, len(s.atoms))):
        a = s.atoms[j]
        if "item" in a.senses and "no_item" not in a.senses and "measure_word" not in a.senses and is_item(s, j):
            behind = s.atoms[j + 1] if j + 1 < len(s.atoms) else None
            is_end = behind is None or behind.low in _BEHIND_FIGURES or behind.low in (";", "for", "as", "under")
            return Item(a.senses["item"].value, j) if is_end else None
        if a.low in PREPOSITIONS - {"of"} or a.low in (",", ";", "and") or a.low in AUXILIARIES:
            return None
    return None


_OF_THEM = word_set("more others another a of them further additional")


def _gapped(s: Sentence, f: Frame) -> list[Frame]:
    """ "The drones came from Iran, and the shells from Serbia": a second clause that leaves out its verb."""
    told = {x.at for x in (*f.items, *f.back)}
    for k in range(f.at + 1, len(s.atoms) - 3) if f.kind == "transfer" and f.items else ():
        if s.atoms[k].low not in JOINING:
            continue
        item = next((j for j in range(k + 1, min(k + 6, len(s.atoms))) if "item" in s.atoms[j].senses), None)
        if item is None or item in told or item + 2 >= len(s.atoms) or any(x.is_masked for x in s.atoms[k : item + 3]):
            continue
        way = s.atoms[item + 1].low
        place = item + 2 + (s.atoms[item + 2].low == "the")
        code = state_of(s.atoms[place]) if place < len(s.atoms) and (way in FROM or way in TO) else None
        is_free = all(a.is_figure or a.low in DETERMINERS or not a.senses for a in s.atoms[k + 1 : item])
        if code in (None, PRONOUN, WE, f.giver, f.receiver) or not is_free:
            continue
        giver, receiver = (code, f.receiver) if way in FROM else (f.giver, code)
        if giver is None or receiver is None:
            continue
        goods = Item(s.atoms[item].senses["item"].value, item)
        return [
            replace(
                f, items=[goods], back=[], begin=k + 1, end=place + 1, is_sure=False, giver=giver, receiver=receiver
            )
        ]
    return []


def _by_origin(f: Frame) -> list[Frame]:
    """ "received Turkish bombs and Russian helicopters": where only the goods tell the giver, each its own."""
    origins = list(dict.fromkeys(x.origin for x in f.items if x.origin and x.origin != f.receiver))
    if f.is_sure or len(origins) < 2 or f.giver not in origins or f.kind != "transfer":
        return [f]
    made, last = [], origins[0]
    of: dict[str, list[Item]] = {}
    for x in f.items:
        last = x.origin if x.origin in origins else last
        of.setdefault(last, []).append(x)
    for origin, items in of.items():
        made.append(replace(f, giver=origin, items=items, back=list(f.back)))
    return made


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

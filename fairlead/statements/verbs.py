"""Verbs by which something passes, active and passive: who gives, who receives, and how sure the words are."""

from __future__ import annotations

from fairlead.statements.arguments import Before, Behind, is_carrier, read_right, read_subject
from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import BE, PREPOSITIONS, Sentence, is_adverb
from fairlead.statements.roles import PRONOUN, WE, Frame, Item, is_purpose, origin_of, state_of, strongest

_ARRIVING = frozenset(
    {"dock", "berth", "put in", "put into", "moor", "tie up", "touch down", "feed", "come ashore", "return"}
)
_SHOWING_UP = frozenset({"arrive", "land", "end up", "appear", "turn up", "show up"})
_REACHING = frozenset({"reach", "enter"})
_AVOIDING = frozenset({"avoided", "avoids", "avoid"})
_LANDING = frozenset({"land", "fly"})
_GIVEN_SHIPS = frozenset({"vessel.submarine", "vessel.warship"})
_STAGES = {
    "promise": "announced", "pledge": "announced", "offer": "announced", "agree": "agreed", "sell": None, "ship":
    "shipped",
    "send": "shipped", "dispatch": "shipped", "deliver": "delivered", "unload": "delivered", "discharge": "delivered",
    "offload": "delivered", "arrive": "delivered", "receive": "delivered", "hand over": "delivered", "allocate":
    "allocated",
}  # fmt: skip


def verb_frame(s: Sentence, i: int, kind: str, earlier: list[Frame]) -> Frame:
    atoms = s.atoms
    sense = atoms[i].senses[kind]
    value = sense.value
    left, is_passive, is_negated, modality = verb_group(s, i, sense.form)
    if sense.form == "ing" and left and atoms[left - 1].low in _AVOIDING:  # "has so far avoided sending"
        left, _, _, _ = verb_group(s, left - 1, "past")
        is_negated = True
    before = atoms[left - 1] if left else None
    is_reduced = False
    is_bare_participle = sense.form == "past" and left == i and not is_passive
    lands = sense.base in _LANDING and before is not None and "item" in before.senses
    if lands and before is not None and is_carrier(before, before.senses["item"].value):
        is_bare_participle = False  # "planes landed in Mali with arms"
    if value != "move" and is_bare_participle and before is not None and not before.is_masked:
        behind = atoms[i + 1].low if i + 1 < len(atoms) else "."
        if ("item" in before.senses or "measure_word" in before.senses) and (
            behind in PREPOSITIONS or behind in {".", ",", "?"} or is_purpose(s, i + 1)
        ):
            is_passive = is_reduced = True
    f = Frame(
        f"{value}.passive" if is_passive else f"{value}.active", "transfer", i, is_negated=is_negated, modality=modality
    )
    f.stage = _STAGES.get(sense.base)
    if sense.base == "ask" and i + 1 < len(atoms) and atoms[i + 1].low in _WONDERING:
        return f  # "asks why crab is sold": nothing is asked for
    if value in ("give", "equip") and sense.form == "past" and (kept := _kept(s, i, earlier)):
        return kept
    if sense.note in ("planned", "requested"):
        f.modality = f.modality or sense.note
    if not is_negated and left == i and sense.form in ("past", "base"):
        f.is_negated = is_negated = _is_negated_row(s, i)
    right = read_right(s, i + 1)
    subject = read_subject(s, left, earlier, form=sense.form, is_passive=is_passive)
    if not is_passive and value != "move" and (own := _antecedent(s, left)) is not None:
        subject = own
    is_flowing = sense.form == "ing" and value == "give" and before is not None and "item" in before.senses
    if (
        not is_passive
        and (sense.form == "past" or is_flowing)
        and value in _PASSABLE
        and _is_reduced(s, i, subject, right)
    ):
        is_passive = is_reduced = True
        f.rule = f"{value}.passive"
    f.begin, f.end = min(subject.begin, i), right.end
    f.parties = subject.between or right.between
    if subject.is_denied:
        f.is_negated = True
    if right.denied:
        f.is_negated = True
    f.modality = strongest(f.modality, subject.modality, right.modality)
    f.back = right.back
    f.subject = subject.state
    if left > 1 and s.atoms[left].low == "to" and s.atoms[left - 2].low in _ASKING:
        f.modality = "requested"  # "has asked Russia to send"
    if is_passive:
        _passive(f, value, subject, right)
    else:
        _active(f, value, subject, right, s)
        if right.has_more and f.items and value in ("give", "receive", "carry"):
            f.items = [*f.items, *(x for x in right.with_items if x not in f.items)]  # "missiles, along with launchers"
    if is_reduced:
        f.is_sure = False
    if sense.base in _USING and not is_passive and f.receiver is None and _are_others(f):
        f.items = []  # "Sudan's army flies Iranian drones": it has them, and gives them to nobody
    if is_passive and value == "reward" and subject.items and i + 1 < len(atoms) and atoms[i + 1].low == "for":
        f.items, f.back, f.receiver = subject.items, right.with_items, right.by  # "drones were paid for by Sudan"
        f.giver, f.is_sure = origin_of(f.items), False
    if sense.base == "fly" and subject.has_vessel and len(f.items) > 1:
        f.items = [x for x in f.items if not is_carrier(s.atoms[x.at], x.item_class)] or f.items
    if value in {"move", "carry", "load", "unload"}:  # a ship that sails is not given
        f.items = [x for x in f.items if not is_carrier(s.atoms[x.at], x.item_class)]
    return f


def _antecedent(s: Sentence, left: int) -> Before | None:
    """ "turned away from Russia, which supplied ...": the state right before the comma does it, whatever it is to the
    clause above."""
    if left < 3 or s.atoms[left - 1].low not in ("which", "who") or s.atoms[left - 2].low != ",":
        return None
    a = s.atoms[left - 3]
    code = state_of(a)
    if code in (None, PRONOUN, WE):
        return None
    return Before(state=code, begin=left - 3, is_bare=True)


_USING = word_set("fly deploy position station rotate")


def _are_others(f: Frame) -> bool:
    """Whether the goods are another's than the giver's."""
    return (origin := origin_of(f.items)) is not None and f.giver is not None and origin != f.giver


_PASSABLE = frozenset({"give", "receive", "carry"})


def _is_reduced(s: Sentence, i: int, subject: Before, right: Behind) -> bool:
    """ "patrol boats, two of them, handed over to Libya": goods before it, and nobody who gives them."""
    behind = s.atoms[i + 1].low if i + 1 < len(s.atoms) else ""
    has_party = right.to or right.source or right.by
    return bool(
        has_party and subject.items and not right.items and behind in PREPOSITIONS
        and subject.state is None and not subject.is_relative and not subject.has_vessel
    )  # fmt: skip


def way_frame(s: Sentence, i: int) -> Frame:
    """ "weapons on their way from Iran to Yemen", "howitzers destined for Azerbaijan"."""
    right, subject = read_right(s, i + 1), read_subject(s, i, [], form="way", is_passive=True)
    giver, receiver = right.source or subject.giver, right.to or right.state or right.at
    f = Frame("move.way", "transfer", i, giver, receiver, subject.items, begin=min(subject.begin, i), end=right.end)
    f.items = [x for x in f.items if not x.item_class.startswith("vessel") or x.item_class in _GIVEN_SHIPS]
    if giver is None and (origin := origin_of(f.items)) and origin != receiver:
        f.giver = origin
    f.is_negated, f.modality = subject.is_denied, subject.modality
    f.is_sure = False
    return f


def barter_frame(s: Sentence, i: int, earlier: list[Frame]) -> Frame | None:
    """ "swapped oil with Beijing for car parts": what stands behind "for" comes back."""
    sense = s.atoms[i].senses["barter"]
    left, is_passive, is_negated, modality = verb_group(s, i, sense.form)
    right, subject = read_right(s, i + 1), read_subject(s, left, earlier, form=sense.form, is_passive=is_passive)
    back = right.for_items or right.back
    f = Frame("barter", "transfer", i, is_negated=is_negated, modality=modality)
    f.begin, f.end, f.subject = min(subject.begin, i), right.end, subject.state
    given = subject.items if is_passive or not right.items else right.items
    other = right.partner or right.to or right.source
    if is_passive:
        other = right.by or other
    if not back or not given:
        return None
    f.items, f.back, f.giver, f.receiver = given, back, subject.state, other
    if f.receiver is None and (origin := origin_of(back)) and origin != f.giver:
        f.receiver, f.is_sure = origin, False
    if f.giver is None and (origin := origin_of(given)) and origin != f.receiver:
        f.giver, f.is_sure = origin, False
    return f


def _kept(s: Sentence, i: int, earlier: list[Frame]) -> Frame | None:
    """ "Iran has kept Sudan's army supplied with drones": between "keep" and the participle stands who receives."""
    at = next((j for j in range(i - 1, max(-1, i - 7), -1) if s.atoms[j].low in _KEEPING), None)
    if at is None or i + 1 >= len(s.atoms) or s.atoms[i + 1].low not in ("with", "in"):
        return None
    receiver = next((c for a in s.atoms[at + 1 : i] if (c := state_of(a))), None)
    left, _, is_negated, modality = verb_group(s, at, "past")
    subject, right = read_subject(s, left, earlier, form="past", is_passive=False), read_right(s, i + 1)
    if receiver is None or subject.state is None:
        return None
    f = Frame("keep.active", "transfer", i, subject.state, receiver, right.with_items, is_negated=is_negated)
    f.begin, f.end, f.subject, f.modality = min(subject.begin, at), right.end, subject.state, modality
    return f


_WONDERING = word_set("why whether if how what about when who where that")
_KEEPING = word_set("keep keeps kept keeping")


def _active(f: Frame, value: str, subject: Before, right: Behind, s: Sentence) -> None:
    atoms = s.atoms
    f.items = right.items
    if value == "give" or value == "equip" or value == "reward":
        receiver = right.to or right.state or subject.whom
        if value == "equip":
            f.items, receiver = right.with_items, right.state or right.to
            is_armed = receiver or any(a.low in _ARMED for a in atoms[f.at + 1 : f.at + 5])
            if not f.items and is_armed and atoms[f.at].senses["give"].base in _ARMING:
                f.items = [Item("weapons", f.at)]
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
            f.giver = subject.state or right.source or subject.whence
            if right.source and _is_plot(s, f.at):  # "foiled an attempt to smuggle rockets from Syria"
                f.giver = right.source
        if f.giver is None and right.items and (people := _people(subject)):
            f.giver, f.is_sure = people, False
        if f.receiver is None and f.giver and value == "give" and (owner := _shared(s, f)):
            f.receiver, f.is_sure = owner, False
        if f.receiver is None and right.benefit and value == "give":
            f.receiver, f.is_sure = right.benefit, False
        if f.receiver is None and right.partner and value == "give" and atoms[f.at].senses["give"].base == "share":
            f.receiver = right.partner  # "is sharing space technology with Iran"
        if (
            f.receiver is None
            and right.at
            and value == "give"
            and atoms[f.at].senses["give"].base in {"deploy", "land", "rotate", "station", "position"}
        ):
            f.receiver, f.is_sure = right.at, False
        if f.giver is None and f.receiver and (origin := origin_of(f.items)) and origin != f.receiver:
            f.giver, f.is_sure = origin, False
    elif value == "receive":
        f.receiver = subject.state or right.to
        f.giver = right.source or subject.whence
        f.items = right.items or (subject.items if subject.is_relative or subject.is_object else [])
        if f.modality == "requested" and right.state:  # "has asked Moscow for fighter jets"
            f.giver, f.items = right.state, [*f.items, *right.for_items]
        if f.giver is None and (origin := origin_of(f.items)) and origin != f.receiver:
            f.giver, f.is_sure = origin, False
    elif value in {"move", "carry", "unload", "load"}:
        items = right.items
        if value == "carry" and _is_taken(f, subject, right, s):
            f.rule, f.items, f.receiver, f.giver = "receive.active", items, subject.state, right.source
        elif (value == "carry" and subject.has_vessel) or (value == "carry" and items):
            f.items = items or (subject.items if subject.is_relative else [])
            f.giver = right.source or subject.giver or (None if subject.has_vessel else subject.state)
            f.receiver = right.to or right.state
            if f.giver is not None and f.giver == f.receiver:  # "Russia transported North Korean troops to Kursk"
                f.giver, f.is_sure = origin_of(f.items), False
        elif value in ("unload", "load"):
            f.items = items or [x for x in subject.items if not is_carrier(s.atoms[x.at], x.item_class)]
            if subject.has_vessel:
                f.items = f.items or right.with_items  # "planes landed in Port Sudan with drones"
            f.receiver, f.giver = (
                (right.at or right.to, subject.giver or right.source)
                if value == "unload"
                else (right.to, right.at or right.source)
            )
        elif right.items and subject.state and not subject.items:  # "Russia moves systems from Tartus to Libya"
            f.items, f.receiver, f.is_sure = right.items, right.to, False
            f.giver = right.source if right.source and not subject.is_bare else subject.state
        else:
            f.items = subject.items
            if not f.items and right.items and subject.state is None and not subject.has_vessel:
                f.items, f.is_sure = right.items, False  # "there arrived in Russia from North Korea 60 guns"
            is_people = bool(f.items) and all(x.item_class.startswith("personnel") for x in f.items)
            if is_people and right.with_items:  # "soldiers crossed into Mali with armoured vehicles"
                f.items = [*f.items, *right.with_items]
            if subject.has_vessel and (right.with_items or right.items):  # "left for Tartus with wheat"
                f.items = [*right.items, *right.with_items]
            f.giver, f.receiver = right.source or subject.giver, right.to or subject.receiver
            base = atoms[f.at].senses["move"].base
            if f.giver is None and subject.state and _is_let(s, f.at):
                f.giver, f.is_sure = subject.state, False  # "Malawi has allowed workers to leave for Israel"
            is_arrival = base in _SHOWING_UP or base in _ARRIVING
            if f.giver is None and right.at and f.receiver and right.at != f.receiver and not is_arrival:
                f.giver, f.is_sure = right.at, False
            if f.receiver is None and (is_arrival or base in _REACHING):
                f.receiver = right.at or right.state
            if base == "leave" and right.state:
                f.giver = f.giver or right.state
            if base == "come" and right.source and f.receiver is None:  # "Egypt's wheat comes from Russia"
                f.receiver, f.is_sure = origin_of(f.items), False
        if value == "load" and f.receiver is None:
            f.receiver = next((c for k in range(right.end, len(atoms) - 1) if (c := _sailed_to(s, k))), None)
        if subject.has_vessel and f.giver and f.receiver is None and subject.carrier and subject.carrier != f.giver:
            f.receiver, f.is_sure = subject.carrier, False
        is_come = value == "move" and atoms[f.at].senses["move"].base in _SHOWING_UP | {"come", "flow"}
        if f.giver is None and (origin := origin_of(f.items)) and origin != f.receiver and (f.receiver or is_come):
            f.giver, f.is_sure = origin, False  # "no Iranian crude has arrived"


def _shared(s: Sentence, f: Frame) -> str | None:
    """ "which supplied most of its weapons": whose share of goods somebody gives receives them."""
    for k in range(f.at + 1, min(f.at + 8, f.items[0].at)) if f.items else ():
        if s.atoms[k].low not in ("its", "their") or not any(a.low in _SHARES for a in s.atoms[f.at + 1 : k]):
            continue
        own = (c for a in s.atoms[: f.begin] if not a.is_masked and (c := state_of(a)) not in (None, PRONOUN, WE))
        return next((c for c in own if c != f.giver), PRONOUN)
    return None


_SHARES = word_set("most half much all cent percent % bulk third quarter fifth two-thirds nearly thirds share part")
_ARMING = frozenset({"arm", "rearm"})
_ARMED = word_set("rebels rebel militia militias groups group insurgents separatists fighters paramilitaries factions")


def _sailed_to(s: Sentence, k: int) -> str | None:
    """ "loaded oil at Kharg and sailed to China": where the ship went then."""
    code = state_of(s.atoms[k + 1]) if s.atoms[k].low == "to" and not s.atoms[k].is_masked else None
    return code if code not in (PRONOUN, WE) else None


def _people(subject: Before) -> str | None:
    """ "Russian engineers handed over designs": whose people they are that give."""
    origins = {x.origin for x in subject.items if x.item_class.startswith("personnel")}
    return next(iter(origins)) if len(origins) == 1 and len(subject.items) == 1 else None


def _is_let(s: Sentence, at: int) -> bool:
    """Whether somebody lets or makes go what goes: "has allowed 1,100 workers to leave"."""
    return at > 2 and s.atoms[at - 1].low == "to" and any(a.low in _LETTING for a in s.atoms[max(0, at - 9) : at])


_LETTING = word_set("allowed allow allows permitted permit permits ordered orders order let lets authorised authorized")


def _is_plot(s: Sentence, at: int) -> bool:
    """Whether somebody else's doing is told of: "a plot to smuggle", "an attempt to ship"."""
    return at > 1 and s.atoms[at - 1].low == "to" and s.atoms[at - 2].low in _PLOTS


_PLOTS = word_set("attempt attempts plot plots scheme schemes effort efforts bid operation plan plans")


def _is_taken(f: Frame, subject: Before, right: Behind, s: Sentence) -> bool:
    """ "China took 40 cargoes": a state that takes, and nowhere to."""
    is_take = s.atoms[f.at].senses["move"].base == "take"
    return is_take and bool(subject.state) and subject.is_bare and not (right.to or right.state or subject.has_vessel)


def _passive(f: Frame, value: str, subject: Before, right: Behind) -> None:
    real = [x for x in subject.items if not (x.item_class.startswith("vessel") and right.items)]
    f.items = real
    giver, receiver = right.source or subject.giver, right.to or subject.receiver
    is_people = bool(real) and all(x.item_class.startswith("personnel") for x in real)
    if is_people and value in ("give", "equip") and (right.items or right.with_items) and right.to is None:
        f.items, f.giver = right.items or right.with_items, right.by or giver  # "the troops have been given rifles"
        f.receiver, f.is_sure = origin_of(real), False
        return
    if (
        real and value in ("give", "move", "unload", "carry") and right.has_more
    ):  # "missiles were sent, together with guns"
        f.items = [*real, *right.with_items]
    if value in {"give", "reward", "equip"}:
        giver = right.by or giver
        if right.is_carrier_by:  # "Libya's oil is smuggled by Turkish tankers"
            giver = right.source or subject.giver or origin_of(real) or right.by
        if value == "reward":
            f.back = f.back or right.for_items
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
    if giver is None and (origin := origin_of(f.items)) and origin != receiver:
        giver, f.is_sure = origin, False
    if not f.items and value == "give" and subject.state and right.by and receiver is None:
        receiver = subject.state  # "Damascus has been supplied by Iraq"
    f.giver, f.receiver = giver, receiver


def verb_group(s: Sentence, i: int, form: str) -> tuple[int, bool, bool, str | None]:
    """Where a verb's group begins, whether it is passive, negated, and its modality."""
    k = i
    is_passive = is_negated = False
    modality = None
    has_be = is_behind_have = False
    while k > 0:
        a = s.atoms[k - 1]
        if a.is_masked:
            break
        if a.low in BE:
            has_be = has_be or not is_behind_have  # "are reported to have left" is no passive of "left"
        elif a.low in {"has", "have", "had", "having"}:
            is_behind_have = True
        elif "negation" in a.senses and a.low not in ("no", "without"):
            is_negated = True
        elif "modal" in a.senses:
            modality = strongest(modality, a.senses["modal"].value)
        elif a.low in {
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
        }:
            pass
        elif a.low in _CEASING:
            is_negated = True
        elif is_adverb(a) and "item" not in a.senses:
            if a.low in ("likely", "probably"):
                modality = strongest(modality, "probable")
        elif "cue" in a.senses and a.senses["cue"].form == "past" and k > 1 and s.atoms[k].low in ("to", "of"):
            # "is said to have sent", "is believed to have been given"
            stance = a.senses["cue"].value
            modality = strongest(modality, stance if stance in {"probable", "possible", "planned"} else "reported")
        else:
            break
        k -= 1
    is_passive = has_be and form == "past"
    return k, is_passive, is_negated, modality


def _is_negated_row(s: Sentence, i: int) -> bool:
    """ "has not sold, exported or transferred": the negation of the first verb of a row holds for all."""
    k = i - 1
    if k < 1 or s.atoms[k].low not in ("or", "nor", ","):
        return False
    while k > 0 and (s.atoms[k].low in ("or", "nor", ",", "and") or is_adverb(s.atoms[k])):
        k -= 1
        a = s.atoms[k]
        if not any(v in a.senses and a.senses[v].form in ("past", "base") for v in ("give", "receive", "move", "cue")):
            if a.low in (",", "or") or is_adverb(a):
                continue
            if a.senses or not a.low.endswith(("ed", "t", "n")):
                return False
        k, _, is_negated, _ = verb_group(s, k, "past")
        if is_negated:
            return True
        k -= 1
    return False


_ASKING = word_set("ask asks asked asking urge urges urged beg begged press pressed wants wanted begging urging")
_CEASING = word_set("stop stops stopped cease ceases ceased halted refused refuses declined")


def request_frame(s: Sentence, i: int) -> Frame | None:
    """ "it has asked for a dozen", "Iran seeks fighter jets from Russia"."""
    right = read_right(s, i + 1)
    left, _, is_negated, _ = verb_group(s, i, "past")
    subject = read_subject(s, left, [], form="past", is_passive=False)
    if subject.state is None:
        return None
    f = Frame(
        "request", "transfer", i, receiver=subject.state, giver=right.source, items=right.items, modality="requested"
    )
    f.is_negated, f.back = is_negated, right.back
    f.begin, f.end, f.subject, f.is_sure = subject.begin, right.end, subject.state, right.source is not None
    return f

"""Nouns by which something passes: "shipments of arms from A to B", "a supplier of shells to B"; and no verb at all."""

from __future__ import annotations

from fairlead.statements.arguments import read_right, read_subject
from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import DETERMINERS, PREPOSITIONS, Sentence, is_adverb
from fairlead.statements.roles import (
    AUX_WORDS,
    CLAUSE,
    PRONOUN,
    WE,
    Frame,
    Item,
    goods_behind,
    heads_item,
    is_item,
    modifier_of,
    origin_of,
    state_of,
    strongest,
)


def reliance_frame(s: Sentence, i: int) -> Frame | None:
    """ "Hungary relies on Russia for most of its gas": who relies receives."""
    atoms = s.atoms
    if i + 3 >= len(atoms) or atoms[i + 1].low not in ("on", "upon"):
        return None
    j = i + 2
    while j < len(atoms) - 1 and not (giver := state_of(atoms[j])) and j < i + 4:
        j += 1
    at = next((k for k in range(j + 1, min(j + 5, len(atoms))) if atoms[k].low == "for"), None)
    if giver in (None, WE) or at is None:
        return None
    right = read_right(s, at + 1)
    left = i
    while left > 0 and (atoms[left - 1].low in AUX_WORDS or is_adverb(atoms[left - 1])):
        left -= 1
    subject = read_subject(s, left, [], form="past", is_passive=False)
    f = Frame("noun.reliance", "transfer", i, giver, subject.state, right.items, is_sure=False)
    f.begin, f.end, f.subject = subject.begin, right.end, subject.state
    return f if f.items and f.receiver != f.giver else None


RELYING = word_set("rely relies relied relying depend depends depended depending dependent reliant")


def deal_frame(s: Sentence, i: int) -> Frame | None:
    """ "India signed a contract with France for 26 jets": who signs for goods is to get them."""
    atoms = s.atoms
    verb = next((k for k in range(i - 1, max(-1, i - 8), -1) if _signs(s, k)), None)
    if verb is None:
        return None
    partner: str | None = None
    for k in range(i + 1, min(i + 14, len(atoms) - 1)):
        a = atoms[k]
        if a.is_masked or a.low in _DEAL_ENDS or a.low in CLAUSE:
            return None
        if a.low in ("with", "from"):
            partner = next((c for x in atoms[k + 1 : k + 4] if (c := state_of(x)) not in (None, PRONOUN, WE)), None)
        if a.low in ("for", "covering"):
            right = read_right(s, k + 1)
            left = verb
            while left > 0 and (atoms[left - 1].low in AUX_WORDS or is_adverb(atoms[left - 1])):
                left -= 1
            subject = read_subject(s, left, [], form="past", is_passive=False)
            f = Frame("noun.deal", "transfer", i, right.source or right.partner or partner, subject.state, right.items)
            f.giver = f.giver or origin_of(f.items)
            f.begin, f.end, f.subject, f.is_sure = subject.begin, right.end, subject.state, False
            f.modality, f.is_negated = "planned", any(x.low in ("not", "n't", "never") for x in atoms[left:verb])
            return f if f.items and f.receiver and f.giver != f.receiver else None
    return None


def _signs(s: Sentence, k: int) -> bool:
    a = s.atoms[k]
    return ("agreement_verb" in a.senses or a.low in _PLACING) and not a.is_masked


_PLACING = word_set("placed inked awarded finalised finalized clinched won closed")
_DEAL_ENDS = word_set("to under that which who by after before in") | {",", "."}


def route_frame(s: Sentence) -> Frame | None:
    """ "RU -> NK: 40,000 barrels of diesel", "From Russia to Syria: wheat": a way, a colon, and goods."""
    atoms = s.atoms
    k = next((k for k, a in enumerate(atoms) if not a.is_masked and a.low != "from"), len(atoms))
    if k + 3 >= len(atoms) or atoms[k + 1].low not in _WAYS or (giver := state_of(atoms[k])) is None:
        return None
    receiver = state_of(atoms[k + 2])
    is_way = atoms[k + 1].low != "to" or atoms[k + 3].low == ":"
    if receiver is None or not is_way or giver == receiver or {giver, receiver} & {PRONOUN, WE}:
        return None
    items = [
        Item(a.senses["item"].value, j, modifier_of(s, j))
        for j, a in enumerate(atoms[k + 3 :], start=k + 3)
        if "item" in a.senses and "no_item" not in a.senses and is_item(s, j)
    ]
    f = Frame("noun.route", "transfer", k + 1, giver, receiver, items, is_sure=False, begin=k, end=k + 3)
    f.is_negated = any(a.low in {"no", "nothing", "none"} for a in atoms[k + 3 : k + 6])
    return f if items else None


_WAYS = frozenset({"to", ">", "→", "⇒", "➡"})


def bare_frame(s: Sentence, i: int) -> Frame | None:
    """Without a verb: "Russian grain for Iran", "North Korean troops are in Russia"."""
    atoms = s.atoms
    a = atoms[i]
    if "no_item" in a.senses or not is_item(s, i):
        return None
    origin = modifier_of(s, i)
    cls = a.senses["item"].value
    if not cls.startswith(("vessel", "personnel")) and (f := _phrases(s, i, origin)):
        return f
    if cls.split(".")[0] in _ARMS and (f := _present(s, i, origin)):
        return f
    if cls.startswith("personnel") and origin is None and (f := _stationed(s, i)):
        return f
    if cls.startswith("personnel") and origin is not None:
        for k in range(i + 1, min(i + 9, len(atoms) - 1)):
            b = atoms[k]
            if b.low in {",", ";", ".", "to", "from", "by", "“", "”", "trained", "training"} or any(
                v in b.senses for v in ("give", "receive", "move")
            ):
                return None
            if b.low == "in" and (k > i + 1 or any(x.low == "number" for x in atoms[max(0, i - 4) : i])):
                j = k + 1 + (atoms[k + 1].low in _NEAR)
                code = state_of(atoms[j]) if j < len(atoms) else None
                if code and code not in (origin, PRONOUN, WE):
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


_ARMS = word_set("missile uav aircraft artillery_system vehicle equipment")
_NEAR = word_set("the eastern western northern southern central occupied")


def _stationed(s: Sentence, i: int) -> Frame | None:
    """ "Rwanda has 4,000 troops in eastern Congo": who has them, and where."""
    atoms = s.atoms
    k = next((k for k in range(i - 1, max(-1, i - 9), -1) if atoms[k].low in _HAVING), None)
    if not k or any(a.low in PREPOSITIONS and not a.is_figure for a in atoms[k:i]):
        return None
    who = state_of(atoms[k - 1])
    place = next((j for j in range(i + 1, min(i + 4, len(atoms) - 1)) if atoms[j].low in ("in", "on", "inside")), None)
    if who in (None, WE) or place is None or atoms[k - 1].is_masked:
        return None
    j = place + 1
    while j < len(atoms) - 1 and atoms[j].low in _NEAR:
        j += 1
    code = state_of(atoms[j])
    if code in (None, who, PRONOUN, WE):
        return None
    f = Frame("presence", "transfer", i, who, code, [Item(atoms[i].senses["item"].value, i)], is_sure=False)
    f.begin, f.end, f.subject = k - 1, j + 1, who
    f.is_negated = any(a.low in ("no", "not", "n't") for a in atoms[k:i])
    return f


_HAVING = word_set("has have had maintains maintained keeps kept")


def _phrases(s: Sentence, i: int, origin: str | None) -> Frame | None:
    """ "Russian grain for Iran", "26,000 tonnes of wheat for Syria from Crimea": two parties behind an item."""
    atoms, k, giver, receiver = s.atoms, i + 1, None, None
    while k < len(atoms) and "measure_word" in atoms[k].senses:
        k += 1  # "another wheat cargo for Syria"
    for _ in range(2):
        prep = atoms[k].low if k < len(atoms) else ""
        if prep not in ("to", "for", "from"):
            break
        j = k + 1
        while j < len(atoms) and atoms[j].low in _NEAR:
            j += 1
        code = state_of(atoms[j]) if j < len(atoms) else None
        if code in (None, PRONOUN, WE) or heads_item(s, j):
            break
        if prep == "from":
            giver = giver or code
        else:
            receiver = receiver or code
        k = j + 1
    giver = giver or origin
    if receiver is None or giver == receiver or (giver is None and not _is_measured(s, i) and not _is_announced(s, i)):
        return None
    f = Frame("noun.bare", "transfer", i, giver, receiver, [Item(atoms[i].senses["item"].value, i, origin)])
    f.is_sure, f.begin, f.end = False, i, k
    if k + 1 < len(atoms) and atoms[k].low == "," and atoms[k + 1].low in ("including", "consisting", "comprising"):
        f.items += [x for x in goods_behind(s, k + 1) if x.at < k + 16]  # "aid for Kyiv, including missiles"
    return f


def _is_announced(s: Sentence, i: int) -> bool:
    """Whether somebody announces the goods that stand there: "announced a new package of aid for Kenya"."""
    return any(a.is_masked and a.low in _ANNOUNCING for a in s.atoms[max(0, i - 9) : i])


_ANNOUNCING = word_set("announced announces unveiled unveils promised promises pledged pledges")


def _is_measured(s: Sentence, i: int) -> bool:
    """Whether a figure and a measure stand before an item: "thirty thousand tonnes of"."""
    return i > 1 and s.atoms[i - 1].low == "of" and ("measure_word" in s.atoms[i - 2].senses)


def _present(s: Sentence, i: int, origin: str | None) -> Frame | None:
    """ "Russian MiG-29s are in Iran": whose they are, and where."""
    k = i + 1
    if origin is None or k >= len(s.atoms) or s.atoms[k].low not in {"is", "are", "were"}:
        return None
    k += 1
    while k < len(s.atoms) and (is_adverb(s.atoms[k]) or s.atoms[k].low == "not"):
        k += 1
    j = k + 1 + (k + 1 < len(s.atoms) and s.atoms[k + 1].low == "the")
    code = state_of(s.atoms[j]) if j < len(s.atoms) and s.atoms[k].low == "in" else None
    if code in (None, PRONOUN, WE, origin):
        return None
    f = Frame("presence", "transfer", i, origin, code, [Item(s.atoms[i].senses["item"].value, i, origin)])
    f.is_sure, f.begin, f.end, f.is_negated = False, i, j + 1, any(a.low == "not" for a in s.atoms[i:j])
    return f


def noun_frame(s: Sentence, i: int) -> Frame | None:
    """ "shipments of arms from A to B", "A's oil deliveries to B", "a supplier of shells to B"."""
    atoms = s.atoms
    value = atoms[i].senses["nominal"].value
    if value == "voyage":
        return None
    if any(a.low in _BARRED for a in atoms[max(0, i - 4) : i]):
        return None  # "banned exports of luxury goods"
    f = Frame(f"noun.{value}", "transfer", i)
    right = read_right(s, i + 1)
    f.end = right.end
    owner, items, k, is_negated, modality, is_concern = _noun_left(s, i)
    f.begin = k
    if owner and k > 1 and atoms[k - 1].low == "to" and (code := state_of(atoms[k - 2])) not in (None, PRONOUN, WE):
        right.source, right.to, owner = right.source or code, right.to or owner, None  # "Iran-to-China loadings"
    if any(a.low in _ENDING for a in atoms[max(0, k - 3) : k]) or _ends(s, f.end):
        is_negated = True
    near = atoms[max(0, i - 5) : i]
    if any(a.low in _HALTED for a in near) and not any(a.low in _NOT for a in near):
        is_negated = True  # "Iraq halted deliveries"
    told = atoms[i].senses["nominal"].note or None
    f.is_negated, f.modality = is_negated, strongest(modality, right.modality, "concern" if is_concern else None, told)
    f.items = [*items, *right.items]
    f.back = right.back
    if not f.items and atoms[i].low in _GIFTS:  # "the patrol vessel was a gift from Japan to Sri Lanka"
        f.items = read_subject(s, k, [], form="noun", is_passive=False).items
    if right.between:
        f.parties = right.between
        f.giver = f.receiver = None
        f.rule = "noun.between"
        return f
    if value == "help":
        f.items = [Item("aid", i)]
    if value == "arming":  # "the arming of Somalia by Egypt"
        f.items, f.giver = right.with_items or right.items or [Item("weapons", i)], right.by or owner
        f.receiver = right.to or _of_whom(s, i)
    elif value in {"give", "giver", "help", "arrive"}:
        f.giver = right.source or right.by or owner
        f.receiver = right.to or (right.at if value == "arrive" or _has_buyer(s, i, f.end) else None)
        if value == "arrive" and f.receiver is None and owner and owner != f.giver:
            f.receiver = owner
    else:
        f.receiver = right.to if right.to and not owner else owner
        f.giver = right.source
        if value == "receive" and right.by:
            f.receiver = right.by
    if value in ("giver", "receiver"):
        subject = read_subject(s, k, [], form="noun", is_passive=False)
        who = _copula_subject(s, k) or _copula_object(s, i) or subject.state
        f.begin = min(f.begin, subject.begin)
        if value == "giver":
            f.giver = who or owner or f.giver
            f.receiver = right.to or (owner if who and owner != who else None)
        else:
            f.receiver, f.giver = who or owner, right.source
            f.giver = f.giver or (owner if who and owner and owner != who else None)
        f.subject = who
    if f.giver is None and (origin := origin_of(f.items)) and origin != f.receiver:
        f.giver = origin
    if f.giver == f.receiver and (f.giver is not None or not _is_of_goods(s, i, f)):
        return None
    f.is_sure = bool(f.giver and f.receiver) and value in ("give", "receive") and right.source is not None
    return f


def _is_of_goods(s: Sentence, i: int, f: Frame) -> bool:
    """Whether a noun without parties has its goods right behind: "the transfer of six destroyers", and no "is a source
    of technology"."""
    return bool(f.items) and all(i < x.at < i + 7 for x in f.items) and s.atoms[i + 1].low == "of" and not any(
        a.low in AUX_WORDS for a in s.atoms[i : f.items[-1].at]
    )  # fmt: skip


def _copula_object(s: Sentence, i: int) -> str | None:
    """Who stands behind "Libya's main supplier is"."""
    if i + 1 >= len(s.atoms) or s.atoms[i + 1].low not in _COPULA:
        return None
    k = i + 2
    while k < len(s.atoms) and (is_adverb(s.atoms[k]) or s.atoms[k].low == "the"):
        k += 1
    code = state_of(s.atoms[k]) if k < len(s.atoms) else None
    return code if code not in (PRONOUN, WE) else None


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
        if a.is_masked or a.low in CLAUSE or a.low == "that":
            return None
        if code := state_of(a):
            return code
        j -= 1
    return None


_BARRED = word_set(
    "ban bans banned banning prohibit prohibits prohibited prohibiting forbid forbids embargo monitor monitored "
    "monitors monitoring restrict restricts restricted outlaw outlawed blocked blocks blocking vetoed prevented "
    "criminalise criminalised punish penalise tax"
)
_COPULA = word_set("is are was were be been remains remained became become becomes as called not being")


def _of_whom(s: Sentence, i: int) -> str | None:
    """The state of "the arming of Somalia"."""
    if i + 1 >= len(s.atoms) or s.atoms[i + 1].low != "of":
        return None
    return next((c for a in s.atoms[i + 2 : i + 6] if (c := state_of(a)) and c not in (PRONOUN, WE)), None)


_GIFTS = word_set("gift gifts donation donations present presents loan")
_ENDING = word_set("end halt stop suspension cessation")
_HALTED = word_set("stopped ended ceased halted suspended halts suspends stops")
_NOT = word_set("not never n't no")
_ENDED = word_set("stopped ended ceased dried halted suspended stops ends")


def _ends(s: Sentence, behind: int) -> bool:
    """ "deliveries to Armenia have stopped"."""
    for a in s.atoms[behind : behind + 5]:
        if a.low in _ENDED:
            return True
        if a.low not in AUX_WORDS and not is_adverb(a):
            return False
    return False


_BUYERS = word_set(
    "buyer buyers customer customers client clients importers refiners refineries refiner recipients rebels forces "
    "groups group militias militia units army companies company firms firm traders entities users"
)


def _has_buyer(s: Sentence, begin: int, end: int) -> bool:
    """Whether "in" tells where the buyers are: "the sale of gas to buyers in Bangladesh"."""
    return any(
        a.low in _BUYERS and s.atoms[k + begin].low in {"in", "of", "from"}
        for k, a in enumerate(s.atoms[begin:end], start=1)
        if k + begin < len(s.atoms)
    )


def _noun_left(s: Sentence, i: int) -> tuple[str | None, list[Item], int, bool, str | None, bool]:
    atoms = s.atoms
    owner: str | None = None
    items: list[Item] = []
    is_negated = is_concern = False
    modality: str | None = None
    k = i - 1
    first = i
    is_ended = False
    while k >= 0:
        a = atoms[k]
        if a.is_masked or a.low in CLAUSE or a.low == ",":
            break
        is_ended = is_ended or a.low in _ENDED
        if "state" in a.senses:
            owner = a.senses["state"].value
            first = k
            k -= 1
            break
        if a.low in ("its", "their", "our"):
            owner, first = WE if a.low == "our" else PRONOUN, k
            k -= 1
            break
        if "item" in a.senses and (
            k == i - 1 or "item" in atoms[k + 1].senses or atoms[k + 1].low in {"and", "or", "cargo"}
        ):
            if "no_item" not in a.senses:
                items.insert(0, Item(a.senses["item"].value, k))
            first = k
        elif (
            a.low in {"and", "or", "'s"}
            or a.low in DETERMINERS
            or (not a.senses and a.low.isalpha() and a.low not in AUX_WORDS and a.low not in PREPOSITIONS)
        ):
            if a.low == "no":
                is_negated = True
        elif "modal" in a.senses or "negation" in a.senses:
            if "modal" in a.senses:
                modality = strongest(modality, a.senses["modal"].value)
            if a.low in {"no", "without", "no evidence", "no sign", "no signs", "never", "not"}:
                is_negated = not is_ended  # "have not stopped deliveries"
        elif "measure_word" in a.senses:
            pass
        else:
            break
        k -= 1
    for a in atoms[max(0, k - 6) : i]:
        if "modal" in a.senses and a.senses["modal"].value == "concern":
            is_concern = True
        if "negation" in a.senses and a.low.startswith("no "):
            is_negated = True
    return owner, items, first, is_negated, modality, is_concern

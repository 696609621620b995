"""What bears on a transfer without being one: voyages, limits, agreements, words of support, signals of policy, no
comment."""

from __future__ import annotations

from fairlead.statements.arguments import is_carrier, read_right, read_subject
from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import PREPOSITIONS, Sentence, is_verb
from fairlead.statements.quantities import Quantity
from fairlead.statements.roles import PRONOUN, WE, Frame, Item, state_of
from fairlead.statements.verbs import verb_group

_AMOUNTS = frozenset({"barrel", "tonne", "ton"})


def find_bearings(s: Sentence, quantities: list[Quantity], frames: list[Frame]) -> list[Frame]:
    """Frames of the other kinds of claim; ``frames`` that turn out to tell of a limit or a policy are taken out of
    it."""
    found: list[Frame] = []
    if quantities:
        found += _voyages(s, quantities)
    if "item" in s.kinds and not s.lows.isdisjoint(_CARRIERS):
        found += _sailings(s, quantities, [*frames, *found])
    if (ban := _ban(s, frames)) is not None:
        found.append(ban)
    if quantities and "limit" in s.kinds and (limit := _limit(s, quantities, frames)):
        found.append(limit)
    has_deal = any(f.rule == "noun.deal" for f in frames)
    if "agreement" in s.kinds and "agreement_verb" in s.kinds and not has_deal and (agreement := _agreement(s)):
        found.append(agreement)
    if "support" in s.kinds and (support := _support(s, frames)):
        found.append(support)
    if "policy" in s.kinds and frames:
        _policies(s, frames)
    if "no_comment" in s.kinds and (silence := _silence(s)):
        found.append(silence)
    return found


def _voyages(s: Sentence, quantities: list[Quantity]) -> list[Frame]:
    """ "a dozen tankers made 43 trips to Russian ports", "called 43 times at a terminal"."""
    found = []
    for q in quantities:
        if q.unit not in ("trip", "flight") or q.kind != "count":
            continue
        at = next((k for k, a in enumerate(s.atoms) if a.start >= q.start), None)
        if at is None:
            continue
        ships = [
            k for k, a in enumerate(s.atoms)
            if "item" in a.senses and a.senses["item"].value.startswith("vessel") and not a.is_masked
        ]  # fmt: skip
        ship = min(ships, key=lambda k: abs(k - at), default=None)
        f = Frame("voyage", "voyage", at, begin=at, end=at + 1)
        if q.unit == "flight":
            ship = None
        general = "aircraft" if q.unit == "flight" else "vessel"
        f.items = [
            Item(s.atoms[ship].senses["item"].value if ship is not None else general, ship if ship is not None else at)
        ]
        f.giver = _owner(s, ship) if ship is not None else None
        prep = ""
        for k in range(at, len(s.atoms)):
            a = s.atoms[k]
            if a.low in PREPOSITIONS:
                prep = a.low
            if a.low in {";", "“", "”", ".", "and", ","} and f.receiver:
                break
            code = state_of(a)
            if code and code not in (PRONOUN, WE) and prep in {"to", "at", "into", "in", "between"}:
                if prep == "between" or (f.receiver and prep == "and"):
                    f.parties = (*f.parties, code)
                else:
                    f.receiver = f.receiver or code
                f.end = k + 1
            if code and code not in (PRONOUN, WE) and prep == "from" and not f.giver:
                f.giver = code
        if ship is not None:
            f.begin, f.end = min(f.begin, ship), max(f.end, ship + 1)
        f.is_sure = bool(f.giver and f.receiver)
        f.quantity = q
        found.append(f)
    return found


def _sailings(s: Sentence, quantities: list[Quantity], frames: list[Frame]) -> list[Frame]:
    """ "eleven tankers sailed from Novorossiysk to Baniyas": ships or planes that go, with no goods told of beside."""
    if any(f.kind == "voyage" or (f.kind == "transfer" and f.items) for f in frames):
        return []
    found: list[Frame] = []
    for i, a in enumerate(s.atoms):
        kind = next((k for k in ("move", "voyage") if k in a.senses and is_verb(s, i, k)), None)
        if kind is None or a.is_masked or a.senses[kind].base not in _GOING:
            continue
        left, _, is_negated, modality = verb_group(s, i, a.senses[kind].form)
        before, right = read_subject(s, left, found, form=a.senses[kind].form, is_passive=False), read_right(s, i + 1)
        ships = [x for x in before.items if is_carrier(s.atoms[x.at], x.item_class)]
        if len(ships) != 1 or len(before.items) != 1 or right.items or right.with_items:
            continue
        f = Frame("voyage.sailed", "voyage", i, right.source or before.giver, right.to or right.at, ships)
        base = a.senses[kind].base
        if base in ("reach", "enter") or (base == "leave" and right.state):
            onward = next((c for k in range(i + 1, right.end + 2) if (c := _bound_for(s, k))), None)
            f.giver, f.receiver = (
                (f.giver, right.state or f.receiver) if base != "leave" else (right.state, right.to or onward)
            )
        f.giver = f.giver or ships[0].origin
        f.begin, f.end, f.modality = min(before.begin, ships[0].at), right.end, modality
        f.is_negated = is_negated or before.is_denied
        place = s.atoms[ships[0].at].start
        counts = [
            q for q in quantities if q.kind == "count" and q.start <= place < q.end + _AHEAD and q.scope != "rate"
        ]
        if counts:
            f.quantity = max(counts, key=lambda q: q.start)._replace(unit="trip")
        is_whole = f.giver is not None and f.receiver is not None and f.giver != f.receiver
        if PRONOUN in (f.giver, f.receiver) or WE in (f.giver, f.receiver) or not is_whole:
            continue
        f.is_sure = False
        found.append(f)
    return found


def _bound_for(s: Sentence, k: int) -> str | None:
    """ "left Damietta for Turkey": where ships left for."""
    if k + 1 >= len(s.atoms) or s.atoms[k].low != "for":
        return None
    code = state_of(s.atoms[k + 1])
    return code if code not in (PRONOUN, WE) else None


_CARRIERS = word_set(
    "tanker tankers ship ships vessel vessels freighter freighters carrier carriers boat boats ferry ferries coaster "
    "coasters barge barges plane planes airliner airliners aircraft"
)
_GOING = frozenset(
    ("sail", "call", "dock", "berth", "moor", "anchor", "arrive", "leave", "depart", "reach", "enter", "go", "come",
     "cross", "travel", "fly", "land", "put in", "put into", "shuttle", "head", "return", "set out", "set off",
     "touch down")
)  # fmt: skip
"""Verbs of what ships and planes do."""
_AHEAD = 40
"""Characters from a figure to its ships, at most."""


def _ban(s: Sentence, frames: list[Frame]) -> Frame | None:
    """ "the Security Council has forbidden North Korea to export coal", "no arms may be supplied to the Houthis": a
    limit of nothing at all, where a body or a resolution stands beside; what it forbids did not happen by that."""
    has_body = "body" in s.kinds or not s.lows.isdisjoint(_RULES)
    if not has_body or s.lows.isdisjoint(_FORBIDDING):
        return None
    for f in frames:
        if f.kind != "transfer" or not f.items or f.parties:
            continue
        group = {a.low for a in s.atoms[max(0, f.at - 5) : f.at]}
        is_duty = f.is_negated and not group.isdisjoint(("may", "shall", "must"))
        first = min(f.begin, f.at)
        is_barred = any(
            a.low in _FORBIDDING and a.low not in ("may", "shall", "must") for a in s.atoms[max(0, first - 6) : f.at]
        )
        if not (is_duty or is_barred):
            continue
        ban = Frame("limit.ban", "limit", f.at, f.giver, f.receiver, f.items[:1], begin=f.begin, end=f.end)
        ban.is_sure, ban.subject = False, next((a.senses["body"].value for a in s.atoms if "body" in a.senses), None)
        frames.remove(f)
        return ban
    return None


_RULES = word_set("resolution resolutions")
_FORBIDDING = word_set(
    "may shall must forbids forbidden forbade forbid bans banned prohibits prohibited barred bars outlawed"
)


def _owner(s: Sentence, ship: int) -> str | None:
    for k in range(ship - 1, max(-1, ship - 5), -1):
        a = s.atoms[k]
        if "state" in a.senses:
            return a.senses["state"].value
        if a.low in PREPOSITIONS or a.low in (",", ";"):
            return None
    return None


def _limit(s: Sentence, quantities: list[Quantity], frames: list[Frame]) -> Frame | None:
    """ "The Security Council allows it 500,000 barrels a year": an amount bound by a word for a limit."""
    words = [
        k for k, a in enumerate(s.atoms) if "limit" in a.senses and not (a.low in ("allow", "allowed") and not a.senses)
    ]
    amounts = [q for q in quantities if q.unit in _AMOUNTS]
    if not words or not amounts:
        return None
    yearly = any(
        w in s.words(0, len(s.atoms))
        for w in (
            "a year",
            "per year",
            "annual",
            "yearly",
            "each year",
            "every year",
            "annually",
            "per annum",
            "per calendar",
            "in any year",
        )
    )
    has_body = any("body" in a.senses for a in s.atoms)
    if not (yearly or has_body):
        return None
    best = None
    for k in words:
        for q in amounts:
            gap = q.start - s.atoms[k].end
            distance = gap if gap >= 0 else 40 - gap
            if best is None or distance < best[0]:
                best = (distance, k, q)
    if best is None or best[0] > 140:
        return None
    _, k, q = best
    at = next((j for j, a in enumerate(s.atoms) if a.start >= q.figure_start), k)
    f = Frame("limit", "limit", k, begin=min(k, at), end=at + 1)
    near = [
        (abs(a.start - q.start), a.senses["item"].value, j)
        for j, a in enumerate(s.atoms)
        if "item" in a.senses and not a.senses["item"].value.startswith("vessel")
    ]
    if near:
        _, cls, j = min(near)
        f.items = [Item(cls, j)]
    else:
        f.items = [Item("oil", at)]
    states = [
        (state_of(a), j) for j, a in enumerate(s.atoms) if state_of(a) and not a.is_masked and "body" not in a.senses
    ]
    plain = [(c, j) for c, j in states if c not in (PRONOUN, WE)]
    told = next((g.receiver for g in frames if g.receiver and g.receiver not in (PRONOUN, WE)), None)
    code = told or next((c for c, j in plain if j and s.atoms[j - 1].low in {"to", "for", "on", "against"}), None)
    code = code or next((c for c, j in reversed(plain) if j < k), None) or next((c for c, _ in states), None)
    if any(a.low in ("the country", "it") for a in s.atoms[k : k + 4]):
        code = PRONOUN
    f.receiver, f.is_sure = code, code not in (PRONOUN, WE)
    f.begin, f.end = min(f.begin, f.items[0].at), max(f.end, f.items[0].at + 1)
    body = next((a.senses["body"].value for a in s.atoms if "body" in a.senses), None)
    f.subject = body
    for g in list(frames):
        near_word = any(0 < g.at - w <= 5 for w in words)
        own = [p for p in amounts if p is not q]
        if near_word or (not own and g.at > k and any(0 <= s.atoms[x.at].start - q.end < 40 for x in g.items)):
            frames.remove(g)
    return f


def _agreement(s: Sentence) -> Frame | None:
    """ "the two governments signed a treaty": parties are those named beside it."""
    noun = next((k for k, a in enumerate(s.atoms) if "agreement" in a.senses and not a.is_masked), None)
    if noun is None:
        return None
    verb = next(
        (
            k
            for k, a in enumerate(s.atoms)
            if "agreement_verb" in a.senses and is_verb(s, k, "agreement_verb") and abs(k - noun) < 14
        ),
        None,
    )
    if verb is None or s.words(verb, verb + 2) == "agreed to":
        return None
    codes = [c for c in dict.fromkeys(state_of(a) for a in s.atoms if not a.is_masked) if c and c not in (PRONOUN, WE)]
    f = Frame("agreement", "agreement", verb, begin=min(noun, verb), end=max(noun, verb) + 1)
    if len(codes) >= 2:
        f.giver, f.receiver = codes[0], codes[1]
    elif any(
        w in s.words(0, len(s.atoms))
        for w in (
            "two governments",
            "two countries",
            "both countries",
            "two nations",
            "two sides",
            "two states",
            "each other",
        )
    ):
        f.parties = ("?",)
    else:
        return None
    f.is_sure = False
    f.is_negated = any(a.low in {"not", "never", "n't", "no"} for a in s.atoms[max(0, verb - 3) : verb])
    return f


def _support(s: Sentence, frames: list[Frame]) -> Frame | None:
    """ "her country would stand by Russia": words of support, no goods."""
    at = next((k for k, a in enumerate(s.atoms) if "support" in a.senses), None)
    if at is None:
        return None
    if any(
        "item" in a.senses and "no_item" not in a.senses and not a.senses["item"].value.startswith("aid")
        for a in s.atoms[at : at + 8]
    ):
        return None
    if any(f.kind == "transfer" and -2 <= at - f.at <= 9 for f in frames):
        return None  # "sent troops to support Moscow"
    to = None
    for k in range(at + 1, min(at + 6, len(s.atoms))):
        a = s.atoms[k]
        if a.low in {"for", "the", "with", "'s", "its", "their"} or not a.senses:
            continue
        to = state_of(a)
        break
    if to is None or to in (PRONOUN, WE):
        return None
    giver = None
    for k in range(at - 1, -1, -1):
        a = s.atoms[k]
        if a.is_masked and giver is None:
            break
        if code := state_of(a):
            giver = code
            break
    f = Frame(
        "support", "support_statement", at, giver=giver or "speaker", receiver=to, begin=at, end=at + 2, is_sure=False
    )
    f.is_negated = any(a.low in {"not", "never", "n't", "no"} for a in s.atoms[max(0, at - 3) : at])
    return f


def _policies(s: Sentence, frames: list[Frame]) -> None:
    """A transfer that is only weighed, refused or kept open is a signal of policy."""
    words = [k for k, a in enumerate(s.atoms) if "policy" in a.senses]
    if not words:
        return
    for f in frames:
        if any(-2 <= f.at - k <= 9 for k in words) and f.kind == "transfer":
            f.kind, f.rule = "policy_signal", f"policy.{f.rule}"
            f.modality = f.modality or "possible"
            f.is_sure = False
            f.is_negated = False


def _silence(s: Sentence) -> Frame | None:
    """ "Moscow did not comment", "declined to comment"."""
    at = next((k for k, a in enumerate(s.atoms) if "no_comment" in a.senses), None)
    if at is None:
        return None
    return Frame("silence", "no_comment", at, begin=max(0, at - 1), end=at + 1)

"""The story of one document: what was claimed so far, and whom "it", "the country" and a missing party stand for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from fairlead.statements.amounts import period_of, quantity_of
from fairlead.statements.attribution import voice_at
from fairlead.statements.intervals import Interval
from fairlead.statements.lexicon import Words, word_set
from fairlead.statements.mentions import DETERMINERS, PARTING, PREPOSITIONS, Sentence, is_adverb
from fairlead.statements.quantities import Quantity
from fairlead.statements.roles import PRONOUN, SAME, UNSAID, WE, Frame, Item, heads_item, home_of, is_item, state_of
from fairlead.statements.speakers import Speaker, Voice

_SHIP_NAME = re.compile(r"\s+[“\"']?((?:[A-Z][\w’'-]*|[0-9]{1,3})(?:\s(?:[A-Z][\w’'-]*|[0-9]{1,3})){0,3})")
_BULK = frozenset({"oil", "food", "materials", "gas"})
_ARMS = frozenset({"weapons", "munitions", "ammunition", "artillery_system", "missile"})
_STRENGTH = (
    "withdrawn",
    "not_denied",
    "requested",
    "planned",
    "concern",
    "possible",
    "probable",
    "unconfirmed",
    "reported",
)


_EMPTY = frozenset({"withdrawn", "not_denied", "unconfirmed"})
"""Modalities that assert nothing."""
CARGOES = word_set(
    "consignment consignments shipment shipments cargo cargoes delivery deliveries package packages batch batches load "
    "loads tranche container containers crate crates box boxes gift donation"
)
"""Nouns for goods that are sent together, whatever they are."""
_LONG_SINCE = 12
"""Sentences back to which a noun may point."""
_LATELY = 3
"""Sentences back to which "them" may point."""


@dataclass(slots=True, eq=False)
class Claim:
    """One candidate claim."""

    kind: str
    giver: str | None
    receiver: str | None
    item_class: str | None
    item: str | None
    quantity: Quantity | None
    period: Interval | None
    stance: str
    modality: str
    voice: Voice | None
    rule: str
    is_sure: bool
    """Whether giver and receiver are told by the frame itself."""
    is_plain: bool
    """Whether both are states named in a plain frame of this sentence."""
    begin: int
    end: int
    sentence: int
    paragraph: int = 0
    parties: tuple[str, ...] = ()
    places: list[str] = field(default_factory=list)
    vessels: list[str] = field(default_factory=list)
    stage: str | None = None
    exchange: int | None = None
    replaces: Claim | None = None
    said: Interval | None = None
    body: str | None = None
    is_filled: bool = False
    is_turned: bool = False
    """Whether its sentence tells of what came back for something."""
    of: Claim | None = None
    """The claim that it leans on, whose parties it shares."""


@dataclass(slots=True)
class Story:
    """What a document told so far."""

    claims: list[Claim] = field(default_factory=list)
    is_open: bool = False
    """Whether a quotation is open."""
    number: int = 0
    subject: str | None = None
    lead: str | None = None
    """The state that this sentence begins with as its subject."""
    before: str | None = None
    """The state that the sentence before began with."""
    recent: list[str] = field(default_factory=list)
    """States named, latest last."""
    counts: Counter[str] = field(default_factory=Counter)
    asked: list[Claim] = field(default_factory=list)
    """What the last question asked of."""
    turn: list[Claim] = field(default_factory=list)
    """The same, kept until the next question."""
    is_asked: bool = False
    """Whether somebody who only asks is speaking."""
    exchanges: int = 0
    paragraph: int = 0
    named: dict[int, list[tuple[int, str, str]]] = field(default_factory=dict)
    """Number of the sentence, state, and the preposition that it stands behind, of each paragraph."""
    wanted: tuple[str | None, str | None] | None = None
    """Giver and receiver of the last question what was given."""
    nouns: dict[str, Claim] = field(default_factory=dict)
    """Nouns by which goods may be pointed back to, in the singular, and the last claim of them."""
    loose: tuple[int, tuple[str, ...]] = (0, ())
    """Classes of goods of the last sentence that told of goods and of no transfer, and its number."""
    home: str | None = None
    """State from which a wire wrote."""
    titled: frozenset[str] = frozenset()
    """States that the title names."""
    own: str | None = None
    """State of the ministry or office that speaks itself."""
    meant: dict[tuple[int, int, str], str | None] = field(default_factory=dict)
    """Whom a pronoun stands for, by number of the sentence, atom of the verb and role."""
    plural: tuple[int, str | None] = (-9, None)
    """The last sentence with "they", and whom it stood for."""
    guest: str | None = None
    """State of whoever answers in an interview without labels."""
    listed: int = 0
    """How many sentences behind it may still list goods without a verb."""

    def see(self, s: Sentence) -> None:
        """Keep the states of a sentence in mind."""
        self.number += 1
        self.before, self.lead = self.lead, _lead(s) or (self.about() if _begins_at_home(s) else None)
        here = self.named.setdefault(self.paragraph, [])
        if s.kinds.isdisjoint(_NAMING):
            return
        for k, a in enumerate(s.atoms):
            if a.is_masked or not a.senses:
                continue
            code = state_of(a)
            if code and code not in (PRONOUN, WE):
                self.recent.append(code)
                self.counts[code] += 1
                here.append((self.number, code, _behind_what(s, k)))

    def keep_goods(self, s: Sentence) -> None:
        """Keep the goods of a sentence that tells of no transfer: "the cargo" may be they."""
        found = [
            a.senses["item"].value
            for k, a in enumerate(s.atoms)
            if "item" in a.senses and "no_item" not in a.senses and not a.is_masked and is_item(s, k)
        ]
        goods = tuple(dict.fromkeys(c for c in found if not c.startswith(("vessel", "personnel"))))
        if goods:
            self.loose = (self.number, goods)

    def asks(self, s: Sentence, text: str) -> bool:
        """Whether a sentence is a question, or said by somebody who only asks."""
        told = text[s.start : s.end].rstrip('”"’ ')
        return told.endswith("?") or told.startswith("To ask ") or self.is_asked

    def topic(self) -> str | None:
        """The state that the document is about: a third of all that it names, and more than once."""
        code, n = next(iter(self.counts.most_common(1)), (None, 0))
        return code if n > 1 and 3 * n >= self.counts.total() else None

    def about(self) -> str | None:
        """The state that the text is about so far: most often named, a name in the title counting twice, where the
        wire wrote once."""
        named = Counter(self.counts)
        named.update(dict.fromkeys(self.titled, 2))
        named.update([self.home] if self.home else [])
        return next((code for code, _ in named.most_common(1)), None)

    def last(self) -> Claim | None:
        """The last claim about an item."""
        return next((c for c in reversed(self.claims) if c.item_class and c.kind == "transfer"), None)

    def take(
        self, s: Sentence, text: str, frames: list[Frame], voices: list[Voice], quantities: list[Quantity],
        intervals: list[Interval], words: Words,
    ) -> None:  # fmt: skip
        """Turn the frames of a sentence into claims."""
        taken: set[int] = set()
        spoken = [v.said_at for v in voices if v.said_at]
        before, held = len(self.recent), len(self.claims)
        self.see(s)
        is_question = self.asks(s, text)
        if "agreement" in s.kinds:
            frames = [f for f in frames if f.kind != "transfer" or not _is_obligation(s, f)]
        for f in frames:
            voice = f.voice or voice_at(voices, f.at)
            if not self._recall(f):
                continue
            self._resolve(s, f, before, voice)
            if voice is None and f.is_anaphoric and f.modality == "withdrawn" and (last := self.last()) is not None:
                voice = last.voice
            if voice is None and f.kind == "no_comment":
                voice = _silent(s, f, words)
            if voice is not None and voice.stance == "unsaid" and f.kind != "no_comment":
                continue
            _speaker_as_party(f, voice, s)
            period = period_of(f, s, text, intervals, spoken)
            said = next(
                (
                    x
                    for x in intervals
                    if voice and voice.said_at and voice.said_at[0] <= x.start <= voice.said_at[1] + 12
                ),
                None,
            )
            stance, modality = _how(f, voice, s)
            exchange = None
            if f.back and f.items:
                self.exchanges += 1
                exchange = self.exchanges
            for items, is_back in ((f.items, False), (f.back, True)):
                for item in items:
                    self._claim(
                        s, text, f, item, is_back, voice, period, said, stance, modality, exchange, quantities, taken
                    )
            if not f.items and not f.back:
                self._claim(s, text, f, None, False, voice, period, said, stance, modality, None, quantities, taken)
            if f.subject and f.subject not in (PRONOUN, WE) and f.kind == "transfer":
                self.subject = f.subject
        if is_question:
            told = [c for c in self.claims[held:] if self._is_of_others(c, s, text)]
            self.asked = self.turn = self.claims[held:]
            self.claims[held:] = told

    def _is_of_others(self, c: Claim, s: Sentence, text: str) -> bool:
        """Whether who asks only reports what others say: "Kyiv claims that Iran has sent drones." is claimed."""
        is_told = c.voice is not None and c.voice.speaker is not None and c.voice.cue not in (None, ":")
        return self.is_asked and is_told and text[s.start : s.end].rstrip('”"’ ').endswith(".")

    def _claim(
        self, s: Sentence, text: str, f: Frame, item: Item | None, is_back: bool, voice: Voice | None, period:
        Interval | None,
        said: Interval | None, stance: str, modality: str, exchange: int | None, quantities: list[Quantity],
        taken: set[int],
    ) -> None:  # fmt: skip
        giver, receiver = (f.receiver, f.giver) if is_back else (f.giver, f.receiver)
        if f.kind == "support_statement" and giver == "speaker":
            giver = voice.speaker.state if voice and voice.speaker else None
        if giver is not None and giver == receiver:
            return
        if f.kind == "transfer" and giver is None and receiver is None and not f.parties and not f.is_anaphoric:
            known = item is not None and any(
                c.item_class == item.item_class and (c.giver or c.receiver) for c in self.claims
            )
            if not known and not f.rule.startswith(("give", "receive", "noun")):
                return
        if item is not None and item.item_class == UNSAID and f.kind == "transfer":
            last = next(
                (
                    c
                    for c in reversed(self.claims)
                    if c.kind == "transfer" and c.giver in (giver, None) and c.item_class
                ),
                None,
            )
            has_arms = any("item" in a.senses and a.senses["item"].value.split(".")[0] in _ARMS for a in s.atoms)
            same = self._measured_alike(s, item, giver, receiver, quantities)
            if same is not None:
                item = Item(same, item.at)  # "another 60,000 tonnes will be sent"
            elif has_arms or (last is not None and (last.item_class or "").split(".")[0] in _ARMS):
                item = Item("munitions", item.at)
        if item is not None and item.item_class == "aircraft" and self._are_drones(s, item, giver, receiver):
            item = Item("uav", item.at)
        quantity = f.quantity
        if quantity is None and item is not None and f.kind in ("transfer", "policy_signal"):
            quantity = quantity_of(s, text, item, quantities, taken)
        elif quantity is None and f.kind == "voyage":
            quantity = next(
                (q for q in quantities if q.unit == "trip" and q.start <= s.atoms[f.at].start < q.end), None
            )
        elif quantity is None and f.kind == "limit":
            amounts = [q for q in quantities if q.unit in {"barrel", "tonne", "ton"}]
            at = s.atoms[f.at].start
            quantity = min(amounts, key=lambda q: (q.start < at, abs(q.start - at)), default=None)
            if quantity is not None and quantity.low is None:  # "may import no more than 500,000": the cap is that
                quantity = quantity._replace(low=quantity.high, qualifier=None)
        first, behind = f.begin, f.end
        if item is not None:
            first, behind = min(first, item.at), max(behind, item.at + 1)
        atoms = s.atoms[first:behind]
        begin, end = atoms[0].start if atoms else s.start, max((a.end for a in atoms), default=s.end)
        if quantity is not None and quantity.start >= s.start:
            begin, end = min(begin, quantity.start), max(end, quantity.end)
        begin, end = max(begin, s.start), min(end, s.end)
        if f.is_negated and stance == "assert":
            stance = "deny"
        modal = modality
        if is_back and modality == "planned" and f.modality == "planned":
            modal = "asserted"
        parties, named = set(), set()
        for a in s.atoms[f.begin : f.end]:
            if code := state_of(a):
                parties.add(code)
                if "state" in a.senses:
                    named.add(code)
        is_plain = (
            f.is_sure
            and giver in named
            and receiver in named
            and not f.is_anaphoric
            and not f.is_hedged
            and modality not in _EMPTY
            and not f.parties
            and len(parties) == 2
        )
        item_atom = s.atoms[item.at] if item is not None else None
        item_words = text[item_atom.start : item_atom.end] if item_atom is not None else None
        if f.rule == "follows.figure" and isinstance(f.of, Claim):
            item_words = f.of.item or item_words  # "only 1,200 of them": goods are no figure
        claim = Claim(
            kind=f.kind,
            giver=giver,
            receiver=receiver,
            item_class=item.item_class if item else None,
            item=item_words,
            quantity=quantity,
            period=period,
            stance=stance,
            modality=modal,
            voice=voice,
            rule=f"{f.rule}.return" if is_back else f.rule,
            is_sure=f.is_sure and bool(giver and receiver),
            is_plain=is_plain and not is_back,
            begin=begin,
            end=end,
            sentence=self.number,
            paragraph=self.paragraph,
            parties=() if giver and receiver else f.parties,
            stage=f.stage,
            exchange=exchange,
            said=said,
            body=f.subject if f.kind == "limit" else None,
            is_turned="exchange" in s.kinds,
            of=f.of if isinstance(f.of, Claim) else None,
        )
        for a in atoms:
            if "place" in a.senses:
                claim.places.append(text[a.start : a.end])
            if (
                "item" in a.senses
                and a.senses["item"].value.startswith("vessel")
                and (m := _SHIP_NAME.match(text, a.end))
            ):
                claim.vessels.append(m[1])
        if modality == "withdrawn" and item is not None and (pair := _corrected(text, s, quantities)):
            withdrawn, stands = (q if q.unit else q._replace(unit=quantity.unit if quantity else None) for q in pair)
            taken.update((withdrawn.figure_start, stands.figure_start))
            claim.quantity = withdrawn
            self.claims += (claim, replace(claim, quantity=stands, modality="asserted", replaces=claim))
            return
        if modality == "withdrawn" and self.claims:
            claim_before = next((c for c in reversed(self.claims) if c.item_class == claim.item_class), None)
            claim.replaces = None
            if claim_before is not None and claim_before.modality != "withdrawn":
                claim_before.replaces = claim_before.replaces or claim
        self.claims.append(claim)
        if item is not None and f.kind == "transfer":
            self._name(s, claim, item)
        if quantity is None or quantity.alternatives is None or item is None:
            return
        for q in quantities:  # "3 million 152 mm or 500,000 122 mm shells"
            is_other = q.alternatives == quantity.alternatives and q.figure_start not in taken and q.unit is None
            if is_other and q.end <= quantity.start and not _has_goods(s, q.end, quantity.start):
                taken.add(q.figure_start)
                self.claims.append(replace(claim, quantity=q._replace(unit=quantity.unit), replaces=None))

    def _are_drones(self, s: Sentence, item: Item, giver: str | None, receiver: str | None) -> bool:
        """Whether "the aircraft" are drones told of before, between the same states."""
        ahead = s.atoms[item.at - 1].low if item.at else ""
        if ahead not in ("the", "these", "those", "such") or s.atoms[item.at].low != "aircraft":
            return False
        last = next((c for c in reversed(self.claims) if (c.item_class or "").startswith(("uav", "aircraft"))), None)
        return (
            last is not None and last.item_class == "uav" and giver in (last.giver, None)
            and receiver in (last.receiver, None)
        )  # fmt: skip

    def _measured_alike(
        self, s: Sentence, item: Item, giver: str | None, receiver: str | None, quantities: list[Quantity]
    ) -> str | None:
        """The goods of the last claim in the unit of a measure that stands alone, between the same states."""
        place = s.atoms[item.at].start
        unit = next((q.unit for q in quantities if q.start <= place < q.end), None)
        last = self.last()
        if last is not None and unit in ("tonne", "ton", "barrel") and last.quantity is None:
            is_bulk = (last.item_class or "").split(".")[0] in _BULK and last.paragraph == self.paragraph
            return last.item_class if is_bulk else None
        if last is None or unit is None or last.quantity is None or last.quantity.unit != unit:
            return None
        is_near = self.number - last.sentence <= _LATELY
        return (
            last.item_class if is_near and giver in (last.giver, None) and receiver in (last.receiver, None) else None
        )

    def _recall(self, f: Frame) -> bool:
        """Put the last goods for "them"; False where nothing was spoken of lately."""
        same = next((x for x in f.items if x.item_class == SAME), None)
        if same is None:
            return True
        last = self.nouns.get(singular(same.word)) if same.word else self.last()
        is_newer = last is None or self.loose[0] > last.sentence
        if not same.word and is_newer and self.loose[1] and self.number - self.loose[0] <= 1:
            f.items = [Item(c, same.at) for c in self.loose[1][:1]]  # "And there is coal. Cargoes of it went to China"
            return True
        if last is None and same.word in CARGOES and self.number - self.loose[0] <= _LATELY and self.loose[1]:
            f.items = [
                Item(c, same.at) for c in self.loose[1]
            ]  # "seized 40 rifles. ... The cargo had been loaded at Jask"
            return True
        if last is None or self.number - last.sentence > (_LONG_SINCE if same.word else _LATELY):
            return False
        f.items = [Item(last.item_class or UNSAID, x.at) for x in f.items]
        if f.giver in (PRONOUN, None) and f.receiver in (PRONOUN, None) and not same.word:  # "It ordered another 20"
            f.giver = last.giver if f.giver == PRONOUN else f.giver
            f.receiver = last.receiver if f.receiver == PRONOUN else f.receiver
        if f.giver is None and f.receiver is None:
            f.giver, f.receiver, f.parties = last.giver, last.receiver, last.parties
        return True

    def _name(self, s: Sentence, claim: Claim, item: Item) -> None:
        """Keep the nouns that may point back to the goods of a claim: their own, the one behind, the measure."""
        k = item.at
        for j in (k - 2, k - 1, k, k + 1):
            a = s.atoms[j] if 0 <= j < len(s.atoms) else None
            if a is None or a.is_capital or a.is_figure:
                continue
            is_measure = j == k - 2 and "measure_word" in a.senses and s.atoms[k - 1].low == "of"
            is_head = j == k + 1 and not a.senses and a.low.isalpha() and a.low.endswith("s")
            if is_measure or is_head:
                self.nouns[singular(a.low)] = claim
            elif j == k:
                self.nouns[singular(a.low.split(" ")[-1])] = claim

    def _resolve(self, s: Sentence, f: Frame, before: int, voice: Voice | None) -> None:
        """Put a state for a pronoun: the speaker's for "we" and for "it" right behind "said", else what the story was
        about; never the other party itself."""
        speaker = voice.speaker if voice else None
        own = speaker.state if speaker else None
        for role, other in (("giver", f.receiver), ("receiver", f.giver)):
            told = getattr(f, role)
            if told not in (PRONOUN, WE):
                continue
            f.is_sure = False
            if (known := self.meant.get((self.number, f.at, role))) and known != other:
                setattr(f, role, known)  # of the same verb: "sent it eight drones, and Turkey six"
                continue
            choices = [self.subject, *reversed(self.recent[:before][-6:])]
            if told == PRONOUN and not _has_pronoun(s, f):
                choices = [self.about()]  # "the army"
            elif told == PRONOUN and f.begin <= _OPENING:
                choices = [self.before, *choices]
            elif told == PRONOUN:
                choices = [self.lead, *choices]
            if told == PRONOUN and "the country" in {x.low for x in s.atoms[f.begin : f.end]}:
                choices = [self.about(), *choices]
            if told == PRONOUN and _THEY in {x.low for x in s.atoms[min(f.begin, f.at) : max(f.end, f.at + 1)]}:
                choices = [choices[0], self.plural[1] if self.number - self.plural[0] <= _LATELY else None]
            if told == WE:
                asked = self.turn[-1] if self.turn and own is None and not self.is_asked else None
                choices = [own, getattr(asked, role) if asked else self.topic()]
                if role == "giver":
                    choices.append(self.about())
            elif role == "giver" and own and own != other and voice and voice.stance == "deny":
                choices = [own, *choices]  # "China dismissed allegations that it had sent"
            elif voice and speaker and speaker.kind in ("organ", "state") and _is_right_behind(s, f, voice):
                choices = [own, *choices] if voice.quote_kind != "direct" else choices
            elif role == "receiver" and speaker and speaker.kind in ("organ", "state") and own != other:
                choices = [own, *choices]  # "Iran denied that Russia had sent it jets"
            if own and role == "receiver" and f.giver is None and f.rule == "noun.give":
                choices = [c for c in choices if c != own]  # "Russia notified the Committee of exports to that country"
            if f.kind == "limit":
                choices = [c.receiver for c in reversed(self.claims)]
            setattr(f, role, next((c for c in choices if c and c not in (other, PRONOUN, WE)), None))
            self.meant[self.number, f.at, role] = getattr(f, role)
            if told == PRONOUN and _THEY in s.lows and getattr(f, role):
                self.plural = (self.number, getattr(f, role))
            if f.subject in (PRONOUN, WE):
                f.subject = getattr(f, role)
        if f.parties == ("?",):
            top = [c for c, _ in self.counts.most_common(2)]
            f.parties = tuple(top) if len(top) == 2 else ()
            if f.kind == "agreement" and f.parties:
                f.giver, f.receiver = f.parties
        f.parties = tuple(dict.fromkeys(p for p in f.parties if p not in (PRONOUN, WE)))


def _has_pronoun(s: Sentence, f: Frame) -> bool:
    """Whether a pronoun stands in the words of a frame."""
    return any("pronoun" in a.senses for a in s.atoms[min(f.begin, f.at) : max(f.end, f.at + 1)])


def _begins_at_home(s: Sentence) -> bool:
    """Whether a sentence begins with "the army", "the junta"."""
    return len(s.atoms) > 2 and s.atoms[0].low == "the" and home_of(s, 1) is not None


def _behind_what(s: Sentence, k: int) -> str:
    """The preposition that the name of a state stands behind, with nothing but determiners and adjectives between."""
    j = k - 1
    while j >= 0 and k - j < _NEAR and (s.atoms[j].low in DETERMINERS or s.atoms[j].low in _SIDES):
        j -= 1
    low = s.atoms[j].low if j >= 0 else ""
    return low if low in PREPOSITIONS and not heads_item(s, k) else ""


_NAMING = frozenset({"state", "place", "person", "office"})
"""Kinds of terms that name a state."""
_THEY = "they"
_NEAR = 4
_SIDES = word_set("eastern western northern southern central occupied neighbouring neighboring nearby port city town")


def _is_right_behind(s: Sentence, f: Frame, voice: Voice) -> bool:
    """Whether a frame begins right behind its cue: "Rome said on Friday that it had sent"."""
    gap = f.begin - voice.begin
    if gap < 0 or gap > _SOON or (gap > 2 and s.atoms[f.begin - 1].low != "that"):
        return False
    return gap < 3 or not any(state_of(a) for a in s.atoms[voice.begin : f.begin])


def _lead(s: Sentence) -> str | None:
    """The state that a sentence begins with as its subject: "France has become the second source"."""
    first = _behind_opening(s)
    for k, a in enumerate(s.atoms[first : first + _OPENING + 2], start=first):
        if a.is_masked and state_of(a) and k < 2 and s.atoms[0].low != "in":
            return None  # "Poland asked Germany": whoever speaks is the subject
        if a.is_masked or is_adverb(a) or a.low in ("the", ",", "but", "and") or (k == first and a.low in _ASKING):
            continue
        code = state_of(a)
        is_whole = code not in (None, PRONOUN, WE) and not heads_item(s, k)
        behind = s.atoms[k + 1].low if k + 1 < len(s.atoms) else "."
        return code if is_whole and behind not in ("'s", "and", "or") else None
    return None


def _behind_opening(s: Sentence) -> int:
    """Where a sentence goes on behind what it opens with: "In return, Russia", "Between March and May, Iran"."""
    k = next((k for k, a in enumerate(s.atoms) if not a.is_masked), 0)
    if k >= len(s.atoms) or not (s.atoms[k].low in PREPOSITIONS or "exchange" in s.atoms[k].senses):
        return 0
    for j in range(k + 1, min(k + _LONGEST_OPENING, len(s.atoms))):
        if s.atoms[j].low == ",":
            return j + 1
    return 0


_ASKING = word_set("are is was were do does did has have had will would can could")
"""Auxiliaries with which a question begins."""
_LONGEST_OPENING = 8
_OPENING = 3
"""Atoms at a sentence's beginning in which its subject stands."""
_SOON = 7
"""Atoms between a cue and "that it", at most."""


def singular(noun: str) -> str:
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")


_FROM = re.compile(r"\bfrom\s(?:the\s)?$", re.IGNORECASE)
_INTO = re.compile(r"\s(?:[\w-]+\s){0,4}to\s(?:the\s)?(?:[\w-]+\s){0,2}", re.IGNORECASE)


def _corrected(text: str, s: Sentence, quantities: list[Quantity]) -> tuple[Quantity, Quantity] | None:
    """The two figures of "corrected from 43 to 34": the one withdrawn and the one that stands."""
    for n, q in enumerate(quantities):
        if q.low is not None and q.high is not None and q.low < q.high and q.words.lower().startswith("from "):
            return q._replace(high=q.low, qualifier=None), q._replace(low=q.high, qualifier=None)
        if not _FROM.search(text[max(s.start, q.start - 10) : q.start]) or n + 1 == len(quantities):
            continue
        other = quantities[n + 1]
        if other.kind == q.kind and _INTO.fullmatch(text, q.end, other.start):
            return q, other
    return None


def _has_goods(s: Sentence, begin: int, end: int) -> bool:
    return any("item" in a.senses for a in s.atoms if begin <= a.start < end)


def _silent(s: Sentence, f: Frame, words: Words) -> Voice | None:
    """Who did not comment: the nearest noun before it."""
    for k in range(f.at - 1, -1, -1):
        a = s.atoms[k]
        if "state" in a.senses:
            code = a.senses["state"].value
            return Voice(
                Speaker(words.state_names.get(code, code), "state", code, "government"),
                s.atoms[f.at].low,
                "assert",
                0,
                len(s.atoms),
            )
    return None


def _how(f: Frame, voice: Voice | None, s: Sentence) -> tuple[str, str]:
    """Stance and modality of a frame as its voice and its words give them."""
    given = {f.modality} if f.modality else set()
    stance = "assert"
    if voice is not None:
        if voice.stance == "deny":
            stance = "deny"
        elif voice.stance == "confirm":
            stance = "confirm"
        elif voice.stance == "not_denied":
            stance = "neither confirm nor deny"
            given.add("not_denied")
        elif voice.stance == "doubt":
            stance = "neither confirm nor deny"
            given.add("unconfirmed")
        elif voice.stance == "withdraw":
            given.add("withdrawn")
        elif voice.stance in {"probable", "possible", "planned", "concern", "unconfirmed"}:
            given.add(voice.stance)
    for k, a in enumerate(s.atoms):
        if not a.senses:
            continue
        if "modal" in a.senses:
            value = a.senses["modal"].value
            if value in ("unconfirmed", "withdrawn") or (value == "reported" and (k < f.at or a.low == "reportedly")):
                given.add(value)
        if "false" in a.senses and not a.is_masked and k > f.at and f.kind == "transfer" and stance == "assert":
            stance = "assert" if any(x.low in PARTING for x in s.atoms[f.at : k]) else "deny"
    if f.kind == "transfer" and stance == "assert" and _is_unseen(s, f):
        stance = "deny"
    if f.kind == "no_comment":
        return ("neither confirm nor deny" if "confirm" in s.atoms[f.at].low else "no comment"), "asserted"
    if f.stance:
        stance = f.stance
    is_open = any(a.low == "whether" for a in s.atoms[max(0, f.begin - 3) : f.begin + 1])
    if f.kind == "transfer" and not f.stance and is_open:
        given.add("unconfirmed")
    if f.is_negated and stance == "deny":
        stance = "deny"
    modality = next((m for m in _STRENGTH if m in given), "asserted")
    if stance == "deny" and modality == "reported":
        modality = "asserted"
    return stance, modality


def _is_unseen(s: Sentence, f: Frame) -> bool:
    """ "We have no sign that", "we have not seen evidence that", "do not see Russia supplying it"."""
    for k in range(min(f.begin, f.at) - 1, -1, -1):
        a = s.atoms[k]
        if a.low in (";", "but"):
            return False
        if "negation" in a.senses and a.low.startswith("no ") and a.low != "no":
            return True
        if a.low in {"not", "n't", "never"} and any(x.low in _SEEING for x in s.atoms[k + 1 : k + 4]):
            return True
    return False


_SEEING = word_set("see seen saw found find aware evidence observed detected established")


def _speaker_as_party(f: Frame, voice: Voice | None, s: Sentence) -> None:
    """ "The bank denies having transferred money to Iran", "China reported deliveries": the speaker's state is who
    gave."""
    speaker = voice.speaker if voice else None
    if voice is None or speaker is None or speaker.state is None or f.kind != "transfer":
        return
    is_gerund = (voice.cue in _VOWING and f.at - voice.begin < 4) or (
        all(a.low in {"having", "ever", "of", "also"} for a in s.atoms[voice.begin : f.at]) and f.at - voice.begin < 4
    )
    is_report = f.rule in ("noun.give", "noun.bare") and (
        (speaker.kind == "state" and voice.cue in {"reported", "reports", "notified", "declared"})
        or (voice.cue in _OWNING and voice.stance == "assert")
    )
    is_denial = voice.stance == "deny" and speaker.kind in ("state", "organ") and f.receiver not in (None, PRONOUN, WE)
    is_import = f.rule == "noun.receive" and (
        speaker.kind in ("state", "organ") or (speaker.org is not None and voice.cue in _COUNTING)
    )  # "the government stated that it had registered no imports from Libya"
    if (
        f.receiver is None
        and f.giver != speaker.state
        and ((f.rule.startswith("receive") and is_gerund) or is_import or _is_accused(f, voice, s))
    ):
        f.receiver, f.is_sure = speaker.state, False
    elif (
        f.giver is None
        and not f.rule.startswith("receive")
        and (is_gerund or is_report or is_denial or _is_owned(f, voice))
        and speaker.state != f.receiver
    ):
        f.giver, f.is_sure = speaker.state, False


def _is_accused(f: Frame, voice: Voice, s: Sentence) -> bool:
    """ "Mali accused Algeria of arming rebels": in the state of whoever accuses."""
    is_giving = f.rule.startswith(("give", "equip")) and s.atoms[f.at].senses["give"].form == "ing"
    return voice.cue == "accused" and is_giving and f.giver not in (None, PRONOUN, WE)


_COUNTING = word_set("recorded records reported reports registered registers logged counted show shows")


def _is_owned(f: Frame, voice: Voice) -> bool:
    """ "The minister admitted that shells had been sold to Niger": who owns up to what nobody is said to have done, or
    announces it, tells of his own state."""
    return voice.cue in _OWNING and f.rule.endswith("passive") and f.receiver not in (None, PRONOUN, WE)


_OWNING = word_set(
    "acknowledged acknowledges acknowledge admitted admits admit conceded concedes concede announced announces "
    "announce unveiled unveils promised promises promise pledged pledges pledge disclosed discloses disclose undertook"
)
_VOWING = word_set("vowed vows vow swore swears threatened threatens undertook refused agreed offered")


def _is_obligation(s: Sentence, f: Frame) -> bool:
    """ "a treaty under which each must give military assistance": a duty, and nothing given."""
    before = s.atoms[: f.at]
    noun = next((k for k, a in enumerate(before) if "agreement" in a.senses), None)
    return noun is not None and any(a.low in _DUTIES for a in before[noun:])


_DUTIES = word_set("must shall obligates obliges obliged commits binds requires each provides")

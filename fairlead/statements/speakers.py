"""Speakers: whom a noun phrase names, a person before an organ before a role before a state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from fairlead.statements.lexicon import Words, word_set
from fairlead.statements.mentions import DETERMINERS, NOT_NAMES, PREPOSITIONS, Atom, Sentence, is_adverb


class Speaker(NamedTuple):
    """Somebody who vouches."""

    name: str
    kind: str
    """person, organ, state, role, group, outlet or body."""
    state: str | None = None
    role: str | None = None
    org: str | None = None
    is_named: bool = True
    joint: tuple[str, ...] = ()
    """Names of several who say it together."""


class Voice(NamedTuple):
    """One speaker's stretch of a sentence."""

    speaker: Speaker | None
    """None where the outlet speaks itself."""
    cue: str | None
    stance: str
    """assert, probable, possible, planned, concern, confirm, deny, not_denied."""
    begin: int
    end: int
    """Atoms that are said."""
    quote_kind: str = "indirect"
    chain: tuple[Speaker, ...] = ()
    venue: str | None = None
    relays: tuple[str, ...] = ()
    basis: str | None = None
    said_at: tuple[int, int] | None = None
    """Characters of the attribution, where the day of the statement may stand."""


@dataclass(slots=True)
class Memory:
    """What earlier sentences of the document leave behind."""

    speaker: Voice | None = None
    """The last speaker."""
    person: Voice | None = None
    thing: Voice | None = None
    known: dict[str, Speaker] = field(default_factory=dict)
    """Speakers by each word of their name, and by their role."""
    venues: dict[str, set[str]] = field(default_factory=dict)
    """Where each speaker said what is told here."""
    label: Speaker | None = None
    """Who speaks in a transcript."""
    answers: Speaker | None = None
    """Who last answered in it."""
    is_asked: bool = False
    """Whether the label is that of a question."""
    herald: Voice | None = None
    """The office that announces what follows, where it speaks first."""
    dateline: str | None = None
    """State from which a wire wrote."""
    denial: Voice | None = None
    """Who denies at the end of this sentence what it tells: ", which Moscow denies"."""
    organ: str | None = None
    """State of the first organ that spoke."""
    guest: Speaker | None = None
    """Who answers in an interview without labels."""


TITLES = word_set(
    "mr mrs ms miss dr prof lord lady baroness sir dame general colonel admiral captain brigadier major "
    "lieutenant commander sergeant commodore marshal professor senator congressman congresswoman judge sheikh imam"
)
STOP = word_set("that but while although though because whereas if when whether as and after before until since")
STOP_MARKS = frozenset({";", ":", "“", "”", '"', "(", ")", "—", "–"})
_SINGLE_ROLES = word_set(
    "adviser advisor minister spokesman spokeswoman lawmaker official ambassador envoy general director chief"
)
_NO_SPEAKER = word_set(
    "there this that it these those evidence images pictures records figures data documents text note page story year "
    "month week day time way which who what signs traces result results move step decision war thing one two first "
    "last list map statistics registers logs others all both each none today yesterday friday monday tuesday "
    "wednesday thursday saturday sunday photographs imagery"
)
_PASSING_ON = word_set("citing quoting quoted asked according speaking")
_PARTICLES = frozenset({"al", "bin", "de", "van", "von", "el", "da", "der"})
AUX = word_set("has have had is are was were be been being will would does do did can could may might must should 's")


def describe_somebody(s: Sentence, begin: int, end: int, text: str) -> Speaker | None:
    """Whoever a short noun phrase names that nobody knows: "a port worker", "trackers"; things that are no speakers
    are none."""
    atoms = s.atoms[begin:end]
    while (
        atoms
        and (atoms[0].low in DETERMINERS or is_adverb(atoms[0]) or atoms[0].low in {",", "and", "but"})
        and len(atoms) > 1
    ):
        atoms = atoms[1:]
    if not 0 < len(atoms) <= 6 or atoms[0].low in PREPOSITIONS or atoms[0].low in _PASSING_ON:
        return None
    if any(
        "pronoun" in a.senses
        or a.low in AUX
        or a.low in {"i", "we", "you", "what"}
        or ("cue" in a.senses and not a.is_capital)
        for a in atoms
    ):
        return None
    head = atoms[next((k for k, a in enumerate(atoms) if a.low in PREPOSITIONS), len(atoms)) - 1]
    if (
        (head.senses and not head.is_capital)
        or "item" in head.senses
        or head.is_figure
        or not head.low.isalpha()
        or head.low in _NO_SPEAKER
        or head.low in PREPOSITIONS
        or is_adverb(head)
    ):
        return None
    return Speaker(_phrase(atoms, text), "group", None, None, None, is_named=False)


def np_end(s: Sentence, begin: int) -> int:
    """Where the noun phrase that begins at an atom ends."""
    k, n = begin, len(s.atoms)
    while k < n:
        a = s.atoms[k]
        if a.low in STOP_MARKS or a.low in {",", ".", "?", "!"}:
            break
        if a.low in PREPOSITIONS and a.low not in {"of", "for", "in", "at", "from"}:
            break
        if k > begin and (
            (a.low in STOP and a.low != "and") or a.low in AUX or ("cue" in a.senses and a.senses["cue"].form == "ing")
        ):
            break
        k += 1
    return k


def describe(s: Sentence, begin: int, end: int, text: str, words: Words, memory: Memory) -> Speaker | None:
    """Who a noun phrase names: a person before an organ before a role before a state; pronouns are the last speaker."""
    atoms = s.atoms[begin:end]
    away = next((k for k, a in enumerate(atoms) if a.low == "to" and k), None)
    if away is not None and any("office" in a.senses for a in atoms[:away]):
        atoms = atoms[:away]  # "Iran's mission to the United Nations"
    while atoms and (
        (atoms[0].low in DETERMINERS and atoms[0].low not in {"several", "many", "some"})
        or is_adverb(atoms[0])
        or atoms[0].low in {",", "and", "as", "but"}
    ):
        if "pronoun" in atoms[0].senses:
            break
        atoms = atoms[1:]
    if not atoms:
        return None
    if (voice := _pronoun(atoms, memory)) is not None:
        return voice
    if atoms[0].low in {"we", "i", "our"}:
        return memory.label
    if atoms[0].low in ("who", "which"):
        return None
    joint = _joint(atoms, words)
    if joint:
        return joint
    state = next((a.senses["state"].value for a in atoms if "state" in a.senses), None)
    body = next((a for a in atoms if "body" in a.senses), None)
    outlet = next((a for a in atoms if "outlet" in a.senses), None)
    office = [a for a in atoms if "office" in a.senses]
    organ = next((a for a in office if a.senses["office"].note == "organ"), None)
    role = next((a for a in office if a.senses["office"].note == "role"), None)
    group = next((a for a in office if a.senses["office"].note == "group"), None)
    at = atoms.index(organ) if organ else 0
    is_of = at + 1 < len(atoms) and atoms[at + 1].low in ("of", "for") and organ is not None
    person = find_person(atoms[:at] if is_of else atoms, text, memory)  # "the Ministry of Agriculture" is nobody's name
    org = body.senses["body"].value if body else organ.senses["office"].value if organ else None
    if state is None:
        state = next(
            (p for a in (organ, body) if a for p in (a.senses["office" if a is organ else "body"].parent,) if p), None
        )
    role_words = _role(atoms, text) if office else None
    if person:
        name, known_state = person
        if known := memory.known.get(name.lower().split()[0]) if " " not in name else None:
            return known
        return Speaker(name, "person", state or known_state, role_words, org)
    phrase = _phrase(atoms, text)
    if head := role or group:
        if org and body and not state:
            state = body.senses["body"].parent
        known = memory.known.get(head.low)
        if known and state is None and head.low in _SINGLE_ROLES and s.atoms[begin].low == "the":
            return known
        return Speaker(phrase, "role" if role else "group", state, role_words, org, is_named=False)
    if body:
        return Speaker(body.senses["body"].value, "body", state or body.senses["body"].parent, None, None)
    if organ:
        name = organ.senses["office"].value if organ.senses["office"].value != organ.low else phrase
        if (known := memory.known.get(organ.low)) and state is None:
            return known
        return Speaker(name, "organ", state, None, None)
    if outlet:
        return Speaker(outlet.senses["outlet"].value, "outlet", outlet.senses["outlet"].parent, "outlet", None)
    if state:
        first = next(k for k, a in enumerate(atoms) if "state" in a.senses)
        place_only = first > 0 and atoms[first - 1].low in {"in", "at", "near", "to", "from", "of", "with", "on"}
        code = state
        return None if place_only else Speaker(words.state_names.get(code, code), "state", code, "government")
    if atoms[0].low in {
        "people",
        "images",
        "pictures",
        "records",
        "data",
        "figures",
        "documents",
        "statistics",
        "photographs",
    }:
        return None
    return None


def _pronoun(atoms: list[Atom], memory: Memory) -> Speaker | None:
    if not atoms or len(atoms) > 2 or "pronoun" not in atoms[0].senses:
        return None
    kind = atoms[0].senses["pronoun"].value
    voice = (
        memory.person if kind == "person" else memory.thing if kind == "thing" else memory.speaker
    ) or memory.speaker
    return voice.speaker if voice else None


def _joint(atoms: list[Atom], words: Words) -> Speaker | None:
    """ "Washington and Seoul": several states that say it together."""
    places = [k for k, a in enumerate(atoms) if "state" in a.senses]
    if len(places) < 2 or any("office" in a.senses and a.senses["office"].note != "role" for a in atoms):
        return None
    if not any(atoms[k].low == "and" for k in range(places[0], places[-1])):
        return None
    between = {a.low for k, a in enumerate(atoms) if places[0] < k < places[-1] and k not in places}
    if between - {"and", ",", "the", "both"}:
        return None
    codes = list(dict.fromkeys(atoms[k].senses["state"].value for k in places))
    if len(codes) < 2:
        return None
    names = [words.state_names.get(c, c) for c in codes]
    tail = atoms[places[-1] + 1 :]
    role = " ".join(a.low for a in tail if "office" in a.senses) or "government"
    return Speaker(" and ".join(names), "state", codes[0], role, None, joint=tuple(names))


def find_person(atoms: list[Atom], text: str, memory: Memory) -> tuple[str, str | None] | None:
    """The name of a person: known to the lexicon, or words with capitals that mean nothing else."""
    for a in atoms:
        if "person" in a.senses:
            sense = a.senses["person"]
            return sense.value, sense.parent
    run: list[Atom] = []
    best: list[Atom] = []
    for a in atoms:
        is_name = a.is_capital and not a.senses and a.low not in NOT_NAMES and a.low.isalpha() and len(a.low) > 1
        if not is_name and run and not a.senses:  # the small second half of "Won-sik", and "al", "de", "van"
            joined = a.start == run[-1].end + 1 and text[run[-1].end] in "-‐‑"
            is_name = joined or a.low in _PARTICLES
        if is_name:
            run.append(a)
            best = run if len(run) > len(best) else best
        else:
            run = []
    if not best:
        return None
    if len(best) == 1 and best[0].low not in memory.known and best[0].low not in TITLES:
        alone = len(atoms) == 1 or any(a.low in TITLES or "office" in a.senses for a in atoms)
        if not alone:
            return None
    name = text[best[0].start : best[-1].end]
    words = [w for w in name.split() if w.lower() not in TITLES] or name.split()
    return " ".join(words), None


def _phrase(atoms: list[Atom], text: str) -> str:
    """The words of a noun phrase without what follows its head in a relative clause."""
    stop = next(
        (
            k
            for k, a in enumerate(atoms)
            if a.low in {"who", "which", "that", ",", "("} or ("cue" in a.senses and a.senses["cue"].form == "ing")
        ),
        len(atoms),
    )
    kept = atoms[: stop or 1]
    lead = next((k for k, a in enumerate(kept) if "office" in a.senses), len(kept))
    for k in range(lead):  # "On Friday an official" begins at the official
        if kept[k].low in {"a", "an", "the"} and 0 < k < len(kept) - 1:
            kept = kept[k + 1 :]
            break
    return " ".join(text[kept[0].start : kept[-1].end].split())


def _role(atoms: list[Atom], text: str) -> str | None:
    offices = [k for k, a in enumerate(atoms) if "office" in a.senses]
    if not offices:
        return None
    a, b = atoms[offices[0]], atoms[offices[-1]]
    return " ".join(text[a.start : b.end].split())[:80]


def join_speakers(a: Speaker, b: Speaker) -> Speaker:
    """A speaker and its apposition: the name of one, the role of the other."""
    first, second = (b, a) if b.kind == "person" and a.kind != "person" else (a, b)
    if first.kind == "state" and second.kind == "person":
        first, second = second, first
    return first._replace(
        state=first.state or second.state, role=first.role or second.role, org=first.org or second.org,
        is_named=first.is_named or second.is_named,
    )  # fmt: skip


_ANNOUNCING = word_set("announces informs states notes reports declares communicates")


def remember(v: Voice, memory: Memory) -> None:
    """Keep who spoke, for the sentences that follow."""
    speaker = v.speaker
    if speaker is None:
        return
    if memory.speaker is None and speaker.kind == "organ" and v.cue in _ANNOUNCING:
        memory.herald = Voice(speaker, None, "assert", 0, 0)
    if v.venue:
        memory.venues.setdefault(speaker.name, set()).add(v.venue)
    memory.speaker = v
    if speaker.kind == "organ":
        memory.organ = memory.organ or speaker.state
    if speaker.kind in ("person", "role"):
        memory.person = v
    else:
        memory.thing = v
    if speaker.kind == "person":
        for w in speaker.name.lower().replace("-", " ").split():
            if len(w) > 2:
                memory.known.setdefault(w, speaker)
        if speaker.role:
            memory.known.setdefault(speaker.role.lower().split()[-1], speaker)
    elif speaker.kind == "organ":
        memory.known.setdefault(speaker.name.lower(), speaker)

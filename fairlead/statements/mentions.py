"""Mentions: a sentence as a row of words and known terms, each with what it may mean here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairlead.statements.lexicon import Sense, Words, may_be, tokenise, word_set

_NONE: Mapping[str, Sense] = {}
DETERMINERS = word_set(
    "the a an this that these those its their his her our some any all no every each another more other such several "
    "many various further additional new first second"
)
PREPOSITIONS = word_set(
    "to from by with for of in at on into onto toward towards via through between against over after before during "
    "since until under amid despite about without within across near off around among as inside aboard beyond out "
    "than including involving regarding concerning"
)
AUXILIARIES = word_set(
    "has have had having is are was were be been being do does did will would may might could can shall should must "
    "'s get got gets"
)
NOT_NAMES = word_set(
    "the a an in on at it he she they we i but and or however meanwhile according separately also this that these "
    "those its his her their there here when while after before as if for from to by with of monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september october november "
    "december both most some many several last next earlier later since until under over asked yes no what who where "
    "why how not none two three four five six seven eight nine ten one experts analysts officials western eastern "
    "northern southern european asian asia europe africa middle east state news joint our my your neither either "
    "another each every all any other such"
)
BE = word_set("is are was were be been being got gets get")
_ADVERBS = word_set(
    "also already now then still even again ever never always often since recently later earlier previously first "
    "directly only just almost at least so far too further once twice both either indeed instead meanwhile however "
    "therefore thus soon yet together back over yesterday today itself themselves himself herself whatever whatsoever"
)
_VERB_BEFORE = word_set(
    "to will would may might could can shall should must not never did does do n't it they he she we which who that"
)
_NOUN_BEFORE = word_set(
    "the a an this these those of its their his her no any some first more in for by with from and or 's new large"
)
PARTING = frozenset({";", "but", "while", "whereas", "although", "though"})
"""What parts a clause from one that is set against it."""
_NOT_ADVERBS = word_set(
    "july family supply assembly italy early daily weekly monthly yearly only reply ally apply imply"
)


class Atom:
    """One word, or one term of several words, of a sentence."""

    __slots__ = ("end", "is_capital", "is_figure", "is_masked", "low", "senses", "start")

    def __init__(self, start: int, end: int, low: str, is_capital: bool, senses: Mapping[str, Sense]) -> None:
        self.start = start
        self.end = end
        """Characters of the document's text."""
        self.low = low
        """Lower case, words parted by one blank."""
        self.is_capital = is_capital
        self.senses = senses
        """What it may mean, by kind of term."""
        self.is_masked = False
        """Whether it belongs to the attribution (the speaker and "said"), not to what is said."""
        self.is_figure = False
        """Whether it belongs to a number: the "at" of "at least 60" is no preposition."""


@dataclass(slots=True)
class Sentence:
    """A sentence taken apart."""

    start: int
    end: int
    atoms: list[Atom]
    quoted: list[bool]
    """Whether each atom stands in quotation marks."""
    is_open: bool
    """Whether a quotation runs on behind its end."""
    kinds: frozenset[str]
    """Kinds of terms that it holds."""
    lows: frozenset[str]
    """Its words, each alone."""

    def words(self, a: int, b: int) -> str:
        """Its words from one atom to before another, in lower case."""
        return " ".join(x.low for x in self.atoms[a:b])


def read_sentence(text: str, start: int, end: int, words: Words, *, is_open: bool = False) -> Sentence:
    """Take a sentence apart: the longest term known at each word, else the word."""
    written = text[start:end]
    tokens = tokenise(written)
    atoms: list[Atom] = []
    kinds: set[str] = set()
    low_words = [t[0] for t in tokens]
    behind, n = 0, len(tokens)
    entries, phrases, conditional = words.entries, words.phrases, words.conditional
    append = atoms.append
    for i, (low, a, b) in enumerate(tokens):
        if i < behind:
            continue
        if low not in entries:
            append(Atom(start + a, start + b, low, written[a].isupper(), _NONE))
            continue
        taken = 1
        senses: Mapping[str, Sense] = _NONE
        known, is_first = entries[low]
        if is_first and i + 1 < n:
            for key, meanings in phrases.get((low, low_words[i + 1]), ()):
                k = len(key)
                if k > 2 and (i + k > n or tuple(low_words[i : i + k]) != key):
                    continue
                end_there = tokens[i + k - 1][2]
                kept = _meant(meanings, written[a:end_there]) if id(meanings) in conditional else meanings
                if kept and low == "the" and _is_within(low_words[i + 1 : i + 5], k, phrases):
                    continue  # "the South Korean ministry"
                if kept:
                    senses, taken, b, low = kept, k, end_there, " ".join(key)
                    break
        if taken == 1 and known is not None:
            senses = _meant(known, written[a:b]) if id(known) in conditional else known
            if low == "may" and i and written[a] == "M":  # the month
                senses = {kind: x for kind, x in senses.items() if kind != "modal"}
        if senses:
            kinds.update(senses)
        append(Atom(start + a, start + b, low, written[a].isupper(), senses))
        behind = i + taken
    if "person" in kinds:
        _part_namesakes(atoms, text)
    lows = frozenset(low_words)
    if lows.isdisjoint(_MARKS):
        quoted = [is_open] * len(atoms)
    else:
        quoted, is_open = _quotes(atoms, is_open=is_open)
    return Sentence(start, end, atoms, quoted, is_open, frozenset(kinds), lows)


def _part_namesakes(atoms: list[Atom], text: str) -> None:
    """Take the known person from a surname that stands in the name of somebody else: Kim Sang is not Kim Jong Un, and
    whoever is named Hunter before Biden is not Joe Biden.

    Limits:
        A first name that begins a sentence is not looked at: any word has a capital there.
    """
    for i, a in enumerate(atoms):
        if "person" not in a.senses or " " in a.low or "-" in a.low:
            continue
        known = a.senses["person"].value.lower().replace("-", " ").split()
        before = atoms[i - 1] if i > 1 and _is_name(atoms[i - 1]) else None
        behind = atoms[i + 1] if i + 1 < len(atoms) and _is_name(atoms[i + 1]) else None
        is_beside = behind is not None and behind.start == a.end + 1 and not behind.low.endswith(("s", "ed"))
        is_other = is_beside and behind is not None and known[0] == a.low and behind.low not in known
        if before is not None and before.end + 1 == a.start and text[before.end] == " ":
            is_other |= known[-1] == a.low and before.low[0] not in {w[0] for w in known}
        if is_other:
            a.senses = {kind: x for kind, x in a.senses.items() if kind != "person"}


def _is_name(a: Atom) -> bool:
    return a.is_capital and not a.senses and len(a.low) > 1 and a.low not in NOT_NAMES and a.low.isalpha()


def _is_within(
    words: list[str], taken: int, phrases: Mapping[tuple[str, str], list[tuple[tuple[str, ...], dict[str, Sense]]]]
) -> bool:
    """Whether a longer term begins behind "the" than ends with it."""
    longer = phrases.get((words[0], words[1]), ()) if len(words) > 1 else ()
    return any(len(key) >= taken and tuple(words[: len(key)]) == key for key, _ in longer)


_MARKS = frozenset('“”"')


def _meant(meanings: Mapping[str, Sense], written: str) -> Mapping[str, Sense]:
    """The meanings that a term may have as it is written."""
    for x in meanings.values():
        if not may_be(x, written):
            return {kind: x for kind, x in meanings.items() if may_be(x, written)}
    return meanings


def _quotes(atoms: list[Atom], *, is_open: bool) -> tuple[list[bool], bool]:
    """Which atoms stand in quotation marks; single marks count where they cannot be apostrophes."""
    inside: list[bool] = []
    for a in atoms:
        mark = a.low
        if mark == "“" or (mark == '"' and not is_open):
            is_open = True
            inside.append(False)
            continue
        if mark == "”" or (mark == '"' and is_open):
            is_open = False
            inside.append(False)
            continue
        inside.append(is_open)
    return inside, is_open


def is_adverb(a: Atom) -> bool:
    """Whether a word stands between a subject and its verb without being either."""
    return (
        "adverb" in a.senses
        or a.low in _ADVERBS
        or (a.low.endswith("ly") and a.low not in _NOT_ADVERBS and len(a.low) > 4)
    )


def _before_aside(s: Sentence, comma: int) -> int | None:
    """The atom before an attribution that stands between two commas."""
    j = comma - 1
    while j > 0 and s.atoms[j].is_masked and s.atoms[j].low != ",":
        j -= 1
    return j - 1 if 0 < j < comma - 1 and s.atoms[j].low == "," else None


def is_verb(s: Sentence, i: int, kind: str) -> bool:
    """Whether the term at ``i`` is meant as the verb it may be, not as the noun that looks like it."""
    a = s.atoms[i]
    sense = a.senses[kind]
    if i and a.is_capital and kind == "cue" and sense.form == "base":
        return False  # "a Member State"
    if sense.form == "past":
        return not (i and s.atoms[i - 1].low in {"a", "the", "an"} and "cue" not in a.senses)
    before = s.atoms[i - 1] if i else None
    behind = s.atoms[i + 1] if i + 1 < len(s.atoms) else None
    if sense.form == "ing":
        if behind is not None and (
            "measure_word" in behind.senses
            or ("item" in behind.senses and behind.senses["item"].value.startswith("vessel"))
        ):
            return before is None or before.low in BE or before.low in PREPOSITIONS or before.low == ","
        return not (behind and behind.low == "of")
    if before is None:
        return False
    if before.low == "," and (j := _before_aside(s, i - 1)) is not None:
        before = s.atoms[j]  # "Chips, he added, arrive from China"
    if is_behind_adverb := is_adverb(before) and i > 1 and sense.form in ("s", "base"):
        before = s.atoms[i - 2]  # "it also exports"
    if (
        before.low in _VERB_BEFORE
        or before.low.endswith(" to")
        or "modal" in before.senses
        or "pronoun" in before.senses
    ):
        return before.low not in {"its", "their", "his", "her"}
    if before.low in _NOUN_BEFORE or "measure_word" in before.senses:
        if before.low in ("and", "or") and sense.form == "s":
            return not ("nominal" in a.senses or "item" in a.senses or "measure_word" in a.senses) or (
                behind is not None and "item" in behind.senses
            )
        return before.low == "and" and sense.form == "base" and i > 1 and kind in s.atoms[i - 2].senses
    is_noun_too = (
        "nominal" in a.senses
        or "item" in a.senses
        or "measure_word" in a.senses
        or "venue" in a.senses
        or "basis" in a.senses
    )
    if sense.form == "s" or (sense.form == "base" and not is_noun_too):
        if is_noun_too and i > 1 and "state" in before.senses and "item" in s.atoms[i - 2].senses:
            return True  # "the oil Russia supplies to"
        if is_noun_too and is_behind_adverb and "item" in before.senses:
            return True  # "Russian gas still flows"
        if is_noun_too:
            return (
                "state" in before.senses
                and behind is not None
                and behind.low not in PREPOSITIONS
                and behind.low not in (",", ".")
            )
        if sense.form == "base":
            return (
                "office" in before.senses
                or "state" in before.senses
                or (before.is_capital and before.low[0].isalpha())
                or before.low.endswith("s")
                or "item" in before.senses
                or is_adverb(before)
            )
        return True
    return (
        "state" in before.senses
        and behind is not None
        and ("item" in behind.senses or behind.low in DETERMINERS)
        and "nominal" not in behind.senses
    )

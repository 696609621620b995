"""Names of companies and persons taken apart: words that carry the name, legal form, numbers; and how alike two are.

The forms and small words are data (legal_forms.csv, party_words.csv). An unmatched word on both sides is another name:
Sergey Viktorovich is not Sergey Borisovich, and Bank of Armenia not Bank of America.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA

from fairlead.base.number_words import ORDINALS, VALUES
from fairlead.base.sounds import sound
from fairlead.base.spelling import latin
from fairlead.identity.names import NUMBER_BEFORE

_DOTTED = re.compile(r"\b(?:\w\.){2,}\w?\b\.?|\b\w(?:\.\w)+\b")
_QUIET = re.compile(r"['’`ʼʻ‘\"“”«»@]")
_PARTS = re.compile(r"[a-z]+|\d+")
_LEET = str.maketrans("01345678", "oieasgtb") | {ord("9"): "g"}
_SYLLABIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_OTHER_SCRIPT = re.compile(r"[\u0590-\u109f\u1100-\u1dff\u2c80-\ud7ff]")
_SERVANT = re.compile(r"(?!\w*llah$)abd(?:(?:ou|[aeiou])[lrsntdz])?([a-z]{3,})|abd(?:ou|[aeiou])(?:[dst]h|[lrsntdz])")
_RELIGION = re.compile(r"([a-z]{3,}?)[aeu]d?d(?:in|een)")
_LETTER_BY_LETTER = re.compile(r"\b[a-z](?: [a-z]){3,}\b")
_ALONE = re.compile(r"\b[a-z](?: [a-z])+\b")
_ORDINAL = re.compile(r"\b(\d{1,4})-?(?:st|nd|rd|th)\b")
_SON_OF = re.compile(r"\b(?:bin|ibn|bn|bint|binti|ould)\b")

_POSSESSIVE = re.compile(r"(?<=\w{3})['’]s\b", re.IGNORECASE)
_CUT = re.compile(r"\b([^\W\d_]{2,})\.(?!\w)")
_INITIAL = re.compile(r"\b[^\W\d_]\.")
_LETTERED_DIGITS = re.compile(r"(?<=[a-z])[0134578](?=[a-z]{2}|[0134578][a-z])|(?<=[a-z][0134578])[0134578](?=[a-z])")
_LETTERED_SIGNS = re.compile(r"(?<=\w)[$@!|](?=\w)|[$@](?=[A-Za-z])")
_SIGNS = str.maketrans("$@!|", "saii")
_ARABIC_ARTICLE = re.compile(r"\bال(?!له)(?=\w{2})")
_ARABIC = str.maketrans("ظ", "ز")
"""The article of Arabic, which Latin spellings part from the word; and a letter read z by all but one table."""

FORMS_OF_A_SLIP = ("limited", "company", "corporation", "incorporated", "aktiengesellschaft")
"""Forms of one word that are told with a slip (LIMTIED, COPANY): those that no other word of a company's name lies as
near to."""

LETTERS_OF_FORM = 13
"""Shorter forms must be written without a slip."""

LETTERS_OF_OWN_ACRONYM = 3
"""Fewer letters are the initials of two words by chance."""

_SURE = {
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "xii": 12,
    "xiii": 13,
    "xiv": 14,
    "xv": 15,
    "xvi": 16,
}
_LAST = {"i": 1, "v": 5, "vi": 6, "x": 10, "xi": 11}
"""Roman numerals that are read anywhere in a company's name, and those only as its last word."""


@dataclass(frozen=True, slots=True)
class PartyName:
    """A company's or a person's name taken apart."""

    written: str
    is_person: bool
    words: tuple[str, ...]
    """Words that carry the name, in order; ASCII letters, lower-case."""
    everything: tuple[str, ...]
    """All its words, forms, small words and numbers too, as they stand."""
    forms: frozenset[str]
    """Kinds of legal form: share, private, partnership."""
    number: tuple[int, ...]
    """Numbers of a company's name; of a person's none."""
    optional: frozenset[str]
    """Those of a company's words that one of two names may leave out: where it is, and that it trades."""
    small: tuple[str, ...]
    """Particles of a person's name."""
    titles: frozenset[str]
    """Titles set aside of a person's name; some of them are names too: Amir, Said."""
    called: tuple[str, ...]
    """Words of a person before *son of* or *daughter of*; empty where the name does not say whose."""
    syllables: str
    """The letters of a name written in Han, Kana or Hangul alone, without marks; else empty."""
    is_other_script: bool
    """Whether it is written in a script far from Latin: Arabic, Han, Kana, Hangul, those of India; not Cyrillic."""
    is_dotted: bool
    """Whether it has an abbreviation with full stops."""
    acronyms: frozenset[str]
    """What its first letters spell, with and without small words and form."""
    is_series: bool
    """Whether its numbers are all Roman."""
    cut: frozenset[str]
    """Words written with a full stop, of two letters and more: what begins so may be meant (Constr., Alex.)."""


@lru_cache(maxsize=1 << 17)
def read_party(text: str, is_person: bool = False) -> PartyName:
    """Take a company's or a person's name apart.

    Args:
        text: one name as written, in any script: ``OOO «Ромашка»``, ``LAVROV, Sergey Viktorovich``, ``有限公司``.
        is_person: whether a person bears it: then titles and particles are set aside, and numbers are slips of the pen.
    """
    raw, forms = _without_syllabic_forms(_ARABIC_ARTICLE.sub("", text).translate(_ARABIC))
    dotted = _DOTTED.search(raw)
    letters = raw if is_person else _DOTTED.sub(lambda m: m[0].replace(".", ""), _POSSESSIVE.sub("", raw))
    if _LETTERED_SIGNS.search(letters):
        letters = _LETTERED_SIGNS.sub(lambda m: m[0].translate(_SIGNS), letters)
    letters = latin(_QUIET.sub("", letters.replace("%", " percent")))
    cut = frozenset(latin(w).lower() for w in _CUT.findall(raw)) if "." in raw else frozenset()
    initials = {m[0][0].lower() for m in _INITIAL.finditer(letters)} if is_person and "." in letters else set()
    letters = _QUIET.sub("", letters)
    if is_person:
        letters = _read_slips(letters)
    everything = _given(letters.lower()) if is_person else _spelled_out(letters.lower())
    words, more = _without_forms(everything if is_person else _with_states(everything))
    small: list[str] = []
    number: list[int] = []
    titles: set[str] = set()
    roman = 0
    optional: set[str] = set()
    kept: list[str] = []
    for i, word in enumerate(words):
        if word.isdigit():
            number.append(int(word[:9]))
        elif not is_person and word in _COUNTS:
            tens = bool(i) and words[i - 1] in VALUES and number and number[-1] % 10 == 0 and _COUNTS[word] < 10
            number.append(_COUNTS[word] + (number.pop() if tens else 0))
        elif is_person and word in _words("title") and len(words) > 2:
            titles.add(word)
        elif is_person and word in _words("particle") and word not in initials:
            small.append(word)
        elif not is_person and (word in _words("stop") or (word in NUMBER_BEFORE and _is_number(words, i + 1))):
            continue
        elif not is_person and kept and (word in _SURE or (i == len(words) - 1 and word in _LAST)):
            number.append(_SURE.get(word) or _LAST[word])
            roman += 1
        elif not is_person and word in _words("region") | _words("optional"):
            optional.add(word)
            kept.append(word)
        else:
            kept.append(word)
    if not kept and number and not is_person:
        kept = [str(n) for n in number]  # a name of numbers alone: 7-Eleven, Seven Eleven
    if not kept:
        kept, small = [w for w in words if not w.isdigit()] or _PARTS.findall(letters.lower()), []
    carrying = [w for w in everything if w not in _words("stop")]
    articled = [w for w in everything if w == "al" or w not in _words("stop")]
    acronyms = {"".join(w[0] for w in some) for some in (kept, words, everything, carrying, articled) if len(some) > 1}
    if not is_person:
        kept, acronyms = _without_own_acronym(kept, (words, everything), acronyms)
    only = "".join(c for c in raw if c.isalpha())
    return PartyName(
        text, is_person, tuple(kept), tuple(everything), frozenset(forms | more) - {"any"},
        () if is_person else tuple(number), frozenset(optional), tuple(small), frozenset(titles),
        _called(letters.lower()) if is_person else (),
        only if only and len(_SYLLABIC.findall(only)) == len(only) else "",
        bool(_OTHER_SCRIPT.search(raw)), bool(dotted), frozenset(acronyms), 0 < roman == len(number), cut,
    )  # fmt: skip


def _with_states(words: list[str]) -> list[str]:
    """The words of a company's name with what a state calls itself in full as what it is called."""
    text = f" {' '.join(words)} "
    for whole, called in _states():
        text = text.replace(f" {whole} ", f" {called} ")
    return text.split()


@cache
def _states() -> list[tuple[str, str]]:
    rows = [tuple(w.split(">")) for kind, words in _word_rows() if kind == "state" for w in words]
    return [(whole, called) for whole, called in rows]


def _without_own_acronym(
    kept: list[str], whole: tuple[list[str], list[str]], acronyms: set[str]
) -> tuple[list[str], set[str]]:
    """Words without the one that only repeats the initials of the others: Rajah Solaiman Movement (RSM)."""
    for own in (kept[-1], kept[0]):
        rest = [w for w in kept if w != own]
        spelt = [[w for w in some if w != own] for some in whole]
        spelt += [[w for w in some if w not in _words("stop")] for some in spelt]
        initials = {"".join(w[0] for w in some) for some in (rest, *spelt)}
        if len(own) >= LETTERS_OF_OWN_ACRONYM and own in initials:
            return rest, acronyms | initials
    return kept, acronyms


_COUNTS = VALUES | ORDINALS


def _is_number(words: list[str], i: int) -> bool:
    return i < len(words) and (words[i].isdigit() or words[i] in VALUES)


def _given(letters: str) -> list[str]:
    """The words of a person's name, compounds taken apart: Abdurrahim is Abd Rahim, Sirajuddin is Siraj Din."""
    words: list[str] = []
    for word in _PARTS.findall(_LETTER_BY_LETTER.sub(lambda m: m[0].replace(" ", ""), letters)):
        if found := _SERVANT.fullmatch(word):
            words += ["abd", found[1]] if found[1] else ["abd"]
        elif found := _RELIGION.fullmatch(word):
            words += [found[1], "din"]
        else:
            words.append(word)
    return words


def _spelled_out(letters: str) -> list[str]:
    """The words of a company's name; letters that stand alone side by side are one word (S A, I A C), and an ordinal is
    its number (14th)."""
    if any(c in "0134578" for c in letters):
        letters = _LETTERED_DIGITS.sub(lambda m: m[0].translate(_LEET), letters)
    return _PARTS.findall(_ALONE.sub(lambda m: m[0].replace(" ", ""), _ORDINAL.sub(r"\1", letters)))


def _called(letters: str) -> tuple[str, ...]:
    """What a person is called whose father the name tells: Ahmad of AL-UBAIDI, Ahmad bin Hasan."""
    given = letters.split(",")[1] if letters.count(",") == 1 else letters
    found = _SON_OF.search(given)
    aside = _words("particle") | _words("title")
    return tuple(w for w in _given(given[: found.start()]) if w not in aside) if found else ()


def _read_slips(letters: str) -> str:
    """Digits inside a person's words as the letters they look like: Ig0r."""
    return re.sub(r"\b(?=\w*[A-Za-z])(?=\w*\d)\w+\b", lambda m: m[0].translate(_LEET), letters)


def _without_syllabic_forms(text: str) -> tuple[str, set[str]]:
    """Forms in Han, Kana and Hangul, which stand without spaces."""
    found: set[str] = set()
    for written, kind in _syllabic_forms():
        if written in text:
            text = text.replace(written, " ")
            found.add(kind)
    return text, found


def _without_forms(words: list[str]) -> tuple[list[str], set[str]]:
    """Forms in letters, the longest first; a name that is nothing but forms keeps its words."""
    found: set[str] = set()
    left: list[str] = []
    i = 0
    table, longest = _lettered_forms()
    while i < len(words):
        for n in range(min(longest, len(words) - i), 0, -1):
            phrase = " ".join(words[i : i + n])
            kind = table.get(phrase)
            if not kind and (len(phrase) >= LETTERS_OF_FORM if n > 1 else len(phrase) in _SLIPPED_LENGTHS):
                kind = _nearly(phrase)
            if kind:
                found.add(kind)
                i += n
                break
        else:
            left.append(words[i])
            i += 1
    return (left, found) if any(not w.isdigit() for w in left) else (words, set())


@lru_cache(maxsize=1 << 16)
def _nearly(phrase: str) -> str | None:
    """The kind of a form of several words, or of a long one, written with one slip: Joynt Stock Company, Limtied."""
    return next((kind for form, kind in _long_forms() if OSA.distance(phrase, form, score_cutoff=1) <= 1), None)


@cache
def _long_forms() -> list[tuple[str, str]]:
    return [
        (w, kind)
        for w, kind in _lettered_forms()[0].items()
        if w in FORMS_OF_A_SLIP or (" " in w and len(w) >= LETTERS_OF_FORM - 1)
    ]


_SLIPPED_LENGTHS = frozenset(len(w) + n for w in FORMS_OF_A_SLIP for n in (-1, 0, 1))


@cache
def _form_rows() -> list[tuple[str, str]]:
    text = files("fairlead.identity").joinpath("legal_forms.csv").read_text(encoding="utf-8")
    return [(w.strip(), r["kind"]) for r in csv.DictReader(text.splitlines()) for w in r["written"].split(";")]


@cache
def _lettered_forms() -> tuple[dict[str, str], int]:
    table = {w: kind for w, kind in _form_rows() if not _SYLLABIC.search(w) and w.isascii()}
    return table, max(len(w.split()) for w in table)


@cache
def _syllabic_forms() -> list[tuple[str, str]]:
    return sorted(((w, k) for w, k in _form_rows() if not w.isascii()), key=lambda row: -len(row[0]))


@cache
def _word_rows() -> list[tuple[str, list[str]]]:
    text = files("fairlead.identity").joinpath("party_words.csv").read_text(encoding="utf-8")
    return [(r["kind"], [w.strip() for w in r["words"].split(";")]) for r in csv.DictReader(text.splitlines())]


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(w for k, words in _word_rows() if k == kind for w in words)


@cache
def of_both_sexes() -> frozenset[frozenset[str]]:
    """Pairs of given names of which one is a man's and the other a woman's: Michel, Michelle."""
    return frozenset(frozenset(pair.split(">")) for kind, pairs in _word_rows() if kind == "sexes" for pair in pairs)


@cache
def surnames() -> frozenset[str]:
    """Korean and Chinese surnames, in every romanisation."""
    return _words("surname")


@cache
def same_words(is_person: bool) -> dict[str, frozenset[int]]:
    """The groups of words that stand for one another, by the sound of each: given names, or words of companies."""
    found: dict[str, set[int]] = {}
    for i, (kind, words) in enumerate(_word_rows()):
        for word in words if kind == ("nickname" if is_person else "same") else ():
            found.setdefault(sound(word), set()).add(i)
    return {w: frozenset(groups) for w, groups in found.items()}

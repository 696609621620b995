"""Likeness of two names of companies or of persons: word held against word, what is left over counted on both sides.

A score is a likeness of writing, never a proof that two are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from fairlead.base.chinese import is_wade_giles_of
from fairlead.base.sounds import sound
from fairlead.base.spelling import spellings
from fairlead.identity.party_names import PartyName, of_both_sexes, same_words, surnames
from fairlead.identity.ship_likeness import OTHER, Likeness

ALIKE = 0.8
"""The one threshold: names of at least this likeness may be one name."""

WORD_SLIPS = ((4, 0), (10, 1), (14, 2))
"""Slips allowed in words shorter than so many letters; in longer ones three."""

EXTRA_COSTS = 0.03
"""What each word takes that one person's name has and the other lacks: father's names come and go."""

INITIAL = 0.9
NICKNAME = 0.93
JOINED = 0.95
ACRONYM = 0.82
SKELETON = 0.82
SISTERS = 0.81
MIRRORED = 0.81
VOWELS = 0.93
"""Likeness of a word and its initial, of names that stand for one another, of words joined or split, of an acronym and
what it stands for, of names whose consonants agree where a script writes no vowels, of firms of one series, of names
written backwards, and of words that differ in vowels."""

ENDING = 0.93
ARTICLE = 0.95
GUTTURAL = 0.97
"""Likeness of two words of one stem, of a name with and without its article (Alshaer, Shaer), and of words that differ
in g and k alone (Ghods, Qods)."""

ENDINGS = (
    "ations", "ation", "ments", "ment", "ionary", "ional", "ings", "ing", "ions", "ion", "ies", "ery", "ial", "al",
    "ants", "ant", "ers", "er", "es", "ed", "e", "s", "y",
)  # fmt: skip
FARTHEST = 4
"""Words whose sounds lie more slips apart are alike by their stem or not at all."""

LETTERS_OF_STEM = 4
LETTERS_OF_ARTICLED = 3
LETTERS_OF_SOUND = 7
LETTERS_OF_KOREAN = 6
LETTERS_OF_VOWELS = 5
"""Shorter words are not held to be alike by sound with a slip, or by their consonants."""

LETTERS_OF_ACRONYM = 3
CONSONANTS_LEAST = 5
CONSONANTS_FOR_A_SLIP = 8
"""Fewer letters, or consonants, agree by chance too often."""

COMPOUNDS = frozenset({"abd", "din"})
"""Parts of a person's name that do not stand alone: with what follows or goes before they are one word."""

LETTERS_OF_SUFFIXED = 4
"""Letters of a word before an article that is written on to it (Jamaat-ul, Jamatul)."""

LETTERS_OF_CHINESE = 6
LETTERS_OF_FATHER = 3
"""Fewer letters of a Chinese name, or of the name in a patronymic, are not compared across systems."""

_SUFFIXED = ("ul", "ur")
_PATRONYMIC = ("ch", "ic", "na")
_FATHERS = re.compile(r"(.+?)[iy]{0,2}(?:[aoe]v(?:[iy]t?ch|ic)|([aoei][uv]na))")
_ASSIMILATED = re.compile(r"[ae](?=([nrsdtz]))\1(\1.*)")
_WRITTEN_APART = re.compile("([qk])(s)")
"""Two letters that a script without vowels writes side by side, and no x: qsm, Qasem."""

_TWICE = re.compile(r"(.)\1+")
_GUTTURALS = str.maketrans("g", "k")
_NO_VOWELS = str.maketrans("g", "k", "aeiouh")
_CONSONANTS = str.maketrans("lzvpdgqwx", "rsfbtkkfs", "aeiouyh")


Pairs = list[tuple[float, int, int]]
"""Words that meet: how alike, and their places in the two names."""


def party_likeness(a: PartyName, b: PartyName) -> Likeness:
    """How alike two names of one kind are.

    Args:
        a: a name taken apart by ``party_names.read_party``.
        b: another, read as the same kind.

    Returns:
        The same whichever is first; at least ``ALIKE`` where they may be one name. Numbers must be equal, but that
        Roman ones count a series of firms, where the words say so; forms may not contradict (AG, GmbH). Words left over
        on both sides make two names of them; on one side they do for a company, but for words that say where it is or
        that it trades, and for a person where more are left over than were met.

    Limits:
        Translations are other names. Two persons may bear one name; so may a firm and its daughter.
    """
    if not a.words or not b.words:
        return OTHER
    if a.number != b.number:
        return _sisters(a, b)
    if a.syllables and b.syllables:
        return _by_syllables(a, b)
    if (a.forms and b.forms and not a.forms & b.forms) and not a.is_person:
        return Likeness(0.6, "legal forms differ")
    if a.called and b.called and a.is_other_script == b.is_other_script and not _any_alike(a.called, b.called):
        return Likeness(0.6, "son and father are not those of the other")
    found = _by_words(a, b)
    if found.score < ALIKE:
        found = max(
            (found, _as_written(a, b), _joined(a, b), _acronym(a, b), _skeleton(a, b), _mirrored(a, b), _east(a, b)),
            key=lambda one: one.score,
        )
    return found


def _sisters(a: PartyName, b: PartyName) -> Likeness:
    """Firms of one series: Fund III, Fund IV. Numbers in digits are names of their own: Institute 14, Institute 26."""
    is_series = a.is_series and b.is_series and len(a.number) == len(b.number)
    if is_series and a.forms == b.forms and a.words == b.words:
        return Likeness(SISTERS, "the same words, another number of the series")
    return OTHER


@lru_cache(maxsize=1 << 17)
def word_likeness(a: str, b: str, is_person: bool) -> float:
    """How alike two words are, 0 to 1: equal, of one sound, a slip apart, an initial, one that stands for the other."""
    if a == b:
        return 1.0
    if is_person and (len(a) == 1 or len(b) == 1):
        return INITIAL if a[:1] == b[:1] else 0.0
    if is_person and a[:2] == b[:2] and frozenset((a, b)) in of_both_sexes():
        return 0.0
    found = _word_likeness(a, b, sounded(a), sounded(b), is_person)
    if "j" in a + b and found < SAME_SOUND:
        found = max(found, _word_likeness(a, b, sounded(_hard(a)), sounded(_hard(b)), is_person))
    if found < VOWELS and (a.endswith(_OPEN_ENDS) or b.endswith(_OPEN_ENDS)):
        x, y = _open_ended(a), _open_ended(b)
        if (x, y) != (a, b):
            found = max(found, min(VOWELS, _word_likeness(x, y, sounded(x), sounded(y), is_person)))
    if is_person and a.endswith(_PATRONYMIC) and (father := _same_father(a, b)) is not None:
        return max(found, NICKNAME) if father else 0.0
    return found


_OPEN_ENDS = ("ah", "eh", "iya", "iyya")
_OPEN = re.compile(r"(iy*|y+)?[ae]h?$")


def _open_ended(word: str) -> str:
    """A word with the feminine ending of Arabic and Persian in one spelling: Osamah, Osama; Haniyeh, Haniyya."""
    return _OPEN.sub(lambda m: "ia" if m[1] else "a", word)


SAME_SOUND = 0.98
"""Likeness of words of one sound."""


def _hard(word: str) -> str:
    """A word whose j is that of English, Korean and Arabic (Jang, Muruj) and not that of Slavs and Germans."""
    return word.replace("j", "dj")


def _same_father(a: str, b: str) -> bool | None:
    """Whether two patronymics name one father for two sons or two daughters (Hryhoryavich, Grigoriyevich); None where
    they are not both patronymics."""
    x, y = _FATHERS.fullmatch(a), _FATHERS.fullmatch(b)
    if not x or not y or min(len(x[1]), len(y[1])) < LETTERS_OF_FATHER:
        return None
    return bool(x[2]) == bool(y[2]) and any(word_likeness(x[1] + end, y[1] + end, True) >= ALIKE for end in ("", "y"))


def _word_likeness(a: str, b: str, x: str, y: str, is_person: bool) -> float:
    if x == y:
        return SAME_SOUND
    if (groups := same_words(is_person).get(x)) and groups & same_words(is_person).get(y, frozenset()):
        return NICKNAME
    apart = OSA.distance(x, y, score_cutoff=FARTHEST)
    is_stem = not is_person and a[:LETTERS_OF_STEM] == b[:LETTERS_OF_STEM]
    if apart > FARTHEST:
        return _by_ending(a, b) if is_stem else 0.0
    if x.translate(_GUTTURALS) == y.translate(_GUTTURALS):
        return GUTTURAL
    is_suffixed = (x[-2:] in _SUFFIXED or y[-2:] in _SUFFIXED) and (_has_suffix(x, y) or _has_suffix(y, x))
    is_doubled = a[1:2] == a[2:3] or b[1:2] == b[2:3]
    if is_suffixed or _has_article(x, y) or _has_article(y, x) or (is_doubled and _is_assimilated(a, b)):
        best = ARTICLE
    else:
        best = max(_slips(a, b), _heard_slips(a, b, max(len(x), len(y)), apart))
    if best < VOWELS:
        best = max(best, _by_vowels(x, y, apart), _by_ending(a, b) if is_stem else 0.0)
    if best < ALIKE and min(len(a), len(b)) >= LETTERS_OF_KOREAN and _korean(a) & _korean(b):
        best = VOWELS
    if best < ALIKE and not is_person and min(len(a), len(b)) >= LETTERS_OF_CHINESE and _is_chinese(a, b):
        best = VOWELS
    return best


def _is_chinese(a: str, b: str) -> bool:
    """Whether one is in Pinyin and the other the same in Wade-Giles: Xinhua, Hsinhua."""
    return is_wade_giles_of(a, b) or is_wade_giles_of(b, a)


@lru_cache(maxsize=1 << 16)
def _korean(word: str) -> frozenset[str]:
    """The Korean fold of a word, where every syllable of it reads as Korean: Daesong, Taeseong."""
    return frozenset(k for k in spellings(word) if k.startswith("k:"))


def _has_article(x: str, y: str) -> bool:
    """Whether one is the other behind an Arabic article."""
    if x[:2] not in ("al", "el") or len(y) < LETTERS_OF_ARTICLED or len(x) != len(y) + 2:
        return False
    return x[2:].translate(_GUTTURALS) == y.translate(_GUTTURALS)


def _is_assimilated(a: str, b: str) -> bool:
    """Whether one is the other behind an article that has taken its first letter: Annour, Nour."""
    long, short = sorted((a, b), key=len, reverse=True)
    found = _ASSIMILATED.fullmatch(long)
    return bool(found) and len(short) >= LETTERS_OF_SUFFIXED and sounded(found[2] if found else "") == sounded(short)


def _has_suffix(x: str, y: str) -> bool:
    """Whether one is the other with the article of what follows written on to it: Jamatul, Jamaat-ul; Matiur, Mati."""
    return x[-2:] in _SUFFIXED and len(y) >= LETTERS_OF_SUFFIXED and x[:-2] == y


def _by_ending(a: str, b: str) -> float:
    """Words of one stem: industry and industries, trade and trading."""
    x, y = _stem(a), _stem(b)
    return ENDING if x == y and len(x) >= LETTERS_OF_STEM else 0.0


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    end = next((e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= LETTERS_OF_STEM), "")
    return word.removesuffix(end)


def _heard_slips(a: str, b: str, longer: int, apart: int) -> float:
    """Slips of sound, in long words whose letters lie no more than one slip further apart: Joon is not Chung."""
    allowed = _allowed(longer)
    if longer < LETTERS_OF_SOUND or apart > allowed or OSA.distance(a, b, score_cutoff=allowed + 1) > allowed + 1:
        return 0.0
    return 1 - apart / longer - 0.01


def _by_vowels(x: str, y: str, apart: int) -> float:
    """Words whose consonants are equal, in order: Osama, Usama; Narender, Narendra; or that differ in diphthongs."""
    longer = max(len(x), len(y))
    if longer < LETTERS_OF_VOWELS:
        return 0.0
    if _one_vowel(x) == _one_vowel(y):
        return VOWELS
    bare, other = x.translate(_NO_VOWELS), y.translate(_NO_VOWELS)
    if x[0] == y[0] and _has_vowel(x) != _has_vowel(y):  # one is written without vowels
        bare, other = (_TWICE.sub(r"\1", w[0] + w[1:].translate(_NO_VOWELS)) for w in (x, y))
        return VOWELS if bare == other and len(bare) >= LETTERS_OF_ARTICLED else 0.0
    if bare != other:
        return 0.0
    return VOWELS if apart <= (1 if longer < LETTERS_OF_SOUND else 2) else 0.0


def _has_vowel(sound_: str) -> bool:
    return any(c in "aeiou" for c in sound_[1:])


_E, _O = re.compile("[ae]i|ae"), re.compile("[ao][uv](?![aeiou])")


@lru_cache(maxsize=1 << 17)
def _one_vowel(sound_: str) -> str:
    """A sound with its diphthongs as one vowel: Javaid is Javed, Awlaki Aulaqi, Ipatau Ipatov."""
    return _O.sub("o", _E.sub("e", sound_))


@lru_cache(maxsize=1 << 17)
def sounded(word: str) -> str:
    """The sound of a word, kept for the next time."""
    return sound(word)


def _slips(a: str, b: str) -> float:
    longer = max(len(a), len(b))
    allowed = _allowed(longer)
    slips = OSA.distance(a, b, score_cutoff=allowed)
    return 1 - slips / longer if slips <= allowed else 0.0


_ALLOWED = tuple(next((s for below, s in WORD_SLIPS if n < below), 3) for n in range(WORD_SLIPS[-1][0] + 1))


def _allowed(letters: int) -> int:
    return _ALLOWED[letters] if letters < len(_ALLOWED) else _ALLOWED[-1]


def _align(a: Sequence[str], b: Sequence[str], is_person: bool) -> tuple[Pairs, list[int], list[int]]:
    """Pairs of words, the most alike first, and what is left over on either side."""
    left_a, left_b = list(range(len(a))), list(range(len(b)))
    met: Pairs = []
    for i in list(left_a):
        if (j := next((j for j in left_b if b[j] == a[i]), None)) is not None:
            met.append((1.0, i, j))
            left_a.remove(i)
            left_b.remove(j)
    pairs = [
        (-like, abs(i - j), min(i, j), max(i, j), i, j)
        for i in left_a
        for j in left_b
        if (like := word_likeness(a[i], b[j], is_person)) > 0
    ]
    for like, _, _, _, i, j in sorted(pairs):
        if i in left_a and j in left_b:
            left_a.remove(i)
            left_b.remove(j)
            met.append((-like, i, j))
    return met, left_a, left_b


def _by_words(a: PartyName, b: PartyName) -> Likeness:
    met, left_a, left_b = _align(a.words, b.words, a.is_person)
    titled = [i for i in left_a if a.words[i] in b.titles] + [j for j in left_b if b.words[j] in a.titles]
    if titled:
        left_a = [i for i in left_a if a.words[i] not in b.titles]
        left_b = [j for j in left_b if b.words[j] not in a.titles]
    if left_a and left_b and (a.cut or b.cut):
        met, left_a, left_b = _with_cuts(a, b, met, left_a, left_b)
    if left_a and left_b:
        met, left_a, left_b = _with_splits(a, b, met, left_a, left_b)
        if met and not a.is_person:
            met, left_a, left_b = _with_initials(a, b, met, left_a, left_b)
    if not met or (left_a and left_b):
        return Likeness(0.5 if met else 0.0, "words differ on both sides" if met else "another name")
    if a.is_person and not titled and all(min(len(a.words[i]), len(b.words[j])) == 1 for _, i, j in met):
        return Likeness(0.4, "initials alone")
    letters = sum(max(len(a.words[i]), len(b.words[j])) for _, i, j in met)
    mean = sum(like * max(len(a.words[i]), len(b.words[j])) for like, i, j in met) / letters
    extra = sum(w not in COMPOUNDS for w in ([a.words[i] for i in left_a] + [b.words[j] for j in left_b]))
    if not left_a and not left_b:
        return Likeness(mean, "the same words" if mean == 1 else "words alike")
    if not a.is_person:
        further = {a.words[i] for i in left_a} | {b.words[j] for j in left_b}
        if further <= a.optional | b.optional:
            return Likeness(mean - EXTRA_COSTS * extra, "one name says where it is, or that it trades")
        return Likeness(0.7, "one name has further words")
    carried = sum(a.words[i] not in COMPOUNDS for _, i, _ in met) + len(titled)
    if carried < 2 or extra > carried:
        return Likeness(0.6, "one name has more further words than they share")
    return Likeness(max(0.0, mean - EXTRA_COSTS * extra), "one name has further words")


def _with_cuts(
    a: PartyName, b: PartyName, met: Pairs, left_a: list[int], left_b: list[int]
) -> tuple[Pairs, list[int], list[int]]:
    """Words written with a full stop, which stand for what begins so: Constr., Construction; Alex., Alexander."""
    for i in list(left_a):
        x = a.words[i]
        for j in list(left_b):
            y = b.words[j]
            if (x in a.cut and y.startswith(x)) or (y in b.cut and x.startswith(y)):
                met = [*met, (JOINED, i, j)]
                left_a = [n for n in left_a if n != i]
                left_b = [n for n in left_b if n != j]
                break
    return met, left_a, left_b


def _with_splits(
    a: PartyName, b: PartyName, met: Pairs, left_a: list[int], left_b: list[int]
) -> tuple[Pairs, list[int], list[int]]:
    """Words that one writes as two: Patr ushev; of a person in whatever order: Nejad, Vali Mostafa and Mostafanejad."""
    for one, other, turned in ((a.words, b.words, False), (b.words, a.words, True)):
        of_one, of_other = (left_b, left_a) if turned else (left_a, left_b)
        if len(of_one) < 2 or not of_other:
            continue
        pairs = permutations(of_one, 2) if a.is_person else [(i, i + 1) for i in of_one if i + 1 in of_one]
        for i, k in pairs:
            initial, letters = one[i][0], len(one[i]) + len(one[k])
            for j in of_other:
                word = other[j]
                if word[0] != initial or (a.is_person and abs(len(word) - letters) > FARTHEST):
                    continue
                like = word_likeness(one[i] + one[k], word, a.is_person) - 0.02
                if like >= ALIKE and i in of_one and k in of_one:
                    met = [*met, (like, j, i) if turned else (like, i, j)]
                    of_one = [n for n in of_one if n not in (i, k)]
                    of_other = [n for n in of_other if n != j]
                    break
        left_a, left_b = (of_other, of_one) if turned else (of_one, of_other)
    return met, left_a, left_b


def _with_initials(
    a: PartyName, b: PartyName, met: Pairs, left_a: list[int], left_b: list[int]
) -> tuple[Pairs, list[int], list[int]]:
    """A word that stands for the initials of all that the other has left over: HK Shipping, Hong Kong Shipping."""
    for one, other, of_one, of_other in ((a, b, left_a, left_b), (b, a, left_b, left_a)):
        spelt = "".join(other.words[j][0] for j in of_other)
        if len(of_one) != 1 or len(spelt) < 2:
            continue
        if one.words[of_one[0]] in (spelt, _initials(other, of_other)):
            met = [*met, (ACRONYM, *((of_one[0], of_other[0]) if one is a else (of_other[0], of_one[0])))]
            return met, [], []
    return met, left_a, left_b


def _initials(name: PartyName, of: Sequence[int]) -> str:
    """The initials of words and of the small words between them: MOD of Ministry of Defence."""
    wanted = [name.words[i] for i in sorted(of)]
    if wanted[0] not in name.everything or wanted[-1] not in name.everything:
        return ""
    between = name.everything[name.everything.index(wanted[0]) : name.everything.index(wanted[-1]) + 1]
    is_whole = all(w in wanted or w not in name.words for w in between)
    return "".join(w[0] for w in between) if is_whole else ""


def _as_written(a: PartyName, b: PartyName) -> Likeness:
    """Names of the same words in another order, or of the same letters with other spaces: what is set aside of the one
    (a form, what a state calls itself in full) need not be told as such in the other."""
    if sorted(a.everything) == sorted(b.everything):
        return Likeness(1.0, "the same words in another order")
    if "".join(a.everything) == "".join(b.everything) and not (a.is_dotted or b.is_dotted):
        return Likeness(JOINED, "words joined or split")
    return OTHER


def _joined(a: PartyName, b: PartyName) -> Likeness:
    """Names whose letters run on where the other has spaces."""
    if len(a.words) == len(b.words) or a.is_dotted or b.is_dotted:
        return OTHER
    like = max(
        _slips("".join(x), "".join(y)) for x in (a.words, a.small + a.words) for y in (b.words, b.small + b.words)
    )
    return Likeness(like * JOINED, "words joined or split") if like else OTHER


def _any_alike(some: Sequence[str], others: Sequence[str]) -> bool:
    return any(word_likeness(x, y, True) >= ALIKE for x in some for y in others)


def _east(a: PartyName, b: PartyName) -> Likeness:
    """Persons whose whole names are one under the Korean systems, or under Pinyin and Wade-Giles; the surname, one of a
    table, first or last."""
    if not a.is_person or max(len(a.words), len(b.words)) > MOST_SYLLABLES:
        return OTHER
    for x in _surname_first(a):
        for y in _surname_first(b):
            if min(len(x), len(y)) >= LETTERS_OF_KOREAN and _korean(x) & _korean(y):
                return Likeness(VOWELS, "spellings of one Korean name")
            if min(len(x), len(y)) >= LETTERS_OF_CHINESE and _is_chinese(x, y):
                return Likeness(VOWELS, "spellings of one Chinese name")
    return OTHER


MOST_SYLLABLES = 4
"""Words of the longest name that is held to be Korean or Chinese: two of the surname and two given."""


def _surname_first(name: PartyName) -> list[str]:
    """The letters of a name run on, with a surname of the table to begin with; from either end."""
    words = name.words
    ways = [words] if words[0] in surnames() else []
    ways += [(words[-1], *words[:-1])] if len(words) > 1 and words[-1] in surnames() else []
    return ["".join(way) for way in ways]


def _acronym(a: PartyName, b: PartyName) -> Likeness:
    if a.is_person:
        return OTHER
    for short, long in ((a, b), (b, a)):
        core = [w for w in short.words if w not in short.optional]
        if len(core) == 1 and len(core[0]) >= LETTERS_OF_ACRONYM and core[0] in long.acronyms:
            return Likeness(ACRONYM, f"{core[0].upper()} may stand for the other's words")
    return OTHER


def _skeleton(a: PartyName, b: PartyName) -> Likeness:
    """Names of which one is written in another script, held to each other by their consonants."""
    if a.is_other_script == b.is_other_script:
        return OTHER
    for x in _skeletons(a):
        for y in _skeletons(b):
            if min(len(x), len(y)) >= CONSONANTS_LEAST:
                allowed = 0 if max(len(x), len(y)) < CONSONANTS_FOR_A_SLIP else 1
                if OSA.distance(x, y, score_cutoff=allowed) <= allowed:
                    return Likeness(SKELETON, "consonants agree")
    if a.is_person and len(a.words) == len(b.words) > 1 and _word_for_word(a, b):
        return Likeness(SKELETON, "consonants agree, word for word")
    return OTHER


def _skeletons(name: PartyName) -> list[str]:
    """The consonants of a name under both readings of j, and with kh as a letter that may be silent or a k."""
    found = [consonants(name)]
    joined = "".join(name.words)
    if "j" in joined:
        found.append(_skeleton_of(name, [_hard(w) for w in name.words]))
    if "kh" in joined:
        found.append(_skeleton_of(name, [w.replace("kh", "k") for w in name.words]))
    return found


def _word_for_word(a: PartyName, b: PartyName) -> bool:
    """Whether each word of one has the consonants of a word of the other, four in all at least."""
    x, y = ([_skeleton_of(n, [w.replace("kh", "k").replace("w", "")]) for w in n.words] for n in (a, b))
    return sorted(x) == sorted(y) and all(x) and len("".join(x)) >= CONSONANTS_LEAST - 1


def consonants(name: PartyName) -> str:
    """The consonants of a name, those that scripts take for one another as one."""
    return _skeleton_of(name, name.words)


def _skeleton_of(name: PartyName, words: Sequence[str]) -> str:
    if name.is_other_script:
        words = [_WRITTEN_APART.sub(r"\1e\2", w).replace("w", "") for w in words]
    return _TWICE.sub(r"\1", sound("".join(words)).translate(_CONSONANTS))


def _mirrored(a: PartyName, b: PartyName) -> Likeness:
    if not a.is_person or sorted(map(len, a.words)) != sorted(map(len, b.words)) or max(map(len, a.words)) <= 3:
        return OTHER
    is_mirrored = sorted(w[::-1] for w in a.words) == sorted(b.words)
    return Likeness(MIRRORED, "the letters written backwards") if is_mirrored else OTHER


def _by_syllables(a: PartyName, b: PartyName) -> Likeness:
    if a.syllables == b.syllables:
        return Likeness(1.0, "the same characters")
    same = "".join(a.words) == "".join(b.words) and not any(
        "\u3400" <= c <= "\u9fff" for c in a.syllables + b.syllables
    )
    return Likeness(0.9, "one reading") if same else OTHER

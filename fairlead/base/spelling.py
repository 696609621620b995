"""Spellings: one name in several scripts and romanisations, folded to keys that are compared by equality.

Korean ship and place names reach the West in four systems: Revised Romanization (Baekyangsan, Eunheung), the DPRK's own
(Paek Yang San, Un Hung), McCune-Reischauer (Paegyangsan, Ŭnhŭng) and newspaper habit (Woo Jeong); Russian ones in as
many. The folds are the tables below, applied in order; they hold no names.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

HANGUL_INITIALS = (
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h",
)  # fmt: skip
HANGUL_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
)  # fmt: skip
HANGUL_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
)  # fmt: skip
"""Letters of a Hangul syllable in the order of Unicode (chapter 3.12): initials, vowels, and no final or one of 27."""

_HANGUL_FIRST = 0xAC00
_HANGUL_LAST = 0xD7A3

KOREAN_LETTERS = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        ("yeo", "yo"),  # RR yeo, DPRK yo
        ("eo", "o"),  # RR eo, MR ŏ, DPRK o
        ("eu", "u"),  # RR eu, MR ŭ, DPRK u
        ("woo|oo", "u"),  # Woo Jeong, Moon
        ("ee", "i"),  # Lee
        ("you(?=n)", "yo"),  # Young
        ("tch|ch|j", "j"),  # MR writes ㅈ and ㅊ both ch; RR and the DPRK write ㅈ j
        ("sh", "s"),  # Shin, Sin
        ("kh|g", "k"),  # DPRK kh, RR k; ng becomes nk with it
        ("th|d", "t"),
        ("ph|b", "p"),  # Nampho, Nampo
        (r"([kjtps])\1+", r"\1"),  # tense consonants, and one consonant written on both sides of a syllable break
    )
)
"""Vowels and consonants of the systems onto one letter each. Aspirated, plain and tense consonants fall together, as
MR without its apostrophes lets them."""

KOREAN_SOUND_CHANGES = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        ("(?<!n)k(?=[nmrl])", "nk"),  # Paek Ryong, Baengnyeong
        ("p(?=[nmrl])", "m"),  # Ap Rok, Amnok
        ("t(?=[nm])", "n"),
        ("(?<=nk)[rl]|(?<=m)[rl]", "n"),  # Rung Ra, Neungna; Chong Rim, Cheongnim
        ("n[rl]|l[nr]|rl", "ll"),  # Sin Ra, Silla
        ("^l", "r"),  # Lim, Rim
        ("^[rn](?=[iy])|^y(?=i)", ""),  # Ryu Son, Yu Son; Ri, Yi, I
        ("^r", "n"),  # Rajin, Najin
    )
)
"""Changes at syllable breaks and at the start of a name that RR and MR write and the DPRK mostly does not."""

_VOWELS = "(?:[wy]?[aeiou])+"
_KOREAN = re.compile(f"[kntrlmpsjh]?{_VOWELS}(?:(?:nk|[kntlmp])?[kntrlmpsjh]{_VOWELS})*(?:nk|[kntlmp])?")

RUSSIAN_LETTERS = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        ("tsch", "ch"),  # Wostotschny
        ("w", "v"),
        ("x", "ks"),
        ("[iy]j", "i"),  # Vostochnyj
        ("(?<=[aeo])j", "i"),  # Dunaj
        ("y", "i"),  # Dunay, Dunai; Vityaz, Vitiaz
        ("i+", "i"),  # Vostochnyy, Vostochnyi; Mariya, Maria
        ("ie", "e"),  # Yenisey, Enisei
    )
)
"""Endings and soft vowels as BGN/PCGN, ISO 9, passports and newspapers write them."""

_LETTER = re.compile("[A-Za-z]")
_LONGEST_FOLDED = 40
"""Letters of the longest text that is folded; no ship (20 characters on AIS) or place of the field is longer."""


LOOK_ALIKES = dict(zip("аеорсхуіјѕһАВЕКМНОРСТХУІЈЅ", "aeopcxyijshABEKMHOPCTXYIJS", strict=True))
"""Cyrillic letters that are printed like Latin ones (Unicode's confusables, UTS 39)."""

_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[\u0400-\u04ff])[A-Za-z\u0400-\u04ff]+\b")
_TO_LATIN = str.maketrans(LOOK_ALIKES)
_TO_CYRILLIC = str.maketrans({look: letter for letter, look in LOOK_ALIKES.items()})


def latin(text: str) -> str:
    """The text in ASCII letters: Hangul by the tables here, every other script through anyascii.

    No word of any language has Latin and Cyrillic letters together: where those of one alphabet all look like letters
    of the other, they are read as these (РATRIОT in the letters of two is PATRIOT).
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii():
        return composed
    return "".join(_syllable(c) or anyascii(c) for c in _MIXED.sub(_of_one_alphabet, composed))


def _of_one_alphabet(found: re.Match[str]) -> str:
    word = found[0]
    as_latin, as_cyrillic = word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
    if as_latin.isascii():
        return as_latin
    return word if _LETTER.search(as_cyrillic) else as_cyrillic


def plain(text: str) -> str:
    """The text as bare lower-case letters and digits: case, spaces, punctuation and script no longer differ."""
    return re.sub(r"[^a-z0-9]", "", latin(text).lower())


def spellings(text: str) -> frozenset[str]:
    """Keys of a name: two spellings of one name share at least one.

    ``p:`` is the plain text; ``k:`` the Korean fold, where every syllable reads as Korean; ``r:`` the Russian fold.

    Limits:
        Different Hangul may share a key (정 and 청, 성강 and 선강): a shared fold hints at one name and proves none.
        Not folded: Kontsevich Cyrillic (Чхонмасан), Sino-Korean readings of Han, liaison of l (Chol Ung, Cheorung).
    """
    letters = plain(text)
    if not letters or len(letters) > _LONGEST_FOLDED:
        return frozenset({f"p:{letters}"} if letters else ())
    keys = {f"p:{letters}", f"r:{_folded(letters, RUSSIAN_LETTERS)}"}
    korean = _folded(letters, KOREAN_LETTERS)
    if _KOREAN.fullmatch(korean):
        keys.add(f"k:{_folded(korean, KOREAN_SOUND_CHANGES)}")
    return frozenset(keys)


def _folded(letters: str, table: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, to in table:
        letters = pattern.sub(to, letters)
    return letters


def _syllable(character: str) -> str | None:
    code = ord(character)
    if not _HANGUL_FIRST <= code <= _HANGUL_LAST:
        return None
    rest, final = divmod(code - _HANGUL_FIRST, len(HANGUL_FINALS))
    initial, vowel = divmod(rest, len(HANGUL_VOWELS))
    return HANGUL_INITIALS[initial] + HANGUL_VOWELS[vowel] + HANGUL_FINALS[final]

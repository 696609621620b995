"""Sounds: a name folded so that what scribes write for one sound falls together, whatever the system.

Coarser than the keys of ``base/spelling``: two names of one sound are alike, never the same for that alone. The folds
are the table below; they hold no names.
"""

from __future__ import annotations

import re

from fairlead.base.spelling import plain

SOUNDS = {
    # Cyrillic and its neighbours: BGN/PCGN, GOST 7.79, passports (ICAO 9303), ISO 9 without marks, German, Polish
    "shch": "s", "tsch": "z", "tch": "z", "sch": "s", "shh": "s", "sh": "s", "sz": "s", "ch": "z", "cz": "z",
    "tz": "s", "ts": "s", "tc": "s", "zh": "z", "dzh": "z", "dj": "z", "j": "z",
    "kh": "h", "x": "h", "ks": "h", "gh": "g",
    "yu": "iu", "ju": "iu", "ya": "ia", "ja": "ia", "yo": "io", "ye": "e", "ie": "e", "iy": "i", "ij": "i", "yj": "i",
    "aj": "ai", "ej": "ei", "oj": "oi", "uj": "ui", "y": "i", "ii": "i", "w": "v", "iou": "iu",
    # English, French and Arabic habits
    "ck": "k", "q": "k", "ph": "f", "th": "t", "dh": "d", "oo": "u", "ou": "u", "ee": "i",
    # Wade-Giles beside Pinyin, McCune-Reischauer beside the DPRK's
    "hs": "s",
}  # fmt: skip
"""What is written, and the letter it stands for. The longest that fits is read first, from left to right."""

_SOFT_O = re.compile("(?<=[bdfgklmnprstvz])yo")
"""Russian ё behind a consonant: Artyom and Artem, Fyodor and Fedor."""

_BEFORE_FRONT = re.compile("c(?=[eiy])")
_TWICE = re.compile(r"([a-z])\1+")
_WRITTEN = re.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))


def sound(text: str) -> str:
    """The sound of a name: lower-case letters and digits, no letter twice in a row.

    Folding a folded name changes nothing. A c is an s before e and i, else a k; ch, j and zh are a z, for scribes of
    Korean and Chinese write one for the other.

    Limits:
        Vowels stay as they are, but for i and y, u and ou: what vowels scribes choose is left to the likeness.
    """
    letters = plain(text)
    while (folded := _fold(letters)) != letters:
        letters = folded
    return letters


def _fold(letters: str) -> str:
    letters = _SOFT_O.sub("e", letters)
    letters = _WRITTEN.sub(lambda m: SOUNDS[m[0]], letters)
    letters = _BEFORE_FRONT.sub("s", letters).replace("c", "k")
    return _TWICE.sub(r"\1", letters)

"""Chinese syllables: a name in Pinyin written as Wade and Giles would have, for lists still carry both.

Zedong is Tse-tung, Xiaoping Hsiao-p'ing, Jiang Jingguo Chiang Ching-kuo. The way back is not open: without its
apostrophes, which are mostly left out, Wade-Giles writes one syllable for several of Pinyin. The tables hold no names.
"""

from __future__ import annotations

from functools import lru_cache

PINYIN = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
"""Finals that follow each initial (Hanyu Pinyin, ISO 7098), without tones and with u for ü."""

INITIALS = {
    "b": "p", "p": "p", "d": "t", "t": "t", "g": "k", "k": "k", "j": "ch", "q": "ch", "zh": "ch", "ch": "ch",
    "x": "hs", "r": "j", "z": "ts", "c": "ts",
}  # fmt: skip
"""Initials of Pinyin and how Wade and Giles write them, apostrophes left out; the others are the same."""

FINALS = {"ian": "ien", "ie": "ieh", "ue": "ueh", "ong": "ung", "iong": "iung", "er": "erh"}
"""Finals, likewise."""

SYLLABLES = {
    "ge": "ko", "ke": "ko", "he": "ho", "e": "o", "ye": "yeh", "yan": "yen", "yi": "i", "you": "yu", "yong": "yung",
    "yue": "yueh", "gui": "kuei", "kui": "kuei", "duo": "to", "tuo": "to", "nuo": "no", "luo": "lo", "ruo": "jo",
    "zuo": "tso", "cuo": "tso", "suo": "so", "zhuo": "cho", "chuo": "cho", "zhi": "chih", "chi": "chih",
    "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu",
}  # fmt: skip
"""Syllables that the two tables above do not give."""


def _wade_giles(initial: str, final: str) -> str:
    return SYLLABLES.get(initial + final) or INITIALS.get(initial, initial) + FINALS.get(final, final)


_WRITTEN = {i + f: _wade_giles(i, f) for i, finals in PINYIN.items() for f in finals.split()}
_LONGEST = max(map(len, _WRITTEN))
_LONGEST_NAME = 30


@lru_cache(maxsize=1 << 16)
def wade_giles(letters: str) -> frozenset[str]:
    """A run of Pinyin syllables in Wade-Giles without apostrophes, hyphens and tones.

    Args:
        letters: lower-case letters a to z without spaces, as ``zedong``.

    Returns:
        One text for every way to cut the letters into syllables that is written differently (``xian`` is one syllable
        or two); none where they are no Pinyin.
    """
    if not letters or len(letters) > _LONGEST_NAME:
        return frozenset()
    ways: list[frozenset[str]] = [frozenset({""})]
    for end in range(1, len(letters) + 1):
        made = {
            before + _WRITTEN[letters[start:end]]
            for start in range(max(0, end - _LONGEST), end)
            if letters[start:end] in _WRITTEN
            for before in ways[start]
        }
        ways.append(frozenset(sorted(made)[:_MOST_WAYS]))
    return ways[-1]


_MOST_WAYS = 16


def is_wade_giles_of(letters: str, pinyin: str) -> bool:
    """Whether letters that are no Pinyin are how Wade and Giles would write those of a name in Pinyin.

    Args:
        letters: lower-case letters without spaces: ``maotsetung``.
        pinyin: likewise: ``maozedong``.

    Limits:
        Where both read as Pinyin nothing is said: Chou En-lai is Zhou Enlai, but Chang Wei is a name of its own.
    """
    return letters != pinyin and not wade_giles(letters) and letters in wade_giles(pinyin)

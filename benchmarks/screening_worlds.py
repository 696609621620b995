"""Ships' names and queries made up for the screening benchmark, eleven classes, romanised by tables of their own.

Targets are names of five kinds: Korean written in Hangul here and romanised by the DPRK's, the Revised or
McCune-Reischauer system; Russian written in Cyrillic here and romanised by BGN/PCGN, GOST 7.79-2000 (system B) or
passports (ICAO 9303); English; Chinese in Pinyin; made-up words. A query is one target in another hand, or none at all.
The tables here are written from the systems, apart from the folds they test.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

POSITIVE = ("exact", "nospace", "prefix", "typo", "number format", "romanisation", "cyrillic", "hangul", "ais20")
NEGATIVE = ("numbered sibling", "other ship")


def _words(text: str) -> list[str]:
    return text.split()


HANGUL = _words(
    "유선 백양산 은흥 천마산 남포 라진 릉라 청림 예성강 금진강 백두산 우정 삼정 금운산 송원 락원 무봉 삼마 지성 천명 "
    "유정 월봉산 신평 새별 희천 장자산 대동강 압록강 청천강 두루봉 만폭 철봉산 소백산 해금강 남산 금강산 장진강 백마"
)
_FINAL = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_DPRK = (
    _words("k kk n t tt r m p pp s ss - j jj ch kh th ph h"),
    _words("a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i"),
)
_REVISED = (
    _words("g kk n d tt r m b pp s ss - j jj ch k t p h"),
    _words("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"),
)
_MR = (
    _words("k kk n t tt r m p pp s ss - ch tch ch' k' t' p' h"),
    _words("a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i"),
)
_ENDS = {"ㄱ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅅ": "t", "ㅇ": "ng", "ㅈ": "t", "ㅊ": "t"}
"""Initials and vowels in Unicode's order, and the finals that the words have."""

CYRILLIC = _words(
    "ПАТРИОТ ВОСТОЧНЫЙ ВИТЯЗЬ ХАБАРОВСК ЩУКИН ЖЕМЧУЖИНА ЮРИЙ АРШЕНЕВСКИЙ СЕВЕРНЫЙ БЕРЕГ КАПИТАН ЧЕЛЮСКИН ЯКУТСК "
    "ДУНАЙ ЕНИСЕЙ КОМПОЗИТОР РАХМАНИНОВ МИХАИЛ УЛЬЯНОВ ТЕРИБЕРКА ЧИЖОВКА МЕХАНИК ЯЦЕНКО ШАХТЕРСК ЮЖНЫЙ КРЕСТ ЗАРЯ "
    "ВОЛЖСКИЙ ТРУЖЕНИК АЛЕКСАНДР НЕВСКИЙ ЛИТЕЙНЫЙ ПРОСПЕКТ ПРОФЕССОР ЛОГАЧЕВ ИНЖЕНЕР ВЕШНЯКОВ"
)
_LETTERS = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
_BGN = _words("A B V G D E ZH Z I Y K L M N O P R S T U F KH TS CH SH SHCH - Y - E YU YA")
_GOST = _words("A B V G D E ZH Z I J K L M N O P R S T U F X C CH SH SHH - Y - E YU YA")
_PASSPORT = _words("A B V G D E ZH Z I I K L M N O P R S T U F KH TS CH SH SHCH IE Y - E IU IA")

ENGLISH = _words(
    "LUCKY STAR OCEAN PACIFIC GLORY FORTUNE SEA EAGLE BRIGHT MOON SILVER RIVER GOLDEN HOPE BLUE WAVE ROYAL PEARL LADY "
    "SPIRIT NORTHERN DAWN GRACE DIAMOND VENTURE HARMONY CRYSTAL TRADER EMPEROR DOLPHIN LIBERTY HORIZON"
)
PINYIN = _words(
    "XIN HAI FU YUAN YU LONG XING TIAN BAO SHUN FA HONG DA JIN CHENG FENG SHENG RUI XIANG ZHE YONG HE LIAN SHAN"
)
SYLLABLES = _words("MA RO TEL VI SAN KOR DE LU NIS PA GRE TOL BEN DRA FEL MON RU SAK TI VOR")
ROMAN = _words("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX")


@dataclass(frozen=True, slots=True)
class Query:
    """A name asked for."""

    kind: str
    text: str
    target: int | None
    """Number of the target it is; None: of none."""


@dataclass(frozen=True, slots=True)
class World:
    """Targets as listed, and queries."""

    targets: list[str]
    queries: list[Query]


def korean(word: str, system: tuple[list[str], list[str]], rnd: random.Random) -> str:
    """A Hangul word in Latin letters, syllables apart or not."""
    syllables = []
    for character in word:
        at, final = divmod(ord(character) - 0xAC00, 28)
        initial, vowel = divmod(at, 21)
        first = system[0][initial].strip("-")
        syllables.append(first + system[1][vowel] + (_ENDS.get(_FINAL[final], "") if final else ""))
    return rnd.choice((" ", "")).join(syllables).upper()


def russian(word: str, system: list[str]) -> str:
    """A Cyrillic word in Latin letters."""
    return "".join(system[_LETTERS.index(c)].strip("-") if c in _LETTERS else c for c in word.replace("Ё", "Е"))


def _numbered(rnd: random.Random, share: float) -> str:
    return f" {rnd.randrange(1, 20)}" if rnd.random() < share else ""


ROMAN = [
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
]


def make_world(seed: int, count: int = 1000, each: int = 120) -> World:
    """Targets and ``each`` queries of every class, negative ones four times as many.

    Args:
        seed: of the draws.
        count: targets.
        each: queries of a class.
    """
    rnd = random.Random(seed)
    targets: dict[str, tuple[str, str]] = {}
    while len(targets) < count:
        kind = rnd.choice(("korean", "korean", "russian", "english", "pinyin", "word"))
        number = _numbered(rnd, 0.5 if kind in ("korean", "pinyin") else 0.25)
        if kind == "korean":
            native = rnd.choice(HANGUL)
            text = korean(native, _DPRK, random.Random(rnd.randrange(2))) + number
            native += number and f" {number.strip()}호"
        elif kind == "russian":
            words = rnd.sample(CYRILLIC, rnd.choice((1, 2, 2)))
            native = " ".join(words) + number
            system = rnd.choice((_BGN, _BGN, _PASSPORT, _GOST))
            text = " ".join(russian(w, system) for w in words) + number
        else:
            pool, most = {"english": (ENGLISH, 3), "pinyin": (PINYIN, 3), "word": (SYLLABLES, 4)}[kind]
            words = [rnd.choice(pool) for _ in range(rnd.randrange(2, most + 1))]
            native, text = "", ("" if kind == "word" else " ").join(words) + number
        targets.setdefault(text, (kind, native))
    names = list(targets)
    taken = {_bare(n) for n in names}
    queries: list[Query] = []
    for kind in POSITIVE:
        made, tries = 0, 0
        while made < each and tries < 200 * each:
            tries += 1
            i = rnd.randrange(count)
            text = _WRITE[kind](rnd, names[i], *targets[names[i]])
            if text:
                queries.append(Query(kind, text, i))
                made += 1
    for kind in NEGATIVE:
        made = 0
        while made < 4 * each:
            name = names[rnd.randrange(count)]
            text = _sibling(rnd, name) if kind == "numbered sibling" else _other(rnd)
            if text and _bare(text) not in taken:
                queries.append(Query(kind, text, None))
                made += 1
    return World(names, queries)


def _bare(text: str) -> str:
    return text.replace(" ", "")


def _typo(rnd: random.Random, name: str, *_: str) -> str:
    letters = [i for i, c in enumerate(name) if c.isalpha()]
    if sum(c.isalpha() for c in name) < 6:
        return ""
    i, letter = rnd.choice(letters), rnd.choice("ABCDEFGHIKLMNOPRSTUVYZ")
    way = rnd.randrange(4)
    if way == 3 and i + 1 in letters:
        return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
    return name[:i] + ("", letter, letter + name[i])[way % 3] + name[i + 1 :]


def _number_format(rnd: random.Random, name: str, *_: str) -> str:
    stem, _blank, number = name.rpartition(" ")
    if not number.isdigit():
        return ""
    forms = (ROMAN[int(number) - 1], f"NO.{number}", f"NO {number}", f"-{number}", f"NO. {number}", f"0{number}")
    return f"{stem} {rnd.choice(forms)}"


def _romanised(rnd: random.Random, _: str, kind: str, native: str) -> str:
    word, _blank, number = native.partition(" ")
    number = number.removesuffix("호")
    if kind == "korean":
        return korean(word, rnd.choice((_REVISED, _MR)), rnd) + (number and f" {number}")
    if kind == "russian":
        return " ".join(w if w.isdigit() else russian(w, rnd.choice((_BGN, _GOST, _PASSPORT))) for w in native.split())
    return ""


def _long(_: random.Random, name: str, *__: str) -> str:
    return name[:20] if len(name) > 21 and not name[20:].strip().isdigit() else ""


def _sibling(rnd: random.Random, name: str) -> str:
    stem, _blank, number = name.rpartition(" ")
    return f"{stem} {rnd.randrange(1, 40)}" if number.isdigit() else f"{name} {rnd.randrange(2, 30)}"


def _other(rnd: random.Random) -> str:
    pool = rnd.choice((ENGLISH, PINYIN, SYLLABLES, SYLLABLES))
    words = [rnd.choice(pool) for _ in range(rnd.randrange(2, 5))]
    return ("" if pool is SYLLABLES else " ").join(words) + _numbered(rnd, 0.2)


_WRITE: dict[str, Callable[..., str]] = {
    "exact": lambda _rnd, name, *_: name,
    "nospace": lambda _rnd, name, *_: _bare(name) if " " in name else "",
    "prefix": lambda rnd, name, *_: rnd.choice(("MT ", "M/T ", "MV ", "M/V ", "M.V. ", "m/v ")) + name,
    "typo": _typo,
    "number format": _number_format,
    "romanisation": _romanised,
    "cyrillic": lambda _rnd, _name, kind, native: native if kind == "russian" else "",
    "hangul": lambda _rnd, _name, kind, native: native if kind == "korean" else "",
    "ais20": _long,
}

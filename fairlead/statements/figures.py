"""Figures as texts write them: ``165-thousand``, ``1.5 million``, ``10,00,000``, ``1.500``, "half a million", dozens.

One figure is one number, or the least and the most where its grouping can be read in two ways. What stands around it
(unit, "more than", ranges) is the business of :mod:`fairlead.statements.quantities`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fairlead.base.number_words import ONES, TENS, VALUES
from fairlead.statements.lexicon import word_set

_GROUPS = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "m": 1e6, "mn": 1e6,
    "mln": 1e6, "crore": 1e7, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12, "score": 20.0,
}  # fmt: skip
_SMALL_GROUPS = r"(?:dozen|hundred|thousand|lakh|million|crore|billion|trillion)"
_LARGE = r"(?:hundred|thousand|million|billion|trillion)s"
_SPACE = "[ \u00a0\u2009\u202f]"
_GAP = r"(?:\s{1,3}|[-\u2010\u2011])"
_ONES_WORD = "|".join(sorted(ONES, key=len, reverse=True))
_SMALL = rf"(?:(?:{'|'.join(TENS)})(?:{_GAP}(?:{'|'.join(ONES[:9])}))?|{_ONES_WORD}|zero)"

_DIGITS = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?"
    r"|[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){1,4}(?:,[0-9]{1,2})?"
    rf"|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}}){{1,4}}(?:[.,][0-9]{{1,2}})?(?!{_SPACE}?[0-9]|[-\s]?(?:mm|millim))"
    r"|[0-9]{1,3}(?:['’][0-9]{3}){1,4}"
    r"|[0-9]{1,12}(?:\.[0-9]{1,9}|,[0-9]{1,2})?"
    r")(?![0-9]|[.,'’/:][0-9])"
)
_SCALED = (
    rf"(?:{_DIGITS}(?:(?:{_GAP}{_SMALL_GROUPS}\b){{1,2}}"
    r"|(?:mn|mln|bn|tn|k)\b|\s(?:mn|mln|bn)\b"
    r"|m(?=\s(?:b(?:arrels|bls?)|tons|tonnes|t\b|litres|rounds|shells|people|dollars|euros|[0-9]{2,3}\s?mm\b))"
    r")?)"
)
VAGUE = (
    rf"(?:(?:tens|hundreds|dozens|scores)\sof\s{_LARGE}"
    rf"|(?:several|a\sfew|many|a\scouple(?:\sof)?|some\sfew){_GAP}(?:{_SMALL_GROUPS}|{_LARGE})"
    rf"|a\s(?:significant|large|substantial|considerable|huge|small|limited)\s(?:number|amount|quantity)"
    rf"|(?:dozens|(?:tens|scores)(?=\sof\b)|{_LARGE}|several|a\sfew|a\shandful|a\scouple|a\spair))"
)
"""Words that count without a figure, or with the least of one."""

_WORDS = (
    rf"(?:half{_GAP}an?{_GAP}{_SMALL_GROUPS}|an?{_GAP}half{_GAP}{_SMALL_GROUPS}"
    rf"|an?{_GAP}{_SMALL_GROUPS}\sand\sa\shalf|a\squarter\sof\sa\s{_SMALL_GROUPS}"
    rf"|(?:{_SMALL}(?:\sand\sa\shalf|\spoint\s(?:{_ONES_WORD}))?|an?)(?:{_GAP}{_SMALL_GROUPS}){{1,2}}"
    rf"(?:(?:,?\sand\s|{_GAP}){_SMALL}(?:{_GAP}{_SMALL_GROUPS}){{0,2}}){{0,4}}"
    rf"|a\ssingle|both|{_SMALL})"
)
FIGURE = rf"(?:{_SCALED}|\b(?:{VAGUE}|{_WORDS})\b)"
"""One figure, in digits or words; for patterns that ignore case."""

FIRST_WORDS = frozenset((*ONES, *TENS)) | word_set(
    "zero both half a an tens hundreds thousands millions billions trillions dozens scores several many some"
)
"""Words that a figure in words may begin with."""
OWN_WORDS = frozenset((*ONES, *TENS)) | word_set(
    "dozen hundred thousand lakh million crore billion trillion dozens hundreds thousands lakhs millions crores "
    "billions trillions tens scores several few handful couple pair both single number amount quantity zero"
)
"""Words of which every figure in words holds one: "a" may begin one and makes none."""

_SPLIT = re.compile(r"[\s\u2010\u2011-]+")
_SCALE_AT_END = re.compile(r"[\s\u2010\u2011-]*([a-z]+)$")
_LEADING_DIGITS = re.compile(_DIGITS)
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_POINT_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_NO_FIGURE = {"thousands", "millions", "billions", "trillions"}
_TWO_OR_MORE = {"several", "a few", "a handful", "many"}
_PLURALS = {"tens": 10.0, "dozens": 12.0, "scores": 20.0} | {f"{g}s": v for g, v in _GROUPS.items() if len(g) > 5}


class Figure(NamedTuple):
    """A number read from words."""

    low: float | None
    high: float | None
    """Both ends alike for a plain number; no high end for "dozens"; neither for "thousands"."""
    vague: str | None
    """How it was vague: dozens, several, thousands, significant."""
    mantissa: float | None
    """The number before "thousand" or "million": in "four to six million" the four has none, and takes the other's."""
    scale: float
    note: str | None
    """What is unsure about its grouping, in words."""


def read_figure(words: str) -> Figure:
    """The number that words matched by :data:`FIGURE` mean."""
    said = words.lower()
    if "0" <= said[0] <= "9":
        return _digits(said)
    said = " ".join(_SPLIT.split(said))
    if vague := _vague(said):
        return vague
    number, scale = _spelled(said), 1.0
    for word in reversed(said.split()):
        if word not in _GROUPS or word in ("dozen", "score"):
            break
        scale *= _GROUPS[word]
    return Figure(number, number, None, number / scale, scale, None)


def _digits(said: str) -> Figure:
    found = _LEADING_DIGITS.match(said)
    assert found is not None, "matched by FIGURE"
    digits, rest = found[0], said[found.end() :]
    scale = 1.0
    while rest and (m := _SCALE_AT_END.search(rest)):
        scale *= _GROUPS[m[1]]
        rest = rest[: m.start()]
    low, high, note = _grouped(digits, is_scaled=scale > 1)
    return Figure(low * scale, high * scale, None, low, scale, note)


def _grouped(digits: str, *, is_scaled: bool) -> tuple[float, float, str | None]:
    """Least, most and doubt: ``1.500`` before a unit may be 1,500 or 1.5; before "million" it is 1.5."""
    if _EUROPEAN.fullmatch(digits):
        groups = digits.split(",")[0].count(".")
        thousands = float(digits.replace(".", "").replace(",", "."))
        if groups > 1 or "," in digits:
            return thousands, thousands, None
        point = float(digits)
        if is_scaled or digits.startswith("0"):
            return point, point, None
        return point, thousands, f"{digits} may be {thousands:,.0f} or {point:g}"
    if _POINT_COMMA.fullmatch(digits):
        number = float(digits.replace(",", "."))
        return number, number, f"{digits} is read with a decimal comma"
    number = float(re.sub(r"[^0-9.]", "", digits))
    return number, number, None


def _vague(said: str) -> Figure | None:
    if said in _NO_FIGURE:
        return Figure(None, None, said, None, 1.0, None)
    words = said.replace(" of", "").split()
    if words[0] == "a" and words[-1] in ("number", "amount", "quantity"):
        return Figure(None, None, words[1], None, 1.0, None)
    if words[0] in ("several", "many") or said.startswith(("a few", "some few", "a handful")):
        return Figure(2.0 * _scale(words[-1]), None, "several", None, 1.0, None)
    if said.startswith(("a couple", "a pair")):
        number = 2.0 * _scale(words[-1])
        return Figure(number, number, None, None, 1.0, None)
    if words[0] not in _PLURALS:
        return None
    low = _PLURALS[words[0]] * (1 if words[0] == "tens" else 2)
    if len(words) > 1:
        return Figure((low if words[0] != "tens" else 20.0) * _PLURALS[words[-1]], None, said, None, 1.0, None)
    return Figure(20.0 if words[0] == "tens" else low, None, words[0], None, 1.0, None)


def _scale(word: str) -> float:
    return _GROUPS.get(word, _GROUPS.get(word.removesuffix("s"), 1.0))


def _spelled(said: str) -> float:
    if said in ("a single", "zero", "both"):
        return {"a single": 1.0, "zero": 0.0, "both": 2.0}[said]
    if said.startswith(("half ", "a half ")):
        return 0.5 * _GROUPS[said.split()[-1]]
    if said.startswith("a quarter of"):
        return 0.25 * _GROUPS[said.split()[-1]]
    if said.startswith(("a ", "an ")) and said.endswith(" and a half"):
        return 1.5 * _GROUPS[said.split()[1]]
    said = said.replace(" and a half", " +")
    total, part, is_point = 0.0, 0.0, False
    for word in said.replace(",", "").split():
        if word in ("a", "an"):
            part = 1.0
        elif word == "+":
            part += 0.5
        elif word == "point":
            is_point = True
        elif word in VALUES:
            part += VALUES[word] / 10 if is_point else VALUES[word]
            is_point = False
        elif word in ("hundred", "dozen"):
            part = max(part, 1.0) * _GROUPS[word]
        elif word in _GROUPS:
            if total and total < _GROUPS[word] and not part:
                total *= _GROUPS[word]
            else:
                total, part = total + max(part, 1.0) * _GROUPS[word], 0.0
    return total + part

"""The working text: what is read and quoted. The original keeps every byte; this keeps what a person would say aloud.

Characters that cannot be seen are taken out, since one of them inside a name hides it from every search, and each kind
is counted in a flag. Letters of one script that pass for those of another stay as they are: which of the two was meant
is for a person to say, and folding them would alter what stands there. They are flagged.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from fairlead.formats.documents.drawn import LONGEST_TEXT

_TURNING = "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"
"""Marks that turn text around (Unicode TR 9)."""
_HIDDEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
"""Characters without width that mean nothing in running text: soft hyphens, joiners, fillers, tags."""
_JOINERS = "\u200c\u200d"
"""Mean something between letters of Arabic and the scripts of India, and in pictures; elsewhere they hide."""
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_UNSEEN = re.compile(f"[{_TURNING}{_HIDDEN}{_CONTROLS}{_JOINERS}]")
_BLANKS = re.compile("[^\\S\n]+")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_GAPS = re.compile(r" ?\n ?")
_MANY = re.compile(r"\n{3,}")
_WORD_NEAR = 40
_NAMED = 5
_LOOKALIKE = frozenset("аеорсухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅ" + "οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
"""Cyrillic and Greek letters that are drawn like Latin ones (Unicode TR 39 confusables, the identical ones)."""
_FOREIGN = re.compile("[\u0370-\u052f]")
_MIXED = re.compile(
    "(?=[^\\W\\d_]*[A-Za-z\u00c0-\u024f])(?=[^\\W\\d_]*[\u0370-\u0373\u0376-\u03ff\u0400-\u052f])[^\\W\\d_]{2,}"
)
_WHOLE = re.compile("[\u0370-\u052f]{3,}")
_TWICE = re.compile(
    "\\S*(?:[\u00c2\u00c3][\u0080-\u00bf\u201a-\u2122]|\u00e2\u20ac[\u0080-\u00bf\u0153\u2018-\u2122])\\S*"
)
"""UTF-8 that was read as Windows-1252 and written as UTF-8 again: an accent comes as two letters."""
LATIN_FRAC = 0.8
"""Share of Latin letters from which a word of lookalikes alone is out of place."""


def make_working(text: str) -> tuple[str, list[str]]:
    """The working text of a text, and what was taken out of it or must be known of it.

    Composed (NFC), blanks one space, lines without blanks around them, at most one empty line.
    """
    flags: list[str] = []
    text = _LINE_ENDS.sub("\n", text)
    if _UNSEEN.search(text):
        text = _without_unseen(text, flags)
    text = unicodedata.normalize("NFC", text)
    text = _MANY.sub("\n\n", _GAPS.sub("\n", _BLANKS.sub(" ", text))).strip()
    if len(text) > LONGEST_TEXT:
        flags.append(f"cut at {LONGEST_TEXT:,} characters of {len(text):,}")
        text = text[:LONGEST_TEXT]
    return text, [*flags, *_say_scripts(text), *_say_twice(text)]


def _say_twice(text: str) -> list[str]:
    found = list(dict.fromkeys(m[0][:_WORD_NEAR] for m in _TWICE.finditer(text)))
    if not found:
        return []
    named = ", ".join(map(repr, found[:_NAMED]))
    return [f"letters that were encoded twice before they came here, kept as they are: {named}"]


def make_field(text: str | None) -> tuple[str | None, list[str]]:
    """The same for a title, a name, an address: one line."""
    if not text:
        return None, []
    plain, flags = make_working(text)
    return plain.replace("\n", " ") or None, flags


def _without_unseen(text: str, flags: list[str]) -> str:
    turned, hidden, controls = [], [], 0
    kept = []
    last = 0
    for m in _UNSEEN.finditer(text):
        c = m[0]
        if c in _JOINERS and _joins(text, m.start()):
            continue
        kept.append(text[last : m.start()])
        last = m.end()
        if re.match(f"[{_TURNING}]", c):
            turned.append(m.start())
        elif re.match(f"[{_CONTROLS}]", c):
            controls += 1
        elif c != "\u00ad" and not (c == "\ufeff" and m.start() == 0):  # a hyphen offered, a mark: no trick
            hidden.append(m.start())
    kept.append(text[last:])
    if overrides := [at for at in turned if text[at] in "\u202d\u202e"]:
        flags.append(
            f"right-to-left override: {len(overrides)} taken out; a reader of the original saw another order of "
            f"letters at {_near(text, overrides)}"
        )
    if marks := len(turned) - len(overrides):
        flags.append(f"direction marks: {marks} taken out")
    if hidden:
        kinds = Counter(f"U+{ord(text[at]):04X}" for at in hidden)
        named = ", ".join(f"{k} {n}" for k, n in kinds.most_common(_NAMED))
        flags.append(f"hidden characters: {len(hidden)} taken out ({named}), at {_near(text, hidden)}")
    if controls:
        flags.append(f"control characters: {controls} taken out")
    return "".join(kept)


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands where it means something."""
    before = text[at - 1 : at]
    return bool(before) and ("\u0600" <= before <= "\u0dff" or (before >= "\u2190" and not before.isalpha()))


def _near(text: str, places: list[int]) -> str:
    """The words around the first few places, without what cannot be seen."""
    found = []
    for at in places:
        left, right = text[max(0, at - _WORD_NEAR) : at], text[at : at + _WORD_NEAR]
        word = (left.split()[-1] if left and not left[-1].isspace() else "") + (right.split() or [""])[0]
        plain = _UNSEEN.sub("", word)[:_WORD_NEAR]
        if plain and plain not in found:
            found.append(plain)
        if len(found) == _NAMED:
            break
    return ", ".join(map(repr, found)) or "the ends of lines"


def _say_scripts(text: str) -> list[str]:
    """Words written in two scripts at once, and words of lookalike letters in a text of the other script."""
    if not _FOREIGN.search(text):
        return []
    flags = []
    mixed = list(dict.fromkeys(m[0] for m in _MIXED.finditer(text)))
    if mixed:
        named = ", ".join(f"{w!r} ({_spell(w)})" for w in mixed[:_NAMED])
        more = f" and {len(mixed) - _NAMED} more" if len(mixed) > _NAMED else ""
        flags.append(f"words of mixed scripts, kept as they are: {named}{more}")
    letters = sum(c.isalpha() for c in text)
    if sum(c.isalpha() and c < "\u0250" for c in text) >= LATIN_FRAC * letters:
        whole = list(dict.fromkeys(m[0] for m in _WHOLE.finditer(text) if set(m[0]) <= _LOOKALIKE))
        if whole:
            flags.append(f"words of letters that only look Latin, kept: {', '.join(map(repr, whole[:_NAMED]))}")
    return flags


def _spell(word: str) -> str:
    """The letters of the rarer script in a word, named."""
    odd = [c for c in word if _FOREIGN.match(c)]
    plain = [c for c in word if not _FOREIGN.match(c)]
    fewer = odd if len(odd) <= len(plain) else plain
    return ", ".join(dict.fromkeys(unicodedata.name(c, f"U+{ord(c):04X}").title() for c in fewer[:3]))

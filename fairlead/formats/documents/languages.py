"""Which language a text is in, by its letters and its commonest words. A hint: it decides which rules may read it."""

from __future__ import annotations

import re
from collections import Counter

SAMPLE = 20_000
"""Characters looked at."""
FEWEST_WORDS = 8
"""Commonest words of one language that must be seen before it is named."""

_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("fa", re.compile("[\u067e\u0686\u0698\u06af]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("uk", re.compile("[\u0454\u0456\u0457\u0491\u0404\u0406\u0407\u0490]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
"""The letters that tell a language; of several, the one named first that has enough."""
_ENOUGH = {"ja": 0.05, "fa": 0.02, "uk": 0.02, "zh": 0.1}
_SCRIPT_FRAC = 0.25
"""Share of letters that makes a text one of a script."""

_COMMON = {
    "en": "the of and to in that is was for on with as by it he said from at are has have be which this were",
    "de": "der die und das ist nicht mit von den dem des ein eine auf für zu im auch sich wurde nach",
    "fr": "le la les des et est une dans que pour qui sur pas par au aux avec sont du ce il",
    "es": "el los las que una del por con para es se su al como más fue ha sus lo",
    "it": "il che di della per una del non con sono gli dei alla nel è da",
    "pt": "o que do da em um uma para com não os dos as mais foi ao pela",
    "nl": "de het een van en dat op te voor zijn met niet aan er door",
    "nb": "og det er på som en av til at ikke med har for fra ble",
}
_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")


def find_language(text: str) -> str | None:
    """ISO 639-1 code; None where the text is too short or like none of those known here."""
    sample = text[:SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    if not letters:
        return None
    for code, script in _SCRIPTS if not sample.isascii() else ():
        if len(script.findall(sample)) >= _ENOUGH.get(code, _SCRIPT_FRAC) * letters:
            return code
    counts = Counter(w for w in _WORD.findall(sample.lower()))
    scores = {code: sum(counts[w] for w in words) for code, words in _WORDS.items()}
    first, second = sorted(scores, key=lambda c: -scores[c])[:2]
    return first if scores[first] >= FEWEST_WORDS and scores[first] > scores[second] else None


def settle_language(declared: str | None, text: str) -> tuple[str | None, list[str]]:
    """The language of a document, and a flag where what it declares is not what its words show."""
    said = declared.strip().lower().split("-")[0].split("_")[0] if declared else None
    said = said if said and re.fullmatch("[a-z]{2}", said) else None
    shown = find_language(text)
    if said and shown and said != shown and {said, shown} not in ({"nb", "no"}, {"nb", "nn"}):
        return shown, [f"says its language is {said}, and its words are {shown}"]
    return said or shown, []

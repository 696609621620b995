"""Names as lists of vessels and places write them: remarks cut off, descriptions told from names."""

from __future__ import annotations

import re

from fairlead.base.doubted import names_in_doubt
from fairlead.formats.record import split_remarks

_FORMERLY = re.compile(
    r"^(?:ex|formerly|former name|previously|aka|a\.k\.a\.?|fka|f\.k\.a\.?|also|now|printed|later)[\s:-]+(?=\S)",
    re.IGNORECASE,
)
_ROUND = str.maketrans("[]", "()")
_NO_NAME = re.compile(r"(?:unidentified|unnamed|un-named|unknown|not named|no name|name unknown)\b", re.IGNORECASE)


def names_in(words: str) -> list[str]:
    """The names in a cell of further names, in order.

    Semicolons separate; a remark in round brackets is cut off ("WOO JEONG (to 2019)"); a part that begins in lower case
    describes ("false identity used by KINGSWAY") and gives no name, "ex" and the like before a name aside.
    """
    found: list[str] = []
    for part in words.split(";"):
        name = _FORMERLY.sub("", split_remarks(part)[0])
        if name and not name[0].islower() and not _NO_NAME.match(name):
            found.append(name)
    return list(dict.fromkeys(found))


def ship_words(words: str) -> tuple[str | None, str, int]:
    """A ship as a sighting writes it: its name, what describes it, and how many names stand there.

    Returns:
        The name (None where the words describe, name several, or name in doubt), the description (words in brackets, or
        all of them where they say "unidentified"), and the number of names.
    """
    if words.startswith("(") or _NO_NAME.match(words):
        return None, words.strip("() "), 0
    plain, remarks = split_remarks(words.translate(_ROUND))
    names = [n for n in (part.strip() for part in plain.split(";")) if n]
    is_named = len(names) == 1 and names_in_doubt(words) is None
    return names[0] if is_named else None, "; ".join(remarks), len(names)

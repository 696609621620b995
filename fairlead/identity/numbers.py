"""IMO numbers in doubt: the check digit, and what sources say. A number that passes is not yet an identity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.base.ids import TYPED_FOR_NONE, is_imo
from fairlead.base.wording import quoted

_FALSE = re.compile(
    r"\b(?:fraud\w*|false(?! flag)|fake|forged|invented|stolen|theft|re-?used|duplicate[ds]?|cloned?|spoof(?:ed|ing)|"
    r"launder(?:ed|ing)|(?:not|never) (?:its|her|the ship's) own|"
    r"(?:belongs to|that of|used by) another (?:ship|vessel|tanker|hull))\b",
    re.IGNORECASE,
)
_ABOUT_A_NUMBER = re.compile(r"\b(?:IMO|identity|identities|(?:ship|registration|hull) numbers?)\b", re.IGNORECASE)
_FAILS = re.compile(
    r"\bzombie\b|\bfail(?:s|ed|ing)? (?:its|the) check digit|\bcheck digit (?:fails|failed|is wrong)", re.IGNORECASE
)
_CLAUSE = re.compile(r";|(?<=[a-z)\d])\.\s")

_VESSEL_TEXTS = ("other_names_words", "role_in_case", "confidence")
_SIGHTING_TEXTS = ("vessel_words", "confidence")


@dataclass(frozen=True, slots=True)
class NumberDoubt:
    """Why an IMO number proves no identity, and the rows that say so."""

    words: str
    sources: tuple[str, ...]


def find_doubted(
    particulars: Iterable[Mapping[str, Any]], sightings: Iterable[Mapping[str, Any]]
) -> dict[int, NumberDoubt]:
    """The IMO numbers that prove no identity.

    A number is in doubt where its check digit fails, where it is typed for none (1234567), or where a row that states
    it says in one clause that it, or the identity it stands for, is fraudulent, false, stolen, reused, cloned or
    laundered. The first row of the list that says so is cited, else the first sighting.

    Args:
        particulars: PARTICULARS rows, in the order in which they are to be cited.
        sightings: SIGHTINGS rows, likewise.

    Limits:
        English words only. That a doubt is denied ("no sign of a stolen IMO number") is not understood: such a number
        is in doubt. A false flag, or an identity falsified on one day, says nothing against the ship's number.
    """
    said: dict[int, NumberDoubt] = {}
    failing: dict[int, NumberDoubt] = {}
    for key, texts, rows in (
        ("particulars_id", _VESSEL_TEXTS, particulars),
        ("sighting_id", _SIGHTING_TEXTS, sightings),
    ):
        for row in rows:
            imo = row["imo"]
            if imo is None or imo in said:
                continue
            if clause := _against(row, texts):
                said[imo] = NumberDoubt(f"{row['label']} says {quoted(clause)}", (row[key],))
            elif imo not in failing and imo in TYPED_FOR_NONE:
                failing[imo] = NumberDoubt(f"{imo:07d} is a row of digits, typed where no number is known", ())
            elif imo not in failing and not is_imo(imo):
                failing[imo] = NumberDoubt(f"{imo:07d} fails its check digit", ())
    return failing | said


def _against(row: Mapping[str, Any], texts: tuple[str, ...]) -> str | None:
    """The first clause of the row's words that says something against its number."""
    clauses = (c.strip() for text in texts for c in _CLAUSE.split(row[text] or ""))
    return next((c for c in clauses if _FAILS.search(c) or (_FALSE.search(c) and _ABOUT_A_NUMBER.search(c))), None)

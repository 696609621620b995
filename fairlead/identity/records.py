"""Records: what one source states of a ship, a company or a person, each value with its time and its evidence.

A list entry, a row of a registry, a run of AIS statics and a vessel of the case are all records. A record is never a
merged ship: two records are compared, and the comparison says why they may or may not be one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from fairlead.base.ids import is_company_imo, is_given_imo

NAMES = ("name", "alias", "former_name", "weak_alias")
"""Properties that are names, the best first."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One value that a source states of a record."""

    property: str
    """As in LIST_FACTS: name, alias, former_name, imo, mmsi, call_sign, flag, type, tonnage, built, ..."""
    value: str
    """As written."""
    normal: str | None = None
    """As compared: digits of a number, ISO 3166-1 alpha-2 of a flag, a year; None: not brought to that form."""
    start: datetime | None = None
    """Since when it is so in the world; None: not known."""
    end: datetime | None = None
    """Until when, exclusive; None: not known, or with a start, still so."""
    source: str | None = None
    """Id of the row or evidence that states it."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one source states of one ship, company or person."""

    record_id: str
    kind: str
    """vessel, company, person, aircraft or other, as in LIST_ENTRIES; empty: not known."""
    stated: tuple[Stated, ...]

    def of(self, properties: str | Collection[str]) -> Iterator[Stated]:
        """The values of a property, or of several, in the order stated."""
        wanted = (properties,) if isinstance(properties, str) else properties
        return (s for s in self.stated if s.property in wanted)

    def names(self) -> list[Stated]:
        """Its names, the best kind first, each spelling once."""
        found: dict[str, Stated] = {}
        for kind in NAMES:
            for s in self.of(kind):
                if s.value.strip():
                    found.setdefault(s.value, s)
        return list(found.values())


def digits_of(stated: Stated) -> int | None:
    """The number in a value such as ``IMO 9187629`` or ``273 123456``; None where it holds no digits or too many."""
    digits = "".join(c for c in stated.normal or stated.value if c in "0123456789")
    return int(digits) if digits and len(digits) <= 12 else None


def ship_number(stated: Stated) -> int | None:
    """A ship's IMO number that passes its check digit, else None."""
    number = digits_of(stated)
    return number if number is not None and is_given_imo(number) else None


def company_number(stated: Stated) -> int | None:
    """A company's IMO number that passes its check digit, else None."""
    number = digits_of(stated)
    return number if number is not None and is_company_imo(number) else None


def mmsi_number(stated: Stated) -> int | None:
    """An MMSI of a ship: nine digits, the first 2 to 7 (ITU-R M.585); else None."""
    number = digits_of(stated)
    return number if number is not None and 200_000_000 <= number <= 799_999_999 else None


UNKNOWN, OVERLAP, APART = "not known", "overlap", "apart"


def overlap(a: Stated, b: Stated) -> str:
    """Whether two values held at one time.

    Returns:
        ``overlap``, ``apart``, or ``not known`` where a value bears no start. An end that is missing behind a start is
        still open; a value of which nothing is known but an end held at some time before it.
    """
    if (a.end and b.start and a.end <= b.start) or (b.end and a.start and b.end <= a.start):
        return APART
    return OVERLAP if a.start and b.start else UNKNOWN

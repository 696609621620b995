"""Listings: who lists a ship, since when, for which measure, read from a vessel list's own words.

A listing is not a port ban: the measures are kept per ship and authority, and so is the doubt which of them applies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from fairlead.base.timeline import parse_date, say_span

NOT_LISTED = frozenset({"not listed", "none", "no", "-", "n/a"})
"""Words that say there is no listing."""

_REMARK = re.compile(r"\(([^)]*)\)")
_DATE = re.compile(r"\b\d{4}(?:-\d{2}(?:-\d{2})?)?\b")
_TOKEN = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Listing:
    """One authority's listing of one ship, as a row of a vessel list states it."""

    authority: str
    start: datetime | None
    """Start of the interval of its date; None where no date is stated for this authority."""
    end: datetime | None
    measures: tuple[str, ...]
    is_measure_sure: bool
    words: str


def read_listings(designation: str | None, dates: str | None, measures: str | None) -> list[Listing]:
    """Read who lists a ship, when and how.

    Args:
        designation: ``UN; US``, ``UN (as reported)``, ``not listed``; None says nothing.
        dates: ``2018-03-30 (UN); 2018-02-23 (US)``, ``2016-03 (UN, US as Chong Rim 2)``, ``2018-03-30``.
        measures: ``UN 1718: asset freeze + port entry ban (group of 13)``, ``port entry ban (UN)``, ``A or B``.

    Returns:
        One listing an authority, in the order named. A date or measure that names no authority belongs to the one
        there is; among several it belongs to none (date) or is unsure for each (measures).

    Limits:
        The words of a vessel list are not the sanctions list itself: nothing here was checked against one.
    """
    named: dict[str, str] = {}
    for piece in _pieces(designation):
        name = _REMARK.sub("", piece).strip()
        if name and name.lower() not in NOT_LISTED:
            named.setdefault(name, _remarks(piece))
    return [_listing(a, remark, tuple(named), dates, measures) for a, remark in named.items()]


def _listing(
    authority: str, remark: str, all_named: tuple[str, ...], dates: str | None, measures: str | None
) -> Listing:
    dated, date_remark, undated = None, "", ""
    for piece in _pieces(dates):
        found = _DATE.search(piece)
        whose = _authorities(piece, all_named)
        if found and (authority in whose or (not whose and len(all_named) == 1)):
            dated = _day(found[0])
            date_remark = _rest_of_remark(piece, all_named) if dated else f"{found[0]} is no day of any calendar"
        elif found and not whose:
            undated = found[0]
    kinds: list[str] = []
    is_sure, measure_remark = True, ""
    for piece in _pieces(measures):
        whose = _authorities(piece, all_named)
        if whose and authority not in whose:
            continue
        kinds += [k for k in _measures(piece) if k not in kinds]
        is_sure = is_sure and " or " not in piece and bool(whose or len(all_named) == 1)
        measure_remark = "the source does not say whose these are" if not whose and len(all_named) > 1 else ""
        measure_remark = measure_remark or _rest_of_remark(piece, all_named)
    start, end = (t.replace(tzinfo=UTC) for t in dated) if dated else (None, None)
    when = f"since {say_span(start, end)}" if start else "date not stated"
    when += f" ({date_remark})" if date_remark else f" ({undated} stated, not whose)" if undated and not start else ""
    how = " + ".join(kinds) if kinds else "measure not stated"
    how += "" if is_sure or not kinds else ", which of these not sure"
    how += f" ({measure_remark})" if measure_remark else ""
    who = f"{authority} ({remark})" if remark else authority
    return Listing(
        authority,
        start,
        end,
        tuple(kinds),
        is_sure and bool(kinds),
        f"Listed by {who}, {when}: {how}; as the vessel list says.",
    )


def _day(text: str) -> tuple[datetime, datetime] | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _pieces(text: str | None) -> list[str]:
    return [p for piece in (text or "").split(";") if (p := piece.strip())]


def _authorities(piece: str, named: tuple[str, ...]) -> list[str]:
    """The authorities a piece names: in brackets behind it, or before a colon."""
    head = piece.partition(":")[0] if ":" in piece else ""
    places = [head, *_REMARK.findall(piece)]
    tokens = {t for place in places for t in _TOKEN.findall(place)}
    return [a for a in named if a in tokens]


def _measures(piece: str) -> list[str]:
    words = _REMARK.sub("", piece.partition(":")[2] if ":" in piece else piece)
    kinds = (re.sub(r"\bonly\b", "", k).strip(" .") for k in re.split(r"\+|,|\bor\b|\band\b", words))
    return list(dict.fromkeys(k for k in kinds if k))


def _remarks(piece: str) -> str:
    return "; ".join(r.strip() for r in _REMARK.findall(piece))


def _rest_of_remark(piece: str, named: tuple[str, ...]) -> str:
    """What a bracket says beside naming authorities: ``day from memory``, ``as Chong Rim 2``, ``group of 13``."""
    rest = _remarks(piece)
    for authority in named:
        rest = re.sub(rf"(?<!\w){re.escape(authority)}(?!\w)", "", rest)
    return rest.strip(" ,;")

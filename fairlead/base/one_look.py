"""Two sightings in one look: two ships where one analyst tells of both, one ship where two analysts tell of one each.

Read from rows alone, so that any room may use it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from fairlead.base.geodesy import distance_km
from fairlead.base.wording import fold, fold_berth

Row = dict[str, Any]

LONGEST_KM = 0.4
"""Two points of one image farther apart than this are on two ships: the longest
ships afloat are of 400 m."""

LENGTHS_FRAC = 0.10
"""Lengths that one analyst states of two ships of one look and that differ by more than this are of two ships, as in
``stays.same_length_frac``."""

MOST_IN_LOOK = 50
"""Sightings of one look that are held against each other; no terminal has so many berths."""


def are_in_one_look(a: Row, b: Row) -> bool:
    """Whether two sightings, each of one ship, name one look, and neither is said to be the ship of the other."""
    is_tied = a["label"] in b["members"] or b["label"] in a["members"]
    return a["look"] is not None and a["look"] == b["look"] and a["hulls"] == b["hulls"] == 1 and not is_tied


def have_one_analyst(a: Row, b: Row) -> bool:
    """Whether one analyst tells of both."""
    return fold(a["observed_by"]) == fold(b["observed_by"])


def are_two_ships(a: Row, b: Row, words: str) -> bool:
    """Whether two sightings are of two ships: one analyst tells of both in one look, and something parts them.

    Args:
        a: a row of SIGHTINGS or OBSERVATIONS.
        b: another.
        words: the column in which the ship is named or described.

    Returns:
        True where they differ in berth, stated position, stated length or the words for the ship. Two rows of one
        look that differ in nothing may be one report given twice. Two analysts of one look are not told apart: what
        one calls the north berth may be the other's berth 2.
    """
    if not are_in_one_look(a, b) or not have_one_analyst(a, b):
        return False
    return are_elsewhere(a, b) or _lengths_differ(a, b) or fold(a[words]) != fold(b[words])


def are_elsewhere(a: Row, b: Row) -> bool:
    """Whether two sightings of one look state different berths, or points that are not on one ship."""
    berths = fold_berth(a["berth"]), fold_berth(b["berth"])
    if None not in berths and berths[0] != berths[1]:
        return True
    one, other = _point(a), _point(b)
    return one is not None and other is not None and distance_km(*one, *other) > LONGEST_KM


def _point(row: Row) -> tuple[float, float] | None:
    """The stated position; that of a place is nobody's word for the ship."""
    if row["lat"] is None or row["lon"] is None or row.get("position_basis", "stated") != "stated":
        return None
    return row["lat"], row["lon"]


def _lengths_differ(a: Row, b: Row) -> bool:
    if len(a["lengths_m"] or ()) != 1 or len(b["lengths_m"] or ()) != 1:
        return False
    short, long = sorted((a["lengths_m"][0], b["lengths_m"][0]))
    return bool(long > short * (1 + LENGTHS_FRAC))


def pair_analysts(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Sightings that two analysts made of one ship in one look, as pairs of numbers, i < j.

    Args:
        rows: rows of SIGHTINGS or OBSERVATIONS, of one place.

    Returns:
        Pairs of which each analyst tells of one ship in that look, or of one at that berth, and whose berths and
        positions do not part them. Of more ships than one, without a berth, nobody can say which is whose.
    """
    by_look = defaultdict[str, list[int]](list)
    for i, row in enumerate(rows):
        if row["look"] is not None and row["hulls"] == 1:
            by_look[row["look"]].append(i)
    for numbers in by_look.values():
        told = defaultdict[tuple[str | None, str | None], int](int)
        for i in numbers:
            told[fold(rows[i]["observed_by"]), None] += 1
            if berth := fold_berth(rows[i]["berth"]):
                told[fold(rows[i]["observed_by"]), berth] += 1
        for i, j in combinations(numbers[:MOST_IN_LOOK], 2):
            a, b = rows[i], rows[j]
            one, other = fold_berth(a["berth"]), fold_berth(b["berth"])
            berth = one if one == other else None
            is_alone = all(told[fold(r["observed_by"]), berth] == 1 for r in (a, b))
            if is_alone and not have_one_analyst(a, b) and not are_elsewhere(a, b):
                yield i, j


def number_ships(rows: Sequence[Row], words: str) -> list[int]:
    """Number the ships of sightings so that no two that are two ships bear one number.

    Args:
        rows: rows of OBSERVATIONS of one ship each, in order of time.
        words: the column in which the ship is named or described.

    Returns:
        A number from 0 a row, as low as may be; a ship at a berth takes the number of the last one at that berth where
        it may. Where no look holds two ships every number is 0.
    """
    numbers: list[int] = []
    berths: list[str | None] = []
    by_look = defaultdict[str, list[int]](list)
    for i, row in enumerate(rows):
        beside = by_look[row["look"] or ""][-MOST_IN_LOOK:] if row["look"] is not None else []
        taken = {numbers[j] for j in beside if are_two_ships(row, rows[j], words)}
        free = [n for n in range(len(berths) + 1) if n not in taken]
        berth = fold_berth(row["berth"])
        number = next((n for n in free if berth and n < len(berths) and berths[n] == berth), free[0])
        if number == len(berths):
            berths.append(None)
        berths[number] = berth or berths[number]
        numbers.append(number)
        if row["look"] is not None:
            by_look[row["look"]].append(i)
    return numbers

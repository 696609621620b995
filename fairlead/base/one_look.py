"""Two sightings in one image: two ships where one analyst tells of both, one ship where two analysts tell of one each.

Read from rows alone, so that any room may use it. Which image a sighting was made in is its column ``image``
(:mod:`fairlead.base.images`): two analysts may call one image's looks as they like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from fairlead.base.geodesy import distance_km
from fairlead.base.unlike import are_unlike, features_contradict, length_of
from fairlead.base.wording import fold, fold_berth

Row = dict[str, Any]

LONGEST_KM = 0.4
"""Two points of one image farther apart than this are on two ships: the longest
ships afloat are of 400 m."""

MOST_IN_IMAGE = 50
"""Sightings of one image that are held against each other; no terminal has so many berths."""


def are_of_one_image(a: Row, b: Row) -> bool:
    """Whether two sightings were made in one image."""
    return a["image"] is not None and a["image"] == b["image"]


def are_side_by_side(a: Row, b: Row) -> bool:
    """Whether two sightings of one image are of one ship each, and neither is said to be the ship of the other."""
    is_tied = a["label"] in b["members"] or b["label"] in a["members"]
    return are_of_one_image(a, b) and a["hulls"] == b["hulls"] == 1 and not is_tied


def have_one_analyst(a: Row, b: Row) -> bool:
    """Whether one analyst tells of both."""
    return fold(a["observed_by"]) == fold(b["observed_by"])


def are_two_ships(a: Row, b: Row, words: str) -> bool:
    """Whether two sightings are of two ships: one analyst tells of both in one image, and something parts them.

    Args:
        a: a row of OBSERVATIONS, or of SIGHTINGS with ``image``.
        b: another.
        words: the column in which the ship is named or described.

    Returns:
        True where they differ in berth, stated position, length or beam (stated, or measured and apart by more than
        their errors), in what features were told of them, or, in one look, in the words for the ship or in what was
        measured of each, however little: nobody measures one ship of a look under two sightings. Two rows of one image
        that differ in nothing may be one report given twice, and a look at the whole place and one at a berth of it may
        word and measure one ship otherwise. Two analysts of one image are not told apart: what one calls the north
        berth may be the other's berth 2.
    """
    if not are_side_by_side(a, b) or not have_one_analyst(a, b):
        return False
    if are_elsewhere(a, b) or are_unlike(a, b) or features_contradict(a, b):
        return True
    return a["look"] == b["look"] and (fold(a[words]) != fold(b[words]) or _are_measured_apart(a, b))


def _are_measured_apart(a: Row, b: Row) -> bool:
    """Whether a length or beam of each was measured, and not the same."""
    sizes = ((a.get(name), b.get(name)) for name in ("length_m", "beam_m"))
    return any(one is not None and other is not None and one != other for one, other in sizes)


def are_elsewhere(a: Row, b: Row) -> bool:
    """Whether two sightings of one image state different berths, or points that are not on one ship."""
    berths = fold_berth(a["berth"]), fold_berth(b["berth"])
    if None not in berths and berths[0] != berths[1]:
        return True
    one, other = _point(a), _point(b)
    return one is not None and other is not None and distance_km(*one, *other) > LONGEST_KM


def _point(row: Row) -> tuple[float, float] | None:
    """The stated position; that of a place, or the point looked at, is nobody's word for the ship."""
    is_of_ground = row.get("position_basis", "stated") != "stated" or "point" in (row.get("position_method") or "")
    if row["lat"] is None or row["lon"] is None or is_of_ground:
        return None
    return row["lat"], row["lon"]


def pair_analysts(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Sightings that two analysts made of one ship in one image, as pairs of numbers, i < j.

    Args:
        rows: rows of OBSERVATIONS, or of SIGHTINGS with ``image`` and ``place_id``.

    Returns:
        Pairs at one place of which each analyst tells of one ship there in that image, or of one at that berth, and
        whose berths and positions do not part them. Of more ships than one, without a berth, nobody can say which is
        whose.
    """
    by_place = defaultdict[tuple[str, str], list[int]](list)
    for i, row in enumerate(rows):
        if row["image"] is not None and row["place_id"] is not None and row["hulls"] == 1:
            by_place[row["image"], row["place_id"]].append(i)
    for numbers in by_place.values():
        told = defaultdict[tuple[str | None, str | None], int](int)
        for i in numbers:
            told[fold(rows[i]["observed_by"]), None] += 1
            if berth := fold_berth(rows[i]["berth"]):
                told[fold(rows[i]["observed_by"]), berth] += 1
        for i, j in combinations(numbers[:MOST_IN_IMAGE], 2):
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
        it may, any other that of one whose last size it may have. Where no image holds two ships every number is 0.
    """
    numbers: list[int] = []
    berths: list[str | None] = []
    lasts: list[Row] = []
    """The last row of each number that tells a size, else its first."""
    by_image = defaultdict[str, list[int]](list)
    for i, row in enumerate(rows):
        beside = by_image[row["image"]][-MOST_IN_IMAGE:] if row["image"] is not None else []
        taken = {numbers[j] for j in beside if are_two_ships(row, rows[j], words)}
        free = [n for n in range(len(berths) + 1) if n not in taken]
        berth = fold_berth(row["berth"])
        known = [n for n in free if n < len(berths)]
        number = next((n for n in known if berth and berths[n] == berth), None)
        if number is None:
            number = next((n for n in known if not are_unlike(row, lasts[n])), free[0])
        if number == len(berths):
            berths.append(None)
            lasts.append(row)
        berths[number] = berth or berths[number]
        if length_of(row) is not None:
            lasts[number] = row
        numbers.append(number)
        if row["image"] is not None:
            by_image[row["image"]].append(i)
    return numbers

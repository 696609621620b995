"""Coverage: when a place was looked at, as far as published sightings tell, and which days nobody watched."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import COVERAGE, OBSERVATIONS, PLACES, QUESTION_PLACES, QUESTIONS, WATCHES
from fairlead.base.timeline import DAY, Span, say_span, start_of_day, whole_days

Row = dict[str, Any]

LOOKS = frozenset({"image"})
"""Methods that look at a place and would show any ship in it. AIS shows only who transmits, a document only who is
named in it, a photograph only what was in front of it."""

IN_VIEW = frozenset({"at", "off"})
"""Relations to a place at which an image of the ship is an image of the place (``off``: moored before it)."""

ROLES = ("load", "discharge")
"""Roles of a place whose coverage bears on a count of trips."""


def find_watches(observations: pa.Table) -> pa.Table:
    """Find when each place was looked at: every image in which somebody reported something there.

    Args:
        observations: OBSERVATIONS rows of whole places, any order.

    Returns:
        WATCHES, one row a sighting (two sightings may be of one image: days are counted, not looks). A look is cued
        where it is known only because something was seen; one that reports no ship is not. ``is_day_known`` is true
        where the look lies inside one UTC day; a local day that spans two UTC days is a range of two.

    Raises:
        SchemaError: ``observations`` is not what it should be.

    Limits:
        Looks that found nothing are rarely published: days without a watch are days without a look *held*, no more.
    """
    columns = [
        "sighting_id", "label", "place_id", "relation", "method", "hulls", "start_time", "end_time", "observed_by",
    ]  # fmt: skip
    seen = OBSERVATIONS.check(observations).select(columns).to_pylist()
    return WATCHES.from_rows(
        {
            "watch_id": content_id("watch", o["sighting_id"]),
            "place_id": o["place_id"],
            "start_time": o["start_time"],
            "end_time": o["end_time"],
            "is_day_known": _is_one_day(o["start_time"], o["end_time"]),
            "method": o["method"],
            "is_cued": o["hulls"] > 0,
            "words": f"{o['observed_by']} had an image of the place {_when(o)} ({o['label']}); {_why_known(o)}.",
            "sources": [o["sighting_id"]],
        }
        for o in sorted(seen, key=lambda o: o["sighting_id"])
        if o["place_id"] is not None and o["method"] in LOOKS and o["relation"] in IN_VIEW
    )


def count_coverage(watches: pa.Table, questions: pa.Table, question_places: pa.Table, places: pa.Table) -> pa.Table:
    """Count the days of each question's period on which its places were watched, may have been, or were not.

    Args:
        watches: WATCHES rows, any order.
        questions: QUESTIONS rows.
        question_places: QUESTION_PLACES rows; loading and discharge places are covered.
        places: PLACES rows.

    Returns:
        COVERAGE, one row per question and place. A day is a half-open UTC day that the period touches. *Watched*: a
        look is dated inside that day. *Maybe*: the day lies in a range that holds a look on some day of it. The longest
        stretch is of days neither watched nor maybe; of equal ones the first. A place of two roles has one row that
        names both.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A look once a day is a moment, not a day: a ship may come and go between two looks.
    """
    by_place = defaultdict[str, list[Row]](list)
    columns = ["watch_id", "place_id", "start_time", "end_time", "is_day_known"]
    for watch in WATCHES.check(watches).select(columns).sort_by("watch_id").to_pylist():
        by_place[watch["place_id"]].append(watch)
    asked = {q["question"]: q for q in QUESTIONS.check(questions).to_pylist()}
    ids = defaultdict[str, list[Row]](list)
    for place in PLACES.check(places).select(["place_id", "label", "name"]).to_pylist():
        ids[place["label"]].append(place)
    roles = defaultdict[tuple[str, str], set[str]](set)
    for row in QUESTION_PLACES.check(question_places).to_pylist():
        if row["role"] in ROLES and row["question"] in asked:
            roles[row["question"], row["place"]].add(row["role"])
    return COVERAGE.from_rows(
        _covered(asked[question], place, " and ".join(r for r in ROLES if r in held), by_place[place["place_id"]])
        for (question, label), held in sorted(roles.items())
        for place in sorted(ids[label], key=lambda p: str(p["place_id"]))
    )


def _covered(ask: Row, place: Row, role: str, watches: list[Row]) -> Row:
    first = start_of_day(ask["period_start"])
    days = max(-((first - ask["period_end"]) // DAY), 0)
    inside = [w for w in watches if w["start_time"] < first + days * DAY and _days(w).end > first]
    watched = _touched([w for w in inside if w["is_day_known"]], first, days)
    maybe = _touched([w for w in inside if not w["is_day_known"]], first, days) & ~watched
    longest, length = _longest(~(watched | maybe))
    start = first + longest * DAY if length else None
    row: Row = {
        "question": ask["question"],
        "place_id": place["place_id"],
        "role": role,
        "days_total": days,
        "days_watched": int(watched.sum()),
        "days_maybe": int(maybe.sum()),
        "days_unwatched": days - int((watched | maybe).sum()),
        "longest_start": start,
        "longest_end": start + length * DAY if start else None,
        "longest_d": length,
        "sources": [place["place_id"], *(w["watch_id"] for w in inside)],
    }
    return row | {"words": _say(row, place["name"])}


def _touched(watches: list[Row], first: datetime, days: int) -> npt.NDArray[np.bool_]:
    """Which days of the period the intervals of these looks touch."""
    change = np.zeros(days + 1, dtype=np.int64)
    for w in watches:
        touched = _days(w)
        change[max((touched.start - first) // DAY, 0)] += 1
        change[min((touched.end - first) // DAY, days)] -= 1
    return np.cumsum(change[:days]) > 0


def _longest(unwatched: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """First day and length of the longest run of true days; (0, 0) where there is none."""
    best, at = (0, 0), 0
    for is_unwatched, run in groupby(unwatched.tolist()):
        length = len(list(run))
        if is_unwatched and length > best[1]:
            best = (at, length)
        at += length
    return best


def _say(row: Row, name: str) -> str:
    if not row["days_watched"] and not row["days_maybe"]:
        days = f"any of the {row['days_total']:,} days asked about"
        return f"{name}: no look is held for {days}; that is not an empty berth."
    maybe = f", and on some day among {row['days_maybe']:,} more" if row["days_maybe"] else ""
    longest = ""
    if row["longest_d"]:
        stretch = say_span(row["longest_start"], row["longest_end"])
        longest = f", the longest stretch {row['longest_d']:,} days, {stretch}"
    return (
        f"{name}: a look is held on {row['days_watched']:,} of {row['days_total']:,} days{maybe}; none on "
        f"{row['days_unwatched']:,} days{longest}. Looks that found nothing are rarely published."
    )


def _why_known(o: Row) -> str:
    return "known only because something was seen" if o["hulls"] else "it reports no ship"


def _when(o: Row) -> str:
    when = say_span(o["start_time"], o["end_time"])
    return when if _is_one_day(o["start_time"], o["end_time"]) else f"on some day of {when}"


def _is_one_day(start: datetime, end: datetime) -> bool:
    days = whole_days(start, end)
    return days.end - days.start == DAY


def _days(watch: Row) -> Span:
    return whole_days(watch["start_time"], watch["end_time"])

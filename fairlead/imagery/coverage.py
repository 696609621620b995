"""Coverage: when a place was looked at, as far as looks and published sightings tell, and which days nobody watched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.from_look import PlaceNames
from fairlead.base.ids import content_id
from fairlead.base.tables import (
    COVERAGE,
    LOOKS,
    OBSERVATIONS,
    OCCUPANCY,
    PLACES,
    QUESTION_PLACES,
    QUESTIONS,
    SCENES,
    WATCHES,
)
from fairlead.base.timeline import DAY, Span, say_span, start_of_day, whole_days
from fairlead.base.wording import fold_berth, say_list, say_many
from fairlead.imagery.looks import (
    CANNOT_TELL,
    DISPUTED,
    Glance,
    Key,
    LookParams,
    gather_glances,
    is_view,
    made_in,
    read_looks,
    result_of,
)

Row = dict[str, Any]

ROLES = ("load", "discharge")
"""Roles of a place whose coverage bears on a count of trips."""


def find_watches(
    observations: pa.Table,
    looks: pa.Table | None = None,
    scenes: pa.Table | None = None,
    places: pa.Table | None = None,
    occupancy: pa.Table | None = None,
    decisions: pa.Table | None = None,
    params: LookParams = LookParams(),  # noqa: B008 - frozen
) -> pa.Table:
    """Find when each place was looked at: every look that could tell, and every image that a sighting alone tells of.

    Args:
        observations: OBSERVATIONS rows, any order; ``look`` is the label of the look a sighting was made in.
        looks: LOOKS rows.
        scenes: SCENES rows.
        places: PLACES rows; looks name them.
        occupancy: OCCUPANCY rows; one counts where a person accepts it.
        decisions: DECISIONS rows.
        params: :class:`LookParams`.

    Returns:
        WATCHES. One row a place, berth and image of the looks, whoever looked and whatever was found; where all of them
        cannot tell there is none, nor where the place is not of this case, the time not known, or the place outside
        the scene's footprint. A sighting of the place in one of these looks is among its sources; one whose image
        cannot show it (method *image out of view*) is no watch; any other image is one row a sighting (two of them may
        be of one image: days are counted, not looks). ``is_cued``: of a look
        as stated (not cued where nothing is); a sighting alone is known only because something was seen, unless it
        reports no ship. ``is_day_known`` is true where the look lies inside one UTC day; a local day that spans two
        UTC days is a range of two. An answer of *occupancy* that a person accepted is a look at its berth, of a known
        place and time, where no analyst's look at the berth in that image tells: those go before it.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Looks that found nothing are rarely published: days without a watch are days without a look *held*, no more.
    """
    glances = read_looks(
        LOOKS.empty() if looks is None else looks,
        SCENES.empty() if scenes is None else scenes,
        PLACES.empty() if places is None else places,
        params,
    )
    columns = [
        "sighting_id", "label", "place_id", "relation", "method", "hulls", "start_time", "end_time", "observed_by",
        "look", "berth",
    ]  # fmt: skip
    seen = OBSERVATIONS.check(observations).select(columns).sort_by("sighting_id").to_pylist()
    at_places = [o for o in seen if is_view(o)]
    groups = gather_glances(glances)
    told = {key: result for key, opinions in groups.items() if (result := result_of(opinions))}
    within = made_in(at_places, {key: groups[key] for key in told})
    by_key = defaultdict[Key, list[Row]](list)
    for o in at_places:
        if key := within.get(o["sighting_id"]):
            by_key[key].append(o)
    return WATCHES.from_rows(
        [
            *(_look_watch(key, groups[key], result, by_key[key]) for key, result in told.items()),
            *_accepted_watches(occupancy, decisions, scenes, places, told),
            *(_sighting_watch(o) for o in at_places if o["sighting_id"] not in within),
        ]
    )


def _look_watch(key: Key, opinions: list[Glance], result: str, seen: list[Row]) -> Row:
    """One glance as a watch. A ship sighted in a look that somebody calls empty makes it disputed."""
    first = opinions[0]
    if first.start is None or first.end is None:
        raise AssertionError("a look without a time is no watch")
    able = [g for g in opinions if g.row["result"] != CANNOT_TELL]
    ships = [o for o in seen if o["hulls"] > 0 and fold_berth(o["berth"]) in (None, key[1])]
    if result == "empty" and ships:
        result = DISPUTED
    shares = [g.row["visible_frac"] for g in able if g.row["visible_frac"] is not None]
    is_cued = any(g.row["is_cued"] for g in opinions)
    made = {
        "watch_id": content_id("watch", *key),
        "place_id": key[0],
        "start_time": first.start,
        "end_time": first.end,
        "is_day_known": _is_one_day(first.start, first.end),
        "method": first.scene["sensor"] if first.scene else "image",
        "is_cued": is_cued,
        "look": min(g.row["label"] for g in able),
        "scene_id": first.scene["scene_id"] if first.scene else None,
        "berth": first.row["berth"],
        "visible_frac": min(shares, default=None),
        "result": result,
        "sources": sorted(
            {g.row["look_id"] for g in opinions}
            | {o["sighting_id"] for o in seen}
            | ({first.scene["scene_id"]} if first.scene else set())
        ),
    }
    return made | {"words": _say_look(made, opinions, ships)}


def _say_look(made: Row, opinions: list[Glance], ships: list[Row]) -> str:
    who = say_list(sorted({g.row["analyst"] for g in opinions}))
    about = [say_list(sorted({g.row["label"] for g in opinions}))]
    about += [f"scene {opinions[0].scene['label']}"] if opinions[0].scene else []
    about += [made["berth"]] if made["berth"] else []
    about += [f"{100 * made['visible_frac']:.0f} % of it visible"] if made["visible_frac"] is not None else []
    found = made["result"]
    if found == DISPUTED:
        said = sorted({f"{g.row['analyst']}: {g.row['result']}" for g in opinions})
        sighted = f"; sighted: {say_list([o['label'] for o in ships][:5])}" if ships else ""
        found = f"disputed ({'; '.join(said)}{sighted})"
    cued = "; the image was asked for because of a tip" if made["is_cued"] else ""
    return f"{who} looked at the place {_when(made)} ({', '.join(about)}): {found}{cued}."


def _accepted_watches(
    occupancy: pa.Table | None,
    decisions: pa.Table | None,
    scenes: pa.Table | None,
    places: pa.Table | None,
    told: Mapping[Key, str],
) -> Iterator[Row]:
    """Answers of the machine that a person accepted, as looks; not where an analyst's look at the berth tells."""
    if occupancy is None or decisions is None or scenes is None or places is None or not occupancy.num_rows:
        return
    standing = [d for d in decisions.to_pylist() if not d["is_withdrawn"]]
    last = {d["about"][0]: d for d in sorted(standing, key=lambda d: int(d["log_line"])) if len(d["about"]) == 1}
    named = PlaceNames(PLACES.check(places).sort_by("place_id").to_pylist())
    taken = {s["scene_id"]: s for s in SCENES.check(scenes).to_pylist()}
    for row in OCCUPANCY.check(occupancy).sort_by("occupancy_id").to_pylist():
        decision, place = last.get(row["occupancy_id"]), named.find(row["place_words"])
        if decision is None or decision["verdict"] != "accept" or row["result"] == CANNOT_TELL:
            continue
        if place is None or row["start_time"] is None:
            continue
        key = (str(place["place_id"]), fold_berth(row["berth"]), str(row["scene_id"]))
        if {key, (key[0], None, key[2])} & set(told):
            continue
        made = {
            "watch_id": content_id("watch", *key),
            "place_id": key[0],
            "start_time": row["start_time"],
            "end_time": row["end_time"],
            "is_day_known": _is_one_day(row["start_time"], row["end_time"]),
            "method": taken[row["scene_id"]]["sensor"],
            "is_cued": False,
            "look": row["occupancy_id"],
            "scene_id": row["scene_id"],
            "berth": row["berth"],
            "visible_frac": row["visible_frac"],
            "result": row["result"],
            "sources": sorted({row["occupancy_id"], row["scene_id"], decision["decision_id"]}),
        }
        by = f"{decision['decided_by']} accepted what {row['method']} tells of the place {_when(made)}"
        yield made | {"words": f"{by} ({row['berth']}, scene {taken[row['scene_id']]['label']}): {row['result']}."}


def _sighting_watch(o: Row) -> Row:
    return {
        "watch_id": content_id("watch", o["sighting_id"]),
        "place_id": o["place_id"],
        "start_time": o["start_time"],
        "end_time": o["end_time"],
        "is_day_known": _is_one_day(o["start_time"], o["end_time"]),
        "method": o["method"],
        "is_cued": o["hulls"] > 0,
        "berth": o["berth"],
        "words": f"{o['observed_by']} had an image of the place {_when(o)} ({o['label']}); {_why_known(o)}.",
        "sources": [o["sighting_id"]],
    }


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
    columns = ["watch_id", "place_id", "start_time", "end_time", "is_day_known", "look"]
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
    has_looks = any(w["look"] for w in inside)
    return row | {"words": _say(row, place["name"], has_looks)}


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


def _say(row: Row, name: str, has_looks: bool) -> str:
    if not row["days_watched"] and not row["days_maybe"]:
        days = f"any of the {row['days_total']:,} days asked about"
        return f"{name}: no look is held for {days}; that is not an empty berth."
    maybe = f", and on some day among {row['days_maybe']:,} more" if row["days_maybe"] else ""
    longest = ""
    if row["longest_d"]:
        stretch = say_span(row["longest_start"], row["longest_end"])
        longest = f", the longest stretch {say_many(row['longest_d'], 'day')}, {stretch}"
    return (
        f"{name}: a look is held on {row['days_watched']:,} of {say_many(row['days_total'], 'day')}{maybe}; none on "
        f"{say_many(row['days_unwatched'], 'day')}{longest}."
        + ("" if has_looks else " Looks that found nothing are rarely published.")
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

"""Conflicts: what cannot be so, of ships and across ships: that something is wrong, not what, nor whose doing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import content_id, is_given_imo
from fairlead.base.tables import CONFLICTS, MISFITS, SEGMENTS
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.wording import say_list, say_many

ASIDE = ("against", "is_told")
"""What is kept of a clock beside its row: the receivers it is held against, and whether it is told which is off."""

SAME_H = 0.25
"""Clocks that are ahead by amounts no farther apart are ahead by one."""


def find_conflicts(misfits: pa.Table, segments: pa.Table) -> pa.Table:
    """List what cannot be so, each once.

    Args:
        misfits: MISFITS of the whole case, any order.
        segments: SEGMENTS of the whole case.

    Returns:
        CONFLICTS: the misfits of each MMSI; one_imo, where one IMO number is shown under two MMSIs at once; clock, one
        row a receiver whose times are off against others. A misfit that goes when such a clock is set right has its
        ``receiver`` and ``ahead_h`` and says so: it is not told of twice. Nothing is corrected.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Crews type IMO numbers, and some type that of another ship. A clock that is off is told from one that is not by
        how many other receivers each of the two differs from; of two that differ from each other alone both are named.
    """
    rows = sorted(MISFITS.check(misfits).to_pylist(), key=lambda r: r["misfit_id"])
    clocks = list(_clocks([r for r in rows if r["misfit_kind"] == "clock"]))
    found = [
        *(_taken(r, clocks) for r in rows if r["misfit_kind"] != "clock"),
        *({name: clock[name] for name in clock if name not in ASIDE} for clock in clocks),
        *find_shared_marks(segments),
    ]
    return CONFLICTS.from_rows(found)


def _taken(misfit: Mapping[str, Any], clocks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A misfit as a conflict; where a clock that is off makes it, tied to that."""
    same = ("mmsi", "start_time", "end_time", "lat", "lon", "reports", "words")
    taken = {
        "conflict_id": content_id("conflict", misfit["misfit_id"]),
        "conflict_kind": misfit["misfit_kind"],
        "sources": [misfit["misfit_id"]],
        **{name: misfit[name] for name in same},
    }
    clock = next((c for c in clocks if _is_made_by(misfit, c)), None)
    if clock is None:
        return taken
    hours, against = say_hours(abs(clock["ahead_h"])), say_list(clock["against"])
    if clock["is_told"]:
        way = "ahead of" if clock["ahead_h"] > 0 else "behind"
        tie = f"It rests on reports of receiver {clock['receiver']}, whose times are {hours} {way} those of {against}"
    else:
        both = say_list(sorted([clock["receiver"], *clock["against"]]))
        tie = f"Times of receivers {both} differ by {hours}, and which of them is off cannot be told"
    words = f"{misfit['words']} {tie}: with the clock set right they are of one ship."
    return {**taken, **{name: clock[name] for name in ("receiver", "ahead_h")}, "words": words,
            "sources": [misfit["misfit_id"], *clock["sources"]]}  # fmt: skip


def _is_made_by(misfit: Mapping[str, Any], clock: Mapping[str, Any]) -> bool:
    """Whether a misfit goes when a receiver's times are set back by what its clock is ahead."""
    ranges = zip(misfit["clock_receivers"], misfit["clock_from_h"], misfit["clock_to_h"], strict=True)
    ahead_h = clock["ahead_h"]
    return any(who == clock["receiver"] and low - SAME_H <= ahead_h <= high + SAME_H for who, low, high in ranges)


def find_shared_marks(segments: pa.Table) -> Iterator[dict[str, Any]]:
    """one_imo rows: an IMO number with a right check digit that two MMSIs show at once.

    Each MMSI shows it from its first to its last segment with it; a ship that changes its MMSI once is no conflict. Of
    two that were never heard at once the words say so: it may be one ship that changed its MMSI and changed back.
    """
    columns = ["segment_id", "mmsi", "start_time", "end_time", "positions", "is_noise", "imos"]
    by_imo = defaultdict[int, dict[int, list[dict[str, Any]]]](lambda: defaultdict(list))
    segments = SEGMENTS.check(segments).select(columns)
    has_imo = pc.and_not(pc.greater(pc.list_value_length(segments["imos"]), 0), segments["is_noise"])
    for row in segments.filter(has_imo).to_pylist():
        if is_given_imo(row["imos"][0]):
            by_imo[row["imos"][0]][row["mmsi"]].append(row)
    for imo in sorted(i for i, by_mmsi in by_imo.items() if len(by_mmsi) > 1):
        worn = [sorted(rows, key=lambda r: (r["start_time"], r["segment_id"])) for rows in by_imo[imo].values()]
        worn.sort(key=lambda rows: (rows[0]["start_time"], rows[0]["mmsi"]))
        longest = worn[0]
        for rows in worn[1:]:
            if rows[0]["start_time"] <= _end(longest):
                yield _imo_row(imo, longest, rows)
            longest = max(longest, rows, key=_end)


def _end(rows: Sequence[Mapping[str, Any]]) -> Any:
    return max(r["end_time"] for r in rows)


def _meet(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a segment of one overlaps a segment of the other, both in order of time."""
    last: list[Any] = [None, None]
    for row, side in sorted(
        ((r, n) for n, rows in enumerate((one, other)) for r in rows), key=lambda p: p[0]["start_time"]
    ):
        if last[1 - side] is not None and row["start_time"] <= last[1 - side]:
            return True
        last[side] = row["end_time"] if last[side] is None else max(last[side], row["end_time"])
    return False


def _imo_row(imo: int, one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A conflict of two MMSIs; ``other`` began later."""
    start, end = other[0]["start_time"], min(_end(one), _end(other))
    at_once = [r for r in (*one, *other) if r["start_time"] <= end and r["end_time"] >= start]
    span = f"from {say_time(start)} to {say_time(end)}"
    turns = "never at once. One ship that changes its MMSI and changes back looks the same"
    how = f"at once, {span}" if _meet(one, other) else f"in turns, {span}, {turns}"
    shown = [r for r in (*one, *other) if r in at_once or r is one[0] or r is other[0]]
    return {
        "conflict_id": content_id("conflict", "one_imo", other[0]["segment_id"], one[0]["mmsi"]),
        "conflict_kind": "one_imo",
        "mmsi": other[0]["mmsi"],
        "other_mmsi": one[0]["mmsi"],
        "start_time": start,
        "end_time": end,
        "reports": sum(r["positions"] for r in at_once),
        "words": f"IMO number {imo:07d} was shown under {one[0]['mmsi']:09d} and {other[0]['mmsi']:09d} {how}.",
        "sources": [r["segment_id"] for r in shown],
    }


def _clocks(misfits: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """clock rows: each pair of receivers is charged to the one that differs from more others."""
    others = defaultdict[str, set[str]](set)
    for m in misfits:
        others[m["receiver"]].add(m["other_receiver"])
        others[m["other_receiver"]].add(m["receiver"])
    charged = defaultdict[str, list[tuple[str, float, Mapping[str, Any]]]](list)
    for m in misfits:
        one, other = m["receiver"], m["other_receiver"]
        for who, against, ahead_h in ((one, other, m["ahead_h"]), (other, one, -m["ahead_h"])):
            if (len(others[who]), against) > (len(others[against]), who):
                charged[who].append((against, ahead_h, m))
    for who in sorted(charged):
        yield _clock_row(who, charged[who], is_told=all(len(others[who]) > len(others[a]) for a, _, _ in charged[who]))


def _clock_row(who: str, charges: Sequence[tuple[str, float, Mapping[str, Any]]], is_told: bool) -> dict[str, Any]:
    ahead_h = median(h for _, h, _ in charges)
    agreeing = [c for c in charges if abs(c[1] - ahead_h) <= SAME_H] or list(charges)
    rows = [m for _, _, m in agreeing]
    best = max(rows, key=lambda m: (m["reports"], m["misfit_id"]))
    start, end = min(m["start_time"] for m in rows), max(m["end_time"] for m in rows)
    against = sorted({a for a, _, _ in agreeing})
    ships = len({m["mmsi"] for m in rows})
    off = f"{say_hours(abs(ahead_h))} {'ahead of' if ahead_h > 0 else 'behind'}"
    doubt = "" if is_told else "; which of them is off cannot be told"
    doubt += "" if ships > 1 else "; or two ships use its number"
    return {
        "conflict_id": content_id("conflict", "clock", who),
        "conflict_kind": "clock",
        "mmsi": best["mmsi"],
        "start_time": start,
        "end_time": end,
        "lat": best["lat"],
        "lon": best["lon"],
        "reports": sum(m["reports"] for m in rows),
        "receiver": who,
        "ahead_h": ahead_h,
        "against": against,
        "is_told": is_told,
        "words": f"Times of receiver {who} are {off} those of {say_list(against)} from {say_time(start)} to "
        f"{say_time(end)}, by {say_many(ships, 'ship')}{doubt}.",
        "sources": [m["misfit_id"] for m in rows],
    }

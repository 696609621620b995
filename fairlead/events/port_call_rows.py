"""PORT_CALLS built from the visits that the loops found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from fairlead.base.geodesy import wrap_lon
from fairlead.base.ids import content_id, say_key
from fairlead.base.timeline import say_hours, say_span, say_time
from fairlead.base.wording import say_list, sentence

if TYPE_CHECKING:
    from fairlead.events.port_call_loops import Found
    from fairlead.events.port_calls import Walk
    from fairlead.events.waters import Port, Waters

HOUR_US = 3_600_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Visit:
    """One stretch of time in the waters of one port. Rows are of the tracks in order, -1 for none."""

    port: int
    area: int
    prior: int
    first: int
    last: int
    after: int
    """The first row outside; -1 where the data end inside."""
    stop_first: int
    stop_last: int
    gaps: int
    silent_us: int
    """Its longest silence."""
    still_us: int
    still_reports: int
    moving_reports: int
    first_span: int
    last_span: int
    ship: int
    sums: list[float]
    parts: list[int]
    """Berths and anchorages lain in, in order."""


def visits_of(found: Found, walk: Walk, parts: Iterable[tuple[int, int]]) -> list[Visit]:
    """The visits as objects, each with the parts lain in."""
    of_each: list[list[int]] = [[] for _ in range(len(found.visits))]
    for visit, part in parts:
        of_each[visit].append(part)
    from fairlead.events.port_call_loops import FIELDS, FIRST, LAST

    first, last = walk.span_of(found.visits[:, FIRST]), walk.span_of(found.visits[:, LAST])
    rows = zip(found.visits.tolist(), first.tolist(), last.tolist(), found.sums.tolist(), of_each, strict=True)
    return [
        Visit(
            **dict(zip(FIELDS, fields, strict=True)),
            first_span=a,
            last_span=b,
            ship=int(walk.spans.ship[a]),
            sums=sums,
            parts=own,
        )
        for fields, a, b, sums, own in rows
    ]


def call_row(
    call: Sequence[Visit], walk: Walk, waters: Waters, gap_us: int, until_us: int, longest: timedelta
) -> dict[str, Any]:
    """One row of PORT_CALLS.

    Args:
        call: its visits in time, one unless the ship shifted.
        gap_us: silence from which on an entry or exit was not seen.
    """
    time = walk.reports.time
    first, last = call[0], call[-1]
    begun, heard = int(time[first.first]), int(time[last.last])
    after = int(time[last.after]) if last.after >= 0 else None
    has_entry = first.prior >= 0 and begun - int(time[first.prior]) < gap_us
    has_exit = after is not None and after - heard < gap_us
    end = None if after is None else after if has_exit else heard
    stops = [v for v in call if v.stop_first >= 0]
    length = timedelta(microseconds=(max(until_us, heard) if end is None else end) - begun)
    main = max(call, key=lambda v: (v.still_us, int(time[v.last] - time[v.first]), -v.first))
    port = waters.ports[main.port]
    lat, lon = _middle([v for v in call if v.port == main.port], walk)
    parts = [p for p, _ in groupby(p for v in call for p in v.parts)]
    made = {
        "port_call_id": content_id("port_call", _position(walk, first.first)),
        "mmsi": walk.segment[first.first_span]["mmsi"],
        "segment_id": walk.segment[first.first_span]["segment_id"],
        "port": port.label,
        "port_complex": port.port_complex,
        "areas": [waters.parts.areas[p].name for p in parts],
        "start_time": _at(begun),
        "end_time": None if end is None else _at(end),
        "stop_start": _at(int(time[stops[0].stop_first])) if stops else None,
        "stop_end": _at(int(time[stops[-1].stop_last])) if stops else None,
        "has_entry": has_entry,
        "has_stop": bool(stops),
        "has_gap": any(v.gaps for v in call),
        "has_exit": has_exit,
        "confidence": 2 + has_entry + has_exit,
        "is_plausible": length <= longest,
        "hours": length / timedelta(hours=1),
        "lat": lat,
        "lon": lon,
        "sources": _sources(call, parts, walk, waters),
    }
    silent_h = max(v.silent_us for v in call) / HOUR_US
    others = [waters.ports[v.port] for v in call if v.port != main.port]
    return {**made, "words": _words(made, port, others, silent_h, _at(heard), longest)}


def _words(
    row: dict[str, Any], port: Port, others: Sequence[Port], silent_h: float, heard: datetime, longest: timedelta
) -> str:
    end = row["end_time"]
    if end is None:
        when = f"since {say_time(row['start_time'])}, last heard there {say_time(heard)}"
    else:
        when = f"{say_span(row['start_time'], end)} ({say_hours(row['hours'])})"
    beside = sorted({p.name for p in others})
    said = [f"{row['mmsi']:09d} was in port at {say_list([port.name, *beside])} {when}"]
    said.append("seen to enter" if row["has_entry"] else "not seen to enter")
    if row["has_stop"]:
        where = f" at {', then '.join(row['areas'])}" if row["areas"] else ""
        still = say_span(row["stop_start"], row["stop_end"])
        said.append(f"lay still{where}, {still}")
    else:
        said.append("not seen still")
    if row["has_gap"]:
        said.append(f"silent for up to {say_hours(silent_h)}")
    if end is not None:
        said.append("seen to leave" if row["has_exit"] else "not seen to leave")
    if not row["is_plausible"]:
        said.append(f"longer than the {longest.days} d that one call is given")
    return sentence(f"{said[0]}: {'; '.join(said[1:])}")


def _sources(call: Sequence[Visit], parts: Iterable[int], walk: Walk, waters: Waters) -> list[str]:
    """The reports that made its sub-events, their segments, and the areas."""
    first, last = call[0], call[-1]
    stops = [v for v in call if v.stop_first >= 0]
    rows = [first.prior, first.first]
    rows += [stops[0].stop_first, stops[-1].stop_last] if stops else []
    rows += [*(v.first for v in call[1:]), last.last, last.after]
    ids = [_position(walk, row) for row in rows if row >= 0]
    ids += [walk.segment[s]["segment_id"] for v in call for s in (v.first_span, v.last_span)]
    ids += [waters.areas[v.area].area_id for v in call] + [waters.parts.areas[p].area_id for p in parts]
    return list(dict.fromkeys(ids))


def _middle(visits: Sequence[Visit], walk: Walk) -> tuple[float, float]:
    """Mean of the reports that lay still, else of all."""
    are_still = any(v.still_reports for v in visits)
    base_lat, base_lon = float(walk.reports.lat[visits[0].first]), float(walk.reports.lon[visits[0].first])
    north = east = count = 0.0
    for v in visits:
        n, at = (v.still_reports, v.sums[:2]) if are_still else (v.moving_reports, v.sums[2:])
        north += at[0] + n * (float(walk.reports.lat[v.first]) - base_lat)
        east += at[1] + n * wrap_lon(float(walk.reports.lon[v.first]) - base_lon)
        count += n
    return base_lat + north / count, wrap_lon(base_lon + east / count)


def _position(walk: Walk, row: int) -> str:
    return say_key("position", walk.tracks["position_id"][row].as_py())


def _at(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)

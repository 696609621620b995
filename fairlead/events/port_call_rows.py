"""PORT_CALLS built from the visits that the loops found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from fairlead.base.geodesy import wrap_lon
from fairlead.base.ids import content_id, say_key
from fairlead.base.timeline import say_hours, say_span, say_time
from fairlead.base.wording import say_list, sentence

if TYPE_CHECKING:
    from fairlead.base.arrays import Ints
    from fairlead.base.listening import Periods
    from fairlead.base.walks import Walk
    from fairlead.events.port_call_loops import Found, Reports, Spans
    from fairlead.events.waters import Waters

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
    """The first row outside; -1 where the data, or a period of listening, end inside."""
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


@dataclass(frozen=True, slots=True)
class Ways:
    """What the visits are of, and how they are read."""

    segments: Mapping[int, Mapping[str, Any]]
    """Those of the visits, by number of the span."""
    keys: Ints
    """The reports' ids."""
    reports: Reports
    spans: Spans
    waters: Waters
    gap_us: int
    """Silence from which on an entry or exit was not seen."""
    until: datetime
    longest: timedelta
    periods: Periods

    def period(self, row: int) -> int:
        """Number of the period of listening that a report is of."""
        return int(self.periods.number(self.reports.time[row : row + 1])[0])


def visits_of(found: Found, walk: Walk, parts: Iterable[tuple[int, int]]) -> list[Visit]:
    """The visits with a stop or a gap as objects, each with the parts lain in; the others only passed through."""
    from fairlead.events.port_call_loops import FIELDS, FIRST, GAPS, LAST, STOP_FIRST

    stayed = (found.visits[:, STOP_FIRST] >= 0) | (found.visits[:, GAPS] > 0)
    visits, sums = found.visits[stayed], found.sums[stayed]
    of_each: dict[int, list[int]] = {n: [] for n in stayed.nonzero()[0].tolist()}
    for visit, part in parts:
        of_each[visit].append(part)  # a part is lain in at a stop
    first, last = walk.span_of(visits[:, FIRST]), walk.span_of(visits[:, LAST])
    rows = zip(visits.tolist(), first.tolist(), last.tolist(), sums.tolist(), of_each.values(), strict=True)
    return [
        Visit(
            **dict(zip(FIELDS, fields, strict=True)),
            first_span=a,
            last_span=b,
            ship=int(walk.ship[a]),
            sums=sums,
            parts=own,
        )
        for fields, a, b, sums, own in rows
    ]


def call_row(call: Sequence[Visit], ways: Ways) -> dict[str, Any]:
    """One row of PORT_CALLS, of its visits in time: one unless the ship shifted."""
    time, waters, segments = ways.reports.time, ways.waters, ways.segments
    first, last = call[0], call[-1]
    begun, heard = _at(time[first.first]), _at(time[last.last])
    has_entry = first.prior >= 0 and int(time[first.first] - time[first.prior]) < ways.gap_us
    has_exit = last.after >= 0 and int(time[last.after] - time[last.last]) < ways.gap_us
    is_cut = last.after < 0 and ways.periods.is_over(ways.period(last.last))
    end = heard if is_cut else None if last.after < 0 else _at(time[last.after]) if has_exit else heard
    length = (end or max(ways.until, heard)) - begun
    stops = [v for v in call if v.stop_first >= 0]
    main = max(call, key=lambda v: (v.still_us, int(time[v.last] - time[v.first]), -v.first))
    lat, lon = _middle([v for v in call if v.port == main.port], ways.reports)
    parts = [p for v in call for p in v.parts]
    lain_in = [next(same) for _, same in groupby((waters.parts.areas[p] for p in parts), key=lambda a: a.name)]
    made = {
        "port_call_id": content_id("port_call", _position(ways, first.first)),
        "mmsi": segments[first.first_span]["mmsi"],
        "segment_id": segments[first.first_span]["segment_id"],
        "port": waters.ports[main.port].label,
        "port_complex": waters.ports[main.port].port_complex,
        "areas": [a.name for a in lain_in],
        "start_time": begun,
        "end_time": end,
        "stop_start": _at(time[stops[0].stop_first]) if stops else None,
        "stop_end": _at(time[stops[-1].stop_last]) if stops else None,
        "has_entry": has_entry,
        "has_stop": bool(stops),
        "has_gap": any(v.gaps for v in call),
        "has_exit": has_exit,
        "confidence": 2 + has_entry + has_exit,
        "is_plausible": length <= ways.longest,
        "hours": length / timedelta(hours=1),
        "lat": lat,
        "lon": lon,
        "sources": _sources(call, parts, ways),
    }
    where = [waters.ports[main.port].name, *sorted({waters.ports[v.port].name for v in call if v.port != main.port})]
    at = ", then ".join(f"{a.kind} {a.name}" for a in lain_in)
    lay = _say_still(stops, at, len(lain_in) > 1, time)
    silent = timedelta(microseconds=max(v.silent_us for v in call))
    unheard = ways.periods.say_end(ways.period(last.last)) if is_cut else ""
    return {**made, "words": _words(made, say_list(where), lay, silent, heard, ways.longest, unheard)}


def _say_still(stops: Sequence[Visit], at: str, has_shifted: bool, time: Ints) -> str:
    """Where and when the ship lay still; one that shifted did not lie all the time from the first stop to the last."""
    if not stops:
        return ""
    where = f" at {at}" if at else ""
    if at and not all(v.parts for v in stops):
        where += " and elsewhere in port"
    start, end = _at(time[stops[0].stop_first]), _at(time[stops[-1].stop_last])
    if has_shifted or len(stops) > 1:
        return f"lay still{where}, at times between {say_time(start)} and {say_time(end)}"
    return f"lay still{where}, {say_span(start, end)}"


def _words(
    row: dict[str, Any], where: str, lay: str, silent: timedelta, heard: datetime, longest: timedelta, unheard: str
) -> str:
    end = row["end_time"]
    if end is None:
        when = f"since {say_time(row['start_time'])}, last heard there {say_time(heard)}"
    else:
        when = f"from {say_span(row['start_time'], end)} ({say_hours(row['hours'])})"
    said = ["seen to enter" if row["has_entry"] else "not seen to enter"]
    if row["has_stop"]:
        said.append(lay)
    else:
        said.append("not seen still")
    if row["has_gap"]:
        said.append(f"silent for up to {say_hours(silent / timedelta(hours=1))}")
    if end is not None:
        said.append("seen to leave" if row["has_exit"] else "not seen to leave")
    if unheard:
        said.append(f"{unheard}, and when it left is not known")
    if not row["is_plausible"]:
        said.append(f"longer than the {longest.days} d that one call is given")
    return sentence(f"{row['mmsi']:09d} was in port at {where} {when}: {'; '.join(said)}")


def _sources(call: Sequence[Visit], parts: Iterable[int], ways: Ways) -> list[str]:
    """The reports that made its sub-events, their segments, and the areas."""
    first, last = call[0], call[-1]
    stops = [v for v in call if v.stop_first >= 0]
    rows = [first.prior, first.first]
    rows += [stops[0].stop_first, stops[-1].stop_last] if stops else []
    rows += [*(v.first for v in call[1:]), last.last, last.after]
    ids = [_position(ways, row) for row in rows if row >= 0]
    ids += [ways.segments[s]["segment_id"] for v in call for s in (v.first_span, v.last_span)]
    ids += [ways.waters.areas[v.area].area_id for v in call]
    ids += [ways.waters.parts.areas[p].area_id for p in parts]
    return list(dict.fromkeys(ids))


def _middle(visits: Sequence[Visit], reports: Reports) -> tuple[float, float]:
    """Mean of the reports that lay still, else of all."""
    are_still = any(v.still_reports for v in visits)
    base_lat, base_lon = float(reports.lat[visits[0].first]), float(reports.lon[visits[0].first])
    north = east = count = 0.0
    for v in visits:
        n, at = (v.still_reports, v.sums[:2]) if are_still else (v.moving_reports, v.sums[2:])
        north += at[0] + n * (float(reports.lat[v.first]) - base_lat)
        east += at[1] + n * wrap_lon(float(reports.lon[v.first]) - base_lon)
        count += n
    return base_lat + north / count, wrap_lon(base_lon + east / count)


def _position(ways: Ways, row: int) -> str:
    return say_key("position", int(ways.keys[row]))


def _at(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=int(us))

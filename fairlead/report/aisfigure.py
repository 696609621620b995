"""Tracks, gaps, port calls and encounters of AIS on one map, and the table of what is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from fairlead.base.timeline import say_hours, say_span
from fairlead.case.ais_answer import GAPS
from fairlead.case.lives import port_names
from fairlead.case.thinning import BREAK_US, Line, lines_of
from fairlead.report.blocks import Cell, Figure, Table, columns
from fairlead.report.geomap import Silence, Spot, draw_map
from fairlead.report.grammar import say_many, say_number
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.mapview import View, fit_view
from fairlead.report.svg import Theme

PORTS_DRAWN, EVENTS_DRAWN, GAPS_DRAWN = 40, 60, 40
"""Ports with most calls, longest encounters and likeliest gaps drawn; beyond that the sea is ink."""

GAPS_LABELLED = 6

LEAST_DEG = 0.3
"""A map of tracks is never narrower: closer in, the coastline would be guesswork even beside them."""

OUTLIERS = 0.005
"""Share of the reports at either end of latitude and longitude that may lie outside the map, where they would stretch
it to more than ``STRETCH`` times the rest: a few false positions would leave the ships a dot."""
STRETCH = 3.0

LEAST_GAP_PX = 12.0
"""Gaps whose ends lie closer together are counted and not drawn: their dashes would hide the ship."""


def draw_tracks(held: Held, tracks: pa.Table, total: int, theme: Theme, width: float, number: int) -> Figure:
    """The map of a case's AIS.

    Args:
        tracks: rows of TRACKS to draw; see :func:`fairlead.case.thinning.thin_tracks`.
        total: reports that they stand for.
    """
    lines = lines_of(tracks)
    view, is_all = _fit(lines, width)
    ports, events = _ports(held), _events(held)
    closed = sorted(
        (g for g in held.rows(GAPS) if g["end_lat"] is not None),
        key=lambda g: (-(g["p_not_reception"] or 0.0), -g["hours"], g["gap_id"]),
    )
    heard_on = [g for g in closed if not g["is_broken_off"]]
    gaps = [g for g in heard_on if _length_px(view, g) >= LEAST_GAP_PX]
    silences = [_silence(held, g, i < GAPS_LABELLED) for i, g in enumerate(gaps[:GAPS_DRAWN])]
    left_out = {
        "still open at the end of the data": held.count(GAPS) - len(closed),
        "of ships heard until nobody listened any more": len(closed) - len(heard_on),
        "whose ends are too close together to draw here": len(heard_on) - len(gaps),
        "less likely to be more than reception": max(len(gaps) - GAPS_DRAWN, 0),
    }
    spots = [spot for spot, _ in ports[:PORTS_DRAWN]] + [spot for spot, _ in events[:EVENTS_DRAWN]]
    title = "Tracks as received, gaps, port calls and encounters"
    drawn = say_many(len(tracks["segment_id"].unique()), "segment")
    counts = (
        f"tracks of {drawn}, {say_many(held.count(GAPS), 'gap')} ({len(silences)} of them drawn), "
        f"port calls at {say_many(len(ports), 'port')}, {say_many(held.count('encounters'), 'encounter')}"
    )
    says = f"{title}: {counts}."
    svg = draw_map(spots, silences, theme, width, f"fig{number}", says, lines=lines, view=view)
    caption = [
        "Lines join positions received one after the other; where nothing came for "
        f"{BREAK_US / 3_600_000_000:.0f} h the line is broken. Dashes are gaps along the great circle between their "
        "ends, no route. Squares are port calls, joined by port; two rings an encounter, one ring with a bar a ship "
        "slow alone.",
        _say_thinned(tracks.num_rows, total),
        "" if is_all else "Some reports lie outside this map.",
        _say_gaps_left_out(left_out),
        _say_left("port", len(ports) - PORTS_DRAWN, "port_calls"),
        _say_left("encounter", len(events) - EVENTS_DRAWN, "encounters"),
        "Land: Natural Earth 1:10 million, thinned; ships may seem to lie on it, and no berth can be read off.",
    ]
    table = _table(held, ports[:PORTS_DRAWN], events[:EVENTS_DRAWN], gaps[:GAPS_DRAWN])
    return Figure(number, title, svg, says, " ".join(filter(None, caption)), table)


def ship_name(held: Held, mmsi: int | None) -> str:
    """The first name in the segments of an MMSI, with the MMSI; the MMSI alone where none was sent."""
    if mmsi is None:
        return ""
    name = next((n for r in held.where("segments", "mmsi", [mmsi]) for n in r["names"][:1]), "")
    return show_text(f"{name} ({mmsi:09d})" if name else f"{mmsi:09d}", 60)


def _fit(lines: Sequence[Line], width: float) -> tuple[View, bool]:
    """The ground shown, and whether every report is on it."""
    points = [p for line in lines for p in line]
    whole = fit_view(points, width, LEAST_DEG)
    if len(points) < 1 / OUTLIERS:
        return whole, True
    west = whole.window.west
    lats, turned = sorted(p[0] for p in points), sorted((p[1] - west) % 360.0 for p in points)
    low, high = int(len(points) * OUTLIERS), int(len(points) * (1 - OUTLIERS)) - 1
    close = fit_view([(lats[low], west + turned[low]), (lats[high], west + turned[high])], width, LEAST_DEG)
    across = (whole.window.east - west) / (close.window.east - close.window.west)
    return (close, False) if across > STRETCH else (whole, True)


def _ports(held: Held) -> list[tuple[Spot, Row]]:
    """Ports with calls, most calls first, each at the mean of where the ships lay."""
    by_port: dict[str, list[Row]] = {}
    for call in held.rows("port_calls"):
        by_port.setdefault(call["port"], []).append(call)
    out = []
    names = port_names(held.rows("places"))
    for port, calls in sorted(by_port.items(), key=lambda item: (-len(item[1]), item[0])):
        lat = sum(c["lat"] for c in calls) / len(calls)
        first = calls[0]["lon"]
        lon = first + sum((c["lon"] - first + 180.0) % 360.0 - 180.0 for c in calls) / len(calls)
        words = say_many(len(calls), "call")
        spot = Spot(lat, lon, None, show_text(names.get(port, port), 40), (words,), "documented", shape="call")
        out.append((spot, {"port": port, "calls": calls}))
    return out


def _events(held: Held) -> list[tuple[Spot, Row]]:
    """Encounters at sea, then ships slow alone, then encounters in port; the longest of each first."""
    pairs = sorted(held.rows("encounters"), key=lambda e: (e["is_in_port"], -e["hours"], e["encounter_id"]))
    alone = sorted(held.rows("loitering"), key=lambda e: (-e["hours"], e["loitering_id"]))
    at_sea = [e for e in pairs if not e["is_in_port"]]
    rows = [*at_sea, *alone, *(e for e in pairs if e["is_in_port"])]
    out = []
    for row in rows:
        is_pair = "encounter_id" in row
        title = "" if is_pair and row["is_in_port"] else say_hours(row["hours"])
        spot = Spot(row["lat"], row["lon"], None, title, (), "documented", shape="pair" if is_pair else "alone")
        out.append((spot, row))
    return out


def _silence(held: Held, gap: Row, is_labelled: bool) -> Silence:
    title = f"Silent {say_hours(gap['hours'])}" if is_labelled else ""
    ends = f"{ship_name(held, gap['mmsi'])}, ends {gap['distance_km']:,.0f} km apart" if is_labelled else ""
    if is_labelled and gap["unlistened_h"]:
        ends += f", {gap['unlistened_h']:,} h of it in no file"
    return Silence((gap["start_lat"], gap["start_lon"]), (gap["end_lat"], gap["end_lon"]), title, ends)


def _say_thinned(drawn: int, total: int) -> str:
    if drawn >= total:
        if total == 1:
            return "The one report of the tracks is drawn."
        return f"All {say_number(total)} reports of the tracks are drawn; equal ones are one."
    return (
        f"Thinned: {say_number(drawn)} of {say_number(total)} reports are drawn, those where a ship came into a "
        "cell of a fine grid or left it, and both ends of every long silence."
    )


def _say_gaps_left_out(left_out: dict[str, int]) -> str:
    said = [f"{count:,} {why}" for why, count in left_out.items() if count]
    return f"Gaps not drawn: {', '.join(said)}; fairlead show CASE {GAPS}." if said else ""


def _length_px(view: View, gap: Row) -> float:
    (x1, y1), (x2, y2) = view.xy(gap["start_lat"], gap["start_lon"]), view.xy(gap["end_lat"], gap["end_lon"])
    return abs(x2 - x1) + abs(y2 - y1)


def _say_left(noun: str, left: int, table: str) -> str:
    return f"Not drawn: {say_many(left, noun)} more; fairlead show CASE {table}." if left > 0 else ""


def _table(held: Held, ports: Sequence[tuple[Spot, Row]], events: Sequence[tuple[Spot, Row]], gaps: list[Row]) -> Table:
    """What is drawn, in words and with coordinates."""
    rows = [
        (Cell("port calls"), Cell(spot.title, is_bold=True), Cell(_at(spot.lat, spot.lon)), Cell(spot.lines[0]))
        for spot, _ in ports
    ]
    rows += [
        (
            Cell("encounter" if spot.shape == "pair" else "ship alone"),
            Cell(ship_name(held, row["mmsi"]), sub=ship_name(held, row.get("other_mmsi")), is_bold=True),
            Cell(_at(spot.lat, spot.lon)), Cell(say_span(row["start_time"], row["end_time"])),
        )
        for spot, row in events
    ]  # fmt: skip
    rows += [
        (
            Cell("gap"), Cell(ship_name(held, gap["mmsi"]), is_bold=True),
            Cell(_at(gap["start_lat"], gap["start_lon"]), sub="to " + _at(gap["end_lat"], gap["end_lon"])),
            Cell(say_span(gap["start_time"], gap["end_time"]), sub=say_hours(gap["hours"])),
        )
        for gap in gaps
    ]  # fmt: skip
    heads = columns(("What", 1), ("Port or ship", 2.2), ("Where", 1.8), ("When, or how many", 2.4))
    return Table("What is drawn on the map", heads, tuple(rows), is_behind=True)


def _at(lat: float, lon: float) -> str:
    return f"{abs(lat):.3f} {'N' if lat >= 0 else 'S'} {abs(lon):.3f} {'E' if lon >= 0 else 'W'}"

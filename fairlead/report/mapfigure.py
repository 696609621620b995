"""Places, sightings and silences of a question on the map; what has no position stands in the list below it."""

from __future__ import annotations

from fairlead.base.timeline import say_hours, say_span
from fairlead.base.wording import say_many
from fairlead.report.blocks import Cell, Figure, Table, columns
from fairlead.report.geomap import Silence, Spot, draw_map
from fairlead.report.held import Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes
from fairlead.report.scope import Scope
from fairlead.report.svg import Theme

SPOTS_SHOWN = 200
"""Positions drawn; beyond that the sea is ink. The rest is counted in the caption."""

SILENCES_SHOWN = 40
"""Silences drawn on a map, the first in time; the rest is counted in the caption."""

INSET_HALF_KM = 26.0
"""Half the width of the window round the loading place: its port, the next one, and the water between."""

ROLES = {"load": "loading place", "discharge": "discharge place", "wait": "waiting place"}


def draw_ground(scope: Scope, notes: Notes, theme: Theme, width: float, number: int) -> Figure | None:
    """The map of a question; None where nothing of it has a position."""
    places = _place_spots(scope)
    at_places = {(s.lat, s.lon) for s in places}
    away, numbered = _away_spots(scope, at_places)
    closed = [g for g in scope.gaps if g["start_lat"] is not None and g["end_lat"] is not None]
    silences = [_silence(scope, g) for g in closed[:SILENCES_SHOWN]]
    if not places and not away:
        return None
    words_only = [o for o in scope.observations if o["lat"] is None]
    title = "Where it was reported, and where it was silent"
    counts = (
        f"{say_many(len(places), 'place')}, {say_many(len(away), 'position')} away from them, "
        f"{say_many(len(closed), 'silence')} with two known ends"
    )
    says = f"{title}: {counts}. " + " ".join(f"{s.line}: {s.title}." for s in silences[:3])
    svg = draw_map([*places, *away[:SPOTS_SHOWN]], silences, theme, width, f"fig{number}", says, _inset(scope, places))
    caption = (
        "Rings are the error of a position, to scale; dashes are a silence along the great circle between its ends, no "
        "route. Land: Natural Earth 1:10 million, thinned; no berth can be read off it."
    )
    left_out = max(len(away) - SPOTS_SHOWN, 0) + scope.observations_left_out
    if left_out:
        caption += f" {say_many(left_out, 'more position')}: fairlead show CASE observations."
    if len(closed) > SILENCES_SHOWN:
        caption += f" {say_many(len(closed) - SILENCES_SHOWN, 'more silence')}: fairlead show CASE sighting_gaps."
    if words_only:
        caption += " Known in words only, and not drawn: " + "; ".join(_say_words_only(o) for o in words_only[:8])
        caption += f"; and {len(words_only) - 8} more." if len(words_only) > 8 else "."
    return Figure(number, title, svg, says, caption, _table(scope, numbered, notes))


def _place_spots(scope: Scope) -> list[Spot]:
    """Places of the question and places where its ships lay, loading places first."""
    order = {"load": 0, "discharge": 1, "wait": 2}
    wanted = set(scope.roles) | {s["place_id"] for s in scope.stays}
    rows = [scope.places[p] for p in wanted if p in scope.places and scope.places[p]["lat"] is not None]
    rows.sort(key=lambda p: (min((order.get(r, 3) for r in scope.roles.get(p["place_id"], ())), default=4), p["label"]))
    spots = []
    for place in rows:
        stays = [s for s in scope.stays if s["place_id"] == place["place_id"]]
        kinds = [s["status"] for s in stays]
        status = next((k for k in ("documented", "inferred", "simulated") if k in kinds), None)
        lines = [say_stays(kinds)] if kinds else [ROLES.get(r, r) for r in scope.roles.get(place["place_id"], ())][:1]
        if place["precision_km"] is not None and status:
            lines.append(f"point ± {place['precision_km']:.2g} km")
        names = [place["name"], *(n for n in place["other_names"] if not n.isascii())][:2]
        name = show_text(" ".join(names), 48)
        spots.append(Spot(place["lat"], place["lon"], place["precision_km"], name, tuple(lines), status))
    return spots


def say_stays(kinds: list[str]) -> str:
    """``calls: 1 reported, 2 inferred``: stays at a place by their status, or their number alone."""
    seen, inferred = kinds.count("documented"), kinds.count("inferred")
    parts = [f"{seen} reported"] * bool(seen) + [f"{inferred} inferred"] * bool(inferred)
    return f"{'calls' if len(kinds) > 1 else 'call'}: {', '.join(parts)}" if parts else say_many(len(kinds), "stay")


def _away_spots(scope: Scope, at_places: set[tuple[float, float]]) -> tuple[list[Spot], list[tuple[int, Row]]]:
    """Sightings with a position that is not a place's own point, numbered in order of time; twins share a ring."""
    spots: dict[tuple[float, float, str], Spot] = {}
    numbered = []
    for o in scope.observations:
        if o["lat"] is None or (o["lat"], o["lon"]) in at_places:
            continue
        key = (o["lat"], o["lon"], o["vessel_id"])
        if key not in spots:
            number = len(spots) + 1
            error = f"± {o['radius_km']:.3g} km" if o["radius_km"] is not None else "error not stated"
            ship = show_text(scope.names.get(o["vessel_id"]) or o["ship_words"], 40)
            when = show_text(say_span(o["start_time"], o["end_time"]), 40)
            spots[key] = Spot(o["lat"], o["lon"], o["radius_km"], ship, (when, error), "documented", number)
        numbered.append((spots[key].number or 0, o))
    return list(spots.values()), numbered


def _silence(scope: Scope, gap: Row) -> Silence:
    low, high = gap["min_h"], gap["max_h"]
    hours = say_hours(low) if round(low * 60) == round(high * 60) else f"{low:,.0f}–{high:,.0f} h"
    ship = show_text(scope.names.get(gap["vessel_id"]) or "", 40)
    ends = f"{ship}, ends {gap['distance_km']:,.0f} km apart" if gap["distance_km"] is not None else ship
    return Silence(
        (gap["start_lat"], gap["start_lon"]), (gap["end_lat"], gap["end_lon"]), f"Silent {hours}", ends
    )  # fmt: skip


def _inset(scope: Scope, spots: list[Spot]) -> tuple[float, float, float] | None:
    """The loading place with most stays, enlarged, where something was seen or inferred there."""
    counts = {p: sum(s["place_id"] == p for s in scope.stays) for p in scope.places_of("load")}
    best = max(sorted(counts), key=lambda p: counts[p], default=None)
    if best is None or not counts[best] or scope.places[best]["lat"] is None or len(spots) < 2:
        return None
    return scope.places[best]["lat"], scope.places[best]["lon"], INSET_HALF_KM


def _say_words_only(o: Row) -> str:
    ship = show_text(o["ship_words"], 40).strip("()")
    return f"{ship}, {say_span(o['start_time'], o['end_time'])} ({show_text(o['label'], 20)})"


def _table(scope: Scope, numbered: list[tuple[int, Row]], notes: Notes) -> Table:
    """Every observation of the question's ships, with its number on the map where it has one."""
    numbers = {o["sighting_id"]: n for n, o in numbered}
    rows = []
    for o in scope.observations[:SPOTS_SHOWN]:
        at = "in words only" if o["lat"] is None else f"{_degrees(o['lat'], 'N', 'S')} {_degrees(o['lon'], 'E', 'W')}"
        error = f" ± {o['radius_km']:.3g} km" if o["radius_km"] is not None else ""
        rows.append(
            (
                Cell(str(numbers.get(o["sighting_id"], ""))),
                Cell(show_text(o["label"], 20), anchor=notes.mention(o["sighting_id"]), is_bold=True),
                Cell(
                    say_span(o["start_time"], o["end_time"]),
                    sub="" if o["zone_basis"] == "stated" else f"zone {o['zone_basis']}",
                ),
                Cell(at + error, sub=show_text(o["position_basis"], 60)),
                Cell(show_text(o["words"])),
            )
        )
    left = max(len(scope.observations) - SPOTS_SHOWN, 0) + scope.observations_left_out
    more = f"{left:,} more: fairlead show CASE observations." if left else ""
    heads = columns(("On the map", 0.6), ("Sighting", 0.8), ("When", 1.6), ("Where", 1.8), ("In words", 3.4))
    return Table("Sightings of these ships in the period", heads, tuple(rows), more, is_behind=True)


def _degrees(value: float, plus: str, minus: str) -> str:
    return f"{abs(value):.3f} {plus if value >= 0 else minus}"

"""A question in lanes: how its places were watched, stays, silences and statements; and how one silence is spent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fairlead.base.timeline import say_hours, say_span
from fairlead.base.wording import say_many
from fairlead.case.answer_season import unseen_chances
from fairlead.case.lanes import Item, Lane, Shape
from fairlead.report.blocks import Cell, Figure, Table, columns
from fairlead.report.capfigure import is_drawn, main_period
from fairlead.report.grammar import say_estimate
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text, show_words
from fairlead.report.notes import Notes
from fairlead.report.scope import Scope
from fairlead.report.seasonwords import say_states
from fairlead.report.svg import Theme
from fairlead.report.timechart import draw_lanes
from fairlead.report.watchlanes import CAPTION as LOOKS
from fairlead.report.watchlanes import UNLOADING, Look, look_rows, watch_lanes

LANES_SHOWN = 24
"""Ships drawn; the table of calls holds all."""

ITEMS_SHOWN = 80
"""Marks of one shape drawn on one line of a lane; beyond that they are a smear, and every n-th is drawn."""

SAMPLED_SHIPS = (
    "Ships, at the loading places alone: solid is reported as seen, faded ends are not known, a dashed box is possible "
    "and not counted. Hatched green is estimated: its height is the chance, day by day, that the ship lay there on "
    "a trip of which nothing held tells; the full height would be certain. A blue line is AIS received, "
    "dashes between ticks a silence in it, fading where it is still open."
)

WHOSE = {
    "documented": "documented", "after_doubt": "after doubt", "estimated": "estimate", "claimed": "as claimed",
}  # fmt: skip
"""By whose trips the cap was passed, as the name of a lane says it."""

PASSING = (
    "Cap passed: the day by which half of equal chances pass it, and the days by which 5 and 95 % do; an open end lies "
    "beyond the period."
)

BARE_SHOWN = 6
"""Places of discharge without a look that are named below the figure."""

ONE_DAY = timedelta(days=1, hours=12)
"""A report known within this is drawn as seen that day; a wider one is a pill."""


def draw_timeline(
    held: Held,
    scope: Scope,
    coverage: Iterable[Mapping[str, Any]],
    notes: Notes,
    theme: Theme,
    width: float,
    number: int,
    looks: Sequence[Look] = (),
) -> Figure | None:
    """A question's period in lanes: as it was watched, then each ship, then the day the cap was passed.

    Where its season was sampled, every look says what it found (``looks``), and each ship has its chances by day to
    have lain there unseen, and its AIS.
    """
    hulls = held.of(scope.ask["question"], "hull_estimates")
    coverage = _each_once(coverage)
    if hulls:
        watched = watch_lanes(list(looks), scope)
        ships, left_out = _sampled_lanes(held, scope, hulls)
    else:
        watched = [_watched_lane(c) for c in coverage if c["role"] == "load"]
        watched += [_watched_lane(c) for c in coverage if c["role"] == "discharge" and c["looks"]]
        ships, left_out = _ship_lanes(held, scope)
    passed = _cap_lanes(held, scope)
    lanes = [*watched, *ships, *passed]
    if not lanes:
        return None
    ask = scope.ask
    period = say_span(ask["period_start"], ask["period_end"])
    title = f"{period} as it was watched, and each {show_text(ask['carrier'], 30)}"
    says = " ".join([f"{title}.", *(f"{lane.title}: {lane.line}." for lane in lanes if lane.line)])
    svg = draw_lanes(lanes, ask["period_start"], ask["period_end"], theme, width, f"fig{number}", says)
    caption = (
        "A ring is a look dated to a day, a pill one look or call on some day inside it. Solid is reported as seen, "
        "hatched is inferred, a dashed box is possible and not counted; faded ends are not known. Dashes between ticks "
        "are a silence in what was received, fading where it is still open; short strokes are AIS reports, speech "
        "marks the day of publication."
    )
    if hulls:
        caption = f"{LOOKS} {SAMPLED_SHIPS}"
        actual = [t for t in held.of(ask["question"], "season_totals") if t["basis"] == "estimated"]
        if states := [s for t in actual for s in say_states(t)]:
            caption += f" Of every estimate: {'; '.join(states)}."
    if bare := [show_text(c["name"] or c["place_id"], 40) for c in coverage if c["role"] != "load" and not c["looks"]]:
        more = f" and {say_many(len(bare) - BARE_SHOWN, 'more place')}" if len(bare) > BARE_SHOWN else ""
        caption += f" Where ships unload no look is held of {', '.join(bare[:BARE_SHOWN])}{more}."
    if len(scope.stays) + len(scope.observations) > ITEMS_SHOWN:
        caption += f" Where a line holds more than {ITEMS_SHOWN} marks of a kind, every n-th is drawn."
    if passed:
        caption += f" {PASSING}"
    if left_out:
        caption += f" {say_many(left_out, 'more ship')} in the table of calls."
    return Figure(number, title, svg, says, caption, _lane_table(scope, notes, hulls, looks))


def draw_silence(held: Held, scope: Scope, gap: Row, notes: Notes, theme: Theme, width: float, number: int) -> Figure:
    """The days around one closed gap, and what of it is left once the way between its ends is sailed."""
    vessel = show_text(scope.names.get(gap["vessel_id"]) or "the vessel", 60)
    reports = [o for o in scope.observations if o["vessel_id"] == gap["vessel_id"] and o["method"] == "ais"]
    reach = timedelta(days=9)
    near = [o for o in reports if gap["start_earliest"] - reach < o["start_time"] < gap["end_latest"] + reach]
    start = min([o["start_time"] for o in near] + [gap["start_earliest"]]) - timedelta(hours=18)
    end = max([o["end_time"] for o in near] + [gap["end_latest"]]) + timedelta(hours=18)
    start, end = start.replace(hour=0, minute=0, second=0), end.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    stays = [
        s for s in scope.stays if s["vessel_id"] == gap["vessel_id"] and _bounds(s)[0] < end and _bounds(s)[1] > start
    ]
    silent = _say_silence(gap)
    points = tuple(_report_item(o, 0) for o in near)
    lanes = [Lane("AIS points held", "published points, no track", points, "documented")]
    if stays:
        lying = tuple(_stay_item(s, scope, has_place=True) for s in stays)
        lanes.append(Lane("Stay", "reported on AIS, or at the berth", lying, stays[0]["status"], lines=2))
    quiet = Item("gap", gap["start_latest"], gap["end_earliest"], words=silent)
    lanes.append(Lane("Gap", "silence in what was received", (quiet,)))
    spent = f"ends {gap['distance_km']:,.0f} km apart" if gap["distance_km"] is not None else ""
    if gap["unseen_max_h"] is not None:
        unseen = _hours(gap["unseen_min_h"], gap["unseen_max_h"])
        sailing = _hours(gap["sailing_min_h"], gap["sailing_max_h"])
        last = gap["start_latest"] + timedelta(hours=gap["unseen_max_h"])
        item = Item("spent", gap["start_latest"], last, "inferred", f"{unseen} unseen, then {sailing} sailing")
        lanes.append(Lane("The silence, spent", spent, (item,), "inferred"))
    statements = _statement_items(held, [o for o in scope.observations if o["vessel_id"] == gap["vessel_id"]], 0)
    statements = tuple(i for i in statements if start <= i.start < end)
    if statements:
        lanes.append(Lane("Statements", "day of publication", statements, "claimed"))
    title = f"{vessel}, {say_span(start, end)}: how the silence is spent"
    says = f"{title}. {show_words(gap['words'])}"
    svg = draw_lanes(lanes, start, end, theme, width, f"fig{number}", says)
    caption = f"{show_words(gap['words'])} A gap is not proof of a transponder turned off: no reception data is held."
    row = (Cell(silent, notes.cite(gap["gap_id"]), gap["status"]), Cell(spent), Cell(show_words(gap["words"])))
    table = Table("The silence", columns(("Silence", 1.3), ("Ends", 1), ("In words", 4)), (row,), is_behind=True)
    return Figure(number, title, svg, says, caption, table)


# --------------------------------------------------------------------------------------------------------------- lanes


def _each_once(coverage: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Loading places, then those of discharge that are not loading places too."""
    rows = [c for c in coverage if c["role"] in ("load", "discharge")]
    loading = {c["place_id"] for c in rows if c["role"] == "load"}
    return [c for c in rows if c["role"] == "load" or c["place_id"] not in loading]


def _watched_lane(place: Mapping[str, Any]) -> Lane:
    items = []
    for look in place["looks"]:
        start, end = _time(look["start_time"]), _time(look["end_time"])
        items.append(Item("ring" if look["is_day_known"] else "pill", start, end))
    for stretch in place["unwatched"]:
        start, end = _time(stretch["start"]), _time(stretch["end"])
        days = round((end - start) / timedelta(days=1))
        items.append(Item("unwatched", start, end, words=f"not watched, {days} days" if days > 1 else ""))
    line = f"looked at on {place['days_watched']} of {place['days_total']} days"
    line += f", in ranges on some of {place['days_maybe']} more" if place["days_maybe"] else ""
    line = line if place["role"] == "load" else f"{UNLOADING}; {line}"
    return Lane(show_text(place["name"] or place["place_id"], 40), line, _thinned(items), lines=3)


def _ship_lanes(held: Held, scope: Scope) -> tuple[list[Lane], int]:
    """One lane a named ship, one for all hulls nobody named; in order of their first trip; and how many have none."""
    hulls: dict[str, list[Row]] = {}
    for trip in sorted(scope.trips, key=lambda t: (not t["is_counted"], t["start_time"], t["trip_id"])):
        hulls.setdefault(trip["vessel_id"] or "", []).append(trip)
    named = sorted((k for k in hulls if k), key=lambda k: (not hulls[k][0]["is_counted"], hulls[k][0]["start_time"], k))
    lanes = [_ship_lane(held, scope, v, hulls[v]) for v in named[:LANES_SHOWN]]
    if "" in hulls:
        lanes.append(_unnamed_lane(hulls[""]))
    return lanes, max(len(named) - LANES_SHOWN, 0)


def _ship_lane(held: Held, scope: Scope, vessel: str, trips: list[Row]) -> Lane:
    stays = [s for s in scope.stays if s["vessel_id"] == vessel]
    items = [_stay_item(s, scope, s["place_id"] not in scope.places_of("load")) for s in stays]
    held_stays = {s["stay_id"] for s in stays}
    items += [_possible_item(t, bool({t["load_stay_id"], t["discharge_stay_id"]} & held_stays))
              for t in trips if not t["is_counted"]]  # fmt: skip
    reports = [o for o in scope.observations if o["vessel_id"] == vessel]
    level = 1 + max(i.level for i in items) if items else 0
    gaps = [g for g in scope.gaps if g["vessel_id"] == vessel]
    second = [_gap_item(g, level) for g in gaps] + [_report_item(o, level) for o in reports if o["method"] == "ais"]
    items += second
    level += bool(second)
    items += list(_statement_items(held, reports, level))
    counts = Counter("possible" if not t["is_counted"] else t["status"] for t in trips)
    said = {"documented": "reported"}
    line = ", ".join(f"{n} {said.get(kind, kind)}" for kind, n in sorted(counts.items()))
    best = next((t["status"] for t in trips if t["is_counted"]), "possible")
    return Lane(show_text(scope.names.get(vessel) or trips[0]["hull_words"], 60), line, _thinned(items), best, lines=2)


def _sampled_lanes(held: Held, scope: Scope, hulls: list[Row]) -> tuple[list[Lane], int]:
    """One lane for each ship of a sampled fleet: what was seen of it, over the chance that it lay there unseen."""
    chances = unseen_chances(held.table("season_stays"), scope.ask)
    trips: dict[str, list[Row]] = {}
    for trip in sorted(scope.trips, key=lambda t: (not t["is_counted"], t["start_time"], t["trip_id"])):
        trips.setdefault(trip["vessel_id"] or "", []).append(trip)
    of = {h["vessel_id"]: h for h in hulls}
    loading = scope.places_of("load")
    at_load = replace(scope, stays=[s for s in scope.stays if s["place_id"] in loading])
    last = scope.ask["period_end"]
    order = sorted(
        set(of) | (set(trips) - {""}),
        key=lambda v: (trips[v][0]["start_time"] if v in trips else last, -of[v]["actual_p50"] if v in of else 0, v),
    )
    ais = _Ais(held)
    lanes = []
    for vessel in order[:LANES_SHOWN]:
        lane = _ship_lane(held, at_load, vessel, trips[vessel]) if vessel in trips else None
        seen = [replace(i, words="") if i.level == 0 else i for i in lane.items] if lane else []
        items = [Item("chance", scope.ask["period_start"], last, "estimated", chances=tuple(chances[vessel]))
                 ] if vessel in chances else []  # fmt: skip
        items += [*seen, *ais.items(scope, vessel, 1 + max((i.level for i in seen), default=0))]
        h = of.get(vessel)
        told = [lane.line] if lane and lane.line else ["none reported"]
        told += [f"~{say_estimate(h['actual_p50'], h['actual_p05'], h['actual_p95'])}"] if h else []
        title = scope.names.get(vessel) or (h["ship_words"] if h else vessel)
        lanes.append(
            Lane(show_text(title, 60), "; ".join(told), tuple(items), lane.mark if lane else "estimated", lines=2)
        )
    if "" in trips:
        lane = _unnamed_lane(trips[""])
        lanes.append(replace(lane, items=tuple(replace(i, words="") for i in lane.items)))
    return lanes, max(len(order) - LANES_SHOWN, 0)


class _Ais:
    """When AIS of a vessel was received, and its silences."""

    def __init__(self, held: Held) -> None:
        self.segments = {s["segment_id"]: s for s in held.rows("segments") if not s["is_noise"]}
        self.of: dict[str, set[str]] = {}
        for b in held.rows("bearers"):
            self.of.setdefault(b["vessel_id"], set()).add(b["segment_id"])
        self.gaps = held.rows("gaps") if self.of else []

    def items(self, scope: Scope, vessel: str, level: int) -> tuple[Item, ...]:
        own = self.of.get(vessel, set())
        start, end = scope.ask["period_start"], scope.ask["period_end"]
        gaps = [g for g in self.gaps if own & {g["segment_id"], g["next_segment_id"]}]
        gaps = [g for g in gaps if g["start_time"] < end and (g["end_time"] is None or g["end_time"] > start)]
        items = [Item("sent", a, b, level=level) for a, b in self._heard(own, gaps) if a < end and b > start]
        items += [
            Item("gap", g["start_time"], g["end_time"], g["status"], f"silent {say_hours(g['hours'])}", level,
                 is_open=g["end_time"] is None)
            for g in gaps
        ]  # fmt: skip
        return _thinned(items)

    def _heard(self, own: set[str], gaps: list[Row]) -> Iterator[tuple[datetime, datetime]]:
        """The segments without the silences in them."""
        silent = sorted((g["start_time"], g["end_time"] or datetime.max.replace(tzinfo=UTC)) for g in gaps)
        for segment in sorted((self.segments[i] for i in own if i in self.segments), key=lambda s: s["start_time"]):
            at = segment["start_time"]
            for a, b in (g for g in silent if g[0] < segment["end_time"] and g[1] > segment["start_time"]):
                if a > at:
                    yield at, a
                at = max(at, b)
            if at < segment["end_time"]:
                yield at, segment["end_time"]


def _unnamed_lane(trips: list[Row]) -> Lane:
    together: dict[tuple[datetime, datetime, str, bool], int] = Counter(
        (t["start_time"], t["end_time"], t["status"], t["is_counted"]) for t in trips
    )
    items = []
    for (start, end, status, is_counted), n in sorted(together.items()):
        words = f"{n} hulls, {say_span(start, end)}" if n > 1 else say_span(start, end)
        shape: Shape = "possible" if not is_counted else "pill" if end - start > ONE_DAY else "bar"
        items.append(Item(shape, start, end, status, words, is_start_sure=False, is_end_sure=False))
    counted = sum(t["is_counted"] for t in trips)
    return Lane("Ships nobody named", f"{counted} counted", _thinned(items), trips[0]["status"])


def _thinned(items: list[Item]) -> tuple[Item, ...]:
    """The items of a lane, of those on one level and of one shape as many as can be told apart, evenly chosen."""
    groups: dict[tuple[int, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.level, item.shape), []).append(item)
    kept: list[Item] = []
    for group in groups.values():
        step = max(1, -(-len(group) // ITEMS_SHOWN))
        kept += group[::step]
    return tuple(kept)


def _stay_item(stay: Row, scope: Scope, has_place: bool) -> Item:
    start, end = _bounds(stay)
    place = show_text(scope.place_names.get(stay["place_id"]) or stay["place_id"], 40)
    said = say_hours(stay["visible_h"]) if stay["visible_h"] else say_span(start, end)
    words = f"{place}, {said}" if has_place else said
    if stay["visible_h"] is None and end - start > ONE_DAY:
        return Item("pill", start, end, stay["status"], words)
    return Item(
        "bar", start, end, stay["status"], words, earliest=stay["arrival_earliest"], latest=stay["departure_latest"],
        is_start_sure=stay["arrival_earliest"] == stay["arrival_latest"],
        is_end_sure=stay["departure_latest"] == stay["departure_earliest"],
    )  # fmt: skip


def _possible_item(trip: Row, is_below: bool) -> Item:
    """A dashed box; below the stay where one is drawn for the same trip."""
    level = 1 if is_below else 0
    return Item("possible", trip["start_time"], trip["end_time"], "possible", "possible, not counted", level)


def _gap_item(gap: Row, level: int) -> Item:
    is_open = gap["end_earliest"] is None
    end = gap["heard_again_by"] if is_open else gap["end_earliest"]
    return Item("gap", gap["start_latest"], end, gap["status"], _say_silence(gap), level, is_open=is_open)


def _report_item(o: Row, level: int) -> Item:
    if o["is_instant"] or o["end_time"] - o["start_time"] <= ONE_DAY:
        return Item("tick", o["start_time"], o["start_time"], level=level)
    return Item("pill", o["start_time"], o["end_time"], level=level)


def _statement_items(held: Held, observations: list[Row], level: int) -> tuple[Item, ...]:
    """Days on which sightings were published, where a source states the day."""
    published: dict[datetime, str] = {}
    for s in held.where("sightings", "sighting_id", [o["sighting_id"] for o in observations]):
        try:
            day = datetime.strptime(s["reported_date"] or "", "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError:
            continue
        published.setdefault(day, show_text(s["reported_by"], 32))
    return tuple(
        Item("statement", day, day, "claimed", f"{by}, {day.day} {day:%b}".strip(", "), level)
        for day, by in sorted(published.items())
    )


def _cap_lanes(held: Held, scope: Scope) -> list[Lane]:
    """The day the cap was passed, as far as the draws of an estimate pass it; open where too few pass it in time."""
    lanes = []
    rows = main_period(scope.ask, held.of(scope.ask["question"], "cap_status"))
    for row in sorted(rows, key=lambda r: list(WHOSE).index(r["basis"]) if r["basis"] in WHOSE else len(WHOSE)):
        if not is_drawn(row) or row["crossed_p05"] is None:
            continue
        early, middle, late = row["crossed_p05"], row["crossed_p50"], row["crossed_p95"]
        end = late or scope.ask["period_end"]
        items = [Item("pill", early, end, row["status"], is_open=late is None)]
        items += [Item("tick", middle, middle, row["status"])] if middle else []
        whose = WHOSE.get(row["basis"], "")
        title = f"Cap passed, {whose}" if whose else "Cap passed"
        lanes.append(Lane(title, _say_passing(early, middle, late), tuple(items), row["status"], lines=2))
    return lanes


def _say_passing(early: datetime, middle: datetime | None, late: datetime | None) -> str:
    """``9 Jul, 90 % 17 May–27 Sep``; ``13 May, 90 % 9 Apr–later`` and ``later, 90 % 9 Apr–later`` where it lies beyond
    the period."""
    first, half, last = (f"{at.day} {at:%b}" if at else "later" for at in (early, middle, late))
    return f"{half}, 90 % {first}–{last}"


def _lane_table(scope: Scope, notes: Notes, hulls: Sequence[Row], looks: Sequence[Look]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            Cell("the period", notes.cite(h["hull_estimate_id"]), "estimated"), Cell(show_text(h["ship_words"], 80)),
            Cell("estimate"), Cell(show_text(h["words"])),
        )
        for h in hulls[:ITEMS_SHOWN]
    ]  # fmt: skip
    rows += [
        (
            Cell(say_span(*_bounds(s)), notes.cite(s["stay_id"]), s["status"]),
            Cell(show_text(s["hull_words"], 80)), Cell(show_text(scope.place_names.get(s["place_id"]) or "", 60)),
            Cell(show_text(s["words"])),
        )
        for s in sorted(scope.stays, key=lambda s: (_bounds(s), s["stay_id"]))[:ITEMS_SHOWN]
    ]  # fmt: skip
    rows += [
        (
            Cell(_say_silence(g), notes.cite(g["gap_id"]), g["status"]),
            Cell(show_text(scope.names.get(g["vessel_id"]) or "", 80)), Cell("silence"), Cell(show_words(g["words"])),
        )
        for g in scope.gaps[:ITEMS_SHOWN]
    ]  # fmt: skip
    left = max(len(scope.stays) - ITEMS_SHOWN, 0) + max(len(scope.gaps) - ITEMS_SHOWN, 0)
    where = "fairlead show CASE stays, fairlead show CASE sighting_gaps"
    more = f"{say_many(left, 'more stay or silence', 'more stays and silences')}: {where}." if left else ""
    heads = columns(("When", 1.7), ("Ship", 1.5), ("Where", 1.2), ("In words", 4))
    if hulls:
        rows += look_rows(list(looks), scope, notes, ITEMS_SHOWN)
        unset = len(looks) - ITEMS_SHOWN
        beyond = f"{say_many(unset, 'more look')}: fairlead show CASE watches." if unset > 0 else ""
        more = " ".join(filter(None, [more, beyond]))
        return Table("Estimates, stays, silences and looks drawn", heads, tuple(rows), more, is_behind=True)
    return Table("Stays and silences drawn", heads, tuple(rows), more, is_behind=True)


# --------------------------------------------------------------------------------------------------------------- words


def _bounds(stay: Row) -> tuple[datetime, datetime]:
    """From the earlier to the later of latest arrival and earliest departure: some instant of the stay lies in it."""
    a, d = stay["arrival_latest"], stay["departure_earliest"]
    return min(a, d), max(a, d)


def _say_silence(gap: Row) -> str:
    if gap["min_h"] is None:
        return f"open since {say_span(gap['start_latest'], gap['start_latest'])}"
    return f"silent {_hours(gap['min_h'], gap['max_h'])}"


def _hours(low: float, high: float) -> str:
    return say_hours(low) if round(low * 60) == round(high * 60) else f"{low:,.0f}–{high:,.0f} h"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)

"""What a sampled question has beside others: its months, whom unnamed ships may be, and other ways to reckon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import say_many
from fairlead.case.answer_season import Month, Spread, count_months
from fairlead.report.blocks import Block, Cell, Figure, Heading, Section, Table, columns, plain, quiet
from fairlead.report.grammar import say_chance, say_estimate, say_number
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.monthchart import AFTER_DOUBT, draw_months
from fairlead.report.notes import Notes
from fairlead.report.scope import Scope
from fairlead.report.seasonwords import say_states
from fairlead.report.svg import Theme

UNNAMED_SHOWN = 20
"""Sightings of ships that nobody named with a row of their own; the table of candidates holds all."""

NAMED_OF_EACH = 3
"""Vessels named for such a sighting, beside another ship."""

LEAST_NAMED = 0.025
"""And none with a smaller chance: half of one in twenty."""

WAYS = {
    "horvitz_thompson": "Seen, over the share that could be seen", "chapman": "Two sources (Chapman)",
    "chao": "Seen once and twice (Chao), a lower bound", "mean_cloud": "The same with a mean sky: the classic mistake",
}  # fmt: skip
"""Cross-checks as people may know them."""


def season_totals(held: Held, ask: Row) -> dict[str, Row]:
    """The sampled totals of a question by basis; empty where it was not sampled."""
    totals = {r["basis"]: r for r in held.of(ask["question"], "season_totals")}
    return totals if {"after_doubt", "estimated"} <= set(totals) else {}


def draw_season(
    held: Held, scope: Scope, trips: Mapping[str, Any], notes: Notes, theme: Theme, width: float, number: int
) -> Figure | None:
    """The chart of documented, after doubt and estimated by month; None where the question was not sampled."""
    totals = season_totals(held, scope.ask)
    if not totals:
        return None
    months, left_out = count_months(held.table("season_stays"), scope.ask, scope.trips, scope.stays)
    if not months:
        return None
    unit = "year" if (months[0].end - months[0].start) > timedelta(days=31) else "month"
    carrier = show_text(scope.ask["carrier"], 30)
    seen, actual = (totals[b] for b in ("after_doubt", "estimated"))
    title = f"{carrier[:1].upper()}{carrier[1:]} trips documented and estimated, by {unit}"
    legend = (
        ("documented", "Documented", f"{say_number(trips['documented'])} in all"),
        ("documented", AFTER_DOUBT, f"{_say_total(seen)}; told of by a sighting, or by AIS where it loads"),
        ("estimated", "Estimated actual", _say_total(actual)),
    )
    least = min(months, key=lambda m: (m.documented - m.actual.p50, m.start))
    says = (
        f"{title}: of the whole period {legend[0][2]}, {legend[1][2]} after doubt, {legend[2][2]} estimated. Furthest "
        f"apart in {_name(least, unit)}: {say_number(least.documented)} documented, {_say(least.actual)} estimated."
    )
    caption = (
        "Solid: documented trips, by when their call was first reported. Blue line: trips told of by a sighting at "
        "either end or by AIS at the loading place, doubt about who was seen and what was one stay drawn, by when the "
        "ship came to load; AIS where it unloads is possible alone, and in neither. Green (~): estimated, those that "
        "nobody saw counted in; dots are twenty equal chances where there is room for them. Lines are 90 % intervals, "
        f"ticks medians. Medians and intervals of {unit}s do not add up to those of the period."
    )
    if states := say_states(actual):
        caption += f" Of every estimate: {'; '.join(states)}."
    if left_out:
        caption += f" {say_many(left_out, 'documented trip')} that no one {unit} can be given: not drawn."
    svg = draw_months(months, legend, theme, width, f"fig{number}", says)
    return Figure(number, title, svg, says, caption, _month_table(months, unit, totals, notes))


def _say_total(total: Row) -> str:
    """The figure with what it must not be printed without: ``5, 90 % 1–10; no looks, this is the prior``."""
    return "; ".join([say_estimate(total["p50"], total["p05"], total["p95"]), *say_states(total)])


def _month_table(months: Iterable[Month], unit: str, totals: Mapping[str, Row], notes: Notes) -> Table:
    cite = {basis: notes.cite(totals[basis]["season_total_id"]) for basis in ("after_doubt", "estimated")}
    rows = tuple(
        (
            Cell(_name(m, unit), sub=say_span(m.start, m.end)),
            Cell(say_number(m.documented), status="documented"),
            Cell(_say(m.seen), cite["after_doubt"] if i == 0 else (), "documented"),
            Cell(_say(m.actual), cite["estimated"] if i == 0 else (), "estimated"),
        )
        for i, m in enumerate(months)
    )
    heads = columns(
        (unit.capitalize(), 2),
        ("Documented", 1, True),
        ("After doubt, 90 %", 1.5, True),
        ("Estimated actual, 90 %", 1.5, True),
    )
    return Table(f"Trips by {unit}: three figures, never added", heads, rows, is_behind=True)


def _name(month: Month, unit: str) -> str:
    return f"{month.start:%Y}" if unit == "year" else f"{month.start:%B %Y}"


def _say(spread: Spread) -> str:
    return say_estimate(spread.p50, spread.p05, spread.p95)


# ------------------------------------------------------------------------------------------------------ unnamed ships


class Unnamed:
    """Whom the unnamed ships of a question's trips may be: the candidates of the sightings of their stays."""

    def __init__(self, held: Held, scope: Scope) -> None:
        self.names = {v["vessel_id"]: v["name"] for v in held.rows("vessels")}
        stays = {s["stay_id"]: s for s in scope.stays}
        self.trips = [t for t in scope.trips if t["vessel_id"] is None]
        self.sightings = {t["trip_id"]: _sightings(t, stays) for t in self.trips}
        wanted = {i for ids in self.sightings.values() for i in ids}
        self.candidates: dict[str, list[Row]] = {}
        for row in held.where("candidates", "sighting_id", wanted):
            if row["consistent_vessels"] is not None:
                self.candidates.setdefault(row["sighting_id"], []).append(row)
        self.observed = {o["sighting_id"]: o for o in held.where("observations", "sighting_id", self.candidates)}

    def say(self, trip: Row) -> str:
        """``consistent with 2 of 5 vessels, or a ship in no list``: by the sighting that leaves the fewest."""
        held = [self.candidates[i][0] for i in self.sightings.get(trip["trip_id"], ()) if i in self.candidates]
        if not held:
            return ""
        best = min(held, key=lambda c: (c["consistent_vessels"], c["sighting_id"]))
        return f"consistent with {_k_of_n(best)}, or a ship in no list"

    def table(self, notes: Notes) -> list[Block]:
        """Every such sighting with the likeliest vessels and with another ship, as chances out of twenty."""
        ids = sorted(
            (i for i in self.candidates if i in self.observed), key=lambda i: (self.observed[i]["start_time"], i)
        )
        rows = []
        for i in ids[:UNNAMED_SHOWN]:
            o, found = self.observed[i], sorted(self.candidates[i], key=lambda c: (c["rank"], c["candidate_id"]))
            shares = self._shares(found)
            rows.append(
                (
                    Cell(say_span(o["start_time"], o["end_time"]), notes.cite(found[0]["candidate_id"]), "documented"),
                    Cell(show_text(o["ship_words"], 80), sub=show_text(o["label"], 30)),
                    Cell(_k_of_n(found[0]), is_bold=True),
                    Cell("; ".join(shares)),
                )
            )
        if not rows:
            return []
        heads = columns(("When", 1.5), ("Ship", 1.5), ("Consistent with", 1.2), ("Chances, each sighting by itself", 4))
        left = len(ids) - UNNAMED_SHOWN
        more_words = f"{say_many(left, 'more sighting')}: fairlead show CASE candidates." if left > 0 else ""
        caption = "None of these is a name; the estimate weighs them anew, all sightings and looks together"
        return [Heading("Whom the unnamed ships may be"), Table(caption, heads, tuple(rows), more_words)]

    def _shares(self, found: list[Row]) -> list[str]:
        """Another ship first, then the likeliest vessels, then the others together."""
        named = [c for c in found if c["vessel_id"]]
        first = [c for c in named[:NAMED_OF_EACH] if c["weight_frac"] >= LEAST_NAMED]
        rest = sum(c["weight_frac"] for c in named[len(first) :])
        told = [f"another ship {_of_20(c['weight_frac'])}" for c in found if not c["vessel_id"]]
        told += [f"{show_text(self.names.get(c['vessel_id'], ''), 60)} {_of_20(c['weight_frac'])}" for c in first]
        more = len(named) - len(first)
        return (
            [*told, f"{say_many(more, 'more vessel')}{' together' if more > 1 else ''} {_of_20(rest)}"]
            if more
            else told
        )


def _sightings(trip: Row, stays: Mapping[str, Row]) -> list[str]:
    own = [trip["load_stay_id"], trip["discharge_stay_id"]]
    return [i for s in own if s in stays for i in stays[s]["sources"]] or list(trip["sources"])


def _k_of_n(candidate: Row) -> str:
    return f"{candidate['consistent_vessels']} of {say_many(candidate['weighed_vessels'], 'vessel')}"


def _of_20(chance: float) -> str:
    return say_chance(min(chance, 1.0), 20)


# ------------------------------------------------------------------------------------------------- other ways to reckon


def crosschecks_section(held: Held, notes: Notes) -> Section | None:
    """Other ways to reckon how many trips there were, beside each estimate; never the answer."""
    blocks: list[Block] = []
    for ask in sorted(held.rows("questions"), key=lambda q: (q["ordinal"], q["question"])):
        ways, totals = held.of(ask["question"], "captures"), season_totals(held, ask)
        if ways and totals:
            counted = [t for t in held.of(ask["question"], "trips") if t["is_counted"]]
            blocks.append(quiet(_what_they_count(counted)))
            blocks.append(_crosschecks(ask, ways, totals["estimated"], len(counted), notes))
    if not blocks:
        return None
    lead = plain(
        "None of these is the answer, and none is averaged with it. Each takes the trips for draws from one urn; a "
        "reader can redo them by hand. Where one lies far from the estimate, one of the two assumes something wrong "
        "about this fleet: read both."
    )
    return Section("Other ways to reckon", "crosschecks", (lead, *blocks))


def _what_they_count(counted: list[Row]) -> str:
    """What cross-checks rest on, which is less than the estimate does."""
    elsewhere = sum(t["load_place_id"] is None for t in counted)
    many = f", as {elsewhere:,} of the {say_many(len(counted), 'documented trip')} are," if elsewhere else ""
    return (
        "The cross-checks rest on stays at the loading places alone: those that AIS there showed, or looks that no tip "
        f"had tasked. What is known by unloading alone{many} tells them nothing. One that lies below what is "
        "documented is too low, unless several documented trips are one."
    )


def _crosschecks(ask: Row, ways: list[Row], estimated: Row, documented: int, notes: Notes) -> Table:
    rows = [
        (
            Cell("Estimated actual (the answer)", notes.cite(estimated["season_total_id"]), "estimated", is_bold=True),
            Cell(say_number(estimated["p50"]), is_bold=True, sub="; ".join(say_states(estimated))),
            Cell(f"{say_number(estimated['p05'])}–{say_number(estimated['p95'])}", is_bold=True),
            Cell(""),
            Cell(show_text(estimated["words"], 900)),
        )
    ]
    order = list(WAYS)
    for w in sorted(ways, key=lambda w: (order.index(w["way"]) if w["way"] in WAYS else len(order), w["way"])):
        has_both = w["p05"] is not None and w["p95"] is not None
        rows.append(
            (
                Cell(WAYS.get(w["way"], show_text(w["way"], 40)), notes.cite(w["capture_id"]), "estimated"),
                Cell(f"{'' if has_both else 'at least '}{say_number(w['p50'])}"),
                Cell(f"{say_number(w['p05'])}–{say_number(w['p95'])}" if has_both else "a bound"),
                Cell(_beside(w, estimated), sub=_below(w, documented)),
                Cell(show_text(w["words"], 600)),
            )
        )
    heads = columns(
        ("Way", 1.7), ("Trips", 0.8, True), ("90 %", 0.8, True), ("Beside the estimate", 1.2), ("In words", 4)
    )
    return Table(f"Cross-checks, never the answer: {show_text(ask['text'], 200)}", heads, tuple(rows))


def _below(way: Row, documented: int) -> str:
    """That a cross-check finds fewer trips than are documented, where it does; a lower bound finds no number."""
    if way["p95"] is None or way["p50"] >= documented:
        return ""
    return f"fewer than the {documented:,} documented"


def _beside(way: Row, estimated: Row) -> str:
    """Whether a cross-check and the estimate can both be right."""
    low = way["p50"] if way["p05"] is None else way["p05"]
    if low > estimated["p95"]:
        return "lies above it"
    if way["p95"] is not None and way["p95"] < estimated["p05"]:
        return "lies below it"
    return "does not contradict it" if way["p95"] is None else "overlaps it"

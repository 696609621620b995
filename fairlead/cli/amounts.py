"""Amounts against the cap in a terminal: one line a figure, each with its mark, its load assumption and its verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fairlead.base.likelihood import say_percent
from fairlead.base.wording import MORE_AFTER_DOUBT, say_many
from fairlead.cli import chart
from fairlead.cli.phrases import Answer, say_day, say_period
from fairlead.cli.terminal import Terminal, pad
from fairlead.report.grammar import (
    say_chance,
    say_estimate,
    say_load_share,
    say_number,
    say_range,
    say_share,
    say_unit,
)

SHARES_SHOWN = (1 / 3, 1 / 2, 0.9)
"""Load shares drawn where a question has more: the three that States first published (2018); the table holds all."""

SAMPLED = {"after_doubt": "{} after doubt", "estimated": "estimate, {}"}
"""Bases that are distributions alone, and what their line is called: short enough for a thousand trips."""

LABEL = 25
"""Columns left of the picture."""

FIGURE = 9
"""Columns of a figure: ``1,290,000``."""

VERDICTS = 18
"""Columns of the two verdicts: alone, and with what was notified."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure on the chart."""

    status: str
    label: str
    draw: Callable[[chart.Scale], str]
    reach: tuple[float, ...]
    """Amounts the scale must hold."""
    figure: str
    is_interval: bool = False
    verdict: str = ""


def print_amounts(t: Terminal, answer: Answer) -> None:
    """Print the figures of a question on one scale; nothing where the question has none."""
    amounts = answer["barrels"] or answer["amounts"]
    lines = _lines(answer, amounts) if amounts else []
    if not lines:
        return
    unit, cap = amounts["unit"], answer["cap"]
    limit = cap["limit"] if cap else None
    title = unit.upper() + ("" if unit.endswith("s") else "S")
    words = (
        f" cap {say_number(limit)}, {cap['rule']}; {cap['period_words'] or say_period(cap['period'])}" if cap else ""
    )
    t.line((t.words(title), "bold"), (t.fit(t.words(words), t.width - len(title)), "dim"))
    columns = t.width - LABEL - 1 - FIGURE - VERDICTS
    scale = chart.choose_scale([a for line in lines for a in line.reach] + ([limit] if limit else []), columns)
    heads = f" {t.words(say_unit(unit)):>{FIGURE}}" + ("  alone  +notified" if cap else "")
    t.line(" " * LABEL, (chart.draw_axis(scale, limit, "cap") + heads, "dim"))
    for line in lines:
        _print_line(t, line, scale, limit)
    for note in _notes(answer, amounts):
        t.paragraph(note, "dim", indent=4)
    t.line()


def _print_line(t: Terminal, line: Line, scale: chart.Scale, limit: float | None) -> None:
    before, cap_line, after = chart.overlay_limit(scale, line.draw(scale), limit).partition(chart.LIMIT)
    figure = t.words(line.figure) if line.is_interval else t.words(line.figure).rjust(FIGURE)
    t.line("  ", t.mark(line.status), " ", pad(t.fit(t.words(line.label), LABEL - 5), LABEL - 4),
           (t.picture(before), line.status), t.picture(cap_line), (t.picture(after), line.status),
           " ", figure, line.verdict)  # fmt: skip


def _lines(answer: Answer, amounts: Answer) -> list[Line]:
    official, bases = answer["official"], amounts["bases"]
    lines = []
    if official["amount"] is not None:
        share = official["share_of_cap"]
        verdict = "" if share is None else f"  {'over' if official['over_cap'] else 'under'}  ({say_share(share)})"
        lines.append(_bar("documented", "officially notified", official["amount"], verdict))
    for basis in ("documented", "claimed", "after_doubt", "estimated"):
        if basis in bases:
            lines += _basis_lines(answer, basis, bases[basis])
    return lines


def _basis_lines(answer: Answer, basis: str, figures: Answer) -> list[Line]:
    trips = say_many(figures["trips"], "trip") if figures["trips"] is not None else basis
    if basis in SAMPLED:
        told = say_number(figures["trips"]) if basis == "after_doubt" and figures["trips"] is not None else trips
        return _drawn(answer, basis, figures, SAMPLED[basis].format(told))
    lines = _stated(figures.get("stated"))
    lines += [_figure(f, f"{trips}, {say_load_share(f['share'])} load") for f in _shown(figures["by_load_share"])]
    lines += [_figure(f, f"{trips} at {say_number(f['per_call'])}") for f in figures["by_call"]]
    return lines + _drawn(answer, basis, figures, f"{trips}, load drawn")


def _stated(stated: Answer | None) -> list[Line]:
    """An amount somebody says, without our arithmetic."""
    if not stated or (stated["low"] is None and stated["high"] is None):
        return []
    low, high = stated["low"], stated["high"]
    reach = tuple(x for x in (low, high) if x is not None)
    label = f"{stated['org'] or stated['by']}, as stated"
    own = stated.get("words") or ""
    words = own if low != high and 0 < len(own) <= FIGURE + VERDICTS else say_range(low, high)
    return [Line("claimed", label, lambda s: chart.draw_open(s, low, high), reach, words, low != high)]


def _figure(figure: Answer, label: str) -> Line:
    amount = figure["barrels"] if "barrels" in figure else figure["amount"]
    verdict = ""
    if figure["over_cap"] is not None:
        together = figure["over_cap_with_notified"]
        verdict = f"  {_over(figure['over_cap']):5}  {'' if together is None else _over(together)}".rstrip()
    if figure["status"] == "claimed":
        return Line(
            "claimed", label, lambda s: chart.draw_point(s, amount), (amount,), say_number(amount), False, verdict
        )
    return _bar(figure["status"], label, amount, verdict)


def _bar(status: str, label: str, amount: float, verdict: str) -> Line:
    return Line(status, label, lambda s: chart.draw_bar(s, amount), (amount,), say_number(amount), False, verdict)


def _drawn(answer: Answer, basis: str, figures: Answer, label: str) -> list[Line]:
    """A total that is a distribution: its dots as shade, or its interval where they are not held; and in figures."""
    if figures["p50"] is None:
        return []
    crossing = (answer["cap"] or {"bases": {}})["bases"].get(basis) or {}
    low, middle, high = (figures["p50"] if figures[k] is None else figures[k] for k in ("p05", "p50", "p95"))
    words = say_estimate(figures["p50"], figures["p05"], figures["p95"])
    if dots := crossing.get("dots"):
        return [Line(figures["status"], label, lambda s: chart.draw_density(s, dots), (dots[-1],), words, True)]
    return [Line(figures["status"], label, lambda s: chart.draw_interval(s, low, middle, high), (high,), words, True)]


def _shown(figures: Sequence[Answer]) -> Sequence[Answer]:
    if len(figures) <= len(SHARES_SHOWN):
        return figures
    return [f for f in figures if any(abs(f["share"] - s) < 0.005 for s in SHARES_SHOWN)] or figures[:3]


def _over(is_over: bool) -> str:
    return "over" if is_over else "under"


def _notes(answer: Answer, amounts: Answer) -> list[str]:
    """What a figure must not stand without: conversion, load assumption, what was added, and the chances."""
    notes = []
    conversion, cap, official = amounts["conversion"], answer["cap"], answer["official"]
    loads = "Loads are shares of deadweight; a call is not a load."
    if conversion:
        factor = conversion["bbl_per_t"] if "bbl_per_t" in conversion else conversion["unit_per_t"]
        product = f"{conversion['product'].lower()}, {conversion['authority']}"
        loads = f"{factor:g} {say_unit(amounts['unit'])}/t ({product}). {loads}"
    notes.append(loads)
    if borrowed := amounts["bases"].get("documented", {}).get("borrowed"):
        notes.append(
            f"{borrowed['trips']} of the {say_many(borrowed['of'], 'documented trip')} "
            f"{'is by a hull' if borrowed['trips'] == 1 else 'are by hulls'} of unknown deadweight: the "
            f"mean of the fleet's known hulls, {say_number(borrowed['dwt_t'])} t, stands in."
        )
    if cap and official["amount"] is not None:
        notes.append(f"+notified: together with the {say_number(official['amount'])} that were notified.")
    _, is_more, why = (amounts["bases"].get("after_doubt", {}).get("words") or "").partition(MORE_AFTER_DOUBT)
    if is_more:
        notes.append(f"After doubt: more than documented, since there are{why}")
    if "estimated" in amounts["bases"]:
        notes += [f"The estimate: {said}." for said in answer["trips"]["estimated_caveats"]]
    for basis, crossing in (cap["bases"] if cap else {}).items():
        notes += _chances(basis, crossing)
    changes = (cap["sensitivities"] if cap else [])[1:]
    if changes:
        told = "; ".join(f"{s['assumption']}, {say_percent(s['p_over'])}" for s in changes)
        notes.append(f"What would change the estimate's chance: {told}.")
    return notes


def _chances(basis: str, crossing: Answer) -> list[str]:
    """How many of fifty equal chances pass the limit, and by which day."""
    if crossing["p_exceeded"] is None:
        return []
    named = basis.replace("_", " ").capitalize()
    words = f"{named}, load drawn: {say_chance(crossing['p_exceeded'])} equal chances over the cap"
    if crossing["p_exceeded_with_notified"] is not None:
        words += f", {say_chance(crossing['p_exceeded_with_notified'])} +notified"
    days = [(pct, crossing[f"crossed_p{pct:02d}"]) for pct in (5, 50, 95)]
    if any(day for _, day in days):
        words += "; passed " + ", ".join(f"{pct} % by {say_day(day)}" for pct, day in days if day)
        words += "" if days[-1][1] else ", 95 % not within the period"
    return [words + "."]

"""Rows of ``cap_status`` (or of ``totals``, where no cap is asked about) as the figure of amounts and its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import say_many
from fairlead.report.blocks import Cell, Figure, Table, columns
from fairlead.report.capchart import Cap, Point, draw_cap
from fairlead.report.capchart import Row as Line
from fairlead.report.grammar import (
    say_amount,
    say_chance,
    say_estimate,
    say_load_share,
    say_number,
    say_range,
    say_share,
    say_unit,
)
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes
from fairlead.report.seasonwords import say_states
from fairlead.report.svg import Theme

BASES = ("official", "documented", "claimed", "after_doubt", "estimated")
"""Whose amounts, in the order they are shown."""

STATEMENTS_SHOWN = 6
"""Statements of an amount drawn; the ledger holds all."""

SHARES_DRAWN = (1 / 3, 1 / 2, 0.9)
"""Load shares drawn where a question has more: those that States first published in 2018; the table holds all."""


def draw_amounts(
    held: Held, ask: Row, answer: Mapping[str, Any], notes: Notes, theme: Theme, width: float, number: int
) -> Figure | None:
    """The amounts of a question, against its cap where it has one; None where no amount is computed."""
    rule_words = (answer["cap"] or {}).get("rule") or ""
    rows = main_period(ask, held.of(ask["question"], "cap_status"))
    lines = [*_official(rows), *_documented(held, ask, rows), *_stated(held, ask), *_claimed(held, ask, rows)]
    lines += _estimated(held, ask, rows)
    if ask["unit"] is None or not lines:
        return None
    cap = _cap(held, rows, rule_words)
    unit = ask["unit"]
    title = f"{unit[:1].upper()}{unit[1:]}{'' if unit.endswith('s') else 's'}"
    title = show_text(f"{title} against the cap" if cap else f"{title}, by whose trips and which load")
    says = _finding(rows, title, unit)
    svg = draw_cap(lines, cap, say_unit(unit), theme, width, f"fig{number}", says)
    table = _cap_table(rows, notes) if rows else _total_table(held.of(ask["question"], "totals"), notes)
    return Figure(number, title, svg, says, _caption(held, ask, answer, lines), table)


def main_period(ask: Row, rows: Iterable[Row]) -> list[Row]:
    """The rows of the cap period that shares most time with the question's own; a tie goes to the later one."""
    rows = list(rows)
    if not rows:
        return []

    def shared(r: Row) -> Any:
        return min(r["period_end"], ask["period_end"]) - max(r["period_start"], ask["period_start"]), r["period_start"]

    best = max(rows, key=lambda r: (shared(r), r["rule"]))
    return [r for r in rows if (r["rule"], r["period_start"]) == (best["rule"], best["period_start"])]


def is_drawn(row: Mapping[str, Any]) -> bool:
    """Whether a row is the drawn figure of its basis, under no single load assumption."""
    return row["load_share_frac"] is None and row["per_call"] is None


def say_basis(basis: str) -> str:
    """Whose trips, in words: ``after doubt``."""
    return basis.replace("_", " ")


def say_assumption(row: Mapping[str, Any]) -> str:
    """The load assumption, short: ``1/3``, ``90 %``, ``10,000 a call``."""
    if row["load_share_frac"] is not None:
        return say_load_share(row["load_share_frac"])
    if row["per_call"] is not None:
        return f"{say_number(row['per_call'])} a call"
    return show_text(row["assumption"], 120)


# --------------------------------------------------------------------------------------------- the lines of the chart


def _official(rows: list[Row]) -> list[Line]:
    row = next((r for r in rows if r["basis"] == "official"), None)
    if row is None:
        return []
    words = say_number(row["amount"])
    if row["limit"]:
        words += f" ({say_share(row['amount'] / row['limit'])} of the cap)"
    return [
        Line(row["status"], "Officially notified", "all States, for the period", bar=row["amount"], bar_words=words)
    ]


def _documented(held: Held, ask: Row, rows: list[Row]) -> list[Line]:
    own, drawn = _of_basis(held, ask, rows, "documented")
    if not own:
        return []
    status = (drawn or own[0])["status"]
    out = (
        [Line(status, "Documented trips", "at a published load share", _points(own, "amount"))]
        if _points(own, "amount")
        else []
    )
    if drawn:
        out.append(_dots(drawn, "Documented trips, load drawn", ask["unit"]))
    return out


def _claimed(held: Held, ask: Row, rows: list[Row]) -> list[Line]:
    own, drawn = _of_basis(held, ask, rows, "claimed")
    if not own:
        return []
    status = (drawn or own[0])["status"]
    total = next((t for t in held.of(ask["question"], "totals") if t["basis"] == "claimed"), None)
    trips = say_many(total["trips"], "claimed trip") if total else "Claimed trips"
    out = [Line(status, trips, "at a published load share", _points(own, "amount"))]
    with_notified = _points(own, "with_notified")
    if with_notified:
        out.append(Line(status, "The same, and what was notified", "where it cannot be the same cargo", with_notified))
    by_call = tuple(Point(r["amount"], say_number(r["per_call"])) for r in own if r["per_call"] is not None)
    if by_call:
        out.append(Line(status, "The same, by a figure a call", "a call: in all", by_call))
    return [line for line in out if line.points]


def _estimated(held: Held, ask: Row, rows: list[Row]) -> list[Line]:
    lines = []
    for basis, title in (("after_doubt", "After doubt"), ("estimated", "Estimate")):
        _, drawn = _of_basis(held, ask, rows, basis)
        if drawn:
            named = f"{title}, {'50 equal chances' if drawn.get('dots') else '90 %'}"
            lines.append(_dots(drawn, named, ask["unit"], _states(held, ask, basis)))
    return lines


def _of_basis(held: Held, ask: Row, rows: list[Row], basis: str) -> tuple[list[Row], Row | None]:
    """The rows of a basis at single assumptions, and the drawn one; from totals where there is no cap."""
    source = rows or held.of(ask["question"], "totals")
    own = [r for r in source if r["basis"] == basis]
    single = sorted((r for r in own if not is_drawn(r)), key=lambda r: (r["per_call"] or 0, r["load_share_frac"] or 0))
    return single, next((r for r in own if is_drawn(r)), None)


def _points(rows: list[Row], column: str) -> tuple[Point, ...]:
    shares = [r for r in rows if r["load_share_frac"] is not None and r.get(column) is not None]
    if len(shares) > len(SHARES_DRAWN):
        shares = [r for r in shares if any(abs(r["load_share_frac"] - s) < 0.005 for s in SHARES_DRAWN)] or shares[:3]
    return tuple(Point(r[column], say_assumption(r)) for r in shares)


def _states(held: Held, ask: Row, basis: str) -> list[str]:
    """What the sampled trips of a basis must not be shown without; empty where nothing was sampled."""
    return [s for t in held.of(ask["question"], "season_totals") if t["basis"] == basis for s in say_states(t)]


def _dots(row: Row, title: str, unit: str, states: Iterable[str] = ()) -> Line:
    words = "; ".join([say_estimate(row["amount"], row["amount_p05"], row["amount_p95"], unit), *states])
    return Line(
        row["status"], title, words, dots=tuple(row.get("dots") or ()), p05=row["amount_p05"], p50=row["amount"],
        p95=row["amount_p95"],
    )  # fmt: skip


def _stated(held: Held, ask: Row) -> list[Line]:
    """Statements of an amount in the question's unit that bear on it, one an origin, oldest first."""
    tested = {t["claim_id"] for t in held.of(ask["question"], "claim_tests") if t["unit"] == ask["unit"]}
    relation = held.by("claim_origins", "claim_id")
    claims = [
        c for c in held.rows("claims")
        if (c["claim_id"] in tested or c["label"] == ask["claimed_amount"]) and c["unit"] == ask["unit"]
        and not c["rescinded"]
        and relation.get(c["claim_id"], {}).get("relation", "origin") == "origin"
        and (c["qty_low"] is not None or c["qty_high"] is not None)
        and (c["period_start"] is None or c["period_start"] < ask["period_end"])
        and (c["period_end"] is None or c["period_end"] > ask["period_start"])
    ]  # fmt: skip
    claims.sort(key=lambda c: (c["said_start"], c["label"]))
    return [
        Line(
            "claimed", show_text(c["speaker"], 60), _period(c), at_least=c["qty_low"], at_most=c["qty_high"],
            bar_words=show_text(c["quantity_words"], 60) or say_range(c["qty_low"], c["qty_high"], c["unit"]),
        )
        for c in claims[:STATEMENTS_SHOWN]
    ]  # fmt: skip


def _period(claim: Row) -> str:
    start, end = claim["period_start"], claim["period_end"]
    return say_span(start, end) if start and end else "period not stated"


def _cap(held: Held, rows: list[Row], rule_words: str) -> Cap | None:
    if not rows:
        return None
    row = rows[0]
    law = held.by("legal_measures", "label").get(row["rule"], {})
    levels = sorted(law.get("alert_levels_pct") or ())
    period = say_span(row["period_start"], row["period_end"])
    return Cap(
        row["limit"], f"Cap {say_amount(row['limit'], row['unit'])}, {period}", show_text(rule_words, 80),
        tuple(row["limit"] * p / 100 for p in levels),
        f"alerts at {', '.join(f'{p:g}' for p in levels)} %" if levels else "",
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------- words and tables


def _finding(rows: list[Row], title: str, unit: str) -> str:
    parts = [f"{title}."]
    for basis in BASES:
        drawn = [r for r in rows if r["basis"] == basis and is_drawn(r)]
        parts += [show_text(r["words"]) for r in drawn[:1]]
    if rows:
        parts.append(f"The cap is {say_amount(rows[0]['limit'], unit)}.")
    return " ".join(parts)


def say_borrowed(answer: Mapping[str, Any]) -> str:
    """Of how many trips the hull is put at the mean of the known fleet; empty where each is known."""
    bases = ((answer["barrels"] or answer["amounts"]) or {"bases": {}})["bases"]
    borrowed = bases.get("documented", {}).get("borrowed")
    if not borrowed:
        return ""
    whose = f"{borrowed['trips']} of the {borrowed['of']} trips dated here are by hulls of unknown deadweight"
    return f"{whose}: the mean of the fleet's known hulls, {say_amount(borrowed['dwt_t'], 'tonne')}, stands in."


def _caption(held: Held, ask: Row, answer: Mapping[str, Any], lines: list[Line]) -> str:
    factor = next(
        (
            r for r in held.rows("conversions")
            if (r["authority"], r["product"]) == (ask["conversion_authority"], ask["conversion_product"])
        ),
        None,
    )  # fmt: skip
    parts = [
        "Outlined marks are other people’s figures or arithmetic on them; filled marks rest on evidence held here. "
        "A call is not a load: loads are shares of deadweight."
    ]
    if factor:
        product, authority = show_text(factor["product"], 60), show_text(factor["authority"], 60)
        parts.append(f"{factor['bbl_per_t']:g} {say_unit(ask['unit'])}/t, {product}, {authority}.")
    parts += filter(None, [say_borrowed(answer)])
    if any(line.dots for line in lines):
        parts.append(
            "Fifty dots are fifty equal chances under the assumptions of their row; hollow ones lie below the cap."
        )
    hull = ask["claimed_hull_dwt_t"]
    if hull is not None and any(line.status == "claimed" and line.points for line in lines):
        parts.append(
            f"Claimed trips at a mean hull of {say_amount(hull, 'tonne')} deadweight: "
            f"{show_text(ask['claimed_hull_reason'], 120)}."
        )
    return " ".join(parts)


def _cap_table(rows: list[Row], notes: Notes) -> Table:
    ordered = sorted(
        rows, key=lambda r: (_rank(r["basis"]), r["per_call"] or 0, r["load_share_frac"] or 9, r["assumption"])
    )
    body = []
    for r in ordered:
        between = "" if r["amount_p05"] is None else f"{say_number(r['amount_p05'])}–{say_number(r['amount_p95'])}"
        body.append(
            (
                Cell(say_basis(r["basis"]), notes.cite(r["cap_status_id"]), r["status"]),
                Cell(say_assumption(r)),
                Cell(say_amount(r["amount"], r["unit"]), sub=between and f"90 % {between}", is_bold=True),
                Cell(_verdict(r["is_over"], r["p_over"])),
                Cell(say_number(r["with_notified"]) if r["with_notified"] is not None else "no such sum"),
                Cell(
                    _verdict(r["is_over_with_notified"], r["p_over_with_notified"])
                    if r["with_notified"] is not None
                    else ""
                ),
                Cell(_crossed(r)),
            )
        )
    heads = columns(
        ("Whose trips", 1.5), ("Load", 1.6), ("Amount", 1.7, True), ("Over the cap", 1.2), ("And notified", 1.2, True),
        ("Over the cap", 1.2), ("Day it was passed", 1.6),
    )  # fmt: skip
    return Table("Amounts against the cap, every assumption", heads, tuple(body), is_behind=True)


def _total_table(rows: list[Row], notes: Notes) -> Table:
    ordered = sorted(
        rows, key=lambda r: (_rank(r["basis"]), r["per_call"] or 0, r["load_share_frac"] or 9, r["assumption"])
    )
    body = [
        (
            Cell(say_basis(r["basis"]), notes.cite(r["total_id"]), r["status"]), Cell(say_assumption(r)),
            Cell(say_number(r["trips"])), Cell(say_amount(r["amount"], r["unit"]), is_bold=True),
            Cell("" if r["amount_p05"] is None else f"{say_number(r['amount_p05'])}–{say_number(r['amount_p95'])}"),
        )
        for r in ordered
    ]  # fmt: skip
    heads = columns(("Whose trips", 1.5), ("Load", 2), ("Trips", 1, True), ("Amount", 2, True), ("90 %", 2, True))
    return Table("Amounts, every assumption", heads, tuple(body), is_behind=True)


def _rank(basis: str) -> int:
    return BASES.index(basis) if basis in BASES else len(BASES)


def _verdict(is_over: bool | None, chance: float | None) -> str:
    if chance is not None:
        return f"{say_chance(chance)} chances"
    return "" if is_over is None else "over" if is_over else "not over"


def _crossed(row: Row) -> str:
    """``5 % by 9 Apr 2024; 50 % by 13 May 2024; 95 % not within the period``: of the draws."""
    days = [(pct, row[f"crossed_p{pct:02d}"]) for pct in (5, 50, 95)]
    if all(day is None for _, day in days):
        return ""
    return "; ".join(f"{pct} % {f'by {d.day} {d:%b %Y}' if d else 'not within the period'}" for pct, d in days)

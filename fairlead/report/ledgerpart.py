"""Who is said to have given what to whom: the matrix, each claim beside our own count, and who only repeats whom."""

from __future__ import annotations

from fairlead.base.timeline import say_span
from fairlead.ledger.parties import say_party
from fairlead.report.blocks import Block, Cell, Chip, Heading, Matrix, Section, Table, columns, quiet
from fairlead.report.grammar import say_many, say_range
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_link, show_text
from fairlead.report.notes import Notes

KEY = (
    "Figures are independent origins, then documents in brackets: 1 (6) is one voice in six outlets. A denial, no "
    "comment and silence are three things."
)

PARTIES_SHOWN = 12
QUANTITIES_SHOWN = 3
TESTS_SHOWN = 150
CLAIMS_SHOWN = 300


def ledger_section(held: Held, notes: Notes) -> Section | None:
    """The ledger of the whole case; None where nobody claims anything."""
    if not held.count("claims"):
        return None
    blocks: list[Block] = []
    matrix = _matrix(held, notes)
    if matrix:
        blocks += [matrix, quiet(KEY)]
    blocks += [*_tests(held, notes), *_claims(held, notes)]
    return Section("Who is said to have given what to whom", "ledger", tuple(blocks))


def _matrix(held: Held, notes: Notes) -> Matrix | None:
    rows = held.rows("transfers")
    if not rows:
        return None
    weight: dict[str | None, int] = {}
    for r in rows:
        weight[r["from_party"]] = weight.get(r["from_party"], 0) + r["documents"]
    givers = sorted(weight, key=lambda p: (p is None, -weight[p], p or ""))[:PARTIES_SHOWN]
    gets: dict[str | None, int] = {}
    for r in rows:
        gets[r["to_party"]] = gets.get(r["to_party"], 0) + r["documents"]
    receivers = sorted(gets, key=lambda p: (p is None, -gets[p], p or ""))[:PARTIES_SHOWN]
    commodities = {q["question"]: q["commodity"] for q in held.rows("questions")}
    cells: dict[tuple[int, int], tuple[Chip, ...]] = {}
    for r in sorted(rows, key=lambda r: (-r["origins"], -r["documents"], r["item_class"], r["transfer_id"])):
        if r["from_party"] in givers and r["to_party"] in receivers:
            at = givers.index(r["from_party"]), receivers.index(r["to_party"])
            cells[at] = (*cells.get(at, ()), _chip(r, commodities, notes))
    return Matrix(
        tuple(_party(p, "giver not stated") for p in givers),
        tuple(_party(p, "receiver not stated") for p in receivers), cells, "Givers down, receivers across",
    )  # fmt: skip


def _party(code: str | None, otherwise: str) -> str:
    return show_text(say_party(code), 60) if code else otherwise


def _chip(r: Row, commodities: dict[str, str], notes: Notes) -> Chip:
    flags = []
    if r["denials"]:
        flags.append(f"denied in {r['denials']}")
    if r["confirmations"]:
        flags.append(f"confirmed by a party in {r['confirmations']}")
    if r["no_comments"]:
        flags.append(f"no comment in {r['no_comments']}")
    if r["origins"] == 1 and r["documents"] > 1:
        flags.append("one voice")
    ours = "" if r["our_trips"] is None else f"{r['our_trips']} documented trips of this case bear on it"
    title = show_text(commodities.get(r["question"] or "", r["item_class"]), 60)
    return Chip(
        title, _quantities(r["quantity_words"]), f"{r['origins']} ({r['documents']})",
        tuple(flags), r["denials"] > 0, "contradicted" if r["denials"] else "claimed", ours,
        notes.cite(r["transfer_id"]),
    )  # fmt: skip


def _quantities(words: str | None) -> tuple[str, ...]:
    """Quantities side by side as the transfer's row gives them, never averaged; the first few, the rest counted."""
    parts = [p.strip() for p in (words or "").split("|") if p.strip()]
    if not parts:
        return ("quantity not stated",)
    shown = tuple(show_text(p, 140) for p in parts[:QUANTITIES_SHOWN])
    return (*shown, f"and {len(parts) - len(shown)} more") if len(parts) > len(shown) else shown


def _tests(held: Held, notes: Notes) -> list[Block]:
    claims = held.by("claims", "claim_id")
    order = {"contradicts": 0, "supports": 1, "consistent but not diagnostic": 2}
    rows = sorted(
        held.rows("claim_tests"),
        key=lambda t: (order.get(t["verdict"], 3), claims.get(t["claim_id"], {}).get("label", ""), t["claim_test_id"]),
    )
    body = []
    for t in rows[:TESTS_SHOWN]:
        claim = claims.get(t["claim_id"], {})
        ours = (
            "not countable"
            if t["ours_low"] is None and t["ours_high"] is None
            else say_range(t["ours_low"], t["ours_high"])
        )
        watched = (
            ""
            if t["days_total"] is None or t["days_watched"] is None
            else f"{t['days_watched']} of {t['days_total']} days"
        )
        status = {"contradicts": "contradicted", "supports": "documented"}.get(t["verdict"], "claimed")
        body.append(
            (
                Cell(show_text(claim.get("label"), 20), notes.cite(t["claim_test_id"]), "claimed",
                     show_text(claim.get("speaker"), 80), is_bold=True),
                Cell(show_text(claim.get("quantity_words") or claim.get("item"), 160)),
                Cell(ours, sub=watched and f"watched {watched}"),
                Cell(t["verdict"], status=status, sub=show_text(t["words"], 400)),
            )
        )  # fmt: skip
    if not body:
        return []
    heads = columns(("Claim", 1.5), ("As said", 2.2), ("Our own, same period", 1.5), ("Held against each other", 4))
    more = f"{len(rows) - TESTS_SHOWN} more: fairlead show CASE claim_tests." if len(rows) > TESTS_SHOWN else ""
    return [Heading("Each claim beside our own count"), Table("Contradictions first", heads, tuple(body), more)]


def _claims(held: Held, notes: Notes) -> list[Block]:
    traced, origins = held.by("claim_origins", "claim_id"), held.by("origins", "origin_id")
    claims = held.rows("claims")
    claims = sorted(claims, key=lambda c: (_origin(c, traced), c["said_start"], c["label"]))
    body = []
    for c in claims[:CLAIMS_SHOWN]:
        link = traced.get(c["claim_id"], {})
        origin = origins.get(link.get("origin_id"), {})
        relation = link.get("relation", "not traced")
        whose = f"{relation}: {show_text(origin.get('speaker'), 60)}" if relation != "origin" and origin else relation
        body.append(
            (
                Cell(show_text(c["label"], 20), anchor=notes.mention(c["claim_id"]), is_bold=True),
                Cell(show_text(c["speaker"], 80), sub=show_text(c["outlet"], 80), href=show_link(c["source_url"])),
                Cell(say_span(c["said_start"], c["said_end"])),
                Cell(show_text(c["stance"], 40)),
                Cell(show_text(c["item"], 80), sub=show_text(c["quantity_words"], 160)),
                Cell(whose, sub=_rests(c, link)),
            )
        )
    heads = columns(
        ("Claim", 0.7), ("Who, and where printed", 2), ("Said", 1.2), ("Stance", 0.9), ("About", 2), ("Origin", 2.4)
    )
    more = f"{len(claims) - CLAIMS_SHOWN:,} more: fairlead show CASE claims." if len(claims) > CLAIMS_SHOWN else ""
    return [
        Heading("Every claim, grouped by origin"),
        Table(say_many(len(claims), "claim"), heads, tuple(body), more),
    ]


def _rests(claim: Row, link: Row) -> str:
    """What an origin rests on; for a copy, the row that says how it came about and what changed."""
    if link.get("relation", "origin") == "origin":
        return (
            f"rests on: {show_text(claim['rests_on'], 160)}" if claim["rests_on"] else "what it rests on is not stated"
        )
    return show_text(link.get("words"), 300)


def _origin(claim: Row, traced: dict[str, Row]) -> str:
    return str(traced.get(claim["claim_id"], {}).get("origin_id", "~"))

"""Who is said to have given what to whom: the matrix, each claim beside our own count, and who only repeats whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.base.timeline import say_days, say_span
from fairlead.base.wording import say_list
from fairlead.ledger.parties import say_party
from fairlead.ledger.wording import RUNGS, STANCES, claims_behind, say_flags, say_transfer
from fairlead.report.blocks import Block, Cell, Chip, Heading, Matrix, Section, Table, columns, quiet
from fairlead.report.claimfigure import draw_claims, say_not_drawn
from fairlead.report.grammar import say_many, say_range
from fairlead.report.held import Held, Row
from fairlead.report.inert import WHOLE, show_link, show_text
from fairlead.report.lineagefigure import draw_lineage
from fairlead.report.notes import Notes
from fairlead.report.svg import Theme

KEY = (
    "Figures are origins, then documents in brackets: 1 (6) is one voice in six outlets. Origins that are not "
    "independent of each other are each shown here, and count as one for the rung. A denial, no comment and silence "
    "are three things. “given” is the rung of the bare statement that something was given, “figure” that of the "
    "amount that stands best."
)

GONE = "nobody: all of it is rescinded in this case"
"""Who expects what was only expected by those who are rescinded."""

_EXPECTED = {
    "planned": "planned",
    "possible": "held possible",
    "requested": "said to be asked for",
    "concern": "feared",
}

PARTIES_SHOWN = 12
QUANTITIES_SHOWN = 3
TESTS_SHOWN = 150
CLAIMS_SHOWN = 300
SENTENCES_SHOWN = 120
EXPECTED_SHOWN = 60
QUOTES_SHOWN = 200


def ledger_section(held: Held, notes: Notes, theme: Theme, width: float, figure: int) -> Section | None:
    """The ledger of the whole case, its figures numbered from ``figure`` on; None where nobody claims anything."""
    if not held.count("claims"):
        return None
    blocks: list[Block] = []
    matrix = _matrix(held, notes)
    if matrix:
        blocks += [matrix, quiet(KEY)]
    behind = _Behind(held)
    blocks += [*_shelf(held, behind, notes), *_sentences(held, behind, notes)]
    drawn = draw_claims(held, notes, theme, width, figure)
    blocks += drawn
    if absent := say_not_drawn(held):
        blocks.append(quiet(absent))
    blocks += draw_lineage(held, notes, theme, width, figure + len(drawn))
    blocks += [*_tests(held, notes), *_claims(held, notes), *_quotes(held, notes)]
    return Section("Who is said to have given what to whom", "ledger", tuple(blocks))


def _matrix(held: Held, notes: Notes) -> Matrix | None:
    rows = [r for r in held.rows("transfers") if not r["is_expected"]]
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
        tuple(_party(held, p, "giver not stated") for p in givers),
        tuple(_party(held, p, "receiver not stated") for p in receivers), cells, "Givers down, receivers across", RUNGS,
    )  # fmt: skip


class _Behind:
    """The claims behind each transfer."""

    def __init__(self, held: Held) -> None:
        self._origins, self._claims = held.by("origins", "origin_id"), held.by("claims", "claim_id")

    def of(self, transfer: Row) -> Sequence[Mapping[str, Any]]:
        """Oldest first."""
        return claims_behind(transfer, self._origins, self._claims)


def _shelf(held: Held, behind: _Behind, notes: Notes) -> list[Block]:
    """What is only expected, planned, asked for or feared, with who expects it: it stands in no cell of the matrix."""
    rows = [r for r in held.rows("transfers") if r["is_expected"]]
    body = []
    rows.sort(key=lambda r: (r["from_party"] or "", r["to_party"] or "", r["item_class"]))
    for r in rows[:EXPECTED_SHOWN]:
        claims = behind.of(r)
        said = [c for c in claims if c["stance"] == "assert" and not c["rescinded"]]
        who = say_list(dict.fromkeys(show_text(c["speaker"], 60) for c in said))
        how = say_list(dict.fromkeys(_EXPECTED.get(c["modality"] or "", "expected") for c in said))
        against = [
            f
            for f in r["flags"] or ()
            if f in ("contradicted", "denied by party", "denial reversed", "confirmation reversed")
        ]
        body.append(
            (
                Cell(show_text(r["item_class"], 60), notes.cite(r["transfer_id"]), is_bold=True,
                     sub=f"{_party(held, r['from_party'], 'giver not stated')} to "
                     f"{_party(held, r['to_party'], 'receiver not stated')}"),
                Cell(who or GONE, sub="; ".join(dict.fromkeys(show_text(c["outlet"], 60) for c in said))),
                Cell(how, sub="; ".join(against)),
                Cell(_say_said(said)),
            )
        )  # fmt: skip
    if not body:
        return []
    heads = columns(("What", 2.2), ("Who expects it", 2.4), ("How", 1.4), ("Said", 1.4))
    caption = "Nobody says that any of this has happened; it stands on no rung and in no cell above"
    left = len(rows) - EXPECTED_SHOWN
    more = f"{left} more: fairlead show CASE transfers --where is_expected" if left > 0 else ""
    return [Heading("Expected, not observed"), Table(caption, heads, tuple(body), more)]


def _sentences(held: Held, behind: _Behind, notes: Notes) -> list[Block]:
    """One sentence a transfer whose verb its rung allows, and why it stands there."""
    grades = held.rows("grades")
    rows = [r for r in held.rows("transfers") if not r["is_expected"]]
    rows.sort(key=lambda r: (-(r["rung_any"] or -1), -(r["rung"] or -1), -r["documents"], r["item_class"]))
    body = [
        (
            Cell(_say_rungs(r), is_bold=True),
            Cell(show_text(say_transfer(r, grades, behind.of(r), held.parties), WHOLE), notes.cite(r["transfer_id"]),
                 "contradicted" if _is_open(r) else "claimed"),
            Cell(show_text(r["rung_words"], WHOLE) or "nobody asserts it"),
        )
        for r in rows[:SENTENCES_SHOWN]
    ]  # fmt: skip
    if not body:
        return []
    heads = columns(("Rung", 0.8), ("What may be said", 3.6), ("Why it stands there", 3.6))
    more = len(rows) - SENTENCES_SHOWN
    return [
        Heading("What each rung lets be said"),
        Table("The verb is that of the rung, whatever anybody graded; what speaks against it stands in the sentence",
              heads, tuple(body), f"{more} more: fairlead show CASE transfers." if more > 0 else ""),
    ]  # fmt: skip


def _say_said(claims: Sequence[Mapping[str, Any]]) -> str:
    """The days on which it was said, first to last; blank where nobody said it."""
    if not claims:
        return ""
    return say_days(min(c["said_start"] for c in claims), max(c["said_end"] or c["said_start"] for c in claims))


def _say_rungs(r: Row) -> str:
    if r["rung"] is None:
        return "none"
    return f"{r['rung']}" if r["rung"] == r["rung_any"] else f"{r['rung_any']}, figure {r['rung']}"


def _is_open(r: Row) -> bool:
    return "contradicted" in (r["flags"] or ())


def _party(held: Held, code: str | None, otherwise: str) -> str:
    return show_text(held.parties.get(code) or say_party(code), 60) if code else otherwise


def _chip(r: Row, commodities: dict[str, str], notes: Notes) -> Chip:
    ours = "" if r["our_trips"] is None else f"{r['our_trips']} documented trips of this case bear on it"
    title = show_text(commodities.get(r["question"] or "", r["item_class"]), 60)
    rungs: tuple[tuple[str, int], ...] = ()
    if r["rung"] is not None:
        rungs = (("", r["rung"]),) if r["rung"] == r["rung_any"] else (("given", r["rung_any"]), ("figure", r["rung"]))
    return Chip(
        title, _quantities(r["quantity_words"]), f"{r['origins']} ({r['documents']})",
        say_flags(r), _is_open(r), "contradicted" if _is_open(r) else "claimed", ours,
        notes.cite(r["transfer_id"]), rungs,
    )  # fmt: skip


def _quantities(words: str | None) -> tuple[str, ...]:
    """Quantities side by side as the transfer's row gives them, never averaged; the first few, the rest counted."""
    parts = [p.strip() for p in (words or "").split("|") if p.strip()]
    if not parts:
        return ("quantity not stated",)
    shown = tuple(show_text(p, 200) for p in parts[:QUANTITIES_SHOWN])
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
                Cell(show_text(STANCES.get(c["stance"], c["stance"]), 40), sub=_rescinded(c)),
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


def _rescinded(claim: Row) -> str:
    return f"rescinded, counted nowhere: {show_text(claim['rescinded'], 200)}" if claim["rescinded"] else ""


def _quotes(held: Held, notes: Notes) -> list[Block]:
    """Claims that stand in a document held here, each with its exact words and where they are."""
    documents = held.by("documents", "document_id")
    rows = sorted((c for c in held.rows("claims") if c["quote"]), key=lambda c: c["label"])
    body = []
    for c in rows[:QUOTES_SHOWN]:
        document = documents.get(c["document_id"], {})
        where = (
            f"characters {c['quote_start']:,}–{c['quote_start'] + len(c['quote']):,}"
            if c["quote_start"] is not None
            else ""
        )
        body.append(
            (
                Cell(show_text(c["label"], 20), anchor=notes.mention(c["claim_id"]), is_bold=True, sub=_rescinded(c)),
                Cell(f"“{show_text(c['quote'], WHOLE)}”",
                     sub=f"accepted by {show_text(c['reviewer'], 60)}" if c["reviewer"] else ""),
                Cell(show_text(document.get("title") or c["outlet"], 120), sub=show_text(document.get("outlet"), 60),
                     href=show_link(document.get("url") or c["source_url"])),
                Cell(show_text(c["text_sha256"], 80), sub=where, is_mono=True),
            )
        )  # fmt: skip
    if not body:
        return []
    heads = columns(("Claim", 0.8), ("Exact words", 4), ("Document", 2), ("SHA-256 of its text, and place", 2.6))
    more = f"{len(rows) - QUOTES_SHOWN:,} more: fairlead show CASE claims." if len(rows) > QUOTES_SHOWN else ""
    return [
        Heading("Quotes"),
        Table(f"{say_many(len(rows), 'claim')} anchored in documents held here", heads, tuple(body), more),
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

"""Lineage: what became of a statement as it was told on. Each copy stands beside what it copies, field by field.

A tree: the origin, the wires that had it from there, the outlets that had it from those. Drift is shown, never averaged
and never counted: whoever changes a figure on the way is no second witness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import CLAIM_ORIGINS, CLAIMS, LINEAGE, ORIGINS
from fairlead.base.wording import say_list, sentence
from fairlead.ledger.alterations import Change, changes
from fairlead.ledger.amounts import say_amount
from fairlead.ledger.bases import read_bases
from fairlead.ledger.parties import is_unnamed
from fairlead.ledger.said import document_of
from fairlead.ledger.words import fold, initials, tokens

Row = dict[str, Any]

COLUMNS = (
    "claim_id", "label", "speaker", "speaker_org", "speaker_role", "outlet", "said_start", "said_end", "item",
    "item_class", "quantity_words", "qty_low", "qty_high", "unit", "qualifier", "period_start", "period_end",
    "rests_on", "modality", "places", "relays", "venue", "alternatives", "document_id", "source_url",
)  # fmt: skip
"""Columns of CLAIMS that a copy can differ in, or by which it is placed."""


def trace_lineage(claims: pa.Table, claim_origins: pa.Table, origins: pa.Table) -> pa.Table:
    """Set each copy beside what it copies.

    Args:
        claims: CLAIMS rows, any order.
        claim_origins: CLAIM_ORIGINS of the same claims: what is a copy, and of what.
        origins: ORIGINS of the same claims.

    Returns:
        LINEAGE: for each copy one row a field that drifted, or one with ``field`` *none*. Of a copy that goes back to
        several origins there are rows for each. Claims that are origins, later statements of one speaker, or members of
        a circle have none.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Compared are the fields of the rows, not the texts. A copy that says whom it had it from is set beside that
        outlet's telling where one is held, else beside the statement itself, and ``via`` names who stood between. What
        a copy leaves out is no drift.
    """
    said = {c["claim_id"]: c for c in CLAIMS.check(claims).select(COLUMNS).to_pylist()}
    traced = CLAIM_ORIGINS.check(claim_origins).to_pylist()
    origin_of = {r["claim_id"]: r["origin_id"] for r in traced}
    leads = {o["origin_id"]: _lead_of(o, said) for o in ORIGINS.check(origins).to_pylist()}
    speakers = dict(zip(origins["origin_id"].to_pylist(), origins["speaker"].to_pylist(), strict=True))
    parents: dict[str, list[tuple[str, str]]] = {}
    for r in traced:
        if "copy" in r["relation"] and r["origin_id"] is not None:
            parents[r["claim_id"]] = _parents(r, origin_of, leads)
    printed = _printers(parents, said, origin_of)
    tree = {c: [_by_wire(said[c], pair, printed, said) for pair in pairs] for c, pairs in parents.items()}
    siblings = _alternatives(said.values())
    told = {(document_of(said[c]), copied) for c, pairs in tree.items() for _, copied, _ in pairs}
    depths: dict[str, int] = {}
    rows: list[Row] = []
    for claim_id, branches in tree.items():
        for origin_id, copied_id, via in branches:
            copy, of = said[claim_id], said[copied_id]
            joined = _joined_alternatives(copy, of, siblings, told)
            found = [*(c for c in changes(copy, of) if not joined or c.field != "quantity"), *joined]
            found += _lost_speaker(copy, speakers[origin_id], of)
            depth = _depth(claim_id, tree, depths)
            rows += [_row(origin_id, copy, of, via, depth, change) for change in found or [_SAME]]
    return LINEAGE.from_rows(rows)


_SAME = Change("none", None, None, "it says the same, as far as its row tells")


def _row(origin_id: str, copy: Row, of: Row, via: Sequence[str], depth: int, change: Change) -> Row:
    through = f", through {say_list(via)}" if via else ""
    words = f"{copy['label']} ({copy['outlet']}) tells {of['label']}{through}: {change.words}"
    return {
        "lineage_id": content_id("lineage", copy["claim_id"], of["claim_id"], origin_id, change.field),
        "origin_id": origin_id,
        "claim_id": copy["claim_id"],
        "copied_id": of["claim_id"],
        "via": list(via) or None,
        "depth": depth,
        "field": change.field,
        "was": change.was,
        "is_now": change.is_now,
        "words": sentence(words),
        "sources": sorted({copy["claim_id"], of["claim_id"], origin_id}),
    }


def _lead_of(origin: Row, said: Mapping[str, Row]) -> str:
    """The claim an origin is told by: the one its id is made of, else its first."""
    made: dict[str, str] = {content_id("origin", c): c for c in origin["claim_ids"]}
    if origin["origin_id"] in made:
        return made[origin["origin_id"]]
    return str(min(origin["claim_ids"], key=lambda c: _order(said[c])))


def _order(claim: Row) -> tuple[Any, ...]:
    return claim["said_end"], claim["said_start"], len(claim["relays"] or ()), claim["label"], claim["claim_id"]


def _parents(traced: Row, origin_of: Mapping[str, str | None], leads: Mapping[str, str]) -> list[tuple[str, str]]:
    """The origins of a copy, each with the claim it copies there."""
    own = traced["claim_id"]
    found: dict[str, str] = {}
    for copied in traced["sources"]:
        origin_id = origin_of.get(copied)
        if copied != own and origin_id is not None:
            found.setdefault(origin_id, copied)
    for origin_id in (traced["origin_id"], *(traced["other_origin_ids"] or ())):
        if origin_id in leads and leads[origin_id] != own:
            found.setdefault(origin_id, leads[origin_id])
    return sorted(found.items())


def _printers(
    parents: Mapping[str, Sequence[tuple[str, str]]], said: Mapping[str, Row], origin_of: Mapping[str, str | None]
) -> dict[tuple[str, str], list[str]]:
    """Copies by the outlet that prints them and the origin they go back to, the earliest first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim_id in sorted(parents, key=lambda c: _order(said[c])):
        for part in said[claim_id]["outlet"].split("/"):
            found[fold(part), str(origin_of[claim_id])].append(claim_id)
    return found


def _by_wire(
    copy: Row, pair: tuple[str, str], printed: Mapping[tuple[str, str], Sequence[str]], said: Mapping[str, Row]
) -> tuple[str, str, tuple[str, ...]]:
    """Origin, copied claim and who stood between: the telling of the nearest relay that is held, else the statement."""
    origin_id, copied = pair
    relays = copy["relays"] or ()
    for n, relay in enumerate(relays):
        held = printed.get((fold(relay), origin_id), ())
        wire = next((c for c in held[:_LOOKED_AT] if c != copy["claim_id"] and _is_before(said[c], copy)), None)
        if wire is not None:
            return origin_id, wire, tuple(reversed(relays[:n]))
    named = {fold(said[copied]["outlet"]), fold(said[copied]["speaker"]), fold(copy["outlet"])}
    return origin_id, copied, tuple(r for r in reversed(relays) if fold(r) not in named)


_LOOKED_AT = 20
"""Tellings of one outlet among which that which a copy had it from is looked for."""


def _is_before(wire: Row, copy: Row) -> bool:
    """Whether a wire's telling can stand above a copy: earlier in order, of the same thing counted."""
    has_one_unit = not wire["unit"] or not copy["unit"] or fold(wire["unit"]) == fold(copy["unit"])
    return _order(wire) < _order(copy) and has_one_unit


def _depth(
    claim_id: str, tree: Mapping[str, Sequence[tuple[str, str, tuple[str, ...]]]], depths: dict[str, int]
) -> int:
    """Steps from the origin along the first branch; a claim that is no copy stands at none, and so ends a circle."""
    path: list[str] = []
    seen: set[str] = set()
    at = claim_id
    while at in tree and tree[at] and at not in depths and at not in seen:
        path.append(at)
        seen.add(at)
        at = tree[at][0][1]
    depth = depths.get(at, 0)
    for c in reversed(path):
        depth += 1 + len(tree[c][0][2])
        depths[c] = depth
    return depths[claim_id]


# -------------------------------------------------------------------------------------- alternatives, lost speakers


def _alternatives(claims: Any) -> dict[tuple[str, str], list[Row]]:
    """Claims that one document gives as alternatives (A or B), by document and label."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for c in claims:
        if c["alternatives"]:
            found[document_of(c), c["alternatives"]].append(c)
    return found


def _joined_alternatives(
    copy: Row, of: Row, siblings: Mapping[tuple[str, str], Sequence[Row]], told: set[tuple[str, str]]
) -> list[Change]:
    """Where one alternative of the origin is told as their sum, or beside the other as if both were meant."""
    group = siblings.get((document_of(of), of["alternatives"] or ""), ())
    if len(group) < 2 or copy["alternatives"]:
        return []
    figures = [c["qty_low"] if c["qty_low"] is not None else c["qty_high"] for c in group]
    was = " or ".join(say_amount(c) for c in group if c["qty_low"] is not None or c["qty_high"] is not None)
    if None not in figures and copy["qty_low"] is not None and copy["qty_low"] == sum(figures):
        return [Change("alternatives", was, say_amount(copy), f"alternatives ({was}) added up to {say_amount(copy)}")]
    if all((document_of(copy), c["claim_id"]) in told for c in group):
        is_now = was.replace(" or ", " and ")
        return [Change("alternatives", was, is_now, f"{was} became {is_now}")]
    return []


def _lost_speaker(copy: Row, speaker: str, of: Row) -> list[Change]:
    """Where a copy does not name whose word it is."""
    whose = [tokens(n) for n in (speaker, of["speaker"])]
    names = {n for w in whose for n in (" ".join(w), initials(w) if len(w) > 2 else "") if n}
    known = (copy["speaker"], copy["speaker_org"], *(of_ for b in read_bases(copy["rests_on"]) for of_ in b.of))
    held = {t for name in known for t in tokens(name)}
    if any(set(n.split()) & held for n in names) or fold(of["label"]) in {fold(k) for k in known}:
        return []
    is_told = fold(copy["speaker"]) != fold(copy["outlet"]) and not is_unnamed(copy["speaker"])
    named = copy["speaker"] if is_told else None
    said = f"who said it is lost: {speaker} became {named}" if named else f"who said it is lost: {speaker} is not named"
    return [Change("speaker", speaker, named, said)]

"""The ledger under the claims benchmark: drift sets through the grouping of origins, and the speed of its steps."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from fairlead.base.tables import CLAIMS, QUESTIONS, TABLES
from fairlead.base.timeline import parse_date
from fairlead.flow import FLOW

SEED = 20241122
UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
LEDGER = ("origins", "lineage", "claim_tests", "transfers")
"""Steps of the flow that make the ledger out of claims."""


# ----------------------------------------------------------------------------------------------------------- drift


def write_drift_claims(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """CLAIMS of the drift sets: for each outlet's telling its barrels and its count, as a person would accept them.

    The first cited origin speaks; further ones, and those it is cited by, only passed it on.
    """
    claims = []
    for line, row in enumerate(rows, start=1):
        start, end = (t.replace(tzinfo=UTC) for t in parse_date(row["published"]))
        told = {
            "speaker": row["origin"][0],
            "speaker_org": row["origin"][0],
            "outlet": row["outlet"],
            "said_start": start,
            "said_end": end,
            "stance": "assert",
            "from_party": "RU",
            "to_party": "KP",
            "period_words": row["interval_raw"],
            "relays": [*row["origin"][1:], *row["cited_via"]] or None,
            "basis": ", ".join(row["basis"]) or None,
            "source_url": row["url"],
            "evidence_id": "evidence:drift",
            "row": line,
        }
        if (barrels := row["bbl"]) is not None:
            claims.append(
                told
                | _ids(line, "B")
                | {
                    "item": "oil",
                    "item_class": "oil",
                    "claim_kind": "transfer",
                    "quantity_words": f"{barrels['qualifier'].replace('_', ' ')} {barrels['min']:,} barrels",
                    "qty_low": float(barrels["min"]),
                    "unit": "barrel",
                    "qualifier": barrels["qualifier"],
                    "modality": "probable" if barrels["hedge"] else "asserted",
                }
            )
        if (count := row["count"]) is not None:
            value, qualifier = float(count["value"]), count["qualifier"]
            claims.append(
                told
                | _ids(line, "T")
                | {
                    "item": "tanker trips",
                    "item_class": "vessel.tanker",
                    "claim_kind": "voyage",
                    "quantity_words": " ".join((*(qualifier or "").split("_"), f"{count['value']} {count['unit']}s")),
                    "qty_low": value,
                    "qty_high": None if qualifier in ("over", "more_than", "at_least") else value,
                    "unit": count["unit"],
                    "qualifier": qualifier,
                }
            )
    return CLAIMS.from_rows(claims)


def _ids(line: int, mark: str) -> dict[str, str]:
    return {"claim_id": f"claim:{line:03d}{mark}", "label": f"{mark}{line}"}


def question() -> pa.Table:
    """QUESTIONS with the one question that the sets are about: oil from Russia to North Korea, by tanker."""
    return QUESTIONS.from_rows(
        [
            {
                "question": "oil", "ordinal": 0, "text": "How much oil?", "from_party": "RU", "to_party": "KP",
                "period_start": datetime(2024, 1, 1, tzinfo=UTC), "period_end": datetime(2025, 1, 1, tzinfo=UTC),
                "commodity": "oil", "item_words": ["oil", "refined petroleum", "tanker trips"], "carrier": "tanker",
                "ship_types": [], "flags": [], "vessels": [], "rules": [], "per_call": [],
                "estimate_from": "documented", "evidence_id": "evidence:case", "row": 1,
            }
        ]
    )  # fmt: skip


def run_ledger(claims: pa.Table) -> dict[str, pa.Table]:
    """The tables that the steps of the ledger make of claims alone: no trips, places or grades."""
    tables = _bare(claims)
    for step in FLOW:
        if step.name in LEDGER:
            tables |= step.run(tables, until=UNTIL)
    return tables


def _bare(claims: pa.Table) -> dict[str, pa.Table]:
    """Every table empty but the claims and the question."""
    return {name: table.empty() for name, table in TABLES.items()} | {"claims": claims, "questions": question()}


def group_documents(traced: pa.Table) -> dict[str, set[int]]:
    """Lines of the drift file by the origin that their claims go back to."""
    groups: dict[str, set[int]] = {}
    for claim in traced.to_pylist():
        for origin in (claim["origin_id"], *(claim["other_origin_ids"] or ())):
            groups.setdefault(origin or f"none of {claim['claim_id']}", set()).add(int(claim["claim_id"][6:9]))
    return groups


def say_drift(rows: Sequence[Mapping[str, Any]]) -> str:
    """Whether every copy is grouped with its origin, no negative is merged in, and disagreement is shown."""
    claims = write_drift_claims(rows)
    made = run_ledger(claims)
    groups = group_documents(made["claim_origins"])
    lines = ["## drift"]
    names = sorted({r["set_id"] for r in rows} - {"negative"})
    negatives = {i for i, r in enumerate(rows, start=1) if r["set_id"] == "negative"}
    for name in names:
        copies = {i for i, r in enumerate(rows, start=1) if r["set_id"] == name}
        holding = {origin: lines_ for origin, lines_ in groups.items() if lines_ & copies}
        whole = {o for o, g in holding.items() if g >= copies}
        lines.append(
            f"{name}: {len(copies)} copies, independent origins {len(holding)} (should be 1); largest group holds "
            f"{max(len(g & copies) for g in holding.values())}; all in one: {'yes' if whole else 'no'}; "
            f"negatives merged in: {len(set().union(*holding.values()) & negatives)}"
        )
        for origin in made["origins"].to_pylist():
            if origin["origin_id"] in holding:
                told = (
                    f"{'; '.join(origin.get('ranges') or ()) or 'no range'}; {origin.get('disagreement') or 'no note'}"
                )
                lines.append(
                    f"  {origin['speaker']}: {origin['documents']} documents, {origin['altered']} altered; {told}"
                )
    expected = {tuple(r["origin"]) for r in rows if r["set_id"] == "negative"}
    apart = {o: g for o, g in groups.items() if g & negatives}
    lines.append(f"negatives: {len(negatives)} documents, {len(apart)} origins (should be {len(expected)})")
    return "\n".join(lines)


# ----------------------------------------------------------------------------------------------------------- speed

PAIRS = (("RU", "KP"), ("KP", "RU"), ("IR", "RU"), ("RU", "IR"), ("CN", "KP"), ("IR", "SY"), ("BY", "RU"))
ITEMS = ("oil", "oil.refined", "personnel.troops", "ammunition.artillery", "missile.ballistic", "uav", "food",
         "weapons", "equipment.air_defence", "technology.satellite", "personnel.workers", "money")  # fmt: skip
STATES = ("South Korea", "United States", "Ukraine", "Russia", "North Korea", "Japan", "United Kingdom", "Iran")


def write_claims(documents: int, each: int = 5, seed: int = SEED) -> pa.Table:
    """Made-up CLAIMS, ``each`` a document: two in three retell one of 2,000 statements, the others stand alone.

    A retelling names whom it rests on, drops or rounds the figure, and comes days later. Simulated.
    """
    rnd = random.Random(seed)
    first = datetime(2023, 1, 1, tzinfo=UTC)
    people = [f"Speaker {i:04d}" for i in range(600)]
    outlets = [f"Outlet {i:03d}" for i in range(400)]
    state_of = {p: rnd.choice(STATES) for p in people}
    stories = [
        (rnd.choice(people), rnd.choice(PAIRS), rnd.choice(ITEMS), rnd.randrange(900), rnd.randrange(10, 90_000))
        for _ in range(2_000)
    ]
    rows = []
    for d in range(documents):
        outlet, day = rnd.choice(outlets), rnd.randrange(1_000)
        for k in range(each):
            is_copy = rnd.random() < 2 / 3
            speaker, pair, item, told, figure = (
                rnd.choice(stories)
                if is_copy
                else (rnd.choice(people), rnd.choice(PAIRS), rnd.choice(ITEMS), day, rnd.randrange(10, 90_000))
            )
            said = first + timedelta(days=told + rnd.randrange(12) if is_copy else day)
            has_figure = rnd.random() < 0.6
            low = float(round(figure, -2) if is_copy and rnd.random() < 0.2 else figure)
            rows.append(
                {
                    "claim_id": f"claim:{d * each + k:016x}",
                    "label": f"S{d * each + k}",
                    "speaker": speaker,
                    "speaker_org": f"government of {state_of[speaker]}",
                    "outlet": outlet,
                    "said_start": said,
                    "said_end": said + timedelta(days=1),
                    "stance": "deny" if rnd.random() < 0.1 else "assert",
                    "from_party": pair[0],
                    "to_party": pair[1],
                    "item": item.replace(".", " "),
                    "item_class": item,
                    "claim_kind": "transfer",
                    "quantity_words": f"{low:g}" if has_figure else None,
                    "qty_low": low if has_figure else None,
                    "unit": "item" if has_figure else None,
                    "rests_on": f"restates {speaker}" if is_copy and rnd.random() < 0.5 else None,
                    "relays": [rnd.choice(outlets)] if is_copy else None,
                    "source_url": f"https://example.org/simulated/{d}",
                    "evidence_id": "evidence:simulated",
                    "row": d * each + k + 2,
                }
            )
    return CLAIMS.from_rows(rows)


def say_speed(read: Callable[[Sequence[Any]], Any], pages: Sequence[Mapping[str, Any]], documents: int) -> str:
    """Articles a second and core for the rules, and seconds for the ledger of made-up documents; CPU time."""
    lines = ["## speed (CPU time of one process)"]
    copies = [{**p, "doc_id": f"{p['doc_id']}-{k}"} for k in range(max(1, 480 // len(pages))) for p in pages]
    read(pages)
    start = time.process_time()
    read(copies)
    taken = time.process_time() - start
    words = sum(len(p["text"].split()) for p in copies) / len(copies)
    rate = len(copies) / taken
    lines.append(f"rules: {len(copies)} texts of {words:.0f} words on average in {taken:.1f} s = {rate:.0f} a second")
    claims = write_claims(documents)
    lines.append(f"ledger of {documents:,} made-up documents, {claims.num_rows:,} claims, without trips:")
    tables = _bare(claims)
    total = 0.0
    for step in FLOW:
        if step.name in LEDGER:
            start = time.process_time()
            tables |= step.run(tables, until=UNTIL)
            total += (spent := time.process_time() - start)
            lines.append(f"  {step.name}: {spent:.1f} s, {tables[step.writes[0]].num_rows:,} rows")
    lines.append(f"  together: {total:.1f} s")
    return "\n".join(lines)

"""Checks: what does not add up in the evidence, and what does. Kept and shown, never corrected.

A check is a small function that reads the evidence and yields rows with the figure printed, the figure recomputed and
the sentence that explains both. :data:`CHECKED_BY` is the list of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from fairlead.base.ids import is_imo
from fairlead.base.tables import (
    ASSESSMENTS,
    CANDIDATES,
    CHECKS,
    CONVERSIONS,
    LEGAL_MEASURES,
    LOAD_SHARES,
    MEASURED_TRANSFERS,
    OFFICIAL_REPORTS,
    PARTICULARS,
    SIGHTINGS,
    VESSELS,
)
from fairlead.base.timeline import parse_date, parse_date_range
from fairlead.base.wording import quoted, say_number
from fairlead.ledger.assessed_sums import check_load_shares, check_per_call, check_rates
from fairlead.ledger.check_rows import CheckParams, Evidence, Row, found
from fairlead.ledger.factors import check_limits, check_tables
from fairlead.ledger.official_sums import check_cap_shares, check_joint, check_parts, check_ratios, check_year_shares
from fairlead.ledger.words import fold, without_brackets

IDENTITY_WORDS = (
    "false identity", "falsified identity", "identity laundering", "identity theft", "stolen identity", "identity swap",
    "identity obtained by fraud", "spoof", "under the name", "name painted over",
)  # fmt: skip
"""Words by which a source says that a ship showed an identity that was not its own."""

_IDENTITY = re.compile("|".join(map(re.escape, IDENTITY_WORDS)), re.IGNORECASE)
_TONNES = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?) ?(?:t|tons|tonnes)\b(?! ?dwt| ?gt)", re.IGNORECASE)
_DATED = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def check_evidence(
    sightings: pa.Table,
    candidates: pa.Table,
    vessels: pa.Table,
    particulars: pa.Table,
    measured_transfers: pa.Table,
    load_shares: pa.Table,
    official_reports: pa.Table,
    assessments: pa.Table,
    conversions: pa.Table,
    legal_measures: pa.Table,
    params: CheckParams = CheckParams(),  # noqa: B008 - frozen
) -> pa.Table:
    """Recompute what the evidence states twice, and flag what cannot be as it is told.

    Args:
        sightings: SIGHTINGS; a tonnage in the collector's words is held against the ship's deadweight.
        candidates: CANDIDATES; the settled one is a sighting's ship. What its row says against a vessel it names.
        vessels: VESSELS.
        particulars: PARTICULARS; words on false identities.
        measured_transfers: MEASURED_TRANSFERS.
        load_shares: LOAD_SHARES of them.
        official_reports: OFFICIAL_REPORTS.
        assessments: ASSESSMENTS.
        conversions: CONVERSIONS.
        legal_measures: LEGAL_MEASURES; the limits that shares are shares of.
        params: :class:`CheckParams`.

    Returns:
        CHECKS, one row a figure checked. *over_capacity*: more cargo than the ship can carry. *identity*: a source
        says an identity is not the ship's own. *named*: a sighting names a ship whose size or number its own row does
        not give. *repeated_sum*: parts against a whole. *cap_share*: a printed share of a cap. *conversion*: barrels
        against tonnes, table against table. *arithmetic*: the rest.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Finds only what is written twice. A row without a check is not a row that is right, and agreement of two figures
        of one source shows care, not truth.
    """
    e = Evidence(
        sightings=_rows(SIGHTINGS.check(sightings), "sighting_id"),
        candidates=_rows(CANDIDATES.check(candidates), "candidate_id"),
        vessels=_rows(VESSELS.check(vessels), "vessel_id"),
        particulars=_rows(PARTICULARS.check(particulars), "particulars_id"),
        measured_transfers=_rows(MEASURED_TRANSFERS.check(measured_transfers), "measured_transfer_id"),
        load_shares=_rows(LOAD_SHARES.check(load_shares), "load_share_id"),
        official_reports=_rows(OFFICIAL_REPORTS.check(official_reports), "label", "official_report_id"),
        assessments=_rows(ASSESSMENTS.check(assessments), "label", "assessment_id"),
        conversions=_rows(CONVERSIONS.check(conversions), "authority", "product", "conversion_id"),
        legal_measures=_rows(LEGAL_MEASURES.check(legal_measures), "label", "legal_measure_id"),
    )
    return CHECKS.from_rows(row for check in CHECKED_BY for row in check(e, params))


def _rows(table: pa.Table, *keys: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.sort_by([(k, "ascending") for k in keys]).to_pylist()
    return rows


# --------------------------------------------------------------------------------------- more than a ship can carry


def check_measured_loads(e: Evidence, params: CheckParams) -> Iterator[dict[str, Any]]:
    """A measured transfer above the receiver's deadweight."""
    by_id = {m["measured_transfer_id"]: m for m in e.measured_transfers}
    for s in e.load_shares:
        m = next((by_id[i] for i in s["sources"] if i in by_id), None)
        if m is not None and s["share_frac"] is not None and s["share_frac"] > params.most_load_frac:
            yield found(
                "over_capacity",
                m,
                "flagged",
                f"{m['label']}: {_too_much(s['ship_words'], s['tonnes'], s['dwt_t'])}",
                key="measured_transfer_id",
                stated=s["tonnes"],
                recomputed=s["dwt_t"],
                others=(s["load_share_id"],),
            )


def check_sighted_loads(e: Evidence, params: CheckParams) -> Iterator[dict[str, Any]]:
    """A sighting whose own words, or a measured transfer to the same ship in the same days, put too much aboard."""
    ships = {v["vessel_id"]: v for v in e.vessels}
    settled = {c["sighting_id"]: ships.get(c["vessel_id"]) for c in e.candidates if c["is_settled"]}
    received: dict[str, list[Row]] = defaultdict(list)
    for m in e.measured_transfers:
        if m["tonnes"] is not None and m["receiver"]:
            received[fold(without_brackets(m["receiver"]))].append(m)
    for s in e.sightings:
        ship = settled.get(s["sighting_id"])
        if ship is None or not ship["dwt_t"]:
            continue
        loads: list[tuple[float, Row | None]] = [
            (float(t.replace(",", "")), None) for t in _TONNES.findall(s["confidence"] or "")
        ]
        if s["event"] == "sts":
            names = dict.fromkeys(map(fold, (ship["name"], *ship["names"])))
            loads += [(m["tonnes"], m) for n in names for m in received[n] if _may_coincide(s, m)]
        most = max((t for t, _ in loads), default=0.0)
        if most > params.most_load_frac * ship["dwt_t"]:
            same = [m for t, m in loads if m is not None and t == most]
            told = f" {same[0]['label']} may tell of the same transfer." if same else ""
            yield found(
                "over_capacity",
                s,
                "flagged",
                f"{s['label']}: {_too_much(s['vessel_words'], most, ship['dwt_t'])}{told}",
                key="sighting_id",
                stated=most,
                recomputed=ship["dwt_t"],
                others=(ship["vessel_id"], *(m["measured_transfer_id"] for m in same)),
            )


def _too_much(ship: str, tonnes: float, dwt_t: float) -> str:
    share = 100 * tonnes / dwt_t
    return (
        f"{say_number(tonnes)} t into {ship} of {say_number(dwt_t)} t deadweight is {share:.0f} % of it: "
        "not one transfer, or not that ship, or not that figure."
    )


def _may_coincide(sighting: Row, transfer: Row) -> bool:
    """Whether the dates as written leave room for both to be one event; where none is written nothing ties them."""
    dated = _DATED.search(transfer["date_words"] or "")
    if dated is None or sighting["date_start"] is None:
        return False
    try:
        other_start, other_end = parse_date(dated[0])
    except ValueError:
        return False
    start, end = parse_date_range(sighting["date_start"], sighting["date_end"])
    return start < other_end and other_start < end


# ------------------------------------------------------------------------------------------------------- identity


def check_identities(e: Evidence, _: CheckParams) -> Iterator[dict[str, Any]]:
    """Rows that say a ship showed an identity that was not its own."""
    for p in e.particulars:
        told = _identity_words(p["other_names_words"], p["role_in_case"])
        if told is not None:
            number = ""
            if p["imo"] is not None:
                holds = "holds" if is_imo(p["imo"]) else "fails"
                number = f" The check digit of IMO {p['imo']:07d} {holds}; that settles no identity."
            yield found(
                "identity",
                p,
                "flagged",
                f"{p['label']}: {p['name']} is recorded with {quoted(told)}.{number}",
                key="particulars_id",
            )
    for s in e.sightings:
        told = (
            s["event"].replace("_", " ") if "identity" in s["event"] else _identity_words(s["method"], s["confidence"])
        )
        if told is not None:
            yield found(
                "identity",
                s,
                "flagged",
                f"{s['label']}: {s['vessel_words']} is recorded with {quoted(told)}, seen by {s['observed_by']}.",
                key="sighting_id",
            )


def check_named(e: Evidence, _: CheckParams) -> Iterator[dict[str, Any]]:
    """Sightings that name a ship whose size or number is not what the same row says."""
    names = {v["vessel_id"]: v["name"] for v in e.vessels}
    of = {s["sighting_id"]: s for s in e.sightings}
    told = set[tuple[str, str]]()
    for c in sorted(e.candidates, key=lambda c: (c["sighting_id"], c["rank"])):
        s = of.get(c["sighting_id"])
        if c["against"] is None or s is None or (c["sighting_id"], c["against"]) in told:
            continue
        told.add((c["sighting_id"], c["against"]))
        use = "used" if c["is_settled"] else "not settled"
        ship = names.get(c["vessel_id"], "a ship")
        words = f"{s['label']} names {s['vessel_words']}, taken for {ship} ({use}), but {c['against']}."
        yield found("named", s, "flagged", words, key="sighting_id", others=(c["candidate_id"],), part=c["vessel_id"])


def _identity_words(*fields: str | None) -> str | None:
    return next((f for f in fields if f and _IDENTITY.search(f)), None)


Check = Callable[[Evidence, CheckParams], Iterator[dict[str, Any]]]

CHECKED_BY: tuple[Check, ...] = (
    check_measured_loads,
    check_sighted_loads,
    check_identities,
    check_named,
    check_cap_shares,
    check_parts,
    check_joint,
    check_year_shares,
    check_ratios,
    check_load_shares,
    check_rates,
    check_per_call,
    check_tables,
    check_limits,
)
"""Every check, in order."""

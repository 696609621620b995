"""Findings: the sentences we stand behind, each with its rows, its rule, how sure, and what it cannot show.

A generator reads the case and yields sentences of one kind; :data:`WRITTEN_BY` is the list of them, in the order of
reading: what rule failed first, then limits, ships, counts, and what nobody watched. No sentence outruns its evidence:
a call is not a load, a listing is not a port ban, a silence is not a switch, and what others say is said to be theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from fairlead.base.tables import FINDINGS
from fairlead.ledger.finding_cap import find_cap
from fairlead.ledger.finding_condition import find_failed_condition
from fairlead.ledger.finding_counts import find_claimed_count, find_open_counts, find_unwatched_days
from fairlead.ledger.finding_flags import find_flagged_rows
from fairlead.ledger.finding_rows import Case, Row
from fairlead.ledger.finding_ships import find_listed_calls, find_touched_bans

Generator = Callable[[Case, Row], Iterator[dict[str, Any]]]

WRITTEN_BY: tuple[Generator, ...] = (
    find_failed_condition,
    find_cap,
    find_listed_calls,
    find_touched_bans,
    find_open_counts,
    find_claimed_count,
    find_unwatched_days,
)
"""Who writes what about each question, in order of reading."""


def write_findings(
    questions: pa.Table,
    question_places: pa.Table,
    places: pa.Table,
    trips: pa.Table,
    alternatives: pa.Table,
    trip_estimates: pa.Table,
    observations: pa.Table,
    stays: pa.Table,
    sighting_gaps: pa.Table,
    vessels: pa.Table,
    listings: pa.Table,
    watches: pa.Table,
    coverage: pa.Table,
    cap_status: pa.Table,
    legal_measures: pa.Table,
    official_reports: pa.Table,
    claims: pa.Table,
    claim_origins: pa.Table,
    origins: pa.Table,
    claim_tests: pa.Table,
    checks: pa.Table,
    sensitivities: pa.Table,
) -> pa.Table:
    """Write down what the tables of a case amount to.

    Args:
        questions: QUESTIONS; findings are written question by question, in their order.
        question_places: QUESTION_PLACES.
        places: PLACES.
        trips: TRIPS.
        alternatives: ALTERNATIVES.
        trip_estimates: TRIP_ESTIMATES.
        observations: OBSERVATIONS, for who observed and where a ship lay.
        stays: STAYS.
        sighting_gaps: SIGHTING_GAPS.
        vessels: VESSELS.
        listings: LISTINGS.
        watches: WATCHES.
        coverage: COVERAGE.
        cap_status: CAP_STATUS.
        legal_measures: LEGAL_MEASURES.
        official_reports: OFFICIAL_REPORTS.
        claims: CLAIMS.
        claim_origins: CLAIM_ORIGINS.
        origins: ORIGINS.
        claim_tests: CLAIM_TESTS.
        checks: CHECKS.
        sensitivities: SENSITIVITIES, what the estimate falls to with assumptions changed.

    Returns:
        FINDINGS, labelled F1, F2, ... in the order of reading. Likelihood words are those of ICD 203, stand only where
        a table gives a distribution, and never in the sentence of a confidence.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Findings tell what rows say; they weigh no source. Confidence follows declared rules, written out with each.
    """
    # Every argument is a table of that name: the signature is the list of what is read.
    case = Case({name: table for name, table in locals().items() if isinstance(table, pa.Table)})
    rows = [row for ask in case.questions for write in WRITTEN_BY for row in write(case, ask)]
    rows += find_flagged_rows(case)
    return FINDINGS.from_rows({**row, "label": f"F{n}"} for n, row in enumerate(rows, start=1))

"""What checks read and how they write: the evidence as rows, one row a check, and outcomes that allow for rounding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fairlead.base.bounds import Within, check_fields
from fairlead.base.ids import content_id
from fairlead.base.units import MOST_LOAD_FRAC

Row = Mapping[str, Any]
Outcome = Literal["agrees", "off by rounding", "disagrees", "flagged"]


@dataclass(frozen=True, slots=True)
class CheckParams:
    """When two figures count as one, and when a load cannot be."""

    most_load_frac: Annotated[float, Within(0, 1.5, is_above=True)] = MOST_LOAD_FRAC
    """A load above this share of deadweight is flagged."""
    factor_tolerance_frac: Annotated[float, Within(0, 0.2)] = 0.003
    """Two barrels-per-tonne factors this near are one. The Argus tonnes and daily barrels of 2016 and 2017 give 7.478
    and 7.459 for the printed 7.46, 0.24 % off at most; two published tables differ by 0.4 % or more for one product."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables of :func:`~fairlead.ledger.checks.check_evidence` as rows, in a fixed order."""

    sightings: Sequence[Row]
    candidates: Sequence[Row]
    vessels: Sequence[Row]
    particulars: Sequence[Row]
    measured_transfers: Sequence[Row]
    load_shares: Sequence[Row]
    official_reports: Sequence[Row]
    assessments: Sequence[Row]
    conversions: Sequence[Row]
    legal_measures: Sequence[Row]


def found(
    kind: str,
    about: Row,
    outcome: Outcome,
    words: str,
    *,
    key: str,
    label: str | None = None,
    stated: float | None = None,
    recomputed: float | None = None,
    others: Iterable[str] = (),
    part: str = "",
) -> dict[str, Any]:
    """One CHECKS row.

    Args:
        kind: over_capacity, identity, named, arithmetic, conversion, repeated_sum or cap_share.
        about: the row checked.
        outcome: what came of it.
        words: the check in one or two sentences.
        key: name of the id column of ``about``.
        label: what to call the row, where it has no label of its own.
        stated: the figure printed.
        recomputed: the figure recomputed.
        others: ids of further rows the check rests on.
        part: which of several checks of this kind on this row it is.
    """
    return {
        "check_id": content_id("check", kind, about[key], part),
        "about": about[key],
        "label": label or about["label"],
        "kind": kind,
        "outcome": outcome,
        "stated": stated,
        "recomputed": recomputed,
        "words": words,
        "sources": sorted({about[key], *others}),
    }


def compare(stated: float, recomputed: float, slack: float = 1.0) -> Outcome:
    """``agrees`` where the recomputed figure rounds to the stated whole one, ``off by rounding`` within ``slack``."""
    if abs(stated - recomputed) <= 0.5:
        return "agrees"
    return "off by rounding" if abs(stated - recomputed) <= slack else "disagrees"


def compare_printed(stated: float, recomputed: float) -> Outcome:
    """The same for a figure printed with decimals: half a last place agrees, a whole one was cut instead of rounded."""
    places = len(f"{stated:.6f}".rstrip("0").partition(".")[2])
    step = 10.0**-places
    if abs(stated - recomputed) <= step / 2 + 1e-9:
        return "agrees"
    return "off by rounding" if abs(stated - recomputed) < step - 1e-9 else "disagrees"

"""Barrels per tonne: which product's factor a ratio fits, and where published tables disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from fairlead.base.units import BBL_PER_T_HIGHEST, BBL_PER_T_LOWEST, is_plausible_bbl_per_t
from fairlead.base.wording import say_number
from fairlead.ledger.check_rows import CheckParams, Evidence, Outcome, Row, found
from fairlead.ledger.words import fold, numbers, tokens


def check_ratio(
    about: Row,
    key: str,
    barrels: float,
    tonnes: float,
    conversions: Sequence[Row],
    params: CheckParams,
) -> dict[str, Any] | None:
    """Hold barrels over tonnes of one row against every product of the conversion tables held.

    ``disagrees`` outside the gate; ``agrees`` within the tolerance of a product; ``flagged`` between: such a ratio
    could be a mix of products, or two figures that do not belong together. None without tonnes or tables.
    """
    factors = [c for c in conversions if c["bbl_per_t_high"] is None]
    if tonnes <= 0 or barrels <= 0 or not factors:
        return None
    ratio = barrels / tonnes
    nearest = min(factors, key=lambda c: (abs(c["bbl_per_t"] - ratio), c["conversion_id"]))
    named = f"{nearest['product']} at {nearest['bbl_per_t']:g} ({nearest['authority']})"
    told = f"{about['label']}: {say_number(barrels)} barrels and {say_number(tonnes)} t"
    head = f"{told} make {ratio:.3f} barrels a tonne"
    outcome: Outcome
    if not is_plausible_bbl_per_t(ratio):
        outcome = "disagrees"
        words = f"{head}, outside {BBL_PER_T_LOWEST:g} to {BBL_PER_T_HIGHEST:g}: no oil product has it."
    elif abs(nearest["bbl_per_t"] / ratio - 1) <= params.factor_tolerance_frac:
        outcome = "agrees"
        near = f"within {100 * params.factor_tolerance_frac:g} %"
        words = f"{head}, {near} of the factor of {named}; that shows no product."
    else:
        outcome = "flagged"
        words = (
            f"{head}; no product of the tables held has that factor, the nearest is {named}. A mix of products could, "
            "or the two figures do not belong together."
        )
    return found(
        "conversion",
        about,
        outcome,
        words,
        key=key,
        stated=barrels,
        recomputed=tonnes * nearest["bbl_per_t"],
        others=(nearest["conversion_id"],),
    )


def check_tables(e: Evidence, params: CheckParams) -> Iterator[dict[str, Any]]:
    """Two tables that print different factors for one product: the same tonnes give two numbers of barrels."""
    by_product: dict[frozenset[str], list[Row]] = defaultdict(list)
    for c in e.conversions:
        if c["bbl_per_t_high"] is None and c["bbl_per_t"] > 0:
            by_product[frozenset(tokens(c["product"]))].append(c)
    for a, b in (pair for rows in by_product.values() for pair in combinations(rows, 2)):
        is_apart = abs(b["bbl_per_t"] / a["bbl_per_t"] - 1) > params.factor_tolerance_frac
        if a["authority"] != b["authority"] and is_apart:
            high, low = max(a["bbl_per_t"], b["bbl_per_t"]), min(a["bbl_per_t"], b["bbl_per_t"])
            yield found(
                "conversion",
                a,
                "disagrees",
                f"{a['product']}: {a['bbl_per_t']:g} barrels a tonne in {a['authority']}, {b['bbl_per_t']:g} in "
                f"{b['authority']}; the same tonnes give {100 * (high / low - 1):.1f} % other barrels.",
                key="conversion_id",
                label=f"{a['product']} ({a['authority']})",
                stated=a["bbl_per_t"],
                recomputed=b["bbl_per_t"],
                others=(b["conversion_id"],),
                part=b["conversion_id"],
            )


def check_limits(e: Evidence, params: CheckParams) -> Iterator[dict[str, Any]]:
    """A limit printed in barrels and in tonnes: the factor it implies."""
    for m in e.legal_measures:
        other = numbers(m["limit_alternative"])
        is_weight = {"t", "ton", "tonne"} & set(tokens(m["limit_alternative"]))
        if m["limit_value"] and fold(m["limit_unit"]) == "barrel" and other and is_weight:
            check = check_ratio(m, "legal_measure_id", m["limit_value"], other[0], e.conversions, params)
            if check is not None:
                yield check

"""conversions: barrels per tonne as published tables print them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import CONVERSIONS
from fairlead.base.units import BBL_PER_T_HIGHEST, BBL_PER_T_LOWEST, LITRES_PER_BARREL, is_plausible_bbl_per_t
from fairlead.formats.api import Kind
from fairlead.formats.record import LARGEST, Record, shorten

AGREES_FRAC = 0.02
"""A factor and a density printed to two or three digits agree within this share (0.373 t/m3 is good to 0.13 %)."""
_RANGE = re.compile(r"([0-9.]+)\s*(?:-|–|to)\s*([0-9.]+)")


def take_conversion(record: Record) -> Mapping[str, Any]:
    """One row of CONVERSIONS.

    A factor outside the gate of 5.5 to 12 bbl/t is kept only where the table prints a density that bears it out: a
    liquefied gas really is lighter than any oil (ethane: 16.85 bbl/t at 0.373 t/m3), a slip of the pen has no density.
    """
    authority, product = record.need("table"), record.need("product")
    low, high = _factor(record)
    t_per_bbl = record.number("tonnes_per_barrel", 0, LARGEST)
    t_per_m3 = record.number("tonnes_per_kilolitre", 0, LARGEST)
    m3_per_t = record.number("kilolitres_per_tonne", 0, LARGEST)
    for factor in (low, high):
        if factor is not None and not is_plausible_bbl_per_t(factor) and not is_borne_out(factor, t_per_m3, m3_per_t):
            record.fault(
                "barrels_per_tonne",
                f"barrels_per_tonne {factor:g} lies outside {BBL_PER_T_LOWEST:g} to {BBL_PER_T_HIGHEST:g}, "
                "and no density printed with it bears it out: fits no oil product",
            )
    confidence, _ = record.confidence()
    return {
        "authority": authority,
        "product": product,
        "bbl_per_t": low,
        "bbl_per_t_high": high,
        "t_per_bbl": t_per_bbl,
        "t_per_m3": t_per_m3,
        "m3_per_t": m3_per_t,
        "source_url": record.text("source_url"),
        "confidence": confidence,
    }


def is_borne_out(bbl_per_t: float, t_per_m3: float | None, m3_per_t: float | None) -> bool:
    """Whether a density printed beside a factor gives the same barrels per tonne."""
    densities = [m3_per_t] if m3_per_t else []
    densities += [1 / t_per_m3] if t_per_m3 else []
    implied = [m3 * 1000 / LITRES_PER_BARREL for m3 in densities]
    return bool(implied) and all(abs(bbl / bbl_per_t - 1) <= AGREES_FRAC for bbl in implied)


def _factor(record: Record) -> tuple[float | None, float | None]:
    """One printed figure, or the two ends of a printed range."""
    column = "barrels_per_tonne"
    words = record.need(column)
    found = _RANGE.fullmatch(words)
    ends = [record.as_number(column, w, 0, LARGEST) for w in (found.groups() if found else (words,))]
    low, high = ends[0], ends[1] if found else None
    if low == 0 or high == 0:
        record.fault(column, f"{column} {shorten(words)!r} may not be 0")
        return None, None
    if low is not None and high is not None and low > high:
        record.fault(column, f"{column} {shorten(words)!r}: the lower end of a range stands first")
    return low, high


KIND = Kind(
    name="conversions",
    table=CONVERSIONS,
    doc="barrels per tonne as published tables print them",
    required=("table", "product", "barrels_per_tonne"),
    optional=("tonnes_per_barrel", "tonnes_per_kilolitre", "kilolitres_per_tonne", "source_url", "confidence"),
    take=take_conversion,
    label=("authority", "product"),
)

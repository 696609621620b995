"""Factors between units, each with its definition. Convert once, here; a name carries the unit everywhere else."""

from __future__ import annotations

KM_PER_NAUTICAL_MILE = 1.852
"""International nautical mile, 1929: exactly 1,852 m."""

KM_PER_STATUTE_MILE = 1.609344
"""International (statute) mile, 1959: exactly 1,609.344 m. Newspapers mean this one by "miles"."""

LITRES_PER_BARREL = 158.987294928
"""Petroleum barrel: 42 US gallons of 231 cubic inches, exact by definition."""

BBL_PER_T_LOWEST = 5.5
BBL_PER_T_HIGHEST = 12.0
"""Gate for barrels per tonne. Bitumen is about 6.05 and LPG 11.6 in the published tables (conversions.csv); a figure
outside the gate fits no oil product and is refused with a reason."""

MOST_LOAD_FRAC = 1.05
"""A load above this share of deadweight cannot be one load of that ship: draught marks and density leave a few per
cent, not more. The gate of the case's acceptance tests (M04, 1,500 t into 1,150 DWT, is 1.304)."""

KM_PER_ARC_MINUTE = 1.852
"""One minute of latitude, rounded to the nautical mile: the precision of World Port Index points."""


def sailing_h(distance_km: float, speed_kn: float) -> float:
    """Hours to sail ``distance_km`` at a steady ``speed_kn``."""
    return distance_km / (speed_kn * KM_PER_NAUTICAL_MILE)


def is_plausible_bbl_per_t(bbl_per_t: float) -> bool:
    """Whether a ratio of barrels to tonnes fits any oil product (the gate 5.5 to 12, both ends in)."""
    return BBL_PER_T_LOWEST <= bbl_per_t <= BBL_PER_T_HIGHEST


_UNIT_NAMES = {
    **dict.fromkeys(("barrels", "bbl", "bbls"), "barrel"),
    **dict.fromkeys(("tonnes", "t", "metric ton", "metric tons"), "tonne"),
}


def unit_name(unit: str) -> str:
    """The one name of a unit that people write in several ways: ``barrel`` for barrels and bbl, ``tonne`` for t.

    A bare "ton" may be short, long or metric, and stays as it is written.
    """
    return _UNIT_NAMES.get(unit.strip().lower(), unit)

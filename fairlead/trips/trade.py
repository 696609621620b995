"""What a trade carries: the factors, the fleet and the loads that all trips of one question share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fairlead.base.draws import Floats, stream
from fairlead.base.units import BBL_PER_T_HIGHEST, BBL_PER_T_LOWEST, is_plausible_bbl_per_t
from fairlead.base.wording import say_many, say_number, say_rounded
from fairlead.trips.hulls import KnownFleet
from fairlead.trips.loads import LoadLaw

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Factor:
    """Units of a question in a tonne, and where that comes from."""

    unit_per_t: float
    words: str
    """``, 7.46 bbl/t``; empty where the unit is the tonne."""
    whence: str
    """The table it comes from, in brackets; empty where the unit is the tonne."""
    sources: tuple[str, ...]


def find_factor(conversions: Sequence[Row], ask: Row) -> Factor | str:
    """Units per tonne of a question from the table it names, or in words why there are none."""
    if ask["unit"] == "tonne":
        return Factor(1.0, "", "", ())
    wanted = authority, product = ask["conversion_authority"], ask["conversion_product"]
    found = sorted(
        (r["bbl_per_t"], r["conversion_id"]) for r in conversions if (r["authority"], r["product"]) == wanted
    )
    if not found:
        if product is None:
            return "the question names no conversion that is held"
        return f"no conversion {product!r} of {authority!r} is held"
    bbl_per_t = found[0][0]
    if bbl_per_t != found[-1][0]:
        return f"{authority!r} gives {product!r} twice, as {bbl_per_t:g} and as {found[-1][0]:g} bbl/t"
    if not is_plausible_bbl_per_t(bbl_per_t):
        gate = f"{BBL_PER_T_LOWEST:g} to {BBL_PER_T_HIGHEST:g}"
        return f"{bbl_per_t:g} bbl/t ({authority}, {product}) lies outside {gate} and fits no oil product"
    return Factor(bbl_per_t, f", {bbl_per_t:g} bbl/t", f" ({authority}, {product})", tuple(c for _, c in found))


class Trade:
    """One question with what its ships carry: fleet, load law, and the draws that all its trips share."""

    def __init__(
        self,
        ask: Row,
        factor: Factor,
        ships: list[Row],
        fleet: KnownFleet,
        measured: Sequence[str],
        law: LoadLaw,
        seed: int,
        draws: int,
    ) -> None:
        """``fleet`` stands in where a deadweight is unknown; ``measured`` are ids of the loads ``law`` learnt from."""
        self.ask, self.name, self.factor, self.seed = ask, ask["question"], factor, seed
        self.dwt_of = {s["vessel_id"]: s["dwt_t"] for s in ships if s["dwt_t"]}
        self.fleet = fleet
        self.measured, self.law = measured, law
        self.usual = law.usual(stream(seed, "usual load", self.name), draws)
        self.mean_t = self.fleet.mean_t if len(self.fleet) else None
        if len(self.fleet):
            self.mixes = self.fleet.mixes(stream(seed, "fleet", self.name), draws)

    def dwt(self, trip: Row) -> float | None:
        """Deadweight of a trip's ship, else the mean of the known fleet, else None."""
        return self.dwt_of.get(trip["vessel_id"], self.mean_t)

    def is_known(self, trip: Row) -> bool:
        """Whether the deadweight of a trip's own ship is known."""
        return trip["vessel_id"] in self.dwt_of

    def hull(self, trip: Row, draws: int) -> Floats:
        """The deadweight of a trip's hull in each draw: one value where known, else drawn once for all its trips."""
        if self.is_known(trip):
            return np.full(draws, self.dwt_of[trip["vessel_id"]])
        rng = stream(self.seed, "hull", self.name, trip["hull"])
        return self.mixes.hulls(rng, np.arange(draws))

    def say(self, amount: float) -> str:
        """``8,865 barrels``."""
        return f"{say_number(amount)} {self.ask['unit']}s"

    def say_drawn(self, p05: float, p50: float, p95: float) -> str:
        """``about 18,000 barrels, 90 % 9,700–25,000``."""
        return f"about {say_rounded(p50)} {self.ask['unit']}s, 90 % {say_rounded(p05)}–{say_rounded(p95)}"

    def say_law(self) -> str:
        """How loads are drawn, and where the units per tonne come from."""
        n = len(self.measured)
        learnt = f"learnt from {say_many(n, 'measured load')}" if n else "nobody has measured"
        ends = f"{self.law.lowest_frac:g} to {self.law.highest_frac:g} of DWT"
        return f"loads drawn from {ends} around a usual load {learnt}{self.factor.words}{self.factor.whence}"

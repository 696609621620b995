"""Loads: how full ships sail, from measured transfers. DWT, GT and payload are three things; DWT is the capacity."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma, log
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.bounds import Within, check_fields
from fairlead.base.draws import Floats
from fairlead.base.ids import content_id
from fairlead.base.tables import LOAD_SHARES, MEASURED_TRANSFERS, VESSELS
from fairlead.base.units import MOST_LOAD_FRAC

Row = dict[str, Any]

_REMARK = re.compile(r"\s*\([^)]*\)")
_SEVERAL = re.compile(r"[;&]|\band\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LoadParams:
    """When a measured load counts."""

    most_frac: Annotated[float, Within(0, 1.5, is_above=True)] = MOST_LOAD_FRAC
    """A load above this share of deadweight cannot be one load of that ship."""

    def __post_init__(self) -> None:
        check_fields(self)


def calibrate_loads(measured_transfers: pa.Table, vessels: pa.Table, params: LoadParams = LoadParams()) -> pa.Table:
    """Hold each measured transfer against the deadweight of the one ship that received it.

    Args:
        measured_transfers: MEASURED_TRANSFERS rows, any order.
        vessels: VESSELS rows; a receiver whose row states no deadweight is looked up by name where
            only one ship bears it.
        params: :class:`LoadParams`.

    Returns:
        LOAD_SHARES, one row a transfer; ``is_used`` with a reason in ``words``. A deadweight stated under a condition
        is used, and the condition said.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A handful of transfers that became known, mostly because something went wrong: no random sample. A ship may have
        taken more elsewhere on the same trip, so a share is a least load.
    """
    by_name = defaultdict[str, list[Row]](list)
    columns = ["vessel_id", "name", "names", "dwt_t"]
    for vessel in VESSELS.check(vessels).select(columns).sort_by("vessel_id").to_pylist():
        for name in {n.casefold() for n in [vessel["name"], *vessel["names"]]}:
            by_name[name].append(vessel)
    transfers = MEASURED_TRANSFERS.check(measured_transfers).sort_by("measured_transfer_id").to_pylist()
    return LOAD_SHARES.from_rows(_share(row, by_name, params) for row in transfers)


def _share(row: Row, by_name: dict[str, list[Row]], params: LoadParams) -> Row:
    dwt_t, vessel_id, whence = _deadweight(row, by_name)
    tonnes = row["tonnes"]
    share = tonnes / dwt_t if tonnes and dwt_t else None
    reason = _refused(row, share, whence, params)
    ship = row["receiver"] or "receiver not stated"
    if share is None:
        words = f"{ship}: {f'{tonnes:,.0f} t' if tonnes else 'load not stated'}"
    else:
        words = f"{ship}: {tonnes:,.0f} t of {dwt_t:,.0f} t DWT ({whence}), a share of {share:.3f}"
    return {
        "load_share_id": content_id("load_share", row["measured_transfer_id"]),
        "ship_words": ship,
        "tonnes": tonnes,
        "dwt_t": dwt_t,
        "share_frac": share,
        "is_used": reason is None,
        "words": f"{words}. {f'Not used: {reason}' if reason else 'Used'}.",
        "sources": [row["measured_transfer_id"], *([vessel_id] if vessel_id else [])],
    }


def _refused(row: Row, share: float | None, whence: str, params: LoadParams) -> str | None:
    if not row["receiver"]:
        return "no receiving ship is stated"
    if _SEVERAL.search(_REMARK.sub("", row["receiver"])):
        return "more than one ship received it"
    if not row["tonnes"] or row["tonnes"] < 0:
        return "no tonnage of the transfer is stated" + (f"; {whence}" if row["receiver_gt"] else "")
    if share is None:
        return whence
    if share > params.most_frac:
        return f"above {params.most_frac:g} of deadweight, impossible in one transfer"
    return None


def _deadweight(row: Row, by_name: dict[str, list[Row]]) -> tuple[float | None, str | None, str]:
    """The receiver's deadweight, the vessel whose row gives it, and where it comes from or why there is none."""
    if row["receiver_dwt_t"] and row["receiver_dwt_t"] > 0:
        condition = row["receiver_dwt_condition"]
        return row["receiver_dwt_t"], None, f"as stated, {condition}" if condition else "as stated"
    ships = by_name.get(_REMARK.sub("", row["receiver"] or "").strip().casefold(), [])
    if len(ships) == 1 and ships[0]["dwt_t"]:
        return ships[0]["dwt_t"], ships[0]["vessel_id"], "from the list of vessels"
    if len(ships) > 1:
        return None, None, f"{len(ships)} ships bear that name, and no deadweight is stated"
    if row["receiver_gt"]:
        return None, None, f"only its gross tonnage {row['receiver_gt']:,.0f} is known, a volume and no deadweight"
    return None, None, "its deadweight is not known"


@dataclass(frozen=True, slots=True)
class LoadLaw:
    """How full a trip sails: lowest + (highest - lowest) x Beta(mu k, (1 - mu) k).

    ``mu``, the trade's usual fullness, is not known: uniform at first, then weighed by the measured shares.
    """

    lowest_frac: float
    highest_frac: float
    concentration: float
    cumulated: Floats
    """Chance that mu lies below each of the evenly spaced points 0 ... 1."""

    @classmethod
    def learnt(
        cls, shares: Sequence[float], lowest_frac: float, highest_frac: float, concentration: float, steps: int
    ) -> LoadLaw:
        """Weigh ``steps`` equal cells of mu by the likelihood of ``shares`` at their middle (Bayes on a grid).

        A share outside the range of the law counts as one just inside it.
        """
        k = concentration
        inside = [(s - lowest_frac) / (highest_frac - lowest_frac) for s in sorted(shares)]
        inside = [min(max(x, 0.01), 0.99) for x in inside]
        logs = np.empty(steps)
        for i in range(steps):
            a = (i + 0.5) / steps * k
            norm = lgamma(k) - lgamma(a) - lgamma(k - a)
            logs[i] = sum(norm + (a - 1) * log(x) + (k - a - 1) * log(1 - x) for x in inside)
        weight = np.exp(logs - logs.max())
        cumulated = np.concatenate([[0.0], np.cumsum(weight)])
        return cls(lowest_frac, highest_frac, k, cumulated / cumulated[-1])

    def usual(self, rng: np.random.Generator, n: int) -> Floats:
        """``n`` draws of mu, by inverting its cumulated chance."""
        return np.interp(rng.random(n), self.cumulated, np.linspace(0.0, 1.0, len(self.cumulated)))

    def load(self, rng: np.random.Generator, usual: Floats | float, size: int) -> Floats:
        """``size`` loads as shares of deadweight, around one usual fullness, or around one each."""
        a = np.clip(usual, 1e-6, 1 - 1e-6) * self.concentration
        return self.lowest_frac + (self.highest_frac - self.lowest_frac) * rng.beta(a, self.concentration - a, size)

"""Cleaning: what transmitters say for "not available", and what AIS cannot say, becomes null and is counted.

Every reader of AIS that gives values and not bits ends here (``formats.ais_cells``); the NMEA decoder does the same on
the bits as they were sent, where a stand-in is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Sayable:
    """What a column of AIS can say."""

    stand_in: float | None
    """What is transmitted for "not available"; None where there is nothing."""
    least: float
    below: float
    """The least value above all that mean something."""
    is_code: bool = False
    """Whether it is a whole number, null as -1 and not as NaN."""


SAYABLE: Mapping[str, Sayable] = {
    "sog_kn": Sayable(102.3, 0, 102.25),
    "cog_deg": Sayable(360, 0, 360),
    "heading_deg": Sayable(511, 0, 360),
    "length_m": Sayable(0, 0.05, 1022.1),
    "width_m": Sayable(0, 0.05, 126.1),
    "draught_m": Sayable(0, 0.05, 25.55),
    "nav_status": Sayable(15, 0, 15, is_code=True),
    "msg_type": Sayable(None, 1, 28, is_code=True),
    "ship_type": Sayable(0, 1, 100, is_code=True),
    "station": Sayable(None, 1, 28, is_code=True),
    "is_satellite": Sayable(None, 0, 2, is_code=True),
    "imo": Sayable(0, 1, 1 << 31, is_code=True),
}
"""ITU-R M.1371-5, tables 45, 48 and 52 (messages 1, 5 and 18). Values come in steps of a tenth and pass through 32-bit
floats: bounds lie half a step beyond the last value. 102.2 kn means that or more, 25.5 m too."""

LONG_RANGE = 27
LONG_RANGE_KN = 63.0
"""Speed not available in the message for satellites, which has fewer bits (M.1371-5 table 78)."""

ROUNDING = 0.04
"""How far from a stand-in a value is still it."""


def null_standins(columns: Mapping[str, Column]) -> tuple[dict[str, Column], Counter[str]]:
    """Make null what stands for "not available", and what AIS cannot say.

    Args:
        columns: columns of reports by the names of :data:`SAYABLE`, all of one length, NaN where nothing is given.
            ``msg_type``, where there is one, decides what 63 kn mean.

    Returns:
        The columns as 32-bit floats with NaN and whole numbers with -1; and how many values became null: by column
        those that are stand-ins, as ``COLUMN out of range`` the rest.

    Limits:
        A value AIS can say may be wrong all the same: 0 knots of a ship that moves, speed 51.2 out of noise.
    """
    made, counts = dict[str, Column](), Counter[str]()
    for name, values in columns.items():
        can = SAYABLE[name]
        is_known = (values >= can.least) & (values < can.below)
        far = _far_speeds(columns) if name == "sog_kn" else None
        if far is not None:
            is_known &= ~far
        if not is_known.all():
            lost = values[~is_known]
            given = lost[~np.isnan(lost)]
            stood_in = 0 if can.stand_in is None else int(np.count_nonzero(np.abs(given - can.stand_in) < ROUNDING))
            stood_in += 0 if far is None else int(np.count_nonzero(far))
            counts += Counter({name: stood_in, f"{name} out of range": given.size - stood_in})
        if can.is_code:
            made[name] = np.where(is_known, np.where(is_known, values, 0), -1).astype(np.int32)
        else:
            made[name] = np.where(is_known, values, np.nan).astype(np.float32)
    return made, counts


def _far_speeds(columns: Mapping[str, Column]) -> npt.NDArray[np.bool_] | None:
    """Which speeds are none because the message is one for satellites; None where there is no such message."""
    is_far = columns["msg_type"] == LONG_RANGE if "msg_type" in columns else None
    if is_far is None or not is_far.any():
        return None
    far: npt.NDArray[np.bool_] = is_far & (np.abs(columns["sog_kn"] - LONG_RANGE_KN) < ROUNDING)
    return far

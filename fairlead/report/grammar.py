"""The grammar of knowing, in words and plain marks: what the report and the terminal must say alike.

A status is a column of a table; here it only gets its mark. Figures: comma groups, point decimals, a no-break space
before units and %, ranges with an en dash, never more digits than the figure carries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, isfinite, log10

from fairlead.base.likelihood import LIKELIHOOD_PCT as LIKELIHOOD_PCT
from fairlead.base.wording import say_many as say_many

NBSP = "\u00a0"
MISSING = "not known"


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of knowledge as it is marked where there is neither colour nor drawing."""

    plain: str
    ascii: str
    meaning: str


STATUS: dict[str, Mark] = {
    "documented": Mark("■", "#", "a named person or receiver is reported to have seen it"),
    "inferred": Mark("▒", "/", "follows from evidence; no sighting of it is held"),
    "estimated": Mark("~", "~", "a distribution under stated assumptions"),
    "claimed": Mark('"', '"', "somebody said it"),
    "contradicted": Mark("≠", "!=", "two accounts that cannot both stand"),
    "simulated": Mark("S", "S", "made up by us, and said so everywhere"),
    "possible": Mark("( )", "( )", "possible, and not counted"),
}
"""Every status with its marks, in the order legends give them."""

UNITS = {"barrel": "bbl", "tonne": "t", "barrels": "bbl", "tonnes": "t"}
"""Units that have a symbol; any other unit is written out."""

LOAD_SHARES = ((1 / 3, "1/3"), (1 / 2, "1/2"))
"""Shares of deadweight that people write as fractions; the rest are per cent."""


def mark(status: str, is_ascii: bool = False) -> str:
    """The plain mark of a status; a status nobody knows is shown as ``?``, never as another one."""
    known = STATUS.get(status)
    return "?" if known is None else known.ascii if is_ascii else known.plain


def say_unit(unit: str | None) -> str:
    """``bbl`` for barrel, ``t`` for tonne, any other unit as it stands."""
    return UNITS.get(unit or "", unit or "")


def say_number(value: float | None, decimals: int = 0) -> str:
    """``168,679``; a true minus; ``not known`` for a null."""
    if value is None or not isfinite(value):
        return MISSING
    return f"{value:,.{decimals}f}".replace("-", "−")


def say_amount(value: float | None, unit: str | None = None) -> str:
    """An exact or official figure with its unit: ``168,679 bbl``. Decimals are kept only where the figure has them."""
    if value is None or not isfinite(value):
        return MISSING
    decimals = 0 if float(value).is_integer() or abs(value) >= 1000 else 2
    words = say_number(value, decimals)
    return f"{words}{NBSP}{say_unit(unit)}" if unit else words


def say_range(low: float | None, high: float | None, unit: str | None = None) -> str:
    """``1,000–13,000 container``, ``at least 1,000,000 bbl``, ``up to 5``, or one figure where both ends are equal."""
    if low is None and high is None:
        return MISSING
    if low is None or high is None:
        return f"{'up to' if low is None else 'at least'} {say_amount(high if low is None else low, unit)}"
    if low == high:
        return say_amount(low, unit)
    return f"{say_amount(low)}–{say_amount(high, unit)}"


def say_count(count: float | None, low: float | None = None, high: float | None = None) -> str:
    """A count: ``11``; one in doubt in brackets: ``(9–11)``."""
    if low is not None and high is not None and round(low) != round(high):
        return f"({say_number(low)}–{say_number(high)})"
    return say_number(count if count is not None else low)


def say_estimate(
    p50: float | None, p05: float | None, p95: float | None, unit: str | None = None, level_pct: int = 90
) -> str:
    """Median, level, bounds in the same unit: ``1.07 M bbl, 90 % 0.84–1.31`` or ``61, 90 % 50–80``.

    From 100,000 on figures are millions with two decimals; from 1,000 two significant figures; below that whole ones.
    """
    if p50 is None or not isfinite(p50):
        return MISSING
    is_million = abs(p50) >= 100_000
    suffix = f"{NBSP}M" if is_million else ""
    suffix += f"{NBSP}{say_unit(unit)}" if unit else ""
    if p05 is None or p95 is None:
        return f"{_digits(p50, is_million)}{suffix}"
    bounds = f"{_digits(p05, is_million)}–{_digits(p95, is_million)}"
    return f"{_digits(p50, is_million)}{suffix}, {level_pct}{NBSP}% {bounds}"


def say_share(frac: float | None, decimals: int = 1) -> str:
    """``33.7 %``; never ``0.0 %`` or ``100.0 %`` for a share that is neither."""
    if frac is None or not isfinite(frac):
        return MISSING
    words = f"{frac * 100:.{decimals}f}"
    least = 10.0**-decimals
    if frac > 0 and float(words) == 0:
        return f"under {least:.{decimals}f}{NBSP}%"
    if frac < 1 and float(words) == 100:
        return f"over {100 - least:.{decimals}f}{NBSP}%"
    return f"{words.removesuffix('.' + '0' * decimals) if decimals else words}{NBSP}%"


def say_load_share(frac: float) -> str:
    """``1/3``, ``1/2``, ``90 %``: a share of deadweight as the published figures write it."""
    for share, words in LOAD_SHARES:
        if abs(frac - share) < 0.005:
            return words
    return f"{frac * 100:.0f}{NBSP}%"


def say_chance(p: float | None, of: int = 50) -> str:
    """``48 of 50``: a chance as something that can be counted; the ends are kept for what never or always happens.

    Below 1 and above 99 per cent it is ``less than 1 of 100`` or ``more than 99 of 100``: one of fifty is 2 per cent.
    """
    if p is None or not isfinite(p):
        return MISSING
    if 0 < p < 0.01:
        return "less than 1 of 100"
    if 0.99 < p < 1:
        return "more than 99 of 100"
    n = round(p * of)
    if 0 < p < 1:
        n = min(max(n, 1), of - 1)
    return f"{n} of {of}"


def short_id(text: str | None, head: int = 4, tail: int = 4) -> str:
    """An id or hash shortened in its middle, its kind kept: ``trip:5c0e…6f38``, ``9c41…e7ab``."""
    if not text:
        return MISSING
    kind, colon, digits = text.rpartition(":")
    if len(digits) > head + tail + 1:
        digits = f"{digits[:head]}…{digits[-tail:]}"
    return f"{kind}{colon}{digits}"


def say_imo(imo: int | None) -> str:
    """Seven digits, or ``not known``."""
    return MISSING if imo is None else f"{imo:07d}"


def _digits(value: float, is_million: bool) -> str:
    if is_million:
        return f"{value / 1e6:,.2f}".replace("-", "−")
    if abs(value) < 1000:
        return say_number(value)
    step = 10.0 ** (floor(log10(abs(value))) - 1)
    return say_number(round(value / step) * step)


LOOK_DOUBTS = {
    "analysts_differ": ("look on which analysts differ", "looks on which analysts differ"),
    "look_and_sighting_differ": ("sighting that its look contradicts", "sightings that their looks contradict"),
    "out_of_view": ("sighting that its image cannot show", "sightings that their images cannot show"),
    "times_differ": ("time that is not the image's", "times that are not the images'"),
    "other_place": ("sighting in a look of another place", "sightings in looks of another place"),
    "repeated": ("sighting that says what another says", "sightings that say what others say"),
    "unknown_berth": ("berth that the case's areas do not name", "berths that the case's areas do not name"),
    "outside_footprint": ("look outside its scene's footprint", "looks outside their scenes' footprints"),
    "outside_usable": ("look outside the usable part of its scene", "looks outside the usable parts of their scenes"),
    "no_place": ("look at no place of this case", "looks at no place of this case"),
    "no_scene": ("look that names a scene not held", "looks that name scenes not held"),
    "no_look": ("sighting that names a look not held", "sightings that name looks not held"),
    "in_no_look": ("sighting at a watched place, in no look", "sightings at watched places, in no look"),
    "no_sighting": ("measure or feature of a sighting not held", "measures and features of sightings not held"),
}
"""Kinds of LOOK_CHECKS in words for one and for more, those first that bear on what was found."""


def count_look_doubts(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Each kind of LOOK_CHECKS with its count in words: ``("analysts_differ", "2 looks on which analysts differ")``."""
    counts = Counter(kinds)
    order = [*LOOK_DOUBTS, *sorted(set(counts) - set(LOOK_DOUBTS))]
    return [(k, say_many(counts[k], *LOOK_DOUBTS.get(k, (k, k)))) for k in order if counts[k]]

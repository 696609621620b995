"""Partners: ships in a gap that could have met one that loitered alone. Possible, never seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf, pi
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, floats, ints
from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.ids import content_id
from fairlead.base.tables import GAPS, LOITERING, PARTNERS
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.base.wording import say_number
from fairlead.events.near_ports import chord_km, unit_vectors
from fairlead.events.told import HOUR_US, Flags

HOUR = timedelta(hours=1)

ROUNDS, CLOSE = 1000, 1e-9
"""A share is learnt until a round changes it by less; each round brings it nearer."""


@dataclass(frozen=True, slots=True)
class PartnerParams:
    """Who could have come, and how likely that is."""

    speed_kn: Annotated[float, Within(0, 60, is_above=True)] = 14.0
    """No ship in a gap sails faster: the service speed of tankers and bulk carriers. A ship that must be faster could
    not have come. Our judgement."""
    stay: Annotated[timedelta, Within(timedelta(0), timedelta(days=30))] = timedelta(hours=2)
    """A partner stays at least so long: the least length of an encounter."""
    somebody: Annotated[float, Within(0, 0.999)] = 0.2
    """Chance, before any gap is looked at, that a ship that lay alone had a partner whose silence is in these data. Our
    assumption: nobody has published it. Each case learns its own, beginning here; 0: there is none."""
    somebody_counts: Annotated[float, Within(0, 1e6, is_above=True)] = 20.0
    """For how many ships of the case that lay alone that chance counts. Our judgement."""
    around_km: Annotated[float, Within(1, 20_100)] = 500.0
    """From the silences this near, how many ships fall silent there anyway is reckoned. Our judgement."""
    least_km2: Annotated[float, Within(0, 1e8, is_above=True)] = 1000.0
    """Waters that a silent ship may have been in are never taken for smaller: its speed is not known so well. Our
    judgement."""
    unknown: Share = 0.5
    """Chance that a silence was no failure of reception, where that is not known. Our assumption."""
    broken_off: Share = 0.1
    """The same of a ship that was heard until nobody listened any more, and may have gone anywhere since: the share
    that gaps in general are held to be. Our assumption."""
    telling: Annotated[float, Within(0, 1000, is_above=True)] = 4.0
    """How many times likelier the ends of a gap so placed are if its ship came than if it did not, beyond what the
    waters tell. Fitted on simulated seas: docs/methods/partners.md."""
    most: Annotated[int, Within(1, 1000)] = 10
    """Ships listed for each loitering, the likeliest; probabilities are worked out among all. Our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


def rank_partners(loitering: pa.Table, gaps: pa.Table, params: PartnerParams = PartnerParams()) -> pa.Table:
    """List for each loitering the silent ships that could have come and gone on to where they were heard again.

    A gap weighs by the chance that it was no failure of reception, by the share of its time that a straight run does
    not need, and by the share of the loitering that the ship could have stayed; against that stand the waters it may
    have been in as well, times the density of such gaps around. Nobody weighs ``1 - somebody``, the gaps ``somebody``.

    Args:
        loitering: LOITERING of the whole case, any order.
        gaps: GAPS of the whole case, any order.
        params: :class:`PartnerParams`.

    Returns:
        PARTNERS, status possible. The probabilities of all who could have come, and of nobody or of a ship whose
        silence is not in these data, are one together.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Ways lead over land. A partner that was never heard, or met the ship in more than one gap, is not found. The
        probabilities rest on ``somebody``, less so where many lay alone.
    """
    lain = LOITERING.sorted(LOITERING.check(loitering)).to_pylist()
    gaps = Gaps.of(GAPS.sorted(GAPS.check(gaps)), params)
    could = [_could_come(lay, gaps, params) for lay in lain]
    share = learn_somebody(np.array([some.in_all for some in could]), params)
    return PARTNERS.from_rows(
        row for lay, some in zip(lain, could, strict=True) for row in _rows(lay, gaps, some, share, params)
    )


def learn_somebody(odds: Floats, params: PartnerParams) -> float:
    """Share of those that lay alone that had a partner: where the mean of their chances, and the assumption, is that.

    Args:
        odds: of each, how many times likelier what is seen is with a partner in these data than with none.
        params: :class:`PartnerParams`.
    """
    share, counts = params.somebody, params.somebody_counts
    odds = np.sort(odds)  # so that the sum is the same whatever the order of rows
    for _ in range(ROUNDS):
        before = share
        found = float((share * odds / (share * odds + 1.0 - share)).sum())
        share = (params.somebody * counts + found) / (counts + len(odds))
        if abs(share - before) < CLOSE:
            break
    return share


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps in order of beginning, times in hours since 1970."""

    gap_id: list[str]
    rank: Ints
    """Place of each among the ids in order."""
    mmsi: Ints
    start: Floats
    end: Floats
    """inf where it is open."""
    latest: Floats
    """Latest end of it and all that begin before."""
    hours: Floats
    from_point: Floats
    """Unit vectors."""
    to_point: Floats
    """The same; of an open gap that of its start."""
    middle: Floats
    weight: Floats
    """Chance that it was no failure of reception, times the share of its time that a straight run does not need."""
    km2: Floats
    """Waters it may have stopped in: all points from which both ends are near enough."""

    @classmethod
    def of(cls, gaps: pa.Table, params: PartnerParams) -> Gaps:
        """The gaps of GAPS."""
        gaps = gaps.take(pa.array(np.argsort(ints(gaps, "start_time"), kind="stable")))
        start = ints(gaps, "start_time") / HOUR_US
        hours, is_open = floats(gaps, "hours"), np.asarray(gaps["end_time"].is_null())
        end = np.where(is_open, inf, start + hours)
        lat, lon, end_lat, end_lon = (floats(gaps, n) for n in ("start_lat", "start_lon", "end_lat", "end_lon"))
        begun = unit_vectors(lat, lon)
        ended = np.where(is_open[:, None], begun, unit_vectors(end_lat, end_lon))
        km = np.where(is_open, 0.0, chord_km(ended - begun))
        speed = params.speed_kn * KM_PER_NAUTICAL_MILE
        chance = floats(gaps, "p_not_reception")
        is_broken_off = np.asarray(gaps["is_broken_off"])
        chance = np.where(np.isnan(chance), np.where(is_broken_off, params.broken_off, params.unknown), chance)
        idle = np.clip(1.0 - km / np.maximum(speed * hours, 1e-9), 0.0, 1.0)
        middle = begun + ended
        ids = gaps["gap_id"].to_pylist()
        rank = np.empty(len(ids), dtype=np.int64)
        rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return cls(
            gap_id=ids,
            rank=rank,
            mmsi=ints(gaps, "mmsi"),
            start=start,
            end=end,
            latest=np.maximum.accumulate(end),
            hours=hours,
            from_point=begun,
            to_point=ended,
            middle=middle / np.maximum(np.linalg.norm(middle, axis=1), 1e-9)[:, None],
            weight=chance * idle,
            km2=np.maximum(_waters_km2(speed * (hours - params.stay / HOUR), km, is_open), params.least_km2),
        )

    def open_between(self, earliest_end: float, latest_start: float) -> Ints:
        """Gaps that began by the one time and ended after the other."""
        beyond = int(np.searchsorted(self.start, latest_start, side="right"))
        first = int(np.searchsorted(self.latest[:beyond], earliest_end))
        return first + np.flatnonzero(self.end[first:beyond] >= earliest_end)


def _waters_km2(longest_km: Floats, between_km: Floats, is_open: Flags) -> Floats:
    """Area of the points from which the ways to both ends add up to no more than so far: an ellipse; a circle where the
    gap is open and nothing is known of its end."""
    longest_km = np.maximum(longest_km, 0.0)
    short_km = np.sqrt(np.maximum(longest_km**2 - between_km**2, 0.0))
    return np.where(is_open, pi * longest_km**2, pi / 4.0 * longest_km * short_km)


@dataclass(frozen=True, slots=True)
class Partners:
    """Gaps whose ships could have come to one that lay alone, likeliest first."""

    gap: Ints
    needed_kn: Floats
    left_h: Floats
    weight: list[float]
    """How many times likelier what is seen is if it came than if nobody did."""

    @property
    def in_all(self) -> float:
        """The weights of all."""
        return sum(self.weight)


def _could_come(lay: Mapping[str, Any], gaps: Gaps, params: PartnerParams) -> Partners:
    """The gaps whose ships could have come to one that lay alone, likeliest first."""
    since, till = (lay[n].timestamp() / 3600 for n in ("start_time", "end_time"))
    stay, speed = params.stay / HOUR, params.speed_kn * KM_PER_NAUTICAL_MILE
    rows = gaps.open_between(since + stay, till - stay)
    rows = rows[gaps.mmsi[rows] != lay["mmsi"]]
    point = unit_vectors(np.array([lay["lat"]]), np.array([lay["lon"]]))
    come_km, go_km = chord_km(gaps.from_point[rows] - point), chord_km(gaps.to_point[rows] - point)
    left_h = np.minimum(till, gaps.end[rows] - go_km / speed) - np.maximum(since, gaps.start[rows] + come_km / speed)
    can = left_h >= stay
    is_around = can | (chord_km(gaps.middle[rows] - point) <= params.around_km)
    per_km2 = gaps.weight[rows][is_around].sum() / (pi * params.around_km**2)
    rows, come_km, go_km, left_h = rows[can], come_km[can], go_km[can], left_h[can]
    rivals = np.maximum(per_km2 * gaps.km2[rows], 1e-12)
    weight = params.telling * np.minimum(left_h / (till - since), 1.0) * gaps.weight[rows] / rivals
    needed_kmh = np.maximum(
        np.maximum(_speed(come_km, till - stay - gaps.start[rows]), _speed(go_km, gaps.end[rows] - stay - since)),
        _speed(come_km + go_km, gaps.end[rows] - gaps.start[rows] - stay),
    )
    likeliest = np.lexsort((gaps.rank[rows], -weight))
    needed_kn = needed_kmh[likeliest] / KM_PER_NAUTICAL_MILE
    return Partners(rows[likeliest], needed_kn, left_h[likeliest], weight[likeliest].tolist())


def _speed(km: Floats, hours: Floats) -> Floats:
    """km an hour to go so far in so long; none where there is no way to go."""
    return np.where(km > 0.0, km / np.maximum(hours, 1e-12), 0.0)


def _rows(
    lay: Mapping[str, Any], gaps: Gaps, could: Partners, share: float, params: PartnerParams
) -> list[dict[str, Any]]:
    """The likeliest of those who could have come to one that lay alone."""
    whole = 1.0 - share + share * could.in_all
    chances = [share * weight / whole for weight in could.weight]
    in_all = sum(chances)
    return [_row(lay, gaps, could, i, chances[i], in_all - chances[i]) for i in range(min(params.most, len(chances)))]


def _row(lay: Mapping[str, Any], gaps: Gaps, could: Partners, i: int, chance: float, others: float) -> dict[str, Any]:
    gap, needed_kn, left_h = int(could.gap[i]), float(could.needed_kn[i]), float(could.left_h[i])
    gap_id, mmsi = gaps.gap_id[gap], int(gaps.mmsi[gap])
    silent = "still silent" if np.isinf(gaps.end[gap]) else f"silent for {say_hours(gaps.hours[gap])}"
    shares = f"{100 * chance:.0f} % against {100 * others:.0f} % for other silent ships"
    return {
        "partner_id": content_id("partner", lay["loitering_id"], gap_id),
        "loitering_id": lay["loitering_id"],
        "gap_id": gap_id,
        "mmsi": mmsi,
        "rank": i + 1,
        "needed_kn": needed_kn,
        "hours_left": left_h,
        "probability": chance,
        "status": "possible",
        "words": (
            f"{mmsi:09d}, {silent}, could have lain with {lay['mmsi']:09d} for up to {say_hours(left_h)} after "
            f"{say_time(lay['start_time'])}, sailing at {say_number(needed_kn, 1)} kn or more; {shares}, and "
            f"{100 * (1 - chance - others):.0f} % for nobody or a ship never heard."
        ),
        "sources": [lay["loitering_id"], gap_id],
    }

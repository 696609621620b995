"""Rules on owners: a listed one, one founded for a single ship, and shares that listed owners hold together. Pure
functions of dated ties; a risk is a reason to look, never a verdict.

The rule on shares is that of the U.S. Treasury (OFAC, guidance of 13 August 2014, FAQ 401): what blocked persons own in
the aggregate to 50 % or more is blocked, and counts as a blocked owner in its turn. Control is not counted there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from fairlead.base.timeline import say_days
from fairlead.base.wording import say_list
from fairlead.identity.risk_rules import Risk

EVER, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
OWNS = ("owner", "beneficial owner")
"""Relations whose share is a share owned; lists state none."""
ROUNDING = 1e-9
"""Shares are written with few decimals and summed in binary: 0.1 + 0.4 is 50 %."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One statement that somebody owns or runs something, for as long as it surely holds."""

    tie_id: str
    relation: str
    owner: str
    owner_name: str
    owned: str
    owned_name: str
    start: datetime | None
    """None: not stated, taken to have always held."""
    end: datetime | None
    """None: still so."""
    held_frac: float | None = None
    vessel_id: str | None = None


@dataclass(frozen=True, slots=True)
class OwnerListed:
    """An owner's time on a list."""

    owner: str
    start: datetime
    end: datetime | None
    words: str
    level: str
    id: str


@dataclass(frozen=True, slots=True)
class Founded:
    """When an owner was founded, as one interval."""

    owner: str
    start: datetime
    end: datetime
    id: str


def find_listed_owners(ties: Iterable[Tie], listed: Iterable[OwnerListed]) -> Iterator[Risk]:
    """``listed_owner``: who is said to own, run or be tied to a vessel stood in a list at that time."""
    by_owner: dict[str, list[OwnerListed]] = defaultdict(list)
    for one in listed:
        by_owner[one.owner].append(one)
    for tie in ties:
        for one in by_owner[tie.owner] if tie.vessel_id else ():
            start, end = max(tie.start or EVER, one.start), min(tie.end or NEVER, one.end or NEVER)
            if start >= end:
                continue
            relation = tie.relation.partition(":")[0].replace("_", " ")
            yield Risk(
                "listed_owner",
                f"{tie.owned_name}: {relation} {tie.owner_name}, {_span(start, end)}. {one.words}",
                _MAY_BE_LISTED if one.level == "confirmed" else f"Another company of that name. {_MAY_BE_LISTED}",
                (tie.tie_id, one.id), (tie.tie_id, one.id), vessel_id=tie.vessel_id, start=start,
                end=None if end == NEVER else end,
            )  # fmt: skip


_MAY_BE_LISTED = (
    "“Linked to” is a list's word for any tie; the ship may have been sold since it was written; and "
    "an owner's listing binds those its measures bind."
)


def find_single_ship_owners(
    ties: Sequence[Tie], founded: Iterable[Founded], within: timedelta
) -> Iterator[Risk]:  # fmt: skip
    """``single_ship_owner``: an owner of one ship, as far as known, was founded ``within`` of holding it, or less."""
    held: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        held[tie.owner].add(tie.owned)
    born = {one.owner: one for one in founded}
    for tie in ties:
        one = born.get(tie.owner)
        is_asked = one and tie.vessel_id and tie.start and tie.relation in OWNS and len(held[tie.owner]) == 1
        if not is_asked or one is None or tie.start is None:
            continue
        least, most = tie.start - one.end, tie.start - one.start
        if most < timedelta(0) or least > within:
            continue
        founding = say_days(one.start, one.end)
        yield Risk(
            "single_ship_owner",
            f"{tie.owner_name}, of whom no other ship is known here, was founded {founding}; it held {tie.owned_name} "
            f"from {say_days(tie.start, tie.start)}.",
            "Ships are commonly held by a company each, founded for the purchase: lenders ask for it. Its other ships "
            "may only be missing here.",
            (tie.tie_id, one.id), (tie.tie_id,), vessel_id=tie.vessel_id, start=tie.start, end=tie.end,
        )  # fmt: skip


def find_half_owned(ties: Iterable[Tie], listed: Iterable[OwnerListed], least_frac: float) -> Iterator[Risk]:
    """``half_owned``: listed owners, and those they half own in their turn, together hold ``least_frac`` or more.

    Time is cut wherever a share or a listing begins or ends; within a stretch nothing changes. Of two rows that say the
    same share of the same owner the greater counts, once.
    """
    shares = [t for t in ties if t.held_frac and t.relation.partition(":")[0] in OWNS]
    lists = list(listed)
    owners = {t.owner for t in shares}
    on_list = [one for one in lists if one.owner in owners]
    cuts = sorted({EVER, NEVER, *(at for t in shares for at in (t.start or EVER, t.end or NEVER)),
                   *(at for one in on_list for at in (one.start, one.end or NEVER))})  # fmt: skip
    stretches: dict[str, list[tuple[datetime, datetime, float, tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
    for start, end in pairwise(cuts):
        now = [t for t in shares if (t.start or EVER) <= start and end <= (t.end or NEVER)]
        roots = [one for one in on_list if one.start <= start and end <= (one.end or NEVER)]
        if not now or not roots:
            continue
        blocked: dict[str, tuple[str, ...]] = {}
        for one in roots:
            blocked[one.owner] = (*blocked.get(one.owner, ()), one.id)
        totals = _spread(now, blocked, least_frac)
        for owned, (total, by, ids) in totals.items():
            stretches[owned].append((start, end, total, by, ids))
    named = {t.owned: t for t in shares if t.vessel_id}
    levels = {one.id: one.level for one in lists}
    for owned, tie in sorted(named.items()):
        for start, end, total, by, ids in _joined(stretches[owned]):
            doubt = "" if all(levels.get(i) != "possible" for i in ids) else "An owner may be another of that name. "
            yield Risk(
                "half_owned",
                f"{tie.owned_name}: owners in lists, or half owned by such, together hold {100 * total:g} %, "
                f"{_span(start, end)}: {say_list(by)}.",
                f"{doubt}Shares may have been sold since; where from or to is not stated they are taken to hold. The "
                "rule is OFAC's; the EU and the UK ask for more than half in some acts, and for control in others.",
                ids, (owned, *ids), vessel_id=tie.vessel_id, start=None if start == EVER else start,
                end=None if end == NEVER else end,
            )  # fmt: skip


def _spread(
    shares: Sequence[Tie], blocked: dict[str, tuple[str, ...]], least_frac: float
) -> dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]]:
    """Those that blocked owners hold to ``least_frac``, who are blocked owners in their turn, until no more are found:
    total, by whom, and the rows it stands on."""
    by_owned: dict[str, dict[str, Tie]] = defaultdict(dict)
    for t in sorted(shares, key=lambda t: (t.held_frac or 0.0, t.tie_id)):
        by_owned[t.owned][t.owner] = t  # the greatest share of one owner, once
    found: dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]] = {}
    is_more = True
    while is_more:
        is_more = False
        for owned in sorted(by_owned):
            held = [t for owner, t in sorted(by_owned[owned].items()) if owner in blocked and owner != owned]
            total = min(sum(t.held_frac or 0.0 for t in held), 1.0)
            if total + ROUNDING < least_frac or (owned in found and abs(found[owned][0] - total) < ROUNDING):
                continue
            by = tuple(f"{t.owner_name} {100 * (t.held_frac or 0.0):g} %{_say_half(found.get(t.owner))}" for t in held)
            ids = tuple(dict.fromkeys(i for t in held for i in (t.tie_id, *blocked[t.owner])))
            found[owned] = total, by, ids
            blocked[owned] = tuple(dict.fromkeys((*blocked.get(owned, ()), *ids)))
            is_more = True
    return found


def _say_half(found: tuple[float, tuple[str, ...], tuple[str, ...]] | None) -> str:
    """Who half owns an owner, behind its share; nothing where it is listed itself alone."""
    return f" (held by {say_list(found[1])})" if found else ""


def _joined(
    stretches: Iterable[tuple[datetime, datetime, float, tuple[str, ...], tuple[str, ...]]],
) -> Iterator[tuple[datetime, datetime, float, tuple[str, ...], tuple[str, ...]]]:
    """Neighbouring stretches in which the same owners hold the same, as one."""
    last: tuple[datetime, datetime, float, tuple[str, ...], tuple[str, ...]] | None = None
    for one in stretches:
        if last and last[1] == one[0] and last[3:] == one[3:]:
            last = (last[0], one[1], *last[2:])
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _span(start: datetime, end: datetime) -> str:
    since = "since when not stated" if start == EVER else f"from {say_days(start, start)}"
    return since if end == NEVER else f"{since} to {say_days(end, end)}"

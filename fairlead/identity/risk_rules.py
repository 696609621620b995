"""Rules of identity risk: pure functions of dated statements. Each says what it saw, when, on which rows, and what else
explains it. A risk is a reason to look, never a verdict.

Sources of the rules: the forms of MMSI of ITU-R M.585, check digits of IMO numbers (:mod:`fairlead.base.ids`), the
laundered identities that C4ADS published in 2021, and the succession of identities of Global Fishing Watch's
vessel-identity work; thresholds are parameters.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from fairlead.base.ids import TYPED_FOR_NONE, is_company_imo, is_given_imo, is_imo
from fairlead.base.timeline import say_days, say_time
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.base.wording import say_list, say_number

ALL_BITS = 2**30 - 1
"""All thirty bits of the field set: a transponder that was given no number."""
MOST_ALIKE = 3
"""Wrong numbers that more MMSIs send alike are a habit (0, 1, a file's filler) and tie no ships together."""

OWN_NUMBERS = 10
"""As many odd MMSIs may be so many faults."""

KM_A_DAY = 100.0
"""What ranks candidates of a succession: a hundred kilometres count as a day. Our judgement."""

MARKS_OF_IDENTITY = {"imo": "IMO number", "name": "name", "call_sign": "call sign", "mmsi": "MMSI"}

_NO_YEAR_IN = (86, 87)
"""Series of IMO numbers that ships without one were given afterwards, whatever their age: Chon Ma San, built 2005, has
8660313."""
_YEARS_IN = range(70, 90)
"""Series of IMO numbers whose first two digits are about the year of order, 1970 to 1989. Of 16 ships of them in the
fleet list of the United States (MARAD 2023) none was built more than five years after."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A row of WORN that stood: a value sent under an MMSI from here to there."""

    worn_id: str
    mmsi: int
    property: str
    value: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A ship as a registry or list of vessels has it."""

    vessel_id: str
    name: str
    imo: int | None = None
    flag: str | None = None
    built: int | None = None
    length_m: float | None = None
    ship_class: str | None = None
    """tanker, cargo or passenger."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something dated that a change may stand beside: a gap, a port call, a designation."""

    kind: str
    start: datetime
    end: datetime
    words: str
    source: str
    mmsi: int | None = None
    vessel_id: str | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """What a rule found. ``begun_by`` is what its id is made of: the rows that began it."""

    rule: str
    words: str
    may_be: str
    """What else explains it."""
    sources: tuple[str, ...]
    begun_by: tuple[str, ...]
    mmsi: int | None = None
    other_mmsi: int | None = None
    vessel_id: str | None = None
    imo: int | None = None
    start: datetime | None = None
    end: datetime | None = None


# ------------------------------------------------------------------------------------------------------- MMSIs


@lru_cache(maxsize=1)
def states_of_mids() -> dict[int, frozenset[str]]:
    """Each maritime identification digits with the state or territory that has them, and the state that one is of."""
    text = files("fairlead.identity").joinpath("mids.csv").read_text(encoding="utf-8")
    found = defaultdict[int, set[str]](set)
    for row in csv.DictReader(text.splitlines()):
        found[int(row["mid"])] |= {row["code"], *([row["parent"]] if row["parent"] else [])}
    return {mid: frozenset(codes) for mid, codes in found.items()}


def state_of(mmsi: int) -> str | None:
    """The first of :func:`states_of` that has them itself: Hong Kong, not China."""
    return _own_states().get(mmsi // 1_000_000) if is_ships_mmsi(mmsi) else None


@lru_cache(maxsize=1)
def _own_states() -> dict[int, str]:
    text = files("fairlead.identity").joinpath("mids.csv").read_text(encoding="utf-8")
    return {int(row["mid"]): row["code"] for row in csv.DictReader(text.splitlines())}


def states_of(mmsi: int) -> frozenset[str]:
    """The states whose digits a ship's MMSI begins with, ISO 3166-1 alpha-2; none where it is no ship's, or nobody has
    them."""
    return states_of_mids().get(mmsi // 1_000_000, frozenset()) if is_ships_mmsi(mmsi) else frozenset()


def is_ships_mmsi(mmsi: int) -> bool:
    """Whether it has a ship station's form: nine digits, the first 2 to 7 (ITU-R M.585)."""
    return 200_000_000 <= mmsi <= 799_999_999


# --------------------------------------------------------------------------------------------------- 1: the number


def find_bad_numbers(sent: Iterable[Sent], owing: Mapping[int, str]) -> Iterator[Risk]:
    """``number``: an IMO number that no ship can have, sent by a ship that owes one.

    Args:
        sent: what MMSIs sent; only IMO numbers are read.
        owing: MMSIs of ships that owe a number, each with why, in words.
    """
    wrong = defaultdict[str, list[Sent]](list)
    for s in sent:
        if s.property == "imo" and not is_given_imo(int(s.value)) and int(s.value) != ALL_BITS:
            wrong[s.value].append(s)
    for value, all_sent in wrong.items():
        for s in all_sent:
            if s.mmsi not in owing:
                continue
            others = sorted({o.mmsi for o in all_sent} - {s.mmsi})
            told, rows = "", [s.worn_id]
            if 0 < len(others) <= MOST_ALIKE and len(value) == 7:
                told = f" {say_list(f'{m:09d}' for m in others)} sent the same: one ship may be behind both."
                rows += [o.worn_id for o in all_sent if o.mmsi in others]
            yield Risk(
                "number",
                f"{s.mmsi:09d} ({owing[s.mmsi]}) sent IMO number {value}, {say_days(s.start, s.end)}: "
                f"{_fault(int(value))}.{told}",
                "A digit mistyped; a registration number of another kind typed in its place.",
                tuple(dict.fromkeys(rows)),
                (s.worn_id,),
                mmsi=s.mmsi,
                start=s.start,
                end=s.end,
            )


def _fault(number: int) -> str:
    digits = str(number)
    if number % 100 == 0 and is_imo(number // 100):
        return f"two noughts stand behind {number // 100}, which passes its check digit"
    if len(digits) != 7:
        return "it has not seven digits"
    if number in TYPED_FOR_NONE:
        return "a row of digits that is typed where no number is known; it passes the check digit by chance"
    if len(set(digits)) == 1 or digits in "01234567890":
        return "no ship has it, and its check digit is wrong"
    if is_company_imo(number):
        return "its check digit is wrong for a ship and right for a company, as that of one number in ten is by chance"
    return "its check digit is wrong"


# ------------------------------------------------------------------------------------------- 2 and 6: the particulars


def find_other_ships(
    imos: Iterable[Sent],
    known: Mapping[int, Known],
    lengths: Mapping[int, tuple[float, str]],
    classes: Mapping[int, tuple[str, str]],
    length_frac: float,
) -> Iterator[Risk]:
    """``particulars``: an MMSI sends the IMO number of a ship of another length or another type.

    Args:
        imos: valid IMO numbers as sent.
        known: ships by IMO number, as registries have them.
        lengths: most frequent length sent by an MMSI in metres, with the row that has it.
        classes: class of ship sent by an MMSI, likewise.
        length_frac: share of the registered length beyond which two lengths are of two ships.
    """
    for s in imos:
        ship = known.get(int(s.value))
        if ship is None:
            continue
        told, rows = [], [s.worn_id, ship.vessel_id]
        if s.mmsi in lengths and ship.length_m:
            length, row = lengths[s.mmsi]
            if abs(length - ship.length_m) > length_frac * ship.length_m:
                told.append(f"it sends a length of {say_number(length)} m, where {ship.name} has "
                            f"{say_number(ship.length_m, 1)} m")  # fmt: skip
                rows.append(row)
        if s.mmsi in classes and ship.ship_class and classes[s.mmsi][0] != ship.ship_class:
            told.append(f"it sends the type {classes[s.mmsi][0]}, where {ship.name} is a {ship.ship_class} ship")
            rows.append(classes[s.mmsi][1])
        if told:
            yield Risk(
                "particulars",
                f"{s.mmsi:09d} sent IMO number {s.value} of {ship.name}, {say_days(s.start, s.end)}: {say_list(told)}.",
                "Dimensions and type are typed by crews and often wrong; a ship may have been rebuilt.",
                tuple(dict.fromkeys(rows)), (s.worn_id, ship.vessel_id),
                mmsi=s.mmsi, vessel_id=ship.vessel_id, imo=ship.imo, start=s.start, end=s.end,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag of a ship as a source states it; no days where the source states none."""

    vessel_id: str
    flag: str
    source: str
    start: datetime | None = None
    end: datetime | None = None


def find_flag_clashes(imos: Iterable[Sent], known: Mapping[int, Known], flags: Sequence[Flagged]) -> Iterator[Risk]:
    """``mid_flag``: the state of the MMSI is none of the flags that sources give the ship at that time.

    Asked of ships that send a known ship's IMO number, never of MMSIs that lists quote: those go stale.
    """
    by_ship = defaultdict[str, list[Flagged]](list)
    for f in flags:
        by_ship[f.vessel_id].append(f)
    for s in imos:
        ship = known.get(int(s.value))
        states = states_of(s.mmsi)
        if ship is None or not states:
            continue
        then = [
            f
            for f in by_ship[ship.vessel_id]
            if (f.start is None or f.start <= s.end) and (f.end is None or f.end > s.start)
        ]
        if then and not any(f.flag in states for f in then):
            given = say_list(sorted({f.flag for f in then}))
            yield Risk(
                "mid_flag",
                f"{s.mmsi:09d} is an MMSI of {say_list(sorted(states))}; it sent the IMO number of {ship.name}, "
                f"{say_days(s.start, s.end)}, whose flag by the sources of the case was {given}.",
                "The flag was changed and the source is of another day; an MMSI is kept for some weeks when a flag "
                "changes.",
                (s.worn_id, *(f.source for f in then)), (s.worn_id, ship.vessel_id),
                mmsi=s.mmsi, vessel_id=ship.vessel_id, imo=ship.imo, start=s.start, end=s.end,
            )  # fmt: skip


def find_no_ships_mmsis(imos: Iterable[Sent], most_frac: float = 0.1) -> Iterator[Risk]:
    """``mmsi_form``: a valid IMO number comes under an MMSI that no ship station can have, or of digits nobody has.

    Args:
        imos: valid IMO numbers as sent.
        most_frac: share of MMSIs beyond which one row tells of all: a data set that has numbers of its own for ships.
    """
    all_sent = list(imos)
    odd = [s for s in all_sent if not states_of(s.mmsi)]
    mmsis, odd_mmsis = {s.mmsi for s in all_sent}, {s.mmsi for s in odd}
    is_many = len(odd_mmsis) > max(OWN_NUMBERS, most_frac * len(mmsis))
    if is_many or (len(odd_mmsis) > MOST_ALIKE and len(odd_mmsis) == len(mmsis)):
        first = min(odd, key=lambda s: (s.start, s.mmsi))
        yield Risk(
            "mmsi_form",
            f"{len(odd_mmsis):,} of {len(mmsis):,} MMSIs that sent a valid IMO number are no ship's by their form, "
            f"{first.mmsi:09d} among them.",
            "A data set that puts numbers of its own in the place of MMSIs: ask whoever gave it.",
            (first.worn_id,), (first.worn_id,), start=first.start, end=max(s.end for s in odd),
        )  # fmt: skip
        return
    for s in odd:
        why = "no ship's MMSI by its form" if not is_ships_mmsi(s.mmsi) else "no state has its first three digits"
        yield Risk(
            "mmsi_form",
            f"IMO number {s.value} was sent under {s.mmsi:09d}, {say_days(s.start, s.end)}: {why}.",
            "A transponder that was never set up; digits mistyped when it was.",
            (s.worn_id,), (s.worn_id,), mmsi=s.mmsi, imo=int(s.value), start=s.start, end=s.end,
        )  # fmt: skip


# --------------------------------------------------------------------------------------------------------- 3: zombies


@dataclass(frozen=True, slots=True)
class Ended:
    """A ship recorded as broken up, lost or last seen: from when on it cannot be on the air."""

    vessel_id: str | None
    """None where its number proves no identity."""
    name: str
    imo: int
    by: datetime
    words: str
    source: str


def find_zombies(imos: Iterable[Sent], ended: Iterable[Ended]) -> Iterator[Risk]:
    """``zombie``: the IMO number of a ship that is recorded as gone is sent after it went."""
    gone = defaultdict[int, list[Ended]](list)
    for e in ended:
        gone[e.imo].append(e)
    for s in imos:
        for e in gone.get(int(s.value), ()):
            if s.end > e.by:
                yield Risk(
                    "zombie",
                    f"{s.mmsi:09d} sent IMO number {s.value} of {e.name}, {say_days(max(s.start, e.by), s.end)}; that "
                    f"ship is recorded as gone: {e.words}.",
                    "The record is wrong, or of another ship; the ship was sold for scrap and traded on.",
                    (s.worn_id, e.source), (s.worn_id, e.source),
                    mmsi=s.mmsi, vessel_id=e.vessel_id, imo=e.imo, start=max(s.start, e.by), end=s.end,
                )  # fmt: skip


# ------------------------------------------------------------------------------------------------------ 5: laundering


def year_of_series(imo: int) -> int | None:
    """About the year in which a ship with this IMO number was ordered, where its series tells: 1970 to 1989.

    Series 86 and 87 tell nothing, and from 90 on numbers run on without a year.
    """
    series = imo // 100_000
    return 1900 + series if series in _YEARS_IN and series not in _NO_YEAR_IN else None


def find_laundered(
    imos: Iterable[Sent],
    known: Mapping[int, Known],
    heard_since: datetime | None,
    built_after_y: int,
    unheard: timedelta,
    old_y: int,
) -> Iterator[Risk]:
    """``laundering``: a valid IMO number without the history that a number of its age has.

    Two forms: the ship is recorded as built long after ships of that series were ordered; or nobody sent the number
    for as long as AIS of the case was heard before, no list of vessels knows it, and ships of that series are old.

    Args:
        imos: valid IMO numbers as sent.
        known: ships by IMO number.
        heard_since: first AIS of the case.
        built_after_y: years after its series that a ship may have been built.
        unheard: how long AIS must have been heard before a number's first day for its silence to mean something.
        old_y: years between series and first day from which a ship should have a history.
    """
    first: dict[str, list[Sent]] = defaultdict(list)
    for s in imos:
        first[s.value].append(s)
    for value, all_sent in first.items():
        imo, s = int(value), min(all_sent, key=lambda x: (x.start, x.mmsi))
        series, ship = year_of_series(imo), known.get(int(value))
        if series is None:
            continue
        told, rows = "", tuple[str, ...]()
        if ship is not None and ship.built is not None and ship.built > series + built_after_y:
            told = (f"numbers of its series went to ships ordered about {series}, and {ship.name} is recorded as built "
                    f"in {ship.built}")  # fmt: skip
            rows = (s.worn_id, ship.vessel_id)
        elif ship is None and heard_since and s.start - heard_since >= unheard and s.start.year - series >= old_y:
            told = (f"numbers of its series went to ships ordered about {series}, no list of vessels in this case "
                    f"knows it, and its AIS, heard since {say_time(heard_since)}, has none of it before")  # fmt: skip
            rows = (s.worn_id,)
        if told:
            yield Risk(
                "laundering",
                f"IMO number {value} passes its check digit and is first sent on {say_time(s.start)}, by {s.mmsi:09d}: "
                f"{told}.",
                "Small and coastal ships got numbers late, some of an old series; AIS of the case may not cover the "
                "waters it traded in before.",
                rows, rows[:1] if ship is None else rows,
                mmsi=s.mmsi, vessel_id=ship.vessel_id if ship else None, imo=imo, start=s.start, end=s.end,
            )  # fmt: skip


# --------------------------------------------------------------------------------------------------------- 7: changes


@dataclass(frozen=True, slots=True)
class Change:
    """A mark given up for another: somewhere between ``after`` and ``before``."""

    property: str
    old: str
    new: str
    after: datetime
    before: datetime
    mmsi: int
    other_mmsi: int | None
    sources: tuple[str, ...]


def list_changes(sent: Iterable[Sent]) -> list[Change]:
    """Changes of the name, IMO number and call sign under an MMSI, and of the MMSI under a valid IMO number.

    Values sent at one time are not a change but two ships, or one that sends both.
    """
    by_mmsi, by_imo = defaultdict[tuple[int, str], list[Sent]](list), defaultdict[str, list[Sent]](list)
    for s in sent:
        by_mmsi[s.mmsi, s.property].append(s)
        if s.property == "imo" and is_given_imo(int(s.value)):
            by_imo[s.value].append(s)
    made = [
        Change(prop, a.value, b.value, a.end, b.start, mmsi, None, (a.worn_id, b.worn_id))
        for (mmsi, prop), values in by_mmsi.items()
        for a, b in _in_turn(values)
        if a.value != b.value
    ]
    made += [
        Change("mmsi", f"{a.mmsi:09d}", f"{b.mmsi:09d}", a.end, b.start, b.mmsi, a.mmsi, (a.worn_id, b.worn_id))
        for values in by_imo.values()
        for a, b in _in_turn(values)
        if a.mmsi != b.mmsi
    ]
    return sorted(made, key=lambda c: (c.before, c.sources))


def _in_turn(values: Sequence[Sent]) -> Iterator[tuple[Sent, Sent]]:
    """Neighbours in time that do not overlap each other, nor anything else between."""
    inorder = sorted(values, key=lambda s: (s.start, s.end, s.worn_id))
    reach = datetime.min.replace(tzinfo=inorder[0].start.tzinfo)
    for a, b in pairwise(inorder):
        reach = max(reach, a.end)
        if reach <= b.start and a.end == reach:
            yield a, b


def find_timely_changes(
    changes: Iterable[Change],
    happened: Iterable[Happened],
    ships: Mapping[int, Sequence[str]],
    within: Mapping[str, timedelta],
) -> Iterator[Risk]:
    """``change``: a mark was changed during a gap, close to a call at a place asked about, or soon after a designation.

    Args:
        changes: as :func:`list_changes` has them.
        happened: gaps and calls by MMSI, designations by vessel.
        ships: vessels that the tracks of an MMSI are taken for.
        within: of each kind how far from it a change still counts; before it, too, for calls.
    """
    by_mmsi, by_ship = defaultdict[int, list[Happened]](list), defaultdict[str, list[Happened]](list)
    for h in happened:
        if h.mmsi is not None:
            by_mmsi[h.mmsi].append(h)
        if h.vessel_id is not None:
            by_ship[h.vessel_id].append(h)
    for c in changes:
        mmsis = {c.mmsi, *([c.other_mmsi] if c.other_mmsi is not None else [])}
        near = [h for m in sorted(mmsis) for h in by_mmsi[m]]
        near += [h for v in dict.fromkeys(v for m in sorted(mmsis) for v in ships.get(m, ())) for h in by_ship[v]]
        for h in near:
            pad = within[h.kind]
            if h.kind == "designation":
                meets = h.start <= c.before and c.after <= h.start + pad
            else:
                meets = c.after <= h.end + pad and c.before >= h.start - pad
            if not meets:
                continue
            yield Risk(
                "change",
                f"{c.mmsi:09d}: the {MARKS_OF_IDENTITY[c.property]} {c.old} was given up for {c.new} between "
                f"{say_time(c.after)} and {say_time(c.before)}: {h.words}.",
                "Ships are sold and renamed lawfully, often in port; what was sent while nobody listened is not known.",
                (*c.sources, h.source), (c.sources[1], h.source),
                mmsi=c.mmsi, other_mmsi=c.other_mmsi, vessel_id=h.vessel_id, start=c.after, end=c.before,
            )  # fmt: skip


# ----------------------------------------------------------------------------------------------------------- 8: flags


@dataclass(frozen=True, slots=True)
class FlagShown:
    """A flag that a ship had or showed at a time."""

    flag: str
    start: datetime
    end: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Hull:
    """The flags of one ship: by the MMSIs that sent its IMO number, and by dated sources."""

    imo: int
    name: str
    """Empty where no list of vessels of the case names it."""
    worn: tuple[FlagShown, ...]
    vessel_id: str | None = None
    mmsis: tuple[int, ...] = field(default=())


def _called(hull: Hull) -> str:
    """A ship by its name and number; one that no list of vessels names by the number alone."""
    return f"{hull.name} (IMO {hull.imo:07d})" if hull.name else f"The ship with IMO number {hull.imo:07d}"


def find_flag_hops(hulls: Iterable[Hull], least: int, months: timedelta) -> Iterator[Risk]:
    """``flag_hopping``: at least ``least`` flags within ``months``."""
    for hull in hulls:
        worn = sorted(hull.worn, key=lambda w: (w.start, w.end, w.source))
        for i, first in enumerate(worn):
            until = first.end + months
            later = [w for w in worn[i:] if w.start <= until]
            shown = {w.flag: w for w in reversed(later)}
            if len(shown) >= least:
                inorder = sorted(shown.values(), key=lambda w: w.start)
                yield Risk(
                    "flag_hopping",
                    f"{_called(hull)} showed {len(inorder)} flags within "
                    f"{round(months.days / 30.44)} months: "
                    + say_list(f"{w.flag} from {say_time(w.start)}" for w in inorder)
                    + ".",
                    "Owners change registries for cost; a flag read from an MMSI is that of its first digits, "
                    "and those may be mistyped.",
                    tuple(w.source for w in inorder), (first.source,),
                    vessel_id=hull.vessel_id, imo=hull.imo, mmsi=hull.mmsis[-1] if hull.mmsis else None,
                    start=first.start, end=max(w.end for w in inorder),
                )  # fmt: skip
                break


def find_false_registries(hulls: Iterable[Hull], false: Sequence[str]) -> Iterator[Risk]:
    """``false_registry``: a flag that the analyst lists as one whose registry is known as false."""
    for hull in hulls:
        for w in hull.worn:
            if w.flag in false:
                yield Risk(
                    "false_registry",
                    f"{_called(hull)} showed the flag of {w.flag}, {say_days(w.start, w.end)}, which "
                    "case.toml lists among registries known as false.",
                    "A state may have an honest register beside one run in its name.",
                    (w.source,), (w.source,), vessel_id=hull.vessel_id, imo=hull.imo,
                    mmsi=hull.mmsis[-1] if hull.mmsis else None, start=w.start, end=w.end,
                )  # fmt: skip


# ----------------------------------------------------------------------------------------------- 4 and 10: two at once


def find_clones(conflicts: Iterable[Mapping[str, object]]) -> Iterator[Risk]:
    """``clone``: one MMSI in two places, or one IMO number under two MMSIs at once; rows of CONFLICTS that no clock
    explains."""
    for c in conflicts:
        if c["conflict_kind"] in ("two_places", "one_imo") and c["receiver"] is None:
            mmsi, other = c["mmsi"], c["other_mmsi"]
            yield Risk(
                "clone",
                str(c["words"]),
                "Transponders set up alike by mistake; numbers typed from another ship's papers; a receiver's clock"
                + ("; one ship that changes its MMSI and changes back." if "in turns" in str(c["words"]) else "."),
                (str(c["conflict_id"]),), (str(c["conflict_id"]),),
                mmsi=mmsi if isinstance(mmsi, int) else None, other_mmsi=other if isinstance(other, int) else None,
                start=c["start_time"], end=c["end_time"],  # type: ignore[arg-type]  # times of the table
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edge:
    """Where an identity was first or last heard."""

    mmsi: int
    time: datetime
    lat: float
    lon: float
    length_m: float | None
    ship_class: str | None
    source: str
    vessel_ids: tuple[str, ...] = ()
    imos: tuple[tuple[int, str], ...] = ()
    """Valid IMO numbers sent, each with the row that has it."""


def find_successions(
    ends: Sequence[Edge],
    begins: Sequence[Edge],
    km: Callable[[Edge, Edge], float],
    within: timedelta,
    within_km: float,
    length_m: float,
    knots: float,
    most: int,
) -> Iterator[Risk]:
    """``succession``: one identity ends and another begins soon after, near by, of the same size.

    Only pairs of which one is a vessel of the case. Candidates compete: each says how many there are and its place
    among them, the soonest and nearest first, those that send different valid IMO numbers last.

    Args:
        ends: last reports of MMSIs that fell silent well before the data end.
        begins: first reports of MMSIs first heard well after the data begin.
        km: great-circle distance of two edges in km.
        within: longest time between them.
        within_km: greatest distance between them.
        length_m: greatest difference of their lengths, in metres; both must be sent.
        knots: no ship goes faster.
        most: candidates told of for one end or beginning.
    """
    found = defaultdict[tuple[str, int], list[tuple[bool, float, float, Edge, Edge]]](list)
    own = [b for b in begins if b.vessel_ids]
    for a in ends:
        for b in begins if a.vessel_ids else own:
            hours = (b.time - a.time) / timedelta(hours=1)
            if a.mmsi == b.mmsi or not 0 <= hours <= within / timedelta(hours=1):
                continue
            if a.length_m is None or b.length_m is None or abs(a.length_m - b.length_m) > length_m:
                continue
            if a.ship_class and b.ship_class and a.ship_class != b.ship_class:
                continue
            far = km(a, b)
            if far <= within_km and far <= hours * knots * KM_PER_NAUTICAL_MILE:
                key = ("end", a.mmsi) if a.vessel_ids else ("begin", b.mmsi)
                numbers = [{n for n, _ in x.imos} for x in (a, b)]
                is_other = all(numbers) and not numbers[0] & numbers[1]
                found[key].append((is_other, hours / 24 + far / KM_A_DAY, far, a, b))
    for rivals in found.values():
        inorder = sorted(rivals, key=lambda r: (r[0], r[1], r[3].mmsi, r[4].mmsi))
        for n, (is_other, _, far, a, b) in enumerate(inorder[:most], 1):
            rank = "the only one that fits" if len(inorder) == 1 else f"candidate {n} of {len(inorder)} that fit"
            told = ""
            if is_other:
                both = say_list(f"{x.imos[0][0]:07d}" for x in (a, b))
                told = f"; they send different IMO numbers, {both}, both valid: two ships, or one number is not its own"
            rows = (a.source, b.source, *((a.imos[0][1], b.imos[0][1]) if is_other else ()))
            yield Risk(
                "succession",
                f"{a.mmsi:09d} was last heard on {say_time(a.time)}, and {b.mmsi:09d} first on {say_time(b.time)}, "
                f"{say_number(far)} km away; both send a length of about {say_number(a.length_m or 0)} m{told}: "
                f"{rank}.",
                "Ships come into and out of reception every day; most that fit are two ships.",
                rows, (a.source, b.source), mmsi=b.mmsi, other_mmsi=a.mmsi,
                vessel_id=(a.vessel_ids or b.vessel_ids)[0], start=a.time, end=b.time,
            )  # fmt: skip

"""Risks of identity: what the rules of :mod:`fairlead.identity.risk_rules` find in a case's own tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Ints, ints
from fairlead.base.bounds import Within, check_fields
from fairlead.base.geodesy import distance_km
from fairlead.base.ids import content_id, is_given_imo
from fairlead.base.tables import (
    BEARERS,
    CONFLICTS,
    FIXES,
    GAPS,
    LISTINGS,
    MARKS,
    OWNER_HITS,
    OWNERS,
    PARTICULARS,
    PLACES,
    PORT_CALLS,
    QUESTION_PLACES,
    RISKS,
    SEGMENTS,
    TIES,
    VESSELS,
    WORN,
)
from fairlead.base.timeline import say_days, say_span
from fairlead.identity.owner_rules import (
    Founded,
    OwnerListed,
    Tie,
    find_half_owned,
    find_listed_owners,
    find_single_ship_owners,
)
from fairlead.identity.risk_rules import (
    Edge,
    Ended,
    Flagged,
    FlagShown,
    Happened,
    Hull,
    Known,
    Risk,
    Sent,
    find_bad_numbers,
    find_clones,
    find_false_registries,
    find_flag_clashes,
    find_flag_hops,
    find_laundered,
    find_no_ships_mmsis,
    find_other_ships,
    find_successions,
    find_timely_changes,
    find_zombies,
    list_changes,
    state_of,
)

Row = dict[str, Any]

_CLASSES = {6: "passenger", 7: "cargo", 8: "tanker"}
"""Classes of ships by the first digit of their type (M.1371 table 53)."""
_CLASS_WORDS = {
    "tanker": ("tanker",),
    "cargo": ("cargo", "bulk", "container", "freighter"),
    "passenger": ("passenger", "ferry", "cruise"),
}


@dataclass(frozen=True, slots=True)
class RiskParams:
    """When a rule fires."""

    owes_number_m: Annotated[float, Within(0, 400)] = 60.0
    """Ships of no stated type owe an IMO number from this length on, in metres: about 500 GT. Cargo ships, tankers and
    passenger ships that send their type owe one (SOLAS XI-1/3: from 300 GT, passengers from 100) where they send no
    length or one of at least ``owes_number_least_m``; none is asked of other types: tugs send the length of a tow."""
    owes_number_least_m: Annotated[float, Within(0, 400)] = 45.0
    """Below this a cargo ship is commonly under 300 GT. Our judgement."""
    length_frac: Annotated[float, Within(0, 1, is_above=True)] = 0.1
    """Lengths that differ by more are of two ships. AIS rounds to metres, and length overall is not between
    perpendiculars (3 to 6 % less). Our judgement."""
    gap_probability: Annotated[float, Within(0, 1)] = 0.5
    """A change in a gap counts where the gap was at least this likely no failure of reception."""
    near_call: Annotated[timedelta, Within(timedelta(0), timedelta(days=120))] = timedelta(days=10)
    """A change this long before or after a call at a place asked about counts. Our judgement."""
    after_designation: Annotated[timedelta, Within(timedelta(0), timedelta(days=1100))] = timedelta(days=180)
    """A change this long after the day of a designation counts. Our judgement: renaming and reflagging take months."""
    least_flags: Annotated[int, Within(2, 20)] = 3
    """Flags within ``flags_within`` that are hopping."""
    flags_within: Annotated[timedelta, Within(timedelta(days=1), timedelta(days=3660))] = timedelta(days=730)
    """Two years."""
    false_registries: tuple[str, ...] = ()
    """Flags (ISO 3166-1 alpha-2) whose registry the analyst knows as false; none by default: who is on such a list is
    for a source to say."""
    built_after_y: Annotated[int, Within(0, 60)] = 8
    """Years after its series of IMO numbers that a ship may have been built. Five occur (MARAD 2023)."""
    unheard: Annotated[timedelta, Within(timedelta(0), timedelta(days=7300))] = timedelta(days=730)
    """How long AIS must have been held before the first day of an old number for its silence to tell. Our judgement."""
    old_y: Annotated[int, Within(0, 80)] = 15
    """Years between a number's series and its first day from which a history is missed."""
    succession_within: Annotated[timedelta, Within(timedelta(0), timedelta(days=365))] = timedelta(days=60)
    """Global Fishing Watch's vessel-identity work pairs identities within 60 days and 1,000 km."""
    succession_km: Annotated[float, Within(0, 20_100)] = 1000.0
    """As far apart as the same work pairs them."""
    succession_length_m: Annotated[float, Within(0, 100)] = 5.0
    """Lengths sent by one ship under two identities differ by rounding, and by what was mistyped. Our judgement."""
    succession_kn: Annotated[float, Within(1, 60)] = 25.0
    """No merchant ship goes faster."""
    edge: Annotated[timedelta, Within(timedelta(0), timedelta(days=60))] = timedelta(days=2)
    """An identity ends or begins where it is heard last, or first, this long from the end, or start, of the data."""
    successors: Annotated[int, Within(1, 100)] = 5
    """Candidates told of for one end or beginning; all are counted."""

    half_frac: Annotated[float, Within(0, 1, is_above=True)] = 0.5
    """Share that listed owners hold together from which a ship counts as theirs: 50 % or more in the aggregate,
    directly or through others that are half owned (OFAC, guidance of 13 August 2014; FAQ 401)."""
    founded_within: Annotated[timedelta, Within(timedelta(0), timedelta(days=3660))] = timedelta(days=366)
    """An owner of one ship founded this long before it held it, or less. A year; our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


def find_risks(
    worn: pa.Table,
    segments: pa.Table,
    fixes: pa.Table,
    bearers: pa.Table,
    particulars: pa.Table,
    vessels: pa.Table,
    marks: pa.Table,
    listings: pa.Table,
    gaps: pa.Table,
    port_calls: pa.Table,
    conflicts: pa.Table,
    question_places: pa.Table,
    places: pa.Table,
    ties: pa.Table,
    owners: pa.Table,
    owner_hits: pa.Table,
    params: RiskParams = RiskParams(),
) -> pa.Table:
    """Find reasons to doubt that ships are what they say they are.

    Args:
        worn: WORN; slips are left out.
        segments: SEGMENTS, for lengths and types; noise is left out.
        fixes: FIXES, for where identities end and begin.
        bearers: BEARERS.
        particulars: PARTICULARS, for ships that are recorded as gone.
        vessels: VESSELS; a number that proves no identity stands for no ship.
        marks: MARKS, for flags.
        listings: LISTINGS, for days of designation.
        gaps: GAPS.
        port_calls: PORT_CALLS.
        conflicts: CONFLICTS.
        question_places: QUESTION_PLACES, the places asked about.
        places: PLACES, for what they are called.
        ties: TIES, who owns or runs whom.
        owners: OWNERS, for when they were founded.
        owner_hits: OWNER_HITS, for owners that stand in lists.
        params: :class:`RiskParams`.

    Returns:
        RISKS.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Everything AIS says of a ship is typed by a crew. A rule sees what the case holds: a ship nobody lists has no
        particulars to disagree with.
    """
    case = _Case(worn, segments, bearers, vessels, marks)
    sent, imos = case.sent, [s for s in case.sent if s.property == "imo" and is_given_imo(int(s.value))]
    hulls = list(case.hulls(imos))
    found: list[Risk] = [
        *find_bad_numbers(sent, case.owing(params)),
        *find_other_ships(imos, case.known, case.lengths, case.classes, params.length_frac),
        *find_flag_clashes(imos, case.known, case.flags),
        *find_no_ships_mmsis(imos),
        *find_zombies(imos, _ended(PARTICULARS.check(particulars), case.known)),
        *find_clones(CONFLICTS.check(conflicts).to_pylist()),
        *find_laundered(imos, case.known, case.since, params.built_after_y, params.unheard, params.old_y),
        *find_timely_changes(
            list_changes(sent),
            _happened(gaps, port_calls, question_places, places, listings, params),
            case.borne,
            {"gap": timedelta(0), "call": params.near_call, "designation": params.after_designation},
        ),
        *find_flag_hops(hulls, params.least_flags, params.flags_within),
        *find_false_registries(hulls, params.false_registries),
        *_successions(case, FIXES.check(fixes), params),
        *_of_owners(ties, owners, owner_hits, params),
    ]
    return RISKS.from_rows({_id(r): _row(r, case) for r in found}.values())


def _id(risk: Risk) -> str:
    return content_id("risk", risk.rule, *risk.begun_by)


def _row(risk: Risk, case: _Case) -> Row:
    ships = case.borne.get(risk.mmsi, ()) if risk.mmsi is not None else ()
    return {
        "risk_id": _id(risk),
        "rule": risk.rule,
        "mmsi": risk.mmsi,
        "other_mmsi": risk.other_mmsi,
        "vessel_id": risk.vessel_id or (ships[0] if len(ships) == 1 else None),
        "imo": risk.imo,
        "start_time": risk.start,
        "end_time": risk.end,
        "words": risk.words,
        "may_be": risk.may_be,
        "sources": list(dict.fromkeys(risk.sources)),
    }


def _of_owners(ties: pa.Table, owners: pa.Table, owner_hits: pa.Table, params: RiskParams) -> Iterator[Risk]:
    said = [
        Tie(t["tie_id"], t["relation"], t["owner_id"], t["owner_name"], t["owned_id"], t["owned_name"],
            t["held_from"] or t["known_from"], t["held_until"] or t["known_until"], t["held_frac"], t["vessel_id"])
        for t in TIES.check(ties).sort_by("tie_id").to_pylist()
    ]  # fmt: skip
    listed = [
        OwnerListed(h["owner_id"], h["listed_from"], h["delisted_by"], h["words"], h["level"], h["owner_hit_id"])
        for h in OWNER_HITS.check(owner_hits).sort_by("owner_hit_id").to_pylist()
    ]
    founded = [
        Founded(o["owner_id"], o["founded_start"], o["founded_end"], o["owner_id"])
        for o in OWNERS.check(owners).sort_by("owner_id").to_pylist()
        if o["founded_start"]
    ]
    yield from find_listed_owners(said, listed)
    yield from find_single_ship_owners(said, founded, params.founded_within)
    yield from find_half_owned(said, listed, params.half_frac)


class _Case:
    """The tables of a case as the rules take them."""

    def __init__(
        self, worn: pa.Table, segments: pa.Table, bearers: pa.Table, vessels: pa.Table, marks: pa.Table
    ) -> None:
        columns = ["segment_id", "mmsi", "start_time", "end_time", "positions", "is_noise", "ship_type", "length_m"]
        ordered = (
            SEGMENTS.check(segments).select(columns).sort_by([("positions", "descending"), ("segment_id", "ascending")])
        )
        self.segments = ordered.filter(pc.invert(ordered["is_noise"])).to_pylist()
        self.since: datetime | None = min((r["start_time"] for r in self.segments), default=None)
        self.until: datetime | None = max((r["end_time"] for r in self.segments), default=None)
        stood = WORN.check(worn)
        stood = stood.filter(stood["is_standing"]).sort_by("worn_id")
        fields = ("worn_id", "mmsi", "property", "value", "start_time", "end_time")
        self.sent = [Sent(*values) for values in zip(*(stood[f].to_pylist() for f in fields), strict=True)]
        self.lengths: dict[int, tuple[float, str]] = {}
        self.classes: dict[int, tuple[str, str]] = {}
        self.others: set[int] = set()  # MMSIs that send another type: tugs with their tow, craft that fish or dredge
        for r in self.segments:  # of several ships on an MMSI the one heard most speaks
            if r["length_m"]:
                self.lengths.setdefault(r["mmsi"], (r["length_m"], r["segment_id"]))
            if ship_class := _CLASSES.get((r["ship_type"] or 0) // 10):
                self.classes.setdefault(r["mmsi"], (ship_class, r["segment_id"]))
            elif r["ship_type"]:
                self.others.add(r["mmsi"])
        self.vessels = sorted(VESSELS.check(vessels).to_pylist(), key=lambda r: str(r["vessel_id"]))
        self.known = {number: _known(v, number) for v in self.vessels for number in _numbers(v)}
        self.flags = [
            *(Flagged(v["vessel_id"], v["flag"], v["vessel_id"]) for v in self.vessels if v["flag"]),
            *(
                Flagged(m["vessel_id"], m["value"], m["mark_id"], m["start_time"], m["end_time"])
                for m in MARKS.check(marks).sort_by("mark_id").to_pylist()
                if m["mark_kind"] == "flag"
            ),
        ]
        borne = defaultdict[int, dict[str, None]](dict)
        for b in BEARERS.check(bearers).sort_by("bearer_id").to_pylist():
            borne[b["mmsi"]][b["vessel_id"]] = None
        self.borne: dict[int, tuple[str, ...]] = {mmsi: tuple(ids) for mmsi, ids in borne.items()}

    def owing(self, params: RiskParams) -> dict[int, str]:
        """MMSIs of ships that owe an IMO number, and why."""
        found: dict[int, str] = {}
        for mmsi in {s.mmsi for s in self.sent if s.property == "imo"}:
            length = self.lengths.get(mmsi, (None, ""))[0]
            ship_class = self.classes.get(mmsi, ("", ""))[0]
            if ship_class and (length is None or length >= params.owes_number_least_m):
                found[mmsi] = f"{ship_class} ship" + (f" of {length:.0f} m" if length else "")
            elif length is not None and length >= params.owes_number_m and mmsi not in self.others:
                found[mmsi] = f"{length:.0f} m long"
        return found

    def hulls(self, imos: Sequence[Sent]) -> Iterator[Hull]:
        """The flags that each valid IMO number came under, and those that dated marks give its ship."""
        by_imo = defaultdict[int, list[Sent]](list)
        for s in imos:
            by_imo[int(s.value)].append(s)
        dated = defaultdict[str, list[Flagged]](list)
        for f in self.flags:
            dated[f.vessel_id].append(f)
        for imo in sorted({*by_imo, *self.known}):
            ship = self.known.get(imo)
            worn = [FlagShown(code, s.start, s.end, s.worn_id) for s in by_imo[imo] if (code := state_of(s.mmsi))]
            if ship is not None:
                worn += [
                    FlagShown(f.flag, f.start, f.end or f.start, f.source) for f in dated[ship.vessel_id] if f.start
                ]
            if worn:
                inorder = sorted(by_imo[imo], key=lambda s: (s.start, s.mmsi))
                name = ship.name if ship is not None else ""
                yield Hull(imo, name, tuple(worn), ship.vessel_id if ship else None, tuple(s.mmsi for s in inorder))


def _numbers(vessel: Row) -> list[int]:
    """The IMO numbers that stand for a vessel: its own and those of vessels that a person joined to it."""
    own = [vessel["imo"]] if vessel["imo"] is not None and vessel["imo_words"] is None else []
    return [*own, *(vessel["imos_joined"] or ())]


def _known(vessel: Row, imo: int) -> Known:
    words = (vessel["ship_type"] or "").casefold()
    classes = [c for c, names in _CLASS_WORDS.items() if any(n in words for n in names)]
    return Known(
        vessel["vessel_id"], vessel["name"], imo, vessel["flag"], vessel["built"], vessel["length_m"],
        classes[0] if len(classes) == 1 else None,
    )  # fmt: skip


def _ended(particulars: pa.Table, known: Mapping[int, Known]) -> Iterator[Ended]:
    gone = particulars.filter(pc.and_(particulars["gone_by"].is_valid(), particulars["imo"].is_valid()))
    for r in gone.sort_by("particulars_id").to_pylist():
        ship = known.get(r["imo"])
        yield Ended(
            ship.vessel_id if ship else None, r["name"], r["imo"], r["gone_by"], r["gone_words"], r["particulars_id"]
        )


def _happened(
    gaps: pa.Table,
    port_calls: pa.Table,
    question_places: pa.Table,
    places: pa.Table,
    listings: pa.Table,
    params: RiskParams,
) -> Iterator[Happened]:
    """Gaps that were hardly failures of reception, calls at places asked about, designations with a day."""
    dark = GAPS.check(gaps)
    dark = dark.filter(
        pc.and_(dark["end_time"].is_valid(), pc.greater_equal(dark["p_not_reception"], params.gap_probability))
    )
    for g in dark.sort_by("gap_id").to_pylist():
        words = (f"meanwhile it was silent, {say_span(g['start_time'], g['end_time'])}, which was "
                 f"{100 * g['p_not_reception']:.0f} % likely no failure of reception")  # fmt: skip
        yield Happened("gap", g["start_time"], g["end_time"], words, g["gap_id"], mmsi=g["mmsi"])
    names = {p["label"]: p["name"] for p in PLACES.check(places).sort_by("place_id").to_pylist()}
    asked = {*QUESTION_PLACES.check(question_places)["place"].to_pylist()}
    for c in PORT_CALLS.check(port_calls).sort_by("port_call_id").to_pylist():
        if c["port"] in asked:
            end = c["end_time"] or c["stop_end"] or c["start_time"]
            words = f"it called at {names.get(c['port'], c['port'])}, {say_days(c['start_time'], end)}"
            yield Happened("call", c["start_time"], end, words, c["port_call_id"], mmsi=c["mmsi"])
    for x in LISTINGS.check(listings).sort_by("listing_id").to_pylist():
        if x["listed_start"]:
            words = f"{x['authority']} had listed it, {say_span(x['listed_start'], x['listed_end'])}"
            yield Happened("designation", x["listed_start"], x["listed_start"], words, x["listing_id"],
                           vessel_id=x["vessel_id"])  # fmt: skip


def _successions(case: _Case, fixes: pa.Table, params: RiskParams) -> Iterator[Risk]:
    """Ends and beginnings of MMSIs with the points where they were, and those that may follow each other."""
    if not case.borne or case.since is None or case.until is None or not fixes.num_rows:
        return
    first: dict[int, Row] = {}
    last: dict[int, Row] = {}
    for r in case.segments:
        mmsi = r["mmsi"]
        if mmsi not in first or r["start_time"] < first[mmsi]["start_time"]:
            first[mmsi] = r
        if mmsi not in last or r["end_time"] > last[mmsi]["end_time"]:
            last[mmsi] = r
    begins, ends = (
        {m: r for m, r in first.items() if r["start_time"] >= case.since + params.edge},
        {m: r for m, r in last.items() if r["end_time"] <= case.until - params.edge},
    )
    order = np.lexsort((ints(fixes, "time"), ints(fixes, "mmsi")))
    mmsis = ints(fixes, "mmsi")[order]
    heads = np.flatnonzero(np.append(True, mmsis[1:] != mmsis[:-1]))
    tails = np.append(heads[1:], len(mmsis)) - 1
    at_first, at_last = (_points(fixes, order[rows]) for rows in (heads, tails))
    yield from find_successions(
        _edges(case, ends, "end_time", at_last),
        _edges(case, begins, "start_time", at_first),
        lambda a, b: distance_km(a.lat, a.lon, b.lat, b.lon),
        params.succession_within, params.succession_km, params.succession_length_m, params.succession_kn,
        params.successors,
    )  # fmt: skip


def _points(fixes: pa.Table, rows: Ints) -> dict[int, tuple[float, float]]:
    taken = fixes.select(["mmsi", "lat", "lon"]).take(pa.array(rows))
    return {m: (lat, lon) for m, lat, lon in zip(*(taken[c].to_pylist() for c in ("mmsi", "lat", "lon")), strict=True)}


def _edges(case: _Case, rows: Mapping[int, Row], when: str, points: Mapping[int, tuple[float, float]]) -> list[Edge]:
    imos = defaultdict[int, dict[int, str]](dict)
    for s in case.sent:
        if s.property == "imo" and is_given_imo(int(s.value)):
            imos[s.mmsi].setdefault(int(s.value), s.worn_id)
    return [
        Edge(
            mmsi, r[when], *points[mmsi], case.lengths.get(mmsi, (None, ""))[0], case.classes.get(mmsi, (None, ""))[0],
            r["segment_id"], case.borne.get(mmsi, ()), tuple(sorted(imos[mmsi].items())),
        )
        for mmsi, r in sorted(rows.items())
        if mmsi in points
    ]  # fmt: skip

"""For people who test against Fairlead: Hypothesis strategies for whole worlds, and the four laws every step obeys.

A *world* is a mapping from table name to Arrow table: every evidence row, setting and decision the flow reads. The
strategies like what goes wrong: the antimeridian, equal times, ranges that straddle a year, groups with members, names
that differ by a number, places nobody lists, and empty tables.

Needs ``hypothesis``, which is not a run-time dependency.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from math import comb
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import strategies as st

from fairlead.base.geodesy import destination
from fairlead.base.ids import content_id, dense_keys, say_key
from fairlead.base.schema import Step
from fairlead.base.tables import POSITIONS, STATICS, TABLES
from fairlead.flow import FLOW
from fairlead.tracks.segments import cut_segments

World = dict[str, pa.Table]

UNTIL = datetime(2025, 1, 1, tzinfo=UTC)
NAMES = ("Alder", "Alder 2", "Birch", "Cedar No. 7", "Paek Yang San 1", "Baekyangsan 1", "Una")
GROUPED = {"vessel": "vessel_id", "mmsi": "mmsi", "place": "place_id", "scene": "scene", "berth": "area_id"}

# -------------------------------------------------------------------------------------------------------------- worlds


@st.composite
def dates(draw: st.DrawFn) -> tuple[str, str | None]:
    """A stated date: a day, a month, a year, or a range of days; near the turn of the year more often than not."""
    day = draw(st.sampled_from((date(2023, 12, 30), date(2024, 3, 7), date(2024, 10, 19), date(2024, 12, 30))))
    day += timedelta(days=draw(st.integers(0, 12)))
    form = draw(st.sampled_from(("day", "day", "day", "range", "month", "year")))
    if form == "day":
        return day.isoformat(), draw(st.sampled_from((None, day.isoformat())))
    if form == "range":
        return day.isoformat(), (day + timedelta(days=draw(st.integers(1, 20)))).isoformat()
    return (day.strftime("%Y-%m"), None) if form == "month" else (day.strftime("%Y"), None)


def _places() -> list[dict[str, Any]]:
    """Two ports near each other, two on either side of the antimeridian, one name without a point."""
    points = (
        ("P1", "Northport", 42.75, 133.083),
        ("P2", "Northport West", 42.80, 132.883),
        ("P3", "Eastmost", 10.0, 179.99),
        ("P4", "Westmost", 10.0, -179.99),
        ("P5", "Nowhere Roads", None, None),
    )
    return [
        {
            "place_id": content_id("place", label),
            "label": label,
            "name": name,
            "other_names": [],
            "country": "KP",
            "place_kind": "port",
            "lat": lat,
            "lon": lon,
            "precision_km": None if lat is None else 1.9,
            "evidence_id": "evidence:places",
            "row": i + 2,
        }
        for i, (label, name, lat, lon) in enumerate(points)
    ]


@st.composite
def sightings(draw: st.DrawFn, most: int = 12) -> list[dict[str, Any]]:
    """Rows of SIGHTINGS: named and unnamed ships, groups with members, AIS on and off, at and near places."""
    rows: list[dict[str, Any]] = []
    for i in range(draw(st.integers(0, most))):
        name = draw(st.sampled_from((*NAMES, None, None)))
        event = draw(
            st.sampled_from(
                (
                    "port_call",
                    "port_call",
                    "arrival",
                    "departure",
                    "anchored",
                    "ais_position",
                    "ais_last_seen_then_dark",
                    "ais_reappears",
                    "sts",
                    "port_call_group",
                )
            )
        )
        hulls = draw(st.integers(1, 5)) if event == "port_call_group" else 1
        start, end = draw(dates())
        has_point = draw(st.integers(0, 3)) == 0
        label = f"S{i + 1:02d}"
        rows.append(
            {
                "sighting_id": content_id("sighting", label, name, event, start, end),
                "label": label,
                "vessel_words": name or "(unnamed tanker)",
                "vessel_name": name,
                "imo": draw(st.sampled_from((None, None, 8660313, 8691702))) if name else None,
                "event": event,
                "hulls": hulls,
                "members": [r["label"] for r in rows if draw(st.integers(0, 4)) == 0] if hulls > 1 else [],
                "out_of": draw(st.sampled_from((None, 5))) if hulls > 1 else None,
                "lengths_m": draw(st.sampled_from(([], [95.0]))),
                "date_start": start,
                "date_end": end,
                "time_local": draw(st.sampled_from((None, None, "03:00", "23:59", "early morning"))),
                "zone_words": draw(
                    st.sampled_from((None, "KST", "UTC+10", "local time at the port", "zone not stated"))
                ),
                "place_words": draw(
                    st.sampled_from(
                        (
                            "Northport",
                            "Northport oil berth",
                            "about 800 m off the pier, Northport",
                            "105 km south-west of Northport",
                            "near Northport West",
                            "Eastmost",
                            "Westmost",
                            "at sea",
                            "Nowhere Roads",
                            "Atlantis",
                            None,
                        )
                    )
                ),
                "lat": draw(st.sampled_from((42.75, 42.0, 10.0, -90.0))) if has_point else None,
                "lon": draw(st.sampled_from((133.083, 179.999, -180.0))) if has_point else None,
                "position_uncertainty_km": draw(st.sampled_from((None, 0.5, 20.0))),
                "observed_by": draw(st.sampled_from(("A", "B"))),
                "method": draw(st.sampled_from(("satellite image", "AIS", "document"))),
                "confidence": None,
                "grade": draw(st.sampled_from((None, "high", "medium", "low"))),
                "evidence_id": "evidence:sightings",
                "row": i + 2,
            }
        )
    return rows


def _scenes() -> list[dict[str, Any]]:
    """A day image of one port, a radar image over the antimeridian with no footprint, one of an unknown hour."""
    day = datetime(2024, 3, 7, 1, 23, tzinfo=UTC)
    square = "POLYGON ((133 42.7, 133.2 42.7, 133.2 42.8, 133 42.8))"
    some = (
        ("I1", "optical", day, day, square, "POLYGON ((133 42.7, 133.05 42.7, 133.05 42.8, 133 42.8))", 0.5),
        ("I2", "sar", UNTIL - timedelta(hours=1), UNTIL, None, None, 20.0),
        ("I3", "photo", day - timedelta(hours=14), day + timedelta(hours=12), None, None, None),
    )
    columns = ("label", "sensor", "start_time", "end_time", "footprint", "usable", "gsd_m")
    return [
        {
            **dict(zip(columns, values, strict=True)),
            "scene_id": content_id("scene", values[0]),
            "zone_basis": "stated",
            "evidence_id": "evidence:scenes",
            "row": i + 2,
        }
        for i, values in enumerate(some)
    ]


@st.composite
def imagery(draw: st.DrawFn, most: int = 6) -> World:
    """``scenes``, ``looks``, ``measures`` and ``features``: looks that found something, nothing, or cannot tell;
    analysts who differ; places outside the image; names that name nothing; sometimes none at all."""
    looks: dict[str, dict[str, Any]] = {}
    for i in range(draw(st.integers(0, most))):
        at = draw(st.sampled_from((None, datetime(2024, 3, 7, 2, tzinfo=UTC), datetime(2024, 10, 20, tzinfo=UTC))))
        row = {
            "label": draw(st.sampled_from(("L1", "L1", "L2", "L3"))),
            "scene": draw(st.sampled_from(("I1", "I1", "I2", "I3", "I9", None))) if at is None else None,
            "start_time": at,
            "end_time": at,
            "place_words": draw(st.sampled_from(("P1", "P1", "P3", "Northport West", "Atlantis", "P5"))),
            "berth": draw(st.sampled_from((None, "oil", "Oil"))),
            "visible_frac": draw(st.sampled_from((None, 0.4, 1.0))),
            "result": draw(st.sampled_from(("empty", "empty", "occupied", "cannot tell"))),
            "is_cued": draw(st.sampled_from((None, False, True))),
            "analyst": draw(st.sampled_from(("A", "B"))),
        }
        where = {"evidence_id": "evidence:looks", "row": i + 2}
        id_ = content_id("look", {k: str(v) for k, v in row.items()})
        looks[id_] = {**row, **where, "look_id": id_}
    sizes = draw(st.lists(st.sampled_from((60.0, 95.0, 300.0)), max_size=3))
    some = {"evidence_id": "evidence:rest"}
    measures = [
        {
            **some,
            "measure_id": content_id("measure", i),
            "label": f"E{i}",
            "sighting": draw(st.sampled_from(("S01", "S02", "S99"))),
            "quantity": draw(st.sampled_from(("length", "beam"))),
            "value_m": size,
            "sd_m": draw(st.sampled_from((None, 0.1, 9.0))),
            "readings_m": draw(st.sampled_from(([], [size - 1, size + 1]))),
            "row": i + 2,
        }
        for i, size in enumerate(sizes)
    ]
    features = [
        {
            **some,
            "feature_id": content_id("feature", i),
            "label": f"F{i}",
            "sighting": s,
            "name": "deck",
            "value": "red",
            "row": i + 2,
        }
        for i, s in enumerate(draw(st.lists(st.sampled_from(("S01", "S99")), max_size=2)))
    ]
    rows = {"scenes": _scenes(), "looks": looks.values(), "measures": measures, "features": features}
    return {name: TABLES[name].from_rows(rows[name]) for name in rows}


def _particulars() -> list[dict[str, Any]]:
    known = (("Alder", 8660313, 3565.0), ("Alder 2", 8691702, None), ("Paek Yang San 1", None, 1150.0))
    return [
        {
            "particulars_id": content_id("particulars", name),
            "label": f"V{i + 1}",
            "name": name,
            "imo": imo,
            "other_names": [],
            "ship_type": "oil tanker",
            "flag": "KP",
            "dwt_t": dwt,
            "grade": "high",
            "evidence_id": "evidence:vessels",
            "designation_words": "UN" if imo else None,
            "designation_date_words": "2018-03-30 (UN)" if imo else None,
            "designation_measures_words": "asset freeze + port entry ban" if imo else None,
            "row": i + 2,
        }
        for i, (name, imo, dwt) in enumerate(known)
    ]


def _fixed() -> dict[str, list[dict[str, Any]]]:
    """The rest of a small case that counts oil against a cap and containers against none."""
    at = {"evidence_id": "evidence:rest"}
    year = {"period_start": datetime(2024, 1, 1, tzinfo=UTC), "period_end": UNTIL}
    question = {
        **at,
        **year,
        "vessels": [],
        "rules": ["R2"],
        "per_call": [],
        "estimate_from": "documented",
        "carrier": "ship",
    }
    return {
        "places": _places(),
        "particulars": _particulars(),
        "ownership": [
            {
                **at,
                "ownership_id": content_id("ownership", i),
                "label": f"W{i}",
                "owner": owner,
                "owned": owned,
                "owned_imo": imo,
                "relation": "owner",
                "held_frac": 0.5,
                "from_start": datetime(2024, 1, 1, tzinfo=UTC),
                "from_end": datetime(2024, 2, 1, tzinfo=UTC),
                "row": i,
            }
            for i, (owner, owned, imo) in enumerate(
                (("Birch", "Alder", 8660313), ("Birch Ltd", "Cedar Lines", None), ("Cedar Lines", "Alder", None)),
                start=2,
            )
        ],
        "conversions": [
            {
                **at,
                "conversion_id": content_id("conversion", 1),
                "authority": "T",
                "product": "oil",
                "bbl_per_t": 7.46,
                "row": 2,
            }
        ],
        "measured_transfers": [
            {
                **at,
                "measured_transfer_id": content_id("measured_transfer", 1),
                "label": "M1",
                "receiver": "Alder",
                "tonnes": 2000.0,
                "receiver_dwt_t": 3565.0,
                "row": 2,
            }
        ],
        "official_reports": [
            {
                **at,
                "official_report_id": content_id("official_report", i),
                "label": f"O{i}",
                "reporting_state": "RU",
                "period_start": datetime(2024, 1, 1, tzinfo=UTC),
                "period_end": datetime(2024, 2, 1, tzinfo=UTC),
                "commodity": commodity,
                "barrels": 15279.0,
                "row": i + 1,
            }
            for i, commodity in ((1, "oil"), (2, None))
        ],
        "legal_measures": [
            {
                **at,
                "legal_measure_id": content_id("legal_measure", i),
                "label": f"R{i}",
                "instrument": "UNSCR 2397 (2017)",
                "measure_kind": kind,
                "is_cap": kind == "cap",
                "item": "oil",
                "limit_value": limit,
                "limit_unit": "barrel",
                "period_anchor": "01-01" if kind == "cap" else None,
                "effective_from": datetime(2018, 1, 1, tzinfo=UTC),
                "alert_levels_pct": [],
                "row": 1 + i,
            }
            for i, (kind, limit) in enumerate((("cap", 20_000.0), ("ban", None)), start=1)
        ],
        "claims": [
            {
                **at,
                "claim_id": content_id("claim", i),
                "label": f"C{i}",
                "speaker": f"Speaker {i}",
                "outlet": f"Outlet {i}",
                "stance": "assert",
                "said_start": UNTIL,
                "said_end": UNTIL,
                "from_party": "RU",
                "to_party": "KP",
                "item": "oil",
                "qty_low": 9.0,
                "unit": "trip",
                "rests_on": rests_on,
                **year,
                "row": i + 1,
            }
            for i, rests_on in enumerate((None, "C1", "C2; C5", "C5", "C4", "hearsay", "Post interview"), start=1)
        ],
        "questions": [
            {
                **question,
                "question": "oil",
                "ordinal": 0,
                "text": "Oil?",
                "from_party": "RU",
                "to_party": "KP",
                "commodity": "oil",
                "item_words": ["oil"],
                "unit": "barrel",
                "ship_types": ["oil tanker"],
                "flags": ["KP"],
                "cap": "R1",
                "conversion_authority": "T",
                "conversion_product": "oil",
                "capacity": "dwt",
                "claimed_trips": "C1",
                "claimed_hull_dwt_t": 3000.0,
                "claimed_hull_reason": "made up",
                "seen_share_alpha": 7.0,
                "seen_share_beta": 3.0,
                "seen_share_reason": "made up",
                "row": 1,
            },
            {
                **question,
                "question": "boxes",
                "ordinal": 1,
                "text": "Boxes?",
                "from_party": "KP",
                "to_party": "RU",
                "commodity": "containers",
                "item_words": ["containers"],
                "ship_types": [],
                "flags": [],
                "row": 2,
            },
        ],
        "question_places": [
            {**at, "question": q, "place": place, "role": role, "row": i}
            for i, (q, place, role) in enumerate(
                (
                    ("oil", "P1", "load"),
                    ("oil", "P3", "discharge"),
                    ("boxes", "P4", "load"),
                    ("boxes", "P1", "discharge"),
                )
            )
        ],
        "place_settings": [{**at, "place": "P1", "time_zone": "Asia/Vladivostok", "row": 3}],
    }


INPUTS = tuple(sorted({name for step in FLOW for name in step.reads} - {name for step in FLOW for name in step.writes}))
"""The tables the flow reads and no step writes."""


def world(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> World:
    """Every input table of the flow, from rows; a table left out is empty."""
    return {name: TABLES[name].from_rows(rows.get(name, ())) for name in INPUTS}


def small_case(sighting_rows: Iterable[Mapping[str, Any]]) -> World:
    """The fixed small case (five places, three ships, two questions, a cap) around ``sighting_rows``."""
    return world({**_fixed(), "sightings": sighting_rows})


@st.composite
def worlds(draw: st.DrawFn, most: int = 12) -> World:
    """A small case: fixed places, ships, rules and questions; drawn sightings and AIS; sometimes nothing at all."""
    if draw(st.integers(0, 19)) == 0:
        return world({})
    rows = draw(sightings(most))
    named = draw(st.lists(st.tuples(st.sampled_from((None, "L1", "L2", "L9")), st.sampled_from((None, "oil")))))
    rows = [{**r, "look": look, "berth": berth} for r, (look, berth) in zip(rows, named, strict=False)] + rows[
        len(named) :
    ]
    return {**small_case(rows), **draw(imagery()), **draw(ais()), **draw(lists())}


@st.composite
def lists(draw: st.DrawFn, most: int = 4) -> World:
    """Versions of a sanctions list: entries that come, change and go, a list that shrinks, changes alone, two versions
    of one day; some entries bear marks of the ships of the other tables."""
    rows: dict[str, list[dict[str, Any]]] = {"list_entries": [], "list_facts": [], "list_versions": []}
    for i in range(draw(st.integers(0, most))):
        is_delta = i > 0 and draw(st.booleans())
        version, evidence = f"list_version:{i:016x}", f"evidence:list{i}"
        refs = draw(st.lists(st.sampled_from(("1", "2", "3", "4")), min_size=1, max_size=4, unique=True))
        for line, ref in enumerate(refs, start=1):
            op = draw(st.sampled_from(("ADD", "MOD", "DEL"))) if is_delta else None
            id_ = content_id("list_entry", evidence, ref)
            where = {"list": "made_up", "entry": ref, "evidence_id": evidence, "row": line}
            kind = draw(st.sampled_from(("vessel", "vessel", "company")))
            named = {"entry_kind": kind, "name": draw(st.sampled_from(NAMES)), "op": op, "list_entry_id": id_}
            empty: dict[str, Any] = {"aliases": [], "weak_aliases": [], "former_names": [], "measures": []}
            rows["list_entries"].append({**where, **named, **empty, "list_version_id": version, "programmes": ["X"]})
            imo = draw(st.sampled_from((None, "8660313", "8691702")))
            if imo and op != "DEL":
                said = {"property": "imo", "value": f"IMO {imo}", "normal": imo}
                key = content_id("list_fact", evidence, ref, imo)
                rows["list_facts"].append({**where, **said, "list_fact_id": key, "list_entry_id": id_})
        day = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=draw(st.sampled_from((0, 60, 60, 200))))
        rows["list_versions"].append({
            "list_version_id": version, "list": "made_up", "publisher": "nobody", "is_delta": is_delta,
            "entries": len(refs), "vessels": len(refs), "with_imo": 0, "joined": [], "known_from": day,
            "known_by": "told", "doubt": draw(st.sampled_from((None, None, "is cut off"))), "evidence_id": evidence,
            "has_end": draw(st.booleans()), "caveats": [], "added_no": i + 1, "row": 1,
        })  # fmt: skip
    return {name: TABLES[name].from_rows(made) for name, made in rows.items()}


def run_flow(tables: Mapping[str, pa.Table], upto: str | None = None) -> World:
    """Run FLOW in one process with default parameters, up to and including the step named ``upto``."""
    made = dict(tables)
    for step in FLOW:
        made.update(step.run(made, until=UNTIL))
        if step.name == upto:
            break
    return made


# ----------------------------------------------------------------------------------------------------------------- AIS

MMSIS = (273000001, 273000002, 445000003)
STARTS = ((42.75, 133.083), (10.0, 179.995), (-10.0, -179.999), (89.7, 20.0), (0.001, -0.001))


def position_rows(mmsi: int, reports: Iterable[tuple[datetime, float, float]], **more: Any) -> list[dict[str, Any]]:
    """POSITIONS rows of one MMSI, from time, latitude and longitude; what ``more`` names they all have."""
    made: list[dict[str, Any]] = []
    for time, lat, lon in reports:
        us = np.array([(time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)])
        key = dense_keys(np.array([mmsi]), us, np.array([float(lat)]), np.array([float(lon)]))
        made.append(
            {
                "position_id": int(key[0]),
                "mmsi": mmsi,
                "time": time,
                "lat": lat,
                "lon": lon,
                "copies": 1,
                "evidence_id": "evidence:ais",
                "row": len(made) + 2,
                **more,
            }
        )
    return made


def static_row(mmsi: int, time: datetime, **more: Any) -> dict[str, Any]:
    """A STATICS row of one MMSI, received once at ``time``, with the marks that ``more`` names."""
    us = (time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    content = int(content_id("content", {k: str(v) for k, v in more.items()}).rpartition(":")[2][:15], 16)
    key = dense_keys(np.array([mmsi]), np.array([us]), np.array([content]))
    fixed = {"copies": 1, "evidence_id": "evidence:ais", "row": 2}
    return {"static_id": int(key[0]), "mmsi": mmsi, "start_time": time, "end_time": time, **fixed, **more}


@st.composite
def _voyage(draw: st.DrawFn, mmsi: int) -> list[dict[str, Any]]:
    """Reports of one ship under way: steps from none to days, a course that may cross the antimeridian or a pole."""
    time = draw(st.sampled_from((datetime(2024, 3, 7, 23, 50, tzinfo=UTC), datetime(2024, 12, 31, 23, 0, tzinfo=UTC))))
    lat, lon = draw(st.sampled_from(STARTS))
    sog, cog = draw(st.sampled_from((0.0, 0.1, 9.5, 22.0, None))), draw(st.sampled_from((0.0, 45.0, 90.0, 271.0, None)))
    more = {"sog_kn": sog, "cog_deg": cog, "msg_type": draw(st.sampled_from((1, 3, 18, 27, None)))}
    made = []
    for minutes in draw(st.lists(st.sampled_from((0, 0, 1, 7, 60, 400, 3000)), min_size=1, max_size=8)):
        time += timedelta(minutes=minutes)
        lat, lon = destination(lat, lon, cog or 0.0, (sog or 0.0) * 1.852 * minutes / 60)
        off = draw(st.sampled_from((0.0, 0.0, 0.0, 0.001, 5.0)))
        made += position_rows(mmsi, [(time, max(-90.0, min(90.0, lat - off)), lon)], **more)
    return made


@st.composite
def ais_positions(draw: st.DrawFn, ships: int = 4) -> pa.Table:
    """POSITIONS of up to three MMSIs, each report once: ships with one report, two ships on one MMSI, equal times,
    jumps, long silences, the antimeridian, the pole, speeds not known; sometimes nothing."""
    mmsis = draw(st.lists(st.sampled_from(MMSIS), max_size=ships))
    rows = {r["position_id"]: r for mmsi in mmsis for r in draw(_voyage(mmsi))}
    return POSITIONS.sorted(POSITIONS.from_rows(rows.values()))


@st.composite
def ais(draw: st.DrawFn, ships: int = 4) -> World:
    """``positions`` and ``statics`` that were received together; ships change or share names now and then."""
    positions = draw(ais_positions(ships))
    heard = positions.select(["mmsi", "time"]).to_pylist()
    rows = {}
    for at in draw(st.lists(st.sampled_from(heard), max_size=6)) if heard else ():
        marks = {
            "name": draw(st.sampled_from((None, *NAMES[:3]))),
            "imo": draw(st.sampled_from((None, 9074729, 8660313, 1))),
            "msg_type": draw(st.sampled_from((5, 24, None))),
        }
        row = static_row(at["mmsi"], at["time"] + timedelta(minutes=draw(st.sampled_from((-20, 0, 5)))), **marks)
        rows[row["static_id"]] = row
    return {"positions": positions, "statics": STATICS.sorted(STATICS.from_rows(rows.values()))}


@st.composite
def tracks(draw: st.DrawFn, ships: int = 4) -> World:
    """``positions`` and ``statics`` with the ``tracks`` and ``segments`` cut of them."""
    heard = draw(ais(ships))
    cut, segments = cut_segments(heard["positions"], heard["statics"])
    return {**heard, "tracks": cut, "segments": segments}


def adjusted_rand_index(one: Iterable[Hashable], other: Iterable[Hashable]) -> float:
    """How far two ways to group the same things agree: 1 wholly, 0 as by chance (Hubert and Arabie 1985)."""
    pairs = list(zip(one, other, strict=True))

    def within(groups: Iterable[Hashable]) -> float:
        return sum(comb(n, 2) for n in Counter(groups).values())

    both, ours, theirs = within(pairs), within(a for a, _ in pairs), within(b for _, b in pairs)
    by_chance = ours * theirs / max(comb(len(pairs), 2), 1)
    most = (ours + theirs) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)


# ---------------------------------------------------------------------------------------------------------------- laws


Rows = dict[str, list[dict[str, Any]]]


def rows(step: Step, tables: Mapping[str, pa.Table]) -> Rows:
    """What a step makes of ``tables``, each table in its stored order, as plain rows."""
    return plain_rows(stored(step, tables))


def stored(step: Step, tables: Mapping[str, pa.Table]) -> World:
    """What a step makes of ``tables``, each table in its stored order."""
    return {n: TABLES[n].sorted(TABLES[n].check(t)) for n, t in step.run(tables, until=UNTIL).items()}


def plain_rows(made: Mapping[str, pa.Table]) -> Rows:
    """Tables as plain rows."""
    return {n: t.to_pylist() for n, t in made.items()}


def groups(step: Step, tables: Mapping[str, pa.Table]) -> list[World]:
    """The tables a step reads, cut into its groups; a table keyed by the group itself is reference and stays whole."""
    by = GROUPED[step.by]
    cut = [n for n in step.reads if by in tables[n].column_names and TABLES[n].key != (by,)]
    values = sorted({v for n in cut for v in tables[n][by].to_pylist()}, key=lambda v: (v is None, v))

    def only(table: pa.Table, value: str | None) -> pa.Table:
        mask = pc.is_null(table[by]) if value is None else pc.fill_null(pc.equal(table[by], value), False)
        return table.filter(mask)

    return [{n: only(tables[n], v) if n in cut else tables[n] for n in step.reads} for v in values]


def groups_do_not_affect_each_other(step: Step, tables: Mapping[str, pa.Table], made: Rows | None = None) -> None:
    """First law: a step over all groups equals the step over each, put together. A case is one group.

    Here and below ``made`` is what :func:`rows` gave, where it is at hand: steps that simulate take their time.
    """
    if step.by == "case":
        return
    together = rows(step, tables) if made is None else made
    apart = [rows(step, {**tables, **g}) for g in groups(step, tables)]
    for name, whole in together.items():
        parts = [r for a in apart for r in a[name]]
        assert sorted(map(repr, whole)) == sorted(map(repr, parts)), f"{step.name}: {name} differs by group"


def row_order_does_not_matter(
    step: Step, tables: Mapping[str, pa.Table], rnd: random.Random, made: Rows | None = None
) -> None:
    """Second law: shuffled rows give the same rows."""
    read = {n: tables[n] for n in step.reads}
    mixed = {n: t.take(pa.array(rnd.sample(range(t.num_rows), t.num_rows), pa.int64())) for n, t in read.items()}
    assert (rows(step, tables) if made is None else made) == rows(step, mixed), f"{step.name} depends on row order"


def every_row_names_sources_that_exist(step: Step, tables: Mapping[str, pa.Table], made: Rows | None = None) -> None:
    """Third law: ``sources`` is never empty, and its ids are of rows the step read, or made beside them."""
    made = rows(step, tables) if made is None else made
    known = set[str]()
    for name in (*step.reads, *step.writes):
        table = tables[name] if name in step.reads else TABLES[name].from_rows(made[name])
        for column in table.column_names:
            if column.endswith("_id") and table[column].type == pa.string():
                known.update(v for v in table[column].to_pylist() if v)
            elif column.endswith("_id") and table[column].type == pa.int64():
                known.update(say_key(column.removesuffix("_id"), v) for v in table[column].to_pylist())
        if name in ("questions", "question_places", "place_settings"):
            known.update(setting_ids(name, table))
    for name, table_rows in made.items():
        for r in table_rows:
            if "sources" in r:
                assert r["sources"], f"{step.name}: a row of {name} rests on nothing: {r}"
                assert set(r["sources"]) <= known, f"{step.name}: {name} names unknown {set(r['sources']) - known}"


def setting_ids(name: str, table: pa.Table) -> set[str]:
    """Ids of rows of case.toml: ``question:oil``, and the tables without an id column by their key."""
    return {f"{name.removesuffix('s')}:{':'.join(r[k] for k in TABLES[name].key)}" for r in table.to_pylist()}


def beginnings_keep_their_ids(step: Step, before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> None:
    """Fourth law: evidence that comes later closes things; it does not rename what had begun.

    ``before`` holds the sightings up to a day, ``after`` the same and later ones.
    """
    for name in step.writes:
        if name in ("sighting_gaps", "stays"):
            key = TABLES[name].key[0]
            lost = set(before[name][key].to_pylist()) - set(after[name][key].to_pylist())
            assert not lost, f"{step.name}: later evidence renamed {lost} in {name}"

"""A case in the words of others: FollowTheMoney entities, and its statement table.

Ships, what lists say of them, MMSIs with their days, and trips go out; positions, tracks and amounts do not fit and
stay. Every entity carries the id of the row it was made of, so that ``fairlead explain`` leads back to the bytes.
Format: followthemoney 4.11 (schemata and CSV columns); the test holds it against the real library where installed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from fairlead.base.decisions import UNSURE
from fairlead.case.disk import in_words, write_whole
from fairlead.case.network import Network, gather_network
from fairlead.case.trace import Node
from fairlead.case.workspace import Case
from fairlead.errors import CaseError
from fairlead.identity.owner_rules import OWNS
from fairlead.report.write import refuse_inside

Row = dict[str, Any]

TYPES = {
    "name": "name", "alias": "name", "previousName": "name", "imoNumber": "identifier", "mmsi": "identifier",
    "flag": "country", "country": "country", "type": "string", "buildDate": "date", "deadweightTonnage": "number",
    "grossRegisteredTonnage": "number", "notes": "text", "summary": "text", "description": "text", "entity": "entity",
    "authority": "string", "provisions": "string", "status": "string", "startDate": "date", "endDate": "date",
    "listingDate": "date", "date": "date", "holder": "entity", "number": "identifier", "vehicle": "entity",
    "involved": "entity", "startLocation": "entity", "location": "address", "endLocation": "entity", "full": "address",
    "latitude": "number", "longitude": "number", "proof": "entity", "fileName": "string", "publisher": "string",
    "owner": "entity", "asset": "entity", "percentage": "string", "ownershipType": "string", "subject": "entity",
    "object": "entity", "role": "string", "incorporationDate": "date", "recordId": "string", "keywords": "string",
    "program": "string", "reason": "text",
}  # fmt: skip
"""FollowTheMoney's type of each property that is written."""

COLUMNS = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang", "original_value",
    "external", "first_seen", "last_seen", "id",
)  # fmt: skip
"""Columns of the statement table, in the order that followthemoney writes."""

SIDECAR = ("id", "valid_from", "valid_to", "row", "evidence")
"""What a statement of FollowTheMoney has no room for: since and until when it is so in the world, row, files."""

DATES_BOUND = "The dates bound when the call that dates the trip was; they are not its length."


@dataclass(frozen=True, slots=True)
class Said:
    """One value of one property of an entity; with days where it is so between known days only."""

    entity_id: str
    schema: str
    prop: str
    value: str
    row: str
    start: datetime | None = None
    end: datetime | None = None


@dataclass(slots=True)
class Exchange:
    """What goes out, entity by entity in order, and the files each rests on."""

    dataset: str
    said: list[Said] = field(default_factory=list)
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Evidence ids by entity."""

    def entities(self) -> Iterator[Row]:
        """Entities as FollowTheMoney JSON objects; every value once, in the order said."""
        by_entity = defaultdict[str, list[Said]](list)
        for one in self.said:
            by_entity[one.entity_id].append(one)
        for entity_id, all_said in by_entity.items():
            properties = defaultdict[str, dict[str, None]](dict)
            for one in all_said:
                properties[one.prop][one.value] = None
            yield {
                "id": entity_id,
                "schema": all_said[0].schema,
                "properties": {name: list(values) for name, values in properties.items()},
                "datasets": [self.dataset],
            }

    def statement_id(self, one: Said) -> str:
        """The id that followthemoney gives a statement: SHA-1 of data set, entity, property and value."""
        return hashlib.sha1(  # noqa: S324 - the format's own id, no seal
            f"{self.dataset}.{one.entity_id}.{one.prop}.{one.value}".encode()
        ).hexdigest()

    def to_json_lines(self) -> str:
        """FollowTheMoney JSON lines."""
        return "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in self.entities())

    def to_statements(self) -> tuple[str, str]:
        """The statement table and its sidecar, both CSV."""
        table, beside = io.StringIO(newline=""), io.StringIO(newline="")
        rows, marks = (csv.writer(out, csv.unix_dialect) for out in (table, beside))
        rows.writerow(COLUMNS)
        marks.writerow(SIDECAR)
        told = set[str]()
        for one in self.said:
            id_ = self.statement_id(one)
            if id_ not in told:
                told.add(id_)
                rows.writerow((one.entity_id, one.entity_id, one.prop, TYPES[one.prop], one.schema, one.value,
                               self.dataset, "", "", "", "f", "", "", id_))  # fmt: skip
            marks.writerow((id_, _instant(one.start), _instant(one.end), one.row,
                            "; ".join(self.files.get(one.entity_id, ()))))  # fmt: skip
        return table.getvalue(), beside.getvalue()


def gather_exchange(case: Case, dataset: str) -> Exchange:
    """What of a case goes out.

    Args:
        case: with a run.
        dataset: name of the data set as others will see it.

    Raises:
        CaseError: a table is not the one that was written.
    """
    out = Exchange(dataset)
    evidence = {r["sha256"]: r for r in case.table_or_empty("evidence").to_pylist()}
    simulated = case.simulated()
    explain = case.explainer(None)
    cited: dict[str, Row] = {}

    def say(entity: str, schema: str, row: str, /, **values: Any) -> None:
        for prop, value in values.items():
            for one in value if isinstance(value, list | tuple) else [value]:
                if one not in (None, ""):
                    out.said.append(Said(entity, schema, prop, str(one), row))

    def rest_on(entity: str, schema: str, row: str) -> None:
        below = sorted(_files(explain(row)))
        files = {e["evidence_id"]: e for s in below if (e := evidence.get(s))}
        cited.update(files)
        out.files[entity] = tuple(files)
        say(entity, schema, row, proof=[entity_id(i) for i in files])
        if simulated:
            say(entity, schema, row, keywords="SIMULATED")

    mmsis = _mmsis(case)
    network = gather_network(case.table_or_empty)
    for v in network.vessels:
        ship, row = entity_id(v["vessel_id"]), v["vessel_id"]
        say(ship, "Vessel", row, name=v["name"], alias=[n for n in v["names"] if n != v["name"]],
            imoNumber=[f"IMO{number:07d}" for number in _numbers(v)], flag=_low(v["flag"]),
            type=v["ship_type"], buildDate=v["built"], deadweightTonnage=_number(v["dwt_t"]),
            grossRegisteredTonnage=_number(v["gt"]), notes=v["imo_words"],
            mmsi=[f"{m:09d}" for m in mmsis.get(row, {})])  # fmt: skip
        rest_on(ship, "Vessel", row)
        for mmsi, (start, end, bearer) in mmsis.get(row, {}).items():
            said = {
                "holder": ship,
                "number": f"{mmsi:09d}",
                "startDate": f"{start:%Y-%m-%d}",
                "endDate": f"{end:%Y-%m-%d}",
            }
            worn = f"{ship}-mmsi-{mmsi:09d}"
            out.said += [Said(worn, "Identification", prop, value, bearer, start, end) for prop, value in said.items()]
    for x in case.table_or_empty("listings").to_pylist():
        listing = entity_id(x["listing_id"])
        say(listing, "Sanction", x["listing_id"], entity=entity_id(x["vessel_id"]), authority=x["authority"],
            provisions=x["measures"] if x["is_measure_sure"] else None, summary=x["words"],
            listingDate=(listed := _prefix(x["listed_start"], x["listed_end"])), startDate=listed)  # fmt: skip
        out.files[listing] = out.files.get(entity_id(x["vessel_id"]), ())
    said = case.table_or_empty("list_statements").select(["list", "entry", "property"])
    named = {(r["list"], r["entry"]) for r in said.filter(pc.equal(said["property"], "standing")).to_pylist()}
    for h in network.hits:
        if h["ruling"] == "different":  # another's, as a person ruled: no sanction of this vessel goes out
            continue
        if (h["list"], h["entry"]) in named:  # the list names it and does not list it
            continue
        hit = entity_id(h["hit_id"])
        say(hit, "Sanction", h["hit_id"], entity=entity_id(h["vessel_id"]), authority=h["list"],
            status=f"left open, {h['level']}" if h["ruling"] == UNSURE else h["level"],
            program=h["programmes"], provisions=h["listed_measures"], reason=h["grounds"], summary=h["words"],
            listingDate=(listed := _prefix(h["designated_start"], h["designated_end"])), startDate=listed)  # fmt: skip
        rest_on(hit, "Sanction", h["hit_id"])
    _owners(network, say, rest_on)
    places = {p["place_id"]: p for p in case.table_or_empty("places").to_pylist()}
    used = dict[str, Row]()
    for t in case.table_or_empty("trips").to_pylist():
        trip, row = entity_id(t["trip_id"]), t["trip_id"]
        ends = [places.get(t[c]) for c in ("load_place_id", "discharge_place_id")]
        schema = "Trip" if all(ends) else "Event"
        used.update({p["place_id"]: p for p in ends if p})
        load, discharge = (entity_id(p["place_id"]) if p else None for p in ends)
        carrier = entity_id(t["vessel_id"]) if t["vessel_id"] else None
        when = _prefix(t["start_time"], t["end_time"])
        known: dict[str, Any] = {}
        if schema == "Trip":
            known = {"startLocation": load, "endLocation": discharge, "vehicle": carrier}
        last = t["end_time"] - timedelta(microseconds=1)
        between = {"startDate": f"{t['start_time']:%Y-%m-%d}", "endDate": f"{last:%Y-%m-%d}"}
        dates: dict[str, Any] = {"date": when} if when else between
        say(trip, schema, row, name=f"Trip of {t['hull_words']} ({t['status']})", involved=carrier, summary=t["words"],
            location=[p["name"] for p in ends if p], notes=None if when else DATES_BOUND, recordId=row,
            **known, **dates)  # fmt: skip
        if not t["is_counted"]:
            say(trip, schema, row, description="Possible only: not counted among the documented trips.")
        rest_on(trip, schema, row)
    for id_, p in used.items():
        place = entity_id(id_)
        say(place, "Address", id_, full=p["name"], country=_low(p["country"]), latitude=p["lat"], longitude=p["lon"])
    for id_, e in cited.items():
        say(
            entity_id(id_), "Document", id_, fileName=e["name"], summary=f"SHA-256 {e['sha256']}", publisher=e["origin"]
        )
    return out


def _owners(network: Network, say: Callable[..., None], rest_on: Callable[[str, str, str], None]) -> None:
    """Those who are said to own or run vessels of the case, and the ties: a share of research is an Ownership, all else
    an UnknownLink with its role. What is tied to no vessel of the case stays, but for what leads to one."""
    told, owners = network.above_vessels(), network.owners
    for id_ in sorted(told):
        o, schema = owners[id_], _schema_of(owners[id_]["owner_kind"])
        own = {} if schema == "Vessel" else {"incorporationDate": _prefix(o["founded_start"], o["founded_end"])}
        number = f"IMO{o['company_imo']:07d}" if o["company_imo"] and schema == "Company" else None
        say(entity_id(id_), schema, id_, name=o["name"], imoNumber=number, notes=o["listed_as"], **own)
        rest_on(entity_id(id_), schema, id_)
    for t in network.ties:
        if t["owner_id"] not in told or not (t["vessel_id"] or t["owned_id"] in told):
            continue
        tie, owner, owned = (entity_id(t[c]) for c in ("tie_id", "owner_id", "owned_id"))
        is_owned = t["list"] is None and t["relation"] in OWNS
        schema = "Ownership" if is_owned else "UnknownLink"
        ends = {"owner": owner, "asset": owned} if is_owned else {"subject": owner, "object": owned}
        share = f"{100 * t['held_frac']:g}" if t["held_frac"] is not None else None
        what = {"ownershipType": t["relation"], "percentage": share} if is_owned else {"role": t["relation"]}
        days = {"startDate": t["held_from"], "endDate": t["held_until"]}
        say(tie, schema, t["tie_id"], **ends, **what, summary=t["words"], recordId=t["tie_id"],
            **{name: f"{at:%Y-%m-%d}" for name, at in days.items() if at})  # fmt: skip
        rest_on(tie, schema, t["tie_id"])


def _schema_of(kind: str) -> str:
    """An owner that nobody calls a person or a ship goes out as a company: it may be owned in its turn."""
    return {"person": "Person", "vessel": "Vessel"}.get(kind, "Company")


FORMS = ("ftm", "ftm-statements")


def export_case(case: Case, path: Path, form: str, dataset: str) -> tuple[list[Path], int]:
    """Write a case in one of :data:`FORMS`.

    Args:
        case: with a run.
        path: where to write; of ``ftm-statements`` the sidecar lies beside it, ``NAME.validity.csv``.
        form: of :data:`FORMS`.
        dataset: name of the data set as others will see it.

    Returns:
        The files written, and how many entities are in them.

    Raises:
        CaseError: no run yet, a path among what the case keeps of its own, or the disk refuses.
    """
    refuse_inside(case, path)
    if case.last_run() is None:
        raise CaseError("there is nothing to export before the first run")
    out = gather_exchange(case, dataset)
    entities = list(out.entities())
    if form == "ftm":
        files = {path: out.to_json_lines()}
    else:
        table, beside = out.to_statements()
        files = {path: table, path.with_suffix(".validity.csv"): beside}
    for file, text in files.items():
        with in_words(f"writing {file}"):
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, text.encode("utf-8"))
    return list(files), len(entities)


def entity_id(row: str) -> str:
    """A row's id as FollowTheMoney spells ids: ``vessel:1f2e`` is ``fairlead-vessel-1f2e``."""
    return f"fairlead-{row.replace(':', '-')}"


def _files(node: Node) -> set[str]:
    """SHA-256 of the files in which the lines below a node stand."""
    own = {node.line.sha256} if node.line else set[str]()
    return own.union(*(_files(child) for child in node.children))


def _mmsis(case: Case) -> dict[str, dict[int, tuple[datetime, datetime, str]]]:
    """MMSIs that tracks of each vessel came under, from the first to the last of their segments."""
    spans = {r["segment_id"]: r for r in _columns(case, "segments", "segment_id", "start_time", "end_time")}
    found = defaultdict[str, dict[int, tuple[datetime, datetime, str]]](dict)
    for b in case.table_or_empty("bearers").sort_by("bearer_id").to_pylist():
        s = spans[b["segment_id"]]
        start, end, first = found[b["vessel_id"]].get(b["mmsi"], (s["start_time"], s["end_time"], b["bearer_id"]))
        found[b["vessel_id"]][b["mmsi"]] = (min(start, s["start_time"]), max(end, s["end_time"]), first)
    return found


def _columns(case: Case, name: str, *columns: str) -> list[Row]:
    rows: list[Row] = case.table_or_empty(name).select(list(columns)).to_pylist()
    return rows


def _numbers(vessel: Row) -> list[int]:
    """The IMO numbers that identify a vessel: its own, and those of vessels that a person joined to it."""
    own = [vessel["imo"]] if vessel["imo"] and not vessel["imo_words"] else []
    return [*own, *(vessel["imos_joined"] or ())]


def _low(code: str | None) -> str | None:
    """Codes of states as FollowTheMoney writes them."""
    return code.lower() if code else None


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:g}" if value < 1e6 else f"{value:.0f}"


def _instant(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()


def _prefix(start: datetime | None, end: datetime | None) -> str | None:
    """A day, month or year as FollowTheMoney writes dates: as much of it as is known; None for any other span."""
    if start is None or end is None:
        return None
    if (start.hour, start.minute, start.second) == (0, 0, 0):
        if end - start == timedelta(days=1):
            return f"{start:%Y-%m-%d}"
        if start.day == 1 and end == (start + timedelta(days=32)).replace(day=1):
            return f"{start:%Y-%m}"
        if (start.month, start.day) == (1, 1) and end == start.replace(year=start.year + 1):
            return f"{start:%Y}"
    return None

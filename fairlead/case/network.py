"""The network of a case: its vessels, the list entries they may be, who is said to own or run whom, where they lay and
whom they met, whose flags they flew, and what States are said to have given each other.

Gathered once, for every form in which it goes out: drawn in the workspace from :func:`draw_graph`, as GraphML and GEXF
from :func:`graph_values`, as FollowTheMoney in ``report/exchange.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from fairlead.base.decisions import UNSURE
from fairlead.base.ids import content_id
from fairlead.case.life_lanes import STATUS_OF
from fairlead.case.lives import Life, Whole, read_lives
from fairlead.ledger.known_names import party_names
from fairlead.ledger.parties import say_party
from fairlead.ledger.wording import NOT_GIVEN, claims_behind

Values = dict[str, str | None]
Row = dict[str, Any]
TIMES = ("known_from", "known_until", "held_from", "held_until")

VESSEL, OWNER, ENTRY, PLACE, STATE = "vessel", "owner", "entry", "place", "state"
"""What a node is: a ship; a company or person; an entry of a list; a port or other place; a State, or who stands for
none."""

STANCES = {"assert": "claimed", "confirm": "claimed", "deny": "contradicted"}
"""What kind of knowledge a claim is to a tie between States; of other stances (no comment) no tie is drawn."""


@dataclass(frozen=True, slots=True)
class Network:
    """Rows of the tables that make the network, each table's in the order of its key."""

    vessels: list[Row]
    hits: list[Row]
    owners: dict[str, Row]
    """By ``owner_id``."""
    ties: list[Row]

    def above_vessels(self) -> set[str]:
        """Owners that lead to a vessel of the case, by one tie or several."""
        told = {t["owner_id"] for t in self.ties if t["vessel_id"]}
        while more := {t["owner_id"] for t in self.ties if t["owned_id"] in told} - told:
            told |= more
        return told


@dataclass(frozen=True, slots=True)
class Node:
    """Who or what stands in the graph."""

    label: str
    kind: str
    row: str | None = None
    """The row that explains it; None for what only other rows name."""
    values: Values = field(default_factory=dict)
    """What a file says of it beside its label."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing known between two nodes: what, by which row, and from when to when."""

    source: str
    target: str
    relation: str
    id: str
    status: str
    words: str
    start: datetime | None = None
    end: datetime | None = None
    values: Values = field(default_factory=dict)
    """What a file says of it beside."""


@dataclass(slots=True)
class Graph:
    """Nodes by id, and what is known between them."""

    nodes: dict[str, Node] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    unnamed: int = 0
    """Stays of ships that nobody named: they are no node."""


def gather_network(table: Callable[[str], pa.Table]) -> Network:
    """The network of a case, of its tables by name: ``case.table``, or ``case.table_or_empty``."""
    vessels, hits, owners, ties = (table(name).to_pylist() for name in ("vessels", "hits", "owners", "ties"))
    return Network(
        sorted(vessels, key=lambda v: str(v["vessel_id"])),
        sorted(hits, key=lambda h: str(h["hit_id"])),
        {o["owner_id"]: o for o in sorted(owners, key=lambda o: str(o["owner_id"]))},
        sorted(ties, key=lambda t: str(t["tie_id"])),
    )


def draw_graph(table: Callable[[str], pa.Table], lives: list[Life] | None = None) -> Graph:
    """The network with all that ties its nodes, in an order that is the same for the same rows.

    Args:
        table: tables by name, empty where the run has none.
        lives: of :func:`fairlead.case.lives.read_lives`, where they were read already.

    Returns:
        Every vessel of the case, and who is tied to one or to another node. A tie is as old as its row says: a stay
        from the earliest arrival to the latest departure, a listing from its designation, a claim over the period
        that it speaks of. What has no time was always so, or nobody says since when.

    Limits:
        A tie is what a row says and no more: an encounter is no transfer, a flag no nationality of an owner. Ships that
        no row names (an unnamed tanker) are counted, not drawn.
    """
    graph = Graph()
    lives = read_lives(Whole(table)) if lives is None else lives
    _lists_and_owners(graph, gather_network(table), _names(table("list_statements").to_pylist()))
    parties = party_names(table("lexicon").to_pylist())
    _voyages(graph, table, lives)
    _flags(graph, lives, parties)
    _transfers(graph, table, parties)
    for p in table("places").to_pylist():
        if p["place_id"] in graph.nodes and p["country"]:
            state = _state(graph, p["country"], parties)
            words = f"{p['name']} lies in {graph.nodes[state].label}."
            graph.ties.append(Tie(p["place_id"], state, "lies in", p["place_id"], "documented", words))
    graph.ties.sort(key=lambda t: (t.source, t.target, t.relation, str(t.start), t.id))
    return graph


def graph_values(
    table: Callable[[str], pa.Table], is_simulated: bool
) -> tuple[list[tuple[str, Values]], list[tuple[str, str, Values]]]:
    """The network as files of graphs hold it: every node, and every tie with both its ends, each with named values;
    where evidence of the case is made up each says so."""
    graph = draw_graph(table)
    said: Values = {"simulated": "SIMULATED"} if is_simulated else {}
    nodes: list[tuple[str, Values]] = [
        (id_, {"label": n.label, "kind": n.kind, **n.values, **said}) for id_, n in graph.nodes.items()
    ]
    edges: list[tuple[str, str, Values]] = [
        (
            t.source,
            t.target,
            {
                "relation": t.relation,
                "source": t.id,
                "status": t.status,
                "words": t.words,
                "since": t.start.date().isoformat() if t.start else None,
                "until": t.end.date().isoformat() if t.end else None,
                **t.values,
                **said,
            },
        )
        for t in graph.ties
    ]
    return nodes, edges


# ------------------------------------------------------------------------------------------------- lists and owners


def _lists_and_owners(graph: Graph, network: Network, names: Mapping[tuple[str, str], tuple[str, str]]) -> None:
    for v in network.vessels:
        imo = f"{v['imo']:07d}" if v["imo"] else None
        graph.nodes[v["vessel_id"]] = Node(
            v["name"], VESSEL, v["vessel_id"], {"kind": "vessel of the case", "imo": imo}
        )
    for h in network.hits:
        name, kind = names.get((h["list"], h["entry"]), (h["entry_name"], "entry"))
        about: Values = {"kind": f"{kind} listed", "list": h["list"], "entry": h["entry"]}
        entry = f"{h['list']}|{h['entry']}"
        graph.nodes.setdefault(entry, Node(name, ENTRY, h["hit_id"], about))
        is_other = h["ruling"] == "different"
        is_open = h["ruling"] == UNSURE
        said: Values = {"level": "ruled out" if is_other else "left open" if is_open else h["level"]}
        status = "contradicted" if is_other else STATUS_OF["possible"] if is_open else STATUS_OF[h["level"]]
        start, end = h["designated_start"] or h["listed_from"], h["delisted_by"]
        graph.ties.append(Tie(h["vessel_id"], entry, "may be", h["hit_id"], status, h["words"], start, end, said))
    entries = {*names, *((h["list"], h["entry"]) for h in network.hits)}
    ids = {content_id("owner", list_, ref): f"{list_}|{ref}" for list_, ref in entries}

    def node(owner_id: str) -> str:
        return ids.get(owner_id, owner_id)

    for o in network.owners.values():
        company = f"{o['company_imo']:07d}" if o["company_imo"] else None
        about = {"kind": o["owner_kind"], "listed": "; ".join(o["listed_as"]) or None, "company_imo": company}
        is_ship = o["owner_kind"] == "vessel"
        graph.nodes[node(o["owner_id"])] = Node(o["name"], VESSEL if is_ship else OWNER, o["owner_id"], about)
    for t in network.ties:
        if not t["vessel_id"]:
            about = {"kind": "not in the case", "list": t["list"]}
            graph.nodes.setdefault(node(t["owned_id"]), Node(t["owned_name"], VESSEL, t["tie_id"], about))
        said = {
            "share": f"{t['held_frac']:g}" if t["held_frac"] is not None else None,
            **{name: t[name].date().isoformat() if t[name] else None for name in TIMES},
        }
        start, end = (t[f"held_{e}"] or t[f"known_{e}"] for e in ("from", "until"))
        ends = node(t["owned_id"]), node(t["owner_id"])
        graph.ties.append(Tie(*ends, t["relation"], t["tie_id"], "claimed", t["words"], start, end, said))


def _names(statements: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The last primary name and the kind of every entry."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in sorted(statements, key=lambda s: (s["known_to"], s["list_statement_id"])):
        if row["property"] == "name":
            found[row["list"], row["entry"]] = row["value"], row["entry_kind"]
    return found


# ---------------------------------------------------------------------------------------- where they lay, whom they met


def _voyages(graph: Graph, table: Callable[[str], pa.Table], lives: list[Life]) -> None:
    """Stays and port calls at places, and encounters, of vessels of the case and of whoever else sent AIS."""
    places = {p["place_id"]: p for p in table("places").to_pylist()}
    by_port: dict[str, str] = {}
    for p in places.values():
        by_port.setdefault(p["name"], p["place_id"])
        by_port[p["label"]] = p["place_id"]

    def place(id_: str, name: str) -> str:
        graph.nodes.setdefault(id_, Node(name, PLACE, id_ if id_ in places else None))
        return id_

    for stay in table("stays").to_pylist():
        if stay["vessel_id"] is None:
            graph.unnamed += 1
        elif stay["place_id"] and stay["vessel_id"] in graph.nodes:
            at = place(stay["place_id"], places[stay["place_id"]]["name"])
            start = stay["arrival_earliest"] or stay["seen_from"]
            end = stay["departure_latest"] or stay["seen_until"]
            graph.ties.append(
                Tie(stay["vessel_id"], at, "lay at", stay["stay_id"], stay["status"], stay["words"], start, end)
            )
    ships = _Senders(graph, table, lives)
    for call in table("port_calls").to_pylist():
        if call["port"] and (ship := ships.of(call["segment_id"])):
            at = place(by_port.get(call["port"], f"port:{call['port']}"), call["port"])
            graph.ties.append(
                Tie(ship, at, "called at", call["port_call_id"], "documented", call["words"], call["start_time"],
                    call["end_time"])
            )  # fmt: skip
    for met in table("encounters").to_pylist():
        one, other = ships.of(met["segment_id"]), ships.of(met["other_segment_id"])
        if one and other and one != other:
            graph.ties.append(
                Tie(one, other, "close and slow", met["encounter_id"], "documented", met["words"], met["start_time"],
                    met["end_time"])
            )  # fmt: skip


class _Senders:
    """Which node sent a segment: the vessel whose marks it bears, else a ship known by its MMSI alone."""

    def __init__(self, graph: Graph, table: Callable[[str], pa.Table], lives: list[Life]) -> None:
        self._graph, self._segments = graph, {s["segment_id"]: s for s in _light_segments(table("segments"))}
        known = {str(life.vessel["vessel_id"]) for life in lives}
        bearers = sorted(table("bearers").to_pylist(), key=lambda b: str(b["bearer_id"]))
        self._vessels = {b["segment_id"]: b["vessel_id"] for b in bearers if b["vessel_id"] in known}

    def of(self, segment_id: str) -> str | None:
        if vessel := self._vessels.get(segment_id):
            return str(vessel)
        segment = self._segments.get(segment_id)
        if segment is None:
            return None
        id_ = f"mmsi:{segment['mmsi']:09d}|{segment['hull_no']}"
        if id_ not in self._graph.nodes:
            mmsi = f"{segment['mmsi']:09d}"
            name = f"{segment['names'][0]} ({mmsi})" if segment["names"] else mmsi
            about: Values = {"kind": "ship known by its AIS", "mmsi": mmsi}
            self._graph.nodes[id_] = Node(name, VESSEL, segment_id, about)
        return id_


def _light_segments(segments: pa.Table) -> Iterator[Row]:
    rows = segments.select(["segment_id", "mmsi", "hull_no", "names", "start_time"]).to_pylist()
    yield from sorted(rows, key=lambda s: (s["start_time"], str(s["segment_id"])))


# --------------------------------------------------------------------------------------------------------------- States


def _state(graph: Graph, code: str, parties: Mapping[str, str]) -> str:
    id_ = f"state:{code}"
    graph.nodes.setdefault(id_, Node(parties.get(code) or say_party(code), STATE, None, {"code": code}))
    return id_


def _flags(graph: Graph, lives: list[Life], parties: Mapping[str, str]) -> None:
    """Flags by whose word; one that a list calls former ended before it said so."""
    for life in lives:
        for mark in life.marks:
            if mark.kind != "flag":
                continue
            state = _state(graph, mark.value, parties)
            status = "documented" if mark.is_received else "claimed"
            words = f"{life.vessel['name']}: flag {mark.value}, by {mark.by}."
            end = None if mark.is_open else mark.end
            relation = "flew the flag of" if mark.is_former else "flag of"
            graph.ties.append(
                Tie(str(life.vessel["vessel_id"]), state, relation, mark.id, status, words, mark.start, end)
            )


def _transfers(graph: Graph, table: Callable[[str], pa.Table], parties: Mapping[str, str]) -> None:
    """What is said to have been given, claim by claim: each over the period it speaks of, else when it was said."""
    claims = {c["claim_id"]: c for c in table("claims").to_pylist()}
    origins = {o["origin_id"]: o for o in table("origins").to_pylist()}
    for transfer in sorted(table("transfers").to_pylist(), key=lambda t: str(t["transfer_id"])):
        if not (transfer["from_party"] and transfer["to_party"]):
            continue
        ends = _state(graph, transfer["from_party"], parties), _state(graph, transfer["to_party"], parties)
        verb = "said of" if transfer["item_class"] in NOT_GIVEN else "said to give"
        relation = f"{'expected:' if transfer['is_expected'] else verb} {transfer['item_class']}"
        for claim in claims_behind(transfer, origins, claims):
            status = STANCES.get(claim["stance"])
            if status is None or claim["rescinded"]:
                continue
            if status == "claimed" and transfer["is_expected"]:
                status = "possible"
            has_period = claim["period_start"] is not None or claim["period_end"] is not None
            start, end = (claim[f"{'period' if has_period else 'said'}_{e}"] for e in ("start", "end"))
            told = claim["quantity_words"] or claim["item"] or transfer["item_class"]
            words = f"{claim['label']}: {claim['speaker']}, {claim['outlet']}: {claim['stance']}, {told}."
            graph.ties.append(Tie(*ends, relation, claim["claim_id"], status, words, start, end))


def degrees(ties: Iterable[Tie]) -> Counter[str]:
    """With how many others each node is tied."""
    pairs = {frozenset((t.source, t.target)) for t in ties if t.source != t.target}
    return Counter(end for pair in pairs for end in pair)

"""Merges: pairs of vessels of the case that may be one ship, put before a person. Nothing is joined here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Annotated, Any

import pyarrow as pa

from fairlead.base.bounds import Within, check_fields
from fairlead.base.ids import content_id
from fairlead.base.tables import BEARERS, DECISIONS, MERGES, PLACES, SEGMENTS, STAYS, VESSELS
from fairlead.base.timeline import say_days
from fairlead.base.wording import say_list
from fairlead.identity.fleet import caption_of
from fairlead.identity.names import NameIndex, read_name
from fairlead.identity.rulings import rule_pairs

Row = dict[str, Any]
Pair = tuple[str, str]

BORNE = ("name", "spelling", "former name")
"""Ways in which two vessels may bear one name; a likeness or a missing number links none."""

SIZES = (("dwt_t", "deadweight", "t"), ("length_m", "length", "m"), ("gt", "gross tonnage", ""))


@dataclass(frozen=True, slots=True)
class MergeParams:
    """What links two vessels, and what counts as another size."""

    most_bearers: Annotated[int, Within(2, 100)] = 4
    """A name that more vessels of the case bear links none of them: it tells too little. Our judgement."""
    other_size_frac: Annotated[float, Within(0, 1)] = 0.05
    """Figures of one ship that differ by more than this share of the larger speak for two. Registers round and amend
    within a few per cent. Our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(slots=True)
class _Link:
    bases: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def add(self, basis: str, words: str, sources: list[str]) -> None:
        if basis not in self.bases:
            self.bases.append(basis)
            self.words.append(words)
        self.sources += [s for s in sources if s not in self.sources]


def propose_merges(
    vessels: pa.Table,
    segments: pa.Table,
    bearers: pa.Table,
    stays: pa.Table,
    places: pa.Table,
    decisions: pa.Table,
    params: MergeParams = MergeParams(),
) -> pa.Table:
    """Propose the pairs of vessels that may be one ship, with what speaks for it and against it.

    A pair is proposed where both bear one name, spelled as it may be, with an equal number, and not both have an IMO
    number nothing is said against; where one MMSI sent the marks of both; or where reports gave the IMO number of the
    one with the name of the other.

    Args:
        vessels: VESSELS, any order.
        segments: SEGMENTS, any order.
        bearers: BEARERS, any order.
        stays: STAYS, any order.
        places: PLACES, for their names.
        decisions: DECISIONS; a pair held different or left open keeps its row, with the ruling. A pair held one ship
            is one vessel by now and no pair.
        params: what links.

    Returns:
        MERGES, one row a pair.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Sisters that were renamed into each other look like one ship. No chance is put on a pair: how often such pairs
        are one ship is not known. An MMSI passed on with the radio, or typed wrong, links two ships.
    """
    ships = {str(r["vessel_id"]): r for r in VESSELS.check(vessels).to_pylist()}
    tracks = {r["segment_id"]: r for r in SEGMENTS.check(segments).to_pylist()}
    borne = sorted(BEARERS.check(bearers).to_pylist(), key=lambda r: str(r["bearer_id"]))
    links: dict[Pair, _Link] = defaultdict(_Link)
    index = NameIndex()
    for i, ship in enumerate(ships.values()):
        index.add(i, [read_name(n) for n in ship["names"]], ship["flag"])
    _by_name(links, ships, index, params)
    _by_radio(links, ships, tracks, borne)
    _by_name_and_number(links, ships, index, tracks, borne)
    lain: dict[str, list[Row]] = defaultdict(list)
    for stay in sorted(STAYS.check(stays).to_pylist(), key=lambda r: str(r["stay_id"])):
        if stay["vessel_id"] and stay["arrival_latest"] < stay["departure_earliest"]:
            lain[stay["vessel_id"]].append(stay)
    heard: dict[str, list[Row]] = defaultdict(list)
    for bearer in borne:
        heard[bearer["vessel_id"]].append(tracks[bearer["segment_id"]])
    names = {p["place_id"]: p["name"] for p in PLACES.check(places).to_pylist()}
    ruled = rule_pairs(DECISIONS.check(decisions).to_pylist())
    rows = []
    for (one, two), link in sorted(links.items()):
        a, b = ships[one], ships[two]
        speaks_for = [*link.words, *_alike(a, b, params)]
        against = [
            *_other_numbers(a, b),
            *_unlike(a, b, params),
            *_at_two_places(a, b, lain[one], lain[two], names),
            *_both_heard(a, b, heard[one], heard[two]),
        ]
        ruling = ruled.get((one, two))
        said = [f"{caption_of(a)} and {caption_of(b)} may be one ship: {'; '.join(speaks_for)}"]
        said.append(f"Against it: {'; '.join(against)}" if against else "Nothing held here speaks against it")
        rows.append(
            {
                "merge_id": content_id("merge", one, two),
                "vessel_id": one,
                "other_vessel_id": two,
                "ship_name": caption_of(a),
                "other_name": caption_of(b),
                "bases": link.bases,
                "speaks_for": speaks_for,
                "speaks_against": against,
                "ruling": ruling.verdict if ruling and not ruling.is_accepted else None,
                "words": ". ".join([*said, *([f"It was {ruling.words.rstrip('.')}"] if ruling else [])]) + ".",
                "sources": [one, two, *link.sources, *([ruling.decision_id] if ruling else [])],
            }
        )
    return MERGES.from_rows(rows)


def _is_sure(ship: Row) -> bool:
    """Whether its IMO number is a ship's own, as far as is known."""
    return ship["imo"] is not None and ship["imo_words"] is None


def _by_name(links: dict[Pair, _Link], ships: dict[str, Row], index: NameIndex, params: MergeParams) -> None:
    ids = list(ships)
    for i, (id_, ship) in enumerate(ships.items()):
        for written in ship["names"]:
            found = index.find_bearing(read_name(written))
            bearing = sorted(j for j, basis in found.items() if basis in BORNE)
            if len(bearing) > params.most_bearers:
                continue
            for j in bearing:
                other = ships[ids[j]]
                if j == i or (_is_sure(ship) and _is_sure(other)):
                    continue
                words = f"both bear the name {written}"
                links[min(id_, ids[j]), max(id_, ids[j])].add("name", words, [])


def _by_radio(links: dict[Pair, _Link], ships: dict[str, Row], tracks: dict[str, Row], borne: list[Row]) -> None:
    by_mmsi: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for bearer in borne:
        by_mmsi[bearer["mmsi"]][bearer["vessel_id"]].append(tracks[bearer["segment_id"]])
    for mmsi, found in sorted(by_mmsi.items()):
        for one, two in combinations(sorted(found), 2):
            first, then = sorted((one, two), key=lambda v: min(s["start_time"] for s in found[v]))
            last, since = max(s["end_time"] for s in found[first]), min(s["start_time"] for s in found[then])
            words = (
                f"MMSI {mmsi:09d} sent the marks of {caption_of(ships[first])} until {say_days(last, last)} and those "
                f"of {caption_of(ships[then])} from {say_days(since, since)}"
            )
            links[one, two].add("one MMSI", words, sorted(s["segment_id"] for v in (one, two) for s in found[v]))


def _by_name_and_number(
    links: dict[Pair, _Link], ships: dict[str, Row], index: NameIndex, tracks: dict[str, Row], borne: list[Row]
) -> None:
    ids = list(ships)
    for bearer in borne:
        segment = tracks[bearer["segment_id"]]
        if bearer["mark_basis"] != "imo" or not segment["names"]:
            continue
        found = index.find_bearing(read_name(segment["names"][0]))
        others = [ids[i] for i, basis in found.items() if basis in BORNE]
        if len(others) == 1 and others[0] != bearer["vessel_id"]:
            one, two = sorted((bearer["vessel_id"], others[0]))
            words = (
                f"reports gave the IMO number of {caption_of(ships[bearer['vessel_id']])} with the name "
                f"{segment['names'][0]}, which is that of {caption_of(ships[others[0]])}"
            )
            links[one, two].add("name and number", words, [segment["segment_id"]])


def _alike(a: Row, b: Row, params: MergeParams) -> Iterator[str]:
    same = [f"built {a['built']}"] if a["built"] and a["built"] == b["built"] else []
    for column, what, unit in SIZES:
        if a[column] and b[column] and not _is_other(a[column], b[column], params):
            same.append(f"{what} {a[column]:,.0f} {unit}".rstrip())
    if same:
        yield f"both {say_list(same)}"


def _unlike(a: Row, b: Row, params: MergeParams) -> Iterator[str]:
    if a["built"] and b["built"] and a["built"] != b["built"]:
        yield f"built {a['built']} and {b['built']}"
    for column, what, unit in SIZES:
        if a[column] and b[column] and _is_other(a[column], b[column], params):
            yield f"{what} {a[column]:,.0f} and {b[column]:,.0f} {unit}".rstrip()


def _is_other(one: float, two: float, params: MergeParams) -> bool:
    return abs(one - two) > params.other_size_frac * max(one, two)


def _other_numbers(a: Row, b: Row) -> Iterator[str]:
    if a["imo"] is None or b["imo"] is None:
        return
    doubts = [r["imo_words"] for r in (a, b) if r["imo_words"]]
    words = f"two IMO numbers, {a['imo']:07d} and {b['imo']:07d}"
    yield f"{words}, of which one proves no identity: {doubts[0].rstrip('.')}" if doubts else words


def _at_two_places(a: Row, b: Row, ones: list[Row], others: list[Row], names: dict[str, str]) -> Iterator[str]:
    for s in ones:
        for t in others:
            since, until = (
                max(s["arrival_latest"], t["arrival_latest"]),
                min(s["departure_earliest"], t["departure_earliest"]),
            )
            if s["place_id"] != t["place_id"] and since < until:
                there, elsewhere = (names.get(x["place_id"], x["place_id"]) for x in (s, t))
                yield f"{say_days(since, until)} {a['name']} lay at {there} and {b['name']} at {elsewhere}"
                return


def _both_heard(a: Row, b: Row, ones: list[Row], others: list[Row]) -> Iterator[str]:
    for s in ones:
        for t in others:
            since, until = max(s["start_time"], t["start_time"]), min(s["end_time"], t["end_time"])
            if s["mmsi"] != t["mmsi"] and since < until:
                yield (
                    f"{say_days(since, until)} two radios sent their marks, MMSI {s['mmsi']:09d} those of {a['name']} "
                    f"and {t['mmsi']:09d} those of {b['name']}"
                )
                return

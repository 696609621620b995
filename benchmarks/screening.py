"""Screening against its bars: names, whole entities, retrieval of ships' names, contradictions, hulls, speed.

``python -m benchmarks screening [--peers PYTHON]``, where PYTHON has nomenklatura. One threshold throughout, the
package's own. The labelled sets of ../shared are cut in two by a hash of their content, before anybody looked at
either: what tables and thresholds were made with is *tuned*, the rest *held*; worlds made up by ``screening_worlds``
have seeds that were not looked at. Real lists (OFAC, EU) are read from ../shared, and none of them is kept.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from benchmarks.screening_days import score_days
from benchmarks.screening_speed import time_join, time_search
from benchmarks.screening_worlds import make_world
from fairlead.base.ids import is_imo
from fairlead.formats.lists.reader import read_list
from fairlead.identity.compare import compare_records
from fairlead.identity.name_reasons import name_likeness
from fairlead.identity.name_search import NameSearch
from fairlead.identity.party_likeness import ALIKE
from fairlead.identity.records import Record, Stated, ship_number
from fairlead.identity.screener import Screener

SANCTIONS = Path(__file__).parents[2] / "shared" / "data" / "sanctions"
PEER = Path(__file__).parent / "peers" / "screening_nomenklatura.py"
SEEDS = (1001, 1002, 1003, 1004)
RATIO = 0.85
"""rapidfuzz's plain ratio, at the threshold that the notes found best for it."""
LOGIC = 0.70
"""logic-v2's own threshold."""
HALVES = ("tuned", "held")
SCHEMAS = {
    "Person": "person",
    "Company": "company",
    "Organization": "company",
    "LegalEntity": "other",
    "Vessel": "vessel",
}
PROPERTIES = {
    "alias": "alias", "weakAlias": "weak_alias", "previousName": "former_name", "birthDate": "birth_date",
    "gender": "gender", "country": "country", "nationality": "country", "jurisdiction": "country", "imoNumber": "imo",
    "mmsi": "mmsi", "callSign": "call_sign", "flag": "flag", "registrationNumber": "registration", "address": "address",
    "innCode": "tax_number", "taxNumber": "tax_number", "passportNumber": "passport", "idNumber": "id_number",
    "buildDate": "built", "type": "type", "grossRegisteredTonnage": "gross_tonnage", "tonnage": "tonnage",
}  # fmt: skip
NAME_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")
CONTRADICTIONS: tuple[tuple[str, dict[str, list[str]], dict[str, list[str]]], ...] = (
    (
        "one name, two valid IMO numbers",
        {"name": ["VICTORY"], "imoNumber": ["9187629"]},
        {"name": ["VICTORY"], "imoNumber": ["9074729"]},
    ),
    (
        "two names, one MMSI at no stated time",
        {"name": ["ALPHA"], "mmsi": ["273123456"]},
        {"name": ["BRAVO"], "mmsi": ["273123456"]},
    ),
    ("Zu Zag Bong 6, Zu Zag Bong 5", {"name": ["Zu Zag Bong 6"]}, {"name": ["Zu Zag Bong 5"]}),
    ("Victory, Victory 3", {"name": ["Victory"]}, {"name": ["Victory 3"]}),
    ("Snow Storm 1, Snow Storm 2", {"name": ["Snow Storm 1"]}, {"name": ["Snow Storm 2"]}),
    ("ПАТРИОТ, PATRIOT (should meet)", {"name": ["ПАТРИОТ"]}, {"name": ["PATRIOT"]}),
    ("YU SON, YUSEON (should meet)", {"name": ["YU SON"]}, {"name": ["YUSEON"]}),
    ("천명 1, CHON MYONG 1 (should meet)", {"name": ["천명 1"]}, {"name": ["CHON MYONG 1"]}),
)

Judged = tuple[str, bool, bool]
"""Half, whether it is a match, whether it was called one."""


def half_of(text: str) -> str:
    """The half a labelled case belongs to, by its content alone."""
    return HALVES[hashlib.sha256(f"fairlead screening 6:{text}".encode()).digest()[0] % 2]


def f1(judged: Iterable[tuple[bool, bool]]) -> tuple[float, int, int, int]:
    """F1, and how many were found, wrongly found and missed."""
    rows = list(judged)
    found = sum(is_match and called for is_match, called in rows)
    wrong = sum(called and not is_match for is_match, called in rows)
    missed = sum(is_match and not called for is_match, called in rows)
    return 2 * found / max(1, 2 * found + wrong + missed), found, wrong, missed


def say(label: str, judged: Sequence[Judged], bar: float | None = None) -> None:
    """One line: F1 of each half and of both."""
    parts = []
    halves = (*HALVES, "all") if any(h == "tuned" for h, _, _ in judged) else ("held",)
    for half in halves:
        score, found, wrong, missed = f1((m, c) for h, m, c in judged if half in (h, "all"))
        parts.append(f"{half} {score:.3f} ({found}/{wrong}/{missed})")
    print(f"  {label:58} {'   '.join(parts)}{'' if bar is None else f'   bar {bar:.2f}'}")


# ------------------------------------------------------------------------------------------------------ labelled sets


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities, and whether they are one."""

    half: str
    schema: str
    a: dict[str, list[str]]
    b: dict[str, list[str]]
    is_match: bool


def name_pairs() -> list[Pair]:
    """The labelled pairs of names."""
    with (SANCTIONS / "matching" / "nomenklatura_name_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Pair(half_of("|".join(sorted((r["name1"], r["name2"])))), r["schema"], {"name": [r["name1"]]},
             {"name": [r["name2"]]}, r["is_match"] == "true")
        for r in rows
    ]  # fmt: skip


def entity_checks() -> list[Pair]:
    """The labelled pairs of whole entities."""
    checks = json.loads((SANCTIONS / "matching" / "nomenklatura_entity_checks.json").read_text(encoding="utf-8"))[
        "checks"
    ]
    made = []
    for check in checks:
        sides = [check["query"], check["candidate"]]
        half = half_of("|".join(sorted(json.dumps(s, sort_keys=True, ensure_ascii=False) for s in sides)))
        a, b = ({p: v if isinstance(v, list) else [v] for p, v in s.items()} for s in sides)
        made.append(Pair(half, check["schema"], a, b, check["match"]))
    return made


def record_of(key: str, schema: str, properties: dict[str, list[str]]) -> Record:
    """An entity of FollowTheMoney as a record; parts of a name make one."""
    stated = [Stated("name", n) for n in properties.get("name", [])]
    if parts := [properties[p][0] for p in NAME_PARTS if properties.get(p)]:
        stated.append(Stated("name", " ".join(parts)))
    stated += [Stated(PROPERTIES[p], v) for p, values in properties.items() if p in PROPERTIES for v in values]
    return Record(key, SCHEMAS[schema], tuple(stated))


def is_called_one(pair: Pair) -> bool:
    """Whether the comparison calls two entities one, however surely."""
    found = compare_records(record_of("a", pair.schema, pair.a), record_of("b", pair.schema, pair.b))
    return found is not None and found.level != "contradicted"


def is_one_name(pair: Pair) -> bool:
    """Whether two names may be one, at the package's threshold."""
    return name_likeness(pair.a["name"][0], pair.b["name"][0], SCHEMAS[pair.schema]).score >= ALIKE


def ratio(pair: Pair) -> bool:
    """rapidfuzz's plain ratio of the first names."""
    first = [
        " ".join(p.get("name") or [p[part][0] for part in NAME_PARTS if p.get(part)]).lower() for p in (pair.a, pair.b)
    ]
    return fuzz.ratio(*first) / 100 >= RATIO


def score_labelled(pairs: Sequence[Pair], ours: Callable[[Pair], bool], peers: str | None) -> None:
    """Scores on one set, all and without persons."""
    theirs = peer_scores([(p.schema, p.a, p.b) for p in pairs], peers)
    for label, keep, bars in (
        ("all", lambda _: True, (0.80, 0.90)),
        ("organisations and vessels", lambda p: p.schema != "Person", (0.87, None)),
    ):
        some = [i for i, p in enumerate(pairs) if keep(p)]
        bar = bars[0] if ours is is_one_name else bars[1]
        say(f"Fairlead, {label}", [(pairs[i].half, pairs[i].is_match, ours(pairs[i])) for i in some], bar)
        say(f"rapidfuzz ratio {RATIO}, {label}", [(pairs[i].half, pairs[i].is_match, ratio(pairs[i])) for i in some])
        if theirs:
            judged = [(pairs[i].half, pairs[i].is_match, theirs["scores"][i] >= LOGIC) for i in some]
            say(f"logic-v2 {LOGIC}, {label} (tuned on these)", judged)


def peer_scores(pairs: Sequence[tuple[str, Any, Any]], peers: str | None, repeat: int = 0) -> dict[str, Any] | None:
    """nomenklatura's scores, where it is at hand."""
    if peers is None:
        return None
    asked = json.dumps({"pairs": list(pairs), "repeat": repeat})
    done = subprocess.run([peers, str(PEER)], input=asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{peers} cannot run nomenklatura: {done.stderr.strip().splitlines()[-1:]}")
    return dict(json.loads(done.stdout))


# ---------------------------------------------------------------------------------------------------------- retrieval


@dataclass(frozen=True, slots=True)
class Asked:
    """A name asked for, and the owner it is; None: of none."""

    half: str
    kind: str
    text: str
    owner: int | None


def labelled_queries() -> tuple[list[tuple[int, str]], list[Asked]]:
    """The names of the SDN list's vessels and the labelled queries."""
    folder = SANCTIONS / "matching"
    with (folder / "vessel_name_targets.csv").open(encoding="utf-8", newline="") as file:
        targets = [(int(r["ofac_ent_num"]), r["name"]) for r in csv.DictReader(file)]
    with (folder / "vessel_name_queries.csv").open(encoding="utf-8", newline="") as file:
        asked = [
            Asked(half_of(r["query"]), r["class"], r["query"], int(r["ofac_ent_num"]) if r["ofac_ent_num"] else None)
            for r in csv.DictReader(file)
        ]
    return targets, asked


def made_queries(seed: int) -> tuple[list[tuple[int, str]], list[Asked]]:
    """The names and queries of a made-up world."""
    world = make_world(seed)
    return list(enumerate(world.targets)), [Asked("held", q.kind, q.text, q.target) for q in world.queries]


def score_retrieval(targets: list[tuple[int, str]], asked: list[Asked], peers: str | None) -> None:
    """F1 and the share found, or wrongly found, of every class."""
    search = NameSearch((owner, "vessel", name) for owner, name in targets)
    ours = [{met.owner for met in search.find(q.text, "vessel")} for q in asked]
    plain = [
        {o for o, name in targets if fuzz.ratio(q.text.lower(), name.lower(), score_cutoff=100 * RATIO)} for q in asked
    ]
    runs = {"Fairlead": ours, f"rapidfuzz ratio {RATIO}": plain}
    if peers:
        pairs, at = [], []
        for i, q in enumerate(asked):
            near = sorted(targets, key=lambda t: (-fuzz.WRatio(q.text, t[1]), t))[:12]
            near += [t for t in targets if t[0] in ours[i] and t not in near]
            pairs += [("Vessel", {"name": [q.text]}, {"name": [name]}) for _, name in near]
            at += [(i, owner) for owner, _ in near]
        called: list[set[int]] = [set() for _ in asked]
        for (i, owner), score in zip(at, (peer_scores(pairs, peers) or {})["scores"], strict=True):
            if score >= LOGIC:
                called[i].add(owner)
        runs[f"logic-v2 {LOGIC}, of 12 near names"] = called
    for label, found in runs.items():
        judged = [
            (q.half, q.owner is not None, bool(f) if q.owner is None else q.owner in f)
            for q, f in zip(asked, found, strict=True)
        ]
        is_homonym = [q.kind == "NEG_homonym" for q in asked]
        say(f"{label}", [j for j, h in zip(judged, is_homonym, strict=True) if not h], 0.97 if found is ours else None)
        if any(is_homonym):
            say(f"{label}, homonyms counted as wrong", judged)
        if found is ours or peers:
            by_kind = defaultdict(list)
            for q, (_, _, hit) in zip(asked, judged, strict=True):
                by_kind[q.kind].append(hit)
            print("    " + ", ".join(f"{k} {np.mean(v):.3f}" for k, v in sorted(by_kind.items())))


# ------------------------------------------------------------------------------------------- contradictions and hulls


def score_contradictions(peers: str | None) -> None:
    """What the comparison says of the pairs of the notes, and the peer's score."""
    theirs = peer_scores([("Vessel", a, b) for _, a, b in CONTRADICTIONS], peers)
    for i, (label, a, b) in enumerate(CONTRADICTIONS):
        found = compare_records(record_of("a", "Vessel", a), record_of("b", "Vessel", b))
        level = found.level if found else "no hit"
        score = "" if theirs is None else f"logic-v2 {theirs['scores'][i]:.2f}"
        print(f"  {label:44} {level:14} {score}")


def listed_records(path: Path, kind: str, keep: str = "vessel") -> list[Record]:
    """The entries of a list as records."""
    read = read_list(path, path.name, kind, f"evidence:{path.name}")
    stated: dict[str, list[Stated]] = {}
    names: dict[str, str] = {}
    for row in read.rows.select(["entry", "entry_kind", "name"]).to_pylist():
        if keep in (row["entry_kind"], ""):
            names[row["entry"]] = row["entry_kind"]
            stated[row["entry"]] = [Stated("name", row["name"], source=row["entry"])]
    for row in read.more["list_facts"].select(["entry", "property", "value", "normal"]).to_pylist():
        if row["entry"] in stated:
            stated[row["entry"]].append(Stated(row["property"], row["value"], row["normal"], source=row["entry"]))
    return [Record(ref, names[ref], tuple(values)) for ref, values in stated.items()]


def hull(record: Record) -> int | None:
    """The IMO number of a record, where it states one that is valid."""
    return next((n for s in record.of("imo") if (n := ship_number(s)) is not None), None)


def score_hulls() -> None:
    """The EU's ships against OFAC's: the hulls both list, and no other, are to be found by number."""
    ofac = listed_records(SANCTIONS / "ofac" / "sdn_2024-05-03.csv.xz", "ofac_sdn")
    acts = [SANCTIONS / "eu_cc_by_nc" / f"{act}.csv" for act in ("32014R0833", "32017R1509")]
    eu = [r for act in acts for r in listed_records(act, "eu_journal")]
    hull_of = {r.record_id: hull(r) for r in ofac}
    both = {h for r in eu if (h := hull(r))} & set(hull_of.values())
    screener = Screener(ofac)
    confirmed: set[int | None] = set()
    by_name: set[int | None] = set()
    merged, levels = 0, defaultdict[str, int](int)
    for record in eu:
        own = hull(record)
        for hit in screener.screen(record, most=50):
            levels[hit.comparison.level] += 1
            if hit.comparison.level in ("confirmed", "probable"):
                other = hull_of[hit.record_id]
                confirmed |= {own} if own and own == other else set()
                merged += bool(own and other and own != other)
        nameless = Record(record.record_id, record.kind, tuple(record.names()))
        by_name |= {own} & {hull_of[hit.record_id] for hit in screener.screen(nameless)}
    print(f"  EU acts against OFAC: {len(both)} hulls on both; found by number {len(both & confirmed)}")
    print(f"  different hulls merged: {merged}; hits {dict(sorted(levels.items()))}")
    print(f"  by name alone {len(both & by_name)} of {len(both)}: most of the rest were renamed")


def score_homonyms(targets: list[tuple[int, str]], asked: list[Asked]) -> None:
    """Ships that bear a listed name, once without an IMO number and once with another valid one."""
    valid = [n for n in range(9_500_000, 9_600_000) if is_imo(n)]
    listed = [
        Record(str(o), "vessel", (Stated("name", n), Stated("imo", str(valid[i])))) for i, (o, n) in enumerate(targets)
    ]
    screener = Screener(listed)
    bare, numbered = defaultdict(int), defaultdict(int)
    for i, q in enumerate(q for q in asked if q.kind == "NEG_homonym"):
        for counts, stated in ((bare, ()), (numbered, (Stated("imo", str(valid[-1 - i])),))):
            hits = screener.screen(Record("q", "vessel", (Stated("name", q.text), *stated)))
            counts[hits[0].comparison.level if hits else "no hit"] += 1
    print(f"  ships with a listed name: no number {dict(bare)}; another valid number {dict(numbered)}")


# -------------------------------------------------------------------------------------------------------------- speed


def sdn_names() -> list[tuple[int, str, str]]:
    """Every name of the SDN list of 2024-05-03 and of the alias file of 2025-02-27, with entry and kind."""
    entries = listed_records(SANCTIONS / "ofac" / "sdn_2024-05-03.csv.xz", "ofac_sdn", "")
    made = [(int(r.record_id.split()[0]), r.kind, next(r.of("name")).value) for r in entries]
    kinds = {owner: kind for owner, kind, _ in made}
    path = SANCTIONS / "ofac" / "aliases_2025-02-27" / "alt.csv.xz"
    aliases = read_list(path, "alt.csv", "ofac_alt", "evidence:alt").rows.to_pylist()
    owners = [int(row["entry"].split()[0]) for row in aliases]
    return made + [(o, kinds.get(o, "company"), row["value"]) for o, row in zip(owners, aliases, strict=True)]


def main(arguments: list[str] | None = None) -> None:
    """Print every score beside its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks screening", description=__doc__)
    parser.add_argument("--peers", metavar="PYTHON", help="a Python that has nomenklatura; without it, it is left out")
    parser.add_argument("--without-join", action="store_true", help="leave out the ten million identities (1 GiB)")
    given = parser.parse_args(arguments or [])
    if not SANCTIONS.is_dir():
        sys.exit("the labelled sets and lists of ../shared are not here; nothing is measured without them")
    if given.peers is None:
        print(
            "nomenklatura logic-v2 is left out: no --peers names a Python that has it (it needs PyICU and a compiler)"
        )
    print("names: F1 (found/wrong/missed)")
    score_labelled(name_pairs(), is_one_name, given.peers)
    print("whole entities: F1")
    score_labelled(entity_checks(), is_called_one, given.peers)
    targets, asked = labelled_queries()
    print("retrieval, labelled queries: F1, then the share of each class found, of NEG wrongly")
    score_retrieval(targets, asked, given.peers)
    for seed in SEEDS:
        print(f"retrieval, made-up world {seed}")
        score_retrieval(*made_queries(seed), None)
    print("contradictions")
    score_contradictions(given.peers)
    print("hulls")
    score_hulls()
    score_homonyms(targets, asked)
    print("as of a day out of 192 versions, against that day's file alone")
    score_days()
    print("speed")
    time_search(sdn_names(), (lambda pairs: peer_scores(pairs, given.peers, 1)) if given.peers else None)
    if not given.without_join:
        time_join()


if __name__ == "__main__":
    main(sys.argv[1:])

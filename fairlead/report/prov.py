"""How a case came about in the words of W3C PROV: files, who brought them, what people decided, what each step made.

PROV-JSON (W3C member submission of 2013-04-24) over PROV-DM: entities are files, texts drawn out of them, what people
entered, tables and the report's answer; activities are entries of the log and the steps of the last run; agents are
people and programs. One state of a case gives one document; no clock is read.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fairlead.case.cleared import say_circle
from fairlead.case.disk import in_words, write_whole
from fairlead.case.evidence import evidence_id_of
from fairlead.case.log import Entry, Log
from fairlead.case.markings import entry_id
from fairlead.case.merge import ACTION as MERGED
from fairlead.case.shelf import RunRecord, RunStep
from fairlead.case.workspace import Case

SPACE, ADDRESS = "fairlead", "urn:fairlead:"
"""Prefix of ids; no address anybody is meant to look up."""

GATHER = "gather"
"""What reads the evidence into tables, before the first step."""

_TOLD = ("name", "bytes", "kind", "origin", "licence", "retrieved")
_ENTERED = ("about", "verdict", "target", "axis", "topic", "value", "marking", "proposal", "reason")


@dataclass
class _Document:
    """What is said, by the kind of PROV-DM and the id."""

    said: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    related: set[tuple[str, ...]] = field(default_factory=set)
    made: set[str] = field(default_factory=set)

    def tell(self, kind: str, id_: str, **values: Any) -> str:
        """Say what an entity, activity or agent is; its id."""
        told = self.said[kind].setdefault(id_, {})
        told.update({k: v for k, v in values.items() if v is not None})
        return id_

    def relate(self, relation: str, **ends: str) -> None:
        """Say a relation between two, once. A file that was added again was made by the first that added it: of one
        entity PROV allows one generation."""
        pair = (relation, *ends.values())
        if pair in self.related or (relation == "wasGeneratedBy" and ends["entity"] in self.made):
            return
        self.related.add(pair)
        if relation == "wasGeneratedBy":
            self.made.add(ends["entity"])
        told = {f"prov:{end}": id_ for end, id_ in ends.items()}
        self.said[relation][f"_:{relation}{len(self.said[relation]) + 1}"] = told


def export_prov(case: Case, out: Path) -> int:
    """Write how a case came about as PROV-JSON.

    Returns:
        How many entities were written.

    Raises:
        CaseError: the disk refuses.
    """
    document = describe(case.store.log(), case.last_run(), say_circle(case.store), case.simulated())
    content = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    with in_words(f"writing {out}"):
        write_whole(out, content)
    return len(document["entity"])


def describe(
    log: Log, record: RunRecord | None, circle: str | None = None, simulated: str | None = None
) -> dict[str, Any]:
    """The document.

    Args:
        log: the log of a case.
        record: its last run, None before the first.
        circle: for whom it is, in a sentence.
        simulated: that evidence is made up, in a sentence.

    Returns:
        PROV-JSON; every entity that the log or the run names, with its hash where it has one.

    Limits:
        Tables are told, their rows are not: what a row rests on is in its column *sources*, and ``fairlead explain``.
        Runs before the last are told by nothing but their entries. Times are those of the machine that wrote them.
    """
    d = _Document()
    for entry in log.entries:
        _tell_entry(d, entry)
    if record:
        _tell_run(d, record, [e for e in log.entries if e.line <= record.log_count])
    d.tell("entity", _id("case"), **{
        "prov:type": "prov:Collection", f"{SPACE}:log_count": log.head.count, f"{SPACE}:log_head": log.head.hash,
        f"{SPACE}:for": circle, f"{SPACE}:simulated": simulated,
    })  # fmt: skip
    return {"prefix": {SPACE: ADDRESS}, **{kind: d.said[kind] for kind in sorted(d.said)}}


def _id(*parts: object) -> str:
    """An id in the space of the case: what a qualified name may hold, all else written out as %XX."""
    whole = "/".join(str(p) for p in parts)
    return f"{SPACE}:" + re.sub(r"[^A-Za-z0-9_./-]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), whole)


def _time(moment: datetime) -> str:
    return moment.isoformat()


# ------------------------------------------------------------------------------------------------------------- the log


def _tell_entry(d: _Document, entry: Entry) -> None:
    f = entry.fields
    when = {"prov:startTime": _time(entry.time), "prov:endTime": _time(entry.time)}
    act = d.tell("activity", _id("log", entry.line), **when, **{
        "prov:type": f"{SPACE}:{entry.action}", f"{SPACE}:line": entry.line, f"{SPACE}:sha256": entry.hash,
    })  # fmt: skip
    who = d.tell("agent", _id("person", entry.actor), **{"prov:type": "prov:Person", "prov:label": entry.actor})
    d.relate("wasAssociatedWith", activity=act, agent=who)
    match entry.action:
        case "added":
            file = _tell_file(
                d, str(f["sha256"]), {f"{SPACE}:{k}": f.get(k) for k in _TOLD} | {"prov:label": f["name"]}
            )
            d.relate("wasGeneratedBy", entity=file, activity=act)
            if box := (f.get("archive") or {}).get("sha256"):
                d.relate("wasDerivedFrom", generatedEntity=file, usedEntity=_tell_file(d, str(box), {}))
        case "drawn":
            text = _tell_file(d, str(f["sha256"]), {"prov:label": "text drawn out of a document"})
            original = _tell_file(d, str(f["inputs"][0]), {})
            d.relate("wasGeneratedBy", entity=text, activity=act)
            d.relate("used", activity=act, entity=original)
            d.relate("wasDerivedFrom", generatedEntity=text, usedEntity=original)
            tool = json.dumps(f["tool"], sort_keys=True)
            d.tell("activity", act, **{f"{SPACE}:tool": tool})
        case "refused":
            d.tell("activity", act, **{f"{SPACE}:name": f["name"], f"{SPACE}:reason": f["reason"]})
        case _ if entry.action == MERGED:
            d.tell("activity", act, **{f"{SPACE}:case": f.get("case"), f"{SPACE}:left_out": len(f["left"])})
        case _ if made := (entry_id(entry) or (entry.action == "marked" and f"marking/{entry.line}")):
            told = {f"{SPACE}:{k}": _plain(f[k]) for k in _ENTERED if f.get(k) is not None}
            word = d.tell("entity", _id(made), **{"prov:type": f"{SPACE}:{entry.action}", **told})
            d.relate("wasGeneratedBy", entity=word, activity=act)
            d.relate("wasAttributedTo", entity=word, agent=who)


def _plain(value: Any) -> Any:
    return [str(v) for v in value] if isinstance(value, list) else value


def _tell_file(d: _Document, sha256: str, values: Mapping[str, Any]) -> str:
    return d.tell("entity", _id(evidence_id_of(sha256)), **{f"{SPACE}:sha256": sha256, **values})


# ------------------------------------------------------------------------------------------------------------- the run


def _tell_run(d: _Document, record: RunRecord, entries: list[Entry]) -> None:
    program = d.tell("agent", _id("program", record.version), **{
        "prov:type": "prov:SoftwareAgent", "prov:label": f"Fairlead {record.version}",
        f"{SPACE}:libraries": json.dumps(dict(record.versions), sort_keys=True),
    })  # fmt: skip
    who = d.tell("agent", _id("person", record.by), **{"prov:type": "prov:Person", "prov:label": record.by})
    d.relate("actedOnBehalfOf", delegate=program, responsible=who)
    for name, about in record.tables.items():
        d.tell("entity", _table(record, name), **{
            "prov:label": name, "prov:type": f"{SPACE}:table", f"{SPACE}:rows": about["rows"],
            f"{SPACE}:sha256": about["sha256"],
        })  # fmt: skip
    written = {name for step in record.steps for name in step.writes}
    brought = {_id(evidence_id_of(str(e.fields["sha256"]))) for e in entries if e.action in ("added", "drawn")}
    brought |= {_id(made) for e in entries if (made := entry_id(e))}
    gathered = d.tell("activity", _id("run", record.number, GATHER), **{
        "prov:startTime": record.started_at, f"{SPACE}:run": record.number, "prov:type": f"{SPACE}:gather",
    })  # fmt: skip
    d.relate("wasAssociatedWith", activity=gathered, agent=program)
    for one in sorted(brought):
        d.relate("used", activity=gathered, entity=one)
    for name in sorted(set(record.tables) - written):
        d.relate("wasGeneratedBy", entity=_table(record, name), activity=gathered)
    for step in record.steps:
        if step.outcome != "left out":
            _tell_step(d, record, step, program)


def _tell_step(d: _Document, record: RunRecord, step: RunStep, program: str) -> None:
    act = d.tell("activity", _id("run", record.number, step.name), **{
        "prov:type": f"{SPACE}:step", "prov:label": step.name, f"{SPACE}:run": record.number,
        f"{SPACE}:outcome": step.outcome, f"{SPACE}:code_sha256": step.code, f"{SPACE}:until": record.until,
        f"{SPACE}:parameters": json.dumps(dict(step.params or {}), sort_keys=True, ensure_ascii=False),
    })  # fmt: skip
    d.relate("wasAssociatedWith", activity=act, agent=program)
    for name in _held(record, step.reads):
        d.relate("used", activity=act, entity=_table(record, name))
    for name in _held(record, step.writes):
        d.relate("wasGeneratedBy", entity=_table(record, name), activity=act)


def _held(record: RunRecord, names: tuple[str, ...]) -> Iterator[str]:
    return (name for name in names if name in record.tables)


def _table(record: RunRecord, name: str) -> str:
    """A table that two steps write in turn is one entity: the run tells only what it was in the end."""
    return _id("run", record.number, "table", name)

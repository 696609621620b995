"""The chain of custody, told from the PROV chain of the case: what came in, who brought it, what was made of it.

After the Berkeley Protocol on Digital Open Source Investigations (OHCHR and UC Berkeley, 2020/2022, chapter VI): the
evidentiary copy stands apart from working copies, each with who, when and how, and every transformation with its tool,
version, parameters and hashes. Everything here is read out of :func:`fairlead.report.prov.describe`; nothing is added.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fairlead.base.timeline import say_time
from fairlead.base.wording import say_many, say_number
from fairlead.report.blocks import Block, Cell, Heading, Section, Table, columns, plain
from fairlead.report.grammar import short_id
from fairlead.report.inert import WHOLE, show_link, show_text
from fairlead.report.prov import GATHER, SPACE

FILES_SHOWN = 500
"""Files and texts in one table; PROV-JSON has all."""

Told = Mapping[str, Any]


def custody_section(told: Told | None) -> Section | None:
    """The appendix; None where nothing was brought.

    Args:
        told: PROV-JSON of the case.
    """
    if not told:
        return None
    chain = _Chain(told)
    came, drawn = list(chain.acts(f"{SPACE}:added")), list(chain.acts(f"{SPACE}:drawn"))
    if not came:
        return None
    refused = sum(1 for _ in chain.acts(f"{SPACE}:refused"))
    blocks: list[Block] = [
        plain(
            "An evidentiary copy is the bytes as they came: kept under their SHA-256, written once, never changed. All "
            "work is done on working copies: texts drawn out of documents, and tables. What follows is told from the "
            "log, each line of which carries the hash of the line before; the same as W3C PROV: fairlead export --to "
            "prov. It names who did what as the machine they worked on knew them; its clock was not checked."
        ),
        Heading("Evidentiary copies"),
        _evidentiary(chain, came),
    ]
    if refused:
        blocks.append(plain(f"{say_many(refused, 'file')} refused, with the reason: see what was refused."))
    if drawn:
        blocks += [Heading("Working copies drawn out of documents"), _drawn(chain, drawn)]
    if steps := list(chain.acts(f"{SPACE}:step")):
        blocks += [Heading("Transformations of the run"), *_transformations(chain, steps), _made(chain)]
    return Section("Chain of custody", "custody", tuple(blocks))


class _Chain:
    """PROV-JSON, to be asked who made what of what."""

    def __init__(self, told: Told) -> None:
        self.entities, self.activities, self.agents = (told.get(k, {}) for k in ("entity", "activity", "agent"))
        self.made, self.used, self.by = defaultdict(list), defaultdict(list), {}
        self.maker: dict[str, str] = {}
        self.boxes: dict[str, str] = {}
        """The archive that a file came out of."""
        for r in told.get("wasGeneratedBy", {}).values():
            self.made[r["prov:activity"]].append(r["prov:entity"])
            self.maker[r["prov:entity"]] = r["prov:activity"]
        for r in told.get("used", {}).values():
            self.used[r["prov:activity"]].append(r["prov:entity"])
        for r in told.get("wasAssociatedWith", {}).values():
            self.by[r["prov:activity"]] = r["prov:agent"]
        for r in told.get("wasDerivedFrom", {}).values():
            self.boxes[r["prov:generatedEntity"]] = r["prov:usedEntity"]

    def acts(self, kind: str) -> Iterator[str]:
        """Ids of the activities of a kind that made something, or refused it, in the order of the log."""
        found = [(a.get(f"{SPACE}:line", 0), id_) for id_, a in self.activities.items() if a["prov:type"] == kind]
        for _, id_ in sorted(found, key=lambda one: one[0]):
            if self.made[id_] or kind.endswith((":refused", ":step")):
                yield id_

    def entered(self, act: str) -> Cell:
        """Who did it, when, and which line of the log says so."""
        a = self.activities[act]
        who = self.agents.get(self.by.get(act, ""), {}).get("prov:label", "not told")
        at = say_time(datetime.fromisoformat(a["prov:startTime"]))
        line = f"log line {a[f'{SPACE}:line']}, SHA-256 {short_id(a[f'{SPACE}:sha256'])}"
        return Cell(f"{show_text(who, 60)}, {at}", sub=line, title=a[f"{SPACE}:sha256"])

    def name(self, entity: str) -> str:
        return str(self.entities.get(entity, {}).get("prov:label", entity))

    def sha256(self, entity: str) -> str:
        return str(self.entities[entity].get(f"{SPACE}:sha256", ""))


def _evidentiary(chain: _Chain, came: list[str]) -> Table:
    body = []
    for act in came[:FILES_SHOWN]:
        (file,) = chain.made[act]
        e = {k.removeprefix(f"{SPACE}:"): v for k, v in chain.entities[file].items()}
        kind = f"{show_text(e.get('kind'), 40).replace('_', ' ')}, {say_many(e.get('bytes') or 0, 'byte')}"
        ways = [
            f"taken there {show_text(e['retrieved'], 40)}" if e.get("retrieved") else "",
            f"out of {show_text(chain.name(chain.boxes[file]), 80)}" if file in chain.boxes else "",
            show_text(e.get("licence"), 120),
        ]
        origin = show_text(e.get("origin"), 160) or "brought as a file; origin not stated"
        body.append((
            Cell(show_text(chain.name(file), 100), sub=kind, is_bold=True), Cell(str(e["sha256"]), is_mono=True),
            Cell(origin, href=show_link(e.get("origin")), sub="; ".join(filter(None, ways))), chain.entered(act),
        ))  # fmt: skip
    heads = columns(("File", 1.8), ("SHA-256", 2.6), ("How it was acquired", 2.6), ("Who entered it, and when", 2.2))
    return Table(say_many(len(came), "file"), heads, tuple(body), _more(len(came)))


def _drawn(chain: _Chain, drawn: list[str]) -> Table:
    body = []
    for act in drawn[:FILES_SHOWN]:
        (text,), (original, *_) = chain.made[act], chain.used[act]
        tool = json.loads(chain.activities[act].get(f"{SPACE}:tool", "{}"))
        body.append((
            Cell(show_text(chain.name(original), 100), sub=f"SHA-256 {chain.sha256(original)[:16]}", is_bold=True),
            Cell(chain.sha256(text), is_mono=True), Cell(show_text(_say(tool), WHOLE)), chain.entered(act),
        ))  # fmt: skip
    heads = columns(
        ("Out of", 1.8), ("SHA-256 of the text", 2.6), ("Tool and version", 2.6), ("Who had it drawn, and when", 2.2)
    )
    return Table(say_many(len(drawn), "text"), heads, tuple(body), _more(len(drawn)))


def _transformations(chain: _Chain, steps: list[str]) -> Iterator[Block]:
    """Each step that was run: program, parameters, what it read and made."""
    program = chain.agents.get(chain.by.get(steps[0], ""), {})
    libraries = _say(json.loads(program.get(f"{SPACE}:libraries", "{}")))
    first = chain.activities[steps[0]]
    label = show_text(program.get("prov:label"), 60)
    yield plain(
        f"Run {first[f'{SPACE}:run']} by {label} with {show_text(libraries, WHOLE)}. "
        "Each step is named with the SHA-256 of its code."
    )
    body = []
    for act in steps:
        a = chain.activities[act]
        parameters = _say(json.loads(a.get(f"{SPACE}:parameters", "{}"))) or "no parameters"
        reads = ", ".join(chain.name(e) for e in chain.used[act]) or "nothing"
        writes = ", ".join(chain.name(e) for e in chain.made[act]) or "what a later step wrote again"
        body.append((
            Cell(str(a["prov:label"]).replace("_", " "), sub=str(a[f"{SPACE}:outcome"]), is_bold=True),
            Cell(f"{reads} → {writes}".replace("_", " ")),
            Cell(str(a[f"{SPACE}:code_sha256"]), is_mono=True), Cell(show_text(parameters, WHOLE)),
        ))  # fmt: skip
    heads = columns(("Step", 1.2), ("Reads → makes", 2.6), ("SHA-256 of its code", 2.2), ("Parameters", 3.2))
    yield Table(say_many(len(steps), "step"), heads, tuple(body))


def _made(chain: _Chain) -> Table:
    """Every table with its hash, and the step that made it."""
    tables = sorted(
        (e["prov:label"], id_) for id_, e in chain.entities.items() if e.get("prov:type") == f"{SPACE}:table"
    )
    body = []
    for name, id_ in tables:
        maker = chain.maker.get(id_, "").rpartition("/")[2]
        rows = say_number(chain.entities[id_][f"{SPACE}:rows"])
        body.append((
            Cell(name.replace("_", " "), is_bold=True), Cell(chain.sha256(id_), is_mono=True),
            Cell("reading the files" if maker == GATHER else maker.replace("_", " ")), Cell(rows),
        ))  # fmt: skip
    heads = columns(("Table", 1.8), ("SHA-256", 3.6), ("Made by", 1.8), ("Rows", 0.8, True))
    return Table(say_many(len(tables), "table"), heads, tuple(body))


def _say(values: Mapping[str, Any]) -> str:
    """Names and values as people read them: ``min_silence 12 h, speed_kn 8``."""
    return ", ".join(f"{name} {_say_value(value)}" for name, value in values.items())


def _say_value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"({_say(value)})"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _more(count: int) -> str:
    return f"{count - FILES_SHOWN:,} more: fairlead export --to prov." if count > FILES_SHOWN else ""

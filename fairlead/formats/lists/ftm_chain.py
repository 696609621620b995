"""What a delta of FollowTheMoney entities changes of the list before it.

A delta names entities, and what a list says of a ship comes from several: the ship's own, its sanctions, its owners. A
change of one of them is a change of the ship, and one of the ship alone leaves its sanctions as they were. So the
entities of the whole list that a delta touches are read again, and every entry that any of them is about is made anew.
Memory is for what is touched, not for the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.tables import LIST_ENTRIES, LIST_FACTS, LIST_VERSIONS, REJECTS
from fairlead.formats.api import Read
from fairlead.formats.lists import ftm, ftm_statements
from fairlead.formats.lists.ftm_entities import BETWEEN, KIND_OF, Entities, Entity, Value, refs_of, tells
from fairlead.formats.lists.rows import Rows
from fairlead.identity.list_guard import say_unknown

FILE = 1 << 40
"""Lines of the nth file of a chain are counted from n times this, so that each is known for that file's."""
_LINE = re.compile(r"line (\d{13,})")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a chain: the whole list, or a delta."""

    name: str
    evidence_id: str
    read: Callable[[], Iterator[Entity]]
    """Its entities from the start, each time it is called."""


@dataclass(slots=True)
class _Base:
    """What of a whole list its deltas touch."""

    held: dict[str, Entity]
    known: set[str]
    """Ids of the deltas that it has, of whatever schema."""
    tells: bool


def part_of(path: Path, name: str, kind: str, evidence_id: str) -> Part:
    """A file of a chain, by its kind."""
    entities = {ftm.KIND: ftm.entities_of, ftm_statements.KIND: ftm_statements.entities_of}[kind]
    return Part(name, evidence_id, lambda: entities(path, Rows("", "", name, evidence_id)))


def known_in(whole: Part, ids: Collection[str]) -> int:
    """How many of some ids a list has."""
    return sum(one.id in ids for one in whole.read())


def read_chain(whole: Part | None, deltas: Sequence[Part], list_: str) -> list[Read]:
    """What each delta changes of the list, entry by entry.

    Args:
        whole: the list before the first delta; None where none is at hand.
        deltas: in their order.
        list_: what the list is called.

    Returns:
        LIST_ENTRIES of each delta with its LIST_FACTS and LIST_VERSIONS: every entry it changes in full, as the list
        says it then, each value with the file and line that say it. Of what is refused only ties to what the list
        lacks, in lines of the delta.

    Raises:
        EvidenceError: a file can no longer be read.
    """
    changes = [[*part.read()] for part in deltas]
    base = _read_base(whole, changes)
    files = [whole.evidence_id if whole else "", *(part.evidence_id for part in deltas)]
    made = []
    for number, (part, changed) in enumerate(zip(deltas, changes, strict=True), start=1):
        made.append(_apply(base, part, number, changed, files, list_))
    return made


def _read_base(whole: Part | None, changes: Iterable[Iterable[Entity]]) -> _Base:
    """Twice through the list: who is tied to whom, then what of it is touched."""
    touched: set[str] = set()
    for one in (one for changed in changes for one in changed):
        touched |= {one.id} | (refs_of(one) if one.schema in BETWEEN else set())
    base = _Base({}, set(), False)
    if whole is None:
        return base
    ties: dict[str, set[str]] = {}
    for one in whole.read():
        base.tells = base.tells or tells(one)
        if one.id in touched:
            base.known.add(one.id)
        if refs := refs_of(one):
            ties[one.id] = refs
    about = touched | {ref for id_, refs in ties.items() if id_ in touched or refs & touched for ref in refs}
    about |= {id_ for id_, refs in ties.items() if refs & touched}
    wanted = about | {id_ for id_, refs in ties.items() if refs & about}
    wanted |= {ref for id_ in wanted for ref in ties.get(id_, ())}  # whose names they say
    base.held = {one.id: _placed(one, 0) for one in whole.read() if one.id in wanted}
    return base


def _apply(base: _Base, part: Part, number: int, changed: Sequence[Entity], files: Sequence[str], list_: str) -> Read:
    ids = {one.id for one in changed}
    before = {id_ for id_, one in base.held.items() if one.schema in KIND_OF}
    about = _about(base.held.values(), ids)
    unknown: dict[str, list[str]] = {"MOD": [], "DEL": []}
    ops: dict[str, str] = {}
    for one in changed:
        is_known = one.id in base.known
        is_entry = base.held.get(one.id, one).schema in KIND_OF
        if one.op == "DEL":
            base.held.pop(one.id, None)
            base.known.discard(one.id)
        else:
            base.known.add(one.id)
            base.held[one.id] = _placed(one, number)  # in the place of the one before
            base.tells = base.tells or tells(one)
        if is_entry or (one.op == "DEL" and not is_known):  # an entry, as far as anybody knows
            ops[one.id] = str(one.op)
        elif one.op in unknown and not is_known:
            unknown[one.op].append(one.id)
    about |= _about(base.held.values(), ids)
    rows = _entries_of(base, part, about, list_)
    held = {id_ for id_ in about if rows.has(id_)}
    for id_, op in ops.items():
        if op == "DEL" and id_ not in held:
            rows.entry(id_, "other", id_, number * FILE + 1, op=op)
            held.add(id_)
    rows.caveats = say_unknown("MOD", unknown["MOD"])
    rows.is_delta = True
    read = rows.read()
    entries, more = read.rows, dict(read.more)
    entries = entries.filter(pc.is_in(entries["entry"], value_set=pa.array(sorted(held), pa.string())))
    done = [ops.get(ref) or ("MOD" if ref in before else "ADD") for ref in entries["entry"].to_pylist()]
    entries = entries.set_column(
        entries.schema.get_field_index("op"), LIST_ENTRIES.schema.field("op"), pa.array(done, pa.string())
    )
    facts = more[LIST_FACTS.name]
    facts = facts.filter(pc.is_in(facts["entry"], value_set=entries["entry"].combine_chunks()))
    (version,) = more[LIST_VERSIONS.name].to_pylist()
    kinds = entries["entry_kind"].to_pylist()
    with_imo = {f["entry"] for f in facts.to_pylist() if f["property"] == "imo" and f["normal"]}
    version |= {"entries": len(kinds), "vessels": kinds.count("vessel"), "with_imo": len(with_imo)}
    version["caveats"] = rows.caveats
    more = {
        LIST_FACTS.name: LIST_FACTS.check(_unplaced(facts, files)),
        LIST_VERSIONS.name: LIST_VERSIONS.from_rows([version]),
    }
    rejects = _own_rejects(read.rejects, number)
    entries = LIST_ENTRIES.check(_unplaced(entries, files))
    return Read(LIST_ENTRIES.name, entries, rejects, entries.num_rows, more)


def _about(entities: Iterable[Entity], ids: Collection[str]) -> set[str]:
    """What changes of some entities are about: they themselves, what they stand between, and what is tied to one."""
    found = set(ids)
    for one in entities:
        refs = refs_of(one)
        if one.id in ids:
            found |= refs if one.schema in BETWEEN else set()
        elif not refs.isdisjoint(ids):
            found |= {one.id} | refs
    return found


def _entries_of(base: _Base, part: Part, about: Collection[str], list_: str) -> Rows:
    """Rows of the entries that changes are about, and of those whom they name."""
    rows = Rows(list_, ftm.PUBLISHER, part.name, part.evidence_id)
    entities = Entities(rows, base.tells)
    between = [one for one in base.held.values() if one.schema in BETWEEN and not refs_of(one).isdisjoint(about)]
    near = {*about, *(ref for one in between for ref in refs_of(one))}
    near |= {ref for id_ in about if id_ in base.held for ref in refs_of(base.held[id_])}
    for one in base.held.values():
        if one.schema in KIND_OF and one.id in near:
            entities.take(replace(one, op=None))
    for one in between:
        entities.take(one)
    entities.finish()
    return rows


# ------------------------------------------------------------------------------------------------------ where it stands


def _placed(one: Entity, number: int) -> Entity:
    """An entity with its lines counted as those of the nth file."""
    said: Mapping[str, list[Value]] = {
        prop: [v._replace(line=v.line + number * FILE) for v in values] for prop, values in one.said.items()
    }
    return replace(one, line=one.line + number * FILE, said=said)


def _unplaced(table: pa.Table, files: Sequence[str]) -> pa.Table:
    """Rows with the evidence and the line that say them."""
    number = pc.cast(pc.shift_right(table["row"], 40), pa.int32())
    line = pc.bit_wise_and(table["row"], FILE - 1)
    evidence = pc.take(pa.array(files, pa.string()), number)
    schema = table.schema
    table = table.set_column(schema.get_field_index("evidence_id"), schema.field("evidence_id"), evidence)
    return table.set_column(schema.get_field_index("row"), schema.field("row"), line)


def _own_rejects(rejects: pa.Table, number: int) -> pa.Table:
    """Fields that are not used, of lines of the nth file; what the others say was told with them."""
    own = []
    for row in rejects.to_pylist():
        if row["scope"] == "field" and row["row"] and row["row"] // FILE == number:
            reason = _LINE.sub(lambda found: f"line {int(found[1]) % FILE}", row["reason"])
            own.append(row | {"row": row["row"] % FILE, "reason": reason})
    return REJECTS.from_rows(own)

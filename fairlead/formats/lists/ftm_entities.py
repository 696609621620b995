"""What entities of FollowTheMoney say, made entries and facts of a list, whichever file they come in.

Only things that can be listed are entries. What stands between them gives facts of the entries it names: a Sanction
programmes, measures and dates, an Identification the days of a number, an Ownership an owner with share and days, an
UnknownLink, a Directorship or a Representation who is tied to whom and as what. Schemata and properties:
FollowTheMoney 4.11.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from fairlead.formats.lists.rows import Rows, Span
from fairlead.formats.lists.values import When, code_normal, read_when

KIND_OF: Mapping[str, str] = {
    "Vessel": "vessel", "Airplane": "aircraft", "Person": "person", "Company": "company", "PublicBody": "company",
    "Organization": "company", "LegalEntity": "company", "Vehicle": "other", "CryptoWallet": "other",
    "Security": "other", "Asset": "other",
}  # fmt: skip
"""Schemata that are entries, the special ones first, and their kinds."""
DOUBTED = ("probable", "possible", "contradicted")
"""Statuses of a Sanction that say that it may be another's; words of our own, of a case that was exported."""
MARKS = (("mmsi", "mmsi"), ("callSign", "call_sign"))
"""Numbers whose days an Identification may say."""
_OWNERS = (("owner", "owner"), ("operator", "linked_to"), ("parent", "linked_to"))
_LINKS = {
    "UnknownLink": ("subject", "object", None), "Directorship": ("director", "organization", "director"),
    "Representation": ("agent", "client", "agent"),
}  # fmt: skip
"""Schemata that tie two without a share: who runs, who is run, and as what where the entity states no role."""
BETWEEN_PROPS = {
    "Sanction": ("entity",), "Identification": ("holder",), "Ownership": ("owner", "asset"),
    **{schema: (who, whom) for schema, (who, whom, _) in _LINKS.items()},
}  # fmt: skip
"""What stands between entries, and its properties that name them."""
BETWEEN = tuple(BETWEEN_PROPS)
"""Schemata that stand between entries and are read."""
STANDING, NAMED_ONLY = "standing", "named only"
"""The fact that an entry is in the file for another's sake, and lists nobody."""
RISKS = (
    "sanction", "sanction.counter", "debarment", "export.control", "export.risk", "asset.frozen", "wanted", "crime",
    "mare", "reg.action", "reg.warn", "poi",
)  # fmt: skip
"""Topics of FollowTheMoney that are what a list lists, with those below them (crime.traffick). ``sanction.linked`` is
the publisher's word that somebody else is listed."""
_FACTS = (
    ("alias", "alias", None), ("weakAlias", "weak_alias", None), ("previousName", "former_name", None),
    ("flag", "flag", None), ("pastFlags", "former_flag", None), ("type", "type", None),
    ("tonnage", "tonnage", "tonnage"), ("deadweightTonnage", "tonnage", "deadweight"),
    ("grossRegisteredTonnage", "gross_tonnage", None), ("buildDate", "built", None), ("country", "country", None),
    ("address", "address", None), ("registrationNumber", "registration", None),
)  # fmt: skip
_DAY = timedelta(days=1)
_Days = tuple[str | None, Span, str | None]
"""When a number was borne, in words and as a span, and the id of the statement."""
_UNDATED: _Days = (None, (None, None), None)


class Value(NamedTuple):
    """One value of a property: where it stands, and the publisher's id of the statement."""

    text: str
    line: int
    statement: str | None = None


@dataclass(slots=True)
class Entity:
    """One entity, or as much of it as is read."""

    id: str
    schema: str
    line: int
    said: Mapping[str, Sequence[Value]]
    caption: str = ""
    op: str | None = None
    is_target: bool | None = None
    """Whether its publisher has it for its own sake; None where it does not say."""
    datasets: frozenset[str] = frozenset()

    def texts(self, prop: str) -> list[str]:
        """Values of a property, in order."""
        return [v.text for v in self.said.get(prop, ())]

    def first(self, prop: str) -> str | None:
        """The first value of a property."""
        return next(iter(self.texts(prop)), None)


def refs_of(one: Entity) -> set[str]:
    """The entities that what stands between some names; of an entry those that own or run it."""
    props = BETWEEN_PROPS.get(one.schema) or (tuple(p for p, _ in _OWNERS) if one.schema in KIND_OF else ())
    return {text for prop in props for text in one.texts(prop)}


def tells(one: Entity) -> bool:
    """Whether an entity shows that its file tells listed entries from those that are only named."""
    if one.schema == "Sanction":
        return (one.first("status") or "").lower() not in DOUBTED
    return one.schema in KIND_OF and (bool(one.texts("topics")) or one.is_target is not None)


def is_risk(topic: str) -> bool:
    """Whether a topic is what a list lists: one of :data:`RISKS`, or below one of those that have no others."""
    return topic in RISKS or topic.partition(".")[0] in ("crime", "mare")


@dataclass(slots=True)
class Entities:
    """The entities of one file as they become its entries. What refers to others waits until all were seen."""

    rows: Rows
    tells: bool = False
    """Whether the file tells listed entries from others at all."""
    _between: list[Entity] = field(default_factory=list)
    _marks: dict[str, list[tuple[str, Value]]] = field(default_factory=lambda: defaultdict(list))
    _owners: list[tuple[str, str, Value, str | None]] = field(default_factory=list)
    _listed: dict[str, bool] = field(default_factory=dict)
    """Of each entry whether its topics, or its place among the targets, say that it is listed."""
    _lines: dict[str, int] = field(default_factory=dict)
    _is_part: bool = False

    def take(self, one: Entity) -> None:
        """Take an entity; one that is no entry and stands between none is left aside."""
        if one.schema in KIND_OF:
            self._entry(one)
        elif one.schema in BETWEEN:
            self._between.append(one)

    def finish(self, *, is_part: bool = False) -> None:
        """Give every entry what was said of it elsewhere in the file.

        Args:
            is_part: the rest of the list stands elsewhere, so that what names nobody here is no fault.
        """
        self._is_part = is_part
        days = self._days()
        for ref, marks in self._marks.items():
            for property_, value in marks:
                for words, valid, statement in days.get((ref, value.text)) or [_UNDATED]:
                    self.rows.fact(
                        ref, property_, value.text, value.line, qualifier=words, valid=valid,
                        statement=statement or value.statement,
                    )  # fmt: skip
        for ref, property_, value, qualifier in self._owners:
            self._owner(ref, property_, value, qualifier, (None, None))
        takers: dict[str, Callable[[Entity], None]] = {
            "Sanction": self._sanction, "Ownership": self._ownership, **dict.fromkeys(_LINKS, self._link),
        }  # fmt: skip
        for one in self._between:
            if take := takers.get(one.schema):
                take(one)
        for ref, line in self._lines.items() if self.tells else ():
            if not self._listed[ref]:
                self.rows.fact(ref, STANDING, NAMED_ONLY, line)

    # ------------------------------------------------------------------------------------------------------- entries

    def _entry(self, one: Entity) -> None:
        names = one.texts("name")
        name = one.caption or (names or [""])[0]
        if not name or self.rows.has(one.id):
            self.rows.refuse(one.line, f"entity {one.id} {'stands in the file twice' if name else 'has no name'}")
            return
        kind = KIND_OF[one.schema]
        ref = self.rows.entry(
            one.id, kind, name, one.line, programmes=one.texts("program"), op=one.op,
            remarks="; ".join(one.texts("notes")) or None,
        )  # fmt: skip
        topics = one.texts("topics")
        self.tells = self.tells or tells(one)
        self._listed[ref], self._lines[ref] = any(map(is_risk, topics)), one.line
        if topics:
            self.rows.remark(ref, f"topics: {'; '.join(topics)}")
        self._say(ref, "alias", one, "name")
        self._say(ref, "imo" if kind == "vessel" else "company_imo", one, "imoNumber")
        for prop, property_, qualifier in _FACTS:
            self._say(ref, property_, one, prop, qualifier)
        self._marks[ref] = [(property_, value) for prop, property_ in MARKS for value in one.said.get(prop, ())]
        for prop, property_ in _OWNERS:
            word = None if property_ == "owner" else prop
            self._owners += [(ref, property_, value, word) for value in one.said.get(prop, ())]

    def _say(self, ref: str, property_: str, one: Entity, prop: str, qualifier: str | None = None) -> None:
        for text, line, statement in one.said.get(prop, ()):
            self.rows.fact(
                ref, property_, text, line, qualifier=qualifier, normal=code_normal(property_, text),
                statement=statement,
            )  # fmt: skip

    # ------------------------------------------------------------------------------------------- what stands between

    def _days(self) -> dict[tuple[str, str], list[_Days]]:
        """The days of numbers, by the entry that bore them; one that its holder does not state is refused."""
        found: dict[tuple[str, str], list[_Days]] = defaultdict(list)
        for one in self._between:
            if one.schema != "Identification":
                continue
            words, valid = self._span(one)
            for holder in one.texts("holder"):
                stated = {value.text for _, value in self._marks.get(holder, ())}
                for number in one.said.get("number", ()):
                    if number.text in stated and words:
                        found[holder, number.text].append((words, valid, number.statement))
                    elif not self._is_part and number.text not in stated and self._is_vessel(holder):
                        why = f"{number.text!r} is no MMSI or call sign that {holder} states: its days date nothing"
                        self.rows.refuse_field(number.line, "number", why, holder)
        return found

    def _is_vessel(self, ref: str) -> bool:
        return self.rows.has(ref) and self.rows.kind_of(ref) == "vessel"

    def _sanction(self, one: Entity) -> None:
        status = (one.first("status") or "").lower()
        for ref in one.texts("entity"):
            if not self.rows.has(ref):
                continue
            if status in DOUBTED:
                self.rows.remark(ref, f"{status} only: {one.first('summary') or one.first('program') or one.id}")
                why = f"says of {ref} what is {status} only: its programmes, measures and dates are not taken"
                self.rows.refuse_field(one.line, "status", why, ref)
                continue
            self._listed[ref] = self.tells = True
            programmes, measures = ([t.strip() for t in one.texts(prop)] for prop in ("program", "provisions"))
            self.rows.extend(ref, programmes=programmes, measures=measures)
            for prop, property_ in (("program", "programme"), ("provisions", "measure")):
                for value in one.said.get(prop, ()):  # so that each walks to the line of its sanction
                    self.rows.fact(ref, property_, value.text, value.line, statement=value.statement)
            self.rows.grounds(ref, one.texts("reason"))
            listed = sorted(one.texts("listingDate"))
            if listed:
                self.rows.date(ref, listed[0], one.line, is_first=True)
            for start in one.said.get("startDate", ()):
                _, begins, ends = read_when(start.text)
                if begins is None or ends is None:
                    self.rows.refuse_field(start.line, "startDate", f"{start.text!r} is no date this reader knows", ref)
                elif start.text not in listed:
                    day = (ends - _DAY).date().isoformat()
                    self.rows.fact(ref, "applies_from", start.text, start.line, normal=day, statement=start.statement)
            for end in one.texts("endDate"):
                of = one.first("authority") or one.first("program") or one.id
                self.rows.remark(ref, f"the sanction of {of} ends or ended {end}")

    def _ownership(self, one: Entity) -> None:
        share = one.first("percentage")
        words, valid = self._span(one)
        kind = one.first("ownershipType")
        said = [None if kind == "owner" else kind, f"{share.removesuffix('%').strip()} %" if share else None, words]
        self._tie(one, "owner", "owner", "asset", ", ".join(w for w in said if w) or None, valid)

    def _link(self, one: Entity) -> None:
        owner, owned, role = _LINKS[one.schema]
        words, valid = self._span(one)
        said = [one.first("role") or role, words]
        self._tie(one, "linked_to", owner, owned, ", ".join(w for w in said if w) or None, valid)

    def _tie(self, one: Entity, property_: str, owner: str, owned: str, qualifier: str | None, valid: Span) -> None:
        for ref in one.texts(owned):
            for value in one.said.get(owner, ()):
                if self.rows.has(ref):
                    self._owner(ref, property_, value, qualifier, valid)
                elif self.rows.has(value.text) and not self._is_part:
                    why = f"{one.id} ties {value.text} to {ref}, which is no entry of this file"
                    self.rows.refuse_field(one.line, owned, why, value.text)

    def _owner(self, ref: str, property_: str, value: Value, qualifier: str | None, valid: Span) -> None:
        """Who owns or runs an entry: another entry by its name, with its id beside."""
        if not self.rows.has(value.text):
            why = f"{value.text} is no entry of this file; who that is, nothing here says"
            if not self._is_part:
                self.rows.refuse_field(value.line, property_, why, ref)
            return
        self.rows.fact(
            ref, property_, self.rows.name_of(value.text), value.line, qualifier=qualifier, normal=value.text,
            valid=valid, statement=value.statement,
        )  # fmt: skip

    def _span(self, one: Entity) -> tuple[str, Span]:
        """The days that something held, in words and as far as they are sure; a date nobody can read is refused."""
        read: list[When] = []
        for prop in ("startDate", "endDate"):
            words, start, end = read_when(one.first(prop))
            if words and (start is None or end is None):
                self.rows.refuse_field(one.line, prop, f"{words!r} is no date this reader knows", one.id)
                read.append((None, None, None))
            else:
                read.append((words, start, end) if words and start and end else (None, None, None))
        (first, first_start, first_end), (last, last_start, _) = read
        if first_start and last_start and first_start > last_start:
            why = f"{last} lies before {first}: its days are not used"
            self.rows.refuse_field(one.line, "endDate", why, one.id)
            return "", (None, None)
        words = " ".join(w for w in (f"from {first}" if first else "", f"to {last}" if last else "") if w)
        start, end = first_end and first_end - _DAY, last_start and last_start + _DAY
        if start and end and start >= end:  # two wide dates that overlap: no day is sure
            return words, (None, None)
        return words, (start, end)

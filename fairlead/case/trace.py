"""From any row down to the bytes: row, its sources, theirs, until a line of a file that somebody brought."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import say_many
from fairlead.case.blobs import place_of
from fairlead.case.config_params import suggest
from fairlead.case.drawings import document_lines
from fairlead.case.evidence import Evidence, list_evidence
from fairlead.case.gather import refused_files
from fairlead.case.lines import read_lines
from fairlead.case.log import NAME as LOG_NAME
from fairlead.case.log import Log
from fairlead.case.look_words import say_look
from fairlead.case.rows import Place, Rows, may_hold
from fairlead.case.shelf import RUNS_NAME
from fairlead.case.store import Store
from fairlead.errors import CaseError
from fairlead.formats import desk
from fairlead.formats.documents.reader import KIND as DOCUMENT_KIND

MOST_SOURCES = 20
"""Sources of the row asked about that are drawn unless more are asked for; the rest is counted."""

FEWEST_SOURCES = 1
"""Each level further down half as many are drawn as above it, and never fewer than this: a way leads to the bytes."""

MOST_LEVELS = 50
"""No way down is longer: the flow has fewer steps. Guards against tables that were edited into a ring."""

_IN_WORDS: dict[str, tuple[str, ...]] = {
    "evidence": ("name", "kind", "added_by"),
    "rejects": ("name", "row", "label", "reason"),
    "list_entries": ("list", "entry", "entry_kind", "name"),
    "list_facts": ("list", "entry", "property", "value", "note"),
    "list_statements": ("list", "entry", "property", "value", "qualifier"),
    "list_versions": ("list", "published_words", "member", "entries"),
    "decisions": ("verdict", "reason", "decided_by"),
    "places": ("label", "name", "place_kind", "country"),
    "areas": ("label", "name", "port", "area_kind"),
    "particulars": ("label", "name", "imo", "ship_type", "flag_words"),
    "positions": ("mmsi", "time", "lat", "lon", "sog_kn"),
    "statics": ("mmsi", "start_time", "name", "imo", "callsign", "draught_m", "destination"),
    "sightings": ("label", "vessel_words", "event", "date_start", "date_end", "place_words"),
    "images": ("media", "width_px", "height_px", "crs_words"),
    "desk_records": ("analyst", "result", "image_name", "scale_words", "readings"),
    "berth_views": ("image_name", "sensor", "why_not"),
    "scenes": ("label", "sensor", "provider", "product", "acquired_words"),
    "looks": ("label", "analyst", "place_words", "berth", "result"),
    "detections": ("label", "detector", "scene", "lat", "lon", "length_m"),
    "measures": ("label", "sighting", "quantity", "value_m"),
    "features": ("label", "sighting", "name", "value"),
    "conversions": ("authority", "product", "bbl_per_t"),
    "measured_transfers": ("label", "giver", "receiver", "date_words", "tonnes"),
    "official_reports": ("label", "reporting_state", "commodity", "barrels", "tonnes"),
    "claims": ("label", "speaker", "outlet", "stance", "item", "quantity_words"),
    "reviews": ("claim_label", "verdict", "reason", "reviewed_by"),
    "grades": ("target", "axis", "value", "reason", "graded_by"),
    "documents": ("title", "outlet", "published_words", "media", "url"),
    "legal_measures": ("label", "instrument", "paragraph", "measure_kind", "item"),
    "assessments": ("label", "assessor", "calls", "bbl_low"),
    "replies": ("label", "party", "asked_words", "why_not", "answer"),
    "ownership": ("label", "owner", "relation", "owned", "held_frac"),
    "questions": ("question", "text"),
    "question_places": ("question", "place", "role"),
    "place_settings": ("place", "time_zone"),
    "vessels": ("label", "name", "imo", "flag"),
    "marks": ("mark_kind", "value"),
    "draws": ("question", "basis", "draw"),
}
"""Columns that tell a row of a table without words of its own."""

DESK_TABLES = tuple(kind.table.name for kind in desk.ROWS.values())
_LABELS_OF_OTHERS = ("checks", "look_checks")
"""Tables whose ``label`` is that of the row they are about."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: where the way down ends."""

    file: str
    """The file's name as it was added."""
    path: str
    """Where it stands in the case."""
    sha256: str
    """Of the file's bytes; for a line of the log, of that line."""
    number: int
    """Line of the text, or row of the sheet, from 1."""
    text: str | None
    """What stands there; None where the file has no such line any more."""


@dataclass(frozen=True, slots=True)
class Node:
    """One row in a tree of sources."""

    id: str
    table: str
    """Its table; ``runs`` for a run, empty for a label that several rows carry or an id that no row has."""
    words: str
    status: str | None
    """What kind of knowledge it is, where the table says so."""
    row: Mapping[str, Any]
    line: Line | None
    """Where it was read, for a row of evidence or of the log."""
    children: tuple[Node, ...]
    more: int = 0
    """Sources that are not drawn."""
    is_repeat: bool = False
    """Whether the row stands further up already, with its sources."""


@dataclass(slots=True)
class _Draft:
    """A node before the texts of its lines are read."""

    id: str
    table: str
    words: str
    row: Mapping[str, Any] = field(default_factory=dict)
    place: tuple[str, int] | None = None
    """evidence_id (or ``log``, or ``run``) and line."""
    children: list[_Draft] = field(default_factory=list)
    more: int = 0
    is_repeat: bool = False


def explain(store: Store, target: str, limit: int | None = MOST_SOURCES, rows: Rows | None = None) -> Node:
    """Walk from a row down to the lines it stands on.

    Args:
        store: the case.
        target: the id of a row of any table, a label (S20, C02, F1), the name of a question, the id or name of a file,
            or a run ("run 3").
        limit: sources of that row that are drawn, of rows below it half as many a level, down to one; None for all.
        rows: of the run to walk in, where somebody holds them; those of the last run are read anew, if left out.

    Returns:
        The tree. A row reached twice is drawn with its sources the first time.

    Raises:
        CaseError: nothing has that id or label, or the case was never run.
    """
    record = store.shelf.last()
    if record is None:
        raise CaseError("there is nothing to explain yet: run the case first")
    return _Walk(store, rows or Rows(store.shelf, record), limit).tree(target.strip())


class _Walk:
    """One walk over the tables of a run."""

    def __init__(self, store: Store, rows: Rows, limit: int | None) -> None:
        self.store = store
        self.rows = rows
        self.limit = limit
        self.lines = Places(store, store.log())

    def tree(self, target: str) -> Node:
        draft = self._root(target)
        return self._finish(draft, self.lines.texts(_places(draft)))

    # ------------------------------------------------------------------------------------------------------- the root

    def _root(self, target: str) -> _Draft:
        if number := re.fullmatch(r"(?:run[ :]?)?0*(\d+)", target, re.IGNORECASE):
            return self._run(int(number[1]))
        if (
            found := self.rows.find(target)
            or self._file(target)
            or self.rows.find(f"question:{target}")
            or self._joined(target)
        ):
            return self._draft(found, set(), 0)
        if labelled := self._labelled(target):
            return labelled
        unread = "".join(f"; {words}" for words in self.rows.unread.values())
        raise CaseError(f"nothing in this case has the id or label {target!r}{suggest(target, self._known())}{unread}")

    def _run(self, number: int) -> _Draft:
        record = self.store.shelf.record(number)
        kept = sum(s.outcome == "kept" for s in record.steps)
        words = (
            f"run {number} by {record.by}, {record.started_at}, Fairlead {record.version}: "
            f"{say_many(len(record.steps), 'step')}, "
            f"{kept} unchanged; {say_many(record.evidence['rows_in'], 'row')} in, {record.evidence['rows_kept']:,} kept"
        )
        draft = _Draft(f"run {number}", RUNS_NAME, words, record.to_json(), ("run", number))
        present = [e for e in self.lines.evidence.values() if e.line <= record.log_count]
        draft.more = 0 if self.limit is None else max(0, len(present) - self.limit)
        for one in present[: self.limit]:
            position = self.rows.position("evidence", one.evidence_id)
            if position is not None:
                draft.children.append(self._draft(("evidence", position), set(), 1))
        return draft

    def _joined(self, target: str) -> Place | None:
        """The vessel that another was joined to, by the id of that other."""
        if not target.startswith("vessel:") or "vessels" not in self.rows.names:
            return None
        rows = enumerate(self.rows.table("vessels")["joined_ids"].to_pylist())
        return next((("vessels", i) for i, ids in rows if target in (ids or ())), None)

    def _file(self, target: str) -> Place | None:
        """A file by its name, or its blob by its hash."""
        for one in self.lines.evidence.values():
            if target == one.name or (len(target) >= 8 and one.sha256.startswith(target.lower())):
                position = self.rows.position("evidence", one.evidence_id)
                return None if position is None else ("evidence", position)
        return None

    def _labelled(self, target: str) -> _Draft | None:
        """The rows that carry a label; those that others of them stand on are left to the others' trees."""
        found = [(name, i) for name in self._with_labels() for i in self._having(name, target)]
        found = [place for place in found if place[0] != "rejects"] or found
        seen: set[Place] = set()
        tops = [
            self._draft(place, seen, 0)
            for place in sorted(found, key=lambda p: -self.rows.names.index(p[0]))
            if place not in seen
        ]
        if len(tops) < 2:
            return tops[0] if tops else None
        return _Draft(target, "", f"{len(tops)} rows are labelled {target}", children=tops)

    def _having(self, name: str, label: str) -> list[int]:
        labels = self.rows.table(name)["label"].to_pylist()
        return [i for i, other in enumerate(labels) if other == label] or [
            i for i, other in enumerate(labels) if other and other.lower() == label.lower()
        ]

    def _with_labels(self) -> list[str]:
        names = (n for n in self.rows.names if n not in _LABELS_OF_OTHERS and self.rows.is_read(n))
        return [n for n in names if "label" in self.rows.table(n).column_names]

    def _known(self) -> list[str]:
        labels = (v for n in self._with_labels() for v in self.rows.table(n)["label"].to_pylist() if v)
        return sorted(set(labels)) or ["an id of a row"]

    # -------------------------------------------------------------------------------------------------------- the way

    def _draft(self, place: Place, seen: set[Place], level: int) -> _Draft:
        table, row = place[0], self.rows.row(place)
        words = self._say_look(row) if table == "looks" and not level else say_row(table, row)
        draft = _Draft(self.rows.id_of(place), table, words, row)
        draft.place = self.lines.of(table, row)
        sources = list(row.get("sources") or ()) + self._behind(table, row)
        if place in seen:
            draft.is_repeat = bool(sources)
            return draft
        seen.add(place)
        if level >= MOST_LEVELS:
            draft.more = len(sources)
            return draft
        shown = sources if self.limit is None else _of_each_kind(sources, max(self.limit >> level, FEWEST_SOURCES))
        draft.more = len(sources) - len(shown)
        for id_ in shown:
            source = self.rows.source(id_, place)
            draft.children.append(self._missing(id_) if source is None else self._draft(source, seen, level + 1))
        return draft

    def _missing(self, id_: str) -> _Draft:
        """A source of which nothing is held; where it may stand in a table of another version, that."""
        unread = [words for name, words in self.rows.unread.items() if may_hold(name, id_)]
        return _Draft(id_, "", "; ".join(unread) or "no row of the last run has this id")

    def _say_look(self, row: Mapping[str, Any]) -> str:
        """A look that is asked about, with its scene and what it does."""
        held = [self._rows_of(name) for name in ("watches", "look_checks")]
        watches = [w for w in held[0] if row["look_id"] in w["sources"]]
        return say_look(row, self._scene_of(row), watches, [c for c in held[1] if c["about"] == row["look_id"]])

    def _scene_of(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        scenes = sorted((s for s in self._rows_of("scenes") if s["label"] == row["scene"]), key=lambda s: s["scene_id"])
        return scenes[0] if scenes else None

    def _rows_of(self, name: str) -> list[dict[str, Any]]:
        return self.rows.table(name).to_pylist() if name in self.rows.names else []

    def _behind(self, table: str, row: Mapping[str, Any]) -> list[str]:
        """What a look is of, its scene; what a claim out of a document rests on: the document, and the entry by which a
        person accepted it; what was recorded at the desk, the record, and that the picture."""
        if table == "desk_records":
            return (
                [row["image_evidence_id"]]
                if self.rows.position("evidence", row["image_evidence_id"]) is not None
                else []
            )
        if table in DESK_TABLES and (record := self._desk().get(str(row["evidence_id"]))):
            scene = self._scene_of(row) if table == "looks" else None
            return [*([scene["scene_id"]] if scene else []), record]
        if table == "looks" and (scene := self._scene_of(row)):
            return [scene["scene_id"]]
        if table != "claims" or row["document_id"] is None:
            return []
        reviews = self.rows.table("reviews").to_pylist() if "reviews" in self.rows.names else []
        mine = [r["review_id"] for r in reviews if r["claim_id"] == row["claim_id"] and r["is_standing"]]
        return [row["document_id"], *mine]

    def _desk(self) -> dict[str, str]:
        """Records of the desk by the file they are."""
        return {r["evidence_id"]: r["desk_record_id"] for r in self._rows_of("desk_records")}

    def _finish(self, draft: _Draft, texts: Mapping[tuple[str, int], Line]) -> Node:
        return Node(
            id=draft.id,
            table=draft.table,
            words=draft.words,
            status=draft.row.get("status"),
            row=draft.row,
            line=texts.get(draft.place) if draft.place else None,
            children=tuple(self._finish(child, texts) for child in draft.children),
            more=draft.more,
            is_repeat=draft.is_repeat,
        )


def _of_each_kind(sources: Sequence[str], most: int) -> list[str]:
    """``most`` sources: the first of each kind by turns, in the order they are named in, so that a long row of one kind
    hides no other. The question comes last: it says what was asked, not what was seen."""
    turns: Counter[str] = Counter()
    order = []
    for place, id_ in enumerate(sources):
        kind = id_.partition(":")[0]
        order.append((kind == "question", turns[kind], place))
        turns[kind] += 1
    return [sources[place] for place in sorted(place for *_, place in sorted(order)[:most])]


class Places:
    """Where rows that were read stand: a line of an original, of the log, or of a run record."""

    def __init__(self, store: Store, log: Log) -> None:
        self.store = store
        self.log = log
        self.evidence: dict[str, Evidence] = {}
        for entry in log.of("added"):  # every case.toml there was, not only the latest
            for one in list_evidence(Log((), (entry,), b"")):
                self.evidence[one.evidence_id] = one
        self._refused = {str(row["reject_id"]): line for line, row in refused_files(log).items()}

    def of(self, table: str, row: Mapping[str, Any]) -> tuple[str, int] | None:
        """The place of a row: an evidence_id and a line, or ``log`` and a line; None for a derived row."""
        if "log_line" in row:
            return "log", int(row["log_line"])
        one = self.evidence.get(str(row.get("evidence_id")))
        if table == "evidence" or (table == "rejects" and row["row"] is None):
            line = one.line if one else self._refused.get(str(row.get("reject_id")))
            return ("log", line) if line else None
        if one and row.get("row") is not None and "sources" not in row:
            return one.evidence_id, int(row["row"])
        return None

    def texts(self, places: set[tuple[str, int]]) -> dict[tuple[str, int], Line]:
        """The lines at some places, each file read once."""
        found: dict[tuple[str, int], Line] = {}
        wanted: dict[str, set[int]] = {}
        for where, line in places:
            wanted.setdefault(where, set()).add(line)
        by_line = {e.line: e for e in self.log.entries}
        for where, lines in wanted.items():
            if where == "run":
                for number in lines:
                    path = f"{RUNS_NAME}/{number:04d}.json"
                    record = self.store.shelf.record(number)
                    found[where, number] = Line(path, path, record.record_hash, 1, None)
            elif where == "log":
                for number in lines:
                    if entry := by_line.get(number):
                        text = self.log.lines[number - 1].decode(errors="replace")
                        found[where, number] = Line(LOG_NAME, LOG_NAME, entry.hash, number, text)
            else:
                one = self.evidence[where]
                if one.kind == DOCUMENT_KIND:
                    texts = document_lines(self.store, self.log, one, lines)
                else:
                    texts = read_lines(self.store.blobs.path(one.sha256), one.kind, lines)
                for number in lines:
                    text_there = texts.get(number)
                    found[where, number] = Line(one.name, place_of(one.sha256), one.sha256, number, text_there)
        return found


def say_row(table: str, row: Mapping[str, Any]) -> str:
    """A row in words: its own sentence, or what tells it from others."""
    if table != "documents" and (
        sentence := row.get("words") or row.get("text")
    ):  # the text of a document is no sentence
        return str(sentence)
    told = [row.get(c) for c in _IN_WORDS.get(table, ())]
    if row.get("period_start") is not None and "sources" not in row:
        told.append(say_span(row["period_start"], row["period_end"]))
    return ", ".join("; ".join(v) if isinstance(v, list) else str(v) for v in told if v is not None)


def _places(draft: _Draft) -> set[tuple[str, int]]:
    own = {draft.place} if draft.place else set()
    return own.union(*(_places(child) for child in draft.children))

"""What the server says and is told, typed: the schema of the workspace's JSON (``/api/openapi.json``)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Row = dict[str, Any]


class Shape(BaseModel):
    """Takes nothing it does not know."""

    model_config = ConfigDict(extra="forbid")


class Refused(Shape):
    """Why something is not answered, in words."""

    error: str


class NotTaken(BaseModel):
    """What was asked in a way that cannot be answered: in words, or place by place."""

    error: str | None = None
    detail: list[dict[str, Any]] | str | None = None


class Key(Shape):
    """The key that ``fairlead serve`` printed."""

    key: str = Field(max_length=200)


class Login(Shape):
    """Who somebody says they are."""

    name: str = Field(max_length=64)
    password: str = Field(max_length=200)


class SessionState(Shape):
    """The word that a page says when it writes, and who it is shown to."""

    word: str
    can_write: bool
    name: str
    """Empty for whoever came in with the key."""
    role: str
    sees: str
    """The narrowest marking that is shown."""


class Left(Shape):
    """The session is over."""


class Question(Shape):
    name: str
    text: str


class CaseState(Shape):
    """What a page shows around everything else."""

    name: str
    version: str
    run: int | None
    run_at: str | None
    head_count: int
    head: str
    questions: list[Question]
    notices: list[str]
    """What a reader should know before any figure: made-up evidence, tables older than the case, broken-off work."""
    is_simulated: bool
    can_write: bool
    """Whether anything can be entered at all: by somebody whose role may."""
    why_not: str
    """Why not, where it cannot."""
    you: str
    """Who it is shown to; empty for whoever came in with the key."""
    role: str
    sees: str
    views: list[str]
    """The views that have something to show."""
    waiting: int
    """What the machine proposes and only a person may accept."""


ColumnKind = Literal["text", "number", "truth", "time", "list"]
"""What a column holds, as a page tells them apart."""


class ColumnShape(Shape):
    name: str
    type: ColumnKind
    doc: str
    unit: str | None
    null: str | None


class TableState(Shape):
    name: str
    rows: int
    doc: str
    columns: list[ColumnShape]


class Rows(Shape):
    """A page of a table."""

    table: str
    total: int
    """Rows that the filter keeps."""
    offset: int
    ids: list[str]
    rows: list[Row]


class LineShape(Shape):
    """A line of a file: where the way down ends."""

    file: str
    path: str
    sha256: str
    number: int
    text: str | None
    evidence_id: str | None
    """The file, where it is evidence."""


class NodeShape(Shape):
    """A row in a tree of sources."""

    id: str
    table: str
    words: str
    status: str | None
    row: Row
    line: LineShape | None
    more: int
    is_repeat: bool
    sources: list[NodeShape]


class EvidenceState(Shape):
    id: str
    name: str
    kind: str
    sha256: str
    bytes: int
    added_at: str
    added_by: str
    origin: str | None
    licence: str | None
    marking: str
    """Who may see it: clear, green, amber, amber+strict or red."""
    is_read: bool
    """Whether the run that is shown read it; else it was added since, and has no rows yet."""
    rows_in: int
    rows_kept: int
    rows_rejected: int
    rests: dict[str, int]
    """Rows of each table that were read from it."""


class ReportFinding(Shape):
    id: str
    label: str
    question: str
    headline: str
    status: str
    confidence: str


class ReportChoices(Shape):
    """What a report can be made of."""

    findings: list[ReportFinding]
    circles: list[str]
    """Markings up to which it may go out; empty where nothing is marked."""


class RedactionSaid(Shape):
    words: str = Field(min_length=3, max_length=200)
    reason: str = Field(min_length=1, max_length=400)


class ReportAsked(Shape):
    """A report as somebody chose it."""

    kind: Literal["html", "pdf"]
    findings: list[str] | None = Field(default=None, max_length=500)
    """Ids in the order of reading; None for all in their own."""
    redactions: list[RedactionSaid] = Field(default_factory=list, max_length=100)
    has_annexes: bool = False
    circle: Literal["clear", "green", "amber", "amber+strict", "red"] | None = None
    """Leave out what is marked narrower; None: what whoever asks may see."""


class MarkingSaid(Shape):
    """Who may see something from now on."""

    marking: Literal["clear", "green", "amber", "amber+strict", "red"]
    reason: str = Field(min_length=1, max_length=4_000)


class Marked(Shape):
    id: str
    marking: str


class FileLines(Shape):
    id: str
    first: int
    lines: dict[int, str]
    """Text by number; a number the file does not have is left out."""


class Feature(Shape):
    type: Literal["Feature"] = "Feature"
    geometry: dict[str, Any]
    properties: dict[str, Any]


class Features(Shape):
    """GeoJSON (RFC 7946), longitude first."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]
    left_out: int = 0
    """Rows that are not drawn: without a place, or more than a map can tell apart."""


class Party(Shape):
    code: str | None
    """None: nobody states who."""
    name: str


class TransferShape(Shape):
    """A transfer as it stands in the matrix."""

    id: str
    giver: str
    receiver: str
    sentence: str
    """What its rungs let be said."""
    quantities: list[str]
    flags: list[str]
    row: Row


class LedgerState(Shape):
    """Who is said to have given what to whom."""

    givers: list[Party]
    receivers: list[Party]
    transfers: list[TransferShape]
    """What stands best first."""
    expected: list[TransferShape]
    """Only expected, planned, asked for or feared: in no cell, on no rung."""
    rungs: list[str]
    days: list[str]
    """Days on which something was said: those between tell nothing more."""


class Drift(Shape):
    """A field that a copy tells otherwise than what it copies."""

    id: str
    field: str
    was: str | None
    is_now: str | None


class Telling(Shape):
    """A claim in the group of its origin."""

    id: str
    relation: str
    copied_id: str | None
    via: list[str]
    depth: int
    """0 for the origin's own word; steps from it for a copy."""
    is_path_shown: bool
    """Whether its own text names where it has it from."""
    drifts: list[Drift]
    words: str
    """How it came to stand in this group."""
    document: str | None
    before: str
    quote: str
    behind: str
    tests: list[Row]
    grades: list[Row]
    row: Row


class OriginShape(Shape):
    id: str
    row: Row
    tellings: list[Telling]
    """Its own words first, then each copy below what it copies."""
    grades: list[Row]
    """Of its speaker, as a source."""


class Against(Shape):
    """What speaks against a transfer, in the words of the row that says so."""

    id: str
    kind: Literal["denied", "denied with other goods", "contradicted", "tellings differ", "told otherwise"]
    words: str


class TransferDetail(Shape):
    transfer: TransferShape
    against: list[Against]
    origins: list[OriginShape]
    """Those that assert it first."""


class StandsOn(Shape):
    """A claim that stands on a source, and the transfers made of it."""

    claim_id: str
    label: str
    why: str
    words: str
    is_rescinded: bool
    transfers: list[TransferShape]


class Fall(Shape):
    """A transfer that would stand otherwise; each pair is before and after."""

    transfer_id: str
    name: str
    rung: list[int | None]
    rung_any: list[int | None]
    sentence: list[str]


class Without(Shape):
    """What would be other without a source."""

    about: list[str]
    """Ids of the claims that would no longer count."""
    already: list[str]
    falls: list[Fall]
    observed: str
    """What of our own sightings rests on it, which rescinding does not touch."""


class Rescission(Shape):
    source: str = Field(min_length=1, max_length=400)
    about: list[str] = Field(min_length=1, max_length=2_000)
    """The claims as they were shown to whoever rescinds; what comes later is not among them."""
    reason: str = Field(min_length=1, max_length=4_000)


class LayerState(Shape):
    name: str
    rows: int


class ParamState(Shape):
    name: str
    value: str
    default: str
    doc: str
    is_changed: bool


class StepState(Shape):
    name: str
    outcome: str
    seconds: float
    reads: list[str]
    writes: list[str]
    rows: dict[str, int]
    doc: str
    params: list[ParamState]


class ParamChange(Shape):
    step: str
    param: str
    before: str
    now: str


class TableChange(Shape):
    """A table whose rows are others than in the run before."""

    table: str
    before: int | None
    now: int


class SinceRun(Shape):
    """What is other than in the run before."""

    number: int
    entered: dict[str, int]
    """Entries of the log between the two, by what they are."""
    is_config_other: bool
    is_program_other: bool
    params: list[ParamChange]
    tables: list[TableChange]
    seconds: float


class RunState(Shape):
    record: dict[str, Any]
    steps: list[StepState]
    against: SinceRun | None
    """None of a first run."""
    changed_since: list[str]
    """What a new run would take in, in words."""


class PartDone(Shape):
    """A file or step of a run that is done."""

    name: str
    rows: int
    seconds: float


class Difference(Shape):
    """A figure of an answer that is another after a run."""

    question: str
    figure: str
    before: float | None
    now: float | None


class RunningState(Shape):
    """A run that was started from the page."""

    by: str
    started_at: str
    part: str
    index: int
    total: int
    rows: int
    rows_per_s: int | None
    done: int | None
    of: int | None
    what: str
    seconds_left: int | None
    """By the pace of this part, and by the run before; None where nothing tells."""
    parts: list[PartDone]
    is_cancelled: bool
    outcome: Literal["", "done", "broken off", "failed"]
    words: str
    number: int | None
    differences: list[Difference]


class Pulse(Shape):
    """Whether anything is other than it was: asked every few seconds by each page."""

    log: int
    head: str
    run: int | None
    is_running: bool
    by: str
    """Who made the last entry."""
    action: str


class Begun(Shape):
    """A run was begun, or is being broken off."""


class ProposalState(Shape):
    """A claim that rules or a model propose, in its context."""

    id: str
    document: str | None
    document_id: str | None
    before: str
    quote: str
    behind: str
    claim: Row
    missing: list[str]
    words: str
    is_confident: bool
    cautions: list[str]
    alike: int
    accepted: list[str]
    seen: str | None
    """The review that stands on it now; sent back with a decision, so that nobody overrules unknowingly."""


class OpenAlternative(Shape):
    """A reading of the evidence that stays open until a person decides it."""

    id: str
    question: str
    kind: str
    words: str
    effect: int | None
    chance_frac: float | None
    trips: list[str]


class OpenIdentity(Shape):
    """Which ship a sighting is of, whether a ship is an entry of a list, whether two vessels are one ship, or whether a
    ship lay at a berth, where the evidence leaves it open."""

    id: str
    """The row that says so: a candidate, a hit, a merge or an answer on a berth."""
    kind: Literal["ship", "listing", "merge", "berth"]
    about: list[str]
    """What a decision on it is about."""
    title: str
    words: str
    reasons: list[str]
    """What speaks for it."""
    against: list[str] = []
    """What speaks against it."""
    weight_frac: float | None = None
    """Share of belief, where it is weighed."""
    compared: list[tuple[str, str | None, str | None]] = []
    """Of two vessels that may be one: column, and what each has there."""


class CutoutShape(Shape):
    """A small picture, with the bar for scale in it."""

    src: str
    """The PNG itself, as an address that asks nobody."""
    words: str
    picture: str | None
    """The evidence it was cut from; None of what several pictures show."""


class Cutouts(Shape):
    """What is to be seen of a row."""

    cutouts: list[CutoutShape]
    why: str | None
    """Why there is none, or no second."""


class Decided(Shape):
    """A decision or review as it stands in the log."""

    id: str
    what: Literal["decision", "review"]
    verdict: str
    about: list[str]
    reason: str | None
    by: str
    at: str
    is_standing: bool
    log_line: int


class ReviewState(Shape):
    proposals: list[ProposalState]
    alternatives: list[OpenAlternative]
    identities: list[OpenIdentity]
    decided: list[Decided]
    """The latest first."""


class Decision(Shape):
    about: list[str] = Field(min_length=1, max_length=200)
    verdict: Literal["accept", "reject", "same", "different", "unsure", "withdraw"]
    reason: str = Field(min_length=1, max_length=4_000)
    anyway: bool = False
    is_open: bool = False
    """Refuse it where a decision about the very same rows stands: whoever enters this saw none."""


class Verdict(Shape):
    """What a person makes of a proposed claim."""

    verdict: Literal["accept", "edit", "reject"]
    reason: str = Field(default="", max_length=4_000)
    changes: dict[str, str] = Field(default_factory=dict, max_length=60)
    """Fields by name as typed."""
    seen: str | None = None


class Withdrawal(Shape):
    reason: str = Field(min_length=1, max_length=4_000)


class Entered(Shape):
    """What now stands in the log."""

    id: str
    log_line: int | None = None

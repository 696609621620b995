"""Every route as data: what it is asked, what it answers, whether it writes.

The table is what the application is built from, what the tests of authorisation walk, and what the documents list.
"""

from __future__ import annotations

import hashlib
from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, StreamingResponse
from starlette.requests import ClientDisconnect

from fairlead.base.json_values import json_value
from fairlead.base.schema import Step
from fairlead.base.tables import TABLES
from fairlead.base.texts import shortest
from fairlead.base.wording import say_many
from fairlead.case.changes import say_changes
from fairlead.case.desk import Weighed
from fairlead.case.desk_areas import Outline
from fairlead.case.desk_draft import Draft
from fairlead.case.evidence import list_evidence as list_files
from fairlead.case.markings import may_see
from fairlead.case.parameters import list_parameters
from fairlead.case.rows import row_id, spell_keys
from fairlead.case.shelf import RunRecord, RunStep
from fairlead.case.trace import Node
from fairlead.case.track_view import Window
from fairlead.errors import CaseError
from fairlead.flow import FLOW
from fairlead.formats.exports import write_csv
from fairlead.web import cutouts, deciding, desk, graph, layers, ledger, originals, reporting, rows, ships
from fairlead.web.against import show_against
from fairlead.web.circles import Circles
from fairlead.web.desk_shapes import DeskState, PicturePlaces
from fairlead.web.graph_shapes import GraphState
from fairlead.web.guard import MOST_BODY
from fairlead.web.held import Held
from fairlead.web.people import ANALYST, OWNER, READER, REVIEWER, User
from fairlead.web.running import Running
from fairlead.web.sessions import LONGEST_S, Keys, Session
from fairlead.web.shapes import (
    Begun,
    CaseState,
    ColumnShape,
    Cutouts,
    Decision,
    Entered,
    EvidenceState,
    Features,
    FileLines,
    Key,
    LayerState,
    LedgerState,
    Left,
    LineShape,
    Login,
    Marked,
    MarkingSaid,
    NodeShape,
    ParamState,
    Pulse,
    Question,
    ReportAsked,
    ReportChoices,
    Rescission,
    ReviewState,
    Rows,
    RunState,
    SessionState,
    StandsOn,
    StepState,
    TableState,
    TransferDetail,
    Verdict,
    Withdrawal,
    Without,
)
from fairlead.web.ship_shapes import ShipPage, Ships

LIVE_S = 0.4
"""How often a run that is watched is looked at."""

MOST_SOURCES = 500
"""Sources of a row that a tree may be asked for."""


@dataclass(frozen=True, slots=True)
class Route:
    """One route."""

    method: str
    path: str
    serve: Callable[..., Any]
    answers: Any = None
    """The shape of what it answers; None for bytes."""
    role: str = ""
    """The least role that may ask. What is not said is: whoever reads may ask what reads, the owner all else."""

    enters: bool = True
    """Whether what is not a GET puts something into the case; a report is written of a case that is only read."""

    most: int = MOST_BODY
    """Bytes that a request may bring."""

    is_fresh: bool = False
    """Whether it hangs on more than the case and who asks, so that no answer may be held."""

    @property
    def is_held(self) -> bool:
        """Whether its answers are held as long as the case is as it was (:mod:`fairlead.web.answers`)."""
        return self.method == "GET" and self.answers is not None and not self.is_fresh

    @property
    def least(self) -> str:
        return self.role or (READER if self.method == "GET" else OWNER)


NOT_THE_KEY = "that is not the key of this server: open the address that 'fairlead serve' printed last"


def _held(request: Request) -> Held:
    """The case as whoever asks may see it."""
    circles: Circles = request.app.state.circles
    return circles.held(_user(request).sees)


def _whole(request: Request) -> Held:
    """The case with all that is in it: to write into, never to show."""
    held: Held = request.app.state.held
    return held


def _user(request: Request) -> User:
    user: User = request.state.session.user
    return user


def _by(request: Request) -> str | None:
    """Who an entry is by; whoever is at the keyboard, where nobody said who they are."""
    return _user(request).name or None


# -------------------------------------------------------------------------------------------------------------- begin


def begin_session(request: Request, response: Response, said: Key) -> SessionState:
    """Exchange the key that was printed for a session of this browser."""
    keys: Keys = request.app.state.keys
    begun = keys.begin(said.key)
    if begun is None:
        raise HTTPException(401, keys.how if keys.users else NOT_THE_KEY)
    return _let_in(request, response, *begun)


def log_in(request: Request, response: Response, said: Login) -> SessionState:
    """Exchange a name and its password for a session of this browser."""
    keys: Keys = request.app.state.keys
    if not keys.users:
        raise HTTPException(401, "this server knows no users: open the address that 'fairlead serve' printed")
    if not keys.may_try(said.name):
        raise HTTPException(429, "too many passwords were tried; wait a minute", {"retry-after": "60"})
    begun = keys.log_in(said.name, said.password)
    if begun is None:
        raise HTTPException(401, "no user has this name and this password")
    return _let_in(request, response, *begun)


def _let_in(request: Request, response: Response, id_: str, session: Session) -> SessionState:
    state = request.app.state
    response.set_cookie(state.cookie, id_, max_age=int(LONGEST_S), httponly=True, samesite="strict", path="/")
    return _session_state(request, session)


def _session_state(request: Request, session: Session) -> SessionState:
    u = session.user
    return SessionState(word=session.word, can_write=request.app.state.can_write, name=u.name, role=u.role, sees=u.sees)


def log_out(request: Request, response: Response) -> Left:
    """End this session."""
    keys: Keys = request.app.state.keys
    keys.end(request.state.session_id)
    response.delete_cookie(request.app.state.cookie, path="/", httponly=True, samesite="strict")
    return Left()


def show_session(request: Request) -> SessionState:
    """The word of the session that this browser has."""
    return _session_state(request, request.state.session)


def show_case(request: Request) -> CaseState:
    """The name and state of the case."""
    from importlib.metadata import version

    held = _held(request)
    record, head, simulated = held.record(), held.case.head, held.case.simulated()
    shown = held.made(("shown",), held.case.shown_run)
    changed = say_changes(shown["number"], shown["changed_since"]) if shown else None
    asked = sorted(held.whole("questions").to_pylist(), key=lambda q: q["ordinal"])
    waiting = held.made(("waiting",), lambda: deciding.count_waiting(held))
    return CaseState(
        name=_title(held),
        version=version("fairlead"),
        run=record.number if record else None,
        run_at=record.started_at if record else None,
        head_count=head.count,
        head=head.hash,
        questions=[Question(name=q["question"], text=q["text"]) for q in asked],
        notices=[one for one in (simulated, _say_withheld(request), changed, *_whole(request).case.notices) if one],
        is_simulated=simulated is not None,
        can_write=request.app.state.can_write,
        why_not=request.app.state.why_not,
        you=_user(request).name,
        role=_user(request).role,
        sees=_user(request).sees,
        views=_views(held, record, bool(asked), waiting),
        waiting=waiting,
    )


def _say_withheld(request: Request) -> str | None:
    """What is kept from who looks, by how many and how marked: no figure they are shown rests on it."""
    counts = _whole(request).case.withheld(_user(request).sees)
    if not counts:
        return None
    told = ", ".join(f"{say_many(n, 'file')} marked {marking}" for marking, n in sorted(counts.items()))
    return (
        f"Not shown to you: {told}. This case was made without: no figure here rests on what you may not see, and "
        "those who may see it can have others."
    )


def _title(held: Held) -> str:
    """The title in case.toml; the folder's name while that cannot be read."""
    try:
        return held.case.config().title
    except CaseError:
        return held.store.home.name


TELLING = ("positions", "documents", "claims")
"""Tables of which a case tells something without a question."""


def _views(held: Held, record: RunRecord | None, is_asked: bool, waiting: int) -> list[str]:
    """Views that have something to show; the others do not stand there."""
    has_places = record is not None and any(layers.count(held, name) for name in layers.NAMES)
    has_reviewed = bool(held.store.log().of("reviewed") or held.store.log().of("decided"))
    shown = {
        "answer": is_asked or any(held.rows(name) for name in TELLING),
        "map": has_places,
        "vessels": held.rows("vessels") > 0,
        "ledger": bool(held.rows("transfers")),
        "graph": record is not None,
        "desk": desk.has_desk(held),
        "review": bool(waiting) or has_reviewed,
        "evidence": record is not None,
        "tables": record is not None,
        "run": record is not None,
        "report": record is not None,
    }
    return [name for name, is_there in shown.items() if is_there]


# ------------------------------------------------------------------------------------------------------------- answer


def show_answer(request: Request, question: str | None = None) -> dict[str, Any]:
    """The answer to a question, as ``fairlead show CASE --json`` prints it."""
    return _held(request).answer(question)


def show_ais(request: Request) -> dict[str, Any] | None:
    """What the AIS of the case holds, as ``fairlead show CASE --json`` prints it under ``ais``."""
    held = _held(request)
    return held.made(("ais",), held.case.sum_up_ais)


def show_ledger(request: Request) -> dict[str, Any] | None:
    """What the ledger of the case holds, as ``fairlead show CASE --json`` prints it under ``ledger``."""
    held = _held(request)
    return held.made(("ledger",), held.case.sum_up_ledger)


Known = Annotated[date | None, Query(description="as known at the end of this day, UTC; as of the run if left out")]


def show_matrix(request: Request, known: Known = None) -> LedgerState:
    """Who is said to have given what to whom."""
    return ledger.show_matrix(_held(request), _day(known))


def show_transfer(request: Request, transfer_id: str, known: Known = None) -> TransferDetail:
    """What a transfer is made of."""
    return ledger.show_transfer(_held(request), transfer_id, _day(known))


def _day(day: date | None) -> date | None:
    if day and day.year >= date.max.year:
        raise rows.AskedError("that day has no day after it")
    return day


def show_without(request: Request, source: Annotated[str, Query(max_length=400)]) -> Without:
    """Which rungs would fall without a source."""
    return ledger.show_without(_held(request), source)


def enter_rescission(request: Request, said: Rescission) -> Entered:
    """Enter that what stands on a source no longer counts."""
    return ledger.enter_rescission(_held(request), said, _by(request))


def show_standing(request: Request, source: Annotated[str, Query(max_length=400)]) -> list[StandsOn]:
    """What stands on a source."""
    held = _held(request)
    return ledger.show_standing(held, source)


def explain(
    request: Request,
    target: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=MOST_SOURCES)] = 20,
) -> NodeShape:
    """From a row, a label, a file or a run down to the lines it stands on."""
    held = _held(request)
    files = held.made(("files",), lambda: {e.sha256: e.evidence_id for e in list_files(held.store.log())})
    return _shape_node(held.explain(target, limit), files)


def _shape_node(node: Node, by_hash: dict[str, str]) -> NodeShape:
    line = LineShape(**asdict(node.line), evidence_id=by_hash.get(node.line.sha256)) if node.line else None
    return NodeShape(
        id=node.id, table=node.table, words=node.words, status=node.status, row=json_value(dict(node.row)), line=line,
        more=node.more, is_repeat=node.is_repeat, sources=[_shape_node(child, by_hash) for child in node.children],
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- tables


def list_tables(request: Request) -> list[TableState]:
    """The tables of the last run, each with what its columns mean."""
    held = _held(request)
    record = held.record()
    return [
        TableState(
            name=name,
            rows=held.rows(name),
            doc=table.doc,
            columns=[
                ColumnShape(name=c.name, type=rows.kind_of(c.type), doc=c.doc, unit=c.unit, null=c.null)
                for c in table.columns
            ],
        )
        for name, table in TABLES.items()
        if record and name in record.tables
    ]


Where = Annotated[list[str], Query(max_length=rows.MOST_CONDITIONS, description="column:op:value, all of which hold")]
Find = Annotated[str, Query(max_length=200, description="a text that some column holds")]


def _asked(held: Held, name: str, where: list[str], find: str, sort: str | None, is_falling: bool) -> rows.Asked:
    record = held.record()
    if record is None or name not in record.tables or name not in TABLES:
        raise HTTPException(404, f"the last run has no table {name!r}")
    return rows.Asked(name, tuple(where), find.strip(), sort, is_falling)


def show_rows(
    request: Request,
    name: str,
    where: Where = [],  # noqa: B006 - FastAPI copies it
    find: Find = "",
    sort: str | None = None,
    falling: bool = False,
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
    limit: Annotated[int, Query(ge=1, le=rows.MOST_ROWS)] = 100,
) -> Rows:
    """A page of a table."""
    held = _held(request)
    asked = _asked(held, name, where, find, sort, falling)
    total, page = rows.count_and_page(held, asked, offset, limit)
    ids = [row_id(name, r) for r in page.select(list(TABLES[name].key)).to_pylist()]
    shown = [json_value(r) for r in shortest(spell_keys(page)).to_pylist()]
    return Rows(table=name, total=total, offset=offset, ids=ids, rows=shown)


def write_rows(
    request: Request,
    name: str,
    where: Where = [],  # noqa: B006 - FastAPI copies it
    find: Find = "",
    sort: str | None = None,
    falling: bool = False,
) -> Response:
    """The rows of a table as CSV, with formulas made harmless."""
    held = _held(request)
    parts = rows.batches(held, _asked(held, name, where, find, sort, falling))
    head = next(parts)  # a filter that is wrong is refused before anything is sent

    def texts() -> Iterator[str]:
        yield _csv(head, is_first=True)
        for part in parts:
            yield _csv(part, is_first=False)

    said = {"content-disposition": originals.disposition(f"{name}.csv"), "cache-control": "no-store"}
    return StreamingResponse(texts(), media_type="text/csv; charset=utf-8", headers=said)


def _csv(part: Any, is_first: bool) -> str:
    out = StringIO(newline="")
    write_csv(spell_keys(part), out)
    text = out.getvalue()
    return text if is_first else text.partition("\r\n")[2]


# ----------------------------------------------------------------------------------------------------------- evidence


def list_evidence(request: Request) -> list[EvidenceState]:
    """Every file of the case, with what rests on it."""
    held = _held(request)
    return held.made(("evidence",), lambda: originals.list_evidence(held))


def show_lines(
    request: Request,
    evidence_id: str,
    first: Annotated[int, Query(ge=1, le=1 << 40)] = 1,
    most: Annotated[int, Query(ge=1, le=originals.MOST_LINES)] = 100,
) -> FileLines:
    """Lines of a file as text."""
    return originals.lines(_held(request), evidence_id, first, most)


def give_original(request: Request, evidence_id: str) -> Response:
    """The bytes of a file as they were added, to be saved."""
    path, name, _ = originals.path_of(_held(request), evidence_id)
    said = {**originals.HEADERS, "content-disposition": originals.disposition(name)}
    return FileResponse(path, media_type="application/octet-stream", headers=said)


def mark(request: Request, target: str, said: MarkingSaid) -> Marked:
    """Say who may see a file, or something that a person entered."""
    id_ = _held(request).case.mark(target, said.marking, said.reason, _by(request))
    return Marked(id=id_, marking=said.marking)


# ---------------------------------------------------------------------------------------------------------------- map


def list_layers(request: Request) -> list[LayerState]:
    """The layers that have rows."""
    held = _held(request)
    return [LayerState(name=n, rows=layers.count(held, n)) for n in layers.NAMES if layers.count(held, n)]


Degrees = Annotated[float, Query(ge=-720, le=720, allow_inf_nan=False)]


def show_layer(
    request: Request,
    name: str,
    west: Degrees = -180.0,
    south: Degrees = -90.0,
    east: Degrees = 180.0,
    north: Degrees = 90.0,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Response:
    """A layer as GeoJSON; the window is for tracks, which are thinned to it."""
    held = _held(request)
    if not layers.is_layer(name):
        raise HTTPException(404, f"there is no layer {name!r}; there are {', '.join(layers.NAMES)}")
    window = Window(west, south, east, north, since, until)
    found = layers.tracks(held, window) if name == layers.TRACKS else layers.made(held, name)
    return Response(found, media_type="application/json")


def show_land(detail: Literal["far", "middle", "near"] = "near") -> Response:
    """The world's land, from Natural Earth, as fine as a scale can show it."""
    return Response(
        layers.land(detail), media_type="application/geo+json", headers={"cache-control": "private, max-age=86400"}
    )


# ------------------------------------------------------------------------------------------------------------ vessels


def list_ships(request: Request) -> Ships:
    """The ships of the case, those that matter most first."""
    held = _held(request)
    return held.made(("ships",), lambda: ships.list_ships(held))


def show_ship(
    request: Request,
    vessel_id: str,
    on: Annotated[list[date], Query(max_length=5)] = [],  # noqa: B006 - FastAPI copies it
) -> ShipPage:
    """One ship: marks, listings as of days, what it did, sightings it may be, what names it, who owns it."""
    held = _held(request)
    if any(day.year >= date.max.year for day in on):
        raise rows.AskedError("on: that day has no day after it")
    days = [datetime.combine(day, time(), UTC) for day in on]
    return ships.show_ship(held, vessel_id, days)


def show_graph(
    request: Request,
    around: Annotated[str | None, Query(max_length=400, description="a node, or the row that explains it")] = None,
) -> GraphState:
    """Vessels, owners, list entries, places and States, and what ties them: the whole, or what lies around one."""
    return graph.show_graph(_held(request), around)


# ---------------------------------------------------------------------------------------------------------------- run


def show_run(request: Request) -> RunState:
    """The record of the run that is shown, and every parameter of it with its reason."""
    held = _held(request)
    record = held.record()
    if record is None:
        raise HTTPException(404, "the case was never run: 'fairlead run CASE' makes its tables")
    by_name = {step.name: step for step in FLOW}
    steps = [_step(s, by_name.get(s.name)) for s in record.steps]
    shown = held.made(("shown",), held.case.shown_run)
    return RunState(
        record={k: v for k, v in record.to_json().items() if k != "steps"},
        steps=steps,
        against=held.made(("against",), lambda: show_against(held.store, record)),
        changed_since=shown["changed_since"],
    )


def _step(ran: RunStep, step: Step | None) -> StepState:
    return StepState(
        name=ran.name,
        outcome=ran.outcome,
        seconds=ran.seconds,
        reads=list(ran.reads),
        writes=list(ran.writes),
        rows=dict(ran.rows),
        doc=(step.kernel.__doc__ or "").strip().partition("\n")[0].replace("``", "`") if step else "",
        params=[ParamState(**asdict(one)) for one in list_parameters(step, ran.params or {})] if step else [],
    )


def _running(request: Request) -> Running:
    running: Running = request.app.state.running
    return running


def begin_run(request: Request) -> Begun:
    """Run the flow over the case; what it says on the way comes by ``/api/run/live``."""
    _may_see_all(request)
    _running(request).start(_by(request))
    return Begun()


def cancel_run(request: Request) -> Begun:
    """Break the run off where it next says how far it is; the tables stay those of the run before."""
    _may_see_all(request)
    _running(request).cancel()
    return Begun()


def _may_see_all(request: Request) -> None:
    """How many rows a run reads tells of what is marked."""
    circles: Circles = request.app.state.circles
    if not circles.may_see_all(_user(request).sees):
        raise HTTPException(403, "only who may see all of the case may run it")


async def live_run(request: Request) -> Response:
    """How far the run is, as server-sent events: one whenever it is further, the last one when it is over."""
    circles: Circles = request.app.state.circles
    may_see = await run_in_threadpool(circles.may_see_all, _user(request).sees)
    running = _running(request)

    async def events() -> AsyncIterator[str]:
        told = -1
        while not await request.is_disconnected():
            version, state = running.state()
            if version != told and may_see:
                told = version
                yield f"data: {state.model_dump_json() if state else 'null'}\n\n"
            if not running.is_going:
                version, state = running.state()
                if version != told and may_see:
                    yield f"data: {state.model_dump_json() if state else 'null'}\n\n"
                break
            await sleep(LIVE_S)
        yield "event: over\ndata: {}\n\n"

    said = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(events(), media_type="text/event-stream", headers=said)


def show_pulse(request: Request, response: Response) -> Pulse | Response:
    """Whether anything is other than it was; 304 where it is not."""
    held = _held(request)
    log, record = held.made(("log",), held.store.log), held.record()
    last = log.entries[-1] if log.entries else None
    pulse = Pulse(
        log=log.head.count,
        head=log.head.hash,
        run=record.number if record else None,
        is_running=_running(request).is_going,
        by=last.actor if last else "",
        action=last.action if last else "",
    )
    tag = f'"{hashlib.sha256(pulse.model_dump_json().encode()).hexdigest()[:20]}"'
    said = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=said)
    response.headers.update(said)
    return pulse


# ------------------------------------------------------------------------------------------------------------- report


def show_choices(request: Request) -> ReportChoices:
    """The findings a report may hold, and for whom it may be."""
    return reporting.show_choices(_held(request), _whole(request), _user(request).sees)


def write_report(request: Request, said: ReportAsked) -> Response:
    """The report as a file."""
    circles, sees = request.app.state.circles, _user(request).sees
    if said.circle and not may_see(sees, said.circle):
        raise HTTPException(403, f"you may not see what is marked {said.circle}")
    held = circles.held(said.circle or sees)
    content, warnings = reporting.write(held, said)
    name = f"{held.store.home.resolve().name}.{said.kind}"
    headers = {
        "content-disposition": originals.disposition(name),
        "cache-control": "no-store",
        "x-fairlead-warnings": quote("; ".join(warnings)),
        "content-security-policy": originals.HEADERS["content-security-policy"],
    }
    return Response(content, media_type=reporting.MEDIA[said.kind], headers=headers)


# ------------------------------------------------------------------------------------------------------------- review


def show_review(request: Request) -> ReviewState:
    """What waits for a person, and what was decided lately."""
    return deciding.show_review(_held(request))


def enter_review(request: Request, proposal_id: str, said: Verdict) -> Entered:
    """Enter what a person made of a proposed claim."""
    return deciding.enter_review(_held(request), proposal_id, said, _by(request))


def enter_decision(request: Request, said: Decision) -> Entered:
    """Enter a decision on rows."""
    return deciding.enter_decision(_held(request), said, _by(request))


def withdraw(request: Request, about: str, said: Withdrawal) -> Entered:
    """Take back a decision or a review."""
    return deciding.take_back(_held(request), about, said, _by(request))


# ------------------------------------------------------------------------------------------------------ sighting desk


def show_cutouts(request: Request, row_id: str) -> Cutouts:
    """The pixels of a detection, and of a berth with its reference beside it; none of pictures that one may not see."""
    return cutouts.show_cutouts(_held(request), request.app.state.pictures, row_id)


def show_desk(request: Request) -> DeskState:
    """Pictures of the case, and what was recorded in them."""
    return desk.show_desk(_held(request), _by(request))


def show_picture_places(request: Request, evidence_id: str) -> PicturePlaces:
    """Places of the case, those in or near a picture first."""
    return desk.show_places(_held(request), evidence_id)


Tile = Annotated[int, Query(ge=0, le=1 << 20)]


def give_tile(
    request: Request,
    evidence_id: str,
    level: Annotated[int, Query(ge=0, le=20)] = 0,
    column: Tile = 0,
    row: Tile = 0,
) -> Response:
    """A tile of a picture as PNG: level 0 is its own pixels, each further one every second of the one before."""
    content = desk.give_tile(_held(request), request.app.state.pictures, evidence_id, level, column, row)
    return Response(content, media_type="image/png", headers={"cache-control": "no-store"})


def weigh_draft(
    request: Request, draft: Annotated[str, Query(max_length=40_000, description="a draft of the desk, as JSON")]
) -> Weighed:
    """What a draft of the desk is worth so far: measures with their errors, and vessels that fit them."""
    return desk.weigh(_held(request), request.app.state.pictures, draft)


def enter_record(request: Request, said: Draft) -> Entered:
    """Record what stands on the desk as evidence of the case."""
    return desk.enter_record(_held(request), request.app.state.pictures, said, _by(request))


Said = Annotated[str, Query(min_length=1, max_length=2_000)]


async def add_picture(request: Request, name: Said, origin: Said, licence: Said) -> Entered:
    """Add a picture, whose bytes are the request, to the evidence of the case."""
    held = await run_in_threadpool(_held, request)
    with TemporaryDirectory() as folder:
        path = Path(folder) / desk.name_of(name)
        try:
            with path.open("wb") as file:
                async for part in request.stream():
                    await run_in_threadpool(file.write, part)
        except ClientDisconnect:
            raise HTTPException(413, f"a picture has {desk.MOST_PICTURE:,} bytes at most, and came whole") from None
        return await run_in_threadpool(desk.add_picture, held, path, origin, licence, _by(request))


def enter_outline(request: Request, said: Outline) -> Entered:
    """Record an outline of a berth, an anchorage or a port as evidence of the case."""
    return desk.enter_outline(_held(request), request.app.state.pictures, said, _by(request))


def take_back_record(request: Request, evidence_id: str, said: Withdrawal) -> Entered:
    """Take a record of the desk back: one's own; what others recorded, whoever may withdraw."""
    own = None if _user(request).may(REVIEWER) else _user(request).name
    return desk.take_back_record(_held(request), evidence_id, said.reason, _by(request), own)


ROUTES = (
    Route("POST", "/api/session", begin_session, SessionState, READER),
    Route("GET", "/api/session", show_session, SessionState, is_fresh=True),
    Route("POST", "/api/login", log_in, SessionState, READER),
    Route("POST", "/api/logout", log_out, Left, READER, enters=False),
    Route("GET", "/api/case", show_case, CaseState),
    Route("GET", "/api/answer", show_answer, dict[str, Any]),
    Route("GET", "/api/ais", show_ais, dict[str, Any] | None),
    Route("GET", "/api/ledger", show_ledger, dict[str, Any] | None),
    Route("GET", "/api/ledger/matrix", show_matrix, LedgerState),
    Route("GET", "/api/ledger/transfers/{transfer_id}", show_transfer, TransferDetail),
    Route("GET", "/api/ledger/standing", show_standing, list[StandsOn]),
    Route("GET", "/api/ledger/without", show_without, Without),
    Route("POST", "/api/rescissions", enter_rescission, Entered, REVIEWER),
    Route("GET", "/api/explain", explain, NodeShape),
    Route("GET", "/api/tables", list_tables, list[TableState]),
    Route("GET", "/api/tables/{name}/rows", show_rows, Rows),
    Route("GET", "/api/tables/{name}/csv", write_rows),
    Route("GET", "/api/evidence", list_evidence, list[EvidenceState]),
    Route("GET", "/api/evidence/{evidence_id}/lines", show_lines, FileLines, is_fresh=True),
    Route("GET", "/api/evidence/{evidence_id}/original", give_original),
    Route("POST", "/api/markings/{target}", mark, Marked, OWNER),
    Route("GET", "/api/layers", list_layers, list[LayerState]),
    Route("GET", "/api/layers/{name}", show_layer, Features),
    Route("GET", "/api/land", show_land),
    Route("GET", "/api/graph", show_graph, GraphState),
    Route("GET", "/api/vessels", list_ships, Ships),
    Route("GET", "/api/vessels/{vessel_id}", show_ship, ShipPage),
    Route("GET", "/api/run", show_run, RunState),
    Route("POST", "/api/run", begin_run, Begun, ANALYST),
    Route("POST", "/api/run/cancel", cancel_run, Begun, ANALYST),
    Route("GET", "/api/run/live", live_run),
    Route("GET", "/api/pulse", show_pulse, Pulse, is_fresh=True),
    Route("GET", "/api/desk", show_desk, DeskState),
    Route("POST", "/api/desk/pictures", add_picture, Entered, ANALYST, most=desk.MOST_PICTURE),
    Route("POST", "/api/desk/areas", enter_outline, Entered, ANALYST),
    Route("GET", "/api/desk/pictures/{evidence_id}/places", show_picture_places, PicturePlaces),
    Route("GET", "/api/desk/pictures/{evidence_id}/tile", give_tile),
    Route("GET", "/api/desk/weighed", weigh_draft, Weighed, is_fresh=True),
    Route("POST", "/api/desk/records", enter_record, Entered, ANALYST),
    Route("POST", "/api/desk/records/{evidence_id}/back", take_back_record, Entered, ANALYST),
    Route("GET", "/api/cutouts/{row_id}", show_cutouts, Cutouts),
    Route("GET", "/api/report", show_choices, ReportChoices),
    Route("POST", "/api/report", write_report, None, ANALYST, enters=False),
    Route("GET", "/api/review", show_review, ReviewState),
    Route("POST", "/api/review/{proposal_id}", enter_review, Entered, REVIEWER),
    Route("POST", "/api/decisions", enter_decision, Entered, REVIEWER),
    Route("POST", "/api/withdrawals/{about}", withdraw, Entered, REVIEWER),
)

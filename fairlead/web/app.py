"""The application: the routes over one case, the page beside them, and the guard before both."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.types import Scope

from fairlead.base.json_values import json_value
from fairlead.case.workspace import Case
from fairlead.errors import CaseError, FairleadError
from fairlead.formats.rasters import Pictures
from fairlead.web.answers import Answers
from fairlead.web.circles import Circles, NotReadyError
from fairlead.web.guard import Guard
from fairlead.web.held import Held
from fairlead.web.routes import ROUTES
from fairlead.web.rows import AskedError
from fairlead.web.running import Running
from fairlead.web.sessions import Keys
from fairlead.web.shapes import NotTaken, Refused

NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Fairlead</title>
<h1>The page is not built</h1>
<p>This is a checkout of Fairlead whose workspace was not built yet; the data is served all the same, under /api.</p>
<p>In the checkout: <code>scripts/page</code>, then reload. It needs npm's registry once, and half a minute.</p>
</html>"""


REFUSALS = {
    401: "no session",
    403: "not from here, or not in this role",
    404: "not there",
    409: "the case does not allow it",
    413: "too long",
    429: "too often",
    503: "being made ready",
}
"""Statuses of what is not answered, for the schema."""

PATIENCE_S = 5.0
"""How long what somebody enters waits for whoever else writes."""


def page_folder() -> Path:
    """Where the built page lies in the package."""
    return Path(str(files("fairlead.web") / "static"))


def is_built() -> bool:
    """Whether the page was built."""
    return (page_folder() / "index.html").is_file()


def why_not_written(case: Case, is_read_only: bool = False) -> str:
    """Why nothing can be entered, in words; empty where it can: on a disk that is not read-only, in a folder that lets
    whoever serves it."""
    if is_read_only:
        return "The case is served for reading only: nothing can be entered."
    folders = (case.path, case.path / "evidence")
    if any(os.statvfs(path).f_flag & os.ST_RDONLY for path in folders):
        return (
            "The case lies on a disk that can only be read: nothing can be entered. Copy it to another to work in it."
        )
    if not all(os.access(path, os.W_OK) for path in folders):
        return "Whoever serves this case may not write in its folder: nothing can be entered."
    return ""


def make_app(case: Case, hosts: Iterable[str], keys: Keys | None = None, is_read_only: bool = False) -> Guard:
    """The application for one case.

    Args:
        case: what is served.
        hosts: the names and ports it answers to, as browsers write them: ``127.0.0.1:8365``.
        keys: who may ask; new ones if left out.
        is_read_only: refuse everything that writes.
    """
    hosts, keys = sorted(hosts), keys or Keys()
    why_not = why_not_written(case, is_read_only)
    app = FastAPI(title="Fairlead workspace", openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    app.state.held = held = Held(case, bool(why_not))
    for store in (case.store, held.store):
        store.patience_s = PATIENCE_S
    app.state.running = Running(case)
    app.state.circles = Circles(app.state.held)
    app.state.keys = keys
    app.state.pictures = Pictures()
    app.state.can_write, app.state.why_not = not why_not, why_not
    app.state.cookie = f"fairlead-{hosts[0].rpartition(':')[2]}"
    for route in ROUTES:
        shape: dict[str, Any] = {} if route.answers is None else {"response_model": route.answers}
        shape["responses"] = {
            **{status: {"model": Refused, "description": words} for status, words in REFUSALS.items()},
            422: {"model": NotTaken, "description": "asked in a way that cannot be answered"},
            **({200: {"description": "bytes", "content": {"*/*": {}}}} if route.answers is None else {}),
        }
        app.add_api_route(route.path, route.serve, methods=[route.method], **shape)
    app.add_exception_handler(AskedError, _refuse(422))
    app.add_exception_handler(CaseError, _refuse(409))
    app.add_exception_handler(NotReadyError, _refuse(503))
    app.add_exception_handler(FairleadError, _refuse(500))
    for status in (401, 403, 404, 429):
        app.add_exception_handler(status, _said)
    if is_built():
        app.mount("/assets", Assets(directory=page_folder() / "assets"))
    app.add_api_route("/", _page, include_in_schema=False)
    rules = [(route.method, route.path, route.least, route.enters, route.most) for route in ROUTES]
    answers = Answers(app, held.now, [route.path for route in ROUTES if route.is_held])
    return Guard(answers, keys, app.state.circles, hosts, app.state.cookie, bool(why_not), rules)


class Assets(StaticFiles):
    """The files of the page: packed where the build packed them and the browser takes that, and kept by it for good,
    since a file's name says its bytes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or why not."""
        takes_gzip = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        is_packed = takes_gzip and (page_folder() / "assets" / f"{path}.gz").is_file() and "/" not in path
        answer = await super().get_response(f"{path}.gz" if is_packed else path, scope)
        if is_packed and answer.status_code == 200:
            answer.headers["content-encoding"] = "gzip"
            answer.headers["content-type"] = TYPES.get(Path(path).suffix, "application/octet-stream")
        if answer.status_code in (200, 304):
            answer.headers["cache-control"] = "public, max-age=31536000, immutable"
            answer.headers["vary"] = "accept-encoding"
        return answer


TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What is packed, and what it is."""


def _page() -> Response:
    said = {"cache-control": "no-store"}
    if is_built():
        return FileResponse(page_folder() / "index.html", headers=said)
    return Response(NOT_BUILT, 503, media_type="text/html; charset=utf-8", headers=said)


def _refuse(status: int) -> Any:
    def refuse(request: Request, error: Exception) -> JSONResponse:
        code = 404 if status == 409 and request.method == "GET" else status
        return JSONResponse({"error": str(error)}, code)

    return refuse


def _said(_: Request, error: Exception) -> JSONResponse:
    words = json_value(getattr(error, "detail", "there is nothing here"))
    return JSONResponse({"error": words}, getattr(error, "status_code", 404), getattr(error, "headers", None))

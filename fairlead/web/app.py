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

from fairlead.base.json_values import json_value
from fairlead.case.workspace import Case
from fairlead.errors import CaseError, FairleadError
from fairlead.web.guard import Guard, Keys
from fairlead.web.held import Held
from fairlead.web.routes import ROUTES
from fairlead.web.rows import AskedError

NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Fairlead</title>
<h1>The page is not built</h1>
<p>This is a checkout of Fairlead whose workspace was not built yet; the data is served all the same, under /api.</p>
<p>In the checkout: <code>scripts/page</code>, then reload. It needs npm's registry once, and half a minute.</p>
</html>"""


def page_folder() -> Path:
    """Where the built page lies in the package."""
    return Path(str(files("fairlead.web") / "static"))


def is_built() -> bool:
    """Whether the page was built."""
    return (page_folder() / "index.html").is_file()


def may_write(case: Case) -> bool:
    """Whether decisions can be entered: not on a disk that is read-only, nor by whom the folder does not let."""
    return all(os.access(path, os.W_OK) for path in (case.path, case.path / "evidence"))


def make_app(case: Case, hosts: Iterable[str], keys: Keys | None = None, is_read_only: bool = False) -> Guard:
    """The application for one case.

    Args:
        case: what is served.
        hosts: the names and ports it answers to, as browsers write them: ``127.0.0.1:8365``.
        keys: who may ask; new ones if left out.
        is_read_only: refuse everything that writes.
    """
    hosts, keys = sorted(hosts), keys or Keys()
    is_read_only = is_read_only or not may_write(case)
    app = FastAPI(title="Fairlead workspace", openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    app.state.held = Held(case, is_read_only)
    app.state.keys = keys
    app.state.can_write = not is_read_only
    app.state.cookie = f"fairlead-{hosts[0].rpartition(':')[2]}"
    for route in ROUTES:
        shape: dict[str, Any] = {} if route.answers is None else {"response_model": route.answers}
        app.add_api_route(route.path, route.serve, methods=[route.method], **shape)
    app.add_exception_handler(AskedError, _refuse(422))
    app.add_exception_handler(CaseError, _refuse(409))
    app.add_exception_handler(FairleadError, _refuse(500))
    app.add_exception_handler(404, _missing)
    if is_built():
        app.mount("/assets", StaticFiles(directory=page_folder() / "assets"))
    app.add_api_route("/", _page, include_in_schema=False)
    return Guard(app, keys, app.state.held, hosts, app.state.cookie, is_read_only)


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


def _missing(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": json_value(getattr(error, "detail", "there is nothing here"))}, 404)

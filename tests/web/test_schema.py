"""Every route keeps to the schema that the server itself gives: schemathesis makes the requests, of values that it
allows and of values that it does not."""

import json

import pytest
import schemathesis
from httpx2 import InvalidURL
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.web.conftest import client_of

EXAMPLES = 2
"""Requests of each route and kind."""

LEFT_OUT = {("POST", "/api/run"), ("POST", "/api/run/cancel"), ("POST", "/api/logout"), ("POST", "/api/report")}
"""What takes long or ends the session; each has tests of its own."""

QUIET = settings(
    max_examples=EXAMPLES, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def client(bundled, tmp_path_factory):
    import shutil

    import fairlead

    return client_of(fairlead.open(shutil.copytree(bundled.path, tmp_path_factory.mktemp("schema") / "case")))


def plain(value):
    return {} if value is None or not isinstance(value, dict) else value


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"])
def test_no_route_fails_or_answers_what_its_schema_does_not_name(client, mode):
    schema = client.get("/api/openapi.json").json()
    asked = []
    for found in schemathesis.openapi.from_dict(schema).get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) in LEFT_OUT:
            continue
        named = schema["paths"][operation.path][operation.method]["responses"]

        @QUIET
        @given(operation.as_strategy(generation_mode=mode))
        def ask(one):
            check(client, one, named)  # noqa: B023 - asked before the loop goes on
            asked.append(one.path)

        try:
            ask()
        except Unsatisfiable:
            continue  # nothing that this route may be asked is not allowed
    assert len(set(asked)) >= (20 if mode is GenerationMode.POSITIVE else 10)


def check(client, one, named):
    """Ask once; no failure, and a status that the schema names, with its reason in words."""
    headers = {"content-type": "application/json"}
    body = {} if one.method == "GET" else {"content": spell(one.body), "headers": headers}
    try:
        answer = client.request(one.method, one.formatted_path, params=plain(one.query), **body)
    except InvalidURL:
        return  # longer than the client sends
    what = (one.method, one.formatted_path, one.query, one.body, answer.status_code, answer.text[:300])
    assert str(answer.status_code) in named, what
    assert answer.status_code < 500, what
    if answer.status_code != 200:
        assert set(answer.json()) <= {"error", "detail"}, what


def spell(body):
    try:
        return json.dumps(body)
    except TypeError:
        return "{}"

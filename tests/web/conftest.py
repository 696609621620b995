"""The bundled case as run, the application over it, and somebody who has the key."""

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import fairlead
from fairlead.web.app import make_app
from fairlead.web.guard import WORD
from fairlead.web.sessions import Keys

EXAMPLE = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"
HOST = "127.0.0.1:8365"
ORIGIN = f"http://{HOST}"
TEXT = """Open Source Centre said on 22 November 2024.

North Korea received more than 1 million barrels of oil from Russia between March and October 2024, officials said.
"""


@pytest.fixture(scope="session")
def bundled(tmp_path_factory):
    """The bundled case, run; nobody changes it."""
    case = fairlead.new(tmp_path_factory.mktemp("web") / "case", (EXAMPLE / "case.toml").read_bytes())
    case.add([p for p in sorted(EXAMPLE.iterdir()) if p.suffix == ".csv"], by="tester")
    case.run(by="tester")
    return case


@pytest.fixture
def case(bundled, tmp_path):
    """A copy of it to change."""
    return fairlead.open(shutil.copytree(bundled.path, tmp_path / "case"))


def client_of(case, is_read_only=False):
    """A browser of this machine that has the session of a served case."""
    keys = Keys()
    client = TestClient(make_app(case, [HOST], keys, is_read_only), base_url=ORIGIN, headers={"origin": ORIGIN})
    begun = client.post("/api/session", json={"key": keys.key})
    assert begun.status_code == 200, begun.text
    client.headers[WORD] = begun.json()["word"]
    return client


@pytest.fixture(scope="session")
def shown(bundled):
    """The bundled case as served."""
    return client_of(bundled)

"""What Fairlead stands on is listed as locked, under licences somebody permitted, in a form other programs read."""

import importlib.util
import json
import re
import sys
from importlib import resources
from pathlib import Path

import jsonschema_rs
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def sbom():
    at = importlib.util.spec_from_file_location("sbom", ROOT / "scripts/sbom.py")
    module = importlib.util.module_from_spec(at)
    sys.modules["sbom"] = module  # its data classes look themselves up there
    at.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parts(sbom):
    return [*sbom.python_parts(), *sbom.page_parts()]


def test_both_lists_are_what_the_locks_say(sbom, capsys):
    assert sbom.main(["--check"]) == 0, capsys.readouterr().out


def test_the_bill_is_cyclonedx(sbom):
    """Against the schema that CycloneDX publishes, with what it refers to."""
    folder = resources.files("cyclonedx.schema._res")
    named = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text())
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    others = {f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": said for name, said in named.items()}
    registry = jsonschema_rs.Registry([(url, said) for url, said in others.items() if "bom" not in url])
    check = jsonschema_rs.validator_for(named["bom-1.6"], registry=registry)
    bill = json.loads(sbom.SBOM.read_text())
    check.validate(bill)
    bill["components"][0]["type"] = "whatever"
    assert not check.is_valid(bill)


def test_every_lock_holds_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        entries = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in entry for entry in entries), name


def test_what_is_locked_is_what_is_listed(sbom, parts):
    locked = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert [(p.name, p.version) for p in parts if p.kind == "pypi"] == locked
    assert {p.name for p in parts if p.kind == "npm"} >= {"maplibre-gl", "preact", "@fontsource-variable/inter"}
    assert all(p.hashes for p in parts)


def test_a_licence_that_nobody_permitted_is_refused(sbom, parts):
    from dataclasses import replace

    sbom.check_licences(parts)
    for licence in ("GPL-3.0-only", "MIT AND LGPL-3.0-or-later", "BSD License"):
        with pytest.raises(SystemExit, match="not among those permitted"):
            sbom.check_licences([replace(parts[0], licence=licence)])


def test_metadata_that_do_not_say_are_not_guessed(sbom, monkeypatch):
    from email.message import Message

    said = Message()
    said["Classifier"] = "License :: OSI Approved :: BSD License"
    monkeypatch.setattr(sbom.metadata, "metadata", lambda _: said)
    with pytest.raises(SystemExit, match="do not say which licence"):
        sbom.licence_of("somebody")

"""A small case: a file of places, one of sightings, and a flow of two quick steps that do what all steps do."""

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import pyarrow as pa
import pytest

import fairlead
from fairlead.base.bounds import Within, check_fields
from fairlead.base.ids import content_id
from fairlead.base.schema import Step
from fairlead.base.tables import CHECKS, MARKS

BUNDLED = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"


@dataclass(frozen=True, slots=True)
class CheckParams:
    """Parameters of the small flow."""

    speed_low_kn: Annotated[float, Within(0, 60, is_above=True)] = 8.0
    """A number with its unit in its name, and with bounds."""
    speed_high_kn: float = 10.0
    """A number that must fit another."""
    longest: timedelta = timedelta(hours=12)
    """A duration."""
    shares: tuple[float, ...] = (0.5, 0.9)
    """A list."""

    def __post_init__(self):
        check_fields(self)
        if self.speed_low_kn > self.speed_high_kn:
            raise ValueError("speed_low_kn must not be above speed_high_kn")


def check_all(sightings: pa.Table, until: datetime, params: CheckParams = CheckParams()) -> pa.Table:
    """One row for each sighting, which carries the end of the data and a parameter."""
    return CHECKS.from_rows(
        {
            "check_id": content_id("check", r["sighting_id"]),
            "about": r["sighting_id"],
            "label": r["label"],
            "kind": "arithmetic",
            "outcome": "agrees",
            "stated": params.speed_low_kn,
            "recomputed": float(until.year),
            "words": f"{r['label']} was looked at.",
            "sources": [r["sighting_id"]],
        }
        for r in sightings.to_pylist()
    )


def mark_all(checks: pa.Table, places: pa.Table) -> pa.Table:
    """One row that rests on every check and every place."""
    sources = [*checks["check_id"].to_pylist(), *places["place_id"].to_pylist()]
    row = {"mark_id": "mark:all", "vessel_id": "vessel:1", "mark_kind": "name", "value": "All", "sources": sources}
    return MARKS.from_rows([row] if sources else [])


SMALL_FLOW = (
    Step("checks", check_all, ("sightings",), ("checks",), "case"),
    Step("marks", mark_all, ("checks", "places"), ("marks",), "case"),
)

CASE_TOML = """\
format = 1
title = "Small"

[question.oil]
text = "How much?"
period = [2024-01-01, 2025-01-01]
from = "RU"
to = "KP"
commodity = "oil"
load = ["P1"]
discharge = ["P2"]
"""

PLACES = "place_id,name,kind,lat,lon\nP1,Northport,port,42.75,133.083\nP2,Southport,port,39.0,127.5\n"


def sightings(*labels, event="port_call", day="2024-03-07"):
    """A file of sightings, one row for each label."""
    rows = "".join(f"{label},Alder {label},{event},{day},somebody,satellite image\n" for label in labels)
    return "sighting_id,vessel_name,event,date_start,observed_by,method\n" + rows


@pytest.fixture(scope="session")
def small():
    """What the small case is made of."""
    return SimpleNamespace(flow=SMALL_FLOW, toml=CASE_TOML, places=PLACES, sightings=sightings, bundled=BUNDLED)


@pytest.fixture
def flow():
    return SMALL_FLOW


@pytest.fixture
def file(tmp_path):
    """Write a file outside the case and give its path."""

    def write(name, content):
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def empty(tmp_path):
    """A new case that asks one question."""
    return fairlead.new(tmp_path / "case", CASE_TOML.encode())


@pytest.fixture
def case(empty, file):
    """The small case: two places and three sightings, not yet run."""
    empty.add([file("places.csv", PLACES), file("sightings.csv", sightings("S1", "S2", "S3"))], by="ann")
    return empty


@pytest.fixture
def done(case):
    """The small case after one run."""
    case.run(flow=SMALL_FLOW, by="ann")
    return case


@pytest.fixture
def python():
    """Run a piece of Python in another process; ``wait=False`` gives the process."""

    def start(source, *args, wait=True):
        command = [sys.executable, "-c", textwrap.dedent(source), *map(str, args)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
        if not wait:
            return process
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    return start

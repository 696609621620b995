"""A case in the files of others: which there are, how each is written, and what each cannot say.

One way for all: a path among what the case keeps is refused, a file is written whole or not at all, and what it loses
is listed beside it, in ``FILE.lossy.txt``. What is marked is left out before any of this: the case given is the one
that may go out (:mod:`fairlead.case.cleared`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from fairlead.base.wording import say_many
from fairlead.case.cleared import say_circle
from fairlead.case.config import UNTITLED
from fairlead.case.disk import in_words, write_whole, writing_whole
from fairlead.case.network import graph_values
from fairlead.case.workspace import Case
from fairlead.errors import CaseError
from fairlead.formats.gexf import write_gexf
from fairlead.formats.graphml import write_graphml
from fairlead.report.citations import cite
from fairlead.report.exchange import export_case
from fairlead.report.places import write_features, write_placemarks, write_places_parquet, write_tracks
from fairlead.report.prov import export_prov
from fairlead.report.sheets import write_tables, write_workbook
from fairlead.report.write import refuse_inside

BESIDE = ".lossy.txt"
"""Ending of the file beside, after the whole name."""


@dataclass(slots=True)
class Going:
    """One export on its way."""

    case: Case
    path: Path
    dataset: str
    """Name of the data set, for FollowTheMoney."""
    title: str
    words: str
    """What the file says of itself: case, state of its log, for whom, whether made up."""
    losses: list[str]
    """What is lost of this case, besides what the form always loses."""

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """The file, for text."""
        with writing_whole(self.path) as raw:
            out = TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=True)
            try:
                yield out
            finally:
                out.detach()


@dataclass(frozen=True, slots=True)
class Form:
    """One form in which a case goes out."""

    write: Callable[[Going], tuple[list[Path], str]]
    """Writes it; gives the files and what is in them, in words."""
    loses: tuple[str, ...]
    """What it has no room for, whatever the case."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    files: tuple[Path, ...]
    beside: Path
    """Where it stands what they do not say."""
    words: str


def export(case: Case, to: str, path: Path, dataset: str | None = None) -> Exported:
    """Write a case in one of :data:`FORMS`.

    Args:
        case: with a run, as it may go out.
        to: the form.
        path: where to write; of ``csv`` a new folder.
        dataset: name of the data set as others will see it, for ``ftm`` and ``ftm-statements``; else of the folder.

    Raises:
        CaseError: no run yet, nothing of that kind in it, a path among what the case keeps, or the disk refuses.
    """
    refuse_inside(case, path)
    if case.last_run() is None:
        raise CaseError("there is nothing to export before the first run")
    folder = case.store.home.resolve().name
    title = case.config().title
    title = folder if title.strip() in ("", UNTITLED) else title
    plain = re.sub(r"[^a-z0-9]+", "_", folder.lower()).strip("_")
    going = Going(case, path, dataset or f"fairlead_{plain}", title, say_file(case, title), [])
    form = FORMS[to]
    with in_words(f"writing {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        files, told = form.write(going)
        beside = path.with_name(f"{path.name}{BESIDE}")
        lines = [f"- {line}" for line in (*form.loses, *going.losses)]
        said = [f"What {path.name} does not say, of what the case holds ({to}).", "", going.words, "", *lines]
        write_whole(beside, ("\n".join(said) + "\n").encode())
    return Exported(tuple(files), beside, told)


def say_file(case: Case, title: str) -> str:
    """What a file says of itself, a line each: which case, as of when, for whom, whether made up."""
    record, head = case.last_run(), case.head
    run = f", run {record.number}" if record else ""
    lines = (
        case.simulated(), say_circle(case.store),
        f"{title}: the case {case.store.home.resolve().name!r}, its log {say_many(head.count, 'entry', 'entries')} "
        f"long, the last one {head.hash}{run}. Fairlead {version('fairlead')}.",
        "Every id is explained, down to the bytes, by 'fairlead explain CASE ID'.",
    )  # fmt: skip
    return "\n".join(filter(None, lines))


def _graphml(g: Going) -> tuple[list[Path], str]:
    g.case.table("ties")  # a case that was run up to an earlier step has no network
    nodes, edges = graph_values(g.case.table_or_empty, g.case.simulated() is not None)
    with g.text() as out:
        return [g.path], _say_graph(*write_graphml(nodes, edges, g.words, out))


def _gexf(g: Going) -> tuple[list[Path], str]:
    g.case.table("ties")
    nodes, edges = graph_values(g.case.table_or_empty, g.case.simulated() is not None)
    with g.text() as out:
        return [g.path], _say_graph(*write_gexf(nodes, edges, g.words, out))


def _say_graph(nodes: int, edges: int) -> str:
    return f"{say_many(nodes, 'node')}, {say_many(edges, 'edge')}"


def _ftm(form: str) -> Callable[[Going], tuple[list[Path], str]]:
    def write(g: Going) -> tuple[list[Path], str]:
        files, entities = export_case(g.case, g.path, form, g.dataset)
        return files, say_many(entities, "entity", "entities")

    return write


def _prov(g: Going) -> tuple[list[Path], str]:
    return [g.path], say_many(export_prov(g.case, g.path), "entity", "entities")


def _geojson(g: Going) -> tuple[list[Path], str]:
    with g.text() as out:
        return [g.path], say_many(write_features(g.case, g.words, g.losses, out), "feature")


def _geoparquet(g: Going) -> tuple[list[Path], str]:
    with writing_whole(g.path) as out:
        return [g.path], say_many(write_places_parquet(g.case, g.words, g.losses, out), "row")


def _kml(g: Going) -> tuple[list[Path], str]:
    with g.text() as out:
        return [g.path], say_many(write_placemarks(g.case, g.title, g.words, g.losses, out), "placemark")


def _gpx(g: Going) -> tuple[list[Path], str]:
    with g.text() as out:
        tracks, points = write_tracks(g.case, g.title, g.words, g.losses, out)
    return [g.path], f"{say_many(tracks, 'track')}, {say_many(points, 'point')}"


def _csv(g: Going) -> tuple[list[Path], str]:
    return [g.path], say_many(write_tables(g.case, g.path, g.losses), "table")


def _xlsx(g: Going) -> tuple[list[Path], str]:
    with writing_whole(g.path) as out:
        return [g.path], say_many(write_workbook(g.case, g.words, g.losses, out), "table")


def _csl(g: Going) -> tuple[list[Path], str]:
    items = cite(g.case)
    write_whole(g.path, json.dumps(items, indent=1, ensure_ascii=False).encode() + b"\n")
    return [g.path], say_many(len(items), "citation")


_GRAPH = (
    "Names beside the usual one, particulars of ships, positions, tracks, amounts and chances.",
    "Ships that no row names: they are no node.",
    "Days alone are told of a tie, not the times; a stay is drawn from its earliest arrival to its latest departure.",
    "A tie is what its row says: an encounter is no transfer, a flag no nationality of an owner.",
)
_MAP = (
    "Of each row what a map needs: id, words, time, error of the position, kind of knowledge. CSV and XLSX have every "
    "column, and the rows that have no place (trips, amounts, findings, claims).",
    "'from' and 'until' are the widest interval that anything bounds, else first and last report; 'when' says in words "
    "what of it is not known.",
    "A silence is the great circle between its ends, pieces of it 100 km long: nobody saw that way travelled.",
    "Lines and areas that cross the antimeridian are cut on it.",
)
_FTM = (
    "Positions, tracks, stays, barrels, tonnes, chances, findings and claims.",
    "What no date of FollowTheMoney can say: an interval that is no day, month or year is its two bounding days.",
)

FORMS: dict[str, Form] = {
    "geojson": Form(_geojson, _MAP),
    "geoparquet": Form(_geoparquet, (*_MAP, "The box of what is cut at the antimeridian goes round the world.")),
    "kml": Form(_kml, (*_MAP, "The time of a placemark is from 'from' until 'until'; its words say the rest.")),
    "gpx": Form(_gpx, (
        "Speed, course, heading and every other column of a report; events, places and all that is no track.",
        "Whose ship it is: a track bears the name and MMSI that were received, which may be false.",
    )),
    "csv": Form(_csv, ("Types: a spreadsheet guesses them anew. Parquet under the case's 'tables' has them.",)),
    "xlsx": Form(_xlsx, ("Links between tables: they are ids.",)),
    "graphml": Form(_graphml, _GRAPH),
    "gexf": Form(_gexf, _GRAPH),
    "ftm": Form(_ftm("ftm"), (*_FTM, "Since and until when each value is so.")),
    "ftm-statements": Form(_ftm("ftm-statements"), _FTM),
    "csl": Form(_csl, (
        "Who added a file, grades of sources, quotes, and which rows rest on what is cited.",
        "Clock times: a date is a day at most.",
    )),
    "prov": Form(_prov, (
        "Rows of tables: what one rests on is in its column 'sources', and 'fairlead explain'.",
        "Runs before the last, but for their entries.",
    )),
}  # fmt: skip
"""Every form but the bundle, which is the whole case."""

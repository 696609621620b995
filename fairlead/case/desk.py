"""The sighting desk: what was measured in a picture, which ships that may be, and recording it.

What a measure is worth and which vessels it fits is worked out by the steps of the flow themselves (``measured``,
``candidates``), from the rows that the record would bring, beside those of the last run. Recording adds a file of
evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from fairlead.case.add import keep_record
from fairlead.case.config import Config
from fairlead.case.desk_draft import Draft
from fairlead.case.desk_rows import Made, Tables, beside, make
from fairlead.case.store import Store
from fairlead.errors import CaseError
from fairlead.formats import desk
from fairlead.formats.rasters import Pictures
from fairlead.identity.candidates import match_candidates
from fairlead.identity.fleet import CandidateParams
from fairlead.imagery.measured import MeasuredParams, work_out_errors

Row = dict[str, Any]

MOST_TOGETHER = 2_000
"""Sightings beside which a draft is weighed; where there are more it is weighed alone, and that is said."""


@dataclass(frozen=True, slots=True)
class Value:
    """A measure with the error that the flow gives it."""

    quantity: str
    value_m: float
    sd_m: float | None
    words: str
    readings_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A vessel that the ship on the desk may be."""

    vessel_id: str | None
    """None: a ship not in this case."""
    name: str | None
    why: str
    """What the list says of it and what speaks for or against it, without its weight."""
    weight_frac: float
    rank: int
    is_consistent: bool
    """Whether it is among the k of "consistent with k of n"."""
    length_m: float | None
    beam_m: float | None
    terms: Mapping[str, float | None]
    """Log-likelihood of each term, up to a constant of the term; None: ruled out by a person."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the desk makes of a draft."""

    values: tuple[Value, ...] = ()
    scale_words: str | None = None
    pixel_m: float | None = None
    heading_deg: float | None = None
    lat: float | None = None
    lon: float | None = None
    cautions: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    consistent: int | None = None
    weighed: int | None = None
    words: str = ""
    """Which ships it may be, in one sentence; or why nothing is said of that yet."""
    missing: tuple[str, ...] = ()
    """What a record of it lacks, in words."""


def weigh(store: Store, draft: Draft, held: Tables, config: Config, pictures: Pictures) -> Weighed:
    """What stands on the desk so far: its measures with their errors, and which vessels fit them.

    Args:
        store: the case.
        draft: what was clicked and typed.
        held: tables of the last run; empty ones before the first.
        config: what case.toml says; its parameters of ``measured`` and ``candidates`` count.
        pictures: opens the picture.

    Raises:
        CaseError: it cannot be so, in words: a pixel outside the picture, a scale that is none.
    """
    made = make(store, draft, held, config, pictures, is_whole=False)
    missing = tuple(_missing(store, draft, held, config, pictures))
    if draft.result != "occupied":
        return Weighed(missing=missing, words="No ship is recorded: the look itself is the evidence.")
    errors = _errors(made.rows, held, config)
    values = tuple(
        Value(m["quantity"], m["value_m"], m["sd_m"], m["words"], made.record.readings[m["quantity"]])
        for m in errors.to_pylist()
    )
    ruler, axis = made.ruler, draft.length[0] if draft.length else None
    place = ruler.place(((axis.a[0] + axis.b[0]) / 2, (axis.a[1] + axis.b[1]) / 2)) if ruler and axis else None
    found = Weighed(
        values=values,
        scale_words=ruler.words if ruler else None,
        pixel_m=ruler.pixel_m if ruler else None,
        heading_deg=ruler.bearing(axis.b, axis.a) if ruler and axis else None,
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        cautions=made.cautions,
        missing=missing,
    )
    if not values and not draft.is_named:
        return replace(found, words="Click bow and stern: the vessels that fit the length stand here then.")
    return _with_candidates(found, draft, made, errors, held, config)


def _missing(store: Store, draft: Draft, held: Tables, config: Config, pictures: Pictures) -> list[str]:
    """What keeps a draft from being recorded, if anything."""
    try:
        make(store, draft, held, config, pictures, is_whole=True)
    except CaseError as e:
        return [str(e)]
    return []


def record(
    store: Store, draft: Draft, held: Tables, config: Config, pictures: Pictures, by: str | None = None
) -> tuple[str, int]:
    """Enter what stands on the desk as evidence of the case; it bears the marking of its picture.

    Args:
        store: the case.
        draft: what was seen and measured.
        held: tables of the last run.
        config: what case.toml says; its parameters of ``measured`` count.
        pictures: opens the picture.
        by: who enters it; whoever is at the keyboard, if left out.

    Returns:
        The evidence_id of the record, and its line in the log.

    Raises:
        CaseError: something is missing or cannot be so, in words; nothing was entered.
    """
    made = make(store, draft, held, config, pictures, is_whole=True)
    return keep_record(store, made.record.content, f"desk/{made.record.label}.jsonl", desk.KIND, by, draft.image)


def _errors(rows: Mapping[str, pa.Table], held: Tables, config: Config) -> pa.Table:
    params: MeasuredParams = config.params.get("measured", MeasuredParams())
    scenes = beside(held("scenes"), rows["scenes"], "scene_id")
    return work_out_errors(rows["measures"], rows["sightings"], rows["looks"], scenes, params)


# ---------------------------------------------------------------------------------------------------------- candidates


def _with_candidates(
    found: Weighed, draft: Draft, made: Made, errors: pa.Table, held: Tables, config: Config
) -> Weighed:
    """Which vessels the draft may be: the step ``candidates`` over the case's rows and those of the draft."""
    vessels = held("vessels")
    if not vessels.num_rows:
        words = (
            "The case has no vessel to compare with: `fairlead add CASE FILE` brings a list, `fairlead run` reads it."
        )
        return replace(found, words=words)
    is_dated = bool(draft.scene or draft.taken.acquired_at.strip()) and bool(draft.place.strip())
    alone = held("sightings").num_rows > MOST_TOGETHER
    label = made.record.label
    sightings, looks = made.rows["sightings"], made.rows["looks"]
    if not alone:
        sightings = pa.concat_tables([held("sightings"), sightings])
        looks, errors = pa.concat_tables([held("looks"), looks]), pa.concat_tables([held("measured"), errors])
    if not is_dated:  # a draft without time or place is held against no track and no other sighting
        looks = looks.filter(pa.array([x != f"{label}-look" for x in looks["label"].to_pylist()], pa.bool_()))
    params: CandidateParams = config.params.get("candidates", CandidateParams())
    candidates, terms = match_candidates(
        sightings, vessels, held("decisions"), errors,
        made.rows["features"] if alone else pa.concat_tables([held("features"), made.rows["features"]]),
        held("places"), held("fixes"), held("bearers"), looks, beside(held("scenes"), made.rows["scenes"], "scene_id"),
        params,
    )  # fmt: skip
    (own,) = [s["sighting_id"] for s in made.rows["sightings"].to_pylist()]
    rows = sorted((c for c in candidates.to_pylist() if c["sighting_id"] == own), key=lambda c: c["rank"])
    said: dict[str, dict[str, float | None]] = {}
    for t in terms.to_pylist():
        if t["sighting_id"] == own:
            said.setdefault(t["candidate_id"], {})[t["term"]] = t["log_likelihood"]
    by_id = {v["vessel_id"]: v for v in vessels.to_pylist()}
    consistent = rows[0]["consistent_vessels"] if rows else None
    among = [c["vessel_id"] for c in rows if c["vessel_id"]][: consistent or 0]
    shown = tuple(
        _candidate(c, by_id.get(c["vessel_id"]), said.get(c["candidate_id"], {}), c["vessel_id"] in among) for c in rows
    )
    tail = rows[0]["words"].rsplit("; ", 1)[-1].partition(". ")[2] if consistent is not None else ""
    words = tail if consistent is not None else _say_named(rows, by_id)
    if words.startswith("The sighting is consistent with"):  # the figures say it
        words = ""
    if alone:
        words += f" Weighed alone: beside more than {MOST_TOGETHER:,} sightings only a run weighs them together."
    if not is_dated:
        words += " Where it was and when is not stated yet: no track and no other sighting speaks for or against any."
    return replace(
        found,
        candidates=shown,
        consistent=consistent,
        weighed=rows[0]["weighed_vessels"] if rows else None,
        words=words,
    )


def _candidate(row: Row, vessel: Row | None, terms: Mapping[str, float | None], is_consistent: bool) -> Candidate:
    return Candidate(
        vessel_id=row["vessel_id"],
        name=vessel["name"] if vessel else None,
        why=_why(row),
        weight_frac=row["weight_frac"],
        rank=row["rank"],
        is_consistent=is_consistent,
        length_m=vessel["length_m"] if vessel else None,
        beam_m=vessel["beam_m"] if vessel else None,
        terms=dict(terms),
    )


def _why(row: Row) -> str:
    """A candidate's own words, without what all candidates of the sighting share."""
    parts = str(row["words"]).partition(". The sighting")[0].split("; ")
    told = parts[1:] if row["match_basis"] in ("measures", "presence") else parts
    return re.sub(r":? ?weight [0-9.]+", "", "; ".join(p for p in told if not p.startswith("weight "))).rstrip(".")


def _say_named(rows: list[Row], by_id: Mapping[str, Row]) -> str:
    names = [by_id[c["vessel_id"]]["name"] for c in rows if c["vessel_id"]]
    if not names:
        return str(rows[0]["words"]) if rows else ""
    return f"The words name {', '.join(filter(None, names[:3]))}: they decide, and the size is held against them."

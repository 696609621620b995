"""Whether evidence of a case is made up: said before any figure or row of it, and by every face in the same words."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.wording import say_many
from fairlead.case.answer_held import Tables
from fairlead.case.store import CONFIG_NAME

PREFIX = "simulated_"
"""How the name of a made-up file begins."""

SIGN = r"^SIMULATED\b|^(\w+: )?simulated( analyst)?$"
"""What made-up rows say in :data:`SAID_IN`: ``SIMULATED: ...``, ``simulated``, ``high: simulated``. A remark that
merely speaks of a simulated position does not."""

SAID_IN = {
    "sightings": ("observed_by", "confidence"), "looks": ("analyst", "note"), "scenes": ("provider", "product"),
    "places": ("coord_source", "note"), "areas": ("note",), "particulars": ("role_in_case", "confidence"),
    "measures": ("how",), "features": ("analyst",), "legal_measures": ("instrument",), "conversions": ("authority",),
}  # fmt: skip
"""Columns of evidence in which a row says that it is made up."""


def say_simulated(tables: Tables) -> str | None:
    """One sentence where evidence of the case is made up; None where none is known to be.

    Args:
        tables: gives a table of the case by name; an empty one where no run has come to it.

    Limits:
        A file counts by its name, its origin, or one row that says so. AIS without these is not recognised, and who
        takes them all away is not found out.
    """
    evidence = tables("evidence").select(["evidence_id", "name", "kind", "origin"]).to_pylist()
    files = {e["evidence_id"] for e in evidence if e["kind"] != CONFIG_NAME}
    made_up = {
        e["evidence_id"]
        for e in evidence
        if e["evidence_id"] in files and (e["name"].startswith(PREFIX) or (e["origin"] or "").startswith("SIMULATED"))
    }
    for name, columns in SAID_IN.items() if made_up < files else ():
        made_up |= _files_that_say_so(tables(name), columns) & files
    if not made_up:
        return None
    if made_up == files:
        return "SIMULATED: all evidence of this case is made up; no place, ship or event of it is real."
    of = say_many(len(files), "file")
    return f"SIMULATED: {len(made_up):,} of {of} of this case hold made-up evidence; what stands on it is not real."


def _files_that_say_so(table: pa.Table, columns: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for column in columns:
        is_said = pc.fill_null(pc.match_substring_regex(table[column].cast(pa.string()), SIGN), False)
        found.update(table["evidence_id"].filter(is_said).unique().to_pylist())
    return found

"""What was found in one scene beside AIS, written and printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.base.likelihood import say_percent
from fairlead.base.wording import say_many
from fairlead.case.disk import in_words, write_whole
from fairlead.case.matching import (
    LIMITS,
    Matched,
    flown_as,
    geojson_of,
    match_found,
    matching_of,
    read_found,
    read_time,
)
from fairlead.cli.terminal import Terminal
from fairlead.errors import FairleadError
from fairlead.imagery.azimuth import Pass
from fairlead.imagery.detection_matches import SAID

if TYPE_CHECKING:
    from fairlead.cli.progress import Bar

PASSES = {
    "none": "No pass of a radar was given, so ships are looked for where they were. In a radar image they are shown up "
    "to some hundred metres along the flight from there: say --product, or --flight-deg, --slant-km, --incidence-deg.",
    "untold": "How the radar flew past is not told, so ships under way are looked for some hundred metres around where "
    "they were, and matched less surely: say --product, or --flight-deg, --slant-km and --incidence-deg.",
    "told": "How the radar flew past each thing is told, and ships are looked for where it shows them.",
}
"""What is said of the radar's pass, by how much of it is known."""
SHOWN = 20
"""Things a terminal is given; all of them are in the file."""


def pass_of(
    flight_deg: float | None, slant_km: float | None, incidence_deg: float | None, looks_left: bool
) -> Pass | None:
    """How the radar flew past; None where nothing of it is said.

    Raises:
        FairleadError: half of it is said, or it cannot be meant.
    """
    said = (flight_deg, slant_km, incidence_deg)
    if flight_deg is None or slant_km is None or incidence_deg is None:
        if any(s is not None for s in said) or looks_left:
            raise FairleadError("a radar's pass takes all three: --flight-deg, --slant-km and --incidence-deg")
        return None
    try:
        return Pass(flight_deg, slant_km * 1000, incidence_deg, looks_right=not looks_left)
    except ValueError as e:
        raise FairleadError(f"the radar's pass: {e}") from None


def match_in(
    found: Path,
    files: Sequence[Path],
    out: Path,
    bar: Bar,
    *,
    at: str | None,
    area_km2: float | None,
    flown: Pass | None,
    scene: str | None = None,
    product: Path | None = None,
) -> Matched:
    """Match what was found, and write it.

    Raises:
        FairleadError: it cannot be read, matched or written, and why.
    """
    if out.suffix.lower() not in (".geojson", ".json"):
        raise FairleadError(f"match writes .geojson, and {out} does not end so")
    if not out.parent.is_dir():
        raise FairleadError(f"there is no folder {out.parent} to write {out.name} in")
    if not found.is_file():
        raise FairleadError(f"there is no file {found}")
    if out.exists() and any(f.exists() and f.samefile(out) for f in (found, *files)):
        raise FairleadError(f"{out} is what is to be matched; name another output")
    if area_km2 is not None and not area_km2 > 0:
        raise FairleadError(f"--area-km2 must be above 0, not {area_km2:g}")
    if product is not None and flown is not None:
        raise FairleadError("the product says how the radar flew past: leave out --flight-deg and what belongs to it")
    when: datetime | None = read_time(at, "--at") if at else None
    read = read_found(found, when, scene)
    if product is not None:
        read = flown_as(read, product)
    matched = match_found(read, files, bar, area_km2=area_km2, flown=flown)
    with in_words(f"writing {out.name}"):
        write_whole(out, geojson_of(matched).encode())
    return matched


def said_of(matched: Matched) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {"matching": matching_of(matched), "matches": matched.rows}


def print_matched(t: Terminal, matched: Matched, out: Path) -> None:
    """Print how many are what, each of the first, and what that cannot show."""
    counts = Counter(r["verdict"] for r in matched.rows)
    said = ", ".join(f"{counts[words]:,} {words}" for words in SAID.values() if counts[words])
    t.paragraph(
        f"{say_many(len(matched.rows), 'thing')} beside {say_many(len(matched.matches.ships), 'ship')} of AIS: {said}."
    )
    guessed = ", a guess: the box around what was found; say --area-km2" if matched.is_area_guessed else ""
    t.paragraph(f"Searched water: {matched.area_km2:,.0f} km2{guessed}.", "dim")
    if words := PASSES.get(matched.how_flown):
        t.paragraph(words, "dim")
    if matched.found.refused:
        t.paragraph(f"{say_many(matched.found.refused, 'row')} of the table refused: fairlead add says why.", "dim")
    if matched.found.unplaced:
        t.paragraph(f"{say_many(matched.found.unplaced, 'thing')} without a place left out.", "dim")
    t.line()
    for number, (feature, row) in enumerate(zip(matched.found.features, matched.rows, strict=True), start=1):
        if number > SHOWN:
            t.paragraph(f"and {len(matched.rows) - SHOWN:,} more.", indent=2)
            break
        label = (feature.get("properties") or {}).get("detection_id") or number
        t.paragraph(f"{label}: {_words(row)}", indent=2)
    t.line()
    t.paragraph(f"{out} written.")
    t.paragraph(LIMITS, "dim")


def _words(row: dict[str, Any]) -> str:
    if row["verdict"] == "matched":
        words = f"{_ship(row, '')}, {say_percent(row['p_match'])}, {row['away_m']:,.0f} m from where it was looked for"
    elif row["mmsi"] is not None:
        words = f"{row['verdict']}; {_ship(row, '')} at {say_percent(row['p_match'])}"
    else:
        words = f"{row['verdict']}, {say_percent(row['p_unmatched'])} to be no ship of AIS"
    if row["runner_up_mmsi"] is not None and row["p_runner_up"] >= 0.01:
        words += f"; else {_ship(row, 'runner_up_')} at {say_percent(row['p_runner_up'])}"
    return words


def _ship(row: dict[str, Any], which: str) -> str:
    name = row[f"{which}name"]
    return f"MMSI {row[f'{which}mmsi']:09d}" + (f" ({name})" if name else "")

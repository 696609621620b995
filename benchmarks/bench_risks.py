"""How often rules of identity risk fire on ordinary ships: the shared sets of AIS, with the fleet list of the United
States (MARAD 2023) as the list of vessels. ``python -m benchmarks risks``.

Nobody says that all of these ships are honest; none is known to be dishonest. Changes, flags over years and successions
need events and months that these sets do not have; their rules find nothing here for want of data, and are left out.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.tables import (
    BEARERS,
    FIXES,
    GAPS,
    LISTINGS,
    MARKS,
    MISFITS,
    OWNER_HITS,
    OWNERS,
    PARTICULARS,
    PLACES,
    PORT_CALLS,
    QUESTION_PLACES,
    STATICS,
    TIES,
    VESSELS,
)
from fairlead.case.landing import sort_positions
from fairlead.events.conflicts import find_conflicts
from fairlead.formats.ais import read_reports
from fairlead.identity.risks import find_risks
from fairlead.identity.worn import list_worn
from fairlead.tracks.segments import cut_segments

SHARED = Path(__file__).parents[2] / "shared" / "data"
RULES = ("number", "particulars", "mid_flag", "mmsi_form", "zombie", "clone", "laundering")


def registry(path: Path) -> pa.Table:
    """VESSELS of the fleet list: name, IMO number, type, year built; every one flies the flag of the United States."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["IMO NUMBER"].strip().isdigit()]
    return VESSELS.from_rows(
        {
            "vessel_id": f"vessel:{r['IMO NUMBER']}", "name": r["Vessel Name"], "names": [r["Vessel Name"]],
            "imo": int(r["IMO NUMBER"]), "ship_type": r["Ship Type"], "flag": "US", "built": int(r["Year of Build"]),
            "sources": [],
        }
        for r in rows
    )  # fmt: skip


def play(path: Path, vessels: pa.Table) -> tuple[int, int, Counter[str], list[dict[str, Any]]]:
    """MMSIs with a static report, those with an IMO number, and what fired, of one set."""
    batches = [*read_reports(path, path.name, "ais_parquet", "evidence:benchmark")]
    positions = sort_positions(pa.concat_tables([b.positions for b in batches]).combine_chunks())
    statics = STATICS.sorted(pa.concat_tables([b.statics for b in batches]).combine_chunks())
    _, segments = cut_segments(positions, statics)
    worn = list_worn(statics)
    risks = find_risks(
        worn, segments, FIXES.empty(), BEARERS.empty(), PARTICULARS.empty(), vessels, MARKS.empty(), LISTINGS.empty(),
        GAPS.empty(), PORT_CALLS.empty(), find_conflicts(MISFITS.empty(), segments), QUESTION_PLACES.empty(),
        PLACES.empty(), TIES.empty(), OWNERS.empty(), OWNER_HITS.empty(),
    )  # fmt: skip
    rows = risks.to_pylist()
    numbered = {r["mmsi"] for r in worn.to_pylist() if r["property"] == "imo"}
    return len({*statics["mmsi"].to_pylist()}), len(numbered), Counter(r["rule"] for r in rows), rows


def main(argv: Sequence[str] | None = None) -> None:
    """Print a table of rules by set, and what fired where ``--words`` asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", action="store_true", help="print every row")
    asked = parser.parse_args(argv)
    sets = sorted((SHARED / "ais" / "parquet").glob("*.parquet"))
    if not sets:
        parser.exit(message="the shared AIS sets are needed\n")
    vessels = registry(SHARED / "reference" / "registry" / "marad_us_flag_fleet_2023.csv")
    print(f"| set | ships | with a number | {' | '.join(RULES)} |\n|{'---|' * (3 + len(RULES))}")
    total: Counter[str] = Counter()
    ships = numbers = 0
    began = time.process_time()
    for path in sets:
        own, numbered, fired, rows = play(path, vessels)
        ships, numbers, total = ships + own, numbers + numbered, total + fired
        print(f"| {path.stem} | {own:,} | {numbered:,} | {' | '.join(str(fired[r]) for r in RULES)} |")
        if asked.words:
            print(*(f"  {r['rule']}: {r['words']}" for r in rows), sep="\n")
    print(f"| together | {ships:,} | {numbers:,} | {' | '.join(str(total[r]) for r in RULES)} |")
    print(f"{time.process_time() - began:.1f} CPU s")


if __name__ == "__main__":
    main()

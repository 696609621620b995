"""Names: distinct names of sightings against a list of vessels, through both steps of identity. Simulated.

Half of the names have Korean syllables, half are two words; three in ten carry a number, three in ten are a listed name
with one letter changed. ``alike`` has names of one initial and no number, ``numbered`` one word and a number: the worst
for an index by initial, and for one by spelling.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from typing import TypeVar

import pyarrow as pa

from fairlead.base.tables import DECISIONS, PARTICULARS, SIGHTINGS
from fairlead.identity.candidates import match_candidates
from fairlead.identity.resolve import resolve_identities

SEED = 20241122
SYLLABLES = [
    a + b + c for a in ("k", "p", "s", "m", "ch", "r", "n", "h", "y", "t") for b in "aouei" for c in ("", "n", "ng")
]
WORDS = (
    "Ocean",
    "Star",
    "Lucky",
    "Sea",
    "Gold",
    "Bright",
    "East",
    "Wind",
    "Pacific",
    "Silver",
    "Hope",
    "Moon",
    "River",
)


def write_name(rnd: random.Random, kind: str) -> str:
    """One made-up name of the kind: mixed, alike or numbered."""
    word = "".join(rnd.choice("abcdefghijklmnoprstuvyz") for _ in range(rnd.randrange(4, 10)))
    if kind == "numbered":
        return f"Simulated {rnd.randrange(10**6)}"
    if kind == "alike":
        return f"S{word} {word[::-1].capitalize()}"
    if rnd.random() < 0.5:
        stem = " ".join(rnd.choice(SYLLABLES).capitalize() for _ in range(rnd.choice((2, 3, 3, 4))))
    else:
        stem = f"{rnd.choice(WORDS)} {word.capitalize()}"
    return f"{stem} {rnd.randrange(1, 12)}" if rnd.random() < 0.3 else stem


def write_names(rnd: random.Random, kind: str, count: int, listed: list[str]) -> list[str]:
    """``count`` different names, some of them a listed one with a letter changed."""
    made: dict[str, None] = {}
    while len(made) < count:
        name = write_name(rnd, kind)
        if listed and kind != "numbered" and rnd.random() < 0.3:
            name = rnd.choice(listed)
            at = rnd.randrange(1, len(name))
            name = name[:at] + rnd.choice("aeioustn") + name[at + 1 :]
        made[name] = None
    return list(made)


def write_tables(kind: str, names: int, ships: int) -> tuple[pa.Table, pa.Table]:
    """PARTICULARS of ``ships`` vessels and SIGHTINGS of ``names`` different names."""
    rnd = random.Random(SEED)
    listed = write_names(rnd, kind, ships, [])
    seen = write_names(rnd, kind, names, listed)
    particulars = PARTICULARS.from_rows(
        {"particulars_id": f"particulars:{i}", "label": f"V{i}", "name": name, "other_names": [], "flag": "KP",
         "grade": "high", "evidence_id": "evidence:v", "row": i + 2}
        for i, name in enumerate(listed)
    )  # fmt: skip
    sightings = SIGHTINGS.from_rows(
        {"sighting_id": f"sighting:{i}", "label": f"S{i}", "vessel_words": name, "vessel_name": name, "hulls": 1,
         "event": "port_call", "members": [], "lengths_m": [], "date_start": "2024-04-03", "observed_by": "simulated",
         "method": "satellite image", "grade": "medium", "evidence_id": "evidence:s", "row": i + 2}
        for i, name in enumerate(seen)
    )  # fmt: skip
    return particulars, sightings


Made = TypeVar("Made")


def timed(kernel: Callable[..., Made], *tables: pa.Table) -> tuple[Made, float]:
    """What a kernel makes of the tables, and the seconds of CPU it takes."""
    start = time.process_time()
    return kernel(*tables), time.process_time() - start


def main(_arguments: list[str] | None = None) -> None:
    """Print the table."""
    print(f"distinct simulated names through identities and candidates, seed {SEED}")
    for kind, names, ships in (
        ("mixed", 12_000, 12_000),
        ("alike", 12_000, 12_000),
        ("numbered", 12_000, 12_000),
        ("mixed", 100_000, 1_000),
        ("mixed", 100_000, 5_000),
    ):
        particulars, sightings = write_tables(kind, names, ships)
        (vessels, _, _), resolved = timed(resolve_identities, particulars, sightings)
        candidates, matched = timed(match_candidates, sightings, vessels, DECISIONS.empty())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{kind:9} {names:8,} names, {ships:6,} ships {resolved:6.1f} + {matched:5.1f} CPU s "
            f"{candidates.num_rows:8,} rows {peak:6.0f} MiB so far"
        )


if __name__ == "__main__":
    main()

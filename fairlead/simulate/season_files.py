"""A simulated season on disk: what an analyst would hold, the question about it, and the truth apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.simulate.files import (
    NOTE,
    PREFIX,
    URL,
    making,
    mapping_toml,
    quoted,
    write_dense,
    write_ports,
    write_rows,
    write_text,
)
from fairlead.simulate.season import SeasonScenario
from fairlead.simulate.season_rows import BBL_PER_T, GRADE, Held, Row
from fairlead.simulate.season_seen import watch_fleet
from fairlead.simulate.season_ships import list_ships
from fairlead.simulate.season_truth import make_fleet
from fairlead.simulate.season_ways import world_of
from fairlead.simulate.world import FILE_COLUMNS, World, simulate

COMMODITY, TABLE = "simulated oil", "SIMULATED table"
CAP = "R1"


@dataclass(frozen=True, slots=True)
class SeasonWorld:
    """A season played through."""

    scenario: SeasonScenario
    world: World
    """Its ships, and the AIS received of them."""
    held: Mapping[str, tuple[Row, ...]]
    """By file: scenes, looks, sightings, measures, features, vessels."""
    truth: Mapping[str, tuple[Row, ...]]
    """trips, counts, sightings."""


def play_season(scenario: SeasonScenario) -> SeasonWorld:
    """Make the fleet, let it sail, listen and look. The same scenario gives the same bytes.

    Limits:
        As of ``simulate``; and ships elsewhere all lie at one point each, far off the way.
    """
    fleet = make_fleet(scenario)
    hulls = list_ships(fleet)
    held = Held(fleet, watch_fleet(fleet), hulls)
    trips = tuple(held.list_trips())
    return SeasonWorld(
        scenario,
        simulate(world_of(fleet, hulls)),
        {
            "scenes": tuple(held.list_scenes()),
            "looks": tuple(held.list_looks()),
            "sightings": tuple(held.list_sightings()),
            "measures": tuple(held.list_measures()),
            "features": tuple(held.list_features()),
            "vessels": tuple(held.list_vessels()),
        },
        {
            "trips": trips,
            "counts": tuple(held.list_counts(trips)),
            "sightings": tuple(held.list_true_sightings()),
        },
    )


def write_season(season: SeasonWorld, folder: Path) -> list[Path]:
    """Write a season into a folder that is empty or not there.

    Returns:
        The files: case.toml and the simulated_ ones are what a case takes, those in ``truth`` are to score by.

    Raises:
        FairleadError: something is in the folder already, or the disk refuses.
    """
    s = season.scenario
    with making(folder):
        made = [write_text(folder / "case.toml", case_toml(season))]
        made += [_write(folder / f"{PREFIX}{name}.csv", rows) for name, rows in season.held.items() if rows]
        made.append(_write(folder / f"{PREFIX}conversions.csv", [_conversion()]))
        if s.limit_bbl:
            made.append(_write(folder / f"{PREFIX}legal_measures.csv", [_cap(s)]))
        made += write_ports(folder, season.world.scenario.ports)
        if season.world.reports.num_rows:
            made.append(write_dense(folder / f"{PREFIX}ais.csv", ais_of(season)))
        made += [_write(folder / "truth" / f"truth_{name}.csv", rows) for name, rows in season.truth.items() if rows]
        made.append(write_dense(folder / "truth" / "truth_hulls.csv", season.world.truth["hulls"]))
        made.append(write_dense(folder / "truth" / "truth_gaps.csv", season.world.truth["gaps"]))
    return made


def ais_of(season: SeasonWorld) -> pa.Table:
    """The reports as the AIS file has them."""
    return season.world.reports.select(FILE_COLUMNS)


def _write(path: Path, rows: Iterable[Row]) -> Path:
    rows = list(rows)
    return write_rows(path, list(rows[0]), (list(row.values()) for row in rows))


def _conversion() -> dict[str, Any]:
    return {"table": TABLE, "product": COMMODITY, "barrels_per_tonne": BBL_PER_T, "source_url": URL,
            "confidence": GRADE}  # fmt: skip


def _cap(s: SeasonScenario) -> dict[str, Any]:
    return {
        "rule_id": CAP, "instrument": "SIMULATED convention", "paragraph": "1", "kind": "cap",
        "subject": f"simulated country {s.terminal.country}", "object": f"simulated country {s.roads.country}",
        "item": COMMODITY, "limit_value": int(s.limit_bbl), "limit_unit": "barrel",
        "period_rule": "12 months from 1 January, each year", "effective_from": "2000-01-01", "exceptions": "",
        "alert_levels_pct": "75;90", "source_url": URL, "text_status": NOTE,
    }  # fmt: skip


def case_toml(season: SeasonWorld) -> str:
    """The question: how many trips, from looks; how much, against the cap."""
    s = season.scenario
    start = season.world.scenario.span[0]
    first, last = (_day(start), _day(start + 86_400 * s.days))
    fleet = ", ".join(quoted(row["vessel_id"]) for row in season.held["vessels"] if row["vessel_id"].startswith("V"))
    did = f", and did they pass the made-up cap of {int(s.limit_bbl):,} barrels?" if s.limit_bbl else "?"
    text = f"SIMULATED: how many trips did these tankers make from {s.terminal.name}{did}"
    return (
        f"# {NOTE}. Seed {s.seed}.\n"
        f"# fairlead new DIR; fairlead add DIR DIR/{PREFIX}*.csv; fairlead run DIR\n"
        f"format = 1\ntitle = {quoted(f'SIMULATED: {s.title}')}\n\n"
        f"[question.season]\ntext = {quoted(text)}\nperiod = [{first}, {last}]\n"
        f"from = {quoted(s.terminal.country)}\nto = {quoted(s.roads.country)}\n"
        f'commodity = "{COMMODITY}"\nitem_words = ["{COMMODITY}"]\ncarrier = "tanker"\nunit = "barrel"\n'
        f'capacity = "dwt"\nload = [{quoted(s.terminal.label)}]\ndischarge = [{quoted(s.roads.label)}]\n'
        + (f'cap = "{CAP}"\n' if s.limit_bbl else "")
        + f"\n[question.season.fleet]\nvessels = [{fleet}]\n\n"
        f'[question.season.conversion]\nauthority = "{TABLE}"\nproduct = "{COMMODITY}"\n\n'
        '[question.season.estimate]\nfrom = "looks"    # sampled from looks, sightings and AIS\n\n' + mapping_toml()
    )


def _day(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d}"

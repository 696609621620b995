"""A scenario file made into a simulated world on disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fairlead.base.wording import say_many
from fairlead.cli.terminal import Terminal
from fairlead.cli.truth import COUNTS, FOLDER, TRIPS, say_truth
from fairlead.cli.verbs import Verbs, program_name
from fairlead.simulate import (
    is_season,
    play_season,
    read_scenario,
    read_season,
    simulate,
    write_season,
    write_world,
)
from fairlead.simulate.files import PREFIX


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was made."""

    title: str
    seed: int
    reports: int
    ships: int
    truth: dict[str, int]
    """Rows of truth by table."""
    files: list[str]

    def for_case(self, folder: Path) -> list[str]:
        """The files a case takes as evidence."""
        return [str(folder / name) for name in self.files if name.startswith(PREFIX)]


def make_world(path: Path, folder: Path, seed: int | None) -> Simulated:
    """Play a scenario file through and write what comes of it.

    Raises:
        FairleadError: the file cannot be meant, or the folder is not empty.
    """
    if is_season(path):
        return _make_season(path, folder, seed)
    scenario = read_scenario(path)
    world = simulate(scenario if seed is None else replace(scenario, seed=seed))
    files = write_world(world, folder)
    rows = {name: table.num_rows for name, table in world.truth.items() if name != "reports"}
    names = [str(f.relative_to(folder)) for f in files]
    return Simulated(scenario.title, world.scenario.seed, world.reports.num_rows, len(scenario.ships), rows, names)


def _make_season(path: Path, folder: Path, seed: int | None) -> Simulated:
    scenario = read_season(path)
    season = play_season(scenario if seed is None else replace(scenario, seed=seed))
    files = [str(f.relative_to(folder)) for f in write_season(season, folder)]
    rows = {name: len(held) for name, held in season.truth.items() if name != "counts"}
    ships = len(season.world.scenario.ships)
    return Simulated(scenario.title, season.scenario.seed, season.world.reports.num_rows, ships, rows, files)


def print_simulated(t: Terminal, made: Simulated, folder: Path) -> None:
    """Say what was made, what is true in it, and what to do with it."""
    t.paragraph(f"SIMULATED: {made.title}, seed {made.seed}. No place, ship or event of it is real.")
    t.paragraph(f"{say_many(made.reports, 'report')} received of {say_many(made.ships, 'ship')}.")
    t.paragraph(f"In truth: {', '.join(f'{n} {name}' for name, n in made.truth.items())} ({folder / FOLDER}).")
    if f"{FOLDER}/{COUNTS}" in made.files:
        t.paragraph(
            f"{say_truth(folder / FOLDER / COUNTS, folder / FOLDER / TRIPS)} No file that a case takes tells it."
        )
    for name in made.files:
        t.paragraph(name, "dim", indent=2)
    verbs = Verbs(program_name(), str(folder))
    t.paragraph(f"Next: {verbs.say('new')}, then {verbs.say('add', *made.for_case(folder))}", "dim")

"""Simulated worlds whose truth is known: small scenarios to check by hand, and seasons of a watched terminal."""

from __future__ import annotations

from fairlead.simulate.files import write_world
from fairlead.simulate.reading import read_scenario, scenario_of
from fairlead.simulate.season_files import SeasonWorld, play_season, write_season
from fairlead.simulate.season_reading import is_season, read_season, season_of
from fairlead.simulate.world import World, simulate

__all__ = [
    "SeasonWorld",
    "World",
    "is_season",
    "play_season",
    "read_scenario",
    "read_season",
    "scenario_of",
    "season_of",
    "simulate",
    "write_season",
    "write_world",
]

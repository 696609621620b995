"""Simulated worlds whose truth is known: small scenarios to check by hand, as AIS files and truth."""

from __future__ import annotations

from fairlead.simulate.files import write_world
from fairlead.simulate.reading import read_scenario, scenario_of
from fairlead.simulate.world import World, simulate

__all__ = ["World", "read_scenario", "scenario_of", "simulate", "write_world"]

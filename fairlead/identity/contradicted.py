"""Contradictions: what the rest of a row says against the vessel its words name. Told, and where decisive, heeded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import hypot, log
from typing import Any

from fairlead.identity.fleet import CandidateParams, Match
from fairlead.identity.readings import BEAM, LENGTH, Reading

_LISTED = {LENGTH: "length_m", BEAM: "beam_m"}


def hold_sizes_against(match: Match, ship: Mapping[str, Any], reading: Reading, params: CandidateParams) -> Match:
    """A match by words, held against the size in the same row.

    A length or beam that lies ``params.against_least_sd`` errors and ``against_least_frac`` from the one listed speaks
    against the match and is said. From ``decisive_least_sd`` and ``decisive_least_frac`` on the name holds only if the
    size is a slip: its likelihood is multiplied by ``slip_frac``, and a person settles it.

    Args:
        match: the vessel named.
        ship: its VESSELS row; a size that only a deadweight implies is held against nothing.
        reading: sizes of the sighting with their errors, the instrument's bias removed.
        params: thresholds.
    """
    told, is_decisive = list[str](), False
    for quantity, column in _LISTED.items():
        listed = ship[column]
        if quantity not in reading.sizes or not listed or listed <= 0:
            continue
        value, sd = reading.sizes[quantity]
        apart = abs(log(value / listed))
        errors = apart / hypot(sd, params.register_sd_frac)
        if errors > params.against_least_sd and apart > log(1 + params.against_least_frac):
            told.append(f"its {quantity} is told as {value:.0f} m (sd {100 * sd:.0f} %), and listed as {listed:.0f} m")
            is_decisive |= errors > params.decisive_least_sd and apart > log(1 + params.decisive_least_frac)
    if not told:
        return match
    against = "; ".join([match.against, *told] if match.against else told)
    words = f"{match.words}, but {'; '.join(told)}"
    if not is_decisive:
        return replace(match, against=against, words=words)
    words += ": not that ship, or a slip"
    likelihood = match.likelihood * params.slip_frac
    return replace(match, against=against, words=words, likelihood=likelihood, is_open=True)

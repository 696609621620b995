"""Contradictions: what the rest of a row says against the vessel its words name. Told, and where decisive, heeded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import hypot, log
from typing import Any

from fairlead.base.wording import sentence
from fairlead.identity.fleet import CandidateParams, Match
from fairlead.identity.presence import ELSEWHERE, Trail, find_presence
from fairlead.identity.readings import BEAM, LENGTH, Reading
from fairlead.identity.spots import Spots
from fairlead.identity.spread import sources_of_presence

_LISTED = {LENGTH: "length_m", BEAM: "beam_m"}

AIS_ELSEWHERE = "its own AIS leaves it no time to be there: another ship, or its AIS is false"


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


def hold_tracks_against(
    rows: Iterable[dict[str, Any]],
    seen: Mapping[str, dict[str, Any]],
    trails: Mapping[str, Trail],
    spots: Spots,
    params: CandidateParams,
) -> None:
    """Say of candidates, in place, that the AIS of the vessel leaves it no time to be where the sighting was.

    It changes no weight: who hides a call broadcasts from elsewhere, so that it is the name that is wrong is not known.

    Args:
        rows: CANDIDATES rows, of sightings of one ship that words settle.
        seen: SIGHTINGS rows by sighting id.
        trails: AIS reports by vessel id.
        spots: reads where and when a sighting was.
        params: thresholds, as for an unnamed sighting.
    """
    of = defaultdict[str, list[dict[str, Any]]](list)
    for row in rows:
        if row["vessel_id"] in trails:
            of[row["vessel_id"]].append(row)
    for vessel_id, named in of.items():
        where = [spots.read(seen[row["sighting_id"]]) for row in named]
        presence = find_presence(where, {0: trails[vessel_id]}, 1, params)
        for i, row in enumerate(named):
            if presence.verdict[i, 0] == ELSEWHERE:
                row["against"] = "; ".join(filter(None, (row["against"], AIS_ELSEWHERE)))
                row["words"] = sentence(f"{row['words'].removesuffix('.')}, but {AIS_ELSEWHERE}")
                row["sources"] = [*row["sources"], *sources_of_presence(presence, i, 0)]

"""Features: what a ship in an image looked like, against what the list says of each hull, by reliability of reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import Any

import numpy as np

from fairlead.identity.densities import Floats
from fairlead.identity.fleet import CandidateParams

PRESENT, ABSENT = "present", "absent"


def read_listed(features: Iterable[str]) -> dict[str, str]:
    """``["deck colour: red", "crane", "no helipad"]`` as value by name: a bare name is present, "no": absent."""
    made = {}
    for text in features:
        name, colon, value = (part.strip().lower() for part in text.partition(":"))
        if colon:
            made[name] = value
        elif name.startswith("no "):
            made[name[3:].strip()] = ABSENT
        else:
            made[name] = PRESENT
    return made


def log_likelihood_of_features(
    reports: Sequence[Sequence[Mapping[str, Any]]], hulls: Sequence[Mapping[str, str]], params: CandidateParams
) -> Floats:
    """How well reported features fit each hull and, last, a ship at large.

    Args:
        reports: FEATURES rows of each sighting. One report of a name counts: the first by id.
        hulls: what the list says of each hull, value by name.

    Returns:
        Sightings x (hulls + 1): sum over features of log P(report | hull). Where the list is silent about a feature,
        ``feature_common_frac`` of ships have it.
    """
    made = np.zeros((len(reports), len(hulls) + 1))
    for i, rows in enumerate(reports):
        said: dict[str, Mapping[str, Any]] = {}
        for r in sorted(rows, key=lambda r: str(r["feature_id"])):
            said.setdefault(r["name"].strip().lower(), r)
        for name, r in said.items():
            p, q = _reliability(r, params)
            value = r["value"].strip().lower()
            common = 1 - params.feature_common_frac if value == ABSENT else params.feature_common_frac
            unknown = log(common * p + (1 - common) * q)
            made[i, -1] += unknown
            for v, listed in enumerate(hulls):
                made[i, v] += unknown if name not in listed else log(p if listed[name] == value else q)
    return made


def _reliability(report: Mapping[str, Any], params: CandidateParams) -> tuple[float, float]:
    """P(report | it is so) and P(report | it is not), as stated, else the parameters'; never 0."""
    p = params.feature_present_frac if report["p_present"] is None else report["p_present"]
    q = params.feature_absent_frac if report["p_absent"] is None else report["p_absent"]
    return max(p, 1e-6), max(q, 1e-6)

"""Candidates: simulated sightings of a simulated list of tankers, weighed by the step, against what each ship was.

Lists of 12, 28 and 200 hulls (log-normal about 95 m, spread .25 to .40), lengths measured with an error of 3, 6, 15 and
31 %, registers 1 % off, 3 % slips. A share of sightings is of ships outside the list: half of such sizes as the list
has, half ships at large. Simulated, seeded; parameters are the step's defaults and none was tuned on these seeds.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import pairwise
from time import process_time

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.tables import BEARERS, DECISIONS, FEATURES, FIXES, MEASURES, PLACES, SIGHTINGS, VESSELS
from fairlead.identity.candidates import match_candidates
from fairlead.identity.densities import ship_sizes
from fairlead.identity.fleet import CandidateParams

SEED = 20241126
FLEETS, ERRORS, OUTSIDE = (12, 28, 200), (0.03, 0.06, 0.15, 0.31), (0.0, 0.1, 0.25, 0.5)
SLIP, REGISTER = 0.03, 0.01

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """Beliefs of sightings over hulls and OTHER, and what each was."""

    belief: Floats
    truth: npt.NDArray[np.int64]
    consistent: npt.NDArray[np.int64]
    effective: Floats
    cpu_s: float


def simulate(rng: np.random.Generator, hulls: int, error: float, outside: float, sightings: int, prior: float) -> Trial:
    """One list and its sightings, through the step. ``prior`` is the outside share that the step is told."""
    listed = np.exp(rng.normal(np.log(95), rng.uniform(0.25, 0.40), hulls))
    truth = np.where(rng.random(sightings) < outside, hulls, rng.integers(0, hulls, sightings))
    sizes = ship_sizes()
    part = rng.choice(len(sizes.weight), sightings, p=sizes.weight)
    at_large = np.exp(rng.normal(sizes.mean[part, 0], np.sqrt(sizes.covariance[part, 0, 0])))
    alike = np.exp(rng.normal(np.log(listed).mean(), max(float(np.log(listed).std()), 0.25), sightings))
    outsider = np.where(rng.random(sightings) < 0.5, at_large, alike)
    true_m = np.where(truth == hulls, outsider, np.append(listed, np.nan)[truth])
    true_m = true_m * np.exp(rng.normal(0, REGISTER, sightings))
    measured = true_m * np.exp(rng.normal(0, error, sightings))
    slip = rng.random(sightings) < SLIP
    measured = np.where(slip, np.exp(rng.uniform(np.log(10), np.log(500), sightings)), measured)
    tables = _tables(listed, np.clip(measured, 10.1, 640.0), error)
    start = process_time()
    sighted, vessels, decisions, measures, *rest = tables
    params = CandidateParams(outside_frac=prior)
    features, places, fixes, bearers = rest
    candidates, _ = match_candidates(
        sighted, vessels, decisions, measures, features, places, fixes, bearers, params=params
    )
    cpu_s = process_time() - start
    order = [("sighting_id", "ascending"), ("vessel_id", "ascending")]  # nulls, OTHER, last
    made = candidates.sort_by(order)
    width = hulls + 1
    belief = made["weight_frac"].to_numpy().reshape(sightings, width)
    told = {c: made[c].to_numpy()[::width] for c in ("consistent_vessels", "effective_candidates")}
    return Trial(belief, truth, told["consistent_vessels"], told["effective_candidates"], cpu_s)


def _tables(listed: Floats, measured: Floats, error: float) -> tuple[pa.Table, ...]:
    """The tables the step reads; labels in order, so that rows sort as they were drawn."""
    at = {"evidence_id": "evidence:simulated", "row": 2}
    vessels = [
        {
            "vessel_id": f"vessel:{i:04d}", "label": f"V{i}", "name": f"Simulated {i}", "names": [f"Simulated {i}"],
            "ship_type": "oil tanker", "length_m": float(x), "sources": [f"particulars:{i}"],
        }
        for i, x in enumerate(listed)
    ]  # fmt: skip
    sightings = [
        {
            **at, "sighting_id": f"sighting:{i:05d}", "label": f"S{i}", "vessel_words": "(unnamed tanker)",
            "event": "port_call", "hulls": 1, "members": [], "lengths_m": [], "date_start": "2024-05-01",
            "observed_by": "simulated", "method": "image",
        }
        for i in range(len(measured))
    ]  # fmt: skip
    measures = [
        {
            **at, "measure_id": f"measure:{i}", "label": f"M{i}", "sighting": f"S{i}", "quantity": "length",
            "value_m": float(y), "sd_m": float(y) * error, "readings_m": [],
        }
        for i, y in enumerate(measured)
    ]  # fmt: skip
    rest = (t.empty() for t in (FEATURES, PLACES, FIXES, BEARERS))
    read = (SIGHTINGS.from_rows(sightings), VESSELS.from_rows(vessels), DECISIONS.empty(), MEASURES.from_rows(measures))
    return (*read, *rest)


def log_score(trials: list[Trial]) -> float:
    """Mean log belief in what each ship was, nats; nearer 0 is better."""
    return float(np.mean(np.concatenate([np.log(t.belief[np.arange(len(t.truth)), t.truth]) for t in trials])))


def reliability(trials: list[Trial], edges: tuple[float, ...]) -> list[tuple[str, int, float, float]]:
    """Of all weights of a band: how many, their mean, and the share that were true."""
    weight = np.concatenate([t.belief.ravel() for t in trials])
    is_true = np.concatenate([(np.arange(t.belief.shape[1])[None, :] == t.truth[:, None]).ravel() for t in trials])
    rows = []
    for low, high in pairwise(edges):
        of = (weight >= low) & (weight < high)
        if of.any():
            rows.append((f"{low:g} to {high:g}", int(of.sum()), float(weight[of].mean()), float(is_true[of].mean())))
    return rows


def without_other(trial: Trial) -> tuple[float, float, float]:
    """Effective candidates and top-1 share among the list alone, and coverage of the 95 % set (OTHER among it)."""
    own = trial.belief[:, :-1] / trial.belief[:, :-1].sum(axis=1, keepdims=True)
    entropy = -np.sum(np.where(own > 0, own * np.log(np.maximum(own, 1e-300)), 0), axis=1)
    order = np.argsort(-trial.belief, axis=1, kind="stable")
    ranked = np.take_along_axis(trial.belief, order, axis=1)
    is_in = np.cumsum(ranked, axis=1) - ranked < 0.95
    covered = (is_in & (order == trial.truth[:, None])).any(axis=1)
    return float(np.exp(entropy).mean()), float((own.argmax(axis=1) == trial.truth).mean()), float(covered.mean())


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=20, help="lists of each kind")
    parser.add_argument("--sightings", type=int, default=200, help="sightings a list")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    rng = np.random.default_rng(options.seed)
    print(f"Candidates: seed {options.seed}, {options.repeats} lists a cell, {options.sightings} sightings each")
    print("list | sd % | effective | top-1 | k of n | 95 % set holds the truth | log score | of no measure")
    everything: list[Trial] = []
    for hulls in FLEETS:
        for error in ERRORS:
            trials = [simulate(rng, hulls, error, 0.25, options.sightings, 0.25) for _ in range(options.repeats)]
            listed = [
                Trial(t.belief[t.truth < hulls], t.truth[t.truth < hulls], t.consistent, t.effective, 0) for t in trials
            ]
            effective, top, _ = np.mean([without_other(t) for t in listed], axis=0)
            covered = np.mean([without_other(t)[2] for t in trials])
            k = np.mean([t.consistent.mean() for t in trials])
            flat = 0.25 * np.log(0.25) + 0.75 * np.log(0.75 / hulls)
            print(
                f"{hulls} | {error:.0%} | {effective:.1f} | {top:.2f} | {k:.1f} of {hulls} | {covered:.3f} | "
                f"{log_score(trials):.2f} | {flat:.2f}"
            )
            everything += trials
    print("weight | weights | mean weight | share true")
    for band, n, mean, share in reliability(everything, (0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95, 1.01)):
        print(f"{band} | {n} | {mean:.4f} | {share:.4f}")
    print("outside the list | told | mean weight of OTHER | where it was OTHER | where it was not | log score")
    for outside in OUTSIDE:
        for prior in sorted({0.25, max(outside, 0.01)}):
            trials = [simulate(rng, 28, 0.06, outside, options.sightings, prior) for _ in range(options.repeats)]
            other = np.concatenate([t.belief[:, -1] for t in trials])
            was = np.concatenate([t.truth for t in trials]) == 28
            of_other = f"{other[was].mean():.2f}" if was.any() else "none"
            print(
                f"{was.mean():.2f} | {prior:.2f} | {other.mean():.2f} | {of_other} | {other[~was].mean():.2f} | "
                f"{log_score(trials):.2f}"
            )
    large = simulate(rng, 200, 0.06, 0.25, 5000, 0.25)
    print(f"5,000 sightings x 200 hulls: {large.cpu_s:.1f} CPU s")


if __name__ == "__main__":
    main()

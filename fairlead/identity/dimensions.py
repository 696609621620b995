"""Dimensions: how well measured sizes fit each hull of a list, and a ship at large.

log L(s|v) = log[(1-e) N(log y; log(b x_v), s^2 + s_reg^2) + e U] for each quantity, length and beam jointly: where a
list gives no beam, it is the one that ships of that length have; where it gives nothing, the hull is as ships at large,
so it is neither gained nor lost. Arithmetic by hand: docs/methods/candidates.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from fairlead.identity.densities import Floats, Sizes
from fairlead.identity.fleet import CandidateParams

SHORTEST_M, LONGEST_M = 10.0, 500.0
"""Lengths a ship may have: a slip of the measurer's lies anywhere between, log-uniform."""
NARROWEST_M, BROADEST_M = 2.0, 80.0
"""The same of beams."""
SLIP_LENGTH = 1.0 / log(LONGEST_M / SHORTEST_M)
SLIP_BEAM = 1.0 / log(BROADEST_M / NARROWEST_M)
"""Densities of a slip, per unit of log metres."""

DWT_INTERCEPT, DWT_SLOPE = 1.870, 0.312
"""log length on log deadweight of nine tankers, 5,807 to 193,048 t: Ocean Sky (case data) and eight of MARAD's list of
2023 whose lengths AIS shows. Residual .023; small tankers differ more, see ``CandidateParams.dwt_length_sd_frac``."""


@dataclass(frozen=True, slots=True, eq=False)
class Sizing:
    """What a list says of the sizes of its hulls: a normal law over (log length, log beam) each."""

    mean: Floats
    """Hulls x 2; NaN where nothing is known."""
    covariance: Floats
    """Hulls x 2 x 2."""
    basis: tuple[str, ...]
    """By what each is known: ``length and beam``, ``length``, ``beam``, ``deadweight``, or empty."""

    @property
    def is_known(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which hulls have any size."""
        return ~np.isnan(self.mean[:, 0])


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Measured sizes of sightings, instrument's bias removed; NaN where not measured."""

    length_m: Floats
    length_sd_frac: Floats
    beam_m: Floats
    beam_sd_frac: Floats

    @property
    def is_sized(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which sightings have any size."""
        return ~(np.isnan(self.length_m) & np.isnan(self.beam_m))


def size_hulls(length_m: Floats, beam_m: Floats, dwt_t: Floats, sizes: Sizes, params: CandidateParams) -> Sizing:
    """Read the sizes that a list states; one that cannot be is as good as none.

    Args:
        length_m: length of each hull, NaN where not stated.
        beam_m: beam, likewise.
        dwt_t: deadweight in tonnes, likewise: a length of last resort.
        sizes: ships at large: the beam that goes with a length.
    """
    lengths, beams = _possible(length_m, SHORTEST_M, LONGEST_M), _possible(beam_m, NARROWEST_M, BROADEST_M)
    weights = _possible(dwt_t, 10.0, 1e6)
    intercept, slope, spread = sizes.beam_given_length()
    noise = params.register_sd_frac**2
    n = len(lengths)
    mean, cov, basis = np.full((n, 2), np.nan), np.zeros((n, 2, 2)), []
    for i in range(n):
        has_length, has_beam = lengths[i] == lengths[i], beams[i] == beams[i]
        if has_length and has_beam:
            mean[i] = np.log([lengths[i], beams[i]])
            cov[i] = np.diag([noise, noise])
            basis.append("length and beam")
            continue
        if has_length:
            at, var, why = log(lengths[i]), noise, "length"
        elif has_beam:
            whole_mean, whole = sizes.moments()
            back = whole[0, 1] / whole[1, 1]
            at = whole_mean[0] + back * (log(beams[i]) - whole_mean[1])
            mean[i] = at, log(beams[i])
            residual = whole[0, 0] - back * whole[0, 1]
            cov[i] = [[residual + back**2 * noise, back * noise], [back * noise, noise]]
            basis.append("beam")
            continue
        elif weights[i] == weights[i]:
            at = DWT_INTERCEPT + DWT_SLOPE * log(weights[i])
            var, why = params.dwt_length_sd_frac**2, "deadweight"
        else:
            basis.append("")
            continue
        mean[i] = at, intercept + slope * at
        cov[i] = [[var, slope * var], [slope * var, slope**2 * var + spread**2]]
        basis.append(why)
    return Sizing(mean, cov, tuple(basis))


def other_sizes(hulls: Sizing, sizes: Sizes, params: CandidateParams) -> Sizes:
    """The law of sizes of a ship outside the list: in part a ship at large, in part one such as the list has.

    A berth for coasters is called at by other coasters more often than by tankers of 300 m.
    """
    known = hulls.mean[hulls.is_known]
    share = params.other_like_list_frac
    if not len(known) or share == 0:
        return sizes
    spread = np.maximum(known.std(axis=0), params.other_like_list_sd)
    _, slope, residual = sizes.beam_given_length()
    cross = slope * spread[0] ** 2
    own = np.array([[spread[0] ** 2, cross], [cross, max(spread[1] ** 2, slope * cross + residual**2)]])
    return Sizes(
        np.append(sizes.weight * (1 - share), share),
        np.vstack([sizes.mean, known.mean(axis=0)]),
        np.concatenate([sizes.covariance, own[None]]),
        sizes.ships,
        sizes.source,
    )


def size_log_likelihoods(measured: Measured, hulls: Sizing, sizes: Sizes, slip: float) -> tuple[Floats, Floats]:
    """How well measured sizes fit each hull and, last, a ship at large.

    Args:
        measured: sizes of the sightings.
        hulls: sizes of the hulls.
        sizes: ships at large.
        slip: chance that a figure is a slip (wrong end, shadow) and says nothing.

    Returns:
        Two arrays, sightings x (hulls + 1): log densities, per unit of log metres, of the length, and of the beam given
        the length; 0 where not measured. A hull of no known size has the density of ships at large.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        y_length, y_beam = np.log(measured.length_m)[:, None], np.log(measured.beam_m)[:, None]
    v_length, v_beam = measured.length_sd_frac[:, None] ** 2, measured.beam_sd_frac[:, None] ** 2
    n_sightings, n_hulls = len(measured.length_m), len(hulls.basis)
    parts = [
        (1.0, hulls.mean, hulls.covariance),
        *((float(w), m[None, :], c[None, :, :]) for w, m, c in zip(*_mixture(sizes), strict=True)),
    ]
    length = np.zeros((n_sightings, n_hulls + 1))
    both = np.zeros_like(length)
    for at, (weight, mean, cov) in enumerate(parts):
        one, two = _densities(y_length, y_beam, v_length, v_beam, mean, cov, slip)
        columns = slice(0, n_hulls) if at == 0 else slice(n_hulls, n_hulls + 1)
        length[:, columns] += weight * one
        both[:, columns] += weight * two
    for made in (length, both):
        made[:, :n_hulls] = np.where(hulls.is_known[None, :], made[:, :n_hulls], made[:, n_hulls:])
    length, both = np.log(length), np.log(both)
    return length, both - length


def _mixture(sizes: Sizes) -> tuple[Floats, Floats, Floats]:
    return sizes.weight, sizes.mean, sizes.covariance


def _densities(
    y_length: Floats, y_beam: Floats, v_length: Floats, v_beam: Floats, mean: Floats, cov: Floats, slip: float
) -> tuple[Floats, Floats]:
    """Densities of the length, and of length and beam together, under one normal law a hull; 1 where not measured."""
    a = cov[None, :, 0, 0] + v_length
    d_length = y_length - mean[None, :, 0]
    good_length = _normal(d_length, a)
    length = _or_slip(good_length, slip, SLIP_LENGTH)
    c, b = cov[None, :, 1, 1] + v_beam, cov[None, :, 0, 1]
    d_beam = y_beam - mean[None, :, 1]
    good_beam = _normal(d_beam, c)
    beam = _or_slip(good_beam, slip, SLIP_BEAM)
    given = _normal(d_beam - b / a * d_length, c - b * b / a)
    both = (
        (1 - slip) ** 2 * good_length * given
        + slip * (1 - slip) * (good_length * SLIP_BEAM + SLIP_LENGTH * good_beam)
        + slip**2 * SLIP_LENGTH * SLIP_BEAM
    )
    has_length, has_beam = ~np.isnan(y_length), ~np.isnan(y_beam)
    both = np.where(has_length, np.where(has_beam, both, length), np.where(has_beam, beam, 1.0))
    return np.where(has_length, length, 1.0), both


def _normal(off: Floats, variance: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        density: Floats = np.exp(-0.5 * off * off / variance) / np.sqrt(2 * np.pi * variance)
    return density


def _or_slip(good: Floats, slip: float, flat: float) -> Floats:
    return (1 - slip) * good + slip * flat


def _possible(values: Floats, least: float, most: float) -> Floats:
    """The values, NaN for those that no ship can have."""
    with np.errstate(invalid="ignore"):
        return np.where((values >= least) & (values <= most), values, np.nan)


def log_likelihood_of_freeboard(
    freeboard_m: Floats, sd_m: Floats, p_laden: Floats, depth_m: Floats, draught_m: Floats, params: CandidateParams
) -> Floats:
    """How well a measured freeboard fits each hull, laden or in ballast, and a ship at large.

    Args:
        freeboard_m: of sightings, NaN where not measured.
        sd_m: its error in metres.
        p_laden: chance that the ship was laden, by what the analyst judged.
        depth_m: moulded depth of the hulls, NaN where not known.
        draught_m: summer draught of the hulls, likewise.

    Returns:
        Sightings x (hulls + 1), log densities per metre; 0 where not measured. Hulls of unknown depth or draught, and
        ships at large, have any freeboard up to ``params.freeboard_most_m``.
    """
    y, sd = freeboard_m[:, None], np.hypot(sd_m, params.freeboard_sd_m)[:, None]
    depth, draught = np.append(depth_m, np.nan)[None, :], np.append(draught_m, np.nan)[None, :]
    laden = _normal(y - (depth - draught), sd**2)
    ballast = _normal(y - (depth - params.ballast_draught_frac * draught), sd**2)
    flat = 1.0 / params.freeboard_most_m
    mixed = p_laden[:, None] * laden + (1 - p_laden[:, None]) * ballast
    fit = np.where(np.isnan(depth - draught), flat, _or_slip(mixed, params.slip_frac, flat))
    return np.where(np.isnan(y), 0.0, np.log(fit))

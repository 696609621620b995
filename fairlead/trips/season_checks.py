"""Whether chains agree, and how much their draws are worth: rank-normalised split R-hat and bulk effective sample size.

Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16(2), sections 3 and 4; ties share a rank.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


def agreement(draws: Doubles, chain: npt.NDArray[np.int32]) -> tuple[float, float]:
    """R-hat and effective draws of one quantity.

    Args:
        draws: one value a draw, in order within each chain.
        chain: chain of each draw; chains of equal length.

    Returns:
        (R-hat, effective draws): 1 and the number of draws where all are equal; infinite R-hat where there are fewer
        than four draws a chain.
    """
    rows = [draws[chain == c] for c in np.unique(chain)]
    half = min((len(r) for r in rows), default=0) // 2
    if half < 2:
        return float("inf"), 0.0
    split = np.array([part for r in rows for part in (r[:half], r[-half:])], np.float64)
    if np.all(split == split[0, 0]):
        return 1.0, float(split.size)
    ranked = _normal_scores(split)
    folded = _normal_scores(np.abs(split - np.median(split)))
    return max(_r_hat(ranked), _r_hat(folded)), _effective(ranked)


def _normal_scores(values: Doubles) -> Doubles:
    flat = values.ravel()
    _, inverse, count = np.unique(flat, return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2
    share = (rank - 3 / 8) / (len(flat) + 1 / 4)
    quantile = NormalDist().inv_cdf
    return np.array([quantile(float(s)) for s in share])[inverse].reshape(values.shape)


def _r_hat(rows: Doubles) -> float:
    n = rows.shape[1]
    within = float(rows.var(axis=1, ddof=1).mean())
    between = float(rows.mean(axis=1).var(ddof=1))
    if within <= 0:
        return 1.0 if between <= 0 else float("inf")
    return float(np.sqrt((n - 1) / n + between / within))


def _effective(rows: Doubles) -> float:
    """Geyer's initial monotone sequence over the chains' mean autocovariance."""
    n = rows.shape[1]
    centred = rows - rows.mean(axis=1, keepdims=True)
    size = 2 ** int(np.ceil(np.log2(2 * n)))
    power = np.abs(np.fft.rfft(centred, size, axis=1)) ** 2
    auto = np.fft.irfft(power, size, axis=1)[:, :n].mean(axis=0) / n
    within = auto[0] * n / (n - 1)
    total = within * (n - 1) / n + float(rows.mean(axis=1).var(ddof=1))
    if total <= 0:
        return float(rows.size)
    rho = 1 - (within - auto) / total
    rho[0] = 1
    summed, least = 0.0, np.inf
    for t in range(0, n - 1, 2):
        pair = float(rho[t] + rho[t + 1])
        if pair < 0:
            break
        least = min(least, pair)
        summed += least
    return float(min(rows.size / max(2 * summed - 1, 1 / np.log10(rows.size)), rows.size * np.log10(rows.size)))

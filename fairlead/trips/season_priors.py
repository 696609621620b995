"""What the estimator of actual trips assumes: priors with their sources, practice of analysts, length of sampling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fairlead.base.bounds import Share, Within, check_fields


@dataclass(frozen=True, slots=True)
class SamplerParams:
    """Priors, switches and length of sampling. Every unknown is drawn unless ``plug_in``."""

    detect_seen: Annotated[tuple[float, ...], Within(0.1, 1e6)] = (34.0, 34.0, 34.0)
    """Chance that a look which shows a ship's berth finds it: Beta(seen, missed), one a source (optical, radar, other).
    Beta(34, 6) is worth 40 checked looks with 6 missed; a calibration of the sensor replaces it."""
    detect_missed: Annotated[tuple[float, ...], Within(0.1, 1e6)] = (6.0, 6.0, 6.0)
    """See ``detect_seen``."""
    default_h: Annotated[tuple[float, ...], Within(0, 8760, is_above=True)] = (42.0, 69.0, 80.0, 69.0)
    """Mean hours of loading stay, laden leg, discharge stay, ballast leg where AIS shows fewer than three of the trade.
    Middle of what simulations of the method assumed; the case's own voyages replace it."""
    default_cv: Annotated[tuple[float, ...], Within(0.02, 3)] = (0.45, 0.3, 0.5, 0.3)
    """Spread over mean of the same."""
    default_sd_log: Annotated[float, Within(0, 3, is_above=True)] = 0.5
    """Doubt about those defaults, in log hours: a factor of 1.6 either way."""
    seen_sd_log: Annotated[float, Within(0, 3)] = 0.12
    """Doubt added to a mean that AIS shows: ships that broadcast are not those that do not. Section 6 of the notes."""
    seen_sd_cv: Annotated[float, Within(0, 3)] = 0.15
    """The same for the log of spread over mean."""
    away_h: Annotated[float, Within(1, 87600)] = 336.0
    """Typical mean time elsewhere between cycles, hours: 14 days, times or divided by ``away_sd_log``'s factor."""
    away_sd_log: Annotated[float, Within(0.01, 3)] = 0.6
    """Doubt about its log."""
    hull_sd_log: Annotated[float, Within(0.01, 3)] = 0.7
    """How far hulls differ in it, median of a log-normal."""
    hull_sd_doubt: Annotated[float, Within(0.01, 3)] = 0.4
    """Log spread of that."""
    return_sd: Annotated[float, Within(0.01, 5)] = 0.8
    """The logit of the chance to go straight back for the next load is N(0, this) for the fleet."""
    return_hull_sd: Annotated[float, Within(0.01, 5)] = 0.7
    """Spread of hulls about it."""
    returns: bool = True
    """Whether a hull may go straight back at all."""
    short_share: Share = 0.7
    """Share of absences that are short. Two exponentials stand for a heavy tail; 1 leaves a single one."""
    short_scale: Annotated[float, Within(0.01, 1)] = 0.45
    """Mean of a short absence over the mean of all."""
    long_scale: Annotated[float, Within(1, 20)] = 2.3
    """Mean of a long one over the mean of all."""
    silence_log: Annotated[float, Within(-3, 3)] = 0.7
    """In a silent step of a hull that broadcasts at other times its arrival hazards are exp(this) times as high."""
    silence_sd: Annotated[float, Within(0.01, 3)] = 0.7
    """Doubt about it; never below 0."""
    silence_model: bool = True
    """False takes AIS silence as missing at random, which is over-confident and low."""
    spoof: Annotated[float, Within(1e-9, 0.5)] = 0.001
    """Chance that an AIS fix shows the hull where it is not, a step."""
    link_h: Annotated[float, Within(0, 240)] = 48.0
    """Sightings of one ship at one place no further apart than this are tied by the analyst where told to be one."""
    not_linked: Annotated[float, Within(1e-9, 1)] = 0.01
    """Chance that the analyst leaves two sightings of one stay untied. An assumption about practice; printed."""
    link_term: bool = True
    """False ignores that sightings were not tied, which is low."""
    shared_berth: Annotated[float, Within(1e-12, 1)] = 1e-4
    """Chance that two ships take turns at one berth within one sighted stay. They cannot lie there at once."""
    other_shape: Annotated[float, Within(0.01, 1000)] = 0.5
    """Ships outside the fleet that come to a place a day: Gamma(shape, rate). Gamma(.5, 5): one in ten days, wide."""
    other_rate: Annotated[float, Within(0.01, 1000)] = 5.0
    """See ``other_shape``, days."""
    cue_flag: bool = True
    """Take what looks that a tip had tasked show for a source of its own, at a rate not known, and leave out what they
    found empty. False takes them for random."""
    names_are_sure: bool = False
    """Take stated hulls for certain (no chance of a wrong name)."""
    plug_in: bool = False
    """Hold durations and detection at their prior means."""
    one_step: bool = False
    """Every stay and leg lasts one step: the memoryless limit, for tests."""
    log_uniform_away: bool = False
    """The mean time elsewhere is log-uniform instead of N(``away_h``), the same for all: the memoryless limit."""
    chains: Annotated[int, Within(1, 16)] = 2
    """Chains from dispersed starts."""
    warm_up: Annotated[int, Within(20, 100_000)] = 300
    """Iterations thrown away, in which steps adapt and identities are tempered."""
    iterations: Annotated[int, Within(20, 1_000_000)] = 1000
    """Iterations kept."""
    keep_every: Annotated[int, Within(1, 1000)] = 3
    """One draw of worlds in so many."""
    swaps: Annotated[float, Within(0, 100)] = 0.5
    """Pairs of hulls that may exchange blocks, an iteration: for each hull, or every five doubtful blocks if fewer."""
    settled_r_hat: Annotated[float, Within(1, 2)] = 1.05
    """Chains that differ by more are not settled (Vehtari et al. 2021 ask 1.01 for means; 5 % widths need less)."""

    def __post_init__(self) -> None:
        check_fields(self)
        if not len(self.detect_seen) == len(self.detect_missed):
            raise ValueError("detect_seen and detect_missed have one value a source")
        if not len(self.default_h) == len(self.default_cv) == 4:
            raise ValueError("default_h and default_cv have four values: loading, laden, discharge, ballast")

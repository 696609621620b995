"""One chain: all unknowns of a season drawn in turn, from one start, with numbers that hang on the seed alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp, log
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fairlead.trips.season_cued import ROLES, TIP_MISSED, TIP_SD, TIP_SEEN, TIP_START
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.season_setup import Prepared

if TYPE_CHECKING:
    from fairlead.trips.season_moves import Absence, Fleet
    from fairlead.trips.season_names import Worlds

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# what a key is for
_START, _HULLS, _FLEET, _SWEEP, _SWAP, _OTHER, _WORLDS = range(7)
_GROUP = 8
HELD_FRAC = 0.1
"""Share of the warm-up in which only identities move, with everything else at its prior mean: durations must not bend
to a bad start."""
TEMPER_FRAC = 0.6
"""Share of the warm-up over which identities come from a third to their full weight."""
COOLEST = 0.3
REPEATS = 2
"""Steps of durations, detection and hulls for one sweep of identities, which costs several times as much."""
SURE_EVERY = 4
"""Blocks that are hardly in doubt are drawn in one iteration of so many: most of the cost, little of the movement."""
WISHED = 0.28
"""Share of steps in five to eight dimensions that should be taken (Roberts, Gelman & Gilks 1997: .23 to .35)."""
MOST_DETECT = 0.999
STAYS = (0, 2, 4, 6)
"""Unknowns that say how long ships lie at places."""


@dataclass(slots=True)
class Drawn:
    """What a chain brings back: one entry a draw kept."""

    actual: list[Ints] = field(default_factory=list)
    seen: list[Ints] = field(default_factory=list)
    stays: list[npt.NDArray[np.int32]] = field(default_factory=list)
    """Rows of hull, start, end, blocks."""
    given: list[Ints] = field(default_factory=list)
    unknowns: list[Doubles] = field(default_factory=list)
    """The unknowns of the trade, in the order of ``Chain.values``; then others a day, by section."""


@dataclass(slots=True)
class Step:
    """Size and shape of a random walk over several unknowns, learnt while warming up."""

    shape: Doubles
    size: float = 0.5
    mean: Doubles | None = None
    square: Doubles | None = None
    count: int = 0
    moves: int = 0

    def learn(self, value: Doubles, taken: float) -> None:
        self.size = min(max(self.size * exp((taken - WISHED) / (1 + self.moves) ** 0.5), 0.02), 4.0)
        self.moves += 1
        if self.mean is None or self.square is None:
            self.mean, self.square = value.copy(), np.zeros((len(value), len(value)))
        self.count += 1
        off = value - self.mean
        self.mean = self.mean + off / self.count
        self.square = self.square + np.outer(off, value - self.mean)

    def reshape(self) -> None:
        """Take the spread met so far for the shape of the steps."""
        if self.square is not None and self.count > 40:
            spread = self.square / self.count
            spread = spread + np.diag(np.diag(self.shape @ self.shape.T)) * 1e-3
            self.shape = np.asarray(np.linalg.cholesky(spread), np.float64)
            self.mean, self.square, self.count, self.moves, self.size = None, None, 0, 9, 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """Unknowns of the trade that move together."""

    at: Ints
    step: Step
    moves_looks: bool
    moves_stays: bool
    moves_hulls: bool


class Chain:
    """One chain over a prepared season. ``run`` is called once."""

    def __init__(self, ready: Prepared, params: SamplerParams, seed: int, number: int) -> None:
        from fairlead.trips import (
            lanes,
            season_keys,
            season_lanes,
            season_loops,
            season_moves,
            season_names,
            season_sweep,
        )

        self.keys, self.loops, self.moves, self.names = season_keys, season_loops, season_moves, season_names
        self.lanes, self.sweeps, self.lanes_at_once = season_lanes, season_sweep, lanes.LANES
        self.ready, self.params, self.number = ready, params, number
        word = season_keys.key_of(np.uint64(seed % 2**64), number)
        self.key = np.uint64(word)
        self.silent = bool(ready.is_silent.any())
        self.stream = np.random.Generator(np.random.Philox(key=0))
        self.stream_state: dict[str, Any] = dict(self.stream.bit_generator.state)
        self.absence: Absence = season_moves.Absence(
            ready.season.step_h, params.short_share, params.short_scale, params.long_scale, params.returns
        )
        self._start_unknowns()
        self._start_names()
        self._room()

    # ---------------------------------------------------------------------------------------------------------- start

    def _start_unknowns(self) -> None:
        """``values``: log mean hours x 4, log cv x 4, logit detection x sources (tips by role last), log of silence's
        factor, mean log hours elsewhere and mean logit of going straight back. The last two move all hulls at once:
        detection, durations and they are told apart by little."""
        p, ready = self.params, self.ready
        n = len(ready.season.hulls)
        tips = len(ROLES)
        self.detect_seen = np.array([*p.detect_seen, *[TIP_SEEN] * tips])
        self.detect_missed = np.array([*p.detect_missed, *[TIP_MISSED] * tips])
        seen, missed = np.array(p.detect_seen), np.array(p.detect_missed)
        detect = np.concatenate([np.log(seen / missed), np.full(tips, log(TIP_START))])
        detect_sd = np.concatenate([np.sqrt((seen + missed) / (seen * missed)), np.full(tips, TIP_SD)])
        self.detect_at = 8
        self.silence_at = 8 + len(detect)
        self.away_at, self.back_at = self.silence_at + 1, self.silence_at + 2
        silence = p.silence_log if self.silent else 0.0
        self.values = np.concatenate([ready.prior_mean, detect, [silence, log(p.away_h), 0.0]])
        sd = np.concatenate([ready.prior_sd, detect_sd, [p.silence_sd, 0.3, 0.3]])
        loading = [0, 4, *(self.detect_at + s for s in ready.sources)]
        legs = [[1, 5], [2, 6], [3, 7]]
        if p.one_step:
            loading, legs = loading[2:], []
        if self.silent:
            legs.append([self.silence_at])
        both = [self.away_at, *([self.back_at] if p.returns else [])]
        # evidence tells little of legs and discharges one by one: small groups take long steps
        shifted = [np.array([*g, *(both if n == 0 else [])]) for n, g in enumerate([loading, *legs]) if [*g, *both]]
        detection = range(self.detect_at, self.silence_at)
        self.groups = [
            Group(
                at=g,
                step=Step(np.diag(sd[g])),
                moves_looks=bool(np.isin(g, detection).any()),
                moves_stays=bool(np.isin(g, STAYS).any()),
                moves_hulls=bool(np.isin(g, (self.away_at, self.back_at)).any()),
            )
            for g in shifted
        ]
        size = min(1.0, p.away_sd_log)
        normals = [self._normal(_START, 0, i) for i in range(2 * n)]
        self.prior = self._prior(self.values)
        self.log_away = log(p.away_h) + size * np.array(normals[:n])
        self.logit_back = 0.5 * np.array(normals[n:]) * (1.0 if p.returns else 0.0)
        low, high = log(ready.season.step_h), log(1e4 * ready.season.steps * ready.season.step_h)
        self.fleet: Fleet = self.moves.Fleet(
            log(p.away_h), p.hull_sd_log, 0.0, p.return_hull_sd, p.log_uniform_away, low, high
        )
        self.hull_size = np.full(n, 0.6)
        self.fleet_size = 0.4
        self.other = np.full(len(ready.first), p.other_shape / p.other_rate)

    def _start_names(self) -> None:
        """Chain 0: as stated, else most likely; 1: drawn by likelihood; 2: any candidate; then again."""
        seen, ready = self.ready.seen, self.ready
        self.given = np.empty(len(seen.first), np.int64)
        for b in range(len(self.given)):
            may = seen.may[seen.may_from[b] : seen.may_from[b + 1]]
            weight = np.exp(seen.log_l[b, may] - seen.log_l[b, may].max())
            stated = ready.season.blocks[ready.order[b]].stated
            manner = self.number % 3
            if manner == 0:
                self.given[b] = stated if stated in may else may[int(np.argmax(weight))]
            else:
                reach = np.cumsum(weight if manner == 1 else (weight > 1e-3).astype(float))
                u = self._even(_START, 1, b) * reach[-1]
                self.given[b] = may[min(int(np.searchsorted(reach, u)), len(may) - 1)]

    def _room(self) -> None:
        ready = self.ready
        n, (steps, columns) = len(ready.season.hulls), ready.own.shape[1:]
        states = ready.states
        self.clean, self.factors = np.empty_like(ready.own), np.empty_like(ready.own)
        self.trial_clean, self.trial_factors = np.empty_like(ready.own), np.empty_like(ready.own)
        blocks = len(self.given)
        self.ratio, self.trial_ratio = np.ones(len(ready.seen.steps)), np.ones(len(ready.seen.steps))
        self.ratio_other = np.ones(len(ready.seen.steps))
        self.log_other, self.trial_log_other = np.zeros(blocks), np.zeros(blocks)
        self.exposure, self.trial_exposure = np.zeros(len(ready.first)), np.zeros(len(ready.first))
        self.hulls = np.zeros((n, self.loops.HULL), np.float32)
        self.trial_hulls = np.zeros_like(self.hulls)
        self.weight, self.trial_weight = np.zeros(n), np.zeros(n)
        self.has_doubt = bool(np.any(np.diff(ready.seen.may_from) > 1))
        eighths = -(-n // self.lanes_at_once) if self.has_doubt else 0
        self.kept_eight = np.empty((eighths, steps, states * self.lanes_at_once), np.float32)
        self.kept = np.empty((4, steps, states), np.float32)
        self.scale = np.empty((4, steps))
        self.pair_room = np.empty((4, steps, columns))
        self.met = np.zeros(len(ready.first))
        for role, kind in zip(ROLES, (self.loops.IN_LOAD, self.loops.IN_DISCHARGE), strict=True):
            self.met[ready.kind == kind] = ready.tips_met[role]
        self.is_place = np.isin(ready.kind, (self.loops.IN_LOAD, self.loops.IN_DISCHARGE))
        self.trade, self.trial_trade = self._new_trade(), self._new_trade()
        rows = n * (steps // 2 + 2)
        self.worlds: Worlds = self.names.Worlds(*(np.zeros(rows, np.int64) for _ in range(5)))
        self.pairs, self.pair_reach = self._pairs()
        self._renew()

    def _new_trade(self) -> Any:
        ready = self.ready
        return self.loops.new_trade(ready.first, ready.beyond, ready.kind, ready.share, np.float32)

    def _pairs(self) -> tuple[list[tuple[int, int]], Doubles]:
        """Pairs of hulls that blocks may be either of, with a weight that does not hang on the state."""
        seen = self.ready.seen
        if not len(seen.first):
            return [], np.zeros(0)
        share = np.exp(seen.log_l - seen.log_l.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        share = np.minimum(share, 0.5)[:, :-1]
        both = share.T @ share
        u, v = np.triu_indices(len(both), 1)
        keep = both[u, v] > 1e-2
        return list(zip(u[keep].tolist(), v[keep].tolist(), strict=True)), np.cumsum(both[u, v][keep])

    # ---------------------------------------------------------------------------------------------------------- pieces

    def _key(self, what: int, number: int) -> np.uint64:
        return np.uint64(self.keys.key_at(self.key, number, what))

    def _even(self, what: int, number: int, n: int) -> float:
        return float(self.keys.even_at(self.key, number, what, n))

    def _normal(self, what: int, number: int, n: int) -> float:
        return float(self.keys.normal_at(self.key, number, what, n))

    def _gamma(self, what: int, number: int, shape: float) -> float:
        # one stream set back for each number: a new one would ask the machine for a seed that it does not use
        self.stream_state["state"]["key"][0] = self._key(what, number)
        self.stream.bit_generator.state = self.stream_state
        return float(self.stream.standard_gamma(shape))

    def detect(self, values: Doubles) -> Doubles:
        """Chance of detection of each source, tips by role last."""
        return np.minimum(1 / (1 + np.exp(-values[self.detect_at : self.silence_at])), MOST_DETECT)

    def of_sensors(self, values: Doubles) -> Doubles:
        """The same with tips at 0: that none came of a ship is told by ``thin_trade``, not by looks."""
        detect = self.detect(values)
        detect[-len(ROLES) :] = 0.0
        return detect

    def _fill(self, values: Doubles, log_away: Doubles, logit_back: Doubles, trade: Any, hulls: Any) -> None:
        silence = exp(values[self.silence_at])
        self.moves.fill_trade(
            np.exp(values[:4]), np.exp(values[4:8]), silence, self.ready.season.least_leg_h,
            self.ready.season.step_h, self.params.one_step, trade,
        )  # fmt: skip
        for role, kind in zip(ROLES, (self.loops.IN_LOAD, self.loops.IN_DISCHARGE), strict=True):
            if self.ready.tips_met[role]:
                self.moves.thin_trade(kind, self.detect(values)[role - len(ROLES)], trade)
        self.moves.fill_hulls(log_away, logit_back, silence, self.absence, hulls)

    def _renew(self) -> None:
        """Everything that hangs on the unknowns, anew."""
        seen = self.ready.seen
        self._fill(self.values, self.log_away, self.logit_back, self.trade, self.hulls)
        self.names.fill_clean(seen, self.of_sensors(self.values), self.ready.own, self.clean)
        self.names.fill_ratio(seen, self.detect(self.values), self.ratio)
        self._fill_others(self.values, self.trade, self.log_other, self.exposure)
        self._reweigh()

    def _fill_others(self, values: Doubles, trade: Any, log_other: Doubles, exposure: Doubles) -> None:
        """What one ship outside the fleet a day would have shown: by block, and how many would have been found."""
        ready = self.ready
        detect = self.of_sensors(values)
        self.names.fill_ratio(ready.seen, np.append(detect[: -len(ROLES)], ready.tips_met), self.ratio_other)
        self.names.fill_others(
            ready.seen, detect, self.ratio_other, self.met, trade, ready.season.steps, log_other, exposure
        )  # fmt: skip
        a_day = ready.season.step_h / 24
        log_other += log(a_day)
        exposure *= a_day

    def _reweigh(self) -> None:
        self.names.fill_factors(self.ready.seen, self.ratio, self.clean, self.given, self.factors)
        self.lanes.weigh_all(
            self.factors, self.ready.has, self.ready.is_silent, self.trade, self.hulls, self.weight
        )  # fmt: skip

    def _prior(self, values: Doubles) -> float:
        """Log prior of the unknowns of the trade."""
        p, ready = self.params, self.ready
        z = (values[:8] - ready.prior_mean) / ready.prior_sd
        found = -0.5 * float(z @ z)
        logit = values[self.detect_at : self.silence_at]
        low = np.log1p(np.exp(-logit))
        found -= float(self.detect_seen @ low + self.detect_missed @ (low + logit))
        if self.silent:
            y = values[self.silence_at]
            if y < 0:
                return -np.inf
            found -= 0.5 * ((y - p.silence_log) / p.silence_sd) ** 2
        return found

    def _shifted(self, shift: float, turn: float) -> float:
        """Change of the log prior where the two numbers of all hulls, and their centres, move together."""
        p, f = self.params, self.fleet
        turned = 0.5 * (f.back**2 - (f.back + turn) ** 2) / p.return_sd**2
        if p.log_uniform_away:
            moved = self.log_away + shift
            return turned if moved.min() > f.low and moved.max() < f.high else -np.inf
        return turned + 0.5 * (((f.away - log(p.away_h)) / p.away_sd_log) ** 2
                      - ((f.away + shift - log(p.away_h)) / p.away_sd_log) ** 2)  # fmt: skip

    # ----------------------------------------------------------------------------------------------------------- moves

    def _move_group(self, which: int, number: int, adapt: bool) -> None:
        """A random-walk step of some unknowns of the trade, over all hulls."""
        group = self.groups[which]
        at, step = group.at, group.step
        key = self._key(_GROUP + which, number)
        z = self.keys.normals(key, len(at))
        if group.moves_hulls:
            self.values[self.away_at], self.values[self.back_at] = self.log_away.mean(), self.logit_back.mean()
        trial = self.values.copy()
        trial[at] += step.size / len(at) ** 0.5 * 2.4 * (step.shape @ z)
        shift, turn = (float(trial[i] - self.values[i]) for i in (self.away_at, self.back_at))
        prior = self._prior(trial)
        change = prior - self.prior + self._shifted(shift, turn)
        taken = 0.0
        if change > -50:
            ready, seen = self.ready, self.ready.seen
            log_away, logit_back = self.log_away + shift, self.logit_back + turn
            self._fill(trial, log_away, logit_back, self.trial_trade, self.trial_hulls)
            factors = self.factors
            if group.moves_looks:
                self.names.fill_clean(seen, self.of_sensors(trial), ready.own, self.trial_clean)
                self.names.fill_ratio(seen, self.detect(trial), self.trial_ratio)
                self.names.fill_factors(seen, self.trial_ratio, self.trial_clean, self.given, self.trial_factors)
                factors = self.trial_factors
            moves_others = group.moves_looks or group.moves_stays
            if moves_others:
                self._fill_others(trial, self.trial_trade, self.trial_log_other, self.trial_exposure)
                is_other = self.given == len(self.hulls)
                change += float((self.trial_log_other - self.log_other)[is_other].sum())
                change -= float(self.other @ (self.trial_exposure - self.exposure))
            self.lanes.weigh_all(
                factors, ready.has, ready.is_silent, self.trial_trade, self.trial_hulls, self.trial_weight
            )
            change += float(self.trial_weight.sum() - self.weight.sum())
            taken = min(1.0, exp(min(change, 0.0)))
            if log(self.keys.even(key, 99)) < change:
                self.values, self.log_away, self.logit_back = trial, log_away, logit_back
                self.prior = prior
                self.fleet = self.fleet._replace(back=self.fleet.back + turn)
                if not self.params.log_uniform_away:
                    self.fleet = self.fleet._replace(away=self.fleet.away + shift)
                self.trade, self.trial_trade = self.trial_trade, self.trade
                self.hulls, self.trial_hulls = self.trial_hulls, self.hulls
                self.weight, self.trial_weight = self.trial_weight, self.weight
                if group.moves_looks:
                    self.clean, self.trial_clean = self.trial_clean, self.clean
                    self.ratio, self.trial_ratio = self.trial_ratio, self.ratio
                    self.factors, self.trial_factors = self.trial_factors, self.factors
                if moves_others:
                    self.log_other, self.trial_log_other = self.trial_log_other, self.log_other
                    self.exposure, self.trial_exposure = self.trial_exposure, self.exposure
        if adapt:
            step.learn(self.values[at], taken)

    def _move_hulls(self, number: int, adapt: bool) -> None:
        gain = 1 / (1 + number) ** 0.5 if adapt else 0.0
        self.moves.move_hulls(
            self.factors, self.ready.has, self.ready.is_silent, self.trade, self.hulls, self.log_away,
            self.logit_back, self.weight, self.hull_size, gain, self.fleet, self.absence,
            exp(self.values[self.silence_at]), self._key(_HULLS, number),
        )  # fmt: skip

    def _move_fleet(self, number: int) -> None:
        """What hulls have in common, given theirs: two means in closed form, one spread by a walk."""
        p, n, f = self.params, len(self.hulls), self.fleet
        if p.log_uniform_away:
            return
        away = _mean(self.log_away, f.away_sd, log(p.away_h), p.away_sd_log, self._normal(_FLEET, number, 0))
        mid = _mean(self.logit_back, f.back_sd, 0.0, p.return_sd, self._normal(_FLEET, number, 1))
        square = float(np.sum((self.log_away - away) ** 2))
        sd = self.moves.move_spread(
            f.away_sd, square, n, log(p.hull_sd_log), p.hull_sd_doubt, self.fleet_size, self._key(_FLEET, number)
        )  # fmt: skip
        self.fleet = f._replace(away=away, away_sd=sd, back=mid if p.returns else 0.0)

    def _move_names(self, number: int, power: float) -> None:
        ready, seen = self.ready, self.ready.seen
        before = self.given.copy()
        rate = np.log(self.other[seen.section])
        self.sweeps.sweep(
            seen, self.ratio, rate + self.log_other, self.factors, ready.has, ready.is_silent, self.trade, self.hulls,
            self.given, power, number % SURE_EVERY == 0, self._key(_SWEEP, number), self.kept_eight,
        )  # fmt: skip
        swept = self.given.copy()
        if self.pairs:
            for i in range(max(1, round(self.params.swaps * min(len(self.hulls), ready.doubtful / 5)))):
                key = np.uint64(self.keys.key_of(self._key(_SWAP, number), i))
                at = int(np.searchsorted(self.pair_reach, self.keys.even(key, 7) * self.pair_reach[-1]))
                u, v = self.pairs[min(at, len(self.pairs) - 1)]
                self.names.swap_segment(
                    seen, self.ratio, self.clean, ready.has, ready.is_silent, self.trade, self.hulls, self.given,
                    u, v, power, key, self.kept, self.scale, self.pair_room,
                )  # fmt: skip
        self.names.reweigh(
            seen, self.ratio, self.clean, before, swept, self.given, self.factors, ready.has, ready.is_silent,
            self.trade, self.hulls, self.weight,
        )  # fmt: skip

    def _move_others(self, number: int) -> None:
        """Ships outside the fleet that come a day, at each place, given how many were found."""
        p, ready = self.params, self.ready
        outside = ready.seen.section[self.given == len(self.hulls)]
        for s in map(int, np.flatnonzero(self.is_place)):
            shape = p.other_shape + float(np.sum(outside == s))
            self.other[s] = max(
                self._gamma(_OTHER, number * 64 + s, shape) / (p.other_rate + self.exposure[s]), 1e-12
            )  # fmt: skip

    # ------------------------------------------------------------------------------------------------------------- run

    def run(self, told: Callable[[int], None] | None = None) -> Drawn:
        """Warm up, then draw; ``told`` hears how many iterations are done."""
        p, found = self.params, Drawn()
        held = 0 if p.plug_in else int(HELD_FRAC * p.warm_up)
        for number in range(p.warm_up + p.iterations):
            warming = number < p.warm_up
            power = min(1.0, COOLEST + (1 - COOLEST) * number / (TEMPER_FRAC * p.warm_up)) if warming else 1.0
            if number >= held:
                for n in range(REPEATS * number, REPEATS * (number + 1)):
                    for which in range(len(self.groups)):
                        if not p.plug_in and (which == 0 or n % (len(self.groups) - 1) == which - 1):
                            self._move_group(which, n, warming)
                    self._move_hulls(n, warming)
                self._move_fleet(number)
            if warming and number in (p.warm_up // 2, p.warm_up * 4 // 5):
                self.groups[0].step.reshape()
            if self.has_doubt:
                self._move_names(number, power)
            self._move_others(number)
            if not warming and (number - p.warm_up) % p.keep_every == 0:
                self._keep(number, found)
            if told and number % 10 == 9:
                told(number + 1)
        return found

    def _keep(self, number: int, found: Drawn) -> None:
        ready = self.ready
        key = self._key(_WORLDS, number)
        n = self.names.draw_stays(
            ready.seen, self.factors, ready.has, ready.is_silent, self.trade, self.hulls, self.given, key,
            self.kept[0], self.scale[0], self.worlds,
        )  # fmt: skip
        w = self.worlds
        stays = np.stack([w.hull[:n], w.start[:n], w.end[:n], w.blocks[:n], w.section[:n]], axis=1)
        given = np.full(len(ready.season.blocks), len(self.hulls), np.int64)
        given[list(ready.order)] = self.given
        hulls = len(self.hulls)
        found.actual.append(np.bincount(stays[:, 0], minlength=hulls))
        found.seen.append(np.bincount(stays[stays[:, 3] > 0, 0], minlength=hulls))
        found.stays.append(stays.astype(np.int32))
        found.given.append(given)
        found.unknowns.append(np.concatenate([self.values, self.other]))


def _mean(values: Doubles, sd: float, prior: float, prior_sd: float, z: float) -> float:
    """Draw the mean of normal values with a normal prior, their spread known."""
    precision = 1 / prior_sd**2 + len(values) / sd**2
    centre = (prior / prior_sd**2 + float(values.sum()) / sd**2) / precision
    return float(centre + z / precision**0.5)

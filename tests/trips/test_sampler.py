"""What the estimator of actual trips promises, on small seasons."""

from dataclasses import replace

import numpy as np
import pytest

from fairlead.trips.sampler import sample_trips
from fairlead.trips.season_chain import Chain
from fairlead.trips.season_checks import agreement
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.season_setup import prepare
from fairlead.trips.seasons import AT_LOAD, DISCHARGE, FAR, LOAD, Block, Durations, Fixes, Looks, Season

SHORT = SamplerParams(warm_up=80, iterations=200, keep_every=2)


def looks(*rows):
    """(step, place[, visible[, source[, is cued]]]) each."""
    full = [(*row, *(1.0, 0, False)[len(row) - 2 :]) for row in rows]
    step, place, frac, source, cued = zip(*full, strict=True) if full else ((),) * 5
    kinds = (np.int32, np.int16, np.float64, np.int16, np.bool_)
    return Looks(*(np.array(x, kind) for x, kind in zip((step, place, frac, source, cued), kinds, strict=True)))


def fixes(*rows):
    """(hull, step, where) each."""
    columns = zip(*rows, strict=True) if rows else ((),) * 3
    return Fixes(*(np.array(x, kind) for x, kind in zip(columns, (np.int32, np.int32, np.int8), strict=True)))


def season(hulls=1, steps=120, seen=(), looked=(), ais=(), places=(LOAD, DISCHARGE), **more):
    shown = np.random.default_rng(3)
    hours = [shown.gamma(1 / cv**2, m * cv**2, 20) for m, cv in ((40, 0.45), (60, 0.25), (70, 0.5), (60, 0.25))]
    roles = np.array(places)
    given = {
        "hulls": tuple(f"vessel:{v}" for v in range(hulls)),
        "steps": steps,
        "step_h": 6.0,
        "roles": tuple(places),
        "shares": tuple(1 / np.sum(roles == r) for r in roles),
        "looks": looks(*looked),
        "blocks": tuple(seen),
        "fixes": fixes(*ais),
        "is_silent": np.zeros((hulls, steps), np.bool_),
        "durations": Durations(*hours),
    }
    return Season(**{**given, **more})


def block(hulls, hull, *which, wrong=0.02, berth=-1):
    """Sightings whose name was read."""
    likely = np.full(hulls + 1, np.log(wrong / hulls))
    likely[hull] = np.log(1 - wrong)
    return Block(tuple(which), likely, hull if hull < hulls else -1, berth)


def unread(hulls, *which, other=-3.0, berth=-1):
    """Sightings that may be any hull."""
    return Block(tuple(which), np.array([0.0] * hulls + [other]), -1, berth)


DAILY = [(t, 0) for t in range(1, 120, 4)]


def test_43_seen_with_beta_21_9_are_what_was_published():
    """Memoryless limit: stays of one step, one exponential elsewhere, every step looked at, log-uniform rate. The
    closed form p(N | n) ~ (1/N) C(N, n) B(n + 21, N - n + 9) has 50 / 55 / 61 / 67 / 80 (docs/methods/actual.md)."""
    steps, none = 4000, np.zeros(0)
    at = ((np.arange(43) + 0.5) * steps / 43).astype(int)
    every = looks(*((t, 0) for t in range(steps)))
    seen = tuple(Block((int(t),), np.array([0.0, -1e9]), 0) for t in at)
    memoryless = season(steps=steps, seen=seen, looks=every, durations=Durations(none, none, none, none))
    params = SamplerParams(
        detect_seen=(21.0, 34.0, 34.0), detect_missed=(9.0, 6.0, 6.0), one_step=True, returns=False, short_share=1.0,
        short_scale=1.0, long_scale=1.0, log_uniform_away=True, link_h=0.0, iterations=4000, keep_every=2,
    )  # fmt: skip
    post = sample_trips(memoryless, params, seed=1)
    found = np.quantile(post.actual.sum(axis=1), (0.05, 0.25, 0.5, 0.75, 0.95))
    assert found == pytest.approx((50, 55, 61, 67, 80), abs=1)
    assert post.after_doubt.min() == 43


def some_season():
    seen = [block(4, v, k, k + 1) for v, k in ((0, 3), (1, 6), (2, 12), (0, 16), (3, 22))]
    return season(4, seen=[*seen, unread(4, 9), unread(4, 19), unread(4, 26, 27)], looked=DAILY)


def test_the_same_seed_gives_the_same_bytes_whatever_the_threads():
    one, two = (sample_trips(some_season(), SHORT, seed=5, threads=n) for n in (1, 2))
    for name in (
        "actual",
        "after_doubt",
        "stay_draw",
        "stay_hull",
        "stay_start",
        "stay_end",
        "stay_blocks",
        "block_hull",
    ):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
    other = sample_trips(some_season(), SHORT, seed=6)
    assert other.actual.tobytes() != one.actual.tobytes()


def test_figures_of_one_draw_are_of_one_world():
    post = sample_trips(some_season(), SHORT, seed=1)
    assert np.all(post.after_doubt <= post.actual)
    assert post.actual.sum() == len(post.stay_draw)
    for d in (0, 50, 199):
        own = post.stay_draw == d
        assert np.bincount(post.stay_hull[own], minlength=4).tolist() == post.actual[d].tolist()
        seen = own & (post.stay_blocks > 0)
        assert np.bincount(post.stay_hull[seen], minlength=4).tolist() == post.after_doubt[d].tolist()
        assert post.stay_blocks[own].sum() == np.sum(post.block_hull[d] < 4)
    assert np.all(np.diff(post.stay_draw) >= 0)
    assert np.all(post.stay_end > 0)
    assert np.all(post.stay_start < post.stay_end)
    assert set(np.unique(post.chain)) == {0, 1}


def test_an_empty_calendar_is_the_prior_and_says_so():
    post = sample_trips(season(2), SHORT)
    assert "no looks: this is the prior" in post.words
    assert post.after_doubt.sum() == 0
    low, high = np.quantile(post.actual.sum(axis=1), (0.05, 0.95))
    assert low < high


def test_a_hull_that_ais_shows_far_away_has_no_trip_there():
    seen = [unread(2, k, k + 1) for k in (4, 12, 20)]
    far = [(0, t, FAR) for t in range(120)]
    post = sample_trips(season(2, seen=seen, looked=DAILY, ais=far), SHORT)
    assert np.mean(post.actual[:, 0] == 0) > 0.97
    assert np.mean(post.block_hull == 0) < 0.02


def test_a_fix_elsewhere_never_adds_a_trip_there():
    """One hull, presence at step 60: a fix far away at 60 leaves less than the chance of a false fix."""
    seen = [block(1, 0, 5)]
    params = replace(SHORT, iterations=400)

    def there(post):
        at = np.unique(post.stay_draw[(post.stay_start <= 60) & (post.stay_end > 60)])
        return len(at) / len(post.actual)

    assert there(sample_trips(season(seen=seen, looked=DAILY, ais=[(0, 60, AT_LOAD)]), params)) > 0.97
    assert there(sample_trips(season(seen=seen, looked=DAILY, ais=[(0, 60, FAR)]), params)) < 0.01


def test_the_same_look_twice_in_a_block_changes_nothing():
    once = season(2, seen=[block(2, 0, 4, 5), block(2, 1, 15)], looked=DAILY)
    twice = replace(once, blocks=(block(2, 0, 4, 5, 5, 4), block(2, 1, 15, 15)))
    a, b = (sample_trips(s, SHORT, seed=3) for s in (once, twice))
    assert a.actual.tobytes() == b.actual.tobytes()


def test_order_of_hulls_moves_rows_alone():
    seen = [block(3, 0, 3), block(3, 1, 9), block(3, 0, 17), block(3, 0, 28)]
    turned = [replace(b, log_likelihood=b.log_likelihood[[2, 1, 0, 3]], stated=2 - b.stated) for b in seen]
    params = replace(SHORT, iterations=1500)
    a = sample_trips(season(3, seen=seen, looked=DAILY), params).actual.mean(axis=0)
    b = sample_trips(season(3, seen=turned, looked=DAILY), params).actual.mean(axis=0)
    assert a == pytest.approx(b[::-1], abs=0.3)


def test_order_of_blocks_changes_nothing():
    whole = some_season()
    turned = replace(whole, blocks=whole.blocks[::-1])
    a, b = sample_trips(whole, SHORT, seed=2), sample_trips(turned, SHORT, seed=2)
    assert a.actual.tobytes() == b.actual.tobytes()
    assert a.block_hull.tobytes() == np.ascontiguousarray(b.block_hull[:, ::-1]).tobytes()


def test_two_ships_in_one_look_are_never_one_hull():
    seen = [unread(2, 10, other=-12.0), unread(2, 10, other=-12.0)]
    post = sample_trips(season(2, seen=seen, looked=DAILY), SHORT)
    assert not np.any((post.block_hull[:, 0] == post.block_hull[:, 1]) & (post.block_hull[:, 0] < 2))


def test_two_ships_do_not_share_a_berth_at_once():
    """Blocks that interleave at one berth are one ship that the analyst did not tie, or two that took turns within."""

    def apart(berth):
        seen = [unread(2, 10, 12, other=-12.0, berth=berth), unread(2, 11, other=-12.0, berth=berth)]
        post = sample_trips(season(2, seen=seen, looked=DAILY), replace(SHORT, not_linked=0.001))
        return np.mean(post.block_hull[:, 0] != post.block_hull[:, 1])

    assert apart(0) < 0.1
    assert apart(-1) > 0.2


def test_a_stay_that_only_a_cued_look_saw_is_kept_and_says_nothing_of_the_rate():
    cued = [*DAILY, (63, 0, 1.0, 0, True)]
    cued.sort()
    k = cued.index((63, 0, 1.0, 0, True))
    plain = season(seen=[block(1, 0, 4)], looked=DAILY)
    tipped = season(seen=[block(1, 0, 4), block(1, 0, k)], looked=cued)
    a, b = sample_trips(plain, SHORT, seed=4), sample_trips(tipped, SHORT, seed=4)
    own = (b.block_hull[:, 1] == 0).sum()
    covered = np.unique(b.stay_draw[(b.stay_start <= 63) & (b.stay_end > 63) & (b.stay_blocks > 0)])
    assert len(covered) >= own > 0.8 * len(b.actual)
    assert np.mean(b.actual >= 2) > 0.8  # the one seen at step 4 besides
    assert 0.5 < b.actual.mean() - a.actual.mean() < 1.3  # among daily looks few stays are left that it may be
    assert any("tip" in w for w in b.words)
    ignored = sample_trips(tipped, replace(SHORT, cue_flag=False), seed=4)
    assert not any("tip" in w for w in ignored.words)


def test_places_of_one_role_share_the_stays():
    seen = [block(1, 0, 0), block(1, 0, 1)]
    looked = [(10, 0), (60, 1)]
    both = season(seen=seen, looked=looked, places=(LOAD, LOAD, DISCHARGE))
    post = sample_trips(both, SHORT)
    assert np.mean(post.after_doubt[:, 0] == 2) > 0.8


def test_names_taken_as_sure_stay():
    seen = [block(3, 0, 3), block(3, 0, 4), block(3, 0, 5)]
    post = sample_trips(season(3, seen=seen, looked=DAILY), replace(SHORT, names_are_sure=True))
    assert np.all(post.block_hull == 0)


def test_progress_is_told_to_its_end():
    heard = []
    sample_trips(season(), SHORT, told=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (2 * 280, 2 * 280)
    assert [d for d, _ in heard] == sorted(d for d, _ in heard)


def test_five_thousand_sightings_of_one_berth_come_through():
    looked = [(t, 0) for t in range(120) for _ in range(42)]
    one = season(2, seen=[block(2, 0, *range(5000))], looked=looked)
    short = replace(SHORT, warm_up=20, iterations=20)
    assert sample_trips(one, short).after_doubt.sum(axis=1).max() == 1
    many = season(2, seen=[unread(2, k, berth=0) for k in range(5000)], looked=looked)
    assert sample_trips(many, short).block_hull.shape[1] == 5000


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"hulls": (), "is_silent": np.zeros((0, 120), bool)}, "the fleet is empty"),
        ({"steps": 0}, "at least one step"),
        ({"shares": (1.0,)}, "2 places have 1 shares"),
        ({"looks": looks((500, 0))}, "steps of looks must be 0 to 119"),
        ({"looks": looks((5, 0, 1.5))}, "visible share"),
        ({"looks": looks((5, 7))}, "places of looks"),
        ({"blocks": (block(1, 0, 99),)}, "block 0 has no look, or one that is not there"),
        ({"blocks": (block(3, 0, 0),)}, "4 likelihoods|block 0 has 4"),
        ({"blocks": (Block((0,), np.array([-np.inf, -np.inf])),)}, "can be no ship at all"),
    ],
)
def test_a_season_that_contradicts_itself_is_refused_in_words(broken, words):
    with pytest.raises(ValueError, match=words):
        sample_trips(replace(season(looked=[(4, 0)]), **broken), SHORT)


def test_agreement_of_chains_is_told():
    rng = np.random.default_rng(0)
    chain = np.repeat([0, 1], 500)
    draws = rng.normal(size=1000)
    r_hat, ess = agreement(draws, chain)
    assert r_hat < 1.01
    assert 700 < ess < 1400
    assert agreement(draws + 2 * chain, chain)[0] > 1.3
    assert agreement(np.ones(1000), chain) == (1.0, 1000.0)
    walk = np.convolve(rng.normal(size=1000 + 19), np.ones(20), "valid")
    assert agreement(walk, chain)[1] < 150


def test_chains_that_disagree_say_so():
    """Too short to settle: the words carry the spans of the chains."""
    post = sample_trips(some_season(), replace(SHORT, warm_up=20, iterations=20, settled_r_hat=1.0))
    assert not post.is_settled
    assert any(w.startswith("identities not settled") for w in post.words)


def read_name(hulls, hull, *which, wrong=0.05):
    """Sightings that name one ship, as base/blocks.py reads them: a wrong name is evenly anybody's."""
    share = np.full(hulls + 1, wrong / (hulls + 1))
    share[hull] += 1 - wrong
    return Block(tuple(which), np.log(share), hull)


@pytest.mark.parametrize("days", [5, 12, 41])
def test_two_ships_named_apart_in_the_same_looks_are_two_however_long_they_lie(days):
    """A stay of 41 days costs more than the wrong names of two ships: it must not be had once for both."""
    which = range(days)
    daily = [(t, 0) for t in range(40, 40 + 4 * days, 4)]
    both = season(2, steps=300, seen=[read_name(2, 0, *which), read_name(2, 1, *which)], looked=daily)
    post = sample_trips(both, SHORT, seed=3)
    assert np.all((post.block_hull[:, 0] != post.block_hull[:, 1]) | (post.block_hull[:, 0] == 2))
    assert np.quantile(post.after_doubt.sum(axis=1), (0.05, 0.5)).tolist() == [2, 2]


def test_each_further_day_of_a_long_stay_outside_the_fleet_costs_the_same():
    """Beyond the ages kept a stay is geometric: four steps more, seen once more, are one factor, however long it was.
    Cut off instead, a ship nobody names that lies long could only be one of the fleet."""
    weights = []
    for days in (30, 31, 40, 41):
        daily = [(t, 0) for t in range(40, 40 + 4 * days, 4)]
        one = season(1, steps=300, seen=[unread(1, *range(days))], looked=daily)
        weights.append(Chain(prepare(one, SHORT), SHORT, 1, 0).log_other[0])
    assert weights[1] - weights[0] == pytest.approx(weights[3] - weights[2], abs=1e-6)
    assert -10 < weights[1] - weights[0] < 0

"""The blind test of counts: worlds whose truth can be told by hand, and figures of the table."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from benchmarks import blind_counts as blind
from benchmarks.season_worlds import FAMILIES, covers, make_world
from fairlead.trips.seasons import AT_LOAD, LOAD


def row(true=10, points=(6, 8, 10, 12, 14), seed=1, name="good", **more):
    given = {"row": name, "seed": seed, "true": true, "raw": 5, "points": list(points), "pit": 0.5, "hull_50": 1.0,
             "hull_90": 1.0, "hull_pit": [0.5], "ht": [2, 10, 18], "cloud": [2, 8, 12], "r_hat": 1.0, "ess": 300.0,
             "is_settled": True, "chains": [10.0, 10.0], "cpu_s": 1.0, "version": "0", "day": "2026-11-26"}  # fmt: skip
    return {**given, **more}


def test_a_stay_counts_where_it_holds_a_grid_point_of_the_period():
    assert covers(5.0, 6.5, 100.0)
    assert covers(-9.0, 0.5, 100.0)
    assert not covers(0.5, 5.9, 100.0)
    assert not covers(-9.0, 0.0, 100.0)
    assert not covers(100.0, 140.0, 96.0)
    assert covers(6.0, 6.1, 100.0)


@pytest.mark.parametrize("name", [n for n in FAMILIES if n not in blind.LARGE])
def test_a_world_is_its_seed_and_no_block_has_two_looks_of_one_time_or_looks_of_two_places(name):
    one, again = make_world(name, 17), make_world(name, 17)
    assert one.true.tolist() == again.true.tolist()
    assert one.season.looks.step.tolist() == again.season.looks.step.tolist()
    assert make_world(name, 18).season.looks.step.tolist() != one.season.looks.step.tolist()
    for block in one.season.blocks:
        assert len({int(one.season.looks.place[k]) for k in block.looks}) == 1
        assert len(set(block.looks)) == len(block.looks)
        assert np.isfinite(block.log_likelihood).all()


def test_blocks_of_loading_stays_where_names_are_right_are_never_more_than_there_were():
    for seed in range(1, 21):
        world = make_world("good", seed)
        stays = [0] * len(world.true)
        last = {}
        for block, ship in zip(world.season.blocks, world.who, strict=True):
            if ship == len(world.true) or world.season.roles[world.season.looks.place[block.looks[0]]] != LOAD:
                continue
            first = world.season.looks.step[block.looks[0]]
            stays[ship] += ship not in last or first - last[ship] > 8  # two blocks of one stay lie within 48 h
            last[ship] = world.season.looks.step[block.looks[-1]]
        assert all(np.array(stays) <= world.true)


def test_ais_shows_half_of_the_time_and_hardly_at_the_loading_place():
    worlds = [make_world("ais", seed) for seed in range(1, 21)]
    heard = np.mean([len(w.season.fixes.hull) / w.season.is_silent.size for w in worlds])
    at_load = np.mean([np.mean(w.season.fixes.where == AT_LOAD) for w in worlds])
    assert 0.38 < heard < 0.55
    assert at_load < 0.08
    w = worlds[0].season
    assert not w.is_silent[w.fixes.hull, w.fixes.step].any()


def test_names_are_as_wrong_as_the_family_says():
    wrong = read = 0
    for seed in range(1, 61):
        world = make_world("wrong name", seed)
        for block, ship in zip(world.season.blocks, world.who, strict=True):
            is_read = block.log_likelihood.max() == np.log(0.95)
            read += is_read
            wrong += is_read and int(block.log_likelihood.argmax()) != ship
    assert 0.03 < wrong / read < 0.07


def test_one_block_in_twenty_swallows_a_neighbour(monkeypatch):
    merged = [len(make_world("merges", seed).season.blocks) for seed in range(1, 61)]
    merges = FAMILIES["merges"]
    monkeypatch.setitem(FAMILIES, "merges", replace(merges, reading=replace(merges.reading, merged=0.0)))
    apart = [len(make_world("merges", seed).season.blocks) for seed in range(1, 61)]
    assert 0.03 < 1 - sum(merged) / sum(apart) < 0.07


def test_an_interval_holds_its_ends_and_a_bias_is_of_sums():
    rows = [row(true=6), row(true=14), row(true=15)]
    assert blind.covered(rows, 0.05, 0.95) == pytest.approx(2 / 3)
    percent, error = blind.bias([10, 10, 10], [6, 14, 15])
    assert percent == pytest.approx(100 * (30 - 35) / 35)
    assert error == pytest.approx(100 * np.std([4, -4, -5], ddof=1) * 3**0.5 / 35)


def test_widths_at_equal_coverage_are_scaled_by_what_reaches_nine_in_ten():
    # ours needs 1.5 times its half-width of 4 to reach 16; Horvitz-Thompson 0.75 times its 8
    rows = [row(true=16)] * 10
    plain, equal = blind.widths(rows)
    assert plain == pytest.approx(8 / 16)
    assert equal == pytest.approx(8 * 1.5 / (16 * 0.75))


def test_a_run_that_was_killed_goes_on_and_half_a_line_is_no_fleet(tmp_path, monkeypatch):
    path = tmp_path / "out.jsonl"
    path.write_text(json.dumps(row(seed=1)) + "\n" + json.dumps(row(seed=2))[:40], "utf-8")
    assert [r["seed"] for r in blind.read_rows(path)] == [1]
    played = []

    class Now:
        def __init__(self, workers):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def submit(self, play, name, seed):
            from concurrent.futures import Future

            played.append(seed)
            done = Future()
            done.set_result(row(seed=seed, name=name))
            return done

    monkeypatch.setattr(blind, "ProcessPoolExecutor", Now)
    blind.run([("good", s) for s in range(1, 9)], 2, path)
    assert played == list(range(2, 9))
    assert sorted(r["seed"] for r in blind.read_rows(path)) == list(range(1, 9))


def test_look_alikes_follow_each_other_in_looks_of_their_own_and_could_be_taken_for_one_stay():
    """What the link term is for: blocks at A of other ships within 48 h, no look of both, names unread."""
    follows = blocks = named = 0
    for seed in range(1, 21):
        season, who = (w := make_world("look-alikes", seed)).season, w.who
        own = [b for b, one in enumerate(season.blocks) if season.roles[season.looks.place[one.looks[0]]] == LOAD]
        for b, c in pairwise(own):
            hours = 6 * (season.looks.step[season.blocks[c].looks[0]] - season.looks.step[season.blocks[b].looks[-1]])
            follows += who[b] != who[c] and hours <= 48 and not {*season.blocks[b].looks} & {*season.blocks[c].looks}
        blocks += len(own)
        named += sum(season.blocks[b].stated >= 0 for b in own)
    assert follows > 0.2 * blocks
    assert named < 0.1 * blocks


def test_names_of_ablations_hold_commas_and_are_found():
    import argparse

    assert blind._names(argparse.ArgumentParser(), "good,ais, silence at random,ais") == [
        "good", "ais, silence at random", "ais",
    ]  # fmt: skip


def test_every_row_has_a_family_and_an_ablation_differs_from_it():
    for way in blind.WAYS.values():
        assert way.family in FAMILIES
    assert replace(blind.WAYS["look-alikes, no link term"].params, link_term=True) == blind.DEFAULTS
    assert replace(blind.WAYS["cued, flag ignored"].params, cue_flag=True) == blind.DEFAULTS

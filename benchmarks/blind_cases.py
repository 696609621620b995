"""Blind counts of cases: the same question as blind_counts, put to whole cases instead of seasons made in memory.

A season of ``fairlead simulate`` (examples/simulated/seasons) is written to files, the files without the truth are
added to a fresh case, the flow runs as it does by command, and the three figures are read from its tables: whatever the
reading of tables gets wrong stands in them. Beside it the same season is handed to the sampler as it was played, with
no file, table or step between; and what the tables were read into is compared with that, look by look (``--quick``:
only that, and shorter chains).

``python -m benchmarks blind_cases --cases 10 --out cases.jsonl``. A run that was killed goes on where it stopped.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import partial
from math import hypot, log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import fairlead
from benchmarks import blind_counts
from benchmarks.blind_counts import HELD_OUT, POINTS, TUNING, Column, Row, covered, in_middle, inside, off, pit
from benchmarks.season_worlds import SCENARIOS, STEP_H
from fairlead import __version__
from fairlead.base.geodesy import distance_km
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.case.workspace import Case
from fairlead.simulate import SeasonWorld, play_season, read_season, write_season
from fairlead.simulate.files import PREFIX
from fairlead.simulate.season import SeasonScenario
from fairlead.simulate.season_laws import BALLAST, DISCHARGING, LADEN, LOADING
from fairlead.simulate.season_radio import on_spans
from fairlead.simulate.season_rows import AIS, LOOK, UNLOADING
from fairlead.simulate.season_rows import Held as Sighted
from fairlead.simulate.season_seen import watch_fleet
from fairlead.simulate.season_ships import BEAM_SPREAD, DECKS, LENGTH_PER_BEAM, Hull, list_ships
from fairlead.simulate.season_truth import OTHER_SPREAD, Fleet, make_fleet
from fairlead.trips.sampler import sample_trips
from fairlead.trips.season import SeasonParams
from fairlead.trips.season_evidence import Held, Reading, Rules
from fairlead.trips.seasons import (
    AT_DISCHARGE,
    AT_LOAD,
    DISCHARGE,
    FAR,
    LOAD,
    ON_THE_WAY,
    Block,
    Durations,
    Fixes,
    Looks,
    Season,
)  # fmt: skip

PARAMS = SeasonParams()
QUICK = replace(PARAMS, warm_up=150, iterations=500, keep_every=2)
"""Chains half as long, for many cases in little time: R-hat tells whether they were long enough."""
QUESTION = "season"


def _families() -> dict[str, SeasonScenario]:
    names = ("good", "sparse", "ambiguous", "ais", "misspecified", "wrong name", "cued", "merges")
    found = {name: read_season(SCENARIOS / f"{name.replace(' ', '_')}.toml") for name in names}
    one = found["ambiguous"]
    passing = replace(one, others=0.4, radio=replace(one.radio, traders=8))
    return {**found, "passers-by": passing}


FAMILIES = _families()
"""Seasons by name. Three traders broadcast in each; in *passers-by* eight, and twice as many ships come that do not."""
USUAL = ("good", "ambiguous", "ais", "cued", "merges", "passers-by")


# --------------------------------------------------------------------------------------------------------------- a case


def play(name: str, seed: int, is_quick: bool = False) -> Row:
    """One case: the truth, its three figures, and what the season says that is read from no table, which a quick run
    leaves out."""
    params = QUICK if is_quick else PARAMS
    world = play_season(replace(FAMILIES[name], seed=seed))
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        case = make_case(world, Path(folder), params)
        spent = time.process_time() - began
        answer, after_doubt, actual = case.answer()["trips"], _by_hull(case, 1), _by_hull(case, 0)
        read, names = read_tables(case)
        estimate = next(r for r in case.table("season_totals").to_pylist() if r["basis"] == "estimated")
    straight = season_of(world)
    drawn = None if is_quick else sample_trips(straight, params, params.seed)
    true, rng = truth_of(world), np.random.default_rng([seed, 7])
    total, told = actual.sum(axis=1), after_doubt.sum(axis=1)
    by_name = {row["name"]: int(row["trips"]) for row in world.truth["counts"]}
    return {
        "row": name,
        "seed": seed,
        **true,
        "documented": answer["documented"],
        "told_points": _points(told),
        "told_pit": pit(rng, told, true["told"]),
        "points": _points(total),
        "pit": pit(rng, total, true["true"]),
        "hull_90": float(np.mean([inside(actual[:, v], by_name[n], 0.05, 0.95) for v, n in enumerate(names)])),
        "hull_pit": [pit(rng, actual[:, v], by_name[n]) for v, n in enumerate(names)],
        "straight": _points(drawn.actual.sum(axis=1)) if drawn else None,
        "apart": differences(read, straight),
        "iterations": params.iterations,
        "r_hat": estimate["r_hat"],
        "is_settled": estimate["is_settled"],
        "cpu_s": spent,
        "version": __version__,
        "day": datetime.now(UTC).date().isoformat(),
    }


def make_case(world: SeasonWorld, folder: Path, params: SeasonParams = PARAMS) -> Case:
    """A case as an analyst makes it: the files without the truth added, the flow run."""
    files = write_season(world, folder / "world")
    case = fairlead.new(folder / "case", (folder / "world" / "case.toml").read_bytes())
    case.add([f for f in files if f.name.startswith(PREFIX)], origin="SIMULATED", licence="made up")
    case.run(params=[f"season.{n}={getattr(params, n)}" for n in ("warm_up", "iterations", "keep_every")])
    return case


def truth_of(world: SeasonWorld) -> dict[str, int]:
    """Trips there were (*true*), and those that a sighting at either end or AIS where they load tells of (*told*)."""
    told = [
        t["known_by"] in (LOOK, AIS) or (t["known_by"] == UNLOADING and t["sightings_unloading"] > 0)
        for t in world.truth["trips"]
    ]
    return {"true": len(told), "told": sum(told)}


def _by_hull(case: Case, least: int) -> npt.NDArray[np.int64]:
    """Draws x hulls, by their names: sampled stays that hold so many pieces of evidence or more."""
    rows = case.table("season_stays").to_pylist()
    hulls = sorted(case.table("hull_estimates").to_pylist(), key=lambda r: str(r["ship_words"]))
    number = {r["vessel_id"]: v for v, r in enumerate(hulls)}
    counts = np.zeros((case.table("season_totals").to_pylist()[0]["draws"], len(number)), np.int64)
    for r in rows:
        counts[r["draw"], number[r["vessel_id"]]] += r["sightings"] >= least
    return counts


def _points(draws: npt.NDArray[np.int64]) -> list[float]:
    return np.quantile(draws, POINTS, method="inverted_cdf").tolist()


def read_tables(case: Case) -> tuple[Season, list[str]]:
    """The season that the step reads from the tables of a case, and the names of its hulls in the order of
    :func:`_by_hull`."""
    held: dict[str, Any] = {f.name: case.table(f.name) for f in fields(Held)}
    rows = {k: t if k.startswith("candidate") else t.to_pylist() for k, t in held.items()}
    rows["observations"] = {o["sighting_id"]: o for o in rows["observations"]}
    ask = next(q for q in rows["questions"] if q["question"] == QUESTION)
    rules = Rules(PARAMS.step_h, PARAMS.at_km, PARAMS.detour, PARAMS.wrong_name, PARAMS.top_kn)
    evidence = Reading(Held(**rows), ask, rules).evidence()
    order = np.argsort(evidence.names)
    return _in_order(evidence.season, order.tolist()), [evidence.names[v] for v in order]


def _in_order(season: Season, order: Sequence[int]) -> Season:
    """A season with its hulls in another order, and its loading place first."""
    to = {old: new for new, old in enumerate(order)}
    place = {old: new for new, old in enumerate(np.argsort(season.roles, kind="stable").tolist())}
    f, looks = season.fixes, season.looks
    blocks = tuple(
        replace(b, log_likelihood=b.log_likelihood[[*order, -1]], stated=to.get(b.stated, -1)) for b in season.blocks
    )
    return replace(
        season,
        hulls=tuple(season.hulls[v] for v in order),
        roles=tuple(sorted(season.roles)),
        looks=replace(looks, place=np.array([place[p] for p in looks.place.tolist()], np.int16)),
        blocks=blocks,
        fixes=Fixes(np.array([to[v] for v in f.hull.tolist()], np.int32), f.step, f.where),
        is_silent=season.is_silent[list(order)],
    )


# ------------------------------------------------------------------------------------------- the season without tables


def season_of(world: SeasonWorld) -> Season:
    """What an analyst holds of a season, straight from what was played; hulls in the order of their names."""
    s, fleet = world.scenario, make_fleet(world.scenario)
    seen, hulls = watch_fleet(fleet), list_ships(fleet)
    order = sorted(range(s.hulls), key=lambda v: hulls[v].name)
    own = [hulls[v] for v in order]
    number = {v: i for i, v in enumerate(order)}
    labels: dict[int, set[str]] = defaultdict(set)
    for one in Sighted(fleet, seen, hulls).sighted:
        labels[id(one.group)].add(one.label)
    first_trader = s.hulls + len(fleet.others)
    fixes, silent = _heard(world, own)
    return Season(
        hulls=tuple(h.label for h in own),
        steps=int(s.hours / STEP_H),
        step_h=STEP_H,
        roles=(LOAD, DISCHARGE),
        shares=(1.0, 1.0),
        looks=Looks(
            step=np.array([g.hour // STEP_H for g in seen.glances], np.int32),
            place=np.array([g.place for g in seen.glances], np.int16),
            visible_frac=np.array([round(g.frac, 2) for g in seen.glances], np.float64),
            source=np.array([g.sensor for g in seen.glances], np.int16),
            is_cued=np.array([g.is_cued for g in seen.glances], np.bool_),
        ),
        blocks=tuple(
            Block(
                looks=tuple(sorted(g.glances)),
                log_likelihood=_likely(world, own, number.get(g.stated, len(own)), g.stated >= 0, labels[id(g)]),
                stated=number.get(g.stated, -1),
            )
            for g in seen.groups
            if g.ship < first_trader  # traders broadcast, and are no strangers
        ),
        fixes=fixes,
        is_silent=silent,
        durations=_shown(fleet),
        least_leg_h=_apart_km(s) / KM_PER_NAUTICAL_MILE / PARAMS.top_kn,
    )


def _likely(
    world: SeasonWorld, own: Sequence[Hull], read: int, is_read: bool, labels: Collection[str]
) -> npt.NDArray[np.float64]:
    """Log-likelihood of each hull and OTHER: of the name read, of length and beam measured, of the deck's colour."""
    made, reading = np.zeros(len(own) + 1), world.scenario.reading
    if is_read:
        made += np.log(PARAMS.wrong_name / len(made) + (1 - PARAMS.wrong_name) * (np.arange(len(made)) == read))
    made += _sized({r["quantity"]: r for r in world.held["measures"] if r["sighting"] in labels}, own, reading.length_m)
    for row in world.held["features"]:
        if row["sighting"] in labels:
            told = [row["p_present"] if h.deck == row["value"] else row["p_absent"] for h in own]
            made += np.log([*told, 1 / len(DECKS)])
    return made - made.max()


def _sized(measures: Mapping[str, Row], own: Sequence[Hull], usual_m: float) -> npt.NDArray[np.float64]:
    """Log-likelihood of a length, and of a beam given the length: ships outside the fleet have beams that go with their
    lengths. Each as free of the other, OTHER fell short by some 1.2 of a group of both."""
    made = np.zeros(len(own) + 1)
    middle, wide = log(usual_m), OTHER_SPREAD
    for quantity in ("length", "beam"):
        if quantity not in measures:
            continue
        seen, error = log(measures[quantity]["value_m"]), measures[quantity]["sd_m"] / measures[quantity]["value_m"]
        if quantity == "beam":
            middle, wide = middle - log(LENGTH_PER_BEAM), hypot(wide, BEAM_SPREAD)
        at = np.append(np.log([getattr(h, f"{quantity}_m") for h in own]), middle)
        spread = np.append(np.full(len(own), error), hypot(error, wide))
        made += -0.5 * ((seen - at) / spread) ** 2 - np.log(spread)
        # what the length leaves open of the ship's true one
        share = wide**2 / (wide**2 + error**2)
        middle, wide = middle + share * (seen - middle), wide * sqrt(1 - share)
    return made


def _heard(world: SeasonWorld, own: Sequence[Hull]) -> tuple[Fixes, npt.NDArray[np.bool_]]:
    """Where the reports received show each hull, one fix a step, the nearest to a place."""
    s, reports = world.scenario, world.world.reports
    number = {h.mmsi: v for v, h in enumerate(own)}
    best: dict[tuple[int, int], int] = {}
    hours = (reports["time"].cast("int64").to_numpy() / 1e6 - s.start) / 3600
    for mmsi, hour, lat, lon in zip(
        reports["mmsi"].to_pylist(), hours.tolist(), reports["lat"].to_pylist(), reports["lon"].to_pylist(), strict=True
    ):
        if mmsi in number and 0 <= hour < s.hours:
            key = (number[mmsi], int(hour // STEP_H))
            best[key] = min(best.get(key, FAR), _where(s, lat, lon))
    silent = np.zeros((len(own), int(s.hours / STEP_H)), np.bool_)
    silent[sorted({v for v, _ in best})] = True
    for v, step in best:
        silent[v, step] = False
    hull, step, where = np.array([(v, t, w) for (v, t), w in sorted(best.items())], np.int64).reshape(-1, 3).T
    return Fixes(hull.astype(np.int32), step.astype(np.int32), where.astype(np.int8)), silent


def _where(s: SeasonScenario, lat: float, lon: float) -> int:
    a, b = (distance_km(lat, lon, side.lat, side.lon) for side in (s.terminal, s.roads))
    if min(a, b) <= PARAMS.at_km:
        return AT_LOAD if a <= PARAMS.at_km else AT_DISCHARGE
    return ON_THE_WAY if a + b <= PARAMS.detour * _apart_km(s) + 4 * PARAMS.at_km else FAR


def _apart_km(s: SeasonScenario) -> float:
    return distance_km(s.terminal.lat, s.terminal.lon, s.roads.lat, s.roads.lon)


def _shown(fleet: Fleet) -> Durations:
    """Stays and legs that AIS was on for from before they began until after they ended."""
    found: dict[int, list[float]] = defaultdict(list)
    ships = [(life, on_spans(fleet, v)) for v, life in enumerate(fleet.lives)]
    ships += [(life, [(0.0, fleet.scenario.hours)]) for life in fleet.traders]
    for life, spans in ships:
        for i, part in enumerate(life.parts):
            if any(a + 1 <= life.starts[i] and life.end(i) + 1 <= b for a, b in spans):
                found[part].append(life.end(i) - life.starts[i])
    return Durations(*(np.array(sorted(found[part])) for part in (LOADING, LADEN, DISCHARGING, BALLAST)))


def differences(read: Season, straight: Season) -> Row:
    """What the tables were read into, beside the season as it was played: how many each has and both have in common,
    and how many stays and legs show how long they last, with their mean hours."""
    looks = [_looks(season) for season in (read, straight)]
    blocks = [Counter((_seen(s, b), b.stated) for b in s.blocks) for s in (read, straight)]
    fixes = [
        Counter(zip(*(x.tolist() for x in (f.hull, f.step, f.where)), strict=True))
        for f in (read.fixes, straight.fixes)
    ]
    return {
        **{
            name: [one.total(), other.total(), (one & other).total()]
            for name, (one, other) in (("looks", looks), ("blocks", blocks), ("fixes", fixes))
        },
        "chances": [_to_fleet(read), _to_fleet(straight)],
        "durations": [_means(read.durations), _means(straight.durations)],
    }


def _to_fleet(season: Season) -> float:
    """Groups of sightings that are of the fleet by what is read and measured alone, each by its chance."""
    weights = [np.exp(b.log_likelihood - b.log_likelihood.max()) for b in season.blocks]
    return float(sum(1 - w[-1] / w.sum() for w in weights))


def _means(d: Durations) -> list[list[float | None]]:
    kinds = (d.load_h, d.laden_h, d.discharge_h, d.ballast_h)
    return [[len(x), round(float(x.mean()), 1) if len(x) else None] for x in kinds]


def _looks(season: Season) -> Counter[tuple[float, ...]]:
    looks = season.looks
    columns = (looks.step, looks.place, looks.source, looks.is_cued, looks.visible_frac.round(2))
    return Counter(zip(*(c.tolist() for c in columns), strict=True))


def _seen(season: Season, block: Block) -> tuple[tuple[int, int, int], ...]:
    looks, at = season.looks, list(block.looks)
    return tuple(sorted(zip(*(c[at].tolist() for c in (looks.step, looks.place, looks.source)), strict=True)))


# ------------------------------------------------------------------------------------------------------------ the table


def _mean(rows: Sequence[Row], key: str) -> float:
    return float(np.mean([r[key] for r in rows]))


def _beside(rows: Sequence[Row]) -> str:
    """Bias of the season that was read from no table, and by how many trips the tables' medians lie above its own."""
    rows = [r for r in rows if r["straight"]]
    if not rows:
        return "not asked"
    apart = np.array([r["points"][2] - r["straight"][2] for r in rows])
    error = float(np.std(apart, ddof=1)) / len(apart) ** 0.5 if len(apart) > 1 else float("nan")
    return f"{off(rows, lambda r: r['straight'][2])}; {apart.mean():+.1f} ({error:.1f})"


def _shared(rows: Sequence[Row], what: str) -> str:
    read, straight, both = np.sum([r["apart"][what] for r in rows], axis=0)
    return f"{both} of {read}, {straight}"


COLUMNS = (
    Column("n", 3, lambda rows: str(len(rows))),
    Column("true / told", 11, lambda rows: f"{_mean(rows, 'true'):.1f} / {_mean(rows, 'told'):.1f}"),
    Column("documented %", 13, lambda rows: off(rows, lambda r: r["documented"], "told")),
    Column("doubt 90 %", 10, lambda rows: f"{covered(rows, 0.05, 0.95, 'told_points', 'told'):.2f}"),
    Column("doubt PIT", 9, lambda rows: f"{in_middle(r['told_pit'] for r in rows):.2f}"),
    Column("doubt bias %", 12, lambda rows: off(rows, lambda r: r["told_points"][2], "told")),
    Column("50 / 90 %", 11, lambda rows: f"{covered(rows, 0.25, 0.75):.2f} / {covered(rows, 0.05, 0.95):.2f}"),
    Column("PIT", 4, lambda rows: f"{in_middle(r['pit'] for r in rows):.2f}"),
    Column("bias %", 12, lambda rows: off(rows, lambda r: r["points"][2])),
    Column("per hull", 11, lambda rows: f"{_mean(rows, 'hull_90'):.2f} / {in_middle(_hulls(rows)):.2f}"),
    Column("no tables: bias %; apart", 24, _beside),
    Column("groups", 14, lambda rows: _shared(rows, "blocks")),
    Column("CPU s", 5, lambda rows: f"{_mean(rows, 'cpu_s'):.0f}"),
)


def _hulls(rows: Sequence[Row]) -> list[float]:
    return [p for r in rows for p in r["hull_pit"]]


def print_table(rows: Sequence[Row]) -> None:
    if not rows:
        print("no case yet")
        return
    print(f"Blind counts of cases: {blind_counts.made_when(rows)}")
    print(blind_counts.table(rows, COLUMNS, FAMILIES))
    print(
        f"All: {len(rows)} cases, PIT share in (.05, .95) {in_middle(r['pit'] for r in rows):.3f}, "
        f"90 % interval {covered(rows, 0.05, 0.95):.3f}, bias % {off(rows, lambda r: r['points'][2])}; after doubt "
        f"{in_middle(r['told_pit'] for r in rows):.3f}, {covered(rows, 0.05, 0.95, 'told_points', 'told'):.3f}, "
        f"{off(rows, lambda r: r['told_points'][2], 'told')}; settled {_mean(rows, 'is_settled'):.2f}, R-hat at most "
        f"{max(r['r_hat'] or 1 for r in rows):.3f}"
    )


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1, help="cases a family")
    parser.add_argument("--families", default=",".join(USUAL), help=f"by commas, of {', '.join(FAMILIES)}")
    parser.add_argument("--seed", type=int, default=HELD_OUT, help="first seed")
    parser.add_argument("--tuning", action="store_true", help=f"seeds from {TUNING}, that may be tuned on")
    parser.add_argument("--quick", action="store_true", help="chains half as long, and the tables alone")
    parser.add_argument("--out", type=Path, default=Path("blind_cases.jsonl"))
    parser.add_argument("--print", action="store_true", help="print what is there, run nothing")
    asked = parser.parse_args(argv)
    names = asked.families.split(",")
    if unknown := [n for n in names if n not in FAMILIES]:
        parser.error(f"no family {unknown[0]!r}; there are {', '.join(FAMILIES)}")
    first = TUNING if asked.tuning else asked.seed
    if not asked.print:
        # case by case, not family by family: a run cut short has as many of each
        # of one seed the fleets of all families live the same lives: each family has its own thousand, hundred to tune
        own = {name: first + (100 if asked.tuning else 1000) * k for k, name in enumerate(FAMILIES)}
        jobs = [(name, own[name] + i) for i in range(asked.cases) for name in names]
        blind_counts.run(jobs, 1, asked.out, partial(play, is_quick=asked.quick))
    print_table([r for r in blind_counts.read_rows(asked.out) if asked.print or r["row"] in names])


if __name__ == "__main__":
    main()

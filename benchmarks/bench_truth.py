"""Truth: what the methods find in simulated worlds, against what is true there.

Worlds are drawn from seeds that nothing was tuned on (:mod:`benchmarks.truth_world`), written as files and read back as
any AIS file is. Every step that the flow has is run; a figure whose step is missing is left out with the reason.
``python -m benchmarks.bench_truth``; ``--seeds 7 8`` for others.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.truth_world import land, make_world, odd_mmsis, shared_mmsis
from fairlead.base.schema import Step
from fairlead.base.tables import LISTENED, POSITIONS, STATICS, TABLES
from fairlead.formats import read, read_reports
from fairlead.simulate import World, read_scenario, simulate, write_world
from fairlead.simulate.files import MAPPED

HELD_OUT = (9001, 9002, 9003)
"""Seeds of the worlds scored. Whoever tunes a method does so on others."""
EXAMPLES = Path(__file__).parents[1] / "examples" / "simulated"
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.01)
NEAR = timedelta(minutes=45)
"""A gap found and a true one are one where each end is within this: reports set aside as noise move it a little."""
Row = Mapping[str, Any]
Tables = dict[str, pa.Table]
Said = Callable[[str, Sequence[Row]], None]
"""Told what was missed, and what was found and is not so."""

PORTS, AREAS = ("places", "areas"), ("areas", "places")
STEPS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("tracks.segments", "cut_segments", ("positions", "statics"), ("tracks", "segments")),
    ("events.reception", "hear", ("tracks", "segments"), ("heard",)),
    ("events.reception", "count_reception", ("heard",), ("reception",)),
    ("events.silences", "list_silences", ("tracks", "segments", "heard", "reception", "land", *PORTS, "listened"),
     ("silences",)),
    ("events.misfits", "find_misfits", ("positions", "tracks", "segments", "land"), ("misfits",)),
    ("events.conflicts", "find_conflicts", ("misfits", "segments"), ("conflicts",)),
    ("events.gaps", "weigh_gaps", ("silences", "conflicts"), ("gaps",)),
    ("events.port_calls", "find_port_calls", ("tracks", "segments", *AREAS, "listened"), ("port_calls",)),
    ("events.samples", "sample_slow", ("tracks", "segments", *AREAS), ("samples",)),
    ("events.encounters", "pair_encounters", ("samples", "segments", *PORTS), ("encounters",)),
    ("events.loitering", "find_loitering", ("samples", "segments", "encounters", "land", *PORTS), ("loitering",)),
    ("events.partners", "rank_partners", ("loitering", "gaps"), ("partners",)),
    ("trips.voyages", "list_voyages", ("port_calls", "gaps", "segments", "tracks", "places", "listened"), ("voyages",)),
)  # fmt: skip
"""Room and module, kernel, tables read, tables written."""


@dataclass(frozen=True, slots=True)
class Played:
    """A world, and what the methods made of it."""

    world: World
    tables: Tables
    missing: dict[str, str]
    """Tables that could not be made, and why."""
    cpu_s: float
    of: Callable[[int], bool] = lambda _: True
    """Of which MMSIs rows are scored."""

    def true(self, name: str) -> list[dict[str, Any]]:
        return self._of(self.world.truth[name].to_pylist())

    def found(self, name: str) -> list[dict[str, Any]]:
        return self._of(self.tables[name].to_pylist())

    def _of(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [r for r in rows if "mmsi" not in r or all(self.of(r[n]) for n in ("mmsi", "other_mmsi") if n in r)]


def play(world: World, coast: pa.Table) -> Played:
    """Write a world, read it back as files, and run the steps."""
    with TemporaryDirectory() as folder:
        write_world(world, Path(folder) / "w")
        ais = Path(folder) / "w" / "simulated_ais.csv"
        batches = list(read_reports(ais, ais.name, "ais_csv", "evidence:simulated", MAPPED))
        tables = {n: TABLES[n].empty() for n in ("places", "areas")}
        for name in tables:
            path = ais.with_name(f"simulated_{name}.csv")
            if path.exists():
                tables[name] = read(path, path.name, name, "evidence:simulated").rows
    tables["positions"] = POSITIONS.sorted(pa.concat_tables(b.positions for b in batches).unify_dictionaries())
    tables["statics"] = STATICS.sorted(pa.concat_tables(b.statics for b in batches).unify_dictionaries())
    tables["land"], tables["listened"] = coast, LISTENED.empty()
    missing: dict[str, str] = {}
    began = time.process_time()
    for step in STEPS:
        _run(step, tables, missing, max(world.reports["time"].to_pylist()))
    return Played(world, tables, missing, time.process_time() - began)


def _run(
    step: tuple[str, str, tuple[str, ...], tuple[str, ...]], tables: Tables, missing: dict[str, str], until: datetime
) -> None:
    module, kernel, reads, writes = step
    if lacking := [n for n in reads if n not in tables]:
        missing.update(dict.fromkeys(writes, f"needs {lacking[0]}"))
        return
    try:
        made: Callable[..., Any] = getattr(import_module(f"fairlead.{module}"), kernel)
    except (ImportError, AttributeError) as e:
        missing.update(dict.fromkeys(writes, f"{module} is not there: {e}"))
        return
    tables.update(Step(module, made, reads, writes, "case").run(tables, until=until))


# ------------------------------------------------------------------------------------------------------------- scores


@dataclass(frozen=True, slots=True)
class Score:
    """Recall, precision and how far the ends are off."""

    true: int
    hit: int
    found: int
    right: int
    off_s: list[float]
    """How far starts and ends of what was hit are off, in seconds."""

    def __str__(self) -> str:
        recall = f"recall {self.hit}/{self.true} = {self.hit / max(self.true, 1):.4f}"
        precision = f"precision {self.right}/{self.found} = {self.right / max(self.found, 1):.4f}"
        if not self.off_s:
            return f"{recall}, {precision}"
        off = np.abs(np.array(self.off_s)) / 60
        return (
            f"{recall}, {precision}, ends off by {np.median(off):.1f} min (median), {np.quantile(off, 0.95):.1f} (95 %)"
        )


def added(scores: Iterable[Score]) -> Score:
    """Scores of several worlds as one."""
    scores = list(scores)
    sums = [sum(getattr(s, n) for s in scores) for n in ("true", "hit", "found", "right")]
    return Score(*sums, [o for s in scores for o in s.off_s])


def match(
    true: Sequence[Row], found: Sequence[Row], is_same: Callable[[Row, Row], bool], off: Callable[[Row, Row], list[Any]]
) -> tuple[Score, list[Row], list[Row]]:
    """Match what is true and what was found, each once: the score, what was missed, what was found and is not so."""
    left = list(found)
    missed, off_s = [], list[float]()
    by_key: dict[Any, list[Row]] = {}
    for f in left:
        by_key.setdefault(f["mmsi"], []).append(f)
    taken: set[int] = set()
    for t in true:
        fits = [f for f in by_key.get(t["mmsi"], ()) if id(f) not in taken and is_same(t, f)]
        if not fits:
            missed.append(t)
            continue
        best = min(fits, key=lambda f: sum(abs(o) for o in _seconds(off(t, f))))
        taken.add(id(best))
        off_s += _seconds(off(t, best))
    wrong = [f for f in left if id(f) not in taken]
    return Score(len(true), len(true) - len(missed), len(left), len(taken), off_s), missed, wrong


def _seconds(offs: Iterable[timedelta | None]) -> list[float]:
    return [o.total_seconds() for o in offs if o is not None]


def _apart(one: datetime | None, other: datetime | None) -> timedelta | None:
    return None if one is None or other is None else one - other


def _overlap(one: tuple[datetime, datetime | None], other: tuple[datetime, datetime | None], end: datetime) -> bool:
    return one[0] < (other[1] or end) and other[0] < (one[1] or end)


def score_gaps(played: Played, said: Said) -> Score:
    """True silences of a hull, from 6 h on; found ones are right from 5 h on, and where only wrong positions were
    heard."""

    def is_same(t: Row, f: Row) -> bool:
        is_ended = (t["end_time"] is None) == (f["end_time"] is None)
        ends = t["end_time"] is None or (is_ended and abs(t["end_time"] - f["end_time"]) <= NEAR)
        return is_ended and ends and abs(t["start_time"] - f["start_time"]) <= NEAR

    def off(t: Row, f: Row) -> list[timedelta | None]:
        return [t["start_time"] - f["start_time"], _apart(t["end_time"], f["end_time"])]

    true = [t for t in played.true("gaps") if t["hours"] >= 6 and t["kind"] != "wrong"]
    score, missed, wrong = match(true, played.found("gaps"), is_same, off)
    others = [t for t in played.true("gaps") if t["hours"] < 6 or t["kind"] == "wrong"]
    known, _, wrong = match(others, wrong, is_same, off)
    said("gap missed", missed)
    said("no gap", wrong)
    return Score(score.true, score.hit, score.found, score.right + known.right, score.off_s)


def score_visits(played: Played, said: Said) -> Score:
    """Stops in port of which a report was heard."""
    end = max(played.world.reports["time"].to_pylist())
    complexes = {p.label: p.port_complex for p in played.world.scenario.ports}

    def is_same(t: Row, f: Row) -> bool:
        is_port = t["port"] == f["port"] or (complexes[t["port"]] and complexes[t["port"]] == complexes.get(f["port"]))
        return bool(is_port) and _overlap((t["stop_start"], t["stop_end"]), (f["start_time"], f["end_time"]), end)

    def off(t: Row, f: Row) -> list[timedelta | None]:
        return [_apart(t["enter_time"], f["start_time"]), _apart(t["leave_time"], f["end_time"])]

    true = [t for t in played.true("visits") if not t["is_hidden"]]
    score, missed, wrong = match(true, played.found("port_calls"), is_same, off)
    said("visit missed", missed)
    said("no visit", wrong)
    return score


def score_meetings(played: Played, said: Said) -> Score:
    """Meetings at sea of which both ships were heard all the time, no hour without; found ones outside ports."""
    end = played.world.scenario.span[1]
    heard = _heard(played.world)
    seen = [m for m in played.true("meetings") if m["kind"] == "both seen"
            and all(_is_heard(heard[m[h]], m) for h in ("hull", "other_hull"))]  # fmt: skip

    def is_same(t: Row, f: Row) -> bool:
        is_pair = {t["mmsi"], t["other_mmsi"]} == {f["mmsi"], f["other_mmsi"]}
        return is_pair and _overlap((t["start_time"], t["end_time"]), (f["start_time"], f["end_time"]), end)

    def off(t: Row, f: Row) -> list[timedelta | None]:
        return [t["start_time"] - f["start_time"], t["end_time"] - f["end_time"]]

    def low(t: Row) -> dict[str, Any]:
        return {**t, "mmsi": min(t["mmsi"], t["other_mmsi"]), "other_mmsi": max(t["mmsi"], t["other_mmsi"])}

    found = [f for f in played.found("encounters") if not f["is_in_port"]]
    score, missed, wrong = match([low(m) for m in seen], found, is_same, off)
    others = [low(m) for m in played.true("meetings") if m not in seen]
    known, _, wrong = match(others, wrong, is_same, off)
    said("meeting missed", missed)
    said("no meeting", wrong)
    return Score(score.true, score.hit, score.found, score.right + known.right, score.off_s)


def _heard(world: World) -> dict[str, list[datetime]]:
    """Times at which each hull was heard, rightly."""
    found: dict[str, list[datetime]] = {}
    columns = ("hull", "true_time", "is_wrong")
    for hull, at, is_wrong in zip(*(world.truth["reports"][c].to_pylist() for c in columns), strict=True):
        if not is_wrong:
            found.setdefault(hull, []).append(at)
    return found


def _is_heard(times: list[datetime], meeting: Row) -> bool:
    """Whether there are three hours of a meeting in which no hour passes without a report."""
    within = [meeting["start_time"], *(t for t in times if meeting["start_time"] <= t <= meeting["end_time"])]
    since = longest = timedelta(0)
    for before, after in pairwise(within):
        since = since + (after - before) if after - before <= timedelta(hours=1) else timedelta(0)
        longest = max(longest, since)
    return longest >= timedelta(hours=3)


def score_lying(played: Played, said: Said) -> Score:
    """One-sided meetings: whether the ship that lay alone, and was heard, is found to loiter. Others loiter too."""
    true = _lay_alone(played)
    score, missed, _ = match(true, played.found("loitering"), _is_during(played), lambda _t, _f: [])
    said("lay alone, missed", missed)
    return Score(score.true, score.hit, score.right, score.right, [])


def partner_chances(played: Played) -> tuple[list[tuple[float, bool]], Counter[str]]:
    """The chance of each partner and whether it was the one; and the rank of the true ones."""
    true, is_during = _lay_alone(played), _is_during(played)
    dark = {
        f["loitering_id"]: {t["dark_mmsi"] for t in true if t["mmsi"] == f["mmsi"] and is_during(t, f)}
        for f in played.found("loitering")
    }
    partners = played.found("partners")
    chances = [(p["probability"], p["mmsi"] in dark[p["loitering_id"]]) for p in partners]
    ranks = Counter(str(min(p["rank"], 6)) for p in partners if p["mmsi"] in dark[p["loitering_id"]])
    ranks["not listed"] = sum(bool(d) for d in dark.values()) - sum(ranks.values())
    return chances, ranks


def _lay_alone(played: Played) -> list[dict[str, Any]]:
    """One-sided meetings by the ship that was heard."""
    heard, found = _heard(played.world), []
    for m in played.true("meetings"):
        if m["kind"] == "one-sided":
            is_first = m["dark_hull"] != m["hull"]
            if _is_heard(heard[m["hull" if is_first else "other_hull"]], m):
                mmsis = (m["mmsi"], m["other_mmsi"]) if is_first else (m["other_mmsi"], m["mmsi"])
                found.append({**m, "mmsi": mmsis[0], "dark_mmsi": mmsis[1]})
    return found


def _is_during(played: Played) -> Callable[[Row, Row], bool]:
    end = played.world.scenario.span[1]
    return lambda t, f: _overlap((t["start_time"], t["end_time"]), (f["start_time"], f["end_time"]), end)


def gap_chances(played: Played) -> list[tuple[float, bool]]:
    """The chance of each gap that it was no failure of reception, and whether the ship was off for half of it."""
    off = {}
    for ship in played.world.scenario.ships:
        off.setdefault(ship.marks[0].mmsi, []).extend(ship.off)
    found = []
    for f in played.found("gaps"):
        if f["p_not_reception"] is None or f["mmsi"] in shared_mmsis():
            continue
        start = f["start_time"].timestamp()
        within = sum(max(0.0, min(b, start + f["hours"] * 3600) - max(a, start)) for a, b in off[f["mmsi"]])
        found.append((f["p_not_reception"], within >= f["hours"] * 1800))
    return found


def score_voyages(played: Played) -> Score:
    """From visit to visit, where both ends were heard and no visit between was hidden."""
    complexes = {p.label: p.port_complex or p.label for p in played.world.scenario.ports}
    hidden = {(v["hull"], v["stop_start"]) for v in played.true("visits") if v["is_hidden"]}
    starts = {(v["hull"], v["stop_end"]): (v["hull"], v["stop_start"]) for v in played.true("visits")}
    true = [v for v in played.true("voyages") if (v["hull"], v["end_time"]) not in hidden
            and starts[v["hull"], v["start_time"]] not in hidden]  # fmt: skip

    def is_same(t: Row, f: Row) -> bool:
        ports = all(f[n] and complexes[t[n]] == complexes.get(f[n]) for n in ("from_port", "to_port"))
        return (
            ports and f["end_time"] is not None and t["start_time"] < f["end_time"] and f["start_time"] < t["end_time"]
        )

    whole = [f for f in played.found("voyages") if f["from_port"] and f["to_port"]]
    return match(true, whole, is_same, lambda _t, _f: [])[0]


def say_calibration(name: str, pairs: Sequence[tuple[float, bool]]) -> None:
    """Brier score beside that of the mean, and the reliability table."""
    if not pairs:
        return
    p, y = np.array([c for c, _ in pairs]), np.array([t for _, t in pairs], dtype=bool)
    brier, plain = float(np.mean((p - y) ** 2)), float(y.mean() * (1 - y.mean()))
    skill = f", skill {1 - brier / plain:.2f}" if plain else ""
    print(f"  {name}: {len(p):,}, {y.mean():.3f} of them so, mean chance {p.mean():.3f}")
    print(f"    Brier score {brier:.4f}, of the mean {plain:.4f}{skill}")
    for low, high in pairwise(EDGES):
        is_in = (p >= low) & (p < high)
        if is_in.any():
            n, said, was = int(is_in.sum()), float(p[is_in].mean()), float(y[is_in].mean())
            error = (was * (1 - was) / n) ** 0.5
            print(f"    {low:4.2f}-{min(high, 1):4.2f}  {n:6,}  said {said:.3f}  was {was:.3f} ± {error:.3f}")


def say_all(played: Sequence[Played], said: Said, odd: Container[int] = ()) -> None:
    """Every figure over some worlds; apart for MMSIs that are not odd."""

    def has(*names: str) -> bool:
        lacking = {n: why for p in played for n, why in p.missing.items() if n in names}
        for n, why in lacking.items():
            print(f"  {n}: left out, {why}")
        return not lacking

    def told(name: str, score: Callable[[Played], Score]) -> None:
        """A score over all ships, and apart over those alone on their MMSI and with right positions."""
        plain = [replace(p, of=lambda mmsi: mmsi not in odd) for p in played]
        whole, some = added(score(p) for p in played), added(score(p) for p in plain)
        if whole.true or whole.found:
            print(f"  {name}: {whole}")
        if some.true != whole.true:
            print(f"  {name}, MMSIs of one ship and no jumps: {some}")

    if has("gaps"):
        told("gaps", lambda p: score_gaps(p, said))
        say_calibration("gap not by reception", [c for p in played for c in gap_chances(p)])
    if has("port_calls"):
        told("visits", lambda p: score_visits(p, said))
    if odd and has("port_calls"):
        shared = [replace(p, of=lambda mmsi: mmsi in shared_mmsis()) for p in played]
        phantoms = added(score_visits(p, said) for p in shared)
        print(f"  phantom visits on shared MMSIs: {phantoms.found - phantoms.right} of {phantoms.found}")
    if has("voyages"):
        told("voyages", score_voyages)
    if has("encounters"):
        told("meetings at sea, both heard", lambda p: score_meetings(p, said))
    if has("loitering", "partners"):
        told("lay alone at one-sided meetings", lambda p: score_lying(p, said))
        judged = [partner_chances(p) for p in played]
        ranks = sum((r for _, r in judged), Counter[str]())
        print(f"  rank of the true partner (6: sixth or later): {dict(sorted(ranks.items()))}")
        say_calibration("partner", [c for cs, _ in judged for c in cs])
    if has("conflicts"):
        kinds = Counter(k for p in played for k in p.tables["conflicts"]["conflict_kind"].to_pylist())
        print(f"  conflicts: {dict(sorted(kinds.items()))}")


def say_rows(what: str, rows: Sequence[Row]) -> None:
    """Print what went wrong."""
    for row in rows:
        cells = (f"{k} {v}" for k, v in row.items() if v is not None and k not in ("sources", "words"))
        print(f"      {what}: {', '.join(cells)}")


def say_nothing(_what: str, _rows: Sequence[Row]) -> None:
    """Say nothing of what went wrong."""


def main(arguments: list[str] | None = None) -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=HELD_OUT)
    parser.add_argument("--ships", type=int, default=40)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--verbose", action="store_true", help="list what was missed and what is not so")
    options = parser.parse_args(arguments)
    said = say_rows if options.verbose else say_nothing
    for path in sorted(EXAMPLES.glob("*.toml")):
        print(f"{path.name}, checked by hand:")
        say_all([play(simulate(read_scenario(path)), TABLES["land"].empty())], said)
    played = [play(make_world(seed, options.ships, options.days), land()) for seed in options.seeds]
    rows, cpu = sum(p.world.reports.num_rows for p in played), sum(p.cpu_s for p in played)
    print(f"{len(played)} fleets of {options.ships} ships for {options.days} days, seeds {tuple(options.seeds)}:")
    print(f"  {rows:,} reports, {rows / cpu:,.0f} a CPU-second")
    say_all(played, said, odd_mmsis())


if __name__ == "__main__":
    main()

"""Simulated seasons: what is true by hand, what is held follows from it, and files say they are simulated."""

import csv
import gzip
import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from fairlead.errors import EvidenceError, FairleadError
from fairlead.simulate import play_season, read_season, season_of, write_season
from fairlead.simulate.season_laws import LOADING, draw_skies
from fairlead.simulate.season_seen import OPTICAL, watch_fleet
from fairlead.simulate.season_ships import imo_number
from fairlead.simulate.season_truth import make_fleet

TERMINAL = Path(__file__).parents[2] / "examples" / "terminal"
FAMILIES = Path(__file__).parents[2] / "examples" / "simulated" / "seasons"
SPAN = [datetime.fromisoformat("2024-01-01T00:00:00+00:00"), datetime.fromisoformat("2024-03-01T00:00:00+00:00")]


def season(**more):
    return play_season(season_of({"title": "t", "span": SPAN, "hulls": 4, **more}))


def at(text):
    return datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def terminal():
    return play_season(read_season(TERMINAL / "scenario.toml"))


# ------------------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"huls": 3}, "season: has 'huls', which means nothing here"),
        ({"hulls": 0}, "season: hulls is a number from 1 to 200, not 0"),
        ({"span": [SPAN[0], SPAN[0].replace(day=3)]}, "season: span is 10 to 1,000 whole days"),
        ({"watch": {"clear": 1.2}}, "watch: clear is a number from 0 to 1, not 1.2"),
        ({"watch": {"detect": [0, 1]}}, "watch: detect is [seen, missed] of a Beta distribution, both above 0"),
        ({"trade": {"law": "normal"}}, "trade: law is gamma or log-normal, not 'normal'"),
        ({"trade": {"load_h": [50, 40]}}, "trade: load_h is a number, or [least, greatest], from 6 to 500"),
        ({"reading": {"named": 0.7, "measured": 0.4}}, "reading: named and measured are shares of the same groups"),
        ({"names": ["A", "A"]}, "season: names are those of the hulls, each once"),
        ({"discharge": {"label": "A"}}, "discharge: has the label or the name of the terminal"),
        ({"discharge": {"point": [0.0, 0.0]}}, "discharge: is 9,"),
        ({"radio": {"keep": 3600}}, 'radio: keep is a duration such as "90 s"'),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(more, complaint):
    with pytest.raises(EvidenceError) as caught:
        season_of({"title": "t", "span": SPAN, "hulls": 4, **more})
    assert complaint.split("9,")[0] in str(caught.value)


# --------------------------------------------------------------------------------------------------------------- true


def test_trips_follow_each_other_with_time_to_sail_there_and_back():
    """No leg is shorter than 0.6 of the mean laden leg; here that is 0.6 x 60 h = 36 h."""
    trips = season(trade={"laden_h": 60, "idle_share": 0}, hulls=5).truth["trips"]
    by_hull = {}
    for t in trips:
        by_hull.setdefault(t["hull"], []).append(t)
    assert max(map(len, by_hull.values())) > 1
    for own in by_hull.values():
        for t in own:
            assert at(t["loading_start"]) < at(t["loading_end"])
            if t["arrival"]:
                assert (at(t["arrival"]) - at(t["loading_end"])).total_seconds() >= 36 * 3600 - 60
        for one, other in zip(own, own[1:], strict=False):
            assert (at(other["loading_start"]) - at(one["discharge_end"])).total_seconds() >= 36 * 3600 - 60


def test_counts_are_sums_of_trips_and_the_cap_falls_with_the_trip_that_passes_it(terminal):
    trips, (*hulls, fleet) = terminal.truth["trips"], terminal.truth["counts"]
    assert fleet["trips"] == len(trips) == sum(h["trips"] for h in hulls)
    assert fleet["barrels"] == sum(t["barrels"] for t in trips)
    loaded = 0
    for t in sorted(trips, key=lambda t: t["loading_end"]):
        loaded += t["barrels"]
        if loaded > 600_000:
            break
    assert fleet["passed_cap"] == t["loading_end"]


def test_a_ship_is_where_its_life_says(terminal):
    """A hull that loads reports from its berth: within 3 km of the terminal's point, never while it sails."""
    hulls = {h["hull"]: h["mmsi"] for h in terminal.world.truth["hulls"].to_pylist()}
    reports = terminal.world.reports.select(["mmsi", "time", "lat", "lon"]).to_pylist()
    shown = [t for t in terminal.truth["trips"] if t["ais_h"] > 12]
    assert shown
    for t in shown:
        own = [r for r in reports if r["mmsi"] == hulls[t["hull"]]]
        lying = [r for r in own if at(t["loading_start"]) <= r["time"] <= at(t["loading_end"])]
        assert lying
        assert all(abs(r["lat"] + 48) < 0.03 and abs(r["lon"] + 120) < 0.06 for r in lying)


def test_who_never_broadcasts_is_not_received():
    quiet = season(radio={"share": 0, "traders": 1})
    hulls = {r["hull"]: r["mmsi"] for r in quiet.world.truth["hulls"].to_pylist()}
    assert set(quiet.world.reports["mmsi"].to_pylist()) == {hulls["T01"]}


# --------------------------------------------------------------------------------------------------------------- held


def test_a_ship_seen_was_there_and_a_look_says_occupied_just_where_one_was_seen(terminal):
    looks = {r["look_id"]: r for r in terminal.held["looks"]}
    scenes = {r["scene_id"]: r for r in terminal.held["scenes"]}
    true = {r["sighting"]: r for r in terminal.truth["sightings"]}
    stays = [(t["hull"], at(t["loading_start"]), at(t["loading_end"])) for t in terminal.truth["trips"]]
    for s in terminal.held["sightings"]:
        look, hull = looks[s["look"]], true[s["sighting_id"]]["hull"]
        seen = at(scenes[look["scene"]]["acquired_at"])
        assert f"{seen:%Y-%m-%d %H:%M}" == f"{s['date_start']} {s['time_local']}"
        if hull.startswith("V") and look["place"] == "A":
            assert any(h == hull and a <= seen < b for h, a, b in stays)
    seen_in = {s["look"] for s in terminal.held["sightings"]}
    assert {k for k, r in looks.items() if r["result"] == "occupied"} == seen_in
    assert all(r["visible_frac"] == 0 for r in looks.values() if r["result"] == "cannot tell")


def test_sightings_of_one_stay_are_tied_to_the_one_before(terminal):
    held = {s["sighting_id"]: s for s in terminal.held["sightings"]}
    tied = [s for s in held.values() if s["members"]]
    assert len(tied) > 10
    for s in tied:
        before = held[s["members"]]
        assert (before["place"], before["vessel_name"]) == (s["place"], s["vessel_name"])
        assert (before["date_start"], before["time_local"]) < (s["date_start"], s["time_local"])


def test_a_trip_is_seen_just_where_a_sighting_shows_its_ship(terminal):
    true = {r["sighting"]: r["hull"] for r in terminal.truth["sightings"]}
    terminal_name = terminal.scenario.terminal.name
    shown = [true[s["sighting_id"]] for s in terminal.held["sightings"] if s["place"] == terminal_name]
    for row in terminal.truth["counts"][:-1]:
        own = [t for t in terminal.truth["trips"] if t["hull"] == row["hull"]]
        assert sum(t["sightings"] for t in own) == shown.count(row["hull"])
        assert row["seen"] == sum(t["sightings"] > 0 for t in own)
        assert row["seen"] + row["heard"] + row["unloading"] + row["unknown"] == row["trips"]
    for t in terminal.truth["trips"]:
        ways = (t["sightings"], t["ais_h"] >= 2, t["sightings_unloading"] or t["ais_unloading_h"] >= 2, True)
        words = ("a look at its loading", "AIS at its loading", "its unloading alone", "nothing")
        assert t["known_by"] == next(w for way, w in zip(ways, words, strict=True) if way)


def test_radar_reads_no_name(terminal):
    sar = {r["scene_id"] for r in terminal.held["scenes"] if r["sensor"] == "sar"}
    looks = {r["look_id"] for r in terminal.held["looks"] if r["scene"] in sar}
    how = {r["sighting"]: r["how"] for r in terminal.truth["sightings"]}
    tied = {s["members"] for s in terminal.held["sightings"]}
    alone = [s for s in terminal.held["sightings"] if s["look"] in looks and not s["members"]
             and s["sighting_id"] not in tied]  # fmt: skip
    assert alone
    assert {how[s["sighting_id"]] for s in alone} <= {"length measured badly", "named by AIS"}


def test_wrong_names_merges_and_tips_come_where_they_are_asked_for():
    usual = {"hulls": 8, "others": 0, "span": [SPAN[0], SPAN[0].replace(month=12)]}
    plain = season(**usual, reading={"named": 1.0, "measured": 0})
    assert {r["is_name_wrong"] for r in plain.truth["sightings"]} <= {"no", ""}
    assert {r["is_merged"] for r in plain.truth["sightings"]} == {"no"}
    assert {r["is_cued"] for r in plain.held["looks"]} == {"no"}
    odd = season(**usual, reading={"named": 1.0, "measured": 0, "wrong": 0.3, "merged": 0.3},
                 watch={"tip_share": 0.5, "false_tips_d": 20})  # fmt: skip
    wrong = [r["is_name_wrong"] == "yes" for r in odd.truth["sightings"] if r["how"] == "name read"]
    assert 0.15 < np.mean(wrong) < 0.5
    assert "yes" in {r["is_merged"] for r in odd.truth["sightings"]}
    assert "yes" in {r["is_cued"] for r in odd.held["looks"]}


def test_clear_skies_have_their_share_and_persist():
    """A two-state chain: share .6 of clear days, correlation .5 from day to day, whatever the day."""
    sky = np.array(draw_skies(np.random.default_rng(3), 0.6, 0.5, 40_000), float)
    assert sky.mean() == pytest.approx(0.6, abs=0.015)
    assert np.corrcoef(sky[1:], sky[:-1])[0, 1] == pytest.approx(0.5, abs=0.03)


def test_a_check_digit_is_right():
    """4001002: 4x7 + 0x6 + 0x5 + 1x4 + 0x3 + 0x2 = 32."""
    assert imo_number(400100) == 4001002


# ----------------------------------------------------------------------------------------------------------- families


@pytest.fixture(scope="module")
def families():
    return {path.stem: play_season(read_season(path)) for path in sorted(FAMILIES.glob("*.toml"))}


def test_each_family_is_played_and_its_head_says_what_came_of_it(families):
    assert sorted(families) == [
        "ais", "ambiguous", "cued", "good", "merges", "misspecified", "sparse", "wrong_name",
    ]  # fmt: skip
    for name, played in families.items():
        c, head = played.truth["counts"][-1], (FAMILIES / f"{name}.toml").read_text(encoding="utf-8")
        assert head.startswith(f"# SIMULATED. Family {name.replace('_', ' ')}: ")
        assert (
            f"True: {c['trips']} trips: {c['seen']} seen loading, {c['heard']} only heard there, "
            f"{c['unloading']} known by their unloading, {c['unknown']} by nothing." in head
        )
        assert head.count("\n") < 36


def test_families_watch_the_same_ships_and_trips_where_they_do_not_say_otherwise(families):
    shown = ("hull", "loading_start", "loading_end", "arrival", "discharge_end", "barrels")
    trips = {name: [[t[k] for k in shown] for t in played.truth["trips"]] for name, played in families.items()}
    other_laws = trips.pop("misspecified")
    assert all(own == trips["good"] for own in trips.values())
    assert other_laws != trips["good"]


def test_a_family_has_what_it_is_there_for(families):
    def rows(name, table, field):
        return [r[field] for r in {**families[name].held, **families[name].truth}[table]]

    for name in families:
        assert ("yes" in rows(name, "looks", "is_cued")) == (name == "cued")
        assert ("yes" in rows(name, "sightings", "is_merged")) == (name == "merges")
        assert (families[name].truth["counts"][-1]["heard"] > 0) == (name == "ais")
        days = [at(r["acquired_at"]) for r in families[name].held["scenes"] if r["sensor"] == "optical"]
        assert max(b - a for a, b in zip(days, days[1:], strict=False)).days >= 10  # the hole
    wrong = {n: [r for r in families[n].truth["sightings"] if r["is_name_wrong"] == "yes"] for n in families}
    assert wrong["wrong_name"]
    assert all(r["is_merged"] == "yes" for name in set(wrong) - {"wrong_name"} for r in wrong[name])
    named = {n: np.mean([how == "name read" for how in rows(n, "sightings", "how")]) for n in families}
    assert named["ambiguous"] < named["good"] / 2


def test_trips_and_clear_passes_are_as_many_as_their_heads_reckon():
    """By hand. A cycle: 42 h loading, 69 laden, 80 discharging, half of 69 in ballast, half of 504 elsewhere (median 14
    days, times e^(0.9^2 / 2) = 1.5): 477 h. 2,400 h and a stay make 5.1 stays a hull; nine hulls in ten trade: 27.6. Of
    100 passes half of the calendars lose 15: 92.5; 0.7 or 0.35 of them are clear."""
    good, sparse = (read_season(FAMILIES / f"{name}.toml") for name in ("good", "sparse"))
    fleets = [make_fleet(replace(good, seed=seed)) for seed in range(200)]
    trips = [sum(len(life.stays(LOADING, good.hours)) for life in fleet.lives) for fleet in fleets]
    assert np.mean(trips) == pytest.approx(27.6, abs=3 * np.std(trips) / 200**0.5)
    for asked, expected in ((good, 64.8), (sparse, 32.4)):
        looks = [watch_fleet(make_fleet(replace(asked, seed=seed))).glances for seed in range(100)]
        clear = [sum(g.place == 0 and g.sensor == OPTICAL for g in own) for own in looks]
        assert np.mean(clear) == pytest.approx(expected, abs=3 * np.std(clear) / 100**0.5)


# -------------------------------------------------------------------------------------------------------------- files


def test_the_bundled_terminal_is_what_its_scenario_makes(terminal, tmp_path):
    write_season(terminal, tmp_path / "made")
    bundled = sorted(p.relative_to(TERMINAL) for p in TERMINAL.rglob("*") if p.is_file())
    assert len(bundled) > 12
    for name in bundled:
        if name.name in ("scenario.toml", "README.md"):
            continue
        held = (TERMINAL / name).read_bytes()
        made = (tmp_path / "made" / str(name).removesuffix(".gz")).read_bytes()
        assert (gzip.decompress(held) if name.suffix == ".gz" else held) == made, name
    assert sum(p.stat().st_size for p in TERMINAL.rglob("*")) < 1_000_000


def test_every_row_says_that_it_is_simulated(terminal, tmp_path):
    for path in write_season(terminal, tmp_path / "made"):
        if path.suffix == ".csv" and path.name not in ("truth_hulls.csv", "truth_gaps.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    assert "simulated" in " ".join(row.values()).casefold(), path.name
    case = tomllib.loads((tmp_path / "made" / "case.toml").read_text(encoding="utf-8"))
    assert case["title"].startswith("SIMULATED")
    assert case["question"]["season"]["text"].startswith("SIMULATED")
    assert case["question"]["season"]["estimate"] == {"from": "looks"}


def test_the_same_scenario_gives_the_same_bytes_and_a_full_folder_is_left_alone(terminal, tmp_path):
    files = write_season(terminal, tmp_path / "one")
    again = write_season(play_season(terminal.scenario), tmp_path / "two")
    assert [p.read_bytes() for p in files] == [p.read_bytes() for p in again]
    with pytest.raises(FairleadError, match="is not empty"):
        write_season(terminal, tmp_path / "one")

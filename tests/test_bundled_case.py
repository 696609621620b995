"""The bundled real case, end to end: figures derived in tests/golden/*/README.md, or quoted from the source."""

import json
import subprocess
import sys

import pytest

import fairlead


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "case"
    done = subprocess.run(
        [sys.executable, "-m", "fairlead", "demo", str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return fairlead.open(folder, read_only=True), done.stdout


@pytest.fixture(scope="module")
def oil(case):
    return case[0].answer()


def flat(text):
    return " ".join(text.split())


def test_nine_files_of_266_rows_are_265_kept_and_one_refused(case):
    evidence = [e for e in case[0].table("evidence").to_pylist() if e["kind"] != "case.toml"]
    assert len(evidence) == 9
    assert sum(e["rows_in"] for e in evidence) == 266
    assert sum(e["rows_kept"] for e in evidence) == 265
    refused = [r for r in case[0].table("rejects").to_pylist() if r["scope"] == "row"]
    assert [r["label"] for r in refused] == ["C05"]
    assert "17.9" in refused[0]["reason"]


def test_eleven_calls_are_documented_ten_seen_and_one_inferred(oil):
    trips = oil["trips"]
    assert (trips["documented"], trips["documented_seen"], trips["documented_inferred"]) == (11, 10, 1)
    assert (trips["documented_min"], trips["documented_max"]) == (9, 11)
    assert trips["claimed"] == 43
    assert trips["claimed_origins"] == 1


def test_the_ten_are_reported_from_images_at_second_hand(oil):
    """S01-S03 and S05-S08 are marked secondary, S25 a copy of an article: no row of the ten is an original."""
    trips = oil["trips"]
    assert trips["documented_from_images"] == 10
    assert trips["documented_sources"] == {"original": 0, "copy": 1, "secondary": 9, "not_stated": 0}
    # two members of S03's group, Chon Ma San in June, Sin Phyong 5, Yu Son's second call: no chance is put on any
    assert trips["documented_beyond"] == 5


def test_nine_of_eleven_hulls_borrow_the_mean_of_the_five_known(oil):
    """(1,150 + 2,070 + 3,003 + 3,565 + 5,807) / 5 = 3,119 t; only Chon Ma San's two trips have their own."""
    borrowed = oil["barrels"]["bases"]["documented"]["borrowed"]
    assert (borrowed["trips"], borrowed["of"], borrowed["dwt_t"]) == (9, 11, 3119)


def test_the_estimate_is_the_published_posterior_and_says_its_condition(oil):
    trips = oil["trips"]
    assert [trips[f"estimated_{q}"] for q in ("p05", "p50", "p95")] == [50, 61, 80]
    assert "Open Source Centre" in trips["estimated_basis"]


def test_the_official_share_of_2024_is_33_7_per_cent(oil):
    assert oil["official"]["barrels"] == 168_679
    assert round(100 * oil["official"]["share_of_cap"], 1) == 33.7
    assert oil["cap"]["id"] == "R01"
    assert oil["cap"]["limit_bbl"] == 500_000


def test_the_claimed_trips_make_the_classic_points_and_the_low_end_stays_under_the_cap(oil):
    claimed = oil["barrels"]["bases"]["claimed"]
    at = {round(r["share"], 2): r for r in claimed["by_load_share"]}
    assert round(at[0.33]["barrels"]) == 370_394  # 43 x 3,464 x 7.46 = 1,111,181.92; a third, a half, 90 %
    assert round(at[0.5]["barrels"]) == 555_591
    assert round(at[0.9]["barrels"]) == 1_000_064
    assert [at[s]["over_cap"] for s in (0.33, 0.5, 0.9)] == [False, True, True]
    by_call = {r["per_call"]: r for r in claimed["by_call"]}
    assert (by_call[10_000]["barrels"], by_call[10_000]["over_cap"]) == (430_000, False)
    assert (by_call[30_000]["barrels"], by_call[30_000]["over_cap"]) == (1_290_000, True)
    # The cap is on all supplies: 370,394 + 168,679 notified = 539,073
    assert round(at[0.33]["barrels_with_notified"]) == 539_073
    assert at[0.33]["over_cap_with_notified"] is True


def test_the_readme_says_what_the_answer_says(oil, request):
    readme = flat((request.config.rootpath / "README.md").read_text(encoding="utf-8"))
    trips, borrowed = oil["trips"], oil["barrels"]["bases"]["documented"]["borrowed"]
    assert trips["documented_split"] in readme
    assert trips["documented_rests"].partition(" and none")[0] in readme
    assert f"not in it: {trips['documented_beyond']} without a chance that would add one" in readme
    assert f"the {borrowed['of']} dated trips, {borrowed['trips']} on hulls put at the fleet's mean" in readme
    falls = [f"{100 * s['p_over']:.0f} %" for s in oil["cap"]["sensitivities"] if s["changed"] != 1]
    assert [readme.index(f) for f in falls] == sorted(readme.index(f) for f in falls)
    assert f"{oil['coverage'][0]['days_unwatched']} of 366 days no look at the berth is held in this case" in readme


def test_dated_trips_alone_do_not_pass_the_cap_at_any_load(oil):
    assert not any(r["over_cap"] or r["over_cap_with_notified"] for r in oil["barrels"]["by_load_share"])
    assert oil["cap"]["p_exceeded"] == 0


def test_the_terminal_leads_with_the_difference_and_the_days_nobody_watched(case):
    words = flat(case[1])
    assert words.index("11 trips") < words.index("43 are claimed, by one origin") < words.index("TRIPS")
    assert "208" in words[: words.index("TRIPS")]
    assert "nothing can be said to be absent" in words
    assert max(map(len, case[1].splitlines())) <= 100


def test_chon_ma_sans_october_load_is_8865_13297_23935_barrels(case):
    trips = {t["trip_id"]: t for t in case[0].table("trips").to_pylist()}
    october = [
        c
        for c in case[0].table("cargoes").to_pylist()
        if trips[c["trip_id"]]["hull_words"] == "Chon Ma San" and trips[c["trip_id"]]["start_time"].month == 10
    ]
    amounts = {round(c["load_share_frac"], 2): c["amount"] for c in october if c["load_share_frac"]}
    assert round(amounts[0.33]) == 8_865
    assert int(amounts[0.5]) == 13_297
    assert int(amounts[0.9]) == 23_935


def test_chon_ma_sans_october_is_one_round_trip_with_an_inferred_call(case):
    """South of Jeju on 15 October (S19), off the pier, in the Korea Strait on 27 October (S24): out and back."""
    labels = {o["sighting_id"]: o["label"] for o in case[0].table("observations").to_pylist()}
    trips = [t for t in case[0].table("trips").to_pylist() if t["hull_words"] == "Chon Ma San" and t["is_counted"]]
    (october,) = (t for t in trips if t["start_time"].month == 10)
    assert october["status"] == "inferred"
    assert (october["calls_min"], october["calls_max"]) == (1, 1)
    assert "one trip out and back" in october["words"]
    assert {labels.get(s) for s in october["sources"]} >= {"S19", "S24"}


def test_yu_son_in_april_is_at_least_one_two_possible(case):
    said = [t["words"] for t in case[0].table("trips").to_pylist() if t["hull_words"] == "Yu Son" and t["is_counted"]]
    assert len(said) == 1
    assert "at least one, two possible" in said[0]


def test_the_second_question_counts_ships_and_asks_for_no_cap(case):
    answer = case[0].answer("munitions")
    assert answer["trips"]["documented"] == 5
    assert answer["trips"]["estimated_none"].startswith("No estimate: the only looks held are known because")
    assert answer["cap"] is None
    assert answer["barrels"] is None


def test_verify_finds_nothing_to_complain_of(case):
    assert case[0].verify() == []


def test_the_answer_is_plain_json(oil):
    assert json.loads(json.dumps(oil)) == oil

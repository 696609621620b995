"""Rules of identity risk: each fires on its case, with the rows it stands on, and is quiet beside it."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.geodesy import distance_km
from fairlead.base.ids import is_imo
from fairlead.identity.risk_rules import (
    Edge,
    Ended,
    Flagged,
    FlagShown,
    Happened,
    Hull,
    Known,
    Sent,
    find_bad_numbers,
    find_clones,
    find_false_registries,
    find_flag_clashes,
    find_flag_hops,
    find_laundered,
    find_no_ships_mmsis,
    find_other_ships,
    find_successions,
    find_timely_changes,
    find_zombies,
    list_changes,
    state_of,
    states_of,
    year_of_series,
)

DAY = timedelta(days=1)
KP, RU, PA, HK = 445_000_001, 273_000_001, 351_000_001, 477_000_001
ALDER = Known("vessel:alder", "ALDER", 9_074_729, "KP", 1994, 100.0, "tanker")


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def sent(value, start, end, mmsi=KP, prop="imo"):
    return Sent(f"worn:{mmsi}/{value}/{start}", mmsi, prop, value, day(start), day(end))


ON_AIR = sent("9074729", "2024-03-01", "2024-05-01")


def km(a, b):
    return distance_km(a.lat, a.lon, b.lat, b.lon)


# ---------------------------------------------------------------------------------------------------------- MMSI, MID


def test_states_of_an_mmsi_are_those_of_its_digits_and_the_state_a_territory_is_of():
    assert (states_of(KP), states_of(RU), states_of(HK)) == ({"KP"}, {"RU"}, {"HK", "CN"})
    assert (state_of(HK), state_of(PA)) == ("HK", "PA")
    assert states_of(306_000_001) == {"BQ", "CW", "SX", "NL"}  # ITU gives one number to three islands
    assert (states_of(217_000_001), states_of(992_731_234), states_of(27_300_001)) == (frozenset(),) * 3


def test_an_imo_number_under_an_mmsi_that_no_ship_can_have():
    forms = [sent("9074729", "2024-03-01", "2024-03-02", m) for m in (992_731_234, 217_000_001, KP)]
    found = list(find_no_ships_mmsis(forms))
    assert [r.mmsi for r in found] == [992_731_234, 217_000_001]
    assert ["no ship's MMSI" in found[0].words, "no state has" in found[1].words] == [True, True]
    assert len([*find_no_ships_mmsis([forms[0]] * 20 + forms)]) == 22  # one MMSI, however often
    assert found[0].sources == (forms[0].worn_id,)


def test_a_data_set_with_numbers_of_its_own_is_one_row():
    own = [sent("9074729", "2024-03-01", "2024-03-02", m) for m in range(1, 12)]
    (risk,) = find_no_ships_mmsis([*own, ON_AIR])
    assert (
        risk.words == "11 of 12 MMSIs that sent a valid IMO number are no ship's by their form, 000000001 among them."
    )
    assert len([*find_no_ships_mmsis([*own[:10], ON_AIR])]) == 10
    assert [len([*find_no_ships_mmsis(own[:n])]) for n in (3, 4)] == [3, 1]  # all there are
    many = [sent("9074729", "2024-03-01", "2024-03-02", KP + m) for m in range(110)]
    assert len([*find_no_ships_mmsis([*own, *many])]) == 11  # 11 of 121 is less than a tenth


# -------------------------------------------------------------------------------------------------------- the number


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("9074728", "its check digit is wrong."),
        ("1111111", "no ship has it"),
        ("1234567", "it passes the check digit by chance"),  # 7+12+15+16+15+12 = 77
        ("5555555", "it passes the check digit by chance"),  # 5 x 27 = 135
        ("0012345", "it has not seven digits"),
        ("907472900", "two noughts stand behind 9074729"),
        ("1073741823", None),  # 2 to the 30th less one: every bit of the field is set, so none was entered
        ("5400002", "right for a company"),  # 40+24 = 64, 11 - 9 = 2; a ship's would be 35+24 = 59, 9
        ("9074729", None),  # 63+0+35+16+21+4 = 139
    ],
)
def test_a_number_no_ship_can_have(number, why):
    found = list(find_bad_numbers([sent(number, "2024-03-01", "2024-03-09")], {KP: "tanker ship of 100 m"}))
    assert [why in r.words for r in found] == ([True] if why else [])


def test_a_ship_that_owes_no_number_may_send_what_it_likes_and_others_with_the_same_are_named():
    same = [sent("9074728", "2024-03-01", "2024-03-09", m) for m in (KP, RU)]
    (risk,) = find_bad_numbers(same, {KP: "tanker ship"})
    assert (risk.mmsi, risk.sources) == (KP, tuple(s.worn_id for s in same))
    assert "273000001 sent the same: one ship may be behind both." in risk.words
    habit = [sent("9074728", "2024-03-01", "2024-03-09", RU + m) for m in range(4)]
    (risk,) = find_bad_numbers([same[0], *habit], {KP: "tanker ship"})
    assert risk.sources == (same[0].worn_id,)


# ------------------------------------------------------------------------------------------------------- particulars


def test_a_length_and_a_type_of_another_ship():
    (risk,) = find_other_ships(
        [ON_AIR], {9_074_729: ALDER}, {KP: (180.0, "segment:1")}, {KP: ("cargo", "segment:2")}, 0.1
    )
    assert risk.words == (
        "445000001 sent IMO number 9074729 of ALDER, 1 Mar – 30 Apr 2024: it sends a length of 180 m, where ALDER has "
        "100 m and it sends the type cargo, where ALDER is a tanker ship."
    )
    assert risk.sources == (ON_AIR.worn_id, "vessel:alder", "segment:1", "segment:2")
    same = find_other_ships(
        [ON_AIR], {9_074_729: ALDER}, {KP: (110.0, "segment:1")}, {KP: ("tanker", "segment:2")}, 0.1
    )
    assert [*same] == []


def test_an_mmsi_of_another_state_than_the_flags_of_that_time():
    north = Flagged("vessel:alder", "KP", "mark:kp")
    then = Flagged("vessel:alder", "RU", "mark:ru", day("2023-01-01"), day("2024-04-01"))
    later = Flagged("vessel:alder", "RU", "mark:ru", day("2024-05-02"))
    russian = sent("9074729", "2024-03-01", "2024-05-01", RU)
    known = {9_074_729: ALDER}
    (risk,) = find_flag_clashes([russian], known, [north, later])
    assert (risk.mmsi, risk.sources) == (RU, (russian.worn_id, "mark:kp"))
    assert [*find_flag_clashes([russian], known, [north, then])] == []
    assert [*find_flag_clashes([ON_AIR], known, [north])] == []
    assert [*find_flag_clashes([russian], known, [])] == []  # no flag is known, so none disagrees
    hong_kong = sent("9074729", "2024-03-01", "2024-05-01", HK)
    assert [*find_flag_clashes([hong_kong], known, [Flagged("vessel:alder", "CN", "mark:cn")])] == []


# ----------------------------------------------------------------------------------------------- zombies, laundering


def test_the_number_of_a_ship_that_is_gone():
    gone = Ended("vessel:alder", "ALDER", 9_074_729, day("2020-01-01"), "broken up (2019)", "particulars:1")
    (risk,) = find_zombies([ON_AIR], [gone])
    assert (risk.start, risk.end, risk.sources) == (ON_AIR.start, ON_AIR.end, (ON_AIR.worn_id, "particulars:1"))
    before = sent("9074729", "2019-03-01", "2020-01-01")
    assert [*find_zombies([before], [gone])] == []


def test_series_of_numbers_tell_a_year_from_70_to_89_but_not_of_numbers_given_afterwards():
    assert [year_of_series(i) for i in (8_528_864, 8_514_045, 7_640_378)] == [1985, 1985, 1976]
    assert [year_of_series(i) for i in (8_660_313, 8_701_234, 9_187_629, 5_400_001)] == [None] * 4


@pytest.mark.parametrize("imo", [8_528_864, 8_514_045])
def test_the_two_published_laundered_numbers_pass_the_check_digit_and_are_told_by_their_history(imo):
    """C4ADS (2021): KINGSWAY as APEX and SHUN FA with 8528864, SUBBLIC as HAI ZHOU 168 with 8514045."""
    assert is_imo(imo)
    first = sent(str(imo), "2018-11-01", "2019-06-01", PA)
    (risk,) = find_laundered([first], {}, day("2016-01-01"), 8, 730 * DAY, 15)
    assert (risk.imo, risk.mmsi, risk.sources) == (imo, PA, (first.worn_id,))
    assert "ordered about 1985" in risk.words
    assert "no list of vessels" in risk.words
    assert [*find_laundered([first], {}, day("2018-10-01"), 8, 730 * DAY, 15)] == []  # nobody listened before
    listed = Known("vessel:1", "AN OLD SHIP", imo, "PA", 1986)
    assert [*find_laundered([first], {imo: listed}, day("2016-01-01"), 8, 730 * DAY, 15)] == []
    young = Known("vessel:1", "SHUN FA", imo, "PA", 2018)
    (risk,) = find_laundered([first], {imo: young}, day("2018-10-01"), 8, 730 * DAY, 15)
    assert (risk.vessel_id, risk.sources) == ("vessel:1", (first.worn_id, "vessel:1"))


# ------------------------------------------------------------------------------------------------------------ changes

NAMES = [sent("ALDER", "2024-03-01", "2024-03-10", prop="name"), sent("BIRCH", "2024-03-20", "2024-05-01", prop="name")]
WITHIN = {"gap": timedelta(0), "call": 10 * DAY, "designation": 180 * DAY}


def timely(*happened, values=NAMES, ships=None):
    return list(find_timely_changes(list_changes(values), happened, ships or {}, WITHIN))


def test_changes_are_values_in_turn_and_not_at_once():
    (change,) = list_changes(NAMES)
    assert (change.property, change.old, change.new, change.after, change.before) == (
        "name", "ALDER", "BIRCH", day("2024-03-10"), day("2024-03-20"),
    )  # fmt: skip
    at_once = [NAMES[0], sent("BIRCH", "2024-03-05", "2024-03-08", prop="name")]
    assert list_changes(at_once) == []
    covered = [sent("ALDER", "2024-03-01", "2024-06-01", prop="name"), *NAMES[1:],
               sent("CEDAR", "2024-05-02", "2024-05-20", prop="name")]  # fmt: skip
    assert list_changes(covered) == []
    moved = [ON_AIR, sent("9074729", "2024-05-20", "2024-06-01", RU)]
    (change,) = list_changes(moved)
    assert (change.property, change.old, change.new, change.mmsi, change.other_mmsi) == (
        "mmsi",
        "445000001",
        "273000001",
        RU,
        KP,
    )
    assert (
        list_changes([sent("9074728", "2024-03-01", "2024-03-02"), sent("9074728", "2024-04-01", "2024-04-02", RU)])
        == []
    )


def test_a_name_changed_during_a_gap():
    gap = Happened("gap", day("2024-03-11"), day("2024-03-19"), "meanwhile it was silent", "gap:1", mmsi=KP)
    (risk,) = timely(gap)
    assert risk.words == (
        "445000001: the name ALDER was given up for BIRCH between 10 Mar 2024 00:00 UTC and 20 Mar 2024 00:00 UTC: "
        "meanwhile it was silent."
    )
    assert risk.sources == (NAMES[0].worn_id, NAMES[1].worn_id, "gap:1")
    assert timely(Happened("gap", day("2024-03-21"), day("2024-03-29"), "", "gap:1", mmsi=KP)) == []
    assert timely(Happened("gap", day("2024-03-11"), day("2024-03-19"), "", "gap:1", mmsi=RU)) == []


@pytest.mark.parametrize(
    ("start", "counts"), [("2024-03-30", 1), ("2024-03-31", 0), ("2024-02-27", 1), ("2024-02-26", 0)]
)
def test_a_change_close_to_a_call(start, counts):
    call = Happened("call", day(start), day(start) + 2 * DAY, "it called at X", "port_call:1", mmsi=KP)
    assert len(timely(call)) == counts


@pytest.mark.parametrize(
    ("listed", "counts"), [("2024-03-20", 1), ("2024-03-21", 0), ("2023-09-12", 1), ("2023-09-11", 0)]
)
def test_a_change_after_a_designation(listed, counts):
    # 2023-09-12 plus 180 days is 2024-03-10, the last day of the old name
    listing = Happened(
        "designation", day(listed), day(listed), "UN had listed it", "listing:1", vessel_id="vessel:alder"
    )
    assert len(timely(listing, ships={KP: ["vessel:alder"]})) == counts
    assert timely(listing) == []


# -------------------------------------------------------------------------------------------------------------- flags


def test_three_flags_in_two_years():
    worn = [
        FlagShown("PA", day("2022-01-01"), day("2022-06-01"), "a"),
        FlagShown("TG", day("2022-07-01"), day("2023-01-01"), "b"),
        FlagShown("KP", day("2024-05-31"), day("2024-08-01"), "c"),
    ]
    (risk,) = find_flag_hops([Hull(9_074_729, "ALDER", tuple(worn))], 3, 730 * DAY)
    assert (risk.sources, risk.start, risk.end) == (("a", "b", "c"), day("2022-01-01"), day("2024-08-01"))
    later = FlagShown("KP", day("2024-06-01"), day("2024-08-01"), "c")  # 731 days after the end of the first
    assert [*find_flag_hops([Hull(9_074_729, "ALDER", (*worn[:2], later))], 3, 730 * DAY)] == []
    back = [FlagShown("PA", day("2022-08-01"), day("2022-09-01"), "d"), *worn[:2]]
    assert [*find_flag_hops([Hull(9_074_729, "ALDER", tuple(back))], 3, 730 * DAY)] == []


def test_a_flag_that_the_analyst_lists_as_false():
    hull = Hull(9_074_729, "ALDER", (FlagShown("GM", day("2022-01-01"), day("2022-06-01"), "a"),))
    (risk,) = find_false_registries([hull], ("GM",))
    assert risk.sources == ("a",)
    assert [*find_false_registries([hull], ())] == []


# ------------------------------------------------------------------------------------------------- clones, successions


def test_clones_are_conflicts_that_no_clock_explains():
    row = {"conflict_id": "conflict:1", "conflict_kind": "one_imo", "mmsi": KP, "other_mmsi": RU, "receiver": None,
           "start_time": day("2024-03-01"), "end_time": day("2024-03-02"), "words": "At once."}  # fmt: skip
    (risk,) = find_clones([row, {**row, "receiver": "r1"}, {**row, "conflict_kind": "on_land"}])
    assert (risk.mmsi, risk.other_mmsi, risk.sources) == (KP, RU, ("conflict:1",))


def edge(mmsi, at, lat, length, ids=(), ship_class="tanker", imos=()):
    return Edge(mmsi, day(at), lat, 130.0, length, ship_class, f"segment:{mmsi}", ids, imos)


def successions(ends, begins):
    found = find_successions(ends, begins, km, 60 * DAY, 1000.0, 5.0, 25.0, 5)
    return [(r.other_mmsi, r.mmsi, r.words.rpartition(": ")[2]) for r in found]


def test_an_identity_that_ends_and_those_that_begin_after_it_compete():
    end = edge(KP, "2024-03-01", 40.0, 100.0, ("vessel:alder",))
    near, far = edge(RU, "2024-03-05", 41.0, 104.0), edge(PA, "2024-03-05", 44.0, 96.0)
    assert successions([end], [far, near]) == [
        (KP, RU, "candidate 1 of 2 that fit."), (KP, PA, "candidate 2 of 2 that fit."),
    ]  # fmt: skip
    assert successions([end], [near]) == [(KP, RU, "the only one that fits.")]


@pytest.mark.parametrize(
    "begin",
    [
        edge(RU, "2024-02-28", 41.0, 100.0),  # before the other ends
        edge(RU, "2024-05-01", 41.0, 100.0),  # 61 days after
        edge(RU, "2024-03-05", 50.0, 100.0),  # 1,112 km
        edge(RU, "2024-03-01", 41.0, 100.0),  # 111 km in no time
        edge(RU, "2024-03-05", 41.0, 106.0),
        edge(RU, "2024-03-05", 41.0, None),
        edge(RU, "2024-03-05", 41.0, 100.0, ship_class="cargo"),
    ],
)
def test_what_does_not_fit_succeeds_nobody(begin):
    assert successions([edge(KP, "2024-03-01", 40.0, 100.0, ("vessel:alder",))], [begin]) == []


def test_a_candidate_with_another_valid_number_says_so_and_stands_last():
    end = edge(KP, "2024-03-01", 40.0, 100.0, ("vessel:alder",), imos=((9074729, "worn:a"),))
    other = edge(RU, "2024-03-05", 41.0, 104.0, imos=((9187629, "worn:b"),))
    far = edge(PA, "2024-03-05", 44.0, 96.0)
    first, second = find_successions([end], [other, far], km, 60 * DAY, 1000.0, 5.0, 25.0, 5)
    assert (first.mmsi, second.mmsi) == (PA, RU)
    assert "they send different IMO numbers, 9074729 and 9187629, both valid" in second.words
    assert set(second.sources) == {f"segment:{KP}", f"segment:{RU}", "worn:a", "worn:b"}
    assert "IMO" not in first.words


def test_two_strangers_are_nobodys_succession():
    assert successions([edge(KP, "2024-03-01", 40.0, 100.0)], [edge(RU, "2024-03-05", 41.0, 100.0)]) == []

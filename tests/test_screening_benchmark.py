"""The screening benchmark: its romanisations are those of the systems, its scores those of the counts."""

import random

import pytest

from benchmarks import bench_risks
from benchmarks.screening import f1, half_of, record_of
from benchmarks.screening_two_lists import Listed, day_of, numbers_in, two_lists
from benchmarks.screening_worlds import _BGN, _DPRK, _GOST, _MR, _PASSPORT, _REVISED, korean, make_world, russian
from fairlead.base.tables import VESSELS

SETS = bench_risks.SHARED / "ais" / "parquet"


def test_russian_is_romanised_by_three_systems():
    # BGN/PCGN, GOST 7.79 system B, ICAO 9303: ХАБАРОВСК, ЩУКИН, ЮРИЙ
    assert [russian("ХАБАРОВСК", s) for s in (_BGN, _GOST, _PASSPORT)] == ["KHABAROVSK", "XABAROVSK", "KHABAROVSK"]
    assert [russian("ЩУКИН", s) for s in (_BGN, _GOST, _PASSPORT)] == ["SHCHUKIN", "SHHUKIN", "SHCHUKIN"]
    assert [russian("ЮРИЙ", s) for s in (_BGN, _GOST, _PASSPORT)] == ["YURIY", "YURIJ", "IURII"]


def test_korean_is_romanised_by_three_systems():
    written = {korean("천명", s, random.Random(0)).replace(" ", "") for s in (_DPRK, _REVISED, _MR)}
    assert written == {"CHONMYONG", "CHEONMYEONG", "CH'ŎNMYŎNG"}


def test_f1_is_of_the_counts():
    # two found, one wrongly, one missed: 2*2 / (2*2+1+1)
    assert f1([(True, True), (True, True), (False, True), (True, False), (False, False)]) == (
        pytest.approx(2 / 3),
        2,
        1,
        1,
    )


def test_a_world_is_the_same_for_a_seed_and_its_siblings_are_of_none():
    world = make_world(3, count=200, each=5)
    assert world == make_world(3, count=200, each=5)
    bare = {t.replace(" ", "") for t in world.targets}
    assert all(q.text.replace(" ", "") not in bare for q in world.queries if q.target is None)


def test_halves_are_cut_by_content():
    halves = [half_of(str(i)) for i in range(1000)]
    assert 400 < halves.count("tuned") < 600
    assert halves[:3] == [half_of("0"), half_of("1"), half_of("2")]


def test_an_entity_becomes_a_record():
    record = record_of("a", "Person", {"firstName": ["Igor"], "lastName": ["Sechin"], "birthDate": ["1960-09-07"]})
    assert [(s.property, s.value) for s in record.stated] == [("name", "Igor Sechin"), ("birth_date", "1960-09-07")]


@pytest.mark.skipif(not SETS.is_dir(), reason="the shared sets of AIS are not here")
def test_the_benchmark_of_risk_rules_asks_the_rules_as_they_are_asked_now():
    ships, numbered, fired, rows = bench_risks.play(SETS / "norway_2019-08-07.parquet", VESSELS.empty())
    assert ships >= numbered
    assert sum(fired.values()) == len(rows)


def test_two_lists_are_joined_by_numbers_that_no_matcher_is_shown():
    def entry(key, name, *numbers, schema="Company"):
        return Listed(key, schema, {"name": [name]}, numbers_in(list(numbers)))

    theirs = [
        entry("1", "Romashka", "77-123456"),
        entry("2", "Romashka Bunker", "999999"),
        entry("3", "Vasilek", "888888"),
        entry("4", "Romashka Trading"),  # states no number: whether it is another is not known
        entry("5", "Romashka", "555555", schema="Person"),
    ]
    pairs = two_lists([entry("a", "OOO Romashka", "77 123456"), entry("b", "Romashka Two", "123")], theirs)
    assert [(p.b["name"], p.is_match) for p in pairs] == [
        (["Romashka"], True),
        (["Romashka Bunker"], False),
        (["Vasilek"], False),
    ]
    assert all(p.a == {"name": ["OOO Romashka"]} for p in pairs)


@pytest.mark.parametrize(
    ("stated", "day"),
    [("12 Mar 1960", "1960-03-12"), ("Mar 1960", "1960-03"), ("1960", "1960"), ("13.10.1944", "1944-10-13")],
)
def test_a_date_of_birth_is_read_as_exactly_as_it_is_stated(stated, day):
    assert day_of(stated) == day

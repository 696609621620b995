from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.identity.compare import CompareParams, compare_records
from fairlead.identity.hull_particulars import ship_classes
from fairlead.identity.records import Record, Stated

A, B = "9187629", "9074729"
"""Two IMO numbers that pass the check: 159 and 9*7+0*6+7*5+4*4+7*3+2*2 = 139."""


def ship(record_id="a", kind="vessel", start=None, end=None, **stated):
    def day(number):
        return number and datetime(2024, 1, number, tzinfo=UTC)

    return Record(record_id, kind, tuple(
        Stated(property_, value, start=day(start), end=day(end), source=f"{record_id}:{property_}")
        for property_, values in stated.items()
        for value in (values if isinstance(values, list) else [values])
    ))  # fmt: skip


def level(a, b, **params):
    found = compare_records(a, b, CompareParams(**params))
    return found and found.level


def test_one_valid_number_confirms_under_whatever_name():
    assert level(ship(imo=A, name="SCF PRIMORYE"), ship("b", imo=f"IMO {A}", name="Primorye")) == "confirmed"
    assert level(ship(imo=A, name="NS BRAVO"), ship("b", imo=A, name="Belgorod")) == "confirmed"


@pytest.mark.parametrize(
    "against",
    [{"built": ["1999", "2003"]}, {"tonnage": ["100000", "79000"]}, {"type": ["Crude Oil Tanker", "Container Ship"]}],
)
def test_a_number_with_a_contradiction_is_probable_and_says_why(against):
    ((property_, (ours, theirs)),) = against.items()
    found = compare_records(ship(imo=A, **{property_: ours}), ship("b", imo=A, **{property_: theirs}))
    assert found.level == "probable"
    assert [r.property for r in found.reasons if r.verdict == "differs"] == [property_]
    assert {ours, theirs} <= {side for r in found.reasons for side in (r.ours, r.theirs)}


def test_particulars_within_their_tolerance_contradict_nothing():
    # two years; 19 per cent; bulk carrier and general cargo are of one class
    ours = ship(imo=A, built="1999", tonnage="100000", type="Bulk Carrier")
    theirs = ship("b", imo=A, built="2001", tonnage="81000", type="General Cargo")
    assert level(ours, theirs) == "confirmed"


def test_a_number_known_to_prove_nothing_confirms_nothing():
    assert level(ship(imo="8528864", name="SHUN FA"), ship("b", imo="8528864", name="KINGSWAY")) == "confirmed"
    pair = ship(imo="8528864", name="SHUN FA"), ship("b", imo="8528864", name="SHUN FA")
    assert level(*pair, doubted=frozenset({8528864})) == "probable"


def test_two_valid_numbers_contradict_one_name_and_the_hit_is_shown():
    found = compare_records(ship(imo=A, name="LUCKY STAR"), ship("b", imo=B, name="Lucky Star"))
    assert found.level == "contradicted"
    assert found.log_odds < 0
    assert f"IMO {A} is not IMO {B}" in found.words
    assert found.reasons[0].sources == ("a:imo", "b:imo")


def test_two_valid_numbers_contradict_one_mmsi():
    ours = ship(imo=A, name="ALPHA", mmsi="273123456", start=1, end=9)
    assert level(ours, ship("b", imo=B, name="BRAVO", mmsi="273123456", start=2, end=3)) == "contradicted"


def test_ships_that_share_nothing_do_not_meet():
    assert level(ship(imo=A, name="ALPHA"), ship("b", imo=B, name="BRAVO")) is None
    assert level(ship(name="ALPHA"), ship("b", name="BRAVO")) is None
    assert level(ship(name="ALPHA"), ship("b", kind="company", name="ALPHA")) is None


def test_a_name_alone_is_never_more_than_possible():
    found = compare_records(
        ship(name="RYE SONG GANG 1", built="1990", flag="KP"), ship("b", name="RYESONGGANG 1", built="1990", flag="KP")
    )
    assert found.level == "possible"


def test_a_mark_counts_within_its_time():
    ours = ship(name="ALPHA", mmsi="273123456", start=1, end=9)
    assert level(ours, ship("b", name="ALPHA", mmsi="273123456", start=8)) == "probable"
    assert level(ours, ship("b", name="BRAVO", mmsi="273123456", start=8)) == "possible"
    assert level(ours, ship("b", name="ALPHA", mmsi="273123456", start=9)) == "possible"  # handed on: the name alone
    assert level(ours, ship("b", name="BRAVO", mmsi="273123456", start=9)) is None
    assert level(ours, ship("b", name="BRAVO", mmsi="273123456")) == "possible"  # when, nobody says
    assert level(ours, ship("b", name="ALPHA", mmsi="273123456")) == "possible"


def test_a_call_sign_with_a_particular_is_probable():
    ours = ship(call_sign="UBCD7", built="1990", start=1, end=9)
    assert level(ours, ship("b", call_sign="UB CD7", built="1990", start=2)) == "probable"
    assert level(ours, ship("b", call_sign="UBCD7", built="2010", start=2)) == "possible"


def test_the_same_wrong_number_links_and_a_stand_in_does_not():
    wrong = "9187628"
    assert level(ship(imo=wrong, name="YU SON"), ship("b", imo=wrong, name="YUSEON")) == "probable"
    assert level(ship(imo=wrong, name="YU SON"), ship("b", imo=wrong, name="ALPHA")) == "possible"
    assert level(ship(imo="1234", name="YU SON"), ship("b", imo="1234", name="ALPHA")) is None


@pytest.mark.parametrize("imo", ["1234567", "5555555"])
def test_a_row_of_digits_that_passes_the_check_confirms_and_links_nothing(imo):
    one, other = (
        Record(k, "vessel", (Stated("name", n), Stated("imo", imo))) for k, n in (("a", "ALDER"), ("b", "BIRCH"))
    )
    assert compare_records(one, other) is None
    named = Record("c", "vessel", (Stated("name", "ALDER"), Stated("imo", "9074729")))
    assert compare_records(one, named).level == "possible"  # nor does it contradict


def test_what_differs_can_outweigh_a_weak_name():
    # LUCKY STAR is worth 8.3; built -4, deadweight -4, class -3: together below nothing
    ours = ship(name="LUCKY STAR", built="1985", tonnage="3000", type="Tanker")
    found = compare_records(ours, ship("b", name="LUCKY STAR", built="2012", tonnage="60000", type="Bulk carrier"))
    assert found.level == "contradicted"
    assert compare_records(ours, ship("b", name="LUCKY STAR", built="1985")).level == "possible"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # the four of notes/identity-and-screening.md 0.2
        (ship(imo=A, name="VICTORY"), ship("b", imo=B, name="VICTORY")),
        (ship(name="ALPHA", mmsi="273123456"), ship("b", name="BRAVO", mmsi="273123456")),
        (ship(name="ПАТРИОТ"), ship("b", name="PATRIOT")),
        (ship(name="천명 1"), ship("b", name="CHON MYONG 1")),
        (ship(name="Zu Zag Bong 6"), ship("b", name="Zu Zag Bong 5")),
        (ship(name="Victory"), ship("b", name="Victory 3")),
        (ship(name="Snow Storm 1"), ship("b", name="Snow Storm 2")),
    ],
)
def test_what_peers_confirm_and_may_not_be_confirmed_is_not(a, b):
    assert level(a, b) in (None, "possible", "contradicted")


def test_a_company_is_known_by_its_own_number():
    ours = ship(kind="company", name="Alpha Shipping Ltd", company_imo="4056736", country="HK")
    assert level(ours, ship("b", kind="company", name="Beta Marine Inc", company_imo="4056736")) == "confirmed"
    assert level(ours, ship("b", kind="company", name="Alpha Shipping Limited")) == "possible"
    assert (
        level(ours, ship("b", kind="company", name="Alpha Shipping Limited", company_imo="1790183")) == "contradicted"
    )


def test_a_person_is_probable_by_name_and_day_of_birth():
    ours = ship(kind="person", name="Igor Sechin", birth_date="1960-09-07")
    assert level(ours, ship("b", kind="person", name="SECHIN, Igor Ivanovich", birth_date="1960-09-07")) == "probable"
    assert level(ours, ship("b", kind="person", name="SECHIN, Igor Ivanovich", birth_date="1960")) == "possible"
    assert level(ours, ship("b", kind="person", name="SECHIN, Igor Ivanovich", gender="male")) == "possible"


def test_types_fall_into_classes():
    assert ship_classes("Crude Oil Tanker") == ship_classes("81") == {"tanker"}
    assert ship_classes("General Cargo") == ship_classes("Bulk Carrier") == ship_classes("70") == {"dry"}
    assert ship_classes("99") == ship_classes("") == frozenset()


RECORDS = st.builds(
    lambda **k: ship(**{p: v for p, v in k.items() if v}),
    imo=st.sampled_from(["", A, B, "9187628"]),
    name=st.sampled_from(["", "ALPHA", "ALPHA 2", "LUCKY STAR", "Lucky  Star", "YU SON", "유선"]),
    alias=st.lists(st.sampled_from(["ALPHA", "BRAVO", "YUSEON", "LUCKYSTAR"]), max_size=2),
    mmsi=st.sampled_from(["", "273123456", "273123457"]),
    built=st.sampled_from(["", "1990", "1991", "2010"]),
    tonnage=st.sampled_from(["", "3000", "3100", "60,000"]),
    type=st.sampled_from(["", "Tanker", "Bulk carrier"]),
    flag=st.sampled_from(["", "KP", "RU"]),
    start=st.sampled_from([None, 1, 5]),
    end=st.sampled_from([None, 5, 9]),
)


@given(RECORDS, RECORDS)
def test_comparison_is_symmetric(a, b):
    one, other = compare_records(a, b), compare_records(b, a)
    assert (one is None) == (other is None)
    if one:
        assert (one.level, one.log_odds) == (other.level, other.log_odds)
        assert {r.property for r in one.reasons} == {r.property for r in other.reasons}


@given(RECORDS, RECORDS)
def test_nothing_but_a_valid_number_confirms(a, b):
    found = compare_records(a, b)
    numbers = {s.value for s in a.of("imo")} & {s.value for s in b.of("imo")} & {A, B}
    assert not (found and found.level == "confirmed" and not numbers)


def test_a_number_shared_by_a_record_with_two_names_the_other_and_one_that_may_be_a_companys_says_so():
    one = Record("a", "vessel", (Stated("imo", "8660313"),))
    two = Record("b", "vessel", (Stated("imo", "8660313"), Stated("imo", "8691702")))
    found = compare_records(one, two)
    assert (found.level, found.reasons[0].words) == (
        "confirmed", "both state IMO 8660313; one of them states IMO 8691702 as well, valid too",
    )  # fmt: skip
    both = Record("a", "vessel", (Stated("imo", "1790183"),))  # passes both check digits
    assert "a company's IMO number may read so too" in compare_records(both, both).reasons[0].words

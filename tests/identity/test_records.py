from datetime import UTC, datetime

import pytest

from fairlead.identity.records import (
    APART,
    OVERLAP,
    UNKNOWN,
    Record,
    Stated,
    company_number,
    digits_of,
    mmsi_number,
    overlap,
    ship_number,
)


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def mark(start=None, end=None):
    return Stated("mmsi", "273123456", start=start and day(start), end=end and day(end))


def test_names_come_best_kind_first_and_each_spelling_once():
    record = Record("r", "vessel", tuple(
        Stated(p, v)
        for p, v in (("former_name", "Alpha"), ("alias", "Beta"), ("name", "Gamma"), ("alias", "Alpha"), ("alias", " "))
    ))  # fmt: skip
    assert [(s.property, s.value) for s in record.names()] == [("name", "Gamma"), ("alias", "Beta"), ("alias", "Alpha")]


def test_numbers_are_read_and_checked():
    # 9187629: 9*7+1*6+8*5+7*4+6*3+2*2 = 159, last digit 9
    # 4056736: 4*8+0+5*4+6*2+7*9+3*7 = 148 = 13*11+5, so a company's ends in 6; a ship's 405673 would end in 4
    # 1790183, a company's on the SDN list, passes both (113 ends in 3; 151 = 13*11+8): whose it is, the property says
    assert ship_number(Stated("imo", "Vessel Registration Identification IMO 9187629")) == 9187629
    assert ship_number(Stated("imo", "9187628")) is None
    assert ship_number(Stated("imo", "4056736")) is None
    assert company_number(Stated("company_imo", "4056736")) == 4056736
    assert ship_number(Stated("imo", "1790183")) == company_number(Stated("company_imo", "1790183")) == 1790183
    assert mmsi_number(Stated("mmsi", "273 123 456")) == 273123456
    assert mmsi_number(Stated("mmsi", "992731234")) is None
    assert digits_of(Stated("imo", "none")) is None


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        (mark(1, 5), mark(4, 9), OVERLAP),
        (mark(1, 5), mark(5, 9), APART),  # half-open: the fifth is no longer the first's
        (mark(1), mark(20, 21), OVERLAP),  # behind a start no end: still so
        (mark(), mark(4, 9), UNKNOWN),
        (mark(end=4), mark(4, 9), APART),
        (mark(end=5), mark(4, 9), UNKNOWN),
        (mark(), mark(), UNKNOWN),
    ],
)
def test_two_values_hold_at_one_time_only_where_both_are_dated(a, b, found):
    assert overlap(a, b) == overlap(b, a) == found

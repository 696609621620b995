from math import pi, sin

import numpy as np
import pytest

from fairlead.base.draws import stream
from fairlead.base.tables import MEASURED_TRANSFERS, VESSELS
from fairlead.trips.loads import LoadLaw, calibrate_loads


def transfer(label="M1", **more):
    return {
        "measured_transfer_id": f"measured_transfer:{label}",
        "label": label,
        "evidence_id": "evidence:m",
        "row": 2,
    } | more


def ship(name, dwt=None, *others):
    return {
        "vessel_id": f"vessel:{name}{dwt}",
        "name": name,
        "names": [name, *others],
        "dwt_t": dwt,
        "sources": ["p:1"],
    }


def share_of(vessels=(), **row):
    made = calibrate_loads(MEASURED_TRANSFERS.from_rows([transfer(**row)]), VESSELS.from_rows(vessels))
    return made.to_pylist()[0]


def test_a_load_is_held_against_the_deadweight_on_its_row():
    """M05: 2,000 t into 3,565 DWT."""
    made = share_of(receiver="Chon Ma San", receiver_dwt_t=3565.0, tonnes=2000.0)
    assert made["share_frac"] == pytest.approx(0.561, abs=5e-4)
    assert made["is_used"]
    assert made["sources"] == ["measured_transfer:M1"]


def test_a_deadweight_under_a_condition_is_used_and_the_condition_said():
    """M01: 1,820 t into 2,070 DWT, if it is Kum Un San 3."""
    made = share_of(receiver="Kum Un San (number not stated)", receiver_dwt_t=2070.0,
                    receiver_dwt_condition="if it is Kum Un San 3", tonnes=1820.0)  # fmt: skip
    assert made["share_frac"] == pytest.approx(0.879, abs=5e-4)
    assert made["is_used"]
    assert "if it is Kum Un San 3" in made["words"]


def test_a_load_above_the_gate_is_shown_and_not_used():
    """M04: 1,500 t into 1,150 DWT is 1.304."""
    made = share_of(receiver="Chong Rim 2", receiver_dwt_t=1150.0, tonnes=1500.0)
    assert made["share_frac"] == pytest.approx(1.304, abs=5e-4)
    assert not made["is_used"]
    assert "impossible in one transfer" in made["words"]


@pytest.mark.parametrize(("tonnes", "is_used"), [(1050.0, True), (1050.1, False)])
def test_the_gate_itself_is_still_a_load(tonnes, is_used):
    assert share_of(receiver="A", receiver_dwt_t=1000.0, tonnes=tonnes)["is_used"] is is_used


def test_the_deadweight_of_a_ship_that_alone_bears_the_name_is_used_and_named():
    made = share_of(
        [ship("ALDER", 1000.0), ship("Birch", 500.0, "alder 2")], receiver="alder (as printed)", tonnes=600.0
    )
    assert (made["share_frac"], made["is_used"]) == (0.6, True)
    assert made["sources"] == ["measured_transfer:M1", "vessel:ALDER1000.0"]
    assert share_of([ship("Birch", 500.0, "ALDER 2")], receiver="Alder 2", tonnes=300.0)["share_frac"] == 0.6


def test_a_name_that_two_ships_bear_gives_no_deadweight():
    made = share_of([ship("Alder", 1000.0), ship("Alder", 900.0)], receiver="Alder", tonnes=600.0)
    assert (made["dwt_t"], made["is_used"]) == (None, False)
    assert "2 ships bear that name" in made["words"]


def test_gross_tonnage_is_no_deadweight():
    """M06: Sam Ma 2 is known by 962 GT only; whether or not a load is stated."""
    for tonnes in (1600.0, None):
        made = share_of(receiver="Sam Ma 2", receiver_gt=962.0, tonnes=tonnes)
        assert (made["dwt_t"], made["share_frac"], made["is_used"]) == (None, None, False)
        assert "gross tonnage 962" in made["words"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"receiver": "Myong Ryu 1; Sam Jong 2", "tonnes": 900.0, "receiver_dwt_t": 1000.0}, "more than one ship"),
        ({"receiver": "Alder and Birch", "tonnes": 900.0, "receiver_dwt_t": 1000.0}, "more than one ship"),
        ({"receiver": "Sam Jong 2", "tonnes": 600.0}, "its deadweight is not known"),
        ({"receiver": "Alder", "receiver_dwt_t": 1000.0}, "no tonnage"),
        ({"receiver": "Alder", "receiver_dwt_t": 1000.0, "tonnes": 0.0}, "no tonnage"),
        ({"tonnes": 165_400.0, "giver": "Lunis"}, "no receiving ship"),
    ],
)
def test_what_cannot_be_used_says_why(row, reason):
    made = share_of(**row)
    assert not made["is_used"]
    assert reason in made["words"]


def test_a_name_that_only_contains_and_is_one_ship():
    assert share_of(receiver="Sandy", receiver_dwt_t=1000.0, tonnes=500.0)["is_used"]


def test_every_transfer_has_its_row_whatever_the_order():
    rows = [transfer(f"M{i}", receiver="A", receiver_dwt_t=1000.0, tonnes=100.0 * i) for i in range(5)]
    a, b = (calibrate_loads(MEASURED_TRANSFERS.from_rows(r), VESSELS.empty()).to_pylist() for r in (rows, rows[::-1]))
    assert a == b
    assert len(a) == 5


# ------------------------------------------------------------------------------------------------------------- the law


def law(*shares, k=4.0):
    return LoadLaw.learnt(shares, 0.3, 0.98, k, steps=200)


def test_with_nothing_measured_every_usual_load_is_as_likely_as_any_other():
    assert law().cumulated == pytest.approx(np.linspace(0, 1, 201))


def test_one_measured_load_weighs_the_usual_load_as_the_beta_law_says():
    """At k = 2 and a load in the middle of the range, the likelihood of mu is 1 / B(2 mu, 2 - 2 mu), by the reflection
    formula sin(2 pi mu) / (pi (1 - 2 mu)). Summed here by Simpson's rule."""

    def likelihood(mu):
        return 2.0 if mu == 0.5 else sin(2 * pi * mu) / (pi * (1 - 2 * mu)) * 2

    def area(to, n=1000):
        h = to / n
        inner = sum((4 if i % 2 else 2) * likelihood(i * h) for i in range(1, n))
        return h / 3 * (likelihood(0) + inner + likelihood(to))

    learnt = law(0.64, k=2.0)  # 0.64 is the middle of 0.3 to 0.98
    for cell in (50, 100, 150):
        assert learnt.cumulated[cell] == pytest.approx(area(cell / 200) / area(1.0), abs=1e-4)
    assert learnt.cumulated[100] == pytest.approx(0.5)


def test_full_loads_make_full_loads_likelier_and_more_of_them_more_so():
    rng = stream(1, "test")
    none, one, three = (float(np.mean(law(*s).usual(rng, 4000))) for s in ((), (0.95,), (0.95, 0.95, 0.95)))
    assert none == pytest.approx(0.5, abs=0.02)
    assert none < one < three


def test_loads_never_leave_their_range():
    rng = stream(1, "test")
    for usual in (0.0, 0.001, 0.5, 0.999, 1.0):
        load = law().load(rng, usual, 5000)
        assert load.min() >= 0.3
        assert load.max() <= 0.98
        assert float(load.mean()) == pytest.approx(0.3 + 0.68 * usual, abs=0.01)


def test_loads_around_one_usual_load_spread_as_the_concentration_says():
    """Beta(2, 2) has variance 1/20: a standard deviation of 0.68 x 0.2236 = 0.152."""
    assert float(law().load(stream(1, "test"), 0.5, 20_000).std()) == pytest.approx(0.152, abs=0.003)


def test_a_measured_load_outside_the_range_counts_as_one_just_inside():
    assert law(1.04).cumulated == pytest.approx(law(0.3 + 0.68 * 0.99).cumulated)
    assert np.isfinite(law(0.1, 1.05).cumulated).all()

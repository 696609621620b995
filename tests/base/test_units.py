import pytest

from fairlead.base import units


def test_a_knot_is_1852_metres_an_hour():
    assert units.sailing_h(83.34, 45) == pytest.approx(1)


def test_a_barrel_is_42_us_gallons_of_231_cubic_inches():
    assert pytest.approx(42 * 231 * 2.54**3 / 1000) == units.LITRES_PER_BARREL


def test_sailing_586_km_takes_about_32_h_at_10_kn_and_40_h_at_8_kn():
    # 586 km / 18.52 km/h = 31.64 h; 586 km / 14.816 km/h = 39.55 h (facts.md: 32 h and 40 h)
    assert units.sailing_h(586, 10) == pytest.approx(31.64, abs=0.01)
    assert units.sailing_h(586, 8) == pytest.approx(39.55, abs=0.01)


@pytest.mark.parametrize(
    ("ratio", "fits"),
    [(5.49, False), (5.5, True), (7.46, True), (8.33, True), (11.6, True), (12.0, True), (12.01, False), (17.9, False)],
)
def test_the_gate_holds_every_oil_product_and_refuses_17_9(ratio, fits):
    assert units.is_plausible_bbl_per_t(ratio) is fits


def test_56000_tonnes_for_a_million_barrels_is_outside_the_gate():
    assert not units.is_plausible_bbl_per_t(1_000_000 / 56_000)  # 17.86


def test_one_unit_has_one_name_and_a_bare_ton_stays_open():
    assert [units.unit_name(u) for u in ("barrels", "bbl", "BBL", "tonnes", "t", "Metric tons")] == ["barrel"] * 3 + [
        "tonne"
    ] * 3
    assert units.unit_name("tons") == "tons"
    assert units.unit_name("container") == "container"

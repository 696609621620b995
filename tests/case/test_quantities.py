from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Literal, get_type_hints

import pytest

from fairlead.case.quantities import read_value, spell
from fairlead.flow import FLOW


@pytest.mark.parametrize(
    ("raw", "hours"), [("12 h", 12), ("2 d", 48), ("30 min", 0.5), ("90min", 1.5), ("1.5 h", 1.5), ("7200 s", 2)]
)
def test_a_duration_is_read_with_its_unit(raw, hours):
    assert read_value("longest", timedelta, raw) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("raw", "why"), [("12 kn", '"kn"'), (12, "with its unit"), ("12", "with its unit"), ("h", "with its unit")]
)
def test_a_duration_in_another_unit_or_none_is_refused(raw, why):
    with pytest.raises(ValueError, match=why):
        read_value("longest", timedelta, raw)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("speed_low_kn", "8 kn", 8), ("speed_low_kn", 8, 8), ("speed_low_kn", "8", 8),
        ("reach_km", "10 km", 10), ("reach_km", "500 m", 0.5), ("reach_km", "10 nautical miles", 18.52),
        ("share_frac", "70 %", 0.7), ("silence_h", "2 d", 48), ("size_m", "1 km", 1000),
    ],
)  # fmt: skip
def test_a_number_is_read_in_the_unit_of_its_name(name, raw, value):
    assert read_value(name, float, raw) == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "raw"),
    [("speed_low_kn", "8 km"), ("reach_km", "10 kn"), ("plain", "3 h"), ("reach_km", "ten"), ("x", True)],
)
def test_a_number_in_another_unit_is_refused(name, raw):
    with pytest.raises(ValueError, match=name):
        read_value(name, float, raw)


def test_other_types_are_read_as_what_they_are():
    assert read_value("n", int, "3") == 3
    assert read_value("is_on", bool, "true") is True
    assert read_value("shares", tuple[float, ...], "0.5, 0.9") == (0.5, 0.9)
    assert read_value("range", tuple[int, int], [1, 2]) == (1, 2)
    assert read_value("top", float | None, "none") is None
    assert read_value("top", float | None, "2") == 2
    assert read_value("day", datetime, "2024-01-31") == datetime(2024, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "raw"),
    [
        (int, "3.5"),
        (bool, "yes"),
        (tuple[int, int], [1]),
        (Literal["a", "b"], "c"),
        (str, 1),
        (float, "inf"),
        (dict, {}),
    ],
)
def test_what_does_not_fit_its_type_is_refused(wanted, raw):
    with pytest.raises(ValueError, match="x "):
        read_value("x", wanted, raw)


def test_a_spelt_duration_reads_back():
    for hours in (0.5, 12, 48, 1.25, 1 / 3600):
        assert read_value("d", timedelta, spell(timedelta(hours=hours))) == timedelta(hours=hours)


def test_every_parameter_of_every_step_can_be_set_by_what_a_run_record_says_of_it():
    for step in FLOW:
        params = step.default_params
        for field in fields(params) if params is not None else ():
            value = getattr(params, field.name)
            wanted = get_type_hints(type(params))[field.name]
            assert read_value(field.name, wanted, spell(value)) == value, (step.name, field.name)

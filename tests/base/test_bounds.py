from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import timedelta
from typing import Annotated, get_args, get_type_hints

import pytest

from fairlead.base.bounds import MOST_VALUES, Share, Within, check_field, check_fields
from fairlead.flow import FLOW

PARAMS = {step.name: step.default_params for step in FLOW if is_dataclass(step.default_params)}


@dataclass(frozen=True)
class Some:
    chance: Share = 0.5
    speed_kn: Annotated[float, Within(0, 60, is_above=True)] = 8.0
    wait: Annotated[timedelta, Within(timedelta(0), timedelta(days=60))] = timedelta(hours=12)
    shares: Annotated[tuple[float, ...], Within(0, 1)] = (0.5,)
    name: str = ""

    def __post_init__(self):
        check_fields(self)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"chance": 1.5}, "chance must be at least 0 and at most 1, not 1.5"),
        ({"chance": float("nan")}, "chance must be at least 0 and at most 1, not nan"),
        ({"speed_kn": 0.0}, "speed_kn must be above 0 and at most 60, not 0"),
        ({"speed_kn": -8}, "speed_kn must be above 0 and at most 60, not -8"),
        ({"wait": timedelta(hours=-3)}, "wait must be at least 0 h and at most 60 d, not -3 h"),
        ({"shares": (0.5, 7.0)}, "shares must be at least 0 and at most 1, not 7"),
        ({"shares": (0.5,) * (MOST_VALUES + 1)}, "shares has at most 50 values, not 51"),
    ],
)
def test_a_value_outside_is_refused_naming_field_bounds_and_value(wrong, words):
    with pytest.raises(ValueError) as caught:
        Some(**wrong)
    assert str(caught.value) == words


def test_the_ends_are_inside_and_a_field_without_bounds_takes_what_its_type_takes():
    assert Some(chance=1, speed_kn=60, wait=timedelta(0), shares=(), name="x").name == "x"
    check_field(Some, "chance", 0)


@pytest.mark.parametrize("step", PARAMS)
def test_every_number_and_duration_of_the_flow_has_bounds_that_its_dataclass_holds(step):
    params = PARAMS[step]
    for f in fields(params):
        kind = get_type_hints(type(params), include_extras=True)[f.name]
        if get_type_hints(type(params))[f.name] in (str, tuple[str, ...], bool):
            continue
        (within,) = (one for one in get_args(kind) if isinstance(one, Within))
        default = getattr(params, f.name)
        for beyond in (within.least - (within.most - within.least), within.most + (within.most - within.least)):
            with pytest.raises(ValueError, match=f.name):
                replace(params, **{f.name: (beyond,) if isinstance(default, tuple) else beyond})

"""How often two stays are one trip, over hand-made worlds: two hulls, four draws."""

import numpy as np
import pytest

from fairlead.trips.season_ties import Presence, tie_neighbours
from fairlead.trips.seasons import Posterior

DRAWS = 4
OTHER = 2
STAYS = [
    (0, 0, 2, 6), (0, 0, 20, 26),  # in draw 0 hull 0 lies there twice
    (1, 0, 2, 26),  # in draw 1 once, and long
    (2, 0, 2, 6), (2, 1, 20, 26),  # in draw 2 each hull once
    (3, 1, 20, 26),  # in draw 3 hull 1 alone
]  # fmt: skip


def worlds():
    draw, hull, start, end = (np.array(c, np.int32) for c in zip(*STAYS, strict=True))
    none = np.zeros((DRAWS, 2), np.int32)
    return Posterior(
        actual=none, after_doubt=none, stay_draw=draw, stay_hull=hull, stay_start=start, stay_end=end,
        stay_blocks=np.zeros(len(draw), np.int32), block_hull=np.zeros((DRAWS, 0), np.int32),
        chain=np.zeros(DRAWS, np.int32), r_hat=1.0, ess=4.0, is_settled=True, words=(),
    )  # fmt: skip


def at(name, step, hulls, place="A", last=None):
    return Presence(name, place, step, step if last is None else last, np.array(hulls, np.int64))


def ties(*presences, reach=56, neighbours=8):
    made = tie_neighbours(presences, worlds(), 2, reach, neighbours)
    return {(t.first, t.second): (t.same_hull_frac, t.one_trip_frac) for t in made}


def test_one_hull_that_loads_again_between_is_one_ship_and_two_trips():
    """Seen at 4 and 22. One hull in draws 0 and 1; in draw 0 it came again at 20, so only draw 1 makes one trip."""
    assert ties(at("a", 4, [0, 0, 0, OTHER]), at("b", 22, [0, 0, 1, 1])) == {("a", "b"): (0.5, 0.25)}


def test_two_ships_outside_the_fleet_are_no_tie():
    assert ties(at("a", 4, [OTHER] * 4), at("b", 5, [OTHER] * 4)) == {("a", "b"): (0.0, 0.0)}


def test_two_sightings_at_the_place_of_discharge_are_one_trip_unless_it_loaded_between():
    """At B at 10 and 12 nothing loads between; at 10 and 30 hull 0 of draw 0 has loaded at 20."""
    near, far = at("b", 12, [0] * 4, "B"), at("c", 30, [0] * 4, "B")
    assert ties(at("a", 10, [0] * 4, "B"), near, far) == {
        ("a", "b"): (1.0, 1.0), ("a", "c"): (1.0, 0.75), ("b", "c"): (1.0, 0.75)
    }  # fmt: skip


@pytest.mark.parametrize(("other", "more"), [(at("b", 22, [0] * 4, "B"), {}), (at("b", 22, [0] * 4), {"reach": 17})])
def test_other_places_and_far_stays_are_not_compared(other, more):
    assert ties(at("a", 4, [0] * 4), other, **more) == {}


def test_only_so_many_before_are_compared():
    made = ties(at("a", 1, [0] * 4), at("b", 2, [0] * 4), at("c", 3, [0] * 4), neighbours=1)
    assert list(made) == [("a", "b"), ("b", "c")]

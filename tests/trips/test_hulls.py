import numpy as np
import pytest

from fairlead.base.draws import stream
from fairlead.trips.fleets import Fleet
from fairlead.trips.hulls import KnownFleet


def ship(name, dwt, ship_type="oil tanker", flag="KP"):
    return {"vessel_id": f"vessel:{name}", "label": None, "name": name, "names": [name], "ship_type": ship_type,
            "flag": flag, "dwt_t": dwt}  # fmt: skip


ASK = {"question": "oil", "ship_types": ["oil tanker"], "flags": ["KP"], "vessels": ["Ocean Sky"], "carrier": "tanker"}


def fleet(*ships):
    return KnownFleet.of(ships, Fleet(ASK, [ASK]))


def test_the_known_fleet_is_the_ships_asked_about_whose_deadweight_is_known():
    known = fleet(ship("B", 2000.0), ship("A", 1000.0), ship("Unknown", None), ship("Giver", 9000.0, flag="RU"),
                  ship("Bulker", 8000.0, "cargo"), ship("Ocean Sky", 6000.0, flag="SL"))  # fmt: skip
    assert known.vessel_ids == ["vessel:A", "vessel:B", "vessel:Ocean Sky"]
    assert known.mean_t == 3000


def test_each_draw_has_its_own_mix_and_all_hulls_are_as_likely_on_the_whole():
    """Flat Dirichlet weights over two hulls: the share of one is uniform, mean 1/2, variance 1/12."""
    n = 4000
    mixes = fleet(ship("A", 0.001), ship("B", 1.0)).mixes(stream(1, "fleet"), n)
    per_draw = 100
    hulls = mixes.hulls(stream(1, "hulls"), np.repeat(np.arange(n), per_draw)).reshape(n, per_draw).round()
    share = hulls.mean(axis=1)
    assert share.mean() == pytest.approx(0.5, abs=0.02)
    assert share.var() == pytest.approx(1 / 12 + 1 / 6 / per_draw, abs=0.005)


def test_a_fleet_of_one_gives_that_one():
    mixes = fleet(ship("A", 1000.0)).mixes(stream(1, "fleet"), 50)
    assert set(mixes.hulls(stream(1, "x"), np.arange(50))) == {1000.0}


def test_only_hulls_of_the_fleet_are_drawn_at_every_draw():
    mixes = fleet(*(ship(f"{i:02d}", 1000.0 + i) for i in range(30))).mixes(stream(1, "fleet"), 2000)
    drawn = mixes.hulls(stream(2, "x"), np.repeat(np.arange(2000), 10))
    assert set(drawn) == {1000.0 + i for i in range(30)}

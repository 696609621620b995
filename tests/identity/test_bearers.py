"""Bearers: which vessel of the case an AIS track is of."""

from datetime import UTC, datetime

from fairlead.base.tables import SEGMENTS, VESSELS
from fairlead.identity.bearers import find_bearers

DAY = datetime(2024, 3, 7, tzinfo=UTC)
IMO, OTHER_IMO = 8660313, 8691702  # both pass their check digit


def vessel(n, name, imo=None, **more):
    return {"vessel_id": f"vessel:{n}", "name": name, "names": [name], "imo": imo, "sources": [f"row:{n}"]} | more


def segment(n, names=(), imos=(), **more):
    return {
        "segment_id": f"segment:{n:016x}", "mmsi": 273000000 + n, "start_time": DAY, "end_time": DAY, "positions": 9,
        "is_noise": False, "hull_no": 0, "names": list(names), "imos": list(imos), "callsigns": [], "words": "Nine.",
        "sources": ["position:1"],
    } | more  # fmt: skip


def found(segments, vessels):
    rows = find_bearers(SEGMENTS.from_rows(segments), VESSELS.from_rows(vessels)).to_pylist()
    return {(int(r["segment_id"][-2:], 16), r["vessel_id"], r["mark_basis"]) for r in rows}


def test_an_imo_number_comes_before_a_name():
    fleet = [vessel(1, "CHON MA SAN", IMO), vessel(2, "YU SON", OTHER_IMO)]
    assert found([segment(1, ["YU SON"], [IMO])], fleet) == {(1, "vessel:1", "imo")}


def test_a_number_nobody_has_is_not_overruled_by_a_name():
    assert found([segment(1, ["YU SON"], [9074729])], [vessel(2, "YU SON", OTHER_IMO)]) == set()


def test_a_number_in_doubt_ties_nothing():
    fleet = [vessel(1, "CHON MA SAN", IMO, imo_words="Said to be stolen.")]
    assert found([segment(1, [], [IMO])], fleet) == set()


def test_a_name_ties_where_one_vessel_bears_it_with_an_equal_number():
    fleet = [vessel(1, "KUM UN SAN"), vessel(2, "KUM UN SAN 3")]
    assert found([segment(1, ["KUM UN SAN 3"]), segment(2, ["KUM UN SAN"])], fleet) == {
        (1, "vessel:2", "name"),
        (2, "vessel:1", "name"),
    }
    assert found([segment(1, ["YU SON"])], [vessel(1, "YU SON"), vessel(2, "YU SON")]) == set()


def test_noise_bears_nothing():
    assert found([segment(1, [], [IMO], is_noise=True)], [vessel(1, "CHON MA SAN", IMO)]) == set()


def test_the_number_of_a_vessel_joined_to_another_ties_its_tracks_to_that():
    fleet = [vessel(1, "CHON MA SAN", IMO, imos_joined=[OTHER_IMO])]
    assert found([segment(1, [], [OTHER_IMO]), segment(2, [], [IMO])], fleet) == {
        (1, "vessel:1", "imo"),
        (2, "vessel:1", "imo"),
    }

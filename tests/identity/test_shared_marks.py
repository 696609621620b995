"""Whose a mark is while two ships use one MMSI: its own, another's, or of either."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.identity.shared_marks import SharedMarks


def track(n, hull, start, end, names=(), imos=(), mmsi=273000001, **more):
    at = datetime(2024, 2, 1, tzinfo=UTC)
    return {"segment_id": f"segment:{n}", "mmsi": mmsi, "hull_no": hull, "is_noise": False, "names": list(names),
            "imos": list(imos), "callsigns": [], "start_time": at + timedelta(days=start),
            "end_time": at + timedelta(days=end)} | more  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "theirs", "whose"),
    [
        (["ALDER"], ["BIRCH"], "own"),
        (["BIRCH"], ["ALDER"], "others"),
        (["ALDER", "BIRCH"], ["BIRCH", "ALDER"], "own"),  # most sent by this one, not by that one
        (["BIRCH", "ALDER"], ["ALDER", "BIRCH"], "others"),
        (["ALDER"], ["ALDER"], "shared"),
        (["BIRCH", "ALDER"], ["BIRCH", "ALDER"], "shared"),
        ([], [], "shared"),  # sent, and received with neither
    ],
)
def test_a_name_is_of_the_ship_that_sent_it_most_and_else_of_either(ours, theirs, whose):
    one, other = track(1, 0, 0, 5, ours), track(2, 1, 3, 8, theirs)
    assert SharedMarks([one, other]).whose(one, "name", "Alder") == whose


def test_an_mmsi_is_shared_only_while_another_ship_that_is_no_noise_is_on_it():
    one = track(1, 0, 0, 5, ["ALDER"])
    for other in (
        track(2, 1, 6, 8, ["ALDER"]),  # later
        track(2, 0, 3, 8, ["ALDER"]),  # the same ship
        track(2, 1, 3, 8, ["ALDER"], mmsi=273000002),
        track(2, 1, 3, 8, ["ALDER"], is_noise=True),
    ):
        held = SharedMarks([one, other])
        assert not held.is_shared(one)
        assert held.whose(one, "name", "ANYTHING") == "own"


def test_imo_numbers_are_told_apart_too():
    one, other = track(1, 0, 0, 5, imos=[8660313, 8691702]), track(2, 1, 3, 8, imos=[8691702])
    held = SharedMarks([one, other])
    assert [held.whose(one, "imo", n) for n in ("8660313", "8691702")] == ["own", "others"]
    assert [held.whose(other, "imo", n) for n in ("8660313", "8691702")] == ["others", "own"]

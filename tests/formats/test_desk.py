"""Records of the sighting desk: one file, judged by the readers that judge tables."""

import pytest

from fairlead.errors import EvidenceError
from fairlead.formats.desk import take_record, write_desk
from fairlead.formats.kinds import read, sniff

HEAD = {
    "analyst": "Anna", "recorded_at": "2024-05-20T03:00:00Z", "image_name": "a.tif", "image_sha256": "ab" * 32,
    "image_px": [800, 600], "scale": {"words": "0.5 m a pixel, as stated"},
}  # fmt: skip
LOOK = ("looks", {"look_id": "D1-look", "place": "P01", "result": "occupied", "analyst": "Anna", "scene": "I1"}, None)
SCENE = ("scenes", {"scene_id": "I1", "sensor": "optical", "acquired_at": "2024-05-20T02:10Z", "gsd_m": "0.5"}, None)
SHIP = ("sightings", {"sighting_id": "D1", "event": "port_call", "observed_by": "Anna", "method": "satellite image",
                      "look": "D1-look", "vessel_name": "(tanker)"}, None)  # fmt: skip
LENGTH = ("measures", {"measure_id": "D1-length", "sighting": "D1", "quantity": "length", "value_m": "94.1",
                       "repeats": "94.0; 94.2"}, [[(1, 2), (3, 4)], [(1.5, 2), (3, 4)]])  # fmt: skip


def taken(*rows, **head):
    return take_record(write_desk({**HEAD, **head}, rows), "evidence:1")


def test_a_record_brings_its_rows_each_with_its_line(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(write_desk(HEAD, [SCENE, LOOK, SHIP, LENGTH]))
    assert sniff(path, "x").kind == "desk"
    got = read(path, "x", "desk", "evidence:1")
    (row,) = got.rows.to_pylist()
    assert row["readings"] == ["length 94.0 m: pixel 1.0, 2.0 to 3.0, 4.0", "length 94.2 m: pixel 1.5, 2.0 to 3.0, 4.0"]
    assert row["image_evidence_id"] == "evidence:" + "ab" * 8
    assert {n: [r["row"] for r in t.to_pylist()] for n, t in got.more.items()} == {
        "scenes": [2], "looks": [3], "sightings": [4], "measures": [5], "features": []
    }  # fmt: skip
    assert got.more["measures"]["readings_m"].to_pylist() == [[94.0, 94.2]]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([SHIP], "is one look"),
        ([LOOK, LOOK], "is one look"),
        ([LOOK, SHIP, ("measures", {**LENGTH[1], "value_m": "9400", "repeats": ""}, None)], "line 4 .*in feet"),
        ([LOOK, SHIP, ("measures", {**LENGTH[1], "sighting": "S01"}, None)], "S01, which is not its sighting"),
        ([LOOK, ("looks", {**LOOK[1], "colour": "red"}, None)], "colour, which the kind does not know"),
        ([(LOOK[0], {**LOOK[1], "place": ""}, None)], "place is blank"),
    ],
)
def test_a_fault_in_one_line_refuses_the_whole_record(rows, why):
    with pytest.raises(EvidenceError, match=why):
        taken(*rows)


@pytest.mark.parametrize("head", [{"image_sha256": "x"}, {"recorded_at": "today"}, {"recorded_at": "2024-05-20T03:00"},
                                  {"analyst": None}, {"fairlead_desk": 9}, {"usable_px": 5},
                                  {"usable_px": [[1, "2"]]}, {"usable_px": [[1, 2, 3]]}])  # fmt: skip
def test_a_head_that_says_no_picture_or_time_refuses_it(head):
    with pytest.raises(EvidenceError, match="first line|version"):
        taken(LOOK, **head)


@pytest.mark.parametrize("bad", [b"", b"{}", b'{"fairlead_desk":1', b'{"fairlead_desk":1}\n[]', b"\xff\xfe"])
def test_what_is_no_record_is_refused(bad):
    with pytest.raises(EvidenceError):
        take_record(bad, "evidence:1")

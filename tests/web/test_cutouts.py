"""Pixels in the workspace: of detections and berths; none of a picture to who may not see it. SIMULATED pictures."""

import base64
import shutil

import pytest
from rasterio.io import MemoryFile

import fairlead
from fairlead.report import report_case
from fairlead.web.app import make_app
from fairlead.web.sessions import Keys
from tests.case import test_berths as berths
from tests.web.conftest import HOST, client_of
from tests.web.test_markings import PEOPLE, come

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

DETECTED = (
    "detection_id,scene,sensor,lat,lon,pixel_row,pixel_column,length_m\nD1,p5.tif,optical,42.44,135.02,40,37,140\n"
)


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """Five pictures of an empty berth, one with a ship, one that nobody looked at, and a detection in that with the
    ship."""
    folder = tmp_path_factory.mktemp("cutouts")
    made = fairlead.new(folder / "case")
    (made.path / "case.toml").write_text(berths.CONFIG)
    rows = [("scene_id", "sensor", "acquired_at", "image")]
    for i, name in enumerate(berths.NAMES):
        made.add(berths.picture(folder / name, (30, 44) if name == berths.SHIP else None), by="tester")
        rows.append((f"I{i}", "optical", f"2024-03-{i + 2:02d}T02:00:00Z", name))
    areas = [("label", "port", "name", "area_kind", "ring"),
             ("A1", "P01", "oil berth", "berth", berths.ring((25, 55), (40, 45)))]  # fmt: skip
    looks = "look_id,scene,place,berth,result,analyst\nL1,I4,P01,oil berth,empty,Ann\n"
    for name, content in (("places.csv", berths.PLACES), ("scenes.csv", berths.table(rows)),
                          ("areas.csv", berths.table(areas)), ("looks.csv", looks),
                          ("found.csv", DETECTED)):  # fmt: skip
        (folder / name).write_text(content)
        (done,) = made.add(folder / name, by="tester")
        assert done.outcome == "added", done
    made.run(by="tester")
    return made


@pytest.fixture
def case(watched, tmp_path):
    return fairlead.open(shutil.copytree(watched.path, tmp_path / "case"))


def id_of(case, table, key, **wanted):
    (row,) = [r for r in case.table(table).to_pylist() if all(r[k] == v for k, v in wanted.items())]
    return row[key]


def pixels_of(one):
    head, _, body = one["src"].partition(",")
    assert head == "data:image/png;base64"
    with MemoryFile(base64.b64decode(body)) as memory, memory.open() as opened:
        return opened.read()


def test_a_detection_and_its_match_show_their_pixels(watched):
    client = client_of(watched)
    detection = id_of(watched, "detections", "detection_id")
    for id_ in (detection, id_of(watched, "detection_matches", "detection_match_id")):
        told = client.get(f"/api/cutouts/{id_}").json()
        (one,) = told["cutouts"]
        assert "420 m of p5.tif around it" in one["words"]
        assert "the bar is 100 m" in one["words"]
        assert pixels_of(one).shape[0] == 4
        assert one["picture"].startswith("evidence:")
    assert client.get("/api/cutouts/trip:1").status_code == 404


def test_berths_wait_for_a_person_with_their_pixels_beside_the_reference(case):
    client = client_of(case)
    asked = [i for i in client.get("/api/review").json()["identities"] if i["kind"] == "berth"]
    # six pictures are dated; Ann looked herself in the scene of the fifth
    assert [i["title"].rpartition(": ")[2] for i in asked] == ["empty"] * 4 + ["occupied"]
    assert "oil berth, P01, 07 March 2024: occupied" in asked[-1]["title"]
    told = client.get(f"/api/cutouts/{asked[-1]['id']}").json()
    first, other = told["cutouts"]
    assert "the berth in p5.tif" in first["words"]
    assert "the median of 5 other pictures" in other["words"]
    assert (first["picture"][:9], other["picture"]) == ("evidence:", None)
    said = {"about": asked[-1]["about"], "verdict": "accept", "reason": "a hull along the quay", "is_open": True}
    assert client.post("/api/decisions", json=said).status_code == 200
    left = [i["id"] for i in client.get("/api/review").json()["identities"] if i["kind"] == "berth"]
    assert asked[-1]["id"] not in left
    assert len(left) == 4
    case.run(step="coverage")
    assert [w["result"] for w in case.table("watches").to_pylist() if w["look"].startswith("occupancy:")] == [
        "occupied"
    ]


def test_who_may_not_see_a_picture_is_shown_none_of_its_pixels(case):
    """The detection stands in a table that all may see; its picture does not."""
    case.mark(berths.SHIP, "amber", "its licence forbids to hand it on", by="owner")
    case.run(by="tester")
    app = make_app(case, [HOST], Keys(users=PEOPLE))
    detection = id_of(case, "detections", "detection_id")
    answer = id_of(case, "occupancy", "occupancy_id", result="occupied")
    empty = next(r["occupancy_id"] for r in case.table("occupancy").to_pylist() if r["result"] == "empty")
    reader, owner = come(app, "reader"), come(app, "owner")
    assert len(owner.get(f"/api/cutouts/{detection}").json()["cutouts"]) == 1
    assert len(owner.get(f"/api/cutouts/{answer}").json()["cutouts"]) == 2
    told = reader.get(f"/api/cutouts/{detection}").json()
    assert told == {"cutouts": [], "why": "the case holds no picture of the scene p5.tif"}
    assert reader.get(f"/api/cutouts/{answer}").status_code == 404
    beside = reader.get(f"/api/cutouts/{empty}").json()["cutouts"]
    assert "the median of 4 other pictures" in beside[1]["words"]  # for the owner it is five
    assert "5 other pictures" in owner.get(f"/api/cutouts/{empty}").json()["cutouts"][1]["words"]


def test_a_report_shows_the_pixels_and_one_for_readers_below_the_marking_none(case, tmp_path):
    report_case(case, tmp_path / "all.html")
    text = (tmp_path / "all.html").read_text()
    assert text.count("data:image/png;base64,") == 1
    assert "Pixels of detections" in text
    assert "bar 100 m" in text
    report_case(case, tmp_path / "all.pdf")
    assert (tmp_path / "all.pdf").stat().st_size > 20_000
    case.mark(berths.SHIP, "amber", "its licence forbids to hand it on", by="owner")
    case.run(by="tester")
    app = make_app(case, [HOST], Keys(users=PEOPLE))
    owner = come(app, "owner")
    for_all, for_green = (
        owner.post("/api/report", json={"kind": "html", "circle": circle}).text for circle in ("amber", "green")
    )
    assert "data:image/png" in for_all
    assert "data:image/png" not in for_green
    assert "D1" in for_green

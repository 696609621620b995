"""A case with looks, from files of four forms down to a watch, and back from it to the feature it stands on."""

import json
from datetime import UTC, datetime

import openpyxl
import pytest

import fairlead
from fairlead.flow import FLOW

UPTO = FLOW[: [s.name for s in FLOW].index("coverage") + 1]
PLACES = "place_id,name,kind,lat,lon\nP01,Ayport,port,43.0,133.0\nP02,Beeport,port,39.0,127.5\n"
CONFIG = """\
format = 1
title = "T"

[question.oil]
text = "How much oil?"
period = [2024-03-01, 2024-03-11]
from = "RU"
to = "KP"
commodity = "oil"
load = ["P01"]
discharge = ["P02"]
"""
ITEM = {
    "type": "Feature", "stac_version": "1.0.0", "id": "I1",
    "geometry": {"type": "Polygon", "coordinates": [[[132, 42], [134, 42], [134, 44], [132, 42.5], [132, 42]]]},
    "properties": {"datetime": "2024-03-02T01:23:45Z", "eo:cloud_cover": 20, "gsd": 0.5}, "links": [], "assets": {},
}  # fmt: skip
SCENES = "scene_id,sensor,acquired_at\nI2,sar,2024-03-05T21:00:00Z\nI3,optical,2024-03-08T03:00:00\n"
SIGHTINGS = (
    "sighting_id,event,date_start,time_local,tz_note,place,observed_by,method,look\n"
    "S1,port_call,2024-03-05,21:00,UTC,Ayport,Ann,satellite image,L2\n"
)


def looks(*rows):
    """GeoJSON of looks: (id, scene, result, analyst)."""
    names = ("look_id", "scene", "result", "analyst")
    made = [{**dict(zip(names, row, strict=True)), "place": "P01", "is_cued": False} for row in rows]
    features = [{"type": "Feature", "geometry": None, "properties": p} for p in made]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


@pytest.fixture
def case(tmp_path):
    """A case with a scene from STAC, scenes and sightings from CSV, looks from GeoJSON, measures from XLSX."""
    made = fairlead.new(tmp_path / "case")
    (made.path / "case.toml").write_text(CONFIG)

    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    book = openpyxl.Workbook()
    for row in (("measure_id", "sighting", "quantity", "value_m"), ("E1", "S1", "length", 95), ("E2", "S1", "beam", 0)):
        book.active.append(row)
    book.save(tmp_path / "measures.xlsx")
    rows = [("L1", "I1", "empty", "Ann"), ("L2", "I2", "occupied", "Ann"), ("L2", "I2", "empty", "Bob"),
            ("L3", "I3", "cannot tell", "Ann")]  # fmt: skip
    files = [
        write("places.csv", PLACES), write("item.json", json.dumps(ITEM)), write("scenes.csv", SCENES),
        write("looks.geojson", looks(*rows)), write("sightings.csv", SIGHTINGS), tmp_path / "measures.xlsx",
    ]  # fmt: skip
    made.added = {a.name: a for a in made.add(files)}
    made.run(flow=UPTO)
    return made


def test_every_form_is_told_by_its_content(case):
    assert {n: (a.kind, a.rows_in, a.rows_kept) for n, a in case.added.items()} == {
        "places.csv": ("places", 2, 2), "item.json": ("scenes", 1, 1), "scenes.csv": ("scenes", 2, 2),
        "looks.geojson": ("looks", 4, 4), "sightings.csv": ("sightings", 1, 1), "measures.xlsx": ("measures", 2, 1),
    }  # fmt: skip
    said = " ".join(r["reason"] for r in case.table("rejects").to_pylist())
    assert "value_m 0 as beam: no ship measures that" in said
    assert "kept as the 26 h that all zones allow" in said


def test_the_days_watched_are_those_of_the_looks(case):
    """Days 2 (empty) and 5 (occupied by one, empty by the other, and sighted: one watch) of ten; day 8 cannot tell."""
    watches = {w["look"]: w for w in case.table("watches").to_pylist()}
    assert {look: w["result"] for look, w in watches.items()} == {"L1": "empty", "L2": "disputed"}
    assert len([s for s in watches["L2"]["sources"] if s.startswith("sighting:")]) == 1
    covered, _ = sorted(case.table("coverage").to_pylist(), key=lambda r: -r["days_watched"])
    assert (covered["days_watched"], covered["days_maybe"], covered["days_total"]) == (2, 0, 10)
    kinds = [r["kind"] for r in case.table("look_checks").to_pylist()]
    assert sorted(kinds) == ["analysts_differ", "look_and_sighting_differ"]


def test_the_answer_tells_what_does_not_add_up_in_looks(case):
    told = case.answer()["look_checks"]
    assert [(r["kind"], r["label"]) for r in told] == [("analysts_differ", "L2"), ("look_and_sighting_differ", "S1")]
    assert case.explain(told[0]["id"]).words == told[0]["words"]


def test_a_watch_walks_down_to_its_feature(case):
    (watch,) = [w for w in case.table("watches").to_pylist() if w["look"] == "L1"]
    by_table = {node.table: node for node in case.explain(watch["watch_id"]).children}
    look, scene = by_table["looks"], by_table["scenes"]
    assert (look.words, look.line.file, look.line.number) == ("L1, Ann, P01, empty", "looks.geojson", 1)
    assert json.loads(look.line.text)["properties"]["look_id"] == "L1"
    assert json.loads(scene.line.text)["id"] == "I1"


def test_a_label_finds_the_watch_and_the_looks_of_both_analysts(case):
    seen, left = set(), [case.explain("L2")]
    while left:
        node = left.pop()
        left += node.children
        if node.table == "looks":
            seen.add(node.row["analyst"])
    assert seen == {"Ann", "Bob"}


def test_a_measure_without_a_pixel_has_no_error(case):
    (row,) = case.table("measured").to_pylist()
    assert (row["value_m"], row["sd_m"]) == (95, None)


SAMPLED = FLOW[: [s.name for s in FLOW].index("actual") + 1]
FLEET = "vessel_id,name,type,flag,dwt,length_m\nV1,Alder,oil tanker,KP,3000,95\nV2,Birch,oil tanker,KP,2500,88\n"
SEEN = (
    "sighting_id,vessel_name,event,date_start,time_local,tz_note,place,observed_by,method,look\n"
    "S1,Alder,port_call,2024-03-02,02:00,UTC,Ayport,Ann,satellite image,L2\n"
)
DAYS = ((1, "empty"), (2, "occupied"), (4, "empty"), (6, "empty"), (8, "empty"))


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """Ten days, five looks of which one saw Alder: a season sampled a few times, enough to walk down from."""
    folder = tmp_path_factory.mktemp("season")
    made = fairlead.new(folder / "case")
    fleet = '\n[question.oil.fleet]\nship_types = ["oil tanker"]\n'
    (made.path / "case.toml").write_text(CONFIG + fleet)
    looks = [f"L{d},2024-03-{d:02d}T02:00:00Z,P01,1.0,{found},no,Ann" for d, found in DAYS]
    head = "look_id,acquired_at,place,visible_frac,result,is_cued,analyst"
    contents = {
        "places.csv": PLACES,
        "vessels.csv": FLEET,
        "looks.csv": "\n".join([head, *looks, ""]),
        "seen.csv": SEEN,
    }
    for name, content in contents.items():
        (folder / name).write_text(content)
    made.add([folder / name for name in contents])
    made.run(flow=SAMPLED, params=["season.warm_up=20", "season.iterations=20", "season.keep_every=1"])
    return made


@pytest.mark.parametrize("table", ["season_totals", "hull_estimates", "captures", "trip_estimates"])
def test_every_sampled_figure_walks_down_to_the_line_of_each_look(season, table):
    """Each look's own line, those that found nothing too: the file has a heading, so L1 stands on line 2."""
    rows = season.table(table).to_pylist()
    if table == "trip_estimates":
        rows = [r for r in rows if r["basis"] in ("after_doubt", "estimated")]
    assert rows
    for row in rows:
        node = season.explain(row[season.table(table).column_names[0]], limit=None)
        read = {(n.row["label"], n.line.file, n.line.number) for n in walk(node) if n.table == "looks"}
        assert read == {(f"L{d}", "looks.csv", 2 + i) for i, (d, _) in enumerate(DAYS)}
        texts = {n.line.text for n in walk(node) if n.table == "looks"}
        assert "L1,2024-03-01T02:00:00Z,P01,1.0,empty,no,Ann" in texts


def test_a_sampled_figure_walks_down_to_the_sighting_and_to_the_fleet_list(season):
    (alder,) = [h for h in season.table("hull_estimates").to_pylist() if h["ship_words"] == "Alder"]
    lines = {
        (n.table, n.line.file, n.line.number)
        for n in walk(season.explain(alder["hull_estimate_id"], limit=None))
        if n.line
    }
    assert {("sightings", "seen.csv", 2), ("particulars", "vessels.csv", 2), ("questions", "case.toml", 4)} <= lines


def test_a_sighting_that_names_a_look_alone_has_its_place_and_time_and_walks_down_to_it(case, tmp_path):
    """L2 is of I2, 5 March 21:00 UTC, at Ayport; the row says neither."""
    (tmp_path / "more.csv").write_text(
        "sighting_id,vessel_name,event,date_start,observed_by,method,look\nS2,Birch,port_call,,Ann,satellite image,L2\n"
    )
    case.add([tmp_path / "more.csv"])
    case.run(flow=FLOW[: [s.name for s in FLOW].index("stays") + 1])
    (row,) = [o for o in case.table("observations").to_pylist() if o["label"] == "S2"]
    (place,) = [p for p in case.table("places").to_pylist() if p["label"] == "P01"]
    assert (row["place_id"], row["start_time"]) == (place["place_id"], datetime(2024, 3, 5, 21, tzinfo=UTC))
    (stay,) = [s for s in case.table("stays").to_pylist() if row["sighting_id"] in s["sources"]]
    read = {(n.table, n.row["label"], n.line.file) for n in walk(case.explain(stay["stay_id"], limit=None)) if n.line}
    assert {("sightings", "S2", "more.csv"), ("looks", "L2", "looks.geojson"), ("scenes", "I2", "scenes.csv")} <= read
    assert "S2" not in {
        c["label"] for c in case.table("look_checks").to_pylist() if c["kind"] != "look_and_sighting_differ"
    }


class Listener:
    """Hears of parts and of the inside of parts, as the bar of the command line does."""

    def __init__(self):
        self.part, self.inside = "", []

    def __call__(self, name, index, total, rows):
        self.part = name

    def within(self, done, of, what):
        self.inside.append((self.part, done, of, what))


def test_the_iterations_of_a_season_are_told_while_it_is_sampled(season):
    """Two chains of 20 + 30 iterations are 100, told by tens."""
    heard = Listener()
    few = ["season.warm_up=20", "season.iterations=30", "season.keep_every=1"]
    season.run(flow=SAMPLED, params=few, progress=heard)
    told = [t for t in heard.inside if t[0] == "season"]
    assert [done for _, done, _, _ in told] == list(range(10, 101, 10))
    assert {(of, what) for _, _, of, what in told} == {(100, "iterations")}


def test_verifying_tells_of_the_iterations_too(season):
    heard = Listener()
    season.verify(flow=SAMPLED, progress=heard)
    assert ("the flow, run again", "iterations") in {(part, what) for part, _, _, what in heard.inside}

"""Filters are data: a column that is looked up, a word of this program, a value that is bound."""

import pytest

from fairlead.web.held import Held


def rows(shown, table, **asked):
    answer = shown.get(f"/api/tables/{table}/rows", params={"limit": 1000, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_conditions_keep_the_rows_that_arrow_keeps(shown, bundled):
    trips = bundled.table("trips").to_pylist()
    found = rows(shown, "trips", where=["is_counted:eq:true", "question:eq:oil"])
    assert sorted(found["ids"]) == sorted(t["trip_id"] for t in trips if t["is_counted"] and t["question"] == "oil")
    found = rows(shown, "trips", where="start_time:ge:2024-06-01")
    assert sorted(found["ids"]) == sorted(
        t["trip_id"] for t in trips if t["start_time"] and f"{t['start_time']:%Y%m}" >= "202406"
    )
    found = rows(shown, "trips", where="vessel_id:null")
    assert sorted(found["ids"]) == sorted(t["trip_id"] for t in trips if t["vessel_id"] is None)
    found = rows(shown, "trips", where="sources:any:stay:9938f3064b9b305a")
    assert found["ids"] == ["trip:1604d942ff53dc18"]
    sightings = bundled.table("particulars").to_pylist()
    found = rows(shown, "particulars", where="dwt_t:gt:3000")
    assert found["total"] == sum((s["dwt_t"] or 0) > 3000 for s in sightings)


def test_a_text_is_found_in_any_column_whatever_its_case(shown, bundled):
    found = rows(shown, "trips", find="yu SON")
    assert found["total"] == sum("yu son" in str(t).lower() for t in bundled.table("trips").to_pylist()) > 0


def test_rows_are_sorted_and_what_is_not_known_stands_last(shown):
    dwts = [r["dwt_t"] for r in rows(shown, "particulars", sort="dwt_t", falling=True)["rows"]]
    known = [d for d in dwts if d is not None]
    assert dwts == sorted(known, reverse=True) + [None] * (len(dwts) - len(known))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"where": "nothing:eq:1"}, "no column 'nothing'"),
        ({"where": "trip_id"}, "no condition"),
        ({"where": "trip_id:like:x"}, "cannot be asked for"),
        ({"where": "start_time:ge:yesterday"}, "timestamp"),
        ({"where": "calls_min:eq:two"}, "two"),
        ({"sort": "nothing"}, "no column 'nothing'"),
        ({"sort": 'trip_id" DESC; DROP TABLE asked_rows; --'}, "no column"),
        ({"where": ["is_counted:eq:true"] * 21}, "20"),
    ],
)
def test_a_filter_that_is_wrong_is_refused_in_words(shown, asked, words):
    for path in ("rows", "csv"):
        answer = shown.get(f"/api/tables/trips/{path}", params=asked)
        assert answer.status_code == 422
        assert words in answer.text


@pytest.mark.parametrize(
    "value",
    ["' OR 1=1 --", "x'; ATTACH '/etc/passwd'; --", "read_text('/etc/passwd')", "getenv('HOME')", "%", "\\", '"'],
)
def test_a_value_is_never_run(shown, value):
    assert rows(shown, "trips", where=f"trip_id:eq:{value}")["total"] == 0
    assert rows(shown, "trips", where=f"trip_id:has:{value}")["total"] == 0


def test_a_dense_table_is_read_on_disk_page_by_page(tmp_path):
    import fairlead
    from tests.web.conftest import client_of

    case = fairlead.new(tmp_path / "case")
    report = (
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo"
    )
    lines = [
        f"367000000,2024-01-01T00:{m:02d}:00,40.{m:02d},-74.0,5.0,0.0,0,SHIP,,,70,0,50,10,3.0,70" for m in range(60)
    ]
    (tmp_path / "ais.csv").write_text("\n".join([report, *lines]))
    case.add(tmp_path / "ais.csv")
    case.run(step="segments")
    client = client_of(case)
    found = rows(client, "positions", where="lat:ge:40.3", sort="lat", falling=True, limit=5)
    assert found["total"] == 30
    assert [r["lat"] for r in found["rows"]] == [40.59, 40.58, 40.57, 40.56, 40.55]
    assert all(
        r["position_id"] == i and i.startswith("position:") for r, i in zip(found["rows"], found["ids"], strict=True)
    )
    assert client.get("/api/explain", params={"target": found["ids"][0]}).json()["line"]["number"] == 61
    csv_ = client.get("/api/tables/positions/csv", params={"where": "lat:ge:40.3"}).text
    assert csv_.count("position:") == 30
    way = client.get("/api/layers/tracks").json()["features"]
    assert [f["geometry"]["type"] for f in way] == ["LineString"]
    half = client.get("/api/layers/tracks", params={"south": 40.3}).json()["features"]
    assert sorted(lat for f in half for _, lat in f["geometry"]["coordinates"])[1] == 40.3  # the line reaches the edge


def test_what_many_ask_for_at_once_is_made_once(bundled):
    from concurrent.futures import ThreadPoolExecutor
    from time import sleep

    held, made = Held(bundled, True), []

    def make():
        made.append(1)
        sleep(0.05)
        return len(made)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: held.made(("x",), make), range(8)))
    assert found == [1] * 8

"""Ships as the page is told of them: the same rows as the tables hold."""

from fairlead.case.lives import Whole, read_lives
from fairlead.web.held import Held


def test_every_ship_is_listed_with_its_own_counts(shown, bundled):
    told = shown.get("/api/vessels").json()
    trips = bundled.table("trips").to_pylist()
    assert told["total"] == len(told["ships"]) == bundled.table("vessels").num_rows
    for ship in told["ships"]:
        own = [t for t in trips if t["vessel_id"] == ship["id"]]
        assert (ship["trips"], ship["possible"]) == (
            sum(t["is_counted"] for t in own),
            sum(not t["is_counted"] for t in own),
        )
    assert told["ships"][0]["name"] == "Chon Ma San"


def test_a_ship_is_told_with_every_sighting_that_it_may_be_and_itself_among_the_candidates(shown, bundled):
    candidates = bundled.table("candidates").to_pylist()
    for life in read_lives(Whole(Held(bundled, True).whole))[:5]:
        id_ = life.vessel["vessel_id"]
        page = shown.get(f"/api/vessels/{id_}").json()
        assert {s["id"] for s in page["sightings"]} == {c["sighting_id"] for c in candidates if c["vessel_id"] == id_}
        assert all(any(c["vessel_id"] == id_ for c in s["candidates"]) for s in page["sightings"])
        ids = {i["id"] for lane in page["acts"] for i in lane["items"]}
        assert {t["trip_id"] for t in life.trips} <= ids


def test_a_listing_is_asked_about_on_a_day(shown):
    (id_,) = [s["id"] for s in shown.get("/api/vessels", params={}).json()["ships"] if s["name"] == "Chon Ma San"]
    page = shown.get(f"/api/vessels/{id_}", params={"on": ["2018-02-22", "2018-03-01", "2018-03-30"]}).json()
    by = {one["source"]: [v["verdict"] for v in one["verdicts"]] for one in page["listed"]}
    assert by == {"US": ["not yet", "listed", "listed"], "UN": ["not yet", "not yet", "listed"]}
    assert not page["is_searched"]


def test_what_is_no_ship_and_no_day_is_said(shown):
    assert shown.get("/api/vessels/vessel:0").status_code == 404
    id_ = shown.get("/api/vessels").json()["ships"][0]["id"]
    for day in ("9999-12-31", "soon", ""):
        assert shown.get(f"/api/vessels/{id_}", params={"on": day}).status_code == 422

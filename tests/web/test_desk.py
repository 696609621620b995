"""The sighting desk over HTTP and in a browser: right lengths, right candidates, recorded and counted, taken back."""

import json
import shutil
from hashlib import sha256

import pytest
from playwright.sync_api import expect, sync_playwright

import fairlead
from fairlead.case.store import somebody
from fairlead.errors import CaseError
from fairlead.web.desk import MOST_PICTURE, take_back_record
from fairlead.web.guard import WORD
from fairlead.web.routes import ROUTES
from tests.web.conftest import client_of
from tests.web.desk_case import (
    BEAM_M,
    BOW,
    LENGTH_M,
    SD_M,
    SIDES,
    SIZE,
    STERN,
    TRUE_DEG,
    UTM,
    add_pictures,
    draft,
    draw,
    picture_of,
    reading,
)
from tests.web.test_browser import CHROMIUM, QUIET, Served, axe, is_built, picture, turn


@pytest.fixture(scope="module")
def filed(bundled, tmp_path_factory):
    """A copy of the bundled case with pictures, run; what is recorded in it stays, in the order of the tests."""
    folder = tmp_path_factory.mktemp("desk")
    return add_pictures(fairlead.open(shutil.copytree(bundled.path, folder / "case")), folder)


@pytest.fixture(scope="module")
def client(filed):
    return client_of(filed)


@pytest.fixture
def fresh(filed, tmp_path):
    """A copy to record in."""
    case = fairlead.open(shutil.copytree(filed.path, tmp_path / "case"))
    return case, client_of(case)


@pytest.fixture(scope="module")
def placed(filed):
    return picture_of(filed, "vostochny.tif")


@pytest.fixture(scope="module")
def plain(filed):
    return picture_of(filed, "screenshot.png")


def weigh(client, said):
    answer = client.get("/api/desk/weighed", params={"draft": json.dumps(said)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client, said):
    answer = client.get("/api/desk/weighed", params={"draft": json.dumps(said)})
    assert answer.status_code == 422, answer.text
    return answer.json()["error"]


def values(weighed):
    return {v["quantity"]: v for v in weighed["values"]}


def stated(metres, **more):
    return {"basis": "stated", "pixel_m": metres, **more}


# ------------------------------------------------------------------------------------------------------------ measures


def test_a_georeferenced_hull_has_its_length_beam_heading_and_place(client, placed):
    got = weigh(client, draft(placed, beam=[reading(*SIDES)]))
    assert values(got)["length"]["value_m"] == pytest.approx(LENGTH_M, abs=0.05)
    assert values(got)["length"]["sd_m"] == pytest.approx(SD_M, abs=0.01)
    assert values(got)["beam"]["value_m"] == pytest.approx(BEAM_M, abs=0.05)
    assert got["heading_deg"] == pytest.approx(TRUE_DEG, abs=0.1)
    assert (got["lat"], got["lon"]) == (pytest.approx(42.75, abs=1e-5), pytest.approx(133.083, abs=1e-5))
    assert got["missing"] == got["cautions"] == []


def test_the_hull_of_that_length_ranks_first_and_another_ship_is_never_left_out(client, placed):
    got = weigh(client, draft(placed, beam=[reading(*SIDES)]))
    ranked = sorted(got["candidates"], key=lambda c: c["rank"])
    assert ranked[0]["name"] == "Ember"
    assert "94 m long" in ranked[0]["why"]
    assert next(c["why"] for c in ranked if c["vessel_id"] is None).startswith("a ship that is not in this case")
    assert sum(c["weight_frac"] for c in ranked) == pytest.approx(1)
    assert sum(c["is_consistent"] for c in ranked) == got["consistent"] < got["weighed"] == 55
    assert not next(c for c in ranked if c["name"] == "Slick")["is_consistent"]


def test_repeats_give_the_error_and_a_stated_scale_the_length(client, plain):
    apart = [reading(BOW, STERN), reading((BOW[0] + 12, BOW[1]), STERN)]
    got = weigh(client, draft(plain, scale=stated(0.5), length=apart))
    length = values(got)["length"]
    assert length["readings_m"][0] == pytest.approx(94.0)
    a, b = length["readings_m"]
    assert length["sd_m"] == pytest.approx(abs(a - b) / 2**0.5, abs=0.01)  # of two readings, n - 1 below the line
    assert length["sd_m"] > SD_M
    assert got["heading_deg"] is None


def test_two_known_points_give_scale_and_heading_and_their_error_goes_into_the_length(client, plain):
    """At the equator, 0.0018 degrees of longitude over 400 pixels: 200.375 m, 0.50094 m a pixel, right is east; two
    positions of 5 m leave 3.55 %. Bow to stern is 188 pixels: 94.18 m, error hypot(0.708, 0.0355 x 94.18) = 3.41 m."""
    known = [{"at": [100, 100], "lat": 0.0, "lon": 20.0}, {"at": [500, 100], "lat": 0.0, "lon": 20.0018}]
    got = weigh(client, draft(plain, scale={"basis": "two points", "known": known}))
    assert values(got)["length"]["value_m"] == pytest.approx(94.18, abs=0.02)
    assert values(got)["length"]["sd_m"] == pytest.approx(3.41, abs=0.02)
    assert got["heading_deg"] == pytest.approx(150.0, abs=0.01)


def test_a_shadow_is_a_height_where_the_sun_is_known(client, plain):
    """40 pixels are 20 m; the sun 60 degrees high makes 34.64 m, and hypot(0.707, 0.2) tan 60 = 1.273 m of error. At 30
    degrees it would be 0.424 m: then a distance's own floor stands, hypot(0.707, 0.1155) = 0.716 m."""
    shadow = {"shadow": [reading((100, 100), (140, 100))], "shadow_of": "air_draught", "scale": stated(0.5)}
    for height, value, sd in (("60", 34.64, 1.273), ("30", 11.55, 0.716)):
        sun = {"acquired_at": "2024-05-20T02:10Z", "sun_elevation_deg": height}
        got = values(weigh(client, draft(plain, **shadow, taken=sun)))
        assert got["air_draught"]["value_m"] == pytest.approx(value, abs=0.01)
        assert got["air_draught"]["sd_m"] == pytest.approx(sd, abs=0.002)
    assert "height of the sun" in refused(client, draft(plain, **shadow))
    low = {"acquired_at": "2024-05-20T02:10Z", "sun_elevation_deg": "2"}
    assert "degrees high" in refused(client, draft(plain, **shadow, taken=low))


def test_a_shadow_that_points_into_the_sun_and_a_place_outside_the_picture_are_told(client, placed):
    sun = {"acquired_at": "2024-05-20T02:10Z", "sun_elevation_deg": "30", "sun_azimuth_deg": "90"}
    into = draft(placed, shadow=[reading((400, 300), (440, 300))], taken=sun, place="P05")
    told = " ".join(weigh(client, into)["cautions"])
    assert "degrees off the way shadows fall" in told
    assert "Nampo lies outside the ground that vostochny.tif shows" in told


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"length": [reading((0, 0), (900, 10))]}, "not in the picture"),
        ({"scale": {"basis": "georeference"}}, "not georeferenced"),
        ({"scale": stated(0.0)}, "no scale"),
        ({"scale": stated(0.5, error_percent=40)}, "10 % is the most"),
        ({"scale": None}, "pixels are not metres yet"),
        ({"scene": "I99"}, "no scene of the last run"),
        ({"result": "empty", "scale": stated(0.5)}, "a ship was measured"),
        ({"scale": stated(0.5), "confidence": "\x00"}, ""),
    ],
)
def test_what_cannot_be_so_is_refused_in_words(client, plain, more, why):
    if why:
        assert why in refused(client, draft(plain, **{"scale": stated(0.5), **more}))
    else:
        weigh(client, draft(plain, **more))


def test_nothing_is_recorded_until_time_place_and_analyst_are_known(client, plain, filed):
    before = filed.head
    for lacks, why in (
        ({"taken": {}}, "when was the picture taken"),
        ({"place": ""}, "which place"),
        ({"analyst": ""}, "who looked"),
        ({"taken": {"acquired_at": "yesterday"}}, "not a time"),
        ({"visible_frac": "2"}, "visible_frac"),
    ):
        answer = client.post("/api/desk/records", json=draft(plain, scale=stated(0.5), **lacks))
        assert answer.status_code == 409
        assert why in answer.json()["error"]
    assert filed.head == before


# ------------------------------------------------------------------------------------------------------------ pictures


def test_the_desk_lists_pictures_and_gives_them_in_tiles(client, placed, plain):
    desk = client.get("/api/desk").json()
    shown = {p["id"]: p for p in desk["pictures"]}
    assert shown[placed]["pixel_m"] == pytest.approx(0.5, abs=1e-3)
    assert shown[plain]["crs"] is None
    tile = client.get(f"/api/desk/pictures/{placed}/tile", params={"level": shown[placed]["levels"]})
    assert (tile.status_code, tile.headers["content-type"]) == (200, "image/png")
    assert tile.content.startswith(b"\x89PNG")
    assert "no tile there" in client.get(f"/api/desk/pictures/{placed}/tile", params={"column": 7}).json()["error"]
    near = client.get(f"/api/desk/pictures/{placed}/places").json()["places"]
    assert (near[0]["label"], round(near[0]["away_km"], 2)) == ("P01", 0.0)


def test_evidence_that_is_no_picture_is_not_opened_as_one(client, filed):
    listing = picture_of(filed, "claims.csv")
    for path in (f"/api/desk/pictures/{listing}/tile", f"/api/desk/pictures/{listing}/places"):
        assert client.get(path).status_code == 404


def test_every_route_of_the_desk_that_reads_answers(client, placed):
    for route in (r for r in ROUTES if r.method == "GET" and r.path.startswith("/api/desk")):
        asked = {"draft": json.dumps(draft(placed))} if route.path.endswith("weighed") else {}
        assert client.get(route.path.format(evidence_id=placed), params=asked).status_code == 200


# ------------------------------------------------------------------------------------- pictures and outlines brought


ABOUT = {"name": "new.tif", "origin": "https://example.org/p", "licence": "CC BY 4.0"}


def bring(client, content, **about):
    raw = {"content-type": "application/octet-stream"}
    return client.post("/api/desk/pictures", params={**ABOUT, **about}, content=content, headers=raw)


def test_a_picture_is_brought_from_the_page_as_evidence_with_its_origin(fresh, tmp_path):
    case, client = fresh
    draw(tmp_path / "new.tif", UTM, (500_000, 4_700_000))
    content = (tmp_path / "new.tif").read_bytes()
    done = bring(client, content, name="C:\\fakepath\\new.tif")
    assert done.status_code == 200, done.text
    kept = case.store.log().of("added")[-1].fields
    assert (kept["name"], kept["kind"]) == ("new.tif", "images")
    assert (kept["origin"], kept["licence"]) == (ABOUT["origin"], ABOUT["licence"])
    assert kept["sha256"] == sha256(content).hexdigest()
    assert done.json()["id"] in [p["id"] for p in client.get("/api/desk").json()["pictures"]]
    refused = bring(client, b"MZ this is a program", name="new.exe")
    assert refused.status_code == 409
    assert "new.exe" in refused.json()["error"]
    assert [e.fields["name"] for e in case.store.log().of("refused")] == ["new.exe"]
    for name in ("..", ".hidden", "a\u0000b", "x" * 200):
        assert bring(client, content, name=name).status_code == 422
    assert bring(client, content, origin="").status_code == 422


def test_a_picture_larger_than_may_be_is_not_taken_nor_one_without_the_word(client):
    too_long = {"content-type": "application/octet-stream", "content-length": str(MOST_PICTURE + 1)}
    answer = client.post("/api/desk/pictures", params=ABOUT, content=b"x", headers=too_long)
    assert answer.status_code == 413
    said = {"content-type": "application/octet-stream", WORD: "another"}
    assert client.post("/api/desk/pictures", params=ABOUT, content=b"x", headers=said).status_code == 403


def test_an_outline_of_what_can_be_seen_stands_in_the_scene_and_of_a_berth_in_an_area(fresh, placed):
    """Corners 100 pixels of 0.5 m apart around the middle, which lies at 42.75 N, 133.083 E: 50 m on the ground,
    0.00045 degrees of latitude and, over cos 42.75, 0.00061 of longitude."""
    case, client = fresh
    box = [[350, 250], [450, 250], [450, 350], [350, 350]]
    assert "3 to 500" in refused(client, draft(placed, usable=box[:2]))
    done = client.post("/api/desk/records", json=draft(placed, usable=box))
    assert done.status_code == 200, done.text
    (again,) = [r for r in client.get("/api/desk").json()["records"] if r["id"] == done.json()["id"]]
    assert again["usable"] == box  # another session draws it anew, in the pixels it was drawn in
    said = {"image": placed, "port": "Vostochny", "name": "berth 9", "corners": box, "analyst": "Anna",
            "scale": {"basis": "georeference"}}  # fmt: skip
    area = client.post("/api/desk/areas", json=said)
    assert area.status_code == 200, area.text
    case.run(by="tester")
    (scene,) = [s for s in case.table("scenes").to_pylist() if s["usable"] and s["label"].startswith("P")]
    (drawn,) = [a for a in case.table("areas").to_pylist() if a["name"] == "berth 9"]
    corners = [
        (float(c.split()[1]), float(c.split()[0])) for c in scene["usable"].split("((")[1].rstrip(")").split(",")
    ]
    ring = list(zip(drawn["ring"][::2], drawn["ring"][1::2], strict=True))
    for found in (corners, ring):
        assert min(lat for lat, _ in found) == pytest.approx(42.75 - 0.000225, abs=3e-5)
        assert max(lon for _, lon in found) == pytest.approx(133.083 + 0.000306, abs=3e-5)
    assert (drawn["area_kind"], drawn["precision_km"]) == ("berth", pytest.approx(0.001))
    assert "by Anna" in drawn["note"]


def test_an_outline_needs_ground_a_name_and_corners(client, plain, placed):
    box = [[350, 250], [450, 250], [450, 350]]
    said = {"image": placed, "port": "Vostochny", "name": "berth 9", "corners": box, "analyst": "Anna",
            "scale": {"basis": "georeference"}}  # fmt: skip
    for more, why in (
        ({"name": " "}, "its name"),
        ({"corners": box[:2]}, "3 to 500"),
        ({"corners": [*box, [9000, 1]]}, "not in the picture"),
        ({"corners": [[350, 250], [450, 350], [450, 250], [350, 350]]}, "cross"),
        ({"image": plain, "scale": stated(0.5)}, "georeferenced picture, or two known points"),
    ):
        answer = client.post("/api/desk/areas", json={**said, **more})
        assert answer.status_code == 409, answer.text
        assert why in answer.json()["error"]


def test_who_may_only_read_measures_and_records_nothing(filed, placed):
    reader = client_of(filed, is_read_only=True)
    assert values(weigh(reader, draft(placed)))["length"]["value_m"] == pytest.approx(94.0, abs=0.05)
    assert reader.post("/api/desk/records", json=draft(placed)).status_code == 403


# ------------------------------------------------------------------------------------------------------------- records


def test_what_is_recorded_counts_is_explained_to_its_pixels_and_can_be_taken_back(fresh, placed):
    case, client = fresh
    before = case.answer()["trips"]["documented"]
    said = draft(placed, beam=[reading(*SIDES)], features=[{"name": "deck", "value": "red"}], laden="laden", note="n")
    done = client.post("/api/desk/records", json=said)
    assert done.status_code == 200, done.text
    empty = draft(placed, result="empty", length=[], berth="2")
    assert client.post("/api/desk/records", json=empty).status_code == 200
    shown = client.get("/api/desk").json()["records"]
    assert [r["result"] for r in shown] == ["empty", "occupied"]
    label = shown[1]["label"]

    case.run(by="tester")
    assert case.answer()["trips"]["documented"] == before + 1
    assert case.table("rejects").num_rows == fairlead.open(case.path).table("rejects").num_rows
    (made,) = [m for m in case.table("measured").to_pylist() if m["sighting"] == label and m["quantity"] == "length"]
    assert (made["value_m"], made["sd_m"]) == (pytest.approx(94.0, abs=0.05), pytest.approx(SD_M, abs=0.01))
    looks = [k for k in case.table("looks").to_pylist() if k["analyst"] == "Anna"]
    assert {(k["result"], k["scene"]) for k in looks} == {("occupied", looks[0]["scene"]), ("empty", looks[0]["scene"])}
    (scene,) = [s for s in case.table("scenes").to_pylist() if s["label"] == looks[0]["scene"]]
    assert scene["gsd_m"] == 0.5

    tree = case.explain(f"{label}-length")
    assert '"readings_px":[[[447' in tree.line.text
    (record,) = tree.children
    assert record.table == "desk_records"
    assert record.row["readings"][0].startswith("length 94.01 m: pixel 447.0, 381.4 to 353.0, 218.6")
    assert [child.id for child in record.children] == [placed]

    again = draft(placed, scene=looks[0]["scene"], taken={}, berth="3", place="Vostochny")  # a scene of the case
    assert values(weigh(client, again))["length"]["sd_m"] == pytest.approx(SD_M, abs=0.01)
    assert client.post("/api/desk/records", json=again).status_code == 200
    third = client.get("/api/desk").json()["records"][0]["label"]

    taken = client.post(f"/api/desk/records/{done.json()['id']}/back", json={"reason": "the wrong hull"})
    assert taken.status_code == 200, taken.text
    again = client.post(f"/api/desk/records/{done.json()['id']}/back", json={"reason": "twice"})
    assert "taken back by" in again.json()["error"]
    case.run(by="tester")
    labels = case.table("sightings")["label"].to_pylist()
    assert label not in labels
    assert third in labels
    assert case.answer()["trips"]["documented"] == before + 1  # the third alone: a ship at another berth
    assert looks[0]["scene"] in case.table("scenes")["label"].to_pylist()  # the empty look still brings it
    assert any("the wrong hull" in r["reason"] for r in case.table("rejects").to_pylist())
    case.decide([taken.json()["id"]], "withdraw", "it was the right one")
    assert client.get("/api/desk").json()["records"][2]["taken_back"] is None


def test_a_record_bears_the_marking_of_its_picture_and_who_did_not_make_it_does_not_take_it_back(fresh, placed):
    case, client = fresh
    case.mark(placed, "amber", "its owner asked for it")
    id_ = client.post("/api/desk/records", json=draft(placed)).json()["id"]
    assert case.markings() == {placed: "amber", id_: "amber"}
    held = client.app.app.app.state.held
    with pytest.raises(CaseError, match="somebody else recorded it"):
        take_back_record(held, id_, "not mine", "Kim", own="Kim")
    take_back_record(held, id_, "mine", somebody(), own=somebody())


# ------------------------------------------------------------------------------------------------------------- browser

needs_browser = [
    pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine"),
    pytest.mark.skipif(not is_built(), reason="the page is not built: scripts/page"),
]


class Hand:
    """Clicks on pixels of the picture as it is shown at first: all of it."""

    def __init__(self, page):
        self.page = page
        self.box = page.locator(".stage").bounding_box()
        self.scale = min(self.box["width"] / SIZE[0], self.box["height"] / SIZE[1]) * 0.96

    def click(self, at):
        x, y = (self.box[side] + self.box[of] / 2 for side, of in (("x", "width"), ("y", "height")))
        self.page.mouse.click(x + (at[0] - SIZE[0] / 2) * self.scale, y + (at[1] - SIZE[1] / 2) * self.scale)


@pytest.fixture(scope="module")
def desk_pages(filed, tmp_path_factory):
    """A browser on a copy of the case."""
    case = fairlead.open(shutil.copytree(filed.path, tmp_path_factory.mktemp("browser") / "case"))
    served = Served(case)
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)

        def open_page(**how):
            page = browser.new_context(viewport={"width": 1440, "height": 900}, **how).new_page()
            page.set_default_timeout(20_000)
            page.on("pageerror", lambda e: wrong.append(str(e)))
            page.on("console", lambda m: m.type == "error" and wrong.append(m.text))
            page.on("request", lambda r: r.url.startswith((served.origin, "data:")) or wrong.append(f"asked {r.url}"))
            page.goto(served.address)
            page.wait_for_selector("main h1", state="attached")
            return page

        yield case, open_page
        browser.close()
    served.end()
    assert wrong == []


@pytest.mark.usefixtures("filed")
class TestInABrowser:
    pytestmark = needs_browser

    def test_a_picture_is_added_from_the_page_and_a_berth_outlined_on_it(self, desk_pages, tmp_path):
        draw(tmp_path / "berth.tif", UTM, (500_000, 4_700_000))
        _, open_page = desk_pages
        page = open_page()
        turn(page, "#/desk")
        page.locator(".add-picture summary").click()
        page.fill("#add-origin", "https://example.org/p")
        page.fill("#add-licence", "CC BY 4.0")
        page.fill("#add-acquired_at", "2024-05-03T02:10Z")
        page.set_input_files("#add-file", tmp_path / "berth.tif")
        page.get_by_role("button", name="Add it to the case").click()
        page.wait_for_selector(".stage")
        expect(page.locator("#acquired")).to_have_value("2024-05-03T02:10Z")
        page.keyboard.press("6")
        box = page.locator(".stage").bounding_box()
        for x, y in ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)):
            page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.select_option("#outline-port", index=1)
        page.fill("#outline-name", "berth 9")
        page.get_by_role("button", name="Record the outline").click()
        expect(page.locator(".desk-record [role=status]")).to_contain_text("berth 9 is recorded")

    def test_a_ship_is_measured_and_recorded_in_two_keys(self, desk_pages, placed):
        case, open_page = desk_pages
        page = open_page()
        page.keyboard.press("g")
        page.keyboard.press("s")
        page.get_by_role("link", name="vostochny.tif").click()
        page.wait_for_selector(".stage")
        hand = Hand(page)
        for end in (BOW, STERN):
            hand.click(end)
        page.keyboard.press("2")
        for end in SIDES:
            hand.click(end)
        cells = page.locator(".four > div")
        expect(cells.nth(1)).to_contain_text("±")
        page.get_by_label("Contrast").fill("250")
        assert page.locator(".stage canvas").evaluate("c => c.style.filter") == "brightness(100%) contrast(250%)"
        page.get_by_role("button", name="As it is").click()
        length, beam = (float(cells.nth(i).locator("strong").inner_text().removesuffix(" m")) for i in (0, 1))
        assert length == pytest.approx(LENGTH_M, abs=2 * SD_M)
        assert beam == pytest.approx(BEAM_M, abs=2)
        ships = page.locator(".ships")
        expect(ships.locator("h2")).to_contain_text("of 55 vessels, or with none of them")
        expect(ships.locator("tbody tr").first).to_contain_text("Ember")
        expect(ships.locator("tbody")).to_contain_text("Another ship")
        page.select_option("#place", "P01")
        page.fill("#acquired", "2024-05-20T02:10Z")
        page.fill("#vessel", "unidentified tanker")
        page.fill("#analyst", "Anna")
        page.keyboard.press("Escape")
        page.keyboard.press("s")
        expect(page.locator(".confirm")).to_contain_text("P01")
        assert page.locator(".confirm .wrong").count() == 0  # nothing is told missing that was typed a moment ago
        picture(page, "desk")
        page.keyboard.press("Enter")
        expect(page.locator(".desk-record [role=status]")).to_contain_text("fairlead run CASE")
        entry = page.locator(".desk-right .decided li").first
        expect(entry).to_contain_text("length 9")
        before = case.answer()["trips"]["documented"]
        case.run(by="tester")
        assert case.answer()["trips"]["documented"] == before + 1
        page.keyboard.press("u")
        expect(entry).to_contain_text("taken back")

    def test_the_whole_way_by_keyboard(self, desk_pages, plain):
        """The cross stands in the middle: two marks, moved by hand of the arrows, make a line of as many pixels."""
        _, open_page = desk_pages
        page = open_page()
        turn(page, f"#/desk/{plain}")
        page.wait_for_selector(".stage")
        page.fill("#pixel", "0.5")
        page.keyboard.press("Escape")
        page.keyboard.press("1")
        expect(page.locator(".stage")).to_be_focused()
        for _ in range(12):
            page.keyboard.press("+")
        page.keyboard.press("Enter")
        for _ in range(10):
            page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Enter")
        cell = page.locator(".four > div").first
        expect(cell).to_contain_text("±")  # 1,000 screen pixels at 16 to one: 62.5 pixels, 31.25 m
        assert float(cell.locator("strong").inner_text().removesuffix(" m")) == pytest.approx(31.25, abs=0.1)
        page.keyboard.press("Backspace")
        expect(cell).to_contain_text("not measured")
        page.keyboard.press("0")
        expect(page.locator(".confirm")).to_contain_text("Which place")
        page.keyboard.press("Escape")
        expect(page.locator(".confirm")).to_have_count(0)

    def test_a_key_that_comes_at_once_is_heard_by_what_is_drawn(self, desk_pages, plain):
        """Both keys before the browser has painted once: what the first opened, the second closes."""
        _, open_page = desk_pages
        page = open_page()
        turn(page, f"#/desk/{plain}")
        page.wait_for_selector(".stage")
        stood = page.evaluate(
            """async () => {
                const seen = [];
                for (const key of ["0", "Escape"]) {
                    const pressed = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                    document.activeElement.dispatchEvent(pressed);
                    for (let i = 0; i < 20; i++) await null; // drawn, and not yet painted
                    seen.push([document.querySelectorAll(".confirm").length, document.activeElement.className]);
                }
                return seen;
            }"""
        )
        assert stood[0] == [1, "btn primary"]
        assert stood[1][0] == 0

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_the_desk_holds_wcag_aa_wide_and_narrow(self, desk_pages, placed, scheme):
        _, open_page = desk_pages
        page = open_page(color_scheme=scheme)
        for place in ("#/desk", f"#/desk/{placed}"):
            turn(page, place)
            page.wait_for_selector(".pictures" if place == "#/desk" else ".ships")
            assert axe(page) == [], place
        picture(page, f"desk-{scheme}")
        page.set_viewport_size({"width": 390, "height": 844})
        assert axe(page) == []
        assert page.evaluate(
            "document.querySelector('#view').scrollWidth <= document.querySelector('#view').clientWidth"
        )

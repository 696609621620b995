"""The workspace as a person meets it, in Debian's Chromium. Whatever asks another machine for anything fails its test.

Pictures of every view go to ``artefacts/web`` to be looked at.
"""

import csv
import re
import shutil
import socket
import struct
import threading
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

import fairlead
from fairlead.web.app import is_built, make_app
from fairlead.web.sessions import Keys
from tests.web.conftest import TEXT
from tests.web.test_deciding import write_a_second_name

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "artefacts" / "web"
AXE = ROOT / "page" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--disable-component-update"]  # fmt: skip
IGNORED = ("GPU stall", "GL Driver")
"""What software rendering says of itself."""

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine"),
    pytest.mark.skipif(not is_built(), reason="the page is not built: scripts/page"),
]


class Served:
    """A case served by a thread of this process."""

    def __init__(self, case, users=None):
        bound = socket.socket()
        bound.bind(("127.0.0.1", 0))
        bound.listen(64)
        self.origin = f"http://127.0.0.1:{bound.getsockname()[1]}"
        keys = Keys(users=users)
        app = make_app(case, [self.origin.removeprefix("http://")], keys)
        self.address = f"{self.origin}/" if users else f"{self.origin}/#key={keys.key}"
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [bound]}, daemon=True)
        self.thread.start()

    def end(self):
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture(scope="module")
def served(bundled):
    one = Served(bundled)
    yield one
    one.end()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield one
        one.close()


@pytest.fixture
def opened(browser, served):
    """Opens pages that hear of errors and of requests to elsewhere, and fail for either at the end."""
    wrong, contexts = [], []

    def open_page(to=served, **how):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, **how)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda e: wrong.append(str(e)))
        page.on(
            "console", lambda m: m.type == "error" and not any(i in m.text for i in IGNORED) and wrong.append(m.text)
        )
        page.on("request", lambda r: r.url.startswith((to.origin, "data:", "blob:")) or wrong.append(f"asked {r.url}"))
        page.goto(to.address)
        page.wait_for_selector("main h1", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def picture(page, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def turn(page, place):
    page.evaluate("place => { location.hash = place }", place)


def axe(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    also = {"target-size": {"enabled": True}}  # of WCAG 2.2, which axe leaves off unless it is asked for
    found = page.evaluate("([tags, also]) => axe.run(document, { runOnly: tags, rules: also })", [tags, also])
    assert found["passes"]
    return [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found["violations"]]


def test_a_figure_is_explained_down_to_a_line_of_a_file(opened):
    page = opened()
    expect(page).not_to_have_url(re.compile("key="))  # it is taken out of the address at once
    counts = page.locator(".counts .big")
    assert counts.all_inner_texts() == ["11", "(9–11)", "61", "43"]
    counts.first.click()
    drawer = page.locator(".drawer")
    expect(drawer.locator(".line pre").first).to_be_visible()
    expect(page).to_have_url(re.compile("x="))
    page.go_back()
    expect(drawer).to_have_count(0)
    page.get_by_role("button", name="F1", exact=True).click()
    line = drawer.locator(".line", has_text="legal_measures.csv").first
    expect(line.locator("pre")).to_contain_text("R01,UNSCR 2397 (2017)")
    line.locator("a").click()
    expect(page.locator(".lines .here")).to_contain_text("R01,UNSCR 2397 (2017)")
    picture(page, "evidence")


def test_every_bar_of_the_chart_opens_the_row_it_draws(opened):
    page = opened()
    bars = page.locator(".chart .opens")
    ids = [bars.nth(i).get_attribute("data-x") for i in range(bars.count())]
    assert len(ids) > 10
    for id_ in dict.fromkeys(ids):
        page.keyboard.press("Escape")
        turn(page, f"#/answer?x={id_}")
        expect(page.locator(".drawer .said.first")).to_be_visible()
    page.get_by_role("button", name="as a table").click()
    expect(page.locator(".chart table")).to_contain_text("over")


def test_the_keyboard_goes_everywhere(opened):
    page = opened()
    for letter, heading in (
        ("v", "Vessels"),
        ("t", "Tables of the run"),
        ("e", "Evidence"),
        ("r", "What only a person"),
        ("u", "The run"),
        ("p", "A report of this case"),
    ):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        expect(page.locator("main h1").first).to_contain_text(heading)
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page.locator("main h1")).to_contain_text("refined oil")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".drawer")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("S20")
    page.keyboard.press("Enter")
    expect(page.locator(".drawer")).to_contain_text("S20")
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_table_is_found_in_filtered_and_its_address_can_be_sent(opened, served, bundled):
    page = opened()
    turn(page, "#/tables/trips?where=question:eq:oil&where=status:eq:possible")
    possible = [t for t in bundled.table("trips").to_pylist() if (t["question"], t["status"]) == ("oil", "possible")]
    expect(page.locator(".one-table tbody tr")).to_have_count(len(possible))
    page.get_by_label("Find in these rows").fill("Chon Ma San")
    page.keyboard.press("Enter")
    expect(page.locator(".one-table tbody tr")).to_have_count(sum("Chon Ma San" in t["words"] for t in possible))
    expect(page).to_have_url(re.compile("find=Chon"))
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV").click()
    assert got.value.suggested_filename == "trips.csv"
    assert Path(got.value.path()).read_text().startswith("trip_id,")
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator(".one-table tbody tr")).to_have_count(sum("Chon Ma San" in t["words"] for t in possible))
    picture(page, "tables")


def test_the_time_window_filters_map_and_list(opened):
    page = opened()
    turn(page, "#/map")
    drawn = "() => window.fairleadMap?.loaded() && fairleadMap.queryRenderedFeatures({ layers: ['sightings'] }).length"
    whole = until(page, drawn)
    listed = int(page.locator("[data-count]").inner_text())
    picture(page, "map")
    turn(page, "#/map?time=2024-10-01T00:00Z..2024-12-01T00:00Z")
    expect(page.locator("[data-count]")).not_to_have_text(str(listed))
    fewer = until(page, drawn.replace(".length", f".length < {whole}"))
    assert fewer
    assert "Chon Ma San" in page.locator(".map-list").inner_text()
    assert "Mar 2024" not in page.locator(".map-list").inner_text()
    page.evaluate(LISTEN)
    page.locator(".map-list .event", has_text="Gap").first.click()
    expect(page.locator(".drawer .said.first")).to_be_visible()
    sent = page.evaluate("sent")
    assert {name for name, _ in sent} == {"selected"}  # what is chosen draws nothing else anew
    listed = page.locator(".map-list .event strong", has_text="Sighting").count()
    page.evaluate("fairleadMap.jumpTo({ zoom: 0 }) && 0")
    far = until(page, "() => sent.find(([name]) => name === 'dots')")[1]
    assert 0 < far["sightings"] < listed  # dots that would hide one another are one
    page.locator(".time svg").focus()
    page.keyboard.press("ArrowLeft")
    until(page, "() => location.hash.includes('time=') && !location.hash.includes('2024-10-01')")


LISTEN = """() => {
  window.sent = [];
  for (const name of ['dots', 'rings', 'gaps', 'selected']) {
    const source = fairleadMap.getSource(name), set = source.setData.bind(source), kinds = {};
    source.setData = (data) => {
      for (const f of data.features) kinds[f.properties.kind] = (kinds[f.properties.kind] ?? 0) + 1;
      window.sent.push([name, kinds]);
      return set(data);
    };
  }
}"""
"""What is sent to be drawn from now on, by source and kind."""


DETECTED = """detection_id,lat,lon,detected_at,sensor,length_m,detector,mmsi,remarks
D1,42.74,133.09,2024-03-09T21:04:00Z,sar,94,gfw,,no AIS match
D2,42.70,133.01,2024-05-09T21:04:00Z,sar,61,gfw,273123456,matched
D3,,,2024-05-09T21:04:00Z,sar,61,gfw,,
"""


def test_what_a_detector_found_is_a_layer_that_filters_and_counts_nothing(opened, tmp_path):
    """D3 lies in pixels alone in no pixel: it is refused. The two others are no ships, and nothing else of a case."""
    case = fairlead.new(tmp_path / "case")
    (tmp_path / "detections.csv").write_text(DETECTED)
    case.add(tmp_path / "detections.csv")
    case.run()
    served = Served(case)
    try:
        page = opened(served)
        page.keyboard.press("g")
        page.keyboard.press("m")
        drawn = (
            "() => window.fairleadMap?.loaded() && fairleadMap.queryRenderedFeatures({ layers: ['detections'] }).length"
        )
        assert until(page, drawn) == 2
        listed = page.locator(".map-list .event")
        expect(listed).to_have_count(2)
        expect(listed.first).to_contain_text("Detection D1")
        expect(listed.first).to_contain_text("found by gfw, 94 m, no AIS match")
        expect(listed.last).to_contain_text("MMSI 273123456")
        expect(page.locator(".how")).to_contain_text("no ship until somebody looks")
        picture(page, "detections")
        turn(page, "#/map?time=2024-05-01T00:00Z..2024-06-01T00:00Z")
        expect(listed).to_have_count(1)
        assert until(page, f"{drawn} === 1")
        page.get_by_role("checkbox", name="Detections").uncheck()
        expect(listed).to_have_count(0)
        page.get_by_role("checkbox", name="Detections").check()
        listed.first.click()
        expect(page.locator(".drawer .line pre").first).to_contain_text("D2,42.70,133.01")
        page.close()
    finally:
        served.end()


def test_a_map_with_twenty_thousand_points_more_is_still_under_the_hand(opened):
    """In small what `python -m benchmarks web --page` measures with 200,000; a bound that only a hanging page fails."""
    from benchmarks.bench_page import FRAMES, POINTS

    page = opened()
    turn(page, "#/map")
    page.locator("canvas.maplibregl-canvas").wait_for()
    until(page, "() => window.fairleadMap?.loaded() && !!window.fairleadMap.getSource('land')")
    assert page.evaluate(POINTS, 20_000) < 10_000
    frames = page.evaluate(FRAMES, ["pan", 600])
    assert len(frames) >= 2
    assert max(frames) < 5_000
    begun = time.monotonic()
    page.get_by_role("checkbox", name="Sightings").uncheck()
    expect(page).to_have_url(re.compile("hide=sightings"))
    assert time.monotonic() - begun < 5


def test_a_ship_is_found_asked_about_on_a_day_and_shown_on_the_map(opened, bundled):
    ids = {v["name"]: v["vessel_id"] for v in bundled.table("vessels").to_pylist()}
    page = opened()
    turn(page, "#/vessels")
    rows = page.locator(".ships tbody tr")
    expect(rows).to_have_count(len(ids))
    page.get_by_label("Name, IMO number").fill("chon ma")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("find=chon"))
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".ship h1")).to_contain_text("Chon Ma San")
    listed = page.get_by_role("region", name="Listed on")
    expect(listed).to_contain_text("not yet")  # by the UN on the day of the US listing
    page.get_by_label("Listed as of this day").fill("2018-02-22")
    page.keyboard.press("Enter")
    expect(listed.locator("tbody")).to_have_text(re.compile("not yet.*not yet", re.DOTALL))
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    expect(listed.locator("tbody tr", has_text="US")).to_contain_text("listed")
    expect(page).to_have_url(re.compile("on=2018-02-23"))
    with page.expect_download() as got:
        listed.get_by_role("button", name="as CSV").click()
    rows = list(csv.DictReader(Path(got.value.path()).read_text(encoding="utf-8").splitlines()))
    assert len(rows) == listed.locator("tbody tr").count()
    assert any("listed" in r.values() for r in rows if "US" in r["source"])
    trips = [t for t in bundled.table("trips").to_pylist() if t["vessel_id"] == ids["Chon Ma San"]]
    for trip in trips:
        expect(page.locator(f".lanes [data-x='{trip['trip_id']}']")).to_have_count(1)
    inferred = next(t["trip_id"] for t in trips if t["status"] == "inferred")
    expect(page.locator(f".lanes [data-x='{inferred}'] .inf")).to_have_count(1)  # hatched: nobody saw it
    page.locator(f".lanes [data-x='{inferred}']").click()
    drawer = page.locator(".drawer")
    expect(drawer.locator(".said.first")).to_be_visible()
    expect(drawer.get_by_role("link", name="the ship’s page").first).to_be_visible()
    picture(page, "vessel")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Show on map").click()
    expect(page.locator(".map-list .event.on").first).to_contain_text("Chon Ma San")


def test_the_ledger_tells_who_repeats_whom_and_what_rests_on_one_source(opened):
    page = opened()
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.locator("main h1")).to_have_text("Who is said to have given what to whom")
    page.locator(".given", has_text="Air defence").click()
    detail = page.locator(".detail")
    expect(detail.locator(".against")).to_contain_text("defence minister")
    expect(detail.locator(".told li")).to_have_count(5)
    expect(detail.locator(".told s")).to_have_text("South Korea national security adviser")
    picture(page, "ledger-open")
    detail.get_by_role("button", name="Shin Won-sik", exact=True).first.click()
    expect(detail.locator(".stands")).to_contain_text("Aid, Russia to North Korea")
    expect(page).to_have_url(re.compile("source=Shin"))
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator(".stands li").first).to_be_visible()
    detail.get_by_role("button", name="What would fall").click()
    expect(detail.locator(".rescind li", has_text="Aid")).to_contain_text("rung 1 → 0")
    detail.locator(".drift .rests").click()
    expect(page.locator(".drawer .said.first")).to_contain_text("C14")
    page.keyboard.press("Escape")
    expect(page.locator(".drawer")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(detail).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(detail).to_be_visible()
    page.go_back()
    expect(detail).to_have_count(0)


def where_they_stand(marks):
    """Marks of the graph and their places, once the drawing has the size of its frame."""
    found = []
    while (before := found) != (found := marks.evaluate_all(PLACES)) or not found:
        time.sleep(0.3)
    return before


PLACES = "all => all.map(m => m.dataset.node + m.getAttribute('transform'))"


def test_the_graph_is_walked_with_keys_filtered_by_time_and_each_tie_explained(opened, bundled):
    ship = next(v["vessel_id"] for v in bundled.table("vessels").to_pylist() if v["name"] == "Chon Ma San")
    stays = [s["stay_id"] for s in bundled.table("stays").to_pylist() if s["vessel_id"] == ship]
    assert len(stays) > 1
    page = opened()
    page.keyboard.press("g")
    page.keyboard.press("g")
    expect(page.locator("main h1")).to_have_text("Who is tied to whom")
    marks = page.locator(".node-mark")
    expect(marks.first).to_be_visible()
    stood = where_they_stand(marks)
    everything = page.locator(".node-list li").count()
    assert marks.count() == everything > 40
    page.get_by_label("Find a name").fill("chon ma")
    page.locator(".node-list button", has_text="Chon Ma San").click()
    expect(page).to_have_url(re.compile(f"n={ship.replace(':', '%3A')}"))
    for stay in stays:
        expect(page.locator(f".chosen-node [data-x='{stay}'] .rests")).to_have_text("lay at")
    page.locator(f".chosen-node [data-x='{stays[0]}'] .rests").click()
    drawer = page.locator(".drawer")
    expect(drawer.locator(".said.first")).to_contain_text("Chon Ma San")
    expect(page.locator(".tie.on")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)  # else it closes after the focus was set, and takes it along
    page.locator(f".node-mark[data-node='{ship}']").focus()
    page.keyboard.press("ArrowRight")
    other = until(
        page, f"() => document.activeElement.dataset.node !== '{ship}' && document.activeElement.dataset.node"
    )
    assert other
    assert other != ship
    page.keyboard.press("Enter")
    expect(page.locator(f".node-mark[data-node='{other}']")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(page.locator(".chosen-node h2")).to_have_text("Chon Ma San")
    page.keyboard.press("g")
    page.keyboard.press("v")
    expect(page.locator(".ships tr.on")).to_contain_text("Chon Ma San")  # what is chosen is chosen everywhere
    expect(drawer).to_be_visible()
    turn(page, "#/graph?time=2024-06-01T00:00Z..2024-12-01T00:00Z&hide=state")
    expect(page.locator(".node-list li").first).to_be_visible()
    expect(page.locator(".node-list li")).not_to_have_count(everything)
    with page.expect_download() as got:
        page.get_by_role("button", name="as CSV").click()
    rows = list(csv.DictReader(Path(got.value.path()).read_text(encoding="utf-8").splitlines()))
    assert {r["relation"] for r in rows} == {"lay at"}
    assert all(r["row"].startswith("stay:") for r in rows)
    turn(page, "#/graph")
    expect(marks).to_have_count(everything)
    assert where_they_stand(marks) == stood
    assert (
        page.locator(".node-mark text").count() == everything
    )  # each mark has its name: on another side where one is taken
    picture(page, "graph")


def test_the_ledger_is_shown_as_it_was_known_on_a_day(opened):
    page = opened()
    turn(page, "#/ledger?known=2024-11-21")
    expect(page.locator(".as-known")).to_contain_text("As known on 21 Nov 2024")
    expect(page.locator(".given").first).to_be_visible()
    expect(page.locator(".given", has_text="Air defence")).to_have_count(0)
    page.keyboard.press("]")
    expect(page.locator(".given", has_text="Air defence")).to_have_count(1)
    expect(page).to_have_url(re.compile("known=2024-11-22"))
    picture(page, "ledger-as-known")
    page.get_by_role("button", name="As known today").click()
    expect(page).not_to_have_url(re.compile("known"))


def until(page, script, seconds=30):
    """What a script gives once it gives something."""
    for _ in range(seconds * 5):
        if found := page.evaluate(script):
            return found
        time.sleep(0.2)
    raise AssertionError(f"never: {script}")


def test_the_address_holds_what_is_chosen_in_every_view(opened):
    """What is chosen, filtered or moved to: a reload and a copied link show it again, back undoes it."""
    page = opened()
    turn(page, "#/review")
    items, on = page.locator(".queue .item"), page.locator(".queue .item[aria-current=true]")
    expect(on).to_have_count(1)
    expect(page).to_have_url(re.compile("#/review/."))  # copied before anything was clicked it means the same row
    first, words = page.url, items.nth(3).inner_text()
    items.nth(3).click()
    expect(page).not_to_have_url(first)
    expect(on).to_have_text(words, use_inner_text=True)
    third = page.url
    page.reload()
    expect(on).to_have_text(words)
    items.nth(4).click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page).not_to_have_url(re.compile("|".join(map(re.escape, (first, third)))))
    page.go_back()
    expect(on).to_have_text(words)
    page.keyboard.press("g")
    page.keyboard.press("v")
    decided = re.escape(third.partition("#/review/")[2]).replace("%3A", "(:|%3A)")
    expect(page).to_have_url(re.compile(decided))  # what is decided on stays chosen

    turn(page, "#/answer")
    page.get_by_role("button", name="as a table").click()
    expect(page.locator(".chart table.grid")).to_have_count(1)
    turn(page, "#/run")
    page.locator("summary", has_text="gaps").first.click()
    expect(page).to_have_url(re.compile("open="))
    turn(page, "#/tables/trips")
    page.get_by_label("also tables without rows").check()
    turn(page, "#/graph")
    page.get_by_label("Find a name").fill("paek")
    page.locator(".graph svg[role=group] [data-node]").first.focus()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("find=paek.*at=|at=.*find=paek"))
    stands = """() => document.querySelector('.graph [data-node]').getAttribute('transform').match(/[0-9.]+/g)
        .map((n) => Math.round(n / 5)).join()"""
    moved = page.evaluate(stands)
    page.reload()
    expect(page.locator(".graph [data-node]").first).to_be_visible()
    assert page.evaluate(stands) == moved
    turn(page, "#/report")
    page.locator(".chosen input[type=checkbox]").nth(1).uncheck()
    page.locator(".chosen li").nth(0).get_by_role("button", name="further down").click()
    page.get_by_label("HTML").check()
    page.get_by_role("button", name="Black out words").click()
    page.get_by_label("Words", exact=True).fill("Chon Ma San")
    page.reload()
    expect(page.locator(".chosen input[type=checkbox]").first).not_to_be_checked()
    expect(page.get_by_label("HTML")).to_be_checked()
    expect(page.get_by_label("Words", exact=True)).to_have_value("Chon Ma San")
    assert "Chon" not in page.url  # what is to be hidden is in no address


def test_a_map_that_was_moved_is_found_again_by_its_address(opened):
    page = opened()
    turn(page, "#/map?at=42.3500,130.4000,6.00")
    until(page, "() => window.fairleadMap && window.fairleadMap.loaded()")
    middle = """() => { const [c, z] = [window.fairleadMap.getCenter(), window.fairleadMap.getZoom()];
        return [c.lat.toFixed(2), c.lng.toFixed(2), z.toFixed(1)].join() }"""
    assert page.evaluate(middle) == "42.35,130.40,6.0"
    page.locator(".gl canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"at=42\.3500%2C131\."))
    before = page.evaluate(middle)
    page.reload()
    until(page, "() => window.fairleadMap && window.fairleadMap.loaded()")
    assert page.evaluate(middle) == before
    page.get_by_role("button", name="Show everything").click()
    expect(page).not_to_have_url(re.compile("at="))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_holds_wcag_aa_and_has_its_picture(opened, scheme):
    page = opened(color_scheme=scheme)
    for view in ("answer?x=F1", "vessels", "ledger", "graph?n=state:KP", "tables/trips", "evidence", "review", "run",
                 "report"):  # fmt: skip
        turn(page, f"#/{view}")
        expect(page.locator("main h1").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.locator("main p.state[aria-live]")).to_have_count(0)  # the graph is laid out by a worker
        picture(page, f"{view.partition('?')[0].replace('/', '-')}-{scheme}")
        if AXE.exists():
            assert axe(page) == [], view


def test_a_reading_is_decided_with_the_keyboard_and_undone(opened, case):
    served = Served(case)
    try:
        page = opened(served)
        turn(page, "#/review")
        items = page.locator(".queue .item")
        expect(items.first).to_be_visible()
        before = items.count()
        page.keyboard.press("j")
        while "Paek Yang San 1 (7 Apr" not in page.locator(".queue .item:focus").inner_text():
            page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.locator("[role=status]")).to_contain_text("Write the reason first")
        page.keyboard.type("the same hatch covers")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        expect(items).to_have_count(before - 1)
        expect(page.locator(".decided li").first).to_contain_text("the same hatch covers")
        picture(page, "review-decided")
        assert case.log[-1].fields["reason"] == "the same hatch covers"
        page.keyboard.press("u")
        expect(items).to_have_count(before)
        assert case.log[-1].fields["verdict"] == "withdraw"
        page.close()  # it asks every few seconds what is new
    finally:
        served.end()


def test_a_claim_is_changed_and_a_ship_left_open_with_the_keyboard_alone(opened, case, tmp_path):
    (tmp_path / "article.txt").write_text(TEXT)
    case.add(tmp_path / "article.txt", by="tester")
    write_a_second_name(tmp_path, case)
    served = Served(case)
    try:
        page = opened(served)
        page.keyboard.press("g")
        page.keyboard.press("r")
        items = page.locator(".queue .item")
        expect(items.first).to_be_visible()
        waiting = items.count()
        page.keyboard.press("j")
        page.keyboard.press("e")
        fields = page.locator(".deciding .cells input")
        expect(fields.first).to_be_focused()
        for label, words in (("outlet", "A paper"), ("date said", "2024-11-22"), ("item", "diesel")):
            page.locator(".deciding").get_by_label(label, exact=True).fill(words)
        page.locator("#reason").fill("the text says diesel further down")
        page.keyboard.press("Escape")
        picture(page, "review-edited")
        page.keyboard.press("a")
        expect(items).to_have_count(waiting - 1)
        entry = case.log[-1].fields
        assert (entry["verdict"], entry["claim"]["item"]) == ("edit", "diesel")
        page.locator(".queue .item", has_text="S49: Angara").focus()
        expect(page.locator(".deciding h2")).to_have_text("S49: Angara")
        page.locator("#reason").fill("nobody read a name")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        expect(items).to_have_count(waiting - 2)
        assert case.log[-1].fields["verdict"] == "unsure"
        picture(page, "review-ship")
        page.locator(".queue .item", has_text="Chon Ma San (V01) and Kang Song (V90)").focus()
        expect(page.locator(".deciding table")).to_contain_text("8660313")
        picture(page, "review-merge")
        page.locator("#reason").fill("one hull in both pictures")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        expect(items).to_have_count(waiting - 3)
        assert case.log[-1].fields["verdict"] == "same"
        assert not AXE.exists() or axe(page) == []
        page.close()
    finally:
        served.end()


def test_a_wrong_key_shows_nothing_and_says_what_to_do(browser, served):
    context = browser.new_context()
    page = context.new_page()
    for address in (served.origin, f"{served.origin}/#key=wrong"):
        page.goto(address)
        expect(page.locator("h1")).to_have_text("This page needs its key")
        assert "Vostochny" not in page.content()
    context.close()


def test_another_site_in_the_same_browser_gets_nothing(opened, served):
    """A page of another origin that knows the port, in a browser that has the session."""
    page = opened()
    other = page.context.new_page()
    port = served.origin.rpartition(":")[2]
    other.route("http://attacker.example/", lambda r: r.fulfill(body="<h1>x</h1>", content_type="text/html"))
    other.goto("http://attacker.example/")
    asking = "const a = await fetch(o + '/api/case', {credentials: 'include'}); return await a.text()"
    read = "async o => { try { " + asking + " } catch { return 'refused' } }"
    assert other.evaluate(read, f"http://127.0.0.1:{port}") == "refused"
    posting = "{credentials: 'include', method: 'POST', mode: 'no-cors', body: '{}'}"
    write = read.replace("{credentials: 'include'}", posting)
    assert other.evaluate(write.replace("/api/case", "/api/decisions"), f"http://127.0.0.1:{port}") in ("", "refused")


def test_a_small_case_with_names_of_other_scripts_is_shown_whole(opened, tmp_path):
    case = fairlead.new(tmp_path / "case")
    (tmp_path / "vessels.csv").write_text(
        "vessel_id,name,imo,type,flag,dwt,source_url\nV01,유선 Ю Сон,8691702,oil tanker,DPRK,1000,https://example.org/a\n"
    )
    case.add(tmp_path / "vessels.csv")
    case.run()
    served = Served(case)
    try:
        page = opened(served)
        turn(page, "#/tables/particulars")
        expect(page.locator(".one-table tbody")).to_contain_text("유선 Ю Сон")
        page.close()
    finally:
        served.end()


def test_a_case_that_asks_nothing_tells_what_was_received_and_found(opened, served, bundled):
    """AIS as an hour of New York harbour gives it, in front of the ledger of the bundled case."""
    trip = bundled.table("trips")["trip_id"][0].as_py()
    call = {"id": trip, "ships": ["H203"], "words": "was in port at Brooklyn"}
    ais = {"reports": {"files": 1, "in": 8689, "kept": 8688, "refused": 1, "held_words": ""},
           "ships": {"words": "295 ships", "names_words": []}, "period": None, "listened_words": [],
           "lacks": [{"words": "No port is held.", "do": "`fairlead add CASE FILE`"}], "cannot_show": ["silence"],
           "kinds": [{"title": "port calls", "table": "port_calls", "count": 196, "words": "Brooklyn 25",
                      "telling": [call], "cannot_show": "no berth"},
                     {"title": "gaps", "table": "gaps", "count": 0, "words": "", "telling": [], "cannot_show": "why"},
                    ]}  # fmt: skip
    page = opened()
    page.route("**/api/case", lambda r: r.fulfill(json={**r.fetch().json(), "questions": []}))
    page.route("**/api/ais", lambda r: r.fulfill(json={"ais": ais}))
    page.reload()
    expect(page.locator("main h1")).to_have_text("What this case tells")
    expect(page.locator(".telling")).to_contain_text("196 port calls")
    expect(page.locator(".telling-none")).to_contain_text("gaps")
    expect(page.locator("main")).to_contain_text("nine origins in 13 documents")
    page.get_by_role("button", name="H203").click()
    expect(page.locator(".drawer .said.first")).to_be_visible()
    picture(page, "told")
    assert not AXE.exists() or axe(page) == []


def test_a_chart_is_saved_as_a_file_that_stands_alone(opened, served, tmp_path):
    """Colours and words are in the file, for it has no stylesheet; what is simulated says so in it too."""
    page = opened()

    def as_simulated(route):
        told = route.fetch().json()
        route.fulfill(
            json={**told, "is_simulated": True, "notices": ["SIMULATED: nothing here happened", *told["notices"]]}
        )

    page.route("**/api/case", as_simulated)
    page.reload()
    chart = page.locator(".chart.card").first
    chart.get_by_role("button", name="as SVG").wait_for()

    def saved(button):
        with page.expect_download() as given:
            button.click()
        path = tmp_path / given.value.suggested_filename
        given.value.save_as(path)
        return path

    svg = saved(chart.get_by_role("button", name="as SVG"))
    assert svg.name == "russia-to-dprk-oil-2024-amount-against-the-limit.svg"
    text = svg.read_text(encoding="utf-8")
    told = ["".join(e.itertext()) for e in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}text")]
    assert "500,000 bbl" in told
    assert any("Run 1, log" in t for t in told)
    assert any("SIMULATED: nothing here happened" in t for t in told)
    assert "var(" not in text
    assert "class=" not in text
    png = saved(chart.get_by_role("button", name="as PNG")).read_bytes()
    wide, high = struct.unpack(">II", png[16:24])
    drawn = ElementTree.fromstring(text)
    assert (wide, high) == (2 * int(drawn.get("width")), 2 * int(float(drawn.get("height"))))

    turn(page, "#/map")
    page.locator("canvas.maplibregl-canvas").wait_for()
    until(page, "() => window.fairleadMap?.loaded()")
    chart_of_places = saved(page.get_by_role("button", name="Save as PNG")).read_bytes()
    assert chart_of_places[:8] == b"\x89PNG\r\n\x1a\n"
    for name, data in (("saved-chart", png), ("saved-map", chart_of_places)):
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(data)

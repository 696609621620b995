"""Several people before one case, each in a browser of their own."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from fairlead.web.people import Users, spell_user
from tests.web import test_browser as alone
from tests.web.test_browser import Served, axe, browser, picture, pytestmark, turn  # noqa: F401

PASSWORD = "four words of no kin"


@pytest.fixture(scope="module")
def users(tmp_path_factory):
    path = tmp_path_factory.mktemp("users") / "users"
    people = [("Kim Lee", "reviewer", None), ("Ada Orr", "reviewer", None), ("Pat Roe", "reader", None)]
    path.write_text("\n".join(spell_user(name, role, sees, PASSWORD) for name, role, sees in people))
    path.chmod(0o600)
    return Users(path)


@pytest.fixture
def people(browser):  # noqa: F811
    """Lets people in, each in a context of their own; fails for errors of the page and requests to elsewhere."""
    wrong, contexts = [], []

    def come(served, name, password=PASSWORD, **how):
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **how})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda e: wrong.append(str(e)))
        page.on("request", lambda r: r.url.startswith((served.origin, "data:", "blob:")) or wrong.append(r.url))
        page.goto(served.address)
        if name:
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(password)
            page.keyboard.press("Enter")
        return page

    yield come
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_comes_in_says_who_they_are(people, bundled, users, scheme):
    served = Served(bundled, users)
    try:
        page = people(served, None, color_scheme=scheme)
        expect(page.locator("h1")).to_have_text("Who are you?")
        assert "Vostochny" not in page.content()
        picture(page, f"login-{scheme}")
        assert not alone.AXE.exists() or axe(page) == []
        page.get_by_label("Name").fill("Pat Roe")
        page.get_by_label("Password").fill("not the one")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("no user has this name and this password")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("main h1")).to_contain_text("refined oil")
        expect(page.locator(".you")).to_have_text("Pat Roe, reader")
        turn(page, "#/review")
        expect(page.locator(".queue .notices")).to_contain_text("the role reviewer")
        expect(page.get_by_role("button", name="It is so")).to_be_disabled()
        picture(page, f"review-reader-{scheme}")
        page.get_by_role("button", name="Leave", exact=True).click()
        expect(page.locator("h1")).to_have_text("Who are you?")
    finally:
        served.end()


def logged(case, reason):
    return [e.actor for e in case.log if e.fields.get("reason") == reason]


def test_two_who_decide_at_once_see_each_other_and_neither_is_lost(people, case, users):
    """They take the same reading and another each, at the same moment; all four stand in the log under their names."""
    served = Served(case, users)
    try:
        kim, ada = people(served, "Kim Lee"), people(served, "Ada Orr")
        for page in (kim, ada):
            expect(page.locator(".you")).to_be_visible()
            turn(page, "#/review")
            expect(page.locator(".queue .item").first).to_be_visible()
        count = kim.locator(".queue .item").count()
        for page, row, reason in ((kim, 5, "kim: one hull"), (ada, 6, "ada: two hulls")):
            page.locator(".queue .item").nth(row).click()
            page.locator("#reason").fill(reason)
            page.locator("#reason").blur()
        kim.evaluate("() => document.querySelectorAll('.deciding .btn')[0].click()")
        ada.evaluate("() => document.querySelectorAll('.deciding .btn')[1].click()")
        for page in (kim, ada):
            expect(page.locator(".queue .item")).to_have_count(count - 2)  # without reloading
            expect(page.locator(".decided")).to_contain_text("kim: one hull")
            expect(page.locator(".decided")).to_contain_text("ada: two hulls")
        picture(kim, "review-two-people")
        # the same one: who is later is told, keeps what was typed, and decides on nothing else by mistake
        for page in (kim, ada):
            page.locator(".queue .item").first.click()
        ada.locator("#reason").fill("ada: still thinking about this")
        kim.locator("#reason").fill("kim: the names differ")
        kim.locator("#reason").blur()
        kim.keyboard.press("r")
        expect(ada.locator(".deciding[role=status]")).to_contain_text("Kim Lee decided this: reject")
        expect(ada.locator(".deciding textarea")).to_have_value("ada: still thinking about this")
        picture(ada, "review-meanwhile")
        assert [logged(case, r) for r in ("kim: one hull", "ada: two hulls", "kim: the names differ")] == [
            ["Kim Lee"], ["Ada Orr"], ["Kim Lee"],
        ]  # fmt: skip
        assert [p for p in case.verify() if not p.is_note] == []
    finally:
        served.end()


def test_a_run_is_started_watched_and_seen_by_others(people, case, users):
    case.decide("trip:1604d942ff53dc18", "reject", "not that ship", by="tester")
    served = Served(case, users)
    try:
        kim, pat = people(served, "Kim Lee"), people(served, "Pat Roe")
        for page in (kim, pat):
            expect(page.locator(".you")).to_be_visible()
        turn(kim, "#/run")
        expect(kim.locator(".now")).to_contain_text("1 decision was entered")
        picture(kim, "run-before")
        kim.get_by_role("button", name="Run now").click()
        expect(kim.get_by_role("button", name="Break off")).to_be_visible()
        expect(kim.locator(".now progress")).to_be_visible()
        picture(kim, "run-going")
        expect(kim.locator(".now")).to_contain_text("The run is over", timeout=120_000)
        expect(kim.locator(".now")).to_contain_text("oil, documented: 11 → 10")
        expect(kim.locator(".other")).to_contain_text("Against run 1: 1 decision")
        picture(kim, "run-over")
        assert not alone.AXE.exists() or axe(kim) == []
        expect(pat.locator(".counts .big").first).to_have_text("10")  # who only reads sees it without reloading
        turn(pat, "#/run")
        expect(pat.locator(".now")).to_contain_text("needs the role analyst")
    finally:
        served.end()


def test_a_report_is_chosen_and_saved(people, bundled, users):
    served = Served(bundled, users)
    try:
        page = people(served, "Kim Lee", accept_downloads=True)
        expect(page.locator(".you")).to_be_visible()
        turn(page, "#/report")
        boxes = page.locator(".chosen input[type=checkbox]")
        expect(boxes.first).to_be_checked()
        second = page.locator(".chosen li strong").nth(1).inner_text()
        page.locator(".chosen li").nth(1).get_by_role("button", name="further up").click()
        expect(page.locator(".chosen li strong").first).to_have_text(second)
        boxes.nth(2).uncheck()
        page.get_by_role("button", name="Black out words").click()
        page.get_by_label("Words", exact=True).fill("Chon Ma San")
        page.get_by_label("Reason, stands in the report").fill("a crew is at risk")
        page.get_by_label("HTML").check()
        picture(page, "report-chosen")
        assert not alone.AXE.exists() or axe(page) == []
        with page.expect_download() as got:
            page.get_by_role("button", name="Write the report").click()
        assert got.value.suggested_filename == "case.html"
        text = Path(got.value.path()).read_text(encoding="utf-8")
        assert "Chon Ma San" not in text
        assert "a crew is at risk" in text
        expect(page.locator("[role=status]")).to_contain_text("case.html")
        for view in ("report", "run", "review", "evidence", "graph"):
            page.set_viewport_size({"width": 390, "height": 844})
            turn(page, f"#/{view}")
            expect(page.locator("main h1").first).to_be_visible()
            picture(page, f"{view}-390")
            assert page.evaluate("() => document.documentElement.scrollWidth <= 390"), view
    finally:
        served.end()

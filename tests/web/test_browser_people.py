"""Several people before one case, each in a browser of their own."""

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
        page.get_by_role("button", name="Leave").click()
        expect(page.locator("h1")).to_have_text("Who are you?")
    finally:
        served.end()

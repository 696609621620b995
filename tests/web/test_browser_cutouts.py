"""Pixels of detections and berths as a person meets them, and berths decided with the keyboard alone."""

from playwright.sync_api import expect

from tests.web.test_browser import AXE, Served, axe, browser, opened, picture, pytestmark, served, turn  # noqa: F401
from tests.web.test_cutouts import case, id_of, watched  # noqa: F401


def drawn(image):
    """An image is drawn: its bytes were decoded and have a size."""
    expect(image).to_be_visible()
    expect(image).to_have_js_property("complete", True)
    expect(image).not_to_have_js_property("naturalWidth", 0)


def test_a_detection_shows_its_pixels_where_it_is_explained(opened, case):  # noqa: F811
    one = Served(case)
    try:
        page = opened(one)
        detection = id_of(case, "detections", "detection_id")
        turn(page, f"#/answer?x={detection}")
        shown = page.locator(".drawer .cutouts img")
        expect(shown).to_have_count(1)
        drawn(shown)
        expect(page.locator(".drawer .cutouts figcaption")).to_contain_text("the bar is 100 m")
        assert not AXE.exists() or axe(page) == []
        picture(page, "detection-pixels")
        page.close()
    finally:
        one.end()


def test_a_berth_is_decided_with_the_keyboard_beside_its_reference(opened, case):  # noqa: F811
    one = Served(case)
    try:
        page = opened(one)
        page.keyboard.press("g")
        page.keyboard.press("r")
        items = page.locator(".queue .item")
        expect(items).to_have_count(5)
        page.locator(".queue .item", has_text="occupied").focus()
        expect(page.locator(".deciding h2")).to_contain_text("07 March 2024: occupied")
        shown = page.locator(".deciding .cutouts img")
        expect(shown).to_have_count(2)
        for image in shown.all():
            drawn(image)
        assert not AXE.exists() or axe(page) == []
        picture(page, "review-berth")
        page.locator("#reason").fill("a hull along the quay")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        expect(items).to_have_count(4)
        entry = case.log[-1].fields
        assert entry["verdict"] == "accept"
        page.locator("#reason").fill("the water is hidden")
        page.keyboard.press("Escape")
        page.keyboard.press("r")
        expect(items).to_have_count(3)
        assert case.log[-1].fields["verdict"] == "reject"
        page.keyboard.press("u")
        expect(items).to_have_count(4)
        page.close()
    finally:
        one.end()

from xml.etree import ElementTree

import pytest

from fairlead.report.svg import DARK, LIGHT, PAPER, SCREEN, Canvas, element, px


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_and_attributes_are_escaped():
    made = element("text", '<script>"&', title='"><x>')
    assert made == '<text title="&#34;&gt;&lt;x&gt;">&lt;script&gt;&#34;&amp;</text>'


def test_finished_elements_are_not_escaped_twice():
    assert element("g", element("rect", x=1)) == '<g><rect x="1"/></g>'


def test_coordinates_have_one_spelling():
    assert [px(v) for v in (0.04, -0.04, 1.0, 1.25, 2.96)] == ["0", "0", "1", "1.2", "3"]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "bg"])
@pytest.mark.parametrize("ink", ["ink", "ink2", "ink3", "evidence", "estimate", "conflict"])
def test_every_colour_of_text_has_wcag_aa_contrast(tokens, ground, ink):
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("rung", range(6))
def test_the_digit_of_a_rung_can_be_read_on_its_ground(tokens, rung):
    assert contrast(tokens[f"rt{rung}"], tokens[f"r{rung}"]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_the_map_has_wcag_aa_contrast(tokens):
    assert all(contrast(tokens[i], tokens[g]) >= 4.5 for i in ("ink", "ink2", "ink3") for g in ("sea", "land"))


def test_the_screen_takes_variables_and_paper_takes_values():
    assert SCREEN("ink") == "var(--ink)"
    assert PAPER("ink") == LIGHT["ink"]


def test_a_text_that_does_not_fit_ends_in_an_ellipsis_within_its_room():
    fitted = SCREEN.fit("Seatrade Maritime on the report", 80, 11)
    assert fitted.endswith("…")
    assert SCREEN.width(fitted, 11) <= 80


def test_wrapped_text_keeps_every_word_while_there_are_lines():
    assert " ".join(SCREEN.wrap("one two three four", 60, 12, lines=4)) == "one two three four"


def test_a_name_of_ten_thousand_characters_is_fitted_not_looped_over():
    assert len(SCREEN.fit("x" * 10_000, 100, 12)) < 20


def test_a_figure_says_its_finding_and_is_well_formed():
    c = Canvas(100, PAPER, "f1")
    c.text(1, 2, "a < b & c")
    root = ElementTree.fromstring(c.finish(50, 'It says "so" & more'))
    assert root.attrib["aria-label"] == 'It says "so" & more'
    assert root.attrib["viewBox"] == "0 0 100 50"
    assert [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")] == ["a < b & c"]

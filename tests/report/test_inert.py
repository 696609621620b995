import pytest

from fairlead.report.inert import LONGEST, show_link, show_text


def test_characters_that_turn_text_around_are_written_out():
    assert show_text("abc\u202etxt.exe") == "abc⟨U+202E⟩txt.exe"
    assert show_text("a\u200bb\u2066c\ufeff") == "a⟨U+200B⟩b⟨U+2066⟩c⟨U+FEFF⟩"


def test_control_characters_are_written_out_and_line_breaks_become_blanks():
    assert show_text("a\x00b\x1b[31m\nc\td") == "a⟨U+0000⟩b⟨U+001B⟩[31m c d"


def test_a_long_text_is_cut_and_says_how_long_it_is():
    shown = show_text("x" * 10_000)
    assert shown == "x" * LONGEST + "… [10,000 characters in all]"


def test_other_scripts_pass_as_they_are():
    assert show_text("유선 Восточный é") == "유선 Восточный é"


def test_nothing_is_the_empty_text():
    assert show_text(None) == ""


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//host/x", "https://", "file:///etc/passwd", "http://a b", None,
     "https://a\u202e", "https://[", "x" * 9000],
)  # fmt: skip
def test_nothing_but_a_plain_web_address_becomes_a_link(url):
    assert show_link(url) is None


def test_a_web_address_is_kept_as_it_is():
    assert show_link("https://example.org/a?b=1&c=%20") == "https://example.org/a?b=1&c=%20"

"""What reaches a terminal: no text that gives it orders, marks it can draw, lines that fit."""

import io

import pytest
from rich.cells import cell_len

from fairlead.cli.terminal import Terminal, clean, fold, is_ascii_only, pad, to_ascii


def output(encoding="utf-8"):
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\x00", "\x08\x08", "\r", "\u202eevil", "\u2066x\u2069", "\u200b",
        "\u061c", "\ufeff", "\U000e0041", "\u2028",
    ],
)  # fmt: skip
def test_text_that_orders_a_terminal_is_written_out(hostile):
    shown = clean(f"Yu Son{hostile}")
    assert shown.startswith("Yu Son<U+")
    assert all(c.isprintable() for c in shown)


def test_names_of_other_scripts_pass_whole():
    assert clean("Yu Son 유선, Восточный, Dalian 大连") == "Yu Son 유선, Восточный, Dalian 大连"


def test_a_line_feed_in_a_field_is_a_space():
    assert clean("a\r\nb\nc\td") == "a b c d"


def test_ascii_keeps_the_house_signs_apart_and_romanises_the_rest():
    assert to_ascii("■ ≠ 7–22 Mar −1 …") == "# != 7-22 Mar -1 ..."
    assert to_ascii("유선 Восточный").isascii()
    assert "?" not in to_ascii("유선 Восточный")


@pytest.mark.parametrize(
    ("encoding", "environ", "is_ascii"),
    [
        ("utf-8", {"LANG": "C.UTF-8"}, False),
        ("utf-8", {}, False),
        ("utf-8", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ("utf-8", {"LANG": "en_GB.UTF-8", "LC_ALL": "POSIX"}, True),
        ("utf-8", {"LANG": "C", "LC_ALL": "C.UTF-8"}, False),
        ("ascii", {"LANG": "C.UTF-8"}, True),
        ("latin-1", {"LANG": "C.UTF-8"}, True),
        ("utf-8", {"TERM": "dumb", "LANG": "C.UTF-8"}, True),
    ],
)
def test_the_encoding_and_the_named_locale_decide_between_drawn_and_ascii_marks(encoding, environ, is_ascii):
    assert is_ascii_only(output(encoding), environ) is is_ascii


def test_without_a_terminal_there_is_no_colour_and_the_full_width():
    stream = output()
    t = Terminal(stream, {})
    t.line(t.mark("documented"), " seen")
    stream.flush()
    assert stream.buffer.getvalue() == "■ seen\n".encode()
    assert t.width == 100


def test_markup_in_data_is_text():
    stream = output()
    t = Terminal(stream, {})
    t.line(t.words("[bold red]Yu Son[/] :ship:"))
    stream.flush()
    assert stream.buffer.getvalue() == b"[bold red]Yu Son[/] :ship:\n"


def test_folded_lines_fit_and_lose_no_word():
    text = "Chon Ma San 천마산 lay off the pier " + "x" * 90 + " and then was silent"
    lines = fold(text, 40)
    assert all(cell_len(line) <= 40 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wide_characters_count_two_columns():
    assert cell_len(pad("유선", 8)) == 8
    assert cell_len(Terminal(output(), {}).fit("천마산천마산", 7)) <= 7
    assert Terminal(output(), {}).fit("short", 10) == "short"

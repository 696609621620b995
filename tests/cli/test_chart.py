"""Figures against a limit: everything on one scale, the limit never hidden, outlines for somebody else's word."""

from fairlead.cli import chart
from fairlead.cli.chart import Scale


def test_a_bar_is_as_long_as_its_amount_to_an_eighth_of_a_column():
    scale = Scale(top=80.0, columns=9)  # eight columns of ten
    assert chart.draw_bar(scale, 40.0) == "████     "
    assert chart.draw_bar(scale, 45.0) == "████▌    "
    assert chart.draw_bar(scale, 0.0) == " " * 9
    assert chart.draw_bar(scale, 0.01).startswith("▏")


def test_somebody_elses_figure_is_an_outline_at_its_place():
    scale = Scale(top=80.0, columns=9)
    assert chart.draw_point(scale, 40.0) == "    ◇    "
    assert chart.draw_open(scale, 40.0, None) == "    ├──▷ "
    assert chart.draw_open(scale, 80.0, None) == "     ├──▷"
    assert chart.draw_open(scale, 20.0, 60.0) == "  ◇───◇  "
    assert chart.draw_open(scale, None, 60.0) == "   ◁──┤  "
    assert chart.draw_open(scale, None, 0.0) == "┤        "


def test_the_limit_is_drawn_over_whatever_lies_there():
    scale = Scale(top=80.0, columns=9)
    assert chart.overlay_limit(scale, chart.draw_bar(scale, 80.0), 40.0) == "████┃███ "
    assert chart.overlay_limit(scale, " " * 9, 100.0) == " " * 9
    assert chart.overlay_limit(scale, " " * 9, None) == " " * 9


def test_equal_chances_are_darkest_where_most_of_them_lie():
    scale = Scale(top=80.0, columns=9)
    drawn = chart.draw_density(scale, [10.0, 40.0, 40.0, 40.0, 40.0])
    assert drawn[4] == "█"
    assert drawn[1] in "·░"
    assert drawn[7:] == "  "
    assert chart.draw_density(scale, []) == " " * 9


def test_ticks_stand_at_round_amounts_and_the_limit_is_named():
    axis = chart.draw_axis(Scale(top=1_300_000.0, columns=53), 500_000.0, "cap")  # 25,000 a column
    assert axis.index("0") == 0
    assert axis.index("500k cap") == 20
    assert axis.index("200k") == 8
    assert "400k" not in axis  # it would touch the name of the limit
    assert axis.index("1M") == 40
    assert len(axis) == 53


def test_a_scale_holds_every_amount_even_where_all_are_nothing():
    scale = chart.choose_scale([0.0, 0.0], 20)
    assert scale.column(0.0) == 0
    assert chart.choose_scale([10.0, 30.0], 20).column(30.0) <= 19


def test_short_words_for_ticks():
    assert [chart.say_short(x) for x in (0, 250_000, 1_250_000, 2e9, 40)] == ["0", "250k", "1.25M", "2G", "40"]


def test_an_interval_has_its_ends_and_its_middle_where_they_are():
    """A scale of 11 columns over 0 to 10: a column an amount."""
    assert chart.draw_interval(chart.Scale(10.0, 11), 2, 5, 9) == "  ├──┼───┤ "
    assert chart.draw_interval(chart.Scale(10.0, 11), 4, 4, 4) == "    ┼      "

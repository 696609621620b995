from xml.etree import ElementTree

import pytest

from fairlead.report.capchart import HIGHEST, Cap, Point, Row, draw_cap
from fairlead.report.svg import PAPER

SVG = "{http://www.w3.org/2000/svg}"
CAP = Cap(500_000.0, "Cap 500,000 bbl, 2024", "Resolution para 5", (375_000.0,), "alerts at 75 %")


def drawn(*rows, cap=CAP, width=900):
    return ElementTree.fromstring(draw_cap(rows, cap, "bbl", PAPER, width, "c", "says"))


def texts(root):
    return {t.text: t for t in root.iter(f"{SVG}text")}


def diamonds(root):
    return [r for r in root.iter(f"{SVG}rect") if (r.get("transform") or "").startswith("rotate")]


def line_of_cap(root):
    """x of the cap's line: the last stroke of its width, since what is drawn later lies above."""
    line = [p for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "1.6"][-1]
    return float(line.get("d")[1:].split(" ")[0])


def points(*amounts):
    return tuple(Point(a, f"{i + 1}/9") for i, a in enumerate(amounts))


def test_a_claim_is_drawn_in_outline_and_evidence_is_filled():
    claimed = diamonds(drawn(Row("claimed", "They say", "", points(400_000.0))))
    held = diamonds(drawn(Row("documented", "We hold", "", points(400_000.0))))
    assert [d.get("fill") for d in claimed] == [PAPER("surface")]
    assert [d.get("fill") for d in held] == [PAPER("evidence")]


def test_figures_stand_to_scale_against_the_cap():
    root = drawn(Row("claimed", "They say", "", points(250_000.0, 500_000.0, 1_000_000.0)))
    xs = [float(d.get("x")) + 5 for d in diamonds(root)]
    assert xs[1] - xs[0] == pytest.approx((xs[2] - xs[1]) / 2, abs=0.2)
    assert line_of_cap(root) == pytest.approx(xs[1], abs=0.1)


def test_every_point_carries_its_assumption_and_figure():
    root = drawn(Row("claimed", "They say", "", points(370_394.0, 555_591.0, 1_000_064.0)))
    assert {"1/9: 370,394", "2/9: 555,591", "3/9: 1,000,064"} <= set(texts(root))


@pytest.mark.parametrize("width", [650, 964])
@pytest.mark.parametrize(
    "amounts", [(87_533.0, 131_300.0, 236_340.0), (539_073.0, 724_270.0, 1_168_743.0), (430_000.0, 1_290_000.0)]
)
def test_no_words_cross_the_line_of_the_cap(width, amounts):
    root = drawn(
        Row("claimed", "They say", "", points(*amounts)), Row("claimed", "More", "", at_least=1_400_000.0), width=width
    )
    x = line_of_cap(root)
    for words, t in texts(root).items():
        if "/9" in words:
            left = float(t.get("x"))
            assert not left < x - 1 < left + PAPER.width(words, 11, is_bold=True) - 1


def test_fifty_chances_are_fifty_dots_and_those_of_an_estimate_below_the_cap_are_hollow():
    dots = tuple(400_000.0 + 10_000 * i for i in range(50))
    root = drawn(Row("estimated", "Estimate", "", dots=dots, p05=420_000.0, p50=645_000.0, p95=870_000.0))
    circles = [c for c in root.iter(f"{SVG}circle") if float(c.get("r")) > 1.7]
    hollow = [c for c in circles if c.get("fill") == PAPER("surface")]
    assert len(circles) == 50
    assert len(hollow) == 11  # 400,000 to 500,000 in steps of 10,000; the cap itself is not passed
    assert "39 of 50 lie above the cap" in texts(root)


@pytest.mark.parametrize("end", [460_000.0, 520_000.0, 640_000.0, 900_000.0, 2_000_000.0])
def test_the_verdict_on_the_dots_lies_on_no_dot_and_not_on_the_line(end):
    dots = tuple(300_000.0 + (end - 300_000.0) * i / 49 for i in range(50))
    root = drawn(Row("estimated", "Estimate", "", dots=dots, p05=dots[2], p50=dots[25], p95=dots[47]), width=650)
    (verdict,) = [t for words, t in texts(root).items() if "lie above the cap" in words]
    wide = PAPER.width(verdict.text, 12, is_bold=True)
    x, y = float(verdict.get("x")), float(verdict.get("y"))
    left = x - wide if verdict.get("text-anchor") == "end" else x
    assert left >= 0
    assert left + wide <= 652
    assert not left < line_of_cap(root) < left + wide
    for c in root.iter(f"{SVG}circle"):
        if float(c.get("r")) > 1.7:
            assert not (left < float(c.get("cx")) < left + wide and y - 9 < float(c.get("cy")) < y + 2)


def test_words_of_the_largest_figure_are_not_cut_but_set_to_its_left():
    root = drawn(Row("claimed", "They say", "", at_least=5_000_000.0, bar_words="more than five million barrels"))
    assert "more than five million barrels" in texts(root)


def test_fifty_dots_in_one_place_do_not_make_a_tower():
    rows = (Row("estimated", "All alike", "", dots=(100.0,) * 50), Row("claimed", "Far", "", at_least=2e6))
    root = drawn(*rows)
    assert float(root.get("height")) < 400
    assert HIGHEST < 50


def test_a_statement_of_at_least_so_much_has_an_arrow_and_no_bar():
    root = drawn(Row("claimed", "They say", "", at_least=1_000_000.0, bar_words="more than a million"))
    assert any("l5 4" in (p.get("d") or "") for p in root.iter(f"{SVG}path"))
    assert not [r for r in root.iter(f"{SVG}rect") if r.get("height") == "14"]


def test_the_cap_says_limit_period_and_paragraph_and_is_ink_not_red():
    root = drawn(Row("documented", "Notified", "", bar=168_679.0, bar_words="168,679"))
    assert {"Cap 500,000 bbl, 2024", "Resolution para 5", "alerts at 75 %"} <= set(texts(root))
    line = next(p for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "1.6")
    assert line.get("stroke") == PAPER("ink")


def test_amounts_without_a_cap_give_a_chart_without_a_line():
    root = drawn(Row("documented", "Carried", "", points(10.0, 20.0)), cap=None)
    assert not any(p.get("stroke-width") == "1.6" for p in root.iter(f"{SVG}path"))


def test_a_far_larger_figure_leaves_the_cap_on_the_chart():
    root = drawn(Row("claimed", "They say", "", points(1e12)))
    assert "Cap 500,000 bbl, 2024" in texts(root)


def test_nothing_but_zero_still_draws():
    assert drawn(Row("documented", "None", "", points(0.0)), cap=None) is not None

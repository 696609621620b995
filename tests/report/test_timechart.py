from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from fairlead.case.lanes import Item, Lane
from fairlead.report.svg import PAPER
from fairlead.report.timechart import draw_lanes

SVG = "{http://www.w3.org/2000/svg}"
START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)


def at(days):
    return START + timedelta(days=days)


def drawn(*items, start=START, end=END):
    lane = Lane("Ship", "1 seen", items, "documented")
    return ElementTree.fromstring(draw_lanes([lane], start, end, PAPER, 800, "t", "says"))


def rects(root):
    return [r for r in root.iter(f"{SVG}rect") if r.get("height") == "12"]


def texts(root):
    return [t.text for t in root.iter(f"{SVG}text")]


def test_a_stay_whose_ends_are_known_has_square_ends():
    (bar,) = rects(drawn(Item("bar", at(100), at(150))))
    assert bar.get("fill") == PAPER("evidence")
    assert bar.get("rx") is None


def test_a_stay_whose_ends_are_not_known_fades_at_both():
    fills = [r.get("fill") for r in rects(drawn(Item("bar", at(100), at(150), is_start_sure=False, is_end_sure=False)))]
    assert fills == ["url(#t-fade-in)", "url(#t-fade-out)", PAPER("evidence")]


def test_an_inferred_stay_is_hatched_and_its_unsure_end_is_too():
    fills = {r.get("fill") for r in rects(drawn(Item("bar", at(100), at(150), "inferred", is_end_sure=False)))}
    assert fills == {"url(#t-hatch)"}


def test_one_event_somewhere_in_a_range_is_a_pill_with_no_centre():
    (pill,) = rects(drawn(Item("pill", at(60), at(76))))
    assert pill.get("rx") == "6"


def test_a_possible_call_is_a_dashed_empty_box():
    (box,) = rects(drawn(Item("possible", at(60), at(60), "possible")))
    assert box.get("fill") == "none"
    assert box.get("stroke-dasharray")


def test_a_closed_silence_has_a_tick_at_each_end_and_an_open_one_only_at_its_start():
    def ticks(root):
        return [p for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "1.8" and not p.get("stroke-dasharray")]

    closed, still_open = drawn(Item("gap", at(10), at(60))), drawn(Item("gap", at(10), None, is_open=True))
    assert len(ticks(closed)) == 2
    assert len(ticks(still_open)) == 1
    assert any(p.get("stroke-dasharray") == "8 5" for p in closed.iter(f"{SVG}path"))
    assert any(r.get("fill") == "url(#t-open)" for r in still_open.iter(f"{SVG}rect"))


def test_a_claim_in_a_range_is_never_filled():
    (pill,) = rects(drawn(Item("pill", at(60), at(76), "claimed")))
    assert pill.get("fill") == "none"


def test_what_lies_outside_the_period_is_not_drawn():
    assert (
        rects(drawn(Item("bar", at(-30), at(-20), words="before"), Item("bar", at(400), at(410), words="after"))) == []
    )


def test_time_runs_to_scale():
    a, b = (float(rects(drawn(Item("bar", at(d), at(d + 50))))[0].get("x")) for d in (100, 200))
    assert b - a == pytest.approx(100 / 366 * (800 - 8 - 200), abs=0.2)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(10, "2"), (40, "4"), (366, "Mar"), (366 * 5, "2026")],
    ids=["days", "weeks", "months", "years"],
)
def test_the_axis_is_marked_in_days_months_or_years(days, expected):
    assert expected in texts(drawn(Item("tick", at(1), at(1)), end=START + timedelta(days=days)))


def test_words_that_do_not_fit_are_cut_not_laid_over_others():
    crowded = [Item("tick", at(300 + i), at(300 + i), words=f"a long remark number {i}") for i in range(40)]
    shown = [t for t in texts(drawn(*crowded)) if t.startswith("a long")]
    assert 0 < len(shown) < 6

# ruff: noqa: E501 - rows of tables, one a line
"""A sampled question on paper: months by hand, looks one by one, ships nobody saw, and what an editor may print."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from fairlead.base.tables import TABLES
from fairlead.report.document import build_document
from fairlead.report.page import FIGURE_PX as SCREEN_PX
from fairlead.report.page import render_page
from fairlead.report.paper import FIGURE_PX as PAPER_PX
from fairlead.report.paper import render_paper
from fairlead.report.svg import PAPER, SCREEN

SVG = "{http://www.w3.org/2000/svg}"
E = {"evidence_id": "evidence:e1"}


def day(month, d, hour=0):
    return datetime(2024, month, d, hour, tzinfo=UTC)


def total(basis, p05, p50, p95, **more):
    return {
        "season_total_id": f"season_total:{basis}", "question": "coal", "basis": basis, "p05": p05, "p50": p50, "p95": p95,
        "least": p05, "most": p95, "dots": [], "draws": 4, "is_settled": True, "given": "given 6 looks on 5 of 366 days",
        "words": f"{p50:.0f} trips.", "sources": [],
    } | more  # fmt: skip


def lay(draw, number, vessel, start, end, sightings=1):
    return {"question": "coal", "draw": draw, "draws": 4, "number": number, "vessel_id": f"vessel:{vessel}",
            "start_time": start, "end_time": end, "sightings": sightings, "sources": ["season_total:estimated"]}  # fmt: skip


def hull(vessel, name, p50):
    return {
        "hull_estimate_id": f"hull_estimate:{vessel}", "question": "coal", "vessel_id": f"vessel:{vessel}", "ship_words": name,
        "documented": 1, "seen_p05": 1.0, "seen_p50": 1.0, "seen_p95": 1.0, "actual_p05": 1.0, "actual_p50": p50,
        "actual_p95": p50 + 1, "heard_frac": 0.0, "words": f"{name}: {p50:.0f} loading stays.", "sources": ["season_total:estimated"],
    }  # fmt: skip


def watch(n, at, result, **more):
    return {
        "watch_id": f"watch:{n}", "place_id": "place:a", "start_time": at, "end_time": at, "is_day_known": True,
        "method": "optical", "is_cued": False, "look": f"L{n}", "result": result, "visible_frac": 1.0,
        "words": f"somebody looked: {result}.", "sources": [f"look:{n}"],
    } | more  # fmt: skip


def candidate(rank, vessel, weight):
    return {
        "candidate_id": f"candidate:{rank}", "sighting_id": "sighting:" + "0" * 15 + "9", "vessel_id": vessel,
        "weight_frac": weight, "rank": rank, "match_basis": "measures", "is_settled": False, "consistent_vessels": 1,
        "weighed_vessels": 2, "effective_candidates": 1.6, "words": "w", "sources": ["sighting:" + "0" * 15 + "9"],
    }  # fmt: skip


LOOKS = [
    watch(1, day(2, 1, 2), "occupied", is_cued=True), watch(2, day(2, 5, 2), "empty", visible_frac=0.5),
    watch(3, day(2, 10, 3), "disputed"), watch(4, day(3, 1, 2), "occupied", method="sar", berth="Berth 2", is_cued=True, look=None),
]  # fmt: skip


@pytest.fixture
def sampled(small):
    """The small case, sampled: four worlds, the ship Carla that nobody ever named, a stay nobody saw."""
    tables = small()
    nine = "sighting:" + "0" * 15 + "9"

    def more(name, *rows):
        made = TABLES[name].from_rows(rows)
        tables[name] = pa.concat_tables([tables[name], made]) if name in tables else made

    more("season_totals", total("after_doubt", 1, 2, 3), total("estimated", 2, 4, 6))
    more("season_stays",
         lay(0, 0, "a", day(2, 1), day(2, 3)), lay(0, 1, "b", day(2, 29, 12), day(3, 2)), lay(1, 0, "a", day(2, 1), day(2, 3)),
         lay(1, 1, "c", day(2, 10), day(2, 12), 0), lay(1, 2, "b", day(3, 1), day(3, 2)), lay(2, 0, "a", day(2, 1), day(2, 2)))  # fmt: skip
    more("hull_estimates", hull("a", "Anna", 2.0), hull("b", "Bella", 1.0), hull("c", "Carla", 3.0))
    more("captures",
         {"capture_id": "capture:chao", "question": "coal", "way": "chao", "p50": 9.0, "words": "At least 9 trips.", "sources": []},
         {"capture_id": "capture:ht", "question": "coal", "way": "horvitz_thompson", "p05": 3.0, "p50": 5.0, "p95": 8.0, "words": "5 trips.", "sources": []})  # fmt: skip
    tables["watches"] = TABLES["watches"].from_rows(LOOKS)
    more("looks", {"look_id": "look:5", "label": "L5", "start_time": day(2, 20, 2), "end_time": day(2, 20, 2), "place_words": "alpha",
                   "result": "cannot tell", "analyst": "Ann", "row": 9, **E})  # fmt: skip
    more("trip_estimates", {
        "estimate_id": "estimate:e", "question": "coal", "basis": "estimated", "p05": 2.0, "p50": 4.0, "p95": 6.0, "dots": [],
        "given": "given 6 looks on 5 of 366 days", "status": "estimated", "words": "4 trips.", "sources": ["season_total:estimated"]})  # fmt: skip
    tables["vessels"] = pa.concat_tables([tables["vessels"], TABLES["vessels"].from_rows([
        {"vessel_id": "vessel:c", "name": "Carla", "names": ["Carla"], "sources": []}])])  # fmt: skip
    first = tables["trips"].to_pylist()[0]
    more("trips", first | {"trip_id": "trip:9", "vessel_id": None, "hull": "hull:9", "hull_words": "90 m ship", "load_stay_id": None,
                           "start_time": day(6, 1), "end_time": day(6, 1), "sources": [nine]})  # fmt: skip
    more("candidates", candidate(1, "vessel:c", 0.7), candidate(2, None, 0.25), candidate(3, "vessel:a", 0.05))
    seen = tables["observations"].to_pylist()[0]
    more("observations", seen | {"sighting_id": nine, "label": "S09", "vessel_id": None, "ship_words": "90 m ship",
                                 "start_time": day(6, 1), "end_time": day(6, 1)})  # fmt: skip
    return tables


def figures(tables, meta, theme=SCREEN, width=SCREEN_PX):
    document = build_document(tables, meta, theme, width)
    return [b for s in document.sections for b in s.blocks if b.kind == "figure"]


def cells(table):
    return [[c.text.replace("\u00a0", " ") for c in row] for row in table.rows]


def words(figure):
    return [t.text for t in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


def rects(figure):
    return list(ElementTree.fromstring(figure.svg).iter(f"{SVG}rect"))


def test_the_months_are_those_counted_by_hand(sampled, meta):
    """Worlds of February: seen 2, 1, 1, 0 and in all 2, 2, 1, 0; of March 0, 1, 0, 0. Trips: 1 Feb, 1 Mar, 1 Apr, 1 Jun."""
    chart = figures(sampled, meta)[0]
    rows = {row[0]: row[1:] for row in cells(chart.table)}
    assert chart.title == "Ship trips documented and estimated, by month"
    assert rows["February 2024"] == ["1", "1, 90 % 0–2", "1, 90 % 0–2"]
    assert rows["March 2024"] == ["1", "0, 90 % 0–1", "0, 90 % 0–1"]
    assert rows["April 2024"] == ["1", "0, 90 % 0–0", "0, 90 % 0–0"]
    assert [rows[m][0] for m in ("May 2024", "June 2024")] == ["0", "1"]
    statuses = [[c.status for c in row[1:]] for row in chart.table.rows]
    assert statuses == [["documented", "documented", "estimated"]] * 12


def test_bars_of_the_months_are_as_high_as_their_counts(sampled, meta):
    bars = [
        r
        for r in rects(figures(sampled, meta)[0])
        if r.get("fill") == SCREEN("evidence") and float(r.get("width")) > 12
    ]
    heights = [float(r.get("height")) for r in bars]
    assert [h > 0 for h in heights] == [False, True, True, True, False, True] + [False] * 6
    assert len({h for h in heights if h > 0}) == 1


def test_each_look_says_what_it_found_where_and_by_what(sampled, meta):
    lanes = figures(sampled, meta)[2]
    said = words(lanes)
    assert "optical: 1 occupied, 1 empty, 1 disputed" in " ".join(said)
    assert any(w.startswith("Alpha, Berth 2") for w in said)
    assert "radar: 1 occupied" in said
    assert "images: 1 cannot tell" in said
    looked = {row[1]: row[2:] for row in cells(lanes.table) if row[1].startswith("look")}
    assert set(looked) == {"look: occupied", "look: empty", "look: disputed", "look: cannot tell"}
    subs = [c.sub for row in lanes.table.rows for c in row]
    assert {
        "100\u00a0% visible; asked for because of a tip",
        "100\u00a0% visible; known by what it shows alone",
    } <= set(subs)
    assert "50\u00a0% visible" in subs


def test_a_look_stands_up_where_it_found_a_ship_and_hangs_where_it_found_none(sampled, meta):
    """All optical looks lie about one line: a full one that found a ship ends 9 px above it, a half one that found
    none 2 + 7 / 2 = 5.5 px below it."""
    marks = rects(figures(sampled, meta)[2])
    full = next(r for r in marks if r.get("fill") == SCREEN("evidence") and r.get("height") == "9")
    half = next(r for r in marks if r.get("height") == "5.5")
    assert float(full.get("y")) + 9 == pytest.approx(float(half.get("y")))


def test_a_ship_that_nobody_saw_has_its_chances_and_no_bar(sampled, meta):
    lanes = figures(sampled, meta)[2]
    assert "Carla" in words(lanes)
    assert any(w.replace("\u00a0", " ").startswith("none reported; ~3, 90 % 1–4") for w in words(lanes))
    shapes = [p for p in ElementTree.fromstring(lanes.svg).iter(f"{SVG}path") if "chance)" in (p.get("fill") or "")]
    assert len(shapes) == 1  # one unseen stay of all worlds: Carla's
    assert "hatched" in lanes.caption.lower()


def test_a_stay_at_another_place_is_no_bar_among_stays_at_the_loading_place(sampled, meta):
    def bars():
        return [r for r in rects(figures(sampled, meta)[2]) if r.get("height") == "12"]

    before = len(bars())
    one = sampled["stays"].to_pylist()[0]
    elsewhere = one | {
        "stay_id": "stay:9",
        "place_id": "place:b",
        "arrival_latest": day(8, 1),
        "departure_earliest": day(8, 20),
    }
    sampled["stays"] = pa.concat_tables([sampled["stays"], TABLES["stays"].from_rows([elsewhere])])
    assert len(bars()) == before > 0
    sampled["stays"] = pa.concat_tables(
        [sampled["stays"], TABLES["stays"].from_rows([elsewhere | {"stay_id": "stay:8", "place_id": "place:a"}])]
    )
    assert len(bars()) > before


def test_silence_and_reception_of_ais_stand_in_the_lane_of_their_ship(sampled, meta):
    start = day(5, 1)
    sampled["segments"] = TABLES["segments"].from_rows([
        {"segment_id": "segment:1", "mmsi": 1, "start_time": start, "end_time": day(6, 1), "positions": 9, "is_noise": False, "hull_no": 0,
         "names": [], "imos": [], "callsigns": [], "words": "w", "sources": []}])  # fmt: skip
    sampled["bearers"] = TABLES["bearers"].from_rows([
        {"bearer_id": "bearer:1", "segment_id": "segment:1", "mmsi": 1, "vessel_id": "vessel:c", "ship_name": "Carla", "mark_basis": "imo",
         "words": "w", "sources": []}])  # fmt: skip
    numbers = dict.fromkeys(("start_lat", "start_lon"), 1.0) | dict.fromkeys(
        ("before_terrestrial", "before_satellite", "after_terrestrial", "after_satellite", "hours_heard", "hours_judged", "unlistened_h"), 0)  # fmt: skip
    sampled["gaps"] = TABLES["gaps"].from_rows([
        {"gap_id": "gap:9", "mmsi": 1, "segment_id": "segment:1", "next_segment_id": "segment:1", "start_time": day(5, 8),
         "end_time": day(5, 18), "hours": 240.0, "is_broken_off": False, "reachable": [], "prior_gaps": 0, "status": "documented", "words": "w", "sources": [],
         **numbers}])  # fmt: skip
    paths = list(ElementTree.fromstring(figures(sampled, meta)[2].svg).iter(f"{SVG}path"))
    heard = [
        p for p in paths if p.get("stroke") == SCREEN("evidence") and p.get("stroke-width") == "2" and "L" in p.get("d")
    ]
    silent = [p for p in paths if p.get("stroke-dasharray") == "8 5"]
    assert len(heard) >= 2  # before the silence and after it
    assert len(silent) >= 1


LINE = 92
"""Characters of the answer that paper has on one line."""


def test_an_editor_can_print_the_paragraph(sampled, meta, page):
    said = page(render_page(build_document(sampled, meta, SCREEN, SCREEN_PX))).text.replace("\u00a0", " ")
    assert "Evidence held here dates 3 ship trips from Alpha" in said
    assert "which sightings are of one stay, it tells of 2 (nine chances in ten: 1 to 3)." in said
    assert "from Alpha, 1 of them inferred and 1 by a ship not identified." in said
    assert "Whether ships not identified are of those asked about is not known." in said
    assert "we estimate 4 (nine chances in ten: 2 to 6): computed, not observed." in said
    assert "After doubt counted are trips with a sighting at either end, or with AIS where they load." in said
    assert "The estimate is given 6 looks" in said
    assert "The three answer different questions and are not to be added" in said
    assert "All 4 looks that could tell were taken between 02:00 and 04:00 UTC" in said
    assert "a call is not a load" in said
    answer = said[said.index("Evidence held here") : said.index("Kinds of count")]
    answer, behind = answer.split("Behind each documented trip")
    assert "a call is not a load" in behind
    assert len(answer) < 8 * LINE
    assert "onfidence" not in answer
    assert "after identity and merge doubt" not in answer


def test_identities_that_do_not_settle_are_said_in_the_answer(sampled, meta, page):
    sampled["season_totals"] = TABLES["season_totals"].from_rows(
        [total("after_doubt", 1, 2, 3), total("estimated", 2, 4, 6, is_settled=False)]
    )
    assert "Who was seen is not settled" in page(render_page(build_document(sampled, meta, SCREEN, SCREEN_PX))).text


def test_an_unnamed_ship_is_consistent_with_k_of_n_and_never_named(sampled, meta):
    document = build_document(sampled, meta, SCREEN, SCREEN_PX)
    tables = [b for s in document.sections for b in s.blocks if b.kind == "table"]
    subs = [c.sub for t in tables for row in t.rows for c in row]
    assert "consistent with 1 of 2 vessels, or a ship in no list" in subs
    (whom,) = [t for t in tables if t.caption.startswith("None of these is a name")]
    assert cells(whom) == [
        ["1 Jun 2024 00:00 UTC", "90 m ship", "1 of 2 vessels", "another ship 5 of 20; Carla 14 of 20; Anna 1 of 20"]
    ]


def test_cross_checks_stand_beside_the_estimate_and_are_never_the_answer(sampled, meta):
    section = next(s for s in build_document(sampled, meta, SCREEN, SCREEN_PX).sections if s.anchor == "crosschecks")
    lead, what, table = section.blocks
    assert "None of these is the answer" in lead.spans[0].text
    assert [row[1:4] for row in cells(table)] == [
        ["4", "2–6", ""], ["5", "3–8", "overlaps it"], ["at least 9", "a bound", "lies above it"]]  # fmt: skip
    assert "What is known by unloading alone tells them nothing" in what.spans[0].text
    assert [row[3].sub for row in table.rows] == ["", "", ""]


def test_a_cross_check_below_the_documented_trips_says_so_and_why(sampled, meta):
    """Four trips are counted, one of them now by its unloading alone; both cross-checks come to three, one as a bound."""
    first, *rest = sampled["trips"].to_pylist()
    sampled["trips"] = TABLES["trips"].from_rows([first | {"load_place_id": None}, *rest])
    ways = sampled["captures"].to_pylist()
    sampled["captures"] = TABLES["captures"].from_rows([w | {"p50": 3.0} for w in ways])
    section = next(s for s in build_document(sampled, meta, SCREEN, SCREEN_PX).sections if s.anchor == "crosschecks")
    _, what, table = section.blocks
    assert "alone, as 1 of the 4 documented trips are, tells" in what.spans[0].text
    assert [row[3].sub for row in table.rows] == ["", "fewer than the 4 documented", ""]


def test_without_a_sampled_season_nothing_of_it_is_there(small, meta, page):
    text = page(render_page(build_document(small(), meta, SCREEN, SCREEN_PX))).text
    for word in ("by month", "Other ways to reckon", "nine chances in ten", "Whom the unnamed"):
        assert word not in text
    assert "2–3 after identity and merge doubt" in text


def test_both_media_take_it(sampled, meta):
    pdf, _ = render_paper(build_document(sampled, meta, PAPER, PAPER_PX), datetime(2024, 7, 2, tzinfo=UTC))
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize(("theme", "width"), [(SCREEN, SCREEN_PX), (PAPER, PAPER_PX)], ids=["screen", "paper"])
@pytest.mark.parametrize("months", [1, 12, 34])
def test_no_word_of_the_months_lies_on_another(sampled, meta, theme, width, months):
    question = sampled["questions"].to_pylist()[0]
    end = day(1, 1) + timedelta(days=30.4 * months)
    sampled["questions"] = TABLES["questions"].from_rows(
        [question | {"period_end": end.replace(hour=0, minute=0, second=0)}]
    )
    chart = figures(sampled, meta, theme, width)[0]
    boxes = []
    for t in ElementTree.fromstring(chart.svg).iter(f"{SVG}text"):
        size, x, y = (float(t.get(k)) for k in ("font-size", "x", "y"))
        if size <= 8:
            continue
        wide = theme.width(t.text, size, t.get("font-weight") == "600")
        left = {"end": x - wide, "middle": x - wide / 2}.get(t.get("text-anchor"), x)
        boxes.append((t.text, (left, y - size * 0.75, left + wide, y + size * 0.2)))
    assert all(b[0] >= 0 and b[2] <= width + 2 and b[1] >= 0 for _, b in boxes), boxes
    for (a, p), (b, q) in combinations(boxes, 2):
        assert p[2] <= q[0] + 1 or q[2] <= p[0] + 1 or p[3] <= q[1] + 1 or q[3] <= p[1] + 1, (a, b)


def test_what_does_not_add_up_in_looks_is_counted_below_the_figure_and_stands_in_full_in_an_annex(sampled, meta, page):
    rows = [
        {"look_check_id": f"look_check:{n}", "about": f"look:{n}", "label": f"L{n}", "kind": kind, "is_watch": True,
         "words": f"L{n}: {words}", "sources": [f"look:{n}"]}
        for n, kind, words in ((1, "outside_footprint", "it lies outside."), (2, "analysts_differ", "Ann and Bob differ."))
    ]  # fmt: skip
    sampled["look_checks"] = TABLES["look_checks"].from_rows(rows)
    document = build_document(sampled, meta, SCREEN, SCREEN_PX)
    (section,) = [s for s in document.sections if s.anchor == "look-checks"]
    assert [[c.text for c in row] for row in section.blocks[1].rows] == [
        ["L2", "analysts differ", "Ann and Bob differ."], ["L1", "outside footprint", "it lies outside."],
    ]  # fmt: skip
    counted = "1 look on which analysts differ; 1 look outside its scene's footprint"
    said = page(render_page(document)).text
    assert f"Not all of the looks add up: {counted}. All are kept; they stand under" in said
    assert "look-checks" not in {
        s.anchor
        for s in build_document(
            sampled | {"look_checks": TABLES["look_checks"].empty()}, meta, SCREEN, SCREEN_PX
        ).sections
    }


def test_a_figure_after_doubt_is_named_by_what_it_counts(sampled, meta, page):
    """Four trips counted one by one; 90 % of the worlds have at most three: that is no slip, and has its reason."""
    said = page(render_page(build_document(sampled, meta, SCREEN, SCREEN_PX))).text.replace("\u00a0", " ")
    assert "documented are likely to be the same trip" not in said
    sampled["season_totals"] = TABLES["season_totals"].from_rows(
        [total("after_doubt", 1, 2, 2), total("estimated", 2, 4, 6)]
    )
    sampled["trip_estimates"] = TABLES["trip_estimates"].from_rows(
        [
            r | {"given": "given 6 looks"} if r["basis"] == "after_doubt" else r
            for r in sampled["trip_estimates"].to_pylist()
        ]
    )
    document = build_document(sampled, meta, SCREEN, SCREEN_PX)
    said = page(render_page(document)).text.replace("\u00a0", " ")
    assert "Some of the 3 documented are likely to be the same trip." in said
    (kinds,) = [
        b for s in document.sections for b in s.blocks if b.kind == "table" and b.caption.startswith("Kinds of")
    ]
    (named,) = [row[0] for row in kinds.rows if row[0].text == "After identity and merge doubt"]
    assert named.sub == "trips told of by a sighting at either end, or by AIS where they load"
    assert "told of by a sighting, or by AIS where it loads" in " ".join(words(figures(sampled, meta)[0]))


def unlooked(basis, *figures, **more):
    return total(basis, *figures, words="4 trips, took place. No looks: this is the prior.") | more


def test_an_estimate_without_looks_is_called_the_prior_wherever_its_figure_stands(sampled, meta):
    sampled["season_totals"] = TABLES["season_totals"].from_rows(
        [unlooked("after_doubt", 1, 2, 3), unlooked("estimated", 2, 4, 6)]
    )
    sampled["cap_status"] = pa.concat_tables([sampled["cap_status"], TABLES["cap_status"].from_rows([
        sampled["cap_status"].to_pylist()[3] | {"cap_status_id": "cap_status:e", "basis": "estimated"}])])  # fmt: skip
    document = build_document(sampled, meta, SCREEN, SCREEN_PX)
    question, crosschecks = (next(s for s in document.sections if s.anchor == a) for a in ("question-1", "crosschecks"))
    answer = " ".join(s.text for b in question.blocks if getattr(b, "role", "") == "answer" for s in b.spans)
    assert "No look is held, so this is the prior" in answer
    months, amounts, lanes = figures(sampled, meta)[:3]
    state = "no looks, this is the prior"
    assert "4, 90 % 2–6; " + state in " ".join(words(months)).replace("\u00a0", " ")
    assert state in " ".join(words(amounts))
    assert state in months.caption
    assert state in lanes.caption
    assert crosschecks.blocks[-1].rows[0][1].sub == state


def test_an_estimate_of_chains_that_disagree_says_so_beside_its_figure(sampled, meta):
    sampled["season_totals"] = TABLES["season_totals"].from_rows(
        [total("after_doubt", 1, 2, 3), total("estimated", 2, 4, 6, is_settled=False)]
    )
    months = figures(sampled, meta)[0]
    assert "4, 90 % 2–6; identities not settled" in " ".join(words(months)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("days", "told", "is_open"),
    [
        ((day(3, 5), day(4, 9), day(6, 1)), "9 Apr, 90 % 5 Mar–1 Jun", False),
        ((day(4, 9), day(5, 13), None), "13 May, 90 % 9 Apr–later", True),
        ((day(4, 9), None, None), "later, 90 % 9 Apr–later", True),
    ],
)
def test_a_bound_beyond_the_period_is_not_closed_at_its_end(sampled, meta, days, told, is_open):
    keys = ("crossed_p05", "crossed_p50", "crossed_p95")
    row = sampled["cap_status"].to_pylist()[3] | {"cap_status_id": "cap_status:e", "basis": "after_doubt"}
    sampled["cap_status"] = TABLES["cap_status"].from_rows([row | dict(zip(keys, days, strict=True))])
    amounts, lanes = figures(sampled, meta)[1:3]
    said = [w.replace("\u00a0", " ") for w in words(lanes)]
    assert told in said or told in " ".join(said)
    assert "Cap passed, after doubt" in said
    closed = [r for r in rects(lanes) if r.get("rx") == "6" and r.get("stroke") == SCREEN("estimate")]
    assert len(closed) == (not is_open)
    passed = cells(amounts.table)[0]
    assert passed[0] == "after doubt"
    assert passed[-1].endswith("95 % not within the period" if is_open else "95 % by 1 Jun 2024")


def test_no_figure_of_a_lane_is_cut(sampled, meta):
    """A silence too narrow for its words has none: cut, 430 h would read as 43."""
    sampled["hull_estimates"] = TABLES["hull_estimates"].from_rows(
        [hull("a", "Anna", 2000.0), hull("b", "Bella", 1.0), hull("c", "Carla", 3.0)]
    )
    said = [w.replace("\u00a0", " ") for w in words(figures(sampled, meta)[2])]
    assert not [w for w in said if w.endswith("…") and any(c.isdigit() for c in w)]
    assert "2,000, 90 % 1–2,000" in " ".join(said)


def coverage(place, role, watched):
    return {
        "question": "coal", "place_id": place, "role": role, "days_total": 366, "days_watched": watched, "days_maybe": 0,
        "days_unwatched": 366 - watched, "longest_start": day(1, 1), "longest_end": day(12, 1), "longest_d": 335,
        "words": "w", "sources": [],
    }  # fmt: skip


def test_how_a_place_of_discharge_was_watched_stands_below_the_loading_places(sampled, meta, page):
    """Its looks have lanes, and are none of those that the sentence on the hours of loading speaks of."""
    unloading = watch(7, day(8, 1, 12), "occupied", place_id="place:b")
    sampled["watches"] = TABLES["watches"].from_rows([*LOOKS, unloading])
    document = build_document(sampled, meta, SCREEN, SCREEN_PX)
    lanes = figures(sampled, meta)[2]
    said = words(lanes)
    assert "unloading; optical: 1 occupied" in " ".join(said)
    assert said.index("Alpha, Berth 2") < said.index("Beta") < said.index("Anna")
    assert ["look: occupied", "Beta"] in [row[1:3] for row in cells(lanes.table)]
    answer = page(render_page(document)).text
    assert "All 4 looks that could tell were taken between 02:00 and 04:00 UTC" in answer


def test_an_unsampled_question_shows_it_too_and_names_where_none_looked(small, meta):
    tables = small()
    rows = [coverage("place:a", "load", 1), coverage("place:b", "discharge", 0)]
    tables["coverage"] = TABLES["coverage"].from_rows(rows)
    lanes = next(f for f in figures(tables, meta) if "as it was watched" in f.title)
    assert "Beta" not in words(lanes)
    assert "Where ships unload no look is held of Beta." in lanes.caption
    seen = tables["watches"].to_pylist()[0] | {"watch_id": "watch:2", "place_id": "place:b"}
    tables["watches"] = TABLES["watches"].from_rows([*tables["watches"].to_pylist(), seen])
    lanes = next(f for f in figures(tables, meta) if "as it was watched" in f.title)
    assert "Beta" in words(lanes)
    assert "Where ships unload" not in lanes.caption


def test_a_berth_is_one_lane_however_it_is_written(sampled, meta):
    again = [
        watch(21, day(3, 9, 2), "empty", method="sar", berth=b, start_time=day(3, 9 + i, 2), end_time=day(3, 9 + i, 2))
        | {"watch_id": f"watch:2{i}"}
        for i, b in enumerate(("berth-2", "BERTH 2", "Berth 3"))
    ]
    sampled["watches"] = TABLES["watches"].from_rows([*LOOKS, *again])
    said = [w.replace("\u00a0", " ") for w in words(figures(sampled, meta)[2])]
    assert [w for w in said if "erth" in w.lower()] == ["Alpha, Berth 2", "Alpha, Berth 3"]
    assert "radar: 1 occupied, 2 empty" in said

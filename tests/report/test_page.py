"""The HTML report: nothing is loaded, nothing runs, everything hostile is text, every anchor leads somewhere."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from fairlead.report import write_report
from fairlead.report.document import build_document
from fairlead.report.page import FIGURE_PX, render_page
from fairlead.report.svg import SCREEN

HOSTILE = '<script>alert("1")</script>\'"><img src=https://evil.example/x onerror=alert(1)>\u202eexe.txt'
LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href", "ping", "manifest"}


def made(tables, meta):
    return render_page(build_document(tables, meta, SCREEN, FIGURE_PX))


@pytest.fixture
def text(small, meta):
    return made(small(), meta)


def test_nothing_is_loaded_from_anywhere(text, page):
    for tag, attributes in page(text).elements:
        assert tag not in {
            "script",
            "link",
            "iframe",
            "object",
            "embed",
            "img",
            "image",
            "video",
            "audio",
            "base",
            "form",
        }
        assert not LOADS & attributes.keys()
        if "href" in attributes:
            assert tag == "a"
            assert attributes["href"].startswith(("#", "https://", "http://"))
        for value in attributes.values():
            assert "url(http" not in (value or "")
        assert not [name for name in attributes if name.startswith("on")]
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert styles
    assert not [s for s in styles if "@import" in s or "url(" in s or "@font-face" in s]


def test_a_policy_in_the_file_itself_forbids_loading_and_running(text, page):
    policy = next(a["content"] for t, a in page(text).elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"  # pictures stand in the file itself


def test_a_hostile_name_is_text_wherever_it_stands(small, meta, page):
    shown = page(made(small(HOSTILE), meta | {"title": HOSTILE, "case": HOSTILE}))
    assert not [e for e in shown.elements if e[0] in ("script", "img")]
    assert "<script>alert" in shown.text
    assert "\u202e" not in shown.text
    assert "⟨U+202E⟩" in shown.text


def test_a_name_of_ten_thousand_characters_does_not_bury_the_page(small, meta, page):
    text = made(small("x" * 10_000), meta)
    assert len(text) < 3 * len(made(small(), meta))
    assert max(len(w) for w in page(text).text.split()) < 1000


def test_every_anchor_leads_to_one_place(text, page):
    shown = page(text)
    assert len(shown.ids) == len(set(shown.ids))
    targets = {a["href"][1:] for t, a in shown.elements if t == "a" and a["href"].startswith("#")}
    assert targets <= set(shown.ids)
    assert any(t.startswith("note-") for t in targets)


def test_every_paint_of_a_figure_is_defined_in_it(text):
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        used = set(re.findall(r"url\(#([^)]+)\)", svg))
        assert used <= set(re.findall(r'id="([^"]+)"', svg))


def test_figures_say_their_finding_and_have_a_table_behind_them(text, page):
    shown = page(text)
    figures = [a for t, a in shown.elements if t == "svg" and a.get("role") == "img"]
    assert len(figures) == 6  # cap, lanes, map, the one silence, a strip for each of two ships
    assert all(len(a["aria-label"]) > 40 for a in figures)
    assert sum(t == "figure" for t, _ in shown.elements) == sum(t == "details" for t, _ in shown.elements) == 6


def test_marks_have_their_word_beside_them_for_those_who_do_not_see_them(text, page):
    shown = page(text)
    assert all(
        a.get("aria-hidden") == "true" for t, a in shown.elements if t == "svg" and "mark" in (a.get("class") or "")
    )
    assert "documented: " in shown.text
    assert "inferred: " in shown.text


def test_the_same_state_gives_the_same_bytes_whatever_the_order_of_rows(small, meta):
    tables = small()
    turned = {name: t.take(list(range(t.num_rows))[::-1]) for name, t in reversed(tables.items())}
    assert made(tables, meta) == made(turned, meta)


def test_the_only_time_of_making_is_that_of_the_run(text):
    now = datetime.now(UTC)
    assert "2 Jul 2024 10:00 UTC" in text
    assert f"{now.day} {now:%b %Y}" not in text
    assert f"{now:%Y-%m-%d}" not in text


def test_an_empty_case_says_what_is_missing(meta, page):
    shown = page(made({}, {"title": "Nothing yet"}))
    assert "asks no question yet" in shown.text
    assert "No run yet" in shown.text
    assert "Nothing: every row of every file was taken." in shown.text


def test_a_case_without_derived_tables_says_how_to_get_them(small, meta, page):
    evidence = {
        k: v for k, v in small().items() if k in ("evidence", "questions", "question_places", "places", "sightings")
    }
    assert "Nothing has been counted yet. To count: fairlead run CASE." in page(made(evidence, meta)).text


def test_without_a_cap_there_is_no_figure_of_one(small, meta, page):
    tables = small()
    del tables["cap_status"]
    assert "against the cap" not in page(made(tables, meta)).text


def test_every_number_of_the_answer_is_footnoted(text):
    answer = re.search(r'<p class="answer">(.*?)</p>', text, re.DOTALL)[1]
    assert len(re.findall(r'href="#note-\d+"', answer)) == 3


def test_a_footnote_never_reads_as_a_digit_of_its_figure(text, page):
    """Copied as text, 3 with note 1 must not become 31."""
    assert re.search(r"\b3\s*\u2060\s*\[\s*1\s*\]", page(text).text)
    assert not re.search(r"</span><sup>\s*<a", text)


def test_the_log_is_named_so_that_a_rewritten_case_is_seen(text):
    assert "cd" * 32 in text
    assert "fairlead verify coal-case" in text


def test_tables_that_are_cut_say_so(small, meta, page, monkeypatch):
    from fairlead.report import question

    monkeypatch.setattr(question, "TRIPS_SHOWN", 1)
    assert "3 more: fairlead show CASE trips." in page(made(small(), meta)).text


def test_a_source_that_is_no_web_address_is_not_a_link(small, meta, page):
    tables = small()
    rows = tables["sightings"].to_pylist()
    for r in rows:
        r["source_url"] = "javascript:alert(1)"
    from fairlead.base.tables import SIGHTINGS

    shown = page(made(tables | {"sightings": SIGHTINGS.from_rows(rows)}, meta))
    assert all(a["href"].startswith("#") for t, a in shown.elements if t == "a")


def test_simulated_rows_are_announced_on_the_first_page(small, meta, page):
    from fairlead.base.tables import STAYS

    tables = small()
    rows = [r | {"status": "simulated"} for r in tables["stays"].to_pylist()]
    assert "SIMULATED rows are part of this case" in page(made(tables | {"stays": STAYS.from_rows(rows)}, meta)).text


def test_a_report_is_written_whole(small, meta, tmp_path):
    path = tmp_path / "out" / "r.html"
    written = write_report(small(), meta, path)
    assert path.stat().st_size == written.bytes > 10_000
    assert [p.name for p in path.parent.iterdir()] == ["r.html"]


def test_ten_thousand_trips_give_a_page_that_says_what_it_leaves_out(small, meta, page):
    from fairlead.base.tables import TABLES

    tables = small()
    first = {
        name: tables[name].to_pylist()[0] for name in ("stays", "trips", "sightings", "observations", "sighting_gaps")
    }
    rows = {name: [] for name in first}
    for n in range(100, 10_100):
        at = {"start_time": first["trips"]["start_time"] + timedelta(minutes=30 * (n - 100))}
        at["end_time"] = at["start_time"]
        ids = {"sighting_id": f"sighting:{n:016x}", "stay_id": f"stay:{n:016x}", "trip_id": f"trip:{n:016x}"}
        rows["sightings"].append(first["sightings"] | {"sighting_id": ids["sighting_id"], "label": f"S{n}", "row": n})
        rows["observations"].append(first["observations"] | at | {"sighting_id": ids["sighting_id"], "label": f"S{n}"})
        rows["stays"].append(first["stays"] | {"stay_id": ids["stay_id"], "sources": [ids["sighting_id"]]})
        rows["trips"].append(first["trips"] | at | {"trip_id": ids["trip_id"], "sources": [ids["stay_id"]]})
        rows["sighting_gaps"].append(first["sighting_gaps"] | {"gap_id": f"gap:{n}"})
    start = time.perf_counter()
    text = made(tables | {name: TABLES[name].from_rows(r) for name, r in rows.items()}, meta)
    assert time.perf_counter() - start < 30
    assert len(text) < 4_000_000
    said = page(text).text
    assert "9,700 more: fairlead show CASE trips." in said
    assert "more positions: fairlead show CASE observations." in said
    assert "9,960 more silences: fairlead show CASE sighting_gaps." in said

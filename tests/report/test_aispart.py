"""The part on AIS: tracks thinned and broken where nothing was received, gaps dashed, calls by port, tables behind."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import fairlead
from fairlead.base.ids import say_key
from fairlead.base.tables import SEGMENTS, TABLES, TRACKS
from fairlead.case.ais_answer import GAPS
from fairlead.case.thinning import lines_of, thin_tracks
from fairlead.report import write_report
from fairlead.report.aisrows import cited_reports

START = datetime(2024, 3, 1, tzinfo=UTC)
SHARED = Path(__file__).parents[2].parent / "shared"
META = {"title": "Tracks", "case": "tracks", "run": {"number": 1, "started_at": "2024-04-01T00:00:00Z"}}


def filled(name, rows):
    plain = {"string": "x", "int32": 1, "int64": 1, "int16": 1, "double": 1.0, "float": 1.0, "bool": False}
    base = {}
    for field in TABLES[name].schema:
        kind = str(field.type)
        base[field.name] = [] if kind.startswith("list") else START if kind.startswith("timestamp") else plain.get(kind)
    return TABLES[name].from_rows([{**base, **row} for row in rows])


def track(segment, points, mmsi=7):
    """Reports of one segment: (minutes from the start, latitude, longitude)."""
    return [
        {"position_id": segment * 100_000 + i, "segment_id": segment, "mmsi": mmsi, "lat": lat, "lon": lon,
         "time": START + timedelta(minutes=m)}
        for i, (m, lat, lon) in enumerate(points)
    ]  # fmt: skip


def segment(n, noise=False, positions=4):
    return {
        "segment_id": say_key("segment", n), "mmsi": 7, "is_noise": noise, "hull_no": 0, "names": ["ALDER <b>"],
        "positions": positions, "end_time": START + timedelta(days=1), "sources": [],
    }  # fmt: skip


def tables():
    """A ship that sails, is silent for 10 h over 111 km, and sails on; two calls at one port; an encounter at sea."""
    points = [(0, 10.0, 20.0), (30, 10.1, 20.0), (630, 11.1, 20.0), (660, 11.2, 20.1)]
    gap = {
        "gap_id": "gap:0000000000000001", "mmsi": 7, "segment_id": say_key("segment", 1), "hours": 10.0,
        "end_time": START + timedelta(hours=10), "start_lat": 10.1, "start_lon": 20.0, "end_lat": 11.1, "end_lon": 20.0,
        "distance_km": 111.2, "p_not_reception": 0.8, "reachable": [], "words": "Silent for 10 h.", "sources": [],
    }  # fmt: skip
    calls = [
        {"port_call_id": f"port_call:{n:016x}", "mmsi": 7, "port": "Alpha", "areas": [], "lat": 10.0, "lon": 20.0,
         "end_time": START + timedelta(hours=n), "has_stop": True, "hours": 1.0 * n, "words": "A call.", "sources": []}
        for n in (1, 2)
    ]  # fmt: skip
    met = {
        "encounter_id": "encounter:0000000000000001", "mmsi": 7, "other_mmsi": 8, "hours": 3.0, "lat": 11.2,
        "lon": 20.1, "end_time": START + timedelta(hours=3), "is_in_port": False, "words": "They lay close.",
        "sources": [],
    }  # fmt: skip
    evidence = {"evidence_id": "evidence:a", "kind": "marinecadastre", "name": "a.csv", "rows_in": 5, "rows_kept": 4,
                "rows_rejected": 1}  # fmt: skip
    return {
        "evidence": filled("evidence", [evidence]), "tracks": filled("tracks", track(1, points)),
        "segments": filled("segments", [segment(1)]), GAPS: filled(GAPS, [gap]),
        "port_calls": filled("port_calls", calls), "encounters": filled("encounters", [met]),
    }  # fmt: skip


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    path = tmp_path_factory.mktemp("ais") / "r.html"
    write_report(tables(), META, path)
    return path.read_text(encoding="utf-8")


def test_the_part_says_what_was_received_and_draws_it(html):
    assert "5 reports in 1 file = 4 kept + 1 refused; 1 MMSI, 1 ship" in html
    figure = html[html.index('<figure id="figure-1">') : html.index("</figure>")]
    assert 'role="img"' in figure
    assert "tracks of 1 segment, 1 gap (1 of them drawn), port calls at 1 port, 1 encounter" in figure
    assert figure.count('stroke-dasharray="8 5"') == 1
    assert "Silent 10 h" in figure
    assert "2 calls" in figure
    assert "All 4 reports of the tracks are drawn" in figure
    behind = figure[figure.index("<details>") :]
    assert [word in behind for word in ("port calls", "encounter", "gap")] == [True] * 3


def test_a_gap_of_a_ship_heard_until_nobody_listened_is_not_dashed(tmp_path):
    given = tables()
    (gap,) = given[GAPS].to_pylist()
    given[GAPS] = TABLES[GAPS].from_rows([gap | {"is_broken_off": True}])
    write_report(given, META, tmp_path / "r.html")
    figure = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "1 gap (0 of them drawn)" in figure
    assert 'stroke-dasharray="8 5"' not in figure
    assert "Gaps not drawn: 1 of ships heard until nobody listened any more" in figure


def test_a_gap_too_short_for_the_map_is_said_to_be_so_and_not_to_begin_and_end_at_one_spot(tmp_path):
    """Its ends lie 111 m apart, on a map of 130 km."""
    given = tables()
    (gap,) = given[GAPS].to_pylist()
    near = {"end_lat": gap["start_lat"] + 0.001, "end_lon": gap["start_lon"]}
    given[GAPS] = TABLES[GAPS].from_rows([gap | near])
    write_report(given, META, tmp_path / "r.html")
    figure = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Gaps not drawn: 1 whose ends are too close together to draw here" in figure


def test_a_line_ends_where_a_long_silence_begins(html):
    (drawn,) = re.findall(r'<path d="(M[^"]*)"[^>]*stroke-linecap="round"', html)
    assert drawn.count("M") == 2  # one line before the silence, one after


def test_what_no_step_made_is_said_not_to_be_computed_and_names_are_inert(html):
    assert "not computed" in html
    assert "ALDER &lt;b&gt;" in html
    assert "No question" not in html


def test_an_event_has_a_footnote_down_to_the_line_of_the_file(tmp_path):
    reports = [{"position_id": n, "mmsi": 7, "time": START, "lat": 10.0, "lon": 20.0, "evidence_id": "evidence:a",
                "row": 40 + n, "copies": 1} for n in (1, 2, 3)]  # fmt: skip
    call = {"port_call_id": "port_call:0000000000000009", "mmsi": 7, "port": "Alpha", "areas": [], "lat": 10.0,
            "lon": 20.0, "end_time": START, "has_stop": True, "hours": 1.0, "words": "A call of one hour.",
            "sources": ["position:0000000000000002"]}  # fmt: skip
    given = tables() | {"port_calls": filled("port_calls", [call])}
    cited = cited_reports(given, lambda name: [filled(name, reports if name == "positions" else [])])
    assert cited["positions"]["position_id"].to_pylist() == [2]  # what no row shown rests on is left where it is
    write_report(given | cited, META, tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    behind = text[text.index('id="rows"') :]
    assert "A call of one hour." in behind
    assert "a.csv, line 42" in behind
    assert "000000007 · 2024" in behind


def test_the_words_of_an_event_are_shown_whole_however_long(tmp_path):
    """Over 400 characters, where the texts of others are cut: a gap names the ships that were heard meanwhile."""
    long = "Silent for 10 h; " + " ".join(f"ship {n:03d}," for n in range(60)) + " to the last."
    given = tables()
    for name in (GAPS, "encounters"):
        given[name] = filled(name, [{**row, "words": long} for row in given[name].to_pylist()])
    write_report(given, META, tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    part = text[text.index('id="ais"') : text.index('id="rows"')]
    assert part.count("ship 059, to the last.") == 2


def test_the_same_tables_give_the_same_bytes_whatever_their_order(tmp_path):
    turned = {name: table.take(list(reversed(range(table.num_rows)))) for name, table in tables().items()}
    for ending in ("html", "pdf"):
        write_report(tables(), META, tmp_path / f"a.{ending}")
        write_report(turned, META, tmp_path / f"b.{ending}")
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_without_ais_there_is_no_such_part(tmp_path):
    write_report({}, META, tmp_path / "r.html")
    assert 'id="ais"' not in (tmp_path / "r.html").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------------------- thinning


def test_thinning_keeps_the_ends_of_segments_and_of_silences_and_stays_below_the_most():
    still = [(m, 10.0, 20.0) for m in range(500)]
    later = [(500 + 600, 10.0, 20.0), (500 + 601, 10.0, 20.0)]
    rows = filled("tracks", track(1, still + later) + track(2, [(m, 10.0 + m, 21.0) for m in range(20)], mmsi=8))
    segments = filled("segments", [segment(1), segment(2)])
    thin = thin_tracks([rows], segments, most=100)
    minutes = [int((t - START).total_seconds() // 60) for t in thin["time"].to_pylist()]
    assert minutes == [0, 499, 1100, 1101, *range(20)]  # a ship that lay still, silent for 10 h; one that sailed
    assert [len(line) for line in lines_of(thin)][-2:] == [2, 20]
    assert thin_tracks([thin], segments, most=100).equals(thin)


def test_a_ship_that_lay_for_hours_and_sailed_is_one_line_from_there(tmp_path):
    # 500 min at one spot, then 0.1 deg in 10 min: the last report from the spot is kept, so the way off is joined to it
    points = [(m, 10.0, 20.0) for m in range(500)] + [(510, 10.1, 20.0), (520, 10.2, 20.0)]
    thin = thin_tracks([filled("tracks", track(1, points))], filled("segments", [segment(1)]), most=10)
    assert lines_of(thin)[-1] == [(10.0, 20.0), (10.1, 20.0), (10.2, 20.0)]


def test_few_reports_are_all_kept_and_those_of_no_ship_are_not():
    rows = filled("tracks", track(1, [(0, 1.0, 2.0), (1, 1.0, 2.0)]) + track(-2, [(0, 3.0, 4.0)]))
    kept = thin_tracks([rows], filled("segments", [segment(1), segment(-2, noise=True)]))
    assert kept["lat"].to_pylist() == [1.0, 1.0]


def test_where_even_the_ends_are_too_many_the_shortest_segments_are_left_out():
    rows = filled("tracks", [r for n in range(1, 6) for r in track(n, [(m, 10.0 + m, 20.0) for m in range(n + 1)])])
    kept = thin_tracks([rows], filled("segments", [segment(n) for n in range(1, 6)]), most=12)
    assert sorted(set(kept["segment_id"].to_pylist())) == [4, 5]  # 6 + 5 reports; with 4 more it were 15


def test_no_tracks_no_lines():
    assert thin_tracks([], SEGMENTS.empty()).num_rows == 0
    assert lines_of(TRACKS.empty()) == []


def test_the_queue_before_suez_is_drawn_in_a_small_file(tmp_path):
    source = SHARED / "data" / "ais" / "parquet" / "suez_2021-03.parquet"
    if not source.exists():
        pytest.skip("the Suez set is not at hand: it may not be bundled")
    case = fairlead.new(tmp_path / "suez", b"format = 1\ntitle = 'Suez'\n")
    case.add(source)
    case.run(step="segments")
    from fairlead.report import report_case

    written = report_case(case, tmp_path / "r.html")
    assert written.bytes < 700_000
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "171 MMSIs" in text
    assert "not computed" in text

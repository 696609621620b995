"""Rows for a person and a filter that looks at nothing but the case."""

import io
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from rich.cells import cell_len

from fairlead.base.tables import TABLES
from fairlead.cli.show import check_name, filter_rows, print_rows, rows_of_question, say_cell
from fairlead.cli.terminal import Terminal
from fairlead.errors import CaseError


def gap(n, words="Silent.", status="documented", month=3):
    at = datetime(2024, month, n, tzinfo=UTC)
    return {"gap_id": f"gap:{n:016x}", "vessel_id": f"vessel:{n}", "start_earliest": at, "start_latest": at,
            "status": status, "words": words, "sources": [f"sighting:{n}"]}  # fmt: skip


def gaps(*rows):
    return TABLES["sighting_gaps"].from_rows(rows)


def no_others(name):
    raise CaseError(f"no table {name}")


def printed(name, table, limit=0):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    print_rows(Terminal(stream, {}), name, table, limit)
    stream.flush()
    return stream.buffer.getvalue().decode()


def kept(where, table=None, others=no_others):
    return filter_rows("sighting_gaps", table or gaps(gap(1), gap(2, status="inferred"), gap(3)), where, others)


def test_a_filter_keeps_the_rows_it_says_in_the_tables_order_and_types():
    got = kept("status = 'inferred' or start_latest >= '2024-03-03'")
    assert got["vessel_id"].to_pylist() == ["vessel:2", "vessel:3"]
    assert got.schema == TABLES["sighting_gaps"].schema
    assert kept("list_contains(sources, 'sighting:1')")["vessel_id"].to_pylist() == ["vessel:1"]
    assert kept("false").num_rows == 0


def test_a_filter_may_look_at_other_tables_of_the_case():
    def others(name):
        assert name == "trips"
        return gaps(gap(3)).rename_columns({"vessel_id": "ship"})

    assert kept("vessel_id in (select ship from trips)", others=others)["vessel_id"].to_pylist() == ["vessel:3"]


def test_a_filter_that_takes_too_long_is_stopped_with_words(monkeypatch):
    monkeypatch.setattr("fairlead.cli.show.LONGEST_S", 0.2)
    with pytest.raises(CaseError, match=r"was stopped after 0\.2 s; ask for something simpler"):
        kept("(select sum(hash(a.range + b.range)) from range(1000000) a, range(1000000) b) > 0")


def test_rows_of_one_question_are_picked_and_a_table_without_questions_says_so():
    asked = TABLES["questions"].empty().select(["question"]).schema
    asked = pa.table({"question": ["salt", "ore"]}, schema=asked)
    rows = pa.table({"question": ["ore", "salt", "ore"], "n": [1, 2, 3]})
    assert rows_of_question("trips", rows, "ore", asked)["n"].to_pylist() == [1, 3]
    with pytest.raises(CaseError, match="no question 'gold' in case.toml; it asks salt, ore"):
        rows_of_question("trips", rows, "gold", asked)
    with pytest.raises(CaseError, match="the rows of sighting_gaps belong to the whole case"):
        rows_of_question("sighting_gaps", gaps(gap(1)), "ore", asked)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("statu = 'inferred'", "The columns are gap_id, vessel_id"),
        ("status = ", "Write an SQL condition"),
        ("true) union all select * from sighting_gaps --", "Write an SQL condition"),
        ("true; drop table sighting_gaps", "modifiers"),
        ("'", "unterminated"),
        ("min_h = 'a'", "Could not convert"),
        ("vessel_id in (select a from read_csv('/etc/passwd'))", "may only look at the tables of this case"),
        ("vessel_id in (select content from read_text('/etc/passwd'))", "may only look at the tables of this case"),
        ("vessel_id in (select * from '/etc/passwd')", "does not exist"),
        ("vessel_id in (select words from table)", "Write an SQL condition"),
        ("nosuch(vessel_id)", "nosuch"),
    ],
)
def test_a_wrong_or_reaching_filter_is_refused_in_words(where, words):
    with pytest.raises(CaseError) as refused:
        kept(where)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_name_nobody_has_is_answered_with_those_that_are_near():
    check_name("trips")
    with pytest.raises(CaseError, match="did you mean trips"):
        check_name("trip")
    with pytest.raises(CaseError, match="there are evidence, rejects"):
        check_name("xyzzy")


def test_rows_that_have_a_sentence_are_printed_as_sentences_with_their_marks():
    lines = printed("sighting_gaps", gaps(gap(1), gap(2, "Silent for 97 h. " * 12, "inferred"))).split("\n")
    assert lines[0] == f"■ gap:{1:016x}  Silent."
    assert lines[1].startswith(f"▒ gap:{2:016x}  Silent for 97 h.")
    assert lines[2].startswith(" " * 24)
    assert lines[2].strip()
    assert lines[-2] == "2 rows"


def test_rows_are_read_in_the_order_of_their_labels_or_of_time():
    text = printed("sighting_gaps", gaps(gap(1, month=5), gap(2, month=3), gap(3, month=4)))
    assert [line.split()[1][-1] for line in text.split("\n")[:3]] == ["2", "3", "1"]
    finding = {"question": "q", "kind": "cap", "headline": "So.", "text": "So it is.", "confidence": "low",
               "confidence_words": "w",
               "limits": [], "status": "claimed", "sources": []}  # fmt: skip
    rows = [finding | {"finding_id": f"finding:{n}", "label": f"F{n}"} for n in (10, 9, 2)]
    text = printed("findings", TABLES["findings"].from_rows(rows))
    assert [line.split()[1] for line in text.split("\n")[:3]] == ["F2", "F9", "F10"]


def test_candidates_stand_under_the_sighting_they_are_of_the_likeliest_first():
    def candidate(n, sighting, rank):
        return {"candidate_id": f"candidate:{n}", "sighting_id": f"sighting:{sighting}", "vessel_id": f"vessel:{n}",
                "weight_frac": 0.5, "rank": rank, "match_basis": "name", "is_settled": False, "words": f"It is {n}.",
                "sources": []}  # fmt: skip

    def observation(n, words):
        return {"sighting_id": f"sighting:{n}", "label": f"S{n}", "ship_words": words, "event": "port_call",
                "method": "image", "observed_by": "x", "hulls": 1, "members": [], "lengths_m": [], "relation": "at",
                "position_basis": "words only",
                "start_time": datetime(2024, 1, 1, tzinfo=UTC), "end_time": datetime(2024, 1, 1, tzinfo=UTC),
                "is_instant": True, "zone": "UTC", "zone_basis": "stated", "words": "w", "sources": []}  # fmt: skip

    seen = TABLES["observations"].from_rows([observation(10, "90 m tanker"), observation(9, "Alder")])
    rows = [candidate(1, 10, 2), candidate(2, 9, 1), candidate(3, 10, 1), candidate(4, 9, 2)]
    table = TABLES["candidates"].from_rows(rows)
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    print_rows(Terminal(stream, {}), "candidates", table, 0, {"observations": seen}.__getitem__)
    stream.flush()
    lines = stream.buffer.getvalue().decode().splitlines()
    assert [line.split("  ")[-1].strip() for line in lines[:6]] == [
        "S9, Alder", "It is 2.", "It is 4.", "S10, 90 m tanker", "It is 3.", "It is 1."]  # fmt: skip


def test_a_look_is_shown_at_the_time_of_its_scene_where_it_has_none_of_its_own():
    at = datetime(2024, 3, 7, 4, 15, tzinfo=UTC)
    row = {"evidence_id": "evidence:1", "row": 2, "start_time": at, "end_time": at, "zone_basis": "stated"}
    scene = row | {"scene_id": "scene:1", "label": "I01", "sensor": "optical"}
    look = row | {"look_id": "look:1", "label": "L01", "scene": "I01", "place_words": "A", "result": "empty",
                  "analyst": "Ann", "start_time": None, "end_time": None, "zone_basis": None}  # fmt: skip
    tables = {"scenes": TABLES["scenes"].from_rows([scene])}
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    print_rows(Terminal(stream, {}), "looks", TABLES["looks"].from_rows([look]), 0, tables.__getitem__)
    stream.flush()
    assert "L01    2024-03-07 04:15" in stream.buffer.getvalue().decode()


def test_what_is_left_out_is_said():
    text = printed("sighting_gaps", gaps(*(gap(i) for i in range(1, 6))), limit=2)
    assert text.count("Silent.") == 2
    assert "5 rows, 2 shown; --limit 0 shows all" in text


def test_a_table_without_sentences_is_a_grid_of_the_columns_that_fit():
    row = {"conversion_id": f"conversion:{1:016x}", "authority": "A table whose name is rather long indeed",
           "product": "Gas oil", "bbl_per_t": 7.46, "evidence_id": "evidence:1", "row": 2}  # fmt: skip
    text = printed("conversions", TABLES["conversions"].from_rows([row]))
    assert "7.46" in text
    assert "A table whose name is rathe…" in text
    assert "not shown here: " in text
    assert max(cell_len(line) for line in text.split("\n")) <= 100
    assert "0 rows" in printed("conversions", TABLES["conversions"].empty())


def test_hostile_text_in_a_row_is_written_out():
    evil = "\x1b[31mred\u202e"
    for text in (
        printed("sighting_gaps", gaps(gap(1, evil))),
        printed("question_places", TABLES["question_places"].from_rows(
            [{"question": evil, "place": evil, "role": "load", "evidence_id": "e", "row": 1}])),
    ):  # fmt: skip
        assert all(c.isprintable() or c == "\n" for c in text)
        assert "<U+001B>[31mred<U+202E>" in text


def test_cells_read_as_a_person_reads_them():
    assert say_cell(None) == ""
    assert say_cell(False) == "no"
    assert say_cell(7.46) == "7.46"
    assert say_cell(1_367_628.0) == "1,367,628"
    assert say_cell(datetime(2024, 10, 19, 17, 0, tzinfo=UTC)) == "2024-10-19 17:00"
    assert say_cell(datetime(2024, 10, 19, tzinfo=UTC)) == "2024-10-19"
    assert say_cell(["a", "trip:5c0e00000000aaaa"]) == "a; trip:5c0e…aaaa"


def test_the_place_where_a_way_ends_is_counted_as_the_file_has_it():
    from fairlead.case.trace import Line
    from fairlead.cli.explain import _place

    places = [_place(Line(name, "p", "ab" * 32, 1200, None)) for name in ("a.csv", "looks.geojson", "b.zip!c.XLSX")]
    assert places == ["a.csv line 1,200", "looks.geojson feature 1,200", "b.zip!c.XLSX row 1,200"]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_prints_without_a_row(name):
    assert "0 rows" in printed(name, TABLES[name].empty())

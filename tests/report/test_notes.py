from fairlead.report.held import Held
from fairlead.report.notes import NOTES_SHOWN, Notes, line_table, note_table, say_labels


def test_rows_are_numbered_in_order_of_first_use_and_keep_their_number(small):
    notes = Notes(Held(small()))
    assert notes.cite("estimate:d") == (1,)
    assert notes.cite("estimate:a", None, "estimate:d", "estimate:a") == (2, 1)
    assert [n.id for n in notes.notes()] == ["estimate:d", "estimate:a"]


def test_a_footnote_says_what_the_row_says_and_what_it_rests_on(small):
    notes = Notes(Held(small()))
    notes.cite("estimate:d")
    table = note_table(notes.notes())
    (row,) = table.rows
    assert [c.text for c in row] == ["1", "estimate:d", "3 trips counted.", "S01–S03"]
    assert table.anchors == ("note-1",)


def test_a_row_that_no_table_holds_is_said_to_be_missing(small):
    notes = Notes(Held(small()))
    notes.cite("trip:nowhere")
    assert notes.notes()[0].words == "not in the tables at hand"


def test_lines_below_footnotes_and_lines_mentioned_stand_once(small):
    notes = Notes(Held(small()))
    notes.cite("estimate:d")
    anchor = notes.mention("sighting:" + "0" * 15 + "1")
    table = line_table(*notes.lines(notes.notes()))
    assert [r[0].text for r in table.rows] == ["S01", "S02", "S03"]
    assert anchor in table.anchors
    assert table.rows[0][3].href == "https://example.org/a?b=1&c=2"


def test_a_row_that_is_no_line_of_a_file_is_no_line_to_point_to(small):
    notes = Notes(Held(small()))
    assert notes.mention("estimate:d") is None  # a row of a table, made from sightings
    assert notes.mention("seen:" + "0" * 16) is None
    assert notes.lines([]) == ([], 0)


def test_footnotes_stop_at_a_limit_instead_of_burying_the_report(small):
    notes = Notes(Held(small()))
    for i in range(NOTES_SHOWN + 50):
        notes.cite(f"trip:{i}")
    assert notes.cite("trip:one too many") == ()
    assert notes.cite("trip:0") == (1,)


def test_labels_in_a_row_become_a_range():
    assert say_labels(["S03", "S01", "C02", "S02", "S05", "S06", "X"]) == "C02, S01–S03, S05, S06, X"


def test_rows_known_by_file_and_line_say_their_file_once():
    labels = ["S01", "a_1.csv 5", "a_1.csv 12", "a_1.csv 13", "a_1.csv 14", "b.csv 7", "b.csv 8", "S02", "S03"]
    assert say_labels(labels) == "S01–S03, a_1.csv 5, 12–14, b.csv 7, 8"
    assert say_labels(["a.csv 7", "a.csv 8", "a.csv 9"]) == "a.csv 7–9"

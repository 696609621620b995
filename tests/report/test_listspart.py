"""The report's section on sanctions lists: nothing without a list; hits by level, listed then, what was searched."""

from fairlead.base.tables import (
    BEARERS,
    DECISIONS,
    LIST_ENTRIES,
    MARKS,
    OPINIONS,
    SEGMENTS,
    STAYS,
    TABLES,
    VESSELS,
    WORN,
)
from fairlead.identity.list_statements import state_lists
from fairlead.identity.screening import screen_vessels
from fairlead.report.annexes import vessels_section
from fairlead.report.held import Held
from fairlead.report.listspart import lists_section
from fairlead.report.notes import Notes
from tests.identity.test_list_records import version, without
from tests.identity.test_list_statements import DAY, tables
from tests.identity.test_screening import HIT, ruled, ship, stay


def held_of(*versions, decisions=(), opinions=()):
    standings, statements = state_lists(*tables(*versions), DECISIONS.empty())
    vessels = VESSELS.from_rows([ship()])
    stays = STAYS.from_rows([stay(1, 31, 32)])
    hits, screened, events = screen_vessels(
        vessels, MARKS.empty(), BEARERS.empty(), SEGMENTS.empty(), stays, statements, standings, LIST_ENTRIES.empty(),
        WORN.empty(), DECISIONS.from_rows(decisions),
    )  # fmt: skip
    return Held({
        **{name: t.empty() for name, t in TABLES.items()}, "list_standings": standings, "list_statements": statements,
        "vessels": vessels, "stays": stays, "hits": hits, "screened": screened, "listed_events": events,
        "opinions": OPINIONS.from_rows(opinions),
    })  # fmt: skip


def section(*versions, decisions=()):
    held = held_of(*versions, decisions=decisions)
    return lists_section(held, Notes(held))


def words(made):
    texts = [span.text for b in made.blocks if b.kind == "text" for span in b.spans]
    return texts, [b for b in made.blocks if b.kind == "table"]


def test_a_case_without_lists_has_no_such_section():
    assert section() is None


def test_a_hit_stands_with_its_level_its_time_whom_it_is_linked_to_and_whether_it_was_listed_then():
    said = {"imo": "IMO 8660313", "linked_to": "MADE-UP LINES"}
    texts, (hits, events) = words(section(without(10), version(30, **said), version(50, **said)))
    assert "1 ship looked for: 1 ship with confirmed hits; 0 ships without any" in texts[0]
    assert "list made_up of 20 Feb 2024 (21 entries) and 2 earlier versions" in texts[0]
    (row,) = hits.rows
    assert [c.text for c in row[:4]] == ["Alder", "confirmed", "ALDER", "31 Jan 2024 to 20 Feb 2024, still there"]
    assert (row[4].text, row[4].sub) == ("no programme stated", "the list states no measure")
    assert row[5].text == "MADE-UP LINES"
    (event,) = events.rows
    assert [c.text for c in event[1:3]] == ["1 Feb 2024", "listed"]


def test_a_version_that_does_not_count_is_told():
    texts, _ = words(section(version(0), (10, {"1": {"name": "ALDER"}}, False)))
    assert "does not count: it has 1 entry where the last good version had 21" in texts[1]
    assert DAY[10].strftime("%d Jan %Y") in texts[1]


def test_the_table_of_ships_does_not_say_unchecked_where_lists_were_searched():
    for versions, said in (((), "not checked against any list"), ((version(30),), "under Listed?")):
        held = held_of(*versions)
        _, (table,) = words(vessels_section(held, Notes(held)))
        assert said in table.rows[0][5].text


def test_a_hit_that_a_person_ruled_out_is_shown_as_that_and_in_no_count():
    said = {"imo": "IMO 8660313"}
    texts, tables_ = words(section(without(10), version(30, **said), decisions=[ruled("reject", HIT)]))
    assert "no ship with a hit; 1 ship without any; 1 hit ruled out by a person" in texts[0]
    (row,) = tables_[0].rows
    assert (row[1].text, row[1].sub) == ("ruled out", "ruled out by Ada, 1 Jan 2024: another hull; was confirmed")
    assert len(tables_) == 1  # whether it was listed when the ship lay there is not asked of another's entry


def test_a_hit_that_a_person_leaves_open_is_shown_as_open_beside_what_its_marks_say():
    said = {"imo": "IMO 8660313"}
    texts, tables_ = words(section(without(10), version(30, **said), decisions=[ruled("unsure", HIT)]))
    assert "1 ship with confirmed hits" in texts[0]
    (row,) = tables_[0].rows
    assert (row[1].text, row[1].sub) == (
        "left open",
        "left open by Ada, 1 Jan 2024: another hull; confirmed by its marks",
    )
    assert row[1].status == "possible"


def test_what_a_matcher_elsewhere_answered_stands_as_its_word_with_or_without_a_list():
    answer = {
        "opinion_id": "opinion:1", "asked_words": "Vessel: name VICTORY", "entity": "NK-1", "entity_name": "VICTORY",
        "entity_schema": "Vessel", "score_frac": 1.0, "is_match": True, "datasets": ["us_ofac_sdn"],
        "imos": ["9187629"], "words": "w", "evidence_id": "evidence:o", "row": 1,
    }  # fmt: skip
    none = dict.fromkeys(("entity", "entity_name", "entity_schema", "score_frac", "is_match"))
    nobody = answer | none | {"opinion_id": "opinion:2", "datasets": [], "imos": []}
    for versions in ((), (version(30),)):
        held = held_of(*versions, opinions=[answer, nobody])
        _, tables_ = words(lists_section(held, Notes(held)))
        first, second = tables_[-1].rows
        assert [c.text for c in first] == ["Vessel: name VICTORY", "VICTORY", "the same, 1.00", "us_ofac_sdn"]
        assert (first[2].sub, first[2].status) == ("IMO as it gives it: 9187629", "claimed")
        assert second[1].text == "it knows no candidate"

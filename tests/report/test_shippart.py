"""Ships one by one: marks by whose word, what cannot all be so, listed on which day; nothing where nothing is known."""

from datetime import UTC, datetime, timedelta

from fairlead.base.tables import (
    BEARERS,
    DECISIONS,
    LIST_ENTRIES,
    MARKS,
    OWNERSHIP,
    PLACES,
    PORT_CALLS,
    SEGMENTS,
    STAYS,
    TABLES,
    VESSELS,
    WORN,
)
from fairlead.case.lives import OF_EITHER, Whole, read_lives, say_when
from fairlead.identity.list_statements import state_lists
from fairlead.identity.screening import screen_vessels
from fairlead.identity.ties import tie_owners
from fairlead.report.held import Held
from fairlead.report.notes import Notes
from fairlead.report.shippart import NOT_CHECKED, ships_section
from fairlead.report.svg import SCREEN
from tests.identity.test_list_records import version, without
from tests.identity.test_list_statements import DAY, tables
from tests.identity.test_screening import ship, stay

RUN = datetime(2024, 3, 1, tzinfo=UTC)
AT = {n: datetime(2024, 2, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(20)}


def blank(table):
    """A row of a table that says nothing."""
    row = dict.fromkeys(table.schema.names)
    for field in table.schema:
        if not field.nullable:
            row[field.name] = (
                [] if str(field.type).startswith("list") else {"string": "", "bool": False}.get(str(field.type), 0)
            )
    return row


def segment(n, mmsi, start, end):
    return blank(SEGMENTS) | {"segment_id": f"segment:{n}", "mmsi": mmsi, "start_time": AT[start], "end_time": AT[end],
                  "positions": 9, "is_noise": False}  # fmt: skip


def sent(n, mmsi, kind, value, start, end):
    return {"worn_id": f"worn:{n}", "mmsi": mmsi, "property": kind, "value": value, "start_time": AT[start],
            "end_time": AT[end], "rows": 2, "is_standing": True, "words": "", "sources": []}  # fmt: skip


def held_of(*versions, vessel=None, marks=(), segments=(), worn=(), stays=(), decisions=()):
    standings, statements = state_lists(*tables(*versions), DECISIONS.empty())
    vessel = ship() if vessel is None else vessel
    bearers = [
        {"bearer_id": f"bearer:{s['segment_id']}", "segment_id": s["segment_id"], "mmsi": s["mmsi"],
         "vessel_id": vessel["vessel_id"], "ship_name": "Alder", "mark_basis": "imo", "words": "", "sources": []}
        for s in segments
    ]  # fmt: skip
    made = {
        "vessels": VESSELS.from_rows([vessel]), "marks": MARKS.from_rows(marks), "stays": STAYS.from_rows(stays),
        "bearers": BEARERS.from_rows(bearers), "segments": SEGMENTS.from_rows(segments),
    }  # fmt: skip
    hits, screened, _ = screen_vessels(
        made["vessels"],
        made["marks"],
        made["bearers"],
        made["segments"],
        made["stays"],
        statements,
        standings,
        LIST_ENTRIES.empty(),
        WORN.from_rows(worn),
        DECISIONS.from_rows(decisions),
    )
    return Held({
        **{name: t.empty() for name, t in TABLES.items()}, **made, "worn": WORN.from_rows(worn), "hits": hits,
        "screened": screened, "list_statements": statements, "list_standings": standings,
    })  # fmt: skip


def section(held, *days):
    return ships_section(held, RUN, days, Notes(held), SCREEN, 700.0, 1)


def mark(kind, value, start=None, end=None):
    return {"mark_id": f"mark:{kind}{value}", "vessel_id": ship()["vessel_id"], "mark_kind": kind, "value": value,
            "start_time": start, "end_time": end, "sources": []}  # fmt: skip


def test_where_nothing_is_known_but_the_row_of_the_ship_there_is_no_such_section():
    assert section(held_of()) is None
    assert section(held_of(marks=[mark("flag", "KP"), mark("name", "Alder")])) is None


def test_a_listing_is_told_for_each_day_asked_about_and_else_for_the_last_day_known_and_that_of_the_run():
    versions = (without(10), version(30, imo="IMO 8660313"), version(50, imo="IMO 8660313"))
    held = held_of(*versions, stays=[stay(1, 31, 32)])
    (table,) = [b for b in section(held, DAY[10], DAY[40]).blocks if b.kind == "table"]
    assert [c.title for c in table.columns] == ["List", "11 Jan 2024", "10 Feb 2024"]
    (row,) = table.rows
    assert (row[0].text, row[0].status, row[0].sub) == ("list made_up", "documented", "confirmed: ALDER")
    assert [c.text for c in row[1:]] == ["not listed", "listed"]
    (table,) = [b for b in section(held).blocks if b.kind == "table"]
    assert [c.title for c in table.columns] == ["List", "2 Feb 2024", "1 Mar 2024"]
    assert [c.text for c in table.rows[0][1:]] == ["listed", "not known"]


def test_without_a_list_it_says_that_nothing_was_checked():
    held = held_of(stays=[stay(1, 31, 32)])
    assert NOT_CHECKED in [span.text for b in section(held).blocks if b.kind == "text" for span in b.spans]


def test_marks_stand_by_whose_word_they_are_received_or_said():
    worn = [sent(1, 273000001, "name", "ALDER", 0, 5), sent(2, 273000001, "name", "FAR OFF", 12, 13)]
    held = held_of(
        version(30, imo="IMO 8660313", mmsi="273000009", former_name="BIRCH TREE"),
        segments=[segment(1, 273000001, 0, 6)], worn=worn, marks=[mark("flag", "RU")],
    )  # fmt: skip
    (life,) = read_lives(held)
    told = {(m.kind, m.value): (m.by, m.is_received, say_when(m)) for m in life.marks}
    alder = [(m.by, say_when(m)) for m in life.marks if (m.kind, m.value) == ("name", "ALDER")]
    assert alder == [("AIS", "received 1–6 Feb 2024"), ("list made_up", "said 31 Jan 2024, and still")]
    assert told["mmsi", "273000001"][:2] == ("AIS", True)
    assert told["mmsi", "273000009"][:2] == ("list made_up", False)
    assert told["name", "BIRCH TREE"] == ("list made_up, former name", False, "before, not dated")
    assert told["flag", "RU"] == ("the vessel list, not dated", False, "not dated")
    assert ("name", "FAR OFF") not in told  # sent when no segment of this ship was heard
    assert life.clashes() == set()  # the MMSI that the list quotes is held against none


def test_ships_on_one_mmsi_lend_each_other_no_names_and_what_may_be_of_either_is_marked_as_that():
    """Alder, and from day 3 to 8 a second ship on its MMSI, which is no vessel of the case."""
    ours = segment(1, 273000001, 0, 6) | {"names": ["ALDER", "BIRCH", "BOTH"], "imos": [8660313, 8691702]}
    theirs = segment(2, 273000001, 3, 8) | {"names": ["BIRCH", "ALDER", "BOTH"], "imos": [8691702], "hull_no": 1}
    worn = [
        sent(1, 273000001, "name", "ALDER", 0, 6), sent(2, 273000001, "name", "BIRCH", 3, 8),
        sent(3, 273000001, "name", "BOTH", 4, 5), sent(4, 273000001, "imo", "8660313", 0, 6),
        sent(5, 273000001, "imo", "8691702", 3, 8), sent(6, 273000001, "call_sign", "UBAA", 3, 8),
    ]  # fmt: skip
    held = held_of(segments=[ours], worn=worn)
    alone = {name: held.table(name) for name in TABLES}
    (before,) = read_lives(held)
    assert {m.value for m in before.marks if m.by == "AIS"} >= {"BIRCH", "8691702"}  # nobody else on its MMSI
    (life,) = read_lives(Held({**alone, "segments": SEGMENTS.from_rows([ours, theirs])}))
    received = {(m.kind, m.value): (m.by, m.is_shared) for m in life.marks if m.is_received}
    assert received == {
        ("mmsi", "273000001"): ("AIS; another ship sent it at that time too", False),
        ("name", "ALDER"): ("AIS", False), ("imo", "8660313"): ("AIS", False),
        ("name", "BOTH"): (OF_EITHER, True), ("call_sign", "UBAA"): (OF_EITHER, True),
    }  # fmt: skip
    assert life.clashes() == set()


def test_two_numbers_at_one_time_and_two_flags_that_no_dates_keep_apart_are_marked():
    segments = [segment(1, 273000001, 0, 6), segment(2, 273000002, 4, 9), segment(3, 273000003, 10, 12)]
    marks = [mark("flag", "RU"), mark("flag", "KP")]
    (life,) = read_lives(held_of(segments=segments, marks=marks))
    assert life.clashes() == {("mmsi", "273000001"), ("mmsi", "273000002"), ("flag", "RU"), ("flag", "KP")}
    made = section(held_of(segments=segments, marks=marks))
    (text,) = [b.spans[0].text for b in made.blocks if b.kind == "text" and "cannot all be so:" in b.spans[0].text]
    assert text.startswith("≠ flags that cannot all be so: KP, RU. ≠ MMSIs received that cannot all be so:")
    dated = [mark("flag", "RU", None, AT[3]), mark("flag", "KP", AT[3])]
    (life,) = read_lives(held_of(segments=segments[2:], marks=dated))
    assert life.clashes() == set()


def test_every_figure_has_its_number_a_table_behind_the_strip_and_stands_where_it_is_written():
    held = held_of(segments=[segment(1, 273000001, 0, 6)], stays=[stay(1, 31, 32)])
    figures = [b for b in section(held).blocks if b.kind == "figure"]
    assert [f.number for f in figures] == list(range(1, len(figures) + 1))
    assert figures[0].table.is_behind
    assert all(f.is_here for f in figures)
    assert "273000001" in figures[0].svg


def test_who_is_said_to_own_a_ship_stands_with_whose_word_it_is_its_listing_and_whom_else_it_runs():
    ours, elms = (
        {"ownership_id": f"ownership:{n}", "label": f"W{n}", "owner": "Birch Ltd", "owned": owned, "relation": "owner",
         "held_frac": 0.6, "evidence_id": "evidence:w", "row": n}
        for n, owned in ((1, "Alder"), (2, "Elm"))
    )  # fmt: skip
    held = held_of()
    tables = {name: held.table(name) for name in TABLES}
    ties, owners, hits = tie_owners(
        OWNERSHIP.from_rows([ours, elms]),
        *(tables[n] for n in ("list_statements", "list_standings", "hits", "vessels")),
    )
    held = Held({**tables, "ties": ties, "owners": owners, "owner_hits": hits})
    (table,) = [b for b in section(held).blocks if b.kind == "table"]
    ((who, word, where, others),) = table.rows
    assert (who.text, who.sub, who.status) == ("Birch Ltd", "owner, 60 %", "claimed")
    assert word.text.startswith("W1: Birch Ltd is owner of Alder, 60 %, since when not stated.")
    assert where.text == "in no list at hand under this name or number"
    assert others.text == "Elm"


def test_a_port_call_is_told_by_the_name_of_its_place():
    call = blank(PORT_CALLS) | {"port_call_id": "port_call:1", "segment_id": "segment:1", "mmsi": 273000001,
                                "port": "P01", "start_time": AT[0], "end_time": AT[1]}  # fmt: skip
    made = {
        "vessels": VESSELS.from_rows([ship()]), "segments": SEGMENTS.from_rows([segment(1, 273000001, 0, 3)]),
        "port_calls": PORT_CALLS.from_rows([call, call | {"port_call_id": "port_call:2", "port": "Elsewhere"}]),
        "places": PLACES.from_rows([blank(PLACES) | {"place_id": "place:1", "label": "P01", "name": "Saltpan"}]),
        "bearers": BEARERS.from_rows([blank(BEARERS) | {"bearer_id": "bearer:1", "segment_id": "segment:1",
                                                        "mmsi": 273000001, "vessel_id": ship()["vessel_id"]}]),
    }  # fmt: skip
    (life,) = read_lives(Whole(lambda name: made.get(name, TABLES[name].empty())))
    assert [c["port"] for c in life.calls] == ["Saltpan", "Elsewhere"]

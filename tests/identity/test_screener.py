from fairlead.identity.records import Record, Stated
from fairlead.identity.screener import Screener


def record(record_id, kind="vessel", **stated):
    return Record(record_id, kind, tuple(Stated(p, v) for p, v in stated.items()))


LISTED = [
    record("list:1", imo="9187629", name="SCF PRIMORYE", former_name="PRIMORSKY"),
    record("list:2", imo="9074729", name="LUCKY STAR"),
    record("list:3", name="RYE SONG GANG 1"),
    record("list:4", kind="company", name="Lucky Star Shipping Co Ltd"),
]


def test_a_renamed_ship_is_found_by_its_number_and_others_by_their_names():
    hits = Screener(LISTED).screen(record("q", imo="9187629", name="LUCKY STAR"))
    assert [(h.record_id, h.comparison.level) for h in hits] == [("list:1", "confirmed"), ("list:2", "contradicted")]


def test_a_number_is_found_however_written():
    hits = Screener(LISTED).screen(record("q", imo="IMO 9187629"))
    assert [h.record_id for h in hits] == ["list:1"]


def test_a_name_finds_names_of_its_kind_and_number():
    screener = Screener(LISTED)
    assert [h.record_id for h in screener.screen(record("q", name="Ryesong-gang No. 1"))] == ["list:3"]
    assert screener.screen(record("q", name="RYE SONG GANG 2")) == []
    assert [h.record_id for h in screener.screen(record("q", name="Primorsky"))] == ["list:1"]


def test_many_are_answered_as_one_by_one_and_in_their_order():
    screener = Screener(LISTED)
    queries = [
        record(f"q{i}", name=n) for i, n in enumerate(("LUCKY STAR", "NOBODY KNOWS", "LUCKY STAR", "RYESONGGANG 1"))
    ]
    assert screener.screen_many(queries) == [screener.screen(q) for q in queries]


def test_the_order_of_records_does_not_matter():
    query = record("q", imo="9187629", name="LUCKY STAR")
    assert Screener(LISTED).screen(query) == Screener(LISTED[::-1]).screen(query)

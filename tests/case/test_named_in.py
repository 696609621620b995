"""Which documents and claims name a ship: whole words, another ship's longer name is not it."""

from fairlead.case.lives import Life
from fairlead.case.named_in import named_in


class Rows:
    def __init__(self, **tables):
        self.tables = tables

    def rows(self, name):
        return self.tables.get(name, [])


def named(text, name="Po Chon", imo=8848276):
    document = {"document_id": "document:1", "title": "Report", "url": None, "published_start": None, "text": text}
    life = Life({"vessel_id": "vessel:1", "name": name, "names": [name], "imo": imo})
    return [(n.name, n.times) for n in named_in(Rows(documents=[document]), life)]


def test_a_name_or_number_is_found_as_a_whole_word_however_it_is_broken():
    assert named("the tanker PO\nCHON left; Po Chon returned") == [("PO\nCHON", 2)]
    assert named("IMO 8848276 sailed") == [("8848276", 1)]


def test_another_ship_is_not_named():
    assert named("the Po Chonma and the Apo Chon") == []
    assert named("the Po Chon 2 left") == []
    assert named("18848276") == []


def test_a_name_too_short_to_tell_finds_nothing():
    assert named("the cat was on an A1 road", name="A1", imo=None) == []


def test_a_claim_that_names_it_is_found_by_its_words():
    claim = {"claim_id": "claim:1", "speaker": "A", "outlet": "B", "said_start": None, "quote": "Po Chon took 2,000 t"}
    life = Life({"vessel_id": "vessel:1", "name": "Po Chon", "names": None, "imo": None})
    (one,) = named_in(Rows(claims=[claim]), life)
    assert (one.table, one.before, one.name, one.behind) == ("claims", "", "Po Chon", " took 2,000 t")

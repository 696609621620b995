"""Citations as CSL-JSON: only what the standard knows, dates no more precise than they are, accessed only where so."""

from datetime import UTC, datetime

import pytest

import fairlead
from fairlead.report.citations import cite, date

TYPES = {"article-newspaper", "dataset", "document", "legislation", "webpage"}
"""Of the types of CSL 1.0.2, those that are used here."""
VARIABLES = {
    "id", "type", "title", "genre", "source", "URL", "note", "accessed", "issued", "author", "container-title",
    "language", "publisher", "version", "section",
}  # fmt: skip
"""Of the variables of CSL 1.0.2, those that are used here."""


def at(*day):
    return datetime(*day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (at(2024, 3, 7), at(2024, 3, 8), [[2024, 3, 7]]),
        (at(2024, 3, 7, 9), at(2024, 3, 7, 9), [[2024, 3, 7]]),
        (at(2024, 3, 1), at(2024, 4, 1), [[2024, 3]]),
        (at(2024, 12, 1), at(2025, 1, 1), [[2024, 12]]),
        (at(2024, 1, 1), at(2025, 1, 1), [[2024]]),
        (at(2024, 3, 7), at(2024, 3, 23), [[2024, 3, 7], [2024, 3, 22]]),
        (at(2024, 3, 1), at(2024, 5, 1), [[2024, 3, 1], [2024, 4, 30]]),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(start, end, said):
    assert date(start, end) == {"date-parts": said}
    assert date(None, None) is None


def test_everything_the_bundled_case_stands_on_is_cited_in_words_of_the_standard(bundled):
    items = cite(bundled)
    ids = [i["id"] for i in items]
    assert len(set(ids)) == len(ids)
    for table, key in (("claims", "claim_id"), ("legal_measures", "legal_measure_id")):
        assert set(bundled.table(table)[key].to_pylist()) <= set(ids)
    assert {i["type"] for i in items} <= TYPES
    assert {name for i in items for name in i} <= VARIABLES
    assert all("SHA-256 " in i["note"] and i["title"] for i in items)
    assert not any("accessed" in i for i in items if i["id"].startswith(("claim:", "legal_measure:")))


def test_a_file_was_accessed_when_it_was_taken_and_a_page_when_it_was_captured(tmp_path):
    case = fairlead.new(tmp_path / "case")
    (tmp_path / "places.csv").write_text("place_id,name,kind,lat,lon\nP1,Northport,port,42.75,133.083\n")
    (tmp_path / "note.html").write_text(
        "<html lang=en><title>Note</title><meta name=author content='Ann Lee'>"
        "<link rel=canonical href='https://example.org/note'>"
        "<body><p>Northport was empty on 7 March 2024.</p></body></html>"
    )
    case.add(tmp_path / "places.csv", origin="a friend", retrieved="2024-01-10")
    case.add(tmp_path / "note.html")
    case.run(step="loads")
    items = {i["title"]: i for i in cite(case) if i["type"] != "webpage"}
    assert items["places.csv"]["accessed"] == {"date-parts": [[2024, 1, 10]]}
    assert items["places.csv"]["source"] == "a friend"
    (page,) = [i for i in cite(case) if i["type"] == "webpage"]
    assert (page["title"], page["URL"]) == ("Note", "https://example.org/note")
    assert "accessed" not in page  # the file does not say when it was captured

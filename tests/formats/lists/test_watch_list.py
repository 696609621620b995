"""A list of one's own: columns named by what they hold."""

import pytest

from fairlead.errors import EvidenceError
from fairlead.formats.lists.reader import read_list, sniff_list

TABLE = (
    "List,Name,IMO,MMSI,Flag,Measure,Listed,Published,Alias,Owner\n"
    "Port Watch,MADE-UP STAR,9074729,273000001;273000002,Gabon,port ban; asset freeze,2024-02,2024-03-01,OLD,Lines\n"
    "Port Watch,NO NUMBER,,,,,,,,\n"
)


@pytest.fixture
def read(tmp_path):
    def of(text):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        sniffed = sniff_list(path)
        return read_list(path, "list.csv", sniffed.kind if sniffed else "watch_list", "evidence:1")

    return of


def test_a_row_is_an_entry_with_what_its_columns_hold(read):
    found = read(TABLE)
    ship, other = found.rows.to_pylist()
    assert (ship["list"], ship["entry"], ship["entry_kind"]) == ("port_watch", "IMO 9074729", "vessel")
    assert (ship["measures"], ship["aliases"], other["entry"]) == (["port ban", "asset freeze"], ["OLD"], "NO NUMBER")
    assert ship["listed_end"].date().isoformat() == "2024-03-01"
    said = {(f["property"], f["value"]): f["normal"] for f in found.more["list_facts"].to_pylist()}
    assert (said["mmsi", "273000002"], said["flag", "Gabon"], said["owner", "Lines"]) == ("273000002", "GA", None)
    assert found.more["list_versions"].to_pylist()[0]["published_words"] == "2024-03-01"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (TABLE + "Other,X,9074729,,,,,,,\n", "one list a file"),
        (TABLE.replace("Owner\n", "Colour\n"), "none of list, id"),
        (TABLE + 'Port Watch,"CUT', "cut off"),
    ],
)
def test_what_is_not_one_list_is_refused(read, text, word):
    with pytest.raises(EvidenceError, match=word):
        read(text)


def test_a_row_without_a_name_or_of_no_kind_is_refused_alone(read):
    found = read(TABLE + "Port Watch,,9074729,,,,,,,\n")
    assert found.rows.num_rows == 2
    assert "no list or no name" in found.rejects.to_pylist()[0]["reason"]

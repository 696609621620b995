"""What one screening prints: nothing looked up is no *No hit*, and how an answer from elsewhere is found again."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.case.one_off import Asked
from fairlead.cli.screen import KEPT, Marks, part_marks, print_screened, screen_places
from fairlead.cli.terminal import Terminal
from fairlead.errors import FairleadError

FOUND = {
    "as_of": datetime(2024, 2, 10, tzinfo=UTC), "doubts": [], "hits": [], "asked_by": ["IMO 9074729"],
    "scope": "vessels",
    "searched": [], "searched_words": "nothing: no version of any list counts", "of_other_days": [], "not_searched": [],
}  # fmt: skip


def test_where_no_version_counts_nothing_was_looked_up(capsys):
    print_screened(Terminal(sys.stdout), FOUND)
    assert capsys.readouterr().out.startswith("Nothing was looked up by IMO 9074729, as of 10 Feb 2024")
    print_screened(Terminal(sys.stdout), FOUND | {"searched": [{}], "searched_words": "the list mine"})
    assert capsys.readouterr().out.startswith("No hit by IMO 9074729")
    assert "after fairlead run" in KEPT


def test_a_mark_goes_before_the_files_it_is_looked_up_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("sdn.csv").touch()
    given = [Path(p) for p in ("9187629", "445000001", "ST. NICHOLAS", "sdn.csv", "gone.csv", "a/b")]
    places, marks = part_marks(given)
    assert [str(p) for p in places] == ["sdn.csv", "gone.csv", "a/b"]
    assert marks == Marks("9187629", "445000001", ("ST. NICHOLAS",))
    with pytest.raises(FairleadError, match="9187629 and 9074729: one IMO number at a time"):
        part_marks([Path("9187629"), Path("9074729")])


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(FairleadError, match=r"gone\.csv: no such file"):
        screen_places([Path("gone.csv")], Asked("9187629"))

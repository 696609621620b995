"""What one screening prints: nothing looked up is no *No hit*, and how an answer from elsewhere is found again."""

import sys
from datetime import UTC, datetime

from fairlead.cli.screen import KEPT, print_screened
from fairlead.cli.terminal import Terminal

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
